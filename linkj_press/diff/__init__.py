"""Compares two revisions of a workspace as a whole, from their files to a report.

Of each as much is loaded as can be; a partner file that was renamed is still the same partner's.
What is published is what went out, whatever the files say: nothing reaches it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from linkj_press.diff.causes import Causes, find_look_changes, find_picture_changes
from linkj_press.diff.differences import Hunk, compare_ledgers, find_hunks
from linkj_press.diff.passages import PassageChange, compare_documents
from linkj_press.diff.report import DiffReport, DocumentPair, Fate, ReleaseChange
from linkj_press.diff.revisions import (
    RevisionFolder,
    Revisions,
    find_renames,
    load_revision,
    read_revision,
    rename_partners,
    write_revision,
)
from linkj_press.diff.trials import Trials, Versions
from linkj_press.draft.alignment import JAPANESE_ONLY, align
from linkj_press.draft.document import Block, Document
from linkj_press.draft.drafting import Drafter
from linkj_press.draft.written import read_document
from linkj_press.folder import PUBLISHED, ROUNDS
from linkj_press.language import Language
from linkj_press.problem import ProblemsFound
from linkj_press.text.edits import Cutter
from linkj_press.workspace.copies import Copies, gather_copies


class Comparison:
    """The comparison of two revisions of a workspace, the older first."""

    def __init__(
        self,
        folders: tuple[RevisionFolder, RevisionFolder],
        revisions: Revisions,
        languages: Sequence[Language],
        cut: Cutter,
    ) -> None:
        """Load both; *revisions* has room for what must be put right to be loaded.

        Raises ProblemsFound when one cannot be loaded at all.
        """
        self._names = folders[0].name, folders[1].name
        self._keys = folders[0].key, folders[1].key
        self._languages, self._cut = languages, cut
        root = folders[0].root
        old, new = (read_revision(folder.root) for folder in folders)
        if renames := find_renames(old, new):
            old, root = rename_partners(old, renames), revisions.make_folder()
            write_revision(root, old)
        before = load_revision(root, old, new, revisions)
        after = load_revision(folders[1].root, new, old, revisions)
        self.workspaces = before.workspace, after.workspace
        self._replaced = before.replaced | after.replaced
        self._unreadable = before.unreadable | after.unreadable
        self.problems = [*before.problems], [*after.problems]
        """What was found wrong so far, in the old and in the new revision."""

        self._published = tuple(
            self._read_copies(side, folder).by_release for side, folder in enumerate(folders)
        )
        self._hunks = tuple(find_hunks(*map(_drop_copies, (old, new))))
        self._record = compare_ledgers(before.workspace.ledger, after.workspace.ledger, renames)
        self._of_look = find_look_changes(self._hunks, *self.workspaces)
        self._drafters = Drafter(before.workspace), Drafter(after.workspace)
        tried = [hunk for hunk in self._hunks if hunk.path not in self._replaced]
        trials = Trials((old, new), self._drafters, tried, revisions.make_folder)
        self._causes = Causes(self._record, trials)

    @property
    def released(self) -> list[str]:
        """The partners that have a release in either revision, in the newer order."""
        old, new = self.workspaces
        return list(dict.fromkeys([*new.released, *old.released]))

    def compare(self, partners: Iterable[str]) -> Iterator[ReleaseChange]:
        """Yield what became of the releases of *partners*, each in its languages."""
        return chain.from_iterable(map(self._compare_release, partners))

    def report(self, releases: Iterable[ReleaseChange]) -> DiffReport:
        """Return what is to be said of *releases*, and of files and record."""
        faulty = {str(problem.where.path) for side in self.problems for problem in side}
        return DiffReport(
            self._names,
            self._keys,
            self._hunks,
            self._record,
            self._causes.of_record,
            tuple(releases),
            faulty | self._replaced,
        )

    def _read_copies(self, side: int, folder: RevisionFolder) -> Copies:
        copies = gather_copies(folder.root)
        self.problems[side].extend(copies.problems)
        return copies

    def _compare_release(self, partner: str) -> Iterator[ReleaseChange]:
        frozen = [lang for lang in self._languages if (partner, lang) in self._published[1]]
        drafts = {
            lang: (self._open(0, partner, lang, frozen), self._open(1, partner, lang, frozen))
            for lang in self._languages
        }
        changes = {
            lang: self._find_changes(*pair, explained=lang not in frozen)
            for lang, pair in drafts.items()
        }
        alone = _find_alone(drafts, list(chain(*changes.values())))
        for language, (old, new) in drafts.items():
            passages = tuple(replace(p, alone=id(p) in alone) for p in changes[language])
            fate = self._tell_fate(partner, (old, new), changed=bool(passages))
            looks: set[Hunk] = set()
            if fate is Fate.UNCHANGED and language in frozen:
                fate = Fate.FROZEN
            elif old and new:
                looks = self._of_look | find_picture_changes(self._hunks, old, new)
            yield ReleaseChange(partner, language, fate, passages, tuple(sorted(looks)), (old, new))

    def _open(
        self, side: int, partner: str, language: Language, frozen: Collection[Language]
    ) -> Document | None:
        """Return the release; in a *frozen* language as it went out, if it had by then."""
        copy = self._published[side].get((partner, language)) if language in frozen else None
        try:
            if copy:
                return read_document(copy)
            if partner not in self._unreadable and partner in self.workspaces[side].released:
                return self._drafters[side].draft(partner, language)
        except ProblemsFound as found:
            self.problems[side].extend(found.problems)
        return None

    def _find_changes(
        self, old: Document | None, new: Document | None, *, explained: bool
    ) -> list[PassageChange]:
        """Return the passages that changed, and why where that is to be *explained*."""
        if old is None or new is None:
            return []
        passages = compare_documents(old, new, self._cut)
        if not explained:
            return passages
        whys = self._causes.explain(Versions(old, new), passages)
        return [replace(p, why=why) for p, why in zip(passages, whys, strict=True)]

    def _tell_fate(self, partner: str, pair: DocumentPair, *, changed: bool) -> Fate:
        there = [partner in workspace.released for workspace in self.workspaces]
        if there != [draft is not None for draft in pair]:
            return Fate.UNKNOWN
        if there == [True, True]:
            return Fate.CHANGED if changed else Fate.UNCHANGED
        return Fate.GONE if there[0] else Fate.NEW


def _drop_copies(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return *files* without the copies that went out of hand: they follow, and cause nothing."""
    folders = tuple(f"{folder}/" for folder in (ROUNDS, PUBLISHED))
    return {path: content for path, content in files.items() if not path.startswith(folders)}


def _find_alone(
    drafts: Mapping[Language, DocumentPair], changes: Sequence[PassageChange]
) -> set[int]:
    """Return those of *changes*, by `id`, to which nothing in the other language corresponds.

    That does which was changed by the same cause, or by one that changed nothing here. Nothing is
    known when there is one language only.
    """
    if len(drafts) < len(Language):
        return set()
    of_block: dict[int, set[Hunk]] = {}
    for change in changes:
        for block in filter(None, change.blocks):
            of_block.setdefault(id(block), set()).update(change.why.possible)
    others = _find_counterparts(drafts)
    alone: set[int] = set()
    for change in changes:
        block = change.blocks[1] or change.blocks[0]
        here, there = of_block[id(block)], of_block.get(id(others.get(id(block))))
        answered = there is not None and (there - here or there & change.why.possible)
        if not answered and change.kind not in JAPANESE_ONLY:
            alone.add(id(change))
    return alone


def _find_counterparts(drafts: Mapping[Language, DocumentPair]) -> dict[int, Block | None]:
    """Return the counterpart of each block, by `id`, in the other language."""
    others: dict[int, Block | None] = {}
    for ja, en in zip(*(drafts[language] for language in Language), strict=True):
        for pair in align(ja, en) if ja and en else ():
            others |= {id(pair.ja): pair.en, id(pair.en): pair.ja}
    return others

"""Compares releases as texts: what was built, sent or published with what they say elsewhere.

Of such a text nothing is known but its words: that a passage changed is told, and not why. Foreseen
is in the same way what a change of the house's files would do.
"""

import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from linkj_press.diff.passages import PassageChange, compare_documents
from linkj_press.diff.report import DiffReport, Fate, ReleaseChange
from linkj_press.diff.revisions import RevisionFolder
from linkj_press.draft.document import Document, Figure, Line, Role, Text, map_lines
from linkj_press.draft.drafting import Drafter
from linkj_press.folder import TEMPLATES
from linkj_press.language import Language
from linkj_press.message import Message, say
from linkj_press.problem import Problem, ProblemsFound
from linkj_press.reading import parse_yaml
from linkj_press.record import Issuer, Terms, make_record
from linkj_press.text.edits import Cutter, cut_tokens
from linkj_press.workspace.copies import Copies, gather_copies
from linkj_press.workspace.loading import Workspace, load_workspace

PUBLISHED_KEY = "published"
"""The key of what was published."""

SENT_KEY = "sent"
"""The key of what somebody outside got last."""

ReleaseKey = tuple[str, Language]
"""The id of a release, and one of its languages."""

_NOT_READ = shutil.ignore_patterns(".*", "*.docx", "*.jpg", "*.jpeg", "*.png")
"""Matches files beside templates that drafting has no use for."""


@dataclass(frozen=True)
class ReleaseTexts:
    """What releases say, or said: one side of a comparison."""

    name: Message
    """As people call it: ``what the partner got last``."""

    key: str
    """As scripts know it: ``sent``."""

    workspace: Workspace
    """Whose look a Word file of them gets."""

    read: Callable[[ReleaseKey], Document | Fate | None]
    """Returns a release, or what it is that keeps it from being compared; None where there is none.

    Raises ProblemsFound.
    """

    known: Collection[ReleaseKey] = ()
    """Of kept texts, those that there are."""

    frozen: Collection[ReleaseKey] = ()
    """What is published, and so is not what the files say of it."""

    is_bare: bool = False
    """Whether only words are known, and neither links nor emphasis."""

    problems: Sequence[Problem] = ()
    """What is wrong with kept copies, which are not among these."""


def draft_texts(folder: RevisionFolder) -> ReleaseTexts:
    """Return the releases as the files in *folder* have them. Raises ProblemsFound."""
    drafter = Drafter(load_workspace(folder.root))
    return draft_loaded((folder.name, folder.key), drafter, gather_copies(folder.root))


def draft_loaded(names: tuple[Message, str], drafter: Drafter, copies: Copies) -> ReleaseTexts:
    """Return the releases as *drafter* has them, *copies* those that are kept beside its files.

    *names* are what people and what scripts know them by.
    """
    workspace = drafter.workspace

    def read(key: ReleaseKey) -> Document | None:
        return drafter.draft(*key) if key[0] in workspace.released else None

    frozen, problems = copies.by_release.keys(), copies.problems
    return ReleaseTexts(*names, workspace, read, frozen=frozen, problems=problems)


class TextComparison:
    """The comparison of what releases say on two sides, the older first."""

    def __init__(
        self, sides: tuple[ReleaseTexts, ReleaseTexts], languages: Sequence[Language], cut: Cutter
    ) -> None:
        self.workspaces = sides[0].workspace, sides[1].workspace
        self.problems = [*sides[0].problems], [*sides[1].problems]
        """What was found wrong so far, on either side."""

        self._sides, self._languages, self._cut = sides, languages, cut

    @property
    def released(self) -> list[str]:
        """The partners that have a release on either side, in the newer order."""
        old, new = self.workspaces
        return list(dict.fromkeys([*new.released, *old.released]))

    def compare(self, partners: Iterable[str]) -> Iterator[ReleaseChange]:
        """Yield what became of the releases of *partners*, each in its languages."""
        return self.compare_each((one, lang) for one in partners for lang in self._languages)

    def compare_each(self, keys: Iterable[ReleaseKey]) -> Iterator[ReleaseChange]:
        """Yield what became of each of the releases *keys*."""
        return map(self._compare_release, keys)

    def report(self, releases: Iterable[ReleaseChange]) -> DiffReport:
        """Return what is to be said of *releases*."""
        old, new = self._sides
        return DiffReport((old.name, new.name), (old.key, new.key), (), (), {}, tuple(releases))

    def _compare_release(self, key: ReleaseKey) -> ReleaseChange:
        if key in self._sides[1].frozen and self._sides[0].key != PUBLISHED_KEY:
            return ReleaseChange(*key, Fate.FROZEN)
        old, new = self._read(0, key), self._read(1, key)
        if isinstance(old, Fate):
            return ReleaseChange(*key, old)
        if isinstance(new, Fate):
            return ReleaseChange(*key, new)
        if old is None or new is None:
            return ReleaseChange(*key, Fate.NEW if new else Fate.GONE if old else Fate.ABSENT)
        changes = self._find_changes(old, new)
        fate = Fate.CHANGED if changes else Fate.UNCHANGED
        return ReleaseChange(*key, fate, tuple(changes), documents=(old, new))

    def _read(self, side: int, key: ReleaseKey) -> Document | Fate | None:
        try:
            return self._sides[side].read(key)
        except ProblemsFound as found:
            self.problems[side].extend(found.problems)
            return Fate.UNKNOWN

    def _find_changes(self, old: Document, new: Document) -> list[PassageChange]:
        if any(side.is_bare for side in self._sides):
            old, new = bare(old), bare(new)
        if self._sides[0].key == SENT_KEY:
            return compare_with_sent(old, new, self._cut)
        return compare_documents(*_leave_out_photo(old, new), self._cut)


def compare_with_sent(sent: Document, now: Document, cut: Cutter) -> list[PassageChange]:
    """Return the passages in which the release *now* says other than the copy *sent* did.

    That a mark of what is missing was answered is no change of words; what stands in its place is.
    """
    passages = compare_documents(*_leave_out_photo(sent, now), cut)
    return [passage for passage in passages if not passage.is_of_marks]


def _leave_out_photo(old: Document, new: Document) -> tuple[Document, Document]:
    """Return both without what stands for the photo, where only one of them has it.

    That a photo has come is no change of words, and what describes it is not printed.
    """
    if any(old.pictures) == any(new.pictures):
        return old, new
    return _drop_descriptions(old), _drop_descriptions(new)


def _drop_descriptions(document: Document) -> Document:
    blocks = (
        replace(block, description=()) if isinstance(block, Figure) else block
        for block in document.blocks
    )
    return replace(document, blocks=tuple(blocks))


def bare(document: Document) -> Document:
    """Return *document* with nothing but the words that stand in the body of its Word file."""
    plainly = map_lines(document, _drop_looks)
    blocks = (
        replace(block, description=()) if isinstance(block, Figure) and block.image else block
        for block in plainly.blocks
        if not (isinstance(block, Text) and block.role is Role.LABEL)
    )
    return replace(plainly, blocks=tuple(blocks))


def _drop_looks(line: Line) -> Line:
    return tuple([span._replace(strong=False, emphasis=False, href="") for span in line])


def foresee(
    now: ReleaseTexts,
    copies: Copies,
    texts: Mapping[PurePosixPath, str],
    keys: Iterable[ReleaseKey],
) -> DiffReport:
    """Return what becomes of the releases *keys* when files of the house hold *texts*.

    *now* has them as they are. What is published, as *copies* have it, is not reached.
    Raises ProblemsFound when the files cannot be so.
    """
    with TemporaryDirectory(prefix="linkj-press-") as name:
        changed = _change(now.workspace, texts, Path(name))
        then = draft_loaded((say("after the change"), "then"), Drafter(changed), copies)
        comparison = TextComparison((now, then), list(Language), cut_tokens)
        report = comparison.report(list(comparison.compare_each(keys)))
    before, after = comparison.problems
    if new := [problem for problem in after if problem not in before]:
        raise ProblemsFound(new)
    return report


def _change(workspace: Workspace, texts: Mapping[PurePosixPath, str], folder: Path) -> Workspace:
    """Return *workspace* as it were with *texts*, its templates in *folder*. Raises ProblemsFound.

    What is drafted takes no more than those from the disk.
    """
    templates = workspace.root / TEMPLATES
    # What leads out of the workspace is no more read here than there.
    shutil.copytree(templates, folder / TEMPLATES, symlinks=True, ignore=_NOT_READ)
    house = workspace.house
    for path, text in texts.items():
        (folder / path).write_bytes(text.encode())
        if path == house.issuer.tree.name:
            house = replace(house, issuer=make_record(parse_yaml(text, path), Issuer))
        elif path == house.terms.tree.name:
            house = replace(house, terms=make_record(parse_yaml(text, path), Terms))
    if house is not workspace.house:
        workspace = workspace.mix(workspace.partners, house)
    return replace(workspace, root=folder)

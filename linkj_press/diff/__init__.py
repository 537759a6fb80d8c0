"""Compares two revisions of a workspace as a whole, from their files to a report.

Of each as much is loaded as can be; a partner file that was renamed is still the same partner's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain
from pathlib import Path, PurePosixPath

from linkj_press.diff.causes import Causes, Looks
from linkj_press.diff.comparison import Comparer, ReleaseChange
from linkj_press.diff.report import Report
from linkj_press.diff.revisions import (
    Desk,
    Revisions,
    compare_ledgers,
    find_hunks,
    read_desk,
    write_desk,
)
from linkj_press.diff.trials import Trials
from linkj_press.draft.drafting import Drafter
from linkj_press.folder import PARTNERS
from linkj_press.language import Language
from linkj_press.problem import Problem, ProblemsFound
from linkj_press.reading import CannotWrite, KeyPath, parse_yaml, replace_scalar
from linkj_press.text.edits import Cutter
from linkj_press.workspace.loading import Workspace, load_workspace

_ALIKE = 0.6
"""From this share of equal lines on, a file that is gone and one that came are the same."""

_PREDECESSOR: KeyPath = ("agreement", "signed_after")
"""Where one partner file names another."""


def find_renames(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> dict[str, str]:
    """Return by the old id the new one of each partner that has another in *new* than in *old*."""
    gone, come = (
        _list_partners(some.keys() - other.keys()) for some, other in ((old, new), (new, old))
    )
    renames: dict[str, str] = {}
    for path in gone:
        alike = [(_compare(old[path], new[other]), other) for other in come]
        likeness, best = max(alike, default=(0.0, ""))
        if likeness >= _ALIKE:
            renames[PurePosixPath(path).stem] = PurePosixPath(best).stem
            come.remove(best)
    return renames


def rename_partners(files: Mapping[str, bytes], renames: Mapping[str, str]) -> dict[str, bytes]:
    """Return *files* with *renames* of partners, in their names and wherever one is named."""
    renamed: dict[str, bytes] = {}
    for path, content in files.items():
        pure = PurePosixPath(path)
        if _is_partner(path):
            stem = renames.get(pure.stem, pure.stem)
            renamed[str(pure.with_stem(stem))] = _rename(pure, content, renames)
        else:
            renamed[path] = content
    return renamed


def _rename(path: PurePosixPath, content: bytes, renames: Mapping[str, str]) -> bytes:
    """Return the partner file *content*, which may name a partner that has another id now."""
    try:
        text = content.decode()
        data = parse_yaml(text.removeprefix("\ufeff"), path).data
        agreement = data.get("agreement") if isinstance(data, dict) else None
        named = agreement.get("signed_after") if isinstance(agreement, dict) else None
        if isinstance(named, str) and named in renames:
            return replace_scalar(text, _PREDECESSOR, renames[named]).encode()
    except (UnicodeDecodeError, ProblemsFound, CannotWrite):
        pass  # whoever loads the file tells
    return content


def _list_partners(paths: set[str]) -> list[str]:
    return sorted(filter(_is_partner, paths))


def _is_partner(path: str) -> bool:
    return str(PurePosixPath(path).parent) == PARTNERS and path.endswith(".yaml")


def _compare(old: bytes, new: bytes) -> float:
    """Return the share of lines that both have."""
    return SequenceMatcher(None, old.splitlines(), new.splitlines(), autojunk=False).ratio()


class DeskComparison:
    """The comparison of two desks, the older first."""

    def __init__(
        self,
        desks: tuple[Desk, Desk],
        revisions: Revisions,
        languages: Sequence[Language],
        cut: Cutter,
    ) -> None:
        """Load both; *revisions* has room for what must be put right to be loaded.

        Raises ProblemsFound when one cannot be loaded at all.
        """
        old, new = (read_desk(desk.root) for desk in desks)
        old_root = desks[0].root
        self._names = desks[0].name, desks[1].name
        renames = find_renames(old, new)
        if renames:
            old, old_root = rename_partners(old, renames), revisions.make_folder()
            write_desk(old_root, old)
        self._sides = (
            load_side(old_root, old, new, revisions),
            load_side(desks[1].root, new, old, revisions),
        )
        self.workspaces = self._sides[0].workspace, self._sides[1].workspace
        self._hunks = tuple(find_hunks(old, new))
        before, after = self.workspaces
        self._record = tuple(compare_ledgers(before.ledger, after.ledger, renames))
        drafters = Drafter(before), Drafter(after)
        same = self._sides[0].replaced | self._sides[1].replaced
        tried = [hunk for hunk in self._hunks if hunk.path not in same]
        trials = Trials((old, new), drafters, tried, revisions.make_folder)
        self._causes = Causes(self._record, trials, Looks(self._hunks, before, after))
        unreadable = self._sides[0].unreadable | self._sides[1].unreadable
        self._comparer = Comparer(drafters, unreadable, self._causes, languages, cut)

    @property
    def released(self) -> list[str]:
        """The partners that have a release in either revision, in the newer order."""
        return self._comparer.released

    @property
    def partners(self) -> set[str]:
        """All partners of either revision."""
        old, new = self.workspaces
        return {*old.partners, *new.partners}

    def compare(self, partners: Iterable[str]) -> Iterator[ReleaseChange]:
        """Yield what became of the releases of *partners*, each in its languages."""
        return chain.from_iterable(map(self._comparer.compare, partners))

    def report(self, releases: Iterable[ReleaseChange]) -> Report:
        """Return what is to be said of *releases*, and of files and record."""
        record, of_record = self._record, self._causes.of_record
        faulty = {str(problem.where.path) for side in self.problems for problem in side}
        faulty |= self._sides[0].replaced | self._sides[1].replaced
        return Report(self._names, self._hunks, record, of_record, tuple(releases), faulty)

    @property
    def problems(self) -> tuple[list[Problem], list[Problem]]:
        """What was found wrong so far, in the old and in the new revision."""
        old, new = self._sides
        drafted = self._comparer.problems
        return [*old.problems, *drafted[0]], [*new.problems, *drafted[1]]


@dataclass(frozen=True)
class Side:
    """A revision, loaded."""

    workspace: Workspace
    problems: tuple[Problem, ...] = ()
    """Those of files that could not be loaded: the other revision's stand in for them."""

    replaced: frozenset[str] = frozenset()
    """The files that others stand in for."""

    @property
    def unreadable(self) -> frozenset[str]:
        """The partners whose own files could not be loaded."""
        paths = {problem.where.path for problem in self.problems}
        return frozenset(path.stem for path in paths if path.parts[0] == PARTNERS)


def load_side(
    root: Path, files: dict[str, bytes], others: Mapping[str, bytes], revisions: Revisions
) -> Side:
    """Return the desk *root*, which has *files*.

    A file that cannot be loaded is replaced by that of the *others*, or left out where that cannot
    be either: so everything else is still compared, and only what differs is told.
    Raises ProblemsFound when not even that can be loaded.
    """
    problems: list[Problem] = []
    tried = dict(files)
    for _ in range(_ROUNDS):
        try:
            replaced = {path for path in files | tried if tried.get(path) != files.get(path)}
            told = tuple(dict.fromkeys(problems))
            return Side(load_workspace(root), told, frozenset(replaced))
        except ProblemsFound as found:
            problems += (p for p in found.problems if _is_own(p, tried, files))
            if not _replace_faulty(tried, others, {str(p.where.path) for p in found.problems}):
                break
            root = revisions.make_folder()
            write_desk(root, tried)
    raise ProblemsFound(problems)


_ROUNDS = 6
"""How often a desk is loaded at most: what is wrong in one file may hide what is in another."""


def _is_own(problem: Problem, tried: Mapping[str, bytes], files: Mapping[str, bytes]) -> bool:
    """Return whether *problem* is of a file as the desk has it, and not of one that stands in."""
    path = str(problem.where.path)
    return tried.get(path) == files.get(path)


def _replace_faulty(
    tried: dict[str, bytes], others: Mapping[str, bytes], faulty: Collection[str]
) -> bool:
    """Replace the *faulty* files of *tried*, or take them away; return whether any was."""
    before = dict(tried)
    missing = {path: data for path, data in others.items() if path not in tried}
    for path in faulty:
        if path in others and tried.get(path) != others[path]:
            tried[path] = others[path]
        elif path in tried and missing:
            # What the file names may be what is not there.
            tried |= {p: data for p, data in missing.items() if p not in tried}
        else:
            tried.pop(path, None)
    return tried != before

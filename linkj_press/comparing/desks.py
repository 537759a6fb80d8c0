"""Compares two revisions of a desk as a whole, from their files to a report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from linkj_press.comparing.causes import Causes
from linkj_press.comparing.comparison import Comparer, ReleaseChange
from linkj_press.comparing.hunks import find_hunks
from linkj_press.comparing.loading import load_side
from linkj_press.comparing.looks import Looks
from linkj_press.comparing.record import compare_ledgers
from linkj_press.comparing.renames import find_renames, rename_partners
from linkj_press.comparing.report import Report
from linkj_press.comparing.revisions import Desk, Revisions, read_desk, write_desk
from linkj_press.comparing.tokens import Cutter
from linkj_press.comparing.trials import Trials
from linkj_press.drafting import Drafter
from linkj_press.language import Language
from linkj_press.problem import Problem


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

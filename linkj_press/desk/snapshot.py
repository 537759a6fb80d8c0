"""A state of the files of the workspace, and what follows from it: what is drafted and found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import NamedTuple

from linkj_press.check import Checker, Finding, Open
from linkj_press.diff.report import DiffReport
from linkj_press.draft.document import Document
from linkj_press.draft.drafting import Drafter
from linkj_press.draft.written import read_document
from linkj_press.language import Language
from linkj_press.life.frozen import check_files
from linkj_press.life.stages import Stage
from linkj_press.life.states import Finals, LanguageStanding, tell_standings
from linkj_press.problem import Problem, ProblemsFound, Severity
from linkj_press.pull.files import Files
from linkj_press.record.owing import OwedBy
from linkj_press.workspace.copies import Copies
from linkj_press.workspace.loading import Workspace

MOST_LOOKED_AT = 50
"""How many releases under way are looked at unasked: the latest."""


@dataclass(frozen=True)
class Makers:
    """What drafts and checks the releases of a workspace, and knows their finals."""

    workspace: Workspace
    drafter: Drafter
    checker: Checker
    finals: Finals
    checking: Lock = field(default_factory=Lock, repr=False, compare=False)
    """Held while it checks: the checkers of one state and the next share what they know."""

    def revise(self, workspace: Workspace) -> Makers:
        """Return those for *workspace*, which has the same templates."""
        if workspace is self.workspace:
            return self
        drafter, checker = self.drafter.revise(workspace), self.checker.revise(workspace)
        return Makers(workspace, drafter, checker, self.finals, self.checking)


@dataclass(frozen=True)
class Snapshot:
    """A state of the files, and what follows from it, worked out when it is asked for."""

    number: int
    """States are counted, so that a page knows whether it is behind."""

    made: Makers | None
    """As the files have it, or as they had it before one of them could not be read, if ever."""

    copies: Copies
    problems: tuple[Problem, ...] = ()
    """Why the files cannot be read as they are."""

    counts: dict[str, Counts] = field(default_factory=dict, repr=False)
    """How much is to be done about each release, as last looked for: perhaps in a state before."""

    foreseen: dict[object, DiffReport] = field(default_factory=dict, repr=False)
    """What the change of the house's files that was looked at last would do.

    It is known by what they hold, and by which releases were looked at however old they are.
    """

    changed: dict[tuple[str, Stage], Mapping[Language, int]] = field(
        default_factory=dict, repr=False
    )
    """How many passages of each language of a release have changed since it came to a stage."""

    _drafts: dict[tuple[str, Language], Document] = field(default_factory=dict, repr=False)
    _checked: dict[str, Checked] = field(default_factory=dict, repr=False)
    _drafting: Lock = field(default_factory=Lock, repr=False)

    @property
    def workspace(self) -> Workspace:
        """What is loaded. Raises ProblemsFound as long as it never could be."""
        return self.makers.workspace

    @property
    def makers(self) -> Makers:
        """What works with it. Raises ProblemsFound as long as it never could be loaded."""
        if self.made is None:
            raise ProblemsFound(self.problems)
        return self.made

    @cached_property
    def standings(self) -> Mapping[str, Sequence[LanguageStanding]]:
        """How far each language of every release has come, by partner."""
        found: dict[str, list[LanguageStanding]] = {}
        for standing in tell_standings(self.workspace, self.copies, self.makers.finals):
            found.setdefault(standing.partner, []).append(standing)
        return found

    @cached_property
    def files(self) -> Files:
        """The partner files, to be changed."""
        return Files(self.workspace, self.makers.drafter)

    def is_out(self, partner: str, language: Language) -> bool:
        """Return whether the release of *partner* is published in *language*, and frozen."""
        return (partner, language) in self.copies.by_release

    def draft(self, partner: str, language: Language) -> Document:
        """Return the release, as it was published or as the files have it. Raises ProblemsFound."""
        key = partner, language
        with self._drafting:
            if key not in self._drafts:
                out = self.copies.by_release.get(key)
                drafter = self.makers.drafter
                made = read_document(out) if out else drafter.draft(partner, language)
                self._drafts[key] = made
            return self._drafts[key]

    def list_languages(self, partner: str) -> list[Language]:
        """Return the languages of the release of *partner*, published ones too."""
        own = self.workspace.list_languages(partner)
        return [lang for lang in Language if lang in own or self.is_out(partner, lang)]

    @property
    def uncounted(self) -> list[str]:
        """The releases to be looked at in this state, the latest first.

        What is out has nothing open, and what is older than very many is looked at when it is read.
        """
        latest = self.under_way[:MOST_LOOKED_AT] if self.made else []
        return [id_ for id_ in latest if id_ not in self._checked]

    @property
    def under_way(self) -> list[str]:
        """The releases of which something is still to go out, the latest first.

        Raises ProblemsFound as long as nothing could be loaded.
        """
        return [id_ for id_ in reversed(self.workspace.released) if not self._is_all_out(id_)]

    def _is_all_out(self, partner: str) -> bool:
        return all(self.is_out(partner, lang) for lang in self.workspace.list_languages(partner))

    def find_checked(self, partner: str) -> Checked | None:
        """Return what was found in the release of *partner*, if it has been checked by now."""
        return self._checked.get(partner)

    def check(self, partner: str) -> Checked:
        """Return what is found in the release of *partner*, and what is open in it."""
        with self.makers.checking:
            if partner not in self._checked:
                checked = self._check(partner)
                owed = Counter(row.owner for row in checked.still_open)
                self._checked[partner] = checked
                self.counts[partner] = Counts(owed, len(checked.errors))
            return self._checked[partner]

    def _check(self, partner: str) -> Checked:
        found, still_open = check_files(self.makers.checker, self.copies, [partner])
        return Checked(found, still_open.get(partner, []))


@dataclass(frozen=True)
class Checked:
    """What is to be done about a release."""

    found: Sequence[Finding]
    """As `check` tells it, what was accepted too."""

    still_open: Sequence[Open]

    @property
    def errors(self) -> Sequence[Finding]:
        """What is wrong, and was not accepted."""
        return [
            finding
            for finding in self.found
            if finding.problem.severity is Severity.ERROR and not finding.accepted
        ]


class Counts(NamedTuple):
    """How much is to be done about a release."""

    still_open: Mapping[OwedBy, int]
    """What is open, by who owes it."""

    errors: int

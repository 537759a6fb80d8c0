"""Runs the checks: over a whole workspace, or over the drafts of one release."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property

from linkj_press.checking import naming, parity, record, translation, typography
from linkj_press.checking.finding import Finding
from linkj_press.checking.readiness import Open, list_open
from linkj_press.checking.record.names import Names
from linkj_press.checking.release import CheckedRelease
from linkj_press.checking.rules import RULES
from linkj_press.drafting import Drafter
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Place, Problem, ProblemsFound, suggest
from linkj_press.workspace import Workspace


class Checker:
    """Checks the releases of a workspace; what they share is worked out once."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.open: dict[str, list[Open]] = {}
        """What is open in each release that was checked and could be drafted, by partner."""

    @cached_property
    def _names(self) -> Names:
        return Names.of(self._workspace)

    @cached_property
    def _typed(self) -> list[Finding]:
        """What is doubtful in the words of all files."""
        return list(typography.check(self._workspace, self._workspace.released))

    def check_workspace(self, partners: Collection[str]) -> list[Finding]:
        """Return what is wrong or doubtful in files and releases of *partners*, by file and line.

        The templates and the house are checked whichever partners are asked for.
        """
        workspace, drafter = self._workspace, Drafter(self._workspace)
        found = [*typography.check(workspace, partners), *translation.check(workspace, partners)]
        found += record.check_days(workspace, partners)
        for partner in workspace.released:
            if partner in partners:
                found += self._check_release(drafter, partner)
        found += _check_switches(workspace)
        return self._sort(found)

    def check_drafts(self, release: CheckedRelease) -> list[Finding]:
        """Return what the files alone, and no history of them, tell of the drafts of *release*.

        Of the words of files, these are those of its own and what its drafts print.
        """
        printed = {
            (place.path, place.line)
            for document in release.documents.values()
            for span in document.spans
            for source in (span.source, span.value)
            if (place := getattr(source, "place", None))
        }
        own = release.workspace.partners[release.partner].tree.name

        def concerns(problem: Problem) -> bool:
            if problem.partner:
                return problem.partner == release.partner
            where = problem.where
            return where.path == own or (where.path, where.line) in printed

        found = [finding for finding in self._typed if concerns(finding.problem)]
        found += record.check_days(release.workspace, [release.partner])
        return self._sort([*found, *self._check_documents(release)])

    def _check_release(self, drafter: Drafter, partner: str) -> Iterator[Finding]:
        """Yield what is wrong or doubtful in the release of *partner*, its drafting included."""
        try:
            documents = {language: drafter.draft(partner, language) for language in Language}
        except ProblemsFound as found:
            yield from map(Finding, found.problems)
            return
        self.open[partner] = list_open(self._workspace, documents.values())
        yield from self._check_documents(CheckedRelease(self._workspace, partner, documents))

    def _check_documents(self, release: CheckedRelease) -> Iterator[Finding]:
        yield from record.check(release, self._names)
        yield from parity.check(release)
        yield from naming.check(release)

    def _sort(self, found: Iterable[Finding]) -> list[Finding]:
        """Return *found* by file and line, each once, without what the house does without."""
        off = set(self._workspace.house.style.record.off)
        return sorted({f for f in found if f.problem.code not in off}, key=_order)


def check_workspace(workspace: Workspace, partners: Collection[str]) -> list[Finding]:
    """Return what is wrong or doubtful in files and releases of *partners*, by file and line."""
    return Checker(workspace).check_workspace(partners)


def _check_switches(workspace: Workspace) -> Iterator[Finding]:
    """Yield the codes that the house does without and that no rule has."""
    style = workspace.house.style
    codes = [rule.code for rule in RULES]
    for index, code in enumerate(style.record.off):
        if code not in codes:
            message = say("there is no rule {code!r} to do without", code=code)
            where = style.place("off", index)
            yield Finding(Problem("unknown-rule", where, message, suggest(code, codes)))


def _order(finding: Finding) -> tuple[Place, str, str, str, str]:
    problem = finding.problem
    language = finding.language or ""
    return problem.where, problem.code, str(problem.message), problem.partner, language

"""Runs every check over a workspace."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from linkj_press.checking import naming, parity, record, translation, typography
from linkj_press.checking.finding import Finding
from linkj_press.checking.names import Names
from linkj_press.checking.release import CheckedRelease
from linkj_press.checking.rules import RULES
from linkj_press.drafting import Drafter
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Place, Problem, ProblemsFound, suggest
from linkj_press.workspace import Workspace


def check_workspace(workspace: Workspace, partners: Collection[str]) -> list[Finding]:
    """Return what is wrong or doubtful in the files and releases of *partners*, by file and line.

    The templates and the house are checked whichever partners are asked for.
    """
    drafter, names = Drafter(workspace), Names.of(workspace)
    found = [*typography.check(workspace, partners), *translation.check(workspace, partners)]
    for partner in workspace.released:
        if partner in partners:
            found += check_release(workspace, drafter, names, partner)
    found += _check_switches(workspace)
    off = set(workspace.house.style.record.off)
    return sorted({f for f in found if f.problem.code not in off}, key=_order)


def check_release(
    workspace: Workspace, drafter: Drafter, names: Names, partner: str
) -> Iterator[Finding]:
    """Yield what is wrong or doubtful in the release of *partner*, its drafting included."""
    try:
        documents = {language: drafter.draft(partner, language) for language in Language}
    except ProblemsFound as found:
        yield from map(Finding, found.problems)
        return
    release = CheckedRelease(workspace, partner, documents)
    yield from record.check(release, names)
    yield from parity.check(release)
    yield from naming.check(release)


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

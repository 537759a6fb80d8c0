"""Runs every check over a workspace."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from linkj_press.checking import parity, record, translation, typography
from linkj_press.checking.finding import Finding
from linkj_press.checking.release import CheckedRelease
from linkj_press.drafting import Drafter
from linkj_press.language import Language
from linkj_press.problem import Place, Problem, ProblemsFound
from linkj_press.workspace import Workspace


def check_workspace(workspace: Workspace, partners: Collection[str]) -> list[Finding]:
    """Return what is wrong or doubtful in the files and releases of *partners*, by file and line.

    The templates and the house are checked whichever partners are asked for.
    """
    drafter = Drafter(workspace)
    found = [*typography.check(workspace, partners), *translation.check(workspace, partners)]
    for partner in workspace.released:
        if partner in partners:
            found += check_release(workspace, drafter, partner)
    return _sort(found, workspace)


def check_typed(workspace: Workspace) -> list[Finding]:
    """Return what is wrong or doubtful in the words of all files, for `check_drafts`."""
    return list(typography.check(workspace, workspace.released))


def check_drafts(release: CheckedRelease, typed: Iterable[Finding]) -> list[Finding]:
    """Return what the files alone, and no history of them, tell of the drafts of *release*.

    Of *typed*, what `check_typed` returns, this is what is in its file or printed in its drafts.
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

    found = [finding for finding in typed if concerns(finding.problem)]
    return _sort([*found, *_check_documents(release)], release.workspace)


def check_release(workspace: Workspace, drafter: Drafter, partner: str) -> Iterator[Finding]:
    """Yield what is wrong or doubtful in the release of *partner*, its drafting included."""
    try:
        documents = {language: drafter.draft(partner, language) for language in Language}
    except ProblemsFound as found:
        yield from map(Finding, found.problems)
        return
    yield from _check_documents(CheckedRelease(workspace, partner, documents))


def _check_documents(release: CheckedRelease) -> Iterator[Finding]:
    yield from record.check(release)
    yield from parity.check(release)


def _sort(found: Iterable[Finding], workspace: Workspace) -> list[Finding]:
    """Return *found* by file and line, each once, without what the house does without."""
    off = set(workspace.house.style.record.off)
    return sorted({f for f in found if f.problem.code not in off}, key=_order)


def _order(finding: Finding) -> tuple[Place, str, str, str, str]:
    problem = finding.problem
    language = finding.language or ""
    return problem.where, problem.code, str(problem.message), problem.partner, language

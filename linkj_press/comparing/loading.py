"""Loads two revisions of a desk, as much of each as can be loaded."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from linkj_press.comparing.revisions import Revisions, write_desk
from linkj_press.folder import PARTNERS
from linkj_press.problem import Problem, ProblemsFound
from linkj_press.workspace import Workspace, load_workspace


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

"""What is wrong, as data: a problem says where, what, and what to do about it.

Problems are gathered by the stage that sees them and printed once, by the command line.
"""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter
from pathlib import PurePosixPath
from typing import Self


class Severity(StrEnum):
    """How much a problem matters: an error stops a build, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a file of the workspace."""

    path: PurePosixPath
    """The file, relative to the workspace: ``partners/osaka.yaml``."""

    line: int = 1
    """Counted from 1."""

    column: int = 1
    """Counted in characters, from 1."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong."""

    code: str
    """A stable name for the kind of problem: ``unknown-key``."""

    where: Place
    message: str
    """What is wrong, with the offending value: one sentence without a full stop."""

    hint: str = ""
    """What to do about it."""

    partner: str = ""
    """The partner being rendered, where that matters: ``denmark``."""

    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        hint = f"\n    {self.hint}" if self.hint else ""
        partner = f" (in the release of {self.partner})" if self.partner else ""
        return f"{self.where}: {self.severity}: {self.message}{partner} [{self.code}]{hint}"


class ProblemsFound(Exception):  # noqa: N818  (what was found is data, not a fault of the program)
    """Carries every problem that a stage found, sorted by file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        order = attrgetter("where", "code", "message", "partner", "hint")
        self.problems = tuple(sorted(set(problems), key=order))
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[Self], tuple[tuple[Problem, ...]]]:
        """Let it travel between processes."""
        return type(self), (self.problems,)


def suggest(wanted: str, known: Iterable[str]) -> str:
    """Return ``did you mean X?`` for the nearest of *known*, or else the choices, or ``""``."""
    return _suggest(wanted, tuple(known))


@lru_cache(maxsize=100)  # thousands of files may all name the same thing that is not there
def _suggest(wanted: str, known: tuple[str, ...]) -> str:
    choices = sorted(known)
    lower = {choice.lower(): choice for choice in choices}
    near = difflib.get_close_matches(wanted.lower(), lower, n=1, cutoff=0.6)
    if near:
        return f"did you mean {lower[near[0]]!r}?"
    if not choices:
        return ""
    shown = ", ".join(choices[:12])
    return f"known: {shown}{', …' if len(choices) > len(choices[:12]) else ''}"

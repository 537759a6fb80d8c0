"""What a check finds: a problem, and the words at fault."""

from __future__ import annotations

from dataclasses import dataclass

from linkj_press.language import Language
from linkj_press.problem import Place, Problem


@dataclass(frozen=True, slots=True)
class Fix:
    """The one safe answer to a finding: other words in place of those at fault."""

    where: Place
    """Where the words begin in the file."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found."""

    problem: Problem
    words: str = ""
    """The words at fault as they stand in the file at the problem's place, where there are any.

    A draft carries its comment at these words, wherever they come from that place.
    """

    language: Language | None = None
    """The language of the words."""

    fix: Fix | None = None

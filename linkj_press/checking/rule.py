"""A rule as data: what it finds, why, and examples that are also its tests."""

from __future__ import annotations

from dataclasses import dataclass

from linkj_press.checking.finding import Finding, Fix
from linkj_press.language import Language
from linkj_press.message import NOTHING, Message
from linkj_press.problem import Place, Problem, Severity


@dataclass(frozen=True, slots=True)
class Example:
    """Words that a rule finds fault with, or that look as if it should and are right."""

    language: Language
    text: str
    fixed: str = ""
    """What ``check --fix`` makes of them, where the rule has one safe answer."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing to look for."""

    code: str
    """A stable name: ``full-width-digits``."""

    severity: Severity
    title: Message
    """What it finds, in a few words."""

    why: Message
    """Why it matters, and what is not meant."""

    bad: tuple[Example, ...] = ()
    good: tuple[Example, ...] = ()

    def find(  # noqa: PLR0913  (a finding has this many sides)
        self,
        where: Place,
        message: Message,
        hint: Message = NOTHING,
        *,
        words: str = "",
        language: Language | None = None,
        partner: str = "",
        fix: Fix | None = None,
    ) -> Finding:
        """Return a finding of this rule at *where*."""
        problem = Problem(self.code, where, message, hint, partner, self.severity)
        return Finding(problem, words, language, fix)

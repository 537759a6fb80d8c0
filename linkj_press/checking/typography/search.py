"""Searching: a rule that a pattern finds, line by line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from linkj_press.checking.finding import Finding, Fix
from linkj_press.checking.rule import Rule
from linkj_press.checking.typography.passages import Passage
from linkj_press.language import Language
from linkj_press.message import say


@dataclass(frozen=True, slots=True)
class Search:
    """A pattern, and what to say of what it matches."""

    rule: Rule
    language: Language
    regex: re.Pattern[str]
    message: str
    """A phrase that may name ``{words}`` and, where it is mended, ``{fixed}``."""

    hint: str
    mend: Callable[[str], str] | None = None
    """Makes the right words of those at fault; what it returns unchanged cannot be mended."""

    def find_in(self, passage: Passage) -> Iterator[Finding]:
        """Yield what is found in *passage*."""
        if passage.language is self.language:
            for match in self.regex.finditer(passage.searched):
                yield self.report(passage, *match.span())

    def report(self, passage: Passage, start: int, end: int) -> Finding:
        """Return the finding of the words from *start* to *end* of *passage*."""
        words = passage.text[start:end]
        fixed = self.mend(words) if self.mend else words
        where = passage.place(start)
        return self.rule.find(
            where,
            say(self.message, words=words, fixed=fixed),
            say(self.hint, words=words, fixed=fixed),
            words=words,
            language=passage.language,
            fix=Fix(where, words, fixed) if fixed != words else None,
        )

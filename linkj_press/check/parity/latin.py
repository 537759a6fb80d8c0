"""Reads the abbreviations in a text: those of the Japanese stand in the English too."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from linkj_press.check.parity.facts import Fact, FactKind, Weight
from linkj_press.language import Language

_LATIN = re.compile(
    r"(?<![A-Za-z0-9@./_-])[A-Za-z]*[A-Z][A-Za-z0-9]*(?:[&-][A-Za-z0-9]+)*(?![A-Za-z0-9@/_])"
)
_SHORT = re.compile(r"[A-Z].*[A-Z]")


def read_abbreviations(text: str, language: Language, taken: Sequence[Fact]) -> Iterator[Fact]:
    """Yield what *text* writes in Latin capitals, but for what is part of facts *taken*."""
    weight = Weight.FIGURE if language is Language.JA else Weight.WORD
    for words, start, end in _find_capitals(text):
        if not any(fact.start < end and start < fact.end for fact in taken):
            yield Fact(FactKind.ACRONYM, words, start, end, weight)


@lru_cache(maxsize=1000)  # releases share the wording of templates and boilerplate
def _find_capitals(text: str) -> tuple[tuple[str, int, int], ...]:
    """Return what *text* writes in Latin capitals, folded, and where."""
    return tuple(
        (fold(match[0].removesuffix("s")), *match.span())
        for match in _LATIN.finditer(text)
        if _SHORT.search(match[0])
    )


def fold(text: str) -> str:
    """Return *text* as one compares abbreviations: without hyphens and spaces, in small letters."""
    return re.sub(r"[\W_]", "", text).casefold()

"""Reads the abbreviations in a text: those of the Japanese stand in the English too."""

import re
from collections.abc import Iterator, Sequence

from linkj_press.check.parity.facts import Fact, FactKind, Weight
from linkj_press.language import Language

_LATIN = re.compile(
    r"(?<![A-Za-z0-9@./_-])[A-Za-z]*[A-Z][A-Za-z0-9]*(?:[&-][A-Za-z0-9]+)*(?![A-Za-z0-9@/_])"
)
_SHORT = re.compile(r"[A-Z].*[A-Z]")


def read_abbreviations(text: str, language: Language, taken: Sequence[Fact]) -> Iterator[Fact]:
    """Yield what *text* writes in Latin capitals, but for what is part of facts *taken*."""
    for match in _LATIN.finditer(text):
        if _SHORT.search(match[0]) and not any(
            fact.start < match.end() and match.start() < fact.end for fact in taken
        ):
            weight = Weight.FIGURE if language is Language.JA else Weight.WORD
            yield Fact(FactKind.ACRONYM, fold(match[0].removesuffix("s")), *match.span(), weight)


def fold(text: str) -> str:
    """Return *text* as one compares abbreviations: without hyphens and spaces, in small letters."""
    return re.sub(r"[\W_]", "", text).casefold()

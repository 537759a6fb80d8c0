"""Turns what stands in a draft back into what a field of the file may hold.

These are guesses, the likeliest first: which of them is right is seen by drafting again.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from linkj_press.document import Line
from linkj_press.language import Language
from linkj_press.pulling.rewording import reword
from linkj_press.source import PartnerSource
from linkj_press.wording import word_count, word_number

_DAYS = (
    *(("%Y年%m月%d日", "%Y-%m-%d"), ("%Y年%m月", "%Y-%m")),
    *(("%B %d, %Y", "%Y-%m-%d"), ("%B %Y", "%Y-%m")),
)
"""How a date is written in a draft, and how in a file."""

_MOST = 1_000
"""Numbers up to this one are looked for by how they are worded."""


def list_candidates(  # noqa: PLR0913
    raw: str | None, shown: Line, value: PartnerSource, new: str, language: Language, *, prose: bool
) -> Iterator[str]:
    """Yield texts for a field that holds *raw* and is *shown*, so that *new* is shown.

    Raises Touched when *new* changes what an expression of the field worked out.
    """
    if raw is None:
        yield new
        return
    narrow = unicodedata.normalize("NFKC", new).strip()
    if raw.isdecimal():
        yield from (str(n) for n in range(_MOST) if narrow in _word(n, language))
        return
    for written, form in _DAYS:
        with suppress(ValueError):
            yield datetime.strptime(narrow, written).strftime(form)
    yield reword(raw, shown, value, new, language, prose=prose)


def _word(number: int, language: Language) -> tuple[str, str]:
    return word_number(number, language), word_count(number, language)

"""Turns what stands in a draft back into what a field of the file may hold.

These are guesses, the likeliest first: which of them is right is seen by drafting again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from linkj_press.document import Line
from linkj_press.language import Language
from linkj_press.pulling.rewording import reword
from linkj_press.source import PartnerSource
from linkj_press.wording import word_count, word_number

_DATE = re.compile(r"(\d{4})-\d\d(?:-\d\d(?: \d\d:\d\d)?)?")
"""Matches a date, or a time, as a file holds it."""

_DATES = (
    *(("%Y年%m月%d日", "%Y-%m-%d"), ("%Y年%m月", "%Y-%m")),
    *(("%Y年%m月%d日%H時", "%Y-%m-%d %H:%M"), ("%Y年%m月%d日%H時%M分", "%Y-%m-%d %H:%M")),
    *(("%B %d, %Y", "%Y-%m-%d"), ("%B %Y", "%Y-%m")),
    ("%I:%M %p JST, %A, %B %d, %Y", "%Y-%m-%d %H:%M"),
)
"""How a date is written in a draft, and how in a file."""

_WEEKDAY = re.compile(r"\(\w\)")

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
    date = _DATE.fullmatch(raw)
    is_number = raw.isdecimal()
    if date:
        yield from _list_dates(_WEEKDAY.sub("", narrow), date[1])
    elif is_number:
        yield from (str(n) for n in range(_MOST) if narrow in _word(n, language))
    # Of what the draft words in its own way, no words are the field's.
    if not (date or is_number) or raw == "".join(span.text for span in shown):
        yield reword(raw, shown, value, new, language, prose=prose)


def _list_dates(written: str, year: str) -> Iterator[str]:
    """Yield the dates that *written* may mean, which may leave out the *year*."""
    for whole in (written, f"{year}年{written}", f"{written}, {year}"):
        for form, filed in _DATES:
            with suppress(ValueError):
                yield datetime.strptime(whole, form).strftime(filed)


def _word(number: int, language: Language) -> tuple[str, str]:
    return word_number(number, language), word_count(number, language)

"""Text that breaks where its language may break a line, and the colours of the views.

These are of the terminal's own sixteen, those that read on light and dark.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, JustifyMethod, RenderResult
from rich.measure import Measurement
from rich.style import Style
from rich.text import Text
from uniseg.linebreak import line_break_boundaries

from linkj_press.draft.document import (
    HouseSource,
    LedgerSource,
    PartnerSource,
    Span,
    TemplateSource,
)

TEMPLATE = Style()
PARTNER = Style(color="cyan")
LEDGER = Style(color="magenta", bold=True)
HOUSE = Style(color="green")
GAP = Style(color="black", bgcolor="yellow", bold=True)
HOLE = Style(color="red", reverse=True)
QUIET = Style(dim=True)
GONE = Style(color="red", strike=True)
COME = Style(color="green", underline=True)
ERROR = Style(color="red", bold=True)
WARNING = Style(color="yellow", bold=True)
HINT = Style(color="cyan", bold=True)


def style_span(span: Span) -> Style:
    """Return the style of *span*: its colour says where its words come from."""
    if span.gap:
        return GAP
    match span.source:
        case TemplateSource():
            source = TEMPLATE
        case PartnerSource():
            source = PARTNER
        case LedgerSource():
            source = LEDGER
        case HouseSource():
            source = HOUSE
    return source + Style(
        bold=span.strong or None, italic=span.emphasis or None, link=span.href or None
    )


NO_BREAK = "\xa0"
"""A space at which no line breaks."""

_CACHED = 2_000
"""How many paragraphs' breaks are remembered: a page shown again has changed in few of them."""

_LONGEST = 20_000
"""Characters of a paragraph up to which its breaks are looked for with care."""

_WORDS = re.compile(r"\s*[^\s/]*[/\s]*|\s+")
"""Matches words, and an address up to each of its slashes."""


class Prose:
    """A paragraph that fills the width it is given, for any of rich's containers."""

    def __init__(self, text: Text, justify: JustifyMethod = "default") -> None:
        # "left" would fill each line with spaces, of which an unbroken one would take 100,000.
        self._text = text
        self._justify = justify

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in break_lines(self._text, options.max_width):
            line.no_wrap, line.justify = True, self._justify
            yield line

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        lines = [cell_len(line) for line in self._text.plain.split("\n")]
        return Measurement(2, max(2, *lines)).with_maximum(options.max_width)


def break_lines(text: Text, width: int) -> list[Text]:
    """Return *text* in lines of at most *width* columns.

    Lines break where Unicode's line breaking algorithm (UAX #14) allows it: in Japanese between
    most characters, but not before 。 or ー and not after 「. Only what has no such place, such
    as a long address, is cut anywhere.
    """
    return [
        line
        for paragraph in text.split("\n", allow_blank=True)
        for line in _break_paragraph(paragraph, width)
    ]


def _break_paragraph(paragraph: Text, width: int) -> list[Text]:
    text = paragraph.plain
    starts = list(_find_starts(text, width)) if cell_len(text.rstrip()) > width else []
    lines = paragraph.divide(starts)
    for line in lines:
        line.rstrip()
    return list(lines)


def _find_starts(text: str, width: int) -> Iterator[int]:
    """Yield where each line of *text* but the first begins."""
    filled = 0
    for first, end in _find_units(text):
        start = first
        if filled and filled + _measure(text, start, end, width) > width:
            filled = 0
            yield start
        while filled + _measure(text, start, end, width) > width:
            start = _cut(text, start, width)
            yield start
        filled += cell_len(text[start:end])


def _measure(text: str, start: int, end: int, width: int) -> int:
    """Return how many columns *text* takes from *start* to *end*, of what is far wider its part.

    Space at its end may hang over.
    """
    return cell_len(text[start : min(end, start + 2 * width)].rstrip())


def _cut(text: str, start: int, width: int) -> int:
    """Return where *width* columns of *text* from *start* on end, after one character at least."""
    ends = range(start + 1, min(len(text), start + 2 * width) + 1)
    fitting = bisect_right(ends, width, key=lambda end: cell_len(text[start:end]))
    return ends[max(fitting - 1, 0)]


@lru_cache(_CACHED)
def _find_units(text: str) -> list[tuple[int, int]]:
    """Return the pieces of *text* between which a line may break, as start and end."""
    if text.isascii() or len(text) > _LONGEST:
        return [match.span() for match in _WORDS.finditer(text)]
    # A name such as LINK-J stays in one piece.
    ends = [end for end in line_break_boundaries(text) if end == len(text) or text[end - 1] != "-"]
    return list(pairwise([0, *ends]))

"""What people see in a terminal: text in colours and without. The only door to rich and Textual.

Here is what all views are made with: how they become text, their colours (the terminal's own
sixteen, those that read on light and dark), and lines that break where a language may break them.
"""

import io
import os
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import pairwise

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, JustifyMethod, RenderableType, RenderResult
from rich.measure import Measurement
from rich.style import Style
from rich.text import Text
from uniseg.linebreak import line_break_boundaries

from linkj_press.draft.document import (
    HouseSource,
    LedgerSource,
    PartnerSource,
    PublishedSource,
    Span,
    TemplateSource,
)
from linkj_press.text.patterns import compile_pattern

View = RenderableType
"""What a terminal can show."""


def render_view(view: View, width: int, *, styled: bool) -> str:
    """Return *view* as text of *width* columns, with escape sequences for colours when *styled*.

    ``NO_COLOR`` in the environment takes the colours, and keeps bold and underlined.
    """
    text = io.StringIO()
    console = Console(
        file=text,
        width=width,
        height=100,  # nothing asks for it; without it a dumb terminal's width is not believed
        force_terminal=styled,
        no_color="NO_COLOR" in os.environ,
        color_system="standard" if styled else None,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
    )
    console.print(view)
    return "\n".join(line.rstrip() for line in text.getvalue().split("\n"))


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


_OF_SOURCES = {
    TemplateSource: TEMPLATE,
    PublishedSource: TEMPLATE,
    PartnerSource: PARTNER,
    LedgerSource: LEDGER,
    HouseSource: HOUSE,
}


def style_span(span: Span) -> Style:
    """Return the style of *span*: its colour says where its words come from."""
    if span.gap:
        return GAP
    return _OF_SOURCES[type(span.source)] + Style(
        bold=span.strong or None, italic=span.emphasis or None, link=span.href or None
    )


NO_BREAK = "\xa0"
"""A space at which no line breaks."""

_LONGEST = 20_000
"""Characters of a paragraph up to which its breaks are looked for with care."""

_WORDS = compile_pattern(r"\s*[^\s/]*[/\s]*|\s+")
"""Matches words, and an address up to each of its slashes."""

_PHRASES = compile_pattern(r"(?:（?[^\s、：（,]+[、：,]?|[、：（,])\s*|\s+")
"""Matches what stays together of names and places in a row."""


class Wrapped:
    """A paragraph that fills the width it is given, for any of rich's containers."""

    def __init__(
        self, text: Text | str, justify: JustifyMethod = "default", *, phrased: bool = False
    ) -> None:
        """Make it; names and places that are *phrased* break after a comma or a space alone."""
        # "left" would fill each line with spaces, of which an unbroken one would take 100,000.
        self._text = Text(text) if isinstance(text, str) else text
        self._justify, self._phrased = justify, phrased

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in break_lines(self._text, options.max_width, phrased=self._phrased):
            line.no_wrap, line.justify = True, self._justify
            yield line

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        lines = [cell_len(line) for line in self._text.plain.split("\n")]
        return Measurement(2, max(2, *lines)).with_maximum(options.max_width)


def shorten(text: str, width: int) -> str:
    """Return *text*, or its beginning and an ellipsis where it takes more columns than *width*."""
    if cell_len(text) <= width:
        return text
    return f"{text[: _cut(text, 0, width - 1)].rstrip()}…"


def break_lines(text: Text, width: int, *, phrased: bool = False) -> list[Text]:
    """Return *text* in lines of at most *width* columns.

    Lines break where Unicode's line breaking algorithm (UAX #14) allows it: in Japanese between
    most characters, but not before 。 or ー and not after 「. Only what has no such place, such
    as a long address, is cut anywhere. Where they are *phrased*, no Japanese word is cut.
    """
    lines: list[Text] = []
    find = _find_phrases if phrased else _find_units
    for paragraph in text.split("\n", allow_blank=True):
        plain = paragraph.plain
        is_wide = cell_len(plain.rstrip()) > width
        lines += paragraph.divide(_find_starts(plain, width, find) if is_wide else ())
    for line in lines:
        line.rstrip()
    return lines


def _find_starts(
    text: str, width: int, find: Callable[[str], list[tuple[int, int]]]
) -> Iterator[int]:
    """Yield where each line of *text* but the first begins."""
    filled = 0
    for first, end in find(text):
        start = first
        if filled and filled + _measure(text, start, end, width) > width:
            filled = 0
            yield start
        while filled + _measure(text, start, end, width) > width:
            start = _cut(text, start, width)
            yield start
        filled += cell_len(text[start:end])


def _measure(text: str, start: int, end: int, width: int) -> int:
    """Return how many columns *text* takes, of what is far wider a part; space may hang over."""
    return cell_len(text[start : min(end, start + 2 * width)].rstrip())


def _cut(text: str, start: int, width: int) -> int:
    """Return where *width* columns of *text* from *start* on end, after one character at least."""
    ends = range(start + 1, min(len(text), start + 2 * width) + 1)
    fitting = bisect_right(ends, width, key=lambda end: cell_len(text[start:end]))
    return ends[max(fitting - 1, 0)]


def _find_phrases(text: str) -> list[tuple[int, int]]:
    """Return the pieces of *text*, as start and end: up to a comma, a colon or a space, or a （."""
    return [match.span() for match in _PHRASES.finditer(text)]


# A page that is shown again has changed in few of its paragraphs.
@lru_cache(maxsize=2_000)
def _find_units(text: str) -> list[tuple[int, int]]:
    """Return the pieces of *text* between which a line may break, as start and end."""
    if text.isascii() or len(text) > _LONGEST:
        return [match.span() for match in _WORDS.finditer(text)]
    # A name such as LINK-J stays in one piece.
    ends = [end for end in line_break_boundaries(text) if end == len(text) or text[end - 1] != "-"]
    return list(pairwise([0, *ends]))

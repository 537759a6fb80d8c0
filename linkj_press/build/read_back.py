"""Reads a PDF back: the lines of its pages, and what of them is its body."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from ctypes import byref, c_double, c_int, create_string_buffer
from dataclasses import dataclass
from functools import cache, cached_property
from threading import Lock
from typing import Any, NamedTuple

from linkj_press.text.patterns import compile_pattern
from linkj_press.word import AsideKind, Paragraph, WordText
from linkj_press.word.leaves import UNREADABLE
from linkj_press.word.printing import Printable


@cache
def _squeeze(character: str) -> str:
    """Return what is compared of *character*.

    That is nothing of what has no form of its own: spaces, marks of direction, soft hyphens, and
    selectors of a variant. A letter with marks is the letter and its marks, since a font may have
    one sign for both; a ligature is its letters, and the hyphens of all kinds are one.
    """
    if character.isspace() or unicodedata.category(character) in ("Cc", "Cf"):
        return ""
    if character in _SELECTORS:
        return ""
    if character in _LIGATURES:
        return unicodedata.normalize("NFKC", character)
    if character in _HYPHENS:
        return "-"
    parts = unicodedata.normalize("NFD", character)
    return parts if len(parts) > 1 else character


_SELECTORS = {chr(code) for code in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))}
_LIGATURES = {chr(code) for code in range(0xFB00, 0xFB07)}
_HYPHENS = "\u2010\u2011"


def squeeze(text: str) -> str:
    """Return what is compared of *text*."""
    return "".join(map(_squeeze, text))


class _Sign(NamedTuple):
    """A character where it stands on a page, in points from the left and from the foot."""

    text: str
    x: float
    y: float
    font: str


class Line(NamedTuple):
    """Characters in a line of a page, as `squeeze` leaves them."""

    text: str
    fonts: tuple[str, ...]
    """That of each character: ``NotoSerifCJKjp-Regular``."""

    y: float


_READING = Lock()
"""Held while a PDF is read: the library knows no threads."""


def read_pdf(pdf: bytes) -> list[list[Line]] | None:
    """Return the lines of each page of *pdf*, or None when it cannot be read."""
    # Late, so that a build that makes no PDF starts quickly.
    from pypdfium2 import PdfDocument, PdfiumError  # noqa: PLC0415

    with _READING:
        try:
            file = PdfDocument(pdf)
        except PdfiumError:
            return None
        try:
            return [list(_cut_lines(_read_signs(page.get_textpage()))) for page in file]
        except PdfiumError:
            return None
        finally:
            file.close()


def _read_signs(page: Any) -> Iterator[_Sign]:
    """Yield what is on *page* in the order in which it was drawn."""
    from pypdfium2 import raw  # noqa: PLC0415

    x, y, flags, name = c_double(), c_double(), c_int(), create_string_buffer(_MOST_OF_NAME)
    high = ""
    for index in range(page.count_chars()):
        code = raw.FPDFText_GetUnicode(page, index)
        if raw.FPDFText_IsGenerated(page, index) == 1 or not code:
            continue
        character = "-" if code in _HYPHENS_AT_END else chr(code)
        if code in _HIGH_HALVES:
            high = character
            continue
        # Of one that needs two units, both come.
        text = (high + character).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        high = ""
        raw.FPDFText_GetCharOrigin(page, index, byref(x), byref(y))
        length = raw.FPDFText_GetFontInfo(page, index, name, _MOST_OF_NAME, byref(flags))
        font = name.value.decode("utf-8", "replace") if 0 < length <= _MOST_OF_NAME else ""
        yield _Sign(text, x.value, y.value, font)


_MOST_OF_NAME = 200
_HIGH_HALVES = range(0xD800, 0xDC00)
_HYPHENS_AT_END = (0x02, 0xFFFE)
"""How the library marks the hyphen at the end of a line, which may be no part of its word."""


def _cut_lines(signs: Iterable[_Sign]) -> Iterator[Line]:
    """Yield *signs* line by line, each in the order in which it is read.

    A sign that a font lacks is drawn in another when the rest of its line is there already.
    """
    line: list[_Sign] = []
    left = 0.0
    for sign in signs:
        if line and (abs(sign.y - line[-1].y) > _SAME_LINE or sign.x < left - _FILLED_IN):
            yield from _join_signs(line)
            line = []
        left = min(left, sign.x) if line else sign.x
        line.append(sign)
    yield from _join_signs(line)


_SAME_LINE = 1.0
_FILLED_IN = 24.0
"""How far before a line signs may stand that are drawn late; what is beside it stands further."""


def _join_signs(line: Sequence[_Sign]) -> Iterator[Line]:
    if not any(unicodedata.bidirectional(c) in ("R", "AL") for sign in line for c in sign.text):
        line = sorted(line, key=lambda sign: sign.x)
    kept = [(c, s.font) for s in line for character in s.text for c in _squeeze(character)]
    if kept:
        yield Line("".join(c for c, _ in kept), tuple(font for _, font in kept), line[0].y)


@dataclass(frozen=True, slots=True)
class PageEdges:
    """What headers and footers say, which stands at the top and the foot of pages."""

    _patterns: tuple[re.Pattern[str], ...]

    @classmethod
    def read(cls, text: WordText) -> "PageEdges":
        """Return what the headers and footers of *text* say."""
        sides = (*text.head, *text.foot)
        words = {squeeze(each) for side in sides for each in list_paragraph_texts(side)} - {""}
        found = (re.escape(w).replace(re.escape("#"), _PAGE_NUMBER) for w in sorted(words))
        return cls(tuple(compile_pattern(pattern) for pattern in found))

    def cut(self, lines: Sequence[Line]) -> Sequence[Line]:
        """Return *lines* of a page without those at its top and foot that say what is said here.

        They may be drawn before or after what floats on the page.
        """
        for sign in (-1, 1):
            places = sorted(range(len(lines)), key=lambda place: sign * lines[place].y)
            for count in range(min(len(lines), len(self._patterns) * _MOST_OF_EDGE), 0, -1):
                cut = sorted(places[:count])
                if _is_made_of("".join(lines[place].text for place in cut), self._patterns):
                    lines = [line for place, line in enumerate(lines) if place not in cut]
                    break
        return lines

    def cover(self, text: str, pages: int) -> bool:
        """Return whether *text* is nothing but what is said here, on so many *pages*."""
        return _is_made_of(text, self._patterns * pages)


def _is_made_of(text: str, patterns: Sequence[re.Pattern[str]]) -> bool:
    """Return whether *text* is some of *patterns*, each once at most."""
    return not text or any(
        _is_made_of(text[found.end() :], (*patterns[:n], *patterns[n + 1 :]))
        for n, pattern in enumerate(patterns)
        # Every page brings the same: which of them it is makes no difference, but much work.
        if pattern not in patterns[:n] and (found := pattern.match(text))
    )


DIGITS = "〇一二三四五六七八九"
_PAGE_NUMBER = f"(?:[0-9０-９]+|[IVXLCDMivxlcdm]+|[A-Za-z]|[{DIGITS}]+)"
"""Matches the number of a page, and that of all, which each page has its own of."""


def list_paragraph_texts(paragraph: Paragraph) -> Iterator[str]:
    """Yield what *paragraph* says, and then whatever stands beside it, each by itself."""
    yield "".join(piece.text for piece in paragraph.pieces).replace(UNREADABLE, "")
    for aside in paragraph.asides:
        if aside.kind is not AsideKind.OVER:
            yield from aside.text.split("\n")


class Flow:
    """The body of a PDF as one text, whatever page its parts stand on."""

    def __init__(self, pages: Sequence[Sequence[Line]], printed: Printable) -> None:
        edges = PageEdges.read(printed.text)
        self._headings = {squeeze(heading) for heading in printed.headings}
        self.pages: list[Sequence[Line]] = []
        self.text = ""
        self.starts: list[int] = []
        """Where each page begins."""

        for lines in pages:
            kept = self._cut_heading(edges.cut(lines))
            self.pages.append(kept)
            self.starts.append(len(self.text))
            self.text += "".join(line.text for line in kept)

    def _cut_heading(self, lines: Sequence[Line]) -> Sequence[Line]:
        """Return *lines* of a page without the heading of a table that began on one before."""
        for count in range(1, min(len(lines), _MOST_OF_HEADING) + 1):
            words = "".join(line.text for line in lines[:count])
            if words in self._headings and words in self.text:
                return lines[count:]
        return lines

    @cached_property
    def fonts(self) -> list[str]:
        """The font of each character of the text."""
        return [font for lines in self.pages for line in lines for font in line.fonts]

    def find_page(self, place: int) -> int:
        """Return the number of the page, from 1, on which the text at *place* stands."""
        return bisect_right(self.starts, place)


_MOST_OF_EDGE = 3
"""How many lines one paragraph of a header or footer may take."""

_MOST_OF_HEADING = 12
"""In lines."""

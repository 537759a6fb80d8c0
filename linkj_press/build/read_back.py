"""Reads a PDF back, and says what it shows otherwise than its Word file: words, fonts, pages."""

import io
import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, cached_property
from itertools import groupby
from typing import NamedTuple

from linkj_press.message import Message, phrase, say, say_number
from linkj_press.word import AsideKind, Paragraph, WordText
from linkj_press.word.leaves import UNREADABLE
from linkj_press.word.printing import Printable, TypedWords, name_font, show_font


class Line(NamedTuple):
    """A line of a page, as `squeeze` leaves it."""

    text: str
    fonts: tuple[str, ...]
    """That of each character."""


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


def read_pdf(pdf: bytes) -> list[list[Line]] | None:
    """Return the lines of each page of *pdf*, or None when it cannot be read."""
    # Late, so that a build that makes no PDF starts quickly.
    from pypdf import PdfReader  # noqa: PLC0415
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    pages = []
    try:
        for page in PdfReader(io.BytesIO(pdf)).pages:
            found: list[tuple[str, str]] = []

            def take(
                text: str, _matrix: object, _text_matrix: object, font: object, _size: object
            ) -> None:
                called = font.get("/BaseFont", "") if isinstance(font, dict) else ""
                found.extend((character, str(called)) for character in text)

            page.extract_text(visitor_text=take)
            pages.append(list(_cut_lines(found)))
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return pages


def _cut_lines(characters: Iterable[tuple[str, str]]) -> Iterator[Line]:
    for is_end, line in groupby(characters, key=lambda each: each[0] == "\n"):
        kept = [(c, font) for character, font in line for c in _squeeze(character)]
        if kept and not is_end:
            yield Line("".join(c for c, _ in kept), tuple(font for _, font in kept))


@dataclass(frozen=True, slots=True)
class _Edges:
    """What headers and footers say, which stands at the top and the foot of pages."""

    patterns: tuple[re.Pattern[str], ...]

    @classmethod
    def read(cls, text: WordText) -> "_Edges":
        words = {w for p in (*text.head, *text.foot) for w in _list_words(p)} - {""}
        found = (re.escape(w).replace(re.escape("#"), _PAGE_NUMBER) for w in sorted(words))
        return cls(tuple(re.compile(pattern) for pattern in found))

    def cut(self, lines: Sequence[Line]) -> Sequence[Line]:
        """Return *lines* of a page without those that say what is said here."""
        for top in (True, False):
            for count in range(min(len(lines), len(self.patterns) * 3), 0, -1):
                some = lines[:count] if top else lines[-count:]
                if self.cover("".join(line.text for line in some), self.patterns):
                    lines = lines[count:] if top else lines[:-count]
                    break
        return lines

    def cover(self, text: str, patterns: Sequence[re.Pattern[str]]) -> bool:
        """Return whether *text* is some of *patterns*, each once at most."""
        return not text or any(
            self.cover(text[found.end() :], (*patterns[:n], *patterns[n + 1 :]))
            for n, pattern in enumerate(patterns)
            if (found := pattern.match(text))
        )


_PAGE_NUMBER = "(?:[0-9０-９]+|[IVXLCDMivxlcdm]+|[A-Za-z]|[〇一二三四五六七八九十百]+)"
"""Matches the number of a page, and that of all, which each page has its own of."""


def _list_words(paragraph: Paragraph) -> Iterator[str]:
    """Yield what *paragraph* and whatever stands beside it say, each by itself."""
    yield squeeze("".join(piece.text for piece in paragraph.pieces).replace(UNREADABLE, ""))
    for aside in paragraph.asides:
        if aside.kind is not AsideKind.OVER:
            yield from map(squeeze, aside.text.split("\n"))


class _Flow:
    """The body of a PDF as one text, whatever page its parts stand on."""

    def __init__(self, pages: Sequence[Sequence[Line]], printed: Printable) -> None:
        edges = _Edges.read(printed.text)
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


_MOST_OF_HEADING = 12
"""In lines."""


class Verdict(NamedTuple):
    """What there is to say of a PDF."""

    wrong: list[Message]
    """What words it lacks, or has more, than its Word file."""

    notes: list[Message]
    """How its pages look, of which a designer would take note."""

    substitutes: list[Message]
    """Which fonts it has instead of others; the same of every PDF that is made on a machine."""


def judge_pdf(pdf: bytes, printed: Printable, name: str) -> Verdict:
    """Return what there is to say of *pdf*, called *name*, which is to show what is *printed*."""
    pages = read_pdf(pdf)
    if pages is None:
        return Verdict([say("it cannot be read")], [], [])
    flow = _Flow(pages, printed)
    wrong = list(_Comparison(flow, printed).tell())
    places = _Places(flow, printed)
    return Verdict(wrong, list(places.tell_pages(name)), list(places.tell_fonts()))


class _Missed(NamedTuple):
    """A paragraph that the PDF does not show as it is."""

    paragraph: Paragraph
    words: str


class _Comparison:
    """What the PDF and its Word file say otherwise."""

    def __init__(self, flow: _Flow, printed: Printable) -> None:
        self._flow = flow
        self._edges = _Edges.read(printed.text)
        self._expected = [
            _Missed(p, words) for p in printed.text.body for words in _list_words(p) if words
        ]
        self._has_numbers = any(map(_is_numbered, printed.text.body))

    def tell(self) -> Iterator[Message]:
        """Yield each difference."""
        missed, rest = self._take_found()
        for each in sorted(missed, key=lambda each: -len(each.words)):
            region = _find_region(each.words, rest)
            if region is None:
                yield say("“{words}” is missing", words=_shorten(each.words))
                continue
            start, end = region
            yield from self._tell_differences(each, rest[start:end])
            rest = rest[:start] + rest[end:]
        if rest := self._take_beside(rest):
            yield say("“{words}” is there and not in the Word file", words=_shorten(rest))

    def _take_found(self) -> tuple[list[_Missed], str]:
        """Return the paragraphs that are not in the text, and the text without those that are.

        In order first. What floats may come in another place, even within a paragraph: so what is
        longest is looked for first, and again when anything was taken from between its parts.
        """
        text = self._flow.text
        first, start = self._walk(text)
        last, end = len(self._expected), len(text)
        while last > first and text.endswith(self._expected[last - 1].words, start, end):
            last -= 1
            end -= len(self._expected[last].words)
        left = sorted(self._expected[first:last], key=lambda each: -len(each.words))
        rest, is_found = text[start:end], True
        while is_found and len(left) < _MOST_LEFT:
            is_found = False
            for each in left:
                if (at := rest.find(each.words)) >= 0:
                    rest = rest[:at] + rest[at + len(each.words) :]
                    left.remove(each)
                    is_found = True
                    break
        return left, rest

    def _walk(self, text: str) -> tuple[int, int]:
        """Return how many paragraphs follow one another from the beginning of *text*, to where."""
        at = 0
        for number, (paragraph, words) in enumerate(self._expected):
            found = text.find(words, at, at + len(words) + _MOST_OF_NUMBER)
            if found > at and not (_is_numbered(paragraph) and _NUMBER.fullmatch(text[at:found])):
                found = -1
            if found < 0:
                return number, at
            at = found + len(words)
        return len(self._expected), at

    def _take_beside(self, rest: str) -> str:
        """Return *rest* unless it is of headers and footers, or numbers of a list."""
        if self._edges.cover(rest, self._edges.patterns * len(self._flow.pages)):
            return ""
        return "" if self._has_numbers and _NUMBER.fullmatch(rest) else rest

    def _tell_differences(self, missed: _Missed, shown: str) -> Iterator[Message]:
        matcher = SequenceMatcher(None, missed.words, shown, autojunk=False)
        for kind, a, b, c, d in matcher.get_opcodes():
            lost, more = missed.words[a:b], shown[c:d]
            if kind == "equal" or (not lost and _is_beside(more, missed.paragraph)):
                continue
            before = missed.words[max(0, a - _CONTEXT) : a]
            told = {
                "before": before,
                "page": self._flow.find_page(max(0, self._flow.text.find(before))),
            }
            if lost and more:
                yield say(
                    "“{lost}” is “{more}” after “{before}”, page {page}",
                    lost=lost,
                    more=more,
                    **told,
                )
            elif lost:
                yield say("“{lost}” is lost after “{before}”, page {page}", lost=lost, **told)
            else:
                yield say("“{more}” is too much after “{before}”, page {page}", more=more, **told)


_MOST_LEFT = 500
_NUMBER = re.compile(r"(?:\W|[0-9A-Za-zア-ン一二三四五六七八九十第章節条項])*")
"""Matches what a list writes: ``(viii)``, ``①``, ``・``."""

_MOST_OF_NUMBER = 8

_CONTEXT = 10
_MOST_SHOWN = 40


def _shorten(words: str) -> str:
    return words if len(words) <= _MOST_SHOWN else f"{words[:_MOST_SHOWN]}…"


def _is_numbered(paragraph: Paragraph) -> bool:
    return any(aside.kind is AsideKind.NUMBER for aside in paragraph.asides)


def _is_beside(more: str, paragraph: Paragraph) -> bool:
    """Return whether *more* is not of the words of *paragraph*, but of what is set beside them."""
    for aside in paragraph.asides:
        if aside.kind in (AsideKind.FOOTNOTE, AsideKind.ENDNOTE) and re.fullmatch(
            r"\w{1,4}|[*†‡]", more
        ):
            return True
        if aside.kind is AsideKind.OVER and more in squeeze(aside.text):
            return True
    is_unsure = any(UNREADABLE in piece.text for piece in paragraph.pieces)
    return is_unsure and len(more) <= _MOST_OF_NUMBER


def _find_region(words: str, rest: str) -> tuple[int, int] | None:
    """Return the part of *rest* that is *words* but for a little, or None where there is none."""
    longest = SequenceMatcher(None, words, rest, autojunk=False).find_longest_match()
    if longest.size * 4 < len(words):
        return None
    slack = 20
    low = max(0, longest.b - longest.a - slack)
    high = min(len(rest), longest.b + len(words) - longest.a + slack)
    blocks = SequenceMatcher(None, words, rest[low:high], autojunk=False).get_matching_blocks()
    kept = [block for block in blocks if block.size > 2] or blocks[:1]
    return low + kept[0].b, low + kept[-1].b + kept[-1].size


class _Places:
    """Where on the pages, and in which fonts, the paragraphs are shown."""

    def __init__(self, flow: _Flow, printed: Printable) -> None:
        self._flow = flow
        self._printed = printed

    def tell_pages(self, name: str) -> Iterator[Message]:
        """Yield which pages of the PDF *name* hold too little."""
        last = self._flow.pages[-1] if len(self._flow.pages) > 1 else ()
        if 0 < len(last) < _FEW_LINES:
            yield say_number(
                "{name}: the last page holds only one line",
                "{name}: the last page holds only {number} lines",
                len(last),
                name=name,
            )
        for rows in self._list_tables():
            pages = Counter(page for page, _ in rows)
            if len(rows) <= _FEW_ROWS or len(pages) == 1:
                continue
            for page, row in rows:
                if pages[page] == 1:
                    told = {"name": name, "page": page, "row": _shorten(row)}
                    yield say(
                        "{name}: “{row}” stands alone on page {page}, a single row of its table",
                        **told,
                    )

    def _list_tables(self) -> Iterator[list[tuple[int, str]]]:
        """Yield of each table the page and the first words of each row but the heading."""
        found: dict[int, dict[int, tuple[int, str]]] = {}
        for place, paragraph, words in self._located:
            if paragraph.cell and place is not None:
                rows = found.setdefault(paragraph.cell.table, {})
                rows.setdefault(paragraph.cell.row, (self._flow.find_page(place), paragraph.text))
        for rows in found.values():
            yield [row for _, row in sorted(rows.items())][1:]

    @cached_property
    def _located(self) -> list[tuple[int | None, Paragraph, str]]:
        """Each paragraph with words, where in the text it begins, and its words."""
        at, found = 0, []
        for paragraph in self._printed.text.body:
            words = next(_list_words(paragraph))
            if words:
                place = self._flow.text.find(words, at)
                place = self._flow.text.find(words) if place < 0 else place
                at = place + len(words) if place >= 0 else at
                found.append((place if place >= 0 else None, paragraph, words))
        return found

    def tell_fonts(self) -> Iterator[Message]:
        """Yield each font of the look, or of a letterhead, in whose place another is shown."""
        shown: dict[str, Counter[str]] = {}
        typed = [some for some in self._printed.typed if squeeze("".join(t.text for t in some))]
        if len(typed) != len(self._located):
            return
        for (place, _, _), some in zip(self._located, typed, strict=True):
            if place is not None:
                for wanted, font in self._pair(place, some):
                    shown.setdefault(wanted, Counter())[font] += 1
        for wanted, fonts in sorted(shown.items()):
            if not any(name_font(font).startswith(name_font(wanted)) for font in fonts):
                ((font, _),) = fonts.most_common(1)
                words = phrase("{wanted} is not on this machine: the PDF shows {font}")
                yield say(words, wanted=wanted, font=show_font(font))

    def _pair(self, place: int, typed: Sequence[TypedWords]) -> Iterator[tuple[str, str]]:
        """Yield for each character at *place* the font that is wanted and that which is there."""
        fonts = iter(self._flow.fonts[place:])
        for text, japanese, latin in typed:
            for character, font in zip(squeeze(text), fonts, strict=False):
                wide = unicodedata.east_asian_width(character)
                wanted = japanese if wide in "WF" else latin if character.isascii() else ""
                if wanted and font:
                    yield wanted, font


_FEW_LINES = 3
_FEW_ROWS = 2

"""Judges a PDF by its Word file: whether it says the same words, and what a designer would see."""

import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from linkj_press.build.read_back import (
    DIGITS,
    Flow,
    PageEdges,
    list_paragraph_texts,
    read_pdf,
    squeeze,
)
from linkj_press.message import Message, phrase, say, say_number
from linkj_press.text.patterns import compile_pattern
from linkj_press.word import AsideKind, Paragraph
from linkj_press.word.leaves import UNREADABLE
from linkj_press.word.printing import Printable, TypedWords, name_font, show_font


class Verdict(NamedTuple):
    """What there is to say of a PDF."""

    wrong: list[Message]
    """What words it lacks, or has more, than its Word file."""

    notes: list[Message]
    """How its pages look, of which a designer would take note."""

    substitutes: list[Message]
    """Which fonts it has instead of others; the same of every PDF that is made on a machine."""

    runs_over: bool = False
    """Whether words that stand beside the text run over the foot of a page."""


def judge_pdf(pdf: bytes, printed: Printable, name: str) -> Verdict:
    """Return what there is to say of *pdf*, called *name*, which is to show what is *printed*."""
    pages = read_pdf(pdf)
    if pages is None:
        return Verdict([say("it cannot be read")], [], [])
    flow = Flow(pages, printed)
    wrong = list(_Comparison(flow, printed).tell())
    places = _Places(flow, printed)
    runs_over = printed.has_beside and any(
        line.y < printed.foot - _BELOW for lines in flow.pages for line in lines
    )
    return Verdict(wrong, list(places.tell_pages(name)), list(places.tell_fonts()), runs_over)


_BELOW = 2.0
"""By how much, in points: letters hang below their line by less."""


class _Expected(NamedTuple):
    """A paragraph that the PDF is to show, or what stands beside one."""

    paragraph: Paragraph
    text: str
    words: str
    """The text as it is compared."""

    def show(self, start: int, end: int) -> str:
        """Return what of the text is compared as the words from *start* to *end*."""
        places = [n for n, character in enumerate(self.text) for _ in squeeze(character)]
        return self.text[places[start] : places[end - 1] + 1] if start < end else ""


class _Comparison:
    """What the PDF and its Word file say otherwise."""

    def __init__(self, flow: Flow, printed: Printable) -> None:
        self._flow = flow
        self._edges = PageEdges.read(printed.text)
        self._expected = [
            _Expected(paragraph, text, words)
            for paragraph in printed.text.body
            for text in list_paragraph_texts(paragraph)
            if (words := squeeze(text))
        ]
        kinds = {aside.kind for paragraph in printed.text.body for aside in paragraph.asides}
        self._has_numbers = AsideKind.NUMBER in kinds
        self._has_notes = bool(kinds & {AsideKind.FOOTNOTE, AsideKind.ENDNOTE})

    def tell(self) -> list[Message]:
        """Return each difference, as they come in the text."""
        return [told for _, told in sorted(self._find(), key=lambda found: found[0])]

    def _find(self) -> Iterator[tuple[int, Message]]:
        """Yield each difference, and about where it stands."""
        missed, rest = self._take_found()
        for each in sorted(missed, key=lambda each: -len(each.words)):
            region = _find_region(each.words, rest)
            if region is None:
                yield _AT_END, say("“{words}” is missing", words=_shorten(each.text))
                continue
            start, end = region
            yield from self._tell_differences(each, rest[start:end])
            rest = rest[:start] + rest[end:]
        if rest := self._take_beside(rest):
            told = say("“{words}” is there and not in the Word file", words=_shorten(rest))
            yield _AT_END, told

    def _take_found(self) -> tuple[list[_Expected], str]:
        """Return the paragraphs that are not in the text, and the text without those that are.

        In order first. What floats may come in another place, even within a paragraph: so what is
        there once is taken first, and again when anything was taken from between its parts; of what
        is there more often, the longest.
        """
        text = self._flow.text
        first, start = self._walk(text)
        last, end = len(self._expected), len(text)
        while last > first and text.endswith(self._expected[last - 1].words, start, end):
            last -= 1
            end -= len(self._expected[last].words)
        left = sorted(self._expected[first:last], key=lambda each: -len(each.words))
        rest, at = text[start:end], 0
        while at >= 0 and len(left) < _MOST_LEFT:
            once = (n for n, each in enumerate(left) if rest.count(each.words) == 1)
            more = (n for n, each in enumerate(left) if each.words in rest)
            at = next(chain(once, more), -1)
            if at >= 0:
                rest = rest.replace(left.pop(at).words, "", 1)
        return left, rest

    def _walk(self, text: str) -> tuple[int, int]:
        """Return how many paragraphs follow one another from the beginning of *text*, to where."""
        at = 0
        for number, (paragraph, _, words) in enumerate(self._expected):
            found = text.find(words, at, at + len(words) + _MOST_OF_NUMBER)
            if found > at and not (_is_numbered(paragraph) and _NUMBER.fullmatch(text[at:found])):
                found = -1
            if found < 0:
                return number, at
            at = found + len(words)
        return len(self._expected), at

    def _take_beside(self, rest: str) -> str:
        """Return *rest* unless it is of headers and footers, or numbers of a list."""
        if self._edges.cover(rest, len(self._flow.pages)):
            return ""
        is_numbers = self._has_numbers and _NUMBER.fullmatch(rest)
        return "" if is_numbers or self._is_mark(rest) else rest

    def _is_mark(self, more: str) -> bool:
        """Return whether *more* may refer from a paragraph to a note, or from a note back."""
        return self._has_notes and _MARKS.fullmatch(more) is not None

    def _tell_differences(self, missed: _Expected, shown: str) -> Iterator[tuple[int, Message]]:
        matcher = SequenceMatcher(None, missed.words, shown, autojunk=False)
        for kind, a, b, c, d in matcher.get_opcodes():
            lost, more = missed.words[a:b], shown[c:d]
            if kind == "equal" or (
                not lost and (self._is_mark(more) or _is_beside(more, missed.paragraph))
            ):
                continue
            low, high = max(0, a - _CONTEXT), min(b + _CONTEXT, len(missed.words))
            place = max(0, self._flow.text.find(missed.words[low:a] or missed.words[b:high]))
            told = {"lost": missed.show(a, b), "more": more, "around": missed.show(low, high)}
            words = _LOST if not more else _BECAME if lost else _MORE
            yield place, say(words, page=self._flow.find_page(place), **told)


_LOST = phrase("“{lost}” of “{around}” is lost, on page {page}")
_MORE = phrase("“{more}” stands in “{around}” too, on page {page}")
_BECAME = phrase("“{lost}” of “{around}” is “{more}” there, on page {page}")
_AT_END = sys.maxsize

_MOST_LEFT = 500
_NUMBER = compile_pattern(rf"(?:\W|[0-9A-Za-zア-ン第/条/項{DIGITS}])*")
"""Matches what a list writes: ``(viii)``, ``①``, ``・``."""

_MOST_OF_NUMBER = 8
_MARKS = compile_pattern(r"(?:[0-9]{1,3}|[ivxl]{1,6}|[*†‡])+")
"""Matches the marks of notes."""


_CONTEXT = 10
_MOST_SHOWN = 40


def _shorten(words: str) -> str:
    return words if len(words) <= _MOST_SHOWN else f"{words[:_MOST_SHOWN]}…"


def _is_numbered(paragraph: Paragraph) -> bool:
    return any(aside.kind is AsideKind.NUMBER for aside in paragraph.asides)


def _is_beside(more: str, paragraph: Paragraph) -> bool:
    """Return whether *more* is not of the words of *paragraph*, but of what is set beside them."""
    over = (squeeze(a.text) for a in paragraph.asides if a.kind is AsideKind.OVER)
    if any(more in words for words in over):
        return True
    is_unsure = any(UNREADABLE in piece.text for piece in paragraph.pieces)
    return is_unsure and len(more) <= _MOST_OF_NUMBER


_SLACK = 20
_SURE = 3
"""How many characters in a row are hardly the same by chance."""


def _find_region(words: str, rest: str) -> tuple[int, int] | None:
    """Return the part of *rest* that is *words* but for a little, or None where there is none."""
    longest = SequenceMatcher(None, words, rest, autojunk=False).find_longest_match()
    if longest.size * 4 < len(words):
        return None
    low = max(0, longest.b - longest.a - _SLACK)
    high = min(len(rest), longest.b + len(words) - longest.a + _SLACK)
    blocks = SequenceMatcher(None, words, rest[low:high], autojunk=False).get_matching_blocks()
    kept = [block for block in blocks if block.size >= _SURE] or [
        block for block in blocks if block.size
    ]
    return low + kept[0].b, low + kept[-1].b + kept[-1].size


class _Places:
    """Where on the pages, and in which fonts, the paragraphs are shown."""

    def __init__(self, flow: Flow, printed: Printable) -> None:
        self._flow = flow
        self._printed = printed

    def tell_pages(self, name: str) -> Iterator[Message]:
        """Yield which pages of the PDF *name* hold too little."""
        pages = self._flow.pages
        last = len({round(line.y) for line in pages[-1]}) if len(pages) > 1 else 0
        if 0 < last < _FEW_LINES:
            yield say_number(
                "{name}: the last page holds only one line",
                "{name}: the last page holds only {number} lines",
                last,
                name=name,
            )
        for rows in self._list_tables():
            filled = Counter(page for page, _ in rows)
            if len(rows) <= _FEW_ROWS or len(filled) == 1:
                continue
            for page, row in rows:
                if filled[page] == 1:
                    told = {"name": name, "page": page, "row": _shorten(row)}
                    yield say(
                        "{name}: “{row}” stands alone on page {page}, a single row of its table",
                        **told,
                    )

    def _list_tables(self) -> Iterator[list[tuple[int, str]]]:
        """Yield of each table the page and the first words of each row but the heading."""
        found: dict[int, dict[int, tuple[int, str]]] = {}
        for place, paragraph, _ in self._located:
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
            words = squeeze(next(list_paragraph_texts(paragraph)))
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
                words = phrase("{wanted} was not at hand: the PDF shows {font} in its place")
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

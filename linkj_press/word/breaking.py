"""Sets a headline, a subhead or a caption in lines where it is longer than one.

Lines end between phrases or people, and are about as long as each other. A text in which somebody
set a line break stays as it is.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate, pairwise
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from linkj_press.draft.document import (
    LAID_OUT,
    Block,
    Document,
    Figure,
    Line,
    Source,
    Text,
    plain,
)
from linkj_press.folder import FontFolders
from linkj_press.language import Language, join_break
from linkj_press.record import Look
from linkj_press.text.patterns import compile_pattern
from linkj_press.word.names import POINT, measure_mm
from linkj_press.word.pictures import Extent, Picture, fit, share_side
from linkj_press.word.widths import Lettering, Ruler, estimate

if TYPE_CHECKING:
    from budoux import Parser

_SURE = 0.7
"""What is estimated to fill no more of a line than this fits, whatever its fonts."""

_FULL, _FULL_ESTIMATED = 0.985, 0.95
"""How much of a line is used: programs differ a little, and an estimate more."""

_USUAL_SIZE = 10.5

_NO_BEGIN = frozenset("、。，．・：；！？ー～〜）］｝」』】〉》〕〙’”々ゝゞヽヾ％‰℃,.:;!?)]}%…‥")
_SMALL = "A LETTER SMALL"
"""What is in the names of small kana."""

_NO_END = frozenset("（［｛「『【〈《〔〘‘“([{～〜¥￥＄$№")
_COUNTED = compile_pattern(r"[0-9０-９][0-9０-９,，.]*[一-鿿々カヶ]{0,4}")
"""Matches a number with its counter: ``15団体目``."""

_LITTLE = (
    "a an the of in on at to for with by from as into and or between through under over its our"
    " their his her"
)
_SMALL_WORDS = frozenset(_LITTLE.split())
"""What an English line begins with, and does not end with."""

_TITLE = compile_pattern(r"(?:[A-Z]\.)+|(?:Mr|Ms|Mrs|Dr|Prof|St)\.")
_DASHES, _PAUSES = frozenset("–—―"), frozenset("、。，；）」』,;:)")

_ALONE, _IN_NAME, _WEAK, _MORE_LINES, _WITHIN, _PHRASE = 200, 120, 60, 100, 12, 3
"""What is bad about lines, in the measure of a hundred for one that is off by its whole width."""

_MOST_MORE = 2
"""Lines beyond the fewest, where these would part a name."""

_MOST_LINES = 12
"""No headline and no person has more: what has is left to Word."""

_HONORIFIC = 2
"""In characters: what is no longer, after a space, belongs to the name before it."""


class Typeset(NamedTuple):
    """A document in lines."""

    document: Document
    estimated: frozenset[str] = frozenset()
    """The fonts that are not here, so that widths in them are estimates."""


def set_lines(
    document: Document,
    look: Look,
    folders: FontFolders,
    sheet: "Sheet",
    pictures: Mapping[PurePosixPath, Picture] = MappingProxyType({}),
) -> Typeset:
    """Return *document* in lines, as *look* has them break on *sheet*.

    The fonts are those in *folders*; captions are as wide as their photo among *pictures*. The
    same gives the same.
    """
    setter = _LineSetter(document.language, look, folders, sheet, pictures)
    blocks = tuple(map(setter.set_block, document.blocks))
    return Typeset(replace(document, blocks=blocks), frozenset(setter.estimated))


class Sheet(NamedTuple):
    """The paper: the look's, or that of a letterhead."""

    width: float
    """Of a line, in points."""

    styles: frozenset[str] = frozenset()
    """What the look calls the styles that it brings along: how these look, nobody here knows."""

    @classmethod
    def of(cls, look: Look) -> "Sheet":
        """Return the sheet that *look* describes."""
        page = look.page
        return cls((page.width - page.left - page.right) * 72 / 25.4)


class _LineSetter:
    def __init__(
        self,
        language: Language,
        look: Look,
        folders: FontFolders,
        sheet: Sheet,
        pictures: Mapping[PurePosixPath, Picture],
    ) -> None:
        self._language, self._look, self._folders, self._sheet = language, look, folders, sheet
        self._pictures = pictures
        self.estimated: set[str] = set()

    def set_block(self, block: Block) -> Block:
        match block:
            case Text():
                return self._set_text(block, self._sheet.width)
            case Figure(captions=captions):
                room = self._find_room(block)
                lines = [self._set_text(caption, room) for caption in captions]
                return replace(block, captions=tuple(lines))
            case _:
                return block

    def _find_room(self, block: Figure) -> float:
        """Return the width of the photo where its captions are no wider, or else of the text."""
        figure = self._look.figure
        if figure.align == "center" and not figure.wrap:
            return self._sheet.width
        extent = Extent(measure_mm(figure.width), measure_mm(figure.height))
        if block.image is not None and block.image in self._pictures:
            extent = fit(self._pictures[block.image], figure, measure_mm(figure.width))
        return min(self._sheet.width, share_side(extent) / POINT)

    def _set_text(self, text: Text, room: float) -> Text:
        """Return *text* in lines of *room* points, less what its style indents."""
        style = self._look.style(text.role, self._language) if text.role in LAID_OUT else None
        is_left = style is None or style.breaks in (None, "none")
        if is_left or any(span.begins_line for span in text.spans):
            return text
        assert style is not None
        body = self._look.style("body", self._language)
        size = style.size or body.size or _USUAL_SIZE
        width = room - 2 * style.indent - style.hanging
        if text.role in self._sheet.styles or estimate(text.text, size) <= _SURE * width:
            return text
        fonts = style.fonts or body.fonts or self._look.fonts
        is_japanese = self._language is Language.JA
        ruler = Ruler(Lettering(fonts, size, style.bold, is_japanese), self._folders)
        places = ruler.measure(text.text)
        full = width * (_FULL_ESTIMATED if ruler.estimated else _FULL)
        if places[-1] <= full:
            return text
        self.estimated |= {ruler.estimated} - {""}
        lines = _Lines(text.text, places, full, _find_chances(text.spans, self._language))
        people = _find_people(text.spans) if style.breaks == "people" else ()
        return replace(text, spans=_begin_lines(text.spans, lines.find_breaks(people)))


def _begin_lines(spans: Line, breaks: Iterable[int]) -> Line:
    """Return *spans*, in the text of which a line begins at each of *breaks*."""
    begun, at = [], 0
    wanted = set(breaks)
    for span in spans:
        end = at + len(span.text)
        edges = [at, *sorted(b for b in wanted if at < b < end), end]
        for start, stop in pairwise(edges):
            part = span.cut(start - at, stop - at)
            begun.append(part._replace(begins_line=True) if start in wanted else part)
        at = end
    return tuple(begun)


class _Chance(NamedTuple):
    """A place where a line may begin."""

    at: int
    end: int
    """Where the line before it ends: the space between takes none of it."""

    cost: float


_Way = tuple[float, tuple[int, ...]]
"""Where lines end, and what is bad about that."""


@dataclass(frozen=True)
class _Lines:
    """The lines of a text that is longer than one."""

    text: str
    places: Sequence[float]
    """How far from its beginning each character begins, and its end, in points."""

    full: float
    """What a line holds."""

    chances: Sequence[_Chance]

    def find_breaks(self, people: Iterable[int]) -> Iterator[int]:
        """Yield where lines begin: with each of *people*, and with a phrase within a longer one."""
        for start, end in pairwise([0, *people, len(self.text)]):
            if start:
                yield start
            if self._measure(start, self._find_end(end)) > self.full:
                yield from self._balance(start, end)

    def _find_end(self, at: int) -> int:
        return len(self.text[:at].rstrip())

    def _measure(self, start: int, end: int) -> float:
        return self.places[end] - self.places[start]

    def _balance(self, start: int, end: int) -> Sequence[int]:
        """Return where lines begin between *start* and *end*: as few as can be, and as even."""
        last = _Chance(end, self._find_end(end), 0.0)
        fewest = int(self._measure(start, last.end) // self.full) + 1
        found: list[_Way] = []
        for more in range(_MOST_MORE + 1 if fewest <= _MOST_LINES else 0):
            extra = _MORE_LINES * more
            if found and min(found)[0] <= extra:
                break
            ways = self._fill(start, last, fewest + more)
            found += [(cost + extra, breaks) for cost, breaks in ways]
        # What has no place to break is left to Word.
        return min(found)[1] if found else ()

    def _fill(self, start: int, last: _Chance, lines: int) -> Iterator[_Way]:
        """Yield the best way to part it into so many *lines*, if there is one."""
        aim = self._measure(start, last.end) / lines
        within = [chance for chance in self.chances if start < chance.at < last.at]
        best: dict[int, _Way] = {start: (0.0, ())}
        for left in range(lines, 0, -1):
            ends = within if left > 1 else [last]
            ways = {chance.at: list(self._go_on(best, chance, aim)) for chance in ends}
            best = {at: min(some) for at, some in ways.items() if some}
        for cost, ended in best.values():
            is_alone = not any(ended[-2] < chance.at for chance in within)
            yield cost + (_ALONE if is_alone else 0), ended[:-1]

    def _go_on(self, best: Mapping[int, _Way], chance: _Chance, aim: float) -> Iterator[_Way]:
        """Yield the ways to end a line at *chance* after those that are *best* so far."""
        end, at, full = self.places[chance.end], chance.at, self.full
        for begin, (cost, ended) in best.items():
            width = end - self.places[begin]
            if begin < at and width <= full:
                off = (width - aim) / full
                yield cost + chance.cost + 100 * off * off, (*ended, at)


_SEPARATOR = compile_pattern(r"[、；]|;(?=\s)\s*")
_BRACKETS = (("（", "）"), ("(", ")"), ("「", "」"))


def _find_people(spans: Line) -> list[int]:
    """Return where in the text of *spans* the words on each person begin, but for the first."""
    text = plain(spans)
    owners = [span.value for span in spans for _ in span.text]
    marks = [
        mark
        for mark in _SEPARATOR.finditer(text)
        if all(
            text.count(a, 0, mark.start()) == text.count(b, 0, mark.start()) for a, b in _BRACKETS
        )
    ]
    strong = [mark for mark in marks if mark[0][0] in ";；"]
    # The template's own stand between people; those of a value may be anything.
    own = [mark for mark in strong or marks if owners[mark.start()] is None]
    return [mark.end() for mark in own or strong or marks if mark.end() < len(text)]


def _find_chances(spans: Line, language: Language) -> list[_Chance]:
    """Return where in the text of *spans* a line may begin."""
    text = plain(spans)
    words = [at for at, char in enumerate(text) if char.isalnum()]
    parted = set(_list_within_names(spans))
    counted = {at for m in _COUNTED.finditer(text) for at in range(m.start() + 1, m.end())}
    return [
        _Chance(
            at,
            len(text[:at].rstrip()),
            _judge_end(text, at, language) + (_IN_NAME if at in parted else 0),
        )
        for at in sorted(_list_phrases(text, language) - counted)
        # What opens and closes the whole, as ～ does, stays with its words.
        if words and words[0] < at <= words[-1] and _may_break(text, at)
    ]


def _list_within_names(spans: Line) -> Iterator[int]:
    """Yield the places within values; the one that makes up most of the text is no name."""
    sizes: Counter[Source] = Counter()
    for span in spans:
        sizes.update({span.value: len(span.text)} if span.value else {})
    at, most = 0, len(plain(spans)) / 2
    for span in spans:
        end = at + len(span.text)
        size = sizes[span.value] if span.value == span.source else len(span.text)
        if span.value and size < most:
            yield from range(at + 1, end)
        at = end


def _list_phrases(text: str, language: Language) -> set[int]:
    """Return where the words or, in Japanese, the phrases of *text* begin."""
    words = {space.end() for space in re.finditer(r"\s+", text)}
    if language is not Language.JA:
        return words
    brackets = {b.start() for b in re.finditer(r"(?=[（「『【])|(?<=[）」』】・])", text)}
    return words | brackets | set(accumulate(map(len, _load_phrases().parse(text))))


@cache
def _load_phrases() -> "Parser":
    # Late: few words are longer than a line.
    from budoux import load_default_japanese_parser  # noqa: PLC0415

    return load_default_japanese_parser()


def _may_break(text: str, at: int) -> bool:
    """Return whether a line of *text* may begin *at* that character, and the one before it end."""
    before, after = text[at - 1], text[at]
    if after.isspace() or after in _NO_BEGIN or text[:at].rstrip()[-1] in _NO_END:
        return False
    if after in _DASHES or _SMALL in unicodedata.name(after, ""):
        return False
    # A break that counts as a space where there is none would be one more.
    return before.isspace() or not join_break(before, after)


def _judge_end(text: str, at: int, language: Language) -> float:
    """Return what is bad about a line of *text* that ends before the character *at*."""
    before, after = text[:at].rstrip(), text[at:]
    last = before.split()[-1]
    if language is Language.JA:
        tail = re.split(r"[\s、，（）]", after, maxsplit=1)[0]
        if text[at - 1].isspace() and len(tail) <= _HONORIFIC:
            return _IN_NAME
    elif last.lower() in _SMALL_WORDS or last.isdigit() or _TITLE.fullmatch(last):
        return _WEAK
    if before[-1] in _PAUSES:
        return 0
    # In English a phrase begins with a small word: “… in the Life Sciences / with the City …”.
    is_phrase = language is Language.JA or after.split(maxsplit=1)[0].lower() in _SMALL_WORDS
    return _PHRASE if is_phrase else _WITHIN

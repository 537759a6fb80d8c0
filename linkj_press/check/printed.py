"""The words that a release prints, and where in its files each of them stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import accumulate, islice, repeat
from pathlib import Path
from typing import NamedTuple

from linkj_press.check.rules import CheckedRelease, Finding, Rule, Spot
from linkj_press.check.typography.passages import split_lines
from linkj_press.draft.document import (
    Block,
    Figure,
    HouseSource,
    LedgerSource,
    PartnerSource,
    PublishedSource,
    Role,
    Source,
    Span,
    Table,
    TemplateSource,
    Text,
    lines,
)
from linkj_press.folder import find_file
from linkj_press.language import Language
from linkj_press.message import NOTHING, Message
from linkj_press.problem import Place, Problem
from linkj_press.reading import read_text
from linkj_press.text.edits import cut_sentences
from linkj_press.text.patterns import compile_pattern


class PlacedSpan(NamedTuple):
    """A span of a block."""

    span: Span
    at: int
    """Where it begins among all that the spans of the block say."""


class Located(NamedTuple):
    """Where words of a release stand in a file and in the document."""

    place: Place
    source: Source
    words: str
    """As much of them as is from that place; ``""`` for what the ledger has worked out."""

    spots: tuple[Spot, ...]


@dataclass(frozen=True)
class PrintedWords:
    """Words of a release in one language: a sentence, a paragraph, a row, or all of a block."""

    release: CheckedRelease
    language: Language
    number: int
    """Which block of the document they are of."""

    role: Role | None
    """None for what is not seen, the description of a picture."""

    placed: tuple[PlacedSpan, ...]
    """The spans of the paragraph, or of whatever else they are part of."""

    begin: int = 0
    end: int | None = None
    """From where to where among what these spans say the text goes; None for their end."""

    @cached_property
    def text(self) -> str:
        """The words."""
        return "".join([span.text for span, _ in self.placed])[self.begin : self.end]

    @cached_property
    def _starts(self) -> list[int]:
        lengths = (len(span.text) for span, _ in self.placed)
        return list(accumulate(lengths, initial=-self.begin))

    def _index(self, position: int) -> int:
        return bisect_right(self._starts, position, hi=len(self.placed)) - 1

    def cut(self, start: int, end: int) -> Iterator[tuple[Span, int, int]]:
        """Yield the spans of the text from *start* to *end*, with which part of it each has."""
        for index in range(self._index(start), self._index(end - 1) + 1 if end > start else 0):
            begin, stop = max(self._starts[index], start), min(self._starts[index + 1], end)
            if begin < stop:
                yield self.placed[index].span, begin, stop

    @cached_property
    def spans(self) -> tuple[tuple[Span, int, int], ...]:
        """All spans of the text, with which part of it each has."""
        found, at, size = [], -self.begin, len(self.text)
        for span, _ in self.placed:
            begin, stop = max(at, 0), min(at + len(span.text), size)
            if begin < stop:
                found.append((span, begin, stop))
            at += len(span.text)
        return tuple(found)

    def typed_at(self, position: int) -> bool:
        """Return whether somebody typed the character at *position*."""
        span = self.placed[self._index(position)].span
        return span.gap is None and is_typed(span.source)

    @property
    def block(self) -> Block:
        """The block that they are of."""
        return self.release.documents[self.language].blocks[self.number]

    @property
    def anchor(self) -> Place:
        """Where a reader finds the words."""
        source = self._foremost[0].source if self._foremost else self.block.source
        return self.block.source.place if isinstance(source, LedgerSource) else source.place

    @property
    def head(self) -> tuple[int, int]:
        """Where those of its words begin and end that say best what it is about."""
        return self._foremost[1:] if self._foremost else (0, len(self.text))

    @cached_property
    def _foremost(self) -> tuple[Span, int, int] | None:
        """The longest words of a partner's file, or else of a template."""

        def weigh(part: tuple[Span, int, int]) -> tuple[bool, bool, int]:
            span = part[0]
            of_partner = isinstance(span.source, PartnerSource)
            return of_partner, isinstance(span.source, TemplateSource), len(span.text)

        return max((p for p in self.spans if p[0].text.strip()), key=weigh, default=None)

    def is_shared(self, start: int, end: int, other: PrintedWords) -> bool:
        """Return whether *other* has, from one and the same value, the words there."""
        sources = {span.source for span, *_ in other.spans}
        return all(span.source in sources for span, *_ in self.cut(start, end))

    def find(
        self, rule: Rule, extent: tuple[int, int], message: Message, hint: Message = NOTHING
    ) -> Finding:
        """Return a finding of *rule* at the words of *extent*, from where somebody typed them."""
        start = next((at for at in range(*extent) if self.typed_at(at)), extent[0])
        return self.report(rule, self.locate(start, extent[1]), message, hint)

    def report(self, rule: Rule, found: Located, message: Message, hint: Message) -> Finding:
        """Return the finding of *rule* at what was *found*."""
        problem = Problem(
            rule.code, found.place, message, hint, self.release.partner, rule.severity
        )
        return Finding(problem, found.words, self.language, spots=found.spots)

    def locate(self, start: int, end: int) -> Located:
        """Return where the words from *start* to *end* begin that are not worked out.

        They end with the source that they come from.
        """
        for span, begin, stop in self.cut(start, end):
            source = span.source
            if not isinstance(source, LedgerSource):
                index = self._index(begin)
                within = begin - self._starts[index]
                words = self.text[begin:stop].rstrip()
                same = [one.text for one, _ in self.placed[:index] if one.source == source]
                nth = "".join([*same, span.text[:within]]).count(words)
                place = _find_in_file(self.release.workspace.root, source.place, words, nth)
                at = self.placed[index].at + within
                return Located(place, source, words, (Spot(self.number, at, at + len(words)),))
        span = self.placed[self._index(start)].span
        return Located(self._find_asking(span, start), span.source, "", ())

    def _find_asking(self, worked_out: Span, start: int) -> Place:
        """Return the line that asks for what the ledger has worked out at *start*."""
        # The template's own words are part of no value.
        value = None if isinstance(worked_out.value, LedgerSource) else worked_out.value
        places = [
            (abs(start - begin), span.source.place)
            for span, begin, _ in self.spans
            if not isinstance(span.source, LedgerSource) and span.value == value
        ]
        return min(places, default=(0, self.block.source.place))[1]


_PROSE_OF_HOUSE = ("about", "items", "instruments", "media_contact")
_NAMES = compile_pattern(r"(name|renamed|seat|release\.people\.[^.]+\.name)\b")


def is_typed(source: Source) -> bool:
    """Return whether words of *source* are somebody's own, and not a value of the record."""
    match source:
        case TemplateSource() | PublishedSource():
            return True
        case PartnerSource(field=field):
            is_wording = field.endswith((".ja", ".en")) and not _NAMES.match(field)
            return is_wording or is_right(source)
        case HouseSource(field=field):
            return field.startswith(_PROSE_OF_HOUSE)
        case _:
            return False


def is_of_correction(source: Source | None) -> bool:
    """Return whether words of *source* are what a correction corrects, or are right instead."""
    return isinstance(source, PartnerSource) and source.field.startswith("release.corrected.")


def is_right(source: Source | None) -> bool:
    """Return whether words of *source* are what a correction says is right."""
    return (
        is_of_correction(source)
        and isinstance(source, PartnerSource)
        and source.field.endswith(".correct")
    )


_TAG = compile_pattern(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_FOLDED = 40
"""Over how many lines of a file a text may be folded."""


def _find_in_file(root: Path, place: Place, words: str, nth: int) -> Place:
    """Return where *words*, seen *nth* times before from *place*'s line, stand in the file.

    Text that is folded over several lines stands on one of those that follow; where the words
    are spelt in another way (an escape), *place* itself is returned.
    """
    in_file = split_lines(read_text(find_file(root, place.path), place.path))
    for number in range(place.line, min(place.line + _FOLDED, len(in_file)) + 1):
        line = in_file[number - 1]
        if number > place.line and re.match(r"\s*(- )?[\w-]+:(\s|$)|\s*- ", line):
            break
        for text in (_TAG.sub(lambda tag: "\0" * len(tag[0]), line), line):
            columns = [found.start() for found in re.finditer(re.escape(words), text)]
            begin = place.column - 1 if number == place.line else 0
            columns = [column for column in columns if column >= begin] or columns
            if columns:
                return Place(place.path, number, columns[min(nth, len(columns) - 1)] + 1)
    return place


def read_lines(release: CheckedRelease, language: Language) -> Iterator[PrintedWords]:
    """Yield each paragraph, caption and line of a cell of *release* in *language*."""
    for printed in _read_all(release).lines.get(language, ()):
        yield from printed


class _Read:
    """What has been read of a release."""

    def __init__(self, release: CheckedRelease) -> None:
        self.lines: Mapping[Language, list[list[PrintedWords]]] = {
            language: [
                list(_read_lines(release, language, number))
                for number in range(len(document.blocks))
            ]
            for language, document in release.documents.items()
        }
        """The lines of each block."""

        self.numbers = {
            id(block): number
            for document in release.documents.values()
            for number, block in enumerate(document.blocks)
        }
        """Which of its document each block is."""

        self.parts: dict[int, list[PrintedWords]] = {}
        """What of each block has a counterpart, where somebody has asked."""


_read_all = lru_cache(maxsize=1)(_Read)  # rule after rule reads the same release


def _read_lines(release: CheckedRelease, language: Language, number: int) -> Iterator[PrintedWords]:
    block, at = release.documents[language].blocks[number], 0
    roles: Iterable[Role | None]
    match block:
        case Text():
            roles = [block.role]
        case Figure(captions=captions):
            roles = [None, *(caption.role for caption in captions)]
        case Table():
            roles = repeat(Role.BODY)
    for line, role in zip(lines(block), roles, strict=False):
        starts = accumulate((len(span.text) for span in line), initial=at)
        words = PrintedWords(release, language, number, role, tuple(map(PlacedSpan, line, starts)))
        at += len(words.text)
        yield words


def read_sentences(release: CheckedRelease) -> Iterator[PrintedWords]:
    """Yield the sentences of *release* in which somebody typed something."""
    for language, document in release.documents.items():
        for number, block in enumerate(document.blocks):
            seen: set[tuple[Source, ...]] = {()}
            for paragraph in _read_all(release).lines[language][number]:
                typed = [s.source for s, _ in paragraph.placed if is_typed(s.source)]
                if not typed or paragraph.role is None:
                    continue
                if isinstance(block, Table):
                    # Rows share items: each is read where it first stands.
                    own = tuple(s for s in typed if not isinstance(s, TemplateSource))
                    if own in seen:
                        continue
                    seen.add(own)
                yield from _cut_sentences(paragraph)


def _cut_sentences(paragraph: PrintedWords) -> Iterator[PrintedWords]:
    begin = 0
    for text in cut_sentences(paragraph.text, paragraph.language):
        end = begin + len(text)
        if text.strip():
            yield _cut_out(paragraph, begin, end)
        begin = end


def _cut_out(paragraph: PrintedWords, begin: int, end: int) -> PrintedWords:
    whole = paragraph
    return PrintedWords(
        whole.release, whole.language, whole.number, whole.role, whole.placed, begin, end
    )


def read_parts(release: CheckedRelease, language: Language, block: Block) -> list[PrintedWords]:
    """Return what of *block* has a counterpart in the other language, without gaps.

    That is its paragraph, its captions, or its rows, of which the first is the heading.
    """
    known = _read_all(release).parts
    if id(block) not in known:
        known[id(block)] = _cut_parts(_read_block(release, language, block), block)
    return known[id(block)]


def _cut_parts(printed: Sequence[PrintedWords], block: Block) -> list[PrintedWords]:
    if not isinstance(block, Table):
        return [_join([words]) for words in printed if words.role]
    rest = iter(printed)
    rows = [sum(len(cell.lines) for cell in row) for row in (block.header, *block.rows)]
    return [_join(list(islice(rest, count)), "\n") for count in rows]


def read_block(release: CheckedRelease, language: Language, block: Block) -> PrintedWords:
    """Return all words of *block*, without gaps."""
    return _join(_read_block(release, language, block))


def _read_block(release: CheckedRelease, language: Language, block: Block) -> list[PrintedWords]:
    read = _read_all(release)
    return read.lines[language][read.numbers[id(block)]]


def _join(printed: Sequence[PrintedWords], joint: str = "") -> PrintedWords:
    """Return *printed* as one, a *joint* after each, without gaps."""
    if len(printed) == 1 and not joint and not any(span.gap for span, _ in printed[0].placed):
        return printed[0]
    placed: list[PlacedSpan] = []
    for words in printed:
        placed += [each for each in words.placed if not each.span.gap]
        if joint:
            placed.append(PlacedSpan(Span(joint, words.block.source), -1))
    return replace(printed[0], placed=tuple(placed))

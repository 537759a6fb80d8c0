"""One language's words of a block, and where each of them stands in the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from linkj_press.checking.typography.passages import read_file, split_lines
from linkj_press.document import Block, Figure, Row, Span, Text, block_spans
from linkj_press.language import Language
from linkj_press.problem import Place
from linkj_press.source import HouseSource, LedgerSource, PartnerSource, Source, TemplateSource

_LINES = 20
"""How far below its first line a value that goes over many lines is searched."""


@dataclass(frozen=True)
class Side:
    """Words in one language that have a counterpart in the other."""

    root: Path
    language: Language
    spans: tuple[Span, ...]
    source: TemplateSource
    """Where the template begins the block."""

    @cached_property
    def text(self) -> str:
        """The words, without those that stand for something missing."""
        return "".join(span.text for span in self.spans)

    @property
    def anchor(self) -> Place:
        """Where a reader finds the words."""
        source = self._foremost[0].source if self._foremost else self.source
        return self.source.place if isinstance(source, LedgerSource) else source.place

    @property
    def head(self) -> tuple[int, int]:
        """Where those of its words begin and end that say best what it is about."""
        if self._foremost is None:
            return 0, len(self.text)
        span, begin = self._foremost
        return begin, begin + len(span.text)

    @cached_property
    def _foremost(self) -> tuple[Span, int] | None:
        """The longest words of a partner's file, or else of a template; and where they begin."""
        found = [part for part in self._cut(0, len(self.text)) if part[0].text.strip()]
        return max(found, key=lambda part: _weigh(part[0]), default=None)

    def is_shared(self, start: int, end: int, other: Side) -> bool:
        """Return whether *other* has, from one and the same value, the words there."""
        sources = {span.source for span in other.spans}
        return all(span.source in sources for span, _ in self._cut(start, end))

    def locate(self, start: int, end: int) -> Spot:
        """Return where the words from *start* to *end* begin in a file."""
        found = list(self._cut(start, end))
        for span, begin in found:
            if not isinstance(span.source, LedgerSource):
                inner = max(start - begin, 0)
                words = span.text[inner : end - begin]
                place = self._find(span.source.place, span.text, inner, words)
                return Spot(place, words, span.source)
        return Spot(self._near(*found[0]), "", found[0][0].source)

    def _near(self, span: Span, begin: int) -> Place:
        """Return the line that asks for *span*, which the ledger has worked out."""
        places = [
            (abs(start - begin), other.source.place)
            for other, start in self._cut(0, len(self.text))
            if not isinstance(other.source, LedgerSource) and _asks(other, span)
        ]
        return min(places, default=(0, self.source.place))[1]

    def _cut(self, start: int, end: int) -> Iterator[tuple[Span, int]]:
        begin = 0
        for span in self.spans:
            if begin < end and begin + len(span.text) > start:
                yield span, begin
            begin += len(span.text)

    def _find(self, place: Place, text: str, inner: int, words: str) -> Place:
        """Return where *words*, at *inner* in the *text* of a source at *place*, begin there."""
        lines = split_lines(read_file(self.root, place.path))
        # The file may have been saved anew in between, with fewer lines.
        (line,) = lines[place.line - 1 : place.line] or ("",)
        for first in (place.column - 1, 0):
            if (found := line.find(text.strip(), first)) >= 0:
                lead = len(text) - len(text.lstrip())
                return replace(place, column=found + 1 + max(inner - lead, 0))
        near = lines[place.line - 1 : place.line - 1 + _LINES]
        for number, line in enumerate(near, place.line):
            if (found := line.find(words, 0 if number > place.line else place.column - 1)) >= 0:
                return replace(place, line=number, column=found + 1)
        return place


@dataclass(frozen=True, slots=True)
class Spot:
    """Words where they stand in a file."""

    place: Place
    words: str
    """As much of them as is from that place; ``""`` for what the ledger has worked out."""

    source: Source

    @property
    def rank(self) -> int:
        """How likely a slip is there: least in a fact of the record, most in a partner's prose."""
        match self.source:
            case LedgerSource():
                return 0
            case PartnerSource(field=field) | HouseSource(field=field) if not _is_prose(field):
                return 1
            case PartnerSource():
                return 3
        return 2


def sides_of(block: Block, root: Path, language: Language) -> list[Side]:
    """Return the parts of *block* that are compared with those of its counterpart."""
    if isinstance(block, Figure):
        return [Side(root, language, _shown(c.spans), c.source) for c in block.captions]
    if isinstance(block, Text):
        return [Side(root, language, _shown(block.spans), block.source)]
    return []


def side_of_row(row: Row, root: Path, language: Language, at: TemplateSource) -> Side:
    """Return the words of *row* of a table that the template begins at *at*."""
    spans = [span for cell in row for line in cell.lines for span in (*line, Span("\n", at))]
    return Side(root, language, _shown(spans), at)


def side_of_block(block: Block, root: Path, language: Language) -> Side:
    """Return all words of *block*."""
    return Side(root, language, _shown(block_spans(block)), block.source)


def _is_prose(field: str) -> bool:
    """Return whether *field* has words of its own in each language."""
    return field.endswith(tuple(f".{language}" for language in Language))


def _asks(span: Span, worked_out: Span) -> bool:
    """Return whether the words of *span* may hold the expression that made *worked_out*."""
    if isinstance(worked_out.value, LedgerSource):
        return isinstance(span.source, TemplateSource)
    return span.value == worked_out.value


def _weigh(span: Span) -> tuple[bool, bool, int]:
    source = span.source
    return isinstance(source, PartnerSource), isinstance(source, TemplateSource), len(span.text)


def _shown(spans: Iterable[Span]) -> tuple[Span, ...]:
    return tuple(span for span in spans if not span.gap)

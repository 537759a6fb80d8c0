"""Puts findings into a document, as notes on the very words that they are about."""

from __future__ import annotations

from bisect import bisect_left as bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import PurePosixPath

from linkj_press.catalogue import open_catalogue
from linkj_press.check.rules import Finding
from linkj_press.draft.document import (
    Document,
    LedgerSource,
    Line,
    Source,
    Span,
    TemplateSource,
    map_lines,
)
from linkj_press.problem import Place, Teller

_EXPRESSION = 20
"""How many characters an expression has in a file, about: ``{{ ledger.ordinal }}``."""


def annotate(document: Document, findings: Iterable[Finding]) -> Document:
    """Return *document* with notes on the words of those *findings* that are in its language.

    Words that are printed several times have their note in each paragraph. Words that are not
    in the document as they stand in the file have it at the first that is printed of that line.
    """
    tell = open_catalogue(document.language).tell
    remarks = [
        _Remark(finding, _tell(finding, tell))
        for finding in findings
        if finding.words and finding.language is document.language
    ]
    if not remarks:
        return document
    annotated = map_lines(document, _Annotator(remarks).annotate_words)
    missed = [remark for remark in remarks if not remark.placed]
    return map_lines(annotated, _Annotator(missed).annotate_first) if missed else annotated


@dataclass(slots=True)
class _Remark:
    """A finding, and whether its note has a place in the document."""

    finding: Finding
    note: str
    placed: bool = False

    @property
    def where(self) -> Place:
        return self.finding.problem.where

    def is_from_its_line(self, span: Span) -> bool:
        """Return whether the words of *span* were typed there."""
        place: Place | None = getattr(span.source, "place", None)
        return place is not None and (place.path, place.line) == (self.where.path, self.where.line)


@dataclass(frozen=True, slots=True, order=True)
class _Mark:
    """A stretch of the text of a span."""

    start: int
    end: int
    notes: tuple[str, ...]


_SourceLine = tuple[PurePosixPath, int]


@dataclass
class _Annotator:
    """Puts remarks into lines of a document."""

    remarks: Sequence[_Remark]
    _by_line: dict[_SourceLine, list[_Remark]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for remark in self.remarks:
            self._by_line.setdefault((remark.where.path, remark.where.line), []).append(remark)

    def annotate_words(self, line: Line) -> Line:
        """Return *line* with each remark at its words, if they are in it."""
        marks: dict[int, list[_Mark]] = {}
        for source_line, places in self._find_places(line).items():
            words = _Words(line, places, self._by_line[source_line][0])
            for remark in self._by_line[source_line]:
                found = words.find(remark)
                if found:
                    remark.placed = True
                    index, start = found
                    mark = _Mark(start, start + len(remark.finding.words), (remark.note,))
                    marks.setdefault(index, []).append(mark)
        if not marks:
            return line
        return tuple(part for i, span in enumerate(line) for part in _split(span, marks.get(i, [])))

    def annotate_first(self, line: Line) -> Line:
        """Return *line* with each remark that has no place yet at what is from its line."""
        spans = list(line)
        for source_line, places in self._find_places(line).items():
            first = min(places)
            for remark in self._by_line[source_line]:
                if not remark.placed:
                    remark.placed = True
                    notes = (*spans[first].notes, remark.note)
                    spans[first] = spans[first]._replace(notes=notes)
        return tuple(spans)

    def _find_places(self, line: Line) -> dict[_SourceLine, dict[int, Place]]:
        """Return which spans of *line* are from lines of a file that there are remarks on."""
        found: dict[_SourceLine, dict[int, Place]] = {}
        for index, span in enumerate(line):
            for place in _places_of(span):
                if span.text and (place.path, place.line) in self._by_line:
                    found.setdefault((place.path, place.line), {}).setdefault(index, place)
        return found


def _places_of(span: Span) -> Iterator[Place]:
    """Yield where *span* is from, and the value that an expression filled it into."""
    if not isinstance(span.source, LedgerSource):
        yield span.source.place
    # Of its own value, which may go over many lines, a span knows the line better.
    value = span.value
    if value and not isinstance(value, LedgerSource) and _field(value) != _field(span.source):
        yield value.place


def _field(source: Source) -> str:
    return "" if isinstance(source, TemplateSource | LedgerSource) else source.field


class _Words:
    """Where words stand in a line of the document, as seen from a line of a file.

    The one tells the columns of the other only about: it has values where the file has expressions.
    """

    def __init__(self, line: Line, places: dict[int, Place], remark: _Remark) -> None:
        self._line, self._places = line, places
        first = min(places)
        lengths = [
            len(span.text) if remark.is_from_its_line(span) else _EXPRESSION
            for span in line[first:]
        ]
        columns = accumulate(lengths, initial=places[first].column)
        self._columns = dict(enumerate(columns, first))
        self._found: dict[str, list[tuple[int, int, int]]] = {}

    def find(self, remark: _Remark) -> tuple[int, int] | None:
        """Return the span that has the words of *remark*, and where in it they begin.

        Of several it is the one nearest to its column.
        """
        words, wanted = remark.finding.words, remark.where.column
        if words not in self._found:
            self._found[words] = sorted(self._find_all(words))
        found = self._found[words]
        after = bisect(found, (wanted,))
        before = bisect(found, (found[after - 1][0],)) if after else after
        near = [*found[before : before + 1], *found[after : after + 1]]
        return min(near, key=lambda hit: (abs(hit[0] - wanted), hit))[1:] if near else None

    def _find_all(self, words: str) -> Iterator[tuple[int, int, int]]:
        """Yield the column, span and start of each place where *words* stand."""
        for index in self._places:
            if not self._line[index].gap:
                for start in _find_all(words, self._line[index].text):
                    yield self._columns[index] + start, index, start


def _find_all(words: str, text: str) -> Iterator[int]:
    start = text.find(words)
    while start >= 0:
        yield start
        start = text.find(words, start + len(words))


def _split(span: Span, marks: list[_Mark]) -> Iterator[Span]:
    """Yield *span* in parts, those of *marks* with their notes."""
    end = 0
    for mark in _join_overlapping(marks):
        if mark.start > end:
            yield span._replace(text=span.text[end : mark.start])
        words = span.text[mark.start : mark.end]
        yield span._replace(text=words, notes=(*span.notes, *mark.notes))
        end = mark.end
    if end < len(span.text) or not marks:
        yield span._replace(text=span.text[end:])


def _join_overlapping(marks: list[_Mark]) -> list[_Mark]:
    joined: list[_Mark] = []
    for mark in sorted(marks):
        last = joined[-1] if joined else None
        if last and mark.start < last.end:
            end = max(last.end, mark.end)
            joined[-1] = _Mark(last.start, end, (*last.notes, *mark.notes))
        else:
            joined.append(mark)
    return joined


def _tell(finding: Finding, tell: Teller) -> str:
    problem = finding.problem
    told = [tell(problem.message), tell(problem.hint), f"{problem.where} [{problem.code}]"]
    return "\n".join(filter(None, told))

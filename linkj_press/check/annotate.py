"""Puts findings into a document, as notes on the very words that they are about."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import accumulate, count
from pathlib import PurePosixPath
from typing import NamedTuple

from linkj_press.catalogue import open_catalogue
from linkj_press.check.rules import Finding
from linkj_press.draft.document import (
    Document,
    Figure,
    LedgerSource,
    Line,
    Span,
    lines,
    map_lines,
    plain,
)
from linkj_press.language import Language
from linkj_press.problem import Place


def annotate(document: Document, findings: Iterable[Finding]) -> Document:
    """Return *document* with notes on the words of those *findings* that are in its language.

    What was found in the document has its note at those words. What was found in a file has it in
    each paragraph that prints the words, or else at the first that is printed of their line.
    """
    told = [f for f in findings if f.words and f.language is document.language]
    if not told:
        return document
    margin = _Margin(document)
    margin.note_spots(finding for finding in told if finding.spots)
    margin.note_places([finding for finding in told if not finding.spots])
    numbers = count()

    def note(line: Line) -> Line:
        number = next(numbers)
        marks = ((span, margin.marks.get((number, i), ())) for i, span in enumerate(line))
        return tuple(part for span, found in marks for part in split_span(span, found))

    return map_lines(document, note)


def annotate_words(document: Document, told: Iterable[tuple[str, str]]) -> Document:
    """Return *document* with a note on words that it prints: *told* has words, and what is said.

    Each is noted where its words stand first, and nowhere where they stand no more.
    """
    left = list(told)

    def note(line: Line) -> Line:
        text, found = plain(line), []
        for words, said in [*left]:
            if words and (at := text.find(words)) >= 0:
                found.append(NotedPart(at, at + len(words), (said,)))
                left.remove((words, said))
        ends = accumulate(len(span.text) for span in line)
        return tuple(
            part
            for span, end in zip(line, ends, strict=True)
            for part in split_span(span, _cut_notes(found, end - len(span.text), end))
        )

    return map_lines(document, note) if left else document


def _cut_notes(notes: Iterable[NotedPart], start: int, end: int) -> Iterator[NotedPart]:
    """Yield what of *notes*, told of a line, is of the span of it from *start* to *end*."""
    for note in notes:
        first, last = max(note.start, start), min(note.end, end)
        if first < last:
            yield NotedPart(first - start, last - start, note.notes)


class NotedPart(NamedTuple):
    """A stretch of the text of a span, and what is said of it."""

    start: int
    end: int
    notes: tuple[str, ...]


_SourceLine = tuple[PurePosixPath, int]


class _Margin:
    def __init__(self, document: Document) -> None:
        self._language = document.language
        self._tell = open_catalogue(document.language).tell
        self._lines = list(lines(document, printed=True))
        self._begins = list(_find_begins(document))
        self.marks: dict[tuple[int, int], list[NotedPart]] = defaultdict(list)
        """By the number of the printed line and of the span in it."""

    def _mark(self, at: tuple[int, int], start: int, end: int, finding: Finding) -> None:
        problem = finding.problem
        said = filter(None, map(self._tell, (problem.message, problem.hint)))
        told = [make_sentences(line, self._language) for text in said for line in text.split("\n")]
        note = "\n".join(filter(None, [*told, f"{problem.where} [{problem.code}]"]))
        self.marks[at].append(NotedPart(start, end, (note,)))

    def note_spots(self, findings: Iterable[Finding]) -> None:
        """Note each of *findings* where the check held its words."""
        for finding in findings:
            for block, start, end in finding.spots:
                number = bisect_right(self._begins, (block, start)) - 1
                if number < 0 or self._begins[number][0] != block:
                    continue  # the description of a picture, which is not printed
                at = start - self._begins[number][1]
                begins = list(accumulate(len(span.text) for span in self._lines[number]))
                index = bisect_right(begins, at)
                at -= begins[index - 1] if index else 0
                self._mark((number, index), at, at + end - start, finding)

    def note_places(self, findings: Sequence[Finding]) -> None:
        """Note each of *findings* at the words that are printed of its place."""
        by_line: dict[_SourceLine, list[Finding]] = defaultdict(list)
        for finding in findings:
            where = finding.problem.where
            by_line[where.path, where.line].append(finding)
        firsts: dict[_SourceLine, tuple[int, int]] = {}
        placed: set[int] = set()
        for number, line in enumerate(self._lines):
            for source_line, indexes in _find_spans(line, by_line).items():
                firsts.setdefault(source_line, (number, indexes[0]))
                find = cache(partial(_find_words, line, indexes))
                for finding in by_line[source_line]:
                    if hits := find(finding.words):
                        index, start = hits[min(finding.nth, len(hits) - 1)]
                        placed.add(id(finding))
                        self._mark((number, index), start, start + len(finding.words), finding)
        for source_line, (number, index) in firsts.items():
            # What is not printed as it stands is noted at what is, as far as that has no notes.
            edges = [edge for mark in self.marks.get((number, index), ()) for edge in mark[:2]]
            end = min(filter(None, [*edges, len(self._lines[number][index].text)]))
            for finding in by_line[source_line]:
                if id(finding) not in placed:
                    self._mark((number, index), 0, end, finding)


def make_sentences(text: str, language: Language) -> str:
    """Return *text*, of which a terminal shows a line, as people write it to each other."""
    if language is Language.JA:
        return text if text.endswith(("。", "？", "：")) else f"{text}。"
    word = text.partition(" ")[0]
    # What is no word, as the key of a field, keeps its letters.
    text = text[:1].upper() + text[1:] if word.isalpha() else text
    return text if text.endswith((".", "?", ":")) else f"{text}."


def _find_begins(document: Document) -> Iterator[tuple[int, int]]:
    """Yield the block of each printed line, and where in it the line begins."""
    for number, block in enumerate(document.blocks):
        # The description of a picture is first, and not printed; its caption may be the same words.
        hidden = 1 if isinstance(block, Figure) and block.image else 0
        at = 0
        for index, line in enumerate(lines(block)):
            if index >= hidden:
                yield number, at
            at += sum(len(span.text) for span in line)


def _find_spans(line: Line, wanted: Collection[_SourceLine]) -> dict[_SourceLine, list[int]]:
    found: dict[_SourceLine, list[int]] = defaultdict(list)
    for index, span in enumerate(line):
        for source_line in {(place.path, place.line) for place in _places_of(span)}:
            if span.text and source_line in wanted:
                found[source_line].append(index)
    return found


def _find_words(line: Line, indexes: Iterable[int], words: str) -> list[tuple[int, int]]:
    """Return where *words* stand in the spans of *line* at *indexes*: the span, and where in it."""
    return [
        (index, match.start())
        for index in indexes
        if not line[index].gap
        for match in re.finditer(re.escape(words), line[index].text)
    ]


def _places_of(span: Span) -> Iterator[Place]:
    """Yield where *span* is from, and the value that an expression filled it into."""
    if not isinstance(span.source, LedgerSource):
        yield span.source.place
    # Of its own value, which may go over many lines, a span knows the line better.
    value = span.value
    if value and not isinstance(value, LedgerSource):
        own, field = (getattr(source, "field", "") for source in (span.source, value))
        if own != field:
            yield value.place


def split_span(span: Span, notes: Iterable[NotedPart]) -> Iterator[Span]:
    """Yield *span* in parts, those of *notes* with them; what overlaps is one part."""
    joined: list[NotedPart] = []
    for note in sorted(notes):
        last = joined[-1] if joined else None
        if last and note.start < last.end:
            joined[-1] = NotedPart(last.start, max(last.end, note.end), (*last.notes, *note.notes))
        else:
            joined.append(note)
    end = 0
    for note in joined:
        if note.start > end:
            yield span.cut(end, note.start)
        yield span.cut(note.start, note.end)._replace(notes=(*span.notes, *note.notes))
        end = note.end
    if end < len(span.text) or not joined:
        yield span.cut(end, len(span.text))

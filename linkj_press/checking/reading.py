"""A document as one text, in which a match can be told its place in a file."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path

from linkj_press.checking.finding import Finding
from linkj_press.checking.release import CheckedRelease
from linkj_press.checking.rule import Rule
from linkj_press.checking.typography.passages import read_file, split_lines
from linkj_press.document import Block, Figure, Line, Span, Table, Text
from linkj_press.language import Language
from linkj_press.message import Message
from linkj_press.problem import Place
from linkj_press.source import LedgerSource


class Reading:
    """The text of a document in one language, paragraph by paragraph, and its spans."""

    def __init__(self, release: CheckedRelease, language: Language) -> None:
        self._release = release
        self._language = language
        self._spans: list[Span] = []
        self._starts: list[int] = []
        texts: list[str] = []
        length = 0
        for line in _lines(release.documents[language].blocks):
            for span in line:
                self._spans.append(span)
                self._starts.append(length)
                texts.append(span.text)
                length += len(span.text)
            texts.append("\n")
            length += 1
        self.text = "".join(texts)

    def report(
        self, rule: Rule, extent: tuple[int, int], message: Message, hint: Message
    ) -> Finding:
        """Return the finding of the words of *extent*; of its last part, where it has several."""
        start, end = extent
        last = bisect_right(self._starts, end - 1) - 1
        start = max(start, self._starts[last])
        words = self.text[start:end]
        return rule.find(
            self._place(last, start - self._starts[last], words),
            message,
            hint,
            words=words,
            language=self._language,
            partner=self._release.partner,
        )

    def _place(self, index: int, start: int, words: str) -> Place:
        """Return where *words*, from *start* of the span at *index*, stand in their file."""
        source = self._spans[index].source
        if isinstance(source, LedgerSource):
            return self._release.facts.partner.place("release")
        before = [span for span in self._spans[:index] if span.source == source]
        nth = sum(span.text.count(words) for span in before)
        nth += self._spans[index].text.count(words, 0, start)
        return _find(self._release.workspace.root, source.place, words, nth)


def _find(root: Path, where: Place, words: str, nth: int) -> Place:
    """Return where *words* stand on the line of *where*: the *nth* of them, or the last."""
    # The file may have been saved anew in between, with fewer lines.
    (line,) = split_lines(read_file(root, where.path))[where.line - 1 : where.line] or ("",)
    starts = [match.start() for match in re.finditer(re.escape(words), line)]
    if not starts:
        return where
    return Place(where.path, where.line, starts[min(nth, len(starts) - 1)] + 1)


def _lines(blocks: tuple[Block, ...]) -> Iterator[Line]:
    """Yield the lines of *blocks*: a match never goes from one to the next."""
    for block in blocks:
        match block:
            case Text(spans=spans):
                yield spans
            case Figure(description=description, captions=captions):
                yield description
                yield from (caption.spans for caption in captions)
            case Table(header=header, rows=rows):
                yield from (line for row in (header, *rows) for cell in row for line in cell.lines)

"""Cuts a block into units, which a review reads one at a time: sentences, captions, rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from linkj_press.comparing.pairing import Item
from linkj_press.comparing.sentences import cut_sentences
from linkj_press.comparing.tokens import Cutter
from linkj_press.document import Block, Figure, Line, Row, Span, Table, Text
from linkj_press.language import Language
from linkj_press.plain import CELL_JOINT


class Token(NamedTuple):
    """A token, and the span that it is of; None for what only sets cells apart."""

    text: str
    span: Span | None


@dataclass(frozen=True)
class Unit:
    """A sentence, a caption, or a row."""

    kind: str
    """Its role in the release: ``lede``, ``table``."""

    tokens: tuple[Token, ...]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The texts of its tokens."""
        return tuple(token.text for token in self.tokens)

    @property
    def item(self) -> Item:
        """The unit, to be paired."""
        return Item(self.kind, self.words)


def name_kind(block: Block) -> str:
    """Return what *block* is in a release: ``lede``, ``figure``, ``table``."""
    return str(block.role) if isinstance(block, Text) else type(block).__name__.lower()


def cut_block(block: Block, language: Language, cut: Cutter) -> list[Unit]:
    """Return the units of *block*."""
    kind = name_kind(block)
    match block:
        case Text(spans=spans):
            return list(_cut_text(kind, _cut_line(spans, cut), language))
        case Figure(description=description, captions=captions):
            lines = [description, *(caption.spans for caption in captions)]
            return [Unit(kind, tuple(_cut_line(line, cut))) for line in lines if line]
        case Table(header=header, rows=rows):
            return [Unit(kind, tuple(_cut_row(row, cut))) for row in (header, *rows)]


def _cut_text(kind: str, tokens: Iterable[Token], language: Language) -> Iterator[Unit]:
    """Yield the sentences that *tokens* make; a token is in the one that it begins in."""
    left = list(tokens)
    for sentence in cut_sentences("".join(token.text for token in left), language):
        size = count = 0
        while count < len(left) and size < len(sentence):
            size += len(left[count].text)
            count += 1
        if count:
            yield Unit(kind, tuple(left[:count]))
        del left[:count]


def _cut_row(row: Row, cut: Cutter) -> Iterator[Token]:
    for number, cell in enumerate(row):
        if number:
            yield Token(CELL_JOINT, None)
        for index, line in enumerate(cell.lines):
            if index:
                yield Token(" ", None)
            yield from _cut_line(line, cut)


def _cut_line(line: Line, cut: Cutter) -> Iterator[Token]:
    for span in line:
        yield from (Token(word, span) for word in _write(span, cut))


def _write(span: Span, cut: Cutter) -> Sequence[str]:
    """Return the words of *span*, with what is not in its letters as Markdown has it."""
    mark = "**" * span.strong + "*" * span.emphasis
    address = [f" <{span.href}>"] if span.href and span.href not in span.text else []
    marks = [mark] if mark else []
    return [*marks, *cut(span.text), *marks, *address]

"""What the sources of today make of a release, to compare a draft that came back with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from linkj_press.comparing.edits import Mark, Piece
from linkj_press.comparing.pairing import Item
from linkj_press.comparing.tokens import cut_tokens
from linkj_press.document import Block, Document, Figure, Line, Table, Text
from linkj_press.manifest import Filled, find_value, name_value
from linkj_press.problem import Place
from linkj_press.source import TemplateSource


@dataclass(frozen=True)
class Today:
    """A release as the sources of today have it."""

    document: Document

    @cached_property
    def shown(self) -> dict[str, list[tuple[Filled, Line]]]:
        """Every place at which each filled-in value is shown, by its full name."""
        shown: dict[str, list[tuple[Filled, Line]]] = {}
        for line in self._lines:
            for value, group in groupby((span for span in line if span.text), key=find_value):
                if value is not None:
                    name = name_value(value, self.document.partner)
                    shown.setdefault(name, []).append((value, tuple(group)))
        return shown

    @cached_property
    def _lines(self) -> list[Line]:
        return [line for block in self.document.blocks for line in _list_lines(block)]

    def find_place(self, text: str, pieces: Iterable[Piece]) -> Place | None:
        """Return the line of a template that says in *text*, a paragraph, what *pieces* change."""
        item = _make_item(text)
        line = max(
            self._lines, key=lambda line: item.likeness(_make_item(_write(line))), default=()
        )
        at = 0
        for piece in pieces:
            if piece.mark is not Mark.SAME:
                break
            at += len(piece.text)
        places = []
        start = 0
        for span in line:
            end = start + len(span.text)
            if isinstance(span.source, TemplateSource) and span.value in (None, span.source):
                places.append((max(start - at, at - end, 0), span.source.place))
            start = end
        return min(places, default=(0, None))[1]


def _list_lines(block: Block) -> Iterator[Line]:
    match block:
        case Text(spans=spans):
            yield spans
        case Figure(image=image, description=description, captions=captions):
            if image is None:
                yield description
            yield from (caption.spans for caption in captions)
        case Table(header=header, rows=rows):
            for row in (header, *rows):
                for cell in row:
                    yield from cell.lines


def _write(line: Line) -> str:
    return "".join(span.text for span in line)


def _make_item(text: str) -> Item:
    return Item("", tuple(cut_tokens(text)))

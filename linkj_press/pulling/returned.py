"""A draft that came back: what it was when it was written, and what it says now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from linkj_press.manifest import Manifest, Skeleton, Value
from linkj_press.word import Pending, Piece, WordText

_INTACT = 0.5
"""Of fewer controls than this share of them, what still stands in some is not to be believed."""


class Occurrence(NamedTuple):
    """A filled-in value at one place of the draft."""

    value: Value
    """As it was written."""

    now: str | None
    """What stands there now; None when its control is gone."""

    pieces: Sequence[Piece] = ()
    """The same, with what is struck."""


@dataclass(frozen=True)
class Returned:
    """A draft that came back."""

    manifest: Manifest
    text: WordText
    pending: Pending = Pending.ACCEPT
    """What became of the changes in it that nobody had decided on."""

    @cached_property
    def found(self) -> dict[int, str]:
        """What stands now in each control of ours, by its number in the manifest.

        Nothing when most are gone: then what is left is not to be believed.
        """
        pieces = self._pieces.items()
        return {number: "".join([piece.standing for piece in some]) for number, some in pieces}

    @property
    def is_intact(self) -> bool:
        """Whether enough of the controls came back for what stands in them to be believed."""
        return len(self._matched) >= _INTACT * len(self.manifest.values)

    @cached_property
    def occurrences(self) -> list[Occurrence]:
        """Every filled-in value, in the order in which they were written."""
        return [
            Occurrence(value, self.found.get(value.id), self._pieces.get(value.id, ()))
            for value in self.manifest.values
        ]

    @property
    def _pieces(self) -> dict[int, list[Piece]]:
        return self._matched if self.is_intact else {}

    @cached_property
    def _matched(self) -> dict[int, list[Piece]]:
        """The pieces of each control of ours, by its number in the manifest.

        Programs number controls anew, and people copy them: what has both number and tag is ours;
        the rest of one tag is ours in the order in which it stands.
        """
        matched: dict[int, list[Piece]] = {}
        waiting: dict[str, list[int]] = {}
        by_number = {value.id: value for value in self.manifest.values}
        stray: dict[tuple[str, int | None], list[Piece]] = {}
        for piece in _list_pieces(self.text):
            value = by_number.get(piece.number or 0)
            if value and value.tag == piece.tag:
                matched.setdefault(value.id, []).append(piece)
            else:
                stray.setdefault((piece.tag, piece.number), []).append(piece)
        for value in self.manifest.values:
            if value.id not in matched:
                waiting.setdefault(value.tag, []).append(value.id)
        for (tag, _), pieces in stray.items():
            if waiting.get(tag):
                matched[waiting[tag].pop(0)] = pieces
        return matched

    @cached_property
    def number_of(self) -> Mapping[int, int]:
        """The number in the manifest of each piece that is in a control of ours, by its `id`."""
        return {id(piece): n for n, pieces in self._pieces.items() for piece in pieces}


def _list_pieces(text: WordText) -> Iterator[Piece]:
    for paragraph in text.paragraphs:
        yield from (piece for piece in paragraph.pieces if piece.tag)


def _write_line(line: tuple[str | int, ...], values: Mapping[int, Value]) -> str:
    """Return the text of a *line* of a skeleton, with *values* by their numbers."""
    return "".join(piece if isinstance(piece, str) else values[piece].text for piece in line)


def write_lines(skeleton: Skeleton, manifest: Manifest) -> list[str]:
    """Return the text of each paragraph of *skeleton*."""
    values = {value.id: value for value in manifest.values}
    return [_write_line(line, values) for line in skeleton]

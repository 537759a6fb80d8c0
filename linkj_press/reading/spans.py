"""Where each value stands in YAML text, counted in characters; what it means is the reader's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from linkj_press.reading.reader import LOADER
from linkj_press.reading.tree import Path


@dataclass(slots=True)
class Span:
    """A value in the text of a file: ``text[start:end]``, from its anchor or tag on.

    That of a block (``|``) goes on to the next thing that is no blank line; that of nothing
    (``key:``) is empty. Of a collection without brackets only `start` and `column` count.
    """

    event: yaml.NodeEvent
    start: int
    end: int
    in_flow: bool
    """Stands between { } or [ ]."""

    column: int
    """Of the collection that holds it, counted from 0: its own lines stand further right."""

    key_end: int | None
    """Where its key ends; None in a list."""

    @property
    def style(self) -> str:
        """The mark with which the scalar begins: ``'``, ``"``, ``|`` or ``>``, or nothing."""
        return getattr(self.event, "style", None) or ""

    @property
    def is_null(self) -> bool:
        """Whether nothing stands there, or what means nothing."""
        if isinstance(self.event, yaml.ScalarEvent) and not self.style:
            return self.event.value in ("", "~", "null")
        return False

    @property
    def is_flow(self) -> bool:
        """Whether it is a collection with brackets."""
        return bool(getattr(self.event, "flow_style", False))

    @property
    def is_compact(self) -> bool:
        """Whether it has an end of its own: a scalar, an alias, or a collection with brackets."""
        return self.is_flow or not isinstance(self.event, yaml.CollectionStartEvent)

    @property
    def own_column(self) -> int:
        """The column of what it holds, if it is a collection without brackets."""
        assert self.event.start_mark is not None
        return self.event.start_mark.column

    @property
    def is_bound(self) -> bool:
        """Whether it has an anchor or is an alias: more than its own text."""
        return bool(self.event.anchor)


@dataclass(slots=True)
class _Open:
    """A collection whose end has not come yet."""

    span: Span
    path: Path
    is_list: bool
    length: int = 0
    key: str | None = None
    key_end: int | None = None


def find_spans(text: str) -> dict[Path, Span]:
    """Return where each value of *text* stands, which `parse_yaml` reads without a problem."""
    return dict(_walk(text))


def _walk(text: str) -> Iterator[tuple[Path, Span]]:
    levels: list[_Open] = []
    for event in yaml.parse(text, Loader=LOADER):
        if isinstance(event, yaml.CollectionEndEvent):
            levels.pop().span.end = _find_bounds(event)[1]
        elif isinstance(event, yaml.NodeEvent):
            level = levels[-1] if levels else None
            if level and not level.is_list and level.key is None:
                _take_key(level, event)
                continue
            path, span = _step(level), _measure(event, level)
            if isinstance(event, yaml.CollectionStartEvent):
                levels.append(_Open(span, path, isinstance(event, yaml.SequenceStartEvent)))
            yield path, span


def _take_key(level: _Open, event: yaml.NodeEvent) -> None:
    assert isinstance(event, yaml.ScalarEvent)
    level.key, level.key_end = event.value, _find_bounds(event)[1]


def _step(level: _Open | None) -> Path:
    """Return the way to the next value of *level*, which waits for the one after it then."""
    if level is None:
        return ()
    step = level.length if level.is_list else level.key
    assert step is not None
    level.key = None
    level.length += 1
    return (*level.path, step)


def _measure(event: yaml.NodeEvent, level: _Open | None) -> Span:
    start, end = _find_bounds(event)
    if level is None:
        return Span(event, start, end, in_flow=False, column=0, key_end=None)
    column, key_end = level.span.own_column, None if level.is_list else level.key_end
    return Span(event, start, end, level.span.is_flow, column, key_end)


def _find_bounds(event: yaml.Event) -> tuple[int, int]:
    assert event.start_mark is not None
    assert event.end_mark is not None
    return event.start_mark.index, event.end_mark.index


def find_line_end(text: str, index: int) -> int:
    """Return where the line of *text* ends in which *index* is: at its line break, or the end."""
    breaks = [at for mark in "\r\n" if (at := text.find(mark, index)) >= 0]
    return min(breaks, default=len(text))


def find_newline(text: str, index: int) -> str:
    """Return the line break after *index* in *text*, or the first there is, or else a line feed."""
    end = find_line_end(text, index)
    if end == len(text):
        end = find_line_end(text, 0)
    return "\r\n" if text.startswith("\r\n", end) else text[end : end + 1] or "\n"

"""Puts values into YAML text and leaves every other character of it as it is.

A form is taken only when the whole reads back as wanted, so no rule of quoting is told here: not
for one value that is written anew, nor for the whole file that a new partner gets.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

import yaml

from linkj_press.message import Message, phrase, say
from linkj_press.problem import ProblemsFound
from linkj_press.reading.encoding import Data, KeyPath, holds_what_nobody_writes, show_path
from linkj_press.reading.reader import ValueSpan, parse_yaml, read_spans
from linkj_press.reading.scalars import (
    find_content_end,
    find_line_end,
    find_newline,
    lead_in,
    write_forms,
)


def quote_scalar(text: str) -> str:
    """Return *text*, one line of it, as the YAML that `read_yaml` reads as just that text.

    Raises ValueError, with a phrase for the writer, when a file may not hold it.
    """
    if "\n" in text or "\t" in text or holds_what_nobody_writes(text):
        raise ValueError(
            phrase("one line goes here, without tabs, control characters or halves of characters")
        )
    # A string of JSON is one of YAML.
    return json.dumps(text, ensure_ascii=False)


_NO_NAME = PurePosixPath()
_MARK = "\ufeff"


class CannotWrite(Exception):  # noqa: N818  (a person's file or words, not a fault of the program)
    """Says why a value cannot be put into a file."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(message)


def replace_scalar(text: str, path: KeyPath, new: str) -> str:
    """Return the YAML *text* with *new* as the value at *path*, and nothing else changed.

    A comment keeps its line: behind the last line of the value, or the first line of a block. The
    lines of *new* end in a line feed, those of *text* as they may. Where nothing stands
    (``key:``), *new* comes to stand; an empty *new* is ``""``, which reads as empty text and not
    as nothing. Raises CannotWrite.
    """
    body = text.removeprefix(_MARK)
    return text[: len(text) - len(body)] + _replace(body, path, new)


def set_mapping(text: str, path: KeyPath, pairs: Mapping[str, str]) -> str:
    """Return *text* with the mapping of *pairs* at *path*, and nothing else changed.

    The key may be missing, empty (null), or hold a mapping already, whose other keys stay. Raises
    CannotWrite.
    """
    body = text.removeprefix(_MARK)
    mark = text[: len(text) - len(body)]
    body = _make_room(body, path, pairs)
    for key, value in pairs.items():
        body = _replace(body, (*path, key), value)
    return mark + body


def _replace(text: str, path: KeyPath, new: str) -> str:
    data, spans = _read(text)
    span = _find(spans, path)
    if not isinstance(span.event, yaml.ScalarEvent):
        raise CannotWrite(say("there is no text at {path}", path=show_path(path)))
    _check_new(path, new)
    wanted = _put(data, path, new)
    return text if wanted == data else _choose(write_forms(text, span, new), wanted, path)


def _make_room(text: str, path: KeyPath, keys: Iterable[str]) -> str:
    """Return *text* with a mapping at *path* that has all *keys*, those that it lacked empty."""
    data, spans = _read(text)
    if path and isinstance(path[-1], str) and path not in spans:
        return _add(text, path, " " + _write_empty(keys), dict.fromkeys(keys))
    span = _find(spans, path)
    if span.is_null:
        form = text[: span.start] + lead_in(text, span) + _write_empty(keys) + text[span.end :]
        return _choose([form], _put(data, path, dict.fromkeys(keys)), path)
    for key in keys:
        if (*path, key) not in spans:
            text = _add(text, (*path, key), "", None)
    return text


def _add(text: str, path: KeyPath, token: str, value: Data) -> str:
    """Return *text* with a new key at *path*, and after it *token*, which reads as *value*."""
    data, spans = _read(text)
    parent = _find(spans, path[:-1])
    if not isinstance(parent.event, yaml.MappingStartEvent):
        message = say("{path} cannot be added: only keys can hold it", path=show_path(path))
        raise CannotWrite(message)
    at = _find_last(text, spans, path[:-1])
    entry = f"{_write_key(str(path[-1]))}:{token}"
    if parent.is_flow:
        entry = (", " if at else "") + (entry if token else entry + " ")
        at = at or parent.start + 1
    else:
        at = find_line_end(text, at)
        entry = find_newline(text, parent.start) + " " * parent.own_column + entry
    return _choose([text[:at] + entry + text[at:]], _put(data, path, value), path)


def _find_last(text: str, spans: Mapping[KeyPath, ValueSpan], path: KeyPath) -> int:
    """Return where the last value ends that the collection at *path* holds; 0 without any."""
    ends = (
        find_content_end(text, span)
        for inner, span in spans.items()
        if len(inner) > len(path) and inner[: len(path)] == path and span.is_compact
    )
    return max(ends, default=0)


def _write_empty(keys: Iterable[str]) -> str:
    """Return a mapping of *keys* to nothing: ``{by: , on: }``."""
    return "{" + ", ".join(f"{_write_key(key)}: " for key in keys) + "}"


def _write_key(key: str) -> str:
    """Return *key* as it is, where it reads so, or else quoted."""
    _check_new((key,), key)
    reads = key == key.strip() and _reads_as(f"{{{key}: }}", {key: None})
    return key if reads else json.dumps(key, ensure_ascii=False)


def _check_new(path: KeyPath, new: str) -> None:
    if "\t" in new or holds_what_nobody_writes(new):
        message = say(
            "the text for {path} has a tab, a control character or half of a character in it",
            path=show_path(path),
        )
        raise CannotWrite(message)


def _read(text: str) -> tuple[Data, dict[KeyPath, ValueSpan]]:
    try:
        return read_spans(text)
    except ProblemsFound as found:
        first = found.problems[0]
        message = say("line {line}: {message}", line=first.where.line, message=first.message)
        raise CannotWrite(message) from None


def _find(spans: Mapping[KeyPath, ValueSpan], path: KeyPath) -> ValueSpan:
    """Return the span at *path*. Raises CannotWrite when other places may share what is there."""
    for length in range(len(path) + 1):
        span = spans.get(path[:length])
        if span is None:
            raise CannotWrite(say("there is nothing at {path}", path=show_path(path)))
        if span.is_bound:
            message = say(
                "{path} is written with &, * or !, and the program leaves those alone",
                path=show_path(path[:length]),
            )
            raise CannotWrite(message)
    return spans[path]


def _choose(forms: Iterable[str], data: Data, path: KeyPath) -> str:
    for form in forms:
        if _reads_as(form, data):
            return form
    message = say("{path} cannot be changed without changing something else", path=show_path(path))
    raise CannotWrite(message)


def _reads_as(text: str, data: Data) -> bool:
    try:
        # As text, because the order of keys counts.
        return repr(parse_yaml(text, _NO_NAME).data) == repr(data)
    except ProblemsFound:
        return False


def _put(data: Data, path: KeyPath, value: Data) -> Data:
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(data, list):
        assert isinstance(step, int)
        return [*data[:step], _put(data[step], rest, value), *data[step + 1 :]]
    assert isinstance(data, dict)
    assert isinstance(step, str)
    return {**data, step: _put(data.get(step), rest, value)}

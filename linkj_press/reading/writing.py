"""Puts values into YAML text and leaves every other character of it as it is.

A form is taken only when the whole reads back as wanted, so no rule of quoting is told here: not
for one value that is written anew, nor for the whole file that a new partner gets.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, pairwise, takewhile
from pathlib import PurePosixPath

import yaml

from linkj_press.message import Message, phrase, say
from linkj_press.problem import ProblemsFound
from linkj_press.reading.encoding import (
    Data,
    KeyPath,
    ValueSpan,
    begin_of,
    holds_what_nobody_writes,
    show_path,
)
from linkj_press.reading.reader import parse_yaml, read_spans


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


_MARK = "\ufeff"
"""The byte-order mark, which the parser does not count."""


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
    if text.startswith(_MARK):
        return _MARK + replace_scalar(text[1:], path, new)
    data, spans = _read_data(text)
    span = _find_span(spans, path)
    if not isinstance(span.event, yaml.ScalarEvent):
        raise CannotWrite(say("there is no text at {path}", path=show_path(path)))
    _check_new(path, new)
    wanted = _put_value(data, path, new)
    return text if wanted == data else _choose_form(_write_forms(text, span, new), wanted, path)


def clear_mapping(text: str, path: KeyPath) -> str:
    """Return the YAML *text* with nothing in place of the mapping at *path*, all else unchanged.

    What is remarked between its lines goes too. Raises CannotWrite.
    """
    if text.startswith(_MARK):
        return _MARK + clear_mapping(text[1:], path)
    data, spans = _read_data(text)
    span = _find_span(spans, path)
    if not isinstance(span.event, yaml.MappingStartEvent):
        raise CannotWrite(say("there is nothing at {path}", path=show_path(path)))
    end = span.end if span.is_flow else _find_line_end(text, _find_last(text, spans, path))
    form = text[: span.start].rstrip() + text[end:]
    return _choose_form([form], _put_value(data, path, None), path)


def set_mapping(text: str, path: KeyPath, pairs: Mapping[str, str]) -> str:
    """Return *text* with the mapping of *pairs* at *path*, and nothing else changed.

    The key may be missing, empty (null), or hold a mapping already, whose other keys stay. Raises
    CannotWrite.
    """
    if text.startswith(_MARK):
        return _MARK + set_mapping(text[1:], path, pairs)
    text = _make_room(text, path, pairs)
    for key, value in pairs.items():
        text = replace_scalar(text, (*path, key), value)
    return text


def put_scalar(text: str, path: KeyPath, new: str) -> str:
    """Return *text* with *new* as the value at *path*, and what holds it where that is missing.

    Raises CannotWrite.
    """
    last = path[-1]
    if isinstance(last, int):
        return replace_scalar(text, path, new)
    for length in range(1, len(path) - 1):
        text = set_mapping(text, path[:length], {})
    return set_mapping(text, path[:-1], {last: new})


def add_mappings(text: str, path: KeyPath, held: Mapping[str, Mapping[str, str]]) -> str:
    """Return *text* with a new mapping at *path* that has the mappings *held*, all else unchanged.

    Raises CannotWrite.
    """
    if text.startswith(_MARK):
        return _MARK + add_mappings(text[1:], path, held)
    text = _make_room(text, path, held)
    for key, pairs in held.items():
        text = set_mapping(text, (*path, key), pairs)
    return text


def set_blocks(text: str, path: KeyPath, pairs: Mapping[str, str]) -> str:
    """Return *text* with the mapping of *pairs* at *path*, each of them a block of its own (``|``).

    Brackets around the mapping, or around what holds it, give way to lines; within others they
    stay, and so do the texts. Raises CannotWrite.
    """
    if text.startswith(_MARK):
        return _MARK + set_blocks(text[1:], path, pairs)
    for length in (len(path) - 1, len(path)):
        text = _open_up(text, path[:length], {})
    text = _open_up(text, path, pairs)
    _, spans = _read_data(text)
    is_block = path in spans and not (spans[path].in_flow or spans[path].is_flow)
    texts = {key: value.strip() + "\n" * is_block for key, value in pairs.items()}
    return set_mapping(text, path, texts)


def remove_key(text: str, path: KeyPath) -> str:
    """Return *text* without the key at *path* and its text; a comment behind it stays.

    Raises CannotWrite.
    """
    if text.startswith(_MARK):
        return _MARK + remove_key(text[1:], path)
    data, span = _find_keyed(text, path)
    forms = _write_without(text, span, len(str(path[-1])))
    return _choose_form(forms, _leave_out(data, path), path)


def _find_keyed(text: str, path: KeyPath) -> tuple[Data, ValueSpan]:
    """Return the data of *text*, and where the text at *path* stands, which has a key."""
    data, spans = _read_data(text)
    span = _find_span(spans, path)
    if not isinstance(span.event, yaml.ScalarEvent) or span.key_end is None:
        raise CannotWrite(say("there is no text at {path}", path=show_path(path)))
    return data, span


def clear_scalar(text: str, path: KeyPath) -> str:
    """Return *text* with nothing in place of the text at *path*, whose key stays.

    Raises CannotWrite.
    """
    if text.startswith(_MARK):
        return _MARK + clear_scalar(text[1:], path)
    data, span = _find_keyed(text, path)
    before, after = text[: span.start].rstrip(" "), text[span.end :]
    forms = [before + after, f"{before}{_find_newline(text, span.start)}{after}"]
    return _choose_form(forms, _put_value(data, path, None), path)


def remove_mapping(text: str, path: KeyPath) -> str:
    """Return *text* without the key at *path* and the mapping that it holds.

    What is remarked between its lines goes too. Raises CannotWrite.
    """
    if text.startswith(_MARK):
        return _MARK + remove_mapping(text[1:], path)
    data, spans = _read_data(text)
    span = _find_span(spans, path)
    if not isinstance(span.event, yaml.MappingStartEvent) or span.key_end is None:
        raise CannotWrite(say("there is nothing at {path}", path=show_path(path)))
    if span.is_flow:
        forms = list(_write_without(text, span, len(str(path[-1]))))
    else:
        begin = text.rfind("\n", 0, span.key_end) + 1
        end = _find_line_end(text, _find_last(text, spans, path))
        forms = [text[:begin] + text[end:].removeprefix(_find_newline(text, end))]
    return _choose_form(forms, _leave_out(data, path), path)


def _leave_out(data: Data, path: KeyPath) -> Data:
    """Return *data* without the key at *path*."""
    holder = _read_at(data, path[:-1])
    assert isinstance(holder, dict)
    left = {key: value for key, value in holder.items() if key != path[-1]}
    return _put_value(data, path[:-1], dict(left))


def _write_without(text: str, span: ValueSpan, length: int) -> Iterator[str]:
    """Yield *text* without the scalar at *span* and its key, of a *length*, in each form."""
    assert span.key_end is not None
    begin = span.key_end - length
    if span.in_flow:
        yield text[:begin].rstrip(" ").removesuffix(",") + text[span.end :]
        yield text[:begin] + text[span.end :].lstrip(" ").removeprefix(",").lstrip(" ")
        return
    layout = _lay_out(text, span)
    line = max(text.rfind(mark, 0, begin) for mark in "\r\n") + 1
    after = layout.body[1] + len(_find_newline(text, layout.body[1]))
    comment = text[layout.head[1] : layout.body[0]].strip(" ")
    if comment:
        comment = text[line:begin] + comment + layout.newline
    yield text[:line] + comment + text[after:]


def _open_up(text: str, path: KeyPath, keys: Iterable[str]) -> str:
    """Return *text* with the mapping at *path* in lines, and not between brackets, if it can be.

    Where there is none, it has *keys*, and nothing after them.
    """
    data, spans = _read_data(text)
    span, holder = spans.get(path), spans.get(path[:-1])
    held = _read_at(data, path)
    pairs = held if isinstance(held, dict) else {} if held else dict.fromkeys(keys)
    within = holder is None or holder.in_flow or holder.is_flow or not isinstance(path[-1], str)
    if within or not pairs or (span and not (span.is_flow or span.is_null)):
        return text
    if any(isinstance(value, list) for value in pairs.values()):
        return text
    assert holder
    column = begin_of(holder.event).column + _STEP
    newline = _find_newline(text, holder.start)
    lines = "".join(f"{newline}{' ' * column}{line}" for line in _write_pairs(pairs))
    if span is None:
        return _add_key(text, path, lines, dict(pairs))
    end = _find_line_end(text, span.end)
    form = text[: span.start].rstrip(" ") + text[span.end : end] + lines + text[end:]
    is_told = "#" in text[span.start : span.end]
    return form if not is_told and _reads_as(form, _put_value(data, path, dict(pairs))) else text


def append_mapping(text: str, path: KeyPath, pairs: Mapping[str, Data]) -> str:
    """Return *text* with a mapping of *pairs* as the last of the list at *path*, else unchanged.

    The key may be missing, or empty; a list between brackets must be. Raises CannotWrite.
    """
    data, _ = _read_data(text.removeprefix(_MARK))
    held = _read_at(data, path) or []
    assert isinstance(held, list)
    return arrange_entries(text, path, [*range(len(held)), dict(pairs)])


def arrange_entries(text: str, path: KeyPath, order: Sequence[int | Data]) -> str:
    """Return *text* with the list at *path* in another *order*, and nothing else changed.

    *order* holds the numbers of entries that stand there, and new ones; what it leaves out goes. A
    comment goes with the entry below it. The key may be missing, or empty; new entries of a list
    between brackets must be scalars. Raises CannotWrite.
    """
    if text.startswith(_MARK):
        return _MARK + arrange_entries(text[1:], path, order)
    data, spans = _read_data(text)
    held = _read_at(data, path) or []
    assert isinstance(held, list)
    arranged = [held[entry] if isinstance(entry, int) else entry for entry in order]
    wanted = _put_value(data or {}, path, arranged)
    if wanted == data:
        return text
    if path not in spans:
        return _choose_form([_write_list(text, path, arranged)], wanted, path)
    span = _find_span(spans, path)
    if held and span.is_flow:
        entries = [_find_span(spans, (*path, number)) for number in range(len(held))]
        own = [text[each.start : each.end] for each in entries]
        row = [own[each] if isinstance(each, int) else _write_value(each) for each in order]
        form = f"{text[: span.start]}[{', '.join(row)}]{text[span.end :]}"
        told = "#" in text[span.start : span.end]
        is_simple = not told and not any(isinstance(entry, dict) for entry in order)
        return _choose_form([form] if is_simple else [], wanted, path)
    form = _arrange_lines(text, spans, path, order)
    return _choose_form([form], wanted, path)


def _arrange_lines(
    text: str, spans: Mapping[KeyPath, ValueSpan], path: KeyPath, order: Sequence[int | Data]
) -> str:
    """Return *text* with the list of lines at *path*, or nothing that stands there, in *order*."""
    span, newline = spans[path], _find_newline(text, spans[path].start)
    if span.is_null or span.is_flow:
        column = begin_of(spans[path[:-1]].event).column + _STEP
        rows = [_write_entry(entry, column) for entry in order if not isinstance(entry, int)]
        end = _find_line_end(text, span.end)
        lines = "".join(f"\n{row}" for row in rows).replace("\n", newline)
        return text[: span.start].rstrip(" ") + text[span.end : end] + lines + text[end:]
    column, starts = begin_of(span.event).column, _find_entries(text, spans, path)
    end = _find_line_end(text, _find_last(text, spans, path))
    own = [text[at:after] for at, after in pairwise([*starts, end])]
    if not order:
        # Behind the key: what is remarked above the first entry stays.
        at = starts[0] if span.key_end is None else text.index(":", span.key_end) + 1
        return f"{text[:at].rstrip()} []{text[at : starts[0]].rstrip()}{text[end:]}"
    rows = [
        own[entry].removesuffix(newline)
        if isinstance(entry, int)
        else _write_entry(entry, column).replace("\n", newline)
        for entry in order
    ]
    return text[: starts[0]] + newline.join(rows) + text[end:]


def _find_entries(text: str, spans: Mapping[KeyPath, ValueSpan], path: KeyPath) -> list[int]:
    """Return where the lines of each entry of the list at *path* begin, with the remarks above it.

    Those above the first are of the whole list. Raises CannotWrite where an entry does not begin
    on the line of its dash, or has it in a line with something else.
    """
    dash = " " * begin_of(spans[path].event).column + "-"
    starts: list[int] = []
    for number in takewhile(lambda number: (*path, number) in spans, count()):
        line = text.rfind("\n", 0, spans[*path, number].start) + 1
        if not text.startswith(dash, line):
            told = say("{path} cannot be arranged here: do it in the file", path=show_path(path))
            raise CannotWrite(told)
        while starts and text[:line].splitlines()[-1].lstrip().startswith("#"):
            line = text.rfind("\n", 0, line - 1) + 1
        starts.append(line)
    return starts


def _write_entry(entry: Data, column: int) -> str:
    """Return the lines of a new *entry* of a list whose dashes stand at *column*."""
    if not isinstance(entry, dict):
        return f"{' ' * column}- {_write_value(entry)}"
    lines = f"\n{' ' * (column + _STEP)}".join(_write_pairs(entry))
    return f"{' ' * column}- {lines}"


def _write_list(text: str, path: KeyPath, entries: Sequence[Data]) -> str:
    """Return *text* with a list of *entries* under a key that is not there yet."""
    _, spans = _read_data(text)
    holder, newline = spans.get(path[:-1]), _find_newline(text, 0)
    if path[:-1] and (holder is None or holder.is_flow or holder.in_flow):
        return _add_key(text, path, f" {_write_value(list(entries))}", list(entries))
    column = _STEP + (begin_of(holder.event).column if holder and path[:-1] else 0)
    rows = "".join(f"\n{_write_entry(entry, column)}" for entry in entries)
    rows = rows.replace("\n", newline)
    if path[:-1]:
        return _add_key(text, path, rows, list(entries))
    above = text.rstrip("\r\n")
    form = f"{above}{newline}{newline}{_write_key(str(path[-1]))}:{rows}{newline}"
    return form.lstrip("\r\n")


def show_mapping(data: Mapping[str, Data]) -> str:
    """Return *data* as YAML, a key a line; what is in a list stands on one line."""
    return "".join(f"{line}\n" for line in _write_pairs(data))


def _read_at(data: Data, path: KeyPath) -> Data:
    for step in path:
        if isinstance(data, list) and isinstance(step, int):
            data = data[step] if step < len(data) else None
        else:
            data = data.get(str(step)) if isinstance(data, dict) else None
    return data


def _write_pairs(pairs: Mapping[str, Data]) -> Iterator[str]:
    """Yield *pairs* as lines of YAML: texts, nothing, mappings, lists; one of texts is one line."""
    for key, value in pairs.items():
        head = f"{_write_key(key)}:"
        if isinstance(value, dict):
            yield head
            yield from (" " * _STEP + line for line in _write_pairs(value))
        elif isinstance(value, list) and any(isinstance(each, dict) for each in value):
            yield head
            for each in value:
                first, *rest = _write_pairs(each) if isinstance(each, dict) else [str(each)]
                yield " " * _STEP + f"- {first}"
                yield from (" " * 2 * _STEP + line for line in rest)
        elif value is None:
            yield head
        elif isinstance(value, str) and value.endswith("\n") and value == value.strip() + "\n":
            yield f"{head} |"
            yield from (" " * _STEP + line for line in value.splitlines())
        else:
            yield f"{head} {_write_value(value)}"


def _write_value(value: Data) -> str:
    if isinstance(value, list):  # JSON is YAML
        return json.dumps(value, ensure_ascii=False)
    text = str(value)
    is_plain = text == text.strip() and _reads_as(f"{{x: {text}}}", {"x": text})
    return text if is_plain and "\n" not in text else json.dumps(text, ensure_ascii=False)


def _make_room(text: str, path: KeyPath, keys: Iterable[str]) -> str:
    """Return *text* with a mapping at *path* that has all *keys*, those that it lacked empty."""
    data, spans = _read_data(text)
    if path and isinstance(path[-1], str) and path not in spans:
        return _add_key(text, path, " " + _write_empty(keys), dict.fromkeys(keys))
    span = _find_span(spans, path)
    if span.is_null:
        form = text[: span.start] + _lead_in(text, span) + _write_empty(keys) + text[span.end :]
        return _choose_form([form], _put_value(data, path, dict.fromkeys(keys)), path)
    for key in keys:
        if (*path, key) not in spans:
            text = _add_key(text, (*path, key), "", None)
    return text


def _add_key(text: str, path: KeyPath, token: str, value: Data) -> str:
    """Return *text* with a new key at *path*, and after it *token*, which reads as *value*."""
    data, spans = _read_data(text)
    parent = _find_span(spans, path[:-1])
    if not isinstance(parent.event, yaml.MappingStartEvent):
        message = say("{path} cannot be added: only keys can hold it", path=show_path(path))
        raise CannotWrite(message)
    at = _find_last(text, spans, path[:-1])
    entry = f"{_write_key(str(path[-1]))}:{token}"
    if parent.is_flow:
        entry = (", " if at else "") + (entry if token else entry + " ")
        at = at or parent.start + 1
    else:
        at = _find_line_end(text, at)
        entry = _find_newline(text, parent.start) + " " * begin_of(parent.event).column + entry
    return _choose_form([text[:at] + entry + text[at:]], _put_value(data, path, value), path)


def _find_last(text: str, spans: Mapping[KeyPath, ValueSpan], path: KeyPath) -> int:
    """Return where the last value in the collection at *path* ends, without a break; 0 for none."""
    ends = (
        _lay_out(text, span).body[1] if span.style in ("|", ">") else span.end
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
        words = phrase(
            "the text for {path} has a tab, a control character or half of a character in it"
        )
        raise CannotWrite(say(words, path=show_path(path)))


def _read_data(text: str) -> tuple[Data, dict[KeyPath, ValueSpan]]:
    try:
        return read_spans(text)
    except ProblemsFound as found:
        first = found.problems[0]
        message = say("line {line}: {message}", line=first.where.line, message=first.message)
        raise CannotWrite(message) from None


def _find_span(spans: Mapping[KeyPath, ValueSpan], path: KeyPath) -> ValueSpan:
    """Return the span at *path*. Raises CannotWrite when other places may share what is there."""
    for length in range(len(path) + 1):
        span = spans.get(path[:length])
        if span is None:
            raise CannotWrite(say("there is nothing at {path}", path=show_path(path)))
        if span.event.anchor:
            words = phrase("{path} is written with &, * or !, and the program leaves those alone")
            raise CannotWrite(say(words, path=show_path(path[:length])))
    return spans[path]


def _choose_form(forms: Iterable[str], data: Data, path: KeyPath) -> str:
    for form in forms:
        if _reads_as(form, data):
            return form
    message = say("{path} cannot be changed without changing something else", path=show_path(path))
    raise CannotWrite(message)


def _reads_as(text: str, data: Data) -> bool:
    try:
        # As text, because the order of keys counts.
        return repr(parse_yaml(text, PurePosixPath()).data) == repr(data)
    except ProblemsFound:
        return False


def _put_value(data: Data, path: KeyPath, value: Data) -> Data:
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(data, list):
        assert isinstance(step, int)
        return [*data[:step], _put_value(data[step], rest, value), *data[step + 1 :]]
    assert isinstance(data, dict)
    assert isinstance(step, str)
    return {**data, step: _put_value(data.get(step), rest, value)}


def _find_line_end(text: str, index: int) -> int:
    """Return where the line of *text* ends in which *index* is: at its line break, or the end."""
    breaks = [at for mark in "\r\n" if (at := text.find(mark, index)) >= 0]
    return min(breaks, default=len(text))


def _find_newline(text: str, index: int) -> str:
    """Return the line break after *index* in *text*, or the first there is, or else a line feed."""
    end = _find_line_end(text, index)
    if end == len(text):
        end = _find_line_end(text, 0)
    return "\r\n" if text.startswith("\r\n", end) else text[end : end + 1] or "\n"


_STEP = 2
_MOST_INDENT = 9
"""The most that the header of a block can say."""


@dataclass(frozen=True, slots=True)
class _Layout:
    r"""A scalar in a text: its head, and the lines of a block below the head's line.

    ja: |-   # comment      head: "|-"
      text                  body: "\n  text"
    """

    text: str
    head: tuple[int, int]
    body: tuple[int, int]
    """From the line break before the first line to the end of the last, without its break."""

    column: int
    indent: int

    newline: str

    def fill(self, head: str, body: str = "") -> str:
        """Return the whole text, with *head* and *body* in their places."""
        between = self.text[self.head[1] : self.body[0]]
        return self.text[: self.head[0]] + head + between + body + self.text[self.body[1] :]

    @property
    def header(self) -> str:
        """The head of a block, or else nothing."""
        head = self.text[slice(*self.head)]
        return head if head.startswith(("|", ">")) else ""


def _write_forms(text: str, span: ValueSpan, new: str) -> Iterator[str]:
    """Return *text* with *new* in place of the scalar at *span*, in each form, nearest first.

    The lines of *new* end in a line feed alone.
    """
    layout = _lay_out(text, span)
    lead = _lead_in(text, span)
    lines = text[slice(*layout.head)].splitlines()
    if "\n" in new and not span.style and len(lines) > 1:
        # Over several lines without quotation marks, as the old text was.
        indent = " " * (len(lines[1]) - len(lines[1].lstrip(" ")))
        yield layout.fill(new.replace("\n", layout.newline + indent))
    # A comment behind the last of several lines is where no block has one.
    ends_in_comment = len(lines) > 1 and text[layout.head[1] : layout.body[0]].strip()
    may_be_block = layout.header or ("\n" in new and not ends_in_comment)
    if not span.in_flow and new.strip() and may_be_block:
        yield from _write_blocks(layout, lead, new)
    for value in _write_line(span.style, new):
        yield layout.fill(lead + value)


def _lead_in(text: str, span: ValueSpan) -> str:
    """Return what must stand before a value at *span*: something only where nothing stood."""
    if span.start < span.end:
        return ""
    if span.key_end is not None and ":" not in text[span.key_end : span.start]:
        return ": "
    return "" if text[: span.start][-1:].isspace() else " "


def _write_line(style: str, new: str) -> Iterator[str]:
    if "\n" not in new:
        if style == "'":
            yield "'" + new.replace("'", "''") + "'"
        elif not style and new == new.strip() and new.lower() not in ("", "~", "null"):
            yield new
    # A string of JSON is one of YAML.
    yield json.dumps(new, ensure_ascii=False)


def _write_blocks(layout: _Layout, lead: str, new: str) -> Iterator[str]:
    """Return *new* as a block, with the old header first, then with the least that it needs."""
    header = layout.header
    needed = "+" if new.endswith("\n\n") else "" if new.endswith("\n") else "-"
    chomp = header.strip("|>123456789") if header else needed
    marks = dict.fromkeys([(header[:1] or "|", chomp), ("|", chomp), ("|", needed)])
    at_end = layout.body[1] == len(layout.text)
    for last in ("", layout.newline) if at_end else ("",):
        for mark, chomped in marks:
            indent, digit = _indent(layout, new)
            lines = new.removesuffix("\n").split("\n")
            body = "".join(layout.newline + (line and " " * indent + line) for line in lines)
            # The header keeps its order: ``|2-`` or ``|-2``.
            sizes = digit + chomped if header[1:2].isdigit() else chomped + digit
            yield layout.fill(lead + mark + sizes, body + last)


def _indent(layout: _Layout, new: str) -> tuple[int, str]:
    """Return the spaces before each line of *new* in a block, and what the header says of them."""
    told = any(char.isdigit() for char in layout.header)
    if not told and not new.lstrip("\n").startswith(" "):
        return layout.indent, ""
    step = layout.indent - layout.column
    step = step if 0 < step <= _MOST_INDENT else _STEP
    return layout.column + step, str(step)


def _lay_out(text: str, span: ValueSpan) -> _Layout:
    newline = _find_newline(text, span.start)
    if span.style not in ("|", ">"):
        end = _find_line_end(text, span.end)
        indent = span.column + _STEP
        return _Layout(text, (span.start, span.end), (end, end), span.column, indent, newline)
    signs = takewhile("+-123456789".__contains__, text[span.start + 1 :])
    header = text[span.start] + "".join(signs)
    head = span.start + len(header)
    first = _find_line_end(text, head)
    lines = text[first : span.end].splitlines(keepends=True)
    indent = _find_indent(header, lines, span.column)
    end = first + _measure_body(lines, indent, keeps="+" in header)
    return _Layout(text, (span.start, head), (first, end), span.column, indent, newline)


def _find_indent(header: str, lines: list[str], column: int) -> int:
    for char in header:
        if char.isdigit():
            return column + int(char)
    texts = (line for line in lines if line.strip(" \r\n"))
    return next((len(line) - len(line.lstrip(" ")) for line in texts), column + _STEP)


def _measure_body(lines: list[str], indent: int, *, keeps: bool) -> int:
    """Return the length of *lines* up to the end of the last that the value has, or *keeps*."""
    length = total = 0
    for line in lines:
        content = line.rstrip("\r\n")
        if keeps or content.strip(" ") or len(content) > indent:
            length = total + len(content)
        total += len(line)
    return length

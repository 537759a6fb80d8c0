"""YAML text to a tree, from the parser's events and without recursion."""

import hashlib
import pathlib
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeVar

import yaml

from linkj_press.cache import Cache, hash_program
from linkj_press.problem import Place, Problem, ProblemsFound
from linkj_press.reading.encoding import (
    Data,
    KeyPath,
    Tree,
    ValueSpan,
    begin_of,
    decode_text,
    end_of,
    find_control_character,
    is_null,
    read_content,
)
from linkj_press.reading.mistakes import Fault, describe_mistake
from linkj_press.reading.syntax import CUT, explain_error, explain_scalar

MOST_DEPTH = 20
MOST_ALIASES = 20
MOST_LETTERS = 20_000
"""In one value: checking and comparing a text takes longer than its length alone would tell."""

Made = TypeVar("Made")

_KEPT = Cache("trees")
"""Of texts without a fault: reading one needs the parser's events, one by one."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(file: pathlib.Path, name: pathlib.PurePosixPath) -> Tree:
    """Return the tree of the YAML file *file*, called *name* in its problems.

    Raises ProblemsFound, with all that can be told before the values are given a meaning.
    """
    return parse_content(read_content(file, name), name)


def parse_content(content: bytes, name: pathlib.PurePosixPath) -> Tree:
    """Return the tree of the YAML *content* of a file called *name*. Raises ProblemsFound."""
    key = (hash_program(), hashlib.blake2b(content).digest())
    kept = _KEPT.get(key)
    if kept is not None:
        tree = Tree(name, *kept)
    else:
        tree = parse_yaml(decode_text(content, name), name)
        if not tree.cuts:  # these are told, in words
            _KEPT.put(key, (tree.data, tree.values_at, tree.keys_at, tree.blocks))
    tree.content = content
    return tree


class FileMemory:
    """What was made of files, for as long as they hold the same.

    By content and not by the time of the last change, which other programs set as they like.
    """

    def __init__(self) -> None:
        self._before: dict[Hashable, tuple[bytes, Any]] = {}
        self._now: dict[Hashable, tuple[bytes, Any]] = {}

    def turn(self) -> None:
        """Forget what was not asked for since the last turn: it is of files that are gone."""
        self._before, self._now = self._now, {}

    def make(self, key: Hashable, content: bytes, make: Callable[[], Made]) -> Made:
        """Return what *make* makes of a file with *content*, made once; *key* tells it from others.

        Raises ProblemsFound as *make* does.
        """
        kept = self._now.get(key) or self._before.get(key)
        if kept is None or kept[0] != content:
            try:
                kept = content, make()
            except ProblemsFound as found:
                kept = content, _Faulty(found.problems)
        self._now[key] = kept
        if isinstance(kept[1], _Faulty):
            raise ProblemsFound(kept[1].problems)
        made: Made = kept[1]
        return made


class _Faulty(NamedTuple):
    """What is wrong with a file of which nothing can be made."""

    problems: tuple[Problem, ...]


def parse_yaml(text: str, name: pathlib.PurePosixPath) -> Tree:
    """Return the tree of the YAML *text* of a file called *name*. Raises ProblemsFound."""
    return _TreeBuilder(text, name).build()


def read_spans(text: str) -> tuple[Data, dict[KeyPath, ValueSpan]]:
    """Return the data of the YAML *text* and where each value stands. Raises ProblemsFound."""
    spans: dict[KeyPath, ValueSpan] = {}
    return _TreeBuilder(text, pathlib.PurePosixPath(), spans).build().data, spans


class _Refused(Exception):  # noqa: N818
    """Reading cannot go on."""


@dataclass(slots=True)
class _Collection:
    data: dict[str, Data] | list[Data]
    path: KeyPath
    begun: yaml.CollectionStartEvent
    key: str | None = None
    key_end: int | None = None


class _TreeBuilder:
    """Builds the tree from the parser's events."""

    def __init__(
        self, text: str, name: pathlib.PurePosixPath, spans: dict[KeyPath, ValueSpan] | None = None
    ) -> None:
        self._text = text
        # The parser may put a mark on the line after the last.
        self._lines = [*text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), ""]
        self._quoted: list[yaml.ScalarEvent] = []
        self._tree = Tree(name)
        self._spans = spans
        self._problems: list[Problem] = []
        self._open: list[_Collection] = []
        self._anchors: dict[str, Data] = {}
        self._unused: dict[str, Place] = {}
        """Where the anchors of scalars stand that no alias has named yet."""

        self._aliases = 0
        self._documents = 0

    def build(self) -> Tree:
        try:
            for event in self._events():
                self._take(event)
            for where in self._unused.values():
                self._report("needs-quotes", where, sign="&")
        except _Refused:
            pass
        if self._problems:
            raise ProblemsFound(self._problems)
        return self._tree

    def _events(self) -> Iterator[yaml.Event]:
        try:
            yield from yaml.parse(self._text, Loader=_LOADER)
        except yaml.MarkedYAMLError as error:
            self._report_fault(explain_error(error, self._lines, self._quoted))
        except yaml.reader.ReaderError:
            self._report("not-yaml", Place(self._tree.name))

    def _report_fault(self, fault: Fault) -> None:
        where = Place(self._tree.name, fault.line + 1, fault.column + 1)
        self._report(fault.mistake, where, **fault.values)

    def _report(self, mistake: str, where: Place, **values: object) -> None:
        self._problems.append(describe_mistake(mistake, where, **values))

    def _refuse(self, mistake: str, where: Place, **values: object) -> None:
        self._report(mistake, where, **values)
        raise _Refused

    def _place(self, event: yaml.Event) -> Place:
        start = begin_of(event)
        return Place(self._tree.name, start.line + 1, start.column + 1)

    def _take(self, event: yaml.Event) -> None:
        match event:
            case yaml.ScalarEvent():
                self._take_scalar(event)
            case yaml.MappingStartEvent():
                self._open_collection({}, event)
            case yaml.SequenceStartEvent():
                self._open_collection([], event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._close(event)
            case yaml.AliasEvent():
                self._take_alias(event)
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    self._refuse("second-document", self._place(event))

    def _start(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> Place:
        """Return where *event* stands, which no tag may."""
        where = self._place(event)
        if event.tag:
            self._refuse("tag", where, tag=event.tag)
        return where

    def _open_collection(
        self, data: dict[str, Data] | list[Data], event: yaml.CollectionStartEvent
    ) -> None:
        where = self._start(event)
        if len(self._open) >= MOST_DEPTH:
            self._refuse("too-deep", where, limit=MOST_DEPTH)
        if self._awaits_key():
            braces = self._lines[where.line - 1][where.column - 2 :].startswith("{{")
            self._refuse("braces-not-quoted" if braces else "key-not-text", where)
        path = self._put(data, where, event)
        if event.anchor:
            self._anchors[event.anchor] = data
        self._open.append(_Collection(data, path, event))

    def _close(self, event: yaml.CollectionEndEvent) -> None:
        closed = self._open.pop()
        if self._spans:
            self._spans[closed.path].end = end_of(event).index

    def _take_alias(self, event: yaml.AliasEvent) -> None:
        where = self._place(event)
        self._aliases += 1
        if self._aliases > MOST_ALIASES:
            self._refuse("too-many-aliases", where, limit=MOST_ALIASES)
        anchor = event.anchor or ""
        if anchor not in self._anchors:
            self._refuse("unknown-alias", where, anchor=anchor)
        if self._awaits_key():
            self._refuse("key-not-text", where)
        self._unused.pop(anchor, None)
        data = self._anchors[anchor]
        if any(data is level.data for level in self._open):
            self._refuse("alias-of-itself", where, anchor=anchor)
        self._put(data, where, event)

    def _take_scalar(self, event: yaml.ScalarEvent) -> None:
        where = self._start(event)
        is_block = event.style in ("|", ">")
        if is_block:
            where = self._first_line(where.line)
        if not event.style:
            self._check_plain(event, where)
        else:
            self._quoted.append(event)
            if problem := find_control_character(event.value, where):
                self._problems.append(replace(problem, where=where))
        self._check_text(event.value, where)
        if self._awaits_key():
            self._take_key(event, where)
            return
        value = None if is_null(event) else self._read_lines(event)
        path = self._put(value, where, event)
        if is_block:
            self._tree.blocks.add(path)
        self._note_cut(event, path)
        if event.anchor:
            self._anchors[event.anchor] = value
            self._unused[event.anchor] = where

    def _check_text(self, text: str, where: Place) -> None:
        if len(text) > MOST_LETTERS:
            self._refuse("text-too-long", where, limit=MOST_LETTERS)
        if "\r" in text:
            self._report("carriage-return", where)
        if "\t" in text:
            self._report("tab", where)

    def _read_lines(self, event: yaml.ScalarEvent) -> str:
        """Return the text of *event* with its lines apart, as `Language.join_lines` wants them.

        YAML folds lines with a space, which is wrong in Japanese.
        """
        start, end = begin_of(event), end_of(event)
        if event.style == ">":
            # Without a last line break, the end is on the last line of the text, not below it.
            lines = self._lines[start.line + 1 : end.line + (end.column > 0)]
        elif not event.style and end.line > start.line:
            first, last = self._lines[start.line][start.column :], self._lines[end.line]
            lines = [first, *self._lines[start.line + 1 : end.line], last[: end.column]]
        else:
            if event.style in ("'", '"') and end.line > start.line:
                self._report("quoted-lines", self._place(event))
            return event.value
        return "\n".join(stripped for line in lines if (stripped := line.strip(" \t")))

    def _check_plain(self, event: yaml.ScalarEvent, where: Place) -> None:
        line, column = where.line - 1, where.column - 1
        in_flow = bool(self._open and self._open[-1].begun.flow_style)
        is_first = not self._lines[line][:column].strip(" -")
        may_be_key = is_first or (in_flow and self._awaits_key())
        slip = explain_scalar(event, self._lines, in_flow=in_flow, may_be_key=may_be_key)
        if slip:
            self._report_fault(slip)

    def _note_cut(self, event: yaml.ScalarEvent, path: KeyPath) -> None:
        """Note what follows a plain scalar behind a ``#`` that no space follows."""
        end = end_of(event)
        line = self._lines[end.line]
        found = CUT.search(line, end.column)
        if found and not event.style and not line[end.column : found.start()].strip():
            where = Place(self._tree.name, end.line + 1, found.start("sign") + 1)
            cut = line[found.start("sign") :].strip()
            self._tree.cuts[path] = describe_mistake("comment-in-text", where, cut=cut)

    def _first_line(self, opened: int) -> Place:
        """Return where the text begins of the block scalar whose ``|`` stands on line *opened*."""
        while opened < len(self._lines) - 1 and not self._lines[opened].strip():
            opened += 1
        text = self._lines[opened]
        return Place(self._tree.name, opened + 1, len(text) - len(text.lstrip(" ")) + 1)

    def _awaits_key(self) -> bool:
        level = self._open[-1] if self._open else None
        return level is not None and isinstance(level.data, dict) and level.key is None

    def _take_key(self, event: yaml.ScalarEvent, where: Place) -> None:
        level, key = self._open[-1], event.value
        path = (*level.path, key)
        if key in level.data:
            self._report("key-twice", where, key=key, line=self._tree.keys_at[path][0])
        self._tree.keys_at[path] = where.line, where.column
        level.key, level.key_end = key, end_of(event).index

    def _put(self, value: Data, where: Place, event: yaml.NodeEvent) -> KeyPath:
        """Give *value* its place in the collection that is open; return the way to it."""
        level = self._open[-1] if self._open else None
        path: KeyPath = ()
        if level is None:
            self._tree.data = value
        elif isinstance(level.data, list):
            path = (*level.path, len(level.data))
            level.data.append(value)
        else:
            assert level.key is not None
            path = (*level.path, level.key)
            level.data[level.key] = value
            level.key = None
        self._tree.values_at[path] = where.line, where.column
        if self._spans is not None:
            self._spans[path] = _measure(event, level)
        return path


def _measure(event: yaml.NodeEvent, level: _Collection | None) -> ValueSpan:
    span = ValueSpan(event, begin_of(event).index, end_of(event).index)
    if level:
        span.in_flow, span.column = bool(level.begun.flow_style), begin_of(level.begun).column
        span.key_end = level.key_end
    return span

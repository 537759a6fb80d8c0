"""YAML text to a tree, from the parser's events and without recursion."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

import yaml

from linkj_press.problem import Place, Problem, ProblemsFound
from linkj_press.reading.encoding import (
    Data,
    KeyPath,
    Tree,
    decode_text,
    find_control_character,
    read_content,
)
from linkj_press.reading.slips import (
    MaskedLines,
    PlainScalar,
    Slip,
    explain_scalar,
    explain_syntax,
)
from linkj_press.reading.syntax import CUT, describe_mistake, explain_error

MOST_DEPTH = 20
MOST_ALIASES = 20
MOST_LETTERS = 20_000
"""In one value: checking and comparing a text takes longer than its length alone would tell."""

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(file: pathlib.Path, name: pathlib.PurePosixPath) -> Tree:
    """Return the tree of the YAML file *file*, called *name* in its problems.

    Raises ProblemsFound, with every problem that can be told before the values are given a
    meaning.
    """
    content = read_content(file, name)
    tree = parse_yaml(decode_text(content, name), name)
    tree.content = content
    return tree


def parse_yaml(text: str, name: pathlib.PurePosixPath) -> Tree:
    """Return the tree of the YAML *text* of a file called *name*. Raises ProblemsFound."""
    return _Reader(text, name).read()


class _Refused(Exception):  # noqa: N818
    """Reading cannot go on."""


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not come yet."""

    data: dict[str, Data] | list[Data]
    path: KeyPath
    in_flow: bool
    """Written with brackets: ``{…}`` or ``[…]``."""

    key: str | None = None
    """The key that waits for its value."""


class _Reader:
    """Builds the tree from the parser's events, without recursion."""

    def __init__(self, text: str, name: pathlib.PurePosixPath) -> None:
        self._text = text
        # The parser may put a mark on the line after the last.
        self._lines = [*text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), ""]
        self._masked = MaskedLines(self._lines)
        self._tree = Tree(name)
        self._problems: list[Problem] = []
        self._open: list[_Open] = []
        self._anchors: dict[str, Data] = {}
        self._unused: dict[str, Place] = {}
        """Where the anchors of scalars stand that no alias has named yet."""

        self._aliases = 0
        self._documents = 0

    def read(self) -> Tree:
        """Return the tree. Raises ProblemsFound."""
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
            yield from yaml.parse(self._text, Loader=LOADER)
        except yaml.MarkedYAMLError as error:
            self._report_syntax(error)
        except yaml.reader.ReaderError:
            self._report("not-yaml", Place(self._tree.name))

    def _report_syntax(self, error: yaml.MarkedYAMLError) -> None:
        begun, mark = error.context_mark, error.problem_mark or error.context_mark
        assert mark is not None
        lines = self._masked.lines
        slip = explain_syntax(lines, begun.line if begun else 0, mark.line)
        if slip:
            self._report_slip(slip)
            return
        fault = explain_error(error, lines, self._lines)
        where = Place(self._tree.name, fault.line + 1, fault.column + 1)
        self._report(fault.mistake, where, **fault.values)

    def _report(self, mistake: str, where: Place, **values: object) -> None:
        self._problems.append(describe_mistake(mistake, where, **values))

    def _report_slip(self, slip: Slip) -> None:
        where = Place(self._tree.name, slip.line + 1, slip.column + 1)
        self._problems.append(Problem(slip.code, where, slip.message, slip.hint))

    def _refuse(self, mistake: str, where: Place, **values: object) -> None:
        self._report(mistake, where, **values)
        raise _Refused

    def _place(self, event: yaml.Event) -> Place:
        start = event.start_mark
        assert start is not None
        return Place(self._tree.name, start.line + 1, start.column + 1)

    def _take(self, event: yaml.Event) -> None:
        match event:
            case yaml.ScalarEvent():
                self._take_scalar(event)
            case yaml.MappingStartEvent():
                self._begin({}, event)
            case yaml.SequenceStartEvent():
                self._begin([], event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._open.pop()
            case yaml.AliasEvent():
                self._take_alias(event)
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    self._refuse("second-document", self._place(event))

    def _refuse_tag(self, event: yaml.NodeEvent, tag: str | None) -> None:
        if tag:
            self._refuse("tag", self._place(event), tag=tag)

    def _begin(self, data: dict[str, Data] | list[Data], event: yaml.CollectionStartEvent) -> None:
        where = self._place(event)
        self._refuse_tag(event, event.tag)
        if len(self._open) >= MOST_DEPTH:
            self._refuse("too-deep", where, limit=MOST_DEPTH)
        if self._awaits_key():
            braces = self._lines[where.line - 1][where.column - 2 :].startswith("{{")
            self._refuse("braces-not-quoted" if braces else "key-not-text", where)
        path = self._put(data, where)
        if event.anchor:
            self._anchors[event.anchor] = data
        self._open.append(_Open(data, path, in_flow=bool(event.flow_style)))

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
        self._put(data, where)

    def _take_scalar(self, event: yaml.ScalarEvent) -> None:
        self._refuse_tag(event, event.tag)
        where = self._place(event)
        is_block = event.style in ("|", ">")
        if is_block:
            where = self._first_line(where.line)
        plain = not event.style
        if plain:
            self._check_plain(event, where)
        else:
            self._masked.mask(event)
            if problem := find_control_character(event.value, where):
                self._problems.append(replace(problem, where=where))
        self._check_text(event.value, where)
        if self._awaits_key():
            self._take_key(event.value, where)
            return
        value = None if plain and event.value in ("", "~", "null") else self._read_lines(event)
        path = self._put(value, where)
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
        start, end = event.start_mark, event.end_mark
        assert start is not None
        assert end is not None
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
        """Report the slip, if any, that made the plain scalar of *event*."""
        assert event.end_mark is not None
        before = self._lines[where.line - 1][: where.column - 1]
        in_flow = bool(self._open) and self._open[-1].in_flow
        scalar = PlainScalar(
            event.value,
            (where.line - 1, where.column - 1),
            event.end_mark.line,
            in_flow=in_flow,
            may_be_key=not before.strip(" -") or (in_flow and self._awaits_key()),
        )
        slip = explain_scalar(scalar, self._lines)
        if slip:
            self._report_slip(slip)

    def _note_cut(self, event: yaml.ScalarEvent, path: KeyPath) -> None:
        """Note what follows a plain scalar behind a ``#`` that no space follows."""
        end = event.end_mark
        assert end is not None
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
        return bool(
            self._open and isinstance(self._open[-1].data, dict) and self._open[-1].key is None
        )

    def _take_key(self, key: str, where: Place) -> None:
        level = self._open[-1]
        assert isinstance(level.data, dict)
        path = (*level.path, key)
        if key in level.data:
            self._report("key-twice", where, key=key, line=self._tree.keys[path].line)
        self._tree.keys[path] = where
        level.key = key

    def _put(self, value: Data, where: Place) -> KeyPath:
        """Give *value* its place in the collection that is open; return the way to it."""
        if not self._open:
            self._tree.data = value
            self._tree.values[()] = where
            return ()
        level = self._open[-1]
        if isinstance(level.data, list):
            path: KeyPath = (*level.path, len(level.data))
            level.data.append(value)
        else:
            assert level.key is not None
            path = (*level.path, level.key)
            level.data[level.key] = value
            level.key = None
        self._tree.values[path] = where
        return path

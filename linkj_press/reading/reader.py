"""YAML text to a tree, from the parser's events and without recursion."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

import yaml

from linkj_press.message import NOTHING, Message, say
from linkj_press.problem import Place, Problem, ProblemsFound
from linkj_press.reading.encoding import find_control_character, read_text
from linkj_press.reading.slips import (
    MaskedLines,
    PlainScalar,
    Slip,
    explain_scalar,
    explain_syntax,
)
from linkj_press.reading.tree import Data, Path, Tree

MOST_DEPTH = 20
MOST_ALIASES = 20

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(file: pathlib.Path, name: pathlib.PurePosixPath) -> Tree:
    """Return the tree of the YAML file *file*, called *name* in its problems.

    Raises ProblemsFound, with every problem that can be told before the values are given a
    meaning.
    """
    return parse_yaml(read_text(file, name), name)


def parse_yaml(text: str, name: pathlib.PurePosixPath) -> Tree:
    """Return the tree of the YAML *text* of a file called *name*. Raises ProblemsFound."""
    return _Reader(text, name).read()


class _Refused(Exception):  # noqa: N818
    """Reading cannot go on."""


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not come yet."""

    data: dict[str, Data] | list[Data]
    path: Path
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
        self._aliases = 0
        self._documents = 0

    def read(self) -> Tree:
        """Return the tree. Raises ProblemsFound."""
        try:
            for event in self._events():
                self._take(event)
        except _Refused:
            pass
        if self._problems:
            raise ProblemsFound(self._problems)
        return self._tree

    def _events(self) -> Iterator[yaml.Event]:
        try:
            yield from yaml.parse(self._text, Loader=_LOADER)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            first = error.context_mark.line if error.context_mark else 0
            self._report_syntax(error.problem or "", mark, first)
        except yaml.reader.ReaderError:
            self._report(
                "control-character",
                Place(self._tree.name),
                say("this character cannot stand in YAML"),
            )

    def _report_syntax(self, problem: str, mark: yaml.Mark | None, first: int) -> None:
        line, column = (mark.line, mark.column) if mark else (0, 0)
        slip = explain_syntax(self._masked.lines, first, line)
        if slip:
            self._report_slip(slip)
        else:
            self._report(
                "yaml-syntax",
                Place(self._tree.name, line + 1, column + 1),
                say("YAML cannot be read from here on: {problem}", problem=problem),
                say("compare the indentation, colons and quotes with the lines above"),
            )

    def _report(self, code: str, where: Place, message: Message, hint: Message = NOTHING) -> None:
        self._problems.append(Problem(code, where, message, hint))

    def _report_slip(self, slip: Slip) -> None:
        where = Place(self._tree.name, slip.line + 1, slip.column + 1)
        self._report(slip.code, where, slip.message, slip.hint)

    def _refuse(self, code: str, where: Place, message: Message, hint: Message = NOTHING) -> None:
        self._report(code, where, message, hint)
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
                    self._refuse(
                        "second-document",
                        self._place(event),
                        say("a second document begins here (---)"),
                        say("keep one document in a file"),
                    )

    def _refuse_tag(self, event: yaml.NodeEvent, tag: str | None) -> None:
        if tag and tag != "!":
            self._refuse(
                "tag",
                self._place(event),
                say("the tag {tag!r} has no meaning here", tag=tag),
                say("remove it: a field's type is known"),
            )

    def _begin(self, data: dict[str, Data] | list[Data], event: yaml.CollectionStartEvent) -> None:
        where = self._place(event)
        self._refuse_tag(event, event.tag)
        if len(self._open) >= MOST_DEPTH:
            self._refuse(
                "too-deep",
                where,
                say("nested more than {limit} levels deep", limit=MOST_DEPTH),
            )
        if self._awaits_key():
            braces = self._lines[where.line - 1][where.column - 2 :].startswith("{{")
            hint = say('a text that begins with {{ needs quotation marks: "{{ … }}"')
            self._refuse(
                "key-not-text", where, say("a key must be text"), hint if braces else NOTHING
            )
        path = self._put(data, where)
        if event.anchor:
            self._anchors[event.anchor] = data
        self._open.append(_Open(data, path, in_flow=bool(event.flow_style)))

    def _take_alias(self, event: yaml.AliasEvent) -> None:
        where = self._place(event)
        self._aliases += 1
        if self._aliases > MOST_ALIASES:
            self._refuse(
                "too-many-aliases",
                where,
                say("more than {limit} aliases (*name)", limit=MOST_ALIASES),
            )
        anchor = event.anchor or ""
        if anchor not in self._anchors:
            self._refuse(
                "unknown-alias", where, say("no anchor &{anchor} stands above", anchor=anchor)
            )
        if self._awaits_key():
            self._refuse("key-not-text", where, say("a key must be text"))
        data = self._anchors[anchor]
        if any(data is level.data for level in self._open):
            self._refuse(
                "alias-of-itself", where, say("*{anchor} stands inside itself", anchor=anchor)
            )
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
        if "\r" in event.value:
            self._report("control-character", where, say("this text holds a carriage return (\\r)"))
        if "\t" in event.value:
            self._report("tab", where, say("this text holds a tab"), say("replace it with a space"))
        if self._awaits_key():
            self._take_key(event.value, where)
            return
        value = None if plain and event.value in ("", "~", "null") else self._read_lines(event)
        path = self._put(value, where)
        if is_block:
            self._tree.blocks.add(path)
        if event.anchor:
            self._anchors[event.anchor] = value

    def _read_lines(self, event: yaml.ScalarEvent) -> str:
        """Return the text of *event* with its lines apart, as `Language.join_lines` wants them.

        YAML folds lines with a space, which is wrong in Japanese.
        """
        start, end = event.start_mark, event.end_mark
        assert start is not None
        assert end is not None
        if event.style == ">":
            lines = self._lines[start.line + 1 : end.line]
        elif not event.style and end.line > start.line:
            first, last = self._lines[start.line][start.column :], self._lines[end.line]
            lines = [first, *self._lines[start.line + 1 : end.line], last[: end.column]]
        else:
            if event.style in ("'", '"') and end.line > start.line:
                where = self._place(event)
                hint = say("put it in a block: `|` after the key, then the lines below, indented")
                self._report(
                    "quoted-lines", where, say("a quoted text goes over several lines"), hint
                )
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
            first = self._tree.keys[path]
            self._report(
                "key-twice",
                where,
                say(
                    "the key {key!r} stands here a second time (first on line {line})",
                    key=key,
                    line=first.line,
                ),
                say("keep one of the two"),
            )
        self._tree.keys[path] = where
        level.key = key

    def _put(self, value: Data, where: Place) -> Path:
        """Give *value* its place in the collection that is open; return the way to it."""
        if not self._open:
            self._tree.data = value
            self._tree.values[()] = where
            return ()
        level = self._open[-1]
        if isinstance(level.data, list):
            path: Path = (*level.path, len(level.data))
            level.data.append(value)
        else:
            assert level.key is not None
            path = (*level.path, level.key)
            level.data[level.key] = value
            level.key = None
        self._tree.values[path] = where
        return path

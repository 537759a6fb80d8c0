"""What can be wrong with a file as YAML, in words, and the fault behind a syntax error.

The parser tells only where it gave up. Slips of the Japanese keyboard are looked for before; how
a fault is noticed is left to the reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import yaml

from linkj_press.message import phrase, say
from linkj_press.problem import Place, Problem

_KEY_NOT_TEXT = phrase("a key must be text")

_MISTAKES = {
    "yaml-syntax": (
        phrase("YAML cannot be read from here on"),
        phrase("compare the indentation, colons and quotes with the lines above"),
    ),
    "comment-in-text": (
        phrase("what stands from the # on is a comment, which no reader sees: {cut!r}"),
        phrase('put the whole text in quotation marks ("…"); a comment has a space after its #'),
    ),
    "needs-quotes": (
        phrase("a text begins with {sign} here, which means something else to YAML"),
        phrase('put the whole text in quotation marks: "…"'),
    ),
    "text-after-quotes": (
        phrase("this text goes on after its closing quotation mark"),
        phrase("put the whole text in quotation marks of the other kind: '…\"…\"…'"),
    ),
    "open-bracket": (
        phrase("this bracket is not closed"),
        phrase("write the closing one where its entries end"),
    ),
    "closing-bracket": (
        phrase("this bracket closes none"),
        phrase("take it away, or put a text that has one in quotation marks"),
    ),
    "flow-entries": (
        phrase("a comma is missing before this, between { } or [ ]"),
        phrase("separate entries with a comma and a space; put a text that has signs in quotes"),
    ),
    "indentation": (
        phrase("this line begins at column {column}, where no line of its level does"),
        phrase("begin it exactly below the line that it belongs with"),
    ),
    "too-far-right": (
        phrase("this line begins further right than line {line}, which has its value already"),
        phrase("begin both in the same column"),
    ),
    "block-too-shallow": (
        phrase("this line stands too far left to be part of the text that line {line} opens"),
        phrase("indent all lines of that text alike, further right than its key"),
    ),
    "no-colon": (
        phrase("no colon follows the key {key!r}"),
        phrase("write `key: value`, with a colon and a space"),
    ),
    "stray-line": (
        phrase("this line is neither `key: value` nor part of a text"),
        phrase("put a text of several lines in a block: `|` after the key, the lines indented"),
    ),
    "open-quotes": (
        phrase("this quotation mark is not closed"),
        phrase("write the same mark at the end of the text"),
    ),
    "colon-in-text": (
        phrase("a colon with a space after it stands in the text"),
        phrase('put the text in quotation marks ("…"), or in a block: `|`, then the lines below'),
    ),
    "not-yaml": (phrase("this character cannot stand in YAML"), ""),
    "second-document": (
        phrase("a second document begins here (---)"),
        phrase("keep one document in a file"),
    ),
    "tag": (
        phrase("the tag {tag!r} has no meaning here"),
        phrase('take it away; a text that begins with ! goes in quotation marks: "!…"'),
    ),
    "too-deep": (phrase("nested more than {limit} levels deep"), ""),
    "key-not-text": (_KEY_NOT_TEXT, ""),
    "braces-not-quoted": (
        _KEY_NOT_TEXT,
        phrase('a text that begins with {{ needs quotation marks: "{{ … }}"'),
    ),
    "too-many-aliases": (phrase("more than {limit} aliases (*name)"), ""),
    "unknown-alias": (
        phrase("no anchor &{anchor} stands above"),
        phrase('a text that begins with * goes in quotation marks: "*…"'),
    ),
    "alias-of-itself": (phrase("*{anchor} stands inside itself"), ""),
    "text-too-long": (
        phrase("this text has more than {limit:,} characters"),
        phrase("put a page of text in paragraphs; look for what was pasted by mistake"),
    ),
    "carriage-return": (phrase("this text holds a carriage return (\\r)"), ""),
    "tab": (phrase("this text holds a tab"), phrase("replace it with a space")),
    "quoted-lines": (
        phrase("a quoted text goes over several lines"),
        phrase("put it in a block: `|` after the key, then the lines below, indented"),
    ),
    "key-twice": (
        phrase("the key {key!r} stands here a second time (first on line {line})"),
        phrase("keep one of the two"),
    ),
}
"""The message and the hint, by code."""

SHARED_CODES = {
    "not-yaml": "control-character",
    "carriage-return": "control-character",
    "text-too-long": "too-large",
    "braces-not-quoted": "key-not-text",
    "too-far-right": "indentation",
    "block-too-shallow": "indentation",
}
"""The code that people see, where several mistakes have the same."""


def describe_mistake(mistake: str, where: Place, **values: object) -> Problem:
    """Return the problem of *mistake* at *where*; *values* go into its message."""
    words, hint = _MISTAKES[mistake]
    return Problem(SHARED_CODES.get(mistake, mistake), where, say(words, **values), say(hint))


class Fault(NamedTuple):
    """A mistake by its name, and where it stands, counted from 0."""

    mistake: str
    line: int
    column: int
    values: dict[str, object]


class _Stop(NamedTuple):
    """Where the parser gave up, and what it says."""

    lines: Sequence[str]
    """Of the file, with blanks for quoted and block text that was read before."""

    raw: Sequence[str]
    begun: yaml.Mark | None
    """Where the construct begins that was being read."""

    mark: yaml.Mark
    words: str

    @property
    def rest(self) -> str:
        """What stands at the mark and after it on its line."""
        return self.raw[self.mark.line][self.mark.column :]

    @property
    def in_flow(self) -> bool:
        """Whether { } or [ ] was being read."""
        return "flow" in self.words

    @property
    def suspect(self) -> int:
        """The line that was no line of YAML, which the parser may notice only further down."""
        return self.begun.line if self.begun and "simple key" in self.words else self.mark.line


def explain_error(error: yaml.MarkedYAMLError, lines: Sequence[str], raw: Sequence[str]) -> Fault:
    """Return the fault behind *error* in the file of the lines *raw*.

    *lines* are the same with blanks for quoted and block text.
    """
    mark = error.problem_mark or error.context_mark
    assert mark is not None
    stop = _Stop(lines, raw, error.context_mark, mark, f"{error.context} {error.problem}")
    faults = (fault for find in _FINDERS if (fault := find(stop)))
    return next(faults, Fault("yaml-syntax", mark.line, mark.column, {}))


_BEFORE_VALUE = r"(?:^ *(?:- +)*|: +|[{,\[] *)"
_SIGN = re.compile(
    _BEFORE_VALUE + r"(?P<sign>[@%`*&!]|[|>](?![-+0-9]* *(?:#|$)))"
    r"|: +(?P<dash>[-?:] )"
)
_AFTER_QUOTES = re.compile(_BEFORE_VALUE + r"""(?P<sign>"[^"]*"|'[^']*') *[^\s,}\]:#]""")
_AFTER_BRACKETS = re.compile(_BEFORE_VALUE + r"(?P<sign>\[[^\[\]]*\]|\{[^{}]*\}) *[^\s,}\]:#]")
CUT = re.compile(r"\s(?P<sign>#(?=[^\s#]))")
"""Matches a ``#`` that was hardly meant to begin a comment: no space follows it."""

_KEY_LINE = re.compile(r" *(?:- +)*[A-Za-z_][\w-]* *:(?: |$)", re.ASCII)
_HEAD = re.compile(r"( *(?:- +)*)(?:[^\s:]+: +)?[|>][-+0-9]* *(?:#.*)?$")
_BARE_KEY = re.compile(r" *(?:- +)*(?P<key>[a-z_]+) *(?:$|[;=])", re.ASCII)


def _measure_indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _find_open_quotes(stop: _Stop) -> Fault | None:
    if stop.begun and "quoted scalar" in stop.words:
        return Fault("open-quotes", stop.begun.line, stop.begun.column, {})
    return None


def _find_cut(stop: _Stop) -> Fault | None:
    """Return the ``#`` that ends an entry of { }, or a text that goes on below."""
    first = stop.begun.line if stop.begun and stop.in_flow else stop.suspect - 1
    for number in range(max(first, 0), stop.mark.line + 1):
        found = CUT.search(stop.lines[number])
        if found and stop.lines[number][: found.start()].strip():
            cut = stop.raw[number][found.start("sign") :].strip()
            return Fault("comment-in-text", number, found.start("sign"), {"cut": cut})
    return None


def _find_sign(stop: _Stop) -> Fault | None:
    """Return the sign that YAML has a use for, where a text was meant to begin with it."""
    line = stop.lines[stop.mark.line]
    for found in _SIGN.finditer(line):
        group = "sign" if found["sign"] else "dash"
        start, sign = found.start(group), found[group].strip()
        # What was read as a name of YAML's goes on to the mark.
        is_read = sign not in "*&!" or not re.search(r"\S\s", line[start : stop.mark.column])
        if start <= stop.mark.column and is_read:
            return Fault("needs-quotes", stop.mark.line, start, {"sign": sign})
    return None


def _find_text_after(stop: _Stop) -> Fault | None:
    """Return the quotes or brackets after which a text goes on."""
    line = stop.lines[stop.mark.line]
    for pattern in (_AFTER_QUOTES, _AFTER_BRACKETS):
        for found in pattern.finditer(line):
            if found.end("sign") <= stop.mark.column:
                sign, start = found["sign"][0], found.start("sign")
                mistake = "text-after-quotes" if pattern is _AFTER_QUOTES else "needs-quotes"
                return Fault(mistake, stop.mark.line, start, {"sign": sign})
    return None


def _find_bracket(stop: _Stop) -> Fault | None:
    if stop.in_flow and stop.begun:
        first = stop.lines[stop.begun.line][stop.begun.column :]
        inner = first.split(" #")[0] + "".join(stop.lines[stop.begun.line + 1 : stop.mark.line])
        if len(re.findall(r"[\[{]", inner)) > len(re.findall(r"[\]}]", inner)):
            return Fault("open-bracket", stop.begun.line, stop.begun.column, {})
        return Fault("flow-entries", stop.mark.line, stop.mark.column, {})
    if stop.rest[:1] in ("]", "}"):
        return Fault("closing-bracket", stop.mark.line, stop.mark.column, {})
    return None


def _find_indentation(stop: _Stop) -> Fault | None:
    """Return the key or the entry of a list that begins where none of its level does."""
    line = stop.raw[stop.mark.line]
    column = _measure_indent(line)
    if not (_KEY_LINE.match(line) or line[column:].startswith("- ")):
        return None
    if "mapping values" in stop.words:
        before = _find_line_above(stop, column)
        first_colon = line.find(":") == stop.mark.column
        if before is not None and first_colon:
            return Fault("too-far-right", stop.mark.line, column, {"line": before + 1})
    elif stop.begun and stop.mark.column == column != stop.begun.column:
        return Fault("indentation", stop.mark.line, column, {"column": column + 1})
    return None


def _find_line_above(stop: _Stop, column: int) -> int | None:
    """Return the line above the mark's if it is a key that stands left of *column*."""
    above = next((n for n in range(stop.mark.line - 1, -1, -1) if stop.lines[n].strip()), None)
    if above is None or not _KEY_LINE.match(stop.raw[above]):
        return None
    line = stop.raw[above]
    return above if len(line) - len(line.lstrip(" -")) < column else None


def _find_shallow(stop: _Stop) -> Fault | None:
    """Return the line that was meant for the block text above, and stands too far left."""
    line = stop.raw[stop.suspect]
    column = _measure_indent(line)
    head = _find_head(stop)
    if head is None or not line.strip():
        return None
    return Fault("block-too-shallow", stop.suspect, column, {"line": head + 1})


def _find_head(stop: _Stop) -> int | None:
    """Return the line whose block the lines right above the suspect are in, if they are."""
    for number in range(stop.suspect - 1, -1, -1):
        if _HEAD.fullmatch(stop.raw[number]):
            return number
        if _KEY_LINE.match(stop.raw[number]):
            break
    return None


def _find_colon(stop: _Stop) -> Fault | None:
    if "mapping values" in stop.words:
        return Fault("colon-in-text", stop.mark.line, stop.mark.column, {})
    return None


def _find_stray(stop: _Stop) -> Fault | None:
    line = stop.raw[stop.suspect]
    if not line.strip() or "simple key" not in stop.words:
        return None
    bare = _BARE_KEY.match(line)
    column = _measure_indent(line)
    if bare:
        return Fault("no-colon", stop.suspect, bare.end("key"), {"key": bare["key"]})
    return Fault("stray-line", stop.suspect, column, {})


_FINDERS: tuple[Callable[[_Stop], Fault | None], ...] = (
    _find_open_quotes,
    _find_cut,
    _find_sign,
    _find_text_after,
    _find_bracket,
    _find_indentation,
    _find_colon,
    _find_shallow,
    _find_stray,
)

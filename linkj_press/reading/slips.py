"""The slips of a Japanese typist, told apart from other mistakes and explained as what they are.

A slip is looked for only where YAML's own structure is written: in plain scalars, keys and
around a syntax error. Quoted text and block text (``|``) may hold anything.
"""

import re
from dataclasses import dataclass, replace

import yaml

from linkj_press.message import Message, say


@dataclass(frozen=True, slots=True)
class Slip:
    """A mistake of the keyboard, at a place counted from 0."""

    code: str
    line: int
    column: int
    message: Message
    hint: Message


@dataclass(frozen=True, slots=True)
class _Pattern:
    code: str
    regex: re.Pattern[str]
    """Matched against one line; the group ``slip`` is the character at fault."""

    message: Message
    hint: Message

    def find(self, text: str, line: int, start: int = 0) -> Slip | None:
        match = self.regex.search(text, start)
        if match is None:
            return None
        return Slip(self.code, line, match.start("slip"), self.message, self.hint)


_ENTRY = r"^[ \u3000\t]*(?:- +)*"
"""What may stand before a key: indentation and list dashes."""

_IDEOGRAPHIC_SPACE_HINT = say("switch the input method off and type ordinary (half-width) spaces")

_COLON = _Pattern(
    "full-width-colon",
    re.compile(_ENTRY + r"(?:\"[^\"]*\"|'[^']*'|[a-z_][a-z_-]*)[ \u3000]*(?P<slip>：)", re.ASCII),
    say("the colon after this key is full-width (：)"),
    say("write an ASCII colon and a space: `key: value`"),
)
_IDEOGRAPHIC_INDENT = _Pattern(
    "ideographic-space",
    re.compile(r"^[ \t]*(?P<slip>\u3000)"),
    say("an ideographic (full-width) space stands in the indentation"),
    _IDEOGRAPHIC_SPACE_HINT,
)
_IDEOGRAPHIC_AFTER_COLON = _Pattern(
    "ideographic-space",
    re.compile(_ENTRY + r"[A-Za-z_][\w-]*:(?P<slip>\u3000)", re.ASCII),
    say("an ideographic (full-width) space follows the colon"),
    _IDEOGRAPHIC_SPACE_HINT,
)
_IDEOGRAPHIC_AFTER_DASH = _Pattern(
    "ideographic-space",
    re.compile(r"^ *-(?P<slip>\u3000)"),
    say("an ideographic (full-width) space follows the list's dash"),
    _IDEOGRAPHIC_SPACE_HINT,
)
_STRANGE_SPACE = _Pattern(
    "strange-space",
    re.compile(
        rf"(?:^[ \t]*|{_ENTRY}[A-Za-z_][\w-]*: *|^ *- *)"
        r"(?P<slip>[\u00a0\u2000-\u200d\u202f\u2060])",
        re.ASCII,
    ),
    say("a space that is none to YAML stands here, as Word and web pages have them"),
    say("delete it, and type an ordinary space"),
)
_TAB = _Pattern(
    "tab",
    re.compile(r"^(?:[ \u3000]*|[ ]*(?:- +)*[\w-]+: *)(?P<slip>\t)"),
    say("a tab stands here, where YAML allows only spaces"),
    say("replace it with two spaces a level; most editors can do so on every Tab key"),
)
_NO_SPACE = _Pattern(
    "no-space-after-colon",
    re.compile(_ENTRY + r"[a-z_]+(?P<slip>:)(?!//)[^\s\u3000]", re.ASCII),
    say("no space follows the colon"),
    say("write `key: value`, with a space after the colon"),
)
_QUOTES = _Pattern(
    "full-width-quotes",
    re.compile(
        r"(?:^|: +|- +|[{\[,] *)(?P<slip>[“”＂‘’＇][^“”＂‘’＇]*[“”＂’＇])[ ]*(?:$|[,}\]#:])"
    ),
    say("the quotation marks around this value are full-width"),
    say('write ASCII quotation marks around it ("…"), or none'),
)
_COMMA = _Pattern(
    "full-width-comma",
    re.compile(r"(?P<slip>，)"),
    say("a full-width comma stands between { } or [ ]"),
    say("separate entries with an ASCII comma and a space; quote a text that holds the character"),
)
_FLOW_COMMA = _Pattern(
    _COMMA.code, re.compile(r"[{\[][^{}\[\]]*?(?P<slip>[，、])"), _COMMA.message, _COMMA.hint
)
_BRACKET = _Pattern(
    "full-width-bracket",
    re.compile(r"(?:^|: +|- +)(?P<slip>[｛［])"),
    say("this bracket is full-width"),
    say("write ASCII { } or [ ]"),
)
_FLOW_COLON = _Pattern(
    "full-width-colon",
    re.compile(r"[{,]\s*[A-Za-z_]\w*\s*(?P<slip>：)", re.ASCII),
    _COLON.message,
    _COLON.hint,
)

_BRACKETED = _Pattern(
    _QUOTES.code,
    re.compile(r"(?:^|: +|- +|[{,] *)(?P<slip>「[^「」]*」|『[^『』]*』)[ ]*$"),
    say("to YAML, 「 」 are no quotation marks"),
    say('put ASCII quotation marks around them: "「…」"'),
)

_IN_SYNTAX = (
    _IDEOGRAPHIC_INDENT,
    _STRANGE_SPACE,
    _COLON,
    _FLOW_COLON,
    _TAB,
    _IDEOGRAPHIC_AFTER_COLON,
    _IDEOGRAPHIC_AFTER_DASH,
    _FLOW_COMMA,
    _QUOTES,
    _BRACKETED,
    _BRACKET,
    _NO_SPACE,
)
_IN_SCALAR = (
    _IDEOGRAPHIC_INDENT,
    _STRANGE_SPACE,
    _COLON,
    _IDEOGRAPHIC_AFTER_COLON,
    _IDEOGRAPHIC_AFTER_DASH,
    _NO_SPACE,
)


class MaskedLines:
    """The lines of a file, with blanks for what may hold anything: quoted and block text."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._events: list[yaml.ScalarEvent] = []

    def mask(self, event: yaml.ScalarEvent) -> None:
        """Leave out the text of *event*, a quoted or block scalar."""
        self._events.append(event)

    @property
    def lines(self) -> list[str]:
        """The lines of the file, with blanks for what was left out."""
        lines = [list(line) for line in self._lines]
        for event in self._events:
            start, end = event.start_mark, event.end_mark
            assert start is not None
            assert end is not None
            is_block = event.style in ("|", ">")
            for number in range(start.line + is_block, min(end.line + 1, len(lines))):
                line = lines[number]
                first = start.column + 1 if number == start.line else 0
                last = end.column - (not is_block) if number == end.line else len(line)
                line[first:last] = " " * max(last - first, 0)
        return ["".join(line) for line in lines]


def explain_syntax(lines: list[str], first: int, last: int) -> Slip | None:
    """Return the slip behind a syntax error met on line *last* in a construct begun on *first*.

    The nearest line is the likeliest; the parser often notices only on the line after.
    *lines* are masked.
    """
    for line in range(min(last, len(lines) - 1), max(first - 1, last - 8, 0) - 1, -1):
        text = _COMMENT.sub("", lines[line])
        for pattern in _IN_SYNTAX:
            slip = pattern.find(text, line)
            if slip:
                return slip
    return None


_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")


@dataclass(frozen=True, slots=True)
class PlainScalar:
    """A scalar without quotation marks, and where it stands, counted from 0."""

    value: str
    start: tuple[int, int]
    """Its line and column."""

    end_line: int
    in_flow: bool
    """Whether it stands between { } or [ ]."""

    may_be_key: bool
    """Whether it stands where a key could: first on its line, or after ``{``."""


def explain_scalar(scalar: PlainScalar, lines: list[str]) -> Slip | None:
    """Return the slip that made *scalar*, or None when it is what was meant."""
    line, column = scalar.start
    if scalar.in_flow and "，" in scalar.value:
        number = line if "，" in lines[line][column:] else line + 1
        while "，" not in lines[number]:
            number += 1
        return _COMMA.find(lines[number], number, column if number == line else 0)
    if _QUOTED.fullmatch(scalar.value):
        return Slip(_QUOTES.code, line, column, _QUOTES.message, _QUOTES.hint)
    if _HALF_QUOTED.fullmatch(scalar.value):
        return Slip("open-quotes", line, column, *_HALF)
    starts = {line: column} if scalar.may_be_key else {}
    starts |= dict.fromkeys(range(line + 1, min(scalar.end_line + 1, len(lines))), 0)
    for number, start in starts.items():
        for pattern in _IN_SCALAR:
            slip = pattern.find(lines[number][start : start + _REACH], number)
            if slip:
                return replace(slip, column=slip.column + start)
    return None


_REACH = 200
"""How far into a scalar a key could reach, in characters."""


_QUOTED = re.compile(r"[“”＂‘＇][^“”＂‘’＇]*[“”＂’＇]|[“”][^“”\"]*\"")

_HALF_QUOTED = re.compile(r"[^\"]*[^\"\d]\"")
_HALF = (
    say("this text ends with a quotation mark, and does not begin with one"),
    say("write the same mark before it, or take this one away"),
)

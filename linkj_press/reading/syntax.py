"""The fault behind a syntax error, or behind a text that was meant as something else.

The parser tells only where it gave up. Slips of the Japanese keyboard are looked for first, and
only where YAML's own structure is written: in plain scalars, keys and around a syntax error.
Quoted text and block text (``|``) may hold anything.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import yaml

from linkj_press.reading.encoding import begin_of, end_of
from linkj_press.reading.mistakes import Fault
from linkj_press.text.patterns import compile_pattern

_ENTRY = r"^[ \u3000\t]*(?:- +)*"
"""What may stand before a key: indentation and list dashes."""

_SLIPS = {
    "ideographic-indent": compile_pattern(r"^[ \t]*(?P<slip>\u3000)"),
    "strange-space": compile_pattern(
        rf"(?:^[ \t]*|{_ENTRY}[A-Za-z_][\w-]*: *|^ *- *)"
        r"(?P<slip>[\u00a0\u2000-\u200d\u202f\u2060])",
        re.ASCII,
    ),
    "full-width-colon": compile_pattern(
        _ENTRY + r"(?:\"[^\"]*\"|'[^']*'|[a-z_][a-z_-]*)[ \u3000]*(?P<slip>：)", re.ASCII
    ),
    "full-width-colon-in-flow": compile_pattern(r"[{,]\s*[A-Za-z_]\w*\s*(?P<slip>：)", re.ASCII),
    "tab-as-space": compile_pattern(r"^(?:[ \u3000]*|[ ]*(?:- +)*[\w-]+: *)(?P<slip>\t)"),
    "ideographic-after-colon": compile_pattern(
        _ENTRY + r"[A-Za-z_][\w-]*:(?P<slip>\u3000)", re.ASCII
    ),
    "ideographic-after-dash": compile_pattern(r"^ *-(?P<slip>\u3000)"),
    "full-width-comma": compile_pattern(r"[{\[][^{}\[\]]*?(?P<slip>[，、])"),
    "full-width-quotes": compile_pattern(
        r"(?:^|: +|- +|[{\[,] *)(?P<slip>[“”＂‘’＇][^“”＂‘’＇]*[“”＂’＇])[ ]*(?:$|[,}\]#:])"
    ),
    "japanese-quotes": compile_pattern(
        r"(?:^|: +|- +|[{,] *)(?P<slip>「[^「」]*」|『[^『』]*』)[ ]*$"
    ),
    "full-width-bracket": compile_pattern(r"(?:^|: +|- +)(?P<slip>[｛［])"),
    "no-space-after-colon": compile_pattern(
        _ENTRY + r"[a-z_]+(?P<slip>:)(?!//)[^\s\u3000]", re.ASCII
    ),
}
"""How each slip looks in a line around a syntax error; the group ``slip`` is at fault."""

_IN_SCALAR = {
    slip: _SLIPS[slip]
    for slip in (
        "ideographic-indent",
        "strange-space",
        "full-width-colon",
        "ideographic-after-colon",
        "ideographic-after-dash",
        "no-space-after-colon",
    )
}
"""Those that make no syntax error, but a plain scalar of what was meant as a key."""

_COMMENT = compile_pattern(r"(?:^|(?<=\s))#.*")
_REACH = 200
"""How far into a scalar a key could reach, in characters."""

_QUOTED = compile_pattern(r"[“”＂‘＇][^“”＂‘’＇]*[“”＂’＇]|[“”][^“”\"]*\"")
_HALF_QUOTED = compile_pattern(r"[^\"]*[^\"\d]\"")


def _find_slip(
    patterns: Mapping[str, re.Pattern[str]], text: str, line: int, column: int = 0
) -> Fault | None:
    found = ((slip, match) for slip, it in patterns.items() if (match := it.search(text)))
    return next((Fault(slip, line, column + match.start("slip")) for slip, match in found), None)


def explain_scalar(
    event: yaml.ScalarEvent, lines: Sequence[str], *, in_flow: bool, may_be_key: bool
) -> Fault | None:
    """Return the slip that made the plain scalar of *event*, or None when it is what was meant.

    It stands *in_flow* between { } or [ ], and *may_be_key* first on its line, or after ``{``.
    """
    start, end = begin_of(event), end_of(event)
    line, column, text = start.line, start.column, event.value
    if in_flow and "，" in text:
        while (comma := lines[line].find("，", column)) < 0:
            line, column = line + 1, 0
        return Fault("full-width-comma", line, comma)
    if _QUOTED.fullmatch(text):
        return Fault("full-width-quotes", line, column)
    if _HALF_QUOTED.fullmatch(text):
        return Fault("half-quoted", line, column)
    firsts = {line: column} if may_be_key else {}
    firsts |= dict.fromkeys(range(line + 1, min(end.line + 1, len(lines))), 0)
    slips = (
        _find_slip(_IN_SCALAR, lines[number][first : first + _REACH], number, first)
        for number, first in firsts.items()
    )
    return next(filter(None, slips), None)


def _mask_lines(lines: Iterable[str], quoted: Iterable[yaml.ScalarEvent]) -> list[str]:
    """Return *lines* with blanks for the text of *quoted* and block scalars."""
    masked = [list(line) for line in lines]
    for event in quoted:
        start, end = begin_of(event), end_of(event)
        is_block = event.style in ("|", ">")
        for number in range(start.line + is_block, min(end.line + 1, len(masked))):
            line = masked[number]
            first = start.column + 1 if number == start.line else 0
            last = end.column - (not is_block) if number == end.line else len(line)
            line[first:last] = " " * max(last - first, 0)
    return ["".join(line) for line in masked]


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
    def in_flow(self) -> bool:
        return "flow" in self.words

    @property
    def suspect(self) -> int:
        """The line that was no line of YAML, which the parser may notice only further down."""
        return self.begun.line if self.begun and "simple key" in self.words else self.mark.line


def explain_error(
    error: yaml.MarkedYAMLError, raw: Sequence[str], quoted: Iterable[yaml.ScalarEvent]
) -> Fault:
    """Return the fault behind *error* in the file of the lines *raw*, some of them *quoted*."""
    mark = error.problem_mark or error.context_mark
    assert mark is not None
    words = f"{error.context} {error.problem}"
    stop = _Stop(_mask_lines(raw, quoted), raw, error.context_mark, mark, words)
    faults = (fault for find in _FINDERS if (fault := find(stop)))
    return next(faults, Fault("yaml-syntax", mark.line, mark.column))


_BEFORE_VALUE = r"(?:^ *(?:- +)*|: +|[{,\[] *)"
_SIGN = compile_pattern(
    _BEFORE_VALUE + r"(?P<sign>[@%`*&!]|[|>](?![-+0-9]* *(?:#|$)))"
    r"|: +(?P<dash>[-?:] )"
)
_AFTER_QUOTES = compile_pattern(_BEFORE_VALUE + r"""(?P<sign>"[^"]*"|'[^']*') *[^\s,}\]:#]""")
_AFTER_BRACKETS = compile_pattern(_BEFORE_VALUE + r"(?P<sign>\[[^\[\]]*\]|\{[^{}]*\}) *[^\s,}\]:#]")
CUT = compile_pattern(r"\s(?P<sign>#(?=[^\s#]))")
"""Matches a ``#`` that was hardly meant to begin a comment: no space follows it."""

_KEY_LINE = compile_pattern(r" *(?:- +)*[A-Za-z_][\w-]* *:(?: |$)", re.ASCII)
_HEAD = compile_pattern(r"( *(?:- +)*)(?:[^\s:]+: +)?[|>][-+0-9]* *(?:#.*)?$")
_BARE_KEY = compile_pattern(r" *(?:- +)*(?P<key>[a-z_]+) *(?:$|[;=])", re.ASCII)


def _find_slip_above(stop: _Stop) -> Fault | None:
    """Return the slip of the nearest line: the parser often notices only on the line after."""
    first = stop.begun.line if stop.begun else 0
    last = min(stop.mark.line, len(stop.lines) - 1)
    for line in range(last, max(first - 1, stop.mark.line - 8, 0) - 1, -1):
        slip = _find_slip(_SLIPS, _COMMENT.sub("", stop.lines[line]), line)
        if slip:
            return slip
    return None


def _measure_indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _find_open_quotes(stop: _Stop) -> Fault | None:
    if stop.begun and "quoted scalar" in stop.words:
        return Fault("open-quotes", stop.begun.line, stop.begun.column)
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
            return Fault("open-bracket", stop.begun.line, stop.begun.column)
        return Fault("flow-entries", stop.mark.line, stop.mark.column)
    if stop.raw[stop.mark.line].startswith(("]", "}"), stop.mark.column):
        return Fault("closing-bracket", stop.mark.line, stop.mark.column)
    return None


def _find_indentation(stop: _Stop) -> Fault | None:
    """Return the key or entry of a list where none of its level begins, or a colon too many."""
    line = stop.raw[stop.mark.line]
    column = _measure_indent(line)
    is_entry = _KEY_LINE.match(line) or line[column:].startswith("- ")
    if "mapping values" in stop.words:
        before = _find_line_above(stop, column)
        if is_entry and before is not None and line.find(":") == stop.mark.column:
            return Fault("too-far-right", stop.mark.line, column, {"line": before + 1})
        return Fault("colon-in-text", stop.mark.line, stop.mark.column)
    if is_entry and stop.begun and stop.mark.column == column != stop.begun.column:
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
    if not line.strip():
        return None
    for number in range(stop.suspect - 1, -1, -1):
        if _HEAD.fullmatch(stop.raw[number]):
            return Fault("block-too-shallow", stop.suspect, column, {"line": number + 1})
        if _KEY_LINE.match(stop.raw[number]):
            break
    return None


def _find_stray(stop: _Stop) -> Fault | None:
    line = stop.raw[stop.suspect]
    if not line.strip() or "simple key" not in stop.words:
        return None
    bare = _BARE_KEY.match(line)
    column = _measure_indent(line)
    if bare:
        return Fault("no-colon", stop.suspect, bare.end("key"), {"key": bare["key"]})
    return Fault("stray-line", stop.suspect, column)


_FINDERS: tuple[Callable[[_Stop], Fault | None], ...] = (
    _find_slip_above,
    _find_open_quotes,
    _find_cut,
    _find_sign,
    _find_text_after,
    _find_bracket,
    _find_indentation,
    _find_shallow,
    _find_stray,
)

"""Marks: how a template's output says, inside the text, where each run of words comes from.

Templating writes them, the Markdown stage cuts spans at them. They are control characters, which
no source file may hold, with a decimal number between:

    SO n SI    from here on, words are literals of source n; inside the value of a record's field,
               those of line n of its file
    DLE n SI   a filled-in value begins: fill n
    DC1        it ends; what stood around it goes on
"""

import re
import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from linkj_press.draft.document import Gap, Source
from linkj_press.language import INDENT
from linkj_press.text.patterns import compile_pattern

LITERAL = "\x0e"
BEGIN = "\x10"
NUMBER_END = "\x0f"
END = "\x11"


class Fill(NamedTuple):
    """What is known of a filled-in value beside its text."""

    source: Source
    href: str = ""
    picture: bool = False
    """Whether the value stands for a picture: its text is the file, relative to the workspace."""

    gap: Gap | None = None


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A template's output: Markdown with marks, and what the marks number."""

    text: str
    literals: Sequence[Source]
    fills: Sequence[Fill]


def mark_literal(number: int) -> str:
    """Return the mark after which words are literals of source *number*."""
    return f"{LITERAL}{number}{NUMBER_END}"


def mark_value(number: int, text: str) -> str:
    """Return *text* between the marks of fill *number*."""
    return f"{BEGIN}{number}{NUMBER_END}{text}{END}"


MARKS = compile_pattern(f"([{LITERAL}{BEGIN}])([0-9]+){NUMBER_END}|{END}")
"""Matches a mark: its kind and number, both None for the end of a value."""

_MARK_OR_ESCAPE = compile_pattern(f"[{LITERAL}{BEGIN}][0-9]+{NUMBER_END}|{END}|\\\\(.)", re.DOTALL)

_SIGN = compile_pattern(f"[{re.escape(string.punctuation)}]")
_ESCAPES = str.maketrans({char: f"\\{char}" for char in string.punctuation})


def escape_markdown(text: str) -> str:
    """Return *text* so that Markdown reads it as nothing but text."""
    # Most Japanese has none, and is slow to translate.
    return text.translate(_ESCAPES) if _SIGN.search(text) else text


def read_plain(marked: str) -> str:
    """Return the plain text of escaped *marked* text, its marks and escapes taken away."""
    return "".join(filter(None, _MARK_OR_ESCAPE.split(marked)))


def join_marked(marked: str, joint: Callable[[str, str], str]) -> str:
    """Return the lines of escaped *marked* text as one.

    *joint* gives what stands between two, by the last character before and the first after it.
    """
    joined = before = ""
    for index, line in enumerate(marked.split("\n")):
        plain = read_plain(line)
        joined += (joint(before, plain[:1]) if index else "") + line
        before = plain[-1:] or before
    return joined


def split_leading_literal(line: str) -> tuple[int | None, str]:
    """Return the source number that *line* opens with, or None, and the line without it.

    A line of Markdown must show its own first character, so marks before it have to go.
    """
    number = None
    while line.startswith(LITERAL):
        digits, _, line = line[1:].partition(NUMBER_END)
        number = int(digits)
    return number, line


def mark_lines(lines: list[str], first: int, mark_line: Callable[[str, int], str]) -> str:
    """Return *lines* of prose, from line *first* on, as marked Markdown, to be joined to one line.

    *mark_line* marks Markdown as standing on a line.
    """
    marked: list[str] = []
    last = len(lines) - 1
    for index, line in enumerate(lines):
        # Space at the two ends belongs to what stands there.
        text = line.lstrip(INDENT) if index else line
        text = text.rstrip(" ") if index < last else text
        joint = "\n" if index < last and (text or not index) else ""
        marked.append(mark_line(escape_markdown(text) + joint, first + index))
    return "".join(marked)

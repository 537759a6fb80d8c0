"""The forms in which one value of a YAML text can be written in the place of another."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from linkj_press.reading.reader import ValueSpan


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

    @property
    def ends_in_comment(self) -> bool:
        """Whether a comment stands behind the last of several lines, where no block has one."""
        head, behind = self.text[slice(*self.head)], self.text[self.head[1] : self.body[0]]
        return len(head.splitlines()) > 1 and bool(behind.strip())


def write_forms(text: str, span: ValueSpan, new: str) -> Iterator[str]:
    """Return *text* with *new* in place of the scalar at *span*, in each form, nearest first.

    The lines of *new* end in a line feed alone.
    """
    layout = _lay_out(text, span)
    lead = lead_in(text, span)
    if "\n" in new and not span.style:
        yield from _write_folded(layout, new)
    may_be_block = layout.header or ("\n" in new and not layout.ends_in_comment)
    if not span.in_flow and new.strip() and may_be_block:
        yield from _write_blocks(layout, lead, new)
    for value in _write_line(span.style, new):
        yield layout.fill(lead + value)


def lead_in(text: str, span: ValueSpan) -> str:
    """Return what must stand before a value at *span*: something only where nothing stood."""
    if span.start < span.end:
        return ""
    if span.key_end is not None and ":" not in text[span.key_end : span.start]:
        return ": "
    return "" if text[: span.start][-1:].isspace() else " "


def find_content_end(text: str, span: ValueSpan) -> int:
    """Return where the value at *span* ends: the end of a block's last line, without its break."""
    return _lay_out(text, span).body[1] if span.style in ("|", ">") else span.end


def _write_line(style: str, new: str) -> Iterator[str]:
    if "\n" not in new:
        if style == "'":
            yield "'" + new.replace("'", "''") + "'"
        elif not style and new == new.strip() and new.lower() not in ("", "~", "null"):
            yield new
    # A string of JSON is one of YAML.
    yield json.dumps(new, ensure_ascii=False)


def _write_folded(layout: _Layout, new: str) -> Iterator[str]:
    """Return *new* over several lines without quotation marks, if the old text was."""
    lines = layout.text[slice(*layout.head)].splitlines()
    if len(lines) > 1:
        indent = " " * (len(lines[1]) - len(lines[1].lstrip(" ")))
        yield layout.fill(new.replace("\n", layout.newline + indent))


def _write_blocks(layout: _Layout, lead: str, new: str) -> Iterator[str]:
    """Return *new* as a block, with the old header first, then with the least that it needs."""
    header = layout.header
    chomp = header.strip("|>123456789") if header else _chomp(new)
    marks = dict.fromkeys([(header[:1] or "|", chomp), ("|", chomp), ("|", _chomp(new))])
    at_end = layout.body[1] == len(layout.text)
    for last in ("", layout.newline) if at_end else ("",):
        for mark, chomped in marks:
            indent, digit = _indent(layout, new)
            lines = new.removesuffix("\n").split("\n")
            body = "".join(layout.newline + (line and " " * indent + line) for line in lines)
            yield layout.fill(lead + _head(header, mark, digit, chomped), body + last)


def _chomp(new: str) -> str:
    """Return the mark of a block that ends as *new* does."""
    if not new.endswith("\n"):
        return "-"
    return "+" if new.endswith("\n\n") else ""


def _head(header: str, mark: str, digit: str, chomp: str) -> str:
    """Return the header of a block, in the order of *header*: ``|2-`` or ``|-2``."""
    return mark + (digit + chomp if header[1:2].isdigit() else chomp + digit)


def _indent(layout: _Layout, new: str) -> tuple[int, str]:
    """Return the spaces before each line of *new* in a block, and what the header says of them."""
    told = any(char.isdigit() for char in layout.header)
    if not told and not new.lstrip("\n").startswith(" "):
        return layout.indent, ""
    step = layout.indent - layout.column
    step = step if 0 < step <= _MOST_INDENT else _STEP
    return layout.column + step, str(step)


def _lay_out(text: str, span: ValueSpan) -> _Layout:
    newline = find_newline(text, span.start)
    if span.style not in ("|", ">"):
        end = find_line_end(text, span.end)
        indent = span.column + _STEP
        return _Layout(text, (span.start, span.end), (end, end), span.column, indent, newline)
    header = text[span.start] + "".join(
        takewhile("+-123456789".__contains__, text[span.start + 1 :])
    )
    head = span.start + len(header)
    first = find_line_end(text, head)
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

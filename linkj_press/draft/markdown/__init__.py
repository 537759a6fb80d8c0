"""Marked Markdown to the blocks of a release; what has no place in one is a problem.

So are signs of Markdown that were meant, and are none as they were typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import PurePosixPath
from time import thread_time

from markdown_it.token import Token

from linkj_press.draft.document import Block, Cell, Figure, Role, Table, TemplateSource, Text
from linkj_press.draft.markdown.inline import (
    LINE_BREAK,
    Cutter,
    Piece,
    Pieces,
    holds_value,
    make_parser,
    read_inline,
    spans_of,
)
from linkj_press.draft.marks import MarkedText, split_leading_literal
from linkj_press.language import Language
from linkj_press.message import NOTHING, Message, say
from linkj_press.problem import Problem, ProblemsFound, suggest

__all__ = ["parse_blocks"]


_SLIPS = re.compile(r"(?P<fence>：[：:]+|:+：[：:]*)|(?P<heading>＃+|##?(?=[^#\s]))")
"""Matches a fence or the sign of a heading that is full-width or lacks its space."""


def find_slip(text: str) -> tuple[str, str] | None:
    """Return what *text*, a paragraph, wrongly begins with, and the sign that was meant."""
    match = _SLIPS.match(text)
    if match is None:
        return None
    return match[0], ":::" if match["fence"] else "#" * len(match[0])


FIGURE = "figure"
HISTORY_TABLE = "history-table"
_FENCE = ":::"

_MOST_CHARACTERS = 5_000_000
_MOST_LINES = 30_000
"""A history of 10,000 partners has 3,000,000 characters on 10,000 lines."""

_MOST_CHARACTERS_OF_PARAGRAPH = 100_000

_MOST_SECONDS = 4
"""Of processor time, which a busy machine does not use up. A release takes a hundredth of one."""

_MOST_COLUMNS = 63
"""Word opens no table that has more."""

_MOST_CELLS = 100_000

_PARSER = make_parser()
_ROLE_BLOCKS = {str(role): role for role in Role if role not in (Role.HEADLINE, Role.SECTION)}
_BLOCKS = {*_ROLE_BLOCKS, FIGURE, HISTORY_TABLE}


def parse_blocks(marked: MarkedText, language: Language) -> tuple[Block, ...]:
    """Return the blocks of *marked*, every span with its source.

    Raises ProblemsFound for Markdown that has no place in a release.
    """
    sources: list[TemplateSource | None] = []
    lines: list[str] = []
    for line in marked.text.split("\n"):
        number, rest = split_leading_literal(line)
        source = None if number is None else marked.literals[number]
        sources.append(source if isinstance(source, TemplateSource) else None)
        # What stands before an indented line (　) keeps it from being taken for mere space.
        lines.append(line if rest.startswith("\u3000") else rest)
    cutter = Cutter(marked, sources, language)
    if len(lines) > _MOST_LINES or len(marked.text) > _MOST_CHARACTERS:
        raise ProblemsFound([_refuse_length(cutter.source_at(len(lines) - 1))])
    reader = _Reader(cutter, lines)
    blocks = reader.read(_PARSER.parse("\n".join(lines)))
    if reader.problems:
        raise ProblemsFound(reader.problems)
    return blocks


def _refuse_length(source: TemplateSource) -> Problem:
    hint = say("look for loops inside loops, and for text that is put together with itself")
    return Problem("too-long", source.place, say("this makes the release far too long"), hint)


class _Reader:
    """Walks the tokens of a document and builds its blocks."""

    def __init__(self, cutter: Cutter, lines: Sequence[str]) -> None:
        self._cutter = cutter
        self._lines = lines
        self._end = thread_time() + _MOST_SECONDS
        self.problems: list[Problem] = []
        self._blocks: list[Block] = []
        self._open: list[str] = []
        """The names of the ``:::`` blocks that are open."""

        self._opened_on: list[int] = []
        """Their lines."""
        self._figure: list[tuple[Pieces, TemplateSource]] = []

    def read(self, tokens: Sequence[Token]) -> tuple[Block, ...]:
        rest = iter(tokens)
        for token in rest:
            self._take(token, rest)
        return tuple(self._blocks)

    def _take(self, token: Token, rest: Iterator[Token]) -> None:
        match token.type:
            case "container_block_open":
                self._open_block(token)
            case "container_block_close":
                self._close_block(token)
            case "paragraph_open":
                self._take_paragraph(next(rest), _line(token))
            case "heading_open":
                self._take_heading(token, next(rest))
            case "table_open":
                self._take_table(token, rest)
            case "paragraph_close" | "heading_close":
                pass
            case _:
                self._refuse(token)

    def _refuse(self, token: Token) -> None:
        names = {
            "bullet_list_open": say("a list"),
            "ordered_list_open": say("a numbered list"),
            "fence": say("a code block"),
            "hr": say("a rule (---)"),
            "blockquote_open": say("a block quote (>)"),
        }
        if token.type in names:
            self._report(
                "not-for-releases",
                _line(token),
                say("{sign} has no place in a release", sign=names[token.type]),
                say("write a paragraph; if the sign is meant as itself, put \\ before it"),
            )

    def _report(self, code: str, line: int, message: Message, hint: Message = NOTHING) -> None:
        self._report_at(self._cutter.source_at(line), code, message, hint)

    def _report_at(
        self, source: TemplateSource, code: str, message: Message, hint: Message
    ) -> None:
        self.problems.append(Problem(code, source.place, message, hint))

    def _open_block(self, token: Token) -> None:
        name = token.info.strip()
        line = _line(token)
        if not name:
            hint = say("take it away, or name the block that it begins: ::: lede")
            self._report(
                "unknown-block", line, say("{fence} closes nothing here", fence=_FENCE), hint
            )
        elif name not in _BLOCKS:
            hint = suggest(name, _BLOCKS)
            self._report("unknown-block", line, say("there is no block {name!r}", name=name), hint)
        elif self._open:
            self._report_open(self._open[-1], self._opened_on[-1])
        elif not self._is_closed(token):
            self._report_open(name, line)
        self._open.append(name)
        self._opened_on.append(line)
        self._figure = []

    def _report_open(self, name: str, line: int) -> None:
        hint = say("write {fence} on a line of its own where it ends", fence=_FENCE)
        self._report("open-block", line, say("the block {name!r} is not closed", name=name), hint)

    def _is_closed(self, token: Token) -> bool:
        """Return whether a fence closes the block of *token*, and not just the end of the text."""
        end = token.map[1] if token.map else 0
        return end < len(self._lines) and self._lines[end].startswith(_FENCE)

    def _close_block(self, token: Token) -> None:
        self._opened_on.pop()
        if self._open.pop() == FIGURE and self._figure:
            self._blocks.append(self._make_figure())

    def _cut(self, inline: Token, line: int, *, is_figure: bool = False) -> list[Pieces]:
        """Return the lines of *inline*, and report what may not stand in them.

        A picture may stand only in a paragraph of a figure.
        """
        if len(inline.content) > _MOST_CHARACTERS_OF_PARAGRAPH or thread_time() > self._end:
            raise ProblemsFound([_refuse_length(self._cutter.source_at(line))])
        tokens = read_inline(_PARSER, inline.content)
        lines = self._cutter.cut(tokens, line)
        self._check_links(tokens, line)
        # Of few pieces is there anything to ask.
        odd = [p for pieces in lines for p in pieces if p.in_link or p.fill.picture]
        if any(piece.in_link for piece in odd) or any(map(holds_value, tokens)):
            message = say("Markdown's link signs have no effect around a value")
            self._report("link-around-value", line, message, say("write {{ value | link }}"))
        alone = is_figure and sum(map(len, lines)) == 1
        if not alone and any(piece.picture for piece in odd):
            hint = say("put it in a ::: figure block, with an empty line after it")
            self._report("picture-in-text", line, say("a picture stands alone in a figure"), hint)
        return lines

    def _check_links(self, tokens: Sequence[Token], line: int) -> None:
        """Report links of which something would not be seen: a title, or all of it."""
        for token, following in pairwise(tokens):
            if token.type != "link_open":
                continue
            if "title" in token.attrs:
                message = say("the title of a link is not shown")
                self._report("link-title", line, message, say("write only [words](https://…)"))
            if following.type == "link_close":
                message = say("this link has no words")
                self._report("empty-link", line, message, say("write [words](https://…)"))

    def _cut_line(self, inline: Token, line: int, *, is_figure: bool = False) -> Pieces:
        """Return what `_cut` does, of text that has only one line."""
        lines = self._cut(inline, line, is_figure=is_figure)
        if len(lines) > 1:
            hint = say("in a paragraph, leave an empty line; a heading has only one line")
            self._report(
                "break-in-paragraph",
                line,
                say("{line_break} is for cells of tables", line_break=LINE_BREAK),
                hint,
            )
        return lines[0]

    def _take_paragraph(self, inline: Token, line: int) -> None:
        pieces = self._cut_line(inline, line, is_figure=self._open[-1:] == [FIGURE])
        if not "".join(piece.text for piece in pieces).strip():
            return
        self._check_sign(pieces[0], line)
        source = self._cutter.source_at(line)
        block = self._open[-1] if self._open else ""
        if block == FIGURE:
            self._figure.append((pieces, source))
        else:
            role = _ROLE_BLOCKS.get(block, Role.BODY)
            self._blocks.append(Text(role, spans_of(pieces), source))

    def _check_sign(self, first: Piece, line: int) -> None:
        slip = find_slip(first.text.lstrip("\u3000")) if first.value is None else None
        if slip:
            message = say(
                "{typed} at the beginning of a line is no sign of Markdown", typed=slip[0]
            )
            hint = say("write {sign} and a space, with the input method off", sign=slip[1])
            self._report("not-a-sign", line, message, hint)

    def _make_figure(self) -> Figure:
        source = self._figure[0][1]
        pictures = [pieces[0].span for pieces, _ in self._figure if pieces[0].picture]
        if len(pictures) > 1:
            hint = say("give each picture a ::: figure block of its own")
            self._report_at(source, "second-picture", say("a figure has one picture"), hint)
        captions = tuple(
            Text(Role.CAPTION, spans_of(pieces), at)
            for pieces, at in self._figure
            if not pieces[0].picture
        )
        if not pictures:
            hint = say("begin it with {{ release.photo.file | image }}")
            self._report_at(source, "no-picture", say("this figure has no picture"), hint)
            return Figure(None, (), captions, source)
        picture = pictures[0]
        if picture.gap:
            return Figure(None, (picture,), captions, source)
        description = captions[0].spans if captions else (picture,)
        image = PurePosixPath(picture.text)
        return Figure(image, description, captions, source, picture.source)

    def _take_heading(self, token: Token, inline: Token) -> None:
        roles = {"h1": Role.HEADLINE, "h2": Role.SECTION}
        if token.tag not in roles:
            hint = say("use # for the headline and ## for a section")
            self._report("not-for-releases", _line(token), say("headings have two levels"), hint)
        role = roles.get(token.tag, Role.SECTION)
        pieces = self._cut_line(inline, _line(token))
        self._blocks.append(Text(role, spans_of(pieces), self._cutter.source_at(_line(token))))

    def _take_table(self, token: Token, rest: Iterator[Token]) -> None:
        rows: list[list[Cell]] = []
        line = _line(token)
        for inner in rest:
            match inner.type:
                case "table_close":
                    break
                case "tr_open":
                    rows.append([])
                    line = _line(inner)
                case "inline":
                    cut = self._cut(inner, line)
                    rows[-1].append(Cell(tuple(spans_of(pieces) for pieces in cut if pieces)))
                    if len(rows[-1]) == len(rows[0]) + 1:
                        hint = say("add a column, or put \\ before a | that is meant as itself")
                        message = say("this row has more cells than the heading of its table")
                        self._report("surplus-cell", line, message, hint)
        header, *others = (tuple(row) for row in rows)
        if len(header) > _MOST_COLUMNS or sum(map(len, rows)) > _MOST_CELLS:
            message = say("this table is too large for Word")
            limit = say(
                "a table has at most {columns} columns and {cells:,} cells",
                columns=_MOST_COLUMNS,
                cells=_MOST_CELLS,
            )
            self._report("too-large", _line(token), message, limit)
        source = self._cutter.source_at(_line(token))
        self._blocks.append(Table(header, tuple(others), source))


def _line(token: Token) -> int:
    return token.map[0] if token.map else 0

"""Marked Markdown to blocks of spans. The only door to the Markdown parser.

A template's Markdown is small: a headline (``#``), sections (``##``), paragraphs, tables,
emphasis, links, and blocks between ``:::`` that give their paragraphs a role.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from linkj_press.document import Block, Cell, Figure, Line, Role, Span, Table, Text
from linkj_press.language import Language
from linkj_press.marks import (
    BEGIN,
    END,
    LITERAL,
    NUMBER_END,
    Fill,
    MarkedText,
    split_leading_literal,
)
from linkj_press.problem import Place, Problem, ProblemsFound, suggest
from linkj_press.source import TemplateSource

FIGURE = "figure"
HISTORY_TABLE = "history-table"
_FENCE = ":::"
LINE_BREAK = "<br>"
"""What sets the lines of a table's cell apart."""

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
        sources.append(None if number is None else marked.literals[number])
        lines.append(rest)
    reader = _Reader(_Cutter(marked, sources, language), lines)
    blocks = reader.read(_PARSER.parse("\n".join(lines)))
    if reader.problems:
        raise ProblemsFound(reader.problems)
    return blocks


def _make_parser() -> MarkdownIt:
    rules = ["heading", "table", "list", "fence", "hr", "blockquote"]
    rules += ["escape", "emphasis", "link", "autolink", "newline", "text_join", "balance_pairs"]
    parser = MarkdownIt("zero").enable([*rules, "fragments_join"])
    parser.inline.ruler.at("emphasis", _tokenize_emphasis)
    parser.inline.ruler.before("autolink", "line_break", _tokenize_line_break)
    container_plugin(parser, "block", validate=lambda _params, _markup: True)
    return parser


def _tokenize_line_break(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (its interface)
    if not state.src.startswith(LINE_BREAK, state.pos):
        return False
    if not silent:
        state.push("hardbreak", "br", 0)
    state.pos += len(LINE_BREAK)
    return True


def _tokenize_emphasis(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (its interface)
    """Push the delimiters of emphasis; beside Japanese they open and close on either side.

    CommonMark asks for a space or punctuation outside a delimiter that has punctuation inside,
    so that ``**「…」**は`` would never close: Japanese writes no spaces between words.
    """
    marker = state.src[state.pos]
    if silent or marker not in "*_":
        return False
    scanned = state.scanDelims(state.pos, marker == "*")
    before = state.src[state.pos - 1] if state.pos else " "
    end = state.pos + scanned.length
    after = state.src[end] if end < len(state.src) else " "
    japanese = marker == "*" and (_is_wide(before) or _is_wide(after))
    for _ in range(scanned.length):
        token = state.push("text", "", 0)
        token.content = marker
        state.delimiters.append(
            Delimiter(
                marker=ord(marker),
                length=scanned.length,
                token=len(state.tokens) - 1,
                end=-1,
                open=scanned.can_open or (japanese and not after.isspace()),
                close=scanned.can_close or (japanese and not before.isspace()),
            )
        )
    state.pos = end
    return True


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


_PARSER = _make_parser()


@dataclass(slots=True)
class _Style:
    """What inline tokens have opened."""

    strong: int = 0
    emphasis: int = 0
    href: str = ""

    def take(self, token: Token) -> bool:
        """Note what *token* opens or closes; return whether it does either."""
        match token.type:
            case "strong_open" | "strong_close":
                self.strong += token.nesting
            case "em_open" | "em_close":
                self.emphasis += token.nesting
            case "link_open":
                self.href = str(token.attrs["href"])
            case "link_close":
                self.href = ""
            case _:
                return False
        return True


@dataclass(slots=True)
class _Piece:
    """A span on its way, with the picture that it may stand for."""

    span: Span
    picture: bool = False


_Pieces = list[_Piece]


@dataclass
class _Cutter:
    """Cuts text at its marks into spans, and remembers which source is speaking."""

    marked: MarkedText
    line_sources: Sequence[TemplateSource | None]
    language: Language
    stack: list[Fill] = field(default_factory=list)

    def source_at(self, line: int) -> TemplateSource:
        """Return the source of the template's words on *line* of the rendered text."""
        for source in reversed(self.line_sources[: line + 1]):
            if source is not None:
                return source
        return TemplateSource(Place(PurePosixPath("templates")))

    def cut(self, token: Token, line: int) -> list[_Pieces]:
        """Return the lines of the inline *token*, which begins on *line*: most have one."""
        self.stack = [Fill(self.source_at(line))]
        style = _Style()
        lines: list[_Pieces] = [[]]
        for child in token.children or ():
            match child.type:
                case "softbreak":
                    line += 1
                    self._add(lines[-1], self.language.line_joint, style)
                    self.stack[:] = [Fill(self.source_at(line))]
                case "hardbreak":
                    lines.append([])
                case "text":
                    for text in self._split(child.content):
                        self._add(lines[-1], text, style)
                case _:
                    style.take(child)
        return [_merge(pieces) for pieces in lines]

    def _split(self, content: str) -> Iterator[str]:
        """Yield the texts between the marks of *content*, with the stack set for each."""
        start = 0
        position = 0
        while position < len(content):
            char = content[position]
            if char not in (LITERAL, BEGIN, END):
                position += 1
                continue
            yield content[start:position]
            position = start = self._take_mark(content, position)
        yield content[start:]

    def _take_mark(self, content: str, position: int) -> int:
        """Let the mark at *position* change the stack; return where it ends."""
        if content[position] == END:
            self.stack.pop()
            return position + 1
        end = content.index(NUMBER_END, position)
        number = int(content[position + 1 : end])
        if content[position] == LITERAL:
            self.stack[-1] = Fill(self.marked.literals[number])
        else:
            self.stack.append(self.marked.fills[number])
        return end + 1

    def _add(self, pieces: _Pieces, text: str, style: _Style) -> None:
        if not text:
            return
        fill = self.stack[-1]
        span = Span(
            text=text,
            source=fill.source,
            strong=style.strong > 0,
            emphasis=style.emphasis > 0,
            href=style.href or fill.href,
            gap=fill.gap,
            value=self.stack[1].source if len(self.stack) > 1 else None,
        )
        pieces.append(_Piece(span, fill.picture))


def _merge(pieces: _Pieces) -> _Pieces:
    """Return *pieces*, neighbours that differ in nothing but their text made one."""
    merged: _Pieces = []
    for piece in pieces:
        last = merged[-1] if merged else None
        if last and _Piece(_with_text(last.span, piece.span.text), last.picture) == piece:
            last.span = _with_text(last.span, last.span.text + piece.span.text)
        else:
            merged.append(piece)
    return merged


def _with_text(span: Span, text: str) -> Span:
    return replace(span, text=text)


class _Reader:
    """Walks the tokens of a document and builds its blocks."""

    def __init__(self, cutter: _Cutter, lines: Sequence[str]) -> None:
        self._cutter = cutter
        self._lines = lines
        self.problems: list[Problem] = []
        self._blocks: list[Block] = []
        self._open: list[str] = []
        """The names of the ``:::`` blocks that are open."""
        self._figure: list[tuple[_Pieces, TemplateSource]] = []

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
            "bullet_list_open": "a list",
            "ordered_list_open": "a numbered list",
            "fence": "a code block",
            "hr": "a rule (---)",
            "blockquote_open": "a block quote (>)",
        }
        if token.type in names:
            self._report(
                "not-for-releases",
                _line(token),
                f"{names[token.type]} has no place in a release",
                "write a paragraph; if the sign is meant as itself, put \\ before it",
            )

    def _report(self, code: str, line: int, message: str, hint: str = "") -> None:
        self._report_at(self._cutter.source_at(line), code, message, hint)

    def _report_at(self, source: TemplateSource, code: str, message: str, hint: str) -> None:
        self.problems.append(Problem(code, source.place, message, hint))

    def _open_block(self, token: Token) -> None:
        name = token.info.strip()
        line = _line(token)
        if not name:
            hint = "take it away, or name the block that it begins: ::: lede"
            self._report("unknown-block", line, f"{_FENCE} closes nothing here", hint)
        elif name not in _BLOCKS:
            hint = suggest(name, _BLOCKS)
            self._report("unknown-block", line, f"there is no block {name!r}", hint)
        elif self._open or not self._is_closed(token):
            hint = f"write {_FENCE} on a line of its own where it ends"
            self._report(
                "open-block", line, f"the block {(self._open or [name])[-1]!r} is not closed", hint
            )
        self._open.append(name)
        self._figure = []

    def _is_closed(self, token: Token) -> bool:
        """Return whether a fence closes the block of *token*, and not just the end of the text."""
        end = token.map[1] if token.map else 0
        return end < len(self._lines) and self._lines[end].startswith(_FENCE)

    def _close_block(self, token: Token) -> None:
        if self._open.pop() == FIGURE and self._figure:
            self._blocks.append(self._make_figure())

    def _take_paragraph(self, inline: Token, line: int) -> None:
        lines = self._cutter.cut(inline, line)
        if len(lines) > 1:
            hint = "begin a new paragraph: leave an empty line"
            self._report("break-in-paragraph", line, f"{LINE_BREAK} is for cells of tables", hint)
        pieces = lines[0]
        if not "".join(piece.span.text for piece in pieces).strip():
            return
        source = self._cutter.source_at(line)
        block = self._open[-1] if self._open else ""
        if block == FIGURE:
            self._figure.append((pieces, source))
        else:
            role = _ROLE_BLOCKS.get(block, Role.BODY)
            self._blocks.append(Text(role, _spans(pieces), source))

    def _make_figure(self) -> Figure:
        source = self._figure[0][1]
        pictures = [pieces[0].span for pieces, _ in self._figure if pieces[0].picture]
        captions = tuple(
            Text(Role.CAPTION, _spans(pieces), at)
            for pieces, at in self._figure
            if not pieces[0].picture
        )
        if not pictures:
            hint = "begin it with {{ release.photo.file | image }}"
            self._report_at(source, "no-picture", "this figure has no picture", hint)
            return Figure(None, (), captions, source)
        picture = pictures[0]
        if picture.gap:
            return Figure(None, (picture,), captions, source)
        description = captions[0].spans if captions else (picture,)
        return Figure(PurePosixPath(picture.text), description, captions, source)

    def _take_heading(self, token: Token, inline: Token) -> None:
        roles = {"h1": Role.HEADLINE, "h2": Role.SECTION}
        if token.tag not in roles:
            hint = "use # for the headline and ## for a section"
            self._report("not-for-releases", _line(token), "headings have two levels", hint)
        role = roles.get(token.tag, Role.SECTION)
        pieces = self._cutter.cut(inline, _line(token))[0]
        self._blocks.append(Text(role, _spans(pieces), self._cutter.source_at(_line(token))))

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
                    cut = self._cutter.cut(inner, line)
                    rows[-1].append(Cell(tuple(_spans(pieces) for pieces in cut if pieces)))
        header, *others = (tuple(row) for row in rows)
        source = self._cutter.source_at(_line(token))
        self._blocks.append(Table(header, tuple(others), source))


def _spans(pieces: _Pieces) -> Line:
    return tuple(piece.span for piece in pieces)


def _line(token: Token) -> int:
    return token.map[0] if token.map else 0

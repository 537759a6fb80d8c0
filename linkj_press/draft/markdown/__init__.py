"""Marked Markdown to the blocks of a release; what has no place in one is a problem.

So are signs of Markdown that were meant, and are none as they were typed.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import PurePosixPath
from time import thread_time

from markdown_it.token import Token

from linkj_press.draft.document import (
    LAID_OUT,
    Block,
    Cell,
    Figure,
    Line,
    LineSource,
    PublishedSource,
    Role,
    Table,
    TemplateSource,
    Text,
)
from linkj_press.draft.markdown.cutting import (
    MarkCutter,
    MarkedRun,
    Pieces,
    holds_value,
    keep_lines,
    to_line,
)
from linkj_press.draft.markdown.dialect import LINE_BREAK, TEMPLATES, WRITTEN, Dialect
from linkj_press.draft.marks import MARKS, MarkedText, mark_literal, split_leading_literal
from linkj_press.language import Language
from linkj_press.message import Message, phrase, say
from linkj_press.problem import Place, Problem, ProblemsFound, suggest
from linkj_press.reading import find_control_character
from linkj_press.text.patterns import compile_pattern

_SLIPS = compile_pattern(r"(?P<fence>：[：:]+|:+：[：:]*)|(?P<heading>＃+|##?(?=[^#\s]))")
"""Matches a fence or the sign of a heading that is full-width or lacks its space."""

FIGURE = "figure"
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

_REFUSED = {
    "bullet_list_open": say("a list"),
    "ordered_list_open": say("a numbered list"),
    "fence": say("a code block"),
    "hr": say("a rule (---)"),
    "blockquote_open": say("a block quote (>)"),
}

_ROLE_BLOCKS = {str(role): role for role in Role if role not in (Role.HEADLINE, Role.SECTION)}
_BLOCKS = {*_ROLE_BLOCKS, FIGURE, "history-table"}


def parse_written(text: str, start: Place, language: Language) -> tuple[Block, ...]:
    """Return the blocks of *text*, which is kept from *start* on; each line is its own source.

    Raises ProblemsFound for Markdown that has no place in a release.
    """
    if problem := find_control_character(text, start):
        raise ProblemsFound([problem])
    lines = text.replace("\r\n", "\n").split("\n")
    sources = [PublishedSource(Place(start.path, start.line + n)) for n in range(len(lines))]
    marked = "\n".join(mark_literal(n) + line for n, line in enumerate(lines))
    return parse_blocks(MarkedText(marked, sources, ()), language, WRITTEN)


def parse_blocks(
    marked: MarkedText, language: Language, dialect: Dialect = TEMPLATES
) -> tuple[Block, ...]:
    """Return the blocks of *marked*, every span with its source.

    Raises ProblemsFound for Markdown that has no place in a release.
    """
    speaking: LineSource = TemplateSource(Place(PurePosixPath("templates")))
    sources: list[LineSource] = []
    lines: list[str] = []
    for line in marked.text.split("\n"):
        number, rest = split_leading_literal(line)
        source = None if number is None else marked.literals[number]
        speaking = source if isinstance(source, LineSource) else speaking
        sources.append(speaking)
        # What stands before an indented line (　) keeps it from being taken for mere space.
        lines.append(line if rest.startswith("\u3000") else rest)
    cutter = MarkCutter(marked, sources, language)
    if len(lines) > _MOST_LINES or len(marked.text) > _MOST_CHARACTERS:
        raise ProblemsFound([_refuse_length(sources[-1])])
    builder = _BlockBuilder(cutter, lines, dialect)
    blocks = builder.build(dialect.parser.parse("\n".join(lines)))
    if builder.problems:
        raise ProblemsFound(builder.problems)
    return blocks


def check_headline(blocks: Iterable[Block], path: PurePosixPath) -> None:
    """Raise ProblemsFound unless *blocks*, those of the text at *path*, have one headline."""
    headlines = [b for b in blocks if isinstance(b, Text) and b.role is Role.HEADLINE]
    if len(headlines) != 1:
        where = headlines[1].source.place if headlines else Place(path)
        message = say("this is a second headline") if headlines else say("there is no headline")
        hint = say("a release has one headline: a line that begins with # and a space")
        raise ProblemsFound([Problem("headline", where, message, hint)])


def _refuse_length(source: LineSource) -> Problem:
    hint = say("look for loops inside loops, and for text that is put together with itself")
    return Problem("too-long", source.place, say("this makes the release far too long"), hint)


class _BlockBuilder:
    """Walks the tokens of a document and builds its blocks."""

    def __init__(self, cutter: MarkCutter, lines: Sequence[str], dialect: Dialect) -> None:
        self._cutter, self._sources = cutter, cutter.line_sources
        self._dialect = dialect
        self._lines = lines
        self._end = thread_time() + _MOST_SECONDS
        self.problems: list[Problem] = []
        self._blocks: list[Block] = []
        self._open: list[tuple[str, int]] = []
        """The ``:::`` blocks that are open, each with its line."""

        self._figure: list[tuple[Pieces, int]] = []

    def build(self, tokens: Sequence[Token]) -> tuple[Block, ...]:
        rest = iter(tokens)
        for token in rest:
            self._take(token, rest)
        return tuple(self._blocks)

    def _take(self, token: Token, rest: Iterator[Token]) -> None:
        match token.type:
            case "container_block_open":
                self._open_block(token)
            case "container_block_close":
                if self._open.pop()[0] == FIGURE and self._figure:
                    self._blocks.append(self._make_figure())
            case "paragraph_open":
                self._take_paragraph(next(rest), _line(token))
            case "heading_open":
                self._take_heading(token, next(rest))
            case "table_open":
                self._take_table(token, rest)
            case sign if sign in _REFUSED:
                message = say("{sign} has no place in a release", sign=_REFUSED[sign])
                hint = say("write a paragraph; if the sign is meant as itself, put \\ before it")
                self._report("not-for-releases", _line(token), message, hint)

    def _report(self, code: str, line: int, message: Message, hint: Message) -> None:
        self.problems.append(Problem(code, self._sources[line].place, message, hint))

    def _open_block(self, token: Token) -> None:
        name = token.info.strip()
        line = _line(token)
        if not name:
            message = say("{fence} closes nothing here", fence=_FENCE)
            hint = say("remove it, or name the block that it begins: ::: lede")
            self._report("unknown-block", line, message, hint)
        elif name not in _BLOCKS:
            hint = suggest(name, _BLOCKS)
            self._report("unknown-block", line, say("there is no block “{name}”", name=name), hint)
        elif self._open:
            self._report_open(*self._open[-1])
        elif not self._is_closed(token):
            self._report_open(name, line)
        self._open.append((name, line))
        self._figure = []

    def _report_open(self, name: str, line: int) -> None:
        hint = say("write {fence} on a line of its own where it ends", fence=_FENCE)
        self._report("open-block", line, say("the block “{name}” is not closed", name=name), hint)

    def _is_closed(self, token: Token) -> bool:
        end = token.map[1] if token.map else 0
        return end < len(self._lines) and self._lines[end].startswith(_FENCE)

    def _cut(self, inline: Token, line: int, *, is_figure: bool = False) -> list[Pieces]:
        """Return the lines of *inline*, and report what may not stand in them.

        A picture may stand only in a paragraph of a figure.
        """
        if len(inline.content) > _MOST_CHARACTERS_OF_PARAGRAPH or thread_time() > self._end:
            raise ProblemsFound([_refuse_length(self._sources[line])])
        tokens = self._dialect.read_inline(inline.content)
        lines = self._cutter.cut(tokens, line)
        self._check_links(tokens, line)
        # Of few pieces is there anything to ask.
        odd = [p for pieces in lines for p in pieces if p.in_link or p.fill.picture]
        filled = self._cutter.marked.fills and any(map(holds_value, tokens))
        if filled or any(piece.in_link for piece in odd):
            message = say("Markdown’s link signs have no effect around a value")
            self._report("link-around-value", line, message, say("write {{ value | link }}"))
        alone = is_figure and sum(map(len, lines)) == 1 and not any(p.has_look for p in odd)
        if not alone and any(piece.fill.picture for piece in odd):
            hint = say("put it in a ::: figure block, with an empty line after it")
            self._report("picture-in-text", line, say("a picture stands alone in a figure"), hint)
        return lines

    def _check_links(self, tokens: Sequence[Token], line: int) -> None:
        """Report links of which something would not be seen: a title, or all of it."""
        for token, following in pairwise([*tokens, _END]):
            if "title" in token.attrs:
                message = say("the title of a link is not shown")
                self._report("link-title", line, message, say("write only [words](https://…)"))
            if token.type == "link_open" and following.type == "link_close":
                message = say("this link has no words")
                self._report("empty-link", line, message, say("write [words](https://…)"))

    def _cut_line(self, inline: Token, line: int, role: Role, *, is_figure: bool = False) -> Pieces:
        """Return what `_cut` does, of a text of *role*, as one."""
        lines = self._cut(inline, line, is_figure=is_figure)
        if role in LAID_OUT:
            return keep_lines(lines)
        if len(lines) > 1:
            message = say(
                "{line_break} is for headline, subhead, captions and cells of tables",
                line_break=LINE_BREAK,
            )
            hint = say("in a paragraph, leave an empty line; the heading of a section has one line")
            self._report("break-in-paragraph", line, message, hint)
        return lines[0]

    def _take_paragraph(self, inline: Token, line: int) -> None:
        block = self._open[-1][0] if self._open else ""
        role = Role.CAPTION if block == FIGURE else _ROLE_BLOCKS.get(block, Role.BODY)
        pieces = self._cut_line(inline, line, role, is_figure=block == FIGURE)
        if not any(piece.text.strip() or piece.fill.picture for piece in pieces):
            return
        self._check_sign(pieces[0], inline.content, line)
        if block == FIGURE:
            self._figure.append((pieces, line))
        else:
            self._add_text(role, pieces, line)

    def _add_text(self, role: Role, pieces: Pieces, line: int) -> None:
        self._blocks.append(Text(role, to_line(pieces), self._sources[line]))

    def _check_sign(self, first: MarkedRun, typed: str, line: int) -> None:
        """Report a slip at the head of *first*, unless it is *typed* as meant: with a backslash."""
        slip = _SLIPS.match(first.text.lstrip("\u3000")) if first.value is None else None
        if slip and _SLIPS.match(MARKS.sub("", typed).lstrip("\u3000")):
            sign = _FENCE if slip["fence"] else "#" * len(slip[0])
            message = say(
                "{typed} at the beginning of a line is no sign of Markdown", typed=slip[0]
            )
            hint = say("write {sign} and a space, with the input method off", sign=sign)
            self._report("not-a-sign", line, message, hint)

    def _make_figure(self) -> Figure:
        first = self._figure[0][1]
        source = self._sources[first]
        pictures = [pieces[0] for pieces, _ in self._figure if pieces[0].fill.picture]
        captions = tuple(
            Text(Role.CAPTION, to_line(pieces), self._sources[line])
            for pieces, line in self._figure
            if not pieces[0].fill.picture
        )
        if len(pictures) > 1:
            hint = say("give each picture a ::: figure block of its own")
            self._report("second-picture", first, say("a figure has one picture"), hint)
        if not pictures:
            hint = say("begin it with {{ release.photo.file | image }}")
            if self._dialect is WRITTEN:
                hint = say("begin it with ![](photos/…), or ![words]() where there is none")
            self._report("no-picture", first, say("this figure has no picture"), hint)
            return Figure(None, (), captions, source)
        picture = pictures[0].span
        if picture.gap:
            return Figure(None, (picture,), captions, source)
        description: Line = captions[0].spans if captions else (picture,)
        if pictures[0].description:
            description = (picture._replace(text=pictures[0].description),)
        return Figure(PurePosixPath(picture.text), description, captions, source, picture.source)

    def _take_heading(self, token: Token, inline: Token) -> None:
        roles = {"h1": Role.HEADLINE, "h2": Role.SECTION}
        if token.tag not in roles:
            hint = say("use # for the headline and ## for a section")
            self._report("not-for-releases", _line(token), say("headings have two levels"), hint)
        role = roles.get(token.tag, Role.SECTION)
        self._add_text(role, self._cut_line(inline, _line(token), role), _line(token))

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
                    rows[-1].append(Cell(tuple(to_line(pieces) for pieces in cut if pieces)))
                    if len(rows[-1]) == len(rows[0]) + 1:
                        hint = say("add a column, or put \\ before a | that is meant as itself")
                        message = say("this row has more cells than the heading of its table")
                        self._report("surplus-cell", line, message, hint)
        header, *others = (tuple(row) for row in rows)
        if len(header) > _MOST_COLUMNS or sum(map(len, rows)) > _MOST_CELLS:
            message = say("this table is too large for Word")
            words = phrase("a table has at most {columns} columns and {cells:,} cells")
            limit = say(words, columns=_MOST_COLUMNS, cells=_MOST_CELLS)
            self._report("too-large", _line(token), message, limit)
        source = self._sources[_line(token)]
        self._blocks.append(Table(header, tuple(others), source))


_END = Token("end", "", 0)


def _line(token: Token) -> int:
    return token.map[0] if token.map else 0

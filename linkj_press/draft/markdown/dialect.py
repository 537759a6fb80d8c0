"""The Markdown that templates are written in: which rules hold, and the spans of a line.

Of tables, markdown-it reads the heading, and the rows are cut here. A history has a row for every
partnership; markdown-it goes through rows character by character, asks every other rule about
each, and wraps each cell in tokens that nothing needs.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from markdown_it import MarkdownIt
from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block import table as take_heading
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from linkj_press.draft.document import (
    HouseSource,
    Line,
    PartnerSource,
    Source,
    Span,
    TemplateSource,
    on_line,
)
from linkj_press.draft.marks import LITERAL, MARKS, NUMBER_END, Fill, MarkedText
from linkj_press.language import Language

_BAR = re.compile(r"(?<!\\)\|")


def take_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """Return whether a table stands on line *start*, and take it unless *silent*.

    A row is a `tr_open` and an `inline` for each of its cells: at least as many as the heading's,
    and those too that it has beyond them.
    """
    before = len(state.tokens)
    if not take_heading(state, start, min(end, start + 2), silent):
        return False
    if not silent:
        closing = state.tokens.pop()
        columns = sum(token.type == "inline" for token in state.tokens[before:])
        for cells in _read_rows(state, state.line, end):
            place = [state.line, state.line + 1]
            state.tokens.append(Token("tr_open", "", 0, map=place))
            for cell in [*cells, *[""] * (columns - len(cells))]:
                state.tokens.append(Token("inline", "", 0, map=place, content=cell))
            state.line += 1
        state.tokens.append(closing)
    return True


def _read_rows(state: StateBlock, start: int, end: int) -> Iterator[list[str]]:
    others = state.md.block.ruler.getRules("blockquote")
    silently = True
    for line in range(start, end):
        if state.sCount[line] < state.blkIndent or state.is_code_block(line):
            return
        text = mdTrim(state.src[state.bMarks[line] : state.eMarks[line]])
        # Nothing else begins with a bar.
        if not text.startswith("|") and (
            not text or any(begins(state, line, end, silently) for begins in others)
        ):
            return
        cells = _BAR.split(text)
        inside = cells[not cells[0] : len(cells) - (not cells[-1])]
        yield [mdTrim(cell.replace("\\|", "|")) for cell in inside]


LINE_BREAK = "<br>"
"""What sets the lines of a table's cell apart."""

_PLAIN = re.compile(r"(?:[^\\\n*_\[\]<]++|\\[!-/:-@\[-`{-~]|\\(?!\n))++")
"""Matches text that no rule takes for anything else: escapes are part of it.

So is a backslash that escapes nothing: the stock rule would tear it, and a mark after it, apart.
"""

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def make_parser() -> MarkdownIt:
    """Return the parser of templates."""
    rules = ["heading", "table", "list", "fence", "hr", "blockquote"]
    rules += ["escape", "emphasis", "link", "autolink", "newline", "balance_pairs"]
    parser = MarkdownIt("zero").enable([*rules, "fragments_join"])
    # Inline tokens of a long history would be hundreds of thousands: see `read_inline`.
    parser.core.ruler.disable("inline")
    parser.block.ruler.at("table", take_table, {"alt": ["paragraph", "reference"]})
    parser.inline.ruler.at("text", _tokenize_text)
    parser.inline.ruler.at("emphasis", _tokenize_emphasis)
    parser.inline.ruler.before("autolink", "line_break", _tokenize_line_break)
    container_plugin(parser, "block", validate=lambda _params, _markup: True)
    return parser


def read_inline(parser: MarkdownIt, content: str) -> list[Token]:
    """Return the tokens of *content*, the content of an inline token.

    What is plain from end to end, as most cells of tables are, is taken at once.
    """
    tokens: list[Token] = []
    lines = content.split(LINE_BREAK)
    # A backslash before it takes a line break for mere letters.
    if not all(map(_PLAIN.fullmatch, lines)) or f"\\{LINE_BREAK}" in content:
        parser.inline.parse(content, parser, {}, tokens)
        return tokens
    for line in lines:
        if tokens:
            tokens.append(Token("hardbreak", "br", 0, markup=LINE_BREAK))
        tokens.append(Token("text", "", 0, content=_read_escapes(line)))
    return tokens


def _tokenize_text(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (its interface)
    """Take text up to the next sign, with its escapes: values are full of them."""
    plain = _PLAIN.match(state.src, state.pos, state.posMax)
    if plain is None:
        return False
    if not silent:
        state.append_pending(_read_escapes(plain[0]))
    state.pos = plain.end()
    return True


def _read_escapes(plain: str) -> str:
    return "".join(_ESCAPE.split(plain))


def _tokenize_line_break(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (its interface)
    if not state.src.startswith(LINE_BREAK, state.pos):
        return False
    if not silent:
        state.push("hardbreak", "br", 0).markup = LINE_BREAK
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
                # Not right before a closing bracket, or right after an opening one: （*1）.
                open=scanned.can_open or (japanese and _may_touch(after, "Pe", "Pf")),
                close=scanned.can_close or (japanese and _may_touch(before, "Ps", "Pi")),
            )
        )
    state.pos = end
    return True


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


def _may_touch(char: str, *brackets: str) -> bool:
    return not char.isspace() and unicodedata.category(char) not in brackets


@dataclass(slots=True)
class MarkedRun:
    """A run of words on its way to a span."""

    text: str
    fill: Fill
    value: Source | None
    strong: bool
    emphasis: bool
    href: str
    in_link: bool
    """Whether Markdown's link syntax stands right before it, where a value has no effect."""

    @property
    def span(self) -> Span:
        """The span."""
        source, gap = self.fill.source, self.fill.gap
        return Span(self.text, source, self.strong, self.emphasis, self.href, gap, self.value)


Pieces = list[MarkedRun]


@dataclass
class Cutter:
    """Cuts text at its marks into spans, and remembers which source is speaking."""

    marked: MarkedText
    line_sources: Sequence[TemplateSource]
    """The source of the template's words on each line of the rendered text."""

    language: Language
    _stack: list[Fill] = field(default_factory=list)
    """What speaks: the template, and the values inside values that have begun."""

    _value: Source | None = None
    """The source of the outermost value that has begun."""

    _strong: int = 0
    _emphasis: int = 0
    _href: str = ""

    def cut(self, tokens: Sequence[Token], line: int) -> list[Pieces]:
        """Return the lines of inline *tokens*, which begin on *line*: most have one."""
        self._begin(line)
        self._strong, self._emphasis, self._href = 0, 0, ""
        lines: list[Pieces] = [[]]
        for index, child in enumerate(tokens):
            # Two spaces at a line's end mean nothing here.
            if child.type == "softbreak" or (child.type == "hardbreak" and not child.markup):
                line += 1
                before = lines[-1][-1].text[-1:] if lines[-1] else ""
                joint = self.language.joint(before, _find_first(islice(tokens, index + 1, None)))
                if joint:
                    self._add(lines[-1], joint)
                self._begin(line)
            elif child.type == "hardbreak":
                lines.append([])
            elif child.type in ("text", "text_special"):
                self._take_text(lines[-1], child.content)
            else:
                self._take_style(child)
        return lines

    def _take_style(self, token: Token) -> None:
        match token.type:
            case "strong_open" | "strong_close":
                self._strong += token.nesting
            case "em_open" | "em_close":
                self._emphasis += token.nesting
            case "link_open":
                self._href = str(token.attrs["href"])
            case "link_close":
                self._href = ""

    def _begin(self, line: int) -> None:
        self._stack[:] = [Fill(self.line_sources[line])]
        self._value = None

    def _take_text(self, pieces: Pieces, content: str) -> None:
        first, *rest = MARKS.split(content)
        if first:
            self._add(pieces, first)
        for kind, number, text in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
            self._take_mark(kind, number)
            if text:
                self._add(pieces, text)

    def _take_mark(self, kind: str | None, number: str) -> None:
        """Let a mark change the stack; a mark of no *kind* ends a value."""
        if kind is None:
            self._stack.pop()
            if len(self._stack) == 1:
                self._value = None
        elif kind == LITERAL:
            fill = self._stack[-1]
            if isinstance(fill.source, PartnerSource | HouseSource):
                source: Source = on_line(fill.source, int(number))
            else:
                source = self.marked.literals[int(number)]
            if source is not fill.source:
                self._stack[-1] = fill._replace(source=source)
        else:
            fill = self.marked.fills[int(number)]
            self._value = self._value or fill.source
            self._stack.append(fill)

    def _add(self, pieces: Pieces, text: str) -> None:
        """Let *text* go on with the last of *pieces*, or begin one when anything is different."""
        fill, value = self._stack[-1], self._value
        strong, emphasis, href = self._strong > 0, self._emphasis > 0, self._href or fill.href
        last = pieces[-1] if pieces else None
        if (
            last
            and not fill.picture
            and (last.value is value or last.value == value)
            and (last.fill is fill or last.fill == fill)
            and (last.strong, last.emphasis, last.href) == (strong, emphasis, href)
        ):
            last.text += text
            return
        in_link = bool(value and last and not last.value and last.text.endswith(("](", "<")))
        pieces.append(MarkedRun(text, fill, value, strong, emphasis, href, in_link))


def _find_first(tokens: Iterable[Token]) -> str:
    """Return the first character that *tokens* show before the line ends, or nothing."""
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            break
        if token.type in ("text", "text_special") and (shown := MARKS.sub("", token.content)):
            return shown[0]
    return ""


def to_line(pieces: Pieces) -> Line:
    """Return *pieces* as spans."""
    return tuple([piece.span for piece in pieces])


_ENCODED_MARK = f"%{ord(NUMBER_END):02X}"
"""What is in an address, which holds no control characters as such, where a mark stood."""


def holds_value(token: Token) -> bool:
    """Return whether *token* opens a link whose address has a value in it, without effect."""
    return token.type == "link_open" and _ENCODED_MARK in str(token.attrs["href"])

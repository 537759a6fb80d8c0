"""The Markdown that templates are written in, and that of texts that are kept: which rules hold.

Of tables, markdown-it reads the heading, and the rows are cut here. A history has a row for every
partnership; markdown-it goes through rows character by character, asks every other rule about
each, and wraps each cell in tokens that nothing needs.
"""

import re
import sys
import unicodedata
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block import table as take_heading
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from linkj_press.language import is_wide
from linkj_press.reading import holds_what_nobody_writes
from linkj_press.text.patterns import compile_pattern

_BAR = compile_pattern(r"(?<!\\)\|")


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
"""What sets the lines of a table's cell, a headline, a subhead or a caption apart."""

_PLAIN = compile_pattern(r"(?:[^\\\n*_\[\]<]++|\\[!-/:-@\[-`{-~]|\\(?!\n))++")
"""Matches text that no rule takes for anything else: escapes are part of it.

So is a backslash that escapes nothing: the stock rule would tear it, and a mark after it, apart.
"""

_ESCAPE = compile_pattern(r"\\([!-/:-@\[-`{-~])")


_PLAIN_WRITTEN = compile_pattern(
    r"(?:[^\\\n*_\[\]<!&]++|\\[!-/:-@\[-`{-~]|\\(?!\n)|!(?!\[)|&(?!#))++"
)
"""Matches the same in a text that is kept, which has pictures and characters by number too."""


def make_parser() -> MarkdownIt:
    """Return the parser of templates."""
    return _set_rules(MarkdownIt("zero"), _PLAIN)


def _set_rules(parser: MarkdownIt, plain: re.Pattern[str]) -> MarkdownIt:
    rules = ["heading", "table", "list", "fence", "hr", "blockquote"]
    rules += ["escape", "emphasis", "link", "autolink", "newline", "balance_pairs"]
    parser.enable([*rules, "fragments_join"])
    # Inline tokens of a long history would be hundreds of thousands: see `read_inline`.
    parser.core.ruler.disable("inline")
    parser.block.ruler.at("table", take_table, {"alt": ["paragraph", "reference"]})
    parser.inline.ruler.at("text", partial(_tokenize_text, plain))
    parser.inline.ruler.at("emphasis", _tokenize_emphasis)
    parser.inline.ruler.before("autolink", "line_break", _tokenize_line_break)
    container_plugin(parser, "block", validate=lambda _params, _markup: True)
    return parser


class _WrittenMarkdown(MarkdownIt):
    """Leaves addresses as they are: they are those of a file that went out."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 (its interface)
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 (its interface)
        return link

    def validateLink(self, url: str) -> bool:  # noqa: N802 (its interface)
        return True


def _make_written_parser() -> MarkdownIt:
    parser = _set_rules(_WrittenMarkdown("zero"), _PLAIN_WRITTEN).enable("image")
    parser.inline.ruler.before("line_break", "tag", _tokenize_tag)
    parser.inline.ruler.before("tag", "reference", _tokenize_reference)
    return parser


class Dialect(NamedTuple):
    """Which rules hold in a text."""

    parser: MarkdownIt
    plain: re.Pattern[str]
    """Matches text that no rule takes for anything else."""

    def read_inline(self, content: str) -> list[Token]:
        """Return the tokens of *content*, the content of an inline token."""
        return read_inline(self.parser, content, self.plain)


def read_inline(parser: MarkdownIt, content: str, plain: re.Pattern[str] = _PLAIN) -> list[Token]:
    """Return the tokens of *content*, the content of an inline token.

    What is plain from end to end, as most cells of tables are, is taken at once.
    """
    tokens: list[Token] = []
    lines = content.split(LINE_BREAK)
    # A backslash before it takes a line break for mere letters.
    if not all(map(plain.fullmatch, lines)) or f"\\{LINE_BREAK}" in content:
        parser.inline.parse(content, parser, {}, tokens)
        return tokens
    for line in lines:
        if tokens:
            tokens.append(Token("hardbreak", "br", 0, markup=LINE_BREAK))
        tokens.append(Token("text", "", 0, content=_read_escapes(line)))
    return tokens


def _tokenize_text(plain: re.Pattern[str], state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """Take text up to the next sign, with its escapes: values are full of them."""
    match = plain.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        state.append_pending(_read_escapes(match[0]))
    state.pos = match.end()
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


_TAG = compile_pattern("<(?P<end>/?)(?P<tag>strong|em)>")


def _tokenize_tag(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (its interface)
    match = _TAG.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        side, nesting = ("close", -1) if match["end"] else ("open", 1)
        # A person may have left one alone, which `push` would not bear.
        state.push(f"{match['tag']}_{side}", match["tag"], 0).nesting = nesting  # type: ignore[assignment]
    state.pos = match.end()
    return True


_REFERENCE = compile_pattern("&#(?:(?P<decimal>[0-9]{1,7})|[xX](?P<hex>[0-9a-fA-F]{1,6}));")


def _tokenize_reference(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (its interface)
    """Take a character that is named by its number, if it is one that a text may hold."""
    match = _REFERENCE.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    code = int(match["decimal"]) if match["decimal"] else int(match["hex"], 16)
    if code > sys.maxunicode or holds_what_nobody_writes(chr(code)):
        return False
    if not silent:
        state.push("text_special", "", 0).content = chr(code)
    state.pos = match.end()
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
    japanese = marker == "*" and (is_wide(before) or is_wide(after))
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


def _may_touch(char: str, *brackets: str) -> bool:
    return not char.isspace() and unicodedata.category(char) not in brackets


TEMPLATES = Dialect(make_parser(), _PLAIN)
WRITTEN = Dialect(_make_written_parser(), _PLAIN_WRITTEN)
"""That of texts that are kept. It has what no template needs:

    ![what it shows](photos/x.jpg)    a picture, which stands alone in a ::: figure
    <strong>…</strong> <em>…</em>     where asterisks would be read as such
    &#160; &#xA0;                     a character that is not seen, or not where it stands
"""

"""The Markdown that templates are written in: which rules hold, and our own among them."""

from __future__ import annotations

import re
import unicodedata

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from linkj_press.markdown.tables import take_table

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
                open=scanned.can_open or (japanese and _may_begin(after)),
                close=scanned.can_close or (japanese and _may_end(before)),
            )
        )
    state.pos = end
    return True


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


def _may_begin(char: str) -> bool:
    """Return whether emphasis may begin with *char*: not with a closing bracket, as in （注*）."""
    return not char.isspace() and unicodedata.category(char) not in ("Pe", "Pf")


def _may_end(char: str) -> bool:
    """Return whether emphasis may end with *char*: not with an opening bracket, as in （*1）."""
    return not char.isspace() and unicodedata.category(char) not in ("Ps", "Pi")

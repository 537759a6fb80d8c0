"""The table rule of the grammar: markdown-it reads the heading, the rows are cut here.

A history has a row for every partnership. markdown-it goes through rows character by character,
asks every other rule about each, and wraps each cell in tokens that nothing needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block import table as take_heading
from markdown_it.token import Token

_HEADING_LINES = 2
_BAR = re.compile(r"(?<!\\)\|")


def take_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """Return whether a table stands on line *start*, and take it unless *silent*.

    A row is a `tr_open` and an `inline` for each of its cells: at least as many as the heading's,
    and those too that it has beyond them.
    """
    before = len(state.tokens)
    if not take_heading(state, start, min(end, start + _HEADING_LINES), silent):
        return False
    if not silent:
        closing = state.tokens.pop()
        columns = sum(token.type == "inline" for token in state.tokens[before:])
        for cells in _read_rows(state, state.line, end):
            place = [state.line, state.line + 1]
            state.tokens.append(Token("tr_open", "", 0, map=place))
            for index in range(max(columns, len(cells))):
                cell = cells[index] if index < len(cells) else ""
                state.tokens.append(Token("inline", "", 0, map=place, content=cell))
            state.line += 1
        state.tokens.append(closing)
    return True


def _read_rows(state: StateBlock, start: int, end: int) -> Iterator[list[str]]:
    """Yield the cells of each row from line *start* on, until something else begins."""
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
        yield _cut_row(text)


def _cut_row(text: str) -> list[str]:
    cells = _BAR.split(text)
    inside = cells[not cells[0] : len(cells) - (not cells[-1])]
    return [mdTrim(cell.replace("\\|", "|")) for cell in inside]

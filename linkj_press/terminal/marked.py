"""Words that came and went, in a paragraph."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text as Styled

from linkj_press.comparing.edits import Mark, Piece
from linkj_press.message import tame
from linkj_press.terminal import theme
from linkj_press.terminal.prose import Prose

_STYLES = {Mark.SAME: theme.TEMPLATE, Mark.GONE: theme.GONE, Mark.COME: theme.COME}
_BRACKETS = {Mark.SAME: ("", ""), Mark.GONE: ("[-", "-]"), Mark.COME: ("{+", "+}")}
"""How git marks words where there are no colours."""

_STEP = 2
"""Columns."""


def mark_pieces(pieces: Iterable[Piece], *, bracketed: bool) -> Styled:
    """Return *pieces*, in brackets where nothing shows their colours."""
    words = Styled()
    for text, mark in pieces:
        before, after = _BRACKETS[mark] if bracketed else ("", "")
        words.append(f"{before}{text}{after}", _STYLES[mark])
    return words


def indent(text: Styled, depth: int) -> RenderableType:
    """Return *text*, as deep as *depth* steps; nothing in it rules the terminal."""
    text.plain = tame(text.plain)
    return Padding(Prose(text), (0, 0, 0, depth * _STEP), expand=False)

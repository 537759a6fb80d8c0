"""The blocks of a release as a page shows them."""

from __future__ import annotations

from rich import box
from rich.cells import cell_len
from rich.console import Group, JustifyMethod, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table as Grid
from rich.text import Text as Styled

from linkj_press.document import Block, Figure, Line, Role, Row, Table, Text
from linkj_press.terminal.prose import Prose
from linkj_press.terminal.theme import QUIET, style_span

_JUSTIFY: dict[Role, JustifyMethod] = {
    Role.LABEL: "right",
    Role.DATE: "right",
    Role.EMBARGO: "right",
    Role.ISSUER: "right",
    Role.HEADLINE: "center",
    Role.SUBHEAD: "center",
    Role.CAPTION: "center",
    Role.END_MARK: "right",
}
_PROMINENT = frozenset({Role.HEADLINE, Role.SECTION})
_INDENTED = frozenset({Role.QUOTE})

_INDENT = 2
_FRAME_MARGIN = 4
_WIDEST_FIRST = 16
"""The most columns that the first column of a table takes: a month, as a rule."""


def show_block(block: Block) -> list[RenderableType]:
    """Return what shows *block*: a table row by row, its heading first, and else one part."""
    match block:
        case Text():
            return [_show_text(block)]
        case Figure():
            return [_show_figure(block)]
        case Table():
            return _show_rows(block)


def style_line(line: Line) -> Styled:
    """Return the words of *line*, each in the colour of its source."""
    return Styled.assemble(*((span.text, style_span(span)) for span in line))


def _show_text(block: Text) -> RenderableType:
    words = style_line(block.spans)
    if block.role in _PROMINENT:
        words.stylize("bold")
    prose = Prose(words, _JUSTIFY.get(block.role, "default"))
    return Padding(prose, (0, _INDENT)) if block.role in _INDENTED else prose


def _show_figure(block: Figure) -> RenderableType:
    shown = style_line(block.description)
    if block.image:
        shown = Styled.assemble((f"{block.image}", "underline"), "\n", shown)
    frame = Panel(Prose(shown, "center"), box=box.SQUARE, padding=(1, 2))
    captions = [_show_text(caption) for caption in block.captions]
    return Group(Padding(frame, (0, _FRAME_MARGIN)), *captions)


def _show_rows(block: Table) -> list[RenderableType]:
    cells = [row[0].text for row in (block.header, *block.rows)]
    first = min(max(map(cell_len, cells)), _WIDEST_FIRST)
    heading = Group(_show_row(block.header, first, "bold"), Rule(style=QUIET, characters="─"))
    return [heading, *(_show_row(row, first) for row in block.rows)]


def _show_row(row: Row, first: int, style: str = "") -> RenderableType:
    grid = Grid.grid(padding=(0, 2), expand=True)
    grid.add_column(width=first, style=style)
    for share, _ in enumerate(row[1:], start=2):
        grid.add_column(ratio=share, style=style)
    grid.add_row(*(Group(*(Prose(style_line(line)) for line in cell.lines)) for cell in row))
    return grid

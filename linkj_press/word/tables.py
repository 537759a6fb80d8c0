"""Writes tables, and the frame that waits for a photo, row by row."""

from itertools import pairwise

from docx.shared import Mm

from linkj_press.document import Cell, Line, Row, Table
from linkj_press.records.look import FigureLook
from linkj_press.word.elements import Element, add
from linkj_press.word.styles import AFTER_TABLE_ID, FRAME_ID, TABLE_ID
from linkj_press.word.text import TextWriter


def add_table(body: Element, block: Table, widths: list[int], text: TextWriter) -> None:
    """Add *block* to *body*; *widths* are those of its columns, in twentieths of a point."""
    table = _open_table(body, TABLE_ID, widths)
    _add_row(table, block.header, widths, text, heading=True)
    for row in block.rows:
        _add_row(table, row, widths, text)
    end_table(body)


def add_frame(body: Element, line: Line, look: FigureLook, text: TextWriter) -> None:
    """Add an empty frame as large as a photo, with *line* in its middle."""
    width = Mm(look.width).twips
    row = add(_open_table(body, FRAME_ID, [width]), "w:tr")
    properties = add(row, "w:trPr")
    add(properties, "w:cantSplit")
    add(properties, "w:trHeight", val=Mm(look.height).twips, hRule="atLeast")
    add(properties, "w:jc", val="center")
    cell = add(row, "w:tc")
    properties = add(cell, "w:tcPr")
    add(properties, "w:tcW", w=width, type="dxa")
    add(properties, "w:vAlign", val="center")
    text.add_paragraph(cell, "figure", line)


def end_table(body: Element) -> None:
    """Add the paragraph that sets a table off from what follows.

    Without it Word joins the table to another that follows, and mends a document that ends in one.
    """
    add(add(add(body, "w:p"), "w:pPr"), "w:pStyle", val=AFTER_TABLE_ID)


def share_width(whole: int, shares: tuple[float, ...], columns: int) -> list[int]:
    """Return the widths of *columns* that make up *whole*, after *shares* if they are as many."""
    if len(shares) != columns:
        shares = (1.0,) * columns
    edges = [round(whole * sum(shares[:n]) / sum(shares)) for n in range(columns + 1)]
    return [right - left for left, right in pairwise(edges)]


def _open_table(body: Element, style: str, widths: list[int]) -> Element:
    table = add(body, "w:tbl")
    properties = add(table, "w:tblPr")
    add(properties, "w:tblStyle", val=style)
    add(properties, "w:tblW", w=sum(widths), type="dxa")
    if style == FRAME_ID:
        # LibreOffice does not take it from the style.
        add(properties, "w:jc", val="center")
    add(properties, "w:tblLayout", type="fixed")
    add(properties, "w:tblLook", val="0020", firstRow=1, noHBand=1, noVBand=1)
    grid = add(table, "w:tblGrid")
    for width in widths:
        add(grid, "w:gridCol", w=width)
    return table


def _add_row(
    table: Element, cells: Row, widths: list[int], text: TextWriter, *, heading: bool = False
) -> None:
    row = add(table, "w:tr")
    properties = add(row, "w:trPr")
    add(properties, "w:cantSplit")
    if heading:
        add(properties, "w:tblHeader")
    for cell, width in zip(cells, widths, strict=False):
        _add_cell(row, cell, width, text, "table_heading" if heading else "table_text")


def _add_cell(row: Element, cell: Cell, width: int, text: TextWriter, style: str) -> None:
    element = add(row, "w:tc")
    add(add(element, "w:tcPr"), "w:tcW", w=width, type="dxa")
    # Word takes a file with a cell that holds no paragraph for damaged.
    for line in cell.lines or ((),):
        text.add_paragraph(element, style, line)

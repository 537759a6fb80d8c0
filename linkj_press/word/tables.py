"""Writes tables, and the frame that waits for a photo, row by row."""

from functools import lru_cache
from itertools import pairwise

from docx.shared import Mm
from lxml import etree

from linkj_press.document import Cell, Line, Row, Table
from linkj_press.records.look import FigureLook
from linkj_press.word.elements import Element, add, add_copy, make, name
from linkj_press.word.text import TextWriter

_BULLETS = ("・", "•")


def add_table(body: Element, block: Table, widths: list[int], text: TextWriter) -> None:
    """Add *block* to *body*; *widths* are those of its columns, in twentieths of a point."""
    table = _open_table(body, text.styles["table"], widths)
    _add_row(table, block.header, widths, text, heading=True)
    for row in block.rows:
        _add_row(table, row, widths, text)
    end_table(body, text)


def add_frame(body: Element, line: Line, look: FigureLook, text: TextWriter) -> None:
    """Add an empty frame as large as a photo, with *line* in its middle."""
    width = Mm(look.width).twips
    table = _open_table(body, text.styles["frame"], [width])
    # LibreOffice does not take it from the style.
    table[0].insert(2, etree.Element(name("w:jc"), {name("w:val"): "center"}))
    row = add(table, "w:tr")
    properties = add(row, "w:trPr")
    add(properties, "w:cantSplit")
    add(properties, "w:trHeight", val=Mm(look.height).twips, hRule="atLeast")
    add(properties, "w:jc", val="center")
    cell = add(row, "w:tc")
    properties = add(cell, "w:tcPr")
    add(properties, "w:tcW", w=width, type="dxa")
    add(properties, "w:vAlign", val="center")
    text.add_paragraph(cell, "figure", line)


def end_table(body: Element, text: TextWriter) -> None:
    """Add the paragraph that sets a table off from what follows.

    Without it Word joins the table to another that follows, and mends a document that ends in one.
    """
    text.add_paragraph(body, "after_table", ())


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
    add(properties, "w:tblLayout", type="fixed")
    add(properties, "w:tblLook", val="0020", firstRow=1, noHBand=1, noVBand=1)
    grid = add(table, "w:tblGrid")
    for width in widths:
        add(grid, "w:gridCol", w=width)
    return table


def _add_row(
    table: Element, cells: Row, widths: list[int], text: TextWriter, *, heading: bool = False
) -> None:
    row = add_copy(table, _model_row(heading))
    for cell, width in zip(cells, widths, strict=False):
        _add_cell(row, cell, width, text, heading=heading)


def _add_cell(row: Element, cell: Cell, width: int, text: TextWriter, *, heading: bool) -> None:
    element = add_copy(row, _model_cell(width))
    # Word takes a file with a cell that holds no paragraph for damaged.
    for line in cell.lines or ((),):
        text.add_paragraph(element, "table_heading" if heading else _style(line), line)


# A history of thousands of rows has two kinds of row, and a cell for each column.


@lru_cache(maxsize=2)
def _model_row(heading: bool) -> Element:  # noqa: FBT001
    row = make("w:tr")
    properties = add(row, "w:trPr")
    add(properties, "w:cantSplit")
    if heading:
        add(properties, "w:tblHeader")
    return row


@lru_cache(maxsize=32)
def _model_cell(width: int) -> Element:
    cell = make("w:tc")
    add(add(cell, "w:tcPr"), "w:tcW", w=width, type="dxa")
    return cell


def _style(line: Line) -> str:
    """Return the look's name for the style of *line*: an item of a list, or mere text."""
    first = next((span.text[0] for span in line if span.text), "")
    return "table_item" if first in _BULLETS else "table_text"

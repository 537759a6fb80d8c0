"""Writes tables, and the frame that waits for a photo, row by row."""

from itertools import pairwise

from docx.shared import Mm

from linkj_press.document import Cell, Line, Row, Table
from linkj_press.records.look import FigureLook
from linkj_press.word.markup import quote
from linkj_press.word.text import TextWriter

_BULLETS = ("・", "•")

_LAYOUT = (
    '<w:tblLayout w:type="fixed"/>'
    '<w:tblLook w:val="0020" w:firstRow="1" w:noHBand="1" w:noVBand="1"/>'
)
_ROW = "<w:trPr><w:cantSplit/></w:trPr>"
_HEADING_ROW = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
# Of a frame and of its row: LibreOffice does not take it from the style.
_CENTRED = '<w:jc w:val="center"/>'


def write_table(table: Table, widths: list[int], text: TextWriter) -> str:
    """Return *table*; *widths* are those of its columns, in twentieths of a point."""
    properties = _write_properties(text.styles["table"], sum(widths))
    heading = _write_row(table.header, widths, text, heading=True)
    rows = "".join([_write_row(row, widths, text) for row in table.rows])
    return f"<w:tbl>{properties}{_write_grid(widths)}{heading}{rows}</w:tbl>{end_table(text)}"


def write_frame(line: Line, look: FigureLook, text: TextWriter) -> str:
    """Return an empty frame as large as a photo, with *line* in its middle."""
    width, height = Mm(look.width).twips, Mm(look.height).twips
    properties = _write_properties(text.styles["frame"], width, _CENTRED)
    row = f'<w:cantSplit/><w:trHeight w:val="{height}" w:hRule="atLeast"/>{_CENTRED}'
    cell = f'{_write_width(width)}<w:vAlign w:val="center"/>'
    return (
        f"<w:tbl>{properties}{_write_grid([width])}<w:tr><w:trPr>{row}</w:trPr>"
        f"<w:tc><w:tcPr>{cell}</w:tcPr>{text.write_paragraph('figure', line)}</w:tc></w:tr></w:tbl>"
    )


def end_table(text: TextWriter) -> str:
    """Return the paragraph that sets a table off from what follows.

    Without it Word joins the table to another that follows, and mends a document that ends in one.
    """
    return text.write_paragraph("after_table", ())


def share_width(whole: int, shares: tuple[float, ...], columns: int) -> list[int]:
    """Return the widths of *columns* that make up *whole*, after *shares* if they are as many."""
    if len(shares) != columns:
        shares = (1.0,) * columns
    edges = [round(whole * sum(shares[:n]) / sum(shares)) for n in range(columns + 1)]
    return [right - left for left, right in pairwise(edges)]


def _write_properties(style: str, width: int, place: str = "") -> str:
    """Return what a table says of itself; *place* is the XML of its place on the page."""
    return (
        f'<w:tblPr><w:tblStyle w:val={quote(style)}/><w:tblW w:w="{width}" w:type="dxa"/>'
        f"{place}{_LAYOUT}</w:tblPr>"
    )


def _write_grid(widths: list[int]) -> str:
    columns = "".join([f'<w:gridCol w:w="{width}"/>' for width in widths])
    return f"<w:tblGrid>{columns}</w:tblGrid>"


def _write_width(width: int) -> str:
    return f'<w:tcW w:w="{width}" w:type="dxa"/>'


def _write_row(cells: Row, widths: list[int], text: TextWriter, *, heading: bool = False) -> str:
    written = [
        _write_cell(cell, width, text, heading=heading)
        for cell, width in zip(cells, widths, strict=False)
    ]
    return f"<w:tr>{_HEADING_ROW if heading else _ROW}{''.join(written)}</w:tr>"


def _write_cell(cell: Cell, width: int, text: TextWriter, *, heading: bool) -> str:
    paragraphs = [
        text.write_paragraph("table_heading" if heading else _style(line), line)
        # Word takes a file with a cell that holds no paragraph for damaged.
        for line in cell.lines or ((),)
    ]
    return f"<w:tc><w:tcPr>{_write_width(width)}</w:tcPr>{''.join(paragraphs)}</w:tc>"


def _style(line: Line) -> str:
    """Return the look's name for the style of *line*: an item of a list, or mere text."""
    return "table_item" if line and line[0].text.startswith(_BULLETS) else "table_text"

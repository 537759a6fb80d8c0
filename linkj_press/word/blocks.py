"""Writes the blocks of a document into the body of a Word file, each in the style of its role.

What is to stay on one page stays: a photo with its captions, rows of a table, the contact with
something before it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePosixPath

from linkj_press.draft.document import Block, Figure, Line, Role, Row, Table, Text, plain
from linkj_press.record import Look
from linkj_press.word.body import TextWriter
from linkj_press.word.elements import Relations, quote
from linkj_press.word.names import TWIP, measure_mm, measure_twips
from linkj_press.word.pictures import (
    Extent,
    Picture,
    draw,
    fill_ground,
    fit,
    lead,
    share_side,
    stand_alone,
    stand_beside,
)

BULLETS = ("・", "•")
_LAYOUT = (
    '<w:tblLayout w:type="fixed"/>'
    '<w:tblLook w:val="0020" w:firstRow="1" w:noHBand="1" w:noVBand="1"/>'
)
_ROW = "<w:trPr><w:cantSplit/></w:trPr>"
_HEADING_ROW = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
_CENTRED = '<w:jc w:val="center"/>'
_RUNNING = (Role.LEDE, Role.BODY, Role.QUOTE)
_NARROWEST = 60
"""How narrow the text beside a photo is at least, in millimetres."""

_LINE = 120
"""By how much the words in a frame go down from its middle, in twips."""


@dataclass(frozen=True, slots=True)
class BodyWriter:
    """Writes the body of one draft."""

    look: Look
    pictures: Mapping[PurePosixPath, Picture]
    relations: Relations
    text: TextWriter
    numbers: Iterator[int]
    """Those of its pictures."""

    width: int
    """That of the text, in twips."""

    def write(self, blocks: tuple[Block, ...]) -> str:
        """Return *blocks*."""
        kept = _find_kept(blocks)
        return "".join(
            self._write_block(block, after, keep=n in kept)
            for n, (block, after) in enumerate(pairwise((*blocks, None)))
            if block
        )

    def _write_block(self, block: Block, after: Block | None, *, keep: bool) -> str:
        """Return *block*, which is to *keep* with the one *after* it."""
        match block:
            case Text():
                style = _style_of_block(block)
                return self.text.write_paragraph(style, block.spans, keep_with_next=keep)
            case Figure():
                return self._write_figure(block, after)
            case Table():
                return self._write_table(block, keep=keep)

    def _write_figure(self, figure: Figure, after: Block | None) -> str:
        look, room = self.look.figure, self.width * TWIP
        picture = None if figure.image is None else self.pictures[figure.image]
        extent = Extent(min(measure_mm(look.width), room), measure_mm(look.height))
        extent = fit(picture, look, room) if picture else extent
        width = measure_twips(share_side(extent))
        is_beside = isinstance(after, Text) and after.role in _RUNNING
        if look.wrap and is_beside and self.width - width >= measure_twips(measure_mm(_NARROWEST)):
            frame, edges = stand_beside(look.align, width), ""
        else:
            frame, edges = "", stand_alone(look.align, width, self.width)
        if picture is None:
            place = self._write_frame(figure.description, extent, frame, edges)
        else:
            relation = self.relations.show(picture.data, picture.extension)
            drawing = draw(relation, extent, next(self.numbers), plain(figure.description))
            place = self.text.write_drawing("figure", drawing, frame)
        narrow = frame or ("" if look.align == "center" else edges)
        return place + self._write_captions(figure.captions, narrow)

    def _write_captions(self, captions: Sequence[Text], place: str) -> str:
        return "".join(
            self.text.write_paragraph(
                _style_of_block(caption), caption.spans, keep_with_next=more, place=place
            )
            for more, caption in zip([*[True] * len(captions), False][1:], captions, strict=True)
        )

    def _write_frame(self, line: Line, extent: Extent, frame: str, edges: str) -> str:
        """Return a ground of *extent*, with *line* in its middle, and no more than that.

        The words stand at the foot of a high line, and an empty paragraph beneath: LibreOffice 7.4
        keeps no frame where one paragraph has a line around it, or one after the first a comment.
        """
        height, ground = measure_twips(extent.height), fill_ground(self.look.figure.fill)
        above = frame + ground + lead(height // 2 + _LINE, "atLeast") + edges + _CENTRED
        below = frame + ground + lead(height // 2 - _LINE, "exact") + edges
        write = self.text.write_paragraph
        words = write("figure", line, keep_with_next=True, place=above)
        return words + write("figure", (), keep_with_next=True, place=below)

    def _write_table(self, table: Table, *, keep: bool) -> str:
        """Return *table*; its last row is to *keep* with what follows."""
        columns = max(len(row) for row in (table.header, *table.rows))
        widths = _share_width(self.width, self.look.table.widths, columns)
        head = _describe_table(self.text.styles["table"], widths)
        heading = self._write_row(table.header, widths, "table_heading", keep=True)
        last = len(table.rows) - 1
        # The last row stands alone on no page. The first is not kept likewise: LibreOffice 7.4
        # loses all rows after it and the next where these two just fit on their page.
        kept = {last - 1} | ({last} if keep else set())
        rows = [self._write_row(row, widths, keep=n in kept) for n, row in enumerate(table.rows)]
        end = self._end_table(keep=keep)
        return f"<w:tbl>{head}{heading}{''.join(rows)}</w:tbl>{end}"

    def _write_row(
        self, cells: Row, widths: list[int], heading: str = "", *, keep: bool = False
    ) -> str:
        """Return *cells* as a row; its words are in the style called *heading* if it is one."""
        written = []
        for cell, width in zip(cells, widths, strict=False):
            # Word takes a file with a cell that holds no paragraph for damaged.
            lines = cell.lines or ((),)
            text = [
                self.text.write_paragraph(heading or _style_of_line(x), x, keep_with_next=keep)
                for x in lines
            ]
            written.append(f"<w:tc><w:tcPr>{_write_width(width)}</w:tcPr>{''.join(text)}</w:tc>")
        return f"<w:tr>{_HEADING_ROW if heading else _ROW}{''.join(written)}</w:tr>"

    def _end_table(self, *, keep: bool) -> str:
        """Return what sets a table off: Word joins two tables, and mends what ends in one."""
        return self.text.write_paragraph("after_table", (), keep_with_next=keep)


_SHORT = 80
"""In characters: a paragraph of no more holds no page on its own."""


def _find_kept(blocks: tuple[Block, ...]) -> set[int]:
    """Return which of *blocks* stay with the next: those before the contact, with its heading.

    The contact is alone on the last page of no release that has a paragraph, or two rows, for it.
    """
    roles = [block.role if isinstance(block, Text) else None for block in blocks]
    if Role.CONTACT not in roles:
        return set()
    heading = roles.index(Role.CONTACT) - 1
    kept = {heading}
    for before in range(heading - 1, 0, -1):
        kept.add(before)
        block = blocks[before]
        if not isinstance(block, Text) or len(block.text) > _SHORT:
            break
    return kept


def _share_width(whole: int, shares: tuple[float, ...], columns: int) -> list[int]:
    """Return the widths of *columns* that make up *whole*, after *shares* if they are as many."""
    if len(shares) != columns:
        shares = (1.0,) * columns
    edges = [round(whole * sum(shares[:n]) / sum(shares)) for n in range(columns + 1)]
    return [right - left for left, right in pairwise(edges)]


def _describe_table(style: str, widths: list[int]) -> str:
    """Return what a table says of itself."""
    columns = "".join([f'<w:gridCol w:w="{width}"/>' for width in widths])
    return (
        f'<w:tblPr><w:tblStyle w:val={quote(style)}/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f"{_LAYOUT}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>"
    )


def _write_width(width: int) -> str:
    return f'<w:tcW w:w="{width}" w:type="dxa"/>'


def _style_of_line(line: Line) -> str:
    """Return the look's name for the style of *line*: an item of a list, or mere text."""
    return "table_item" if line and line[0].text.startswith(BULLETS) else "table_text"


def _style_of_block(block: Text) -> str:
    """Return what the look calls the style of *block*: ``end_mark`` for ``end-mark``."""
    return block.role.value.replace("-", "_")

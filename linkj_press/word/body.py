"""Writes the blocks of a document into the body of a Word file, each in the style of its role."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from docx.shared import Mm

from linkj_press.document import Block, Figure, Table, Text
from linkj_press.records import Look
from linkj_press.word.elements import Element, add
from linkj_press.word.pictures import Picture, draw, fit, label_drawing
from linkj_press.word.relations import Relations
from linkj_press.word.tables import add_frame, add_table, end_table, share_width
from linkj_press.word.text import TextWriter


@dataclass(frozen=True, slots=True)
class BodyWriter:
    """Writes the body of one draft."""

    look: Look
    pictures: Mapping[PurePosixPath, Picture]
    relations: Relations
    text: TextWriter
    numbers: Iterator[int]
    """Those of its pictures."""

    def write(self, body: Element, blocks: tuple[Block, ...]) -> None:
        """Add *blocks* to *body*."""
        for block in blocks:
            match block:
                case Text():
                    self.text.add_paragraph(body, _style(block), block.spans)
                case Figure():
                    self._add_figure(body, block)
                case Table():
                    self._add_table(body, block)

    def _add_figure(self, body: Element, figure: Figure) -> None:
        if figure.image is None:
            add_frame(body, figure.description, self.look.figure, self.text)
        else:
            self._add_picture(body, figure, self.pictures[figure.image])
        last = len(figure.captions) - 1
        for n, caption in enumerate(figure.captions):
            self.text.add_paragraph(body, _style(caption), caption.spans, keep_with_next=n < last)
        if figure.image is None and not figure.captions:
            end_table(body, self.text)

    def _add_picture(self, body: Element, figure: Figure, picture: Picture) -> None:
        size = fit(picture, self.look.figure)
        drawing = draw(self.relations.show(picture), size)
        description = "".join(span.text for span in figure.description)
        label_drawing(drawing, next(self.numbers), description)
        add(self.text.add_paragraph(body, "figure", ()), "w:r").append(drawing)

    def _add_table(self, body: Element, table: Table) -> None:
        columns = max(len(row) for row in (table.header, *table.rows))
        page = self.look.page
        width = Mm(page.width - page.left - page.right).twips
        add_table(body, table, share_width(width, self.look.table.widths, columns), self.text)


def _style(block: Text) -> str:
    """Return what the look calls the style of *block*: ``end_mark`` for ``end-mark``."""
    return block.role.value.replace("-", "_")

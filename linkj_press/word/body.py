"""Writes the blocks of a document into the body of a Word file, each in the style of its role."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from docx.shared import Mm

from linkj_press.document import Block, Figure, Table, Text
from linkj_press.records import Look
from linkj_press.word.drawing import draw, fit
from linkj_press.word.pictures import Picture
from linkj_press.word.relations import Relations
from linkj_press.word.tables import end_table, share_width, write_frame, write_table
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

    def write(self, blocks: tuple[Block, ...]) -> str:
        """Return *blocks*."""
        return "".join(map(self._write_block, blocks))

    def _write_block(self, block: Block) -> str:
        match block:
            case Text():
                return self.text.write_paragraph(_style(block), block.spans)
            case Figure():
                return self._write_figure(block)
            case Table():
                return self._write_table(block)

    def _write_figure(self, figure: Figure) -> str:
        if figure.image is None:
            place = write_frame(figure.description, self.look.figure, self.text)
        else:
            place = self._write_picture(figure, self.pictures[figure.image])
        last = len(figure.captions) - 1
        captions = [
            self.text.write_paragraph(_style(caption), caption.spans, keep_with_next=n < last)
            for n, caption in enumerate(figure.captions)
        ]
        if figure.image is None and not captions:
            captions.append(end_table(self.text))
        return place + "".join(captions)

    def _write_picture(self, figure: Figure, picture: Picture) -> str:
        relation, extent = self.relations.show(picture), fit(picture, self.look.figure)
        description = "".join(span.text for span in figure.description)
        drawing = draw(relation, extent, next(self.numbers), description)
        return self.text.write_drawing("figure", drawing)

    def _write_table(self, table: Table) -> str:
        columns = max(len(row) for row in (table.header, *table.rows))
        page = self.look.page
        width = Mm(page.width - page.left - page.right).twips
        return write_table(table, share_width(width, self.look.table.widths, columns), self.text)


def _style(block: Text) -> str:
    """Return what the look calls the style of *block*: ``end_mark`` for ``end-mark``."""
    return block.role.value.replace("-", "_")

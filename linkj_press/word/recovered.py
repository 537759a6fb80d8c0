"""Reads a Word file of ours back as the document that was written into it, for its words alone.

The style of a paragraph tells what it is in a release. Links, emphasis and pictures are left.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import PurePosixPath

from docx.opc.constants import RELATIONSHIP_TYPE as RT

from linkj_press.draft.document import (
    Block,
    Cell,
    Document,
    Figure,
    Line,
    PublishedSource,
    Role,
    Row,
    Span,
    Table,
    Text,
)
from linkj_press.problem import Place
from linkj_press.word.elements import Element, name, read_value
from linkj_press.word.manifest import Manifest
from linkj_press.word.opening import open_word
from linkj_press.word.reader import read_word
from linkj_press.word.styles import PARAGRAPHS
from linkj_press.word.word_text import Paragraph

_FIGURE, _AFTER_TABLE = "figure", "after table"
_PHOTO = PurePosixPath("photo")
"""Stands for whichever picture there is."""


def recover_document(content: bytes, manifest: Manifest, path: PurePosixPath) -> Document:
    """Return what the Word file *content*, which is at *path*, says. Raises NotWord.

    It is the one that *manifest* is of, just as it was written.
    """
    opened = open_word(content)
    part = opened.find(RT.STYLES)
    styles = {} if part is None else _name_styles(opened.parse(part))
    reader = _BlockReader(styles, PublishedSource(Place(path)))
    blocks = tuple(reader.read(read_word(content).body))
    return Document(manifest.partner, manifest.language, manifest.release_on, blocks)


def _name_styles(styles: Element) -> dict[str, str]:
    """Return what the look calls the paragraph styles of a file, by Word's ids."""
    keys = {word.key: key for key, word in PARAGRAPHS.items()}
    named = {
        style.get(name("w:styleId"), ""): read_value(style, name("w:name")).lower()
        for style in styles.findall(name("w:style"))
    }
    return {id_: keys.get(called, called) for id_, called in named.items()}


class _BlockReader:
    def __init__(self, styles: dict[str, str], source: PublishedSource) -> None:
        self._styles, self._source = styles, source

    def read(self, paragraphs: Iterable[Paragraph]) -> Iterator[Block]:
        """Yield the blocks of *paragraphs*; captions belong to the picture before them."""
        figure: Figure | None = None
        for block in self._read_blocks(paragraphs):
            if figure and isinstance(block, Text) and block.role is Role.CAPTION:
                captions = (*figure.captions, block)
                figure = Figure(figure.image, figure.description, captions, self._source)
                continue
            if figure:
                yield figure
            figure = block if isinstance(block, Figure) else None
            if not figure:
                yield block
        if figure:
            yield figure

    def _read_blocks(self, paragraphs: Iterable[Paragraph]) -> Iterator[Block]:
        grouped = groupby(paragraphs, key=lambda each: each.cell and each.cell.table)
        for table, group in grouped:
            some = list(group)
            if table is None:
                yield from filter(None, map(self._read_paragraph, some))
            elif self._name(some[0]) == _FIGURE:
                yield Figure(None, self._read_line(some[0]), (), self._source)
            else:
                header, *rows = self._read_rows(some)
                yield Table(header, tuple(rows), self._source)

    def _read_paragraph(self, paragraph: Paragraph) -> Block | None:
        called = self._name(paragraph)
        if called == _FIGURE:
            return Figure(_PHOTO, (), (), self._source)
        if called == _AFTER_TABLE or not paragraph.text:
            return None
        role = called.replace("_", "-")
        known = Role(role) if role in set(Role) else Role.BODY
        return Text(known, self._read_line(paragraph), self._source)

    def _read_rows(self, paragraphs: Iterable[Paragraph]) -> Iterator[Row]:
        for _, row in groupby(paragraphs, key=lambda each: each.cell and each.cell.row):
            cells = groupby(row, key=lambda each: each.cell and each.cell.column)
            yield tuple(Cell(tuple(self._read_line(p) for p in cell)) for _, cell in cells)

    def _read_line(self, paragraph: Paragraph) -> Line:
        return (Span(paragraph.text, self._source),) if paragraph.text else ()

    def _name(self, paragraph: Paragraph) -> str:
        return self._styles.get(paragraph.style, "")

"""Makes the docxtpl template that gives a document's text, and tells whether it does.

Where fairness leaves a choice the peer has the cheaper one: plain runs, no frames, links, comments
or content controls, and values that are escaped beforehand.
"""

import html
import io
from collections.abc import Iterator, Mapping
from itertools import count, groupby
from operator import attrgetter
from pathlib import Path
from zipfile import ZipFile

import docx
from docx.document import Document as WordFile
from docx.oxml.ns import qn
from lxml import etree

from linkj_press.draft.document import Block, Cell, Document, Figure, Line, Role, Span, Table, Text

Values = dict[str, object]

_MARKS = ("{{", "{%", "{#")


def make_template(document: Document, file: Path) -> Values:
    """Return the values with which the template, written to *file*, gives *document*'s text."""
    word = docx.Document()
    word.sections[0].header.paragraphs[0].add_run("案 / DRAFT")
    values: Values = {}
    names = (f"v{number}" for number in count(1))
    for block in document.blocks:
        match block:
            case Text() | Figure():
                for style, line in _text_lines(block):
                    word.add_paragraph(_write_line(line, values, names), style)
            case Table():
                _add_table(word, block, values, next(names))
    word.save(str(file))
    return values


def find_missing(document: Document, file: bytes) -> list[str]:
    """Return the lines of *document* that no paragraph of the .docx *file* holds."""
    written = set(_read_lines(file))
    return [text for text in _expected_lines(document) if text not in written]


def _text_lines(block: Text | Figure) -> Iterator[tuple[str, Line]]:
    """Yield the lines of *block*, each with its style in python-docx's template."""
    if isinstance(block, Text):
        styles = {Role.HEADLINE: "Title", Role.SECTION: "Heading 1"}
        yield styles.get(block.role, "Normal"), block.spans
        return
    if block.image is None:
        yield "Normal", block.description
    for caption in block.captions:
        yield "Caption", caption.spans


def _write_line(line: Line, values: Values, names: Iterator[str]) -> str:
    """Return *line* as a person writes it in a template: its values as ``{{ v1 }}``."""
    parts = []
    for value, spans in groupby(line, key=attrgetter("value")):
        text = _join(spans)
        # What a template's own words may not look like is filled in.
        if value is None and not any(mark in text for mark in _MARKS):
            parts.append(text)
        else:
            name = next(names)
            values[name] = html.escape(text, quote=False)
            parts.append(f"{{{{ {name} }}}}")
    return "".join(parts)


def _add_table(word: WordFile, block: Table, values: Values, name: str) -> None:
    """Add a table with a loop over the list *name*: docxtpl drops the rows of ``{%tr … %}``."""
    columns = range(len(block.header))
    table = word.add_table(rows=4, cols=len(block.header), style="Table Grid")
    for cell, heading in zip(table.rows[0].cells, block.header, strict=True):
        cell.text = heading.text
    table.rows[1].cells[0].text = f"{{%tr for row in {name} %}}"
    for column, cell in zip(columns, table.rows[2].cells, strict=True):
        cell.text = f"{{{{ row.c{column} }}}}"
    table.rows[3].cells[0].text = "{%tr endfor %}"
    values[name] = [
        {
            f"c{column}": html.escape(_cell_text(cell), quote=False)
            for column, cell in enumerate(row)
        }
        for row in block.rows
    ]


def _cell_text(cell: Cell) -> str:
    return "\n".join(_join(line) for line in cell.lines)


def _expected_lines(document: Document) -> Iterator[str]:
    for block in document.blocks:
        for line in _block_lines(block):
            text = _squeeze(_join(line))
            if text:
                yield text


def _block_lines(block: Block) -> Iterator[Line]:
    if isinstance(block, Table):
        for row in (block.header, *block.rows):
            for cell in row:
                yield from cell.lines
    else:
        for _, line in _text_lines(block):
            yield line


def _join(line: Iterator[Span] | Line) -> str:
    return "".join(span.text for span in line)


def _squeeze(text: str) -> str:
    return "".join(text.split())


def _read_lines(file: bytes) -> Iterator[str]:
    """Yield every paragraph in the text parts of *file* and the lines of each, without spaces."""
    for part in _text_parts(file).values():
        for paragraph in etree.fromstring(part).iter(qn("w:p")):
            words = (
                "\n" if element.tag == qn("w:br") else element.text or ""
                for element in paragraph.iter(qn("w:t"), qn("w:br"))
            )
            lines = "".join(words).split("\n")
            yield from map(_squeeze, ["".join(lines), *lines])


def _text_parts(file: bytes) -> Mapping[str, bytes]:
    with ZipFile(io.BytesIO(file)) as archive:
        return {
            name: archive.read(name)
            for name in archive.namelist()
            if name.startswith(("word/document", "word/header"))
        }

"""Documents as plain text: one paragraph a line, for the terminal and for comparing."""

from linkj_press.document import Block, Document, Figure, Row, Table, Text

CELL_JOINT = " | "


def render_plain(document: Document) -> str:
    """Return the text of *document*: paragraphs with an empty line between them.

    Rows of a table stand on a line each; a picture shows as its captions.
    """
    return "\n\n".join("\n".join(_block_lines(block)) for block in document.blocks) + "\n"


def _block_lines(block: Block) -> list[str]:
    match block:
        case Text():
            return [block.text]
        case Figure(description=description, captions=captions, image=image):
            gap = ["".join(span.text for span in description)] if image is None else []
            return ["\n\n".join(gap + [caption.text for caption in captions])]
        case Table(header=header, rows=rows):
            return [_row_line(row) for row in (header, *rows)]


def _row_line(row: Row) -> str:
    return CELL_JOINT.join(cell.text for cell in row)

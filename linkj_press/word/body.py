"""Writes the blocks of a document into the body of a Word file, each in the style of its role.

Filled-in values are content controls, of which a list is kept: a reader sees no difference, and a
draft that comes back tells by them whose words were edited. Comments stand where something is
missing, or where a check has something to say.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from operator import attrgetter
from pathlib import PurePosixPath
from urllib.parse import quote as quote_address

from docx.shared import Mm

from linkj_press.draft.document import (
    Block,
    Document,
    Figure,
    Line,
    Row,
    Span,
    Table,
    Text,
    plain,
)
from linkj_press.folder import Finish
from linkj_press.language import Language
from linkj_press.record import Look
from linkj_press.word.elements import (
    DECLARATION,
    Relations,
    declare,
    encode,
    quote,
    write_paragraph,
    write_run,
    write_run_properties,
)
from linkj_press.word.manifest import (
    Filled,
    Skeleton,
    Value,
    describe_value,
    find_value,
    name_value,
    shorten_label,
)
from linkj_press.word.pictures import Picture, draw, fit
from linkj_press.word.styles import StyleIds

AUTHOR = "linkj-press"


class Comments:
    """The comments of one draft, all of the day of the release."""

    def __init__(self, day: date, styles: StyleIds) -> None:
        self._style = styles["comment"]
        # The mark of a comment is not seen in print.
        self._mark = write_run_properties(styles["comment_mark"])
        self._place = write_run_properties(styles["comment_place"])
        self._signature = (
            f'w:author="{AUTHOR}" w:date="{day.isoformat()}T00:00:00Z" w:initials="LP"'
        )
        self._written: list[str] = []

    def __len__(self) -> int:
        return len(self._written)

    def write(self, lines: Sequence[str], runs: str) -> str:
        """Return the XML *runs* with a new comment of *lines* on them; the last is the place."""
        number = len(self._written)
        *said, place = lines
        paragraphs = [*(write_run("", line) for line in said), write_run(self._place, place)]
        paragraphs[0] = f"<w:r>{self._mark}<w:annotationRef/></w:r>{paragraphs[0]}"
        text = "".join([write_paragraph(self._style, run) for run in paragraphs])
        comment = f'<w:comment w:id="{number}" {self._signature}>{text}</w:comment>'
        self._written.append(comment)
        return (
            f'<w:commentRangeStart w:id="{number}"/>{runs}<w:commentRangeEnd w:id="{number}"/>'
            f'<w:r>{self._mark}<w:commentReference w:id="{number}"/></w:r>'
        )

    def to_bytes(self) -> bytes:
        """Return the part that lists them."""
        root = f'<w:comments xmlns:w="{declare("w")["w"]}">{"".join(self._written)}</w:comments>'
        return encode(DECLARATION + root)


# Its words may be edited, but not itself, and no frame is seen.
_MANNERS = '<w:lock w:val="sdtLocked"/><w15:appearance w15:val="hidden"/>'


class Controls:
    """The content controls of one file. In a copy they tell nothing; a final has none."""

    def __init__(self, partner: str, finish: Finish) -> None:
        self._partner = partner
        self._finish = finish
        self.values: list[Value] = []
        """What they hold, in the order in which they were written."""

    def write(self, value: Filled, spans: Line, content: str) -> tuple[int, str]:
        """Return the number of a new control, and its XML; *content* is that of *spans*."""
        full = name_value(value, self._partner)
        entry = describe_value(len(self.values) + 1, value, full, spans)
        alias = f"<w:alias w:val={quote(shorten_label(full))}/>"
        if self._finish is not Finish.DRAFT:
            entry, alias = entry._replace(tag=f"v{entry.id}"), ""
        self.values.append(entry)
        if self._finish is Finish.FINAL:
            return entry.id, content
        return entry.id, (
            f"<w:sdt><w:sdtPr>{alias}"
            f'<w:tag w:val={quote(entry.tag)}/><w:id w:val="{entry.id}"/>{_MANNERS}</w:sdtPr>'
            f"<w:sdtContent>{content}</w:sdtContent></w:sdt>"
        )


# What an address may hold as it is. Word takes a file with other characters there for damaged.
_AS_IT_IS = "%/:?#[]@!$&'()*+,;=~-._"


_TEXT, _ADDRESS = attrgetter("text"), attrgetter("href")
_REMARK = attrgetter("gap", "source", "notes")


class TextWriter:
    """Writes text into one part of a draft."""

    def __init__(
        self,
        document: Document,
        styles: StyleIds,
        relations: Relations,
        controls: Controls,
        comments: Comments | None,
    ) -> None:
        """Gaps and notes go without *comments* where there are none: in a header, a final draft."""
        self._japanese = document.language is Language.JA
        self.styles = styles
        self._relations = relations
        self._controls = controls
        self._comments = comments
        self._skeleton: list[tuple[str | int, ...]] = []

    @property
    def skeleton(self) -> Skeleton:
        """What was written, paragraph by paragraph."""
        return tuple(self._skeleton)

    def write_paragraph(self, style: str, line: Line, *, keep_with_next: bool = False) -> str:
        """Return *line* as a new paragraph, in the style called *style*."""
        pieces: list[str | int] = []
        content: list[str] = []
        for value, group in groupby(filter(_TEXT, line), key=find_value):
            spans = tuple(group)
            xml = self._write_spans(spans)
            if value is None:
                pieces.append(plain(spans))
            else:
                number, xml = self._controls.write(value, spans, xml)
                pieces.append(number)
            content.append(xml)
        self._skeleton.append(tuple(pieces))
        return write_paragraph(self.styles[style], "".join(content), keep_with_next=keep_with_next)

    def write_drawing(self, style: str, drawing: str) -> str:
        """Return a new paragraph with the XML *drawing*, in the style called *style*."""
        self._skeleton.append(())
        return write_paragraph(self.styles[style], f"<w:r>{drawing}</w:r>")

    def _write_spans(self, line: Line) -> str:
        if len(line) == 1 and not (line[0].href or line[0].gap or line[0].notes):
            # Most are, and a draft has hundreds.
            return self._write_run(line[0])
        groups = groupby(line, key=_ADDRESS)
        return "".join([self._write_linked(address, spans) for address, spans in groups])

    def _write_linked(self, address: str, spans: Iterable[Span]) -> str:
        """Return *spans* as runs, in a link to *address* if there is one."""
        groups = groupby(spans, key=_REMARK)
        runs = "".join([self._write_runs(tuple(some)) for _, some in groups])
        if not address:
            return runs
        relation = self._relations.link(quote_address(address, safe=_AS_IT_IS))
        return f'<w:hyperlink w:history="1" r:id="{relation}">{runs}</w:hyperlink>'

    def _write_runs(self, spans: Line) -> str:
        """Return *spans*, of which the same is to be said, as runs with comments."""
        runs = "".join([self._write_run(span) for span in spans])
        if self._comments is None:
            return runs
        if spans[0].gap:
            source = spans[0].source
            where = f"{source}  {getattr(source, 'field', '')}".rstrip()
            runs = self._comments.write([plain(spans), where], runs)
        for note in spans[0].notes:
            runs = self._comments.write(note.split("\n"), runs)
        return runs

    def _write_run(self, span: Span) -> str:
        text = span.text
        style = self.styles["gap" if span.gap else "link"] if span.gap or span.href else ""
        # Or else Word takes ①, ■, … and curved quotes from the Latin font.
        hint = self._japanese and not text.isascii()
        # Japanese type has no italic.
        bold = span.strong or (span.emphasis and self._japanese)
        italic = span.emphasis and not self._japanese
        return write_run(write_run_properties(style, hint, bold, italic), text)


BULLETS = ("・", "•")
_LAYOUT = (
    '<w:tblLayout w:type="fixed"/>'
    '<w:tblLook w:val="0020" w:firstRow="1" w:noHBand="1" w:noVBand="1"/>'
)
_ROW = "<w:trPr><w:cantSplit/></w:trPr>"
_HEADING_ROW = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
# Of a frame and of its row: LibreOffice does not take it from the style.
_CENTRED = '<w:jc w:val="center"/>'


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
                return self.text.write_paragraph(_style_of_block(block), block.spans)
            case Figure():
                return self._write_figure(block)
            case Table():
                return self._write_table(block)

    def _write_figure(self, figure: Figure) -> str:
        if figure.image is None:
            place = self._write_frame(figure.description)
        else:
            picture = self.pictures[figure.image]
            relation = self.relations.show(picture.data, picture.extension)
            extent, number = fit(picture, self.look.figure), next(self.numbers)
            drawing = draw(relation, extent, number, plain(figure.description))
            place = self.text.write_drawing("figure", drawing)
        last = len(figure.captions) - 1
        captions = [
            self.text.write_paragraph(
                _style_of_block(caption), caption.spans, keep_with_next=n < last
            )
            for n, caption in enumerate(figure.captions)
        ]
        if figure.image is None and not captions:
            captions.append(self._end_table())
        return place + "".join(captions)

    def _write_frame(self, line: Line) -> str:
        """Return an empty frame as large as a photo, with *line* in its middle."""
        look = self.look.figure
        width, height = Mm(look.width).twips, Mm(look.height).twips
        head = _describe_table(self.text.styles["frame"], [width], _CENTRED)
        row = f'<w:cantSplit/><w:trHeight w:val="{height}" w:hRule="atLeast"/>{_CENTRED}'
        cell = f'{_write_width(width)}<w:vAlign w:val="center"/>'
        content = self.text.write_paragraph("figure", line)
        return (
            f"<w:tbl>{head}<w:tr><w:trPr>{row}</w:trPr>"
            f"<w:tc><w:tcPr>{cell}</w:tcPr>{content}</w:tc></w:tr></w:tbl>"
        )

    def _write_table(self, table: Table) -> str:
        columns = max(len(row) for row in (table.header, *table.rows))
        page = self.look.page
        width = Mm(page.width - page.left - page.right).twips
        widths = _share_width(width, self.look.table.widths, columns)
        head = _describe_table(self.text.styles["table"], widths)
        heading = self._write_row(table.header, widths, "table_heading")
        rows = "".join([self._write_row(row, widths) for row in table.rows])
        return f"<w:tbl>{head}{heading}{rows}</w:tbl>{self._end_table()}"

    def _write_row(self, cells: Row, widths: list[int], heading: str = "") -> str:
        """Return *cells* as a row; its words are in the style called *heading* if it is one."""
        written = []
        for cell, width in zip(cells, widths, strict=False):
            # Word takes a file with a cell that holds no paragraph for damaged.
            lines = cell.lines or ((),)
            text = [self.text.write_paragraph(heading or _style_of_line(x), x) for x in lines]
            written.append(f"<w:tc><w:tcPr>{_write_width(width)}</w:tcPr>{''.join(text)}</w:tc>")
        return f"<w:tr>{_HEADING_ROW if heading else _ROW}{''.join(written)}</w:tr>"

    def _end_table(self) -> str:
        """Return what sets a table off: Word joins two tables, and mends what ends in one."""
        return self.text.write_paragraph("after_table", ())


def _share_width(whole: int, shares: tuple[float, ...], columns: int) -> list[int]:
    """Return the widths of *columns* that make up *whole*, after *shares* if they are as many."""
    if len(shares) != columns:
        shares = (1.0,) * columns
    edges = [round(whole * sum(shares[:n]) / sum(shares)) for n in range(columns + 1)]
    return [right - left for left, right in pairwise(edges)]


def _describe_table(style: str, widths: list[int], place: str = "") -> str:
    """Return what a table says of itself; *place* is the XML of its place on the page."""
    columns = "".join([f'<w:gridCol w:w="{width}"/>' for width in widths])
    return (
        f'<w:tblPr><w:tblStyle w:val={quote(style)}/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f"{place}{_LAYOUT}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>"
    )


def _write_width(width: int) -> str:
    return f'<w:tcW w:w="{width}" w:type="dxa"/>'


def _style_of_line(line: Line) -> str:
    """Return the look's name for the style of *line*: an item of a list, or mere text."""
    return "table_item" if line and line[0].text.startswith(BULLETS) else "table_text"


def _style_of_block(block: Text) -> str:
    """Return what the look calls the style of *block*: ``end_mark`` for ``end-mark``."""
    return block.role.value.replace("-", "_")

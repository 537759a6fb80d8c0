"""The document: blocks of spans, where every span is text with its source.

Everything before it knows nothing of Word or terminals; everything after it knows nothing of YAML
or Jinja2.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import chain
from pathlib import PurePosixPath
from typing import NamedTuple

from linkj_press.language import Language
from linkj_press.problem import Place


class TemplateSource(NamedTuple):
    """Words that a template holds, or that one of its expressions made."""

    place: Place

    def __str__(self) -> str:
        return self.place.to_line


class PartnerSource(NamedTuple):
    """Words of a partner file."""

    partner: str
    """The partner's id: ``osaka``."""

    field: str
    """The path of the value: ``release.photo.credit.ja``."""

    place: Place

    def __str__(self) -> str:
        return self.place.to_line


class HouseSource(NamedTuple):
    """Words of the house: boilerplate, seat, titles, terms."""

    field: str
    """The path of the value: ``issuer.about[1].ja``."""

    place: Place
    version: str = ""
    """The first day the entry is in force, where the entry is dated: ``2020-11-24``."""

    def __str__(self) -> str:
        version = f" (from {self.version})" if self.version else ""
        return self.place.to_line + version


class LedgerSource(NamedTuple):
    """A fact worked out from the ledger."""

    fact: str
    """The name of the fact: ``kind_ordinal``."""

    partners: tuple[str, ...]
    """The ids of the partners it rests on, in ledger order."""

    def __str__(self) -> str:
        return f"ledger: {self.fact}"


class PublishedSource(NamedTuple):
    """Words of a text that was kept when it went out of hand, and that nothing fills in."""

    place: Place

    def __str__(self) -> str:
        return self.place.to_line


LineSource = TemplateSource | PublishedSource
"""Where a block begins: a line of a template, or of a text that is kept."""

Source = LineSource | PartnerSource | HouseSource | LedgerSource


def on_line(source: PartnerSource | HouseSource, line: int) -> PartnerSource | HouseSource:
    """Return the source of that line of the field of *source*: a field may hold many lines."""
    if line == source.place.line:
        return source
    return source._replace(place=source.place._replace(line=line))


class Role(StrEnum):
    """What a block of text is in a release. The values name the blocks of a template."""

    LABEL = "label"
    DATE = "date"
    EMBARGO = "embargo"
    ADDRESSEE = "addressee"
    ISSUER = "issuer"
    HEADLINE = "headline"
    SUBHEAD = "subhead"
    LEDE = "lede"
    BODY = "body"
    QUOTE = "quote"
    SECTION = "section"
    CAPTION = "caption"
    REFERENCE = "reference"
    CONTACT = "contact"
    END_MARK = "end-mark"


LAID_OUT = frozenset({Role.HEADLINE, Role.SUBHEAD, Role.CAPTION})
"""What may be set in lines: by hand, or where it would not fit on one."""


class Gap(StrEnum):
    """What is missing where a visible gap stands."""

    TRANSLATION = "translation"
    APPROVAL = "approval"
    VALUE = "value"


# A draft has hundreds: see the sources.
class Span(NamedTuple):
    """A run of text from one source."""

    text: str
    source: Source
    strong: bool = False
    emphasis: bool = False
    href: str = ""
    """The address that the text links to, or ``""``."""

    gap: Gap | None = None
    """Set when the text stands for something that is missing; `source` is where it belongs."""

    value: Source | None = None
    """The filled-in value that the text is part of; None for the template's own words.

    It differs from `source` inside prose: a figure that an expression worked out is the
    ledger's, and stands in the value of the prose's field.
    """

    notes: tuple[str, ...] = ()
    """What a check says of these words: for whoever revises the draft, never for readers."""

    begins_line: bool = False
    """Whether a line begins here. That is layout: the words are the same without it."""

    def cut(self, start: int, end: int) -> "Span":
        """Return the part of the span between two of its characters."""
        begins_line = self.begins_line and not start
        return self._replace(text=self.text[start:end], begins_line=begins_line)


Line = tuple[Span, ...]


def plain(spans: Iterable[Span]) -> str:
    """Return the words of *spans*."""
    return "".join([span.text for span in spans])


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    role: Role
    spans: Line
    source: LineSource
    """Where the template begins the paragraph."""

    @property
    def text(self) -> str:
        """The paragraph as plain text."""
        return plain(self.spans)


@dataclass(frozen=True, slots=True)
class Figure:
    """A photo with its captions, or the frame that waits for the photo."""

    image: PurePosixPath | None
    """The picture's file, relative to the workspace; None when there is none yet."""

    description: Line
    """What the picture shows, for those who cannot see it; with no image, the gap."""

    captions: tuple[Text, ...]
    source: LineSource
    image_source: Source | None = None
    """Where the image is named."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: one or more lines."""

    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The cell as plain text, its lines set apart by a space."""
        return " ".join(map(plain, self.lines))


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one heading row."""

    header: Row
    rows: tuple[Row, ...]
    source: LineSource


Block = Text | Figure | Table


@dataclass(frozen=True, slots=True)
class Document:
    """One release in one language."""

    partner: str
    """The partner's id: ``denmark``."""

    language: Language
    release_on: date
    blocks: tuple[Block, ...]

    @property
    def headline(self) -> str:
        """The headline as plain text."""
        return next(b.text for b in self.blocks if isinstance(b, Text) and b.role is Role.HEADLINE)

    @property
    def spans(self) -> Iterator[Span]:
        """Every span, in reading order."""
        return spans_of(self)

    @property
    def pictures(self) -> Iterator[tuple[Figure, PurePosixPath]]:
        """The figures that have a picture, each with its file."""
        return ((b, b.image) for b in self.blocks if isinstance(b, Figure) and b.image is not None)

    @property
    def gaps(self) -> tuple[Span, ...]:
        """The spans that stand for something missing, in reading order."""
        return tuple(span for span in self.spans if span.gap)


def name_kind(block: Block) -> str:
    """Return what *block* is in a release: ``lede``, ``figure``, ``table``."""
    return str(block.role) if isinstance(block, Text) else type(block).__name__.lower()


def lines(part: Document | Block, *, printed: bool = False) -> Iterator[Line]:
    """Yield the lines of words of *part* in reading order: paragraphs, captions, those of cells.

    The description of a picture, which is not seen, is among them unless only the *printed* are.
    """
    match part:
        case Document(blocks=blocks):
            yield from chain.from_iterable(lines(block, printed=printed) for block in blocks)
        case Text(spans=spans):
            yield spans
        case Figure(image=image, description=description, captions=captions):
            if not (printed and image):
                yield description
            yield from (caption.spans for caption in captions)
        case Table(header=header, rows=rows):
            yield from (line for row in (header, *rows) for cell in row for line in cell.lines)


def spans_of(part: Document | Block) -> Iterator[Span]:
    """Yield the spans of *part* in reading order."""
    return chain.from_iterable(lines(part))


def map_lines(document: Document, change: Callable[[Line], Line]) -> Document:
    """Return *document* with each line that is printed as *change* has it."""

    def change_text(text: Text) -> Text:
        return replace(text, spans=change(text.spans))

    def change_row(row: Row) -> Row:
        return tuple(Cell(tuple(map(change, cell.lines))) for cell in row)

    def change_block(block: Block) -> Block:
        match block:
            case Text():
                return change_text(block)
            case Figure(image=image, description=description, captions=captions):
                shown = description if image else change(description)
                captions = tuple(map(change_text, captions))
                return replace(block, description=shown, captions=captions)
            case Table(header=header, rows=rows):
                header = change_row(header)
                return replace(block, header=header, rows=tuple(map(change_row, rows)))

    return replace(document, blocks=tuple(map(change_block, document.blocks)))


CELL_JOINT = " | "


def render_plain(document: Document) -> str:
    """Return the text of *document*: paragraphs with an empty line between them.

    Rows of a table stand on a line each; a picture shows as its captions.
    """
    return "\n\n".join(map(_render_block, document.blocks)) + "\n"


def _render_block(block: Block) -> str:
    if isinstance(block, Table):
        rows = (block.header, *block.rows)
        return "\n".join(CELL_JOINT.join(cell.text for cell in row) for row in rows)
    return "\n\n".join(map(plain, lines(block, printed=True)))

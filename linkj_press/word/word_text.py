"""What a Word file says, as data: its paragraphs, who changed what, and who remarked what."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Pending(StrEnum):
    """What becomes of changes that nobody has decided on."""

    ACCEPT = "accept"
    REJECT = "reject"


class Piece(NamedTuple):
    """Words of a paragraph: those of one content control, or between two."""

    text: str
    tag: str = ""
    """That of the control, or ``""`` outside of any: ``release.subhead.ja``."""

    number: int | None = None
    """The id of the control."""


class Place(NamedTuple):
    """A cell, counted from 0. A table within a table is part of the cell that it stands in."""

    table: int
    row: int
    column: int


class Paragraph(NamedTuple):
    """A paragraph, which may be empty."""

    pieces: tuple[Piece, ...]
    style: str
    """The id of its style, or ``""``."""

    cell: Place | None = None
    """Where it stands in a table."""

    @property
    def text(self) -> str:
        """The words; a line break is a newline."""
        return "".join([piece.text for piece in self.pieces])

    @property
    def table(self) -> int | None:
        """The number of its table, counted from 0."""
        return None if self.cell is None else self.cell.table


class Change(StrEnum):
    """What a revision does."""

    INSERTED = "inserted"
    DELETED = "deleted"
    MOVED_HERE = "moved here"
    MOVED_AWAY = "moved away"


@dataclass(frozen=True, slots=True)
class Revision:
    """A change that nobody has decided on."""

    author: str
    on: str
    """As the file has it: ``2020-09-07T09:30:00Z``, or ``""``."""

    change: Change
    text: str
    """A newline is the end of a paragraph."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark, or an answer to one."""

    author: str
    on: str
    """As the file has it: ``2020-09-07T09:30:00Z``, or ``""``."""

    text: str
    words: str
    """Those that it stands at; of long ones the beginning."""

    paragraph: int | None
    """The index in the body of the paragraph where these begin."""


@dataclass(frozen=True, slots=True)
class WordText:
    """What a Word file says."""

    head: tuple[Paragraph, ...]
    """Those of the headers: of the first page, of the others, of even pages."""

    body: tuple[Paragraph, ...]
    """All in their order, empty ones and those in tables too."""

    revisions: tuple[Revision, ...]
    comments: tuple[Comment, ...]

"""The look of the Word document, as text that can be reviewed: templates/house/look.yaml."""

from pathlib import PurePosixPath
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from linkj_press.language import Language
from linkj_press.message import phrase
from linkj_press.record.values import HouseWords, Record, Words, refuse_hidden

Colour = Annotated[str, StringConstraints(pattern=r"^[0-9A-F]{6}$")]
"""Red, green and blue in capital hexadecimal digits: ``1F3864``."""

Points = Annotated[float, Field(ge=0, le=200)]
Millimetres = Annotated[float, Field(ge=0, le=500)]
Size = Annotated[float, Field(ge=1, le=100)]
"""The size of type, in points."""

Length = Annotated[float, Field(ge=10, le=500)]
"""A width or height that cannot be nothing, in millimetres."""

Font = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=31)]
"""The name of a font, which Word cuts short beyond 31 characters."""

_ROOM = 30
"""What margins must leave for the text, in millimetres."""


class Fonts(Record):
    """A font for each script."""

    japanese: Font
    latin: Font


class Page(Record):
    """The paper, in millimetres."""

    width: Length
    height: Length
    top: Millimetres
    bottom: Millimetres
    left: Millimetres
    right: Millimetres

    @model_validator(mode="after")
    def _check_room(self) -> Self:
        sides = ((self.width, self.left + self.right), (self.height, self.top + self.bottom))
        for whole, margins in sides:
            if whole - margins < _ROOM:
                values = {"whole": f"{whole:g}", "margins": f"{margins:g}"}
                raise PydanticCustomError("margins", "the margins leave no room", values)
        return self


class Style(Record):
    """How the blocks of one role look. What is left out is as in the body; spaces are then 0."""

    size: Size | None = None
    bold: bool = False
    colour: Colour | None = None
    align: Literal["left", "right", "center", "justify"] | None = None
    before: Points = 0
    after: Points = 0
    line: Points | None = None
    """The least distance from line to line; a taller character makes room for itself."""

    indent: Points = 0
    """The space at the left and at the right."""

    hanging: Points = 0
    """How much further in the lines after the first begin."""

    first_line: Annotated[float, Field(ge=0, le=10)] = 0
    """How far in the first line begins, in characters, where `hanging` is 0: 字下げ."""

    keep_with_next: bool = False
    """Whether the block stays on the page of the block that follows."""

    keep_together: bool = False
    """Whether all its lines stand on one page."""

    page_break_before: bool = False
    """Whether it begins a page."""

    tight: bool = False
    """Whether blocks of this role that follow one another stand without a space between them."""

    box: Colour | None = None
    """The colour of a line around the blocks."""

    rule: Colour | None = None
    """The colour of a line beneath the blocks; a box has its own."""

    breaks: Literal["phrases", "people", "none"] | None = None
    """Where a headline, subhead or caption that is longer than a line breaks.

    Between phrases, the lines of a length; or between people, each on a line; or as Word does it.
    """

    fonts: Fonts | None = None


class Styles(Record):
    """A style for each role, and for what is around the text."""

    body: Style = Style()
    label: Style = Style()
    date: Style = Style()
    embargo: Style = Style()
    addressee: Style = Style()
    issuer: Style = Style()
    headline: Style = Style()
    subhead: Style = Style()
    lede: Style = Style()
    quote: Style = Style()
    section: Style = Style()
    figure: Style = Style()
    """The paragraph that holds the photo, and the words in the frame that waits for one.

    Where they stand across the page is said by `FigureLook`.
    """

    caption: Style = Style()
    reference: Style = Style()
    table_heading: Style = Style()
    table_text: Style = Style()
    table_item: Style = Style()
    """A line of a table's text that begins with ・ or •."""

    contact: Style = Style()
    end_mark: Style = Style()
    logo: Style = Style()
    """The paragraph that holds the logo, at the head of the first page."""

    header: Style = Style()
    """The draft mark, at the top of every page."""

    footer: Style = Style()
    """The page number."""

    def get(self, name: str) -> Style:
        """Return the style called *name*: ``end_mark``."""
        style: Style = getattr(self, name)
        return style


class TableLook(Record):
    """The history table."""

    border: Colour
    header_fill: Colour
    widths: tuple[Annotated[float, Field(ge=1, le=100)], ...]
    """The share of each column in the width of the text, in percent.

    A table with another number of columns has columns of one width.
    """

    after: Annotated[float, Field(ge=1, le=200)] = 9
    """The space beneath, in points."""


class FigureLook(Record):
    """The photo, or the frame that waits for one."""

    width: Length
    height: Length
    """The most that a photo may take, in millimetres; its proportions are kept."""

    fill: Colour
    """The ground of the frame that waits for it."""

    align: Literal["left", "center", "right"] = "center"
    wrap: bool = False
    """Whether the text that follows runs beside the photo and its captions."""

    @model_validator(mode="after")
    def _check_side(self) -> Self:
        if self.wrap and self.align == "center":
            words = phrase("text runs beside a photo at the left or the right: write align, too")
            raise PydanticCustomError("value", words)
        return self


def _check_logo(path: str) -> str:
    if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
        raise PydanticCustomError(
            "picture", phrase("write a path inside templates/house/: logo.png")
        )
    return refuse_hidden(path)


class LetterheadLook(Record):
    """The head of the first page."""

    logo: Annotated[Words, AfterValidator(_check_logo)]
    """A picture, relative to templates/house/: ``logo.png``."""

    height: Annotated[float, Field(ge=1, le=100)]
    """Of the logo, in millimetres."""

    description: HouseWords | None = None
    """The logo in words, for those who cannot see it; without them it is mere decoration."""


class Look(Record):
    """The whole look."""

    page: Page
    fonts: Fonts
    styles: Styles
    english: Styles = Styles()
    """What an English release does otherwise: only what differs."""

    table: TableLook
    figure: FigureLook
    letterhead: LetterheadLook | None = None
    link: Colour
    gap: Colour
    """The ground behind the words that stand for something missing."""

    draft_mark: HouseWords

    def style(self, name: str, language: Language) -> Style:
        """Return the style called *name* (``end_mark``) in a release in *language*."""
        style = self.styles.get(name)
        if language is Language.JA:
            return style
        other = self.english.get(name)
        return style.model_copy(update={key: getattr(other, key) for key in other.model_fields_set})

"""Text as Word holds it: which characters are words, and the looks that may be kept."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from itertools import islice
from typing import NamedTuple

from linkj_press.language import join_break
from linkj_press.message import say
from linkj_press.word.elements import (
    Element,
    read_value,
)
from linkj_press.word.names import name, names


class Pending(StrEnum):
    """What becomes of changes that nobody has decided on."""

    ACCEPT = "accept"
    REJECT = "reject"


class Shown(StrEnum):
    """How words are seen."""

    PLAIN = "plain"
    STRUCK = "struck"
    """With a line through them, which a person drew: drafts never do."""

    UNSURE = "unsure"
    """As something that is no text: a formula, a sign that only its font knows."""

    UNSEEN = "unseen"
    """Hidden, or Word's invitation to fill an empty control."""


class AsideKind(Enum):
    """What stands beside the words of a paragraph, as people call it."""

    TEXT_BOX = say("text box")
    FOOTNOTE = say("footnote")
    ENDNOTE = say("endnote")
    OVER = say("set over or around words")
    NUMBER = say("number or bullet of a list")
    PICTURE = say("picture")
    SHAPE = say("line or shape")
    CHART = say("chart")
    DIAGRAM = say("diagram")
    EMBEDDED = say("embedded file")
    OTHER = say("words that are not read as text")


class Aside(NamedTuple):
    """What a reader sees beside the words of a paragraph."""

    kind: AsideKind
    text: str = ""
    """Its words, a newline between its paragraphs; ``""`` where it has none."""

    digest: str = ""
    """Of a picture, what tells it from others."""

    @property
    def known_by(self) -> tuple[str, str]:
        """What makes it the same as another."""
        return self.kind.name, self.digest or self.text


class WordPiece(NamedTuple):
    """Words of a paragraph that are seen alike: those of one content control, or between two."""

    text: str
    tag: str = ""
    """That of the control, or ``""`` outside of any: ``release.subhead.ja``."""

    number: int | None = None
    shown: Shown = Shown.PLAIN

    @property
    def standing(self) -> str:
        """The words, unless they are struck."""
        return "" if self.shown is Shown.STRUCK else self.text


def join_breaks(texts: Sequence[str]) -> list[str]:
    """Return *texts*, which follow one another, with what their line breaks count as: see there.

    A break is a text of its own.
    """
    following = ""
    after: list[str] = []
    for text in reversed(texts):
        after.append(following)
        following = text[:1] if text != "\n" else following
    joined: list[str] = []
    before = ""
    for text, next_character in zip(texts, reversed(after), strict=True):
        joined.append(join_break(before, next_character) if text == "\n" else text)
        before = joined[-1][-1:] or before
    return joined


class CellPlace(NamedTuple):
    """A cell, counted from 0. A table within a table is part of the cell that it stands in."""

    table: int
    row: int
    column: int


class Paragraph(NamedTuple):
    """A paragraph, which may be empty."""

    pieces: tuple[WordPiece, ...]
    style: str
    cell: CellPlace | None = None
    asides: tuple[Aside, ...] = ()
    """What stands beside its words, in the order of the places that it belongs to."""

    @property
    def text(self) -> str:
        """The words that stand; a line break is a newline."""
        return "".join([piece.standing for piece in self.pieces])

    @property
    def in_one(self) -> "Paragraph":
        """The paragraph with its line breaks as mere layout, which is no part of its words."""
        cut = [(piece, re.split(r"(\n)", piece.text)) for piece in self.pieces]
        texts = iter(join_breaks([text for _, texts in cut for text in texts]))
        pieces = [piece._replace(text="".join(islice(texts, len(own)))) for piece, own in cut]
        return self._replace(pieces=tuple(pieces))

    @property
    def marked(self) -> str:
        """The words, those that are struck in brackets: ``[-…-]``."""
        return "".join(
            [f"[-{p.text}-]" if p.text and not p.standing else p.text for p in self.pieces]
        )


class ChangeKind(StrEnum):
    """What a revision does."""

    INSERTED = "inserted"
    DELETED = "deleted"
    MOVED_HERE = "moved here"
    MOVED_AWAY = "moved away"


@dataclass(frozen=True, slots=True)
class TrackedChange:
    """A change that nobody has decided on."""

    author: str
    on: str
    """As the file has it: ``2020-09-07T09:30:00Z``, or ``""``."""

    change: ChangeKind
    text: str
    """A newline is the end of a paragraph."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark, and what was answered to it."""

    author: str
    on: str
    text: str
    words: str
    """Those that it stands at; of long ones the beginning."""

    paragraph: int | None
    """The index in the body of the paragraph where these begin."""

    answers: tuple["Comment", ...] = ()
    done: bool = False


@dataclass(frozen=True, slots=True)
class WordText:
    """What a Word file says."""

    head: tuple[Paragraph, ...]
    """Those of the headers: of the first page, of the others, of even pages."""

    body: tuple[Paragraph, ...]
    """All in their order, empty ones and those in tables too."""

    revisions: tuple[TrackedChange, ...]
    comments: tuple[Comment, ...]
    foot: tuple[Paragraph, ...] = ()
    """Those of the footers, in the order of the headers."""

    links: tuple[tuple[str, str], ...] = ()
    """The words of the body that link out of the file, and to where."""

    @property
    def paragraphs(self) -> Iterator[Paragraph]:
        """All, from the headers to the footers."""
        yield from self.head
        yield from self.body
        yield from self.foot

    @property
    def seen(self) -> Counter[str | Aside]:
        """All that a reader sees, each as often as it is there, struck words in brackets."""
        paragraphs = list(self.paragraphs)
        words = (paragraph.marked for paragraph in paragraphs if paragraph.marked.strip())
        asides = (aside for paragraph in paragraphs for aside in paragraph.asides)
        return Counter((*words, *asides))


_LOOK, _ID, _VALUE, _NAME = map(name, ("w:rPr", "w:styleId", "w:val", "w:name"))
_HIDDEN = name("w:vanish")
_TOLD = names("w:strike w:dstrike w:vanish")
_LAID_OUT = ("heading 1", "subhead", "caption")
"""The styles of what drafts set in lines, as Word compares names."""

_OF_PICTURES = "figure"

_OFF = ("0", "false", "off", "none")
_OWN_STYLE, _BASED_ON = name("w:rStyle"), name("w:basedOn")
STYLE_OF_PARAGRAPH = f"{name('w:pPr')}/{name('w:pStyle')}"
_DEFAULTS = f"{name('w:docDefaults')}/{name('w:rPrDefault')}/{_LOOK}"

Traits = frozenset[str]
"""Which of the looks that matter here something has."""

_NONE: Traits = frozenset()


class FileStyles:
    """The styles of one file."""

    def __init__(self, styles: Element | None = None) -> None:
        listed = () if styles is None else styles.findall(name("w:style"))
        self._styles = {style.get(_ID, ""): style for style in listed}
        self._traits: dict[str, Traits] = {}
        self._prompts = {"PlaceholderText"}
        for key, style in self._styles.items():
            if read_value(style, _NAME).lower() == "placeholder text":
                self._prompts.add(key)
        self._laid_out = self._find_named(*_LAID_OUT)
        self._of_pictures = self._find_named(_OF_PICTURES)
        self._defaults = _change(_NONE, None if styles is None else styles.find(_DEFAULTS))
        paragraphs = (s for s in listed if s.get(name("w:type")) == "paragraph")
        self._usual = next((s.get(_ID, "") for s in paragraphs if s.get(name("w:default"))), "")

    def find_traits(self, paragraph: Element) -> Traits:
        """Return what the style of *paragraph* has all its words look like."""
        style = paragraph.find(STYLE_OF_PARAGRAPH)
        key = self._usual if style is None else style.get(_VALUE, "")
        return self._defaults | self._read_style(key)

    def is_laid_out(self, paragraph: Element) -> bool:
        """Return whether line breaks in *paragraph* are mere layout, as in a headline."""
        return read_value(paragraph, STYLE_OF_PARAGRAPH) in self._laid_out

    def stands_for_picture(self, paragraph: Element) -> bool:
        """Return whether *paragraph* is set as a picture is: its words say that one is awaited."""
        return read_value(paragraph, STYLE_OF_PARAGRAPH) in self._of_pictures

    def _find_named(self, *called: str) -> set[str]:
        styles = self._styles.items()
        return {key for key, style in styles if read_value(style, _NAME).lower() in called}

    def judge(self, run: Element, traits: Traits, *, invites: bool) -> Shown:
        """Return how *run* is seen in a paragraph of *traits*, or a control that *invites*."""
        look = run.find(_LOOK)
        if look is not None:
            style = look.find(_OWN_STYLE)
            if style is not None:
                if invites and style.get(_VALUE) in self._prompts:
                    return Shown.UNSEEN
                # As a switch: a style that strikes, within one that does, lets words stand.
                traits ^= self._read_style(style.get(_VALUE, ""))
            traits = _change(traits, look)
        if not traits:
            return Shown.PLAIN
        return Shown.UNSEEN if _HIDDEN in traits else Shown.STRUCK

    def _read_style(self, key: str | None) -> Traits:
        """Return what the style *key* has words look like, whatever it is based on."""
        # Styles of hostile files are based on each other, or thousands one on the other.
        chain: dict[str, Element] = {}
        while key in self._styles and key not in self._traits and key not in chain:
            chain[key] = self._styles[key]
            base = chain[key].find(_BASED_ON)
            key = None if base is None else base.get(_VALUE)
        traits = _NONE if key is None else self._traits.get(key, _NONE)
        for each, style in reversed(chain.items()):
            traits = self._traits[each] = _change(traits, style.find(_LOOK))
        return traits


def _change(traits: Traits, look: Element | None) -> Traits:
    """Return *traits* as *look* changes them."""
    for child in () if look is None else look:
        if child.tag in _TOLD:
            off = child.get(_VALUE, "") in _OFF
            traits = traits - {str(child.tag)} if off else traits | {str(child.tag)}
    return traits


PLAIN_LOOKS = FileStyles()
"""Those of a part without styles."""

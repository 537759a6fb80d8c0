"""Inline tokens to spans: text is cut wherever a mark says that its source changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import PurePosixPath

from markdown_it.token import Token

from linkj_press.document import Line, Span
from linkj_press.language import Language
from linkj_press.marks import LITERAL, MARKS, NUMBER_END, Fill, MarkedText
from linkj_press.problem import Place
from linkj_press.source import HouseSource, PartnerSource, Source, TemplateSource, on_line


@dataclass(slots=True)
class Piece:
    """A run of words on its way to a span."""

    text: str
    fill: Fill
    value: Source | None
    strong: bool
    emphasis: bool
    href: str
    in_link: bool
    """Whether Markdown's link syntax stands right before it, where a value has no effect."""

    @property
    def picture(self) -> bool:
        """Whether the text is the file of a picture, or the gap where one belongs."""
        return self.fill.picture

    @property
    def span(self) -> Span:
        """The span."""
        source, gap = self.fill.source, self.fill.gap
        return Span(self.text, source, self.strong, self.emphasis, self.href, gap, self.value)


Pieces = list[Piece]


@dataclass(slots=True)
class _Style:
    """What inline tokens have opened."""

    strong: int = 0
    emphasis: int = 0
    href: str = ""

    def take(self, token: Token) -> None:
        """Note what *token* opens or closes."""
        match token.type:
            case "strong_open" | "strong_close":
                self.strong += token.nesting
            case "em_open" | "em_close":
                self.emphasis += token.nesting
            case "link_open":
                self.href = str(token.attrs["href"])
            case "link_close":
                self.href = ""


@dataclass
class Cutter:
    """Cuts text at its marks into spans, and remembers which source is speaking."""

    marked: MarkedText
    line_sources: Sequence[TemplateSource | None]
    """The source of the template's words at the head of each line, where a mark stood."""

    language: Language
    _stack: list[Fill] = field(default_factory=list)
    """What speaks: the template, and the values inside values that have begun."""

    _value: Source | None = None
    """The source of the outermost value that has begun."""

    def __post_init__(self) -> None:
        speaking = TemplateSource(Place(PurePosixPath("templates")))
        self._standing: list[TemplateSource] = []
        for source in self.line_sources:
            speaking = speaking if source is None else source
            self._standing.append(speaking)

    def source_at(self, line: int) -> TemplateSource:
        """Return the source of the template's words on *line* of the rendered text."""
        return self._standing[line]

    def cut(self, tokens: Sequence[Token], line: int) -> list[Pieces]:
        """Return the lines of inline *tokens*, which begin on *line*: most have one."""
        self._begin(line)
        style = _Style()
        lines: list[Pieces] = [[]]
        for index, child in enumerate(tokens):
            # Two spaces at a line's end mean nothing here.
            if child.type == "softbreak" or (child.type == "hardbreak" and not child.markup):
                line += 1
                before = lines[-1][-1].text[-1:] if lines[-1] else ""
                joint = self.language.joint(before, _find_first(islice(tokens, index + 1, None)))
                if joint:
                    self._add(lines[-1], joint, style)
                self._begin(line)
            elif child.type == "hardbreak":
                lines.append([])
            elif child.type in ("text", "text_special"):
                self._take_text(lines[-1], child.content, style)
            else:
                style.take(child)
        return lines

    def _begin(self, line: int) -> None:
        self._stack[:] = [Fill(self.source_at(line))]
        self._value = None

    def _take_text(self, pieces: Pieces, content: str, style: _Style) -> None:
        """Let *pieces* go on with *content*, cut at its marks."""
        first, *rest = MARKS.split(content)
        if first:
            self._add(pieces, first, style)
        for kind, number, text in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
            self._take_mark(kind, number)
            if text:
                self._add(pieces, text, style)

    def _take_mark(self, kind: str | None, number: str) -> None:
        """Let a mark change the stack; a mark of no *kind* ends a value."""
        if kind is None:
            self._stack.pop()
            if len(self._stack) == 1:
                self._value = None
        elif kind == LITERAL:
            fill = self._stack[-1]
            source = self._find_literal(int(number), fill.source)
            if source is not fill.source:
                self._stack[-1] = Fill(source, fill.href, fill.picture, fill.gap)
        else:
            fill = self.marked.fills[int(number)]
            self._value = self._value or fill.source
            self._stack.append(fill)

    def _find_literal(self, number: int, speaking: Source) -> Source:
        """Return the source of literals marked with *number* where *speaking* speaks."""
        match speaking:
            case PartnerSource() | HouseSource():
                return on_line(speaking, number)
            case _:
                return self.marked.literals[number]

    def _add(self, pieces: Pieces, text: str, style: _Style) -> None:
        """Let *text* go on with the last of *pieces*, or begin one when anything is different."""
        fill, value = self._stack[-1], self._value
        strong, emphasis, href = style.strong > 0, style.emphasis > 0, style.href or fill.href
        last = pieces[-1] if pieces else None
        if (
            last
            and not fill.picture
            and (last.value is value or last.value == value)
            and (last.fill is fill or last.fill == fill)
            and (last.strong, last.emphasis, last.href) == (strong, emphasis, href)
        ):
            last.text += text
            return
        in_link = bool(value and last and not last.value and last.text.endswith(("](", "<")))
        pieces.append(Piece(text, fill, value, strong, emphasis, href, in_link))


def _find_first(tokens: Iterable[Token]) -> str:
    """Return the first character that *tokens* show before the line ends, or nothing."""
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            break
        if token.type in ("text", "text_special") and (shown := MARKS.sub("", token.content)):
            return shown[0]
    return ""


def spans_of(pieces: Pieces) -> Line:
    """Return the spans of *pieces*."""
    return tuple([piece.span for piece in pieces])


_ENCODED_MARK = f"%{ord(NUMBER_END):02X}"
"""What is in an address, which holds no control characters as such, where a mark stood."""


def holds_value(token: Token) -> bool:
    """Return whether *token* opens a link whose address has a value in it, without effect."""
    return token.type == "link_open" and _ENCODED_MARK in str(token.attrs["href"])

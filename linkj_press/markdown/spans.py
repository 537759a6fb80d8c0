"""Inline tokens to spans: text is cut wherever a mark says that its source changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from markdown_it.token import Token

from linkj_press.document import Line, Span
from linkj_press.language import Language
from linkj_press.marks import BEGIN, END, LITERAL, NUMBER_END, Fill, MarkedText
from linkj_press.problem import Place
from linkj_press.source import Source, TemplateSource


@dataclass(slots=True)
class Piece:
    """A span on its way, with what it is besides."""

    span: Span
    picture: bool = False
    """Whether the text is the file of a picture, or the gap where one belongs."""

    in_link: bool = False
    """Whether Markdown's link syntax stands right before it, where a value has no effect."""


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

    def source_at(self, line: int) -> TemplateSource:
        """Return the source of the template's words on *line* of the rendered text."""
        found = (s for s in reversed(self.line_sources[: line + 1]) if s is not None)
        return next(found, TemplateSource(Place(PurePosixPath("templates"))))

    def cut(self, token: Token, line: int) -> list[Pieces]:
        """Return the lines of the inline *token*, which begins on *line*: most have one."""
        self._begin(line)
        style = _Style()
        lines: list[Pieces] = [[]]
        for child in token.children or ():
            # Two spaces at a line's end mean nothing here.
            if child.type == "softbreak" or (child.type == "hardbreak" and not child.markup):
                line += 1
                self._add(lines[-1], self.language.line_joint, style)
                self._begin(line)
            elif child.type == "hardbreak":
                lines.append([])
            elif child.type == "text":
                for text in self._split(child.content):
                    self._add(lines[-1], text, style)
            else:
                style.take(child)
        return [_merge(pieces) for pieces in lines]

    def _begin(self, line: int) -> None:
        self._stack[:] = [Fill(self.source_at(line))]
        self._value = None

    def _split(self, content: str) -> Iterator[str]:
        """Yield the texts between the marks of *content*, with the stack set for each."""
        start = 0
        position = 0
        while position < len(content):
            if content[position] not in (LITERAL, BEGIN, END):
                position += 1
                continue
            yield content[start:position]
            position = start = self._take_mark(content, position)
        yield content[start:]

    def _take_mark(self, content: str, position: int) -> int:
        """Let the mark at *position* change the stack; return where it ends."""
        if content[position] == END:
            self._stack.pop()
            self._value = self._value if len(self._stack) > 1 else None
            return position + 1
        end = content.index(NUMBER_END, position)
        number = int(content[position + 1 : end])
        if content[position] == LITERAL:
            self._stack[-1] = replace(self._stack[-1], source=self.marked.literals[number])
        else:
            fill = self.marked.fills[number]
            self._value = self._value or fill.source
            self._stack.append(fill)
        return end + 1

    def _add(self, pieces: Pieces, text: str, style: _Style) -> None:
        if not text:
            return
        fill = self._stack[-1]
        span = Span(
            text=text,
            source=fill.source,
            strong=style.strong > 0,
            emphasis=style.emphasis > 0,
            href=style.href or fill.href,
            gap=fill.gap,
            value=self._value,
        )
        before = pieces[-1].span if pieces else None
        in_link = bool(before and not before.value and before.text.endswith(("](", "<")))
        pieces.append(Piece(span, fill.picture, in_link and self._value is not None))


def _merge(pieces: Pieces) -> Pieces:
    """Return *pieces*, neighbours that differ in nothing but their text made one."""
    merged: Pieces = []
    for piece in pieces:
        last = merged[-1] if merged else None
        text = piece.span.text
        if last and replace(last, span=replace(last.span, text=text)) == piece:
            last.span = replace(last.span, text=last.span.text + text)
        else:
            merged.append(piece)
    return merged


def spans_of(pieces: Pieces) -> Line:
    """Return the spans of *pieces*."""
    return tuple(piece.span for piece in pieces)

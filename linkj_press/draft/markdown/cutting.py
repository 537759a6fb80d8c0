"""Cuts the tokens of a line at its marks into runs of words, each with its source."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice

from markdown_it.token import Token

from linkj_press.draft.document import (
    Gap,
    HouseSource,
    Line,
    LineSource,
    PartnerSource,
    Source,
    Span,
    on_line,
)
from linkj_press.draft.markdown.dialect import LINE_BREAK
from linkj_press.draft.marks import LITERAL, MARKS, NUMBER_END, Fill, MarkedText
from linkj_press.language import INDENT, Language, join_break


@dataclass(slots=True)
class MarkedRun:
    """A run of words on its way to a span."""

    text: str
    fill: Fill
    value: Source | None
    strong: bool
    emphasis: bool
    href: str
    in_link: bool
    """Whether Markdown's link syntax stands right before it, where a value has no effect."""

    description: str = ""
    """Of a picture, what it shows, where that is told."""

    begins_line: bool = False

    @property
    def has_look(self) -> bool:
        """Whether it looks otherwise than plain text."""
        return bool(self.strong or self.emphasis or self.href)

    @property
    def span(self) -> Span:
        """The span."""
        source, gap = self.fill.source, self.fill.gap
        look = self.strong, self.emphasis, self.href
        return Span(self.text, source, *look, gap, self.value, begins_line=self.begins_line)


Pieces = list[MarkedRun]


@dataclass
class MarkCutter:
    """Cuts text at its marks into spans, and remembers which source is speaking."""

    marked: MarkedText
    line_sources: Sequence[LineSource]
    """The source of the template's words on each line of the rendered text."""

    language: Language
    _stack: list[Fill] = field(default_factory=list)
    """What speaks: the template, and the values inside values that have begun."""

    _value: Source | None = None
    """The source of the outermost value that has begun."""

    _strong: int = 0
    _emphasis: int = 0
    _href: str = ""

    def cut(self, tokens: Sequence[Token], line: int) -> list[Pieces]:
        """Return the lines of inline *tokens*, which begin on *line*: most have one."""
        self._begin(line)
        self._strong, self._emphasis, self._href = 0, 0, ""
        lines: list[Pieces] = [[]]
        for index, child in enumerate(tokens):
            # Two spaces at a line's end mean nothing here.
            if child.type == "softbreak" or (child.type == "hardbreak" and not child.markup):
                line += 1
                before = lines[-1][-1].text[-1:] if lines[-1] else ""
                joint = self.language.joint(before, _find_first(islice(tokens, index + 1, None)))
                if joint:
                    self._add(lines[-1], joint)
                self._begin(line)
            elif child.type == "hardbreak":
                lines.append([])
            elif child.type in ("text", "text_special"):
                self._take_text(lines[-1], child.content)
            elif child.type == "image":
                lines[-1].append(self._read_picture(child))
            else:
                self._take_style(child)
        return lines

    def _read_picture(self, token: Token) -> MarkedRun:
        """Return the picture of *token*; without a file it is the gap that its words name."""
        file = str(token.attrs["src"])
        words = "".join(child.content or " " for child in token.children or ())
        fill = self._stack[-1]._replace(picture=True, gap=None if file else Gap.VALUE)
        look = (self._strong > 0, self._emphasis > 0, self._href)
        return MarkedRun(file or words, fill, None, *look, in_link=False, description=words)

    def _take_style(self, token: Token) -> None:
        match token.type:
            case "strong_open" | "strong_close":
                self._strong += token.nesting
            case "em_open" | "em_close":
                self._emphasis += token.nesting
            case "link_open":
                self._href = str(token.attrs["href"])
            case "link_close":
                self._href = ""

    def _begin(self, line: int) -> None:
        self._stack[:] = [Fill(self.line_sources[line])]
        self._value = None

    def _take_text(self, pieces: Pieces, content: str) -> None:
        first, *rest = MARKS.split(content)
        if first:
            self._add(pieces, first)
        for kind, number, text in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
            self._take_mark(kind, number)
            if text:
                self._add(pieces, text)

    def _take_mark(self, kind: str | None, number: str) -> None:
        """Let a mark change the stack; a mark of no *kind* ends a value."""
        if kind is None:
            self._stack.pop()
            if len(self._stack) == 1:
                self._value = None
        elif kind == LITERAL:
            fill = self._stack[-1]
            if isinstance(fill.source, PartnerSource | HouseSource):
                source: Source = on_line(fill.source, int(number))
            else:
                source = self.marked.literals[int(number)]
            if source is not fill.source:
                self._stack[-1] = fill._replace(source=source)
        else:
            fill = self.marked.fills[int(number)]
            self._value = self._value or fill.source
            self._stack.append(fill)

    def _add(self, pieces: Pieces, text: str) -> None:
        """Let *text* go on with the last of *pieces*, or begin one when anything is different."""
        fill, value = self._stack[-1], self._value
        strong, emphasis, href = self._strong > 0, self._emphasis > 0, self._href or fill.href
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
        pieces.append(MarkedRun(text, fill, value, strong, emphasis, href, in_link))


def _find_first(tokens: Iterable[Token]) -> str:
    """Return the first character that *tokens* show before the line ends, or nothing."""
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            break
        if token.type in ("text", "text_special") and (shown := MARKS.sub("", token.content)):
            return shown[0]
    return ""


def keep_lines(lines: Iterable[Pieces]) -> Pieces:
    """Return *lines*, and those that values hold themselves, as one text that is set in lines."""
    joined: Pieces = []
    for line in chain.from_iterable(map(_split_values, lines)):
        pieces = [piece for piece in line if piece.text or piece.fill.picture]
        if joined and pieces:
            last, first = joined[-1], pieces[0]
            last.text = last.text.rstrip(" ")
            first.text = first.text.lstrip(INDENT)
            first.begins_line = True
            last.text += join_break(last.text, first.text)
        joined += pieces
    return joined


_SET_BY_HAND = ("release.headline.", "release.subhead.", "release.photo.caption.")
"""The fields in which a break is no text; in others, and in a value within, it is."""


def _split_values(line: Pieces) -> Iterator[Pieces]:
    """Yield the lines of *line*: those that the partner's own headline or caption has."""
    last: Pieces = []
    for piece in line:
        field = getattr(piece.fill.source, "field", "")
        is_own = field.startswith(_SET_BY_HAND)
        first, *others = piece.text.split(LINE_BREAK) if is_own else [piece.text]
        last.append(replace(piece, text=first))
        for text in others:
            yield last
            last = [replace(piece, text=text)]
    yield last


def to_line(pieces: Pieces) -> Line:
    """Return *pieces* as spans."""
    return tuple([piece.span for piece in pieces])


_ENCODED_MARK = f"%{ord(NUMBER_END):02X}"
"""What is in an address, which holds no control characters as such, where a mark stood."""


def holds_value(token: Token) -> bool:
    """Return whether *token* opens a link whose address has a value in it, without effect."""
    return token.type == "link_open" and _ENCODED_MARK in str(token.attrs["href"])

"""What changed between two revisions, as people review it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.padding import Padding
from rich.text import Text as Styled

from linkj_press.catalogue import Catalogue
from linkj_press.comparing.outline import CauseEntry, ChangeEntry, Outline, ReleaseEntry
from linkj_press.comparing.passages import Mark, Piece
from linkj_press.message import Message, say, say_number
from linkj_press.terminal import theme
from linkj_press.terminal.prose import Prose

_STYLES = {Mark.SAME: theme.TEMPLATE, Mark.GONE: theme.GONE, Mark.COME: theme.COME}
_BRACKETS = {Mark.SAME: ("", ""), Mark.GONE: ("[-", "-]"), Mark.COME: ("{+", "+}")}
"""How git marks words where there are no colours."""

_STEP = 2


@dataclass(frozen=True)
class Changes:
    """An outline of what changed."""

    outline: Outline
    catalogue: Catalogue
    bracketed: bool
    """Whether changed words stand in brackets, since nothing shows their colours."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        outline = self.outline
        yield self._line(outline.title, 0, bold=True)
        yield self._line(outline.summary, 0)
        sections = (
            (say("The record"), [self._line(told, 1) for told in outline.record]),
            (say("Changes of files"), [part for c in outline.causes for part in self._cause(c)]),
            (say("Releases"), [part for r in outline.releases for part in self._release(r)]),
            (say("Changes that alter none of these releases"), [*map(self._place, outline.idle)]),
            (say("Other releases"), [self._line(told, 1) for told in outline.others]),
        )
        for title, parts in sections:
            if parts:
                yield ""
                yield self._line(title, 0, bold=True)
                yield from parts

    def _line(self, told: Message, depth: int, *, bold: bool = False) -> RenderableType:
        return _indent(Styled(self.catalogue.tell(told), "bold" if bold else ""), depth)

    def _place(self, cause: CauseEntry) -> RenderableType:
        return _indent(Styled(f"[{cause.number}] {cause.place}"), 1)

    def _cause(self, cause: CauseEntry) -> Iterator[RenderableType]:
        yield self._place(cause)
        for sign, lines, style in (("-", cause.old, theme.GONE), ("+", cause.new, theme.COME)):
            for line in lines:
                yield _indent(Styled(f"{sign} {line}", style), 3)
        if cause.left_out:
            words = say_number("… {number} more line", "… {number} more lines", cause.left_out)
            yield self._line(words, 3)
        for effect in cause.effects:
            yield self._line(effect, 3)

    def _release(self, release: ReleaseEntry) -> Iterator[RenderableType]:
        yield self._line(release.title, 1)
        for change in release.changes:
            yield self._change(change)

    def _change(self, change: ChangeEntry) -> RenderableType:
        notes = ", ".join(map(self.catalogue.tell, (change.kind, *change.notes)))
        numbers = "".join(f"[{number}]" for number in change.causes)
        head = Styled(f"{notes} {numbers}".rstrip() + "  ", theme.QUIET)
        return _indent(head.append_text(self._words(change.pieces)), 2)

    def _words(self, pieces: Sequence[Piece]) -> Styled:
        words = Styled()
        for text, mark in pieces:
            before, after = _BRACKETS[mark] if self.bracketed else ("", "")
            words.append(f"{before}{text}{after}", _STYLES[mark])
        return words


def _indent(text: Styled, depth: int) -> RenderableType:
    return Padding(Prose(text), (0, 0, 0, depth * _STEP))

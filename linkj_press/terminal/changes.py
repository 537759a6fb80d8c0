"""What changed between two revisions, as people review it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.text import Text as Styled

from linkj_press.catalogue import Catalogue
from linkj_press.comparing.outline import CauseEntry, ChangeEntry, Outline, ReleaseEntry
from linkj_press.message import Message, say, say_number
from linkj_press.terminal import theme
from linkj_press.terminal.marked import indent, mark_pieces


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
        for told in (outline.summary, *outline.doubts):
            yield self._line(told, 0)
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
        return indent(Styled(self.catalogue.tell(told), "bold" if bold else ""), depth)

    def _place(self, cause: CauseEntry) -> RenderableType:
        return indent(Styled(f"[{cause.number}] {cause.place}"), 1)

    def _cause(self, cause: CauseEntry) -> Iterator[RenderableType]:
        yield self._place(cause)
        for sign, lines, style in (("-", cause.old, theme.GONE), ("+", cause.new, theme.COME)):
            for line in lines:
                yield indent(Styled(f"{sign} {line}", style), 3)
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
        told = filter(None, (notes, numbers, *map(self.catalogue.tell, change.maybe)))
        head = Styled().append(" ".join(told) + "  ", theme.QUIET)
        return indent(head.append_text(mark_pieces(change.pieces, bracketed=self.bracketed)), 2)

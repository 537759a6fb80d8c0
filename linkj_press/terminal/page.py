"""A release as a page: one language, or both, side by side where the terminal is wide enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.constrain import Constrain
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table as Grid
from rich.text import Text as Styled

from linkj_press.alignment import align
from linkj_press.catalogue import Catalogue
from linkj_press.document import Block, Document
from linkj_press.language import Language
from linkj_press.ledger import Ledger
from linkj_press.message import say
from linkj_press.terminal import theme
from linkj_press.terminal.blocks import show_block
from linkj_press.terminal.prose import NO_BREAK, Prose
from linkj_press.terminal.sources import show_sources

WIDE = 120
"""Columns from which on the two languages stand side by side."""

_WIDEST = 88
"""The most columns that one language takes: a longer line is hard to read."""


@dataclass(frozen=True)
class Page:
    """The page of one release, which fills the width it is shown in."""

    documents: Sequence[Document]
    """The release in one or both languages."""

    ledger: Ledger
    """Of all the partnerships."""

    catalogue: Catalogue
    sources: bool = False
    """Whether each block is followed by where its words come from."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        columns = self._columns()
        if len(columns) > 1 and options.max_width >= WIDE:
            page, most = self._stand_side_by_side(columns), 2 * _WIDEST
        else:
            page, most = self._stack(columns), _WIDEST
        yield Constrain(Group(self._legend(), Rule(style=theme.QUIET), page), most)

    def _columns(self) -> dict[Language, list[RenderableType]]:
        """Return what is shown of each language; those of two stand in pairs."""
        by_language = {document.language: document for document in self.documents}
        if len(by_language) < len(Language):
            return {d.language: list(chain(*map(self._show, d.blocks))) for d in self.documents}
        columns: dict[Language, list[RenderableType]] = {language: [] for language in Language}
        for pair in align(by_language[Language.JA], by_language[Language.EN]):
            # Rows that one table has more than the other are holes too.
            complete = pair.ja is None or pair.en is None
            empty = "" if complete and not pair.lacks else self._hole()
            for ja, en in zip_longest(self._show(pair.ja), self._show(pair.en), fillvalue=empty):
                columns[Language.JA].append(ja)
                columns[Language.EN].append(en)
        return columns

    def _show(self, block: Block | None) -> list[RenderableType]:
        """Return the parts that show *block*: a table row by row, so that rows stand in pairs."""
        if block is None:
            return []
        sources = [show_sources(block, self.ledger, self.catalogue)] if self.sources else []
        return [*show_block(block), *sources]

    def _hole(self) -> RenderableType:
        words = say("nothing stands here in this language")
        return Styled(self.catalogue.tell(words), theme.HOLE)

    def _stand_side_by_side(self, columns: dict[Language, list[RenderableType]]) -> RenderableType:
        grid = Grid(box=box.MINIMAL_HEAVY_HEAD, show_edge=False, expand=True, padding=(0, 2, 1, 2))
        for language in columns:
            grid.add_column(self.catalogue.tell(language.called), ratio=1)
        for row in zip(*columns.values(), strict=True):
            grid.add_row(*row)
        return grid

    def _stack(self, columns: dict[Language, list[RenderableType]]) -> RenderableType:
        shown: list[RenderableType] = []
        for language, blocks in columns.items():
            if len(columns) > 1:
                shown.append(
                    Padding(
                        Rule(self.catalogue.tell(language.called), style=theme.QUIET), (0, 0, 1, 0)
                    )
                )
            shown += [Padding(block, (0, 1, 1, 1)) for block in blocks if block]
        return Group(*shown)

    def _legend(self) -> RenderableType:
        """Return what the colours mean, each in its own and in one piece."""
        meanings = (
            (say("from the template"), theme.TEMPLATE),
            (say("from the partner file"), theme.PARTNER),
            (say("worked out from the ledger"), theme.LEDGER),
            (say("from the house"), theme.HOUSE),
            (say("still missing"), theme.GAP),
        )
        words = [
            Styled(self.catalogue.tell(meaning).replace(" ", NO_BREAK), style)
            for meaning, style in meanings
        ]
        return Prose(Styled("   ").join(words))

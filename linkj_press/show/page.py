"""A release as a page: one language, or both, side by side where the terminal is wide enough.

With its blocks, and beneath each, where somebody asks, where its words come from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, zip_longest
from operator import attrgetter

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, JustifyMethod, RenderableType, RenderResult
from rich.constrain import Constrain
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table as Grid
from rich.text import Text as Styled

from linkj_press.catalogue import Catalogue
from linkj_press.draft.alignment import align
from linkj_press.draft.document import (
    Block,
    Document,
    Figure,
    Line,
    Role,
    Row,
    Source,
    Span,
    Table,
    TemplateSource,
    Text,
    spans_of,
)
from linkj_press.draft.provenance import explain_source
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Place
from linkj_press.record.ledger import Ledger
from linkj_press.show import prose as theme
from linkj_press.show.prose import NO_BREAK, QUIET, Prose, style_span

_JUSTIFY: dict[Role, JustifyMethod] = {
    Role.LABEL: "right",
    Role.DATE: "right",
    Role.EMBARGO: "right",
    Role.ISSUER: "right",
    Role.HEADLINE: "center",
    Role.SUBHEAD: "center",
    Role.CAPTION: "center",
    Role.END_MARK: "right",
}
_PROMINENT = frozenset({Role.HEADLINE, Role.SECTION})
_INDENTED = frozenset({Role.QUOTE})

_INDENT = 2
_FRAME_MARGIN = 4
_WIDEST_FIRST = 16
"""The most columns that the first column of a table takes: a month, as a rule."""


def show_block(block: Block) -> list[RenderableType]:
    """Return what shows *block*: a table row by row, its heading first, and else one part."""
    match block:
        case Text():
            return [_show_text(block)]
        case Figure():
            return [_show_figure(block)]
        case Table():
            return _show_rows(block)


def style_line(line: Line) -> Styled:
    """Return the words of *line*, each in the colour of its source."""
    return Styled.assemble(*((span.text, style_span(span)) for span in line))


def _show_text(block: Text) -> RenderableType:
    words = style_line(block.spans)
    if block.role in _PROMINENT:
        words.stylize("bold")
    prose = Prose(words, _JUSTIFY.get(block.role, "default"))
    return Padding(prose, (0, _INDENT)) if block.role in _INDENTED else prose


def _show_figure(block: Figure) -> RenderableType:
    shown = style_line(block.description)
    if block.image:
        shown = Styled.assemble((f"{block.image}", "underline"), "\n", shown)
    frame = Panel(Prose(shown, "center"), box=box.SQUARE, padding=(1, 2))
    captions = [_show_text(caption) for caption in block.captions]
    return Group(Padding(frame, (0, _FRAME_MARGIN)), *captions)


def _show_rows(block: Table) -> list[RenderableType]:
    cells = [row[0].text for row in (block.header, *block.rows)]
    first = min(max(map(cell_len, cells)), _WIDEST_FIRST)
    heading = Group(_show_row(block.header, first, "bold"), Rule(style=QUIET, characters="─"))
    return [heading, *(_show_row(row, first) for row in block.rows)]


def _show_row(row: Row, first: int, style: str = "") -> RenderableType:
    grid = Grid.grid(padding=(0, 2), expand=True)
    grid.add_column(width=first, style=style)
    for share, _ in enumerate(row[1:], start=2):
        grid.add_column(ratio=share, style=style)
    grid.add_row(*(Group(*(Prose(style_line(line)) for line in cell.lines)) for cell in row))
    return grid


_QUOTED = 24
"""How much of the words is repeated, in columns."""


def show_sources(block: Block, ledger: Ledger, catalogue: Catalogue) -> Padding:
    """Return the sources of *block*: the template's lines, then each other one once, in order."""
    spans = list(spans_of(block))
    templates = {span.source.place for span in spans if isinstance(span.source, TemplateSource)}
    grid = Grid.grid(padding=(0, 1))
    grid.add_column(max_width=_QUOTED, no_wrap=True, overflow="ellipsis")
    grid.add_column(style=theme.QUIET)
    grid.add_row(
        catalogue.tell(say("template")), Prose(Styled(_cite({block.source.place, *templates})))
    )
    for source, first in _first_spans(spans).items():
        where = catalogue.tell(explain_source(source, ledger))
        grid.add_row(Styled(first.text.strip(), style_span(first)), Prose(Styled(where)))
    return Padding(grid, (0, 0, 0, 2))


def _first_spans(spans: Iterable[Span]) -> dict[Source, Span]:
    """Return each source that is no template's, with the first words from it."""
    firsts: dict[Source, Span] = {}
    for span in spans:
        if not isinstance(span.source, TemplateSource):
            firsts.setdefault(span.source, span)
    return firsts


def _cite(places: Iterable[Place]) -> str:
    """Return *places* with the lines of each file together: ``templates/mou/ja.md:12,15``."""
    files = groupby(sorted(places), key=attrgetter("path"))
    return "  ".join(
        f"{path}:{','.join(dict.fromkeys(str(place.line) for place in group))}"
        for path, group in files
    )


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

"""A release as a page: one language, or both, side by side where the terminal is wide enough.

With its blocks, and beneath each, where somebody asks, where its words come from.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
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

from linkj_press import show
from linkj_press.catalogue import Catalogue
from linkj_press.draft.alignment import align
from linkj_press.draft.document import (
    Block,
    Document,
    Figure,
    LedgerSource,
    Line,
    Role,
    Row,
    Source,
    Span,
    Table,
    TemplateSource,
    Text,
    plain,
    spans_of,
)
from linkj_press.draft.provenance import PlainWords
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Place
from linkj_press.workspace.loading import Workspace

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
_LONGEST_WORDS = 20
"""Columns of the words whose source is told."""

_WIDEST_FIRST = 16
"""The most columns that the first column of a table takes: a month, as a rule."""


def _style_line(line: Line) -> Styled:
    return Styled.assemble(*((span.text, show.style_span(span)) for span in line))


def _show_text(block: Text) -> RenderableType:
    words = _style_line(block.spans)
    if block.role in {Role.HEADLINE, Role.SECTION}:
        words.stylize("bold")
    prose = show.Wrapped(words, _JUSTIFY.get(block.role, "default"))
    return Padding(prose, (0, 2)) if block.role is Role.QUOTE else prose


def _show_figure(block: Figure) -> RenderableType:
    shown = _style_line(block.description)
    if block.image:
        is_told = block.captions and plain(block.description) == block.captions[0].text
        file = Styled(f"{block.image}", "underline")
        shown = file if is_told else Styled("\n").join([file, shown])
    frame = Panel(show.Wrapped(shown, "center"), box=box.SQUARE, padding=(1, 2))
    captions = [_show_text(caption) for caption in block.captions]
    return Group(Padding(frame, (0, 4)), *captions)


def _show_rows(block: Table) -> list[RenderableType]:
    cells = [row[0].text for row in (block.header, *block.rows)]
    first = min(max(map(cell_len, cells)), _WIDEST_FIRST)
    heading = Group(_show_row(block.header, first, "bold"), Rule(style=show.QUIET, characters="─"))
    return [heading, *(_show_row(row, first) for row in block.rows)]


def _show_row(row: Row, first: int, style: str = "") -> RenderableType:
    grid = Grid.grid(padding=(0, 2), expand=True)
    grid.add_column(width=first, style=style)
    for share, _ in enumerate(row[1:], start=2):
        grid.add_column(ratio=share, style=style)
    grid.add_row(
        *(Group(*(show.Wrapped(_style_line(line)) for line in cell.lines)) for cell in row)
    )
    return grid


def _cite(places: Iterable[Place]) -> str:
    """Return *places* with the lines of each file together: ``templates/mou/ja.md:12,15``."""
    files = groupby(sorted(places), key=attrgetter("path"))
    return "  ".join(
        f"{path}:{','.join(dict.fromkeys(str(place.line) for place in group))}"
        for path, group in files
    )


_WIDE = 118
"""Columns from which on the two languages stand side by side: 120, less a bar to scroll with."""

_WIDEST = 88
"""The most columns that one language takes: a longer line is hard to read."""


@dataclass(frozen=True)
class ReleasePage:
    """The page of one release, which fills the width it is shown in."""

    documents: Sequence[Document]
    """The release in one or both languages."""

    catalogue: Catalogue
    explained: Workspace | None = None
    """What tells beneath each block where its words come from, if anything does."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        columns = self._fill_columns()
        if len(columns) > 1 and options.max_width >= _WIDE:
            page, most = self._stand_side_by_side(columns), 2 * _WIDEST
        else:
            page, most = self._stack(columns), _WIDEST
        yield Constrain(Group(self._explain_colours(), Rule(style=show.QUIET), page), most)

    def _fill_columns(self) -> dict[Language, list[RenderableType]]:
        """Return what is shown of each language; those of two stand in pairs."""
        by_language = {document.language: document for document in self.documents}
        if len(by_language) < len(Language):
            return {d.language: list(chain(*map(self._show, d.blocks))) for d in self.documents}
        hole = Styled(self.catalogue.tell(say("nothing stands here in this language")), show.HOLE)
        rows: list[tuple[RenderableType, ...]] = []
        for pair in align(by_language[Language.JA], by_language[Language.EN]):
            # Rows that one table has more than the other are holes too.
            is_alone = pair.ja is None or pair.en is None
            empty = "" if is_alone and not pair.lacks else hole
            rows += zip_longest(self._show(pair.ja), self._show(pair.en), fillvalue=empty)
        return {Language.JA: [ja for ja, _ in rows], Language.EN: [en for _, en in rows]}

    def _show(self, block: Block | None) -> list[RenderableType]:
        """Return the parts that show *block*: a table row by row, so that rows stand in pairs."""
        match block:
            case Text():
                parts = [_show_text(block)]
            case Figure():
                parts = [_show_figure(block)]
            case Table():
                parts = _show_rows(block)
            case None:
                return []
        return [*parts, *(self._show_sources(block, self._words) if self._words else ())]

    @cached_property
    def _words(self) -> PlainWords | None:
        if self.explained is None:
            return None
        release = self.documents[0]
        day, partner = release.release_on, release.partner
        return PlainWords(self.explained, self.catalogue.language, day, partner)

    def _show_sources(self, block: Block, told: PlainWords) -> Iterator[RenderableType]:
        """Yield the sources of *block*: the template's lines, then each other one once."""
        tell, spans = self.catalogue.tell, list(spans_of(block))
        templates = {span.source.place for span in spans if isinstance(span.source, TemplateSource)}
        grid = Grid.grid(padding=(0, 1))
        grid.add_column(no_wrap=True)
        grid.add_column()
        cited = Styled(_cite({block.source.place, *templates}), show.QUIET)
        grid.add_row(tell(say("template")), show.Wrapped(cited, phrased=True))
        firsts: dict[Source, Span] = {}
        for span in spans:
            if not isinstance(span.source, TemplateSource):
                firsts.setdefault(span.source, span)
        for source, first in firsts.items():
            words = Styled(show.shorten(first.text.strip(), _LONGEST_WORDS), show.style_span(first))
            where = "" if isinstance(source, LedgerSource) else f"  {source.place.to_line}"
            named = Styled.assemble(tell(told.explain(source)), (where, show.QUIET))
            grid.add_row(words, show.Wrapped(named, phrased=True))
        yield Padding(grid, (0, 0, 0, 2))

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
                rule = Rule(self.catalogue.tell(language.called), style=show.QUIET)
                shown.append(Padding(rule, (0, 0, 1, 0)))
            shown += [Padding(block, (0, 1, 1, 1)) for block in blocks if block]
        return Group(*shown)

    def _explain_colours(self) -> RenderableType:
        meanings = (
            (say("from the template"), show.TEMPLATE),
            (say("from the partner file"), show.PARTNER),
            (say("worked out from the ledger"), show.LEDGER),
            (say("from the house"), show.HOUSE),
            (say("still missing"), show.GAP),
        )
        # Each in one piece.
        told = [(self.catalogue.tell(meaning), style) for meaning, style in meanings]
        words = [Styled(meaning.replace(" ", show.NO_BREAK), style) for meaning, style in told]
        return show.Wrapped(Styled("   ").join(words))

"""Where the words of a block come from, as lines beneath it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text as Styled

from linkj_press.catalogue import Catalogue
from linkj_press.document import Block, Span, block_spans
from linkj_press.ledger import Ledger
from linkj_press.message import say
from linkj_press.problem import Place
from linkj_press.provenance import explain_source
from linkj_press.source import Source, TemplateSource
from linkj_press.terminal import theme
from linkj_press.terminal.prose import Prose
from linkj_press.terminal.theme import style_span

_QUOTED = 24
"""How much of the words is repeated, in columns."""


def show_sources(block: Block, ledger: Ledger, catalogue: Catalogue) -> Padding:
    """Return the sources of *block*: the template's lines, then each other one once, in order."""
    spans = list(block_spans(block))
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

"""The colours of the views: of the terminal's own sixteen, those that read on light and dark."""

from rich.style import Style

from linkj_press.document import Span
from linkj_press.source import HouseSource, LedgerSource, PartnerSource, TemplateSource

TEMPLATE = Style()
PARTNER = Style(color="cyan")
LEDGER = Style(color="magenta", bold=True)
HOUSE = Style(color="green")
GAP = Style(color="black", bgcolor="yellow", bold=True)
HOLE = Style(color="red", reverse=True)
QUIET = Style(dim=True)
GONE = Style(color="red", strike=True)
COME = Style(color="green", underline=True)
ERROR = Style(color="red", bold=True)
WARNING = Style(color="yellow", bold=True)
HINT = Style(color="cyan", bold=True)


def style_span(span: Span) -> Style:
    """Return the style of *span*: its colour says where its words come from."""
    if span.gap:
        return GAP
    match span.source:
        case TemplateSource():
            source = TEMPLATE
        case PartnerSource():
            source = PARTNER
        case LedgerSource():
            source = LEDGER
        case HouseSource():
            source = HOUSE
    return source + Style(
        bold=span.strong or None, italic=span.emphasis or None, link=span.href or None
    )

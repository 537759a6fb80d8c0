"""The ledger as a table for people."""

import sys
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from linkj_press.ledger import Entry, Ledger
from linkj_press.records import Terms

_WIDEST = 160
"""The width of the table where there is no terminal to measure."""


def print_ledger(ledger: Ledger, shown: Iterable[Entry], terms: Terms) -> None:
    """Write the partnerships *shown* and the totals of *ledger* to standard output."""
    # What the environment says of terminals must not colour what is piped.
    terminal = bool(sys.stdout and sys.stdout.isatty())
    console = Console(force_terminal=terminal, highlight=False, markup=False, emoji=False)
    if not ledger.entries:
        console.print("no partnerships")
        return
    if not terminal:
        console.width = _WIDEST
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("No.", "Signed", "Name", "", "Kind", "Country"):
        table.add_column(heading, justify="right" if heading == "No." else "left", overflow="fold")
    for entry in shown:
        name = entry.name_on(ledger.as_of).full
        kind = terms.kinds[entry.partner.kind].ja
        table.add_row(
            str(entry.ordinal),
            str(entry.signed),
            name.ja or "",
            name.en or "",
            f"{kind} {entry.kind_ordinal}",
            terms.countries[entry.partner.country].name.ja,
        )
    console.print(table)
    console.print(
        f"\n{ledger.total} partnerships as of {ledger.as_of}: "
        f"{ledger.overseas} overseas, {ledger.domestic} domestic"
    )

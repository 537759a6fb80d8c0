"""`linkj-press ledger`."""

from datetime import date

import click

from linkj_press.cli.desk import open_workspace, show
from linkj_press.cli.ui import find_session
from linkj_press.ledger_formats import render_csv, render_json
from linkj_press.partial_date import PartialDate
from linkj_press.problem import suggest
from linkj_press.terminal import LedgerTable

_WIDTH = 120
"""Columns of the table where there is no terminal to measure."""


def _parse_day(_context: click.Context, _option: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    try:
        day = PartialDate.parse(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None
    if day.day is None:
        raise click.BadParameter("the day is needed: YYYY-MM-DD")
    return day.first_day


@click.command()
@click.option(
    "--as-of",
    callback=_parse_day,
    metavar="DATE",
    help="Only what was signed on or before this day (YYYY-MM-DD).",
)
@click.option(
    "--kind", metavar="KIND", help="Only partners of this kind (municipality), by key or by name."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="How to print it.",
)
@click.pass_context
def ledger(context: click.Context, as_of: date | None, kind: str | None, form: str) -> None:
    """Show the partnerships in order of signing, with their ordinals.

    Totals always count every kind.
    """
    workspace = open_workspace(context)
    terms = workspace.house.terms.record
    kinds = {name: key for key, words in terms.kinds.items() for name in (key, words.ja, words.en)}
    if kind is not None and kind not in kinds:
        raise click.UsageError(f"there is no kind {kind!r}: {suggest(kind, terms.kinds)}")
    seen = workspace.ledger.on(as_of) if as_of else workspace.ledger
    shown = [entry for entry in seen.entries if kind is None or kinds[kind] == entry.partner.kind]
    if form == "json":
        click.echo(render_json(seen, shown))
    elif form == "csv":
        click.echo(render_csv(seen, shown).encode(), nl=False)
    else:
        show(LedgerTable(seen, shown, terms, find_session().catalogue), width_when_piped=_WIDTH)

"""`linkj-press ledger`."""

import unicodedata
from datetime import date

import click

from linkj_press.cli.completion import complete_kinds
from linkj_press.cli.ui import command, find_session, open_workspace, option, show, tell
from linkj_press.message import phrase
from linkj_press.problem import suggest
from linkj_press.text.dates import PartialDate

_WIDTH = 160
"""Columns of the table where there is no terminal to measure."""


def _parse_day(_context: click.Context, _option: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    try:
        day = PartialDate.parse(value)
    except ValueError as error:
        raise click.BadParameter(tell(str(error))) from None
    if day.day is None:
        raise click.BadParameter(tell("the day is needed: YYYY-MM-DD"))
    return day.first_day


def _fold(text: str) -> str:
    """Return *text* without what an input method makes of it: ＥＭＢＡＳＳＹ is embassy."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


@command(
    help=phrase(
        "Show the partnerships in order of signing, with their ordinals.\n\n"
        "Totals always count every kind."
    ),
    epilog=phrase(
        "Examples:\n"
        "  linkj-press ledger --as-of 2020-09-18\n"
        "  linkj-press ledger --kind municipality\n"
        "  linkj-press ledger --format csv > ledger.csv"
    ),
)
@option(
    "--as-of",
    callback=_parse_day,
    metavar="DATE",
    help=phrase("Only what was signed on or before this day (YYYY-MM-DD)."),
)
@option(
    "--kind",
    metavar="KIND",
    shell_complete=complete_kinds,
    # A name that was copied on macOS may have が as か and its mark.
    callback=lambda _context, _option, value: value and _fold(value),
    help=phrase("Only partners of this kind (municipality), by key or by name."),
)
@option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help=phrase("How to print it."),
)
def ledger(as_of: date | None, kind: str | None, form: str) -> None:
    """Show the partnerships."""
    # Late, so that a shell that completes need not load them.
    from linkj_press.show import LedgerTable  # noqa: PLC0415
    from linkj_press.show.ledger_table import render_csv, render_json  # noqa: PLC0415

    workspace = open_workspace()
    terms = workspace.house.terms.record
    kinds = {
        name: key
        for key, words in terms.kinds.items()
        for name in map(_fold, (key, words.ja, words.en))
    }
    if kind is not None and kind not in kinds:
        raise click.UsageError(
            tell("there is no kind {kind!r}: {hint}", kind=kind, hint=suggest(kind, terms.kinds))
        )
    seen = workspace.ledger.on(as_of) if as_of else workspace.ledger
    shown = [entry for entry in seen.entries if kind is None or kinds[kind] == entry.partner.kind]
    if form == "json":
        click.echo(render_json(seen, shown))
    elif form == "csv":
        click.echo(render_csv(seen, shown).encode(), nl=False)
    else:
        show(LedgerTable(seen, shown, terms, find_session().catalogue), width_when_piped=_WIDTH)

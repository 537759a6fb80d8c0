"""`linkj-press ledger`."""

from datetime import date

import click

from linkj_press.build.current import hash_sources
from linkj_press.cache import Cache, hash_program
from linkj_press.cli import ui
from linkj_press.cli.completion import complete_kinds
from linkj_press.message import phrase
from linkj_press.problem import suggest

_LEDGERS = Cache("ledgers", most_bytes=4_000_000)
"""What was shown, by all that it rests on: of a thousand partners it takes seconds to read."""


@ui.command(
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
@ui.option(
    "--as-of",
    callback=lambda _context, _option, value: None if value is None else ui.read_day(value),
    metavar="DATE",
    help=phrase("Only what was signed on or before this day (YYYY-MM-DD)."),
)
@ui.option(
    "--kind",
    metavar="KIND",
    shell_complete=complete_kinds,
    # A name that was copied on macOS may have が as か and its mark.
    callback=lambda _context, _option, value: value and ui.fold(value),
    help=phrase(
        "Only partners of this kind (municipality), by key or by name, and those that count"
        " together with them."
    ),
)
@ui.format_option(type=click.Choice(["table", "json", "csv"]), default="table")
def ledger(as_of: date | None, kind: str | None, form: str) -> None:
    """Show the partnerships."""
    width, styled = ui.measure_screen(width_when_piped=160)
    asked = (as_of and as_of.isoformat(), kind, form, width if form == "table" else 0, styled)
    sources = tuple(hash_sources(ui.find_root()).items())
    key = (hash_program(), ui.find_session().catalogue.language, asked, sources)
    text = _LEDGERS.get(key)
    if text is None:
        text = _render(as_of, kind, form, (width, styled))
        _LEDGERS.put(key, text)
    if form == "table":
        ui.show_text(text, styled=styled)
    else:
        click.echo(text.encode(), nl=form == "json")


def _render(as_of: date | None, kind: str | None, form: str, screen: tuple[int, bool]) -> str:
    # Late, so that a shell that completes need not load them.
    from linkj_press.show import render_view  # noqa: PLC0415
    from linkj_press.show.ledger_table import (  # noqa: PLC0415
        LedgerTable,
        render_csv,
        render_json,
    )

    workspace = ui.open_workspace()
    terms = workspace.house.terms.record
    kinds = {
        name: key
        for key, words in terms.kinds.items()
        for name in map(ui.fold, (key, words.ja, words.en))
    }
    if kind is not None and kind not in kinds:
        raise ui.wrong_usage(
            "there is no kind “{kind}”: {hint}", kind=kind, hint=suggest(kind, terms.kinds)
        )
    seen = workspace.ledger.on(as_of) if as_of else workspace.ledger
    # Those that count together have their numbers together.
    counted = terms.kinds[kinds[kind]].counts_as or kinds[kind] if kind else None
    shown = [entry for entry in seen.entries if kind is None or counted == entry.counts_as]
    if form == "json":
        return render_json(seen, shown)
    if form == "csv":
        return render_csv(seen, shown)
    table = LedgerTable(seen, shown, terms, ui.find_session().catalogue)
    return render_view(table, screen[0], styled=screen[1])

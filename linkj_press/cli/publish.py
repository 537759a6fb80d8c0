"""`linkj-press publish`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from linkj_press.cli import ui
from linkj_press.cli.acts import find_day_of_act, on_option
from linkj_press.cli.completion import complete_released
from linkj_press.folder import OUTPUT
from linkj_press.language import Language
from linkj_press.message import phrase, say

if TYPE_CHECKING:
    from linkj_press.life.publishing import Noting, Publisher


@ui.command(
    help=phrase(
        "Note that a release was published, and keep the files that went out.\n\n"
        "The finals in output/final/ are kept byte for byte under partners/published/, with their"
        " PDFs and their text; from then on nothing changes them."
    ),
    epilog=phrase(
        "Examples:\n"
        "  linkj-press publish osaka\n"
        "  linkj-press publish osaka --lang ja --on 2020-09-07\n"
        "  linkj-press publish osaka --lang en --as-sent sent.docx --on 2020-09-07\n"
        "  linkj-press publish osaka --withdrawn --why 'signing was put off'"
    ),
)
@ui.argument("partner", metavar="PARTNER", shell_complete=complete_released)
@ui.languages_option
@on_option(phrase("The day on which it went out (default: today, where the release is of today)."))
@ui.option(
    "--as-sent",
    "sent",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help=phrase(
        "The Word file that went out, where it was made or last edited elsewhere; give its PDF"
        " with a second --as-sent."
    ),
)
@ui.option("--withdrawn", is_flag=True, help=phrase("Note that it was taken back; needs --why."))
@ui.option(
    "--why",
    callback=lambda _context, _option, value: value and ui.read_name(value),
    metavar="WORDS",
    help=phrase("Why it was taken back; given again, it takes the place of what was noted."),
)
@ui.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help=phrase("Where the drafts and finals are (default: output/)."),
)
def publish(  # noqa: PLR0913  (one argument an option)
    *,
    partner: str,
    languages: tuple[Language, ...],
    on: date | None,
    sent: tuple[Path, ...],
    withdrawn: bool,
    why: str | None,
    output: Path | None,
) -> None:
    """Keep what went out, or note that it was taken back."""
    # Late, so that --help is quick.
    from linkj_press.life.outgoing import NotPublished  # noqa: PLC0415
    from linkj_press.life.publishing import Publisher  # noqa: PLC0415

    if (why and not withdrawn) or (withdrawn and sent):
        raise ui.wrong_usage("--why goes with --withdrawn, and --as-sent does not")
    if withdrawn and not why:
        raise ui.wrong_usage("--withdrawn needs --why: say why it was taken back")
    workspace = ui.open_workspace()
    (partner,) = ui.choose_partners([partner], workspace.released, workspace)
    publisher = Publisher(workspace, partner, output or workspace.root / OUTPUT)
    try:
        if why:
            _withdraw(publisher, languages, on, why)
        else:
            _publish(publisher, languages, on, sent)
    except NotPublished as refusal:
        raise click.ClickException(ui.translate(refusal.reason)) from None


def _publish(
    publisher: Publisher, languages: Sequence[Language], on: date | None, sent: Sequence[Path]
) -> None:
    from linkj_press.life.outgoing import SentFile  # noqa: PLC0415
    from linkj_press.workspace.git import GitState, find_state  # noqa: PLC0415

    now = ui.find_now_in_japan()
    find_day_of_act(on, now.date())
    day = publisher.check_day(on, now)
    files = [SentFile(file.name, file.read_bytes()) for file in sent]
    _save(publisher.note_publication(languages, day, files))
    if find_state(publisher.workspace.root) in (GitState.WHOLE, GitState.SHALLOW):
        ui.note(say("keep them with the record: git add partners/published"))


def _withdraw(
    publisher: Publisher, languages: Sequence[Language], on: date | None, why: str
) -> None:
    today = ui.find_now_in_japan().date()
    find_day_of_act(on, today)
    noting = publisher.note_withdrawal(languages, why, on, today)
    _save(noting)
    if noting.receivers:
        ui.note(say("Copies were sent before:"))
    for line in noting.receivers:
        click.echo(ui.translate(line))


def _save(noting: Noting) -> None:
    """Write what *noting* holds, and say so."""
    changes = noting.changes
    ui.save_changes(changes)
    for path in changes:
        if path.suffix == ".md":
            click.echo(ui.shorten_path(path))
    for line in (*noting.told, *noting.notes):
        ui.note(line)

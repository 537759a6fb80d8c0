"""`linkj-press correct`."""

from __future__ import annotations

from datetime import date

import click

from linkj_press.cli import ui
from linkj_press.cli.acts import on_option
from linkj_press.cli.completion import complete_released
from linkj_press.folder import find_file
from linkj_press.message import phrase, say


@ui.command(
    help=phrase(
        "Begin the correction of a published release.\n\n"
        "It writes partners/PARTNER-correction.yaml, a release of its own: each passage in which"
        " the record of today contradicts what was published, and what is right."
    ),
    epilog=phrase(
        "Examples:\n"
        "  linkj-press correct osaka\n"
        "  linkj-press correct osaka --wrong 'mutual visits' --on 2020-09-10"
    ),
)
@ui.argument("partner", metavar="PARTNER", shell_complete=complete_released)
@ui.option(
    "--wrong",
    multiple=True,
    metavar="WORDS",
    help=phrase(
        "Words of the published text that somebody typed wrongly; what is right is then to be"
        " filled in."
    ),
)
@on_option(phrase("The date of the correction (default: today)."))
def correct(*, partner: str, wrong: tuple[str, ...], on: date | None) -> None:
    """Write the file of a correction."""
    # Late, so that --help is quick.
    from linkj_press.life.correcting import (  # noqa: PLC0415
        NothingToCorrect,
        begin_correction,
        name_correction,
    )
    from linkj_press.workspace.copies import read_copies  # noqa: PLC0415
    from linkj_press.workspace.writing import Change  # noqa: PLC0415

    workspace = ui.open_workspace()
    (partner,) = ui.choose_partners([partner], workspace.released, workspace)
    copies = read_copies(workspace.root)
    try:
        new = begin_correction(workspace, copies, partner, on or ui.find_today(), wrong)
    except NothingToCorrect as nothing:
        raise click.ClickException(ui.translate(nothing.reason)) from None
    path = find_file(workspace.root, name_correction(workspace, partner))
    ui.save_changes({path: Change(None, new.write().encode())})
    click.echo(ui.shorten_path(path))
    for language, some in new.passages.items():
        ui.note(say("{language}: {number} to correct", language=language.called, number=len(some)))
    passages = (each for some in new.passages.values() for each in some)
    if any(each.correct is None and not each.gone for each in passages):
        ui.note(say("fill in what is right: `correct` in the file"))
    ui.note(say("then: linkj-press preview {release}", release=path.stem))

"""`linkj-press proof`."""

from pathlib import Path

import click

from linkj_press.cli import ui
from linkj_press.cli.completion import complete_released
from linkj_press.folder import OUTPUT
from linkj_press.message import phrase


@ui.command(
    help=phrase(
        "Write the sheet for reading the release of PARTNER aloud, to be printed.\n\n"
        "Both languages stand side by side, paragraph by paragraph; then every figure, date, name"
        " and title, with where it comes from and a box to tick."
    ),
    epilog=phrase("Example:\n  linkj-press proof osaka"),
)
@ui.argument("partner", shell_complete=complete_released)
@ui.option(
    "--output",
    type=ui.Folder(file_okay=False, path_type=Path),
    metavar="DIR",
    help=phrase("Where the sheet goes (default: output/ in the workspace)."),
)
def proof(partner: str, output: Path | None) -> None:
    """Write the sheet for reading a release aloud."""
    # Late, so that a shell that completes need not load them.
    from linkj_press.build.current import refuse_sources  # noqa: PLC0415
    from linkj_press.build.proof import make_proof, write_proof  # noqa: PLC0415

    root = ui.find_root()
    folder = output or root / OUTPUT
    with ui.telling_usage():
        refuse_sources(root, folder)
    workspace = ui.open_workspace()
    ui.choose_partners([partner], workspace.released, workspace)
    sheet = make_proof(workspace, partner, ui.find_session().catalogue, ui.find_today())
    with ui.telling_unwritten():
        path, kept = write_proof(sheet, folder)
    for line in kept:
        ui.note(line)
    click.echo(ui.shorten_path(path))

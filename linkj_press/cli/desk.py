"""`linkj-press desk`."""

from __future__ import annotations

import webbrowser

import click

from linkj_press.cli import ui
from linkj_press.message import phrase


@ui.command(
    help=phrase("Open the desk in the browser."),
    epilog=phrase("Examples:\n  linkj-press desk\n  linkj-press desk --port 8000 --no-browser"),
)
@ui.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    metavar="N",
    help=phrase("The port that it has (default: any free one)."),
)
@ui.option("--no-browser", is_flag=True, help=phrase("Only print the address."))
def desk(*, port: int, no_browser: bool) -> None:
    """Serve the desk until Ctrl-C."""
    root = ui.find_root()
    try:
        from linkj_press.desk.serving import serve, take_address  # noqa: PLC0415
    except ImportError:
        raise click.ClickException(
            ui.tell("the desk needs more: pip install 'linkj-press[desk]'")
        ) from None
    from linkj_press.desk.state import Clock, Desk  # noqa: PLC0415

    desk = Desk(root, Clock(ui.find_today, ui.find_now_in_japan))
    at = take_address(port)
    click.echo(at.address)
    if not no_browser:
        webbrowser.open(at.address)
    serve(desk, at, ui.find_session().catalogue.language, lambda path: click.launch(str(path)))

"""`linkj-press desk`."""

from __future__ import annotations

import errno
import re
import shlex
import sys
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePath
from threading import Thread
from typing import TYPE_CHECKING

import click

from linkj_press.cli import ui
from linkj_press.language import Language
from linkj_press.message import phrase, say
from linkj_press.problem import name_refusal

if TYPE_CHECKING:
    from linkj_press.desk.serving import DeskAddress

_IN_TERMINALS = frozenset({"elinks", "links", "lynx", "w3m", "www-browser"})
"""Browsers that would take the terminal, and run no script."""


@ui.command(
    help=phrase(
        "Open the desk in the browser: read, edit and send releases there.\n\n"
        "It serves this machine alone. The first line that is printed is its address, which lets in"
        " whoever has it."
    ),
    epilog=phrase("Examples:\n  linkj-press desk\n  linkj-press desk --shortcut ~/Desktop"),
)
@ui.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    metavar="N",
    help=phrase("The port to use (default: any free one)."),
)
@ui.option("--no-browser", is_flag=True, help=phrase("Only print the address."))
@ui.option(
    "--shortcut",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help=phrase("Only write a file to DIR that opens this desk by a double click."),
)
def desk(*, port: int, no_browser: bool, shortcut: Path | None) -> None:
    """Serve the desk until the person leaves."""
    root = ui.find_root()
    if shortcut:
        _write_shortcut(root, shortcut)
        return
    try:
        from linkj_press.desk.serving import make_server  # noqa: PLC0415
        from linkj_press.desk.state import Clock, Desk  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("starlette", "uvicorn"):
            raise
        raise click.ClickException(_tell_setting_up()) from None
    at = _take_address(port)
    workspace = Desk(root, Clock(ui.find_now, ui.find_now_in_japan))
    session = ui.find_session()
    language = session.catalogue.language if session.is_chosen else Language.JA
    server = make_server(workspace, at, language, lambda path: click.launch(str(path)))
    server.serve_until_left(lambda: _announce(at, in_browser=not no_browser))


def _tell_setting_up() -> str:
    """Return how to get what the desk needs and the other commands do not."""
    if ui.BUILT_IN.is_dir():
        command = [sys.executable, "-m", "pip", "install", "linkj-press[desk]"]
        return ui.tell("the desk is not set up: {command}", command=ui.quote_command(command))
    return ui.tell(
        "the desk is not set up: give “make desk” in the folder that holds pyproject.toml;"
        ' without make: pip install -c constraints.txt -e ".[desk]"'
    )


def _announce(at: DeskAddress, *, in_browser: bool) -> None:
    """Say where the desk is, and how to leave it; open it, beside the serving of it."""
    click.echo(at.address)
    if in_browser:
        missed = ui.tell("No browser can be opened here: open the address above in one.")
        Thread(target=_open_browser, args=(at.address_for_browser, missed), daemon=True).start()
    ui.note(say("The desk is open. Ctrl-C closes it."))


def _take_address(port: int) -> DeskAddress:
    """Return a place at *port*. Raises ClickException where there is none."""
    from linkj_press.desk.serving import take_address  # noqa: PLC0415

    try:
        return take_address(port)
    except OSError as error:
        told = ui.tell("port {port}: {reason}", port=port, reason=name_refusal(error))
        if error.errno == errno.EADDRINUSE:
            told = ui.tell(
                "port {port} is taken, perhaps by a desk that is open already:"
                " give another, or leave --port out for any free one",
                port=port,
            )
        raise click.ClickException(told) from None


def _open_browser(address: str, missed: str) -> None:
    """Open *address* in the browser of the person, or say *missed*."""
    try:
        browser = webbrowser.get()
        is_open = PurePath(browser.name).name not in _IN_TERMINALS and browser.open(address)
    except (webbrowser.Error, OSError):
        is_open = False
    if not is_open:
        click.echo(missed, err=True)


@dataclass(frozen=True)
class Shortcut:
    """A file that opens the desk at a double click, as a system has it."""

    system: str
    """``windows``, ``macos``, ``linux``: what its text is kept under."""

    ending: str
    quote: Callable[[str], str]
    """Makes one word of a text, whatever is in it."""

    def make(self, name: str, command: list[str]) -> bytes:
        """Return the file called *name*, which gives *command*."""
        folder = Path(__file__).parents[1] / "desk" / "shortcuts"
        text = (folder / f"{self.system}{self.ending}").read_bytes().decode()
        values = {"name": name.replace("\\", r"\\"), "command": " ".join(map(self.quote, command))}
        return re.sub(r"\{(name|command)\}", lambda match: values[match[1]], text).encode()


def _quote_for_windows(word: str) -> str:
    """Return *word* for a batch file, which fills in %names%, and for programs.

    These take a backslash before a quotation mark for its own.
    """
    doubled = re.sub(r"\\+$", r"\g<0>\g<0>", word)
    return '"' + doubled.replace("%", "%%") + '"'


def _quote_for_linux(word: str) -> str:
    """Return *word* for the key Exec: quoted, and with a backslash as two as in all values."""
    quoted = re.sub(r'["`$\\]', r"\\\g<0>", word).replace("%", "%%")
    return '"' + quoted.replace("\\", r"\\") + '"'


SHORTCUTS = {
    "win32": Shortcut("windows", ".cmd", _quote_for_windows),
    "darwin": Shortcut("macos", ".command", shlex.quote),
    "linux": Shortcut("linux", ".desktop", _quote_for_linux),
}
"""By system, as Python names it."""


def _write_shortcut(root: Path, folder: Path) -> None:
    """Write into *folder* what opens the desk on *root*. Raises ClickException."""
    from linkj_press.workspace.writing import Change  # noqa: PLC0415

    shortcut = SHORTCUTS.get(sys.platform, SHORTCUTS["linux"])
    name = f"linkj-press {root.name}"
    path = folder / f"{name}{shortcut.ending}"
    command = [sys.executable, "-P", "-m", "linkj_press", "-C", str(root), "desk"]
    content = shortcut.make(name, command)
    if path.exists() and path.read_bytes() != content:
        raise click.ClickException(
            ui.tell("{path} exists already: move it away, or name another folder", path=path)
        )
    ui.save_changes({path: Change(None, content)})
    path.chmod(0o755)
    click.echo(str(path))

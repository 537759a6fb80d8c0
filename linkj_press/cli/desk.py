"""What commands share: opening the workspace, and finding the partners that were named."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from linkj_press.cli.ui import find_session, option
from linkj_press.folder import find_workspace
from linkj_press.language import Language
from linkj_press.message import phrase
from linkj_press.problem import suggest

if TYPE_CHECKING:
    from linkj_press.terminal import View
    from linkj_press.workspace import Workspace

languages_option = option(
    "--lang",
    "languages",
    type=click.Choice([str(language) for language in Language]),
    callback=lambda _context, _option, value: (Language(value),) if value else tuple(Language),
    metavar="ja|en",
    help=phrase("Only this language (default: both)."),
)


def show(view: View, *, width_when_piped: int = 80) -> None:
    """Print *view*; on a terminal in colour, and page by page where it is longer than the screen."""
    from linkj_press.terminal import render_view  # noqa: PLC0415

    screen = shutil.get_terminal_size()
    styled = sys.stdout.isatty()
    text = render_view(view, screen.columns if styled else width_when_piped, styled=styled)
    if styled and text.count("\n") >= screen.lines:
        click.echo_via_pager(text, color=True)
    else:
        click.echo(text, nl=False)


def find_root(context: click.Context) -> Path:
    """Return the folder of the workspace. Raises UsageError when there is none."""
    given = find_session().workspace
    start = (given or Path.cwd()).resolve()
    root = find_workspace(start)
    if root is None or (given and root != start):
        raise click.UsageError(
            f"{given or 'this folder'} has no partners/ and templates/: "
            "go to the folder that has them, or name it with -C DIR"
        )
    return root


def open_workspace(context: click.Context) -> Workspace:
    """Return the workspace that the command works in.

    Raises UsageError when there is none, ProblemsFound when its files are at fault.
    """
    # Late, so that a build with nothing to do need not load it.
    from linkj_press.workspace import load_workspace  # noqa: PLC0415

    return load_workspace(find_root(context))


def require_partners(
    named: Sequence[str], known: Iterable[str], workspace: Workspace
) -> tuple[str, ...]:
    """Return *named* without repeats. Raises UsageError for a name that is not in *known*."""
    choices = list(known)
    for name in named:
        if name not in choices:
            lacks = "has no release" if name in workspace.partners else "is not a partner"
            raise click.UsageError(f"{name!r} {lacks}: {suggest(name, choices)}")
    return tuple(dict.fromkeys(named))


def shorten_path(path: Path) -> str:
    """Return *path* as seen from the folder that the person is in, when it is below that."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)

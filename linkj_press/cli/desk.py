"""What commands share: opening the workspace, and finding the partners that were named."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, TextIO

import click

from linkj_press.cli.ui import find_session, option, tell, translate
from linkj_press.folder import find_workspace
from linkj_press.language import Language
from linkj_press.message import phrase, say, tame
from linkj_press.problem import Problem, count_problems, name_refusal, suggest

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

UNBROKEN = 100_000
"""Columns where nothing is a terminal and no line is to be broken, as in any diff."""

_PLAIN_TERMINALS = ("dumb", "unknown")
"""What cannot show colours calls itself so."""


def can_show_colours(stream: TextIO) -> bool:
    """Return whether *stream* is a terminal, and one that takes more than plain text."""
    return stream.isatty() and os.environ.get("TERM") not in _PLAIN_TERMINALS


def show(view: View, *, width_when_piped: int = 80) -> None:
    """Print *view*: on a terminal in colour, and page by page when it is longer than the screen."""
    from linkj_press.terminal import render_view  # noqa: PLC0415

    screen = shutil.get_terminal_size()
    styled = can_show_colours(sys.stdout)
    text = render_view(view, screen.columns if styled else width_when_piped, styled=styled)
    if styled and text.count("\n") >= screen.lines:
        # Click lets less show the colours, and takes them away for other pagers.
        if "utf" in (sys.stdout.encoding or "").lower():
            os.environ.setdefault("LESSCHARSET", "utf-8")
        click.echo_via_pager(text)
    else:
        click.echo(text, nl=False)


def show_problems(problems: Sequence[Problem]) -> None:
    """Write *problems* to standard error, and how many there are."""
    print_problems(problems, sys.stderr)


def print_problems(problems: Sequence[Problem], stream: TextIO) -> None:
    """Write *problems* to *stream*, and how many there are.

    On a terminal each comes with its line, and its file as seen from the person's own folder.
    """
    session = find_session()
    if can_show_colours(stream):
        from linkj_press.terminal import Report, render_view  # noqa: PLC0415

        near = [_shorten(problem, session.root) for problem in problems]
        report = Report(near, Path(), session.catalogue)
        text = render_view(report, shutil.get_terminal_size().columns, styled=True)
        click.echo(text, stream, nl=False)
        return
    for problem in problems:
        click.echo(tame(problem.tell(session.catalogue.tell)), stream)
    click.echo(translate(count_problems(problems)), stream)


def _shorten(problem: Problem, root: Path) -> Problem:
    try:
        path = os.path.relpath(root / problem.where.path)
    except (ValueError, OSError):  # on another drive, or in a folder that was deleted
        path = str(root / problem.where.path)
    return replace(problem, where=replace(problem.where, path=PurePosixPath(path)))


def save_files(files: Mapping[Path, tuple[bytes | None, bytes]]) -> None:
    """Write *files*, each in place of what it was made from, or of nothing: all of them or none.

    Raises ClickException when one cannot be written, or another program has saved it meanwhile.
    """
    from linkj_press.output import Change, NotWritten, write_files  # noqa: PLC0415

    try:
        for kept in write_files({path: Change(*contents) for path, contents in files.items()}):
            click.echo(translate(kept.tell()), err=True)
    except NotWritten as error:
        message = tell("not written: {reason}", reason=error.reason)
        raise click.ClickException(message) from None


def find_root() -> Path:
    """Return the folder of the workspace.

    Raises UsageError when there is none, ClickException when the person's own folder is gone.
    """
    session = find_session()
    given = session.workspace
    try:
        start = (given or Path.cwd()).resolve()
    except OSError as error:
        message = tell(
            "the folder you are in: {strerror}; go to one that is there",
            strerror=name_refusal(error),
        )
        raise click.ClickException(message) from None
    root = find_workspace(start)
    if root is None or (given and root != start):
        raise click.UsageError(
            tell(
                "{folder} has no partners/ and templates/: go to the folder that has them,"
                " or name it with -C DIR",
                folder=given or say("this folder"),
            )
        )
    session.root = root
    return root


def open_workspace() -> Workspace:
    """Return the workspace that the command works in.

    Raises UsageError when there is none, ProblemsFound when its files are at fault.
    """
    # Late, so that a build with nothing to do need not load it.
    from linkj_press.workspace import load_workspace  # noqa: PLC0415

    return load_workspace(find_root())


def require_partners(
    named: Sequence[str], known: Iterable[str], workspace: Workspace
) -> tuple[str, ...]:
    """Return *named* without repeats. Raises UsageError for a name that is not in *known*."""
    choices = list(known)
    for name in named:
        if name in choices:
            continue
        if name in workspace.partners:
            raise click.UsageError(
                tell(
                    "{name!r} has no release: write `release:` in partners/{name}.yaml for one",
                    name=name,
                )
            )
        hint = suggest(name, choices or workspace.partners) or say("partners/ is empty")
        raise click.UsageError(tell("{name!r} is not a partner: {hint}", name=name, hint=hint))
    return tuple(dict.fromkeys(named))


def shorten_path(path: Path) -> str:
    """Return *path* as seen from the folder that the person is in, when it is below that."""
    with suppress(OSError):  # a folder that was deleted
        path = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    return str(path)

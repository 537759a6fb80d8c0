"""`linkj-press init`."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path, PurePath

import click

from linkj_press.cli import ui
from linkj_press.folder import OUTPUT, PARTNERS, ROUNDS, TEMPLATES, find_workspace, walk_files
from linkj_press.message import phrase

_LISTED = 3
"""How many names of what is in the way are told at most."""

_WAITING = f".linkj-press-{TEMPLATES}"
"""What templates/ is called until all is there: without it, a folder is no workspace."""

_SEEN_BY_NOBODY = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""What systems put into a folder that a person has looked into."""


@ui.command(
    help=phrase(
        "Begin a workspace in DIR, a new or an empty folder: the record of the partnerships, the"
        " template sets and the house. Every other command works there.\n\n"
        "Along go the photos and the published releases, which belong to the record. What was sent"
        " to people outside (partners/rounds/) stays where it was sent from."
    ),
    epilog=phrase("Examples:\n  linkj-press init press\n  linkj-press init ~/Documents/press"),
)
@ui.argument("folder", metavar="DIR", type=ui.Folder(file_okay=False, path_type=Path))
@click.pass_context
def init(context: click.Context, folder: Path) -> None:
    """Write a workspace into *folder*, and tell what can be done there."""
    root = folder.resolve()
    _refuse_what_stands(root)
    _write(root)
    click.echo(ui.shorten_path(root))
    _tell_next(context, root, folder)


def _refuse_what_stands(root: Path) -> None:
    """Raise UsageError when there is anything in the folder *root*, or it is part of another."""
    there = sorted({path.name for path in root.iterdir()} if root.exists() else ())
    names = [name for name in there if name not in _SEEN_BY_NOBODY]
    around = find_workspace(root)
    if around == root:
        raise ui.wrong_usage("{folder} is a workspace already, and stays as it is", folder=root)
    if around and root.relative_to(around).parts[0] in (OUTPUT, PARTNERS, TEMPLATES):
        raise ui.wrong_usage(
            "{folder} is within the workspace {workspace}: name a folder outside of it",
            folder=root,
            workspace=around,
        )
    if _WAITING in names and {*names} <= {_WAITING, OUTPUT, PARTNERS}:
        raise ui.wrong_usage(
            "{folder} was begun and not finished: take it away and begin anew, or name a new folder"
            " (it has {names})",
            folder=root,
            names=", ".join(names),
        )
    if names:
        raise ui.wrong_usage(
            "{folder} is not empty, and stays as it is: name a new folder (it has {names})",
            folder=root,
            names=", ".join(names[:_LISTED]) + (", …" if names[_LISTED:] else ""),
        )


def _write(root: Path) -> None:
    """Write all files of a new workspace, or nothing. Raises ClickException."""
    from linkj_press.workspace.writing import explain_refusal  # noqa: PLC0415

    source = ui.BUILT_IN if ui.BUILT_IN.is_dir() else ui.CLONE
    waiting = root / _WAITING
    homes = {OUTPUT: root / OUTPUT, PARTNERS: root / PARTNERS, TEMPLATES: waiting}
    with ui.telling_unwritten(), explain_refusal(), ExitStack() as undo:
        missing = [folder for folder in (root, *root.parents) if not folder.exists()]
        for folder in (*reversed(missing), *homes.values()):
            folder.mkdir()  # where it stands by now, it is somebody's
            undo.callback(shutil.rmtree, folder, ignore_errors=True)
        for name in _list_files(source):
            path = homes[name.parts[0]].joinpath(*name.parts[1:])
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / name, path)  # not its permissions: people write there
        waiting.rename(root / TEMPLATES)
        undo.pop_all()


def _list_files(source: Path) -> Iterator[PurePath]:
    """Return what goes along of the files below *source*, each as seen from there."""
    from linkj_press.workspace.writing import TAKEN_BACK  # noqa: PLC0415  (late, for a quick --help)

    yield PurePath(OUTPUT, ".gitignore")
    for folder in (PARTNERS, TEMPLATES):
        for name in (file.relative_to(source) for file in walk_files(source / folder)):
            stays = name.is_relative_to(ROUNDS) or TAKEN_BACK in name.parts
            if not (stays or name.name.startswith((".", "~$"))):
                yield name


def _tell_next(context: click.Context, root: Path, given: Path) -> None:
    """Say on standard error what stands in *root*, and what to do next."""
    partners = sum(file.suffix == ".yaml" for file in (root / PARTNERS).iterdir())
    sets = sorted(folder.name for folder in (root / TEMPLATES).iterdir() if folder.name != "house")
    there = [
        (f"{PARTNERS}/", ui.tell("the record: {number} partner files", number=partners)),
        (
            f"{TEMPLATES}/",
            ui.tell("the house, and the template sets {names}", names=", ".join(sets)),
        ),
        (f"{OUTPUT}/", ui.tell("where the drafts come")),
    ]
    to_do = [
        ("linkj-press desk", ui.tell("read, edit and send releases in the browser")),
        ("linkj-press desk --shortcut .", ui.tell("a file that opens the desk at a double click")),
        (ui.tell("linkj-press new NAME"), ui.tell("begin the file of the next partner")),
        ("linkj-press build", ui.tell("write the drafts")),
    ]
    if root != Path.cwd():
        go = ui.quote_command(["cd", str(given)])
        to_do.insert(0, (go, ui.tell("go to that folder")))
    formatter = context.make_formatter()
    for title, rows in ((ui.tell("What stands there"), there), (ui.tell("Next"), to_do)):
        with formatter.section(title):
            formatter.write_dl(rows)
    click.echo(formatter.getvalue().rstrip(), err=True)

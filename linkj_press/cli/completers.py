"""What is offered while a command is typed. Reads as little as it can, and never complains."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path, PurePosixPath

import click

from linkj_press.cli.desk import find_root
from linkj_press.cli.ui import find_session
from linkj_press.folder import PARTNERS, TEMPLATES
from linkj_press.problem import ProblemsFound


def complete_released(
    context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[str]:
    """Return the partners that have a release and whose names begin with *incomplete*."""
    with suppress(OSError, click.ClickException):
        files = sorted((_find_desk(context) / PARTNERS).glob("*.yaml"))
        return [
            file.stem
            for file in files
            if file.stem[:1].isalnum() and file.stem.startswith(incomplete) and _has_release(file)
        ]
    return []


def complete_kinds(
    context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[str]:
    """Return the keys of kinds that begin with *incomplete*."""
    from linkj_press.reading import read_yaml  # noqa: PLC0415  (late, for a quick --help)

    name = PurePosixPath(TEMPLATES, "house", "terms.yaml")
    with suppress(OSError, click.ClickException, ProblemsFound):
        terms = read_yaml(_find_desk(context) / name, name).data
        kinds = terms.get("kinds") if isinstance(terms, dict) else None
        if isinstance(kinds, dict):
            return [key for key in kinds if key.startswith(incomplete)]
    return []


def _find_desk(context: click.Context) -> Path:
    """Return the folder of the workspace. Raises ClickException when there is none."""
    with context.scope(cleanup=False):
        find_session().workspace = context.find_root().params.get("workspace")
        return find_root()


def _has_release(file: Path) -> bool:
    with suppress(OSError), file.open("rb") as lines:
        return any(line.startswith(b"release:") for line in lines)
    return False

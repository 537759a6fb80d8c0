"""The redlines of `linkj-press diff --docx`: what is written, where, and in whose name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from linkj_press.cli.desk import save_files, shorten_path
from linkj_press.cli.ui import tell
from linkj_press.cli.word_files import read_file, tell_aside, tell_refusal
from linkj_press.comparing.tokens import Cutter
from linkj_press.git import Revision, find_user
from linkj_press.message import tame
from linkj_press.spares import read_standing
from linkj_press.word import Aside, NotWord, Pending, is_untouched_redline, read_saved, read_word
from linkj_press.word.redline import check_parts, redline

_NOBODY = "linkj-press"
_MOMENT = len("2020-09-07T09:30:00")


@dataclass(frozen=True, slots=True)
class Signature:
    """In whose name, and when, changes are tracked."""

    author: str
    on: str | None
    """``2020-09-07T09:30:00Z``, or None: Word then shows no time."""


def sign(author: str, on: str, commit: Revision | None, root: Path | None) -> Signature:
    """Return the signature with *author* and *on*, where they are given.

    Else it is that of the newer revision: of its *commit*, or for the files of *root* as they stand
    the person who works there, at no time.
    """
    if commit:
        return Signature(author or commit.author, on or _write_moment(commit.on))
    return Signature(author or (find_user(root) if root else "") or _NOBODY, on or None)


def _write_moment(moment: str) -> str:
    """Return *moment* as Word has it: by the clock where it was, and ``Z`` all the same."""
    return f"{moment[:_MOMENT]}Z"


def redline_files(
    folder: Path, files: tuple[Path, Path], signature: Signature, cut: Cutter
) -> bool:
    """Write the redline of two Word *files*, the older first, into *folder*.

    Return whether all that a reader sees differ is marked in it. Raises ClickException when one is
    none, or the redline cannot be written.
    """
    contents = []
    for file in files:
        try:
            contents.append(read_file(file))
            check_parts(contents[-1])
            saved = read_saved(contents[-1])
        except NotWord as error:
            raise click.ClickException(tell_refusal(file, error)) from None
    author = signature.author or saved.by or _NOBODY
    content = redline(*contents, author=author, on=signature.on or saved.on or None, cut=cut)
    old, new = (read_word(each).seen for each in contents)
    if not read_word(content).revisions and old == new:
        click.echo(tell("The two files say the same; nothing is written."), err=True)
        return True
    put_redline(folder / f"{files[1].stem}.redline.docx", content)
    undone = read_word(content, Pending.REJECT).seen
    unmarked = [f"[-{_show(each)}-]" for each in (old - undone).elements()]
    unmarked += [f"{{+{_show(each)}+}}" for each in (undone - old).elements()]
    if unmarked:
        click.echo(tell("These differences are not marked in it:"), err=True)
    for line in unmarked:
        click.echo(f"  {line}", err=True)
    return not unmarked


def _show(seen: str | Aside) -> str:
    return tame(seen if isinstance(seen, str) else tell_aside(seen)).replace("\n", " / ")


def put_redline(path: Path, content: bytes) -> None:
    """Write *content* to *path* and print it; what a person has changed there is kept.

    Raises ClickException when it cannot be written.
    """
    old = read_standing(path)
    if old is not None and not is_untouched_redline(old):
        raise click.ClickException(
            tell("{path}: edited since it was written, and kept; name another folder", path=path)
        )
    save_files({path: (old, content)})
    click.echo(shorten_path(path), err=True)

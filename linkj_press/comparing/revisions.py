"""Opens a revision of a desk: a folder as it is, or what git has of it."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType

from linkj_press import git
from linkj_press.folder import (
    PARTNERS,
    TEMPLATES,
    LeadsOutError,
    check_inside,
    name_file,
    walk_files,
)
from linkj_press.message import Message, say, tame
from linkj_press.problem import suggest

FOLDERS = (PARTNERS, TEMPLATES)


class RevisionUnknown(Exception):  # noqa: N818
    """There is no such revision; the message says why and what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, slots=True)
class Desk:
    """A revision of the desk, in a folder."""

    name: Message
    """As people call it: ``HEAD (990e4413)``, ``the working tree``."""

    root: Path
    commit: git.Revision | None = None


class Revisions(AbstractContextManager["Revisions"]):
    """Opens revisions; what it unpacks of them is gone when it is left."""

    def __init__(self, root: Path | None) -> None:
        """Open revisions of the workspace *root*, when there is one."""
        self._root = root
        self._stack = ExitStack()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def open(self, name: str) -> Desk:
        """Return the desk that *name* names: a folder with a desk in it, or else a revision of git.

        Raises RevisionUnknown.
        """
        if not name.strip():
            raise RevisionUnknown(say("--from and --to take a revision, and this one is empty"))
        folder = Path(name)
        # A name that no folder can have may still be a revision.
        with suppress(OSError):
            if all((folder / part).is_dir() for part in FOLDERS):
                return Desk(say("{folder}", folder=tame(name)), folder.resolve())
        commit = git.find_revision(self._root, name) if self._root else None
        # Asked of the system in a way that answers for any name.
        if self._root is None or (commit is None and os.path.isdir(name)):  # noqa: PTH112
            raise RevisionUnknown(
                say(
                    "{name} has no partners/ and templates/: name the folder that has them, or go"
                    " to a workspace that git keeps",
                    name=name,
                )
            )
        if commit is None:
            raise RevisionUnknown(_explain(self._root, name))
        return self._unpack(self._root, name, commit)

    def open_working_tree(self) -> Desk:
        """Return the desk as it stands in its folder. Raises RevisionUnknown."""
        if self._root is None:
            raise RevisionUnknown(
                say(
                    "this folder has no partners/ and templates/: go to the folder that has them,"
                    " or name two folders with --from and --to"
                )
            )
        return Desk(say("the working tree"), self._root)

    def make_folder(self) -> Path:
        """Return a new folder, which is gone when this is left."""
        return Path(self._stack.enter_context(TemporaryDirectory(prefix="linkj-press-")))

    def _unpack(self, root: Path, name: str, commit: git.Revision) -> Desk:
        files = git.read_files(root, commit, FOLDERS)
        for part in FOLDERS:
            if not any(path.startswith(f"{part}/") for path in files):
                raise RevisionUnknown(
                    say("revision {name} has no files in {part}/ here", name=name, part=part)
                )
        folder = self.make_folder()
        write_desk(folder, files)
        label = say("{name} ({id})", name=tame(name), id=commit.id[:_SHORT])
        return Desk(label, folder, commit)


_SHORT = 8


def read_desk(root: Path) -> dict[str, bytes]:
    """Return the files of the desk *root*, by their path in it; hidden ones are none of them."""
    files: dict[str, bytes] = {}
    for part in FOLDERS:
        for file in walk_files(root / part):
            if not file.name.startswith((".", "~")) and file.is_file() and _is_inside(root, file):
                files[str(name_file(root, file))] = file.read_bytes()
    return files


def _is_inside(root: Path, file: Path) -> bool:
    with suppress(LeadsOutError):
        check_inside(root, file)
        return True
    return False


def write_desk(root: Path, files: dict[str, bytes]) -> None:
    """Write *files*, by their paths, below *root*."""
    for part in FOLDERS:
        (root / part).mkdir()
    for path, content in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _explain(root: Path, name: str) -> Message:
    match git.find_state(root):
        case git.State.NO_GIT:
            return say(
                "git is not installed, so there is no revision {name}: install it, or compare two"
                " folders with --from DIR --to DIR",
                name=name,
            )
        case git.State.NO_REPOSITORY:
            return say(
                "git has no repository here (`git status` tells more), so there is no revision"
                " {name}: compare two folders with --from DIR --to DIR",
                name=name,
            )
        case git.State.SHALLOW:
            return say(
                "this clone has only the latest history, and {name} is not in it: fetch the rest"
                " with `git fetch --unshallow`",
                name=name,
            )
        case git.State.WHOLE:
            hint = suggest(name, git.list_names(root)) or say("nothing is committed yet")
            return say("git knows no revision {name!r}: {hint}", name=name, hint=hint)

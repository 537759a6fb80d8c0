"""The shelf: the folder of drafts. It knows which are ours, and never loses a person's edits."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from linkj_press.building import Draft
from linkj_press.last_build import RECORDS
from linkj_press.message import Message, say
from linkj_press.output import NotWritten, explain_refusal, write_files
from linkj_press.word import is_untouched, read_manifest


class Shelf:
    """The folder that drafts are written to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def standing(self) -> dict[str, str]:
        """Return the inputs of each draft that stands here just as it was written, by name."""
        inputs: dict[str, str] = {}
        files: list[Path] = []
        with suppress(OSError):
            files = sorted(self.folder.glob("*.docx"))
        for file in files:
            content = _read(file)
            manifest = read_manifest(content)
            if manifest and is_untouched(content):
                inputs[file.name] = manifest.origin.inputs
        return inputs

    def is_edited(self, name: str) -> bool:
        """Return whether the draft *name* stands here, and a person has changed it."""
        file = self.folder / name
        return file.exists() and not is_untouched(_read(file))

    @explain_refusal()
    def put(self, drafts: Iterable[Draft], *, force: bool) -> list[Message]:
        """Write those of *drafts* that are new; return what was said of edited ones set aside.

        Raises NotWritten when one is open or was edited and *force* does not set it aside;
        then all stand as they stood.
        """
        new = {draft.name: draft.content for draft in drafts if draft.content is not None}
        edited = [name for name in new if self.is_edited(name)]
        for name in new:
            self._refuse_open(name)
        if edited and not force:
            raise NotWritten(
                say(
                    "{edited}: edited since it was written, and kept; take the edits back with"
                    " `linkj-press pull`, or set it aside under a dated name with --force",
                    edited=", ".join(edited),
                )
            )
        aside: dict[Path, Path] = {}
        try:
            for name in edited:
                aside[self.folder / name] = self._set_aside(name)
            files = {self.folder / name: content for name, content in new.items()}
            write_files({**files, **dict(map(self._manifest_file, new.items()))})
        except BaseException:
            for file, kept in aside.items():
                kept.rename(file)
            raise
        return [
            say("{name}: your edited draft is kept as {kept}", name=old.name, kept=kept.name)
            for old, kept in aside.items()
        ]

    def _manifest_file(self, draft: tuple[str, bytes]) -> tuple[Path, bytes]:
        name, content = draft
        manifest = read_manifest(content)
        assert manifest is not None
        path = self.folder / RECORDS / f"{name}.json"
        return path, manifest.to_json().encode()

    def _refuse_open(self, name: str) -> None:
        """Raise NotWritten when *name* is read-only, or Word or LibreOffice has locked it."""
        for lock in (f"~${name[2:]}", f".~lock.{name}#"):
            if (self.folder / lock).exists():
                raise NotWritten(
                    say("{name}: is open in another program; close it there first", name=name)
                )
        file = self.folder / name
        if file.exists() and not os.access(file, os.W_OK):
            raise NotWritten(
                say("{name}: is read-only, and kept; allow writing to replace it", name=name)
            )

    def _set_aside(self, name: str) -> Path:
        """Give the edited draft *name* a name with the time it was last saved; return its path."""
        file = self.folder / name
        saved = datetime.fromtimestamp(file.stat().st_mtime)
        stem = f"{file.stem} edited {saved:%Y-%m-%d %H%M%S}"
        names = itertools.chain([stem], (f"{stem} ({number})" for number in itertools.count(2)))
        paths = (self.folder / f"{name}.docx" for name in names)
        aside = next(path for path in paths if not path.exists())
        return file.rename(aside)


def _read(file: Path) -> bytes:
    """Return the content of *file*, or nothing when it is gone or cannot be read."""
    try:
        return file.read_bytes() if file.is_file() else b""
    except OSError:
        return b""

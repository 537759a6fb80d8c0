"""The shelf: a folder of drafts, or of finals, with their PDFs.

It knows which are ours and which belong to a release, and never loses a person's edits.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from linkj_press.building import Draft
from linkj_press.folder import list_files
from linkj_press.last_build import RECORDS
from linkj_press.message import Message, say
from linkj_press.output import NotWritten, explain_refusal, name_aside, write_files
from linkj_press.word import is_untouched, read_manifest


class Shelf:
    """A folder that drafts, or where it *is_final* finals, are written to."""

    def __init__(self, folder: Path, *, is_final: bool = False) -> None:
        self.folder = folder
        self.is_final = is_final

    def standing(self) -> dict[str, str]:
        """Return the inputs of each draft that stands here just as it was written, by name."""
        inputs: dict[str, str] = {}
        for file in list_files(self.folder, ".docx"):
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

        A final before is always set aside, with its PDF. Raises NotWritten when a draft is open,
        or was edited and *force* does not set it aside; then all stand as they stood.
        """
        new = {draft.name: draft.content for draft in drafts if draft.content is not None}
        edited = [name for name in new if self._is_to_be_kept(name)]
        for name in new:
            self._refuse_open(name)
        if edited and not (force or self.is_final):
            raise NotWritten(
                say(
                    "{edited}: edited since it was written, and kept; take the edits back with"
                    " `linkj-press pull`, or set it aside under a dated name with --force",
                    edited=", ".join(edited),
                )
            )
        label = "replaced" if self.is_final else "edited"
        aside: dict[Path, Path] = {}
        try:
            for name in edited:
                aside[self.folder / name] = self._set_aside(name, label)
            files = {self.folder / name: content for name, content in new.items()}
            write_files({**files, **dict(map(self._manifest_file, new.items()))})
        except BaseException:
            for file, kept in aside.items():
                kept.rename(file)
            raise
        return [self._tell_kept(old, kept) for old, kept in aside.items()]

    def _is_to_be_kept(self, name: str) -> bool:
        return self.is_edited(name) or (self.is_final and (self.folder / name).exists())

    def _tell_kept(self, old: Path, kept: Path) -> Message:
        _take_along(old, kept)
        if self.is_final:
            return say("{name}: the final before is kept as {kept}", name=old.name, kept=kept.name)
        return say("{name}: your edited draft is kept as {kept}", name=old.name, kept=kept.name)

    @explain_refusal()
    def set_aside(self, name: str) -> Message:
        """Give the stray *name* a dated one, and its PDF with it; return what there is to say.

        Raises NotWritten when it cannot have one.
        """
        self._refuse_open(name)
        kept = self._set_aside(name, "set aside")
        _take_along(self.folder / name, kept)
        return say(
            "{name}: belongs to no release any more; kept as {kept}", name=name, kept=kept.name
        )

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

    def _set_aside(self, name: str, label: str) -> Path:
        """Give the file *name* a name with the time it was last saved; return its path."""
        file = self.folder / name
        return file.rename(name_aside(file, label))


def _take_along(old: Path, kept: Path) -> None:
    """Let the PDF of the Word file that stood at *old* go along to *kept*."""
    pdf = kept.with_suffix(".pdf")
    if not pdf.exists():
        with suppress(OSError):
            old.with_suffix(".pdf").rename(pdf)


def _read(file: Path) -> bytes:
    """Return the content of *file*, or nothing when it is gone or cannot be read."""
    try:
        return file.read_bytes() if file.is_file() else b""
    except OSError:
        return b""

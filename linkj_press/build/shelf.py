"""The shelf: a folder of drafts, or of finals, with their PDFs.

It knows which are ours and which belong to a release, and never loses a person's edits.
"""

from collections.abc import Container, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from linkj_press.build.current import find_record, hash_draft
from linkj_press.build.orders import Draft
from linkj_press.folder import DRAFT, list_files
from linkj_press.message import Message, say
from linkj_press.word import is_untouched, read_manifest
from linkj_press.word.manifest import Manifest
from linkj_press.workspace.spares import EDITED, name_aside, read_standing
from linkj_press.workspace.writing import (
    Change,
    NotWritten,
    explain_refusal,
    refuse_open,
    write_files,
)


class Shelf:
    """A folder that drafts or finals are written to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.digests: dict[str, str] = {}
        """Of each draft that was read or written here as it was made, by name."""

        self.amiss: dict[Path, Change] = {}
        """What mends the records of standing drafts that are not as they should be."""

    def standing(self) -> dict[str, str]:
        """Return the inputs of each draft that stands here just as it was written, by name."""
        inputs: dict[str, str] = {}
        for file in list_files(self.folder, ".docx"):
            content = _read(file) if DRAFT.fullmatch(file.stem) else b""
            manifest = read_manifest(content)
            if manifest and is_untouched(content):
                inputs[file.name] = manifest.origin.inputs
                with suppress(OSError):
                    self.amiss |= self._note(file.name, manifest, content)
        return inputs

    def is_edited(self, name: str) -> bool:
        """Return whether the draft *name* stands here, and a person has changed it."""
        file = self.folder / name
        return file.exists() and not is_untouched(_read(file))

    @explain_refusal()
    def put(self, drafts: Iterable[Draft], *, force: bool) -> list[Message]:
        """Write those of *drafts* that are new; return what was said of edited ones set aside.

        A final before is always set aside by another, with its PDF. Raises NotWritten when a draft
        is open, is saved meanwhile, would take the place of a final, or was edited and *force* does
        not set it aside; then all stand as they stood.
        """
        new = {draft.name: draft.content for draft in drafts if draft.content is not None}
        stood = {name: read_standing(self.folder / name) for name in new}
        edited = [
            name for name, file in stood.items() if file is not None and not is_untouched(file)
        ]
        finals = [name for name, file in stood.items() if _is_final(file)]
        _refuse([name for name in finals if not _is_final(new[name])], () if force else edited)
        changes: dict[Path, Change] = {}
        for name, content in new.items():
            label = "replaced" if name in finals else ""
            aside = EDITED if name in edited else label
            changes[self.folder / name] = Change(stood[name], content, aside)
            changes |= self._note(name, read_manifest(content), content)
        replaced = {*finals} - {*edited}
        return [_tell_kept(*kept, replaced) for kept in write_files(changes)]

    def _note(self, name: str, manifest: Manifest | None, content: bytes) -> dict[Path, Change]:
        """Note the digest of a draft; return the change of its record, where it is not right."""
        assert manifest is not None
        path, record = find_record(self.folder, name), manifest.to_json().encode()
        self.digests[name] = hash_draft(content, record)
        old = read_standing(path)
        return {} if old == record else {path: Change(old, record)}

    @explain_refusal()
    def set_aside(self, name: str) -> Message:
        """Return what to say of the stray *name*, given a dated one; raises NotWritten."""
        file = self.folder / name
        refuse_open(file)
        kept = file.rename(name_aside(file, "set aside", file))
        _take_along(file, kept)
        return say(
            "{name}: belongs to no release any more; kept as {kept}", name=name, kept=kept.name
        )


def _is_final(file: bytes | None) -> bool:
    manifest = read_manifest(file) if file else None
    return manifest is not None and manifest.final


def _refuse(finals: Sequence[str], edited: Sequence[str]) -> None:
    """Raise NotWritten when there are *finals* where drafts are to go, or *edited* drafts."""
    if finals:
        raise NotWritten(
            say(
                "{finals}: is a final, and kept; name a folder without finals with --output, or"
                " move the final elsewhere",
                finals=", ".join(finals),
            )
        )
    if edited:
        raise NotWritten(
            say(
                "{edited}: edited since it was written, and kept; take the edits back with"
                " `linkj-press pull`, or set it aside under a dated name with --force",
                edited=", ".join(edited),
            )
        )


def _tell_kept(old: Path, kept: Path, replaced: Container[str]) -> Message:
    """Return what to say of *kept*: what is none of the finals *replaced* was a person's."""
    _take_along(old, kept)
    if old.name in replaced:
        return say("{name}: the final before is kept as {kept}", name=old.name, kept=kept.name)
    return say("{name}: your edited draft is kept as {kept}", name=old.name, kept=kept.name)


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

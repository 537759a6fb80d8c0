"""The shelf: a folder of drafts, copies for people outside, or finals, with what is beside them.

It knows which are ours and which belong to a release, and never loses a person's edits.
"""

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath

from linkj_press.build.current import find_record, hash_bytes, hash_draft
from linkj_press.build.orders import Draft
from linkj_press.folder import BESIDE, OUTPUT, DraftName, Finish, list_files, read_record
from linkj_press.message import Message, phrase, say
from linkj_press.word import is_untouched, parse_manifest, read_manifest
from linkj_press.word.manifest import Manifest
from linkj_press.workspace.spares import EDITED_LABEL, Kept, name_aside, read_standing
from linkj_press.workspace.writing import (
    Change,
    NotWritten,
    explain_refusal,
    refuse_open,
    write_files,
)


class Shelf:
    """A folder that drafts or finals are written to."""

    def __init__(self, folder: Path, published: Container[str] = ()) -> None:
        """Open *folder*; files whose SHA-256 is in *published* are kept elsewhere too."""
        self.folder = folder
        self._published = published
        self.digests: dict[str, str] = {}
        """Of each draft that was read or written here as it was made, by name."""

        self.amiss: dict[Path, Change] = {}
        """What mends the records of standing drafts that are not as they should be."""

    def standing(self, releases: Container[str]) -> dict[str, str]:
        """Return the inputs of each draft of *releases* that stands just as written, by name.

        These are called what their drafts begin with: ``2020-09-07_osaka``. No other is opened.
        """
        inputs: dict[str, str] = {}
        for file in list_files(self.folder, ".docx"):
            name = DraftName.match(file.stem)
            if name is None or name.release not in releases:
                continue
            content = _read(file)
            manifest = self._recognise(file.name, content)
            if manifest and is_untouched(content, manifest):
                inputs[file.name] = manifest.origin.inputs
                with suppress(OSError):
                    record = manifest.to_json().encode()
                    self.amiss |= self._note(file.name, content, record)
        return inputs

    def has(self, name: str) -> bool:
        """Return whether a draft called *name* stands here, whoever made it."""
        return (self.folder / name).exists()

    def is_edited(self, name: str) -> bool:
        """Return whether the draft *name* stands here, and a person has changed it."""
        return self.find_edited(name) is not None

    def find_edited(self, name: str) -> str | None:
        """Return the SHA-256 of the draft *name* where it stands here, changed by a person."""
        if not self.has(name):
            return None
        content = _read(self.folder / name)
        return hash_bytes(content) if self._is_changed(name, content) else None

    def _is_changed(self, name: str, content: bytes) -> bool:
        is_published = hash_bytes(content) in self._published
        return not (is_published or is_untouched(content, self._recognise(name, content)))

    def _recognise(self, name: str, content: bytes) -> Manifest | None:
        """Return the manifest of what stands here as *name*: that in it, or that beside it."""
        return read_manifest(content) or self._read_record(name)

    def _read_record(self, name: str) -> Manifest | None:
        with suppress(OSError, UnicodeDecodeError):
            return parse_manifest(read_record(find_record(self.folder, name)).decode())
        return None

    @explain_refusal()
    def put(self, drafts: Iterable[Draft], *, force: bool) -> list[Message]:
        """Write those of *drafts* that are new; return what was said of edited ones set aside.

        A final before is always set aside by another, with what is beside it; one that was
        published gives way, since it is kept. Raises NotWritten when a draft
        is open, is saved meanwhile, would take the place of what is no draft, or was edited and
        *force* does not set it aside; then all stand as they stood.
        """
        new = {draft.name: draft for draft in drafts if draft.content is not None}
        stood = {name: read_standing(self.folder / name) for name in new}
        there = {
            name: file
            for name, file in stood.items()
            if file is not None and hash_bytes(file) not in self._published
        }
        edited = [name for name, file in there.items() if self._is_changed(name, file)]
        finishes = {name: self._find_finish(name, file) for name, file in there.items()}
        _refuse_others({n: f for n, f in finishes.items() if f is not new[n].finish})
        _refuse_edited(() if force else edited)
        finals = {name for name, finish in finishes.items() if finish is Finish.FINAL}
        changes: dict[Path, Change] = {}
        for name, draft in new.items():
            assert draft.content is not None
            label = "replaced" if name in finals else ""
            aside = EDITED_LABEL if name in edited else label
            changes[self.folder / name] = Change(stood[name], draft.content, aside)
            changes |= self._note(name, draft.content, draft.record)
        replaced = finals - {*edited}
        every = write_files(changes)
        for kept in every:
            _take_along(*kept)
        return [
            _tell_kept(kept, new[kept.path.name].finish, is_final=kept.path.name in replaced)
            if kept.path.name in new
            else kept.tell()  # left over by a program that was killed
            for kept in every
        ]

    def _find_finish(self, name: str, content: bytes) -> Finish:
        """Return for whom what stands here was made; nobody knows of a file that is not ours."""
        manifest = self._recognise(name, content)
        return manifest.finish if manifest else Finish.DRAFT

    def _note(self, name: str, content: bytes, record: bytes) -> dict[Path, Change]:
        """Note the digest of a draft; return the change of its record, where it is not right."""
        path = find_record(self.folder, name)
        self.digests[name] = hash_draft(content, record)
        old = read_standing(path)
        return {} if old == record else {path: Change(old, record)}

    @explain_refusal()
    def set_aside(self, name: str) -> Path:
        """Give the stray *name* a dated one, with what is beside it, and return that.

        Raises NotWritten.
        """
        file = self.folder / name
        refuse_open(file)
        kept = file.rename(name_aside(file, "set aside", file))
        _take_along(file, kept)
        return kept


def find_edited(
    output: Path, finishes: Iterable[Finish], names: Collection[str], published: Container[str]
) -> dict[Path, str]:
    """Return the drafts *names* of *finishes* below *output* that a person has changed.

    With each comes the SHA-256 of what it holds; what is in *published* is nobody's edit.
    """
    shelves = [Shelf(output / finish.folder, published) for finish in finishes]
    return {
        shelf.folder / name: digest
        for shelf in shelves
        for name in names
        if (digest := shelf.find_edited(name))
    }


def refuse_unpulled(
    output: Path, finish: Finish, names: Collection[str], published: Container[str]
) -> None:
    """Raise NotWritten where a person's edits below *output* would be missing in drafts *names*.

    Only what goes out has to wait.
    """
    edited = {file.name for file in find_edited(output, finish.before, names, published)}
    told = ", ".join(name for name in names if name in edited)
    if told and finish is Finish.FINAL:
        raise NotWritten(
            say(
                "{edited}: was edited in Word, and the final would lack it; take the edits"
                " back with `linkj-press pull`, or write the final without them with --force",
                edited=told,
            )
        )
    if told:
        raise NotWritten(
            say(
                "{edited}: was edited in Word, and the copy would lack it; take the edits"
                " back with `linkj-press pull`, or write the copy without them with --force",
                edited=told,
            )
        )


def _refuse_others(standing: Mapping[str, Finish]) -> None:
    """Raise NotWritten when finals or copies are *standing* where something else is to go."""
    finals, copies = (
        ", ".join(name for name, finish in standing.items() if finish is kind)
        for kind in (Finish.FINAL, Finish.PARTNER)
    )
    if finals:
        raise NotWritten(
            say(
                "{finals}: is a final, and kept; name a folder without finals with --output, or"
                " move the final elsewhere",
                finals=finals,
            )
        )
    if copies:
        raise NotWritten(
            say(
                "{copies}: is a copy for the partner, and kept; name a folder without such copies"
                " with --output, or move it elsewhere",
                copies=copies,
            )
        )


def _refuse_edited(edited: Sequence[str]) -> None:
    """Raise NotWritten when there are *edited* drafts."""
    if edited:
        raise NotWritten(
            say(
                "{edited}: edited since it was written, and kept; take the edits back with"
                " `linkj-press pull`, and then write it anew with --force, which keeps this one"
                " under a dated name",
                edited=", ".join(edited),
            )
        )


def _tell_kept(file: Kept, finish: Finish, *, is_final: bool) -> Message:
    """Return what to say of *file*: what was not a final as we wrote it was a person's.

    Besides how files are called, its values are for whoever sees none: a language, a folder.
    """
    words = phrase("{name}: your edited draft is kept as {kept}")
    if is_final:
        words = phrase("{name}: the final before is kept as {kept}")
    name, folder = file.path.name, PurePosixPath(OUTPUT, finish.folder)
    told = {"language": DraftName.parse(name).language.called, "folder": str(folder)}
    return say(words, name=name, kept=file.kept.name, **told)


def _take_along(old: Path, kept: Path) -> None:
    """Let what stands beside the Word file that stood at *old* go along to *kept*."""
    for ending in BESIDE:
        beside = kept.with_suffix(ending)
        if not beside.exists():
            with suppress(OSError):
                old.with_suffix(ending).rename(beside)


def _read(file: Path) -> bytes:
    """Return the content of *file*, or nothing when it is gone or cannot be read."""
    try:
        return file.read_bytes() if file.is_file() else b""
    except OSError:
        return b""

"""What stands beside the Word files: PDFs, pages in HTML, plain text; and which is still true.

Each is of one Word file. A record tells which, and how it was made, so that what a person changed
is never taken for ours.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from linkj_press.build.current import RECORDS, hash_bytes
from linkj_press.folder import HTML, PDF, TEXT, DraftName, Finish, list_files, read_record
from linkj_press.message import Message, say, say_number
from linkj_press.workspace.spares import EDITED_LABEL, name_aside, read_standing, take_away
from linkj_press.workspace.writing import Change, NotWritten, explain_refusal, write_files

if TYPE_CHECKING:
    from linkj_press.build.orders import Draft
    from linkj_press.build.report import BuildReport


@dataclass(frozen=True)
class Beside:
    """The files of one kind beside the Word files in a folder, as they were when first seen."""

    folder: Path
    ending: str
    """``.pdf``"""

    keeps_old: bool = False
    """Whether one that we made is kept too when its Word file is another, as of finals."""

    @property
    def _record(self) -> Path:
        return self.folder / RECORDS / f"{self.ending[1:]}.json"

    @cached_property
    def made(self) -> dict[str, list[str]]:
        """Of each file that we made the SHA-256 of its Word file and its own, by its name."""
        with suppress(OSError, ValueError, AttributeError, RecursionError):
            made = json.loads(read_record(self._record)).items()
            return {name: both for name, both in made if isinstance(both, list) and len(both) > 1}
        return {}

    def place(self, draft: str) -> Path:
        """Return where the file of the Word file called *draft* belongs."""
        return (self.folder / draft).with_suffix(self.ending)

    def is_ours(self, file: Path, content: bytes) -> bool:
        """Return whether *file* is as we made it: nobody marked it, or made it in another way."""
        return self.made.get(file.name, [])[1:] == [hash_bytes(content)]

    def is_true(self, file: Path) -> bool:
        """Return whether *file* can be read, and shows its Word file as that is now."""
        word = file.with_suffix(".docx")
        if not (file.is_file() and word.exists()):
            return False
        with suppress(OSError):  # one that cannot be read is known by its time
            if self.is_ours(file, file.read_bytes()):
                return self.made[file.name][0] == hash_bytes(word.read_bytes())
        return file.stat().st_mtime >= word.stat().st_mtime

    def find_old(self) -> list[str]:
        """Return the names of files of drafts that are not what their Word files are now."""
        files = (
            each for each in list_files(self.folder, self.ending) if DraftName.match(each.stem)
        )
        return [file.name for file in files if not self.is_true(file)]

    def find_true(self, draft: str) -> Path | None:
        """Return the file of *draft*, where there is one that shows it as it is now.

        A PDF may be made in Word too, where we made none; a page or a text in which a person
        typed is another.
        """
        file = self.place(draft)
        is_typed = file.is_file() and not self.is_ours(file, file.read_bytes())
        is_other = is_typed if self.ending != PDF else self._is_edited(file)
        return file if self.is_true(file) and not is_other else None

    def find_edited(self, drafts: Iterable[str]) -> list[Path]:
        """Return the files of *drafts* that we made of their Word files, and are others since."""
        return [file for file in map(self.place, drafts) if self._is_edited(file)]

    def _is_edited(self, file: Path) -> bool:
        word, content = read_standing(file.with_suffix(".docx")), read_standing(file)
        if word is None or content is None or self.is_ours(file, content):
            return False
        return self.made.get(file.name, [])[:1] == [hash_bytes(word)]

    def list_lacking(self, drafts: Iterable[str]) -> list[Path]:
        """Return where the files of *drafts* belong that are not there, or not true any more."""
        return [file for file in map(self.place, drafts) if not self.is_true(file)]

    def find_replaced(self, drafts: Iterable[str]) -> list[Path]:
        """Return the files of what *drafts* were before."""
        return [file for file in self.list_lacking(drafts) if file.exists()]

    @explain_refusal()
    def clear(self, file: Path) -> Message:
        """Take away *file*, of what a draft was before; return what there is to say.

        One that is not as we made it is kept, under a dated name. Raises NotWritten when it
        cannot be taken away.
        """
        content = file.read_bytes()
        if self.is_ours(file, content) and not self.keeps_old:
            take_away(file, content)
            return say("{name}: taken away, since its draft is another now", name=file.name)
        kept = file.rename(name_aside(file, "replaced", file))
        return say(
            "{name}: kept as {kept}, since its draft is another now", name=file.name, kept=kept.name
        )

    @explain_refusal()
    def give_back(self, published: Mapping[str, bytes]) -> list[Path]:
        """Return the paths of the files in *published* that did not stand; raises NotWritten.

        They are given by the names of their Word files. What is not ours in their place is kept.
        """
        files = {self.place(name): content for name, content in published.items()}
        changes = self.plan(files, files)
        write_files(changes)
        return [file for file in files if file in changes]

    def plan(self, files: Mapping[Path, bytes], free: Container[Path]) -> dict[Path, Change]:
        """Return the changes by which *files* stand, what is not ours in their place kept.

        Raises NotWritten for what a person has changed and is not *free* to be set aside; OSError
        for what cannot be read.
        """
        stood = {file: read_standing(file) for file in files}
        lacking = [file for file in files if stood[file] != files[file]]
        edited = [file for file in lacking if (old := stood[file]) and not self.is_ours(file, old)]
        if held := [file.name for file in edited if file not in free]:
            raise NotWritten(tell_edited(held))
        label = "replaced" if self.keeps_old else ""
        changes = {
            file: Change(stood[file], files[file], EDITED_LABEL if file in edited else label)
            for file in lacking
        }
        return changes | self.note(files, self.read_words(files))

    def read_words(self, files: Iterable[Path]) -> dict[Path, bytes]:
        """Return the Word file of each of *files*, nothing where there is none yet.

        Raises OSError.
        """
        return {file: read_standing(file.with_suffix(".docx")) or b"" for file in files}

    def note(self, made: Mapping[Path, bytes], words: Mapping[Path, bytes]) -> dict[Path, Change]:
        """Return the change of the record that *made* asks for, if any, of the Word files *words*.

        Raises OSError.
        """
        known = self.made | {
            file.name: [hash_bytes(words[file]), hash_bytes(content)]
            for file, content in made.items()
        }
        if known == self.made:
            return {}
        record = json.dumps(known, indent=1).encode()
        return {self._record: Change(read_standing(self._record), record)}


def tell_edited(names: Iterable[str]) -> Message:
    """Return what to say of the files called *names*, which are no longer as we made them."""
    return say(
        "{edited}: edited since it was written, and kept; set it aside under a dated name with"
        " --force",
        edited=", ".join(names),
    )


@dataclass(frozen=True)
class BesideWriter:
    """Writes pages and texts beside the Word files of a build, and tells of them."""

    folder: Path
    endings: Sequence[str]
    """Of what is wanted: ``.html``."""

    report: BuildReport
    force: bool = False
    """Whether what a person has changed is set aside."""

    def write(self, drafts: Sequence[Draft]) -> list[Message]:
        """Write what *drafts* have beside them, all or none; return how many of each kind."""
        written: list[Path] = []
        with self.report.noting():
            written = self._write(drafts, force=self.force)
        return self._count(written)

    def give_back(self, drafts: Sequence[Draft]) -> None:
        """Write beside *drafts* what went out with them, and tell of what did not.

        Raises NotWritten.
        """
        self._write(drafts, force=True)
        stems = (
            (Path(draft.name), ending)
            for draft in drafts
            for ending in self.endings
            if ending not in draft.beside
        )
        for stem, ending in stems:
            name = stem.with_suffix(ending).name
            self.report.note(say("{name}: did not go out, so none is made", name=name))

    @explain_refusal()
    def _write(self, drafts: Sequence[Draft], *, force: bool) -> list[Path]:
        """Return the files that were written. Raises NotWritten for what a person has changed.

        What shows a draft before gives way, and is kept where it is not ours.
        """
        changes: dict[Path, Change] = {}
        files: list[Path] = []
        for ending in self.endings:
            beside = Beside(self.folder, ending, self.report.finish is Finish.FINAL)
            own = {beside.place(draft.name): draft for draft in drafts if ending in draft.beside}
            free = [
                file
                for file, draft in own.items()
                if force or draft.content is not None or not beside.is_true(file)
            ]
            changes |= beside.plan({file: d.beside[ending] for file, d in own.items()}, free)
            files += own
        for kept in [] if self.report.dry_run else write_files(changes):
            self.report.note(kept.tell())
        written = [file for file in files if file in changes]
        for file in written:
            self.report.take_written(file)
        return written

    def _count(self, written: Iterable[Path]) -> list[Message]:
        counts = Counter(file.suffix for file in written)
        pages, texts = counts[HTML], counts[TEXT]
        told = [
            say_number("{number} page written", "{number} pages written", pages),
            say_number("{number} text written", "{number} texts written", texts),
        ]
        if self.report.dry_run:
            told = [
                say_number("{number} page to be written", "{number} pages to be written", pages),
                say_number("{number} text to be written", "{number} texts to be written", texts),
            ]
        return [message for message in told if message.number]

"""Word files to PDF, by LibreOffice where it is installed, and which of them are still true."""

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from linkj_press.build.current import RECORDS, hash_bytes
from linkj_press.folder import DraftName, list_files, read_record
from linkj_press.message import Message, enumerate_messages, say, say_number
from linkj_press.problem import name_refusal
from linkj_press.word import NotWord
from linkj_press.workspace.spares import EDITED_LABEL, name_aside, read_standing, take_away
from linkj_press.workspace.writing import Change, NotWritten, explain_refusal, write_files

if TYPE_CHECKING:
    from linkj_press.word.printing import Printable

_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)


@dataclass(frozen=True)
class Pdfs:
    """The PDFs beside the Word files in a folder, as they were when they were first looked at."""

    folder: Path
    keeps_old: bool = False
    """Whether one that we made is kept too when its Word file is another, as of finals."""

    @property
    def _record(self) -> Path:
        return self.folder / RECORDS / "pdf.json"

    @cached_property
    def _made(self) -> dict[str, list[str]]:
        """Of each PDF that we made the SHA-256 of its Word file and its own, by its name."""
        with suppress(OSError, ValueError, AttributeError, RecursionError):
            made = json.loads(read_record(self._record)).items()
            return {name: both for name, both in made if isinstance(both, list) and len(both) > 1}
        return {}

    def _is_ours(self, pdf: Path, content: bytes) -> bool:
        """Return whether *pdf* is as we made it: nobody marked it, or made it in another way."""
        return self._made.get(pdf.name, [])[1:] == [hash_bytes(content)]

    def _is_true(self, pdf: Path) -> bool:
        """Return whether *pdf* can be read, and shows its Word file as that is now."""
        word = pdf.with_suffix(".docx")
        if not (pdf.is_file() and word.exists()):
            return False
        with suppress(OSError):  # one that cannot be read is known by its time
            if self._is_ours(pdf, pdf.read_bytes()):
                return self._made[pdf.name][0] == hash_bytes(word.read_bytes())
        return pdf.stat().st_mtime >= word.stat().st_mtime

    def find_old(self) -> list[str]:
        """Return the names of PDFs of drafts that are not what their Word files are now."""
        pdfs = (pdf for pdf in list_files(self.folder, ".pdf") if DraftName.match(pdf.stem))
        return [pdf.name for pdf in pdfs if not self._is_true(pdf)]

    def find_true(self, draft: str) -> Path | None:
        """Return the PDF of *draft*, where there is one that shows it as it is now."""
        pdf = (self.folder / draft).with_suffix(".pdf")
        return pdf if self._is_true(pdf) else None

    def find_replaced(self, drafts: Iterable[str]) -> list[Path]:
        """Return the PDFs of what *drafts* were before."""
        return [pdf for pdf in self._list_lacking(drafts) if pdf.exists()]

    @explain_refusal()
    def clear(self, pdf: Path) -> Message:
        """Take away *pdf*, of what a draft was before; return what there is to say.

        One that is not as we made it is kept, under a dated name. Raises NotWritten when it
        cannot be taken away.
        """
        content = pdf.read_bytes()
        if self._is_ours(pdf, content) and not self.keeps_old:
            take_away(pdf, content)
            return say("{name}: taken away, since its draft is another now", name=pdf.name)
        kept = pdf.rename(name_aside(pdf, "replaced", pdf))
        return say(
            "{name}: kept as {kept}, since its draft is another now", name=pdf.name, kept=kept.name
        )

    @explain_refusal()
    def make(self, drafts: Iterable[str]) -> "MadePdfs":
        """Make the PDFs that *drafts* lack, in one run; raises NotWritten.

        One that does not say what its Word file says is not written: it would be sent.
        """
        lacking = [pdf.with_suffix(".docx") for pdf in self._list_lacking(drafts)]
        words = {word: word.read_bytes() for word in lacking}
        stood = {
            word.with_suffix(".pdf"): read_standing(word.with_suffix(".pdf")) for word in words
        }
        pdfs, notes, wrong = _make_judged(words) if words else ({}, [], [])
        if pdfs:
            made = {
                pdf.name: [hash_bytes(words[pdf.with_suffix(".docx")]), hash_bytes(content)]
                for pdf, content in pdfs.items()
            }
            changes = {pdf: Change(stood[pdf], content) for pdf, content in pdfs.items()}
            changes[self._record] = self._note(made)
            write_files(changes)
        return MadePdfs(list(pdfs), notes, wrong)

    @explain_refusal()
    def give_back(self, published: Mapping[str, bytes]) -> list[Path]:
        """Return the paths of the PDFs in *published* that did not stand; raises NotWritten.

        They are given by the names of their Word files. What is not ours in their place is kept.
        """
        pdfs = {(self.folder / name).with_suffix(".pdf"): pdf for name, pdf in published.items()}
        stood = {pdf: read_standing(pdf) for pdf in pdfs}
        lacking = [pdf for pdf in pdfs if stood[pdf] != pdfs[pdf]]
        changes = {}
        for pdf in lacking:
            old = stood[pdf]
            aside = EDITED_LABEL if old is not None and not self._is_ours(pdf, old) else ""
            changes[pdf] = Change(old, pdfs[pdf], aside)
        words = {pdf: pdf.with_suffix(".docx").read_bytes() for pdf in pdfs}
        given = {pdf.name: [hash_bytes(words[pdf]), hash_bytes(pdfs[pdf])] for pdf in pdfs}
        if self._made | given != self._made:
            changes[self._record] = self._note(given)
        write_files(changes)
        return lacking

    def _note(self, made: dict[str, list[str]]) -> Change:
        record = json.dumps(self._made | made, indent=1).encode()
        return Change(read_standing(self._record), record)

    def _list_lacking(self, drafts: Iterable[str]) -> list[Path]:
        """Return where the PDFs of *drafts* belong that are not there, or not true any more."""
        pdfs = ((self.folder / draft).with_suffix(".pdf") for draft in drafts)
        return [pdf for pdf in pdfs if not self._is_true(pdf)]


class MadePdfs(NamedTuple):
    """What came of making PDFs."""

    paths: list[Path]
    """Where they stand."""

    notes: list[Message]
    """What there is to say of them: how their pages look, which fonts they have."""

    wrong: list[Message]
    """Which were not written, since they would not say what their Word files say."""


def _make_judged(
    words: Mapping[Path, bytes],
) -> tuple[dict[Path, bytes], list[Message], list[Message]]:
    """Return the PDFs of the files *words* that are right, by their paths; also notes, and faults.

    Raises NotWritten.
    """
    # Late, so that a build that makes no PDF starts quickly.
    from linkj_press.build.verdict import judge_pdf  # noqa: PLC0415

    copies, wrong = _make_copies(words)
    pdfs = _convert({word: copy.content for word, copy in copies.items()}) if copies else {}
    notes: list[Message] = []
    substitutes: list[Message] = []
    for word, copy in copies.items():
        pdf = word.with_suffix(".pdf")
        verdict = judge_pdf(pdfs[pdf], copy, pdf.name)
        if verdict.wrong:
            del pdfs[pdf]
            wrong.append(_tell_wrong(word, verdict.wrong))
            continue
        notes += verdict.notes
        if copy.was_pending:
            told = say("{name}: shows the changes tracked in its draft as accepted", name=pdf.name)
            notes.append(told)
        substitutes += verdict.substitutes
    return pdfs, [*notes, *dict.fromkeys(substitutes)], wrong


def _make_copies(words: Mapping[Path, bytes]) -> tuple[dict[Path, "Printable"], list[Message]]:
    """Return what the PDFs of the files *words* are made of, and which are no Word files."""
    from linkj_press.word.printing import make_printable  # noqa: PLC0415

    copies = {}
    wrong = []
    for word, content in words.items():
        try:
            copies[word] = make_printable(content)
        except NotWord as refusal:
            told = {"name": word.name, "reason": refusal.reason, "hint": refusal.hint}
            wrong.append(say("{name}: no PDF of it: {reason}; {hint}", **told))
    return copies, wrong


def _tell_wrong(word: Path, differences: Sequence[Message]) -> Message:
    shown = [*differences[:_MOST_TOLD]]
    if more := len(differences) - len(shown):
        shown.append(say_number("{number} difference more", "{number} differences more", more))
    return say(
        "{pdf}: not written, since it would not say what {word} says: {differences}. Open {word} in"
        " Word and save it as a PDF under this name",
        pdf=word.with_suffix(".pdf").name,
        word=word.name,
        differences=enumerate_messages(shown),
    )


_MOST_TOLD = 5
"""Differences of one PDF."""


def tell_substitutes(word: bytes, pdf: bytes) -> list[Message]:
    """Return which fonts *pdf* has instead of those of the Word file *word*, if both are read."""
    from linkj_press.build.verdict import judge_pdf  # noqa: PLC0415
    from linkj_press.word.printing import make_printable  # noqa: PLC0415

    with suppress(NotWord):
        return judge_pdf(pdf, make_printable(word), "").substitutes
    return []


def find_office() -> str:
    """Return the path of LibreOffice. Raises NotWritten, with how to get it, when it is missing."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    found = found or next((place for place in _PLACES if Path(place).exists()), None)
    if found is None:
        raise NotWritten(
            say(
                "PDF: LibreOffice is not installed; get it from libreoffice.org, or with"
                " `sudo apt install libreoffice-writer` or `brew install --cask libreoffice`"
            )
        )
    return found


def _convert(files: Mapping[Path, bytes]) -> dict[Path, bytes]:
    """Return the PDF of each of *files*, by the path it goes to. Raises NotWritten."""
    # Late, so that a build that makes no PDF starts quickly.
    import subprocess  # noqa: PLC0415
    import tempfile  # noqa: PLC0415

    office = find_office()
    with tempfile.TemporaryDirectory() as folder:
        # A profile of its own lets it run while a person has LibreOffice open.
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", folder]
        try:
            copies = [Path(folder, file.name) for file in files]
            for copy, content in zip(copies, files.values(), strict=True):
                copy.write_bytes(content)
            subprocess.run(
                [*command, *map(str, copies)],
                check=True,
                capture_output=True,
                timeout=60 * (1 + len(files)),
            )
            return {
                file.with_suffix(".pdf"): copy.with_suffix(".pdf").read_bytes()
                for file, copy in zip(files, copies, strict=True)
            }
        except (OSError, subprocess.SubprocessError) as error:
            if isinstance(error, OSError):
                reason = name_refusal(error)
            elif isinstance(error, subprocess.TimeoutExpired):
                reason = say("it took too long")
            else:
                reason = say("it ended with an error")
            raise NotWritten(
                say("PDF: LibreOffice did not make it ({reason})", reason=reason)
            ) from error

"""Word files to PDF, by LibreOffice where it is installed."""

import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from linkj_press.build.beside import Beside, tell_edited
from linkj_press.folder import PDF
from linkj_press.message import Message, enumerate_messages, say, say_number
from linkj_press.problem import name_refusal
from linkj_press.word import NotWord
from linkj_press.workspace.spares import EDITED_LABEL, read_standing
from linkj_press.workspace.writing import Change, NotWritten, explain_refusal, write_files

if TYPE_CHECKING:
    from linkj_press.build.verdict import Verdict
    from linkj_press.word.printing import Printable

_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)


@dataclass(frozen=True)
class Pdfs(Beside):
    """The PDFs beside the Word files in a folder, as they were when they were first looked at."""

    ending: str = PDF

    @explain_refusal()
    def make(self, drafts: Sequence[str], *, force: bool = False) -> "MadePdfs":
        """Make the PDFs that *drafts* lack, in one run; raises NotWritten.

        One that does not say what its Word file says is not written: it would be sent. What a
        person put in place of one that we made is kept, under a dated name if *force* says so.
        """
        lacking = self.list_lacking(drafts)
        edited = [pdf for pdf in self.find_edited(drafts) if pdf not in lacking]
        lacking += edited if force else []
        words = self.read_words(lacking)
        stood = {pdf: read_standing(pdf) for pdf in lacking}
        contents = {pdf.with_suffix(".docx"): content for pdf, content in words.items()}
        pdfs, notes, wrong = _make_judged(contents) if contents else ({}, [], [])
        if pdfs:
            changes = {
                pdf: Change(stood[pdf], content, EDITED_LABEL if pdf in edited else "")
                for pdf, content in pdfs.items()
            }
            notes += [kept.tell() for kept in write_files(changes | self.note(pdfs, words))]
        wrong += [tell_edited(pdf.name for pdf in edited)] if edited and not force else []
        return MadePdfs(list(pdfs), notes, wrong)


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
    verdicts = {}
    for word, copy in copies.items():
        pdf = word.with_suffix(".pdf")
        verdicts[word] = judge_pdf(pdfs[pdf], copy, pdf.name)
    notes: list[Message] = []
    for word, content in _move_photos(words, copies, verdicts).items():
        pdfs[word.with_suffix(".pdf")] = content
        notes.append(
            say(
                "{name}: the photo and the text beside it begin a page, since LibreOffice would"
                " set it over the foot of the one before",
                name=word.with_suffix(".pdf").name,
            )
        )
    substitutes: list[Message] = []
    for word, copy in copies.items():
        pdf = word.with_suffix(".pdf")
        verdict = verdicts[word]
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


def _move_photos(
    words: Mapping[Path, bytes],
    copies: Mapping[Path, "Printable"],
    verdicts: dict[Path, "Verdict"],
) -> dict[Path, bytes]:
    """Return better PDFs of those of *words* whose photo runs over the foot of a page.

    LibreOffice takes no frame to the next page when its text stays on this one. The *verdicts*
    are then those of the better ones. Raises NotWritten.
    """
    from linkj_press.build.verdict import judge_pdf  # noqa: PLC0415
    from linkj_press.word.printing import make_printable  # noqa: PLC0415

    again = {
        word: make_printable(words[word], on_next_page=True)
        for word, verdict in verdicts.items()
        if copies[word].has_beside and (verdict.runs_over or verdict.wrong)
    }
    pdfs = _convert({word: copy.content for word, copy in again.items()}) if again else {}
    better = {}
    for word, copy in again.items():
        content = pdfs[word.with_suffix(".pdf")]
        verdict = judge_pdf(content, copy, word.with_suffix(".pdf").name)
        if not verdict.wrong:
            verdicts[word], better[word] = verdict, content
    return better


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

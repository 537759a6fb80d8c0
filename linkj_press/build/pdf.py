"""Word files to PDF, by LibreOffice where it is installed."""

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from linkj_press.build.beside import Beside
from linkj_press.folder import PDF
from linkj_press.message import say
from linkj_press.problem import name_refusal
from linkj_press.workspace.spares import read_standing
from linkj_press.workspace.writing import Change, NotWritten, explain_refusal, write_files

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
    def make(self, drafts: Iterable[str]) -> list[Path]:
        """Return the paths of the PDFs that *drafts* lacked, made in one run; raises NotWritten."""
        lacking = self.list_lacking(drafts)
        if not lacking:
            return []
        words = self.read_words(lacking)
        stood = {pdf: read_standing(pdf) for pdf in lacking}
        pdfs = _convert([pdf.with_suffix(".docx") for pdf in lacking])
        changes = {pdf: Change(stood[pdf], content) for pdf, content in pdfs.items()}
        write_files(changes | self.note(pdfs, words))
        return list(pdfs)


def write_pdfs(
    folder: Path, drafts: Iterable[str], published: Mapping[str, bytes | None]
) -> Iterator[Path]:
    """Yield the path of each PDF that *drafts* in *folder* lacked; raises NotWritten.

    Of those that are *published* none is made: the one that went out, if any, is given back.
    """
    given = {name: pdf for name, pdf in published.items() if pdf is not None}
    yield from Pdfs(folder).give_back(given)
    yield from Pdfs(folder).make(name for name in drafts if name not in published)


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


def _convert(files: Sequence[Path]) -> dict[Path, bytes]:
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
            subprocess.run(
                [*command, *map(str, files)],
                check=True,
                capture_output=True,
                timeout=60 * (1 + len(files)),
            )
            pdfs = [file.with_suffix(".pdf") for file in files]
            return {pdf: Path(folder, pdf.name).read_bytes() for pdf in pdfs}
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

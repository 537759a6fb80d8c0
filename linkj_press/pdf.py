"""Word files to PDF, by LibreOffice where it is installed."""

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from linkj_press.message import say
from linkj_press.output import NotWritten, write_files

_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)
_SECONDS_EACH = 60


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


def write_pdfs(files: Sequence[Path]) -> list[Path]:
    """Write a PDF beside each of *files*, in one run of LibreOffice; return their paths.

    Raises NotWritten when LibreOffice is missing or fails.
    """
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
                timeout=_SECONDS_EACH * (1 + len(files)),
            )
            made = {file.with_suffix(".pdf"): Path(folder, f"{file.stem}.pdf") for file in files}
            write_files({path: pdf.read_bytes() for path, pdf in made.items()})
        except (OSError, subprocess.SubprocessError) as error:
            raise NotWritten(
                say("PDF: LibreOffice did not make it ({reason})", reason=error)
            ) from error
    return list(made)

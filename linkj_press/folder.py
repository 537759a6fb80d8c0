"""The folder of a workspace: what it is called by, and where it is."""

import unicodedata
from contextlib import suppress
from pathlib import Path, PurePosixPath

PARTNERS = "partners"
TEMPLATES = "templates"
OUTPUT = "output"

MOST_BYTES_OF_PICTURE = 50_000_000
"""No file of a workspace is larger: a larger one is not read at all."""


def find_workspace(start: Path) -> Path | None:
    """Return the nearest folder, *start* or one above it, that has partners/ and templates/."""
    for folder in (start, *start.parents):
        # One that may not be looked into is none.
        with suppress(OSError):
            if (folder / PARTNERS).is_dir() and (folder / TEMPLATES).is_dir():
                return folder
    return None


def find_file(root: Path, path: PurePosixPath) -> Path:
    """Return the file at *path* below *root*, however its name is composed.

    macOS may write が as か and its mark, where a keyboard writes one character. Where there is
    none, this is where it would be. Raises OSError when it may not be looked for.
    """
    forms = (root / unicodedata.normalize(form, str(path)) for form in ("NFC", "NFD"))
    return next((file for file in forms if file.exists()), root / path)

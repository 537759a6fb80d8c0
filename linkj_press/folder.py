"""The folder of a workspace: what it is called by, and where it is."""

from pathlib import Path

PARTNERS = "partners"
TEMPLATES = "templates"


def find_workspace(start: Path) -> Path | None:
    """Return the nearest folder, *start* or one above it, that has partners/ and templates/."""
    for folder in (start, *start.parents):
        if (folder / PARTNERS).is_dir() and (folder / TEMPLATES).is_dir():
            return folder
    return None

"""Writes files so that at any moment each is whole: the old one or the new one."""

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path


class NotWritten(Exception):  # noqa: N818
    """A file could not be written; what stood there before still stands."""


def write_files(files: Mapping[Path, bytes]) -> None:
    """Write *files*, each to its path; all are on disk before the first takes its place.

    Raises NotWritten, with what to do, when one cannot be written.
    """
    ready: dict[Path, Path] = {}
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            ready[path] = _write_beside(path, content)
        for path, temporary in ready.items():
            temporary.replace(path)
    except OSError as error:
        raise NotWritten(_explain(error)) from error
    finally:
        for temporary in ready.values():
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)


def _write_beside(path: Path, content: bytes) -> Path:
    """Return a temporary file in the folder of *path* that holds *content*."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _explain(error: OSError) -> str:
    reason = error.strerror or str(error)
    advice = "close it in Word, or check that you may write there"
    return f"{error.filename2 or error.filename}: {reason}; {advice}"

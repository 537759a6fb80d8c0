"""Writes files so that at any moment each is whole: the old one or the new one."""

import contextlib
import errno
import os
import shutil
from collections.abc import Mapping
from pathlib import Path


class NotWritten(Exception):  # noqa: N818
    """A file could not be written; what stood there before still stands."""


def write_files(files: Mapping[Path, bytes]) -> None:
    """Write *files*, each to its path: all of them, or none.

    Raises NotWritten, with what to do, when one cannot be written.
    """
    ready: dict[Path, Path] = {}
    kept: dict[Path, Path] = {}
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            ready[path] = _write_beside(path, content)
        for path in files:
            if path.exists():
                kept[path] = _keep(path)
        _replace(ready, kept)
    except OSError as error:
        raise NotWritten(_explain(error)) from error
    finally:
        for spare in (*ready.values(), *kept.values()):
            with contextlib.suppress(OSError):
                spare.unlink(missing_ok=True)


def write_new_file(path: Path, content: bytes) -> None:
    """Write *content* to *path*, where nothing may stand yet.

    Raises NotWritten, with what to do, when something does or when it cannot be written.
    """
    try:
        temporary = _write_beside(path, content)
        try:
            _place_new(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
    except FileExistsError:
        raise NotWritten(f"{path.name}: is there already, and kept") from None
    except OSError as error:
        raise NotWritten(_explain(error)) from error


def _place_new(ready: Path, path: Path) -> None:
    """Give the file *ready* the name *path* too. Raises FileExistsError when that is taken."""
    try:
        path.hardlink_to(ready)
    except FileExistsError:
        raise
    except OSError:  # where there are no second names
        with path.open("xb") as file:
            try:
                file.write(ready.read_bytes())
            except BaseException:
                path.unlink()
                raise


def _replace(ready: Mapping[Path, Path], kept: Mapping[Path, Path]) -> None:
    """Give every file of *ready* its place; when one cannot have it, put back what stood there."""
    done: list[Path] = []
    try:
        for path, new in ready.items():
            new.replace(path)
            done.append(path)
    except BaseException:
        for path in done:
            if path in kept:
                kept[path].replace(path)
            else:
                path.unlink()
        raise


def _write_beside(path: Path, content: bytes) -> Path:
    """Return a temporary file in the folder of *path* that holds *content*."""
    temporary = _beside(path, "part")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _keep(path: Path) -> Path:
    """Return a second name for the file at *path*, or a copy where there are no second names."""
    spare = _beside(path, "kept")
    spare.unlink(missing_ok=True)
    try:
        spare.hardlink_to(path)
    except OSError:
        shutil.copy2(path, spare)
    return spare


def _beside(path: Path, kind: str) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.{kind}")


def _explain(error: OSError) -> str:
    reason = error.strerror or str(error)
    full = error.errno in (errno.ENOSPC, errno.EFBIG)
    advice = "make room" if full else "close it in Word, or check that you may write there"
    where = error.filename2 or error.filename
    return f"{where}: {reason}; {advice}" if where else f"{reason}; {advice}"

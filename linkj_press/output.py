"""Writes files so that at any moment each is whole: the old one or the new one."""

import contextlib
import errno
import itertools
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from linkj_press.message import Message, join, say
from linkj_press.problem import name_refusal


class NotWritten(Exception):  # noqa: N818
    """A file could not be written; what stood there before still stands."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


@contextlib.contextmanager
def explain_refusal() -> Iterator[None]:
    """Raise NotWritten, with what to do, in place of the system's error."""
    try:
        yield
    except OSError as error:
        raise NotWritten(_explain(error)) from error


@explain_refusal()
def write_files(files: Mapping[Path, bytes]) -> None:
    """Write *files*, each to its path: all of them, or none.

    Raises NotWritten, with what to do, when one cannot be written.
    """
    ready: dict[Path, Path] = {}
    kept: dict[Path, Path] = {}
    try:
        for path, content in files.items():
            _refuse_link(path)
            path.parent.mkdir(parents=True, exist_ok=True)
            ready[path] = _write_beside(path, content)
        for path in files:
            if path.exists():
                kept[path] = _keep(path)
        _replace(ready, kept)
    finally:
        for spare in (*ready.values(), *kept.values()):
            with contextlib.suppress(OSError):
                spare.unlink(missing_ok=True)


@explain_refusal()
def write_new_file(path: Path, content: bytes) -> None:
    """Write *content* to *path*, where nothing may stand yet.

    Raises NotWritten, with what to do, when something does or when it cannot be written.
    """
    temporary = _write_beside(path, content)
    try:
        _place_new(temporary, path)
    except FileExistsError:
        raise NotWritten(say("{name}: is there already, and kept", name=path.name)) from None
    finally:
        temporary.unlink(missing_ok=True)


def name_aside(file: Path, label: str) -> Path:
    """Return a free path beside *file*: its name, *label*, and the time it was last saved."""
    saved = datetime.fromtimestamp(file.stat().st_mtime)
    stem = f"{file.stem} {label} {saved:%Y-%m-%d %H%M%S}"
    stems = itertools.chain([stem], (f"{stem} ({number})" for number in itertools.count(2)))
    paths = (file.with_name(f"{name}{file.suffix}") for name in stems)
    return next(path for path in paths if not path.exists())


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


def sweep(folder: Path, *, is_ours: Callable[[bytes], bool]) -> None:
    """Take away what builds that were killed left in *folder*.

    What stood there before a file was replaced stays when it is a Word file and not *is_ours*.
    """
    with contextlib.suppress(OSError):
        for file in folder.iterdir():
            match = _SPARE.fullmatch(file.name)
            if match is None or _is_running(int(match["process"])):
                continue
            is_draft = match["kind"] == "kept" and match["name"].endswith(".docx")
            if not is_draft or is_ours(file.read_bytes()):
                file.unlink(missing_ok=True)


_SPARE = re.compile(r"\.(?P<name>.+)\.(?P<process>\d+)\.(?P<kind>part|kept)")


def _is_running(process: int) -> bool:
    """Return whether another process of the number *process* may be running."""
    if process == os.getpid():
        return False
    if sys.platform == "win32":
        return True  # there, asking a process would end it
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return True


def _refuse_link(path: Path) -> None:
    """Raise NotWritten when *path* is a link: what it leads to may be anybody's."""
    if path.is_symlink():
        raise NotWritten(
            say(
                "{name}: is a link to another place, and kept; move it elsewhere, or put the file"
                " itself here",
                name=path.name,
            )
        )


def _replace(ready: Mapping[Path, Path], kept: dict[Path, Path]) -> None:
    """Give every file of *ready* its place; when one cannot have it, put back what stood there."""
    try:
        for path, new in ready.items():
            new.replace(path)
    except BaseException:
        # What is to be put back is no longer to be thrown away.
        done = [path for path, new in ready.items() if not new.exists()]
        _put_back({path: kept.pop(path, None) for path in done})
        raise


def _put_back(old: Mapping[Path, Path | None]) -> None:
    """Give each path back the file that stood there, or nothing.

    Raises NotWritten when one cannot be put back; it stays, and the message names it.
    """
    stranded: list[Message] = []
    for path, spare in old.items():
        try:
            if spare:
                spare.replace(path)
            else:
                path.unlink()
        except OSError as error:
            reason = _explain(error)
            if spare:
                kept = spare.name
                reason = say(
                    "{reason}; what stood there is kept as {name}", reason=reason, name=kept
                )
            stranded.append(reason)
    if stranded:
        raise NotWritten(join(stranded, "\n"))


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


def _explain(error: OSError) -> Message:
    reason = name_refusal(error)
    advice = _ADVICE.get(error.errno or 0, _OTHERWISE)
    where = error.filename2 or error.filename or say("the system")
    return say("{where}: {reason}; {advice}", where=where, reason=reason, advice=advice)


_ADVICE = {
    errno.ENOSPC: say("make room"),
    errno.EFBIG: say("make room"),
    errno.ENAMETOOLONG: say("choose a shorter name"),
}
_OTHERWISE = say("close it in Word, or check that you may write there")

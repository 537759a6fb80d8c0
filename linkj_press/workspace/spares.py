"""The files beside a file while it is replaced: their names, and what becomes of those left over.

Nothing here overwrites or throws away what a person may have saved.
"""

import errno
import hashlib
import itertools
import os
import platform
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

from linkj_press.folder import read_whole
from linkj_press.message import Message, say
from linkj_press.text.patterns import compile_pattern

_LAST_MOMENT = 32_503_680_000
"""The year 3000: some systems know no later one."""

EDITED_LABEL = "edited"
"""Stands in the name of what a person saved in the place of something of ours."""


class Kept(NamedTuple):
    """What a person saved, when something else stands in its place."""

    path: Path
    """Where it was saved."""

    kept: Path

    def tell(self) -> Message:
        """Return what there is to say of it."""
        name, kept = self.path.name, self.kept.name
        return say("{name}: what was saved there is kept as {kept}", name=name, kept=kept)


class SpareKind(StrEnum):
    """What a spare file is for."""

    PART = "part"
    """It is being written."""

    NEW = "new"
    """It is whole. When it has changed names with the file it replaces, it is what stood there."""

    OLD = "old"
    """It is what stood there, where the system cannot let two files change names in one step."""


_PREFIX = ".linkj-press-"
SPARE = compile_pattern(
    re.escape(_PREFIX) + r"(?P<process>\d+)-(?P<machine>[0-9a-f]{8})-(?P<kind>part|new|old)"
    r"-(?P<new>[0-9a-f]{8})(?P<old>[0-9a-f]{8})-(?P<name>.+)",
    re.DOTALL,
)
"""Matches what a spare file is called."""


def name_spare(path: Path, kind: SpareKind, new: bytes, old: bytes | None) -> Path:
    """Return the path of the spare file of *kind* while *new* comes to *path* in place of *old*.

    The name tells both, so that whoever finds it left over knows whether a person has saved in it.
    """
    prints = _print(new) + _print(old)
    return path.with_name(f"{_PREFIX}{os.getpid()}-{_machine()}-{kind}-{prints}-{path.name}")


@cache
def _machine() -> str:
    """Return what tells this machine from others that share the folder: ``1f3a9c02``."""
    return _print(platform.node().encode())


def _print(content: bytes | None) -> str:
    return "0" * 8 if content is None else hashlib.sha256(content).hexdigest()[:8]


def read_standing(path: Path) -> bytes | None:
    """Return what stands at *path*, or None. Raises OSError when it cannot be read.

    What a link leads to does not stand there; whoever writes refuses the link.
    """
    try:
        return None if path.is_symlink() else read_whole(path, sys.maxsize)
    except (FileNotFoundError, NotADirectoryError):
        return None


def swap(new: Path, path: Path, spare: Path) -> Path:
    """Give the file *new* the place of that at *path*; return where that is now: *new* or *spare*.

    Raises FileNotFoundError when none stands there, FileExistsError when another program came first
    (what stood there is *spare* then, and *new* as it was).
    """
    exchange = _find_exchange()
    failed = exchange(os.fsencode(new), os.fsencode(path)) if exchange else errno.ENOSYS
    if failed == errno.ENOENT:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    if not failed:
        return new
    path.replace(spare)
    move(new, path)
    return spare


@cache
def _find_exchange() -> Callable[[bytes, bytes], int] | None:
    """Return what lets two files change names, where the system has it.

    It returns 0, or why it failed.
    """
    if sys.platform == "win32":
        return None
    import ctypes  # noqa: PLC0415  (late, so that what writes nothing starts quickly)

    system = ctypes.CDLL(None, use_errno=True)
    if hasattr(system, "renameat2"):  # Linux: both from the present folder, RENAME_EXCHANGE
        return lambda one, other: system.renameat2(-100, one, -100, other, 2) and ctypes.get_errno()
    if hasattr(system, "renamex_np"):  # macOS: RENAME_SWAP
        return lambda one, other: system.renamex_np(one, other, 2) and ctypes.get_errno()
    return None


def move(file: Path, path: Path) -> None:
    """Give *file* the name *path* instead of its own. Raises FileExistsError when that is taken."""
    try:
        path.hardlink_to(file)
    except FileExistsError:
        raise
    except OSError:  # where there are no second names
        path.touch(exist_ok=False)  # takes the name, as nothing else does in one step
        try:
            file.replace(path)
        except BaseException:
            path.unlink()
            raise
    with suppress(OSError):  # it is cleared away later
        file.unlink()


def clear(spare: Path, label: str = EDITED_LABEL) -> list[Kept]:
    """Take *spare* away, but keep a person's save that is in it, with *label* in its name."""
    with suppress(OSError):  # what cannot be taken away now is swept later
        match = SPARE.fullmatch(spare.name)
        content = read_standing(spare)
        if match is None or content is None:
            return []
        path = spare.with_name(match["name"])
        is_new = match["kind"] == SpareKind.PART or _print(content) == match["new"]
        if _print(b"") not in (match["new"], match["old"]) and read_standing(path) == b"":
            path.unlink()  # only its name was taken yet
        if not is_new and not os.path.lexists(path):
            move(spare, path)
        elif is_new or _print(content) == match["old"]:
            spare.unlink(missing_ok=True)
        else:
            return [set_aside(spare, path, label)]
    return []


def set_aside(spare: Path, path: Path, label: str = EDITED_LABEL) -> Kept:
    """Give *spare* the name of *path*, with *label* and the time it was saved, if it can be."""
    aside = spare
    try:
        aside = name_aside(path, label, spare)
        move(spare, aside)
    except OSError:
        aside = spare
    return Kept(path, aside)


def name_aside(path: Path, label: str, saved: Path) -> Path:
    """Return a free path beside *path*: its name, *label*, and the time *saved* was last saved."""
    stem = f"{path.stem} {label} {read_moment(saved):%Y-%m-%d %H%M%S}"
    stems = itertools.chain([stem], (f"{stem} ({number})" for number in itertools.count(2)))
    paths = (path.with_name(f"{name}{path.suffix}") for name in stems)
    return next(path for path in paths if not os.path.lexists(path))


def read_moment(file: Path) -> datetime:
    """Return when *file* was last saved; of a clock that was far off, the nearest time told."""
    return datetime.fromtimestamp(min(max(file.stat().st_mtime, 0), _LAST_MOMENT))


def take_away(path: Path, content: bytes) -> None:
    """Take the file at *path* away, unless it holds anything but *content*. Raises OSError."""
    spare = name_spare(path, SpareKind.NEW, content, None)
    clear(path.rename(spare))


def sweep(folder: Path) -> list[Kept]:
    """Take away what programs that were killed left in *folder*; return what was kept of it."""
    kept: list[Kept] = []
    with suppress(OSError), os.scandir(folder) as entries:
        # Before each of a thousand drafts a folder of thousands is looked through.
        spares = sorted(entry.name for entry in entries if entry.name.startswith(_PREFIX))
        for spare in spares:
            match = SPARE.fullmatch(spare)
            # What another machine left is swept there: nothing tells here whether it is at work.
            if match and match["machine"] == _machine() and not _is_running(int(match["process"])):
                kept += clear(folder / spare)
    return kept


def _is_running(process: int) -> bool:
    if process == os.getpid():
        return False
    if sys.platform == "win32":
        return _is_running_on_windows(process)
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return True


if sys.platform == "win32":
    _SYNCHRONIZE, _WAIT_TIMEOUT, _NO_SUCH_PROCESS = 0x100000, 0x102, 87

    def _is_running_on_windows(process: int) -> bool:
        """Return whether *process* is running: os.kill would end it."""
        import ctypes  # noqa: PLC0415

        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.OpenProcess.restype = ctypes.c_void_p
        handle = kernel.OpenProcess(_SYNCHRONIZE, False, process & 0xFFFFFFFF)  # noqa: FBT003
        if not handle:
            return ctypes.get_last_error() != _NO_SUCH_PROCESS
        try:
            return kernel.WaitForSingleObject(ctypes.c_void_p(handle), 0) == _WAIT_TIMEOUT
        finally:
            kernel.CloseHandle(ctypes.c_void_p(handle))

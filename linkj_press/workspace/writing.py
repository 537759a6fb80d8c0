"""Writes files so that at any moment each is whole, the old one or the new, and no save is lost.

Another program may save at any moment. So whoever writes says what stood there when it decided,
and what is found to have stood there instead is put back.
"""

import contextlib
import errno
import os
import signal
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import methodcaller
from pathlib import Path

from linkj_press.message import Message, join, phrase, say
from linkj_press.problem import Refused, name_refusal
from linkj_press.workspace.spares import (
    EDITED_LABEL,
    SPARE,
    Kept,
    SpareKind,
    clear,
    move,
    name_aside,
    name_spare,
    read_moment,
    read_standing,
    set_aside,
    swap,
    sweep,
)


class NotWritten(Refused):
    """A file could not be written; what stood there before still stands."""


@contextlib.contextmanager
def explain_refusal() -> Iterator[None]:
    """Raise NotWritten, with what to do, in place of the system's error."""
    try:
        yield
    except OSError as error:
        raise NotWritten(_tell_refusal(error)) from error


@dataclass(frozen=True, slots=True)
class Change:
    """What a file is to hold, and what it held when that was decided."""

    old: bytes | None
    """None where nothing stood. With anything else there, the file is not written."""

    new: bytes | None
    """None where it is to be taken away: it is kept in a folder beside."""

    aside: str = ""
    """Where what stands there is kept in any case: what its name says then, as ``edited``."""


@explain_refusal()
def write_files(changes: Mapping[Path, Change]) -> list[Kept]:
    """Make *changes*, each of the file at its path: all, or none. Return what was kept beside.

    Raises NotWritten, with what to do, when one cannot be written or was saved meanwhile.
    """
    with _undisturbed():
        kept = [each for folder in {path.parent for path in changes} for each in sweep(folder)]
        replacements = [
            _Removal(path, change.old) if change.new is None else _Replacement(path, change)
            for path, change in changes.items()
            if path.is_symlink() or read_standing(path) != change.new
        ]
        try:
            with explain_refusal():
                for step in _STEPS:
                    for each in replacements:
                        step(each)
        except NotWritten as error:
            told = [line for each in replacements for line in each.put_back()]
            kept += [each for one in replacements for each in one.clear()]
            reasons = [error.reason, *told, *(each.tell() for each in kept)]
            raise NotWritten(join(reasons, "\n")) from error
        return kept + [each for one in replacements for each in one.clear()]


def tell_saved(path: Path) -> Message:
    """Return that another program has saved the file at *path* since it was read."""
    return say(
        "{name}: another program has saved it meanwhile, and that is kept; give the command again",
        name=path.name,
    )


_WRITING = threading.Lock()
"""Held while files are replaced: the spare files of this process are else left over."""


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Let what would end the program, Ctrl-C or SIGTERM, wait."""
    with _WRITING:
        if threading.current_thread() is not threading.main_thread():  # it hears of no signal
            yield
            return
        came: list[int] = []
        handlers = {
            number: signal.signal(number, lambda number, _frame: came.append(number))
            for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            yield
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)
            for late in came:
                signal.raise_signal(late)


class _Replacement:
    """One file that gets its new content, and can get back what it held."""

    def __init__(self, path: Path, change: Change) -> None:
        self._path, self._change = path, change
        # What is to be kept in any case is nothing that may be thrown away.
        known = None if change.aside else change.old
        self._content = change.new or b""
        self._part, self._new, self._old = (
            name_spare(path, kind, self._content, known) for kind in SpareKind
        )
        self._stood: Path | None = None
        """Where what stood at the path is now."""

        self._is_made = False

    def prepare(self) -> None:
        if self._path.is_symlink():  # what it leads to may be anybody's
            words = phrase(
                "{name}: is a link to another place, and kept; move it elsewhere, or put the file"
                " itself here"
            )
            raise NotWritten(say(words, name=self._path.name))
        refuse_open(self._path)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._part.open("wb") as file:
            file.write(self._content)
            file.flush()
            os.fsync(file.fileno())
        self._part.replace(self._new)

    def look(self) -> None:
        self._require(read_standing(self._path))

    def make(self) -> None:
        """Let the new content stand. Raises NotWritten when another program came first."""
        try:
            if self._change.old is None:
                move(self._new, self._path)
            else:
                self._stood = swap(self._new, self._path, self._old)
            self._is_made = True
        except (FileNotFoundError, FileExistsError):
            self._require_new()  # another of our programs may have come first with the same

    def verify(self) -> None:
        """Raise NotWritten when a person has saved before the new content stood.

        Who saves once it stands comes after it, as who saves a moment later does. What stands there
        then may also be of another of our programs that decided before: it puts this back.
        """
        if self._is_made:
            self._require(read_standing(self._stood) if self._stood else None)
        else:
            self._require_new()

    def _require(self, content: bytes | None) -> None:
        """Raise NotWritten unless *content* is what this may take the place of."""
        change = self._change
        may_go = change.aside and content is not None
        if content not in (change.old, change.new) and not may_go:
            raise self._surprise()

    def _require_new(self) -> None:
        if read_standing(self._path) != self._change.new:
            raise self._surprise()

    def _surprise(self) -> NotWritten:
        if self._change.old is None:
            return NotWritten(
                say("{name}: it is there already, and was kept", name=self._path.name)
            )
        return NotWritten(tell_saved(self._path))

    def put_back(self) -> list[Message]:
        """Let what stood there stand again, unless a person has saved since; tell what cannot."""
        try:
            if self._is_made and read_standing(self._path) == self._change.new:
                if self._stood:
                    spare = self._new if self._stood == self._old else self._old
                    swap(self._stood, self._path, spare)
                else:
                    self._path.replace(self._new)
        except OSError as error:
            told = [set_aside(self._stood, self._path).tell()] if self._stood else []
            return [_tell_refusal(error), *told]
        return []

    def clear(self) -> list[Kept]:
        spares = self._part, self._old, self._new
        return [
            kept for spare in spares for kept in clear(spare, self._change.aside or EDITED_LABEL)
        ]


class _Removal:
    """One file that is taken away, as long as it holds what it is known to, and is kept."""

    def __init__(self, path: Path, content: bytes | None) -> None:
        self._path, self._content = path, content
        self._aside: Path | None = None
        """Where it is kept."""

    def prepare(self) -> None:
        refuse_open(self._path)
        (self._path.parent / TAKEN_BACK).mkdir(exist_ok=True)

    def look(self) -> None:
        self._require(self._path)

    def make(self) -> None:
        aside = self._path.parent / TAKEN_BACK / self._path.name
        if os.path.lexists(aside):
            aside = name_aside(aside, EDITED_LABEL, self._path)
        move(self._path, aside)
        self._aside = aside

    def verify(self) -> None:
        assert self._aside
        self._require(self._aside)
        if os.path.lexists(self._path):
            raise NotWritten(tell_saved(self._path))

    def _require(self, path: Path) -> None:
        if self._path.is_symlink() or read_standing(path) != self._content:
            raise NotWritten(tell_saved(self._path))

    def put_back(self) -> list[Message]:
        """Let it stand again, unless a person has saved there since; tell where it is else."""
        if self._aside is None:
            return []
        try:
            move(self._aside, self._path)
        except OSError as error:  # a person has saved there since, or it could not be taken away
            return [_tell_refusal(error), Kept(self._path, self._aside).tell()]
        return []

    def clear(self) -> list[Kept]:
        return []


TAKEN_BACK = "taken-back"
"""The folder, beside a file that was taken away, which keeps it."""

_STEPS = tuple(map(methodcaller, ("prepare", "look", "make", "verify")))


def refuse_open(path: Path) -> None:
    """Raise NotWritten when *path* is read-only, or a lock of Word or LibreOffice is beside it."""
    # The system would let a read-only file be replaced.
    if path.exists() and not (path.stat().st_mode & 0o222 and os.access(path, os.W_OK)):
        words = phrase("{name} is read-only: allow writing to it, and try again")
        raise NotWritten(say(words, name=path.name))
    owners = {f"~${path.name[2:]}": _read_word_owner, f".~lock.{path.name}#": _read_office_owner}
    for name, read_owner in owners.items():
        lock = path.with_name(name)
        if lock.exists():
            content = b""
            with contextlib.suppress(OSError):  # the program that has it may let nobody read
                content = lock.read_bytes()
            raise NotWritten(_tell_lock(path, lock, read_owner(content)))


def _tell_lock(path: Path, lock: Path, owner: str) -> Message:
    return say(
        "{name}: is open in another program: so says {lock}, of {owner}, {since}. Close it there"
        " first; when nobody has it open any more, as after a crash of that program, delete {lock}"
        " and go on",
        name=path.name,
        lock=lock,
        owner=owner or say("somebody"),
        since=f"{read_moment(lock):%Y-%m-%d %H:%M}",
    )


def _read_word_owner(lock: bytes) -> str:
    """Return the name in a lock of Word's: its length and it in one byte a letter, then in two."""
    wide = lock[56 : 56 + 2 * int.from_bytes(lock[54:56], "little")]
    narrow = lock[1 : 1 + int.from_bytes(lock[:1])]
    return (wide.decode("utf-16-le", "replace") or narrow.decode("ascii", "replace")).strip(" \0")


def _read_office_owner(lock: bytes) -> str:
    """Return the name in a lock of LibreOffice's: ``name,login,machine,date,profile;``."""
    name, _, rest = lock.decode("utf-8", "replace").partition(",")
    return name.strip() or rest.partition(",")[0].strip()


def _tell_refusal(error: OSError) -> Message:
    reason = name_refusal(error)
    advice = _ADVICE.get(error.errno or 0, _OTHERWISE)
    where = error.filename2 or error.filename or say("the system")
    if SPARE.fullmatch(Path(str(where)).name):  # people know the folder, and nothing of that file
        where = str(Path(str(where)).parent)
    return say("{where}: {reason}; {advice}", where=where, reason=reason, advice=advice)


_ADVICE = {
    errno.ENOSPC: say("make room"),
    errno.EFBIG: say("make room"),
    errno.ENAMETOOLONG: say("choose a shorter name"),
}
_OTHERWISE = say("close it in Word, or check that you may write there")

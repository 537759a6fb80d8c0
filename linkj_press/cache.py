"""What is dear to make, kept by content in the person's own cache folder.

A key holds all that a thing rests on, so nothing that is kept is ever out of date, and results are
the same with it and without. Whatever is wrong with what is kept (damage, another version, a
folder that others can write to) is as if it were not there.

`LINKJ_PRESS_CACHE` names another folder, or is ``off`` for none.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import stat
import struct
import sys
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

VARIABLE = "LINKJ_PRESS_CACHE"
_OFF = "off"

_MOST_BYTES = 32_000_000
"""Of a kind, where it says no other: what was not asked for the longest goes first, half of all."""

_MOST_BYTES_OF_FILE = 4 * _MOST_BYTES
"""What holds more is none of ours."""

_VERSION = f"linkj-press 1 {sys.implementation.cache_tag} {sys.hexversion:x}"
_OTHERS_WRITE = 0o022
_DAMAGE = (ValueError, EOFError, TypeError)
"""What `marshal` raises for what it did not write."""


class Cache:
    """The things of one kind that are kept, by their keys: read when first asked, saved at the end.

    A key is whatever `repr` tells from others; values are what `marshal` writes: text, bytes,
    numbers, lists, mappings, code. Like Python's own compiled files they are read from a folder
    that none but their owner writes to. What is new is added at the end of the file, so that to
    keep one thing more does not cost more the more is kept.
    """

    def __init__(self, kind: str, most_bytes: int = _MOST_BYTES) -> None:
        self._kind = kind
        self._most_bytes = most_bytes
        self._new: dict[bytes, bytes] = {}
        self._is_whole = True

        _KINDS.append(self)

    @cached_property
    def _kept(self) -> dict[bytes, bytes]:
        """What is kept, after its digest, by its signs; what was asked for last is at the end."""
        folder = find_folder()
        found, self._is_whole = _read(folder / self._kind) if folder else ({}, True)
        return found

    def get(self, key: object) -> Any:
        """Return what is kept under *key*, as one's own; None where nothing is."""
        sign = _sign(key)
        kept = self._kept.pop(sign, b"")
        payload = kept[_DIGEST:]
        if kept[:_DIGEST] == _digest(payload):
            self._kept[sign] = kept
            with suppress(*_DAMAGE):
                return marshal.loads(payload)
        return None

    def put(self, key: object, value: Any) -> None:
        """Keep *value*, which is not None, under *key*."""
        if find_folder():
            sign, payload = _sign(key), marshal.dumps(value)
            self._kept[sign] = self._new[sign] = _digest(payload) + payload

    def save(self) -> None:
        """Write what is new, if anything is."""
        folder = find_folder()
        if not folder or not self._new:
            return
        file = folder / self._kind
        if not self._is_whole or not _add(file, _pack(self._new), self._most_bytes):
            _drop_oldest(self._kept, self._most_bytes)
            _write(file, _pack(self._kept))
        self._new.clear()


def _sign(key: object) -> bytes:
    written = repr(key).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(written, digest_size=_SIGN).digest()


_KINDS: list[Cache] = []


def save_all() -> None:
    """Write what is new of every kind: at the end of a command."""
    for kept in _KINDS:
        kept.save()


def keep_nothing() -> None:
    """Neither read nor write what is kept, in this process and those it starts."""
    os.environ[VARIABLE] = _OFF
    find_folder.cache_clear()


@cache
def find_folder() -> Path | None:
    """Return the folder of what is kept, made if need be; None where nothing can safely be."""
    said = os.environ.get(VARIABLE, "")
    if said == _OFF:
        return None
    try:
        folder = Path(said) if said else _find_own()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        about = folder.stat()
    except OSError:
        return None
    is_own = not hasattr(os, "getuid") or about.st_uid == os.getuid()
    return folder if is_own and (os.name == "nt" or not about.st_mode & _OTHERS_WRITE) else None


def _find_own() -> Path:
    from platformdirs import user_cache_path  # noqa: PLC0415  (late, for a quick start)

    return user_cache_path("linkj-press", appauthor=False)


_SIGN, _DIGEST = 32, 16
_HEAD = struct.Struct(f"<{_SIGN}sI")
"""Before what is kept, in a file: its sign, and how long it is."""


def _digest(payload: bytes) -> bytes:
    key = _VERSION.encode()
    return hashlib.blake2b(payload, digest_size=_DIGEST, person=b"kept", key=key).digest()


def _pack(kept: Mapping[bytes, bytes]) -> bytes:
    return b"".join(_HEAD.pack(sign, len(each)) + each for sign, each in kept.items())


def _read(file: Path) -> tuple[dict[bytes, bytes], bool]:
    """Return what *file* holds by its signs, and whether what is added to it will be read."""
    found: dict[bytes, bytes] = {}
    try:
        about = file.stat()
        if not stat.S_ISREG(about.st_mode) or about.st_size > _MOST_BYTES_OF_FILE:
            return found, False  # a pipe, or what never ends
        content, at = file.read_bytes(), 0
        while at < len(content):
            sign, length = _HEAD.unpack_from(content, at)
            at += _HEAD.size + length
            found[sign] = content[at - length : at]
    except OSError:
        return found, True
    except struct.error:
        return found, False
    return found, at == len(content)


def _add(file: Path, added: bytes, most_bytes: int) -> bool:
    """Return whether *added* could be written at the end of *file*, within *most_bytes*."""
    with suppress(OSError):
        if file.stat().st_size + len(added) <= most_bytes:
            # Others may add at the same time: whatever is written in one go stays in one piece.
            handle = os.open(file, os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0))
            with os.fdopen(handle, "ab", buffering=0) as opened:
                return opened.write(added) == len(added)
    return False


def _write(file: Path, payload: bytes) -> None:
    """Write *payload* in place of *file*, all or nothing; not to be able to is no fault."""
    with suppress(OSError):
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")
        try:
            with os.fdopen(handle, "wb") as opened:
                opened.write(payload)
            Path(name).replace(file)
        except OSError:
            Path(name).unlink(missing_ok=True)


def _drop_oldest(kept: dict[bytes, bytes], most_bytes: int) -> None:
    """Take out of *kept* its beginning where it is too much: then so that more has room again."""
    size = sum(_HEAD.size + len(each) for each in kept.values())
    wanted = size if size <= most_bytes else most_bytes // 2
    for sign in list(kept):
        if size <= wanted:
            break
        size -= _HEAD.size + len(kept.pop(sign))


@cache
def hash_program() -> str:
    """Return a hash of the program: of every file of it that decides what it makes.

    It is kept by the size and the times of the last change of each, so as not to read them anew.
    That of what the system notes of a file tells of one whose own time was set back.
    """
    kept = Cache("program")
    files = sorted(_list_program())
    signs = tuple(
        (name, about.st_size, about.st_mtime_ns, about.st_ctime_ns) for name, about in files
    )
    made = kept.get(signs)
    if made is None:
        made = _hash_files(name for name, _ in files)
        kept.put(signs, made)
    return str(made)


@cache
def sign_library(name: str) -> tuple[str, int, int]:
    """Return what tells one version of the library *name* from another, without loading it."""
    found = find_spec(name)
    about = Path(found.origin if found and found.origin else name).stat()
    return name, about.st_size, about.st_mtime_ns


_PROGRAM = Path(__file__).parent
_DECIDING = (".html", ".j2", ".mo", ".py", ".yaml")
"""How the files end that the program is read from; an installed one has fewer others."""

_OTHERS = ("__pycache__", "skeleton")
"""Folders of files that only new ones are begun with."""


def _list_program() -> Iterable[tuple[str, os.stat_result]]:
    open_ = [_PROGRAM]
    while open_:
        for entry in os.scandir(open_.pop()):
            if entry.is_dir():
                if entry.name not in _OTHERS:
                    open_.append(Path(entry.path))
            elif entry.name.endswith(_DECIDING):
                yield entry.path, entry.stat()


def _hash_files(names: Iterable[str]) -> str:
    found = hashlib.blake2b(digest_size=_SIGN)
    for name in names:
        found.update(Path(name).relative_to(_PROGRAM).as_posix().encode() + b"\0")
        found.update(hashlib.blake2b(Path(name).read_bytes()).digest())
    return found.hexdigest()

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
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from functools import cache, cached_property
from pathlib import Path
from typing import Any

VARIABLE = "LINKJ_PRESS_CACHE"
_OFF = "off"

_MOST_BYTES = 32_000_000
"""Of a kind, where it says no other: what was not asked for the longest goes first."""

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
    that none but their owner writes to.
    """

    def __init__(self, kind: str, most_bytes: int = _MOST_BYTES) -> None:
        self._kind = kind
        self._most_bytes = most_bytes
        self._now: dict[bytes, bytes] = {}
        """What was asked for or made since the start, the last at the end."""

        self._has_new = False
        _KINDS.append(self)

    @cached_property
    def _before(self) -> dict[bytes, bytes]:
        folder = find_folder()
        return _read(folder / self._kind) if folder else {}

    def get(self, key: object) -> Any:
        """Return what is kept under *key*, as one's own; None where nothing is."""
        sign = _sign(key)
        kept = self._now.pop(sign, None) or self._before.get(sign)
        if kept is None:
            return None
        with suppress(*_DAMAGE):
            value = marshal.loads(kept)
            self._now[sign] = kept
            return value
        return None

    def put(self, key: object, value: Any) -> None:
        """Keep *value*, which is not None, under *key*."""
        if find_folder():
            self._now[_sign(key)] = marshal.dumps(value)
            self._has_new = True

    def save(self) -> None:
        """Write what is new, if anything is."""
        folder = find_folder()
        if folder and self._has_new:
            self._has_new = False
            # What was asked for now is the last to go; so is what others kept meanwhile.
            before = _read(folder / self._kind)
            kept = {key: old for key, old in before.items() if key not in self._now} | self._now
            _drop_oldest(kept, self._most_bytes)
            _write(folder / self._kind, kept)


def _sign(key: object) -> bytes:
    return hashlib.blake2b(repr(key).encode("utf-8", "surrogatepass")).digest()


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


def _read(file: Path) -> dict[bytes, bytes]:
    with suppress(OSError, *_DAMAGE):
        about = file.stat()
        if not stat.S_ISREG(about.st_mode) or about.st_size > _MOST_BYTES_OF_FILE:
            return {}  # a pipe, or what never ends
        content = file.read_bytes()
        if content[:_HEAD] == _digest(content[_HEAD:]):
            return dict(marshal.loads(content[_HEAD:]))
    return {}


_HEAD = 32


def _digest(payload: bytes) -> bytes:
    return hashlib.blake2b(
        payload, digest_size=_HEAD, person=b"kept", key=_VERSION.encode()
    ).digest()


def _write(file: Path, kept: dict[bytes, bytes]) -> None:
    """Write *kept* in place of *file*, all or nothing; not to be able to is no fault."""
    payload = marshal.dumps(kept)
    with suppress(OSError):
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")
        try:
            with os.fdopen(handle, "wb") as opened:
                opened.write(_digest(payload) + payload)
            Path(name).replace(file)
        except OSError:
            Path(name).unlink(missing_ok=True)


def _drop_oldest(kept: dict[bytes, bytes], most_bytes: int) -> None:
    """Take out of *kept*, from its beginning, what is more than *most_bytes*."""
    over = sum(map(len, kept.values())) - most_bytes
    for key in list(kept):
        if over <= 0:
            break
        over -= len(kept.pop(key))


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
    found = hashlib.blake2b(digest_size=_HEAD)
    for name in names:
        found.update(Path(name).relative_to(_PROGRAM).as_posix().encode() + b"\0")
        found.update(hashlib.blake2b(Path(name).read_bytes()).digest())
    return found.hexdigest()

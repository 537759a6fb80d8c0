"""Reads the Word files that are named on the command line, and says what is wrong with one."""

from __future__ import annotations

from pathlib import Path

from linkj_press.cli.ui import translate
from linkj_press.message import say
from linkj_press.word import Aside, NotWord

_LARGEST = 200_000_000
"""In bytes, of a draft with its photos."""


def read_file(path: Path) -> bytes:
    """Return the content of *path*. Raises NotWord for what has no end, or is far too large."""
    size = path.stat().st_size  # where nothing stands, the system says so
    if not path.is_file():
        raise NotWord(say("this is a device or a pipe, not a file"), say("give the draft itself"))
    if size > _LARGEST:
        raise NotWord(say("the file is larger than any draft"), say("give the draft itself"))
    return path.read_bytes()


def tell_refusal(path: Path, error: NotWord) -> str:
    """Return why *path* was refused, in a line, and what to do in another."""
    return f"{name_file(path)}: {translate(error.reason)}\n    {translate(error.hint)}"


def tell_aside(aside: Aside) -> str:
    """Return what *aside* is, and its words in a line."""
    what, words = translate(aside.kind.value), aside.text.replace("\n", " / ")
    return f"{what}: {words}" if words else what


def name_file(path: Path) -> str:
    """Return *path* so that a terminal shows it and obeys nothing in it."""
    shown = str(path)
    return "".join(c if c.isprintable() or c == "\u3000" else ascii(c)[1:-1] for c in shown)

"""Other programs that save at any moment while ours writes."""

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

Act = Callable[[], object]


def call_at(moment: int, act: Act, modules: Sequence[ModuleType], write: Act) -> int:
    """Call *write*, and *act* before the line of that *moment*; return how many lines there were.

    Only the lines of *modules* count. No line is the first of none: moment 0 never comes.
    """
    files, passed = {module.__file__ for module in modules}, 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal passed
        if frame.f_code.co_filename not in files:
            return None
        if event == "line":
            passed += 1
            if passed == moment:
                act()
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        write()
    finally:
        sys.settrace(before)
    return passed


def save_in_place(path: Path, content: bytes) -> None:
    """Save as a plain editor does."""
    path.write_bytes(content)


def save_beside(path: Path, content: bytes) -> None:
    """Save as Word does: the new file gets the name of the old."""
    new = path.with_name("~new.tmp")
    new.write_bytes(content)
    new.replace(path)


def save_in_two_steps(path: Path, content: bytes) -> None:
    """Save as some do on Windows: the old file is renamed before the new one gets its name."""
    old = path.with_name("~old.tmp")
    with suppress(FileNotFoundError):
        path.replace(old)
    save_beside(path, content)
    old.unlink(missing_ok=True)

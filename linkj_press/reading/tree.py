"""YAML text to plain data (dict, list, str, None), with the place of every key and value.

Scalars stay text: what looks like a date, a number or ``NO`` is for the field's type to say.
"""

from __future__ import annotations

import pathlib
import re
from dataclasses import dataclass, field

from linkj_press.folder import LeadsOutError
from linkj_press.message import say
from linkj_press.problem import Place, Problem, name_refusal

Path = tuple[str | int, ...]
"""The way to a value: ``("release", "quotes", 0, "gist", "ja")``."""

Data = dict[str, "Data"] | list["Data"] | str | None


def show_path(path: Path) -> str:
    """Return *path* as people write it: ``release.quotes[0].gist.ja``."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")


def read_path(text: str) -> Path:
    """Return the path that people write as *text*: the other way round of `show_path`."""
    steps = re.findall(r"\[(\d{1,9})\]|([^.\[]+)", text)
    return tuple(int(index) if index else key for index, key in steps)


@dataclass(slots=True)
class Tree:
    """The values of one YAML file and where they stand."""

    name: pathlib.PurePosixPath
    """The file, relative to the workspace."""

    data: Data = None
    values: dict[Path, Place] = field(default_factory=dict)
    """The place of each value; of a block text (``|``), the place of its first line."""

    keys: dict[Path, Place] = field(default_factory=dict)
    """The place of each key."""

    blocks: set[Path] = field(default_factory=set)
    """The values that are block text: each line of them is a line of the file."""

    cuts: dict[Path, Problem] = field(default_factory=dict)
    """The values that a comment ends which may be text: what to say of it where they are words."""
    content: bytes = field(default=b"", compare=False)
    """What was in the file when it was read."""

    def place(self, path: Path) -> Place:
        """Return where the value at *path* stands, or the nearest that would hold it."""
        if path in self.values:
            return self.values[path]
        while path and path not in self.values:
            path = path[:-1]
        return self.keys.get(path) or self.values.get(path) or Place(self.name)

    def key_place(self, path: Path) -> Place:
        """Return where the key of *path* stands, or else its value."""
        return self.keys.get(path) or self.place(path)


def cannot_read(name: pathlib.PurePosixPath, error: OSError) -> Problem:
    """Return the problem of the file or folder *name*, which could not be read."""
    if isinstance(error, LeadsOutError):
        message = say("this is a link that leads out of the workspace")
        return Problem("leads-out", Place(name), message, say("put the file itself here"))
    if isinstance(error, FileNotFoundError):
        return Problem("no-file", Place(name), say("this file is missing"))
    message = say("this cannot be read: {strerror}", strerror=name_refusal(error))
    return Problem("cannot-read", Place(name), message, say("check what it is and who may read it"))

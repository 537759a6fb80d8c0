"""What git knows of the files of a workspace: their commits, and what stood in them.

Whatever git cannot tell (it is not installed, there is no repository, the history is cut short)
is None or empty here, and never an error. What follows from the history is left to others.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_SECONDS = 60

# Nothing of a person's settings may change what is printed, or run another program.
_SETTINGS = ("core.quotePath=false", "core.fsmonitor=false", "log.showSignature=false")

_HASH_LENGTHS = (40, 64)


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit of the line of work that is checked out: a merge counts as one."""

    id: str
    on: str
    """When, by the clock where it was made: ``2020-11-24 09:30``."""

    age: int
    """How many commits came after it."""


@dataclass(frozen=True, slots=True)
class History:
    """The commits of some files, the newest first."""

    commits: Mapping[str, Sequence[Commit]]
    """Those of each file, by its path in the workspace. Files that git does not keep are not here.
    """

    changed: frozenset[str]
    """The files that are not as the newest commit has them."""


def read_history(root: Path, paths: Sequence[str]) -> History | None:
    """Return the history of *paths*, files or folders below *root*; None when it is not known.

    That is so without git or a repository, and when the repository has not the whole of it.
    """
    shallow = _run(root, "rev-parse", "--is-shallow-repository")
    if shallow is None or shallow.strip() != b"false":
        return None
    names = ["--name-only", "--relative", "--no-renames", "--no-ext-diff", "-z"]
    form = ["--format=%x01%H %cd", "--date=format:%Y-%m-%d %H:%M"]
    log = _run(root, "log", "--first-parent", "-m", *form, *names, "--", *paths)
    differ = _run(root, "diff", *names, "HEAD", "--", *paths)
    if log is None or differ is None:
        return None
    return History(_read_log(log.decode("utf-8", "replace")), frozenset(_split(differ)))


def read_blame(root: Path, path: str) -> list[str]:
    """Return the id of the commit that each line of the file *path* is from, its spaces aside.

    The id of a line that is not committed yet is all zeros. Empty when it is not known.
    """
    told = _run(root, "blame", "--porcelain", "--first-parent", "-w", "--", path)
    # A line of the file itself begins with a tab, and what is said of a commit with a word.
    heads = (line.split(b" ", 1)[0] for line in (told or b"").split(b"\n") if line[:1] != b"\t")
    return [head.decode() for head in heads if len(head) in _HASH_LENGTHS and _is_hash(head)]


def read_versions(root: Path, wanted: Sequence[tuple[Commit, str]]) -> list[bytes | None]:
    """Return the content of each file as that commit has it; None where it has no such file."""
    names = "".join(f"{commit.id}:./{path}\n" for commit, path in wanted)
    told = _run(root, "cat-file", "--batch", given=names.encode())
    if told is None:
        return [None] * len(wanted)
    contents: list[bytes | None] = []
    start = 0
    for _ in wanted:
        end = told.index(b"\n", start)
        head, start = told[start:end].rsplit(b" ", 2), end + 1
        if head[-1] == b"missing":
            contents.append(None)
            continue
        size = int(head[-1])
        contents.append(told[start : start + size])
        start += size + 1
    return contents


def _run(root: Path, *arguments: str, given: bytes = b"") -> bytes | None:
    """Return what git prints; None when it is not there or refuses."""
    settings = [word for setting in _SETTINGS for word in ("-c", setting)]
    # In a hook of git these would lead to another repository.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(
            ["git", *settings, *arguments],
            cwd=root,
            env={**kept, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1"},
            input=given,
            capture_output=True,
            check=True,
            timeout=_SECONDS,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout


def _read_log(log: str) -> dict[str, list[Commit]]:
    """Return the commits of each file, given commits that each name their files after them."""
    commits: dict[str, list[Commit]] = {}
    for age, entry in enumerate(log.split("\1")[1:]):
        head, *files = (part.strip("\n") for part in entry.split("\0"))
        id_, _, on = head.partition(" ")
        commit = Commit(id_, on, age)
        for file in filter(None, files):
            commits.setdefault(file, []).append(commit)
    return commits


def _split(listing: bytes) -> list[str]:
    return [name for name in listing.decode("utf-8", "replace").split("\0") if name]


def _is_hash(word: bytes) -> bool:
    return not word.strip(b"0123456789abcdef")

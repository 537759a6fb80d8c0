"""What git knows of the files of a workspace: their commits, and what stood in them.

Whatever git cannot tell (it is not installed, there is no repository, the history is cut short)
is None or empty here, and never an error. What follows from the history is left to others.
"""

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import NamedTuple

# Nothing of a person's settings may change what is printed, or run another program.
_SETTINGS = ("core.quotePath=false", "core.fsmonitor=false", "log.showSignature=false")

_HASH = re.compile(b"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_LINK = "120000"
_LEADING_NOWHERE = (b"symlink", b"dangling", b"loop", b"notdir")


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
    if find_state(root) is not GitState.WHOLE:
        return None
    names = ["--name-only", "--relative", "--no-renames", "--no-ext-diff", "-z"]
    form = ["--format=%x01%H %cd", "--date=format:%Y-%m-%d %H:%M"]
    log = _run_git(root, "log", "--first-parent", "-m", *form, *names, "--", *paths)
    differ = _run_git(root, "diff", *names, "HEAD", "--", *paths)
    if log is None or differ is None:
        return None
    return History(_read_log(log.decode("utf-8", "replace")), frozenset(_split_names(differ)))


def read_blame(root: Path, path: str) -> list[str]:
    """Return the id of the commit that each line of the file *path* is from, its spaces aside.

    The id of a line that is not committed yet is all zeros. Empty when it is not known.
    """
    told = _run_git(root, "blame", "--porcelain", "--first-parent", "-w", "--", path)
    # A line of the file itself begins with a tab, and what is said of a commit with a word.
    heads = (line.split(b" ", 1)[0] for line in (told or b"").split(b"\n") if line[:1] != b"\t")
    return [head.decode() for head in heads if _HASH.fullmatch(head)]


def read_versions(root: Path, wanted: Sequence[tuple[Commit, str]]) -> list[bytes | None]:
    """Return the content of each file as that commit has it; None where it has no such file."""
    contents = _read_objects(root, [f"{commit.id}:./{path}" for commit, path in wanted])
    return contents or [None] * len(wanted)


class GitState(Enum):
    """What git has to say of a folder."""

    NO_GIT = "git is not installed"
    NO_REPOSITORY = "no repository, or one that git does not trust"
    SHALLOW = "the history is cut short"
    WHOLE = "the whole history"


def find_state(root: Path) -> GitState:
    """Return what git has to say of the folder *root*."""
    shallow = _run_git(root, "rev-parse", "--is-shallow-repository")
    if shallow is None:
        has_git = _run_git(root, "--version") is not None
        return GitState.NO_REPOSITORY if has_git else GitState.NO_GIT
    return GitState.WHOLE if shallow.strip() == b"false" else GitState.SHALLOW


class NamedCommit(NamedTuple):
    """A commit, by whatever name it was asked for."""

    id: str
    author: str
    on: str
    """When it was written: ``2020-11-24T09:30:00+09:00``."""


def find_revision(root: Path, name: str) -> NamedCommit | None:
    """Return the commit called *name*: ``HEAD~1``, ``origin/main``. None when there is none."""
    form = "--format=%H%x00%an%x00%aI"
    found = _ask_git(root, "log", "-1", form, "--end-of-options", f"{name}^{{commit}}", "--")
    return NamedCommit(*found.split("\0")) if found else None


def list_refs(root: Path) -> list[str]:
    """Return the names of branches and tags."""
    return _ask_git(root, "for-each-ref", "--format=%(refname:short)").split()


def find_user(root: Path) -> str:
    """Return what the person is called in commits, or ``""``."""
    return _ask_git(root, "config", "user.name")


def read_files(root: Path, revision: NamedCommit, folders: Sequence[str]) -> dict[str, bytes]:
    """Return the files of *folders*, relative to *root*, as *revision* has them.

    A link to a file of the repository is that file, and what git LFS keeps is its content. Other
    links, and what the repository does not have at hand, are left out.
    """
    listing = _run_git(root, "ls-tree", "-r", "-z", revision.id, "--", *(f"{f}/" for f in folders))
    files: dict[str, str] = {}
    for entry in _split_names(listing or b""):
        about, _, path = entry.partition("\t")
        mode, kind, object_id = about.split(" ")
        if kind == "blob":
            files[path] = f"{revision.id}:./{path}" if mode == _LINK else object_id
    # Where git LFS keeps files.
    store = root / _ask_git(root, "rev-parse", "--git-common-dir") / "lfs" / "objects"
    contents = _read_objects(root, list(files.values()), "--follow-symlinks")
    found = zip(files, contents, strict=False)
    return {path: _read_kept(store, data) for path, data in found if data is not None}


_POINTER = re.compile(rb"version https://git-lfs\.github\.com/spec/v1\noid sha256:([0-9a-f]{64})\n")


def _read_kept(store: Path, data: bytes) -> bytes:
    """Return what *data* points to in *store*, when it is a pointer of git LFS to what is there."""
    pointer = _POINTER.match(data)
    if pointer is None:
        return data
    name = pointer[1].decode()
    try:
        return (store / name[:2] / name[2:4] / name).read_bytes()
    except OSError:
        return data


def _read_objects(root: Path, names: Sequence[str], *options: str) -> list[bytes | None]:
    """Return the content of each object of *names*; nothing at all when git refuses."""
    # Git takes a name a line: one with a line break in it would be two.
    given = "".join(f"{n}\n" for n in names if "\n" not in n).encode("utf-8", "replace")
    told = _run_git(root, "cat-file", "--batch", *options, given=given)
    if told is None:
        return []
    contents: list[bytes | None] = []
    start = 0
    for name in names:
        found = None
        if "\n" not in name:
            end = told.index(b"\n", start)
            head, start = told[start:end].rsplit(b" ", 2), end + 1
            if head[-1] != b"missing":
                size = int(head[-1])
                found = None if head[0] in _LEADING_NOWHERE else told[start : start + size]
                start += size + 1
        contents.append(found)
    return contents


def _run_git(root: Path, *arguments: str, given: bytes = b"") -> bytes | None:
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
            timeout=60,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout


def _ask_git(root: Path, *arguments: str) -> str:
    """Return what git prints, as text, or nothing."""
    return (_run_git(root, *arguments) or b"").decode("utf-8", "replace").strip()


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


def _split_names(listing: bytes) -> list[str]:
    return [name for name in listing.decode("utf-8", "replace").split("\0") if name]

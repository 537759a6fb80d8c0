"""The two revisions: opened from git or a folder, their files read, and loaded as far as can be."""

import os
from collections.abc import Collection, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from linkj_press.folder import (
    PARTNERS,
    TEMPLATES,
    LeadsOutError,
    check_inside,
    is_hidden,
    name_file,
    walk_files,
)
from linkj_press.message import Message, say, say_day, tame
from linkj_press.problem import Problem, ProblemsFound, suggest
from linkj_press.reading import CannotWrite, KeyPath, parse_yaml, replace_scalar
from linkj_press.workspace import git
from linkj_press.workspace.loading import Workspace, load_workspace

FOLDERS = (PARTNERS, TEMPLATES)


class RevisionUnknown(Exception):  # noqa: N818
    """There is no such revision; the message says why and what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, slots=True)
class RevisionFolder:
    """A revision of the workspace, in a folder."""

    name: Message
    """As people call it: ``the last commit (990e4413), September 3, 2020``."""

    key: str
    """As scripts know it: ``HEAD (990e4413)``, ``the working tree``."""

    root: Path
    commit: git.NamedCommit | None = None


LAST_COMMIT = "HEAD"
"""What git calls it."""

_CHOICES = say(
    "say what to compare with: --from built (what was last built), --from sent (what the partner"
    " got last), --from final (the finals), --from published (what went out), or --from DIR"
    " (another folder with partners/ and templates/)"
)


class Revisions(ExitStack):
    """Opens revisions; what it unpacks of them is gone when it is left."""

    def __init__(self, root: Path | None) -> None:
        super().__init__()
        self._root = root

    def open(self, name: str) -> RevisionFolder:
        """Return what *name* names: a folder with the files of one, or else a revision of git.

        Raises RevisionUnknown.
        """
        if not name.strip():
            raise RevisionUnknown(say("--from and --to take a revision, and this one is empty"))
        folder = Path(name)
        # A name that no folder can have may still be a revision.
        with suppress(OSError):
            if all((folder / part).is_dir() for part in FOLDERS):
                return RevisionFolder(say("{folder}", folder=tame(name)), name, folder.resolve())
        commit = git.find_revision(self._root, name) if self._root else None
        # Asked of the system in a way that answers for any name.
        if self._root is None or (commit is None and os.path.isdir(name)):  # noqa: PTH112
            raise RevisionUnknown(
                say(
                    "{name} has no partners/ and templates/: name the folder that has them, or go"
                    " to a workspace that git keeps",
                    name=name,
                )
            )
        if commit is None:
            raise RevisionUnknown(_explain_unknown(self._root, name))
        return self._unpack(self._root, name, commit)

    def open_last_commit(self) -> RevisionFolder:
        """Return the workspace as it was last committed. Raises RevisionUnknown."""
        root = self.open_working_tree().root
        commit = git.find_revision(root, LAST_COMMIT)
        if commit is None:
            raise RevisionUnknown(
                say("{reason}: {choices}", reason=_explain_no_commit(root), choices=_CHOICES)
            )
        return self._unpack(root, LAST_COMMIT, commit)

    def open_working_tree(self) -> RevisionFolder:
        """Return the workspace as it stands. Raises RevisionUnknown."""
        if self._root is None:
            raise RevisionUnknown(
                say(
                    "this folder has no partners/ and templates/: go to the folder that has them,"
                    " or name two folders with --from and --to"
                )
            )
        return RevisionFolder(say("the files as they are"), "the working tree", self._root)

    def make_folder(self) -> Path:
        """Return a new folder, which is gone when this is left."""
        return Path(self.enter_context(TemporaryDirectory(prefix="linkj-press-")))

    def _unpack(self, root: Path, name: str, commit: git.NamedCommit) -> RevisionFolder:
        files = git.read_files(root, commit, FOLDERS)
        told = _name_commit(name, commit)
        for part in FOLDERS:
            if not any(path.startswith(f"{part}/") for path in files):
                raise RevisionUnknown(
                    say("{revision} has no files in {part}/ here", revision=told, part=part)
                )
        folder = self.make_folder()
        write_revision(folder, files)
        return RevisionFolder(told, f"{tame(name)} ({commit.id[:8]})", folder, commit)


def _name_commit(name: str, commit: git.NamedCommit) -> Message:
    """Return what people call *commit*, which was asked for as *name*: nothing in git's own."""
    told = {"id": commit.id[:8], "day": say_day(date.fromisoformat(commit.on[:10]))}
    if name in (LAST_COMMIT, "@"):
        return say("the last commit ({id}), {day}", **told)
    if name.startswith((LAST_COMMIT, "@", commit.id[:4])):
        return say("commit {id}, {day}", **told)
    return say("{name} ({id}), {day}", name=tame(name), **told)


def _explain_no_commit(root: Path) -> Message:
    match git.find_state(root):
        case git.GitState.NO_GIT:
            return say("git is not installed, so there is no last commit to compare with")
        case git.GitState.NO_REPOSITORY:
            return say(
                "git has no repository here (`git status` tells more), so there is no last commit"
                " to compare with"
            )
        case _:
            return say("nothing is committed yet, so there is no last commit to compare with")


def _explain_unknown(root: Path, name: str) -> Message:
    match git.find_state(root):
        case git.GitState.NO_GIT:
            return say(
                "git is not installed, so there is no revision {name}: install it, or compare two"
                " folders with --from DIR --to DIR",
                name=name,
            )
        case git.GitState.NO_REPOSITORY:
            return say(
                "git has no repository here (`git status` tells more), so there is no revision"
                " {name}: compare two folders with --from DIR --to DIR",
                name=name,
            )
        case git.GitState.SHALLOW:
            return say(
                "this clone has only the latest history, and {name} is not in it: fetch the rest"
                " with `git fetch --unshallow`",
                name=name,
            )
        case git.GitState.WHOLE:
            hint = suggest(name, git.list_refs(root)) or say("nothing is committed yet")
            return say("git knows no revision “{name}”: {hint}", name=name, hint=hint)


def read_revision(root: Path) -> dict[str, bytes]:
    """Return the files in *root*, by their path in it; hidden ones are none of them."""
    files: dict[str, bytes] = {}
    for part in FOLDERS:
        for file in walk_files(root / part, root):
            if not is_hidden(file.name) and file.is_file():
                with suppress(LeadsOutError):
                    check_inside(root, file)
                    files[str(name_file(root, file))] = file.read_bytes()
    return files


def write_revision(root: Path, files: Mapping[str, bytes]) -> None:
    """Write *files*, by their paths, below *root*."""
    for part in FOLDERS:
        (root / part).mkdir()
    for path, content in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


_ALIKE = 0.6
"""From this share of equal lines on, a file that is gone and one that came are the same."""

_PREDECESSOR: KeyPath = ("agreement", "signed_after")
"""Where one partner file names another."""


def find_renames(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> dict[str, str]:
    """Return by the old id the new one of each partner that has another in *new* than in *old*."""
    gone, come = (
        sorted(filter(_is_partner, some.keys() - other.keys()))
        for some, other in ((old, new), (new, old))
    )
    renames: dict[str, str] = {}
    for path in gone:
        alike = [(_measure_likeness(old[path], new[other]), other) for other in come]
        likeness, best = max(alike, default=(0.0, ""))
        if likeness >= _ALIKE:
            renames[PurePosixPath(path).stem] = PurePosixPath(best).stem
            come.remove(best)
    return renames


def _is_partner(path: str) -> bool:
    return str(PurePosixPath(path).parent) == PARTNERS and path.endswith(".yaml")


def _measure_likeness(old: bytes, new: bytes) -> float:
    return SequenceMatcher(None, old.splitlines(), new.splitlines(), autojunk=False).ratio()


def rename_partners(files: Mapping[str, bytes], renames: Mapping[str, str]) -> dict[str, bytes]:
    """Return *files* with *renames* of partners, in their names and wherever one is named."""
    renamed = dict(files)
    for path in filter(_is_partner, files):
        file = PurePosixPath(path)
        content = _rename_predecessor(file, renamed.pop(path), renames)
        renamed[str(file.with_stem(renames.get(file.stem, file.stem)))] = content
    return renamed


def _rename_predecessor(path: PurePosixPath, content: bytes, renames: Mapping[str, str]) -> bytes:
    """Return the partner file *content*, which may name a partner that has another id now."""
    try:
        text = content.decode()
        named = parse_yaml(text.removeprefix("\ufeff"), path).find(_PREDECESSOR)
        if isinstance(named, str) and named in renames:
            return replace_scalar(text, _PREDECESSOR, renames[named]).encode()
    except (UnicodeDecodeError, ProblemsFound, CannotWrite):
        pass  # whoever loads the file tells
    return content


@dataclass(frozen=True)
class LoadedRevision:
    """A revision, loaded as far as can be."""

    workspace: Workspace
    problems: tuple[Problem, ...]
    """Those of files that could not be loaded: the other revision's stand in for them."""

    replaced: frozenset[str]
    """The files that others stand in for."""

    @property
    def unreadable(self) -> frozenset[str]:
        """The partners whose own files could not be loaded."""
        paths = {problem.where.path for problem in self.problems}
        return frozenset(path.stem for path in paths if path.parts[0] == PARTNERS)


_ROUNDS = 6
"""How often a revision is loaded at most: what is wrong in one file may hide what is in another."""


def load_revision(
    root: Path, files: Mapping[str, bytes], others: Mapping[str, bytes], revisions: Revisions
) -> LoadedRevision:
    """Return the revision in *root*, which has *files*.

    A file that cannot be loaded is replaced by that of the *others*, or left out where that cannot
    be either: so everything else is still compared, and only what differs is told.
    Raises ProblemsFound when not even that can be loaded.
    """
    problems: list[Problem] = []
    tried = dict(files)
    for _ in range(_ROUNDS):
        replaced = frozenset(p for p in {*files, *tried} if tried.get(p) != files.get(p))
        try:
            return LoadedRevision(load_workspace(root), tuple(dict.fromkeys(problems)), replaced)
        except ProblemsFound as found:
            problems += (p for p in found.problems if str(p.where.path) not in replaced)
            if not _replace_faulty(tried, others, {str(p.where.path) for p in found.problems}):
                break
            root = revisions.make_folder()
            write_revision(root, tried)
    raise ProblemsFound(problems)


def _replace_faulty(
    tried: dict[str, bytes], others: Mapping[str, bytes], faulty: Collection[str]
) -> bool:
    """Replace the *faulty* files of *tried*, or take them away; return whether any was."""
    before = dict(tried)
    missing = {path: data for path, data in others.items() if path not in tried}
    for path in faulty:
        if path in others and tried.get(path) != others[path]:
            tried[path] = others[path]
        elif path in tried and missing:
            # What the file names may be what is not there.
            tried |= {p: data for p, data in missing.items() if p not in tried}
        else:
            tried.pop(path, None)
    return tried != before

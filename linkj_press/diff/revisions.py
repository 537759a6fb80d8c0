"""The two revisions: where their files are read from, and how files and record differ."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType

from linkj_press.folder import (
    PARTNERS,
    TEMPLATES,
    LeadsOutError,
    check_inside,
    name_file,
    walk_files,
)
from linkj_press.language import Language
from linkj_press.message import Message, say, tame
from linkj_press.problem import suggest
from linkj_press.reading import KeyPath
from linkj_press.record import Bilingual, Partner
from linkj_press.record.ledger import Entry, Ledger
from linkj_press.workspace import git


@dataclass(frozen=True, slots=True, order=True)
class Hunk:
    """Lines of one file, one after the other, that differ between two revisions of it.

    A file that is no text differs as a whole and has no lines.
    """

    path: str
    """Relative to the workspace: ``templates/house/ja.md``."""

    new_start: int
    """The first line in the newer revision, or where lines were taken away, from 1."""

    old_start: int
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()

    @property
    def line(self) -> int:
        """The line at which to look: in the newer revision, where it has any of it."""
        return self.new_start if self.new or not self.old else self.old_start

    def holds_old(self, line: int) -> bool:
        """Return whether *line* of the older revision is one of its."""
        return self.old_start <= line < self.old_start + len(self.old)

    def holds_new(self, line: int) -> bool:
        """Return whether *line* of the newer revision is one of its."""
        return self.new_start <= line < self.new_start + len(self.new)


def find_hunks(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[Hunk]:
    """Return what differs between the files *old* and *new*, each by its path, in order."""
    hunks: list[Hunk] = []
    for path in sorted(old.keys() | new.keys()):
        before, after = old.get(path, b""), new.get(path, b"")
        if path not in old or path not in new or before != after:
            hunks += _compare(path, before, after)
    return hunks


def _compare(path: str, before: bytes, after: bytes) -> Iterator[Hunk]:
    try:
        old, new = _split(before), _split(after)
    except UnicodeDecodeError:
        yield Hunk(path, 1, 1)
        return
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield Hunk(path, c + 1, a + 1, tuple(old[a:b]), tuple(new[c:d]))


def apply_hunks(content: bytes, hunks: Iterable[Hunk]) -> str:
    """Return the text of a file that was *content* with *hunks* of its changes."""
    lines = _split(content)
    for hunk in sorted(hunks, key=lambda hunk: hunk.old_start, reverse=True):
        start = hunk.old_start - 1
        lines[start : start + len(hunk.old)] = hunk.new
    return "".join(f"{line}\n" for line in lines)


def _split(content: bytes) -> list[str]:
    """Return the lines of *content*, whatever ends them. Raises UnicodeDecodeError."""
    return content.decode("utf-8-sig").splitlines()


class Event(StrEnum):
    """What became of a partnership."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    """It has other facts, and perhaps another number."""

    SHIFTED = "shifted"
    """Only its number is another, since others came, went or changed places."""


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact of a partnership that is another now."""

    field: str
    """``signed``, ``kind``, ``country``, ``region``, ``name.ja``, ``items``, ``file``."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RecordChange:
    """What became of one partnership."""

    partner: str
    event: Event
    old_ordinal: int | None
    new_ordinal: int | None
    facts: tuple[FactChange, ...] = ()


FACT_PATHS: tuple[KeyPath, ...] = (
    *(("name",), ("renamed",), ("kind",), ("country",), ("region",)),
    *(("agreement", "signed"), ("agreement", "signed_after"), ("agreement", "items")),
)
"""Where a partner file has what the ledger, and so other releases, depend on."""


def compare_ledgers(old: Ledger, new: Ledger, renames: Mapping[str, str]) -> list[RecordChange]:
    """Return what became of each partnership that is not as it was, in the newer order.

    *renames* has the new id of each partner that has another; *old* has it already.
    """
    changes = [_compare_entries(entry.id, old.by_id.get(entry.id), entry) for entry in new.entries]
    named = {after: FactChange("file", before, after) for before, after in renames.items()}
    for index, entry in enumerate(new.entries):
        if entry.id in named:
            changes[index] = _add_fact(named[entry.id], changes[index], entry)
    gone = [
        _compare_entries(entry.id, entry, None)
        for entry in old.entries
        if entry.id not in new.by_id
    ]
    return [change for change in changes + gone if change]


def _compare_entries(partner: str, old: Entry | None, new: Entry | None) -> RecordChange | None:
    if old is None or new is None:
        event = Event.ADDED if old is None else Event.REMOVED
        return RecordChange(partner, event, _number(old), _number(new))
    facts = tuple(_compare_facts(old.partner, new.partner))
    if not facts and old.ordinal == new.ordinal:
        return None
    event = Event.CHANGED if facts else Event.SHIFTED
    return RecordChange(partner, event, old.ordinal, new.ordinal, facts)


def _add_fact(fact: FactChange, change: RecordChange | None, entry: Entry) -> RecordChange:
    """Return *change* with *fact*, or the change of *entry* that is that fact alone."""
    if change is None:
        return RecordChange(entry.id, Event.CHANGED, entry.ordinal, entry.ordinal, (fact,))
    return replace(change, event=Event.CHANGED, facts=(fact, *change.facts))


def _number(entry: Entry | None) -> int | None:
    return entry.ordinal if entry else None


def _compare_facts(old: Partner, new: Partner) -> Iterator[FactChange]:
    before, after = _list_facts(old), _list_facts(new)
    for field in before | after:
        one, other = before.get(field, ""), after.get(field, "")
        if one != other:
            yield FactChange(field, one, other)


def _list_facts(partner: Partner) -> dict[str, str]:
    names = [("name", partner.name), *((f"renamed {r.since}", r.name) for r in partner.renamed)]
    full = {
        f"{key}.{language}": name.full.get(language) or ""
        for key, name in names
        for language in Language
    }
    return {
        "signed": str(partner.agreement.signed),
        "kind": partner.kind,
        "country": partner.country,
        "region": partner.region or "",
        "signed_after": partner.agreement.signed_after or "",
        "items": ", ".join(map(_name_item, partner.agreement.items)),
        **full,
    }


def _name_item(item: str | Bilingual) -> str:
    """Return the key of *item*, or its own words."""
    return item if isinstance(item, str) else item.ja or item.en or ""


FOLDERS = (PARTNERS, TEMPLATES)


class RevisionUnknown(Exception):  # noqa: N818
    """There is no such revision; the message says why and what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, slots=True)
class Desk:
    """A revision of the desk, in a folder."""

    name: Message
    """As people call it: ``HEAD (990e4413)``, ``the working tree``."""

    root: Path
    commit: git.NamedCommit | None = None


class Revisions(AbstractContextManager["Revisions"]):
    """Opens revisions; what it unpacks of them is gone when it is left."""

    def __init__(self, root: Path | None) -> None:
        """Open revisions of the workspace *root*, when there is one."""
        self._root = root
        self._stack = ExitStack()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def open(self, name: str) -> Desk:
        """Return the desk that *name* names: a folder with a desk in it, or else a revision of git.

        Raises RevisionUnknown.
        """
        if not name.strip():
            raise RevisionUnknown(say("--from and --to take a revision, and this one is empty"))
        folder = Path(name)
        # A name that no folder can have may still be a revision.
        with suppress(OSError):
            if all((folder / part).is_dir() for part in FOLDERS):
                return Desk(say("{folder}", folder=tame(name)), folder.resolve())
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
            raise RevisionUnknown(_explain(self._root, name))
        return self._unpack(self._root, name, commit)

    def open_working_tree(self) -> Desk:
        """Return the desk as it stands in its folder. Raises RevisionUnknown."""
        if self._root is None:
            raise RevisionUnknown(
                say(
                    "this folder has no partners/ and templates/: go to the folder that has them,"
                    " or name two folders with --from and --to"
                )
            )
        return Desk(say("the working tree"), self._root)

    def make_folder(self) -> Path:
        """Return a new folder, which is gone when this is left."""
        return Path(self._stack.enter_context(TemporaryDirectory(prefix="linkj-press-")))

    def _unpack(self, root: Path, name: str, commit: git.NamedCommit) -> Desk:
        files = git.read_files(root, commit, FOLDERS)
        for part in FOLDERS:
            if not any(path.startswith(f"{part}/") for path in files):
                raise RevisionUnknown(
                    say("revision {name} has no files in {part}/ here", name=name, part=part)
                )
        folder = self.make_folder()
        write_desk(folder, files)
        label = say("{name} ({id})", name=tame(name), id=commit.id[:_SHORT])
        return Desk(label, folder, commit)


_SHORT = 8


def read_desk(root: Path) -> dict[str, bytes]:
    """Return the files of the desk *root*, by their path in it; hidden ones are none of them."""
    files: dict[str, bytes] = {}
    for part in FOLDERS:
        for file in walk_files(root / part):
            if not file.name.startswith((".", "~")) and file.is_file() and _is_inside(root, file):
                files[str(name_file(root, file))] = file.read_bytes()
    return files


def _is_inside(root: Path, file: Path) -> bool:
    with suppress(LeadsOutError):
        check_inside(root, file)
        return True
    return False


def write_desk(root: Path, files: dict[str, bytes]) -> None:
    """Write *files*, by their paths, below *root*."""
    for part in FOLDERS:
        (root / part).mkdir()
    for path, content in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _explain(root: Path, name: str) -> Message:
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
            hint = suggest(name, git.list_names(root)) or say("nothing is committed yet")
            return say("git knows no revision {name!r}: {hint}", name=name, hint=hint)

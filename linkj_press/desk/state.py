"""The desk: the workspace as it is on disk for all windows that are open on it, and what was done.

Nothing is known here that the files do not say; whatever changes on disk is read again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path, PurePosixPath
from threading import RLock
from typing import NamedTuple

from linkj_press.check import Checker
from linkj_press.desk.entries import ShownList
from linkj_press.desk.snapshot import Makers, Snapshot
from linkj_press.draft.drafting import Drafter
from linkj_press.folder import OUTPUT, PARTNERS, TEMPLATES
from linkj_press.language import Language
from linkj_press.life.states import Finals
from linkj_press.message import Message
from linkj_press.problem import Problem, ProblemsFound
from linkj_press.pull.files import Files
from linkj_press.reading import KeyPath
from linkj_press.record.copies import CopyRecord
from linkj_press.workspace.copies import Copies, CopyReader, change_note
from linkj_press.workspace.loading import WorkspaceReader
from linkj_press.workspace.spares import read_standing
from linkj_press.workspace.writing import Change, write_files


@dataclass(frozen=True)
class Clock:
    """What tells the time."""

    find_now: Callable[[], datetime]
    """Where the person is."""

    find_now_in_japan: Callable[[], datetime]
    """By which an embargo goes."""

    def find_today(self) -> date:
        """Return the day where the person is: an act is of it, where a person gives no other."""
        return self.find_now().date()


@dataclass(frozen=True)
class Edit:
    """What a person saw at a path of a partner file, and wrote there."""

    path: KeyPath
    was: str | None
    now: str | None
    """None is nothing, before or since."""


class NoteEdit(NamedTuple):
    """What is done to what is noted of a copy, as that stands then.

    Others note there too: what they did stays when this is taken back.
    """

    copy: PurePosixPath
    make: Callable[[CopyRecord], CopyRecord]
    undo: Callable[[CopyRecord], CopyRecord]


@dataclass(frozen=True, eq=False)
class Deed:
    """What a person did on the desk to files, so that it can be undone."""

    told: Message
    changes: Mapping[Path, Change]
    partner: str
    """On whose page it was done."""

    edits: Sequence[Edit] = ()
    """The values of the partner's file that were written, where it was these alone."""

    shown: ShownList | None = None
    """The list that they stand in, as it was left."""

    decided: str = ""
    """The SHA-256 of the file that came back, where it is what was decided of its differences.

    Where that changes nothing but what is noted, it is none that could be undone.
    """

    noted: NoteEdit | None = None
    """What is noted with it, of the copy that it is about."""


_MOST_DEEDS = 200
"""How many can be undone: each holds its files whole, before and after."""


class News(StrEnum):
    """What pages hear of."""

    STATE = "state"
    """The files are others now."""

    COUNTS = "counts"
    """It was looked how much is to be done about a release."""

    END = "end"
    """The desk is left."""


class FileRemark(NamedTuple):
    """A comment in a file that came back."""

    partner: str
    """Of the release that the file is of."""

    language: Language
    copy: PurePosixPath | None
    """As which the file had been sent."""

    key: str
    """What tells it from the others of its file, and from those of other files of the copy."""

    words: str
    """At which it stands."""

    told: str
    """Whose it is, and what it says."""

    way: str
    """Where it is dealt with."""

    is_done: bool
    """Whether Word says that it is done."""


class WaitingFile(NamedTuple):
    """A file that came back and is kept while somebody decides on it."""

    partner: str
    language: Language
    name: str
    """What it was called when it came."""

    digest: str
    """Its SHA-256."""

    way: str
    """Where it is decided on."""


class Desk:
    """One workspace, for all windows that are open on it."""

    def __init__(self, root: Path, clock: Clock) -> None:
        """Load the workspace *root*, or what is wrong with it."""
        self.root, self.clock = root, clock
        self.decided: set[str] = set()
        """The SHA-256 of the files that came back and were decided on, where that stands."""

        self._waiting: Sequence[WaitingFile] = ()
        """The files that came back and are kept, the last one last."""

        self._remarks: dict[str, Sequence[FileRemark]] = {}
        """All that reviewers remarked in each file that came back, the last file last."""

        self._deeds: list[Deed] = []
        self._listeners: list[Callable[[News], None]] = []
        self._lock = RLock()
        self._reader, self._copies = WorkspaceReader(root), CopyReader(root)
        self._finals = Finals(root, root / OUTPUT)
        self._snapshot = Snapshot(0, None, Copies())
        self.read_again()

    @property
    def current(self) -> Snapshot:
        """The files as they were when they were last read."""
        return self._snapshot

    def keep_waiting(self, files: Sequence[WaitingFile]) -> None:
        """Keep that *files*, and no others, came back and are kept."""
        self._waiting = files

    def list_waiting(self, partner: str) -> list[WaitingFile]:
        """Return the files of the release of *partner* that nobody has decided on."""
        return [
            each
            for each in self._waiting
            if each.partner == partner
            and each.digest not in self.decided
            and not self._snapshot.is_out(partner, each.language)
        ]

    def note_remarks(self, file: str, remarks: Sequence[FileRemark]) -> None:
        """Keep that *file* came back with *remarks*, in place of what was kept of it."""
        with self._lock:
            others = {key: kept for key, kept in self._remarks.items() if key != file}
            self._remarks = {**others, file: remarks}

    def list_remarks(self, partner: str) -> list[FileRemark]:
        """Return the comments on the release of *partner* that nobody has dealt with.

        What is in several files is as the last of them has it.
        """
        noted = self._snapshot.copies.noted
        every = [each for remarks in self._remarks.values() for each in remarks]
        own = {(each.language, each.copy, each.key): each for each in every}
        return [
            each
            for language in Language
            for each in own.values()
            if (each.partner, each.language) == (partner, language)
            and not (each.is_done or self._snapshot.is_out(partner, language))
            and not any(
                each.copy == copy.path and settled.is_of(each.key, each.told)
                for copy in noted
                for settled in copy.record.settled
            )
        ]

    def listen(self, listener: Callable[[News], None]) -> Callable[[], None]:
        """Let *listener* hear all news; return what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def read_again(self, changed: Collection[Path] = ()) -> Snapshot:
        """Return the files as they are now; those *changed* are known to be others."""
        inside = self._find_folders(changed)
        with self._lock:
            before = self._snapshot
            made, problems = self._load(before.made if TEMPLATES not in inside else None)
            now = made or before.made, self._copies.gather(), problems
            is_same = now == (before.made, before.copies, before.problems)
            if is_same and OUTPUT not in inside:
                return before
            number = before.number + 1
            # What was drafted and checked does not rest on what stands in the output; what is
            # compared with that does.
            self._snapshot = (
                replace(before, number=number, changed={})
                if is_same
                else Snapshot(number, *now, counts=dict(before.counts))
            )
            self._forget_deeds(now[1].by_release.keys() - before.copies.by_release.keys())
        self._tell(News.STATE)
        return self._snapshot

    def _find_folders(self, changed: Collection[Path]) -> Collection[str]:
        """Return in which folders files *changed*: it may be any, where one has another name.

        macOS names what is behind a link, as partners/ may be, by where it is itself.
        """
        if all(self.root in path.parents for path in changed):
            return {path.relative_to(self.root).parts[0] for path in changed}
        return PARTNERS, TEMPLATES, OUTPUT

    def _load(self, before: Makers | None) -> tuple[Makers | None, tuple[Problem, ...]]:
        """Return what works with the files, by what did *before*, or why they cannot be read."""
        try:
            workspace = self._reader.load()
        except ProblemsFound as found:
            return None, found.problems
        if before:
            return before.revise(workspace), ()
        return Makers(workspace, Drafter(workspace), Checker(workspace), self._finals), ()

    def close(self) -> None:
        """Let all who listen go."""
        self._tell(News.END)

    def count(self, snapshot: Snapshot, partner: str) -> None:
        """Look how much is to be done about the release of *partner*, and tell that it is known."""
        snapshot.check(partner)
        self._tell(News.COUNTS)

    def _tell(self, news: News) -> None:
        for listener in list(self._listeners):
            listener(news)

    def follow(self, changed: Collection[Path]) -> None:
        """Take in that files have *changed*; none where anything may have."""
        everything = [self.root / TEMPLATES, self.root / OUTPUT]
        seen = [path for path in changed or everything if not path.name.startswith(".")]
        if seen:
            self.read_again(seen)

    def open_files(self, partner: str) -> Files:
        """Return the partner files, that of *partner* as it is on disk now. Raises ProblemsFound.

        Whoever writes another is told there where it was changed.
        """
        now = self._snapshot
        is_known = not now.problems and partner in now.workspace.partners
        file = self.root / PARTNERS / f"{partner}.yaml"
        if not is_known or read_standing(file) != now.workspace.partners[partner].tree.content:
            now = self.read_again()
        if now.problems:
            raise ProblemsFound(now.problems)
        now.workspace.find_release(partner)
        return now.files

    def do(self, deed: Deed) -> None:
        """Do *deed*, which can be undone. Raises NotWritten."""
        with self._lock:
            noted = self._change_note(deed.noted, deed.noted.make) if deed.noted else {}
            if deed.changes or noted:
                self.write({**deed.changes, **noted})
            if deed.changes or (noted and not deed.decided):
                self._deeds = [*self._deeds, deed][-_MOST_DEEDS:]
            if deed.decided:
                self.decided.add(deed.decided)

    def _change_note(
        self, edit: NoteEdit, change: Callable[[CopyRecord], CopyRecord]
    ) -> dict[Path, Change]:
        """Return the *change* of what is noted of the copy of *edit*, none where that is gone."""
        found = (each for each in self._copies.gather().noted if each.path == edit.copy)
        copy = next(found, None)
        return change_note(self.root, copy, change(copy.record)) if copy else {}

    def write(self, changes: Mapping[Path, Change]) -> None:
        """Make *changes*, for good. Raises NotWritten."""
        with self._lock:
            write_files(changes)
            self.read_again(changes)

    def find_deed(self, partner: str) -> Deed | None:
        """Return what was done last on the page of *partner*, and not undone since."""
        with self._lock:  # one that is being done counts as soon as its files are written
            return next((deed for deed in reversed(self._deeds) if deed.partner == partner), None)

    def undo(self, deed: Deed, back: Mapping[Path, Change]) -> None:
        """Make the changes *back*, and forget *deed*, unless that was done. Raises NotWritten."""
        with self._lock:
            if deed in self._deeds:
                noted = self._change_note(deed.noted, deed.noted.undo) if deed.noted else {}
                self.write({**back, **noted})
                self._deeds.remove(deed)
                self.decided.discard(deed.decided)

    def _forget_deeds(self, out: Collection[tuple[str, Language]]) -> None:
        """Let nothing be undone on the pages of releases that have gone *out*, whoever noted it.

        What they rest on was perhaps noted on a page of no release: that stays, too.
        """
        if out:
            pages = {"", *(partner for partner, _ in out)}
            self._deeds = [deed for deed in self._deeds if deed.partner not in pages]

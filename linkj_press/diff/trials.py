"""Finds the causes of a change by trial: a release is drafted anew without each of the changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Any

from linkj_press.diff.passages import Passage, compare_documents
from linkj_press.diff.revisions import Hunk, apply_hunks, write_desk
from linkj_press.draft.document import Document
from linkj_press.draft.drafting import Drafter
from linkj_press.folder import PARTNERS, TEMPLATES
from linkj_press.language import Language
from linkj_press.problem import ProblemsFound
from linkj_press.reading import parse_yaml
from linkj_press.record import Loaded, make_record
from linkj_press.text.edits import Mark, Marked, cut_tokens
from linkj_press.workspace.loading import Workspace


@dataclass(frozen=True, slots=True)
class Why:
    """Why a passage is not as it was."""

    causes: tuple[Hunk, ...] = ()
    """The changes that make it what it is, or without which it would not be so; in order."""

    together: bool = False
    """Whether none of them makes any of the change alone."""

    open: tuple[Hunk, ...] = ()
    """The changes that may be causes too, and were not tried: there had been too many drafts."""

    @property
    def possible(self) -> Hunks:
        """The changes that are causes, or may be."""
        return frozenset((*self.causes, *self.open))


@dataclass
class _Found:
    """What trials told of some units, each a change or all changes of a file."""

    causes: list[Hunks] = field(default_factory=list)
    alone: bool = False
    """Whether one of them makes some of the change alone."""

    unclear: list[Hunks] = field(default_factory=list)
    """The units that neither come nor go alone: nothing could be drafted so."""

    untried: list[Hunks] = field(default_factory=list)


class CauseSearch:
    """The search for what changed one passage: the files first, then the changes in each."""

    def __init__(self, trials: Trials, text: Versions, passage: Passage, words: Hunks) -> None:
        """Search for the causes of *passage* of *text*; *words* brought or took words of it."""
        self._trials = trials
        self._text = text
        self._passage = passage
        self._words = words

    def run(self, suspects: Sequence[Hunk]) -> Why:
        """Return why the passage changed; *suspects* are the likeliest changes first."""
        by_path: dict[str, list[Hunk]] = {}
        for hunk in suspects:
            by_path.setdefault(hunk.path, []).append(hunk)
        files = self._find([frozenset(hunks) for hunks in by_path.values()])
        found = [files]
        for unit in files.causes:
            found.append(self._find([frozenset([hunk]) for hunk in suspects if hunk in unit]))
        # Two files that only together change it, or two changes of the one that does.
        together = found[-1] if len(files.causes) == 1 else files
        causes = _sort(unit for one in found[1:] for unit in one.causes)
        untried = _sort(unit for one in found for unit in one.untried)
        return Why(
            causes,
            not (together.alone or untried) and len(together.causes) > 1,
            tuple(hunk for hunk in untried if hunk not in causes),
        )

    def _find(self, units: Sequence[Hunks]) -> _Found:
        """Return which of *units* are causes: at least one is."""
        if len(units) == 1:
            return _Found([*units])
        found = self._try(units)
        for some in (found.unclear, found.untried):
            found.causes += [unit for unit in some if not unit.isdisjoint(self._words)]
        return found if found.causes or found.untried else self._reduce(units)

    def _reduce(self, units: Sequence[Hunks]) -> _Found:
        """Return *units* without those, the least likely first, that nothing is lost without."""
        applied, kept = self._trials.hunks, [*units]
        for unit in reversed(units):
            try:
                trial = self._make(applied - unit)
            except NoneLeft:
                return _Found(untried=kept)
            if trial and trial.is_new(self._passage):
                applied -= unit
                kept.remove(unit)
        return _Found(kept)

    def _make(self, applied: Hunks) -> Trial | None:
        return self._trials.make(self._text, applied)

    def _try(self, units: Sequence[Hunks]) -> _Found:
        """Return which of *units* changes the passage when it comes alone, or is left out alone."""
        found, passage = _Found(), self._passage
        for index, unit in enumerate(units):
            try:
                alone = self._make(unit)
                without = self._make(self._trials.hunks - unit)
            except NoneLeft:
                found.untried = list(units[index:])
                break
            makes = alone is not None and alone.makes(passage)
            undoes = without is not None and not without.is_new(passage)
            if makes or undoes:
                found.causes.append(unit)
                found.alone |= makes
            elif not (alone and without):
                found.unclear.append(unit)
            if alone and without and alone.is_new(passage) and without.is_old(passage):
                break  # It makes all of the change, and all others none.
        return found


def _sort(units: Iterable[Hunks]) -> tuple[Hunk, ...]:
    return tuple(sorted(set(chain.from_iterable(units))))


MOST_DRAFTS = 20
"""How many drafts a comparison makes at most to find causes."""

Files = Mapping[str, bytes]
Hunks = frozenset[Hunk]


class NoneLeft(Exception):  # noqa: N818
    """The comparison has made as many drafts as it may."""


@dataclass(frozen=True)
class Versions:
    """A release in one language, in both revisions."""

    partner: str
    language: Language
    old: Document
    new: Document


@dataclass(frozen=True)
class Trial:
    """A text with some of the changes, beside the text with none and with all of them."""

    from_old: tuple[Passage, ...]
    to_new: tuple[Passage, ...]

    def makes(self, passage: Passage) -> bool:
        """Return whether some of the change of *passage* is made."""
        wanted = _list_changed(passage)
        return any(
            one.moved if not wanted else not wanted.isdisjoint(_list_changed(one))
            for one in self.from_old
            if _is_of(passage, one)
        )

    def is_old(self, passage: Passage) -> bool:
        """Return whether *passage* is as it was in the old revision."""
        return not any(_is_of(passage, one) for one in self.from_old)

    def is_new(self, passage: Passage) -> bool:
        """Return whether *passage* is as it is in the new revision."""
        return not any(_is_of(passage, one) for one in self.to_new)


def _list_changed(passage: Passage) -> set[Marked]:
    return {piece for piece in passage.pieces if piece.mark is not Mark.SAME}


def _is_of(passage: Passage, other: Passage) -> bool:
    """Return whether *other* has words of *passage*; of a table, whole rows."""
    one, two = ({line for t in p.texts for line in t.split("\n") if line} for p in (passage, other))
    return not one.isdisjoint(two) and (other.moved or not passage.moved)


class Trials:
    """Drafts texts with some of the changes between two revisions of a desk."""

    def __init__(
        self,
        files: tuple[Files, Files],
        drafters: tuple[Drafter, Drafter],
        hunks: Iterable[Hunk],
        make_folder: Callable[[], Path],
    ) -> None:
        """Take *hunks* as what *files* differ in; both desks have the same of all else."""
        self.hunks = frozenset(hunks)
        self.files = files
        self.workspaces = drafters[0].workspace, drafters[1].workspace
        self.records = tuple(map(_list_records, self.workspaces))
        """The records of either revision, by the paths of their files."""

        self._drafters = drafters
        self._make_folder = make_folder
        self._by_path: dict[str, Hunks] = {}
        for hunk in self.hunks:
            self._by_path[hunk.path] = self._by_path.get(hunk.path, frozenset()) | {hunk}
        self._templates = frozenset(
            hunk
            for hunk in self.hunks
            if hunk.path.startswith(f"{TEMPLATES}/") and not self._is_record(hunk.path)
        )
        self._made: dict[tuple[str, Language, Hunks], Trial | None] = {}
        self._mix = cache(self._mix_desks)
        self._mix_templates = cache(self._write_templates)

    def make(self, text: Versions, applied: Hunks) -> Trial | None:
        """Return *text* with *applied* of the changes; None where it cannot be drafted so.

        Raises NoneLeft.
        """
        key = text.partner, text.language, applied
        if key not in self._made:
            if len(self._made) == MOST_DRAFTS:
                raise NoneLeft
            self._made[key] = self._make(text, applied)
        return self._made[key]

    def _make(self, text: Versions, applied: Hunks) -> Trial | None:
        try:
            drafter = self._mix(applied)
            if text.partner not in drafter.workspace.released:
                return None
            document = drafter.draft(text.partner, text.language)
        except ProblemsFound:
            return None
        return Trial(
            tuple(compare_documents(text.old, document, cut_tokens)),
            tuple(compare_documents(document, text.new, cut_tokens)),
        )

    def _mix_desks(self, applied: Hunks) -> Drafter:
        """Return the drafter of the desk with *applied*. Raises ProblemsFound."""
        paths = dict.fromkeys([*self.records[0], *self.records[1]])
        loaded = {path: self._load(path, applied) for path in paths}
        records = {PurePosixPath(path): record for path, record in loaded.items() if record}
        partners, house = (
            {path.stem: record for path, record in records.items() if path.parts[0] == folder}
            for folder in (PARTNERS, TEMPLATES)
        )
        old = self.workspaces[0]
        workspace = old.mix(partners, replace(old.house, **house))
        return self._mix_templates(applied & self._templates).revise(workspace)

    def _load(self, path: str, applied: Hunks) -> Loaded[Any] | None:
        """Return the record in the file *path* with *applied*. Raises ProblemsFound."""
        old, new = (records.get(path) for records in self.records)
        every = self._by_path.get(path, frozenset())
        chosen = every & applied
        if chosen and chosen != every:
            assert old
            text = apply_hunks(self.files[0][path], chosen)
            return make_record(parse_yaml(text, PurePosixPath(path)), type(old.record))
        return new if chosen else old

    def _write_templates(self, applied: Hunks) -> Drafter:
        """Return a drafter that has the templates with *applied*."""
        if applied in (frozenset(), self._templates):
            return self._drafters[bool(applied)]
        old, new = self.files
        files: dict[str, bytes] = {}
        for path in {*old, *new}:
            every = self._by_path.get(path, frozenset())
            chosen = every & applied
            if chosen and chosen != every:
                files[path] = apply_hunks(old[path], chosen).encode()
            elif path in (side := new if chosen else old):
                files[path] = side[path]
        folder = self._make_folder()
        write_desk(folder, {p: data for p, data in files.items() if p.startswith(f"{TEMPLATES}/")})
        return Drafter(replace(self.workspaces[0], root=folder))

    def _is_record(self, path: str) -> bool:
        return any(path in records for records in self.records)


def _list_records(workspace: Workspace) -> dict[str, Loaded[Any]]:
    house = workspace.house
    some = (house.issuer, house.terms, house.look, house.style, *workspace.partners.values())
    return {str(loaded.tree.name): loaded for loaded in some}

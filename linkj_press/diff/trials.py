"""Finds the causes of a change by trial: a release is drafted anew without each of the changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from linkj_press.diff.differences import Hunk, Why, apply_hunks
from linkj_press.diff.passages import PassageChange, compare_documents
from linkj_press.diff.revisions import write_revision
from linkj_press.draft.document import Document
from linkj_press.draft.drafting import Drafter
from linkj_press.folder import PARTNERS, TEMPLATES
from linkj_press.language import Language
from linkj_press.problem import ProblemsFound
from linkj_press.reading import parse_yaml
from linkj_press.record import Loaded, make_record
from linkj_press.text.edits import Mark, Marked, cut_tokens
from linkj_press.workspace.loading import Workspace


@dataclass
class _Found:
    """What trials told of some units, each a change or all changes of a file."""

    causes: list[Hunks] = field(default_factory=list)
    alone: bool = False
    """Whether one of them makes some of the change alone."""

    unclear: list[Hunks] = field(default_factory=list)
    """The units that neither come nor go alone: nothing could be drafted so."""

    untried: list[Hunks] = field(default_factory=list)


@dataclass(frozen=True)
class CauseSearch:
    """The search for what changed one passage: the files first, then the changes in each."""

    trials: Trials
    text: Versions
    passage: PassageChange
    words: Hunks
    """The changes that brought or took words of the passage."""

    def run(self, suspects: Sequence[Hunk]) -> Why:
        """Return why the passage changed; *suspects* are the likeliest changes first."""
        paths = dict.fromkeys(hunk.path for hunk in suspects)
        files = self._find_causes([frozenset(h for h in suspects if h.path == p) for p in paths])
        inner = [
            self._find_causes([frozenset([hunk]) for hunk in suspects if hunk in unit])
            for unit in files.causes
        ]
        # Two files that only together change it, or two changes of the one that does.
        together = inner[0] if len(files.causes) == 1 else files
        causes = {hunk for one in inner for unit in one.causes for hunk in unit}
        untried = {hunk for one in (files, *inner) for unit in one.untried for hunk in unit}
        return Why(
            tuple(sorted(causes)),
            not (together.alone or untried) and len(together.causes) > 1,
            tuple(sorted(untried - causes)),
        )

    def _find_causes(self, units: Sequence[Hunks]) -> _Found:
        """Return which of *units* are causes: at least one is."""
        if len(units) == 1:
            return _Found([*units])
        found = self._try_each(units)
        for some in (found.unclear, found.untried):
            found.causes += [unit for unit in some if not unit.isdisjoint(self.words)]
        return found if found.causes or found.untried else self._reduce(units)

    def _reduce(self, units: Sequence[Hunks]) -> _Found:
        """Return *units* without those, the least likely first, that nothing is lost without."""
        applied, kept = self.trials.hunks, [*units]
        for unit in reversed(units):
            try:
                trial = self.trials.make(self.text, applied - unit)
            except NoneLeft:
                return _Found(untried=kept)
            if trial and trial.is_new(self.passage):
                applied -= unit
                kept.remove(unit)
        return _Found(kept)

    def _try_each(self, units: Sequence[Hunks]) -> _Found:
        """Return which of *units* changes the passage when it comes alone, or is left out alone."""
        found, passage, every = _Found(), self.passage, self.trials.hunks
        for index, unit in enumerate(units):
            try:
                alone = self.trials.make(self.text, unit)
                without = self.trials.make(self.text, every - unit)
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


MOST_DRAFTS = 20
"""How many drafts a comparison makes at most to find causes."""

Files = Mapping[str, bytes]
Hunks = frozenset[Hunk]


class NoneLeft(Exception):  # noqa: N818
    """The comparison has made as many drafts as it may."""


class Versions(NamedTuple):
    """A release in one language, in both revisions."""

    old: Document
    new: Document


class Trial(NamedTuple):
    """A text with some of the changes, beside the text with none and with all of them."""

    from_old: Sequence[PassageChange]
    to_new: Sequence[PassageChange]

    def makes(self, passage: PassageChange) -> bool:
        """Return whether some of the change of *passage* is made."""
        wanted = _list_changed(passage)
        return any(
            one.moved if not wanted else not wanted.isdisjoint(_list_changed(one))
            for one in self.from_old
            if _is_of(passage, one)
        )

    def is_old(self, passage: PassageChange) -> bool:
        """Return whether *passage* is as it was in the old revision."""
        return not any(_is_of(passage, one) for one in self.from_old)

    def is_new(self, passage: PassageChange) -> bool:
        """Return whether *passage* is as it is in the new revision."""
        return not any(_is_of(passage, one) for one in self.to_new)


def _list_changed(passage: PassageChange) -> set[Marked]:
    return {piece for piece in passage.pieces if piece.mark is not Mark.SAME}


def _is_of(passage: PassageChange, other: PassageChange) -> bool:
    """Return whether *other* has words of *passage*; of a table, whole rows."""
    one, two = ({line for t in p.texts for line in t.split("\n") if line} for p in (passage, other))
    return not one.isdisjoint(two) and (other.moved or not passage.moved)


class Trials:
    """Drafts texts with some of the changes between two revisions of a workspace."""

    def __init__(
        self,
        files: tuple[Files, Files],
        drafters: tuple[Drafter, Drafter],
        hunks: Iterable[Hunk],
        make_folder: Callable[[], Path],
    ) -> None:
        """Take *hunks* as what *files* differ in; both have the same of all else."""
        self.hunks = frozenset(hunks)
        self.files = files
        self.workspaces = drafters[0].workspace, drafters[1].workspace
        self.records = tuple(map(_list_records, self.workspaces))
        """The records of either revision, by the paths of their files."""

        self._drafters = drafters
        self._make_folder = make_folder
        self.by_path: dict[str, list[Hunk]] = {}
        for hunk in sorted(self.hunks):
            self.by_path.setdefault(hunk.path, []).append(hunk)
        self._templates = frozenset(
            hunk
            for hunk in self.hunks
            if hunk.path.startswith(f"{TEMPLATES}/")
            and not any(hunk.path in records for records in self.records)
        )
        self._made: dict[tuple[str, Language, Hunks], Trial | None] = {}
        self._mix = cache(self._mix_records)
        self._mix_templates = cache(self._write_templates)

    def make(self, text: Versions, applied: Hunks) -> Trial | None:
        """Return *text* with *applied* of the changes; None where it cannot be drafted so.

        Raises NoneLeft.
        """
        key = text.new.partner, text.new.language, applied
        if key not in self._made:
            if len(self._made) == MOST_DRAFTS:
                raise NoneLeft
            self._made[key] = None
            with suppress(ProblemsFound):
                if document := self._draft(text.old, applied):
                    from_old = compare_documents(text.old, document, cut_tokens)
                    to_new = compare_documents(document, text.new, cut_tokens)
                    self._made[key] = Trial(from_old, to_new)
        return self._made[key]

    def _draft(self, old: Document, applied: Hunks) -> Document | None:
        if not applied:
            return old
        drafter = self._mix(applied)
        known = old.partner in drafter.workspace.released
        return drafter.draft(old.partner, old.language) if known else None

    def _mix_records(self, applied: Hunks) -> Drafter:
        paths = dict.fromkeys([*self.records[0], *self.records[1]])
        loaded = {path: self._load_record(path, applied) for path in paths}
        records = {PurePosixPath(path): record for path, record in loaded.items() if record}
        partners, house = (
            {path.stem: record for path, record in records.items() if path.parts[0] == folder}
            for folder in (PARTNERS, TEMPLATES)
        )
        old = self.workspaces[0]
        workspace = old.mix(partners, replace(old.house, **house))
        return self._mix_templates(applied & self._templates).revise(workspace)

    def _load_record(self, path: str, applied: Hunks) -> Loaded[Any] | None:
        side, mixed = self._mix_file(path, applied)
        if mixed is None:
            return self.records[side].get(path)
        model = type(self.records[0][path].record)
        return make_record(parse_yaml(mixed, PurePosixPath(path)), model)

    def _write_templates(self, applied: Hunks) -> Drafter:
        if applied in (frozenset(), self._templates):
            return self._drafters[bool(applied)]
        files: dict[str, bytes] = {}
        for path in {*self.files[0], *self.files[1]}:
            if path.startswith(f"{TEMPLATES}/"):
                side, mixed = self._mix_file(path, applied)
                if mixed is not None:
                    files[path] = mixed.encode()
                elif path in self.files[side]:
                    files[path] = self.files[side][path]
        folder = self._make_folder()
        write_revision(folder, files)
        return Drafter(replace(self.workspaces[0], root=folder))

    def _mix_file(self, path: str, applied: Hunks) -> tuple[int, str | None]:
        """Return which revision has the file *path* with *applied*, or else its text so."""
        every = frozenset(self.by_path.get(path, ()))
        chosen = every & applied
        mixed = apply_hunks(self.files[0][path], chosen) if chosen and chosen != every else None
        return bool(chosen), mixed


def _list_records(workspace: Workspace) -> dict[str, Loaded[Any]]:
    house = workspace.house
    some = (house.issuer, house.terms, house.look, house.style, *workspace.partners.values())
    return {str(loaded.tree.name): loaded for loaded in some}

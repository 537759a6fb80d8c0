"""Finds by trial which changes of files changed a passage of a release."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

from linkj_press.comparing.hunks import Hunk
from linkj_press.comparing.passages import Passage
from linkj_press.comparing.trials import Hunks, NoneLeft, Trial, Trials, Versions


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

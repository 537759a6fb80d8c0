"""The report: what changed between two revisions, as data to be shown in one form or another."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from linkj_press.comparing.comparison import Change, Fate, ReleaseChange
from linkj_press.comparing.edits import Piece
from linkj_press.comparing.excerpts import excerpt
from linkj_press.comparing.hunks import Hunk
from linkj_press.comparing.record import RecordChange
from linkj_press.comparing.search import Why
from linkj_press.folder import PARTNERS
from linkj_press.language import Language
from linkj_press.message import Message


@dataclass(frozen=True, slots=True)
class Finding:
    """A change that is the same in some releases: to be read once."""

    language: Language
    kind: str
    pieces: tuple[Piece, ...]
    """What changed and the words around."""

    moved: bool
    alone: bool
    why: Why


@dataclass(frozen=True)
class Report:
    """What changed between two revisions of a desk."""

    names: tuple[Message, Message]
    """What people call the revisions."""

    hunks: tuple[Hunk, ...]
    record: tuple[RecordChange, ...]
    of_record: Mapping[str, tuple[Hunk, ...]]
    """What changed the facts of each partner."""

    releases: tuple[ReleaseChange, ...]
    """One for each language, in the newer order."""

    faulty: Collection[str] = ()
    """The files with problems in one of the revisions: what changes of them do is not known."""

    @cached_property
    def findings(self) -> dict[Finding, list[str]]:
        """The changes, each once, in reading order; and the releases that it is in."""
        found: dict[Finding, list[str]] = {}
        for release in self.releases:
            for change in release.changes:
                partners = found.setdefault(_describe(change, release.language), [])
                if release.partner not in partners:
                    partners.append(release.partner)
        return found

    @cached_property
    def numbers(self) -> dict[Hunk, int]:
        """The number of each cause, from 1: what changes releases first, by file and line."""
        ordered = sorted(self.hunks, key=lambda hunk: (hunk not in self.reaching, hunk))
        return {hunk: number for number, hunk in enumerate(ordered, start=1)}

    @cached_property
    def reaching(self) -> frozenset[Hunk]:
        """What changes a release, brings it, or takes it away; and what might."""
        changed = {hunk for finding in self.findings for hunk in finding.why.possible}
        looks = {hunk for release in self.releases for hunk in release.looks}
        came = {f"{PARTNERS}/{r.partner}.yaml" for r in self.having(Fate.NEW, Fate.GONE)}
        others = {hunk for hunk in self.hunks if hunk.path in came or hunk.path in self.faulty}
        return frozenset(changed | looks | others)

    def reach_looks(self, hunk: Hunk) -> dict[str, list[Language]]:
        """Return the releases of which *hunk* changes the look, each with its languages."""
        reached: dict[str, list[Language]] = {}
        for release in self.releases:
            if hunk in release.looks:
                reached.setdefault(release.partner, []).append(release.language)
        return reached

    def reach(self, hunks: Sequence[Hunk]) -> dict[str, list[Language]]:
        """Return the releases that one of *hunks* changes, each with its languages."""
        reached: dict[str, list[Language]] = {}
        for release in self.releases:
            if any(hunk in change.why.causes for change in release.changes for hunk in hunks):
                reached.setdefault(release.partner, []).append(release.language)
        return reached

    def changes_of(self, hunk: Hunk) -> list[tuple[Finding, list[str]]]:
        """Return the changes that *hunk* is a cause of, and the releases that each is in."""
        return [(f, partners) for f, partners in self.findings.items() if hunk in f.why.causes]

    def having(self, *fates: Fate) -> list[ReleaseChange]:
        """Return the releases of which one of *fates* became, one for each language."""
        return [release for release in self.releases if release.fate in fates]


def _describe(change: Change, language: Language) -> Finding:
    passage = change.passage
    pieces = excerpt(passage.pieces, language)
    return Finding(language, passage.kind, pieces, passage.moved, change.alone, change.why)

"""The report: what changed between two revisions, as data to be shown in one form or another.

A passage is shortened to what changed in it and the words around.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from linkj_press.diff.comparison import Change, Fate, ReleaseChange
from linkj_press.diff.revisions import Hunk, RecordChange
from linkj_press.diff.trials import Why
from linkj_press.folder import PARTNERS
from linkj_press.language import Language
from linkj_press.message import Message
from linkj_press.text.edits import Mark, Marked, cut_characters

_AROUND = {Language.JA: 20, Language.EN: 40}
"""How many characters are shown before and after a change."""

ELLIPSIS = "…"


def excerpt(pieces: Sequence[Marked], language: Language) -> tuple[Marked, ...]:
    """Return *pieces*, those that stay cut down to what is near a change.

    Of many lines, which are the rows of a table that came or went, the first is shown; of words of
    which none changed, which only moved, the beginning.
    """
    last = len(pieces) - 1
    changed = any(piece.mark is not Mark.SAME for piece in pieces)
    return tuple(
        Marked(_shorten(piece.text, language, first=changed and n == 0, last=n == last), piece.mark)
        if piece.mark is Mark.SAME
        else Marked(_take_line(piece.text.rstrip() if n == last else piece.text), piece.mark)
        for n, piece in enumerate(pieces)
    )


def _take_line(text: str) -> str:
    first, *more = text.split("\n")
    return f"{first} {ELLIPSIS}" if more else first


def _shorten(text: str, language: Language, *, first: bool, last: bool) -> str:
    """Return the end of *text* when it is the *first*, its beginning when the *last*, or both."""
    around = _AROUND[language]
    text = text.rstrip() if last else text
    characters = cut_characters(text)
    if len(characters) <= around * (1 if first or last else 2) + len(ELLIPSIS):
        return text
    head = "" if first else _cut_word("".join(characters[: around + 1]), r"\s\S*$", language)
    tail = "" if last else _cut_word("".join(characters[-around - 1 :]), r"^\S*\s", language)
    return f"{head}{ELLIPSIS}{tail}"


def _cut_word(text: str, broken: str, language: Language) -> str:
    """Return *text* without the word that was cut, where words are set apart by spaces."""
    whole = re.sub(broken, "", text, count=1) if language is Language.EN else text
    return whole or text


@dataclass(frozen=True, slots=True)
class Finding:
    """A change that is the same in some releases: to be read once."""

    language: Language
    kind: str
    pieces: tuple[Marked, ...]
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

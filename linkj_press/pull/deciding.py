"""The differences of a draft that came back, for a person who decides, and what was decided.

Nothing is written by looking; what is decided is written as `pull` writes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import NamedTuple

from linkj_press.problem import Refused
from linkj_press.pull import list_remarks, pull_draft
from linkj_press.pull.approving import Consent, approve_quotes, ask_anew
from linkj_press.pull.files import Files, PullNote, Sort, name_filled
from linkj_press.pull.returned import Returned
from linkj_press.pull.spots import BothSides
from linkj_press.pull.values import Decision, Decisions, ValuePuller
from linkj_press.text.edits import Mark, mark_words
from linkj_press.word import Comment


@dataclass(frozen=True)
class DraftDifference:
    """What a draft that came back says otherwise than the one that went out."""

    note: PullNote
    can_take: bool
    """Whether its words can be taken over as they came back."""

    comments: tuple[Comment, ...]
    """What people remarked at its words."""

    words: str = ""
    """What a person goes on from who writes other words in its place."""

    @property
    def can_retype(self) -> bool:
        """Whether other words of a person can be taken over in its place."""
        return bool(self.note.key) and self.note.sort is not Sort.DONE

    def find_words(self, comment: Comment) -> str:
        """Return the words that *comment* stands at; ``""`` where they are all that changed."""
        words = comment.words.strip()
        changed = (
            "".join(each.text for each in self.note.pieces if each.mark is mark).strip()
            for mark in (Mark.GONE, Mark.COME)
        )
        return "" if words in changed else words


@dataclass(frozen=True)
class Remark:
    """A comment at words that did not change."""

    comment: Comment
    field: str
    """The field that the words are of, or ``""``."""


@dataclass(frozen=True)
class Review:
    """All that a person who has a draft back has to look at."""

    differences: Sequence[DraftDifference]
    remarks: Sequence[Remark]

    @property
    def keys(self) -> Set[str]:
        """The keys of the differences that can be decided on."""
        return {each.note.key for each in self.differences if each.can_retype}

    @property
    def seen(self) -> str:
        """What tells these differences from others, so that nothing is decided unseen."""
        told = [(d.note.key, d.note.sort.name, d.note.pieces, d.can_take) for d in self.differences]
        return sha256(repr(told).encode()).hexdigest()[:16]


_MOST_TRIED = 100
"""Of differences that wait for a decision; each release has to be drafted for it."""


def review_draft(returned: Returned, files: Files) -> Review:
    """Return what *returned* says otherwise, and what can be done. Raises ProblemsFound."""
    notes, pulled = pull_draft(returned, files, _ask_nobody)
    manifest = returned.manifest
    asked = ask_anew(notes, pulled, manifest.partner, manifest.language)
    notes = [note for note in asked if note.sort not in (Sort.COMMENT, Sort.SETTLED)]
    waiting = [n.key for n in notes if n.key and n.sort not in (Sort.WRITTEN, Sort.DONE)]
    takable = {key for key in waiting[:_MOST_TRIED] if _can_take(returned, files, key)}
    takable |= {note.key for note in notes if note.sort is Sort.WRITTEN}
    left = {id(comment): comment for comment in list_remarks(returned)}
    sides = ValuePuller(returned, files, _ask_nobody).list_sides()
    differences = []
    for note in notes:
        near = [each for each in left.values() if _is_at(each, note)]
        left = {id(each): each for each in left.values() if each not in near}
        differences.append(
            DraftDifference(
                note, note.key in takable, tuple(near), sides[note.key].both if note.key else ""
            )
        )
    return Review(differences, place_remarks(returned, left.values()))


def _ask_nobody(_note: PullNote, _edited: int, _places: int) -> bool:
    return False


def _can_take(returned: Returned, files: Files, key: str) -> bool:
    """Return whether the words that came back can stand in the field *key*: by trying."""
    notes = ValuePuller(returned, files, _ask_nobody, {key: Decision()}).pull()
    return any(note.sort is Sort.WRITTEN for note in notes)


def _is_at(comment: Comment, note: PullNote) -> bool:
    """Return whether *comment* stands at words of *note*, those that came or those that went."""
    texts = (
        "".join(each.text for each in note.pieces if each.mark is not mark)
        for mark in (Mark.GONE, Mark.COME)
    )
    return bool(comment.words) and any(comment.words in text for text in texts)


def place_remarks(returned: Returned, comments: Iterable[Comment]) -> list[Remark]:
    """Return *comments* of *returned*, each with the field that it is about."""
    return [Remark(each, _find_field(returned, each)) for each in comments]


def _find_field(returned: Returned, comment: Comment) -> str:
    """Return the field of the release at whose words *comment* stands, or ``""``."""
    partner = returned.manifest.partner
    for number, pieces in returned.pieces.items():
        value = returned.values[number]
        said = "".join(piece.standing for piece in pieces)
        if value.partner == partner and comment.words and comment.words in said:
            return name_filled(value, partner)
    return ""


class NotDecided(Refused):
    """What a person decided cannot be done as a whole; nothing of it was."""

    def __init__(self, note: PullNote) -> None:
        super().__init__(note.reason)
        self.field = note.key
        """The field whose words could not be approved; ``""`` where it is none of one alone."""


class ChangeCounts(NamedTuple):
    """How many changes of a draft that came back became what."""

    taken: int
    """Taken over as they came."""

    reworded: int
    """Taken over in other words."""

    left: int
    """Not taken over."""

    alike: int
    """Already so in the files."""


def count_outcomes(notes: Iterable[PullNote], left: Iterable[PullNote]) -> ChangeCounts:
    """Return how many changes were taken over, or so already, by *notes*, and how many *left*.

    What is among both was taken over in other words. An approval is no change.
    """
    notes, left = list(notes), list(left)
    written = [note for note in notes if note.sort is Sort.WRITTEN]
    keys = {note.key for note in written if note.key}
    reworded = sum(note.key in keys for note in left)
    alike = sum(note.sort is Sort.DONE for note in notes)
    return ChangeCounts(len(written) - reworded, reworded, len(left) - reworded, alike)


def leave_out_approved(notes: Iterable[PullNote], approved: Iterable[PullNote]) -> list[PullNote]:
    """Return *notes* without marks that await what was *approved*: they say nothing any more."""
    fields = {note.field for note in approved if note.sort is Sort.APPROVED}
    return [note for note in notes if note.field not in fields]


@dataclass(frozen=True)
class Decided:
    """What became of a draft that came back, once a person had decided."""

    files: Files
    taken: Sequence[PullNote]
    left: Sequence[PullNote]
    """What the partner may be told: it says otherwise, and was not taken over."""

    counts: ChangeCounts
    """How many of its changes are among these."""

    failed: Sequence[PullNote] = ()
    """What a person would have had taken over, and why it could not be."""


def decide(
    returned: Returned, files: Files, decisions: Decisions, consent: Consent | None
) -> Decided:
    """Return what becomes of *returned*, where *decisions*, and no others, are taken over.

    By *consent*, quotes are approved as the draft has them then. Raises NotDecided where an
    approval cannot be noted, and ProblemsFound.
    """
    join_lines = returned.manifest.language.join_lines
    typed = {
        key: join_lines(decision.words.strip())
        for key, decision in decisions.items()
        if decision.words is not None
    }
    before, _ = pull_draft(returned, files, _ask_nobody)
    done, changed = pull_draft(returned, files, _ask_nobody, decisions)
    approved: list[PullNote] = []
    if consent:
        day = consent.on.isoformat()
        approved, changed = approve_quotes(changed, returned, consent.by, day, done)
        for note in approved:
            if note.sort is Sort.UNDECIDED:
                raise NotDecided(note)
    became = {note.key: note for note in done if note.key}
    taken = [note for note in became.values() if note.sort is Sort.WRITTEN]
    sides = ValuePuller(returned, files, _ask_nobody).list_sides()
    left = [
        *_list_left(leave_out_approved(before, approved), became, sides),
        *_list_reworded(became.values(), typed, sides),
    ]
    passed = (Sort.WRITTEN, Sort.DONE)
    failed = [
        replace(note, pieces=mark_words("", typed[key])) if typed.get(key) else note
        for key, note in became.items()
        if key in decisions and note.sort not in passed
    ]
    alike = [note for note in before if note.sort is Sort.DONE]
    counts = count_outcomes([*taken, *alike], left)
    return Decided(changed, [*taken, *approved], left, counts, failed)


def _list_left(
    before: Sequence[PullNote], became: Mapping[str, PullNote], sides: Mapping[str, BothSides]
) -> Iterator[PullNote]:
    """Yield those of the differences *before* that still are, as they *became*."""
    passed = (Sort.DONE, Sort.COMMENT, Sort.SETTLED)
    for note in before:
        now = became.get(note.key, note) if note.key else note
        if note.sort not in passed and (note.key not in became or now.sort is not Sort.WRITTEN):
            side = sides.get(note.key)
            yield replace(now, pieces=mark_words(side.ours, side.theirs)) if side else now


def _list_reworded(
    became: Iterable[PullNote], typed: Mapping[str, str], sides: Mapping[str, BothSides]
) -> Iterator[PullNote]:
    """Yield those for which a person has *typed* other words than came back."""
    for note in became:
        words, theirs = typed.get(note.key), sides[note.key].theirs
        if note.sort is Sort.WRITTEN and words is not None and words != theirs:
            yield replace(note, pieces=mark_words(words, theirs))

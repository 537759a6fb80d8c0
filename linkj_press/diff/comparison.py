"""Compares two revisions of a desk: what changed in files and record, and in every release."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain

from linkj_press.diff.causes import Causes
from linkj_press.diff.passages import Passage, compare_documents
from linkj_press.diff.revisions import Hunk
from linkj_press.diff.trials import Versions, Why
from linkj_press.draft.alignment import JAPANESE_ONLY, align
from linkj_press.draft.document import Block, Document
from linkj_press.draft.drafting import Drafter
from linkj_press.language import Language
from linkj_press.problem import Problem, ProblemsFound
from linkj_press.text.edits import Cutter


class Fate(StrEnum):
    """What became of a release in one language."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"
    UNKNOWN = "unknown"
    """It cannot be drafted in one of the revisions."""


@dataclass(frozen=True, slots=True)
class Change:
    """A passage that changed, and why."""

    passage: Passage
    why: Why
    alone: bool
    """Whether the other language says there what it said before."""


@dataclass(frozen=True)
class ReleaseChange:
    """What became of a release in one language."""

    partner: str
    language: Language
    fate: Fate
    changes: tuple[Change, ...] = ()
    looks: tuple[Hunk, ...] = ()
    """What alters its look or its pictures, and no word."""

    documents: tuple[Document | None, Document | None] = field(default=(None, None), repr=False)
    """The old and the new release."""


Pair = tuple[Document | None, Document | None]
"""The old and the new release; None where there is none, or none that can be drafted."""

Explained = tuple[Passage, Why]


class Comparer:
    """Compares the releases of two revisions of a desk, one after the other."""

    def __init__(
        self,
        drafters: tuple[Drafter, Drafter],
        unreadable: Collection[str],
        causes: Causes,
        languages: Sequence[Language],
        cut: Cutter,
    ) -> None:
        """Compare the releases of *drafters*, but for the partners that are *unreadable*."""
        self._unreadable = unreadable
        self._drafters = drafters
        self._causes = causes
        self._languages = languages
        self._cut = cut
        self.problems: tuple[list[Problem], list[Problem]] = ([], [])
        """What kept releases from being drafted, in the old and in the new revision."""

    @property
    def released(self) -> list[str]:
        """The partners that have a release in either revision, in the newer order."""
        old, new = (drafter.workspace for drafter in self._drafters)
        return list(dict.fromkeys([*new.released, *old.released]))

    def compare(self, partner: str) -> Iterator[ReleaseChange]:
        """Yield what became of the release of *partner*, language by language."""
        drafts = {language: self._draft(partner, language) for language in self._languages}
        explained = {
            language: self._explain(partner, language, pair) for language, pair in drafts.items()
        }
        alone = _find_alone(drafts, explained)
        for language, pair in drafts.items():
            changes = tuple(
                Change(passage, why, id(passage) in alone) for passage, why in explained[language]
            )
            fate = self._tell_fate(partner, pair, changes)
            old, new = pair
            looks = self._causes.looks.explain(old, new) if old and new else ()
            yield ReleaseChange(partner, language, fate, changes, looks, pair)

    def _explain(self, partner: str, language: Language, pair: Pair) -> Sequence[Explained]:
        old, new = pair
        if old is None or new is None:
            return []
        passages = compare_documents(old, new, self._cut)
        whys = self._causes.explain(Versions(partner, language, old, new), passages)
        return list(zip(passages, whys, strict=True))

    def _draft(self, partner: str, language: Language) -> Pair:
        old, new = (self._draft_one(side, partner, language) for side in (0, 1))
        return old, new

    def _draft_one(self, side: int, partner: str, language: Language) -> Document | None:
        if partner in self._unreadable or not self._has_release(side, partner):
            return None
        try:
            return self._drafters[side].draft(partner, language)
        except ProblemsFound as found:
            self.problems[side].extend(found.problems)
            return None

    def _has_release(self, side: int, partner: str) -> bool:
        loaded = self._drafters[side].workspace.partners.get(partner)
        return loaded is not None and loaded.record.release is not None

    def _tell_fate(self, partner: str, pair: Pair, changes: Sequence[Change]) -> Fate:
        there = [self._has_release(side, partner) for side in (0, 1)]
        if there != [draft is not None for draft in pair]:
            return Fate.UNKNOWN
        if there == [True, True]:
            return Fate.CHANGED if changes else Fate.UNCHANGED
        return Fate.GONE if there[0] else Fate.NEW


def _find_alone(
    drafts: Mapping[Language, Pair], explained: Mapping[Language, Sequence[Explained]]
) -> set[int]:
    """Return the passages, by `id`, to which nothing in the other language corresponds.

    That does which was changed by the same cause, or by one that changed nothing here. Nothing is
    known when there is one language only.
    """
    if len(drafts) < len(Language):
        return set()
    every = list(chain(*explained.values()))
    of_block: dict[int, set[Hunk]] = {}
    for passage, why in every:
        for block in filter(None, passage.blocks):
            of_block.setdefault(id(block), set()).update(why.possible)
    others = _find_counterparts(drafts)
    alone: set[int] = set()
    for passage, why in every:
        block = passage.blocks[1] or passage.blocks[0]
        here, there = of_block[id(block)], of_block.get(id(others.get(id(block))))
        answered = there is not None and (there - here or there & why.possible)
        if not answered and passage.kind not in JAPANESE_ONLY:
            alone.add(id(passage))
    return alone


def _find_counterparts(drafts: Mapping[Language, Pair]) -> dict[int, Block | None]:
    """Return the counterpart of each block, by `id`, in the other language."""
    others: dict[int, Block | None] = {}
    for ja, en in zip(*(drafts[language] for language in Language), strict=True):
        for pair in align(ja, en) if ja and en else ():
            others |= {id(pair.ja): pair.en, id(pair.en): pair.ja}
    return others

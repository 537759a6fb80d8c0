"""The ledger: the partnerships in order of signing, and everything that follows from the order.

Ordinals never depend on what comes later, so the ledger is worked out once for all partners; as
of a release or a day it is a beginning of that one sequence.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from linkj_press.partial_date import PartialDate
from linkj_press.problem import ProblemsFound
from linkj_press.reading import Path
from linkj_press.records import Loaded, Name, Partner
from linkj_press.signing_order import settle_order

HOME_COUNTRY = "JP"
"""A partner from any other country is overseas, wherever its office is."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One partnership, at its place in the ledger."""

    id: str
    loaded: Loaded[Partner] = field(repr=False)
    ordinal: int
    """Which partnership it is, from 1."""

    kind_ordinal: int
    """Which of its kind it is, from 1."""

    follows: Entry | None = field(repr=False, compare=False)
    """The one of the same kind right before it; None for the first of a kind."""

    overseas_so_far: int
    """How many partners up to and including this one are overseas."""

    seen_from: date
    """The first day on which it counts: never before one that stands ahead of it."""

    @property
    def partner(self) -> Partner:
        """The record."""
        return self.loaded.record

    @property
    def signed(self) -> PartialDate:
        """The date of signing."""
        return self.partner.agreement.signed

    @property
    def overseas(self) -> bool:
        """Whether the partner's own country is another than the issuer's."""
        return self.partner.country != HOME_COUNTRY

    def name_path(self, day: date) -> Path:
        """Return the way, in the partner file, to the name that was in use on *day*."""
        path: Path = ("name",)
        for index, renaming in enumerate(self.partner.renamed):
            if renaming.since.first_day <= day:
                path = ("renamed", index, "name")
        return path

    def name_on(self, day: date) -> Name:
        """Return the name that was in use on *day*."""
        return self.partner.name_at(self.name_path(day))


@dataclass(frozen=True)
class Ledger:
    """The partnerships up to a point, in order of signing."""

    entries: tuple[Entry, ...]
    as_of: date

    @property
    def total(self) -> int:
        """How many partnerships there are."""
        return len(self.entries)

    @property
    def overseas(self) -> int:
        """How many of the partners are overseas."""
        return self.entries[-1].overseas_so_far if self.entries else 0

    @property
    def domestic(self) -> int:
        """How many of the partners are at home."""
        return self.total - self.overseas

    @cached_property
    def by_id(self) -> Mapping[str, Entry]:
        """The entries by the partner's id."""
        return {entry.id: entry for entry in self.entries}

    def on(self, day: date) -> Ledger:
        """Return the ledger of all that was signed on or before *day*."""
        size = bisect.bisect_right(self.entries, day, key=lambda entry: entry.seen_from)
        return replace(self, entries=self.entries[:size], as_of=day)

    def up_to(self, partner: str, day: date) -> Ledger:
        """Return the ledger up to and including *partner*, with names as they were on *day*."""
        return replace(self, entries=self.entries[: self.by_id[partner].ordinal], as_of=day)


def group_by_month(entries: Iterable[Entry]) -> list[tuple[PartialDate, tuple[Entry, ...]]]:
    """Return *entries*, which are in order, as months and the entries signed in each."""

    def month(entry: Entry) -> PartialDate:
        return PartialDate(entry.signed.year, entry.signed.month)

    return [(signed, tuple(group)) for signed, group in itertools.groupby(entries, key=month)]


def derive_ledger(partners: Mapping[str, Loaded[Partner]]) -> Ledger:
    """Return the ledger of *partners*, which may come in any order.

    Raises ProblemsFound when the order of signing is not settled or contradicts itself.
    """
    order, problems = settle_order(partners)
    if problems:
        raise ProblemsFound(problems)
    entries: list[Entry] = []
    last_of_kind: dict[str, Entry] = {}
    for loaded_id in order:
        loaded = partners[loaded_id]
        kind = loaded.record.kind
        before = entries[-1] if entries else None
        follows = last_of_kind.get(kind)
        first_day = loaded.record.agreement.signed.first_day
        entry = Entry(
            id=loaded_id,
            loaded=loaded,
            ordinal=len(entries) + 1,
            kind_ordinal=follows.kind_ordinal + 1 if follows else 1,
            follows=follows,
            overseas_so_far=(before.overseas_so_far if before else 0)
            + (loaded.record.country != HOME_COUNTRY),
            seen_from=max(before.seen_from, first_day) if before else first_day,
        )
        last_of_kind[kind] = entry
        entries.append(entry)
    renamed = [r.since.first_day for e in entries for r in e.partner.renamed]
    return Ledger(
        tuple(entries), max([e.seen_from for e in entries[-1:]] + renamed, default=date.min)
    )

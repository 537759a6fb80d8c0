"""The ledger as data for its page: partnerships with their releases, and how they came by year.

Numbers, names and totals are those that `linkj-press ledger` tells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from linkj_press.catalogue import Catalogue
from linkj_press.desk.snapshot import Snapshot
from linkj_press.desk.views import ReleaseLine
from linkj_press.message import Message, say, say_day
from linkj_press.record.ledger import Entry, Ledger, YearCount, count_years
from linkj_press.record.partner import Name
from linkj_press.show.ledger_table import tell_country, tell_kind, tell_life, tell_totals

_NAMED = 12
"""How many partners of one year are named in the timeline."""


@dataclass(frozen=True)
class LedgerFilter:
    """Which partnerships a person wants to see."""

    as_of: date | None = None
    kind: str = ""
    """A key of the kinds, or ``""`` for all."""

    where: str = ""
    """``overseas``, ``japan``, or ``""`` for both."""

    def lets(self, entry: Entry) -> bool:
        """Return whether *entry* is wanted."""
        is_there = not self.where or entry.overseas == (self.where == "overseas")
        return is_there and self.kind in ("", entry.partner.kind)


@dataclass(frozen=True)
class LedgerRow:
    """A partnership."""

    entry: Entry
    name: str
    other_names: Sequence[Message]
    """What it was called before, or is called now."""

    kind: Message
    country: str
    signed: Message
    since: Sequence[Message]
    """What became of it after it was signed."""

    releases: Sequence[ReleaseLine]


@dataclass(frozen=True)
class TimelineYear:
    """A year, and those who came in it."""

    counts: YearCount
    named: Sequence[LedgerRow]
    left: int
    """How many more there are."""


@dataclass(frozen=True)
class LedgerPage:
    """The ledger as of a day, and of it what is wanted."""

    snapshot: Snapshot
    wanted: LedgerFilter
    catalogue: Catalogue
    releases: Sequence[ReleaseLine]

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger as of the day."""
        whole = self.snapshot.workspace.ledger
        return whole.on(self.wanted.as_of) if self.wanted.as_of else whole

    @property
    def totals(self) -> Sequence[Message]:
        """How many partnerships of every kind there are, and how many are in force."""
        return tell_totals(self.ledger)

    @property
    def kinds(self) -> Mapping[str, str]:
        """What each kind is called, by its key."""
        kinds = self.snapshot.workspace.house.terms.record.kinds
        return {key: words.get(self.catalogue.language) or key for key, words in kinds.items()}

    @cached_property
    def rows(self) -> Sequence[LedgerRow]:
        """The partnerships, in order of signing."""
        return [self._make_row(entry) for entry in self.ledger.entries if self.wanted.lets(entry)]

    @property
    def years(self) -> Sequence[TimelineYear]:
        """The years from the first partnership to the last."""
        by_year: dict[int, list[LedgerRow]] = {}
        for row in self.rows:
            by_year.setdefault(row.entry.signed.year, []).append(row)
        years = []
        for counts in count_years(self._wanted_ledger):
            came = by_year.get(counts.year, [])
            years.append(TimelineYear(counts, came[:_NAMED], len(came[_NAMED:])))
        return years

    @property
    def _wanted_ledger(self) -> Ledger:
        """The ledger, of what is wanted alone."""
        return replace(self.ledger, entries=tuple(row.entry for row in self.rows))

    @cached_property
    def _releases(self) -> Mapping[str, Sequence[ReleaseLine]]:
        """The releases about each partner: one about several stands with each of them."""
        found: dict[str, list[ReleaseLine]] = {}
        for line in reversed(self.releases):
            for entry in self.snapshot.workspace.ledger.list_about(line.partner):
                found.setdefault(entry.id, []).append(line)
        return found

    def _make_row(self, entry: Entry) -> LedgerRow:
        language, terms = self.catalogue.language, self.snapshot.workspace.house.terms.record
        return LedgerRow(
            entry,
            self._names[entry.id],
            self._list_other_names(entry),
            tell_kind(entry, terms, language),
            tell_country(entry, terms, language),
            say_day(entry.signed),
            tell_life(entry, self.ledger.as_of, self._names),
            self._releases.get(entry.id, ()),
        )

    @cached_property
    def _names(self) -> Mapping[str, str]:
        """What each partner is called on the day."""
        entries, day = self.snapshot.workspace.ledger.entries, self.ledger.as_of
        return {entry.id: self._name(entry.name_on(day)) for entry in entries}

    def _list_other_names(self, entry: Entry) -> list[Message]:
        renamed = entry.partner.renamed
        names = [entry.partner.name, *(renaming.name for renaming in renamed)]
        others = []
        for before, renaming in zip(names, renamed, strict=False):
            month = say_day(renaming.since)
            if renaming.since.first_day <= self.ledger.as_of:
                others.append(say("until {month}: {name}", month=month, name=self._name(before)))
            else:
                now = self._name(renaming.name)
                others.append(say("from {month}: {name}", month=month, name=now))
        return others

    def _name(self, name: Name) -> str:
        language = self.catalogue.language
        return name.full.get(language) or name.full.get(language.other) or ""

"""The ledger: what follows from the order of signing, as of any day, and the facts of a release."""

from __future__ import annotations

import bisect
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

from linkj_press.message import say
from linkj_press.problem import Problem, ProblemsFound
from linkj_press.reading import KeyPath
from linkj_press.record import Issuer, Loaded, LoadedFurther, Look, Partner, Terms
from linkj_press.record.further import Correction, Renewal
from linkj_press.record.house import DatedEntry, KindTerms, StyleGuide
from linkj_press.record.order import find_groups, settle_order
from linkj_press.record.partner import Merger, Name, Release
from linkj_press.text.dates import PartialDate

HOME_COUNTRY = "JP"
"""A partner from any other country is overseas, wherever its office is."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One partnership, at its place in the ledger."""

    id: str
    loaded: Loaded[Partner] = field(repr=False)
    ordinal: int
    """Which partnership it is, from 1."""

    counts_as: str
    """The kind that it counts as: its own, or the one that counts together with it."""

    kind_ordinal: int
    """Which of that kind it is, from 1."""

    follows: Entry | None = field(repr=False, compare=False)
    """The one of that kind right before it, and before all it signed together with; None for the
    first of a kind."""

    together: tuple[str, ...]
    """The ids of all who signed together, itself among them, in order."""

    renewals: tuple[LoadedFurther, ...] = field(repr=False, compare=False)
    """The renewals of its agreement, in order."""

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

    def list_renewed(self, day: date) -> tuple[LoadedFurther, ...]:
        """Return the renewals until *day*."""
        return tuple(one for one in self.renewals if _signed(one) <= day)

    def ended_by(self, day: date) -> PartialDate | None:
        """Return when the partnership ended, if it had at the end of *day*.

        A renewal begins again what had ended. A term that has run out is no end: it may go on by
        itself, and only people know.
        """
        agreed = (self.loaded, *self.list_renewed(day))[-1]
        ended = agreed.record.ended
        return ended.on if ended and ended.on.first_day <= day else None

    def merged_by(self, day: date) -> Merger | None:
        """Return how it became part of another partner, if it had at the end of *day*."""
        merged = self.partner.merged
        return merged if merged and merged.on.first_day <= day else None

    def is_in_force(self, day: date) -> bool:
        """Return whether the partnership, which was signed by then, is in force on *day*."""
        return self.ended_by(day) is None and self.merged_by(day) is None

    def name_path(self, day: date) -> KeyPath:
        """Return the way, in the partner file, to the name that was in use on *day*."""
        path: KeyPath = ("name",)
        for index, renaming in enumerate(self.partner.renamed):
            if renaming.since.first_day <= day:
                path = ("renamed", index, "name")
        return path

    def name_on(self, day: date) -> Name:
        """Return the name that was in use on *day*."""
        return self.partner.name_at(self.name_path(day))


def _signed(loaded: Loaded[Partner]) -> date:
    return loaded.record.agreement.signed.first_day


@dataclass(frozen=True)
class Ledger:
    """The partnerships up to a point, in order of signing, as they stand on a day."""

    entries: tuple[Entry, ...]
    as_of: date
    further: Mapping[str, LoadedFurther] = field(default_factory=dict, compare=False)
    """The further files about these partnerships, by id."""

    @cached_property
    def corrections(self) -> Mapping[str, Correction]:
        """The corrections by id."""
        records = {id_: one.record for id_, one in self.further.items()}
        return {id_: one for id_, one in records.items() if isinstance(one, Correction)}

    @property
    def total(self) -> int:
        """How many partnerships have been concluded; it never falls."""
        return len(self.entries)

    @cached_property
    def in_force(self) -> tuple[Entry, ...]:
        """The partnerships that are in force."""
        return tuple(entry for entry in self.entries if entry.is_in_force(self.as_of))

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

    def find_successor(self, entry: Entry) -> Entry:
        """Return the partner that *entry* has become part of by now, or itself."""
        merged = entry.merged_by(self.as_of)
        into = self.by_id.get(merged.into) if merged else None
        return self.find_successor(into) if into else entry

    def list_about(self, id_: str) -> tuple[Entry, ...]:
        """Return the partnerships that the file *id_* is of: several who sign or renew together."""
        further = self.further.get(id_)
        if further is None:
            return tuple(map(self.by_id.__getitem__, self.by_id[id_].together))
        if isinstance(further.record, Correction):
            return self.list_about(further.record.corrects)
        return tuple(map(self.by_id.__getitem__, further.record.about))

    def list_once(self, entries: Iterable[Entry]) -> tuple[Entry, ...]:
        """Return *entries*, of partners that have become one by now only the first."""
        listed: dict[str, Entry] = {}
        for entry in entries:
            listed.setdefault(self.find_successor(entry).id, entry)
        return tuple(listed.values())

    def on(self, day: date) -> Ledger:
        """Return the ledger of all that was signed on or before *day*."""
        size = bisect.bisect_right(self.entries, day, key=lambda entry: entry.seen_from)
        return replace(self, entries=self.entries[:size], as_of=day)


def group_by_month(entries: Iterable[Entry]) -> list[tuple[PartialDate, tuple[Entry, ...]]]:
    """Return *entries*, which are in order, as months and the entries signed in each."""

    def month(entry: Entry) -> PartialDate:
        return PartialDate(entry.signed.year, entry.signed.month)

    return [(signed, tuple(group)) for signed, group in itertools.groupby(entries, key=month)]


class YearCount(NamedTuple):
    """How many partnerships a year brought."""

    year: int
    overseas: int
    domestic: int
    so_far: int
    """Of this and all earlier years."""

    in_force: int
    """How many of these are in force at its end, or on the day of the ledger."""


def count_years(ledger: Ledger) -> list[YearCount]:
    """Return every year of *ledger* from the first signing to the last event."""
    counts = Counter((entry.signed.year, entry.overseas) for entry in ledger.entries)
    years: list[YearCount] = []
    so_far = 0
    for year in range(ledger.entries[0].signed.year, _find_last_year(ledger) + 1) if counts else ():
        overseas, domestic = counts[year, True], counts[year, False]
        so_far += overseas + domestic
        in_force = len(ledger.on(min(date(year, 12, 31), ledger.as_of)).in_force)
        years.append(YearCount(year, overseas, domestic, so_far, in_force))
    return years


def _find_last_year(ledger: Ledger) -> int:
    """Return the year of the last signing, ending or merger."""
    day = ledger.as_of
    ended = [end.year for entry in ledger.entries if (end := entry.ended_by(day))]
    merged = [merger.on.year for entry in ledger.entries if (merger := entry.merged_by(day))]
    return max([ledger.entries[-1].signed.year, *ended, *merged])


def derive_ledger(
    partners: Mapping[str, Loaded[Partner]], kinds: Mapping[str, KindTerms] | None = None
) -> Ledger:
    """Return the ledger of *partners*, which may come in any order; *kinds* say what they count as.

    Raises ProblemsFound when the order of signing is not settled or contradicts itself.
    """
    further = {id_: one for id_, one in partners.items() if isinstance(one, LoadedFurther)}
    partners = {id_: one for id_, one in partners.items() if id_ not in further}
    problems = list(_check_mergers(partners))
    if problems:
        raise ProblemsFound(problems)
    entries = _Entries(partners, further, kinds or {}).make()
    last = entries[-1].seen_from if entries else date.min
    days = [day for each in (*partners.values(), *further.values()) for day in _list_days(each)]
    return Ledger(entries, max([last, *days]), further)


def _list_days(loaded: Loaded[Partner]) -> Iterator[date]:
    """Yield the days from which on something of *loaded* is otherwise, but for its signing."""
    record = loaded.record
    yield from (renaming.since.first_day for renaming in record.renamed)
    yield from (event.on.first_day for event in (record.ended, record.merged) if event)
    if isinstance(record, Renewal):
        yield record.agreement.signed.first_day


def _check_mergers(partners: Mapping[str, Loaded[Partner]]) -> Iterator[Problem]:
    """Yield a problem for each partner that becomes part of one that is none, or of itself."""
    for id_, loaded in partners.items():
        if not loaded.record.merged:
            continue
        passed, at = [id_], loaded
        while at.record.merged and at.record.merged.into in partners:
            passed.append(at.record.merged.into)
            at = partners[passed[-1]]
            if passed[-1] in passed[:-1]:
                message = say("these become part of each other: {names}", names=", ".join(passed))
                place = loaded.place("merged", "into")
                yield Problem("merged-in-a-circle", place, message, say("correct one of them"))
                break


class _Entries:
    """The entries of a ledger, as they are made one after the other."""

    def __init__(
        self,
        partners: Mapping[str, Loaded[Partner]],
        further: Mapping[str, LoadedFurther],
        kinds: Mapping[str, KindTerms],
    ) -> None:
        self._partners = partners
        self._groups = find_groups(partners)
        self._kinds = kinds
        self._renewals: dict[str, list[LoadedFurther]] = {}
        for _, one in sorted(further.items(), key=lambda item: (_signed(item[1]), item[0])):
            for partner in one.record.about if isinstance(one.record, Renewal) else ():
                self._renewals.setdefault(partner, []).append(one)

    def make(self) -> tuple[Entry, ...]:
        entries: list[Entry] = []
        last_of_kind: dict[str, Entry] = {}
        before_group: dict[str, Entry] = {}
        for partner in settle_order(self._partners):
            group = self._groups.get(partner, (partner,))
            if partner == group[0]:
                before_group = dict(last_of_kind)
            kind = self._count_as(self._partners[partner].record.kind)
            before = entries[-1] if entries else None
            entry = self._make_one(partner, before, last_of_kind.get(kind), before_group.get(kind))
            last_of_kind[kind] = entry
            entries.append(entry)
        return tuple(entries)

    def _make_one(
        self, partner: str, before: Entry | None, last: Entry | None, follows: Entry | None
    ) -> Entry:
        loaded = self._partners[partner]
        first_day, overseas = _signed(loaded), loaded.record.country != HOME_COUNTRY
        return Entry(
            id=partner,
            loaded=loaded,
            ordinal=before.ordinal + 1 if before else 1,
            counts_as=self._count_as(loaded.record.kind),
            kind_ordinal=last.kind_ordinal + 1 if last else 1,
            follows=follows,
            together=self._groups.get(partner, (partner,)),
            renewals=tuple(self._renewals.get(partner, ())),
            overseas_so_far=(before.overseas_so_far if before else 0) + overseas,
            seen_from=max(before.seen_from, first_day) if before else first_day,
        )

    def _count_as(self, kind: str) -> str:
        terms = self._kinds.get(kind)
        return terms.counts_as or kind if terms else kind


@dataclass(frozen=True)
class House:
    """What the house holds."""

    issuer: Loaded[Issuer]
    terms: Loaded[Terms]
    look: Loaded[Look]
    style: Loaded[StyleGuide]


@dataclass(frozen=True)
class ReleaseFacts:
    """The facts of one release, as of its date."""

    id: str
    """The release's: the partner's, or that of a further file."""

    announced: Loaded[Partner]
    """The file that has the release."""

    agreed: Loaded[Partner]
    """The file that has the agreement that the release is about."""

    agreed_id: str
    """The id of that file: the partner's, or that of a renewal."""

    release: Release
    entries: tuple[Entry, ...]
    """The partnerships that are announced: several where these sign together."""

    ledger: Ledger
    """Up to and including those that are announced, as of the day of the release."""

    whole: Ledger
    """With those after them too: no release may know of them, but a mistake may name one."""

    house: House

    @property
    def entry(self) -> Entry:
        """The partnership that is announced, or the first of those."""
        return self.entries[0]

    @property
    def partner(self) -> Loaded[Partner]:
        """The file of that partnership."""
        return self.entry.loaded

    @property
    def renews(self) -> bool:
        """Whether it is about a renewal."""
        return self.agreed_id != self.entry.id

    @property
    def day(self) -> date:
        """The day of the release."""
        return self.release.date

    @property
    def own(self) -> set[str]:
        """The ids of the files that it is about."""
        return {self.id, self.agreed_id, *(entry.id for entry in self.entries)}

    @property
    def earlier(self) -> tuple[Entry, ...]:
        """The partnerships that are not announced, in order."""
        announced = {entry.id for entry in self.entries}
        return tuple(entry for entry in self.ledger.entries if entry.id not in announced)

    @cached_property
    def known(self) -> Ledger:
        """The whole ledger as of the day of the release."""
        return replace(self.whole, as_of=self.day)


def gather_facts(partner: str, ledger: Ledger, house: House) -> ReleaseFacts:
    """Return the facts of the release of *partner*, which must have one.

    That of a correction is of the same agreement as the release that it corrects.
    """
    announced = ledger.further.get(partner)
    correction = ledger.corrections.get(partner)
    agreed_id = correction.corrects if correction else partner
    renewed = ledger.further.get(agreed_id)
    group = ledger.list_about(partner)
    agreed = renewed or ledger.by_id[agreed_id].loaded
    release = (announced or agreed).record.release
    if release is None:
        raise ValueError(f"{partner} has no release")
    known = ledger.entries[: group[-1].ordinal]
    if renewed:
        signed = renewed.record.agreement.signed
        known = ledger.on(signed.first_day if signed.day else release.date).entries
    seen = replace(ledger, entries=known, as_of=release.date)
    return ReleaseFacts(
        partner, announced or agreed, agreed, agreed_id, release, group, seen, ledger, house
    )


def find_in_force(entries: Sequence[DatedEntry], day: date) -> int | None:
    """Return the index of the entry that is in force on *day*, or None."""
    started = [index for index, entry in enumerate(entries) if entry.since <= day]
    if not started:
        return None
    latest = max(started, key=lambda index: entries[index].since)
    return latest if entries[latest].covers(day) else None


def select_region(entries: Iterable[Entry], region: str) -> tuple[Entry, ...]:
    """Return those of *entries* whose partner belongs to *region*."""
    return tuple(entry for entry in entries if entry.partner.region == region)

"""The ledger: the order of signing, what follows from it, and the facts of one release."""

from __future__ import annotations

import bisect
import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

from linkj_press.message import Message, phrase, say
from linkj_press.problem import Place, Problem, ProblemsFound
from linkj_press.reading import KeyPath
from linkj_press.record import Issuer, Loaded, LoadedCorrection, Look, Partner, Terms
from linkj_press.record.house import DatedEntry, StyleGuide
from linkj_press.record.partner import Correction, Name, Release
from linkj_press.text.dates import PartialDate

_CHANGE_ONE = say("change one of the two")


def _settle_order(partners: Mapping[str, Loaded[Partner]]) -> list[str]:
    """Return the ids in order of signing. Raises ProblemsFound when it is not settled."""
    months: dict[tuple[int, int], list[str]] = {}
    for partner, loaded in partners.items():
        signed = loaded.record.agreement.signed
        months.setdefault((signed.year, signed.month), []).append(partner)
    order: list[str] = []
    problems: list[Problem] = []
    for month in sorted(months):
        ids, found = _Month(partners, sorted(months[month])).order()
        order += ids
        problems += found
    problems = problems or _check_claims(order, partners)
    if problems:
        raise ProblemsFound(problems)
    return order


class _Month:
    """The partnerships signed in one month: by day where the days tell, else by `signed_after`."""

    def __init__(self, partners: Mapping[str, Loaded[Partner]], ids: list[str]) -> None:
        self._partners = partners
        self._ids = ids
        self._members = frozenset(ids)
        self._next: dict[str, str] = {}
        self._problems: list[Problem] = []

    def order(self) -> tuple[list[str], list[Problem]]:
        free = [partner for partner in self._ids if not self._settle(partner)]
        chains = [self._follow(partner) for partner in free]
        chains.sort(key=lambda chain: (self._days(chain)[:1], chain))
        for earlier, later in itertools.pairwise(chains):
            days = self._days(earlier)
            if not days or days[-1:] == self._days(later)[:1]:
                self._report_tie(earlier[-1], later[0])
        if not self._problems:
            for target, partner in self._next.items():
                words = phrase("come after each other ({partner}, {target})")
                claim = say(words, partner=partner, target=target)
                self._report(partner, target, "order-contradicts", claim)
        return [partner for chain in chains for partner in chain], self._problems

    def _follow(self, partner: str) -> list[str]:
        chain = [partner]
        while chain[-1] in self._next:
            chain.append(self._next.pop(chain[-1]))
        return chain

    def _settle(self, partner: str) -> bool:
        """Note whom *partner* comes after in this month; return whether it does say so."""
        target = self._partners[partner].record.agreement.signed_after
        if target is None or target not in self._members:
            return False
        if target in self._next:
            claim = say("both claim the place after {target!r} in the ledger", target=target)
            self._report(partner, self._next[target], "same-place", claim)
        else:
            self._next[target] = partner
        return True

    def _days(self, chain: list[str]) -> list[int]:
        days = (self._partners[partner].record.agreement.signed.day for partner in chain)
        return [day for day in days if day]

    def _report_tie(self, one: str, other: str) -> None:
        signed, later = (self._partners[p].record.agreement.signed for p in (one, other))
        same_day = signed == later and signed.day
        month = f"{signed.year}-{signed.month:02}"
        when = say("on {day}", day=signed) if same_day else say("in {month}", month=month)
        claim = say("were both signed {when}, and nothing says which came first", when=when)
        hint = say(
            "correct a date, or write `signed_after: {partner}` under `agreement` of the later one",
            partner=one,
        )
        self._report(other, one, "unsettled-order", claim, hint)

    def _report(
        self, partner: str, other: str, code: str, claim: Message, hint: Message = _CHANGE_ONE
    ) -> None:
        where, there = (_claim_place(self._partners[each]) for each in (partner, other))
        message = say("{path} and {there} {claim}", path=where.path, there=there, claim=claim)
        self._problems.append(Problem(code, where, message, hint))


def _claim_place(loaded: Loaded[Partner]) -> Place:
    """Return where *loaded* says when it was signed: the follow-up if it has one, else the date."""
    after = loaded.record.agreement.signed_after
    return loaded.place("agreement", "signed_after" if after else "signed")


def _check_claims(order: list[str], partners: Mapping[str, Loaded[Partner]]) -> list[Problem]:
    """Return a problem for each `signed_after` and each date that the order contradicts."""
    problems = []
    latest: Loaded[Partner] | None = None
    for before, partner in zip(["", *order], order, strict=False):
        loaded = partners[partner]
        signed, claimed = loaded.record.agreement.signed, loaded.record.agreement.signed_after
        if claimed and claimed in partners and claimed != before:
            words = phrase("{one} is put right after {other}, but the dates say otherwise")
            problems.append(_tell_contradiction(loaded, partners[claimed], words))
        elif latest and _is_later(latest.record.agreement.signed, signed):
            words = phrase("{one} is put after {other}, but the dates say otherwise")
            problems.append(_tell_contradiction(loaded, latest, words))
        # Of a month that has a day already, the month alone tells nothing.
        if latest is None or signed.day or not _share_month(signed, latest.record.agreement.signed):
            latest = loaded
    return problems


def _is_later(one: PartialDate, other: PartialDate) -> bool:
    """Return whether *one* is later than *other*, as far as both tell."""
    if not _share_month(one, other):
        return one.first_day > other.first_day
    return bool(one.day and other.day and one.day > other.day)


def _share_month(one: PartialDate, other: PartialDate) -> bool:
    return (one.year, one.month) == (other.year, other.month)


def _tell_contradiction(loaded: Loaded[Partner], other: Loaded[Partner], words: str) -> Problem:
    signed, other_signed = loaded.record.agreement.signed, other.record.agreement.signed
    place = other.place("agreement", "signed")
    one = say("{path} (signed {day})", path=loaded.tree.name, day=signed)
    there = say("{place} (signed {day})", place=place, day=other_signed)
    hint = say("correct one of the dates, or `signed_after`")
    where, message = _claim_place(loaded), say(words, one=one, other=there)
    return Problem("order-contradicts", where, message, hint)


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


@dataclass(frozen=True)
class Ledger:
    """The partnerships up to a point, in order of signing."""

    entries: tuple[Entry, ...]
    as_of: date
    corrections: Mapping[str, Loaded[Correction]] = field(default_factory=dict, compare=False)
    """The files of further releases about these partnerships, by id."""

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


def count_years(entries: Sequence[Entry]) -> list[YearCount]:
    """Return every year from the first of *entries*, which are in order, to the last."""
    counts = Counter((entry.signed.year, entry.overseas) for entry in entries)
    years: list[YearCount] = []
    so_far = 0
    for year in range(entries[0].signed.year, entries[-1].signed.year + 1) if entries else ():
        overseas, domestic = counts[year, True], counts[year, False]
        so_far += overseas + domestic
        years.append(YearCount(year, overseas, domestic, so_far))
    return years


def derive_ledger(partners: Mapping[str, Loaded[Partner]]) -> Ledger:
    """Return the ledger of *partners*, which may come in any order.

    Raises ProblemsFound when the order of signing is not settled or contradicts itself.
    """
    entries: list[Entry] = []
    last_of_kind: dict[str, Entry] = {}
    further = {id_: one for id_, one in partners.items() if isinstance(one, LoadedCorrection)}
    partners = {id_: one for id_, one in partners.items() if id_ not in further}
    for partner in _settle_order(partners):
        loaded = partners[partner]
        kind = loaded.record.kind
        before = entries[-1] if entries else None
        follows = last_of_kind.get(kind)
        first_day = loaded.record.agreement.signed.first_day
        entry = Entry(
            id=partner,
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
    days = [r.since.first_day for e in entries for r in e.partner.renamed]
    days += [e.seen_from for e in entries[-1:]]
    return Ledger(tuple(entries), max(days, default=date.min), further)


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
    """The release's: the partner's, or that of a correction."""

    partner: Loaded[Partner]
    announced: Loaded[Partner]
    """The file that has the release: the partner's, or that of a correction."""

    release: Release
    entry: Entry
    """The partnership that is announced."""

    ledger: Ledger
    """Up to and including the partnership that is announced."""

    whole: Ledger
    """With those after it too: no release may know of them, but a mistake may name one."""

    house: House

    @property
    def day(self) -> date:
        """The day of the release."""
        return self.release.date

    @property
    def earlier(self) -> tuple[Entry, ...]:
        """The partnerships before the one that is announced, in order."""
        return self.ledger.entries[:-1]


def gather_facts(partner: str, ledger: Ledger, house: House) -> ReleaseFacts:
    """Return the facts of the release of *partner*, which must have one.

    That of a correction is of the same partnership as the release that it corrects.
    """
    further = ledger.corrections.get(partner)
    entry = ledger.by_id[further.record.corrects if further else partner]
    announced = further or entry.loaded
    release = announced.record.release
    if release is None:
        raise ValueError(f"{partner} has no release")
    known = replace(ledger, entries=ledger.entries[: entry.ordinal], as_of=release.date)
    return ReleaseFacts(partner, entry.loaded, announced, release, entry, known, ledger, house)


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

"""Release facts: all that one release may say, gathered and dated, before any wording."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from linkj_press.ledger import Entry, Ledger
from linkj_press.records import Dated, Issuer, Loaded, Look, Partner, Release, Style, Terms


@dataclass(frozen=True)
class House:
    """What the house holds."""

    issuer: Loaded[Issuer]
    terms: Loaded[Terms]
    look: Loaded[Look]
    style: Loaded[Style]


@dataclass(frozen=True)
class ReleaseFacts:
    """The facts of one release, as of its date."""

    partner: Loaded[Partner]
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
    """Return the facts of the release of *partner*, which must have one."""
    entry = ledger.by_id[partner]
    release = entry.partner.release
    if release is None:
        raise ValueError(f"{partner} has no release")
    known = ledger.up_to(partner, release.date)
    return ReleaseFacts(entry.loaded, release, entry, known, ledger, house)


def find_in_force(entries: Sequence[Dated], day: date) -> int | None:
    """Return the index of the entry that is in force on *day*, or None."""
    started = [index for index, entry in enumerate(entries) if entry.since <= day]
    if not started:
        return None
    latest = max(started, key=lambda index: entries[index].since)
    return latest if entries[latest].covers(day) else None


def select_region(entries: Iterable[Entry], region: str) -> tuple[Entry, ...]:
    """Return those of *entries* whose partner belongs to *region*."""
    return tuple(entry for entry in entries if entry.partner.region == region)

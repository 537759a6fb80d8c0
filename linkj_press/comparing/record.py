"""What changed in the record: partnerships that came, went, or have other facts or numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from linkj_press.language import Language
from linkj_press.ledger import Entry, Ledger
from linkj_press.reading import Path
from linkj_press.records import Bilingual, Partner


class Event(StrEnum):
    """What became of a partnership."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    """It has other facts, and perhaps another number."""

    SHIFTED = "shifted"
    """Only its number is another, since others came, went or changed places."""


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact of a partnership that is another now."""

    field: str
    """``signed``, ``kind``, ``country``, ``region``, ``name.ja``, ``items``, ``file``."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RecordChange:
    """What became of one partnership."""

    partner: str
    event: Event
    old_ordinal: int | None
    new_ordinal: int | None
    facts: tuple[FactChange, ...] = ()


FACT_PATHS: tuple[Path, ...] = (
    *(("name",), ("renamed",), ("kind",), ("country",), ("region",)),
    *(("agreement", "signed"), ("agreement", "signed_after"), ("agreement", "items")),
)
"""Where a partner file has what the ledger, and so other releases, depend on."""


def compare_ledgers(old: Ledger, new: Ledger, renames: Mapping[str, str]) -> list[RecordChange]:
    """Return what became of each partnership that is not as it was, in the newer order.

    *renames* has the new id of each partner that has another; *old* has it already.
    """
    changes = [_compare(entry.id, old.by_id.get(entry.id), entry) for entry in new.entries]
    named = {after: FactChange("file", before, after) for before, after in renames.items()}
    for index, entry in enumerate(new.entries):
        if entry.id in named:
            changes[index] = _add_fact(named[entry.id], changes[index], entry)
    gone = [_compare(entry.id, entry, None) for entry in old.entries if entry.id not in new.by_id]
    return [change for change in changes + gone if change]


def _compare(partner: str, old: Entry | None, new: Entry | None) -> RecordChange | None:
    if old is None or new is None:
        event = Event.ADDED if old is None else Event.REMOVED
        return RecordChange(partner, event, _number(old), _number(new))
    facts = tuple(_compare_facts(old.partner, new.partner))
    if not facts and old.ordinal == new.ordinal:
        return None
    event = Event.CHANGED if facts else Event.SHIFTED
    return RecordChange(partner, event, old.ordinal, new.ordinal, facts)


def _add_fact(fact: FactChange, change: RecordChange | None, entry: Entry) -> RecordChange:
    """Return *change* with *fact*, or the change of *entry* that is that fact alone."""
    if change is None:
        return RecordChange(entry.id, Event.CHANGED, entry.ordinal, entry.ordinal, (fact,))
    return replace(change, event=Event.CHANGED, facts=(fact, *change.facts))


def _number(entry: Entry | None) -> int | None:
    return entry.ordinal if entry else None


def _compare_facts(old: Partner, new: Partner) -> Iterator[FactChange]:
    before, after = _list_facts(old), _list_facts(new)
    for field in before | after:
        one, other = before.get(field, ""), after.get(field, "")
        if one != other:
            yield FactChange(field, one, other)


def _list_facts(partner: Partner) -> dict[str, str]:
    names = [("name", partner.name), *((f"renamed {r.since}", r.name) for r in partner.renamed)]
    full = {
        f"{key}.{language}": name.full.get(language) or ""
        for key, name in names
        for language in Language
    }
    return {
        "signed": str(partner.agreement.signed),
        "kind": partner.kind,
        "country": partner.country,
        "region": partner.region or "",
        "signed_after": partner.agreement.signed_after or "",
        "items": ", ".join(map(_name_item, partner.agreement.items)),
        **full,
    }


def _name_item(item: str | Bilingual) -> str:
    """Return the key of *item*, or its own words."""
    return item if isinstance(item, str) else item.ja or item.en or ""

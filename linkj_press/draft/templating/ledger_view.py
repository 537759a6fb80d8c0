"""The ledger as templates see it: partnerships in order, and the figures that follow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from linkj_press.draft.document import LedgerSource
from linkj_press.draft.marks import Fill
from linkj_press.draft.templating.values import (
    Absent,
    Day,
    Listing,
    Number,
    TemplateFault,
    Unprintable,
)
from linkj_press.draft.templating.view import Origin, Scope, convert, make_unset
from linkj_press.message import say
from linkj_press.problem import suggest
from linkj_press.record.ledger import Entry, ReleaseFacts, group_by_month, select_region
from linkj_press.record.partner import Agreement
from linkj_press.record.values import Bilingual

_SHOWN = 60
"""How much of what is no id a message shows."""


def find_term(scope: Scope, table: str, key: str) -> object:
    """Return the house's *table* entry of *key*: the name of a kind, a country, a region."""
    if (table, key) not in scope.terms:
        terms = scope.facts.house.terms
        origin = Origin(terms, (table, key))
        scope.terms[table, key] = convert(scope, getattr(terms.record, table)[key], origin)
    return scope.terms[table, key]


def word_items(scope: Scope, agreement: Agreement, origin: Origin) -> Listing:
    """Return what *agreement*, which stands at *origin*, covers, in words."""
    here = origin.child("items")

    def make(index: int) -> object:
        item = agreement.items[index]
        if isinstance(item, Bilingual):
            return convert(scope, item, here.child(index))
        return find_term(scope, "items", item)

    return Listing(len(agreement.items), make, partial(make_unset, scope, here))


class PartnerView(Unprintable):
    """A partner: the one of the release, or one of the history."""

    def __init__(self, scope: Scope, entry: Entry, origin: Origin) -> None:
        self._scope = scope
        self._entry = entry
        self._origin = origin

    def __dir__(self) -> list[str]:
        return [name for name in vars(type(self)) if not name.startswith("_")]

    @property
    def id(self) -> str:
        """The partner's id."""
        return self._entry.id

    @property
    def name(self) -> object:
        """The name on the day of the release."""
        return self._name(self._entry.name_path(self._scope.facts.day))

    @property
    def name_then(self) -> object:
        """The name at the signing."""
        return self._name(self._entry.name_path(self._entry.signed.first_day))

    @property
    def renamed(self) -> bool:
        """Whether the name has changed between the signing and the release."""
        then = self._entry.name_path(self._entry.signed.first_day)
        return then != self._entry.name_path(self._scope.facts.day)

    @property
    def kind(self) -> object:
        """The name of its kind."""
        return find_term(self._scope, "kinds", self._entry.partner.kind)

    @property
    def country(self) -> object:
        """Its country: ``name`` and ``mark``."""
        return find_term(self._scope, "countries", self._entry.partner.country)

    @property
    def region(self) -> object:
        """The name of its region."""
        region = self._entry.partner.region
        if region is None:
            return make_unset(self._scope, self._origin.child("region"))
        return find_term(self._scope, "regions", region)

    @property
    def seat(self) -> object:
        """Where it has its office."""
        return convert(self._scope, self._entry.partner.seat, self._origin.child("seat"))

    @property
    def signed(self) -> object:
        """When the agreement was signed."""
        return Day(self._entry.signed, Fill(self._origin.child("agreement", "signed").source))

    @property
    def items(self) -> Listing:
        """What the agreement covers, in words."""
        origin = self._origin.child("agreement")
        return word_items(self._scope, self._entry.partner.agreement, origin)

    @property
    def ordinal(self) -> Number:
        """Which partnership it is."""
        source = LedgerSource("ordinal", (self._entry.id,))
        return Number(self._entry.ordinal, Fill(source))

    @property
    def overseas(self) -> bool:
        """Whether it is overseas."""
        return self._entry.overseas

    def _name(self, path: tuple[str | int, ...]) -> object:
        name = self._entry.partner.name_at(path)
        return convert(self._scope, name, self._origin.child(*path))


class MonthView(Unprintable):
    """The partnerships signed in one month."""

    def __init__(self, signed: Day, partners: Listing) -> None:
        self.signed = signed
        self.partners = partners


class LedgerView(Unprintable):
    """The ledger as of the release."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._facts: ReleaseFacts = scope.facts

    def __dir__(self) -> list[str]:
        return [name for name in vars(type(self)) if not name.startswith("_")]

    @property
    def ordinal(self) -> Number:
        """Which partnership this one is."""
        return self._number("ordinal", self._facts.entry.ordinal)

    @property
    def kind_ordinal(self) -> Number:
        """Which of its kind this one is."""
        kind = self._facts.entry.partner.kind
        same = [entry for entry in self._facts.ledger.entries if entry.partner.kind == kind]
        return self._number("kind_ordinal", self._facts.entry.kind_ordinal, same)

    @property
    def total(self) -> Number:
        """How many partnerships there are, with this one."""
        return self._number("total", self._facts.ledger.total)

    @property
    def overseas(self) -> Number:
        """How many of them are overseas."""
        overseas = [entry for entry in self._facts.ledger.entries if entry.overseas]
        return self._number("overseas", self._facts.ledger.overseas, overseas)

    @property
    def domestic(self) -> Number:
        """How many of them are at home."""
        domestic = [entry for entry in self._facts.ledger.entries if not entry.overseas]
        return self._number("domestic", self._facts.ledger.domestic, domestic)

    @property
    def follows(self) -> PartnerView | Absent:
        """The one of the same kind right before it; nothing for the first of a kind."""
        follows = self._facts.entry.follows
        if follows is None:
            message = say("no partner of this kind comes before this one")
            return Absent(message, say("ask first: {% if ledger.follows %}"))
        return self._partner(follows)

    def partner(self, key: object) -> PartnerView:
        """Return the partner whose id is *key*.

        Raises TemplateFault when there is none, or when it comes after this one.
        """
        known = self._facts.whole.by_id
        entry = known.get(key) if isinstance(key, str) else None
        if entry is None:
            asked = str(key)[:_SHOWN] if isinstance(key, str | int) else type(key).__name__
            message = say("there is no partner {partner!r}", partner=asked)
            raise TemplateFault(message, suggest(asked, known))
        if entry.ordinal > self._facts.entry.ordinal:
            message = say(
                "{partner} (signed {day}) comes after this partner and its release",
                partner=entry.id,
                day=entry.signed,
            )
            raise TemplateFault(message, say("take this out, or correct a date of signing"))
        return self._partner(entry)

    @property
    def earlier(self) -> Listing:
        """The partnerships before this one, in order."""
        return self._list(self._facts.earlier)

    @property
    def all(self) -> Listing:
        """The partnerships with this one, in order."""
        return self._list(self._facts.ledger.entries)

    @property
    def months(self) -> Listing:
        """The partnerships before this one, by the month of signing."""
        return self._months("months", self._facts.earlier)

    @property
    def in_region(self) -> Listing:
        """The partnerships before this one in the same region, by the month of signing."""
        region = self._facts.entry.partner.region
        same = select_region(self._facts.earlier, region) if region else ()
        return self._months("in_region", same)

    def _number(self, fact: str, number: int, entries: Iterable[Entry] | None = None) -> Number:
        ids = _ids(self._facts.ledger.entries if entries is None else entries)
        return Number(number, Fill(LedgerSource(fact, ids)))

    def _list(self, entries: Sequence[Entry]) -> Listing:
        return Listing(len(entries), lambda index: self._partner(entries[index]))

    def _months(self, fact: str, entries: Iterable[Entry]) -> Listing:
        return Listing.of(
            [
                MonthView(Day(month, Fill(LedgerSource(fact, _ids(same)))), self._list(same))
                for month, same in group_by_month(entries)
            ]
        )

    def _partner(self, entry: Entry) -> PartnerView:
        return PartnerView(self._scope, entry, Origin(entry.loaded, partner=entry.id))


def _ids(entries: Iterable[Entry]) -> tuple[str, ...]:
    return tuple(entry.id for entry in entries)

"""The top names of a template: partner, agreement, release, ledger, house."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from linkj_press.facts import ReleaseFacts, select_region
from linkj_press.ledger import Entry, group_by_month
from linkj_press.marks import Fill
from linkj_press.records.house import Issuer, OwnPerson
from linkj_press.records.partner import Agreement, Photo, Quote, Release
from linkj_press.records.values import Bilingual
from linkj_press.source import LedgerSource
from linkj_press.templating.values import Day, Listing, Number, Unprintable
from linkj_press.templating.view import Origin, Scope, View, convert, make_unset


def make_context(scope: Scope) -> dict[str, object]:
    """Return the names that a template may use, with their values."""
    facts = scope.facts
    origin = Origin(facts.partner, partner=facts.entry.id)
    house = Origin(facts.house.issuer)
    return {
        "partner": PartnerView(scope, facts.entry, origin),
        "agreement": AgreementView(
            scope, facts.partner.record.agreement, origin.child("agreement")
        ),
        "release": ReleaseView(scope, facts.release, origin.child("release")),
        "ledger": LedgerView(scope),
        "house": HouseView(scope, facts.house.issuer.record, house),
        "language": str(scope.language),
    }


def _term(scope: Scope, table: str, key: str) -> object:
    """Return the house's *table* entry of *key*: the name of a kind, a country, a region."""
    terms = scope.facts.house.terms
    return convert(scope, getattr(terms.record, table)[key], Origin(terms, (table, key)))


class PersonView(View):
    """Somebody on either side."""

    @property
    def honorific(self) -> object:
        """The person's own honorific, or the house's."""
        own = View.__getattr__(self, "honorific")
        terms = self._scope.facts.house.terms
        return own or self._convert(terms.record.honorific, Origin(terms, ("honorific",)))

    @property
    def ours(self) -> bool:
        """Whether it is somebody of the house."""
        return isinstance(self._record, OwnPerson)


class OwnPersonView(PersonView):
    """Somebody on our own side, in the post held on the day of the release."""

    @property
    def title(self) -> object:
        """The title."""
        return self._post.title

    @property
    def affiliation(self) -> object:
        """The post outside the house."""
        return self._post.affiliation

    @property
    def honorific(self) -> object:
        """Nothing: one's own people are named without an honorific."""
        return make_unset(self._scope, self._origin.child("honorific"))

    @property
    def _post(self) -> View:
        assert isinstance(self._record, OwnPerson)
        post = self._convert(self._record.posts, self._origin.child("posts"))
        assert isinstance(post, View)
        return post


def find_person(scope: Scope, key: str) -> PersonView:
    """Return the person that *key* names: on the partner's side first, then on our own."""
    people = scope.facts.release.people
    if key in people:
        origin = Origin(scope.facts.partner, ("release", "people", key), scope.facts.entry.id)
        return PersonView(scope, people[key], origin)
    return find_own_person(scope, key)


def find_own_person(scope: Scope, key: str) -> PersonView:
    """Return the person of the house that *key* names."""
    issuer = scope.facts.house.issuer
    return OwnPersonView(scope, issuer.record.people[key], Origin(issuer, ("people", key)))


class ReleaseView(View):
    """The release."""

    _record: Release

    @property
    def head(self) -> object:
        """The partner's head."""
        if self._record.head is None:
            return make_unset(self._scope, self._origin.child("head"))
        return find_person(self._scope, self._record.head)

    @property
    def signatories(self) -> Listing:
        """Who signed."""
        origin = self._origin.child("signatories")
        return _find_people(self._scope, self._record.signatories, origin)

    @property
    def quotes(self) -> Listing:
        """The quotes."""
        origin = self._origin.child("quotes")
        quotes = (
            QuoteView(self._scope, quote, origin.child(index))
            for index, quote in enumerate(self._record.quotes)
        )
        return Listing(quotes, make_unset(self._scope, origin))

    @property
    def photo(self) -> object:
        """The photo."""
        origin = self._origin.child("photo")
        if self._record.photo is None:
            return make_unset(self._scope, origin)
        return PhotoView(self._scope, self._record.photo, origin)


def _find_people(scope: Scope, keys: Sequence[str], origin: Origin) -> Listing:
    return Listing((find_person(scope, key) for key in keys), make_unset(scope, origin))


class QuoteView(View):
    """A quote."""

    _record: Quote

    @property
    def speaker(self) -> PersonView:
        """Who speaks."""
        return find_person(self._scope, self._record.speaker)

    @property
    def approved(self) -> bool:
        """Whether the speaker's own words may stand."""
        return bool(self._record.words and self._record.approval)


class PhotoView(View):
    """The photo of the release."""

    _record: Photo

    @property
    def people(self) -> Listing:
        """Who is in it, from left to right."""
        return _find_people(self._scope, self._record.people, self._origin.child("people"))


class AgreementView(View):
    """The agreement."""

    _record: Agreement

    @property
    def wording(self) -> object:
        """What the instrument is called at the first mention."""
        if self._record.wording:
            return self._convert(self._record.wording, self._origin.child("wording"))
        return self._instrument("wording")

    @property
    def abbreviation(self) -> object:
        """What the instrument is called after that: ``MOU``."""
        return self._instrument("abbreviation")

    @property
    def items(self) -> Listing:
        """What the agreement covers, in words."""
        return _word_items(self._scope, self._record, self._origin)

    def _instrument(self, form: str) -> object:
        if self._record.instrument is None:
            return make_unset(self._scope, self._origin.child("instrument"))
        return getattr(_term(self._scope, "instruments", self._record.instrument), form)


def _word_items(scope: Scope, agreement: Agreement, origin: Origin) -> Listing:
    here = origin.child("items")
    items = (
        convert(scope, item, here.child(index))
        if isinstance(item, Bilingual)
        else _term(scope, "items", item)
        for index, item in enumerate(agreement.items)
    )
    return Listing(items, make_unset(scope, here))


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
        return _term(self._scope, "kinds", self._entry.partner.kind)

    @property
    def country(self) -> object:
        """Its country: ``name`` and ``mark``."""
        return _term(self._scope, "countries", self._entry.partner.country)

    @property
    def region(self) -> object:
        """The name of its region."""
        region = self._entry.partner.region
        if region is None:
            return make_unset(self._scope, self._origin.child("region"))
        return _term(self._scope, "regions", region)

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
        return _word_items(self._scope, self._entry.partner.agreement, origin)

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


class HouseView(View):
    """The house on the day of the release."""

    _record: Issuer

    @property
    def head(self) -> PersonView:
        """Who is named as the head."""
        headship = self._convert(self._record.head, self._origin.child("head"))
        assert isinstance(headship, View)
        return find_own_person(self._scope, str(headship.person))

    @property
    def members(self) -> object:
        """How many members there are at least."""
        members = self._convert(self._record.members, self._origin.child("members"))
        return members.at_least if isinstance(members, View) else members


class MonthView(Unprintable):
    """The partnerships signed in one month."""

    def __init__(self, signed: Day, partners: list[PartnerView]) -> None:
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
    def follows(self) -> PartnerView | None:
        """The one of the same kind right before it; none for the first of a kind."""
        follows = self._facts.entry.follows
        return self._partner(follows) if follows else None

    @property
    def earlier(self) -> list[PartnerView]:
        """The partnerships before this one, in order."""
        return self._list(self._facts.earlier)

    @property
    def all(self) -> list[PartnerView]:
        """The partnerships with this one, in order."""
        return self._list(self._facts.ledger.entries)

    @property
    def months(self) -> list[MonthView]:
        """The partnerships before this one, by the month of signing."""
        return [
            MonthView(Day(month, Fill(LedgerSource("months", _ids(entries)))), self._list(entries))
            for month, entries in group_by_month(self._facts.earlier)
        ]

    @property
    def in_region(self) -> list[MonthView]:
        """The partnerships before this one in the same region, by the month of signing."""
        region = self._facts.entry.partner.region
        if region is None:
            return []
        return [
            MonthView(Day(month, Fill(LedgerSource("in_region", _ids(same)))), self._list(same))
            for month, same in group_by_month(select_region(self._facts.earlier, region))
        ]

    def _number(self, fact: str, number: int, entries: Iterable[Entry] | None = None) -> Number:
        ids = _ids(self._facts.ledger.entries if entries is None else entries)
        return Number(number, Fill(LedgerSource(fact, ids)))

    def _list(self, entries: Iterable[Entry]) -> list[PartnerView]:
        return [self._partner(entry) for entry in entries]

    def _partner(self, entry: Entry) -> PartnerView:
        return PartnerView(self._scope, entry, Origin(entry.loaded, partner=entry.id))


def _ids(entries: Iterable[Entry]) -> tuple[str, ...]:
    return tuple(entry.id for entry in entries)

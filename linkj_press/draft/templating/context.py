"""The top names of a template: partner, agreement, release, ledger, house.

The ledger is partnerships in order, and the figures that follow.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from linkj_press.draft.document import LedgerSource
from linkj_press.draft.marks import Fill
from linkj_press.draft.templating.record_view import (
    FieldPlace,
    PersonView,
    View,
    convert,
    find_approval,
    find_own_person,
    find_people,
    find_person,
    find_term,
    make_unset,
    word_items,
)
from linkj_press.draft.templating.rendering import Rendering
from linkj_press.draft.templating.values import (
    Absent,
    FilledDate,
    Listing,
    Number,
    TemplateFault,
    Unprintable,
)
from linkj_press.message import phrase, say
from linkj_press.problem import suggest
from linkj_press.record.ledger import Entry, ReleaseFacts, group_by_month, select_region
from linkj_press.record.partner import Agreement, Corrected, Photo, Quote, Release


def make_context(scope: Rendering) -> dict[str, object]:
    """Return the names that a template may use, with their values."""
    facts, issuer = scope.facts, scope.facts.house.issuer
    origin = FieldPlace(facts.partner, partner=facts.entry.id)
    own = FieldPlace(facts.announced, partner=facts.id)
    agreement = facts.partner.record.agreement
    return {
        "partner": _PartnerView(scope, facts.entry, origin),
        "agreement": _AgreementView(scope, agreement, origin.child("agreement")),
        "release": _ReleaseView(scope, facts.release, own.child("release")),
        "ledger": _LedgerView(scope),
        "house": _HouseView(scope, issuer.record, FieldPlace(issuer)),
        "language": str(scope.language),
    }


class _OwnFields(Unprintable):
    """What has no field but its own properties."""

    def __dir__(self) -> list[str]:
        return [name for name in vars(type(self)) if not name.startswith("_")]


class _PartnerView(_OwnFields):
    """A partner: the one of the release, or one of the history."""

    def __init__(self, scope: Rendering, entry: Entry, origin: FieldPlace) -> None:
        self._scope = scope
        self._entry = entry
        self._origin = origin

    @property
    def id(self) -> str:
        return self._entry.id

    @property
    def name(self) -> object:
        return self._name(self._entry.name_path(self._scope.facts.day))

    @property
    def name_then(self) -> object:
        return self._name(self._entry.name_path(self._entry.signed.first_day))

    @property
    def renamed(self) -> bool:
        """Whether the name has changed between the signing and the release."""
        then = self._entry.name_path(self._entry.signed.first_day)
        return then != self._entry.name_path(self._scope.facts.day)

    @property
    def kind(self) -> object:
        return find_term(self._scope, "kinds", self._entry.partner.kind)

    @property
    def country(self) -> object:
        """Its country: ``name`` and ``mark``."""
        return find_term(self._scope, "countries", self._entry.partner.country)

    @property
    def region(self) -> object:
        region = self._entry.partner.region
        if region is None:
            return make_unset(self._scope, self._origin.child("region"))
        return find_term(self._scope, "regions", region)

    @property
    def seat(self) -> object:
        return convert(self._scope, self._entry.partner.seat, self._origin.child("seat"))

    @property
    def signed(self) -> object:
        source = self._origin.child("agreement", "signed").source
        return FilledDate(self._entry.signed, Fill(source))

    @property
    def items(self) -> Listing:
        """What the agreement covers, in words."""
        origin = self._origin.child("agreement")
        return word_items(self._scope, self._entry.partner.agreement, origin)

    @property
    def ordinal(self) -> Number:
        return Number(self._entry.ordinal, _fill_from("ordinal", [self._entry]))

    @property
    def overseas(self) -> bool:
        return self._entry.overseas

    def _name(self, path: tuple[str | int, ...]) -> object:
        name = self._entry.partner.name_at(path)
        return convert(self._scope, name, self._origin.child(*path))


@dataclass(frozen=True, eq=False)
class _MonthView(Unprintable):
    signed: FilledDate
    partners: Listing


class _LedgerView(_OwnFields):
    """The ledger as of the release."""

    def __init__(self, scope: Rendering) -> None:
        self._scope = scope
        self._facts: ReleaseFacts = scope.facts

    @property
    def ordinal(self) -> Number:
        return self._count("ordinal", self._facts.ledger.entries)

    @property
    def kind_ordinal(self) -> Number:
        kind = self._facts.entry.partner.kind
        same = [entry for entry in self._facts.ledger.entries if entry.partner.kind == kind]
        return self._count("kind_ordinal", same)

    @property
    def total(self) -> Number:
        """How many partnerships there are, with this one."""
        return self._count("total", self._facts.ledger.entries)

    @property
    def overseas(self) -> Number:
        return self._count("overseas", [e for e in self._facts.ledger.entries if e.overseas])

    @property
    def domestic(self) -> Number:
        return self._count("domestic", [e for e in self._facts.ledger.entries if not e.overseas])

    @property
    def follows(self) -> _PartnerView | Absent:
        """The one of the same kind right before it; nothing for the first of a kind."""
        follows = self._facts.entry.follows
        if follows is None:
            message = say("no partner of this kind comes before this one")
            return Absent(message, say("ask first: {% if ledger.follows %}"))
        return self._partner(follows)

    def partner(self, key: object) -> _PartnerView:
        """Return the partner whose id is *key*.

        Raises TemplateFault when there is none, or when it comes after this one.
        """
        known = self._facts.whole.by_id
        entry = known.get(key) if isinstance(key, str) else None
        if entry is None:
            # What is no id may be long.
            asked = str(key)[:60] if isinstance(key, str | int) else type(key).__name__
            message = say("there is no partner {partner!r}", partner=asked)
            raise TemplateFault(message, suggest(asked, known))
        if entry.ordinal > self._facts.entry.ordinal:
            words = phrase("{partner} (signed {day}) comes after this partner and its release")
            message = say(words, partner=entry.id, day=entry.signed)
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

    def _count(self, fact: str, entries: Sequence[Entry]) -> Number:
        return Number(len(entries), _fill_from(fact, entries))

    def _list(self, entries: Sequence[Entry]) -> Listing:
        return Listing(len(entries), lambda index: self._partner(entries[index]))

    def _months(self, fact: str, entries: Iterable[Entry]) -> Listing:
        months: list[object] = []
        for month, same in group_by_month(entries):
            months.append(_MonthView(FilledDate(month, _fill_from(fact, same)), self._list(same)))
        return Listing.of(months)

    def _partner(self, entry: Entry) -> _PartnerView:
        return _PartnerView(self._scope, entry, FieldPlace(entry.loaded, partner=entry.id))


def _fill_from(fact: str, entries: Iterable[Entry]) -> Fill:
    return Fill(LedgerSource(fact, tuple(entry.id for entry in entries)))


class _ReleaseView(View):
    _record: Release

    @property
    def head(self) -> object:
        if self._record.head is None:
            return make_unset(self._scope, self._origin.child("head"))
        return find_person(self._scope, self._record.head)

    @property
    def signatories(self) -> Listing:
        keys = self._record.signatories
        return find_people(self._scope, keys, self._origin.child("signatories"))

    @property
    def confirmed(self) -> object:
        return find_approval(self._scope, self._record.confirmed, self._origin.child("confirmed"))


class _QuoteView(View, of=Quote):
    _record: Quote

    @property
    def speaker(self) -> PersonView:
        return find_person(self._scope, self._record.speaker)

    @property
    def approved(self) -> bool:
        """Whether the speaker's own words may stand."""
        return bool(self._record.words and self.approval)

    @property
    def approval(self) -> object:
        return find_approval(self._scope, self._record.approval, self._origin.child("approval"))


class _CorrectedView(View, of=Corrected):
    _record: Corrected

    @property
    def on(self) -> object:
        """The day on which the language of the draft went out."""
        language = str(self._scope.language)
        days = self._origin.child("on")
        return convert(self._scope, getattr(self._record.on, language), days.child(language))

    @property
    def passages(self) -> object:
        """Those of the language of the draft."""
        return self._field(str(self._scope.language))


class _PhotoView(View, of=Photo):
    _record: Photo

    @property
    def people(self) -> Listing:
        """Who is in it, from left to right."""
        return find_people(self._scope, self._record.people, self._origin.child("people"))


class _AgreementView(View):
    _record: Agreement

    @property
    def wording(self) -> object:
        """What the instrument is called at the first mention."""
        return self._field("wording") if self._record.wording else self._instrument("wording")

    @property
    def abbreviation(self) -> object:
        """What the instrument is called after that: ``MOU``."""
        return self._instrument("abbreviation")

    @property
    def items(self) -> Listing:
        """What the agreement covers, in words."""
        return word_items(self._scope, self._record, self._origin)

    def _instrument(self, form: str) -> object:
        if self._record.instrument is None:
            return make_unset(self._scope, self._origin.child("instrument"))
        return getattr(find_term(self._scope, "instruments", self._record.instrument), form)


class _HouseView(View):
    """The house on the day of the release."""

    @property
    def head(self) -> PersonView:
        """Who is named as the head."""
        headship = self._field("head")
        assert isinstance(headship, View)
        return find_own_person(self._scope, str(headship.person))

    @property
    def members(self) -> object:
        """How many members there are at least."""
        members = self._field("members")
        return members.at_least if isinstance(members, View) else members

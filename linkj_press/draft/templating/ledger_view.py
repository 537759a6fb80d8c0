"""What templates see of the ledger: partners, what they agreed, ordinals and figures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from linkj_press.draft.document import LedgerSource
from linkj_press.draft.marks import Fill
from linkj_press.draft.templating.record_view import (
    FieldPlace,
    View,
    convert,
    find_term,
    make_unset,
    word_items,
)
from linkj_press.draft.templating.rendering import Rendering
from linkj_press.draft.templating.values import (
    Absent,
    FilledDate,
    FilledText,
    Listing,
    Number,
    TemplateFault,
    Unprintable,
    Unset,
)
from linkj_press.message import phrase, say, say_day
from linkj_press.problem import suggest
from linkj_press.record import LoadedFurther
from linkj_press.record.ledger import Entry, ReleaseFacts, group_by_month, select_region
from linkj_press.record.partner import Agreement
from linkj_press.text.dates import PartialDate
from linkj_press.text.wording import choose_article


class _OwnFields(Unprintable):
    """What has no field but its own properties."""

    def __dir__(self) -> list[str]:
        return [name for name in vars(type(self)) if not name.startswith("_")]


class AgreementView(View):
    """What was agreed."""

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
    def title(self) -> object:
        """What the instrument is called in a headline: ``MOU``, ``Letter of Intent``."""
        return self._instrument("title") or self.abbreviation

    @property
    def noun(self) -> object:
        """What the instrument is, in a word: ``覚書`` / ``memorandum``."""
        return self._instrument("noun") or self.abbreviation

    @property
    def renewing(self) -> object:
        """What the instrument is called at the first mention as what renews a partnership."""
        own = self._field("wording") if self._record.wording else self._instrument("renewing")
        return own or self.wording

    @property
    def done(self) -> object:
        """The verb of a sentence, where it is not concluded: ``signed``."""
        return self._find_of("verb", "past")

    @property
    def headline_verb(self) -> object:
        """The verb of a headline, where it is not concluded: ``Signs``; of several, ``Sign``."""
        several = self._scope.facts.release.co_issuers
        own = self._find_of("verb", "headline_of_several") if several else None
        return own or self._find_of("verb", "headline")

    @property
    def article(self) -> object:
        """The English article of the wording."""
        given = self._record.wording
        own = self._field("article") if given else self._find_of("article", "wording")
        return own or _choose_article(self.wording)

    @property
    def short_article(self) -> object:
        """The English article of the abbreviation: ``an`` of an MOU."""
        return self._find_of("article", "abbreviation") or _choose_article(self.abbreviation)

    @property
    def items(self) -> Listing:
        """What the agreement covers, in words."""
        return word_items(self._scope, self._record, self._origin)

    @property
    def areas(self) -> Listing:
        """What the agreement covers, as a sentence has it."""
        return word_items(self._scope, self._record, self._origin, in_sentence=True)

    def _instrument(self, form: str) -> object:
        if self._record.instrument is None:
            return make_unset(self._scope, self._origin.child("instrument"))
        return getattr(find_term(self._scope, "instruments", self._record.instrument), form)

    def _find_of(self, words: str, form: str) -> object:
        forms = self._instrument(words)
        return getattr(forms, form) if isinstance(forms, View) else forms


def _choose_article(words: object) -> object:
    """Return the article that *words* ask for; of what is missing, nothing."""
    if isinstance(words, Unset) or not isinstance(words, FilledText):
        return words
    return choose_article(words)  # a word of the template: nobody fills it in


class PartnerView(_OwnFields):
    """A partner: the one of the release, or one of the history."""

    def __init__(self, scope: Rendering, entry: Entry) -> None:
        self._scope = scope
        self._entry = entry
        self._origin = FieldPlace(entry.loaded, partner=entry.id)

    @property
    def id(self) -> str:
        """Its id."""
        return self._entry.id

    @property
    def name(self) -> object:
        """Its name, or that of the partner which it has become part of."""
        return self._name(self._successor, self._day)

    @property
    def name_then(self) -> object:
        """Its name when it signed."""
        return self._name(self._entry, self._entry.signed.first_day)

    @property
    def renamed(self) -> bool:
        """Whether the name has changed between the signing and the release."""
        then = self._entry.name_path(self._entry.signed.first_day)
        return self.merged or then != self._entry.name_path(self._day)

    @property
    def merged(self) -> bool:
        """Whether it has become part of another partner."""
        return self._successor is not self._entry

    @property
    def in_force(self) -> bool:
        """Whether the partnership is in force on the day of the release."""
        return self._entry.is_in_force(self._day)

    @property
    def ended(self) -> object:
        """When it ended; nothing while it has not."""
        renewed, path = self._entry.list_renewed(self._day), ("ended", "on")
        origin = _place_further(renewed[-1]) if renewed else self._origin
        ended = self._entry.ended_by(self._day)
        return convert(self._scope, ended, origin.child(*path))

    @property
    def renewals(self) -> Listing:
        """The renewals of its agreement by now, in order; but not one that is announced."""
        announced = self._scope.facts.agreed
        return self._view([one for one in self._all_renewals if one is not announced])

    @property
    def all_renewals(self) -> Listing:
        """The renewals of its agreement by now, with one that is announced, in order."""
        return self._view(self._all_renewals)

    @property
    def lapsed(self) -> object:
        """When the partnership had ended that the announced renewal resumes; else nothing.

        What ended the day before, or at a time not known better than the month of the renewal,
        went on.
        """
        renewals, announced = self._all_renewals, self._scope.facts.agreed
        index = next((i for i, one in enumerate(renewals) if one is announced), None)
        before = self._entry.loaded if not index else renewals[index - 1]
        ended = before.record.ended if index is not None else None
        signed = announced.record.agreement.signed
        if ended is None or _goes_on(ended.on, signed):
            return convert(self._scope, None, self._origin.child("ended", "on"))
        origin = self._origin if not index else _place_further(renewals[index - 1])
        return convert(self._scope, ended.on, origin.child("ended", "on"))

    @property
    def kind(self) -> object:
        """What its kind is called."""
        return find_term(self._scope, "kinds", self._entry.partner.kind)

    @property
    def country(self) -> object:
        """Its country: ``name`` and ``mark``."""
        return find_term(self._scope, "countries", self._entry.partner.country)

    @property
    def region(self) -> object:
        """What its region is called."""
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
        """The date of the first signing."""
        source = self._origin.child("agreement", "signed").source
        return FilledDate(self._entry.signed, Fill(source))

    @property
    def items(self) -> Listing:
        """What the agreement covers, in words."""
        origin = self._origin.child("agreement")
        return word_items(self._scope, self._entry.partner.agreement, origin)

    @property
    def ordinal(self) -> Number:
        """Which of all partnerships it is."""
        return Number(self._entry.ordinal, _fill_from("ordinal", [self._entry]))

    @property
    def overseas(self) -> bool:
        """Whether its country is another than ours."""
        return self._entry.overseas

    @property
    def _day(self) -> date:
        return self._scope.facts.day

    @property
    def _successor(self) -> Entry:
        return self._scope.facts.known.find_successor(self._entry)

    @property
    def _all_renewals(self) -> tuple[LoadedFurther, ...]:
        return self._entry.list_renewed(self._day)

    def _view(self, renewals: Sequence[LoadedFurther]) -> Listing:
        return Listing.of(
            [
                AgreementView(self._scope, one.record.agreement, _place_further(one, "agreement"))
                for one in renewals
            ]
        )

    def _name(self, entry: Entry, day: date) -> object:
        path = entry.name_path(day)
        origin = FieldPlace(entry.loaded, path, entry.id)
        return convert(self._scope, entry.partner.name_at(path), origin)


def _goes_on(ended: PartialDate, renewed: PartialDate) -> bool:
    """Return whether no day that is known lies between an ending and a renewal."""
    month = date(ended.year, ended.month, 1) + timedelta(days=31)
    last = ended.first_day if ended.day else month.replace(day=1) - timedelta(days=1)
    return renewed.first_day <= last + timedelta(days=1)


def _place_further(further: LoadedFurther, *path: str) -> FieldPlace:
    return FieldPlace(further, path, further.tree.name.stem)


@dataclass(frozen=True, eq=False)
class _KindView(Unprintable):
    """Those of one kind among the partners of a release."""

    kind: object
    """What the kind that they count as is called."""

    plural: object
    """What several of that kind are called in English."""

    partners: Listing
    ordinals: Listing
    """Which of the kind they are."""

    follows: Listing
    """The ones of the kind right before them: several where these signed together."""


@dataclass(frozen=True, eq=False)
class _MonthView(Unprintable):
    signed: FilledDate
    partners: Listing


class LedgerView(_OwnFields):
    """The ledger as of the release."""

    def __init__(self, scope: Rendering) -> None:
        self._scope = scope
        self._facts: ReleaseFacts = scope.facts

    @property
    def ordinal(self) -> Number:
        """Which partnership is announced; of several, the first."""
        return self._number(self._facts.entry)

    @property
    def ordinals(self) -> Listing:
        """Which partnerships are announced: one number, or those of all who sign together."""
        return Listing.of([self._number(entry) for entry in self._facts.entries])

    @property
    def kind_ordinal(self) -> Number:
        """Which of its kind the partner is."""
        return self._number_of_kind(self._facts.entry)

    @property
    def kinds(self) -> Listing:
        """The partners that are announced, by the kinds that they count as."""
        by_kind: dict[str, list[Entry]] = {}
        for entry in self._facts.entries:
            by_kind.setdefault(entry.counts_as, []).append(entry)
        return Listing.of([self._make_kind(kind, same) for kind, same in by_kind.items()])

    @property
    def total(self) -> Number:
        """How many partnerships have been concluded, with this one."""
        return self._count("total", self._facts.ledger.entries)

    @property
    def overseas(self) -> Number:
        """How many of the partners so far are overseas."""
        return self._count("overseas", [e for e in self._facts.ledger.entries if e.overseas])

    @property
    def domestic(self) -> Number:
        """How many of them are in Japan."""
        return self._count("domestic", [e for e in self._facts.ledger.entries if not e.overseas])

    @property
    def in_force(self) -> Number:
        """How many of them are in force on the day of the release."""
        return self._count("in_force", self._facts.ledger.in_force)

    @property
    def in_force_overseas(self) -> Number:
        """How many of those in force are with partners overseas."""
        in_force = self._facts.ledger.in_force
        return self._count("in_force_overseas", [e for e in in_force if e.overseas])

    @property
    def in_force_domestic(self) -> Number:
        """How many of those in force are with partners in Japan."""
        in_force = self._facts.ledger.in_force
        return self._count("in_force_domestic", [e for e in in_force if not e.overseas])

    @property
    def same_instrument(self) -> bool:
        """Whether no earlier agreement is known to be of another sort: all are memoranda.

        Those that are not concluded are none of one sort.
        """
        terms = self._facts.house.terms.record.instruments
        files = [self._facts.agreed, *(entry.loaded for entry in self._facts.earlier)]
        told = [one.record.agreement.instrument for one in files]
        known = [terms[key] for key in told if key]
        nouns = {term.noun or term.abbreviation for term in known}
        return len(nouns) <= 1 and not any(term.verb.past.ja for term in known)

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
            # What is no id may be long.
            asked = str(key)[:60] if isinstance(key, str | int) else type(key).__name__
            message = say("there is no partner “{partner}”", partner=asked)
            raise TemplateFault(message, suggest(asked, known))
        if entry.id not in self._facts.ledger.by_id:
            words = phrase("{partner} (signed {day}) comes after this partner and its release")
            message = say(words, partner=entry.id, day=say_day(entry.signed))
            raise TemplateFault(message, say("take this out, or correct a date of signing"))
        return self._partner(entry)

    @property
    def earlier(self) -> Listing:
        """The partnerships before this one, in order."""
        return self._list(self._once(self._facts.earlier))

    @property
    def all(self) -> Listing:
        """The partnerships with this one, in order."""
        return self._list(self._once(self._facts.ledger.entries))

    @property
    def months(self) -> Listing:
        """The partnerships before this one, by the month of signing."""
        return self._months("months", self._once(self._facts.earlier))

    @property
    def in_region(self) -> Listing:
        """The partnerships before this one in the same region, by the month of signing."""
        region = self._facts.entry.partner.region
        same = select_region(self._once(self._facts.earlier), region) if region else ()
        return self._months("in_region", same)

    def _once(self, entries: Iterable[Entry]) -> tuple[Entry, ...]:
        """Return *entries*, of partners that are one by now only the first."""
        return self._facts.known.list_once(entries)

    def _number(self, entry: Entry) -> Number:
        up_to = self._facts.whole.entries[: entry.ordinal]
        return Number(entry.ordinal, _fill_from("ordinal", up_to))

    def _number_of_kind(self, entry: Entry) -> Number:
        up_to = self._facts.whole.entries[: entry.ordinal]
        same = [each for each in up_to if each.counts_as == entry.counts_as]
        return Number(entry.kind_ordinal, _fill_from("kind_ordinal", same))

    def _make_kind(self, kind: str, same: Sequence[Entry]) -> _KindView:
        follows = same[0].follows
        known = self._facts.whole.by_id
        before = [known[id_] for id_ in follows.together] if follows else []
        terms = self._facts.house.terms
        plural = FieldPlace(terms, ("plurals", kind))
        return _KindView(
            find_term(self._scope, "kinds", kind),
            convert(self._scope, terms.record.plurals.get(kind), plural),
            self._list(same),
            Listing.of([self._number_of_kind(entry) for entry in same]),
            self._list([entry for entry in before if entry.counts_as == kind]),
        )

    def _count(self, fact: str, entries: Sequence[Entry]) -> Number:
        return Number(len(entries), _fill_from(fact, entries))

    def _list(self, entries: Sequence[Entry]) -> Listing:
        return Listing(len(entries), lambda index: self._partner(entries[index]))

    def _months(self, fact: str, entries: Iterable[Entry]) -> Listing:
        months: list[object] = []
        for month, same in group_by_month(entries):
            months.append(_MonthView(FilledDate(month, _fill_from(fact, same)), self._list(same)))
        return Listing.of(months)

    def _partner(self, entry: Entry) -> PartnerView:
        return PartnerView(self._scope, entry)


def _fill_from(fact: str, entries: Iterable[Entry]) -> Fill:
    return Fill(LedgerSource(fact, tuple(entry.id for entry in entries)))

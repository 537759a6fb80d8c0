"""The top names of a template: partner, agreement, release, ledger, house.

People are seen alike everywhere: the partner's, and our own in the posts of the day.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from linkj_press.draft.templating.ledger_view import LedgerView, PartnerView, find_term, word_items
from linkj_press.draft.templating.values import Listing
from linkj_press.draft.templating.view import Origin, Scope, View, make_unset
from linkj_press.record.house import Issuer, OwnPerson
from linkj_press.record.partner import Agreement, Person, Photo, Quote, Release


class PersonView(View, of=Person):
    """Somebody on either side."""

    @property
    def honorific(self) -> object:
        """The person's own honorific, or the house's."""
        own = self._field("honorific")
        terms = self._scope.facts.house.terms
        return own or self._convert(terms.record.honorific, Origin(terms, ("honorific",)))

    @property
    def ours(self) -> bool:
        """Whether it is somebody of the house."""
        return isinstance(self._record, OwnPerson)


class OwnPersonView(PersonView, of=OwnPerson):
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


def find_people(scope: Scope, keys: Sequence[str], origin: Origin) -> Listing:
    """Return the people that *keys*, which stand at *origin*, name."""

    def make(index: int) -> PersonView:
        return find_person(scope, keys[index])

    return Listing(len(keys), make, partial(make_unset, scope, origin))


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
        return find_people(self._scope, self._record.signatories, origin)


class QuoteView(View, of=Quote):
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


class PhotoView(View, of=Photo):
    """The photo of the release."""

    _record: Photo

    @property
    def people(self) -> Listing:
        """Who is in it, from left to right."""
        return find_people(self._scope, self._record.people, self._origin.child("people"))


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
        return word_items(self._scope, self._record, self._origin)

    def _instrument(self, form: str) -> object:
        if self._record.instrument is None:
            return make_unset(self._scope, self._origin.child("instrument"))
        return getattr(find_term(self._scope, "instruments", self._record.instrument), form)


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

"""The top names of a template: partner, agreement, release, ledger, house.

The ledger is partnerships in order, and the figures that follow.
"""

from linkj_press.draft.templating.ledger_view import AgreementView, LedgerView, PartnerView
from linkj_press.draft.templating.record_view import (
    FieldPlace,
    PersonView,
    View,
    convert,
    find_approval,
    find_own_person,
    find_people,
    find_person,
    make_unset,
)
from linkj_press.draft.templating.rendering import Rendering
from linkj_press.draft.templating.values import FilledText, Listing
from linkj_press.language import Language
from linkj_press.record.further import Corrected
from linkj_press.record.house import HouseContact
from linkj_press.record.partner import MediaContact, Photo, Quote, Release
from linkj_press.record.values import PerLanguage
from linkj_press.text.wording import word_phone


def make_context(scope: Rendering) -> dict[str, object]:
    """Return the names that a template may use, with their values."""
    facts, issuer = scope.facts, scope.facts.house.issuer
    partners = [PartnerView(scope, entry) for entry in facts.entries]
    origin = FieldPlace(facts.agreed, ("agreement",), facts.agreed_id)
    own = FieldPlace(facts.announced, partner=facts.id)
    return {
        "partner": partners[0],
        "partners": Listing.of(partners),
        "agreement": AgreementView(scope, facts.agreed.record.agreement, origin),
        "release": _ReleaseView(scope, facts.release, own.child("release")),
        "ledger": LedgerView(scope),
        "house": _HouseView(scope, issuer.record, FieldPlace(issuer)),
        "language": str(scope.language),
    }


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


class _ContactView(View, of=MediaContact):
    """Whom journalists call, in the language of the draft."""

    @property
    def phone(self) -> object:
        """The number; one of Japan as an English text has it."""
        number = self._choose("phone")
        if self._scope.language is Language.EN and isinstance(number, FilledText):
            given = self._fields["phone"]
            own = isinstance(given, PerLanguage) and given.en
            return number if own else number.reworded(word_phone(number))
        return number

    @property
    def email(self) -> object:
        return self._choose("email")

    def _choose(self, name: str) -> object:
        """Return what is in the language of the draft, or else what there is."""
        given, origin = self._fields[name], self._origin.child(name)
        if not isinstance(given, PerLanguage):
            return self._field(name)
        language = self._scope.language
        other = given.get(language) is None and given.get(language.other) is not None
        spoken = str(language.other if other else language)
        return convert(self._scope, getattr(given, spoken), origin.child(spoken))


class _OwnContactView(_ContactView, of=HouseContact):
    """The same, of the house."""


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


class _HouseView(View):
    """The house on the day of the release."""

    @property
    def head(self) -> PersonView:
        """Who is named as the head."""
        headship = self._field("head")
        assert isinstance(headship, View)
        return find_own_person(self._scope, str(headship.person))

    @property
    def tells_zone(self) -> bool:
        """Whether a Japanese embargo says that it goes by Japan's time."""
        abroad = any(entry.overseas for entry in self._scope.facts.entries)
        return {"always": True, "never": False}.get(str(self._fields["embargo_zone"]), abroad)

    @property
    def members(self) -> object:
        """How many members there are at least."""
        members = self._field("members")
        return members.at_least if isinstance(members, View) else members

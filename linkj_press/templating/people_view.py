"""People as templates see them: the partner's, and our own in the posts of the day."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from linkj_press.records.house import OwnPerson
from linkj_press.records.partner import Person
from linkj_press.templating.values import Listing
from linkj_press.templating.view import Origin, Scope, View, make_unset


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

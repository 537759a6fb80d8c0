"""What templates see: records, ledger and house by field name, in one language, with sources.

A view makes values out of fields when a template asks for them. People are seen alike everywhere:
the partner's, and our own in the posts of the day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property, lru_cache, partial
from typing import Any, NamedTuple

from linkj_press.draft.document import Gap, HouseSource, PartnerSource
from linkj_press.draft.marks import Fill
from linkj_press.draft.templating.rendering import Rendering
from linkj_press.draft.templating.values import (
    FilledDate,
    FilledText,
    Listing,
    Minute,
    Number,
    Unprintable,
    Unset,
)
from linkj_press.language import Language
from linkj_press.message import say, say_day
from linkj_press.problem import Problem, ProblemsFound
from linkj_press.reading import KeyPath, show_path
from linkj_press.record import Loaded
from linkj_press.record.house import DatedEntry, OwnPerson
from linkj_press.record.ledger import find_in_force
from linkj_press.record.owing import find_owner, label_missing
from linkj_press.record.partner import Agreement, Approval, Name, Person
from linkj_press.record.values import Bilingual, HouseWords, PerLanguage, Prose, Record
from linkj_press.text.dates import PartialDate
from linkj_press.text.patterns import compile_pattern


class FieldPlace(NamedTuple):
    """Where a value stands: a path in a file."""

    loaded: Loaded[Any]
    path: KeyPath = ()
    partner: str = ""
    """The partner's id; empty for the house."""

    version: str = ""

    def child(self, *steps: str | int) -> FieldPlace:
        """Return the origin of a value below this one."""
        return FieldPlace(self.loaded, (*self.path, *steps), self.partner, self.version)

    @property
    def source(self) -> PartnerSource | HouseSource:
        """The source of the value's words."""
        place = self.loaded.tree.place_missing(self.path)
        field = _show_path(self.path)
        if self.partner:
            return PartnerSource(self.partner, field, place)
        return HouseSource(field, place, self.version)


_show_path = lru_cache(maxsize=2_000)(show_path)

_VIEWS: dict[type[Record], type[View]] = {}


class View(Unprintable):
    """A record or a mapping as templates see it: an attribute for each field or key."""

    def __init_subclass__(cls, of: type[Record] | None = None) -> None:
        """Let records of a type be seen as the subclass has it, wherever they stand."""
        super().__init_subclass__()
        if of:
            _VIEWS[of] = cls

    def __init__(
        self, scope: Rendering, record: Record | Mapping[str, object], origin: FieldPlace
    ) -> None:
        self._scope = scope
        self._record = record
        self._origin = origin
        # A record holds its fields and nothing else there.
        self._fields = record if isinstance(record, Mapping) else vars(record)

    def __dir__(self) -> list[str]:
        own = {name for name in vars(type(self)) if not name.startswith("_")}
        return sorted({*self._fields, *own})

    def __bool__(self) -> bool:
        return bool(self._fields)

    def __getattr__(self, name: str) -> object:
        # Python asks here too when a property has failed: that must not be hidden.
        if name.startswith("_") or isinstance(getattr(type(self), name, None), property):
            raise AttributeError(name)
        return self._field(name)

    def _field(self, name: str) -> object:
        if name not in self._fields:
            raise AttributeError(name)
        value = convert(self._scope, self._fields[name], self._origin.child(name))
        # Python asks above only for what is not there: so it is worked out once.
        vars(self)[name] = value
        return value


class _NameView(View, of=Name):
    """A name; a form that is not given is the next plainer one."""

    _record: Name

    @property
    def short(self) -> object:
        return self._first("short", "full")

    @property
    def sentence(self) -> object:
        return self._first("in_sentence", "short", "full")

    @property
    def whole(self) -> object:
        """The full name, in the form that it has within a sentence: for a headline.

        A form that is shorter is no full name.
        """
        full, sentence, lede = map(self._field, ("full", "in_sentence", "in_lede"))
        if full and sentence and len(_strip_article(sentence)) >= len(str(full)):
            return sentence
        return lede if lede and _strip_article(lede) == full else full

    @property
    def lede(self) -> object:
        return self._field("in_lede") or self.whole

    @property
    def later(self) -> object:
        """What it is called within sentences, where a reader of the lede has to be told; or not."""
        later = self.sentence
        bare = _strip_article(later)
        is_known = bare == _strip_article(self.whole) or (
            self._field("in_lede") and bare in str(self.lede)
        )
        if is_known or self._tells_itself(bare):
            return make_unset(self._scope, self._origin.child("short"))
        return later

    @property
    def later_abbreviation(self) -> object:
        """The abbreviation, where the release's own words use it and do not introduce it."""
        given = str(self._record.abbreviation or "")
        used = compile_pattern(rf"(?<![A-Za-z\d]){re.escape(given)}(?![A-Za-z\d])")
        if given and not self._tells_itself(given) and any(map(used.search, self._prose)):
            return self._field("abbreviation")
        return make_unset(self._scope, self._origin.child("abbreviation"))

    def _tells_itself(self, words: str) -> bool:
        """Return whether the release's own words introduce *words*, in brackets."""
        told = compile_pattern(rf"[（(「“]{re.escape(words)}[」”）)]")
        return any(map(told.search, self._prose))

    @cached_property
    def _prose(self) -> list[str]:
        return list(_list_words(self._scope.facts.release, self._scope.language))

    def _first(self, *forms: str) -> object:
        values = (self._field(form) for form in forms)
        return next((value for value in values if value), self._field(forms[-1]))


def _strip_article(name: object) -> str:
    return str(name).removeprefix("the ")


def _list_words(value: object, language: Language) -> Iterator[str]:
    """Yield the words in *language* of *value* and of what is in it."""
    match value:
        case PerLanguage():
            yield value.get(language) or ""
        case Record() | Mapping():
            inner = value.values() if isinstance(value, Mapping) else vars(value).values()
            for each in inner:
                yield from _list_words(each, language)
        case tuple():
            for each in value:
                yield from _list_words(each, language)


def convert(scope: Rendering, value: object, origin: FieldPlace) -> object:
    """Return the field *value*, which stands at *origin*, as templates see it."""
    match value:
        case None:
            return make_unset(scope, origin)
        case PerLanguage() | HouseWords():
            return _convert_words(scope, value, origin)
        case Record() | Mapping():
            view = _VIEWS.get(type(value), View) if isinstance(value, Record) else View
            return view(scope, value, origin)
        case tuple():
            return _convert_tuple(scope, value, origin)
        case _:
            return _convert_scalar(value, Fill(origin.source))


def _convert_scalar(value: object, fill: Fill) -> object:
    match value:
        case bool():
            return value
        case int():
            return Number(value, fill)
        case datetime():
            return Minute(value, fill)
        case PartialDate():
            return FilledDate(value, fill)
        case date():
            return FilledDate(PartialDate.of(value), fill)
        case _:
            return FilledText(str(value), fill)


def _convert_tuple(scope: Rendering, values: tuple[object, ...], origin: FieldPlace) -> object:
    entries = [value for value in values if isinstance(value, DatedEntry)]
    if entries and (_is_needed(origin) or find_in_force(entries, scope.facts.day) is not None):
        return _convert_dated(scope, entries, origin)
    values = () if entries else values

    def make(index: int) -> object:
        return convert(scope, values[index], origin.child(index))

    return Listing(len(values), make, partial(make_unset, scope, origin))


def _is_needed(origin: FieldPlace) -> bool:
    """Return whether the house has always had what stands at *origin*; else it did without once."""
    field = type(origin.loaded.record).model_fields.get(str(origin.path[0]))
    return len(origin.path) > 1 or field is None or field.is_required()


def _convert_dated(scope: Rendering, entries: Sequence[DatedEntry], origin: FieldPlace) -> object:
    """Return the one of *entries* that is in force on the day of the release."""
    day = scope.facts.day
    index = find_in_force(entries, day)
    if index is None:
        raise ProblemsFound(_list_lacking(scope, origin))
    entry = entries[index]
    return convert(scope, entry, origin.child(index)._replace(version=str(entry.since)))


def _list_lacking(scope: Rendering, origin: FieldPlace) -> Iterator[Problem]:
    """Yield that nothing is in force at *origin*, and all else that a release has of the house."""
    issuer, day = scope.facts.house.issuer, scope.facts.day
    paths: list[KeyPath] = [origin.path]
    for name in ("head", "seat", "about"):
        entries = getattr(issuer.record, name)
        if (name,) != origin.path and entries and find_in_force(entries, day) is None:
            paths.append((name,))
    for path in paths:
        where = origin.loaded.place(*path)
        message = say(
            "no entry of {path} is in force on {day}", path=show_path(path), day=say_day(day)
        )
        hint = say("add the entry that was in force then, or correct `since` and `until`")
        yield Problem("not-in-force", where, message, hint, scope.facts.id)


def _convert_words(scope: Rendering, value: PerLanguage | HouseWords, origin: FieldPlace) -> object:
    here = origin.child(scope.language)
    words = value.get(scope.language)
    if words is None:
        if isinstance(value, Bilingual) and value.get(scope.language.other):
            label = scope.facts.house.terms.record.gaps.translation.get(scope.language)
            return FilledText(label, Fill(here.source, gap=Gap.TRANSLATION))
        return make_unset(scope, origin)
    if isinstance(value, Prose | HouseWords):  # these may hold expressions
        is_block = here.path in here.loaded.tree.blocks
        return scope.render_prose(words, here.source, is_block=is_block)
    return FilledText(scope.language.join_lines(words), Fill(here.source))


def make_unset(scope: Rendering, origin: FieldPlace) -> Unset:
    """Return what stands for the empty field at *origin*."""
    facts, path = scope.facts, origin.path
    owner = find_owner(path, facts.release, is_own=origin.partner == facts.id)
    gap = Gap.APPROVAL if path[-1] in ("approval", "confirmed") else Gap.VALUE
    label = label_missing(facts, path, scope.language, owner)
    return Unset(label, Fill(origin.source, gap=gap))


def find_approval(scope: Rendering, approval: Approval | None, origin: FieldPlace) -> object:
    """Return *approval*, which stands at *origin*; one of the other language alone is none here."""
    if approval is None or not approval.is_in(scope.language):
        return make_unset(scope, origin)
    own = approval.find_own(scope.language)
    return View(scope, own, origin.child(scope.language)) if own else View(scope, approval, origin)


def find_term(scope: Rendering, table: str, key: str) -> object:
    """Return the house's *table* entry of *key*: the name of a kind, a country, a region."""
    if (table, key) not in scope.terms:
        terms = scope.facts.house.terms
        origin = FieldPlace(terms, (table, key))
        scope.terms[table, key] = convert(scope, getattr(terms.record, table)[key], origin)
    return scope.terms[table, key]


def word_items(
    scope: Rendering, agreement: Agreement, origin: FieldPlace, *, in_sentence: bool = False
) -> Listing:
    """Return what *agreement*, which stands at *origin*, covers, in words of lists or sentences."""
    here = origin.child("items")
    terms = scope.facts.house.terms

    def make(index: int) -> object:
        item = agreement.items[index]
        if isinstance(item, Bilingual):
            return convert(scope, item, here.child(index))
        if in_sentence and terms.record.items[item].in_sentence.get(scope.language):
            path = ("items", item, "in_sentence")
            return convert(scope, terms.record.items[item].in_sentence, FieldPlace(terms, path))
        return find_term(scope, "items", item)

    return Listing(len(agreement.items), make, partial(make_unset, scope, here))


class PersonView(View, of=Person):
    """Somebody on either side."""

    @property
    def honorific(self) -> object:
        """The person's own honorific, or the house's."""
        own = self._field("honorific")
        terms = self._scope.facts.house.terms
        return own or convert(
            self._scope, terms.record.honorific, FieldPlace(terms, ("honorific",))
        )

    @property
    def ours(self) -> bool:
        """Whether it is somebody of the house."""
        return isinstance(self._record, OwnPerson)


class _OwnPersonView(PersonView, of=OwnPerson):
    """Somebody on our own side, in the post held on the day of the release."""

    @property
    def title(self) -> object:
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
        post = self._field("posts")
        assert isinstance(post, View)
        return post


def find_person(scope: Rendering, key: str) -> PersonView:
    """Return the person that *key* names: on the partner's side first, then on our own."""
    people = scope.facts.release.people
    if key in people:
        way = ("release", "people", key)
        origin = FieldPlace(scope.facts.announced, way, scope.facts.id)
        return PersonView(scope, people[key], origin)
    return find_own_person(scope, key)


def find_own_person(scope: Rendering, key: str) -> PersonView:
    """Return the person of the house that *key* names."""
    issuer = scope.facts.house.issuer
    return _OwnPersonView(scope, issuer.record.people[key], FieldPlace(issuer, ("people", key)))


def find_people(scope: Rendering, keys: Sequence[str], origin: FieldPlace) -> Listing:
    """Return the people that *keys*, which stand at *origin*, name."""
    unset = partial(make_unset, scope, origin)
    return Listing(len(keys), lambda index: find_person(scope, keys[index]), unset)

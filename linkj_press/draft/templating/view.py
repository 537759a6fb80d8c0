"""What templates see: records, ledger and house by field name, in one language, with sources.

A view makes values out of fields when a template asks for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any, NamedTuple, Protocol

from linkj_press.draft.document import Gap, HouseSource, PartnerSource
from linkj_press.draft.marks import Fill
from linkj_press.draft.templating.values import (
    Day,
    Listing,
    Minute,
    Number,
    Text,
    Unprintable,
    Unset,
)
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Problem, ProblemsFound
from linkj_press.reading import KeyPath, show_path
from linkj_press.record import Bilingual, Dated, Loaded, Name, PerLanguage, Prose
from linkj_press.record.ledger import ReleaseFacts, find_in_force
from linkj_press.record.values import HouseWords, Record
from linkj_press.text.dates import PartialDate


class Origin(NamedTuple):
    """Where a value stands: a path in a file."""

    loaded: Loaded[Any]
    path: KeyPath = ()
    partner: str = ""
    """The partner's id; empty for the house."""

    version: str = ""

    def child(self, *steps: str | int) -> Origin:
        """Return the origin of a value below this one."""
        return Origin(self.loaded, (*self.path, *steps), self.partner, self.version)

    @property
    def source(self) -> PartnerSource | HouseSource:
        """The source of the value's words."""
        place = self.loaded.tree.place(self.path)
        field = _show_path(self.path)
        if self.partner:
            return PartnerSource(self.partner, field, place)
        return HouseSource(field, place, self.version)


_show_path = lru_cache(maxsize=2_000)(show_path)


class Scope(Protocol):
    """What views need of the rendering that they serve."""

    @property
    def language(self) -> Language:
        """The language of the document."""

    @property
    def facts(self) -> ReleaseFacts:
        """The facts of the release."""

    @property
    def terms(self) -> dict[tuple[str, str], object]:
        """The terms that were asked for, by table and key: rows of a history share a few."""

    def render_prose(
        self, text: str, source: PartnerSource | HouseSource, *, is_block: bool
    ) -> Text:
        """Return prose with its expressions worked out."""

    def label_gap(self, field: str, gap: Gap) -> str:
        """Return what stands where *field* is missing."""


_VIEWS: dict[type[Record], type[View]] = {}


class View(Unprintable):
    """A record as templates see it: an attribute for each field."""

    def __init_subclass__(cls, of: type[Record] | None = None) -> None:
        """Let records of a type be seen as the subclass has it, wherever they stand."""
        super().__init_subclass__()
        if of:
            _VIEWS[of] = cls

    def __init__(self, scope: Scope, record: Record, origin: Origin) -> None:
        self._scope = scope
        self._record = record
        self._origin = origin

    def __dir__(self) -> list[str]:
        own = {name for name in vars(type(self)) if not name.startswith("_")}
        return sorted({*type(self._record).model_fields, *own})

    def __getattr__(self, name: str) -> object:
        # Python asks here too when a property has failed: that must not be hidden.
        if name.startswith("_") or hasattr(type(self), name):
            raise AttributeError(name)
        return self._field(name)

    def _field(self, name: str) -> object:
        # A record holds its fields and nothing else there.
        fields = vars(self._record)
        if name not in fields:
            raise AttributeError(name)
        value = self._convert(fields[name], self._origin.child(name))
        # Python asks above only for what is not there: so it is worked out once.
        vars(self)[name] = value
        return value

    def _convert(self, value: object, origin: Origin) -> object:
        return convert(self._scope, value, origin)


class MappingView(Unprintable):
    """A mapping as templates see it: an attribute for each key."""

    def __init__(self, scope: Scope, mapping: Mapping[str, object], origin: Origin) -> None:
        self._scope = scope
        self._mapping = mapping
        self._origin = origin

    def __dir__(self) -> list[str]:
        return sorted(self._mapping)

    def __getattr__(self, name: str) -> object:
        if name.startswith("_") or name not in self._mapping:
            raise AttributeError(name)
        return convert(self._scope, self._mapping[name], self._origin.child(name))

    def __bool__(self) -> bool:
        return bool(self._mapping)


class NameView(View, of=Name):
    """A name; a form that is not given is the next plainer one."""

    @property
    def short(self) -> object:
        """The short form, or the full one."""
        return self._first("short", "full")

    @property
    def sentence(self) -> object:
        """The form inside a sentence."""
        return self._first("in_sentence", "short", "full")

    @property
    def lede(self) -> object:
        """The form at the first mention."""
        return self._first("in_lede", "in_sentence", "full")

    def _first(self, *forms: str) -> object:
        values = (self._field(form) for form in forms)
        return next((value for value in values if value), self._field(forms[-1]))


def convert(scope: Scope, value: object, origin: Origin) -> object:
    """Return the field *value*, which stands at *origin*, as templates see it."""
    match value:
        case None:
            return make_unset(scope, origin)
        case PerLanguage() | HouseWords():
            return _convert_words(scope, value, origin)
        case Record():
            return _VIEWS.get(type(value), View)(scope, value, origin)
        case tuple():
            return _convert_tuple(scope, value, origin)
        case Mapping():
            return MappingView(scope, value, origin)
        case _:
            return _convert_scalar(value, Fill(origin.source))


def _convert_scalar(value: object, fill: Fill) -> object:
    match value:
        case int():
            return Number(value, fill)
        case datetime():
            return Minute(value, fill)
        case PartialDate():
            return Day(value, fill)
        case date():
            return Day(PartialDate.of(value), fill)
        case _:
            return Text(str(value), fill)


def _convert_tuple(scope: Scope, values: tuple[object, ...], origin: Origin) -> object:
    if values and isinstance(values[0], Dated):
        return _convert_dated(scope, values, origin)

    def make(index: int) -> object:
        return convert(scope, values[index], origin.child(index))

    return Listing(len(values), make, partial(make_unset, scope, origin))


def _convert_dated(scope: Scope, values: tuple[object, ...], origin: Origin) -> object:
    """Return the one of *values* that is in force on the day of the release."""
    entries = [value for value in values if isinstance(value, Dated)]
    day = scope.facts.day
    index = find_in_force(entries, day)
    if index is None:
        raise ProblemsFound(
            [
                Problem(
                    "not-in-force",
                    origin.loaded.place(*origin.path),
                    say(
                        "no entry of {path} is in force on {day}",
                        path=show_path(origin.path),
                        day=day,
                    ),
                    say("add the entry that was in force then, or correct `since` and `until`"),
                    partner=scope.facts.entry.id,
                )
            ]
        )
    entry = entries[index]
    dated = origin.child(index)._replace(version=str(entry.since))
    return convert(scope, entry, dated)


_PROSE = Prose | HouseWords
"""Words that may hold expressions."""


def _convert_words(scope: Scope, value: PerLanguage | HouseWords, origin: Origin) -> object:
    here = origin.child(scope.language)
    words = value.get(scope.language)
    if words is None:
        if isinstance(value, Bilingual) and value.get(scope.language.other):
            label = scope.label_gap(str(origin.path[-1]), Gap.TRANSLATION)
            return Text(label, Fill(here.source, gap=Gap.TRANSLATION))
        return make_unset(scope, origin)
    if isinstance(value, _PROSE):
        is_block = here.path in here.loaded.tree.blocks
        return scope.render_prose(words, here.source, is_block=is_block)
    return Text(scope.language.join_lines(words), Fill(here.source))


def make_unset(scope: Scope, origin: Origin) -> Unset:
    """Return what stands for the empty field at *origin*."""
    field = next((step for step in reversed(origin.path) if isinstance(step, str)), "")
    gap = Gap.APPROVAL if field in ("approval", "confirmed") else Gap.VALUE
    return Unset(scope.label_gap(field, gap), Fill(origin.source, gap=gap))

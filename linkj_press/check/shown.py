"""Fields of a release that somebody filled in, and that it shows in neither language."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from linkj_press.check.rules import CheckedRelease, Finding, Rule
from linkj_press.draft.document import (
    Figure,
    HouseSource,
    PartnerSource,
    Role,
    Span,
    Text,
    spans_of,
)
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Severity
from linkj_press.reading import KeyPath, show_path
from linkj_press.record import Loaded, LoadedFurther
from linkj_press.record.further import Correction
from linkj_press.record.partner import HistoryForm, Partner, Release
from linkj_press.record.values import PerLanguage, Record

RULE = Rule("field-not-shown", Severity.WARNING)

_STEERING = frozenset(
    (
        *("agreement.article", "agreement.instrument", "agreement.note"),
        *("agreement.renewed_automatically", "agreement.signed", "agreement.signed_after"),
        *("agreement.signed_with", "release.confirmed", "release.corrected", "release.date"),
        *("release.history", "release.template", "release.tell_agreed", "release.tell_kind"),
    )
)
"""Fields that are for staff, or that a release shows by what follows from them."""

_NAMING = frozenset(
    (
        *("agreement.items", "release.head", "release.links", "release.people"),
        *("release.photo.people", "release.quotes", "release.signatories"),
    )
)
"""Fields that name what stands elsewhere, and what they name: each has a way of its own below."""


@dataclass
class _Shown:
    """What the drafts of a release print."""

    fields: set[str] = field(default_factory=set)
    """The fields, without their language; those of the house begin with a colon."""

    addresses: set[str] = field(default_factory=set)
    counts: dict[Language, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """How often each of the fields is printed, but for the lede."""

    in_lede: set[str] = field(default_factory=set)
    tells_others: bool = False
    """Whether other partners are told of, but for the one in the lede that this one follows."""

    def add(self, span: Span, language: Language, partner: str, *, is_lede: bool) -> None:
        """Take in *span*, which stands in a draft of *partner*."""
        if span.gap:
            return
        self.addresses.add(span.href)
        for source in {span.source, span.value}:
            if isinstance(source, HouseSource):
                name = f":{source.field}"
            elif isinstance(source, PartnerSource) and source.partner == partner:
                name = source.field
            else:
                continue
            name = name.removesuffix(f".{language}")
            self.fields.add(name)
            if is_lede:
                self.in_lede.add(name)
            else:
                self.counts[language][name] += 1

    def has(self, path: KeyPath) -> bool:
        """Return whether the field at *path* is printed in a language."""
        return show_path(path) in self.fields


def _look(release: CheckedRelease) -> _Shown:
    shown, own = _Shown(), release.facts.own
    for language, document in release.documents.items():
        for block in document.blocks:
            is_lede = isinstance(block, Text) and block.role is Role.LEDE
            if isinstance(block, Figure) and isinstance(block.image_source, PartnerSource):
                shown.fields.add(block.image_source.field)
            for span in spans_of(block):
                shown.add(span, language, release.partner, is_lede=is_lede)
                sources = {span.source, span.value}
                told = {each.partner for each in sources if isinstance(each, PartnerSource)}
                shown.tells_others |= not is_lede and not told <= own
    return shown


def check(release: CheckedRelease) -> Iterator[Finding]:
    """Yield the fields of the file of *release* that are filled in, and shown in no language."""
    if len(release.documents) < len(Language):
        return
    loaded = release.facts.announced
    shown = _look(release)
    unseen = list(_list_unseen(loaded, release.facts.release, shown))
    if _asks_for_history(release) and not shown.tells_others:
        unseen.append(("release", "history"))
    for path in unseen:
        message = say("{field} is filled in, and neither language shows it", field=show_path(path))
        hint = say("take it out, or see that the template prints it")
        found = RULE.find(loaded.place(*path), message, hint)
        yield replace(found, problem=replace(found.problem, partner=release.partner))


def _asks_for_history(release: CheckedRelease) -> bool:
    """Return whether the file says that the earlier partnerships are to be named, if there are."""
    facts = release.facts
    if isinstance(facts.announced.record, Correction) or not facts.earlier:
        return False
    written = "history" in facts.release.model_fields_set
    return written and facts.release.history is not HistoryForm.COUNT


def _list_unseen(loaded: Loaded[Partner], release: Release, shown: _Shown) -> Iterator[KeyPath]:
    own, record = type(loaded.record).model_fields, loaded.record
    if isinstance(loaded, LoadedFurther):
        own = loaded.record.file.model_fields
    for name in ("seat", "agreement", "release"):
        if name in own:
            yield from _walk(getattr(record, name), (name,), shown)
    if "agreement" in own and not release.agreed:
        yield from _list_unseen_items(record, shown)
    for key, address in release.links.items():
        path: KeyPath = ("release", "links", key)
        if address not in shown.addresses and not shown.has(path):
            yield path
    for index, quote in enumerate(release.quotes):
        said = "words" if quote.words and quote.approval else "gist"
        yield from _walk(getattr(quote, said), ("release", "quotes", index, said), shown)
    yield from _list_unseen_people(release, shown)
    yield from _list_unseen_roles(release, shown)


def _list_unseen_people(release: Release, shown: _Shown) -> Iterator[KeyPath]:
    """Yield the paths of people who are not shown, or of what is filled in of them and is not."""
    for key, person in release.people.items():
        path = ("release", "people", key)
        if shown.has((*path, "name")):
            yield from _walk(person, path, shown)
        elif any(filter(None, map(person.name.get, Language))):
            yield path  # of somebody without a name yet a gap tells


def _walk(value: object, path: KeyPath, shown: _Shown) -> Iterator[KeyPath]:
    """Yield the paths of what is filled in from *path* down, and not shown."""
    if value is None or show_path(path) in _STEERING | _NAMING:
        return
    match value:
        case PerLanguage():
            if any(map(value.get, Language)) and not shown.has(path):
                yield path
        case Record() | Mapping():
            below = value if isinstance(value, Mapping) else vars(value)
            for name, each in below.items():
                yield from _walk(each, (*path, name), shown)
        case tuple():
            for index, each in enumerate(value):
                yield from _walk(each, (*path, index), shown)
        case _ if not shown.has(path):
            yield path


def _list_unseen_items(record: Partner, shown: _Shown) -> Iterator[KeyPath]:
    for index, item in enumerate(record.agreement.items):
        path: KeyPath = ("agreement", "items", index)
        name = f":items.{item}" if isinstance(item, str) else show_path(path)
        if not {name, f"{name}.in_sentence"} & shown.fields:
            yield path


def _list_unseen_roles(release: Release, shown: _Shown) -> Iterator[KeyPath]:
    """Yield where a person is named as somebody that the release does not show.

    Whoever speaks, is in the photo and signs is printed as often as that; the head, in the lede.
    """
    roles: dict[str, list[KeyPath]] = defaultdict(list)
    for index, quote in enumerate(release.quotes):
        roles[quote.speaker].append(("release", "quotes", index, "speaker"))
    if release.photo and not release.photo.caption:
        for index, key in enumerate(release.photo.people):
            roles[key].append(("release", "photo", "people", index))
    for index, key in enumerate(release.signatories):
        roles[key].append(("release", "signatories", index))
    if release.head and _name(release.head, release) not in shown.in_lede:
        roles[release.head].append(("release", "head"))
    for key, paths in roles.items():
        name = _name(key, release)
        printed = max(shown.counts[language][name] for language in Language)
        unseen = paths[printed:] if key not in release.people or name in shown.fields else ()
        # Where what a person says is not shown, that is told.
        yield from (path for path in unseen if path[-1] != "speaker")


def _name(key: str, release: Release) -> str:
    """Return the field that has the name of the person *key*."""
    return f"release.people.{key}.name" if key in release.people else f":people.{key}.name"

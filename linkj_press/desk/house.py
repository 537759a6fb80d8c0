"""What is true of the house for a time: seat, head, boilerplate, members, posts, media contact.

A change is a new entry from a day on: releases before that day say what they said.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from linkj_press.catalogue import Catalogue
from linkj_press.desk.editing import NotSaved
from linkj_press.desk.entries import list_texts
from linkj_press.desk.forms import Form, keep_end
from linkj_press.desk.snapshot import Snapshot
from linkj_press.desk.state import Deed, Desk
from linkj_press.desk.wording import Impact, Reach, foresee_texts, never_stop
from linkj_press.diff.texts import ReleaseKey
from linkj_press.folder import find_file
from linkj_press.language import Language
from linkj_press.message import NOTHING, Message, phrase, say, say_day
from linkj_press.pull.files import tell_refusal
from linkj_press.reading import CannotWrite, Data, KeyPath, arrange_entries, read_path, show_path
from linkj_press.record.choices import find_words
from linkj_press.record.field_names import name_field
from linkj_press.record.ledger import find_in_force
from linkj_press.workspace.writing import Change

_WORDS: Data = {"ja": "", "en": ""}
_DATED: Mapping[KeyPath, Mapping[str, Data]] = {
    ("head",): {"person": ""},
    ("seat",): {"ja": "", "en": ""},
    ("about",): {"paragraphs": [_WORDS]},
    ("members",): {"at_least": ""},
    ("media_contact",): {"name": _WORDS, "phone": "", "email": ""},
}
"""What holds for a time, and what an entry of it may tell."""

_POST: Mapping[str, Data] = {"title": _WORDS, "affiliation": _WORDS}
"""What an entry of the posts of one person may tell."""

DAYS = ("since", "until")
"""When each entry holds."""

_OWN = (*DAYS, "note")
"""What each entry has beside what it tells."""

_LABELS: Mapping[str | int, Message] = {
    "person": say("Who"),
    "title": say("Title"),
    "affiliation": say("Affiliation"),
    "at_least": say("Members (at least so many)"),
    "name": say("Name"),
    "phone": say("Phone"),
    "email": say("Email"),
}


@dataclass(frozen=True)
class DatedField:
    """A text of an entry, as it is filled in."""

    key: str
    """Its path in the entry: ``paragraphs[0].ja``."""

    name: str
    language: Language | None
    text: str
    choices: Mapping[str, str]
    """What it may be, by its key; none where it is free."""


@dataclass(frozen=True)
class HouseEntry:
    """What held from a day on."""

    path: KeyPath
    since: date
    texts: Sequence[tuple[Language | None, str]]


@dataclass(frozen=True)
class DatedList:
    """What has been true of the house, one after the other."""

    path: KeyPath
    name: str
    entries: Sequence[HouseEntry]
    fields: Sequence[DatedField]
    """Of the next entry, filled in as the last is."""


@dataclass(frozen=True)
class HousePage:
    """The house, in the language of who reads it."""

    snapshot: Snapshot
    catalogue: Catalogue

    @property
    def lists(self) -> Iterator[DatedList]:
        """All that holds for a time."""
        people = self.snapshot.workspace.house.issuer.record.people
        for path in (*_DATED, *(("people", key, "posts") for key in people)):
            yield self._open(path)

    def find_list(self, path: KeyPath) -> DatedList:
        """Return the list that *path* is, or leads into. Raises NotSaved where there is none."""
        for held in self.lists:
            if path[: len(held.path)] == held.path:
                return held
        raise NotSaved(say("this is no field that is filled in here"))

    def _open(self, path: KeyPath) -> DatedList:
        house, language = self.snapshot.workspace.house, self.catalogue.language
        name = self.catalogue.tell(name_field(path, house.issuer, house, language))
        held = list_entries(self.snapshot, path)
        entries = [self._show((*path, at), entry) for at, entry in enumerate(held)]
        fields = self.list_dated(path, held[-1] if held else {})
        return DatedList(path, name, entries, list(fields))

    def _show(self, path: KeyPath, entry: Mapping[str, Data]) -> HouseEntry:
        told = [
            (_find_language(inner), self._name_people().get(text, text) if _is_who(inner) else text)
            for inner, text in _list_texts(entry)
        ]
        return HouseEntry(path, read_since(entry), told)

    def list_dated(self, path: KeyPath, entry: Mapping[str, Data]) -> Iterator[DatedField]:
        """Yield all that one may tell in *entry* of the list at *path*, as it is there."""
        for inner, text in _list_texts(_complete(path, entry)):
            named = next((_LABELS[step] for step in inner if step in _LABELS), NOTHING)
            choices = self._name_people() if _is_who(inner) else {}
            name = self.catalogue.tell(named)
            yield DatedField(show_path(inner), name, _find_language(inner), text, choices)

    def _name_people(self) -> dict[str, str]:
        people = self.snapshot.workspace.house.issuer.record.people
        return {
            key: str(find_words(person.name, self.catalogue.language))
            for key, person in people.items()
        }


def tell_contact_days(snapshot: Snapshot, partner: str) -> Message:
    """Return when the media contact holds, where a release is of another day; or nothing."""
    contacts = snapshot.workspace.house.issuer.record.media_contact
    day = snapshot.workspace.released_on(partner)
    if not contacts or find_in_force(contacts, day) is not None:
        return NOTHING
    if later := [each.since for each in contacts if each.since > day]:
        words = phrase(
            "That of the house holds from {day} on, which is after the day of this release."
        )
        return say(words, day=say_day(min(later)))
    last = max(contacts, key=lambda each: each.since).until
    assert last
    words = phrase("That of the house held until {day}, which is before the day of this release.")
    return say(words, day=say_day(last))


def list_entries(snapshot: Snapshot, path: KeyPath) -> list[dict[str, Data]]:
    """Return the entries of the list at *path*."""
    entries = snapshot.workspace.house.issuer.tree.find(path)
    return [entry for entry in entries or () if isinstance(entry, dict)]


def read_since(entry: Mapping[str, Data]) -> date:
    """Return from which day on *entry* holds."""
    return date.fromisoformat(str(entry["since"]))


def _complete(path: KeyPath, entry: Mapping[str, Data]) -> Mapping[str, Data]:
    """Return *entry* of the list at *path* with all that one may tell in it."""
    return {**_DATED.get(path, _POST), **entry}


def _is_who(path: KeyPath) -> bool:
    return path == ("person",)


def _list_texts(entry: Mapping[str, Data], path: KeyPath = ()) -> Iterator[tuple[KeyPath, str]]:
    """Yield the path of each text that *entry* tells, and the text."""
    for key, value in entry.items():
        if path or key not in _OWN:
            yield from list_texts(value, (*path, key))


def _find_language(path: KeyPath) -> Language | None:
    return Language(path[-1]) if path[-1] in set(Language) else None


@dataclass(frozen=True)
class NewEntry:
    """What is to hold from a day on."""

    path: str
    """Of the list: ``seat``."""

    since: date
    texts: Mapping[str, str]
    """By the paths of its fields."""


def read_entry(form: Form) -> NewEntry:
    """Return the new entry that *form* has. Raises HTTPException, and NotSaved without a day."""
    texts = {row.text("key"): row.text("text") for row in form.rows("texts")}
    try:
        since = date.fromisoformat(form.text("since"))
    except ValueError as error:
        raise NotSaved(say("say from which day on it holds")) from error
    return NewEntry(form.text("path"), since, texts)


@dataclass(frozen=True)
class Amendment:
    """What is to become of the file of the house."""

    told: Message
    text: str
    since: date
    """The first day of which a release may say something else."""

    def foresee(
        self, snapshot: Snapshot, catalogue: Catalogue, go_on: Callable[[], None] = never_stop
    ) -> Impact:
        """Return what it does to the releases.

        Raises NotSaved where it cannot be, and what *go_on* raises once nobody waits for it.
        """

        def is_reached(key: ReleaseKey) -> bool:
            release = snapshot.workspace.partners[key[0]].record.release
            is_told = key[1] in snapshot.list_languages(key[0])
            return is_told and bool(release and release.date >= self.since)

        texts = {snapshot.workspace.house.issuer.tree.name: self.text}
        try:
            return foresee_texts(snapshot, texts, catalogue, Reach(is_reached, go_on))
        except NotSaved as refusal:
            raise NotSaved(_name_values(snapshot, refusal.reason, catalogue.language)) from refusal

    def carry_out(self, desk: Desk, now: Snapshot, catalogue: Catalogue) -> None:
        """Write it into the file, which is as *now* has it. Raises NotSaved, NotWritten."""
        self.foresee(now, catalogue)  # what cannot be is told, and not written
        tree = now.workspace.house.issuer.tree
        file = find_file(now.workspace.root, tree.name)
        desk.do(Deed(self.told, {file: Change(tree.content, self.text.encode())}, ""))


def _name_values(snapshot: Snapshot, message: Message, language: Language) -> Message:
    """Return *message* with what people call the fields and languages in it."""
    house = snapshot.workspace.house

    def name(value: object) -> object:
        if isinstance(value, Message):
            return _name_values(snapshot, value, language)
        if value in set(Language):
            return Language(str(value)).called
        path = read_path(value) if isinstance(value, str) else ()
        is_there = path and house.issuer.tree.find(path) is not None
        return name_field(path, house.issuer, house, language) if is_there else value

    return replace(message, values=tuple((key, name(value)) for key, value in message.values))


def add_entry(snapshot: Snapshot, new: NewEntry, catalogue: Catalogue) -> Amendment:
    """Return what comes of it if *new* is told, too. Raises NotSaved."""
    path = read_path(new.path)
    held = HousePage(snapshot, catalogue).find_list(path)
    if held.path != path:
        raise NotSaved(say("this is no field that is filled in here"))
    refuse_taken(new.since, [entry.since for entry in held.entries])
    if not any(new.texts.get(field.key, "").strip() for field in held.fields):
        raise NotSaved(say("nothing is filled in"))
    last = (list_entries(snapshot, path) or [{}])[-1]
    entry = {"since": new.since.isoformat(), **_fill(_complete(path, last), new.texts)}
    at = sum(each.since < new.since for each in held.entries)
    order: list[int | Data] = [*range(len(held.entries))]
    order.insert(at, entry)
    text = snapshot.workspace.house.issuer.tree.content.decode()
    try:
        text = arrange_entries(text, path, order)
    except CannotWrite as error:
        raise NotSaved(tell_refusal(error)) from error
    told = say("{field}, from {day} on", field=held.name, day=say_day(new.since))
    # Where there was none, earlier releases did without: they may not be able to with one.
    return Amendment(told, text, new.since if held.entries else date.min)


def refuse_taken(since: date, others: Collection[date]) -> None:
    """Raise NotSaved where one of *others* holds from the same day on."""
    if since in others:
        raise NotSaved(say("something holds from {day} on already", day=say_day(since)))


def _fill(entry: Mapping[str, Data], texts: Mapping[str, str]) -> dict[str, Data]:
    """Return *entry* with *texts* in their places, and without what is left empty."""
    fill = partial(_fill_at, texts=texts)
    filled = {key: fill(value, (key,)) for key, value in entry.items() if key not in _OWN}
    return {key: value for key, value in filled.items() if value}


def _fill_at(value: Data, path: KeyPath, *, texts: Mapping[str, str]) -> Data:
    match value:
        case dict():
            inner = {key: _fill_at(each, (*path, key), texts=texts) for key, each in value.items()}
            return {key: each for key, each in inner.items() if each}
        case list():
            rows = [_fill_at(each, (*path, at), texts=texts) for at, each in enumerate(value)]
            return [row for row in rows if row]
    text = texts.get(show_path(path), "").strip().replace("\r\n", "\n")
    return keep_end(value, text) if text and isinstance(value, str) else text

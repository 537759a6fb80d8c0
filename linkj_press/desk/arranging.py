"""Lists of a release, put in order: quotes, paragraphs, who signed, who is in the photo.

And people, who come and go. An entry is known by what stands in it, so that nobody moves or drops
what somebody else has changed meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from itertools import chain, count

from linkj_press.catalogue import Catalogue
from linkj_press.desk.editing import NotSaved, record, refuse_locked
from linkj_press.desk.snapshot import Snapshot
from linkj_press.desk.state import Desk
from linkj_press.language import Language
from linkj_press.life.frozen import is_locked
from linkj_press.message import Message, say
from linkj_press.pull.files import Files
from linkj_press.reading import Data, KeyPath
from linkj_press.record import Loaded, Partner, find_model
from linkj_press.record.choices import name_choices, name_person
from linkj_press.record.field_names import name_field
from linkj_press.record.further import Correction
from linkj_press.record.ledger import find_in_force
from linkj_press.workspace.new_partner import suggest_id

PEOPLE: KeyPath = ("release", "people")

LISTS: Sequence[KeyPath] = (
    ("release", "quotes"),
    ("release", "photo", "people"),
    ("release", "signatories"),
    PEOPLE,
    ("release", "background"),
    ("release", "purpose"),
    ("release", "closing"),
    ("release", "about", "paragraphs"),
    ("agreement", "items"),
)
"""What can be put in order on the desk."""

_OF_CORRECTIONS: KeyPath = ("release", "background")
"""The list that a correction has of its own; what else stands in its file was put there by hand."""

_SHOWN = 40
"""Letters of an entry that are enough to know it by."""


@dataclass(frozen=True)
class ListedEntry:
    """An entry of a list."""

    key: str
    """What tells it from others, and changes with it."""

    told: str
    """What people know it by."""

    choice: str = ""
    """Which of what can be added it is, where it can be there only once."""


@dataclass(frozen=True)
class Arrangeable:
    """A list, and what can come into it."""

    path: KeyPath
    name: str
    entries: Sequence[ListedEntry]
    choices: Mapping[str, str]
    """What can be added, by its key; ``""`` is a paragraph."""

    is_locked: bool

    @property
    def can_move(self) -> bool:
        """Whether its entries have an order."""
        return self.path != PEOPLE

    @property
    def is_once(self) -> bool:
        """Whether nothing can be in it twice: somebody may speak twice, but stands in one place."""
        return self.path[-1] in ("people", "signatories", "items")

    @property
    def has_words(self) -> bool:
        """Whether what is added is filled in after that: quotes and paragraphs."""
        return self.path[-1] == "quotes" or "" in self.choices

    @property
    def is_of_terms(self) -> bool:
        """Whether it chooses from terms of the house, which may lack one."""
        return self.path[-1] == "items"

    @property
    def keys(self) -> str:
        """Its entries, in order, as the page sends them back."""
        return json.dumps([entry.key for entry in self.entries])


def list_arrangeable(snapshot: Snapshot, partner: str, catalogue: Catalogue) -> dict[KeyPath, str]:
    """Return the lists of the release of *partner*, each with what it is called."""
    loaded, house = snapshot.workspace.partners[partner], snapshot.workspace.house
    is_correction = isinstance(loaded.record, Correction)
    held = [
        path
        for path in LISTS
        if path[0] in find_model(loaded).model_fields
        and (not is_correction or path == _OF_CORRECTIONS or loaded.tree.find(path))
    ]
    language = catalogue.language
    return {path: catalogue.tell(name_field(path, loaded, house, language)) for path in held}


def open_list(snapshot: Snapshot, partner: str, path: KeyPath, catalogue: Catalogue) -> Arrangeable:
    """Return the list at *path* in the file of *partner*. Raises NotSaved where there is none."""
    named = list_arrangeable(snapshot, partner, catalogue)
    if path not in named:
        raise NotSaved(say("this is no field that is filled in here"))
    shown = _EntryTeller(snapshot, partner, catalogue)
    entries = [
        ListedEntry(key, shown.tell(path, entry), entry if isinstance(entry, str) else "")
        for key, entry in _list_entries(snapshot.workspace.partners[partner], path)
    ]
    locked = is_locked(snapshot.copies, partner, path)
    return Arrangeable(path, named[path], entries, shown.list_choices(path), locked)


def _list_entries(loaded: Loaded[Partner], path: KeyPath) -> Iterator[tuple[str, Data]]:
    """Yield the entries of the list at *path*, each with its key: alike ones are counted."""
    data = loaded.tree.find(path)
    if isinstance(data, dict):
        yield from ((f"{_digest(held)}-{key}", key) for key, held in data.items())
        return
    seen: list[str] = []
    for entry in data if isinstance(data, list) else ():
        digest = _digest(entry)
        yield f"{digest}-{seen.count(digest)}", entry
        seen.append(digest)


def _digest(entry: Data) -> str:
    return sha256(repr(entry).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class _EntryTeller:
    """What entries are called by, in the language of who reads it."""

    snapshot: Snapshot
    partner: str
    catalogue: Catalogue

    def tell(self, path: KeyPath, entry: Data) -> str:
        """Return what people know *entry* of the list at *path* by."""
        match entry:
            case str():
                return self.list_choices(path).get(entry) or self._name(entry)
            case dict() if "speaker" in entry:
                words = self._shorten(entry.get("words")) or self._shorten(entry.get("gist"))
                return f"{self._name(str(entry['speaker']))}  {words}".rstrip()
            case _:
                return self._shorten(entry) or self.catalogue.tell(say("nothing in it yet"))

    def _shorten(self, texts: Data) -> str:
        language = self.catalogue.language
        held = texts if isinstance(texts, dict) else {}
        text = held.get(language) or held.get(language.other)
        line = " ".join(text.split()) if isinstance(text, str) else ""
        return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"

    def list_choices(self, path: KeyPath) -> dict[str, str]:
        """Return what can be added to the list at *path*, each as people call it."""
        match path:
            case ("release", "people"):
                return {}
            case (*_, "signatories" | "people"):
                return {key: self._name(key) for key in self._name_all(path)}
            case (*_, "quotes"):
                return {key: self._name(key) for key in self._name_all((*path, 0, "speaker"))}
            case (*_, "items"):
                return {key: self._word(told) for key, told in self._name_all(path).items()}
        return {"": self.catalogue.tell(say("a paragraph"))}

    def _name_all(self, path: KeyPath) -> dict[str, str | Message]:
        workspace = self.snapshot.workspace
        loaded = workspace.partners[self.partner]
        return name_choices(path, loaded, workspace.house, self.catalogue.language)

    def _name(self, key: str) -> str:
        """Return the name of the person *key*, with the title held on the day of the release."""
        workspace, language = self.snapshot.workspace, self.catalogue.language
        loaded = workspace.partners[self.partner]
        name = self._word(name_person(key, loaded, workspace.house, language))
        release = workspace.find_release(self.partner)
        if theirs := release.people.get(key):
            title = theirs.title.get(language) or theirs.title.get(language.other)
        else:
            own = workspace.house.issuer.record.people.get(key)
            held = find_in_force(own.posts, release.date) if own else None
            title = own.posts[held].title.get(language) if own and held is not None else ""
        return self._word(say("{name} ({mark})", name=name, mark=title)) if title else name

    def _word(self, told: str | Message) -> str:
        return self.catalogue.tell(told) if isinstance(told, Message) else told


def arrange(
    desk: Desk, partner: str, path: KeyPath, keys: tuple[str, str], catalogue: Catalogue
) -> None:
    """Put the list at *path* of the file of *partner* in order.

    *keys* are its entries as the page has shown them, and as they are to be: what was among the
    first by the same key, the new by what they are. Raises NotSaved, also where the list has
    changed since.
    """
    was, wanted = (_read_keys(text) for text in keys)
    shown = open_list(desk.current, partner, path, catalogue)
    refuse_locked(desk.current, partner, [path])
    fresh = [key for key in wanted if key not in was]
    if any(key not in shown.choices for key in fresh) or len(set(wanted) - set(fresh)) < len(
        [key for key in wanted if key in was]
    ):
        raise NotSaved(say("this is no field that is filled in here"))

    def make(files: Files) -> Files:
        loaded = files.workspace.partners[partner]
        entries = dict(_list_entries(loaded, path))
        if list(entries) != was:
            raise NotSaved(say("the list has changed in the meantime: open it again"))
        if path == PEOPLE:
            for key in set(was).difference(wanted):
                files = files.remove(partner, (*path, str(entries[key])))
            return files
        order = [was.index(key) if key in was else _make_entry(path, key) for key in wanted]
        return files.arrange(partner, path, order)

    record(desk, partner, say("{field}, in order", field=shown.name), make)


def _read_keys(text: str) -> list[str]:
    """Return the keys in *text*, of JSON. Raises NotSaved for anything else."""
    try:
        keys = json.loads(text)
    except (ValueError, RecursionError):
        keys = None
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        raise NotSaved(say("this is no field that is filled in here"))
    return keys


def _make_entry(path: KeyPath, key: str) -> Data:
    empty: Data = {"ja": None, "en": None}
    match path:
        case (*_, "quotes"):
            return {"speaker": key, "gist": empty}
        case _:
            return key or empty


@dataclass(frozen=True)
class NewPerson:
    """Somebody on the partner's side who is not in the file yet."""

    name: Mapping[Language, str]
    title: Mapping[Language, str]
    affiliation: Mapping[Language, str]
    """Where the title does not name it."""


def add_person(desk: Desk, partner: str, person: NewPerson) -> None:
    """Write *person* into the file of *partner*. Raises NotSaved without a name and a title."""
    if not (any(person.name.values()) and any(person.title.values())):
        raise NotSaved(say("write the name and the title, in one language at least"))
    refuse_locked(desk.current, partner, [PEOPLE])
    record(desk, partner, say("new person"), partial(_put_person, partner=partner, person=person))


def _put_person(files: Files, partner: str, person: NewPerson) -> Files:
    workspace = files.workspace
    release = workspace.find_release(partner)
    taken = {*release.people, *workspace.house.issuer.record.people}
    stem = suggest_id(person.name[Language.EN].rpartition(" ")[2]) or "person"
    names = chain([stem], (f"{stem}{number}" for number in count(2)))
    key = next(name for name in names if name not in taken)
    values = [
        ((*PEOPLE, key, field, str(language)), text)
        for field, words in vars(person).items()
        for language, text in words.items()
        if text
    ]
    return files.put_values(partner, values)

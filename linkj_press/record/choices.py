"""What people call the things that files name by keys, and which of them a field may hold."""

from urllib.parse import urlsplit

from linkj_press.language import Language
from linkj_press.message import Message, say
from linkj_press.reading import KeyPath
from linkj_press.record import Loaded, find_choices, find_model
from linkj_press.record.house import Country, InstrumentTerms
from linkj_press.record.ledger import House
from linkj_press.record.partner import HistoryForm, Partner, Release
from linkj_press.record.values import HouseWords, PerLanguage

UNKNOWN = "…"
_SOMEBODY = say("somebody")

_HISTORY_FORMS = {
    HistoryForm.LIST: say("a sentence that names the earlier partners"),
    HistoryForm.TABLE: say("a table for reference at the end"),
    HistoryForm.COUNT: say("only how many there are"),
}

_ANSWERS = {"true": say("yes"), "false": say("no")}

_TERMS = {
    ("kind",): "kinds",
    ("country",): "countries",
    ("region",): "regions",
    ("agreement", "instrument"): "instruments",
    ("agreement", "items"): "items",
}
"""The terms that a field names one of by its key."""


def find_choosing(term: KeyPath, loaded: Loaded[Partner]) -> KeyPath:
    """Return the field of *loaded* that chooses the words at *term* of the house; () for none."""
    for field, table in _TERMS.items():
        held = loaded.tree.find(field)
        if term[:1] == (table,) and term[1] in (held if isinstance(held, list) else [held]):
            return field
    return ()


_OF_PEOPLE = ("head", "signatories", "speaker", "people")


def name_choices(
    path: KeyPath, loaded: Loaded[Partner], house: House, language: Language
) -> dict[str, str | Message]:
    """Return what the field at *path* of *loaded* may hold, each as people call it in *language*.

    None where people write what they like. Which templates there are is not told here.
    """
    field = tuple(step for step in path if isinstance(step, str))
    if field == ("release", "history"):
        return {str(form): words for form, words in _HISTORY_FORMS.items()}
    if find_choices(find_model(loaded), path) == list(_ANSWERS):
        return dict(_ANSWERS)
    if field in _TERMS:
        table = getattr(house.terms.record, _TERMS[field])
        return {str(key): name_thing(key, value, language) for key, value in table.items()}
    is_of_release = field[:1] == ("release",) and "co_issuers" not in field
    if is_of_release and field[-1] in _OF_PEOPLE and field != ("release", "people"):
        theirs = loaded.record.release.people if loaded.record.release else {}
        keys = {**theirs, **house.issuer.record.people}
        return {key: name_person(key, loaded, house, language) for key in keys}
    return {}


def name_person(
    key: str, loaded: Loaded[Partner], house: House, language: Language
) -> str | Message:
    """Return the name in *language* of the person *key*, of the partner or of the house."""
    release = loaded.record.release
    theirs = release.people if release else {}
    person = theirs.get(key) or house.issuer.record.people.get(key)
    unnamed = name_role(key, release, language)
    return find_words(person.name, language, unnamed) if person else unnamed


def name_role(key: str, release: Release | None, language: Language) -> Message:
    """Return what people call the person *key* of the partner as long as there is no name."""
    person = release.people.get(key) if release else None
    if release is None or person is None:
        return _SOMEBODY
    if title := person.title.get(language) or person.title.get(language.other):
        return say("{title} (not named yet)", title=title)
    if key == release.head:
        return say("the partner’s head")
    if key in release.signatories:
        return say("who signs for the partner")
    if any(quote.speaker == key for quote in release.quotes):
        return say("who speaks for the partner")
    return _SOMEBODY


def find_words(
    words: PerLanguage | HouseWords, language: Language, nothing: Message = _SOMEBODY
) -> str | Message:
    """Return *words* in *language*, else in the other, else *nothing*."""
    found = words.get(language) or words.get(language.other)
    return language.join_lines(found) if found else nothing


def name_thing(key: str, value: object, language: Language) -> str | Message:
    """Return what *value*, which a mapping has under *key*, is called."""
    match value:
        case HouseWords():
            return find_words(value, language)
        case Country():
            return find_words(value.name, language)
        case InstrumentTerms():
            return value.title.get(language) or find_words(value.abbreviation, language)
        case str() if value.startswith("http"):
            return urlsplit(value).netloc
        case str():
            return key  # a spelling
        case _:
            return UNKNOWN

"""Who owes what a release still lacks, and what stands there meanwhile."""

from enum import StrEnum

from linkj_press.language import Language
from linkj_press.reading import KeyPath
from linkj_press.record.ledger import ReleaseFacts
from linkj_press.record.partner import Person, Release

_WHO = "{who}"
"""Stands in labels of gaps for whoever owes what is missing."""

_THEIRS = frozenset({"about", "background", "confirmed", "head", "people", "profile", "quotes"})
"""The fields of a release that a partner alone can give; a quote that is there is the speaker's."""


class OwedBy(StrEnum):
    """Who has to supply what is open."""

    PARTNER = "partner"
    ISSUER = "issuer"
    TRANSLATOR = "translator"


def find_owner(path: KeyPath, release: Release | None, *, is_own: bool = True) -> OwedBy:
    """Return who has to supply the field at *path*.

    What *is own* stands in the file of *release*: nothing else is its partner's to give.
    """
    match path:
        case _ if not is_own:
            return OwedBy.ISSUER
        case ("release", "quotes", int() as index, *_) if release:
            is_theirs = release.quotes[index].speaker in release.people
            return OwedBy.PARTNER if is_theirs else OwedBy.ISSUER
        case ("seat", *_):
            return OwedBy.PARTNER
        case ("release", field, *_) if field in _THEIRS:
            return OwedBy.PARTNER
    return OwedBy.ISSUER


def label_missing(facts: ReleaseFacts, path: KeyPath, language: Language, owner: OwedBy) -> str:
    """Return what stands in a draft where the field at *path*, which *owner* owes, is missing."""
    labels = facts.house.terms.record.gaps
    field = next((step for step in reversed(path) if isinstance(step, str)), "")
    label = labels.fields.get(field, labels.value).get(language)
    if _WHO in label:
        return label.replace(_WHO, _name_owner(facts, path, language, owner))
    return label


def _name_owner(facts: ReleaseFacts, path: KeyPath, language: Language, owner: OwedBy) -> str:
    if owner is OwedBy.ISSUER:
        return facts.house.issuer.record.short
    match path:
        case ("release", "quotes", int() as index, *_):
            speaker = facts.release.people[facts.release.quotes[index].speaker]
            if named := _name_person(speaker, facts, language):
                return named
    name = facts.partner.record.name
    own = name.short.get(language) or name.full.get(language)
    return own or name.full.get(language.other) or facts.id


def _name_person(person: Person, facts: ReleaseFacts, language: Language) -> str:
    """Return the name of *person* with the honorific; ``""`` where *language* has no name."""
    name = person.name.get(language)
    house = facts.house.terms.record.honorific
    honorific = person.honorific.get(language) or house.get(language)
    parts = [name, honorific] if language is Language.JA else [honorific, name]
    return " ".join(filter(None, parts)) if name else ""

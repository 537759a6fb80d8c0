"""The registered names: what organisations and people are called in either language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from linkj_press.facts import ReleaseFacts
from linkj_press.language import Language
from linkj_press.records import Name
from linkj_press.records.values import HouseWords, PerLanguage
from linkj_press.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Registered:
    """Somebody, or an organisation, and every form of the name that the record has."""

    key: str
    """A partner's id, ``issuer``, or the key of a person: ``okano``."""

    forms: Mapping[Language, tuple[str, ...]]
    """The forms in each language, the longest first."""


def list_organisations(workspace: Workspace) -> list[Registered]:
    """Return the issuer and all partners, with later names and abbreviations."""
    issuer = workspace.house.issuer.record
    listed = [_register("issuer", [issuer.name], also=[issuer.short])]
    for partner, loaded in workspace.partners.items():
        names = [loaded.record.name, *(renaming.name for renaming in loaded.record.renamed)]
        words = [words for name in names for words in _forms_of(name)]
        also = [name.abbreviation for name in names if name.abbreviation]
        listed.append(_register(partner, words, also))
    return listed


def list_people(facts: ReleaseFacts) -> list[Registered]:
    """Return the people of the release and of the house."""
    own = facts.house.issuer.record.people
    theirs = facts.release.people
    return [
        *(_register(key, [person.name]) for key, person in own.items()),
        *(_register(key, [person.name]) for key, person in theirs.items()),
    ]


def _forms_of(name: Name) -> tuple[PerLanguage, ...]:
    return name.full, name.short, name.in_sentence, name.in_lede


def _register(
    key: str, names: Iterable[PerLanguage | HouseWords], also: Iterable[str] = ()
) -> Registered:
    forms = {
        language: {words for name in names if (words := name.get(language))} | set(also)
        for language in Language
    }
    ordered = {
        lang: tuple(sorted(found, key=lambda f: (-len(f), f))) for lang, found in forms.items()
    }
    return Registered(key, ordered)

"""A rule as data, with examples that are also its tests; what a check finds; what it looks at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from linkj_press.draft.alignment import BlockPair, align
from linkj_press.draft.document import Document
from linkj_press.language import Language
from linkj_press.message import NOTHING, Message
from linkj_press.problem import Place, Problem, Severity
from linkj_press.record import Name
from linkj_press.record.ledger import ReleaseFacts, gather_facts
from linkj_press.record.values import HouseWords, PerLanguage
from linkj_press.workspace.loading import Workspace


@dataclass(frozen=True, slots=True)
class Example:
    """Words that a rule finds fault with, or that look as if it should and are right."""

    language: Language
    text: str
    fixed: str = ""
    """What ``check --fix`` makes of them, where the rule has one safe answer."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing to look for."""

    code: str
    """A stable name: ``full-width-digits``."""

    severity: Severity
    title: Message
    """What it finds, in a few words."""

    why: Message
    """Why it matters, and what is not meant."""

    bad: tuple[Example, ...] = ()
    good: tuple[Example, ...] = ()

    def find(  # noqa: PLR0913  (a finding has this many sides)
        self,
        where: Place,
        message: Message,
        hint: Message = NOTHING,
        *,
        words: str = "",
        language: Language | None = None,
        partner: str = "",
        fix: Fix | None = None,
    ) -> Finding:
        """Return a finding of this rule at *where*."""
        problem = Problem(self.code, where, message, hint, partner, self.severity)
        return Finding(problem, words, language, fix)


@dataclass(frozen=True, slots=True)
class Fix:
    """The one safe answer to a finding: other words in place of those at fault."""

    where: Place
    """Where the words begin in the file."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found."""

    problem: Problem
    words: str = ""
    """The words at fault as they stand in the file at the problem's place, where there are any.

    A draft carries its comment at these words, wherever they come from that place.
    """

    language: Language | None = None
    """The language of the words."""

    fix: Fix | None = None


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


@dataclass(frozen=True)
class CheckedRelease:
    """A release in both languages, and what is known."""

    workspace: Workspace
    partner: str
    documents: Mapping[Language, Document]

    @cached_property
    def facts(self) -> ReleaseFacts:
        """The facts of the release, as of its day."""
        return gather_facts(self.partner, self.workspace.ledger, self.workspace.house)

    @cached_property
    def pairs(self) -> list[BlockPair]:
        """The blocks of the two languages, in pairs."""
        return align(self.documents[Language.JA], self.documents[Language.EN])

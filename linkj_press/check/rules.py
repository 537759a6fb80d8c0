"""A rule as data, with examples that are also its tests; what a check finds; what it looks at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from pathlib import PurePosixPath
from typing import NamedTuple

from linkj_press.check.words import load_words
from linkj_press.draft.alignment import BlockPair, align
from linkj_press.draft.document import Document
from linkj_press.language import Language
from linkj_press.message import NOTHING, Message
from linkj_press.problem import Place, Problem, Severity
from linkj_press.reading import KeyPath
from linkj_press.record.ledger import ReleaseFacts, gather_facts
from linkj_press.record.values import Accepted, HouseWords, PerLanguage
from linkj_press.text.names import NameMatcher
from linkj_press.text.patterns import compile_pattern, list_longest_first
from linkj_press.workspace.loading import Workspace

KEPT = frozenset({"accepted", "of", "published"})
"""The keys of files under which words are kept that stand elsewhere too."""


Lines = Set[tuple[PurePosixPath, int]]
"""Lines of files, each by its file and number."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing to look for. What it is for stands in `explained.yaml`."""

    code: str
    """A stable name: ``full-width-digits``."""

    severity: Severity = Severity.ERROR
    can_stand: bool = True
    """Whether a person may accept it: not what is only about an acceptance."""

    compares_languages: bool = False
    """Whether it is found by comparing the languages, and so is of neither alone."""

    def find(  # noqa: PLR0913  (a finding has this many sides)
        self,
        where: Place,
        message: Message,
        hint: Message = NOTHING,
        *,
        words: str = "",
        language: Language | None = None,
        fix: Fix | None = None,
        nth: int = 0,
    ) -> Finding:
        """Return a finding of this rule at *where* in a file."""
        problem = Problem(self.code, where, message, hint, severity=self.severity)
        return Finding(problem, words, language, fix, nth=nth)


@dataclass(frozen=True, slots=True)
class Fix:
    """The one safe answer to a finding: other words in place of those at fault."""

    where: Place
    """Where the words begin in the file."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class KeptWords:
    """Words to be kept in a file beside what they are for."""

    where: Place
    path: KeyPath
    words: Mapping[str, str]


class Spot(NamedTuple):
    """Words of a document."""

    block: int
    """Which of its blocks they stand in."""

    start: int
    end: int
    """From which character to before which, among all that the spans of the block say."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found."""

    problem: Problem
    words: str = ""
    """The words at fault as they stand in the file at the problem's place, where there are any."""

    language: Language | None = None
    """The language of the words."""

    fix: Fix | None = None
    spots: tuple[Spot, ...] = field(default=(), compare=False)
    """Where the check held the words, in the draft of their language.

    None for what was found in a file: it is told wherever the draft prints the words of its line.
    """

    kept: KeptWords | None = field(default=None, compare=False)
    """What `check --fix` adds to the file."""

    both: Mapping[Language, str] | None = field(default=None, compare=False)
    """What both languages say, where the finding is about the two together."""

    settles: str = field(default="", compare=False)
    """The words that it is accepted for, where they are more than the sentence at fault."""

    accepted: Accepted | None = field(default=None, compare=False)
    """What a person has said who let it stand."""

    nth: int = field(default=0, compare=False)
    """Of what was found in a file: how many of the same words stand before these on the line."""


@lru_cache(maxsize=6)  # each release of a workspace asks for all three
def match_organisations(workspace: Workspace, language: Language | None = None) -> NameMatcher:
    """Return what finds the issuer and all partners, by later names and abbreviations too.

    In one *language* a name may lack its spaces; in both, “the City of Kawasaki” is found as
    “City of Kawasaki”.
    """
    issuer = workspace.house.issuer.record
    named: list[Named] = [("issuer", [issuer.name], [issuer.short])]
    for partner, loaded in workspace.partners.items():
        names = loaded.record.names
        words = [form for name in names for form in name.forms]
        named.append((partner, words, [n.abbreviation for n in names if n.abbreviation]))
    return _match(named, language)


def match_people(facts: ReleaseFacts, language: Language | None = None) -> NameMatcher:
    """Return what finds the people of the release and of the house; see `match_organisations`."""
    own, theirs = facts.house.issuer.record.people, facts.release.people
    named: list[Named] = [(key, [person.name], []) for key, person in own.items()]
    return _match([*named, *((key, [person.name], []) for key, person in theirs.items())], language)


Named = tuple[str, Sequence[PerLanguage | HouseWords], Sequence[str]]
"""Whose names these are, in either language, and what is the same in both."""


def _match(named: Iterable[Named], language: Language | None) -> NameMatcher:
    forms: dict[str, str] = {}
    for key, names, also in named:
        languages = [language] if language else list(Language)
        written = [name.get(each) for name in names for each in languages]
        for form in filter(None, (*written, *also)):
            forms.setdefault(form, key)
            if language:
                forms.setdefault(form.replace(" ", ""), key)
    for form, key in list(forms.items()):
        if (bare := strip_legal_form(form)) != form:
            forms.setdefault(bare, key)
    articles = {form for form in forms if form.startswith("the ") and form[4:] in forms}
    known = forms if language else {f: key for f, key in forms.items() if f not in articles}
    return _share(tuple(known.items()))


@lru_cache(maxsize=32)  # a workspace that was loaded anew has the same names as a rule
def _share(forms: tuple[tuple[str, str], ...]) -> NameMatcher:
    return NameMatcher(dict(forms))


@cache
def _match_legal_form() -> re.Pattern[str]:
    told = load_words("legal_forms")
    ja, en = ("|".join(list_longest_first(map(re.escape, told[k]))) for k in ("ja", "en"))
    return compile_pattern(rf"^(?:{ja})\s?|\s?(?:{ja})$|,? (?:{en})$")


@lru_cache(maxsize=10_000)
def strip_legal_form(name: str) -> str:
    """Return *name* without the legal form that it may do without: 公益財団法人, Co., Ltd."""
    return _match_legal_form().sub("", name) or name


@dataclass(frozen=True, eq=False)
class CheckedRelease:
    """A release in both languages, or in the one that it can be drafted in, and what is known."""

    workspace: Workspace
    partner: str
    documents: Mapping[Language, Document]

    @cached_property
    def facts(self) -> ReleaseFacts:
        """The facts of the release, as of its day."""
        return gather_facts(self.partner, self.workspace.ledger, self.workspace.house)

    @cached_property
    def pairs(self) -> list[BlockPair]:
        """The blocks of the two languages, in pairs; none where it cannot be drafted in both."""
        if len(self.documents) < len(Language):
            return []
        return align(self.documents[Language.JA], self.documents[Language.EN])

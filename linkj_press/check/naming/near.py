"""Tells words that are nearly a registered name, of a body or of a person."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from linkj_press.check.naming.mouths import match_honorific
from linkj_press.check.naming.people import KANJI_OR_KANA, SPACE, Crowd, Someone
from linkj_press.check.naming.spelling import Spelling, unify
from linkj_press.check.naming.titles import title_pattern
from linkj_press.check.printed import PrintedWords
from linkj_press.check.rules import Finding, Rule
from linkj_press.draft.document import PartnerSource
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Severity
from linkj_press.text.names import Mention, NameMatcher

JA, EN = Language

_TELLING = 5
"""How long a family name must be to be known by itself, a slip in it."""

NEAR_RULE = Rule("near-name", Severity.WARNING)


class NearNames:
    """The names that words of a release may nearly be."""

    def __init__(self, organisations: NameMatcher, crowds: Sequence[Crowd]) -> None:
        self._organisations = organisations
        people = [person for crowd in crowds for person in crowd.people]
        forms = {person.name: person.key for person in people}
        self._people = NameMatcher(forms)
        alone = {p.family: p.key for p in people if len(p.family) >= _TELLING and p.given}
        self._spelling = Spelling(forms, alone)
        self._japanese = [p for p in people if p.language is JA and p.words == [p.family, p.given]]
        self.find = lru_cache(maxsize=1000)(self._find)

    def _find(self, text: str) -> list[Mention]:
        """Return words of *text* that are nearly a name and no name, each once."""
        found: list[Mention] = []
        for near in self._find_all(text):
            if not any(one.start < near.end and near.start < one.end for one in found):
                found.append(near)
        return found

    def _find_all(self, text: str) -> Iterator[Mention]:
        yield from self._organisations.find_near(text)
        yield from self._people.find_near(text)
        yield from _spell(self._organisations).find(text)
        yield from self._spelling.find(text)
        for person in self._japanese:
            yield from _find_near_person(text, person)


@lru_cache(maxsize=64)  # a draft is checked again and again, and few of its words have changed
def near_names(organisations: NameMatcher, crowds: tuple[Crowd, ...]) -> NearNames:
    """Return the names of *organisations*, and of the people of *crowds*."""
    return NearNames(organisations, crowds)


@lru_cache(maxsize=2)
def _spell(names: NameMatcher) -> Spelling:
    return Spelling(names.forms, names.places)


def _is_slip(words: str, name: str) -> bool:
    """Return whether *words* are *name* with one other character."""
    wrong = sum(a != b for a, b in zip(words, name, strict=False))
    kanji = re.fullmatch(f"[{KANJI_OR_KANA}]+", words)
    return len(words) == len(name) and wrong == 1 and bool(kanji)


def _find_near_person(text: str, person: Someone) -> Iterator[Mention]:
    """Yield where *person* has one other character in a name, or the names in another order."""
    family, given = person.family, person.given
    known = family in text or unify(family) in unify(text)
    if given in text:
        yield from _find_other_family(text, person)
    if not known:
        return
    space = SPACE if len(given) > 1 else SPACE.removesuffix("?")
    alone = rf"(?<![{KANJI_OR_KANA}]){re.escape(family)}"
    for found in re.finditer(rf"{alone}{space}(?P<given>.{{{len(given)}}}){_match_end()}", text):
        if _is_slip(found["given"], given):
            yield Mention(*found.span(), person.key, person.name)
    swapped = rf"{re.escape(given)}{SPACE}{re.escape(family)}{_match_end()}"
    for found in re.finditer(swapped, text) if len(given) > 1 else ():
        yield Mention(*found.span(), person.key, person.name)
    yield from _find_old_family(text, person)


@cache
def _match_end() -> str:
    """Return the pattern of where a Japanese name ends, by what may follow it."""
    polite = rf"{match_honorific()}|{title_pattern(JA)}"
    return rf"(?:(?![{KANJI_OR_KANA}](?<!氏))(?!氏名)|(?={polite}))"


def _find_other_family(text: str, person: Someone) -> Iterator[Mention]:
    """Yield where the given name of *person* stands after nearly the family name."""
    size, given = len(person.family), person.given
    space = SPACE if max(size, len(given)) > 1 else SPACE.removesuffix("?")
    pattern = rf"(?P<family>.{{{size}}}){space}{re.escape(given)}{_match_end()}"
    for found in re.finditer(pattern, text):
        before = text[found.start() - 1 : found.start()]
        clear = size > 1 or not re.match(f"[{KANJI_OR_KANA}]", before)
        if clear and _is_slip(found["family"], person.family):
            yield Mention(*found.span(), person.key, person.name)


def _find_old_family(text: str, person: Someone) -> Iterator[Mention]:
    """Yield where the family name alone stands in another form of its characters: 小沢氏."""
    named = rf"{match_honorific()}|{title_pattern(JA)}"
    after = named if len(person.family) == 1 else rf"{named}|[はがもと]"
    pattern = rf"(?<![{KANJI_OR_KANA}]){re.escape(unify(person.family))}(?={SPACE}(?:{after}))"
    for found in re.finditer(pattern, unify(text)):
        if text[slice(*found.span())] != person.family:
            yield Mention(*found.span(), person.key, person.family)


def check_near_names(sentence: PrintedWords, names: NearNames) -> Iterator[Finding]:
    """Yield what in *sentence* is nearly one of *names*."""
    for span, low, high in sentence.spans:
        if span.gap or span.href or not sentence.typed_at(low):
            continue
        for near in names.find(sentence.text[low:high]):
            extent = low + near.start, low + near.end
            words = sentence.text[slice(*extent)]
            told = {"words": words, "form": near.form}
            message = say("“{words}” is nearly, but not exactly, the registered “{form}”", **told)
            hint = say("write “{form}”; if another is meant, leave it", form=near.form)
            found = sentence.find(NEAR_RULE, extent, message, hint)
            if not isinstance(span.source, PartnerSource):
                # Templates and the house say the same in every release.
                found = replace(found, problem=replace(found.problem, partner=""))
            yield found

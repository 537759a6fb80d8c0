"""Reads words of which two of a family exclude each other, and names of places and bodies."""

import re
from collections.abc import Iterator
from functools import cache

from linkj_press.check.parity.facts import Fact, FactKind, Sense, Weight
from linkj_press.check.words import load_words
from linkj_press.language import Language
from linkj_press.text.countries import list_cities, list_countries
from linkj_press.text.names import Mention, NameMatcher

JA, EN = Language


@cache
def _families(language: Language) -> tuple[re.Pattern[str], tuple[Sense, ...]]:
    """Return what finds words of any family, and what each of its groups means."""
    senses, patterns = [], []
    for family, values in load_words("senses").items():
        for value, forms in values.items():
            longest = "|".join(sorted(forms[language], key=len, reverse=True))
            patterns.append(longest if language is JA else rf"(?:{longest})(?!\w)")
            senses.append(Sense(family, value))
    pattern = "|".join(f"(?P<s{number}>{p})" for number, p in enumerate(patterns))
    if language is JA:
        return re.compile(pattern), tuple(senses)
    return re.compile(rf"\b(?:{pattern})", re.IGNORECASE), tuple(senses)


_NUMERIC = ("around the clock", "quarter", "vague number", "time of day")
"""The families whose figures count nothing else: 24時間365日, the third quarter."""


def read_senses(text: str, language: Language) -> Iterator[Fact]:
    """Yield the words of *text* that belong to a family of `words/senses.yaml`, and its names."""
    pattern, senses = _families(language)
    for match in pattern.finditer(text):
        sense = senses[int((match.lastgroup or "s0")[1:])]
        yield Fact(FactKind.WORDING, sense, *match.span(), Weight.WORD)
    for kind, matcher in ((FactKind.PLACE, _places(language)), (FactKind.BODY, _bodies(language))):
        for name in matcher.find(text):
            if not _is_within_katakana(text, name):
                weight = Weight.ASIDE if name.key == "JP" else Weight.WORD
                yield Fact(kind, name.key, name.start, name.end, weight)


_KATAKANA = re.compile("[ァ-ヺー]")


def _is_within_katakana(text: str, name: Mention) -> bool:
    """Return whether a longer word in katakana has the name by chance: タイトル, マリン."""
    ends = ((name.start - 1, name.start), (name.end - 1, name.end))
    return any(a >= 0 and all(_KATAKANA.match(text[i : i + 1]) for i in (a, b)) for a, b in ends)


def counts_itself(fact: Fact) -> bool:
    """Return whether no other number is to be read in the words of *fact*."""
    return isinstance(fact.value, Sense) and fact.value.family in _NUMERIC


@cache
def _places(language: Language) -> NameMatcher:
    """Return what finds countries, regions and cities."""
    told = load_words("places")
    forms = {**list_cities(language), **list_countries(language)}
    for rows in (told["regions"], told["cities"], told["countries"]):
        forms |= {form: key for key, written in rows.items() for form in written[language]}
    return NameMatcher(forms)


@cache
def _bodies(language: Language) -> NameMatcher:
    """Return what finds ministries, universities and other bodies."""
    rows = load_words("organisations").items()
    return NameMatcher({form: key for key, written in rows for form in written[language]})

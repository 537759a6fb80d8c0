"""Of which partners a sentence speaks: all, those overseas, a kind, a country, a region, a year."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from linkj_press.check.words import load_words
from linkj_press.language import Language
from linkj_press.record.ledger import Entry, House
from linkj_press.text.numbers import NUMERALS
from linkj_press.text.patterns import compile_pattern
from linkj_press.text.wording import name_country

JA, EN = Language


class PartnerGroup(NamedTuple):
    """Some of the partners."""

    key: str
    """``all``, ``overseas``, ``domestic``, ``kind:municipality``, ``country:GB``…"""

    holds: Callable[[Entry], bool]


class NamedGroup(NamedTuple):
    """Words that name a group."""

    start: int
    end: int
    group: PartnerGroup


EVERY = PartnerGroup("all", lambda _: True)


@dataclass(frozen=True)
class Vocabulary:
    """What groups of partners are called in both languages."""

    house: House
    entries: tuple[Entry, ...]

    def find(self, text: str, language: Language) -> list[NamedGroup]:
        """Return the groups that *text* names, from left to right; of two the longer words."""
        pattern, groups = self._patterns[language]
        found: list[NamedGroup] = []
        for match in pattern.finditer(text):
            joined = found and found[-1].end == match.start()
            # 政令指定都市 are some of the 都市 only.
            if language is EN or joined or not _PART_OF_WORD.search(text[: match.start()]):
                found.append(NamedGroup(*match.span(), groups[match[0].casefold()]))
        return found

    @cached_property
    def _patterns(self) -> Mapping[Language, tuple[re.Pattern[str], Mapping[str, PartnerGroup]]]:
        return {language: self._compile(language) for language in Language}

    def _compile(self, language: Language) -> tuple[re.Pattern[str], Mapping[str, PartnerGroup]]:
        words: dict[str, PartnerGroup] = {}
        for group, forms in self._list(language):
            for form in forms:
                for written in _inflect(form) if language is EN else [form]:
                    words.setdefault(written.casefold(), group)
        return _match_words(
            tuple(sorted(words, key=lambda word: (-len(word), word))), language
        ), words

    def _list(self, language: Language) -> Iterator[tuple[PartnerGroup, Iterable[str]]]:
        known = load_words("groups")
        yield EVERY, known["all"][language]
        yield PartnerGroup("overseas", lambda entry: entry.overseas), known["overseas"][language]
        yield (
            PartnerGroup("domestic", lambda entry: not entry.overseas),
            known["domestic"][language],
        )
        yield from self._list_kinds(known, language)
        for key, part in known["parts"].items():
            yield PartnerGroup(f"part:{key}", _ends_with(tuple(part["ends"]))), part[language]
        yield from self._list_places(known, language)

    def _list_kinds(
        self, known: Mapping[str, Mapping[str, Mapping[str, Sequence[str]]]], language: Language
    ) -> Iterator[tuple[PartnerGroup, Iterable[str]]]:
        for kind, words in self.house.terms.record.kinds.items():
            label = _BRACKETED.sub("", words.get(language)).strip()
            also = known["kinds"].get(kind, {}).get(language, [])
            counted = words.counts_as or kind
            group = PartnerGroup(f"kind:{counted}", _counts_as(counted))
            yield group, [w for w in (label, *also) if w]

    def _list_places(
        self, known: Mapping[str, Mapping[str, Mapping[str, Sequence[str]]]], language: Language
    ) -> Iterator[tuple[PartnerGroup, Iterable[str]]]:
        terms, told = self.house.terms.record, known["countries"]
        for code in {*terms.countries, *told} - {"JP"}:
            own = terms.countries.get(code)
            words = [own.name.get(language)] if own else []
            words += [name_country(code, language), *told.get(code, {}).get(language, [])]
            bare = {re.sub("^the ", "", word) for word in words if len(word) > 1}
            yield PartnerGroup(f"country:{code}", _is_of_countries((code,))), bare
        for key, area in known["areas"].items():
            yield (
                PartnerGroup(f"area:{key}", _is_of_countries(tuple(area["countries"]))),
                area[language],
            )
        for region, name in terms.regions.items():
            full = name.get(language)
            bare_name = re.sub("^the | [Rr]egion$|[圏地方]+$", "", full)
            yield PartnerGroup(f"region:{region}", _is_of_region(region)), {full, bare_name} - {""}


_PART_OF_WORD = compile_pattern(rf"(?![{NUMERALS}])[一-龥々ァ-ヶー]$")
_BRACKETED = compile_pattern(r"[(（].*?[)）]")


@lru_cache(maxsize=8)  # the releases of a house share them
def _match_words(longest: tuple[str, ...], language: Language) -> re.Pattern[str]:
    joined = "|".join(map(re.escape, longest)) or "(?!)"
    if language is EN:
        return compile_pattern(rf"(?<![\w-])(?:{joined})(?![\w-])", re.IGNORECASE)
    return compile_pattern(f"(?:{joined})")


def _inflect(word: str) -> tuple[str, ...]:
    return word, f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"


def _ends_with(ends: tuple[str, ...]) -> Callable[[Entry], bool]:
    return lambda entry: (entry.partner.name.full.get(JA) or "").endswith(ends)


def _counts_as(kind: str) -> Callable[[Entry], bool]:
    return lambda entry: entry.counts_as == kind


def _is_of_countries(codes: tuple[str, ...]) -> Callable[[Entry], bool]:
    return lambda entry: entry.partner.country in codes


def _is_of_region(region: str) -> Callable[[Entry], bool]:
    return lambda entry: entry.partner.region == region


def join_groups(groups: Sequence[PartnerGroup]) -> PartnerGroup:
    """Return the group of those that are in all of *groups*; of none, all partners."""
    own = {group.key: group for group in groups if group is not EVERY}
    if not own:
        return EVERY
    if len(own) == 1:
        return next(iter(own.values()))
    parts = list(own.values())
    return PartnerGroup("+".join(own), lambda entry: all(part.holds(entry) for part in parts))


def unite(one: PartnerGroup, other: PartnerGroup) -> PartnerGroup:
    """Return the group of those that are in *one* or *other*."""
    return PartnerGroup(
        f"{one.key}|{other.key}", lambda entry: one.holds(entry) or other.holds(entry)
    )


WITHIN = "within"
"""The key of the group of those in one prefecture. Only of municipalities it is known."""


def share_prefecture(entry: Entry) -> PartnerGroup:
    """Return the group of municipalities in the prefecture of *entry*; of none, if not known."""
    own = _find_prefecture(entry)
    return PartnerGroup(WITHIN, lambda other: bool(own) and _find_prefecture(other) == own)


def _find_prefecture(entry: Entry) -> str:
    name = entry.partner.name.full.get(JA) or ""
    rows = load_words("groups")["within"]["prefectures"].items()
    return next((pref for pref, cities in rows if name.startswith(pref) or name in cities), "")


def signed_in(year: int, month: int | None = None) -> PartnerGroup:
    """Return the group of those that were signed in *year*, or in a *month* of it."""
    return PartnerGroup(
        "period",
        lambda entry: entry.signed.year == year and month in (None, entry.signed.month),
    )


def list_parts(entry: Entry) -> Iterator[PartnerGroup]:
    """Yield the parts of a kind (its cities, its prefectures) that *entry* belongs to."""
    for key, part in load_words("groups")["parts"].items():
        group = PartnerGroup(f"part:{key}", _ends_with(tuple(part["ends"])))
        if group.holds(entry):
            yield group

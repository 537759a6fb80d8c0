"""Reads titles: which office they are, and of which rank."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from linkj_press.check.words import load_words
from linkj_press.language import Language

JA, EN = Language


@dataclass(frozen=True)
class Title:
    """A title in a text."""

    start: int
    end: int
    offices: frozenset[str]
    """``governor``; two where the word may mean either."""

    ranks: frozenset[str]
    """``deputy``; none for the office itself."""

    grades: frozenset[str] = frozenset()


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(set(words), key=len, reverse=True))) or "(?!)"


def _list_words(section: str, *keys: str) -> list[str]:
    told = load_words("titles")[section].values()
    return [word for entry in told for key in keys for word in entry.get(key, ())]


NOT_A_TITLE = "(?![館会室選国級職])"
"""What makes another word of a title: 大使館, 理事会."""


@cache
def title_pattern(language: Language) -> str:
    """Return the pattern of a title with its rank."""
    if language is JA:
        heads, after = _any(_list_words("offices", "ja")), _any(_list_words("ranks", "after"))
        listed = [*_list_words("ranks", "ja"), *_list_words("grades", "ja"), "代表"]
        plain = _any(word for word in listed if word not in ("前", "元"))
        past = (
            r"(?<![午以直目手人事空地次単紀])[前元][^\s、。，．はがのをにともへで「」（）()]{0,8}?"
        )
        return rf"(?:(?:{past})?(?:{plain})*(?:{heads})(?:{after})?{NOT_A_TITLE})"
    heads = _any(_list_words("offices", "en"))
    ranks = _any([*_list_words("ranks", "en"), *_list_words("grades", "en")])
    following = _any(_list_words("ranks", "en_after"))
    before = rf"(?:\b(?:{ranks})(?:[ -]|(?<=-))(?:[A-Z][a-z]+ )?)*"
    return rf"(?:{before}\b(?:{heads})(?:s\b|\b)(?:[ -](?:{following})\b)?)"


@cache
def _pattern(language: Language) -> re.Pattern[str]:
    irregular = _any(load_words("titles")["irregular"][language.value])
    grades = _any([*_list_words("ranks", "ja"), *_list_words("grades", "ja")])
    skipped = rf"(?:{grades})*(?:{irregular})" if language is JA else rf"\b(?:{irregular})s?\b"
    return re.compile(rf"(?P<skip>{skipped})|{title_pattern(language)}", re.IGNORECASE)


@lru_cache(maxsize=1000)  # the record's own titles are read again and again
def read_titles(text: str, language: Language) -> tuple[Title, ...]:
    """Return the titles in *text* whose rank can be compared."""
    found = _pattern(language).finditer(text)
    return tuple(_read(each, language) for each in found if not each["skip"])


@cache
def _list_heads(language: Language) -> dict[str, frozenset[str]]:
    told = load_words("titles")["offices"]
    return {
        word.casefold(): frozenset(o for o, e in told.items() if word in e[language.value])
        for word in _list_words("offices", language.value)
    }


def _read(found: re.Match[str], language: Language) -> Title:
    offices, ranks, grades = _understand(found[0].casefold(), language)
    return Title(*found.span(), offices, ranks, grades)


@cache
def _understand(words: str, language: Language) -> tuple[frozenset[str], ...]:
    """Return the offices, ranks and grades that *words*, in small letters, tell."""
    told, heads = load_words("titles"), _list_heads(language)
    head = max((h for h in heads if h in words), key=lambda h: (words.rfind(h) + len(h), len(h)))
    rest = words.replace(head, " ")

    def has(entry: dict[str, list[str]]) -> bool:
        keys = ("ja", "after") if language is JA else ("en", "en_after")
        listed = [word for key in keys for word in entry.get(key, ())]
        if language is JA:
            return any(word in rest for word in listed)
        return any(re.search(rf"\b{re.escape(word)}(?!\w)", rest) for word in listed)

    ranks, grades = (
        frozenset(name for name, entry in told[part].items() if has(entry))
        for part in ("ranks", "grades")
    )
    return heads[head], ranks, grades


def share_office(one: Title, other: Title) -> bool:
    """Return whether both may be the same office."""
    return bool(one.offices & other.offices)

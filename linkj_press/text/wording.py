"""Writes numbers, ordinals, dates and lists as each language has them; countries from CLDR."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal

from linkj_press.cache import Cache, hash_program, sign_library
from linkj_press.language import Language
from linkj_press.text.dates import PartialDate
from linkj_press.text.numbers import CARDINALS, ORDINALS
from linkj_press.text.patterns import compile_pattern

_Asked = ParamSpec("_Asked")
_Made = TypeVar("_Made")

_KEPT = Cache("words", most_bytes=1_000_000)


def _keep(make: Callable[_Asked, _Made]) -> Callable[_Asked, _Made]:
    """Return *make*, which asks CLDR, so that it asks once: to read a language takes its time.

    A history names the same months again and again, and so do other releases.
    """

    @lru_cache(maxsize=500)
    @wraps(make)
    def find(*asked: Any) -> Any:
        key = (hash_program(), sign_library("babel"), make.__name__, asked)
        made = _KEPT.get(key)
        if made is None:
            made = make(*asked)  # type: ignore[call-arg]
            _KEPT.put(key, made)
        return made

    return find  # type: ignore[return-value]


_LOCALES = {Language.JA: Locale("ja"), Language.EN: Locale("en", "US")}
_SPELT_OUT = 9
"""The last number that English writes as a word."""

_ENGLISH_SUFFIXES = {"one": "st", "two": "nd", "few": "rd", "other": "th"}
"""By CLDR's ordinal category: 1st, 2nd, 3rd, 11th, 111th."""


@_keep
def word_number(number: int, language: Language) -> str:
    """Return *number* in figures, thousands set off: ``3,104``."""
    return format_decimal(number, locale=_LOCALES[language])


def word_count(number: int, language: Language) -> str:
    """Return *number* as running text has it: English spells out one to nine (three, 15)."""
    if language is Language.EN and 0 <= number <= _SPELT_OUT:
        return CARDINALS[number]
    return word_number(number, language)


def word_ordinal(number: int, language: Language, counter: str = "") -> str:
    """Return which one *number* is: 15例目 with the *counter* 例目; second, 15th, 111th.

    English spells out first to ninth and uses figures from 10th (conventions of the house).
    """
    if language is Language.JA:
        return f"{word_number(number, language)}{counter}"
    if 1 <= number <= _SPELT_OUT:
        return ORDINALS[number]
    return f"{word_number(number, language)}{_ENGLISH_SUFFIXES[_choose_ordinal(number)]}"


@_keep
def _choose_ordinal(number: int) -> str:
    return _LOCALES[Language.EN].ordinal_form(number)


def word_ordinal_range(first: int, last: int, language: Language, counter: str = "") -> str:
    """Return a range of ordinals: 11～13例目; 11th–13th."""
    if language is Language.JA:
        return f"{word_number(first, language)}～{word_ordinal(last, language, counter)}"
    return f"{word_ordinal(first, language)}–{word_ordinal(last, language)}"


def word_ordinals(numbers: Sequence[int], language: Language, counter: str = "") -> str:
    """Return ordinals that stand together: 17・18例目; 17th and 18th."""
    if language is Language.JA:
        *first, last = numbers
        joined = "・".join([*(word_number(number, language) for number in first), ""])
        return joined + word_ordinal(last, language, counter)
    return word_list([word_ordinal(number, language) for number in numbers], language)


_VOWELS = ("a", "e", "i", "o", "u")
_CONSONANT_SOUNDS = ("uni", "use", "euro", "eu", "one", "u.")
_VOWEL_LETTERS = "AEFHILMNORSX"
"""The letters whose names begin with a vowel: an MOU, an LOI."""


def choose_article(words: str) -> str:
    """Return the English article of *words*, as their beginning has it: a memorandum, an MOU."""
    first = words.split(maxsplit=1)[0] if words.split() else ""
    if len(first) > 1 and first.isupper():
        return "an" if first[0] in _VOWEL_LETTERS else "a"
    plain = first.lower()
    vowel = plain.startswith(_VOWELS) and not plain.startswith(_CONSONANT_SOUNDS)
    return "an" if vowel or plain.startswith(("hour", "honor")) else "a"


@_keep
def word_date(day: PartialDate, language: Language) -> str:
    """Return *day* as far as it is known: 2020年11月20日, January 2018."""
    if day.day is None:
        return word_month(day, language)
    return format_date(day.first_day, "long", locale=_LOCALES[language])


def word_month(day: PartialDate, language: Language) -> str:
    """Return the month and year of *day*: 2018年1月, January 2018."""
    return _word_month(day.year, day.month, language)


@_keep
def _word_month(year: int, month: int, language: Language) -> str:
    return format_skeleton("yMMMM", date(year, month, 1), locale=_LOCALES[language])


@_keep
def word_month_day(day: PartialDate, language: Language) -> str:
    """Return *day* within a year that the text has named: 11月20日, November 20."""
    if day.day is None:
        return format_date(day.first_day, "LLLL", locale=_LOCALES[language])
    return format_skeleton("MMMMd", day.first_day, locale=_LOCALES[language])


@_keep
def word_weekday(day: date, language: Language) -> str:
    """Return the day of the week of *day*: 金, Friday."""
    pattern = "E" if language is Language.JA else "EEEE"
    return format_date(day, pattern, locale=_LOCALES[language])


_EMBARGO_PATTERNS = {
    Language.JA: ("M月d日（E）H時", "M月d日（E）H時m分"),
    Language.EN: ("h:mm a 'JST', EEEE, MMMM d, y",) * 2,
}


@_keep
def word_minute(minute: datetime, language: Language) -> str:
    """Return a time in Japan: 11月24日（火）14時; 2:00 PM JST, Tuesday, November 24, 2020."""
    pattern = _EMBARGO_PATTERNS[language][minute.minute != 0]
    return format_datetime(minute, pattern, locale=_LOCALES[language])


_AT_HOME = compile_pattern(r"\(?0[1-9]\d{0,3}(?:(?:\) ?|\(|[- ])\d{1,4}[)\- ]\d{3,4}|\d{8,9})")
"""Matches a telephone number as it is written in Japan."""

_FROM_ABROAD = compile_pattern(r"0(?!120|180|570|800|990)(?:[5-9]0\d{8}|\d{9})")
"""Matches the digits of a number in Japan that can be called from abroad."""


def word_phone(number: str) -> str:
    """Return the Japanese telephone *number* as one calls it from abroad: +81 3-1234-5678.

    Any other is returned as it is: of another country, toll-free, or with words beside it.
    """
    parts = re.findall("[0-9]+", number)
    if not (_AT_HOME.fullmatch(number.strip()) and _FROM_ABROAD.fullmatch("".join(parts))):
        return number
    return f"+81 {'-'.join(parts).removeprefix('0')}"


def call_at_home(number: str) -> str:
    """Return *number* as one writes it in Japan, if it is one in Japan: 03-1234-5678."""
    abroad = re.match(r"\+81[ -]?(?:\(0\))?(?=[1-9])", number)
    return "0" + number[abroad.end() :].replace(" ", "-") if abroad else number


def word_list(items: Sequence[str], language: Language) -> str:
    """Return *items* as a list in a sentence: A、B、C; A, B, and C.

    In English semicolons part them where one before the last has a comma: A, B; and C.
    """
    if language is Language.EN and any(map(has_comma, items[:-1])):
        return "; ".join([*items[:-1], f"and {items[-1]}"])
    return _list_words(tuple(items), language)


@_keep
def _list_words(items: tuple[str, ...], language: Language) -> str:
    return format_list(items, locale=_LOCALES[language])


def has_comma(words: str) -> bool:
    """Return whether *words* have a comma that asks for another after them, within a sentence.

    So in English after “University of California, Los Angeles”, and not after “Co., Ltd.”.
    """
    return ", " in words.replace("Co., Ltd", "")


def word_enumeration(items: Sequence[str], language: Language) -> str:
    """Return *items* numbered in a sentence: ①A、②B; (1) A; (2) B; and (3) C. One has no number.

    In English semicolons part the items, which are phrases with commas of their own.
    """
    if len(items) == 1:
        return items[0]
    numbered = [f"{_enumerator(index, language)}{item}" for index, item in enumerate(items)]
    *first, _ = numbered or [""]
    if language is Language.JA or len(first) <= 1:
        return word_list(numbered, language)
    return "; ".join([*first, f"and {numbered[-1]}"])


def _enumerator(index: int, language: Language) -> str:
    circled = 20  # Unicode has ① to ⑳ in one run.
    if language is Language.JA and index < circled:
        return chr(ord("①") + index)
    return f"({index + 1})" + ("" if language is Language.JA else " ")


@_keep
def name_country(code: str, language: Language) -> str:
    """Return what CLDR calls the country *code*: フランス, France."""
    return str(_LOCALES[language].territories.get(code, ""))


_COUNTRY_CODE = 2


@_keep
def list_countries(language: Language) -> Mapping[str, str]:
    """Return the code of each country by its name: ``{"デンマーク": "DK"}``."""
    named = Locale(str(language)).territories
    return {name: code for code, name in named.items() if _is_country(code)}


def _is_country(code: str) -> bool:
    return len(code) == _COUNTRY_CODE and code.isalpha()


@_keep
def list_cities(language: Language) -> Mapping[str, str]:
    """Return a key of each city that a zone of time is called after: ``{"オスロ": "Oslo"}``."""
    zones = map(str, Locale("ja").time_zones)
    keys = {zone: zone.rpartition("/")[2].replace("_", " ") for zone in zones}
    told = Locale(str(language)).time_zones
    return {
        str(told.get(zone, {}).get("city", key)): key
        for zone, key in keys.items()
        if not zone.startswith(("Antarctica", "Etc"))
    }

"""Numbers, ordinals, dates and lists in two languages, written and read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal

from linkj_press.language import Language
from linkj_press.message import phrase

_LOCALES = {Language.JA: Locale("ja"), Language.EN: Locale("en", "US")}
_ENGLISH_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
)
_ENGLISH_SMALL_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
)
_ENGLISH_SUFFIXES = {"one": "st", "two": "nd", "few": "rd", "other": "th"}
"""By CLDR's ordinal category: 1st, 2nd, 3rd, 11th, 111th."""


def word_number(number: int, language: Language) -> str:
    """Return *number* in figures, thousands set off: ``3,104``."""
    return format_decimal(number, locale=_LOCALES[language])


def word_count(number: int, language: Language) -> str:
    """Return *number* as running text has it: English spells out one to nine (three, 15)."""
    if language is Language.EN and 0 <= number < len(_ENGLISH_SMALL):
        return _ENGLISH_SMALL[number]
    return word_number(number, language)


def word_ordinal(number: int, language: Language, counter: str = "") -> str:
    """Return which one *number* is: 15例目 with the *counter* 例目; second, 15th, 111th.

    English spells out first to ninth and uses figures from 10th (conventions of the house).
    """
    if language is Language.JA:
        return f"{word_number(number, language)}{counter}"
    if 1 <= number <= len(_ENGLISH_SMALL_ORDINALS):
        return _ENGLISH_SMALL_ORDINALS[number - 1]
    category = _LOCALES[language].ordinal_form(number)
    return f"{word_number(number, language)}{_ENGLISH_SUFFIXES[category]}"


def word_ordinal_range(first: int, last: int, language: Language, counter: str = "") -> str:
    """Return a range of ordinals: 11～13例目; 11th–13th."""
    if language is Language.JA:
        return f"{word_number(first, language)}～{word_ordinal(last, language, counter)}"
    return f"{word_ordinal(first, language)}–{word_ordinal(last, language)}"


# A history names the same months again and again, and so do other releases.
_remember = lru_cache(maxsize=500)


@_remember
def word_date(day: PartialDate, language: Language) -> str:
    """Return *day* as far as it is known: 2020年11月20日, January 2018."""
    if day.day is None:
        return word_month(day, language)
    return format_date(day.first_day, "long", locale=_LOCALES[language])


@_remember
def word_month(day: PartialDate, language: Language) -> str:
    """Return the month and year of *day*: 2018年1月, January 2018."""
    return format_skeleton("yMMMM", day.first_day, locale=_LOCALES[language])


@_remember
def word_month_day(day: PartialDate, language: Language) -> str:
    """Return *day* within a year that the text has named: 11月20日, November 20."""
    if day.day is None:
        return format_date(day.first_day, "LLLL", locale=_LOCALES[language])
    return format_skeleton("MMMMd", day.first_day, locale=_LOCALES[language])


def word_weekday(day: date, language: Language) -> str:
    """Return the day of the week of *day*: 金, Friday."""
    pattern = "E" if language is Language.JA else "EEEE"
    return format_date(day, pattern, locale=_LOCALES[language])


_EMBARGO_PATTERNS = {
    Language.JA: ("M月d日（E）H時", "M月d日（E）H時m分"),
    Language.EN: ("h:mm a 'JST', EEEE, MMMM d, y",) * 2,
}


def word_minute(minute: datetime, language: Language) -> str:
    """Return a time in Japan: 11月24日（火）14時; 2:00 PM JST, Tuesday, November 24, 2020."""
    pattern = _EMBARGO_PATTERNS[language][minute.minute != 0]
    return format_datetime(minute, pattern, locale=_LOCALES[language])


def word_list(items: Sequence[str], language: Language) -> str:
    """Return *items* as a list in a sentence: A、B、C; A, B, and C."""
    return format_list(items, locale=_LOCALES[language])


def word_enumeration(items: Sequence[str], language: Language) -> str:
    """Return *items* numbered in a sentence: ①A、②B; (1) A; (2) B; and (3) C.

    In English semicolons part the items, which are phrases with commas of their own.
    """
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


_WRITTEN = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as the record knows it: ``2019-08-30``, or ``2018-01`` with no day invented."""

    year: int
    month: int
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Return the date written as ``YYYY-MM-DD`` or ``YYYY-MM``.

        Raises ValueError, with a message for the writer, for any other form and for a date
        that the calendar does not have.
        """
        match = _WRITTEN.fullmatch(text)
        if match is None:
            raise ValueError(
                phrase("write a date as YYYY-MM-DD, or YYYY-MM when the day is not known")
            )
        year, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None
        assert month is not None
        try:
            date(year, month, 1 if day is None else day)
        except ValueError:
            raise ValueError(phrase("the calendar has no such date")) from None
        return cls(year, month, day)

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """Return *day* as a date known to the day."""
        return cls(day.year, day.month, day.day)

    @property
    def first_day(self) -> date:
        """The first day it can mean: a date to the month counts from the month's first day."""
        return date(self.year, self.month, self.day or 1)

    def __str__(self) -> str:
        month = f"{self.year:04}-{self.month:02}"
        return month if self.day is None else f"{month}-{self.day:02}"


_WORDS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    *("nineteen", "twenty"),
)
_ORDINALS = (
    *("zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"),
    *("ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth"),
    *("sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"),
)
_MOST_DIGITS = 18
_KANJI = "〇一二三四五六七八九"

DIGITS = r"(?<!\d)(?<!\d,)\d[\d,]*"
"""A number in figures. From within one, a long row of digits would be tried again and again."""

NUMBER = rf"(?:{DIGITS}|(?<![{_KANJI}十])[{_KANJI}十]+)"
"""A number in Japanese: 14, １４, 十四."""

COUNT = rf"(?:{DIGITS}|" + "|".join(sorted(_WORDS[2:], key=len, reverse=True)) + ")"
"""A number in English: 14, fourteen. One is more often a pronoun."""

ORDINAL = r"(?:\d+(?:st|nd|rd|th)|" + "|".join(_ORDINALS[1:]) + ")"
"""An ordinal in English: 14th, third."""


def read_number(text: str) -> int:
    """Return the number that *text*, which one of the patterns here matches, stands for."""
    lower = text.casefold().replace(",", "")
    for words in (_WORDS, _ORDINALS):
        if lower in words:
            return words.index(lower)
    digits = lower.rstrip("stndrh")
    return read_digits(digits) if digits.isdecimal() else _read_kanji(lower)


def read_digits(text: str) -> int:
    """Return the number of the decimal digits *text*; of too many, that of the first of them.

    Python makes no number of thousands of digits, and the record has none to compare it with.
    """
    return int(text.lstrip("0")[:_MOST_DIGITS] or 0)


def _read_kanji(text: str) -> int:
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return read_digits("".join(str(_KANJI.find(char)) for char in ones))
    return 10 * (_KANJI.find(tens) if tens else 1) + (_KANJI.find(ones) if ones else 0)

"""Reads the numbers and ordinals of running text in two languages."""

from __future__ import annotations

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

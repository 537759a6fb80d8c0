"""Reads numbers: figures of either width, kanji numerals, English number words and ordinals."""

from decimal import Decimal
from functools import lru_cache

from linkj_press.text.patterns import list_longest_first

_TO_ASCII = {0xFF01 + offset: 0x21 + offset for offset in range(94)} | {0x3000: 0x20, 0xA0: 0x20}


@lru_cache(maxsize=1000)  # several rules read a sentence
def narrow(text: str) -> str:
    """Return *text* with its full-width ASCII made half-width, each character at its place."""
    return text.translate(_TO_ASCII)


_KANJI = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "億": 10**8, "兆": 10**12}
NUMERALS = "".join((*_KANJI, *_SMALL, *_LARGE))
"""The characters of kanji numerals, for a class of a pattern."""

CARDINALS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
ORDINALS = (
    *("zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"),
    *("ninth", "tenth", "eleventh", "twelfth"),
    *(f"{word}th" for word in CARDINALS[13:]),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

WORDS = {
    **{word: value for value, word in enumerate(CARDINALS)},
    **{word: value for value, word in enumerate(ORDINALS) if value},
    **{word: 10 * value for value, word in enumerate(_TENS, 2)},
    **{f"{word[:-1]}ieth": 10 * value for value, word in enumerate(_TENS, 2)},
}
"""English words for numbers; those of a compound (twenty-second) add up."""


def _match_words(units: tuple[str, ...], tens: str) -> str:
    """Return the pattern of one of *units* but zero and, of the cardinals, one; or of *tens*."""
    longest = "|".join(list_longest_first(units[2:]))
    return rf"(?:(?:{'|'.join(_TENS)})-(?:{'|'.join(units[1:10])})|{longest}|{tens})"


DIGITS = r"(?<!\d)(?<!\d,)\d[\d,]*"
"""A number in figures. From within one, a long row of digits would be tried again and again."""

NUMBER = rf"(?:{DIGITS}|(?<![{NUMERALS}])[{NUMERALS}]+)"
"""A number in Japanese: 14, １４, 十四, 百."""

COUNT = rf"(?:{DIGITS}|{_match_words(CARDINALS, '|'.join(_TENS))})"
"""A number in English: 14, fourteen, thirty-five. One is more often a pronoun."""

ORDINAL = (
    r"(?:\d+(?:st|nd|rd|th)|first|"
    rf"{_match_words(ORDINALS, '|'.join(f'{word[:-1]}ieth' for word in _TENS))})"
)
"""An ordinal in English: 14th, third, twenty-second."""

_MOST_DIGITS = 18
"""Python makes no number of thousands of digits, and no record has one to compare it with."""


def read_number(text: str) -> Decimal:
    """Return the number that *text* stands for: 1,014, 1.5億, 二十六, ２０, 12th, twenty-second.

    Of too many digits it is that of the first of them. An article (a hundred) is one.
    """
    plain = narrow(text).casefold().replace(",", "")
    if plain[0].isascii() and plain[0].isalpha():
        return Decimal(sum(WORDS.get(word, 1) for word in plain.split("-")))
    total, section, digits = Decimal(0), Decimal(0), ""
    for char in plain.rstrip("stndrh"):
        if char in _SMALL:
            section += _read_digits(digits or "1") * _SMALL[char]
            digits = ""
        elif char in _LARGE:
            total += ((section + _read_digits(digits)) or 1) * _LARGE[char]
            section, digits = Decimal(0), ""
        else:
            digits += _KANJI.get(char, char)
    return total + section + _read_digits(digits)


def _read_digits(digits: str) -> Decimal:
    return Decimal(digits.lstrip("0")[:_MOST_DIGITS] or 0)

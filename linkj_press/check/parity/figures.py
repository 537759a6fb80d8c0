"""Reads figures and number words out of text, and the unit that each is of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum, StrEnum

from linkj_press.language import Language

_TO_ASCII = {0xFF01 + offset: 0x21 + offset for offset in range(94)} | {0x3000: 0x20, 0xA0: 0x20}


def narrow(text: str) -> str:
    """Return *text* with its full-width ASCII made half-width, each character at its place."""
    return text.translate(_TO_ASCII)


class Kind(StrEnum):
    """What a fact is. The values begin the codes of the rules: ``number-differs``."""

    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    URL = "url"
    EMAIL = "email"
    PHONE = "phone"
    PERSON = "person"
    ORGANISATION = "organisation"
    INSTRUMENT = "instrument"


class Weight(IntEnum):
    """What it takes for a fact that has no equal to be told."""

    ASIDE = 0
    """Never alone: part of a name (COVID-19, 5G); it only answers to a fact of the other side."""

    WORD = 1
    """Only against a fact of the other side: three, 三社, a month without its year.

    Words count for so much besides numbers (one of, 一丸, both parties) that they prove nothing.
    """

    FIGURE = 2
    """Always."""


@dataclass(frozen=True, slots=True)
class Day:
    """A date as far as it is written: ``9月7日`` has no year."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    sort: str = ""
    """``fiscal`` or ``decade`` where the year is one."""

    def agrees(self, other: Day) -> bool:
        """Return whether both mean the same; a year beside a month may be left out."""
        if (self.month, self.day, self.sort) != (other.month, other.day, other.sort):
            # 20日 after a month that was named before
            mine, theirs = (self, other) if self.month is None else (other, self)
            only_day = mine.month is None and mine.year is None
            return only_day and mine.day == theirs.day
        return self.year == other.year or (
            self.month is not None and not (self.year and other.year)
        )

    def includes(self, other: Day) -> bool:
        """Return whether this one says all that *other* does, and more."""
        mine, theirs = ((d.year, d.month, d.day) for d in (self, other))
        return mine != theirs and all(
            b is None or a == b for a, b in zip(mine, theirs, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit: 3年 is 3, and 36 of ``month``."""

    figure: Decimal
    unit: str = ""
    """Only units that both languages have to name: of time, percent, money. ``""`` otherwise."""

    factor: Decimal = Decimal(1)
    """How many of the unit go into what was written: 12 for a year."""

    def agrees(self, other: Amount) -> bool:
        """Return whether both are the same amount; 26の大学 and 26 universities have no unit."""
        if self.unit and other.unit:
            return self.unit == other.unit and self.figure * self.factor == (
                other.figure * other.factor
            )
        return self.figure == other.figure


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that both languages have to say alike."""

    kind: Kind
    value: Amount | Day | str
    """An address or a name is normalised text: ``link-j.org``, or the key of the record."""

    start: int
    end: int
    weight: Weight = Weight.FIGURE

    @property
    def unit(self) -> str:
        """The unit, or what else a fact must share to be the other's counterpart."""
        match self.value:
            case Amount(unit=unit):
                return unit
            case Day(year=None, month=month, day=day) if month is None or day is None:
                return "month of a year" if day is None else "day of a month"
        return ""

    def agrees(self, other: Fact) -> bool:
        """Return whether *other* says the same."""
        match self.value, other.value:
            case (Amount() as mine, Amount() as theirs):
                return mine.agrees(theirs)
            case (Day() as mine, Day() as theirs):
                return mine.agrees(theirs)
            case (Amount(unit=""), Day()):  # a year in figures alone: 2016～2019年
                return other.value == Day(int(self.value.figure))
            case (Amount(unit="day"), Day()):  # 3日 may be three days
                return other.value == Day(day=int(self.value.figure))
            case (Day(), Amount()):
                return other.agrees(self)
        return self.kind == other.kind and self.value == other.value

    def may_answer(self, other: Fact) -> bool:
        """Return whether this can be what *other* should have been."""
        unlike = self.unit != other.unit and self.unit and other.unit
        if Kind.MONEY in (self.kind, other.kind):
            return {self.kind, other.kind} <= {Kind.MONEY, Kind.NUMBER} and (
                self.kind is other.kind or not unlike
            )
        return self.kind is other.kind and not unlike


_NUM = r"\d+(?:,\d{3})*(?!,\d)(?:\.\d+)?|\d+"

_KANJI = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "億": 10**8, "兆": 10**12}

_JA_UNITS = {
    **dict.fromkeys(("周年", "年", "カ年", "か年", "ヵ年", "ヶ年", "年間"), ("month", 12)),
    **dict.fromkeys(("か月", "カ月", "ヶ月", "ヵ月", "ケ月", "箇月"), ("month", 1)),
    "週間": ("day", 7),
    "日間": ("day", 1),
    "時間": ("minute", 60),
    "分間": ("minute", 1),
    **dict.fromkeys(("%", "パーセント", "ポイント"), ("percent", 1)),
    "割": ("percent", 10),
    "円": ("JPY", 1),
    "ユーロ": ("EUR", 1),
    "ポンド": ("GBP", 1),
    **dict.fromkeys(("米ドル", "ドル"), ("USD", 1)),
    **dict.fromkeys(("クローネ", "デンマーククローネ"), ("DKK", 1)),
}
_COUNTERS = (
    "名|人|社|校|団体|機関|施設|大学|例目|件|回|倍|分野|項目|つ|カ国|か国|ヶ国|カ所|か所|都市|本柱"
)
_MONEY = {
    "US$": "USD",
    "$": "USD",
    "¥": "JPY",
    "€": "EUR",
    "£": "GBP",
    **{code: code for code in ("JPY", "USD", "EUR", "GBP", "DKK")},
}
_CURRENCY = "|".join(map(re.escape, _MONEY))
_UNIT_JA = "|".join(sorted(_JA_UNITS, key=len, reverse=True))
_CHARS = "".join(_KANJI) + "".join(_SMALL) + "".join(_LARGE)
_JA = re.compile(
    rf"(?P<money>{_CURRENCY})?\s?"
    rf"(?P<num>(?:{_NUM})(?:[十百千万億兆]+(?:{_NUM})?)*"
    rf"|(?<![{_CHARS}数何])[{_CHARS}]+(?=\s?(?:{_UNIT_JA}|{_COUNTERS})))"
    rf"\s?(?P<unit>{_UNIT_JA})?(?P<half>半)?|(?P<halfyear>半年)"
)

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
_TEENS = "fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_VAGUE = (
    *("single", "once", "sole"),
    *("both", "either", "pair", "dual", "couple", "bilateral", "bilaterally", "half"),
)
"""Words that may answer to a figure, but are too common to be what it should have been."""

_WORDS: dict[str, int] = {
    **{word: value for value, word in enumerate(f"{_ONES} {_TEENS}".split())},
    **{word: 10 * value for value, word in enumerate(_TENS.split(), 2)},
    **{word: value for value, word in enumerate(_ORDINALS.split(), 1)},
    **dict.fromkeys(_VAGUE[:3], 1),
    **dict.fromkeys(_VAGUE[3:], 2),
    **dict.fromkeys(("twice", "double", "doubled", "twofold", "two-way"), 2),
    **dict.fromkeys(("triple", "tripled", "threefold", "trilateral", "three-way"), 3),
    **dict.fromkeys(("quadruple", "quadrupled", "fourfold"), 4),
    "fivefold": 5,
    "tenfold": 10,
    "dozen": 12,
}
_LONG_WORDS = {"decade": 10, "decades": 10, "century": 100, "centuries": 100, "centennial": 100}
_SCALES = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_EN_UNITS = {
    "year": ("month", 12),
    "month": ("month", 1),
    "week": ("day", 7),
    "day": ("day", 1),
    "hour": ("minute", 60),
    "minute": ("minute", 1),
    **dict.fromkeys(("%", "percent", "per cent", "percentage point"), ("percent", 1)),
    "yen": ("JPY", 1),
    "dollar": ("USD", 1),
    "euro": ("EUR", 1),
    "kroner": ("DKK", 1),
    "pound": ("GBP", 1),
    "krone": ("DKK", 1),
}
_WORD = "|".join(sorted({*_WORDS, *_LONG_WORDS}, key=len, reverse=True))
_SCALE = "|".join(_SCALES)
_UNIT_EN = "|".join(re.escape(unit) for unit in _EN_UNITS if unit != "%")
_EN = re.compile(
    rf"(?P<money>(?:{_CURRENCY})\s?)?"
    rf"(?:(?P<num>{_NUM})|\b(?P<word>(?:{_WORD})(?:-(?:{_WORD}))?|an?(?=[ -](?:{_SCALE})\b))\b)"
    rf"(?P<scale>(?:[ -](?:{_SCALE})\b)*)(?P<suffix>(?:st|nd|rd|th|m|bn|k)\b)?"
    r"(?:\s?(?P<percent>%)"
    rf"|[ -](?:(?:more|full|consecutive|straight|Japanese|U\.?S\.?|Danish)\s)?"
    rf"(?P<unit>{_UNIT_EN})s?\b)?",
    re.IGNORECASE,
)
_SUFFIXES = {"m": 6, "bn": 9, "k": 3}
_BESIDE = re.compile(r"[A-Za-z_/-]")


def read_figures(text: str, language: Language) -> list[Fact]:
    """Return the numbers and money in *text*, which has been made narrow."""
    pattern, read = (_JA, _read_ja) if language is Language.JA else (_EN, _read_en)
    return [read(match) for match in pattern.finditer(text)]


def _read_ja(match: re.Match[str]) -> Fact:
    if match["halfyear"]:
        return _make(match, Decimal(6), ("month", 1), is_word=True)
    figure = read_japanese_number(match["num"])
    if match["half"] and match["unit"]:
        figure += Decimal("0.5")
    code = _MONEY.get(match["money"] or "")
    unit = (code, 1) if code else _JA_UNITS.get(match["unit"] or "", ("", 1))
    is_word = not match["num"][0].isascii() and match["unit"] != "円"
    return _make(match, figure, unit, is_word=is_word)


def _read_en(match: re.Match[str]) -> Fact:
    unit = _EN_UNITS.get((match["percent"] or match["unit"] or "").lower(), ("", 1))
    if match["money"]:
        unit = (_MONEY[match["money"].strip().upper()], 1)
    word = (match["word"] or "").lower()
    if word in _LONG_WORDS:
        return _make(match, Decimal(_LONG_WORDS[word]), ("month", 12), is_word=True)
    figure = Decimal(match["num"].replace(",", "")) if match["num"] else _read_word(word)
    for scale in re.split("[ -]", match["scale"].lower())[1:]:
        figure *= 10 ** _SCALES[scale]
    figure *= 10 ** _SUFFIXES.get((match["suffix"] or "").lower(), 0)
    return _make(match, figure, unit, is_word=bool(word))


def _make(match: re.Match[str], figure: Decimal, unit: tuple[str, int], *, is_word: bool) -> Fact:
    name, factor = unit
    kind = Kind.MONEY if name.isupper() else Kind.NUMBER
    weight = Weight.WORD if is_word or (figure == 1 and not name) else Weight.FIGURE
    if kind is Kind.NUMBER and not name and is_word and (figure == 1 or match[0].lower() in _VAGUE):
        weight = Weight.ASIDE
    if not is_word and kind is Kind.NUMBER and _is_of_a_name(match, named=bool(name)):
        weight = Weight.ASIDE
    return Fact(kind, Amount(figure, name, Decimal(factor)), *match.span(), weight)


def _is_of_a_name(match: re.Match[str], *, named: bool) -> bool:
    """Return whether letters touch the number: COVID-19, 5G, 3-2-1; not so 3-year, 26-member."""
    start, end = match.span()
    before, after = match.string[max(start - 1, 0) : start], match.string[end : end + 1]
    return bool(_BESIDE.match(before)) or (after.isascii() and after.isalpha() and not named)


def _read_word(word: str) -> Decimal:
    """Return ``twenty-six`` as 26, ``a`` as 1."""
    if word in _WORDS:
        return Decimal(_WORDS[word])
    return Decimal(sum(_WORDS.get(part, 0) for part in word.split("-")) or 1)


def read_japanese_number(written: str) -> Decimal:
    """Return 1億5,000万, 二十六 or 二〇二〇 as a number."""
    total, section, digits = Decimal(0), Decimal(0), ""
    for char in written.replace(",", ""):
        if char in _SMALL:
            section += Decimal(digits or 1) * _SMALL[char]
            digits = ""
        elif char in _LARGE:
            part = section + Decimal(digits or 0)
            total += (part or 1) * _LARGE[char]
            section, digits = Decimal(0), ""
        else:
            digits += _KANJI.get(char, char)
    return total + section + Decimal(digits or 0)

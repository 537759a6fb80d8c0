"""Reads out of words all that the other language has to say alike: figures, days, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum, StrEnum
from functools import lru_cache

from linkj_press.check.printed import PrintedWords
from linkj_press.check.typography.passages import find_emails, find_urls
from linkj_press.language import Language
from linkj_press.text.dates import StatedDate, read_dates, read_times
from linkj_press.text.numbers import NUMERALS, WORDS, narrow, read_number


class FactKind(StrEnum):
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

    kind: FactKind
    value: Amount | StatedDate | str
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
            case StatedDate(year=None, month=month, day=day) if month is None or day is None:
                return "month of a year" if day is None else "day of a month"
        return ""

    def agrees(self, other: Fact) -> bool:
        """Return whether *other* says the same."""
        match self.value, other.value:
            case (Amount() as mine, Amount() as theirs):
                return mine.agrees(theirs)
            case (StatedDate() as mine, StatedDate() as theirs):
                return mine.agrees(theirs)
            case (Amount(unit=""), StatedDate()):  # a year in figures alone: 2016～2019年
                return other.value == StatedDate(int(self.value.figure))
            case (Amount(unit="day"), StatedDate()):  # 3日 may be three days
                return other.value == StatedDate(day=int(self.value.figure))
            case (StatedDate(), Amount()):
                return other.agrees(self)
        return self.kind == other.kind and self.value == other.value

    def may_answer(self, other: Fact) -> bool:
        """Return whether this can be what *other* should have been."""
        unlike = self.unit != other.unit and self.unit and other.unit
        if {self.kind, other.kind} == {FactKind.MONEY}:
            return True
        kinds = {FactKind.MONEY if k is FactKind.NUMBER else k for k in (self.kind, other.kind)}
        return len(kinds) == 1 and not unlike

    def rank_answer(self, other: Fact) -> tuple[bool, bool, int, int]:
        """Return what tells which *other* is most likely what this should have been."""
        return self.kind is other.kind, self.unit == other.unit, other.weight, -other.start


_NUM = r"\d+(?:,\d{3})*(?!,\d)(?:\.\d+)?|\d+"

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
_JA = re.compile(
    rf"(?P<money>{_CURRENCY})?\s?"
    rf"(?P<num>(?:{_NUM})(?:[十百千万億兆]+(?:{_NUM})?)*"
    rf"|(?<![{NUMERALS}数何])[{NUMERALS}]+(?=\s?(?:{_UNIT_JA}|{_COUNTERS})))"
    rf"\s?(?P<unit>{_UNIT_JA})?(?P<half>半)?|(?P<halfyear>半年)"
)

_VAGUE = (
    *("single", "once", "sole"),
    *("both", "either", "pair", "dual", "couple", "bilateral", "bilaterally", "half"),
)
"""Words that may answer to a figure, but are too common to be what it should have been."""

_OTHER_WORDS = {
    **dict.fromkeys(_VAGUE[:3], 1),
    **dict.fromkeys(_VAGUE[3:], 2),
    **dict.fromkeys(("twice", "double", "doubled", "twofold", "two-way"), 2),
    **dict.fromkeys(("triple", "tripled", "threefold", "trilateral", "three-way"), 3),
    **dict.fromkeys(("quadruple", "quadrupled", "fourfold"), 4),
    "fivefold": 5,
    "tenfold": 10,
    "dozen": 12,
}
_SCALES = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_LONG_WORDS = {"decade": 10, "decades": 10, "century": 100, "centuries": 100, "centennial": 100}
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
_WORD = "|".join(sorted({*WORDS, *_OTHER_WORDS, *_LONG_WORDS}, key=len, reverse=True))
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


def _read_ja(match: re.Match[str]) -> Fact:
    if match["halfyear"]:
        return _make_amount(match, Decimal(6), ("month", 1), is_word=True)
    figure = read_number(match["num"])
    if match["half"] and match["unit"]:
        figure += Decimal("0.5")
    code = _MONEY.get(match["money"] or "")
    unit = (code, 1) if code else _JA_UNITS.get(match["unit"] or "", ("", 1))
    is_word = not match["num"][0].isascii() and match["unit"] != "円"
    return _make_amount(match, figure, unit, is_word=is_word)


def _read_en(match: re.Match[str]) -> Fact:
    unit = _EN_UNITS.get((match["percent"] or match["unit"] or "").lower(), ("", 1))
    if match["money"]:
        unit = (_MONEY[match["money"].strip().upper()], 1)
    word = (match["word"] or "").lower()
    if word in _LONG_WORDS:
        return _make_amount(match, Decimal(_LONG_WORDS[word]), ("month", 12), is_word=True)
    if word in _OTHER_WORDS:
        figure = Decimal(_OTHER_WORDS[word])
    else:
        figure = read_number(match["num"] or word)
    for scale in re.split("[ -]", match["scale"].lower())[1:]:
        figure *= 10 ** _SCALES[scale]
    figure *= 10 ** _SUFFIXES.get((match["suffix"] or "").lower(), 0)
    return _make_amount(match, figure, unit, is_word=bool(word))


def _make_amount(
    match: re.Match[str], figure: Decimal, unit: tuple[str, int], *, is_word: bool
) -> Fact:
    name, factor = unit
    kind = FactKind.MONEY if name.isupper() else FactKind.NUMBER
    start, end = match.span()
    before, after = match.string[max(start - 1, 0) : start], match.string[end : end + 1]
    # Letters touch it: COVID-19, 5G, 3-2-1; not so 3-year, 26-member.
    of_a_name = re.match(r"[A-Za-z_/-]", before) or (not name and re.match("[A-Za-z]", after))
    common = not name and (figure == 1 or match[0].lower() in _VAGUE)
    if kind is FactKind.NUMBER and (common if is_word else of_a_name):
        weight = Weight.ASIDE
    else:
        weight = Weight.WORD if is_word or (figure == 1 and not name) else Weight.FIGURE
    return Fact(kind, Amount(figure, name, Decimal(factor)), start, end, weight)


_PHONE = re.compile(
    r"(?<![\d-])(?:\+\d(?:[ ()-]{0,2}\d){7,13}"
    r"|\(?0\d{1,4}(?:\) ?|\(|[- ])\d{1,4}[) -]\d{3,4})(?![\d-])"
)
_LANGUAGES = frozenset({"ja", "jp", "jpn", "japanese", "en", "eng", "english", "en-us", "ja-jp"})


def _read_addresses(text: str) -> Iterator[Fact]:
    for start, end in find_urls(text):
        yield Fact(FactKind.URL, _normalise_url(text[start:end]), start, end)
    narrowed = narrow(text)
    for start, end in find_emails(narrowed):
        yield Fact(FactKind.EMAIL, narrowed[start:end].lower(), start, end)
    for match in _PHONE.finditer(narrowed):
        yield Fact(FactKind.PHONE, _normalise_phone(match[0]), *match.span())


def _normalise_url(url: str) -> str:
    """Return *url* without what may differ between the two languages of one page.

    ``https://www.link-j.org/en/`` and ``http://link-j.org`` are one.
    """
    bare = url.partition("://")[2] or url
    path, _, query = bare.partition("?")
    host, *parts = path.split("/")
    hosts = [part for part in host.lower().split(".") if part != "www"]
    if hosts[0] in _LANGUAGES:
        del hosts[0]
    kept = [p for p in parts if p and p.partition(".")[0].lower() not in _LANGUAGES]
    asked = [q for q in query.split("&") if q.partition("=")[2].lower() not in _LANGUAGES]
    return "/".join([".".join(hosts), *kept]) + "?".join(["", *filter(None, asked)])


def _normalise_phone(written: str) -> str:
    """Return the digits; a number in Japan begins with 0 in either form."""
    digits = "".join(filter(str.isdigit, written.replace("(0)", "")))
    return "0" + digits[2:].removeprefix("0") if written.startswith("+81") else digits


_NO_AMOUNT = re.compile(r"\(\d{1,2}\)|(?<!\d)\d+分の\d+|\bQ(?=[1-4]\b)")
"""Matches numbers that count items, fractions, and the letter of Q3."""


@lru_cache(maxsize=1000)  # releases share the wording of templates and boilerplate
def read_facts(text: str, language: Language) -> tuple[Fact, ...]:
    """Return the quantities, dates, addresses and instruments in *text*."""
    addresses = list(_read_addresses(text))
    rest = _blank(narrow(text), addresses)
    instruments = list(_find_instruments(rest))
    if language is Language.JA and not re.search("[0-9〇一-十百千万億兆半正]", rest):
        return (*addresses, *instruments)
    days = _read_days(rest, language)
    rest = _blank(rest, days)
    # Words only: the other language may add the time of another zone.
    times = [
        Fact(FactKind.NUMBER, Amount(Decimal(minutes), "clock"), start, end, Weight.WORD)
        for start, end, minutes in read_times(rest, language)
    ]
    rest = _NO_AMOUNT.sub(lambda match: " " * len(match[0]), _blank(rest, times))
    pattern, read = (_JA, _read_ja) if language is Language.JA else (_EN, _read_en)
    return (*addresses, *instruments, *days, *times, *map(read, pattern.finditer(rest)))


def _read_days(text: str, language: Language) -> list[Fact]:
    """Return the dates in *text*; as words those that a fuller date has said already."""
    found = list(read_dates(text, language))

    def weigh(date: StatedDate) -> Weight:
        vague = date.year is None and None in (date.month, date.day)
        told = vague or any(other.date.includes(date) for other in found)
        return Weight.WORD if told else Weight.FIGURE

    return [Fact(FactKind.DATE, date, start, end, weigh(date)) for date, start, end, _ in found]


_INSTRUMENT = re.compile(
    r"(?<![A-Za-z])(?:MO(?P<short>[UC])s?(?![A-Za-z])"
    r"|[Mm]emorand(?:um|a) of (?P<long>[Uu]nderstanding|[Cc]ooperation))|(?P<kanji>了解|協力)覚書"
)
_INSTRUMENTS = {"U": "MOU", "C": "MOC", "了解": "MOU", "協力": "MOC"}


def _find_instruments(text: str) -> Iterator[Fact]:
    """Yield the kinds of agreement in *text*; 覚書 and memorandum may be any and are not told."""
    if "MO" in text or "emorand" in text or "覚書" in text:
        for match in _INSTRUMENT.finditer(text):
            which = match["short"] or match["kanji"] or match["long"][0].upper()
            yield Fact(FactKind.INSTRUMENT, _INSTRUMENTS[which], *match.span(), Weight.WORD)


def read_links(words: PrintedWords) -> Iterator[Fact]:
    """Yield the addresses of links whose words are something else: [website](https://…)."""
    for span, begin, end in words.spans:
        if "://" in span.href and _normalise_url(span.href) != _normalise_url(span.text):
            yield Fact(FactKind.URL, _normalise_url(span.href), begin, end)


def _blank(text: str, facts: Iterable[Fact]) -> str:
    for fact in facts:
        text = text[: fact.start] + " " * (fact.end - fact.start) + text[fact.end :]
    return text

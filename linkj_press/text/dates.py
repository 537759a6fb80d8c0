"""Dates: one as far as it is known, and those that stand in prose, with the times of day.

Text is read after `narrow`: figures of full width are half-width.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from linkj_press.language import Language
from linkj_press.message import Message, say
from linkj_press.text.numbers import WORDS, read_number

_WRITTEN = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?", re.ASCII)


class WrongDate(ValueError):  # noqa: N818  (a person's text, not a fault of the program)
    """Says why a text is not the date that is wanted."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as the record knows it: ``2019-08-30``, or ``2018-01`` with no day invented."""

    year: int
    month: int
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Return the date written as ``YYYY-MM-DD`` or ``YYYY-MM``.

        Raises WrongDate for any other form and for a date that the calendar does not have.
        """
        match = _WRITTEN.fullmatch(text)
        if match is None:
            raise WrongDate(say("write a date as YYYY-MM-DD, or YYYY-MM when the day is not known"))
        year, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None
        assert month is not None
        try:
            date(year, month, 1 if day is None else day)
        except ValueError:
            raise WrongDate(say("the calendar has no such date")) from None
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


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A date as far as a text states it: ``9月7日`` has no year."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    sort: str = ""
    """``fiscal`` or ``decade`` where the year is one."""

    def agrees(self, other: StatedDate) -> bool:
        """Return whether both mean the same; a year beside a month may be left out.

        A fiscal year is that from its first day, or to its last.
        """
        if "fiscal" in (self.sort, other.sort) and self.sort != other.sort:
            year, day = (self, other) if self.sort == "fiscal" else (other, self)
            ends = ((year.year or 0) + 1, 3), ((year.year or 0), 4)
            return (day.year, day.month) in ends and day.day in (None, 1, 31)
        if self.sort == other.sort == "decade":  # 昭和40年代, the 1960s
            return abs((self.year or 0) - (other.year or 0)) < _DECADE
        if (self.month, self.day, self.sort) != (other.month, other.day, other.sort):
            # 20日 after a month that was named before
            mine, theirs = (self, other) if self.month is None else (other, self)
            return mine.month is None is mine.year and mine.day == theirs.day
        return self.year == other.year or (
            self.month is not None and not (self.year and other.year)
        )

    def includes(self, other: StatedDate) -> bool:
        """Return whether this one says all that *other* does, and more."""
        mine, theirs = ((d.year, d.month, d.day) for d in (self, other))
        return mine != theirs and all(
            b is None or a == b for a, b in zip(mine, theirs, strict=True)
        )

    def complete(self, year: int) -> PartialDate | None:
        """Return the day, of *year* where it states none; None where the calendar has no such."""
        try:
            stated = PartialDate(self.year or year, self.month or 0, self.day)
            return PartialDate.parse(str(stated))
        except ValueError:
            return None


_DECADE = 10


class DateFound(NamedTuple):
    """A date in a text."""

    date: StatedDate
    start: int
    end: int
    number_at: int
    """Where its month stands, or else its year or day."""


_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)


def may_name_month(text: str, month: int) -> bool:
    """Return whether *text* has the name or the number of *month* in whatever words."""
    name = _MONTHS[(month - 1) % 12][:3]
    return bool(re.search(rf"\b{name}|(?<!\d){month}(?!\d)", text))


_MONTH_NUMBERS = {name[:3]: number for number, name in enumerate(_MONTHS, 1)}
MONTH = "|".join(rf"{name[:3]}(?:{name[3:]}\b|t?\.|t?\b)" for name in _MONTHS)
"""Matches an English month, cut short perhaps."""

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}

_ISO = r"(?<![\d/.-])(?P<y>\d{4})(?P<sep>[/.-])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?![\d/-])"
_TWO = "(?:\\d{1,2}|[一二三四五六七八九十]{1,3})"
_JA_YEAR = (
    rf"(?:(?P<era>令和|平成|昭和)(?P<since>{_TWO}|元)"
    r"|(?<!\d)(?P<year>\d{4}|(?<![〇一-九])[〇一二三四五六七八九]{4}))\s?年"
)
_JA_DAY = (
    rf"\s?月(?:\s?(?P<{{}}>{_TWO.replace('{', '{{').replace('}', '}}')})"
    r"(?:\s?日(?!間)|(?=[、・,]\d{{1,2}}(?:日(?!間)|の両日))))?"
)
_SLASHED = r"(?<![\d/.-])(?P<sy>\d{4})/(?P<sym>\d{1,2})(?![\d/.-])"
_JA = re.compile(
    rf"{_ISO}|{_SLASHED}"
    r"|(?<![\d/.])(?P<sm>1[0-2]|0?[1-9])/(?P<sd>3[01]|[12]\d|0?[1-9])(?![\d/.%])"
    r"(?=\s?(?:[（(、]|付|から|まで|に(?!減|縮|な|満|す)|の(?!\d)))"
    rf"|{_JA_YEAR}(?:(?P<sort>[度代])|\s?(?P<ym>{_TWO}){_JA_DAY.format('ymd')})?"
    r"|(?<![\d,.])(?P<tens>\d0)年代|(?<!\d)(?P<begin>\d{4})(?=[~〜–-]\d{4}年(?P<like>[度代])?)"
    r"|(?<![\d,.])(?P<opening>1[0-2]|[1-9])(?=[~〜–-]\d{1,2}月(?!間))"
    rf"|(?<![\d一二三四五六七八九十])(?P<month>{_TWO}){_JA_DAY.format('day')}"
    r"|(?<!\d)(?P<only>\d{1,2})(?:日(?!間|本)|(?=の両日))"
)
_MONTH_AFTER = (
    "|".join(
        rf"(?<=\b{word}\s)"
        for word in (
            *(
                "in",
                "by",
                "since",
                "from",
                "until",
                "till",
                "this",
                "next",
                "last",
                "early",
                "late",
            ),
            *("every", "each", "before", "after", "during", "around", "of", "following", "through"),
            *("to", "and", "or"),
        )
    )
    + "|(?<=mid-)"
)
"""What stands before a month alone; elsewhere May and March are other words."""

_TENS = {f"{word[:-1]}ies": number for word, number in WORDS.items() if word.endswith("ty")}
_DECADES = "|".join(_TENS)
_EN_YEAR = r"(?P<{}>(?:19|20)\d\d|1[5-8]\d\d(?=s\b))(?!\d|,\d|-\d\d-)"
_EN = re.compile(
    rf"{_ISO}|{_SLASHED}"
    r"|(?<![\d/])(?P<um>\d{1,2})/(?P<ud>\d{1,2})/(?P<uy>(?:19|20)\d\d)(?![\d/])"
    rf"|\b(?P<month>{MONTH})\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)"
    rf"(?:(?:\s?[–-]\s?|\s(?:to|and|through)\s)(?P<last>\d{{1,2}})(?=\s?[.,;)]|$))?"
    rf"(?:,?\s{_EN_YEAR.format('mdy')})?"
    rf"|(?<!\d)(?P<dm>\d{{1,2}})\s(?P<dmm>{MONTH})(?:,?\s{_EN_YEAR.format('dmy')})?"
    rf"|\b(?P<ym>{MONTH}),?\s{_EN_YEAR.format('my')}"
    rf"|(?:{_MONTH_AFTER})(?P<only>{MONTH})"
    rf"|\b(?P<begin>{MONTH})(?=(?:,\s(?:and\s)?|\s(?:to|and|through|or|until)\s)(?:{MONTH}))"
    rf"|[’'‘](?P<tens>\d0)s\b|\bthe\s(?:early\s|late\s|mid-?\s?)?(?P<spelt>{_DECADES})\b"
    rf"|(?:(?P<fiscal>\b(?:[Ff]iscal\s(?:[Yy]ear\s)?|FY\s?))|(?<![\w.,$¥€£+-])|(?<=mid-))"
    rf"{_EN_YEAR.format('year')}(?P<decade>s\b)?(?:[–-](?P<to>(?:19|20)?\d\d)(?!\d))?"
)
_EN_FIELDS = {
    "month": ("day", "mdy"),
    "dmm": ("dm", "dmy"),
    "ym": ("", "my"),
    "only": ("", ""),
    "begin": ("", ""),
}
"""The groups of a month, each with those of its day and year."""


@lru_cache(maxsize=500)  # several rules read a sentence
def read_dates(text: str, language: Language) -> tuple[DateFound, ...]:
    """Return the dates in *text*; of a range in English (2016–19, May 7 to 9) both ends."""
    return tuple(_find_dates(text, language))


def _find_dates(text: str, language: Language) -> Iterator[DateFound]:
    pattern, read = (_JA, _read_ja) if language is Language.JA else (_EN, _read_en)
    for match in pattern.finditer(text):
        if match["y"]:
            stated = StatedDate(int(match["y"]), int(match["m"]), int(match["d"]))
            yield DateFound(stated, *match.span(), match.start("m"))
        elif stated_short := _read_slashed(match):
            yield DateFound(stated_short, *match.span(), match.start())
        else:
            group = next(filter(match.groupdict().get, _FIRST[language]))
            for stated in read(match):
                yield DateFound(stated, *match.span(), match.start(group))


def _read_slashed(match: re.Match[str]) -> StatedDate | None:
    """Return the date of 2019/7, 9/8, or 10/20/2020 with the month or the day first."""
    said = match.groupdict()
    if match["sy"]:
        return StatedDate(int(match["sy"]), int(match["sym"]))
    if said.get("sm"):
        return StatedDate(None, int(match["sm"]), int(match["sd"]))
    if said.get("uy"):
        month, day = int(match["um"]), int(match["ud"])
        if month > _MONTHS_OF_A_YEAR:
            month, day = day, month
        return StatedDate(int(match["uy"]), month, day)
    return None


_MONTHS_OF_A_YEAR = 12
_FIRST = {
    Language.JA: ("ym", "month", "opening", "year", "since", "begin", "only", "tens"),
    Language.EN: (*_EN_FIELDS, "year", "tens", "spelt"),
}
"""The groups that `DateFound.number_at` may be of, in order."""


def _number(text: str | None) -> int | None:
    return int(read_number(text)) if text else None


_FIRST_OF_OLD_CENTURY = 30
"""From the thirties on, a decade without its century is of the 20th."""


def _read_decade(match: re.Match[str]) -> StatedDate:
    """Return the decade of 90年代, ’90s or the nineties."""
    tens = int(match["tens"] or _TENS[match["spelt"]])
    return StatedDate(tens + (1900 if tens >= _FIRST_OF_OLD_CENTURY else 2000), sort="decade")


def _read_ja(match: re.Match[str]) -> Iterator[StatedDate]:
    if match["tens"]:
        yield _read_decade(match)
        return
    year = _number(match["year"] or match["begin"])
    if match["era"]:
        year = _ERAS[match["era"]] + (
            1 if match["since"] == "元" else (_number(match["since"]) or 0)
        )
    sort = {"度": "fiscal", "代": "decade"}.get(match["sort"] or match["like"] or "", "")
    month = _number(match["ym"] or match["month"] or match["opening"])
    yield StatedDate(year, month, _number(match["ymd"] or match["day"] or match["only"]), sort)


def _read_en(match: re.Match[str]) -> Iterator[StatedDate]:
    if year := match["year"]:
        sort = "decade" if match["decade"] else "fiscal" if match["fiscal"] else ""
        yield StatedDate(int(year), sort=sort)
        if match["to"]:
            yield StatedDate(int(year[: -len(match["to"])] + match["to"]), sort=sort)
        return
    if match["tens"] or match["spelt"]:
        yield _read_decade(match)
    for group, (day, in_year) in _EN_FIELDS.items():
        if match[group]:
            stated = [_number(match[name] if name else None) for name in (in_year, day)]
            yield StatedDate(stated[0], _MONTH_NUMBERS[match[group][:3]], stated[1])
    if match["last"]:
        yield StatedDate(day=int(match["last"]))


_CLOCKS = {
    Language.JA: re.compile(
        r"(?P<half>午前|午後)?(?<!\d)"
        r"(?:(?P<hour>\d{1,2})時(?!間)(?:(?P<minute>\d{1,2})分|(?P<mid>半))?"
        r"|(?P<h>\d{1,2}):(?P<m>\d\d)(?!\d))|(?P<noon>正午)"
    ),
    Language.EN: re.compile(
        r"(?<![\d:])(?:(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?\s?(?P<half>[AaPp])\.?[Mm]\b\.?"
        r"|(?P<h>\d{1,2}):(?P<m>\d\d)(?!\d)"
        r"(?:(?=\s?(?:to|until|and|[–-])\s?(?P<till>\d{1,2})(?::\d\d)?\s?[Pp]\.?[Mm])|))"
        r"|\b(?P<noon>noon)\b"
    ),
}


_NOON = 12


def read_times(text: str, language: Language) -> Iterator[tuple[int, int, int]]:
    """Yield the times of day in *text*: where each begins and ends, and its minutes from 0:00."""
    for match in _CLOCKS[language].finditer(text):
        if match["noon"]:
            hour, minute = 12, 0
        else:
            hour = int(match["hour"] or match["h"])
            minute = 30 if match.groupdict().get("mid") else int(match["minute"] or match["m"] or 0)
        if (till := match.groupdict().get("till")) and hour < int(till) < _NOON:
            hour += _NOON  # from 3:00 to 5:00 p.m.
        if match["half"]:
            hour = hour % 12 + 12 * (match["half"] in ("午後", "P", "p"))
        yield *match.span(), 60 * hour + minute

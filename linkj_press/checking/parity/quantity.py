"""A fact as text states it: a quantity, a date, an address or a name, and where it stands.

Facts of two languages agree when they say the same after normalising; how they are read out of
text is left to `figures`, `days`, `addresses` and `mentions`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum, StrEnum

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

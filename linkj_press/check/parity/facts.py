"""What both languages have to say alike: figures, days, addresses, names, words of time."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum, StrEnum

from linkj_press.text.dates import StatedDate


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
    WORDING = "wording"
    PLACE = "place"
    BODY = "body"
    ACRONYM = "acronym"


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

    is_ordinal: bool = field(default=False, compare=False)
    """Whether it says which one, and not how many: 3例目, third."""

    def agrees(self, other: Amount) -> bool:
        """Return whether both are the same amount; 26の大学 and 26 universities have no unit."""
        if self.unit and other.unit:
            (unit, mine), (of_other, theirs) = self._in_units, other._in_units
            exact = self.unit == other.unit or "month" not in (self.unit, other.unit)
            if exact and _is_round(self.factor) == _is_round(other.factor):
                return unit == of_other and mine == theirs
            # 3マイル, five kilometers; 1か月, four weeks
            return unit == of_other and abs(mine - theirs) <= abs(mine) * _NEAR
        if "clock" in (self.unit, other.unit):  # 17時, from 9 to 5
            clock, bare = (self, other) if self.unit else (other, self)
            return (clock.figure / 60 - bare.figure) % 12 == 0
        return self.figure == other.figure

    @property
    def _in_units(self) -> tuple[str, Decimal]:
        """The unit that others convert to, and how many: 48時間 and two days."""
        unit, factor = _CONVERTED.get(self.unit, (self.unit, 1))
        return unit, self.figure * self.factor * factor


_CONVERTED = {"day": ("minute", 24 * 60), "month": ("minute", 43830)}
_NEAR = Decimal("0.09")


def _is_round(factor: Decimal) -> bool:
    """Return whether *factor* is of the metric system or of time, not 1609.344."""
    return factor in _OF_TIME or factor.normalize().as_tuple().digits == (1,)


_OF_TIME = (7, 12, 60, 120, 1200)


@dataclass(frozen=True, slots=True)
class Sense:
    """One of several things of a family that exclude each other: of ``season``, ``spring``."""

    family: str
    value: str


@dataclass(frozen=True, slots=True)
class Bound:
    """What stands beside a figure and says that it is more, less, or about as much."""

    sense: str
    """One of `words/bounds.yaml`: ``over``."""

    start: int
    end: int
    form: str
    """The words themselves: ``more than``."""

    is_loose: bool = False
    """Whether the other language may do without: over three years, 3年間."""

    strict: bool = False
    """Whether it leaves out the figure itself: 超, fewer than."""

    def holds(self, figure: int, real: int) -> bool:
        """Return whether *figure*, so bounded, is true where there are *real* ones."""
        if self.sense in ("over", "under"):
            apart = real - figure if self.sense == "over" else figure - real
            return apart > 0 if self.strict else apart >= 0
        return abs(real - figure) <= max(1, real // 5)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that both languages have to say alike."""

    kind: FactKind
    value: Amount | StatedDate | Sense | str
    """An address or a name is normalised text: ``link-j.org``, or the key of the record."""

    start: int
    end: int
    weight: Weight = Weight.FIGURE
    bound: Bound | None = None

    @property
    def unit(self) -> str:
        """The unit, or what else a fact must share to be the other's counterpart."""
        match self.value:
            case Amount(unit=unit):
                return unit
            case Sense(family=family):
                return family
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
            case (Amount() as mine, StatedDate() as date):
                return _may_be_date(mine, date)
            case (StatedDate(), Amount()):
                return other.agrees(self)
        return self.kind == other.kind and self.value == other.value

    def may_answer(self, other: Fact) -> bool:
        """Return whether this can be what *other* should have been."""
        if {self.kind, other.kind} == {FactKind.MONEY}:
            return True
        kinds = {FactKind.MONEY if k is FactKind.NUMBER else k for k in (self.kind, other.kind)}
        match self.value, other.value:
            case (Amount() as mine, Amount() as theirs):
                other_unit = mine.unit != theirs.unit and mine.unit and theirs.unit
                same = mine.figure == theirs.figure  # 5キロ, five miles
                bare = other if mine.unit else self
                if bool(mine.unit) != bool(theirs.unit) and bare.weight is Weight.WORD:
                    return len(kinds) == 1 and same  # 3年間 is no slip for the two parties
                return len(kinds) == 1 and (same or not other_unit)
        unlike = self.unit != other.unit and self.unit and other.unit
        return len(kinds) == 1 and not unlike

    def rank_answer(self, other: Fact) -> tuple[bool, bool, int, int]:
        """Return what tells which *other* is most likely what this should have been."""
        return self.kind is other.kind, self.unit == other.unit, other.weight, -other.start

    def is_told_against(self, other: Fact) -> bool:
        """Return whether a difference from *other*, that may answer this, is worth a word."""
        if Weight.FIGURE in (self.weight, other.weight) or self.kind in _WORDS:
            return True
        match self.value, other.value:
            case (Amount() as mine, Amount() as theirs):
                return mine.is_ordinal == theirs.is_ordinal
            case (Sense(), Sense()):
                return True
        return self.kind is not FactKind.ORGANISATION and "" != self.unit == other.unit

    def proves(self, other: Fact) -> bool:
        """Return whether that this and *other* differ is no matter of words: figure by figure."""
        hard = self.kind not in _SOFT and other.kind not in _SOFT
        return hard and self.weight is other.weight is Weight.FIGURE


def _may_be_date(amount: Amount, date: StatedDate) -> bool:
    """Return whether *amount* may be *date*: the 24th, 19世紀, three days."""
    match amount, date:
        case (Amount(unit="", is_ordinal=True), StatedDate(day=int() as day)):  # the 24th
            return amount.figure == day
        case (Amount(unit="month"), StatedDate(year=int() as year, sort="decade")):
            return amount.figure - 1 == Decimal(year) / 100  # 19世紀, the 1800s
        case (Amount(unit=""), StatedDate()):  # a year in figures alone: 2016～2019年
            return date == StatedDate(int(amount.figure))
        case (Amount(unit="day"), StatedDate()):  # 3日 may be three days
            return date == StatedDate(day=int(amount.figure))
    return False


_WORDS = (FactKind.INSTRUMENT, FactKind.PLACE, FactKind.BODY, FactKind.ACRONYM)
_SOFT = (FactKind.WORDING, FactKind.PLACE, FactKind.BODY, FactKind.ACRONYM)

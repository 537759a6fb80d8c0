"""The values that templates handle: text, numbers and dates that know where they come from."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import total_ordering
from typing import Any, Self

from jinja2.utils import Namespace

from linkj_press.draft.marks import Fill, read_plain
from linkj_press.message import NOTHING, Message, say
from linkj_press.text.dates import PartialDate

LARGEST = 10**15
"""The largest number of a release."""


class TemplateFault(Exception):  # noqa: N818
    """A mistake in a template or in prose; where it stands is found from the traceback."""

    def __init__(self, message: Message, hint: Message = NOTHING) -> None:
        super().__init__(str(message))
        self.message = message
        self.hint = hint


def check_size(*numbers: float) -> None:
    """Raise TemplateFault when one of *numbers* is larger than any of a release."""
    if max(map(abs, numbers)) > LARGEST:
        raise TemplateFault(say("this number is too large"))


class FilledText(str):
    """Text with its fill."""

    fill: Fill

    def __new__(cls, text: str, fill: Fill) -> Self:
        """Return *text* with *fill*."""
        made = super().__new__(cls, text)
        made.fill = fill
        return made

    def reworded(self, text: str) -> FilledText:
        """Return *text* in place of this one, from the same source."""
        return FilledText(text, self.fill)


class ProseText(FilledText):
    """Text in which some words have sources of their own."""

    marked: str
    """The same text as marked Markdown."""

    @classmethod
    def read(cls, marked: str, fill: Fill) -> ProseText:
        """Return the text of *marked*, in the field of *fill*."""
        made = cls(read_plain(marked), fill)
        made.marked = marked
        return made


class Unset(FilledText):
    """A field that nobody has filled in: false in a condition, a visible gap when printed."""

    def __bool__(self) -> bool:
        return False

    def reworded(self, text: str) -> FilledText:
        """Return the same gap: nothing can be made of what is missing."""
        del text
        return self


class Number(int):
    """A number with its fill."""

    fill: Fill

    def __new__(cls, number: int, fill: Fill) -> Self:
        """Return *number* with *fill*."""
        made = super().__new__(cls, number)
        made.fill = fill
        return made


class Numeral(Number):
    """A number that counts nothing, as that of a year: it has no thousands to set off."""


class Unprintable:
    """A value that is text only through a filter or a field of its own."""

    def __str__(self) -> str:
        hint = say("use a filter, or name one of its fields")
        raise TemplateFault(say("this is not a text"), hint)


@total_ordering
@dataclass(frozen=True, eq=False)
class FilledDate(Unprintable):
    """A date, known to the day or the month, with its fill. Dates compare by their first day."""

    date: PartialDate
    fill: Fill

    @property
    def has_day(self) -> bool:
        """Whether the day is known, and not just the month."""
        return self.date.day is not None

    @property
    def year(self) -> Numeral:
        """The year."""
        return Numeral(self.date.year, self.fill)

    @property
    def month(self) -> Numeral:
        """The month, from 1."""
        return Numeral(self.date.month, self.fill)

    @property
    def day(self) -> Numeral:
        """The day of the month. Raises TemplateFault when only the month is known."""
        return Numeral(require_day(self.date).day, self.fill)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FilledDate) and self.date == other.date

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, FilledDate):
            return NotImplemented
        return self.date.first_day < other.date.first_day

    def __hash__(self) -> int:
        return hash(self.date)


def require_day(date: PartialDate) -> datetime.date:
    """Return the day of the calendar. Raises TemplateFault when only the month is known."""
    if date.day is None:
        message = say("of this date only the month is known")
        raise TemplateFault(message, say("ask first: {% if … .has_day %}"))
    return date.first_day


@dataclass(frozen=True)
class Minute(Unprintable):
    """A time in Japan with its fill."""

    minute: datetime.datetime
    fill: Fill = field(compare=False)


class Absent(Unprintable):
    """What is not there, of which nothing can be asked but whether it is."""

    def __init__(self, message: Message, hint: Message) -> None:
        self._fault = TemplateFault(message, hint)

    def __bool__(self) -> bool:
        return False

    def __getattr__(self, name: str) -> object:
        raise AttributeError(name) if name.startswith("_") else self._fault

    def __str__(self) -> str:
        raise self._fault


class Incomparable:
    """A value that is like no other."""

    def __eq__(self, other: object) -> bool:
        hint = say("compare what is in them, or their | length")
        raise TemplateFault(say("lists cannot be compared"), hint)

    __hash__ = object.__hash__
    __repr__ = object.__repr__


class Listing(Incomparable):
    """A list. Its values are made when they are asked for: one may speak of another.

    Lists do not compare: a template can put lists into lists so that to compare them has no end.
    """

    def __init__(
        self,
        length: int,
        make: Callable[[int], object],
        make_unset: Callable[[], Unset] | None = None,
        word: Callable[[list[str]], str] | None = None,
    ) -> None:
        # Private: what it is made from is not for templates.
        self._length = length
        self._make = make
        self._made: dict[int, object] = {}
        self._make_unset = make_unset
        self.word = word

    @classmethod
    def of(cls, values: Sequence[object]) -> Listing:
        """Return *values* as a list."""
        return cls(len(values), values.__getitem__)

    def worded_by(self, word: Callable[[list[str]], str]) -> Listing:
        """Return the list as one that may be printed: *word* joins what it holds."""
        return Listing(len(self), self.__getitem__, self._make_unset, word)

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, index: int) -> object:
        at = range(self._length)[index]
        if at not in self._made:
            self._made[at] = self._make(at)
        return self._made[at]

    def __iter__(self) -> Iterator[object]:
        return map(self.__getitem__, range(self._length))

    @property
    def unset(self) -> Unset:
        """What stands for the list of a field, a visible gap, when it is empty.

        Raises TemplateFault for a list of no field.
        """
        if self._make_unset is None:
            raise TemplateFault(say("the list is empty"), say("write {% if … %} around it"))
        return self._make_unset()


@dataclass(frozen=True, eq=False)
class Group(Unprintable):
    """Values of a list that have something in common, as Jinja2's own ``groupby`` gives them."""

    grouper: object
    list: Listing

    def __iter__(self) -> Iterator[object]:
        return iter((self.grouper, self.list))


class Keyed(Incomparable, dict[Any, object]):  # type: ignore[misc]
    """Values by keys."""


class Space(Namespace):
    """What ``namespace(…)`` makes: a template may put one into itself, and so it has no text."""

    def __init__(self, *args: Any, **values: Any) -> None:
        if "caller" in values:
            raise TemplateFault(say("{% call %} is for macros"))
        super().__init__(*args, **values)

    __repr__ = object.__repr__

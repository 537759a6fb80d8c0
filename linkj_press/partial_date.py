"""Dates that are known to the day or only to the month."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from linkj_press.message import phrase

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

"""The values that templates handle: text, numbers and dates that know where they come from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Self

from linkj_press.marks import Fill, read_plain
from linkj_press.partial_date import PartialDate


class TemplateFault(Exception):  # noqa: N818
    """A mistake in a template or in prose; where it stands is found from the traceback."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class Text(str):
    """Text with its fill."""

    fill: Fill

    def __new__(cls, text: str, fill: Fill) -> Self:
        """Return *text* with its fill."""
        made = super().__new__(cls, text)
        made.fill = fill
        return made

    def linked(self, href: str) -> Text:
        """Return the text as a link to *href*."""
        return Text(self, replace(self.fill, href=href))


class ProseText(Text):
    """Text in which some words have sources of their own."""

    marked: str
    """The same text as marked Markdown."""

    @classmethod
    def read(cls, marked: str, fill: Fill) -> ProseText:
        """Return the text of *marked*, in the field of *fill*."""
        made = cls(read_plain(marked), fill)
        made.marked = marked
        return made


class Unset(Text):
    """A field that nobody has filled in: false in a condition, a visible gap when printed."""

    def __bool__(self) -> bool:
        return False


class Number(int):
    """A number with its fill."""

    fill: Fill

    def __new__(cls, number: int, fill: Fill) -> Self:
        """Return *number* with its fill."""
        made = super().__new__(cls, number)
        made.fill = fill
        return made


class Day:
    """A date, known to the day or the month, with its fill."""

    def __init__(self, day: PartialDate | date, fill: Fill) -> None:
        self.day = day if isinstance(day, PartialDate) else PartialDate.of(day)
        self.fill = fill

    @property
    def has_day(self) -> bool:
        """Whether the day is known, and not just the month."""
        return self.day.day is not None

    @property
    def year(self) -> int:
        """The year, for conditions."""
        return self.day.year


class Minute:
    """A time in Japan with its fill."""

    def __init__(self, minute: datetime, fill: Fill) -> None:
        self.minute = minute
        self.fill = fill


class Listing(list[object]):
    """The values of a list field. An empty one printed is a visible gap, as `unset` has it."""

    def __init__(self, values: Iterable[object], unset: Unset) -> None:
        super().__init__(values)
        self.unset = unset

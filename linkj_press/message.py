"""Messages for people: words with named places for values, told in a language only at the edge.

Stages make messages, the command line tells them. English words are the key under which a
catalogue has those of another language, so `say`, `say_number` and `phrase` take literals: that
is how the catalogues' tool finds them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """Words for people, and the values that go into them."""

    words: str
    """In English, with names in braces: ``there is no person “{key}”``."""

    values: tuple[tuple[str, object], ...] = ()
    """By name. A value may be a message itself."""

    words_of_one: str = ""
    """The English words for the `number` one, where they differ."""

    number: int = 0

    def tell(self, translate: Callable[[Message], str]) -> str:
        """Return the whole text, the words of this and of every message in it by *translate*."""
        words = translate(self)
        if not self.values:
            return words
        told = {
            name: value.tell(translate) if isinstance(value, Message) else value
            for name, value in self.values
        }
        return words.format(**told)

    def __str__(self) -> str:
        return self.tell(in_english)

    def __bool__(self) -> bool:
        return bool(self.words)


def in_english(message: Message) -> str:
    """Return the English words of *message*."""
    one = message.words_of_one and message.number == 1
    return message.words_of_one if one else message.words


NOTHING = Message("")
"""The message that says nothing."""


def say(words: str, /, **values: object) -> Message:
    """Return the message of *words* and *values*."""
    return Message(words, tuple(values.items()))


def say_number(one: str, other: str, number: int, /, **values: object) -> Message:
    """Return the message of *one* or of the *other* words, which both may name ``{number}``."""
    return Message(other, (("number", number), *values.items()), one, number)


class _Day(Protocol):
    @property
    def year(self) -> int: ...
    @property
    def month(self) -> int: ...
    @property
    def day(self) -> int | None: ...


def say_weekday(day: date) -> Message:
    """Return the name of the weekday of *day*, in the language of the messages."""
    names = [say("Monday"), say("Tuesday"), say("Wednesday"), say("Thursday"), say("Friday")]
    return [*names, say("Saturday"), say("Sunday")][day.weekday()]


def say_day(day: _Day) -> Message:
    """Return *day*, or the month where no more is known, as people write it."""
    month = _MONTHS[day.month - 1]
    if day.day is None:
        return say("{month} {year}", month=month, year=day.year)
    return say("{month} {day}, {year}", month=month, day=day.day, year=day.year)


_MONTHS = (
    *(say("January"), say("February"), say("March"), say("April"), say("May"), say("June")),
    *(say("July"), say("August"), say("September"), say("October")),
    *(say("November"), say("December")),
)


def say_quoted(text: str) -> Message:
    """Return *text*, in a line, between the quotation marks of whoever reads it."""
    return say("“{words}”", words=tame(text).replace("\n", " "))


def join(messages: Sequence[Message], /, joint: str) -> Message:
    """Return *messages* as one, with *joint*, which no language words, between them."""
    names = [f"part_{number}" for number, _ in enumerate(messages)]
    words = joint.join(f"{{{name}}}" for name in names)
    return Message(words, tuple(zip(names, messages, strict=True)))


def enumerate_messages(messages: Sequence[Message], /) -> Message:
    """Return *messages*, at least one, as a list in one line: ``2 errors, 1 warning``."""
    return reduce(lambda first, after: say("{first}, {after}", first=first, after=after), messages)


def tame(text: str) -> str:
    """Return *text* with a sign for every character that would rule a terminal.

    These are control characters but the line break, and marks that turn the direction of writing.
    """
    return RULES_TERMINAL.sub("\ufffd", text.replace("\t", " "))


OBEYED = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
"""What stands between [ and ] for what a terminal obeys and no writer means.

These are control characters but the tab and the ends of lines, line separators that look like
nothing, and marks that turn the direction of writing.
"""

RULES_TERMINAL = re.compile(f"[{OBEYED}\t\r]")
"""Matches a character that rules a terminal, where a text goes on in one line."""


def phrase(words: str, /) -> str:
    """Return *words*, which become a message elsewhere."""
    return words

"""The style guide of the house: templates/house/style.yaml."""

from typing import Annotated

from pydantic import Field

from linkj_press.records.values import Key, Record, Words

_Days = Annotated[int, Field(ge=1)]


class WordList(Record):
    """Spellings that the house does not use, and what it writes instead."""

    ja: dict[Words, Words] = {}
    """``{本部: 本社, 取組み: 取り組み}``"""

    en: dict[Words, Words] = {}
    """``{Labor: Labour}``"""


class DayLimits(Record):
    """Days between two dates beyond which one of them is taken for a slip, where they are given."""

    between_signings: _Days | None = None
    """From a signing to the nearest other one."""

    from_signing_to_release: _Days | None = None
    from_release_to_embargo: _Days | None = None


class Style(Record):
    """What is checked of wording and typography."""

    off: tuple[Key, ...] = ()
    """The codes of rules that this house does without."""

    words: WordList = WordList()
    days: DayLimits = DayLimits()

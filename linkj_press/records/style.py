"""The style guide of the house: templates/house/style.yaml."""

from linkj_press.records.values import Key, Record, Words


class WordList(Record):
    """Spellings that the house does not use, and what it writes instead."""

    ja: dict[Words, Words] = {}
    """``{本部: 本社, 取組み: 取り組み}``"""

    en: dict[Words, Words] = {}
    """``{Labor: Labour}``"""


class Style(Record):
    """What is checked of wording and typography."""

    off: tuple[Key, ...] = ()
    """The codes of rules that this house does without."""

    words: WordList = WordList()

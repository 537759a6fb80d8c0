"""The two languages of a release, what each is called, and how its lines are joined."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from linkj_press.message import Message, say

_ENDS = re.compile(r"[0-9A-Za-zÀ-ɏ.,;:!?)\]'\"%&]")
_BEGINS = re.compile(r"[0-9A-Za-zÀ-ɏ(\['\"&]")
"""Match the last and the first character of Latin words, with what stands right beside them."""

INDENT = " \u3000"
"""What may stand before a line of a source, and is not shown within a paragraph."""


def strip_but_indent(text: str) -> str:
    """Return *text* without space at its ends, but for a full-width one at its head (字下げ)."""
    return re.sub(r"^[^\S\u3000]+", "", text.rstrip())


def join_break(before: str, after: str) -> str:
    """Return what a line break that is mere layout counts as, between *before* and *after*.

    That is the space between two words, and nothing where one is, or between Japanese characters.
    """
    beside = before[-1:], after[:1]
    return "" if any(not char or char.isspace() or is_wide(char) for char in beside) else " "


def is_wide(char: str) -> bool:
    """Return whether *char* takes the place of a Japanese character."""
    return unicodedata.east_asian_width(char) in "WF"


class Language(StrEnum):
    """A language of a release."""

    JA = "ja"
    EN = "en"

    @property
    def other(self) -> Language:
        """The other language of a release."""
        return Language.EN if self is Language.JA else Language.JA

    @property
    def called(self) -> Message:
        """What people call it: ``Japanese``."""
        return say("Japanese") if self is Language.JA else say("English")

    def joint(self, before: str, after: str) -> str:
        """Return what stands between two lines, one ending in *before*, one beginning with *after*.

        In English it is a space, in Japanese nothing, but for a space between two Latin words.
        Sources hold one sentence a line, so that a review reads the diff of a sentence.
        """
        is_apart = self is Language.EN or (_ENDS.match(before) and _BEGINS.match(after))
        return " " if is_apart else ""

    def join_lines(self, text: str) -> str:
        """Return *text* as one line; space at its own two ends stays.

        An indent is that of a paragraph, so one before a line within it is not kept.
        """
        first, *rest = text.split("\n")
        if not rest:
            return text
        inner = (line.rstrip(" ").lstrip(INDENT) for line in rest[:-1])
        joined = first.rstrip(" ")
        for line in [*(line for line in inner if line), rest[-1].lstrip(INDENT)]:
            joined += self.joint(joined[-1:], line[:1]) + line
        return joined

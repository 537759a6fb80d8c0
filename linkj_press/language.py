"""The two languages of a release, what each is called, and how its lines are joined."""

from __future__ import annotations

from enum import StrEnum

from linkj_press.message import Message, say


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

    @property
    def line_joint(self) -> str:
        """What stands between two lines of one paragraph: nothing in Japanese, a space in English.

        Sources hold one sentence a line, so that a review reads the diff of a sentence.
        """
        return "" if self is Language.JA else " "

    def join_lines(self, text: str) -> str:
        """Return *text* as one line; space at its own two ends stays."""
        first, *rest = text.split("\n")
        if not rest:
            return text
        inner = (line.strip(" ") for line in rest[:-1])
        lines = [first.rstrip(" "), *(line for line in inner if line), rest[-1].lstrip(" ")]
        return self.line_joint.join(lines)

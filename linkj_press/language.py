"""The two languages of a release, and what writing lines of text means in each."""

from enum import StrEnum


class Language(StrEnum):
    """A language of a release."""

    JA = "ja"
    EN = "en"

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

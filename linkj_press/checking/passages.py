"""The words of the files, line by line and as they stand there: what typography is checked in."""

from __future__ import annotations

from dataclasses import dataclass

from linkj_press.language import Language
from linkj_press.problem import Place


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of one language on one line of a file, exactly as the file has them."""

    text: str
    where: Place
    """Where they begin."""

    language: Language
    field: str = ""
    """The path of the value in a YAML file: ``release.subhead.ja``; ``""`` in a template."""

    def place(self, start: int) -> Place:
        """Return where the character at index *start* of the text stands in the file."""
        return Place(self.where.path, self.where.line, self.where.column + start)

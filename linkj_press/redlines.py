"""Makes redlines: Word files in which what changed in a release stands as tracked changes."""

from __future__ import annotations

from dataclasses import dataclass

from linkj_press.building import name_draft
from linkj_press.comparing.comparison import ReleaseChange
from linkj_press.comparing.tokens import Cutter
from linkj_press.document import Document
from linkj_press.word import write_word
from linkj_press.word.redline import redline
from linkj_press.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Redliner:
    """Makes the redlines of the releases of two desks."""

    desks: tuple[Workspace, Workspace]
    """The older and the newer one."""

    author: str
    on: str | None
    """When the changes were made: ``2020-09-07T09:30:00Z``; None where that is not known."""

    cut: Cutter

    def make(self, change: ReleaseChange) -> tuple[str, bytes]:
        """Return name and content of the redline of a release that changed.

        Raises ProblemsFound when a picture of it cannot be read.
        """
        old, new = change.documents
        assert old is not None
        assert new is not None
        drafts = self._write(0, old), self._write(1, new)
        content = redline(*drafts, author=self.author, on=self.on, cut=self.cut)
        return name_draft(new).replace(".docx", ".redline.docx"), content

    def _write(self, side: int, document: Document) -> bytes:
        desk = self.desks[side]
        return write_word(document, desk.house.look.record, desk.root)

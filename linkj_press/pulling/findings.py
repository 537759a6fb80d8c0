"""What is to be said of a difference between a draft that came back and the sources of today."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from linkj_press.comparing.edits import Piece
from linkj_press.message import NOTHING, Message, say
from linkj_press.problem import Place


class Sort(Enum):
    """What a difference is, and so what becomes of it; in the order in which people read them."""

    WRITTEN = say("for the partner file")
    APPROVED = say("approvals for the partner file")
    CONFLICT = say("changed both in the draft and in the file: choose one, and change the other")
    UNDECIDED = say("not written: it needs a decision")
    STRUCK = say("struck by hand: not written; change the file as it should read")
    REFUSED = say("not written: it is worked out, or the file holds it otherwise")
    TEMPLATE = say("words of a template or of the house: change them there, if all releases should")
    PROPOSED = say("found by comparing texts, and not written: check, and change the file")
    PARAGRAPH = say("paragraphs that were added or deleted")
    BESIDE = say("cannot be brought back: see in Word what it asks for")
    COMMENT = say("comments in Word")
    SETTLED = say("comments in Word that were marked as done")
    DONE = say("already so in the sources")


@dataclass(frozen=True, slots=True)
class Finding:
    """A difference, and what became of it."""

    sort: Sort
    pieces: tuple[Piece, ...] = ()
    """The words, old and new."""

    where: Place | None = None
    """Where the words belong."""

    field: str = ""
    reason: Message = NOTHING

    @property
    def needs_somebody(self) -> bool:
        """Whether somebody has to look at it before the draft and the sources agree."""
        return self.sort not in (Sort.WRITTEN, Sort.APPROVED, Sort.SETTLED, Sort.DONE)

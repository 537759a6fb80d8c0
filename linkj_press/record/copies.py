"""What is noted of a copy of a release that went out of hand: what it is, who had it, and when."""

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import StringConstraints

from linkj_press.language import Language
from linkj_press.record.values import Day, Key, Record, Words

Sha256 = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]


class Sending(Record):
    """That a copy was sent."""

    to: Words
    """To whom, as a person calls them: ``大阪府 広報課``."""

    on: Day


class SignOff(Record):
    """That the house has let a wording go out (決裁)."""

    by: Words
    on: Day


class Publication(Record):
    """That a release was published."""

    on: Day


class Withdrawal(Record):
    """That a published release was taken back."""

    on: Day
    why: Words | None = None


class Return(Record):
    """That a file of a copy came back, and what became of it."""

    file: Sha256
    on: Day
    """The day on which that was decided."""

    taken: int = 0
    """How many of its changes were taken over as they came."""

    reworded: int = 0
    """How many were, in other words."""

    left: int = 0
    """How many were not."""


class SettledRemark(Record):
    """That what a reviewer remarked in the file of a copy that came back was dealt with."""

    key: str = ""
    """What tells the remark from the others of its file."""

    by: Words | None = None
    """Whose remark it is, as Word names them."""

    at: str = ""
    """The words at which it stands; of long ones the beginning."""

    text: str = ""
    """What it says; a remark may say nothing, and only point."""

    on: Day

    def is_of(self, key: str, told: str) -> bool:
        """Return whether it is of the remark *key*; without a key, of what *told* says."""
        return self.key == key if self.key else tell_remark(self.by, self.text) == told


def tell_remark(by: str | None, text: str) -> str:
    """Return whose a remark is, and what it says, in a line."""
    return ": ".join(filter(None, (" ".join(each.split()) for each in (by or "", text))))


class CopyRecord(Record):
    """What is noted at the head of the text of a copy."""

    partner: Key
    """The id of the release: ``osaka``, or of a correction ``osaka-correction``."""

    language: Language
    release_on: Day
    """The date that the release bore."""

    mark: str = ""
    """The one thing in a file for people outside by which this note is found again."""

    files: dict[str, Sha256] = {}
    """The SHA-256 of each file that people got, by its name beside the note."""

    sent: tuple[Sending, ...] = ()
    returned: tuple[Return, ...] = ()
    signed_off: SignOff | None = None
    published: Publication | None = None
    withdrawn: Withdrawal | None = None
    settled: tuple[SettledRemark, ...] = ()
    as_sent: bool = False
    """Whether it was finished elsewhere, and the program only took it as it was."""

    def find_return(self, file: str) -> Return | None:
        """Return what is noted of *file*, by its SHA-256, which came back; None for nothing."""
        return next((each for each in self.returned if each.file == file), None)

    def put_return(self, file: str, came: Return | None) -> Self:
        """Return the note with *came*, and nothing else, of *file*; None is nothing."""
        if came == self.find_return(file):
            return self
        others = (each for each in self.returned if each.file != file)
        return self.model_copy(update={"returned": (*others, *([came] if came else ()))})

    def list_settled(self, key: str, told: str) -> list[SettledRemark]:
        """Return what is noted of the remark that `is_of` *key* and *told*."""
        return [each for each in self.settled if each.is_of(key, told)]

    def put_settled(self, key: str, told: str, settled: Sequence[SettledRemark]) -> Self:
        """Return the note with *settled*, and nothing else, of the remark that `is_of` these."""
        others = (each for each in self.settled if not each.is_of(key, told))
        return self.model_copy(update={"settled": (*others, *settled)})

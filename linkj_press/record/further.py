"""Further files about a partnership, which are none of their own: corrections and renewals.

Each takes the facts that it does not have itself from the file that it is of.
"""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from linkj_press.language import Language
from linkj_press.message import phrase
from linkj_press.record.partner import Agreement, Ending, Partner, Release
from linkj_press.record.values import AcceptedList, Day, Key, PerLanguage, Record, Words


class CorrectedPassage(Record):
    """A passage of a published release that was wrong."""

    published: Words | None = None
    """What was published (誤), as it stands there; nothing where the passage was left out."""

    correct: Words | None = None
    """What is right (正). Where words that somebody typed were wrong, somebody types these."""

    gone: bool = False
    """Whether it should not stand there, and nothing in its place unless somebody words that."""


class DayOut(Record):
    """When each language went out; one day alone is that of both."""

    ja: Day | None = None
    en: Day | None = None

    @model_validator(mode="before")
    @classmethod
    def _take_one(cls, value: object) -> object:
        return {"ja": value, "en": value} if isinstance(value, str | date) else value


class Corrected(Record):
    """What a correction corrects: each language has passages of its own."""

    on: DayOut
    """When it was published, in each language."""

    headline: PerLanguage
    """Its headline, as published."""

    ja: tuple[CorrectedPassage, ...] = ()
    en: tuple[CorrectedPassage, ...] = ()


class CorrectingRelease(Release):
    """A release that corrects another."""

    corrected: Corrected
    """What it corrects. `linkj-press correct` writes it."""

    @property
    def languages(self) -> tuple[Language, ...]:
        """Those that have something to correct; both, as long as neither has."""
        wrong = {Language.JA: self.corrected.ja, Language.EN: self.corrected.en}
        return tuple(language for language in Language if wrong[language]) or super().languages


class FurtherFile(Record):
    """What the file of a further release has of its own."""

    accepted: AcceptedList = ()
    note: Words | None = None
    """For staff. Never printed."""


class CorrectionFile(FurtherFile):
    """The file of a correction of a published release."""

    corrects: Key
    """Whose published release it corrects: a partner, or a renewal."""

    release: CorrectingRelease


Renewed = Annotated[
    tuple[Key, ...],
    BeforeValidator(lambda value: [value] if isinstance(value, str) else value),
    Field(min_length=1),
]
"""One partner or several."""


class RenewalFile(FurtherFile):
    """The file of another agreement with the same partner, and of its release if there is one."""

    renews: Renewed
    """The partner whose agreement it renews, or all that renew one together: ``[osaka, kyoto]``."""

    agreement: Agreement
    ended: Ending | None = None
    release: Release | None = None

    @field_validator("agreement")
    @classmethod
    def _check_agreement(cls, agreement: Agreement) -> Agreement:
        if agreement.signed_with or agreement.signed_after:
            words = phrase("a renewal has no place in the order; all that renew stand in `renews`")
            raise PydanticCustomError("value", words)
        return agreement


class Further(Partner):
    """A further file, with the facts of the partnership where it has none of its own.

    It is no partnership of its own: the ledger does not count it.
    """

    key: ClassVar[str]
    """The field that says which file it is of."""

    file: ClassVar[type[FurtherFile]]

    @property
    def about(self) -> tuple[str, ...]:
        """The ids of the files that it is of; it has the facts of the first."""
        return list_about(self, self.key)


class Correction(Further):
    """A correction, whose facts are those of the release that it corrects."""

    key, file = "corrects", CorrectionFile
    corrects: Key


class Renewal(Further):
    """A renewal, which has an agreement of its own."""

    key, file = "renews", RenewalFile
    renews: Renewed


def list_about(own: FurtherFile | Further, key: str) -> tuple[str, ...]:
    """Return the ids in the field *key* of a further file: of what it is."""
    about = getattr(own, key)
    return about if isinstance(about, tuple) else (about,)


def join_facts(kind: type[Further], own: FurtherFile | Further, partner: Partner) -> Further:
    """Return a further file of *kind*: what is its *own*, and the facts of its *partner*."""
    facts = {name: getattr(partner, name) for name in Partner.model_fields}
    return kind.model_construct(
        **facts | {name: getattr(own, name) for name in kind.file.model_fields}
    )

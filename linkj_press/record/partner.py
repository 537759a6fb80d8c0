"""The partner file: one partnership, and its press release where there is one."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from linkj_press.folder import is_picture
from linkj_press.language import Language
from linkj_press.message import phrase
from linkj_press.record.accepted import AcceptedList
from linkj_press.record.values import (
    Bilingual,
    CountryCode,
    Day,
    Key,
    Minute,
    PerLanguage,
    Prose,
    Record,
    SignedDate,
    Url,
    Words,
)


class Name(Record):
    """What a partner is called."""

    full: Bilingual
    """The full name: ``京都リサーチパーク株式会社`` / ``Kyoto Research Park Corp.``"""

    short: PerLanguage = PerLanguage()
    """A shorter form for running text, where one is usual: ``京都リサーチパーク``."""

    in_sentence: PerLanguage = PerLanguage()
    """The form inside a sentence, where it differs: ``the City of Yokohama``."""

    in_lede: PerLanguage = PerLanguage()
    """The form at the first mention in a release, where it differs: ``神奈川県横浜市``."""

    abbreviation: Words | None = None
    """The abbreviation: ``UCSD``."""

    reading: PerLanguage = PerLanguage()
    """How a foreign name is read: ``ユーロバイオメッド``."""

    gloss: PerLanguage = PerLanguage()
    """What the partner is, in a few words for the history: ``山形県鶴岡市``."""


class Renaming(Record):
    """A change of name."""

    since: SignedDate
    """When the new name came into use."""

    name: Name


class Instrument(StrEnum):
    """What kind of paper was signed."""

    MOU = "MOU"
    """Memorandum of Understanding."""

    MOC = "MOC"
    """Memorandum of Cooperation."""


class Agreement(Record):
    """What was agreed, and when."""

    signed: SignedDate
    """The date of signing, to the day, or to the month where the day is not known."""

    signed_after: Key | None = None
    """The partner right before this one in the order of signing. Needed only where dates tie."""

    instrument: Instrument | None = None
    """Needed when there is a release."""

    wording: Bilingual | None = None
    """The instrument in this agreement's own words, where they differ from the house's."""

    years: Annotated[int, Field(ge=1, le=99)] | None = None
    """The term, in years."""

    items: tuple[Key | Bilingual, ...] = ()
    """What the agreement covers: keys of `items` in templates/house/terms.yaml, or own words."""

    note: Words | None = None
    """For staff: doubts about the facts and where each claim stands. Never printed."""


class Person(Record):
    """Somebody on the partner's side."""

    name: Bilingual
    title: Bilingual
    affiliation: Bilingual | None = None
    """The organisation or department, where the title needs one."""

    honorific: PerLanguage = PerLanguage()
    """What follows (ja) or precedes (en) the name, where it is not the house's: ``閣下``."""


class Approval(Record):
    """Who agreed, when, and to which words."""

    by: Words
    on: Day
    of: Prose | None = None
    """The words that were agreed to, as they stood; one language alone where only that was seen.
    Of facts, each stands on a line after its field. `pull --approve` and `check --fix` write them
    here, and no edit changes them."""

    def is_in(self, language: Language) -> bool:
        """Return whether it is of the words in *language*, as far as is noted."""
        return self.of is None or self.of.get(language) is not None


class Quote(Record):
    """Somebody's own words, or where none are approved, what they said in reported speech."""

    speaker: Key
    """A key of `people` here, or of the house's people."""

    gist: Prose | None = None
    """Reported speech that follows the speaker in a sentence. Not needed beside approved words."""

    words: Prose | None = None
    """The speaker's own words, without quotation marks and without a last 。 in Japanese."""

    approval: Approval | None = None
    """The speaker's approval of `words`, or where there are none, of `gist`.

    Until it is here, the draft shows the gist, and says that the quote awaits approval."""

    @property
    def said(self) -> Prose | None:
        """What an approval is of."""
        return self.words or self.gist


def _check_picture(path: str) -> str:
    pure = PurePosixPath(path)
    if "\\" in path or pure.is_absolute() or ".." in pure.parts or ":" in path:
        raise PydanticCustomError(
            "picture", phrase("write a path inside partners/: photos/denmark.jpg")
        )
    if not is_picture(pure):
        raise PydanticCustomError("picture", phrase("a picture is a .png, .jpg or .jpeg file"))
    return path


class Photo(Record):
    """The photo of a release."""

    file: Annotated[Words, AfterValidator(_check_picture)] | None = None
    """The picture, relative to partners/: ``photos/denmark.jpg``."""

    people: tuple[Key, ...] = ()
    """Who is in it, from left to right: keys of `people` here or of the house's people."""

    caption: Prose | None = None
    """The caption, where it is not just the people."""

    credit: Bilingual | None = None
    """Who provided the photo."""


class About(Record):
    """The partner's own boilerplate."""

    title: Bilingual | None = None
    """What the section is about, where it is not the partner's name."""

    paragraphs: tuple[Prose, ...]


class MediaContact(Record):
    """Whom journalists call."""

    name: Bilingual
    phone: Words | None = None
    email: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$")] | None = None


class HistoryForm(StrEnum):
    """How a release tells the earlier partnerships."""

    LIST = "list"
    """A sentence that names them all, without the one announced."""

    TABLE = "table"
    """A table for reference at the end, with the one announced."""

    COUNT = "count"
    """Only how many there are."""


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


class Release(Record):
    """The press release about a partnership."""

    date: Day
    """The day it goes out."""

    template: Key
    """The template set: a folder under templates/."""

    headline: Prose | None = None
    """A headline of its own, in place of the template's."""

    subhead: Prose | None = None
    profile: Prose | None = None
    """Who the partner is, in a phrase of the lede: before the name in Japanese, after it in
    English."""

    background: tuple[Prose, ...] = ()
    """Paragraphs on what the partner does in the field."""

    purpose: tuple[Prose, ...] = ()
    """Paragraphs on how the agreement came about and what it is for."""

    agreed: tuple[Bilingual, ...] = ()
    """What was agreed, as the text puts it, where that differs from the agreement's items."""

    history: HistoryForm = HistoryForm.LIST
    people: dict[Key, Person] = {}
    """People on the partner's side, each under a key of your choice."""

    head: Key | None = None
    """Who is named as the partner's head in the lede: a key of `people`."""

    signatories: tuple[Key, ...] = ()
    """Who signed: keys of `people` here or of the house's people."""

    quotes: tuple[Quote, ...] = ()
    """The partner's first, then our own."""

    photo: Photo | None = None
    closing: tuple[Prose, ...] = ()
    """Paragraphs after the quotes, beside the house's closing."""

    about: About | None = None
    links: dict[Key, Url] = {}
    """Addresses that the prose mentions: ``website: https://…``."""

    media_contact: MediaContact | None = None
    """Where it is not the house's."""

    embargo: Minute | None = None
    """Not to be published before, in Japan's time: ``2020-11-24 14:00``."""

    confirmed: Approval | None = None
    """The partner's confirmation of the facts: its names and people with their titles, what was
    signed and when, profile, background and purpose."""

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages in which it goes out."""
        return tuple(Language)


class Partner(Record):
    """One partnership of LINK-J. The file's name is the partner's id."""

    name: Name
    renamed: tuple[Renaming, ...] = ()
    """Later names, in order of date."""

    kind: Key
    """A key of `kinds` in templates/house/terms.yaml: ``municipality``."""

    country: CountryCode
    """The partner's own country: JP for a Japanese partner, DK for the Danish embassy."""

    region: Key | None = None
    """A key of `regions` in templates/house/terms.yaml, where a history by region names it."""

    seat: Bilingual | None = None
    """Where it has its office, as the lede tells it."""

    agreement: Agreement
    release: Release | None = None
    accepted: AcceptedList = ()
    """Findings of `check` on this file and its release that stand for a reason. `check --accept`
    writes them."""

    note: Words | None = None
    """For staff. Never printed."""

    def name_at(self, path: tuple[str | int, ...]) -> Name:
        """Return the name at *path*: ``("name",)`` or ``("renamed", 0, "name")``."""
        match path:
            case ("renamed", int() as index, _):
                return self.renamed[index].name
            case _:
                return self.name

    def list_names(self) -> Iterator[tuple[tuple[str | int, ...], Name]]:
        """Yield each name that it has had, and at which path: `name_at`."""
        yield ("name",), self.name
        yield from ((("renamed", at, "name"), new.name) for at, new in enumerate(self.renamed))


class CorrectingRelease(Release):
    """A release that corrects another."""

    corrected: Corrected
    """What it corrects. `linkj-press correct` writes it."""

    @property
    def languages(self) -> tuple[Language, ...]:
        """Those that have something to correct; both, as long as neither has."""
        wrong = {Language.JA: self.corrected.ja, Language.EN: self.corrected.en}
        return tuple(language for language in Language if wrong[language]) or super().languages


class FurtherRelease(Record):
    """The file of a second release about a partnership: a correction of the first."""

    corrects: Key
    """The partner whose published release it corrects."""

    release: CorrectingRelease
    accepted: AcceptedList = ()
    note: Words | None = None
    """For staff. Never printed."""


class Correction(Partner):
    """A correction with the facts of the partnership whose release it corrects.

    It is no partnership of its own: the ledger does not count it.
    """

    corrects: Key


def join_facts(further: FurtherRelease | Correction, partner: Partner) -> Correction:
    """Return *further* with the facts of its *partner*, in place of those that it had."""
    facts = {name: getattr(partner, name) for name in Partner.model_fields}
    own = {name: getattr(further, name) for name in FurtherRelease.model_fields}
    return Correction.model_construct(**(facts | own))

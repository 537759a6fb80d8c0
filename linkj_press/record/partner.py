"""The partner file: one partnership, and its press release where there is one."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from linkj_press.folder import is_picture
from linkj_press.language import Language
from linkj_press.message import phrase
from linkj_press.record.values import (
    AcceptedList,
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
    refuse_hidden,
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

    @property
    def forms(self) -> tuple[PerLanguage, ...]:
        """What the partner is called in sentences of its own language."""
        return self.full, self.short, self.in_sentence, self.in_lede


class Renaming(Record):
    """A change of name."""

    since: SignedDate
    """When the new name came into use."""

    name: Name


InstrumentKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$")]
"""A key of `instruments` in templates/house/terms.yaml: ``MOU``, ``letter-of-intent``."""


class Agreement(Record):
    """What was agreed, and when."""

    signed: SignedDate
    """The date of signing, to the day, or to the month where the day is not known."""

    signed_after: Key | None = None
    """The partner right before this one in the order of signing. Needed only where dates tie."""

    signed_with: tuple[Key, ...] = ()
    """The other partners of an agreement of three or more parties, in order: their ordinals follow
    this one's, and none is earlier than another. It stands in the file that has the release."""

    instrument: InstrumentKey | None = None
    """What was signed: a key of `instruments` in templates/house/terms.yaml. Needed when there is
    a release."""

    wording: Bilingual | None = None
    """The instrument in this agreement's own words, where they differ from the house's."""

    article: Words | None = None
    """The English article of `wording`, where it is not what its first letter asks for."""

    years: Annotated[int, Field(ge=1, le=99)] | None = None
    """The term, in years."""

    until: Day | None = None
    """The last day of the term, where one is agreed in place of years."""

    renewed_automatically: bool = False
    """Whether it goes on after its term unless a party says otherwise (自動更新)."""

    items: tuple[Key | Bilingual, ...] = ()
    """What the agreement covers: keys of `items` in templates/house/terms.yaml, or own words."""

    note: Words | None = None
    """For staff: doubts about the facts and where each claim stands. Never printed."""

    @field_validator("until")
    @classmethod
    def _check_until(cls, until: date | None, info: ValidationInfo) -> date | None:
        signed = info.data.get("signed")
        if until and info.data.get("years"):
            raise PydanticCustomError("date", phrase("a term is in years or until a day, not both"))
        if until and signed and until < signed.first_day:
            raise PydanticCustomError("date", phrase("the last day comes before the signing"))
        return until


class Ending(Record):
    """The end of an agreement that nothing follows."""

    on: SignedDate
    """From when on it is not in force any more."""

    note: Words | None = None
    """For staff: why, and where that stands. Never printed."""


class Merger(Record):
    """That a partner became part of another."""

    into: Key
    """The partner that goes on: the name of its file."""

    on: SignedDate
    note: Words | None = None
    """For staff. Never printed."""


class Person(Record):
    """Somebody on the partner's side."""

    name: Bilingual
    title: Bilingual
    title_in_lede: PerLanguage = PerLanguage()
    """The title in the lede, right after the partner's name, where it differs: ``市長``."""

    affiliation: Bilingual | None = None
    """The organisation or department, where the title needs one."""

    honorific: PerLanguage = PerLanguage()
    """What follows (ja) or precedes (en) the name, where it is not the house's: ``閣下``."""


class Yes(Record):
    """Who agreed, and when."""

    by: Words
    on: Day


class Approval(Yes):
    """Who agreed, when, and to which words."""

    of: Prose | None = None
    """The words that were agreed to, as they stood; one language alone where only that was seen.
    Of facts, each stands on a line after its field. `pull --approve` and `check --fix` write them
    here, and no edit changes them."""

    ja: Yes | None = None
    """Who agreed to the Japanese, and when, where that is not as for the English."""

    en: Yes | None = None
    """The same of the English."""

    def is_in(self, language: Language) -> bool:
        """Return whether it is of the words in *language*, as far as is noted."""
        return self.of is None or self.of.get(language) is not None

    def given(self, language: Language) -> Yes:
        """Return who agreed in *language*, and when."""
        return self.find_own(language) or self

    def find_own(self, language: Language) -> Yes | None:
        """Return who agreed in *language* alone, and when; None where the other is no other."""
        return self.ja if language is Language.JA else self.en

    @property
    def parts(self) -> list[tuple[Language | None, Yes]]:
        """Who agreed, and when, by language; None stands for all, where that is the same."""
        if not (self.ja or self.en):
            return [(None, self)]
        return [(each, self.given(each)) for each in Language if self.is_in(each)]


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
    return refuse_hidden(path)


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


Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$")]


class EmailPerLanguage(PerLanguage):
    """An address for each language."""

    ja: Email | None = None
    en: Email | None = None


class MediaContact(Record):
    """Whom journalists call."""

    name: Bilingual
    phone: Words | PerLanguage | None = None
    """The number as it is written in Japan, which English has with +81; or one for each
    language."""

    email: Email | EmailPerLanguage | None = None
    """The address, or one for each language."""


class CoIssuer(Record):
    """Somebody who issues a release together with the house (連名)."""

    name: Bilingual
    short: PerLanguage = PerLanguage()
    """What it is called after the lede: ``三井不動産``."""

    seat: Bilingual | None = None
    """Its head office, as the lede tells it."""

    head: Person | None = None
    """Who is named as its head in the lede."""

    about: tuple[Prose, ...] = ()
    """The paragraphs of its boilerplate."""

    website: Url | None = None
    media_contact: MediaContact | None = None


class HistoryForm(StrEnum):
    """How a release tells the earlier partnerships."""

    LIST = "list"
    """A sentence that names them all, without the one announced."""

    TABLE = "table"
    """A table for reference at the end, with the one announced."""

    COUNT = "count"
    """Only how many there are."""


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
    tell_kind: bool = True
    """Whether it tells which of its kind the partner is, beside which of all."""

    tell_agreed: bool = True
    """Whether a sentence of the template's tells the term and what was agreed. `false` where the
    prose does."""

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
    co_issuers: tuple[CoIssuer, ...] = ()
    """Who issues it together with the house. Figures and ordinals stay the house's."""

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
    ended: Ending | None = None
    """The end of the partnership. It stays among those concluded, and is in force no more."""

    merged: Merger | None = None
    """That the partner became part of another partner: later lists name one of the two."""

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

    @property
    def names(self) -> list[Name]:
        """Each name that it has had, from the first on."""
        return [self.name, *(renaming.name for renaming in self.renamed)]

    def place_names(self) -> Iterator[tuple[tuple[str | int, ...], Name]]:
        """Yield each name that it has had, and at which path: `name_at`."""
        yield ("name",), self.name
        yield from ((("renamed", at, "name"), new.name) for at, new in enumerate(self.renamed))

"""The house: what is true of the issuer on a date, the terms that releases share, its style."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from linkj_press.language import Language
from linkj_press.message import phrase
from linkj_press.record.partner import InstrumentKey
from linkj_press.record.values import (
    AcceptedList,
    CountryCode,
    Day,
    HouseWords,
    Key,
    PerLanguage,
    Record,
    SignedDate,
    Url,
    Words,
)

_Days = Annotated[int, Field(ge=1)]


class WordList(Record):
    """Spellings that the house does not use, and what it writes instead."""

    ja: dict[Words, Words] = {}
    """``{取組み: 取り組み}``"""

    en: dict[Words, Words] = {}
    """``{Labor: Labour}``"""

    def get(self, language: Language) -> Mapping[str, str]:
        """Return those of *language*."""
        return self.ja if language is Language.JA else self.en


class DayLimits(Record):
    """Days between two dates beyond which one of them is taken for a slip, where they are given."""

    between_signings: _Days | None = None
    """From a signing to the nearest other one."""

    from_signing_to_release: _Days | None = None
    from_release_to_embargo: _Days | None = None


class StyleGuide(Record):
    """What is checked of wording and typography."""

    off: tuple[Key, ...] = ()
    """The codes of rules that this house does without."""

    words: WordList = WordList()
    words_of_house: WordList = WordList()
    """What is not written of the house itself, and right of others: ``{本部: 本社}``."""

    days: DayLimits = DayLimits()
    accepted: AcceptedList = ()
    """Findings on templates and on the house's own words that stand for a reason."""


class DatedEntry(Record):
    """An entry that is in force from a day on, until the next of its list or its last day."""

    since: Day
    """The first day."""

    until: Day | None = None
    """The last day, where nothing follows it."""

    note: Words | None = None
    """For staff: where the date comes from."""

    @field_validator("until")
    @classmethod
    def _check_until(cls, until: date | None, info: ValidationInfo) -> date | None:
        since = info.data.get("since")
        if until and since and until < since:
            raise PydanticCustomError("date", phrase("the last day comes before the first"))
        return until

    def covers(self, day: date) -> bool:
        """Return whether *day* is within the entry's own days."""
        return self.since <= day and (self.until is None or day <= self.until)


class DatedWords(DatedEntry, HouseWords):
    """Words that hold for a time."""


class Boilerplate(DatedEntry):
    """The text about the issuer."""

    paragraphs: Annotated[tuple[HouseWords, ...], Field(min_length=1)]


class Membership(DatedEntry):
    """The size of the membership."""

    at_least: Annotated[int, Field(ge=1)]


class Post(DatedEntry):
    """The title somebody holds for a time."""

    title: HouseWords
    affiliation: HouseWords | None = None
    """A post outside the house, given beside the title."""


class OwnPerson(Record):
    """Somebody on our own side."""

    name: HouseWords
    posts: Annotated[tuple[Post, ...], Field(min_length=1)]


class HouseContact(DatedEntry):
    """Whom journalists call."""

    name: HouseWords
    phone: Words | PerLanguage | None = None
    """The number as it is written in Japan, which English has with +81; or one for each
    language."""

    email: Words | PerLanguage | None = None
    """The address, or one for each language."""


class Headship(DatedEntry):
    """Who heads the house for a time."""

    person: Key
    """A key of `people`."""


class Issuer(Record):
    """The association that issues the releases: templates/house/issuer.yaml."""

    name: HouseWords
    short: Words
    website: Url
    founded: SignedDate | None = None
    """When it was founded. Nothing that it signed or published is earlier."""

    head: Annotated[tuple[Headship, ...], Field(min_length=1)]
    """Who is named as the head in the lede."""

    seat: Annotated[tuple[DatedWords, ...], Field(min_length=1)]
    about: Annotated[tuple[Boilerplate, ...], Field(min_length=1)]
    members: tuple[Membership, ...] = ()
    people: dict[Key, OwnPerson]
    media_contact: tuple[HouseContact, ...] = ()
    dateline: PerLanguage = PerLanguage()
    """Where releases are dated from, at the head of the lede: ``TOKYO``. Nothing is dated so where
    there is none."""

    embargo_zone: Literal["overseas", "always", "never"] = "overseas"
    """When a Japanese embargo says that it goes by Japan's time (日本時間): for partners overseas,
    always or never. An English one always says it."""


class Country(Record):
    """A country as releases name it."""

    name: HouseWords
    mark: HouseWords
    """The short mark of the history table: ``米`` / ``US``."""


class KindTerms(HouseWords):
    """What partners of a kind are called."""

    counts_as: Key | None = None
    """Another kind, where its ordinals count both together: institutes as universities."""


class Articles(Record):
    """The English articles of an instrument, where they are not what the first letter asks for."""

    wording: Words | None = None
    abbreviation: Words | None = None


class InstrumentVerb(Record):
    """What is done with an instrument, where it is not concluded."""

    past: PerLanguage = PerLanguage()
    """In a sentence: ``取り交わしました`` / ``signed``."""

    headline: PerLanguage = PerLanguage()
    """Of one issuer, in a headline: ``取り交わす`` / ``Signs``."""

    headline_of_several: PerLanguage = PerLanguage()
    """Of several issuers, where that is another form: ``Sign``."""


class ItemTerms(HouseWords):
    """What an agreement may cover, as lists and tables have it."""

    in_sentence: PerLanguage = PerLanguage()
    """The form inside a sentence, where it differs: ``…シンポジウムの日本橋での開催``."""


class InstrumentTerms(Record):
    """What an instrument is called."""

    wording: HouseWords
    """At the first mention: ``MOU（提携に関する覚書）``."""

    abbreviation: HouseWords
    """After that: ``MOU``."""

    noun: HouseWords | None = None
    """What agreements of this form are, in a word: ``覚書`` / ``memorandum``."""

    title: PerLanguage = PerLanguage()
    """In a headline, where that is not the abbreviation: ``Letter of Intent``."""

    renewing: PerLanguage = PerLanguage()
    """At the first mention as what renews a partnership, where the wording would say that word
    again: ``覚書（MOC）``."""

    article: Articles = Articles()
    verb: InstrumentVerb = InstrumentVerb()


class GapLabels(Record):
    """What stands in a draft where something is missing."""

    translation: HouseWords
    """The words exist only in the other language."""

    value: HouseWords
    """Any field that is not listed under `fields`."""

    fields: dict[Annotated[str, Field(pattern=r"^[a-z_]+$")], HouseWords] = {}
    """By the name of the field that is empty: ``media_contact``. ``{who}`` is whoever owes it."""


class Terms(Record):
    """What releases have in common: templates/house/terms.yaml."""

    kinds: dict[Key, KindTerms]
    plurals: dict[Key, Words] = {}
    """What several of a kind are called in English: ``municipalities``."""

    countries: dict[CountryCode, Country]
    regions: dict[Key, HouseWords] = {}
    instruments: dict[InstrumentKey, InstrumentTerms]
    items: dict[Key, ItemTerms] = {}
    honorific: PerLanguage = PerLanguage()
    """What follows (ja) or precedes (en) the name of somebody on the partner's side."""

    gaps: GapLabels

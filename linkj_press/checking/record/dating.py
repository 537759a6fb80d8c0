"""Reads the dates of a sentence, and which partnership each is said to be of."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from linkj_press.checking.record.names import Mention
from linkj_press.checking.record.said import Sentence
from linkj_press.language import Language
from linkj_press.partial_date import PartialDate

JA, EN = Language.JA, Language.EN

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
_JA_DATE = re.compile(
    r"(?<!\d)(?:(?P<year>\d{4})\s*年\s*)?(?P<month>\d{1,2})\s*月(?:\s*(?P<day>\d{1,2})\s*日)?"
)
_EN_DATE = re.compile(
    rf"\b(?:(?P<early>\d{{1,2}}) )?(?P<month>{'|'.join(_MONTHS)})\b"
    r"(?: (?P<day>\d{1,2})(?:st|nd|rd|th)?\b)?(?:,? (?P<year>\d{4}))?"
)


@dataclass(frozen=True)
class Dated:
    """A date in a sentence."""

    start: int
    end: int
    date: PartialDate
    typed: bool


@dataclass(frozen=True)
class Claim:
    """That a partnership began on a date."""

    sentence: Sentence
    mention: Mention
    dated: Dated


def read_dates(sentence: Sentence) -> list[Dated]:
    """Return the dates of *sentence*; one without a year is one of the release's year."""
    pattern = _JA_DATE if sentence.language is JA else _EN_DATE
    found = []
    for match in pattern.finditer(sentence.text):
        day = match["day"] or match.groupdict().get("early")
        if not match["year"] and not day:
            continue
        year = int(match["year"] or sentence.release.facts.day.year)
        try:
            month = int(match["month"])
        except ValueError:
            month = _MONTHS.index(match["month"]) + 1
        made = _make(year, month, int(day) if day else None)
        if made:
            typed = sentence.typed_at(match.start("month")) is not None
            found.append(Dated(*match.span(), made, typed))
    return found


def _make(year: int, month: int, day: int | None) -> PartialDate | None:
    try:
        date(year, month, day or 1)
    except ValueError:
        return None
    return PartialDate(year, month, day)


PACT = re.compile(
    r"締結|提携|覚書|調印|MO[UC]|\b(?:sign|conclu|partner|agreement|memorandum|effective)", re.I
)
_EVENT = re.compile(
    r"共催|開催|主催|設立|開設|始動|実施|発表|訪問|イベント|シンポジウム|改称|始ま|開か|開業|開館|完成|向けて|予定|"
    r"\b(?:host|co-host|held|hold|event|symposi|founded|established|opened|visit|launch|renamed)",
    re.I,
)
_JA_GAP = re.compile(r"(?:には|に|、)?(?:は)?、?[^、。；（）\d]{0,30}?")
_NOTES = r"(?:\s?[（(][^（）()]{0,60}[）)])?"
_JA_REVERSE = re.compile(rf"{_NOTES}(?:とは|とも|との間で|と)、?")
_EN_REVERSE = re.compile(rf"{_NOTES}(?:,)? (?:in|on) ")
_EN_FORWARD = re.compile(r", [^.;]{0,90}?\bwith (?:the )?")
_OPEN = re.compile(r"\s?[（(]")


def claim_dates(
    sentence: Sentence, mentions: Sequence[Mention], dates: Sequence[Dated]
) -> Iterator[Claim]:
    """Yield which partnership each typed date of *sentence* is said to be of."""
    text, ledger = sentence.text, sentence.release.workspace.ledger.by_id
    partners = [mention for mention in mentions if mention.key in ledger]
    if not PACT.search(text):
        return
    for dated in dates:
        after = bisect_left(partners, dated.start, key=lambda mention: mention.start)
        for mention in partners[max(after - 1, 0) : after + 1]:
            if dated.typed and _belongs(text, mention, dated, sentence.language):
                yield Claim(sentence, mention, dated)
                break


_NEAR = 100
"""How far apart, in characters, a name and its date may be."""


def _belongs(text: str, mention: Mention, dated: Dated, language: Language) -> bool:
    between = text[min(mention.end, dated.end) : max(mention.start, dated.start)]
    if len(between) > _NEAR:
        return False
    if mention.end <= dated.start:
        if _OPEN.fullmatch(between):
            return True
        reverse = _JA_REVERSE if language is JA else _EN_REVERSE
        told = text[dated.end :] if language is JA else text[: mention.start]
        return bool(reverse.fullmatch(between)) and _tells_of_pact(told, language)
    if language is JA:
        after = text[mention.end :]
        ends = re.match(rf"{_NOTES}(?:と|、|および|及び|や|・)", after)
        return bool(_JA_GAP.fullmatch(between) and ends) and _tells_of_pact(after, language)
    signs = re.search(r"\b(?:sign|conclu|partner|agree)", between, re.I)
    return bool(_EN_FORWARD.fullmatch(between) and signs)


def _tells_of_pact(text: str, language: Language) -> bool:
    """Return whether the agreement, and no event, is what *text* tells nearest."""
    pacts = [found.start() for found in PACT.finditer(text)]
    events = [found.start() for found in _EVENT.finditer(text)]
    if language is JA:
        return bool(pacts) and (not events or min(pacts) < min(events))
    return bool(pacts) and (not events or max(pacts) > max(events))

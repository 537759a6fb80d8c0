"""Days that are typed beside a registered name, and histories, against the ledger.

And partners that a release names before their own release tells of them.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from linkj_press.check.printed import PrintedWords
from linkj_press.check.record.claim import Standing, Whose, doubt, soften, tell_whose
from linkj_press.check.record.predecessors import find_told_before, names_stranger
from linkj_press.check.record.term import DATE_RULE, check_signings, tell_date, tells_signing
from linkj_press.check.rules import Finding, Rule
from linkj_press.check.words import match_listed
from linkj_press.draft.document import PartnerSource, Role
from linkj_press.language import Language
from linkj_press.message import say, say_day
from linkj_press.problem import Severity
from linkj_press.text.dates import PartialDate, read_dates
from linkj_press.text.names import Mention
from linkj_press.text.numbers import narrow
from linkj_press.text.patterns import compile_pattern

JA, EN = Language


class TypedDate(NamedTuple):
    """A date that somebody typed in a sentence."""

    start: int
    end: int
    date: PartialDate


DatedMention = tuple[Mention, TypedDate]
"""That a partnership began on a date."""


def _read_dates(sentence: PrintedWords) -> list[TypedDate]:
    """Return the typed dates of *sentence*; one without a year is one of the release's year."""
    year = sentence.release.facts.day.year
    return [
        TypedDate(start, end, known)
        for stated, start, end, at in read_dates(narrow(sentence.text), sentence.language)
        if (stated.year or stated.day) and sentence.typed_at(at)
        if (known := stated.complete(year))
    ]


PACT = compile_pattern(
    r"締結|提携|覚書|調印|MO[UC]|\b(?:sign|conclu|partner|agreement|memorandum|effective)", re.I
)
_JA_GAP = compile_pattern(r"(?:には|に|、)?(?:は)?、?[^、。；（）\d]{0,30}?")
_NOTES = r"(?:\s?[（(][^（）()]{0,60}[）)])?"
_JA_REVERSE = compile_pattern(rf"{_NOTES}(?:とは|とも|との間で|と)、?")
_EN_REVERSE = compile_pattern(rf"{_NOTES}(?:,)? (?:in|on) ")
_EN_FORWARD = compile_pattern(r", [^.;]{0,90}?\bwith (?:the )?")
_OPEN = compile_pattern(r"\s?[（(]")


def _claim_dates(
    sentence: PrintedWords, mentions: Sequence[Mention], dates: Sequence[TypedDate]
) -> Iterator[DatedMention]:
    """Yield which partnership each of *dates* is said to be of."""
    ledger = sentence.release.workspace.ledger.by_id
    partners = [mention for mention in mentions if mention.key in ledger]
    for dated in dates if dates and PACT.search(sentence.text) else ():
        after = bisect_left(partners, dated.start, key=lambda mention: mention.start)
        for mention in partners[max(after - 1, 0) : after + 1]:
            if _belongs(sentence.text, mention, dated, sentence.language):
                yield mention, dated
                break


_NEAR = 100
"""How far apart, in characters, a name and its date may be."""


def _belongs(text: str, mention: Mention, dated: TypedDate, language: Language) -> bool:
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
    events = [found.start() for found in match_listed("term", "event", language).finditer(text)]
    if language is JA:
        return bool(pacts) and (not events or min(pacts) < min(events))
    return bool(pacts) and (not events or max(pacts) > max(events))


HISTORY_RULE = Rule("history-differs", Severity.ERROR)
_LEAST = 3
"""A history names at least so many."""


def _check_history(
    sentence: PrintedWords,
    mentions: Sequence[Mention],
    dates: Sequence[TypedDate],
    claims: Sequence[DatedMention],
) -> Iterator[Finding]:
    """Yield where a history that *sentence* tells differs from the ledger as of the release."""
    facts, text = sentence.release.facts, sentence.text
    if sentence.release.workspace.house.issuer.record.short not in text:
        return
    if not (PACT.search(text) and match_listed("claims", "history").search(text)):
        return
    whole = sentence.release.workspace.ledger.by_id
    for mention in mentions:
        entry = whole.get(mention.key)
        late = entry is not None and entry.id not in facts.ledger.by_id
        if late and sentence.typed_at(mention.start):
            words = text[mention.start : mention.end]
            message = say("“{words}” was no partner yet when this was signed", words=words)
            found = sentence.find(HISTORY_RULE, (mention.start, mention.end), message, _ADVICE)
            yield found if _is_with(text, mention, sentence.language) else doubt(found)
    told = {mention.key for mention, _ in claims}
    if len(dates) >= _LEAST and 2 * len(told) >= len(facts.earlier):
        yield from _compare_history(sentence, mentions, dates)


def _is_with(text: str, mention: Mention, language: Language) -> bool:
    """Return whether it is with the one at *mention* that an agreement is told of."""
    if language is JA:
        joined = re.match(r"と(?!い)|や|、|・|および|及び|など", text[mention.end :])
        return bool(joined and re.search(r"締結|提携し|覚書を|結[んび]", text[mention.end :]))
    pact = r"(?:partner\w*|agreement\w*|MO[UC]s?|memorand\w+|signed|concluded)"
    return bool(re.search(rf"\b{pact} with [^.;]*$", text[: mention.start]))


EARLY_RULE = Rule("named-before-announced", Severity.WARNING)


def check_announced(sentences: Sequence[PrintedWords], standing: Standing) -> Iterator[Finding]:
    """Yield the partners that the release names, and whose own release comes out after it.

    A name that stands for a place alone is typed where no agreement is told of, and is not meant.
    A release that is far from its signing is told itself: its year may be a slip.
    """
    release = standing.release
    facts, known = release.facts, release.workspace.ledger.by_id
    most = facts.house.style.record.days.from_signing_to_release
    named = {
        source.partner
        for document in release.documents.values()
        for span in document.spans
        for source in (span.source, span.value)
        if isinstance(source, PartnerSource) and _OF_NAME.match(source.field)
    }
    for sentence in sentences:
        mentions, text = standing.names.find(sentence.text), sentence.text
        named |= {mention.key for mention in mentions if _is_with(text, mention, sentence.language)}
        if PACT.search(text):
            named |= {mention.key for mention in find_told_before(sentence, standing)}
    for entry in known.values():
        # Of those who sign together, one has the release.
        releases = [known[id_].partner.release for id_ in entry.together]
        first = min((one.date for one in releases if one), default=facts.day)
        is_far = most is not None and (first - entry.signed.first_day).days > most
        if entry.id in named - facts.own and first > facts.day and not is_far:
            names = [entry.name_on(facts.day).full.get(language) for language in Language]
            message = say(
                "it names {partner}, whose own release comes out later: this one on {day}, that"
                " one on {later}",
                partner=next(filter(None, names), entry.id),
                day=say_day(facts.day),
                later=say_day(first),
            )
            hint = say("let that release come out before this one, or on the same day")
            found = EARLY_RULE.find(facts.announced.place("release", "date"), message, hint)
            # The day alone would be that of all whom the release names.
            yield replace(found, settles=f"{facts.day} → {entry.id} {first}")


_OF_NAME = compile_pattern(r"(?:name|renamed)\b")

_ADVICE = say("leave it out, or set `history: list` and let the template tell the history")


def _compare_history(
    sentence: PrintedWords, mentions: Sequence[Mention], dates: Sequence[TypedDate]
) -> Iterator[Finding]:
    facts, named = sentence.release.facts, {mention.key for mention in mentions}
    missing = [entry for entry in facts.earlier if entry.id not in named]
    if missing:
        first = dates[0]
        names = (entry.name_on(facts.day).full.get(sentence.language) for entry in missing)
        told = ", ".join(name or entry.id for name, entry in zip(names, missing, strict=True))
        message = say("this history lacks {names}", names=told)
        yield sentence.find(HISTORY_RULE, (first.start, first.end), message, _ADVICE)
    if sentence.language is Language.EN:
        return
    for one, after in pairwise([*dates, None]):
        assert one is not None
        end = after.start if after else len(sentence.text)
        if not any(one.end <= mention.start < end for mention in mentions):
            message = say(
                "the ledger has nothing of {day}, of which this history tells",
                day=say_day(one.date),
            )
            yield sentence.find(HISTORY_RULE, (one.start, one.end), message, _ADVICE)


def check_dates(sentences: Sequence[PrintedWords], standing: Standing) -> Iterator[Finding]:
    """Yield the typed dates and histories of *sentences* that the record contradicts."""
    told: dict[str, PartialDate] = {}
    for sentence in sentences:
        for finding in _check_sentence(sentence, standing, told):
            yield soften(finding, sentence, standing)


def _check_sentence(
    sentence: PrintedWords, standing: Standing, told: dict[str, PartialDate]
) -> Iterator[Finding]:
    dates = _read_dates(sentence)
    if sentence.role is Role.DATE:
        day = PartialDate.of(sentence.release.facts.day)
        for dated in dates:
            if dated.date != day:
                yield tell_date(sentence, (dated.start, dated.end), day, "{{ release.date | day }}")
        return
    mentions = standing.names.find(sentence.text)
    claims = list(_claim_dates(sentence, mentions, dates)) if mentions else []
    for claim in claims:
        yield from _check_claim(sentence, *claim, told)
    ledger = sentence.release.workspace.ledger.by_id
    partners = [mention for mention in mentions if mention.key in ledger]
    theirs = tell_whose(sentence, standing) is Whose.THEIRS or (
        standing.short not in sentence.text and names_stranger(sentence, standing)
    )
    if sentence.role is not Role.LEDE and not theirs:
        at = {dated.start for _, dated in claims}
        yield from check_signings(sentence, partners, at)
    if sentence.role is Role.LEDE:
        taken = [dated for _, dated in claims]
        yield from _check_lede(sentence, [dated for dated in dates if dated not in taken])
    yield from _check_history(sentence, mentions, dates, claims)


def _check_lede(sentence: PrintedWords, dates: Sequence[TypedDate]) -> Iterator[Finding]:
    """Yield a date of the lede on which neither the agreement nor the release falls."""
    facts = sentence.release.facts
    right = (facts.entry.signed, PartialDate.of(facts.day))
    for dated in dates if PACT.search(sentence.text) else ():
        if not any(_agree(dated.date, known) for known in right):
            span = (dated.start, dated.end)
            found = tell_date(sentence, span, facts.entry.signed, "{{ agreement.signed | day }}")
            text, language = narrow(sentence.text), sentence.language
            sure = not read_dates(text, language)[1:] or tells_signing(text, *span, language)
            yield found if sure else doubt(found)


def _check_claim(
    sentence: PrintedWords, mention: Mention, dated: TypedDate, told: dict[str, PartialDate]
) -> Iterator[Finding]:
    """Yield where the record has another date, or *told* another day of the same month."""
    entry = sentence.release.workspace.ledger.by_id[mention.key]
    own = entry.id == sentence.release.partner
    if not _agree(dated.date, entry.signed):
        fill = "{{ agreement.signed | day }}" if own else ""
        yield tell_date(sentence, (dated.start, dated.end), entry.signed, fill)
    elif dated.date.day is not None and entry.signed.day is None:
        first = told.setdefault(entry.id, dated.date)
        if first != dated.date:
            words = sentence.text[dated.start : dated.end]
            message = say(
                "“{words}” is not the day that was told before ({day})",
                words=words,
                day=say_day(first),
            )
            hint = say("find out which is right, and write it in partners/{id}.yaml", id=entry.id)
            yield sentence.find(DATE_RULE, (dated.start, dated.end), message, hint)


def _agree(one: PartialDate, other: PartialDate) -> bool:
    """Return whether the two can be the same day, or are of the same month."""
    same_month = (one.year, one.month) == (other.year, other.month)
    return same_month and (None in (one.day, other.day) or one.day == other.day)

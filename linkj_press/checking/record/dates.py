"""Dates of partnerships that somebody typed, against the record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from linkj_press.checking.finding import Finding
from linkj_press.checking.record.dating import PACT, Claim, Dated, claim_dates, read_dates
from linkj_press.checking.record.histories import check_history
from linkj_press.checking.record.names import Names
from linkj_press.checking.record.said import Sentence
from linkj_press.checking.rule import Example, Rule
from linkj_press.document import Role
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.partial_date import PartialDate
from linkj_press.problem import Severity

DATE_RULE = Rule(
    "date-contradicts-record",
    Severity.ERROR,
    say("a typed date of a partnership that the record contradicts"),
    say("one event has one date, wherever it is told"),
    bad=(Example(Language.JA, "2018年2月に公益財団法人先端医療振興財団と覚書を締結"),),
    good=(Example(Language.JA, "2018年2月に川崎市とイベントを共催"),),
)


def check_dates(sentences: Sequence[Sentence], names: Names) -> Iterator[Finding]:
    """Yield the typed dates and histories of *sentences* that the record contradicts."""
    told: dict[tuple[str, int], Dated] = {}
    for sentence in sentences:
        dates = read_dates(sentence)
        if sentence.role is Role.DATE:
            yield from _check_day(sentence, dates)
            continue
        mentions = names.find(sentence.text)
        claims = list(claim_dates(sentence, mentions, dates)) if mentions else []
        for claim in claims:
            yield from _check_claim(claim, told)
        if sentence.role is Role.LEDE:
            yield from _check_lede(sentence, dates, claims)
        yield from check_history(sentence, mentions, dates, claims)


def _check_day(sentence: Sentence, dates: Sequence[Dated]) -> Iterator[Finding]:
    day = sentence.release.facts.day
    for dated in dates:
        if dated.typed and dated.date != PartialDate.of(day):
            yield _differs(sentence, dated, PartialDate.of(day), "{{ release.date | day }}")


def _check_lede(
    sentence: Sentence, dates: Sequence[Dated], claims: Sequence[Claim]
) -> Iterator[Finding]:
    """Yield a date of the lede on which neither the agreement nor the release falls."""
    facts = sentence.release.facts
    taken = [claim.dated for claim in claims]
    for dated in dates:
        right = (facts.entry.signed, PartialDate.of(facts.day))
        agrees = any(_agree(dated.date, known) for known in right)
        if dated.typed and dated not in taken and PACT.search(sentence.text) and not agrees:
            yield _differs(sentence, dated, facts.entry.signed, "{{ agreement.signed | day }}")


def _check_claim(claim: Claim, told: dict[tuple[str, int], Dated]) -> Iterator[Finding]:
    dated, sentence = claim.dated, claim.sentence
    entry = sentence.release.workspace.ledger.by_id[claim.mention.key]
    if not dated.typed:
        return
    own = entry.id == sentence.release.partner
    fill = "{{ agreement.signed | day }}" if own else ""
    if not _agree(dated.date, entry.signed):
        yield _differs(sentence, dated, entry.signed, fill)
    elif dated.date.day is not None and entry.signed.day is None:
        first = told.setdefault((entry.id, 0), dated)
        if first.date != dated.date:
            words = sentence.text[dated.start : dated.end]
            message = say(
                "“{words}” is not the day that is told before, {day}", words=words, day=first.date
            )
            hint = say("find out which is right, and write it in partners/{id}.yaml", id=entry.id)
            yield sentence.find(DATE_RULE, (dated.start, dated.end), message, hint)


def _agree(one: PartialDate, other: PartialDate) -> bool:
    """Return whether the two can be the same day, or are of the same month."""
    same_month = (one.year, one.month) == (other.year, other.month)
    return same_month and (None in (one.day, other.day) or one.day == other.day)


def _differs(sentence: Sentence, dated: Dated, right: PartialDate, fill: str) -> Finding:
    words = sentence.text[dated.start : dated.end]
    message = say("“{words}” is typed here, and the record says {day}", words=words, day=right)
    hint = (
        say("write {fill} in place of the date", fill=fill) if fill else say("correct one of them")
    )
    return sentence.find(DATE_RULE, (dated.start, dated.end), message, hint)

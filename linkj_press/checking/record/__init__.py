"""Claims in the words of a release against the record: the ledger, the house, the partner file."""

from __future__ import annotations

from collections.abc import Iterator

from linkj_press.checking.finding import Finding
from linkj_press.checking.record import house_claims
from linkj_press.checking.record.claim import TYPED_RULE, Standing, speaks_of_partner
from linkj_press.checking.record.counts import COUNT_RULE, check_counts
from linkj_press.checking.record.dates import DATE_RULE, check_dates
from linkj_press.checking.record.histories import HISTORY_RULE
from linkj_press.checking.record.house_claims import check_house_claims
from linkj_press.checking.record.names import Names
from linkj_press.checking.record.near_names import NEAR_RULE, check_near_names
from linkj_press.checking.record.ordinals import ORDINAL_RULE, check_ordinals
from linkj_press.checking.record.plausible import RULES as DAY_RULES
from linkj_press.checking.record.plausible import check_days
from linkj_press.checking.record.predecessors import PREDECESSOR_RULE, check_predecessors
from linkj_press.checking.record.said import read_sentences
from linkj_press.checking.record.titles import TITLE_RULE, check_titles, list_holders
from linkj_press.checking.registry import list_people
from linkj_press.checking.release import CheckedRelease
from linkj_press.checking.rule import Rule

RULES: tuple[Rule, ...] = (
    ORDINAL_RULE,
    COUNT_RULE,
    PREDECESSOR_RULE,
    DATE_RULE,
    HISTORY_RULE,
    house_claims.INSTRUMENT_RULE,
    house_claims.SEAT_RULE,
    house_claims.MEMBERS_RULE,
    TITLE_RULE,
    NEAR_RULE,
    TYPED_RULE,
    *DAY_RULES,
)

__all__ = ["RULES", "check", "check_days"]


def check(release: CheckedRelease, names: Names) -> Iterator[Finding]:
    """Yield what *release* claims, in typed words, and the record does not bear out.

    *names* are those of all organisations.
    """
    sentences = list(read_sentences(release))
    people = Names(list_people(release.facts))
    holders = list_holders(release.facts)
    standing = Standing(release, names)
    for sentence in sentences:
        if not speaks_of_partner(sentence, standing):
            yield from check_ordinals(sentence, standing)
            yield from check_counts(sentence, standing)
            yield from check_predecessors(sentence, standing)
        yield from check_house_claims(sentence, names)
        yield from check_titles(sentence, holders)
        yield from check_near_names(sentence, names, people)
    yield from check_dates(sentences, names)

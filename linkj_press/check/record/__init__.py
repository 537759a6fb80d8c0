"""Claims in the words of a release against the record: the ledger, the house, the partner file."""

from __future__ import annotations

from collections.abc import Iterator

from linkj_press.check.record import house_claims
from linkj_press.check.record.claim import TYPED_RULE, Standing, read_sentences, speaks_of_partner
from linkj_press.check.record.counts import (
    COUNT_RULE,
    ORDINAL_RULE,
    PREDECESSOR_RULE,
    check_counts,
    check_ordinals,
    check_predecessors,
)
from linkj_press.check.record.dates import DATE_RULE, HISTORY_RULE, check_dates
from linkj_press.check.record.house_claims import check_house_claims
from linkj_press.check.record.names import Names
from linkj_press.check.record.near_names import (
    NEAR_RULE,
    TITLE_RULE,
    check_near_names,
    check_titles,
    list_holders,
)
from linkj_press.check.record.plausible import RULES as DAY_RULES
from linkj_press.check.record.plausible import check_days
from linkj_press.check.rules import CheckedRelease, Finding, Rule, list_people

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

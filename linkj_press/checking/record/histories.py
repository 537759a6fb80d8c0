"""Typed histories of the partnerships, against the ledger as of the release."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from linkj_press.checking.finding import Finding
from linkj_press.checking.record.dating import PACT, Claim, Dated
from linkj_press.checking.record.names import Mention
from linkj_press.checking.record.said import Sentence
from linkj_press.checking.rule import Rule
from linkj_press.language import Language
from linkj_press.ledger import Entry
from linkj_press.message import say
from linkj_press.problem import Severity

HISTORY_RULE = Rule(
    "history-differs",
    Severity.ERROR,
    say("a typed history that differs from the ledger"),
    say("a typed history forgets partners, and does not learn of a correction"),
)
_SO_FAR = re.compile(
    r"これまで|すでに|既に|してきました"
    r"|\b(?:already|to date|so far|has (?:signed|concluded)|previously)",
    re.IGNORECASE,
)
_LEAST = 3
"""A history names at least so many."""


def check_history(
    sentence: Sentence,
    mentions: Sequence[Mention],
    dates: Sequence[Dated],
    claims: Sequence[Claim],
) -> Iterator[Finding]:
    """Yield where a history that *sentence* tells differs from the ledger as of the release.

    *claims* say which partnership each of the *dates* is of.
    """
    facts, text = sentence.release.facts, sentence.text
    if (
        not (PACT.search(text) and _SO_FAR.search(text))
        or sentence.release.workspace.house.issuer.record.short not in text
    ):
        return
    whole = sentence.release.workspace.ledger.by_id
    for mention in mentions:
        entry = whole.get(mention.key)
        late = entry is not None and entry.id not in facts.ledger.by_id
        if late and sentence.typed_at(mention.start) is not None:
            words = text[mention.start : mention.end]
            message = say("{words} was no partner yet when this was signed", words=words)
            yield sentence.find(HISTORY_RULE, (mention.start, mention.end), message, _ADVICE)
    told = {claim.mention.key for claim in claims if claim.dated.typed}
    typed = [dated for dated in dates if dated.typed]
    if len(typed) >= _LEAST and 2 * len(told) >= len(facts.earlier):
        yield from _compare(sentence, mentions, typed)


_ADVICE = say("leave it out, or set `history: list` and let the template tell the history")


def _compare(
    sentence: Sentence, mentions: Sequence[Mention], dates: Sequence[Dated]
) -> Iterator[Finding]:
    """Yield what a typed history lacks, and what it has that the ledger lacks."""
    facts, named = sentence.release.facts, {mention.key for mention in mentions}
    missing = [entry for entry in facts.earlier if entry.id not in named]
    first = dates[0]
    if missing:
        told = ", ".join(_name(entry, sentence) for entry in missing)
        message = say("this history lacks {names}", names=told)
        yield sentence.find(HISTORY_RULE, (first.start, first.end), message, _ADVICE)
    if sentence.language is Language.EN:
        return
    for one, after in pairwise([*dates, None]):
        assert one is not None
        end = after.start if after else len(sentence.text)
        if not any(one.end <= mention.start < end for mention in mentions):
            message = say("what this history tells of {day} is not in the ledger", day=one.date)
            yield sentence.find(HISTORY_RULE, (one.start, one.end), message, _ADVICE)


def _name(entry: Entry, sentence: Sentence) -> str:
    return entry.name_on(sentence.release.facts.day).full.get(sentence.language) or entry.id

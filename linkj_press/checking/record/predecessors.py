"""Whom a typed text names as the partner before, against the ledger."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linkj_press.checking.finding import Finding
from linkj_press.checking.record.claim import TYPED_RULE, Standing
from linkj_press.checking.record.names import Mention
from linkj_press.checking.record.numerals import ORDINAL
from linkj_press.checking.record.ordinals import JA_ORDINAL
from linkj_press.checking.record.said import Sentence
from linkj_press.checking.rule import Example, Rule
from linkj_press.language import Language
from linkj_press.ledger import Entry
from linkj_press.message import say
from linkj_press.problem import Severity

JA = Language.JA

PREDECESSOR_RULE = Rule(
    "predecessor-contradicts-ledger",
    Severity.ERROR,
    say("a typed predecessor that is not the one before in the ledger"),
    say("“following” names the partner of the same kind right before this one"),
    bad=(Example(JA, "自治体との締結は川崎市に続く99例目"),),
    good=(Example(JA, "前回に続く開催"),),
)
_FOLLOWING = re.compile(r"に(?:続く|続き|続いて|次ぐ|次いで)|\b(?:following|after) (?=the |[A-Z])")


def check_predecessors(sentence: Sentence, standing: Standing) -> Iterator[Finding]:
    """Yield whom *sentence* names as the partner before, where the ledger names another."""
    text, before = sentence.text, standing.entry.follows
    if not re.search(JA_ORDINAL if sentence.language is JA else ORDINAL, text):
        return
    for found in _FOLLOWING.finditer(text):
        named = _find_named(text, found, standing, sentence.language)
        if named is None or sentence.typed_at(named.start) is None:
            continue
        span = (named.start, named.end)
        if before and named.key == before.id:
            message = say("“{words}” is right, but typed", words=text[slice(*span)])
            yield sentence.find(TYPED_RULE, span, message, _ADVICE)
        elif not _is_overall(text, named.key, standing):
            yield _misplaced(sentence, span, before)


_ADVICE = say("write {fill} in place of the name", fill="{{ ledger.follows.name.sentence }}")


def _find_named(
    text: str, found: re.Match[str], standing: Standing, language: Language
) -> Mention | None:
    """Return the partner that *text* names before (ja) or after (en) the words *found*."""
    names = standing.names
    if language is JA:
        named = next((m for m in names.find(text) if m.end == found.start()), None)
    else:
        bare = found.end() + 4 * text.startswith("the ", found.end())
        named = names.find_at(text, found.end()) or names.find_at(text, bare)
    return named if named and named.key not in (standing.entry.id, "issuer") else None


def _is_overall(text: str, key: str, standing: Standing) -> bool:
    """Return whether *text* counts all partners, and *key* is the one before of them all."""
    earlier = standing.release.facts.earlier
    last = bool(earlier) and earlier[-1].id == key
    number = str(standing.entry.ordinal)
    return last and number in text


def _misplaced(sentence: Sentence, span: tuple[int, int], before: Entry | None) -> Finding:
    words = sentence.text[slice(*span)]
    if before is None:
        message = say(
            "{words} is named as the one before, and this is the first of its kind", words=words
        )
        return sentence.find(PREDECESSOR_RULE, span, message, say("say that it is the first"))
    name = before.name_on(sentence.release.facts.day).full.get(sentence.language) or before.id
    message = say(
        "{words} is named as the one before, and the ledger says {name}", words=words, name=name
    )
    return sentence.find(PREDECESSOR_RULE, span, message, _ADVICE)

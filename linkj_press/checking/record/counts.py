"""Numbers of partners that somebody typed, against the ledger."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from linkj_press.checking.finding import Finding
from linkj_press.checking.record.claim import HEADS, PACT_EN, Found, Standing, judge, match_any
from linkj_press.checking.record.numerals import COUNT, DIGITS, read_number
from linkj_press.checking.record.said import Sentence
from linkj_press.checking.rule import Example, Rule
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Severity

JA, EN = Language.JA, Language.EN

COUNT_RULE = Rule(
    "count-contradicts-ledger",
    Severity.ERROR,
    say("a typed number of partners that the ledger contradicts"),
    say("how many partners there are, overseas or in all, follows from the record on that day"),
    bad=(
        Example(JA, "国内外99団体との連携"),
        Example(EN, "LINK-J has partnerships with 99 organizations"),
    ),
    good=(Example(JA, "米国の2団体"), Example(EN, "15 hospitals")),
)
_PACT_JA = re.compile(r"提携|連携|覚書")
_ENDS = re.compile(r"で|にな|とな|に達|にのぼ|に広|へ|[、。～]|$")
_WITH = re.compile(
    r"と(?:の)?(?:提携|連携|結びつき)|との関係|となった(?:連携先|提携先)|の(?:連携先|提携先)"
)
_TIED = re.compile(
    r"(?:partner\w*|agreements?|MO[UC]s?|memorand\w+|ties|(?:collabo|coope)rat\w+|relation\w*|work\w*)"
    r" with (?:\w+ ){0,2}$|\b(?:its|our|[A-Z-]+[’']s) $",
    re.IGNORECASE,
)


@lru_cache
def _match_ja(kinds: tuple[str, ...]) -> re.Pattern[str]:
    """Return what matches a number of partners, of one of *kinds* perhaps."""
    return re.compile(
        rf"(?P<of>国内外|海外|国内|{match_any(kinds)})?(?P<particle>の)?(?P<number>{DIGITS})\s*"
        r"の?(?:団体|組織|機関)(?!目)"
    )


@lru_cache
def _match_en(kinds: tuple[str, ...]) -> re.Pattern[str]:
    """Return what matches a number of partners, of one of *kinds* perhaps."""
    what = match_any(head for kind in kinds if (head := kind.rpartition(" ")[0]))
    return re.compile(
        rf"\b(?P<number>{COUNT})(?P<of>(?: (?:overseas|foreign|domestic|other|cooperation"
        rf"|business|alliance|{what})){{0,2}}) "
        r"(?P<noun>organi[sz]ations|partners(?:hips)?|institutions)\b"
        rf"|\bpartner(?:ship|ed)?s? (?:agreements )?with (?P<bare>{COUNT})\b"
        r"(?= (?:in|overseas)|[,.;]|$)"
        rf"|\bincluding (?P<part>{COUNT}) (?:from )?(?:overseas|abroad)\b"
        rf"|\bpartners, now (?P<now>{COUNT})\b",
        re.IGNORECASE,
    )


_EARLIER = re.compile(r"これまで|すでに|既に|already|so far|to date|previously|until now", re.I)


def check_counts(sentence: Sentence, standing: Standing) -> Iterator[Finding]:
    """Yield the numbers of partners in *sentence* that the ledger contradicts, or could fill in."""
    found = _find_ja_counts if sentence.language is JA else _find_en_counts
    for start, end, number_at, context in found(sentence, standing):
        if sentence.typed_at(number_at[0]) is None:
            continue
        number = read_number(sentence.text[slice(*number_at)])
        earlier = bool(_EARLIER.search(sentence.text))
        right = _expect_counts(context, standing, earlier=earlier)
        yield from judge(sentence, (start, end), number, right, COUNT_RULE)


def _find_ja_counts(sentence: Sentence, standing: Standing) -> Iterator[Found]:
    text, kinds = sentence.text, standing.labels[JA]
    for found in _match_ja(tuple(kinds)).finditer(text):
        before, after = text[: found.start()], text[found.end() :]
        joined = _WITH.match(after) or after.startswith("を含む")
        begins = not before or before.endswith(("、", "は", "が", "を含む", "計", "て", "～", "（"))
        own = standing.short in text or sentence.role in HEADS
        others_too = own or found["of"] not in kinds
        told = own and _ENDS.match(after) and _PACT_JA.search(text)
        named = found["of"] and ((joined and others_too) or told)
        if found["particle"] == "の" and not found["of"]:
            continue
        if named or (begins and joined and own):
            yield *found.span(), found.span("number"), found["of"] or "国内外"


def _find_en_counts(sentence: Sentence, standing: Standing) -> Iterator[Found]:
    text = sentence.text
    own = standing.short in text or sentence.role in HEADS
    for found in _match_en(tuple(standing.labels[EN])).finditer(text):
        name = next(n for n in ("number", "bare", "part", "now") if found[n])
        before, after = text[: found.start()], text[found.end() : found.end() + 40]
        tied = name != "number" or _TIED.search(before) or re.match(" (?:over|ab)", after)
        pact = tied and own and (name == "number" or PACT_EN.search(text))
        elsewhere = re.match(r" (?:in|from) (?!Japan and overseas)", after)
        others = re.search(r"(?:\bthe|these|those|other|both|between|each of)\s*$", before, re.I)
        if not pact or (elsewhere and name == "number") or others or found["of"] == " other":
            continue
        at = found.span(name)
        start = at[0] if name in ("part", "now", "bare") else found.start()
        yield start, found.end(), at, found[0] + (after if re.match(r" (?:over|ab)", after) else "")


def _expect_counts(context: str, standing: Standing, *, earlier: bool) -> dict[int, str]:
    ledger, kind = standing.release.facts.ledger, standing.labels[JA].get(context)
    last = standing.entry.overseas
    if kind:
        total, own = standing.kinds.get(kind, 0), kind == standing.entry.partner.kind
        return {total: "", total - own: ""} if earlier else {total: ""}
    if re.search(r"海外|overseas|abroad|foreign", context.replace("in Japan and overseas", "")):
        right, before = {ledger.overseas: "{{ ledger.overseas }}"}, ledger.overseas - last
    elif context == "国内" or "domestic" in context:
        right, before = {ledger.domestic: "{{ ledger.domestic }}"}, ledger.domestic - (not last)
    else:
        right, before = {ledger.total: "{{ ledger.total }}"}, ledger.total - 1
    return {**right, before: right.get(before, "")} if earlier else right

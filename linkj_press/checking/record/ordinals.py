"""Ordinals that somebody typed, against the ledger."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from linkj_press.checking.finding import Finding
from linkj_press.checking.record.claim import HEADS, PACT_EN, Found, Standing, judge, match_any
from linkj_press.checking.record.numerals import NUMBER, ORDINAL, read_number
from linkj_press.checking.record.said import Sentence
from linkj_press.checking.rule import Example, Rule
from linkj_press.facts import select_region
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Severity

JA, EN = Language.JA, Language.EN

ORDINAL_RULE = Rule(
    "ordinal-contradicts-ledger",
    Severity.ERROR,
    say("a typed ordinal that the ledger contradicts"),
    say("which partnership this is follows from the order of signing, not from an older release"),
    bad=(Example(JA, "国内外99例目の提携"), Example(EN, "LINK-J’s 99th partnership")),
    good=(Example(JA, "国内5例目の臨床研究"), Example(EN, "the 3rd International Symposium")),
)
_UNIT = r"(?P<unit>例目|団体目|件目|組織目|機関目|者目|番目)"
JA_ORDINAL = re.compile(rf"(?P<number>{NUMBER})\s*{_UNIT}")
_PACT = re.compile(r"提携|連携|締結|覚書|協定|パートナー|団体|MO[UC]|取り組み")
_BEFORE = re.compile(r"提携|連携先|連携は|連携で|締結|覚書|国内外|海外|MO[UC]")
_OTHER = re.compile(
    r"臨床|治験|症例|手術|移植|承認|患者|特区|開催|開設|施設|認可|製品|導入|感染|指定|認定"
)
_OF_PLACE = re.compile(r"[東西南北]|[県府都市道区圏]内|圏|国内(?!外)")
_AIM = re.compile(r"目指|目標|めざ")
_CLAUSE = re.compile(r"[、。～（）()；;]|を含む")


@lru_cache
def _match_en(kinds: tuple[str, ...], short: str) -> re.Pattern[str]:
    """Return what matches an ordinal of a partnership, of one of *kinds* perhaps.

    *short* is what the house calls itself.
    """
    what = match_any({word for kind in kinds for word in kind.split()[:-1]})
    return re.compile(
        rf"\b(?P<number>{ORDINAL})(?:[ -](?:overseas|foreign|domestic|cooperation|business|alliance"
        rf"|corporate|strategic|such|local|Japanese|{what})){{0,3}} "
        rf"(?P<noun>partner(?:ship)?s?|organi[sz]ation|agreement|MO[UC]|memorandum|{match_any(kinds)}"
        r"|local government|government|prefecture|institution)\b"
        rf"|\b(?:its|our|{re.escape(short)}[’']s) (?P<bare>{ORDINAL})(?=[.,;)]|$)",
        re.IGNORECASE,
    )


def check_ordinals(sentence: Sentence, standing: Standing) -> Iterator[Finding]:
    """Yield the ordinals of *sentence* that the ledger contradicts, or could fill in."""
    found = _find_ja_ordinals if sentence.language is JA else _find_en_ordinals
    for start, end, number_at, context in found(sentence, standing):
        if sentence.typed_at(number_at[0]) is None:
            continue
        number = read_number(sentence.text[slice(*number_at)])
        unit = sentence.text[number_at[1] : end].strip()
        filter_ = f'ordinal("{unit}")' if sentence.language is JA else "ordinal"
        right = _expect_ordinals(context, sentence.language, standing, filter_)
        yield from judge(sentence, (start, end), number, right, ORDINAL_RULE)


def _find_ja_ordinals(sentence: Sentence, standing: Standing) -> Iterator[Found]:
    text = sentence.text
    for found in JA_ORDINAL.finditer(text):
        before = _clause_before(text, found.start())
        after = _CLAUSE.split(text[found.end() : found.end() + 24])[0]
        said = _BEFORE.search(before) or any(standing.names_kind(before, JA))
        strong = found["unit"] == "団体目" or said or standing.short in before
        if found["unit"] == "番目" and not after.startswith(
            ("の提携", "の連携", "の締結", "の覚書")
        ):
            continue
        pact = _PACT.search(after) or any(standing.names_kind(after, JA))
        of = pact if after.startswith("の") else strong
        if _OF_PLACE.search(before) or _AIM.search(after):
            continue
        if of and not _OTHER.search(after if after.startswith("の") else before + after):
            yield found.start(), found.end(), found.span("number"), before + after


def _clause_before(text: str, end: int) -> str:
    """Return the clause of *text* that goes on at *end*, without whom it follows."""
    clause = _CLAUSE.split(text[max(0, end - 60) : end])[-1]
    return re.sub(r"[^\sはがので]{1,20}に続[くき]", "", clause) if "に続" in clause else clause


_PARTNERING = re.compile(r" to (?:partner|sign|conclude|enter)")
_NOT_OURS = re.compile(  # a partnership event
    r" (?!to|in|with|of|overall|and|for|by|from|between|since|so|as|that|is)"
)
_OF_REGION = re.compile(r" (?:in|from|of) (?!Japan and overseas|the life|total|all)(?P<whose>.*)")
_IS_PACT = re.compile(r"partner|MO[UC]|memorandum|agreement", re.IGNORECASE)


def _find_en_ordinals(sentence: Sentence, standing: Standing) -> Iterator[Found]:
    text = sentence.text
    own = standing.short in text or sentence.role in HEADS
    pattern = _match_en(tuple(standing.labels[EN]), standing.short)
    for found in pattern.finditer(text) if PACT_EN.search(text) else ():
        name, noun = "bare" if found["bare"] else "number", found["noun"] or "partner"
        after = re.split(r"[,;.()]", text[found.end() : found.end() + 80])[0]
        vague = noun.casefold() == "government" or found[name].casefold() in ("first", "1st")
        region = _OF_REGION.match(after)
        elsewhere = region and not region["whose"].startswith(standing.short)
        if _NOT_OURS.match(after) or elsewhere or (vague and not _PARTNERING.match(after)):
            continue
        if own or _IS_PACT.match(noun):
            yield *found.span(), found.span(name), found[0] + after


def _expect_ordinals(
    context: str, language: Language, standing: Standing, filter_: str
) -> dict[int, str]:
    """Return each number that an ordinal may have in *context*, and how to have it filled in."""
    entry, right = standing.entry, dict[int, str]()
    overall = re.search(r"国内外|overall|in Japan and overseas", context)
    abroad = re.search(r"海外|overseas|foreign", context.replace("in Japan and overseas", ""))
    if abroad and entry.overseas:
        right[entry.overseas_so_far] = f"{{{{ ledger.overseas | {filter_} }}}}"
    kinds = list(standing.names_kind(context, language))
    for kind in kinds:
        own = kind == entry.partner.kind
        right[standing.kinds[kind]] = f"{{{{ ledger.kind_ordinal | {filter_} }}}}" if own else ""
    if overall or not right:
        right[entry.ordinal] = f"{{{{ ledger.ordinal | {filter_} }}}}"
    if not overall and not kinds:
        right = _also_anything(right, standing, filter_)
    for mention in standing.names.find(context):
        other = standing.release.workspace.ledger.by_id.get(mention.key)
        if other and other.id != entry.id:
            right |= {n: right.get(n, "") for n in (other.ordinal, other.kind_ordinal)}
    return right


def _also_anything(right: dict[int, str], standing: Standing, filter_: str) -> dict[int, str]:
    """Return *right* and what an ordinal can mean where nothing tells of what it is one."""
    entry, ledger = standing.entry, standing.release.facts.ledger
    right.setdefault(entry.ordinal, f"{{{{ ledger.ordinal | {filter_} }}}}")
    right.setdefault(entry.kind_ordinal, f"{{{{ ledger.kind_ordinal | {filter_} }}}}")
    side = ledger.overseas if entry.overseas else ledger.domestic
    right.setdefault(side, "")
    if entry.partner.region:
        right.setdefault(len(select_region(ledger.entries, entry.partner.region)), "")
    same = sum(other.partner.country == entry.partner.country for other in ledger.entries)
    right.setdefault(same, "")
    return right

"""Ordinals, counts and predecessors that are typed, against the ledger."""

import re
from collections.abc import Iterator
from functools import lru_cache

from linkj_press.check.printed import PrintedWords
from linkj_press.check.record.claim import (
    HEADS,
    PACT_EN,
    TYPED_RULE,
    Claim,
    Standing,
    judge,
    match_any,
)
from linkj_press.check.rules import Finding, Rule
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Severity
from linkj_press.record.ledger import Entry, select_region
from linkj_press.text.names import Mention
from linkj_press.text.numbers import COUNT, DIGITS, NUMBER, ORDINAL

JA, EN = Language

ORDINAL_RULE = Rule("ordinal-contradicts-ledger", Severity.ERROR)
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
def _match_english_ordinal(kinds: tuple[str, ...], short: str) -> re.Pattern[str]:
    """Return what matches an ordinal of a partnership; *short* is what the house calls itself."""
    what = match_any({word for kind in kinds for word in kind.split()[:-1]})
    return re.compile(
        rf"\b(?P<number>{ORDINAL})(?:[ -](?:overseas|foreign|domestic|cooperation|business|alliance"
        rf"|corporate|strategic|such|local|Japanese|{what})){{0,3}} "
        rf"(?P<noun>partner(?:ship)?s?|organi[sz]ation|agreement|MO[UC]|memorandum|{match_any(kinds)}"
        r"|local government|government|prefecture|institution)\b"
        rf"|\b(?:its|our|{re.escape(short)}[’']s) (?P<bare>{ORDINAL})(?=[.,;)]|$)",
        re.IGNORECASE,
    )


def check_ordinals(sentence: PrintedWords, standing: Standing) -> Iterator[Finding]:
    """Yield the ordinals of *sentence* that the ledger contradicts, or could fill in."""
    find = _find_ja_ordinals if sentence.language is JA else _find_en_ordinals
    for claim in find(sentence, standing):
        if sentence.typed_at(claim.number_at[0]):
            unit = sentence.text[claim.number_at[1] : claim.end].strip()
            filter_ = f'ordinal("{unit}")' if sentence.language is JA else "ordinal"
            right = _expect_ordinals(claim.context, sentence.language, standing, filter_)
            yield from judge(sentence, claim, right, ORDINAL_RULE)


def _find_ja_ordinals(sentence: PrintedWords, standing: Standing) -> Iterator[Claim]:
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
            yield Claim(*found.span(), found.span("number"), before + after)


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


def _find_en_ordinals(sentence: PrintedWords, standing: Standing) -> Iterator[Claim]:
    text = sentence.text
    own = standing.short in text or sentence.role in HEADS
    pattern = _match_english_ordinal(tuple(standing.labels[EN]), standing.short)
    for found in pattern.finditer(text) if PACT_EN.search(text) else ():
        name, noun = "bare" if found["bare"] else "number", found["noun"] or "partner"
        after = re.split(r"[,;.()]", text[found.end() : found.end() + 80])[0]
        vague = noun.casefold() == "government" or found[name].casefold() in ("first", "1st")
        region = _OF_REGION.match(after)
        elsewhere = region and not region["whose"].startswith(standing.short)
        if _NOT_OURS.match(after) or elsewhere or (vague and not _PARTNERING.match(after)):
            continue
        if own or _IS_PACT.match(noun):
            yield Claim(*found.span(), found.span(name), found[0] + after)


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
        for number, fill in _list_other_numbers(standing, filter_):
            right.setdefault(number, fill)
    for mention in standing.names.find(context):
        other = standing.release.workspace.ledger.by_id.get(mention.key)
        if other and other.id != entry.id:
            right |= {n: right.get(n, "") for n in (other.ordinal, other.kind_ordinal)}
    return right


def _list_other_numbers(standing: Standing, filter_: str) -> Iterator[tuple[int, str]]:
    """Yield what an ordinal can mean where nothing tells of what it is one, and how to fill it."""
    entry, ledger = standing.entry, standing.release.facts.ledger
    yield entry.ordinal, f"{{{{ ledger.ordinal | {filter_} }}}}"
    yield entry.kind_ordinal, f"{{{{ ledger.kind_ordinal | {filter_} }}}}"
    yield ledger.overseas if entry.overseas else ledger.domestic, ""
    if entry.partner.region:
        yield len(select_region(ledger.entries, entry.partner.region)), ""
    yield sum(other.partner.country == entry.partner.country for other in ledger.entries), ""


COUNT_RULE = Rule("count-contradicts-ledger", Severity.ERROR)
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
    return re.compile(
        rf"(?P<of>国内外|海外|国内|{match_any(kinds)})?(?P<particle>の)?(?P<number>{DIGITS})\s*"
        r"の?(?:団体|組織|機関)(?!目)"
    )


@lru_cache
def _match_english_count(kinds: tuple[str, ...]) -> re.Pattern[str]:
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


def check_counts(sentence: PrintedWords, standing: Standing) -> Iterator[Finding]:
    """Yield the numbers of partners in *sentence* that the ledger contradicts, or could fill in."""
    find = _find_ja_counts if sentence.language is JA else _find_en_counts
    earlier = bool(_EARLIER.search(sentence.text))
    for claim in find(sentence, standing):
        if sentence.typed_at(claim.number_at[0]):
            right = _expect_counts(claim.context, standing, earlier=earlier)
            yield from judge(sentence, claim, right, COUNT_RULE)


def _find_ja_counts(sentence: PrintedWords, standing: Standing) -> Iterator[Claim]:
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
            yield Claim(*found.span(), found.span("number"), found["of"] or "国内外")


def _find_en_counts(sentence: PrintedWords, standing: Standing) -> Iterator[Claim]:
    text = sentence.text
    own = standing.short in text or sentence.role in HEADS
    for found in _match_english_count(tuple(standing.labels[EN])).finditer(text):
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
        context = found[0] + (after if re.match(r" (?:over|ab)", after) else "")
        yield Claim(start, found.end(), at, context)


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


PREDECESSOR_RULE = Rule("predecessor-contradicts-ledger", Severity.ERROR)
_FOLLOWING = re.compile(r"に(?:続く|続き|続いて|次ぐ|次いで)|\b(?:following|after) (?=the |[A-Z])")


def check_predecessors(sentence: PrintedWords, standing: Standing) -> Iterator[Finding]:
    """Yield whom *sentence* names as the partner before, where the ledger names another."""
    text, before = sentence.text, standing.entry.follows
    # Where all partners are counted, the one before is the last of them all.
    last = standing.release.facts.earlier[-1:] if str(standing.entry.ordinal) in text else ()
    if not re.search(JA_ORDINAL if sentence.language is JA else ORDINAL, text):
        return
    for found in _FOLLOWING.finditer(text):
        named = _find_named(text, found, standing, sentence.language)
        if named is None or not sentence.typed_at(named.start):
            continue
        span = (named.start, named.end)
        if before and named.key == before.id:
            message = say("“{words}” is right, but typed", words=text[slice(*span)])
            yield sentence.find(TYPED_RULE, span, message, _ADVICE)
        elif named.key not in [entry.id for entry in last]:
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


def _misplaced(sentence: PrintedWords, span: tuple[int, int], before: Entry | None) -> Finding:
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

"""Whom a sentence names as the partner before, and partners that nobody has registered."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from linkj_press.check.printed import PrintedWords
from linkj_press.check.record.claim import (
    TYPED_RULE,
    Standing,
    Whose,
    doubt,
    match_any,
    tell_whose,
)
from linkj_press.check.record.counts import find_ordinals
from linkj_press.check.record.groups import join_groups
from linkj_press.check.rules import Finding, Rule
from linkj_press.check.words import load_words, match_listed
from linkj_press.language import Language
from linkj_press.message import phrase, say
from linkj_press.problem import Severity
from linkj_press.record.ledger import Entry
from linkj_press.text.names import Mention
from linkj_press.text.numbers import NUMBER, ORDINAL
from linkj_press.text.patterns import compile_pattern

JA, EN = Language

PREDECESSOR_RULE = Rule("predecessor-contradicts-ledger", Severity.ERROR)
STRANGER_RULE = Rule("partner-not-registered", Severity.WARNING)

_ADVICE = say("write {fill} in place of the name", fill="{{ ledger.follows.name.sentence }}")

_FOLLOWING = compile_pattern(
    r"(?:[（(][^（）()]{1,20}[）)])?に(?:続(?:く|き|いて|いた|け)|次(?:ぐ|いで|ぎ))"
    r"|\b(?:[Ff]ollow(?:ing|s)|[Aa]fter|succeeds|comes after|since)"
    r"(?: (?:that|those|the one|the partnership|the agreement|the signing|its (?:agreement"
    r"|partnership))"
    r"(?: (?:concluded|signed))? (?:with|of))?"
    r" (?:the (?:cities|prefectures) of )?(?=(?:the )?[A-Z])"
)
_ONE_OF_FOLLOWING = ("に続", "に次", "ollow", "fter", "succeeds", "since")
"""Of what it matches, words of which one is always there."""

_COUNTED = {
    JA: compile_pattern(
        rf"{NUMBER}\s*(?:例|団体|件|番|つ|自治体|者|社|校)目|もの|締結|提携|覚書|手を(?:結|組|携)"
    ),
    EN: compile_pattern(
        rf"\b(?:{ORDINAL}|partner(?:ship)?|agreement|MO[UC]|memorandum|signing|join\w* hands)\b",
        re.IGNORECASE,
    ),
}


def check_predecessors(sentence: PrintedWords, standing: Standing) -> Iterator[Finding]:
    """Yield whom *sentence* names as the partner before, where the ledger names another."""
    text = sentence.text
    if not any(word in text for word in _ONE_OF_FOLLOWING):
        return
    if re.search(r"[県府都市区圏]内(?!外)|\b[Ww]ithin the\b|\bin the (?:same )?prefecture\b", text):
        return
    if not _COUNTED[sentence.language].search(text) or match_listed(
        "claims", "no_predecessor"
    ).search(text):
        return
    if match_listed("claims", "narrowed").search(text):
        return
    for found in _FOLLOWING.finditer(text):
        named = _find_named(text, found, standing, sentence.language)
        if named is None:
            yield from _tell_stranger_before(sentence, found, standing)
        elif sentence.typed_at(named.start):
            yield from _compare(sentence, named, standing)
            yield from _tell_strangers_beside(sentence, found, standing)


def _tell_strangers_beside(
    sentence: PrintedWords, found: re.Match[str], standing: Standing
) -> Iterator[Finding]:
    """Yield the names listed at *found* with that of a partner, that no partner has."""
    text, language = sentence.text, sentence.language
    if not _OF_PACT.search(text) or tell_whose(sentence, standing) is Whose.THEIRS:
        return
    for other in _list_named(text, found, language):
        if sentence.typed_at(other.start("name")) and _is_new(other, text, standing, language):
            yield _stranger_finding(sentence, other)


def find_told_before(sentence: PrintedWords, standing: Standing) -> Iterator[Mention]:
    """Yield whom *sentence* names as the one before: a partner, typed or filled in."""
    for found in _FOLLOWING.finditer(sentence.text):
        named = _find_named(sentence.text, found, standing, sentence.language)
        if named:
            yield named


def names_stranger(sentence: PrintedWords, standing: Standing) -> bool:
    """Return whether an agreement of *sentence* is with somebody that the record does not know."""
    text, language = sentence.text, sentence.language
    return any(_is_new(n, text, standing, language) for n in _list_given(text, language))


def _compare(sentence: PrintedWords, named: Mention, standing: Standing) -> Iterator[Finding]:
    span, known = (named.start, named.end), standing.release.workspace.ledger.by_id
    if named.key in {entry.id for entry in standing.release.facts.entries}:
        words = sentence.text[slice(*span)]
        message = say(
            "“{words}” signs together with the others, and is no earlier one", words=words
        )
        hint = say("name all who sign together side by side")
        yield sentence.find(PREDECESSOR_RULE, span, message, hint)
        return
    follows, groups = standing.entry.follows, _read_groups(sentence, standing)
    others = [e for m, e in standing.list_partners(sentence) if e.id != standing.entry.id]
    if follows and named.key == follows.id and not groups:
        message = say("“{words}” is right, but typed by hand", words=sentence.text[slice(*span)])
        yield sentence.find(TYPED_RULE, span, message, _ADVICE)
        return
    before = [entry for entry in _list_earlier(standing) if groups.holds(entry)] if groups else []
    right = before[-1:] if groups else [e for e in _list_before(sentence, standing) if e]
    if named.key in [entry.id for entry in right]:
        if follows and named.key == follows.id and groups.key == f"kind:{follows.counts_as}":
            message = say(
                "“{words}” is right, but typed by hand", words=sentence.text[slice(*span)]
            )
            yield sentence.find(TYPED_RULE, span, message, _ADVICE)
        return
    # It may be of another that the sentence speaks.
    for entry in others:
        if entry.id != named.key and _is_before(known[named.key], entry, standing):
            return
    told = _misplaced(sentence, span, right[-1] if right else None)
    earlier = known[named.key].ordinal < standing.entry.ordinal
    # That somebody came earlier is true, too, where no number says how much earlier.
    loose = not _NUMBERED.search(sentence.text) or others[1:]
    yield doubt(told) if earlier and loose else told


_NUMBERED = compile_pattern(rf"目|{ORDINAL}", re.IGNORECASE)


def _is_before(one: Entry, other: Entry, standing: Standing) -> bool:
    entries = standing.release.workspace.ledger.entries[: other.ordinal - 1]
    same = [entry for entry in entries if entry.counts_as == other.counts_as]
    return one in (*same[-1:], *entries[-1:])


def _read_groups(sentence: PrintedWords, standing: Standing) -> Any:
    """Return the group that *sentence* says the partners are of, or None."""
    for claim in find_ordinals(sentence, standing):
        if claim.groups:
            return join_groups(claim.groups)
        return None
    masked = standing.mask(sentence)
    masked = re.sub(r"[^\sはがの、。\0]{1,30}に(?:続|次)", lambda m: " " * len(m[0]), masked)
    masked = (
        re.sub(r"\b(?:follow\w+|after) .*$", lambda m: " " * len(m[0]), masked)
        if sentence.language is EN
        else masked
    )
    found = [n.group for n in standing.vocabulary.find(masked, sentence.language)]
    return join_groups(found) if found else None


def _list_earlier(standing: Standing) -> list[Entry]:
    """Return who signed before the partnership, also where its renewal is announced."""
    facts = standing.release.facts
    return [entry for entry in facts.earlier if entry.ordinal < facts.entry.ordinal]


def _list_before(sentence: PrintedWords, standing: Standing) -> list[Entry | None]:
    """Return who may be named where nothing says of which partners; the likeliest last."""
    numbered = str(standing.entry.ordinal) in sentence.text or not re.search(
        r"\d|first|second|third|fourth|fifth|sixth|目", sentence.text
    )
    earlier = _list_earlier(standing)
    last = earlier[-1:] if numbered or sentence.language is JA else []
    side = [e for e in earlier if e.overseas == standing.entry.overseas][-1:]
    return [*last, *(side if standing.entry.follows is None else ()), standing.entry.follows]


def _find_named(
    text: str, found: re.Match[str], standing: Standing, language: Language
) -> Mention | None:
    """Return the partner that *text* names before (ja) or after (en) the words *found*."""
    names = standing.names
    if language is JA:
        named = next((m for m in names.find(text) if m.end == found.start()), None)
    else:
        order, listed = standing.release.workspace.ledger.by_id, list(_list_after(found, standing))
        named = max(
            listed, key=lambda m: order[m.key].ordinal if m.key in order else 0, default=None
        )
    return named if named and named.key not in (standing.entry.id, "issuer") else None


def _list_after(found: re.Match[str], standing: Standing) -> Iterator[Mention]:
    """Yield the partners that are listed after the words *found*, in English."""
    text, at = found.string, found.end()
    while named := (
        standing.names.find_at(text, at)
        or standing.names.find_at(text, at + 4 * text.startswith("the ", at))
    ):
        yield named
        joint = _AND_EN.match(text, named.end)
        if not joint:
            return
        at = joint.end()


def _misplaced(sentence: PrintedWords, span: tuple[int, int], before: Entry | None) -> Finding:
    words, facts = sentence.text[slice(*span)], sentence.release.facts
    if before is None:
        message = say(
            "“{words}” is named as the one before, and this is the first of its kind", words=words
        )
        return sentence.find(PREDECESSOR_RULE, span, message, say("say that it is the first"))
    name = before.name_on(facts.day).full.get(sentence.language) or before.id
    told = {"words": words, "name": name}
    message = say("“{words}” is named as the one before, and the ledger says {name}", **told)
    hint, follows = say("correct the name"), facts.entry.follows
    if follows and follows.id == before.id:
        kind = facts.house.terms.record.kinds[before.partner.kind].get(sentence.language)
        words_of_kind = phrase(
            "“{words}” is named as the one before; in the ledger, the one before of the same kind"
            " ({kind}) is {name}"
        )
        message, hint = say(words_of_kind, kind=kind, **told), _ADVICE
    return sentence.find(PREDECESSOR_RULE, span, message, hint)


@cache
def _stranger(language: Language) -> re.Pattern[str]:
    """Return what matches the name of an organisation, registered or not."""
    if language is EN:
        word = r"[A-Z][\w’&.*-]*[\w]"
        return compile_pattern(rf"(?:the )?(?P<name>{word}(?: (?:of (?:the )?)?(?:{word}))*)")
    ends = match_any(load_words("pacts")["organisation_ends"])
    return compile_pattern(
        rf"(?P<name>[一-龥々ヶァ-ヴー・A-Za-z0-9さいたま]*?[一-龥々ァ-ヴーA-Za-zいま](?:{ends})"
        r"|[A-Z][A-Za-z]+(?: [A-Z][A-Za-z]+)*)"
    )


def _is_stranger(name: str, standing: Standing, language: Language) -> bool:
    """Return whether *name* is an organisation's and nobody's that the record knows."""
    body = match_listed("pacts", "bodies", language).search(name)
    if any(name in form for form in (*standing.own, *standing.names.forms)):
        return False
    if not body and (standing.names.find(name) or any(form in name for form in standing.own)):
        return False
    if language is EN:
        bare = standing.names.find_at(name, 0)
        places = [n for n in standing.vocabulary.find(name, EN) if n.end - n.start == len(name)]
        if any(place.group.key.startswith("country:") for place in places):
            return False
        plain = name.partition(" ")[0] in load_words("pacts")["no_organisation_en"] or (
            name.isupper() and len(name) <= _SHORT
        )
        return (bare is None or bool(body)) and not plain
    known = load_words("pacts")["no_organisation"]
    groups = standing.vocabulary.find(name, JA)
    covered = sum(n.end - n.start for n in groups)
    # 英国大使館: a kind of one country is one body; our own partner may be called so, too.
    abroad = [n.group for n in groups if n.group.key.startswith("country:")]
    one = name.endswith("館") and abroad and not abroad[0].holds(standing.entry)
    return (
        name not in known
        and (covered < len(name) or bool(one))
        and not name.startswith(("同", "両", "各", "当"))
    )


_SHORT = 3
"""Abbreviations are too short to be told from other words."""


def _tell_stranger_before(
    sentence: PrintedWords, found: re.Match[str], standing: Standing
) -> Iterator[Finding]:
    """Yield the name before (ja) or after (en) *found* that no partner has."""
    text, language = sentence.text, sentence.language
    if language is EN and not re.search(
        rf"\bth(?:at|ose|e one)\b|\bwith\b|\b{ORDINAL}\b", found[0] + text
    ):
        return
    if language is JA:
        names = [
            m for m in _stranger(JA).finditer(text, 0, found.start()) if m.end() == found.start()
        ]
        named = names[-1] if names else None
    else:
        named = _stranger(EN).match(text, found.end())
    if not named or not sentence.typed_at(named.start("name")):
        return
    if tell_whose(sentence, standing) is Whose.THEIRS or not _is_stranger(
        named["name"], standing, language
    ):
        return
    if not _OF_PACT.search(text):
        return
    yield _stranger_finding(sentence, named)


_OF_PACT = compile_pattern(
    r"提携|締結|覚書|協定|手を(?:結|組|携)|partner|agreement|MO[UC]|memorand|join\w* hands"
)


def _stranger_finding(sentence: PrintedWords, named: re.Match[str]) -> Finding:
    message = say("no partner called “{words}” is registered", words=named["name"])
    hint = say("correct the name, or register the partnership: linkj-press new")
    return sentence.find(STRANGER_RULE, named.span("name"), message, hint)


_WITH_JA = compile_pattern(
    r"(?:など|等|ほか|をはじめとする\w{0,6})?(?:と(?:も|は|の間で)?、?(?:の(?:間の)?)?|との間に)(?:既に|すでに|昨年|先に)?、?"
    r"(?:[^、。]{0,12}?)(?:提携(?!先)|締結|覚書|協定を結|手を結|手を携)"
)
_WITH_EN = compile_pattern(
    r"(?:\bpartner(?:ed|ships?)|\bagreements?|\bMO[UC]s?|\bmemorand(?:um|a)|\bsigned"
    r"|\bjoined hands) (?:\w+ )?with (?=(?:the )?[A-Z])"
)
_IS_PARTNER_JA = compile_pattern(r"(?:提携|連携)先(?:である|の|、|で、?)(?=[一-龥ァ-ヴA-Z])")
_IS_PARTNER_EN = compile_pattern(
    r"(?:(?<=^)|(?<=[ (]))(?:the )?"
    r"(?P<name>[A-Z][\w’&.-]*[\w](?: (?:(?:of|for) (?:the )?)?[A-Z][\w’&.-]*[\w])*)"
    r", (?:(?:which|who) is |also )?(?:an?|another) partner of (?:LINK-J|ours)"
)
_JOINED = compile_pattern(r"(?:、|や|と|および|及び|ならびに|・|, (?:and )?|,? and )(?:the )?$")


def check_strangers(sentence: PrintedWords, standing: Standing) -> Iterator[Finding]:
    """Yield the partners that *sentence* gives to the house and nobody has registered."""
    text, language = sentence.text, sentence.language
    whose = tell_whose(sentence, standing)
    # Beside a partner of the house, others are given as such too: 東京大学、UCSDなどと覚書.
    beside = any(entry.id != standing.entry.id for _, entry in standing.list_partners(sentence))
    if whose is Whose.THEIRS or (whose is Whose.UNSURE and not beside):
        return
    told: set[int] = set()
    for named in _list_given(text, language):
        at = named.start("name")
        if at not in told and sentence.typed_at(at) and _is_new(named, text, standing, language):
            told.add(at)
            yield _stranger_finding(sentence, named)


_AMONG = {
    JA: (
        compile_pattern(
            r"(?:LINK-J|本団体|当団体)の(?:提携|連携)先(?:には?|の(?:一つ|1つ|ひとつ)(?:には?|は|が))、?"
        ),
        compile_pattern(r"(?:も|が|は)、?(?:LINK-J|本団体|当団体)の(?:提携|連携)先(?:の|で|に名)"),
    ),
    EN: (
        compile_pattern(
            r"\b(?:[Oo]ne of |[Aa]mong )?(?:LINK-J’s|[Oo]ur) partners,?"
            r" (?:is|are|include|includes|also include) (?:the )?(?=[A-Z])"
        ),
        compile_pattern(
            r" (?:is|are)(?: also)? (?:among|one of) (?:LINK-J’s|our)(?: \w+)? partners"
        ),
    ),
}
"""What stands before and after a name that is given as a partner's."""


def _list_among(text: str, language: Language) -> Iterator[re.Match[str]]:
    """Yield the names that *text* says to be among the partners."""
    before, after = _AMONG[language]
    for found in before.finditer(text):
        if named := _stranger(language).match(text, found.end()):
            yield named
    for found in after.finditer(text):
        for named in _stranger(language).finditer(text, 0, found.start()):
            if named.end() == found.start():
                yield named


def _list_given(text: str, language: Language) -> Iterator[re.Match[str]]:
    """Yield the names that *text* gives as those of partners."""
    yield from _list_among(text, language)
    for found in (_WITH_JA if language is JA else _WITH_EN).finditer(text):
        yield from _list_named(text, found, language)
    if language is EN:
        yield from _IS_PARTNER_EN.finditer(text)
        return
    for found in _IS_PARTNER_JA.finditer(text):
        if named := _stranger(JA).match(text, found.end()):
            yield named


def _is_new(named: re.Match[str], text: str, standing: Standing, language: Language) -> bool:
    """Return whether *named* in *text* is the name of nobody that the record knows."""
    start, end = named.span("name")
    body = match_listed("pacts", "bodies", language).search(named["name"])
    known = any(
        m.start < end and start < m.end and not (body and m.end < end)  # Osaka University
        for m in standing.names.find(text)
    )
    return not known and _is_stranger(named["name"], standing, language)


_ONE_WORD = compile_pattern(r"[A-Z][a-z]+(?! [A-Z]| of )")
_AND_EN = compile_pattern(
    r"(?: in (?:[A-Z]\w+ )?\d{4})?(?:, (?:and )?|,? and )(?:with )?(?=(?:the )?[A-Z])"
)


def _list_named(text: str, found: re.Match[str], language: Language) -> Iterator[re.Match[str]]:
    """Yield the organisations that *text* lists before (ja) or after (en) the words *found*."""
    if language is JA:
        noted = re.search(r"[（(][^（）()]{1,20}[）)]$", text[: found.start()])
        end = noted.start() if noted else found.start()
        names = list(_stranger(JA).finditer(text, 0, end))
        for named in reversed(names):
            if named.end() != end:
                return
            yield named
            joint = _JOINED.search(text[: named.start()])
            if not joint:
                return
            end = joint.start()
        return
    at = found.end()
    while found_name := _stranger(EN).match(text, at):
        yield found_name
        joint = _AND_EN.match(text, found_name.end())
        # The Chamber of Commerce and Industry is one body.
        if not joint or (" of " in found_name["name"] and _ONE_WORD.match(text, joint.end())):
            return
        at = joint.end()

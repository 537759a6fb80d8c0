"""What a sentence claims: of whom it speaks, and what the ledger or the house says of it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from linkj_press.check.printed import PrintedWords
from linkj_press.check.rules import CheckedRelease, Finding, Rule
from linkj_press.draft.document import PartnerSource, Role
from linkj_press.language import Language
from linkj_press.message import NOTHING, say
from linkj_press.problem import Severity
from linkj_press.record.ledger import Entry, find_in_force
from linkj_press.text.names import Mention, NameMatcher
from linkj_press.text.numbers import DIGITS, read_number

JA, EN = Language

TYPED_RULE = Rule("typed-claim", Severity.HINT)


class Claim(NamedTuple):
    """Words of a sentence that give a number of partners, or say which one a partner is."""

    start: int
    end: int
    number_at: tuple[int, int]
    context: str
    """The words that say what of."""


HEADS = (Role.HEADLINE, Role.SUBHEAD)
PACT_EN = re.compile(r"partner|agreement|memorandum|\bMO[UC]s?\b|sign|conclu|overall", re.I)


@dataclass(frozen=True)
class Standing:
    """What the ledger says of the partnership of a release."""

    release: CheckedRelease
    names: NameMatcher

    @cached_property
    def entry(self) -> Entry:
        """The partnership."""
        return self.release.facts.entry

    @cached_property
    def short(self) -> str:
        """What the house calls itself."""
        return self.release.workspace.house.issuer.record.short

    @cached_property
    def kinds(self) -> Mapping[str, int]:
        """How many partners of each kind there are so far."""
        return Counter(entry.partner.kind for entry in self.release.facts.ledger.entries)

    @cached_property
    def own(self) -> tuple[str, ...]:
        """The names of the partner itself."""
        name = self.entry.name_on(self.release.facts.day)
        words = (name.full, name.short, name.in_sentence)
        return tuple(w for form in words for lang in Language if (w := form.get(lang)))

    @cached_property
    def labels(self) -> Mapping[Language, Mapping[str, str]]:
        """The kinds by what the house calls them in either language, without its brackets."""
        kinds = self.release.workspace.house.terms.record.kinds
        return {
            language: {
                label: kind
                for kind, words in kinds.items()
                if (label := _BRACKETED.sub("", words.get(language)).strip())
            }
            for language in Language
        }

    def names_kind(self, context: str, language: Language) -> Iterator[str]:
        """Yield the kinds of which there are partners that *context* names."""
        for label, kind in self.labels[language].items():
            english = rf"\b{re.escape(label.removesuffix('y'))}(?:y|ies|s)?(?!\w)"
            japanese = rf"(?<![ァ-ヶー一-龠]){re.escape(label)}"  # and not デンマーク大使館
            pattern = english if language is Language.EN else japanese
            if kind in self.kinds and re.search(pattern, context):
                yield kind


_BRACKETED = re.compile(r"[(（].*?[)）]")


def match_any(words: Iterable[str]) -> str:
    """Return the pattern of one of *words*, as they stand; of none where there are none."""
    longest = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(map(re.escape, longest)) or "(?!)"


_OF_PARTNER = re.compile(r"release\.(background|profile|about|people)\b")


def speaks_of_partner(sentence: PrintedWords, standing: Standing) -> bool:
    """Return whether *sentence* tells what the partner does, with others than the house."""
    if standing.short in sentence.text:
        return False
    text = sentence.text.lstrip('「“" ')
    subject = any(
        re.match(rf"(?:The )?{re.escape(name)}(?!と)", text, re.I) for name in standing.own
    )
    told = re.match(r"同|The (?:prefecture|city|embassy|university|company)\b", text)
    values = (span.value for span, *_ in sentence.spans)
    of_partner = any(isinstance(v, PartnerSource) and _OF_PARTNER.match(v.field) for v in values)
    return bool(subject or told) or of_partner


def judge(
    sentence: PrintedWords, claim: Claim, right: Mapping[int, str], rule: Rule
) -> Iterator[Finding]:
    """Yield the finding of *rule* when the number of *claim* is none of the *right* ones.

    These have each the expression that would fill it in, or none. A number that is right and has
    an expression is a hint.
    """
    extent, words = (claim.start, claim.end), sentence.text[claim.start : claim.end]
    number = int(read_number(sentence.text[slice(*claim.number_at)]))
    known = number in right
    first, fill = (number, right[number]) if known else next(iter(right.items()))
    hint = say("write {fill} in place of the number", fill=fill) if fill else NOTHING
    if not known:
        message = say(
            "“{words}” is typed here, and the ledger says {number}", words=words, number=first
        )
        yield sentence.find(rule, extent, message, hint)
    elif fill and number > 1:  # the first of a kind has wording of its own
        message = say("“{words}” is right, but typed", words=words)
        yield sentence.find(TYPED_RULE, extent, message, hint)


INSTRUMENT_RULE = Rule("instrument-contradicts-record", Severity.ERROR)
SEAT_RULE = Rule("seat-contradicts-house", Severity.ERROR)
MEMBERS_RULE = Rule("members-contradict-house", Severity.ERROR)


def check_house_claims(sentence: PrintedWords, names: NameMatcher) -> Iterator[Finding]:
    """Yield the words of *sentence* on what is fixed for a time that the record contradicts."""
    mentions = names.find(sentence.text)
    yield from _check_instrument(sentence, mentions)
    yield from _check_seat(sentence)
    yield from _check_members(sentence, mentions)


_LONG_FORMS = {
    "MOU": r"(?<![A-Za-z])MOU(?![A-Za-z])|memorandum of understanding|了解覚書",
    "MOC": r"(?<![A-Za-z])MOC(?![A-Za-z])|memorandum of cooperation|協力覚書",
}
_ELSEWHERE = re.compile(
    r"政府間|政府|省|already|to date|so far|previous|government|[Mm]inistr|これまで|既に|すでに"
)
_AFTER = re.compile(
    r" (?:with|is|was|has|have|aims?|will|between|to|on|and|in|as|for|links?|sets?|makes?)\b"
    r"|\s?[(),.;:”]|$"
)
_THIS = re.compile(
    r"(?:本|今回の|このたびの|今般の|当該|\b(?:this|the|new|latest|present) )$", re.I
)
_HEADS = (Role.HEADLINE, Role.SUBHEAD, Role.LEDE)


def _check_instrument(sentence: PrintedWords, mentions: list[Mention]) -> Iterator[Finding]:
    facts = sentence.release.facts
    instrument = facts.partner.record.agreement.instrument
    others = {m.key for m in mentions} & set(sentence.release.workspace.partners)
    own = facts.entry.id in others
    if instrument is None or others - {facts.entry.id} or _ELSEWHERE.search(sentence.text):
        return
    wrong = "|".join(form for name, form in _LONG_FORMS.items() if name != instrument)
    for found in re.finditer(wrong, sentence.text, re.IGNORECASE):
        if sentence.language is EN and not _AFTER.match(sentence.text, found.end()):
            continue  # the MOC team
        this = _THIS.search(sentence.text[: found.start()])
        if sentence.typed_at(found.start()) and (own or this or sentence.role in _HEADS):
            message = say(
                "“{words}”: the agreement is an {instrument}", words=found[0], instrument=instrument
            )
            fill = "{{ agreement.abbreviation }}"
            hint = say("write {fill}, or correct `instrument` in the partner file", fill=fill)
            yield sentence.find(INSTRUMENT_RULE, found.span(), message, hint)


_SEAT = {
    JA: r"(?:本社|本部|所在地)[：:はをが、・（ ]{0,3}",
    EN: r"(?:head office|headquarter\w*|offices?|based|located)[^.;)]{0,25}?",
}
_AREA = {JA: re.compile(r"^.*?[都道府県].*?[区市町村](?=.)"), EN: re.compile(r",.*$")}
_MOVED = re.compile(r"旧|移転|former|moved|relocat", re.I)


def _check_seat(sentence: PrintedWords) -> Iterator[Finding]:
    house, language = sentence.release.workspace.house.issuer.record, sentence.language
    index = find_in_force(house.seat, sentence.release.facts.day)
    if index is None or not re.search(_SEAT[language], sentence.text, re.IGNORECASE):
        return
    right = house.seat[index].get(language)
    for seat in house.seat:
        full = seat.get(language)
        area = _AREA[language].sub("", full)
        if area in right:
            continue
        place = re.escape(full.removesuffix(area)) if language is JA else ""
        pattern = rf"{_SEAT[language]}(?P<seat>(?:{place})?{re.escape(area)})"
        for found in re.finditer(pattern, sentence.text, re.IGNORECASE):
            if sentence.typed_at(found.start("seat")) and not _MOVED.search(sentence.text):
                message = say("“{words}” is not the head office on that day", words=found["seat"])
                hint = say("write {fill}, which is {seat}", fill="{{ house.seat }}", seat=right)
                yield sentence.find(SEAT_RULE, found.span("seat"), message, hint)


_JA_MEMBERS = re.compile(
    rf"(?P<number>{DIGITS})(?:以上|を超える|超|余り?|あまり)?の?(?:法人|個人|企業|団体|組織|・|や|と)*の?会員"
    rf"|会員(?:数|組織)?[はが]?(?P<after>{DIGITS})(?:以上|超|を超え|名|社|者|団体)"
)
_EN_MEMBERS = re.compile(
    r"(?:over|more than|at least|some|nearly|\+)\s?(?P<number>\d[\d,]*)\+?(?: [a-z-]+){0,4}?"
    r" members?(?:hip)?\b"
    rf"|\b(?P<plus>{DIGITS})(?:\+| plus)?(?: (?:corporate|individual|and|or)){{0,4}}?"
    r" member(?:s|ship| organi[sz]ations)\b"
    r"|\bmembership of (?:over |more than )?(?P<after>\d[\d,]*)",
    re.IGNORECASE,
)
_PARTS = re.compile(r"個人|法人|企業|individual|corporate")
_SOME_MEMBERS = re.compile(
    r"特別会員|賛助会員|新規会員|参加|出席|登壇|来場"
    r"|\b(?:attend|took part|join|participa|special|new)",
    re.IGNORECASE,
)


def _check_members(sentence: PrintedWords, mentions: list[Mention]) -> Iterator[Finding]:
    issuer, text = sentence.release.workspace.house.issuer.record, sentence.text
    index = find_in_force(issuer.members, sentence.release.facts.day)
    if index is None or issuer.short not in text:
        return
    pattern = _JA_MEMBERS if sentence.language is JA else _EN_MEMBERS
    for found in pattern.finditer(text):
        some = _SOME_MEMBERS.search(text[found.start() : found.end() + 20])
        span = next(found.span(name) for name, value in found.groupdict().items() if value)
        part = len(set(_PARTS.findall(found[0].casefold()))) == 1
        if part or some:
            continue
        if not sentence.typed_at(span[0]) or not _is_ours(text, found.span(), mentions):
            continue
        words, right = text[slice(*span)], issuer.members[index].at_least
        rule, message = TYPED_RULE, say("“{words}” is right, but typed", words=words)
        if read_number(words) != right:
            told = {"words": words, "number": right}
            rule = MEMBERS_RULE
            message = say("{words} members are typed here, and the house had {number}", **told)
        hint = say("write {fill} in place of the number", fill="{{ house.members }}")
        yield sentence.find(rule, span, message, hint)


def _is_ours(text: str, span: tuple[int, int], mentions: list[Mention]) -> bool:
    """Return whether what *text* counts at *span* is the issuer's, as far as names tell."""
    before = [mention for mention in mentions if mention.end <= span[0]]
    if not before:
        after = next((m for m in mentions if m.start >= span[1]), None)
        has = after and re.fullmatch(r"を\w{2,4}| of ", text[span[1] : after.start])
        return bool(after and after.key == "issuer" and has)
    if all(mention.key == "issuer" for mention in before):
        return True
    last = before[-1]
    return last.key == "issuer" and bool(re.match(r"[’']s |[のがは]| has ", text[last.end :]))

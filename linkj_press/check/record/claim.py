"""What a sentence claims: of whom it speaks, and what the ledger says of it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from functools import cache, cached_property
from typing import NamedTuple

from linkj_press.check.parity.amounts import find_bound
from linkj_press.check.printed import PrintedWords
from linkj_press.check.record.groups import PartnerGroup, Vocabulary
from linkj_press.check.rules import CheckedRelease, Finding, Rule
from linkj_press.check.words import join_listed, match_listed
from linkj_press.draft.document import PartnerSource, Role
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Severity
from linkj_press.record.ledger import Entry
from linkj_press.text.names import Mention, NameMatcher
from linkj_press.text.numbers import narrow
from linkj_press.text.patterns import compile_pattern

JA, EN = Language

TYPED_RULE = Rule("typed-claim", Severity.HINT)
UNCLEAR_RULE = Rule("claim-unclear", Severity.HINT)


class Claim(NamedTuple):
    """Words of a sentence that give a number of partners, or say which one a partner is."""

    start: int
    end: int
    number_at: tuple[int, int]
    number: int
    groups: tuple[PartnerGroup, ...]
    """Of which partners; none where the words do not tell."""

    unclear: bool = False
    """Whether the words narrow it in a way that nobody has taught the check."""

    exact: bool = True
    """Whether there are no more than it says; “it has partnered with two” may leave out others."""


HEADS = (Role.HEADLINE, Role.SUBHEAD)


class Whose(Enum):
    """Whose agreements a sentence numbers and counts."""

    OURS = auto()
    THEIRS = auto()
    UNSURE = auto()


@dataclass(frozen=True)
class Standing:
    """What the ledger says of the partnership of a release."""

    release: CheckedRelease
    names: NameMatcher
    _masked: dict[str, str] = field(default_factory=dict)
    told: dict[tuple[Language, int, int, str], Whose] = field(default_factory=dict)
    """Whose agreements the sentences speak of that have been read."""

    @cached_property
    def entry(self) -> Entry:
        """The partnership."""
        return self.release.facts.entry

    @cached_property
    def short(self) -> str:
        """What the house calls itself."""
        return self.release.workspace.house.issuer.record.short

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What groups of partners are called."""
        ledger = self.release.workspace.ledger
        return Vocabulary(self.release.workspace.house, ledger.entries)

    @cached_property
    def for_partner(self) -> re.Pattern[str]:
        """What says that it counts for the partner."""
        names = match_any(self.own)
        return compile_pattern(
            rf"(?:{names}|{_anaphor()})にとって"
            rf"|\b[Ff]or (?:{names}|the (?:prefecture|city|embassy))"
        )

    @cached_property
    def begins_with_own(self) -> re.Pattern[str]:
        """What a text begins with whose subject is the partner."""
        return compile_pattern(rf"(?:The )?(?:{match_any(self.own)})(?!と|を|で|内)", re.I)

    @cached_property
    def own(self) -> tuple[str, ...]:
        """The names of the partner itself."""
        name = self.entry.name_on(self.release.facts.day)
        words = (name.full, name.short, name.in_sentence)
        return tuple(w for form in words for lang in Language if (w := form.get(lang)))

    def list_partners(self, sentence: PrintedWords) -> list[tuple[Mention, Entry]]:
        """Return the partners that *sentence* names."""
        known = self.release.workspace.ledger.by_id
        found = self.names.find(sentence.text)
        return [(mention, known[mention.key]) for mention in found if mention.key in known]

    def mask(self, sentence: PrintedWords) -> str:
        """Return the text of *sentence*, every character at its place, with no name in it."""
        text = sentence.text
        if text not in self._masked:
            masked = text
            for mention in self.names.find(text):
                gap = MASK * (mention.end - mention.start)
                masked = masked[: mention.start] + gap + masked[mention.end :]
            if sentence.language is EN:
                masked = _the_one().sub(lambda match: MASK * len(match[0]), masked)
            self._masked[text] = masked
        return self._masked[text]


MASK = "\0"
"""Stands for each character of a name."""


def match_any(words: Iterable[str]) -> str:
    """Return the pattern of one of *words*, as they stand; of none where there are none."""
    longest = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(map(re.escape, longest)) or "(?!)"


_OF_PARTNER = compile_pattern(r"release\.(background|profile|about|people)\b")
_QUOTE = compile_pattern(r"release\.quotes\[(\d+)\]")


@cache
def _the_one() -> re.Pattern[str]:
    """Return what matches what means one that has been named before, and no kind."""
    return compile_pattern(rf"\b[Tt]he {join_listed('claims', 'the_one', EN)}\b(?!ies)")


@cache
def _anaphor() -> str:
    return f"(?:同|当|本)?{join_listed('claims', 'the_one', JA)}"


@cache
def _theirs(language: Language) -> re.Pattern[str]:
    """Return what a sentence on the partner's own affairs begins with."""
    if language is JA:
        return compile_pattern(
            rf"{_anaphor()}(?:に(?:は|も)?[、は]|[はがもの、]|にとって|として(?!は))"
        )
    return compile_pattern(rf"(?:For )?[Tt]he {join_listed('claims', 'their_own', EN)}\b")


_AFTER_ANOTHER = compile_pattern(r"に(?:次|続).*目の|\b(?:after|following)\b", re.IGNORECASE)
_BESIDES = compile_pattern(
    r"LINK-J(?:の(?:ほか|他)|以外)に?|\b(?:besides|in addition to|apart from|other than) LINK-J",
    re.IGNORECASE,
)
_IN_TIME = compile_pattern(r"^(?:In|On|Since|By) [^,.;]{1,30}(?:, \d{4})?, |^\d{4}年[^、。]{0,8}、")
_IS_PARTNER = compile_pattern(r"目の(?:提携先|連携先|パートナー)")


def tell_whose(sentence: PrintedWords, standing: Standing) -> Whose:
    """Return whose agreements *sentence* speaks of."""
    key = (sentence.language, sentence.number, sentence.begin, sentence.text)
    if key not in standing.told:
        standing.told[key] = _tell_whose(sentence, standing)
    return standing.told[key]


def _tell_whose(sentence: PrintedWords, standing: Standing) -> Whose:
    text = sentence.text.lstrip('「“" ')
    if standing.for_partner.search(text) or _BESIDES.search(text):
        return Whose.THEIRS
    if standing.short in text or sentence.role in HEADS:
        return Whose.OURS
    later = _IN_TIME.sub("", text, count=1)
    if _begins_with_partner(later, sentence, standing):
        return Whose.UNSURE if _may_be_ours(text, sentence, standing) else Whose.THEIRS
    values = [span.value for span, *_ in sentence.spans if isinstance(span.value, PartnerSource)]
    for value in values:
        quote = _QUOTE.match(value.field)
        if quote:
            speaker = standing.release.facts.release.quotes[int(quote[1])].speaker
            theirs = speaker in standing.release.facts.release.people
            return Whose.UNSURE if theirs else Whose.OURS
        if _OF_PARTNER.match(value.field):
            return Whose.UNSURE
    return Whose.OURS


def _may_be_ours(text: str, sentence: PrintedWords, standing: Standing) -> bool:
    """Return whether *text*, of which the partner is the subject, may speak of our agreements."""
    named = {entry.id for _, entry in standing.list_partners(sentence)} - {standing.entry.id}
    after = named and _AFTER_ANOTHER.search(text)
    return bool(after or _IS_PARTNER.search(text) or _IN_TIME.match(text))


def _begins_with_partner(text: str, sentence: PrintedWords, standing: Standing) -> bool:
    if standing.begins_with_own.match(text):
        return True
    if sentence.language is JA:
        return bool(_theirs(JA).match(text))
    return bool(_theirs(EN).match(text) or re.search(r"\bthat the (?:city|prefecture) has\b", text))


def speaks_of_partner(sentence: PrintedWords, standing: Standing) -> bool:
    """Return whether *sentence* tells what the partner does, with others than the house."""
    return tell_whose(sentence, standing) is Whose.THEIRS


_DOUBTFUL = {
    "ordinal-contradicts-ledger": "doubtful",
    "count-contradicts-ledger": "doubtful",
    "term-contradicts-record": "doubtful_time",
    "date-contradicts-record": "doubtful_time",
}
"""Under what the words are listed that make a claim of a rule uncertain."""


def soften(finding: Finding, sentence: PrintedWords, standing: Standing) -> Finding:
    """Return *finding*, as a hint where its sentence may be understood otherwise."""
    words = _DOUBTFUL.get(finding.problem.code)
    if not words or finding.problem.severity is not Severity.ERROR:
        return finding
    if not match_listed("claims", words, sentence.language).search(standing.mask(sentence)):
        return finding
    return doubt(finding)


def doubt(finding: Finding) -> Finding:
    """Return *finding* as a hint: its words may mean something else."""
    told = replace(
        finding.problem,
        code=UNCLEAR_RULE.code,
        severity=UNCLEAR_RULE.severity,
        hint=say("see what is meant; if that is something else, leave it"),
    )
    return replace(finding, problem=told)


@dataclass(frozen=True)
class Right:
    """The numbers that a claim may give."""

    fills: Mapping[int, str]
    """Each with the expression that would fill it in, or none; the likeliest first."""

    certain: bool = True


def judge(sentence: PrintedWords, claim: Claim, right: Right, rule: Rule) -> Iterator[Finding]:
    """Yield the finding of *rule* when the number of *claim* is none of the right ones.

    A number that is right and has an expression is a hint; so is a wrong one that is not certain.
    """
    extent, words = (claim.start, claim.end), sentence.text[claim.start : claim.end]
    first, text = next(iter(right.fills)), sentence.text
    true = [n for n in right.fills if _may_be(claim, text, sentence.language, n)]
    if true:
        fill = right.fills[claim.number] if claim.number in true else ""
        if fill and claim.number > 1:  # the first of a kind has wording of its own
            hint = say("write {fill} in place of the number", fill=fill)
            yield sentence.find(
                TYPED_RULE, extent, say("“{words}” is right, but typed by hand", words=words), hint
            )
        return
    if not claim.exact and claim.number < first:
        return
    fill = right.fills[first]
    hint = say("correct the number")
    if fill:
        hint = say("write {fill} in place of the number", fill=fill)
    if right.certain and not claim.unclear and first:  # of none there are: it is misread
        told = {"words": words, "number": first}
        message = say("“{words}” is typed here, and the ledger says {number}", **told)
        yield sentence.find(rule, extent, message, hint)
    else:
        numbers = ", ".join(map(str, right.fills))
        message = say(
            "“{words}” does not agree with the ledger ({numbers})", words=words, numbers=numbers
        )
        hint = say("see what it counts; if that is something else, leave it")
        yield sentence.find(UNCLEAR_RULE, extent, message, hint)


def _may_be(claim: Claim, text: str, language: Language, real: int) -> bool:
    """Return whether the number of *claim*, with what *text* says beside it, is true of *real*."""
    begin, end = claim.number_at
    plain = narrow(text)
    bound = find_bound(plain, begin, end, language) or find_bound(plain, begin, claim.end, language)
    if bound is None or _REACHED.match(plain, bound.end):
        return claim.number == real
    return bound.holds(claim.number, real)


_REACHED = compile_pattern(r"に?(?:増|拡|広|達|なり|なっ|到)")
"""What makes a number out of a bound: 14団体まで増えました."""

"""What a sentence speaks of: whose figure, of what kind of partner; and what the ledger says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from linkj_press.check.printed import PrintedWords
from linkj_press.check.rules import CheckedRelease, Finding, Rule
from linkj_press.draft.document import PartnerSource, Role
from linkj_press.language import Language
from linkj_press.message import NOTHING, Message, say
from linkj_press.problem import Severity
from linkj_press.record.ledger import Entry
from linkj_press.text.names import NameMatcher

TYPED_RULE = Rule(
    "typed-claim",
    Severity.HINT,
    say("a claim that is right today, but typed"),
    say("worked out from the record it stays right when a date or the order changes"),
)

Found = tuple[int, int, tuple[int, int], str]
"""Where a claim begins and ends, where its number does, and the words that say what of."""


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
    sentence: PrintedWords, span: tuple[int, int], number: int, right: Mapping[int, str], rule: Rule
) -> Iterator[Finding]:
    """Yield the finding of *rule* when *number* is none of the *right* ones.

    These have each the expression that would fill it in, or none. A number that is right and has
    an expression is a hint.
    """
    words = sentence.text[slice(*span)]
    if number not in right:
        first, fill = next(iter(right.items()))
        message = say(
            "“{words}” is typed here, and the ledger says {number}", words=words, number=first
        )
        yield sentence.find(rule, span, message, advise(fill))
    elif right[number] and number > 1:  # the first of a kind has wording of its own
        message = say("“{words}” is right, but typed", words=words)
        yield sentence.find(TYPED_RULE, span, message, advise(right[number]))


def advise(fill: str) -> Message:
    """Return what to do about a number that *fill* would fill in."""
    return say("write {fill} in place of the number", fill=fill) if fill else NOTHING

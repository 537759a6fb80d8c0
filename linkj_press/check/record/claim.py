"""The sentences of a release as typed, and what each of them speaks of: whose figure, which day."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from linkj_press.check.record.names import Names
from linkj_press.check.rules import CheckedRelease, Finding, Rule
from linkj_press.check.typography.passages import read_file, split_lines
from linkj_press.draft.document import (
    Block,
    Figure,
    HouseSource,
    LedgerSource,
    Line,
    PartnerSource,
    Role,
    Source,
    Span,
    Table,
    TemplateSource,
    Text,
)
from linkj_press.language import Language
from linkj_press.message import NOTHING, Message, say
from linkj_press.problem import Place, Severity
from linkj_press.record.ledger import Entry

_PROSE_OF_HOUSE = ("about", "items", "instruments", "media_contact")
_NAMES = re.compile(r"(name|renamed|seat|release\.people\.[^.]+\.name)\b")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_END = {
    Language.JA: re.compile(r"(?<=。)"),
    Language.EN: re.compile(r"(?<=[.!?])[”\"]?\s+(?=[“\"]?[A-Z])"),
}


@dataclass(frozen=True)
class Sentence:
    """A sentence of a release."""

    release: CheckedRelease
    language: Language
    role: Role
    line: Line
    """The spans of the paragraph that it is part of."""

    begin: int
    """Where it begins in the paragraph."""

    text: str

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        for span in self.line:
            starts.append(starts[-1] + len(span.text))
        return starts

    def _index(self, position: int) -> int:
        return bisect_right(self._starts, self.begin + position) - 1

    def typed_at(self, position: int) -> Span | None:
        """Return the span of the character at *position*, where somebody typed it."""
        span = self.line[self._index(position)]
        return span if span.gap is None and is_typed(span.source) else None

    @cached_property
    def fields(self) -> frozenset[str]:
        """The fields of the partner file that its words stand in."""
        first, last = self._index(0), self._index(max(len(self.text) - 1, 0))
        sources = (span.value for span in self.line[first : last + 1])
        return frozenset(s.field for s in sources if isinstance(s, PartnerSource))

    def find(
        self,
        rule: Rule,
        span: tuple[int, int],
        message: Message,
        hint: Message = NOTHING,
    ) -> Finding:
        """Return a finding of *rule* at the words from one end of *span* to the other.

        They begin where somebody typed, and end with the source that these come from.
        """
        first = next((at for at in range(*span) if self.typed_at(at)), span[0])
        index = self._index(first)
        own, start = self.line[index], self.begin + first - self._starts[index]
        words = own.text[start : start + span[1] - first].rstrip()
        source = own.source
        assert not isinstance(source, LedgerSource)  # something of a claim is typed
        before = "".join(s.text for s in self.line[:index] if s.source == source)
        nth = (before + own.text[:start]).count(words)
        where = find_words(self.release.workspace.root, source.place, words, nth)
        partner = self.release.partner
        return rule.find(where, message, hint, words=words, language=self.language, partner=partner)


def is_typed(source: Source) -> bool:
    """Return whether words of *source* are somebody's own, and not a value of the record."""
    match source:
        case TemplateSource():
            return True
        case PartnerSource(field=field):
            return field.endswith((".ja", ".en")) and not _NAMES.match(field)
        case HouseSource(field=field):
            return field.startswith(_PROSE_OF_HOUSE)
        case _:
            return False


def find_words(root: Path, place: Place, words: str, nth: int) -> Place:
    """Return where *words*, seen *nth* times before from *place*'s line, stand in the file.

    Text that is folded over several lines stands on one of those that follow; where the words
    are spelt in another way (an escape), *place* itself is returned.
    """
    lines = split_lines(read_file(root, place.path))
    for number in range(place.line, min(place.line + 40, len(lines)) + 1):
        line = lines[number - 1]
        if number > place.line and re.match(r"\s*(- )?[\w-]+:(\s|$)|\s*- ", line):
            break
        for text in (_TAG.sub(lambda tag: "\0" * len(tag[0]), line), line):
            columns = [found.start() for found in re.finditer(re.escape(words), text)]
            begin = place.column - 1 if number == place.line and nth == 0 else 0
            columns = [column for column in columns if column >= begin] or columns
            if columns:
                return Place(place.path, number, columns[min(nth, len(columns) - 1)] + 1)
    return place


def read_sentences(release: CheckedRelease) -> Iterator[Sentence]:
    """Yield the sentences of *release* in which somebody typed something."""
    for language, document in release.documents.items():
        for block in document.blocks:
            for text in _texts(block):
                if any(is_typed(span.source) for span in text.spans):
                    yield from _cut(release, language, text)


def _texts(block: Block) -> tuple[Text, ...]:
    match block:
        case Text():
            return (block,)
        case Figure(captions=captions):
            return captions
        case Table(rows=rows, source=source):
            # Rows share items: each is read where it first stands.
            lines = {_own(line): line for row in reversed(rows) for c in row for line in c.lines}
            return tuple(Text(Role.BODY, line, source) for own, line in lines.items() if own)


def _own(line: Line) -> tuple[Source, ...]:
    """Return the sources of *line* beside the template that somebody typed."""
    sources = (span.source for span in line)
    return tuple(s for s in sources if not isinstance(s, TemplateSource) and is_typed(s))


def _cut(release: CheckedRelease, language: Language, paragraph: Text) -> Iterator[Sentence]:
    begin, text = 0, paragraph.text
    ends = [end.end() for end in _END[language].finditer(text)]
    for end in [*ends, len(text)]:
        if text[begin:end].strip():
            yield Sentence(
                release, language, paragraph.role, paragraph.spans, begin, text[begin:end]
            )
        begin = end


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
    names: Names

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


def speaks_of_partner(sentence: Sentence, standing: Standing) -> bool:
    """Return whether *sentence* tells what the partner does, with others than the house."""
    if standing.short in sentence.text:
        return False
    text = sentence.text.lstrip('「“" ')
    subject = any(
        re.match(rf"(?:The )?{re.escape(name)}(?!と)", text, re.I) for name in standing.own
    )
    told = re.match(r"同|The (?:prefecture|city|embassy|university|company)\b", text)
    return bool(subject or told) or any(map(_OF_PARTNER.match, sentence.fields))


def judge(
    sentence: Sentence, span: tuple[int, int], number: int, right: Mapping[int, str], rule: Rule
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

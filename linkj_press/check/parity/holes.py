"""Finds what stands in one language only: parts, quotes and links, and rows of tables.

And words that announce a list or a table where none follows, or that are said otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import zip_longest

from linkj_press.check.parity.figures import Fact, Kind, Weight
from linkj_press.check.parity.side import Names, Side
from linkj_press.check.parity.statements import read_facts, read_links
from linkj_press.draft.alignment import BlockPair, name_values
from linkj_press.draft.document import Block, Document, Role, Row, Table, Text, plain, spans_of
from linkj_press.language import Language

_ANNOUNCED = {
    Language.JA: re.compile(
        r"(?<![^、。\sはがをにでともや「（(])(?:以下|下記|次)の(?:とおり|通り|よう[なに]"
        r"|[0-9０-９一二三四五六七八九十]+つ?の?|各)?(?:提携|連携)?"
        r"(?:団体|分野|項目|事項|内容|機関|企業|組織|活動|取り組み|取組|点|方々|表|URL|とおり|通り)"
        r"|(?<![^、。\sはがをにでともや「（(])(?:以下|下記|次)の(?:とおり|通り)"
    ),
    Language.EN: re.compile(
        r"\bthe following\b(?!\s(?:day|week|month|year|spring|summer|autumn|fall|winter|morning"
        r"|decade|century|season|fiscal|business day|session|January|February|March|April|May"
        r"|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday"
        r"|Thursday|Friday|Saturday|Sunday)\b)|\bas follows\b",
        re.IGNORECASE,
    ),
}
_FOLLOWS = {
    Language.JA: re.compile(r"[:：①（(「・•]|第?[1１一]に|[1１][.．)）]|https?:"),
    Language.EN: re.compile(
        r"[:;,(•“]|\s[–—-]\s|\b(?:is|are|was|were|include)\b|\. (?:First|One|1|The first)\b|https?:"
    ),
}
_LISTED = re.compile(r"\s*(?:[・•■◆●○①‐–—-]|[(（]?[0-9０-９]{1,2}[.．)）、]|https?:)")
_SENTENCE_END = ("。", ".", "!", "?", "”", "」")


def find_unfollowed(document: Document) -> Iterator[tuple[Block, int, int]]:
    """Yield each block that announces what does not follow, and where its words stand in it."""
    for index, block in enumerate(document.blocks):
        if not isinstance(block, Text) or _is_followed(document.blocks[index + 1 :]):
            continue
        text = plain(span for span in block.spans if not span.gap)
        for match in _ANNOUNCED[document.language].finditer(text):
            if not _FOLLOWS[document.language].search(text, match.end()):
                yield block, *match.span()


def _is_followed(rest: Sequence[Block]) -> bool:
    """Return whether a list or a table stands next, be it below a heading."""
    for block in rest:
        if not isinstance(block, Text):
            return isinstance(block, Table)
        if block.role in (Role.SECTION, Role.REFERENCE):
            continue
        if block.role is not Role.BODY:
            return False
        text = block.text.strip()
        is_gap = any(span.gap for span in spans_of(block))
        return is_gap or bool(_LISTED.match(text)) or not text.endswith(_SENTENCE_END)
    return False


ISSUER = "issuer"


@dataclass(frozen=True)
class Known:
    """The names that both languages must have."""

    organisations: Mapping[Language, Names]
    people: Mapping[Language, Names]
    partner: str
    """The partner of the release, which a text may name by a pronoun, as it may the issuer."""

    is_headline: bool = False
    """Whether the words are the headline's, where the partner is named."""

    def is_understood(self, organisation: object) -> bool:
        """Return whether the *organisation* need not be named."""
        return organisation == ISSUER or (organisation == self.partner and not self.is_headline)

    def is_hinted_at(self, fact: Fact, side: Side) -> bool:
        """Return whether *side* has at least a word of the name *fact*: Okano, Yokohama."""
        named = {Kind.PERSON: self.people, Kind.ORGANISATION: self.organisations}
        names = named.get(fact.kind)
        return bool(names and names[side.language].hint_at(str(fact.value), side.text))


@dataclass(frozen=True, slots=True)
class Difference:
    """Facts in which two sides differ; one of the two may be lacking."""

    ja: Fact | None
    en: Fact | None


def compare(ja: Side, en: Side, known: Known) -> Iterator[Difference]:
    """Yield in what *ja* and *en* differ, in the order of the Japanese."""
    in_ja, in_en = _state(ja, known), _state(en, known)
    lone_ja = [f for f in _find_lone(in_ja, in_en, ja, en) if not known.is_hinted_at(f, en)]
    lone_en = [f for f in _find_lone(in_en, in_ja, en, ja) if not known.is_hinted_at(f, ja)]
    for fact in sorted(lone_ja, key=lambda fact: -fact.weight):
        answers = [other for other in lone_en if other.weight and other.may_answer(fact)]
        answer = max(answers, key=lambda other: _nearness(fact, other), default=None)
        if answer and _is_told(fact, answer):
            lone_en.remove(answer)
            yield Difference(fact, answer)
        elif fact.weight is Weight.FIGURE:
            yield Difference(fact, None)
    yield from (Difference(None, fact) for fact in lone_en if fact.weight is Weight.FIGURE)


def _state(side: Side, known: Known) -> list[Fact]:
    """Return all facts that *side* states."""
    people = known.people[side.language].find(side.text, Kind.PERSON)
    named = known.organisations[side.language].find(side.text, Kind.ORGANISATION)
    organisations = (
        replace(fact, weight=Weight.WORD) if known.is_understood(fact.value) else fact
        for fact in named
    )
    return [*read_facts(side.text, side.language), *read_links(side), *people, *organisations]


def _find_lone(
    stated: Sequence[Fact], answers: Sequence[Fact], side: Side, other: Side
) -> list[Fact]:
    """Return those facts *stated* by *side* that *answers*, the facts of *other*, do not have."""
    equal = {(fact.kind, fact.value) for fact in answers}
    lone = {(f.kind, f.value): f for f in reversed(stated) if (f.kind, f.value) not in equal}
    names_instrument = any(fact.kind is Kind.INSTRUMENT for fact in answers)
    return [
        fact
        for fact in reversed(lone.values())
        if (names_instrument or fact.kind is not Kind.INSTRUMENT)
        and not any(fact.agrees(answer) for answer in answers)
        and not side.is_shared(fact.start, fact.end, other)
    ]


def _nearness(fact: Fact, other: Fact) -> tuple[bool, bool, int, int]:
    same = fact.unit == other.unit
    return fact.kind is other.kind, same, other.weight, -other.start


def _is_told(fact: Fact, answer: Fact) -> bool:
    if Weight.FIGURE in (fact.weight, answer.weight) or fact.kind is Kind.INSTRUMENT:
        return True
    return fact.kind is not Kind.ORGANISATION and "" != fact.unit == answer.unit


RowPair = tuple[Row | None, Row | None]


def part_pairs(pairs: Iterable[BlockPair]) -> Iterator[BlockPair]:
    """Yield *pairs*, but blocks that show different fields of the release each on their own."""
    for pair in pairs:
        if pair.ja and pair.en and _tell_of_other_things(pair.ja, pair.en):
            yield BlockPair(pair.ja, None)
            yield BlockPair(None, pair.en)
        else:
            yield pair


def find_holes(pairs: Iterable[BlockPair]) -> Iterator[BlockPair]:
    """Yield the pairs of which one language is lacking; of a section only its heading."""
    section: Language | None = None
    for pair in pairs:
        lacks, block = pair.lacks, pair.ja or pair.en
        assert block
        is_heading = isinstance(block, Text) and block.role is Role.SECTION
        if lacks is None or (is_heading and lacks is not section):
            section = None
        if lacks and (is_heading or lacks is not section) and not is_gap(block):
            yield pair
        if lacks and is_heading:
            section = lacks


def is_gap(block: Block) -> bool:
    """Return whether *block* does nothing but stand for something missing."""
    return all(span.gap or not span.text.strip() for span in spans_of(block))


def name_hole(block: Block, side: Side) -> str:
    """Return the code of the rule for *block*, alone in the language of *side*."""
    if isinstance(block, Text) and block.role is Role.QUOTE:
        return "quote-missing"
    facts = read_facts(side.text, side.language)
    if any(is_link(fact) and fact.end - fact.start == len(side.text.strip()) for fact in facts):
        return "link-missing"
    return "part-missing"


def is_link(fact: Fact) -> bool:
    """Return whether *fact* is an address that a reader can follow."""
    return fact.kind is Kind.URL


def pair_rows(ja: Table, en: Table) -> Iterator[RowPair]:
    """Yield the rows of both tables in pairs, headings first; one of a pair may be lacking."""
    yield ja.header, en.header
    if len(ja.rows) == len(en.rows):
        yield from zip(ja.rows, en.rows, strict=True)
        return
    one, other = (
        [_describe(row, language) for row in table.rows]
        for table, language in ((ja, Language.JA), (en, Language.EN))
    )
    for _, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        yield from zip_longest(ja.rows[a:b], en.rows[c:d])


def _describe(row: Row, language: Language) -> frozenset[object]:
    """Return what a row has in both languages: its values, or else the facts in it."""
    spans = [span for cell in row for line in cell.lines for span in line]
    values = name_values(spans)
    text = "\n".join(cell.text for cell in row)
    return values or frozenset((fact.kind, fact.value) for fact in read_facts(text, language))


def _tell_of_other_things(ja: Block, en: Block) -> bool:
    fields = [_fields(block) for block in (ja, en)]
    return all(fields) and not fields[0] & fields[1]


def _fields(block: Block) -> set[str]:
    """Return the fields of prose that make up most of *block*."""
    if not isinstance(block, Text) or block.role is not Role.BODY:
        return set()
    return {name for name in name_values(block.spans) if ":release." in name}

"""Finds what stands in one language only: parts, quotes and links, and rows of tables.

And words that announce a list or a table where none follows, or that are said otherwise.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from linkj_press.check.parity.facts import Fact, FactKind, Weight, read_facts, read_links
from linkj_press.check.printed import PrintedWords
from linkj_press.draft.alignment import BlockPair, name_values
from linkj_press.draft.document import Block, Document, Role, Table, Text, plain, spans_of
from linkj_press.language import Language
from linkj_press.text.names import NameMatcher

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


@dataclass(frozen=True)
class ReleaseNames:
    """The names that both languages must have."""

    organisations: Mapping[Language, NameMatcher]
    people: Mapping[Language, NameMatcher]
    partner: str
    """The partner of the release, which all but the headline may name by a pronoun."""

    def find(self, words: PrintedWords) -> Iterator[Fact]:
        """Yield the people and organisations that *words* name."""
        for name in self.people[words.language].find(words.text):
            yield Fact(FactKind.PERSON, name.key, name.start, name.end)
        understood = {"issuer"} if words.role is Role.HEADLINE else {"issuer", self.partner}
        for name in self.organisations[words.language].find(words.text):
            weight = Weight.WORD if name.key in understood else Weight.FIGURE
            yield Fact(FactKind.ORGANISATION, name.key, name.start, name.end, weight)

    def is_hinted_at(self, fact: Fact, words: PrintedWords) -> bool:
        """Return whether *words* have at least one of the name *fact*: Okano, Yokohama."""
        named = {FactKind.PERSON: self.people, FactKind.ORGANISATION: self.organisations}
        names = named.get(fact.kind)
        return bool(names and names[words.language].hints_at(str(fact.value), words.text))


def compare(
    ja: PrintedWords, en: PrintedWords, names: ReleaseNames
) -> Iterator[tuple[Fact | None, Fact | None]]:
    """Yield the facts of *ja* and *en* that are not alike; one of two may be lacking."""
    in_ja, in_en = (
        [*read_facts(words.text, words.language), *read_links(words), *names.find(words)]
        for words in (ja, en)
    )
    lone_ja = [f for f in _find_lone(in_ja, in_en, ja, en) if not names.is_hinted_at(f, en)]
    lone_en = [f for f in _find_lone(in_en, in_ja, en, ja) if not names.is_hinted_at(f, ja)]
    for fact in sorted(lone_ja, key=lambda fact: -fact.weight):
        answers = [other for other in lone_en if other.weight and other.may_answer(fact)]
        answer = max(answers, key=fact.rank_answer, default=None)
        if answer and _is_told(fact, answer):
            lone_en.remove(answer)
            yield fact, answer
        elif fact.weight is Weight.FIGURE:
            yield fact, None
    yield from ((None, fact) for fact in lone_en if fact.weight is Weight.FIGURE)


def _find_lone(
    stated: Sequence[Fact], answers: Sequence[Fact], words: PrintedWords, other: PrintedWords
) -> list[Fact]:
    """Return those facts *stated* by *words* that *answers*, the facts of *other*, do not have."""
    equal = {(fact.kind, fact.value) for fact in answers}
    lone = {(f.kind, f.value): f for f in reversed(stated) if (f.kind, f.value) not in equal}
    names_instrument = any(fact.kind is FactKind.INSTRUMENT for fact in answers)
    return [
        fact
        for fact in reversed(lone.values())
        if (names_instrument or fact.kind is not FactKind.INSTRUMENT)
        and not any(fact.agrees(answer) for answer in answers)
        and not words.is_shared(fact.start, fact.end, other)
    ]


def _is_told(fact: Fact, answer: Fact) -> bool:
    if Weight.FIGURE in (fact.weight, answer.weight) or fact.kind is FactKind.INSTRUMENT:
        return True
    return fact.kind is not FactKind.ORGANISATION and "" != fact.unit == answer.unit


def part_pairs(pairs: Iterable[BlockPair]) -> Iterator[BlockPair]:
    """Yield *pairs*, but blocks that show different fields of the release each on their own."""
    for pair in pairs:
        fields = [_list_prose(block) for block in (pair.ja, pair.en)]
        if all(fields) and not fields[0] & fields[1]:
            yield BlockPair(pair.ja, None)
            yield BlockPair(None, pair.en)
        else:
            yield pair


def find_holes(pairs: Iterable[BlockPair]) -> Iterator[tuple[Block, Language]]:
    """Yield the blocks that one language alone has, and it; of a section only its heading."""
    section: Language | None = None
    for pair in pairs:
        lacks, block = pair.lacks, pair.ja or pair.en
        assert block
        is_heading = isinstance(block, Text) and block.role is Role.SECTION
        if lacks is None or (is_heading and lacks is not section):
            section = None
        is_gap = all(span.gap or not span.text.strip() for span in spans_of(block))
        if lacks and (is_heading or lacks is not section) and not is_gap:
            yield block, lacks.other
        if lacks and is_heading:
            section = lacks


def name_hole(words: PrintedWords) -> str:
    """Return the code of the rule for a block of which *words* are all, alone in its language."""
    if words.role is Role.QUOTE:
        return "quote-missing"
    facts = read_facts(words.text, words.language)
    whole = [f for f in facts if f.end - f.start == len(words.text.strip())]
    return "link-missing" if any(f.kind is FactKind.URL for f in whole) else "part-missing"


def pair_parts(
    ja: Sequence[PrintedWords], en: Sequence[PrintedWords]
) -> Iterator[tuple[PrintedWords | None, PrintedWords | None]]:
    """Yield the parts of two blocks in pairs; one of a pair may be lacking.

    Rows of tables of unlike length pair by what they show, their headings first.
    """
    if len(ja) == len(en) or not isinstance((ja or en)[0].block, Table):
        yield from zip_longest(ja, en)
        return
    yield ja[0], en[0]
    one, other = ([_describe_row(row) for row in rows[1:]] for rows in (ja, en))
    for _, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        yield from zip_longest(ja[1:][a:b], en[1:][c:d])


def _describe_row(row: PrintedWords) -> frozenset[object]:
    """Return what a row has in both languages: its values, or else the facts in it."""
    values = name_values(placed.span for placed in row.placed)
    facts = read_facts(row.text, row.language)
    return values or frozenset((fact.kind, fact.value) for fact in facts)


def _list_prose(block: Block | None) -> set[str]:
    """Return the fields of prose that make up most of *block*."""
    if not isinstance(block, Text) or block.role is not Role.BODY:
        return set()
    return {name for name in name_values(block.spans) if ":release." in name}

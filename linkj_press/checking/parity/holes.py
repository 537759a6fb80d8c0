"""Finds what stands in one language only: parts, quotes and links, and rows of tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import zip_longest

from linkj_press.alignment import Pair, name_values
from linkj_press.checking.parity.quantity import Fact, Kind
from linkj_press.checking.parity.side import Side
from linkj_press.checking.parity.statements import read_facts
from linkj_press.document import Block, Role, Row, Table, Text, block_spans
from linkj_press.language import Language

RowPair = tuple[Row | None, Row | None]


def part_pairs(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """Yield *pairs*, but blocks that show different fields of the release each on their own."""
    for pair in pairs:
        if pair.ja and pair.en and _tell_of_other_things(pair.ja, pair.en):
            yield Pair(pair.ja, None)
            yield Pair(None, pair.en)
        else:
            yield pair


def find_holes(pairs: Iterable[Pair]) -> Iterator[Pair]:
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
    return all(span.gap or not span.text.strip() for span in block_spans(block))


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

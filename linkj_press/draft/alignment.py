"""Aligns the two languages of a release: which block of one says what a block of the other says."""

from collections.abc import Iterable
from dataclasses import dataclass

from linkj_press.draft.document import (
    Block,
    Document,
    HouseSource,
    LedgerSource,
    PartnerSource,
    Role,
    Span,
    Text,
    name_kind,
    spans_of,
)
from linkj_press.language import Language
from linkj_press.text.pairing import match_in_order

JAPANESE_ONLY = frozenset({Role.ADDRESSEE})
"""What an English release does without (conventions of press releases)."""


@dataclass(frozen=True, slots=True)
class BlockPair:
    """A block and its counterpart in the other language; one of the two may be lacking."""

    ja: Block | None
    en: Block | None

    @property
    def lacks(self) -> Language | None:
        """The language in which a counterpart is missing, and should not be."""
        if self.en is None:
            alone = isinstance(self.ja, Text) and self.ja.role in JAPANESE_ONLY
            return None if alone else Language.EN
        return Language.JA if self.ja is None else None


def align(ja: Document, en: Document) -> list[BlockPair]:
    """Return the blocks of *ja* and *en* in pairs, each language in its order.

    Blocks pair when they are of one role. Of all ways to pair them this is the one that pairs the
    most, and then the one whose pairs share the most filled-in values.
    """
    one, other = ([_key(block) for block in document.blocks] for document in (ja, en))
    return [
        BlockPair(None if i is None else ja.blocks[i], None if j is None else en.blocks[j])
        for i, j in match_in_order(one, other, _liken)
    ]


_Key = tuple[str, frozenset[str]]
"""The kind of a block, and its values."""


def _key(block: Block) -> _Key:
    return name_kind(block), list_names_in_both(spans_of(block))


def _liken(one: _Key, other: _Key) -> float:
    """Return 0 for blocks that cannot be a pair, else what the pair counts."""
    if one[0] != other[0]:
        return 0.0
    either = one[1] | other[1]
    # However many values a pair shares, more pairs are better.
    return 100 + (len(one[1] & other[1]) / len(either) if either else 0.0)


def list_names_in_both(spans: Iterable[Span]) -> frozenset[str]:
    """Return what the filled-in values of *spans* are called in both languages."""
    return frozenset(filter(None, map(name_in_both, {span.value for span in spans})))


def name_in_both(source: object) -> str:
    """Return what *source* is called in both languages, or ``""`` for a template's."""
    match source:
        case PartnerSource(partner=partner, field=field):
            return f"{partner}:{_strip_language(field)}"
        case HouseSource(field=field):
            return _strip_language(field)
        case LedgerSource(fact=fact):
            return fact
        case _:
            return ""


def _strip_language(field: str) -> str:
    for language in Language:
        field = field.removesuffix(f".{language}")
    return field

"""Aligns the two languages of a release: which block of one says what a block of the other says."""

from __future__ import annotations

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
    spans_of,
)
from linkj_press.language import Language
from linkj_press.text.pairing import match_in_order

JAPANESE_ONLY = frozenset({Role.ADDRESSEE})
"""What an English release does without (conventions of press releases)."""


@dataclass(frozen=True, slots=True)
class Pair:
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


def align(ja: Document, en: Document) -> list[Pair]:
    """Return the blocks of *ja* and *en* in pairs, each language in its order.

    Blocks pair when they are of one role. Of all ways to pair them this is the one that pairs the
    most, and then the one whose pairs share the most filled-in values.
    """
    one, other = ([_describe(block) for block in document.blocks] for document in (ja, en))
    return [
        Pair(None if i is None else ja.blocks[i], None if j is None else en.blocks[j])
        for i, j in match_in_order(one, other, _Key.likeness)
    ]


@dataclass(frozen=True, slots=True)
class _Key:
    role: str
    values: frozenset[str]

    def likeness(self, other: _Key) -> float:
        """Return 0 for blocks that cannot be a pair, else what the pair counts."""
        if self.role != other.role:
            return 0.0
        either = self.values | other.values
        return _PAIRED + (len(self.values & other.values) / len(either) if either else 0.0)


_PAIRED = 100
"""What a pair counts beside what its values count, so that more pairs are always better."""


def _describe(block: Block) -> _Key:
    role = str(block.role) if isinstance(block, Text) else type(block).__name__
    return _Key(role, name_values(spans_of(block)))


def name_values(spans: Iterable[Span]) -> frozenset[str]:
    """Return what the filled-in values of *spans* are called in both languages."""
    return frozenset(filter(None, map(_name, {span.value for span in spans})))


def _name(source: object) -> str:
    """Return what *source* is called in both languages, or ``""`` for a template's."""
    match source:
        case PartnerSource(partner=partner, field=field):
            return f"{partner}:{_neutral(field)}"
        case HouseSource(field=field):
            return _neutral(field)
        case LedgerSource(fact=fact):
            return fact
        case _:
            return ""


def _neutral(field: str) -> str:
    for language in Language:
        field = field.removesuffix(f".{language}")
    return field

"""The two languages of a release, block against block."""

from datetime import date
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkj_press.draft.alignment import BlockPair, align
from linkj_press.draft.document import (
    Block,
    Document,
    PartnerSource,
    Role,
    Span,
    TemplateSource,
    Text,
)
from linkj_press.draft.drafting import Drafter
from linkj_press.language import Language
from linkj_press.problem import Place

JA, EN = Language
RELEASED = ("yokohama", "osaka", "kanagawa", "denmark")
HERE = TemplateSource(Place(PurePosixPath("templates/x.md")))


def document(language: Language, *blocks: Block) -> Document:
    return Document("osaka", language, date(2020, 9, 7), blocks)


def paragraph(role: Role, *fields: str) -> Text:
    """Return a paragraph with a value of each of *fields*."""
    sources = [PartnerSource("osaka", field, HERE.place) for field in fields]
    return Text(
        role, tuple(Span(f, s, value=s) for f, s in zip(fields, sources, strict=True)), HERE
    )


@pytest.mark.parametrize("partner", RELEASED)
def test_the_real_releases_have_no_hole(drafter: Drafter, partner: str) -> None:
    """Every block of a shipped release has its counterpart, but for the addressee."""
    pairs = align(drafter.draft(partner, JA), drafter.draft(partner, EN))
    assert len(pairs) > 15
    assert [pair for pair in pairs if pair.lacks] == []
    alone = [pair.ja for pair in pairs if pair.en is None]
    assert [block.role for block in alone if isinstance(block, Text)] == [Role.ADDRESSEE]


@pytest.mark.parametrize("partner", RELEASED)
@pytest.mark.parametrize("language", Language)
def test_a_block_taken_from_one_language_is_the_hole(
    drafter: Drafter, partner: str, language: Language
) -> None:
    """Whichever block goes, the others keep their counterparts."""
    ja, en = drafter.draft(partner, JA), drafter.draft(partner, EN)
    whole = [pair for pair in align(ja, en) if pair.ja and pair.en]
    assert len(whole) > 10
    for gone in whole:
        sides = [
            document(
                lang, *(b for b in doc.blocks if lang is not language or b not in astuple(gone))
            )
            for lang, doc in ((JA, ja), (EN, en))
        ]
        lacking = [pair for pair in align(*sides) if pair.lacks]
        kept = gone.en if language is JA else gone.ja
        assert [(pair.lacks, pair.ja or pair.en) for pair in lacking] == [(language, kept)]


def astuple(pair: BlockPair) -> tuple[Block | None, Block | None]:
    return pair.ja, pair.en


def test_blocks_pair_by_the_values_they_share() -> None:
    """Of two paragraphs, the one about the same field is the counterpart."""
    about, purpose = paragraph(Role.BODY, "background[0].ja"), paragraph(Role.BODY, "purpose[0].ja")
    only = paragraph(Role.BODY, "purpose[0].en")
    pairs = align(document(JA, about, purpose), document(EN, only))
    assert pairs == [BlockPair(about, None), BlockPair(purpose, only)]
    assert pairs[0].lacks is EN


ROLES = st.lists(st.sampled_from(list(Role)), max_size=12)


@given(ROLES, ROLES)
def test_alignment_keeps_every_block_in_its_order(ja: list[Role], en: list[Role]) -> None:
    """Both languages are in the pairs whole and in order, and a pair is of one role."""
    one, other = (document(lang, *map(paragraph, roles)) for lang, roles in ((JA, ja), (EN, en)))
    pairs = align(one, other)
    assert tuple(pair.ja for pair in pairs if pair.ja) == one.blocks
    assert tuple(pair.en for pair in pairs if pair.en) == other.blocks
    for pair in pairs:
        if isinstance(pair.ja, Text) and isinstance(pair.en, Text):
            assert pair.ja.role is pair.en.role


@given(ROLES)
def test_equal_documents_pair_whole(roles: list[Role]) -> None:
    """A release aligned with itself has no hole."""
    blocks = tuple(map(paragraph, roles))
    assert align(document(JA, *blocks), document(EN, *blocks)) == [BlockPair(b, b) for b in blocks]

"""What one language of a release says and the other does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from linkj_press.alignment import Pair
from linkj_press.checking.finding import Finding
from linkj_press.checking.parity import rules as parity_rules
from linkj_press.checking.parity.counterparts import Difference, Known, compare
from linkj_press.checking.parity.following import find_unfollowed
from linkj_press.checking.parity.holes import find_holes, name_hole, pair_rows, part_pairs
from linkj_press.checking.parity.mentions import Names
from linkj_press.checking.parity.quantity import Fact, Kind
from linkj_press.checking.parity.rules import BY_CODE
from linkj_press.checking.parity.side import Side, side_of_block, side_of_row, sides_of
from linkj_press.checking.registry import list_organisations, list_people
from linkj_press.checking.release import CheckedRelease
from linkj_press.document import Block, Gap, Role, Table, Text, block_spans
from linkj_press.language import Language
from linkj_press.message import Message, say
from linkj_press.provenance import cite

RULES = parity_rules.RULES

JA, EN = Language
_ALONE = {Kind.PERSON: "person-missing", Kind.URL: "link-missing"}


def check(release: CheckedRelease) -> Iterator[Finding]:
    """Yield what the two languages of *release* say differently."""
    checker = _Checker(release, _gather_names(release))
    pairs = list(part_pairs(release.pairs))
    for hole in find_holes(pairs):
        yield from checker.tell_hole(hole)
    for pair in pairs:
        if pair.ja and pair.en:
            yield from checker.compare_blocks(pair.ja, pair.en)
    for document in release.documents.values():
        for block, start, end in find_unfollowed(document):
            yield checker.tell_unfollowed(checker.side(block, document.language), start, end)


def _gather_names(release: CheckedRelease) -> Known:
    organisations = list_organisations(release.workspace)
    people = list_people(release.facts)
    return Known(
        {language: Names.of(organisations, language) for language in Language},
        {language: Names.of(people, language) for language in Language},
        release.partner,
    )


@dataclass(frozen=True)
class _Checker:
    """Compares the blocks of one release."""

    release: CheckedRelease
    known: Known

    def side(self, block: Block, language: Language) -> Side:
        """Return the words of *block*."""
        return side_of_block(block, self.release.workspace.root, language)

    def compare_blocks(self, ja: Block, en: Block) -> Iterator[Finding]:
        """Yield in what two blocks that say the same differ."""
        if _awaits_translation(ja) or _awaits_translation(en):
            return
        if isinstance(ja, Table) and isinstance(en, Table):
            yield from self._compare_tables(ja, en)
            return
        root = self.release.workspace.root
        is_headline = isinstance(ja, Text) and ja.role is Role.HEADLINE
        known = replace(self.known, is_headline=is_headline)
        for one, other in zip_longest(sides_of(ja, root, JA), sides_of(en, root, EN)):
            if one and other:
                yield from self._compare(one, other, known)
            elif lone := one or other:
                yield self._tell_part("part-missing", lone)

    def _compare_tables(self, ja: Table, en: Table) -> Iterator[Finding]:
        root = self.release.workspace.root
        for row, other in pair_rows(ja, en):
            sides = (
                side_of_row(row, root, JA, ja.source) if row else None,
                side_of_row(other, root, EN, en.source) if other else None,
            )
            if sides[0] and sides[1]:
                yield from self._compare(sides[0], sides[1], self.known)
            elif lone := sides[0] or sides[1]:
                yield self._tell_part("row-missing", lone)

    def _compare(self, ja: Side, en: Side, known: Known) -> Iterator[Finding]:
        for difference in compare(ja, en, known):
            if difference.ja and difference.en:
                yield self._tell_difference(ja, en, difference.ja, difference.en)
            else:
                yield self._tell_lone(ja, en, difference)

    def tell_hole(self, hole: Pair) -> Iterator[Finding]:
        """Yield what the block of *hole*, which stands alone, is a fault of."""
        block, language = (hole.ja, JA) if hole.ja else (hole.en, EN)
        assert block
        side = self.side(block, language)
        yield self._tell_part(name_hole(block, side), side)

    def tell_unfollowed(self, side: Side, start: int, end: int) -> Finding:
        """Return the fault of the words of *side* that announce what does not follow."""
        return self._find(
            "nothing-follows",
            side,
            (start, end),
            say("{words!r} announces something, and nothing follows", words=side.text[start:end]),
            say("add what follows, or word the sentence without it"),
        )

    def _tell_part(self, code: str, side: Side) -> Finding:
        names = {"language": side.language.called, "other": side.language.other.called}
        messages = {
            "quote-missing": say("this quote is in {language} only", **names),
            "row-missing": say("this row is in {language} only", **names),
            "link-missing": say("this link is in {language} only", **names),
            "part-missing": say("this part is in {language} only", **names),
        }
        return self._find(
            code, side, side.head, messages[code], say("add it in {other}, or take it out", **names)
        )

    def _tell_lone(self, ja: Side, en: Side, difference: Difference) -> Finding:
        side, other, fact = (ja, en, difference.ja) if difference.ja else (en, ja, difference.en)
        assert fact
        message = say(
            "{words!r} is in {language} only: {place} has nothing like it",
            words=side.text[fact.start : fact.end],
            language=side.language.called,
            place=cite(other.anchor),
        )
        hint = say("add it in {other}, or take it out", other=other.language.called)
        code = _ALONE.get(fact.kind, f"{fact.kind}-differs")
        return self._find(code, side, (fact.start, fact.end), message, hint)

    def _tell_difference(self, ja: Side, en: Side, in_ja: Fact, in_en: Fact) -> Finding:
        spots = [side.locate(f.start, f.end) for side, f in ((ja, in_ja), (en, in_en))]
        at_ja = spots[0].rank > spots[1].rank
        side, fact, place = (ja, in_ja, spots[1].place) if at_ja else (en, in_en, spots[0].place)
        message = say(
            "{ja!r} in Japanese is {en!r} in English: compare {place}",
            ja=ja.text[in_ja.start : in_ja.end],
            en=en.text[in_en.start : in_en.end],
            place=cite(place),
        )
        kinds = (in_ja.kind, in_en.kind)
        kind = Kind.MONEY if Kind.MONEY in kinds else fact.kind
        hint = say("correct the one that is wrong")
        return self._find(f"{kind}-differs", side, (fact.start, fact.end), message, hint)

    def _find(
        self, code: str, side: Side, at: tuple[int, int], message: Message, hint: Message
    ) -> Finding:
        spot = side.locate(*at)
        return BY_CODE[code].find(
            spot.place,
            message,
            hint,
            words=spot.words,
            language=side.language,
            partner=self.release.partner,
        )


def _awaits_translation(block: Block) -> bool:
    return any(span.gap is Gap.TRANSLATION for span in block_spans(block))

"""What one language of a release says and the other does not: the rules, and the comparison."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from linkj_press.check.parity.figures import Fact, Kind
from linkj_press.check.parity.holes import (
    Difference,
    Known,
    compare,
    find_holes,
    find_unfollowed,
    name_hole,
    pair_rows,
    part_pairs,
)
from linkj_press.check.parity.side import Names, Side, side_of_block, side_of_row, sides_of
from linkj_press.check.rules import (
    CheckedRelease,
    Example,
    Finding,
    Rule,
    list_organisations,
    list_people,
)
from linkj_press.draft.alignment import BlockPair
from linkj_press.draft.document import Block, Gap, Role, Table, Text, spans_of
from linkj_press.language import Language
from linkj_press.message import Message, say
from linkj_press.problem import Severity

JA, EN = Language


def _pair(ja: str, en: str) -> tuple[Example, Example]:
    """Return what the two languages say in one place."""
    return Example(JA, ja), Example(EN, en)


def _missing(code: str, title: Message, why: Message) -> Rule:
    return Rule(code, Severity.ERROR, title, why)


def _differing(
    code: str,
    title: Message,
    why: Message,
    bad: tuple[Example, ...],
    good: tuple[Example, ...] = (),
) -> Rule:
    """Return a rule whose examples are pairs: Japanese, English, Japanese, English."""
    return Rule(code, Severity.ERROR, title, why, bad, good)


_HALF = say("readers of the other language would not learn of it; gaps are not meant")
_FACT = say("both languages go out on one day, and must not contradict each other")

MISSING = (
    _missing("part-missing", say("a part in one language only"), _HALF),
    _missing("quote-missing", say("a quote in one language only"), _HALF),
    _missing("row-missing", say("a row of a table in one language only"), _HALF),
    _missing("link-missing", say("a link in one language only"), _HALF),
    _missing("person-missing", say("a person named in one language only"), _HALF),
)

DIFFERING = (
    _differing(
        "number-differs",
        say("a number that the languages give differently"),
        say("number words such as “one of” or 一丸 count only against a figure"),
        (
            *_pair("今後5年間にわたり協力します。", "They will cooperate for three years."),
            *_pair("26の大学が集まります。", "It is home to 25 universities."),
        ),
        (
            *_pair("2例目の提携です。", "It is the second partnership."),
            *_pair("440以上の会員", "its 440+ members"),
            *_pair("産学官が一丸となって", "working as one"),
        ),
    ),
    _differing(
        "money-differs",
        say("an amount of money that the languages give differently"),
        _FACT,
        _pair("1億5000万円を投じます。", "It will invest 15 million yen."),
        _pair("1億5000万円を投じます。", "It will invest 150 million yen."),
    ),
    _differing(
        "date-differs",
        say("a date that the languages give differently"),
        say("a year may be left out where the month is named"),
        _pair("9月7日に締結しました。", "It was concluded on September 8, 2020."),
        _pair("9月7日に締結しました。", "It was concluded on September 7, 2020."),
    ),
    _differing(
        "url-differs",
        say("a link that leads elsewhere in the other language"),
        say("pages that differ by their language alone are not meant"),
        _pair("https://www.link-j.org/event", "https://www.link-j.org/events"),
        _pair("https://www.link-j.org/", "https://www.link-j.org/en/"),
    ),
    _differing(
        "email-differs",
        say("a mail address that the languages give differently"),
        _FACT,
        _pair("press@link-j.org", "pres@link-j.org"),
    ),
    _differing(
        "phone-differs",
        say("a telephone number that the languages give differently"),
        _FACT,
        _pair("電話：03-3241-4911", "Phone: +81-3-3241-4912"),
        _pair("電話：03-3241-4911", "Phone: +81-3-3241-4911"),
    ),
    _differing(
        "person-differs",
        say("a person in whose place the other language names another"),
        _FACT,
        _pair("岡野 栄之が署名しました。", "Yoshiki Sawa signed it."),
        _pair("岡野 栄之が署名しました。", "Hideyuki Okano signed it."),
    ),
    _differing(
        "organisation-differs",
        say("a registered organisation that the other language does not name"),
        say("the issuer and the partner of the release may be named by a pronoun"),
        _pair("川崎市とも協力します。", "It also works with the City of Yokohama."),
        _pair("川崎市とも協力します。", "It also works with the City of Kawasaki."),
    ),
    _differing(
        "instrument-differs",
        say("an agreement that is of another kind in the other language"),
        say("words that fit any kind, such as memorandum or 覚書, are not meant"),
        _pair("MOCを締結しました。", "They concluded an MOU."),
        _pair("MOCを締結しました。", "They concluded a memorandum of cooperation."),
    ),
)

FOLLOWING = Rule(
    "nothing-follows",
    Severity.ERROR,
    say("a list is announced, and none follows"),
    say("it was lost, or the words are left from another release"),
    (Example(EN, "It has MOUs with the following partners."), Example(JA, "以下の団体と提携。")),
    (Example(EN, "It began the following year."), Example(JA, "次の世代を育てます。")),
)

RULES = (*MISSING, *DIFFERING, FOLLOWING)
BY_CODE = {rule.code: rule for rule in RULES}


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

    def tell_hole(self, hole: BlockPair) -> Iterator[Finding]:
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
            place=other.anchor.to_line,
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
            place=place.to_line,
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
    return any(span.gap is Gap.TRANSLATION for span in spans_of(block))

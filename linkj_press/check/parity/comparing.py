"""Compares what two parts of a release that say the same have in them, sentence by sentence."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from linkj_press.check.parity.amounts import disagree, is_bounded, says_in_words
from linkj_press.check.parity.facts import Amount, Bound, Fact, FactKind, Sense, Weight
from linkj_press.check.parity.read import list_stems, read_facts, read_links
from linkj_press.check.parity.sentences import SentencePair
from linkj_press.check.printed import PrintedWords
from linkj_press.check.words import load_words
from linkj_press.draft.document import Role
from linkj_press.language import Language
from linkj_press.text.dates import StatedDate, may_name_month, read_times
from linkj_press.text.names import NameMatcher
from linkj_press.text.patterns import compile_pattern

_LATIN = compile_pattern(
    r"(?<![A-Za-z0-9@./_-])[A-Za-z]*[A-Z][A-Za-z0-9]*(?:[&-][A-Za-z0-9]+)*(?![A-Za-z0-9@/_])"
)
_SHORT = compile_pattern(r"[A-Z].*[A-Z]")


def read_abbreviations(text: str, language: Language, taken: Sequence[Fact]) -> Iterator[Fact]:
    """Yield what *text* writes in Latin capitals, but for what is part of facts *taken*."""
    weight = Weight.FIGURE if language is Language.JA else Weight.WORD
    common = load_words("others")["abbreviations"]
    for words, start, end in _find_capitals(text):
        if text[start:end] in common:
            continue
        if not any(fact.start < end and start < fact.end for fact in taken):
            yield Fact(FactKind.ACRONYM, words, start, end, weight)


@lru_cache(maxsize=1000)  # releases share the wording of templates and boilerplate
def _find_capitals(text: str) -> tuple[tuple[str, int, int], ...]:
    """Return what *text* writes in Latin capitals, folded, and where."""
    return tuple(
        (fold_abbreviation(match[0].removesuffix("s")), *match.span())
        for match in _LATIN.finditer(text)
        if _SHORT.search(match[0])
    )


def fold_abbreviation(text: str) -> str:
    """Return *text* as one compares abbreviations: without hyphens and spaces, in small letters."""
    return re.sub(r"[\W_]", "", text).casefold()


class Difference(NamedTuple):
    """A fact of one language that the other lacks or has otherwise; one of the two may be None."""

    ja: PrintedWords
    en: PrintedWords
    in_ja: Fact | None
    in_en: Fact | None


@dataclass(frozen=True)
class ReleaseNames:
    """The names that both languages must have."""

    organisations: Mapping[Language, NameMatcher]
    people: Mapping[Language, NameMatcher]
    partner: str
    """The partner of the release, which all but the headline may name by a pronoun."""

    home: frozenset[str]
    """The places of the partner, which need no name either."""

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


@dataclass(frozen=True)
class _Compared:
    """Two sentences that say the same, and what they do not have alike."""

    ja: PrintedWords
    en: PrintedWords
    lone: tuple[list[Fact], list[Fact]]


def compare_sentences(pairs: Sequence[SentencePair], names: ReleaseNames) -> Iterator[Difference]:
    """Yield how the facts of *pairs*, the sentences of one part, differ; not names."""
    compared = [_compare(ja, en, names) for ja, en in pairs if ja and en]
    alone = [
        [
            f
            for pair in pairs
            if not all(pair) and (w := pair[side])
            for f in read_facts(w.text, w.language)
        ]
        for side in (1, 0)
    ]
    for number, each in enumerate(compared):
        if not any(each.lone):
            continue
        others = [other for at, other in enumerate(compared) if at != number]
        moved = [
            [*alone[1 - side], *(f for other in others for f in other.lone[side])]
            for side in (1, 0)
        ]
        for found in _match(*each.lone):
            # What has its equal in another sentence was moved there.
            if not all(
                fact is None or any(fact.agrees(other) for other in elsewhere)
                for fact, elsewhere in zip(found, moved, strict=True)
            ):
                yield Difference(each.ja, each.en, *found)
        told = {fact for found in _match(*each.lone) for fact in found}
        for side, words, other in ((0, each.ja, each.en), (1, each.en, each.ja)):
            for fact in each.lone[side]:
                elsewhere = any(fact.agrees(one) for one in moved[side])
                if fact not in told and not elsewhere and _is_missed(fact, names, words, other):
                    lone = (fact, None) if side == 0 else (None, fact)
                    yield Difference(each.ja, each.en, *lone)


def _is_missed(fact: Fact, names: ReleaseNames, words: PrintedWords, other: PrintedWords) -> bool:
    """Return whether *other* should name the place or body *fact*, of which it has nothing."""
    if fact.kind not in (FactKind.PLACE, FactKind.BODY) or fact.weight is not Weight.WORD:
        return False
    told, written = load_words("places")["alone"], words.text[fact.start : fact.end]
    if fact.value in names.home or fact.value in told["never"] or not words.typed_at(fact.start):
        return False
    before, after = words.text[: fact.start], words.text[fact.end :]
    beside = after if words.language is Language.JA else before
    if compile_pattern(told["beside"][words.language]).search(beside):
        return False
    parts = names.organisations[words.language].forms.items()
    holders = {key for form, key in parts if written in form}
    if any(name.value in holders for name in names.find(other)):  # San Diego is in UCSD
        return False
    stems = list_stems(str(fact.value), other.language)
    known = any(stem in other.text for stem in (written, *stems))
    return (
        bool(stems)
        and not known
        and not compile_pattern(told["instead"][other.language]).search(other.text)
    )


def compare_names(
    ja: PrintedWords, en: PrintedWords, pairs: Sequence[SentencePair], names: ReleaseNames
) -> Iterator[Difference]:
    """Yield how the registered names in two parts differ, of which *pairs* are the sentences."""
    in_ja, in_en = list(names.find(ja)), list(names.find(en))

    def is_named(fact: Fact, words: PrintedWords) -> bool:
        side = words.language is Language.EN
        at = fact.start + words.begin
        for pair in pairs:
            own, other = pair[side], pair[not side]
            if own and own.begin <= at < (own.end or at + 1):
                return bool(other and names.is_hinted_at(fact, other))
        return False

    lone_ja = [f for f in _find_lone(in_ja, in_en, ja, en) if not is_named(f, ja)]
    lone_en = [f for f in _find_lone(in_en, in_ja, en, ja) if not is_named(f, en)]
    for one, other in _match(lone_ja, lone_en):
        yield Difference(ja, en, one, other)
    told = {fact.value for fact in (*lone_ja, *lone_en)}
    for difference in (each for pair in pairs for each in _compare_joined(pair, names)):
        fact = difference.in_ja or difference.in_en
        if fact and fact.value not in told:
            yield difference


_JOINT = {
    Language.JA: compile_pattern(r"[、やと・]|及び|および|並びに|ならびに"),
    Language.EN: compile_pattern(r",? (?:and|as well as) (?:the )?|, (?:the )?"),
}


def _compare_joined(pair: SentencePair, names: ReleaseNames) -> Iterator[Difference]:
    """Yield what one sentence joins to a name that the other has, and the other does not name."""
    ja, en = pair
    if ja and en:
        yield from (Difference(ja, en, fact, None) for fact in _find_joined(ja, en, names))
        yield from (Difference(ja, en, None, fact) for fact in _find_joined(en, ja, names))


def _find_joined(words: PrintedWords, other: PrintedWords, names: ReleaseNames) -> Iterator[Fact]:
    found, there = list(names.find(words)), {fact.value for fact in names.find(other)}
    understood = {"issuer", names.partner, *there}
    for one, two in pairwise(found):
        joined = _JOINT[words.language].fullmatch(words.text, one.end, two.start)
        for lone, known in ((one, two), (two, one)) if joined else ():
            if lone.kind is not FactKind.ORGANISATION or lone.value in understood:
                continue
            told = known.value in there and words.typed_at(lone.start)
            if told and not names.is_hinted_at(lone, other):
                yield replace(lone, weight=Weight.WORD)


_PAGE_IN = compile_pattern(r"(?:://|/|\.|=)(ja|jp|en)(?=[./?&]|$)")
_TOLD_PAGE = compile_pattern("Japanese")


def compare_pages(pairs: Sequence[SentencePair]) -> Iterator[Difference]:
    """Yield the links to one page of which the English has the Japanese one, and no other does."""
    for ja, en in pairs:
        if not (ja and en) or "://" not in en.text or _TOLD_PAGE.search(en.text):
            continue
        links = (
            [f for f in read_facts(w.text, w.language) if f.kind is FactKind.URL] for w in (ja, en)
        )
        of_ja, of_en = links
        for link in of_en:
            same = [one for one in of_ja if one.value == link.value]
            pages = [_name_page(ja.text, one) for one in same]
            if same and _name_page(en.text, link) in ("ja", "jp") and not {"ja", "jp"} & {*pages}:
                yield Difference(ja, en, same[0], link)


def _name_page(text: str, link: Fact) -> str:
    """Return the language of the page that *link* opens, where the address tells."""
    host, _, path = text[link.start : link.end].partition("://")[2].partition("/")
    begins = re.match(r"(ja|jp|en)\.", host)
    found = begins or _PAGE_IN.search(f"/{path}")
    return found[1] if found else ""


def compare_bounds(pairs: Sequence[SentencePair]) -> Iterator[Difference]:
    """Yield the same figures of *pairs* that have another bound in each language, or in one.

    As in 以下 and over, 約26 and 26.
    """
    for ja, en in pairs:
        if ja and en:
            in_ja, in_en = (read_facts(words.text, words.language) for words in (ja, en))
            for one in in_ja:
                alike = [f for f in in_en if f.weight and one.weight and f.agrees(one)]
                if alike and all(_are_apart(ja, en, one, other) for other in alike):
                    yield Difference(ja, en, _span_bound(one), _span_bound(alike[0]))


def _are_apart(ja: PrintedWords, en: PrintedWords, one: Fact, other: Fact) -> bool:
    """Return whether the same figure in both, *one* and *other*, is bounded in different ways."""
    match one.bound, other.bound:
        case Bound() as mine, Bound() as theirs:
            return disagree(mine, theirs)
        case (Bound() as bound, None) | (None, Bound() as bound):
            there = en if one.bound else ja
            return not bound.is_loose and not is_bounded(there.text, bound, there.language)
    return False


def _span_bound(fact: Fact) -> Fact:
    return replace(fact, start=fact.bound.start, end=fact.bound.end) if fact.bound else fact


def _compare(ja: PrintedWords, en: PrintedWords, names: ReleaseNames) -> _Compared:
    in_ja, in_en = (
        [f for f in (*read_facts(w.text, w.language), *read_links(w)) if not _is_own(f, w)]
        for w in (ja, en)
    )
    in_ja, in_en = _settle_rates(in_ja, in_en)
    in_ja, in_en = _drop_told(in_ja, in_en), _drop_told(in_en, in_ja)
    in_ja, in_en = _weigh_days(in_ja, ja, en), _weigh_days(in_en, en, ja)
    in_ja, in_en = (
        _add_abbreviations(facts, names, words, other)
        for facts, words, other in ((in_ja, ja, en), (in_en, en, ja))
    )
    lone_ja, lone_en = _find_lone(in_ja, in_en, ja, en), _find_lone(in_en, in_ja, en, ja)
    lone_ja, lone_en = _weigh_spoken(lone_ja, lone_en, en), _weigh_spoken(lone_en, lone_ja, ja)
    return _Compared(
        *(ja, en),
        (
            [*lone_ja, *_find_repeated(in_ja, in_en, lone_en)],
            [*lone_en, *_find_repeated(in_en, in_ja, lone_ja)],
        ),
    )


_OF_DATELINE = 3
"""Of so many spans is a dateline: a place, what parts it from the date, and this."""


def _is_own(fact: Fact, words: PrintedWords) -> bool:
    """Return whether the language of *words* has *fact* for itself.

    That is a date of a dateline, and of a media contact what was given for each language.
    """
    fields = [str(getattr(span.source, "field", "")) for span, *_ in words.spans[:_OF_DATELINE]]
    if fields and fields[0].startswith("dateline."):
        return fact.end <= words.spans[len(fields) - 1][2]
    span = next((span for span, *_ in words.cut(fact.start, fact.end)), None)
    return is_own_contact(str(getattr(span.source, "field", ""))) if span else False


def is_own_contact(field: str) -> bool:
    """Return whether *field* is a number or an address for one language alone."""
    return field.endswith(_OWN_CONTACTS)


_OWN_CONTACTS = tuple(f".{kind}.{spoken}" for kind in ("phone", "email") for spoken in Language)


def _find_repeated(
    facts: Sequence[Fact], others: Sequence[Fact], lone: Sequence[Fact]
) -> Iterator[Fact]:
    """Yield a link of *facts* that stands there once more than among *others*, if one is *lone*.

    One page is linked twice, and not the other.
    """
    if not any(fact.kind is FactKind.URL for fact in lone):
        return
    links, there = ([f for f in row if f.kind is FactKind.URL] for row in (facts, others))
    for number, link in enumerate(links):
        before = sum(one.value == link.value for one in links[:number])
        if 0 < sum(other.value == link.value for other in there) <= before:
            yield link


def _drop_told(facts: list[Fact], others: list[Fact]) -> list[Fact]:
    """Return *facts* without the figures in words that *others* have alike: the two parties."""
    there = {f.value for f in others if isinstance(f.value, Sense)}
    told = [f for f in facts if isinstance(f.value, Sense) and f.value in there]
    return (
        [f for f in facts if isinstance(f.value, Sense) or not _is_in(f, told)] if told else facts
    )


def _weigh_spoken(lone: list[Fact], others: list[Fact], other: PrintedWords) -> list[Fact]:
    """Return *lone* with figures as words where *other* has none, and may say them otherwise."""
    there = any(f.kind in _FIGURES and f.weight is Weight.FIGURE for f in others)
    if there or not any(fact.kind is FactKind.NUMBER for fact in lone):
        return lone
    clocks = list(read_times(other.text, other.language))
    if len(clocks) < _A_SPAN and not says_in_words(other.text, other.language):
        return lone
    return [replace(f, weight=Weight.WORD) if f.kind is FactKind.NUMBER else f for f in lone]


_A_SPAN = 2
"""Two times of day may say how long: from 3 p.m. to 5 p.m., 2時間."""

_FIGURES = (FactKind.NUMBER, FactKind.MONEY)


def _settle_rates(in_ja: list[Fact], in_en: list[Fact]) -> tuple[list[Fact], list[Fact]]:
    """Return both without the figures of how often, or without how often where figures tell it.

    週2回 against three times a week is one slip; 年2回の会合, two meetings every year.
    """
    rates = [[f for f in row if f.unit == "frequency"] for row in (in_ja, in_en)]
    if not any(rates):
        return in_ja, in_en
    seasons = max(sum(f.unit == "season" for f in row) for row in (in_ja, in_en))
    inside, outside = [], []
    for row, told in zip((in_ja, in_en), rates, strict=True):
        figures = [f for f in row if isinstance(f.value, Amount) and f.weight]
        inside.append([f for f in figures if _is_in(f, told)])
        outside.append([f for f in figures if not _is_in(f, told)])
    counted = seasons > 1 or any(
        a.agrees(b) for one in (0, 1) for a in inside[one] for b in outside[not one]
    )
    dropped = [f for row in (rates if counted else inside) for f in row]
    ja, en = ([f for f in row if f not in dropped] for row in (in_ja, in_en))
    return ja, en


_OTHER_MONTH = {
    Language.JA: compile_pattern(
        "[同今翌来先当前毎]月|四半期|[上下]半?期|年[末始内]|年明け|[春夏秋冬]|年度"
    ),
    Language.EN: compile_pattern(
        r"\b(?:months?|quarters?|half|Q[1-4]|spring|summer|autumn|fall|winter|(?:year|year’s) end"
        r"|end of the year|year-end|close of the year)\b"
    ),
}


_NEXT_DAY = {
    Language.JA: compile_pattern("翌々?日|前日|当日|同日"),
    Language.EN: compile_pattern(
        r"\b(?:same|next|following|previous) day\b|\bday (?:before|after)\b"
    ),
}
_ENDS = (1, 28, 29, 30, 31)


def _weigh_days(facts: list[Fact], words: PrintedWords, other: PrintedWords) -> list[Fact]:
    """Return *facts* with months and days as words where *other* may tell them so: 同月."""
    vague = _OTHER_MONTH[other.language].search(other.text)

    next_day = any(_NEXT_DAY[each.language].search(each.text) for each in (words, other))

    def is_told(fact: Fact) -> bool:
        date = fact.value
        if next_day and isinstance(date, StatedDate) and date.day:
            return True
        if (
            not isinstance(date, StatedDate)
            or fact.unit not in ("month of a year", "")
            or not date.month
        ):
            return False
        if fact.unit == "" and date.day not in (None, *_ENDS):
            return False
        named = fact.unit and may_name_month(other.text, date.month)
        return bool(vague or named)

    return [replace(f, weight=Weight.WORD) if is_told(f) else f for f in facts]


def _add_abbreviations(
    facts: Sequence[Fact], names: ReleaseNames, words: PrintedWords, other: PrintedWords
) -> list[Fact]:
    """Return *facts* but for parts of people's names, and the abbreviations that *other* lacks."""
    named = list(names.find(words))
    people = [f for f in named if f.kind is FactKind.PERSON]
    kept = [
        replace(f, weight=Weight.ASIDE)
        if f.kind in (FactKind.PLACE, FactKind.BODY) and _is_in(f, named)
        else f
        for f in facts
        if not _is_in(f, people)
    ]
    found = list(read_abbreviations(words.text, words.language, [*facts, *named]))
    there = fold_abbreviation(other.text) if found else ""
    return [*kept, *(f for f in found if str(f.value) not in there)]


def _is_in(fact: Fact, named: Sequence[Fact]) -> bool:
    return any(name.start <= fact.start < name.end for name in named)


def _match(
    lone_ja: Sequence[Fact], lone_en: list[Fact]
) -> Iterator[tuple[Fact | None, Fact | None]]:
    """Yield what of both may have been meant to be the same; then what stands alone."""
    rest = list(lone_en)
    for fact in sorted(filter(lambda fact: fact.weight, lone_ja), key=lambda fact: -fact.weight):
        answers = [other for other in rest if other.weight and other.may_answer(fact)]
        answer = max(answers, key=fact.rank_answer, default=None)
        if answer and fact.is_told_against(answer):
            rest.remove(answer)
            yield fact, answer
        elif fact.weight is Weight.FIGURE:
            yield fact, None
    yield from ((None, fact) for fact in rest if fact.weight is Weight.FIGURE)


def _find_lone(
    stated: Sequence[Fact], answers: Sequence[Fact], words: PrintedWords, other: PrintedWords
) -> list[Fact]:
    """Return those facts *stated* by *words* that *answers*, the facts of *other*, do not have."""
    equal = {(fact.kind, fact.value) for fact in answers}
    lone = {(f.kind, f.value): f for f in reversed(stated) if (f.kind, f.value) not in equal}
    if not lone:
        return []
    names_instrument = any(fact.kind is FactKind.INSTRUMENT for fact in answers)
    return [
        fact
        for fact in reversed(lone.values())
        if (names_instrument or fact.kind is not FactKind.INSTRUMENT)
        and not _is_answered(fact, answers, stated)
        and not words.is_shared(fact.start, fact.end, other)
    ]


def _is_answered(fact: Fact, answers: Sequence[Fact], stated: Sequence[Fact]) -> bool:
    """Return whether one of *answers* says what *fact*, one of those *stated*, does.

    Two wheels do not answer 二年 where a decade is told, which nothing *stated* is.
    """
    agreeing = [answer for answer in answers if fact.agrees(answer)]
    if not agreeing or not fact.unit or any(a.unit or a.weight > Weight.WORD for a in agreeing):
        return bool(agreeing)
    same = [a for a in answers if a.unit == fact.unit and a.weight and a.kind is fact.kind]
    return all(any(a.agrees(other) for other in stated) for a in same)

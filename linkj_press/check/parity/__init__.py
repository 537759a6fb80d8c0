"""What one language of a release says and the other does not: the rules, and the comparison."""

from __future__ import annotations

from collections.abc import Iterator

from linkj_press.check.parity import holes
from linkj_press.check.parity.facts import Fact, FactKind
from linkj_press.check.printed import PrintedWords, read_block, read_parts
from linkj_press.check.rules import (
    CheckedRelease,
    Example,
    Finding,
    Rule,
    match_organisations,
    match_people,
)
from linkj_press.draft.document import (
    Block,
    Gap,
    HouseSource,
    LedgerSource,
    PartnerSource,
    Source,
    Table,
    spans_of,
)
from linkj_press.language import Language
from linkj_press.message import Message, say
from linkj_press.problem import Severity

JA, EN = Language


def _pair(ja: str, en: str) -> tuple[Example, Example]:
    """Return what the two languages say in one place."""
    return Example(JA, ja), Example(EN, en)


def _rule(code: str, title: Message, why: Message, *examples: tuple[Example, ...]) -> Rule:
    """Return a rule whose examples are pairs: Japanese, English, Japanese, English."""
    return Rule(code, Severity.ERROR, title, why, *examples)


_HALF = say("readers of the other language would not learn of it; gaps are not meant")
_FACT = say("both languages go out on one day, and must not contradict each other")

RULES = (
    _rule("part-missing", say("a part in one language only"), _HALF),
    _rule("quote-missing", say("a quote in one language only"), _HALF),
    _rule("row-missing", say("a row of a table in one language only"), _HALF),
    _rule("link-missing", say("a link in one language only"), _HALF),
    _rule("person-missing", say("a person named in one language only"), _HALF),
    _rule(
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
    _rule(
        "money-differs",
        say("an amount of money that the languages give differently"),
        _FACT,
        _pair("1億5000万円を投じます。", "It will invest 15 million yen."),
        _pair("1億5000万円を投じます。", "It will invest 150 million yen."),
    ),
    _rule(
        "date-differs",
        say("a date that the languages give differently"),
        say("a year may be left out where the month is named"),
        _pair("9月7日に締結しました。", "It was concluded on September 8, 2020."),
        _pair("9月7日に締結しました。", "It was concluded on September 7, 2020."),
    ),
    _rule(
        "url-differs",
        say("a link that leads elsewhere in the other language"),
        say("pages that differ by their language alone are not meant"),
        _pair("https://www.link-j.org/event", "https://www.link-j.org/events"),
        _pair("https://www.link-j.org/", "https://www.link-j.org/en/"),
    ),
    _rule(
        "email-differs",
        say("a mail address that the languages give differently"),
        _FACT,
        _pair("press@link-j.org", "pres@link-j.org"),
    ),
    _rule(
        "phone-differs",
        say("a telephone number that the languages give differently"),
        _FACT,
        _pair("電話：03-3241-4911", "Phone: +81-3-3241-4912"),
        _pair("電話：03-3241-4911", "Phone: +81-3-3241-4911"),
    ),
    _rule(
        "person-differs",
        say("a person in whose place the other language names another"),
        _FACT,
        _pair("岡野 栄之が署名しました。", "Yoshiki Sawa signed it."),
        _pair("岡野 栄之が署名しました。", "Hideyuki Okano signed it."),
    ),
    _rule(
        "organisation-differs",
        say("a registered organisation that the other language does not name"),
        say("the issuer and the partner of the release may be named by a pronoun"),
        _pair("川崎市とも協力します。", "It also works with the City of Yokohama."),
        _pair("川崎市とも協力します。", "It also works with the City of Kawasaki."),
    ),
    _rule(
        "instrument-differs",
        say("an agreement that is of another kind in the other language"),
        say("words that fit any kind, such as memorandum or 覚書, are not meant"),
        _pair("MOCを締結しました。", "They concluded an MOU."),
        _pair("MOCを締結しました。", "They concluded a memorandum of cooperation."),
    ),
    _rule(
        "nothing-follows",
        say("a list is announced, and none follows"),
        say("it was lost, or the words are left from another release"),
        _pair("以下の団体と提携。", "It has MOUs with the following partners.")[::-1],
        _pair("次の世代を育てます。", "It began the following year.")[::-1],
    ),
)
_BY_CODE = {rule.code: rule for rule in RULES}


def check(release: CheckedRelease) -> Iterator[Finding]:
    """Yield what the two languages of *release* say differently."""
    names = holes.ReleaseNames(
        {lang: match_organisations(release.workspace, lang) for lang in Language},
        {lang: match_people(release.facts, lang) for lang in Language},
        release.partner,
    )
    pairs = list(holes.part_pairs(release.pairs))
    for lone, language in holes.find_holes(pairs):
        words = read_block(release, language, lone)
        yield _tell_part(holes.name_hole(words), words)
    for pair in pairs:
        if pair.ja and pair.en:
            yield from _compare_blocks(release, names, pair.ja, pair.en)
    for language, document in release.documents.items():
        for block, start, end in holes.find_unfollowed(document):
            yield _tell_unfollowed(read_block(release, language, block), start, end)


def _compare_blocks(
    release: CheckedRelease, names: holes.ReleaseNames, ja: Block, en: Block
) -> Iterator[Finding]:
    """Yield in what two blocks that say the same differ, where no translation is awaited."""
    if any(span.gap is Gap.TRANSLATION for block in (ja, en) for span in spans_of(block)):
        return
    code = "row-missing" if isinstance(ja, Table) else "part-missing"
    for one, other in holes.pair_parts(read_parts(release, JA, ja), read_parts(release, EN, en)):
        if one and other:
            for in_ja, in_en in holes.compare(one, other, names):
                if in_ja and in_en:
                    yield _tell_difference(one, other, in_ja, in_en)
                elif in_ja:
                    yield _tell_lone(one, in_ja, other)
                elif in_en:
                    yield _tell_lone(other, in_en, one)
        elif lone := one or other:
            yield _tell_part(code, lone)


def _tell_unfollowed(words: PrintedWords, start: int, end: int) -> Finding:
    message = say("{words!r} announces something, and nothing follows", words=words.text[start:end])
    hint = say("add what follows, or word the sentence without it")
    return words.report(_BY_CODE["nothing-follows"], words.locate(start, end), message, hint)


def _tell_part(code: str, words: PrintedWords) -> Finding:
    names = {"language": words.language.called, "other": words.language.other.called}
    messages = {
        "quote-missing": say("this quote is in {language} only", **names),
        "row-missing": say("this row is in {language} only", **names),
        "link-missing": say("this link is in {language} only", **names),
        "part-missing": say("this part is in {language} only", **names),
    }
    hint = say("add it in {other}, or take it out", **names)
    return words.report(_BY_CODE[code], words.locate(*words.head), messages[code], hint)


_ALONE = {FactKind.PERSON: "person-missing", FactKind.URL: "link-missing"}


def _tell_lone(words: PrintedWords, fact: Fact, other: PrintedWords) -> Finding:
    message = say(
        "{words!r} is in {language} only: {place} has nothing like it",
        words=words.text[fact.start : fact.end],
        language=words.language.called,
        place=other.anchor.to_line,
    )
    hint = say("add it in {other}, or take it out", other=other.language.called)
    code = _ALONE.get(fact.kind, f"{fact.kind}-differs")
    return words.report(_BY_CODE[code], words.locate(fact.start, fact.end), message, hint)


def _tell_difference(ja: PrintedWords, en: PrintedWords, in_ja: Fact, in_en: Fact) -> Finding:
    found_ja, found_en = (w.locate(f.start, f.end) for w, f in ((ja, in_ja), (en, in_en)))
    at_ja = _rank(found_ja.source) > _rank(found_en.source)
    message = say(
        "{ja!r} in Japanese is {en!r} in English: compare {place}",
        ja=ja.text[in_ja.start : in_ja.end],
        en=en.text[in_en.start : in_en.end],
        place=(found_en if at_ja else found_ja).place.to_line,
    )
    words, fact, found = (ja, in_ja, found_ja) if at_ja else (en, in_en, found_en)
    kind = FactKind.MONEY if FactKind.MONEY in (in_ja.kind, in_en.kind) else fact.kind
    rule = _BY_CODE[f"{kind}-differs"]
    return words.report(rule, found, message, say("correct the one that is wrong"))


def _rank(source: Source) -> int:
    """Return how likely a slip is there: least in a fact of the record, most in partners' prose."""
    match source:
        case LedgerSource():
            return 0
        case PartnerSource(field=field) | HouseSource(field=field) if not field.endswith(
            (".ja", ".en")
        ):
            return 1
        case PartnerSource():
            return 3
    return 2

"""What one language of a release says and the other does not: the rules, and the comparison."""

from collections.abc import Iterator

from linkj_press.check.parity import holes
from linkj_press.check.parity.facts import Fact, FactKind
from linkj_press.check.printed import PrintedWords, read_block, read_parts
from linkj_press.check.rules import CheckedRelease, Finding, Rule, match_organisations, match_people
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
from linkj_press.message import say

JA, EN = Language


RULES = tuple(
    Rule(code)
    for code in (
        "part-missing",
        "quote-missing",
        "row-missing",
        "link-missing",
        "person-missing",
        "number-differs",
        "money-differs",
        "date-differs",
        "url-differs",
        "email-differs",
        "phone-differs",
        "person-differs",
        "organisation-differs",
        "instrument-differs",
        "nothing-follows",
    )
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

"""What one language of a release says and the other does not: the rules, and the comparison."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from linkj_press.check.parity import holes
from linkj_press.check.parity.comparing import (
    Difference,
    ReleaseNames,
    compare_bounds,
    compare_names,
    compare_senses,
    compare_sentences,
)
from linkj_press.check.parity.facts import Fact, FactKind, Weight
from linkj_press.check.parity.lists import find_shorter
from linkj_press.check.parity.read import read_senses
from linkj_press.check.parity.sentences import pair_sentences
from linkj_press.check.printed import PrintedWords, read_block, read_parts
from linkj_press.check.rules import CheckedRelease, Finding, Rule, match_organisations, match_people
from linkj_press.draft.document import (
    Block,
    Gap,
    HouseSource,
    LedgerSource,
    PartnerSource,
    Role,
    Source,
    Table,
    spans_of,
)
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Severity
from linkj_press.workspace.loading import Workspace

JA, EN = Language


RULES = (
    *(
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
    ),
    *(
        Rule(code, Severity.WARNING)
        for code in (
            "sentence-missing",
            "list-differs",
            "bound-differs",
            "wording-differs",
            "place-differs",
            "body-differs",
            "acronym-differs",
        )
    ),
)
_BY_CODE = {rule.code: rule for rule in RULES}


def check(release: CheckedRelease) -> Iterator[Finding]:
    """Yield what the two languages of *release* say differently."""
    names = ReleaseNames(
        {lang: match_organisations(release.workspace, lang) for lang in Language},
        {lang: match_people(release.facts, lang) for lang in Language},
        release.partner,
        _list_home(release),
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


def _list_home(release: CheckedRelease) -> frozenset[str]:
    """Return the places of the partner, whose releases need not name them."""
    record = release.workspace.partners[release.partner].record
    name = record.name
    told = (
        str(fact.value)
        for language in Language
        for words in (name.full, name.in_lede, name.gloss)
        for fact in read_senses(words.get(language) or "", language)
    )
    return frozenset({record.country, *told})


def check_fields(workspace: Workspace, partners: Iterable[str]) -> Iterator[Finding]:
    """Yield the places and bodies that the names of *partners* have in one language otherwise."""
    for loaded in map(workspace.partners.__getitem__, partners):
        for path, name in loaded.record.list_names():
            for field in ("full", "gloss"):
                ja, en = (getattr(name, field).get(language) or "" for language in Language)
                for one, other in compare_senses(ja, en) if ja and en else ():
                    rule = _BY_CODE[f"{one.kind}-differs"]
                    told = {"ja": ja[one.start : one.end], "en": en[other.start : other.end]}
                    message = say("Japanese says “{ja}”, English says “{en}”", **told)
                    where = loaded.place(*path, field, "en")
                    hint = say("correct the one that is wrong")
                    yield rule.find(where, message, hint, words=told["en"], language=EN)


def _compare_blocks(
    release: CheckedRelease, names: ReleaseNames, ja: Block, en: Block
) -> Iterator[Finding]:
    """Yield in what two blocks that say the same differ, where no translation is awaited."""
    if any(span.gap is Gap.TRANSLATION for block in (ja, en) for span in spans_of(block)):
        return
    code = "row-missing" if isinstance(ja, Table) else "part-missing"
    for one, other in holes.pair_parts(read_parts(release, JA, ja), read_parts(release, EN, en)):
        if one and other:
            yield from _compare_parts(names, one, other)
        elif lone := one or other:
            yield _tell_part(code, lone)


def _compare_parts(names: ReleaseNames, ja: PrintedWords, en: PrintedWords) -> Iterator[Finding]:
    sentences = list(pair_sentences(ja, en))
    for one, other in sentences:
        if not (one and other) and (lone := one or other):
            yield _tell_part("sentence-missing", lone)
        elif one and other and ja.role is not Role.CAPTION:  # which names the people one by one
            yield from _compare_lists(one, other)
    yield from map(_tell, compare_names(ja, en, sentences, names))
    yield from map(_tell, compare_sentences(sentences, names))
    for difference in compare_bounds(sentences):
        yield _tell_difference(difference, "bound-differs")


def _compare_lists(ja: PrintedWords, en: PrintedWords) -> Iterator[Finding]:
    for one, other in find_shorter(ja.text, en.text):
        found = (FactKind.WORDING, "", one.start, one.end), (FactKind.WORDING, "", *other[1:])
        yield _tell_difference(Difference(ja, en, *(Fact(*each) for each in found)), "list-differs")


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
        "sentence-missing": say("this sentence is in {language} only", **names),
    }
    hint = say("add it in {other}, or take it out", **names)
    return words.report(_BY_CODE[code], words.locate(*words.head), messages[code], hint)


_ALONE = {FactKind.PERSON: "person-missing", FactKind.URL: "link-missing"}
_WORDS_ALONE = (FactKind.NUMBER, FactKind.MONEY, FactKind.DATE)


def _tell(difference: Difference) -> Finding:
    """Return the finding of a fact that stands in one language only, or differs."""
    match difference:
        case Difference(ja, en, Fact() as fact, None):
            return _tell_lone(ja, fact, en)
        case Difference(ja, en, None, Fact() as fact):
            return _tell_lone(en, fact, ja)
    return _tell_difference(difference)


def _tell_lone(words: PrintedWords, fact: Fact, other: PrintedWords) -> Finding:
    message = say(
        "{words!r} is in {language} only: {place} has nothing like it",
        words=words.text[fact.start : fact.end],
        language=words.language.called,
        place=other.anchor.to_line,
    )
    hint = say("add it in {other}, or take it out", other=other.language.called)
    rule = _BY_CODE[_ALONE.get(fact.kind, f"{fact.kind}-differs")]
    # The other language may have it in words.
    if fact.kind in _WORDS_ALONE or fact.weight is Weight.WORD:
        rule = replace(rule, severity=Severity.WARNING)
    return words.report(rule, words.locate(fact.start, fact.end), message, hint)


_HINTS = {"list-differs": say("add the item that is missing, or take it out")}


def _tell_difference(difference: Difference, code: str = "") -> Finding:
    ja, en, in_ja, in_en = difference
    assert in_ja
    assert in_en
    found_ja, found_en = (w.locate(f.start, f.end) for w, f in ((ja, in_ja), (en, in_en)))
    at_ja = _rank(found_ja.source) > _rank(found_en.source)
    message = say(
        "Japanese says “{ja}”, English says “{en}”: compare {place}",
        ja=ja.text[in_ja.start : in_ja.end],
        en=en.text[in_en.start : in_en.end],
        place=(found_en if at_ja else found_ja).place.to_line,
    )
    words, fact, found = (ja, in_ja, found_ja) if at_ja else (en, in_en, found_en)
    kind = FactKind.MONEY if FactKind.MONEY in (in_ja.kind, in_en.kind) else fact.kind
    rule = _BY_CODE[code or f"{kind}-differs"]
    if not in_ja.proves(in_en) and fact.kind in _WORDS_ALONE:
        rule = replace(rule, severity=Severity.WARNING)
    return words.report(
        rule, found, message, _HINTS.get(code, say("correct the one that is wrong"))
    )


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

"""What one language of a release says and the other does not: the rules, and the comparison."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import accumulate, permutations

from linkj_press.check.parity import holes
from linkj_press.check.parity.comparing import (
    Difference,
    ReleaseNames,
    compare_bounds,
    compare_names,
    compare_pages,
    compare_sentences,
    is_own_contact,
)
from linkj_press.check.parity.facts import Fact, FactKind, Weight
from linkj_press.check.parity.lists import find_shorter
from linkj_press.check.parity.read import read_facts, read_senses
from linkj_press.check.parity.sentences import pair_sentences
from linkj_press.check.printed import (
    PlacedSpan,
    PrintedWords,
    is_of_correction,
    read_block,
    read_lines,
    read_parts,
)
from linkj_press.check.rules import (
    KEPT,
    CheckedRelease,
    Finding,
    Lines,
    Rule,
    match_organisations,
    match_people,
)
from linkj_press.draft.document import (
    Block,
    Document,
    Gap,
    HouseSource,
    LedgerSource,
    PartnerSource,
    Role,
    Source,
    Span,
    Table,
    TemplateSource,
    Text,
    on_line,
    spans_of,
)
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Severity
from linkj_press.reading import KeyPath, Tree, show_path
from linkj_press.text.names import NameMatcher
from linkj_press.text.patterns import compile_pattern
from linkj_press.workspace.loading import Workspace

JA, EN = Language


RULES = (
    *(
        Rule(code, compares_languages=True)
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
        )
    ),
    Rule("nothing-follows"),
    Rule("japanese-in-english"),
    Rule("english-in-japanese", Severity.WARNING),
    *(
        Rule(code, Severity.WARNING, compares_languages=True)
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
        for line in read_lines(release, language):
            yield from (_tell_untranslated(line, at) for at in holes.find_untranslated(line))


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


def check_fields(workspace: Workspace, partners: Collection[str]) -> Iterator[Finding]:
    """Yield in what the languages of a field differ, in files of *partners* and of the house.

    Not those of releases, which `check` compares as they are printed.
    """
    for partner in partners:
        yield from _compare_fields(workspace, workspace.partners[partner].tree, partner)
    yield from _check_house(workspace)


def check_printed(workspace: Workspace, partner: str, printed: Lines) -> Iterator[Finding]:
    """Yield what `check_fields` does, of the house for what stands on *printed* lines."""
    yield from _compare_fields(workspace, workspace.partners[partner].tree, partner)
    yield from _check_house(workspace, printed)


def _check_house(workspace: Workspace, printed: Lines | None = None) -> Iterator[Finding]:
    house = workspace.house
    for tree in (house.issuer.tree, house.terms.tree):
        yield from _compare_fields(workspace, tree, "", printed)


def _compare_fields(
    workspace: Workspace, tree: Tree, partner: str, printed: Lines | None = None
) -> Iterator[Finding]:
    """Yield in what the languages of a field of *tree* differ, the file of *partner* or a house.

    Only of fields that stand on *printed* lines, if these are told.
    """
    organisations = {lang: match_organisations(workspace, lang) for lang in Language}
    names = ReleaseNames(organisations, dict.fromkeys(Language, NameMatcher({})), "", frozenset())
    nobody = replace(names, organisations=dict.fromkeys(Language, NameMatcher({})))
    for fields in _list_fields(tree):
        if printed is not None and not any(
            _is_printed(tree, path, printed) for path in fields.values()
        ):
            continue
        documents = _make_documents(tree, fields, partner)
        release = CheckedRelease(workspace, partner, documents)
        ja, en = (_read_field(release, language) for language in Language)
        known = nobody if "in_lede" in fields[JA] else names  # a name has its place there
        for finding in (*_compare_parts(known, ja, en), *_compare_places(names, ja, en)):
            problem = replace(finding.problem, partner="")
            yield replace(finding, problem=problem, spots=())


def _is_printed(tree: Tree, path: KeyPath, printed: Lines) -> bool:
    where, lines = tree.values[path], str(tree.find(path)).count("\n") + 1
    return any((where.path, where.line + number) in printed for number in range(lines))


_MARK = 6
"""Of so many characters is an abbreviation, which may stand for a place: 英, UK."""


def _compare_places(names: ReleaseNames, ja: PrintedWords, en: PrintedWords) -> Iterator[Finding]:
    """Yield the place that one language of a field names, where the other names none.

    Not those of names, which may have a place in one language: Oxford University Innovation, OUI.
    """
    if any(names.find(ja)) or any(names.find(en)):
        return
    places = [
        [f for f in read_facts(words.text, words.language) if f.kind is FactKind.PLACE]
        for words in (ja, en)
    ]
    for (found, words), (there, other) in permutations(zip(places, (ja, en), strict=True)):
        if found and not there and found[0].weight and len(other.text) > _MARK:
            yield _tell_lone(words, found[0], other)


def _list_fields(tree: Tree) -> Iterator[Mapping[Language, KeyPath]]:
    """Yield the paths of each value of *tree* that both languages have, but for releases."""
    for path in tree.values:
        if path[-1:] == (JA,) and path[0] != "release" and KEPT.isdisjoint(path):
            fields: dict[Language, KeyPath] = {lang: (*path[:-1], lang.value) for lang in Language}
            if fields[EN] in tree.values and not is_own_contact(show_path(path)):
                yield fields


def _make_documents(
    tree: Tree, fields: Mapping[Language, KeyPath], partner: str
) -> dict[Language, Document]:
    """Return the field of *tree* that has the paths *fields* as if it were all of a release."""
    documents = {}
    for language, path in fields.items():
        where, field = tree.values[path], show_path(path)
        source = PartnerSource(partner, field, where) if partner else HouseSource(field, where)
        lines = str(tree.find(path)).splitlines(keepends=language is EN)
        spans = tuple(
            Span(line.replace("\n", " "), on_line(source, where.line + number), value=source)
            for number, line in enumerate(lines)
        )
        block = Text(Role.BODY, spans, TemplateSource(where))
        documents[language] = Document(partner, language, date.min, (block,))
    return documents


def _read_field(release: CheckedRelease, language: Language) -> PrintedWords:
    (block,) = release.documents[language].blocks
    spans = tuple(spans_of(block))
    starts = accumulate((len(span.text) for span in spans), initial=0)
    return PrintedWords(release, language, 0, Role.BODY, tuple(map(PlacedSpan, spans, starts)))


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
        # Of a correction, each language has what was wrong in it.
        elif (lone := one or other) and not any(is_of_correction(s.value) for s, *_ in lone.spans):
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
    yield from map(_tell_difference, compare_pages(sentences))
    for difference in compare_bounds(sentences):
        yield _tell_difference(difference, "bound-differs")


def _compare_lists(ja: PrintedWords, en: PrintedWords) -> Iterator[Finding]:
    for one, other in find_shorter(ja.text, en.text):
        in_ja, in_en = (Fact(FactKind.WORDING, "", e.start, e.end) for e in (one, other))
        is_ja_shorter = one.most < other.most
        yield _tell_difference(
            Difference(ja, en, in_ja, in_en), "list-differs", prefer_ja=is_ja_shorter
        )


def _tell_unfollowed(words: PrintedWords, start: int, end: int) -> Finding:
    message = say("“{words}” announces something, and nothing follows", words=words.text[start:end])
    hint = say("add what follows, or reword the sentence")
    return words.report(_BY_CODE["nothing-follows"], words.locate(start, end), message, hint)


def _tell_untranslated(line: PrintedWords, extent: tuple[int, int]) -> Finding:
    words, other = line.text[slice(*extent)], line.language.other
    told = {"language": line.language.called, "other": other.called}
    message = say("{language} has “{words}”, which is {other}", words=words, **told)
    hint = say("write it in {language}", language=line.language.called)
    code = "japanese-in-english" if other is JA else "english-in-japanese"
    return line.find(_BY_CODE[code], extent, message, hint)


def _tell_part(code: str, words: PrintedWords) -> Finding:
    names = {"language": words.language.called, "other": words.language.other.called}
    messages = {
        "quote-missing": say("this quote is in {language} only", **names),
        "row-missing": say("this row is in {language} only", **names),
        "link-missing": say("this link is in {language} only", **names),
        "part-missing": say("this part is in {language} only", **names),
        "sentence-missing": say("this sentence is in {language} only", **names),
    }
    hint = say("add it in {other}, or take it out of the {language}", **names)
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
    names = {"language": words.language.called, "other": other.language.called}
    typed = words.text[fact.start : fact.end]
    message = say("“{words}” is in {language} only", words=typed, **names)
    hint = say(
        "add it in {other} ({place}), or take it out of the {language}",
        place=other.anchor.to_line,
        **names,
    )
    rule = _BY_CODE[_ALONE.get(fact.kind, f"{fact.kind}-differs")]
    # The other language may have it in words, or one sentence before.
    if fact.kind in _WORDS_ALONE or fact.weight is Weight.WORD:
        rule = replace(rule, severity=Severity.WARNING)
    return words.report(rule, words.locate(fact.start, fact.end), message, hint)


_LINK_WORDS = 8
"""Before a link, so many characters tell which it is."""


def _find_typed(words: PrintedWords, fact: Fact) -> tuple[int, int]:
    """Return where *fact* stands; of a link that an expression makes, what is typed before it."""
    at = fact.start
    while fact.kind is FactKind.URL and at and not words.typed_at(at):
        at -= 1
    if at == fact.start or not words.typed_at(at):
        return fact.start, fact.end
    return max(at + 1 - _LINK_WORDS, 0), at + 1


def _tell_difference(difference: Difference, code: str = "", *, prefer_ja: bool = False) -> Finding:
    """Return the finding, of the rule with the *code* perhaps, where a slip is the likeliest."""
    ja, en, in_ja, in_en = difference
    assert in_ja
    assert in_en
    found_ja, found_en = (w.locate(*_find_typed(w, f)) for w, f in ((ja, in_ja), (en, in_en)))
    typed = [w.typed_at(f.start) for w, f in ((ja, in_ja), (en, in_en))]
    ranks = [
        (_rank(found.source), own) for found, own in zip((found_ja, found_en), typed, strict=True)
    ]
    prefer_ja = prefer_ja or _is_wrong(ja, in_ja, in_en)
    at_ja = ranks[0] > ranks[1] or (prefer_ja and ranks[0] == ranks[1])
    message = say(
        "Japanese says “{ja}”, English says “{en}”",
        ja=ja.text[in_ja.start : in_ja.end],
        en=en.text[in_en.start : in_en.end],
    )
    words, fact, found = (ja, in_ja, found_ja) if at_ja else (en, in_en, found_en)
    other = (found_en if at_ja else found_ja).place.to_line
    told = {"language": words.language.other.called, "place": other}
    hint = say("correct the one that is wrong; the {language} is at {place}", **told)
    if code == "list-differs":
        hint = say(
            "add what is missing, or take out what is too much; the {language} is at {place}",
            **told,
        )
    kind = FactKind.MONEY if FactKind.MONEY in (in_ja.kind, in_en.kind) else fact.kind
    rule = _BY_CODE[code or f"{kind}-differs"]
    soft = fact.kind in _WORDS_ALONE and not in_ja.proves(in_en)
    if soft or (fact.kind is FactKind.URL and in_ja.value == in_en.value):
        rule = replace(rule, severity=Severity.WARNING)
    return words.report(rule, found, message, hint)


_SITE = compile_pattern(r"(LinkedIn|Facebook|Instagram|YouTube|Twitter)[^A-Za-z]{0,4}$")
"""Matches the name of a site right before a link."""


def _is_wrong(words: PrintedWords, fact: Fact, other: Fact) -> bool:
    """Return whether *words* have a link that they call another site's, or another country."""
    if fact.kind is FactKind.URL:
        site = _SITE.search(words.text, 0, fact.start)
        return bool(site and site[1].lower() not in str(fact.value).lower())
    partner = words.release.workspace.partners.get(words.release.partner)
    home = partner.record.country if partner else ""
    return fact.kind is FactKind.PLACE and other.value == home != fact.value


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

"""Names of people and bodies: how they are spelt, and which titles and honorifics they have.

Names and what stands beside them come from several files, so this looks at what a release prints.
"""

from collections.abc import Iterator, Mapping

from linkj_press.check.naming import firsts, mouths, titles
from linkj_press.check.naming import mouths as honorifics
from linkj_press.check.naming import people as shared
from linkj_press.check.naming.mouths import (
    check_honorifics,
    check_mouths,
    compare_families,
    compare_strangers,
)
from linkj_press.check.naming.near import (
    NEAR_RULE,
    NearNames,
    check_forms,
    check_near_names,
    near_names,
)
from linkj_press.check.naming.people import SPACE, Crowd, check_shared, gather_crowd, match_shared
from linkj_press.check.naming.titles import (
    TITLE_RULE,
    check_affiliations,
    check_name_forms,
    check_title_fields,
    check_titles,
    compare_titles,
)
from linkj_press.check.parity import holes
from linkj_press.check.printed import PrintedWords, read_lines, read_parts
from linkj_press.check.rules import CheckedRelease, Finding, Rule
from linkj_press.draft.document import Gap, spans_of
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Severity
from linkj_press.text.patterns import compile_pattern

__all__ = [
    "NEAR_RULE",
    "RULES",
    "TITLE_RULE",
    "NearNames",
    "check",
    "check_forms",
    "check_sentence",
    "gather",
    "near_names",
]

JA, EN = Language

PARTICLE = Rule("wrong-particle", Severity.WARNING)
RULES = (
    *honorifics.RULES,
    *(titles.AFFILIATION_RULE, titles.FIELD_RULE, titles.NAME_RULE, titles.PROSE_RULE),
    *(mouths.MOUTH_RULE, mouths.SURNAME_RULE),
    *(PARTICLE, shared.SHARED_TITLE),
)

Crowds = Mapping[Language, Crowd]


def gather(release: CheckedRelease) -> Crowds:
    """Return the people whom *release* may name, in either language."""
    return {language: gather_crowd(release, language) for language in Language}


def check_sentence(sentence: PrintedWords, crowds: Crowds, names: NearNames) -> Iterator[Finding]:
    """Yield what *sentence* says of people and names that the record does not bear out."""
    crowd = crowds[sentence.language]
    yield from check_titles(sentence, crowd)
    yield from check_mouths(sentence, crowd)
    yield from check_near_names(sentence, names)


def check(release: CheckedRelease) -> Iterator[Finding]:
    """Yield the people whom *release* names in another way than it should."""
    yield from firsts.check(release)
    crowds = gather(release)
    particle = compile_pattern(rf"(?:長|事|役|授|員|使|官|監)的{SPACE}(?={_name_any(crowds[JA])})")
    for line in read_lines(release, JA):
        yield from check_honorifics(line, crowds[JA])
        for match in particle.finditer(line.text):
            message = say("“{words}” has “的” before the name, in place of “の”", words=match[0])
            yield line.find(PARTICLE, match.span(), message, say("write “の”"))
    titled = match_shared(release, crowds[EN])
    for line in read_lines(release, EN):
        yield from check_honorifics(line, crowds[EN])
        yield from check_shared(line, titled)
    yield from check_title_fields(release)
    yield from check_affiliations(release)
    yield from check_name_forms(release)
    yield from _compare(release, crowds)


def _name_any(crowd: Crowd) -> str:
    return "|".join(person.full for person in crowd.people) or "(?!)"


def _compare(release: CheckedRelease, crowds: Crowds) -> Iterator[Finding]:
    """Yield in what titles and family names the languages differ."""
    for pair in holes.part_pairs(release.pairs):
        if not pair.ja or not pair.en:
            continue
        if any(s.gap is Gap.TRANSLATION for b in (pair.ja, pair.en) for s in spans_of(b)):
            continue
        parts = (read_parts(release, JA, pair.ja), read_parts(release, EN, pair.en))
        for ja, en in holes.pair_parts(*parts):
            if ja and en:
                yield from compare_titles(ja, en)
                yield from compare_families(ja, en, crowds)
                yield from compare_strangers(ja, en, crowds)

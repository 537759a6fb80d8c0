"""Who speaks in a quote and who is named in one language only; the honorifics of people."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache

from linkj_press.check.naming.people import KANJI_OR_KANA, SPACE, Crowd, Someone
from linkj_press.check.naming.spelling import unify
from linkj_press.check.naming.titles import title_pattern
from linkj_press.check.printed import PrintedWords
from linkj_press.check.rules import Finding, Rule
from linkj_press.check.words import load_words
from linkj_press.draft.document import PartnerSource, Role
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Severity
from linkj_press.text.patterns import compile_pattern, list_longest_first

JA, EN = Language

OWN_HONORIFIC = Rule("own-honorific", Severity.WARNING)
OTHER_HONORIFIC = Rule("other-honorific", Severity.WARNING)
NO_HONORIFIC = Rule("no-honorific", Severity.WARNING)
RULES = (OWN_HONORIFIC, OTHER_HONORIFIC, NO_HONORIFIC)


def _any(words: list[str]) -> str:
    return "|".join(map(re.escape, list_longest_first(words)))


@cache
def match_honorific() -> str:
    """Return the pattern of a Japanese honorific after a name."""
    told = load_words("honorifics")
    return rf"(?:(?!{_any(told['not'])})(?:{_any(told['ja'])}))"


@cache
def _match_before() -> str:
    told = load_words("honorifics")
    used = [word for word in told["en"] if word not in told["en_titles"]]
    return rf"\b(?P<honorific>{_any(used)})\b\.?"


def check_honorifics(line: PrintedWords, crowd: Crowd) -> Iterator[Finding]:
    """Yield the honorifics of *line* that are not what the record has."""
    if not crowd.is_named_in(line.text):
        return
    found = _find_japanese(line, crowd) if line.language is JA else _find_english(line, crowd)
    for person, start, end, typed in found:
        if person.ours and not _speaks_of_us(line, start):
            message = say(
                "“{words}”: one of the house’s own people has an honorific",
                words=line.text[start:end],
            )
            hint = say("remove the honorific: only people of other bodies have one")
            yield line.find(OWN_HONORIFIC, (start, end), message, hint)
        elif not person.ours and typed.rstrip(".") != person.honorific.rstrip("."):
            told = {"words": line.text[start:end], "honorific": person.honorific or "–"}
            message = say("“{words}”: the honorific in the record is “{honorific}”", **told)
            if not person.honorific:
                message = say("“{words}”: in the record, this name has no honorific", **told)
            hint = say("follow the record, or change it there")
            yield line.find(OTHER_HONORIFIC, (start, end), message, hint)
    if line.language is JA:
        yield from _find_bare(line, crowd)


def _speaks_of_us(line: PrintedWords, start: int) -> bool:
    """Return whether somebody of the partner's is quoted, who rightly is polite to us."""
    for span, *_ in line.cut(start, start + 1):
        field = span.source.field if isinstance(span.source, PartnerSource) else ""
        quote = compile_pattern(r"release\.quotes\[(\d+)\]\.words\.").match(field)
        if quote:
            release = line.release.facts.release
            return release.quotes[int(quote[1])].speaker in release.people
    return False


Used = tuple[Someone, int, int, str]
"""Who has an honorific, where name and honorific stand, and the honorific."""


def _find_japanese(line: PrintedWords, crowd: Crowd) -> Iterator[Used]:
    pattern = rf"(?P<name>{crowd.any_name}){SPACE}(?P<honorific>{match_honorific()})"
    for found in compile_pattern(pattern).finditer(line.text):
        person = crowd.who(found["name"])
        if person:
            yield person, *found.span(), found["honorific"]


def _find_english(line: PrintedWords, crowd: Crowd) -> Iterator[Used]:
    pattern = rf"{_match_before()}\s(?:[A-Z][a-z]+ )??(?P<name>{crowd.any_name})(?!\w)"
    for found in compile_pattern(pattern).finditer(line.text):
        person = crowd.who(found["name"])
        # An honorific that Japanese has for this person alone has one in English too: 閣下, H.E.
        if person and (person.ours or not re.match("H.E|Hi|Her", found["honorific"])):
            yield person, *found.span(), found["honorific"]


def _find_bare(line: PrintedWords, crowd: Crowd) -> Iterator[Finding]:
    """Yield the full names on the partner's side that nothing polite goes with."""
    joint = _any(load_words("honorifics")["joint"])
    for person in crowd.people:
        if person.ours or not person.honorific:
            continue
        titled = rf"[^\s、。はがをも（）]{{0,40}}?{title_pattern(JA)}"
        polite = rf"{SPACE}[（(]?(?:{match_honorific()}|{titled})"
        pattern = rf"{person.full}(?!{polite})(?!.{{0,30}}(?:{joint}))"
        for found in (
            compile_pattern(pattern).finditer(line.text) if person.family in line.text else ()
        ):
            if line.typed_at(found.start()):
                told = {"words": found[0], "honorific": person.honorific}
                message = say("“{words}” lacks “{honorific}”", **told)
                hint = say("add it: people of other bodies have one")
                yield line.find(NO_HONORIFIC, found.span(), message, hint)


MOUTH_RULE = Rule("words-of-another", Severity.WARNING)
SURNAME_RULE = Rule("family-name-missing", Severity.WARNING)

_GIST = compile_pattern(r"release\.quotes\[(\d+)\]\.gist\.")


def check_mouths(sentence: PrintedWords, crowd: Crowd) -> Iterator[Finding]:
    """Yield who does the speaking in reported speech that is somebody else's."""
    speaker = _find_speaker(sentence, crowd) if sentence.role is Role.QUOTE else None
    if speaker is None:
        return
    # Whoever is asked to approve is named in the mark of that, which says nothing of the quote.
    said = "".join([sentence.text[low:high] for span, low, high in sentence.spans if not span.gap])
    for start, end, other in _find_subjects(sentence, crowd):
        own = compile_pattern(rf"(?<!\w)(?:{speaker.full}|{re.escape(speaker.family)})").search(
            said
        )
        if other is not speaker and sentence.typed_at(start) and not own:
            told = {"words": sentence.text[start:end], "speaker": speaker.name}
            message = say("in a quote of {speaker}’s, “{words}” is the one who speaks", **told)
            hint = say("name the speaker, or correct `speaker` of the quote")
            yield sentence.find(MOUTH_RULE, (start, end), message, hint)


def _find_speaker(sentence: PrintedWords, crowd: Crowd) -> Someone | None:
    """Return whose reported speech *sentence* is."""
    for span, *_ in sentence.spans:
        field = span.source.field if isinstance(span.source, PartnerSource) else ""
        gist = _GIST.match(field)
        if gist:
            key = sentence.release.facts.release.quotes[int(gist[1])].speaker
            return next((person for person in crowd.people if person.key == key), None)
    return None


Subject = tuple[int, int, Someone | None]
"""Who does something in a sentence: where the name stands, and who it is where that is known."""


def _find_subjects(sentence: PrintedWords, crowd: Crowd) -> Iterator[Subject]:
    """Yield who does something in *sentence*."""
    find = _find_japanese_mouths if sentence.language is JA else _find_english_mouths
    yield from find(sentence.text, crowd)


def _find_japanese_mouths(text: str, crowd: Crowd) -> Iterator[Subject]:
    title = rf"(?:[^、。はがも]{{0,8}}?{title_pattern(JA)})"
    lead = "|".join(load_words("speech")["lead_ja"])
    before = rf"\s*(?:(?:{lead})、?)?(?:[^、。はがも]{{0,24}}の)?{title}?{SPACE}"
    stranger = "(?P<other>(?![同両各])[一-龥]{1,3})氏"
    known = rf"(?P<name>{crowd.any_name}){SPACE}(?:{match_honorific()}|{title})?"
    found = compile_pattern(rf"{before}(?:{known}|{stranger})[はがも]").match(text)
    if found:
        name = "name" if found["name"] else "other"
        yield *found.span(name), crowd.who(found[name])


_ALSO = r"(?:,? (?:also|further|then|later|in turn|went on to|too,?|[a-z]+ly))*"


def _find_english_mouths(text: str, crowd: Crowd) -> Iterator[Subject]:
    told = load_words("speech")
    saying = "|".join(told["en"])
    title = rf"(?:(?i:{title_pattern(EN)}) |(?:Mr|Ms|Mrs|Dr|Prof)\.? )?(?:[A-Z][\w’-]+ )?"
    name = rf"(?P<name>{crowd.any_name})(?![\w-])(?!’s)"
    does = rf"{_ALSO} (?:\w+ed|was|is|had|has|would|{saying})\b"
    for pattern in (
        rf"^\W*(?:[A-Z][^.]{{0,160}}?, )?{title}{name}{does}",
        rf", {title}{name} (?:{saying})[,.]",
    ):
        for found in compile_pattern(pattern).finditer(text):
            yield *found.span("name"), crowd.who(found["name"])
    stranger = rf"(?P<other>[A-Z][a-z]+(?:-[A-Z][a-z]+)?){_ALSO} (?:{saying})\b"
    unknown = compile_pattern(rf"\W*(?:(?i:{title_pattern(EN)}) )?{stranger}").match(text)
    if unknown and unknown["other"] not in told["nobody"] and not crowd.who(unknown["other"]):
        yield *unknown.span("other"), None


def compare_families(
    ja: PrintedWords, en: PrintedWords, crowds: Mapping[Language, Crowd]
) -> Iterator[Finding]:
    """Yield whom one of two paragraphs names by the family name, and the other not at all."""
    for words, other in ((ja, en), (en, ja)):
        crowd, answers = crowds[words.language], crowds[other.language]
        known = {person.key: person for person in answers.people}
        named_here = crowd.is_named_in(words.text)
        for found in (
            compile_pattern(_match_family(crowd)).finditer(words.text) if named_here else ()
        ):
            person = crowd.by_family[found["name"]]
            answer = known.get(person.key)
            if answer is None or not words.typed_at(found.start("name")):
                continue
            named = compile_pattern(rf"{answer.full}|{re.escape(answer.family)}").search(other.text)
            titled = answer.title and answer.title in other.text
            if not named and not titled and person.name not in words.text:
                names = {"language": words.language.called, "other": other.language.called}
                message = say("“{words}” is in {language} only", words=found["name"], **names)
                hint = say("add it in {other}, or take it out of the {language}", **names)
                yield words.find(SURNAME_RULE, found.span("name"), message, hint)


def _match_family(crowd: Crowd) -> str:
    families = "|".join(list_longest_first(map(re.escape, crowd.by_family))) or "(?!)"
    if crowd.language is EN:
        place = "|".join(load_words("others")["places_en"])
        return (
            rf"(?<![\w-])(?!(?<=[a-z] )(?<!and )(?:{place})\b)"
            rf"(?P<name>{families})(?![\w-])(?! (?:Prefecture|City|University))"
        )
    polite = rf"{match_honorific()}|{title_pattern(JA)}"
    return (
        rf"(?<![{KANJI_OR_KANA}])(?:(?<=の)(?P<bare>)|)(?P<name>{families})"
        rf"(?={SPACE}(?:{polite})|(?(bare)(?:と(?:とも|共)に|[はがも])|(?!)))"
    )


def compare_strangers(
    ja: PrintedWords, en: PrintedWords, crowds: Mapping[Language, Crowd]
) -> Iterator[Finding]:
    """Yield whom one of two paragraphs names, though nobody of the record, and the other not."""
    for words, other in ((ja, en), (en, ja)):
        for name in _find_strangers(words.text, words.language):
            at = name.start("family")
            if not words.typed_at(at) or name["family"] in crowds[words.language].by_family:
                continue
            if not _is_spelt(name["family"], words.language, other.text):
                told = {"words": name["name"], "language": words.language.called}
                message = say("“{words}” is in {language} only", **told)
                hint = say("add it in {other}, or take it out", other=other.language.called)
                yield words.find(SURNAME_RULE, name.span("name"), message, hint)


@cache
def _match_stranger(language: Language) -> re.Pattern[str]:
    told = load_words("others")
    if language is JA:
        families = {f for forms in told["families"].values() for f in forms if len(f) > 1}
        family = rf"(?<![{KANJI_OR_KANA}])(?P<family>{_any(sorted(families))})"
        given = rf"[^\W\d_{told['no_given']}A-Za-z]{{1,3}}?"
        polite = rf"{match_honorific()}|{title_pattern(JA)}"
        return compile_pattern(rf"(?P<name>{family}(?:{SPACE}{given})?)(?={SPACE}(?:{polite}))")
    family = rf"(?P<family>{_any(list(told['families']))})(?![\w-])"
    title = rf"(?:{_match_before()}|(?i:{title_pattern(EN)})) "
    return compile_pattern(
        rf"{title}(?P<name>(?:[A-Z][a-z]+ )?{family})(?! (?:Prefecture|City|University))"
    )


def _find_strangers(text: str, language: Language) -> Iterator[re.Match[str]]:
    """Yield the people in *text*: a usual family name beside a title or an honorific."""
    places = load_words("others")[f"places_{language.value}"]
    for found in _match_stranger(language).finditer(text):
        if found["family"] not in places:
            yield found


def _is_spelt(family: str, language: Language, text: str) -> bool:
    """Return whether *text*, in the other language, has *family*, or may have."""
    families: Mapping[str, list[str]] = load_words("others")["families"]
    if language is JA:
        spelt = {_spell(name) for name, forms in families.items() if family in forms}
        return any(name in _spell(text) for name in spelt)
    plain = unify(text)
    polite = compile_pattern(rf"[一-龥々]{{2}}{SPACE}{match_honorific()}").search(text)
    return bool(polite) or any(unify(form) in plain for form in families[family])


def _spell(name: str) -> str:
    """Return *name* without long vowels: Satō, Satoh, Satou are Sato."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"oh(?![aeiouy])|ou|oo", "o", plain).replace("uu", "u")

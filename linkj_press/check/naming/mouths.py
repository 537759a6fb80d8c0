"""Who speaks in a quote, and who is named by a family name in one language only."""

import re
from collections.abc import Iterator, Mapping

from linkj_press.check.naming.honorifics import match_honorific
from linkj_press.check.naming.offices import title_pattern
from linkj_press.check.naming.people import KANJI_OR_KANA, SPACE, Crowd, Someone
from linkj_press.check.printed import PrintedWords
from linkj_press.check.rules import Finding, Rule
from linkj_press.check.words import load_words
from linkj_press.draft.document import PartnerSource, Role
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Severity

JA, EN = Language

MOUTH_RULE = Rule("words-of-another", Severity.WARNING)
SURNAME_RULE = Rule("family-name-missing", Severity.WARNING)

_GIST = re.compile(r"release\.quotes\[(\d+)\]\.gist\.")


def check_mouths(sentence: PrintedWords, crowd: Crowd) -> Iterator[Finding]:
    """Yield who does the speaking in reported speech that is somebody else's."""
    speaker = _find_speaker(sentence, crowd) if sentence.role is Role.QUOTE else None
    if speaker is None:
        return
    for start, end, other in _find_subjects(sentence, crowd):
        own = re.search(rf"(?<!\w)(?:{speaker.full}|{re.escape(speaker.family)})", sentence.text)
        if other is not speaker and sentence.typed_at(start) and not own:
            told = {"words": sentence.text[start:end], "speaker": speaker.name}
            message = say("“{words}” speaks in the quote of {speaker}", **told)
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
    find = _find_japanese if sentence.language is JA else _find_english
    yield from find(sentence.text, crowd)


def _find_japanese(text: str, crowd: Crowd) -> Iterator[Subject]:
    title = rf"(?:[^、。はがも]{{0,8}}?{title_pattern(JA)})"
    lead = "|".join(load_words("speech")["lead_ja"])
    before = rf"\s*(?:(?:{lead})、?)?(?:[^、。はがも]{{0,24}}の)?{title}?{SPACE}"
    stranger = "(?P<other>(?![同両各])[一-龥]{1,3})氏"
    known = rf"(?P<name>{crowd.any_name}){SPACE}(?:{match_honorific()}|{title})?"
    found = re.match(rf"{before}(?:{known}|{stranger})[はがも]", text)
    if found:
        name = "name" if found["name"] else "other"
        yield *found.span(name), crowd.who(found[name])


_ALSO = r"(?:,? (?:also|further|then|later|in turn|went on to|too,?|[a-z]+ly))*"


def _find_english(text: str, crowd: Crowd) -> Iterator[Subject]:
    told = load_words("speech")
    saying = "|".join(told["en"])
    title = rf"(?:(?i:{title_pattern(EN)}) |(?:Mr|Ms|Mrs|Dr|Prof)\.? )?(?:[A-Z][\w’-]+ )?"
    name = rf"(?P<name>{crowd.any_name})(?![\w-])(?!’s)"
    does = rf"{_ALSO} (?:\w+ed|was|is|had|has|would|{saying})\b"
    for pattern in (
        rf"^\W*(?:[A-Z][^.]{{0,160}}?, )?{title}{name}{does}",
        rf", {title}{name} (?:{saying})[,.]",
    ):
        for found in re.finditer(pattern, text):
            yield *found.span("name"), crowd.who(found["name"])
    stranger = rf"(?P<other>[A-Z][a-z]+(?:-[A-Z][a-z]+)?){_ALSO} (?:{saying})\b"
    unknown = re.match(rf"\W*(?:(?i:{title_pattern(EN)}) )?{stranger}", text)
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
        for found in re.finditer(_match_family(crowd), words.text) if named_here else ():
            person = crowd.by_family[found["name"]]
            answer = known.get(person.key)
            if answer is None or not words.typed_at(found.start("name")):
                continue
            named = re.search(rf"{answer.full}|{re.escape(answer.family)}", other.text)
            titled = answer.title and answer.title in other.text
            if not named and not titled and person.name not in words.text:
                told = {"words": found["name"], "language": words.language.called}
                message = say("“{words}” is in {language} only", **told)
                hint = say("add it in {other}, or take it out", other=other.language.called)
                yield words.find(SURNAME_RULE, found.span("name"), message, hint)


def _match_family(crowd: Crowd) -> str:
    families = "|".join(sorted(map(re.escape, crowd.by_family), key=len, reverse=True)) or "(?!)"
    if crowd.language is EN:
        place = "|".join(load_words("others")["places_en"])
        return (
            rf"(?<![\w-])(?!(?<=[a-z] )(?<!and )(?:{place})\b)"
            rf"(?P<name>{families})(?![\w-])(?! (?:Prefecture|City|University))"
        )
    polite = rf"{match_honorific()}|{title_pattern(JA)}"
    return rf"(?<![{KANJI_OR_KANA}])(?P<name>{families})(?={SPACE}(?:{polite}))"

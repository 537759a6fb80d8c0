"""Who speaks in a quote, and who is named by a family name in one language only."""

import re
from collections.abc import Iterator
from functools import cache

from linkj_press.check.naming.honorifics import match_honorific
from linkj_press.check.naming.offices import title_pattern
from linkj_press.check.naming.people import KANJI_OR_KANA, SPACE, Crowd, Someone
from linkj_press.check.printed import PrintedWords
from linkj_press.check.rules import Finding, Rule
from linkj_press.check.words import load_words
from linkj_press.draft.document import PartnerSource
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Severity

JA, EN = Language

MOUTH_RULE = Rule("words-of-another", Severity.WARNING)
SURNAME_RULE = Rule("family-name-missing", Severity.WARNING)

_GIST = re.compile(r"release\.quotes\[(\d+)\]\.gist\.")


def check_mouths(sentence: PrintedWords, crowd: Crowd) -> Iterator[Finding]:
    """Yield who does the speaking in reported speech that is somebody else's."""
    speaker = _find_speaker(sentence, crowd)
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


@cache
def _saying() -> str:
    return "|".join(load_words("speech")["en"])


def _find_subjects(
    sentence: PrintedWords, crowd: Crowd
) -> Iterator[tuple[int, int, Someone | None]]:
    """Yield who is the subject of the sentence, and who it is where that is known."""
    text = sentence.text
    told = load_words("speech")
    if sentence.language is JA:
        polite = rf"{SPACE}(?:{match_honorific()}|[^、。はがも]{{0,8}}?{title_pattern(JA)})"
        lead = rf"^\s*(?:{'|'.join(told['lead_ja'])})?(?:[^、。はがも]{{0,24}}の)?(?:[^、。はがも]{{0,16}}?{title_pattern(JA)})?{SPACE}"
        pattern = rf"{lead}(?P<name>{crowd.name_any()}(?:{polite})?|[一-龥]{{1,3}}氏)(?P<particle>は|が|も)"
        found = re.match(pattern, text)
        if found:
            name = re.sub(rf"(?:{polite})$", "", found["name"])
            stranger = re.fullmatch(r"[一-龥]{1,3}氏", found["name"]) and name[:1] not in "同両各"
            who = crowd.who(name)
            if who or stranger:
                yield *found.span("name"), who
        return
    first = r"(?:(?:Mr|Ms|Mrs|Dr|Prof)\.? |[A-Z][\w’-]+ )?"
    title = rf"(?:{title_pattern(EN)} )?"
    verb = rf"(?:,? (?:also|further|then|later|additionally|\w+ly|in turn|went on to|too,?))* (?:\w+ed|was|is|had|has|would|{_saying()})\b"
    name = rf"(?P<name>{crowd.name_any()})(?![\w-])(?!’s)"
    unknown = (
        rf"(?P<other>[A-Z][a-z]+(?:-[A-Z][a-z]+)?)(?:,? (?:also|further|then))* (?:{_saying()})\b"
    )
    known = rf"(?P<title>{title}{first})(?:{name})(?:{verb})"
    for pattern in (rf"^\W*(?:[A-Z][^,.]{{0,80}}, )?{known}", rf", {name} (?:{_saying()})[,.]"):
        for found in re.finditer(pattern, text):
            yield *found.span("name"), crowd.who(found["name"])
    found = re.match(rf"\W*{unknown}", text)
    if found and found["other"] not in told["nobody"] and not crowd.who(found["other"]):
        yield *found.span("other"), None


def compare_families(
    ja: PrintedWords, en: PrintedWords, crowds: dict[Language, Crowd]
) -> Iterator[Finding]:
    """Yield whom one of two paragraphs names by the family name, and the other not at all."""
    for words, other in ((ja, en), (en, ja)):
        crowd, answers = crowds[words.language], crowds[other.language]
        known = {person.key: person for person in answers.people}
        for found in re.finditer(_match_family(crowd), words.text):
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
        return rf"(?<![\w-])(?P<name>{families})(?![\w-])(?! (?:Prefecture|City))"
    polite = rf"{match_honorific()}|{title_pattern(JA)}"
    return rf"(?<![{KANJI_OR_KANA}])(?P<name>{families})(?={SPACE}(?:{polite}))"

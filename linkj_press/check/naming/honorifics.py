"""Honorifics: none for our own people, the house's for others, and one for each person."""

import re
from collections.abc import Iterator
from functools import cache

from linkj_press.check.naming.offices import title_pattern
from linkj_press.check.naming.people import SPACE, Crowd, Someone
from linkj_press.check.printed import PrintedWords
from linkj_press.check.rules import Finding, Rule
from linkj_press.check.words import load_words
from linkj_press.draft.document import PartnerSource
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Severity

JA, EN = Language

OWN_HONORIFIC = Rule("own-honorific", Severity.WARNING)
OTHER_HONORIFIC = Rule("other-honorific", Severity.WARNING)
NO_HONORIFIC = Rule("no-honorific", Severity.WARNING)
RULES = (OWN_HONORIFIC, OTHER_HONORIFIC, NO_HONORIFIC)


def _any(words: list[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


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
            message = say("{words}: this is one of our own people", words=line.text[start:end])
            hint = say("take it away: one's own people have none")
            yield line.find(OWN_HONORIFIC, (start, end), message, hint)
        elif not person.ours and typed.rstrip(".") != person.honorific.rstrip("."):
            told = {"words": line.text[start:end], "honorific": person.honorific or "–"}
            message = say("“{words}”: elsewhere it is “{honorific}”", **told)
            if not person.honorific:
                message = say("“{words}”: elsewhere the name has no honorific", **told)
            hint = say("write one and the same, or change it in the record")
            yield line.find(OTHER_HONORIFIC, (start, end), message, hint)
    if line.language is JA:
        yield from _find_bare(line, crowd)


def _speaks_of_us(line: PrintedWords, start: int) -> bool:
    """Return whether somebody of the partner's is quoted, who rightly is polite to us."""
    for span, *_ in line.cut(start, start + 1):
        field = span.source.field if isinstance(span.source, PartnerSource) else ""
        quote = re.match(r"release\.quotes\[(\d+)\]\.words\.", field)
        if quote:
            release = line.release.facts.release
            return release.quotes[int(quote[1])].speaker in release.people
    return False


Used = tuple[Someone, int, int, str]
"""Who has an honorific, where name and honorific stand, and the honorific."""


def _find_japanese(line: PrintedWords, crowd: Crowd) -> Iterator[Used]:
    pattern = rf"(?P<name>{crowd.any_name}){SPACE}(?P<honorific>{match_honorific()})"
    for found in re.finditer(pattern, line.text):
        person = crowd.who(found["name"])
        if person:
            yield person, *found.span(), found["honorific"]


def _find_english(line: PrintedWords, crowd: Crowd) -> Iterator[Used]:
    pattern = rf"{_match_before()}\s(?:[A-Z][a-z]+ )??(?P<name>{crowd.any_name})(?!\w)"
    for found in re.finditer(pattern, line.text):
        person = crowd.who(found["name"])
        # An honorific that Japanese has for this person alone has one in English too: 閣下, H.E.
        if person and (found["honorific"] != "H.E" or person.ours):
            yield person, *found.span(), found["honorific"]


def _find_bare(line: PrintedWords, crowd: Crowd) -> Iterator[Finding]:
    """Yield the full names on the partner's side that nothing polite goes with."""
    joint = _any(load_words("honorifics")["joint"])
    for person in crowd.people:
        if person.ours or not person.honorific:
            continue
        polite = rf"{SPACE}[（(]?(?:{match_honorific()}|[^\s、。]{{0,12}}?{title_pattern(JA)})"
        pattern = rf"{person.full}(?!{polite})(?!.{{0,30}}(?:{joint}))"
        for found in re.finditer(pattern, line.text) if person.family in line.text else ():
            if line.typed_at(found.start()):
                told = {"words": found[0], "honorific": person.honorific}
                message = say("“{words}” stands without “{honorific}”", **told)
                hint = say("add it: the people of others have one")
                yield line.find(NO_HONORIFIC, found.span(), message, hint)

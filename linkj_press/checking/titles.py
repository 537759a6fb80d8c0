"""Titles of people that somebody typed, against the record of the day."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linkj_press.checking.finding import Finding
from linkj_press.checking.rule import Example, Rule
from linkj_press.checking.said import Sentence
from linkj_press.facts import ReleaseFacts, find_in_force
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Severity

JA, EN = Language.JA, Language.EN

TITLE_RULE = Rule(
    "title-contradicts-house",
    Severity.ERROR,
    say("A typed title that is not the person’s on that day"),
    say("titles are held by one person each, and dated in templates/house/issuer.yaml"),
    bad=(Example(JA, "理事長の澤 芳樹"), Example(EN, "Hideyuki Okano, President of LINK-J")),
    good=(Example(JA, "副理事長の澤 芳樹"),),
)
_JA_TITLE = (
    r"(?:(?:副|前|元|名誉|専務|常務|代表|業務執行)*(?:理事長|理事|会長|社長|事務局長|知事|市長|大使|学長|所長)"
    r"(?:兼(?:理事長|理事|会長|社長|事務局長|CEO))*)"
)
_EN_TITLE = (
    r"(?:(?:Vice|Deputy|Executive|Managing|Senior|Honorary|Acting|Co-)[ -]?){0,2}"
    r"(?:President|Chair(?:man|woman|person)?|Director|CEO|Secretary[ -]General|Governor|Mayor"
    r"|Ambassador|Counsellor)(?: of the Board)?(?: General)?(?: (?:and|&) (?:CEO|President))?"
)


def check_titles(sentence: Sentence) -> Iterator[Finding]:
    """Yield the titles that *sentence* gives to people who hold others."""
    for names, titles in _people(sentence.release.facts, sentence.language):
        for name in names:
            if name in sentence.text:
                yield from _check_title(sentence, name, titles)


def _people(facts: ReleaseFacts, language: Language) -> Iterator[tuple[set[str], str]]:
    """Yield the forms of the name of each person, and the title on that day."""
    for person in facts.release.people.values():
        name, title = person.name.get(language), person.title.get(language)
        if name and title:
            yield {name, name.replace(" ", "") if language is JA else name}, title
    for own in facts.house.issuer.record.people.values():
        index = find_in_force(own.posts, facts.day)
        name = own.name.get(language)
        if index is not None:
            forms = {name, name.replace(" ", "") if language is JA else name}
            yield forms, own.posts[index].title.get(language)


def _check_title(sentence: Sentence, name: str, title: str) -> Iterator[Finding]:
    escaped = re.escape(name)
    if sentence.language is JA:
        pattern = rf"(?P<title>{_JA_TITLE})(?:の|：|:|\s)?{escaped}"
        flags = re.NOFLAG
    else:
        pattern = (
            rf"(?P<title>{_EN_TITLE})(?::|,)? {escaped}"
            rf"|{escaped},? \(?(?:the )?(?P<after>{_EN_TITLE})\b"
        )
        flags = re.IGNORECASE
    for found in re.finditer(pattern, sentence.text, flags):
        group = "title" if found["title"] else "after"
        if sentence.typed_at(found.start(group)) and not _holds(
            found[group], title, sentence.language
        ):
            message = say("{name} is “{title}” on that day", name=name, title=title)
            hint = say("write that title, or correct the person’s in the record")
            yield sentence.find(TITLE_RULE, found.span(group), message, hint)


def _holds(typed: str, title: str, language: Language) -> bool:
    """Return whether *typed* is *title*, or a shorter form of it."""
    if language is EN:
        return title.casefold().startswith(typed.casefold())
    whole = title.endswith(typed) and not title.removesuffix(typed).endswith(("副", "前", "元"))
    return whole or typed in title.split("兼")

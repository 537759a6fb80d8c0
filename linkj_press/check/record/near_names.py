"""Names that are nearly, but not exactly, a registered one, and titles that are not a person's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from linkj_press.check.printed import PrintedWords, is_typed
from linkj_press.check.rules import Example, Finding, Rule
from linkj_press.draft.document import PartnerSource
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Severity
from linkj_press.record.ledger import ReleaseFacts, find_in_force
from linkj_press.text.names import NameMatcher

NEAR_RULE = Rule(
    "near-name",
    Severity.WARNING,
    say("a name that is nearly, but not exactly, a registered one"),
    say("readers and search take two spellings for two bodies"),
    bad=(Example(Language.JA, "デンマーク大使館"), Example(Language.EN, "OneNucleus")),
    good=(Example(Language.JA, "横浜市立大学"), Example(Language.EN, "the City of Osaka")),
)


def check_near_names(sentence: PrintedWords, *known: NameMatcher) -> Iterator[Finding]:
    """Yield what in *sentence* is nearly one of the *known* names."""
    for span, low, high in sentence.spans:
        if span.gap or span.href or not is_typed(span.source):
            continue
        for near in (m for names in known for m in names.find_near(sentence.text[low:high])):
            extent = low + near.start, low + near.end
            words = sentence.text[slice(*extent)]
            message = say("“{words}” is nearly the registered name", words=words)
            hint = say("write {form}, or leave it if it is somebody else", form=near.form)
            found = sentence.find(NEAR_RULE, extent, message, hint)
            if not isinstance(span.source, PartnerSource):
                # Templates and the house say the same in every release.
                found = replace(found, problem=replace(found.problem, partner=""))
            yield found


JA, EN = Language.JA, Language.EN

TITLE_RULE = Rule(
    "title-contradicts-house",
    Severity.ERROR,
    say("a typed title that is not the person’s on that day"),
    say("titles are held by one person each, and dated in templates/house/issuer.yaml"),
    bad=(Example(JA, "理事長の澤 芳樹"), Example(EN, "Hideyuki Okano, President of LINK-J")),
    good=(Example(JA, "副理事長の澤 芳樹"),),
)
_JA_TITLE = (
    r"(?:(?:副|専務|常務|代表|業務執行)*(?:理事長|理事|会長|社長|事務局長|知事|市長|大使|学長|所長)"
    r"(?:兼(?:理事長|理事|会長|社長|事務局長|CEO))*)"
)
_EN_TITLE = (
    r"(?:(?:Vice|Deputy|Executive|Managing|Senior|Honorary|Acting|Co-)[ -]?){0,2}"
    r"(?:President|Chair(?:man|woman|person)?|Director|CEO|Secretary[ -]General|Governor|Mayor"
    r"|Ambassador|Counsellor)(?: of the Board)?(?: General)?(?: (?:and|&) (?:CEO|President))?"
)


@dataclass(frozen=True)
class Holder:
    """Somebody, and the title held on the day of the release."""

    names: frozenset[str]
    """The name as it may stand in a text."""

    title: str
    ours: bool


Holders = Mapping[Language, list[Holder]]


def list_holders(facts: ReleaseFacts) -> Holders:
    """Return who holds which title on the day of the release."""
    return {language: list(_people(facts, language)) for language in Language}


def _people(facts: ReleaseFacts, language: Language) -> Iterator[Holder]:
    for person in facts.release.people.values():
        name, title = person.name.get(language), person.title.get(language)
        if name and title:
            yield Holder(_forms(name), title, ours=False)
    for own in facts.house.issuer.record.people.values():
        index = find_in_force(own.posts, facts.day)
        if index is not None:
            title = own.posts[index].title.get(language)
            yield Holder(_forms(own.name.get(language)), title, ours=True)


def _forms(name: str) -> frozenset[str]:
    return frozenset({name, name.replace(" ", "")})


def check_titles(sentence: PrintedWords, holders: Holders) -> Iterator[Finding]:
    """Yield the titles that *sentence* gives to people who hold others."""
    text, language = sentence.text, sentence.language
    for holder in holders[language]:
        for name in holder.names:
            for found in _find_titles(text, name, language) if name in text else ():
                start, end = found.span("title" if found["title"] else "after")
                typed = text[start:end]
                if _holds(typed, holder.title, language) or not sentence.typed_at(start):
                    continue
                # Our people hold posts elsewhere too, which the record does not tell.
                rival = any(_holds(typed, other.title, language) for other in holders[language])
                if rival or not holder.ours or _of_issuer(sentence, start, end):
                    message = say("{name} is “{title}” on that day", name=name, title=holder.title)
                    yield sentence.find(TITLE_RULE, (start, end), message, _ADVICE)


_ADVICE = say("write that title, or correct the person’s in the record")


def _find_titles(text: str, name: str, language: Language) -> Iterator[re.Match[str]]:
    escaped = re.escape(name)
    if language is JA:
        former = "(?<![元前旧])(?<!名誉)"
        return re.finditer(rf"{former}(?P<title>{_JA_TITLE})(?:の|：|:|\s)?{escaped}", text)
    pattern = (
        rf"(?<!former )(?P<title>{_EN_TITLE}):? {escaped}"
        rf"|{escaped},? \(?(?:the )?(?P<after>{_EN_TITLE})\b"
    )
    return re.finditer(pattern, text, re.IGNORECASE)


def _of_issuer(sentence: PrintedWords, start: int, end: int) -> bool:
    """Return whether the title from *start* to *end* is said to be one of the issuer's."""
    short = sentence.release.workspace.house.issuer.record.short
    before, after = sentence.text[:start].rstrip(), sentence.text[end:]
    return before.endswith((short, f"{short}の")) or after.startswith(f" of {short}")


def _holds(typed: str, title: str, language: Language) -> bool:
    """Return whether *typed* is *title*, or a shorter form of it."""
    if language is EN:
        return title.casefold().startswith(typed.casefold())
    whole = title.endswith(typed) and not title.removesuffix(typed).endswith(("副", "前", "元"))
    return whole or typed in title.split("兼")

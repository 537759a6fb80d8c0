"""Names of people and bodies: how they are spelt, and which titles and honorifics they have.

Names and what stands beside them come from several files, so this looks at what a release prints.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from linkj_press.check.printed import PrintedWords, is_typed, read_lines
from linkj_press.check.rules import CheckedRelease, Finding, Rule
from linkj_press.draft.document import PartnerSource
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Severity
from linkj_press.record.ledger import ReleaseFacts, find_in_force
from linkj_press.text.names import NameMatcher

JA, EN = Language

NEAR_RULE = Rule("near-name", Severity.WARNING)


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


TITLE_RULE = Rule("title-contradicts-house", Severity.ERROR)
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


def list_holders(facts: ReleaseFacts, language: Language) -> list[Holder]:
    """Return who holds which title on the day of the release."""
    found: list[tuple[str | None, str | None, bool]] = []
    for person in facts.release.people.values():
        found.append((person.name.get(language), person.title.get(language), False))
    for own in facts.house.issuer.record.people.values():
        index = find_in_force(own.posts, facts.day)
        if index is not None:
            found.append((own.name.get(language), own.posts[index].title.get(language), True))
    return [
        Holder(frozenset({name, name.replace(" ", "")}), title, ours)
        for name, title, ours in found
        if name and title
    ]


def check_titles(sentence: PrintedWords, holders: Sequence[Holder]) -> Iterator[Finding]:
    """Yield the titles that *sentence* gives to those of *holders* who hold others."""
    text, language = sentence.text, sentence.language
    for holder in holders:
        for name in holder.names:
            for found in _find_titles(text, name, language) if name in text else ():
                start, end = found.span("title" if found["title"] else "after")
                typed = text[start:end]
                if _holds(typed, holder.title, language) or not sentence.typed_at(start):
                    continue
                # Our people hold posts elsewhere too, which the record does not tell.
                rival = any(_holds(typed, other.title, language) for other in holders)
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


OWN_HONORIFIC = Rule("own-honorific", Severity.WARNING)
PARTICLE = Rule("wrong-particle", Severity.WARNING)
SHARED_TITLE = Rule("shared-title", Severity.WARNING)
RULES = (OWN_HONORIFIC, PARTICLE, SHARED_TITLE)

_SPACE = "[ \u3000\u00a0]?"
_KANJI_OR_KANA = "\u30a1-\u30fc\u3005\u3400-\u9fff\uf900-\ufaff"


def check(release: CheckedRelease) -> Iterator[Finding]:
    """Yield the people whom *release* names in another way than it should."""
    theirs = release.facts.release.people
    people = _list_people(release, JA)
    honorific = _match_honorific(people, theirs)
    names = "|".join(_SPACE.join(map(re.escape, name.split())) for _, name in people)
    particle = re.compile(rf"(?:長|事|役|授|員|使|官|監)的{_SPACE}(?:{names or '(?!)'})")
    for line in read_lines(release, JA):
        for match in honorific.finditer(line.text):
            message = say("{words}: this is one of our own people", words=match[0])
            hint = say("take it away: one's own people have none")
            yield line.find(OWN_HONORIFIC, match.span(), message, hint)
        for match in particle.finditer(line.text):
            message = say("的 stands before the name in {words}", words=match[0])
            yield line.find(PARTICLE, match.span(), message, say("write の"))
    titled = list(_match_titles(release))
    for line in read_lines(release, EN):
        for pattern, others in titled:
            yield from _find_titled(line, pattern, others)


def _list_people(release: CheckedRelease, language: Language) -> list[tuple[str, str]]:
    facts = release.facts
    own, theirs = facts.house.issuer.record.people, facts.release.people
    names = [(key, person.name.get(language)) for key, person in own.items()]
    return [*names, *((k, name) for k, p in theirs.items() if (name := p.name.get(language)))]


def _match_honorific(people: Sequence[tuple[str, str]], theirs: Collection[str]) -> re.Pattern[str]:
    """Return what matches our people with 氏, by family name if that is nobody else's."""
    families = Counter(name.split()[0] for _, name in people)
    own = [name.split() for key, name in people if key not in theirs]
    names = [_SPACE.join(map(re.escape, parts)) for parts in own]
    names += [
        rf"(?<![{_KANJI_OR_KANA}]){re.escape(family)}"
        for family, *_ in own
        if families[family] == 1
    ]
    return re.compile(rf"(?:{'|'.join(names) or '(?!)'}){_SPACE}氏(?![名族])")


def _match_titles(release: CheckedRelease) -> Iterator[tuple[re.Pattern[str], dict[str, str]]]:
    """Yield what matches each person with titles that others alone have, and whose these are."""
    titles = _list_titles(release)
    names = dict(_list_people(release, EN))
    for person, name in names.items():
        own = " ".join(titles.get(person, ()))
        others = {
            title: names[other]
            for other in sorted(titles.keys() & names.keys() - {person})
            for title in titles[other]
            if title not in own
        }
        listed = "|".join(map(re.escape, sorted(others, key=lambda title: (-len(title), title))))
        full, family = re.escape(name), re.escape(name.rsplit(maxsplit=1)[-1])
        # Beside the name, or before the family name alone.
        before = rf"\b(?P<before>{listed}),? (?:{full}|{family})\b"
        if others:
            yield re.compile(rf"{before}|\b{full}, (?:the )?(?P<after>{listed})\b"), others


def _find_titled(
    line: PrintedWords, pattern: re.Pattern[str], titles: Mapping[str, str]
) -> Iterator[Finding]:
    """Yield where somebody has one of *titles*, each of which is somebody else's."""
    for match in pattern.finditer(line.text):
        title = match["before"] or match["after"]
        # Of "Vice President" the second word is not the title.
        if not re.search("[A-Z][a-z]+ $", line.text[: match.start()][-40:]):
            message = say(
                "{words}: {title} is the title of {other}",
                words=match[0],
                title=title,
                other=titles[title],
            )
            hint = say("write the person's own title")
            yield line.find(SHARED_TITLE, match.span(), message, hint)


def _list_titles(release: CheckedRelease) -> dict[str, set[str]]:
    """Return the English titles of each person by key, with their shorter forms.

    President and CEO of LINK-J: President and CEO, President, CEO.
    """
    own = release.facts.house.issuer.record.people
    listed = {key: [post.title.en for post in person.posts] for key, person in own.items()}
    for key, person in release.facts.release.people.items():
        listed[key] = [person.title.en] if person.title.en else []
    titles: dict[str, set[str]] = {key: set() for key in listed}
    for key, title in ((key, title) for key, some in listed.items() for title in some):
        head = re.split(r" (?:of|to|for)\b|,", title)[0]
        titles[key] |= {title, head, *head.split(" and ")}
    return titles

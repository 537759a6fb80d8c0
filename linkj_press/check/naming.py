"""How a release names people: honorifics, the particle before a name, titles.

Names and what stands beside them come from several files, so this looks at the documents.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from linkj_press.check.printed import PrintedWords, read_lines
from linkj_press.check.rules import CheckedRelease, Finding, Rule
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Severity

OWN_HONORIFIC = Rule(
    "own-honorific",
    Severity.WARNING,
    say("氏 after one of the house's own people"),
    say("A release names its own side without an honorific, and all others with one"),
)
PARTICLE = Rule(
    "wrong-particle",
    Severity.WARNING,
    say("的 in place of の between a title and a name"),
    say("It is Chinese for の, and comes from translated or converted text"),
)
SHARED_TITLE = Rule(
    "shared-title",
    Severity.WARNING,
    say("a title that is somebody else's, in English"),
    say("Readers take two people called President for one; the record says who is what"),
)
RULES = (OWN_HONORIFIC, PARTICLE, SHARED_TITLE)

_SPACE = "[ \u3000\u00a0]?"
_KANJI_OR_KANA = "\u30a1-\u30fc\u3005\u3400-\u9fff\uf900-\ufaff"


def check(release: CheckedRelease) -> Iterator[Finding]:
    """Yield the people whom *release* names in another way than it should."""
    theirs = release.facts.release.people
    people = _list_people(release, Language.JA)
    particle, honorific = _match_particle(people), _match_honorific(people, theirs)
    for line in read_lines(release, Language.JA):
        for match in honorific.finditer(line.text):
            message = say("{words}: this is one of our own people", words=match[0])
            hint = say("take it away: one's own people have none")
            yield line.find(OWN_HONORIFIC, match.span(), message, hint)
        for match in particle.finditer(line.text):
            message = say("的 stands before the name in {words}", words=match[0])
            yield line.find(PARTICLE, match.span(), message, say("write の"))
    titled = list(_match_titles(release))
    for line in read_lines(release, Language.EN):
        for pattern, others in titled:
            yield from _find_titled(line, pattern, others)


def _list_people(release: CheckedRelease, language: Language) -> list[tuple[str, str]]:
    """Return the key and name of each of the people of the house and of the release."""
    facts = release.facts
    own, theirs = facts.house.issuer.record.people, facts.release.people
    names = [(key, person.name.get(language)) for key, person in own.items()]
    return [*names, *((k, name) for k, p in theirs.items() if (name := p.name.get(language)))]


def _match_honorific(people: Sequence[tuple[str, str]], theirs: Collection[str]) -> re.Pattern[str]:
    """Return what matches the name of one of our people, who are none of *theirs*, with 氏.

    By family name alone only if that is nobody else's.
    """
    families = Counter(name.split()[0] for _, name in people)
    own = [name.split() for key, name in people if key not in theirs]
    names = [_SPACE.join(map(re.escape, parts)) for parts in own]
    names += [
        rf"(?<![{_KANJI_OR_KANA}]){re.escape(family)}"
        for family, *_ in own
        if families[family] == 1
    ]
    return re.compile(rf"(?:{'|'.join(names) or '(?!)'}){_SPACE}氏(?![名族])")


def _match_particle(people: Iterable[tuple[str, str]]) -> re.Pattern[str]:
    names = [_SPACE.join(map(re.escape, name.split())) for _, name in people]
    return re.compile(rf"(?:長|事|役|授|員|使|官|監)的{_SPACE}(?:{'|'.join(names) or '(?!)'})")


def _match_titles(release: CheckedRelease) -> Iterator[tuple[re.Pattern[str], dict[str, str]]]:
    """Yield what matches each person with a title that the record has for others only.

    With it these titles, and whose each of them is.
    """
    titles = _list_titles(release)
    names = dict(_list_people(release, Language.EN))
    for person, name in names.items():
        own = " ".join(titles.get(person, ()))
        others = {
            title: names[other]
            for other in sorted(titles.keys() & names.keys() - {person})
            for title in titles[other]
            if title not in own
        }
        if others:
            yield _match_titled(name, others), others


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


def _match_titled(name: str, titles: Collection[str]) -> re.Pattern[str]:
    """Return what matches one of *titles* beside *name*, or before the family name alone."""
    listed = "|".join(map(re.escape, sorted(titles, key=lambda title: (-len(title), title))))
    full, family = re.escape(name), re.escape(name.rsplit(maxsplit=1)[-1])
    before = rf"\b(?P<before>{listed}),? (?:{full}|{family})\b"
    return re.compile(rf"{before}|\b{full}, (?:the )?(?P<after>{listed})\b")


def _list_titles(release: CheckedRelease) -> dict[str, set[str]]:
    """Return the English titles of each person by key, with the parts that stand for them."""
    own = release.facts.house.issuer.record.people
    listed = {key: [post.title.en for post in person.posts] for key, person in own.items()}
    for key, person in release.facts.release.people.items():
        listed[key] = [person.title.en] if person.title.en else []
    return {
        key: {form for title in titles for form in _shorten(title)}
        for key, titles in listed.items()
    }


def _shorten(title: str) -> list[str]:
    """Return *title* and its shorter forms: President and CEO, President, CEO."""
    head = re.split(r" (?:of|to|for)\b|,", title)[0]
    return [title, head, *re.split(" and ", head)]

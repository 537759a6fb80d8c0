"""Titles in English that are somebody else's: readers take two Presidents for one."""

import re
from collections.abc import Iterator, Mapping, Sequence

from linkj_press.check.naming.people import Crowd
from linkj_press.check.printed import PrintedWords
from linkj_press.check.rules import CheckedRelease, Finding, Rule
from linkj_press.message import say
from linkj_press.problem import Severity

SHARED_TITLE = Rule("shared-title", Severity.WARNING)

Shared = Sequence[tuple[str, re.Pattern[str], Mapping[str, str]]]


def match_shared(release: CheckedRelease, crowd: Crowd) -> Shared:
    """Return how each person is called, and what matches them with titles of others alone."""
    return list(_match_titles(release, crowd))


def _match_titles(
    release: CheckedRelease, crowd: Crowd
) -> Iterator[tuple[str, re.Pattern[str], dict[str, str]]]:
    """Yield the family name of each person, what matches it with titles of others, and whose."""
    titles = _list_titles(release)
    names = {person.key: person.name for person in crowd.people}
    for person, name in names.items():
        own = " ".join(titles.get(person, ()))
        others = {
            title: names[other]
            for other in sorted(titles.keys() & names.keys() - {person})
            for title in titles[other]
            if title not in own
        }
        listed = "|".join(map(re.escape, sorted(others, key=lambda title: (-len(title), title))))
        last = name.rsplit(maxsplit=1)[-1]
        full, family = re.escape(name), re.escape(last)
        # Beside the name, or before the family name alone.
        before = rf"\b(?P<before>{listed}),? (?:{full}|{family})\b"
        if others:
            yield last, re.compile(rf"{before}|\b{full}, (?:the )?(?P<after>{listed})\b"), others


def check_shared(line: PrintedWords, titled: Shared) -> Iterator[Finding]:
    """Yield where somebody has a title that is somebody else's."""
    for name, pattern, others in titled:
        if name in line.text:
            yield from _find_titled(line, pattern, others)


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

"""The people whom a release may name: what they are called, and whose titles are whose."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from linkj_press.check.printed import PrintedWords
from linkj_press.check.rules import CheckedRelease, Finding, Rule
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Severity
from linkj_press.record.ledger import find_in_force
from linkj_press.text.patterns import compile_pattern, list_longest_first

JA, EN = Language

SPACE = "[ \u3000\u00a0・]?"
KANJI_OR_KANA = "\u30a1-\u30fa\u30fc\u3005\u3400-\u9fff\uf900-\ufaff"
_KATAKANA = compile_pattern("[\u30a1-\u30fc]")


@dataclass(frozen=True)
class Someone:
    """A person of the record, as a text in one language may name them."""

    key: str
    name: str
    title: str
    """The title held on the day of the release; ``""`` where the record has none."""

    language: Language
    ours: bool = False
    past: tuple[str, ...] = ()
    """Titles held earlier."""

    elsewhere: str = ""
    """A post outside the house, or the body that the title is of."""

    honorific: str = ""
    """What goes with the name on the partner's side."""

    @cached_property
    def words(self) -> list[str]:
        """The words of the name."""
        return self.name.split()

    @cached_property
    def family(self) -> str:
        """The family name, or the whole name where it cannot be told."""
        last = self.language is EN or _KATAKANA.search(self.name)
        return self.words[-1 if last else 0]

    @cached_property
    def given(self) -> str:
        """The given name, where there is one."""
        rest = list(self.words)
        rest.remove(self.family)
        return " ".join(rest)

    @cached_property
    def full(self) -> str:
        """The pattern of the whole name, in any spacing."""
        joint = SPACE if self.language is JA else r"\s+"
        return joint.join(map(re.escape, self.words))


@dataclass(frozen=True)
class Crowd:
    """All people of a release and of the house, in one language."""

    people: tuple[Someone, ...]
    language: Language

    @cached_property
    def by_family(self) -> Mapping[str, Someone]:
        """Those whom a family name alone tells apart."""
        often = Counter(person.family for person in self.people)
        return {p.family: p for p in self.people if often[p.family] == 1}

    @cached_property
    def any_name(self) -> str:
        """The pattern of a name, full or, where that tells who it is, of the family."""
        full = [person.full for person in self.people]
        families = [re.escape(family) for family in self.by_family]
        if self.language is JA:
            families = [f"(?<![{KANJI_OR_KANA}]){family}" for family in families]
        names = list_longest_first([*full, *families])
        return f"(?:{'|'.join(names) or '(?!)'})"

    def is_named_in(self, text: str) -> bool:
        """Return whether *text* may name one of them."""
        return any(person.family in text for person in self.people)

    def who(self, words: str) -> Someone | None:
        """Return the person whose name *words* are."""
        for person in self.people:
            if compile_pattern(person.full).fullmatch(words):
                return person
        return self.by_family.get(words)


def gather_crowd(release: CheckedRelease, language: Language) -> Crowd:
    """Return the people whom *release* may name."""
    facts = release.facts
    house = facts.house.terms.record.honorific.get(language) or ""
    people: list[Someone] = []
    for key, own in facts.house.issuer.record.people.items():
        index = find_in_force(own.posts, facts.day)
        now = own.posts[index].title.get(language) if index is not None else ""
        past = tuple(post.title.get(language) for post in own.posts[:index])
        post = own.posts[index].affiliation if index is not None else None
        also = post.get(language) if post else ""
        own_name = own.name.get(language)
        people.append(Someone(key, own_name, now, language, ours=True, past=past, elsewhere=also))
    for key, person in facts.release.people.items():
        name, title = person.name.get(language), person.title.get(language)
        honorific = person.honorific.get(language) or house
        if name and name.split():
            people.append(Someone(key, name, title or "", language, honorific=honorific))
    return Crowd(tuple(people), language)


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
            yield (
                last,
                compile_pattern(rf"{before}|\b{full}, (?:the )?(?P<after>{listed})\b"),
                others,
            )


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
                "“{words}”: “{title}” is the title of {other}",
                words=match[0],
                title=title,
                other=titles[title],
            )
            hint = say("write the person’s own title")
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

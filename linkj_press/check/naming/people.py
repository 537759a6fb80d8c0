"""The people whom a release may name: what they are called, and which titles they hold."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from linkj_press.check.rules import CheckedRelease
from linkj_press.check.words import load_words
from linkj_press.language import Language
from linkj_press.record.ledger import find_in_force

JA, EN = Language

SPACE = "[ \u3000\u00a0・]?"
KANJI_OR_KANA = "\u30a1-\u30fa\u30fc\u3005\u3400-\u9fff\uf900-\ufaff"
_KATAKANA = re.compile("[\u30a1-\u30fc]")


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

    @cached_property
    def is_place(self) -> bool:
        """Whether the family name may be a place as well."""
        return self.family in load_words("others")[f"places_{self.language.value}"]


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
        names = sorted([*full, *families], key=len, reverse=True)
        return f"(?:{'|'.join(names) or '(?!)'})"

    def is_named_in(self, text: str) -> bool:
        """Return whether *text* may name one of them."""
        return any(person.family in text for person in self.people)

    def who(self, words: str) -> Someone | None:
        """Return the person whose name *words* are."""
        for person in self.people:
            if re.fullmatch(person.full, words):
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

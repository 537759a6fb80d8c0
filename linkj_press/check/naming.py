"""How a release names people: honorifics, the particle before a name, titles.

Names and what stands beside them come from several files, so this looks at the documents, each as
one text in which a match can be told its place in a file.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from linkj_press.check.rules import CheckedRelease, Finding, Registered, Rule, list_people
from linkj_press.check.typography.passages import read_file, split_lines
from linkj_press.draft.document import LedgerSource, Span, lines
from linkj_press.language import Language
from linkj_press.message import Message, say
from linkj_press.problem import Place, Severity


class Reading:
    """The text of a document in one language, paragraph by paragraph, and its spans."""

    def __init__(self, release: CheckedRelease, language: Language) -> None:
        self._release = release
        self._language = language
        self._spans: list[Span] = []
        self._starts: list[int] = []
        texts: list[str] = []
        length = 0
        # A match never goes from one line to the next.
        for line in lines(release.documents[language]):
            for span in line:
                self._spans.append(span)
                self._starts.append(length)
                texts.append(span.text)
                length += len(span.text)
            texts.append("\n")
            length += 1
        self.text = "".join(texts)

    def report(
        self, rule: Rule, extent: tuple[int, int], message: Message, hint: Message
    ) -> Finding:
        """Return the finding of the words of *extent*; of its last part, where it has several."""
        start, end = extent
        last = bisect_right(self._starts, end - 1) - 1
        start = max(start, self._starts[last])
        words = self.text[start:end]
        return rule.find(
            self._place(last, start - self._starts[last], words),
            message,
            hint,
            words=words,
            language=self._language,
            partner=self._release.partner,
        )

    def _place(self, index: int, start: int, words: str) -> Place:
        """Return where *words*, from *start* of the span at *index*, stand in their file."""
        source = self._spans[index].source
        if isinstance(source, LedgerSource):
            return self._release.facts.partner.place("release")
        before = [span for span in self._spans[:index] if span.source == source]
        nth = sum(span.text.count(words) for span in before)
        nth += self._spans[index].text.count(words, 0, start)
        return _find(self._release.workspace.root, source.place, words, nth)


def _find(root: Path, where: Place, words: str, nth: int) -> Place:
    """Return where *words* stand on the line of *where*: the *nth* of them, or the last."""
    # The file may have been saved anew in between, with fewer lines.
    (line,) = split_lines(read_file(root, where.path))[where.line - 1 : where.line] or ("",)
    starts = [match.start() for match in re.finditer(re.escape(words), line)]
    if not starts:
        return where
    return Place(where.path, where.line, starts[min(nth, len(starts) - 1)] + 1)


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
    people = list_people(release.facts)
    own = set(release.facts.house.issuer.record.people) - set(release.facts.release.people)
    japanese, english = (Reading(release, language) for language in Language)
    honorific = _match_honorific([p for p in people if p.key in own], people)
    hint = say("take it away: one's own people have none")
    for match in honorific.finditer(japanese.text) if honorific else ():
        message = say("{words}: this is one of our own people", words=match[0])
        yield japanese.report(OWN_HONORIFIC, match.span(), message, hint)
    for match in _match_particle(people).finditer(japanese.text):
        message = say("的 stands before the name in {words}", words=match[0])
        yield japanese.report(PARTICLE, match.span(), message, say("write の"))
    yield from _check_titles(release, people, english)


def _match_honorific(own: list[Registered], people: list[Registered]) -> re.Pattern[str] | None:
    """Return what matches the name of one of *own* with 氏, by family name alone if only theirs."""
    families = Counter(_parts(person)[0] for person in people)
    names = [_SPACE.join(map(re.escape, _parts(person))) for person in own]
    names += [
        rf"(?<![{_KANJI_OR_KANA}]){re.escape(_parts(person)[0])}"
        for person in own
        if families[_parts(person)[0]] == 1
    ]
    return re.compile(rf"(?:{'|'.join(names)}){_SPACE}氏(?![名族])") if names else None


def _match_particle(people: list[Registered]) -> re.Pattern[str]:
    names = [_SPACE.join(map(re.escape, _parts(person))) for person in people]
    return re.compile(rf"(?:長|事|役|授|員|使|官|監)的{_SPACE}(?:{'|'.join(names) or '(?!)'})")


def _parts(person: Registered) -> list[str]:
    """Return the family name and the given name."""
    forms = person.forms[Language.JA]
    return forms[0].split() if forms else ["\0"]


def _check_titles(
    release: CheckedRelease, people: list[Registered], reading: Reading
) -> Iterator[Finding]:
    """Yield where somebody is given a title that the record has for somebody else only."""
    titles = _list_titles(release)
    names = {person.key: forms[0] for person in people if (forms := person.forms[Language.EN])}
    for person, name in names.items():
        own = " ".join(titles.get(person, ()))
        others = {
            title: names[other]
            for other in sorted(titles.keys() & names.keys() - {person})
            for title in titles[other]
            if title not in own
        }
        if others:
            yield from _find_titled(name, others, reading)


def _find_titled(name: str, titles: Mapping[str, str], reading: Reading) -> Iterator[Finding]:
    """Yield where *name* has one of *titles*, each of which is somebody else's."""
    hint = say("write the person's own title")
    for match in _match_titled(name, titles).finditer(reading.text):
        title = match["before"] or match["after"]
        # Of "Vice President" the second word is not the title.
        if not re.search("[A-Z][a-z]+ $", reading.text[: match.start()][-40:]):
            message = say(
                "{words}: {title} is the title of {other}",
                words=match[0],
                title=title,
                other=titles[title],
            )
            yield reading.report(SHARED_TITLE, match.span(), message, hint)


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

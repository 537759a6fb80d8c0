"""Typography and style of the words in partner files and templates, house words among it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain
from pathlib import PurePosixPath
from typing import NamedTuple, Self

from linkj_press.check import calendar
from linkj_press.check.rules import KEPT, Finding, Lines, Rule
from linkj_press.check.typography import characters, look_alikes, punctuation, slips
from linkj_press.check.typography.passages import (
    LANGUAGES,
    Paragraph,
    StyledText,
    read_fields,
    read_paragraphs,
    read_values,
)
from linkj_press.check.typography.punctuation import KANJI
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import ProblemsFound, Severity
from linkj_press.reading import Tree
from linkj_press.text.patterns import compile_pattern
from linkj_press.workspace.loading import Workspace

RULE = Rule("house-word", Severity.WARNING)


class _Spellings(NamedTuple):
    """Spellings that the house does not use, and what it writes instead."""

    words: Mapping[str, str]
    pattern: re.Pattern[str]


_OF = {Language.JA: ("", "の"), Language.EN: (" ", "’s ", "'s ")}
"""What stands between a name and what is its own."""


def _compile(
    language: Language, words: Mapping[str, str], whole: str, owners: Mapping[str, str]
) -> re.Pattern[str]:
    """Return what matches the spellings in *whole* and, to be passed over, the preferred ones.

    *owners* are the names after which alone some of them are meant.
    """

    def place(word: str) -> str:
        """Return the pattern of *word* where it is meant."""
        if word not in owners:
            return bound(word)
        after = (f"(?<={re.escape(owners[word] + joint)})" for joint in _OF[language])
        return f"(?:{'|'.join(after)}){bound(word)}"

    def bound(word: str) -> str:
        """Return the pattern of *word*, where it is a word of its own."""
        if language is Language.EN:
            return rf"(?<!\w){re.escape(word)}(?!\w)"
        if re.fullmatch(f"[{KANJI}]+", word):
            return f"(?<![{KANJI}]){word}(?![{KANJI}])"
        if re.fullmatch("[ァ-ヺー]+", word):
            return f"(?<![ァ-ヺー]){word}(?![ァ-ヺー])"
        return re.escape(word)

    held = {word for word in words if word[1:] in whole}  # Organised
    rest = {word for word in words.values() if any(one in word for one in held)}
    both = sorted(held | rest, key=lambda word: (-len(word), word))
    patterns = list(map(place, both))
    if language is Language.EN:  # Elsewhere a capital is a name's: Danish Life Science Centre.
        patterns += [
            rf"(?:^|(?<=[.!?] )){w.capitalize()}(?=,? [a-z])"
            for w in sorted(held - owners.keys())
            if w.islower()
        ]
    return compile_pattern("|".join(patterns) or "(?!)")


_TITLE = compile_pattern(
    r"[^。「」『』（）]{0,40}?(?:に関する|等の)?[^、。「」『』（）]{0,12}(?:法律?|条例|規則|省令|政令|告示|指針|要綱|規約|憲章)"
    r"(?=[」』）（。、]|[のにをがはでともへや])"
)
"""The rest of the name of a law, which keeps its own spelling."""


def _find_house_words(text: StyledText, spellings: _Spellings) -> Iterator[Finding]:
    words, pattern = spellings
    for match in pattern.finditer(text.searched):
        found = match[0]
        preferred = words.get(found, "")
        if not preferred and found not in words.values():
            preferred = words[found.lower()].capitalize()
        if preferred in ("", found):
            continue  # right as it is: 変更に is no 更に
        if text.language is Language.JA and _TITLE.match(text.searched, match.end()):
            continue
        message = say("the house does not write “{words}”", words=found)
        hint = say("write “{preferred}”", preferred=preferred)
        yield text.find(RULE, match.span(), message, hint)


RULES: tuple[Rule, ...] = (
    *(*characters.RULES, *look_alikes.RULES, *punctuation.RULES, *slips.RULES),
    RULE,
)


@dataclass(frozen=True)
class _Habits:
    """How the files of a workspace are written, by which each of them is judged."""

    katakana: frozenset[str]
    """The words of katakana."""

    names: frozenset[str]
    """The characters of names, which keep their own forms."""


class _Judged(NamedTuple):
    """What is wrong with the words of a partner file, and what that rests on."""

    tree: Tree
    near: Sequence[date]
    habits: _Habits
    wave: str
    found: Sequence[Finding]


class StyleReader:
    """Reads the files of a workspace for their style, each once as long as it stays the same."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._judged: dict[str, _Judged] = {}
        self._found_in_shared: dict[int, Sequence[Finding]] = {}
        self._read: dict[PurePosixPath, tuple[Tree, _Habits]] = {}

    def revise(self, workspace: Workspace) -> Self:
        """Return the reader of *workspace*, which has the same templates."""
        revised = type(self)(workspace)
        revised._judged, revised._read = self._judged.copy(), self._read
        return revised

    def check(self, partners: Iterable[str]) -> Iterator[Finding]:
        """Yield what is not in style in files of *partners*, templates and house, and odd days."""
        try:
            shared = self.shared
        except ProblemsFound as found:
            yield from map(Finding, found.problems)
            return
        yield from shared
        for partner in partners:
            yield from self._check_partner(partner)

    def check_printed(self, partners: Iterable[str], printed: Lines) -> Iterator[Finding]:
        """Yield what `check` does, of templates and house for what stands on *printed* lines."""
        try:
            shared = [at for at, _ in enumerate(self._shared) if self._is_shared_in(at, printed)]
        except ProblemsFound as found:
            yield from map(Finding, found.problems)
            return
        for at in shared:
            yield from self._check_shared(at)
        for partner in partners:
            yield from self._check_partner(partner)

    @cached_property
    def shared(self) -> Sequence[Finding]:
        """What is not in style in templates and house. Raises ProblemsFound for one unreadable."""
        return [found for at, _ in enumerate(self._shared) for found in self._check_shared(at)]

    @cached_property
    def _shared(self) -> Sequence[Paragraph]:
        """The paragraphs of templates and house, and then what is one in both languages."""
        fields = read_fields(self._workspace.house.issuer.tree)
        return [*self._paragraphs, *((field,) for field in fields)]

    def _is_shared_in(self, at: int, printed: Lines) -> bool:
        return any((text.where.path, text.where.line) in printed for text in self._shared[at])

    def _check_shared(self, at: int) -> Sequence[Finding]:
        if at not in self._found_in_shared:
            own = self._shared[at : at + 1]
            is_paragraph = at < len(self._paragraphs)
            paragraphs, fields = (own, ()) if is_paragraph else ((), own[0])
            found = self._check_words(paragraphs, fields, (), self._shared_spellings)
            self._found_in_shared[at] = list(found)
        return self._found_in_shared[at]

    @cached_property
    def _shared_spellings(self) -> Mapping[Language, _Spellings]:
        return self._compile_words(self._paragraphs, is_ours=True)

    @cached_property
    def _paragraphs(self) -> list[Paragraph]:
        """Those of templates and house."""
        return [found for found in read_paragraphs(self._workspace, ()) if found]

    @cached_property
    def _wave(self) -> str:
        return punctuation.find_wave(self._paragraphs)

    @cached_property
    def _habits(self) -> _Habits:
        house = self._workspace.house
        loaded = (house.issuer, house.terms, *self._workspace.partners.values())
        read = {each.tree.name: self._read_habits(each.tree) for each in loaded}
        self._read = read  # no more of files that are gone
        texts = chain.from_iterable(self._paragraphs)
        own = look_alikes.list_katakana(t.text for t in texts if t.language is Language.JA)
        usual = look_alikes.list_usual_katakana()
        return _Habits(
            usual.union(own, *(habits.katakana for _, habits in read.values())),
            frozenset[str]().union(*(habits.names for _, habits in read.values())),
        )

    def _read_habits(self, tree: Tree) -> tuple[Tree, _Habits]:
        kept = self._read.get(tree.name)
        return kept if kept and kept[0] is tree else (tree, _find_habits(tree))

    def _check_partner(self, partner: str) -> Sequence[Finding]:
        loaded = self._workspace.partners[partner]
        rests_on = loaded.tree, calendar.list_near(loaded.record), self._habits, self._wave
        kept = self._judged.get(partner)
        if kept is None or kept.tree is not loaded.tree or kept[1:4] != rests_on[1:]:
            paragraphs = [found for found in read_values(loaded.tree) if found]
            spellings = self._compile_words(paragraphs, is_ours=False)
            found = self._check_words(paragraphs, read_fields(loaded.tree), rests_on[1], spellings)
            kept = _Judged(*rests_on, list(found))
        self._judged[partner] = kept
        return kept.found

    def _compile_words(
        self, paragraphs: Sequence[Paragraph], *, is_ours: bool
    ) -> Mapping[Language, _Spellings]:
        """Return what finds the words of the house style that *paragraphs* have.

        What is not written of the house alone is found anywhere in what *is_ours*, and elsewhere
        after its name.
        """
        whole = "\n".join(text.searched for text in chain.from_iterable(paragraphs))
        house = self._workspace.house
        listed, short = house.style.record, house.issuer.record.short
        found: dict[Language, _Spellings] = {}
        for language in Language:
            own = listed.words_of_house.get(language)
            words = {**listed.words.get(language), **own}
            owners = {} if is_ours else dict.fromkeys(own, short)
            found[language] = _Spellings(words, _compile(language, words, whole, owners))
        return found

    def _check_words(
        self,
        paragraphs: Sequence[Paragraph],
        fields: Iterable[StyledText],
        near: Sequence[date],
        spellings: Mapping[Language, _Spellings],
    ) -> Iterator[Finding]:
        habits = self._habits
        for text in fields:
            yield from characters.INVISIBLE.find_in(text)
            yield from look_alikes.check_look_alikes(text, habits.katakana)
            yield from slips.check_placeholders(text)
            yield from slips.check_links(text)
        for paragraph in paragraphs:
            yield from _check_paragraph(paragraph, self._wave)
            for text in paragraph:
                yield from calendar.check_calendar(text, near)
                yield from look_alikes.check_look_alikes(text, habits.katakana)
                yield from _find_house_words(text, spellings[text.language])
                yield from characters.check_characters(text, habits.names)


def check(workspace: Workspace, partners: Iterable[str]) -> Iterator[Finding]:
    """Yield what is not in style in files of *partners*, templates and house, and odd days."""
    return StyleReader(workspace).check(partners)


def _find_habits(tree: Tree) -> _Habits:
    """Return how the file is written that made *tree*."""
    texts = {
        path: value
        for path in tree.values_at
        if path and path[-1] in LANGUAGES and KEPT.isdisjoint(path)
        for value in [tree.find(path)]
        if isinstance(value, str)
    }
    japanese = (text for path, text in texts.items() if path[-1] == Language.JA)
    names = (text for path, text in texts.items() if "name" in path)
    return _Habits(
        frozenset(look_alikes.list_katakana(japanese)), frozenset(chain.from_iterable(names))
    )


def _check_paragraph(paragraph: Paragraph, wave: str) -> Iterator[Finding]:
    """Yield what is wrong with *paragraph*, whatever other files say."""
    yield from punctuation.check_brackets(paragraph)
    yield from punctuation.check_quote_end(paragraph)
    yield from punctuation.check_waves(paragraph, wave)
    yield from slips.check_stops(paragraph)
    yield from slips.check_phrase(paragraph)
    yield from slips.check_speech(paragraph)
    for text in paragraph:
        yield from slips.check_placeholders(text)
        yield from slips.check_doubled(text)
        yield from slips.check_links(text)
        if text.language is Language.EN:
            yield from characters.check_english(text)
        else:
            yield from punctuation.check_punctuation(text)

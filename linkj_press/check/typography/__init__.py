"""Typography and style of the words in partner files and templates, house words among it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping

from linkj_press.check.rules import Example, Finding, Rule
from linkj_press.check.typography.characters import (
    CHARACTER_RULES,
    ENGLISH_RULES,
    check_characters,
    check_english,
    check_unseen,
)
from linkj_press.check.typography.passages import Paragraph, Passage, read_paragraphs
from linkj_press.check.typography.punctuation import (
    BRACKET_RULES,
    KANJI,
    PUNCTUATION_RULES,
    check_brackets,
    check_punctuation,
    check_waves,
    find_wave,
)
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import ProblemsFound, Severity
from linkj_press.record import StyleGuide
from linkj_press.workspace.loading import Workspace

RULE = Rule(
    "house-word",
    Severity.WARNING,
    say("a spelling that the house does not use"),
    say(
        "The list stands in templates/house/style.yaml; part of a longer word, or of a longer"
        " name in kanji, is not meant"
    ),
    bad=(Example(Language.JA, "A及びB"), Example(Language.EN, "Labor and Welfare")),
    good=(Example(Language.EN, "Labour, Laboratory"),),
)
HOUSE_WORD_RULES = (RULE,)

Check = Callable[[Passage], Iterator[Finding]]


def make_check(style: StyleGuide) -> Check:
    """Return the check of one passage against the lists of *style*."""
    lists = {Language.JA: style.words.ja, Language.EN: style.words.en}
    patterns = {language: _compile(language, words) for language, words in lists.items() if words}

    def check(passage: Passage) -> Iterator[Finding]:
        pattern = patterns.get(passage.language)
        for match in pattern.finditer(passage.searched) if pattern else ():
            preferred = lists[passage.language].get(match[0])
            if preferred:
                yield _report(passage, match.start(), match[0], preferred)

    return check


def _compile(language: Language, words: Mapping[str, str]) -> re.Pattern[str]:
    """Return what matches the spellings and, so that they are passed over, the preferred ones."""
    both = sorted({*words, *words.values()}, key=lambda word: (-len(word), word))
    return re.compile("|".join(_bound(language, word) for word in both))


def _bound(language: Language, word: str) -> str:
    """Return the pattern of *word*, where it is a word of its own."""
    if language is Language.EN:
        return rf"(?<!\w){re.escape(word)}(?!\w)"
    if re.fullmatch(f"[{KANJI}]+", word):
        return f"(?<![{KANJI}]){word}(?![{KANJI}])"
    return re.escape(word)


def _report(passage: Passage, start: int, words: str, preferred: str) -> Finding:
    return RULE.find(
        passage.place(start),
        say("the house does not write {words}", words=words),
        say("write {preferred}", preferred=preferred),
        words=words,
        language=passage.language,
    )


RULES: tuple[Rule, ...] = (
    *CHARACTER_RULES,
    *PUNCTUATION_RULES,
    *BRACKET_RULES,
    *ENGLISH_RULES,
    *HOUSE_WORD_RULES,
)


def check(workspace: Workspace, partners: Collection[str]) -> Iterator[Finding]:
    """Yield what is not in style in the files of *partners*, the templates and the house."""
    try:
        paragraphs = [found for found in read_paragraphs(workspace, partners) if found]
    except ProblemsFound as found:
        yield from map(Finding, found.problems)
        return
    wave = find_wave(paragraphs)
    names = _find_name_characters(paragraphs)
    check_words = make_check(workspace.house.style.record)
    for paragraph in paragraphs:
        yield from check_brackets(paragraph)
        yield from check_waves(paragraph, wave)
        for passage in paragraph:
            yield from check_words(passage)
            yield from check_unseen(passage)
            if passage.language is Language.EN:
                yield from check_english(passage)
            else:
                yield from check_characters(passage, names)
                yield from check_punctuation(passage)


def _find_name_characters(paragraphs: Collection[Paragraph]) -> frozenset[str]:
    """Return the characters of the names of people and organisations."""
    return frozenset(
        char
        for paragraph in paragraphs
        for passage in paragraph
        if ".name." in f".{passage.field}."
        for char in passage.text
    )

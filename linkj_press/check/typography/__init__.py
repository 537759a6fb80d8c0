"""Typography and style of the words in partner files and templates, house words among it."""

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import chain

from linkj_press.check.rules import Finding, Rule
from linkj_press.check.typography import characters, punctuation
from linkj_press.check.typography.passages import StyledText, read_paragraphs
from linkj_press.check.typography.punctuation import KANJI
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import ProblemsFound, Severity
from linkj_press.workspace.loading import Workspace

RULE = Rule("house-word", Severity.WARNING)


def _compile(language: Language, words: Mapping[str, str]) -> re.Pattern[str]:
    """Return what matches the spellings and, so that they are passed over, the preferred ones."""

    def bound(word: str) -> str:
        """Return the pattern of *word*, where it is a word of its own."""
        if language is Language.EN:
            return rf"(?<!\w){re.escape(word)}(?!\w)"
        if re.fullmatch(f"[{KANJI}]+", word):
            return f"(?<![{KANJI}]){word}(?![{KANJI}])"
        return re.escape(word)

    both = sorted({*words, *words.values()}, key=lambda word: (-len(word), word))
    return re.compile("|".join(map(bound, both)) or "(?!)")


def _find_house_words(
    text: StyledText, words: Mapping[str, str], pattern: re.Pattern[str]
) -> Iterator[Finding]:
    for match in pattern.finditer(text.searched):
        if preferred := words.get(match[0]):
            message = say("the house does not write {words}", words=match[0])
            hint = say("write {preferred}", preferred=preferred)
            yield text.find(RULE, match.span(), message, hint)


RULES: tuple[Rule, ...] = (*characters.RULES, *punctuation.RULES, RULE)


def check(workspace: Workspace, partners: Collection[str]) -> Iterator[Finding]:
    """Yield what is not in style in the files of *partners*, the templates and the house."""
    try:
        paragraphs = [found for found in read_paragraphs(workspace, partners) if found]
    except ProblemsFound as found:
        yield from map(Finding, found.problems)
        return
    wave = punctuation.find_wave(paragraphs)
    names = frozenset(
        char
        for text in chain.from_iterable(paragraphs)
        if ".name." in f".{text.field}."
        for char in text.text
    )
    style = workspace.house.style.record
    words = {Language.JA: style.words.ja, Language.EN: style.words.en}
    patterns = {language: _compile(language, listed) for language, listed in words.items()}
    for paragraph in paragraphs:
        yield from punctuation.check_brackets(paragraph)
        yield from punctuation.check_waves(paragraph, wave)
        for text in paragraph:
            yield from _find_house_words(text, words[text.language], patterns[text.language])
            yield from characters.check_characters(text, names)
            if text.language is Language.EN:
                yield from characters.check_english(text)
            else:
                yield from punctuation.check_punctuation(text)

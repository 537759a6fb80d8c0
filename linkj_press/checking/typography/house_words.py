"""The house's list of words: spellings it does not use, and what it writes instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from linkj_press.checking.finding import Finding
from linkj_press.checking.rule import Example, Rule
from linkj_press.checking.typography.passages import Passage
from linkj_press.checking.typography.punctuation import KANJI
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Severity
from linkj_press.records import Style

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
RULES = (RULE,)

Check = Callable[[Passage], Iterator[Finding]]


def make_check(style: Style) -> Check:
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

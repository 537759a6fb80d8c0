"""Typography and style of the words in partner files and templates, house words among it."""

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import chain

from linkj_press.check import calendar
from linkj_press.check.rules import Finding, Rule
from linkj_press.check.typography import characters, look_alikes, punctuation, slips
from linkj_press.check.typography.passages import StyledText, read_fields, read_paragraphs
from linkj_press.check.typography.punctuation import KANJI
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import ProblemsFound, Severity
from linkj_press.workspace.loading import Workspace

RULE = Rule("house-word", Severity.WARNING)


def _compile(language: Language, words: Mapping[str, str], whole: str) -> re.Pattern[str]:
    """Return what matches the spellings in *whole* and, to be passed over, the preferred ones."""

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
    patterns = list(map(bound, both))
    if language is Language.EN:  # Elsewhere a capital is a name's: Danish Life Science Centre.
        patterns += [rf"(?:^|(?<=[.!?] )){w.capitalize()}(?=,? [a-z])" for w in held if w.islower()]
    return re.compile("|".join(patterns) or "(?!)")


_TITLE = re.compile(
    r"[^。「」『』（）]{0,40}?(?:に関する|等の)?[^、。「」『』（）]{0,12}(?:法律?|条例|規則|省令|政令|告示|指針|要綱|規約|憲章)"
    r"(?=[」』）（。、]|[のにをがはでともへや])"
)
"""The rest of the name of a law, which keeps its own spelling."""


def _find_house_words(
    text: StyledText, words: Mapping[str, str], pattern: re.Pattern[str]
) -> Iterator[Finding]:
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


def check(workspace: Workspace, partners: Collection[str]) -> Iterator[Finding]:
    """Yield what is not in style in files of *partners*, templates and house, and odd days."""
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
    whole = "\n".join(text.searched for text in chain.from_iterable(paragraphs))
    patterns = {language: _compile(language, listed, whole) for language, listed in words.items()}
    near = calendar.list_near(workspace, partners)
    katakana = look_alikes.list_katakana(chain.from_iterable(paragraphs))
    for text in read_fields(workspace, partners):
        yield from characters.INVISIBLE.find_in(text)
        yield from look_alikes.check_look_alikes(text, katakana)
        yield from slips.check_placeholders(text)
        yield from slips.check_links(text)
    for paragraph in paragraphs:
        yield from punctuation.check_brackets(paragraph)
        yield from punctuation.check_quote_end(paragraph)
        yield from punctuation.check_waves(paragraph, wave)
        yield from slips.check_stops(paragraph)
        for text in paragraph:
            yield from slips.check_placeholders(text)
            yield from slips.check_doubled(text)
            yield from slips.check_links(text)
            yield from calendar.check_calendar(text, near.get(text.where.path, ()))
            yield from look_alikes.check_look_alikes(text, katakana)
            yield from _find_house_words(text, words[text.language], patterns[text.language])
            yield from characters.check_characters(text, names)
            if text.language is Language.EN:
                yield from characters.check_english(text)
            else:
                yield from punctuation.check_punctuation(text)

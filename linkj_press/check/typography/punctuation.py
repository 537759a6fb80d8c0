"""Japanese punctuation: stops, commas, waves, and brackets that do not pair."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from linkj_press.check.rules import Finding, Rule
from linkj_press.check.typography.characters import Search, Searches, mend_characters
from linkj_press.check.typography.passages import EXPRESSION, TAG, Paragraph, StyledText
from linkj_press.language import Language
from linkj_press.message import phrase, say
from linkj_press.problem import Severity
from linkj_press.text.patterns import compile_pattern

_JA = Language.JA

KANJI = "\u2e80-\u2fdf\u3005\u3400-\u9fff\uf900-\ufaff"
JAPANESE = rf"\u3041-\u309f\u30a1-\u30fa\u30fc\uff66-\uff9f{KANJI}"
"""Kana and kanji, for a class of a pattern."""

_SPACES = "[ \u3000]{0,3}"
_MONTH = "[月\u2f49]"
_DAY = "[日\u2f47]"
_UNITS = (
    rf"年|{_MONTH}(?!刊|曜|面)|{_DAY}(?!本)|例目|団体|番目|周年|(?:か|カ|ヵ|ヶ)(?:国|所|月)"
    r"|社(?!会)|名(?!古|称|前)|人(?!工|材|間)|件|回(?!復|答)|歳|億|万|円|[％%]"
)
"""What counts, and does not begin another word."""

NUMBER_SPACING = Search(
    "number-spacing",
    regex=compile_pattern(
        rf"(?<!\d)(?:\d{{1,4}}{_SPACES}年{_SPACES}\d{{1,2}}{_SPACES}{_MONTH}"
        rf"(?:{_SPACES}\d{{1,2}}{_SPACES}{_DAY})?"
        rf"|\d{{1,2}}{_SPACES}{_MONTH}{_SPACES}\d{{1,2}}{_SPACES}{_DAY}"
        rf"|\d{{1,9}}[ \u3000]{{1,3}}(?:{_UNITS})"
        rf"|(?<=[\u3041-\u3096])[ \u3000]{{1,3}}\d[\d,]{{0,9}}(?:{_UNITS}))"
    ),
    message=phrase("a space stands in “{words}”"),
    hint=phrase("write “{fixed}”"),
    mend=lambda words: re.sub("[ \u3000]", "", mend_characters(words)),
)
STOP_IN_QUOTE = Search(
    "stop-in-quote",
    regex=compile_pattern("。[」』]"),
    message=phrase("a “。” stands right before a closing 」"),
    hint=phrase("remove the “。”"),
)
HALF_WIDTH_PUNCTUATION = Search(
    "half-width-punctuation",
    regex=compile_pattern(
        rf"(?<=[{JAPANESE}」』）])[,.!?:;](?=[{JAPANESE}「『（]|$)"
        rf"|(?<=[{JAPANESE}」』）])[:;](?={EXPRESSION})|(?<=[{JAPANESE}」』）]),(?=[0-9A-Za-z{EXPRESSION}])"
        rf"|(?<=[{JAPANESE}])[!?](?=\s|$)"
    ),
    message=phrase("“{words}” is half-width, between Japanese"),
    hint=phrase("write a full-width one: 、。！？： or ；"),
)
FOREIGN_COMMA = Search(
    "foreign-comma",
    regex=compile_pattern(rf"(?<=[{JAPANESE}」』）])[，．](?=[{JAPANESE}「『（]|$)"),
    message=phrase("“{words}” stands in place of “{fixed}”"),
    hint=phrase("write “{fixed}”"),
    mend=lambda words: "、" if words == "，" else "。",
)
UNPAIRED_WAVE = Rule("unpaired-wave-dash", Severity.WARNING)
MIXED_WAVES = Rule("mixed-wave-dashes", Severity.WARNING)
_SEARCHES = (NUMBER_SPACING, STOP_IN_QUOTE, HALF_WIDTH_PUNCTUATION, FOREIGN_COMMA)
_OF_SIGNS = Searches(STOP_IN_QUOTE, HALF_WIDTH_PUNCTUATION, FOREIGN_COMMA)
_SPACE = compile_pattern("[ \u3000]")


def check_punctuation(text: StyledText) -> Iterator[Finding]:
    """Yield the punctuation in *text* that is not in style."""
    if _SPACE.search(text.text):
        for finding in NUMBER_SPACING.find_in(text):
            # A date is matched whole, and most have no space.
            if _SPACE.search(finding.words):
                yield finding
    yield from _OF_SIGNS.find_in(text)


def check_quote_end(paragraph: Paragraph) -> Iterator[Finding]:
    """Yield the 。 at the end of a person's words, which are all of *paragraph*."""
    text = paragraph[-1]
    if text.field.endswith(".words.ja") and text.text.endswith("。"):
        yield STOP_IN_QUOTE.report(text, (len(text.text) - 1, len(text.text)))


_WAVES = "～〜~"
_WAVE = compile_pattern(f"[{_WAVES}]")
_MIXED = {
    "～": phrase("this “{words}” is not the “～” (U+FF5E) that the templates have"),
    "〜": phrase("this “{words}” is not the “〜” (U+301C) that the templates have"),
    "~": phrase("this “{words}” is not the “~” (U+007E) that the templates have"),
}


def check_waves(paragraph: Paragraph, own: str) -> Iterator[Finding]:
    """Yield the wave dashes of *paragraph* that have no partner or are not the templates' *own*."""
    first, last = paragraph[0], paragraph[-1]
    if first.language is not _JA:
        return
    for text in paragraph:
        for match in _WAVE.finditer(text.searched):
            if match[0] != own:
                message = say(_MIXED[own], words=match[0])
                hint = say("write one of them throughout")
                yield text.find(MIXED_WAVES, match.span(), message, hint)
    opens, closes = first.searched[0] in _WAVES, last.searched[-1] in _WAVES
    whole = "".join(text.searched for text in paragraph)
    if opens != closes and sum(map(whole.count, _WAVES)) % 2:
        text, at = (first, 0) if opens else (last, len(last.text) - 1)
        message = say("this “{words}” has no counterpart", words=text.text[at])
        hint = say("put “～” at both ends, or at neither where the template puts them")
        yield text.find(UNPAIRED_WAVE, (at, at + 1), message, hint)


def find_wave(paragraphs: Iterable[Paragraph]) -> str:
    """Return the wave dash that the Japanese templates among *paragraphs* use most, or ～."""
    counts = Counter(
        char
        for text in chain.from_iterable(paragraphs)
        if text.language is _JA and not text.field
        for char in _WAVE.findall(text.searched)
    )
    return max(_WAVES, key=lambda char: counts[char])


MIXED = Rule("mixed-brackets", Severity.WARNING)
UNPAIRED = Rule("unpaired-bracket", Severity.WARNING)
RULES = (*(search.rule for search in _SEARCHES), UNPAIRED_WAVE, MIXED_WAVES, MIXED, UNPAIRED)

_PAIRS = dict(zip("）)」』】〕》〉]”", "（(「『【〔《〈[“", strict=True))
_ROUND = "（("
_JAPANESE_PAIRS = "（）「」『』【】〔〕《》〈〉()"
_ENGLISH_PAIRS = "()（）[]“”"
_BRACKETS = {
    _JA: compile_pattern(f"[{re.escape(_JAPANESE_PAIRS)}]"),
    Language.EN: compile_pattern(f"[{re.escape(_ENGLISH_PAIRS)}]"),
}
_POINT = compile_pattern(r"(?:^|[\s、。，;；])(?:[0-9A-Za-z０-９]{1,2}|[:;]-?)$")
_WIDE = compile_pattern(f"[{JAPANESE}「」『』]")

_FOLLOWING = compile_pattern(f"[^{EXPRESSION}]{{1,10}}")
"""What tells one bracket from the others of its line."""

_MOST_DEPTH = 20
"""How far back the other bracket is looked for."""


class _Bracket(NamedTuple):
    char: str
    text: StyledText
    at: int

    def closes(self, opening: _Bracket) -> bool:
        pair = _PAIRS[self.char]
        return pair == opening.char or (opening.char in _ROUND and pair in _ROUND)

    def is_point(self) -> bool:
        """Return whether it only closes the number of a point, ``1)``, or a smile."""
        return self.char in ")）" and bool(_POINT.search(self.text.text[: self.at][-4:]))

    def is_beside_japanese(self) -> bool:
        return bool(_WIDE.search(self.text.searched[max(self.at - 1, 0) : self.at + 2]))

    def report_unpaired(self) -> Finding:
        after = _FOLLOWING.match(self.text.searched, self.at)
        message = say("this “{words}” has no counterpart", words=self.char)
        hint = say("write both brackets, or remove this one")
        extent = after.span() if after else (self.at, self.at + 1)
        return self.text.find(UNPAIRED, extent, message, hint)


def check_brackets(paragraph: Paragraph) -> Iterator[Finding]:
    """Yield the brackets in *paragraph* that do not pair.

    Where a template decides by tags what stands there, they cannot be told.
    """
    if any(TAG in text.searched for text in paragraph):
        return
    brackets = _BRACKETS[paragraph[0].language]
    straight = any('"' in text.searched for text in paragraph)  # it may pair with a curly one
    opened: list[_Bracket] = []
    for text in paragraph:
        for match in brackets.finditer(text.searched):
            bracket = _Bracket(match[0], text, match.start())
            if straight and bracket.char in "“”":
                continue
            if bracket.char not in _PAIRS:
                opened.append(bracket)
            elif any(map(bracket.closes, opened[-_MOST_DEPTH:])):
                while not bracket.closes(opened[-1]):
                    yield opened.pop().report_unpaired()
                yield from _check_pair(opened.pop(), bracket)
            elif not bracket.is_point():
                yield bracket.report_unpaired()
    yield from (bracket.report_unpaired() for bracket in opened)


def _check_pair(opening: _Bracket, closing: _Bracket) -> Iterator[Finding]:
    pair = opening.char + closing.char
    if opening.text.language is not _JA:
        return
    if pair in ("（)", "(）"):
        wrong = closing if pair == "（)" else opening
        message = say("a full-width “（” is closed by a half-width “)”")
        if pair == "(）":
            message = say("a half-width “(” is closed by a full-width “）”")
        hint = say("write （ and ） around Japanese")
        yield wrong.text.find(MIXED, (wrong.at, wrong.at + 1), message, hint)
    elif pair == "()" and (opening.is_beside_japanese() or closing.is_beside_japanese()):
        message = say("these brackets are half-width, and next to Japanese")
        extent = opening.at, opening.at + 1
        yield opening.text.find(
            HALF_WIDTH_PUNCTUATION.rule, extent, message, say("write full-width （ ）")
        )

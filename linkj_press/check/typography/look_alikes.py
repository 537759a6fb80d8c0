"""Characters that look like those that were meant: シ一ズ, LINК-J; see words/look_alikes.yaml."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple

from linkj_press.check.rules import Finding, Rule
from linkj_press.check.typography.passages import Extent, StyledText
from linkj_press.check.words import load_words
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Severity
from linkj_press.text.patterns import compile_pattern

LOOK_ALIKE = Rule("look-alike-character", Severity.WARNING)
MIXED_SCRIPTS = Rule("mixed-scripts", Severity.WARNING)
RULES = (LOOK_ALIKE, MIXED_SCRIPTS)

_KATAKANA = "ァ-ヺー"
_RUN = compile_pattern(f"[{_KATAKANA}]+")
_NEVER_FIRST = tuple("ァィゥェォッャュョーン")
"""Katakana with which no word begins."""

_COUNTING = "二三七八千力工了干へ"
"""What stands between katakana of its own right: ブランド力アップ, アジアへビジネスを."""

_PARTICLE = compile_pattern("[はがをにとのもでやへ、。」）]")

_CERTAIN_LINES = "−─━"
"""Lines that join no names, as a hyphen does in バロン-ミケルセン."""


_ALONE = compile_pattern(
    "(?<![ァ-ヺー])[ァ-ヺー](?![ァ-ヺー])|[A-Za-z0-9][ー－−─‐‑OoОlI01]|ー[々一-鿿つ]"
    "|[囗曰丄丅夂丶]|l[A-Z]"
)
"""Matches what may stand alone among other letters; most lines have none."""


_IN_FIGURE = compile_pattern(r"\d[OolI]|l[A-Z]{2}|[A-Z]l[A-Z]|[A-Za-z][01][a-z]|[A-Z]0[A-Z]")


class _LookAlikes(NamedTuple):
    """Patterns, each with what to write for what it matches."""

    in_katakana: dict[str, str]
    single: re.Pattern[str]
    """Finds the characters of `in_katakana`."""

    alone: tuple[tuple[re.Pattern[str], str], ...]
    known: frozenset[str]
    parts: frozenset[str]
    """Those that are no words."""

    letters: dict[int, str]


@cache
def _load() -> _LookAlikes:
    told: Any = load_words("look_alikes")
    inside = {**told["kanji_in_katakana"], **told["hiragana_in_katakana"]}
    inside |= {**dict.fromkeys(told["lines"], "ー"), **told["parts_in_katakana"]}
    alone = [
        (compile_pattern(f"{each['before']}{each['char']}{each['after']}"), each["kanji"])
        for each in told["katakana_for_kanji"]
    ]
    alone += [
        (compile_pattern(f"(?<=[ぁ-ん一-鿿」）A-Za-z]){char}(?=[ぁ-ん一-鿿、「])"), hiragana)
        for char, hiragana in told["katakana_in_hiragana"].items()
    ]
    alone += [
        (compile_pattern(f"(?<=[一-鿿々ァ-ヺ]){part}|{part}(?=[一-鿿々ァ-ヺ])"), meant)
        for part, meant in told["parts_in_kanji"].items()
    ]
    alone += [
        (compile_pattern("(?<=[A-Za-z])[ー－−─‐‑](?=[A-Za-z])|(?<=[0-9])[ー－─](?=[0-9])"), "-"),
        (compile_pattern("(?<=[0-9])[OoО](?=[0-9]|[年月日時分例団社名]|th\\b)"), "0"),
        (compile_pattern("(?<=[A-Z]{2})l(?=[A-Z])|(?<=[A-Z])l(?=[A-Z]{2})|\\bl(?=[A-Z]{2})"), "I"),
        (compile_pattern("(?<=[a-z]{2})0(?=[a-z])|(?<=[A-Za-z])0(?=[a-z]{2})"), "o"),
        (compile_pattern("(?<=[A-Z]{2})0(?=[A-Z]{2})"), "O"),
        (compile_pattern("(?<=[a-z]{2})1(?=[a-z])|(?<=[a-z])1(?=[a-z]{2})"), "l"),
        (compile_pattern("(?<=[0-9])[lI](?=[0-9]|[年月日時分例団社名])"), "1"),
    ]
    letters = str.maketrans({**told["cyrillic"], **told["greek"]})
    single = compile_pattern(f"[{re.escape(''.join(inside))}]")
    return _LookAlikes(
        inside,
        single,
        tuple(alone),
        frozenset(told["katakana_words"]),
        frozenset(told["parts_in_katakana"]),
        letters,
    )


def list_usual_katakana() -> frozenset[str]:
    """Return words of katakana that any text may have."""
    return _load().known


def list_katakana(texts: Iterable[str]) -> set[str]:
    """Return the words of katakana in the Japanese *texts*."""
    return {word for text in texts for word in _RUN.findall(text) if len(word) > 2}  # noqa: PLR2004


def check_look_alikes(text: StyledText, known: frozenset[str]) -> Iterator[Finding]:
    """Yield the characters of *text* in whose place others are meant.

    *known* are words of katakana.
    """
    if text.text.isascii() and not _IN_FIGURE.search(text.text):
        return
    if _OTHER_SCRIPT.search(text.searched):
        yield from _find_mixed(text)
    if text.language is Language.JA:
        for match in _load().single.finditer(text.searched):
            if _stands_for_katakana(text.searched, match.start(), known):
                yield _tell(text, match.span(), _load().in_katakana[match[0]])
    for extent, meant in _find_alone(text.searched):
        yield _tell(text, extent, meant)


@lru_cache(maxsize=2000)  # most lines are from check to check the same
def _find_alone(searched: str) -> tuple[tuple[Extent, str], ...]:
    """Return where characters alone among others stand in *searched*, and what is meant."""
    if not _ALONE.search(searched):
        return ()
    return tuple(
        (match.span(), meant)
        for pattern, meant in _load().alone
        for match in pattern.finditer(searched)
    )


def _stands_for_katakana(text: str, at: int, known: frozenset[str]) -> bool:
    """Return whether a word of katakana goes on with the character *at*."""
    char, meant = text[at], _load().in_katakana[text[at]]
    after = _RUN.match(text, at + 1)
    right = after[0] if after else ""
    start = at
    while start and _RUN.match(text[start - 1]):
        start -= 1
    left = text[start:at]
    if not (left or right):
        return False
    if meant == "ー":
        return bool(left) and _is_long_vowel(text, at, (left, right), known)
    if not known.isdisjoint((left + meant + right, meant + right)):
        return True
    if _ends_like(left + meant, known):
        return True
    if char == "ぺ" or char in _load().parts or right.startswith(_NEVER_FIRST):
        return True
    return bool(left and right) and char not in _COUNTING


_WIDE = str.maketrans({"ァ": "ア", "ィ": "イ", "ゥ": "ウ", "ェ": "エ", "ォ": "オ"})
"""Small katakana, which some words are written with and without: ウェビナー, ウエビナー."""


def _ends_like(word: str, known: frozenset[str]) -> bool:
    """Return whether *word*, or what it ends with, is known: (バイオ)ベンチャー."""
    return any(word[at:] in known for at in range(len(word) - 1))


def _is_long_vowel(text: str, at: int, around: tuple[str, str], known: frozenset[str]) -> bool:
    """Return whether the line *at* makes a vowel long, between katakana or after it."""
    char, (left, right) = text[at], around
    if left.endswith("ー"):
        return False
    if char in _CERTAIN_LINES or (char == "一" and right) or f"{left}ー{right}" in known:
        return True
    if right and char != "一":  # バイオパ―ク; of one letter is no name that a line joins
        ends = (f"{left[at:]}ー{right}" for at in range(len(left)))
        return 1 in (len(left), len(right)) or not known.isdisjoint(ends)
    if char == "一" and _PARTICLE.match(text, at + 1):  # アジア一の is right
        return left[-1] in "ャュョィェ" or _ends_like(f"{left}ー".translate(_WIDE), known)
    return char == "－" and not right and bool(re.match("[ぁ-ん、。」）]", text[at + 1 :]))


def _tell(text: StyledText, extent: Extent, meant: str) -> Finding:
    start, end = extent
    char = text.text[start:end]
    around = re.search(r"[^\s、。，．「」（）]{0,4}$", text.text[:start])
    begin = start - len(around[0]) if around else start
    after = re.match(r"[^\s、。，．「」（）]{0,4}", text.text[end:])
    words = text.text[begin : end + (len(after[0]) if after else 0)]
    told = {"char": char, "code": ord(char), "words": words, "meant": meant}
    message = say("the “{char}” in “{words}” (U+{code:04X}) only looks like “{meant}”", **told)
    return text.find(LOOK_ALIKE, extent, message, say("write “{meant}”", meant=meant), meant)


_WORD = compile_pattern(
    "[A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff]*[\u0370-\u03ff\u0400-\u04ff]"
    "[A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff]*"
)
_OTHER_SCRIPT = compile_pattern("[\u0370-\u03ff\u0400-\u04ff]")
_CYRILLIC = compile_pattern("[\u0400-\u04ff]")
_LATIN = compile_pattern("[A-Za-z]")
_LEAST_LATIN = 2
"""μm and kΩ are no slips."""


def _find_mixed(text: StyledText) -> Iterator[Finding]:
    for match in _WORD.finditer(text.searched):
        word, mended = match[0], match[0].translate(_load().letters)
        looks_latin = mended.isascii()
        if _CYRILLIC.search(word):
            wrong = bool(_LATIN.search(word)) or looks_latin
        else:
            changed = any(a != b for a, b in zip(word, mended, strict=True))
            wrong = changed and len(_LATIN.findall(word)) >= _LEAST_LATIN
        if wrong:
            other = next(char for char in word if not char.isascii())
            message = say(
                "“{words}” has a Greek or Cyrillic letter that looks Latin (U+{code:04X})",
                words=word,
                code=ord(other),
            )
            hint = say("type the word again")
            yield text.find(
                MIXED_SCRIPTS, match.span(), message, hint, mended if looks_latin else ""
            )

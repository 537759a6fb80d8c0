"""Japanese punctuation: stops, commas, waves, and brackets that do not pair."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from linkj_press.check.rules import Example, Finding, Rule
from linkj_press.check.typography.characters import Search, mend_characters
from linkj_press.check.typography.passages import EXPRESSION, TAG, Paragraph, Passage
from linkj_press.language import Language
from linkj_press.message import phrase, say
from linkj_press.problem import Severity

_JA = Language.JA

KANJI = "\u2e80-\u2fdf\u3005\u3400-\u9fff\uf900-\ufaff"
JAPANESE = rf"\u3041-\u309f\u30a1-\u30fa\u30fc\uff66-\uff9f{KANJI}"
"""Kana and kanji, for a class of a pattern."""

NUMBER_SPACING = Rule(
    "number-spacing",
    Severity.WARNING,
    say("a space between a number and its unit"),
    say("Japanese has no space there; old word processors put one in"),
    bad=(
        Example(_JA, "15 例目", "15例目"),
        Example(_JA, "9 月 7 日", "9月7日"),
        Example(_JA, "2017年 7月", "2017年7月"),
    ),
    good=(Example(_JA, "Phase 2 の15例目"), Example(_JA, "2019年度、80%")),
)
STOP_IN_QUOTE = Rule(
    "stop-in-quote",
    Severity.WARNING,
    say("。 at the end of a quote"),
    say("Before 」 the press writes no 。"),
    bad=(Example(_JA, "「進む。」と"),),
    good=(Example(_JA, "「進む。次へ」と。"),),
)
HALF_WIDTH_PUNCTUATION = Rule(
    "half-width-punctuation",
    Severity.WARNING,
    say("half-width punctuation between Japanese"),
    say(
        "Between kana and kanji stand 、。！？： and （ ）; in Latin words and numbers they do not"
    ),
    bad=(Example(_JA, "東京,大阪"), Example(_JA, "進む!"), Example(_JA, "大学(東京)")),
    good=(
        Example(_JA, "9,000社、LIP.横浜、3:30に"),
        Example(_JA, "Foo (Bar)、03-1234-5678、a@b.jp"),
    ),
)
DOUBLED_PUNCTUATION = Rule(
    "doubled-punctuation",
    Severity.WARNING,
    say("a stop or comma twice"),
    say("It is what an edit leaves behind"),
    bad=(Example(_JA, "進む。。"), Example(_JA, "東京、、大阪")),
    good=(Example(_JA, "進む。次へ、次へ…"),),
)
UNPAIRED_WAVE = Rule(
    "unpaired-wave-dash",
    Severity.WARNING,
    say("～ opened and never closed"),
    say("A subhead stands between ～ and ～; from–to (10～20) is not meant"),
    bad=(Example(_JA, "～提携"), Example(_JA, "提携～")),
    good=(Example(_JA, "～提携～"), Example(_JA, "10～20人")),
)
MIXED_WAVES = Rule(
    "mixed-wave-dashes",
    Severity.WARNING,
    say("～, 〜 and ~ mixed"),
    say("They are different characters and look different in Word; the templates' own is meant"),
    bad=(Example(_JA, "10〜20人"), Example(_JA, "10~20人")),
    good=(Example(_JA, "10～20人"), Example(_JA, "https://example.org/~a")),
)
PUNCTUATION_RULES = (
    *(NUMBER_SPACING, STOP_IN_QUOTE, HALF_WIDTH_PUNCTUATION, DOUBLED_PUNCTUATION),
    *(UNPAIRED_WAVE, MIXED_WAVES),
)

_SPACES = "[ \u3000]{0,3}"
_MONTH = "[月\u2f49]"
_DAY = "[日\u2f47]"
_UNITS = (
    rf"年|{_MONTH}(?!刊|曜|面)|{_DAY}(?!本)|例目|団体|番目|周年|(?:か|カ|ヵ|ヶ)(?:国|所|月)"
    r"|社(?!会)|名(?!古|称|前)|人(?!工|材|間)|件|回(?!復|答)|歳|億|万|円|[％%]"
)
"""What counts, and does not begin another word."""

_SEARCHES = (
    Search(
        NUMBER_SPACING,
        _JA,
        re.compile(
            rf"(?<!\d)(?:\d{{1,4}}{_SPACES}年{_SPACES}\d{{1,2}}{_SPACES}{_MONTH}"
            rf"(?:{_SPACES}\d{{1,2}}{_SPACES}{_DAY})?"
            rf"|\d{{1,2}}{_SPACES}{_MONTH}{_SPACES}\d{{1,2}}{_SPACES}{_DAY}"
            rf"|\d{{1,9}}[ \u3000]{{1,3}}(?:{_UNITS}))"
        ),
        phrase("a space stands in {words!r}"),
        phrase("write {fixed}"),
        lambda words: re.sub("[ \u3000]", "", mend_characters(words)),
    ),
    Search(
        STOP_IN_QUOTE,
        _JA,
        re.compile("。[」』]"),
        phrase("a 。 stands at the end of a quote"),
        phrase("take the 。 away"),
    ),
    Search(
        HALF_WIDTH_PUNCTUATION,
        _JA,
        re.compile(rf"(?<=[{JAPANESE}」』）])[,.!?:;](?=[{JAPANESE}「『（]|$)"),
        phrase("{words!r} is half-width, between Japanese"),
        phrase("write 、。！？： or ；"),
    ),
    Search(
        DOUBLED_PUNCTUATION,
        _JA,
        re.compile("[、。]{2,}"),
        phrase("{words!r} stands here"),
        phrase("keep one of them"),
    ),
)


def check_punctuation(passage: Passage) -> Iterator[Finding]:
    """Yield the punctuation in *passage* that is not in style."""
    for search in _SEARCHES:
        for finding in search.find_in(passage):
            # A date is matched whole, and most have no space.
            if search.rule is not NUMBER_SPACING or re.search("[ \u3000]", finding.words):
                yield finding
    if _ENDS_WORDS.search(passage.field) and passage.text.endswith("。"):
        yield _SEARCHES[1].report(passage, len(passage.text) - 1, len(passage.text))


_ENDS_WORDS = re.compile(r"\.words\.ja$")

_WAVES = "～〜~"
_UNPAIRED = Search(
    UNPAIRED_WAVE,
    _JA,
    re.compile(""),
    phrase("this {words} has no other one"),
    phrase("put ～ at both ends, or at neither where the template puts them"),
)


def check_waves(paragraph: Paragraph, own: str) -> Iterator[Finding]:
    """Yield the wave dashes of *paragraph* that have no partner or are not the templates' *own*."""
    first, last = paragraph[0], paragraph[-1]
    if first.language is not _JA:
        return
    for passage in paragraph:
        for match in re.finditer(f"[{_WAVES}]", passage.searched):
            if match[0] != own:
                yield _make_mixed(own).report(passage, *match.span())
    opens, closes = first.searched[0] in _WAVES, last.searched[-1] in _WAVES
    text = "".join(passage.searched for passage in paragraph)
    if opens != closes and sum(map(text.count, _WAVES)) % 2:
        end = len(last.text)
        yield _UNPAIRED.report(first, 0, 1) if opens else _UNPAIRED.report(last, end - 1, end)


def _make_mixed(own: str) -> Search:
    message = {
        "～": phrase("this {words} is not the ～ (U+FF5E) that the templates have"),
        "〜": phrase("this {words} is not the 〜 (U+301C) that the templates have"),
        "~": phrase("this {words} is not the ~ (U+007E) that the templates have"),
    }[own]
    hint = phrase("write one of them throughout")
    return Search(MIXED_WAVES, _JA, re.compile(""), message, hint)


def find_wave(paragraphs: Iterable[Paragraph]) -> str:
    """Return the wave dash that the Japanese templates among *paragraphs* use most, or ～."""
    counts = Counter(
        char
        for paragraph in paragraphs
        for passage in paragraph
        if passage.language is _JA and not passage.field
        for char in re.findall(f"[{_WAVES}]", passage.searched)
    )
    return max(_WAVES, key=lambda char: counts[char])


MIXED = Rule(
    "mixed-brackets",
    Severity.WARNING,
    say("a full-width bracket closed by a half-width one"),
    say("The two look different, and often one of them came from copied text"),
    bad=(Example(_JA, "（東京)"), Example(_JA, "(東京）")),
    good=(Example(_JA, "（東京）"), Example(_JA, "Foo (Bar)")),
)
UNPAIRED = Rule(
    "unpaired-bracket",
    Severity.WARNING,
    say("a bracket without its other one"),
    say("Text was cut or typed over; the 1) of a list of points is not meant"),
    bad=(Example(_JA, "（東京"), Example(_JA, "「東京』"), Example(_JA, "東京）")),
    good=(Example(_JA, "「東京『大阪』」"), Example(_JA, "1) 東京 2) 大阪")),
)
BRACKET_RULES = (MIXED, UNPAIRED)

_PAIRS = {
    "）": "（",
    ")": "(",
    "」": "「",
    "』": "『",
    "】": "【",
    "〕": "〔",
    "》": "《",
    "〉": "〈",
}
_ROUND = {"（": "）", "(": ")"}
_BRACKET = re.compile(f"[{''.join(_PAIRS)}{''.join(_PAIRS.values())}]".replace(")", r"\)"))
_POINT = re.compile(r"(?:^|[\s、。，;；])[0-9A-Za-z０-９]{1,2}$")
_WIDE = re.compile(f"[{JAPANESE}「」『』]")

_FOLLOWING = re.compile(f"[^{EXPRESSION}]{{1,10}}")
"""What tells one bracket from the others of its line."""

_MOST_DEPTH = 20
"""How far back the other bracket is looked for."""

_Found = tuple[Passage, int]
"""A bracket: where it stands."""


def check_brackets(paragraph: Paragraph) -> Iterator[Finding]:
    """Yield the brackets in *paragraph* that do not pair.

    Where a template decides by tags what stands there, they cannot be told.
    """
    if paragraph[0].language is not _JA or any(TAG in p.searched for p in paragraph):
        return
    opened: list[_Found] = []
    for found in _find(paragraph):
        if _char(found) in _PAIRS.values():
            opened.append(found)
        elif any(_matches(opening, found) for opening in opened[-_MOST_DEPTH:]):
            while not _matches(opened[-1], found):
                yield _report_unpaired(opened.pop())
            yield from _check_pair(opened.pop(), found)
        elif not _is_point(found):
            yield _report_unpaired(found)
    for found in opened:
        yield _report_unpaired(found)


def _find(paragraph: Paragraph) -> Iterator[_Found]:
    for passage in paragraph:
        for match in _BRACKET.finditer(passage.searched):
            yield passage, match.start()


def _char(found: _Found) -> str:
    passage, index = found
    return passage.text[index]


def _matches(opening: _Found, closing: _Found) -> bool:
    first, last = _char(opening), _char(closing)
    return _PAIRS[last] == first or (first in _ROUND and _PAIRS[last] in _ROUND)


def _is_point(found: _Found) -> bool:
    """Return whether the bracket only closes the number of a point: ``1)``."""
    passage, index = found
    return passage.text[index] in ")）" and bool(_POINT.search(passage.text[:index][-4:]))


def _check_pair(opening: _Found, closing: _Found) -> Iterator[Finding]:
    (first, start), (last, end) = opening, closing
    pair = _char(opening) + _char(closing)
    if pair in ("（)", "(）"):
        wrong, index = (last, end) if pair == "（)" else (first, start)
        yield MIXED.find(
            wrong.place(index),
            say("{opening} is closed by {closing}", opening=pair[0], closing=pair[1]),
            say("write （ ） around Japanese"),
            words=wrong.text[index],
            language=_JA,
        )
    elif pair == "()" and _is_japanese(opening, closing):
        yield HALF_WIDTH_PUNCTUATION.find(
            first.place(start),
            say("these brackets are half-width, and next to Japanese"),
            say("write （ ）"),
            words=first.text[start],
            language=_JA,
        )


def _is_japanese(opening: _Found, closing: _Found) -> bool:
    """Return whether Japanese stands right before or after one of the brackets."""
    (first, start), (last, end) = opening, closing
    near = first.searched[max(start - 1, 0) : start + 2] + last.searched[max(end - 1, 0) : end + 2]
    return bool(_WIDE.search(near))


def _report_unpaired(found: _Found) -> Finding:
    passage, index = found
    after = _FOLLOWING.match(passage.searched, index)
    return UNPAIRED.find(
        passage.place(index),
        say("this {words} has no other one", words=passage.text[index]),
        say("write both brackets, or take this one away"),
        words=after[0] if after else passage.text[index],
        language=_JA,
    )

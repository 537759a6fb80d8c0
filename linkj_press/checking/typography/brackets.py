"""Brackets of Japanese: in pairs, and of one width."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linkj_press.checking.finding import Finding
from linkj_press.checking.rule import Example, Rule
from linkj_press.checking.typography.passages import EXPRESSION, TAG, Paragraph, Passage
from linkj_press.checking.typography.punctuation import HALF_WIDTH_PUNCTUATION, JAPANESE
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Severity

_JA = Language.JA

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
RULES = (MIXED, UNPAIRED)

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


def check(paragraph: Paragraph) -> Iterator[Finding]:
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

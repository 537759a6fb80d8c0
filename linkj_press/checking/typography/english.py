"""Typography of English: dates, dashes, quotation marks, spaces, full-width characters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linkj_press.checking.finding import Finding
from linkj_press.checking.rule import Example, Rule
from linkj_press.checking.typography.passages import EXPRESSION, Passage
from linkj_press.checking.typography.search import Search
from linkj_press.language import Language
from linkj_press.message import phrase, say
from linkj_press.problem import Severity

_EN = Language.EN

ORDINAL_DATE = Rule(
    "ordinal-date",
    Severity.WARNING,
    say("an ordinal in an English date"),
    say("Dates are written November 20, 2020; other ordinals (the 15th) are not meant"),
    bad=(Example(_EN, "on September 7th, 2020"), Example(_EN, "on the 20th of November")),
    good=(Example(_EN, "on November 20, 2020"), Example(_EN, "its 15th partnership")),
)
DOUBLE_HYPHEN = Rule(
    "double-hyphen",
    Severity.WARNING,
    say("two hyphens for a dash"),
    say("Typewriters had no dash; options of programs (--lang) are not meant"),
    bad=(Example(_EN, "a hub -- and more"), Example(_EN, "a hub--and more")),
    good=(Example(_EN, "a hub — and more"), Example(_EN, "the option --lang")),
)
STRAIGHT_QUOTES = Rule(
    "straight-quotes",
    Severity.WARNING,
    say("straight quotation marks or apostrophes"),
    say(
        "Releases have curly ones, inside words too (LINK-J’s, O’Neil); after a figure a straight"
        " one may be feet or inches, and is not meant"
    ),
    bad=(Example(_EN, 'called "LINK-J"'), Example(_EN, "LINK-J's hub"), Example(_EN, "O'Neil")),
    good=(Example(_EN, "“LINK-J’s” O’Neil"), Example(_EN, "6' 2\" tall")),
)
DOUBLE_SPACE = Rule(
    "double-space",
    Severity.WARNING,
    say("two spaces between words"),
    say("One is enough, after a full stop too"),
    bad=(Example(_EN, "One.  Two"),),
    good=(Example(_EN, "One. Two"),),
)
SPACE_BEFORE = Rule(
    "space-before-punctuation",
    Severity.WARNING,
    say("a space before punctuation"),
    say("English sets a space after it only"),
    bad=(Example(_EN, "Tokyo , Osaka"), Example(_EN, "( Tokyo)"), Example(_EN, "(Tokyo )")),
    good=(Example(_EN, "Tokyo, .NET (Osaka), 3 :-)"),),
)
FULL_WIDTH = Rule(
    "full-width-in-english",
    Severity.WARNING,
    say("full-width punctuation or letters in English"),
    say("They come from an input method left on; next to kana or kanji they are not meant"),
    bad=(
        Example(_EN, "LINK-J（Tokyo）"),
        Example(_EN, "１５ partners"),
        Example(_EN, "Tokyo\u3000Osaka"),
    ),
    good=(Example(_EN, "the word 「未病」 (ME-BYO)"),),
)
RULES = (
    *(ORDINAL_DATE, DOUBLE_HYPHEN, STRAIGHT_QUOTES),
    *(DOUBLE_SPACE, SPACE_BEFORE, FULL_WIDTH),
)

_MONTH = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)"
)
_NTH = r"\d{1,2}(?:st|nd|rd|th)\b"
_JAPANESE = "\u3041-\u30ff\u3400-\u9fff"

_SEARCHES = (
    Search(
        ORDINAL_DATE,
        _EN,
        re.compile(rf"\b{_MONTH} (?:the )?{_NTH}|\b{_NTH}(?: of)? {_MONTH}\b"),
        phrase("{words!r} has an ordinal"),
        phrase("write the day as a plain number after the month: November 20"),
    ),
    Search(
        DOUBLE_HYPHEN,
        _EN,
        re.compile(r"(?<![-!<\S])--(?=\s|$)|(?<=[^\s!<>-])--(?=[^->]|$)"),
        phrase("two hyphens stand for a dash"),
        phrase("write a dash: – or —"),
    ),
    Search(
        STRAIGHT_QUOTES,
        _EN,
        re.compile(r"""(?<![\d'"])['"]+"""),
        phrase("{words} is straight"),
        phrase("write it curly: “ ” or ’"),
    ),
    Search(
        DOUBLE_SPACE,
        _EN,
        re.compile(r"(?<=\S) {2,}(?=\S)"),
        phrase("more than one space stands here"),
        phrase("keep one"),
    ),
    Search(
        SPACE_BEFORE,
        _EN,
        re.compile(rf"(?<=[\w”’{EXPRESSION}]) +(?:[,;:!?.](?=[\s”’]|$)|\))|\( +(?=\S)"),
        phrase("a space stands before or after {words!r}"),
        phrase("take the space away"),
    ),
    Search(
        FULL_WIDTH,
        _EN,
        re.compile(
            rf"(?<![{_JAPANESE}\u3000-\u3003\u3008-\u303f\uff01-\uff60])"
            "[\u3000-\u3003\u3008-\u303f\uff01-\uff60\uffe0-\uffe6・]+"
            rf"(?![{_JAPANESE}])"
        ),
        phrase("{words!r} is full-width"),
        phrase("switch the input method off and type it again"),
    ),
)


def check(passage: Passage) -> Iterator[Finding]:
    """Yield what is not in style in the English *passage*."""
    for search in _SEARCHES:
        yield from search.find_in(passage)

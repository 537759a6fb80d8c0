"""Characters that look like those that were meant: radicals, half-width kana, full-width digits.

NFKC is never applied to a text as a whole: it would rewrite ①, （ and ～ too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator

from linkj_press.checking.finding import Finding
from linkj_press.checking.rule import Example, Rule
from linkj_press.checking.typography.passages import Passage
from linkj_press.checking.typography.search import Search
from linkj_press.language import Language
from linkj_press.message import phrase, say
from linkj_press.problem import Severity

_JA = Language.JA

_RADICALS = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇𠘨⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑𡯂⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母"
    "⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪𤴔⺫目⺬示⺭礻⺮𥫗⺯糹⺰纟⺱罓⺲罒⺳㓁⺴冗⺵𦉫⺶羊⺷𦍌⺸𦍋⺹耂⺺肀⺻聿⺼肉⺽𦥑⺾艹⺿艹"
    "⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇𧢲⻈讠⻉贝⻊𧾷⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻕𨸏⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞𩙿"
    "⻟飠⻠饣⻡𩠐⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
"""Each radical of U+2E80–2EFF and the character for it, after EquivalentUnifiedIdeograph of
Unicode: NFKC leaves these alone."""

_IDEOGRAPHS = dict(zip(_RADICALS[::2], _RADICALS[1::2], strict=True)) | {
    chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)
}
_PLAIN = str.maketrans(_IDEOGRAPHS | dict(zip("０１２３４５６７８９", "0123456789", strict=True)))


def _find_composing(mark: str) -> str:
    """Return the kana that become one character with *mark*."""
    kana = map(chr, range(0x3041, 0x30FF))
    return "".join(char for char in kana if len(unicodedata.normalize("NFC", char + mark)) == 1)


_VOICED = _find_composing("\u3099")
_HALF_VOICED = _find_composing("\u309a")

RADICAL = Rule(
    "radical-character",
    Severity.WARNING,
    say("a radical in place of a kanji"),
    say("Text copied from a PDF may hold ⼩ for 小: it looks alike, and no search finds it"),
    bad=(Example(_JA, "部⻑", "部長"), Example(_JA, "中⼩、⼀体", "中小、一体")),
    good=(Example(_JA, "部長、中小"),),
)
COMPATIBILITY = Rule(
    "compatibility-ideograph",
    Severity.WARNING,
    say("a second form of a kanji, kept for old encodings"),
    say(
        "It may turn into the common form on the way to a reader; names that have the character"
        " keep it"
    ),
    bad=(Example(_JA, "\uf98aと"),),
    good=(Example(_JA, "山﨑、佐々木"),),
)
HALF_WIDTH_KANA = Rule(
    "half-width-kana",
    Severity.WARNING,
    say("half-width kana or ･"),
    say("Half-width kana are for old machines; releases have them from copied text"),
    bad=(Example(_JA, "ｶﾞｽ･ﾊﾟﾝ", "ガス・パン"),),
    good=(Example(_JA, "ガス・パン"),),
)
FULL_WIDTH_DIGITS = Rule(
    "full-width-digits",
    Severity.WARNING,
    say("full-width digits"),
    say("Figures are half-width throughout, so that dates and counts look alike"),
    bad=(Example(_JA, "９月７日", "9月7日"),),
    good=(Example(_JA, "9月7日、80%、①"),),
)
FULL_WIDTH_LETTERS = Rule(
    "full-width-letters",
    Severity.WARNING,
    say("full-width Latin letters"),
    say("Latin letters are half-width throughout; full-width ones are spaced apart"),
    bad=(Example(_JA, "ＷＥＢ等"),),
    good=(Example(_JA, "WEB等"),),
)
DECOMPOSED_KANA = Rule(
    "decomposed-kana",
    Severity.WARNING,
    say("a kana and its voiced mark as two characters"),
    say("macOS writes file names so; in text the mark may stand apart, and no search finds it"),
    bad=(Example(_JA, "か\u3099、ハ\u309a", "が、パ"),),
    good=(Example(_JA, "が、パ"),),
)
INVISIBLE = Rule(
    "invisible-character",
    Severity.WARNING,
    say("a character that shows nothing"),
    say("Web pages and Word leave them in copied text; no search finds the word around them"),
    bad=(
        Example(_JA, "相互\u200b提携", "相互提携"),
        Example(Language.EN, "mutual\u200b partner\u00adship", "mutual partnership"),
    ),
    good=(Example(_JA, "相互提携👨\u200d👩\u200d👧"),),
)
RULES = (
    *(RADICAL, COMPATIBILITY, HALF_WIDTH_KANA, INVISIBLE),
    *(FULL_WIDTH_DIGITS, FULL_WIDTH_LETTERS, DECOMPOSED_KANA),
)


def mend_characters(words: str) -> str:
    """Return *words* with kanji for radicals and with half-width digits."""
    return words.translate(_PLAIN)


def _widen_kana(words: str) -> str:
    """Return half-width *words* full-width; a voiced mark joins the kana before it."""
    wide = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", words))
    return wide.replace("\u3099", "゛").replace("\u309a", "゜")


def _compose(words: str) -> str:
    return unicodedata.normalize("NFC", words)


def _show(words: str) -> str:
    return _UNSEEN.sub("", words)


_UNSEEN = re.compile("[\u00ad\u200b\u2060]+")

_UNSEEN_SEARCHES = tuple(
    Search(
        INVISIBLE,
        language,
        re.compile(f"\\w?{_UNSEEN.pattern}"),
        phrase("{words!r} holds a character that shows nothing"),
        phrase("write {fixed}"),
        _show,
    )
    for language in Language
)
_SEARCHES = (
    Search(
        RADICAL,
        _JA,
        re.compile("[\u2e80-\u2fdf]+"),
        phrase("{words!r} is a radical that only looks like a kanji"),
        phrase("write {fixed}"),
        mend_characters,
    ),
    Search(
        HALF_WIDTH_KANA,
        _JA,
        re.compile(
            "(?:[\u3041-\u3096\u30a1-\u30fa](?=[\uff9e\uff9f]))?"
            "[\uff61-\uff9f][\uff61-\uff9f\u3099\u309a]*"
        ),
        phrase("{words!r} is half-width"),
        phrase("write {fixed}"),
        _widen_kana,
    ),
    Search(
        FULL_WIDTH_DIGITS,
        _JA,
        re.compile("[０-９]+"),
        phrase("{words!r} is in full-width digits"),
        phrase("write {fixed}"),
        mend_characters,
    ),
    Search(
        FULL_WIDTH_LETTERS,
        _JA,
        re.compile("[Ａ-Ｚａ-ｚ]+"),
        phrase("{words!r} is in full-width letters"),
        phrase("write it half-width, unless it is somebody's name"),
    ),
    Search(
        DECOMPOSED_KANA,
        _JA,
        re.compile(f"(?:[{_VOICED}]\u3099|[{_HALF_VOICED}]\u309a)+"),
        phrase("the voiced mark of {fixed!r} is a character of its own"),
        phrase("type {fixed} again"),
        _compose,
    ),
)
_COMPATIBILITY = Search(
    COMPATIBILITY,
    _JA,
    # Without the twelve from U+FA0E that are ordinary kanji, 﨑 among them.
    re.compile("[\uf900-\ufa0d\ufa10\ufa12\ufa15-\ufa1e\ufa20\ufa22\ufa25\ufa26\ufa2a-\ufaff]"),
    phrase("{words!r} is a second form of a kanji"),
    phrase("write {words} in its common form, unless a name is written so"),
)


def check(passage: Passage, name_characters: Collection[str]) -> Iterator[Finding]:
    """Yield the characters of *passage* that are not what they look like.

    *name_characters* are those of registered names, which keep their own forms.
    """
    if passage.text.isascii():
        return
    for search in _SEARCHES:
        yield from search.find_in(passage)
    for finding in _COMPATIBILITY.find_in(passage):
        if finding.words not in name_characters:
            yield finding


def check_unseen(passage: Passage) -> Iterator[Finding]:
    """Yield the characters of *passage*, in either language, that show nothing."""
    for search in _UNSEEN_SEARCHES if not passage.text.isascii() else ():
        yield from search.find_in(passage)

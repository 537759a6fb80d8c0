"""Characters that look like those that were meant: radicals, half-width kana, full-width digits.

NFKC is never applied to a text as a whole: it would rewrite ①, （ and ～ too. Rules that a pattern
finds line by line are made here; those of English stand here as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from linkj_press.check.rules import Example, Finding, Fix, Rule
from linkj_press.check.typography.passages import EXPRESSION, Passage
from linkj_press.language import Language
from linkj_press.message import phrase, say
from linkj_press.problem import Severity


@dataclass(frozen=True, slots=True)
class Search:
    """A pattern, and what to say of what it matches."""

    rule: Rule
    language: Language
    regex: re.Pattern[str]
    message: str
    """A phrase that may name ``{words}`` and, where it is mended, ``{fixed}``."""

    hint: str
    mend: Callable[[str], str] | None = None
    """Makes the right words of those at fault; what it returns unchanged cannot be mended."""

    def find_in(self, passage: Passage) -> Iterator[Finding]:
        """Yield what is found in *passage*."""
        if passage.language is self.language:
            for match in self.regex.finditer(passage.searched):
                yield self.report(passage, *match.span())

    def report(self, passage: Passage, start: int, end: int) -> Finding:
        """Return the finding of the words from *start* to *end* of *passage*."""
        words = passage.text[start:end]
        fixed = self.mend(words) if self.mend else words
        where = passage.place(start)
        return self.rule.find(
            where,
            say(self.message, words=words, fixed=fixed),
            say(self.hint, words=words, fixed=fixed),
            words=words,
            language=passage.language,
            fix=Fix(where, words, fixed) if fixed != words else None,
        )


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
CHARACTER_RULES = (
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


def check_characters(passage: Passage, name_characters: Collection[str]) -> Iterator[Finding]:
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
ENGLISH_RULES = (
    *(ORDINAL_DATE, DOUBLE_HYPHEN, STRAIGHT_QUOTES),
    *(DOUBLE_SPACE, SPACE_BEFORE, FULL_WIDTH),
)

_MONTH = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)"
)
_NTH = r"\d{1,2}(?:st|nd|rd|th)\b"
_JAPANESE = "\u3041-\u30ff\u3400-\u9fff"

_ENGLISH_SEARCHES = (
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


def check_english(passage: Passage) -> Iterator[Finding]:
    """Yield what is not in style in the English *passage*."""
    for search in _ENGLISH_SEARCHES:
        yield from search.find_in(passage)

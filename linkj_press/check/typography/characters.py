"""Characters that look like those that were meant: radicals, half-width kana, full-width digits.

NFKC is never applied to a text as a whole: it would rewrite ①, （ and ～ too. Rules that a pattern
finds line by line are made here; those of English stand here as well.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import KW_ONLY, dataclass
from functools import cached_property, lru_cache, partial

from linkj_press.check.rules import Finding, Rule
from linkj_press.check.typography.passages import EXPRESSION, Extent, StyledText
from linkj_press.language import Language
from linkj_press.message import phrase, say
from linkj_press.problem import Severity
from linkj_press.text.dates import MONTH
from linkj_press.text.patterns import compile_pattern


@dataclass(frozen=True)
class Search:
    """A rule of style that a pattern finds."""

    code: str
    _: KW_ONLY
    regex: re.Pattern[str]
    message: str
    """A phrase that may name ``{words}`` and, where it is mended, ``{fixed}``."""

    hint: str
    mend: Callable[[str], str] | None = None
    """Makes the right words of those at fault; what it returns unchanged cannot be mended."""

    @cached_property
    def rule(self) -> Rule:
        """The rule."""
        return Rule(self.code, Severity.WARNING)

    def find_in(self, text: StyledText) -> Iterator[Finding]:
        """Yield what is found in *text*."""
        for match in self.regex.finditer(text.searched):
            yield self.report(text, match.span())

    def report(self, text: StyledText, extent: Extent) -> Finding:
        """Return the finding of the words of *extent* in *text*."""
        words = text.text[slice(*extent)]
        fixed = self.mend(words) if self.mend else ""
        told = {"words": words, "fixed": fixed}
        message, hint = say(self.message, **told), say(self.hint, **told)
        return text.find(self.rule, extent, message, hint, fixed)


class Searches:
    """Rules of style that patterns find, for lines of which few have anything."""

    def __init__(self, *searches: Search) -> None:
        self._searches = searches
        # Templates, and most lines of files, are from check to check the same.
        self._choose = lru_cache(maxsize=2000)(self._choose_anew)

    def _choose_anew(self, searched: str) -> tuple[Search, ...]:
        return tuple(search for search in self._searches if search.regex.search(searched))

    def find_in(self, text: StyledText) -> Iterator[Finding]:
        """Yield what is found in *text*."""
        for search in self._choose(text.searched):
            yield from search.find_in(text)


_JA, _EN = Language

_RADICALS = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇𠘨⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑𡯂⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母"
    "⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪𤴔⺫目⺬示⺭礻⺮𥫗⺯糹⺰纟⺱罓⺲罒⺳㓁⺴冗⺵𦉫⺶羊⺷𦍌⺸𦍋⺹耂⺺肀⺻聿⺼肉⺽𦥑⺾艹⺿艹"
    "⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇𧢲⻈讠⻉贝⻊𧾷⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻕𨸏⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞𩙿"
    "⻟飠⻠饣⻡𩠐⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
"""Each radical of U+2E80–2EFF and the character for it, after EquivalentUnifiedIdeograph of
Unicode: NFKC leaves these alone."""

_PLAIN = str.maketrans(
    dict(zip(_RADICALS[::2], _RADICALS[1::2], strict=True))
    | {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    | dict(zip("０１２３４５６７８９", "0123456789", strict=True))
)


def _find_composing(mark: str) -> str:
    """Return the kana that become one character with *mark*."""
    kana = map(chr, range(0x3041, 0x30FF))
    return "".join(char for char in kana if len(unicodedata.normalize("NFC", char + mark)) == 1)


_VOICED = _find_composing("\u3099")
_HALF_VOICED = _find_composing("\u309a")


def mend_characters(words: str) -> str:
    """Return *words* with kanji for radicals and with half-width digits."""
    return words.translate(_PLAIN)


def _widen_kana(words: str) -> str:
    """Return half-width *words* full-width; a voiced mark joins the kana before it."""
    wide = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", words))
    return wide.replace("\u3099", "゛").replace("\u309a", "゜")


_UNSEEN = compile_pattern(
    "(?:[\u00ad\u034f\u115f\u1160\u180e\u200b\u200c\u2060-\u2064\u3164\uffa0]"
    r"|(?<=\w)\u200d(?=\w))+"
)
"""A joiner (U+200D) between signs makes one sign of them."""

_ODD = compile_pattern(
    "[\u00a0\u00ad\u034f\u115f\u1160\u180e\u2000-\u200d\u202f\u205f-\u2064\u3164\uffa0]"
)
_NARROW_SPACES = "[\u00a0\u2000-\u200a\u202f\u205f]"

RADICAL = Search(
    "radical-character",
    regex=compile_pattern("[\u2e80-\u2fdf]+"),
    message=phrase("“{words}” is a radical that only looks like a kanji"),
    hint=phrase("write “{fixed}”"),
    mend=mend_characters,
)
COMPATIBILITY = Search(
    "compatibility-ideograph",
    regex=compile_pattern(
        "[\uf900-\ufa0d\ufa10\ufa12\ufa15-\ufa1e\ufa20\ufa22\ufa25\ufa26\ufa2a-\ufaff]"
    ),
    message=phrase("“{words}” is a second form of a kanji, kept for old encodings"),
    hint=phrase("write “{words}” in its common form, unless a name is written so"),
)
HALF_WIDTH_KANA = Search(
    "half-width-kana",
    regex=compile_pattern(
        "(?:[\u3041-\u3096\u30a1-\u30fa](?=[\uff9e\uff9f]))?"
        "[\uff61-\uff9f][\uff61-\uff9f\u3099\u309a]*"
    ),
    message=phrase("“{words}” is half-width"),
    hint=phrase("write “{fixed}”"),
    mend=_widen_kana,
)
FULL_WIDTH_DIGITS = Search(
    "full-width-digits",
    regex=compile_pattern("[０-９]+"),
    message=phrase("“{words}” is in full-width digits"),
    hint=phrase("write “{fixed}”"),
    mend=mend_characters,
)
FULL_WIDTH_LETTERS = Search(
    "full-width-letters",
    regex=compile_pattern("[Ａ-Ｚａ-ｚ]+"),
    message=phrase("“{words}” is in full-width letters"),
    hint=phrase("write it half-width, unless a name is written so"),
)
DECOMPOSED_KANA = Search(
    "decomposed-kana",
    regex=compile_pattern(f"(?:[{_VOICED}]\u3099|[{_HALF_VOICED}]\u309a)+"),
    message=phrase("the voiced mark of “{fixed}” is a character of its own"),
    hint=phrase("type “{fixed}” again"),
    mend=partial(unicodedata.normalize, "NFC"),
)
INVISIBLE = Search(
    "invisible-character",
    regex=compile_pattern(f"\\w?{_UNSEEN.pattern}"),
    message=phrase("a character that shows nothing stands here"),
    hint=phrase("remove it with check --fix, or type the words around it again"),
    mend=partial(_UNSEEN.sub, ""),
)
NO_BREAK_SPACE = Search(
    "no-break-space",
    regex=compile_pattern(
        rf"{_NARROW_SPACES}(?=[ .,;:!?)”])|(?<=[ (“]){_NARROW_SPACES}"
        rf"|(?<![\d.]){_NARROW_SPACES}(?![\d–—])"
    ),
    message=phrase("the space here is not an ordinary one (it does not break, or is narrow)"),
    hint=phrase("type the space again"),
    mend=lambda _: " ",
)
_SEARCHES = (RADICAL, HALF_WIDTH_KANA, FULL_WIDTH_DIGITS, FULL_WIDTH_LETTERS, DECOMPOSED_KANA)
_JAPANESE_SEARCHES = Searches(*_SEARCHES, COMPATIBILITY)


def check_characters(text: StyledText, name_characters: Collection[str]) -> Iterator[Finding]:
    """Yield the characters of *text* that are not what they look like.

    *name_characters* are those of registered names, which keep their own forms.
    """
    if text.text.isascii():
        return
    if _ODD.search(text.text):
        yield from INVISIBLE.find_in(text)
        yield from NO_BREAK_SPACE.find_in(text)
    if text.language is _EN:
        return
    for finding in _JAPANESE_SEARCHES.find_in(text):
        if finding.problem.code != COMPATIBILITY.code or finding.words not in name_characters:
            yield finding


_NTH = r"\d{1,2}(?:st|nd|rd|th)\b"
_JAPANESE = "\u3041-\u30ff\u3400-\u9fff"

ORDINAL_DATE = Search(
    "ordinal-date",
    regex=compile_pattern(rf"\b(?:{MONTH}) (?:the )?{_NTH}|\b{_NTH}(?: of)? (?:{MONTH})"),
    message=phrase("“{words}” has an ordinal for the day"),
    hint=phrase("write the day as a plain number after the month: November 20"),
)
DOUBLE_HYPHEN = Search(
    "double-hyphen",
    regex=compile_pattern(r"(?<![-!<\S])--(?=\s|$)|(?<=[^\s!<>-])--(?=[^->]|$)"),
    message=phrase("two hyphens stand for a dash"),
    hint=phrase("write a dash: – or —"),
)
STRAIGHT_QUOTES = Search(
    "straight-quotes",
    # Inside a word it can only be an apostrophe (in a quoted value two stand for one); elsewhere it
    # may open, close or leave out.
    regex=compile_pattern(r"""[^\W\d_]'{1,2}(?=[^\W\d_])|(?<![\d'"])['"]+"""),
    message=phrase("the “{words}” here is straight"),
    hint=phrase("write it curly: “ ” or ’"),
    mend=lambda words: f"{words[0]}’" if words[0].isalpha() else words,
)
DOUBLE_SPACE = Search(
    "double-space",
    regex=compile_pattern(r"(?<=\S) {2,}(?=\S)"),
    message=phrase("more than one space stands here"),
    hint=phrase("keep one"),
)
SPACE_BEFORE = Search(
    "space-before-punctuation",
    regex=compile_pattern(
        rf"(?<=[\w”’{EXPRESSION}]) +(?:[,;:!?.](?=[\s”’]|$)|[,;](?=[A-Za-z])|\))|\( +(?=\S)"
    ),
    message=phrase("“{words}” has a space that does not belong there"),
    hint=phrase("remove the space"),
)
FULL_WIDTH = Search(
    "full-width-in-english",
    regex=compile_pattern(
        rf"(?<![{_JAPANESE}\u3000-\u3003\u3008-\u303f\uff01-\uff60])"
        "[\u3000-\u3003\u3008-\u303f\uff01-\uff60\uffe0-\uffe6・]+"
        rf"(?![{_JAPANESE}])"
    ),
    message=phrase("“{words}” is full-width"),
    hint=phrase("switch the input method off and type it again"),
)
_ENGLISH_SEARCHES = (
    ORDINAL_DATE,
    DOUBLE_HYPHEN,
    STRAIGHT_QUOTES,
    DOUBLE_SPACE,
    SPACE_BEFORE,
    FULL_WIDTH,
)
_IN_ENGLISH = Searches(*_ENGLISH_SEARCHES)
RULES = tuple(
    s.rule for s in (*_SEARCHES, COMPATIBILITY, INVISIBLE, NO_BREAK_SPACE, *_ENGLISH_SEARCHES)
)


def check_english(text: StyledText) -> Iterator[Finding]:
    """Yield what is not in style in the English *text*."""
    yield from _IN_ENGLISH.find_in(text)

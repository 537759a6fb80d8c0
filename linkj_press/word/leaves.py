"""Finds the words of a paragraph in its XML, in whatever they are wrapped, fields among it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from linkj_press.message import RULES_TERMINAL
from linkj_press.text.patterns import compile_pattern
from linkj_press.word.elements import (
    Element,
    read_value,
)
from linkj_press.word.names import name, names
from linkj_press.word.word_text import PLAIN_LOOKS, FileStyles, Shown, Traits

FIELD, SIMPLE_FIELD = name("w:fldChar"), name("w:fldSimple")
UNREADABLE = "\ufffd"
"""Stands for a sign that is seen and is no text, and around what only looks like text."""

_INSTRUCTION = name("w:instrText")
FOLLOWED = frozenset((FIELD, SIMPLE_FIELD, _INSTRUCTION))
_PAGES = {"PAGE", "NUMPAGES", "SECTIONPAGES"}
"""What every page says otherwise."""

_UNSEEN = {
    *("ADVANCE", "ASK", "DATA", "NEXT", "NEXTIF", "PRINT", "PRIVATE", "RD", "SET", "SKIPIF"),
    *("TA", "TC", "XE"),
}
_DRAWN = {
    *("AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "FORMCHECKBOX", "FORMDROPDOWN", "GOTOBUTTON"),
    *("LISTNUM", "MACROBUTTON", "SYMBOL"),
}
"""What is seen though the file has no result of it."""

_SWITCH = compile_pattern(r'\\\*\s*(?:"[^"]*"|\S+)')
"""Matches what an instruction says of looks: ``\\* jc2``, ``\\* "Font:MS Mincho"``."""

_OVERSTRIKE = compile_pattern(r"EQ\s+\\o\s*(?:\\a[lrcd]\s*)?\((.*)\)\s*", re.IGNORECASE | re.DOTALL)
"""Matches characters set over each other: ``EQ \\o\\ac(○,印)``."""

_RAISED = compile_pattern(r"(?:\\[a-z]+\s*[0-9]*\s*)+\((.*)\)\s*", re.IGNORECASE | re.DOTALL)
"""Matches one that is raised: ``\\s\\up 9(よみ)``."""

_MOST_OF_CODE = 2_000
"""In characters; what is longer is no sign with a ring."""


class Words(NamedTuple):
    """What a field shows where it is met."""

    text: str = ""
    over: str = ""
    """The words with what is set over or around them: ``印 (○)``."""


NO_WORDS = Words()


@dataclass(slots=True)
class _OpenField:
    code: str = ""
    is_silent: bool = True
    has_result: bool = False
    says_something: bool = False

    def shows_code(self) -> bool:
        """Return whether a reader sees what its code makes, and not a result."""
        kind = _name_field(self.code)
        is_drawn = kind in _DRAWN and not self.says_something
        return is_drawn or kind in _PAGES or not self.has_result


class Fields:
    """Follows the fields of one paragraph."""

    def __init__(self) -> None:
        self._open: list[_OpenField] = []
        self._silent = 0

    @property
    def are_silent(self) -> bool:
        """Whether what stands here is not shown, but an instruction, or the number of a page."""
        return self._silent > 0

    def follow(self, element: Element) -> Words:
        """Go on to *element*; return what is shown there by a field."""
        if element.tag == FIELD:
            return self._follow_mark(element.get(name("w:fldCharType"), ""))
        if element.tag == _INSTRUCTION and self._open:
            self._open[-1].code += element.text or ""
        if element.tag != SIMPLE_FIELD:
            return NO_WORDS
        is_shown = is_page_number(element) or not len(element)
        return _read_code(element.get(name("w:instr"), "")) if is_shown else NO_WORDS

    def say(self) -> None:
        """Note that words are shown here."""
        if self._open:
            self._open[-1].says_something = True

    def _follow_mark(self, kind: str) -> Words:
        if kind == "begin":
            self._open.append(_OpenField())
            self._silent += 1
        elif kind == "separate" and self._open:
            last = self._open[-1]
            last.has_result = True
            # What follows another mark of the same field stays as it is.
            self._set_silent(last, is_silent=_name_field(last.code) in _PAGES)
        elif kind == "end" and self._open:
            last = self._open.pop()
            self._set_silent(last, is_silent=False)
            if not self.are_silent and last.shows_code():
                return _read_code(last.code)
        return NO_WORDS

    def _set_silent(self, field: _OpenField, *, is_silent: bool) -> None:
        self._silent += is_silent - field.is_silent
        field.is_silent = is_silent


def is_page_number(field: Element) -> bool:
    """Return whether the content of the simple *field* is another on every page."""
    return _name_field(field.get(name("w:instr"), "")) in _PAGES


def _name_field(code: str) -> str:
    return next(iter(code.split(maxsplit=1)), "").upper()


def _read_code(code: str) -> Words:
    """Return what the instruction *code* shows of itself."""
    kind = _name_field(code)
    if not kind or kind in _UNSEEN:
        return NO_WORDS
    if kind in _PAGES:
        return Words("#")
    overstrike = _OVERSTRIKE.fullmatch(_SWITCH.sub("", code).strip()[:_MOST_OF_CODE])
    over, _, base = _drop_raise(overstrike[1]).rpartition(",") if overstrike else ("", "", "")
    if not base or "\\" in base or "\\" in over:
        return Words(f"{UNREADABLE}{code.strip()}{UNREADABLE}")
    return Words(base, f"{base} ({over})" if over else "")


def _drop_raise(arguments: str) -> str:
    r"""Return *arguments* without what raises them: ``よみ,字`` for ``\s\up 9(よみ),字``."""
    parts = re.split(r"[,;](?![^(]*\))", arguments)
    plain = [raised[1] if (raised := _RAISED.fullmatch(p.strip())) else p.strip() for p in parts]
    return ",".join(plain)


CONTROL, CONTENT = name("w:sdt"), name("w:sdtContent")
RUN = name("w:r")
_RUBY, _BASE, _OVER = name("w:ruby"), name("w:rubyBase"), name("w:rt")
_ALTERNATIVES = name("mc:AlternateContent")
FALLBACK, _CHOICE = name("mc:Fallback"), name("mc:Choice")
_NEW_SYMBOL = "{http://schemas.microsoft.com/office/word/2015/wordml/symex}symEx"
WRAPPERS = names(
    "w:r w:hyperlink w:smartTag w:customXml w:fldSimple w:dir w:bdo w:ins w:del w:moveTo w:moveFrom"
)
"""What holds words of its paragraph as its own content."""

_FORMULAS = names("m:oMath m:oMathPara")
_OPENED = WRAPPERS | _FORMULAS | {CONTROL, CONTENT, _RUBY, _BASE, _ALTERNATIVES}
_EMPTY_BESIDE = names(
    "w:footnoteReference w:endnoteReference w:contentPart w14:contentPart"
    " w:control w:subDoc w:altChunk"
)
"""What is seen beside the words though it holds nothing."""

TAG, _ID, INVITATION = (
    f"{name('w:sdtPr')}/{name(tag)}" for tag in ("w:tag", "w:id", "w:showingPlcHdr")
)
_FOREIGN = "goog_rdk_"
"""Google Docs has words in controls of its own, and calls these so."""
_NUMBER = compile_pattern(r"-?[0-9]{1,10}")

_WORDS = names("w:t w:delText")
_DATES = names("w:dayShort w:dayLong w:monthShort w:monthLong w:yearShort w:yearLong")
_MARKS = {
    name("w:tab"): "\t",
    name("w:ptab"): "\t",
    name("w:cr"): "\n",
    name("w:noBreakHyphen"): "\u2011",
    name("w:pgNum"): "#",
    **dict.fromkeys(_DATES, UNREADABLE),
}
_BREAK, _SYMBOL, _SPACE = name("w:br"), name("w:sym"), name("xml:space")
_EDGES = " \t\r\n"
_SHOWN_BLANK = "\t\r\n\u2028\u2029"
_OBEYED = (code for code in range(0x2100) if RULES_TERMINAL.match(chr(code)))
_BLANKS = {**dict.fromkeys(_OBEYED), **dict.fromkeys(map(ord, _SHOWN_BLANK), " ")}
"""What Word shows as spaces, and control characters, which it does not show, but terminals obey."""
_PRIVATE = range(0xE000, 0xF900)
_SURROGATES = range(0xD800, 0xE000)
_MOST_CODE = 0xFFFF


class ControlId(NamedTuple):
    """The content control that words stand in."""

    tag: str = ""
    number: int | None = None


NOBODY = ControlId()
"""The owner of words outside of every control, and in those of other programs."""


class Leaf(NamedTuple):
    """An element in a paragraph, and the words that it stands for."""

    owner: ControlId
    element: Element
    text: str
    shown: Shown
    over: str = ""
    """Words with what is set over or around them: ``字 (よみ)``."""

    @property
    def is_beside(self) -> bool:
        """Whether it is neither words of the paragraph nor what holds or describes these."""
        tag = str(self.element.tag)
        if not len(self.element):
            return tag in _EMPTY_BESIDE
        return tag not in _OPENED and not tag.endswith("Pr")


def read_leaves(paragraph: Element, looks: FileStyles = PLAIN_LOOKS) -> Iterator[Leaf]:
    """Yield each element of *paragraph* that can hold words, or stand between some."""
    fields = Fields()
    for spot, element in _walk(paragraph, _OUTSIDE, looks, looks.find_traits(paragraph)):
        text, over = fields.follow(element) if element.tag in FOLLOWED else NO_WORDS
        shown = spot.shown
        if shown is Shown.UNSEEN or fields.are_silent:
            text = over = ""
        elif not text:
            text = read_leaf(element)
            over = _read_over(element) if element.tag == _RUBY else over
        if text:
            fields.say()
            unsure = shown is Shown.PLAIN and UNREADABLE in text
            shown = Shown.UNSURE if unsure else shown
        yield Leaf(spot.owner, element, text, shown, over)


def join_leaves(paragraph: Element) -> str:
    """Return the words of *paragraph*."""
    return "".join([leaf.text for leaf in read_leaves(paragraph)])


class _LeafSpot(NamedTuple):
    owner: ControlId = NOBODY
    shown: Shown = Shown.PLAIN
    invites: bool = False
    """Whether in a control that Word invites to fill."""


_OUTSIDE = _LeafSpot()


def _walk(
    children: Iterable[Element], spot: _LeafSpot, styles: FileStyles, traits: Traits
) -> Iterator[tuple[_LeafSpot, Element]]:
    """Yield the elements among *children*, which stand at *spot*, and those within them."""
    for child in children:
        here = spot
        if child.tag == RUN:
            shown = styles.judge(child, traits, invites=spot.invites)
            here = spot if shown is spot.shown else spot._replace(shown=shown)
        elif child.tag == CONTROL:
            owner = _find_owner(child) if spot.owner == NOBODY else spot.owner
            invites = spot.invites or child.find(INVITATION) is not None
            here = _LeafSpot(owner, spot.shown, invites)
        yield here, child
        yield from _walk(open_wrapper(child), here, styles, traits)


def _find_owner(control: Element) -> ControlId:
    label, digits = read_value(control, TAG), read_value(control, _ID)
    if not label or label.startswith(_FOREIGN):
        return NOBODY
    return ControlId(label, int(digits) if _NUMBER.fullmatch(digits) else None)


def open_wrapper(element: Element) -> Iterator[Element]:
    """Yield what of *element* is read as the text around it; nothing where it is no wrapper."""
    if element.tag == SIMPLE_FIELD:
        yield from () if is_page_number(element) else element
    elif element.tag in WRAPPERS or element.tag in (CONTENT, _BASE):
        yield from element
    elif element.tag == CONTROL:
        yield from element.findall(CONTENT)
    elif element.tag == _RUBY:
        yield from element.findall(_BASE)
    elif element.tag == _ALTERNATIVES:
        yield from _choose(element)


def _choose(alternatives: Element) -> Iterable[Element]:
    """Return the content of the one of *alternatives* that Word shows."""
    choice, fallback = alternatives.find(_CHOICE), alternatives.find(FALLBACK)
    # A sign of a font is in the fallback as what it is.
    if choice is None or not len(choice) or choice[0].tag == _NEW_SYMBOL:
        choice = choice if fallback is None else fallback
    return () if choice is None else choice


def clean(words: str) -> str:
    """Return *words* in one line, without what a terminal would obey."""
    return words.translate(_BLANKS)


def read_leaf(leaf: Element) -> str:
    """Return the text of *leaf*, a child of a run: a tab is a tab, a line break a newline."""
    if leaf.tag in _WORDS:
        text = clean(leaf.text or "")
        return text if leaf.get(_SPACE) == "preserve" else text.strip(_EDGES)
    if leaf.tag == _BREAK:
        return "" if leaf.get(name("w:type")) in ("page", "column") else "\n"
    if leaf.tag == _SYMBOL:
        return _read_symbol(leaf.get(name("w:char"), ""))
    if leaf.tag in _FORMULAS:
        return f"{UNREADABLE}{_join_words(leaf.iter(name('m:t')))}{UNREADABLE}"
    return _MARKS.get(str(leaf.tag), "")


def _read_symbol(code: str) -> str:
    """Return the character of a symbol, or a sign that stands for what only its font knows."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    if number in _PRIVATE:
        return UNREADABLE
    known = 0 < number <= _MOST_CODE and number not in _SURROGATES
    return clean(chr(number)) if known else ""


def _read_over(ruby: Element) -> str:
    """Return the base of a ruby with what stands over it."""
    over, base = (
        _join_words(words for part in ruby.findall(tag) for words in part.iter(name("w:t")))
        for tag in (_OVER, _BASE)
    )
    return f"{base} ({over})" if over else ""


def _join_words(elements: Iterable[Element]) -> str:
    return clean("".join([element.text or "" for element in elements]))

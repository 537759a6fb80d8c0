"""Finds the words of a paragraph in its XML, in whatever they are wrapped."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from linkj_press.message import RULES_TERMINAL
from linkj_press.word.elements import Element, name

CONTROL, CONTENT = name("w:sdt"), name("w:sdtContent")
FIELD = name("w:fldChar")
_RUBY, _BASE = name("w:ruby"), name("w:rubyBase")
_ALTERNATIVES = name("mc:AlternateContent")
_FALLBACK, _CHOICE = name("mc:Fallback"), name("mc:Choice")
WRAPPERS = frozenset(
    map(
        name,
        (
            *("w:r", "w:hyperlink", "w:smartTag", "w:customXml", "w:fldSimple", "w:dir", "w:bdo"),
            *("w:ins", "w:del", "w:moveTo", "w:moveFrom"),
        ),
    )
)
"""What holds words of its paragraph as its own content."""

_FOREIGN = "goog_rdk_"
"""Google Docs has words in controls of its own, and calls these so."""
_NUMBER = re.compile(r"-?[0-9]{1,10}")

_WORDS = frozenset(map(name, ("w:t", "w:delText")))
_MARKS = {
    name("w:tab"): "\t",
    name("w:ptab"): "\t",
    name("w:cr"): "\n",
    name("w:noBreakHyphen"): "\u2011",
}
_BREAK, _SYMBOL = name("w:br"), name("w:sym")
_TYPE, _CHARACTER = name("w:type"), name("w:char")
_SPACE = name("xml:space")
_EDGES = " \t\r\n"
_SHOWN_BLANK = "\t\r\n\u2028\u2029"
_OBEYED = (code for code in range(0x2100) if RULES_TERMINAL.match(chr(code)))
_BLANKS = {**dict.fromkeys(_OBEYED), **dict.fromkeys(map(ord, _SHOWN_BLANK), " ")}
"""What Word shows as spaces, and control characters, which it does not show, but terminals obey."""
_PRIVATE = range(0xE000, 0xF900)
_MOST_CODE = 0xFFFF


class Owner(NamedTuple):
    """The content control that words stand in."""

    tag: str = ""
    number: int | None = None


NOBODY = Owner()
"""The owner of words outside of every control, and in those of other programs."""


class Leaf(NamedTuple):
    """An element in a paragraph, and the words that it stands for."""

    owner: Owner
    element: Element
    text: str


def read_leaves(paragraph: Element) -> Iterator[Leaf]:
    """Yield each element of *paragraph* that can hold words, or stand between some."""
    fields = Fields()
    for owner, element in _walk(paragraph, NOBODY):
        if element.tag == FIELD:
            fields.follow(element)
        yield Leaf(owner, element, "" if fields.instructing else read_leaf(element))


def read_text(paragraph: Element) -> str:
    """Return the words of *paragraph*."""
    return "".join([leaf.text for leaf in read_leaves(paragraph)])


def _walk(children: Iterable[Element], owner: Owner) -> Iterator[tuple[Owner, Element]]:
    for child in children:
        own = _find_owner(child) if child.tag == CONTROL and owner == NOBODY else owner
        yield own, child
        yield from _walk(open_wrapper(child), own)


def _find_owner(control: Element) -> Owner:
    tag, number = (control.find(f"{name('w:sdtPr')}/{name(of)}") for of in ("w:tag", "w:id"))
    label = "" if tag is None else tag.get(name("w:val"), "")
    if not label or label.startswith(_FOREIGN):
        return NOBODY
    digits = "" if number is None else number.get(name("w:val"), "")
    return Owner(label, int(digits) if _NUMBER.fullmatch(digits) else None)


def open_wrapper(element: Element) -> Iterator[Element]:
    """Yield what of *element* is read as the text around it; nothing where it is no wrapper."""
    if element.tag in WRAPPERS:
        yield from element
    elif element.tag == CONTROL:
        # What stands in an empty control is Word's invitation to fill it.
        if element.find(f"{name('w:sdtPr')}/{name('w:showingPlcHdr')}") is None:
            yield from element.findall(CONTENT)
    elif element.tag in (CONTENT, _BASE):
        yield from element
    elif element.tag == _RUBY:
        yield from element.findall(_BASE)
    elif element.tag == _ALTERNATIVES:
        # The fallback is what every reader knows; one branch is as good as all of them.
        branch = element.find(_FALLBACK)
        branch = element.find(_CHOICE) if branch is None else branch
        yield from () if branch is None else branch


def clean(words: str) -> str:
    """Return *words* in one line, without what a terminal would obey."""
    return words.translate(_BLANKS)


def read_leaf(leaf: Element) -> str:
    """Return the text of *leaf*, a child of a run: a tab is a tab, a line break a newline."""
    if leaf.tag in _WORDS:
        text = clean(leaf.text or "")
        return text if leaf.get(_SPACE) == "preserve" else text.strip(_EDGES)
    if leaf.tag == _BREAK:
        return "" if leaf.get(_TYPE) in ("page", "column") else "\n"
    if leaf.tag == _SYMBOL:
        return _read_symbol(leaf.get(_CHARACTER, ""))
    return _MARKS.get(str(leaf.tag), "")


def _read_symbol(code: str) -> str:
    """Return the character of a symbol, or nothing where only its font knows what it is."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    known = 0 < number <= _MOST_CODE and number not in _PRIVATE and not _is_surrogate(number)
    return clean(chr(number)) if known else ""


def _is_surrogate(number: int) -> bool:
    return 0xD800 <= number <= 0xDFFF  # noqa: PLR2004


class Fields:
    """Follows the fields of one paragraph: of each only its result is read."""

    def __init__(self) -> None:
        self._instructing: list[bool] = []

    def follow(self, mark: Element) -> None:
        """Go on to *mark*, where a field begins, comes to its result or ends."""
        match mark.get(name("w:fldCharType")):
            case "begin":
                self._instructing.append(True)
            case "separate" if self._instructing:
                self._instructing[-1] = False
            case "end" if self._instructing:
                self._instructing.pop()

    @property
    def instructing(self) -> bool:
        """Whether what stands here is the instruction of a field."""
        return any(self._instructing)

"""Reads the fields of one paragraph: of most the result, of some what the instruction shows."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from linkj_press.word.elements import Element, name

FIELD, SIMPLE_FIELD = name("w:fldChar"), name("w:fldSimple")
UNREADABLE = "\ufffd"
"""Stands for a sign that is seen and is no text, and around what only looks like text."""

_INSTRUCTION = name("w:instrText")
FOLLOWED = frozenset((FIELD, SIMPLE_FIELD, _INSTRUCTION))
"""What `Fields` goes on to."""

_PAGES = frozenset(("PAGE", "NUMPAGES", "SECTIONPAGES"))
"""What every page says otherwise."""

_PAGE_NUMBER = "#"
_UNSEEN = frozenset(
    (
        *("ADVANCE", "ASK", "DATA", "NEXT", "NEXTIF", "PRINT", "PRIVATE", "RD", "SET", "SKIPIF"),
        *("TA", "TC", "XE"),
    )
)
_DRAWN = frozenset(
    (
        *("AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "FORMCHECKBOX", "FORMDROPDOWN", "GOTOBUTTON"),
        *("LISTNUM", "MACROBUTTON", "SYMBOL"),
    )
)
"""What is seen though the file has no result of it."""

_SWITCH = re.compile(r'\\\*\s*(?:"[^"]*"|\S+)')
"""Matches what an instruction says of looks: ``\\* jc2``, ``\\* "Font:MS Mincho"``."""

_OVERSTRIKE = re.compile(r"EQ\s+\\o\s*(?:\\a[lrcd]\s*)?\((.*)\)\s*", re.IGNORECASE | re.DOTALL)
"""Matches characters set over each other: ``EQ \\o\\ac(○,印)``."""

_RAISED = re.compile(r"(?:\\[a-z]+\s*[0-9]*\s*)+\((.*)\)\s*", re.IGNORECASE | re.DOTALL)
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
class _Open:
    """A field that has begun."""

    code: list[str] = field(default_factory=list)
    is_silent: bool = True
    has_result: bool = False
    says_something: bool = False


class Fields:
    """Follows the fields of one paragraph."""

    def __init__(self) -> None:
        self._open: list[_Open] = []
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
            self._open[-1].code.append(element.text or "")
        return read_simple(element) if element.tag == SIMPLE_FIELD else NO_WORDS

    def say(self) -> None:
        """Note that words are shown here."""
        if self._open:
            self._open[-1].says_something = True

    def _follow_mark(self, kind: str) -> Words:
        if kind == "begin":
            self._open.append(_Open())
            self._silent += 1
        elif kind == "separate" and self._open:
            last = self._open[-1]
            last.has_result = True
            # What follows another mark of the same field stays as it is.
            self._set_silent(last, is_silent=_name("".join(last.code)) in _PAGES)
        elif kind == "end" and self._open:
            last = self._open.pop()
            self._set_silent(last, is_silent=False)
            if not self.are_silent:
                return _show(last)
        return NO_WORDS

    def _set_silent(self, field: _Open, *, is_silent: bool) -> None:
        self._silent += is_silent - field.is_silent
        field.is_silent = is_silent


def read_simple(field: Element) -> Words:
    """Return what the simple *field* shows that is not its content."""
    code = field.get(name("w:instr"), "")
    return _read_code(code) if _name(code) in _PAGES or not len(field) else NO_WORDS


def is_page_number(field: Element) -> bool:
    """Return whether the content of the simple *field* is another on every page."""
    return _name(field.get(name("w:instr"), "")) in _PAGES


def _show(field: _Open) -> Words:
    code = "".join(field.code)
    kind = _name(code)
    is_drawn = kind in _DRAWN and not field.says_something
    return _read_code(code) if is_drawn or kind in _PAGES or not field.has_result else NO_WORDS


def _name(code: str) -> str:
    return next(iter(code.split(maxsplit=1)), "").upper()


def _read_code(code: str) -> Words:
    """Return what the instruction *code* shows of itself."""
    kind = _name(code)
    if not kind or kind in _UNSEEN:
        return NO_WORDS
    if kind in _PAGES:
        return Words(_PAGE_NUMBER)
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

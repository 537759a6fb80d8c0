"""What can be wrong with a file as YAML, in words. How each is noticed is left to others."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from linkj_press.message import phrase, say
from linkj_press.problem import Place, Problem

_KEY_NOT_TEXT = phrase("a key must be text")
_FULL_WIDTH_COLON = (
    phrase("the colon after this key is full-width (：)"),
    phrase("write an ASCII colon and a space: `key: value`"),
)
_ORDINARY_SPACES = phrase("switch the input method off and type ordinary (half-width) spaces")

_MISTAKES = {
    "ideographic-indent": (
        phrase("an ideographic (full-width) space stands in the indentation"),
        _ORDINARY_SPACES,
    ),
    "ideographic-after-colon": (
        phrase("an ideographic (full-width) space follows the colon"),
        _ORDINARY_SPACES,
    ),
    "ideographic-after-dash": (
        phrase("an ideographic (full-width) space follows the list’s dash"),
        _ORDINARY_SPACES,
    ),
    "strange-space": (
        phrase("a space that is none to YAML stands here, as Word and web pages have them"),
        phrase("delete it, and type an ordinary space"),
    ),
    "tab-as-space": (
        phrase("a tab stands here, where YAML allows only spaces"),
        phrase("replace it with two spaces a level; most editors can do so on every Tab key"),
    ),
    "full-width-colon": _FULL_WIDTH_COLON,
    "full-width-colon-in-flow": _FULL_WIDTH_COLON,
    "no-space-after-colon": (
        phrase("no space follows the colon"),
        phrase("write `key: value`, with a space after the colon"),
    ),
    "full-width-comma": (
        phrase("a full-width comma stands between { } or [ ]"),
        phrase(
            "separate entries with an ASCII comma and a space; quote a text that holds the"
            " character"
        ),
    ),
    "full-width-bracket": (phrase("this bracket is full-width"), phrase("write ASCII { } or [ ]")),
    "full-width-quotes": (
        phrase("the quotation marks around this value are full-width"),
        phrase('write ASCII quotation marks around it ("…"), or none'),
    ),
    "japanese-quotes": (
        phrase("to YAML, 「 」 are no quotation marks"),
        phrase('put ASCII quotation marks around them: "「…」"'),
    ),
    "half-quoted": (
        phrase("this text ends with a quotation mark, and does not begin with one"),
        phrase("write the same mark before it, or remove this one"),
    ),
    "yaml-syntax": (
        phrase("YAML cannot be read from here on"),
        phrase("compare the indentation, colons and quotes with the lines above"),
    ),
    "comment-in-text": (
        phrase("what stands from the # on is a comment, which no reader sees: “{cut}”"),
        phrase('put the whole text in quotation marks ("…"); a comment has a space after its #'),
    ),
    "needs-quotes": (
        phrase("a text begins with {sign} here, which means something else to YAML"),
        phrase('put the whole text in quotation marks: "…"'),
    ),
    "text-after-quotes": (
        phrase("this text goes on after its closing quotation mark"),
        phrase("put the whole text in quotation marks of the other kind: '…\"…\"…'"),
    ),
    "open-bracket": (
        phrase("this bracket is not closed"),
        phrase("write the closing one where its entries end"),
    ),
    "closing-bracket": (
        phrase("this bracket closes nothing"),
        phrase("remove it, or put a text that has one in quotation marks"),
    ),
    "flow-entries": (
        phrase("a comma is missing before this, between { } or [ ]"),
        phrase("separate entries with a comma and a space; put a text that has signs in quotes"),
    ),
    "indentation": (
        phrase("this line begins at column {column}, where no line of its level does"),
        phrase("begin it exactly below the line that it belongs with"),
    ),
    "too-far-right": (
        phrase("this line begins further right than line {line}, which has its value already"),
        phrase("begin both in the same column"),
    ),
    "block-too-shallow": (
        phrase("this line stands too far left to be part of the text that line {line} opens"),
        phrase("indent all lines of that text alike, further right than its key"),
    ),
    "no-colon": (
        phrase("no colon follows the key “{key}”"),
        phrase("write `key: value`, with a colon and a space"),
    ),
    "stray-line": (
        phrase("this line is neither `key: value` nor part of a text"),
        phrase("put a text of several lines in a block: `|` after the key, the lines indented"),
    ),
    "open-quotes": (
        phrase("this quotation mark is not closed"),
        phrase("write the same mark at the end of the text"),
    ),
    "colon-in-text": (
        phrase("a colon with a space after it stands in the text"),
        phrase('put the text in quotation marks ("…"), or in a block: `|`, then the lines below'),
    ),
    "not-yaml": (phrase("this character cannot stand in YAML"), ""),
    "second-document": (
        phrase("a second document begins here (---)"),
        phrase("keep one document in a file"),
    ),
    "tag": (
        phrase("the tag “{tag}” has no meaning here"),
        phrase('remove it; a text that begins with ! goes in quotation marks: "!…"'),
    ),
    "too-deep": (phrase("nested more than {limit} levels deep"), ""),
    "key-not-text": (_KEY_NOT_TEXT, ""),
    "braces-not-quoted": (
        _KEY_NOT_TEXT,
        phrase('a text that begins with {{ needs quotation marks: "{{ … }}"'),
    ),
    "too-many-aliases": (phrase("more than {limit} aliases (*name)"), ""),
    "unknown-alias": (
        phrase("no anchor &{anchor} stands above"),
        phrase('a text that begins with * goes in quotation marks: "*…"'),
    ),
    "alias-of-itself": (phrase("*{anchor} stands inside itself"), ""),
    "text-too-long": (
        phrase("this text has more than {limit:,} characters"),
        phrase("put a page of text in paragraphs; look for what was pasted by mistake"),
    ),
    "carriage-return": (phrase("this text holds a carriage return (\\r)"), ""),
    "tab": (phrase("this text holds a tab"), phrase("replace it with a space")),
    "quoted-lines": (
        phrase("a quoted text goes over several lines"),
        phrase("put it in a block: `|` after the key, then the lines below, indented"),
    ),
    "key-twice": (
        phrase("the key “{key}” stands here a second time (first on line {line})"),
        phrase("keep one of the two"),
    ),
}
"""The message and the hint of each mistake; those of the keyboard come first."""

SHARED_CODES = {
    "not-yaml": "control-character",
    "carriage-return": "control-character",
    "text-too-long": "too-large",
    "braces-not-quoted": "key-not-text",
    "too-far-right": "indentation",
    "block-too-shallow": "indentation",
    "ideographic-indent": "ideographic-space",
    "ideographic-after-colon": "ideographic-space",
    "ideographic-after-dash": "ideographic-space",
    "tab-as-space": "tab",
    "full-width-colon-in-flow": "full-width-colon",
    "japanese-quotes": "full-width-quotes",
    "half-quoted": "open-quotes",
}
"""The code that people see, where several mistakes have the same."""


def describe_mistake(mistake: str, where: Place, **values: object) -> Problem:
    """Return the problem of *mistake* at *where*; *values* go into its message."""
    words, hint = _MISTAKES[mistake]
    return Problem(SHARED_CODES.get(mistake, mistake), where, say(words, **values), say(hint))


class Fault(NamedTuple):
    """A mistake by its name, and where it stands, counted from 0."""

    mistake: str
    line: int
    column: int
    values: Mapping[str, object] = MappingProxyType({})

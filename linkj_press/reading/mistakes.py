"""What can be wrong with a file as YAML, in words; how it is noticed is left to the reader."""

from linkj_press.message import phrase, say
from linkj_press.problem import Place, Problem

_KEY_NOT_TEXT = phrase("a key must be text")

_MISTAKES = {
    "yaml-syntax": (
        phrase("YAML cannot be read from here on: {reason}"),
        phrase("compare the indentation, colons and quotes with the lines above"),
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
        phrase("the tag {tag!r} has no meaning here"),
        phrase("remove it: a field's type is known"),
    ),
    "too-deep": (phrase("nested more than {limit} levels deep"), ""),
    "key-not-text": (_KEY_NOT_TEXT, ""),
    "braces-not-quoted": (
        _KEY_NOT_TEXT,
        phrase('a text that begins with {{ needs quotation marks: "{{ … }}"'),
    ),
    "too-many-aliases": (phrase("more than {limit} aliases (*name)"), ""),
    "unknown-alias": (phrase("no anchor &{anchor} stands above"), ""),
    "alias-of-itself": (phrase("*{anchor} stands inside itself"), ""),
    "carriage-return": (phrase("this text holds a carriage return (\\r)"), ""),
    "tab": (phrase("this text holds a tab"), phrase("replace it with a space")),
    "quoted-lines": (
        phrase("a quoted text goes over several lines"),
        phrase("put it in a block: `|` after the key, then the lines below, indented"),
    ),
    "key-twice": (
        phrase("the key {key!r} stands here a second time (first on line {line})"),
        phrase("keep one of the two"),
    ),
}
"""The message and the hint, by code."""

_CODES = {
    "not-yaml": "control-character",
    "carriage-return": "control-character",
    "braces-not-quoted": "key-not-text",
}
"""The code that people see, where several mistakes have the same."""


def describe_mistake(mistake: str, where: Place, **values: object) -> Problem:
    """Return the problem of *mistake* at *where*; *values* go into its message."""
    words, hint = _MISTAKES[mistake]
    return Problem(_CODES.get(mistake, mistake), where, say(words, **values), say(hint))

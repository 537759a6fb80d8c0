"""Mistakes of templates in words: where each stands, and what Jinja means by its message."""

import ast
import re
import traceback
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path, PurePosixPath

import jinja2
from jinja2 import Environment, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.exceptions import FilterArgumentError

from linkj_press.draft.templating.guard import TOO_DEEP, TOO_LONG, RefusedError, UndefinedNameError
from linkj_press.draft.templating.values import Listing, TemplateFault
from linkj_press.folder import TEMPLATES
from linkj_press.message import NOTHING, Message, say, say_quoted
from linkj_press.problem import Place, Problem, suggest

Explained = tuple[Message, Message]
"""What is wrong, and what to do."""

_Explain = Callable[..., Explained]

_TAGS = (
    "block", "call", "extends", "for", "from", "if", "import", "include", "macro", "raw", "set",
    "with",
)  # fmt: skip
"""What may stand after {%, but for what stands within these, and closes them."""

_CLOSE = say("close {{ with }}, and {% with %}")
_NAME = say("a name has letters, figures and _, and does not begin with a figure")
_LOOK_BETWEEN = say("look at what stands between ( and )")
_OTHER_ARGUMENTS = say("it is given more, less or other things than it takes"), _LOOK_BETWEEN


def explain_syntax(error: TemplateSyntaxError, environment: Environment) -> Explained:
    """Return what is wrong with a template that cannot be read."""
    said = str(error.message)
    if isinstance(error, RefusedError):
        hint = say("take it apart: put a part of it in {% set … %} or in a file to include")
        return Message(said), hint if said in (TOO_DEEP, TOO_LONG) else NOTHING
    if isinstance(error.__cause__, UnicodeDecodeError):
        message = say("after a \\ in quotes stands what it cannot be read with")
        return message, say("write \\\\ for a \\ that is to be seen")
    return (
        _find_missing(said, environment)
        or _look_up(said, _SYNTAX)
        or (say("this cannot be read as a template"), _CLOSE)
    )


def explain_failure(error: BaseException, environment: Environment) -> Explained:
    """Return what is wrong with a template that can be read, and cannot be worked out."""
    said = str(error)
    if isinstance(error, ZeroDivisionError):
        return say("a number is divided by zero"), say("write {% if … %} around it")
    if isinstance(error, FilterArgumentError):
        return _OTHER_ARGUMENTS
    return (
        _find_missing(said, environment)
        or _look_up(said, _FAILURES)
        or (say("this cannot be worked out"), say("look at the values that it is given"))
    )


def _find_missing(said: str, environment: Environment) -> Explained | None:
    match = re.match("No (filter|test) named '(.*?)'", said)
    if match is None:
        return None
    name = match[2]
    if match[1] == "filter":
        return say("there is no filter “{name}”", name=name), suggest(name, environment.filters)
    return say("there is no test “{name}”", name=name), suggest(name, environment.tests)


def _look_up(said: str, table: Mapping[str, Explained | _Explain]) -> Explained | None:
    """Return what the first pattern of *table* that is in *said* stands for, with its groups."""
    for pattern, explained in table.items():
        match = re.search(pattern, said, re.DOTALL)
        if match:
            groups = match.groupdict()
            if callable(explained):
                return explained(**groups)
            return Message(explained[0].words, tuple(groups.items())), explained[1]
    return None


def _explain_tag(name: str, rest: str) -> Explained:
    if name not in ("elif", "else") and not name.startswith("end"):
        return say("there is no tag {{% {name} %}}", name=name), suggest(name, _TAGS)
    opened = re.search(r"needs to be closed is '(\w+)'", rest)
    if opened:
        return _explain_open_tag(opened[1])
    message = say("{{% {name} %}} belongs to nothing that stands before it", name=name)
    return message, say("remove it, or open what it belongs to")


def _explain_open_tag(name: str) -> Explained:
    message = say("{{% {name} … %}} is not closed", name=name)
    return message, say("write {{% end{name} %}} where it ends", name=name)


def _explain_sign(written: str) -> Explained:
    sign = ast.literal_eval(written)
    if sign in "\"'":
        return say("a text in quotes is not closed"), say("write {sign} where it ends", sign=sign)
    wide = unicodedata.east_asian_width(sign) in "WF"
    hint = say("type it with the input method off") if wide else say("remove it")
    return say("the sign “{sign}” has no place in an expression", sign=sign), hint


def _explain_bracket(sign: str) -> Explained:
    hint = _CLOSE if sign in "}%" else say("remove it, or open what it belongs to")
    return say("“{sign}” stands alone", sign=sign), hint


def _explain_expected(expected: str, got: str = "end of template") -> Explained:
    words = {"expected": _word_token(expected), "got": _word_token(got)}
    hint = say("write == to compare") if got == "=" else _CLOSE
    return say("{expected} goes here, not {got}", **words), hint


def _explain_no_value(got: str) -> Explained:
    hint = say("name one, such as release.date")
    return say("a value goes here, not {got}", got=_word_token(got)), hint


def _word_token(described: str) -> Message | str:
    """Return what Jinja2 *described*: a kind of thing, or just what is written."""
    return _KINDS.get(described) or say_quoted(_SIGNS.get(described, described))


_KINDS = {
    "name": say("a name"),
    "string": say("a text in quotes"),
    "integer": say("a number"),
    "float": say("a number"),
    "template data / text": say("text"),
    "end of template": say("the end of the file"),
}

_SIGNS = {
    "begin of print statement": "{{",
    "end of print statement": "}}",
    "begin of statement block": "{%",
    "end of statement block": "%}",
    "begin of comment": "{#",
    "end of comment": "#}",
}

_SYNTAX: Mapping[str, Explained | _Explain] = {
    r"^Encountered unknown tag '(?P<name>.*?)'(?P<rest>.*)": _explain_tag,
    r"needs to be closed is '(?P<name>\w+)'": _explain_open_tag,
    "^tag name expected": (say("the name of a tag goes after {%"), suggest("", _TAGS)),
    "^Missing end of comment": (say("a comment is not closed"), say("write #} where it ends")),
    "^Missing end of (?P<name>raw)": _explain_open_tag,
    r"^unexpected end of template, expected '(?P<expected>.*)'\.": _explain_expected,
    "^expected token '(?P<expected>.*)', got ['\"](?P<got>.*)['\"]$": _explain_expected,
    "^unexpected '(?P<got>.*)', expected '(?P<expected>.*)'": _explain_expected,
    "^unexpected '(?P<sign>[])}%])'": _explain_bracket,
    r"^unexpected char (?P<written>.*) at \d+": _explain_sign,
    "^(?:Expected an expression, got|unexpected) ['\"](?P<got>.*)['\"]$": _explain_no_value,
    "^Invalid character in identifier": (say("this name has a sign that no name has"), _NAME),
    "^Block names": (say("this cannot be the name of a block"), _NAME),
    "^Required blocks": (
        say("a block that is required has no words of its own"),
        say("take the words out of it, or take `required` away"),
    ),
    "^names starting with an underline": (
        say("a name that begins with _ stays in its file"),
        say("give it another name there"),
    ),
    "^non-default argument": (
        say("a macro takes first what has no value of its own"),
        say("put what has = at the end"),
    ),
    "^expected call": (
        say("{% call %} goes with the call of a macro"),
        say("write {% call name() %}"),
    ),
    "^can't assign to|special loop variable": (say("this cannot be given a value"), _NAME),
    "^expected name or number": (
        say("the name of a field goes after the dot"),
        say("write release.date, without quotes"),
    ),
    "^invalid syntax for function call": (say("what is given by name comes last"), _LOOK_BETWEEN),
    "^You cannot chain": (say("one test goes after is"), say("write: a is x and a is y")),
    '"caller" argument': (say("the name caller is taken"), say("choose another name")),
    "^block '(?P<name>.*)' defined twice": (
        say("there are two blocks “{name}”"),
        say("give one of them another name"),
    ),
    "^cannot use extend": (
        say("{% extends %} stands in no other tag"),
        say("put it at the top of the file"),
    ),
}
"""What Jinja2 says of a template that it cannot read."""

_FAILURES: Mapping[str, Explained | _Explain] = {
    "^macro '(?P<name>.*)' takes no keyword argument '(?P<argument>.*)'": (
        say("the macro “{name}” takes no “{argument}”"),
        _LOOK_BETWEEN,
    ),
    "operand|not supported between|not iterable|not a container": (
        say("this operator is not for these values"),
        say("look at the values that it is given"),
    ),
    "^macro |argument|^no items for cycling": _OTHER_ARGUMENTS,
    "not callable": (say("this is no action to call"), say("remove ( and )")),
    "unpack": (
        say("this has not as many parts as there are names for them"),
        say("write as many names as it has parts"),
    ),
    "^the inline if": (say("there is no value here"), say("write else after if in {{ … }}")),
    "'recursive' marker": (
        say("this loop cannot call itself"),
        say("write recursive at the end of {% for … %}"),
    ),
    "^extended multiple times": (
        say("a template extends one other"),
        say("remove one {% extends … %}"),
    ),
    "^Required block '(?P<name>.*)' not found": (
        say("the block “{name}” is required"),
        say("write it in the template"),
    ),
    "^cannot assign attribute": (
        say("only a namespace can be given fields"),
        say("write {% set ns = namespace() %} before it, and ns. before the name"),
    ),
}
"""What Jinja2 and Python say of a template that they cannot work out."""


_PACKAGE = Path(__file__).parent.parent.parent
_JINJA = Path(jinja2.__file__).parent


def explain_mistake(
    error: Exception, name: str, context: dict[str, object], environment: Environment
) -> Problem | None:
    """Return the problem behind *error*, or None when it is no mistake of a template."""
    if isinstance(error, TemplateSyntaxError):
        where = Place(PurePosixPath(error.filename or f"{TEMPLATES}/{name}"), error.lineno)
        return Problem("template-syntax", where, *explain_syntax(error, environment))
    place = _find_place(error)
    if isinstance(error, TemplateNotFound):
        missing = PurePosixPath(TEMPLATES, str(error.name))
        message = say("there is no template {name}", name=missing)
        return Problem("no-template", place or Place(missing), message, say("add the file"))
    if place is None:
        return None
    if isinstance(error, UndefinedNameError):
        return _explain_undefined(error, place, context)
    if isinstance(error, RecursionError):
        return Problem("template-loop", place, say("this refers to itself without end"))
    if isinstance(error, TemplateFault):
        told = error.message, error.hint
    else:
        told = explain_failure(error, environment)
    return Problem("template-mistake", place, *told)


def _explain_undefined(
    error: UndefinedNameError, place: Place, context: dict[str, object]
) -> Problem:
    asked, owner = error.undefined.asked, error.undefined.owner
    known: Iterable[str] = ()
    if not asked:
        message = say("there is no value here")
        hint = say("the first round of a loop has none before it, and the last none after it")
        return Problem("undefined", place, message, hint)
    if owner is None:
        known = filter(str.isidentifier, context)
        message = say("there is no “{name}” to fill in", name=asked)
    elif isinstance(owner, str | int):
        message = say("a text or number has no fields, so it has no “{name}”", name=asked)
    elif isinstance(owner, Listing):
        message = say("this is a list, which has no “{name}”", name=asked)
    else:
        known = (key for key in dir(owner) if not key.startswith("_"))
        message = say("there is no field “{name}” here", name=asked)
    return Problem("undefined", place, message, suggest(asked, known))


def _find_place(error: Exception) -> Place | None:
    """Return the line of the template that was at work; None for a fault of our own."""
    is_mistake = isinstance(error, TemplateError | TemplateFault | RecursionError)
    for frame, line in reversed([*traceback.walk_tb(error.__traceback__)]):
        file = frame.f_code.co_filename
        # Templates and prose are compiled under their names in the workspace.
        if file.startswith(("templates/", "partners/")):
            return Place(PurePosixPath(file), line)
        # Jinja2 works with what templates give it, and we with what we give ourselves.
        is_mistake = is_mistake or Path(file).is_relative_to(_JINJA)
        if not is_mistake and Path(file).is_relative_to(_PACKAGE):
            return None
    return None

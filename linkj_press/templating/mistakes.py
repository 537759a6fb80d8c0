"""What went wrong in a template, as a problem at its line."""

from __future__ import annotations

import re
import traceback
import unicodedata
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import jinja2
from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

from linkj_press.message import Message, say
from linkj_press.problem import Place, Problem, suggest
from linkj_press.templating.guard import UndefinedNameError
from linkj_press.templating.nesting import TOO_DEEP
from linkj_press.templating.values import Listing, TemplateFault

TEMPLATES = PurePosixPath("templates")
"""The folder of the template sets, in the workspace."""

_COMPILED = ("templates/", "partners/")
_PACKAGE = Path(__file__).parent.parent
_JINJA = Path(jinja2.__file__).parent


def explain(
    error: Exception, name: str, context: dict[str, object], filters: Iterable[str]
) -> Problem | None:
    """Return the problem behind *error*, or None when it is no mistake of a template."""
    if isinstance(error, TemplateSyntaxError):
        file = PurePosixPath(error.filename or TEMPLATES / name)
        return Problem(
            "template-syntax", Place(file, error.lineno), *_explain_syntax(error, filters)
        )
    place = _find_place(error)
    if isinstance(error, TemplateNotFound):
        missing = TEMPLATES / str(error.name)
        return Problem(
            "no-template",
            place or Place(missing),
            say("there is no template {name}", name=missing),
            say("add the file"),
        )
    if place is None:
        return None
    if isinstance(error, UndefinedNameError):
        return _explain_undefined(error, place, context)
    return _explain_fault(error, place)


def _explain_fault(error: BaseException, place: Place) -> Problem:
    if isinstance(error, RecursionError):
        return Problem("template-loop", place, say("this refers to itself without end"))
    if isinstance(error, TemplateFault):
        return Problem("template-mistake", place, error.message, error.hint)
    return Problem("template-mistake", place, Message(str(error).rstrip(".")))


def _explain_syntax(error: TemplateSyntaxError, filters: Iterable[str]) -> tuple[Message, Message]:
    """Return what is wrong with a template's syntax, and what to do."""
    message = str(error.message)
    if "No filter named" in message:
        _, name, _ = message.split("'", 2)
        return say("there is no filter {name!r}", name=name), suggest(name, filters)
    if message == TOO_DEEP:
        hint = say("take it apart: put a part of it in {% set … %} or in a file to include")
        return Message(message), hint
    for pattern, explain_match in _SYNTAX.items():
        match = re.search(pattern, message)
        if match:
            return explain_match(match[1])
    return Message(message), say("look for an {{ or {% that is not closed by }} or %}")


def _explain_open_tag(name: str) -> tuple[Message, Message]:
    message = say("{{% {name} … %}} is not closed", name=name)
    return message, say("write {{% end{name} %}} where it ends", name=name)


def _explain_sign(sign: str) -> tuple[Message, Message]:
    wide = unicodedata.east_asian_width(sign) in "WF"
    hint = say("type it with the input method off") if wide else say("take it away")
    return say("the sign {sign!r} has no place in an expression", sign=sign), hint


def _explain_brace(sign: str) -> tuple[Message, Message]:
    return say("{sign!r} stands alone", sign=sign), say("close {{ with }}, and {% with %}")


_SYNTAX = {
    r"needs to be closed is '(\w+)'": _explain_open_tag,
    r"unexpected char '(.)'": _explain_sign,
    r"unexpected '([}%])'": _explain_brace,
}
"""What Jinja2 says of a template, and what to make of it."""


def _explain_undefined(
    error: UndefinedNameError, place: Place, context: dict[str, object]
) -> Problem:
    undefined = error.undefined
    owner = undefined.owner
    if owner is None:
        known: Iterable[str] = filter(str.isidentifier, context)
        message = say("there is no {name!r} to fill in", name=undefined.asked)
    elif isinstance(owner, str | int):
        known = ()
        message = say("a text or number has no fields, so it has no {name!r}", name=undefined.asked)
    elif isinstance(owner, Listing):
        known = ()
        message = say("this is a list, which has no {name!r}", name=undefined.asked)
    else:
        known = (key for key in dir(owner) if not key.startswith("_"))
        message = say("there is no field {name!r} here", name=undefined.asked)
    return Problem("undefined", place, message, suggest(undefined.asked, known))


def _find_place(error: Exception) -> Place | None:
    """Return the line of the template that was at work; None for a fault of our own."""
    is_mistake = isinstance(error, TemplateError | TemplateFault | RecursionError)
    for frame, line in reversed([*traceback.walk_tb(error.__traceback__)]):
        file = frame.f_code.co_filename
        # Templates and prose are compiled under their names in the workspace.
        if file.startswith(_COMPILED):
            return Place(PurePosixPath(file), line)
        # Jinja2 works with what templates give it, and we with what we give ourselves.
        is_mistake = is_mistake or Path(file).is_relative_to(_JINJA)
        if not is_mistake and Path(file).is_relative_to(_PACKAGE):
            return None
    return None

"""What went wrong in a template, as a problem at its line."""

from __future__ import annotations

import traceback
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import jinja2
from jinja2 import Environment, TemplateError, TemplateNotFound, TemplateSyntaxError

from linkj_press.message import NOTHING, Message, say
from linkj_press.problem import Place, Problem, suggest
from linkj_press.templating.guard import UndefinedNameError
from linkj_press.templating.jinja_words import explain_failure, explain_syntax
from linkj_press.templating.nesting import TOO_DEEP, TOO_LONG, RefusedError
from linkj_press.templating.values import Listing, TemplateFault

TEMPLATES = PurePosixPath("templates")
"""The folder of the template sets, in the workspace."""

_COMPILED = ("templates/", "partners/")
_PACKAGE = Path(__file__).parent.parent
_JINJA = Path(jinja2.__file__).parent


def explain(
    error: Exception, name: str, context: dict[str, object], environment: Environment
) -> Problem | None:
    """Return the problem behind *error*, or None when it is no mistake of a template."""
    if isinstance(error, TemplateSyntaxError):
        file = PurePosixPath(error.filename or TEMPLATES / name)
        if isinstance(error, RefusedError):
            told = _explain_refused(error)
        else:
            told = explain_syntax(error, environment)
        return Problem("template-syntax", Place(file, error.lineno), *told)
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
    return _explain_fault(error, place, environment)


def _explain_fault(error: Exception, place: Place, environment: Environment) -> Problem:
    if isinstance(error, RecursionError):
        return Problem("template-loop", place, say("this refers to itself without end"))
    if isinstance(error, TemplateFault):
        return Problem("template-mistake", place, error.message, error.hint)
    return Problem("template-mistake", place, *explain_failure(error, environment))


def _explain_refused(error: RefusedError) -> tuple[Message, Message]:
    long = error.message in (TOO_DEEP, TOO_LONG)
    hint = say("take it apart: put a part of it in {% set … %} or in a file to include")
    return Message(str(error.message)), hint if long else NOTHING


def _explain_undefined(
    error: UndefinedNameError, place: Place, context: dict[str, object]
) -> Problem:
    undefined = error.undefined
    owner = undefined.owner
    if not undefined.asked:
        message = say("there is no value here")
        hint = say("the first round of a loop has none before it, and the last none after it")
        return Problem("undefined", place, message, hint)
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

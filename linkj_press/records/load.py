"""Trees to records: every fault of a file becomes a problem at its line."""

import pathlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Any, Generic, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from linkj_press.message import NOTHING, Message, phrase, say
from linkj_press.problem import Place, Problem, ProblemsFound, suggest
from linkj_press.reading import Path, Tree, read_yaml, show_path
from linkj_press.records.values import Bilingual, HouseWords, PerLanguage, Prose, is_key

RecordT_co = TypeVar("RecordT_co", bound=BaseModel, covariant=True)

_MOST_FAULTS = 100
"""How many faults of one file are told at once."""

_SHOWN = 60
"""How much of an offending value a message shows, in characters."""


@dataclass(frozen=True)
class Loaded(Generic[RecordT_co]):
    """A record, and where each of its values stands."""

    record: RecordT_co
    tree: Tree

    def place(self, *path: str | int) -> Place:
        """Return where the value at *path* stands, or the nearest value that holds it."""
        return self.tree.place(path)


def load_record(
    file: pathlib.Path, name: pathlib.PurePosixPath, model: type[RecordT_co]
) -> Loaded[RecordT_co]:
    """Return the record in *file*, called *name* in its problems.

    Raises ProblemsFound with every fault of the file.
    """
    return make_record(read_yaml(file, name), model)


def make_record(tree: Tree, model: type[RecordT_co]) -> Loaded[RecordT_co]:
    """Return the record that *tree* holds. Raises ProblemsFound with every fault of it."""
    try:
        return Loaded(model.model_validate(tree.data), tree)
    except ValidationError as error:
        details = [(_find_path(d["loc"], tree), d) for d in error.errors(include_url=False)]
    # A person mends a hundred faults before looking at the next.
    details = details[:_MOST_FAULTS]
    holders = {path[:length] for path, _ in details for length in range(len(path))}
    raise ProblemsFound(
        _explain(path, detail, tree, model)
        for path, detail in details
        if not _is_echo(path, detail, holders)
    )


def _is_echo(path: Path, detail: ErrorDetails, holders: set[Path]) -> bool:
    """Return whether *detail* only repeats a fault that another detail tells better.

    A value that may be a key or a record fails once as each; a list, whose entries are all
    at fault, counts as empty besides. *holders* are the ways to what holds a fault.
    """
    value, kind = detail["input"], detail["type"]
    # pydantic adds the name of the type that it tried.
    may_be_either = detail["loc"][-1:] not in (path[-1:], ("[key]",))
    if kind == "string_type":
        return path in holders or may_be_either
    if kind == "model_type":
        return isinstance(value, str) and may_be_either
    return kind == "too_short" and bool(value)


def _explain(path: Path, detail: ErrorDetails, tree: Tree, model: type[BaseModel]) -> Problem:
    holder = show_path(path) or say("this file")
    match detail["type"]:
        case "extra_forbidden":
            message = say("there is no field {field!r} here", field=path[-1])
            hint = _find_meant(path, detail, model)
            return Problem("unknown-key", tree.key_place(path), message, hint)
        case "missing":
            field = detail["loc"][-1]
            message = say("{holder} lacks the field {field!r}", holder=holder, field=field)
            hint = say("add `{field}: …` under it", field=field)
            return Problem("missing-key", tree.key_place(path), message, hint)
        case kind:
            code, message = _describe(kind, detail)
    if isinstance(detail["input"], str):
        message = say("{message} (it is {value})", message=message, value=_abridge(detail["input"]))
    # pydantic marks a fault of a dictionary's key so.
    where = tree.key_place(path) if detail["loc"][-1:] == ("[key]",) else tree.place(path)
    return Problem(code, where, say("{holder}: {message}", holder=holder, message=message))


def _find_meant(path: Path, detail: ErrorDetails, model: type[BaseModel]) -> Message:
    """Return what may have been meant by the field at *path*, which the record does not have."""
    known = _find_model(model, path[:-1])
    if detail["input"] is None and known and issubclass(known, PerLanguage):
        return say("a comma inside { } begins a new field: put a text that has one in quotes")
    return suggest(str(path[-1]), known.model_fields if known else ())


_IN_LANGUAGES = {cls.__name__ for cls in (PerLanguage, Bilingual, Prose, HouseWords)}

_MESSAGES: Mapping[str, tuple[str, Message]] = {
    "model_type": ("wrong-type", say("fields go here (`key: value`, one a line)")),
    "model_attributes_type": ("wrong-type", say("fields go here (`key: value`, one a line)")),
    "dict_type": ("wrong-type", say("entries go here (`key: value`, one a line)")),
    "tuple_type": (
        "wrong-type",
        say("a list goes here (each entry on a line that begins with `- `)"),
    ),
    "string_type": ("wrong-type", say("a text goes here")),
    "int_type": ("wrong-type", say("a whole number goes here")),
    "int_parsing": ("wrong-type", say("a whole number in half-width digits goes here")),
    "float_parsing": ("wrong-type", say("a number in half-width digits goes here")),
    "float_type": ("wrong-type", say("a number goes here")),
    "bool_parsing": ("wrong-type", say("true or false goes here")),
    "bool_type": ("wrong-type", say("true or false goes here")),
    "string_too_short": ("empty-text", say("the text is empty")),
    "too_short": ("empty-list", say("at least one entry is needed")),
    "date": ("wrong-date", NOTHING),
    "time": ("wrong-time", NOTHING),
    "url": ("wrong-url", NOTHING),
    "picture": ("wrong-path", NOTHING),
}

_LIMITS = {
    "greater_than_equal": phrase("the number is at least {ge}"),
    "less_than_equal": phrase("the number is at most {le}"),
    "string_too_long": phrase("at most {max_length} characters go here"),
    "margins": phrase(
        "the margins leave no room: the page has {whole} mm, and these two take {margins} mm"
    ),
}


def _describe(kind: str, detail: ErrorDetails) -> tuple[str, Message]:
    if kind == "string_pattern_mismatch":
        if "\u3000" in str(detail["input"]):
            return "ideographic-space", say("an ideographic (full-width) space stands in it")
        pattern = str(detail.get("ctx", {}).get("pattern", ""))
        form, lower = _describe_pattern(pattern), str(detail["input"]).lower()
        if is_key(lower) and "a-z0-9" in pattern:
            form = say("{form}; did you mean {name!r}?", form=form, name=lower)
        return "wrong-form", form
    if kind in ("enum", "literal_error"):
        return "unknown-value", say("this is one of {expected}", **detail["ctx"])
    if kind == "model_type" and detail.get("ctx", {}).get("class_name") in _IN_LANGUAGES:
        return "wrong-type", say("words go here in both languages: {ja: …, en: …}")
    if kind in _LIMITS:
        return "wrong-value", say(_LIMITS[kind], **detail["ctx"])
    code, message = _MESSAGES.get(kind, ("wrong-value", NOTHING))
    return code, message or Message(detail["msg"])


def _describe_pattern(pattern: str) -> Message:
    if "A-Z" in pattern:
        return say("a country is two capital letters (JP, US)")
    if "@" in pattern:
        return say("a mail address is written name@example.org")
    if "_" in pattern:
        return say("the name of a field is small letters and underscores (media_contact)")
    if "0-9A-F" in pattern:
        return say("a colour is six hexadecimal digits (1F3864)")
    return say("a key is small letters, digits and hyphens (one-nucleus)")


def _find_path(loc: tuple[int | str, ...], tree: Tree) -> Path:
    """Return the part of *loc* that is in the file: pydantic adds the names of union members."""
    path: Path = ()
    data: object = tree.data
    for step in loc:
        # Not the tree's places: what an alias (*name) stands for has none of its own there.
        inner = _find_inner(data, step)
        if inner is not _ABSENT:
            path, data = (*path, step), inner
    return path


_ABSENT = object()


def _find_inner(data: object, step: int | str) -> object:
    if isinstance(data, dict):
        return data.get(step, _ABSENT)
    if isinstance(data, list) and isinstance(step, int) and step < len(data):
        return data[step]
    return _ABSENT


def _find_model(model: type[BaseModel], path: Path) -> type[BaseModel] | None:
    """Return the record type at *path* below *model*, or None where it is not one."""
    found: Any = model
    for step in path:
        found = _strip(found)
        if _is_record(found):
            field = found.model_fields.get(str(step))
            found = field.annotation if field else None
        else:
            # dict[Key, Person] holds persons, tuple[Quote, ...] quotes.
            arguments = get_args(found)
            found = arguments[-1 if get_origin(found) is dict else 0] if arguments else None
    found = _strip(found)
    return found if _is_record(found) else None


def _strip(annotation: Any) -> Any:
    """Return what ``X | None`` or ``Key | Record`` is when it is a collection or a record."""
    if get_origin(annotation) not in (Union, UnionType):
        return annotation
    members = get_args(annotation)
    return next((m for m in members if _is_record(m) or get_origin(m) in (tuple, dict)), annotation)


def _is_record(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _abridge(value: str) -> str:
    return repr(value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…")

"""Trees to records: every fault of a file becomes a problem at its line."""

import pathlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Any, Generic, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

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
    tree = read_yaml(file, name)
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
    field = show_path(path)
    kind = detail["type"]
    if kind == "extra_forbidden":
        known = _find_model(model, path[:-1])
        if detail["input"] is None and known and issubclass(known, PerLanguage):
            return Problem(
                "unknown-key",
                tree.key_place(path),
                f"there is no field {path[-1]!r} here",
                "a comma inside { } begins a new field: put a text that has one in quotes",
            )
        return Problem(
            "unknown-key",
            tree.key_place(path),
            f"there is no field {path[-1]!r} here",
            suggest(str(path[-1]), known.model_fields if known else ()),
        )
    if kind == "missing":
        return Problem(
            "missing-key",
            tree.key_place(path),
            f"{field or 'this file'} lacks the field {detail['loc'][-1]!r}",
            f"add `{detail['loc'][-1]}: …` under it",
        )
    code, message = _describe(kind, detail)
    shown = f" (it is {_abridge(detail['input'])})" if isinstance(detail["input"], str) else ""
    # pydantic marks a fault of a dictionary's key so.
    where = tree.key_place(path) if detail["loc"][-1:] == ("[key]",) else tree.place(path)
    return Problem(code, where, f"{field or 'this file'}: {message}{shown}")


_IN_LANGUAGES = {cls.__name__ for cls in (PerLanguage, Bilingual, Prose, HouseWords)}

_MESSAGES: Mapping[str, tuple[str, str]] = {
    "model_type": ("wrong-type", "fields go here (`key: value`, one a line)"),
    "model_attributes_type": ("wrong-type", "fields go here (`key: value`, one a line)"),
    "dict_type": ("wrong-type", "entries go here (`key: value`, one a line)"),
    "tuple_type": ("wrong-type", "a list goes here (each entry on a line that begins with `- `)"),
    "string_type": ("wrong-type", "a text goes here"),
    "int_type": ("wrong-type", "a whole number goes here"),
    "int_parsing": ("wrong-type", "a whole number in half-width digits goes here"),
    "float_parsing": ("wrong-type", "a number in half-width digits goes here"),
    "float_type": ("wrong-type", "a number goes here"),
    "bool_parsing": ("wrong-type", "true or false goes here"),
    "bool_type": ("wrong-type", "true or false goes here"),
    "string_too_short": ("empty-text", "the text is empty"),
    "too_short": ("empty-list", "at least one entry is needed"),
    "date": ("wrong-date", ""),
    "time": ("wrong-time", ""),
    "url": ("wrong-url", ""),
    "picture": ("wrong-path", ""),
}


def _describe(kind: str, detail: ErrorDetails) -> tuple[str, str]:
    if kind == "string_pattern_mismatch":
        if "\u3000" in str(detail["input"]):
            return "ideographic-space", "an ideographic (full-width) space stands in it"
        pattern = str(detail.get("ctx", {}).get("pattern", ""))
        lower = str(detail["input"]).lower()
        meant = f"; did you mean {lower!r}?" if is_key(lower) and "a-z0-9" in pattern else ""
        return "wrong-form", _describe_pattern(pattern) + meant
    if kind in ("enum", "literal_error"):
        expected = detail.get("ctx", {}).get("expected", "")
        return "unknown-value", f"this is one of {expected}"
    if kind == "model_type" and detail.get("ctx", {}).get("class_name") in _IN_LANGUAGES:
        return "wrong-type", "words go here in both languages: {ja: …, en: …}"
    code, message = _MESSAGES.get(kind, ("wrong-value", ""))
    return code, message or detail["msg"]


def _describe_pattern(pattern: str) -> str:
    if "A-Z" in pattern:
        return "a country is two capital letters (JP, US)"
    if "@" in pattern:
        return "a mail address is written name@example.org"
    if "_" in pattern:
        return "the name of a field is small letters and underscores (media_contact)"
    if "0-9A-F" in pattern:
        return "a colour is six hexadecimal digits (1F3864)"
    return "a key is small letters, digits and hyphens (one-nucleus)"


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

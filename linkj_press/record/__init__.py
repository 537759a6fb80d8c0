"""The record: what files may say, loaded into frozen values. The only door to pydantic."""

import pathlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import UnionType
from typing import Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from linkj_press.message import NOTHING, Message, phrase, say, say_quoted
from linkj_press.problem import Place, Problem, ProblemsFound, SafeValue, suggest
from linkj_press.reading import (
    CannotWrite,
    KeyPath,
    Tree,
    decode_text,
    read_yaml,
    replace_scalar,
    show_path,
)
from linkj_press.record.further import Further
from linkj_press.record.house import Issuer, Terms
from linkj_press.record.look import Look
from linkj_press.record.partner import Partner
from linkj_press.record.values import (
    Bilingual,
    Day,
    HouseWords,
    IndentedWords,
    Key,
    Minute,
    PerLanguage,
    Prose,
    SignedDate,
    Words,
)
from linkj_press.text.dates import PartialDate
from linkj_press.text.patterns import compile_pattern

RecordT_co = TypeVar("RecordT_co", bound=BaseModel, covariant=True)

_MOST_FAULTS = 100
_SHOWN = 60


@dataclass(frozen=True)
class Loaded(Generic[RecordT_co]):
    """A record, and where each of its values stands."""

    record: RecordT_co
    tree: Tree

    def place(self, *path: str | int) -> Place:
        """Return where the value at *path* stands, or the nearest value that holds it."""
        return self.tree.place(path)


@dataclass(frozen=True)
class LoadedFurther(Loaded[Further]):
    """A further file, and where each value stands: in it, or in the file that it is of."""

    of: Loaded[Partner]

    def place(self, *path: str | int) -> Place:
        """Return where the value at *path* stands, or the nearest value that holds it."""
        is_own = path[:1] == () or path[0] in self.record.file.model_fields
        return super().place(*path) if is_own else self.of.place(*path)


def load_record(
    file: pathlib.Path, name: pathlib.PurePosixPath, model: type[RecordT_co]
) -> Loaded[RecordT_co]:
    """Return the record in *file*, called *name* in its problems.

    Raises ProblemsFound with every fault of the file.
    """
    return make_record(read_yaml(file, name), model)


def make_record(tree: Tree, model: type[RecordT_co]) -> Loaded[RecordT_co]:
    """Return the record that *tree* holds. Raises ProblemsFound with every fault of it."""
    cuts = [problem for path, problem in tree.cuts.items() if _takes_words(model, path)]
    details: list[tuple[KeyPath, ErrorDetails]] = []
    try:
        loaded = Loaded(model.model_validate(tree.data), tree)
    except ValidationError as error:
        details = [(_find_path(d["loc"], tree), d) for d in error.errors(include_url=False)]
    if not (details or cuts):
        return loaded
    # A person mends a hundred faults before looking at the next.
    details = details[:_MOST_FAULTS]
    holders = {path[:length] for path, _ in details for length in range(len(path))}
    astray = {path[-1:] for path, detail in details if detail["type"] == "extra_forbidden"}
    told = [
        _explain_fault(path, detail, tree, model)
        for path, detail in details
        if not _is_echo(path, detail, holders)
        # A key that stands in the wrong place is told there.
        and not (detail["type"] == "missing" and detail["loc"][-1:] in astray)
    ]
    raise ProblemsFound([*cuts, *told])


_WORDS = (Words, Words | None, IndentedWords | None)


def _takes_words(model: type[BaseModel], path: KeyPath) -> bool:
    """Return whether the field at *path* below *model* holds words, in which a # is no comment."""
    holder = _find_model(model, path[:-1])
    hints = get_type_hints(holder, include_extras=True) if holder else {}
    return hints.get(str(path[-1])) in _WORDS


def _is_echo(path: KeyPath, detail: ErrorDetails, holders: set[KeyPath]) -> bool:
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


def _explain_fault(
    path: KeyPath, detail: ErrorDetails, tree: Tree, model: type[BaseModel]
) -> Problem:
    holder = show_path(path) or say("this file")
    match detail["type"]:
        case "extra_forbidden":
            message = say("there is no field “{field}” here", field=path[-1])
            hint = _find_meant(path, detail, model)
            return Problem("unknown-key", tree.key_place(path), message, hint)
        case "missing":
            field = detail["loc"][-1]
            message = say("{holder} lacks the field “{field}”", holder=holder, field=field)
            hint = say("add `{field}: …` under it", field=field)
            bare = say("this has to be filled in")
            return Problem("missing-key", tree.key_place(path), message, hint, bare=bare)
        case kind:
            code, message = _word_fault(kind, detail)
    bare = message
    if isinstance(detail["input"], str):
        # A message shows only the beginning of what may be long.
        value = detail["input"]
        shown = " ".join((value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…").split())
        message = say("{message} (it is {value})", message=message, value=say_quoted(shown))
    # pydantic marks a fault of a dictionary's key so.
    where = tree.key_place(path) if detail["loc"][-1:] == ("[key]",) else tree.place(path)
    message = say("{holder}: {message}", holder=holder, message=message)
    # What the program keeps of copies, beside their text, is no person's to write.
    mended = detail.get("ctx", {}).get("mended") if tree.name.suffix == ".yaml" else None
    answer, hint = None, _advise(path, detail, tree)
    if mended:
        answer, hint = SafeValue(path, detail["input"], mended), say("check --fix writes it so")
        try:
            replace_scalar(decode_text(tree.content, tree.name), path, mended)
        except CannotWrite as refusal:
            told = {"value": mended, "reason": refusal.message}
            answer, hint = None, say("write {value} yourself: {reason}", **told)
    return Problem(code, where, message, hint, bare=bare, answer=answer)


def _advise(path: KeyPath, detail: ErrorDetails, tree: Tree) -> Message:
    """Return what to do about a value that YAML reads otherwise than it looks, or nothing."""
    if path in tree.cuts:
        return say("from # on it is a comment: put a text that has a # in quotation marks")
    words = detail["type"] == "string_type" or _is_in_languages(detail)
    if words and isinstance(detail["input"], dict | list):
        return say("put a text that begins with a bracket in quotation marks")
    return NOTHING


def _find_meant(path: KeyPath, detail: ErrorDetails, model: type[BaseModel]) -> Message:
    """Return what may have been meant by the field at *path*, which the record does not have."""
    known, key = _find_model(model, path[:-1]), str(path[-1])
    if detail["input"] is None and known and issubclass(known, PerLanguage):
        return say("a comma inside { } begins a new field: put a text that has one in quotes")
    for length in range(len(path) - 2, -1, -1):
        outer = _find_model(model, path[:length])
        if outer and key in outer.model_fields:
            holder = show_path(path[:length])
            if not holder:
                return say("it belongs to no other field: write it at the beginning of the line")
            return say("it belongs directly to {holder}: write it further left", holder=holder)
    fields = known.model_fields if known else {}
    inner = {name: _find_model(model, (*path[:-1], name)) for name in fields}
    holders = [name for name, record in inner.items() if record and key in record.model_fields]
    if len(holders) == 1:
        return say("it belongs to {holder}: write it below that, further right", holder=holders[0])
    return suggest(unicodedata.normalize("NFKC", key), fields)


_IN_LANGUAGES = {cls.__name__ for cls in (PerLanguage, Bilingual, Prose, HouseWords)}

_WRONG_TYPES = {
    "model_type": say("fields go here (`key: value`, one a line)"),
    "model_attributes_type": say("fields go here (`key: value`, one a line)"),
    "dict_type": say("entries go here (`key: value`, one a line)"),
    "tuple_type": say("a list goes here (each entry on a line that begins with `- `)"),
    "string_type": say("a text goes here"),
    "int_type": say("a whole number goes here"),
    "int_parsing": say("a whole number in half-width digits goes here"),
    "float_parsing": say("a number in half-width digits goes here"),
    "float_type": say("a number goes here"),
    "bool_parsing": say("true or false goes here"),
    "bool_type": say("true or false goes here"),
}

_WRONG_VALUES = {
    "string_too_short": ("empty-text", say("the text is empty")),
    "too_short": ("empty-list", say("at least one entry is needed")),
    "int_parsing_size": ("wrong-value", say("the number is too large")),
} | {kind: ("wrong-type", message) for kind, message in _WRONG_TYPES.items()}

_OWN = {
    "value": "wrong-value",
    "date": "wrong-date",
    "time": "wrong-time",
    "url": "wrong-url",
    "picture": "wrong-path",
}
"""The codes of faults that the records find themselves, and word as phrases."""

_LIMITS = {
    "greater_than_equal": phrase("the number is at least {ge}"),
    "less_than_equal": phrase("the number is at most {le}"),
    "string_too_long": phrase("at most {max_length} characters go here"),
    "margins": phrase(
        "the margins leave no room: the page has {whole} mm, and these two take {margins} mm"
    ),
}


def _word_fault(kind: str, detail: ErrorDetails) -> tuple[str, Message]:
    if kind == "string_pattern_mismatch":
        return _describe_form(detail)
    if kind in ("enum", "literal_error"):
        expected = ", ".join(re.findall("'([^']*)'", detail["ctx"]["expected"]))
        return "unknown-value", say("this is one of {expected}", expected=expected)
    if _is_in_languages(detail):
        return "wrong-type", say("words go here in both languages: {ja: …, en: …}")
    if kind in _LIMITS:
        return "wrong-value", say(_LIMITS[kind], **detail["ctx"])
    if kind in _OWN:
        reason = detail.get("ctx", {}).get("reason")
        return _OWN[kind], reason or Message(detail["msg"])
    code, fault = _WRONG_VALUES.get(kind, ("wrong-value", say("what stands here cannot be used")))
    return code, _describe_number(str(detail["input"])) if kind == "int_parsing" else fault


def _describe_number(typed: str) -> Message:
    """Return what goes in place of *typed*, with the one number that is in it."""
    form, meant = _WRONG_TYPES["int_parsing"], _DIGITS.findall(unicodedata.normalize("NFKC", typed))
    return say(_MEANT, form=form, name=meant[0]) if len(meant) == 1 else form


_DIGITS = compile_pattern("[0-9]+")
_MEANT = phrase("{form}; did you mean “{name}”?")
_INVISIBLE = compile_pattern("[\u00ad\u200b-\u200f\u2060]")


def _describe_form(detail: ErrorDetails) -> tuple[str, Message]:
    value, pattern = str(detail["input"]), str(detail.get("ctx", {}).get("pattern", ""))
    if "\u3000" in value:
        return "ideographic-space", say("an ideographic (full-width) space stands in it")
    form = next(form for sign, form in _FORMS.items() if sign in pattern)
    meant = unicodedata.normalize("NFKC", _INVISIBLE.sub("", value))
    name = next((n for n in (meant, meant.lower(), meant.upper()) if re.match(pattern, n)), "")
    if name:
        form = say(_MEANT, form=form, name=name)
    return "wrong-form", form


def _is_in_languages(detail: ErrorDetails) -> bool:
    """Return whether *detail* is of something else in place of words in both languages."""
    is_model = detail["type"] == "model_type"
    return is_model and detail.get("ctx", {}).get("class_name") in _IN_LANGUAGES


_FORMS = {
    "A-Za-z0-9": say(
        "the key of an instrument is letters, digits and hyphens (MOU, letter-of-intent)"
    ),
    "A-Z": say("a country is two capital letters (JP, US)"),
    "@": say("a mail address is written name@example.org"),
    "_": say("the name of a field is small letters and underscores (media_contact)"),
    "0-9A-F": say("a colour is six hexadecimal digits (1F3864)"),
    "": say("a key is small letters, digits and hyphens (one-nucleus)"),
}
"""The form that a pattern asks for, by what is in the pattern: the first counts."""


def _find_path(loc: tuple[int | str, ...], tree: Tree) -> KeyPath:
    """Return the part of *loc* that is in the file: pydantic adds the names of union members."""
    path: KeyPath = ()
    data: Any = tree.data
    for step in loc:
        # Not the tree's places: what an alias (*name) stands for has none of its own there.
        known = data if isinstance(data, dict) else {}
        known = dict(enumerate(data)) if isinstance(data, list) else known
        if step in known:
            path, data = (*path, step), known[step]
    return path


def _find_model(model: type[BaseModel], path: KeyPath) -> type[BaseModel] | None:
    found: Any = model
    for step in path:
        found = _strip_none(found, {})
        if _is_record(found):
            field = found.model_fields.get(str(step))
            found = field.annotation if field else None
        else:
            # dict[Key, Person] holds persons, tuple[Quote, ...] quotes.
            arguments = get_args(found)
            found = arguments[-1 if get_origin(found) is dict else 0] if arguments else None
    found = _strip_none(found)
    return found if _is_record(found) else None


def is_in_languages(model: type[BaseModel], path: KeyPath) -> bool:
    """Return whether the field at *path* below *model* has words in each language."""
    found = _find_model(model, path)
    return found is not None and issubclass(found, PerLanguage | HouseWords)


def may_lack(model: type[BaseModel], path: KeyPath) -> bool:
    """Return whether the field at *path* below *model* may have nothing in it."""
    holder = _find_model(model, path[:-1])
    field = holder.model_fields.get(str(path[-1])) if holder else None
    return field is not None and type(None) in get_args(field.annotation)


def list_fields(loaded: Loaded[Any], path: KeyPath = ()) -> Iterator[KeyPath]:
    """Yield the path of each field that *loaded* has, or may have, at *path*, for a person's words.

    Words in both languages are one field. Of lists and of records that may be missing, what is
    there; most keys of other things are left out, and what the program itself keeps. A path that
    leads nowhere has none.
    """
    found = _find_kind(loaded, path)
    if found is not None and found not in _OTHERS and _KEPT_FIELDS.isdisjoint(path):
        yield from _list_fields(found, path, loaded.tree.find(path) or {})


def _find_kind(loaded: Loaded[Any], path: KeyPath) -> Any:
    """Return what may stand at *path*; None where nothing may, or in an entry that is not there."""
    found: Any = find_model(loaded)
    for number, step in enumerate(path, 1):
        found = _strip_none(found, loaded.tree.find(path[: number - 1]))
        if _is_record(found):
            found = get_type_hints(found, include_extras=True).get(str(step))
        elif get_origin(found) in (tuple, dict) and loaded.tree.find(path[:number]) is not None:
            found = get_args(found)[-1 if get_origin(found) is dict else 0]
        else:
            return None
    return found


_OTHERS = (Key, Key | None)
_PICKED_KEYS = frozenset({"kind", "region", "head", "speaker"})
"""Keys that a person picks by what they stand for."""

_KEPT_FIELDS = frozenset({"accepted", "confirmed", "approval", "corrects", "renews", "file"})


def _list_fields(annotation: Any, path: KeyPath, data: Any) -> Iterator[KeyPath]:
    found = _strip_none(annotation, data)
    if _is_record(found):
        if issubclass(found, PerLanguage | HouseWords):
            yield path
            return
        hints = get_type_hints(found, include_extras=True)
        for name in found.model_fields if isinstance(data, dict) else ():
            is_listed = hints[name] not in _OTHERS or name in _PICKED_KEYS
            if name not in _KEPT_FIELDS and is_listed:
                yield from _list_fields(hints[name], (*path, name), data.get(name))
    elif get_origin(found) in (tuple, dict):
        inner = get_args(found)[-1 if get_origin(found) is dict else 0]
        entries = data.items() if isinstance(data, dict) else enumerate(data or ())
        for step, entry in entries:
            if not (inner in _OTHERS or (isinstance(entry, str) and Key in get_args(inner))):
                yield from _list_fields(inner, (*path, step), entry)
    else:
        yield path


def find_model(loaded: Loaded[Any]) -> type[BaseModel]:
    """Return what the file of *loaded* may hold: a further file does without another's facts."""
    record = loaded.record
    return record.file if isinstance(record, Further) else type(record)


def find_date_kind(model: type[BaseModel], path: KeyPath) -> type | None:
    """Return what the field at *path* below *model* holds: `date`, `PartialDate`, `datetime`.

    None is for a field of any other kind.
    """
    holder = _find_model(model, path[:-1])
    hints = get_type_hints(holder, include_extras=True) if holder else {}
    hint = hints.get(str(path[-1]))
    if hint in (Minute, Minute | None):
        return datetime
    if hint in (Day, Day | None):
        return date
    return PartialDate if hint in (SignedDate, SignedDate | None) else None


def find_choices(model: type[BaseModel], path: KeyPath) -> list[str]:
    """Return what may stand in the field at *path* below *model*; none where it is free."""
    holder = _find_model(model, path[:-1])
    field = holder.model_fields.get(str(path[-1])) if holder else None
    members = (field.annotation, *get_args(field.annotation)) if field else ()
    kinds = [each for each in members if isinstance(each, type) and issubclass(each, StrEnum)]
    return ["true", "false"] if bool in members else [str(one) for kind in kinds for one in kind]


def _strip_none(annotation: Any, data: Any = None) -> Any:
    """Return what ``X | None`` or ``Key | Record`` is when it is a collection or a record.

    Where a text may stand for both languages, it is one unless *data* has each language.
    """
    if get_origin(annotation) not in (Union, UnionType):
        return annotation
    members = get_args(annotation)
    if members[0] not in (Key, None) and len(members) > len((str, None)):
        return members[isinstance(data, dict)]
    return next((m for m in members if _is_record(m) or get_origin(m) in (tuple, dict)), annotation)


def _is_record(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


__all__ = [
    "Issuer",
    "Loaded",
    "LoadedFurther",
    "Look",
    "Partner",
    "Terms",
    "find_choices",
    "find_date_kind",
    "find_model",
    "is_in_languages",
    "list_fields",
    "load_record",
    "make_record",
    "may_lack",
]

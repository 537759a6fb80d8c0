"""The values that records are made of: words in one language or two, dates, keys, acceptances.

The JSON Schema says of a field what the docstring beneath it says. pydantic can read these itself,
but does so whenever the program starts; here they are read when somebody asks for the schema.
"""

import ast
import inspect
import textwrap
from contextlib import suppress
from datetime import date, datetime
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetJsonSchemaHandler,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from linkj_press.folder import is_hidden
from linkj_press.language import Language, strip_but_indent
from linkj_press.message import Message, phrase, say
from linkj_press.text.dates import PartialDate, WrongDate
from linkj_press.text.patterns import compile_pattern
from linkj_press.text.typed import NO_DATE, read_typed_date, read_typed_minute


def describe_fields(record: type) -> dict[str, str]:
    """Return the docstring of each field of *record* that has one, inherited fields too."""
    described: dict[str, str] = {}
    for base in reversed(record.__mro__):
        if "__annotations__" in vars(base) and base.__module__.startswith(__package__ or ""):
            (definition,) = ast.parse(textwrap.dedent(inspect.getsource(base))).body
            assert isinstance(definition, ast.ClassDef)
            for field, below in pairwise(definition.body):
                match field, below:
                    case (
                        ast.AnnAssign(target=ast.Name(id=name)),
                        ast.Expr(value=ast.Constant(value=str(text))),
                    ):
                        described[name] = inspect.cleandoc(text)
    return described


class Record(BaseModel):
    """What every record keeps to: nothing unknown, nothing changed after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return the JSON Schema of the record, its fields described by their docstrings."""
        made = handler(schema)
        properties = handler.resolve_ref_schema(made)["properties"]
        for name, text in describe_fields(cls).items():
            properties[name]["description"] = text
        return made


Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""Text for readers, in one language. Its lines are joined: see `Language.joint`."""


def _strip_but_indent(value: object) -> object:
    return strip_but_indent(value) if isinstance(value, str) else value


IndentedWords = Annotated[str, BeforeValidator(_strip_but_indent), StringConstraints(min_length=1)]
"""The same, with its indent."""

_KEY = compile_pattern("[a-z0-9]+(?:-[a-z0-9]+)*")

Key = Annotated[str, StringConstraints(pattern=f"^{_KEY.pattern}$")]
"""A name that files use for a thing: ``life-science-organization``."""


def is_key(text: str) -> bool:
    """Return whether *text* can be a `Key`."""
    return _KEY.fullmatch(text) is not None


def refuse_hidden(path: str) -> str:
    """Return *path*, of a picture; raises PydanticCustomError when no hidden file may be one."""
    if is_hidden(PurePosixPath(path).name):
        raise PydanticCustomError(
            "picture", phrase("files whose names begin with . or ~ are not read: rename it")
        )
    return path


CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
"""Two capital letters, after ISO 3166: ``JP``."""


class PerLanguage(Record):
    """Words that either language may have or do without: a reading, a short form."""

    ja: Words | None = None
    en: Words | None = None

    def get(self, language: Language) -> str | None:
        """Return the words in *language*, or None."""
        return self.ja if language is Language.JA else self.en


class Bilingual(PerLanguage):
    """Words that both languages need; the one that is missing shows as a gap in the draft."""

    @model_validator(mode="before")
    @classmethod
    def _allow_empty(cls, value: object) -> object:
        """Let a key with nothing after it mean that neither language is there yet."""
        return {} if value is None else value


class Prose(Bilingual):
    """Sentences in both languages; ``{{ … }}`` is worked out as in a template.

    A full-width space at their head is an indent (字下げ), and stays.
    """

    ja: IndentedWords | None = None
    en: IndentedWords | None = None


class HouseWords(Record):
    """Words of the house: both languages, always. ``{{ … }}`` is worked out as in a template."""

    ja: Words
    en: Words

    def get(self, language: Language) -> str:
        """Return the words in *language*."""
        return self.ja if language is Language.JA else self.en


def _make_fault(kind: str, reason: Message, mended: str = "") -> PydanticCustomError:
    """Return the fault of a value for a *reason*, *mended* where it has one safe answer."""
    return PydanticCustomError(kind, "{reason}", {"reason": reason, "mended": mended})


def _read_date(value: object) -> tuple[PartialDate, bool]:
    """Return the date that *value* names, and whether it stands there as files write dates."""
    if not isinstance(value, str):
        raise _make_fault("date", say("a date goes here"))
    try:
        return PartialDate.parse(value), True
    except WrongDate as error:
        form = error.reason
    try:
        return read_typed_date(value), False
    except WrongDate as error:
        raise _make_fault("date", form if error.reason == NO_DATE else error.reason) from None


def _require_form(found: PartialDate, *, is_so: bool) -> PartialDate:
    if not is_so:
        told = say("write a date as YYYY-MM-DD, here {date}", date=found)
        raise _make_fault("date", told, str(found))
    return found


def _parse_partial_date(value: object) -> PartialDate:
    found, is_so = _read_date(value)
    return _require_form(found, is_so=is_so)


SignedDate = Annotated[
    PartialDate,
    PlainValidator(_parse_partial_date),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}(-\d{2})?$"}),
]
"""A date to the day (``2019-08-30``) or to the month (``2018-01``)."""


def _parse_day(value: object) -> date:
    if isinstance(value, date):  # files hold texts; the program notes days
        return value
    found, is_so = _read_date(value)
    if found.day is None:
        raise _make_fault("date", say("the day is needed here: YYYY-MM-DD"))
    return _require_form(found, is_so=is_so).first_day


Day = Annotated[date, BeforeValidator(_parse_day)]
"""A date to the day: ``2019-08-30``."""


def _parse_minute(value: object) -> datetime:
    if isinstance(value, str):
        with suppress(ValueError):
            return datetime.strptime(value, _MINUTE)
        with suppress(WrongDate):
            typed = read_typed_minute(value).strftime(_MINUTE)
            words = phrase("write a time as YYYY-MM-DD HH:MM, here {time}")
            raise _make_fault("time", say(words, time=typed), typed)
    raise _make_fault("time", say("write a time as YYYY-MM-DD HH:MM, in Japan’s time"))


_MINUTE = "%Y-%m-%d %H:%M"

Minute = Annotated[
    datetime,
    BeforeValidator(_parse_minute),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$"}),
]
"""A minute in Japan’s time: ``2020-11-24 14:00``."""


def _check_url(value: str) -> str:
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = urlsplit("")
    has_space = any(char.isspace() for char in value)
    if parts.scheme not in ("http", "https") or not parts.netloc or has_space:
        raise PydanticCustomError(
            "url", phrase("a web address begins with https:// and holds no spaces")
        )
    return value


Url = Annotated[Words, AfterValidator(_check_url)]
"""A web address."""


class Accepted(Record):
    """A finding of `check` that stands for a reason. It ends when its words change."""

    code: Key
    """The code of the finding: ``typed-claim``."""

    words: Words | HouseWords
    """The sentence with the words at fault, as it stands; in both languages where the finding is
    about the two together."""

    release: Key | None = None
    """The partner in whose release it was found, where the words are of another file."""

    who: Words
    """Who let it stand."""

    why: Words
    on: Day


AcceptedList = Annotated[
    tuple[Accepted, ...], BeforeValidator(lambda value: () if value is None else value)
]
"""Nothing after the key means none: whoever takes the last entry away may leave the key."""

"""The filters of templates: the grammar of `wording`, for values that keep their source."""

from __future__ import annotations

from collections.abc import Callable, Sized
from functools import partial
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from jinja2.runtime import Context
from jinja2.utils import pass_context
from markupsafe import Markup

from linkj_press import wording
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.partial_date import PartialDate
from linkj_press.templating.inner import find_rendering
from linkj_press.templating.values import (
    LARGEST,
    Day,
    Listing,
    Minute,
    Number,
    TemplateFault,
    Text,
    Unset,
)

PICTURES = PurePosixPath("partners")
"""The folder that the pictures of partner files are relative to."""

_LINKED = ("http", "https", "mailto")


def make_filters(language: Language) -> dict[str, Callable[..., object]]:
    """Return the filters of templates in *language*, by name."""
    return {
        "day": partial(_word_day, wording.word_date, language),
        "month": partial(_word_day, wording.word_month, language),
        "month_day": partial(_word_day, wording.word_month_day, language),
        "time": partial(_word_time, language),
        "number": partial(_word_number, wording.word_number, language),
        "count": partial(_word_number, wording.word_count, language),
        "ordinal": partial(_word_ordinal, language),
        "ordinal_range": partial(_word_range, language),
        "list": _join_by(wording.word_list, language),
        "enumeration": _join_by(wording.word_enumeration, language),
        "first": partial(_pick, 0),
        "last": partial(_pick, -1),
        "length": _length,
        "lower": partial(_reword, str.lower),
        "trim": partial(_reword, str.strip),
        "upper": partial(_reword, str.upper),
        "link": link,
        "image": _image,
    }


def link(value: object, href: str = "") -> object:
    """Return *value* as a link to *href*, or to itself when it is an address."""
    if isinstance(value, Unset):
        return value
    if not isinstance(value, Text):
        raise TemplateFault(say("link needs a field, such as release.links.website"))
    address = str(href or value)
    try:
        scheme = urlsplit(address).scheme
    except ValueError:
        scheme = ""
    if scheme not in _LINKED or any(map(str.isspace, address)):
        raise TemplateFault(
            say("{address!r} is no address to link to", address=address), say("write https://…")
        )
    return value.linked(address)


def _image(value: object) -> object:
    if not isinstance(value, Text):
        raise TemplateFault(say("image needs the file of a photo, such as release.photo.file"))
    fill = value.fill._replace(picture=True)
    return Unset(value, fill) if isinstance(value, Unset) else Text(str(PICTURES / value), fill)


def _pick(index: int, values: object) -> object:
    if not isinstance(values, list | Listing):
        raise TemplateFault(say("first and last are for lists"))
    if not values:
        raise TemplateFault(say("the list is empty"), say("write {% if … %} around it"))
    return values[index]


def _length(values: object) -> int:
    if isinstance(values, str) or not isinstance(values, Sized):
        raise TemplateFault(say("length is for lists"))
    return len(values)


def _reword(change: Callable[[str], str], value: object) -> object:
    if isinstance(value, Text):
        return value.reworded(change(str(value)))
    if isinstance(value, str) and not isinstance(value, Markup):
        return change(value)
    raise TemplateFault(say("upper, lower and trim are for fields that are text"))


def _word_day(
    word: Callable[[PartialDate, Language], str], language: Language, value: object
) -> object:
    if isinstance(value, Unset):
        return value
    if not isinstance(value, Day):
        raise TemplateFault(say("this filter needs a date, such as release.date"))
    return Text(word(value.date, language), value.fill)


def _word_time(language: Language, value: object) -> object:
    if isinstance(value, Unset):
        return value
    if not isinstance(value, Minute):
        raise TemplateFault(say("time needs a time, such as release.embargo"))
    return Text(wording.word_minute(value.minute, language), value.fill)


def _word_number(word: Callable[[int, Language], str], language: Language, value: object) -> object:
    if isinstance(value, Unset):
        return value
    if isinstance(value, bool) or not isinstance(value, int):
        raise TemplateFault(say("this filter needs a number, such as ledger.ordinal"))
    if abs(value) > LARGEST:
        raise TemplateFault(say("this number is too large"))
    worded = word(int(value), language)
    return Text(worded, value.fill) if isinstance(value, Number) else worded


def _word_ordinal(language: Language, value: object, counter: object = "") -> object:
    def word(number: int, language: Language) -> str:
        return wording.word_ordinal(number, language, str(counter))

    return _word_number(word, language, value)


def _word_range(language: Language, first: object, last: object, counter: object = "") -> object:
    if not (isinstance(first, int) and isinstance(last, int)):
        raise TemplateFault(say("ordinal_range needs two numbers"))
    if max(abs(first), abs(last)) > LARGEST:
        raise TemplateFault(say("this number is too large"))
    worded = wording.word_ordinal_range(int(first), int(last), language, str(counter))
    return Text(worded, first.fill) if isinstance(first, Number) else worded


def word_plain(value: object, language: Language) -> object:
    """Return *value* as text where it has a usual form: numbers in figures, dates in full."""
    match value:
        case bool():
            return value
        case int():
            return _word_number(wording.word_number, language, value)
        case Day():
            return _word_day(wording.word_date, language, value)
        case Minute():
            return _word_time(language, value)
        case _:
            return value


def _join_by(
    word: Callable[[list[str], Language], str], language: Language
) -> Callable[..., object]:
    """Return the filter that joins values into a sentence and keeps the source of each."""

    @pass_context
    def join(context: Context, values: object) -> object:
        if not isinstance(values, list | Listing):
            raise TemplateFault(say("list and enumeration are for lists"))
        if isinstance(values, Listing) and not values:
            return values.unset
        mark = find_rendering(context).mark
        return Markup(word([mark(value) for value in values], language))

    return join

"""The filters of templates: the grammar of `wording`, for values that keep their source."""

from collections.abc import Callable, Iterable
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from jinja2.filters import FILTERS, make_attrgetter
from jinja2.runtime import Context
from jinja2.utils import pass_context
from markupsafe import Markup

from linkj_press.draft.templating.guard import find_rendering, watch
from linkj_press.draft.templating.values import (
    FilledDate,
    FilledText,
    Group,
    Keyed,
    Listing,
    Minute,
    Number,
    TemplateFault,
    Unset,
    check_size,
    require_day,
)
from linkj_press.folder import PARTNERS
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.reading import holds_what_nobody_writes
from linkj_press.text import wording
from linkj_press.text.dates import PartialDate

_SELECTING = ("map", "reject", "rejectattr", "select", "selectattr")
"""What a release needs of Jinja2's own filters. Most others make HTML, or chance."""


def make_filters(language: Language) -> dict[str, Callable[..., object]]:
    """Return the filters of templates in *language*, by name."""
    return {
        "day": partial(_word_day, wording.word_date, language),
        "month": partial(_word_day, wording.word_month, language),
        "month_day": partial(_word_day, wording.word_month_day, language),
        "weekday": partial(_word_day, _word_weekday, language),
        "time": partial(_word_time, language),
        "number": partial(_word_number, wording.word_number, language),
        "count": partial(_word_number, wording.word_count, language),
        "ordinal": partial(_word_ordinal, language),
        "ordinal_range": partial(_word_range, language),
        "ordinals": partial(_word_ordinals, language),
        "list": partial(_word_list, wording.word_list, language),
        "enumeration": partial(_word_list, wording.word_enumeration, language),
        "has_comma": _has_comma,
        "join": _join,
        "sort": _sort,
        "groupby": _group,
        "default": FILTERS["default"],
        **{name: _select_by(FILTERS[name]) for name in _SELECTING},
        "first": partial(_pick, 0),
        "last": partial(_pick, -1),
        "length": _length,
        "lower": partial(_reword, str.lower),
        "trim": partial(_reword, str.strip),
        "upper": partial(_reword, str.upper),
        "link": link,
        "image": _image,
    }


def link(value: object, href: object = "") -> object:
    """Return *value* as a link to *href*, or to itself when it is an address."""
    if isinstance(value, Unset):
        return value
    if not isinstance(value, FilledText):
        raise TemplateFault(say("link needs a field, such as release.links.website"))
    address = str(href or value) if isinstance(href, str) else ""
    try:
        scheme = urlsplit(address).scheme
    except ValueError:
        scheme = ""
    odd = holds_what_nobody_writes(address) or any(map(str.isspace, address))
    if scheme not in ("http", "https", "mailto") or odd:
        raise TemplateFault(
            say("“{address}” is no address to link to", address=address), say("write https://…")
        )
    return FilledText(value, value.fill._replace(href=address))


def _image(value: object) -> object:
    if not isinstance(value, FilledText):
        raise TemplateFault(say("image needs the file of a photo, such as release.photo.file"))
    fill = value.fill._replace(picture=True)
    if isinstance(value, Unset):
        return Unset(value, fill)
    return FilledText(str(PurePosixPath(PARTNERS, value)), fill)


def _pick(index: int, values: object) -> object:
    if not isinstance(values, Listing):
        raise TemplateFault(say("first and last are for lists"))
    return values[index] if values else values.unset


def _length(values: object) -> int:
    if not isinstance(values, Listing | Keyed):
        raise TemplateFault(say("length is for lists"))
    return len(values)


def _reword(change: Callable[[str], str], value: object) -> object:
    if isinstance(value, FilledText):
        return value.reworded(change(str(value)))
    if isinstance(value, str) and not isinstance(value, Markup):
        return change(value)
    raise TemplateFault(say("upper, lower and trim are for fields that are text"))


def _word_day(
    word: Callable[[PartialDate, Language], str], language: Language, value: object
) -> object:
    if isinstance(value, Unset):
        return value
    if not isinstance(value, FilledDate):
        raise TemplateFault(say("this filter needs a date, such as release.date"))
    return FilledText(word(value.date, language), value.fill)


def _word_weekday(date: PartialDate, language: Language) -> str:
    return wording.word_weekday(require_day(date), language)


def _word_time(language: Language, value: object) -> object:
    if isinstance(value, Unset):
        return value
    if not isinstance(value, Minute):
        raise TemplateFault(say("time needs a time, such as release.embargo"))
    return FilledText(wording.word_minute(value.minute, language), value.fill)


def _word_number(word: Callable[[int, Language], str], language: Language, value: object) -> object:
    if isinstance(value, Unset):
        return value
    if isinstance(value, bool) or not isinstance(value, int):
        raise TemplateFault(say("this filter needs a number, such as ledger.ordinal"))
    check_size(value)
    worded = word(int(value), language)
    return FilledText(worded, value.fill) if isinstance(value, Number) else worded


def _word_ordinal(language: Language, value: object, counter: object = "") -> object:
    word = partial(wording.word_ordinal, counter=_read_counter(counter))
    return _word_number(word, language, value)


def _read_counter(counter: object) -> str:
    if not isinstance(counter, str):
        raise TemplateFault(say("a counter is a text"), say('write ordinal("例目")'))
    return str(counter)


def _word_range(language: Language, first: object, last: object, counter: object = "") -> object:
    if not (isinstance(first, int) and isinstance(last, int)):
        raise TemplateFault(say("ordinal_range needs two numbers"))
    check_size(first, last)
    worded = wording.word_ordinal_range(int(first), int(last), language, _read_counter(counter))
    return FilledText(worded, first.fill) if isinstance(first, Number) else worded


def _word_ordinals(language: Language, numbers: object, counter: object = "") -> object:
    """Return the ordinals of a list of numbers as one text, from the source of the last."""
    found = list(numbers) if isinstance(numbers, Listing) else []
    ordinals = [number for number in found if isinstance(number, Number)]
    if not found or len(ordinals) < len(found):
        raise TemplateFault(say("ordinals is for lists of numbers, such as ledger.ordinals"))
    worded = wording.word_ordinals(ordinals, language, _read_counter(counter))
    return FilledText(worded, ordinals[-1].fill)


def _word_list(
    word: Callable[[list[str], Language], str], language: Language, values: object
) -> Listing:
    """Return *values*, which stay a list, so that they are printed as a sentence has them."""
    if not isinstance(values, Listing):
        raise TemplateFault(say("list and enumeration are for lists"))
    return values.worded_by(lambda items: word(items, language))


def _has_comma(value: object) -> bool:
    """Return whether the text *value*, or one of a list of texts, asks for a comma after it."""
    texts = value if isinstance(value, Listing) else [value]
    return any(wording.has_comma(text) for text in texts if isinstance(text, str))


@pass_context
def _join(context: Context, values: object, joint: object = "", attribute: object = None) -> object:
    if attribute is not None:
        values = context.environment.call_filter(
            "map", values, kwargs={"attribute": attribute}, context=context
        )
    mark = find_rendering(context).mark
    between = mark(joint) if joint else ""
    return Markup(between.join(map(mark, watch(context, values))))


def _select_by(select: Callable[..., Iterable[object]]) -> Callable[..., object]:
    """Return Jinja2's filter *select*, which gives one thing after the other, as one of lists."""

    @pass_context
    def select_from(context: Context, values: object, *args: object, **kwargs: object) -> Listing:
        return Listing.of(list(select(context, watch(context, values), *args, **kwargs)))

    return select_from


@pass_context
def _sort(
    context: Context, values: object, reverse: object = None, attribute: object = None
) -> Listing:
    ordered = [value for _, value in _order(context, values, attribute)]
    return Listing.of(ordered[::-1] if reverse else ordered)


@pass_context
def _group(context: Context, values: object, attribute: object) -> Listing:
    groups = groupby(_order(context, values, attribute), key=itemgetter(0))
    return Listing.of([Group(key, Listing.of([v for _, v in pairs])) for key, pairs in groups])


def _order(context: Context, values: object, attribute: object) -> list[tuple[Any, object]]:
    """Return *values*, each after its *attribute*, in the order of these."""
    read = make_attrgetter(context.environment, attribute)  # type: ignore[arg-type]
    keyed = [(read(value), value) for value in watch(context, values)]
    try:
        return sorted(keyed, key=itemgetter(0))
    except TypeError:
        hint = say('name a field of theirs: sort(attribute="signed")')
        raise TemplateFault(say("these values have no order"), hint) from None

"""Days in prose that cannot be: 9月31日, the weekday of another day, a year mistyped."""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date

from linkj_press.check.rules import Finding, Rule
from linkj_press.check.typography.passages import StyledText
from linkj_press.language import Language
from linkj_press.message import Message, say, say_weekday
from linkj_press.problem import Severity
from linkj_press.record import Partner
from linkj_press.text.dates import MONTH, DateFound, StatedDate, read_dates
from linkj_press.text.numbers import narrow
from linkj_press.text.patterns import compile_pattern

NO_DAY = Rule("no-such-day", Severity.ERROR)
WEEKDAY = Rule("weekday-differs", Severity.WARNING)
YEAR = Rule("year-mistyped", Severity.WARNING)
RULES = (NO_DAY, WEEKDAY, YEAR)

_JA, _EN = Language
_NEAR = 330
"""A date without a year is so many days from the release at most."""

_LEAP_YEAR = 2000
_JA_WEEKDAYS = "月火水木金土日"
_EN_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_EN_WEEKDAY = r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:\.|(?:s|r|rs|nes|urs|ur)?(?:day)?\b\.?)"
_AFTER = {
    _JA: compile_pattern(
        rf"\s?[（(]\s?([{_JA_WEEKDAYS}])(?:曜日?)?(?:[・･、,/／]?\s?(?:祝日?|休日?|振替休日|振休))?\s?[）)]"
        rf"|(?:の|、)?\s?([{_JA_WEEKDAYS}])曜"
    ),
    _EN: compile_pattern(
        rf"(?:,\s(?:\d{{4}},?\s)?(?:a\s)?|\s?\(){_EN_WEEKDAY}(?!\s(?:the|of)\b)\)?"
    ),
}
_BEFORE = {
    _JA: compile_pattern(rf"([{_JA_WEEKDAYS}])曜日?(?:の|、)?\s?$"),
    _EN: compile_pattern(rf"{_EN_WEEKDAY},?\s(?:the\s)?$"),
}
_PACT = compile_pattern(
    r"締結|署名|調印|覚書|\b(?:sign|conclu|agreement|memorandum)", re.IGNORECASE
)
_DIGIT = compile_pattern(r"\d")
_RANGE = compile_pattern(r"\d\s?(?:[–~～〜]|to|and|through)\s?\d")
"""Two days in one: September 18–20."""

_COUNTED = compile_pattern(
    r"\s(?!(?:at|in|and|to|for|from|with|until|till|as|the|by|or|through|when|of|on|is|was|will)\b)[a-z]"
)
"""What follows a number that is no day: in September 31 companies joined."""


def list_near(partner: Partner) -> Sequence[date]:
    """Return the days of the signing and of the release of *partner*."""
    release = [partner.release.date] if partner.release else []
    return [partner.agreement.signed.first_day, *release]


def check_calendar(text: StyledText, near: Sequence[date]) -> Iterator[Finding]:
    """Yield the days of *text* that cannot be. *near* are the days of signing and release."""
    if not _DIGIT.search(text.searched):
        return
    words = narrow(text.searched)
    yield from _check_years(text, words, near)
    month, years = None, list[int]()
    for found in read_dates(words, text.language):
        stated = found.date
        years += [stated.year] if stated.year else []
        if stated.month is None and stated.day and month and not stated.year:
            stated = StatedDate(None, month, stated.day)
            if stated.day not in range(1, _last_day(month, _LEAP_YEAR) + 1):
                continue
        month = stated.month or month
        days = list(_list_days(stated, years, near))
        finding = _check_day(text, words, found) or _check_weekday(text, words, found, days)
        if finding:
            yield finding
        elif stated.year and stated.day and _PACT.search(words):
            yield from _check_own(text, found, near)


def _last_day(month: int, year: int) -> int:
    return monthrange(year, month)[1]


def _list_days(stated: StatedDate, years: Sequence[int], near: Sequence[date]) -> Iterator[date]:
    """Yield the days that *stated* may mean; none where it names no day."""
    if not stated.day or not stated.month:
        return
    if stated.year or not near:
        likely = [stated.year] if stated.year else years
        for year in likely:
            yield from _make_day(year, stated)
        return
    around = {day.year + step for day in near for step in (-1, 0, 1)}
    for year in sorted({*years[-1:], *around}):
        for day in _make_day(year, stated):
            if year in years[-1:] or any(abs((day - each).days) <= _NEAR for each in near):
                yield day


def _make_day(year: int | None, stated: StatedDate) -> Iterator[date]:
    try:
        yield date(year or 0, stated.month or 0, stated.day or 0)
    except ValueError:
        return


def _check_day(text: StyledText, words: str, found: DateFound) -> Finding | None:
    stated, extent = found.date, (found.start, found.end)
    if stated.month is None:
        return None
    no_month = not 1 <= stated.month <= 12  # noqa: PLR2004  (months of a year)
    last = 0 if no_month else _last_day(stated.month, stated.year or _LEAP_YEAR)
    if not no_month and (stated.day is None or 1 <= stated.day <= last):
        return None
    if text.language is _EN and not stated.year and _COUNTED.match(words, found.end):
        return None
    message = say("“{words}” is not in the calendar", words=text.text[slice(*extent)])
    hint = say("correct the date")
    if last and stated.day:
        hint = say("correct the date: that month has {days} days", days=last)
    return text.find(NO_DAY, extent, message, hint)


def _check_weekday(
    text: StyledText, words: str, found: DateFound, days: Sequence[date]
) -> Finding | None:
    after = _AFTER[text.language].match(words, found.end)
    before = _BEFORE[text.language].search(words[: found.start])
    told = after or before
    if not told or not days or _RANGE.search(words, found.start, found.end):
        return None
    name = next(filter(None, told.groups()))
    number = _JA_WEEKDAYS.find(name)
    if text.language is _EN:
        number = _EN_WEEKDAYS.index(name)
    if any(day.weekday() == number for day in days):
        return None
    day = min(days, key=lambda day: -day.toordinal())
    extent = min(found.start, told.start()), max(found.end, told.end())
    message = say(
        "“{words}”: in {year}, that day falls on a {weekday}",
        words=text.text[slice(*extent)].strip(),
        year=day.year,
        weekday=say_weekday(day),
    )
    return text.find(WEEKDAY, extent, message, say("correct the weekday or the date"))


def _check_own(text: StyledText, found: DateFound, near: Sequence[date]) -> Iterator[Finding]:
    """Yield a day of another year on which, in its own year, the signing or the release falls."""
    stated = found.date
    for day in near:
        if (day.month, day.day) == (stated.month, stated.day) and day.year != stated.year:
            if stated.year in [each.year for each in near if each == day]:
                return
            yield _tell_year(
                text, (found.start, found.end), say("the record has {year}", year=day.year)
            )
            return


_YEARS = {
    _JA: compile_pattern(
        r"(?<![\d.,第])(?P<year>0\d{3}|2[1-9]\d\d|(?:19|20)\d{3}|\d{3,6}(?=\s?年\s?\d{1,2}\s?月))\s?年(?!以上|前|間|後|の歴史|もの)(?P<month>\s?\d{1,2}\s?月)?"
        r"|(?<![\d.,-])(?P<iso>\d{4,6})[-/]\d{1,2}[-/]\d{1,2}(?![\d-])"
    ),
    _EN: compile_pattern(
        rf"\b(?P<month>{MONTH}),?\s(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s)?(?P<year>\d{{3,6}})(?![\d%]|,\d)"
        r"|\b(?:[Ii]n|[Ss]ince|[Uu]ntil|[Bb]y|[Ff]rom)\s(?P<since>0\d{3}|2[1-9]\d\d|(?:19|20)\d{3})(?=[,.;)]|$)"
        r"|(?<![\d.,-])(?P<iso>\d{4,6})[-/]\d{1,2}[-/]\d{1,2}(?![\d-])"
    ),
}
_LEAST = 1000
_AHEAD = {True: 20, False: 80}
"""How many years ahead a text may look, with a month and without."""


def _check_years(text: StyledText, words: str, near: Sequence[date]) -> Iterator[Finding]:
    latest = max((day.year for day in near), default=2100)
    for match in _YEARS[text.language].finditer(words):
        told = match.groupdict()
        if text.language is _EN and _COUNTED.match(words, match.end()):
            continue  # in September 300 companies joined
        figures = next(filter(None, (told["year"], told.get("since"), told["iso"])))
        to_month = bool(told["month"] or told["iso"])
        year = int(figures)
        if len(figures) != 4 or not _LEAST <= year <= latest + _AHEAD[to_month]:  # noqa: PLR2004
            yield _tell_year(text, match.span(), say("no release would speak of that year"))


def _tell_year(text: StyledText, extent: tuple[int, int], why: Message) -> Finding:
    words = text.text[slice(*extent)]
    message = say("the year of “{words}” looks mistyped: {why}", words=words, why=why)
    return text.find(YEAR, extent, message, say("correct the year"))

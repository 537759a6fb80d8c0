"""A date as a person types it alone: at a question, in a form, on the command line, in a file.

What is no date for certain is refused, with what to type instead: nothing here guesses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from linkj_press.language import Language
from linkj_press.message import say, say_day, say_weekday
from linkj_press.text.dates import PartialDate, WrongDate, read_dates, read_times
from linkj_press.text.numbers import narrow, read_number
from linkj_press.text.patterns import compile_pattern

_DASHES = compile_pattern("(?<=\\d)\\s*[‐‑–−ー]\\s*(?=\\d)")
"""Matches what an input method, or Word, makes of a hyphen between figures."""

_WEEKDAY_JA = compile_pattern(
    r"\s?(?:\((?P<short>[月火水木金土日])(?:曜日?)?(?:・祝日?)?\)|(?P<long>[月火水木金土日])曜日?)$"
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAY_EN = compile_pattern(
    rf"^({'|'.join(name[:3] for name in _WEEKDAYS)})(?:[a-z]*)[.,]*\s", re.IGNORECASE
)
_RUN = compile_pattern(r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)")
_YEAR_FIRST = compile_pattern(
    r"(?P<y>\d{4})(?P<sep>[/.-])(?P<m>\d{1,2})(?:(?P=sep)(?P<d>\d{1,2}))?"
)
_YEAR_LAST = compile_pattern(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
_ERAS = {"R": "令和", "H": "平成", "S": "昭和"}
_LAST_YEARS = {"令和": 99, "平成": 31, "昭和": 64}
_ERA = compile_pattern(r"(令和|平成|昭和)\s?(\d{1,2}|元|[一二三四五六七八九十]{1,3})")
_ERA_SHORT = compile_pattern(
    r"(R|H|S|令和|平成|昭和)\s?(\d{1,2}|元)(?:年|([/.-])(\d{1,2})(?:\3(\d{1,2}))?$)", re.IGNORECASE
)
_NO_YEAR = compile_pattern(r"\d{1,2}/\d{1,2}")
_MONTHS_OF_A_YEAR, _MINUTES_OF_A_DAY = 12, 24 * 60
_LONGEST = 100

NO_DATE = say("this is no date")
"""Why a text is none that says nothing else."""


def read_typed_date(text: str) -> PartialDate:
    """Return the date that *text*, and nothing else, names in either language.

    Raises WrongDate for anything else: also for a date that the calendar does not have, or whose
    day and month cannot be told apart.

    ``2020/9/8``, ``2020年9月8日``, ``令和2年9月8日``, ``Sept. 8, 2020``, ``2022年4月``
    """
    plain = _DASHES.sub("-", _straighten_spaces(text))
    plain = re.sub(r"(?<=\d)\s*([/.-])\s*(?=\d)", r"\1", plain)
    plain, weekday = _take_weekday(plain)
    stated = _find_figures(plain) or _find_words(_spell_out_era(plain))
    found = PartialDate.parse(str(stated))  # which looks into the calendar
    if weekday is not None and found.day and found.first_day.weekday() != weekday:
        told = {"date": say_day(found), "weekday": say_weekday(found.first_day)}
        raise WrongDate(say("{date} falls on a {weekday}", **told))
    return found


def _straighten_spaces(text: str) -> str:
    """Return *text*, half-width, with a space in place of several. Raises WrongDate for a long one.

    What is looked for in a page of text by mistake would take minutes.
    """
    if len(text) > _LONGEST:
        raise WrongDate(NO_DATE)
    return " ".join(narrow(text).split())


def _take_weekday(text: str) -> tuple[str, int | None]:
    """Return *text* without the day of the week that it names, and that, from 0 for Monday."""
    if match := _WEEKDAY_JA.search(text):
        return text[: match.start()], "月火水木金土日".index(match["short"] or match["long"])
    if match := _WEEKDAY_EN.match(text):
        names = [name[:3].lower() for name in _WEEKDAYS]
        return text[match.end() :], names.index(match[1].lower())
    return text, None


def _find_figures(text: str) -> PartialDate | None:
    """Return the date that *text* writes in figures alone. Raises WrongDate for a doubtful one."""
    if match := _RUN.fullmatch(text) or _YEAR_FIRST.fullmatch(text):
        year, month, day = match.group("y", "m", "d")
        return PartialDate(int(year), int(month), int(day) if day else None)
    if match := _YEAR_LAST.fullmatch(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        if first != second and max(first, second) <= _MONTHS_OF_A_YEAR:
            readings = [PartialDate(year, *pair) for pair in ((first, second), (second, first))]
            one, other = map(str, readings)
            raise WrongDate(say("this is {one} or {other}: write which", one=one, other=other))
        month, day = (second, first) if first > _MONTHS_OF_A_YEAR else (first, second)
        return PartialDate(year, month, day)
    if _NO_YEAR.fullmatch(text):
        raise WrongDate(say("the year is missing"))
    return None


def _spell_out_era(text: str) -> str:
    """Return *text* with an era as Japanese words have it: 令和4年4月15日 for R4.4.15."""

    def spell(match: re.Match[str]) -> str:
        era, year, _, month, day = match.groups()
        era = _ERAS.get(era.upper(), era)
        return f"{era}{year}年" + (f"{month}月" if month else "") + (f"{day}日" if day else "")

    return _ERA_SHORT.sub(spell, text) if _ERA_SHORT.match(text) else text


def _find_words(text: str) -> PartialDate:
    """Return the date that *text* writes with words. Raises WrongDate."""
    era = _ERA.match(text)
    if era and not 1 <= (1 if era[2] == "元" else read_number(era[2])) <= _LAST_YEARS[era[1]]:
        raise WrongDate(say("the calendar has no such date"))
    for language, words in ((Language.JA, text), (Language.EN, _straighten(text))):
        found = read_dates(words, language)
        if len(found) != 1 or found[0][1:3] != (0, len(words)) or found[0].date.sort:
            continue
        stated = found[0].date
        if stated.month and not stated.year:
            raise WrongDate(say("the year is missing"))
        if stated.year and not stated.month:
            raise WrongDate(say("the month is missing"))
        if stated.year and stated.month:
            return PartialDate(stated.year, stated.month, stated.day)
    raise WrongDate(NO_DATE)


def _straighten(text: str) -> str:
    """Return *text*, English words of a date, as a printed text has them: 15 April 2022."""
    text = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b(?: of\b)?", "", text, flags=re.IGNORECASE)
    text = re.sub("[A-Za-z]+", lambda match: match[0].capitalize(), text)
    text = re.sub(r"(?<=\d)-(?=[A-Z])|(?<=[a-z])-(?=\d)", " ", text)
    return re.sub(r"(?<=[A-Za-z.,])(?=\d)", " ", text)


def read_typed_minute(text: str) -> datetime:
    """Return the minute that *text*, a date and a time of day, names. Raises WrongDate.

    ``2022/4/15 14:00``, ``2022年4月15日（金）14時``, ``April 15, 2022, 2:00 p.m. JST``
    """
    plain = re.sub(r" ?(?:JST,?|日本時間)", " ", _straighten_spaces(text)).strip()
    for day, minutes in _list_minutes(plain):
        if day.day and minutes < _MINUTES_OF_A_DAY:
            return datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)
    raise WrongDate(say("this is no date with a time"))


def _list_minutes(text: str) -> Iterator[tuple[PartialDate, int]]:
    """Yield how *text* can be read: a date, and the minutes from its beginning."""
    for language in Language:
        for start, end, minutes in read_times(text, language):
            rest = f"{text[:start].rstrip(' T,、')} {text[end:].lstrip(' ,、')}"
            try:
                yield read_typed_date(rest), minutes
            except WrongDate:
                continue

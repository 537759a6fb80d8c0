"""Reads out of words all that the other language has to say alike: days, figures, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache, partial

from linkj_press.check.parity.figures import Amount, Day, Fact, Kind, Weight, narrow, read_figures
from linkj_press.check.parity.side import Side, find_instruments
from linkj_press.check.typography.passages import find_emails, find_urls
from linkj_press.language import Language
from linkj_press.text.wording import PartialDate, word_month

_MONTHS = [word_month(PartialDate(2000, m), Language.EN).split()[0] for m in range(1, 13)]
_MONTH_NUMBERS = {name[:3]: number for number, name in enumerate(_MONTHS, 1)}
_MONTH = "|".join(rf"{name[:3]}(?:{name[3:]}\b|t?\.|t?\b)" for name in _MONTHS)
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}

_JA_YEAR = r"(?:(?P<era>令和|平成|昭和)(?P<since>\d{1,2}|元)|(?<!\d)(?P<year>\d{4}))年"
_ISO = r"(?<![\d/.-])(?P<y>\d{4})(?P<sep>[/.-])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?![\d/-])"
_JA = re.compile(
    rf"{_ISO}|{_JA_YEAR}(?:(?P<sort>[度代])|(?P<ym>\d{{1,2}})月(?:(?P<ymd>\d{{1,2}})日(?!間))?)?"
    r"|(?<!\d)(?P<begin>\d{4})(?=[~〜–-]\d{4}年(?P<like>[度代])?)"
    r"|(?<!\d)(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日(?!間))?|(?<!\d)(?P<only>\d{1,2})日(?!間|本)"
)
_EN_YEAR = r"(?P<{}>(?:19|20)\d\d)(?!\d|,\d|-\d\d-)"
_EN = re.compile(
    rf"{_ISO}"
    rf"|\b(?P<month>{_MONTH})\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)"
    rf"(?:(?:\s?[–-]\s?|\s(?:to|and|through)\s)(?P<last>\d{{1,2}})(?=\s?[.,;)]|$))?"
    rf"(?:,?\s{_EN_YEAR.format('mdy')})?"
    rf"|(?<!\d)(?P<dm>\d{{1,2}})\s(?P<dmm>{_MONTH})(?:,?\s{_EN_YEAR.format('dmy')})?"
    rf"|\b(?P<ym>{_MONTH}),?\s{_EN_YEAR.format('my')}"
    rf"|(?<=\bin\s)(?P<only>{_MONTH})|\b(?P<begin>{_MONTH})(?=\s(?:to|and|through|or)\s(?:{_MONTH}))"
    rf"|(?:(?P<fiscal>\b(?:[Ff]iscal\s(?:[Yy]ear\s)?|FY\s?))|(?<![\w.,$¥€£+-])|(?<=mid-))"
    rf"{_EN_YEAR.format('year')}(?P<decade>s\b)?(?:[–-](?P<to>(?:19|20)?\d\d)(?!\d))?",
)
_FIELDS_EN = (
    ("month", "day", "mdy"),
    ("dmm", "dm", "dmy"),
    ("ym", "", "my"),
    ("only", "", ""),
    ("begin", "", ""),
)

_JA_CLOCK = re.compile(
    r"(?P<half>午前|午後)?(?<!\d)(?:(?P<hour>\d{1,2})時(?!間)(?:(?P<minute>\d{1,2})分|(?P<mid>半))?"
    r"|(?P<h>\d{1,2}):(?P<m>\d\d)(?!\d))|(?P<noon>正午)"
)
_EN_CLOCK = re.compile(
    r"(?<![\d:])(?:(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?\s?(?P<half>[AaPp])\.?[Mm]\b\.?"
    r"|(?P<h>\d{1,2}):(?P<m>\d\d)(?!\d))|\b(?P<noon>noon)\b"
)


def read_days(text: str, language: Language) -> list[Fact]:
    """Return the dates in *text*, which has been made narrow."""
    pattern, read = (_JA, _read_ja) if language is Language.JA else (_EN, _read_en)
    found = [fact for match in pattern.finditer(text) for fact in read(match)]
    return [_weigh(fact, found) for fact in found]


def read_clock(text: str, language: Language) -> list[Fact]:
    """Return the times of day in *text*, in minutes from midnight.

    They are words only: the other language may add the time of another zone.
    """
    pattern = _JA_CLOCK if language is Language.JA else _EN_CLOCK
    return [
        Fact(Kind.NUMBER, Amount(Decimal(_minutes(m)), "clock"), *m.span(), Weight.WORD)
        for m in pattern.finditer(text)
    ]


def _weigh(fact: Fact, others: list[Fact]) -> Fact:
    """Return *fact* as a word when a fuller date of the same text has said it already."""
    assert isinstance(fact.value, Day)
    weak = fact.value.year is None and fact.value.day is None
    fuller = (o.value for o in others if isinstance(o.value, Day))
    if (
        weak
        or fact.value.month is None is fact.value.year
        or any(o.includes(fact.value) for o in fuller)
    ):
        return replace(fact, weight=Weight.WORD)
    return fact


def _make(match: re.Match[str], day: Day) -> Fact:
    return Fact(Kind.DATE, day, *match.span())


def _number(text: str | None) -> int | None:
    return int(text) if text else None


def _read_iso(match: re.Match[str]) -> Iterator[Fact]:
    yield _make(match, Day(int(match["y"]), int(match["m"]), int(match["d"])))


def _read_ja(match: re.Match[str]) -> Iterator[Fact]:
    if match["y"]:
        yield from _read_iso(match)
        return
    year = _number(match["year"] or match["begin"])
    if match["era"]:
        year = _ERAS[match["era"]] + (1 if match["since"] == "元" else int(match["since"]))
    sort = {"度": "fiscal", "代": "decade"}.get(match["sort"] or match["like"] or "", "")
    month = _number(match["ym"] or match["month"])
    yield _make(
        match, Day(year, month, _number(match["ymd"] or match["day"] or match["only"]), sort)
    )


def _read_en(match: re.Match[str]) -> Iterator[Fact]:
    if match["y"]:
        yield from _read_iso(match)
        return
    make = partial(_make, match)
    if year := match["year"]:
        sort = "decade" if match["decade"] else "fiscal" if match["fiscal"] else ""
        yield make(Day(int(year), sort=sort))
        if match["to"]:
            yield make(Day(int(year[: -len(match["to"])] + match["to"]), sort=sort))
        return
    for month, day, in_year in _FIELDS_EN:
        if match[month]:
            written = match[day] if day else None
            when = match[in_year] if in_year else None
            yield make(Day(_number(when), _MONTH_NUMBERS[match[month][:3]], _number(written)))
    if match["last"]:
        yield make(Day(day=int(match["last"])))


def _minutes(match: re.Match[str]) -> int:
    if match["noon"]:
        return 12 * 60
    hour, half = int(match["hour"] or match["h"]), match["half"]
    if half:
        late = half in ("午後", "P", "p")
        hour = hour % 12 + 12 * late
    minute = match["minute"] or match["m"] or "0"
    middle = 30 if "mid" in match.re.groupindex and match["mid"] else 0
    return hour * 60 + int(minute) + middle


_PHONE = re.compile(
    r"(?<![\d-])(?:\+\d(?:[ ()-]{0,2}\d){7,13}"
    r"|\(?0\d{1,4}(?:\) ?|\(|[- ])\d{1,4}[) -]\d{3,4})(?![\d-])"
)
_LANGUAGES = frozenset({"ja", "jp", "jpn", "japanese", "en", "eng", "english", "en-us", "ja-jp"})


def read_addresses(text: str) -> Iterator[Fact]:
    """Yield the addresses and telephone numbers in *text*, as it was typed."""
    for start, end in find_urls(text):
        yield Fact(Kind.URL, normalise_url(text[start:end]), start, end)
    narrowed = narrow(text)
    for start, end in find_emails(narrowed):
        yield Fact(Kind.EMAIL, narrowed[start:end].lower(), start, end)
    for match in _PHONE.finditer(narrowed):
        yield Fact(Kind.PHONE, _normalise_phone(match[0]), *match.span())


def normalise_url(url: str) -> str:
    """Return *url* without what may differ between the two languages of one page.

    ``https://www.link-j.org/en/`` and ``http://link-j.org`` are one.
    """
    bare = url.partition("://")[2] or url
    path, _, query = bare.partition("?")
    host, *parts = path.split("/")
    hosts = [part for part in host.lower().split(".") if part != "www"]
    if hosts[0] in _LANGUAGES:
        del hosts[0]
    kept = [p for p in parts if p and p.partition(".")[0].lower() not in _LANGUAGES]
    asked = [q for q in query.split("&") if q.partition("=")[2].lower() not in _LANGUAGES]
    return "/".join([".".join(hosts), *kept]) + "?".join(["", *filter(None, asked)])


def _normalise_phone(written: str) -> str:
    """Return the digits; a number in Japan begins with 0 in either form."""
    digits = "".join(filter(str.isdigit, written.replace("(0)", "")))
    return "0" + digits[2:].removeprefix("0") if written.startswith("+81") else digits


_NO_AMOUNT = re.compile(r"\(\d{1,2}\)|(?<!\d)\d+分の\d+|\bQ(?=[1-4]\b)")
"""Matches numbers that count items, fractions, and the letter of Q3."""


@lru_cache(maxsize=1000)  # releases share the wording of templates and boilerplate
def read_facts(text: str, language: Language) -> tuple[Fact, ...]:
    """Return the quantities, dates, addresses and instruments in *text*."""
    addresses = list(read_addresses(text))
    rest = _blank(narrow(text), addresses)
    instruments = list(find_instruments(rest))
    if not _may_count(rest, language):
        return (*addresses, *instruments)
    days = read_days(rest, language)
    rest = _blank(rest, days)
    clock = read_clock(rest, language)
    rest = _NO_AMOUNT.sub(lambda match: " " * len(match[0]), _blank(rest, clock))
    return (*addresses, *instruments, *days, *clock, *read_figures(rest, language))


def read_links(side: Side) -> Iterator[Fact]:
    """Yield the addresses of links whose words are something else: [website](https://…)."""
    begin = 0
    for span in side.spans:
        end = begin + len(span.text)
        if "://" in span.href and normalise_url(span.href) != normalise_url(span.text):
            yield Fact(Kind.URL, normalise_url(span.href), begin, end)
        begin = end


def _may_count(text: str, language: Language) -> bool:
    return language is Language.EN or bool(re.search("[0-9〇一-十百千万億兆半正]", text))


def _blank(text: str, facts: Iterable[Fact]) -> str:
    for fact in facts:
        text = text[: fact.start] + " " * (fact.end - fact.start) + text[fact.end :]
    return text

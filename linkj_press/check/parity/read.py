"""Reads out of words all that the other language has to say alike, each as a fact."""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache, lru_cache
from typing import cast

from linkj_press.check.parity.amounts import read_amounts
from linkj_press.check.parity.facts import Amount, Fact, FactKind, Sense, Weight
from linkj_press.check.printed import PrintedWords
from linkj_press.check.typography.passages import find_emails, find_urls
from linkj_press.check.words import load_words
from linkj_press.language import Language
from linkj_press.text.dates import StatedDate, read_dates, read_times
from linkj_press.text.names import Mention, NameMatcher
from linkj_press.text.numbers import narrow
from linkj_press.text.patterns import compile_pattern, list_longest_first
from linkj_press.text.wording import list_cities, list_countries

JA, EN = Language


@cache
def _families(language: Language) -> tuple[re.Pattern[str], tuple[Sense, ...]]:
    """Return what finds words of any family, and what each of its groups means."""
    senses, patterns = [], []
    for family, values in load_words("senses").items():
        for value, forms in values.items():
            longest = "|".join(list_longest_first(forms[language]))
            patterns.append(longest if language is JA else rf"(?:{longest})(?!\w)")
            senses.append(Sense(family, value))
    pattern = "|".join(f"(?P<s{number}>{p})" for number, p in enumerate(patterns))
    if language is JA:
        return compile_pattern(pattern), tuple(senses)
    return compile_pattern(rf"\b(?:{pattern})", re.IGNORECASE), tuple(senses)


_NUMERIC = ("around the clock", "quarter", "vague number", "time of day")
"""The families whose figures count nothing else: 24時間365日, the third quarter."""


def read_senses(text: str, language: Language) -> Iterator[Fact]:
    """Yield the words of *text* that belong to a family of `words/senses.yaml`, and its names."""
    pattern, senses = _families(language)
    for match in pattern.finditer(text):
        sense = senses[int((match.lastgroup or "s0")[1:])]
        yield Fact(FactKind.WORDING, sense, *match.span(), Weight.WORD)
    bodies = [name for name in match_bodies(language).find(text) if not _is_part(text, name)]
    yield from (Fact(FactKind.BODY, n.key, n.start, n.end, Weight.WORD) for n in bodies)
    for name in _find_places(text, language):
        if not _is_part(text, name):
            within = any(body.start <= name.start < body.end for body in bodies)
            weight = Weight.ASIDE if within or name.key == "JP" else Weight.WORD
            yield Fact(FactKind.PLACE, name.key, name.start, name.end, weight)


_JOINT = {JA: compile_pattern("(?:[や・、]|と)(?:は)?"), EN: compile_pattern(r",? and |, ")}


def _find_places(text: str, language: Language) -> Iterator[Mention]:
    """Yield the places in *text*; one that is a surname too where it is joined to another."""
    found = list(match_places(language).find(text))
    yield from found
    for name in found:
        joint = _JOINT[language].match(text, name.end)
        other = joint and _shared_names(language).match(text, joint.end())
        if other and not any(each.start == other.start() for each in found):
            forms = match_places(language).forms
            whole = (f"{other[0]}{end}" for end in ("県", "市", "府", " Prefecture"))
            key = next((forms[form] for form in whole if form in forms), "")
            yield from [Mention(*other.span(), key, other[0])] if key else []


@cache
def _shared_names(language: Language) -> re.Pattern[str]:
    names = "|".join(load_words("others")[f"places_{language.value}"])
    if language is JA:
        return compile_pattern(rf"(?:{names})(?=[でにのへを、をがは。])")
    return compile_pattern(
        rf"(?:{names})\b(?=[.,;]| (?:and|in|on|at|to|as|for)\b)(?! (?:City|University))"
    )


_KATAKANA = compile_pattern("[ァ-ヺー]")


def _is_part(text: str, name: Mention) -> bool:
    """Return whether a longer word in katakana has the name by chance: タイトル, マリン."""
    ends = ((name.start - 1, name.start), (name.end - 1, name.end))
    return any(a >= 0 and all(_KATAKANA.match(text[i : i + 1]) for i in (a, b)) for a, b in ends)


def counts_itself(fact: Fact) -> bool:
    """Return whether no other number is to be read in the words of *fact*."""
    return isinstance(fact.value, Sense) and fact.value.family in _NUMERIC


@cache
def match_places(language: Language) -> NameMatcher:
    """Return what finds countries, regions and cities."""
    told = load_words("places")
    forms = {**list_cities(language), **list_countries(language)}
    for rows in (told["regions"], told["cities"], told["countries"]):
        forms |= {form: key for key, written in rows.items() for form in written[language]}
    return NameMatcher(forms)


@cache
def match_bodies(language: Language) -> NameMatcher:
    """Return what finds ministries, universities and other bodies."""
    rows = load_words("organisations").items()
    return NameMatcher({form: key for key, written in rows for form in written[language]})


@cache
def _list_forms(language: Language) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for matcher in (match_places(language), match_bodies(language)):
        for form, key in matcher.forms.items():
            stem = re.sub("(?<=..)[県府市都]$", "", form) if language is JA else form
            stem = stem.removeprefix("City of ").removesuffix(" Prefecture")
            found.setdefault(key, []).append(stem)
    return found


def list_stems(key: str, language: Language) -> Sequence[str]:
    """Return the words by which the place or body *key* is known: Akita of the City of Akita."""
    return _list_forms(language).get(key, ())


_PHONE = compile_pattern(
    r"(?<![\d-])(?:\+\d(?:[ ()-]{0,2}\d){7,13}"
    r"|\(?0\d{1,4}(?:\) ?|\(|[- ])\d{1,4}[) -]\d{3,4})(?![\d-])"
)
_LANGUAGES = frozenset({"ja", "jp", "jpn", "japanese", "en", "eng", "english", "en-us", "ja-jp"})


def _read_addresses(text: str) -> Iterator[Fact]:
    for start, end in find_urls(text):
        yield Fact(FactKind.URL, _normalise_url(text[start:end]), start, end)
    narrowed = narrow(text)
    for start, end in find_emails(narrowed):
        yield Fact(FactKind.EMAIL, narrowed[start:end].lower(), start, end)
    for match in _PHONE.finditer(narrowed):
        yield Fact(FactKind.PHONE, _normalise_phone(match[0]), *match.span())


def _normalise_url(url: str) -> str:
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


_POINTS = compile_pattern(r"(?<![\w(])\d\)")
"""Matches the numbers of points: 1) and 2)."""

_NO_AMOUNT = compile_pattern(r"\(\d{1,2}\)|(?<!\d)\d+分の\d+|\d+泊|\bQ(?=[1-4]\b)")
"""Matches numbers that count items, fractions, and the letter of Q3."""


@lru_cache(maxsize=1000)  # releases share the wording of templates and boilerplate
def read_facts(text: str, language: Language) -> tuple[Fact, ...]:
    """Return the quantities, dates, addresses and instruments in *text*."""
    addresses = list(_read_addresses(text))
    rest = _blank(narrow(text), addresses)
    instruments = list(_find_instruments(rest))
    senses = list(read_senses(rest, language))
    rest = _blank(rest, filter(counts_itself, senses))
    days = _read_days(rest, language)
    rest = _blank(rest, days)
    # Words only: the other language may add the time of another zone.
    times = [
        Fact(FactKind.NUMBER, Amount(Decimal(minutes), "clock"), start, end, Weight.WORD)
        for start, end, minutes in read_times(rest, language)
    ]
    times += [
        replace(time, kind=FactKind.WORDING, value=Sense("time of day", named))
        for time in times
        if _OF_HALF_DAY.search(text, time.start, time.end)
        and (named := _NAMED_TIMES.get(int(cast("Amount", time.value).figure)))
    ]
    rest = _NO_AMOUNT.sub(lambda match: " " * len(match[0]), _blank(rest, times))
    if "1)" in rest and "2)" in rest:
        rest = _POINTS.sub("  ", rest)
    always = [each for fact in senses for each in _list_always(fact)]
    amounts = read_amounts(rest, language)
    return (*addresses, *instruments, *senses, *days, *times, *always, *amounts)


_OF_HALF_DAY = compile_pattern(r"午[前後]|[ap]\.?m\b", re.IGNORECASE)
_NAMED_TIMES = {0: "midnight", 12 * 60: "noon", 24 * 60: "midnight"}


def _list_always(fact: Fact) -> Iterator[Fact]:
    """Yield the figures that may be said for *fact*, where it is around the clock: 24時間."""
    if isinstance(fact.value, Sense) and fact.value.family == "around the clock":
        for amount in (Amount(Decimal(24), "minute", Decimal(60)), Amount(Decimal(365))):
            yield Fact(FactKind.NUMBER, amount, fact.start, fact.end, Weight.ASIDE)


def _read_days(text: str, language: Language) -> list[Fact]:
    """Return the dates in *text*; as words those that a fuller date has said already."""
    found = list(read_dates(text, language))

    def weigh(date: StatedDate, end: int) -> Weight:
        told = date.year is date.month is None or any(other.date.includes(date) for other in found)
        is_last_day = date.year is None and text[end : end + 1] == "末"
        return Weight.WORD if told or is_last_day else Weight.FIGURE

    days = [Fact(FactKind.DATE, d, start, end, weigh(d, end)) for d, start, end, _ in found]
    return [*days, *(also for day in days for also in _read_otherwise(day, text, language))]


_ENDING = compile_pattern(
    r"fiscal year (?:that )?(?:ending|ended|ends|to)(?: (?:in|on))?"
    r"(?: [A-Z][a-z]+\.?)?(?: \d{1,2},)? (\d{4})"
)


def _read_otherwise(day: Fact, text: str, language: Language) -> Iterator[Fact]:
    """Yield what else *day* may be called: 10月末, October 31; 2019年度, FY2020."""
    date = day.value
    assert isinstance(date, StatedDate)
    also = None
    if date.sort == "fiscal" and date.year:
        also = replace(date, year=date.year + (1 if language is Language.JA else -1))
    elif date.month and date.day is None and text[day.end : day.end + 1] == "末":
        year = date.year or _SOME_YEAR
        also = replace(date, day=monthrange(year, date.month)[1])
    elif date.year and language is Language.EN:
        before = text[max(day.start - 40, 0) : day.end]
        if (ending := _ENDING.search(before)) and int(ending[1]) == date.year:
            also = StatedDate(date.year - 1, sort="fiscal")
    if also:
        yield replace(day, value=also, weight=Weight.ASIDE)


_SOME_YEAR = 2019


_INSTRUMENT = compile_pattern(
    r"(?<![A-Za-z])(?:MO(?P<short>[UC])s?(?![A-Za-z])"
    r"|[Mm]emorand(?:um|a) of (?P<long>[Uu]nderstanding|[Cc]ooperation))|(?P<kanji>了解|協力)覚書"
)
_INSTRUMENTS = {"U": "MOU", "C": "MOC", "了解": "MOU", "協力": "MOC"}


def _find_instruments(text: str) -> Iterator[Fact]:
    """Yield the kinds of agreement in *text*; 覚書 and memorandum may be any and are not told."""
    if "MO" in text or "emorand" in text or "覚書" in text:
        for match in _INSTRUMENT.finditer(text):
            which = match["short"] or match["kanji"] or match["long"][0].upper()
            yield Fact(FactKind.INSTRUMENT, _INSTRUMENTS[which], *match.span(), Weight.WORD)


def read_links(words: PrintedWords) -> Iterator[Fact]:
    """Yield the addresses of links whose words are something else: [website](https://…)."""
    for span, begin, end in words.spans:
        if "://" in span.href and _normalise_url(span.href) != _normalise_url(span.text):
            yield Fact(FactKind.URL, _normalise_url(span.href), begin, end)


def _blank(text: str, facts: Iterable[Fact]) -> str:
    for fact in facts:
        text = text[: fact.start] + " " * (fact.end - fact.start) + text[fact.end :]
    return text

"""Reads the quantities in a text, with their units and bounds: 1億5,000万円, three years, -80°C."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

from linkj_press.check.parity.facts import Amount, Bound, Fact, FactKind, Weight
from linkj_press.check.words import load_words
from linkj_press.language import Language
from linkj_press.text.numbers import CARDINALS, NUMERALS, ORDINALS, WORDS, read_number
from linkj_press.text.patterns import compile_pattern, list_longest_first

JA, EN = Language

_NUM = r"\d+(?:,\d{3})*(?!,\d)(?:\.\d+)?|\d+"
_MONEY = {
    "US$": "USD",
    "$": "USD",
    "¥": "JPY",
    "€": "EUR",
    "£": "GBP",
    **{code: code for code in ("JPY", "USD", "EUR", "GBP", "DKK")},
}
_CURRENCY = "|".join(map(re.escape, _MONEY))
_VAGUE = (
    *("single", "once", "sole"),
    *("both", "either", "pair", "dual", "couple", "bilateral", "bilaterally", "half"),
)
"""Words that may answer to a figure, but are too common to be what it should have been."""

_OTHER_WORDS = {
    **dict.fromkeys(_VAGUE[:3], 1),
    **dict.fromkeys(_VAGUE[3:], 2),
    **dict.fromkeys(("twice", "double", "doubled", "twofold", "two-way"), 2),
    **dict.fromkeys(("triple", "tripled", "threefold", "trilateral", "three-way"), 3),
    **dict.fromkeys(("quadruple", "quadrupled", "fourfold"), 4),
    "fivefold": 5,
    "tenfold": 10,
    **dict.fromkeys(("dozen", "dozens"), 12),
    **dict.fromkeys(("teens", "teenage", "teenager", "teenagers"), 10),
    **{f"{word[:-1]}ies": value for word, value in WORDS.items() if word.endswith("ty")},
}
_SCALES = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_LONG_WORDS = {"decade": 10, "decades": 10, "century": 100, "centuries": 100, "centennial": 100}
_SUFFIXES = {"m": 6, "bn": 9, "k": 3}
_WORD = "|".join(list_longest_first({*WORDS, *_OTHER_WORDS, *_LONG_WORDS}))
_SCALE = "|".join(_SCALES)
_LESS = "|".join(list_longest_first(WORDS))
_LESSER = compile_pattern(rf"({_LESS})(?:-({_LESS}))?\b((?:[ -](?:{_SCALE})\b)*)", re.IGNORECASE)
"""Matches what is added to the first of a number in words: five hundred, twenty-one."""

_PARTS = {"half": 2, "halve": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "tenth": 10}
_LITTLE = "|".join(CARDINALS[1:10])
_Unit = tuple[str, Decimal]
_MINUTES = {"分": "分間"}
"""十分 is no number, so that 分 alone is a unit after figures only."""

_NO_UNIT: _Unit = ("", Decimal(1))


@cache
def _units(language: Language) -> Mapping[str, _Unit]:
    """Return each way to write a unit, the longest first, and which unit it is."""
    rows = load_words("quantities")["units"]
    written = {f: (row["unit"], Decimal(str(row["factor"]))) for row in rows for f in row[language]}
    return {form: written[form] for form in list_longest_first(written)}


@cache
def _lower_units() -> Mapping[str, _Unit]:
    """Return the English units by how they are written in small letters."""
    found: dict[str, _Unit] = {}
    for form, unit in _units(EN).items():
        found.setdefault(form.lower(), unit)
    return found


@cache
def _pattern(language: Language) -> re.Pattern[str]:
    units = [re.escape(unit) for unit in _units(language)]
    if language is JA:
        unit, counters = "|".join(units), "|".join(load_words("quantities")["counters"])
        return compile_pattern(
            r"(?P<part>(?P<below>\d+|[二三四五六七八九十]+)(?:分の|(?P<each>人|名|社|件|校|組|団体)に)"
            r"(?P<above>\d+|[一二三四五六七八九]+)(?(each)(?P=each))"
            r"|半数|半分|半額|(?P<tenths>\d)割(?P<hundredths>\d)分)"
            r"|(?P<quartercentury>[4四]半世紀)|(?P<halfyear>半年)|(?P<halfday>半日)|(?P<halfhour>半時間)|(?P<halfcentury>半世紀)|(?P<halfdozen>半ダース)"
            r"|(?P<first>(?:全国|日本|世界|国内|業界|アジア|県内|府内|市内|史上|国内外)初|初の|初めての)"
            r"|(?P<double>(?<![0-9数何一-龥])倍増)|(?P<triple>[三四]倍増)"
            rf"|(?P<minus>マイナス\s?|−|(?<![\w)-])-(?=\d)|(?<=[ぁ-ん])-(?=\d)|零下|氷点下)?(?P<money>{_CURRENCY})?\s?"
            rf"(?P<num>(?:{_NUM})(?:[十百千万億兆]+(?:{_NUM})?)*"
            rf"|(?<![{NUMERALS}数何])[{NUMERALS}]+(?=\s?(?:{unit}|{counters})))"
            rf"\s?(?P<unit>(?:{unit}|分(?!の(?:一|二|三|\d)|[か野子析]))(?!(?<=[A-Za-z])[A-Za-z]))?(?P<half>半(?!数|分|期|ば))?"
            r"(?P<nth>回目|番目|例目|人目|社目|団体目|校目|件目|つ目|期目)?"
        )
    unit = "|".join(u for u in units if u not in ("%", "℃", "°C", "℉", "°F"))
    plain = rf"{_NUM}|(?:{_WORD})(?:-(?:{_WORD}))?"
    parts = "|".join(_PARTS)
    return compile_pattern(
        r"(?P<anhalf>\b(?:an?|one)\s(?P<anunit>hour|year|month|day|decade)s?\sand\sa\shalf\b)"
        r"|(?P<quartercentury>\b(?:an?\s)?quarter(?:[ -]|\sof\sa\s)century\b)"
        rf"|(?P<halfof>\bhalf[ -](?:an?[ -])?(?P<halfunit>{unit}|century)\b)"
        rf"|\b(?:(?P<halfscale>half)[ -](?:an?[ -])?"
        rf"|(?:an?\s)?quarter\s(?:of\s)?an?\s)(?P<big>{_SCALE})\b"
        rf"(?:[ -](?P<bigunit>{unit})s?\b)?"
        rf"|\b(?P<fraction>(?:{_LITTLE})(?:-(?:{parts})s?|\s(?:{parts})s|\s(?:{parts})(?=\sof\b))"
        rf"|an?\s(?:{parts})(?=\s(?:of|are|were|have|come)\b))\b"
        r"|(?P<halfall>\bhalf\b(?=\s(?:of|the|its|their|all)\b))"
        rf"|\b(?P<inten>{_LITTLE}|[1-9])(?:\s[a-z]+){{0,2}}?"
        r"\s(?:in(?:\severy)?|out\sof(?:\severy)?)\s"
        rf"(?P<of>{_LITTLE}|ten|10)\b(?!\s(?:{_SCALE}|or|to)\b|-)"
        r"|(?P<single>\ban?\s(?P<oneunit>hour|year|month|week|day)\b)"
        rf"|(?P<minus>(?<![\w)])[-−–](?=\d)|\bminus\s)?(?P<money>(?:{_CURRENCY})\s?)?"
        rf"(?:(?P<num>{_NUM})|\b(?P<word>(?:{_WORD})(?:-(?:{_WORD}))?|an?(?=[ -](?:{_SCALE})\b))\b)"
        rf"(?P<more>\sand\sa\shalf(?=\s(?:{_SCALE})\b))?(?P<scale>(?:[ -](?:{_SCALE})\b)*)"
        rf"(?P<rest>(?:(?<=hundred)|(?<=thousand)|(?<=million)|(?<=billion))"
        rf"(?:\s(?:and\s)?(?:{_LESS})(?:-(?:{_LESS}))?\b(?:[ -](?:{_SCALE})\b)*)+)?"
        r"(?P<suffix>(?:st|nd|rd|th|m|bn|k)\b)?"
        r"(?P<half>\sand\sa\shalf)?"
        r"(?:\s?(?P<percent>%(?!\spoint)|℃|°C|℉|°F)"
        rf"|[ -](?:(?:more|full|consecutive|straight|Japanese|U\.?S\.?|Danish)\s)?"
        rf"(?P<unit>{unit})s?\b"
        rf"|(?=\s(?:or|to|and)\s(?:{plain})[ -](?P<next>{unit})s?\b))?"
        r"(?P<subzero>(?:\sCelsius)?\sbelow\s(?:zero|freezing)\b)?",
        re.IGNORECASE,
    )


def read_amounts(text: str, language: Language) -> Iterator[Fact]:
    """Yield the quantities in *text*, whose ASCII is half-width, with the bounds beside them."""
    read = _read_ja if language is JA else _read_en
    for match in _pattern(language).finditer(text):
        fact = read(match)
        if fact:
            bound = find_bound(text, fact.start, fact.end, language)
            yield replace(fact, bound=_loosen(fact, bound)) if bound else fact
            yield from _say_otherwise(fact, text)
            for name in _OF_PARTS if fact.unit == "percent" else ():
                if part := match.groupdict().get(name):  # three in ten, 10社中3社
                    value = Amount(read_number(part))
                    yield replace(fact, value=value, weight=Weight.ASIDE, bound=None)


_OF_PARTS = ("inten", "of", "above", "below")


def _say_otherwise(fact: Fact, text: str) -> Iterator[Fact]:
    """Yield what growth may be called as well: 1.2倍 and up 20%."""
    match fact.value:
        case Amount(figure, "percent"):
            also = [Amount(1 + figure / 100), Amount(figure / 100)]
        case Amount(figure, "time" | "") if re.match("倍| times|-?fold", text[fact.end :]) or (
            "times" in text[fact.start : fact.end]
        ):
            also = [Amount(100 * part, "percent") for part in (figure, figure - 1)]
        case _:
            return
    yield from (replace(fact, value=value, weight=Weight.ASIDE) for value in also)


@cache
def _spoken(language: Language) -> re.Pattern[str]:
    words = "|".join(load_words("quantities")["spoken"][language])
    return compile_pattern(words if language is JA else rf"\b(?:{words})\b", re.IGNORECASE)


def says_in_words(text: str, language: Language) -> bool:
    """Return whether *text* may say any figure in words that are no numbers: a trio, by half."""
    return bool(_spoken(language).search(text))


def _read_ja(match: re.Match[str]) -> Fact | None:
    groups = match.groupdict()
    for name, known, unit in (
        ("quartercentury", 25, ("month", Decimal(12))),
        ("halfyear", 6, ("month", Decimal(1))),
        ("halfday", 12, ("minute", Decimal(60))),
        ("halfhour", 30, ("minute", Decimal(1))),
        ("halfcentury", 50, ("month", Decimal(12))),
        ("halfdozen", 6, _NO_UNIT),
        ("double", 2, _NO_UNIT),
        ("triple", 3, _NO_UNIT),
        ("first", 1, _NO_UNIT),
    ):
        if groups[name]:
            fact = _make_amount(match, Decimal(known), unit, is_word=True)
            if name != "first":
                return fact
            ordinal = Amount(Decimal(1), is_ordinal=True)
            return replace(fact, value=ordinal, weight=Weight.WORD)
    if groups["tenths"]:
        return _make_part(match, Decimal(match["tenths"] + match["hundredths"]), Decimal(100))
    if groups["part"]:
        below, above = (
            read_number(match[name] or d) for name, d in (("below", "2"), ("above", "1"))
        )
        return _make_part(match, above, below)
    figure = read_number(match["num"])
    if match["half"] and match["unit"]:
        figure += Decimal("0.5")
    if match["minus"]:
        figure = -figure
    code = _MONEY.get(match["money"] or "")
    unit = (
        (code, Decimal(1))
        if code
        else _units(JA).get(_MINUTES.get(match["unit"], match["unit"]) or "", _NO_UNIT)
    )
    is_word = not match["num"][0].isascii() and match["unit"] != "円"
    before = match.string[max(match.start("num") - 1, 0) : match.start("num")]
    is_ordinal = bool(match["nth"]) or before == "第"
    return _make_amount(match, figure, unit, is_word=is_word, is_ordinal=is_ordinal)


def _read_en(match: re.Match[str]) -> Fact | None:
    groups = match.groupdict()
    for name, in_unit, figure in (
        ("anhalf", "anunit", "1.5"),
        ("halfof", "halfunit", "0.5"),
        ("single", "oneunit", "1"),
    ):
        if groups[name]:
            unit = _units(EN)[match[in_unit].lower()]
            fact = _make_amount(match, Decimal(figure), unit, is_word=True)
            return replace(fact, weight=Weight.ASIDE) if name == "single" else fact
    if groups["quartercentury"]:
        return _make_amount(match, Decimal(25), ("month", Decimal(12)), is_word=True)
    if groups["big"]:
        unit = _lower_units().get((match["bigunit"] or "").lower(), _NO_UNIT)
        part = Decimal("0.5" if match["halfscale"] else "0.25")
        return _make_amount(match, part * 10 ** _SCALES[match["big"].lower()], unit, is_word=True)
    return _read_part(match) or _read_plain(match)


def _read_part(match: re.Match[str]) -> Fact | None:
    groups = match.groupdict()
    if groups["halfall"]:
        return _make_part(match, Decimal(1), Decimal(2))
    if groups["inten"]:
        return _make_part(match, read_number(match["inten"]), read_number(match["of"]))
    if groups["fraction"]:
        above, below = re.split("[ -]", match["fraction"].lower())
        return _make_part(match, read_number(above), Decimal(_PARTS[below.rstrip("s")]))
    return None


def _read_plain(match: re.Match[str]) -> Fact:
    written = (match["percent"] or match["unit"] or match["next"] or "").lower()
    unit = _lower_units().get(written, _NO_UNIT)
    if match["money"]:
        unit = (_MONEY[match["money"].strip().upper()], Decimal(1))
    word = (match["word"] or "").lower()
    if word in _LONG_WORDS:
        unit = ("month", Decimal(12))
        figure = Decimal(_LONG_WORDS[word]) * (Decimal("1.5") if match["half"] else 1)
        return _make_amount(match, figure, unit, is_word=True)
    known = _OTHER_WORDS.get(word)
    figure = read_number(match["num"] or word) if known is None else Decimal(known)
    scales = re.split("[ -]", match["scale"].lower())[1:]
    figure += Decimal("0.5") if match["more"] or (match["half"] and (scales or unit[0])) else 0
    for scale in scales:
        figure *= 10 ** _SCALES[scale]
    figure = _add_lesser(figure, _SCALES[scales[-1]] if scales else 0, match["rest"] or "")
    suffix = (match["suffix"] or "").lower()
    figure *= 10 ** _SUFFIXES.get(suffix, 0)
    if match["minus"] or match["subzero"]:
        figure = -figure
    is_ordinal = (
        suffix in ("st", "nd", "rd", "th")
        or re.split("[ -]", match["rest"] or word)[-1].lower() in _ORDINALS
    )
    return _make_amount(match, figure, unit, is_word=bool(word), is_ordinal=is_ordinal)


_ORDINALS = frozenset(ORDINALS)


def _add_lesser(figure: Decimal, power: int, rest: str) -> Decimal:
    """Return *figure*, told in tens to the *power*, and what *rest* adds: and twenty-one."""
    for tens, ones, scales in _LESSER.findall(rest):
        powers = [_SCALES[scale] for scale in re.split("[ -]", scales.lower())[1:]]
        more = read_number(f"{tens}-{ones}" if ones else tens)
        if sum(powers) > power:  # one hundred twenty-one thousand
            figure, power = (figure + more) * 10 ** sum(powers), sum(powers)
        else:
            figure += more * 10 ** sum(powers)
    return figure


def _make_part(match: re.Match[str], above: Decimal, below: Decimal) -> Fact:
    """Return a part of a whole in percent: half, 3分の1."""
    percent = Amount(100 * above / (below or Decimal(1)), "percent")
    return Fact(FactKind.NUMBER, percent, *match.span(), Weight.WORD)


_RATE = compile_pattern(r"(?:時間に|日に|毎時|毎分)\s?約?$|\bevery $", re.IGNORECASE)
"""Matches before a figure of how often, which one may turn: 1時間に3本, every 20 minutes."""


def _make_amount(
    match: re.Match[str], figure: Decimal, unit: _Unit, *, is_word: bool, is_ordinal: bool = False
) -> Fact:
    name, factor = unit
    if not name:  # a dozen
        figure, factor = figure * factor, Decimal(1)
    kind = FactKind.MONEY if name.isupper() else FactKind.NUMBER
    start, end = match.span()
    before, after = match.string[max(start - 1, 0) : start], match.string[end : end + 1]
    # Letters touch it: COVID-19, 5G, 3-2-1; not so 3-year, 26-member.
    of_a_name = re.match(r"[A-Za-z_/-]", before) or (not name and re.match("[A-Za-z]", after))
    common = not name and (figure == 1 or match[0].lower() in _VAGUE)
    is_rate = _RATE.search(match.string, max(start - _REACH, 0), start)
    is_word = is_word or bool(is_rate or re.match("に約?\\d", match.string[end:]))
    if kind is FactKind.NUMBER and (common if is_word else of_a_name):
        weight = Weight.ASIDE
    else:
        weight = Weight.WORD if is_word or (figure == 1 and name in ("", "time")) else Weight.FIGURE
    return Fact(kind, Amount(figure, name, factor, is_ordinal), start, end, weight)


@cache
def _bounds(language: Language) -> tuple[re.Pattern[str], re.Pattern[str], Mapping[str, str]]:
    """Return what finds bounds before and after a figure, and the sense of each."""
    told: Mapping[str, Any] = load_words("bounds")
    sides: list[dict[str, str]] = [{}, {}]
    before, after = ("ja_before", "ja") if language is JA else ("en", "en_after")
    for sense, rows in told.items():
        for side, key in zip(sides, (before, after), strict=True):
            for form in rows[key]:
                side.setdefault(form, sense)
    first, last = ("|".join(re.escape(f) for f in list_longest_first(s)) for s in sides)
    if language is JA:
        filler = "(?:[年月週日]間?に?|延べ|のべ|計|合計|総勢|全|各|毎[年月週日])?"
        counted = r"(?:[一-龥々ヵヶカか所つ]{0,4}の?|[一-龥々ァ-ヴー]{1,8})"
        return (
            compile_pattern(rf"(?P<bound>{first}){filler}$"),
            compile_pattern(rf"{counted}?(?P<bound>{last})"),
            {**sides[1], **sides[0]},
        )
    return (
        compile_pattern(rf"(?:^|[\s(“])(?P<bound>{first})\s(?:an?\s|the\s|in\s)?$", re.IGNORECASE),
        compile_pattern(rf"(?:[ -][a-z]+)?(?:\s|(?=\+))(?P<bound>{last})(?!\w)", re.IGNORECASE),
        {**sides[1], **sides[0]},
    )


_REACH = 30
_TIMES = ("month", "day", "minute")


def find_bound(text: str, start: int, end: int, language: Language) -> Bound | None:
    """Return what *text* says beside the figure from *start* to *end* of how it is bounded."""
    before, after, senses = _bounds(language)
    near = max(start - _REACH, 0)
    if found := before.search(text[near:start]):
        begin, last = near + found.start("bound"), end
    elif found := after.match(text, end, end + _REACH):
        begin, last = start, found.end("bound")
    else:
        return None
    form = found["bound"].lower()
    told = load_words("bounds")[senses[form]]
    strict = form in told.get("strict", ())
    return Bound(senses[form], begin, last, form, is_loose=form in told["loose"], strict=strict)


def _loosen(fact: Fact, bound: Bound) -> Bound:
    """Return *bound* of *fact*; of a length of time more of them may be left out."""
    is_left_out = bound.form in load_words("bounds")[bound.sense]["loose_in_time"]
    return replace(bound, is_loose=True) if is_left_out and fact.unit in _TIMES else bound


@cache
def _forms(sense: str, language: Language) -> re.Pattern[str]:
    """Return what finds any way to say *sense*, or what may be said in its place."""
    told: Mapping[str, Any] = load_words("bounds")
    senses = [sense, *(other for other in told if other in told[sense]["agrees"])]
    senses += [other for other, rows in told.items() if sense in rows["agrees"]]
    keys = ("ja", "ja_before") if language is JA else ("en", "en_after")
    forms = {re.escape(form) for each in senses for key in keys for form in told[each][key]}
    forms |= {form for each in senses for form in told[each]["also"][language]}
    pattern = "|".join(list_longest_first(forms))
    return compile_pattern(
        pattern if language is JA else rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE
    )


def is_bounded(text: str, bound: Bound, language: Language) -> bool:
    """Return whether *text* says, of whatever figure, what *bound* does."""
    return bool(_forms(bound.sense, language).search(text))


def disagree(one: Bound, other: Bound) -> bool:
    """Return whether *one* and *other* bound a figure in different ways: 以下, over."""
    told = load_words("bounds")
    return (
        one.sense != other.sense
        and other.sense not in told[one.sense]["agrees"]
        and one.sense not in told[other.sense]["agrees"]
    )

"""Wording: the grammar of numbers, ordinals, dates and lists in both languages."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkj_press.language import Language
from linkj_press.text.dates import PartialDate
from linkj_press.text.wording import (
    word_count,
    word_date,
    word_enumeration,
    word_list,
    word_minute,
    word_month,
    word_month_day,
    word_number,
    word_ordinal,
    word_ordinal_range,
)

JA, EN = Language.JA, Language.EN

ORDINALS = [
    *[(1, "first"), (2, "second"), (3, "third"), (4, "fourth"), (5, "fifth"), (6, "sixth")],
    *[(7, "seventh"), (8, "eighth"), (9, "ninth"), (10, "10th"), (11, "11th"), (12, "12th")],
    *[(13, "13th"), (14, "14th"), (20, "20th"), (21, "21st"), (22, "22nd"), (23, "23rd")],
    *[(24, "24th"), (101, "101st"), (102, "102nd"), (103, "103rd"), (111, "111th")],
    *[(112, "112th"), (113, "113th"), (121, "121st"), (1011, "1,011th"), (1022, "1,022nd")],
]
COUNTS = [
    *[(0, "zero"), (1, "one"), (2, "two"), (3, "three"), (8, "eight"), (9, "nine")],
    *[(10, "10"), (15, "15"), (360, "360"), (3104, "3,104")],
]


@pytest.mark.parametrize(("number", "english"), ORDINALS)
def test_ordinals(number: int, english: str) -> None:
    """English spells out first to ninth and then takes figures; Japanese takes a counter."""
    assert word_ordinal(number, EN) == english
    assert word_ordinal(number, JA, "例目") == f"{number:,}例目"


@pytest.mark.parametrize(("number", "english"), COUNTS)
def test_counts(number: int, english: str) -> None:
    """In a sentence English spells out to nine; Japanese always has figures."""
    assert word_count(number, EN) == english
    assert word_count(number, JA) == word_number(number, JA) == f"{number:,}"


@pytest.mark.parametrize(
    ("first", "last", "japanese", "english"),
    [
        (2, 3, "2～3例目", "second–third"),
        (9, 10, "9～10例目", "ninth–10th"),
        (11, 13, "11～13例目", "11th–13th"),
    ],
)
def test_ranges_of_ordinals(first: int, last: int, japanese: str, english: str) -> None:
    """The counter stands once, the English suffix at both ends."""
    assert word_ordinal_range(first, last, JA, "例目") == japanese
    assert word_ordinal_range(first, last, EN) == english


@pytest.mark.parametrize(
    ("written", "language", "whole", "month", "within_year"),
    [
        ("2020-11-20", JA, "2020年11月20日", "2020年11月", "11月20日"),
        ("2020-11-20", EN, "November 20, 2020", "November 2020", "November 20"),
        ("2020-09-07", JA, "2020年9月7日", "2020年9月", "9月7日"),
        ("2020-09-07", EN, "September 7, 2020", "September 2020", "September 7"),
        ("2018-01", JA, "2018年1月", "2018年1月", "1月"),
        ("2018-01", EN, "January 2018", "January 2018", "January"),
        ("2018-05", EN, "May 2018", "May 2018", "May"),
    ],
)
def test_dates(written: str, language: Language, whole: str, month: str, within_year: str) -> None:
    """A date is worded as far as it is known, and no further."""
    day = PartialDate.parse(written)
    assert word_date(day, language) == whole
    assert word_month(day, language) == month
    assert word_month_day(day, language) == within_year


@pytest.mark.parametrize(
    ("hour", "minute", "japanese", "english"),
    [
        (14, 0, "11月24日（火）14時", "2:00 PM JST, Tuesday, November 24, 2020"),
        (14, 5, "11月24日（火）14時5分", "2:05 PM JST, Tuesday, November 24, 2020"),
        (0, 0, "11月24日（火）0時", "12:00 AM JST, Tuesday, November 24, 2020"),
        (12, 30, "11月24日（火）12時30分", "12:30 PM JST, Tuesday, November 24, 2020"),
    ],
)
def test_minutes(hour: int, minute: int, japanese: str, english: str) -> None:
    """An embargo names the day of the week, and the minute only where there is one."""
    moment = datetime(2020, 11, 24, hour, minute)
    assert word_minute(moment, JA) == japanese
    assert word_minute(moment, EN) == english


@pytest.mark.parametrize(
    ("items", "japanese", "english"),
    [
        ([], "", ""),
        (["A"], "A", "A"),
        (["A", "B"], "A、B", "A and B"),
        (["A", "B", "C"], "A、B、C", "A, B, and C"),
        (["A", "B", "C", "D"], "A、B、C、D", "A, B, C, and D"),
    ],
)
def test_lists(items: list[str], japanese: str, english: str) -> None:
    """Items are joined as a sentence joins them; nothing makes nothing."""
    assert word_list(items, JA) == japanese
    assert word_list(items, EN) == english


@pytest.mark.parametrize(
    ("items", "japanese", "english"),
    [
        ([], "", ""),
        (["A"], "A", "A"),
        (["A", "B"], "①A、②B", "(1) A and (2) B"),
        (["A", "B, b", "C"], "①A、②B, b、③C", "(1) A; (2) B, b; and (3) C"),
    ],
)
def test_enumerations(items: list[str], japanese: str, english: str) -> None:
    """Phrases with commas of their own are numbered, and parted by semicolons in English."""
    assert word_enumeration(items, JA) == japanese
    assert word_enumeration(items, EN) == english


def test_enumerations_past_the_circled_numbers() -> None:
    """Unicode has circled numbers to ⑳ in one run; after that there are brackets."""
    words = word_enumeration(["x"] * 21, JA)
    assert words.startswith("①x、②x、")
    assert words.endswith("⑲x、⑳x、(21)x")


@given(items=st.lists(st.text("ABC ", min_size=1), max_size=6), language=st.sampled_from(Language))
def test_a_list_drops_no_item(items: list[str], language: Language) -> None:
    """Every item is in the sentence, in order, however many there are."""
    for words in (word_list(items, language), word_enumeration(items, language)):
        place = 0
        for item in items:
            found = words.find(item, place)
            assert found >= place
            place = found + len(item)


@pytest.mark.parametrize(
    ("text", "japanese", "english"),
    [
        ("一行", "一行", "一行"),
        ("あ\nい\nう", "あいう", "あ い う"),
        ("あ  \n  い\n\n う", "あいう", "あ い う"),
        (" あ\nい ", " あい ", " あ い "),
        (
            "は Life\nScience、\nのInc.\n(USA)",
            "は Life Science、のInc. (USA)",
            "は Life Science、 のInc. (USA)",
        ),
        ("LINK-J\nは2020\n年", "LINK-Jは2020年", "LINK-J は2020 年"),
        ("a\u3000\n\u3000b", "a\u3000b", "a\u3000 b"),
    ],
)
def test_lines_of_a_paragraph_are_joined(text: str, japanese: str, english: str) -> None:
    """Sources hold a sentence a line: English joins them with a space, Japanese without one, but
    for a space between Latin words."""
    assert JA.join_lines(text) == japanese
    assert EN.join_lines(text) == english

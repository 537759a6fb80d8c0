"""Dates as people type them: read by one reader, told in files, and mended by `check --fix`."""

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from linkj_press.catalogue import open_catalogue
from linkj_press.cli.main import cli
from linkj_press.language import Language
from linkj_press.message import say_day
from linkj_press.text.dates import PartialDate, WrongDate
from linkj_press.text.typed import read_typed_date, read_typed_minute

OSAKA = "partners/osaka.yaml"


def run_in(folder: Path, *arguments: str) -> Result:
    line = ["-C", str(folder), "--ui", "en", *arguments]
    return CliRunner().invoke(cli, line, catch_exceptions=False)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        *((text, "2022-04-15") for text in ("2022-04-15", "2022/4/15", "2022.4.15", "20220415")),
        *((text, "2022-04-15") for text in ("２０２２年４月１５日", "2022 年 4 月 15 日")),
        *((text, "2022-04-15") for text in ("　２０２２／４／１５　", "2022ー4ー15", "2022−4−15")),
        *((text, "2022-04-15") for text in ("令和4年4月15日", "令和四年四月十五日", "R4.4.15")),
        *((text, "2022-04-15") for text in ("2022年4月15日（金・祝）", "Friday, April 15, 2022")),
        *(
            (text, "2022-04-15")
            for text in ("Apr. 15, 2022", "15 April 2022", "15th of april 2022")
        ),
        *((text, "2022-04-15") for text in ("15-Apr-2022", "4/15/2022", "15.04.2022")),
        *(
            (text, "2022-04")
            for text in ("2022-04", "2022/4", "2022年4月", "April 2022", "令和4年4月")
        ),
        ("2022年4月15日 金曜日", "2022-04-15"),
        ("令和元年5月1日", "2019-05-01"),
        ("2022-4-5", "2022-04-05"),
        ("5/5/2022", "2022-05-05"),
    ],
)
def test_dates_are_read_as_people_type_them(typed: str, read: str) -> None:
    """Either language, either width, an era, an input method's dashes; a month without a day."""
    assert str(read_typed_date(typed)) == read


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("04/05/2022", "this is 2022-04-05 or 2022-05-04"),
        ("2022/02/30", "the calendar has no such date"),
        ("平成32年1月1日", "the calendar has no such date"),
        ("令和0年4月1日", "the calendar has no such date"),
        ("2022年4月15日（木）", "April 15, 2022 falls on a Friday"),
        ("4月15日", "the year is missing"),
        ("4/15", "the year is missing"),
        ("2022年", "the month is missing"),
        ("May 7-9, 2022", "this is no date"),
        ("2022年4月15日から", "this is no date"),
        ("22/4/15", "this is no date"),
        ("", "this is no date"),
    ],
)
def test_what_is_no_date_for_certain_is_refused(typed: str, reason: str) -> None:
    """Nothing is guessed: not the order of day and month, nor a year, nor what cannot be."""
    with pytest.raises(WrongDate, match=reason):
        read_typed_date(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "2022年4月15日（金）14時",
        "２０２２／４／１５　午後２時",
        "2022-04-15T14:00",
        "2:00 PM JST, Friday, April 15, 2022",
    ],
)
def test_times_are_read_as_people_type_them(typed: str) -> None:
    """An embargo as a release prints it, or as a calendar copies it."""
    assert f"{read_typed_minute(typed):%Y-%m-%d %H:%M}" == "2022-04-15 14:00"


@pytest.mark.parametrize("typed", ["2022-04-15", "2022-04-31 14:00", "2022-04-15 25:00", "14時"])
def test_what_is_no_time_for_certain_is_refused(typed: str) -> None:
    """A day without a time, a day or an hour that there is not, a time without a day."""
    with pytest.raises(WrongDate, match="this is no date with a time"):
        read_typed_minute(typed)


@pytest.fixture
def typed(desk_copy: Path) -> Path:
    """A copy of the real desk whose dates were typed: no file of it can be loaded."""
    slips = {
        OSAKA: [
            ("  signed: 2020-09-07", '  signed:   "２０２０年９月７日"   # 締結日'),
            ("  date: 2020-09-07", "  date: 令和2年9月7日\n  embargo: 2020年9月7日（月）14時"),
        ],
        "templates/house/issuer.yaml": [("since: 2019-08-30", "since: 2019/8/30")],
    }
    for name, pairs in slips.items():
        text = (desk_copy / name).read_text("utf-8")
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new, 1)
        (desk_copy / name).write_bytes(text.encode())
    return desk_copy


def test_a_typed_date_is_told_with_its_right_form(typed: Path) -> None:
    """File, line and column, what stands there, how a file has it, and that it can be mended."""
    told = run_in(typed, "check").stdout
    assert f"{OSAKA}:9:13: error: agreement.signed: write a date as YYYY-MM-DD, here 2020" in told
    assert "(it is “２０２０年９月７日”) [wrong-date]\n    check --fix writes it so\n" in told
    assert "write a time as YYYY-MM-DD HH:MM, here 2020-09-07 14:00" in told
    assert "templates/house/issuer.yaml:11:12: error: head[0].since: write a date as" in told


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_fix_writes_dates_and_nothing_else(typed: Path, newline: str) -> None:
    """Though nothing can be loaded; comments, quotes, spaces and line ends stay."""
    file = typed / OSAKA
    before = "\ufeff" + file.read_bytes().decode().replace("\n", newline)
    file.write_bytes(before.encode())
    shown = run_in(typed, "check", "--fix", "--dry-run").stdout
    assert f"{OSAKA}:9:13: ２０２０年９月７日 → 2020-09-07\n" in shown
    assert file.read_bytes() == before.encode()
    told = run_in(typed, "check", "--fix").stdout
    assert "templates/house/issuer.yaml:11:12: 2019/8/30 → 2019-08-30\n" in told
    assert "wrong-date" not in told
    wanted = before.replace("２０２０年９月７日", "2020-09-07").replace(
        "令和2年9月7日", "2020-09-07"
    )
    assert file.read_bytes().decode() == wanted.replace(
        "2020年9月7日（月）14時", "2020-09-07 14:00"
    )


def test_fix_leaves_what_is_doubtful(typed: Path) -> None:
    """A date that can be read in two ways, that cannot be, or lacks its day is told, and stays."""
    denmark = typed / "partners/denmark.yaml"
    text = denmark.read_text("utf-8").replace("signed: 2020-11-20", "signed: 04/05/2020")
    text = text.replace("date: 2020-11-24", "date: 2020年11月")
    denmark.write_bytes(text.encode())
    kobe = typed / "partners/kobe.yaml"
    impossible = kobe.read_text("utf-8").replace("signed: 2018-01", "signed: 2018/02/30")
    kobe.write_bytes(impossible.encode())
    done = run_in(typed, "check", "--fix")
    assert done.exit_code == 1
    assert "this is 2020-04-05 or 2020-05-04: write which (it is “04/05/2020”)" in done.stdout
    assert "the calendar has no such date (it is “2018/02/30”)" in done.stdout
    assert "the day is needed here" in done.stdout
    assert denmark.read_bytes() == text.encode()
    assert kobe.read_bytes() == impossible.encode()
    assert "2020-09-07" in (typed / OSAKA).read_text("utf-8")


def test_fix_says_what_it_leaves_to_the_hand(desk_copy: Path) -> None:
    """A date that others share by & and * is theirs to write: nobody is sent to --fix for it."""
    file = desk_copy / OSAKA
    text = file.read_text("utf-8").replace("signed: 2020-09-07", "signed: &d 2020/9/7")
    text = text.replace("  date: 2020-09-07", "  date: *d")
    assert "*d" in text
    assert "&d" in text
    file.write_bytes(text.encode())
    for option in ((), ("--fix",)):
        done = run_in(desk_copy, "check", "osaka", *option)
        assert done.exit_code == 1
        assert "check --fix writes it so" not in done.stdout
        assert done.stdout.count("write 2020-09-07 yourself: ") == 2
        assert "agreement.signed is written with &, * or !" in done.stdout
    assert file.read_bytes() == text.encode()


def test_words_are_mended_in_the_same_run(typed: Path) -> None:
    """What is seen only once the files can be read does not wait for another command."""
    file = typed / OSAKA
    text = file.read_text("utf-8")
    slip = text.replace("    ja: |\n", "    ja: |\n      ８月のことです。\n", 1)
    assert slip != text
    file.write_bytes(slip.encode())
    told = run_in(typed, "check", "osaka", "--fix").stdout
    assert "令和2年9月7日 → 2020-09-07" in told
    assert "８ → 8" in told
    assert "8月のことです。" in file.read_text("utf-8")


def test_fix_mends_the_file_of_a_renewal(desk_copy: Path) -> None:
    """Its dates and its words, as in a partner's own file."""
    options = ("--renewal", "--signed", "2025-09-07", "--template", "renewal")
    assert run_in(desk_copy, "new", "osaka", *options).exit_code == 0
    file = desk_copy / "partners/osaka-renewal-2025.yaml"
    text = file.read_text("utf-8").replace("signed: 2025-09-07", "signed: 2025年9月7日")
    file.write_text(text.replace("    ja:\n", "    ja: ８月のことです。\n", 1), "utf-8")
    told = run_in(desk_copy, "check", "osaka-renewal-2025", "--fix").stdout
    assert "2025年9月7日 → 2025-09-07" in told
    assert "８ → 8" in told
    assert "ja: 8月のことです。" in file.read_text("utf-8")


@pytest.mark.parametrize("day", ["2020/11/24", "令和2年11月24日", "24 Nov. 2020"])
def test_commands_take_dates_as_people_type_them(desk_copy: Path, day: str) -> None:
    """The same reader stands behind every option that is a date."""
    typed, plain = (run_in(desk_copy, "ledger", "--as-of", each) for each in (day, "2020-11-24"))
    assert typed.exit_code == 0
    assert typed.stdout == plain.stdout


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(Language))
def test_what_is_shown_is_read_again(day: date, language: Language) -> None:
    """A date as a person is shown one, as a release prints it, and as a file has it."""
    for told in (PartialDate.of(day), PartialDate(day.year, day.month)):
        shown = open_catalogue(language).tell(say_day(told))
        assert read_typed_date(str(told)) == read_typed_date(shown) == told


@given(st.text("0123456789/.-年月日令和元R十ーApr, ()金曜\u3000thof", max_size=20))
def test_anything_is_a_date_or_is_refused(text: str) -> None:
    """Whatever is typed, there is a date of the calendar or a reason, and nothing else."""
    with suppress(WrongDate):
        found = read_typed_date(text)
        assert PartialDate.parse(str(found)) == found
    with suppress(WrongDate):
        read_typed_minute(text)

"""Records: each fault of a file is one problem, at its line and column, that says what to do."""

import dataclasses
import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from linkj_press.language import Language
from linkj_press.problem import Place, Problem, ProblemsFound, Severity
from linkj_press.reading import Tree, read_yaml
from linkj_press.record import Issuer, Loaded, Look, Partner, Terms, load_record
from linkj_press.record.partner import HistoryForm
from linkj_press.text.dates import PartialDate
from linkj_press.workspace.loading import Workspace
from tests.small import WORKSPACE, cut_marks, read_real_partners
from tests.test_reading import mutated_partners

NAME = PurePosixPath("partners/x.yaml")

PARTNER = """\
name:
  full: {ja: 横浜市, en: City of Yokohama}
kind: municipality
country: JP
agreement:
  signed: 2019-08-30
  instrument: MOU
  years: 5
  items:
    - co-hosting
    - {ja: 交流, en: exchange}
release:
  date: 2019-08-30
  template: mou
  people:
    ozawa:
      name: {ja: 小澤 明夫, en: Akio Ozawa}
      title: {ja: 理事, en: Director General}
  quotes:
    - speaker: ozawa
      gist: {ja: 述べました。, en: spoke.}
  photo: {file: photos/yokohama.jpg, people: [ozawa]}
  links:
    website: https://www.city.yokohama.lg.jp/
  media_contact: {name: {ja: 広報課, en: Press Office}, email: press@example.org}
  embargo: 2019-08-30 14:00
"""

LOOK = """\
page: {width: 210, height: 297, top: 25, bottom: 22, left: 25, right: 25}
fonts: {japanese: 游明朝, latin: Times New Roman}
styles:
  body: {size: 10.5, line: 18, align: justify}
  headline: {size: 15, bold: true, colour: 1F3864}
english:
  headline: {size: 14}
table: {border: A6A6A6, header_fill: E9EDF4, widths: [17, 34, 49]}
figure: {width: 105, height: 70, fill: A6A6A6}
link: 1F4E9E
gap: FFE699
draft_mark: {ja: 原稿案, en: DRAFT}
"""

ISSUER = """\
name: {ja: 協会, en: Association}
short: LINK-J
website: https://www.link-j.org/
head: [{since: 2019-08-30, person: okano}]
seat: [{since: 2019-08-30, ja: 東京都, en: Tokyo}]
about: [{since: 2019-08-30, paragraphs: [{ja: 概要, en: About}]}]
members: [{since: 2019-08-30, at_least: 360}]
people:
  okano:
    name: {ja: 岡野, en: Okano}
    posts:
      - since: 2019-08-30
        title: {ja: 理事長, en: Chairman}
"""

TERMS = """\
kinds: {municipality: {ja: 自治体, en: municipality}}
countries:
  JP: {name: {ja: 日本, en: Japan}, mark: {ja: 日, en: Japan}}
instruments:
  MOU: {wording: {ja: 覚書, en: memorandum}, abbreviation: {ja: MOU, en: MOU}}
gaps:
  translation: {ja: 訳待ち, en: awaited}
  value: {ja: 未記入, en: to be supplied}
  fields:
    years: {ja: 期間, en: term}
"""

TEXTS: dict[type[BaseModel], str] = {Partner: PARTNER, Look: LOOK, Issuer: ISSUER, Terms: TERMS}

Load = Callable[..., Loaded[Any]]


@pytest.fixture(scope="module")
def load(tmp_path_factory: pytest.TempPathFactory) -> Load:
    file = tmp_path_factory.mktemp("records") / "x.yaml"

    def load(text: str, model: type[BaseModel] = Partner) -> Loaded[Any]:
        file.write_bytes(text.encode("utf-8", "surrogatepass"))
        return load_record(file, NAME, model)

    return load


def replace(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, f"{old!r} should stand in the text once"
    return text.replace(old, new)


def find_problems(load: Load, text: str, model: type[BaseModel] = Partner) -> tuple[Problem, ...]:
    with pytest.raises(ProblemsFound) as found:
        load(text, model)
    return found.value.problems


def assert_problem(
    load: Load, model: type[BaseModel], code: str, *edits: tuple[str, str]
) -> Problem:
    """Return the one problem there is after *edits*, which mark where it is expected."""
    text = TEXTS[model]
    for old, new in edits:
        text = replace(text, old, new)
    text, [place] = cut_marks(text)
    (problem,) = find_problems(load, text, model)
    assert (problem.code, problem.where) == (code, Place(NAME, *place))
    return problem


@pytest.mark.parametrize("model", TEXTS)
def test_what_these_tests_start_from_is_right(load: Load, model: type[BaseModel]) -> None:
    """Each fault below is the only one in its file."""
    assert isinstance(load(TEXTS[model], model).record, model)


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("country: JP", "country: JP\n▸contry: JP", "did you mean “country”?"),
        ("country: JP", "country: JP\n▸KIND: a", "did you mean “kind”?"),
        ("  years: 5", "  ▸year: 5", "did you mean “years”?"),
        ("{ja: 横浜市, en", "{ja: 横浜市, ▸jp: 横浜, en", "known: en, ja"),
        ("      title:", "      ▸titles: x\n      title:", "did you mean “title”?"),
        ("      gist:", "      ▸word: x\n      gist:", "did you mean “words”?"),
        ("{ja: 交流, en", "{ja: 交流, ▸eng: x, en", "did you mean “en”?"),
        ("{ja: 交流, en", "{ja: 交流, ▸jp: x, en", "known: en, ja"),
        ("email:", "▸mail: x, email:", "did you mean “email”?"),
    ],
)
def test_an_unknown_key_is_answered_with_the_nearest(
    load: Load, old: str, new: str, hint: str
) -> None:
    """A misspelt field is reported at its key, with the field that was meant, at any depth."""
    assert str(assert_problem(load, Partner, "unknown-key", (old, new)).hint) == hint


def test_an_unknown_key_behind_an_alias_is_the_one_named(load: Load) -> None:
    """Where an alias stands for a record, the field at fault is told, not the one that holds it."""
    text = replace(PARTNER, "country: JP", "country: JP\nseat: &x {ja: 横浜, city: x}\n")
    problems = find_problems(load, text + "renamed: [{since: 2020-01, name: {full: *x}}]\n")
    assert [str(problem.message) for problem in problems] == ["there is no field “city” here"] * 2


@pytest.mark.parametrize(
    ("model", "edits", "lacks"),
    [
        (Partner, [("name:\n  full:", "▸name:\n  short:")], "name lacks the field “full”"),
        (
            Partner,
            [("name:\n  full: {ja: 横浜市, en: City of Yokohama}\n", "▸")],
            "this file lacks the field “name”",
        ),
        (
            Partner,
            [("agreement:", "▸agreement:"), ("  signed: 2019-08-30\n", "")],
            "agreement lacks the field “signed”",
        ),
        (
            Partner,
            [("ozawa:\n", "▸ozawa:\n"), ("      title: {ja: 理事, en: Director General}\n", "")],
            "release.people.ozawa lacks the field “title”",
        ),
        (
            Partner,
            [("speaker: ozawa\n      ", "▸")],
            "release.quotes[0] lacks the field “speaker”",
        ),
        (Look, [("page:", "▸page:"), (", bottom: 22", "")], "page lacks the field “bottom”"),
        (
            Issuer,
            [("title: {ja: 理事長, en: Chairman}", "▸title: {ja: 理事長}")],
            "people.okano.posts[0].title lacks the field “en”",
        ),
    ],
)
def test_a_missing_key_is_reported_where_it_belongs(
    load: Load, model: type[BaseModel], edits: list[tuple[str, str]], lacks: str
) -> None:
    """A field that has to be there is named, at the key of what it is missing from."""
    problem = assert_problem(load, model, "missing-key", *edits)
    assert lacks in str(problem.message)
    assert str(problem.hint).startswith("add `")


FAULTS = [
    (Partner, ("{ja: 横浜市, en: City of Yokohama}", "▸横浜市"), "wrong-type", "both languages"),
    (Partner, ("kind: municipality", "kind: ▸[municipality]"), "wrong-type", "a text goes here"),
    (Partner, ("kind: municipality", "kind:▸"), "wrong-type", "a text goes here"),
    (Partner, ("people: [ozawa]", "people: ▸ozawa"), "wrong-type", "a list goes here"),
    (Partner, ("    website: ", "    ▸- "), "wrong-type", "entries go here"),
    (Partner, ("years: 5", "years: ▸５"), "wrong-type", "half-width digits"),
    (Partner, ("years: 5", "years: ▸３年"), "wrong-type", "did you mean “3”?"),
    (Partner, ("years: 5", "years: ▸5年"), "wrong-type", "half-width digits"),
    (Partner, ("years: 5", "years: ▸[5]"), "wrong-type", "a whole number"),
    (Partner, ("years: 5", "years: ▸0"), "wrong-value", "1"),
    (Partner, ("years: 5", "years: ▸100"), "wrong-value", "99"),
    (Partner, ("signed: 2019-08-30", "signed: ▸2019-02-29"), "wrong-date", "calendar"),
    (Partner, ("signed: 2019-08-30", "signed: ▸2019/08/30"), "wrong-date", "YYYY-MM-DD"),
    (Partner, ("signed: 2019-08-30", "signed: ▸２０１９-08-30"), "wrong-date", "YYYY-MM-DD"),
    (Partner, ("signed: 2019-08-30", "signed:▸"), "wrong-date", "a date goes here"),
    (Partner, ("  date: 2019-08-30", "  date: ▸2019-08"), "wrong-date", "the day is needed"),
    (Partner, ("2019-08-30 14:00", "▸2019-08-30"), "wrong-time", "YYYY-MM-DD HH:MM"),
    (Partner, ("2019-08-30 14:00", "▸2019-08-30 25:00"), "wrong-time", "YYYY-MM-DD HH:MM"),
    (Partner, ("country: JP", "country: ▸Japan"), "wrong-form", "two capital letters"),
    (Partner, ("country: JP", "country: ▸jp"), "wrong-form", "two capital letters"),
    (Partner, ("kind: municipality", "kind: ▸Life Science"), "wrong-form", "hyphens"),
    (Partner, ("template: mou", "template: ▸mou_2"), "wrong-form", "hyphens"),
    (Partner, ("- co-hosting", "- ▸Co-hosting"), "wrong-form", "hyphens"),
    (Partner, ("speaker: ozawa", "speaker: ▸小澤"), "wrong-form", "hyphens"),
    (Partner, ("    ozawa:", "    ▸Ozawa:"), "wrong-form", "hyphens"),
    (Partner, ("website:", "▸Website:"), "wrong-form", "hyphens"),
    (Partner, ("https://www.", "▸www."), "wrong-url", "https://"),
    (Partner, ("https://www.", "▸https://www "), "wrong-url", "no spaces"),
    (Partner, ("https://www.", "▸https://www\u3000"), "wrong-url", "no spaces"),
    (Partner, ("https://www.", "▸https://[www."), "wrong-url", "https://"),
    (Partner, ("press@example.org", "▸press＠example.org"), "wrong-form", "name@example.org"),
    (
        Partner,
        ("instrument: MOU", "instrument: ▸M O U"),
        "wrong-form",
        "letters, digits and hyphens",
    ),
    (
        Partner,
        ("  template:", "  history: ▸lists\n  template:"),
        "unknown-value",
        "list, table, count",
    ),
    (Partner, ("photos/yokohama.jpg", "▸../yokohama.jpg"), "wrong-path", "inside partners/"),
    (Partner, ("photos/yokohama.jpg", "▸C:/yokohama.jpg"), "wrong-path", "inside partners/"),
    (Partner, ("photos/yokohama.jpg", "▸photos\\yokohama.jpg"), "wrong-path", "inside partners/"),
    (Partner, ("photos/yokohama.jpg", "▸yokohama.heic"), "wrong-path", ".jpg"),
    (Partner, ("en: City of Yokohama", "en: ▸''"), "empty-text", "empty"),
    (Partner, ("ja: 横浜市", 'ja: ▸"\u3000"'), "empty-text", "empty"),
    (Partner, ("{ja: 交流, en: exchange}", "▸[exchange]"), "wrong-type", "both languages"),
    (Partner, ("en: exchange}", "en: ▸[x]}"), "wrong-type", "a text goes here"),
    (Look, ("colour: 1F3864", "colour: ▸1f3864"), "wrong-form", "hexadecimal"),
    (Look, ("bold: true", "bold: ▸はい"), "wrong-type", "true or false"),
    (Look, ("size: 10.5", "size: ▸１０"), "wrong-type", "a number in half-width digits"),
    (Look, ("align: justify", "align: ▸centre"), "unknown-value", "center"),
    (Look, ("top: 25", "top: ▸-1"), "wrong-value", "0"),
    (Look, ("[17, 34, 49]", "[17, 34, ▸x]"), "wrong-type", "a number in half-width digits"),
    (Issuer, ("at_least: 360", "at_least: ▸0"), "wrong-value", "1"),
    (Issuer, ("en: Okano", "en: ▸"), "wrong-type", "a text goes here"),
    (Issuer, ("[{since: 2019-08-30, ja: 東京都, en: Tokyo}]", "▸[]"), "empty-list", "one entry"),
    (Terms, ("  JP:", "  ▸Japan:"), "wrong-form", "two capital letters"),
    (Terms, ("  MOU:", "  ▸M O U:"), "wrong-form", "letters, digits and hyphens"),
]


@pytest.mark.parametrize(("model", "edit", "code", "words"), FAULTS)
def test_each_fault_is_one_problem_at_its_place(
    load: Load, model: type[BaseModel], edit: tuple[str, str], code: str, words: str
) -> None:
    """One mistake is told once: where, what the value is, and what belongs there."""
    problem = assert_problem(load, model, code, edit)
    assert words in str(problem.message)
    assert problem.severity is Severity.ERROR


def test_a_message_shows_the_value_at_fault(load: Load) -> None:
    """The writer sees what was read, and of a long text only its beginning."""
    text = replace(PARTNER, "country: JP", f"country: {'横' * 70}")
    (problem,) = find_problems(load, text)
    assert f"(it is “{'横' * 60}…”)" in str(problem.message)


def test_advice_on_a_key_is_not_what_was_already_written(load: Load) -> None:
    """A gap's label is keyed by a field's name, which has no hyphens: nobody is told to use one."""
    edit = ("    years:", "    ▸media-contact:")
    assert "hyphens" not in str(assert_problem(load, Terms, "wrong-form", edit).message)


_TITLE = "title: {ja: 理事, en: Director General}"
_OPEN_TITLE = "title:\n        ja: {}\n        en: {}"


@pytest.mark.parametrize(
    ("model", "edit"),
    [
        (Partner, (_TITLE, _OPEN_TITLE.format("連携を発表 ▸#LINKJ", "Partnership"))),
        (Partner, (_TITLE, _OPEN_TITLE.format("理事", "Partnership announced ▸#LINKJ"))),
        (Partner, (_TITLE, _OPEN_TITLE.format("▸#LINKJで連携", "Partnership"))),
        (Partner, ("country: JP", "country: JP\nnote: 会場は ▸#12")),
        (Issuer, ("short: LINK-J", "short: LINK-J ▸#1")),
    ],
)
def test_a_hashtag_in_words_is_told(
    load: Load, model: type[BaseModel], edit: tuple[str, str]
) -> None:
    """What YAML would cut off the words of a field, as a comment, is told at its ``#``."""
    problem = assert_problem(load, model, "comment-in-text", edit)
    assert "quotation marks" in str(problem.hint)


@pytest.mark.parametrize(
    "new",
    [
        "country: JP   # the partner's own country",
        "country: JP #自治体の国",
        "country: JP # 国\nnote: 本文  # あとで直す",
        "country: JP\n#メモ",
        'country: JP\nnote: "連携を発表 #LINKJ"',
        "country: JP\nnote: |\n  連携を発表 #LINKJ",
        "country: JP\nnote: 連携#LINKJ",
    ],
)
def test_a_comment_is_left_alone(load: Load, new: str) -> None:
    """A comment beside a key, or with a space after its ``#``, is one; quoted text has none."""
    assert load(replace(PARTNER, "country: JP", new)).record.country == "JP"


def test_a_colour_written_as_on_the_web_is_told(load: Load) -> None:
    """``#1F4E9E`` is a comment to YAML: the hint says so, at the field that then is empty."""
    problem = assert_problem(load, Look, "wrong-type", ("link: 1F4E9E", "link:▸ #1F4E9E"))
    assert "comment" in str(problem.hint)


@pytest.mark.parametrize(
    ("edits", "hint"),
    [
        ([("kind: municipality", "  ▸kind: municipality")], "at the beginning of the line"),
        (
            [("  instrument: MOU\n", ""), ("release:\n", "▸instrument: MOU\nrelease:\n")],
            "it belongs to agreement",
        ),
        (
            [("{ja: 小澤 明夫, en: Akio Ozawa}", "\n        ja: 小澤"), ("  title", "    ▸title")],
            "directly to release.people.ozawa",
        ),
        ([("country: JP", "country: JP\n▸ｓｅａｔ: {ja: 東京}")], "did you mean “seat”?"),
    ],
)
def test_a_key_in_the_wrong_place_is_sent_to_the_right_one(
    load: Load, edits: list[tuple[str, str]], hint: str
) -> None:
    """A field that another record has was indented wrongly, and is not missing besides."""
    assert hint in str(assert_problem(load, Partner, "unknown-key", *edits).hint)


@pytest.mark.parametrize(
    ("written", "meant"), [("ＪＰ", "JP"), ("jp", "JP"), ("JP\u200b", "JP"), ("Ｊｐ", "JP")]
)
def test_a_key_typed_with_the_input_method_is_recognised(
    load: Load, written: str, meant: str
) -> None:
    """Full-width letters and invisible characters are answered with what was meant."""
    problem = assert_problem(load, Partner, "wrong-form", ("country: JP", f"country: ▸{written}"))
    assert f"did you mean “{meant}”?" in str(problem.message)


@pytest.mark.parametrize("value", ["[速報]", "{速報}"])
def test_a_text_in_brackets_needs_quotes(load: Load, value: str) -> None:
    """A text that is all in brackets is a list or a mapping to YAML, and the hint says so."""
    edit = (_TITLE, _OPEN_TITLE.format(f"▸{value}", "x"))
    assert "quotation marks" in str(assert_problem(load, Partner, "wrong-type", edit).hint)


def test_all_faults_of_a_file_come_in_one_pass(load: Load) -> None:
    """A file is put right in one go: every fault is told, in the order of the lines."""
    edits = [
        ("kind: municipality", "▸kinds: municipality"),
        ("country: JP", "country: ▸Japan"),
        ("signed: 2019-08-30", "signed: ▸2019-08-32"),
        ("years: 5", "years: ▸five"),
        ("- co-hosting", "- {ja: ▸'', en: hosting}"),
        ("title: {ja: 理事,", "title: {ja: 理事, ▸no: x,"),
        ("email: press", "email: ▸press at "),
    ]
    text = PARTNER
    for old, new in edits:
        text = replace(text, old, new)
    text, places = cut_marks(text)
    problems = find_problems(load, text)
    assert [p.where for p in problems] == [Place(NAME), *(Place(NAME, *place) for place in places)]
    assert [p.code for p in problems] == [
        "missing-key",
        "unknown-key",
        "wrong-form",
        "wrong-date",
        "wrong-type",
        "empty-text",
        "unknown-key",
        "wrong-form",
    ]


@pytest.mark.parametrize("text", ["", "# only a comment\n", "横浜市\n", "- name: x\n", "~\n"])
def test_a_file_that_holds_no_fields_is_told_so(load: Load, text: str) -> None:
    """An empty file, a text or a list is not a partner."""
    (problem,) = find_problems(load, text)
    assert (problem.code, problem.where) == ("wrong-type", Place(NAME))
    assert "fields go here" in str(problem.message)


@given(text=mutated_partners())
def test_any_file_loads_or_is_refused(load: Load, text: str) -> None:
    """No partner file, however broken, ends in a traceback or in nothing said."""
    try:
        record = load(text).record
    except ProblemsFound as found:
        paths = {problem.where.path for problem in found.problems}
    else:
        assert isinstance(record, Partner)
        paths = {NAME}
    assert paths == {NAME}


def test_words_not_yet_written_count_as_missing(load: Load) -> None:
    """`en:` with nothing after it is a gap in the draft, not a fault of the file."""
    empty = load(replace(PARTNER, "en: City of Yokohama", "en: ")).record.name.full
    absent = load(replace(PARTNER, ", en: City of Yokohama", "")).record.name.full
    assert empty == absent
    assert empty.get(Language.JA) == "横浜市"
    assert empty.get(Language.EN) is None


def test_values_are_read_as_what_the_fields_mean(load: Load) -> None:
    """Text becomes dates, numbers and keys, and space around words goes."""
    text = replace(PARTNER, "en: City of Yokohama", 'en: " City of Yokohama\u3000"')
    record = load(text).record
    assert record.name.full.en == "City of Yokohama"
    assert record.agreement.signed == PartialDate(2019, 8, 30)
    assert record.agreement.years == 5
    assert record.agreement.items[0] == "co-hosting"
    assert record.agreement.items[1].en == "exchange"
    assert record.release.date == date(2019, 8, 30)
    assert record.release.embargo == datetime(2019, 8, 30, 14, 0)
    assert record.release.history is HistoryForm.LIST


def test_a_loaded_record_knows_where_its_values_stand(load: Load) -> None:
    """Whatever is said of a value later can name its line; of one left out, its holder's."""
    marked = replace(PARTNER, "years: 5", "years: ▸5") + "▸seat: {ja: x}\n"
    text, [value, holder] = cut_marks(marked)
    loaded = load(text)
    assert loaded.place("agreement", "years") == Place(NAME, *value)
    assert loaded.place("seat", "en") == Place(NAME, *holder)


@pytest.mark.parametrize(
    ("pick", "field"),
    [
        (lambda partner: partner, "kind"),
        (lambda partner: partner.name.full, "ja"),
        (lambda partner: partner.agreement, "signed"),
        (lambda partner: partner.agreement.signed, "year"),
        (lambda partner: partner.release.people["ozawa"], "title"),
    ],
)
def test_records_are_frozen(load: Load, pick: Callable[[Partner], object], field: str) -> None:
    """Nothing is written back into what was loaded."""
    held = pick(load(PARTNER).record)
    before = getattr(held, field)
    with pytest.raises((ValidationError, dataclasses.FrozenInstanceError)):
        setattr(held, field, "x")
    assert getattr(held, field) == before


def test_an_english_style_is_the_japanese_one_with_what_differs(load: Load) -> None:
    """The look of English releases says only what is other than in Japanese ones."""
    look = load(LOOK, Look).record
    headline = look.style("headline", Language.EN)
    assert (headline.size, headline.bold, headline.colour) == (14, True, "1F3864")
    assert look.style("headline", Language.JA).size == 15
    assert look.style("body", Language.EN) == look.style("body", Language.JA)


@pytest.mark.parametrize(
    ("written", "date_", "first_day"),
    [
        ("2019-08-30", PartialDate(2019, 8, 30), date(2019, 8, 30)),
        ("2018-01", PartialDate(2018, 1), date(2018, 1, 1)),
        ("2020-02-29", PartialDate(2020, 2, 29), date(2020, 2, 29)),
    ],
)
def test_a_date_is_as_precise_as_it_was_written(
    written: str, date_: PartialDate, first_day: date
) -> None:
    """A month stays a month; it counts from its first day, and no day is invented for print."""
    parsed = PartialDate.parse(written)
    assert (parsed, parsed.first_day, str(parsed)) == (date_, first_day, written)


@pytest.mark.parametrize(
    "written",
    ["2019", "2019-8", "2019-13", "2019-00", "2019-02-29", "2019-08-00", "0000-01", "2019-08-30x"],
)
def test_a_date_that_is_none_is_refused(written: str) -> None:
    """Only YYYY-MM-DD and YYYY-MM are dates, and only those of the calendar."""
    with pytest.raises(ValueError, match=r"calendar|YYYY-MM-DD"):
        PartialDate.parse(written)


@given(day=st.dates())
def test_every_day_can_be_written_and_read(day: date) -> None:
    """A date to the day survives its own notation."""
    parsed = PartialDate.of(day)
    assert parsed.first_day == day
    assert PartialDate.parse(str(parsed)) == parsed


REAL = sorted(read_real_partners())


def _as_editor(tree: Tree) -> Any:
    """Return the data of *tree* as an editor sees it: numbers and choices are none of text."""
    data = json.loads(json.dumps(tree.data))
    if "years" in data["agreement"]:
        data["agreement"]["years"] = int(data["agreement"]["years"])
    release = data.get("release", {})
    if "tell_agreed" in release:
        release["tell_agreed"] = {"true": True, "false": False}[release["tell_agreed"]]
    return data


@pytest.fixture(scope="module")
def schema() -> jsonschema.Draft202012Validator:
    schema = Partner.model_json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("partner", REAL)
def test_the_schema_accepts_every_real_partner(
    workspace: Workspace, schema: jsonschema.Draft202012Validator, partner: str
) -> None:
    """An editor that follows the schema finds no fault with a file that we accept."""
    assert not list(schema.iter_errors(_as_editor(workspace.partners[partner].tree)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("kind: municipality\n", ""),
        ("country: JP", "country: Japan"),
        ("country: JP", "country: JP\ncontry: JP"),
        ("signed: 2019-08-30", "signed: 30 August"),
        ("speaker:", "speeker:"),
        ("years: 5", "years: 0"),
        ("instrument: MOU", "instrument: M O U"),
    ],
)
def test_the_schema_refuses_what_we_refuse(
    load: Load, tmp_path: Path, schema: jsonschema.Draft202012Validator, old: str, new: str
) -> None:
    """Mistakes show in the editor already."""
    text = replace(PARTNER, old, new)
    assert find_problems(load, text)
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
    assert not schema.is_valid(_as_editor(read_yaml(tmp_path / "x.yaml", NAME)))


def test_the_schema_takes_an_embargo_as_we_write_it() -> None:
    """A time is not announced as an ISO date-time, which editors would demand."""
    embargo = Partner.model_json_schema()["$defs"]["Release"]["properties"]["embargo"]
    assert "date-time" not in json.dumps(embargo)


def test_the_schema_beside_the_partners_is_up_to_date() -> None:
    """What the editors read is what the program checks."""
    written = (WORKSPACE / "partners" / "schema.json").read_text(encoding="utf-8")
    schema = Partner.model_json_schema()
    assert written == json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize("partner", REAL)
def test_every_partner_file_names_the_schema(partner: str) -> None:
    """An editor finds the schema from the first line of any partner file."""
    first, _, _ = read_real_partners()[partner].partition("\n")
    assert first == "# yaml-language-server: $schema=schema.json"

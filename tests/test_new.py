"""`new`: the file of a new partner, begun out of options or out of answers on a terminal."""

import itertools
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, get_args

import pytest
from click.testing import CliRunner, Result
from hypothesis import example, given
from hypothesis import strategies as st

from linkj_press.cli.main import cli
from linkj_press.record import Loaded, Partner, load_record
from linkj_press.record.values import Record
from linkj_press.text.dates import PartialDate
from linkj_press.workspace.loading import Workspace, load_workspace
from linkj_press.workspace.new_partner import NewPartner, word_partner_file

PROGRAM = Path(sys.executable).with_name("linkj-press")

FACTS = ("--kind", "life-science-organization", "--country", "FR", "--signed", "2021-02-10")
RELEASE = ("--instrument", "MOU", "--template", "mou")

LYON = NewPartner(
    "lyon",
    "life-science-organization",
    "FR",
    PartialDate(2021, 2, 10),
    template="mou",
    instrument="MOU",
    release_on=PartialDate(2021, 2, 15).first_day,
)

New = Callable[..., Result]


def run_in(folder: Path, *arguments: str) -> Result:
    line = ["-C", str(folder), "--ui", "en", *arguments]
    return CliRunner().invoke(cli, line, catch_exceptions=False)


@pytest.fixture
def new(desk_copy: Path) -> New:
    """Runs `new` on a copy of the real desk, without a terminal."""
    return partial(run_in, desk_copy, "new")


def load(text: str, folder: Path) -> Loaded[Partner]:
    file = folder / "lyon.yaml"
    file.write_text(text, "utf-8")
    return load_record(file, PurePosixPath("partners/lyon.yaml"), Partner)


def test_options_become_a_file(new: New, desk_copy: Path) -> None:
    """The path goes to standard output; the place and what to do next go to standard error."""
    names = ("--name-ja", "リヨン", "--name-en", "Lyon")
    result = new("lyon", *names, *FACTS, *RELEASE)
    assert result.exit_code == 0
    assert result.stdout == f"{desk_copy / 'partners' / 'lyon.yaml'}\n"
    assert result.stderr.startswith("no. 16 of all, ninth overseas\n")
    assert "linkj-press preview lyon" in result.stderr
    entry = load_workspace(desk_copy).ledger.by_id["lyon"]
    release = entry.partner.release
    assert entry.partner.name.full.ja == "リヨン"
    assert (entry.ordinal, entry.overseas_so_far) == (16, 9)
    assert release is not None
    assert (str(release.date), release.template) == ("2021-02-10", "mou")


def test_every_release_builds_with_gaps(new: New, desk_copy: Path, workspace: Workspace) -> None:
    """Any kind, instrument and template set gives both drafts, with no further edits."""
    kinds = workspace.house.terms.record.kinds
    made = list(itertools.product(kinds, ("MOU", "MOC"), ("mou", "moc")))
    for number, (kind, instrument, template) in enumerate(made, start=1):
        facts = ("--kind", kind, "--country", "DK", "--signed", f"2021-03-{number:02}")
        release = ("--instrument", instrument, "--template", template)
        assert new(f"p{number}", *facts, *release).exit_code == 0
    chosen = [f"p{number}" for number in range(1, len(made) + 1)]
    result = run_in(desk_copy, "build", *chosen)
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 2 * len(made)
    assert result.stderr.count(": 2 drafts written, ") == len(made)
    lacking = run_in(desk_copy, "build", "p1", "--final").stderr
    assert "release.subhead" in lacking
    assert "【日本語訳待ち】" not in lacking


def test_partner_without_a_release_stands_in_the_history(new: New, desk_copy: Path) -> None:
    """Without a template set the whole release is there, but commented out."""
    assert new("lyon", *FACTS).exit_code == 0
    text = (desk_copy / "partners" / "lyon.yaml").read_text("utf-8")
    assert load_workspace(desk_copy).partners["lyon"].record.release is None
    above, heading, below = text.partition("# release:\n")
    released = above + heading.removeprefix("# ") + re.sub("^# (?= )", "", below, flags=re.M)
    released = released.replace("  date:\n", "  date: 2021-02-15\n")
    released = released.replace("  template:\n", "  template: mou\n")
    assert load(released, desk_copy).record.release is not None


def uncomment(text: str) -> str:
    """Return *text* with the lines in use that are commented out."""
    field = re.compile(r"^( *)# (?=( *- | +)?[a-z_]+:( |$)| +- \{)", re.MULTILINE)
    return field.sub(r"\1", text)


def find_records(annotation: Any) -> Iterator[type[Record]]:
    """Yield the records that a field of the type *annotation* holds."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        yield annotation
    for argument in get_args(annotation):
        yield from find_records(argument)


def list_missing(
    record: type[Record], data: Any, path: str, seen: set[type[Record]]
) -> Iterator[str]:
    """Yield the fields of *record* that *data*, unless its kind was *seen*, does not have."""
    if record in seen:
        return
    seen.add(record)
    for name, field in record.model_fields.items():
        here = f"{path}.{name}"
        if name not in data:
            yield here
            continue
        value = data[name]
        if isinstance(value, list):
            value = next(iter(value), None)
        records = list(find_records(field.annotation))
        if name in ("people", "links") and isinstance(value, dict):
            value = next(iter(value.values()))
        if records and isinstance(value, dict):
            yield from list_missing(records[0], value, here, seen)


def test_every_field_is_in_the_file(workspace: Workspace, tmp_path: Path) -> None:
    """Once the commented lines are in use, each field of each record is there, and is valid."""
    text = uncomment(word_partner_file(LYON, workspace.house))
    loaded = load(text, tmp_path)
    seen: set[type[Record]] = set()
    missing = list(list_missing(Partner, loaded.tree.data, "", seen))
    assert missing == [".release.quotes.approval.ja"]  # one of the languages stands apart at most
    known = {record.__name__ for record in walk(Partner)}
    assert known - {"EmailPerLanguage"} == {r.__name__ for r in seen}  # one address serves both
    lines = text.splitlines()
    for path in (("release", "quotes", 0, "approval"), ("release", "confirmed")):
        line = loaded.tree.key_place(path).line
        assert "{by: …, on: " in lines[line - 2]


def test_every_field_is_explained_in_both_languages(workspace: Workspace) -> None:
    """Each field has a comment, on the line above, that says it in Japanese and in English."""
    lines = word_partner_file(LYON, workspace.house).splitlines()
    explained = {
        re.match(r"[ #-]*([a-z_]+):", below)[1]  # type: ignore[index]
        for above, below in itertools.pairwise(lines)
        if re.match(r" *#.*[ぁ-んァ-ヶ一-龠].* / .*[A-Za-z]", above) and ":" in below
    }
    told = {"ja", "en", "since", "by", "on", "phone", "email"}
    assert len(explained) > 40
    fields = {name for record in walk(Partner) for name in record.model_fields} - told
    assert fields - explained == set()


def walk(record: type[Record]) -> Iterator[type[Record]]:
    yield record
    for field in record.model_fields.values():
        for inner in find_records(field.annotation):
            yield from walk(inner)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])))
@example('Lyon: "bio" {{ ledger.total }} # 👩‍🔬 $kind \\')
def test_any_name_comes_back(
    workspace: Workspace, tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    """A name stands in the file so that it is read as it was given."""
    name = text.strip()
    try:
        told = word_partner_file(replace(LYON, name_ja=name, name_en=name), workspace.house)
    except ValueError:
        return
    full = load(told, tmp_path_factory.getbasetemp()).record.name.full
    assert (full.ja or "", full.en or "") == (name, name)


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("osaka", "osaka.yaml"),
        ("lyon", "lyon.yml"),
        ("lyon", "Lyon.YAML"),
        ("lyon", "ｌｙｏｎ.yaml"),
    ],
)
def test_nothing_is_overwritten(new: New, desk_copy: Path, name: str, there: str) -> None:
    """A file of the name, or nearly so, is told and stays as it is."""
    file = desk_copy / "partners" / there
    if not file.exists():
        file.write_text("# notes\n", "utf-8")
    before = {f.name: f.read_bytes() for f in file.parent.iterdir()}
    result = new(name, *FACTS)
    assert result.exit_code == 2
    assert f"partners/{there} is there already" in result.stderr
    assert {f.name: f.read_bytes() for f in file.parent.iterdir()} == before


def test_of_many_at_once_one_wins(desk_copy: Path) -> None:
    """Several people who begin the same partner get one file, whole, and are told."""
    command = [str(PROGRAM), "-C", str(desk_copy), "new", "lyon", *FACTS, "--name-en"]
    racers = [
        subprocess.Popen([*command, name], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for name in ("A", "B", "C", "D")
    ]
    ends = [(racer.communicate()[1], racer.returncode) for racer in racers]
    assert sorted(code == 0 for _, code in ends) == [False, False, False, True]
    assert all(b"is there already" in said for said, code in ends if code)
    (winner,) = (name for name, (_, code) in zip("ABCD", ends, strict=True) if code == 0)
    assert load_workspace(desk_copy).partners["lyon"].record.name.full.en == winner


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        ([], "are missing: PARTNER, --kind, --country, --signed"),
        (["lyon"], "are missing: --kind, --country, --signed"),
        (["lyon", *FACTS[:4], "--signed", "04/05/2021"], "this is 2021-04-05 or 2021-05-04"),
        (["lyon", *FACTS, "--name-ja", "大阪府"], "linkj-press new osaka notes what happened"),
        (["--ended", "2021-02"], "say to which PARTNER that happened"),
        (["lyon", "--kind", "embassy"], "are missing: --country, --signed"),
        (["lyon", *FACTS, "--template", "mou"], "are missing: --instrument"),
        (
            ["lyon", *FACTS[:4], "--signed", "2021-02", "--template", "mou"],
            "are missing: --instrument, --release-date",
        ),
        (["partners/Lyon Biopôle.yaml", *FACTS], "did you mean “lyon-biopole”?"),
        (["リヨン", *FACTS], "as in lyonbiopole"),
        (["lyon", *FACTS[2:], "--kind", "embasy"], "did you mean “embassy”?"),
        (["lyon", *FACTS[:2], *FACTS[4:], "--country", "SE"], "in templates/house/terms.yaml"),
        (["lyon", *FACTS[:4], "--signed", "2021-02-30"], "the calendar has no such date"),
        (["lyon", *FACTS, *RELEASE, "--release-date", "2021-02"], "the day is needed"),
        (["lyon", *FACTS, *RELEASE, "--release-date", "2021-02-09"], "before the signing"),
        (["lyon", *FACTS, "--release-date", "2021-02-15"], "goes with --template"),
        (["lyon", *FACTS, "--signed-after", "denmrk"], "did you mean “denmark”?"),
        (["lyon", *FACTS, "--signed-after", "osaka"], "but the dates say otherwise"),
        (["lyon", *FACTS, "--name-en", "a\tb"], "one line goes here"),
        (["lyon", *FACTS[:4], "--signed", "2019-08"], "the one right before it: yokohama"),
    ],
)
def test_wrong_usage_is_told_and_writes_nothing(
    new: New, desk_copy: Path, arguments: list[str], answer: str
) -> None:
    """What is missing or wrong ends with 2, all that is missing named at once."""
    before = sorted(f.name for f in (desk_copy / "partners").iterdir())
    result = new(*arguments)
    assert result.exit_code == 2
    assert answer in result.stderr
    assert result.stdout == ""
    assert sorted(f.name for f in (desk_copy / "partners").iterdir()) == before


def test_options_take_what_people_call_things(new: New, desk_copy: Path) -> None:
    """Kind, country, instrument and dates as one answers a question, in either language."""
    facts = ("--kind", "大使館", "--country", "フランス", "--signed", "令和３年２月１０日")
    release = ("--instrument", "意向表明書", "--template", "mou", "--release-date", "2021/2/15")
    result = new("lyon", *facts, *release, "--term", "3年")
    assert result.exit_code == 0, result.stderr
    record = load_workspace(desk_copy).partners["lyon"].record
    assert (record.kind, record.country, record.agreement.instrument) == ("embassy", "FR", "LOI")
    assert (str(record.agreement.signed), record.agreement.years) == ("2021-02-10", 3)
    assert record.release is not None
    assert str(record.release.date) == "2021-02-15"


def test_a_partner_on_file_is_known_by_its_name(new: New, desk_copy: Path) -> None:
    """What happened is noted in the file of who is called so."""
    assert new("大阪府", "--ended", "令和5年3月31日").exit_code == 0
    assert "ended: {on: 2023-03-31}" in (desk_copy / "partners/osaka.yaml").read_text("utf-8")


def test_earlier_date_moves_the_later_ones(new: New, desk_copy: Path) -> None:
    """An old partnership that comes to light takes its place, and who moves is told."""
    arguments = ("--kind", "自治体", "--country", "JP", "--signed", "2020-09-10")
    result = new("nara", *arguments)
    assert result.exit_code == 0
    assert result.stderr.startswith(
        "no. 14 of all, seventh in Japan\n2 signed later move on by one: kanagawa, denmark\n"
    )
    assert load_workspace(desk_copy).ledger.by_id["nara"].ordinal == 14


def test_tie_is_settled_by_an_option(new: New, desk_copy: Path) -> None:
    """Where dates tie, `--signed-after` says the order, and stands in the file."""
    arguments = (*FACTS[:4], "--signed", "2019-08", "--signed-after", "yokohama")
    assert new("lyon", *arguments).exit_code == 0
    entries = [entry.id for entry in load_workspace(desk_copy).ledger.entries]
    assert entries.index("lyon") == entries.index("yokohama") + 1


def test_problems_of_the_workspace_come_first(new: New, desk_copy: Path) -> None:
    """A workspace with a mistake has no places to give: the mistake is told."""
    kobe = desk_copy / "partners" / "kobe.yaml"
    kobe.write_text(kobe.read_text("utf-8").replace("country: JP", "country: XX"), "utf-8")
    result = new("lyon", *FACTS)
    assert result.exit_code == 1
    assert "partners/kobe.yaml:" in result.stderr
    assert not (desk_copy / "partners" / "lyon.yaml").exists()


if sys.platform != "win32":
    from tests.screen import Screen

    @pytest.fixture
    def open_screen(desk_copy: Path) -> Callable[..., Screen]:
        """Begins `new` on a copy of the real desk, in a terminal."""
        environment = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}

        def start(*arguments: str, language: str = "en") -> Screen:
            command = [str(PROGRAM), "-C", str(desk_copy), "--ui", language, "new", *arguments]
            return Screen(command, environment, (130, 60))

        return start

    def test_terminal_asks_and_asks_again(
        open_screen: Callable[..., Screen], desk_copy: Path
    ) -> None:
        """Each question is asked; a wrong answer is told and asked again; the place is told."""
        dialogue = [
            ("Name in Japanese", "リヨン: ＃1"),
            ("Name in English", "Lyon"),
            ("life science organization", "embasy"),
            ("did you mean “embassy”?", "2"),
            ("the United Kingdom", "fr"),
            ("Signed on", "2021-02-30"),
            ("the calendar has no such date", "Feb. 10, 2021"),
            ("→ February 10, 2021", ""),
            ("memorandum of understanding (MOU), as with Kanagawa Prefecture", "memorandum"),
            ("may be more than one of the list: 1 memorandum of understanding", "1"),
            ("Area of cooperation, if known (number or name)", "mutual visits"),
            ("Another area of cooperation, if there is one", "joint training"),
            ("0 adds one", "0"),
            ("①刊行物、資料、情報の交換、②…", "若手研究者の合同研修"),
            ("In English, as inside a sentence", "joint training."),
            ("leave the full stop out", "joint training"),
            ("Another area of cooperation, if there is one", ""),
            ("[mou]", ""),
            ("[February 10, 2021]", "2021-02-01"),
            ("that is before the signing (February 10, 2021)", ""),
            ("no. 16 of all, ninth overseas", ""),
            ("\n    worded as", "yes"),
            ("linkj-press build lyon", ""),
        ]
        with open_screen("lyon") as screen:
            for shown, typed in dialogue:
                screen.wait_for(shown)
                screen.type(f"{typed}\r")
            assert screen.wait_for_end() == 0
            assert "    joint training\r\n" in screen.written.decode()
        loaded = load_workspace(desk_copy).partners["lyon"].record
        assert loaded.name.full.ja == "リヨン: ＃1"
        assert loaded.kind == "life-science-organization"
        assert (loaded.country, str(loaded.agreement.signed)) == ("FR", "2021-02-10")
        assert loaded.agreement.instrument == "MOU"
        assert loaded.agreement.items == ("visits", "joint-training")
        assert load_workspace(desk_copy).house.terms.record.items["joint-training"].ja
        assert loaded.release is not None
        assert str(loaded.release.date) == "2021-02-10"

    def test_terminal_asks_only_what_is_open(
        open_screen: Callable[..., Screen], desk_copy: Path
    ) -> None:
        """What an option gives is not asked for; kinds are shown in the person's language."""
        names = ("--name-ja", "リヨン", "--name-en", "Lyon")
        with open_screen("lyon", *names, "--signed", "2021-02", language="ja") as screen:
            screen.wait_for("ライフサイエンス団体")
            assert "Lyon" not in screen.text
            screen.type("大使館\r")
            screen.wait_for("デンマーク")
            screen.type("DK\r")
            screen.wait_for("プレスリリースを作りますか")
            screen.type("いいえ\r")
            screen.wait_for("MOU（提携に関する覚書）")
            screen.type("\r")
            screen.wait_for("この内容で登録しますか")
            screen.type("\r")
            screen.wait_for("lyon.yaml")
            assert screen.wait_for_end() == 0
        record = load_workspace(desk_copy).partners["lyon"].record
        assert (record.kind, record.country, record.release) == ("embassy", "DK", None)
        assert record.agreement.instrument is None

    def test_terminal_asks_for_the_order(
        open_screen: Callable[..., Screen], desk_copy: Path
    ) -> None:
        """Where dates tie, it asks after whom, and offers only those that will do."""
        names = ("--name-ja", "", "--name-en", "", "--template", "", "--instrument", "")
        facts = (*FACTS[:4], "--signed", "2016-05")
        with open_screen("lyon", *names, *facts) as screen:
            screen.wait_for("the order of signing is not settled")
            screen.wait_for("biocom")
            screen.wait_for("right after which")
            screen.type("ucsd\r")
            screen.wait_for("there is no “ucsd”")
            screen.type("biocom\r")
            screen.wait_for("no. 3 of all, third overseas")
            screen.type("\r")
            assert screen.wait_for_end() == 0
        record = load_workspace(desk_copy).partners["lyon"].record
        assert record.agreement.signed_after == "biocom"

    def answer(screen: Screen, dialogue: list[tuple[str, str]]) -> None:
        """Type to *screen* what is to be typed once something else shows."""
        for shown, typed in dialogue:
            screen.wait_for(shown)
            screen.type(f"{typed}\r")

    def test_a_name_is_enough_to_begin_with(
        open_screen: Callable[..., Screen], desk_copy: Path
    ) -> None:
        """What the file is to be called is proposed; who is on file already is told."""
        dialogue = [
            ("Name in Japanese", "大阪府"),
            ("大阪府 is on file already: linkj-press new osaka notes", "　リヨン　"),
            ("Name in English", "Lyon Biopôle"),
            ("[lyon-biopole]", "osaka"),
            ("partners/osaka.yaml is there already", ""),
            ("Kind", "embassy"),
            ("Its own country", "FR"),
            ("Signed on", "2021-02"),
            ("the day is not known", "no"),
            ("if known", ""),
            ("Shall it be put on file", ""),
        ]
        with open_screen() as screen:
            answer(screen, dialogue)
            assert screen.wait_for_end() == 0
        name = load_workspace(desk_copy).partners["lyon-biopole"].record.name.full
        assert (name.ja, name.en) == ("リヨン", "Lyon Biopôle")

    def test_an_empty_answer_is_told_what_is_needed(open_screen: Callable[..., Screen]) -> None:
        """Each question that cannot be left says so, and what will do."""
        with open_screen("lyon", "--name-ja", "", "--name-en", "", language="ja") as screen:
            answer(screen, [("区分（番号か名称）", ""), ("区分が必要です", "７")])
            answer(screen, [("→ 大使館", ""), ("国が必要です", "ふらんす")])
            answer(screen, [("一覧に「ふらんす」はありません", "フランス"), ("締結日（例", "")])
            answer(screen, [("年月だけ（2021年2月）でもかまいません", "４月１５日")])
            screen.wait_for("年がありません")

    def test_there_is_a_way_back(open_screen: Callable[..., Screen], desk_copy: Path) -> None:
        """It is told first; each question before can be answered anew, the last one too.

        What was typed after it stands, unless something else is typed.
        """
        dialogue = [
            ("一つ前の質問に戻るには「戻る」か <", "戻る"),
            ("最初の質問です", "リオン"),
            ("英語の名称", "Lyon"),
            ("区分（番号か名称）", "戻る"),
            ("英語の名称（わかれば）", "＜"),
            ("日本語の名称（わかれば）", "リヨン"),
            ("英語の名称（わかれば） [Lyon]", ""),
            ("区分（番号か名称）", "7"),
            ("→ 大使館", "2"),
            ("→ フランス", "令和3年2月10日"),
            ("→ 2021年2月10日", "はい"),
            ("MOU（提携に関する覚書）", "moc"),
            ("提携内容（わかれば）", ""),
            ("[moc]", ""),
            ("発表日 [2021年2月10日]", ""),
            ("16例目、海外9団体目になります", "back"),
            ("発表日 [2021年2月10日]", "2021/2/15"),
            ("→ 2021年2月15日", ""),
        ]
        with open_screen("lyon", language="ja") as screen:
            answer(screen, dialogue)
            assert screen.wait_for_end() == 0
            assert screen.written.decode().count("戻るには") == 1
        record = load_workspace(desk_copy).partners["lyon"].record
        assert (record.name.full.ja, record.name.full.en) == ("リヨン", "Lyon")
        assert record.release is not None
        assert (str(record.release.date), record.release.template) == ("2021-02-15", "moc")

    NEW_TERMS = [
        ("there is no “hospital” in the list", "0"),
        ("Name in Japanese", "病院"),
        ("In English, as inside a sentence", "hospital"),
        ("In English, of several", "hospitals"),
        ("Its own country", "オランダ"),
        ("[オランダ]", ""),
        ("[Netherlands]", "the Netherlands"),
        ("Signed on", "2021/2/10"),
        ("Is there to be a release", "n"),
        ("if known", ""),
    ]

    def test_what_the_lists_lack_is_added_on_the_spot(
        open_screen: Callable[..., Screen], desk_copy: Path
    ) -> None:
        """A kind with its names, and a country known by either; written with the file itself."""
        names = ("--name-ja", "", "--name-en", "")
        with open_screen("umc", *names) as screen:
            answer(screen, [("Kind (number or name)", "hospital"), *NEW_TERMS])
            answer(screen, [("Shall it be put on file", "")])
            assert screen.wait_for_end() == 0
        workspace = load_workspace(desk_copy)
        record, terms = workspace.partners["umc"].record, workspace.house.terms.record
        assert (record.kind, record.country) == ("hospital", "NL")
        assert (terms.kinds["hospital"].ja, terms.plurals["hospital"]) == ("病院", "hospitals")
        assert terms.countries["NL"].name.en == "the Netherlands"

    def test_breaking_off_at_the_end_leaves_the_lists_too(
        open_screen: Callable[..., Screen], desk_copy: Path
    ) -> None:
        """Whatever was answered before, nothing is written without the last yes."""
        before = {f: f.read_bytes() for f in desk_copy.rglob("*.yaml")}
        with open_screen("umc", "--name-ja", "", "--name-en", "") as screen:
            answer(screen, [("Kind (number or name)", "hospital"), *NEW_TERMS])
            screen.wait_for("Shall it be put on file")
            screen.process.send_signal(signal.SIGINT)
            screen.wait_for("Aborted! Nothing was written.")
            assert screen.wait_for_end() == 1
        assert {f: f.read_bytes() for f in desk_copy.rglob("*.yaml")} == before

    @pytest.mark.parametrize(
        "leave",
        [
            lambda screen: screen.type("\x04"),
            lambda screen: screen.process.send_signal(signal.SIGINT),
        ],
    )
    def test_leaving_writes_nothing(
        open_screen: Callable[..., Screen], desk_copy: Path, leave: Callable[[Screen], None]
    ) -> None:
        """Ctrl-C or Ctrl-D at a question leaves no file."""
        with open_screen("lyon") as screen:
            screen.wait_for("Name in Japanese")
            leave(screen)
            assert screen.wait_for_end() == 1
        assert not list((desk_copy / "partners").glob("*lyon*"))

"""The command line, run as a person runs it."""

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from linkj_press.cli import ui
from linkj_press.cli.main import cli
from linkj_press.record import Partner
from tests.conftest import REPOSITORY
from tests.word_text import read_header_text, read_word_text

Run = Callable[..., Result]


def run_in(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(folder), *arguments], catch_exceptions=False)


def run_program(
    folder: Path, *arguments: str, env: Mapping[str, str] | None = None, **options: Any
) -> subprocess.CompletedProcess[bytes]:
    """Run the installed program in *folder*, with *env* besides the environment of the tests."""
    program = Path(sys.executable).parent / "linkj-press"
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    return subprocess.run(
        [str(program), *arguments],
        cwd=folder,
        env={**os.environ, **(env or {})},
        check=False,
        **streams,
    )


@pytest.fixture
def run(real_desk: Path) -> Run:
    """Runs the program on the real desk."""
    return partial(run_in, real_desk)


def test_build_writes_eight_drafts(run: Run, tmp_path: Path) -> None:
    """Every release in both languages; paths on standard output, gaps on standard error."""
    result = run("build", "--output", str(tmp_path))
    assert result.exit_code == 0
    written = sorted(file.name for file in tmp_path.glob("*.docx"))
    assert written == sorted(
        f"{day}_{partner}_{language}.docx"
        for day, partner in [
            ("2019-08-30", "yokohama"),
            ("2020-09-07", "osaka"),
            ("2020-09-18", "kanagawa"),
            ("2020-11-24", "denmark"),
        ]
        for language in ("ja", "en")
    )
    assert sorted(Path(line).name for line in result.stdout.splitlines()) == written
    assert "denmark: 2 drafts written, 5 open\n" in result.stderr
    assert result.stderr.endswith("what is open: linkj-press check --open\n")


@pytest.mark.parametrize(
    ("environment", "is_japanese"),
    [
        ({"LC_ALL": "ja_JP.UTF-8", "LANG": "en_US.UTF-8"}, True),
        ({"LC_ALL": "C", "LANG": "ja_JP.UTF-8"}, False),
        ({"LC_MESSAGES": "ja_JP", "LANG": "C"}, True),
        ({"LC_ALL": "", "LANG": "ja_JP.UTF-8"}, True),
        ({"LC_ALL": "C", "LINKJ_PRESS_UI": " JA"}, True),
        ({"LC_ALL": "ja_JP.UTF-8", "LINKJ_PRESS_UI": "en"}, False),
    ],
)
def test_the_language_is_that_of_the_system(
    environment: Mapping[str, str], *, is_japanese: bool
) -> None:
    """The program's own variable decides, then the system's in the order that programs keep to."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG", "LINKJ_PRESS_UI", "LANGUAGE")
    variables = {**dict.fromkeys(names), **environment}
    told = CliRunner().invoke(cli, ["nothing"], env=variables).stderr
    assert ("というコマンドはありません" in told) == is_japanese


def test_word_draft_says_what_the_preview_says(run: Run, tmp_path: Path) -> None:
    """The preview's paragraphs are those of the Word file, whose header has the label."""
    run("build", "denmark", "--lang", "ja", "--output", str(tmp_path))
    preview = run("preview", "--plain", "denmark", "--lang", "ja").stdout
    (file,) = tmp_path.glob("*.docx")
    # Where a line of a headline or a caption ends is no word.
    written = [text.replace("\n", "") for text in read_word_text(file.read_bytes()) if text]
    label, *paragraphs = [line for line in preview.splitlines() if line]
    assert written == paragraphs
    assert label in read_header_text(file.read_bytes())


def test_dry_run_writes_nothing(run: Run, tmp_path: Path) -> None:
    """--dry-run names the files and leaves the folder alone."""
    result = run("build", "osaka", "--dry-run", "--output", str(tmp_path / "out"))
    assert len(result.stdout.splitlines()) == 2
    assert list(tmp_path.iterdir()) == []


def test_neither_language_is_written_when_one_fails(desk_copy: Path) -> None:
    """A fault of the English template keeps the Japanese draft from being written too."""
    template = desk_copy / "templates" / "moc" / "en.md"
    template.write_text(template.read_text("utf-8") + "\n{{ nothing }}\n", "utf-8")
    result = run_in(desk_copy, "build")
    assert result.exit_code == 1
    assert "templates/moc/en.md:" in result.stderr
    written = {file.name.split("_")[1] for file in (desk_copy / "output").glob("*.docx")}
    assert written == {"yokohama", "osaka", "kanagawa"}


def test_gaps_of_a_missing_language_are_told(desk_copy: Path) -> None:
    """A release without English builds, and says what is missing and where."""
    file = desk_copy / "partners" / "denmark.yaml"
    text = file.read_text("utf-8")
    start = text.index("    en: |")
    file.write_text(text[:start] + text[text.index("  background:") :], "utf-8")
    result = run_in(desk_copy, "build", "denmark")
    assert result.exit_code == 0
    assert "denmark: 2 drafts written, 6 open\n" in result.stderr
    refused = run_in(desk_copy, "build", "denmark", "--final")
    assert "[English translation awaited] partners/denmark.yaml:" in refused.stderr


PRINTED = {
    "2019-08-30": {"total": 11, "id": "yokohama", "kind_ordinal": 2, "follows": "kawasaki"},
    "2020-09-07": {"total": 13, "id": "osaka", "kind_ordinal": 3, "follows": "yokohama"},
    "2020-09-18": {"total": 14, "id": "kanagawa", "kind_ordinal": 4, "follows": "osaka"},
    "2020-11-24": {"total": 15, "id": "denmark", "kind_ordinal": 1, "follows": None},
}


@pytest.mark.parametrize("day", PRINTED)
def test_ledger_gives_the_printed_figures(run: Run, day: str) -> None:
    """The ledger as of each release has the figures that the release printed."""
    answer = json.loads(run("ledger", "--as-of", day, "--format", "json").stdout)
    last = answer["partnerships"][-1]
    expected = PRINTED[day]
    assert answer["as_of"] == day
    assert {
        "total": answer["total"],
        "id": last["id"],
        "kind_ordinal": last["kind_ordinal"],
        "follows": last["follows"],
    } == expected
    assert last["ordinal"] == answer["total"] == answer["overseas"] + answer["domestic"]
    if day == "2020-11-24":
        assert (answer["overseas"], answer["domestic"]) == (8, 7)


def test_ledger_json_has_the_contracts_shape(run: Run) -> None:
    """Scripts rely on these keys."""
    answer = json.loads(run("ledger", "--format", "json").stdout)
    assert answer["partnerships"][0] == {
        "id": "ucsd",
        "ordinal": 1,
        "kind": "university",
        "kind_ordinal": 1,
        "follows": None,
        "overseas": True,
        "country": "US",
        "signed": "2016-05",
        "name": {
            "ja": "カリフォルニア大学サンディエゴ校",
            "en": "University of California San Diego",
        },
        "signed_with": [],
        "in_force": True,
        "renewed": [],
        "ended": None,
        "merged": None,
    }


def test_ledger_csv_opens_in_excel(run: Run) -> None:
    """A byte-order mark, and a row for each partner of the kind."""
    result = run("ledger", "--format", "csv", "--kind", "municipality")
    assert result.stdout.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(result.stdout.removeprefix("\ufeff"))))
    assert [row["name_ja"] for row in rows] == ["川崎市", "横浜市", "大阪府", "神奈川県"]


def test_ledger_table_shows_totals(run: Run) -> None:
    """The table names everybody, and the totals follow it."""
    text = run("ledger").stdout
    assert "公益財団法人神戸医療産業都市推進機構" in text
    assert "\n15 partnerships as of November 20, 2020: 8 overseas, 7 in Japan\n" in text


@pytest.mark.parametrize("variable", ["FORCE_COLOR", "TTY_COMPATIBLE"])
def test_piped_ledger_is_plain(real_desk: Path, variable: str) -> None:
    """Whatever the environment says of terminals, a file or another program gets plain text."""
    plain = run_in(real_desk, "ledger").stdout
    assert plain
    assert run_program(real_desk, "ledger", env={variable: "1"}).stdout.decode() == plain


def test_empty_ledger_has_no_day(desk_copy: Path) -> None:
    """Without partners there is no last day of signing; a day that was asked for is told."""
    for file in (desk_copy / "partners").glob("*.yaml"):
        file.unlink()
    arguments = ["ledger", "--format", "json"]
    assert json.loads(run_in(desk_copy, *arguments).stdout)["as_of"] is None
    asked = run_in(desk_copy, *arguments, "--as-of", "2020-01-31").stdout
    assert json.loads(asked)["as_of"] == "2020-01-31"


def test_schema_is_that_of_the_models(run: Run) -> None:
    """`schema` prints the schema that partner files name."""
    printed = run("schema").stdout
    assert json.loads(printed) == Partner.model_json_schema()
    assert printed == (REPOSITORY / "partners" / "schema.json").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (["bild"], "did you mean “build”?"),
        (["build", "denmrk"], "did you mean “denmark”?"),
        (["preview", "ucsd"], "“ucsd” has no release: write `release:` in partners/ucsd.yaml"),
        (["ledger", "--as-of", ""], "write a date as YYYY-MM-DD"),
        (["ledger", "--kind", ""], "there is no kind “”"),
        (["build", "--output", ""], "the name of the folder is empty"),
        (["ledger", "--kind", "universty"], "did you mean “university”?"),
        (["ledger", "--as-of", "2020-02-30"], "the calendar has no such date"),
    ],
)
def test_wrong_usage_is_answered_with_a_hint(run: Run, arguments: list[str], answer: str) -> None:
    """A near miss ends with 2 and says what was meant."""
    result = run(*arguments)
    assert result.exit_code == 2
    assert answer in result.stderr


def test_no_workspace_is_wrong_usage(tmp_path: Path) -> None:
    """A folder without partners/ and templates/ is told so."""
    result = run_in(tmp_path, "build")
    assert result.exit_code == 2
    assert "no partners/ and templates/" in result.stderr


def test_problems_of_all_files_are_printed_once(desk_copy: Path) -> None:
    """Problems end with 1, one line each with its place, on standard error alone."""
    (desk_copy / "partners" / "oui.yaml").write_bytes("name：横浜".encode("cp932"))
    kobe = desk_copy / "partners" / "kobe.yaml"
    kobe.write_text(kobe.read_text("utf-8").replace("country: JP", "country：JP"), "utf-8")
    result = run_in(desk_copy, "build")
    assert (result.exit_code, result.stdout) == (1, "")
    places = [line.split(": error:")[0] for line in result.stderr.splitlines() if "error:" in line]
    assert [place.split(":")[0] for place in places] == ["partners/kobe.yaml", "partners/oui.yaml"]
    assert "Shift_JIS" in result.stderr
    assert result.stderr.endswith("2 errors\n")


def test_program_runs_from_any_folder_below(desk_copy: Path) -> None:
    """The installed program finds the workspace above the folder it is started in."""
    program = Path(sys.executable).parent / "linkj-press"
    command = [str(program), "preview", "--plain", "osaka", "--lang", "ja"]
    done = subprocess.run(command, cwd=desk_copy / "partners", capture_output=True, check=True)
    assert done.stdout.decode().startswith("プレスリリース\n\n【事実関係の確認待ち")


def test_ledger_prints_names_as_they_are(desk_copy: Path) -> None:
    """Brackets and colons in a name are text, and mean nothing to the terminal."""
    osaka = desk_copy / "partners" / "osaka.yaml"
    name = "Osaka [/] [ibec] :smile:"
    osaka.write_text(
        osaka.read_text("utf-8").replace("en: Osaka Prefecture}", f'en: "{name}"}}', 1), "utf-8"
    )
    assert name in run_in(desk_copy, "ledger").stdout


@pytest.mark.parametrize("make", [Path.mkdir, lambda path: path.symlink_to("/nonexistent")])
def test_no_partner_file_vanishes_silently(desk_copy: Path, make: Callable[[Path], None]) -> None:
    """A folder or a broken link in a partner file's place is told: every ordinal hangs on it."""
    kobe = desk_copy / "partners" / "kobe.yaml"
    kobe.unlink()
    make(kobe)
    result = run_in(desk_copy, "ledger")
    assert result.exit_code == 1
    assert "partners/kobe.yaml:1:1: error: this is no file" in result.stderr


@pytest.mark.parametrize(
    ("name", "answer"),
    [("kobe", "write `release:` in partners/kobe.yaml"), ("kobi", "did you mean “kobe”?")],
)
def test_partner_is_named_where_nobody_has_a_release(
    desk_copy: Path, name: str, answer: str
) -> None:
    """With no release to suggest, the answer still says what to do."""
    for partner in ("yokohama", "osaka", "kanagawa", "denmark"):
        (desk_copy / "partners" / f"{partner}.yaml").unlink()
    result = run_in(desk_copy, "build", name)
    assert result.exit_code == 2
    assert answer in result.stderr


def test_reader_who_leaves_does_not_stop_a_build(desk_copy: Path) -> None:
    """Behind `| head -1` every draft is still written, and nothing is said of the pipe."""
    read, write = os.pipe()
    os.close(read)
    done = run_program(desk_copy, "build", stdout=write)
    os.close(write)
    assert done.returncode == 0
    assert b"Error" not in done.stderr
    assert b"Traceback" not in done.stderr
    assert len(list((desk_copy / "output").glob("*.docx"))) == 8


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full")
@pytest.mark.parametrize(
    "arguments", [["ledger"], ["ledger", "--format", "csv"], ["build", "osaka"], ["--help"]]
)
def test_full_disk_is_one_message(desk_copy: Path, arguments: list[str]) -> None:
    """Output that finds no room ends with 1 and a line that says so."""
    with Path("/dev/full").open("wb") as full:
        done = run_program(desk_copy, *arguments, stdout=full)
    assert done.returncode == 1
    assert done.stderr == b"Error: the system refuses: No space left on device\n"
    with Path("/dev/full").open("wb") as full:
        done = run_program(desk_copy, "--ui", "ja", "ledger", stdout=full)
    assert "システム" in done.stderr.decode()
    assert "space" not in done.stderr.decode()


@pytest.mark.skipif(os.name == "nt", reason="there, a folder in use cannot be deleted")
def test_folder_that_is_gone_is_one_message(real_desk: Path, tmp_path: Path) -> None:
    """In a folder that was deleted the program says so, and works on another."""
    gone = tmp_path / "gone"
    program = f"{Path(sys.executable).parent}/linkj-press"
    script = f"mkdir {gone}; cd {gone}; rmdir {gone}; "
    run_script = partial(subprocess.run, shell=True, capture_output=True, text=True, check=False)
    done = run_script(f"{script} {program} ledger")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: the folder you are in: No such file or directory")
    assert len(done.stderr.splitlines()) == 1
    done = run_script(f"{script} {program} -C {real_desk} build osaka --output {tmp_path / 'out'}")
    assert done.returncode == 0
    assert str(tmp_path / "out" / "2020-09-07_osaka_ja.docx") in done.stdout


def test_output_in_an_impossible_folder_is_told(real_desk: Path, tmp_path: Path) -> None:
    """A folder with a name too long for the disk is a message for each release."""
    result = run_in(real_desk, "build", "osaka", "--output", str(tmp_path / ("x" * 300)))
    assert result.exit_code == 1
    assert "choose a shorter name" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "english", "japanese"),
    [
        (["bild"], "there is no command “bild”: did you mean “build”?", "「build」"),
        (
            ["--workspac", "x"],
            "No such option '--workspac'. Did you mean '--workspace'?",
            "'--workspace'",
        ),
        (["build", "--finall"], "No such option '--finall'. Did you mean '--final'?", "'--final'"),
        (["preview", "osakka"], "“osakka” is not a partner: did you mean “osaka”?", "「osaka」"),
        (
            ["ledger", "--kind", "foundaton"],
            "there is no kind “foundaton”: did you",
            "「foundation」",
        ),
        (["ledger", "--format", "cvs"], "'cvs' is not one of 'table', 'json', 'csv'", "'csv'"),
    ],
)
def test_near_miss_is_answered_in_the_persons_language(
    real_desk: Path, arguments: list[str], english: str, japanese: str
) -> None:
    """Whatever is misspelt, the answer names what was meant, in English or in Japanese, with 2."""
    told = run_in(real_desk, "--ui", "en", *arguments)
    assert (told.exit_code, told.stdout) == (2, "")
    assert english in told.stderr
    told = run_in(real_desk, "--ui", "ja", *arguments)
    assert (told.exit_code, told.stdout) == (2, "")
    answer = told.stderr.split("エラー：")[1]
    assert japanese in answer
    assert not re.search("did you|Did you|there is|No such|is not", answer)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_interrupt_ends_a_build_with_one_line(desk_copy: Path, jobs: str) -> None:
    """Ctrl-C, which reaches every process, ends a build at once: one line, no traceback."""
    template = (desk_copy / "partners" / "osaka.yaml").read_text("utf-8")
    for number in range(60):
        day = f"20{number + 21}-01-01"
        text = template.replace("2020-09-07", day)
        (desk_copy / "partners" / f"city-{number}.yaml").write_text(text, "utf-8")
    program = Path(sys.executable).with_name("linkj-press")
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [program, "build", "--jobs", jobs],
        cwd=desk_copy,
        stdout=pipe,
        stderr=pipe,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        os.killpg(process.pid, signal.SIGINT)
        _, told = process.communicate(timeout=20)
    assert process.returncode == 1
    *releases, end = told.decode().splitlines()
    assert end == "Aborted!"
    assert all("drafts written" in line for line in releases if line)
    assert len(list((desk_copy / "output").glob("*.docx"))) < 128


def test_interrupt_ends_a_question_with_one_line(desk_copy: Path) -> None:
    """Ctrl-C at a question of `new` ends with 1 and one line, and no file is left."""
    screen = pytest.importorskip("tests.screen", reason="Windows has no pseudo-terminals")
    program = Path(sys.executable).with_name("linkj-press")
    command = [program, "-C", desk_copy, "new", "lyon"]
    with screen.Screen(command, {**os.environ, "TERM": "xterm"}, (80, 24)) as terminal:
        terminal.wait_for("Name in Japanese")
        terminal.process.send_signal(signal.SIGINT)
        assert terminal.wait_for_end() == 1
        terminal.wait_for("Aborted!")
        assert "Traceback" not in terminal.text
    assert not (desk_copy / "partners" / "lyon.yaml").exists()


@pytest.mark.parametrize(
    ("arguments", "language"),
    [(["preview", "denmark"], "ja"), (["ledger"], "en"), (["--help"], "ja"), ([], "ja")],
)
def test_output_is_in_the_encoding_that_was_asked_for(
    desk_copy: Path, arguments: list[str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With PYTHONIOENCODING=cp932 all is CP932, with `?` for what that lacks; else UTF-8.

    Each way of writing is tried in one language: those of the other are the same.
    """
    monkeypatch.chdir(desk_copy)
    command = ["--ui", language, *arguments]
    usual = CliRunner().invoke(cli, command, prog_name="linkj-press", catch_exceptions=False).stdout
    assert not usual.isascii()
    done = run_program(desk_copy, *command, env={"PYTHONIOENCODING": "cp932"})
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == usual.encode("cp932", "replace")
    if arguments == ["ledger"]:
        assert run_program(desk_copy, *command).stdout == usual.encode()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_problems_are_in_the_encoding_that_was_asked_for(desk_copy: Path, language: str) -> None:
    """Problems too come in CP932, also when they quote what that lacks."""
    file = desk_copy / "partners" / "denmark.yaml"
    file.write_text(file.read_text("utf-8").replace("kind: embassy", "kind: København", 1), "utf-8")
    command = ["--ui", language, "build"]
    usual = run_in(desk_copy, *command).stderr
    assert "København" in usual
    done = run_program(desk_copy, *command, env={"PYTHONIOENCODING": "cp932:strict"})
    assert done.returncode == 1
    assert done.stderr == usual.encode("cp932", "replace")


def test_kind_is_found_by_a_name_as_a_mac_composes_it(desk_copy: Path) -> None:
    """A kind's name with its marks apart, as copied on macOS, is the same name."""
    terms = desk_copy / "templates" / "house" / "terms.yaml"
    terms.write_text(terms.read_text("utf-8").replace("ja: 自治体", "ja: まちづくり団体"), "utf-8")
    name = unicodedata.normalize("NFD", "まちづくり団体")
    assert name != "まちづくり団体"
    told = run_in(desk_copy, "ledger", "--kind", name)
    assert told.exit_code == 0
    assert "横浜市" in told.stdout


def test_workspace_with_spaces_and_japanese_in_its_path(desk_copy: Path) -> None:
    """A folder such as `広報 リリース` works: build, then nothing to do, preview, problems."""
    desk = desk_copy.rename(
        desk_copy.with_name(unicodedata.normalize("NFD", "広報 リリース（が）"))
    )
    built = run_program(desk.parent, "-C", desk.name, "build", "osaka")
    assert built.returncode == 0
    folder = Path(desk.name) / "output"
    names = [f"2020-09-07_osaka_{language}.docx" for language in ("ja", "en")]
    assert built.stdout.decode().split("\n") == [*(str(folder / name) for name in names), ""]
    assert all((desk.parent / folder / name).is_file() for name in names)
    again = run_in(desk, "build", "osaka")
    assert (again.stdout, again.stderr.split(",")[0]) == ("", "osaka: up to date")
    assert run_program(desk / "partners", "preview", "osaka").returncode == 0


@pytest.mark.parametrize(
    ("command", "closed"),
    [
        ("ledger", "<&-"),
        ("ledger", ">&-"),
        ("preview osaka", ">&-"),
        ("preview osaka", "2>&-"),
        ("preview oska", ">&-"),
        ("preview oska", "2>&-"),
    ],
)
def test_closed_standard_streams_end_in_no_traceback(
    real_desk: Path, command: str, closed: str
) -> None:
    """As under cron: what is closed takes nothing, and gives nothing.

    Each stream is closed for a command that would use it.
    """
    program = Path(sys.executable).with_name("linkj-press")
    line = f"'{program}' -C '{real_desk}' {command} {closed}"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert done.returncode == (2 if "oska" in command else 0)


def test_kind_may_be_typed_full_width(run: Run) -> None:
    """What an input method makes of a kind is that kind, by key or by name."""
    for kind in ("ｅｍｂａｓｓｙ", "Embassy", "大使館"):
        assert json.loads(run("ledger", "--kind", kind, "--format", "json").stdout)["partnerships"]


# text


@pytest.mark.parametrize("language", ["ja", "en"])
def test_text_prints_what_the_preview_says(run: Run, tmp_path: Path, language: str) -> None:
    """The draft's text in the form of the preview, after its headers, which hold the label."""
    run("build", "osaka", "--lang", language, "--output", str(tmp_path))
    (file,) = tmp_path.glob("*.docx")
    printed = run("text", str(file)).stdout
    label, _, text = run("preview", "--plain", "osaka", "--lang", language).stdout.partition("\n\n")
    head = printed.removesuffix(text)
    assert head + text == printed
    mark = {"ja": "案", "en": "DRAFT"}[language]
    assert head.split() == [mark, *label.split(), mark]


def test_text_says_in_a_line_why_a_file_cannot_be_read(run: Run, tmp_path: Path) -> None:
    """git shows what went wrong in the place of a difference."""
    (tmp_path / "draft.docx").write_bytes(b"")
    result = run("text", str(tmp_path / "draft.docx"))
    assert result.exit_code == 1
    assert result.stdout == ""
    where = tmp_path / "draft.docx"
    assert result.stderr == (
        f"{where}: the file is empty\n"
        "    have it sent again, or open it in Word and save it anew as .docx\n"
    )


ACTS = {
    "build": ("build", "osaka", "--for-partner", "--to", "大阪府"),
    "check": ("check", "osaka", "--accept", "house-word", "--who", "佐藤", "--why", "x"),
    "pull": ("pull", "partners/osaka.yaml", "--approve", "大阪府"),
    "publish": ("publish", "osaka"),
    "withdraw": ("publish", "osaka", "--withdrawn", "--why", "延期"),
}
CORRECT = ("correct", "osaka")


@pytest.mark.parametrize("act", [*ACTS.values(), CORRECT], ids=[*ACTS, "correct"])
def test_every_act_takes_its_day_alike(
    run: Run, real_desk: Path, monkeypatch: pytest.MonkeyPatch, act: tuple[str, ...]
) -> None:
    """One message for what is no day, and one for a day to come, which only a correction may have.

    Nothing is written then.
    """
    monkeypatch.chdir(real_desk)
    for day in ("27 Feb", "2021-02-30", "2021-02", ""):
        result = run(*act, "--on", day)
        assert result.exit_code == 2
        assert f"“{day}” is not a date: write 2020-09-03" in result.stderr
    result = run(*act, "--on", "2999-01-01")
    assert result.exit_code == (1 if act is CORRECT else 2)
    told = "osaka has not been published" if act is CORRECT else "--on 2999-01-01 is still to come"
    assert told in result.stderr
    assert not (real_desk / "output").exists()


@pytest.mark.parametrize("act", [ACTS["publish"], ACTS["withdraw"]], ids=["publish", "withdraw"])
def test_a_release_goes_out_and_is_taken_back_on_a_day_of_japan(
    run: Run, monkeypatch: pytest.MonkeyPatch, act: tuple[str, ...]
) -> None:
    """Wherever the person is: in Boston it may still be yesterday, in Auckland tomorrow."""
    monkeypatch.setattr(ui, "find_now_in_japan", lambda: datetime(2020, 9, 7, 8))
    monkeypatch.setattr(ui, "find_today", lambda: date(2020, 9, 6))
    assert "still to come" not in run(*act, "--on", "2020-09-07").stderr
    monkeypatch.setattr(ui, "find_today", lambda: date(2020, 9, 8))
    assert "--on 2020-09-08 is still to come" in run(*act, "--on", "2020-09-08").stderr


@pytest.mark.skipif(os.name == "nt", reason="there, Ctrl-C reaches a whole group of processes")
@pytest.mark.parametrize("module", ["click", "linkj_press.problem", "linkj_press.cli.main"])
def test_ctrl_c_while_the_program_is_loaded_ends_it(real_desk: Path, module: str) -> None:
    """Whoever is that quick reads that it ended, and nothing of its insides."""
    command = [sys.executable, "-X", "importtime", "-m", "linkj_press", "check"]
    with subprocess.Popen(
        command, cwd=real_desk, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr
        for line in process.stderr:
            if line.rstrip().endswith(f" {module}"):
                break
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
    assert process.returncode == 1
    assert "Traceback" not in rest
    assert rest.endswith("Aborted!\n")

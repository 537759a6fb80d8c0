"""`linkj-press` without a command: how the drafts stand, and what can be done next."""

import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

from click.testing import CliRunner, Result

from linkj_press.cli.main import cli
from tests.conftest import REPOSITORY
from tests.test_building import FINISHED


def run_in(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(folder), *arguments], catch_exceptions=False)


def edit_by_hand(draft: Path) -> None:
    """Change a word of *draft*, as a person does in Word."""
    with ZipFile(draft) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    body = parts["word/document.xml"]
    assert b"Release" in body
    parts["word/document.xml"] = body.replace(b"Release", b"Report", 1)
    with ZipFile(draft, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_all_missing_then_all_up_to_date(desk_copy: Path) -> None:
    """Before the first build every draft is missing; after it none is, and gaps are counted."""
    before = run_in(desk_copy)
    assert before.exit_code == 0
    assert before.stdout.startswith("Drafts up to date in ")
    assert "output: 0 of 8\n" in before.stdout
    assert before.stdout.count("  missing\n") == 8
    assert "\n  linkj-press build            write these drafts\n" in before.stdout
    assert not (desk_copy / "output").exists()
    built = run_in(desk_copy, "build")
    after = run_in(desk_copy).stdout
    assert "output: 8 of 8\n" in after
    assert "  missing\n" not in after
    assert "denmark: 2 drafts written, 5 open\n" in built.stderr
    assert "\n  2020-11-24_denmark   ja 5, en 5\n" in after


def test_each_draft_is_told_as_it_stands(desk_copy: Path) -> None:
    """Missing, out of date and edited drafts are told apart; what was edited is not to be built."""
    run_in(desk_copy, "build")
    output = desk_copy / "output"
    (output / "2020-09-07_osaka_ja.docx").unlink()
    edit_by_hand(output / "2020-11-24_denmark_en.docx")
    file = desk_copy / "partners" / "kanagawa.yaml"
    text = file.read_text("utf-8")
    start = text.index("  background:")
    changed = text[start:].replace("Kanagawa", "KANAGAWA", 1)
    assert changed != text[start:]
    file.write_text(text[:start] + changed, "utf-8")
    told = run_in(desk_copy).stdout
    assert "output: 5 of 8\n" in told
    assert "2020-09-07_osaka_ja.docx     missing\n" in told
    assert "2020-09-18_kanagawa_en.docx  out of date\n" in told
    assert "2020-11-24_denmark_en.docx   edited by hand; kept as it is\n" in told
    assert "linkj-press build osaka kanagawa\n" in told
    pull = f"linkj-press pull {output}/2020-11-24_denmark_en.docx bring its edits back"
    assert pull in " ".join(told.split())
    assert run_in(desk_copy, "build", "osaka", "kanagawa").exit_code == 0
    assert "output: 7 of 8\n" in run_in(desk_copy).stdout


def test_final_versions_are_up_to_date(desk_copy: Path) -> None:
    """A release that stands in its final version is done: nobody is told to make drafts of it."""
    (desk_copy / "partners" / "sapporo.yaml").write_text(FINISHED, "utf-8")
    shutil.copy(REPOSITORY / "tests" / "photo.png", desk_copy / "partners" / "one.png")
    run_in(desk_copy, "build")
    assert run_in(desk_copy, "build", "sapporo", "--final").exit_code == 0
    assert "output: 10 of 10\n" in run_in(desk_copy).stdout


def test_problems_are_counted_and_the_first_is_told(desk_copy: Path) -> None:
    """Files at fault end with 1: how many problems, the first of them, and how to see the rest."""
    for partner in ("kobe", "osaka"):
        file = desk_copy / "partners" / f"{partner}.yaml"
        file.write_text(file.read_text("utf-8").replace("country:", "countri:"), "utf-8")
    result = run_in(desk_copy)
    every = run_in(desk_copy, "build").stderr.splitlines()
    assert result.exit_code == 1
    count, first, *rest = result.stdout.splitlines()
    assert (count, first.strip()) == (f"{every[-1]}:", every[0])
    assert sum(" error: " in line for line in rest) == 0
    assert "linkj-press build" in result.stdout


def test_problem_of_one_template_leaves_the_others_told(desk_copy: Path) -> None:
    """A fault that concerns one release does not hide how the others stand."""
    template = desk_copy / "templates" / "moc" / "en.md"
    template.write_text(template.read_text("utf-8") + "\n{{ nothing }}\n", "utf-8")
    result = run_in(desk_copy)
    assert result.exit_code == 1
    assert "templates/moc/en.md:" in result.stdout
    assert "output: 0 of 6\n" in result.stdout


def test_it_speaks_japanese(desk_copy: Path) -> None:
    """Every line but commands, names and counts is in Japanese."""
    told = run_in(desk_copy, "--ui", "ja").stdout
    assert "8件のうち0件が最新です" in told
    assert "  linkj-press build            この原稿案を作る\n" in told
    for english in ("missing", "Next", "open", "see", "write"):
        assert english not in told.replace(str(desk_copy), "")


def test_without_releases_the_next_partner_is_what_to_do(desk_copy: Path) -> None:
    """Where nobody has a release, that is told, and how to begin one."""
    for partner in ("yokohama", "osaka", "kanagawa", "denmark"):
        (desk_copy / "partners" / f"{partner}.yaml").unlink()
    result = run_in(desk_copy)
    assert result.exit_code == 0
    assert result.stdout.startswith("nothing to build: no partner has a `release`\n")
    assert "linkj-press new NAME" in result.stdout
    assert "preview" not in result.stdout


def test_long_lists_are_cut(desk_copy: Path) -> None:
    """Of many drafts that wait the first are named, and how many more there are."""
    text = (desk_copy / "partners" / "osaka.yaml").read_text("utf-8")
    for number in range(4):
        day = f"2020-09-0{number + 1}"
        (desk_copy / "partners" / f"city-{number}.yaml").write_text(
            text.replace("signed: 2020-09-07", f"signed: {day}"), "utf-8"
        )
    told = run_in(desk_copy).stdout
    assert told.count(".docx ") == 12
    assert "4 more" in told


def test_of_many_releases_the_latest_are_looked_at(desk_copy: Path) -> None:
    """Of earlier ones it is told whether drafts are missing, and that no more is known."""
    text = (desk_copy / "partners" / "osaka.yaml").read_text("utf-8")
    for number in range(10, 23):
        (desk_copy / "partners" / f"city-{number}.yaml").write_text(
            text.replace("2020-09-07", f"2020-08-{number}"), "utf-8"
        )
    told = run_in(desk_copy).stdout
    assert "output: 0 of 34\n" in told
    assert "Earlier releases that were not looked at closely: 2 " in told
    assert "\n  2020-08-11_city-11_ja.docx  missing\n" in told
    assert "city-10" not in told
    run_in(desk_copy, "build", "city-10")
    told = run_in(desk_copy).stdout
    assert "output: 0 of 32\n" in told
    assert "linkj-press preview denmark" in told


def test_outside_a_workspace_it_is_the_help(tmp_path: Path) -> None:
    """Elsewhere the usual help comes, and a wrong -C is told."""
    program = Path(sys.executable).with_name("linkj-press")
    done = subprocess.run([program], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Usage: linkj-press [OPTIONS] [COMMAND]")
    wrong = run_in(tmp_path)
    assert wrong.exit_code == 2
    assert "has no partners/ and templates/" in wrong.stderr

"""`diff`: what a change does to every release, in real repositories."""

import hashlib
import html
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from click.testing import Result
from markdown_it import MarkdownIt

from linkj_press.word import Pending, WordText, read_word
from tests.conftest import REPOSITORY, copy_desk, require
from tests.git_desk import GitDesk
from tests.test_cli import run_in, run_program

KOBE, OSAKA, ISSUER = "partners/kobe.yaml", "partners/osaka.yaml", "templates/house/issuer.yaml"
HOUSE_JA, HOUSE_EN = "templates/house/ja.md", "templates/house/en.md"
WHOLE = [(partner, lang) for partner in ("yokohama", "osaka", "kanagawa") for lang in ("ja", "en")]


@pytest.fixture
def desk(tmp_path: Path) -> GitDesk:
    (tmp_path / "desk").mkdir()
    return GitDesk(tmp_path / "desk")


def diff(desk: GitDesk, *arguments: str, ui: str = "en") -> Result:
    return run_in(desk.root, "--ui", ui, "diff", *arguments)


def read(desk: GitDesk, *arguments: str) -> Any:
    """Return what JSON says; a copy of the text may be compared with ``==``."""
    return json.loads(diff(desk, "--format", "json", *arguments).stdout)


def list_changed(answer: Any) -> list[tuple[str, str]]:
    return [(r["partner"], r["language"]) for r in answer["releases"] if r["fate"] == "changed"]


def list_pieces(answer: Any, op: str) -> list[str]:
    changes = [change for release in answer["releases"] for change in release["changes"]]
    return [p["text"] for change in changes for p in change["pieces"] if p["op"] == op]


def test_nothing_changed(desk: GitDesk) -> None:
    """Releases that are the same are counted, and not shown."""
    result = diff(desk, "--exit-code")
    assert result.exit_code == 0
    assert "0 texts changed, 8 unchanged" in result.stdout
    assert len(result.stdout.splitlines()) == 2


def test_a_corrected_date_changes_what_rests_on_it(desk: GitDesk) -> None:
    """Kobe signed in February: the histories that tell it, and no other word of any release."""
    desk.edit(KOBE, ("signed: 2018-01", "signed: 2018-02"))
    answer = read(desk)
    assert list_changed(answer) == WHOLE
    assert list_pieces(answer, "delete") == [
        "1",
        "January",
        "1",
        "1",
        "January",
        "January",
        "1",
        "January",
    ]
    assert list_pieces(answer, "insert") == [
        "2",
        "February",
        "2",
        "2",
        "February",
        "February",
        "2",
        "February",
    ]
    (cause,) = answer["causes"]
    assert (cause["path"], cause["old"], cause["new"]) == (
        KOBE,
        ["  signed: 2018-01"],
        ["  signed: 2018-02"],
    )
    (fact,) = answer["record"]
    assert (fact["old_ordinal"], fact["new_ordinal"]) == (6, 6)
    assert fact["releases"] == {partner: ["ja", "en"] for partner, _ in WHOLE}


def test_a_corrected_date_renumbers(desk: GitDesk) -> None:
    """When the order of signing changes, the report says who has another number, and where."""
    desk.edit("partners/oui.yaml", ("signed: 2020-07", "signed: 2019-07"))
    answer = read(desk)
    numbers = [(f["partner"], f["old_ordinal"], f["new_ordinal"]) for f in answer["record"]]
    assert numbers == [("oui", 12, 11), ("yokohama", 11, 12)]
    assert list_changed(answer) == WHOLE
    assert "changed numbers: yokohama 11 → 12" in diff(desk).stdout
    yokohama = next(r for r in answer["releases"] if r["partner"] == "yokohama")
    assert {cause for change in yokohama["changes"] for cause in change["causes"]} == {1}


def test_a_change_of_the_boilerplate_is_shown_once(desk: GitDesk) -> None:
    """One word of the house reaches many releases: it is read once, with the list of them."""
    before, after = (
        "分野の垣根を越えた国内外の人的交流・技術交流を",
        "分野の境界を越えた国内外の人的交流・技術交流を",
    )
    desk.edit(ISSUER, (before, after))
    text = diff(desk).stdout
    assert text.count("[-垣根-]{+境界+}") == 1
    assert "yokohama, osaka, kanagawa (Japanese)" in text
    assert "only the Japanese changes: the English says what it said before" in text
    assert f"[1] {ISSUER}:33" in text


def test_one_language_is_called_out_cause_by_cause(desk: GitDesk) -> None:
    """What changes in both languages hides nothing that changes beside it in one only."""
    desk.edit(KOBE, ("signed: 2018-01", "signed: 2018-02"))
    desk.edit(HOUSE_JA, ("さらに高めて", "一層高めて"))
    answer = read(desk)
    found = {
        (answer["causes"][number - 1]["path"], change["other_language_unchanged"])
        for release in answer["releases"]
        for change in release["changes"]
        for number in change["causes"]
    }
    assert found == {(KOBE, False), (HOUSE_JA, True)}


def test_a_change_made_in_both_languages_is_of_neither_alone(desk: GitDesk) -> None:
    """Each has a cause of its own, and still the other is no translation left behind."""
    desk.edit(HOUSE_JA, ("イノベーションが生まれる環境を整え", "イノベーションの生まれる場を整え"))
    desk.edit(HOUSE_EN, ("foster an environment in which", "foster a place in which"))
    text = diff(desk).stdout
    assert text.count("changes 1 passage: ") == 2
    assert "only the" not in text


def test_what_english_never_has_is_not_called_out(desk: GitDesk) -> None:
    """The addressee stands in Japanese only: that English says nothing of it is no doubt."""
    desk.edit(HOUSE_JA, ("報道関係各位", "報道関係の皆様"))
    (change,) = read(desk, "osaka")["releases"][0]["changes"]
    assert (change["kind"], change["other_language_unchanged"]) == ("addressee", False)


def test_a_renamed_partner(desk: GitDesk) -> None:
    """A name changes wherever the partner is named, and one that stays is told."""
    desk.edit("partners/kawasaki.yaml", ("ja: 川崎市, en", "ja: 川崎新市, en"))
    answer = read(desk)
    assert list_changed(answer) == [(p, "ja") for p in ("yokohama", "osaka", "kanagawa")]
    assert set(list_pieces(answer, "insert")) == {"新"}
    assert answer["record"][0]["facts"] == [
        {"field": "name.ja", "old": "川崎市", "new": "川崎新市"}
    ]
    assert all(c["other_language_unchanged"] for r in answer["releases"] for c in r["changes"])


def test_other_items_agreed(desk: GitDesk) -> None:
    """What another partner agreed on stands in a history table, and is that partner's change."""
    desk.edit(KOBE, ("    - visits\n", ""))
    answer = read(desk)
    assert list_changed(answer) == [("osaka", "ja"), ("osaka", "en")]
    assert [cause["path"] for cause in answer["causes"] if cause["releases"]] == [KOBE]
    assert [c["field"] for f in answer["record"] for c in f["facts"]] == ["items"]


def test_a_renamed_file(desk: GitDesk) -> None:
    """A partner under another file name is the same partner, with whatever changed beside it."""
    desk.edit("partners/biocom.yaml", ("ja: BIOCOM", "ja: BIOCOM協会"))
    desk.git("mv", "partners/ucsd.yaml", "partners/uc-san-diego.yaml")
    desk.edit("partners/biocom.yaml", ("signed_after: ucsd", "signed_after: uc-san-diego"))
    desk.git("mv", OSAKA, "partners/osaka-fu.yaml")
    desk.edit("partners/osaka-fu.yaml", ("より一層の", "さらなる"))
    answer = read(desk)
    assert {r["fate"] for r in answer["releases"]} == {"changed", "unchanged"}
    facts = {f["partner"]: [(c["field"], c["old"]) for c in f["facts"]] for f in answer["record"]}
    assert facts == {
        "uc-san-diego": [("file", "ucsd")],
        "biocom": [("name.ja", "BIOCOM")],
        "osaka-fu": [("file", "osaka")],
    }
    osaka = next(r for r in answer["releases"] if r["partner"] == "osaka-fu")
    causes = {answer["causes"][n - 1]["path"] for c in osaka["changes"] for n in c["causes"]}
    assert causes == {"partners/osaka-fu.yaml", "partners/biocom.yaml"}


def test_a_new_partner_shifts_nothing_in_the_past(desk: GitDesk) -> None:
    """The sixteenth partner changes no release of the fifteen, and the report says so."""
    text = (desk.root / "partners/ucla.yaml").read_text("utf-8")
    file = desk.root / "partners/sixteenth.yaml"
    file.write_text(text.replace("signed: 2019-06", "signed: 2021-02"), "utf-8")
    told = diff(desk).stdout
    assert "sixteenth: new, no. 16; no other of these releases changes" in told
    assert "every other partnership keeps its number" in told
    assert "0 texts changed, 8 unchanged" in told


def test_a_partner_found_late_shifts_the_rest(desk: GitDesk) -> None:
    """A partnership that was forgotten gives all that follow another number."""
    text = (desk.root / "partners/ucla.yaml").read_text("utf-8")
    file = desk.root / "partners/forgotten.yaml"
    file.write_text(text.replace("signed: 2019-06", "signed: 2017-09"), "utf-8")
    answer = read(desk)
    assert len(list_changed(answer)) == 8
    assert len([f for f in answer["record"] if f["event"] == "shifted"]) == 11
    (cause,) = answer["causes"]
    assert (cause["path"], cause["old"]) == ("partners/forgotten.yaml", [])


def test_a_release_that_came_or_went(desk: GitDesk) -> None:
    """A new release and one that is gone are named, and count as a difference."""
    text = (desk.root / OSAKA).read_text("utf-8")
    (desk.root / OSAKA).write_text(text[: text.index("release:")], "utf-8")
    result = diff(desk, "--exit-code")
    assert result.exit_code == 1
    assert "releases that are gone: osaka (ja, en)" in result.stdout
    desk.commit()
    assert "new releases: osaka (ja, en)" in diff(desk, "--from", "HEAD", "--to", "HEAD~1").stdout


def test_a_history_of_another_kind(desk: GitDesk) -> None:
    """What a field chose is put down to the field, and a whole table is told in one line."""
    desk.edit(OSAKA, ("history: table", "history: list"))
    answer = read(desk)
    assert list_changed(answer) == [("osaka", "ja"), ("osaka", "en")]
    assert [cause["path"] for cause in answer["causes"]] == [OSAKA]
    text = diff(desk, "--lang", "ja").stdout
    assert "table [1]  [-年月 | 団体・組織名 | 提携内容 …-]" in text


def test_a_block_that_moved(desk: GitDesk) -> None:
    """A paragraph that a template puts elsewhere has moved: it is not a flood of words."""
    closing = "{{ house_wording.closing() }}\n\n"
    quotes = "{{ house_wording.quotes() }}\n"
    desk.edit("templates/mou/ja.md", (closing, ""), (quotes, closing + quotes))
    answer = read(desk, "yokohama")
    (change,) = (c for r in answer["releases"] for c in r["changes"])
    assert change["moved"]
    assert [piece["op"] for piece in change["pieces"]] == ["equal"]


def test_a_change_without_effect(desk: GitDesk) -> None:
    """A comment alters no release; the report says that it was seen."""
    desk.edit(HOUSE_JA, ("沿革。 / The history.", "沿革。"))
    result = diff(desk, "--exit-code")
    assert result.exit_code == 0
    assert (
        "Changes that alter none of these releases\n  [1] templates/house/ja.md:" in result.stdout
    )


@pytest.mark.parametrize("form", ["text", "markdown"])
@pytest.mark.parametrize("ui", ["en", "ja"])
def test_reports_read_well(
    desk: GitDesk, form: str, ui: str, golden: Callable[[str, str], None]
) -> None:
    """A report of changes in the record, the house and a template, as people read it."""
    desk.edit(KOBE, ("signed: 2018-01", "signed: 2018-02"))
    desk.edit(
        ISSUER,
        (
            "分野の垣根を越えた国内外の人的交流・技術交流を",
            "*分野*の境界を越えた<国内外>の人的交流・技術交流を",
        ),
    )
    desk.edit("templates/moc/en.md", ("{{ house_wording.closing() }}\n\n", ""))
    text = diff(desk, "--format", form, ui=ui).stdout
    golden(
        f"diff/{ui}.{form}.txt",
        re.sub(r"(?<=[(（])[0-9a-f]{8}(?=[)）、])", "5531f98b", text),
    )


def test_the_manual_shows_what_a_diff_says(desk: GitDesk) -> None:
    """The report that the manual shows is the program's, for the changes that it names."""
    desk.edit(KOBE, ("signed: 2018-01", "signed: 2018-02"))
    desk.edit(HOUSE_JA, ("さらに高めて", "一層高めて"))
    manual = (REPOSITORY / ".github" / "MANUAL.md").read_text("utf-8")
    shown = re.search(r"^the last commit \(\w{8}\)(.*?)^…\n```", manual, re.DOTALL | re.MULTILINE)
    assert shown
    printed = diff(desk).stdout.splitlines()
    assert [line for line in shown[1].splitlines()[1:] if line not in printed] == []


def test_two_revisions_and_two_folders(desk: GitDesk, tmp_path: Path) -> None:
    """Commits, tags and folders are all revisions; the working tree is only the default."""
    old = copy_folder(desk, tmp_path / "old")
    desk.git("tag", "first")
    desk.change(KOBE, ("signed: 2018-01", "signed: 2018-02"))
    desk.edit(KOBE, ("signed: 2018-02", "signed: 2018-01"))
    assert list_changed(read(desk, "--from", "first", "--to", "HEAD")) == WHOLE
    assert list_changed(read(desk)) == WHOLE
    assert list_changed(read(desk, "--from", "first")) == []
    assert list_changed(read(desk, "--from", str(old))) == []
    outside = run_in(tmp_path, "diff", "--from", str(old), "--to", str(desk.root))
    assert "0 texts changed, 8 unchanged" in outside.stdout


def copy_folder(desk: GitDesk, folder: Path) -> Path:
    shutil.copytree(desk.root, folder, ignore=shutil.ignore_patterns(".git"))
    return folder


def test_a_workspace_below_the_top_of_its_repository(tmp_path: Path) -> None:
    """The desk may be one folder of many in a repository."""
    (tmp_path / "press").mkdir()
    copy_desk(tmp_path / "press")
    git = [require("git"), "-c", "user.name=a", "-c", "user.email=a@b", "-C", str(tmp_path)]
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "all"]):
        subprocess.run([*git, *arguments], check=True)
    result = run_in(tmp_path / "press", "diff")
    assert "0 texts changed, 8 unchanged" in result.stdout


def list_authors(file: Path) -> set[tuple[str, str]]:
    return {(r.author, r.on) for r in read_word(file.read_bytes()).revisions}


def test_a_redline_for_each_changed_text(desk: GitDesk, tmp_path: Path) -> None:
    """Word files in which accepting gives the new text, rejecting the old, in the right name."""
    before = {language: show_text(desk, language) for language in ("ja", "en")}
    desk.change(KOBE, ("signed: 2018-01", "signed: 2018-02"))
    folder = tmp_path / "redlines"
    result = diff(desk, "osaka", "--docx", str(folder), "--from", "HEAD~1", "--to", "HEAD")
    assert result.exit_code == 0
    names = [f"2020-09-07_osaka_{language}.redline.docx" for language in ("en", "ja")]
    assert sorted(file.name for file in folder.iterdir()) == names
    assert [name in result.stderr for name in names] == [True, True]
    for language, old in before.items():
        file = (folder / f"2020-09-07_osaka_{language}.redline.docx").read_bytes()
        assert join_words(read_word(file, Pending.REJECT)) == old
        assert join_words(read_word(file)) == show_text(desk, language)
    assert list_authors(folder / names[1]) == {("a@b", "2020-09-02T12:00:00Z")}


def show_text(desk: GitDesk, language: str) -> str:
    text = run_in(desk.root, "preview", "--plain", "osaka", "--lang", language).stdout
    _, *lines = text.splitlines()  # the label is in the letterhead
    return re.sub(r"\s|\|", "", "".join(lines))


def join_words(text: WordText) -> str:
    return re.sub(r"\s", "", "".join(paragraph.text for paragraph in text.body))


def test_whose_changes_a_redline_shows(desk: GitDesk, tmp_path: Path) -> None:
    """Author and date are those of the newer commit, or given; the working tree has no time."""
    desk.edit(KOBE, ("signed: 2018-01", "signed: 2018-02"))
    desk.git("config", "user.name", "山田")
    file = tmp_path / "2020-09-07_osaka_ja.redline.docx"
    command = ("osaka", "--lang", "ja", "--docx", str(tmp_path))
    diff(desk, *command)
    assert list_authors(file) == {("山田", "")}
    diff(desk, *command, "--author", "佐藤", "--date", "2020-09-08T09:30")
    assert list_authors(file) == {("佐藤", "2020-09-08T09:30:00Z")}


def test_an_edited_redline_is_kept(desk: GitDesk, tmp_path: Path) -> None:
    """What somebody changed in a redline is never written over."""
    desk.edit(KOBE, ("signed: 2018-01", "signed: 2018-02"))
    command = ("osaka", "--lang", "ja", "--docx", str(tmp_path))
    diff(desk, *command)
    file = tmp_path / "2020-09-07_osaka_ja.redline.docx"
    with ZipFile(file, "a") as archive:
        archive.writestr("extra.xml", "<x/>")
    edited = file.read_bytes()
    result = diff(desk, *command)
    assert result.exit_code == 1
    assert "edited since it was written, and kept; name another folder" in result.stderr
    assert file.read_bytes() == edited


def test_a_redline_of_two_word_files(desk: GitDesk, tmp_path: Path) -> None:
    """Any two Word files are compared, and no desk is needed."""
    old, new = tmp_path / "sent.docx", tmp_path / "returned.docx"
    for file, words in ((old, "大阪府と13例目の覚書"), (new, "大阪府と14例目の覚書")):
        document = docx.Document()
        document.add_paragraph(words)
        document.core_properties.last_modified_by = "佐藤"
        document.save(str(file))
    result = run_in(tmp_path, "diff", "--docx", str(tmp_path / "out"), str(old), str(new))
    assert result.exit_code == 0, result.stderr
    redline = (tmp_path / "out" / "returned.redline.docx").read_bytes()
    assert [r.text for r in read_word(redline).revisions] == ["13", "14"]
    assert {r.author for r in read_word(redline).revisions} == {"佐藤"}
    assert read_word(redline, Pending.REJECT).body[0].text == "大阪府と13例目の覚書"


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["a.docx"], 2, "Word files are compared in pairs"),
        (["a.docx", "osaka"], 2, "Word files are compared in pairs"),
        (["--docx", "out", "a.docx", "b.docx", "c.docx"], 2, "Word files are compared in pairs"),
        (["--docx", "out", "a.docx", "nosuch.docx"], 1, "nosuch.docx: No such file"),
        (["--docx", "out", "a.docx", "b.docx"], 1, "b.docx: this is no Word file"),
    ],
)
def test_word_files_that_cannot_be_compared(
    tmp_path: Path, arguments: list[str], code: int, told: str
) -> None:
    """One clear message, and nothing is written."""
    docx.Document().save(str(tmp_path / "a.docx"))
    (tmp_path / "b.docx").write_text("no Word file")
    done = run_program(tmp_path, "diff", *arguments)
    assert done.returncode == code
    assert told in done.stderr.decode()
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--from", "nosuch"], "git knows no revision “nosuch”: known: main"),
        (["--from", "mian"], "git knows no revision “mian”: did you mean “main”?"),
        (["--from", ""], "--from and --to take a revision, and this one is empty"),
        (["--to", ""], "--from and --to take a revision, and this one is empty"),
        (["--from", "x" * 5_000], "git knows no revision “xxx"),
        (["--from", "HEAD:partners"], "git knows no revision “HEAD:partners”"),
        (["--from", "a b"], "git knows no revision “a b”"),
        (["--from", "HEAD..main"], "git knows no revision “HEAD..main”"),
        (["--from", "--help"], "git knows no revision “--help”"),
        (["--to", "HEAD~1"], "git knows no revision “HEAD~1”"),
        (["nosuch"], "“nosuch” has no release: known: denmark, kanagawa, osaka, yokohama"),
        (["oska"], "“oska” has no release: did you mean “osaka”?"),
    ],
)
def test_what_is_not_there(desk: GitDesk, arguments: list[str], told: str) -> None:
    """A revision or partner that does not exist is answered with those that do."""
    result = diff(desk, *arguments)
    assert result.exit_code == 2
    assert told in result.stderr


def test_a_revision_without_the_desk(desk: GitDesk) -> None:
    """A commit from before the desk was there says so."""
    desk.git("checkout", "-q", "--orphan", "empty")
    desk.git("rm", "-q", "-r", "--cached", ".")
    desk.git("commit", "-q", "--allow-empty", "-m", "empty")
    result = diff(desk)
    assert result.exit_code == 2
    assert "the last commit (" in result.stderr
    assert ", September 1, 2020 has no files in partners/ here" in result.stderr


def test_without_git(
    real_desk: Path, desk: GitDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No repository, a history cut short, and no git at all: each says what to do."""
    result = run_in(real_desk, "diff")
    assert result.exit_code == 2
    assert "git has no repository here" in result.stderr
    desk.change(KOBE, ("signed: 2018-01", "signed: 2018-02"))
    clone = tmp_path / "clone"
    desk.git("clone", "-q", "--depth", "1", f"file://{desk.root}", str(clone))
    assert (
        "fetch the rest with `git fetch --unshallow`"
        in run_in(clone, "diff", "--from", "HEAD~1").stderr
    )
    monkeypatch.setenv("PATH", "")
    assert "git is not installed" in run_in(desk.root, "diff").stderr


def test_a_file_with_problems_is_told_and_the_rest_compared(desk: GitDesk) -> None:
    """What cannot be loaded is left as it was, so that it changes nothing else; and it is told."""
    desk.edit(KOBE, ("signed: 2018-01", "signed：2018-02"))
    desk.edit(HOUSE_JA, ("広げることにより", "広げることで"))
    result = diff(desk)
    assert result.exit_code == 1
    assert "4 texts changed, 4 unchanged" in result.stdout
    assert "In the files as they are:\npartners/kobe.yaml:19:9: error: the colon" in result.stderr


def test_a_release_that_cannot_be_drafted(desk: GitDesk) -> None:
    """The others are compared, and it is named."""
    desk.edit("templates/moc/ja.md", ("{{ house_wording.closing() }}", "{{ nosuch }}"))
    desk.edit(OSAKA, ("signed: 2020-09-07", "signed: 2020-9-7"))
    result = diff(desk)
    assert result.exit_code == 1
    assert (
        "not compared, since they cannot be drafted: osaka (ja, en), denmark (ja)" in result.stdout
    )
    assert "there is no “nosuch” to fill in" in result.stderr
    assert "partners/osaka.yaml" in result.stderr
    answer = read(desk)
    assert [p["path"] for p in answer["problems"]] == [OSAKA, "templates/moc/ja.md"]


@pytest.mark.parametrize("path", [ISSUER, "templates/mou/en.md", "templates/house/ja.md"])
def test_a_file_that_is_gone(desk: GitDesk, path: str) -> None:
    """Without a file of the house or of a set, what can be compared is; a message says the rest."""
    (desk.root / path).unlink()
    result = diff(desk)
    assert result.exit_code == 1
    assert "unchanged" in result.stdout
    assert path.rpartition("/")[2] in result.stderr


def test_a_revision_that_cannot_be_loaded_at_all(desk: GitDesk) -> None:
    """When both revisions lack the house, the problems are all there is to say."""
    (desk.root / ISSUER).unlink()
    desk.commit()
    result = diff(desk)
    assert result.exit_code == 1
    assert "templates/house/issuer.yaml:1:1: error: this file is missing" in result.stderr
    assert result.stdout == ""


def test_long_markdown_is_cut(desk: GitDesk) -> None:
    """A comment on a pull request has a longest length, and what is left out is said."""
    path = "templates/mou/ja.md"
    lines = "\n\n".join(f"{n}番目の段落" + "あ" * 80 for n in range(1_000))
    desk.edit(path, ("{{ house_wording.closing() }}", lines))
    text = diff(desk, "--format", "markdown").stdout
    assert len(text) < 65_000
    assert text.endswith("The rest is left out here: `linkj-press diff` shows it.\n")


def test_long_markdown_ends_outside_of_code(desk: GitDesk) -> None:
    """Where it is cut within the lines of a file, what follows does not become one of them."""
    closing = "{{ house_wording.closing() }}"
    long = f"{{#- {'あ' * 70_000} -#}}x"
    desk.edit("templates/moc/en.md", (closing, f"{long}\n\n{closing}"))
    text = diff(desk, "--format", "markdown").stdout
    assert show_markdown(text).endswith("The rest is left out here: linkj-press diff shows it.")
    assert "<code>linkj-press diff</code>" in MarkdownIt().render(text)


def show_markdown(text: str) -> str:
    """Return what a reader of the Markdown *text* sees."""
    return html.unescape(re.sub("<[^>]*>", "", MarkdownIt().render(text))).strip()


@pytest.mark.parametrize(
    "words",
    [
        "*a* _b_ [c](d) <e> &amp; f|g~~h~~ `i` \\j",
        "+ a",
        "- b",
        "1. c",
        "# d",
        "@octocat #12 $x$ and $y$",
        "``` e",
    ],
)
def test_markdown_shows_the_words_themselves(desk: GitDesk, words: str) -> None:
    """Whatever stands in a release, a reader of the comment sees just that."""
    desk.edit(
        OSAKA,
        ("  history: table", f"  headline: {{ja: {json.dumps(words)}, en: }}\n  history: table"),
    )
    text = diff(desk, "osaka", "--lang", "ja", "--format", "markdown").stdout
    assert f"headline [1]: {words}" in show_markdown(text)
    releases = text[text.index("#### Releases") :]
    assert not re.search("[@#](?=octo|1)", releases)


NAME = "partners/a`b\x1b[31m\u202e\x9b.txt"


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_nothing_rules_the_terminal(desk: GitDesk, form: str) -> None:
    """Neither a file's name nor its lines can colour the screen or turn it round."""
    (desk.root / NAME).write_text("x")
    desk.change(HOUSE_JA, ("沿革。 / The history.", "沿革。\x1b[31m\u202e\x9b"))
    desk.edit(HOUSE_JA, ("沿革。\x1b[31m\u202e\x9b", "沿革。"))
    told = diff(desk, "--format", form, "--from", "HEAD~1").stdout
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", told)
    if form == "json":
        assert NAME in [cause["path"] for cause in json.loads(told)["causes"]]
    if form == "markdown":
        assert "partners/a`b\ufffd[31m\ufffd\ufffd.txt:1" in show_markdown(told)


LOOK = "templates/house/look.yaml"


def place_photo(desk: GitDesk) -> Path:
    """Return the photo of a release, once it is committed."""
    photo = desk.root / "partners/photo.png"
    shutil.copy(Path(__file__).parent / "photo.png", photo)
    desk.change(OSAKA, ("  photo:\n", "  photo:\n    file: photo.png\n"))
    return photo


def paint(photo: Path) -> None:
    # A picture may be followed by bytes that are none of it: other bytes, and no other look.
    photo.write_bytes(photo.read_bytes() + b"\0")


def test_a_change_of_the_look(desk: GitDesk) -> None:
    """No word changes, but every draft does: the report says so, and a script is told."""
    desk.edit(LOOK, ("body: {size: 10.5", "body: {size: 11"))
    result = diff(desk, "--exit-code")
    assert result.exit_code == 1
    assert "0 texts changed, 8 unchanged" in result.stdout
    assert "changes the look: yokohama, osaka, kanagawa, denmark (ja, en)" in result.stdout
    assert "alter none" not in result.stdout
    (cause,) = read(desk, "osaka")["causes"]
    assert (cause["releases"], cause["look"]) == ({}, {"osaka": ["ja", "en"]})


def test_a_comment_in_the_look(desk: GitDesk) -> None:
    """A comment changes the look of nothing."""
    desk.edit(LOOK, ("# 用紙はA4", "# A4"))
    result = diff(desk, "--exit-code")
    assert result.exit_code == 0
    assert f"alter none of these releases\n  [1] {LOOK}:" in result.stdout


def test_another_photo(desk: GitDesk) -> None:
    """A photo that is another, under the same name or a new one, is of the release it is in."""
    photo = place_photo(desk)
    paint(photo)
    result = diff(desk, "--exit-code")
    assert result.exit_code == 1
    assert "[1] partners/photo.png\n      changes the photo: osaka (ja, en)" in result.stdout
    desk.git("mv", "partners/photo.png", "partners/red.png")
    desk.edit(OSAKA, ("file: photo.png", "file: red.png"))
    told = diff(desk).stdout
    assert told.count("changes the photo: osaka (ja, en)") == 3
    assert "alter none" not in told


def test_another_logo(desk: GitDesk) -> None:
    """The logo of the letterhead is in every release."""
    logo = desk.root / "templates/house/logo.png"
    shutil.copy(Path(__file__).parent / "photo.png", logo)
    desk.change(LOOK, ("page:", "letterhead: {logo: logo.png, height: 30}\npage:"))
    paint(logo)
    told = diff(desk).stdout
    assert "[1] templates/house/logo.png\n      changes the look: yokohama, osaka" in told


UNKNOWN = "what it changes is not known: this revision has errors to fix first"


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (OSAKA, "region: kansai", "region: kanto"),
        ("partners/ucla.yaml", "signed: 2019-06", "signed: 2017-06"),
        ("templates/mou/ja.md", "{% if release.headline %}", "{% if release.headline"),
    ],
)
def test_a_change_with_an_error_is_never_said_to_alter_nothing(
    desk: GitDesk, path: str, old: str, new: str
) -> None:
    """Whichever of the revisions it is in that the file cannot be loaded or filled in."""
    desk.change(path, (old, new))
    for revisions in (("--from", "HEAD~1"), ("--from", "HEAD", "--to", "HEAD~1")):
        told = diff(desk, *revisions).stdout
        assert UNKNOWN in told
        assert "alter none" not in told


def test_a_partner_that_others_name_is_gone(desk: GitDesk) -> None:
    """The file that is gone is what the error is about, and no harmless change."""
    (desk.root / "partners/ucsd.yaml").unlink()
    result = diff(desk)
    assert "there is no partner “ucsd”" in result.stderr
    assert UNKNOWN in result.stdout


def test_the_file_of_a_new_release(desk: GitDesk) -> None:
    """A file that brings a release, or took one away with it, says so."""
    text = (desk.root / OSAKA).read_text("utf-8").replace("2020-09-07", "2021-02-07")
    (desk.root / "partners/nara.yaml").write_text(text.replace("大阪府", "奈良県"), "utf-8")
    told = diff(desk).stdout
    assert "      new releases: nara (ja, en)" in told
    assert "alter none" not in told


def test_links(desk: GitDesk) -> None:
    """A partner file that is a link to another file is that file, in a commit as in the folder."""
    (desk.root / KOBE).rename(desk.root / "kobe.yaml")
    (desk.root / KOBE).symlink_to("../kobe.yaml")
    desk.commit()
    assert "0 texts changed, 8 unchanged" in diff(desk).stdout
    assert "kobe" not in diff(desk).stdout
    desk.edit("kobe.yaml", ("signed: 2018-01", "signed: 2018-02"))
    assert list_changed(read(desk)) == WHOLE


@pytest.mark.parametrize(
    "target", ["nowhere", "/etc/hostname", "nowhere.txt", "../..", "kobe.yaml/x"]
)
def test_links_that_lead_nowhere_in_a_commit(desk: GitDesk, target: str) -> None:
    """They are left out, and every file after them is still read."""
    link = desk.root / "partners/nowhere.txt"
    link.symlink_to(target)
    desk.commit()
    link.unlink()
    assert len(diff(desk).stdout.splitlines()) == 2


def test_a_link_whose_name_has_a_line_break(desk: GitDesk) -> None:
    """It is left out, and no file after it is taken for another."""
    link = desk.root / "partners/a\nb.txt"
    link.symlink_to("osaka.yaml")
    desk.commit()
    link.unlink()
    assert len(diff(desk).stdout.splitlines()) == 2


def test_photos_in_git_lfs(desk: GitDesk) -> None:
    """What git has of a photo is a pointer; the photo is in the store, where it was fetched."""
    photo = place_photo(desk)
    content = photo.read_bytes()
    name = hashlib.sha256(content).hexdigest()
    head = "version https://git-lfs.github.com/spec/v1"
    photo.write_text(f"{head}\noid sha256:{name}\nsize {len(content)}\n")
    desk.commit()
    photo.write_bytes(content)
    assert "changes the photo: osaka (ja, en)" in diff(desk).stdout
    store = desk.root / ".git/lfs/objects" / name[:2] / name[2:4]
    store.mkdir(parents=True)
    (store / name).write_bytes(content)
    assert len(diff(desk).stdout.splitlines()) == 2


def test_names_that_macos_decomposes(desk: GitDesk, tmp_path: Path) -> None:
    """が is が, in one character or two: a folder copied from a Mac is the same."""
    name = "partners/写真ガ.png"
    (desk.root / name).write_bytes(b"1")
    mac = copy_folder(desk, tmp_path / "mac")
    (mac / name).rename(mac / unicodedata.normalize("NFD", name))
    result = diff(desk, "--from", str(mac))
    assert len(result.stdout.splitlines()) == 2


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_nothing_is_left_of_a_comparison_that_was_ended(
    desk: GitDesk, tmp_path: Path, end: signal.Signals
) -> None:
    """What was unpacked of a commit goes with the program."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    program = Path(sys.executable).parent / "linkj-press"
    environment = {**os.environ, "TMPDIR": str(folder)}
    with subprocess.Popen(
        [program, "diff"],
        cwd=desk.root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        while not list(folder.glob("*/templates/mou/en.md")):
            assert process.poll() is None
        process.send_signal(end)
        process.wait(20)
    assert process.returncode != 0
    assert list(folder.iterdir()) == []


def test_in_a_hook_of_git(desk: GitDesk) -> None:
    """A hook has git's variables set, and they may be those of another repository."""
    desk.edit(KOBE, ("signed: 2018-01", "signed: 2018-02"))
    done = run_program(desk.root, "diff", env={"GIT_DIR": "/nowhere", "GIT_INDEX_FILE": "/nowhere"})
    assert done.returncode == 0
    assert b"[1] partners/kobe.yaml:19" in done.stdout


def test_a_paragraph_that_was_split(desk: GitDesk) -> None:
    """A sentence that stands in a paragraph of its own now has moved, and is shown once."""
    path = "templates/moc/ja.md"
    desk.edit(
        path, ("{{ house_wording.mission() }}", ":::\n\n::: lede\n{{ house_wording.mission() }}")
    )
    answer = read(desk, "denmark")
    (change,) = (c for r in answer["releases"] for c in r["changes"])
    assert change["moved"]
    assert [piece["op"] for piece in change["pieces"]] == ["equal"]
    assert [cause["path"] for cause in answer["causes"]] == [path]


def test_another_caption(desk: GitDesk) -> None:
    """The frame that still waits for the photo is not said to be gone and to come back."""
    desk.edit(OSAKA, ("  photo:\n", "  photo:\n    caption: {ja: 写真の説明, en: The caption}\n"))
    answer = read(desk)
    assert "写真の説明" in list_pieces(answer, "insert")
    assert not any("写真未着" in text for text in list_pieces(answer, "delete"))
    assert not any("awaited" in text for text in list_pieces(answer, "delete"))

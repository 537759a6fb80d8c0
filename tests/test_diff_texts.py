"""`diff` with what was built, sent and published: without git, and after a commit."""

import json
import shutil
from pathlib import Path
from typing import Any
from unittest.mock import Mock
from zipfile import ZipFile

import pytest
from click.testing import Result

from linkj_press.life import stages
from tests.conftest import copy_desk
from tests.git_desk import GitDesk
from tests.returned_draft import edit_part, w
from tests.small import write_workspace
from tests.test_building import FINISHED, edit_draft
from tests.test_cli import run_in

KOBE = "partners/kobe.yaml"
JANUARY, FEBRUARY = "signed: 2018-01", "signed: 2018-02"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk without git, with the drafts of Osaka; not to be changed."""
    root = copy_desk(tmp_path_factory.mktemp("texts"))
    assert run_in(root, "build", "osaka").exit_code == 0
    return root


@pytest.fixture
def desk(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "desk"))


def edit(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text("utf-8")
    assert text.count(old) == 1
    (root / path).write_text(text.replace(old, new), "utf-8")


def diff(root: Path, *arguments: str, ui: str = "en") -> Result:
    return run_in(root, "--ui", ui, "diff", *arguments)


def read(root: Path, *arguments: str) -> Any:
    """Return what JSON says; a copy of the text may be compared with ``==``."""
    return json.loads(diff(root, "--format", "json", *arguments).stdout)


def fates(answer: Any) -> dict[str, str]:
    return {f"{r['partner']} {r['language']}": r["fate"] for r in answer["releases"]}


def inserted(answer: Any) -> list[str]:
    changes = [change for release in answer["releases"] for change in release["changes"]]
    return [p["text"] for change in changes for p in change["pieces"] if p["op"] == "insert"]


# --- built


def test_what_was_built_is_what_the_files_say(desk: Path) -> None:
    """A draft read back from its Word file has every word of the release, and no other."""
    answer = read(desk, "osaka", "--from", "built")
    assert fates(answer) == {"osaka ja": "unchanged", "osaka en": "unchanged"}
    assert (answer["from"], answer["to"]) == ("built", "the working tree")


def test_a_picture_and_a_finished_quote_are_read_back_too(tmp_path: Path) -> None:
    """A release that lacks nothing, with a photo in the place of the frame."""
    desk = write_finished(tmp_path)
    assert run_in(desk, "build").exit_code == 0
    assert set(fates(read(desk, "--from", "built")).values()) == {"unchanged"}
    edit(desk, "partners/sapporo.yaml", "背景です。", "背景でした。")
    redlines = diff(desk, "--from", "built", "--lang", "ja", "--docx", str(tmp_path / "out"))
    assert redlines.exit_code == 0, redlines.stderr
    assert len(list((tmp_path / "out").iterdir())) == 1


def test_a_redline_tells_nothing_of_words_that_stayed(desk: Path, tmp_path: Path) -> None:
    """Beside one corrected date, neither gaps nor Latin words are marked as formatted anew."""
    edit(desk, KOBE, JANUARY, FEBRUARY)
    assert diff(desk, "osaka", "--from", "built", "--docx", str(tmp_path / "out")).exit_code == 0
    for file in (tmp_path / "out").iterdir():
        with ZipFile(file) as archive:
            body = archive.read("word/document.xml").decode()
        assert (body.count("<w:ins "), body.count("<w:del ")) == (2, 2)
        assert '"Gap"' in body
        assert "PrChange" not in body


def test_words_that_changed_since_are_told_without_causes(desk: Path) -> None:
    """A corrected date reaches the drafts that tell it; nothing else is said to have changed."""
    edit(desk, KOBE, JANUARY, FEBRUARY)
    answer = read(desk, "osaka", "--from", "built")
    assert inserted(answer) == ["2", "2", "February", "February"]
    assert answer["causes"] == answer["record"] == []
    shown = diff(desk, "osaka", "--from", "built", "--lang", "en").stdout.splitlines()
    assert shown == [
        "the drafts as last built → the files as they are",
        "1 text changed, 0 unchanged",
        "",
        "Releases",
        "  osaka (English)",
        "    body  …Research and Innovation at Kobe) in [-January-]{+February+} 2018.",
        "    table  [-January-]{+February+} 2018 | Foundation for Biomedical…",
    ]
    marked = diff(desk, "osaka", "--from", "built", "--lang", "en", "--format", "markdown").stdout
    assert "- *table*: <del>January</del><ins>February</ins> 2018 \\| Foundation" in marked
    assert diff(desk, "osaka", "--from", "built", "--exit-code").exit_code == 1


def test_the_files_of_the_workspace_are_read_once(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many drafts are compared, their pictures are looked for among the same files."""
    look = Mock(return_value={})
    monkeypatch.setattr(stages, "list_pictures", look)
    assert len(fates(read(desk, "osaka", "--from", "built"))) == 2
    assert look.call_count == 1


def test_a_draft_that_a_person_edited_is_not_taken_for_what_was_built(desk: Path) -> None:
    """Its edits would look like words of ours that went; it is named, and what to do."""
    draft = desk / "output" / "2020-09-07_osaka_ja.docx"

    def change(root: Any) -> None:
        next(t for t in root.iter(w("t")) if "より一層の" in (t.text or "")).text = "別の言葉"

    draft.write_bytes(edit_part(draft.read_bytes(), change))
    assert fates(read(desk, "osaka", "--from", "built"))["osaka ja"] == "edited"
    told = diff(desk, "osaka", "--from", "built").stdout
    assert "since the files were edited in Word" in told
    assert "別の言葉" not in told


def test_releases_without_a_draft_are_named(desk: Path) -> None:
    """What was never built has nothing to be compared with, and is not called new."""
    told = diff(desk, "--from", "built").stdout
    assert "nothing to compare with: yokohama, kanagawa, denmark (ja, en)" in told


def test_built_is_what_was_built_after_a_commit_too(tmp_path: Path) -> None:
    """The last commit has the change already; what was last built has not."""
    (tmp_path / "desk").mkdir()
    desk = GitDesk(tmp_path / "desk")
    assert run_in(desk.root, "build", "osaka").exit_code == 0
    desk.change(KOBE, (JANUARY, FEBRUARY))
    assert fates(read(desk.root, "osaka"))["osaka ja"] == "unchanged"
    assert fates(read(desk.root, "osaka", "--from", "built"))["osaka ja"] == "changed"
    back = read(desk.root, "osaka", "--from", "HEAD~1", "--to", "built")
    assert fates(back)["osaka ja"] == "unchanged"


# --- sent


def test_what_the_partner_got_last_is_compared(desk: Path) -> None:
    """Not an earlier copy, and what was written since, in their order."""
    for day, old, new in (("01", JANUARY, FEBRUARY), ("03", FEBRUARY, "signed: 2018-03")):
        arguments = ("--for-partner", "--to", "大阪府", "--on", f"2020-09-{day}")
        assert run_in(desk, "build", "osaka", *arguments).exit_code == 0
        edit(desk, KOBE, old, new)
    answer = read(desk, "osaka", "--from", "sent", "--lang", "ja")
    assert inserted(answer) == ["3", "3"]
    told = diff(desk, "osaka", "--from", "sent", "--lang", "ja").stdout
    assert told.startswith("what the partner got last → the files as they are\n")
    assert "2018年[-2-]{+3+}月" in told


@pytest.mark.parametrize(
    ("stage", "told"),
    [
        ("sent", "nothing was sent yet: `linkj-press build PARTNER --for-partner"),
        ("final", "there is no final yet: `linkj-press build PARTNER --final` writes it"),
        ("published", "nothing is published yet: `linkj-press publish PARTNER` notes it"),
    ],
)
def test_nothing_came_that_far(desk: Path, stage: str, told: str) -> None:
    """One clear message, and how to come there."""
    result = diff(desk, "--from", stage)
    assert result.exit_code == 2
    assert told in result.stderr


# --- published


def write_finished(folder: Path) -> Path:
    desk = write_workspace(folder / "desk", {"sapporo": FINISHED})
    shutil.copy(Path(__file__).parent / "photo.png", desk / "partners" / "one.png")
    return desk


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A desk whose one release is published in Japanese, and not in English."""
    desk = write_finished(tmp_path)
    for arguments in (
        ("build", "sapporo", "--final", "--signed-off", "総務部長", "--on", "2021-03-01"),
        ("publish", "sapporo", "--lang", "ja", "--on", "2021-03-02"),
    ):
        result = run_in(desk, *arguments)
        assert result.exit_code == 0, result.stderr
    return desk


def test_what_is_published_is_frozen(published: Path) -> None:
    """A change of the file reaches the draft of the other language, and nothing that went out."""
    before = Path(shutil.copytree(published, published.parent / "before"))
    edit(published, "partners/sapporo.yaml", "背景です。, en: Background.", "別です。, en: Other.")
    answer = read(published, "--from", str(before))
    assert fates(answer) == {"sapporo ja": "frozen", "sapporo en": "changed"}
    assert inserted(answer) == ["Other."]
    told = diff(published, "--from", str(before)).stdout
    assert "1 text changed, 0 unchanged, 1 frozen, not reached" in told
    assert "published, and so not reached by any change: sapporo (ja)" in told
    japanese = diff(published, "--from", str(before), ui="ja").stdout
    assert "変わった文書1件、変わらない文書0件、発表済みで及ばない文書1件" in japanese
    only = diff(published, "--from", str(before), "--lang", "ja", "--exit-code")
    assert only.exit_code == 0


def test_what_was_published_is_compared_where_that_is_asked_for(published: Path) -> None:
    """With the files of today it says what they would say otherwise; with a copy, what changed."""
    assert (
        fates(read(published, "--from", "published", "--lang", "ja"))["sapporo ja"] == "unchanged"
    )
    edit(published, "partners/sapporo.yaml", "背景です。", "別の背景です。")
    answer = read(published, "--from", "published")
    assert fates(answer) == {"sapporo ja": "changed", "sapporo en": "absent"}
    assert inserted(answer) == ["別の"]


def test_a_published_text_that_somebody_edits_is_no_longer_frozen(published: Path) -> None:
    """The text beside the files is reviewed like any other: its change is shown."""
    before = Path(shutil.copytree(published, published.parent / "before"))
    edit(published, "partners/published/2021-03-02_sapporo_ja.md", "背景です。", "改めました。")
    answer = read(published, "--from", str(before), "--lang", "ja")
    assert fates(answer) == {"sapporo ja": "changed"}
    assert inserted(answer) == ["改めました。"]


def test_what_changed_between_the_last_copy_and_what_went_out(tmp_path: Path) -> None:
    """Two stages can be compared; and whoever had the copy is told the same by `rounds`."""
    desk = write_finished(tmp_path)
    file = "partners/sapporo.yaml"

    def do(*arguments: str) -> None:
        result = run_in(desk, *arguments)
        assert result.exit_code == 0, result.stderr

    do("build", "sapporo", "--for-partner", "--to", "札幌市", "--on", "2021-02-25")
    edit(desk, file, "背景です。", "背景でした。")
    do("build", "sapporo", "--final", "--signed-off", "総務部長", "--on", "2021-03-01")
    do("publish", "sapporo", "--on", "2021-03-02")
    edit(desk, file, "背景でした。", "別の背景。")
    answer = read(desk, "--from", "sent", "--to", "published", "--lang", "ja")
    assert (answer["from"], answer["to"]) == ("sent", "published")
    assert fates(answer) == {"sapporo ja": "changed"}
    assert inserted(answer) == ["した"]
    assert fates(read(desk, "--from", "sent", "--lang", "ja")) == {"sapporo ja": "frozen"}
    shown = run_in(desk, "--ui", "en", "rounds", "sapporo", "--lang", "ja").stdout.splitlines()
    assert shown == [
        "sapporo (Japanese)",
        "  copy 1, sent to 札幌市 on February 25, 2021: 1 passage has changed since",
        "    body  背景で[-す-]{+した+}。",
        "  what 札幌 花子 says: approved by 札幌 花子 on March 1, 2021, which words it covers"
        " was not recorded",
        "  the facts about the partner: confirmed by 札幌市 on March 1, 2021, which words it covers"
        " was not recorded",
        "  final 2, signed off by 総務部長 on March 1, 2021: nothing has changed since",
        "  published on March 2, 2021; compared with that",
    ]


def test_what_the_final_says_is_compared(tmp_path: Path) -> None:
    """Whether it was signed off or not; one that a person edited since is named, as a draft is."""
    desk = write_finished(tmp_path)
    assert run_in(desk, "build", "sapporo", "--final").exit_code == 0
    assert fates(read(desk, "--from", "final")) == {
        "sapporo ja": "unchanged",
        "sapporo en": "unchanged",
    }
    edit(desk, "partners/sapporo.yaml", "背景です。", "背景でした。")
    answer = read(desk, "--from", "final", "--lang", "ja")
    assert (answer["from"], inserted(answer)) == ("final", ["した"])
    edit_draft(desk / "output" / "final" / "2021-03-02_sapporo_ja.docx")
    assert fates(read(desk, "--from", "final", "--lang", "ja")) == {"sapporo ja": "edited"}


# --- the default


def test_without_git_it_says_what_can_be_compared(desk: Path) -> None:
    """Nobody has to know what HEAD is."""
    result = diff(desk)
    assert result.exit_code == 2
    stages = ("built", "sent", "final", "published")
    for choice in (*(f"--from {stage}" for stage in stages), "--from DIR"):
        assert choice in result.stderr
    assert "HEAD" not in result.stderr


def test_head_is_never_printed_for_people(tmp_path: Path) -> None:
    """The last commit is called that, with its day; an earlier one by its number and day."""
    (tmp_path / "desk").mkdir()
    desk = GitDesk(tmp_path / "desk")
    desk.change(KOBE, (JANUARY, FEBRUARY))
    for form in ("text", "markdown"):
        for arguments in ((), ("--from", "HEAD"), ("--from", "HEAD~1"), ("--from", "@")):
            for ui in ("ja", "en"):
                told = diff(desk.root, *arguments, "--format", form, ui=ui)
                assert "HEAD" not in told.stdout + told.stderr
    assert (
        ", September 1, 2020 → the files as they are" in diff(desk.root, "--from", "HEAD~1").stdout
    )
    assert read(desk.root)["from"].startswith("HEAD (")
    assert "HEAD" not in run_in(desk.root, "diff", "--help").stdout

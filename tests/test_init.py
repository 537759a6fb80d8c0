"""`linkj-press init`: a workspace of one's own, whole or not at all."""

import errno
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from linkj_press.cli import ui
from linkj_press.cli.main import cli
from linkj_press.folder import find_workspace, walk_files
from tests.conftest import REPOSITORY, copy_desk

HERE = "お試し press"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which the person is in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments, catch_exceptions=False)


def list_names(root: Path) -> set[str]:
    return {file.relative_to(root).as_posix() for file in walk_files(root)}


def test_workspace_has_the_record_and_the_templates(folder: Path) -> None:
    """Each file is that of the tree, the schema for editors too; output/ is kept out of git."""
    done = run("init", f"{HERE}/2026")
    assert (done.exit_code, done.stdout) == (0, f"{Path(HERE, '2026')}\n")
    root = folder / HERE / "2026"
    written = list_names(root)
    assert {"partners/osaka.yaml", "partners/schema.json", "templates/mou/ja.md"} <= written
    of_tree = {f"templates/{name}" for name in list_names(REPOSITORY / "templates")}
    assert {name for name in written if name.startswith("templates/")} == of_tree
    for name in written:
        assert (root / name).read_bytes() == (REPOSITORY / name).read_bytes(), name
    assert (root / "output" / ".gitignore").read_text("utf-8").startswith("*\n")


def test_what_is_there_and_what_to_do_next_is_told(folder: Path) -> None:
    """With a command that leads there, unless the person is there already."""
    partners = len(list((REPOSITORY / "partners").glob("*.yaml")))
    done = run("init", HERE)
    assert f"partners/   the record: {partners} partner files\n" in done.stderr
    assert "template sets correction, moc, mou, renewal\n" in done.stderr
    assert "  cd 'お試し press' " in done.stderr or sys.platform == "win32"
    assert "  linkj-press desk " in done.stderr
    assert "  linkj-press new NAME " in done.stderr
    (folder / "empty").mkdir()
    ui_in_japanese = CliRunner(env={"LINKJ_PRESS_UI": "ja"})
    told = ui_in_japanese.invoke(cli, ["init", "empty"]).stderr
    assert f"提携の記録（提携先ファイル {partners} 件）" in told
    assert "ブラウザーでリリースを読む・直す・送り出す" in told


def test_every_command_works_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is at fault, the drafts are those of the tree, and the next partner is begun."""
    assert run("init", HERE).exit_code == 0
    monkeypatch.chdir(folder / HERE)
    assert run("check").exit_code == 0
    assert run("ledger").exit_code == 0
    assert run("build", "osaka").exit_code == 0
    copy = copy_desk(folder / "copy")
    assert run("-C", str(copy), "build", "osaka").exit_code == 0
    drafts = sorted((copy / "output").glob("*.docx"))
    assert len(drafts) == 2
    for draft in drafts:
        assert (folder / HERE / "output" / draft.name).read_bytes() == draft.read_bytes()
    facts = ("--kind", "embassy", "--country", "FR", "--signed", "2021-02")
    begun = run("new", "lyonbiopole", *facts)
    assert (begun.exit_code, begun.stdout) == (0, f"{Path('partners', 'lyonbiopole.yaml')}\n")


@pytest.mark.parametrize("there", ["notes.txt", "templates", ".git"])
def test_folder_with_anything_in_it_stays_as_it_is(folder: Path, there: str) -> None:
    """It is told with what is there, and nothing is written."""
    (folder / HERE / there).mkdir(parents=True)
    done = run("init", HERE)
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"is not empty, and stays as it is: name a new folder (it has {there})" in done.stderr
    assert [path.name for path in (folder / HERE).iterdir()] == [there]


def test_workspace_stays_as_it_is(folder: Path) -> None:
    """A second time it is told that it is one, and what a person wrote there stands."""
    assert run("init", HERE).exit_code == 0
    file = folder / HERE / "partners" / "osaka.yaml"
    file.write_text("mine", "utf-8")
    done = run("init", HERE)
    assert done.exit_code == 2
    assert "is a workspace already, and stays as it is" in done.stderr
    assert file.read_text("utf-8") == "mine"


def test_what_systems_leave_in_a_folder_is_in_nobodys_way(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that a person made and looked into is empty to that person."""
    (folder / HERE).mkdir()
    for name in (".DS_Store", "Thumbs.db", "desktop.ini"):
        (folder / HERE / name).write_text("", "utf-8")
    monkeypatch.chdir(folder / HERE)
    done = run("init", ".")
    assert (done.exit_code, done.stdout) == (0, ".\n")
    assert "  cd " not in done.stderr


def test_file_in_place_of_the_folder_is_told(folder: Path) -> None:
    """As in every command, and the file stands."""
    (folder / HERE).write_text("mine", "utf-8")
    assert run("init", HERE).exit_code == 2
    assert run("init", "").exit_code == 2
    assert (folder / HERE).read_text("utf-8") == "mine"


@pytest.mark.parametrize("is_new", [True, False])
def test_half_a_workspace_is_never_left(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *, is_new: bool
) -> None:
    """Where the disk is full, or a person presses Ctrl-C, the folder is as it was."""
    if not is_new:
        (folder / HERE).mkdir()
    before = set(folder.rglob("*"))
    copy = shutil.copyfile
    for failure in (OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()):

        def copy_until_look(source: Path, target: Path, failure: BaseException = failure) -> None:
            copy(source, target)
            if target.name == "look.yaml":
                raise failure

        with monkeypatch.context() as patch:
            patch.setattr(shutil, "copyfile", copy_until_look)
            done = run("init", f"{HERE}/2026/spring" if is_new else HERE)
        assert done.exit_code == 1
        assert "make room" in done.stderr or "Aborted!" in done.stderr
        assert set(folder.rglob("*")) == before
    assert run("init", HERE).exit_code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_killed_program_leaves_no_workspace(folder: Path) -> None:
    """What stands then is not taken for one, and the next call tells of it."""
    program = (
        "import os, shutil, signal\n"
        "from linkj_press.cli.main import main\n"
        "copy = shutil.copyfile\n"
        "def kill(source, target):\n"
        "    copy(source, target)\n"
        "    if target.name == 'look.yaml':\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "shutil.copyfile = kill\n"
        f"main(['init', {HERE!r}])\n"
    )
    killed = subprocess.run([sys.executable, "-c", program], cwd=folder, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert (folder / HERE / "partners" / "osaka.yaml").exists()
    assert find_workspace(folder / HERE) is None
    assert "it has .linkj-press-templates, output, partners)" in run("init", HERE).stderr
    assert "was begun and not finished: take it away and begin anew" in run("init", HERE).stderr


@pytest.mark.parametrize("within", ["partners/new", "templates/newset", "output/a/b"])
def test_no_workspace_is_begun_within_the_record_of_another(folder: Path, within: str) -> None:
    """What stands there would be taken for files of that one; beside them is room."""
    copy_desk(folder / HERE)
    (folder / HERE / "output").mkdir()
    done = run("init", f"{HERE}/{within}")
    assert done.exit_code == 2
    assert f"is within the workspace {folder / HERE}: name a folder outside of it" in done.stderr
    assert not (folder / HERE / within).exists()
    assert run("init", f"{HERE}/beside").exit_code == 0


def test_second_call_at_the_same_time_harms_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever comes second, after both have found the folder empty, is refused."""
    (folder / HERE).mkdir()
    make = Path.mkdir

    def come_second(path: Path, mode: int = 0o777, **options: bool) -> None:
        if path.name == "output":
            monkeypatch.setattr(Path, "mkdir", make)
            assert run("init", HERE).exit_code == 0
        make(path, mode, **options)

    monkeypatch.setattr(Path, "mkdir", come_second)
    done = run("init", HERE)
    assert done.exit_code == 1
    assert "File exists" in done.stderr
    assert find_workspace(folder / HERE) == folder / HERE
    assert "templates/house/look.yaml" in list_names(folder / HERE)


def test_what_went_to_people_outside_stays(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Photos and published releases are of the record; copies sent and what was undone are not."""
    clone = copy_desk(folder / "clone")
    along = {"partners/photos/osaka.jpg", "partners/published/2020-09-07_osaka_ja.md"}
    stays = {
        "partners/rounds/2020-09-07_osaka_ja_1.md",
        "partners/taken-back/keio.yaml",
        "partners/published/~$20-09-07_osaka_ja.docx",
        "templates/.DS_Store",
        "output/2020-09-07_osaka_ja.docx",
        "README.md",
    }
    for name in along | stays:
        (clone / name).parent.mkdir(parents=True, exist_ok=True)
        (clone / name).write_text("text", "utf-8")
    shutil.copy(REPOSITORY / "output" / ".gitignore", clone / "output")
    monkeypatch.setattr(ui, "CLONE", clone)
    assert run("init", HERE).exit_code == 0
    written = list_names(folder / HERE)
    assert along <= written
    assert not written & stays
    assert {name.partition("/")[0] for name in written} == {"output", "partners", "templates"}


def test_what_nobody_may_change_becomes_a_persons_own(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that another installed, for all to read alone, gives files that can be edited."""
    clone = copy_desk(folder / "clone")
    (clone / "output").mkdir()
    shutil.copy(REPOSITORY / "output" / ".gitignore", clone / "output")
    for path in (*walk_files(clone), clone / "partners", clone / "templates" / "house"):
        path.chmod(path.stat().st_mode & ~0o222)
    monkeypatch.setattr(ui, "CLONE", clone)
    assert run("init", HERE).exit_code == 0
    for path in (folder / HERE).rglob("*"):
        assert path.stat().st_mode & 0o200, path
    for path in (clone / "partners", clone / "templates" / "house"):
        path.chmod(0o755)


@pytest.mark.parametrize("command", ["", "desk", "build", "new lyonbiopole"])
def test_whoever_has_no_workspace_is_told_how_to_begin_one(folder: Path, command: str) -> None:
    """Each command that needs one says so; the program alone after its help."""
    done = run(*command.split())
    assert done.exit_code == 2
    assert "linkj-press init DIR\n" in done.stderr

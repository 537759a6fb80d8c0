"""The wheel and the sdist: whole, and enough for a person who has no clone."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from dataclasses import dataclass
from email import message_from_bytes
from importlib.metadata import distributions
from pathlib import Path

import pytest
from click.testing import CliRunner

from linkj_press.cli.main import _COMMANDS, cli
from linkj_press.folder import walk_files
from tests.conftest import FIFTEEN, REPOSITORY
from tests.test_desk_starting import check_opens, read_exec

HERE = "広報 部"
"""A folder as people call theirs."""

_NO_INDEX = "(from versions: none)"
"""What pip says where it can ask no index of packages."""


_OURS = re.compile(r"LC_|PYTHONDONTWRITEBYTECODE")
"""Matches what a person has not set."""

_NO_TREE = (".git", ".venv*", "__pycache__", ".*_cache", ".coverage*", ".hypothesis", "*.egg-info")
"""What a clone holds that is none of it."""

_STAYS = {"partners/rounds/2020-09-07_osaka_ja_1.md", "partners/taken-back/keio.yaml"}
_GOES_ALONG = {"partners/published/2020-09-07_osaka_ja.pdf", "partners/photos/osaka.jpg"}
"""What a desk at work has beside that."""


def run_module(python: str | Path, *arguments: str | Path) -> str:
    """Return what the module that *arguments* begin with prints.

    Without a network the test is skipped, but never in CI.
    """
    done = subprocess.run(
        [python, "-m", *arguments],
        env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_RETRIES": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if _NO_INDEX in done.stdout and not os.environ.get("CI"):
        pytest.skip("no index of packages can be asked, from which to build and install")
    assert done.returncode == 0, done.stdout
    return done.stdout


@dataclass(frozen=True)
class Built:
    """What is handed to people."""

    tree: Path
    sdist: Path
    wheel: Path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The sdist of a desk at work, and the wheel built from that sdist."""
    folder = tmp_path_factory.mktemp("dist")
    tree = folder / "tree"
    shutil.copytree(REPOSITORY, tree, ignore=shutil.ignore_patterns(*_NO_TREE, "output", "dist"))
    (tree / "output").mkdir()
    shutil.copy(REPOSITORY / "output" / ".gitignore", tree / "output")
    for name in _STAYS | _GOES_ALONG:
        (tree / name).parent.mkdir(exist_ok=True)
        (tree / name).write_text("text", "utf-8")
    run_module(sys.executable, "build", "--outdir", folder, tree)
    (sdist,), (wheel,) = folder.glob("*.tar.gz"), folder.glob("*.whl")
    return Built(tree, sdist, wheel)


@dataclass(frozen=True)
class Installed:
    """The program as a person has it who got the wheel alone, in an environment of its own."""

    home: Path
    """Where the person is; the environment is below."""

    python: Path
    libraries: Path
    """What pip is to be constrained by."""

    def run(self, *arguments: str | Path, below: str = "") -> subprocess.CompletedProcess[str]:
        """Run the program in the folder *below* home, in a locale that knows no Japanese."""
        settings = {name: text for name, text in os.environ.items() if not _OURS.match(name)}
        return subprocess.run(
            [self.python.with_name("linkj-press"), *arguments],
            cwd=self.home / below,
            env={**settings, "LANG": "C"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )


@pytest.fixture(scope="module")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel without extras, with the very libraries that these tests run with."""
    home = tmp_path_factory.mktemp("person") / HERE
    run_module(sys.executable, "venv", home / "venv")
    python = home / "venv" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    libraries = home.with_name("constraints.txt")
    here = (one for one in distributions() if one.name != "linkj-press")
    libraries.write_text("".join(f"{one.name}=={one.version}\n" for one in here), "utf-8")
    run_module(python, "pip", "install", "--no-compile", "-c", libraries, built.wheel)
    return Installed(home, python, libraries)


def list_names(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in walk_files(folder)}


def test_sdist_holds_the_tree(built: Built) -> None:
    """All that tests need too: whoever has it can do what can be done in a clone.

    What was sent to people outside, and what was taken back, is handed to nobody.
    """
    with tarfile.open(built.sdist) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    tree = list_names(built.tree)
    assert len(tree) > 500
    assert {"Makefile", "CHANGELOG.md", "tests/conftest.py", "output/.gitignore"} <= tree
    assert held == tree - _STAYS | {"PKG-INFO"}


def test_wheel_holds_the_program_and_what_a_workspace_begins_with(built: Built) -> None:
    """Every file of the package that is read, and of the top the record and templates alone."""
    with zipfile.ZipFile(built.wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    package = list_names(built.tree / "linkj_press")
    assert {Path(name).suffix for name in package} >= {".py", ".yaml", ".mo", ".html", ".js"}
    begun = {name for name in list_names(built.tree) - _STAYS if name.startswith(_BEGUN)}
    assert begun > _GOES_ALONG
    assert held == {
        *(f"linkj_press/{name}" for name in package if not name.endswith(".po")),
        *(f"linkj_press/skeleton/workspace/{name}" for name in begun),
    }


_BEGUN = ("output/", "partners/", "templates/")


def test_wheel_tells_what_it_is(built: Built) -> None:
    """Its name, its version, for whom it is, and the README."""
    with zipfile.ZipFile(built.wheel) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        about = message_from_bytes(archive.read(name))
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    assert about["Version"] == project["version"]
    assert "press releases" in about["Summary"]
    assert "Natural Language :: Japanese" in about.get_all("Classifier", [])
    assert "# linkj-press" in str(about.get_payload())


def test_person_without_a_clone_has_all_of_it(installed: Installed, tmp_path: Path) -> None:
    """From the wheel alone: a workspace, the drafts of the tree to the byte, and the next partner.

    Each in a folder with a space and Japanese in its name, in a locale that knows neither.
    """
    made = installed.run("init", "提携 2026")
    assert (made.returncode, made.stdout) == (0, "提携 2026\n")
    ours = CliRunner().invoke(cli, ["-C", str(REPOSITORY), "build", "--output", str(tmp_path)])
    assert ours.exit_code == 0, ours.stderr
    built = installed.run("build", below="提携 2026")
    assert built.returncode == 0, built.stderr
    drafts = {file.name: file.read_bytes() for file in tmp_path.glob("*.docx")}
    assert len(drafts) >= 8
    folder = installed.home / "提携 2026" / "output"
    assert {file.name: file.read_bytes() for file in folder.glob("*.docx")} == drafts
    assert installed.run("check", below="提携 2026").returncode == 0
    ledger = installed.run("ledger", "--format", "csv", below="提携 2026").stdout
    assert len(ledger.splitlines()) > len(FIFTEEN)
    facts = (
        "--kind",
        "embassy",
        "--country",
        "FR",
        "--signed",
        "2021-02",
        "--name-ja",
        "在日大使館",
    )
    begun = installed.run("new", "lyonbiopole", *facts, below="提携 2026")
    assert begun.returncode == 0, begun.stderr
    assert "在日大使館" in installed.run("ledger", below="提携 2026").stdout


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has none of these shells")
def test_desk_opens_as_is_told(installed: Installed, tmp_path: Path) -> None:
    """It says how to get what it needs; after that a double click opens it."""
    assert installed.run("init", "desk").returncode == 0
    lacking = installed.run("desk", "--no-browser", below="desk")
    assert lacking.returncode == 1
    told = lacking.stderr.partition("the desk is not set up: ")[2].strip()
    assert told.endswith("-m pip install 'linkj-press[desk]'")
    settings = {**os.environ, "PIP_CONSTRAINT": str(installed.libraries)}
    subprocess.run(told, shell=True, check=True, env=settings)
    shortcut = installed.run("desk", "--shortcut", ".", below="desk")
    assert shortcut.returncode == 0, shortcut.stderr
    file = installed.home / "desk" / shortcut.stdout.strip()
    is_linux = file.suffix == ".desktop"
    command = ["sh", "-c", read_exec(file.read_text("utf-8"))] if is_linux else [str(file)]
    check_opens(command, tmp_path)


def test_changelog_tells_of_this_version_in_both_languages() -> None:
    """The newest version in it is this one, and each entry is in Japanese and then in English."""
    changelog = (REPOSITORY / "CHANGELOG.md").read_text("utf-8")
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    assert re.findall(r"^## (.*)$", changelog, re.MULTILINE)[0] == project["version"]
    entries = re.findall(r"^- (.*)\n((?:  .*\n)*)", changelog, re.MULTILINE)
    assert len(entries) > 20
    for japanese, english in entries:
        assert re.search("[ぁ-ん].*。$", japanese), japanese
        assert re.fullmatch(r"  [^ぁ-んァ-ヶ一-龠]+\.\n", english), japanese
    named = {
        word for entry in entries for word in re.findall(r"`(?:linkj-press )?([a-z]+)", entry[1])
    }
    assert named <= set(_COMMANDS)

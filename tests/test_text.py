"""`text`: a Word file as text, for people and for git."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from linkj_press.build.enclosures import write_release
from linkj_press.draft.document import render_plain
from linkj_press.draft.drafting import Drafter
from linkj_press.language import Language
from linkj_press.workspace.loading import Workspace
from tests.conftest import REPOSITORY, require
from tests.git_desk import GitDesk
from tests.test_cli import run_in


@pytest.mark.parametrize("language", list(Language))
def test_a_draft_reads_as_its_release(
    workspace: Workspace, drafter: Drafter, tmp_path: Path, language: Language
) -> None:
    """After the letterhead comes just what `preview --plain` prints, but for the label."""
    document = drafter.draft("osaka", language)
    file = tmp_path / "draft.docx"
    file.write_bytes(write_release(document, workspace.house.look.record, workspace.root))
    label, release = render_plain(document).split("\n\n", 1)
    printed = run_in(tmp_path, "text", str(file)).stdout
    assert printed.endswith(f"\n\n{release}")
    assert label in printed.removesuffix(release).split("\n\n")


def read_setup() -> list[list[str]]:
    """Return the two lines of the manual that let git show Word files as text."""
    manual = (REPOSITORY / ".github" / "MANUAL.md").read_text("utf-8")
    found = re.search(r"echo '(.*)' >> (\S+)\n(git config) (\S+) '(.*)'\n", manual)
    assert found
    return [[found[1], found[2]], [*found[3].split()[1:], found[4], found[5]]]


def test_git_shows_word_files_as_text(tmp_path: Path) -> None:
    """With the two lines of the manual, `git diff` and `git log -p` show what a draft says."""
    desk = GitDesk(tmp_path)
    (attribute, file), config = read_setup()
    (desk.root / file).write_text(f"{attribute}\n")
    desk.git(*config)
    run_in(desk.root, "build", "osaka", "--lang", "ja")
    desk.git("add", "-f", "-A")
    desk.git("commit", "-qm", "drafts")
    desk.edit("partners/osaka.yaml", ("より一層の", "さらなる"))
    run_in(desk.root, "build", "osaka", "--lang", "ja")
    changed = [line for line in ask(desk, "diff") if re.match(r"[-+][^-+]", line)]
    assert changed == [
        "-～国内外13団体目の連携、より一層のイノベーション創出へ～",
        "+～国内外13団体目の連携、さらなるイノベーション創出へ～",
    ]
    assert "+～国内外13団体目の連携、より一層のイノベーション創出へ～" in ask(desk, "log", "-p")


def ask(desk: GitDesk, *command: str) -> list[str]:
    """Return the lines that git prints of the drafts, with the program on its path."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [require("git"), *command, "--", "output/*.docx"],
        cwd=desk.root,
        env={**os.environ, "PATH": path},
        capture_output=True,
        check=True,
    )
    return done.stdout.decode().splitlines()

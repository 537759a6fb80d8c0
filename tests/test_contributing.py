"""CONTRIBUTING is true: its steps are taken, and its program in Python is run."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.conftest import REPOSITORY, copy_desk, require

CONTRIBUTING = (REPOSITORY / "CONTRIBUTING.md").read_text("utf-8")


def _cut_blocks(language: str) -> list[str]:
    """Return the blocks of *language*, without the indents of the list that they stand in."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```$", CONTRIBUTING, re.DOTALL | re.MULTILINE)
    return [re.sub(f"^{indent}", "", block, flags=re.MULTILINE) for indent, block in found]


def test_program_runs(desk_copy: Path, tmp_path: Path) -> None:
    """The program in Python writes both drafts, as it is printed."""
    (program,) = _cut_blocks("python")
    file = tmp_path / "program.py"
    file.write_text(program, "utf-8")
    subprocess.run([sys.executable, str(file)], cwd=desk_copy, check=True)
    written = sorted(path.name for path in desk_copy.glob("*.docx"))
    assert written == ["2020-09-07_osaka_en.docx", "2020-09-07_osaka_ja.docx"]


def test_rule_is_added_by_its_steps(tmp_path: Path) -> None:
    """The change that is shown makes a rule: its examples pass, and the program explains it."""
    copy_desk(tmp_path)
    shutil.copytree(REPOSITORY / "linkj_press", tmp_path / "linkj_press")
    (tmp_path / "tests").mkdir()
    for file in (*REPOSITORY.glob("tests/*.py"), REPOSITORY / "pyproject.toml"):
        shutil.copy(file, tmp_path / file.relative_to(REPOSITORY))
    (change,) = _cut_blocks("diff")
    (tmp_path / "change.diff").write_text(change, "utf-8", newline="\n")
    run = [require("git"), "apply", "--ignore-whitespace", "change.diff"]
    subprocess.run(run, cwd=tmp_path, check=True)
    steps = next(block for block in _cut_blocks("") if "--explain dots" in block)
    printed = [_take(step, tmp_path) for step in steps.splitlines()]
    assert "4 passed" in printed[0]
    assert printed[1].startswith("dots-for-ellipsis: three middle dots for an ellipsis")
    assert "その理由は・・・ → その理由は…" in printed[1]
    assert printed[2].splitlines() == ["0 errors", "what is open: linkj-press check --open"]


def _take(step: str, root: Path) -> str:
    """Return what *step* prints in the copy of the repository at *root*."""
    program, *arguments = step.split()
    module = {"pytest": ["pytest", "-q", "-p", "no:cacheprovider"], "linkj-press": ["linkj_press"]}
    command = [sys.executable, "-m", *module[Path(program).name], *arguments]
    environment = {**os.environ, "PYTHONPATH": str(root), "LINKJ_PRESS_UI": "en"}
    done = subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr

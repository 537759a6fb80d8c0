"""The manual is true: what it shows is run, and what is printed is what it shows."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from linkj_press.cli.main import _COMMANDS, cli
from linkj_press.draft.document import render_plain
from linkj_press.draft.drafting import Drafter
from linkj_press.language import Language
from linkj_press.workspace.loading import load_workspace
from tests.conftest import REPOSITORY
from tests.git_desk import GitDesk

MANUAL = (REPOSITORY / ".github" / "MANUAL.md").read_text("utf-8")
_BLOCKS = re.findall(r"^```console\n(.*?)^```", MANUAL, re.DOTALL | re.MULTILINE)


def test_every_command_is_named() -> None:
    """Whoever reads the manual learns of each command."""
    assert [name for name in _COMMANDS if f"linkj-press {name}" not in MANUAL] == []


@pytest.mark.parametrize(
    "command", [line[2:] for block in _BLOCKS for line in block.splitlines() if line[:2] == "$ "]
)
def test_command_runs(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command line ends with success on the fifteen partners, kept in git."""
    monkeypatch.chdir(GitDesk(tmp_path).root)
    done = CliRunner().invoke(cli, command.split()[1:], catch_exceptions=False)
    assert done.exit_code == 0, done.stderr


def test_output_is_real(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands under a command that only shows is what the command prints."""
    monkeypatch.chdir(REPOSITORY)
    shown = 0
    for block in _BLOCKS:
        first, *rest = block.splitlines()
        shows = re.match(r"\$ linkj-press (--ui ja )?(preview|ledger|build --help)", first)
        if not shows or not rest or rest[0].startswith("$"):
            continue
        name, *arguments = first.removeprefix("$ ").split()
        done = CliRunner().invoke(cli, arguments, prog_name=name, catch_exceptions=False)
        assert done.exit_code == 0
        printed = [line.rstrip() for line in done.stdout.splitlines()]
        for line in rest:
            assert line in ("…", *printed), line
        shown += 1
    assert shown >= 4


def test_partner_file_builds(desk_copy: Path) -> None:
    """The partner file that is shown becomes a release, as the sixteenth."""
    facts, release, *_ = re.findall(r"^```yaml\n(.*?)^```", MANUAL, re.DOTALL | re.MULTILINE)
    (desk_copy / "partners" / "lyonbiopole.yaml").write_text(facts + release, "utf-8")
    workspace = load_workspace(desk_copy)
    document = Drafter(workspace).draft("lyonbiopole", Language.JA)
    text = render_plain(document)
    assert "～海外9団体目の連携～" in text
    assert (
        "クレール マルタン 氏は、期待を示しました。【コメント承認待ち：クレール マルタン 氏】"
        in text
    )
    assert workspace.ledger.total == 16

"""Completion as shells ask for it: in bash itself, and by the environment of the others."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import require

PROGRAM = Path(sys.executable).with_name("linkj-press")
RELEASED = ["denmark", "kanagawa", "osaka", "yokohama"]


def ask(
    shell: str, folder: Path, *words: str, separator: str = " ", **environment: str
) -> list[str]:
    """Return the lines that the program answers when the last of *words* is being typed."""
    before, typed = ["linkj-press", *words[:-1]], words[-1]
    by_number = {"COMP_WORDS": " ".join([*before, typed]), "COMP_CWORD": str(len(before))}
    by_word = {"COMP_WORDS": separator.join(before), "COMP_CWORD": typed}
    protocol = by_number if shell in ("bash", "zsh") else by_word
    asked = {"_LINKJ_PRESS_COMPLETE": f"{shell}_complete", **protocol, **environment}
    env = {**os.environ, **asked}
    done = subprocess.run([PROGRAM], cwd=folder, env=env, capture_output=True, check=False)
    assert done.stderr == b""
    return done.stdout.decode().splitlines()


def offer(folder: Path, *words: str) -> list[str]:
    """Return what bash is offered."""
    return [line.split(",")[1] for line in ask("bash", folder, *words) if line]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["p"], ["preview", "proof", "publish", "pull"]),
        (["preview", ""], RELEASED),
        (["build", "os"], ["osaka"]),
        (["proof", "os"], ["osaka"]),
        (["build", "osaka", "k"], ["kanagawa"]),
        (["new", ""], []),
        (["preview", "--l"], ["--lang"]),
        (["preview", "--lang", ""], ["ja", "en"]),
        (["ledger", "--format", ""], ["table", "json", "csv"]),
        (["ledger", "--kind", "f"], ["foundation"]),
        (["new", "x", "--kind", "e"], ["embassy"]),
        (["bild", "x"], []),
    ],
)
def test_what_is_offered(real_desk: Path, words: list[str], offered: list[str]) -> None:
    """Commands, options, values, kinds, and only those partners that a command can take."""
    assert offer(real_desk, *words) == offered


def test_workspace_of_the_option_counts(
    desk_copy: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Partners come from the folder after -C, also below `~`, and from nowhere if it is wrong."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (desk_copy / "partners" / "osaka.yaml").unlink()
    expected = [partner for partner in RELEASED if partner != "osaka"]
    assert offer(elsewhere, "-C", str(desk_copy), "build", "") == expected
    home = {"HOME": str(desk_copy.parent), "USERPROFILE": str(desk_copy.parent)}
    below_home = ask("bash", elsewhere, "-C", f"~/{desk_copy.name}", "build", "k", **home)
    assert below_home == ["plain,kanagawa"]
    assert offer(desk_copy, "-C", "nothing", "build", "") == []
    assert offer(elsewhere, "build", "") == []


def test_nothing_that_is_wrong_is_told(desk_copy: Path) -> None:
    """Files at fault, folders and broken links in the place of files: the rest is offered."""
    (desk_copy / "templates" / "house" / "terms.yaml").write_bytes(b"kinds: [\xff")
    (desk_copy / "partners" / "osaka.yaml").write_bytes(b"\xffname: [\nrelease:\n")
    (desk_copy / "partners" / "kanagawa.yaml").unlink()
    (desk_copy / "partners" / "kanagawa.yaml").mkdir()
    (desk_copy / "partners" / ".denmark.yaml").write_text("release:\n", "utf-8")
    assert offer(desk_copy, "build", "") == ["denmark", "osaka", "yokohama"]
    assert offer(desk_copy, "ledger", "--kind", "") == []


def test_bash_completes(real_desk: Path) -> None:
    """In bash itself, the printed script offers partners after its installation."""
    script = f"""
        export PATH="{PROGRAM.parent}:$PATH"
        eval "$(linkj-press completion bash)"
        complete -p linkj-press
        COMP_WORDS=(linkj-press preview o) COMP_CWORD=2
        _linkj_press_completion linkj-press
        echo "${{COMPREPLY[@]}}"
    """
    bash = [require("bash"), "--norc", "-c", script]
    done = subprocess.run(bash, cwd=real_desk, capture_output=True, text=True, check=True)
    registered, offered = done.stdout.splitlines()
    assert registered.endswith("-F _linkj_press_completion linkj-press")
    assert (offered, done.stderr) == ("osaka", "")


def test_zsh_and_fish_get_help_in_the_persons_language(real_desk: Path) -> None:
    """What is offered comes with its help in one line, in Japanese for who reads Japanese."""
    zsh = ask("zsh", real_desk, "b", LINKJ_PRESS_UI="ja")
    assert zsh == ["plain", "build", "Wordの原稿案を日本語と英語で作ります。"]
    fish = ask("fish", real_desk, "--u", LINKJ_PRESS_UI="ja")
    told = "表示の言語（既定は環境変数 LINKJ_PRESS_UI、なければシステムの言語）。"
    assert fish == [f"plain,--ui\t{told}"]


def test_powershell_protocol(desk_copy: Path) -> None:
    """Words come one a line, so that spaces and the `\\` of Windows paths need no care."""
    folder = desk_copy.rename(desk_copy.with_name("広報 の\\机"))
    lines = ask("powershell", folder.parent, "-C", str(folder), "preview", "o", separator="\n")
    assert lines == ["osaka\tosaka"]
    assert ask("powershell", folder, "build", "--output", "", separator="\n") in ([], [""])


POWERSHELL = """
linkj-press completion powershell | Out-String | Invoke-Expression
$line = "linkj-press -C '{folder}' preview o"
(TabExpansion2 $line $line.Length).CompletionMatches.CompletionText
"""


def test_powershell_completes(real_desk: Path) -> None:
    """In PowerShell itself, the printed script offers partners."""
    program = shutil.which("pwsh")
    if program is None:
        pytest.skip("PowerShell is not installed; CI does without it too")
    command = [program, "-NoProfile", "-Command", POWERSHELL.format(folder=real_desk)]
    env = {**os.environ, "PATH": f"{PROGRAM.parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["osaka"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_script_names_the_program_and_its_question(real_desk: Path, shell: str) -> None:
    """Each script is whole, asks by the program's own variable, and has line ends of Unix."""
    done = subprocess.run([PROGRAM, "completion", shell], capture_output=True, check=True)
    assert f"_LINKJ_PRESS_COMPLETE={shell}_complete" in done.stdout.decode().replace(
        "env:_LINKJ_PRESS_COMPLETE = '", "_LINKJ_PRESS_COMPLETE="
    )
    assert b"\r" not in done.stdout

"""`linkj-press desk` as a program: how it begins, what it says, and how it is left."""

import http.client
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from linkj_press.cli.desk import SHORTCUTS
from linkj_press.cli.main import cli
from tests.conftest import copy_desk
from tests.desk_page import PROGRAM, DeskPage, OpenDesk, RunningDesk

if sys.platform == "win32":
    pytest.skip("Windows has none of these signals and shells", allow_module_level=True)

from tests.screen import Screen

BROKEN = "kind: municipalty"
SOUND = "kind: municipality"


def break_osaka(root: Path) -> Path:
    file = root / "partners" / "osaka.yaml"
    text = file.read_text("utf-8")
    assert SOUND in text
    file.write_text(text.replace(SOUND, BROKEN), "utf-8")
    return root


def mend_osaka(root: Path) -> None:
    file = root / "partners" / "osaka.yaml"
    file.write_text(file.read_text("utf-8").replace(BROKEN, SOUND), "utf-8")


def wait_for_page(desk: RunningDesk, status: int) -> str:
    for _ in range(600):
        answer = desk.ask("GET", "/releases/osaka")
        if answer.status == status:
            return answer.text
        time.sleep(0.1)
    pytest.fail(f"the page does not become {status}")


def is_open(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


def listen_to_news(desk: RunningDesk) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=60)
    headers = {"Cookie": desk.cookie, "Connection": "close"}
    connection.request("GET", "/events", headers=headers)
    answer = connection.getresponse()
    assert answer.readline() == b"event: state\n"
    return answer


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_is_left_without_a_word(open_desk: OpenDesk, how: signal.Signals) -> None:
    """By Ctrl-C, by being told to end, and as the terminal's window is closed.

    Pages that listen are let go, the port is free again, and nothing but the way to leave was said.
    """
    desk = open_desk()
    listening = [listen_to_news(desk), listen_to_news(desk)]
    assert desk.leave(how) == (0, "The desk is open. Ctrl-C closes it.\n")
    for answer in listening:
        assert answer.read().endswith(b"\n\n")
        answer.close()
    assert not is_open(desk.port)
    assert open_desk(desk.root, "--port", str(desk.port)).port == desk.port


def test_is_left_at_once(desk_copy: Path) -> None:
    """Even before it has begun to answer."""
    for seconds in (0.0, 0.02, 0.1):
        with RunningDesk(desk_copy) as desk:
            time.sleep(seconds)
            assert desk.leave() == (0, "The desk is open. Ctrl-C closes it.\n")


def test_is_left_by_ctrl_c_in_a_terminal(desk_copy: Path) -> None:
    """The terminal shows the address and how to leave, and then nothing more."""
    command: list[str | Path] = [PROGRAM, "-C", desk_copy, "desk", "--no-browser"]
    with Screen(command, {**os.environ, "TERM": "xterm-256color"}, (130, 40)) as screen:
        screen.wait_for("Ctrl-C closes it.")
        screen.process.send_signal(signal.SIGINT)
        assert screen.wait_for_end() == 0
        address, leaving, *rest = screen.text.splitlines()
    assert address.startswith("http://127.0.0.1:")
    assert leaving == "The desk is open. Ctrl-C closes it."
    assert set(rest) == {""}


def refuse(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [PROGRAM, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_port_that_is_taken_is_told(open_desk: OpenDesk) -> None:
    """With what to do, and without harm to the desk that has it."""
    desk = open_desk()
    done = refuse("-C", desk.root, "desk", "--no-browser", "--port", str(desk.port))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Error: port {desk.port} is taken, perhaps by a desk")
    assert desk.ask("GET", "/ledger").status == 200


def test_folder_that_is_no_workspace_is_told(tmp_path: Path) -> None:
    """As by every command."""
    done = refuse("-C", tmp_path, "desk", "--no-browser")
    assert (done.returncode, done.stdout) == (2, "")
    assert "has no partners/ and templates/" in done.stderr


@pytest.mark.parametrize("library", ["starlette", "uvicorn"])
def test_desk_that_is_not_set_up_is_told(real_desk: Path, library: str) -> None:
    """Without one of its libraries it says how to get them, and every other command works."""
    program = f"import sys; sys.modules[{library!r}] = None; from linkj_press.cli.main import main"

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", f"{program}; main()", "-C", str(real_desk), *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    done = run("desk", "--no-browser")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: the desk is not set up: give “make desk”")
    assert run("ledger").returncode == 0


def test_files_that_cannot_be_read_are_told_and_mended(open_desk: OpenDesk, tmp_path: Path) -> None:
    """The desk opens on them, says what is wrong, and is as always once that is mended."""
    desk = open_desk(break_osaka(copy_desk(tmp_path / "broken")))
    told = wait_for_page(desk, 503)
    assert "partners/osaka.yaml" in told
    assert "did you mean “municipality”?" in told
    assert desk.ask("GET", "/").status == 503
    assert desk.act("/releases/osaka/field", {"edits": []}).status == 503
    mend_osaka(desk.root)
    assert "partners/osaka.yaml" not in wait_for_page(desk, 200)
    assert desk.leave() == (0, "The desk is open. Ctrl-C closes it.\n")


def test_page_becomes_right_by_itself(desk_page: DeskPage) -> None:
    """A page that shows what is wrong follows the files, without a click."""
    desk_page.visit("/releases/osaka")
    break_osaka(desk_page.root)
    desk_page.page.get_by_text("did you mean “municipality”?").wait_for()
    mend_osaka(desk_page.root)
    desk_page.page.get_by_text("did you mean “municipality”?").wait_for(state="detached")


def test_page_that_begins_with_problems_becomes_right_by_itself(
    desk_page: DeskPage, open_desk: OpenDesk, tmp_path: Path
) -> None:
    """The same where the desk was opened on such files."""
    desk = open_desk(break_osaka(copy_desk(tmp_path / "broken")))
    desk_page.page.goto(desk.address)
    desk_page.page.get_by_text("did you mean “municipality”?").wait_for()
    mend_osaka(desk.root)
    desk_page.page.get_by_role("heading", name="All releases").wait_for()
    link = desk_page.page.get_by_role("main").get_by_role("link", name="Osaka Prefecture")
    assert link.get_attribute("href") == "/releases/osaka"


def write_browser(folder: Path) -> Path:
    """Return a program that notes what it is to open."""
    program = folder / "browser"
    program.write_text(f'#!/bin/sh\necho "$1" >> {shlex.quote(str(folder / "opened"))}\n', "utf-8")
    program.chmod(0o755)
    return program


def wait_for_file(file: Path) -> str:
    for _ in range(600):
        if file.exists() and (text := file.read_text("utf-8")).endswith("\n"):
            return text.strip()
        time.sleep(0.1)
    pytest.fail(f"{file.name} does not come")


def start_in_browser(root: Path, browser: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [PROGRAM, "-C", root, "desk"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "BROWSER": str(browser)},
        text=True,
    )


def test_browser_is_called_with_what_lets_in_once(desk_copy: Path, tmp_path: Path) -> None:
    """Others of the machine see how it is called: that lets nobody in a second time."""
    process = start_in_browser(desk_copy, write_browser(tmp_path))
    try:
        assert process.stdout
        printed = process.stdout.readline().strip()
        called = wait_for_file(tmp_path / "opened")
        assert called.partition("?")[0] == printed.partition("?")[0]
        statuses = [ask_once(address) for address in (called, called, printed, printed)]
        assert statuses == [303, 403, 303, 303]
    finally:
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=60)[1] == "The desk is open. Ctrl-C closes it.\n"
    assert process.returncode == 0


def ask_once(address: str) -> int:
    host, _, target = address.removeprefix("http://").partition("/")
    connection = http.client.HTTPConnection(host, timeout=60)
    connection.request("GET", f"/{target}")
    try:
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.parametrize("browser", ["false", "w3m", "no-such-browser"])
def test_browser_that_does_not_open_is_told(desk_copy: Path, browser: str) -> None:
    """As one that would take the terminal is: the address is there to be opened."""
    process = start_in_browser(desk_copy, browser)
    assert process.stderr
    told = {process.stderr.readline(), process.stderr.readline()}
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=60)[1] == ""
    assert process.returncode == 0
    assert "No browser can be opened here: open the address above in one.\n" in told


def test_japanese_comes_first(open_desk: OpenDesk) -> None:
    """The page is in Japanese unless the person chose: on the page, or else for the program."""
    first = open_desk(environment={"LINKJ_PRESS_UI": "", "LANG": "C.UTF-8"})
    asked = open_desk(first.root, environment={"LINKJ_PRESS_UI": "en", "LANG": "ja_JP.UTF-8"})
    chosen = {desk: f"{desk.cookie}; linkj-press-ui=" for desk in (first, asked)}
    assert find_language(first) == "ja"
    assert find_language(asked) == "en"
    assert find_language(first, chosen[first] + "en") == "en"
    assert find_language(asked, chosen[asked] + "ja") == "ja"
    assert find_language(asked, chosen[asked] + "../en") == "en"
    refused = first.ask("GET", "/", headers={"Cookie": None})
    assert "デスクを起動すると" in refused.text


def find_language(desk: RunningDesk, cookie: str | None = None) -> str:
    page = desk.ask("GET", "/ledger", headers={"Cookie": cookie or desk.cookie}).text
    found = re.search(r'<html lang="(\w+)">', page)
    assert found
    return found[1]


ODD = 'a "b" $c `d` \\e %f% & 大阪'
"""What a folder may be called, and shells and systems read otherwise."""


def read_exec(text: str) -> str:
    """Return the command of a .desktop file, undone as its specification says, for a shell.

    Within quotation marks a shell escapes the same characters as that does.
    """
    (line,) = re.findall(r"^Exec=(.*)$", text, re.MULTILINE)
    return re.sub(r"\\(.)", r"\1", line).replace("%%", "%")


@pytest.mark.parametrize("system", ["linux", "darwin"])
def test_shortcut_starts_this_program_on_this_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system: str
) -> None:
    """A double click opens the desk; what it says can be read until Enter is pressed."""
    root = copy_desk(tmp_path / ODD)
    monkeypatch.setattr(sys, "platform", system)
    done = CliRunner().invoke(cli, ["-C", str(root), "desk", "--shortcut", str(tmp_path)])
    assert done.exit_code == 0, done.output
    file = Path(done.stdout.strip())
    assert file == tmp_path / f"linkj-press {ODD}{SHORTCUTS[system].ending}"
    assert os.access(file, os.X_OK)
    text = file.read_text("utf-8")
    command = ["sh", "-c", read_exec(text)] if system == "linux" else [str(file)]
    check_opens(command, tmp_path)
    (root / "partners").rename(tmp_path / "moved")
    failed = subprocess.run(
        command, capture_output=True, text=True, input="\n", timeout=60, check=False
    )
    assert "has no partners/ and templates/" in failed.stderr
    assert failed.stdout == "Enter: 閉じる / close\n"


def check_opens(command: Sequence[str], folder: Path) -> None:
    environment = {**os.environ, "BROWSER": str(write_browser(folder))}
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        cwd="/",
        text=True,
        start_new_session=True,
    )
    assert process.stdout
    try:
        address = process.stdout.readline().strip()
        assert wait_for_file(folder / "opened").partition("?")[0] == address.partition("?")[0]
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.communicate(timeout=60)


def test_shortcut_for_windows_is_a_batch_file() -> None:
    """Words are quoted as cmd reads them, in UTF-8, with the line ends that it needs."""
    command = ["C:\\Program Files\\python.exe", "-C", "C:\\100% 大阪\\", "desk"]
    made = SHORTCUTS["win32"].make("linkj-press", command)
    assert made.decode() == (
        "@echo off\r\nchcp 65001 >nul\r\n"
        '"C:\\Program Files\\python.exe" "-C" "C:\\100%% 大阪\\\\" "desk"\r\n'
        "if errorlevel 1 pause\r\n"
    )


def test_shortcut_overwrites_nothing(real_desk: Path, tmp_path: Path) -> None:
    """What a person keeps under the name stays; the same shortcut may be asked for again."""

    def ask() -> tuple[int, str]:
        done = CliRunner().invoke(cli, ["-C", str(real_desk), "desk", "--shortcut", str(tmp_path)])
        return done.exit_code, done.stderr

    assert ask() == (0, "")
    (file,) = tmp_path.iterdir()
    assert ask() == (0, "")
    file.write_text("mine", "utf-8")
    code, told = ask()
    assert code == 1
    assert f"{file} exists already" in told.replace("\n", " ")
    assert file.read_text("utf-8") == "mine"
    assert list(tmp_path.iterdir()) == [file]

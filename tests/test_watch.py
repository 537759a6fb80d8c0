"""`preview --watch` in a real terminal: a page that follows its files."""

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("Windows has no pseudo-terminals", allow_module_level=True)

from tests.screen import Screen

PROGRAM = Path(sys.executable).with_name("linkj-press")

BACK_TO_THE_SHELL = b"\x1b[?1049l"
"""What tells a terminal to show again what it showed before."""


def watch_osaka(desk: Path) -> list[str | Path]:
    return [PROGRAM, "-C", desk, "preview", "osaka", "--watch"]


@pytest.fixture
def screen(desk_copy: Path) -> Iterator[Screen]:
    command = watch_osaka(desk_copy)
    environment = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    with Screen(command, environment, (130, 40)) as screen:
        screen.wait_for("LINK-J Concludes MOU")
        yield screen


def leave(screen: Screen, how: str | signal.Signals) -> None:
    """Leave by a key or a signal: the program ends well, and the terminal is as it was."""
    if isinstance(how, signal.Signals):
        screen.process.send_signal(how)
    else:
        screen.type(how)
    assert screen.wait_for_end() == 0
    assert BACK_TO_THE_SHELL in screen.written


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_page_follows_template_partner_and_house(screen: Screen, desk_copy: Path) -> None:
    """Whatever file is saved, the page shows it, and scrolls to what changed; Q leaves."""
    replace(desk_copy / "templates/mou/en.md", "Concludes", "Signs")
    screen.wait_for("LINK-J Signs MOU")
    replace(desk_copy / "partners/osaka.yaml", "across all of Japan", "in the whole country")
    screen.wait_for("in the whole country")
    replace(desk_copy / "templates/house/en.md", "###", "(the end)")
    screen.wait_for("(the end)")
    leave(screen, "q")


def test_mistake_shows_and_clears(screen: Screen, desk_copy: Path) -> None:
    """A mistake is told above the last good page, and goes when it is mended; Ctrl-C leaves."""
    template = desk_copy / "templates/mou/en.md"
    replace(template, "{% endif %}", "{% endfi %}")
    screen.wait_for("templates/mou/en.md:")
    screen.wait_for("LINK-J Concludes MOU")
    replace(template, "{% endfi %}", "{% endif %}")
    screen.wait_until_gone("templates/mou/en.md:")
    screen.wait_for("LINK-J Concludes MOU")
    leave(screen, "\x03")


def test_release_that_goes_away_is_a_problem(screen: Screen, desk_copy: Path) -> None:
    """The page outlives its own file, and says so; being told to stop from elsewhere ends it."""
    file = desk_copy / "partners/osaka.yaml"
    file.rename(desk_copy / "osaka.yaml")
    screen.wait_for("partners/osaka.yaml")
    (desk_copy / "osaka.yaml").rename(file)
    screen.wait_until_gone("partners/osaka.yaml")
    leave(screen, signal.SIGINT)


def test_mistake_at_the_start_is_told_too(desk_copy: Path) -> None:
    """One can begin to watch a release that cannot be drafted yet."""
    replace(desk_copy / "partners/osaka.yaml", "kind: municipality", "kind: municipalty")
    command = watch_osaka(desk_copy)
    with Screen(command, {**os.environ, "TERM": "xterm-256color"}, (130, 40)) as screen:
        screen.wait_for("did you mean “municipality”?")
        screen.wait_until_gone("Loading…")
        replace(desk_copy / "partners/osaka.yaml", "kind: municipalty", "kind: municipality")
        screen.wait_for("LINK-J Concludes MOU")


def test_120_columns_hold_both_languages_once_they_are_read(desk_copy: Path) -> None:
    """The view says at first that files are being read, and has both languages in one line then."""
    environment = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    with Screen(watch_osaka(desk_copy), environment, (120, 40)) as screen:
        screen.wait_for("LINK-J Concludes MOU")
        assert "Loading…".encode() in screen.written
        assert any(
            "2020年9月7日" in row and "September 7" in row for row in screen.text.splitlines()
        )


def test_folder_that_is_replaced_is_followed(screen: Screen, desk_copy: Path) -> None:
    """As by a checkout: the partners go, come back as another folder, and are watched again.

    Being told to end leaves too.
    """
    partners = desk_copy / "partners"
    shutil.move(partners, desk_copy / "kept")
    screen.wait_for("partners:1:1")
    shutil.copytree(desk_copy / "kept", partners)
    screen.wait_until_gone("partners:1:1")
    replace(partners / "osaka.yaml", "across all of Japan", "in the whole country")
    screen.wait_for("in the whole country")
    leave(screen, signal.SIGTERM)

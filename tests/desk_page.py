"""The desk for tests: the real program on a copy of the real workspace, and its page in Chromium.

`open_desk` starts it and is used in tests that speak to it over a socket; `desk_page` is the page
of a person, which a test may click and type in. At the end nothing may have gone wrong on it that
the test did not look at: no script failed, no rule against foreign content was broken.
"""

from __future__ import annotations

import http.client
import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self

import pytest

from tests.conftest import copy_desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

PROGRAM = Path(sys.executable).with_name("linkj-press")
_PATIENCE = 60.0
"""Seconds after which what has not come is not coming."""


@dataclass(frozen=True)
class DeskAnswer:
    """What the desk answered to a request."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    @property
    def form(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class RunningDesk:
    """`linkj-press desk` on the workspace *root*, as a process of its own."""

    def __init__(
        self, root: Path, *options: str | Path, environment: Mapping[str, str] | None = None
    ) -> None:
        """Start it, and wait for its address."""
        self.root = root
        command = [PROGRAM, "-C", root, "desk", "--no-browser", *options]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **(environment or {})},
            text=True,
            encoding="utf-8",
            # Ctrl-C in the terminal of the tests is for the tests.
            start_new_session=True,
        )
        self.said = _Listener(self.process.stderr)
        assert self.process.stdout
        self.address = self.process.stdout.readline().strip()
        """What it printed first: it lets in whoever opens it."""

        match = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/\?token=([\w-]+)", self.address)
        assert match, (self.address, self.process.wait(_PATIENCE), self.said.all())
        self.port, self.token = int(match[1]), match[2]
        self.base = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    @property
    def cookie(self) -> str:
        """The header that lets a request in."""
        return f"linkj-press-{self.port}={self.token}"

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> DeskAnswer:
        """Return the answer to a request as the page sends it; *headers* change it, None drops."""
        all_headers: dict[str, str | None] = {"Cookie": self.cookie}
        if method not in ("GET", "HEAD"):
            all_headers |= {"Origin": self.base, "Content-Type": "application/json"}
        all_headers |= headers or {}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
        try:
            sent = {name: value for name, value in all_headers.items() if value is not None}
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            return DeskAnswer(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            connection.close()

    def read(self, path: str) -> str:
        """Return the page at *path*."""
        answer = self.ask("GET", path)
        assert answer.status == 200, (path, answer.status, answer.text)
        return answer.text

    def act(self, path: str, form: object) -> DeskAnswer:
        """Return what comes of sending *form*, as a page does."""
        return self.ask("POST", path, json.dumps(form).encode())

    def leave(self, how: signal.Signals = signal.SIGINT) -> tuple[int, str]:
        """Leave it by a signal; return how it ended, and what it had said on standard error."""
        self.process.send_signal(how)
        return self.process.wait(_PATIENCE), self.said.all()


class _Listener:
    """Takes what a process says, so that it never waits to be heard."""

    def __init__(self, stream: IO[str] | None) -> None:
        assert stream
        self._lines: list[str] = []
        self._thread = threading.Thread(target=self._lines.extend, args=(stream,), daemon=True)
        self._thread.start()

    def all(self) -> str:
        """Return all of it, once the process has ended."""
        self._thread.join(_PATIENCE)
        return "".join(self._lines)


OpenDesk = Callable[..., RunningDesk]


@pytest.fixture
def open_desk(tmp_path: Path) -> Iterator[OpenDesk]:
    """Starts desks: on a copy of the real workspace, or on one that a test has made.

    At the end each that still runs is left as by Ctrl-C, and must have told of no fault.
    """
    desks: list[RunningDesk] = []

    def start(root: Path | None = None, *options: str | Path, **given: Any) -> RunningDesk:
        desk = RunningDesk(root or copy_desk(tmp_path / "desk"), *options, **given)
        desks.append(desk)
        return desk

    try:
        yield start
        ends = [desk.leave() for desk in desks if desk.process.poll() is None]
    finally:
        for desk in desks:
            desk.__exit__()
    assert [end for end in ends if end[0] or "Traceback" in end[1]] == []


@dataclass
class DeskPage:
    """The desk in a window of Chromium."""

    desk: RunningDesk
    page: Page
    dialogs: list[str] = field(default_factory=list)
    """What the browser's own dialogs said: each is accepted."""

    faults: list[str] = field(default_factory=list)
    """What the console told, but that a request was refused."""

    @property
    def root(self) -> Path:
        """The workspace."""
        return self.desk.root

    def visit(self, path: str) -> Page:
        """Return the page, at *path*: `/releases/osaka`."""
        self.page.goto(self.desk.base + path)
        return self.page

    def hear(self) -> Self:
        """Note from now on whatever goes wrong on the page."""
        self.page.on("dialog", self._answer)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on(
            "console",
            lambda said: self.faults.append(said.text) if said.type == "error" else None,
        )
        return self

    def list_faults(self) -> list[str]:
        """Return what went wrong on the page, but for requests that the desk refused."""
        return [each for each in self.faults if not each.startswith("Failed to load resource")]

    def _answer(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.accept()


def find_chromium() -> str:
    """Return the path of Chromium; without it a test is skipped, but never in CI."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    is_there = importlib.util.find_spec("playwright") is not None
    if not (found and is_there) and not os.environ.get("CI"):
        pytest.skip("Chromium or Playwright is not installed")
    assert found, "CI must have Chromium"
    assert is_there, "CI must have Playwright"
    return found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Chromium, with no window to be seen.

    For one module: while Playwright is there, nothing else in this thread can run asyncio.
    """
    program = find_chromium()
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    # Chromium does not put root, as which containers run, into a sandbox.
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if is_root else []
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        yield browser
        browser.close()


OpenPage = Callable[..., DeskPage]


@pytest.fixture
def open_page(open_desk: OpenDesk, chromium: Browser) -> Iterator[OpenPage]:
    """Opens a desk, as `open_desk` does, in a window of its own, 1,440 on 900, in English."""
    opened: list[DeskPage] = []

    def open_one(root: Path | None = None, **given: Any) -> DeskPage:
        desk = open_desk(root, **given)
        context = chromium.new_context(viewport={"width": 1440, "height": 900})
        context.set_default_timeout(_PATIENCE * 1000)
        opened.append(DeskPage(desk, context.new_page()).hear())
        page = opened[-1].page
        page.goto(desk.address)
        releases = page.locator("#list-items").get_by_role("listitem")
        if link := releases.get_by_role("link").first.get_attribute("href"):
            page.goto(desk.base + link)
        return opened[-1]

    yield open_one
    # Before they are closed: a page that is left breaks off what it asks.
    faults = [found for each in opened if (found := each.list_faults())]
    for each in opened:
        each.page.context.close()
    assert faults == []


@pytest.fixture
def desk_page(open_page: OpenPage) -> DeskPage:
    """A window that has opened the desk on a copy of the real workspace, on its latest release."""
    return open_page()

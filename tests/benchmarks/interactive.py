"""What a person waits for at a terminal, beside no peer."""

from __future__ import annotations

import os
import statistics
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from linkj_press.draft.drafting import Drafter
from linkj_press.language import Language
from linkj_press.workspace.loading import load_workspace
from tests.benchmarks.bench import PROGRAM, Bench
from tests.benchmarks.measuring import Measured, Taken, take_turns
from tests.benchmarks.workspaces import MODEL, copy_desk, write_many

if TYPE_CHECKING:
    from tests.desk_page import RunningDesk


def measure_overview(bench: Bench) -> Iterator[Measured]:
    """Measure the program without a command: before the first build, and when nothing changed."""
    desk = copy_desk(bench.repository, bench.fresh())

    def take() -> Taken:
        (time,) = take_turns([lambda: bench.python.run(*PROGRAM, "-C", desk)], bench.process_rounds)
        return time

    yield Measured("`linkj-press`, before the first build", take(), None)
    bench.python.run(*PROGRAM, "-C", desk, "build")
    yield Measured("`linkj-press`, nothing changed", take(), None)


def measure_watch(bench: Bench) -> Iterator[Measured]:
    """Measure the time from saving a template until a terminal shows the changed page."""
    # Late: Windows has no pseudo-terminals, and the other rows run there.
    from tests.screen import Screen  # noqa: PLC0415

    desk = copy_desk(bench.repository, bench.fresh())
    template = desk / "templates" / "mou" / "en.md"
    text = template.read_text("utf-8")
    command: list[str | Path] = [sys.executable, *PROGRAM, "-C", desk, "preview", MODEL, "--watch"]
    environment = {**os.environ, "TERM": "xterm-256color", "LINKJ_PRESS_UI": "en"}
    environment["PYTHONPATH"] = str(bench.repository)
    times = []
    with Screen(command, environment, (130, 40)) as screen:
        screen.wait_for("LINK-J Concludes MOU")
        for number in range(bench.process_rounds):
            template.write_text(text.replace("Concludes", f"Signs-{number}"), "utf-8")
            times.append(screen.wait_for(f"LINK-J Signs-{number} MOU"))
    what = "`preview --watch`, from saving a template to the changed page on screen"
    yield Measured(what, by_clock(statistics.median(times)), None)


def measure_desk(bench: Bench) -> Iterator[Measured]:
    """Measure the desk in the browser: a page, a list, and a value saved until the page has it.

    The peer is a new process with the same imports, which tells how fast the machine is.
    """
    from tests.desk_page import RunningDesk  # noqa: PLC0415  (needs what the desk needs)

    small, large = copy_desk(bench.repository, bench.fresh()), bench.fresh() / "many"
    many = write_many(large, bench.repository, _MANY)
    for root, model, what in (
        (small, MODEL, "15 partners"),
        (large, many[-1], f"{_MANY:,} partners"),
    ):
        with RunningDesk(root) as desk:
            release = f"/releases/{model}"
            desk.read(f"{release}/todo")
            actions = (
                partial(desk.read, release),
                partial(desk.read, f"/list?at={model}"),
                _Typist(desk, release).save,
                partial(bench.python.run, "-c", "import jinja2, yaml, pydantic"),
            )
            taken = take_turns(actions, bench.process_rounds)
            page, listed, saved, peer = (by_clock(each.wall) for each in taken)
            peak = _read_peak(desk.process.pid)
        yield Measured(
            f"desk, {what}: the page of a release", page, peer, _IMPORTS, is_by_clock=True
        )
        yield Measured(f"desk, {what}: the list", listed, peer, _IMPORTS, is_by_clock=True)
        told = f"desk, {what} ({peak} MB): a value saved, and shown"
        yield Measured(told, saved, peer, _IMPORTS, is_by_clock=True)


def by_clock(seconds: float) -> Taken:
    """Return what took *seconds* on the clock, in a process that goes on."""
    return Taken(0, seconds)


_MANY = 1_000
_IMPORTS = '`python -c "import jinja2, yaml, pydantic"`'


@dataclass
class _Typist:
    """Types another subhead each time."""

    desk: RunningDesk
    release: str
    number: int = 0
    was: str = ""

    def save(self) -> None:
        """Save a new value, and read the page that has it."""
        path = "release.subhead.ja"
        if not self.was:
            form = {"edits": [{"path": path, "was": "", "now": "x"}]}
            self.was = self.desk.act(f"{self.release}/field", form).form["conflict"][path]
        self.number += 1
        now = f"{{{{ ledger.total }}}}団体目の連携、{self.number}\n"
        form = {"edits": [{"path": path, "was": self.was, "now": now}]}
        assert self.desk.act(f"{self.release}/field", form).status == OK
        self.was = now
        assert f"団体目の連携、{self.number}" in self.desk.read(f"{self.release}/pages")


OK = 200


def _read_peak(process: int) -> int:
    """Return the most memory that *process* had, in megabytes; 0 where the system does not say."""
    with suppress(OSError):
        status = Path(f"/proc/{process}/status").read_text("utf-8")
        peaks = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
        return int(next(peaks, "0")) // 1024
    return 0


def draft_anew(bench: Bench) -> None:
    """Do what a change of a file makes `preview --watch` do, but for the screen."""
    Drafter(load_workspace(bench.repository)).draft_all([MODEL], tuple(Language))

"""What a person waits for at a terminal, beside no peer."""

from __future__ import annotations

import os
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

from linkj_press.draft.drafting import Drafter
from linkj_press.language import Language
from linkj_press.workspace.loading import load_workspace
from tests.benchmarks.bench import PROGRAM, Bench
from tests.benchmarks.measuring import Measured, take_turns
from tests.benchmarks.workspaces import MODEL, copy_desk


def measure_overview(bench: Bench) -> Iterator[Measured]:
    """Measure the program without a command: before the first build, and when nothing changed."""
    desk = copy_desk(bench.repository, bench.fresh())

    def take() -> float:
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
    yield Measured(what, statistics.median(times), None)


def draft_anew(bench: Bench) -> None:
    """Do what a change of a file makes `preview --watch` do, but for the screen."""
    Drafter(load_workspace(bench.repository)).draft_all([MODEL], tuple(Language))

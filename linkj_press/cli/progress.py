"""Work that takes long: in several processes, and with a bar."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from linkj_press.building import Outcome

_WORTH_A_BAR = 1.0
"""Seconds of work to come from which on a progress bar is shown."""


@contextmanager
def open_executor(processes: int) -> Iterator[Executor | None]:
    """Yield an executor of *processes*, or nothing where one is enough.

    Leaving it early, as by Ctrl-C, drops the work that has not begun.
    """
    if processes <= 1:
        yield None
        return
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415

    executor = ProcessPoolExecutor(processes, initializer=_leave_interrupts_to_parent)
    try:
        yield executor
    finally:
        executor.shutdown(cancel_futures=True)


def _leave_interrupts_to_parent() -> None:
    # Ctrl-C reaches every process; one that dies with the queue in its hands lets the others wait.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def show_progress(outcomes: Iterator[Outcome], total: int) -> Iterable[Outcome]:
    """Yield *outcomes*, with a bar on standard error when the first took so long that it pays."""
    started = time.monotonic()
    first = next(outcomes, None)
    if first is None:
        return
    yield first
    to_come = (time.monotonic() - started) * (total - 1)
    if to_come < _WORTH_A_BAR:
        yield from outcomes
        return
    hidden = not sys.stderr.isatty()
    with click.progressbar(outcomes, total - 1, "drafts", hidden, file=sys.stderr) as bar:
        yield from bar

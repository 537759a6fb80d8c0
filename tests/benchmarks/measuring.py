"""Takes times and peak memory; what is compared runs in turns, so that noise falls on all alike."""

from __future__ import annotations

import gc
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

Action = Callable[[], object]

# A peak counts what the parent had when the process began, so it is started from a small one.
_WEIGH = """
import os, sys, time
quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
quiet += [(os.POSIX_SPAWN_DUP2, 1, 2)]
begun = time.perf_counter()
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet)
_, status, usage = os.wait4(child, 0)
print(os.waitstatus_to_exitcode(status), time.perf_counter() - begun, usage.ru_maxrss)
"""
_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True)
class Measured:
    """One line of the table; times in seconds."""

    what: str
    ours: float
    peer: float | None
    """None when the peer is not installed, or there is none."""

    peer_name: str = ""
    bar: float | None = None
    """The most that `ours` may be, in times of the peer; None where no bar is set."""


def take_turns(actions: Sequence[Action], times: int) -> list[float]:
    """Return the median time of each of *actions* in seconds, over *times* rounds.

    Each has a round before that is not counted: what happens once is no part of it.
    """
    for action in actions:
        action()
    taken: list[list[float]] = [[] for _ in actions]
    for _ in range(times):
        for action, times_taken in zip(actions, taken, strict=True):
            gc.collect()
            begun = time.perf_counter()
            action()
            times_taken.append(time.perf_counter() - begun)
    return [statistics.median(times_taken) for times_taken in taken]


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a process took."""

    seconds: float
    peak: int
    """The most memory it had, in bytes."""


@dataclass(frozen=True, slots=True)
class Interpreter:
    """Runs Python in processes of its own."""

    folder: Path
    """Where they run: the repository, whose `linkj_press` they import."""

    cache: Path
    """Where they keep compiled modules, so that none of them compiles any after the first."""

    def run(self, *arguments: str | Path) -> str:
        """Return what a process with *arguments* prints; raises RuntimeError when it fails."""
        done = subprocess.run(
            [sys.executable, *map(str, arguments)],
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(map(str, arguments))} failed:\n{done.stderr[-2000:]}")
        return done.stdout

    def weigh(self, *arguments: str | Path) -> Weighed:
        """Return what a process with *arguments* took; raises RuntimeError when it fails."""
        code, seconds, peak = self.run("-S", "-c", _WEIGH, sys.executable, *arguments).split()
        if int(code):
            raise RuntimeError(f"{' '.join(map(str, arguments))[:200]} failed with {code}")
        return Weighed(float(seconds), int(peak) * _UNIT)

    @property
    def _environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        return {**kept, "PYTHONPYCACHEPREFIX": str(self.cache)}

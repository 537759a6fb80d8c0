"""Takes times and peak memory; what is compared runs in turns, so that noise falls on all alike.

What is compared is the processor's time: a busy machine does not change it much. The time on the
clock stands beside it.
"""

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
from typing import NamedTuple

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


class Taken(NamedTuple):
    """What something took, in seconds."""

    cpu: float
    """Of the processor: by this process, and by those that it started."""

    wall: float
    """On the clock."""

    def of(self, parts: int) -> Taken:
        """Return what each of *parts* took."""
        return Taken(self.cpu / parts, self.wall / parts)


@dataclass(frozen=True, slots=True)
class Measured:
    """One line of the table."""

    what: str
    ours: Taken
    peer: Taken | None
    """None when the peer is not installed, or there is none."""

    peer_name: str = ""
    bar: float | None = None
    """The most that `ours` may be, in times of the peer; None where no bar is set."""

    is_by_clock: bool = False
    """Whether the time on the clock is compared: where work is shared by processors."""


def take_turns(actions: Sequence[Action], times: int) -> list[Taken]:
    """Return the median of what each of *actions* takes, over *times* rounds.

    Each has a round before that is not counted: what happens once is no part of it. As in `timeit`,
    and in a build, nothing is collected meanwhile.
    """
    for action in actions:
        action()
    taken: list[list[Taken]] = [[] for _ in actions]
    for _ in range(times):
        for action, times_taken in zip(actions, taken, strict=True):
            times_taken.append(_take(action))
    return [Taken(*map(statistics.median, zip(*each, strict=True))) for each in taken]


def _take(action: Action) -> Taken:
    gc.collect()
    gc.disable()
    begun, used = time.perf_counter(), _read_cpu()
    action()
    taken = Taken(_read_cpu() - used, time.perf_counter() - begun)
    gc.enable()
    return taken


def _read_cpu() -> float:
    """Return what this process and those that it waited for have used of the processor."""
    if sys.platform == "win32":
        return sum(os.times()[:4])
    import resource  # noqa: PLC0415  (Unix has it)

    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, kinds))


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

    kept: Path
    """Where the program keeps what it need not make again."""

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
        folders = {"PYTHONPYCACHEPREFIX": self.cache, "LINKJ_PRESS_CACHE": self.kept}
        return kept | {name: str(folder) for name, folder in folders.items()}

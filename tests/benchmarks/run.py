"""Measures speed and memory beside their peers and prints the tables: `make bench`."""

from __future__ import annotations

import argparse
import cProfile
import os
import platform
import pstats
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from tests.benchmarks.bench import Bench
from tests.benchmarks.many import Many, command_of_many, measure_many
from tests.benchmarks.measuring import Action, Measured
from tests.benchmarks.rows import ROWS, Command

REPOSITORY = Path(__file__).parents[2]

_MANY = "many"
_SHOWN = 25
"""How many functions a profile lists."""


def main() -> None:
    """Print the tables, or the profile that was asked for."""
    options = _parse()
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(REPOSITORY, Path(scratch), options.quick)
        if options.profile:
            _print_profile(bench, options.profile)
        else:
            _print_tables(bench, options.only or [*ROWS, _MANY])


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.run", description=__doc__)
    names = [*ROWS, _MANY]
    parser.add_argument("--quick", action="store_true", help="fewer repetitions")
    parser.add_argument("--only", action="append", choices=names, help="just this row (repeatable)")
    parser.add_argument("--profile", choices=names, help="where the time of a row of ours goes")
    return parser.parse_args()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _print_tables(bench: Bench, names: Iterable[str]) -> None:
    machine = f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}"
    _say(f"{platform.system()} {machine}; medians; what is compared runs in turns, by CPU.\n")
    if not bench.has_docxtpl:
        _say("docxtpl is not installed (pip install docxtpl): its column stays empty.\n")
    chosen = [name for name in names if name != _MANY]
    if chosen:
        header = "| what | CPU | clock | peer: CPU | clock | ours ÷ peer | bar | met? |"
        _print_table(header, 1, _speed(bench, chosen))
    if _MANY in names:
        header = (
            "| partners | drafts | time | a draft | peak | record: time | record: peak | over it |"
        )
        _print_table(header, 0, map(_describe_many, measure_many(bench)))


def _print_table(header: str, words: int, lines: Iterable[str]) -> None:
    """Print a table whose first *words* columns are words and the others numbers."""
    columns = header.count("|") - 1
    _say(header)
    _say("|" + "---|" * words + "---:|" * (columns - words))
    for line in lines:
        _say(line)
    _say("")


def _speed(bench: Bench, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from map(_describe, ROWS[name].measure(bench))


def _describe(line: Measured) -> str:
    ours = map(_time, line.ours)
    name = f"{line.peer_name}: " if line.peer_name else ""
    if line.peer is None:
        return _join(line.what, *ours, f"{name}—", "—", "—", _bar(line.bar), "—")
    one, other = (each.wall if line.is_by_clock else each.cpu for each in (line.ours, line.peer))
    met = "—" if line.bar is None else "yes" if one <= line.bar * other else "**no**"
    cpu, clock = map(_time, line.peer)
    ratio = f"{one / other:.2f}" + (" by the clock" if line.is_by_clock else "")
    return _join(line.what, *ours, f"{name}{cpu}", clock, ratio, _bar(line.bar), met)


def _describe_many(line: Many) -> str:
    each = (line.build.seconds - line.load.seconds) / line.drafts
    return _join(
        f"{line.partners:,}",
        f"{line.drafts:,}",
        _time(line.build.seconds),
        _time(each),
        _memory(line.build.peak),
        _time(line.load.seconds),
        _memory(line.load.peak),
        _memory(line.build.peak - line.load.peak),
    )


def _join(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _bar(bar: float | None) -> str:
    return "—" if bar is None else f"≤ {bar:.3g}"


def _time(seconds: float) -> str:
    if not seconds:
        return "—"
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{seconds * 1e3:.3g} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.3g} µs"


def _memory(size: int) -> str:
    return f"{size / 1e6:.1f} MB"


def _print_profile(bench: Bench, name: str) -> None:
    ours: Callable[[Bench], Action | Command] = (
        command_of_many if name == _MANY else ROWS[name].ours
    )
    work = ours(bench)
    file = bench.fresh()
    if callable(work):
        _profile_calls(work, file)
    else:
        # Once before, so that nothing is compiled in the profile.
        bench.python.run("-m", "linkj_press", *ours(bench))  # type: ignore[misc]
        bench.python.run("-m", "cProfile", "-o", file, "-m", "linkj_press", *work)
    for order in ("tottime", "cumulative"):
        pstats.Stats(str(file), stream=sys.stdout).sort_stats(order).print_stats(_SHOWN)


def _profile_calls(action: Action, file: Path) -> None:
    action()
    profile = cProfile.Profile()
    for _ in range(10):
        profile.runcall(action)
    profile.dump_stats(file)


if __name__ == "__main__":
    main()

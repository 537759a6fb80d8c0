"""Measures what a reviewer waits for: what a change of a template does to every release."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from linkj_press.diff import Comparison
from linkj_press.diff.revisions import Revisions
from linkj_press.language import Language
from linkj_press.text.edits import cut_tokens
from tests.benchmarks.bench import PROGRAM, Bench
from tests.benchmarks.measuring import Measured, Taken, take_turns
from tests.benchmarks.workspaces import copy_desk, write_many

_WORDING = "templates/house/ja.md"
_BEFORE, _AFTER = "さらに高めて", "いっそう高めて"
"""Words of the history sentence, which every release has."""


def measure_diff(bench: Bench) -> Iterator[Measured]:
    """Measure comparing against building, and how it grows with the partners."""
    command = command_of_diff(bench)
    times = take_turns(
        [
            lambda: bench.python.run(*PROGRAM, *command),
            lambda: bench.python.run(*PROGRAM, "build", "--output", bench.fresh()),
        ],
        bench.process_rounds,
    )
    what = "`diff` of a template change, whole process"
    yield Measured(what, times[0], times[1], "`build`, all drafts", 1)
    sizes = (50, 200) if bench.quick else (250, 1_000)
    few, many = (_time_partner(bench, partners) for partners in sizes)
    yield Measured(f"growth, a partner of {sizes[1]:,} compared", many, few, f"of {sizes[0]}", 1.2)


def command_of_diff(bench: Bench) -> tuple[str | Path, ...]:
    """Return the command that compares the repository with itself, but for a word of the house."""
    old = copy_desk(bench.repository, bench.fresh())
    return ("diff", "--from", old, "--to", _change(copy_desk(bench.repository, bench.fresh())))


def _change(root: Path) -> Path:
    file = root / _WORDING
    text = file.read_text("utf-8")
    assert _BEFORE in text
    file.write_text(text.replace(_BEFORE, _AFTER), "utf-8")
    return root


def _time_partner(bench: Bench, partners: int) -> Taken:
    """Return what one of *partners* takes, each with a release in both languages."""
    old, new = bench.fresh(), bench.fresh()
    for root in (old, new):
        write_many(root, bench.repository, partners)
    _change(new)

    def compare() -> None:
        with Revisions(None) as revisions:
            folders = revisions.open(str(old)), revisions.open(str(new))
            comparison = Comparison(folders, revisions, tuple(Language), cut_tokens)
            changes = sum(len(r.changes) for r in comparison.compare(comparison.released))
        assert changes == partners

    (time,) = take_turns([compare], 1 if bench.quick else 3)
    return time.of(partners)

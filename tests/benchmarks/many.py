"""The rows of the table of many partners: time and peak memory, as the drafts become more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.bench import PROGRAM, Bench
from tests.benchmarks.measuring import Weighed
from tests.benchmarks.workspaces import write_many

PARTNERS = (100, 500, 1_000)

# All that a build imports and holds before its first draft: the record.
_LOAD = """
import pathlib, sys
import linkj_press.build.orders, linkj_press.cli.build, linkj_press.word
from linkj_press.draft.drafting import Drafter
from linkj_press.workspace.loading import load_workspace
drafter = Drafter(load_workspace(pathlib.Path(sys.argv[1])))
"""


@dataclass(frozen=True, slots=True)
class Many:
    """One line of the table."""

    partners: int
    """How many the workspace has."""

    drafts: int
    load: Weighed
    """Of loading the workspace and no more."""

    build: Weighed
    """Of the whole build."""


def measure_many(bench: Bench) -> Iterator[Many]:
    """Measure builds of workspaces of more and more partners, then of parts of the largest.

    The parts share one record, so that what they differ in is the number of drafts.
    """
    # Once before, so that modules are compiled.
    bench.python.run("-c", _LOAD, bench.repository)
    for partners in PARTNERS:
        root = bench.fresh()
        ids = write_many(root, bench.repository, partners)
        load = bench.python.weigh("-c", _LOAD, root)
        yield _build(bench, root, [], Many(partners, 2 * partners, load, load))
    for part in PARTNERS[:-1]:
        # The last, whose history is as long as that of most.
        yield _build(bench, root, ids[-part:], Many(partners, 2 * part, load, load))


def _build(bench: Bench, root: Path, ids: list[str], line: Many) -> Many:
    """Return *line* with what the build of *ids*, or of all, took."""
    folder = bench.fresh()
    build = bench.python.weigh(*PROGRAM, "-C", root, "build", *ids, "--output", folder)
    written = len(list(folder.glob("*.docx")))
    if written != line.drafts:
        raise RuntimeError(f"{written} drafts were written, not {line.drafts}")
    return Many(line.partners, line.drafts, line.load, build)


def command_of_many(bench: Bench) -> tuple[str | Path, ...]:
    """Return the command whose profile is that of many partners."""
    root = bench.fresh()
    write_many(root, bench.repository, PARTNERS[0])
    return ("-C", root, "build", "--output", bench.fresh())

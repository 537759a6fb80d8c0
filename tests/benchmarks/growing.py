"""The rows of how the cost of one release grows: with partners, drafts, rows and characters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from linkj_press.check import check_workspace
from linkj_press.draft.document import Document
from linkj_press.draft.drafting import Drafter
from linkj_press.language import Language
from linkj_press.text.edits import mark_words
from linkj_press.workspace.loading import load_workspace
from tests.benchmarks.bench import PROGRAM, Bench
from tests.benchmarks.measuring import Action, Measured, Taken, take_turns
from tests.benchmarks.workspaces import MODEL, edit, extend_ledger, leave_unreleased, write_many

_FEW, _MANY = 15, 1_000
_STANDING = 200


def measure_among_many(bench: Bench) -> Iterator[Measured]:
    """Measure what one release costs after an edit among few partners, and among many."""
    few, many = bench.fresh(), bench.fresh()
    ids = {root: write_many(root, bench.repository, n) for root, n in ((few, _FEW), (many, _MANY))}
    bench.python.run(*PROGRAM, "-C", many, "build", *ids[many][-_STANDING // 2 :])
    for command in (("build",), ("check",), ("preview", "--plain")):
        actions = [_edit_and_run(bench, root, ids[root][-1], command) for root in (many, few)]
        ours, peer = take_turns(actions, bench.process_rounds)
        what = f"`{' '.join(command)}` of one among {_MANY:,} partners, after an edit"
        what += f", {_STANDING} drafts standing" if command == ("build",) else ""
        yield Measured(what, ours, peer, f"among {_FEW}", 1.5)


def _edit_and_run(bench: Bench, root: Path, partner: str, command: tuple[str, ...]) -> Action:
    def run() -> None:
        edit(root, partner)
        bench.python.run(*PROGRAM, "-C", root, *command, partner)

    return run


def measure_many_overview(bench: Bench) -> Iterator[Measured]:
    """Measure the program without a command where nothing is built: of many partners, of few."""
    roots = [bench.fresh(), bench.fresh()]
    for root, partners in zip(roots, (100, _FEW), strict=True):
        write_many(root, bench.repository, partners)
    runs = [partial(bench.python.run, *PROGRAM, "-C", root) for root in roots]
    many, few = take_turns(runs, bench.process_rounds)
    what = "`linkj-press`, 100 partners, nothing built"
    yield Measured(what, many, few, f"{_FEW} partners", 1.5)


def measure_jobs(bench: Bench) -> Iterator[Measured]:
    """Measure all drafts of many partners in two processes, by the clock."""
    partners, root = 50 if bench.quick else _MANY, bench.fresh()
    write_many(root, bench.repository, partners)

    def build(jobs: str) -> None:
        bench.python.run(*PROGRAM, "-C", root, "build", "--jobs", jobs, "--output", bench.fresh())

    two, one = take_turns([partial(build, "2"), partial(build, "1")], 1)
    what = f"`build --jobs 2`, all drafts of {partners:,} partners"
    yield Measured(what, two, one, "one process", 1 / 1.8, is_by_clock=True)


_ROWS = (1_000, 10_000)


def measure_history(bench: Bench) -> Iterator[Measured]:
    """Measure releases with a long history, and how the time grows with it."""
    per_row: list[list[Taken]] = []
    for rows in _ROWS:
        times = _measure_rows(bench, rows)
        per_row.append([time.of(rows) for time in times])
        docxtpl = times[1] if len(times) > 1 else None
        yield Measured(f"history of {rows:,} rows", times[0], docxtpl, "docxtpl", 2)
    names = ["ours", "docxtpl, for comparison"]
    for name, few, many in zip(names, *per_row, strict=False):
        bar = None if "docxtpl" in name else 1.1
        what = f"growth, a row of {_ROWS[1]:,}: {name}"
        yield Measured(what, many, few, f"a row of {_ROWS[0]:,}", bar)


def _measure_rows(bench: Bench, rows: int) -> list[Taken]:
    """Return what it takes to draft and write, and what docxtpl does if it is there."""
    draft = _draft_long(bench, rows)
    actions: list[Action] = [lambda: bench.write(draft())]
    if bench.has_docxtpl:
        actions.append(bench.make_peer(draft()).render)
    return take_turns(actions, 1 if bench.quick else 5)


def _draft_long(bench: Bench, rows: int) -> Callable[[], Document]:
    drafter = Drafter(extend_ledger(bench.workspace, rows))
    return lambda: drafter.draft(MODEL, Language.JA)


def draft_longest(bench: Bench) -> Action:
    """Return the work that a profile of a long history shows."""
    draft = _draft_long(bench, _ROWS[-1])
    return lambda: bench.write(draft())


def measure_check(bench: Bench) -> Iterator[Measured]:
    """Measure checking the repository against building it, and how it grows with the partners."""
    checked, built = take_turns(
        [
            lambda: bench.python.run(*PROGRAM, "check"),
            lambda: bench.python.run(*PROGRAM, "build", "--output", bench.fresh()),
        ],
        bench.process_rounds,
    )
    yield Measured("`check`, the whole repository", checked, built, "`build`, all drafts", 2)
    sizes = ((50, 50), (200, 152)) if bench.quick else ((200, 200), (_MANY, 760))
    few, many = (_check_all(bench, *size) for size in sizes)
    partners, releases = sizes[1]
    what = f"`check` of {partners:,} partners with look-alike names, each of {releases} releases"
    yield Measured(what, many, few, f"each of {sizes[0][1]}", 1.2)


def _check_all(bench: Bench, partners: int, releases: int) -> Taken:
    """Return what each of *releases* takes in a check of all *partners*."""
    root = bench.fresh()
    ids = write_many(root, bench.repository, partners)
    leave_unreleased(root, ids[: partners - releases])
    workspace = load_workspace(root)
    check = partial(check_workspace, workspace, list(workspace.partners))
    (time,) = take_turns([check], 1)
    return time.of(releases)


_SENTENCE = (
    "両者は、ライフサイエンスの第{}回の集いを通じて、互いの強みを持ち寄ることを確かめました。"
)
_EDITED = 10_000


def measure_edits(bench: Bench) -> Iterator[Measured]:
    """Measure marking what changed in a long field: pasted into it, and typed anew."""

    def type_in(characters: int, first: int) -> str:
        numbers = range(first, first + characters)
        return "".join(map(_SENTENCE.format, numbers))[:characters]

    for what, before in (("pasted into a field", 300), ("typed anew", None)):
        texts = [
            (type_in(before or size, 0), type_in(size, 500)) for size in (_EDITED, _EDITED // 2)
        ]
        actions = [partial(mark_words, *pair) for pair in texts]
        whole, half = take_turns(actions, bench.call_rounds)
        told = f"growth, a character of {_EDITED:,} {what}, marked"
        yield Measured(told, whole.of(2), half, f"of {_EDITED // 2:,}", 1.2)

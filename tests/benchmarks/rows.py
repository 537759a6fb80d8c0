"""The rows of the table of speed: what is measured, beside which peer, against which bar."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from linkj_press.check import check_workspace
from linkj_press.draft.document import Document
from linkj_press.draft.drafting import Drafter
from linkj_press.language import Language
from linkj_press.workspace.loading import load_workspace
from tests.benchmarks.bench import PROGRAM, Bench, zip_again
from tests.benchmarks.interactive import draft_anew, measure_desk, measure_overview, measure_watch
from tests.benchmarks.measuring import Action, Measured, take_turns
from tests.benchmarks.reviewing import command_of_diff, measure_diff
from tests.benchmarks.workspaces import MODEL, extend_ledger, write_many

Command = tuple[str | Path, ...]
"""What the program is called with, in a process of its own."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: how it is measured, and which work of ours a profile of it shows."""

    measure: Callable[[Bench], Iterator[Measured]]
    ours: Callable[[Bench], Action | Command]


def measure_release(bench: Bench) -> Iterator[Measured]:
    """Measure one release in both languages, as a whole process each."""
    actions: list[Action] = [lambda: bench.python.run(*PROGRAM, *_build_model(bench))]
    if bench.has_docxtpl:
        templates = [bench.make_peer(document).keep_values() for document in bench.draft_model()]
        script = Path(__file__).with_name("docxtpl_peer.py")
        actions.append(lambda: bench.python.run(script, bench.fresh(), *templates))
    times = take_turns(actions, bench.process_rounds)
    what = f"`build {MODEL}`, both languages, whole process"
    yield Measured(what, times[0], _second(times), "docxtpl, two documents", 1)


def _build_model(bench: Bench) -> Command:
    return ("build", MODEL, "--output", bench.fresh())


def measure_draft(bench: Bench) -> Iterator[Measured]:
    """Measure a draft in a warm process."""
    languages = len(Language)
    actions: list[Action] = [_draft_and_write(bench)]
    if bench.has_docxtpl:
        peers = [bench.make_peer(document) for document in bench.draft_model()]
        actions.append(lambda: [peer.render() for peer in peers])
    ours, *peer = (time / languages for time in take_turns(actions, bench.call_rounds))
    what = "a draft in a warm process (mean of both languages)"
    yield Measured(what, ours, peer[0] if peer else None, "docxtpl", 1 / 3)


def measure_floor(bench: Bench) -> Iterator[Measured]:
    """Measure a draft in a warm process against zipping its parts again."""
    zips = [zip_again(bench.write(document)) for document in bench.draft_model()]

    def zip_all() -> None:
        for zip_one in zips:
            zip_one()

    ours, peer = take_turns([_draft_and_write(bench), zip_all], bench.call_rounds)
    languages = len(Language)
    what = "the same draft, against the floor"
    yield Measured(what, ours / languages, peer / languages, "zipping its parts again", 4)


def _draft_and_write(bench: Bench) -> Action:
    return lambda: [bench.write(document) for document in bench.draft_model()]


_ROWS = (1_000, 10_000)


def measure_history(bench: Bench) -> Iterator[Measured]:
    """Measure releases with a long history, and how the time grows with it."""
    per_row: list[list[float]] = []
    for rows in _ROWS:
        times = _measure_rows(bench, rows)
        drafted, written, *peer = times
        per_row.append([time / rows for time in times])
        docxtpl = peer[0] if peer else None
        yield Measured(
            f"history of {rows:,} rows, drafted and written", drafted, docxtpl, "docxtpl", 1
        )
        yield Measured(f"history of {rows:,} rows, written only", written, docxtpl, "docxtpl", 1)
    names = ["drafted and written", "written only", "docxtpl, for comparison"]
    for name, few, many in zip(names, *per_row, strict=False):
        bar = None if "docxtpl" in name else _LINEAR
        what = f"growth, a row of {_ROWS[1]:,}: {name}"
        yield Measured(what, many, few, f"a row of {_ROWS[0]:,}", bar)


_LINEAR = 1.2
"""How much longer a row may take in a long history, to be called linear on a noisy machine."""


def _measure_rows(bench: Bench, rows: int) -> list[float]:
    """Return the times to draft and write, to write alone, and of docxtpl if it is there."""
    draft = _draft_long(bench, rows)
    document = draft()
    actions: list[Action] = [lambda: bench.write(draft()), lambda: bench.write(document)]
    if bench.has_docxtpl:
        actions.append(bench.make_peer(document).render)
    return take_turns(actions, 1 if bench.quick else 5)


def _draft_long(bench: Bench, rows: int) -> Callable[[], Document]:
    drafter = Drafter(extend_ledger(bench.workspace, rows))
    return lambda: drafter.draft(MODEL, Language.JA)


def measure_repository(bench: Bench) -> Iterator[Measured]:
    """Measure all drafts of the repository, into an empty folder and when nothing has changed."""
    kept = bench.fresh()
    bench.python.run(*PROGRAM, "build", "--output", kept)
    cold = _import_again(bench, lambda: ("build", "--output", bench.fresh()))
    idle = _import_again(bench, lambda: ("build", "--output", kept))
    times = take_turns(
        [
            lambda: bench.python.run(*PROGRAM, "build", "--output", bench.fresh()),
            lambda: bench.python.run("-c", cold),
            lambda: bench.python.run(*PROGRAM, "build", "--output", kept),
            lambda: bench.python.run("-c", idle),
        ],
        bench.process_rounds,
    )
    yield Measured("`build`, all drafts of the repository, cold", times[0], times[1], _SAME, 3)
    yield Measured("`build`, nothing changed", times[2], times[1], "imports of the cold build", 1.5)
    yield Measured("`build`, nothing changed", times[2], times[3], _SAME, 1.5)


def measure_check(bench: Bench) -> Iterator[Measured]:
    """Measure checking the repository against building it, and how it grows with the partners."""
    times = take_turns(
        [
            lambda: bench.python.run(*PROGRAM, "check"),
            lambda: bench.python.run(*PROGRAM, "build", "--output", bench.fresh()),
        ],
        bench.process_rounds,
    )
    checked, built = times
    yield Measured("`check`, the whole repository", checked, built, "`build`, all drafts, cold", 2)
    per_partner = []
    for partners in _PARTNERS:
        root = bench.fresh()
        write_many(root, bench.repository, partners)
        workspace = load_workspace(root)
        check = partial(check_workspace, workspace, list(workspace.partners))
        (time,) = take_turns([check], 1 if bench.quick else 3)
        per_partner.append(time / partners)
    what = f"growth, a partner of {_PARTNERS[1]} checked"
    few, many = per_partner
    yield Measured(what, many, few, f"a partner of {_PARTNERS[0]}", _LINEAR)


_PARTNERS = (50, 200)
"""How many partners with a release each the growth of checking is seen in."""

_SAME = "Python with the same imports"

_RUN_AND_LIST = """
import atexit, pathlib, sys
names = pathlib.Path(sys.argv.pop(1))
atexit.register(lambda: names.write_text("\\n".join(sys.modules)))
from linkj_press.cli.main import main
main()
"""

# A module whose import failed, or that others made by hand, cannot be asked for by name.
_REDUCE = """
import importlib, pathlib, sys
needed = []
names = pathlib.Path(sys.argv[1]).read_text().split("\\n")
for name in ["linkj_press.cli.main", *names]:
    if name not in sys.modules:
        try:
            importlib.import_module(name)
        except ImportError:
            continue
        needed.append(name)
print(f"for name in {needed}: __import__(name)")
"""


def _import_again(bench: Bench, arguments: Callable[[], Command]) -> str:
    """Return the statement that imports all that the program with *arguments* imports."""
    names = bench.fresh()
    bench.python.run("-c", _RUN_AND_LIST, names, *arguments())
    return bench.python.run("-c", _REDUCE, names).strip()


def measure_help(bench: Bench) -> Iterator[Measured]:
    """Measure the help."""
    yield from _measure_start(bench, ("--help",), "import click", 2.5)


def measure_preview(bench: Bench) -> Iterator[Measured]:
    """Measure a release shown in the terminal."""
    yield from _measure_start(bench, _PREVIEW, "import click, jinja2, yaml, pydantic", None)


_PREVIEW: Command = ("preview", "--plain", MODEL)


def _measure_start(
    bench: Bench, command: Command, peer: str, bar: float | None
) -> Iterator[Measured]:
    times = take_turns(
        [lambda: bench.python.run(*PROGRAM, *command), lambda: bench.python.run("-c", peer)],
        bench.process_rounds,
    )
    what = f"`linkj-press {' '.join(map(str, command))}`"
    yield Measured(what, times[0], times[1], f'`python -c "{peer}"`', bar)


def _second(times: Sequence[float]) -> float | None:
    return times[1] if len(times) > 1 else None


def _draft_longest(bench: Bench) -> Action:
    draft = _draft_long(bench, _ROWS[-1])
    return lambda: bench.write(draft())


ROWS = {
    "release": Row(measure_release, _build_model),
    "draft": Row(measure_draft, _draft_and_write),
    "floor": Row(measure_floor, _draft_and_write),
    "history": Row(measure_history, _draft_longest),
    "repository": Row(measure_repository, lambda bench: ("build", "--output", bench.fresh())),
    "check": Row(measure_check, lambda _bench: ("check",)),
    "diff": Row(measure_diff, command_of_diff),
    "help": Row(measure_help, lambda _bench: ("--help",)),
    "preview": Row(measure_preview, lambda _bench: _PREVIEW),
    "overview": Row(measure_overview, lambda _bench: ()),
    "watch": Row(measure_watch, lambda bench: lambda: draft_anew(bench)),
    "desk": Row(measure_desk, lambda bench: lambda: draft_anew(bench)),
}
"""By the name that `--only` and `--profile` take."""

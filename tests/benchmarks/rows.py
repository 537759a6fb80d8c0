"""The rows of the table of speed: what is measured, beside which peer, against which bar."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from linkj_press.build.current import hash_sources
from linkj_press.build.orders import Order, build_order
from linkj_press.language import Language
from tests.benchmarks import growing
from tests.benchmarks.bench import PROGRAM, Bench, zip_again
from tests.benchmarks.interactive import draft_anew, measure_desk, measure_overview, measure_watch
from tests.benchmarks.measuring import Action, Measured, Taken, take_turns
from tests.benchmarks.reviewing import command_of_diff, measure_diff
from tests.benchmarks.workspaces import MODEL, copy_desk, edit, write_many

Command = tuple[str | Path, ...]
"""What the program is called with, in a process of its own."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: how it is measured, and which work of ours a profile of it shows."""

    measure: Callable[[Bench], Iterator[Measured]]
    ours: Callable[[Bench], Action | Command]


_TWO = "docxtpl, two documents"


def measure_release(bench: Bench) -> Iterator[Measured]:
    """Measure what a person does with one release all day, as a whole process each."""
    desk, still = (copy_desk(bench.repository, bench.fresh()) for _ in range(2))

    def edit_and_build() -> None:
        edit(desk, MODEL)
        bench.first_python.run(*PROGRAM, "-C", desk, "build", MODEL)

    build, idle = f"`build {MODEL}`, both languages", f"`build {MODEL}`, nothing changed"
    rows: list[tuple[str, Action, float]] = [
        (f"{build}, after an edit", run_edited(bench, desk, "build", MODEL), 1.5),
        ("the same, the first run on a machine", edit_and_build, 2.2),
        (idle, lambda: bench.python.run(*PROGRAM, "-C", still, "build", MODEL), 0.5),
        ("`preview --plain`, after an edit", run_edited(bench, desk, "preview", "--plain"), 1.2),
        ("`check`, after an edit", run_edited(bench, desk, "check"), 1.2),
        ("`ledger`, nothing edited", lambda: bench.python.run(*PROGRAM, "ledger"), 0.6),
    ]
    actions = [action for _, action, _ in rows]
    taken = take_turns([*actions, *_render_in_process(bench)], bench.process_rounds)
    for (what, _, bar), ours in zip(rows, taken, strict=False):
        yield Measured(what, ours, _after(taken, rows), _TWO, bar)


def run_edited(bench: Bench, desk: Path, *command: str) -> Action:
    """Return what runs *command* for the model in *desk*, each time after another edit of it."""

    def run() -> None:
        edit(desk, MODEL)
        bench.python.run(*PROGRAM, "-C", desk, *command, MODEL)

    return run


def _render_in_process(bench: Bench) -> list[Action]:
    """Return docxtpl's way to the model's release in both languages, if it is installed."""
    if not bench.has_docxtpl:
        return []
    templates = [bench.make_peer(document).keep_values() for document in bench.draft_model()]
    script = Path(__file__).with_name("docxtpl_peer.py")
    return [lambda: bench.python.run(script, bench.fresh(), *templates)]


def _after(taken: Sequence[Taken], rows: Sequence[object]) -> Taken | None:
    """Return what the peer took, whose turn comes after those of *rows*, if it is there."""
    return taken[len(rows)] if len(taken) > len(rows) else None


def _build_model(bench: Bench) -> Command:
    return ("build", MODEL, "--output", bench.fresh())


def measure_draft(bench: Bench) -> Iterator[Measured]:
    """Measure a draft in a warm process: as a build makes it, and without checks and hashes."""
    rows: list[tuple[str, Action, float]] = [
        ("a draft in a warm process, as `build` makes it", _build_next(bench), 0.6),
        ("the same without checks and hashes", _draft_and_write(bench), 0.3),
    ]
    actions = [action for _, action, _ in rows]
    if bench.has_docxtpl:
        peers = [bench.make_peer(document) for document in bench.draft_model()]
        actions.append(lambda: [peer.render() for peer in peers])
    taken = [each.of(len(Language)) for each in take_turns(actions, bench.call_rounds)]
    for (what, _, bar), ours in zip(rows, taken, strict=False):
        yield Measured(
            f"{what} (mean of both languages)", ours, _after(taken, rows), "docxtpl", bar
        )


def _build_next(bench: Bench) -> Action:
    """Return what builds one release after the other, none of them twice."""
    root = bench.fresh()
    partners = iter(write_many(root, bench.repository, bench.call_rounds + 1))
    sources = hash_sources(root)

    def build() -> None:
        made = build_order(Order(root, sources, next(partners), tuple(Language)))
        assert all(draft.content for draft in made.drafts)

    return build


def measure_floor(bench: Bench) -> Iterator[Measured]:
    """Measure a draft in a warm process against zipping its parts again."""
    zips = [zip_again(bench.write(document)) for document in bench.draft_model()]

    def zip_all() -> None:
        for zip_one in zips:
            zip_one()

    both = take_turns([_draft_and_write(bench), zip_all], bench.call_rounds)
    ours, peer = (each.of(len(Language)) for each in both)
    what = "a draft without checks, against the floor"
    yield Measured(what, ours, peer, "zipping its parts again", 4)


def _draft_and_write(bench: Bench) -> Action:
    return lambda: [bench.write(document) for document in bench.draft_model()]


def measure_repository(bench: Bench) -> Iterator[Measured]:
    """Measure all drafts of the repository, into an empty folder and when nothing has changed."""
    kept = bench.fresh()
    actions: list[Action] = [
        lambda: bench.python.run(*PROGRAM, "build", "--output", kept),
        lambda: bench.python.run(*PROGRAM, "build", "--output", bench.fresh()),
    ]
    taken = take_turns([*actions, *_render_in_process(bench)], bench.process_rounds)
    peer = _after(taken, actions)
    yield Measured("`build`, all drafts, nothing changed", taken[0], peer, _TWO, 0.5)
    yield Measured("`build`, all drafts of the repository", taken[1], peer, _TWO)


def measure_help(bench: Bench) -> Iterator[Measured]:
    """Measure the help."""
    peer = "import click"
    ours, theirs = take_turns(
        [lambda: bench.python.run(*PROGRAM, "--help"), lambda: bench.python.run("-c", peer)],
        bench.process_rounds,
    )
    yield Measured("`linkj-press --help`", ours, theirs, f'`python -c "{peer}"`', 2.5)


ROWS = {
    "release": Row(measure_release, _build_model),
    "draft": Row(measure_draft, _build_next),
    "floor": Row(measure_floor, _draft_and_write),
    "among": Row(growing.measure_among_many, _build_model),
    "overview": Row(growing.measure_many_overview, lambda _bench: ()),
    "jobs": Row(growing.measure_jobs, lambda bench: ("build", "--output", bench.fresh())),
    "history": Row(growing.measure_history, growing.draft_longest),
    "check": Row(growing.measure_check, lambda _bench: ("check",)),
    "diff": Row(measure_diff, command_of_diff),
    "edits": Row(growing.measure_edits, command_of_diff),
    "repository": Row(measure_repository, lambda bench: ("build", "--output", bench.fresh())),
    "help": Row(measure_help, lambda _bench: ("--help",)),
    "waits": Row(measure_overview, lambda _bench: ()),
    "watch": Row(measure_watch, lambda bench: lambda: draft_anew(bench)),
    "desk": Row(measure_desk, lambda bench: lambda: draft_anew(bench)),
}
"""By the name that `--only` and `--profile` take."""

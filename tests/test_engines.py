"""Drafts that are made elsewhere: by workers that see no folder of ours, and may be killed."""

import multiprocessing
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from linkj_press.build import engines
from linkj_press.build.current import hash_sources
from linkj_press.build.engines import Engine, build_drafts, make_elsewhere, open_engine, pack_texts
from linkj_press.build.orders import Order, Outcome
from linkj_press.build.run import BuildRun
from linkj_press.cli.main import cli
from linkj_press.folder import Finish, list_font_folders
from linkj_press.language import Language
from linkj_press.message import Message
from linkj_press.workspace.loading import load_workspace

# Dask leaves sockets of its own to the collector.
pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

RELEASES = ("yokohama", "osaka", "kanagawa", "denmark")
FAILED = "a worker failed ({reason}); what it leaves is made here"


def build(desk: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(desk), "build", *arguments], catch_exceptions=False)


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def orders(root: Path, finish: Finish = Finish.DRAFT) -> list[Order]:
    sources, fonts = hash_sources(root), list_font_folders()
    return [
        Order(root, sources, partner, tuple(Language), finish, fonts=fonts, beside=(".html",))
        for partner in RELEASES
    ]


@pytest.fixture
def desk(desk_copy: Path) -> Path:
    """The fifteen partners, with a photo in the release of one, and a logo."""
    shutil.copy(Path(__file__).parent / "photo.png", desk_copy / "partners" / "signing.png")
    osaka = desk_copy / "partners" / "osaka.yaml"
    text = osaka.read_text("utf-8")
    assert "  photo:\n" in text
    osaka.write_text(text.replace("  photo:\n", "  photo:\n    file: signing.png\n", 1), "utf-8")
    return desk_copy


@pytest.fixture(scope="module")
def distributed() -> Any:
    return pytest.importorskip("distributed", reason="dask.distributed is not installed")


@pytest.fixture
def open_cluster(distributed: Any) -> Iterator[Callable[[int], Any]]:
    """Starts clusters of processes of this machine."""
    clusters: list[Any] = []

    def start(workers: int) -> Any:
        clusters.append(
            distributed.LocalCluster(
                n_workers=workers, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
            )
        )
        return clusters[-1]

    yield start
    for cluster in clusters:
        cluster.close()


class Blind(Executor):
    """Hands work to another executor, and takes *folder* away for as long as that is at it."""

    def __init__(self, inner: Executor, folder: Path) -> None:
        self._inner, self._folder = inner, folder
        self.sent: list[tuple[Any, ...]] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.sent.append(args)
        away = self._folder.rename(self._folder.with_name("away"))
        try:
            begun = self._inner.submit(fn, *args, **kwargs)
            wait([begun])
        finally:
            away.rename(self._folder)
        return begun


@pytest.mark.parametrize("finish", [Finish.DRAFT, Finish.PARTNER])
def test_process_that_sees_no_folder_builds_the_same(desk: Path, finish: Finish) -> None:
    """What a process is handed is enough: words, templates, the look, and a photo."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        blind, told = Blind(pool, desk), list[Message]()
        elsewhere = list(Engine(blind, told.append).make(orders(desk, finish)))
    assert (elsewhere, told) == (list(build_drafts(orders(desk, finish))), [])
    assert all(draft.content for outcome in elsewhere for draft in outcome.drafts)
    photos = [list(args[-1]) for args in blind.sent]
    assert photos == [["partners/signing.png"] if p == "osaka" else [] for p in RELEASES]


def test_cluster_that_sees_no_folder_builds_the_same(
    desk: Path, open_cluster: Callable[[int], Any], distributed: Any
) -> None:
    """Workers of Dask need no disk that they share with us."""
    with distributed.Client(open_cluster(1)) as client:
        told = list[Message]()
        blind = Blind(client.get_executor(pure=False), desk)
        assert list(Engine(blind, told.append).make(orders(desk))) == list(
            build_drafts(orders(desk))
        )
    assert told == []


def test_worker_leaves_nothing_behind(desk: Path, tmp_path: Path) -> None:
    """The folder in which a process unpacks texts is gone with it."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    seen = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(scratch))
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
            for _ in Engine(pool).make(orders(desk)):
                seen.append(len(list(scratch.glob("linkj-press-*"))))
    assert seen == [1] * 4
    assert list(scratch.glob("linkj-press-*")) == []


def test_scheduler_builds_the_same_and_shows_how_far_it_is(
    desk: Path, open_cluster: Callable[[int], Any]
) -> None:
    """`--scheduler` writes the bytes that one process writes, and has a progress bar."""
    screens = pytest.importorskip("tests.screen", reason="Windows has no pseudo-terminals")
    assert build(desk).exit_code == 0
    once = contents(desk / "output")
    shutil.rmtree(desk / "output")
    cluster = open_cluster(2)
    program = Path(sys.executable).with_name("linkj-press")
    command = [program, "-C", desk, "build", "--scheduler", cluster.scheduler_address]
    with screens.Screen(command, {**os.environ, "TERM": "xterm"}, (100, 40)) as terminal:
        assert terminal.wait_for_end() == 0, terminal.text
        terminal.wait_for("denmark: 2 drafts written")
        assert "Drafts  [####" in terminal.written.decode()
        assert "failed" not in terminal.text
    assert contents(desk / "output") == once
    again = build(desk, "osaka", "--scheduler", cluster.scheduler_address)
    assert (again.stdout, again.exit_code) == ("", 0)
    assert "osaka: up to date" in again.stderr


def kill_at(number: int, given: list[Order], kill: Callable[[], None]) -> Iterator[Order]:
    """Yield the orders *given*, and *kill* before the one with *number*."""
    for index, order in enumerate(given):
        if index == number:
            kill()
        yield order


def test_drafts_of_a_killed_process_are_made_here(desk: Path) -> None:
    """One process of two that is killed half-way costs time, and is told once.

    The other is told to end, and does, also where the program takes that as a wish to tidy up.
    """
    given, told = orders(desk) * 3, list[Message]()
    before = signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))

    def kill() -> None:
        os.kill(multiprocessing.active_children()[0].pid or 0, signal.SIGKILL)

    try:
        with open_engine(2, given[0].sources, told.append) as engine:
            made = list(build_drafts(kill_at(6, given, kill), engine))
    finally:
        signal.signal(signal.SIGTERM, before)
    assert made == list(build_drafts(given))
    assert [str(message) for message in told] == [FAILED.format(reason="BrokenProcessPool")]


def test_drafts_of_a_killed_worker_are_made_by_another(
    desk: Path, open_cluster: Callable[[int], Any]
) -> None:
    """A worker of a cluster that is killed half-way leaves its work to the others."""
    cluster, given, told = open_cluster(2), orders(desk) * 8, list[Message]()
    workers = [nanny.pid for nanny in cluster.workers.values()]
    with open_engine(cluster.scheduler_address, {}, told.append) as engine:
        kill = lambda: os.kill(workers[0], signal.SIGKILL)  # noqa: E731
        made = list(build_drafts(kill_at(20, given, kill), engine))
    assert made == list(build_drafts(given))
    assert told == []


def test_drafts_of_a_cluster_that_is_gone_are_made_here(
    desk: Path, open_cluster: Callable[[int], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scheduler that goes away half-way is told once, and the build comes to its end."""
    monkeypatch.setattr(engines, "_PATIENCE", 2)
    cluster, given, told = open_cluster(1), orders(desk) * 5, list[Message]()
    with open_engine(cluster.scheduler_address, {}, told.append) as engine:
        made = list(build_drafts(kill_at(18, given, cluster.close), engine))
    assert made == list(build_drafts(given))
    assert len(told) == 1


def test_worker_with_another_program_makes_nothing(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Drafts never come from a worker with another version: it would write other bytes."""
    (given, *_), told = orders(desk), list[Message]()
    texts = replace(pack_texts(load_workspace(desk), given.sources), digest="of another")
    with pytest.raises(engines.OtherProgram):
        make_elsewhere(given, texts, {})
    monkeypatch.setattr(engines, "pack_texts", lambda *_: texts)
    with ThreadPoolExecutor(1) as threads:
        assert list(Engine(threads, told.append).make([given])) == list(build_drafts([given]))
    assert [str(message) for message in told] == [FAILED.format(reason="OtherProgram")]


def test_what_cannot_be_carried_is_told_as_it_is_here(desk: Path) -> None:
    """A photo that cannot be read is one problem of its release, by whomever that is made."""
    (desk / "partners" / "signing.png").write_bytes(b"no picture")
    here: list[Outcome] = list(build_drafts(orders(desk)))
    told = list[Message]()
    with ThreadPoolExecutor(2) as threads:
        assert list(Engine(threads, told.append).make(orders(desk))) == here
    assert [outcome.is_refused for outcome in here] == [False, True, False, False]
    assert told == []


def test_order_holds_no_more_than_its_own(desk: Path) -> None:
    """What goes with each order does not grow with the partners of the workspace."""
    build(desk)
    given: list[Order] = []

    def take(some: list[Order], engine: Engine | None) -> Iterator[Outcome]:
        given.extend(some)
        return iter(())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "build_drafts", take)
        build(desk, "--dry-run")
    assert {order.partner: [*order.standing] for order in given} == {
        partner: [f"{day}_{partner}_en.docx", f"{day}_{partner}_ja.docx"]
        for partner, day in zip(
            RELEASES, ("2019-08-30", "2020-09-07", "2020-09-18", "2020-11-24"), strict=True
        )
    }


def test_draft_that_is_written_is_let_go(desk: Path) -> None:
    """The memory of a build does not grow with its drafts: none is held that is not to be kept."""
    run = BuildRun(desk, desk / "output")
    assert len(run.run().written) == 8
    assert run.standing == []


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:9", "nonsense", "tcp://no.such.host.invalid:1"]
)
def test_wrong_address_is_told(
    desk: Path, distributed: Any, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scheduler that does not answer is one line, soon, and nothing is written."""
    monkeypatch.setattr(engines, "_PATIENCE", 2)
    result = build(desk, "--scheduler", address)
    assert result.exit_code == 2
    assert result.stderr.endswith(
        f"\nError: no scheduler answers at {address}: start one with `dask scheduler`, or build"
        " without --scheduler\n"
    )
    assert contents(desk / "output") == {}


def test_scheduler_without_workers_is_told(
    desk: Path, open_cluster: Callable[[int], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scheduler that has nobody to work is told soon too."""
    monkeypatch.setattr(engines, "_PATIENCE", 2)
    address = open_cluster(0).scheduler_address
    result = build(desk, "--scheduler", address)
    assert result.exit_code == 2
    assert result.stderr.endswith(
        f"\nError: the scheduler at {address} has no worker: start one with `dask worker"
        f" {address}`\n"
    )


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_workers_that_fall_silent_are_given_up(
    desk: Path, open_cluster: Callable[[int], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that is frozen, as on a laptop that sleeps, is waited for only so long."""
    monkeypatch.setattr(engines, "_PATIENCE", 2)
    cluster = open_cluster(1)
    (worker,) = cluster.workers.values()
    pid = worker.pid if hasattr(worker, "pid") else worker.process.pid
    os.kill(pid, signal.SIGSTOP)
    try:
        result = build(desk, "--scheduler", cluster.scheduler_address)
    finally:
        os.kill(pid, signal.SIGCONT)
    assert result.exit_code == 2
    assert result.stderr.endswith(
        f"\nError: nothing has been heard of the workers of {cluster.scheduler_address} for 4"
        " seconds: start them again, or build without --scheduler\n"
    )
    assert contents(desk / "output") == {}


def test_missing_dask_is_told(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Dask, `--scheduler` says how to get it."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    result = build(desk, "--scheduler", "tcp://127.0.0.1:8786")
    assert result.exit_code == 2
    wanted = "\nError: --scheduler needs Dask: pip install 'linkj-press[executors]'\n"
    assert result.stderr.endswith(wanted)


def test_jobs_and_scheduler_exclude_each_other(desk: Path) -> None:
    """Of two ways to work, one is chosen."""
    result = build(desk, "--jobs", "2", "--scheduler", "tcp://127.0.0.1:8786")
    assert result.exit_code == 2
    assert "choose one: --jobs or --scheduler" in result.stderr

"""Engines that make drafts elsewhere: processes of this machine, workers of Dask, any executor.

A worker needs to see no folder of ours. The texts of the workspace go out as one value, a picture
with the order that shows it, and what was made comes back as bytes. What an engine fails to make is
made here.
"""

from __future__ import annotations

import pickle
import shutil
import signal
import tempfile
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from multiprocessing import util
from pathlib import Path, PurePosixPath
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, TypeVar

from linkj_press.build.current import hash_build
from linkj_press.build.orders import Order, Outcome, build_order, open_builder
from linkj_press.folder import (
    MOST_BYTES_OF_PICTURE,
    PARTNERS,
    TEMPLATES,
    find_file,
    list_font_folders,
    read_whole,
)
from linkj_press.message import Message, say
from linkj_press.problem import ProblemsFound, WrongUsage
from linkj_press.text.patterns import compile_pattern

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from linkj_press.workspace.loading import Workspace

Note = Callable[[Message], None]
"""Takes what there is to say while drafts are made."""

_ADDRESS = compile_pattern(r"([a-z]+://)?[^/]+:[0-9]+")
"""Matches the address of a scheduler: ``tcp://10.0.0.5:8786``."""

_IN_FLIGHT = 16
"""How many orders are with an engine at once: the rest, and its memory, wait."""

_AHEAD = 4
"""How many orders each worker of a cluster has, so that none waits for the slowest."""

_PATIENCE = 10
"""Seconds until what does not answer is taken for gone."""

_MOST_SILENT = 2
"""How often in turn nothing new was heard of any worker when they are taken for gone."""

T = TypeVar("T")


@dataclass(frozen=True)
class Texts:
    """All that the drafts of a workspace are made from but its photos, known by their hash."""

    digest: str
    """Of the files, and of the program that is to make something of them."""

    packed: bytes = field(compare=False, repr=False)


def pack_texts(workspace: Workspace, sources: Mapping[str, str]) -> Texts:
    """Return the texts of *workspace*, whose files are hashed in *sources*."""
    files = {str(one.tree.name): one.tree.content for one in workspace.partners.values()}
    # That each photo is there is looked at when the texts are loaded.
    files |= {str(path): b"" for id_ in workspace.partners for path in _list_photos(workspace, id_)}
    for path in (path for path in sources if path.startswith(f"{TEMPLATES}/")):
        with suppress(OSError):  # who sees the folder tells of it
            file = find_file(workspace.root, PurePosixPath(path))
            files[path] = read_whole(file, MOST_BYTES_OF_PICTURE)
    packed = zlib.compress(pickle.dumps((files, dict(sources))))
    return Texts(hash_build(sources, (), ()), packed)


def _list_photos(workspace: Workspace, partner: str) -> list[PurePosixPath]:
    release = workspace.partners[partner].record.release
    photo = release.photo if release else None
    return [PurePosixPath(PARTNERS, photo.file)] if photo and photo.file else []


class _Unpacked:
    """The workspace of texts that came to a worker, in a folder that is gone when this is."""

    def __init__(self, texts: Texts) -> None:
        self._root = Path(tempfile.mkdtemp(prefix="linkj-press-"))
        # Processes that others have begun end without what `atexit` and `weakref` would do.
        util.Finalize(self, shutil.rmtree, (self._root, True), exitpriority=0)
        files, self._sources = pickle.loads(zlib.decompress(texts.packed))
        self._write(files)
        self._fonts = list_font_folders()

    def _write(self, files: Mapping[str, bytes]) -> None:
        for path, content in files.items():
            file = self._root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)

    def make(self, order: Order, photos: Mapping[str, bytes]) -> Outcome:
        """Return the drafts of *order*, which show *photos*."""
        fonts = None if order.fonts is None else self._fonts
        order = replace(order, root=self._root, sources=self._sources, fonts=fonts)
        self._write(photos)
        try:
            return build_order(order)
        finally:
            self._write(dict.fromkeys(photos, b""))


@lru_cache(maxsize=1)
def _unpack(texts: Texts) -> _Unpacked:
    """Return the workspace of *texts*; a process unpacks it once."""
    return _Unpacked(texts)


_ONE_AT_A_TIME = Lock()
"""Threads of one worker would gain nothing, and take the photos from each other."""


class OtherProgram(Exception):  # noqa: N818
    """What a worker has is not the program that sent the order, and would make other drafts."""


def make_elsewhere(order: Order, texts: Texts, photos: Mapping[str, bytes]) -> Outcome | None:
    """Return the drafts of *order*, made of *texts* and *photos* alone.

    None where they cannot be made: who sees all files tells why. Raises OtherProgram.
    """
    with _ONE_AT_A_TIME:
        unpacked = _unpack(texts)
        if hash_build(unpacked._sources, (), ()) != texts.digest:
            raise OtherProgram
        outcome = unpacked.make(order, photos)
    return None if outcome.is_refused and not outcome.drafts else outcome


class Engine:
    """Makes drafts elsewhere, by any executor."""

    most = _IN_FLIGHT

    def __init__(self, executor: Executor, note: Note = lambda _: None) -> None:
        self._executor = executor
        self._note = note
        self._has_failed = False

    def make(self, orders: Iterable[Order]) -> Iterator[Outcome]:
        """Yield the outcome of each of *orders*, in order; all are of one state of a workspace."""
        waiting: deque[tuple[Order, Future[Outcome | None] | None]] = deque()
        for order in orders:
            waiting.append((order, self._begin(order)))
            if len(waiting) >= self.most:
                yield self._finish(*waiting.popleft())
        while waiting:
            yield self._finish(*waiting.popleft())

    def _begin(self, order: Order) -> Future[Outcome | None] | None:
        with self._noting():
            return self._submit(order)
        return None

    def _finish(self, order: Order, begun: Future[Outcome | None] | None) -> Outcome:
        outcome = None
        if begun:
            with self._noting():
                outcome = self._wait(begun)
        return outcome or build_order(order)

    @contextmanager
    def _noting(self) -> Iterator[None]:
        """Note what keeps the engine from its work: it is done here, where it may fail for good."""
        try:
            yield
        except ProblemsFound:
            pass  # they are told of the order itself
        except WrongUsage:
            raise
        except Exception as error:
            if not self._has_failed:
                self._has_failed = True
                told = say(
                    "a worker failed ({reason}); what it leaves is made here",
                    reason=type(error).__name__,
                )
                self._note(told)

    def _submit(self, order: Order) -> Future[Outcome | None]:
        builder = open_builder(order.root, frozenset(order.sources.items()))
        photos = {}
        for path in _list_photos(builder.workspace, order.partner):
            with suppress(OSError):
                photos[str(path)] = find_file(order.root, path).read_bytes()
        if self._sent is None:
            self._sent = self._send(pack_texts(builder.workspace, order.sources))
        alone = replace(order, root=Path(), sources={})
        return self._executor.submit(make_elsewhere, alone, self._sent, photos)

    _sent: Any = None

    def _send(self, texts: Texts) -> Any:
        """Return what stands for *texts* in an order: of an executor that knows no more, these."""
        return texts

    def _wait(self, begun: Future[Outcome | None]) -> Outcome | None:
        return begun.result()


class _Processes(Engine):
    """Makes drafts in processes of this machine, which see the folder, and know its files."""

    def _submit(self, order: Order) -> Future[Outcome | None]:
        return self._executor.submit(_make_beside, replace(order, sources={}))


_known: Mapping[str, str] = {}
"""In a process of a pool, the hashes of the files of the workspace."""


def _begin_process(sources: Mapping[str, str]) -> None:
    global _known  # noqa: PLW0603
    _known = sources
    # Ctrl-C reaches every process; one that dies with the queue in its hands lets the others wait.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # One that is told to end, since another died, must not take that for an outcome of its work.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _make_beside(order: Order) -> Outcome:
    return build_order(replace(order, sources=_known))


class _Cluster(Engine):
    """Makes drafts on the workers of a scheduler of Dask."""

    def __init__(self, client: Any, note: Note) -> None:
        super().__init__(client.get_executor(pure=False), note)
        self._client = client
        self.most = max(_IN_FLIGHT, _AHEAD * sum(client.nthreads().values()))

    def _send(self, texts: Texts) -> Any:
        return self._wait(_call_aside(lambda: self._client.scatter(texts, broadcast=True)))

    def _wait(self, begun: Future[T]) -> T:
        """Return what has *begun* comes to. Raises WrongUsage where no worker lives any more."""
        silent, seen = 0, None
        while True:
            try:
                return begun.result(_PATIENCE)
            except TimeoutError:
                if begun.done() or self._client.status != "running":
                    raise
                before, seen = seen, self._look_for_workers()
                if seen == {}:
                    raise
                silent = silent + 1 if seen in (None, before) else 0
                if silent == _MOST_SILENT:
                    raise WrongUsage(self._tell_silent()) from None

    def _look_for_workers(self) -> Mapping[str, float] | None:
        """Return when each worker was heard of last, by the scheduler's clock; None if it is mute.

        Also those that have much to do are heard of, every few seconds.
        """
        with suppress(TimeoutError):
            workers = _call_aside(self._client.scheduler_info).result(_PATIENCE)["workers"]
            return {name: worker["last_seen"] for name, worker in workers.items()}
        return None

    def _tell_silent(self) -> Message:
        return say(
            "nothing has been heard of the workers of {address} for {number} seconds: start them"
            " again, or build without --scheduler",
            address=self._client.scheduler.address,
            number=_MOST_SILENT * _PATIENCE,
        )


def _call_aside(call: Callable[[], T]) -> Future[T]:
    """Return what comes of *call*, which may never end: the program may end before it."""
    begun: Future[T] = Future()

    def run() -> None:
        try:
            begun.set_result(call())
        except Exception as error:
            begun.set_exception(error)

    Thread(target=run, daemon=True).start()
    return begun


@contextmanager
def open_engine(
    where: int | str, sources: Mapping[str, str], note: Note
) -> Iterator[Engine | None]:
    """Yield what makes drafts of files hashed in *sources*; None where they are made here.

    *where* is how many processes of this machine, or the address of a scheduler of Dask. What
    there is to say meanwhile goes to *note*. Leaving it early, as by Ctrl-C, drops the work that
    has not begun. Raises WrongUsage for a scheduler with which nothing can be made.
    """
    if isinstance(where, str):
        with _connect(where) as client:
            yield _Cluster(client, note)
        return
    if where <= 1:
        yield None
        return
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415  (few builds need it)

    executor = ProcessPoolExecutor(where, initializer=_begin_process, initargs=(sources,))
    try:
        yield _Processes(executor, note)
    finally:
        executor.shutdown(cancel_futures=True)


@contextmanager
def _connect(address: str) -> Iterator[Any]:
    """Yield a client of the scheduler at *address*. Raises WrongUsage."""
    try:
        import distributed  # noqa: PLC0415
    except ImportError:
        told = say("--scheduler needs Dask: pip install 'linkj-press[executors]'")
        raise WrongUsage(told) from None
    open_client: Any = distributed.Client
    unknown = WrongUsage(
        say(
            "no scheduler answers at {address}: start one with `dask scheduler`, or build without"
            " --scheduler",
            address=address,
        )
    )
    if not _ADDRESS.fullmatch(address):  # a client that was given such a one takes long to end
        raise unknown
    try:
        client = open_client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError):
        raise unknown from None
    with client:
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError:
            told = say(
                "the scheduler at {address} has no worker: start one with `dask worker {address}`",
                address=address,
            )
            raise WrongUsage(told) from None
        yield client


def build_drafts(
    orders: Iterable[Order], engine: Engine | Executor | None = None
) -> Iterator[Outcome]:
    """Yield the outcome of each of *orders*, in order.

    They are of one state of a workspace. Without an *engine* they are made here.
    """
    if engine is None:
        return map(build_order, orders)
    return (engine if isinstance(engine, Engine) else Engine(engine)).make(orders)

"""The application, what goes on beside it, and the server of both. The only door to uvicorn."""

from __future__ import annotations

import asyncio
import signal
import socket
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Route

from linkj_press.catalogue import open_catalogue
from linkj_press.desk.acts import Acts
from linkj_press.desk.beginnings import Beginnings
from linkj_press.desk.house_routes import HouseRoutes
from linkj_press.desk.returning import ReturnRoutes
from linkj_press.desk.reviewing import ReviewRoutes
from linkj_press.desk.routes import Office
from linkj_press.desk.safety import Gate, Tokens, TooLarge
from linkj_press.desk.state import Desk, News
from linkj_press.folder import OUTPUT, PARTNERS, TEMPLATES
from linkj_press.language import Language
from linkj_press.problem import ProblemsFound
from linkj_press.workspace.loading import NoRelease
from linkj_press.workspace.watching import watch_folders

_QUIET = 1.0
"""Seconds between looks at what there is to be counted."""

_STILL = 15
"""Seconds after which a page that hears nothing is told that the desk is still there."""

HOST = "127.0.0.1"
_LAST_SECONDS = 1
"""How long open pages are waited for at the end."""


@dataclass(frozen=True)
class DeskAddress:
    """Where the desk is to be found."""

    listener: socket.socket
    tokens: Tokens = field(default_factory=Tokens)

    @property
    def port(self) -> int:
        """The port that it has."""
        port: int = self.listener.getsockname()[1]
        return port

    @property
    def address(self) -> str:
        """What opens it."""
        return f"http://{HOST}:{self.port}/?token={self.tokens.lasting}"

    @property
    def address_for_browser(self) -> str:
        """What opens it once."""
        return f"http://{HOST}:{self.port}/?token={self.tokens.once}"


def take_address(port: int) -> DeskAddress:
    """Return a place at *port*, or at any free one for 0. Raises OSError where it is taken."""
    listener = socket.socket()
    # Windows lets others take the same port unless told so; elsewhere one that was left just now
    # is else kept for a minute.
    own = getattr(socket, "SO_EXCLUSIVEADDRUSE", socket.SO_REUSEADDR)
    try:
        listener.setsockopt(socket.SOL_SOCKET, own, 1)
        listener.bind((HOST, port))
        listener.listen()
    except OSError:
        listener.close()
        raise
    return DeskAddress(listener)


class DeskServer(uvicorn.Server):
    """Serves a desk at an address; pages that only listen are not waited for at the end."""

    def __init__(self, config: uvicorn.Config, desk: Desk, at: DeskAddress) -> None:
        super().__init__(config)
        self._desk, self._at = desk, at

    def serve_until_left(self, announce: Callable[[], object]) -> None:
        """Serve, which *announce* tells, until Ctrl-C, being told to end, or no terminal.

        It takes the first two itself while it runs, and passes them on at the end: then, as at the
        very beginning, they are no news.
        """
        for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), self._leave)
        announce()
        self.run(sockets=[self._at.listener])

    def _leave(self, _number: int, _frame: object) -> None:
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End."""
        self._desk.close()
        await super().shutdown(sockets)


@dataclass(frozen=True)
class Following:
    """Follows the files of a desk as long as it is served."""

    desk: Desk

    @asynccontextmanager
    async def live(self, _app: Starlette) -> AsyncIterator[None]:
        """Follow them until the program is left."""
        tasks = [asyncio.create_task(each()) for each in (self.follow_files, self.count_open)]
        yield
        for task in tasks:
            task.cancel()

    async def tell_news(self, request: Request) -> Response:
        """Return a stream of news, each with the number of the state that there is then."""
        queue: asyncio.Queue[News] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def hear(news: News) -> None:
            with suppress(RuntimeError):  # the desk is being left
                loop.call_soon_threadsafe(queue.put_nowait, news)

        async def stream() -> AsyncIterator[str]:
            leave = self.desk.listen(hear)
            try:
                news = News.STATE
                while True:
                    yield f"event: {news}\ndata: {self.desk.current.number}\n\n"
                    try:
                        news = await asyncio.wait_for(queue.get(), _STILL)
                        if news is News.END:
                            return
                    except TimeoutError:
                        news = News.STATE
            finally:
                leave()

        return StreamingResponse(stream(), media_type="text/event-stream")

    async def count_open(self) -> None:
        """Look how much is to be done about each release, whenever nothing has changed a while."""
        while True:
            await asyncio.sleep(_QUIET)
            now = self.desk.current
            for partner in now.uncounted:
                await _go_on(self.desk.count, now, partner)
                if self.desk.current is not now:
                    break

    async def follow_files(self) -> None:
        """Read the files again after every change on disk."""
        root = self.desk.root
        folders = [root / PARTNERS, root / TEMPLATES, root / OUTPUT]
        async for changed in watch_folders(folders):
            await _go_on(self.desk.follow, changed)


async def _go_on(act: Callable[..., object], *given: object) -> None:
    """Do *act*; a fault of it, told in the terminal, ends nothing that is to go on."""
    try:
        await run_in_threadpool(act, *given)
    except Exception:
        traceback.print_exc()


def make_app(desk: Desk, language: Language, open_file: Callable[[Path], object]) -> Starlette:
    """Return the application that serves *desk*, in *language* unless a person chooses another.

    *open_file* opens a Word file with the program of the system that does.
    """
    office, following = Office(desk, language), Following(desk)
    acts = Acts(office, open_file)
    routes = [
        *office.list_routes(),
        *acts.list_routes(),
        *Beginnings(office, acts).list_routes(),
        *ReturnRoutes(office, acts).list_routes(),
        *HouseRoutes(office, acts).list_routes(),
        *ReviewRoutes(office, acts).list_routes(),
        Route("/events", following.tell_news),
        *_list_static(),
    ]
    app = Starlette(
        routes=routes,
        lifespan=following.live,
        exception_handlers={
            TooLarge: office.refuse_size,
            ClientDisconnect: _hang_up,
            NoRelease: office.tell_gone,
            ProblemsFound: office.show_problems,
            Exception: office.tell_fault,
        },
    )
    app.router.redirect_slashes = False
    return app


def _list_static() -> list[Route]:
    """Return a route to each file that pages need: no path of a request leads to any other."""

    def serve(file: Path) -> Callable[[Request], Response]:
        return lambda _request: FileResponse(file)

    files = sorted(Path(__file__).with_name("static").iterdir())
    return [Route(f"/static/{file.name}", serve(file)) for file in files]


def _hang_up(_request: Request, _error: Exception) -> Response:
    """Return what nobody takes any more."""
    return Response(status_code=400)


def make_server(
    desk: Desk, at: DeskAddress, language: Language, open_file: Callable[[Path], object]
) -> DeskServer:
    """Return what serves *desk* *at* an address, speaking *language* at first."""
    tell = open_catalogue(language).tell
    app = Gate(make_app(desk, language, open_file), at.port, at.tokens, tell)
    config = uvicorn.Config(
        app,
        http="h11",
        loop="asyncio",
        ws="none",
        lifespan="on",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_LAST_SECONDS,
    )
    return DeskServer(config, desk, at)

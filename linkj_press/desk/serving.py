"""Serves the desk on this machine until the person leaves. The only door to uvicorn."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn

from linkj_press.catalogue import open_catalogue
from linkj_press.desk.routes import make_app
from linkj_press.desk.safety import Gate, Tokens
from linkj_press.desk.state import Desk
from linkj_press.language import Language

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


def serve(
    desk: Desk, at: DeskAddress, language: Language, open_file: Callable[[Path], object]
) -> None:
    """Serve *desk* *at* an address until the person leaves, speaking *language* at first."""
    catalogue = open_catalogue(language)
    app = Gate(make_app(desk, language, open_file), at.port, at.tokens, catalogue.tell)
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
    server = _DeskServer(config, desk)
    with _leaving(server):
        server.run(sockets=[at.listener])


class _DeskServer(uvicorn.Server):
    """Does not wait for pages that only listen."""

    def __init__(self, config: uvicorn.Config, desk: Desk) -> None:
        super().__init__(config)
        self._desk = desk

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End."""
        self._desk.close()
        await super().shutdown(sockets)


@contextmanager
def _leaving(server: uvicorn.Server) -> Iterator[None]:
    """Let *server* end by Ctrl-C, by being told to stop, and as its terminal is closed.

    It takes the first two itself, and passes them on once it has ended: that is no news then.
    """

    def leave(_number: int, _frame: object) -> None:
        server.should_exit = True

    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.signal(number, leave) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

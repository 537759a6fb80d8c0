"""Serves the desk on this machine until the person leaves. The only door to uvicorn."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
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

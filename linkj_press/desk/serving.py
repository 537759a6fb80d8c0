"""Serves the desk on this machine until the person leaves. The only door to uvicorn."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from linkj_press.desk.routes import make_app
from linkj_press.desk.safety import Gate
from linkj_press.desk.state import Desk
from linkj_press.language import Language

HOST = "127.0.0.1"
_LAST_SECONDS = 1
"""How long open pages are waited for at the end."""


@dataclass(frozen=True)
class DeskAddress:
    """Where the desk is to be found."""

    listener: socket.socket
    token: str

    @property
    def port(self) -> int:
        """The port that it has."""
        port: int = self.listener.getsockname()[1]
        return port

    @property
    def address(self) -> str:
        """What opens it: the token lets in."""
        return f"http://{HOST}:{self.port}/?token={self.token}"


def take_address(port: int) -> DeskAddress:
    """Return a place at *port*, or at any free one for 0. Raises OSError where it is taken."""
    listener = socket.socket()
    try:
        if not hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen()
    except OSError:
        listener.close()
        raise
    return DeskAddress(listener, secrets.token_urlsafe(32))


def serve(
    desk: Desk, at: DeskAddress, language: Language, open_file: Callable[[Path], object]
) -> None:
    """Serve *desk* *at* an address until Ctrl-C, speaking *language* at first."""
    app = Gate(make_app(desk, language, open_file), at.port, at.token)
    config = uvicorn.Config(
        app,
        log_level="critical",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_LAST_SECONDS,
        ws="none",
    )
    uvicorn.Server(config).run(sockets=[at.listener])

"""Who may speak to the desk: this machine's own page with its token, and nobody else.

Any page that a browser has open can send requests to this machine, and any name can be made to
lead here (DNS rebinding). So the name, the origin and the token of each request are looked at
before anything else is.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 1_000_000
"""Of the body of a request."""

_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "; ".join(
        [
            "default-src 'none'",
            *(f"{what}-src 'self'" for what in ("script", "style", "img", "connect", "font")),
            "form-action 'none'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        ]
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Gate:
    """Lets in what comes from the desk's own page, and tells browsers to keep to it."""

    def __init__(self, app: ASGIApp, port: int, token: str) -> None:
        self._app, self._token = app, token
        self._hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}
        self._cookie = f"linkj-press-{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let the application answer."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        answer = self._judge(scope)
        app = answer or self._app
        await app(scope, _Meter(receive).receive, self._guard(send))

    def _judge(self, scope: Scope) -> Response | None:
        """Return the answer to a request that is not let in, or None."""
        headers = Headers(scope=scope)
        if len(headers.getlist("host")) != 1 or headers["host"].lower() not in self._hosts:
            return _refuse("this address is not the desk's", 421)
        origins = {f"http://{host}" for host in self._hosts}
        is_reading = scope["method"] in ("GET", "HEAD")
        origin = headers.get("origin")
        if origin not in origins and not (is_reading and origin is None):
            return _refuse("this comes from another page", 403)
        if self._is_opening(scope):
            return self._open(scope)
        given = cookie_parser(headers.get("cookie", "")).get(self._cookie, "")
        if not _is_same(given, self._token):
            return _refuse("open the address that linkj-press desk printed", 403)
        if not is_reading and int_of(headers.get("content-length")) > MOST_BYTES:
            return _refuse("this is too large", 413)
        return None

    def _is_opening(self, scope: Scope) -> bool:
        return (
            scope["method"] == "GET" and scope["path"] == "/" and b"token=" in scope["query_string"]
        )

    def _open(self, scope: Scope) -> Response:
        """Return the way to the page for who has the token, which then goes into a cookie."""
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if not _is_same(given, self._token):
            return _refuse("open the address that linkj-press desk printed", 403)
        answer = RedirectResponse("/", status_code=303)
        answer.set_cookie(self._cookie, self._token, httponly=True, samesite="strict")
        return answer

    def _guard(self, send: Send) -> Send:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        return send_guarded


class TooLarge(Exception):  # noqa: N818  (what was sent is at fault, not the program)
    """The body of a request goes on beyond what any has."""


class _Meter:
    """Counts what of a body has come, whatever its length was said to be."""

    def __init__(self, receive: Receive) -> None:
        self._receive, self._count = receive, 0

    async def receive(self) -> Message:
        message = await self._receive()
        self._count += len(message.get("body", b""))
        if self._count > MOST_BYTES:
            raise TooLarge
        return message


def int_of(text: str | None) -> int:
    """Return the number that *text* is, or 0."""
    return int(text) if text and text.isascii() and text.isdigit() else 0


def _is_same(given: str, token: str) -> bool:
    return hmac.compare_digest(given.encode(), token.encode())


def _refuse(reason: str, status: int) -> Response:
    return PlainTextResponse(f"linkj-press desk: {reason}\n", status_code=status)

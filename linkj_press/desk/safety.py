"""Who may speak to the desk: this machine's own page with its token, and nobody else.

Any page that a browser has open can send requests to this machine, and any name can be made to
lead here (DNS rebinding). So the name, the origin and the token of each request are looked at
before anything else is.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from linkj_press.catalogue import open_catalogue
from linkj_press.folder import MOST_BYTES_OF_PICTURE
from linkj_press.language import Language
from linkj_press.message import Message as Words
from linkj_press.message import say

MOST_BYTES = MOST_BYTES_OF_PICTURE
"""Of the body of a request: nothing larger than a photo is sent."""

_MOST_DIGITS = 20

_MOST_LETTERS = 4_000
"""Of what a request is for."""

_TOKEN_BYTES = 32

Tell = Callable[[Words], str]

_HOW = say(
    "This page is opened by starting the desk: start it again, and it opens by itself in the "
    "browser, or open the whole address that it shows when it starts."
)

_USUAL_PORT = 80
"""Which no browser names."""

_POLICY = "Content-Security-Policy"

_HEADERS: Mapping[str, str] = {
    _POLICY: "; ".join(
        [
            "default-src 'none'",
            *(f"{what}-src 'self'" for what in ("script", "style", "connect", "font")),
            "img-src 'self' blob:",  # a photo before it is sent
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

_ONWARD = """<!doctype html><meta http-equiv="refresh" content="0; url=/">"""
"""Goes on as the desk's own page: on the way from another, no browser sends its cookie."""


def _make_token() -> str:
    return secrets.token_urlsafe(_TOKEN_BYTES)


@dataclass(frozen=True)
class Tokens:
    """What lets a browser in: who opens the address with one gets a cookie for it."""

    lasting: str = field(default_factory=_make_token, repr=False)
    once: str = field(default_factory=_make_token, repr=False)
    """For calling a browser, by what everybody on the machine may see."""


class Gate:
    """Lets in what comes from the desk's own page, and tells browsers to keep to it."""

    def __init__(self, app: ASGIApp, port: int, tokens: Tokens, tell: Tell) -> None:
        """Let in to *app* who has one of *tokens*; *tell* says to others why they are not."""
        self._app, self._token, self._once, self._tell = app, tokens.lasting, {tokens.once}, tell
        end = "" if port == _USUAL_PORT else f":{port}"
        self._hosts = {f"{name}{end}" for name in ("127.0.0.1", "localhost")}
        self._origins = {f"http://{host}" for host in self._hosts}
        self._cookie = f"linkj-press-{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let the application answer."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            app = self._judge(scope, Headers(scope=scope)) or self._app
            meter = _Meter(receive)
            await app(scope, meter.receive, self._guard(send))

    def _judge(self, scope: Scope, headers: Headers) -> Response | None:
        """Return the answer to a request that is not let in, or None."""
        is_reading = scope["method"] in ("GET", "HEAD")
        if not self._is_own(headers, is_reading=is_reading):
            return self._refuse(say("this comes from another page"), 403)
        if len(scope["raw_path"]) + len(scope["query_string"]) > _MOST_LETTERS:
            return self._refuse(say("this is too large"), 414)
        is_known = self._is_known(headers)
        if scope["method"] == "GET" and scope["path"] == "/" and scope["query_string"]:
            return self._open(scope, headers, is_known=is_known)
        if not is_known:
            return self._show_way(headers)
        if _read_number(headers.get("content-length")) > MOST_BYTES:
            return self._refuse(say("this is too large"), 413)
        return None

    def _is_own(self, headers: Headers, *, is_reading: bool) -> bool:
        """Return whether a request is for this desk, by its name, and not from another page."""
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return False
        if not origins:
            return is_reading
        return len(origins) == 1 and origins[0] in self._origins

    def _is_known(self, headers: Headers) -> bool:
        """Return whether a request brings the cookie, and not for a page of another port."""
        given = cookie_parser(headers.get("cookie", "")).get(self._cookie, "")
        return _is_same(given, self._token) and _is_direct(headers)

    def _open(self, scope: Scope, headers: Headers, *, is_known: bool) -> Response:
        """Return the way to the page for who has a token, which then goes into a cookie."""
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        once = {token for token in self._once if _is_same(given, token)}
        if not (is_known or once or _is_same(given, self._token)):
            return self._show_way(headers)
        self._once -= once
        answer = RedirectResponse("/", 303) if _is_direct(headers) else HTMLResponse(_ONWARD)
        answer.set_cookie(self._cookie, self._token, httponly=True, samesite="strict")
        return answer

    def _show_way(self, headers: Headers) -> Response:
        """Return how to come in, in both languages: nobody has chosen one yet."""
        told = {each: open_catalogue(each).tell(_HOW) for each in Language}
        if not asks_for_page(headers):
            return PlainTextResponse("\n".join(told.values()), 403)
        lines = (f'<p lang="{each}">{escape(words)}</p>' for each, words in told.items())
        page = (
            f"""<!doctype html><meta charset="utf-8"><title>linkj-press</title>{"".join(lines)}"""
        )
        return HTMLResponse(page, 403)

    def _refuse(self, reason: Words, status: int) -> Response:
        return PlainTextResponse(f"linkj-press: {self._tell(reason)}\n", status)

    def _guard(self, send: Send) -> Send:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                own = headers.get(_POLICY)
                headers.update(_HEADERS)
                if own:  # of a page that is complete in itself, and runs nothing
                    headers[_POLICY] = own
            await send(message)

        return send_guarded


def asks_for_page(headers: Headers) -> bool:
    """Return whether a page is asked for: a script shows what it gets as it is, in words."""
    return "text/html" in headers.get("accept", "text/html")


class TooLarge(Exception):  # noqa: N818  (what was sent is at fault, not the program)
    """The body of a request goes on beyond what any has."""


class _Meter:
    """Counts what of a body has come, whatever its length was said to be."""

    def __init__(self, receive: Receive) -> None:
        self._receive, self._left = receive, MOST_BYTES

    async def receive(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise TooLarge
        return message


def _read_number(text: str | None) -> int:
    is_number = text and text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if text and is_number else 0


def _is_direct(headers: Headers) -> bool:
    """Return whether no page of another program leads here, as far as the browser tells."""
    return headers.get("sec-fetch-site", "none") in ("none", "same-origin")


def _is_same(given: str, token: str) -> bool:
    return hmac.compare_digest(given.encode(), token.encode())

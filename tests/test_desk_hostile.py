"""The desk against whoever means it harm, and against two windows that save at once."""

from __future__ import annotations

import html
import json
import random
import select
import socket
import struct
import subprocess
import sys
import threading
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml

from tests.conftest import REPOSITORY, copy_desk, count_examples
from tests.desk_page import OpenDesk, RunningDesk

CANARY = "kept-from-everyone-4711"
"""Stands in every file that no answer may tell of."""

GETS = (
    *("/", "/ledger", "/list?at=osaka", "/events", "/look.css", "/static/desk.css"),
    *("/static/desk.js", "/static/editor.js", "/static/page.js"),
    *("/releases/osaka", "/releases/osaka/pages", "/releases/osaka/todo"),
    *("/releases/osaka/field?path=release.subhead", "/releases/osaka/ask/final?key="),
    *("/releases/osaka/changes?since=built", "/releases/osaka/pictures/ja/1"),
    *("/new", "/new?what=partner", "/static/new.js", "/static/new.css"),
    *("/house", "/releases/osaka/proof", "/releases/osaka/redline/built/ja.docx"),
    *("/releases/osaka/wording?key=templates/house/ja.md:6", "/static/arranging.js"),
    *("/house/field?path=seat[0]", "/house/out?path=seat[0]&shown="),
    *("/releases/osaka/rounds", "/returned/0?pending=reject", "/static/returned.js"),
)
FORMS: Mapping[str, Mapping[str, Any]] = {
    "field": {"edits": [{"path": "release.profile.ja", "was": "not this", "now": "new"}]},
    "arrange": {"path": "release.quotes", "was": "[]", "now": "[]"},
    "person": {"name_ja": "a", "name_en": "b", "title_ja": "", "title_en": ""},
    "wording": {"edits": [{"path": "templates/house/ja.md:1", "was": "a", "now": "b"}]},
    "foresee": {"edits": [{"path": "templates/house/ja.md:1", "was": "a", "now": "b"}]},
    "terms": {"what": "country", "ja": "no such", "en": "country", "several": ""},
    "correct": {"wrong": "a", "on": "2020-09-07"},
    "build": {"finish": "draft", "languages": ["ja"], "pdf": False, "force": False},
    "publish": {"languages": ["ja"], "on": "2020-09-07"},
    "open": {"finish": "draft", "languages": ["ja"]},
    "mend": {"key": "no-such-finding"},
    "accept": {"key": "no-such-finding", "who": "a", "why": "b", "on": "2020-09-07"},
    "withdraw": {"key": "no-such-finding"},
    "approve": {"key": "release.quotes[9]", "who": "a", "on": "2020-09-07", "languages": ["ja"]},
    "confirm": {"who": "a", "on": "2020-09-07", "languages": ["ja"]},
}
POSTS = (
    "/releases/osaka/undo",
    "/releases/osaka/photo",
    "/returned?name=2020-09-07_osaka_ja.docx",
    "/returned/0/take",
    "/returned/0/settle",
    *(f"/releases/osaka/{act}" for act in FORMS),
)

NEW: Mapping[str, Any] = {
    "what": "merger",
    "partner": "osaka",
    "into": "no-such",
    "merged": "2021-02-30",
    "note": "a",
}
BEGUN: Mapping[str, Any] = {
    "what": "partner",
    "name_ja": "a",
    "name_en": "b",
    "id": "",
    "kind": "embassy",
    "country": "FR",
    "signed": "x",
    "instrument": "",
    "wants_release": False,
    "term": "",
    "signed_after": "",
    "items": [],
    "with": [],
    "others": [],
}
TERM = {"what": "country", "ja": "no such", "en": "country", "several": ""}
AREA = {"what": "items", "ja": "相互訪問", "en": "mutual visits", "several": ""}
NEW_POSTS = (
    "/new",
    "/new/follows",
    "/new/terms",
    "/undo",
    *(f"/house/{act}{end}" for act in ("add", "field", "out") for end in ("", "/foresee")),
    "/foresee/stop",
)
_NOT_FORMS = len(POSTS) - len(FORMS)

Headers = Sequence[tuple[str, str | bytes]]


@dataclass(frozen=True)
class Attack:
    """A request that is to be refused, as it goes over the wire."""

    kind: str
    what: str
    pieces: Iterable[bytes]


@dataclass(frozen=True)
class Attacker:
    """Makes attacks on *desk*; what an attack does not say is as an honest page has it."""

    desk: RunningDesk

    def make(
        self,
        kind: str,
        target: str | bytes,
        body: Iterable[bytes] | bytes | None = None,
        **other: Any,
    ) -> Attack:
        """Return an attack on *target*: a POST when it has a *body*."""
        method = other.pop("method", "GET" if body is None else "POST")
        headers = other.pop("headers", None) or self.list_headers(is_post=body is not None, **other)
        raw = target if isinstance(target, bytes) else target.encode("latin-1")
        head = [b"%s %s HTTP/1.1" % (method.encode(), raw), b"Connection: close"]
        head += [
            b"%s: %s" % (name.encode(), value if isinstance(value, bytes) else value.encode())
            for name, value in headers
        ]
        if isinstance(body, bytes) and "Content-Length" not in dict(headers):
            head.append(b"Content-Length: %d" % len(body))
        first = b"\r\n".join(head) + b"\r\n\r\n"
        rest = [body] if isinstance(body, bytes) else body or []
        told = f"{method} {raw[:200]!r} {[(name, value[:100]) for name, value in headers]}"
        if isinstance(body, bytes):
            told += f" {body[:200]!r}"
        return Attack(kind, told, _chain(first, rest))

    def list_headers(
        self,
        *,
        is_post: bool,
        drop: str = "",
        more: Headers = (),
    ) -> Headers:
        """Return the headers of an honest page without *drop*, and *more*."""
        honest = {"Host": f"127.0.0.1:{self.desk.port}", "Cookie": self.desk.cookie}
        if is_post:
            honest |= {"Origin": self.desk.base, "Content-Type": "application/json"}
        return [*((name, value) for name, value in honest.items() if name != drop), *more]

    def replace(self, name: str, *values: str | bytes, is_post: bool) -> Headers:
        """Return the headers of an honest page with *values* for *name*."""
        more = [(name, value) for value in values]
        return self.list_headers(is_post=is_post, drop=name, more=more)


def _chain(first: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def list_doors() -> list[tuple[str, bytes | None]]:
    """Return every place that a page speaks to, with an honest body."""
    forms = {f"/releases/osaka/{act}": json.dumps(form).encode() for act, form in FORMS.items()}
    return [
        *((path, None) for path in GETS),
        *((path, forms.get(path, b"{}")) for path in (*POSTS, *NEW_POSTS)),
    ]


def attack_without_token(by: Attacker) -> Iterator[Attack]:
    """Whoever does not know the token."""
    name, _, token = by.desk.cookie.partition("=")
    wrong: list[str | bytes] = [
        *("", "=", name, f"{name}=", f"{name}={token[:-1]}", f"{name}={token}x"),
        *(f"{name}={token.swapcase()}", f"linkj-press-1={token}", f"linkj-press={token}"),
        *(f"{name}=*", f'{name}="', f"{name}={token[:-1]}%", f"x{name}={token}", f"{token}={name}"),
        *(f"{name}={'a' * 9_000}", f"{name}=\xe9".encode("latin-1"), f"{name}=令"),
        "; ".join([f"{name}={number}" for number in range(300)]),
    ]
    for (path, body), cookie in product(list_doors(), wrong):
        headers = by.replace("Cookie", cookie, is_post=body is not None)
        yield by.make("token", path, body, headers=headers)
    for path, body in list_doors():
        is_post = body is not None
        yield by.make("token", path, body, drop="Cookie")
        more = [("Authorization", f"Bearer {token}"), ("X-Token", token)]
        headers = by.list_headers(is_post=is_post, drop="Cookie", more=more)
        yield by.make("token", path, body, headers=headers)
    for given in ("", token[:-1], token + "x", "%00", token + "%0a", "../" + token, "é"):
        target = f"/?token={quote(given, safe='%')}"
        yield by.make("token", target, drop="Cookie")


def attack_as_other_host(by: Attacker) -> Iterator[Attack]:
    """A name of somebody else that leads here, as DNS rebinding makes it."""
    port = by.desk.port
    hosts: list[tuple[str | bytes, ...]] = [
        *((), ("",), ("evil.example",), (f"evil.example:{port}",), ("127.0.0.1",)),
        *((f"127.0.0.1:{port + 1}",), (f"127.0.0.1.evil.example:{port}",), (f"0.0.0.0:{port}",)),
        *((f"127.0.0.1:{port}@evil.example",), (f"evil.example@127.0.0.1:{port}",)),
        *((f"127.0.0.1:{port}.evil.example",), (f"127.1:{port}",), (f"2130706433:{port}",)),
        *((f"127.0.0.1:{port}/",), (f"127.0.0.1:{port}:80",), (f"127.0.0.1:{port}, evil",)),
        (f"evil.example:{port}", f"127.0.0.1:{port}"),
        (f"127.0.0.1:{port}", f"evil.example:{port}"),
        (f"１２７.0.0.1:{port}".encode(),),
    ]
    for (path, body), values in product(list_doors(), hosts):
        headers = by.replace("Host", *values, is_post=body is not None)
        yield by.make("host", path, body, headers=headers)
    for path, body in list_doors():
        headers = by.replace("Host", f"evil.example:{port}", is_post=body is not None)
        yield by.make("host", f"http://evil.example:{port}{path}", body, headers=headers)


def attack_from_other_site(by: Attacker) -> Iterator[Attack]:
    """A page of somebody else in the same browser: the browser adds the cookie for it."""
    port = by.desk.port
    origins: list[tuple[str | bytes, ...]] = [
        *(("null",), ("",), ("http://evil.example",), (f"http://evil.example:{port}",)),
        *((f"https://127.0.0.1:{port}",), ("http://127.0.0.1",), (f"http://127.0.0.1:{port + 1}",)),
        *((f"http://127.0.0.1:{port}.evil.example",), (f"http://127.0.0.1:{port}@evil.example",)),
        *((f"http://evil.example/http://127.0.0.1:{port}",), ("file://",), (f"127.0.0.1:{port}",)),
        ("http://evil.example", f"http://127.0.0.1:{port}"),
        (f"http://127.0.0.1:{port}", "http://evil.example"),
        ("http://évil.example".encode(),),
    ]
    for path, body in list_doors():
        for values in origins:
            headers = by.replace("Origin", *values, is_post=body is not None)
            yield by.make("origin", path, body, headers=headers)
        if body is not None:
            yield by.make("origin", path, body, drop="Origin")
    for path in POSTS:
        # What a form or a picture of another site can send without being asked.
        for kind, sent in (
            ("application/x-www-form-urlencoded", b"edits=x&finish=draft"),
            ("multipart/form-data; boundary=x", b"--x\r\n\r\n{}\r\n--x--\r\n"),
            ("text/plain", b'{"edits": [], "finish": "draft'),
        ):
            for drop in ("Origin", "Cookie"):
                honest = dict(by.list_headers(is_post=True))
                headers = [(n, v) for n, v in honest.items() if n not in (drop, "Content-Type")]
                headers.append(("Content-Type", kind))
                yield by.make("origin", path, sent, headers=headers)


def attack_by_method(by: Attacker) -> Iterator[Attack]:
    """Methods that no page uses."""
    odd = (
        "PUT",
        "DELETE",
        "PATCH",
        "TRACE",
        "OPTIONS",
        "PROPFIND",
        "MOVE",
        "get",
        "post",
        "X" * 90,
    )
    for (path, body), method in product(list_doors(), odd):
        yield by.make("method", path, body, method=method)
    for path in GETS:
        yield by.make("method", path, b"[]" if path.startswith("/new") else b"{}")
    for path in (*POSTS, "/new/follows", "/new/terms", "/undo"):
        yield by.make("method", path)
    yield by.make("method", "evil.example:80", method="CONNECT")


def attack_by_path(by: Attacker, outside: Path) -> Iterator[Attack]:
    """Paths that are to lead to a file: outside, or of the workspace but no page's."""
    up = (
        "..",
        "%2e%2e",
        "%2E.",
        "..%2f..",
        "..%5c..",
        "..\\..",
        "%252e%252e",
        "....",
        "..;",
        "%c0%ae",
    )
    files = (
        *(f"{outside.name}/canary.yaml", "etc/passwd", "canary.yaml", "partners/osaka.yaml"),
        *("out/canary.yaml", "link", "pyproject.toml", "routes.py", "canary.png"),
    )
    rooms = ("/", "/static/", "/releases/", "/releases/osaka/pictures/ja/", "/releases/osaka/ask/")
    for room, step, times, file in product(rooms, up, (1, 4), files):
        yield by.make("path", room + "/".join([step] * times) + "/" + file)
    for room, file in product(rooms, files):
        yield by.make("path", room + file)
        yield by.make("path", f"{room}/{outside}/{file}")
        yield by.make("path", f"{room}{quote(str(outside / file), safe='')}")
        yield by.make("path", f"{room}file:///{file}")
    names = (
        *(
            "canary",
            "link",
            "out%2Fcanary",
            "osaka.yaml",
            "osaka%00",
            "osaka%0a",
            "osaka%20",
            "OSAKA",
        ),
        *("", ".", "..", "~root", "-", "%", "%zz", "%ff%fe", "osaka;x", "osaka*", "schema.json"),
        *("con", "nul", "C:%5cwindows", "%E5%A4%A7%E9%98%AA", "a" * 5_000, "%F0%9F%98%80"),
        *("__class__", "{{7*7}}".replace("{", "%7B").replace("}", "%7D"), "%3Cscript%3E"),
    )
    ends = ("", "/pages", "/todo", "/field?path=release.subhead", "/ask/draft", "/pictures/en/1")
    for name, end in product(names, ends):
        yield by.make("path", f"/releases/{name}{end}")
    for name, act in product(names, FORMS):
        yield by.make("path", f"/releases/{name}/{act}", json.dumps(FORMS[act]).encode())
    for number in ("0", "-1", "99", "1e3", "%D9%A1", "9" * 5_000, "1/../2", "x", ""):
        for language in ("ja", "en", "fr", "..", "%00"):
            yield by.make("path", f"/releases/osaka/pictures/{language}/{number}")


PATHS = (
    *("", ".", "..", "[", "]", "[]", "[0]", "release.", ".release", "release..date", "release[0]"),
    *("release.quotes[-1]", "release.quotes[99]", "release.quotes[99999999999999999999]"),
    *("release.quotes[0", "release.quotes[x]", "release.quotes[0]]", "release.quotes[٠].gist.ja"),
    *("release.quotes[00].gist.ja", "release.__class__", "__class__", "release.subhead.ja.x"),
    *("release.subhead.fr", "nowhere", "a" * 100_000, "a." * 20_000, "[0]" * 20_000, "\0"),
    *("../osaka", "/etc/passwd", "release/subhead/ja", "release subhead", "<script>", "{{7*7}}"),
    *("release.subhead.ja\n", " release.subhead.ja", "release.subhead.ja#", "&a", "*a", "!!str"),
    *("$schema", "#", "release\u2028.subhead", "\u202erelease", "null", "~", "True", "0"),
)


def attack_by_form(by: Attacker) -> Iterator[Attack]:
    """Bodies that are no form, or a form with something else in it."""
    for path in POSTS[_NOT_FORMS:]:
        whole = json.dumps(FORMS[path.rpartition("/")[2]]).encode()
        for body in (
            *(b"", b" ", b"{", b"[]", b"null", b"1", b'"x"', b"true", b"NaN", b"\0", b"{}x"),
            *(b"\xff\xfe{\0}\0", b"\xef\xbb\xbf", b"\xff", b"{'a': 1}", b'{"a": Infinity}'),
            *(b"[" * 100_000, b'{"a":' * 50_000, b"1" * 100_000, b'"\\ud800', b"a=b&c=d"),
            *(b'{"edits": {}}', b'{"edits": [[]]}', b'{"edits": [null]}', b'{"": 0}', whole * 2),
            *(b"<x/>", b"--- !!python/object/apply:os.system [id]", b'{"edits": [{"path": 1}]}'),
            *(whole.replace(b'"', b"'"), whole + b",", whole[:-1] + b",}", whole.upper()),
        ):
            yield by.make("form", path, body)
    chance = random.Random(20_201_124)
    for path in POSTS[_NOT_FORMS:]:
        whole = json.dumps(FORMS[path.rpartition("/")[2]]).encode()
        for _ in range(12):
            yield by.make("form", path, whole[: chance.randrange(len(whole))])
            yield by.make("form", path, chance.randbytes(chance.randrange(1, 500)))


def attack_by_value(by: Attacker) -> Iterator[Attack]:
    """Forms with something else where a page has a text, a list or a day, or without it."""
    odd: tuple[Any, ...] = (
        *([], {}, [[]], {"a": []}, 1.5, -1, 10**400, "\0", "\ud800"),
        "x" * 99_999,
    )
    for (act, form), value in product(FORMS.items(), odd):
        for key in form.keys() - {"who", "why"} if isinstance(value, str) else form.keys():
            if act == "field" and value == []:
                continue
            body = json.dumps({**form, key: value}).encode()
            yield by.make("value", f"/releases/osaka/{act}", body)
            if key not in ("pdf", "force", "on", "who", "languages"):
                left = {name: each for name, each in form.items() if name != key}
                yield by.make("value", f"/releases/osaka/{act}", json.dumps(left).encode())
    for act, key in (("accept", "who"), ("accept", "why"), ("approve", "who"), ("accept", "on")):
        for text in ("", " ", "\0", "\x1b[31m", "\ud800", "2020-13-45", "a\nb"):
            body = json.dumps({**FORMS[act], key: text}).encode()
            yield by.make("value", f"/releases/osaka/{act}", body)
    yield from _attack_by_choice(by)


def attack_by_beginning(by: Attacker) -> Iterator[Attack]:
    """Forms of what is new with something else in them; none of them is whole."""
    odd: tuple[Any, ...] = (
        *({}, [[]], [{}], {"a": []}, 1.5, -1, 10**400, "\ud800", None, "x" * 100_001),
        ["x"] * 500,
    )
    for form, value in product((NEW, BEGUN), odd):
        for key in form:
            yield by.make("beginning", "/new", json.dumps({**form, key: value}).encode())
    for text in (
        "",
        "../../etc/passwd",
        "osaka/../kobe",
        "a\0b",
        "{{7*7}}",
        "<b>",
        "\u202e",
        "CON",
    ):
        for key in ("id", "name_ja", "kind", "signed", "signed_after", "template", "instrument"):
            yield by.make("beginning", "/new", json.dumps({**BEGUN, key: text}).encode())
        for key in ("partner", "into", "merged"):
            yield by.make("beginning", "/new", json.dumps({**NEW, key: text}).encode())
        for form in (
            {"what": "kind", "ja": text, "en": "機関"},
            {**AREA, "ja": text},
            {**TERM, "ja": text},
        ):
            yield by.make("beginning", "/new/terms", json.dumps(form).encode())
    for path in NEW_POSTS:
        for body in (b"", b"[]", b"null", b'"x"', b"{}", b"[" * 100_000, b"\xff", b"a=b"):
            yield by.make("beginning", path, body)


def attack_by_key(by: Attacker) -> Iterator[Attack]:
    """Paths within a file that are none, to be read and to be written."""
    for path in PATHS:
        sent = quote(path[:6_000])
        yield by.make("key", f"/releases/osaka/field?path={sent}")
        for was, now in ((None, "x"), ("x", None), ("x", "y"), (None, None), (None, [1])):
            edit = {"path": path, "was": was, "now": now}
            yield by.make("key", "/releases/osaka/field", json.dumps({"edits": [edit]}).encode())
        for act in ("field", "out"):
            yield by.make("key", f"/house/{act}?path={sent}")
            for now in ("", "x", None):
                edit = {"path": path, "was": "y", "now": now}
                body = json.dumps({"edits": [edit], "shown": "[{}]"}).encode()
                yield by.make("key", f"/house/{act}", body)
        for act in ("mend", "accept", "approve"):
            body = json.dumps({**FORMS[act], "key": path}).encode()
            yield by.make("key", f"/releases/osaka/{act}", body)
    for since in ("x", "../built", "%00", "built%0a", "HEAD", "--output=x", "a" * 9_000):
        yield by.make("key", f"/releases/osaka/changes?since={since}")


def _attack_by_choice(by: Attacker) -> Iterator[Attack]:
    for finish in ("../../x", "/etc/passwd", "DRAFT", "draft\0", "draft/../final", "", "-x"):
        for act, form in (("build", FORMS["build"]), ("open", FORMS["open"])):
            body = json.dumps({**form, "finish": finish}).encode()
            yield by.make("value", f"/releases/osaka/{act}", body)
        yield by.make("path", f"/releases/osaka/ask/{quote(finish, safe='')}?key=")
    for language in ("fr", "JA", "../ja", "", "ja\0", 1, None, ["ja"], {"ja": 1}):
        for act in ("build", "publish", "open", "approve"):
            body = json.dumps({**FORMS[act], "languages": [language]}).encode()
            yield by.make("value", f"/releases/osaka/{act}", body)


def attack_by_text(by: Attacker) -> Iterator[Attack]:
    """Values that no file of a partner may hold, given to a field with what it holds."""
    release = yaml.safe_load((by.desk.root / "partners/osaka.yaml").read_text("utf-8"))["release"]
    was = release["profile"]["ja"]
    texts: tuple[object, ...] = (
        *("\0", "a\0b", "\x1b[31m", "\x07", "\x7f", "\ud800", "a\udfffb", "\ufffe", "\uffff"),
        *("{{", "{{ nowhere }}", "{{ ''.__class__.__mro__ }}"),
        *("{{ open('/etc/passwd').read() }}", "{{ 1/0 }}"),
        *("{{ self.__init__.__globals__ }}", "{{ 9**9**9**9 }}"),
        *("{{ range(10**9) | list }}", "{{ 'a' * 10**10 }}", "{{ lipsum() }}", "{{ cycler }}"),
        *(5, 1.5, True, [], ["a"], {}, {"ja": "x"}, {"$ref": "x"}),
    )
    for text in texts:
        edit = {"path": "release.profile.ja", "was": was, "now": text}
        yield by.make("text", "/releases/osaka/field", json.dumps({"edits": [edit]}).encode())
    for path, value in (
        *(("release.date", "2020-13-45"), ("release.date", "soon"), ("release.date", "")),
        *(("kind", "nonsense"), ("country", "XX"), ("release.template", "../../canary")),
        *(("release.template", "/etc/passwd"), ("release.photo.file", "../../outside/canary.png")),
        *(("release.photo.file", "out/canary.png"), ("release.photo.file", "/etc/passwd")),
        *(
            ("release.photo.file", "linked.png"),
            ("release.photo.file", "http://evil.example/a.png"),
        ),
        *(("release.history", "<script>"), ("agreement.signed", "never"), ("region", "\0")),
    ):
        old = {"release.date": "2020-09-07", "agreement.signed": "2020-09-07"}
        stood = {**old, "kind": "municipality", "country": "JP", "region": "kansai"}
        stood |= {"release.template": "mou", "release.history": "table"}
        edit = {"path": path, "was": stood.get(path), "now": value}
        yield by.make("text", "/releases/osaka/field", json.dumps({"edits": [edit]}).encode())
    one = {"path": "release.profile.ja", "was": was, "now": "a"}
    for edits in (
        [one, one],
        [one, {**one, "now": "b"}],
        [one, {**one, "path": "release.profile"}],
    ):
        yield by.make("text", "/releases/osaka/field", json.dumps({"edits": edits}).encode())


def attack_by_picture(by: Attacker) -> Iterator[Attack]:
    """Files dropped in as a photo that are none, or that would fill the memory."""
    magic = b"\x89PNG\r\n\x1a\n"
    vast = struct.pack(">IIBBBBB", 200_000, 200_000, 8, 6, 0, 0, 0)
    head = struct.pack(">I", 13) + b"IHDR" + vast + struct.pack(">I", zlib.crc32(b"IHDR" + vast))
    for content in (
        *(b"", b"\0", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", b"%PDF-1.7"),
        *(b"<script>alert(1)</script>", b"GIF89a<script>", magic, magic + b"\0" * 40, magic + head),
        *(b"\xff\xd8\xff", b"\xff\xd8\xff\xe0\0\x10JFIF\0", b"PK\x03\x04" + b"\0" * 99, b"MZ\x90"),
        *(b"BM" + b"\xff" * 60, b"II*\0\xff\xff\xff\xff", b"RIFF\xff\xff\xff\xffWEBPVP8 "),
    ):
        for kind in ("image/png", "image/jpeg", "text/html", "application/json"):
            headers = by.replace("Content-Type", kind, is_post=True)
            yield by.make("picture", "/releases/osaka/photo", content, headers=headers)


def attack_by_size(by: Attacker) -> Iterator[Attack]:
    """More than anybody means to send."""
    for path in POSTS[1:]:
        for length in (str(10**12), "9" * 300, "-1", "1e3", "0x10", "１", "", "1, 2"):
            headers = by.list_headers(is_post=True, more=[("Content-Length", length)])
            yield by.make("size", path, b"{", headers=headers)
        headers = by.list_headers(is_post=True, more=[("Transfer-Encoding", "chunked")])
        endless = (b"10000\r\n" + b" " * 65_536 + b"\r\n" for _ in range(2_000))
        yield by.make("size", path, endless, headers=headers)
        both = [("Transfer-Encoding", "chunked"), ("Content-Length", "4")]
        smuggled = b"zz\r\n\r\n"
        yield by.make("size", path, smuggled, headers=by.list_headers(is_post=True, more=both))
    yield by.make("size", "/releases/osaka/field", b" " * 90_000_000)
    for path in GETS:
        yield by.make("size", path + "&a" * 100_000)
        yield by.make("size", path, more=[("X", "a" * 200_000)])
        yield by.make("size", path, more=[(f"X{number}", "a" * 20) for number in range(5_000)])


def attack_by_noise(by: Attacker) -> Iterator[Attack]:
    """What is no request at all."""
    chance = random.Random(4_711)
    for noise in (
        *(
            b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03" + b"\0" * 40,
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        ),
        *(
            b"GET /\r\n\r\n",
            b"GET  / HTTP/1.1\r\n\r\n",
            b"/ GET HTTP/1.1\r\n\r\n",
            b"\0" * 99 + b"\r\n\r\n",
        ),
        *(b"GET / HTTP/9.9\r\nHost: x\r\n\r\n", b"GET / HTTP/1.1\r\n: x\r\n\r\n"),
        *(b"GET / HTTP/1.0\r\n\r\n", b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n"),
        *(b"GET / HTTP/1.1\r\nHost : x\r\n\r\n", b"GET / HTTP/1.1\nX\n\n", b"SSH-2.0-x\r\n\r\n"),
        *(chance.randbytes(chance.randrange(20, 2_000)) + b"\r\n\r\n" for _ in range(80)),
    ):
        yield Attack("noise", repr(noise[:60]), [noise])
    for value in (b"a\rb", b"a\0b", b"a\nEvil: x"):
        yield by.make("noise", "/", drop="Cookie", more=[("X", value)])


def list_attacks(by: Attacker, outside: Path) -> list[Attack]:
    """Return the attacks: of what differs by its place alone, some of each kind."""
    chance = random.Random(2_020)
    many = (
        *(attack_without_token(by), attack_as_other_host(by), attack_from_other_site(by)),
        *(attack_by_method(by), attack_by_path(by, outside)),
    )
    some = [list(each) for each in many]
    return [
        *(attack for each in some for attack in chance.sample(each, min(len(each), _SOME))),
        *attack_by_form(by),
        *attack_by_value(by),
        *attack_by_beginning(by),
        *attack_by_key(by),
        *attack_by_text(by),
        *attack_by_picture(by),
        *attack_by_size(by),
        *attack_by_noise(by),
    ]


_SOME = count_examples(240)


def send(port: int, attack: Attack) -> bytes:
    """Return all that is answered, however early it comes."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as wire:
        with suppress(ConnectionError):
            for piece in attack.pieces:
                for start in range(0, len(piece), 65_536):
                    if start and select.select([wire], [], [], 0)[0]:
                        break
                    wire.sendall(piece[start : start + 65_536])
                if select.select([wire], [], [], 0)[0]:
                    break
        answer = b""
        with suppress(ConnectionError):
            while part := wire.recv(65_536):
                answer += part
        return answer


def tell_fault(attack: Attack, answer: bytes) -> str:
    """Return what is wrong with *answer*, or nothing."""
    status = answer.split(b" ", 2)[1:2]
    if not (status and len(status[0]) == 3 and status[0].startswith(b"4")):
        return f"answered {answer[:60]!r}"
    told = [
        word for word in (b"Traceback", CANARY.encode(), b"root:x:", b'File "') if word in answer
    ]
    if attack.kind in ("token", "host", "origin") and "大阪".encode() in answer:
        told.append(b"a word of a file")
    return f"tells {told}" if told else ""


def take_stock(root: Path) -> dict[str, bytes | str]:
    """Return all that stands in *root*, by name."""
    return {
        str(path.relative_to(root)): (
            f"to {path.readlink()}"
            if path.is_symlink()
            else path.read_bytes()
            if path.is_file()
            else "folder"
        )
        for path in root.rglob("*")
    }


def make_canaries(around: Path) -> Path:
    """Put files that nobody may read around the workspace, and links to them into it."""
    outside = around / "outside"
    outside.mkdir()
    picture = (REPOSITORY / "tests/photo.png").read_bytes()
    text = (around / "desk/partners/osaka.yaml").read_text("utf-8").replace("大阪府", CANARY)
    for folder in (outside, around):
        (folder / "canary.yaml").write_text(text, encoding="utf-8")
        (folder / "canary.png").write_bytes(picture + CANARY.encode())
    (around / "desk/out").symlink_to(outside)
    (around / "desk/partners/out").symlink_to(outside)
    (around / "desk/link").symlink_to(outside / "canary.yaml")
    (around / "desk/partners/linked.png").symlink_to(outside / "canary.png")
    return outside


def test_hostile_requests_reach_nothing(open_desk: OpenDesk, tmp_path: Path) -> None:
    """Thousands of hostile requests are each refused; no file changes, and none outside is read."""
    desk = open_desk(copy_desk(tmp_path / "desk"))
    outside = make_canaries(tmp_path)
    before = take_stock(tmp_path)
    attacks = list_attacks(Attacker(desk), outside)
    assert len(attacks) >= 2_000
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda attack: send(desk.port, attack), attacks))
    told = [(a, tell_fault(a, answer)) for a, answer in zip(attacks, answers, strict=True)]
    faults = [f"{attack.kind}: {attack.what}: {fault}" for attack, fault in told if fault]
    kinds = Counter(attack.kind for attack, fault in told if fault)
    assert not faults, f"{len(faults)} of {len(attacks)}, {dict(kinds)}:\n" + "\n".join(faults)
    assert take_stock(tmp_path) == before
    assert "大阪府" in desk.read("/releases/osaka")


def test_requests_broken_off(open_desk: OpenDesk) -> None:
    """Whoever hangs up in the middle of a request, or of an answer, stops nobody else."""
    desk = open_desk()
    by = Attacker(desk)
    body = json.dumps(FORMS["field"]).encode()
    whole = [
        b"".join(by.make("", path, sent).pieces)
        for path, sent in (
            ("/releases/osaka", None),
            ("/events", None),
            ("/releases/osaka/field", body),
        )
    ]
    chance = random.Random(15)
    for request in whole * 60:
        with socket.create_connection(("127.0.0.1", desk.port), timeout=30) as wire:
            wire.sendall(request[: chance.randrange(1, len(request) + 1)])
    assert "大阪府" in desk.read("/releases/osaka")


@dataclass
class Window:
    """A person's window, which saves without pause what it has seen last."""

    desk: RunningDesk
    name: str
    seen: dict[str, str]
    """What the page shows of each field."""

    saved: list[tuple[str, str, str]] = field(default_factory=list)
    """Field, what it replaced, and what it put there: of each save told as saved."""

    refused: int = 0

    def save(self, times: int) -> None:
        """Ask *times* for a save, of one field or of two at once."""
        paths = list(self.seen)
        for number in range(times):
            chosen = [paths[number % len(paths)]]
            if number % 5 == 0:
                chosen.append(paths[(number + 1) % len(paths)])
            self.save_once(dict.fromkeys(chosen, f"{self.name} {number}"))

    def save_once(self, news: Mapping[str, str]) -> None:
        """Save *news*; where something else stands, see that."""
        # A text ends as it did: a page shows no line end there.
        news = {path: new + "\n" * self.seen[path].endswith("\n") for path, new in news.items()}
        edits = [{"path": path, "was": self.seen[path], "now": new} for path, new in news.items()]
        answer = self.desk.act("/releases/osaka/field", {"edits": edits})
        if answer.status == 200:
            self.saved += [(path, self.seen[path], new) for path, new in news.items()]
            self.seen |= news
            return
        assert answer.status in (409, 422), (answer.status, answer.text)
        self.refused += 1
        # What stands is told, or another program was so fast that nothing was compared.
        self.seen |= answer.form.get("conflict", {})


def require_chain(start: str, end: str, saved: Iterable[tuple[str, str]]) -> None:
    """Require that each of *saved*, from which to what, was seen by the next, from start to end."""
    follows: dict[str, str] = {}
    for was, now in saved:
        assert was not in follows, f"{follows[was]!r} is lost: {now!r} replaced {was!r} as well"
        follows[was] = now
    at, length = start, 0
    while at in follows:
        at, length = follows[at], length + 1
    assert (at, length) == (end, len(follows))


SHARED = ("name.full.ja", "release.profile.ja", "release.profile.en")
OWN = {"first": "agreement.wording.ja", "second": "agreement.wording.en"}
THIRD = "# third"
"""Begins the line of a file in which a third program counts."""


def read_field(path: Path, field_path: str) -> str:
    """Return what the file at *path* has there now."""
    value: Any = yaml.load(path.read_bytes(), yaml.CSafeLoader)
    for step in field_path.replace("]", "").replace("[", ".").split("."):
        value = value[int(step) if step.isdigit() else step]
    assert isinstance(value, str)
    return value


def write_with_comments(path: Path) -> list[str]:
    """Give the file at *path* a comment at every fifth line; return all its comments."""
    lines: list[str] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(keepends=True)):
        if number % 5 == 0 and line[:1].isalpha():
            lines.append(f"# 注 {number}: do not lose me\n")
        lines.append(line)
    path.write_text("".join(lines), encoding="utf-8", newline="\n")
    return [line for line in lines if line.startswith("#")]


def watch_whole(path: Path, comments: Sequence[str], done: threading.Event) -> int:
    """Return how often the file was read until *done*: each time it was whole."""
    times = 0
    while not done.wait(0.01) or not times:
        content = path.read_bytes()
        assert yaml.load(content, yaml.CSafeLoader)["release"]["template"] == "mou"
        lines = content.decode().splitlines(keepends=True)
        found = [line for line in lines if line.startswith("#") and not line.startswith(THIRD)]
        assert found == list(comments)
        times += 1
    return times


COUNT = """
import sys, time
from pathlib import Path
from linkj_press.workspace.writing import Change, NotWritten, write_files

path, mark = Path(sys.argv[1]), sys.argv[2].encode()

def count(number):
    # Ours may let its own stand for a moment before it sees that another was first.
    for _ in range(500):
        old = path.read_bytes()
        new = old.replace(mark + b" %d." % number, mark + b" %d." % (number + 1))
        if new != old:
            return old, new
        time.sleep(0.02)
    sys.exit(f"{number} is lost")

for number in range(int(sys.argv[3])):
"""
AS_WE_DO = f"""{COUNT}
    while True:
        old, new = count(number)
        try:
            write_files({{path: Change(old, new)}})
        except NotWritten:
            continue
        break
"""
AS_WORD_DOES = f"""{COUNT}
    old, new = count(number)
    beside = path.with_name("~new.tmp")
    beside.write_bytes(new)
    beside.replace(path)
    time.sleep(0.02)
"""


def save_in_windows(
    desk: RunningDesk, times: int, third: str = ""
) -> tuple[list[Window], dict[str, str], int]:
    """Let two windows save *times* each, while *third*, a program, saves 20 times.

    Returns the windows, what each field held before, and how often the file was found whole.
    """
    path = desk.root / "partners/osaka.yaml"
    comments = write_with_comments(path)
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write(f"{THIRD} 0.\n")
    start = {each: read_field(path, each) for each in (*SHARED, *OWN.values())}
    windows = [
        Window(desk, name, {each: start[each] for each in (*SHARED, own)})
        for name, own in OWN.items()
    ]
    done = threading.Event()
    with ThreadPoolExecutor(3) as threads:
        watching = threads.submit(watch_whole, path, comments, done)
        saving = [threads.submit(window.save, times) for window in windows]
        try:
            if third:
                command = [sys.executable, "-c", third, str(path), THIRD, "20"]
                subprocess.run(command, check=True, timeout=120)
            for each in saving:
                each.result()
        finally:
            done.set()
    return windows, start, watching.result()


def require_nothing_lost(root: Path, windows: Sequence[Window], start: Mapping[str, str]) -> None:
    """Require of every field that each save stands, or was seen by what replaced it."""
    path = root / "partners/osaka.yaml"
    for each, before in start.items():
        saved = [(was, now) for window in windows for at, was, now in window.saved if at == each]
        assert saved
        require_chain(before, read_field(path, each), saved)
    assert [each.name for each in path.parent.iterdir() if each.suffix != ".yaml"] == []


def test_two_windows_lose_nothing(open_desk: OpenDesk) -> None:
    """Each of many saves from two windows stands at the end, or was seen by what replaced it."""
    desk = open_desk()
    windows, start, _ = save_in_windows(desk, count_examples(50))
    require_nothing_lost(desk.root, windows, start)
    for window in windows:
        own = [now for at, _, now in window.saved if at == OWN[window.name]]
        assert len(own) > 5, "what no other window changes is not held up by it"


def test_two_windows_and_a_command(open_desk: OpenDesk) -> None:
    """A command that saves the same file meanwhile loses nothing, and nothing by it is lost."""
    desk = open_desk()
    windows, start, _ = save_in_windows(desk, count_examples(25), AS_WE_DO)
    require_nothing_lost(desk.root, windows, start)
    assert f"{THIRD} 20." in (desk.root / "partners/osaka.yaml").read_text("utf-8")


def test_two_windows_and_an_editor(open_desk: OpenDesk) -> None:
    """What an editor saves, which asks nobody, is never replaced by what has not seen it."""
    desk = open_desk()
    windows, _, _ = save_in_windows(desk, count_examples(25), AS_WORD_DOES)
    assert all(window.saved for window in windows)
    assert f"{THIRD} 20." in (desk.root / "partners/osaka.yaml").read_text("utf-8")


HARM = (
    *("<script>hostile()</script>", '"><img src=x onerror=hostile()>', "'><hostile a=b>"),
    *("</textarea></title></script><hostile>", "[a](javascript:hostile())", "`<hostile>`"),
    *("<a href='javascript:hostile()'>a</a>", "![a](http://evil.example/a.png)", "&lt;hostile&gt;"),
    *(
        "javascript:hostile()",
        "{{7*7}}",
        "{% raw %}<hostile>{% endraw %}",
        "{% include '/etc/passwd' %}",
        "<!-- <hostile>",
        "]]>",
    ),
    *("{{ '<hostile onload=a>' | safe }}", "{{ house.short | safe }}", "a\u2028<hostile>\u2029b"),
    *("\u202e<hostile>\u202c\u200f", "\ufeff<hostile>", "＜hostile＞", "\\\"\\'><hostile>"),
    *("<hostile\n onload=a\n>", "# <hostile>\n\n> - <hostile>", "<svg/onload=hostile()>"),
    *("%3Chostile%3E", "\\u003chostile\\u003e", "${hostile}", "' onmouseover='hostile()"),
)
ALLOWED = ("/", "#")
"""How an address on a page may begin."""


class Elements(HTMLParser):
    """Every element and attribute of a page, as a browser would find it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[tuple[str, str]] = set()
        self.addresses: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note *tag*, and what it has."""
        self.found |= {(tag, ""), *((tag, name) for name, _ in attrs)}
        where = ("href", "src", "action", "formaction", "srcset", "data", "style")
        self.addresses |= {value or "" for name, value in attrs if name in where}

    @classmethod
    def read(cls, pages: Iterable[str]) -> Elements:
        """Return the elements of *pages*."""
        elements = cls()
        for page in pages:
            elements.reset()
            elements.feed(page)
            elements.close()
        return elements


FRAGMENTS = (
    *("/", "/ledger", "/list?at=osaka", "/releases/osaka", "/releases/osaka/pages"),
    *("/releases/osaka/todo", "/releases/denmark", "/releases/denmark/pages"),
    *("/releases/osaka/changes?since=built", "/releases/osaka/changes?since=published"),
    *(f"/releases/osaka/ask/{act}?key=" for act in ("draft", "partner", "final", "publish")),
    *(f"/releases/osaka/ask/{act}?key=release.quotes[0]" for act in ("approve", "confirm")),
    *("/new?what=partner", "/new?what=renewal"),
)


def read_all(desk: RunningDesk, *, forms: bool = True) -> list[str]:
    """Return every page of the release, and the *forms* that open on it."""
    pages = [desk.ask("GET", path) for path in FRAGMENTS]
    shown = "".join(page.text for page in pages) if forms else ""
    for name, form in (("data-field", "field?path="), ("data-key", "ask/accept?key=")):
        keys = {each.split('"')[0] for each in shown.split(f'{name}="')[1:]}
        pages += [
            desk.ask("GET", f"/releases/osaka/{form}{quote(html.unescape(each))}")
            for each in sorted(keys)
        ]
    assert [page.text for page in pages if page.status >= 500] == []
    return [page.text for page in pages if page.status == 200]


def list_texts(value: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield where a text stands in *value*."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from list_texts(each, (*at, key))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from list_texts(each, (*at, number))
    elif isinstance(value, str):
        yield at


def put(value: Any, at: Sequence[str | int], text: str) -> None:
    """Put *text* there."""
    for step in at[:-1]:
        value = value[step]
    value[at[-1]] = text


def harm(content: str, choose: Callable[[int], str], *, all_at_once: bool) -> Iterator[str]:
    """Yield the file with harm in its texts: one after another, or all that may be any words."""
    places = list(list_texts(yaml.safe_load(content)))
    assert len(places) > 40
    free = [each for each in places if len({"ja", "en", "who", "why"} & set(each))]
    for number, group in enumerate([free] if all_at_once else [[each] for each in places]):
        changed = yaml.safe_load(content)
        for more, each in enumerate(group):
            put(changed, each, choose(number + more))
        yield yaml.safe_dump(changed, allow_unicode=True, sort_keys=False)


def read_number(desk: RunningDesk) -> int:
    """Return which state of the workspace the page shows."""
    return int(desk.read("/releases/denmark").split('data-number="')[1].split('"')[0])


def follow(desk: RunningDesk, path: Path, content: str) -> None:
    """Let *content* stand at *path*, and wait until the desk has seen it.

    Where it is wrong in just the way that it was before, nothing is new, and nobody is told.
    """
    before = read_number(desk)
    new = path.with_name("~new.tmp")
    new.write_text(content, encoding="utf-8", newline="\n")
    new.replace(path)
    for _ in range(100):
        if read_number(desk) != before:
            return
        threading.Event().wait(0.02)


def test_no_element_comes_from_a_file(open_desk: OpenDesk) -> None:
    """Whatever stands in any text of a file is text on every page: no element, no attribute."""
    desk = open_desk()
    path = desk.root / "partners/osaka.yaml"
    content = path.read_text("utf-8")
    honest = Elements.read(read_all(desk))
    # A partner of which a text is missing, or wrong, shows what no other page does.
    follow(desk, path, content.replace("template: mou", "template: no-such"))
    honest.found |= Elements.read(read_all(desk)).found
    assert ("script", "src") in honest.found
    chance = random.Random(18)
    one_by_one = list(harm(content, lambda _: chance.choice(HARM), all_at_once=False))
    files = [(each, False) for each in chance.sample(one_by_one, min(len(one_by_one), _FEW))]
    for first in range(0, len(HARM), max(1, len(HARM) // count_examples(3))):
        choose = partial(_choose_harm, first)
        files += [(each, True) for each in harm(content, choose, all_at_once=True)]
    for file, forms in files:
        follow(desk, path, file)
        found = Elements.read(read_all(desk, forms=forms))
        assert found.found - honest.found == set(), file
        assert [each for each in found.addresses if not each.startswith(ALLOWED)] == []


_FEW = count_examples(15)


def _choose_harm(first: int, number: int) -> str:
    return HARM[(first + number) % len(HARM)]


def test_harm_is_saved_as_it_is_or_not_at_all(open_desk: OpenDesk) -> None:
    """A save either puts the very words into the file, or says why not and changes nothing."""
    desk = open_desk()
    path = desk.root / "partners/osaka.yaml"
    saved = 0
    for number, text in enumerate(HARM):
        each = ("release.profile.ja", "release.subhead.en", "name.full.en")[number % 3]
        before = path.read_bytes()
        edit = {"path": each, "was": read_field(path, each), "now": text}
        answer = desk.act("/releases/osaka/field", {"edits": [edit]})
        if answer.status == 200:
            saved += 1
            assert read_field(path, each).strip() == text.strip()
        else:
            assert answer.status == 422
            assert path.read_bytes() == before
    assert saved > len(HARM) // 2

"""Who reaches the desk, with what, and what becomes of words that would be markup."""

from __future__ import annotations

import hashlib
import http.server
import json
import socket
import threading
from collections.abc import Iterator, Mapping
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml

from linkj_press.desk.acts import Acts
from linkj_press.desk.routes import Office
from linkj_press.desk.state import Clock, Desk
from linkj_press.language import Language
from linkj_press.problem import ProblemsFound
from linkj_press.reading import show_path
from linkj_press.workspace.loading import load_workspace
from tests.conftest import copy_desk
from tests.desk_page import DeskPage, OpenDesk, RunningDesk

OSAKA = "/releases/osaka"
EDIT = f"{OSAKA}/field"
PATH = "name.full.en"
A_DATE = "2020-09-01"

CALM = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
        " font-src 'self'; img-src 'self' blob:; form-action 'none'; frame-ancestors 'none';"
        " base-uri 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def digest(root: Path) -> dict[str, str]:
    """Return what every file below *root* holds."""
    files = [path for path in root.rglob("*") if path.is_file()]
    assert len(files) > 20
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    """A desk that hostile requests are for: none changes a file, or makes it say a word."""
    with RunningDesk(copy_desk(tmp_path_factory.mktemp("hostile"))) as running:
        before = digest(running.root)
        yield running
        assert digest(running.root) == before
        assert running.ask("GET", "/ledger").status == 200
        assert running.leave() == (0, "The desk is open. Ctrl-C closes it.\n")


def send(desk: RunningDesk, request: bytes) -> bytes:
    """Return all that comes back of *request*, as it is."""
    with socket.create_connection(("127.0.0.1", desk.port), timeout=60) as connection:
        answer = b""
        try:
            connection.sendall(request)
            while piece := connection.recv(65_536):
                answer += piece
        except ConnectionError:  # closed before it had heard all
            pass
        return answer


def head(desk: RunningDesk, first: str, *lines: str) -> bytes:
    """Return a request that is let in, but for what *first* and *lines* say otherwise."""
    own = {
        "host": f"127.0.0.1:{desk.port}",
        "origin": desk.base,
        "cookie": desk.cookie,
        "connection": "close",
    }
    given = {line.partition(":")[0].lower() for line in lines}
    kept = [f"{name}: {value}" for name, value in own.items() if name not in given]
    all_lines = [first, *kept, *(line for line in lines if line.partition(":")[2])]
    return ("\r\n".join(all_lines) + "\r\n\r\n").encode("latin-1")


def read_status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


FOREIGN_HOSTS = (
    ("evil.example",),
    ("127.0.0.1",),
    ("127.0.0.1:1",),
    ("127.0.0.1.evil.example:{port}",),
    ("127.0.0.1:{port}.evil.example",),
    ("user@127.0.0.1:{port}",),
    ("[::1]:{port}",),
    ("0.0.0.0:{port}",),
    ("127.1:{port}",),
    ("127.0.0.1:{port}", "127.0.0.1:{port}"),
    ("127.0.0.1:{port}", "evil.example"),
    ("127.0.0.1:{port}, evil.example",),
    ("",),
)


@pytest.mark.parametrize("hosts", FOREIGN_HOSTS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_other_names_lead_nowhere(desk: RunningDesk, method: str, hosts: tuple[str, ...]) -> None:
    """A name that was made to lead to this machine is refused, with the right token too."""
    lines = [f"Host: {host.format(port=desk.port)}" for host in hosts]
    answer = send(desk, head(desk, f"{method} /ledger HTTP/1.1", *lines))
    assert read_status(answer) in (400, 403)
    assert b"<html" not in answer


def test_no_name_leads_nowhere(desk: RunningDesk) -> None:
    """As old clients send requests."""
    answer = send(desk, head(desk, "GET /ledger HTTP/1.0", "Host:"))
    assert read_status(answer) == 403


def test_own_names_lead_here(desk: RunningDesk) -> None:
    """What hostile requests are compared with: the same ones, as they should be, are let in."""
    for host in (f"127.0.0.1:{desk.port}", f"localhost:{desk.port}", f"LOCALHOST:{desk.port}"):
        assert read_status(send(desk, head(desk, "GET /ledger HTTP/1.1", f"Host: {host}"))) == 200
    body = b'{"edits": []}'
    sizes = ("Content-Type: application/json", f"Content-Length: {len(body)}")
    assert read_status(send(desk, head(desk, f"POST {EDIT} HTTP/1.1", *sizes) + body)) == 200


FOREIGN_ORIGINS = (
    ("http://evil.example",),
    ("null",),
    ("https://127.0.0.1:{port}",),
    ("http://127.0.0.1:1",),
    ("http://127.0.0.1",),
    ("http://localhost:{port}.evil.example",),
    ("http://127.0.0.1:{port}/",),
    ("http://127.0.0.1:{port}", "http://evil.example"),
    ("http://127.0.0.1:{port}", "http://127.0.0.1:{port}"),
    ("http://127.0.0.1:{port} http://evil.example",),
)


@pytest.mark.parametrize("origins", FOREIGN_ORIGINS)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS", "PUT"])
def test_other_pages_are_refused(desk: RunningDesk, method: str, origins: tuple[str, ...]) -> None:
    """What another page sends is refused, whatever the browser sends with it."""
    lines = [f"Origin: {origin.format(port=desk.port)}" for origin in origins]
    answer = send(desk, head(desk, f"{method} {EDIT} HTTP/1.1", *lines))
    assert read_status(answer) == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
def test_whoever_writes_says_from_where(desk: RunningDesk, method: str) -> None:
    """A request that is more than reading is refused where no browser vouches for its page."""
    assert desk.ask(method, EDIT, headers={"Origin": None}).status == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_other_pages_read_nothing(desk: RunningDesk, site: str) -> None:
    """Nor may another page ask for one of the desk's, where the browser tells of it."""
    answer = desk.ask("GET", OSAKA, headers={"Sec-Fetch-Site": site})
    assert (answer.status, "osaka" in answer.text) == (403, False)


def test_without_the_token_nothing_is_read(desk: RunningDesk) -> None:
    """Not with none, a wrong one, part of it, that of another port, or in another place."""
    name, token = f"linkj-press-{desk.port}", desk.token
    cookies = (
        *(None, "", name, f"{name}=", f"{name}={token[:-1]}", f"{name}={token}x"),
        *(f"linkj-press-1={token}", f"{name.upper()}={token}", f"token={token}", token),
        f"{name}={token.swapcase()}",
        f"{name}=ü",
    )
    paths = ("/", "/ledger", "/list", "/events", "/alarm", OSAKA, "/static/desk.js", "/look.css")
    asked = [desk.ask("GET", path, headers={"Cookie": c}) for c in cookies for path in paths]
    assert {answer.status for answer in asked} == {403}
    (page,) = {answer.text for answer in asked}
    assert "This page is opened by starting the desk" in page
    assert "このページは、デスクを起動すると開きます" in page
    assert token not in page
    for target in (f"/?token={token}x", "/?token=", "/?token[]=a", f"{OSAKA}?token={token}"):
        assert desk.ask("GET", target, headers={"Cookie": None}).status == 403
    for target in ("/", f"/?token={token}", EDIT):
        assert desk.ask("POST", target, b"{}", headers={"Cookie": None}).status == 403


def test_script_hears_in_words_that_it_is_not_let_in(desk: RunningDesk) -> None:
    """A page of a desk that was started anew since shows what it gets as it is."""
    given = {"Cookie": None, "Accept": "*/*"}
    answers = [desk.ask("GET", f"{OSAKA}/todo", headers=given), desk.ask("POST", EDIT, b"", given)]
    for answer in answers:
        assert (answer.status, "<" in answer.text) == (403, False)
        assert "This page is opened by starting the desk" in answer.text


def test_token_goes_into_a_cookie_and_nowhere_else(desk: RunningDesk) -> None:
    """It is in the address once: then no page, script or other site can read it."""
    answer = desk.ask("GET", f"/?token={desk.token}", headers={"Cookie": None})
    assert (answer.status, answer.headers["location"], answer.body) == (303, "/", b"")
    kept, *attributes = answer.headers["set-cookie"].split("; ")
    assert kept == desk.cookie
    assert {each.lower() for each in attributes} == {"httponly", "path=/", "samesite=strict"}
    for path in ("/", "/ledger", OSAKA, f"{OSAKA}/pages", "/static/desk.js", "/nothing"):
        told = desk.ask("GET", path)
        assert desk.token not in told.text + str(told.headers)
    onward = desk.ask(
        "GET", f"/?token={desk.token}", headers={"Cookie": None, "Sec-Fetch-Site": "cross-site"}
    )
    assert (onward.status, desk.token in onward.text) == (200, False)


def test_every_answer_tells_browsers_to_keep_to_the_page(desk: RunningDesk) -> None:
    """Those to refused and failed requests too: no script but ours, no frame, nothing kept."""
    answers = [
        desk.ask("GET", OSAKA),
        desk.ask("GET", "/"),
        desk.ask("GET", "/static/desk.js"),
        desk.ask("GET", "/nothing"),
        desk.ask("PUT", EDIT),
        desk.ask("GET", "/", headers={"Cookie": None}),
        desk.ask("GET", f"/?token={desk.token}"),
        desk.ask("POST", EDIT, b"{}", headers={"Content-Type": "text/plain"}),
    ]
    assert [answer.status for answer in answers] == [200, 200, 200, 404, 405, 403, 303, 415]
    for answer in answers:
        headers = {name.lower(): value for name, value in answer.headers.items()}
        assert {name: headers.get(name) for name in CALM} == CALM
        assert not {"server", "access-control-allow-origin"} & set(headers)


TARGETS = (
    *("/static/../state.py", "/static/..%2fstate.py", "/static/%2e%2e/state.py"),
    *("/static//etc/passwd", "/static/%2fetc%2fpasswd", "/static/..%5c..%5cstate.py"),
    *("/static/desk.js%00.css", "/static/desk.js/", "/static/", "/static", "/static/."),
    *("//evil.example/", "/%2e%2e/%2e%2e/etc/passwd", "/../partners/osaka.yaml"),
    *("/releases/../partners", "/releases/..%2f..%2fosaka", "/releases/%00", "/releases/osaka%00"),
    *(f"{OSAKA}/pictures/ja/999", f"{OSAKA}/pictures/ja/-1", f"{OSAKA}/pictures/xx/0"),
    *(f"{OSAKA}/pictures/ja/{'9' * 3_000}", f"{OSAKA}/pictures/..%2f../0", "/releases/%ff%fe"),
    f"{OSAKA}/ask/x%00",
)


@pytest.mark.parametrize("target", TARGETS)
def test_no_path_of_a_request_reaches_a_file(desk: RunningDesk, target: str) -> None:
    """What is not one of the desk's own pages is not there, however it is written."""
    answer = send(desk, head(desk, f"GET {target} HTTP/1.1"))
    assert read_status(answer) in (400, 404)
    assert b"root:" not in answer
    assert b"from __future__" not in answer


@pytest.mark.parametrize(
    "path",
    ["../../etc/passwd", "a." * 1_500, "", "release", "[0][0]", "%00", "name%0afull", "%ff", "]["],
)
def test_no_name_of_a_field_reaches_a_file(desk: RunningDesk, path: str) -> None:
    """A field that there is not is an empty one, or none; it is never a fault."""
    answer = send(desk, head(desk, f"GET {OSAKA}/field?path={path} HTTP/1.1"))
    assert read_status(answer) in (200, 404)
    assert b"root:" not in answer


def test_target_may_name_no_other_server(desk: RunningDesk) -> None:
    """As proxies are asked: the desk is none."""
    targets = ("http://evil.example/", f"{desk.base}/ledger", "evil.example:80", "*")
    for method in ("GET", "OPTIONS", "CONNECT"):
        for target in targets:
            status = read_status(send(desk, head(desk, f"{method} {target} HTTP/1.1")))
            assert status in (400, 403, 404, 405), (method, target)


def test_target_has_a_bound(desk: RunningDesk) -> None:
    """Nothing that the page asks for is so long."""
    for target in ("/" + "a" * 5_000, "/list?at=" + "a" * 5_000, "/?token=" + "a" * 50_000):
        assert read_status(send(desk, head(desk, f"GET {target} HTTP/1.1"))) == 414


@pytest.mark.parametrize(
    "lines",
    [
        ("X-Long: " + "a" * 200_000,),
        tuple(f"X-{number}: {'a' * 100}" for number in range(2_000)),
        ("Content-Length: 1", "Content-Length: 2"),
        ("Content-Length: -1",),
        ("Content-Length: " + "9" * 5_000,),
        ("Transfer-Encoding: gzip",),
        ("X Y: 1",),
        ("X: a\nb",),
        ("X: \x00",),
    ],
)
def test_odd_headers_are_refused(desk: RunningDesk, lines: tuple[str, ...]) -> None:
    """Huge ones, contradictory ones and broken ones: the desk goes on."""
    answer = send(desk, head(desk, f"POST {EDIT} HTTP/1.1", *lines))
    assert answer == b"" or 400 <= read_status(answer) < 500
    assert desk.ask("GET", "/alarm").status == 200


@pytest.mark.parametrize("noise", [b"", b"\x00" * 5_000, b"\x16\x03\x01\x02\x00", b"GET\r\n\r\n"])
def test_what_is_no_request_is_refused(desk: RunningDesk, noise: bytes) -> None:
    """A port scanner, TLS, or nothing at all."""
    with socket.create_connection(("127.0.0.1", desk.port), timeout=60) as connection:
        connection.sendall(noise)
        connection.shutdown(socket.SHUT_WR)
        answer = connection.recv(65_536)
    assert answer == b"" or read_status(answer) == 400
    assert desk.ask("GET", "/alarm").status == 200


def chunk(body: bytes, pieces: int) -> Iterator[bytes]:
    for _ in range(pieces):
        yield f"{len(body):x}\r\n".encode() + body + b"\r\n"
    yield b"0\r\n\r\n"


@pytest.mark.parametrize("path", [EDIT, f"{OSAKA}/photo", f"{OSAKA}/undo"])
def test_bodies_are_bounded(desk: RunningDesk, path: str) -> None:
    """By the length that is told, and by what comes where none is told."""
    answer = send(
        desk,
        head(
            desk,
            f"POST {path} HTTP/1.1",
            "Content-Type: application/json",
            "Content-Length: 60000000",
        ),
    )
    assert read_status(answer) == 413
    chunked = head(
        desk,
        f"POST {path} HTTP/1.1",
        "Content-Type: application/json",
        "Transfer-Encoding: chunked",
    )
    answer = send(desk, chunked + b"".join(chunk(b" " * 1_000_000, 55)))
    assert answer == b"" or read_status(answer) == 413


def test_who_is_not_let_in_is_not_heard_out(desk: RunningDesk) -> None:
    """What follows is not taken."""
    refused = head(desk, f"POST {EDIT} HTTP/1.1", "Cookie: x", "Transfer-Encoding: chunked")
    answer = send(desk, refused + b"".join(chunk(b"a" * 1_000_000, 20)))
    assert answer == b"" or read_status(answer) == 403


@pytest.mark.parametrize(
    "kind",
    [
        *("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=a", ""),
        *("application/jsonx", "text/json", "application/json\x00"),
    ],
)
def test_forms_are_json(desk: RunningDesk, kind: str) -> None:
    """What a form of any other page can send without asking is refused."""
    body = json.dumps({"edits": []}).encode()
    size = f"Content-Length: {len(body)}"
    request = head(desk, f"POST {EDIT} HTTP/1.1", f"Content-Type: {kind}", size)
    assert read_status(send(desk, request + body)) in (400, 415)


BOMBS = (
    *(b"", b"{", b"[]", b"null", b"1", b'"a"', b"\xff\xfe", b"[" * 400_000, b'{"a":' * 150_000),
    *(b'{"edits": %s}' % (b"[" * 100_000), b'{"edits": 1' + b"0" * 10_000 + b"}"),
    *(b'{"edits": [{"path": "\\ud800", "now": "a"}]}', b'{"edits": [1e999]}', b"{'a': 1}"),
    b'{"edits": [{"path": "name.full.en", "was": "\\udc00", "now": "a"}]}',
    b'{"edits": [[]]}',
)


@pytest.mark.parametrize("body", BOMBS, ids=range(len(BOMBS)))
def test_what_is_no_form_is_refused(desk: RunningDesk, body: bytes) -> None:
    """Depth, numbers without end and halves of characters too."""
    assert desk.ask("POST", EDIT, body).status == 400


ROW = {"path": PATH, "was": None, "now": "x"}
FORMS: Mapping[str, Mapping[str, Any]] = {
    "field": {"edits": [ROW]},
    "arrange": {"path": "release.quotes", "was": "x", "now": "x"},
    "person": {"name_ja": "", "name_en": "", "title_ja": "", "title_en": ""},
    "build": {"finish": "final", "who": "x", "on": A_DATE, "languages": ["ja"], "force": True},
    "publish": {"on": A_DATE, "languages": ["ja"]},
    "open": {"languages": ["ja"], "finish": "final"},
    "mend": {"key": "x"},
    "withdraw": {"key": "x"},
    "accept": {"key": "x", "who": "x", "why": "x", "on": A_DATE},
    "approve": {"who": "x", "on": A_DATE, "key": "release.quotes[0]", "languages": ["ja"]},
    "confirm": {"who": "x", "on": A_DATE, "languages": ["ja"]},
}
"""What each act is told, so that it is refused, or finds nothing to do."""

WRONG: tuple[object, ...] = (1, 1.5, [1], {"a": 1}, [[]], "\ud800", "x" * 100_001)


def test_forms_are_of_all_acts(real_desk: Path) -> None:
    """No act is left out below."""
    clock = Clock(lambda: datetime(2020, 9, 1), lambda: datetime(2020, 9, 1))
    acts = Acts(Office(Desk(real_desk, clock), Language.EN), print)
    paths = {route.path for route in acts.list_routes()}
    assert {path.rpartition("/")[2] for path in paths} - {"undo", "photo", "returned"} == set(FORMS)


@pytest.mark.parametrize(
    ("act", "name"), [(act, name) for act, form in FORMS.items() for name in form]
)
def test_wrong_types_are_refused(desk: RunningDesk, act: str, name: str) -> None:
    """In every field of every act, whatever else is right; none is a fault of the program."""
    for wrong in WRONG:
        answer = desk.act(f"{OSAKA}/{act}", {**FORMS[act], name: wrong})
        # An act may be refused before it looks at all that it was told.
        assert answer.status in (400, 422), (wrong, answer.status, answer.text)
        assert answer.status == 400 or act in ("accept", "mend", "publish", "withdraw")


def test_wrong_types_in_rows_are_refused(desk: RunningDesk) -> None:
    """The same in each edit."""
    for name in ROW:
        for wrong in (*WRONG, True):
            answer = desk.act(EDIT, {"edits": [{**ROW, name: wrong}]})
            assert answer.status == 400, (name, wrong)


KEPT_PATHS = ("accepted[0].who", "release.quotes[0].approval.by", "release.confirmed.by")
"""What acts of their own record, with the words that it is for."""

ODD_PATHS = (
    *KEPT_PATHS,
    "",
    ".",
    "..",
    "[",
    "]",
    "[0]",
    "[999999999]",
    "a[b]",
    "name",
    "release.quotes[7].ja",
)


def test_odd_paths_and_values_are_refused(desk: RunningDesk) -> None:
    """A path that is no field is told as such, and so is a value that none can hold."""
    for path in (*ODD_PATHS, "\x00", "name.full.en.x", "release.date.x", "💥", "a" * 50_000):
        answer = desk.act(EDIT, {"edits": [{"path": path, "was": None, "now": "x"}]})
        assert answer.status in (400, 409, 422), (path, answer.status, answer.text)
    data = yaml.safe_load((desk.root / "partners/osaka.yaml").read_text("utf-8"))
    name, gist = data["name"]["full"]["en"], data["release"]["quotes"][0]["gist"]["en"]
    values = [(PATH, name, now) for now in ("\x00", "a\x1bb", "\ue000\x9f")]
    expressions = ("{{ x }}", "{{ ''.__class__ }}", "{{ 1 + }}", "{{ 'a' * 9 ** 9 }}")
    values += [("release.quotes[0].gist.en", gist, now) for now in expressions]
    for path, was, now in values:
        answer = desk.act(EDIT, {"edits": [{"path": path, "was": was, "now": now}]})
        assert answer.status == 422, (now, answer.status, answer.text)


# ── words that would be markup ──────────────────────────────────────────────────────────────

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"
BREAK = "\"><b onmouseover=alert(1)>'><svg onload=alert(1)>"
HOSTILE = f"{SCRIPT} {BREAK} &lt;i onclick=alert(1)&gt; javascript:alert(1)"


class Lines(yaml.SafeDumper):
    """Writes texts as they were read: several lines as a block, and a date without quotes."""

    yaml_implicit_resolvers = {}


Lines.add_representer(
    str,
    lambda dumper, text: dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style="|" if "\n" in text else None
    ),
)


def write_yaml(data: object) -> str:
    return yaml.dump(data, Dumper=Lines, allow_unicode=True, sort_keys=False, width=10_000)


PARTNERS = ("osaka", "denmark")


def make_hostile(root: Path) -> list[str]:
    """Make every text hostile that two files may hold; return the addresses of these fields."""
    workspace = load_workspace(root)
    made: list[str] = []

    def walk(partner: str, data: Any, holder: Any, path: tuple[str | int, ...]) -> None:
        for key, value in list(holder.items() if isinstance(holder, dict) else enumerate(holder)):
            if isinstance(value, dict | list):
                walk(partner, data, value, (*path, key))
                continue
            holder[key] = HOSTILE
            try:
                workspace.revise(partner, write_yaml(data))
                field = quote(show_path((*path, key)))
                made.append(f"/releases/{partner}/field?path={field}")
            except ProblemsFound:
                holder[key] = value

    for partner in PARTNERS:
        file = root / "partners" / f"{partner}.yaml"
        data = yaml.load(file.read_text("utf-8"), yaml.BaseLoader)
        walk(partner, data, data, ())
        file.write_text(write_yaml(data), "utf-8")
    assert len(made) > 50, made
    return made


class Markup(HTMLParser):
    """Gathers the elements and attributes of a page, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag == "script":
            assert dict(attrs).keys() == {"type", "src"}
            assert dict(attrs)["src"] in ("/static/desk.js", "/static/returned.js")

    def handle_data(self, data: str) -> None:
        self.words += data


def check_markup(page: str) -> bool:
    """Return whether *page* has hostile words, none of which is markup."""
    markup = Markup(page)
    assert not markup.tags & {"b", "svg", "i", "iframe", "object", "embed", "base"}
    assert [name for name, _ in markup.attributes if name.startswith("on")] == []
    links = [value for name, value in markup.attributes if name in ("href", "src", "action")]
    assert [link for link in links if not link.startswith(("/", "#"))] == []
    values = "".join(value for _, value in markup.attributes)
    return "alert(1)" in markup.words + values


def test_words_of_a_partner_are_text_in_every_page(open_desk: OpenDesk, tmp_path: Path) -> None:
    """Whatever a file says, a page shows it, and obeys nothing in it."""
    root = copy_desk(tmp_path / "hostile")
    fields = make_hostile(root)
    desk = open_desk(root)
    for own in (f"/releases/{partner}" for partner in PARTNERS):
        for page in (own, f"{own}/pages", f"{own}/todo", f"{own}/pages"):
            assert check_markup(desk.read(page)), page
        for what in ("ask/draft", "ask/final", "ask/publish", "ask/accept", "ask/confirm"):
            check_markup(desk.read(f"{own}/{what}?key={quote(HOSTILE)}"))
        check_markup(desk.ask("GET", f"{own}/changes?since={quote(HOSTILE)}").text)
    for page in ("/list", "/ledger"):
        assert check_markup(desk.read(page)), page
    for page in (f"/list?at={quote(HOSTILE)}", f"/ledger?kind={quote(HOSTILE)}"):
        check_markup(desk.ask("GET", page).text)
    answers = [desk.ask("GET", field) for field in fields]
    shown = [check_markup(answer.text) for answer in answers if answer.status == 200]
    assert len(shown) > 40
    assert all(shown)
    (root / "partners" / "kobe.yaml").write_text(write_yaml({"kind": HOSTILE}), "utf-8")
    told = next(page for page in iter(lambda: desk.read("/alarm"), None) if page.strip())
    assert check_markup(told)


def test_words_of_a_partner_do_nothing_in_a_browser(desk_page: DeskPage) -> None:
    """The same where a browser reads it: no dialog opens, and nothing had to be held back."""
    fields = make_hostile(desk_page.root)
    page = desk_page.visit(OSAKA)
    page.locator("#pages .word", has_text="alert(1)").first.wait_for()
    page.locator("#todo .task").first.wait_for()
    page.locator("#pages .word[data-field]", has_text="alert(1)").first.click()
    page.locator("#editor form").wait_for()
    for field in fields:
        page.evaluate(
            """async (url) => { const answer = await fetch(url);
            document.querySelector("#editor").innerHTML = await answer.text(); }""",
            field,
        )
    desk_page.visit("/ledger").get_by_text("alert(1)").first.wait_for()
    assert desk_page.dialogs == []
    assert desk_page.list_faults() == []


EVIL = """<!doctype html><title>…</title><script type="module">
const base = "BASE";
const form = JSON.stringify({edits: [{path: "name.full.en", was: null, now: "evil"}]});
const tries = [
  () => fetch(base + "EDIT", {method: "POST", mode: "no-cors", credentials: "include",
    headers: {"Content-Type": "text/plain"}, body: form}).then((a) => a.text()),
  () => fetch(base + "EDIT", {method: "POST", credentials: "include",
    headers: {"Content-Type": "application/json"}, body: form}).then((a) => a.text()),
  () => fetch(base + "/releases/osaka", {credentials: "include"}).then((a) => a.text()),
  () => fetch(base + "/releases/osaka", {mode: "no-cors", credentials: "include"})
    .then((a) => a.text()),
  () => new Promise((done, fail) => { const i = new Image(); i.onload = () => done("image");
    i.onerror = fail; i.src = base + "/releases/osaka/pictures/ja/0"; }),
  () => new Promise((done, fail) => { const s = document.createElement("script");
    s.onload = () => done("script"); s.onerror = fail; s.src = base + "/static/desk.js";
    document.head.append(s); }),
  () => new Promise((done, fail) => { const news = new EventSource(base + "/events",
    {withCredentials: true}); news.onmessage = done; news.onopen = done; news.onerror = fail; }),
];
const got = [];
for (const each of tries) {
  try { const text = String(await each()); if (text) got.push(text); } catch (error) { }
}
document.title = "got " + JSON.stringify(got);
</script>"""


def test_page_of_another_program_on_this_machine_gets_nothing(desk_page: DeskPage) -> None:
    """To a browser it is the same site, so that it sends the cookie: the desk refuses it."""
    before = digest(desk_page.root)
    evil = EVIL.replace("BASE", desk_page.desk.base).replace("EDIT", EDIT).encode()

    class Evil(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(evil)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    page = desk_page.page.context.new_page()
    with http.server.HTTPServer(("127.0.0.1", 0), Evil) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        page.wait_for_function("document.title.startsWith('got')")
        assert page.title() == "got []"
        server.shutdown()
    assert digest(desk_page.root) == before

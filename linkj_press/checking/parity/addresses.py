"""Reads addresses out of text: of the web, of mail, and telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linkj_press.checking.addresses import find_emails, find_urls
from linkj_press.checking.parity.quantity import Fact, Kind, narrow

_PHONE = re.compile(
    r"(?<![\d-])(?:\+\d(?:[ ()-]{0,2}\d){7,13}"
    r"|\(?0\d{1,4}(?:\) ?|\(|[- ])\d{1,4}[) -]\d{3,4})(?![\d-])"
)
_LANGUAGES = frozenset({"ja", "jp", "jpn", "japanese", "en", "eng", "english", "en-us", "ja-jp"})


def read_addresses(text: str) -> Iterator[Fact]:
    """Yield the addresses and telephone numbers in *text*, as it was typed."""
    for start, end in find_urls(text):
        yield Fact(Kind.URL, normalise_url(text[start:end]), start, end)
    narrowed = narrow(text)
    for start, end in find_emails(narrowed):
        yield Fact(Kind.EMAIL, narrowed[start:end].lower(), start, end)
    for match in _PHONE.finditer(narrowed):
        yield Fact(Kind.PHONE, _normalise_phone(match[0]), *match.span())


def normalise_url(url: str) -> str:
    """Return *url* without what may differ between the two languages of one page.

    ``https://www.link-j.org/en/`` and ``http://link-j.org`` are one.
    """
    bare = url.partition("://")[2] or url
    path, _, query = bare.partition("?")
    host, *parts = path.split("/")
    hosts = [part for part in host.lower().split(".") if part != "www"]
    if hosts[0] in _LANGUAGES:
        del hosts[0]
    kept = [p for p in parts if p and p.partition(".")[0].lower() not in _LANGUAGES]
    asked = [q for q in query.split("&") if q.partition("=")[2].lower() not in _LANGUAGES]
    return "/".join([".".join(hosts), *kept]) + "?".join(["", *filter(None, asked)])


def _normalise_phone(written: str) -> str:
    """Return the digits; a number in Japan begins with 0 in either form."""
    digits = "".join(filter(str.isdigit, written.replace("(0)", "")))
    return "0" + digits[2:].removeprefix("0") if written.startswith("+81") else digits

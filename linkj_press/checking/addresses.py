"""Finds addresses in text, as it was typed: of the web and of mail."""

from __future__ import annotations

import re
from collections.abc import Iterator

_URL = re.compile(r"(?:https?://|(?<![A-Za-z0-9@.])www\.)[!#-;=?-\]_a-z~]+")
"""Matches no sign of Japanese: an address ends before ～ 、 。 」 ）, and before を."""

_EMAIL = re.compile(
    r"(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]{1,64}(?:\.[A-Za-z0-9-]{1,64})+"
)
Extent = tuple[int, int]
"""Where words begin and end."""


def find_urls(text: str) -> Iterator[Extent]:
    """Yield where the web addresses in *text* are, without the sentence's own punctuation."""
    if "://" not in text and "www." not in text:
        return
    for match in _URL.finditer(text):
        url = match[0]
        while url[-1] in ".,;:!?'" or (url[-1] == ")" and url.count(")") > url.count("(")):
            url = url[:-1]
        yield match.start(), match.start() + len(url)


def find_emails(text: str) -> Iterator[Extent]:
    """Yield where the mail addresses in *text* are."""
    if "@" in text:
        yield from (match.span() for match in _EMAIL.finditer(text))

"""Reads out of words all that the other language has to say alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from linkj_press.checking.parity.addresses import normalise_url, read_addresses
from linkj_press.checking.parity.days import read_clock, read_days
from linkj_press.checking.parity.figures import read_figures
from linkj_press.checking.parity.mentions import find_instruments
from linkj_press.checking.parity.quantity import Fact, Kind, narrow
from linkj_press.checking.parity.side import Side
from linkj_press.language import Language

_NO_AMOUNT = re.compile(r"\(\d{1,2}\)|(?<!\d)\d+分の\d+|\bQ(?=[1-4]\b)")
"""Matches numbers that count items, fractions, and the letter of Q3."""


@lru_cache(maxsize=1000)  # releases share the wording of templates and boilerplate
def read_facts(text: str, language: Language) -> tuple[Fact, ...]:
    """Return the quantities, dates, addresses and instruments in *text*."""
    addresses = list(read_addresses(text))
    rest = _blank(narrow(text), addresses)
    instruments = list(find_instruments(rest))
    if not _may_count(rest, language):
        return (*addresses, *instruments)
    days = read_days(rest, language)
    rest = _blank(rest, days)
    clock = read_clock(rest, language)
    rest = _NO_AMOUNT.sub(lambda match: " " * len(match[0]), _blank(rest, clock))
    return (*addresses, *instruments, *days, *clock, *read_figures(rest, language))


def read_links(side: Side) -> Iterator[Fact]:
    """Yield the addresses of links whose words are something else: [website](https://…)."""
    begin = 0
    for span in side.spans:
        end = begin + len(span.text)
        if "://" in span.href and normalise_url(span.href) != normalise_url(span.text):
            yield Fact(Kind.URL, normalise_url(span.href), begin, end)
        begin = end


def _may_count(text: str, language: Language) -> bool:
    return language is Language.EN or bool(re.search("[0-9〇一-十百千万億兆半正]", text))


def _blank(text: str, facts: Iterable[Fact]) -> str:
    for fact in facts:
        text = text[: fact.start] + " " * (fact.end - fact.start) + text[fact.end :]
    return text

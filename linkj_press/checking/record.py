"""Claims in the words of a release against the record: the ledger, the house, the partner file."""

from __future__ import annotations

from collections.abc import Iterator

from linkj_press.checking.finding import Finding
from linkj_press.checking.release import CheckedRelease
from linkj_press.checking.rule import Rule

RULES: tuple[Rule, ...] = ()


def check(release: CheckedRelease) -> Iterator[Finding]:
    """Yield what *release* claims, in typed words, and the record does not bear out."""
    del release
    yield from ()

"""What one language of a release says and the other does not."""

from __future__ import annotations

from collections.abc import Iterator

from linkj_press.checking.finding import Finding
from linkj_press.checking.release import CheckedRelease
from linkj_press.checking.rule import Rule

RULES: tuple[Rule, ...] = ()


def check(release: CheckedRelease) -> Iterator[Finding]:
    """Yield what the two languages of *release* say differently."""
    del release
    yield from ()

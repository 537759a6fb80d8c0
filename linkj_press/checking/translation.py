"""Translations that have fallen behind, as the history of the files in git tells it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from linkj_press.checking.finding import Finding
from linkj_press.checking.rule import Rule
from linkj_press.workspace import Workspace

RULES: tuple[Rule, ...] = ()


def check(workspace: Workspace, partners: Collection[str]) -> Iterator[Finding]:
    """Yield the fields and templates of which one language has changed and the other has not."""
    del workspace, partners
    yield from ()

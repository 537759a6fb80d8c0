"""Typography and style of the words in partner files and templates."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from linkj_press.checking.finding import Finding
from linkj_press.checking.rule import Rule
from linkj_press.workspace import Workspace

RULES: tuple[Rule, ...] = ()


def check(workspace: Workspace, partners: Collection[str]) -> Iterator[Finding]:
    """Yield what is not in style in the files of *partners*, the templates and the house."""
    del workspace, partners
    yield from ()

"""One release under check: its two documents, aligned, and the facts they must agree with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from linkj_press.alignment import Pair, align
from linkj_press.document import Document
from linkj_press.facts import ReleaseFacts, gather_facts
from linkj_press.language import Language
from linkj_press.workspace import Workspace


@dataclass(frozen=True)
class CheckedRelease:
    """A release in both languages, and what is known."""

    workspace: Workspace
    partner: str
    documents: Mapping[Language, Document]

    @cached_property
    def facts(self) -> ReleaseFacts:
        """The facts of the release, as of its day."""
        return gather_facts(self.partner, self.workspace.ledger, self.workspace.house)

    @cached_property
    def pairs(self) -> list[Pair]:
        """The blocks of the two languages, in pairs."""
        return align(self.documents[Language.JA], self.documents[Language.EN])

"""What became of the edits in a draft that came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.text import Text as Styled

from linkj_press.catalogue import Catalogue
from linkj_press.comparing.excerpts import excerpt
from linkj_press.language import Language
from linkj_press.message import Message, say
from linkj_press.pulling.findings import Finding, Sort
from linkj_press.terminal import theme
from linkj_press.terminal.marked import indent, mark_pieces

_MOST_SHOWN = 100
"""Of one sort, on a terminal, where it takes long to find the places at which lines break."""


@dataclass(frozen=True)
class Pulled:
    """What became of the edits in one draft."""

    title: Message
    language: Language
    """Of the draft."""

    findings: Sequence[Finding]
    catalogue: Catalogue
    bracketed: bool
    """Whether changed words stand in brackets, since nothing shows their colours."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield indent(Styled(self.catalogue.tell(self.title), "bold"), 0)
        for sort in Sort:
            found = [finding for finding in self.findings if finding.sort is sort]
            if found:
                yield indent(Styled(self.catalogue.tell(sort.value)), 1)
            # What goes into a pipe or a file is read by other programs too, and is whole.
            shown = found if self.bracketed else found[:_MOST_SHOWN]
            for finding in shown:
                yield from self._show(finding)
            if len(shown) < len(found):
                rest = say(
                    "… and {number} more: `linkj-press pull … > FILE` has them all",
                    number=len(found) - len(shown),
                )
                yield indent(Styled(self.catalogue.tell(rest)), 2)

    def _show(self, finding: Finding) -> list[RenderableType]:
        where = f"{finding.where.path}:{finding.where.line}" if finding.where else ""
        head = Styled("  ".join(filter(None, (where, finding.field))), theme.QUIET)
        words = mark_pieces(excerpt(finding.pieces, self.language), bracketed=self.bracketed)
        reason = Styled(self.catalogue.tell(finding.reason))
        parts = ((head, 2), (words, 3), (reason, 3))
        return [indent(text, depth) for text, depth in parts if text.plain]

"""Views for a terminal, with its colours or without. The only door to rich and Textual."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Styled

from linkj_press.catalogue import Catalogue
from linkj_press.check import Open, OwedBy
from linkj_press.draft.document import Gap
from linkj_press.folder import find_file
from linkj_press.language import Language
from linkj_press.message import Message, say, say_number, tame
from linkj_press.problem import Place, Problem, Severity, count_problems
from linkj_press.record import Issuer, Partner
from linkj_press.show import prose as theme
from linkj_press.show.changes import Changes, Pulled
from linkj_press.show.ledger_table import LedgerTable
from linkj_press.show.page import Page
from linkj_press.show.prose import Prose

__all__ = ["Changes", "LedgerTable", "OpenTable", "Page", "Pulled", "Report", "View", "render_view"]


_TRANSLATIONS = {
    Language.JA: say("Japanese translation"),
    Language.EN: say("English translation"),
}


@dataclass(frozen=True)
class OpenTable:
    """The open fields of one release."""

    partner: Partner
    issuer: Issuer
    rows: Sequence[Open]
    catalogue: Catalogue

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Prose(Styled(self.catalogue.tell(self._make_title()), theme.PARTNER))
        if self.rows:
            yield self._make_table()

    def _make_title(self) -> Message:
        name = self._name_partner()
        if not self.rows:
            return say("{name}: nothing is open", name=name)
        return say_number(
            "{name}: {number} field is open",
            "{name}: {number} fields are open",
            len(self.rows),
            name=name,
        )

    def _make_table(self) -> Table:
        tell = self.catalogue.tell
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1))
        for heading in (say("What"), say("Who"), say("Where")):
            table.add_column(tell(heading))
        for row in self.rows:
            where = f"{row.where.path}:{row.where.line} {row.field}"
            what = Styled(self._tell_gap(row), theme.GAP)
            table.add_row(Prose(what), Prose(Styled(self._name(row.owner))), Prose(Styled(where)))
        return table

    def _name(self, owner: OwedBy) -> str:
        match owner:
            case OwedBy.PARTNER:
                return self._name_partner()
            case OwedBy.ISSUER:
                return self.issuer.short
            case OwedBy.TRANSLATOR:
                return self.catalogue.tell(say("translator"))

    def _name_partner(self) -> str:
        full = self.partner.name.full
        return full.get(self.catalogue.language) or full.ja or full.en or ""

    def _tell_gap(self, row: Open) -> str:
        """Return what is missing, as a draft has it."""
        language = self.catalogue.language
        if row.gap is Gap.TRANSLATION:
            return ", ".join(self.catalogue.tell(_TRANSLATIONS[lang]) for lang in row.labels)
        return row.labels.get(language) or next(iter(row.labels.values()))


_HEIGHT = 100
"""Lines of a screen that nothing asks for; without it a dumb terminal's width is not believed."""

View = RenderableType
"""What a terminal can show."""


def render_view(view: View, width: int, *, styled: bool) -> str:
    """Return *view* as text of *width* columns, with escape sequences for colours when *styled*.

    ``NO_COLOR`` in the environment takes the colours, and keeps bold and underlined.
    """
    text = io.StringIO()
    console = Console(
        file=text,
        width=width,
        height=_HEIGHT,
        force_terminal=styled,
        no_color="NO_COLOR" in os.environ,
        color_system="standard" if styled else None,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
    )
    console.print(view)
    return "\n".join(line.rstrip() for line in text.getvalue().split("\n"))


_LINE_END = re.compile("\r\n|\r|\n")
_STYLES = {Severity.ERROR: theme.ERROR, Severity.WARNING: theme.WARNING, Severity.HINT: theme.HINT}


@dataclass(frozen=True)
class Report:
    """Problems, those of a file together."""

    problems: Sequence[Problem]
    root: Path
    """The workspace."""

    catalogue: Catalogue

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        read = cache(_read_lines)
        before = None
        for problem in self.problems:
            if before and before.where.path != problem.where.path:
                yield ""
            before = problem
            # The name of a file may hold even a line break.
            head = tame(problem.tell_head(self.catalogue.tell)).replace("\n", "\ufffd")
            yield Prose(Styled(head, _STYLES[problem.severity]))
            lines = read(self.root, problem.where.path)
            line = lines[problem.where.line - 1 :][:1]
            if line and not _is_garbled(line[0], problem.where):
                yield from _quote(line[0], problem.where, options.max_width)
            if problem.hint:
                hint = tame(self.catalogue.tell(problem.hint))
                yield Padding(Prose(Styled(hint)), (0, 0, 0, 6))
        yield Styled(self.catalogue.tell(count_problems(self.problems)), theme.ERROR)


def _is_garbled(line: str, where: Place) -> bool:
    """Return whether *line* is from a file in another encoding, of which no character is right."""
    return where.column == 1 and "\ufffd" in line


def _quote(line: str, where: Place, width: int) -> Iterator[Styled]:
    """Yield *line*, the one of *where*, and a caret under its column.

    Of a line that is too long, the part around the column is shown.
    """
    number = f"{where.line:>4} │ "
    room = max(width - len(number), 2)
    column = min(where.column - 1, len(line))
    first = _find_start(line, column, room // 2)
    before, after = (tame(part) for part in (line[first:column], line[column:][:room]))
    shown = Styled.assemble((number, theme.QUIET), before, after)
    shown.truncate(width, overflow="ellipsis")
    yield shown
    margin = " " * (len(number) - 2) + "│ "
    yield Styled.assemble((margin, theme.QUIET), " " * cell_len(before), ("^", theme.ERROR))


def _find_start(line: str, column: int, width: int) -> int:
    """Return from where *line* is shown so that no more than *width* columns precede *column*."""
    start = column
    while start and (width := width - cell_len(line[start - 1])) >= 0:
        start -= 1
    return start


def _read_lines(root: Path, path: PurePosixPath) -> list[str]:
    try:
        text = find_file(root, path).read_text("utf-8-sig", errors="replace")
        return _LINE_END.split(text)
    except OSError:
        return []

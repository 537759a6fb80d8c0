"""Problems as people read them: each with the line itself and a caret under the place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.padding import Padding
from rich.text import Text as Styled

from linkj_press.catalogue import Catalogue
from linkj_press.folder import find_file
from linkj_press.message import tame
from linkj_press.problem import Place, Problem, Severity, count_problems
from linkj_press.terminal import theme
from linkj_press.terminal.prose import Prose

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

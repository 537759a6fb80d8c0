"""Problems as people read them: each with the line itself and a caret under the place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.padding import Padding
from rich.text import Text as Styled

from linkj_press.catalogue import Catalogue
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
        before = None
        for problem in self.problems:
            if before and before.where.path != problem.where.path:
                yield ""
            before = problem
            head = problem.tell_head(self.catalogue.tell)
            yield Prose(Styled(head, _STYLES[problem.severity]))
            yield from _quote(self.root, problem.where, options.max_width)
            if problem.hint:
                yield Padding(Prose(Styled(self.catalogue.tell(problem.hint))), (0, 0, 0, 6))
        yield Styled(self.catalogue.tell(count_problems(self.problems)), theme.ERROR)


def _quote(root: Path, where: Place, width: int) -> Iterator[Styled]:
    """Yield the line of *where* and a caret under its column, or nothing when it cannot be read.

    Of a line that is too long, the part around the column is shown.
    """
    lines = _read_lines(root / where.path)
    if not 0 < where.line <= len(lines):
        return
    number = f"{where.line:>4} │ "
    line = lines[where.line - 1].replace("\t", " ")
    first = _find_start(line, where.column - 1, (width - len(number)) // 2)
    indent = " " * cell_len(line[first : where.column - 1])
    shown = Styled.assemble((number, theme.QUIET), line[first:])
    shown.truncate(width, overflow="ellipsis")
    yield shown
    yield Styled.assemble(("     │ ", theme.QUIET), indent, ("^", theme.ERROR))


def _find_start(line: str, column: int, width: int) -> int:
    """Return from where *line* is shown so that *column* is within the first *width* columns."""
    start = 0
    while cell_len(line[start:column]) > width:
        start += 1
    return start


@lru_cache(maxsize=1)
def _read_lines(file: Path) -> list[str]:
    try:
        return _LINE_END.split(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        return []

"""What checks found: problems, each with its line, and the fields of a release that are open."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Styled

from linkj_press.catalogue import Catalogue
from linkj_press.check import Open, name_open
from linkj_press.draft.document import Gap
from linkj_press.folder import find_file
from linkj_press.language import Language
from linkj_press.message import Message, say, say_number, tame
from linkj_press.problem import Place, Problem, Severity, count_problems
from linkj_press.record.owing import OwedBy
from linkj_press.show import ERROR, GAP, HINT, PARTNER, QUIET, WARNING, View, Wrapped
from linkj_press.text.patterns import compile_pattern
from linkj_press.workspace.loading import Workspace

_LINE_END = compile_pattern("\r\n|\r|\n")
_STYLES = {Severity.ERROR: ERROR, Severity.WARNING: WARNING, Severity.HINT: HINT}


@dataclass(frozen=True)
class ProblemList:
    """Problems, those of a file together."""

    problems: Sequence[Problem]
    root: Path
    """The workspace."""

    catalogue: Catalogue
    summary: Message | None = None
    """Said last; else how many there are."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        read = cache(_read_lines)
        before = None
        for problem in self.problems:
            if before and before.where.path != problem.where.path:
                yield ""
            before = problem
            # The name of a file may hold even a line break.
            head = tame(problem.tell_head(self.catalogue.tell)).replace("\n", "\ufffd")
            yield Wrapped(Styled(head, _STYLES[problem.severity]))
            lines = read(self.root, problem.where.path)
            line = next(iter(lines[problem.where.line - 1 :]), None)
            # Of a file in another encoding, no character is right.
            is_garbled = line and problem.where.column == 1 and "\ufffd" in line
            if line is not None and not is_garbled:
                yield from _quote(line, problem.where, options.max_width)
            if problem.hint:
                hint = tame(self.catalogue.tell(problem.hint))
                yield Padding(Wrapped(hint), (0, 0, 0, 6))
        summary = self.summary or count_problems(self.problems)
        yield Styled(self.catalogue.tell(summary), ERROR)


def _quote(line: str, where: Place, width: int) -> Iterator[Styled]:
    """Yield *line* or, where it is too long, what is around the column; and a caret under that."""
    number = f"{where.line:>4} │ "
    room = max(width - len(number), 2)
    column = min(where.column - 1, len(line))
    first, left = column, room // 2
    while first and (left := left - cell_len(line[first - 1])) >= 0:
        first -= 1
    before, after = (tame(part) for part in (line[first:column], line[column:][:room]))
    shown = Styled.assemble((number, QUIET), before, after)
    shown.truncate(width, overflow="ellipsis")
    yield shown
    margin = " " * (len(number) - 2) + "│ "
    yield Styled.assemble((margin, QUIET), " " * cell_len(before), ("^", ERROR))


def _read_lines(root: Path, path: PurePosixPath) -> list[str]:
    with suppress(OSError):
        return _LINE_END.split(find_file(root, path).read_text("utf-8-sig", errors="replace"))
    return []


_TRANSLATIONS = {Language.JA: say("Japanese translation"), Language.EN: say("English translation")}


def make_open_table(
    workspace: Workspace, partner: str, rows: Sequence[Open], catalogue: Catalogue
) -> View:
    """Return the open fields of the release of *partner*, *rows*, each with who owes it."""
    tell = catalogue.tell
    full = workspace.partners[partner].record.name.full
    name = full.get(catalogue.language) or full.ja or full.en or ""
    if not rows:
        return Wrapped(Styled(tell(say("{name}: nothing is open", name=name)), PARTNER))
    title = say_number(
        "{name}: {number} field is open", "{name}: {number} fields are open", len(rows), name=name
    )
    owners = {
        OwedBy.PARTNER: name,
        OwedBy.ISSUER: workspace.house.issuer.record.short,
        OwedBy.TRANSLATOR: tell(say("translator")),
    }
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1))
    for heading in (say("What"), say("Who"), say("Where")):
        table.add_column(tell(heading))
    for row in rows:
        what, where = _tell_gap(workspace, row, catalogue), f"{row.where.to_line} {row.field}"
        cells = (Styled(what, GAP), Styled(owners[row.owner]), Styled(where))
        table.add_row(*map(Wrapped, cells))
    return Group(Wrapped(Styled(tell(title), PARTNER)), table)


def _tell_gap(workspace: Workspace, row: Open, catalogue: Catalogue) -> str:
    """Return what is missing, as a draft has it."""
    if row.gap is Gap.TRANSLATION:
        return ", ".join(catalogue.tell(_TRANSLATIONS[language]) for language in row.labels)
    return name_open(workspace, row, catalogue)

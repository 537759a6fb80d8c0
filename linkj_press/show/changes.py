"""What changed between two revisions, and what was pulled, as people review it; also as data."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import NamedTuple

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.padding import Padding
from rich.text import Text as Styled

from linkj_press.catalogue import Catalogue
from linkj_press.diff.differences import Hunk
from linkj_press.diff.passages import PassageChange, excerpt
from linkj_press.diff.report import (
    DiffReport,
    ReleaseChange,
    group_passages,
    list_numbers,
    shorten_hunk,
    tell_doubts,
    tell_effects,
    tell_fates,
    tell_notes,
    tell_record,
    tell_summary,
    tell_suspects,
)
from linkj_press.language import Language
from linkj_press.message import RULES_TERMINAL, Message, say, say_number, tame
from linkj_press.problem import Problem, Teller
from linkj_press.pull.files import PullNote, Sort
from linkj_press.show import COME, GONE, QUIET, TEMPLATE, Wrapped
from linkj_press.text.edits import Mark, Marked

_STYLES = {Mark.SAME: TEMPLATE, Mark.GONE: GONE, Mark.COME: COME}
_BRACKETS = {Mark.SAME: ("", ""), Mark.GONE: ("[-", "-]"), Mark.COME: ("{+", "+}")}
"""How git marks words where there are no colours."""


def mark_pieces(pieces: Iterable[Marked], *, bracketed: bool) -> Styled:
    """Return *pieces*, in brackets where nothing shows their colours."""
    words = Styled()
    for text, mark in pieces:
        if not text:  # as in a place that is left empty
            continue
        before, after = _BRACKETS[mark] if bracketed else ("", "")
        words.append(f"{before}{text}{after}", _STYLES[mark])
    return words


def indent(text: Styled, depth: int) -> RenderableType:
    """Return *text*, as deep as *depth* steps; nothing in it rules the terminal."""
    text.plain = tame(text.plain)
    return Padding(Wrapped(text), (0, 0, 0, 2 * depth), expand=False)


_MOST_SHOWN = 100
"""Of one sort, on a terminal, where it takes long to find the places at which lines break."""


@dataclass(frozen=True)
class Pulled:
    """What became of the edits in one draft."""

    title: Message
    language: Language
    """Of the draft."""

    findings: Sequence[PullNote]
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

    def _show(self, finding: PullNote) -> list[RenderableType]:
        where = finding.where.to_line if finding.where else ""
        head = Styled("  ".join(filter(None, (where, finding.field))), QUIET)
        words = mark_pieces(excerpt(finding.pieces, self.language), bracketed=self.bracketed)
        reason = Styled(self.catalogue.tell(finding.reason))
        parts = ((head, 2), (words, 3), (reason, 3))
        return [indent(text, depth) for text, depth in parts if text.plain]


class OutlineLine(NamedTuple):
    """A line of a report that is as deep as its steps."""

    depth: int
    told: Message
    pieces: Sequence[Marked] = ()
    """Words of a release, of which some have changed."""


@dataclass(frozen=True)
class Outline:
    """A report in lines; those of no depth begin a part of it."""

    lines: Sequence[OutlineLine]
    catalogue: Catalogue
    bracketed: bool
    """Whether changed words stand in brackets, since nothing shows their colours."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in self.lines:
            told = self.catalogue.tell(line.told)
            if line.pieces:
                words = mark_pieces(line.pieces, bracketed=self.bracketed)
                yield indent(Styled().append(f"{told}  ", QUIET).append_text(words), line.depth)
            else:
                yield indent(Styled(told, "" if line.depth else "bold"), line.depth)


@dataclass(frozen=True)
class Changes:
    """What changed between two revisions."""

    report: DiffReport
    catalogue: Catalogue
    bracketed: bool
    """Whether changed words stand in brackets, since nothing shows their colours."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        report = self.report
        yield self._line(_tell_title(report), 0, bold=True)
        for told in (tell_summary(report), *tell_doubts(report)):
            yield self._line(told, 0)
        effects = _list_effects(report)
        groups = list(group_passages(report))
        sections = (
            (say("The record"), [self._line(told, 1) for told in tell_record(report)]),
            (say("Changes of files"), [p for h, e in effects.items() for p in self._cause(h, e)]),
            (say("Releases"), [part for group in groups for part in self._release(*group)]),
            (
                say("Changes that alter none of these releases"),
                [self._place(hunk) for hunk, told in effects.items() if not told],
            ),
            (say("Other releases"), [self._line(t, 1) for t in tell_fates(report.releases)]),
        )
        for title, parts in sections:
            if parts:
                yield ""
                yield self._line(title, 0, bold=True)
                yield from parts

    def _line(self, told: Message, depth: int, *, bold: bool = False) -> RenderableType:
        return indent(Styled(self.catalogue.tell(told), "bold" if bold else ""), depth)

    def _place(self, hunk: Hunk) -> RenderableType:
        return indent(Styled(f"[{self.report.numbers[hunk]}] {hunk.place}"), 1)

    def _cause(self, hunk: Hunk, effects: Sequence[Message]) -> Iterator[RenderableType]:
        if not effects:
            return
        yield self._place(hunk)
        old, new, left_out = shorten_hunk(hunk)
        for sign, lines, style in (("-", old, GONE), ("+", new, COME)):
            for line in lines:
                yield indent(Styled(f"{sign} {line}", style), 3)
        if left_out:
            yield self._line(
                say_number("… {number} more line", "… {number} more lines", left_out), 3
            )
        for effect in effects:
            yield self._line(effect, 3)

    def _release(
        self, title: Message, passages: Sequence[PassageChange]
    ) -> Iterator[RenderableType]:
        yield self._line(title, 1)
        for passage in passages:
            notes = ", ".join(map(self.catalogue.tell, tell_notes(passage)))
            numbers = list_numbers(self.report, passage.why.causes)
            maybe = map(self.catalogue.tell, tell_suspects(self.report, passage.why))
            head = Styled().append(" ".join(filter(None, (notes, numbers, *maybe))) + "  ", QUIET)
            words = mark_pieces(passage.pieces, bracketed=self.bracketed)
            yield indent(head.append_text(words), 2)


def _tell_title(report: DiffReport) -> Message:
    old, new = report.names
    return say("{old} → {new}", old=old, new=new)


def _list_effects(report: DiffReport) -> dict[Hunk, list[Message]]:
    return {hunk: list(tell_effects(report, hunk)) for hunk in report.numbers}


def render_json(report: DiffReport, problems: Sequence[Problem], tell: Teller) -> str:
    """Return *report*, and the *problems* of either revision, as JSON."""
    old, new = report.keys
    answer = {
        "from": old,
        "to": new,
        "record": [
            {**asdict(change), "releases": report.reach(report.of_record.get(change.partner, ()))}
            for change in report.record
        ],
        "causes": [_describe_cause(report, hunk) for hunk in report.numbers],
        "releases": [_describe_release(report, release) for release in report.releases],
        "problems": describe_problems(problems, tell),
    }
    return write_json(answer)


def describe_problems(problems: Sequence[Problem], tell: Teller) -> list[dict[str, object]]:
    """Return *problems* as JSON has them."""
    return [
        {
            "code": problem.code,
            "path": str(problem.where.path),
            "line": problem.where.line,
            "message": tell(problem.message),
        }
        for problem in problems
    ]


def write_json(answer: object) -> str:
    """Return *answer* as JSON that a terminal shows and obeys nothing in."""
    text = json.dumps(answer, ensure_ascii=False, indent=2)
    return RULES_TERMINAL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _describe_cause(report: DiffReport, hunk: Hunk) -> dict[str, object]:
    return {
        "number": report.numbers[hunk],
        "path": hunk.path,
        "line": hunk.line,
        "old": hunk.old,
        "new": hunk.new,
        "releases": report.reach([hunk]),
        "look": report.reach_looks(hunk),
    }


def _describe_release(report: DiffReport, release: ReleaseChange) -> dict[str, object]:
    return {
        "partner": release.partner,
        "language": release.language,
        "fate": release.fate,
        "changes": [
            {
                "kind": change.kind,
                "moved": change.moved,
                "other_language_unchanged": change.alone,
                "causes": [report.numbers[hunk] for hunk in change.why.causes],
                "together": change.why.together,
                "not_tried": [report.numbers[hunk] for hunk in change.why.open],
                "pieces": [{"op": piece.mark, "text": piece.text} for piece in change.pieces],
            }
            for change in release.changes
        ],
    }


_LONGEST = 60_000
"""In characters. GitHub takes no longer comment than 65,536."""


def render_markdown(report: DiffReport, tell: Teller) -> str:
    """Return *report* as Markdown, to be read as a comment on a pull request.

    What is too long for one is cut at the end of a line, and says so.
    """
    text = tame("\n".join(_write_report(report, tell)) + "\n")
    if len(text) <= _LONGEST:
        return text
    more = tell(say("The rest is left out here: `linkj-press diff` shows it."))
    kept = text[: text.rindex("\n", 0, _LONGEST)]
    fence = ""  # the one of the lines of a file in which it ends
    for line in re.findall("^`{3,}", kept, re.MULTILINE):
        fence = "" if line == fence else fence or line
    return "\n".join([kept, *filter(None, [fence]), "", more, ""])


def _write_report(report: DiffReport, tell: Teller) -> Iterator[str]:
    yield f"### {_escape(tell(_tell_title(report)))}"
    yield from ("", f"**{_escape(tell(tell_summary(report)))}**")
    yield from (_escape(tell(told)) for told in tell_doubts(report))
    if record := list(tell_record(report)):
        yield from ("", f"#### {tell(say('The record'))}", "")
        yield from (f"- {_escape(tell(told))}" for told in record)
    effects = _list_effects(report)
    if any(effects.values()):
        yield from ("", f"#### {tell(say('Changes of files'))}")
        for hunk, told in effects.items():
            if told:
                yield from _write_cause(report, hunk, "; ".join(map(tell, told)), tell)
    if report.passages:
        yield from ("", f"#### {tell(say('Releases'))}")
        for title, passages in group_passages(report):
            yield from ("", f"**{_escape(tell(title))}**", "")
            yield from (_write_change(report, passage, tell) for passage in passages)
    if not all(effects.values()):
        yield from ("", f"#### {tell(say('Changes that alter none of these releases'))}", "")
        yield from (f"- {_write_place(hunk)}" for hunk, told in effects.items() if not told)
    if others := list(tell_fates(report.releases)):
        yield ""
        yield from (f"- {_escape(tell(told))}" for told in others)


def _write_cause(report: DiffReport, hunk: Hunk, effects: str, tell: Teller) -> Iterator[str]:
    old, new, left_out = shorten_hunk(hunk)
    lines = [*(f"- {line}" for line in old), *(f"+ {line}" for line in new)]
    if left_out:
        lines.append(tell(say_number("… {number} more line", "… {number} more lines", left_out)))
    fence = "`" * max(3, _find_ticks("\n".join(lines)))
    yield from ("", f"\\[{report.numbers[hunk]}\\] {_write_place(hunk)}: {_escape(effects)}", "")
    if lines:
        yield from (f"{fence}diff", *lines, fence)


def _write_place(hunk: Hunk) -> str:
    ticks = "`" * _find_ticks(hunk.place)
    room = " " if "`" in hunk.place else ""
    return f"{ticks}{room}{hunk.place}{room}{ticks}"


def _find_ticks(code: str) -> int:
    """Return how many backticks around *code* none of its own can be taken for."""
    return 1 + max(map(len, re.findall("`+", code)), default=0)


def _write_change(report: DiffReport, passage: PassageChange, tell: Teller) -> str:
    notes = ", ".join(map(tell, tell_notes(passage)))
    numbers = "".join(f" \\[{report.numbers[hunk]}\\]" for hunk in passage.why.causes)
    maybe = "".join(f" *{_escape(tell(t))}*" for t in tell_suspects(report, passage.why))
    tags = {Mark.GONE: "<del>{}</del>", Mark.COME: "<ins>{}</ins>", Mark.SAME: "{}"}
    pieces = "".join(tags[mark].format(_escape(text)) for text, mark in passage.pieces)
    return f"- *{_escape(notes)}*{numbers}{maybe}: {pieces}"


def _escape(text: str) -> str:
    """Return *text* as Markdown that shows just that, on one line.

    GitHub would tell people named with @, and link numbers after #: these signs stand apart.
    """
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", " ")
    text = re.sub(r"([\\`*_\[\]|~$])", r"\\\1", text)
    return re.sub("[@#]", r"<span>\g<0></span>", text)

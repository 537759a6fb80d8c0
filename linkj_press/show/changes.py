"""What changed between two revisions, and what was pulled, as people review it; also as data."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.padding import Padding
from rich.text import Text as Styled

from linkj_press.catalogue import Catalogue
from linkj_press.diff.comparison import ReleaseChange
from linkj_press.diff.outline import CauseEntry, ChangeEntry, Outline, ReleaseEntry
from linkj_press.diff.report import Report, excerpt
from linkj_press.diff.revisions import Hunk, RecordChange
from linkj_press.language import Language
from linkj_press.message import RULES_TERMINAL, Message, say, say_number, tame
from linkj_press.problem import Problem, Teller
from linkj_press.pull.fields import Finding, Sort
from linkj_press.show import COME, GONE, QUIET, TEMPLATE, Wrapped
from linkj_press.text.edits import Mark, Marked

_STYLES = {Mark.SAME: TEMPLATE, Mark.GONE: GONE, Mark.COME: COME}
_BRACKETS = {Mark.SAME: ("", ""), Mark.GONE: ("[-", "-]"), Mark.COME: ("{+", "+}")}
"""How git marks words where there are no colours."""


def mark_pieces(pieces: Iterable[Marked], *, bracketed: bool) -> Styled:
    """Return *pieces*, in brackets where nothing shows their colours."""
    words = Styled()
    for text, mark in pieces:
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
        head = Styled("  ".join(filter(None, (where, finding.field))), QUIET)
        words = mark_pieces(excerpt(finding.pieces, self.language), bracketed=self.bracketed)
        reason = Styled(self.catalogue.tell(finding.reason))
        parts = ((head, 2), (words, 3), (reason, 3))
        return [indent(text, depth) for text, depth in parts if text.plain]


@dataclass(frozen=True)
class Changes:
    """An outline of what changed."""

    outline: Outline
    catalogue: Catalogue
    bracketed: bool
    """Whether changed words stand in brackets, since nothing shows their colours."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        outline = self.outline
        yield self._line(outline.title, 0, bold=True)
        for told in (outline.summary, *outline.doubts):
            yield self._line(told, 0)
        sections = (
            (say("The record"), [self._line(told, 1) for told in outline.record]),
            (say("Changes of files"), [part for c in outline.causes for part in self._cause(c)]),
            (say("Releases"), [part for r in outline.releases for part in self._release(r)]),
            (say("Changes that alter none of these releases"), [*map(self._place, outline.idle)]),
            (say("Other releases"), [self._line(told, 1) for told in outline.others]),
        )
        for title, parts in sections:
            if parts:
                yield ""
                yield self._line(title, 0, bold=True)
                yield from parts

    def _line(self, told: Message, depth: int, *, bold: bool = False) -> RenderableType:
        return indent(Styled(self.catalogue.tell(told), "bold" if bold else ""), depth)

    def _place(self, cause: CauseEntry) -> RenderableType:
        return indent(Styled(f"[{cause.number}] {cause.place}"), 1)

    def _cause(self, cause: CauseEntry) -> Iterator[RenderableType]:
        yield self._place(cause)
        for sign, lines, style in (("-", cause.old, GONE), ("+", cause.new, COME)):
            for line in lines:
                yield indent(Styled(f"{sign} {line}", style), 3)
        if cause.left_out:
            yield self._line(_count_left_out(cause), 3)
        for effect in cause.effects:
            yield self._line(effect, 3)

    def _release(self, release: ReleaseEntry) -> Iterator[RenderableType]:
        yield self._line(release.title, 1)
        for change in release.changes:
            yield self._change(change)

    def _change(self, change: ChangeEntry) -> RenderableType:
        notes = ", ".join(map(self.catalogue.tell, (change.kind, *change.notes)))
        numbers = "".join(f"[{number}]" for number in change.causes)
        told = filter(None, (notes, numbers, *map(self.catalogue.tell, change.maybe)))
        head = Styled().append(" ".join(told) + "  ", QUIET)
        return indent(head.append_text(mark_pieces(change.pieces, bracketed=self.bracketed)), 2)


def _count_left_out(cause: CauseEntry) -> Message:
    return say_number("… {number} more line", "… {number} more lines", cause.left_out)


def render_json(report: Report, problems: Sequence[Problem], tell: Teller) -> str:
    """Return *report*, and the *problems* of either revision, as JSON."""
    old, new = report.names
    answer = {
        "from": str(old),
        "to": str(new),
        "record": [_describe_record(report, change) for change in report.record],
        "causes": [_describe_cause(report, hunk) for hunk in report.numbers],
        "releases": [_describe_release(report, release) for release in report.releases],
        "problems": [
            {
                "code": problem.code,
                "path": str(problem.where.path),
                "line": problem.where.line,
                "message": tell(problem.message),
            }
            for problem in problems
        ],
    }
    text = json.dumps(answer, ensure_ascii=False, indent=2)
    return RULES_TERMINAL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _describe_record(report: Report, change: RecordChange) -> dict[str, object]:
    return {
        "partner": change.partner,
        "event": change.event,
        "old_ordinal": change.old_ordinal,
        "new_ordinal": change.new_ordinal,
        "facts": [{"field": f.field, "old": f.old, "new": f.new} for f in change.facts],
        "releases": report.reach(report.of_record.get(change.partner, ())),
    }


def _describe_cause(report: Report, hunk: Hunk) -> dict[str, object]:
    return {
        "number": report.numbers[hunk],
        "path": hunk.path,
        "line": hunk.line,
        "old": hunk.old,
        "new": hunk.new,
        "releases": report.reach([hunk]),
        "look": report.reach_looks(hunk),
    }


def _describe_release(report: Report, release: ReleaseChange) -> dict[str, object]:
    return {
        "partner": release.partner,
        "language": release.language,
        "fate": release.fate,
        "changes": [
            {
                "kind": change.passage.kind,
                "moved": change.passage.moved,
                "other_language_unchanged": change.alone,
                "causes": [report.numbers[hunk] for hunk in change.why.causes],
                "together": change.why.together,
                "not_tried": [report.numbers[hunk] for hunk in change.why.open],
                "pieces": [
                    {"op": piece.mark, "text": piece.text} for piece in change.passage.pieces
                ],
            }
            for change in release.changes
        ],
    }


_LONGEST = 60_000
"""In characters. GitHub takes no longer comment than 65,536."""


def render_markdown(outline: Outline, tell: Teller) -> str:
    """Return *outline* as Markdown, to be read as a comment on a pull request.

    What is too long for one is cut at the end of a line, and says so.
    """
    text = tame("\n".join(_write_outline(outline, tell)) + "\n")
    if len(text) <= _LONGEST:
        return text
    more = tell(say("The rest is left out here: `linkj-press diff` shows it."))
    kept = text[: text.rindex("\n", 0, _LONGEST)]
    fence = ""  # the one of the lines of a file in which it ends
    for line in re.findall("^`{3,}", kept, re.MULTILINE):
        fence = "" if line == fence else fence or line
    return "\n".join([kept, *filter(None, [fence]), "", more, ""])


def _write_outline(outline: Outline, tell: Teller) -> Iterator[str]:
    yield f"### {_escape(tell(outline.title))}"
    yield from ("", f"**{_escape(tell(outline.summary))}**")
    yield from (_escape(tell(told)) for told in outline.doubts)
    if outline.record:
        yield from ("", f"#### {tell(say('The record'))}", "")
        yield from (f"- {_escape(tell(told))}" for told in outline.record)
    if outline.causes:
        yield from ("", f"#### {tell(say('Changes of files'))}")
        for cause in outline.causes:
            yield from _write_cause(cause, tell)
    if outline.releases:
        yield from ("", f"#### {tell(say('Releases'))}")
        for release in outline.releases:
            yield from ("", f"**{_escape(tell(release.title))}**", "")
            yield from (_write_change(change, tell) for change in release.changes)
    if outline.idle:
        yield from ("", f"#### {tell(say('Changes that alter none of these releases'))}", "")
        yield from (f"- {_write_place(cause)}" for cause in outline.idle)
    if outline.others:
        yield ""
        yield from (f"- {_escape(tell(told))}" for told in outline.others)


def _write_cause(cause: CauseEntry, tell: Teller) -> Iterator[str]:
    lines = [*(f"- {line}" for line in cause.old), *(f"+ {line}" for line in cause.new)]
    if cause.left_out:
        lines.append(tell(_count_left_out(cause)))
    fence = "`" * max(3, _find_ticks("\n".join(lines)))
    effects = "; ".join(map(tell, cause.effects))
    yield from ("", f"\\[{cause.number}\\] {_write_place(cause)}: {_escape(effects)}", "")
    if lines:
        yield from (f"{fence}diff", *lines, fence)


def _write_place(cause: CauseEntry) -> str:
    ticks = "`" * _find_ticks(cause.place)
    room = " " if "`" in cause.place else ""
    return f"{ticks}{room}{cause.place}{room}{ticks}"


def _find_ticks(code: str) -> int:
    """Return how many backticks around *code* none of its own can be taken for."""
    return 1 + max(map(len, re.findall("`+", code)), default=0)


def _write_change(change: ChangeEntry, tell: Teller) -> str:
    notes = ", ".join(map(tell, (change.kind, *change.notes)))
    numbers = "".join(f" \\[{number}\\]" for number in change.causes)
    maybe = "".join(f" *{_escape(tell(told))}*" for told in change.maybe)
    tags = {Mark.GONE: "<del>{}</del>", Mark.COME: "<ins>{}</ins>", Mark.SAME: "{}"}
    pieces = "".join(tags[mark].format(_escape(text)) for text, mark in change.pieces)
    return f"- *{_escape(notes)}*{numbers}{maybe}: {pieces}"


def _escape(text: str) -> str:
    """Return *text* as Markdown that shows just that, on one line.

    GitHub would tell people named with @, and link numbers after #: these signs stand apart.
    """
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", " ")
    text = re.sub(r"([\\`*_\[\]|~$])", r"\\\1", text)
    return re.sub("[@#]", r"<span>\g<0></span>", text)

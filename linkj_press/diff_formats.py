"""What changed between two revisions, for scripts (JSON) and for pull requests (Markdown)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from linkj_press.comparing.comparison import Change, ReleaseChange
from linkj_press.comparing.edits import Mark, Piece
from linkj_press.comparing.hunks import Hunk
from linkj_press.comparing.outline import CauseEntry, ChangeEntry, Outline
from linkj_press.comparing.record import RecordChange
from linkj_press.comparing.report import Report
from linkj_press.message import RULES_TERMINAL, say, say_number, tame
from linkj_press.problem import Problem, Teller

_LONGEST = 60_000
"""In characters. GitHub takes no longer comment than 65,536."""


def render_json(report: Report, problems: Sequence[Problem], tell: Teller) -> str:
    """Return *report*, and the *problems* of either revision, as JSON."""
    old, new = report.names
    answer = {
        "from": str(old),
        "to": str(new),
        "record": [_describe_record(report, change) for change in report.record],
        "causes": [_describe_cause(report, hunk) for hunk in report.numbers],
        "releases": [_describe_release(report, release) for release in report.releases],
        "problems": [_describe_problem(problem, tell) for problem in problems],
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
        "changes": [_describe_change(report, change) for change in release.changes],
    }


def _describe_change(report: Report, change: Change) -> dict[str, object]:
    passage = change.passage
    return {
        "kind": passage.kind,
        "moved": passage.moved,
        "other_language_unchanged": change.alone,
        "causes": [report.numbers[hunk] for hunk in change.why.causes],
        "together": change.why.together,
        "not_tried": [report.numbers[hunk] for hunk in change.why.open],
        "pieces": [{"op": piece.mark, "text": piece.text} for piece in passage.pieces],
    }


def _describe_problem(problem: Problem, tell: Teller) -> dict[str, object]:
    return {
        "code": problem.code,
        "path": str(problem.where.path),
        "line": problem.where.line,
        "message": tell(problem.message),
    }


def render_markdown(outline: Outline, tell: Teller) -> str:
    """Return *outline* as Markdown, to be read as a comment on a pull request.

    What is too long for one is cut at the end of a line, and says so.
    """
    text = tame("\n".join(_write_outline(outline, tell)) + "\n")
    if len(text) <= _LONGEST:
        return text
    more = tell(say("The rest is left out here: `linkj-press diff` shows it."))
    kept = text[: text.rindex("\n", 0, _LONGEST)]
    return f"{kept}\n{_close_fence(kept)}\n{more}\n"


def _close_fence(text: str) -> str:
    """Return the line that ends the lines of a file in which *text* ends; empty outside of them."""
    fence = ""
    for line in re.findall("^`{3,}", text, re.MULTILINE):
        fence = "" if line == fence else fence or line
    return f"{fence}\n" if fence else ""


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
        words = say_number("… {number} more line", "… {number} more lines", cause.left_out)
        lines.append(tell(words))
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
    return f"- *{_escape(notes)}*{numbers}{maybe}: {''.join(map(_write_piece, change.pieces))}"


def _write_piece(piece: Piece) -> str:
    words = _escape(piece.text)
    tag = {Mark.GONE: "del", Mark.COME: "ins"}.get(piece.mark)
    return f"<{tag}>{words}</{tag}>" if tag else words


def _escape(text: str) -> str:
    """Return *text* as Markdown that shows just that, on one line.

    GitHub would tell people named with @, and link numbers after #: these signs stand apart.
    """
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", " ")
    text = re.sub(r"([\\`*_\[\]|~$])", r"\\\1", text)
    return re.sub("[@#]", r"<span>\g<0></span>", text)

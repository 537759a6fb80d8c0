"""`linkj-press rounds`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING

import click

from linkj_press.cli import ui
from linkj_press.cli.completion import complete_released
from linkj_press.language import Language
from linkj_press.message import (
    NOTHING,
    Message,
    enumerate_messages,
    phrase,
    say,
    say_day,
    say_number,
    say_quoted,
)
from linkj_press.problem import ProblemsFound

if TYPE_CHECKING:
    from linkj_press.life.rounds import ApprovedWords, Rounds, SeenCopy
    from linkj_press.show.changes import OutlineLine


@ui.command(
    help=phrase(
        "Say who has had which copy of a release, who approved what of it, and what has changed"
        " for each since."
    ),
    epilog=phrase(
        "Examples:\n  linkj-press rounds osaka\n  linkj-press rounds osaka --lang ja --format json"
    ),
)
@ui.argument("partner", metavar="PARTNER", shell_complete=complete_released)
@ui.languages_option
@ui.format_option(type=click.Choice(["text", "json"]), default="text")
@click.pass_context
def rounds(
    context: click.Context, /, *, partner: str, languages: tuple[Language, ...], form: str
) -> None:
    """Print the rounds of a release."""
    # Late, so that --help is quick.
    from linkj_press.draft.drafting import Drafter  # noqa: PLC0415
    from linkj_press.life.rounds import gather_rounds  # noqa: PLC0415
    from linkj_press.show.changes import Outline, describe_problems, write_json  # noqa: PLC0415
    from linkj_press.workspace.copies import gather_copies  # noqa: PLC0415

    workspace = ui.open_workspace()
    (partner,) = ui.choose_partners([partner], workspace.released, workspace)
    copies = gather_copies(workspace.root)
    problems = copies.problems
    try:
        gathered = gather_rounds(Drafter(workspace), copies, partner, languages)
    except ProblemsFound as found:
        problems, gathered = ProblemsFound([*problems, *found.problems]).problems, []
    if form == "json":
        told = [_describe(each) for each in gathered]
        wrong = describe_problems(problems, ui.translate)
        click.echo(write_json({"partner": partner, "languages": told, "problems": wrong}))
        context.exit(int(bool(problems)))
    lines = [line for each in gathered for line in _tell_rounds(partner, each)]
    bracketed = not ui.can_show_colours(sys.stdout)
    view = Outline(lines, ui.find_session().catalogue, bracketed)
    ui.show(view, width_when_piped=ui.UNBROKEN)
    if problems:
        raise ProblemsFound(problems)


def _tell_rounds(partner: str, rounds: Rounds) -> Iterator[OutlineLine]:
    from linkj_press.show.changes import OutlineLine  # noqa: PLC0415

    title = say("{releases} ({language})", releases=partner, language=rounds.language.called)
    yield OutlineLine(0, title)
    if not rounds.copies:
        yield OutlineLine(1, say("nobody has been sent a copy yet"))
    waiting = sorted(rounds.approved, key=attrgetter("on"))  # in the order in which they came
    for number, seen in enumerate(rounds.copies, start=1):
        before = [each for each in waiting if each.after < seen.copy.number]
        yield from _tell_approvals(partner, before)
        waiting = [each for each in waiting if each not in before]
        is_shown = bool(seen.last_of) or number == len(rounds.copies)
        yield from _tell_copy(seen, rounds.language, is_shown=is_shown)
    yield from _tell_approvals(partner, waiting)
    if rounds.published and (published := rounds.published.record.published):
        told = say("published on {day}; compared with that", day=say_day(published.on))
        yield OutlineLine(1, told)
    if rounds.withdrawn and (withdrawn := rounds.withdrawn.record.withdrawn):
        told = say("published, and taken back on {day}", day=say_day(withdrawn.on))
        if withdrawn.why:
            told = say("{what}: {words}", what=told, words=withdrawn.why)
        yield OutlineLine(1, told)


def _tell_approvals(partner: str, given: Sequence[ApprovedWords]) -> Iterator[OutlineLine]:
    from linkj_press.show.changes import OutlineLine  # noqa: PLC0415

    for approved in given:
        yield OutlineLine(1, _tell_approval(approved))
        for line in _list_words(partner, approved):
            yield OutlineLine(2, line)


def _tell_copy(seen: SeenCopy, language: Language, *, is_shown: bool) -> Iterator[OutlineLine]:
    from linkj_press.diff.passages import excerpt  # noqa: PLC0415
    from linkj_press.diff.report import tell_notes  # noqa: PLC0415
    from linkj_press.show.changes import OutlineLine  # noqa: PLC0415
    from linkj_press.workspace.copies import tell_copy, tell_return  # noqa: PLC0415

    effect = say("nothing has changed since")
    if number := len(seen.changes):
        effect = say_number(
            "{number} passage has changed since", "{number} passages have changed since", number
        )
    yield OutlineLine(1, say("{copy}: {effect}", copy=tell_copy(seen.copy), effect=effect))
    for came in seen.copy.record.returned:
        yield OutlineLine(2, say("{day}: {told}", day=say_day(came.on), told=tell_return(came)))
    for change in seen.changes if is_shown else ():
        kind = enumerate_messages(list(tell_notes(change)))
        yield OutlineLine(2, kind, excerpt(change.pieces, language))


def _list_words(partner: str, approved: ApprovedWords) -> Iterator[Message]:
    """Yield what was approved: a quote, or each fact by what people call it."""
    from linkj_press.check.approvals import name_facts  # noqa: PLC0415

    if approved.is_quote and approved.words:
        yield say_quoted(approved.words)
        return
    workspace = ui.open_workspace()
    loaded, catalogue = workspace.partners[partner], ui.find_session().catalogue
    for line in name_facts(approved.words, loaded, workspace.house, catalogue).splitlines():
        yield say("{words}", words=line)


def _tell_approval(approved: ApprovedWords) -> Message:
    tell = _APPROVED if approved.is_quote else _CONFIRMED
    told = say(tell, what=approved.what, by=approved.by, on=say_day(approved.on))
    return enumerate_messages([told, *filter(None, _tell_wording(approved))])


_APPROVED = phrase("{what}: approved by {by} on {on}")
_CONFIRMED = phrase("{what}: confirmed by {by} on {on}")


def _tell_wording(approved: ApprovedWords) -> Iterator[Message]:
    from linkj_press.workspace.copies import name_copies  # noqa: PLC0415

    if not approved.words:
        yield say("which words it covers was not recorded")
        return
    if approved.copies:
        yield say("as in {copies}", copies=name_copies(approved.copies))
    yield NOTHING if approved.is_current else say("and the file has other words by now")


def _describe(rounds: Rounds) -> dict[str, object]:
    return {
        "language": rounds.language,
        "compared_with": "published" if rounds.published else "draft",
        "withdrawn": rounds.withdrawn
        and rounds.withdrawn.record.model_dump(mode="json")["withdrawn"],
        "copies": [_describe_copy(seen) for seen in rounds.copies],
        "approved": [
            {
                "field": approved.field,
                "by": approved.by,
                "on": str(approved.on),
                "words": approved.words,
                "copies": [copy.number for copy in approved.copies],
                "current": approved.is_current,
            }
            for approved in rounds.approved
        ],
    }


def _describe_copy(seen: SeenCopy) -> dict[str, object]:
    note = seen.copy.record.model_dump(mode="json")
    return {
        "number": seen.copy.number,
        "path": str(seen.copy.path),
        "sent": note["sent"],
        "returned": note["returned"],
        "signed_off": note["signed_off"],
        "last_of": seen.last_of,
        "changes": [
            {
                "kind": change.kind,
                "moved": change.moved,
                "pieces": [{"op": piece.mark, "text": piece.text} for piece in change.pieces],
            }
            for change in seen.changes
        ],
    }

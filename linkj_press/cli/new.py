"""`linkj-press new`."""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from linkj_press.cli import ui
from linkj_press.cli.answers import Answers
from linkj_press.cli.beginning import Beginning
from linkj_press.cli.completion import complete_kinds
from linkj_press.cli.happened import Happening, record_happening, tell_lacking
from linkj_press.folder import PARTNERS
from linkj_press.language import is_wide
from linkj_press.message import phrase, say
from linkj_press.record.order import fold_name
from linkj_press.record.values import is_key
from linkj_press.text.dates import WrongDate
from linkj_press.text.typed import read_typed_date
from linkj_press.workspace.happenings import describe_figures
from linkj_press.workspace.new_partner import (
    NewPartner,
    find_there,
    list_called,
    list_needed,
    require_id,
)


@ui.command(
    help=phrase(
        "Begin the file of PARTNER, for the next partnership. On a terminal it asks for what no"
        " option gives, for PARTNER too. The file has every field; what is still empty shows as a"
        " gap in the drafts."
        "\n\n"
        "For a PARTNER that has a file it notes what happened: a first release, a renewal, the end,"
        " a merger, or that others signed together with it. What stands in the file stays as it is."
    ),
    epilog=phrase(
        "Examples:\n"
        "  linkj-press new\n"
        "  linkj-press new lyonbiopole\n"
        "  linkj-press new lyonbiopole --kind embassy --country FR --signed 2021-02\n"
        "  linkj-press new krp --template mou --release-date 2021-02-15\n"
        "  linkj-press new osaka --renewal --signed 2025-09-07 --term 5\n"
        "  linkj-press new krp --ended 2023-03-31 --note 'told by e-mail'\n"
        "  linkj-press new medcity --merged-into kobe --on 2023-04-01\n"
        "  linkj-press new osaka --renewal --signed 2025-09-07 --with kobe"
    ),
)
@ui.argument("partner", required=False, default="")
@ui.option("--name-ja", metavar="NAME", help=phrase("The full name in Japanese."))
@ui.option("--name-en", metavar="NAME", help=phrase("The full name in English."))
@ui.option(
    "--kind",
    metavar="KIND",
    shell_complete=complete_kinds,
    help=phrase("The kind, by name or by key (municipality)."),
)
@ui.option(
    "--country", metavar="CODE", help=phrase("The partner’s own country, by name or by code (FR).")
)
@ui.option(
    "--signed",
    metavar="DATE",
    help=phrase(
        "When it was signed: 2021-02-15, 2021/2/15 or Feb. 15, 2021; the month alone where no day"
        " is known."
    ),
)
@ui.option(
    "--signed-after", metavar="PARTNER", help=phrase("Who signed right before, where dates tie.")
)
@ui.option(
    "--with",
    "with_",
    metavar="PARTNER,…",
    help=phrase(
        "Who signed together with it, in order; one without a file as NAME:KIND:COUNTRY. With"
        " --renewal: who renews together with it."
    ),
)
@ui.option("--instrument", metavar="KEY", help=phrase("What was signed, by name or by key (MOU)."))
@ui.option("--template", metavar="SET", help=phrase("The template set of its release (mou)."))
@ui.option(
    "--release-date",
    metavar="DATE",
    help=phrase("The date of the release (default: the day of signing)."),
)
@ui.option("--renewal", is_flag=True, help=phrase("PARTNER has renewed its agreement."))
@ui.option(
    "--term", metavar="TERM", help=phrase("The term of the agreement: years (5) or its last day.")
)
@ui.option(
    "--ended",
    metavar="DATE",
    help=phrase("The first day on which the partnership is no longer in force."),
)
@ui.option(
    "--merged-into", metavar="PARTNER", help=phrase("Which partner it became part of; with --on.")
)
@ui.option("--on", metavar="DATE", help=phrase("When it became part of the other."))
@ui.option("--note", metavar="TEXT", help=phrase("For staff: why, and where that stands."))
def new(partner: str, *, renewal: bool, **given: str | None) -> None:
    """Write the file of a new partner, or what happened to one."""
    root = ui.find_root()
    answers = Answers({**given, "partner": partner or None}, on_terminal=_is_on_terminal())
    answers = _take_name(partner, answers)
    partner = answers.given["partner"] or ""
    there = _find_file(root, partner) if partner else None
    happening = _find_happening(partner, there, answers, renewal=renewal)
    if happening is not None:
        record_happening(partner, happening, answers)
        return
    answers.require(["partner", *_list_needed(given)])
    workspace = ui.open_workspace()
    begun = answers.dialogue.hold(lambda: Beginning(workspace, answers).ask())
    begun.save(root)
    if begun.newcomer.signed_with:
        ui.note(describe_figures(begun.told.ledger))
    tell_lacking(workspace, begun.newcomer.release_on)
    _tell_next(begun.newcomer)


def _is_on_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _take_name(partner: str, answers: Answers) -> Answers:
    """Return *answers* with the partner on file that is called *partner*, or a new one's name."""
    if not partner or is_key(partner):
        return answers
    ids = list_called(ui.open_workspace().ledger).get(fold_name(partner), ())
    if len(ids) == 1:
        return replace(answers, given={**answers.given, "partner": ids[0]})
    if not answers.on_terminal or re.search(r"[\\/]|\.ya?ml$", partner, re.IGNORECASE):
        return answers
    option = "name_ja" if any(map(is_wide, partner)) else "name_en"
    given = {option: partner, **{k: v for k, v in answers.given.items() if v is not None}}
    return replace(answers, given={**answers.given, **given, "partner": None})


_OF_NEW = ("name_ja", "name_en", "kind", "country", "signed_after")
"""The options that only a partner without a file has use for."""


def _find_happening(
    partner: str, there: str | None, answers: Answers, *, renewal: bool
) -> Happening | None:
    """Return what is to be noted of a partner that has a file; None for a new one.

    Raises UsageError where the options contradict each other, or the file.
    """
    given = answers.given
    told = {
        Happening.RENEWAL: renewal,
        Happening.ENDING: given["ended"],
        Happening.MERGER: given["merged_into"],
        Happening.JOINT: given["with_"] if there and not renewal else None,
    }
    happened = [happening for happening, value in told.items() if value]
    if happened[1:]:
        raise ui.wrong_usage("one thing at a time: {options}", options=", ".join(happened))
    if there is None:
        if happened and not partner:
            raise ui.wrong_usage("say to which PARTNER that happened")
        if happened:
            raise ui.wrong_usage("“{name}” is not a partner: {hint}", name=partner, hint=_SEE)
        return None
    if there != f"{PARTNERS}/{partner}.yaml" or any(given[name] is not None for name in _OF_NEW):
        raise ui.wrong_usage("{file} is there already, and stays as it is", file=there)
    if happened or given["template"]:
        return happened[0] if happened else Happening.RELEASE
    if not answers.on_terminal:
        hint = ", ".join(filter(None, Happening))
        words = phrase("{file} is there already, and stays as it is; what happened? {options}")
        raise ui.wrong_usage(words, file=there, options=hint)
    return Happening.ASKED


_SEE = say("to see all: linkj-press ledger")


def _find_file(root: Path, partner: str) -> str | None:
    """Return the file that *partner*, or nearly that name, has already.

    Raises UsageError when nobody can be called so.
    """
    with ui.telling_usage():
        require_id(partner)
    return find_there(root, partner)


def _list_needed(given: Mapping[str, str | None]) -> list[str]:
    """Return the names of the options without which there is nothing to write."""
    signed = None
    with contextlib.suppress(WrongDate):
        signed = read_typed_date(given["signed"] or "")
    return list_needed(given["template"] or "", signed)


def _tell_next(newcomer: NewPartner) -> None:
    if newcomer.template:
        told = say(
            "Fill in what is empty there. To see it: linkj-press preview {partner}. To write the"
            " drafts: linkj-press build {partner}",
            partner=newcomer.id,
        )
    else:
        told = say(
            "It stands in the history; to see it: linkj-press ledger. For a release, take the"
            " “# ” away from `release` on, and fill it in."
        )
    ui.note(told)

"""`linkj-press new`."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import click

from linkj_press.cli import ui
from linkj_press.cli.answers import (
    Answers,
    ask_release_date,
    choose_instrument,
    choose_template,
    list_names,
    refuse_date,
)
from linkj_press.cli.completion import complete_kinds
from linkj_press.cli.happened import Happening, record_happening, split_ids, tell_lacking
from linkj_press.folder import PARTNERS, TEMPLATES
from linkj_press.message import phrase, say
from linkj_press.record import Loaded, Partner
from linkj_press.text.dates import PartialDate
from linkj_press.workspace.happenings import describe_figures, note
from linkj_press.workspace.loading import Workspace
from linkj_press.workspace.new_partner import (
    NewPartner,
    NotSettled,
    describe_place,
    find_there,
    list_needed,
    require_id,
    settle_place,
)


@ui.command(
    help=phrase(
        "Begin the file of PARTNER, for the next partnership. On a terminal it asks for what no"
        " option gives. The file has every field; what is still empty shows as a gap in the drafts."
        "\n\n"
        "For a PARTNER that has a file it notes what happened: a first release, a renewal, the end,"
        " a merger, or that others signed together with it. What stands in the file stays as it is."
    ),
    epilog=phrase(
        "Examples:\n"
        "  linkj-press new lyonbiopole\n"
        "  linkj-press new lyonbiopole --kind embassy --country FR --signed 2021-02\n"
        "  linkj-press new krp --template mou --release-date 2021-02-15\n"
        "  linkj-press new osaka --renewal --signed 2025-09-07 --term 5\n"
        "  linkj-press new krp --ended 2023-03-31 --note 'told by e-mail'\n"
        "  linkj-press new medcity --merged-into kobe --on 2023-04-01\n"
        "  linkj-press new osaka --renewal --signed 2025-09-07 --with kobe"
    ),
)
@click.argument("partner")
@ui.option("--name-ja", metavar="NAME", help=phrase("The full name in Japanese."))
@ui.option("--name-en", metavar="NAME", help=phrase("The full name in English."))
@ui.option(
    "--kind",
    metavar="KIND",
    shell_complete=complete_kinds,
    help=phrase("The kind (municipality), by key or by name."),
)
@ui.option("--country", metavar="CODE", help=phrase("The partner’s own country (FR)."))
@ui.option("--signed", metavar="DATE", help=phrase("When it was signed (YYYY-MM-DD or YYYY-MM)."))
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
@ui.option("--instrument", metavar="KEY", help=phrase("What was signed (MOU, MOC, LOI)."))
@ui.option("--template", metavar="SET", help=phrase("The template set of its release (mou)."))
@ui.option(
    "--release-date",
    metavar="DATE",
    help=phrase("The date of the release (default: the day of signing)."),
)
@ui.option("--renewal", is_flag=True, help=phrase("PARTNER has renewed its agreement."))
@ui.option(
    "--term", metavar="TERM", help=phrase("The term of the renewal: years (5) or its last day.")
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
    answers = Answers(given, on_terminal=sys.stdin.isatty() and sys.stdout.isatty())
    there = _find_file(root, partner)
    happening = _find_happening(partner, there, answers, renewal=renewal)
    if happening is not None:
        record_happening(partner, happening, answers)
        return
    answers.require(_list_needed(given))
    workspace = ui.open_workspace()
    newcomer = _ask_others(_ask_facts(partner, workspace, answers), workspace, answers)
    newcomer = _settle_place(newcomer, workspace, answers)
    newcomer = _ask_release(newcomer, workspace, answers)
    noted = note(newcomer, workspace)
    told = workspace.take(noted.texts)
    paths = {
        root / PARTNERS / f"{id_}.yaml": (None, text.encode()) for id_, text in noted.texts.items()
    }
    ui.save_files(paths)
    for path in paths:
        click.echo(ui.shorten_path(path))
    if newcomer.signed_with:
        ui.note(describe_figures(told.ledger))
    tell_lacking(workspace, newcomer.release_on)
    _tell_next(newcomer)


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
    with contextlib.suppress(ValueError):
        signed = PartialDate.parse(given["signed"] or "")
    return list_needed(given["template"] or "", signed)


def _ask_facts(partner: str, workspace: Workspace, answers: Answers) -> NewPartner:
    """Return what the history tells of *partner*, but for its place."""
    terms, language = workspace.house.terms.record, ui.find_session().catalogue.language
    kinds = {key: list_names(words, language) for key, words in terms.kinds.items()}
    countries = {key: list_names(c.name, language) for key, c in terms.countries.items()}
    place, question = f"{TEMPLATES}/house/terms.yaml", ui.tell("Signed on (YYYY-MM-DD or YYYY-MM)")
    return NewPartner(
        partner,
        name_ja=answers.ask("name_ja", ui.tell("Name in Japanese, if known"), ui.read_name, ""),
        name_en=answers.ask("name_en", ui.tell("Name in English, if known"), ui.read_name, ""),
        kind=answers.choose("kind", ui.tell("Kind"), kinds, place),
        country=answers.choose("country", ui.tell("Its own country"), countries, place),
        signed=answers.ask("signed", question, lambda text: ui.read_date(text.strip())),
    )


def _ask_others(newcomer: NewPartner, workspace: Workspace, answers: Answers) -> NewPartner:
    """Return *newcomer* with those that signed together with it."""
    ids, facts = split_ids(answers.given["with_"] or "")
    others: list[NewPartner] = []
    for id_ in ids:
        if id_ in workspace.partners or id_ == newcomer.id:
            continue
        _find_file(workspace.root, id_)
        kind, country = facts.get(id_, ("", ""))
        told = {**answers.given, "kind": kind or None, "country": country or None}
        if not (kind and country) and not answers.on_terminal:
            words = phrase("“{name}” has no file yet: write {name}:KIND:COUNTRY")
            raise ui.wrong_usage(words, name=id_)
        told |= {"name_ja": None, "name_en": None, "signed": str(newcomer.signed)}
        if answers.on_terminal:
            ui.note(say("of {partner}:", partner=id_))
        others.append(_ask_facts(id_, workspace, replace(answers, given=told)))
    return replace(newcomer, signed_with=ids, others=tuple(others))


def _settle_place(newcomer: NewPartner, workspace: Workspace, answers: Answers) -> NewPartner:
    """Return *newcomer* with its place in the ledger, which is told, settled."""
    partners = workspace.partnerships
    if answers.given["signed_after"] is not None:
        newcomer = replace(newcomer, signed_after=_ask_predecessor(partners, answers))
    try:
        ledger = settle_place(newcomer, partners)
    except NotSettled as doubt:
        newcomer = _settle_tie(newcomer, doubt, answers)
        ledger = settle_place(newcomer, partners)
    for id_ in (newcomer.id, *newcomer.signed_with):
        for message in describe_place(id_, ledger, ui.find_session().catalogue.language):
            ui.note(message)
    return newcomer


def _settle_tie(newcomer: NewPartner, doubt: NotSettled, answers: Answers) -> NewPartner:
    """Return *newcomer* with whom it comes right after. Raises UsageError when none will do."""
    if not doubt.tied:
        raise click.UsageError(ui.translate(doubt.reason))
    if not answers.on_terminal:
        raise ui.wrong_usage(
            "{doubt}; give --signed-after with the one right before it: {names}",
            doubt=doubt.reason,
            names=", ".join(doubt.tied),
        )
    ui.note(doubt.reason)
    return replace(newcomer, signed_after=_ask_predecessor(doubt.tied, answers))


def _ask_predecessor(partners: Mapping[str, Loaded[Partner]], answers: Answers) -> str:
    language = ui.find_session().catalogue.language
    full_names = {key: each.record.name.full.get(language) for key, each in partners.items()}
    names = {key: [name] if name else [] for key, name in full_names.items()}
    question = ui.tell("Signed right after which of these")
    return answers.choose("signed_after", question, names, f"{PARTNERS}/")


def _ask_release(newcomer: NewPartner, workspace: Workspace, answers: Answers) -> NewPartner:
    """Return *newcomer* with what its release needs, where there is to be one."""
    template = choose_template(workspace, answers)
    asked = ui.tell("What was signed") if template else ui.tell("What was signed, if known")
    instrument = choose_instrument(workspace, answers, asked, optional=not template)
    newcomer = replace(newcomer, template=template, instrument=instrument)
    if not template:
        refuse_date(answers)
        return newcomer
    return replace(newcomer, release_on=ask_release_date(newcomer.signed, answers))


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

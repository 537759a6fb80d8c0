"""What `linkj-press new` notes of a partner that has a file: what happened to the partnership."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from pathlib import Path

import click

from linkj_press.cli import ui
from linkj_press.cli.answers import (
    SIGNED,
    Answers,
    Choices,
    ask_release,
    ask_release_date,
    choose_instrument,
    choose_template,
    confirm_writing,
    list_names,
    read_term,
    split_ids,
    sum_up,
)
from linkj_press.cli.dialogue import Question
from linkj_press.folder import PARTNERS
from linkj_press.message import Message, phrase, say, say_day
from linkj_press.reading import CannotWrite
from linkj_press.record.further import Further
from linkj_press.text.dates import PartialDate
from linkj_press.workspace.happenings import (
    FirstRelease,
    JointSigning,
    NewRelease,
    NewRenewal,
    Noted,
    PartnershipEnd,
    PartnershipMerger,
    describe_figures,
    describe_renewals,
    describe_resumption,
    find_instrument,
    list_lacking,
    list_reached,
    note_happening,
)
from linkj_press.workspace.loading import Workspace
from linkj_press.workspace.new_partner import describe_place, name_partner_file
from linkj_press.workspace.writing import Change


class Happening(StrEnum):
    """What may be noted of a partnership, by the option that says so."""

    RELEASE = "--template"
    RENEWAL = "--renewal"
    ENDING = "--ended"
    MERGER = "--merged-into"
    JOINT = "--with"
    ASKED = ""
    """What the person says at the terminal."""


def record_happening(partner: str, happening: Happening, answers: Answers) -> None:
    """Write what happened to *partner*, and tell what follows.

    Raises UsageError, ClickException, and ProblemsFound when it does not go with the other files.
    """
    workspace = ui.open_workspace()
    if isinstance(workspace.partners[partner].record, Further):
        raise ui.wrong_usage("{name} is no partner’s own file", name=f"{PARTNERS}/{partner}.yaml")

    def talk() -> tuple[Happening, Noted, Workspace]:
        asked = happening is Happening.ASKED
        what = _ask_happening(partner, workspace, answers) if asked else happening
        noted = _NOTES[what](partner, workspace, answers)
        told = workspace.take(noted.texts)
        if answers.dialogue.has_begun:
            answers.dialogue.note(_sum_up(partner, what, noted))
        confirm_writing(answers)
        return what, noted, told

    try:
        what, noted, told = answers.dialogue.hold(talk)
    except CannotWrite as refused:
        raise click.ClickException(ui.translate(refused.message)) from None
    _save(noted.to_changes(workspace))
    _tell_what_follows(partner, what, told, noted)


def _sum_up(partner: str, what: Happening, noted: Noted) -> Message:
    """Return what is to be put on file, each in a line."""
    told = [_WORDS[what]]
    if noted.release_on:
        told.append(say("release on {day}", day=say_day(noted.release_on)))
    told += [say("{words}", words=name_partner_file(id_)) for id_ in noted.texts]
    return sum_up(say("{words}", words=partner), told)


def _ask_happening(partner: str, workspace: Workspace, answers: Answers) -> Happening:
    record = workspace.partners[partner].record
    words = {happening: ui.translate(told) for happening, told in _WORDS.items()}
    if record.release:
        del words[Happening.RELEASE], words[Happening.JOINT]
    file = name_partner_file(partner)
    answers.dialogue.note(say("{file} is there already: what happened to it?", file=file))
    names = {happening.lstrip("-"): [told] for happening, told in words.items()}
    asked = replace(answers, given={**answers.given, "happened": None})
    question = Question(say("What to record"), needed=say("choose one of the list"))
    chosen = asked.choose("happened", question, Choices(names, "linkj-press new"))
    return Happening(f"--{chosen}")


def _note_release(partner: str, workspace: Workspace, answers: Answers) -> Noted:
    loaded = workspace.partners[partner]
    if loaded.record.release:
        told = phrase("{file} is there already, and has a release")
        raise ui.wrong_usage(told, file=name_partner_file(partner))
    lacking = [] if loaded.record.agreement.instrument else ["instrument"]
    signed = loaded.record.agreement.signed
    answers.require(["template", *lacking, *([] if signed.day else ["release_date"])])
    instrument = choose_instrument(workspace, answers, optional=False) if lacking else ""
    known = loaded.record.agreement.instrument or instrument
    template = choose_template(workspace, answers, known)
    release = NewRelease(template, ask_release_date(signed, answers), instrument)
    return note_happening(FirstRelease(partner, release), workspace)


def _note_renewal(partner: str, workspace: Workspace, answers: Answers) -> Noted:
    others, _ = split_ids(answers.given["with_"] or "", workspace)
    ui.choose_partners(others, tuple(workspace.partnerships), workspace)
    answers.require(["signed"])
    signed = answers.ask_date("signed", SIGNED)
    instrument = before = find_instrument(workspace, partner)
    if answers.given["instrument"] or not before:
        optional = not answers.given["template"]
        instrument = choose_instrument(workspace, answers, optional=optional)
    question = Question(say("Term: years, or its last day; empty for none"))
    term = answers.ask("term", question, read_term)
    release = ask_release(signed, workspace, answers, instrument)
    new = NewRenewal((partner, *others), signed, instrument, term, release=release)
    return note_happening(new, workspace)


def _note_ending(partner: str, workspace: Workspace, answers: Answers) -> Noted:
    question = Question(say("Not in force any more from"), needed=_DATE_NEEDED)
    day = answers.ask_date("ended", question)
    return note_happening(PartnershipEnd(partner, day, _ask_note(answers)), workspace)


def _note_merger(partner: str, workspace: Workspace, answers: Answers) -> Noted:
    answers.require(["on"])
    language = ui.find_session().catalogue.language
    names = {
        entry.id: list_names(entry.partner.name.full, language)
        for entry in workspace.ledger.entries
        if entry.id != partner
    }
    question = Question(
        say("Which partner did it become part of"), needed=say("choose one of the list")
    )
    choices = Choices(names, f"{PARTNERS}/", shows_keys=True)
    into = answers.choose("merged_into", question, choices)
    day = answers.ask_date("on", Question(say("Day of the merger"), needed=_DATE_NEEDED))
    return note_happening(PartnershipMerger(partner, into, day, _ask_note(answers)), workspace)


_WORDS = {
    Happening.RELEASE: say("the release about its signing"),
    Happening.RENEWAL: say("a renewal"),
    Happening.ENDING: say("the end of the partnership"),
    Happening.MERGER: say("it became part of another partner"),
    Happening.JOINT: say("others signed together with it"),
}

_DATE_NEEDED = say("the date is needed; the month is enough, as 2021-02")


def _ask_note(answers: Answers) -> str:
    question = Question(say("A note for staff, if any: why, and where that stands"))
    return answers.ask("note", question, ui.read_name)


def _note_joint(partner: str, workspace: Workspace, answers: Answers) -> Noted:
    question = Question(
        say("Who signed together with it (names on file, with commas)"),
        needed=say("name one at least that has a file"),
    )

    def read(text: str) -> tuple[str, ...]:
        others, _ = split_ids(text, workspace)
        ui.choose_partners(others, tuple(workspace.partnerships), workspace)
        return others

    others = answers.ask("with_", question, read)
    return note_happening(JointSigning(partner, others), workspace)


_NOTES = {
    Happening.RELEASE: _note_release,
    Happening.RENEWAL: _note_renewal,
    Happening.ENDING: _note_ending,
    Happening.MERGER: _note_merger,
    Happening.JOINT: _note_joint,
}


def _save(changes: Mapping[Path, Change]) -> None:
    ui.save_changes(changes)
    for path in changes:
        click.echo(ui.shorten_path(path))


def _tell_what_follows(partner: str, happening: Happening, told: Workspace, noted: Noted) -> None:
    ledger, language = told.ledger, ui.find_session().catalogue.language
    entry = ledger.by_id[partner]
    if happening is Happening.RENEWAL:
        ui.note(describe_renewals(entry, partner))
        for message in noted.carried:
            ui.note(message)
    for id_ in entry.together if happening in (Happening.JOINT, Happening.RELEASE) else ():
        for message in describe_place(id_, ledger, language):
            ui.note(message)
    if happening is Happening.ENDING and (
        resumed := describe_resumption(entry, noted.since, partner)
    ):
        ui.note(resumed)
    if happening is not Happening.RELEASE:
        ui.note(describe_figures(ledger))
        _tell_reached(told, noted)
    tell_lacking(told, noted.release_on)
    if noted.release_on:
        ui.note(_say_next(noted.first))


def _tell_reached(told: Workspace, noted: Noted) -> None:
    reached = list_reached(told, noted.since, noted.first)
    if reached:
        names = ", ".join(reached)
        ui.note(say("releases of that day or later may tell of it: {names}", names=names))


def _say_next(release: str) -> Message:
    return say(
        "Fill in what is empty there. To see it: linkj-press preview {partner}. To write the"
        " drafts: linkj-press build {partner}",
        partner=release,
    )


def tell_lacking(workspace: Workspace, day: date | None) -> None:
    """Tell, all at once, what of the house is not known as of *day*, that of a release."""
    lacking = list_lacking(workspace.house, day) if day else []
    if lacking:
        ui.note(
            say(
                "the house does not have for {day}, and drafts may lack:",
                day=PartialDate.of(day or date.min),
            )
        )
    for each in lacking:
        ui.note(each.tell())

"""What `linkj-press new` asks of a new partner, and the files that come of the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import click

from linkj_press.cli import ui
from linkj_press.cli.answers import (
    OTHER,
    SIGNED,
    Answers,
    Choices,
    ask_release_date,
    choose_instrument,
    choose_template,
    confirm_writing,
    list_names,
    read_term,
    refuse_date,
    split_ids,
    sum_up,
    wants_release,
)
from linkj_press.cli.dialogue import GoBack, Question
from linkj_press.folder import PARTNERS, find_file
from linkj_press.language import Language
from linkj_press.message import NOTHING, Message, phrase, say, say_day
from linkj_press.problem import WrongUsage
from linkj_press.reading import CannotWrite
from linkj_press.record import Loaded, Partner
from linkj_press.record.choices import find_words
from linkj_press.record.ledger import House
from linkj_press.record.order import fold_name
from linkj_press.text.wording import name_country
from linkj_press.workspace.happenings import Noted, note_happening
from linkj_press.workspace.loading import Workspace
from linkj_press.workspace.new_partner import (
    NewPartner,
    NotSettled,
    describe_place,
    find_free_id,
    find_there,
    list_called,
    name_template_sets,
    require_id,
    settle_place,
    suggest_id,
)
from linkj_press.workspace.terms import (
    AMONG_OTHERS,
    NewTerm,
    TermKind,
    add_term,
    find_country,
    lead_to_item,
)
from linkj_press.workspace.writing import Change


@dataclass(frozen=True)
class Begun:
    """A new partner, what is to be written of it, and the files as they are then."""

    newcomer: NewPartner
    noted: Noted
    told: Workspace
    before: Workspace

    def save(self, root: Path) -> None:
        """Write the files, and print where they are. Raises ClickException."""
        old, new = (each.house.terms.tree for each in (self.before, self.told))
        terms = {find_file(root, old.name): Change(old.content, new.content)}
        changes = {**(terms if old is not new else {}), **self.noted.to_changes(self.before)}
        ui.save_changes(changes)
        for path in changes:
            click.echo(ui.shorten_path(path))


class Beginning:
    """What is asked of a new partner, in order."""

    def __init__(self, workspace: Workspace, answers: Answers) -> None:
        self._before = self._workspace = workspace
        self._answers = answers
        self._language = ui.find_session().catalogue.language
        self._called = list_called(workspace.ledger)
        self._others, self._told_of = split_ids(answers.given["with_"] or "", workspace)
        for id_ in self._others:
            with ui.telling_usage():
                require_id(id_)

    def ask(self) -> Begun:
        """Return what is begun. Raises UsageError, GoBack, Abort, and Exit where it is not to be.

        Raises ProblemsFound where it does not go with the other files.
        """
        answers = self._answers
        newcomer = self._settle_place(self._ask_others(self._ask_facts(answers)))
        newcomer = self._ask_release(newcomer)
        noted = note_happening(newcomer, self._workspace)
        told = self._workspace.take(noted.texts)
        for id_ in (newcomer.id, *newcomer.signed_with):
            for message in describe_place(id_, told.ledger, self._language):
                answers.dialogue.note(message)
        if answers.dialogue.has_begun:
            answers.dialogue.note(self._sum_up(newcomer))
        confirm_writing(answers)
        return Begun(newcomer, noted, told, self._before)

    def _sum_up(self, newcomer: NewPartner) -> Message:
        """Return what was answered, each in a line."""
        terms, language = self._workspace.house.terms.record, self._language
        kind, country = terms.kinds[newcomer.kind], terms.countries[newcomer.country].name
        told = [say("{words}", words=find_words(each, language)) for each in (kind, country)]
        told.append(say("signed on {day}", day=say_day(newcomer.signed)))
        covered = [terms.items[key] for key in newcomer.items]
        if newcomer.instrument:
            instrument = terms.instruments[newcomer.instrument].abbreviation
            told.append(say("{words}", words=find_words(instrument, language)))
        told += [say("{words}", words=find_words(each, language)) for each in covered]
        if newcomer.release_on:
            told.append(say("release on {day}", day=say_day(newcomer.release_on)))
        if newcomer.template:
            sets = name_template_sets(self._workspace.root, self._workspace.house, language)
            told.append(say("worded as {name}", name=sets[newcomer.template]))
        names = " / ".join(filter(None, (newcomer.name_ja, newcomer.name_en)))
        return sum_up(say("{name} ({id})", name=names or newcomer.id, id=newcomer.id), told)

    def _ask_facts(self, answers: Answers) -> NewPartner:
        """Return what the history tells of a partner, but for its place."""
        ja = answers.ask("name_ja", Question(say("Name in Japanese, if known")), self._read_name)
        needed = say("the name is needed, in one of the languages")
        needed = NOTHING if ja or answers.given["partner"] else needed
        called = Question(say("Name in English, if known"), needed=needed)
        en = answers.ask("name_en", called, self._read_name)
        id_ = answers.given["partner"] or self._ask_id(en or ja, answers)
        kind = self._choose_term(TermKind.KIND, answers)
        country = self._choose_term(TermKind.COUNTRY, answers)
        signed = answers.ask_date("signed", SIGNED)
        return NewPartner(id_, kind, country, signed, name_ja=ja, name_en=en)

    def _read_name(self, text: str) -> str:
        name = ui.read_name(text)
        ids = self._called.get(fold_name(name), ()) if name else ()
        if ids:
            words = phrase("{name} is on file already: linkj-press new {id} notes what happened")
            raise click.BadParameter(ui.tell(words, name=name, id=ids[0]))
        return name

    def _ask_id(self, name: str, answers: Answers) -> str:
        """Return what the file of a partner of that *name* is to be called."""
        default = find_free_id(self._workspace.root, name) if suggest_id(name) else ""
        needed = say("small letters, digits and hyphens, as in lyonbiopole")
        question = Question(say("What its file is called (letters, digits, -)"), default, needed)

        def read(text: str) -> str:
            id_ = ui.fold(text)
            try:
                require_id(id_)
            except WrongUsage as wrong:
                raise click.BadParameter(ui.translate(wrong.reason)) from None
            there = find_there(self._workspace.root, id_)
            if there:
                raise click.BadParameter(ui.tell("{file} is there already", file=there))
            return id_

        return answers.ask("partner", question, read)

    def _choose_term(self, what: TermKind, answers: Answers, *, is_first: bool = True) -> str:
        """Return the key of a term, of one that is added where the list lacks it.

        Of an area there may be none, or more than the first.
        """
        question, choices = word_term_question(what, self._workspace.house, self._language)
        if not is_first:
            question = Question(say("Another area of cooperation, if there is one"))
        chosen = answers.choose(what, question, replace(choices, is_shown=is_first))
        if chosen in choices.names or not chosen:
            return chosen
        key, text = ask_new_term(what, "" if chosen == OTHER else chosen, self._workspace, answers)
        self._workspace = self._workspace.take_terms(text)
        return key

    def _ask_items(self) -> tuple[str, ...]:
        """Return what the agreement covers, where there is somebody who is being asked."""
        found: list[str] = []
        answers = replace(self._answers, given={**self._answers.given, TermKind.ITEM: None})
        while answers.dialogue.has_begun:
            key = self._choose_term(TermKind.ITEM, answers, is_first=not found)
            if not key:
                break
            found.append(key)
        return tuple(dict.fromkeys(found))

    def _ask_others(self, newcomer: NewPartner) -> NewPartner:
        """Return *newcomer* with those that signed together with it."""
        workspace, answers = self._workspace, self._answers
        others: list[NewPartner] = []
        for id_ in self._others:
            if id_ in workspace.partners or id_ == newcomer.id:
                continue
            kind, country = self._told_of.get(id_, ("", ""))
            told = {**answers.given, "kind": kind or None, "country": country or None}
            if not (kind and country) and not answers.on_terminal:
                words = phrase("“{name}” has no file yet: write {name}:KIND:COUNTRY")
                raise ui.wrong_usage(words, name=id_)
            told |= {"partner": id_, "name_ja": None, "name_en": None}
            told["signed"] = str(newcomer.signed)
            if answers.on_terminal:
                answers.dialogue.note(say("of {partner}:", partner=id_))
            others.append(self._ask_facts(replace(answers, given=told)))
        return replace(newcomer, signed_with=self._others, others=tuple(others))

    def _settle_place(self, newcomer: NewPartner) -> NewPartner:
        """Return *newcomer* with whom it comes right after, where that is not settled."""
        partners = self._workspace.partnerships
        if self._answers.given["signed_after"] is not None:
            newcomer = replace(newcomer, signed_after=self._ask_predecessor(partners))
        try:
            settle_place(newcomer, partners)
        except NotSettled as doubt:
            newcomer = self._settle_tie(newcomer, doubt)
            settle_place(newcomer, partners)
        return newcomer

    def _settle_tie(self, newcomer: NewPartner, doubt: NotSettled) -> NewPartner:
        """Return *newcomer* with whom it comes right after. Raises UsageError when none will do."""
        if not doubt.tied and self._answers.dialogue.has_begun:
            self._answers.dialogue.note(doubt.reason)
            raise GoBack
        if not doubt.tied:
            raise click.UsageError(ui.translate(doubt.reason))
        if not self._answers.on_terminal:
            raise ui.wrong_usage(
                "{doubt}; give --signed-after with the one right before it: {names}",
                doubt=doubt.reason,
                names=", ".join(doubt.tied),
            )
        self._answers.dialogue.note(doubt.reason)
        return replace(newcomer, signed_after=self._ask_predecessor(doubt.tied))

    def _ask_predecessor(self, partners: Mapping[str, Loaded[Partner]]) -> str:
        full = {key: each.record.name.full for key, each in partners.items()}
        names = {key: list_names(words, self._language) for key, words in full.items()}
        question = Question(
            say("Signed right after which of these"), needed=say("choose one of the list")
        )
        choices = Choices(names, f"{PARTNERS}/", shows_keys=True)
        return self._answers.choose("signed_after", question, choices)

    def _ask_release(self, newcomer: NewPartner) -> NewPartner:
        """Return *newcomer* with what its release needs, where there is to be one."""
        answers, workspace = self._answers, self._workspace
        wants = wants_release(answers, say("Is there to be a release (yes or no)"))
        instrument = choose_instrument(workspace, answers, optional=not wants)
        term = read_term(answers.given["term"] or "")
        newcomer = replace(newcomer, instrument=instrument, term=term)
        if not wants:
            refuse_date(answers)
            return newcomer
        newcomer = replace(newcomer, items=self._ask_items())
        template = choose_template(workspace, answers, instrument)
        day = ask_release_date(newcomer.signed, answers)
        return replace(newcomer, template=template, release_on=day)


def word_term_question(
    what: TermKind, house: House, language: Language
) -> tuple[Question, Choices]:
    """Return the question for a kind, a country or an area, and those that there are."""
    terms, place = house.terms.record, str(house.terms.tree.name)
    if what is TermKind.KIND:
        names = {key: list_names(words, language) for key, words in terms.kinds.items()}
        needed = say("the kind is needed: answer with a number or a name")
        return Question(say("Kind"), needed=needed), Choices(names, place, can_add=_is_other)
    if what is TermKind.ITEM:
        names = {key: list_names(words, language) for key, words in terms.items.items()}
        question = Question(say("Area of cooperation, if known"))
        return question, Choices(names, place, can_add=_is_other)
    names = {key: list_names(each.name, language) for key, each in terms.countries.items()}
    needed = say("the country is needed: answer with a number or a name")
    question = Question(say("Its own country"), needed=needed)
    return question, Choices(names, place, can_add=_is_new_country)


def _is_other(text: str) -> bool:
    return text == OTHER


def _is_new_country(text: str) -> bool:
    return text == OTHER or find_country(text) is not None


def ask_new_term(
    what: TermKind, typed: str, workspace: Workspace, answers: Answers
) -> tuple[str, str]:
    """Return the key of a term that the list lacks, and the text of all terms.

    *typed* is what the person has called it so far. Raises GoBack, and Abort.
    """
    dialogue, house = answers.dialogue, workspace.house
    code = find_country(typed) if what is TermKind.COUNTRY else None
    names = {each: name_country(code, each) if code else "" for each in Language}
    ask = dialogue.ask
    needed = say("it is needed in both languages")
    called = say("In Japanese") if what is TermKind.ITEM else say("Name in Japanese")
    above = [
        ui.translate(AMONG_OTHERS),
        *(f"    {lead_to_item(house, each)}…" for each in Language),
    ]
    above = above if what is TermKind.ITEM else []
    ja = ask(Question(called, names[Language.JA], needed, above), ui.read_name)

    def read(en: str, several: str = "") -> tuple[str, str]:
        try:
            return add_term(house, what, NewTerm(ja, ui.read_name(en), several))
        except WrongUsage as wrong:
            raise click.BadParameter(ui.translate(wrong.reason)) from None
        except CannotWrite as refused:
            raise click.ClickException(ui.translate(refused.message)) from None

    question = Question(say("In English, as inside a sentence"), names[Language.EN], needed)
    en = ask(question, lambda text: (read(text), text)[1])
    if what is not TermKind.KIND:
        return read(en)
    return ask(Question(say("In English, of several")), lambda text: read(en, ui.read_name(text)))

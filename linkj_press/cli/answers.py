"""Where the answers of a command come from: its options, or the person at the terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

import click

from linkj_press.cli import ui
from linkj_press.cli.dialogue import Dialogue, Question
from linkj_press.folder import TEMPLATES
from linkj_press.language import Language, is_wide
from linkj_press.message import Message, join, phrase, say, say_day, tame
from linkj_press.problem import WrongUsage, find_near, suggest
from linkj_press.record.order import fold_name
from linkj_press.record.values import HouseWords, PerLanguage
from linkj_press.text.dates import PartialDate
from linkj_press.workspace.happenings import NewRelease
from linkj_press.workspace.loading import Workspace
from linkj_press.workspace.new_partner import (
    choose_template_set,
    list_called,
    name_template_sets,
    read_years,
    require_release_day,
)

T = TypeVar("T")

OTHER = "0"
"""The answer for something else than what is in a list."""


@dataclass(frozen=True)
class Choices:
    """What can be chosen."""

    names: Mapping[str, Sequence[str]]
    """By key, what each is called; the first is shown."""

    place: str
    """Where they are kept."""

    shows_keys: bool = False
    precedents: Mapping[str, str] = field(default_factory=dict)
    """By key, which partner one was chosen for."""

    can_add: Callable[[str], bool] | None = None
    """Whether an answer that is none of them, or `OTHER`, asks for one more."""

    is_shown: bool = True
    """Whether they are listed above the question: not where they just were."""

    def list_lines(self) -> list[str]:
        """Return the lines of a numbered list of them."""
        lines = []
        for number, (key, names) in enumerate(self.names.items(), start=1):
            name = next(filter(None, names), key)
            told = f"{name} ({key})" if self.shows_keys and name != key else name
            if key in self.precedents:
                told = ui.tell("{name}, as with {partner}", name=told, partner=self.precedents[key])
            lines.append(f"{number:>4}  {told}")
        if self.can_add:
            more = ui.tell("another, which is added to the list")
            lines.append(f"{OTHER:>4}  {more}")
        return lines


@dataclass(frozen=True)
class Answers:
    """Where answers come from: the options, and the person where there is a terminal."""

    given: Mapping[str, str | None]
    """The options by name: ``release_date``."""

    on_terminal: bool
    dialogue: Dialogue = field(default_factory=Dialogue)

    def require(self, names: Sequence[str]) -> None:
        """Raise UsageError when some of *names* are not given and cannot be asked for."""
        lacking = [_spell(name) for name in names if self.given[name] is None]
        if lacking and not self.on_terminal:
            raise ui.wrong_usage(
                "there is no terminal to ask on, and these are missing: {options}",
                options=", ".join(lacking),
            )

    def ask(
        self,
        name: str,
        question: Question,
        read: Callable[[str], T],
        show: Callable[[T], str] | None = None,
    ) -> T:
        """Return what *read* makes of the option *name*, or of the answer to *question*.

        Raises UsageError when there can be no answer, BadParameter for a wrong option, and as
        `Dialogue.ask` does.
        """
        given = self.given[name]
        if given is None and self.on_terminal:
            return self.dialogue.ask(question, read, show)
        self.require([name] if question.needed and not question.default else [])
        try:
            return read(question.default if given is None else given)
        except click.BadParameter as error:
            error.param_hint = f"'{_spell(name)}'"
            raise

    def ask_date(self, name: str, question: Question) -> PartialDate:
        """Return the date, as far as it is known, that is given. Raises as `ask` does."""
        return self.ask(name, question, ui.read_date, show_date)

    def choose(self, name: str, question: Question, choices: Choices) -> str:
        """Return the key of what is chosen, nothing where the question may be left unanswered.

        Where one may be added it is, in place of a key, the text that is none. Raises as `ask`.
        """
        names = choices.names
        keys = {ui.fold(word): key for key, words in names.items() for word in (*words, key)}
        asked = self.given[name] is None and self.on_terminal
        if asked:
            numbered = {str(number): key for number, key in enumerate(names, start=1)}
            keys = numbered | keys

        def read(text: str) -> str:
            chosen = keys.get(ui.fold(text)) or _find_part(ui.fold(text), keys)
            if chosen or not (text.strip() or question.needed):
                return chosen
            if self.on_terminal and choices.can_add and choices.can_add(ui.fold(text)):
                return text
            raise click.BadParameter(_refuse_choice(text, choices, listed=asked))

        def show(key: str) -> str:
            return next(filter(None, names.get(key, ())), key)

        return self.ask(name, _list_above(question, choices), read, show)


def _find_part(text: str, keys: Mapping[str, str]) -> str:
    """Return what the only one of the names is of that *text* is a good part of, or nothing."""
    found = {key for name, key in keys.items() if text in name}
    is_telling = len(text) >= (_TELLING_WIDE if any(map(is_wide, text)) else _TELLING)
    return found.pop() if is_telling and len(found) == 1 else ""


_TELLING_WIDE, _TELLING = 2, 4
"""How many letters of a name tell it from others: 終了, park."""


def _list_above(question: Question, choices: Choices) -> Question:
    words = say("{question} (number or name)", question=question.words)
    lines = choices.list_lines() if choices.is_shown else []
    return Question(words, question.default, question.needed, lines)


def _refuse_choice(text: str, choices: Choices, *, listed: bool) -> str:
    """Return that *text* is none of the *choices*, and what may be meant."""
    every = [word for key, words in choices.names.items() for word in (*words, key)]
    is_near = find_near(text, every) is not None
    shown = [next(filter(None, names), key) for key, names in choices.names.items()]
    hint = suggest(text, every if is_near else shown)
    if not listed:
        words = phrase("there is no “{name}” in {place}: {hint}")
        return ui.tell(words, name=text, place=choices.place, hint=hint)
    several = [f"{n} {name}" for n, name in enumerate(shown, 1) if ui.fold(text) in ui.fold(name)]
    if not is_near:
        hint = say("answer with a number or a name of the list")
    if not is_near and choices.can_add:
        hint = say("answer with a number or a name of the list; {other} adds one", other=OTHER)
    if several[1:] and text.strip():
        words = phrase("“{name}” may be more than one of the list: {names}")
        return ui.tell(words, name=tame(text), names=", ".join(several))
    return ui.tell("there is no “{name}” in the list: {hint}", name=tame(text), hint=hint)


def show_date(day: PartialDate) -> str:
    """Return *day* as people write it, to be shown back."""
    told = say_day(day)
    return ui.translate(told if day.day else say("{month}, the day is not known", month=told))


def _spell(name: str) -> str:
    """Return how what is called *name* is written on the command line."""
    if name == "partner":
        return "PARTNER"
    return f"--{name.rstrip('_').replace('_', '-')}"


def list_names(words: HouseWords | PerLanguage, language: Language) -> tuple[str, ...]:
    """Return what *words* name, in *language* first."""
    names = words.get(language), words.ja, words.en
    return tuple(name for name in names if name)


SIGNED = Question(
    say("Signed on (2021-02-15, or 2021-02 where the day is not known)"),
    needed=say("the date of signing is needed; the month is enough, as 2021-02"),
)


def choose_instrument(workspace: Workspace, answers: Answers, *, optional: bool) -> str:
    """Return the key of the instrument that was signed, or nothing."""
    language = ui.find_session().catalogue.language
    instruments = workspace.house.terms.record.instruments.items()
    wordings = {str(key): list_names(each.wording, language) for key, each in instruments}
    question = Question(
        say("What was signed"), needed=say("a release tells what was signed: choose one")
    )
    if optional:
        question = Question(say("What was signed, if known"))
    signed = {e.loaded.record.agreement.instrument or "": e for e in workspace.ledger.entries}
    precedents = {
        key: next(iter(list_names(entry.partner.name.full, language)), entry.id)
        for key, entry in signed.items()
    }
    choices = Choices(wordings, f"{TEMPLATES}/house/terms.yaml", precedents=precedents)
    return answers.choose("instrument", question, choices)


def choose_template(
    workspace: Workspace, answers: Answers, instrument: str, *, renews: bool = False
) -> str:
    """Return the template set of a release about an *instrument*, or of a renewal."""
    language = ui.find_session().catalogue.language
    sets = name_template_sets(workspace.root, workspace.house, language, renews=renews)
    default = choose_template_set(list(sets), instrument)
    names = {
        key: [ui.translate(name) if isinstance(name, Message) else name]
        for key, name in sorted(sets.items(), key=lambda each: each[0] != default)
    }
    question = Question(say("Template set"), default, say("a template set is needed"))
    return answers.choose("template", question, Choices(names, f"{TEMPLATES}/", shows_keys=True))


def wants_release(answers: Answers, words: Message) -> bool:
    """Return whether there is to be a release; *words* ask for it where no option says so."""
    given = answers.given["template"]
    if given is None and answers.on_terminal:
        return answers.dialogue.confirm(words)
    return bool(given)


def read_term(text: str) -> str:
    """Return the number of years or the day that *text* gives. Raises BadParameter."""
    text = ui.fold(text)
    try:
        years = read_years(text)
    except WrongUsage as wrong:
        raise click.BadParameter(ui.translate(wrong.reason)) from None
    return years or (str(ui.read_day(text)) if text else "")


def ask_release_date(signed: PartialDate, answers: Answers) -> date:
    """Return the day of a release about what was *signed*."""

    def read(text: str) -> date:
        day = ui.read_day(text)
        try:
            require_release_day(day, signed)
        except WrongUsage as wrong:
            raise click.BadParameter(ui.translate(wrong.reason)) from None
        return day

    question = Question(
        say("Day of the release"),
        default=ui.translate(say_day(signed)) if signed.day else "",
        needed=say("the day on which it goes out is needed, as 2022/4/15"),
    )
    return answers.ask("release_date", question, read, lambda day: show_date(PartialDate.of(day)))


def ask_release(
    signed: PartialDate, workspace: Workspace, answers: Answers, instrument: str
) -> NewRelease | None:
    """Return the release of a renewal that is to begin, if there is to be one."""
    if not wants_release(answers, say("Is there to be a release (yes or no)")):
        refuse_date(answers)
        return None
    template = choose_template(workspace, answers, instrument, renews=True)
    return NewRelease(template, ask_release_date(signed, answers))


def sum_up(head: Message, told: Sequence[Message]) -> Message:
    """Return *head* and below it, each in a line, what is *told* of it."""
    return join([head, *told], "\n    ")


def confirm_writing(answers: Answers) -> None:
    """Let who was asked say that it is to be written. Raises GoBack, Abort, and Exit for a no."""
    dialogue = answers.dialogue
    if dialogue.has_begun and not dialogue.confirm(say("Shall it be put on file (yes or no)")):
        raise click.Abort


def refuse_date(answers: Answers) -> None:
    """Raise UsageError where a date is given for a release that is not to be."""
    if answers.given["release_date"] is not None:
        raise ui.wrong_usage("--release-date goes with --template")


def split_ids(
    text: str, workspace: Workspace
) -> tuple[tuple[str, ...], dict[str, tuple[str, str]]]:
    """Return the partners in *text*, and kind and country of those that it gives them of.

    One on file may be given by its name.

    Raises UsageError for another form.
    """
    ids: list[str] = []
    called = list_called(workspace.ledger)
    facts: dict[str, tuple[str, str]] = {}
    for part in filter(None, (part.strip() for part in text.replace("、", ",").split(","))):
        match part.split(":"):
            case [name]:
                known = called.get(fold_name(name), ())
                ids.append(known[0] if len(known) == 1 else name)
            case [id_, kind, country]:
                ids.append(id_)
                facts[id_] = kind, country
            case _:
                words = phrase("write NAME or NAME:KIND:COUNTRY, not “{part}”")
                raise ui.wrong_usage(words, part=part)
    return tuple(ids), facts

"""Where the answers of a command come from: its options, or the person at the terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import click

from linkj_press.cli import ui
from linkj_press.folder import TEMPLATES
from linkj_press.language import Language
from linkj_press.problem import WrongUsage, suggest
from linkj_press.record.values import HouseWords
from linkj_press.text.dates import PartialDate
from linkj_press.workspace.happenings import NewRelease
from linkj_press.workspace.loading import Workspace
from linkj_press.workspace.new_partner import list_template_sets, require_release_day

T = TypeVar("T")

Choices = Mapping[str, Sequence[str]]
"""What can be chosen: keys, each with its names, the one to be shown first."""


@dataclass(frozen=True)
class Answers:
    """Where answers come from: the options, and the person where there is a terminal."""

    given: Mapping[str, str | None]
    """The options by name: ``release_date``."""

    on_terminal: bool

    def require(self, names: Sequence[str]) -> None:
        """Raise UsageError when some of *names* are not given and cannot be asked for."""
        lacking = [_spell(name) for name in names if self.given[name] is None]
        if lacking and not self.on_terminal:
            raise ui.wrong_usage(
                "there is no terminal to ask on, and these are missing: {options}",
                options=", ".join(lacking),
            )

    def ask(
        self, name: str, question: str, read: Callable[[str], T], default: str | None = None
    ) -> T:
        """Return what *read* makes of the option *name*, or of the answer to *question*.

        *default* is taken where there is no answer. Raises UsageError when there can be none,
        BadParameter for a wrong option; after a wrong answer the question is asked again.
        """
        self.require([name] if default is None else [])
        given = self.given[name]
        if given is None and self.on_terminal:
            shown = bool(default)
            return click.prompt(question, default, value_proc=read, show_default=shown, err=True)
        try:
            return read((default or "") if given is None else given)
        except click.BadParameter as error:
            error.param_hint = f"'{_spell(name)}'"
            raise

    def choose(
        self, name: str, question: str, choices: Choices, place: str, *, optional: bool = False
    ) -> str:
        """Return the key of *choices* that is chosen, or nothing where that is *optional*.

        *place* is where the choices are kept. Raises as `ask` does.
        """
        keys = {ui.fold(word): key for key, words in choices.items() for word in (*words, key)}
        if self.given[name] is None and self.on_terminal:
            _list_choices(choices)
            keys |= {str(number): key for number, key in enumerate(choices, start=1)}

        def read(text: str) -> str:
            chosen = "" if optional and not text.strip() else keys.get(ui.fold(text))
            if chosen is None:
                hint = suggest(text, choices)
                raise click.BadParameter(
                    ui.tell(
                        "there is no “{name}” in {place}: {hint}", name=text, place=place, hint=hint
                    )
                )
            return chosen

        return self.ask(name, question, read, "" if optional else None)


def _spell(name: str) -> str:
    return f"--{name.rstrip('_').replace('_', '-')}"


def _list_choices(choices: Choices) -> None:
    width = max(map(len, choices), default=0)
    for number, (key, names) in enumerate(choices.items(), start=1):
        click.echo(f"{number:>4}  {key:<{width}}  {' '.join(names[:1])}".rstrip(), err=True)


def list_names(words: HouseWords, language: Language) -> tuple[str, ...]:
    """Return what *words* name, in *language* first."""
    return words.get(language), words.ja, words.en


def choose_instrument(
    workspace: Workspace, answers: Answers, question: str, *, optional: bool
) -> str:
    """Return the key of the instrument that was signed, or nothing."""
    language = ui.find_session().catalogue.language
    instruments = workspace.house.terms.record.instruments.items()
    wordings = {str(key): list_names(each.wording, language) for key, each in instruments}
    place = f"{TEMPLATES}/house/terms.yaml"
    return answers.choose("instrument", question, wordings, place, optional=optional)


def choose_template(
    workspace: Workspace, answers: Answers, *, renews: bool = False, optional: bool = True
) -> str:
    """Return the template set of a release, that of a renewal or of a new partner, or nothing."""
    sets: Choices = dict.fromkeys(list_template_sets(workspace.root, renews=renews), ())
    question = ui.tell("Template set, if there is to be a release")
    return answers.choose("template", question, sets, f"{TEMPLATES}/", optional=optional)


def ask_release_date(signed: PartialDate, answers: Answers) -> date:
    """Return the day of a release about what was *signed*."""

    def read(text: str) -> date:
        day = ui.read_day(text.strip())
        try:
            require_release_day(day, signed)
        except WrongUsage as wrong:
            raise click.BadParameter(ui.translate(wrong.reason)) from None
        return day

    default = str(signed) if signed.day else None
    return answers.ask("release_date", ui.tell("Date of the release (YYYY-MM-DD)"), read, default)


def ask_release(
    signed: PartialDate, workspace: Workspace, answers: Answers, *, renews: bool = False
) -> NewRelease | None:
    """Return the release that is to begin, if there is to be one; its instrument is not asked."""
    template = choose_template(workspace, answers, renews=renews)
    if not template:
        refuse_date(answers)
        return None
    return NewRelease(template, ask_release_date(signed, answers))


def refuse_date(answers: Answers) -> None:
    """Raise UsageError where a date is given for a release that is not to be."""
    if answers.given["release_date"] is not None:
        raise ui.wrong_usage("--release-date goes with --template")

"""Answers to what a command must know: out of its options, or asked for on a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import click

from linkj_press.cli.ui import tell
from linkj_press.problem import suggest
from linkj_press.reading import quote_scalar
from linkj_press.text.dates import PartialDate

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
        lacking = [name for name in names if self.given[name] is None]
        if lacking and not self.on_terminal:
            raise _lack(lacking)

    def ask(
        self, name: str, question: str, read: Callable[[str], T], default: str | None = None
    ) -> T:
        """Return what *read* makes of the option *name*, or of the answer to *question*.

        *default* is taken where there is no answer. Raises UsageError when there can be none,
        BadParameter for a wrong option; after a wrong answer the question is asked again.
        """
        given = self.given[name]
        if given is None and self.on_terminal:
            shown = bool(default)
            return click.prompt(question, default, value_proc=read, show_default=shown, err=True)
        text = default if given is None else given
        if text is None:
            raise _lack([name])
        try:
            return read(text)
        except click.BadParameter as error:
            error.param_hint = f"'{_spell(name)}'"
            raise

    def choose(
        self, name: str, question: str, choices: Choices, place: str, *, optional: bool = False
    ) -> str:
        """Return the key of *choices* that is chosen, or nothing where that is *optional*.

        *place* is where the choices are kept. Raises as `ask` does.
        """
        keys = {_fold(word): key for key, words in choices.items() for word in (*words, key)}
        if self.given[name] is None and self.on_terminal:
            _show(choices)
            keys |= {str(number): key for number, key in enumerate(choices, start=1)}

        def read(text: str) -> str:
            chosen = "" if optional and not text.strip() else keys.get(_fold(text))
            if chosen is None:
                hint = suggest(text, choices)
                raise click.BadParameter(
                    tell(
                        "there is no {name!r} in {place}: {hint}", name=text, place=place, hint=hint
                    )
                )
            return chosen

        return self.ask(name, question, read, "" if optional else None)


def _lack(names: Sequence[str]) -> click.UsageError:
    """Return what is wrong when the options *names* are missing."""
    options = ", ".join(map(_spell, names))
    return click.UsageError(
        tell("there is no terminal to ask on, and these are missing: {options}", options=options)
    )


def read_name(text: str) -> str:
    """Return the name that *text* gives. Raises BadParameter when no file may hold it."""
    try:
        quote_scalar(text)
    except ValueError as error:
        raise click.BadParameter(tell(str(error))) from None
    return text.strip()


def read_date(text: str) -> PartialDate:
    """Return the date that *text* gives. Raises BadParameter."""
    try:
        return PartialDate.parse(text.strip())
    except ValueError as error:
        raise click.BadParameter(tell(str(error))) from None


def _fold(text: str) -> str:
    """Return *text* without what an input method makes of it: ＦＲ is fr."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _spell(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _show(choices: Choices) -> None:
    """Write *choices* to standard error, each with its number."""
    width = max(map(len, choices), default=0)
    for number, (key, names) in enumerate(choices.items(), start=1):
        click.echo(f"{number:>4}  {key:<{width}}  {' '.join(names[:1])}".rstrip(), err=True)

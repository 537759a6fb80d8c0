"""Questions to a person at the terminal, with a way back from each to the one before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import click

from linkj_press.catalogue import open_catalogue
from linkj_press.cli import ui
from linkj_press.language import Language
from linkj_press.message import NOTHING, Message, say
from linkj_press.problem import ProblemsFound

T = TypeVar("T")


@dataclass(frozen=True)
class Question:
    """What a person is asked."""

    words: Message
    default: str = ""
    """What an empty answer stands for."""

    needed: Message = NOTHING
    """What to say to an empty answer; nothing where the question may be left unanswered."""

    above: Sequence[str] = ()
    """Lines to be shown above it."""


class GoBack(Exception):  # noqa: N818  (the person's wish)
    """The person wants the question before."""


class Dialogue:
    """What a person is asked and types, one answer after the other, with a way back.

    Whoever goes back is asked anew from the beginning; what was typed up to there is not asked
    again, but taken as it was typed, in silence. What was typed after that stands for an empty
    answer where the same is asked again.
    """

    def __init__(self) -> None:
        self._typed: list[str] = []
        self._before: dict[tuple[int, Message], str] = {}
        """What was typed last to each question, by its place and words."""

        self._taken = 0
        self._has_told_way_back = False

    @property
    def has_begun(self) -> bool:
        """Whether anything was asked."""
        return bool(self._typed)

    def hold(self, talk: Callable[[], T]) -> T:
        """Return what *talk*, which asks, comes to. Ends the command when it is broken off.

        What the answers contradict is told, and the last one asked for again; raises ProblemsFound
        where nothing was asked.
        """
        while True:
            self._taken = 0
            try:
                return talk()
            except GoBack:
                self._typed.pop()
            except ProblemsFound as found:
                if not self._typed:
                    raise
                for problem in found.problems:  # of lines that no file has yet
                    ui.note(problem.message)
                self._typed.pop()
            except (click.Abort, KeyboardInterrupt):
                click.echo(err=True)
                ui.note(say("Aborted! Nothing was written."))
                click.get_current_context().exit(1)

    def note(self, message: Message) -> None:
        """Say *message*, but not again on the way back."""
        if self._taken == len(self._typed):
            ui.note(message)

    def ask(
        self, question: Question, read: Callable[[str], T], show: Callable[[T], str] | None = None
    ) -> T:
        """Return what *read* makes of the answer to *question*; *show* is how that is shown back.

        After a wrong answer, for which *read* raises BadParameter, it is asked again. Raises
        GoBack, and Abort when the person breaks off.
        """
        if self._taken < len(self._typed):
            self._taken += 1
            return read(self._typed[self._taken - 1])
        if not self._has_told_way_back:
            self._has_told_way_back = True
            ui.note(say("To go back to the question before, type back or <; Ctrl-C breaks off."))
        for line in question.above:
            click.echo(line, err=True)
        while True:
            text = self._prompt(question)
            try:
                answer = read(text)
            except click.BadParameter as error:
                click.echo(error.message, err=True)
                continue
            self._before[len(self._typed), question.words] = text
            self._typed.append(text)
            self._taken += 1
            if show and show(answer) not in ("", text):
                click.echo(f"    → {show(answer)}", err=True)
            return answer

    def _prompt(self, question: Question) -> str:
        words = ui.translate(question.words)
        default = self._before.get((len(self._typed), question.words)) or question.default
        while True:
            shown = f"{words} [{default}]" if default else words
            text = click.prompt(shown, default="", show_default=False, value_proc=str, err=True)
            text = text.strip() or default
            if ui.fold(text) in ("<", *_translate_all(say("back"))):
                if self._typed:
                    raise GoBack
                ui.note(say("this is the first question"))
            elif text or not question.needed:
                return text
            else:
                ui.note(question.needed)

    def confirm(self, words: Message) -> bool:
        """Return whether the person says yes to *words*. Raises GoBack, and Abort."""
        return self.ask(Question(words, default=ui.tell("yes")), _read_yes)


def _translate_all(word: Message) -> set[str]:
    """Return *word* in every language."""
    return {ui.fold(open_catalogue(language).tell(word)) for language in Language}


def _read_yes(text: str) -> bool:
    """Return whether *text* says yes. Raises BadParameter when it does not say no either."""
    said = ui.fold(text)
    if said in {"y", *_translate_all(say("yes"))}:
        return True
    if said in {"n", *_translate_all(say("no"))}:
        return False
    raise click.BadParameter(ui.tell("answer yes or no"))

"""What a command is told of an act that it records: on which day it was done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import click

from linkj_press.cli import ui


def on_option(words: str) -> Callable[[Any], Any]:
    """Return the option --on, which gives a day; *words* are its help."""
    return ui.option("--on", callback=_take_day, metavar="DATE", help=words)


def _take_day(_context: click.Context, _option: click.Parameter, text: str | None) -> date | None:
    """Return the day that *text*, the value of an option, gives. Raises BadParameter."""
    try:
        return None if text is None else ui.read_day(text)
    except click.BadParameter:
        told = ui.tell("“{text}” is not a date: write 2020-09-03", text=text)
        raise click.BadParameter(told) from None


def find_day_of_act(on: date | None, today: date | None = None) -> date:
    """Return the day that *on* gives, or today. Raises UsageError for one that is still to come.

    *today* is the day where the act counts, else where the person is.
    """
    today = today or ui.find_today()
    if on and on > today:
        raise ui.wrong_usage("--on {on} is still to come", on=on)
    return on or today

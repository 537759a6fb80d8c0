"""What a command is told of an act that it records: who did it, and on which day."""

from __future__ import annotations

from datetime import date, datetime

import click

from linkj_press.cli import ui
from linkj_press.message import phrase

on_option = ui.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help=phrase("The day on which that was done (default: today)."),
)


def find_day_of_act(on: date | None) -> date:
    """Return the day that *on* gives, or today. Raises UsageError for one that is yet to come."""
    today = ui.find_today()
    day = (on.date() if isinstance(on, datetime) else on) or today
    if day > today:
        raise ui.wrong_usage("--on {day}: that day is yet to come", day=day)
    return day

"""The language in which the program speaks, and commands whose help is in it."""

from __future__ import annotations

import copy
import gettext
import locale
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from linkj_press.catalogue import CATALOGUES, Catalogue, open_catalogue
from linkj_press.language import Language
from linkj_press.message import Message, say

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

ENVIRONMENT = "LINKJ_PRESS_UI"
"""The environment variable that chooses the language: ``ja`` or ``en``."""


@dataclass
class Session:
    """What one call of the program goes by."""

    catalogue: Catalogue
    workspace: Path | None = None
    """The folder given with ``-C``."""

    root: Path = Path()
    """The workspace, once it is found."""


def open_session(language: str | None, environment: Mapping[str, str]) -> Session:
    """Return the session of a program that was asked to speak *language*.

    Without it the environment decides: the program's own variable, then the locale.
    """
    wanted = language or environment.get(ENVIRONMENT, "").strip().lower()
    known = Language(wanted) if wanted in set(Language) else _find_language(environment)
    # Click's own words come from gettext's global catalogue, which goes by this variable.
    gettext.bindtextdomain("click", CATALOGUES)
    gettext.textdomain("click")
    os.environ["LANGUAGE"] = known
    return Session(open_catalogue(known))


def _find_language(environment: Mapping[str, str]) -> Language:
    """Return the language that the person's system speaks: Japanese, or else English."""
    names = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    name = next(filter(None, names), None) or locale.getlocale()[0] or ""
    return Language.JA if name.lower().startswith(("ja", "japanese")) else Language.EN


def find_session() -> Session:
    """Return the session of the command that runs."""
    session = click.get_current_context().find_root().obj
    assert isinstance(session, Session)
    return session


def translate(message: Message) -> str:
    """Return *message* in the language of the session."""
    return find_session().catalogue.tell(message)


def tell(words: str, /, **values: object) -> str:
    """Return *words* and *values* in the language of the session."""
    return translate(say(words, **values))


class SpokenCommand(click.Command):
    """A command whose help is in the language of the session."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option --help, with the help in the language that is known by now."""
        help_option = super().get_help_option(ctx)
        if help_option:
            help_option.help = gettext.gettext("Show this message and exit.")
        return help_option

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the options that begin with *incomplete*, each with its help in one line."""
        items = click.Command.shell_complete(self, ctx, incomplete)
        with ctx.scope(cleanup=False):
            for item in items:
                item.help = tell(item.help).replace("\n", "") if item.help else None
        return items

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does."""
        _write(formatter, self.help)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what follows the options: examples."""
        _write(formatter, self.epilog)


class SpokenOption(click.Option):
    """An option whose help is in the language of the session."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return how the option is written, and its help."""
        spoken = copy.copy(self)
        spoken.help = _keep_lines(tell(self.help)) if self.help else None
        return click.Option.get_help_record(spoken, ctx)


def _write(formatter: click.HelpFormatter, words: str | None) -> None:
    if words:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_keep_lines(tell(words)))


def _keep_lines(words: str) -> str:
    """Return *words* so that Click, which breaks lines only at spaces, leaves line breaks alone."""
    paragraphs = words.split("\n\n")
    return "\n\n".join(f"\b\n{words}" if "\n" in words else words for words in paragraphs)


command = partial(click.command, cls=SpokenCommand)
"""Click's decorator, for a command whose help is in the language of the session."""

option = partial(click.option, cls=SpokenOption)
"""Click's decorator, for an option whose help is in the language of the session."""

"""What commands share: the language of help and messages, the workspace, files on the line."""

from __future__ import annotations

import copy
import gettext
import locale
import os
import re
import shlex
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, TextIO

import click

from linkj_press.catalogue import CATALOGUES, Catalogue, open_catalogue
from linkj_press.folder import find_workspace
from linkj_press.language import Language
from linkj_press.message import Message, phrase, say, tame
from linkj_press.problem import Problem, WrongUsage, count_problems, name_refusal

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from linkj_press.show import View
    from linkj_press.text.dates import PartialDate
    from linkj_press.word import Aside, NotWord
    from linkj_press.workspace.loading import Workspace
    from linkj_press.workspace.writing import Change

CLONE = Path(__file__).parents[2]
"""Where the program lies, if that is a clone: it has partners/ and templates/."""

BUILT_IN = CLONE / "linkj_press" / "skeleton" / "workspace"
"""The same folders within an installed program; a clone has none."""


@dataclass
class Session:
    """What one call of the program goes by."""

    catalogue: Catalogue
    workspace: Path | None = None
    """The folder given with ``-C``."""

    root: Path = Path()
    """The workspace, once it is found."""

    is_chosen: bool = False
    """Whether the person chose the language; else the system did."""


def open_session(language: str | None, environment: Mapping[str, str]) -> Session:
    """Return the session of a program that was asked to speak *language*.

    Without it the environment decides: the program's own variable, then the locale.
    """
    wanted = language or environment.get("LINKJ_PRESS_UI", "").strip().lower()
    is_chosen = wanted in set(Language)
    if not is_chosen:
        names = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
        system = next(filter(None, names), None) or locale.getlocale()[0] or ""
        wanted = Language.JA if system.lower().startswith("ja") else Language.EN
    # Click's own words come from gettext's global catalogue, which goes by this variable.
    gettext.bindtextdomain("click", CATALOGUES)
    gettext.textdomain("click")
    os.environ["LANGUAGE"] = wanted
    return Session(open_catalogue(Language(wanted)), is_chosen=is_chosen)


def find_session() -> Session:
    """Return the session of the command that runs."""
    session: Session = click.get_current_context().find_root().obj
    return session


def translate(message: Message) -> str:
    """Return *message* in the language of the session."""
    return find_session().catalogue.tell(message)


def tell(words: str, /, **values: object) -> str:
    """Return *words* and *values* in the language of the session."""
    return translate(say(words, **values))


def note(message: Message) -> None:
    """Say *message* on standard error, beside what the command prints."""
    click.echo(translate(message), err=True)


def wrong_usage(words: str, /, **values: object) -> click.UsageError:
    """Return what ends the command with *words* and *values*, and how it is to be used."""
    return click.UsageError(tell(words, **values))


@contextmanager
def telling_usage() -> Iterator[None]:
    """Raise UsageError in place of WrongUsage."""
    try:
        yield
    except WrongUsage as wrong:
        raise click.UsageError(translate(wrong.reason)) from None


class Folder(click.Path):
    """A folder; an empty name, as of a variable that is not set, is none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the folder *value*. Raises BadParameter where it is none."""
        if value == "":
            self.fail("the name of the folder is empty", param, ctx)
        return super().convert(value, param, ctx)


_VALUES = frozenset(
    {
        phrase("ADDRESS"),
        phrase("ARGS"),
        phrase("CODE"),
        phrase("COMMAND"),
        phrase("DATE"),
        phrase("DIR"),
        phrase("DRAFT"),
        phrase("FILE"),
        phrase("KEY"),
        phrase("KIND"),
        phrase("LINE"),
        phrase("N"),
        phrase("NAME"),
        phrase("OPTIONS"),
        phrase("PARTNER"),
        phrase("SET"),
        phrase("SHELL"),
        phrase("TERM"),
        phrase("TEXT"),
        phrase("WHAT"),
        phrase("WHO"),
        phrase("WORDS"),
    }
)
"""What stands in help, and in usage, for what a person gives."""


def _speak_value(metavar: str, ctx: click.Context) -> str:
    """Return *metavar* in the language of the session: ``[PARTNER]...`` is ``[提携先]...``.

    Wrong usage is shown when its command is no longer the one that runs.
    """
    speak: Catalogue = ctx.find_root().obj.catalogue

    def name(word: re.Match[str]) -> str:
        return speak.tell(say(word[0])) if word[0] in _VALUES else word[0]

    return re.sub("[A-Z]+", name, metavar)


_FILLER = "\ue000"
"""Stands behind a letter that takes two columns: Click counts letters."""

_WIDE = re.compile("[\u3000-\uff9f]")


class _SpokenFormatter(click.HelpFormatter):
    """Sets options and their help in columns, wide letters among them."""

    def write(self, string: str) -> None:
        """Write *string*."""
        super().write(string.replace(_FILLER, ""))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write *rows* of what something is called and what it is."""
        filled = [(_WIDE.sub(rf"\g<0>{_FILLER}", head), told) for head, told in rows]
        super().write_dl(filled, col_max, col_spacing)


class _SpokenContext(click.Context):
    formatter_class = _SpokenFormatter


class SpokenCommand(click.Command):
    """A command whose help is in the language of the session."""

    context_class = _SpokenContext

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return what may follow the command, as its usage shows it."""
        return [_speak_value(piece, ctx) for piece in super().collect_usage_pieces(ctx)]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option --help, with the help in the language that is known by now."""
        if help_option := super().get_help_option(ctx):
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


class SpokenArgument(click.Argument):
    """An argument that is called something in the language of the session."""

    def make_metavar(self, ctx: click.Context) -> str:
        """Return what stands for the argument."""
        return _speak_value(super().make_metavar(ctx), ctx)


class SpokenOption(click.Option):
    """An option whose help is in the language of the session."""

    def make_metavar(self, ctx: click.Context) -> str:
        """Return what stands for the value of the option."""
        return _speak_value(super().make_metavar(ctx), ctx)

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
    return "\n\n".join(f"\b\n{part}" if "\n" in part else part for part in words.split("\n\n"))


command = partial(click.command, cls=SpokenCommand)
"""Click's decorator, for a command whose help is in the language of the session."""

argument = partial(click.argument, cls=SpokenArgument)
"""Click's decorator, for an argument that is called something in the language of the session."""

option = partial(click.option, cls=SpokenOption)
"""Click's decorator, for an option whose help is in the language of the session."""

languages_option = option(
    "--lang",
    "languages",
    type=click.Choice([str(language) for language in Language]),
    callback=lambda _context, _option, value: (Language(value),) if value else tuple(Language),
    metavar="ja|en",
    help=phrase("Only this language (default: both)."),
)

format_option = partial(
    option, "--format", "form", show_default=True, help=phrase("How to print it.")
)
"""The option --format; its forms, and the one that is taken by default, are the command's."""

UNBROKEN = 100_000
"""Columns where nothing is a terminal and no line is to be broken, as in any diff."""


def can_show_colours(stream: TextIO) -> bool:
    """Return whether *stream* is a terminal, and one that takes more than plain text."""
    return stream.isatty() and os.environ.get("TERM") not in ("dumb", "unknown")


def show(view: View, *, width_when_piped: int = 80) -> None:
    """Print *view*: on a terminal in colour, and page by page when it is longer than the screen."""
    from linkj_press.show import render_view  # noqa: PLC0415

    width, styled = measure_screen(width_when_piped)
    show_text(render_view(view, width, styled=styled), styled=styled)


def measure_screen(width_when_piped: int) -> tuple[int, bool]:
    """Return how many columns what is printed may take, and whether it may have colours."""
    styled = can_show_colours(sys.stdout)
    return shutil.get_terminal_size().columns if styled else width_when_piped, styled


def show_text(text: str, *, styled: bool) -> None:
    """Print the *text* of a view, page by page where it is *styled* and longer than the screen."""
    if styled and text.count("\n") >= shutil.get_terminal_size().lines:
        # Click lets less show the colours, and takes them away for other pagers.
        if "utf" in (sys.stdout.encoding or "").lower():
            os.environ.setdefault("LESSCHARSET", "utf-8")
        click.echo_via_pager(text)
    else:
        click.echo(text, nl=False)


def show_problems(
    problems: Sequence[Problem], stream: TextIO, summary: Message | None = None
) -> None:
    """Write *problems* to *stream*, and the *summary*, else how many there are.

    On a terminal each comes with its line, and its file as seen from the person's own folder.
    """
    session = find_session()
    if can_show_colours(stream):
        from linkj_press.show import render_view  # noqa: PLC0415
        from linkj_press.show.problems import ProblemList  # noqa: PLC0415

        near = [_bring_near(problem, session.root) for problem in problems]
        report = ProblemList(near, Path(), session.catalogue, summary)
        text = render_view(report, shutil.get_terminal_size().columns, styled=True)
        click.echo(text, stream, nl=False)
        return
    for problem in problems:
        click.echo(tame(problem.tell(session.catalogue.tell)), stream)
    click.echo(translate(summary or count_problems(problems)), stream)


def _bring_near(problem: Problem, root: Path) -> Problem:
    try:
        path = os.path.relpath(root / problem.where.path)
    except (ValueError, OSError):  # on another drive, or in a folder that was deleted
        path = str(root / problem.where.path)
    return replace(problem, where=problem.where._replace(path=PurePosixPath(path)))


def save_changes(changes: Mapping[Path, Change]) -> None:
    """Make *changes* of files: all of them or none.

    Raises ClickException when one cannot be written, or another program has saved it meanwhile.
    """
    from linkj_press.workspace.writing import write_files  # noqa: PLC0415

    with telling_unwritten():
        for kept in write_files(changes):
            note(kept.tell())


@contextmanager
def telling_unwritten() -> Iterator[None]:
    """Raise ClickException in place of NotWritten."""
    from linkj_press.workspace.writing import NotWritten  # noqa: PLC0415

    try:
        yield
    except NotWritten as error:
        raise click.ClickException(tell("not written: {reason}", reason=error.reason)) from None


def find_root() -> Path:
    """Return the folder of the workspace.

    Raises UsageError when there is none, ClickException when the person's own folder is gone.
    """
    session = find_session()
    given = session.workspace
    try:
        start = (given or Path.cwd()).resolve()
    except OSError as error:
        reason = name_refusal(error)
        gone = tell("the folder you are in: {strerror}; go to one that is there", strerror=reason)
        raise click.ClickException(gone) from None
    root = find_workspace(start)
    if root is None or (given and root != start):
        raise wrong_usage(
            "{folder} has no partners/ and templates/: go to the folder that has them,"
            " or name it with -C DIR; to begin one: linkj-press init DIR",
            folder=given or say("this folder"),
        )
    session.root = root
    return root


def open_workspace() -> Workspace:
    """Return the workspace that the command works in.

    Raises UsageError when there is none, ProblemsFound when its files are at fault.
    """
    from linkj_press.workspace.loading import load_workspace  # noqa: PLC0415

    return load_workspace(find_root())


def choose_partners(
    named: Sequence[str], known: Sequence[str], workspace: Workspace
) -> Sequence[str]:
    """Return *named* without repeats, or all *known*. Raises UsageError for one that is not."""
    with telling_usage():
        return workspace.choose(named, known)


def fold(text: str) -> str:
    """Return *text* without what an input method makes of it: ＥＭＢＡＳＳＹ is embassy."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def read_name(text: str) -> str:
    """Return the name that *text* gives. Raises BadParameter when no file may hold it."""
    from linkj_press.reading import quote_scalar  # noqa: PLC0415

    try:
        quote_scalar(text)
    except ValueError as error:
        raise click.BadParameter(tell(str(error))) from None
    return text.strip()


def read_date(text: str) -> PartialDate:
    """Return the date that *text* gives, as people type one. Raises BadParameter."""
    from linkj_press.text.dates import WrongDate  # noqa: PLC0415
    from linkj_press.text.typed import NO_DATE, read_typed_date  # noqa: PLC0415

    try:
        return read_typed_date(text)
    except WrongDate as error:
        told = translate(error.reason)
        if error.reason == NO_DATE:
            words = phrase("write a date as YYYY-MM-DD or April 15, 2022, not “{text}”")
            told = tell(words, text=text.strip())
        raise click.BadParameter(told) from None


def read_day(text: str) -> date:
    """Return the day that *text* gives. Raises BadParameter, also for a month."""
    day = read_date(text)
    if day.day is None:
        raise click.BadParameter(tell("the day is needed, not only the month"))
    return day.first_day


def find_today() -> date:
    """Return the day where the person is, for what a person decides today."""
    return date.today()


def find_now() -> datetime:
    """Return the time by the clock where the person is."""
    return datetime.now()


def find_now_in_japan() -> datetime:
    """Return the time in Japan, by which an embargo goes."""
    return datetime.now(timezone(timedelta(hours=9))).replace(tzinfo=None)


def shorten_path(path: Path) -> str:
    """Return *path* as seen from the folder that the person is in, when it is below that."""
    with suppress(OSError):  # a folder that was deleted
        path = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    return str(path)


_LARGEST = 200_000_000
"""In bytes, of a draft with its photos."""


def read_file(path: Path) -> bytes:
    """Return the content of *path*. Raises NotWord for what has no end, or is far too large."""
    from linkj_press.word import NotWord  # noqa: PLC0415  (late, for a quick --help)

    size = path.stat().st_size  # where nothing stands, the system says so
    if not path.is_file():
        raise NotWord(say("this is a device or a pipe, not a file"), say("give the draft itself"))
    if size > _LARGEST:
        raise NotWord(say("the file is larger than any draft"), say("give the draft itself"))
    return path.read_bytes()


def tell_not_word(path: Path, error: NotWord) -> str:
    """Return why *path* was refused, in a line, and what to do in another."""
    return f"{spell_path(path)}: {translate(error.reason)}\n    {translate(error.hint)}"


def tell_aside(aside: Aside) -> str:
    """Return what *aside* is, and its words in a line."""
    what, words = translate(aside.kind.value), aside.text.replace("\n", " / ")
    return f"{what}: {words}" if words else what


def quote_command(words: Sequence[str]) -> str:
    """Return *words* as a person types them to the shell of this system."""
    import subprocess  # noqa: PLC0415  (late, for a quick --help)

    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)


def spell_path(path: Path) -> str:
    """Return *path* so that a terminal shows it and obeys nothing in it."""
    shown = str(path)
    return "".join(c if c.isprintable() or c == "\u3000" else ascii(c)[1:-1] for c in shown)

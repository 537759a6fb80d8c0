"""The program `linkj-press`: its commands, the workspace they work in, and how problems end."""

import gc
import importlib
import io
import os
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import click
from click.shell_completion import CompletionItem, add_completion_class

from linkj_press.cache import keep_nothing, save_all
from linkj_press.cli import abort, ui
from linkj_press.cli.completion import PowerShellComplete
from linkj_press.language import Language
from linkj_press.message import phrase, say
from linkj_press.problem import ProblemsFound, name_refusal, suggest

_COMMANDS = {
    "check": phrase("Say what is wrong in files, wording and between the languages."),
    "build": phrase("Write the Word drafts, in Japanese and English."),
    "completion": phrase("Print the script with which a shell completes what you type."),
    "correct": phrase("Begin the correction of a published release."),
    "desk": phrase("Open the desk in the browser, to read, edit and send releases."),
    "diff": phrase("Say what changed in the releases, as templates or partners change."),
    "init": phrase("Begin a workspace: the record of partnerships, and the template sets."),
    "ledger": phrase("Show the partnerships in order of signing."),
    "new": phrase("Begin a partner file, for the next partnership."),
    "preview": phrase("Show a release in the terminal."),
    "proof": phrase("Write the sheet for reading a release aloud, to be printed."),
    "publish": phrase("Note that a release was published, and keep the files that went out."),
    "pull": phrase("Bring what was edited in Word drafts back to the partner file."),
    "rounds": phrase("Say who has had which copy, who approved what, and what has changed since."),
    "schema": phrase("Print the JSON Schema of a partner file."),
    "text": phrase("Print the text of a Word file."),
}
"""Every command and its help line. Commands are imported only when they run."""


class PressGroup(ui.SpokenCommand, click.Group):
    """Loads commands late, answers near misses, and prints problems once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command, or None when there is none of that name."""
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"linkj_press.cli.{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands and their help lines, without importing them."""
        with formatter.section(ui.tell("Commands")):
            formatter.write_dl(
                [(name, ui.tell(_COMMANDS[name])) for name in self.list_commands(ctx)]
            )

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the commands and options that begin with *incomplete*, without importing them."""
        with ctx.scope(cleanup=False):
            commands = [
                CompletionItem(name, help=ui.tell(_COMMANDS[name]))
                for name in self.list_commands(ctx)
                if name.startswith(incomplete)
            ]
        return commands + super().shell_complete(ctx, incomplete)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that *args* begin with; a near miss gets a hint."""
        if not (args[0] in _COMMANDS or args[0].startswith("-") or ctx.resilient_parsing):
            hint = suggest(args[0], _COMMANDS)
            raise ui.wrong_usage("there is no command “{name}”: {hint}", name=args[0], hint=hint)
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Choose the language, in which even what is wrong with *args* is told; then read them."""
        parser = self.make_parser(ctx)
        parser.ignore_unknown_options = True
        try:
            given, _, _ = parser.parse_args(list(args))
        except click.UsageError:
            given = {}
        ctx.obj = ui.open_session(given.get("ui"), os.environ)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; print the problems it finds and end with 1."""
        try:
            return super().invoke(ctx)
        except ProblemsFound as found:
            ui.show_problems(found.problems, sys.stderr)
            ctx.exit(1)


class _Workspace(click.Path):
    """A folder; while a command is still being typed, one as the shell has not yet read it."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if ctx and ctx.resilient_parsing:
            with suppress(RuntimeError):  # there is no such person
                return Path(value).expanduser()
        return super().convert(value, param, ctx)


def _keep_nothing(_context: click.Context, _option: click.Parameter, is_asked: bool) -> None:  # noqa: FBT001
    """Keep nothing, before a command is imported, if it *is_asked* for."""
    if is_asked:
        keep_nothing()


@click.group(
    cls=PressGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=phrase("Draft partnership press releases in Japanese and English."),
    epilog=phrase("PARTNER is the name of a partner file without .yaml: denmark."),
)
@click.version_option(
    package_name="linkj-press", cls=ui.SpokenOption, help=phrase("Show the version.")
)
@ui.option(
    "-C",
    "--workspace",
    type=_Workspace(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help=phrase(
        "The folder that holds partners/ and templates/ (default: here, or the nearest parent"
        " that has both)."
    ),
)
@ui.option(
    "--ui",
    type=click.Choice([str(language) for language in Language], case_sensitive=False),
    expose_value=False,
    metavar="ja|en",
    help=phrase("The language of messages (default: LINKJ_PRESS_UI, then the system’s)."),
)
@ui.option(
    "--no-cache",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_keep_nothing,
    help=phrase("Do without what was kept of earlier runs, and keep nothing."),
)
@click.pass_context
def cli(context: click.Context, workspace: Path | None) -> None:
    """Note the folder to work in; without a command, tell what can be done there."""
    ui.find_session().workspace = workspace
    if context.invoked_subcommand is None:
        from linkj_press.cli.overview import show_overview  # noqa: PLC0415  (late, for a quick start)

        show_overview(context)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program with *arguments*, by default those of the command line."""
    # Ended in this way, it takes away what it has half written; shells add 128 to the signal.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    gc.set_threshold(100_000)  # new objects; loading makes many, and drops none
    # Nothing installed beside it changes how files are read; and none of it is looked through.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    _open_what_is_closed()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Windows gives redirected output its old code page, which lacks ø and –.
            is_chosen = os.environ.get("PYTHONIOENCODING", "").partition(":")[0]
            kept = stream.isatty() or is_chosen
            stream.reconfigure(encoding=None if kept else "utf-8", errors="replace")
    if isinstance(sys.stdin, io.TextIOWrapper):
        # What is typed in another encoding is then refused like any other wrong answer.
        sys.stdin.reconfigure(errors="surrogateescape")
    add_completion_class(PowerShellComplete)
    if signal.getsignal(signal.SIGINT) is abort:
        signal.signal(signal.SIGINT, signal.default_int_handler)  # commands tidy up
    try:
        cli.main(arguments, prog_name="linkj-press")
    except OSError as error:
        # The session, which is over, left its language in this variable.
        speak = ui.open_session(os.environ.get("LANGUAGE"), os.environ).catalogue.tell
        what = error.filename or speak(say("the system refuses"))
        with suppress(OSError):
            click.ClickException(f"{what}: {speak(name_refusal(error))}").show()
        sys.exit(1)
    finally:
        save_all()
        _drop_what_nobody_takes()


def start() -> NoReturn:
    """Run the program as a process of its own, which ends at once.

    Tidying up all that it holds, as Python does, takes a fifth of a short command.
    """
    try:
        main()
    except KeyboardInterrupt:  # as while what is kept is saved
        abort()
    except SystemExit as end:
        is_alone = threading.active_count() == 1
        if is_alone and (end.code is None or isinstance(end.code, int)):
            os._exit(end.code or 0)
        raise
    sys.exit()


def _open_what_is_closed() -> None:
    """Give the program the standard streams that whoever started it had closed."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115


def _drop_what_nobody_takes() -> None:
    """Throw away output that a closed pipe or a full disk refused, or Python would try again."""
    for stream in filter(None, (sys.stdout, sys.stderr)):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())

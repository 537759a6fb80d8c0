"""`linkj-press build`."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from linkj_press.build.report import BuildReport, BuildTeller
from linkj_press.build.run import BuildRun
from linkj_press.cli import ui
from linkj_press.cli.acts import find_day_of_act, on_option
from linkj_press.cli.completion import complete_released
from linkj_press.folder import OUTPUT, Finish
from linkj_press.message import Message, phrase, say
from linkj_press.problem import Problem, ProblemsFound

if TYPE_CHECKING:
    from linkj_press.build.keeping import Act
    from linkj_press.build.orders import Outcome

_WORTH_A_BAR = 1.0
"""Seconds of work to come from which on a progress bar is shown."""


@ui.command(
    help=phrase(
        "Write the Word drafts of each PARTNER, or of every partner that has a release.\n\n"
        "A draft that would come out the same is left alone, and one that was edited is never"
        " overwritten.\n\n"
        "A copy for people outside, and wording that was signed off, are kept under"
        " partners/rounds/ too."
    ),
    epilog=phrase(
        "Examples:\n"
        "  linkj-press build\n"
        "  linkj-press build osaka --lang ja --pdf\n"
        '  linkj-press build osaka --for-partner --to "Osaka Prefecture"\n'
        "  linkj-press build osaka --final --html --text"
    ),
)
@ui.argument("partners", nargs=-1, metavar="[PARTNER]...", shell_complete=complete_released)
@ui.languages_option
@ui.option(
    "--output",
    type=ui.Folder(file_okay=False, path_type=Path),
    metavar="DIR",
    help=phrase("Where the drafts go (default: output/ in the workspace)."),
)
@ui.option(
    "--for-partner",
    is_flag=True,
    help=phrase("Copies for people outside: no comments, nothing of how they are made."),
)
@ui.option("--to", default="", metavar="WHO", help=phrase("With --for-partner: the recipient."))
@ui.option(
    "--final", is_flag=True, help=phrase("Without draft marks; refused while anything is open.")
)
@ui.option(
    "--signed-off", default="", metavar="NAME", help=phrase("With --final: who signed it off.")
)
@on_option(phrase("The day on which that was done (default: today)."))
@ui.option("--force", is_flag=True, help=phrase("Keep an edited draft under a dated name."))
@ui.option("--pdf", is_flag=True, help=phrase("Also make a PDF of each, with LibreOffice."))
@ui.option("--html", is_flag=True, help=phrase("Also write each as a page for the web."))
@ui.option("--text", is_flag=True, help=phrase("Also write each as plain text."))
@ui.option("--dry-run", is_flag=True, help=phrase("Write nothing; show what would be written."))
@ui.option(
    "--jobs",
    type=click.IntRange(1, 64),
    metavar="N",
    help=phrase("Work in N processes."),
)
@ui.option(
    "--scheduler",
    default="",
    metavar="ADDRESS",
    help=phrase("Work on a cluster of Dask (needs: pip install 'linkj-press[executors]')."),
)
@click.pass_context
def build(  # noqa: PLR0913  (one argument an option)
    context: click.Context,
    /,
    *,
    output: Path | None,
    for_partner: bool,
    final: bool,
    to: str,
    signed_off: str,
    on: date | None,
    **options: Any,
) -> None:
    """Write the Word drafts."""
    root = ui.find_root()
    if final and for_partner:
        raise ui.wrong_usage("choose one: --final or --for-partner")
    if options["jobs"] and options["scheduler"]:
        raise ui.wrong_usage("choose one: --jobs or --scheduler")
    finish = Finish.FINAL if final else Finish.PARTNER if for_partner else Finish.DRAFT
    act = _Acted(to, signed_off, on, finish).read(options["partners"])
    options["jobs"] = options["jobs"] or 1
    run = BuildRun(
        root, output or root / OUTPUT, finish=finish, act=act, teller=_Printer(), **options
    )
    with ui.telling_usage():
        report = run.run()
    _advise(report, options["partners"])
    _tell_failures(report)
    context.exit(0 if report.is_whole else 1)


@dataclass(frozen=True)
class _Acted:
    """What the command line says of what a person did with the files."""

    to: str
    signed_off: str
    on: date | None
    finish: Finish

    def read(self, partners: Iterable[str]) -> Act | None:
        """Return it, if anything. Raises UsageError for what does not go together."""
        acts = {"--to": self.to, "--signed-off": self.signed_off}
        needs = {
            "--to": ("--for-partner", Finish.PARTNER),
            "--signed-off": ("--final", Finish.FINAL),
        }
        for option, (needed, finish) in needs.items():
            if acts[option] and self.finish is not finish:
                raise ui.wrong_usage("{option} needs {needed}", option=option, needed=needed)
        given = next((option for option, who in acts.items() if who.strip()), "")
        if given and not partners:
            raise ui.wrong_usage("{option} needs PARTNER: name the release", option=given)
        if self.on and not given:
            raise ui.wrong_usage("--on needs --to or --signed-off")
        if not given:
            return None
        from linkj_press.build.keeping import Act  # noqa: PLC0415  (late, for a quick start)

        return Act(find_day_of_act(self.on), *map(ui.read_name, acts.values()))


class _Printer(BuildTeller):
    """Prints what is written, and says the rest on standard error."""

    def __init__(self) -> None:
        self.language = ui.find_session().catalogue.language
        self._has_bar = False
        """Whether a line of the terminal shows how far the work is."""

    def note(self, message: Message) -> None:
        """Say *message*, with paths as the person sees them from where they are."""
        self._clear_bar()
        values = (
            (name, ui.shorten_path(value) if isinstance(value, Path) else value)
            for name, value in message.values
        )
        ui.note(replace(message, values=tuple(values)))

    def note_accepted(self, problem: Problem) -> None:
        """Say that *problem* stands."""
        click.echo(problem.tell(ui.translate), err=True)

    def print_path(self, path: Path) -> None:
        """Print *path*; when nobody reads it any more (`| head -1`), drafts are still to come."""
        self._clear_bar()
        with suppress(BrokenPipeError):
            click.echo(ui.shorten_path(path))

    def _clear_bar(self) -> None:
        """Take the bar away where something else is to stand; it comes again with the next step."""
        if self._has_bar:
            click.echo(f"\r{' ' * (shutil.get_terminal_size().columns - 1)}\r", err=True, nl=False)

    def follow(self, outcomes: Iterator[Outcome], total: int) -> Iterable[Outcome]:
        """Yield *outcomes*, with a bar when the first took so long that it pays."""
        started = time.monotonic()
        first = next(outcomes, None)
        if first is None:
            return
        yield first
        if (time.monotonic() - started) * (total - 1) < _WORTH_A_BAR:
            yield from outcomes
            return
        self._has_bar = sys.stderr.isatty()
        words, hidden = ui.tell("Drafts"), not self._has_bar
        with click.progressbar(outcomes, total - 1, words, hidden, file=sys.stderr) as bar:
            yield from bar
        self._has_bar = False


def _advise(report: BuildReport, partners: Iterable[str]) -> None:
    """Say where to read more of what is open and wrong in releases of *partners*."""
    command = " ".join(["linkj-press check", *partners])
    if any(report.gaps.values()):
        ui.note(say("what is open: {command} --open", command=command))
    if any(report.errors.values()):
        ui.note(say("what is wrong: {command}", command=command))
    if report.unsigned and not report.dry_run:
        partner = report.unsigned[0] if len(report.unsigned) == 1 else say("PARTNER")
        ui.note(
            say(
                "once signed off: linkj-press build {partner} --final --signed-off NAME --on DATE",
                partner=partner,
            )
        )
    if report.dry_run:
        ui.note(say("nothing was written: this was a dry run"))


def _tell_failures(report: BuildReport) -> None:
    """Say what went wrong, last, where it is seen."""
    for failure in report.failures:
        ui.note(failure)
    if report.problems:
        ui.show_problems(ProblemsFound(report.problems).problems, sys.stderr)

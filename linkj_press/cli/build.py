"""`linkj-press build`, with the bar that is shown while it runs in several processes."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from linkj_press.build.last_build import (
    RECORDS,
    Lack,
    LastBuild,
    find_strays,
    hash_build,
    hash_sources,
    read_last_build,
    write_last_build,
)
from linkj_press.cli.completion import complete_released
from linkj_press.cli.ui import (
    command,
    find_root,
    find_session,
    languages_option,
    option,
    require_partners,
    shorten_path,
    show_problems,
    tell,
    translate,
)
from linkj_press.folder import FINAL, OUTPUT, PARTNERS, TEMPLATES
from linkj_press.language import Language
from linkj_press.message import Message, enumerate_messages, phrase, say, say_number
from linkj_press.problem import Problem, ProblemsFound
from linkj_press.workspace.spares import sweep
from linkj_press.workspace.writing import NotWritten

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from linkj_press.build.orders import Outcome
    from linkj_press.build.shelf import Shelf
_WORTH_A_BAR = 1.0
"""Seconds of work to come from which on a progress bar is shown."""


@contextmanager
def open_executor(processes: int) -> Iterator[Executor | None]:
    """Yield an executor of *processes*, or nothing where one is enough.

    Leaving it early, as by Ctrl-C, drops the work that has not begun.
    """
    if processes <= 1:
        yield None
        return
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415

    executor = ProcessPoolExecutor(processes, initializer=_leave_interrupts_to_parent)
    try:
        yield executor
    finally:
        executor.shutdown(cancel_futures=True)


def _leave_interrupts_to_parent() -> None:
    # Ctrl-C reaches every process; one that dies with the queue in its hands lets the others wait.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def show_progress(outcomes: Iterator[Outcome], total: int) -> Iterable[Outcome]:
    """Yield *outcomes*, with a bar on standard error when the first took so long that it pays."""
    started = time.monotonic()
    first = next(outcomes, None)
    if first is None:
        return
    yield first
    to_come = (time.monotonic() - started) * (total - 1)
    if to_come < _WORTH_A_BAR:
        yield from outcomes
        return
    hidden = not sys.stderr.isatty()
    with click.progressbar(outcomes, total - 1, "drafts", hidden, file=sys.stderr) as bar:
        yield from bar


@dataclass(frozen=True)
class Options:
    """How to build."""

    languages: tuple[Language, ...]
    final: bool
    force: bool
    pdf: bool
    dry_run: bool
    jobs: int


class _Folder(click.Path):
    """A folder; an empty name, as of a variable that is not set, is none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path of the folder."""
        if value == "":
            self.fail("the name of the folder is empty", param, ctx)
        return super().convert(value, param, ctx)


def _refuse_sources(root: Path, output: Path) -> None:
    """Raise UsageError for an *output* among the sources of the workspace *root*."""
    sources = [(root / part).resolve() for part in (PARTNERS, TEMPLATES)]
    if any(output.resolve().is_relative_to(source) for source in sources):
        raise click.UsageError(
            tell("{output} holds what drafts are made from: choose another folder", output=output)
        )


@command(
    help=phrase(
        "Write the Word drafts of each PARTNER, or of every partner that has a release.\n\n"
        "A draft that would come out the same is left alone, and one that was edited is never"
        " overwritten."
    ),
    epilog=phrase(
        "Examples:\n"
        "  linkj-press build\n"
        "  linkj-press build osaka --lang ja --pdf\n"
        "  linkj-press build osaka --final"
    ),
)
@click.argument("partners", nargs=-1, metavar="[PARTNER]...", shell_complete=complete_released)
@languages_option
@option(
    "--output",
    type=_Folder(file_okay=False, path_type=Path),
    metavar="DIR",
    help=phrase("Where the drafts go (default: output/ in the workspace)."),
)
@option(
    "--final", is_flag=True, help=phrase("Without draft marks; refused while anything is open.")
)
@option("--force", is_flag=True, help=phrase("Set an edited draft aside, under a dated name."))
@option("--pdf", is_flag=True, help=phrase("Also make a PDF of each, with LibreOffice."))
@option("--dry-run", is_flag=True, help=phrase("Write nothing; show what would be written."))
@option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=1,
    metavar="N",
    help=phrase("Work in N processes."),
)
@click.pass_context
def build(
    context: click.Context, /, partners: tuple[str, ...], output: Path | None, **options: object
) -> None:
    """Write the Word drafts."""
    root = find_root()
    _refuse_sources(root, output or root / OUTPUT)
    run = _Run(root, output or root / OUTPUT, Options(**options))  # type: ignore[arg-type]
    run.build(partners)
    context.exit(1 if run.problems or run.failures else 0)


@dataclass
class _Run:
    """One call of the command."""

    root: Path
    output: Path
    options: Options
    releases: set[str] = field(default_factory=set)
    """What the drafts of each release of the workspace begin with."""

    gaps: dict[str, Sequence[Lack]] = field(default_factory=dict)
    """What each draft that stands as it should still lacks, by its file name."""

    digests: dict[str, str] = field(default_factory=dict)
    """Of each of these drafts as it was made, by its file name."""

    errors: dict[str, int] = field(default_factory=dict)
    """How many errors the release of each partner has, as `check` tells them."""

    problems: list[Problem] = field(default_factory=list)
    """What kept releases from being written."""

    failures: list[Message] = field(default_factory=list)
    """What else went wrong."""

    @property
    def folder(self) -> Path:
        """Where the files go: finals never where the drafts are."""
        return self.output / FINAL if self.options.final else self.output

    def build(self, partners: Sequence[str]) -> None:
        """Build the drafts of *partners*, or all, and say what became of them."""
        sources = hash_sources(self.root)
        inputs = hash_build(sources, self.options.languages, final=self.options.final)
        if not self.options.dry_run:
            for folder in (self.folder, self.folder / RECORDS):
                for kept in sweep(folder):
                    click.echo(translate(kept.tell()), err=True)
        whole = not partners and not self.options.dry_run
        last = read_last_build(self.folder)
        if whole and last.inputs == inputs and last.stands_in(self.folder):
            self._take_last(last)
        else:
            self._build(partners, sources)
            if whole and not (self.problems or self.failures):
                with self._noting():
                    last = LastBuild(inputs, self.digests, self.gaps, self.errors)
                    write_last_build(self.folder, last)
        self._tidy()
        self._advise(partners)
        self._tell_failures()

    def _take_last(self, last: LastBuild) -> None:
        """Tell of every release that it is up to date."""
        self.gaps, self.errors = dict(last.gaps), dict(last.errors)
        self.releases = last.releases
        for partner in self.errors:
            self._tell_release(partner, 0)

    def _build(self, partners: Sequence[str], sources: Mapping[str, str]) -> None:
        # Late, so that a build with nothing to do ends quickly.
        from linkj_press.build.enclosures import read_stationery  # noqa: PLC0415
        from linkj_press.build.orders import Order, build_drafts, open_desk  # noqa: PLC0415
        from linkj_press.build.shelf import Shelf  # noqa: PLC0415

        options, shelf = self.options, Shelf(self.folder)
        workspace = open_desk(self.root, frozenset(sources.items())).workspace
        chosen = require_partners(partners, workspace.released, workspace) or workspace.released
        self.releases = set(workspace.name_releases())
        # What is wrong with it is told once, not of every release.
        read_stationery(workspace.house.look.record, self.root)
        standing = shelf.standing()
        if not options.dry_run:
            with self._noting():
                shelf.mend_records()
        orders = [
            Order(self.root, sources, partner, options.languages, options.final, standing)
            for partner in chosen
        ]
        if not orders:
            click.echo(tell("nothing to build: no partner has a `release`"), err=True)
        with open_executor(min(options.jobs, len(orders))) as executor:
            outcomes = build_drafts(orders, executor)
            for outcome in show_progress(outcomes, len(orders)):
                self._take(outcome, shelf)
        self.digests = {name: shelf.digests.get(name, "") for name in self.gaps}

    def _take(self, outcome: Outcome, shelf: Shelf) -> None:
        """Write the drafts of *outcome*, and say what there is to say."""
        if outcome.is_refused:
            self.problems += outcome.problems
            self.failures += _list_open(outcome)
            return
        with self._noting():
            if self.options.final and not self.options.force:
                self._refuse_unpulled(outcome)
            if not self.options.dry_run:
                for line in shelf.put(outcome.drafts, force=self.options.force):
                    click.echo(translate(line), err=True)
            self.gaps |= {draft.name: draft.gaps for draft in outcome.drafts}
            self.errors[outcome.partner] = len(outcome.problems)
            new = [draft.name for draft in outcome.drafts if draft.content is not None]
            for name in new:
                _print_path(self.folder / name)
            self._tell_release(outcome.partner, len(new))

    def _refuse_unpulled(self, outcome: Outcome) -> None:
        """Raise NotWritten where a person's edits of a draft would be missing in its final."""
        from linkj_press.build.shelf import Shelf  # noqa: PLC0415

        drafts = Shelf(self.output)
        edited = [draft.name for draft in outcome.drafts if drafts.is_edited(draft.name)]
        if edited:
            raise NotWritten(
                say(
                    "{edited}: was edited in Word, and the final would lack it; take the edits"
                    " back with `linkj-press pull`, or write the final without them with --force",
                    edited=", ".join(edited),
                )
            )

    def _tell_release(self, partner: str, written: int) -> None:
        """Say in a line how many drafts of *partner* were *written*, what is open and wrong."""
        gaps = (gaps for name, gaps in self.gaps.items() if name.split("_")[1] == partner)
        is_open = len({lack.where for lacks in gaps for lack in lacks})
        told = [self._count_written(written) if written else say("up to date")]
        if is_open:
            told.append(say("{number} open", number=is_open))
        if self.errors[partner]:
            told.append(say_number("{number} error", "{number} errors", self.errors[partner]))
        click.echo(f"{partner}: {translate(enumerate_messages(told))}", err=True)

    def _count_written(self, written: int) -> Message:
        if self.options.dry_run:
            return say_number(
                "{number} draft to be written", "{number} drafts to be written", written
            )
        if self.options.final:
            return say_number("{number} final written", "{number} finals written", written)
        return say_number("{number} draft written", "{number} drafts written", written)

    def _tidy(self) -> None:
        """Set aside drafts of no release, and see that no PDF is of a draft before."""
        strays = {folder: find_strays(folder, self.releases) for folder in self._folders}
        for name in strays.pop(self.folder) if not self.options.dry_run else ():
            if (self.folder / name).exists():  # a PDF goes along with its Word file
                self._set_aside(name)
        for folder, names in strays.items():
            for name in names:
                path = shorten_path(folder / name)
                click.echo(tell("{path}: belongs to no release any more", path=path), err=True)
        if not self.options.dry_run:
            self._tidy_pdfs()

    @property
    def _folders(self) -> tuple[Path, Path]:
        return self.output, self.output / FINAL

    def _set_aside(self, name: str) -> None:
        from linkj_press.build.shelf import Shelf  # noqa: PLC0415

        with self._noting():
            click.echo(translate(Shelf(self.folder).set_aside(name)), err=True)

    def _tidy_pdfs(self) -> None:
        """Make PDFs where they are wanted; leave none that is of a draft before, in silence."""
        from linkj_press.build.pdf import Pdfs  # noqa: PLC0415

        pdfs = Pdfs(self.folder, keeps_old=self.options.final)
        for pdf in pdfs.find_replaced(self.gaps):
            with self._noting():  # one that is open keeps none of the others
                click.echo(translate(pdfs.clear(pdf)), err=True)
        with self._noting():
            for path in pdfs.make(self.gaps) if self.options.pdf else ():
                _print_path(path)
        for name in Pdfs(self.folder).find_old():
            click.echo(
                tell("{name}: is not of the Word file that stands here", name=name), err=True
            )

    def _advise(self, partners: Sequence[str]) -> None:
        """Say where to read more of what is open and wrong."""
        command = " ".join(["linkj-press check", *partners])
        if any(self.gaps.values()):
            click.echo(tell("what is open: {command} --open", command=command), err=True)
        if any(self.errors.values()):
            click.echo(tell("what is wrong: {command}", command=command), err=True)
        if self.options.dry_run:
            click.echo(tell("nothing was written: this was a dry run"), err=True)

    @contextmanager
    def _noting(self) -> Iterator[None]:
        """Note what could not be written, and go on."""
        try:
            yield
        except NotWritten as error:
            self.failures.append(say("not written: {reason}", reason=error.reason))

    def _tell_failures(self) -> None:
        """Say what went wrong, last, where it is seen."""
        for failure in self.failures:
            click.echo(translate(failure), err=True)
        if self.problems:
            show_problems(ProblemsFound(self.problems).problems)


def _list_open(outcome: Outcome) -> list[Message]:
    """Return what keeps the drafts of *outcome* from being final, beside its errors."""
    own = find_session().catalogue.language
    drafts = sorted(outcome.drafts, key=lambda draft: draft.language is own)
    lacks = {lack.where: lack for draft in drafts for lack in draft.gaps}
    head = say("{partner}: not final while something is open", partner=outcome.partner)
    rows = [say("    {label} {where}", **lack._asdict()) for lack in lacks.values()]
    return [head, *rows] if rows else []


def _print_path(path: Path) -> None:
    """Print *path*; when nobody reads it any more (`| head -1`), drafts are still to be written."""
    with suppress(BrokenPipeError):
        click.echo(shorten_path(path))

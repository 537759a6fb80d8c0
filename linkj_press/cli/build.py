"""`linkj-press build`: its stages, one after the other, and what it says of each."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from linkj_press.build.current import (
    RECORDS,
    Lack,
    LastBuild,
    find_current,
    find_strays,
    hash_build,
    hash_sources,
    write_last_build,
)
from linkj_press.cli import ui
from linkj_press.cli.completion import complete_released
from linkj_press.folder import FINAL, OUTPUT, PARTNERS, TEMPLATES
from linkj_press.language import Language
from linkj_press.message import Message, enumerate_messages, phrase, say, say_number
from linkj_press.problem import Problem, ProblemsFound
from linkj_press.workspace.spares import sweep
from linkj_press.workspace.writing import NotWritten, write_files

if TYPE_CHECKING:
    from linkj_press.build.orders import Outcome
    from linkj_press.build.shelf import Shelf
_WORTH_A_BAR = 1.0
"""Seconds of work to come from which on a progress bar is shown."""


class _Folder(click.Path):
    """A folder; an empty name, as of a variable that is not set, is none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("the name of the folder is empty", param, ctx)
        return super().convert(value, param, ctx)


@ui.command(
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
@ui.languages_option
@ui.option(
    "--output",
    type=_Folder(file_okay=False, path_type=Path),
    metavar="DIR",
    help=phrase("Where the drafts go (default: output/ in the workspace)."),
)
@ui.option(
    "--final", is_flag=True, help=phrase("Without draft marks; refused while anything is open.")
)
@ui.option("--force", is_flag=True, help=phrase("Set an edited draft aside, under a dated name."))
@ui.option("--pdf", is_flag=True, help=phrase("Also make a PDF of each, with LibreOffice."))
@ui.option("--dry-run", is_flag=True, help=phrase("Write nothing; show what would be written."))
@ui.option(
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
    root = ui.find_root()
    run = _Build(root, output or root / OUTPUT, partners, **options)  # type: ignore[arg-type]
    run.refuse_sources()
    run.sweep()
    if not run.finds_all_current():
        run.write_drafts()
        run.keep_record()
    run.set_strays_aside()
    run.make_pdfs()
    run.advise()
    run.tell_failures()
    context.exit(1 if run.problems or run.failures else 0)


@dataclass
class _Build:
    """One call of the command: what it has made so far, and what went wrong."""

    root: Path
    output: Path
    partners: Sequence[str]
    languages: tuple[Language, ...]
    final: bool
    force: bool
    pdf: bool
    dry_run: bool
    jobs: int
    releases: set[str] = field(default_factory=set)
    """What the drafts of each release of the workspace begin with."""

    gaps: dict[str, Sequence[Lack]] = field(default_factory=dict)
    """What each draft that stands as it should still lacks, by its file name."""

    errors: dict[str, int] = field(default_factory=dict)
    """How many errors the release of each partner has, as `check` tells them."""

    problems: list[Problem] = field(default_factory=list)
    """What kept releases from being written."""

    failures: list[Message] = field(default_factory=list)
    """What else went wrong."""

    @cached_property
    def sources(self) -> dict[str, str]:
        """The hash of every file that a draft may depend on."""
        return hash_sources(self.root)

    @property
    def folder(self) -> Path:
        """Where the files go: finals never where the drafts are."""
        return self.output / FINAL if self.final else self.output

    @cached_property
    def shelf(self) -> Shelf:
        """The folder, with what stands in it."""
        # Late, so that a build with nothing to do ends quickly.
        from linkj_press.build.shelf import Shelf  # noqa: PLC0415

        return Shelf(self.folder)

    def refuse_sources(self) -> None:
        """Raise UsageError when the files would go among those that drafts are made from."""
        output, sources = self.output, [self.root / part for part in (PARTNERS, TEMPLATES)]
        if any(output.resolve().is_relative_to(source.resolve()) for source in sources):
            raise ui.wrong_usage(
                "{output} holds what drafts are made from: choose another folder", output=output
            )

    def sweep(self) -> None:
        """Take away what programs that were killed left half written."""
        for folder in (self.folder, self.folder / RECORDS) if not self.dry_run else ():
            for kept in sweep(folder):
                ui.note(kept.tell())

    def finds_all_current(self) -> bool:
        """Return whether nothing is to be made, and tell so of every release."""
        last = self._is_whole and find_current(
            self.folder, self.sources, self.languages, final=self.final
        )
        if not last:
            return False
        self.releases, self.gaps, self.errors = last.releases, last.gaps, last.errors
        for partner in self.errors:
            self._tell_release(partner, 0)
        return True

    def write_drafts(self) -> None:
        """Draft the releases and write each, saying what there is to say."""
        from linkj_press.build import orders  # noqa: PLC0415
        from linkj_press.build.enclosures import read_stationery  # noqa: PLC0415

        workspace = orders.open_builder(self.root, frozenset(self.sources.items())).workspace
        chosen = ui.choose_partners(self.partners, workspace.released, workspace)
        self.releases = set(workspace.name_releases())
        # What is wrong with it is told once, not of every release.
        read_stationery(workspace.house.look.record, self.root)
        standing = self.shelf.standing()
        if not self.dry_run:
            with self._noting():
                write_files(self.shelf.amiss)
        if not chosen:
            ui.note(say("nothing to build: no partner has a `release`"))
        given = [
            orders.Order(self.root, self.sources, partner, self.languages, self.final, standing)
            for partner in chosen
        ]
        with orders.open_executor(min(self.jobs, len(given))) as executor:
            for outcome in _show_progress(orders.build_drafts(given, executor), len(given)):
                self._put(outcome)

    def _put(self, outcome: Outcome) -> None:
        if outcome.is_refused:
            self.problems += outcome.problems
            self.failures += _list_open(outcome)
            return
        with self._noting():
            if self.final and not self.force:
                self._refuse_unpulled(outcome)
            if not self.dry_run:
                for line in self.shelf.put(outcome.drafts, force=self.force):
                    ui.note(line)
            self.gaps |= {draft.name: draft.gaps for draft in outcome.drafts}
            self.errors[outcome.partner] = len(outcome.problems)
            new = [draft.name for draft in outcome.drafts if draft.content is not None]
            for name in new:
                _print_path(self.folder / name)
            self._tell_release(outcome.partner, len(new))
        if self.final:
            for problem in outcome.accepted:
                click.echo(problem.tell(ui.translate), err=True)

    def _refuse_unpulled(self, outcome: Outcome) -> None:
        """Raise NotWritten where a person's edits of a draft would be missing in its final."""
        from linkj_press.build.shelf import Shelf  # noqa: PLC0415

        drafts = Shelf(self.output)
        if edited := [draft.name for draft in outcome.drafts if drafts.is_edited(draft.name)]:
            reason = say(
                "{edited}: was edited in Word, and the final would lack it; take the edits"
                " back with `linkj-press pull`, or write the final without them with --force",
                edited=", ".join(edited),
            )
            raise NotWritten(reason)

    def _tell_release(self, partner: str, written: int) -> None:
        """Say in a line how many drafts of *partner* were *written*, what is open and wrong."""
        gaps = (gaps for name, gaps in self.gaps.items() if name.split("_")[1] == partner)
        is_open = len({lack.where for lacks in gaps for lack in lacks})
        told = [self._count_written(written) if written else say("up to date")]
        if is_open:
            told.append(say("{number} open", number=is_open))
        if self.errors[partner]:
            told.append(say_number("{number} error", "{number} errors", self.errors[partner]))
        click.echo(f"{partner}: {ui.translate(enumerate_messages(told))}", err=True)

    def _count_written(self, written: int) -> Message:
        if self.dry_run:
            return say_number(
                "{number} draft to be written", "{number} drafts to be written", written
            )
        if self.final:
            return say_number("{number} final written", "{number} finals written", written)
        return say_number("{number} draft written", "{number} drafts written", written)

    @property
    def _is_whole(self) -> bool:
        """Whether all there is to build is built."""
        return not (self.partners or self.dry_run)

    def keep_record(self) -> None:
        """Note what was made, so that the next build need not look, unless something is amiss."""
        if self._is_whole and not (self.problems or self.failures):
            inputs = hash_build(self.sources, self.languages, final=self.final)
            digests = {name: self.shelf.digests.get(name, "") for name in self.gaps}
            with self._noting():
                write_last_build(self.folder, LastBuild(inputs, digests, self.gaps, self.errors))

    def set_strays_aside(self) -> None:
        """Set aside the drafts of no release; of those beside finals, or of finals, only tell."""
        folders = [self.output, self.output / FINAL]
        if not self.dry_run:
            folders.remove(self.folder)
            for name in find_strays(self.folder, self.releases):
                if (self.folder / name).exists():  # a PDF goes along with its Word file
                    with self._noting():
                        ui.note(self.shelf.set_aside(name))
        for folder in folders:
            for name in find_strays(folder, self.releases):
                path = ui.shorten_path(folder / name)
                ui.note(say("{path}: belongs to no release any more", path=path))

    def make_pdfs(self) -> None:
        """Make PDFs where they are wanted; leave none that is of a draft before, in silence."""
        from linkj_press.build.pdf import Pdfs  # noqa: PLC0415

        if self.dry_run:
            return
        pdfs = Pdfs(self.folder, keeps_old=self.final)
        for pdf in pdfs.find_replaced(self.gaps):
            with self._noting():  # one that is open keeps none of the others
                ui.note(pdfs.clear(pdf))
        with self._noting():
            for path in pdfs.make(self.gaps) if self.pdf else ():
                _print_path(path)
        for name in Pdfs(self.folder).find_old():
            ui.note(say("{name}: is not of the Word file that stands here", name=name))

    def advise(self) -> None:
        """Say where to read more of what is open and wrong."""
        command = " ".join(["linkj-press check", *self.partners])
        if any(self.gaps.values()):
            ui.note(say("what is open: {command} --open", command=command))
        if any(self.errors.values()):
            ui.note(say("what is wrong: {command}", command=command))
        if self.dry_run:
            ui.note(say("nothing was written: this was a dry run"))

    def tell_failures(self) -> None:
        """Say what went wrong, last, where it is seen."""
        for failure in self.failures:
            ui.note(failure)
        if self.problems:
            ui.show_problems(ProblemsFound(self.problems).problems, sys.stderr)

    @contextmanager
    def _noting(self) -> Iterator[None]:
        """Note what could not be written, and go on."""
        try:
            yield
        except NotWritten as error:
            self.failures.append(say("not written: {reason}", reason=error.reason))


def _list_open(outcome: Outcome) -> list[Message]:
    """Return what keeps the drafts of *outcome* from being final, beside its errors."""
    own = ui.find_session().catalogue.language
    drafts = sorted(outcome.drafts, key=lambda draft: draft.language is own)
    lacks = {lack.where: lack for draft in drafts for lack in draft.gaps}
    head = say("{partner}: not final while something is open", partner=outcome.partner)
    rows = [say("    {label} {where}", **lack._asdict()) for lack in lacks.values()]
    return [head, *rows] if rows else []


def _print_path(path: Path) -> None:
    """Print *path*; when nobody reads it any more (`| head -1`), drafts are still to be written."""
    with suppress(BrokenPipeError):
        click.echo(ui.shorten_path(path))


def _show_progress(outcomes: Iterator[Outcome], total: int) -> Iterable[Outcome]:
    """Yield *outcomes*, with a bar on standard error when the first took so long that it pays."""
    started = time.monotonic()
    first = next(outcomes, None)
    if first is None:
        return
    yield first
    if (time.monotonic() - started) * (total - 1) < _WORTH_A_BAR:
        yield from outcomes
        return
    is_hidden = not sys.stderr.isatty()
    with click.progressbar(outcomes, total - 1, "drafts", is_hidden, file=sys.stderr) as bar:
        yield from bar

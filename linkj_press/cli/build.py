"""`linkj-press build`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from linkj_press.cli.completers import complete_released
from linkj_press.cli.desk import (
    find_root,
    languages_option,
    require_partners,
    shorten_path,
    show_problems,
)
from linkj_press.cli.progress import open_executor, show_progress
from linkj_press.cli.ui import command, option, tell, translate
from linkj_press.fingerprint import hash_sources
from linkj_press.folder import OUTPUT
from linkj_press.language import Language
from linkj_press.last_build import RECORDS, hash_build, read_last_build, write_last_build
from linkj_press.message import phrase
from linkj_press.output import NotWritten, sweep

if TYPE_CHECKING:
    from linkj_press.building import Outcome
    from linkj_press.shelf import Shelf


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
    run = _Run(root, output or root / OUTPUT, Options(**options))  # type: ignore[arg-type]
    context.exit(0 if run.build(partners) else 1)


@dataclass
class _Run:
    """One call of the command."""

    root: Path
    folder: Path
    options: Options
    gaps: dict[str, Sequence[str]] = field(default_factory=dict)
    """What each draft still lacks, by its file name."""

    up_to_date: int = 0
    failed: bool = False

    def build(self, partners: Sequence[str]) -> bool:
        """Build the drafts of *partners*, or all; return whether everything went well."""
        sources = hash_sources(self.root)
        inputs = hash_build(sources, self.options.languages, final=self.options.final)
        if not self.options.dry_run:
            for folder in (self.folder, self.folder / RECORDS):
                sweep(folder, is_ours=_is_untouched)
        whole = not partners and not self.options.dry_run
        last = read_last_build(self.folder)
        if whole and last.inputs == inputs and last.stands_in(self.folder):
            self.gaps, self.up_to_date = dict(last.gaps), len(last.drafts)
        else:
            self._build(partners, sources)
            if whole and not self.failed:
                with self._telling():
                    write_last_build(self.folder, inputs, self.gaps)
        if self.options.pdf and not self.options.dry_run:
            self._make_pdfs()
        self._tell()
        return not self.failed

    def _build(self, partners: Sequence[str], sources: Mapping[str, str]) -> None:
        # Late, so that a build with nothing to do ends quickly.
        from linkj_press.building import Order, build_drafts, open_desk  # noqa: PLC0415
        from linkj_press.shelf import Shelf  # noqa: PLC0415

        shelf = Shelf(self.folder)
        workspace = open_desk(self.root, frozenset(sources.items())).workspace
        chosen = require_partners(partners, workspace.released, workspace) or workspace.released
        standing = shelf.standing()
        options = self.options
        orders = [
            Order(self.root, sources, partner, options.languages, options.final, standing)
            for partner in chosen
        ]
        processes = min(options.jobs, len(orders))
        with open_executor(processes) as executor:
            outcomes = build_drafts(orders, executor)
            for outcome in show_progress(outcomes, len(orders)):
                self._take(outcome, shelf)

    def _take(self, outcome: Outcome, shelf: Shelf) -> None:
        """Write the drafts of *outcome*, and say what there is to say."""
        for draft in outcome.drafts:
            self.gaps[draft.name] = draft.gaps
        if outcome.problems:
            show_problems(outcome.problems)
            self.failed = True
            return
        if self.options.final and any(draft.gaps for draft in outcome.drafts):
            click.echo(
                tell("{partner}: not final while something is open", partner=outcome.partner),
                err=True,
            )
            self.failed = True
            return
        with self._telling():
            if not self.options.dry_run:
                for line in shelf.put(outcome.drafts, force=self.options.force):
                    click.echo(translate(line), err=True)
            for draft in outcome.drafts:
                if draft.content is None:
                    self.up_to_date += 1
                else:
                    _print_path(self.folder / draft.name)

    def _make_pdfs(self) -> None:
        """Make the PDFs that are missing or older than their drafts."""
        from linkj_press.pdf import write_pdfs  # noqa: PLC0415

        drafts = [self.folder / name for name in self.gaps]
        stale = [draft for draft in drafts if draft.exists() and _is_stale(draft)]
        with self._telling():
            for path in write_pdfs(stale) if stale else ():
                _print_path(path)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Say what could not be written, and go on."""
        try:
            yield
        except NotWritten as error:
            click.echo(tell("not written: {reason}", reason=error.reason), err=True)
            self.failed = True

    def _tell(self) -> None:
        """Say what is up to date and what is still missing, on standard error."""
        if not self.gaps and not self.failed:
            click.echo(tell("nothing to build: no partner has a `release`"), err=True)
        if self.up_to_date:
            click.echo(tell("up to date: {up_to_date}", up_to_date=self.up_to_date), err=True)
        if self.options.dry_run:
            click.echo(tell("nothing was written: this was a dry run"), err=True)
        for name, gaps in self.gaps.items():
            if gaps:
                click.echo(tell("{name} still lacks:", name=name), err=True)
            for gap in gaps:
                click.echo(f"    {gap}", err=True)


def _is_untouched(content: bytes) -> bool:
    from linkj_press.word import is_untouched  # noqa: PLC0415

    return is_untouched(content)


def _is_stale(draft: Path) -> bool:
    pdf = draft.with_suffix(".pdf")
    return not pdf.exists() or pdf.stat().st_mtime < draft.stat().st_mtime


def _print_path(path: Path) -> None:
    """Print *path*; when nobody reads it any more (`| head -1`), drafts are still to be written."""
    with suppress(BrokenPipeError):
        click.echo(shorten_path(path))

"""`linkj-press build`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from linkj_press.cli.desk import languages_option, open_workspace, require_partners
from linkj_press.cli.main import print_problems
from linkj_press.document import Document, Span
from linkj_press.drafting import Drafter
from linkj_press.language import Language
from linkj_press.output import NotWritten, write_files
from linkj_press.problem import ProblemsFound
from linkj_press.source import HouseSource, PartnerSource
from linkj_press.word import write_word


@click.command()
@click.argument("partners", nargs=-1, metavar="[PARTNER]...")
@languages_option
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where the drafts go (default: output/ in the workspace).",
)
@click.option("--dry-run", is_flag=True, help="Write nothing; show what would be written.")
@click.pass_context
def build(
    context: click.Context,
    partners: tuple[str, ...],
    languages: tuple[Language, ...],
    output: Path | None,
    *,
    dry_run: bool,
) -> None:
    """Write the Word drafts of each PARTNER, or of every partner that has a release."""
    workspace = open_workspace(context)
    chosen = require_partners(partners, workspace.released, workspace) or workspace.released
    drafter = Drafter(workspace)
    look = workspace.house.look.record
    folder = output or workspace.root / "output"
    failed = False
    for partner in chosen:
        # Both languages succeed before either is written.
        try:
            documents = drafter.draft_all([partner], languages)
            files = {folder / name_draft(d): write_word(d, look, workspace.root) for d in documents}
            if not dry_run:
                write_files(files)
        except ProblemsFound as found:
            print_problems(found)
            failed = True
        except NotWritten as error:
            click.echo(f"not written: {error}", err=True)
            failed = True
        else:
            for path in files:
                click.echo(_shorten(path))
            if dry_run:
                click.echo("nothing was written: this was a dry run", err=True)
            _tell_gaps(documents)
    context.exit(1 if failed else 0)


def name_draft(document: Document) -> str:
    """Return the file name of the draft of *document*: ``2020-11-24_denmark_ja.docx``."""
    return f"{document.release_on}_{document.partner}_{document.language}.docx"


def _shorten(path: Path) -> str:
    """Return *path* as seen from the folder that the person is in, when it is below that."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _tell_gaps(documents: Iterable[Document]) -> None:
    for document in documents:
        if document.gaps:
            click.echo(f"{document.partner} ({document.language}) still lacks:", err=True)
        for line in dict.fromkeys(_describe_gap(span) for span in document.gaps):
            click.echo(f"    {line}", err=True)


def _describe_gap(span: Span) -> str:
    source = span.source
    field = f" {source.field}" if isinstance(source, PartnerSource | HouseSource) else ""
    return f"{span.text} {source}{field}"

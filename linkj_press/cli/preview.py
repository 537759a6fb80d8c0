"""`linkj-press preview`."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import click

from linkj_press.catalogue import Catalogue
from linkj_press.cli.completion import complete_released
from linkj_press.cli.ui import (
    can_show_colours,
    command,
    find_root,
    find_session,
    languages_option,
    open_workspace,
    option,
    require_partners,
    show,
    tell,
)
from linkj_press.folder import PARTNERS, TEMPLATES
from linkj_press.language import Language
from linkj_press.message import phrase, say
from linkj_press.problem import Place, Problem, ProblemsFound

if TYPE_CHECKING:
    from linkj_press.draft.document import Document
    from linkj_press.show import Page, Report
    from linkj_press.workspace.loading import Workspace


@command(
    help=phrase("Show the release of PARTNER in the terminal."),
    epilog=phrase(
        "Examples:\n"
        "  linkj-press preview osaka\n"
        "  linkj-press preview osaka --lang ja --sources\n"
        "  linkj-press preview osaka --watch"
    ),
)
@click.argument("partner", shell_complete=complete_released)
@languages_option
@option("--sources", is_flag=True, help=phrase("Say beneath each block where its words come from."))
@option("--watch", is_flag=True, help=phrase("Show it again whenever a file is saved."))
@option("--plain", is_flag=True, help=phrase("Just the text, one paragraph a line."))
def preview(
    partner: str,
    languages: tuple[Language, ...],
    **flags: bool,
) -> None:
    """Show the release of a partner."""
    if flags["plain"] and (flags["sources"] or flags["watch"]):
        raise click.UsageError(tell("--plain goes with neither --sources nor --watch"))
    root, catalogue = find_root(), find_session().catalogue
    desk = _Desk(root, partner, languages, catalogue, sources=flags["sources"])
    if flags["watch"]:
        if not (sys.stdin.isatty() and can_show_colours(sys.stdout)):
            raise click.UsageError(tell("--watch needs a terminal"))
        desk.watch()
        return
    workspace = open_workspace()
    require_partners([partner], workspace.released, workspace)
    if flags["plain"]:
        from linkj_press.draft.document import render_plain  # noqa: PLC0415

        click.echo("\n".join(map(render_plain, desk.draft(workspace))), nl=False)
    else:
        show(desk.make_page(workspace))


@dataclass(frozen=True)
class _Desk:
    """One release and how to show it."""

    root: Path
    partner: str
    languages: tuple[Language, ...]
    catalogue: Catalogue
    sources: bool

    def draft(self, workspace: Workspace) -> list[Document]:
        """Return the release. Raises ProblemsFound."""
        # What takes long to load comes late, so that a shell that completes need not wait for it.
        from linkj_press.draft.drafting import Drafter  # noqa: PLC0415

        return Drafter(workspace).draft_all([self.partner], self.languages)

    def make_page(self, workspace: Workspace) -> Page:
        """Return the release as a page. Raises ProblemsFound."""
        from linkj_press.show import Page  # noqa: PLC0415

        return Page(self.draft(workspace), workspace.ledger, self.catalogue, self.sources)

    def watch(self) -> None:
        """Show the page, and again after every change of a file, until the person leaves."""
        from linkj_press.show.watch import Watch  # noqa: PLC0415  (late: it takes long)

        folders = [self.root / PARTNERS, self.root / TEMPLATES]
        leave = tell("Q: leave   ↑ ↓ PageUp PageDown: scroll")
        Watch(folders, self._load_page, self._report, leave).run()

    def _load_page(self) -> Page:
        """Return the page from the files as they are now; ProblemsFound even without a release."""
        from linkj_press.workspace.loading import load_workspace  # noqa: PLC0415

        workspace = load_workspace(self.root)
        if self.partner not in workspace.released:
            where = Place(PurePosixPath(PARTNERS, f"{self.partner}.yaml"))
            raise ProblemsFound([Problem("no-release", where, say("there is no release here"))])
        return self.make_page(workspace)

    def _report(self, found: ProblemsFound) -> Report:
        from linkj_press.show import Report  # noqa: PLC0415

        return Report(found.problems, self.root, self.catalogue)

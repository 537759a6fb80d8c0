"""`linkj-press preview`."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import click

from linkj_press.catalogue import Catalogue
from linkj_press.cli import ui
from linkj_press.cli.completion import complete_released
from linkj_press.folder import PARTNERS, TEMPLATES
from linkj_press.language import Language
from linkj_press.message import phrase, say
from linkj_press.problem import Place, Problem, ProblemsFound

if TYPE_CHECKING:
    from linkj_press.draft.document import Document
    from linkj_press.show.page import ReleasePage
    from linkj_press.workspace.loading import Workspace


@ui.command(
    help=phrase("Show the release of PARTNER in the terminal."),
    epilog=phrase(
        "Examples:\n"
        "  linkj-press preview osaka\n"
        "  linkj-press preview osaka --lang ja --sources\n"
        "  linkj-press preview osaka --watch"
    ),
)
@ui.argument("partner", shell_complete=complete_released)
@ui.languages_option
@ui.option(
    "--sources", is_flag=True, help=phrase("Say beneath each block where its words come from.")
)
@ui.option("--watch", is_flag=True, help=phrase("Show it again whenever a file is saved."))
@ui.option("--plain", is_flag=True, help=phrase("Just the text, one paragraph per line."))
def preview(partner: str, languages: tuple[Language, ...], **flags: bool) -> None:
    """Show the release of a partner."""
    if flags["plain"] and (flags["sources"] or flags["watch"]):
        raise ui.wrong_usage("--plain goes with neither --sources nor --watch")
    root, catalogue = ui.find_root(), ui.find_session().catalogue
    preview = _Preview(root, partner, languages, catalogue, sources=flags["sources"])
    if flags["watch"]:
        if not (sys.stdin.isatty() and ui.can_show_colours(sys.stdout)):
            raise ui.wrong_usage("--watch needs a terminal")
        preview.watch()
        return
    workspace = ui.open_workspace()
    ui.choose_partners([partner], workspace.released, workspace)
    if flags["plain"]:
        from linkj_press.draft.document import render_plain  # noqa: PLC0415

        click.echo("\n".join(map(render_plain, preview.draft(workspace))), nl=False)
    else:
        ui.show(preview.make_page(workspace))


@dataclass(frozen=True)
class _Preview:
    """One release and how to show it."""

    root: Path
    partner: str
    languages: tuple[Language, ...]
    catalogue: Catalogue
    sources: bool

    # What takes long to load comes late, so that a shell that completes need not wait for it.

    def draft(self, workspace: Workspace) -> list[Document]:
        from linkj_press.draft.drafting import Drafter  # noqa: PLC0415

        own = workspace.list_languages(self.partner)
        languages = [each for each in self.languages if each in own] or self.languages
        return Drafter(workspace).draft_all([self.partner], languages)

    def make_page(self, workspace: Workspace) -> ReleasePage:
        from linkj_press.show.page import ReleasePage  # noqa: PLC0415

        explained = workspace if self.sources else None
        return ReleasePage(self.draft(workspace), self.catalogue, explained)

    def watch(self) -> None:
        """Show the page, and again after every change of a file, until the person leaves."""
        from linkj_press.show.problems import ProblemList  # noqa: PLC0415
        from linkj_press.show.watch import Watch  # noqa: PLC0415

        def report(found: ProblemsFound) -> ProblemList:
            return ProblemList(found.problems, self.root, self.catalogue)

        folders = [self.root / PARTNERS, self.root / TEMPLATES]
        told = ui.tell("Loading…"), ui.tell("Q: leave   ↑ ↓ PageUp PageDown: scroll")
        Watch(folders, self._load_page, report, told).run()

    def _load_page(self) -> ReleasePage:
        """Return the page from the files as they are now; ProblemsFound even without a release."""
        from linkj_press.workspace.loading import load_workspace  # noqa: PLC0415

        workspace = load_workspace(self.root)
        if self.partner not in workspace.released:
            where = Place(PurePosixPath(PARTNERS, f"{self.partner}.yaml"))
            raise ProblemsFound([Problem("no-release", where, say("there is no release here"))])
        return self.make_page(workspace)

"""`linkj-press build`: its stages, one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from linkj_press.build.current import (
    RECORDS,
    LastBuild,
    find_current,
    find_strays,
    hash_build,
    hash_sources,
    write_last_build,
)
from linkj_press.cli import ui
from linkj_press.cli.acts import find_day_of_act, on_option
from linkj_press.cli.built import BuildReport, print_path, show_progress
from linkj_press.cli.completion import complete_released
from linkj_press.folder import OUTPUT, PARTNERS, TEMPLATES, Finish, name_release
from linkj_press.language import Language
from linkj_press.message import enumerate_messages, phrase, say
from linkj_press.problem import ProblemsFound
from linkj_press.workspace.copies import PUBLISHED, ROUNDS
from linkj_press.workspace.spares import sweep
from linkj_press.workspace.writing import write_files

if TYPE_CHECKING:
    from linkj_press.build.keeping import Act, Keeper, PublishedFiles
    from linkj_press.build.orders import Draft, Outcome
    from linkj_press.build.shelf import Shelf
    from linkj_press.workspace.copies import Copy


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
        " overwritten.\n\n"
        "A copy for people outside, and wording that was signed off, are kept under"
        " partners/rounds/ too."
    ),
    epilog=phrase(
        "Examples:\n"
        "  linkj-press build\n"
        "  linkj-press build osaka --lang ja --pdf\n"
        '  linkj-press build osaka --for-partner --to "Osaka Prefecture"\n'
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
    "--for-partner",
    is_flag=True,
    help=phrase("Copies for people outside: no comments, nothing of how they are made."),
)
@ui.option("--to", default="", metavar="WHO", help=phrase("With --for-partner: who gets them."))
@ui.option(
    "--final", is_flag=True, help=phrase("Without draft marks; refused while anything is open.")
)
@ui.option(
    "--signed-off", default="", metavar="WHO", help=phrase("With --final: who let it go out.")
)
@on_option(phrase("The day on which that was done (default: today)."))
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
    run.refuse_usage()
    run.refuse_sources()
    run.sweep()
    if not run.finds_all_current():
        run.write_drafts()
        run.keep_record()
    run.set_strays_aside()
    run.make_pdfs()
    run.keep_copies()
    run.report.advise(partners)
    run.report.tell_failures()
    context.exit(1 if run.report.problems or run.report.failures else 0)


@dataclass
class _Build:
    """One call of the command, and what it has made so far."""

    root: Path
    output: Path
    partners: Sequence[str]
    languages: tuple[Language, ...]
    for_partner: bool
    to: str
    final: bool
    signed_off: str
    on: date | None
    force: bool
    pdf: bool
    dry_run: bool
    jobs: int
    releases: set[str] = field(default_factory=set)
    """What the drafts of each release of the workspace begin with."""

    knows_releases: bool = True
    """Whether the workspace could be read."""

    standing: list[Draft] = field(default_factory=list)
    """The drafts that stand now as they should."""

    @cached_property
    def sources(self) -> dict[str, str]:
        """The hash of every file that a draft may depend on."""
        return hash_sources(self.root)

    @property
    def finish(self) -> Finish:
        """For whom the files are."""
        if self.final:
            return Finish.FINAL
        return Finish.PARTNER if self.for_partner else Finish.DRAFT

    @cached_property
    def act(self) -> Act:
        """What a person did with them."""
        from linkj_press.build.keeping import Act  # noqa: PLC0415

        who = map(ui.read_name, (self.to, self.signed_off))
        return Act(find_day_of_act(self.on), *who)

    @cached_property
    def report(self) -> BuildReport:
        """What is said of them."""
        return BuildReport(self.finish, self.dry_run)

    @property
    def folder(self) -> Path:
        """Where the files go: each kind where no other is."""
        return self.output / self.finish.folder

    @cached_property
    def shelf(self) -> Shelf:
        """The folder, with what stands in it."""
        # Late, so that a build with nothing to do ends quickly.
        from linkj_press.build.shelf import Shelf  # noqa: PLC0415

        return Shelf(self.folder, self._published_files)

    @cached_property
    def _published_files(self) -> set[str]:
        return self.keeper.copies.list_published_files()

    @property
    def published(self) -> PublishedFiles:
        """What went out, as it is to stand among the files."""
        from linkj_press.build.keeping import PublishedFiles  # noqa: PLC0415

        return PublishedFiles(self.root, self.keeper.copies, self.folder)

    @cached_property
    def keeper(self) -> Keeper:
        """What is kept of files like these."""
        from linkj_press.build.keeping import Keeper  # noqa: PLC0415

        return Keeper(self.root, self.folder)

    def refuse_usage(self) -> None:
        """Raise UsageError for options that do not go together."""
        acts = {"--to": self.to, "--signed-off": self.signed_off}
        needs = {"--to": self.for_partner, "--signed-off": self.final}
        if self.final and self.for_partner:
            raise ui.wrong_usage("choose one: --final or --for-partner")
        for option, needed in {"--to": "--for-partner", "--signed-off": "--final"}.items():
            if acts[option] and not needs[option]:
                raise ui.wrong_usage("{option} needs {needed}", option=option, needed=needed)
        given = next((option for option, who in acts.items() if who.strip()), "")
        if given and not self.partners:
            raise ui.wrong_usage("{option} needs PARTNER: name the release", option=given)
        if self.on and not given:
            raise ui.wrong_usage("--on needs --to or --signed-off")
        if given:
            self.act  # noqa: B018  (raises UsageError before anything is written)

    def refuse_sources(self) -> None:
        """Raise UsageError when the files would go among those that drafts are made from."""
        output, sources = self.output, [self.root / part for part in (PARTNERS, TEMPLATES)]
        if any(output.resolve().is_relative_to(source.resolve()) for source in sources):
            raise ui.wrong_usage(
                "{output} holds what drafts are made from: choose another folder", output=output
            )

    def sweep(self) -> None:
        """Take away what programs that were killed left half written."""
        kept = (self.root / ROUNDS, self.root / PUBLISHED)
        folders = (self.folder, self.folder / RECORDS, *kept)
        for folder in folders if not self.dry_run else ():
            for kept in sweep(folder):
                ui.note(kept.tell())

    def finds_all_current(self) -> bool:
        """Return whether nothing is to be made, and tell so of every release."""
        last = self._is_whole and find_current(self.folder, self.sources, self.languages)
        if not last:
            return False
        self.releases = last.releases
        self.report.gaps, self.report.errors = last.gaps, last.errors
        for partner in last.errors:
            self.report.tell_release(partner, 0)
        return True

    def write_drafts(self) -> None:
        """Draft the releases and write each, saying what there is to say."""
        from linkj_press.build import orders  # noqa: PLC0415
        from linkj_press.build.enclosures import read_stationery  # noqa: PLC0415

        try:
            workspace = orders.open_builder(self.root, frozenset(self.sources.items())).workspace
        except ProblemsFound as found:
            self._put_out_alone(found)
            return
        chosen = ui.choose_partners(self.partners, workspace.released, workspace)
        self.releases = set(workspace.name_releases())
        # What is wrong with it is told once, not of every release.
        read_stationery(workspace.house.look.record, self.root)
        standing = self.shelf.standing()
        if not self.dry_run:
            with self.report.noting():
                write_files(self.shelf.amiss)
        if not chosen:
            ui.note(say("nothing to build: no partner has a `release`"))
        self._put_published(chosen)
        if self.for_partner or self.signed_off:
            keys = ((partner, language) for partner in chosen for language in self.languages)
            self.report.tell_frozen([self._out[key] for key in keys if key in self._out])
        languages = {
            partner: tuple(lang for lang in self.languages if (partner, lang) not in self._out)
            for partner in chosen
        }
        given = [
            orders.Order(self.root, self.sources, partner, left, self.finish, standing)
            for partner, left in languages.items()
            if left
        ]
        with orders.open_executor(min(self.jobs, len(given))) as executor:
            for outcome in show_progress(orders.build_drafts(given, executor), len(given)):
                self._put(outcome)

    @property
    def _out(self) -> Mapping[tuple[str, Language], Copy]:
        """What is published, and is built no more."""
        return self.keeper.copies.by_release

    def _put_published(self, chosen: Sequence[str]) -> None:
        """Write of the releases *chosen* what went out, byte for byte; a partner gets none again.

        Of a release of which something is no longer what went out nothing is written.
        """
        self.releases |= {
            name_release(out.record.release_on, key) for (key, _), out in self._out.items()
        }
        for partner in chosen if self.finish is not Finish.PARTNER else ():
            with self.report.noting():
                if drafts := self.published.find(partner, self.languages):
                    self._write(partner, drafts)
                    told = enumerate_messages([draft.language.called for draft in drafts])
                    self.report.tell_published(partner, told)

    def _put_out_alone(self, found: ProblemsFound) -> None:
        """Write what went out where no draft can be made, as was *found*: it needs none of that."""
        self.report.problems += found.problems
        self.knows_releases = False
        with self.report.noting():
            out = dict.fromkeys(partner for partner, _ in self._out)
            self._put_published([key for key in self.partners or out if key in out])

    def _put(self, outcome: Outcome) -> None:
        from linkj_press.build.shelf import refuse_unpulled  # noqa: PLC0415

        report, drafts = self.report, outcome.drafts
        if outcome.is_refused:
            report.refuse(outcome)
            return
        with report.noting():
            if not self.force:
                refuse_unpulled(self.output, drafts, self._published_files)
            written = self._write(outcome.partner, drafts, len(outcome.problems))
            self.standing += drafts
            judged = () if self.signed_off else self.keeper.judge_sign_off(drafts)
            report.tell_release(outcome.partner, written, *judged)
        if self.final:
            for problem in outcome.accepted:
                click.echo(problem.tell(ui.translate), err=True)

    def _write(self, partner: str, drafts: Sequence[Draft], errors: int = 0) -> int:
        """Write those of *drafts* that are new; return how many. Raises NotWritten."""
        if not self.dry_run:
            for line in self.shelf.put(drafts, force=self.force):
                ui.note(line)
        self.report.gaps |= {draft.name: draft.gaps for draft in drafts}
        self.report.errors[partner] = errors
        new = [draft.name for draft in drafts if draft.content is not None]
        for name in new:
            print_path(self.folder / name)
        return len(new)

    @property
    def _is_whole(self) -> bool:
        """Whether all drafts there are to build are built."""
        return self.finish is Finish.DRAFT and not (self.partners or self.dry_run)

    def keep_record(self) -> None:
        """Note what was made, so that the next build need not look, unless something is amiss."""
        report = self.report
        if self._is_whole and not (report.problems or report.failures):
            inputs = hash_build(self.sources, self.languages)
            digests = {name: self.shelf.digests.get(name, "") for name in report.gaps}
            with report.noting():
                last = LastBuild(inputs, digests, report.gaps, report.errors)
                write_last_build(self.folder, last)

    def set_strays_aside(self) -> None:
        """Set aside the drafts of no release; of those in the other folders, only tell."""
        folders = [self.output / finish.folder for finish in Finish] if self.knows_releases else []
        if folders and not self.dry_run:
            folders.remove(self.folder)
            for name in find_strays(self.folder, self.releases):
                if (self.folder / name).exists():  # a PDF goes along with its Word file
                    with self.report.noting():
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
        for pdf in pdfs.find_replaced(self.report.gaps):
            with self.report.noting():  # one that is open keeps none of the others
                ui.note(pdfs.clear(pdf))
        with self.report.noting():
            self._write_pdfs()
        for name in Pdfs(self.folder).find_old():
            ui.note(say("{name}: is not of the Word file that stands here", name=name))

    def _write_pdfs(self) -> None:
        """Give back the PDFs that went out, and make the others. Raises NotWritten."""
        from linkj_press.build.pdf import write_pdfs  # noqa: PLC0415

        if not self.pdf:
            return
        out = self.published.find_pdfs(self.report.gaps)
        for name in (name for name, pdf in out.items() if pdf is None):
            ui.note(say("{name}: was published without a PDF, so none is made", name=name))
        for path in write_pdfs(self.folder, self.report.gaps, out):
            print_path(path)

    def keep_copies(self) -> None:
        """Keep what goes out of hand with the record: copies, and finals that were signed off."""
        if self.dry_run or not (self.for_partner or self.signed_off):
            return
        with self.report.noting():
            for line in self.keeper.keep(self.standing, self.act):
                ui.note(line)

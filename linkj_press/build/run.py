"""A build: its stages, one after the other. Options, and how it is told, are the caller's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from linkj_press.build.current import (
    RECORDS,
    LastBuild,
    find_current,
    find_strays,
    hash_build,
    hash_sources,
    read_last_build,
    refuse_sources,
    write_last_build,
)
from linkj_press.build.report import BuildReport, BuildTeller
from linkj_press.folder import (
    BESIDE,
    HTML,
    PDF,
    PUBLISHED,
    ROUNDS,
    TEXT,
    DraftName,
    Finish,
    list_font_folders,
    name_release,
)
from linkj_press.language import Language
from linkj_press.message import enumerate_messages, say
from linkj_press.problem import ProblemsFound
from linkj_press.workspace.spares import sweep
from linkj_press.workspace.writing import write_files

if TYPE_CHECKING:
    # Late below, so that a build with nothing to do ends quickly.
    from linkj_press.build.beside import BesideWriter
    from linkj_press.build.keeping import Act, Keeper, PublishedFiles
    from linkj_press.build.orders import Draft, Order, Outcome
    from linkj_press.build.shelf import Shelf
    from linkj_press.workspace.copies import Copy
    from linkj_press.workspace.loading import Workspace


@dataclass
class BuildRun:
    """One build, and what it has made so far."""

    root: Path
    """The workspace."""

    output: Path
    """Where the drafts go, and in it the folders of copies and finals."""

    partners: Sequence[str] = ()
    """Whose releases are built; none for all."""

    languages: Sequence[Language] = tuple(Language)
    finish: Finish = Finish.DRAFT
    act: Act | None = None
    """What a person did with the files: sent them, or signed them off."""

    force: bool = False
    """Whether edited drafts are set aside, under dated names."""

    pdf: bool = False
    html: bool = False
    """Whether a page in HTML is written beside each Word file."""

    text: bool = False
    """Whether plain text is."""

    dry_run: bool = False
    """Whether nothing is written, but told what would be."""

    jobs: int = 1
    """In how many processes it works."""

    scheduler: str = ""
    """The address of a scheduler of Dask whose workers do the work."""

    teller: BuildTeller = field(default_factory=BuildTeller)
    releases: set[str] = field(default_factory=set)
    """What the drafts of each release of the workspace begin with."""

    knows_releases: bool = True
    """Whether the workspace could be read."""

    standing: list[Draft] = field(default_factory=list)
    """The drafts that stand now as they should, where they are to be kept: else each is let go."""

    def run(self) -> BuildReport:
        """Build. Return what came of it.

        Raises WrongUsage for partners without a release, and a folder that drafts are made from;
        ProblemsFound when what was kept or published before cannot be read.
        """
        refuse_sources(self.root, self.output)
        self.sweep()
        if not self.finds_all_current():
            self.write_drafts()
            self.keep_record()
        self.set_strays_aside()
        self.make_pdfs()
        self.keep_copies()
        return self.report

    @cached_property
    def sources(self) -> dict[str, str]:
        """The hash of every file that a draft may depend on."""
        return hash_sources(self.root)

    @cached_property
    def _inputs(self) -> str:
        return hash_build(self.sources, list_font_folders(), self.languages)

    @cached_property
    def report(self) -> BuildReport:
        """What is said of it."""
        return BuildReport(self.finish, self.dry_run, self.teller)

    @property
    def folder(self) -> Path:
        """Where the files go: each kind where no other is."""
        return self.output / self.finish.folder

    @cached_property
    def shelf(self) -> Shelf:
        """The folder, with what stands in it."""
        from linkj_press.build.shelf import Shelf  # noqa: PLC0415

        return Shelf(self.folder, self._published_files)

    @cached_property
    def _published_files(self) -> set[str]:
        return self.keeper.copies.list_published_files()

    @cached_property
    def beside(self) -> BesideWriter:
        """What writes pages and texts beside the Word files, where they are wanted."""
        from linkj_press.build.beside import BesideWriter  # noqa: PLC0415

        endings = [*([HTML] if self.html else []), *([TEXT] if self.text else [])]
        return BesideWriter(self.folder, endings, self.report, self.force)

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

    @property
    def is_signed_off(self) -> bool:
        """Whether somebody lets the files go out."""
        return bool(self.act and self.act.signed_off_by)

    @property
    def is_kept(self) -> bool:
        """Whether the files go out of hand: as copies, or as finals that were signed off."""
        return self.finish is Finish.PARTNER or self.is_signed_off

    def sweep(self) -> None:
        """Take away what programs that were killed left half written."""
        kept = (self.root / ROUNDS, self.root / PUBLISHED)
        folders = (self.folder, self.folder / RECORDS, *kept)
        for folder in folders if not self.dry_run else ():
            for each in sweep(folder):
                self.report.note(each.tell())

    def finds_all_current(self) -> bool:
        """Return whether nothing is to be made, and tell so of every release."""
        if self.beside.endings or not self._is_of_drafts:
            return False
        last = find_current(self.folder, self._inputs, self.partners)
        if not last:
            return False
        self.releases = set(last.releases)
        self.report.take_gaps(last.gaps)
        self.report.errors = last.errors
        for partner in last.errors:
            self.report.tell_release(partner, 0)
        return True

    def write_drafts(self) -> None:
        """Draft the releases and write each, saying what there is to say."""
        from linkj_press.build import engines, orders  # noqa: PLC0415

        try:
            workspace = orders.open_builder(self.root, frozenset(self.sources.items())).workspace
        except ProblemsFound as found:
            self._put_out_alone(found)
            return
        chosen = workspace.choose(self.partners, workspace.released)
        self.releases = set(workspace.name_releases())
        given = self._order(chosen, workspace)
        self._put_published(chosen)
        if self.is_kept:
            keys = ((partner, language) for partner in chosen for language in self.languages)
            self.report.tell_frozen([self._out[key] for key in keys if key in self._out])
        where = self.scheduler or min(self.jobs, len(given))
        with engines.open_engine(where, self.sources, self.report.note) as engine:
            made = engines.build_drafts(given, engine)
            for outcome in self.teller.follow(made, len(given)):
                self._put(outcome)
        self.report.tell_estimated()

    def _order(self, chosen: Sequence[str], workspace: Workspace) -> list[Order]:
        """Return what is to be drafted of *chosen*. Raises ProblemsFound for bad stationery."""
        from linkj_press.build.enclosures import read_stationery  # noqa: PLC0415
        from linkj_press.build.orders import Order  # noqa: PLC0415

        # What is wrong with it is told once, not of every release.
        read_stationery(workspace.house.look.record, self.root)
        standing = self.shelf.standing(workspace.name_releases(chosen))
        fonts = list_font_folders()
        if not self.dry_run:
            with self.report.noting():
                write_files(self.shelf.amiss)
        if not chosen:
            self.report.note(say("nothing to build: no partner has a `release`"))
        languages = {
            partner: tuple(lang for lang in self.languages if (partner, lang) not in self._out)
            for partner in chosen
        }
        own: dict[str, dict[str, str]] = {}
        for name, inputs in standing.items():
            own.setdefault(DraftName.parse(name).partner, {})[name] = inputs
        return [
            Order(
                self.root,
                self.sources,
                partner,
                left,
                self.finish,
                own.get(partner, {}),
                fonts=fonts,
                beside=self.beside.endings,
            )
            for partner, left in languages.items()
            if left
        ]

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
                if drafts := self.published.find(partner, self.languages, self.beside.endings):
                    self._write(partner, drafts)
                    self.beside.give_back(drafts)
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
                names = [draft.name for draft in drafts]
                refuse_unpulled(self.output, self.finish, names, self._published_files)
            written = self._write(outcome.partner, drafts, len(outcome.problems))
            if self.is_kept:
                self.standing += drafts
            report.estimated.update(*(draft.estimated for draft in drafts))
            beside = self.beside.write(drafts)
            judged = [] if self.is_signed_off else self.keeper.judge_sign_off(drafts)
            report.unsigned += [outcome.partner] if judged else []
            report.tell_release(outcome.partner, written, *judged, beside=beside)
        if self.finish is Finish.FINAL:
            report.take_accepted(outcome.accepted)

    def _write(self, partner: str, drafts: Sequence[Draft], errors: int = 0) -> int:
        """Write those of *drafts* that are new; return how many. Raises NotWritten."""
        if not self.dry_run:
            for line in self.shelf.put(drafts, force=self.force):
                self.report.note(line)
        self.report.take_gaps({draft.name: draft.gaps for draft in drafts})
        self.report.errors[partner] = errors
        new = [draft.name for draft in drafts if draft.content is not None]
        for name in new:
            self.report.take_written(self.folder / name)
        return len(new)

    @property
    def _is_of_drafts(self) -> bool:
        """Whether drafts are written, of which a record is kept."""
        return self.finish is Finish.DRAFT and not self.dry_run

    def keep_record(self) -> None:
        """Note what was made, so that the next build need not look, unless something is amiss."""
        report = self.report
        if self._is_of_drafts and report.is_whole:
            digests = {name: self.shelf.digests.get(name, "") for name in report.gaps}
            with report.noting():
                last = LastBuild(
                    self._inputs, digests, report.gaps, report.errors, sorted(self.releases)
                )
                write_last_build(self.folder, last.add(read_last_build(self.folder)))

    def set_strays_aside(self) -> None:
        """Set aside the drafts of no release; of those in the other folders, only tell."""
        folders = [self.output / finish.folder for finish in Finish] if self.knows_releases else []
        if folders and not self.dry_run:
            folders.remove(self.folder)
            kept: dict[str, Path] = {}
            for path in [self.folder / name for name in find_strays(self.folder, self.releases)]:
                if not path.exists() and path.stem in kept:  # went along with its Word file
                    self.report.strays.append(kept[path.stem].with_suffix(path.suffix))
                    continue
                with self.report.noting():
                    aside = kept[path.stem] = self.shelf.set_aside(path.name)
                    told = say(
                        "{name}: belongs to no release any more; kept as {kept}",
                        name=path.name,
                        kept=aside.name,
                    )
                    self.report.take_stray(aside, told)
        for folder in folders:
            for name in find_strays(folder, self.releases):
                told = say("{path}: belongs to no release any more", path=folder / name)
                self.report.take_stray(folder / name, told)

    def make_pdfs(self) -> None:
        """Make PDFs where they are wanted; leave nothing that is of a draft before, in silence."""
        from linkj_press.build.beside import Beside  # noqa: PLC0415

        if self.dry_run:
            return
        kinds = [Beside(self.folder, ending, self.finish is Finish.FINAL) for ending in BESIDE]
        for beside in kinds:
            for file in beside.find_replaced(self.report.gaps):
                with self.report.noting():  # one that is open keeps none of the others
                    self.report.note(beside.clear(file))
        with self.report.noting():
            self._write_pdfs()
        for name in (name for ending in BESIDE for name in Beside(self.folder, ending).find_old()):
            self.report.note(say("{name}: is not of the Word file that stands here", name=name))

    def _write_pdfs(self) -> None:
        """Give back the PDFs that went out, and make the others. Raises NotWritten."""
        if not self.pdf:
            return
        from linkj_press.build.pdf import Pdfs  # noqa: PLC0415

        out = self.published.find_beside(self.report.gaps, PDF)
        for name in (name for name, pdf in out.items() if pdf is None):
            told = say("{name}: was published without a PDF, so none is made", name=name)
            self.report.note(told)
        given = {name: pdf for name, pdf in out.items() if pdf is not None}
        for path in Pdfs(self.folder).give_back(given):
            self.report.take_written(path)
        names = [name for name in self.report.gaps if name not in out]
        made = Pdfs(self.folder).make(names, force=self.force)
        for path in made.paths:
            self.report.take_written(path)
        for note in made.notes:
            self.report.note(note)
        self.report.failures += made.wrong

    def keep_copies(self) -> None:
        """Keep what goes out of hand with the record: copies, and finals that were signed off."""
        if self.dry_run or not self.is_kept:
            return
        from linkj_press.build.keeping import Act  # noqa: PLC0415

        with self.report.noting():
            for line in self.keeper.keep(self.standing, self.act or Act()):
                self.report.note(line, is_usual=True)

"""What `linkj-press` alone tells: how the drafts of a workspace stand, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from linkj_press.build.current import Lack, find_current, find_strays, hash_build, hash_sources
from linkj_press.cli import ui
from linkj_press.folder import (
    BESIDE,
    OUTPUT,
    PUBLISHED,
    ROUNDS,
    DraftName,
    Finish,
    list_files,
    list_font_folders,
)
from linkj_press.language import Language
from linkj_press.message import phrase, say
from linkj_press.problem import Problem, ProblemsFound, count_problems
from linkj_press.workspace.copies import read_copies

if TYPE_CHECKING:
    from linkj_press.build.orders import Draft, Outcome
    from linkj_press.build.shelf import Shelf
    from linkj_press.life.states import LanguageStanding
    from linkj_press.workspace.copies import Copies
    from linkj_press.workspace.loading import Workspace

_LISTED = 12
"""How many drafts or releases are named at most."""

_NEAR = 15
"""How many releases are looked at closely, the latest: the others are hardly in work any more."""

_MISSING = phrase("missing")
_OUTDATED = phrase("out of date")
_EDITED = phrase("edited by hand; kept as it is")
_CURRENT = phrase("up to date")
_UNFIT = phrase("can no longer be final: something is open or wrong")

Rows = list[tuple[str, str]]


@dataclass
class _Standing:
    """How the drafts of a workspace stand."""

    gaps: dict[str, Sequence[Lack]] = field(default_factory=dict)
    """What each draft lacks, by its file name."""

    waiting: dict[str, str] = field(default_factory=dict)
    """What is the matter with each draft that is not up to date, by its file name."""

    finals: dict[str, str] = field(default_factory=dict)
    """How each final stands, by its file name."""

    releases: set[str] = field(default_factory=set)
    """What the drafts of each release begin with."""

    problems: set[Problem] = field(default_factory=set)
    life: Sequence[LanguageStanding] = ()
    """How far each language of each release has come."""

    far: int = 0
    """Of how many releases it is told only which drafts are missing."""


def show_overview(context: click.Context) -> None:
    """Print how the drafts stand, or outside a workspace the help.

    Ends with 1 when files are at fault, with 2 outside a workspace.
    """
    try:
        root = ui.find_root()
    except click.UsageError:
        if ui.find_session().workspace:
            raise
        click.echo(f"{context.get_help()}\n", err=True)
        ui.note(say("This folder is no workspace. To begin one: linkj-press init DIR"))
        context.exit(2)
    output, standing = root / OUTPUT, _survey(root)
    formatter = context.make_formatter()
    _write_problems(formatter, standing.problems)
    _write_drafts(formatter, standing, output)
    finals = [(name, ui.tell(state)) for name, state in standing.finals.items()]
    sections = (
        (ui.tell("How far releases have come"), _list_states(standing.life)),
        (ui.tell("Still open, by language"), _count_gaps(standing.gaps)),
        (
            ui.tell("Finals in {folder}", folder=ui.shorten_path(output / Finish.FINAL.folder)),
            finals,
        ),
        (ui.tell("Not to be sent"), _list_left(standing, output)),
    )
    for title, rows in sections:
        if rows:
            with formatter.section(title):
                _write_rows(formatter, rows)
    with formatter.section(ui.tell("Next")):
        formatter.write_dl(_list_next(standing, output))
    click.echo(formatter.getvalue().strip())
    context.exit(1 if standing.problems else 0)


def _survey(root: Path) -> _Standing:
    """Return how the drafts stand: at once where nothing has changed since they were built."""
    sources = hash_sources(root)
    kept = (root / OUTPUT / Finish.FINAL.folder, root / ROUNDS, root / PUBLISHED)
    if not any(list_files(folder, ".docx") for folder in kept):
        last = find_current(root / OUTPUT, hash_build(sources, list_font_folders(), Language))
        if last:
            return _Standing(last.gaps, releases=set(last.releases))
    try:
        return _survey_closely(root, sources)
    except ProblemsFound as found:
        return _Standing(problems=set(found.problems))


def _survey_closely(root: Path, sources: Mapping[str, str]) -> _Standing:
    """Return how the drafts stand, those at hand as they would be built. Raises ProblemsFound."""
    # Late, so that where nothing has changed this ends quickly.
    from linkj_press.build.orders import open_builder  # noqa: PLC0415
    from linkj_press.build.shelf import Shelf  # noqa: PLC0415
    from linkj_press.life.frozen import find_orphans  # noqa: PLC0415
    from linkj_press.life.states import Finals, tell_standings  # noqa: PLC0415

    drafts, finals = Shelf(root / OUTPUT), Shelf(root / OUTPUT / Finish.FINAL.folder)
    workspace = open_builder(root, frozenset(sources.items())).workspace
    copies = read_copies(root)
    standing = _Standing(releases=workspace.name_releases() | copies.name_published())
    standing.problems |= {finding.problem for finding in find_orphans(workspace, copies)}
    standing.life = list(tell_standings(workspace, copies, Finals(root, root / OUTPUT)))
    names = _name_drafts(workspace, copies)
    near = _choose_near(names, finals)
    releases = workspace.name_releases(near)
    ours, of_finals = drafts.standing(releases), finals.standing(releases)
    for partner in near:
        _Close(root, sources, drafts, finals, ours, of_finals).look_at(names[partner], standing)
    far = [name for partner in names if partner not in near for name in names[partner]]
    missing = [name.file for name in far if not drafts.has(name.file)]
    standing.waiting |= dict.fromkeys(missing, _MISSING)
    standing.gaps = {**dict.fromkeys(missing, ()), **standing.gaps}  # the latest last
    standing.far = len(names) - len(near)
    return standing


def _name_drafts(workspace: Workspace, copies: Copies) -> dict[str, list[DraftName]]:
    """Return by partner what the drafts are called that are not published."""
    names = {
        partner: [
            DraftName(workspace.released_on(partner), partner, language)
            for language in workspace.list_languages(partner)
            if (partner, language) not in copies.by_release
        ]
        for partner in workspace.released
    }
    return {partner: drafts for partner, drafts in names.items() if drafts}


def _choose_near(names: Mapping[str, Sequence[DraftName]], finals: Shelf) -> list[str]:
    """Return whose releases are at hand: the latest, and those that stand as finals."""
    latest = sorted(names, key=lambda partner: names[partner][0].release_on)[-_NEAR:]
    return [
        partner
        for partner, drafts in names.items()
        if partner in latest or any(finals.has(name.file) for name in drafts)
    ]


@dataclass(frozen=True)
class _Close:
    """A close look: drafts are compared with what would be built."""

    root: Path
    sources: Mapping[str, str]
    drafts: Shelf
    finals: Shelf
    ours: Mapping[str, str]
    """The inputs of the drafts that stand."""

    of_finals: Mapping[str, str]

    def look_at(self, names: Sequence[DraftName], standing: _Standing) -> None:
        """Note in *standing* how the drafts *names* of a release stand, and its finals."""
        from linkj_press.build.orders import Order, build_order, find_lacks  # noqa: PLC0415

        languages = tuple(name.language for name in names)
        order = Order(self.root, self.sources, names[0].partner, languages, standing=self.ours)
        there = tuple(name.language for name in names if self.finals.has(name.file))
        if not there and not any(self.drafts.has(name.file) for name in names):
            built = find_lacks(order)  # of what is missing no file need be made
            standing.waiting |= {draft.name: _MISSING for draft in built.drafts}
        else:
            built = build_order(order)
        if built.is_refused:
            standing.problems.update(built.problems)
            return
        final = replace(order, languages=there, finish=Finish.FINAL, standing=self.of_finals)
        states = self._judge_finals(build_order(final)) if there else {}
        standing.finals |= states
        standing.gaps |= {draft.name: draft.gaps for draft in built.drafts}
        standing.waiting |= {
            draft.name: _find_state(self.drafts, draft)
            for draft in built.drafts
            if draft.content is not None
            and (states.get(draft.name) != _CURRENT or self.drafts.is_edited(draft.name))
        }

    def _judge_finals(self, made: Outcome) -> dict[str, str]:
        """Return how each of the finals stands, as they were *made* anew."""
        return {
            draft.name: _UNFIT if made.is_refused else _find_state(self.finals, draft)
            for draft in made.drafts
        }


def _list_states(life: Iterable[LanguageStanding]) -> Rows:
    """Return how far each language has come that is no longer a mere draft."""
    from linkj_press.life.states import ReleaseState  # noqa: PLC0415

    return [
        (
            ui.tell("{name} ({language})", name=each.partner, language=each.language.called),
            ui.translate(each.tell()),
        )
        for each in life
        if each.state is not ReleaseState.DRAFT
    ]


def _find_state(shelf: Shelf, draft: Draft) -> str:
    if draft.content is None:
        return _CURRENT
    if shelf.is_edited(draft.name):
        return _EDITED
    return _OUTDATED if (shelf.folder / draft.name).exists() else _MISSING


def _write_problems(formatter: click.HelpFormatter, problems: Iterable[Problem]) -> None:
    if found := ProblemsFound(problems).problems:
        with formatter.section(ui.translate(count_problems(found))):
            text = found[0].tell(ui.find_session().catalogue.tell)
            formatter.write("".join(f"  {line}\n" for line in text.splitlines()))


def _write_drafts(formatter: click.HelpFormatter, standing: _Standing, folder: Path) -> None:
    if total := len(standing.gaps):
        told = ui.tell(
            "Drafts up to date in {folder}: {current} of {total}",
            folder=ui.shorten_path(folder),
            current=total - len(standing.waiting),
            total=total,
        )
        formatter.write(f"\n{told}\n")
        with formatter.indentation():
            waiting = [(name, ui.tell(state)) for name, state in standing.waiting.items()]
            _write_rows(formatter, waiting)
        if standing.far:
            told = ui.tell(
                "Earlier releases that were not looked at closely: {number}"
                " (linkj-press build --dry-run)",
                number=standing.far,
            )
            formatter.write(f"{told}\n")
    elif not standing.problems:
        formatter.write(f"{ui.tell('nothing to build: no partner has a `release`')}\n")


def _list_left(standing: _Standing, output: Path) -> Rows:
    """Return the files in *output* that are of no release, and those beside drafts before."""
    from linkj_press.build.beside import Beside  # noqa: PLC0415

    rows: Rows = []
    folders = [output / finish.folder for finish in Finish]
    for folder in folders if not standing.problems else ():
        strays = find_strays(folder, standing.releases)
        old = [name for ending in BESIDE for name in Beside(folder, ending).find_old()]
        told = dict.fromkeys(old, ui.tell("not of the Word file that stands here"))
        told |= dict.fromkeys(strays, ui.tell("belongs to no release any more"))
        rows += [(ui.shorten_path(folder / name), why) for name, why in told.items()]
    return rows


def _write_rows(formatter: click.HelpFormatter, rows: Rows) -> None:
    """Write the first of *rows*, and how many more there are."""
    more = [("…", ui.tell("{number} more", number=len(rows) - _LISTED))]
    if rows:
        formatter.write_dl(rows[:_LISTED] + (more if len(rows) > _LISTED else []), col_max=60)


def _count_gaps(gaps: Mapping[str, Sequence[Lack]]) -> Rows:
    """Return each release with gaps, and how many there are in each language: ``ja 4, en 5``."""
    counts: dict[str, list[str]] = {}
    for name, lacking in gaps.items():
        draft = DraftName.parse(name)
        if lacking:
            counts.setdefault(draft.release, []).append(f"{draft.language} {len(lacking)}")
    return [(release, ", ".join(numbers)) for release, numbers in counts.items()]


def _list_next(standing: _Standing, folder: Path) -> Rows:
    every = _name_partners(standing.gaps)
    edited = [name for name, state in standing.waiting.items() if state == _EDITED]
    kept = _name_partners(edited)
    to_build = [partner for partner in _name_partners(standing.waiting) if partner not in kept]
    named = to_build if len(to_build) < min(len(every), _LISTED) else []
    rows: Rows = []
    if edited:
        path = ui.shorten_path(folder / edited[0])
        rows.append((f"linkj-press pull {path}", ui.tell("bring its edits back")))
    if standing.problems:
        rows.append(("linkj-press build", ui.tell("see every problem")))
    elif to_build:
        rows.append((" ".join(["linkj-press build", *named]), ui.tell("write these drafts")))
    elif any(standing.gaps.values()):
        rows.append(("linkj-press check --open", ui.tell("see what is open, and who owes it")))
    if finals := _list_unwritten(standing):
        rows.append(
            (" ".join(["linkj-press build --final", *finals]), ui.tell("write these finals"))
        )
    rows += _list_acts(standing.life)
    if every:
        rows.append((f"linkj-press preview {every[-1]}", ui.tell("read a release here")))
    rows.append((ui.tell("linkj-press new NAME"), ui.tell("begin the file of the next partner")))
    return [*rows, ("linkj-press --help", ui.tell("see every command"))]


def _list_acts(life: Iterable[LanguageStanding]) -> Rows:
    """Return what a person may note of each release under way."""
    from linkj_press.life.states import ReleaseState  # noqa: PLC0415

    rows: dict[str, str] = {}
    for each in life:
        if each.state is ReleaseState.FINAL and each.on is None:
            command = ui.tell(
                "linkj-press build {partner} --final --signed-off NAME", partner=each.partner
            )
            rows[command] = ui.tell("record who signed it off")
        elif each.state is ReleaseState.FINAL:
            command = ui.tell("linkj-press publish {partner} --on DATE", partner=each.partner)
            rows[command] = ui.tell("record that it was published")
        elif each.state is ReleaseState.WITH_PARTNER:
            rows[ui.tell("linkj-press pull RETURNED.docx")] = ui.tell(
                "take in what a partner sent back"
            )
    return list(rows.items())


def _list_unwritten(standing: _Standing) -> list[str]:
    """Return the partners of whose finals one is out of date, or none is written yet and may be."""
    old = [name for name, state in standing.finals.items() if state == _OUTDATED]
    held = _name_partners([name for name, gaps in standing.gaps.items() if gaps])
    held += _name_partners([*standing.waiting, *standing.finals])
    return _name_partners(old) + [p for p in _name_partners(standing.gaps) if p not in held]


def _name_partners(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(DraftName.parse(name).partner for name in names))

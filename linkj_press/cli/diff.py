"""`linkj-press diff`, and the redlines of `diff --docx`."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import chain
from pathlib import Path

import click

from linkj_press.build.enclosures import write_release
from linkj_press.build.orders import name_draft
from linkj_press.cli import ui
from linkj_press.cli.completion import complete_released
from linkj_press.diff import Comparison
from linkj_press.diff.report import DiffReport, Fate, ReleaseChange
from linkj_press.diff.revisions import RevisionFolder, Revisions, RevisionUnknown
from linkj_press.diff.texts import ReleaseTexts, TextComparison, draft_texts
from linkj_press.language import Language
from linkj_press.life.stages import Stage, open_texts
from linkj_press.message import phrase, say, tame
from linkj_press.problem import Problem, suggest
from linkj_press.show.changes import Changes, render_json, render_markdown
from linkj_press.text.edits import Cutter, cut_tokens, open_word_cutter
from linkj_press.word import Aside, NotWord, Pending, is_untouched_redline, read_saved, read_word
from linkj_press.word.redline import check_parts, redline, stamp
from linkj_press.workspace.git import NamedCommit, find_user
from linkj_press.workspace.loading import Workspace
from linkj_press.workspace.spares import read_standing
from linkj_press.workspace.writing import Change

_NOBODY = "linkj-press"
_PAIR = 2

Signature = tuple[str, str | None]
"""In whose name changes are tracked, and when (``2020-09-07T09:30:00Z``; None: Word shows none)."""


def _sign(given: Signature, commit: NamedCommit | None, root: Path | None) -> Signature:
    """Return the signature *given*, with what it lacks taken from the newer revision.

    That is its *commit*, or for the files of *root* as they stand the person who works there, at no
    time.
    """
    author, on = given
    if commit:
        return author or commit.author, on or stamp(datetime.fromisoformat(commit.on))
    return author or (find_user(root) if root else "") or _NOBODY, on


def redline_files(
    folder: Path, files: tuple[Path, Path], signature: Signature, cut: Cutter
) -> bool:
    """Write the redline of two Word *files*, the older first, into *folder*.

    Return whether all that a reader sees differ is marked in it. Raises ClickException when one is
    none, or the redline cannot be written.
    """
    contents = []
    for file in files:
        try:
            contents.append(ui.read_file(file))
            check_parts(contents[-1])
            saved = read_saved(contents[-1])
        except NotWord as error:
            raise click.ClickException(ui.tell_not_word(file, error)) from None
    author, on = signature[0] or saved.by or _NOBODY, signature[1] or saved.on or None
    content = redline(*contents, author=author, on=on, cut=cut)
    old, new = (read_word(each).seen for each in contents)
    if not read_word(content).revisions and old == new:
        ui.note(say("The two files say the same; nothing is written."))
        return True
    put_redline(folder / f"{files[1].stem}.redline.docx", content)
    undone = read_word(content, Pending.REJECT).seen
    unmarked = [f"[-{_tell_seen(each)}-]" for each in (old - undone).elements()]
    unmarked += [f"{{+{_tell_seen(each)}+}}" for each in (undone - old).elements()]
    if unmarked:
        ui.note(say("These differences are not marked in it:"))
    for line in unmarked:
        click.echo(f"  {line}", err=True)
    return not unmarked


def _tell_seen(seen: str | Aside) -> str:
    return tame(seen if isinstance(seen, str) else ui.tell_aside(seen)).replace("\n", " / ")


def put_redline(path: Path, content: bytes) -> None:
    """Write *content* to *path* and print it; what a person has changed there is kept.

    Raises ClickException when it cannot be written.
    """
    old = read_standing(path)
    if old is not None and not is_untouched_redline(old):
        raise click.ClickException(
            ui.tell("{path}: edited since it was written, and kept; name another folder", path=path)
        )
    ui.save_changes({path: Change(old, content)})
    click.echo(ui.shorten_path(path), err=True)


@ui.command(
    help=phrase(
        "Say what changed in the releases, and what changed them.\n\n"
        "Compared are the files as they are with those of the last commit, or what --from and --to"
        " name: built (the drafts as last built), sent (what the partner got last), final,"
        " published, a commit, branch or tag of git, or a folder with partners/ and templates/."
    ),
    epilog=phrase(
        "Examples:\n"
        "  linkj-press diff\n"
        "  linkj-press diff osaka --lang ja\n"
        "  linkj-press diff osaka --from sent\n"
        "  linkj-press diff osaka --from sent --to published\n"
        "  linkj-press diff --from origin/main --exit-code --format markdown\n"
        "  linkj-press diff --from ../desk-2020 --to .\n"
        "  linkj-press diff osaka --docx redlines\n"
        "  linkj-press diff --docx redlines sent.docx returned.docx"
    ),
)
@ui.argument("partners", nargs=-1, metavar="[PARTNER]...", shell_complete=complete_released)
@ui.option(
    "--from", "old", metavar="WHAT", help=phrase("The older texts (default: the last commit).")
)
@ui.option(
    "--to", "new", metavar="WHAT", help=phrase("The newer ones (default: the files as they are).")
)
@ui.languages_option
@ui.format_option(type=click.Choice(["text", "json", "markdown"]), default="text")
@ui.option(
    "--words",
    is_flag=True,
    help=phrase("Mark Japanese by whole words (needs: pip install 'linkj-press[words]')."),
)
@ui.option(
    "--docx",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help=phrase("Write Word files with tracked changes to DIR, one per changed text."),
)
@ui.option(
    "--author",
    default="",
    callback=lambda _context, _option, name: name and ui.read_name(name),
    help=phrase("Who changed it (default: as the newer revision)."),
)
@ui.option(
    "--date",
    "on",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]),
    metavar="DATE",
    help=phrase("When, as in 2020-09-07T09:30 (default: as the newer revision)."),
)
@ui.option("--exit-code", is_flag=True, help=phrase("End with 1 when a release differs."))
@click.pass_context
def diff(  # noqa: PLR0913  (one argument an option)
    context: click.Context,
    /,
    *,
    partners: tuple[str, ...],
    old: str | None,
    new: str | None,
    languages: tuple[Language, ...],
    form: str,
    words: bool,
    folder: Path | None,
    author: str,
    on: datetime | None,
    exit_code: bool,
) -> None:
    """Print what changed; end with 1 for problems, and where asked for changes.

    Of two Word files, with 1 where something that differs cannot be marked.
    """
    cut = _open_cutter() if words else cut_tokens
    given = author, stamp(on) if on else None
    if files := [Path(name) for name in partners if name.lower().endswith(".docx")]:
        if not folder or len(files) != _PAIR or len(partners) != _PAIR:
            raise ui.wrong_usage(
                "Word files are compared in pairs: diff --docx DIR OLD.docx NEW.docx"
            )
        context.exit(int(not redline_files(folder, (files[0], files[1]), given, cut)))
    root = _find_root()
    with Revisions(root) as revisions:
        sides = _open_sides(revisions, old, new)
        comparison = _open_comparison(revisions, sides, languages, cut)
        changes = comparison.compare(_choose(partners, comparison))
        if folder:
            author, moment = _sign(given, _find_commit(sides[1]), root)
            track = partial(redline, author=author, on=moment, cut=cut)
            changes = _put_redlines(changes, comparison.workspaces, track, folder)
        releases = [replace(change, documents=(None, None)) for change in changes]
        report, problems = comparison.report(releases), comparison.problems
        _print(report, problems, form)
        if form != "json":
            _print_problems(sides, problems)
    looks = any(release.looks for release in releases)
    differs = looks or bool(report.having(Fate.CHANGED, Fate.NEW, Fate.GONE))
    context.exit(int(any(problems) or (exit_code and differs)))


def _put_redlines(
    changes: Iterable[ReleaseChange],
    workspaces: Iterable[Workspace],
    track: Callable[[bytes, bytes], bytes],
    folder: Path,
) -> Iterator[ReleaseChange]:
    """Yield *changes*, the redline of each release that changed written to *folder* before.

    Raises ProblemsFound when a picture of it cannot be read.
    """
    for change in changes:
        old, new = change.documents
        if change.fate is Fate.CHANGED and old and new:
            before, after = (
                write_release(document, workspace.house.look.record, workspace.root)
                for document, workspace in zip((old, new), workspaces, strict=True)
            )
            name = name_draft(new).replace(".docx", ".redline.docx")
            put_redline(folder / name, track(before, after))
        yield change


def _find_root() -> Path | None:
    """Return the folder of the workspace, or None: two folders may be compared from anywhere."""
    with suppress(click.UsageError):
        return ui.find_root()
    return None


Side = RevisionFolder | ReleaseTexts


def _open_sides(revisions: Revisions, old: str | None, new: str | None) -> tuple[Side, Side]:
    """Return what is compared, the older first. Raises UsageError."""
    try:
        newer = revisions.open_working_tree() if new is None else _open_side(revisions, new)
        older = revisions.open_last_commit() if old is None else _open_side(revisions, old)
    except RevisionUnknown as error:
        raise click.UsageError(ui.translate(error.message)) from None
    return older, newer


def _open_side(revisions: Revisions, named: str) -> Side:
    if named in set(Stage):
        return open_texts(Stage(named), ui.open_workspace())
    return revisions.open(named)


def _open_comparison(
    revisions: Revisions, sides: tuple[Side, Side], languages: Sequence[Language], cut: Cutter
) -> Comparison | TextComparison:
    """Return the comparison of *sides*: where one is but texts, both are."""
    old, new = sides
    if isinstance(old, RevisionFolder) and isinstance(new, RevisionFolder):
        return Comparison((old, new), revisions, languages, cut)
    texts = (side if isinstance(side, ReleaseTexts) else draft_texts(side) for side in sides)
    return TextComparison((next(texts), next(texts)), languages, cut)


def _find_commit(side: Side) -> NamedCommit | None:
    return side.commit if isinstance(side, RevisionFolder) else None


def _open_cutter() -> Cutter:
    """Return what cuts whole words. Raises UsageError where it is not installed."""
    try:
        return open_word_cutter()
    except ImportError:
        raise ui.wrong_usage("--words needs SudachiPy: pip install 'linkj-press[words]'") from None


def _choose(partners: Sequence[str], comparison: Comparison | TextComparison) -> Sequence[str]:
    """Return *partners*, or all that have a release. Raises UsageError for one that has none."""
    known = comparison.released
    for name in (name for name in partners if name not in known):
        if any(name in workspace.partners for workspace in comparison.workspaces):
            raise ui.wrong_usage(
                "“{name}” has no release of its own: `linkj-press diff` shows which others it"
                " changes",
                name=name,
            )
        hint = suggest(name, known)
        raise ui.wrong_usage("“{name}” has no release: {hint}", name=name, hint=hint)
    return tuple(dict.fromkeys(partners)) or known


def _print(report: DiffReport, problems: Iterable[Sequence[Problem]], form: str) -> None:
    catalogue = ui.find_session().catalogue
    if form == "json":
        click.echo(render_json(report, list(chain(*problems)), ui.translate))
    elif form == "markdown":
        click.echo(render_markdown(report, ui.translate), nl=False)
    else:
        bracketed = not ui.can_show_colours(sys.stdout)
        view = Changes(report, catalogue, bracketed)
        ui.show(view, width_when_piped=ui.UNBROKEN)


def _print_problems(sides: Iterable[Side], problems: Iterable[Sequence[Problem]]) -> None:
    for side, found in zip(sides, problems, strict=True):
        if found:
            ui.note(say("In {revision}:", revision=side.name))
            for problem in found:
                click.echo(problem.tell(ui.translate), err=True)

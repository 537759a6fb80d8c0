"""`linkj-press pull`."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import unified_diff
from functools import reduce
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import click

from linkj_press.build.current import hash_bytes
from linkj_press.cli import ui
from linkj_press.cli.acts import find_day_of_act, on_option
from linkj_press.draft.drafting import Drafter
from linkj_press.folder import OUTPUT, Finish
from linkj_press.life.returning import check_release, know_files, note_return
from linkj_press.message import Message, enumerate_messages, phrase, say, say_number
from linkj_press.pull import pull_draft
from linkj_press.pull.approving import approve_quotes, ask_anew, find_day_of_save
from linkj_press.pull.deciding import count_outcomes, leave_out_approved
from linkj_press.pull.files import Files, PullNote, Sort, find_other_side
from linkj_press.pull.returned import Returned, open_returned
from linkj_press.reading import read_path
from linkj_press.record.copies import CopyRecord
from linkj_press.record.field_names import name_field
from linkj_press.show.changes import Pulled
from linkj_press.text.edits import Mark
from linkj_press.word import Archive, NotWord, Pending
from linkj_press.word.manifest import Manifest
from linkj_press.workspace.copies import Copy, change_note, tell_copy
from linkj_press.workspace.writing import Change

_ASK = "ask"


def _read_name(_context: click.Context, _option: click.Parameter, name: str | None) -> str:
    """Return *name*, ``""`` where none is given. Raises UsageError for one of nothing but space."""
    if name is not None and not name.strip():
        raise ui.wrong_usage("--approve needs the name of whoever approves")
    return (name or "").strip()


@ui.command(
    help=phrase(
        "Bring what was edited in Word drafts back to the partner file.\n\n"
        "What a person has to decide is listed, never written; it ends with 1 then."
    ),
    epilog=phrase(
        "Examples:\n"
        "  linkj-press pull returned/2020-09-07_osaka_ja.docx\n"
        "  linkj-press pull returned/*.docx --dry-run\n"
        "  linkj-press pull returned/2020-09-07_osaka_ja.docx --approve yamaguchi"
    ),
)
@ui.argument(
    "drafts",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="DRAFT.docx...",
)
@ui.option("--dry-run", is_flag=True, help=phrase("Write nothing; show how the file would change."))
@ui.option(
    "--pending",
    type=click.Choice([*map(str, Pending), _ASK]),
    metavar="accept|reject|ask",
    default=str(Pending.ACCEPT),
    show_default=True,
    help=phrase("What to do with undecided tracked changes."),
)
@ui.option(
    "--approve",
    callback=_read_name,
    metavar="NAME",
    help=phrase("Mark the quotes of NAME, or else of the partner’s side, as approved by NAME."),
)
@on_option(phrase("The day of the approval (default: when the draft was last saved)."))
def pull(
    *, drafts: tuple[Path, ...], dry_run: bool, pending: str, approve: str, on: date | None
) -> None:
    """Pull each draft, show what became of it, and write the partner files."""
    if on and not approve:
        raise ui.wrong_usage("--on goes with --approve")
    day = find_day_of_act(on).isoformat() if on else ""
    workspace = ui.open_workspace()
    files = Files(workspace, Drafter(workspace), ui.find_session().catalogue.language)
    run = _Pull(files, pending, approve, day)
    views = run.pull(dict.fromkeys(drafts))
    changes = run.files.to_changes()
    if not dry_run:
        ui.save_changes({**changes, **run.list_notes(workspace.root)})
    # Not before it is true that something was written.
    for view in views:
        ui.show(view, width_when_piped=ui.UNBROKEN)
    for told in run.tell_rest():
        ui.note(told)
    if dry_run:
        click.echo("".join(_write_differences(changes)), nl=False)
        ui.note(say("Nothing was written (--dry-run)."))
    else:
        _tell_next(changes, drafts, workspace.root / OUTPUT)
    click.get_current_context().exit(int(run.is_left))


class _Opened(NamedTuple):
    """A draft that came back."""

    path: Path
    file: Archive
    returned: Returned
    digest: str


@dataclass
class _Pull:
    """The files while drafts are pulled into them."""

    files: Files
    pending: str
    name: str
    """Of whoever approves, or ``""``."""

    on: str
    """The day of the approval: ``2020-09-03``, or ``""``."""

    is_left: bool = field(default=False, init=False)
    """Whether something needs somebody."""

    notes: list[tuple[Manifest, PullNote]] = field(default_factory=list, init=False)
    """All that became of the drafts."""

    returns: dict[PurePosixPath, tuple[Copy, CopyRecord]] = field(default_factory=dict, init=False)
    """The copies that came back, each with what is to be noted of it."""

    def pull(self, drafts: Iterable[Path]) -> list[Pulled]:
        """Return what became of those of *drafts* that can be brought back, once they are."""
        opened = list(filter(None, map(self._try_to_open, drafts)))
        views = []
        for one in opened:
            beside = tuple(each.returned for each in opened if each is not one)
            views.append(self._pull(one._replace(returned=replace(one.returned, beside=beside))))
        return views

    def _try_to_open(self, draft: Path) -> _Opened | None:
        """Return *draft* as it came back; None, once that is told, when it cannot be."""
        try:
            content = ui.read_file(draft)
            file = Archive(content)
            return _Opened(draft, file, self._open(draft, file), hash_bytes(content))
        except NotWord as error:
            click.echo(ui.tell_not_word(draft, error), err=True)
            self.is_left = True
            return None

    def _pull(self, opened: _Opened) -> Pulled:
        returned, manifest = opened.returned, opened.returned.manifest
        pulled, self.files = pull_draft(returned, self.files, _ask)
        approved = self._approve(returned, opened.file, pulled) if self.name else []
        asked = ask_anew(pulled, self.files, manifest.partner, manifest.language)
        findings = [*asked, *approved]
        self.is_left |= any(finding.needs_somebody for finding in findings)
        self.notes += ((manifest, finding) for finding in findings)
        self._note_return(opened, pulled, approved)
        return _view(opened.path, returned, findings)

    def _note_return(
        self, opened: _Opened, pulled: Sequence[PullNote], approved: Sequence[PullNote]
    ) -> None:
        """Take in what is to be noted of the copy that came back, if it is one."""
        if copy := opened.returned.copy:
            _, record = self.returns.get(copy.path, (copy, copy.record))
            left = [each for each in leave_out_approved(pulled, approved) if each.is_unwritten]
            file, counts = opened.digest, count_outcomes(pulled, left)
            came = note_return(record.find_return(file), file, ui.find_today(), counts)
            self.returns[copy.path] = copy, record.put_return(file, came)

    def list_notes(self, root: Path) -> dict[Path, Change]:
        """Return the changes that note of the copies what became of them."""
        changes: dict[Path, Change] = {}
        for copy, record in self.returns.values():
            changes |= change_note(root, copy, record)
        return changes

    def tell_rest(self) -> Iterator[Message]:
        """Yield what may have to follow what was written, and how much was not."""
        settled = (Sort.WRITTEN, Sort.DONE)
        keys = {(m.partner, read_path(note.key)) for m, note in self.notes if note.sort in settled}
        workspace, reader = self.files.workspace, self.files.reader
        for manifest, note in self.notes:
            partner, language = manifest.partner, manifest.language
            other = find_other_side(workspace, partner, note.key, language)
            if note.sort is Sort.WRITTEN and other and (partner, other) not in keys:
                loaded = workspace.partners[partner]
                yield say(
                    "{place}: only the {language} of this has new words: {field}. Does the {other}"
                    " have to follow?",
                    place=loaded.place(*other).to_line,
                    language=language.called,
                    field=name_field(other[:-1], loaded, workspace.house, reader),
                    other=language.other.called,
                )
        if count := sum(note.is_unwritten for _, note in self.notes):
            yield say_number(
                "{number} difference was not written: see above",
                "{number} differences were not written: see above",
                count,
            )

    def _open(self, draft: Path, file: Archive) -> Returned:
        """Return *draft* as it came back. Raises NotWord for one of a release that is not here."""
        pending = Pending.ACCEPT if self.pending == _ASK else Pending(self.pending)
        known = know_files(self.files.workspace.root, draft.resolve().parent)
        returned = open_returned(file, draft.name, known, pending)
        if self.pending == _ASK and returned.text.revisions and not _ask_pending(draft, returned):
            returned = open_returned(file, draft.name, known, Pending.REJECT)
        check_release(returned, self.files.workspace)
        return returned

    def _approve(
        self, returned: Returned, file: Archive, pulled: Sequence[PullNote]
    ) -> list[PullNote]:
        """Mark quotes as approved. Raises UsageError when nothing tells the day."""
        day = self.on or find_day_of_save(file, returned.manifest)
        if day is None:
            raise ui.wrong_usage("nothing tells when the draft was saved: give --on DATE")
        findings, self.files = approve_quotes(self.files, returned, self.name, day, pulled)
        return findings


_COMPARED = phrase("compared with {copy}")
_GUESSED = phrase("judging by its name and words this is {copy}, so it was compared with that")


def _view(draft: Path, returned: Returned, findings: Sequence[PullNote]) -> Pulled:
    notes = [_count_notes(findings)]
    if returned.manifest.finish is Finish.FINAL:
        notes.insert(0, say("a final has no fields: texts are compared, nothing is written"))
    elif not returned.is_intact:
        lost = say(
            "it was saved by a program that drops the marks of fields (Google Docs, older"
            " LibreOffice): texts are compared, nothing is written"
        )
        notes.insert(0, lost)
    if copy := returned.copy:
        tell = _GUESSED if returned.is_guessed else _COMPARED
        notes.insert(
            0, say(tell, copy=say("{path} ({copy})", path=str(copy.path), copy=tell_copy(copy)))
        )
    if returned.text.revisions:
        notes.append(_note_pending(len(returned.text.revisions), returned.pending))
    told = reduce(lambda first, after: say("{first}; {after}", first=first, after=after), notes)
    title = say("{draft}: {notes}", draft=ui.spell_path(draft), notes=told)
    catalogue, bracketed = ui.find_session().catalogue, not ui.can_show_colours(sys.stdout)
    return Pulled(title, returned.manifest.language, findings, catalogue, bracketed)


def _count_notes(findings: Sequence[PullNote]) -> Message:
    approvals = sum(each.sort is Sort.APPROVED for each in findings)
    comments = sum(each.sort in (Sort.COMMENT, Sort.SETTLED) for each in findings)
    told = sum(not (each.pieces or each.field) for each in findings)
    differences = len(findings) - approvals - comments - told
    counted = []
    if differences or not (approvals or comments):
        counted.append(say_number("{number} difference", "{number} differences", differences))
    if approvals:
        counted.append(say_number("{number} approval", "{number} approvals", approvals))
    if comments:
        counted.append(say_number("{number} comment", "{number} comments", comments))
    return enumerate_messages(counted)


def _note_pending(count: int, pending: Pending) -> Message:
    if pending is Pending.REJECT:
        return say_number(
            "{number} tracked change is taken as rejected",
            "{number} tracked changes are taken as rejected",
            count,
        )
    return say_number(
        "{number} tracked change is taken as accepted",
        "{number} tracked changes are taken as accepted",
        count,
    )


def _tell_next(written: Iterable[Path], drafts: Iterable[Path], output: Path) -> None:
    there = any(_stands_in(draft, output) for draft in drafts)
    for path in written:
        build = f"linkj-press build {path.stem}{' --force' if there else ''}"
        ui.note(say("{path}: written; next: {build}", path=ui.shorten_path(path), build=build))


def _stands_in(draft: Path, folder: Path) -> bool:
    return draft.resolve().parent == folder.resolve()


def _ask(finding: PullNote, edited: int, places: int) -> bool:
    """Return whether an edit of some places holds for all: not where nobody can be asked."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    question = ui.tell(
        "{field} was edited in {edited} of {places} places, to “{new}”. Change it everywhere?",
        field=finding.field,
        new="".join(piece.text for piece in finding.pieces if piece.mark is not Mark.GONE),
        edited=edited,
        places=places,
    )
    return click.confirm(question, default=False, err=True)


def _ask_pending(draft: Path, returned: Returned) -> bool:
    """Return whether pending changes are accepted. Raises UsageError where nobody can be asked."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise ui.wrong_usage("--pending ask needs a terminal")
    count = len(returned.text.revisions)
    question = ui.tell(
        "{draft} has {count} tracked changes. Take them as accepted?", draft=draft, count=count
    )
    return click.confirm(question, default=True, err=True)


def _write_differences(changes: Mapping[Path, Change]) -> Iterator[str]:
    """Yield how files would change, as `diff` shows it."""
    for path, change in changes.items():
        sides = (content or b"" for content in (change.old, change.new))
        before, after = (content.decode().splitlines(keepends=True) for content in sides)
        name = f"partners/{path.name}"
        for line in unified_diff(before, after, f"a/{name}", f"b/{name}"):
            yield line if line.endswith("\n") else f"{line}\n"

"""What went out of a release and what is to go out, as data for the pages: files, days, changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from linkj_press.build.beside import Beside
from linkj_press.build.shelf import find_edited
from linkj_press.catalogue import Catalogue
from linkj_press.check.approvals import list_given
from linkj_press.desk.changes import count_changes
from linkj_press.desk.snapshot import Snapshot
from linkj_press.desk.state import Desk
from linkj_press.folder import BESIDE, OUTPUT, DraftName, Finish, name_file
from linkj_press.language import Language
from linkj_press.life.rounds import find_turn
from linkj_press.life.stages import Stage, list_sent
from linkj_press.life.states import LanguageStanding, ReleaseState, Unready
from linkj_press.message import NOTHING, Message, phrase, say, say_day, say_number
from linkj_press.record import Partner
from linkj_press.record.further import Correction, Renewal
from linkj_press.text.wording import word_list
from linkj_press.workspace.copies import Copy, tell_return
from linkj_press.workspace.spares import read_moment


class FileKind(StrEnum):
    """Of what a file is: of a draft, a copy for the partner, a final, or of what went out."""

    DRAFT = "draft"
    PARTNER = "partner"
    FINAL = "final"
    PUBLISHED = "published"


_KINDS = {
    FileKind.DRAFT: say("draft for us alone"),
    FileKind.PARTNER: say("copy for the partner"),
    FileKind.FINAL: say("final"),
    FileKind.PUBLISHED: say("published"),
}

MARKS: Mapping[type[Partner], Message] = {Renewal: say("renewal"), Correction: say("correction")}
"""What a release is that does not announce a partner, by its record."""

ENDINGS = (".docx", *BESIDE)

_STAGES = {
    FileKind.DRAFT: Stage.BUILT,
    FileKind.PARTNER: Stage.SENT,
    FileKind.FINAL: Stage.FINAL,
}
"""With what the release is compared to know whether files of a kind are out of date."""


class ReleaseFile(NamedTuple):
    """A file of a release that can be opened or taken along."""

    kind: FileKind
    language: Language
    path: Path
    name: str
    """What it is called among other files: ``2020-09-07_大阪府_確定版_日本語.docx``."""


def list_release_files(
    snapshot: Snapshot, partner: str, kind: FileKind, catalogue: Catalogue
) -> list[ReleaseFile]:
    """Return the files of *kind* of the release of *partner* that stand."""
    return [
        ReleaseFile(kind, lang, path, f"{_name(snapshot, name, kind, catalogue)}{end}")
        for lang in snapshot.list_languages(partner)
        for name in [DraftName(snapshot.workspace.released_on(partner), partner, lang)]
        if (stem := _find_stem(snapshot, name, kind))
        for end in ENDINGS
        if (path := stem.with_name(f"{stem.name}{end}")).is_file()
    ]


class MadeFile(NamedTuple):
    """A file of a release as it is listed for whoever is to take, or to mail, the right one."""

    file: ReleaseFile
    made: Message
    """When it was; ``""`` where that is told by itself."""

    doubt: Message
    """Why it is not to be used, if it is not."""


def list_made_files(
    snapshot: Snapshot, partner: str, kind: FileKind, catalogue: Catalogue
) -> list[MadeFile]:
    """Return what `list_release_files` does; when each was made, and whether it is out of date."""
    files = list_release_files(snapshot, partner, kind, catalogue)
    outdated = list_outdated(snapshot, partner, kind) if files else []
    return [
        MadeFile(
            file,
            NOTHING if kind is FileKind.PUBLISHED else _tell_moment(file.path),
            _tell_doubt(file, outdated),
        )
        for file in files
    ]


def _tell_moment(file: Path) -> Message:
    moment = read_moment(file)
    return say("made on {day}, {time}", day=say_day(moment.date()), time=f"{moment:%H:%M}")


def _tell_doubt(file: ReleaseFile, outdated: Sequence[Language]) -> Message:
    if file.kind is FileKind.PUBLISHED:
        return NOTHING
    if file.language in outdated:
        return say("Out of date: the release has changed since. Do not use it; write it again.")
    beside = file.path.suffix != ENDINGS[0]
    if beside and not Beside(file.path.parent, file.path.suffix).is_true(file.path):
        return say("Out of date: it is of an earlier Word file. Do not use it; write it again.")
    return NOTHING


def find_edited_files(
    desk: Desk, partner: str, finish: Finish, languages: Sequence[Language]
) -> dict[Path, bool]:
    """Return the Word files that somebody has edited, and new ones of *finish* would lack.

    Those whose place these would take count, too. With each comes whether it came back on the
    desk, and was decided on, as it is now.
    """
    snapshot = desk.current
    release_on = snapshot.workspace.released_on(partner)
    names = [f"{DraftName(release_on, partner, lang)}{ENDINGS[0]}" for lang in languages]
    published = snapshot.copies.list_published_files()
    finishes = (*finish.before, finish)
    edited = find_edited(snapshot.workspace.root / OUTPUT, finishes, names, published)
    return {path: digest in desk.decided for path, digest in edited.items()}


class EditedFiles(NamedTuple):
    """Word files of a release that somebody has edited since they were written."""

    waiting: Sequence[ReleaseFile]
    """Those that are to be decided on."""

    has_decided: bool
    """Whether others were decided on."""


def list_edited_files(
    desk: Desk, partner: str, finish: Finish, catalogue: Catalogue
) -> EditedFiles:
    """Return what `find_edited_files` finds in any language, to be shown."""
    snapshot = desk.current
    edited = find_edited_files(desk, partner, finish, snapshot.list_languages(partner))
    waiting = [
        file
        for each in (*finish.before, finish)
        for file in list_release_files(snapshot, partner, FileKind(each), catalogue)
        if edited.get(file.path) is False
    ]
    return EditedFiles(waiting, any(edited.values()))


def _find_stem(snapshot: Snapshot, name: DraftName, kind: FileKind) -> Path | None:
    """Return the path of files of *kind* without its ending; None where there can be none."""
    root = snapshot.workspace.root
    if kind is FileKind.PUBLISHED:
        out = snapshot.copies.by_release.get((name.partner, name.language))
        return root / out.path.with_suffix("") if out else None
    return root / OUTPUT / Finish(kind).folder / str(name)


def _name(snapshot: Snapshot, name: DraftName, kind: FileKind, catalogue: Catalogue) -> str:
    """Return what people call the file of *kind* that is *name* in its folder."""
    number = snapshot.copies.find_number(name) if kind is FileKind.PARTNER else 0
    what = say("copy {number} for the partner", number=number) if number > 1 else _KINDS[kind]
    return _join_name(snapshot, name, what, catalogue)


def name_redline(snapshot: Snapshot, partner: str, language: Language, catalogue: Catalogue) -> str:
    """Return what people call a Word file of a release with what changed in it marked.

    ``2020-09-07_大阪府_変更履歴付き_日本語.docx``
    """
    name = DraftName(snapshot.workspace.released_on(partner), partner, language)
    return _join_name(snapshot, name, say("changes tracked"), catalogue) + ENDINGS[0]


def _join_name(snapshot: Snapshot, name: DraftName, what: Message, catalogue: Catalogue) -> str:
    """Return what people call a file of the release of *name* that is *what*."""
    record = snapshot.workspace.partners[name.partner].record
    full = record.name.full
    called = full.get(catalogue.language) or full.get(catalogue.language.other) or name.partner
    marks = [MARKS[type(record)]] if type(record) in MARKS else []
    told = map(catalogue.tell, (*marks, what, name.language.called))
    parts = [str(name.release_on), called, *told]
    return "_".join("".join(c for c in part if c not in '\\/:*?"<>|') for part in parts)


def tell_strays(
    snapshot: Snapshot, partner: str, strays: Sequence[Path], catalogue: Catalogue
) -> list[Message]:
    """Return a note on those of *strays* that are of *partner*, of another day of its release.

    They are named by where they stand, so that a person finds them.
    """
    folders = [finish.folder for finish in Finish]
    found: dict[date, list[str]] = {}
    for path in strays:
        name = DraftName.find(path.name)
        if name and name.partner == partner and path.parent.name in folders:
            named = str(name_file(snapshot.workspace.root, path))
            found.setdefault(name.release_on, []).append(named)
    return [
        say(
            "Files of the day of release before ({day}) are still there. Do not use them: {files}",
            day=say_day(day),
            files=word_list(files, catalogue.language),
        )
        for day, files in sorted(found.items())
    ]


@dataclass(frozen=True)
class Step:
    """What happened to a release on a day."""

    on: date
    told: Message
    languages: Sequence[Language]


def list_steps(snapshot: Snapshot, partner: str) -> list[Step]:
    """Return what happened to the release of *partner*, in order: copies, approvals, publication.

    Nobody notes the hours: on one day it goes by the copies, each with what came of it. What is of
    both languages is one step.
    """
    found: dict[tuple[date, str], tuple[_Turn, Message, list[Language]]] = {}
    for language in snapshot.list_languages(partner):
        for on, turn, told in _list_steps(snapshot, partner, language):
            before, _, langs = found.get((on, str(told)), (turn, told, []))
            found[on, str(told)] = max(before, turn), told, list(dict.fromkeys([*langs, language]))
    ordered = sorted(found.items(), key=lambda each: (each[0][0], each[1][0]))
    return [Step(on, told, langs) for (on, _), (_, told, langs) in ordered]


_Turn = tuple[int, int]
"""What puts one of the steps of a day in its place: the number of the copy, and what came of it."""


def _list_steps(
    snapshot: Snapshot, partner: str, language: Language
) -> Iterator[tuple[date, _Turn, Message]]:
    """Yield what happened, when, and in which turn on that day."""
    workspace, copies = snapshot.workspace, snapshot.copies.of(partner, language)
    for given in list_given(workspace.partners[partner].record, workspace.house):
        if given.approval.is_in(language):
            yes = given.approval.given(language)
            words = phrase("quote approved: {by}") if given.is_quote else _CONFIRMED
            turn = find_turn(workspace.root, copies, given, language), 2
            yield yes.on, turn, say(words, by=yes.by)
    for copy in copies:
        yield from _list_steps_of(copy, copy.number)
    last = max((copy.number for copy in copies), default=0)
    for out in snapshot.copies.of_published(partner, language):
        signed = [copy.number for copy in copies if copy.text == out.text]
        yield from _list_steps_of(out, max(signed, default=last))


_CONFIRMED = phrase("facts confirmed: {by}")


def _list_steps_of(copy: Copy, number: int) -> Iterator[tuple[date, _Turn, Message]]:
    """Yield what happened to *copy*, which has the words of the copy *number*."""
    record = copy.record
    for sending in record.sent:
        told = say("sent to {to}", to=sending.to)
        if copy.number > 1:
            told = say("copy {number} sent to {to}", number=copy.number, to=sending.to)
        yield sending.on, (number, 0), told
    for came in record.returned:
        told = tell_return(came)
        if copy.number > 1:
            told = say("copy {number} {told}", number=copy.number, told=told)
        yield came.on, (number, 1), told
    if record.signed_off:
        yield record.signed_off.on, (number, 3), say("signed off by {by}", by=record.signed_off.by)
    if record.published:
        yield record.published.on, (number, 4), say("published")
    if record.withdrawn:
        told = say("taken back: {why}", why=record.withdrawn.why)
        yield record.withdrawn.on, (number, 5), told


def list_outdated(snapshot: Snapshot, partner: str, kind: FileKind) -> list[Language]:
    """Return in what languages the files of *kind*, as made last, say other words than the release.

    What is published says what it says, whatever has become of the files.
    """
    if kind not in _STAGES:
        return []
    counts = count_changes(snapshot, partner, _STAGES[kind])
    return [lang for lang, count in counts.items() if count and not snapshot.is_out(partner, lang)]


def list_outdated_copies(snapshot: Snapshot, partner: str) -> list[Language]:
    """Return in what languages a copy for the partner is out of date that is still to be sent.

    One that somebody has is what it was; and once there is a final, none is to be sent.
    """
    to_send = [
        each.language
        for each in snapshot.standings.get(partner, ())
        if each.state in (ReleaseState.DRAFT, ReleaseState.WITH_PARTNER)
        and not _is_sent(snapshot, partner, each.language)
    ]
    return [lang for lang in list_outdated(snapshot, partner, FileKind.PARTNER) if lang in to_send]


def _is_sent(snapshot: Snapshot, partner: str, language: Language) -> bool:
    """Return whether somebody has the last copy for the partner."""
    last = list_sent(snapshot.copies).get((partner, language))
    return last is not None and bool(last.record.sent)


LACKS = {
    Unready.FINAL: say("there is no final yet"),
    Unready.SIGN_OFF: say("the final is not signed off yet"),
    Unready.EDITED: say("the final was edited in Word: bring the edits back, and write it again"),
    Unready.OUTDATED: say("the release has changed since the final was written: write it again"),
    Unready.DAY: say(
        "it cannot have been published then: that is before its own day, or the sign-off"
    ),
}


OUTDATED_COPY = say(
    "the release has changed since the copy for the partner was written: write it again before you"
    " send it"
)


def tell_unready(snapshot: Snapshot, partner: str) -> dict[Language, Message]:
    """Return what is missing before each language can be noted as published."""
    outdated = dict.fromkeys(list_outdated(snapshot, partner, FileKind.FINAL), Unready.OUTDATED)
    lacks = {
        each: lack
        for each in snapshot.standings.get(partner, ())
        if (lack := each.lack or outdated.get(each.language))
    }
    return {each.language: _tell_lack(each, lack) for each, lack in lacks.items()}


def _tell_lack(standing: LanguageStanding, lack: Unready) -> Message:
    if standing.other_final:
        return say(
            "there is no final of this day of release (there is one of {day})",
            day=say_day(standing.other_final),
        )
    return LACKS[lack]


def find_signer(snapshot: Snapshot) -> str:
    """Return who signed off last, whichever release; ``""`` where nobody did."""
    copies = (*snapshot.copies.noted, *snapshot.copies.published)
    signed = [done for copy in copies if (done := copy.record.signed_off)]
    last = max(signed, key=attrgetter("on"), default=None)
    return last.by if last else ""


def tell_changed_since_sent(snapshot: Snapshot, partner: str) -> Message | None:
    """Return how much has changed since the partner got a copy; None where nothing has, or none."""
    counts = count_changes(snapshot, partner, Stage.SENT)
    number = sum(counts[lang] for lang in counts if _is_sent(snapshot, partner, lang))
    if not number:
        return None
    return say_number(
        "{number} passage has changed since the partner got the copy",
        "{number} passages have changed since the partner got the copy",
        number,
    )

"""What went out of a release and what is to go out, as data for the pages: files, days, changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import NamedTuple

from linkj_press.build.shelf import find_edited
from linkj_press.catalogue import Catalogue
from linkj_press.desk.changes import compare_release
from linkj_press.desk.snapshot import Snapshot
from linkj_press.desk.state import Desk
from linkj_press.draft.document import render_plain
from linkj_press.draft.written import read_document
from linkj_press.folder import BESIDE, OUTPUT, DraftName, Finish, name_file
from linkj_press.language import Language
from linkj_press.life.stages import Stage
from linkj_press.life.states import LanguageStanding, ReleaseState, Unready
from linkj_press.message import Message, say, say_day, say_number
from linkj_press.problem import ProblemsFound
from linkj_press.record import Partner
from linkj_press.record.further import Correction, Renewal
from linkj_press.text.wording import word_list
from linkj_press.workspace.copies import Copy, tell_return


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
    record = snapshot.workspace.partners[name.partner].record
    full = record.name.full
    called = full.get(catalogue.language) or full.get(catalogue.language.other) or name.partner
    marks = [MARKS[type(record)]] if type(record) in MARKS else []
    number = _find_number(snapshot, name) if kind is FileKind.PARTNER else 0
    what = say("copy {number} for the partner", number=number) if number > 1 else _KINDS[kind]
    told = map(catalogue.tell, (*marks, what, name.language.called))
    parts = [str(name.release_on), called, *told]
    return "_".join("".join(c for c in part if c not in '\\/:*?"<>|') for part in parts)


def _find_number(snapshot: Snapshot, name: DraftName) -> int:
    """Return which copy the one for the partner is that stands as *name*: the last of its day."""
    copies = snapshot.copies.of(name.partner, name.language)
    kept = [c for c in copies if c.record.mark and c.record.release_on == name.release_on]
    return kept[-1].number if kept else 0


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

    That is also the order of one day, of which nobody noted the hours. What is of both languages
    is one step.
    """
    found: dict[tuple[date, int, str], tuple[Message, list[Language]]] = {}
    for language in snapshot.list_languages(partner):
        for rank, on, told in _list_steps(snapshot, partner, language):
            found.setdefault((on, rank, str(told)), (told, []))[1].append(language)
    return [
        Step(on, told, langs)
        for (on, _, _), (told, langs) in sorted(found.items(), key=itemgetter(0))
    ]


def _list_steps(
    snapshot: Snapshot, partner: str, language: Language
) -> Iterator[tuple[int, date, Message]]:
    """Yield what happened, and when, with its rank among what happens on one day."""
    release = snapshot.workspace.find_release(partner)
    for approval in (quote.approval for quote in release.quotes):
        if approval and approval.is_in(language):
            yes = approval.given(language)
            yield 2, yes.on, say("quote approved: {by}", by=yes.by)
    if release.confirmed and release.confirmed.is_in(language):
        yes = release.confirmed.given(language)
        yield 2, yes.on, say("facts confirmed: {by}", by=yes.by)
    for copy in snapshot.copies.of(partner, language):
        yield from _list_steps_of(copy)
    for copy in snapshot.copies.of_published(partner, language):
        yield from _list_steps_of(copy)


def _list_steps_of(copy: Copy) -> Iterator[tuple[int, date, Message]]:
    record = copy.record
    for sending in record.sent:
        told = say("sent to {to}", to=sending.to)
        if copy.number > 1:
            told = say("copy {number} sent to {to}", number=copy.number, to=sending.to)
        yield 0, sending.on, told
    for came in record.returned:
        told = tell_return(came)
        if copy.number > 1:
            told = say("copy {number} {told}", number=copy.number, told=told)
        yield 1, came.on, told
    if record.signed_off:
        yield 3, record.signed_off.on, say("signed off by {by}", by=record.signed_off.by)
    if record.published:
        yield 4, record.published.on, say("published")
    if record.withdrawn:
        yield 5, record.withdrawn.on, say("taken back: {why}", why=record.withdrawn.why)


def list_outdated(snapshot: Snapshot, partner: str) -> list[Language]:
    """Return in what languages the final that was signed off says other words than the files."""
    found = []
    for each in snapshot.standings.get(partner, ()):
        signed = snapshot.copies.list_signed(partner, each.language)
        if each.state is not ReleaseState.FINAL or each.on is None or not signed:
            continue
        with suppress(ProblemsFound):  # what cannot be drafted, or read, is told of by itself
            texts = read_document(signed[-1]), snapshot.draft(partner, each.language)
            if len(set(map(render_plain, texts))) > 1:
                found.append(each.language)
    return found


LACKS = {
    Unready.FINAL: say("there is no final yet"),
    Unready.SIGN_OFF: say("the final is not signed off yet"),
    Unready.EDITED: say("the final was edited in Word: bring the edits back, and write it again"),
    Unready.OUTDATED: say("the release has changed since the final was written: write it again"),
    Unready.DAY: say(
        "it cannot have been published then: that is before its own day, or the sign-off"
    ),
}


def tell_unready(standings: Sequence[LanguageStanding]) -> dict[Language, Message]:
    """Return what is missing before each language can be noted as published."""
    return {each.language: _tell_lack(each, each.lack) for each in standings if each.lack}


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
    changes = compare_release(snapshot, partner, Stage.SENT)
    number = sum(len(each.passages) for each in changes.languages)
    if not number:
        return None
    return say_number(
        "{number} passage has changed since the partner got the copy",
        "{number} passages have changed since the partner got the copy",
        number,
    )

"""Edits of fields: what stands in one, in both languages, and what a person writes there instead.

A field is saved where the file still holds what the person saw; else both sides are told, and the
person chooses. Everything but that value stays as it is, as with `pull`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from linkj_press.desk.entries import EntryUnknown, ShownList, follow_entry, show_list
from linkj_press.desk.snapshot import Snapshot
from linkj_press.desk.state import Deed, Desk, Edit
from linkj_press.folder import PARTNERS
from linkj_press.language import Language
from linkj_press.life.frozen import is_locked
from linkj_press.message import Message, say
from linkj_press.problem import ProblemsFound, Refused
from linkj_press.pull.files import Files, tell_refusal
from linkj_press.reading import CannotWrite, KeyPath, cut_language
from linkj_press.record import (
    Loaded,
    find_choices,
    find_date_kind,
    find_model,
    is_in_languages,
    list_fields,
    may_lack,
)
from linkj_press.record.choices import name_choices
from linkj_press.record.field_names import name_field
from linkj_press.record.partner import Partner
from linkj_press.text.dates import PartialDate, WrongDate
from linkj_press.text.numbers import narrow
from linkj_press.text.typed import read_typed_date, read_typed_minute
from linkj_press.word.pictures import PictureFault, measure_picture
from linkj_press.workspace.spares import read_standing
from linkj_press.workspace.writing import Change, NotWritten

_IN_LATIN = frozenset({"phone", "email"})
"""Fields whose letters and digits are never wide, as an input method may leave them."""

_TRIES = 5
"""How often an edit is tried again where another program saves the file at the same moment."""


class FieldKind(StrEnum):
    """How a field is filled in."""

    PROSE = "prose"
    """Sentences, with figures worked out among them."""

    WORDS = "words"
    CHOICE = "choice"
    PICTURE = "picture"
    DAY = "day"
    DATE = "date"
    """A day, or a month where no more is known."""

    MINUTE = "minute"


@dataclass(frozen=True)
class FieldText:
    """What stands in a field, in one language or in none."""

    path: KeyPath
    language: Language | None
    raw: str | None
    """None where nothing is there yet."""

    is_locked: bool
    """Whether it went out, and is frozen."""


@dataclass(frozen=True)
class Field:
    """A field of a partner file, in both languages where it has them."""

    path: KeyPath
    kind: FieldKind
    texts: Sequence[FieldText]
    choices: Sequence[str] = ()
    is_needed: bool = False
    """Whether the release shows a gap where nothing stands."""


class Conflict(Exception):  # noqa: N818  (two people's words, not a fault of the program)
    """The file no longer holds what a person saw who edited it."""

    def __init__(self, now: Mapping[KeyPath, str | None]) -> None:
        super().__init__(str(now))
        self.now = now
        """What stands there, of every value that is another."""


class NotSaved(Refused):
    """A value is not what the field can hold, or cannot be written."""


def open_fields(
    snapshot: Snapshot, partner: str, path: KeyPath, shown: ShownList | None = None
) -> list[Field]:
    """Return the field at *path* in the file of *partner*, or those of the group that it is.

    Where a list is meant as it was *shown*, its entry may stand elsewhere by now. Raises NotSaved
    where there is none, EntryUnknown where it cannot be told.
    """
    path = cut_language(path)
    loaded = snapshot.workspace.partners[partner]
    (path,) = follow_entry(loaded, [path], shown)
    found = [path] if path == PHOTO else list(list_fields(loaded, path)) if path else []
    if not found:
        found = [each for each in list_fields(loaded) if each == path]
    if not found:
        raise NotSaved(say("this is no field that is filled in here"))
    if len(found) == 1:
        found = _list_beside(loaded, found[0])
    return [_open_field(snapshot, partner, each) for each in found]


def _open_field(snapshot: Snapshot, partner: str, path: KeyPath) -> Field:
    files, loaded = snapshot.files, snapshot.workspace.partners[partner]
    paths: list[tuple[KeyPath, Language | None]] = [(path, None)]
    if is_in_languages(find_model(loaded), path):
        paths = [((*path, str(language)), language) for language in Language]
    out = snapshot.copies
    texts = [
        FieldText(each, lang, files.read_raw(partner, each), is_locked(out, partner, each))
        for each, lang in paths
    ]
    model = find_model(loaded)
    choices = find_choices(model, path) or [
        *name_choices(path, loaded, snapshot.workspace.house, Language.EN)
    ]
    kind = _find_kind(files, partner, paths[0][0])
    is_free = kind in (FieldKind.WORDS, FieldKind.PROSE)
    kind = FieldKind.CHOICE if choices and is_free else kind
    return Field(path, kind, texts, choices, is_needed=not may_lack(model, path))


_BESIDE = (("affiliation", "title", "title_in_lede"), ("gist", "words"))
"""Fields of which whoever fills in one sees the others: what one says, another need not say."""


def _list_beside(loaded: Loaded[Partner], path: KeyPath) -> list[KeyPath]:
    """Return the field at *path* with those of the same holder that are filled in together."""
    *holder, asked = path
    release, known = loaded.record.release, set(list_fields(loaded))
    group = next((each for each in _BESIDE if asked in each), ())
    is_head = release is not None and holder[-1:] in ([release.head], ["head"])
    beside = [name for name in group if is_head or name in (asked, *group[:2])]
    return [each for name in beside if (each := (*holder, name)) in known] or [path]


_DATES = {date: FieldKind.DAY, PartialDate: FieldKind.DATE, datetime: FieldKind.MINUTE}


def _find_kind(files: Files, partner: str, path: KeyPath) -> FieldKind:
    """Return how the value at *path* is filled in, where nothing can be chosen from."""
    if path == PHOTO:
        return FieldKind.PICTURE
    if held := find_date_kind(find_model(files.workspace.partners[partner]), path):
        return _DATES[held]
    return FieldKind.PROSE if files.is_prose(partner, path) else FieldKind.WORDS


PHOTO: KeyPath = ("release", "photo", "file")


def refuse_locked(snapshot: Snapshot, partner: str, paths: Iterable[KeyPath]) -> None:
    """Raise NotSaved where one of *paths* is of what is out: an older page may still edit it."""
    if any(is_locked(snapshot.copies, partner, path) for path in paths):
        raise NotSaved(say("It has been published and is locked."))


def save(
    desk: Desk,
    partner: str,
    edits: Sequence[Edit],
    language: Language,
    shown: ShownList | None = None,
) -> None:
    """Write *edits* into the file of *partner*: all, or none. Undoing them is told in *language*.

    *shown* is the list that they stand in, as the person saw it. Raises Conflict where the file
    holds something else by now, EntryUnknown where it cannot be told which entry is meant, and
    NotSaved where a value cannot stand there.
    """

    def make(files: Files) -> Deed:
        loaded, house = files.workspace.partners[partner], files.workspace.house
        found = _follow(loaded, edits, shown)
        paths = {edit.path for edit in found}
        if len(paths) < len(found) or not all(_is_field(loaded, path) for path in paths):
            raise NotSaved(say("this is no field that is filled in here"))
        refuse_locked(desk.current, partner, paths)
        model = find_model(loaded)
        found = [replace(edit, now=_read_typed(model, edit)) for edit in found]
        if conflicts := _find_conflicts(files, partner, found):
            raise Conflict(conflicts)
        changed = _put(files, partner, found)
        told = name_field(found[0].path, loaded, house, language)
        left = show_list(changed.workspace.partners[partner], found[0].path)
        return Deed(told, changed.to_changes(), partner, found, left)

    do(desk, partner, make)


def _follow(loaded: Loaded[Partner], edits: Sequence[Edit], shown: ShownList | None) -> list[Edit]:
    """Return *edits* at the places where their entry of the list *shown* stands by now."""
    paths = follow_entry(loaded, [edit.path for edit in edits], shown)
    return [replace(edit, path=path) for edit, path in zip(edits, paths, strict=True)]


def _is_field(loaded: Loaded[Partner], path: KeyPath) -> bool:
    """Return whether a person's words may stand at *path*: not what the program itself keeps."""
    cut = cut_language(path)
    if (cut != path) != is_in_languages(find_model(loaded), cut):
        return False
    # A group that is not there yet lists its fields itself.
    return cut == PHOTO or any(cut in list_fields(loaded, cut[:n]) for n in range(len(cut) + 1))


def add_photo(desk: Desk, partner: str, content: bytes, language: Language) -> None:
    """Keep the picture in *content* beside the partner files, as the photo of the release.

    Raises NotSaved for what is no picture that a release can show.
    """
    try:
        ending = measure_picture(content).extension.replace("jpeg", "jpg")
    except PictureFault as fault:
        told = say("the file {fault}: {hint}", fault=fault.reason, hint=fault.hint)
        raise NotSaved(told) from None
    names = (f"photos/{partner}{n}.{ending}" for n in ("", *(f"-{each}" for each in range(2, 99))))
    files = desk.open_files(partner)
    refuse_locked(desk.current, partner, [PHOTO])
    for name in names:
        standing = read_standing(desk.root / PARTNERS / name)
        if standing in (None, content):
            desk.write({desk.root / PARTNERS / name: Change(standing, content)})
            save(desk, partner, [Edit(PHOTO, files.read_raw(partner, PHOTO), name)], language)
            return
    raise NotSaved(say("there are too many photos of this release already"))


def record(desk: Desk, partner: str, what: Message, make: Callable[[Files], Files]) -> None:
    """Write what *make* makes of the partner files; *what* that is can be undone.

    Raises NotSaved, NoRelease where the release is gone, and ProblemsFound.
    """

    def change(files: Files) -> Deed:
        try:
            return Deed(what, make(files).to_changes(), partner)
        except (CannotWrite, ProblemsFound) as error:
            raise NotSaved(tell_refusal(error)) from error

    do(desk, partner, change)


def do(desk: Desk, partner: str, make: Callable[[Files], Deed]) -> None:
    """Do what *make* returns for the files as they are, again where they are saved meanwhile.

    Raises NotSaved, NoRelease where the release is gone, and ProblemsFound.
    """
    for is_last in (*[False] * (_TRIES - 1), True):
        try:
            desk.do(make(desk.open_files(partner)))
        except NotWritten as error:
            if is_last:
                raise NotSaved(error.reason) from error
        else:
            return


def undo(desk: Desk, partner: str) -> Message:
    """Take back what was done last on the page of *partner*, and return what that was.

    Where the file was changed since, values go back one by one. Raises NotSaved where these too
    are others by now, or the release went out; NotWritten, NoRelease and ProblemsFound.
    """
    desk.read_again()  # what went out since is undone no more, whoever noted that it did
    deed = desk.find_deed(partner)
    if deed is None:
        raise NotSaved(say("nothing was done here that can be undone"))
    whole = {path: Change(change.new, change.old) for path, change in deed.changes.items()}
    made = [path.stem for path, change in deed.changes.items() if change.old is None]
    if any(desk.current.copies.of(id_, lang) for id_ in made for lang in Language):
        raise NotSaved(say("it was sent or signed off since, and so stays on file"))
    is_whole = not desk.current.problems
    try:
        desk.undo(deed, whole)
    except NotWritten:
        files = desk.open_files(deed.partner) if deed.edits else None
        back = _find_back(files, deed) if files else []
        if files is None or not back:
            told = say(
                "“{deed}” was changed since by somebody else: it cannot be undone here",
                deed=deed.told,
            )
            raise NotSaved(told) from None
        desk.undo(deed, _put(files, deed.partner, back).to_changes())
    if is_whole and desk.current.problems:
        desk.do(deed)
        raise NotSaved(say("something that was noted since rests on it: undo that first"))
    return deed.told


def _find_back(files: Files, deed: Deed) -> list[Edit]:
    """Return the edits that undo *deed* in *files*; none where others wrote there since."""
    back = [Edit(edit.path, edit.now, edit.was) for edit in deed.edits]
    try:
        back = _follow(files.workspace.partners[deed.partner], back, deed.shown)
    except EntryUnknown:
        return []
    return [] if _find_conflicts(files, deed.partner, back) else back


def _find_conflicts(files: Files, partner: str, edits: Sequence[Edit]) -> dict[KeyPath, str | None]:
    now = {edit.path: files.read_raw(partner, edit.path) for edit in edits}
    return {
        edit.path: now[edit.path] for edit in edits if now[edit.path] not in (edit.was, edit.now)
    }


def _put(files: Files, partner: str, edits: Sequence[Edit]) -> Files:
    """Return *files* with *edits* in them, drafted once so that what cannot be is told.

    Raises NotSaved.
    """
    model = find_model(files.workspace.partners[partner])
    values = {edit.path: edit.now for edit in edits}
    for path in {path[:-1] for path, raw in values.items() if raw is None}:
        # A field that is empty in both languages is not there, and not one that waits for words.
        pair = [(*path, str(language)) for language in Language]
        left = [values.get(each, files.read_raw(partner, each)) for each in pair]
        if is_in_languages(model, path) and may_lack(model, path) and left == [None, None]:
            values = {each: raw for each, raw in values.items() if each not in pair}
            values[path] = None
    try:
        files = files.put_values(partner, values.items())
        if partner in files.workspace.released:
            for language in files.workspace.list_languages(partner):
                files.draft(partner, language)
    except (CannotWrite, ProblemsFound) as error:
        raise NotSaved(_tell(error)) from error
    return files


def _read_typed(model: type[Any], edit: Edit) -> str | None:
    """Return what a file is to hold: dates, numbers to call and addresses however typed."""
    kind = find_date_kind(model, edit.path)
    if edit.now and kind:
        with suppress(WrongDate):  # which is told of the field as of the file
            if kind is datetime:
                return f"{read_typed_minute(edit.now):%Y-%m-%d %H:%M}"
            return str(read_typed_date(edit.now))
    if edit.now and not _IN_LATIN.isdisjoint(edit.path):
        return narrow(edit.now)
    return edit.now


def _tell(error: CannotWrite | ProblemsFound) -> Message:
    """Return what is wrong with a value, to who sees its field."""
    if isinstance(error, ProblemsFound):
        return error.problems[0].bare or error.problems[0].message
    return tell_refusal(error)

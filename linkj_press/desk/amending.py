"""Entries of the house that stand already: one is put right, or taken out.

Which one is meant is known by what stood in its list when somebody saw it. All else in the file of
the house stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath

from linkj_press.catalogue import Catalogue
from linkj_press.desk.editing import Conflict, NotSaved
from linkj_press.desk.entries import ShownList, follow_entry, list_texts, show_list
from linkj_press.desk.house import (
    DAYS,
    Amendment,
    DatedField,
    HousePage,
    list_entries,
    read_since,
    refuse_taken,
)
from linkj_press.desk.snapshot import Snapshot
from linkj_press.desk.state import Edit
from linkj_press.message import say, say_day
from linkj_press.pull.files import tell_refusal
from linkj_press.reading import (
    CannotWrite,
    Data,
    KeyPath,
    arrange_entries,
    parse_yaml,
    put_scalar,
    read_path,
    remove_key,
    remove_mapping,
)
from linkj_press.record.house import Issuer, OwnPerson

_Values = Mapping[KeyPath, str | None]
"""What is to stand at paths of an entry; nothing where one is None."""


@dataclass(frozen=True)
class OpenedEntry:
    """An entry that stands, as it is put right or taken out."""

    path: KeyPath
    name: str
    """Of the list that it stands in."""

    since: date
    days: Mapping[str, str]
    """When it holds, by the name of the field."""

    fields: Sequence[DatedField]
    shown: ShownList | None
    """The list, as it is now."""

    others: Collection[date]
    """From which days on the rest of the list holds."""

    def read_day(self, key: str) -> date:
        """Return the day that its field *key* gives."""
        return date.fromisoformat(self.days[key])


def open_entry(
    snapshot: Snapshot, path: KeyPath, shown: ShownList | None, catalogue: Catalogue
) -> OpenedEntry:
    """Return the entry that *path* leads into, or has by now, if its list is meant as *shown*.

    Raises NotSaved where there is none, EntryUnknown where it cannot be told.
    """
    issuer, page = snapshot.workspace.house.issuer, HousePage(snapshot, catalogue)
    (path,) = follow_entry(issuer, [path], shown)
    held = page.find_list(path)
    path = path[: len(held.path) + 1]
    if path not in [entry.path for entry in held.entries]:
        raise NotSaved(say("this is no field that is filled in here"))
    entry = list_entries(snapshot, held.path)[int(path[-1])]
    days = {key: str(entry[key]) for key in DAYS if entry.get(key)}
    fields = list(page.list_dated(held.path, entry))
    others = {each.since for each in held.entries if each.path != path}
    shown = show_list(issuer, path)
    return OpenedEntry(path, held.name, read_since(entry), days, fields, shown, others)


@dataclass(frozen=True)
class Amender:
    """Amends an entry for somebody who saw and wrote *edits* of it.

    Each way raises Conflict where somebody else has written there, EntryUnknown where it cannot be
    told which entry is meant, and NotSaved where it cannot be so.
    """

    edits: Sequence[Edit]
    shown: ShownList | None
    """The list that it stands in, as they saw it."""

    catalogue: Catalogue

    def change(self, snapshot: Snapshot) -> Amendment:
        """Return what comes of the edits. Raises as told."""
        opened, edits = self._find(snapshot)
        tree = snapshot.workspace.house.issuer.tree
        now = {edit.path: str(tree.find(edit.path) or "") or None for edit in edits}
        _refuse({e.path: now[e.path] for e in edits if now[e.path] not in (e.was, e.now)})
        values = {edit.path: _read_value(edit) for edit in edits}
        _refuse_empty(opened, values)
        since = date.fromisoformat(values.get((*opened.path, "since")) or str(opened.since))
        refuse_taken(since, opened.others)
        try:
            text = _put(tree.content.decode(), tree.find(opened.path), opened.path, values)
            text = _put_in_order(text, opened, since)
        except CannotWrite as error:
            raise NotSaved(tell_refusal(error)) from error
        told = say("change of {field}, from {day} on", field=opened.name, day=say_day(opened.since))
        return Amendment(told, text, min(since, opened.since))

    def take_out(self, snapshot: Snapshot) -> Amendment:
        """Return what comes of it if the entry goes. Raises as told."""
        opened, edits = self._find(snapshot)
        seen = {edit.path: edit.was for edit in edits if edit.was}
        now = {(*opened.path, key): day for key, day in opened.days.items()}
        now |= {(*opened.path, *read_path(f.key)): f.text for f in opened.fields if f.text}
        _refuse({path: now.get(path) for path in {*seen, *now} if seen.get(path) != now.get(path)})
        held, tree = opened.path[:-1], snapshot.workspace.house.issuer.tree
        if not opened.others and _is_needed(held):
            told = say(
                "one entry at least must stand here: put this one right, or add what holds instead"
                " and take this one out after that"
            )
            raise NotSaved(told)
        try:
            text = _drop(tree.content.decode(), opened.path)
        except CannotWrite as error:
            raise NotSaved(tell_refusal(error)) from error
        day = say_day(opened.since)
        told = say("taking out of {field}, from {day} on", field=opened.name, day=day)
        return Amendment(told, text, opened.since)

    def _find(self, snapshot: Snapshot) -> tuple[OpenedEntry, list[Edit]]:
        """Return the entry, and the edits where it stands by now."""
        if not self.edits:
            raise NotSaved(say("no words were changed"))
        issuer = snapshot.workspace.house.issuer
        paths = follow_entry(issuer, [edit.path for edit in self.edits], self.shown)
        edits = [
            replace(edit, path=path, was=edit.was or None)
            for edit, path in zip(self.edits, paths, strict=True)
        ]
        opened = open_entry(snapshot, paths[0], None, self.catalogue)
        known = {*opened.days, *(field.key for field in opened.fields)}
        if len(set(paths)) < len(paths) or not {*paths} <= {
            (*opened.path, *read_path(key)) for key in known
        }:
            raise NotSaved(say("this is no field that is filled in here"))
        return opened, edits


def _refuse(conflicts: _Values) -> None:
    if conflicts:
        raise Conflict(conflicts)


def _read_value(edit: Edit) -> str | None:
    """Return what is to stand in the file. Raises NotSaved for what is no day where one stands."""
    key = edit.path[-1]
    if key not in DAYS or (edit.now is None and key != "since"):
        return edit.now
    try:
        return date.fromisoformat(edit.now or "").isoformat()
    except ValueError as error:
        raise NotSaved(say("say from which day on it holds")) from error


def _refuse_empty(opened: OpenedEntry, values: _Values) -> None:
    """Raise NotSaved where nothing is left of an entry but its days."""
    if not any(values.get((*opened.path, *read_path(f.key)), f.text) for f in opened.fields):
        raise NotSaved(say("nothing is filled in"))


def _is_needed(path: KeyPath) -> bool:
    """Return whether something must stand in the list at *path*."""
    model = Issuer if len(path) == 1 else OwnPerson
    return model.model_fields[str(path[-1])].is_required()


def _put(text: str, entry: Data, path: KeyPath, values: _Values) -> str:
    """Return *text* with *values* in the *entry* at *path*. Raises CannotWrite."""
    for at, value in values.items():
        if value is not None:
            text = put_scalar(text, at, value)
    emptied = {at for at, value in values.items() if value is None}
    for at, held in reversed([*_find_emptied(entry, path, emptied)]):
        if isinstance(at[-1], int):
            text = _drop(text, at)
        else:
            text = (remove_mapping if isinstance(held, dict) else remove_key)(text, at)
    return text


def _find_emptied(
    data: Data, path: KeyPath, emptied: Collection[KeyPath]
) -> Iterator[tuple[KeyPath, Data]]:
    """Yield what of *data*, which is at *path*, holds only what is *emptied*: groups whole."""
    texts = {at for at, text in list_texts(data, path) if text}
    if texts and texts <= set(emptied):
        yield path, data
    elif isinstance(data, dict):
        for key, inner in data.items():
            yield from _find_emptied(inner, (*path, key), emptied)
    elif isinstance(data, list):
        for at, inner in enumerate(data):
            yield from _find_emptied(inner, (*path, at), emptied)


def _drop(text: str, path: KeyPath) -> str:
    """Return *text* without the entry of a list that is at *path*. Raises CannotWrite."""
    left = [at for at in range(len(_read_list(text, path[:-1]))) if at != path[-1]]
    return arrange_entries(text, path[:-1], left)


def _put_in_order(text: str, opened: OpenedEntry, since: date) -> str:
    """Return *text* with the entry, which holds from *since* on now, where that day has its place.

    Raises CannotWrite.
    """
    if since == opened.since:
        return text
    held, own = opened.path[:-1], int(opened.path[-1])
    order = [at for at in range(len(_read_list(text, held))) if at != own]
    order.insert(sum(day < since for day in opened.others), own)
    return arrange_entries(text, held, order)


def _read_list(text: str, path: KeyPath) -> Sequence[Data]:
    held = parse_yaml(text, PurePosixPath()).find(path)
    assert isinstance(held, list)
    return held

"""Which entry of a list is meant: known by what stood in the list when somebody saw it.

Meanwhile others put lists in order, add to them and take from them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Refused
from linkj_press.reading import Data, KeyPath, cut_language, show_path
from linkj_press.record import Loaded
from linkj_press.record.values import Record

_KEPT = frozenset({"approval", "file"})
"""What the program itself keeps in an entry: it says nothing of which one it is."""

EntryTexts = Mapping[str, str]
"""What tells the texts of an entry from others, by their paths in it: ``words.ja``."""


class EntryUnknown(Refused):
    """It cannot be told any more which entry of a list was meant."""


@dataclass(frozen=True)
class ShownList:
    """A list as somebody saw it."""

    entries: Sequence[EntryTexts]

    def __str__(self) -> str:
        return json.dumps(self.entries)


def show_list(loaded: Loaded[Record], path: KeyPath) -> ShownList | None:
    """Return the list that the field at *path* stands in; None where it stands in none."""
    cut = _cut(path)
    return ShownList(_read_entries(loaded, cut[0])) if cut else None


def read_list(text: str) -> ShownList | None:
    """Return the list that was written as *text*; None for ``""``. Raises EntryUnknown."""
    try:
        entries = json.loads(text or "null")
    except (ValueError, RecursionError):
        entries = ()
    if entries is None:
        return None
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        raise EntryUnknown(say("this is no field that is filled in here"))
    return ShownList(entries)


def follow_entry(
    loaded: Loaded[Record], paths: Sequence[KeyPath], shown: ShownList | None
) -> list[KeyPath]:
    """Return where the fields at *paths*, of one entry of the list *shown*, stand by now.

    Raises EntryUnknown where that cannot be told.
    """
    cut = _cut(paths[0]) if paths else None
    if cut is None or shown is None:
        return list(paths)
    held, index = cut
    start = len(held) + 1
    if index >= len(shown.entries) or any(path[:start] != (*held, index) for path in paths):
        raise EntryUnknown(say("this is no field that is filled in here"))
    own = {show_path(cut_language(path[start:])) for path in paths}
    found = _find(shown.entries, _read_entries(loaded, held), index, own)
    if found is None:
        told = say(
            "the list was changed meanwhile, and which entry this is cannot be told: copy your"
            " words, close it, and open it again"
        )
        raise EntryUnknown(told)
    return [(*held, found, *path[start:]) for path in paths]


def list_texts(data: Data, path: KeyPath = ()) -> Iterator[tuple[KeyPath, str]]:
    """Yield the path of each text in *data*, which is at *path*, and the text."""
    match data:
        case dict():
            for key, inner in data.items():
                yield from list_texts(inner, (*path, key))
        case list():
            for number, inner in enumerate(data):
                yield from list_texts(inner, (*path, number))
        case _:
            yield path, data or ""


def _cut(path: KeyPath) -> tuple[KeyPath, int] | None:
    """Return the list that *path* leads into, and which of its entries."""
    for at, step in enumerate(path):
        if isinstance(step, int):
            return path[:at], step
    return None


def _read_entries(loaded: Loaded[Record], path: KeyPath) -> list[EntryTexts]:
    data = loaded.tree.find(path)
    return [
        {
            show_path(at): sha256(text.encode()).hexdigest()[:8]
            for at, text in list_texts(entry)
            if _KEPT.isdisjoint(at)
        }
        for entry in (data if isinstance(data, list) else ())
    ]


def _find(
    was: Sequence[EntryTexts], now: Sequence[EntryTexts], index: int, own: Collection[str]
) -> int | None:
    """Return where the entry *index* of a list is now; *own* are its fields that were edited."""
    if len(was) == len(now):
        changed = [at for at, (old, new) in enumerate(zip(was, now, strict=True)) if old != new]
        if changed == [index]:  # somebody wrote in this one, or put another in its place
            is_same = _list_keys(was[index], own) == _list_keys(now[index], own)
            return index if is_same else None
        if len(changed) <= 1:
            return index
    for left_out in ((), own):
        old, new = ([_leave_out(each, left_out) for each in entries] for entries in (was, now))
        if old[index] and old.count(old[index]) == new.count(old[index]) == 1:
            return new.index(old[index])
    return None


def _list_keys(entry: EntryTexts, left_out: Collection[str]) -> EntryTexts:
    """Return what is no word of *entry*, such as who speaks."""
    rest = _leave_out(entry, left_out)
    return {at: each for at, each in rest.items() if at.rpartition(".")[2] not in set(Language)}


def _leave_out(entry: EntryTexts, fields: Collection[str]) -> EntryTexts:
    def is_in(at: str, field: str) -> bool:
        return field in ("", at) or at.startswith((f"{field}.", f"{field}["))

    return {at: each for at, each in entry.items() if not any(is_in(at, one) for one in fields)}

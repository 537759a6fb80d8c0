"""Single fields of partner files: what today's sources make of them, and changes to them.

And what is to be said of a difference between a draft that came back and the sources of today.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property
from itertools import groupby
from pathlib import Path

from linkj_press.draft.document import (
    Document,
    Line,
    TemplateSource,
    lines,
    plain,
)
from linkj_press.draft.drafting import Drafter
from linkj_press.folder import PARTNERS
from linkj_press.message import NOTHING, Message, say
from linkj_press.problem import Place
from linkj_press.reading import Data, KeyPath, replace_scalar, set_mapping
from linkj_press.record.values import Prose
from linkj_press.text.edits import Mark, Piece, cut_tokens
from linkj_press.text.pairing import Item
from linkj_press.word.manifest import Filled, find_value, name_value
from linkj_press.workspace.loading import Workspace


class Sort(Enum):
    """What a difference is, and so what becomes of it; in the order in which people read them."""

    WRITTEN = say("for the partner file")
    APPROVED = say("approvals for the partner file")
    CONFLICT = say("changed both in the draft and in the file: choose one, and change the other")
    UNDECIDED = say("not written: it needs a decision")
    STRUCK = say("struck by hand: not written; change the file as it should read")
    REFUSED = say("not written: it is worked out, or the file holds it otherwise")
    TEMPLATE = say("words of a template or of the house: change them there, if all releases should")
    PROPOSED = say("found by comparing texts, and not written: check, and change the file")
    PARAGRAPH = say("paragraphs that were added or deleted")
    BESIDE = say("cannot be brought back: see in Word what it asks for")
    COMMENT = say("comments in Word")
    SETTLED = say("comments in Word that were marked as done")
    DONE = say("already so in the sources")


@dataclass(frozen=True, slots=True)
class Finding:
    """A difference, and what became of it."""

    sort: Sort
    pieces: tuple[Piece, ...] = ()
    """The words, old and new."""

    where: Place | None = None
    """Where the words belong."""

    field: str = ""
    reason: Message = NOTHING

    @property
    def needs_somebody(self) -> bool:
        """Whether somebody has to look at it before the draft and the sources agree."""
        return self.sort not in (Sort.WRITTEN, Sort.APPROVED, Sort.SETTLED, Sort.DONE)


@dataclass(frozen=True)
class Files:
    """The partner files of a workspace, some of them changed, and what drafts with them."""

    workspace: Workspace
    drafter: Drafter
    changed: Mapping[str, str] = field(default_factory=dict)
    """The new text of each file that changed, by partner."""

    def read_raw(self, partner: str, path: KeyPath) -> str | None:
        """Return the text that stands at *path*; None when there is none."""
        data: Data = self.workspace.partners[partner].tree.data
        for step in path:
            data = _step(data, step)
        return data if isinstance(data, str) else None

    def is_prose(self, partner: str, path: KeyPath) -> bool:
        """Return whether ``{{ … }}`` is worked out in the text at *path*."""
        record: object = self.workspace.partners[partner].record
        for step in path[:-1]:
            holds = isinstance(record, Mapping | tuple)
            record = record[step] if holds else getattr(record, str(step), None)  # type: ignore[index]
        return isinstance(record, Prose)

    def place(self, partner: str, path: KeyPath) -> Place:
        """Return where *path* stands, or what would hold it."""
        return self.workspace.partners[partner].place(*path)

    def put(self, partner: str, path: KeyPath, raw: str) -> Files:
        """Return the files with *raw* at *path*. Raises CannotWrite, ProblemsFound."""
        text = self._read(partner)
        *parent, last = path
        if path in self.workspace.partners[partner].tree.values or not isinstance(last, str):
            return self._revise(partner, replace_scalar(text, path, raw))
        return self._revise(partner, set_mapping(text, tuple(parent), {last: raw}))

    def put_mapping(self, partner: str, path: KeyPath, pairs: Mapping[str, str]) -> Files:
        """Return the files with *pairs* at *path*. Raises CannotWrite, ProblemsFound."""
        return self._revise(partner, set_mapping(self._read(partner), path, pairs))

    def to_bytes(self) -> dict[Path, tuple[bytes, bytes]]:
        """Return what each changed file held when it was loaded, and what it is to hold."""
        contents = {}
        for partner, text in self.changed.items():
            before = self.workspace.partners[partner].tree.content
            mark = codecs.BOM_UTF8 if before.startswith(codecs.BOM_UTF8) else b""
            file = self.workspace.root / PARTNERS / f"{partner}.yaml"
            contents[file] = before, mark + text.encode()
        return contents

    def _revise(self, partner: str, text: str) -> Files:
        workspace = self.workspace.revise(partner, text)
        changed = {**self.changed, partner: text}
        return replace(
            self, workspace=workspace, drafter=self.drafter.revise(workspace), changed=changed
        )

    def _read(self, partner: str) -> str:
        if partner in self.changed:
            return self.changed[partner]
        content = self.workspace.partners[partner].tree.content
        return content.removeprefix(codecs.BOM_UTF8).decode()


def _step(data: Data, step: str | int) -> Data:
    match data, step:
        case dict(), str():
            return data.get(step)
        case list(), int() if step < len(data):
            return data[step]
        case _:
            return None


@dataclass(frozen=True)
class Today:
    """A release as the sources of today have it."""

    document: Document

    @cached_property
    def shown(self) -> dict[str, list[tuple[Filled, Line]]]:
        """Every place at which each filled-in value is shown, by its full name."""
        shown: dict[str, list[tuple[Filled, Line]]] = {}
        for line in self._lines:
            for value, group in groupby((span for span in line if span.text), key=find_value):
                if value is not None:
                    name = name_value(value, self.document.partner)
                    shown.setdefault(name, []).append((value, tuple(group)))
        return shown

    @cached_property
    def _lines(self) -> list[Line]:
        return list(lines(self.document, printed=True))

    def find_place(self, text: str, pieces: Iterable[Piece]) -> Place | None:
        """Return the line of a template that says in *text*, a paragraph, what *pieces* change."""
        item = _make_item(text)
        line = max(self._lines, key=lambda line: item.likeness(_make_item(plain(line))), default=())
        at = 0
        for piece in pieces:
            if piece.mark is not Mark.SAME:
                break
            at += len(piece.text)
        places = []
        start = 0
        for span in line:
            end = start + len(span.text)
            if isinstance(span.source, TemplateSource) and span.value in (None, span.source):
                places.append((max(start - at, at - end, 0), span.source.place))
            start = end
        return min(places, default=(0, None))[1]


def _make_item(text: str) -> Item:
    return Item("", tuple(cut_tokens(text)))

"""Reads and changes single fields of partner files, in a workspace as it would then be."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from linkj_press.drafting import Drafter
from linkj_press.folder import PARTNERS
from linkj_press.problem import Place
from linkj_press.reading import Data, replace_scalar, set_mapping
from linkj_press.reading import Path as FieldPath
from linkj_press.records.values import Prose
from linkj_press.workspace import Workspace


@dataclass(frozen=True)
class Files:
    """The partner files of a workspace, some of them changed, and what drafts with them."""

    workspace: Workspace
    drafter: Drafter
    changed: Mapping[str, str] = field(default_factory=dict)
    """The new text of each file that changed, by partner."""

    def read_raw(self, partner: str, path: FieldPath) -> str | None:
        """Return the text that stands at *path*; None when there is none."""
        data: Data = self.workspace.partners[partner].tree.data
        for step in path:
            data = _step(data, step)
        return data if isinstance(data, str) else None

    def is_prose(self, partner: str, path: FieldPath) -> bool:
        """Return whether ``{{ … }}`` is worked out in the text at *path*."""
        record: object = self.workspace.partners[partner].record
        for step in path[:-1]:
            holds = isinstance(record, Mapping | tuple)
            record = record[step] if holds else getattr(record, str(step), None)  # type: ignore[index]
        return isinstance(record, Prose)

    def place(self, partner: str, path: FieldPath) -> Place:
        """Return where *path* stands, or what would hold it."""
        return self.workspace.partners[partner].place(*path)

    def put(self, partner: str, path: FieldPath, raw: str) -> Files:
        """Return the files with *raw* at *path*. Raises CannotWrite, ProblemsFound."""
        text = self._read(partner)
        *parent, last = path
        if path in self.workspace.partners[partner].tree.values or not isinstance(last, str):
            return self._revise(partner, replace_scalar(text, path, raw))
        return self._revise(partner, set_mapping(text, tuple(parent), {last: raw}))

    def put_mapping(self, partner: str, path: FieldPath, pairs: Mapping[str, str]) -> Files:
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

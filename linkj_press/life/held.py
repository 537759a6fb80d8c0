"""What a published release would say with the record of today, its wording held as published.

So of all that has changed since, only what the record knows better is left: where the published
text contradicts it, a correction may be due.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import groupby
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import NamedTuple

from linkj_press.diff.passages import PassageChange, Sides, compare_documents
from linkj_press.diff.revisions import read_revision, write_revision
from linkj_press.draft.document import TemplateSource
from linkj_press.draft.drafting import Drafter
from linkj_press.draft.written import read_document
from linkj_press.folder import PARTNERS, TEMPLATES, find_file, is_picture, read_record
from linkj_press.reading import show_path
from linkj_press.record import Loaded, Partner
from linkj_press.text.edits import Mark, cut_tokens
from linkj_press.workspace.copies import Copy
from linkj_press.workspace.loading import Workspace, load_workspace

HELD = ".held.json"
"""What the file ends in that stands beside a published text and holds what it was made from."""

_TERMS = str(PurePosixPath(TEMPLATES, "house", "terms.yaml"))


def _is_wording(path: str) -> bool:
    return path.startswith(f"{TEMPLATES}/") and (path.endswith(".md") or path == _TERMS)


@dataclass(frozen=True)
class HeldParts:
    """What a published release was made from."""

    wording: Mapping[str, str] = field(default_factory=dict)
    """The wording of templates and house, by file."""

    fields: Mapping[str, str] = field(default_factory=dict)
    """The values of the partner file's release part, by path: ``release.subhead.ja``."""

    def to_json(self) -> bytes:
        """Return it as it is kept."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True).encode()


def hold_parts(workspace: Workspace, partner: str) -> HeldParts:
    """Return what the release of *partner* is made from today."""
    files = read_revision(workspace.root)
    wording = {path: files[path].decode("utf-8", "replace") for path in filter(_is_wording, files)}
    return HeldParts(wording, list_fields(workspace.partners[partner]))


def list_fields(loaded: Loaded[Partner]) -> dict[str, str]:
    """Return the values of the release part of *loaded* by path, without its approvals."""
    values = {path: loaded.tree.find(path) for path in loaded.tree.values}
    return {
        show_path(path): str(value)
        for path, value in values.items()
        if path[:1] == ("release",)
        and not isinstance(value, dict | list)
        and _APPROVALS.isdisjoint(path)
    }


_APPROVALS = frozenset(("approval", "confirmed"))
"""They may come after a release is out."""


class Contradiction(NamedTuple):
    """A passage of a published text that the record of today contradicts."""

    change: PassageChange
    published: str
    today: str
    """What it would say today, its wording held as published."""


def find_contradictions(workspace: Workspace, copy: Copy) -> list[Contradiction]:
    """Return where the published *copy* says other than the record of *workspace* does today.

    Raises ProblemsFound when the release cannot be drafted any more in its wording of then.
    """
    published = read_document(copy)
    with _hold(workspace, copy) as held:
        today = Drafter(held).draft(copy.record.partner, copy.record.language)
    changes = compare_documents(published, today, cut_tokens)
    told = (
        Contradiction(change, change.texts[0], _hold_words(change, as_sent=copy.record.as_sent))
        for change in changes
    )
    return [each for each in told if each.published != each.today]


def _hold_words(change: PassageChange, *, as_sent: bool) -> str:
    """Return what *change* says today; of a text that was finished elsewhere, its own words stay.

    In such a text only filled-in values may be others for the record's sake.
    """
    if not as_sent:
        return change.texts[1]
    runs = iter(change.runs)
    held = ""
    for is_same, group in groupby(change.pieces, key=lambda piece: piece.mark is Mark.SAME):
        pieces = list(group)
        wanted = Mark.SAME if is_same else Mark.COME if _is_of_record(next(runs)) else Mark.GONE
        held += "".join(piece.text for piece in pieces if piece.mark is wanted)
    return held


def _is_of_record(run: Sides) -> bool:
    """Return whether the words that came in *run* are filled-in values, and words went for them."""
    new = [span for span, is_new in run if is_new]
    return len(new) < len(run) and all(
        span.value is not None and not isinstance(span.value, TemplateSource) for span in new
    )


@contextmanager
def _hold(workspace: Workspace, copy: Copy) -> Iterator[Workspace]:
    """Yield *workspace* as it were with the wording of *copy*. Raises ProblemsFound."""
    files = read_revision(workspace.root)
    parts = read_held(workspace.root, copy)
    held = {path: text.encode() for path, text in parts.wording.items() if _is_wording(path)}
    wording = {path: content for path, content in files.items() if _is_wording(path)}
    if not held or held == wording:
        yield workspace
        return
    kept = {path: content for path, content in files.items() if _is_record(path)}
    with TemporaryDirectory() as folder:
        write_revision(Path(folder), kept | held)
        yield load_workspace(Path(folder))


def _is_record(path: str) -> bool:
    if path.startswith(f"{PARTNERS}/"):
        return path.count("/") == 1 or is_picture(PurePosixPath(path))
    return not _is_wording(path)


def read_held(root: Path, copy: Copy) -> HeldParts:
    """Return what the published *copy* was made from; nothing where that is not kept."""
    try:
        parts = json.loads(read_record(find_file(root, copy.name_beside(HELD))))
        return HeldParts(dict(parts["wording"]), dict(parts["fields"]))
    except (OSError, ValueError, KeyError, TypeError):
        return HeldParts()

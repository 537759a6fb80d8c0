"""What a published release would say with the record of today, its wording held as published.

So of all that has changed since, only what the record knows better is left: where the published
text contradicts it, a correction may be due.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from itertools import groupby
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import NamedTuple
from weakref import finalize

from linkj_press.diff.passages import PassageChange, Sides, compare_documents
from linkj_press.diff.revisions import write_revision
from linkj_press.draft.document import TemplateSource
from linkj_press.draft.drafting import Drafter
from linkj_press.draft.written import read_document
from linkj_press.folder import (
    TEMPLATES,
    LeadsOutError,
    check_inside,
    find_file,
    is_hidden,
    name_file,
    read_record,
    walk_files,
)
from linkj_press.reading import show_path
from linkj_press.record import Loaded, Partner, Terms, load_record
from linkj_press.record.ledger import House
from linkj_press.text.edits import Mark, cut_tokens
from linkj_press.text.patterns import compile_pattern
from linkj_press.workspace.copies import Copy
from linkj_press.workspace.loading import Workspace

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
    return HeldParts(_read_wording(workspace.root), list_held(workspace.partners[partner]))


def _read_wording(root: Path) -> dict[str, str]:
    """Return the wording of the workspace *root*, by file."""
    wording = {}
    for file in walk_files(root / TEMPLATES, root):
        path = str(name_file(root, file))
        if _is_wording(path) and not is_hidden(file.name) and file.is_file():
            with suppress(LeadsOutError):
                check_inside(root, file)
                wording[path] = file.read_bytes().decode("utf-8", "replace")
    return wording


def list_held(loaded: Loaded[Partner]) -> dict[str, str]:
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


def find_contradictions(wordings: HeldWordings, copy: Copy) -> list[Contradiction]:
    """Return where the published *copy* says other than the record does today.

    Raises ProblemsFound when the release cannot be drafted any more in its wording of then.
    """
    published = read_document(copy)
    today = wordings.open(copy).draft(copy.record.partner, copy.record.language)
    changes = compare_documents(published, today, cut_tokens)
    told = (
        Contradiction(change, change.texts[0], _hold_words(change, as_sent=copy.record.as_sent))
        for change in changes
    )
    return [each for each in told if each.published != each.today]


def _hold_words(change: PassageChange, *, as_sent: bool) -> str:
    """Return what *change* says today; of a text that was finished elsewhere, its own words stay.

    In such a text only filled-in values may be others for the record's sake, and rows of a table.
    """
    if not as_sent or _is_whole_row(change):
        return change.texts[1]
    runs = iter(change.runs)
    held = ""
    for is_same, group in groupby(change.pieces, key=lambda piece: piece.mark is Mark.SAME):
        pieces = list(group)
        wanted = Mark.SAME if is_same else Mark.COME if _is_of_record(next(runs)) else Mark.GONE
        held += "".join(piece.text for piece in pieces if piece.mark is wanted)
    return held


def _is_whole_row(change: PassageChange) -> bool:
    """Return whether *change* is a row that came or went in a table that stands."""
    return change.kind == "table" and None not in change.blocks and not all(change.texts)


def _is_of_record(run: Sides) -> bool:
    """Return whether the words that came in *run* are filled-in values, and words went for them."""
    new = [span for span, is_new in run if is_new]
    return len(new) < len(run) and all(
        span.value is not None and not isinstance(span.value, TemplateSource) for span in new
    )


class HeldWordings:
    """The record of a workspace in the wordings in which its releases were published.

    Most were published in one and the same: each is opened once.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._folders = ExitStack()
        self._drafters: dict[frozenset[tuple[str, str]], Drafter] = {}
        finalize(self, self._folders.close)

    def open(self, copy: Copy) -> Drafter:
        """Return what drafts today's record in the wording of *copy*. Raises ProblemsFound.

        Where that is lost, it is today's.
        """
        parts = read_held(self.workspace.root, copy)
        wording = self._today if parts is None else parts.wording
        held = {path: text for path, text in wording.items() if _is_wording(path)}
        key = frozenset(held.items())
        if key not in self._drafters:
            self._drafters[key] = Drafter(self._hold(held))
        return self._drafters[key]

    @cached_property
    def _today(self) -> dict[str, str]:
        return _read_wording(self.workspace.root)

    def _hold(self, held: Mapping[str, str]) -> Workspace:
        """Return the workspace as it were with the wording *held*. Raises ProblemsFound."""
        if held == self._today:
            return self.workspace
        folder = Path(self._folders.enter_context(TemporaryDirectory(prefix="linkj-press-")))
        write_revision(folder, {path: text.encode() for path, text in held.items()})
        house = self.workspace.house
        if _TERMS in held:
            terms = load_record(folder / _TERMS, PurePosixPath(_TERMS), Terms)
            house = replace(house, terms=Loaded(_complete(terms.record, house), terms.tree))
        return replace(self.workspace, root=folder, house=house)


def _complete(terms: Terms, house: House) -> Terms:
    """Return *terms* with the entries besides that they have today: the record may use these."""
    lists = {
        name: {**today, **getattr(terms, name)}
        for name, today in iter(house.terms.record)
        if isinstance(today, dict)
    }
    return terms.model_copy(update=lists)


def read_held(root: Path, copy: Copy) -> HeldParts | None:
    """Return what the published *copy* was made from, or None where that is lost or damaged."""
    try:
        parts = json.loads(read_record(find_file(root, copy.name_beside(HELD))))
        held = HeldParts(dict(parts["wording"]), dict(parts["fields"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    words = (*held.wording.items(), *held.fields.items())
    is_text = all(isinstance(word, str) for pair in words for word in pair)
    return held if is_text and all(map(_is_clean, held.wording)) else None


def _is_clean(path: str) -> bool:
    """Return whether *path*, under which wording is written out, stays below the templates."""
    parts = path.split("/")
    is_below = len(parts) > 1 and parts[0] == TEMPLATES
    return is_below and not any(part in ("", ".", "..") or _UNCLEAN.search(part) for part in parts)


_UNCLEAN = compile_pattern(r"[\\:\0]")
"""Matches what leads elsewhere on some system: a drive, another separator."""

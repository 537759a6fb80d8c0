"""What a published release would say with the record of today, its wording held as published.

So of all that has changed since, only what the record knows better is left: where the published
text contradicts it, a correction may be due.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from linkj_press.diff.passages import PassageChange, compare_documents
from linkj_press.diff.revisions import read_revision, write_revision
from linkj_press.draft.document import Document, TemplateSource
from linkj_press.draft.drafting import Drafter
from linkj_press.draft.written import read_document
from linkj_press.folder import PARTNERS, TEMPLATES, find_file, read_record
from linkj_press.text.edits import cut_tokens
from linkj_press.workspace.copies import Copy
from linkj_press.workspace.loading import Workspace, load_workspace

HELD = ".templates.json"
"""What the file beside a published text ends in that holds the wording it was drafted with."""

_TERMS = str(PurePosixPath(TEMPLATES, "house", "terms.yaml"))


def _is_wording(path: str) -> bool:
    return path.startswith(f"{TEMPLATES}/") and (path.endswith(".md") or path == _TERMS)


def hold_wording(root: Path) -> bytes:
    """Return the wording of templates and house in the workspace *root*, to be kept."""
    files = read_revision(root)
    held = {path: files[path].decode("utf-8", "replace") for path in filter(_is_wording, files)}
    return json.dumps(held, ensure_ascii=False, indent=1, sort_keys=True).encode()


def find_contradictions(workspace: Workspace, copy: Copy) -> list[PassageChange]:
    """Return where the published *copy* says other than the record of *workspace* does today.

    Raises ProblemsFound when the release cannot be drafted any more in its wording of then.
    """
    published = open_copy(copy)
    with _hold(workspace, copy) as held:
        today = Drafter(held).draft(copy.record.partner, copy.record.language)
    changes = compare_documents(published, today, cut_tokens)
    return [change for change in changes if not copy.record.as_sent or _is_of_record(change)]


def open_copy(copy: Copy) -> Document:
    """Return what *copy* says. Raises ProblemsFound when a person has damaged its text."""
    return read_document(copy)


def _is_of_record(change: PassageChange) -> bool:
    """Return whether only filled-in values are others in *change*."""
    new = [span for run in change.runs for span, is_new in run if is_new]
    return bool(new) and all(
        span.value is not None and not isinstance(span.value, TemplateSource) for span in new
    )


@contextmanager
def _hold(workspace: Workspace, copy: Copy) -> Iterator[Workspace]:
    """Yield *workspace* as it were with the wording of *copy*. Raises ProblemsFound."""
    files = read_revision(workspace.root)
    held = _read_held(workspace.root, copy)
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
        return path.count("/") == 1 or path.endswith((".jpg", ".jpeg", ".png"))
    return not _is_wording(path)


def _read_held(root: Path, copy: Copy) -> dict[str, bytes]:
    path = copy.name_beside(HELD)
    try:
        held: Mapping[str, str] = json.loads(read_record(find_file(root, path)))
        return {name: text.encode() for name, text in held.items() if _is_wording(name)}
    except (OSError, ValueError, AttributeError):
        return {}

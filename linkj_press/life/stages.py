"""Opens the texts of releases that were built, sent or published, to be compared with others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import cache, partial
from pathlib import Path, PurePosixPath

from linkj_press.build.current import list_pictures
from linkj_press.diff.report import Fate
from linkj_press.diff.revisions import RevisionUnknown
from linkj_press.diff.texts import PUBLISHED_KEY, ReleaseKey, ReleaseTexts
from linkj_press.draft.document import Document
from linkj_press.draft.written import read_document
from linkj_press.folder import OUTPUT, DraftName, list_files, name_file
from linkj_press.message import say
from linkj_press.problem import Problem, ProblemsFound
from linkj_press.record.copies import CopyRecord
from linkj_press.word import NotWord, is_untouched, read_manifest
from linkj_press.word.sent import read_word_document
from linkj_press.workspace.copies import Copies, Copy, gather_copies
from linkj_press.workspace.loading import Workspace


class Stage(StrEnum):
    """What of a release is compared."""

    BUILT = "built"
    SENT = "sent"
    PUBLISHED = PUBLISHED_KEY


_NAMES = {
    Stage.BUILT: say("the drafts as last built"),
    Stage.SENT: say("what the partner got last"),
    Stage.PUBLISHED: say("what was published"),
}

_NOTHING = {
    Stage.BUILT: say("nothing is built yet: `linkj-press build` writes the drafts"),
    Stage.SENT: say(
        "nothing was sent yet: `linkj-press build PARTNER --for-partner --to WHO` writes a copy,"
        " and keeps it"
    ),
    Stage.PUBLISHED: say("nothing is published yet: `linkj-press publish PARTNER` notes it"),
}


def open_texts(stage: Stage, workspace: Workspace) -> ReleaseTexts:
    """Return the releases of *workspace* as they were at *stage*.

    Raises RevisionUnknown when none of them came that far, ProblemsFound when copies of none can be
    read.
    """
    problems: Sequence[Problem] = ()
    if stage is Stage.BUILT:
        drafts = _list_drafts(workspace)
        pictures = cache(partial(list_pictures, workspace.root))  # once, if any draft is read
        is_there, read = bool(drafts), partial(_read_built, workspace.root, drafts, pictures)
    else:
        copies = gather_copies(workspace.root)
        problems = copies.problems
        kept = list_sent(copies) if stage is Stage.SENT else copies.by_release
        is_there, read = bool(kept), partial(_read_kept, kept)
    if not is_there and problems:
        raise ProblemsFound(problems)
    if not is_there:
        raise RevisionUnknown(_NOTHING[stage])
    is_bare = stage is Stage.BUILT
    return ReleaseTexts(_NAMES[stage], stage, workspace, read, is_bare=is_bare, problems=problems)


def list_sent(copies: Copies) -> dict[ReleaseKey, Copy]:
    """Return the last copy of each release that went to people outside, or was made for them."""
    out = (copy for copy in copies.noted if copy.record.mark or copy.record.sent)
    return {(copy.record.partner, copy.record.language): copy for copy in out}


def _read_kept(kept: Mapping[ReleaseKey, Copy], key: ReleaseKey) -> Document | Fate:
    return read_document(kept[key]) if key in kept else Fate.ABSENT


def _list_drafts(workspace: Workspace) -> dict[ReleaseKey, Path]:
    """Return the drafts that stand: of a release whose date has moved, the one of its date now."""
    found: dict[ReleaseKey, Path] = {}
    for file in list_files(workspace.root / OUTPUT, ".docx"):
        name = DraftName.match(file.stem)
        if name is None:
            continue
        key = name.partner, name.language
        record = workspace.partners.get(name.partner)
        release = record.record.release if record else None
        is_now = release and name.release_on == release.date
        if is_now or key not in found:
            found[key] = file
    return found


def _read_built(
    root: Path,
    drafts: Mapping[ReleaseKey, Path],
    find_pictures: Callable[[], Mapping[str, PurePosixPath]],
    key: ReleaseKey,
) -> Document | Fate:
    if key not in drafts:
        return Fate.ABSENT
    try:
        content = drafts[key].read_bytes()
        manifest = read_manifest(content)
        if manifest is None or not is_untouched(content):
            return Fate.EDITED
        note = CopyRecord(
            partner=manifest.partner, language=manifest.language, release_on=manifest.release_on
        )
        return read_word_document(content, note, name_file(root, drafts[key]), find_pictures())
    except (OSError, NotWord):
        return Fate.EDITED

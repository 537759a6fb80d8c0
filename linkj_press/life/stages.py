"""Opens the texts of releases that were built, sent or published, to be compared with others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache, partial
from pathlib import Path, PurePosixPath

from linkj_press.build.current import list_pictures
from linkj_press.build.shelf import Shelf
from linkj_press.diff.report import Fate
from linkj_press.diff.revisions import RevisionUnknown
from linkj_press.diff.texts import PUBLISHED_KEY, SENT_KEY, ReleaseKey, ReleaseTexts
from linkj_press.draft.document import Document
from linkj_press.folder import OUTPUT, DraftName, Finish, list_files, name_file
from linkj_press.life.rounds import read_sent
from linkj_press.message import Message, enumerate_messages, say, say_day
from linkj_press.problem import ProblemsFound
from linkj_press.record.copies import CopyRecord
from linkj_press.word import NotWord
from linkj_press.word.sent import read_word_document
from linkj_press.workspace.copies import Copies, Copy, gather_copies
from linkj_press.workspace.loading import Workspace


class Stage(StrEnum):
    """What of a release is compared."""

    BUILT = "built"
    SENT = SENT_KEY
    FINAL = "final"
    PUBLISHED = PUBLISHED_KEY


STAGES = {
    Stage.PUBLISHED: say("what was published"),
    Stage.FINAL: say("the finals"),
    Stage.SENT: say("what the partner got last"),
    Stage.BUILT: say("the drafts as last built"),
}
"""What each is called, the last to be reached first."""

_NOTHING = {
    Stage.BUILT: say("nothing is built yet: `linkj-press build` writes the drafts"),
    Stage.SENT: say(
        "nothing was sent yet: `linkj-press build PARTNER --for-partner --to WHO` writes a copy,"
        " and keeps it"
    ),
    Stage.FINAL: say(
        "there is no final yet: `linkj-press build PARTNER --final` writes it, once nothing is open"
    ),
    Stage.PUBLISHED: say("nothing is published yet: `linkj-press publish PARTNER` notes it"),
}


_MADE = {Stage.BUILT: Finish.DRAFT, Stage.FINAL: Finish.FINAL}
"""What is read from the Word files that stand in the output, and which."""


def open_texts(stage: Stage, workspace: Workspace) -> ReleaseTexts:
    """Return the releases of *workspace* as they were at *stage*.

    Raises RevisionUnknown when none of them came that far, ProblemsFound when copies of none can be
    read.
    """
    copies = Copies() if stage is Stage.BUILT else gather_copies(workspace.root)
    texts = gather_texts(stage, workspace, copies)
    if texts.known:
        return texts
    if texts.problems:
        raise ProblemsFound(texts.problems)
    raise RevisionUnknown(_NOTHING[stage])


def gather_texts(stage: Stage, workspace: Workspace, copies: Copies) -> ReleaseTexts:
    """Return the releases of *workspace* as they were at *stage*, which may be none.

    *copies* are those that are kept of them.
    """
    if stage in _MADE:
        shelf = Shelf(workspace.root / OUTPUT / _MADE[stage].folder, copies.list_published_files())
        files = _list_made(workspace, shelf.folder)
        pictures = cache(partial(list_pictures, workspace.root))  # once, if any file is read
        read = partial(_read_made, workspace.root, shelf, files, pictures)
        return ReleaseTexts(STAGES[stage], stage, workspace, read, known=files.keys(), is_bare=True)
    kept = list_sent(copies) if stage is Stage.SENT else copies.by_release
    return ReleaseTexts(
        STAGES[stage],
        stage,
        workspace,
        partial(_read_kept, workspace.root, kept),
        known=kept.keys(),
        problems=copies.problems,
    )


def name_text(stage: Stage, copies: Copies, key: ReleaseKey) -> Message:
    """Return what people call the text of one release at *stage*, which it came to.

    ``the copy sent to 大阪府 広報課 on September 3, 2020``
    """
    if stage is Stage.BUILT:
        return say("the draft as last built")
    if stage is Stage.FINAL:
        return say("the final")
    if stage is Stage.PUBLISHED:
        out = copies.by_release[key].record.published
        assert out
        return say("the text published on {day}", day=say_day(out.on))
    sent = list_sent(copies)[key].record.sent
    told = [say("the copy sent to {to} on {day}", to=s.to, day=say_day(s.on)) for s in sent]
    # A copy may be made for people outside, and nobody noted who got it.
    return enumerate_messages(told) if told else say("the copy made for the partner")


def list_sent(copies: Copies) -> dict[ReleaseKey, Copy]:
    """Return the last copy of each release that went to people outside, or was made for them."""
    out = (copy for copy in copies.noted if copy.record.mark or copy.record.sent)
    return {(copy.record.partner, copy.record.language): copy for copy in out}


def _read_kept(root: Path, kept: Mapping[ReleaseKey, Copy], key: ReleaseKey) -> Document | Fate:
    return read_sent(root, kept[key]) if key in kept else Fate.ABSENT


def _list_made(workspace: Workspace, folder: Path) -> dict[ReleaseKey, DraftName]:
    """Return the files that stand: of a release whose date has moved, the one of its date now."""
    found: dict[ReleaseKey, DraftName] = {}
    for name in (DraftName.match(file.stem) for file in list_files(folder, ".docx")):
        if name is None:
            continue
        key = name.partner, name.language
        record = workspace.partners.get(name.partner)
        release = record.record.release if record else None
        is_now = release and name.release_on == release.date
        if is_now or key not in found:
            found[key] = name
    return found


def _read_made(
    root: Path,
    shelf: Shelf,
    files: Mapping[ReleaseKey, DraftName],
    find_pictures: Callable[[], Mapping[str, PurePosixPath]],
    key: ReleaseKey,
) -> Document | Fate:
    if key not in files:
        return Fate.ABSENT
    name = files[key]
    if shelf.is_edited(name.file):
        return Fate.EDITED
    note = CopyRecord(partner=name.partner, language=name.language, release_on=name.release_on)
    file = shelf.folder / name.file
    try:
        return read_word_document(file.read_bytes(), note, name_file(root, file), find_pictures())
    except (OSError, NotWord):
        return Fate.EDITED

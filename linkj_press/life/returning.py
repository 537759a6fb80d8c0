"""Whether a file that came back is of a release here, and what is noted of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from linkj_press.build.current import RECORDS
from linkj_press.folder import OUTPUT, Finish
from linkj_press.message import Message, say, say_day
from linkj_press.problem import suggest
from linkj_press.pull.returned import Known, Returned
from linkj_press.record.copies import CopyRecord, Return
from linkj_press.word import NotWord
from linkj_press.word.manifest import Manifest
from linkj_press.workspace.copies import Copy, read_copies
from linkj_press.workspace.loading import Workspace


class OfPublished(NotWord):
    """What came back is of a release that is out, and cannot change any more."""

    def __init__(self, reason: Message, hint: Message, out: Copy) -> None:
        super().__init__(reason, hint)
        self.out = out


def know_files(root: Path, near: Path | None = None) -> Known:
    """Return what is noted of files of the workspace *root*: first of those in *near*, a folder."""
    folders = [root / OUTPUT / finish.folder for finish in Finish]
    folders.sort(key=lambda folder: folder.resolve() != near)
    return Known(root, [folder / RECORDS for folder in folders])


def check_release(returned: Returned, workspace: Workspace) -> None:
    """Raise NotWord for a draft of no release in *workspace*, or OfPublished of one that is out.

    Raises ProblemsFound when what is noted of copies is damaged.
    """
    partner = returned.manifest.partner
    if partner not in workspace.released:
        raise NotWord(
            say("it is a draft of {partner}, which has no release here", partner=partner),
            suggest(partner, workspace.released),
        )
    _refuse_published(returned.manifest, workspace.root)


def note_return(record: CopyRecord, file: str, on: date, *, taken: int, left: int) -> CopyRecord:
    """Return *record* with the note that *file* of the copy, by its SHA-256, came back.

    *on* that day so many changes of it were *taken* over, and so many *left*. Each file is noted
    once: what was taken over of it before counts too.
    """
    before = next((each for each in record.returned if each.file == file), None)
    if before and not taken and before.left == left:
        return record
    taken += before.taken if before else 0
    told = {"file": file, "on": on.isoformat(), "taken": taken, "left": left}
    others = (each for each in record.returned if each is not before)
    returned = (*others, Return.model_validate(told))
    return record.model_copy(update={"returned": returned})


def _refuse_published(manifest: Manifest, root: Path) -> None:
    out = read_copies(root).by_release.get((manifest.partner, manifest.language))
    if out and out.record.published:
        reason = say("its release was published on {on}", on=say_day(out.record.published.on))
        hint = say(
            "nothing of it is accepted; see what it says otherwise with `linkj-press diff"
            " --docx DIR {published} RETURNED.docx`, and correct with `linkj-press correct"
            " {partner}`",
            published=str(out.name_beside(".docx")),
            partner=manifest.partner,
        )
        raise OfPublished(reason, hint, out)

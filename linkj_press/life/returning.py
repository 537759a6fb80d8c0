"""Whether a file that came back is of a release here, and what is noted of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from linkj_press.build.current import RECORDS
from linkj_press.folder import OUTPUT, Finish
from linkj_press.message import Message, say, say_day
from linkj_press.problem import suggest
from linkj_press.pull.deciding import ChangeCounts
from linkj_press.pull.returned import Known, Returned
from linkj_press.record.copies import Return
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


def note_return(before: Return | None, file: str, on: date, counts: ChangeCounts) -> Return:
    """Return what is noted of *file*, by its SHA-256, which was decided on with *counts* that day.

    Each file is noted once. Where it came *before*, what is already so was taken over then, and of
    what is left as much was taken over in other words as had been.
    """
    was = before or Return.model_validate({"file": file, "on": on.isoformat()})
    again = min(was.reworded, counts.left)
    told = {
        "taken": counts.taken + min(was.taken, counts.alike),
        "reworded": counts.reworded + again,
        "left": counts.left - again,
    }
    is_same = before and told == before.model_dump(include=set(told))
    return was if is_same else Return.model_validate({"file": file, "on": on.isoformat(), **told})


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

"""What `check` says of published releases: where the record knows better, and what was edited."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from linkj_press.build.current import hash_bytes
from linkj_press.check.all_rules import CONTRADICTED, EDITED, ORPHANED
from linkj_press.check.rules import Finding
from linkj_press.diff.passages import PassageChange
from linkj_press.draft.document import spans_of
from linkj_press.folder import find_file
from linkj_press.language import Language
from linkj_press.life.held import (
    HELD,
    HeldParts,
    HeldWordings,
    find_contradictions,
    list_fields,
    read_held,
)
from linkj_press.message import Message, say, say_day
from linkj_press.problem import Place, Problem, ProblemsFound
from linkj_press.reading import read_path
from linkj_press.record import Loaded, Partner
from linkj_press.text.edits import show_both
from linkj_press.workspace.copies import Copies, Copy
from linkj_press.workspace.loading import Workspace
from linkj_press.workspace.spares import read_standing


def check_published(
    workspace: Workspace, copies: Copies, partners: Collection[str]
) -> Iterator[Finding]:
    """Yield what there is to say of the published releases of *partners*, and of no partner."""
    yield from find_orphans(workspace, copies)
    wordings = HeldWordings(workspace)
    edited: set[Place] = set()
    for copy in copies.by_release.values():
        if copy.record.partner in partners and copy.record.partner in workspace.released:
            yield from _find_damage(workspace.root, copy)
            if held := read_held(workspace.root, copy):
                for finding in _find_edited(workspace, copy, held):
                    # A field without a language is of both, and is told of the first.
                    if finding.problem.where not in edited:
                        edited.add(finding.problem.where)
                        yield finding
                yield from _find_contradictions(wordings, copy)


def find_orphans(workspace: Workspace, copies: Copies) -> Iterator[Finding]:
    """Yield the published releases that no partner file has any more: nothing holds these still."""
    for copy in copies.by_release.values():
        partner = copy.record.partner
        if partner in workspace.released:
            continue
        message = say("this was published, and there is no release of {partner!r}", partner=partner)
        hint = say(
            "give partners/{partner}.yaml its name and its `release` back; where the partner is"
            " called otherwise now, write that as `partner` at the head here, and in its notes"
            " under partners/rounds/",
            partner=partner,
        )
        yield ORPHANED.find(Place(copy.path, 1), message, hint)


def _find_damage(root: Path, copy: Copy) -> Iterator[Finding]:
    """Yield which files beside *copy* are gone, or are not what was kept."""
    hint = say("take it back from the last commit, or from a backup")
    for name, digest in copy.record.files.items():
        path = copy.path.with_name(name)
        content = read_standing(find_file(root, path))
        if content is None or hash_bytes(content) != digest:
            message = say("this is not the file that was published")
            yield Finding(Problem("copy-damaged", Place(path), message, hint))
    if read_held(root, copy) is None:
        message = say("what the published text was made from is lost, so nothing is compared")
        yield Finding(Problem("copy-damaged", Place(copy.name_beside(HELD)), message, hint))


def leave_out_published(
    found: Iterable[Finding], workspace: Workspace, copies: Copies
) -> Iterator[Finding]:
    """Yield *found* but for what is of texts that are published, and cannot change any more."""
    out: dict[str, set[Language]] = {}
    for partner, language in copies.by_release:
        out.setdefault(partner, set()).add(language)
    releases = {
        workspace.partners[partner].tree.name: _find_extent(workspace.partners[partner])
        for partner, languages in out.items()
        if partner in workspace.partners and len(languages) == len(Language)
    }
    for finding in found:
        where, frozen = finding.problem.where, out.get(finding.problem.partner, set())
        first, last = releases.get(where.path, (0, 0))
        is_out = finding.language in frozen or len(frozen) == len(Language)
        if not (is_out or first <= where.line < last):
            yield finding


def _find_extent(loaded: Loaded[Partner]) -> tuple[int, int]:
    """Return the line on which the release part of *loaded* begins, and that of what follows."""
    begin = loaded.tree.key_place(("release",)).line
    below = [place.line for path, place in loaded.tree.keys.items() if len(path) == 1]
    return begin, min((line for line in below if line > begin), default=sys.maxsize)


def _find_edited(workspace: Workspace, copy: Copy, held: HeldParts) -> Iterator[Finding]:
    """Yield the fields of a published release that are not what they were then."""
    note = copy.record
    loaded = workspace.partners[note.partner]
    then, now = held.fields, list_fields(loaded)
    for field in sorted(then.keys() | now.keys()) if then else ():
        # A field in the other language has a day of its own.
        if field.endswith(f".{note.language.other}") or now.get(field) == then.get(field):
            continue
        assert note.published is not None
        message = say(
            "{field} was edited after the release was published on {on}",
            field=field,
            on=say_day(note.published.on),
        )
        hint = say(
            "nothing published changes by it: put it back, and if the published text is wrong,"
            " begin a correction with `linkj-press correct {partner}`",
            partner=note.partner,
        )
        yield EDITED.find(loaded.place(*read_path(field)), message, hint)


def _find_contradictions(wordings: HeldWordings, copy: Copy) -> Iterator[Finding]:
    """Yield where the published text says other than today's record."""
    note = copy.record
    try:
        changes = find_contradictions(wordings, copy)
    except ProblemsFound as found:
        message = say(
            "what was published cannot be compared with today's record: {reason}",
            reason=found.problems[0].message,
        )
        yield CONTRADICTED.find(Place(copy.path), message)
        return
    for change, *texts in changes:
        message = _tell_contradiction(*texts)
        hint = say(
            "if the published text is wrong, begin a correction with `linkj-press correct"
            " {partner}`",
            partner=note.partner,
        )
        yield CONTRADICTED.find(_find_place(copy, change), message, hint, language=note.language)


def _tell_contradiction(published: str, today: str) -> Message:
    if not published.strip():
        return say("today's record also has “{new}”", new=today.strip())
    if not today.strip():
        return say("“{old}” is no longer in today's record", old=published.strip())
    old, new = show_both(published, today)
    return say("today's record has “{old}” → “{new}”", old=old, new=new)


def _find_place(copy: Copy, change: PassageChange) -> Place:
    """Return the line of the published text that *change* is of."""
    gone = [span for run in change.runs for span, is_new in run if not is_new]
    block = change.blocks[0]
    spans = gone or (list(spans_of(block)) if block else [])
    places = [getattr(span.source, "place", None) for span in spans]
    return next(filter(None, places), Place(copy.path))

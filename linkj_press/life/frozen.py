"""What `check` says of published releases: where the record knows better, and what was edited."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from linkj_press.build.current import hash_bytes
from linkj_press.check import Checker, Finding, Open
from linkj_press.check.all_rules import CONTRADICTED, EDITED, ORPHANED
from linkj_press.diff.passages import PassageChange
from linkj_press.draft.document import PartnerSource, spans_of
from linkj_press.folder import find_file
from linkj_press.language import Language
from linkj_press.life.correcting import is_corrected, list_corrected, read_passage
from linkj_press.life.held import (
    HELD,
    Contradiction,
    HeldParts,
    HeldWordings,
    find_contradictions,
    list_held,
    read_held,
)
from linkj_press.life.rounds import find_unsent
from linkj_press.message import Message, say, say_day
from linkj_press.problem import Place, Problem, ProblemsFound, Severity
from linkj_press.reading import KeyPath, read_path
from linkj_press.record import Loaded, Partner
from linkj_press.text.edits import show_both
from linkj_press.workspace.copies import Copies, Copy
from linkj_press.workspace.loading import Workspace
from linkj_press.workspace.spares import read_standing


def check_files(
    checker: Checker, copies: Copies, partners: Collection[str]
) -> tuple[list[Finding], dict[str, list[Open]]]:
    """Return what `check` tells of *partners*, and what is open in each of their releases.

    What is published in both languages has nothing open.
    """
    workspace = checker.workspace
    found = [*leave_out_published(checker.check_workspace(partners), workspace, copies)]
    known = [*check_published(workspace, copies, partners)]
    known += find_unsent(workspace, copies, partners)
    found += map(checker.acceptances.mark, known)
    out = Counter(partner for partner, _ in copies.by_release)
    left = {key: rows for key, rows in checker.open.items() if out[key] < len(Language)}
    return found, left


def is_locked(copies: Copies, partner: str, path: KeyPath) -> bool:
    """Return whether an edit at *path* would be of what is out: that changes no published text."""
    languages = [language for language in Language if path[-1] == language] or list(Language)
    is_of_release = path[0] in ("release", "name", "agreement", "seat")
    return is_of_release and any((partner, each) in copies.by_release for each in languages)


def check_published(
    workspace: Workspace, copies: Copies, partners: Collection[str]
) -> Iterator[Finding]:
    """Yield what there is to say of the published releases of *partners*, and of no partner."""
    yield from _find_misfits(copies)
    yield from find_orphans(workspace, copies)
    wordings = HeldWordings(workspace)
    edited: set[Place] = set()
    for copy in copies.by_release.values():
        if copy.record.partner in partners and copy.record.partner in workspace.released:
            held = read_held(workspace.root, copy)
            yield from _find_damage(workspace.root, copy, held)
            for finding in _compare(wordings, copy, held) if held else ():
                if finding.problem.code == EDITED.code:
                    # A field without a language is of both, and is told of the first.
                    if finding.problem.where in edited:
                        continue
                    edited.add(finding.problem.where)
                yield finding


def _compare(wordings: HeldWordings, copy: Copy, held: HeldParts) -> Iterator[Finding]:
    """Yield where the record is not what *copy* says, or was made from, but what is corrected."""
    workspace, note = wordings.workspace, copy.record
    known = list_corrected(workspace, note.partner)[note.language]
    try:
        found = find_contradictions(wordings, copy)
    except ProblemsFound as problems:
        yield from _find_edited(workspace, copy, held, ())
        yield _tell_incomparable(copy, problems)
        return
    done = [each for each in found if is_corrected(read_passage(each), known)]
    left = [each for each in found if each not in done]
    silent = _list_fields(done) - _list_fields(left)
    if done and not left:
        silent |= held.fields.keys()
    yield from _find_edited(workspace, copy, held, silent)
    yield from _tell_contradictions(copy, left)


def _list_fields(found: Iterable[Contradiction]) -> set[str]:
    """Return the fields whose words today's record has in the passages *found*."""
    spans = [span for each in found for span, is_new in each.change.around if is_new]
    sources = [source for span in spans for source in (span.source, span.value)]
    return {source.field for source in sources if isinstance(source, PartnerSource)}


def _find_misfits(copies: Copies) -> Iterator[Finding]:
    """Yield what is kept in a way that no copy is: damaged, twice, or under another name."""
    yield from map(Finding, copies.problems)
    for copy in copies.list_doubles():
        first = copies.by_release[copy.record.partner, copy.record.language]
        message = say("{file} is the same release, published too", file=first.path.name)
        hint = say("only one can be what went out, and that one is taken: move the other elsewhere")
        yield Finding(Problem("copy-twice", Place(copy.path), message, hint))
    for path in copies.strays:
        message = say("this is not named as a copy is, and is left aside")
        hint = say("give it its name back, or move it elsewhere")
        stray = Problem("copy-stray", Place(path), message, hint, severity=Severity.WARNING)
        yield Finding(stray)


def find_orphans(workspace: Workspace, copies: Copies) -> Iterator[Finding]:
    """Yield the published releases that no partner file has any more: nothing holds these still."""
    for copy in copies.by_release.values():
        partner = copy.record.partner
        if partner in workspace.released:
            continue
        message = say("this was published, and there is no release of “{partner}”", partner=partner)
        hint = say(
            "give partners/{partner}.yaml its name and its `release` back; where the partner is"
            " called otherwise now, write that as `partner` at the head here, and in its notes"
            " under partners/rounds/",
            partner=partner,
        )
        yield ORPHANED.find(Place(copy.path, 1), message, hint)


def _find_damage(root: Path, copy: Copy, held: HeldParts | None) -> Iterator[Finding]:
    """Yield which files beside *copy*, of which *held* was read, are gone, or are not as kept."""
    hint = say("take it back from the last commit, or from a backup")
    for name, digest in copy.record.files.items():
        path = copy.path.with_name(name)
        content = read_standing(find_file(root, path))
        if content is None or hash_bytes(content) != digest:
            message = say("this is not the file that was published")
            yield Finding(Problem("copy-damaged", Place(path), message, hint))
    if held is None:
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
        loaded.tree.name: (partner, *_find_extent(loaded))
        for partner in out
        if partner in workspace.released
        for loaded in [workspace.partners[partner]]
    }
    for finding in found:
        where, of = finding.problem.where, finding.problem.partner
        holder, first, last = releases.get(where.path, ("", 0, 0))
        both = (of, holder) if first <= where.line < last else (of,)
        frozen = [out.get(partner, set()) for partner in both]
        if not any(finding.language in each or len(each) == len(Language) for each in frozen):
            yield finding


def _find_extent(loaded: Loaded[Partner]) -> tuple[int, int]:
    """Return the line on which the release part of *loaded* begins, and that of what follows."""
    begin = loaded.tree.key_place(("release",)).line
    below = [place.line for path, place in loaded.tree.keys.items() if len(path) == 1]
    return begin, min((line for line in below if line > begin), default=sys.maxsize)


def _find_edited(
    workspace: Workspace, copy: Copy, held: HeldParts, corrected: Collection[str]
) -> Iterator[Finding]:
    """Yield the fields of a published release that are not what they were, but those *corrected*.

    A correction says what these are.
    """
    note = copy.record
    loaded = workspace.partners[note.partner]
    then, now = held.fields, list_held(loaded)
    for field in sorted(then.keys() | now.keys()) if then else ():
        # A field in the other language has a day of its own.
        if field.endswith(f".{note.language.other}") or now.get(field) == then.get(field):
            continue
        if field in corrected:
            continue
        assert note.published is not None
        message = say(
            "{field} was edited after the release was published on {on}",
            field=field,
            on=say_day(note.published.on),
        )
        hint = say(
            "nothing published changes by it: if the published text is wrong, leave the edit and"
            " give `linkj-press correct {partner}`; otherwise put it back",
            partner=note.partner,
        )
        yield EDITED.find(loaded.place(*read_path(field)), message, hint)


def _tell_incomparable(copy: Copy, found: ProblemsFound) -> Finding:
    message = say(
        "what was published cannot be compared with today’s record: {reason}",
        reason=found.problems[0].message,
    )
    return CONTRADICTED.find(Place(copy.path), message)


def _tell_contradictions(copy: Copy, found: Iterable[Contradiction]) -> Iterator[Finding]:
    """Yield where the published text says other than today's record."""
    note = copy.record
    for change, *texts in found:
        message = _tell_contradiction(*texts)
        hint = say(
            "if the published text is wrong, begin a correction with `linkj-press correct"
            " {partner}`",
            partner=note.partner,
        )
        yield CONTRADICTED.find(_find_place(copy, change), message, hint, language=note.language)


def _tell_contradiction(published: str, today: str) -> Message:
    if not published.strip():
        return say("today’s record also has “{new}”", new=today.strip())
    if not today.strip():
        return say("“{old}” is no longer in today’s record", old=published.strip())
    old, new = show_both(published, today)
    return say("today’s record has “{old}” → “{new}”", old=old, new=new)


def _find_place(copy: Copy, change: PassageChange) -> Place:
    """Return the line of the published text that *change* is of."""
    gone = [span for run in change.runs for span, is_new in run if not is_new]
    block = change.blocks[0]
    spans = gone or (list(spans_of(block)) if block else [])
    places = [getattr(span.source, "place", None) for span in spans]
    return next(filter(None, places), Place(copy.path))

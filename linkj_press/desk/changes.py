"""What changed in a release since it was built, sent or published, as data for a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from linkj_press.build.enclosures import write_release
from linkj_press.desk.snapshot import Snapshot
from linkj_press.diff.passages import PassageChange
from linkj_press.diff.report import Fate
from linkj_press.diff.texts import ReleaseTexts, TextComparison, draft_loaded
from linkj_press.draft.document import Document
from linkj_press.language import Language
from linkj_press.life.stages import STAGES, Stage, gather_texts, name_text
from linkj_press.message import NOTHING, Message, say
from linkj_press.problem import Problem
from linkj_press.text.edits import cut_tokens
from linkj_press.word.redline import redline, stamp

_NOT_YET = {
    Stage.PUBLISHED: say("This language is not published yet."),
    Stage.FINAL: say("There is no final of this language yet."),
    Stage.SENT: say("This language has not been sent to anybody yet."),
    Stage.BUILT: say("No draft of this language was built yet."),
}

_FATES = {
    Fate.UNCHANGED: say("No words have changed."),
    Fate.EDITED: say(
        "That file has been edited in Word since it was written: bring the edits back first."
    ),
    Fate.UNKNOWN: say("It cannot be compared: one of the two texts cannot be read."),
    Fate.GONE: say("The release no longer has this language."),
}


@dataclass(frozen=True)
class LanguageChanges:
    """What changed in one language of a release."""

    language: Language
    old: Message
    """What the older text is called, ``""`` where there is none."""

    new: Message
    told: Message
    """Why there are no passages, where there are none."""

    passages: Sequence[PassageChange] = ()
    texts: tuple[Document, Document] | None = None
    """Both texts, where they can be marked in a Word file."""

    problems: Sequence[Problem] = ()


@dataclass(frozen=True)
class ReleaseChanges:
    """What changed in a release since it came to a stage."""

    stage: Stage
    languages: Sequence[LanguageChanges]


def find_stage(snapshot: Snapshot, partner: str) -> Stage:
    """Return the last stage that a text of the release of *partner* came to."""
    for stage in STAGES:
        known = gather_texts(stage, snapshot.workspace, snapshot.copies).known
        if any((partner, language) in known for language in Language):
            return stage
    return Stage.BUILT


def compare_release(snapshot: Snapshot, partner: str, stage: Stage) -> ReleaseChanges:
    """Return what changed in the release of *partner* since it came to *stage*."""
    then = gather_texts(stage, snapshot.workspace, snapshot.copies)
    languages = snapshot.list_languages(partner)
    return ReleaseChanges(
        stage, [_compare(snapshot, then, (partner, language)) for language in languages]
    )


def count_changes(snapshot: Snapshot, partner: str, stage: Stage) -> Mapping[Language, int]:
    """Return how many passages of the release of *partner* changed since *stage*, by language.

    What cannot be compared counts as unchanged: that is told where the changes are shown.
    """
    key = partner, stage
    if key not in snapshot.changed:
        changes = compare_release(snapshot, partner, stage)
        snapshot.changed[key] = {each.language: len(each.passages) for each in changes.languages}
    return snapshot.changed[key]


def _compare(snapshot: Snapshot, then: ReleaseTexts, key: tuple[str, Language]) -> LanguageChanges:
    stage, (partner, language) = Stage(then.key), key
    if key not in then.known:
        return LanguageChanges(language, NOTHING, NOTHING, _NOT_YET[stage])
    old = name_text(stage, snapshot.copies, key)
    now = _open_now(snapshot, stage, key)
    comparison = TextComparison((then, now), [language], cut_tokens)
    (change,) = comparison.compare([partner])
    report = comparison.report([change])
    problems = [problem for side in comparison.problems for problem in side]
    told = _FATES.get(change.fate, NOTHING)
    before, after = change.documents
    texts = (before, after) if before and after and change.changes else None
    passages = list(report.passages)
    return LanguageChanges(language, old, now.name, told, passages, texts, problems)


def mark_changes(
    snapshot: Snapshot, key: tuple[str, Language], stage: Stage, signed: tuple[str, datetime]
) -> bytes | None:
    """Return a Word file of a language of a release with what changed since *stage* tracked.

    *signed* is by whom and when. None where no word has changed.
    Raises ProblemsFound when a picture of it cannot be read.
    """
    then = gather_texts(stage, snapshot.workspace, snapshot.copies)
    changed = _compare(snapshot, then, key)
    if changed.texts is None:
        return None
    look, root = snapshot.workspace.house.look.record, snapshot.workspace.root
    old, new = (write_release(text, look, root) for text in changed.texts)
    return redline(old, new, author=signed[0], on=stamp(signed[1]), cut=cut_tokens)


def _open_now(snapshot: Snapshot, stage: Stage, key: tuple[str, Language]) -> ReleaseTexts:
    """Return what the release says: what is out, unless that is what it is compared with."""
    is_out = snapshot.is_out(*key)
    if is_out and stage is not Stage.PUBLISHED:
        return gather_texts(Stage.PUBLISHED, snapshot.workspace, snapshot.copies)
    # What is out does not follow the files: what these say is another text by then.
    name = say("what the record says now") if is_out else say("the release as it is now")
    return draft_loaded((name, "now"), snapshot.makers.drafter, snapshot.copies)

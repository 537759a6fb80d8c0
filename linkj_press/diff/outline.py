"""The outline of a comparison: causes, each with the releases and passages that it reaches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from linkj_press.diff.comparison import Fate, ReleaseChange
from linkj_press.diff.report import Finding, Report
from linkj_press.diff.revisions import Event, Hunk, RecordChange
from linkj_press.diff.trials import MOST_DRAFTS, Why
from linkj_press.folder import PARTNERS, TEMPLATES
from linkj_press.language import Language
from linkj_press.message import Message, phrase, say, say_number
from linkj_press.text.edits import Marked

_LISTED = 12
"""How many releases or partners are named at most."""

_FATES = {
    Fate.NEW: phrase("new releases: {releases}"),
    Fate.GONE: phrase("releases that are gone: {releases}"),
    Fate.UNKNOWN: phrase("not compared, since they cannot be drafted: {releases}"),
}


def tell_effects(report: Report, hunk: Hunk) -> Iterator[Message]:
    """Yield what *hunk* does; nothing when it alters no release."""
    if hunk not in report.reaching:
        return
    told = [*_tell_changes(report, hunk), *_tell_doubt(report, hunk), *_tell_look(report, hunk)]
    own = [r for r in report.releases if hunk.path == f"{PARTNERS}/{r.partner}.yaml"]
    told += tell_fates([r for r in own if r.fate is not Fate.UNKNOWN])
    yield from told or [say("what it changes is not known: this revision has errors to mend first")]


def _tell_changes(report: Report, hunk: Hunk) -> Iterator[Message]:
    changes = report.changes_of(hunk)
    if not changes:
        return
    yield say_number(
        "changes {number} passage: {releases}",
        "changes {number} passages: {releases}",
        len(changes),
        releases=list_reached(report.reach([hunk])),
    )
    if all(finding.why.together for finding, _ in changes):
        others = {one for finding, _ in changes for one in finding.why.causes} - {hunk}
        yield say("only together with {others}", others=list_numbers(report, others))
    languages = {finding.language for finding, _ in changes}
    if len(languages) == 1 and all(finding.alone for finding, _ in changes):
        yield _tell_alone(languages.pop())


def _tell_doubt(report: Report, hunk: Hunk) -> Iterator[Message]:
    number = sum(hunk in finding.why.open for finding in report.findings)
    if number:
        yield say_number(
            "may change {number} passage too: not tried",
            "may change {number} passages too: not tried",
            number,
        )


def _tell_alone(language: Language) -> Message:
    return say(
        "only the {language} changes: the {other} says what it said before",
        language=language.called,
        other=language.other.called,
    )


def _tell_look(report: Report, hunk: Hunk) -> Iterator[Message]:
    reached = list_reached(report.reach_looks(hunk))
    if reached and hunk.path.startswith(f"{TEMPLATES}/house/"):
        yield say("changes the look: {releases}", releases=reached)
    elif reached:
        yield say("changes the photo: {releases}", releases=reached)


def tell_fates(releases: Sequence[ReleaseChange]) -> Iterator[Message]:
    """Yield which of *releases* came, went, or are not compared."""
    for fate, told in _FATES.items():
        reached: dict[str, list[Language]] = {}
        for release in releases:
            if release.fate is fate:
                reached.setdefault(release.partner, []).append(release.language)
        if reached:
            yield say(told, releases=list_reached(reached))


def list_reached(reached: Mapping[str, Sequence[Language]]) -> str:
    """Return the releases with their languages: ``osaka, kanagawa (ja, en), denmark (ja)``."""
    parts = []
    for languages, partners in groupby(reached, key=lambda partner: list(reached[partner])):
        parts.append(f"{list_names(list(partners))} ({', '.join(languages)})")
    return ", ".join(parts)


def list_numbers(report: Report, hunks: Iterable[Hunk]) -> str:
    """Return the numbers of *hunks*: ``[2][5]``."""
    numbers = sorted(report.numbers[hunk] for hunk in hunks)
    return "".join(f"[{number}]" for number in numbers)


def list_names(names: Sequence[str]) -> str:
    """Return *names*, as many as a person reads."""
    more = f", … ({len(names)})" if len(names) > _LISTED else ""
    return ", ".join(names[:_LISTED]) + more


_SHOWN_LINES = 6
"""How many lines of a change of a file are shown at most, of each revision."""

_SUSPECTS = 6
"""How many changes of files are named at most that were not tried."""

_KINDS = {
    "label": say("label"),
    "date": say("date"),
    "embargo": say("embargo"),
    "addressee": say("addressee"),
    "issuer": say("issuer"),
    "headline": say("headline"),
    "subhead": say("subhead"),
    "lede": say("lede"),
    "body": say("body"),
    "quote": say("quote"),
    "section": say("section heading"),
    "caption": say("caption"),
    "reference": say("reference"),
    "contact": say("media contact"),
    "end-mark": say("end mark"),
    "figure": say("photo caption"),
    "table": say("table"),
}


@dataclass(frozen=True, slots=True)
class CauseEntry:
    """A change of a file, and what it does."""

    number: int
    place: str
    """``templates/house/ja.md:31``"""

    old: tuple[str, ...]
    new: tuple[str, ...]
    left_out: int
    """How many more lines changed than are here."""

    effects: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """A changed passage."""

    kind: Message
    pieces: tuple[Marked, ...]
    causes: tuple[int, ...]
    notes: tuple[Message, ...]
    maybe: tuple[Message, ...]
    """What is to be said of changes of files that may be causes too."""


@dataclass(frozen=True, slots=True)
class ReleaseEntry:
    """The changed passages that some releases have in common."""

    title: Message
    changes: tuple[ChangeEntry, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A report in words."""

    title: Message
    summary: Message
    doubts: tuple[Message, ...]
    """What is to be said when the causes are not all known."""

    record: tuple[Message, ...]
    causes: tuple[CauseEntry, ...]
    idle: tuple[CauseEntry, ...]
    """The changes of files that alter no release."""

    releases: tuple[ReleaseEntry, ...]
    others: tuple[Message, ...]
    """What is to be said of releases that are not compared."""


def outline_report(report: Report) -> Outline:
    """Return *report* in words."""
    causes = [_tell_cause(report, hunk, number) for hunk, number in report.numbers.items()]
    old, new = report.names
    return Outline(
        say("{old} → {new}", old=old, new=new),
        _summarize(report),
        tuple(_tell_doubts(report)),
        tuple(_tell_record(report)),
        tuple(cause for cause in causes if cause.effects),
        tuple(cause for cause in causes if not cause.effects),
        tuple(_tell_releases(report)),
        tuple(tell_fates(report.releases)),
    )


def _summarize(report: Report) -> Message:
    unchanged = len(report.having(Fate.UNCHANGED))
    return say_number(
        "{number} text changed, {unchanged} unchanged",
        "{number} texts changed, {unchanged} unchanged",
        len(report.having(Fate.CHANGED)),
        unchanged=unchanged,
    )


def _tell_doubts(report: Report) -> Iterator[Message]:
    number = sum(bool(finding.why.open) for finding in report.findings)
    if number:
        yield say_number(
            "the search for causes ended after {most} drafts: {number} passage may have others",
            "the search for causes ended after {most} drafts: {number} passages may have others",
            number,
            most=MOST_DRAFTS,
        )


# The record


def _tell_record(report: Report) -> Iterator[Message]:
    for change in report.record:
        if change.event is not Event.SHIFTED:
            yield _tell_fact(report, change)
    shifted = [change for change in report.record if change.event is Event.SHIFTED]
    if shifted:
        yield say(
            "other numbers: {partners}", partners=list_names(list(map(_tell_number, shifted)))
        )
    elif any(change.event is not Event.CHANGED for change in report.record):
        yield say("every other partnership keeps its number")


def _tell_fact(report: Report, change: RecordChange) -> Message:
    hunks = report.of_record.get(change.partner, ())
    reached = report.reach(hunks)
    others = {partner: langs for partner, langs in reached.items() if partner != change.partner}
    if any(not set(hunks).isdisjoint(finding.why.open) for finding in report.findings):
        effect = say("which other releases change is not known in full")
    elif others:
        effect = say("other releases that change: {releases}", releases=list_reached(others))
    else:
        effect = say("no other of these releases changes")
    return say("{event}; {effect}", event=_tell_event(change), effect=effect)


def _tell_event(change: RecordChange) -> Message:
    partner, number = change.partner, change.new_ordinal or change.old_ordinal
    match change.event:
        case Event.ADDED:
            return say("{partner}: new, no. {number}", partner=partner, number=number)
        case Event.REMOVED:
            return say("{partner}: gone, was no. {number}", partner=partner, number=number)
        case _:
            facts = ", ".join(f"{f.field} {f.old or '–'} → {f.new or '–'}" for f in change.facts)
            kept = change.old_ordinal == change.new_ordinal
            told = (
                say("stays no. {number}", number=number)
                if kept
                else say("no. {old} → {new}", old=change.old_ordinal, new=change.new_ordinal)
            )
            return say("{partner}: {facts}; {number}", partner=partner, facts=facts, number=told)


def _tell_number(change: RecordChange) -> str:
    return f"{change.partner} {change.old_ordinal} → {change.new_ordinal}"


# Causes


def _tell_cause(report: Report, hunk: Hunk, number: int) -> CauseEntry:
    told = [tuple(filter(str.strip, some)) for some in (hunk.old, hunk.new)]
    old, new = (some[:_SHOWN_LINES] for some in told)
    place = f"{hunk.path}:{hunk.line}" if hunk.old or hunk.new else hunk.path
    left_out = sum(map(len, told)) - len(old) - len(new)
    return CauseEntry(number, place, old, new, left_out, tuple(tell_effects(report, hunk)))


# Releases


def _tell_releases(report: Report) -> Iterator[ReleaseEntry]:
    groups: dict[tuple[tuple[str, ...], Language], list[Finding]] = {}
    for finding, partners in report.findings.items():
        groups.setdefault((tuple(partners), finding.language), []).append(finding)
    for (named, language), found in groups.items():
        names = list_names(named)
        title = say("{releases} ({language})", releases=names, language=language.called)
        yield ReleaseEntry(title, tuple(_tell_change(report, finding) for finding in found))


def _tell_change(report: Report, finding: Finding) -> ChangeEntry:
    kind = _KINDS[finding.kind]
    notes = []
    if finding.moved:
        notes.append(say("moved"))
    if finding.alone:
        notes.append(say("{language} alone changes", language=finding.language.called))
    if finding.why.together:
        notes.append(say("together:"))
    numbers = tuple(report.numbers[hunk] for hunk in finding.why.causes)
    maybe = tuple(_tell_open(report, finding.why))
    return ChangeEntry(kind, finding.pieces, numbers, tuple(notes), maybe)


def _tell_open(report: Report, why: Why) -> Iterator[Message]:
    if why.open and len(why.open) <= _SUSPECTS:
        yield say("perhaps {causes}", causes=list_numbers(report, why.open))
    elif why.open and why.causes:
        yield say("{number} more not tried", number=len(why.open))
    elif why.open:
        yield say("cause not found")

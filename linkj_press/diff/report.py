"""The report: what changed between two revisions, as data, and in words where people read it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from itertools import groupby

from linkj_press.diff.differences import Hunk, RecordChange, RecordEvent, Why
from linkj_press.diff.passages import PassageChange, excerpt
from linkj_press.diff.trials import MOST_DRAFTS
from linkj_press.draft.document import Document
from linkj_press.folder import PARTNERS, TEMPLATES
from linkj_press.language import Language
from linkj_press.message import Message, enumerate_messages, phrase, say, say_number


class Fate(StrEnum):
    """What became of a release in one language."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"
    UNKNOWN = "unknown"
    """It cannot be drafted in one of the revisions."""

    FROZEN = "frozen"
    """It is published: what changed does not reach it."""

    ABSENT = "absent"
    """There is no text of it to compare with: it was never sent, or never built."""

    EDITED = "edited"
    """A person has edited its draft in Word since it was built."""


DocumentPair = tuple[Document | None, Document | None]
"""The old and the new release; None where there is none, or none that can be drafted."""


@dataclass(frozen=True)
class ReleaseChange:
    """What became of a release in one language."""

    partner: str
    language: Language
    fate: Fate
    changes: tuple[PassageChange, ...] = ()
    looks: tuple[Hunk, ...] = ()
    """What alters its look or its pictures, and no word."""

    documents: DocumentPair = field(default=(None, None), repr=False)


def group_releases(releases: Iterable[ReleaseChange]) -> dict[str, list[Language]]:
    """Return the partners of *releases*, each with its languages."""
    grouped: dict[str, list[Language]] = {}
    for release in releases:
        grouped.setdefault(release.partner, []).append(release.language)
    return grouped


@dataclass(frozen=True)
class DiffReport:
    """What changed between two revisions of a workspace."""

    names: tuple[Message, Message]
    """What people call the revisions."""

    keys: tuple[str, str]
    """What scripts know them by."""

    hunks: tuple[Hunk, ...]
    record: Sequence[RecordChange]
    of_record: Mapping[str, tuple[Hunk, ...]]
    """What changed the facts of each partner."""

    releases: tuple[ReleaseChange, ...]
    """One for each language, in the newer order."""

    faulty: Collection[str] = ()
    """The files with problems in one of the revisions: what changes of them do is not known."""

    @cached_property
    def passages(self) -> dict[PassageChange, list[str]]:
        """The changes, each once and cut short, in reading order; and the releases it is in."""
        found: dict[PassageChange, list[str]] = {}
        for release in self.releases:
            for change in release.changes:
                short = replace(change, pieces=excerpt(change.pieces, release.language))
                partners = found.setdefault(short, [])
                if release.partner not in partners:
                    partners.append(release.partner)
        return found

    @cached_property
    def numbers(self) -> dict[Hunk, int]:
        """The number of each cause, from 1: what changes releases first, by file and line."""
        ordered = sorted(self.hunks, key=lambda hunk: (hunk not in self.reaching, hunk))
        return {hunk: number for number, hunk in enumerate(ordered, start=1)}

    @cached_property
    def reaching(self) -> frozenset[Hunk]:
        """What changes a release, brings it, or takes it away; and what might."""
        changed = {hunk for passage in self.passages for hunk in passage.why.possible}
        looks = {hunk for release in self.releases for hunk in release.looks}
        came = {f"{PARTNERS}/{r.partner}.yaml" for r in self.having(Fate.NEW, Fate.GONE)}
        others = {hunk for hunk in self.hunks if hunk.path in came or hunk.path in self.faulty}
        return frozenset(changed | looks | others)

    def reach_looks(self, hunk: Hunk) -> dict[str, list[Language]]:
        """Return the releases of which *hunk* changes the look, each with its languages."""
        return group_releases(r for r in self.releases if hunk in r.looks)

    def reach(self, hunks: Collection[Hunk]) -> dict[str, list[Language]]:
        """Return the releases that one of *hunks* changes, each with its languages."""
        return group_releases(
            release
            for release in self.releases
            if any(hunk in hunks for change in release.changes for hunk in change.why.causes)
        )

    def having(self, *fates: Fate) -> list[ReleaseChange]:
        """Return the releases of which one of *fates* became, one for each language."""
        return [release for release in self.releases if release.fate in fates]


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


def tell_summary(report: DiffReport) -> Message:
    """Return how many texts changed, and how many no change can reach."""
    unchanged = len(report.having(Fate.UNCHANGED))
    told = say_number(
        "{number} text changed, {unchanged} unchanged",
        "{number} texts changed, {unchanged} unchanged",
        len(report.having(Fate.CHANGED)),
        unchanged=unchanged,
    )
    frozen = len(report.having(Fate.FROZEN))
    return say("{told}, {frozen} frozen, not reached", told=told, frozen=frozen) if frozen else told


def tell_doubts(report: DiffReport) -> Iterator[Message]:
    """Yield what is to be said when the causes are not all known."""
    if number := sum(bool(change.why.open) for change in report.passages):
        yield say_number(
            "the search for causes ended after {most} drafts: {number} passage may have others",
            "the search for causes ended after {most} drafts: {number} passages may have others",
            number,
            most=MOST_DRAFTS,
        )


def tell_record(report: DiffReport) -> Iterator[Message]:
    """Yield what became of the partnerships."""
    for change in report.record:
        if change.event is not RecordEvent.SHIFTED:
            yield _tell_fact(report, change)
    if shifted := [c for c in report.record if c.event is RecordEvent.SHIFTED]:
        numbers = [f"{c.partner} {c.old_ordinal} → {c.new_ordinal}" for c in shifted]
        yield say("changed numbers: {partners}", partners=_list_names(numbers))
    elif any(change.event is not RecordEvent.CHANGED for change in report.record):
        yield say("every other partnership keeps its number")


def _tell_fact(report: DiffReport, change: RecordChange) -> Message:
    hunks = report.of_record.get(change.partner, ())
    reached = report.reach(hunks)
    others = {partner: langs for partner, langs in reached.items() if partner != change.partner}
    if any(not set(hunks).isdisjoint(passage.why.open) for passage in report.passages):
        effect = say("which other releases change is not known in full")
    elif others:
        effect = say("other releases that change: {releases}", releases=_list_reached(others))
    else:
        effect = say("no other of these releases changes")
    return say("{event}; {effect}", event=_tell_event(change), effect=effect)


def _tell_event(change: RecordChange) -> Message:
    partner, old, new = change.partner, change.old_ordinal, change.new_ordinal
    match change.event:
        case RecordEvent.ADDED:
            return say("{partner}: new, no. {number}", partner=partner, number=new)
        case RecordEvent.REMOVED:
            return say("{partner}: gone, was no. {number}", partner=partner, number=old)
    facts = [
        say(
            "{field} {old} → {new}",
            field=_FACTS.get(fact.field, fact.field),
            old=fact.old or "–",
            new=fact.new or "–",
        )
        for fact in change.facts
    ]
    listed = enumerate_messages(facts)
    told = say("no. {old} → {new}", old=old, new=new)
    if old == new:
        told = say("stays no. {number}", number=new)
    return say("{partner}: {facts}; {number}", partner=partner, facts=listed, number=told)


_FACTS = {
    "signed": say("date of signing"),
    "kind": say("kind of partner"),
    "country": say("country"),
    "region": say("region"),
    "signed_after": say("partner signed right before"),
    "signed_with": say("partners who sign together"),
    "items": say("areas of cooperation"),
    "ended": say("end of the partnership"),
    "merged": say("merger of the partner"),
    "name.ja": say("Name in Japanese"),
    "name.en": say("Name in English"),
}
"""What people call the facts of a change; what is not here is called as in the file."""


_LISTED = 12
"""How many releases or partners are named at most."""

_FATES = {
    Fate.NEW: phrase("new releases: {releases}"),
    Fate.GONE: phrase("releases that are gone: {releases}"),
    Fate.UNKNOWN: phrase("not compared, since they cannot be drafted: {releases}"),
    Fate.FROZEN: phrase("published, and so not reached by any change: {releases}"),
    Fate.EDITED: phrase(
        "not compared, since the files were edited in Word (bring that back with `linkj-press"
        " pull`): {releases}"
    ),
    Fate.ABSENT: phrase("nothing to compare with: {releases}"),
}


def tell_effects(report: DiffReport, hunk: Hunk) -> Iterator[Message]:
    """Yield what *hunk* does; nothing when it alters no release."""
    if hunk not in report.reaching:
        return
    told = [*_tell_changes(report, hunk)]
    if number := sum(hunk in change.why.open for change in report.passages):
        told.append(
            say_number(
                "may change {number} passage too: not tried",
                "may change {number} passages too: not tried",
                number,
            )
        )
    told += _tell_look(report, hunk)
    own = [r for r in report.releases if hunk.path == f"{PARTNERS}/{r.partner}.yaml"]
    told += tell_fates([r for r in own if r.fate is not Fate.UNKNOWN])
    yield from told or [say("what it changes is not known: this revision has errors to fix first")]


def _tell_changes(report: DiffReport, hunk: Hunk) -> Iterator[Message]:
    changes = [change for change in report.passages if hunk in change.why.causes]
    if not changes:
        return
    yield say_number(
        "changes {number} passage: {releases}",
        "changes {number} passages: {releases}",
        len(changes),
        releases=_list_reached(report.reach([hunk])),
    )
    if all(change.why.together for change in changes):
        others = {one for change in changes for one in change.why.causes} - {hunk}
        yield say("only together with {others}", others=list_numbers(report, others))
    languages = {change.language for change in changes}
    if len(languages) == 1 and all(change.alone for change in changes):
        (language,) = languages
        yield say(
            "only the {language} changes: the {other} says what it said before",
            language=language.called,
            other=language.other.called,
        )


def _tell_look(report: DiffReport, hunk: Hunk) -> Iterator[Message]:
    reached = _list_reached(report.reach_looks(hunk))
    if reached and hunk.path.startswith(f"{TEMPLATES}/house/"):
        yield say("changes the look: {releases}", releases=reached)
    elif reached:
        yield say("changes the photo: {releases}", releases=reached)


def tell_fates(releases: Sequence[ReleaseChange]) -> Iterator[Message]:
    """Yield which of *releases* came, went, or are not compared."""
    for fate, told in _FATES.items():
        if reached := group_releases(r for r in releases if r.fate is fate):
            yield say(told, releases=_list_reached(reached))


def _list_reached(reached: Mapping[str, Sequence[Language]]) -> str:
    """Return the releases with their languages: ``osaka, kanagawa (ja, en), denmark (ja)``."""
    parts = []
    for languages, partners in groupby(reached, key=lambda partner: list(reached[partner])):
        parts.append(f"{_list_names(list(partners))} ({', '.join(languages)})")
    return ", ".join(parts)


def list_numbers(report: DiffReport, hunks: Iterable[Hunk]) -> str:
    """Return the numbers of *hunks* in *report*: ``[2][5]``."""
    return "".join(f"[{number}]" for number in sorted(report.numbers[hunk] for hunk in hunks))


def _list_names(names: Sequence[str]) -> str:
    """Return *names*, as many as a person reads."""
    more = f", … ({len(names)})" if len(names) > _LISTED else ""
    return ", ".join(names[:_LISTED]) + more


def shorten_hunk(hunk: Hunk) -> tuple[Sequence[str], Sequence[str], int]:
    """Return some old and new lines of *hunk*, and how many more there are."""
    told = [[line for line in lines if line.strip()] for lines in (hunk.old, hunk.new)]
    old, new = (lines[:_SHOWN_LINES] for lines in told)
    return old, new, sum(map(len, told)) - len(old) - len(new)


def group_passages(report: DiffReport) -> Iterator[tuple[Message, Sequence[PassageChange]]]:
    """Yield the changes that the same releases have in common, after what these are called."""
    groups: dict[tuple[tuple[str, ...], Language], list[PassageChange]] = {}
    for passage, partners in report.passages.items():
        groups.setdefault((tuple(partners), passage.language), []).append(passage)
    for (named, language), found in groups.items():
        names = _list_names(named)
        yield say("{releases} ({language})", releases=names, language=language.called), found


def tell_notes(passage: PassageChange) -> Iterator[Message]:
    """Yield what *passage* is, and what is to be noted of its change."""
    yield _KINDS[passage.kind]
    if passage.moved:
        yield say("moved")
    if passage.alone:
        yield say("{language} alone changes", language=passage.language.called)
    if passage.why.together:
        yield say("together:")


def tell_suspects(report: DiffReport, why: Why) -> Iterator[Message]:
    """Yield what is to be said of changes of files that may be causes too."""
    if why.open and len(why.open) <= _SUSPECTS:
        yield say("perhaps {causes}", causes=list_numbers(report, why.open))
    elif why.open and why.causes:
        yield say("{number} more not tried", number=len(why.open))
    elif why.open:
        yield say("cause not found")

"""What is to be done about a release, and the form of one field, as data for the pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from linkj_press.catalogue import Catalogue
from linkj_press.check import Finding, Open, find_rule
from linkj_press.check.accepting import IDLE
from linkj_press.check.all_rules import explain
from linkj_press.check.approvals import (
    CHANGED,
    mend_findings,
    tell_value,
)
from linkj_press.desk.arranging import PEOPLE, list_arrangeable
from linkj_press.desk.editing import PHOTO, Field, FieldKind, FieldText
from linkj_press.desk.entries import ShownList, show_list
from linkj_press.desk.house import tell_contact_days
from linkj_press.desk.plain_words import tell_plainly
from linkj_press.desk.sending import (
    FileKind,
    Step,
    list_outdated,
    list_outdated_copies,
    list_steps,
    tell_changed_since_sent,
)
from linkj_press.desk.snapshot import Snapshot
from linkj_press.desk.state import Desk, FileRemark, WaitingFile
from linkj_press.draft.figures import (
    Insertable,
    ShownPiece,
    list_insertables,
    show_prose,
)
from linkj_press.language import Language
from linkj_press.life.frozen import is_locked
from linkj_press.life.states import ReleaseState
from linkj_press.message import NOTHING, Message, say
from linkj_press.problem import Severity
from linkj_press.reading import KeyPath, read_path, show_path
from linkj_press.record import list_fields
from linkj_press.record.choices import name_choices, name_person
from linkj_press.record.field_names import find_hint, name_field
from linkj_press.record.owing import OwedBy
from linkj_press.record.partner import Approval

_HINTS = {
    "accepted-no-more": say(
        "Its words have changed, or it is mended: take this away. What is still wrong is found"
        " again, and can be let stand again."
    ),
    "field-not-shown": say(
        "Take it out, or see that it is shown: somebody is once they are in the photo, sign or"
        " speak (under “People and order”)."
    ),
}
"""What to do about what the hints for people at a terminal say otherwise, by code."""


@dataclass(frozen=True)
class Task:
    """A finding, with what can be done about it on the page."""

    key: str
    """What tells it from others as long as the words at fault stand."""

    finding: Finding
    field: str
    """The field that it is in, where that is of this release; else ``""``."""

    told: Message
    """What is wrong, by what people call fields and rules."""

    advice: Message
    """What to do about it, in the same way."""

    others: Sequence[tuple[str, object]]
    """The fields that the advice names, and what they are called."""

    can_mend: bool
    can_accept: bool
    can_withdraw: bool
    """Whether what somebody let stand can be taken away again."""

    @property
    def likeness(self) -> tuple[object, ...]:
        """What it has in common with those that say the same of another date or name.

        What is wrong with a sentence is decided on by itself.
        """
        if self.finding.language:
            return (self.key,)
        problem, can = self.finding.problem, (self.can_mend, self.can_accept, self.can_withdraw)
        return problem.code, problem.where.path, self.told.words, can

    @property
    def again(self) -> str:
        """Which approval, or confirmation, is to be recorded again for other words; else ``""``."""
        if self.finding.problem.code != CHANGED.code:
            return ""
        quote, *_ = re.findall(r"^release\.quotes\[\d+\]", self.field) or [""]
        return quote or "release.confirmed"

    @property
    def hint(self) -> Message:
        """What to do about it, for who sees no file; what speaks of files is left out."""
        hint = tell_plainly(_HINTS.get(self.finding.problem.code, self.advice))
        values = ((name, _unmark(v) if isinstance(v, str) else v) for name, v in hint.values)
        hint = replace(hint, values=tuple(values))
        if not re.search(r"`|\{\{|\.yaml|linkj-press", str(hint)):
            return hint
        return say("Fix it, or press “Checked, it is right”.") if self.can_accept else NOTHING


def _unmark(words: str) -> str:
    """Return *words* without the marks by which a terminal shows what is gone and what came."""
    return re.sub(r"\[-(.*?)-\]|\{\+(.*?)\+\}", r"\1\2", words)


@dataclass(frozen=True)
class ApprovalTask:
    """A quote, and who approved it."""

    index: int
    speaker: str
    approval: Approval | None


@dataclass(frozen=True)
class Tasks:
    """All that is to be done about a release."""

    owed: Sequence[tuple[OwedBy, Sequence[Open]]]
    outdated: Sequence[Language]
    """The languages whose final says other words than the release by now."""

    outdated_copies: Sequence[Language]
    """Those of which a copy for the partner does that is still to be sent."""

    changed: Message | None
    """How much is other than the partner has it, as long as the partner is at work on it."""

    found: Sequence[Task]
    accepted: Sequence[Task]
    quotes: Sequence[ApprovalTask]
    confirmed: Approval | None
    steps: Sequence[Step]
    waiting: Sequence[WaitingFile]
    """The files that came back and were not decided on."""

    remarks: Sequence[FileRemark]
    fields: Sequence[tuple[str, str]]
    """Each field that a person fills in, and what it is called."""

    lists: Sequence[tuple[str, str]]
    """Each list that a person puts in order, and what it is called."""

    has_people: bool
    """Whether people can be put into it."""

    @property
    def names(self) -> Mapping[str, str]:
        """What each field is called, by its path."""
        return dict(self.fields)

    def name_gap(self, field: str) -> str:
        """Return what the *field* of a gap is called, which may be one language's; else ``""``."""
        whole, _, last = field.rpartition(".")
        return self.names.get(field) or self.names.get(whole if last in set(Language) else "", "")

    @property
    def approved(self) -> Sequence[ApprovalTask]:
        """The quotes that somebody has approved."""
        return [quote for quote in self.quotes if quote.approval]

    @property
    def by_severity(self) -> Sequence[Sequence[Task]]:
        """What was found, errors first; what says the same of several things is told at once."""
        order = list(Severity)
        groups: dict[object, list[Task]] = {}
        for task in self.found:
            groups.setdefault(task.likeness, []).append(task)
        return sorted(groups.values(), key=lambda g: order.index(g[0].finding.problem.severity))


def list_tasks(desk: Desk, snapshot: Snapshot, partner: str, catalogue: Catalogue) -> Tasks:
    """Return what is to be done about the release of *partner*."""
    checked = snapshot.check(partner)
    owed = [(owner, [row for row in checked.still_open if row.owner is owner]) for owner in OwedBy]
    standing = [finding for finding in checked.found if not finding.accepted]
    release = snapshot.workspace.find_release(partner)
    lists = list_arrangeable(snapshot, partner, catalogue)
    states = [each.state for each in snapshot.standings.get(partner, ())]
    is_with_partner = ReleaseState.WITH_PARTNER in states
    return Tasks(
        [(owner, rows) for owner, rows in owed if rows],
        list_outdated(snapshot, partner, FileKind.FINAL),
        list_outdated_copies(snapshot, partner),
        tell_changed_since_sent(snapshot, partner) if is_with_partner else None,
        [_make_task(snapshot, partner, finding, catalogue) for finding in standing],
        [_make_task(snapshot, partner, each, catalogue) for each in checked.found if each.accepted],
        list(_list_quotes(snapshot, partner, catalogue)),
        release.confirmed,
        list_steps(snapshot, partner),
        desk.list_waiting(partner),
        desk.list_remarks(partner),
        [(show_path(path), name) for path, name in _name_fields(snapshot, partner, catalogue)],
        [(show_path(path), name) for path, name in lists.items()],
        has_people=PEOPLE in lists and not is_locked(snapshot.copies, partner, PEOPLE),
    )


def list_warnings(snapshot: Snapshot, partner: str, catalogue: Catalogue) -> list[Task]:
    """Return what is doubtful in the release of *partner*, and nobody has let stand: no errors."""
    return [
        _make_task(snapshot, partner, each, catalogue)
        for each in snapshot.check(partner).found
        if each.problem.severity is Severity.WARNING and not each.accepted
    ]


def _name_fields(
    snapshot: Snapshot, partner: str, catalogue: Catalogue
) -> Iterator[tuple[KeyPath, str]]:
    house, loaded = snapshot.workspace.house, snapshot.workspace.partners[partner]
    for path in [*list_fields(loaded), PHOTO]:
        yield path, catalogue.tell(name_field(path, loaded, house, catalogue.language))


def write_date(raw: str, catalogue: Catalogue) -> str:
    """Return the date *raw* of a file as people write it; ``""`` where it is none."""
    told = tell_value((), raw)
    return catalogue.tell(told) if told else ""


def key_finding(finding: Finding) -> str:
    """Return what tells *finding* from others as long as the words at fault stand."""
    problem = finding.problem
    parts = (problem.code, problem.where.path, problem.where.line, problem.where.column)
    text = "\n".join(map(str, (*parts, problem.partner, finding.language, problem.message)))
    return sha256(text.encode()).hexdigest()[:16]


def _make_task(snapshot: Snapshot, partner: str, finding: Finding, catalogue: Catalogue) -> Task:
    where, rule = finding.problem.where, find_rule(finding.problem.code)
    tree = snapshot.workspace.partners[partner].tree
    path = tree.find_path(where) if where.path == tree.name else None
    accepted = find_acceptance(snapshot, partner, finding)
    told = _name_values(snapshot, partner, finding.problem.message, catalogue.language)
    if path and finding.problem.code == CHANGED.code:
        loaded, house = snapshot.workspace.partners[partner], snapshot.workspace.house
        field = name_field(path, loaded, house, catalogue.language)
        told = say("{field}: {told}", field=field, told=told)
    advice = _name_values(snapshot, partner, finding.problem.hint, catalogue.language)
    named = zip(finding.problem.hint.values, advice.values, strict=True)
    others = [(str(field), name) for (_, field), (_, name) in named if _is_named(field, name)]
    is_own = path and path[0] != "accepted" and finding.problem.code != IDLE.code
    return Task(
        key_finding(finding),
        finding,
        show_path(path) if path and is_own else "",
        told,
        advice,
        others,
        can_mend=can_mend(snapshot, partner, finding),
        can_accept=rule is not None and rule.can_stand and rule != CHANGED,
        can_withdraw=accepted is not None,
    )


def can_mend(snapshot: Snapshot, partner: str, finding: Finding) -> bool:
    """Return whether what *finding* tells is mended at a click.

    No words of what is out are, and nothing in a file that has a fault, or is written in a way that
    the program leaves alone.
    """
    if any(each.where.path == finding.problem.where.path for each in snapshot.problems):
        return False
    if finding.kept:
        return bool(mend_findings(snapshot.workspace.root, [finding]).kept)
    where, tree = finding.problem.where, snapshot.workspace.partners[partner].tree
    path = tree.find_path(where) if finding.fix and where.path == tree.name else None
    is_out = path is not None and is_locked(snapshot.copies, partner, path)
    return finding.fix is not None and not is_out


def find_acceptance(snapshot: Snapshot, partner: str, finding: Finding) -> int | None:
    """Return which entry of the file of *partner* lets *finding* stand, or is what it is about."""
    where = snapshot.makers.checker.acceptances.find_entry(finding)
    loaded = snapshot.workspace.partners[partner]
    places = [loaded.place("accepted", index) for index in range(len(loaded.record.accepted))]
    return places.index(where) if where in places else None


def _name_values(snapshot: Snapshot, partner: str, message: Message, language: Language) -> Message:
    """Return *message* with what people call the fields and rules in it."""
    loaded, house = snapshot.workspace.partners[partner], snapshot.workspace.house

    def name(value: object) -> object:
        if isinstance(value, Message):
            return _name_values(snapshot, partner, value, language)
        path = read_path(value) if isinstance(value, str) else ()
        is_there = loaded.tree.find(path) is not None or path in list_fields(loaded)
        if len(path) > 1 and is_there:
            return name_field(path, loaded, house, language)
        rule = find_rule(value) if isinstance(value, str) else None
        return explain(rule.code).title[language] if rule else value

    return replace(message, values=tuple((key, name(value)) for key, value in message.values))


def _is_named(value: object, name: object) -> bool:
    """Return whether *value* is a field, which is called *name*."""
    return isinstance(value, str) and len(read_path(value)) > 1 and isinstance(name, Message)


def _list_quotes(snapshot: Snapshot, partner: str, catalogue: Catalogue) -> Iterator[ApprovalTask]:
    loaded, house = snapshot.workspace.partners[partner], snapshot.workspace.house
    release = snapshot.workspace.find_release(partner)
    for index, quote in enumerate(release.quotes):
        name = name_person(quote.speaker, loaded, house, catalogue.language)
        told = catalogue.tell(name) if isinstance(name, Message) else name
        yield ApprovalTask(index, told, quote.approval)


@dataclass(frozen=True)
class FieldForm:
    """The form of a field, or of some that belong together."""

    snapshot: Snapshot
    partner: str
    fields: Sequence[Field]
    catalogue: Catalogue

    def name(self, field: Field) -> str:
        """Return what people call *field*."""
        workspace, language = self.snapshot.workspace, self.catalogue.language
        loaded = workspace.partners[self.partner]
        return self.catalogue.tell(name_field(field.path, loaded, workspace.house, language))

    def name_choices(self, field: Field) -> Mapping[str, str]:
        """Return what may be chosen in *field*, each as people call it."""
        workspace, language = self.snapshot.workspace, self.catalogue.language
        loaded = workspace.partners[self.partner]
        called = name_choices(field.path, loaded, workspace.house, language)
        words = {choice: called.get(choice, choice) for choice in field.choices}
        tell = self.catalogue.tell
        return {
            key: tell(word) if isinstance(word, Message) else word for key, word in words.items()
        }

    def hint(self, field: Field) -> Message | None:
        """Return what to write in *field*, and what it does; None where that needs no words."""
        return find_hint(field.path, self.snapshot.workspace.partners[self.partner])

    def show(self, field: Field, text: FieldText) -> str:
        """Return *text* of *field* as people write it."""
        raw = text.raw or ""
        is_date = field.kind in (FieldKind.DATE, FieldKind.DAY)
        return (is_date and write_date(raw, self.catalogue)) or raw

    @property
    def shown(self) -> ShownList | None:
        """The list that they stand in, if they do."""
        return show_list(self.snapshot.workspace.partners[self.partner], self.fields[0].path)

    @property
    def is_locked(self) -> bool:
        """Whether nothing of it can be changed."""
        return all(text.is_locked for field in self.fields for text in field.texts)

    def tell_other_days(self) -> Message:
        """Return when the media contact of the house holds, where the release is of another day."""
        return tell_contact_days(self.snapshot, self.partner)

    def find_published(self, text: FieldText) -> str:
        """Return what went out wrongly where *text* is to say what is right; else ``""``."""
        match text.path:
            case ("release", "corrected", _, int(), "correct"):
                went_out = (*text.path[:-1], "published")
                return self.snapshot.files.read_raw(self.partner, went_out) or ""
        return ""

    def cut(self, text: FieldText) -> Sequence[ShownPiece]:
        """Return what stands in *text*, its expressions with what they show.

        Ends of lines that close it are left out: whoever goes to its end types on its last line.
        """
        assert text.language
        raw = (text.raw or "").rstrip("\n")
        return show_prose(self.snapshot.makers.drafter, self.partner, text.language, raw)

    def list_insertables(self, language: Language) -> Sequence[Insertable]:
        """Return what can be inserted into the words in *language*."""
        return list_insertables(self.snapshot.makers.drafter, self.partner, language)

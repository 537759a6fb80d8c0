"""What follows from what a person types of something new, in the words of the page."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from linkj_press.catalogue import Catalogue, open_catalogue
from linkj_press.desk.forms import Form
from linkj_press.desk.noting import LABELS, Reading
from linkj_press.draft.provenance import PlainWords
from linkj_press.language import Language
from linkj_press.message import Message, enumerate_messages, phrase, say, say_day
from linkj_press.problem import Place, ProblemsFound
from linkj_press.reading import CannotWrite
from linkj_press.record.field_names import name_field
from linkj_press.record.ledger import Entry, Ledger
from linkj_press.text.dates import PartialDate
from linkj_press.text.wording import word_list
from linkj_press.workspace.happenings import (
    FirstRelease,
    Happened,
    NewRenewal,
    Noted,
    PartnershipEnd,
    describe_figures,
    describe_renewals,
    describe_resumption,
    list_lacking,
    list_reached,
    note_happening,
)
from linkj_press.workspace.loading import Workspace
from linkj_press.workspace.new_partner import NewPartner, NotSettled, settle_place

_MOST_NAMED = 8
"""How many partners or releases are named at once."""


@dataclass
class Follows:
    """What follows from what was typed so far, in the words of the page."""

    dates: list[tuple[Message, Message]] = field(default_factory=list)
    places: list[tuple[str, Mapping[Language, str]]] = field(default_factory=list)
    """The name of each that is new in the ledger, and which it is, in both languages."""

    moved: list[Message] = field(default_factory=list)
    told: list[Message] = field(default_factory=list)
    doubts: Sequence[Message] = ()
    tied: Mapping[str, str] = field(default_factory=dict)
    """Those of whom one signed right before, with their names."""

    after: str = ""
    """Which of them was chosen."""

    id_: str = ""
    """What the file of a new partner will be called."""

    name: str = ""
    """Of that partner."""

    words: Collection[str] = ()
    """What was typed as words, and stands in a file so."""

    missing: Sequence[Message] = ()
    wrong: Sequence[Message] = ()

    @property
    def lacking(self) -> Message:
        """What is missing, in a line."""
        return enumerate_messages(self.missing)


@dataclass(frozen=True)
class Found:
    """What follows from a form, and what is to be written where it is whole."""

    follows: Follows
    noted: Noted | None = None
    told: Workspace | None = None
    """The workspace as it will be."""


@dataclass(frozen=True)
class FollowsFinder:
    """Finds what follows from what a person types, and writes nothing."""

    workspace: Workspace
    catalogue: Catalogue

    def find(self, form: Form) -> Found:
        """Return what follows from *form*. Raises HTTPException for what is no form."""
        reading = Reading(form, self.workspace)
        happened, follows = reading.read(), Follows()
        follows.dates = [(LABELS[name], say_day(day)) for name, day in reading.dates.items()]
        follows.missing, follows.wrong = reading.missing, reading.wrong
        follows.words = reading.words
        if new := reading.partner:
            follows.id_, follows.name = new.id, _name_typed(new, self.catalogue.language)
            new, ledger = self._settle(new, follows)
            if ledger:
                self._tell_new(ledger, follows, new)
            happened = new if happened else None
        if happened is None or follows.doubts or follows.wrong:
            return Found(follows)
        try:
            noted = note_happening(happened, self.workspace)
            told = self.workspace.take(noted.texts)
        except CannotWrite as refusal:
            follows.wrong = [self._speak(refusal.message, follows)]
        except ProblemsFound as found:
            messages = [problem.bare or problem.message for problem in found.problems]
            follows.wrong = [self._speak(message, follows) for message in messages]
        else:
            self._tell_all(happened, noted, told, follows)
            return Found(follows, noted, told)
        return Found(follows)

    def _settle(self, new: NewPartner, follows: Follows) -> tuple[NewPartner, Ledger | None]:
        """Return *new* with whom it comes right after, where that must be said, and the ledger."""
        partners, alone = self.workspace.partnerships, replace(new, signed_after="")
        try:
            return alone, settle_place(alone, partners)
        except NotSettled as doubt:
            follows.tied = {id_: self._name(id_) for id_ in doubt.tied}
            follows.after = new.signed_after
            reason = doubt.reason
        try:
            if new.signed_after:
                return new, settle_place(new, partners)
        except NotSettled as doubt:
            reason = doubt.reason
        follows.doubts = [self._speak(reason, follows)]
        return new, None

    def _tell_new(self, ledger: Ledger, follows: Follows, new: NewPartner | None) -> None:
        """Tell the places of those that *ledger* has more, and whose places move."""
        before = self.workspace.ledger.by_id
        typed = {each.id: each for each in (new, *new.others)} if new else {}
        places: list[tuple[str, Mapping[Language, str]]] = []
        moved: list[Entry] = []
        for entry in ledger.entries:
            if entry.id not in before:
                own = {each: self._tell_place(ledger, entry, each) for each in Language}
                places.append((_name_typed(typed.get(entry.id), self.catalogue.language), own))
            elif entry.ordinal != before[entry.id].ordinal:
                moved.append(entry)
        follows.places = places
        words = phrase("{name}: no. {before} becomes no. {after}")
        follows.moved = [
            say(words, name=self._name(e.id), before=before[e.id].ordinal, after=e.ordinal)
            for e in moved[:_MOST_NAMED]
        ]
        if moved[_MOST_NAMED:]:
            follows.moved.append(say("and {number} more", number=len(moved[_MOST_NAMED:])))

    def _tell_place(self, ledger: Ledger, entry: Entry, language: Language) -> str:
        """Return which partnership *entry* is: of all, of its kind, overseas or in Japan."""
        words = PlainWords(replace(self.workspace, ledger=ledger), language, ledger.as_of)
        same = [one for one in ledger.entries if one.counts_as == entry.counts_as]
        kind = words.tell_kind_ordinal([one for one in same if one.ordinal <= entry.ordinal][-2:])
        number = entry.overseas_so_far
        near = say("no. {number} overseas", number=number)
        if not entry.overseas:
            near = say("no. {number} in Japan", number=entry.ordinal - number)
        tell = open_catalogue(language).tell
        return " / ".join(map(tell, (words.tell_ordinal(entry), kind, near)))

    def _tell_all(
        self, happened: Happened, noted: Noted, told: Workspace, follows: Follows
    ) -> None:
        """Tell what follows once the whole is known: figures, who may tell of it, what lacks."""
        if not isinstance(happened, NewPartner):
            self._tell_new(told.ledger, follows, None)
        more = []
        if isinstance(happened, NewRenewal):
            entries = [told.ledger.by_id[id_] for id_ in happened.partners]
            more = [describe_renewals(entry, self._name(entry.id)) for entry in entries]
            more += noted.carried
        if isinstance(happened, PartnershipEnd):
            entry = told.ledger.by_id[happened.partner]
            resumed = describe_resumption(entry, noted.since, self._name(entry.id))
            more += [resumed] if resumed else []
        more.append(describe_figures(told.ledger))
        if not isinstance(happened, FirstRelease):
            reached = list_reached(told, noted.since, noted.first)
            names = list(dict.fromkeys(self._name(id_) for id_ in reached[:_MOST_NAMED]))
            if names:
                listed = enumerate_messages([say("{name}", name=name) for name in names])
                words = phrase("releases of that day or later may tell of it: {names}")
                more.append(say(words, names=listed))
        follows.told = [*more, *self._tell_lacking(told, noted)]

    def _tell_lacking(self, told: Workspace, noted: Noted) -> list[Message]:
        house = told.house
        lacking = list_lacking(house, noted.release_on) if noted.release_on else []
        if not lacking or not noted.release_on:
            return []
        language = self.catalogue.language
        names = [name_field(each.path, house.issuer, house, language) for each in lacking]
        words = phrase("the house’s own details for {day} are not on file: {names}")
        return [say(words, day=say_day(noted.release_on), names=enumerate_messages(names))]

    def _speak(self, message: Message, follows: Follows) -> Message:
        """Return *message* with names in place of ids and files, and days as people write them."""
        values = {name: self._speak_value(value, follows) for name, value in message.values}
        return replace(message, values=tuple(values.items()))

    def _speak_value(self, value: object, follows: Follows) -> object:
        match value:
            case Message():
                return self._speak(value, follows)
            case PartialDate():
                return say_day(value)
            case Place(path=path) | (PurePath() as path):
                id_ = path.stem
            case str() if value not in follows.words:  # what a person typed stays as it is
                id_ = value
            case _:
                return value
        if id_ == follows.id_:
            return follows.name
        return self._name(id_) if id_ in self.workspace.partners else value

    def _name(self, id_: str) -> str:
        """Return what the partners are called today that the file *id_* is about."""
        language, ledger = self.catalogue.language, self.workspace.ledger
        full = [entry.name_on(ledger.as_of).full for entry in ledger.list_about(id_)]
        return word_list([n.get(language) or n.get(language.other) or id_ for n in full], language)


def _name_typed(new: NewPartner | None, language: Language) -> str:
    names = (new.name_ja, new.name_en) if new else ("", "")
    return next(filter(None, names[:: 1 if language is Language.JA else -1]), "")

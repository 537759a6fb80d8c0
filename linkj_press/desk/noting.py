"""What a person types about what happened: read into the value that is noted, or what is amiss."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property

from linkj_press.desk.forms import Form
from linkj_press.message import NOTHING, Message, phrase, say
from linkj_press.problem import WrongUsage
from linkj_press.reading import quote_scalar
from linkj_press.record.order import fold_name
from linkj_press.text.dates import PartialDate, WrongDate
from linkj_press.text.numbers import narrow
from linkj_press.text.typed import NO_DATE, read_typed_date
from linkj_press.workspace.happenings import (
    FirstRelease,
    Happened,
    JointSigning,
    NewRelease,
    NewRenewal,
    PartnershipEnd,
    PartnershipMerger,
    find_instrument,
)
from linkj_press.workspace.loading import Workspace
from linkj_press.workspace.new_partner import (
    NewPartner,
    find_free_id,
    find_there,
    list_called,
    list_template_sets,
    read_years,
    require_id,
    require_release_day,
)


class Occasion(StrEnum):
    """What may have happened."""

    PARTNER = "partner"
    RELEASE = "release"
    RENEWAL = "renewal"
    ENDING = "ending"
    MERGER = "merger"
    JOINT = "joint"


LABELS: Mapping[str, Message] = {
    "partner": say("Partner"),
    "name": say("Name"),
    "kind": say("Kind"),
    "country": say("Its own country"),
    "signed": say("Day of signing"),
    "instrument": say("What was signed"),
    "template": say("Wording of the release"),
    "release_on": say("Day of the release"),
    "term": say("Term of the agreement"),
    "into": say("Became part of"),
    "ended": say("No longer in force from"),
    "merged": say("Day of the merger"),
    "others": say("Who signed together with it"),
}


@dataclass
class Reading:
    """A form as it is read: what it gives, what it lacks, what cannot be."""

    form: Form
    workspace: Workspace
    missing: list[Message] = field(default_factory=list)
    wrong: list[Message] = field(default_factory=list)
    dates: dict[str, PartialDate] = field(default_factory=dict)
    """The dates that were read, by the field."""

    words: set[str] = field(default_factory=set)
    """What was typed as words, to stand in a file so."""

    partner: NewPartner | None = None
    """A new partner as far as its place follows from it."""

    of: Message = NOTHING
    """Whose fields these are, where they are not of the form as a whole."""

    def read(self) -> Happened | None:
        """Return what happened; None where something is missing or wrong."""
        happened = _READERS[self.form.choose("what", Occasion)](self)
        return None if self.missing or self.wrong else happened

    @cached_property
    def names(self) -> Mapping[str, Sequence[str]]:
        """The ids of the partners that are called so, by names."""
        return list_called(self.workspace.ledger)

    def find(self, text: str) -> str:
        """Return the partner that is called *text*, ``""`` with what is amiss noted.

        Some of its name will do, as long as no other has that in its name.
        """
        folded = fold_name(text)
        if not folded:
            return ""
        ids = self.names.get(folded) or {
            id_ for name, some in self.names.items() if folded in name for id_ in some
        }
        if text in ids:
            return text
        if len(ids) != 1:
            words = phrase("“{name}” is no partner on file: choose one of the list")
            if len(ids) > 1:
                words = phrase("“{name}” is in the names of several: choose one of the list")
            self.wrong.append(say(words, name=text.strip()))
            return ""
        return next(iter(ids))

    def require(self, name: str, value: str) -> str:
        """Return *value*, that of the field *name*; where there is none, it is noted."""
        label = LABELS[name]
        if self.of:
            label = say("{field} ({of})", field=label, of=self.of)
        if not value and label not in self.missing:
            self.missing.append(label)
        return value

    def find_own(self, name: str = "partner") -> str:
        """Return the partner that the field *name* names; noted where it names none."""
        wrong, text = len(self.wrong), self.form.text(name)
        found = self.find(text)
        return found if len(self.wrong) > wrong else self.require(name, found)

    def choose(self, name: str, choices: Iterable[str], *, optional: bool = False) -> str:
        """Return which of *choices* the field *name* gives."""
        given = self.form.text(name)
        if given and given not in choices:
            words = phrase("{field}: what was chosen is not there any more")
            self.wrong.append(say(words, field=LABELS[name]))
            return ""
        return given if optional else self.require(name, given)

    def read_date(self, name: str) -> PartialDate | None:
        """Return the date in the field *name*, as people type one."""
        text = self.form.text(name).strip()
        if not text:
            self.require(name, "")
            return None
        try:
            found = read_typed_date(text)
        except WrongDate as error:
            words = phrase("{field}: “{text}” is no date as it stands: {reason}")
            if error.reason == NO_DATE:
                words = phrase(
                    "{field}: “{text}” is no date; write it as April 15, 2022, or 2022/4/15"
                )
            told = {"field": LABELS[name], "text": text, "reason": error.reason}
            self.wrong.append(say(words, **told))
            return None
        self.dates[name] = found
        return found

    def read_name(self, name: str) -> str:
        """Return the words in the field *name*, as a file may hold them."""
        text = self.form.text(name).strip()
        try:
            quote_scalar(text)
        except ValueError as error:
            self.wrong.append(say(str(error)))
            return ""
        self.words.add(text)
        return text

    def read_release(
        self, signed: PartialDate | None, instrument: str, *, renews: bool = False
    ) -> NewRelease | None:
        """Return the release about what was *signed*."""
        template = self.choose("template", list_template_sets(self.workspace.root, renews=renews))
        if not renews:
            self.require("instrument", instrument)
        elif not instrument:
            self.missing.append(say("{field} (none is on file yet)", field=LABELS["instrument"]))
        day = self._read_release_day(signed)
        return NewRelease(template, day, instrument) if day and template else None

    def _read_release_day(self, signed: PartialDate | None) -> date | None:
        is_empty = not self.form.text("release_on").strip()
        if is_empty and signed is None:
            return None  # it follows from that of the signing, which is asked for
        if is_empty and signed and signed.day:
            self.dates["release_on"] = signed
            return signed.first_day
        found = self.read_date("release_on")
        if found and found.day is None:
            del self.dates["release_on"]
            words = phrase("{field}: the day is needed, not only the month")
            self.wrong.append(say(words, field=LABELS["release_on"]))
            return None
        try:
            if found and signed:
                require_release_day(found.first_day, signed)
        except WrongUsage:
            words = phrase("{field}: that is before the signing")
            self.wrong.append(say(words, field=LABELS["release_on"]))
        return found.first_day if found else None

    def read_term(self) -> str:
        """Return the years or the last day that the agreement is for."""
        text = narrow(self.form.text("term")).strip()
        if not text:
            return ""
        try:
            years = read_years(text)
        except WrongUsage as refusal:
            self.wrong.append(refusal.reason)
            return ""
        found = None if years else self.read_date("term")
        if found and found.day is None:
            words = phrase("{field}: the day is needed, not only the month")
            self.wrong.append(say(words, field=LABELS["term"]))
        return years or (str(found) if found else "")

    def read_items(self) -> tuple[str, ...]:
        """Return what the agreement covers."""
        known = self.workspace.house.terms.record.items
        return tuple(dict.fromkeys(each for each in self.form.texts("items") if each in known))

    def find_others(self, *own: str) -> tuple[str, ...]:
        """Return the partners on file that took part too, in order, without *own*."""
        found = [self.find(text) for text in self.form.texts("with") if text.strip()]
        return tuple(id_ for id_ in dict.fromkeys(found) if id_ and id_ not in own)

    def read_newcomers(self, signed: PartialDate | None, own: str) -> tuple[NewPartner, ...]:
        """Return those without a file that *signed* together with *own*."""
        taken, found = {own}, []
        for row in self.form.rows("others"):
            reading = Reading(
                row, self.workspace, self.missing, self.wrong, words=self.words, of=_NO_FILE
            )
            new = _read_facts(reading, signed, taken)
            if new:
                taken.add(new.id)
                found.append(new)
        return tuple(found)


_NO_FILE = say("one that has no file yet")


def _read_facts(
    reading: Reading, signed: PartialDate | None, taken: Iterable[str] = ()
) -> NewPartner | None:
    """Return the new partner that *reading* gives, which *signed* then, as far as it is known."""
    terms = reading.workspace.house.terms.record
    name_ja, name_en = reading.read_name("name_ja"), reading.read_name("name_en")
    reading.require("name", name_ja or name_en)
    for name in filter(None, (name_ja, name_en)):
        if fold_name(name) in reading.names:
            words = phrase("{name} is on file already: choose above what happened")
            reading.wrong.append(say(words, name=name))
    kind = reading.choose("kind", terms.kinds)
    country = reading.choose("country", terms.countries)
    id_ = _read_id(reading, name_en or name_ja, taken)
    if not (kind and country and signed and id_):
        return None
    return NewPartner(id_, kind, country, signed, name_ja=name_ja, name_en=name_en)


def _read_id(reading: Reading, name: str, taken: Iterable[str]) -> str:
    """Return what the file is to be called: as a person says, or after the *name*."""
    given = narrow(reading.form.text("id")).strip().lower()
    if not given:
        return find_free_id(reading.workspace.root, name, taken)
    try:
        require_id(given)
    except WrongUsage as error:
        reading.wrong.append(error.reason)
        return ""
    if given in taken or find_there(reading.workspace.root, given):
        words = phrase("there is a file called “{name}” already: choose another name")
        reading.wrong.append(say(words, name=given))
        return ""
    return given


def _read_partner(reading: Reading) -> Happened | None:
    terms, signed = reading.workspace.house.terms.record, reading.read_date("signed")
    new = _read_facts(reading, signed)
    instrument = reading.choose("instrument", terms.instruments, optional=True)
    wants = reading.form.flag("wants_release")
    release = reading.read_release(signed, instrument) if wants else None
    term, items = reading.read_term(), reading.read_items()
    others = reading.find_others()
    newcomers = reading.read_newcomers(signed, new.id if new else "")
    after = reading.form.text("signed_after")
    if new is None:
        return None
    reading.partner = replace(
        new,
        signed_after=after if after in reading.workspace.partnerships else "",
        signed_with=(*others, *(each.id for each in newcomers)),
        others=newcomers,
        term=term,
        items=items,
        instrument=instrument,
        template=release.template if release else "",
        release_on=release.on if release else None,
    )
    return reading.partner


def _read_first_release(reading: Reading) -> Happened | None:
    partner = reading.find_own()
    if not partner:
        return None
    record = reading.workspace.partners[partner].record
    if record.release:
        reading.wrong.append(say("it has a release already"))
    instruments = reading.workspace.house.terms.record.instruments
    known = record.agreement.instrument
    instrument = known or reading.choose("instrument", instruments, optional=True)
    release = reading.read_release(record.agreement.signed, instrument)
    return FirstRelease(partner, release) if release else None


def _read_renewal(reading: Reading) -> Happened | None:
    partner, signed = reading.find_own(), reading.read_date("signed")
    known = find_instrument(reading.workspace, partner) if partner else ""
    instruments = reading.workspace.house.terms.record.instruments
    instrument = reading.choose("instrument", instruments, optional=True) or known
    wants = reading.form.flag("wants_release")
    release = reading.read_release(signed, instrument, renews=True) if wants else None
    partners = (partner, *reading.find_others(partner))
    term, items = reading.read_term(), reading.read_items()
    if not (partner and signed):
        return None
    return NewRenewal(partners, signed, instrument, term, items, release)


def _read_ending(reading: Reading) -> Happened | None:
    partner, on = reading.find_own(), reading.read_date("ended")
    note = reading.read_name("note")
    return PartnershipEnd(partner, on, note) if partner and on else None


def _read_merger(reading: Reading) -> Happened | None:
    partner, into, on = reading.find_own(), reading.find_own("into"), reading.read_date("merged")
    note = reading.read_name("note")
    if partner and partner == into:
        reading.wrong.append(say("a partner does not become part of itself: choose the other"))
    return PartnershipMerger(partner, into, on, note) if partner and into and on else None


def _read_joint(reading: Reading) -> Happened | None:
    partner = reading.find_own()
    if not partner:
        return None
    signed = reading.workspace.partners[partner].record.agreement.signed
    others = reading.find_others(partner)
    newcomers = reading.read_newcomers(signed, partner)
    if not (others or newcomers):
        reading.require("others", "")
    return JointSigning(partner, (*others, *(each.id for each in newcomers)), newcomers)


_READERS: Mapping[Occasion, Callable[[Reading], Happened | None]] = {
    Occasion.PARTNER: _read_partner,
    Occasion.RELEASE: _read_first_release,
    Occasion.RENEWAL: _read_renewal,
    Occasion.ENDING: _read_ending,
    Occasion.MERGER: _read_merger,
    Occasion.JOINT: _read_joint,
}

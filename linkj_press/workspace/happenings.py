"""What happens to partnerships: what is known of it becomes texts of files. Writes nothing."""

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import chain, count
from pathlib import Path

from linkj_press.folder import find_file
from linkj_press.language import Language
from linkj_press.message import Message, enumerate_messages, phrase, say, say_day, say_number
from linkj_press.problem import Place, ProblemsFound
from linkj_press.reading import (
    CannotWrite,
    Data,
    KeyPath,
    arrange_entries,
    parse_yaml,
    set_mapping,
    show_mapping,
)
from linkj_press.record import Loaded, Partner
from linkj_press.record.field_names import name_field
from linkj_press.record.house import DatedEntry
from linkj_press.record.ledger import Entry, House, Ledger, find_in_force
from linkj_press.record.partner import Release
from linkj_press.text.dates import PartialDate
from linkj_press.text.patterns import compile_pattern
from linkj_press.workspace.loading import Workspace
from linkj_press.workspace.new_partner import (
    NewPartner,
    name_partner_file,
    trim_lines,
    word_partner_file,
    word_release,
)
from linkj_press.workspace.writing import Change


@dataclass(frozen=True)
class NewRelease:
    """A release that is to begin."""

    template: str
    on: date
    instrument: str = ""
    """Needed where the file does not name it."""


@dataclass(frozen=True)
class FirstRelease:
    """A release for a partner that has a file and none yet."""

    partner: str
    release: NewRelease


@dataclass(frozen=True)
class NewRenewal:
    """Another agreement with partners that have one."""

    partners: tuple[str, ...]
    signed: PartialDate
    instrument: str = ""
    term: str = ""
    """A number of years, or the last day; nothing where none is agreed or known."""

    items: tuple[str, ...] = ()
    """What it covers, by keys of the house's terms."""

    release: NewRelease | None = None


@dataclass(frozen=True)
class PartnershipEnd:
    """The end of a partnership."""

    partner: str
    on: PartialDate
    note: str = ""


@dataclass(frozen=True)
class PartnershipMerger:
    """A partner that became part of another."""

    partner: str
    into: str
    on: PartialDate
    note: str = ""


@dataclass(frozen=True)
class JointSigning:
    """Others that signed together with a partner that has a file."""

    partner: str
    others: tuple[str, ...]
    """All of them by id, in order."""

    newcomers: tuple[NewPartner, ...] = ()
    """Those of them that have no file yet."""


Happened = (
    NewPartner | FirstRelease | NewRenewal | PartnershipEnd | PartnershipMerger | JointSigning
)
"""What may be noted."""


@dataclass(frozen=True)
class Noted:
    """What is to be written of what happened."""

    texts: Mapping[str, str]
    """Of files, by their ids; first that of the partner, or of its renewal."""

    since: date
    """From when on it counts."""

    release_on: date | None = None
    """When a release that it begins goes out."""

    carried: Sequence[Message] = ()
    """What begins as it was before, and is to be looked at."""

    @property
    def first(self) -> str:
        """The id of the file that it is mainly of."""
        return next(iter(self.texts))

    def to_changes(self, workspace: Workspace) -> dict[Path, Change]:
        """Return the changes of the files of *workspace* that write it."""
        changes = {}
        for id_, text in self.texts.items():
            known = workspace.partners.get(id_)
            path = find_file(workspace.root, name_partner_file(id_))
            changes[path] = Change(known.tree.content if known else None, text.encode())
        return changes


def note_happening(happened: Happened, workspace: Workspace) -> Noted:
    """Return what is to be written of what *happened*.

    Raises CannotWrite, and ValueError when a name has what a file may not hold.
    """
    match happened:
        case NewPartner():
            files = (happened, *happened.others)
            texts = {each.id: word_partner_file(each, workspace.house) for each in files}
            return Noted(texts, happened.signed.first_day, happened.release_on)
        case NewRenewal(release=release):
            stem, day = f"{happened.partners[0]}-renewal", happened.signed.first_day
            id_ = suggest_file(workspace, stem, day)
            text = word_renewal(happened, workspace)
            carried = _find_carried(happened, workspace).describe(workspace.house)
            return Noted({id_: text}, day, release.on if release else None, carried)
        case FirstRelease(partner=partner, release=release):
            loaded = workspace.partners[partner]
            text = add_release(loaded, release, workspace.house)
            return Noted({partner: text}, release.on, release.on)
        case PartnershipEnd(partner=partner):
            event = {"on": str(happened.on), "note": happened.note}
            id_, text = end_partnership(workspace, partner, event)
            return Noted({id_: text}, happened.on.first_day)
        case PartnershipMerger(partner=partner):
            event = {"into": happened.into, "on": str(happened.on), "note": happened.note}
            id_, text = end_partnership(workspace, partner, event, "merged")
            return Noted({id_: text}, happened.on.first_day)
        case JointSigning(partner=partner):
            return _note_joint(happened, workspace)


def _note_joint(happened: JointSigning, workspace: Workspace) -> Noted:
    loaded = workspace.partners[happened.partner]
    texts = {happened.partner: sign_together(loaded, happened.others)}
    texts |= {each.id: word_partner_file(each, workspace.house) for each in happened.newcomers}
    return Noted(texts, loaded.record.agreement.signed.first_day)


def find_instrument(workspace: Workspace, partner: str) -> str:
    """Return what was signed with *partner* last, or nothing where the files do not say."""
    return str(_list_agreed(workspace, partner)[-1].record.agreement.instrument or "")


def _list_agreed(workspace: Workspace, partner: str) -> Sequence[Loaded[Partner]]:
    """Return the files that have an agreement with *partner*, in order."""
    entry = workspace.ledger.by_id[partner]
    return (entry.loaded, *entry.renewals)


@dataclass(frozen=True)
class _Carried:
    """What of a renewal begins as it was before, and is to be looked at."""

    items: Data
    """What the last agreement covered, where nothing is said anew."""

    last: Loaded[Partner] | None
    """The file that has the last release, where another is to begin."""

    fields: Sequence[str] = ()
    """Those of the last release that this one begins with."""

    left: Sequence[str] = ()
    """Those that it does not begin with: they are of the last agreement."""

    def describe(self, house: House) -> list[Message]:
        """Return what is carried, and what is not."""
        told: list[Message] = []
        if self.items:
            told.append(say("it covers what the last agreement did: see that it holds"))
        for words, fields in ((_AS_BEFORE, self.fields), (_ANEW, self.left)):
            if self.last and fields:
                # No name of a person is in these.
                paths = (("release", field) for field in fields)
                names = [name_field(path, self.last, house, Language.EN) for path in paths]
                told.append(say(words, fields=enumerate_messages(names)))
        return told


_AS_BEFORE = phrase("as in the last release: {fields}; see that this still holds")
_ANEW = phrase(
    "not taken from the last release, which told of another agreement: {fields}; fill it in where"
    " this one needs it"
)

_OF_PARTNER = ("people", "profile", "about", "links", "tell_kind")
_OF_AGREEMENT = ("agreed", "tell_agreed")
"""What a release tells of its partner, and how it tells what was agreed."""


def _find_carried(new: NewRenewal, workspace: Workspace) -> _Carried:
    """Return what of the renewal *new* begins as before: of the first partner that has it.

    How the areas are put goes with the areas. That the prose tells them does not: it is not
    carried.
    """
    agreed = [_list_agreed(workspace, partner) for partner in new.partners]
    before = next((a[-1] for a in agreed if a[-1].record.agreement.items), agreed[0][-1])
    items = None if new.items else before.tree.find(("agreement", "items"))
    found = (each for a in agreed for each in reversed(a) if each.record.release)
    last = next(found, None) if new.release else None
    if last is None:
        return _Carried(items, None)
    told = [name for name in (*_OF_PARTNER, *_OF_AGREEMENT) if _tells(last, name)]
    is_same = not new.items and last is before
    fields = [name for name in told if name in _OF_PARTNER or (is_same and name == "agreed")]
    return _Carried(items, last, fields, [name for name in told if name not in fields])


def _tells(last: Loaded[Partner], field: str) -> bool:
    """Return whether the release of *last* has in *field* what it would not have by itself."""
    tree, release = last.tree, last.record.release
    within = (tree.find(path) for path in tree.values_at if path[:2] == ("release", field))
    is_filled = any(isinstance(value, str) and value.strip() for value in within)
    return is_filled and getattr(release, field) != Release.model_fields[field].default


def add_release(loaded: Loaded[Partner], new: NewRelease, house: House) -> str:
    """Return the text of the file of *loaded* with the release *new* begun, and all else kept.

    The release that `new` has written as comments gives way. Raises CannotWrite.
    """
    raw = _read(loaded)
    text = raw.removeprefix(_BOM).replace("\r\n", "\n")
    if new.instrument and loaded.record.agreement.instrument is None:
        text = set_mapping(text, ("agreement",), {"instrument": new.instrument})
    fields = parse_yaml(text, loaded.tree.name).data
    block = trim_lines(word_release(house, new.template, new.on))
    comments = textwrap.indent(word_release(house, "", loaded.record.agreement.signed), "# ")
    if isinstance(fields, dict) and "release" in fields:  # nothing stands there
        made = re.sub(r"^(release:.*)\n?", rf"\1\n{_HOLD}", text, count=1, flags=re.MULTILINE)
        made = made.replace(_HOLD, block.removeprefix("release:\n"))
    elif trim_lines(comments) in text:
        made = text.replace(trim_lines(comments), block, 1)
    else:
        made = f"{text.rstrip()}\n\n{block}"
    _require_rest(fields, made, loaded)
    made = made.replace("\n", "\r\n") if "\r\n" in raw else made
    return _BOM * raw.startswith(_BOM) + made


_BOM, _HOLD = "\ufeff", "\0"


def _require_rest(fields: Data, made: str, loaded: Loaded[Partner]) -> None:
    """Raise CannotWrite unless *made* says what *fields* do, but for the release."""
    refusal = say("{path} cannot take a release: add it by hand", path=loaded.tree.name)
    try:
        now = parse_yaml(made, loaded.tree.name).data
    except ProblemsFound:
        raise CannotWrite(refusal) from None
    before, after = (dict(each) if isinstance(each, dict) else {} for each in (fields, now))
    if not after.pop("release", None) or (before.pop("release", None), before) != (None, after):
        raise CannotWrite(refusal)


def word_renewal(new: NewRenewal, workspace: Workspace) -> str:
    """Return the text of the file of the renewal *new*.

    What nobody says anew is as the last agreement has it, but for its term.
    """
    before = _list_agreed(workspace, new.partners[0])[-1]
    renews: Data = list(new.partners) if new.partners[1:] else new.partners[0]
    agreement: dict[str, Data] = {"signed": str(new.signed)}
    if new.instrument:
        agreement["instrument"] = new.instrument
    if new.term:
        agreement["years" if new.term.isdecimal() else "until"] = new.term
    for name in (
        ("wording", "article") if new.instrument == before.record.agreement.instrument else ()
    ):
        if words := before.tree.find(("agreement", name)):
            agreement[name] = words
    carried = _find_carried(new, workspace)
    agreement["items"] = list(new.items) or carried.items or []
    text = _SCHEMA + show_mapping({"renews": renews, "agreement": agreement})
    if new.release:
        told = new.release.template, new.release.on, carried.last, carried.fields
        block = trim_lines(word_release(workspace.house, *told))
        text += "\n" + _HISTORY.sub("", block)  # which a renewal does not tell by itself
    return text


_HISTORY = compile_pattern(r"^  #.*\n  history: .*\n", re.MULTILINE)


_SCHEMA = "# yaml-language-server: $schema=schema.json\n"


def suggest_file(workspace: Workspace, stem: str, day: date) -> str:
    """Return how a further file is best called: ``osaka-renewal-2025`` for ``osaka-renewal``."""
    stem = f"{stem}-{day.year}"
    names = chain([stem, f"{stem}-{day.month:02}"], (f"{stem}-{number}" for number in count(2)))
    return next(name for name in names if name not in workspace.partners)


def end_partnership(
    workspace: Workspace, partner: str, event: Mapping[str, str], field: str = "ended"
) -> tuple[str, str]:
    """Return in whose file it stands that *partner* ended or became part of another, and its text.

    *field* is ``ended`` or ``merged``, *event* what stands under it. The end is that of the
    agreement which was in force. Raises CannotWrite, also where an end is told already.
    """
    entry = workspace.ledger.by_id[partner]
    day = PartialDate.parse(event["on"]).first_day
    further = {id(one): id_ for id_, one in workspace.ledger.further.items()}
    renewed = entry.list_renewed(day) if field == "ended" else ()
    loaded = (entry.loaded, *renewed)[-1]
    told = loaded.record.ended if field == "ended" else entry.partner.merged
    if told:
        words = say("{path} tells it already: {day}", path=loaded.tree.name, day=say_day(told.on))
        raise CannotWrite(words)
    pairs = {key: value for key, value in event.items() if value}
    return further.get(id(loaded), partner), set_mapping(_read(loaded), (field,), pairs)


def sign_together(loaded: Loaded[Partner], others: Sequence[str]) -> str:
    """Return the text of the file of *loaded* with all *others* that signed.

    Raises CannotWrite.
    """
    if loaded.record.agreement.signed_with:
        raise CannotWrite(say("{path} names others already", path=loaded.tree.name))
    return arrange_entries(_read(loaded), ("agreement", "signed_with"), others)


def _read(loaded: Loaded[Partner]) -> str:
    return loaded.tree.content.decode()


def describe_renewals(entry: Entry, name: str) -> Message:
    """Return that *entry*, which is called *name*, keeps its place, and how often it renewed."""
    return say_number(
        "{partner} stays no. {ordinal} of all; renewed once",
        "{partner} stays no. {ordinal} of all; renewed {number} times",
        len(entry.renewals),
        partner=name,
        ordinal=entry.ordinal,
    )


def describe_resumption(entry: Entry, ended: date, name: str) -> Message | None:
    """Return that *entry*, called *name*, ended before it renewed; None where it did not."""
    later = entry.renewals[len(entry.list_renewed(ended)) :]
    if not later:
        return None
    return say(
        "{partner} was renewed on {day}, after this end: it counts as ended only until then",
        partner=name,
        day=say_day(later[0].record.agreement.signed),
    )


def describe_figures(ledger: Ledger) -> Message:
    """Return how many have ended, been concluded and are in force, when all is over that is known.

    Nothing here reads the clock: an end that is to come counts as one that came.
    """
    day = ledger.as_of
    merged = [entry for entry in ledger.entries if entry.merged_by(day)]
    ended = [entry for entry in ledger.entries if entry.ended_by(day) and entry not in merged]
    words = [
        say_number("{number} ended", "{number} ended", len(ended)),
        say_number("{number} part of another", "{number} part of others", len(merged)),
    ]
    some = [told for told, entries in zip(words, (ended, merged), strict=True) if entries]
    figures = say(
        "{total} concluded so far, {number} in force",
        total=ledger.total,
        number=len(ledger.in_force),
    )
    return reduce(lambda told, more: say("{told}; {more}", told=told, more=more), [*some, figures])


def list_reached(workspace: Workspace, day: date, own: str) -> list[str]:
    """Return whose releases are dated *day* or later, and so may tell of what happened on it."""
    partners = workspace.partners
    dated = [(id_, partners[id_].record.release) for id_ in workspace.released if id_ != own]
    return [id_ for id_, release in dated if release and release.date >= day]


@dataclass(frozen=True)
class Lacking:
    """What of the house is not known as of a day."""

    path: KeyPath
    since: date
    where: Place

    def tell(self) -> Message:
        """Return what is lacking, to who works on the files."""
        told = {"place": self.where, "field": ".".join(map(str, self.path))}
        return say("{place}: {field} is known from {since} on", **told, since=say_day(self.since))


def list_lacking(house: House, day: date) -> list[Lacking]:
    """Return, all together, what of the house is not known as of *day*, where a release has it."""
    issuer = house.issuer.record
    rows: list[tuple[KeyPath, tuple[DatedEntry, ...]]] = [
        ((name,), getattr(issuer, name)) for name in ("head", "seat", "about")
    ]
    rows += [(("people", key, "posts"), person.posts) for key, person in issuer.people.items()]
    return [
        Lacking(path, min(entry.since for entry in entries), house.issuer.place(*path))
        for path, entries in rows
        if entries and find_in_force(entries, day) is None
    ]

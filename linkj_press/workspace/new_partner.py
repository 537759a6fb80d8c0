"""A new partner, and what happens to one: places, figures, texts of files. Writes nothing."""

import re
import textwrap
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from pathlib import Path, PurePosixPath
from string import Template

from linkj_press.folder import PARTNERS
from linkj_press.language import Language
from linkj_press.message import Message, phrase, say, say_day, say_number
from linkj_press.problem import ProblemsFound
from linkj_press.reading import (
    CannotWrite,
    Data,
    Tree,
    parse_yaml,
    quote_scalar,
    replace_scalar,
    set_mapping,
    show_mapping,
)
from linkj_press.record import Loaded, Partner
from linkj_press.record.house import DatedEntry
from linkj_press.record.ledger import House, Ledger, derive_ledger, find_in_force
from linkj_press.text.dates import PartialDate
from linkj_press.text.wording import word_ordinal
from linkj_press.workspace.loading import Workspace

_SKELETON = Path(__file__).parent.parent / "skeleton"


@dataclass(frozen=True)
class NewPartner:
    """What is known of a partnership before it has a file. What is empty is not known."""

    id: str
    kind: str
    country: str
    signed: PartialDate
    signed_after: str = ""
    signed_with: tuple[str, ...] = ()
    """The ids of all others of an agreement of three or more parties."""

    others: tuple["NewPartner", ...] = ()
    """Those of them that have no file yet."""

    name_ja: str = ""
    name_en: str = ""
    template: str = ""
    """The template set; without one there is no release yet."""

    instrument: str = ""
    """Needed when there is a release."""

    release_on: date | None = None
    """Needed when there is a release."""


def suggest_id(name: str) -> str:
    """Return the nearest to *name* that a partner can be called by, or nothing."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = unicodedata.normalize("NFKD", re.sub(r"\.ya?ml$", "", last, flags=re.IGNORECASE))
    letters = "".join(char for char in plain.lower() if not unicodedata.combining(char))
    return re.sub("[^a-z0-9]+", "-", letters).strip("-")


def name_file(partner: str) -> PurePosixPath:
    """Return where the file of *partner* stands in the workspace."""
    return PurePosixPath(PARTNERS, f"{partner}.yaml")


def place_partner(new: NewPartner, partners: Mapping[str, Loaded[Partner]]) -> Ledger:
    """Return the ledger of *partners* and *new*.

    Raises ProblemsFound when the order of signing is not settled or contradicts itself.
    """
    newcomers = {each.id: _load(each) for each in (new, *new.others)}
    return derive_ledger({**partners, **newcomers})


def _load(new: NewPartner) -> Loaded[Partner]:
    agreement = {
        "signed": str(new.signed),
        "signed_after": new.signed_after or None,
        "signed_with": new.signed_with,
    }
    facts = {"name": {"full": {}}, "kind": new.kind, "country": new.country, "agreement": agreement}
    return Loaded(Partner.model_validate(facts), Tree(name_file(new.id)))


def describe_place(partner: str, ledger: Ledger, language: Language) -> list[Message]:
    """Return which partnership *partner* is, and whose place moves, with numbers in *language*."""
    entry = ledger.by_id[partner]
    number, words = entry.overseas_so_far, phrase("no. {ordinal} of all, {near} overseas")
    if not entry.overseas:
        number, words = entry.ordinal - number, phrase("no. {ordinal} of all, {near} in Japan")
    place = say(words, ordinal=entry.ordinal, near=word_ordinal(number, language))
    last = ledger.by_id[entry.together[-1]]
    later = [each.id for each in ledger.entries[last.ordinal :]]
    moved = say_number(
        "one signed later moves on by one: {names}",
        "{number} signed later move on by one: {names}",
        len(later),
        names=", ".join(later),
    )
    if entry.together[1:]:
        place = say("{partner}: {place}", partner=partner, place=place)
        later = []
    return [place, moved] if later else [place]


def find_predecessors(
    new: NewPartner, partners: Mapping[str, Loaded[Partner]]
) -> dict[str, Loaded[Partner]]:
    """Return those of *partners* that *new* may say it comes right after, where dates tie."""
    found: dict[str, Loaded[Partner]] = {}
    for id_, loaded in partners.items():
        signed = loaded.record.agreement.signed
        if (signed.year, signed.month) == (new.signed.year, new.signed.month):
            with suppress(ProblemsFound):
                place_partner(replace(new, signed_after=id_), partners)
                found[id_] = loaded
    return found


def word_partner_file(new: NewPartner, house: House) -> str:
    """Return the text of the file of *new*: every field, those that are not known empty.

    Raises ValueError when a name has what a file may not hold.
    """
    values = {
        "name_ja": quote_scalar(new.name_ja) if new.name_ja else "",
        "name_en": quote_scalar(new.name_en) if new.name_en else "",
        "kind": new.kind,
        "country": new.country,
        "signed": new.signed,
        "signed_after": new.signed_after,
        "instrument": new.instrument,
    }
    release = word_release(house, new.template, new.release_on or new.signed)
    if not new.template:
        release = textwrap.indent(release, "# ")
    text = _fill("partner.yaml", {**values, "release": release})
    if new.signed_with:
        row = f"  signed_with: [{', '.join(new.signed_with)}]"
        text = re.sub(r"^  # signed_with: .*$", row, text, count=1, flags=re.MULTILINE)
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def word_release(house: House, template: str, day: date | PartialDate) -> str:
    """Return the text of a release with *template* on *day*: every field, most of them empty.

    Without *template* it has no date either.
    """
    heads = house.issuer.record.head
    first_day = day if isinstance(day, date) else day.first_day
    values = {
        "template": template,
        "release_date": day if template else "",
        # Our own head on the day, or the first whose days are known.
        "own_speaker": heads[find_in_force(heads, first_day) or 0].person,
    }
    return _fill("release.yaml", values)


def _fill(name: str, values: Mapping[str, object]) -> str:
    return Template((_SKELETON / name).read_text("utf-8")).substitute(values)


@dataclass(frozen=True)
class NewRelease:
    """A release that is to begin."""

    template: str
    on: date
    instrument: str = ""
    """Needed where the file does not name it."""


@dataclass(frozen=True)
class NewRenewal:
    """Another agreement with partners that have one."""

    partners: tuple[str, ...]
    signed: PartialDate
    instrument: str = ""
    term: str = ""
    """A number of years, or the last day; nothing where none is agreed or known."""

    release: NewRelease | None = None


def add_release(loaded: Loaded[Partner], new: NewRelease, house: House) -> str:
    """Return the text of the file of *loaded* with the release *new* begun, and all else kept.

    The release that `new` has written as comments gives way. Raises CannotWrite.
    """
    raw = _read(loaded)
    text = raw.removeprefix(_BOM).replace("\r\n", "\n")
    if new.instrument and loaded.record.agreement.instrument is None:
        text = _put(text, ("agreement", "instrument"), new.instrument)
    fields = parse_yaml(text, loaded.tree.name).data
    block = _trim(word_release(house, new.template, new.on))
    comments = textwrap.indent(word_release(house, "", loaded.record.agreement.signed), "# ")
    if isinstance(fields, dict) and "release" in fields:  # nothing stands there
        made = re.sub(r"^(release:.*)\n?", rf"\1\n{_HOLD}", text, count=1, flags=re.MULTILINE)
        made = made.replace(_HOLD, block.removeprefix("release:\n"))
    elif _trim(comments) in text:
        made = text.replace(_trim(comments), block, 1)
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


def word_renewal(new: NewRenewal, house: House) -> str:
    """Return the text of the file of the renewal *new*."""
    renews: Data = list(new.partners) if new.partners[1:] else new.partners[0]
    agreement: dict[str, Data] = {"signed": str(new.signed)}
    if new.instrument:
        agreement["instrument"] = new.instrument
    if new.term:
        agreement["years" if new.term.isdecimal() else "until"] = new.term
    agreement["items"] = []
    text = _SCHEMA + show_mapping({"renews": renews, "agreement": agreement})
    if new.release:
        block = _trim(word_release(house, new.release.template, new.release.on))
        text += "\n" + _HISTORY.sub("", block)  # which a renewal does not tell by itself
    return text


_HISTORY = re.compile(r"^  #.*\n  history: .*\n", re.MULTILINE)


_SCHEMA = "# yaml-language-server: $schema=schema.json\n"


def suggest_file(workspace: Workspace, stem: str, day: date) -> str:
    """Return how a further file is best called: ``osaka-renewal-2025`` for ``osaka-renewal``."""
    stem = f"{stem}-{day.year}"
    names = [stem, f"{stem}-{day.month:02}", *(f"{stem}-{number}" for number in range(2, 99))]
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
    # As a scalar first: what writes keys knows no lists.
    marked = _put(_read(loaded), ("agreement", "signed_with"), _MARK)
    return marked.replace(_MARK, f"[{', '.join(others)}]")


_MARK = "those-who-sign-together"


def _put(text: str, path: tuple[str, str], value: str) -> str:
    try:
        return replace_scalar(text, path, value)
    except CannotWrite:
        return set_mapping(text, path[:1], {path[1]: value})


def _read(loaded: Loaded[Partner]) -> str:
    return loaded.tree.content.decode()


def _trim(text: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


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


def list_lacking(house: House, day: date) -> list[Message]:
    """Return, all together, what of the house is not known as of *day*, where a release has it."""
    return list(_list_lacking(house, day))


def _list_lacking(house: House, day: date) -> Iterator[Message]:
    issuer = house.issuer.record
    rows: list[tuple[tuple[str, ...], tuple[DatedEntry, ...]]] = [
        ((name,), getattr(issuer, name)) for name in ("head", "seat", "about", "members")
    ]
    rows.append((("media_contact",), issuer.media_contact))
    rows += [(("people", key, "posts"), person.posts) for key, person in issuer.people.items()]
    for path, entries in rows:
        if entries and find_in_force(entries, day) is None:
            first = min(entry.since for entry in entries)
            where = house.issuer.place(*path)
            told = {"place": where, "field": ".".join(path), "since": say_day(first)}
            yield say("{place}: {field} is known from {since} on", **told)

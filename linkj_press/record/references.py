"""Checks that what files refer to exists, and that their facts do not contradict."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import cached_property
from itertools import pairwise
from pathlib import Path, PurePosixPath

from linkj_press.folder import MOST_BYTES_OF_PICTURE, PARTNERS, TEMPLATES, LeadsOutError, find_file
from linkj_press.message import Message, phrase, say, say_day
from linkj_press.problem import Place, Problem, name_refusal, suggest
from linkj_press.reading import KeyPath, cannot_read
from linkj_press.record import Issuer, Loaded, LoadedFurther, Partner
from linkj_press.record.further import Further, Renewal
from linkj_press.record.house import DatedEntry
from linkj_press.record.ledger import House
from linkj_press.record.partner import Release


@dataclass(frozen=True)
class Referents:
    """What partner files may refer to."""

    root: Path | None
    """The workspace; None where files that are named are not looked for."""

    house: House
    partners: Collection[str]
    """The ids of all partner files, those that could not be read among them."""

    @cached_property
    def template_sets(self) -> list[str]:
        """The names of the template sets. Raises OSError when their folder cannot be read."""
        folders = (self.root / TEMPLATES).iterdir() if self.root else ()
        return [folder.name for folder in folders if folder.name != "house" and folder.is_dir()]


class Noun(Enum):
    """What a key can be the key of."""

    KIND = say("kind")
    COUNTRY = say("country")
    REGION = say("region")
    PARTNER = say("partner")
    INSTRUMENT = say("instrument")
    ITEM = say("item")
    PERSON = say("person")
    TEMPLATE_SET = say("template set")


def check_references(loaded: Loaded[Partner], known: Referents) -> Iterator[Problem]:
    """Yield a problem for each key that names nothing, and for each contradiction."""
    partner = loaded.record
    # The other facts of a further file are told of the file that has them.
    own = partner.file.model_fields if isinstance(partner, Further) else Partner.model_fields
    for path, key, names, noun in _list_keys(partner, known):
        if key is not None and key not in names and path[0] in own:
            yield _tell_unknown(loaded, path, key, names, noun)
    for index, (before, after) in enumerate(pairwise(partner.renamed), start=1):
        if after.since.first_day <= before.since.first_day and "renamed" in own:
            where = loaded.place("renamed", index, "since")
            message = say("this name is no later than the one above it")
            yield Problem("out-of-order", where, message, say("put the names in order of date"))
    if "agreement" in own:
        yield from _check_events(loaded)
    if partner.release:
        yield from _check_release(loaded, partner.release, known)


def _list_keys(
    partner: Partner, known: Referents
) -> Iterator[tuple[KeyPath, str | None, Collection[str], Noun]]:
    """Yield each key of *partner*, where it stands, and what it may name."""
    agreement, terms = partner.agreement, known.house.terms.record
    yield ("kind",), partner.kind, terms.kinds, Noun.KIND
    yield ("country",), partner.country, terms.countries, Noun.COUNTRY
    yield ("region",), partner.region, terms.regions, Noun.REGION
    if partner.merged:
        yield ("merged", "into"), partner.merged.into, known.partners, Noun.PARTNER
    path: KeyPath = ("agreement",)
    yield (*path, "signed_after"), agreement.signed_after, known.partners, Noun.PARTNER
    for index, other in enumerate(agreement.signed_with):
        yield (*path, "signed_with", index), other, known.partners, Noun.PARTNER
    yield (*path, "instrument"), agreement.instrument, terms.instruments, Noun.INSTRUMENT
    for index, item in enumerate(agreement.items):
        if isinstance(item, str):
            yield (*path, "items", index), item, terms.items, Noun.ITEM


def _check_events(loaded: Loaded[Partner]) -> Iterator[Problem]:
    """Yield a problem for each event that comes before the signing."""
    record, signed = loaded.record, loaded.record.agreement.signed
    # A renewal tells of the merger what its partner's file tells.
    merged = None if isinstance(record, Renewal) else record.merged
    for field, event in (("ended", record.ended), ("merged", merged)):
        if event and event.on.first_day < signed.first_day:
            words = phrase("this day ({day}) comes before the signing ({signed})")
            message = say(words, day=say_day(event.on), signed=say_day(signed))
            hint = say("correct one of the two dates")
            yield Problem("event-before-signing", loaded.place(field, "on"), message, hint)
    if isinstance(loaded, LoadedFurther) and isinstance(record, Renewal):
        first = loaded.of.record.agreement.signed
        if signed.first_day <= first.first_day:
            words = phrase("the renewal ({day}) does not come after the signing ({signed})")
            message = say(words, day=say_day(signed), signed=say_day(first))
            hint = say("correct one of the two dates")
            where = loaded.place("agreement", "signed")
            yield Problem("event-before-signing", where, message, hint)


def _tell_unknown(
    loaded: Loaded[Partner], path: KeyPath, key: str, names: Collection[str], noun: Noun
) -> Problem:
    code = f"unknown-{noun.name.lower().replace('_', '-')}"
    message = say("there is no {noun} “{key}”", noun=noun.value, key=str(key))
    return Problem(code, loaded.place(*path), message, suggest(key, names))


def _check_release(
    loaded: Loaded[Partner], release: Release, known: Referents
) -> Iterator[Problem]:
    agreement = loaded.record.agreement
    if agreement.instrument is None:
        message = say("a partnership with a release needs agreement.instrument")
        hint = say(
            "add `instrument: …`, one of {names}",
            names=", ".join(known.house.terms.record.instruments),
        )
        yield Problem("missing-key", loaded.place("agreement"), message, hint)
    if release.date < agreement.signed.first_day:
        words = phrase("the release ({date}) comes before the signing ({signed})")
        message = say(words, date=say_day(release.date), signed=say_day(agreement.signed))
        where, hint = _find_slip(loaded, release, known), say("correct one of the two dates")
        yield Problem("release-before-signing", where, message, hint)
    people = {*release.people, *known.house.issuer.record.people}
    for path, key in _people_keys(release):
        if key not in people:
            yield _tell_unknown(loaded, ("release", *path), key, people, Noun.PERSON)
    if known.root:
        yield from _check_files(loaded, release, known)


_YEAR = 366


def _find_slip(loaded: Loaded[Partner], release: Release, known: Referents) -> Place:
    """Return the place of the date that is farther from what is told of the house."""
    house = known.house.issuer.record
    days = [entry.since for entry in (*house.head, *house.seat, *house.about)]

    def measure(day: date) -> int:
        return min((abs((day - other).days) for other in days), default=0)

    # Within a year the house tells nothing of which is wrong.
    far = measure(loaded.record.agreement.signed.first_day) > measure(release.date) + _YEAR
    return loaded.place(*(("agreement", "signed") if far else ("release", "date")))


def _people_keys(release: Release) -> Iterator[tuple[KeyPath, str]]:
    if release.head:
        yield ("head",), release.head
    for index, key in enumerate(release.signatories):
        yield ("signatories", index), key
    for index, quote in enumerate(release.quotes):
        yield ("quotes", index, "speaker"), quote.speaker
    for index, key in enumerate(release.photo.people if release.photo else ()):
        yield ("photo", "people", index), key


def _check_files(loaded: Loaded[Partner], release: Release, known: Referents) -> Iterator[Problem]:
    root = known.root or Path()
    try:
        sets = known.template_sets
    except OSError as error:
        yield cannot_read(PurePosixPath(Path(error.filename).relative_to(root)), error)
    else:
        if release.template not in sets:
            yield _tell_unknown(
                loaded, ("release", "template"), release.template, sets, Noun.TEMPLATE_SET
            )
    if release.photo and release.photo.file:
        path = PurePosixPath(PARTNERS, release.photo.file)
        fault = _find_picture_fault(root, path)
        if fault:
            yield Problem(fault[0], loaded.place("release", "photo", "file"), *fault[1:])


def _find_picture_fault(root: Path, path: PurePosixPath) -> tuple[str, Message, Message] | None:
    """Return code, message and hint of what is wrong with the picture at *path*, or None."""
    try:
        file = find_file(root, path)
        if not file.is_file():
            hint = say("put the picture there, or leave `file` empty until it comes")
            return "no-picture-file", say("there is no file {path}", path=path), hint
        if file.stat().st_size > MOST_BYTES_OF_PICTURE:
            words = phrase("{path} is larger than {limit:,} bytes")
            hint = say("save it smaller: what a page needs is a few million")
            return "too-large", say(words, path=path, limit=MOST_BYTES_OF_PICTURE), hint
    except LeadsOutError:
        message = say("{path} is a link that leads out of the workspace", path=path)
        return "picture-elsewhere", message, say("put the picture itself there")
    except OSError as error:
        message = say("{path} cannot be read: {strerror}", path=path, strerror=name_refusal(error))
        return "no-picture-file", message, say("check its name and who may read it")
    return None


def check_issuer(issuer: Loaded[Issuer]) -> Iterator[Problem]:
    """Yield a problem for each gap in time of what the house holds, and for each unknown head."""
    record = issuer.record
    lists: dict[tuple[str, ...], tuple[DatedEntry, ...]] = {
        ("head",): record.head,
        ("seat",): record.seat,
        ("about",): record.about,
        ("members",): record.members,
        ("media_contact",): record.media_contact,
        **{("people", key, "posts"): person.posts for key, person in record.people.items()},
    }
    for path, entries in lists.items():
        for index, problem in _check_dated(entries):
            yield Problem(problem, issuer.place(*path, index, "since"), *_DATED[problem])
    for index, head in enumerate(record.head):
        if head.person not in record.people:
            where = issuer.place("head", index, "person")
            message = say("there is no person “{person}”", person=head.person)
            yield Problem("unknown-person", where, message, suggest(head.person, record.people))


_DATED = {
    "overlap": (
        say("this entry begins while the one before it is still in force"),
        say("correct `since` here or `until` of the one before"),
    ),
    "gap-in-time": (
        say("nothing is in force between the last day of the entry before and this one"),
        say("correct `since` here, or remove `until` of the one before"),
    ),
    "out-of-order": (
        say("this entry begins before the one above it"),
        say("put the entries in order"),
    ),
}


def _check_dated(entries: Iterable[DatedEntry]) -> Iterator[tuple[int, str]]:
    """Yield the index and the fault of each entry that does not follow on the one before."""
    for index, (before, entry) in enumerate(pairwise(entries), start=1):
        if entry.since < before.since:
            yield index, "out-of-order"
        elif entry.since == before.since or (before.until and entry.since <= before.until):
            yield index, "overlap"
        elif before.until and entry.since > before.until + timedelta(days=1):
            yield index, "gap-in-time"

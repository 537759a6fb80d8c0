"""Checks that what a partner file refers to exists, and that its facts do not contradict."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from pathlib import Path, PurePosixPath

from linkj_press.folder import (
    MOST_BYTES_OF_PICTURE,
    PARTNERS,
    TEMPLATES,
    LeadsOutError,
    find_file,
)
from linkj_press.message import Message, say
from linkj_press.problem import Problem, name_refusal, suggest
from linkj_press.reading import cannot_read
from linkj_press.record import Loaded, Partner, Release
from linkj_press.record.ledger import House


@dataclass(frozen=True)
class Known:
    """What partner files may refer to."""

    root: Path | None
    """The workspace; None where files that are named are not looked for."""

    house: House
    partners: Collection[str]
    """The ids of all partner files, those that could not be read among them."""

    def people(self, release: Release) -> Collection[str]:
        """Return the keys of the people that *release* may name."""
        return {*release.people, *self.house.issuer.record.people}


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


def check_references(loaded: Loaded[Partner], known: Known) -> Iterator[Problem]:
    """Yield a problem for each key that names nothing, and for each contradiction."""
    partner, terms = loaded.record, known.house.terms.record
    checks: list[tuple[tuple[str | int, ...], str | None, Collection[str], Noun]] = [
        (("kind",), partner.kind, terms.kinds, Noun.KIND),
        (("country",), partner.country, terms.countries, Noun.COUNTRY),
        (("region",), partner.region, terms.regions, Noun.REGION),
        (
            ("agreement", "signed_after"),
            partner.agreement.signed_after,
            known.partners,
            Noun.PARTNER,
        ),
    ]
    instrument = partner.agreement.instrument
    checks.append((("agreement", "instrument"), instrument, terms.instruments, Noun.INSTRUMENT))
    for index, item in enumerate(partner.agreement.items):
        if isinstance(item, str):
            checks.append((("agreement", "items", index), item, terms.items, Noun.ITEM))
    for path, key, names, noun in checks:
        if key is not None and key not in names:
            yield _unknown(loaded, path, key, names, noun)
    for index, (before, after) in enumerate(pairwise(partner.renamed), start=1):
        if after.since.first_day <= before.since.first_day:
            where = loaded.place("renamed", index, "since")
            message = say("this name is no later than the one above it")
            yield Problem("out-of-order", where, message, say("put the names in order of date"))
    if partner.release:
        yield from _check_release(loaded, partner.release, known)


def _unknown(
    loaded: Loaded[Partner],
    path: tuple[str | int, ...],
    key: str,
    names: Collection[str],
    noun: Noun,
) -> Problem:
    return Problem(
        f"unknown-{noun.name.lower().replace('_', '-')}",
        loaded.place(*path),
        say("there is no {noun} {key!r}", noun=noun.value, key=str(key)),
        suggest(key, names),
    )


def _check_release(loaded: Loaded[Partner], release: Release, known: Known) -> Iterator[Problem]:
    agreement = loaded.record.agreement
    if agreement.instrument is None:
        yield Problem(
            "missing-key",
            loaded.place("agreement"),
            say("a partnership with a release needs agreement.instrument"),
            say("add `instrument: MOU` or `instrument: MOC`"),
        )
    if release.date < agreement.signed.first_day:
        yield Problem(
            "release-before-signing",
            loaded.place("release", "date"),
            say(
                "the release ({date}) comes before the signing ({signed})",
                date=release.date,
                signed=agreement.signed,
            ),
            say("correct one of the two dates"),
        )
    for path, key in _people_keys(release):
        people = known.people(release)
        if key not in people:
            yield _unknown(loaded, ("release", *path), key, people, Noun.PERSON)
    if known.root:
        yield from _check_files(loaded, release, known.root)


def _people_keys(release: Release) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if release.head:
        yield ("head",), release.head
    for index, key in enumerate(release.signatories):
        yield ("signatories", index), key
    for index, quote in enumerate(release.quotes):
        yield ("quotes", index, "speaker"), quote.speaker
    for index, key in enumerate(release.photo.people if release.photo else ()):
        yield ("photo", "people", index), key


def _check_files(loaded: Loaded[Partner], release: Release, root: Path) -> Iterator[Problem]:
    try:
        yield from _check_template(loaded, release, root / TEMPLATES)
    except OSError as error:
        yield cannot_read(PurePosixPath(Path(error.filename).relative_to(root)), error)
    if release.photo and release.photo.file:
        path = PurePosixPath(PARTNERS, release.photo.file)
        fault = _find_picture_fault(root, path)
        if fault:
            yield Problem(fault[0], loaded.place("release", "photo", "file"), *fault[1:])


def _check_template(loaded: Loaded[Partner], release: Release, folder: Path) -> Iterator[Problem]:
    sets = [f.name for f in folder.iterdir() if f.is_dir() and f.name != "house"]
    if release.template not in sets:
        yield _unknown(loaded, ("release", "template"), release.template, sets, Noun.TEMPLATE_SET)


def _find_picture_fault(root: Path, path: PurePosixPath) -> tuple[str, Message, Message] | None:
    """Return code, message and hint of what is wrong with the picture at *path*, or None."""
    try:
        file = find_file(root, path)
        if not file.is_file():
            hint = say("put the picture there, or leave `file` empty until it comes")
            return "no-picture-file", say("there is no file {path}", path=path), hint
        if file.stat().st_size > MOST_BYTES_OF_PICTURE:
            message = say(
                "{path} is larger than {limit:,} bytes",
                path=path,
                limit=MOST_BYTES_OF_PICTURE,
            )
            return "too-large", message, say("save it smaller: what a page needs is a few million")
    except LeadsOutError:
        message = say("{path} is a link that leads out of the workspace", path=path)
        return "picture-elsewhere", message, say("put the picture itself there")
    except OSError as error:
        message = say("{path} cannot be read: {strerror}", path=path, strerror=name_refusal(error))
        return "no-picture-file", message, say("check its name and who may read it")
    return None

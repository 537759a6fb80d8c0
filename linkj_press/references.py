"""Checks that what a partner file refers to exists, and that its facts do not contradict."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePosixPath

from linkj_press.facts import House
from linkj_press.folder import MOST_BYTES_OF_PICTURE, PARTNERS, TEMPLATES, find_file
from linkj_press.language import Language
from linkj_press.problem import Problem, suggest
from linkj_press.reading import cannot_read
from linkj_press.records import Loaded, Partner, Release


@dataclass(frozen=True)
class Known:
    """What partner files may refer to."""

    root: Path
    """The workspace."""

    house: House
    partners: Collection[str]
    """The ids of all partner files, those that could not be read among them."""

    def people(self, release: Release) -> Collection[str]:
        """Return the keys of the people that *release* may name."""
        return {*release.people, *self.house.issuer.record.people}


def check_references(loaded: Loaded[Partner], known: Known) -> Iterator[Problem]:
    """Yield a problem for each key that names nothing, and for each contradiction."""
    partner, terms = loaded.record, known.house.terms.record
    checks: list[tuple[tuple[str | int, ...], str | None, Collection[str], str]] = [
        (("kind",), partner.kind, terms.kinds, "kind"),
        (("country",), partner.country, terms.countries, "country"),
        (("region",), partner.region, terms.regions, "region"),
        (
            ("agreement", "signed_after"),
            partner.agreement.signed_after,
            known.partners,
            "partner",
        ),
    ]
    instrument = partner.agreement.instrument
    checks.append((("agreement", "instrument"), instrument, terms.instruments, "instrument"))
    for index, item in enumerate(partner.agreement.items):
        if isinstance(item, str):
            checks.append((("agreement", "items", index), item, terms.items, "item"))
    for path, key, names, noun in checks:
        if key is not None and key not in names:
            yield _unknown(loaded, path, key, names, noun)
    for index, (before, after) in enumerate(pairwise(partner.renamed), start=1):
        if after.since.first_day <= before.since.first_day:
            where = loaded.place("renamed", index, "since")
            message = "this name is no later than the one above it"
            yield Problem("out-of-order", where, message, "put the names in order of date")
    if partner.release:
        yield from _check_release(loaded, partner.release, known)


def _unknown(
    loaded: Loaded[Partner],
    path: tuple[str | int, ...],
    key: str,
    names: Collection[str],
    noun: str,
) -> Problem:
    return Problem(
        f"unknown-{noun.replace(' ', '-')}",
        loaded.place(*path),
        f"there is no {noun} {str(key)!r}",
        suggest(key, names),
    )


def _check_release(loaded: Loaded[Partner], release: Release, known: Known) -> Iterator[Problem]:
    agreement = loaded.record.agreement
    if agreement.instrument is None:
        yield Problem(
            "missing-key",
            loaded.place("agreement"),
            "a partnership with a release needs agreement.instrument",
            "add `instrument: MOU` or `instrument: MOC`",
        )
    if release.date < agreement.signed.first_day:
        yield Problem(
            "release-before-signing",
            loaded.place("release", "date"),
            f"the release ({release.date}) comes before the signing ({agreement.signed})",
            "correct one of the two dates",
        )
    for path, key in _people_keys(release):
        people = known.people(release)
        if key not in people:
            yield _unknown(loaded, ("release", *path), key, people, "person")
    yield from _check_quotes(loaded, release)
    yield from _check_files(loaded, release, known)


def _people_keys(release: Release) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield each key of a person in *release* with the way to it."""
    if release.head:
        yield ("head",), release.head
    for index, key in enumerate(release.signatories):
        yield ("signatories", index), key
    for index, quote in enumerate(release.quotes):
        yield ("quotes", index, "speaker"), quote.speaker
    for index, key in enumerate(release.photo.people if release.photo else ()):
        yield ("photo", "people", index), key


def _check_quotes(loaded: Loaded[Partner], release: Release) -> Iterator[Problem]:
    for index, quote in enumerate(release.quotes):
        if quote.approval and not quote.words:
            yield Problem(
                "approval-without-words",
                loaded.place("release", "quotes", index, "approval"),
                "this quote is approved but has no words",
                "add the approved `words`, or take `approval` away",
            )


def _check_files(loaded: Loaded[Partner], release: Release, known: Known) -> Iterator[Problem]:
    try:
        yield from _check_template(loaded, release, known.root / TEMPLATES)
    except OSError as error:
        yield cannot_read(PurePosixPath(Path(error.filename).relative_to(known.root)), error)
    if release.photo and release.photo.file:
        path = PurePosixPath(PARTNERS, release.photo.file)
        fault = _find_picture_fault(known.root, path)
        if fault:
            yield Problem(fault[0], loaded.place("release", "photo", "file"), *fault[1:])


def _check_template(loaded: Loaded[Partner], release: Release, folder: Path) -> Iterator[Problem]:
    sets = [f.name for f in folder.iterdir() if f.is_dir() and f.name != "house"]
    if release.template not in sets:
        yield _unknown(loaded, ("release", "template"), release.template, sets, "template set")
        return
    for language in Language:
        file = folder / release.template / f"{language}.md"
        if not file.is_file():
            yield Problem(
                "no-template",
                loaded.place("release", "template"),
                f"the template set {release.template!r} has no {file.name}",
                "a set has ja.md and en.md",
            )


def _find_picture_fault(root: Path, path: PurePosixPath) -> tuple[str, str, str] | None:
    """Return code, message and hint of what is wrong with the picture at *path*, or None."""
    try:
        file = find_file(root, path)
        if not file.is_file():
            hint = "put the picture there, or leave `file` empty until it comes"
            return "no-picture-file", f"there is no file {path}", hint
        homes = (root.resolve(), (root / PARTNERS).resolve())
        if not any(file.resolve().is_relative_to(home) for home in homes):
            message = f"{path} is a link that leads out of the workspace"
            return "picture-elsewhere", message, "put the picture itself there"
        if file.stat().st_size > MOST_BYTES_OF_PICTURE:
            message = f"{path} is larger than {MOST_BYTES_OF_PICTURE:,} bytes"
            return "too-large", message, "save it smaller: what a page needs is a few million"
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        return "no-picture-file", message, "check its name and who may read it"
    return None

"""Checks that what a partner file refers to exists, and that its facts do not contradict."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from linkj_press.facts import House
from linkj_press.language import Language
from linkj_press.problem import Problem, suggest
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
    templates = known.root / "templates"
    sets = [f.name for f in templates.iterdir() if f.is_dir() and f.name != "house"]
    if release.template not in sets:
        yield _unknown(loaded, ("release", "template"), release.template, sets, "template set")
    else:
        for language in Language:
            file = templates / release.template / f"{language}.md"
            if not file.is_file():
                yield Problem(
                    "no-template",
                    loaded.place("release", "template"),
                    f"the template set {release.template!r} has no {file.name}",
                    "a set has ja.md and en.md",
                )
    photo = release.photo
    if photo and photo.file and not (known.root / "partners" / photo.file).is_file():
        yield Problem(
            "no-picture-file",
            loaded.place("release", "photo", "file"),
            f"there is no file partners/{photo.file}",
            "put the picture there, or leave `file` empty until it comes",
        )

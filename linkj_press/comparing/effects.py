"""Says in words what a change of a file does to the releases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from linkj_press.comparing.comparison import Fate, ReleaseChange
from linkj_press.comparing.hunks import Hunk
from linkj_press.comparing.report import Report
from linkj_press.folder import PARTNERS, TEMPLATES
from linkj_press.language import Language
from linkj_press.message import Message, phrase, say, say_number

_LISTED = 12
"""How many releases or partners are named at most."""

_FATES = {
    Fate.NEW: phrase("new releases: {releases}"),
    Fate.GONE: phrase("releases that are gone: {releases}"),
    Fate.UNKNOWN: phrase("not compared, since they cannot be drafted: {releases}"),
}


def tell_effects(report: Report, hunk: Hunk) -> Iterator[Message]:
    """Yield what *hunk* does; nothing when it alters no release."""
    if hunk not in report.reaching:
        return
    told = [*_tell_changes(report, hunk), *_tell_doubt(report, hunk), *_tell_look(report, hunk)]
    own = [r for r in report.releases if hunk.path == f"{PARTNERS}/{r.partner}.yaml"]
    told += tell_fates([r for r in own if r.fate is not Fate.UNKNOWN])
    yield from told or [say("what it changes is not known: this revision has errors to mend first")]


def _tell_changes(report: Report, hunk: Hunk) -> Iterator[Message]:
    changes = report.changes_of(hunk)
    if not changes:
        return
    yield say_number(
        "changes {number} passage: {releases}",
        "changes {number} passages: {releases}",
        len(changes),
        releases=list_reached(report.reach([hunk])),
    )
    if all(finding.why.together for finding, _ in changes):
        others = {one for finding, _ in changes for one in finding.why.causes} - {hunk}
        yield say("only together with {others}", others=list_numbers(report, others))
    languages = {finding.language for finding, _ in changes}
    if len(languages) == 1 and all(finding.alone for finding, _ in changes):
        yield _tell_alone(languages.pop())


def _tell_doubt(report: Report, hunk: Hunk) -> Iterator[Message]:
    number = sum(hunk in finding.why.open for finding in report.findings)
    if number:
        yield say_number(
            "may change {number} passage too: not tried",
            "may change {number} passages too: not tried",
            number,
        )


def _tell_alone(language: Language) -> Message:
    return say(
        "only the {language} changes: the {other} says what it said before",
        language=language.called,
        other=language.other.called,
    )


def _tell_look(report: Report, hunk: Hunk) -> Iterator[Message]:
    reached = list_reached(report.reach_looks(hunk))
    if reached and hunk.path.startswith(f"{TEMPLATES}/house/"):
        yield say("changes the look: {releases}", releases=reached)
    elif reached:
        yield say("changes the photo: {releases}", releases=reached)


def tell_fates(releases: Sequence[ReleaseChange]) -> Iterator[Message]:
    """Yield which of *releases* came, went, or are not compared."""
    for fate, told in _FATES.items():
        reached: dict[str, list[Language]] = {}
        for release in releases:
            if release.fate is fate:
                reached.setdefault(release.partner, []).append(release.language)
        if reached:
            yield say(told, releases=list_reached(reached))


def list_reached(reached: Mapping[str, Sequence[Language]]) -> str:
    """Return the releases with their languages: ``osaka, kanagawa (ja, en), denmark (ja)``."""
    parts = []
    for languages, partners in groupby(reached, key=lambda partner: list(reached[partner])):
        parts.append(f"{list_names(list(partners))} ({', '.join(languages)})")
    return ", ".join(parts)


def list_numbers(report: Report, hunks: Iterable[Hunk]) -> str:
    """Return the numbers of *hunks*: ``[2][5]``."""
    numbers = sorted(report.numbers[hunk] for hunk in hunks)
    return "".join(f"[{number}]" for number in numbers)


def list_names(names: Sequence[str]) -> str:
    """Return *names*, as many as a person reads."""
    more = f", … ({len(names)})" if len(names) > _LISTED else ""
    return ", ".join(names[:_LISTED]) + more

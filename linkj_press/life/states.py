"""How far each language of a release has come: draft, with the partner, final, published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from operator import attrgetter
from pathlib import Path

from linkj_press.build.current import find_record, hash_bytes
from linkj_press.build.shelf import Shelf
from linkj_press.folder import DraftName, Finish, list_files, read_record
from linkj_press.language import Language
from linkj_press.message import NOTHING, Message, say, say_day
from linkj_press.word import parse_manifest
from linkj_press.workspace.copies import Copies, Copy
from linkj_press.workspace.loading import Workspace
from linkj_press.workspace.spares import read_standing


class ReleaseState(StrEnum):
    """How far a release has come. The values are for scripts."""

    DRAFT = "draft"
    WITH_PARTNER = "with-partner"
    FINAL = "final"
    PUBLISHED = "published"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


class Unready(StrEnum):
    """Why a release cannot be noted as published."""

    FINAL = "final"
    """There is none."""

    SIGN_OFF = "sign-off"
    EDITED = "edited"
    """The final was, since it was written."""

    OUTDATED = "outdated"
    """The final does not say what the files say now."""

    DAY = "day"
    """It cannot have gone out on that day."""


STATES = {
    ReleaseState.DRAFT: say("draft"),
    ReleaseState.WITH_PARTNER: say("with the partner"),
    ReleaseState.FINAL: say("final"),
    ReleaseState.PUBLISHED: say("published"),
    ReleaseState.CORRECTED: say("published (corrected)"),
    ReleaseState.WITHDRAWN: say("withdrawn"),
}


@dataclass(frozen=True)
class LanguageStanding:
    """How far one language of a release has come."""

    partner: str
    language: Language
    state: ReleaseState
    on: date | None = None
    """Since when, where that is noted."""

    detail: Message = NOTHING
    """What else there is to know: who has it, who signed it off, that its date has moved."""

    other_final: date | None = None
    """The day of release that a final is of, where none is of its own."""

    @property
    def name(self) -> Message:
        """What the state is called."""
        return STATES[self.state]

    @property
    def lack(self) -> Unready | None:
        """What is missing before it can be noted as published."""
        if self.state in (ReleaseState.PUBLISHED, ReleaseState.CORRECTED):
            return None
        if self.state is not ReleaseState.FINAL:
            return Unready.FINAL
        return Unready.SIGN_OFF if self.on is None else None

    def tell(self) -> Message:
        """Return the state in words."""
        told = self.name
        if self.on and self.state is ReleaseState.CORRECTED:
            told = say("published (corrected on {on})", on=say_day(self.on))
        elif self.on:
            told = say("{state} ({on})", state=told, on=say_day(self.on))
        return say("{state}: {detail}", state=told, detail=self.detail) if self.detail else told


_Key = tuple[str, Language]
"""The id of a release, and one of its languages."""


def tell_standings(
    workspace: Workspace, copies: Copies, finals: Finals
) -> Iterator[LanguageStanding]:
    """Yield how far each language of every release has come, *finals* those that stand."""
    dated = finals.list_days()
    for partner in workspace.released:
        for language in workspace.list_languages(partner):
            told = _tell_standing(workspace, copies, finals, (partner, language))
            other = dated.get((partner, language)) if told.lack is Unready.FINAL else None
            is_own = other == workspace.released_on(partner)  # as of what was withdrawn
            yield told if is_own else replace(told, other_final=other)


def _tell_standing(
    workspace: Workspace,
    copies: Copies,
    finals: Finals,
    release: _Key,
) -> LanguageStanding:
    partner, language = release
    release_on = workspace.released_on(partner)
    if out := copies.by_release.get(release):
        assert out.record.published is not None
        corrections = _list_corrections(workspace, copies, release)
        if corrections:
            return LanguageStanding(partner, language, ReleaseState.CORRECTED, max(corrections))
        return LanguageStanding(partner, language, ReleaseState.PUBLISHED, out.record.published.on)
    standing = (
        _tell_withdrawn(copies, release),
        _tell_final(copies, release, finals, release_on),
        _tell_sent(copies, release, release_on),
    )
    return next(filter(None, standing), LanguageStanding(partner, language, ReleaseState.DRAFT))


def _tell_withdrawn(copies: Copies, release: _Key) -> LanguageStanding | None:
    """Return that *release* was taken back, unless a wording was signed off since."""
    taken = copies.find_withdrawn(*release)
    withdrawn = taken.record.withdrawn if taken else None
    if withdrawn is None or copies.list_signed(*release):
        return None
    return LanguageStanding(*release, ReleaseState.WITHDRAWN, withdrawn.on)


def _tell_final(
    copies: Copies, release: _Key, finals: Finals, day: date
) -> LanguageStanding | None:
    """Return that a final stands, and whether its very wording was signed off."""
    name = DraftName(day, *release).file
    if not finals.has(name):
        return None
    signed = [copy for copy in copies.list_signed(*release) if finals.says(name, copy)]
    last = signed[-1].record.signed_off if signed else None
    detail = say("signed off by {by}", by=last.by) if last else say("not signed off yet")
    return LanguageStanding(*release, ReleaseState.FINAL, last.on if last else None, detail)


def _tell_sent(copies: Copies, release: _Key, day: date) -> LanguageStanding | None:
    """Return who was sent *release* last, and whether its date has moved to *day* since."""
    given = [(sending, copy) for copy in copies.of(*release) for sending in copy.record.sent]
    if not given:
        return None
    sending, copy = given[-1]
    detail = say("{to}", to=sending.to)
    if copy.record.release_on != day:
        detail = say(
            "{to}; the release was dated {old} then, and is dated {new} now",
            to=sending.to,
            old=say_day(copy.record.release_on),
            new=say_day(day),
        )
    return LanguageStanding(*release, ReleaseState.WITH_PARTNER, sending.on, detail)


class Finals:
    """The finals that stand in the folder of the drafts."""

    def __init__(self, root: Path, output: Path) -> None:
        """Look in *output*, which belongs to the workspace *root*."""
        self._root = root
        self._shelf = Shelf(output / Finish.FINAL.folder)
        self._said: dict[tuple[str, ...], bool] = {}
        """What `says` found, by the names and contents of the files that it looks at."""

    def has(self, name: str) -> bool:
        """Return whether the final *name* stands."""
        return (self._shelf.folder / name).exists()

    def list_days(self) -> dict[_Key, date]:
        """Return the latest day of release that finals of each language of a release are of."""
        names = (DraftName.match(file.stem) for file in list_files(self._shelf.folder, ".docx"))
        found = sorted((n for n in names if n), key=attrgetter("release_on"))
        return {(name.partner, name.language): name.release_on for name in found}

    def says(self, name: str, copy: Copy) -> bool:
        """Return whether the final *name* has the words of *copy*, by the file or what is known."""
        final = hash_bytes(read_standing(self._shelf.folder / name) or b"")
        if final == copy.record.files.get(copy.name_beside(".docx").name):
            return True
        records = find_record(self._shelf.folder, name), self._root / copy.name_beside(".json")
        key = (name, final, str(copy.path), *map(_hash_record, records))
        if key not in self._said:
            now, then = map(_read_words, records)
            is_same = now is not None and now == then
            self._said[key] = is_same and not self._shelf.is_edited(name)
        return self._said[key]


def _hash_record(record: Path) -> str:
    """Return the SHA-256 of the manifest *record*; ``""`` where it cannot be read."""
    try:
        return hash_bytes(read_record(record))
    except OSError:
        return ""


def _read_words(record: Path) -> list[str] | None:
    """Return the paragraphs of a release, by the manifest *record* beside it."""
    try:
        manifest = parse_manifest(read_record(record).decode())
    except (OSError, UnicodeDecodeError):
        return None
    return manifest.write_lines(manifest.skeleton) if manifest else None


def _list_corrections(workspace: Workspace, copies: Copies, release: _Key) -> list[date]:
    """Return when corrections of *release*, as it is out, were published."""
    partner, language = release
    out = copies.by_release[release].record.published
    before = [copy.record.withdrawn for copy in copies.of_published(*release)]
    taken = max((each.on for each in before if each), default=date.min)
    days = [
        each.record.published.on
        for other, further in workspace.ledger.corrections.items()
        if further.corrects == partner
        and (each := copies.by_release.get((other, language)))
        and each.record.published
    ]
    # What was corrected, and taken back for it, is another text than the one that is out.
    return [day for day in days if out and day >= out.on and day > taken]


def list_receivers(copies: Copies, partner: str, languages: Sequence[Language]) -> list[Message]:
    """Return who was sent a copy of the release of *partner*, and when: a line each."""
    return [
        say(
            "{to} got {file} on {on}",
            to=sending.to,
            file=str(copy.name_beside(".docx")),
            on=say_day(sending.on),
        )
        for language in languages
        for copy in copies.of(partner, language)
        for sending in copy.record.sent
    ]

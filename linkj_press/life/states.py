"""How far each language of a release has come: draft, with the partner, final, published."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from linkj_press.folder import DraftName, Finish, list_files
from linkj_press.language import Language
from linkj_press.message import NOTHING, Message, say, say_day
from linkj_press.workspace.copies import Copies
from linkj_press.workspace.loading import Workspace


class ReleaseState(StrEnum):
    """How far a release has come. The values are for scripts."""

    DRAFT = "draft"
    WITH_PARTNER = "with-partner"
    FINAL = "final"
    PUBLISHED = "published"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


STATES = {
    ReleaseState.DRAFT: say("draft"),
    ReleaseState.WITH_PARTNER: say("with the partner"),
    ReleaseState.FINAL: say("final"),
    ReleaseState.PUBLISHED: say("published"),
    ReleaseState.CORRECTED: say("corrected"),
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

    def tell(self) -> Message:
        """Return the state in words."""
        told = STATES[self.state]
        if self.on:
            told = say("{state} ({on})", state=told, on=say_day(self.on))
        return say("{state}: {detail}", state=told, detail=self.detail) if self.detail else told


_Key = tuple[str, Language]
"""The id of a release, and one of its languages."""


def tell_standings(
    workspace: Workspace, copies: Copies, finals: Container[str]
) -> Iterator[LanguageStanding]:
    """Yield how far each language of every release has come.

    *finals* are the names of the finals that stand: ``2020-09-07_osaka_ja.docx``.
    """
    for partner in workspace.released:
        for language in workspace.list_languages(partner):
            yield _tell_standing(workspace, copies, finals, (partner, language))


def _tell_standing(
    workspace: Workspace,
    copies: Copies,
    finals: Container[str],
    release: _Key,
) -> LanguageStanding:
    partner, language = release
    record = workspace.partners[partner].record.release
    assert record is not None
    if out := copies.by_release.get(release):
        assert out.record.published is not None
        corrections = _list_corrections(workspace, copies, release)
        if corrections:
            return LanguageStanding(partner, language, ReleaseState.CORRECTED, max(corrections))
        return LanguageStanding(partner, language, ReleaseState.PUBLISHED, out.record.published.on)
    standing = (
        _tell_withdrawn(copies, release),
        _tell_final(copies, release, finals, record.date),
        _tell_sent(copies, release, record.date),
    )
    return next(filter(None, standing), LanguageStanding(partner, language, ReleaseState.DRAFT))


def _tell_withdrawn(copies: Copies, release: _Key) -> LanguageStanding | None:
    """Return that *release* was taken back, unless a wording was signed off since."""
    taken = [c.record for c in copies.published if (c.record.partner, c.record.language) == release]
    if not (taken and (withdrawn := taken[-1].withdrawn)):
        return None
    # On the very day of both, the sign-off is of what was taken back.
    out = taken[-1].published.on if taken[-1].published else withdrawn.on
    signed = [copy.record.signed_off for copy in copies.of(*release)]
    if any(each and each.on >= withdrawn.on and each.on > out for each in signed):
        return None
    return LanguageStanding(*release, ReleaseState.WITHDRAWN, withdrawn.on)


def _tell_final(
    copies: Copies, release: _Key, finals: Container[str], day: date
) -> LanguageStanding | None:
    partner, language = release
    if DraftName(day, partner, language).file not in finals:
        return None
    signed = [copy.record.signed_off for copy in copies.of(*release) if copy.record.signed_off]
    last = signed[-1] if signed else None
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


def list_finals(output: Path) -> set[str]:
    """Return the names of the finals that stand in the folder *output* of drafts."""
    return {file.name for file in list_files(output / Finish.FINAL.folder, ".docx")}


def _list_corrections(workspace: Workspace, copies: Copies, release: _Key) -> list[date]:
    """Return when corrections of *release* were published."""
    partner, language = release
    return [
        out.record.published.on
        for (other, lang), out in copies.by_release.items()
        if lang is language
        and (further := workspace.ledger.corrections.get(other))
        and further.record.corrects == partner
        and out.record.published
    ]


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

"""Publishes a release: the very files that went out are kept, and their text, and are frozen.

Whether a file may go out is decided here; what it says was decided when the final was built.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from linkj_press.build.beside import Beside
from linkj_press.build.current import find_record, hash_bytes, hash_sources
from linkj_press.build.keeping import Keeper
from linkj_press.build.orders import Draft, Order, build_order
from linkj_press.build.pdf import tell_substitutes
from linkj_press.build.shelf import Shelf
from linkj_press.folder import BESIDE, PDF, DraftName, Finish, find_file, read_record
from linkj_press.language import Language
from linkj_press.life.held import HELD, hold_parts
from linkj_press.life.outgoing import NotPublished, Outgoing, SentFile, SentFiles
from linkj_press.life.states import Unready, list_receivers
from linkj_press.message import Message, say, say_day
from linkj_press.record import Loaded, Partner
from linkj_press.record.copies import CopyRecord, Publication, Withdrawal
from linkj_press.workspace.copies import (
    Copies,
    Copy,
    name_published,
    read_copies,
    write_copy,
)
from linkj_press.workspace.loading import Workspace
from linkj_press.workspace.writing import Change


class Noting(NamedTuple):
    """What notes an act, once it is written, and what there is to say of it then."""

    changes: dict[Path, Change]
    told: list[Message]
    """What was noted, a line for each language."""

    notes: list[Message]
    """What a person should know besides: of fonts, and files that were left out."""

    receivers: list[Message]
    """Of what was taken back: who was sent a copy before, a line each."""


@dataclass(frozen=True)
class Publisher:
    """Publishes the release of one partner."""

    workspace: Workspace
    partner: str
    output: Path
    """The folder of the drafts, in which that of the finals is."""

    @cached_property
    def copies(self) -> Copies:
        """What is kept in the workspace. Raises ProblemsFound."""
        return read_copies(self.workspace.root)

    @cached_property
    def _loaded(self) -> Loaded[Partner]:
        return self.workspace.partners[self.partner]

    @property
    def _release_on(self) -> date:
        return self.workspace.released_on(self.partner)

    def check_day(self, on: date | None, now: datetime) -> date:
        """Return the day of publication: *on*, or today. Raises NotPublished.

        *now* is the time in Japan, by which an embargo goes.
        """
        embargo = self.workspace.find_release(self.partner).embargo
        today = now.date()
        day = _take_day(on, today)
        is_early = embargo and (day < embargo.date() or (day == today and now < embargo))
        if embargo and is_early:
            raise NotPublished(
                say(
                    "{partner} is under embargo until {day}, {time}, Japan time",
                    partner=self.partner,
                    day=say_day(embargo.date()),
                    time=f"{embargo:%H:%M}",
                )
            )
        if on is None and day != self._release_on:
            raise NotPublished(
                say(
                    "the release of {partner} is dated {day}, and that is not today: give the day"
                    " on which it went out with --on",
                    partner=self.partner,
                    day=say_day(self._release_on),
                )
            )
        if day < self._release_on:
            raise NotPublished(
                say(
                    "the release of {partner} is dated {day}, and cannot have gone out on {on}"
                    " already: give the day on which it went out, or where that is right, put"
                    " `release.date` right, and write and sign off the final again",
                    partner=self.partner,
                    day=say_day(self._release_on),
                    on=say_day(day),
                ),
                Unready.DAY,
            )
        return day

    def note_publication(
        self, languages: Sequence[Language], on: date, sent: Sequence[SentFile] = ()
    ) -> Noting:
        """Return what notes that the release went out *on* a day that was checked.

        These are the finals that stand, or what was *sent*: see `take_finals`, `take_as_sent`.
        Raises NotPublished, and ProblemsFound when what is kept cannot be read.
        """
        outgoing = [self.take_as_sent(languages, sent)] if sent else self.take_finals(languages, on)
        told = []
        for each in outgoing:
            out = {"partner": self.partner, "language": each.language.called}
            told.append(say("{partner}, {language}: published on {on}", **out, on=say_day(on)))
        # Both languages may have the same fonts.
        notes = list(dict.fromkeys(line for each in outgoing for line in each.told))
        if on != self._release_on:
            days = {"day": say_day(self._release_on), "on": say_day(on)}
            notes.append(say("the release is dated {day}, and not {on}", **days))
        return Noting(self.publish(outgoing, on), told, notes, [])

    def note_withdrawal(
        self, languages: Sequence[Language], why: str, on: date | None, today: date
    ) -> Noting:
        """Return what notes that the release was taken back *on* a day, or *today*.

        Given again, it keeps the day that was noted before, unless it gives another.
        Raises NotPublished, and ProblemsFound when what is kept cannot be read.
        """
        found = self.find_withdrawable(languages)
        noting = Noting({}, [], [], [])
        for copy in found:
            before = copy.record.withdrawn
            day = before.on if before and on is None else _take_day(on, today)
            noting.changes.update(self.withdraw([copy], Withdrawal(on=day, why=why)))
            told = {"partner": self.partner, "language": copy.record.language.called}
            noting.told.append(
                say("{partner}, {language}: noted as taken back on {on}", **told, on=say_day(day))
            )
        back = [copy.record.language for copy in found]
        noting.receivers.extend(list_receivers(self.copies, self.partner, back))
        return noting

    def take_finals(self, languages: Sequence[Language], on: date) -> list[Outgoing]:
        """Return the finals that stand in *languages*, to be published *on* a day.

        Those that are published already are left out. Raises NotPublished.
        """
        shelf = Shelf(self.output / Finish.FINAL.folder)
        names = {lang: self._name_final(lang) for lang in languages if not self._is_out(lang)}
        there = [lang for lang, name in names.items() if (shelf.folder / name).exists()]
        if not names:
            raise NotPublished(self._tell_out(languages, on))
        if not there:
            reason = say(
                "there is no final of {partner}: write it with `linkj-press build {partner}"
                " --final`, or name the file that went out with --as-sent",
                partner=self.partner,
            )
            raise NotPublished(reason, Unready.FINAL)
        edited = [names[lang] for lang in there if shelf.is_edited(names[lang])]
        pdfs = Beside(shelf.folder, PDF).find_edited(names[lang] for lang in there)
        edited += [pdf.name for pdf in pdfs]
        if edited:
            reason = say(
                "{names}: edited since it was written; if this is what went out, name it with"
                " --as-sent",
                names=", ".join(edited),
            )
            raise NotPublished(reason, Unready.EDITED)
        return [self._take_final(draft, shelf, on) for draft in self._find_current(there, shelf)]

    def _name_final(self, language: Language) -> str:
        return DraftName(self._release_on, self.partner, language).file

    def _is_out(self, language: Language) -> bool:
        return (self.partner, language) in self.copies.by_release

    def _tell_out(self, languages: Sequence[Language], on: date) -> Message:
        """Return that all is out in *languages*; and how, if not *on* that day, it is put right."""
        out = [self.copies.by_release[self.partner, language] for language in languages]
        noted = [(each.path, each.record.published) for each in out]
        others = {path: day.on for path, day in noted if day and day.on != on}
        if not others:
            return say("{partner} is published already", partner=self.partner)
        return say(
            "{partner} is published already ({day}); where that is the wrong day, put"
            " `published: on:` right at the head of {paths}",
            partner=self.partner,
            day=say_day(min(others.values())),
            paths=", ".join(map(str, others)),
        )

    def _find_current(self, languages: Sequence[Language], shelf: Shelf) -> Sequence[Draft]:
        """Return the finals in *languages*. Raises NotPublished for one that is out of date."""
        root, chosen = self.workspace.root, tuple(languages)
        sources = hash_sources(root)
        standing = shelf.standing(self.workspace.name_releases([self.partner]))
        order = Order(root, sources, self.partner, chosen, Finish.FINAL, standing)
        built = build_order(order)
        old = [draft.name for draft in built.drafts if draft.content is not None]
        if built.is_refused or old:
            names = ", ".join(old or [self._name_final(lang) for lang in languages])
            reason = say(
                "{names}: the record or the wording has changed since this final was written;"
                " build it again, or if this is what went out, name it with --as-sent",
                names=names,
            )
            raise NotPublished(reason, Unready.OUTDATED)
        return built.drafts

    def _take_final(self, draft: Draft, shelf: Shelf, on: date) -> Outgoing:
        """Return the final *draft* on its way out. Raises NotPublished if not signed off."""
        self._refuse_unsigned(draft, Keeper(self.workspace.root, shelf.folder), on)
        files = {
            ".docx": (shelf.folder / draft.name).read_bytes(),
            ".json": read_record(find_record(shelf.folder, draft.name)),
        }
        told = []
        for ending in BESIDE:
            beside = Beside(shelf.folder, ending)
            file = beside.place(draft.name)
            if beside.find_true(draft.name):
                files[ending] = file.read_bytes()
            elif file.exists():
                told.append(
                    say(
                        "{name}: is not what the final says, and is not kept with it",
                        name=file.name,
                    )
                )
        told += tell_substitutes(files[".docx"], files[PDF]) if PDF in files else []
        return Outgoing(draft.language, draft.text, files, told=tuple(told))

    def _refuse_unsigned(self, draft: Draft, keeper: Keeper, on: date) -> None:
        signed = keeper.find_sign_off(draft)
        if signed is None:
            taken = self.copies.find_withdrawn(self.partner, draft.language)
            told = {"name": draft.name, "partner": self.partner}
            reason = say(
                "{name}: nobody has signed off this wording; note who did with `linkj-press build"
                " {partner} --final --signed-off NAME`",
                **told,
            )
            if taken and taken.record.withdrawn:
                reason = say(
                    "{name}: nobody has signed off this wording since the release was taken back"
                    " on {day}; note who did with `linkj-press build {partner} --final"
                    " --signed-off NAME`",
                    **told,
                    day=say_day(taken.record.withdrawn.on),
                )
            raise NotPublished(reason, Unready.SIGN_OFF)
        if signed.on > on:
            raise NotPublished(
                say(
                    "{name}: {by} signed it off on {signed}, so it cannot have gone out on {on}:"
                    " give the right day; the sign-off is noted under partners/rounds/",
                    name=draft.name,
                    by=signed.by,
                    signed=say_day(signed.on),
                    on=say_day(on),
                ),
                Unready.DAY,
            )

    def take_as_sent(self, languages: Sequence[Language], sent: Sequence[SentFile]) -> Outgoing:
        """Return what went out elsewhere: a Word file, and its PDF, among *sent*.

        Raises NotPublished when they are not one of each, are of another release or not for
        everybody, or of which language is not clear.
        """
        files = SentFiles(sent)
        files.refuse_others(self.partner, self.copies)
        language = files.find_language(languages)
        if self._is_out(language):
            told = {"partner": self.partner, "language": language.called}
            raise NotPublished(say("{partner}, {language}: published already", **told))
        record = CopyRecord(partner=self.partner, language=language, release_on=self._release_on)
        return files.take(record, self.workspace.root)

    def publish(self, outgoing: Sequence[Outgoing], on: date) -> dict[Path, Change]:
        """Return the changes that keep what is *outgoing* as published *on* a day."""
        changes: dict[Path, Change] = {}
        root = self.workspace.root
        held = hold_parts(self.workspace, self.partner).to_json()
        for each in outgoing:
            stem = str(DraftName(self._release_on, self.partner, each.language))
            note = name_published(self.copies, stem)
            files = {note.with_suffix(end): data for end, data in each.files.items()}
            sent = {path.name: data for path, data in files.items() if path.suffix != ".json"}
            record = CopyRecord(
                partner=self.partner,
                language=each.language,
                release_on=self._release_on,
                files={name: hash_bytes(data) for name, data in sent.items()},
                published=Publication(on=on),
                as_sent=each.as_sent,
            )
            # The note last: until it stands, and all else with it, nothing is published.
            files[note.with_suffix(HELD)] = held
            files[note] = write_copy(record, each.text).encode()
            # What stands there without a note may be all that is left of something published.
            changes |= {find_file(root, path): Change(None, data) for path, data in files.items()}
        return changes

    def find_withdrawable(self, languages: Sequence[Language]) -> list[Copy]:
        """Return what is published in *languages*, or else what was taken back of it.

        Raises NotPublished where nothing is.
        """
        every = [self.copies.by_release.get((self.partner, language)) for language in languages]
        found = [copy for copy in every if copy]
        if not found:
            every = [self.copies.find_withdrawn(self.partner, language) for language in languages]
            found = [copy for copy in every if copy]
        if not found:
            raise NotPublished(say("{partner} was not published", partner=self.partner))
        return found

    def withdraw(self, found: Sequence[Copy], withdrawal: Withdrawal) -> dict[Path, Change]:
        """Return the changes that note the *withdrawal* of what was published, *found* before.

        Raises NotPublished where one was not by that day.
        """
        changes: dict[Path, Change] = {}
        for copy in found:
            assert copy.record.published is not None
            if withdrawal.on < copy.record.published.on:
                raise NotPublished(
                    say(
                        "{partner}, {language}: it was published on {day}, and cannot have been"
                        " taken back before",
                        partner=self.partner,
                        language=copy.record.language.called,
                        day=say_day(copy.record.published.on),
                    )
                )
            record = copy.record.model_copy(update={"withdrawn": withdrawal})
            text = write_copy(record, copy.text).encode()
            changes[find_file(self.workspace.root, copy.path)] = Change(copy.content, text)
        return changes


def _take_day(on: date | None, today: date) -> date:
    """Return the day of an act: *on*, or *today*. Raises NotPublished for one to come."""
    if on and on > today:
        raise NotPublished(say("{day} is still to come", day=say_day(on)))
    return on or today

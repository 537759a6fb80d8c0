"""Publishes a release: the very files that went out are kept, and their text, and are frozen.

Whether a file may go out is decided here; what it says was decided when the final was built.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path, PurePosixPath

from linkj_press.build.current import find_record, hash_bytes, hash_sources, list_pictures
from linkj_press.build.keeping import Keeper
from linkj_press.build.orders import Draft, Order, build_order
from linkj_press.build.pdf import Pdfs
from linkj_press.build.shelf import Shelf
from linkj_press.draft.written import write_document
from linkj_press.folder import DraftName, Finish, find_file, read_record
from linkj_press.language import Language
from linkj_press.life.held import HELD, hold_parts
from linkj_press.message import Message, enumerate_messages, say, say_day
from linkj_press.problem import Refused
from linkj_press.record import Loaded, Partner
from linkj_press.record.copies import CopyRecord, Publication, Withdrawal
from linkj_press.word import AsideKind, NotWord, read_manifest, read_mark, read_word
from linkj_press.word.sent import read_word_document
from linkj_press.workspace.copies import (
    Copies,
    name_published,
    read_copies,
    write_copy,
)
from linkj_press.workspace.loading import Workspace
from linkj_press.workspace.writing import Change


class NotPublished(Refused):
    """Something may not go out; the message says why, and what to do."""


@dataclass(frozen=True)
class Outgoing:
    """What goes out in one language: its text, and its files by what their names end in."""

    language: Language
    text: str
    files: Mapping[str, bytes]
    as_sent: bool = False
    told: tuple[Message, ...] = ()
    """What a person should know of how it was read."""


class SentFiles:
    """A Word file that went out and was finished elsewhere, and its PDF where there is one."""

    def __init__(self, files: Sequence[Path]) -> None:
        """Read *files*. Raises NotPublished when they are not one of each."""
        by_ending = {file.suffix.lower(): file for file in files}
        endings = by_ending.keys()
        if ".docx" not in endings or len(endings) < len(files) or endings - {".docx", ".pdf"}:
            raise NotPublished(
                say("give the Word file that went out, and its PDF where there is one")
            )
        self.contents = {ending: file.read_bytes() for ending, file in by_ending.items()}
        self._name = by_ending[".docx"].name
        self._word = self.contents[".docx"]
        self._named = DraftName.find(by_ending[".docx"].stem)
        self._manifest = read_manifest(self._word)

    def find_language(self, languages: Sequence[Language]) -> Language:
        """Return its language: the only one of *languages*, or else as it says itself.

        Raises NotPublished where that is not clear, or it says another than was asked for.
        """
        own = self._manifest.language if self._manifest else None
        if own is None and self._named:
            own = self._named.language
        if own is None and len(languages) != 1:
            raise NotPublished(
                say("{name}: say with --lang in which language it is", name=self._name)
            )
        if own not in (None, *languages):
            told = {"name": self._name, "language": own.called if own else ""}
            raise NotPublished(say("{name}: this file is of the release in {language}", **told))
        return own or languages[0]

    def refuse_others(self, partner: str, copies: Copies) -> None:
        """Raise NotPublished when it is no release of *partner*, or not one for everybody."""
        mark = read_mark(self._word)
        if (self._manifest and self._manifest.finish is Finish.DRAFT) or mark:
            raise NotPublished(
                say(
                    "{name}: this is a draft or a copy for the partner, with what is not for"
                    " everybody: give the file that went out",
                    name=self._name,
                )
            )
        for other in self._list_partners(copies):
            if other != partner:
                told = {"name": self._name, "other": other, "partner": partner}
                raise NotPublished(
                    say(
                        "{name}: this file is of {other}, not of {partner}: give the one that went"
                        " out",
                        **told,
                    )
                )

    def _list_partners(self, copies: Copies) -> Iterator[str]:
        """Yield of whom it is, by what it says itself, its name, and what is kept."""
        if self._manifest:
            yield self._manifest.partner
        if self._named:
            yield self._named.partner
        digest = hash_bytes(self._word)
        for copy in (*copies.noted, *copies.published):
            if digest in copy.record.files.values():
                yield copy.record.partner

    def take(self, record: CopyRecord, root: Path) -> Outgoing:
        """Return it on its way out, *record* its note. Raises NotPublished for what is no Word."""
        path = PurePosixPath(self._name)
        try:
            document = read_word_document(self._word, record, path, list_pictures(root))
            told = (say("headline: {headline}", headline=document.headline), *self._tell_left())
        except NotWord as fault:
            reason = say(
                "{name}: {reason}; {hint}", name=self._name, reason=fault.reason, hint=fault.hint
            )
            raise NotPublished(reason) from None
        return Outgoing(
            record.language, write_document(document), self.contents, as_sent=True, told=told
        )

    def _tell_left(self) -> Iterator[Message]:
        """Yield what of the file is not in the text as it is kept. Raises NotWord."""
        word = read_word(self._word)
        kinds = (aside.kind for paragraph in word.body for aside in paragraph.asides)
        left = [kind.value for kind in dict.fromkeys(kinds) if kind is not AsideKind.PICTURE]
        if left:
            yield say(
                "not in the text that is kept, only in the file: {what}",
                what=enumerate_messages(left),
            )
        if word.revisions:
            yield say(
                "tracked changes: {number}; the text that is kept has them accepted, and the file"
                " shows them still",
                number=len(word.revisions),
            )
        if word.comments:
            yield say(
                "comments: {number}; they are in the file that is kept", number=len(word.comments)
            )


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
        assert self._loaded.record.release is not None
        return self._loaded.record.release.date

    def check_day(self, on: date | None, now: datetime) -> date:
        """Return the day of publication: *on*, or today. Raises NotPublished.

        *now* is the time in Japan, by which an embargo goes.
        """
        assert self._loaded.record.release is not None
        embargo = self._loaded.record.release.embargo
        today = now.date()
        day = on or today
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
        return day

    def take_finals(self, languages: Sequence[Language]) -> list[Outgoing]:
        """Return the finals that stand in *languages*, not published yet. Raises NotPublished."""
        shelf = Shelf(self.output / Finish.FINAL.folder)
        names = {lang: self._name_final(lang) for lang in languages if not self._is_out(lang)}
        there = [lang for lang, name in names.items() if (shelf.folder / name).exists()]
        if not names:
            raise NotPublished(say("{partner} is published already", partner=self.partner))
        if not there:
            reason = say(
                "there is no final of {partner}: write it with `linkj-press build {partner}"
                " --final`, or name the file that went out with --as-sent",
                partner=self.partner,
            )
            raise NotPublished(reason)
        if edited := [names[lang] for lang in there if shelf.is_edited(names[lang])]:
            reason = say(
                "{names}: edited since it was written; if this is what went out, name it with"
                " --as-sent",
                names=", ".join(edited),
            )
            raise NotPublished(reason)
        return [self._take_final(draft, shelf) for draft in self._find_current(there, shelf)]

    def _name_final(self, language: Language) -> str:
        return DraftName(self._release_on, self.partner, language).file

    def _is_out(self, language: Language) -> bool:
        return (self.partner, language) in self.copies.by_release

    def _find_current(self, languages: Sequence[Language], shelf: Shelf) -> Sequence[Draft]:
        """Return the finals in *languages*. Raises NotPublished for one that is out of date."""
        root, standing = self.workspace.root, shelf.standing()
        sources, chosen = hash_sources(root), tuple(languages)
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
            raise NotPublished(reason)
        return built.drafts

    def _take_final(self, draft: Draft, shelf: Shelf) -> Outgoing:
        """Return the final *draft* on its way out. Raises NotPublished without a sign-off."""
        if not Keeper(self.workspace.root, shelf.folder).find_sign_off(draft):
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
            raise NotPublished(reason)
        files = {
            ".docx": (shelf.folder / draft.name).read_bytes(),
            ".json": read_record(find_record(shelf.folder, draft.name)),
        }
        if pdf := Pdfs(shelf.folder).find_true(draft.name):
            files[".pdf"] = pdf.read_bytes()
        return Outgoing(draft.language, draft.text, files)

    def take_as_sent(self, languages: Sequence[Language], sent: Sequence[Path]) -> Outgoing:
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
            files |= {
                note: write_copy(record, each.text).encode(),
                note.with_suffix(HELD): held,
            }
            # What stands there without a note may be all that is left of something published.
            changes |= {find_file(root, path): Change(None, data) for path, data in files.items()}
        return changes

    def withdraw(self, languages: Sequence[Language], withdrawal: Withdrawal) -> dict[Path, Change]:
        """Return the changes that note the *withdrawal* of what was published in *languages*.

        Raises NotPublished where nothing was, or not by that day.
        """
        out = [self.copies.by_release.get((self.partner, language)) for language in languages]
        found = [copy for copy in out if copy]
        if not found:
            raise NotPublished(say("{partner} was not published", partner=self.partner))
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

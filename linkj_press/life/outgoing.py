"""What goes out of a release, and a file of it that was finished elsewhere, read as it was sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from linkj_press.build.current import hash_bytes, list_pictures
from linkj_press.build.pdf import tell_substitutes
from linkj_press.draft.written import write_document
from linkj_press.folder import DraftName, Finish
from linkj_press.language import Language
from linkj_press.life.states import Unready
from linkj_press.message import Message, enumerate_messages, say
from linkj_press.problem import Refused
from linkj_press.record.copies import CopyRecord
from linkj_press.word import AsideKind, NotWord, read_manifest, read_mark, read_word
from linkj_press.word.sent import read_word_document
from linkj_press.workspace.copies import Copies


class NotPublished(Refused):
    """Something may not go out; the message says why, and what to do."""

    def __init__(self, reason: Message, lack: Unready | None = None) -> None:
        super().__init__(reason)
        self.lack = lack
        """What is missing, for whoever tells it in words of their own."""


@dataclass(frozen=True)
class Outgoing:
    """What goes out in one language: its text, and its files by what their names end in."""

    language: Language
    text: str
    files: Mapping[str, bytes]
    as_sent: bool = False
    told: tuple[Message, ...] = ()
    """What a person should know of how it was read."""


class SentFile(NamedTuple):
    """A file as somebody hands it in."""

    name: str
    """``sent.docx``"""

    content: bytes


class SentFiles:
    """A Word file that went out and was finished elsewhere, and its PDF where there is one."""

    def __init__(self, files: Sequence[SentFile]) -> None:
        """Take *files*. Raises NotPublished when they are not one of each."""
        by_ending = {PurePosixPath(file.name).suffix.lower(): file for file in files}
        endings = by_ending.keys()
        if ".docx" not in endings or len(endings) < len(files) or endings - {".docx", ".pdf"}:
            raise NotPublished(
                say("give the Word file that went out, and its PDF where there is one")
            )
        self.contents = {ending: file.content for ending, file in by_ending.items()}
        self._name, self._word = by_ending[".docx"]
        self._named = DraftName.find(self._name)
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
            if pdf := self.contents.get(".pdf"):
                told += tuple(tell_substitutes(self._word, pdf))
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

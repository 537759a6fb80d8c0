"""Keeps what goes out of hand with the record: its text, its files, and what we know of them.

Output is generated and may be gone tomorrow; what somebody got to read, or signed off, is not.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path, PurePosixPath

from linkj_press.build.beside import Beside
from linkj_press.build.current import find_record, hash_bytes
from linkj_press.build.orders import Draft
from linkj_press.folder import BESIDE, DraftName, Finish, read_record
from linkj_press.language import Language
from linkj_press.message import Message, enumerate_messages, phrase, say, say_day
from linkj_press.problem import Place, Problem, ProblemsFound
from linkj_press.record.copies import CopyRecord, Sending, SignOff
from linkj_press.word import read_mark
from linkj_press.workspace.copies import Copies, Copy, name_sent, read_copies, write_copy
from linkj_press.workspace.spares import read_standing
from linkj_press.workspace.writing import Change, explain_refusal, write_files


@dataclass(frozen=True)
class Act:
    """What a person did with a copy, and when."""

    on: date = date.min
    """Of no meaning where nothing is told."""

    sent_to: str = ""
    signed_off_by: str = ""

    @property
    def is_told(self) -> bool:
        """Whether anything is to be noted, but that there is a copy."""
        return bool(self.sent_to or self.signed_off_by)

    def enter(self, record: CopyRecord) -> CopyRecord:
        """Return *record* with this noted, once for each who got a copy."""
        told: dict[str, object] = {}
        if self.sent_to and self.sent_to not in [sending.to for sending in record.sent]:
            sending = Sending.model_validate({"to": self.sent_to, "on": str(self.on)})
            told["sent"] = (*record.sent, sending)
        if self.signed_off_by and record.signed_off is None:
            told["signed_off"] = SignOff.model_validate(
                {"by": self.signed_off_by, "on": str(self.on)}
            )
        return record.model_copy(update=told)

    def fits(self, record: CopyRecord) -> bool:
        """Return whether *record* has room for this: it tells of one sign-off only."""
        by = record.signed_off.by if record.signed_off else ""
        return not self.signed_off_by or by in ("", self.signed_off_by)


class Keeper:
    """Keeps copies and finals that stand in a folder of a workspace."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root = root
        self.folder = folder

    @cached_property
    def copies(self) -> Copies:
        """What was kept before. Raises ProblemsFound."""
        return read_copies(self.root)

    @explain_refusal()
    def find_sign_off(self, draft: Draft) -> SignOff | None:
        """Return that somebody has signed off what *draft* says, the first time, or None.

        Raises NotWritten when it cannot be read, ProblemsFound when what was kept cannot.
        """
        content = self._read(draft)
        signed = self.copies.list_signed(_find_partner(draft), draft.language)
        same = (copy for copy in signed if copy.text == draft.text or _is_same(copy, content))
        given = (copy.record.signed_off for copy in same if copy.record.signed_off)
        return min(given, key=lambda each: each.on, default=None)

    def judge_sign_off(self, drafts: Iterable[Draft]) -> list[Message]:
        """Return what to say of those of *drafts* that are finals nobody has let go out.

        Raises as `find_sign_off`.
        """
        finals = [draft for draft in drafts if draft.finish is Finish.FINAL]
        return [] if all(map(self.find_sign_off, finals)) else [say("not signed off")]

    def _read(self, draft: Draft) -> bytes:
        """Return the Word file of *draft*: as it was made, whoever may have opened it since."""
        return draft.content or (self.folder / draft.name).read_bytes()

    def _list_kept(self, draft: Draft) -> list[Copy]:
        return self.copies.of(_find_partner(draft), draft.language)

    def _has_room(self, copy: Copy, act: Act) -> bool:
        """Return whether *act* may be noted of *copy*: what is void is not signed off anew."""
        record = copy.record
        is_void = record.signed_off and copy not in self.copies.list_signed(
            record.partner, record.language
        )
        return act.fits(record) and not (act.signed_off_by and is_void)

    @explain_refusal()
    def keep(self, drafts: Iterable[Draft], act: Act) -> list[Message]:
        """Keep the files of *drafts*, of which *act* is told; return what there is to say.

        What is the same as the last of its kind is not kept twice. Raises NotWritten, and then
        nothing is kept; ProblemsFound when what was kept before cannot be read.
        """
        changes: dict[Path, Change] = {}
        told = []
        for draft in drafts:
            path, record, kept = self._prepare(draft, act)
            changes |= kept
            if kept or act.is_told:
                told.append(_tell(path, [*_list_acts(record, act)], is_new=bool(kept)))
        write_files(changes)
        return told

    def _prepare(
        self, draft: Draft, act: Act
    ) -> tuple[PurePosixPath, CopyRecord, dict[Path, Change]]:
        """Return where *draft* is kept, what is noted of it, and what is to be written for that."""
        content = self._read(draft)
        of_kind = [c for c in self._list_kept(draft) if bool(c.record.mark) is _is_copy(draft)]
        last = of_kind[-1] if of_kind else None
        text = draft.text
        noted: bytes | None = None
        if last and _is_same(last, content) and self._has_room(last, act):
            path, record, text, noted = last.path, last.record, last.text, last.content
            files: dict[PurePosixPath, bytes] = {}
        else:
            path, record = self._begin(draft, content)
            files = {
                path.with_suffix(".docx"): content,
                path.with_suffix(".json"): self._known(draft),
            }
        files |= self._find_beside(draft, path, record)
        hashes = {each.name: hash_bytes(file) for each, file in files.items() if _is_sent(each)}
        entered = act.enter(record.model_copy(update={"files": record.files | hashes}))
        if not files and entered == record:
            return path, record, {}
        note = write_copy(entered, text).encode()
        # The note last: whatever stands without one, as when the program is killed, is no copy yet.
        changes = {self.root / each: Change(None, file) for each, file in files.items()}
        return path, entered, changes | {self.root / path: Change(noted, note)}

    def _begin(self, draft: Draft, content: bytes) -> tuple[PurePosixPath, CopyRecord]:
        """Return where a new copy is noted, and what of it before any act."""
        name = DraftName.parse(draft.name)
        path = name_sent(self.copies, str(name))
        told = {
            "partner": name.partner,
            "language": draft.language,
            "release_on": name.release_on,
            "mark": read_mark(content),
        }
        return path, CopyRecord.model_validate(told)

    def _known(self, draft: Draft) -> bytes:
        return draft.record or read_record(find_record(self.folder, draft.name))

    def _find_beside(
        self, draft: Draft, path: PurePosixPath, record: CopyRecord
    ) -> dict[PurePosixPath, bytes]:
        """Return what is beside the Word file of *draft* and the copy at *path* lacks."""
        found = {
            path.with_suffix(ending): Beside(self.folder, ending).find_true(draft.name)
            for ending in BESIDE
        }
        return {
            kept: file.read_bytes()
            for kept, file in found.items()
            if file and kept.name not in record.files
        }


@dataclass(frozen=True)
class PublishedFiles:
    """The files that were published, as they are to stand in a folder."""

    root: Path
    copies: Copies
    folder: Path

    def find(
        self, partner: str, languages: Iterable[Language], endings: Sequence[str] = ()
    ) -> list[Draft]:
        """Return those of *partner* in *languages*, with what went out beside them with *endings*.

        Raises ProblemsFound when one is no longer what went out.
        """
        out = (self.copies.by_release.get((partner, language)) for language in languages)
        return [self._open(copy, endings) for copy in out if copy]

    def _open(self, copy: Copy, endings: Sequence[str]) -> Draft:
        name, content = _name_published(copy), self._read(copy, ".docx")
        is_there = read_standing(self.folder / name) == content
        known = read_standing(self.root / copy.name_beside(".json")) or b""
        found = {ending: self.find_beside([name], ending)[name] for ending in endings}
        return Draft(
            name,
            copy.record.language,
            None if is_there else content,
            (),
            Finish.FINAL,
            record=known,
            text=copy.text,
            beside={ending: file for ending, file in found.items() if file is not None},
        )

    def find_beside(self, names: Iterable[str], ending: str) -> dict[str, bytes | None]:
        """Return the file that went out with each of *names* that was published, or None.

        They are given by the names of their Word files. Raises ProblemsFound when one is no longer
        what went out.
        """
        out = {_name_published(copy): copy for copy in self.copies.by_release.values()}
        found = ((name, out[name]) for name in names if name in out)
        return {
            name: self._read(copy, ending)
            if copy.name_beside(ending).name in copy.record.files
            else None
            for name, copy in found
        }

    def _read(self, copy: Copy, ending: str) -> bytes:
        """Return the file of *copy*. Raises ProblemsFound when it is another now, or is gone."""
        path = copy.name_beside(ending)
        content = read_standing(self.root / path)
        if content is None or hash_bytes(content) != copy.record.files.get(path.name):
            message = say("this is not the file that was published")
            if content is None:
                message = say("this file is missing")
            hint = say("take it back from the last commit, or from a backup")
            raise ProblemsFound([Problem("copy-damaged", Place(path), message, hint)])
        return content


def _name_published(copy: Copy) -> str:
    record = copy.record
    return DraftName(record.release_on, record.partner, record.language).file


def _find_partner(draft: Draft) -> str:
    return DraftName.parse(draft.name).partner


def _is_copy(draft: Draft) -> bool:
    return draft.finish is Finish.PARTNER


def _is_sent(path: PurePosixPath) -> bool:
    """Return whether the file at *path* is one that goes out, and no knowledge of ours."""
    return path.suffix in (".docx", *BESIDE)


def _is_same(copy: Copy, content: bytes) -> bool:
    """Return whether *content* is the Word file of *copy*: then the words are the same too."""
    return copy.record.files.get(copy.name_beside(".docx").name) == hash_bytes(content)


def _tell(path: PurePosixPath, acts: Sequence[Message], *, is_new: bool) -> Message:
    words = _KEPT if is_new else _NOTED_BEFORE
    return enumerate_messages([say(words, path=str(path)), *acts])


_KEPT = phrase("{path}: kept")
_NOTED_BEFORE = phrase("{path}: noted before")


def _list_acts(record: CopyRecord, act: Act) -> Iterator[Message]:
    for sending in record.sent:
        if sending.to == act.sent_to:
            yield say("sent to {to} on {day}", to=sending.to, day=say_day(sending.on))
    if act.signed_off_by and (signed := record.signed_off):
        yield say("signed off by {by} on {day}", by=signed.by, day=say_day(signed.on))

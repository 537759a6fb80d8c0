"""The copies of releases that went out of hand: sent, signed off, published.

Each is a text that people can review, with a note at its head, and beside it the very files, and
what the program knows of their words (the manifest). They are kept with the record, since output
is generated. What the text says as a document is left to `draft`.

    partners/rounds/2020-09-07_osaka_ja_1.md      the first copy that somebody got to read
    partners/rounds/2020-09-07_osaka_ja_1.docx    … as the file that they got
    partners/rounds/2020-09-07_osaka_ja_1.json    … its manifest
    partners/published/2020-09-07_osaka_ja.md     what was published
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from pathlib import Path, PurePosixPath

from linkj_press.folder import (
    PUBLISHED,
    ROUNDS,
    DraftName,
    find_file,
    list_files,
    name_release,
)
from linkj_press.language import Language
from linkj_press.message import (
    Message,
    enumerate_messages,
    phrase,
    say,
    say_day,
    say_number,
)
from linkj_press.problem import Place, Problem, ProblemsFound
from linkj_press.reading import (
    Data,
    FileMemory,
    decode_text,
    parse_yaml,
    read_content,
    show_mapping,
)
from linkj_press.record import make_record
from linkj_press.record.copies import CopyRecord, Return
from linkj_press.text.patterns import compile_pattern
from linkj_press.workspace.writing import Change

_FENCE = "---"
_HEAD = compile_pattern(rf"{_FENCE}\n(?P<note>.*?\n){_FENCE}\n(?P<text>.*)", re.DOTALL)
_WINDOWS_LINE = "\r\n"
"""What git makes of the end of a line there, if it is told nothing else."""
_TAKE_BACK = say("take the file back from the last commit, or from a backup")
_NUMBER = compile_pattern(r"_(?P<number>\d+)$")


@dataclass(frozen=True)
class Copy:
    """A copy that went out of hand."""

    path: PurePosixPath
    """The text, relative to the workspace."""

    record: CopyRecord
    text: str
    """The release as Markdown, read without templates: see `draft.written`."""

    first_line: int
    """The line of the file on which the text begins."""

    content: bytes = field(default=b"", repr=False)
    """What the file held when it was read: whoever notes more of the copy says so in writing."""

    @property
    def number(self) -> int:
        """Which copy of the release in its language it is, from 1; 0 where it is the only one.

        Whatever the date of the release was then, none has the number of another.
        """
        match = _NUMBER.search(self.path.stem)
        return int(match["number"]) if match else 0

    def is_of(self, partner: str, language: Language) -> bool:
        """Return whether it is of the release of *partner* in *language*."""
        return (self.record.partner, self.record.language) == (partner, language)

    def name_beside(self, ending: str) -> PurePosixPath:
        """Return where the file of the copy that ends in *ending* (``.docx``) is."""
        return self.path.with_suffix(ending)


@dataclass(frozen=True)
class Copies:
    """All copies that are kept in a workspace."""

    noted: tuple[Copy, ...] = ()
    """What was sent or signed off, release by release in the order in which it was kept."""

    published: tuple[Copy, ...] = ()
    """What was published, release by release in the order in which it went out."""

    problems: tuple[Problem, ...] = ()
    """What is wrong with notes that cannot be read, and so are not among these."""

    strays: tuple[PurePosixPath, ...] = ()
    """What lies in the folders and is called as no copy is: it counts for nothing."""

    @cached_property
    def by_release(self) -> Mapping[tuple[str, Language], Copy]:
        """What is published, by the id of the release and the language; not what was withdrawn.

        Where two claim to be it, the first.
        """
        found: dict[tuple[str, Language], Copy] = {}
        for each in self._standing:
            found.setdefault((each.record.partner, each.record.language), each)
        return found

    @property
    def _standing(self) -> list[Copy]:
        return [each for each in self.published if not each.record.withdrawn]

    def list_doubles(self) -> list[Copy]:
        """Return the published copies of releases of which another is the published one."""
        firsts = [each.path for each in self.by_release.values()]
        return [each for each in self._standing if each.path not in firsts]

    def name_published(self) -> set[str]:
        """Return what the files of each published release begin with: ``2020-09-07_osaka``."""
        return {name_release(c.record.release_on, c.record.partner) for c in self.published}

    def list_published_files(self) -> set[str]:
        """Return the SHA-256 of every file that was published, also of those withdrawn since."""
        return {digest for copy in self.published for digest in copy.record.files.values()}

    @cached_property
    def by_mark(self) -> Mapping[str, Copy]:
        """The copies by what their files carry."""
        return {each.record.mark: each for each in self.noted if each.record.mark}

    def of(self, partner: str, language: Language) -> list[Copy]:
        """Return the copies of a release that were sent or signed off, in order."""
        return list(self._noted_by.get((partner, language), ()))

    def find_number(self, name: DraftName) -> int:
        """Return which copy stands as *name* among the files for the partner; 0 where none does.

        It is the last of that day of release.
        """
        copies = self.of(name.partner, name.language)
        kept = [c for c in copies if c.record.mark and c.record.release_on == name.release_on]
        return kept[-1].number if kept else 0

    def of_published(self, partner: str, language: Language) -> list[Copy]:
        """Return the copies of a release that were published, in order, those withdrawn too."""
        return list(self._published_by.get((partner, language), ()))

    @cached_property
    def _noted_by(self) -> Mapping[tuple[str, Language], Sequence[Copy]]:
        return _group(self.noted)

    @cached_property
    def _published_by(self) -> Mapping[tuple[str, Language], Sequence[Copy]]:
        return _group(self.published)

    def find_withdrawn(self, partner: str, language: Language) -> Copy | None:
        """Return what was published of a release last, where that was taken back since."""
        out = self.of_published(partner, language)
        return out[-1] if out and out[-1].record.withdrawn else None

    def list_signed(self, partner: str, language: Language) -> list[Copy]:
        """Return the copies of a release that may go out: a withdrawal voids what was before."""
        signed = [copy for copy in self.of(partner, language) if copy.record.signed_off]
        taken = self.find_withdrawn(partner, language)
        return [copy for copy in signed if not (taken and _is_void(copy, taken))]


def _group(copies: Iterable[Copy]) -> dict[tuple[str, Language], list[Copy]]:
    """Return *copies* by release and language, each in the order in which they come."""
    found: dict[tuple[str, Language], list[Copy]] = defaultdict(list)
    for each in copies:
        found[each.record.partner, each.record.language].append(each)
    return found


def _is_void(copy: Copy, taken: Copy) -> bool:
    """Return whether *copy* was signed off before *taken* was taken back, or for it.

    On the very day of all, other words were signed off for what comes next.
    """
    signed, withdrawn, out = copy.record.signed_off, taken.record.withdrawn, taken.record.published
    assert signed is not None
    assert withdrawn is not None
    is_for_it = out is not None and signed.on <= out.on and copy.text == taken.text
    return is_for_it or signed.on < withdrawn.on


def name_copies(copies: Iterable[Copy]) -> Message:
    """Return what people call *copies*: one that nobody was sent is a final, and was signed off."""
    final, sent = phrase("final {number}"), phrase("copy {number}")
    return enumerate_messages(
        [say(sent if copy.record.sent else final, number=copy.number) for copy in copies]
    )


def tell_copy(copy: Copy) -> Message:
    """Return which *copy* is, and whose: ``copy 2, sent to 大阪府 on September 3, 2020``."""
    told = [name_copies([copy])]
    for sending in copy.record.sent:
        told.append(say("sent to {to} on {day}", to=sending.to, day=say_day(sending.on)))
    if signed := copy.record.signed_off:
        told.append(say("signed off by {by} on {day}", by=signed.by, day=say_day(signed.on)))
    return enumerate_messages(told)


def tell_return(came: Return) -> Message:
    """Return what became of a file that came back: ``came back: 2 changes accepted``."""
    counts = []
    if came.taken:
        counts.append(
            say_number("{number} change accepted", "{number} changes accepted", came.taken)
        )
    if came.reworded:
        counts.append(
            say_number(
                "{number} change accepted in other words",
                "{number} changes accepted in other words",
                came.reworded,
            )
        )
    if came.left:
        counts.append(
            say_number("{number} change not accepted", "{number} changes not accepted", came.left)
        )
    if not counts:
        return say("came back: no change to be accepted")
    return say("came back: {counts}", counts=enumerate_messages(counts))


def find_day(copy: Copy) -> date | None:
    """Return the day on which *copy* first went out of hand, or None where that is not noted."""
    signed = copy.record.signed_off
    days = [sending.on for sending in copy.record.sent] + ([signed.on] if signed else [])
    return min(days, default=None)


def read_copies(root: Path) -> Copies:
    """Return the copies kept in the workspace *root*. Raises ProblemsFound for damaged notes."""
    copies = gather_copies(root)
    if copies.problems:
        raise ProblemsFound(copies.problems)
    return copies


def gather_copies(root: Path) -> Copies:
    """Return the copies in the workspace *root* that can be read, and what is wrong with others."""
    return CopyReader(root).gather()


class CopyReader:
    """Gathers copies as often as it is asked to; what has not changed is not made anew."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._memory = FileMemory()
        self._last = Copies()

    def gather(self) -> Copies:
        """Return what `gather_copies` does: the last that was returned, if that still is so."""
        self._memory.turn()
        noted, published = map(self._read_folder, (ROUNDS, PUBLISHED))
        problems, strays = noted.problems + published.problems, noted.strays + published.strays
        copies = Copies(noted.noted, published.noted, problems, strays)
        self._last = self._last if copies == self._last else copies
        return self._last

    def _read_folder(self, folder: PurePosixPath) -> Copies:
        found: list[Copy] = []
        problems: list[Problem] = []
        strays: list[PurePosixPath] = []
        for file in list_files(self._root / folder, ".md"):
            path = folder / file.name
            if not (file.is_file() and DraftName.match(_NUMBER.sub("", path.stem))):
                strays.append(path)
                continue
            try:
                found.append(self._read(path))
            except ProblemsFound as damaged:
                problems += damaged.problems
        return Copies(tuple(sorted(found, key=_find_turn)), (), tuple(problems), tuple(strays))

    def _read(self, path: PurePosixPath) -> Copy:
        content = read_content(self._root / path, path)
        return self._memory.make(path, content, partial(_make_copy, content, path))


def _find_turn(copy: Copy) -> tuple[object, ...]:
    """Return what puts *copy* in its place among those of its release.

    That is when it went out or was kept, not the date that the release bore: dates move both ways.
    """
    record = copy.record
    out = record.published.on if record.published else date.min
    days = out, copy.number, find_day(copy) or date.min
    return record.partner, record.language, *days, copy.path.name


def _make_copy(content: bytes, path: PurePosixPath) -> Copy:
    match = _HEAD.fullmatch(decode_text(content, path).replace(_WINDOWS_LINE, "\n"))
    if match is None:
        message = say("the note at the head of this copy is gone")
        raise ProblemsFound([Problem("copy-damaged", Place(path), message, _TAKE_BACK)])
    # The line of the fence is one before it.
    tree = parse_yaml("\n" + match["note"], path)
    record = make_record(tree, CopyRecord).record
    if path.parent == PUBLISHED and record.published is None:
        message = say("the note at the head lacks `published`, the day on which it went out")
        raise ProblemsFound([Problem("copy-damaged", Place(path), message, _TAKE_BACK)])
    return Copy(path, record, match["text"], 3 + match["note"].count("\n"), content)


def write_copy(record: CopyRecord, text: str) -> str:
    """Return what the file of a copy holds: its note, and *text*."""
    data: dict[str, Data] = record.model_dump(mode="json", exclude_defaults=True)
    return f"{_FENCE}\n{show_mapping(data)}{_FENCE}\n{text}"


def change_note(root: Path, copy: Copy, record: CopyRecord) -> dict[Path, Change]:
    """Return the change of a file of the workspace *root* by which *record* is noted of *copy*."""
    note = write_copy(record, copy.text).encode()
    return {} if record == copy.record else {find_file(root, copy.path): Change(copy.content, note)}


def name_sent(copies: Copies, stem: str) -> PurePosixPath:
    """Return where the next copy called *stem* (``2020-09-07_osaka_ja``) is noted.

    Its number is that after all of its release, also of those that bear another date.
    """
    numbers = _list_numbers(copies.noted, stem)
    return ROUNDS / f"{stem}_{max(numbers, default=0) + 1}.md"


def name_published(copies: Copies, stem: str) -> PurePosixPath:
    """Return where the release called *stem* is noted once it is out.

    One that was withdrawn before keeps its name.
    """
    numbers = _list_numbers(copies.published, stem)
    return PUBLISHED / (f"{stem}_{max(1, *numbers) + 1}.md" if numbers else f"{stem}.md")


def _list_numbers(copies: Iterable[Copy], stem: str) -> list[int]:
    """Return the numbers of those of *copies* that are of the release of *stem*, of any date."""
    stems = ((each.number, _NUMBER.sub("", each.path.stem)) for each in copies)
    return [number for number, other in stems if _cut_date(other) == _cut_date(stem)]


def _cut_date(stem: str) -> str:
    return stem.partition("_")[2]

"""The partner files while drafts are pulled: what they make of a release, and changes to them.

And what is to be said of a difference between a draft that came back and the sources of today.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from itertools import groupby, takewhile
from pathlib import Path, PurePosixPath

from linkj_press.draft.document import Document, LedgerSource, Line, LineSource, lines, plain
from linkj_press.draft.drafting import Drafter
from linkj_press.folder import PARTNERS
from linkj_press.language import Language
from linkj_press.message import NOTHING, Message, join, say, say_quoted
from linkj_press.problem import Place, ProblemsFound
from linkj_press.pull.earlier import PutBack, find_like
from linkj_press.reading import (
    CannotWrite,
    Data,
    KeyPath,
    arrange_entries,
    clear_mapping,
    clear_scalar,
    put_scalar,
    read_path,
    remove_key,
    remove_mapping,
    replace_scalar,
    set_blocks,
    set_mapping,
)
from linkj_press.record.values import Prose
from linkj_press.text.edits import Mark, Marked, cut_tokens
from linkj_press.text.merging import Clash
from linkj_press.text.pairing import Candidate
from linkj_press.word.manifest import Filled, Value, ValueKind, find_value, name_value
from linkj_press.workspace.loading import Workspace
from linkj_press.workspace.writing import Change


class Sort(Enum):
    """What a difference is, and so what becomes of it; in the order in which people read them."""

    WRITTEN = say("for the partner file")
    APPROVED = say("approvals for the partner file")
    CONFLICT = say(
        "changed both in the draft and in the partner file: choose one, and change the other"
    )
    REVERTED = say("puts back words that you had changed: not written; choose one, and tell them")
    UNDECIDED = say("not written: it needs a decision")
    STRUCK = say("struck by hand: not written; change the file as it should read")
    REFUSED = say("not written: it is worked out, or the file holds it otherwise")
    TEMPLATE = say("words of a template or of the house: change them there, if all releases should")
    PROPOSED = say("found by comparing texts, and not written: check, and change the file")
    PARAGRAPH = say("not written: paragraphs that were added or deleted")
    BESIDE = say("cannot be brought back: see in Word what it asks for")
    COMMENT = say("comments in Word")
    SETTLED = say("comments in Word that were marked as done")
    DONE = say("already so in the sources")


@dataclass(frozen=True, slots=True)
class PullNote:
    """A difference, and what became of it."""

    sort: Sort
    pieces: tuple[Marked, ...] = ()
    where: Place | None = None
    """Where the words belong."""

    field: str = ""
    reason: Message = NOTHING
    key: str = ""
    """By which a person decides on it: the field, where its words can be taken over at all."""

    @property
    def needs_somebody(self) -> bool:
        """Whether somebody has to look at it before the draft and the sources agree."""
        return self.sort not in (Sort.WRITTEN, Sort.APPROVED, Sort.SETTLED, Sort.DONE)

    @property
    def is_unwritten(self) -> bool:
        """Whether it is a difference that no file has, and not just a remark."""
        return self.needs_somebody and self.sort is not Sort.COMMENT


@dataclass(frozen=True)
class Files:
    """The partner files of a workspace, some of them changed, and what drafts with them."""

    workspace: Workspace
    drafter: Drafter
    reader: Language = Language.EN
    """In whose language messages name partners and fields."""

    changed: Mapping[str, str] = field(default_factory=dict)
    """The new text of each file that changed, by partner."""

    revised: dict[tuple[str, str], Files] = field(default_factory=dict, repr=False)
    """What was made of these files: the file that changed, and its text, name another state."""

    drafts: dict[tuple[str, Language], Today] = field(default_factory=dict, repr=False)
    """The releases as these files have them: in one state of the files, each is drafted once."""

    def draft(self, partner: str, language: Language) -> Today:
        """Return the release of *partner* as the files have it. Raises ProblemsFound."""
        if (partner, language) not in self.drafts:
            self.drafts[partner, language] = Today(self.drafter.draft(partner, language))
        return self.drafts[partner, language]

    def tell(self, partner: str, language: Language, name: str) -> set[str]:
        """Return all that the release shows of the value called *name*. Raises ProblemsFound."""
        return {plain(line) for _, line in self.draft(partner, language).shown.get(name, ())}

    def read_raw(self, partner: str, path: KeyPath) -> str | None:
        """Return the text that stands at *path*; None when there is none."""
        data = self.workspace.partners[partner].tree.find(path)
        return data if isinstance(data, str) else None

    def is_prose(self, partner: str, path: KeyPath) -> bool:
        """Return whether ``{{ … }}`` is worked out in the text at *path*."""
        record: object = self.workspace.partners[partner].record
        for step in path[:-1]:
            holds = isinstance(record, Mapping | tuple)
            record = record[step] if holds else getattr(record, str(step), None)  # type: ignore[index]
        return isinstance(record, Prose)

    def put(self, partner: str, path: KeyPath, raw: str) -> Files:
        """Return the files with *raw* at *path*. Raises CannotWrite, ProblemsFound."""
        last = path[-1]
        if path in self.workspace.partners[partner].tree.values or not isinstance(last, str):
            return self._revise(partner, replace_scalar(self._read_text(partner), path, raw))
        return self.put_mapping(partner, path[:-1], {last: raw})

    def put_values(self, partner: str, values: Iterable[tuple[KeyPath, str | None]]) -> Files:
        """Return the files with all *values*, nothing where one is None, and what holds them.

        Only the whole need be a record. Raises CannotWrite, ProblemsFound.
        """
        text = self._read_text(partner)
        # What comes stands first: of a mapping whose words go, something is left.
        for path, raw in sorted(values, key=lambda value: value[1] is None):
            if raw is None:
                text = self._take_out(text, partner, path)
                continue
            text = put_scalar(text, path, raw)
        return self._revise(partner, text)

    def _take_out(self, text: str, partner: str, path: KeyPath) -> str:
        """Return *text* without what stands at *path*: of an entry of a list the key may stay."""
        if isinstance(self.workspace.partners[partner].tree.find(path), dict):
            return clear_mapping(text, path)
        try:
            return remove_key(text, path)
        except CannotWrite:
            return clear_scalar(text, path)

    def arrange(self, partner: str, path: KeyPath, order: Sequence[int | Data]) -> Files:
        """Return the files with the list at *path* in *order*: what stands there by number, or new.

        What holds it comes with it. Raises CannotWrite, ProblemsFound.
        """
        text = self._read_text(partner)
        for length in range(1, len(path)):
            text = set_mapping(text, path[:length], {})
        return self._revise(partner, arrange_entries(text, path, order))

    def remove(self, partner: str, path: KeyPath) -> Files:
        """Return the files without the mapping at *path*. Raises CannotWrite, ProblemsFound."""
        return self._revise(partner, remove_mapping(self._read_text(partner), path))

    def put_mapping(self, partner: str, path: KeyPath, pairs: Mapping[str, str]) -> Files:
        """Return the files with *pairs* at *path*. Raises CannotWrite, ProblemsFound."""
        return self._revise(partner, set_mapping(self._read_text(partner), path, pairs))

    def put_blocks(self, partner: str, path: KeyPath, pairs: Mapping[str, str]) -> Files:
        """Return the files with *pairs* at *path*, each a block, one below the other.

        Raises CannotWrite, ProblemsFound.
        """
        return self._revise(partner, set_blocks(self._read_text(partner), path, pairs))

    def to_changes(self) -> dict[Path, Change]:
        """Return the changes that bring the files to what they are to hold."""
        changes = {}
        for partner, text in self.changed.items():
            before = self.workspace.partners[partner].tree.content
            mark = codecs.BOM_UTF8 if before.startswith(codecs.BOM_UTF8) else b""
            file = self.workspace.root / PARTNERS / f"{partner}.yaml"
            changes[file] = Change(before, mark + text.encode())
        return changes

    def _revise(self, partner: str, text: str) -> Files:
        if (partner, text) not in self.revised:
            workspace = self.workspace.revise(partner, text)
            changed = {**self.changed, partner: text}
            self.revised[partner, text] = Files(
                workspace, self.drafter.revise(workspace), self.reader, changed
            )
        return self.revised[partner, text]

    def _read_text(self, partner: str) -> str:
        if partner in self.changed:
            return self.changed[partner]
        return self.workspace.partners[partner].tree.content.decode("utf-8-sig")


def tell_refusal(error: CannotWrite | ProblemsFound) -> Message:
    """Return why a change of a file was refused."""
    return error.message if isinstance(error, CannotWrite) else error.problems[0].message


def tell_clashes(clashes: Sequence[Clash], whole: str) -> Message:
    """Return all three wordings of each of *clashes*; of the *whole* text two are shown anyway."""
    told = []
    for clash in clashes:
        if clash.before != whole.strip():
            told.append(say("their copy had: {words}", words=say_quoted(clash.before)))
            told.append(say("they say: {words}", words=say_quoted(clash.theirs)))
        told.append(say("the sources say now: {today}", today=say_quoted(clash.ours)))
    return join(told, "\n")


def tell_put_back(found: PutBack, merged: str | Sequence[Clash], whole: str) -> Message:
    """Return that words were put back, and what clashes with the sources of today."""
    clashes = () if isinstance(merged, str) else merged
    told = [found.tell(), *([tell_clashes(clashes, whole)] if clashes else ())]
    return join(told, "\n")


def name_filled(value: Value, partner: str) -> str:
    """Return the full name of *value* in the draft of *partner*, as `name_value` has it."""
    if value.kind is not ValueKind.PARTNER:
        return f"{value.kind}:{value.field}"
    return value.field if value.partner == partner else f"{value.partner}:{value.field}"


def find_other_side(
    workspace: Workspace, partner: str, field: str, language: Language
) -> KeyPath | None:
    """Return where the other language has words of *field* of *partner*, one of *language*.

    None where it has none, and where the field is of both languages.
    """
    *path, last = read_path(field) if field else ("",)
    other = (*path, str(language.other))
    tree = workspace.partners[partner].tree
    return other if last == language and tree.find(other) else None


def place_value(value: Value, sources: Iterable[Filled | None]) -> Place | None:
    """Return where *value* stands today, if *sources* have it, or where it stood."""
    places = (each.place for each in sources if each and not isinstance(each, LedgerSource))
    return next(places, Place(PurePosixPath(value.path), value.line) if value.path else None)


@dataclass(frozen=True)
class Today:
    """A release as the sources of today have it."""

    document: Document

    @cached_property
    def shown(self) -> dict[str, list[tuple[Filled, Line]]]:
        """Every place at which each filled-in value is shown, by its full name."""
        shown: dict[str, list[tuple[Filled, Line]]] = {}
        for line in self._lines:
            for value, group in groupby((span for span in line if span.text), key=find_value):
                if value is not None:
                    name = name_value(value, self.document.partner)
                    shown.setdefault(name, []).append((value, tuple(group)))
        return shown

    @cached_property
    def _lines(self) -> list[Line]:
        return list(lines(self.document, printed=True))

    def find_words(self, text: str) -> str | None:
        """Return the paragraph that *text* is today, or became; None where it is gone."""
        every = [plain(line) for line in self._lines]
        return text if text in every else find_like(text, every)

    def find_place(self, text: str, pieces: Iterable[Marked]) -> Place | None:
        """Return the line of a template that says in *text*, a paragraph, what *pieces* change."""
        item = Candidate("", tuple(cut_tokens(text)))
        line = max(
            self._lines,
            key=lambda line: item.likeness(Candidate("", tuple(cut_tokens(plain(line))))),
            default=(),
        )
        unchanged = takewhile(lambda piece: piece.mark is Mark.SAME, pieces)
        at = sum(len(piece.text) for piece in unchanged)
        places = []
        start = 0
        for span in line:
            end = start + len(span.text)
            if isinstance(span.source, LineSource) and span.value in (None, span.source):
                places.append((max(start - at, at - end, 0), span.source.place))
            start = end
        return min(places, default=(0, None))[1]

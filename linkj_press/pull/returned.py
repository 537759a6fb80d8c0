"""A draft that came back: opened as the draft that it was, and what it says now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from linkj_press.folder import DRAFT, read_record
from linkj_press.message import say
from linkj_press.text.edits import cut_tokens
from linkj_press.word import (
    Archive,
    NotWord,
    Pending,
    WordPiece,
    WordText,
    read_manifest,
    read_saved,
    read_word,
)
from linkj_press.word.manifest import Manifest, Skeleton, Value

_PHRASE = 5
"""Words, in Japanese characters."""

_LEAST_KEPT = 0.05
"""Of less than this share of its phrases a draft is another text."""

_MOST_LINES, _MOST_PIECES, _MOST_LETTERS = 25_000, 10_000, 200_000


def open_returned(
    file: bytes | Archive, name: str, records: Iterable[Path], pending: Pending
) -> Returned:
    """Return the draft in *file*, which is called *name*, with *pending* changes settled.

    What it was is in the file; where a program dropped that, the first of the folders *records*
    that knows the name has it. Raises NotWord when it is no Word file, or none of ours.
    """
    text = read_word(file, pending)
    noted = read_manifest(file)
    manifest = noted or _read_record(records, name)
    if manifest is None:
        reason = say("this is no draft of ours, or has lost all that told which one it is")
        if program := read_saved(file).program:
            reason = say("{reason} (saved by {program})", reason=reason, program=program)
        raise NotWord(reason, say("give it the name that the build gave it, and try again"))
    _refuse_endless(manifest, text)
    returned = Returned(manifest, text, pending)
    if not (noted or returned.pieces):
        _refuse_foreign(returned)
    return returned


def _refuse_foreign(returned: Returned) -> None:
    """Raise NotWord for a file that has the name of a draft, and next to none of its words."""
    drafted = _list_phrases(returned.write_lines(returned.manifest.skeleton))
    standing = _list_phrases(paragraph.text for paragraph in returned.text.paragraphs)
    if len(drafted & standing) < _LEAST_KEPT * len(drafted):
        raise NotWord(
            say("this is not the draft that it is named after"),
            say("give it the name of the draft that it is, or take over its changes by hand"),
        )


def _list_phrases(lines: Iterable[str]) -> set[tuple[str, ...]]:
    """Return all that stands together in *lines*, in runs too long to be in other texts too."""
    tokens = [token for line in lines for token in cut_tokens(line) if token.strip()]
    return set(zip(*(tokens[start:] for start in range(_PHRASE)), strict=False))


def _refuse_endless(manifest: Manifest, text: WordText) -> None:
    """Raise NotWord for more than any draft says, which it would take hours to compare."""
    lines = (*manifest.head, *manifest.skeleton, *(manifest.foot or ()), *manifest.asides)
    pieces = max(map(len, lines), default=0)
    letters = max((len(value.text) for value in manifest.values), default=0)
    most = max(len(lines), sum(1 for _ in text.paragraphs))
    if most > _MOST_LINES or pieces > _MOST_PIECES or letters > _MOST_LETTERS:
        raise NotWord(
            say("it has more text than any release"), say("take over its changes by hand")
        )


def _read_record(records: Iterable[Path], name: str) -> Manifest | None:
    """Return what a build noted of the draft that *name* begins with, or None."""
    match = DRAFT.match(name)
    if match is None:
        return None
    for folder in records:
        with suppress(OSError, ValueError):
            return Manifest.from_json(read_record(folder / f"{match[0]}.docx.json").decode())
    return None


_INTACT = 0.5
"""Of fewer controls than this share of them, what still stands in some is not to be believed."""


@dataclass(frozen=True)
class Returned:
    """A draft that came back."""

    manifest: Manifest
    text: WordText
    pending: Pending = Pending.ACCEPT
    """What became of the changes in it that nobody had decided on."""

    @cached_property
    def values(self) -> Mapping[int, Value]:
        """The filled-in values as they were written, by their numbers in the manifest."""
        return {value.id: value for value in self.manifest.values}

    @property
    def is_intact(self) -> bool:
        """Whether enough of the controls came back for what stands in them to be believed."""
        return len(self._matched) >= _INTACT * len(self.manifest.values)

    @property
    def pieces(self) -> Mapping[int, Sequence[WordPiece]]:
        """What stands now in each control of ours, by its number in the manifest.

        Nothing when most are gone: then what is left is not to be believed.
        """
        return self._matched if self.is_intact else {}

    @cached_property
    def number_of(self) -> Mapping[int, int]:
        """The number in the manifest of each piece that is in a control of ours, by its `id`."""
        return {id(piece): n for n, pieces in self.pieces.items() for piece in pieces}

    @cached_property
    def _matched(self) -> dict[int, list[WordPiece]]:
        """The pieces of each control of ours, by its number in the manifest.

        Programs number controls anew, and people copy them: what has both number and tag is ours;
        the rest of one tag is ours in the order in which it stands.
        """
        matched: dict[int, list[WordPiece]] = {}
        stray: dict[tuple[str, int | None], list[WordPiece]] = {}
        for piece in (p for paragraph in self.text.paragraphs for p in paragraph.pieces if p.tag):
            value = self.values.get(piece.number or 0)
            if value and value.tag == piece.tag:
                matched.setdefault(value.id, []).append(piece)
            else:
                stray.setdefault((piece.tag, piece.number), []).append(piece)
        waiting: dict[str, list[int]] = {}
        for value in self.manifest.values:
            if value.id not in matched:
                waiting.setdefault(value.tag, []).append(value.id)
        for (tag, _), pieces in stray.items():
            if waiting.get(tag):
                matched[waiting[tag].pop(0)] = pieces
        return matched

    def write_lines(self, skeleton: Skeleton) -> list[str]:
        """Return the text of each paragraph of *skeleton*, as it was written."""
        return [
            "".join(piece if isinstance(piece, str) else self.values[piece].text for piece in line)
            for line in skeleton
        ]

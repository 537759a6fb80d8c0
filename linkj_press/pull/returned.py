"""A draft that came back: opened as the draft that it was, and what it says now."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from linkj_press.folder import DraftName, read_record
from linkj_press.language import Language
from linkj_press.message import Message, say, say_quoted
from linkj_press.pull.earlier import Earlier
from linkj_press.pull.files import Files, name_filled
from linkj_press.reading import read_path
from linkj_press.text.edits import cut_tokens
from linkj_press.word import (
    Archive,
    NotWord,
    Paragraph,
    Pending,
    WordPiece,
    WordText,
    parse_manifest,
    read_manifest,
    read_mark,
    read_saved,
    read_word,
)
from linkj_press.word.manifest import Manifest, Value, ValueKind
from linkj_press.workspace.copies import Copies, Copy, read_copies

_PHRASE = 5
"""Words, in Japanese characters."""

_LEAST_KEPT = 0.05
"""Of less than this share of its phrases a draft is another text."""

_MOST_LINES, _MOST_PIECES, _MOST_LETTERS = 25_000, 10_000, 200_000


_LEAST_LIKE = 0.5
"""Of what stands in a file under any name, and in a copy of ours, this share is in both."""


class KnownFile(NamedTuple):
    """What a file was when it left."""

    manifest: Manifest
    copy: Copy | None = None
    """Where it is kept as a copy that went out of hand."""


@dataclass(frozen=True)
class Known:
    """What is noted of files of ours, for those that do not say themselves what they are."""

    root: Path
    """The workspace."""

    records: Sequence[Path] = ()
    """The folders with what builds noted of their drafts, the likeliest first."""

    @cached_property
    def copies(self) -> Copies:
        """The copies that went out of hand. Raises ProblemsFound."""
        return read_copies(self.root)

    def find_marked(self, mark: str) -> KnownFile | None:
        """Return the copy that bears *mark*."""
        copy = self.copies.by_mark.get(mark) if mark else None
        return self._open(copy) if copy else None

    def list_named(self, name: str) -> list[KnownFile]:
        """Return all that a file called *name* may be: copies, the last first, and drafts."""
        draft = DraftName.find(name)
        if draft is None:
            return []
        kept = [copy for copy in self.copies.noted if copy.path.stem.startswith(f"{draft}_")]
        number = re.match(r"_\d+(?!\d)", name.removeprefix(str(draft)))
        exact = [copy for copy in kept if number and copy.path.stem == f"{draft}{number[0]}"]
        noted = (_read_manifest(folder / f"{draft.file}.json") for folder in self.records)
        drafts = [KnownFile(manifest) for manifest in noted if manifest]
        return self._open_all(exact) or [*self._open_all(kept), *drafts]

    def list_all(self) -> list[KnownFile]:
        """Return every copy that went out of hand, the last of each release first."""
        return self._open_all(self.copies.noted)

    def list_earlier(self, manifest: Manifest, copy: Copy | None) -> list[Earlier]:
        """Return the copies that went out before *copy*, or all of its release; the last first."""
        every = self.copies.of(manifest.partner, manifest.language)
        earlier = every[: every.index(copy)] if copy in every else every
        followed = zip(earlier, [*earlier[1:], copy], strict=True) if earlier else ()
        opened = ((self._open(each), after) for each, after in followed)
        found = [Earlier(b.copy, b.manifest, after) for b, after in opened if b and b.copy]
        return found[::-1]

    def _open_all(self, copies: Sequence[Copy]) -> list[KnownFile]:
        return [base for base in map(self._open, reversed(copies)) if base]

    def _open(self, copy: Copy) -> KnownFile | None:
        manifest = _read_manifest(self.root / copy.name_beside(".json"))
        return KnownFile(manifest, copy) if manifest else None


def _read_manifest(file: Path) -> Manifest | None:
    with suppress(OSError, UnicodeDecodeError):
        return parse_manifest(read_record(file).decode())
    return None


def open_returned(file: bytes | Archive, name: str, known: Known, pending: Pending) -> Returned:
    """Return the draft in *file*, which is called *name*, with *pending* changes settled.

    What it was is in the file, or *known* by the mark in it. Where a program dropped that, it is
    the one of what has its name that it is most like, or else a copy that it is like enough.
    Raises NotWord when it is no Word file, or none of ours; ProblemsFound when what is noted of
    copies is damaged.
    """
    text = read_word(file, pending)
    inside = read_manifest(file)
    sure = KnownFile(inside) if inside else known.find_marked(read_mark(file))
    base = sure or _guess(text, name, known)
    if base is None:
        reason = say("this is no draft of ours, or has lost all that told which one it is")
        if program := read_saved(file).program:
            reason = say("{reason} (saved by {program})", reason=reason, program=program)
        raise NotWord(reason, say("give it the name that the build gave it, and try again"))
    _refuse_endless(base.manifest, text)
    text = _drop_layout(base.manifest, text)
    returned = Returned(
        *(base.manifest, text, pending, base.copy),
        is_guessed=sure is None,
        earlier=known.list_earlier(base.manifest, base.copy),
    )
    if not (sure or returned.pieces):
        _refuse_foreign(returned)
    return returned


def _drop_layout(manifest: Manifest, text: WordText) -> WordText:
    """Return *text* without the line breaks that are no change of a paragraph of *manifest*.

    Where a program dropped the style of a headline, nothing else tells what they are.
    """
    drafted = set(manifest.write_lines(manifest.skeleton))

    def settle(paragraph: Paragraph) -> Paragraph:
        joined = paragraph.in_one if "\n" in paragraph.text else paragraph
        return joined if joined.text in drafted else paragraph

    return replace(text, body=tuple(map(settle, text.body)))


def _guess(text: WordText, name: str, known: Known) -> KnownFile | None:
    """Return what *text*, of a file called *name*, was most likely made from."""
    named = known.list_named(name)
    if len(named) == 1:
        return named[0]
    phrases = _list_likeness([paragraph.text for paragraph in text.paragraphs])
    judged = [(base, _judge(base, text, phrases)) for base in named or known.list_all()]
    like = [each for each in judged if named or each[1][1] >= _LEAST_LIKE]
    return max(like, key=lambda each: each[1], default=(None, ()))[0]


def _judge(base: KnownFile, text: WordText, phrases: Set[tuple[str, ...]]) -> tuple[bool, float]:
    """Return whether the fields of *base* are in *text*, and the share of *phrases* in both."""
    returned, manifest = Returned(base.manifest, text), base.manifest
    lines = manifest.write_lines((*manifest.head, *manifest.skeleton, *(manifest.foot or ())))
    then = _list_likeness(lines)
    return returned.is_intact, len(then & phrases) / max(len(then | phrases), 1)


def _list_likeness(lines: Sequence[str]) -> Set[tuple[str, ...]]:
    """Return the phrases of *lines*, and these too.

    A header is too short for a phrase, and tells a final from a draft.
    """
    return _list_phrases(lines) | {(line,) for line in lines}


def _refuse_foreign(returned: Returned) -> None:
    """Raise NotWord for a file that has the name of a draft, and next to none of its words."""
    drafted = _list_phrases(returned.manifest.write_lines(returned.manifest.skeleton))
    standing = _list_phrases(paragraph.text for paragraph in returned.text.paragraphs)
    if len(drafted & standing) < _LEAST_KEPT * len(drafted):
        raise NotWord(
            say("this is not the draft that it is named after"),
            say("give it the name of the draft that it is, or make its changes by hand"),
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
        raise NotWord(say("it has more text than any release"), say("make its changes by hand"))


_INTACT = 0.5
"""Of fewer controls than this share of them, what still stands in some is not to be believed."""


_SHORT = 12
"""So few letters may stand in a draft by chance."""


@dataclass(frozen=True)
class Returned:
    """A draft that came back."""

    manifest: Manifest
    text: WordText
    pending: Pending = Pending.ACCEPT
    """What became of the changes in it that nobody had decided on."""

    copy: Copy | None = None
    """The copy that somebody had, where it is one."""

    is_guessed: bool = False
    """Whether nothing in the file, but its name or its words alone, tell what it was."""

    earlier: Sequence[Earlier] = ()
    """The copies that went out before it, the last first."""

    beside: Sequence[Returned] = ()
    """The drafts that came back together with it."""

    def read_value(self, value: Value) -> str | None:
        """Return what stands now in the control of *value*; None where it is gone."""
        pieces = self.pieces.get(value.id)
        return None if pieces is None else "".join([piece.standing for piece in pieces]).strip()

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
        for number, tail in list(self._list_tails(matched)):
            matched[number] += tail
        return matched

    def _list_tails(
        self, matched: Mapping[int, Sequence[WordPiece]]
    ) -> Iterator[tuple[int, Sequence[WordPiece]]]:
        """Yield what was typed right after a value of the partner that ends its paragraph.

        Word lets people go on beside the control as well as in it. What the draft said elsewhere
        is no such thing: two paragraphs were made one.
        """
        number_of = {id(piece): n for n, pieces in matched.items() for piece in pieces}
        last = {line[-1] for line in self.manifest.skeleton if line}
        drafted = "\n".join(self.manifest.write_lines(self.manifest.skeleton))
        for paragraph in self.text.body:
            held = [at for at, piece in enumerate(paragraph.pieces) if id(piece) in number_of]
            tail = paragraph.pieces[held[-1] + 1 :] if held else ()
            said = "".join([piece.text for piece in tail]).strip()
            number = number_of[id(paragraph.pieces[held[-1]])] if said else 0
            is_own = number in last and self.values[number].kind is ValueKind.PARTNER
            if is_own and (len(said) < _SHORT or said not in drafted):
                yield number, tail


def tell_disagreement(returned: Returned, files: Files, name: str) -> Message | None:
    """Return that a draft which came back with *returned* has the value *name* as it stands today.

    Of words in one language no draft of the other says anything, nor does one of another day.
    """
    partner, language = returned.manifest.partner, returned.manifest.language
    path = read_path(name)
    if not path or path[-1] in tuple(Language):
        return None
    for beside in returned.beside:
        manifest = beside.manifest
        if (manifest.partner, manifest.language) != (partner, language.other):
            continue
        values = [each for each in manifest.values if name_filled(each, partner) == name]
        said = {beside.read_value(each) for each in values}
        if values and said == {each.text for each in values} == files.tell(
            partner, manifest.language, name
        ):
            return say(
                "both languages show it, and the {language} file that came back with this one"
                " keeps {words}: find out which is right, and write that in the partner file",
                language=manifest.language.called,
                words=say_quoted(values[0].text),
            )
    return None

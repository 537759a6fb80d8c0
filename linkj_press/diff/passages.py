"""Compares two wordings of one release: which passages changed, and which words of them.

A block is cut into units, which a review reads one at a time: sentences, captions, rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, groupby
from operator import attrgetter
from typing import NamedTuple

from linkj_press.diff.differences import Why
from linkj_press.draft.document import (
    CELL_JOINT,
    Block,
    Document,
    Figure,
    Line,
    Row,
    Span,
    Table,
    Text,
    lines,
    name_kind,
    plain,
    spans_of,
)
from linkj_press.language import Language
from linkj_press.text.edits import (
    Cutter,
    Mark,
    Marked,
    Run,
    compare_tokens,
    count_alike,
    cut_characters,
    cut_sentences,
    mark_run,
)
from linkj_press.text.pairing import Candidate, IndexPair, find_moves, pair_items

Sides = tuple[tuple[Span, bool], ...]
"""Spans of the old and of the new release, each with whether it is new."""


@dataclass(frozen=True, slots=True)
class PassageChange:
    """A sentence, caption or row that is not as it was, and why."""

    language: Language
    kind: str
    """Its role in the release: ``lede``, ``table``."""

    pieces: tuple[Marked, ...]
    """Its words, those that are gone before those that came in their place."""

    moved: bool
    """Whether the block that it is of stands elsewhere now."""

    # What it is of makes it no other change: the same is told of many releases once.
    blocks: tuple[Block | None, Block | None] = field(compare=False, repr=False)
    """The blocks that it is of, in the old and the new release."""

    runs: tuple[Sides, ...] = field(compare=False, repr=False)
    """What the changed words are of, each run of words that others came in the place of."""

    around: Sides = field(compare=False, repr=False)
    """What all words are of."""

    why: Why = field(default_factory=Why)
    alone: bool = False
    """Whether the other language says there what it said before."""

    @property
    def texts(self) -> tuple[str, str]:
        """All its words as they were, and as they are; a table that came or went has many lines."""
        old, new = (
            "".join(piece.text for piece in self.pieces if piece.mark is not other)
            for other in (Mark.COME, Mark.GONE)
        )
        return old, new

    @property
    def is_of_marks(self) -> bool:
        """Whether nothing came or went but marks of what is missing."""
        spans = [span for run in self.runs for span, _ in run if span.text.strip()]
        return not self.moved and bool(spans) and all(span.gap for span in spans)


def compare_documents(old: Document, new: Document, cut: Cutter) -> list[PassageChange]:
    """Return the passages in which *new* differs from *old*, in the order of *new*.

    Both are one release in one language; *cut* says what its tokens are.
    """
    language = new.language
    before, after = (
        [_Cut(block, _cut_block(block, language, cut)) for block in blocks]
        for blocks in _drop_same(old.blocks, new.blocks)
    )
    old_items, new_items = ([one.item for one in blocks] for blocks in (before, after))
    pairs = pair_items(old_items, new_items)
    moves = {move.new: move for move in find_moves(old_items, new_items, pairs)}
    left = {move.old for move in moves.values()}
    passages: list[PassageChange] = []
    for pair in pairs:
        if pair.new in moves and pair.old is None:
            passages += _compare_blocks(before, after, moves[pair.new], moved=True)
        elif pair.new is not None or pair.old not in left:
            passages += _compare_blocks(before, after, pair, moved=False)
    return _join_moved(passages)


def _join_moved(passages: Sequence[PassageChange]) -> list[PassageChange]:
    """Return *passages*; a sentence gone from one paragraph and come in another has moved."""
    gone: dict[tuple[str, str], list[PassageChange]] = {}
    for passage in passages:
        if key := _key_whole(passage, Mark.GONE):
            gone.setdefault(key, []).append(passage)
    joined: list[PassageChange] = []
    left: set[int] = set()
    for passage in passages:
        key = _key_whole(passage, Mark.COME)
        if not key or not gone.get(key):
            joined.append(passage)
            continue
        before = gone[key].pop(0)
        left.add(id(before))
        moved = replace(
            passage,
            pieces=(Marked(passage.pieces[0].text, Mark.SAME),),
            moved=True,
            blocks=(before.blocks[0], passage.blocks[1]),
            runs=(),
            around=(*(s for s in before.around if not s[1]), *(s for s in passage.around if s[1])),
        )
        joined.append(moved)
    return [passage for passage in joined if id(passage) not in left]


def _key_whole(passage: PassageChange, mark: Mark) -> tuple[str, str] | None:
    """Return kind and words of *passage*, if all of it has *mark*."""
    whole = [piece.mark for piece in passage.pieces] == [mark]
    return (passage.kind, passage.pieces[0].text.rstrip()) if whole else None


def _drop_same(old: Sequence[Block], new: Sequence[Block]) -> list[Sequence[Block]]:
    """Return *old* and *new* without what they begin and end with in common."""
    keys = [[_show_block(block) for block in blocks] for blocks in (old, new)]
    head = count_alike(*keys)
    tail = count_alike(*(key[head:][::-1] for key in keys))
    return [blocks[head : len(blocks) - tail] for blocks in (old, new)]


def _show_block(block: Block) -> tuple[object, ...]:
    """Return what a reader sees of *block*, however its spans are cut."""
    looks = groupby(spans_of(block), key=attrgetter("strong", "emphasis", "href"))
    words = tuple((look, plain(spans)) for look, spans in looks)
    shape = tuple(map(len, block.rows)) if isinstance(block, Table) else ()
    return name_kind(block), shape, words


class _Cut(NamedTuple):
    block: Block
    units: list[_Unit]

    @property
    def item(self) -> Candidate:
        kind = name_kind(self.block)
        # The photo of a release is one, whatever it shows.
        units = [] if isinstance(self.block, Figure) else self.units
        return Candidate(kind, tuple(word for unit in units for word in unit.words) or (kind,))


def _compare_blocks(
    before: Sequence[_Cut], after: Sequence[_Cut], pair: IndexPair, *, moved: bool
) -> Iterator[PassageChange]:
    """Yield the passages in which the blocks of *pair* differ: all of a block that moved."""
    old = None if pair.old is None else before[pair.old]
    new = None if pair.new is None else after[pair.new]
    blocks = (old and old.block, new and new.block)
    units = [one.units if one else [] for one in (old, new)]
    if None in blocks and isinstance(blocks[0] or blocks[1], Table):
        units = [_join_rows(some) if some else [] for some in units]
    pictures = [block for block in blocks if isinstance(block, Figure) and block.image]
    if all(map(_repeats_caption, pictures)):
        units = [some[block in pictures :] for some, block in zip(units, blocks, strict=True)]
    items = ([Candidate(unit.kind, unit.words) for unit in some] for some in units)
    for i, j in pair_items(*items):
        one, other = None if i is None else units[0][i], None if j is None else units[1][j]
        if one and other and not (one.has_space_after and other.has_space_after):
            one, other = one.strip(), other.strip()
        if moved or one is None or other is None or one.text != other.text:
            yield _compare_units(one, other, blocks, moved=moved)


def _repeats_caption(picture: Figure) -> bool:
    """Return whether *picture* is described as its caption says."""
    captions = [plain(caption.spans).split() for caption in picture.captions]
    return plain(picture.description).split() in captions


def _join_rows(rows: Sequence[_Unit]) -> list[_Unit]:
    """Return *rows* as one unit, a line each."""
    tokens = [token for unit in rows for token in (*unit.tokens, _SpanToken("\n", None))]
    return [replace(rows[0], tokens=tuple(tokens[:-1]))]


def _compare_units(
    old: _Unit | None, new: _Unit | None, blocks: tuple[Block | None, Block | None], *, moved: bool
) -> PassageChange:
    before, after = (unit.tokens if unit else () for unit in (old, new))
    texts = [[token.text for token in tokens] for tokens in (before, after)]
    runs = [_judge_run(run, *texts) for run in compare_tokens(*texts)]
    marked = [list(mark_run(run, before, after)) for run in runs]
    every = list(chain.from_iterable(marked))
    whole = new or old
    assert whole is not None
    return PassageChange(
        whole.language,
        whole.kind,
        tuple(Marked("".join([t.text for t in tokens]), mark) for mark, tokens in every),
        moved,
        blocks,
        tuple(_list_sides(some) for run, some in zip(runs, marked, strict=True) if not run.equal),
        _list_sides(every),
    )


def _judge_run(run: Run, old: Sequence[str], new: Sequence[str]) -> Run:
    """Return *run*; the same words are the same, however spans of *old* and *new* cut them."""
    before, after = ("".join(some[slice(*at)]) for some, at in ((old, run.old), (new, run.new)))
    return run if before != after else run._replace(equal=True)


def _list_sides(marked: Iterable[tuple[Mark, Sequence[_SpanToken]]]) -> Sides:
    """Return the spans of the tokens of either side, each once."""
    tokens = [(token, mark) for mark, tokens in marked for token in tokens]
    old, new = (
        [(t.span, is_new) for t, mark in tokens if t.span and mark is not other]
        for is_new, other in ((False, Mark.COME), (True, Mark.GONE))
    )
    return tuple(dict.fromkeys(old + new))


class _SpanToken(NamedTuple):
    """A token, and the span that it is of; None for what only sets cells apart."""

    text: str
    span: Span | None


@dataclass(frozen=True)
class _Unit:
    """A sentence, a caption, or a row."""

    language: Language
    kind: str
    tokens: tuple[_SpanToken, ...]

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(token.text for token in self.tokens)

    @cached_property
    def text(self) -> str:
        return "".join(self.words)

    @property
    def has_space_after(self) -> bool:
        """Whether it ends in what sets it apart from the next sentence."""
        return self.words[-1:] != () and not self.words[-1].strip()

    def strip(self) -> _Unit:
        """Return it without white space at its end."""
        return replace(self, tokens=_strip_end(self.tokens))


def _strip_end(tokens: Sequence[_SpanToken]) -> tuple[_SpanToken, ...]:
    left = list(tokens)
    while left and not left[-1].text.strip():
        left.pop()
    return tuple(left)


def _cut_block(block: Block, language: Language, cut: Cutter) -> list[_Unit]:
    cuts: Iterable[Iterable[_SpanToken]]
    match block:
        case Text(spans=spans):
            cuts = _cut_text(list(_cut_line(spans, cut)), language)
        case Figure():
            cuts = (_cut_line(line, cut) for line in lines(block) if line)
        case Table(header=header, rows=rows):
            cuts = (_cut_row(row, cut) for row in (header, *rows))
    return [_Unit(language, name_kind(block), tuple(tokens)) for tokens in cuts]


def _cut_text(left: list[_SpanToken], language: Language) -> Iterator[Sequence[_SpanToken]]:
    """Yield the sentences of the tokens *left*; a token is in the one that it begins in."""
    for sentence in cut_sentences("".join(token.text for token in left), language):
        size = count = 0
        while count < len(left) and size < len(sentence):
            size += len(left[count].text)
            count += 1
        if count:
            yield left[:count]
        del left[:count]


def _cut_row(row: Row, cut: Cutter) -> Iterator[_SpanToken]:
    for number, cell in enumerate(row):
        if number:
            yield _SpanToken(CELL_JOINT, None)
        for index, line in enumerate(cell.lines):
            if index:
                yield _SpanToken(" ", None)
            yield from _cut_line(line, cut)


def _cut_line(line: Line, cut: Cutter) -> tuple[_SpanToken, ...]:
    """Return the words of *line*, with what is not in its letters as Markdown has it.

    White space at its end, which nobody sees, is none of them.
    """
    return _strip_end(list(_cut_spans(line, cut)))


def _cut_spans(line: Line, cut: Cutter) -> Iterator[_SpanToken]:
    for span in line:
        mark = "**" * span.strong + "*" * span.emphasis
        address = f" <{span.href}>" if span.href and span.href not in span.text else ""
        for word in filter(None, (mark, *cut(span.text), mark, address)):
            yield _SpanToken(word, span)


_AROUND = {Language.JA: 20, Language.EN: 40}
"""How many characters are shown before and after a change."""

ELLIPSIS = "…"


def excerpt(pieces: Sequence[Marked], language: Language) -> tuple[Marked, ...]:
    """Return *pieces*, those that stay cut down to what is near a change.

    Of many lines, which are the rows of a table that came or went, the first is shown; of words of
    which none changed, which only moved, the beginning.
    """
    last = len(pieces) - 1
    changed = any(piece.mark is not Mark.SAME for piece in pieces)
    return tuple(
        Marked(_shorten(piece.text, language, first=changed and n == 0, last=n == last), piece.mark)
        if piece.mark is Mark.SAME
        else Marked(_take_line((n == last and piece.text.rstrip()) or piece.text), piece.mark)
        for n, piece in enumerate(pieces)
    )


def _take_line(text: str) -> str:
    first, end, _ = text.partition("\n")
    return f"{first} {ELLIPSIS}" if end else first


def _shorten(text: str, language: Language, *, first: bool, last: bool) -> str:
    """Return the end of *text* when it is the *first*, its beginning when the *last*, or both."""
    around = _AROUND[language]
    text = text.rstrip() if last else text
    characters = cut_characters(text)
    if len(characters) <= around * (1 if first or last else 2) + len(ELLIPSIS):
        return text
    head = "" if first else _cut_word("".join(characters[: around + 1]), r"\s\S*$", language)
    tail = "" if last else _cut_word("".join(characters[-around - 1 :]), r"^\S*\s", language)
    return f"{head}{ELLIPSIS}{tail}"


def _cut_word(text: str, broken: str, language: Language) -> str:
    """Return *text* without the word that was cut, where words are set apart by spaces."""
    whole = re.sub(broken, "", text, count=1) if language is Language.EN else text
    return whole or text

"""Compares two wordings of one release: which passages changed, and which words of them.

A block is cut into units, which a review reads one at a time: sentences, captions, rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, groupby
from operator import attrgetter
from typing import NamedTuple

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
    compare_tokens,
    count_alike,
    cut_sentences,
    mark_run,
)
from linkj_press.text.pairing import Candidate, IndexPair, find_moves, pair_items


class Token(NamedTuple):
    """A token, and the span that it is of; None for what only sets cells apart."""

    text: str
    span: Span | None


@dataclass(frozen=True)
class Unit:
    """A sentence, a caption, or a row."""

    kind: str
    """Its role in the release: ``lede``, ``table``."""

    tokens: tuple[Token, ...]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The texts of its tokens."""
        return tuple(token.text for token in self.tokens)

    @property
    def item(self) -> Candidate:
        """The unit, to be paired."""
        return Candidate(self.kind, self.words)


def cut_block(block: Block, language: Language, cut: Cutter) -> list[Unit]:
    """Return the units of *block*."""
    kind = name_kind(block)
    match block:
        case Text(spans=spans):
            return list(_cut_text(kind, _cut_line(spans, cut), language))
        case Figure():
            return [Unit(kind, tuple(_cut_line(line, cut))) for line in lines(block) if line]
        case Table(header=header, rows=rows):
            return [Unit(kind, tuple(_cut_row(row, cut))) for row in (header, *rows)]


def _cut_text(kind: str, tokens: Iterable[Token], language: Language) -> Iterator[Unit]:
    """Yield the sentences that *tokens* make; a token is in the one that it begins in."""
    left = list(tokens)
    for sentence in cut_sentences("".join(token.text for token in left), language):
        size = count = 0
        while count < len(left) and size < len(sentence):
            size += len(left[count].text)
            count += 1
        if count:
            yield Unit(kind, tuple(left[:count]))
        del left[:count]


def _cut_row(row: Row, cut: Cutter) -> Iterator[Token]:
    for number, cell in enumerate(row):
        if number:
            yield Token(CELL_JOINT, None)
        for index, line in enumerate(cell.lines):
            if index:
                yield Token(" ", None)
            yield from _cut_line(line, cut)


def _cut_line(line: Line, cut: Cutter) -> Iterator[Token]:
    for span in line:
        yield from (Token(word, span) for word in _write(span, cut))


def _write(span: Span, cut: Cutter) -> Sequence[str]:
    """Return the words of *span*, with what is not in its letters as Markdown has it."""
    mark = "**" * span.strong + "*" * span.emphasis
    address = [f" <{span.href}>"] if span.href and span.href not in span.text else []
    marks = [mark] if mark else []
    return [*marks, *cut(span.text), *marks, *address]


Sides = tuple[tuple[Span, ...], tuple[Span, ...]]
"""Spans of the old and of the new release."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, caption or row that is not as it was."""

    kind: str
    """Its role in the release: ``lede``, ``table``."""

    pieces: tuple[Marked, ...]
    """Its words, those that are gone before those that came in their place."""

    moved: bool
    """Whether the block that it is of stands elsewhere now."""

    blocks: tuple[Block | None, Block | None]
    """The blocks that it is of, in the old and the new release."""

    runs: tuple[Sides, ...]
    """What the changed words are of, each run of words that others came in the place of."""

    around: Sides
    """What all words are of."""

    @property
    def texts(self) -> tuple[str, str]:
        """All its words as they were, and as they are; a table that came or went has many lines."""
        old, new = (
            "".join(piece.text for piece in self.pieces if piece.mark is not other)
            for other in (Mark.COME, Mark.GONE)
        )
        return old, new


def compare_documents(old: Document, new: Document, cut: Cutter) -> list[Passage]:
    """Return the passages in which *new* differs from *old*, in the order of *new*.

    Both are one release in one language; *cut* says what its tokens are.
    """
    language = new.language
    before, after = (
        [_Cut(block, cut_block(block, language, cut)) for block in blocks]
        for blocks in _drop_same(old.blocks, new.blocks)
    )
    old_items, new_items = ([one.item for one in blocks] for blocks in (before, after))
    pairs = pair_items(old_items, new_items)
    moves = {move.new: move for move in find_moves(old_items, new_items, pairs)}
    left = {move.old for move in moves.values()}
    passages: list[Passage] = []
    for pair in pairs:
        if pair.new in moves and pair.old is None:
            passages += _compare_blocks(before, after, moves[pair.new], moved=True)
        elif pair.new is not None or pair.old not in left:
            passages += _compare_blocks(before, after, pair, moved=False)
    return list(_join_moved(passages))


def _join_moved(passages: Sequence[Passage]) -> Iterator[Passage]:
    """Yield *passages*; a sentence gone from one paragraph and come in another has moved."""
    gone: dict[tuple[str, str], list[Passage]] = {}
    for passage in passages:
        if key := _key_whole(passage, Mark.GONE):
            gone.setdefault(key, []).append(passage)
    joined = {
        id(passage): gone[key].pop(0)
        for passage in passages
        if (key := _key_whole(passage, Mark.COME)) and gone.get(key)
    }
    left = set(map(id, joined.values()))
    for passage in passages:
        if id(passage) in joined:
            yield _join(joined[id(passage)], passage)
        elif id(passage) not in left:
            yield passage


def _key_whole(passage: Passage, mark: Mark) -> tuple[str, str] | None:
    """Return kind and words of *passage*, if all of it has *mark*."""
    if [piece.mark for piece in passage.pieces] != [mark]:
        return None
    return passage.kind, passage.pieces[0].text.rstrip()


def _join(gone: Passage, come: Passage) -> Passage:
    return replace(
        come,
        pieces=(Marked(come.pieces[0].text, Mark.SAME),),
        moved=True,
        blocks=(gone.blocks[0], come.blocks[1]),
        runs=(),
        around=(gone.around[0], come.around[1]),
    )


def _drop_same(
    old: Sequence[Block], new: Sequence[Block]
) -> tuple[Sequence[Block], Sequence[Block]]:
    """Return *old* and *new* without what they begin and end with in common."""
    keys = [[_key(block) for block in blocks] for blocks in (old, new)]
    head = count_alike(*keys)
    tail = count_alike(*(key[head:][::-1] for key in keys))
    return old[head : len(old) - tail], new[head : len(new) - tail]


def _key(block: Block) -> tuple[object, ...]:
    """Return what a reader sees of *block*, however its spans are cut."""
    looks = groupby(spans_of(block), key=attrgetter("strong", "emphasis", "href"))
    words = tuple((look, plain(spans)) for look, spans in looks)
    shape = tuple(map(len, block.rows)) if isinstance(block, Table) else ()
    return name_kind(block), shape, words


class _Cut(NamedTuple):
    """A block and its units."""

    block: Block
    units: list[Unit]

    @property
    def item(self) -> Candidate:
        # The photo of a release is one, whatever it shows.
        units = [] if isinstance(self.block, Figure) else self.units
        words = tuple(word for unit in units for word in unit.words)
        return Candidate(name_kind(self.block), words or (name_kind(self.block),))

    @property
    def whole(self) -> Unit:
        """All its units as one, a line each."""
        tokens = [token for unit in self.units for token in (*unit.tokens, Token("\n", None))]
        return Unit(name_kind(self.block), tuple(tokens[:-1]))


def _compare_blocks(
    before: Sequence[_Cut], after: Sequence[_Cut], pair: IndexPair, *, moved: bool
) -> Iterator[Passage]:
    """Yield the passages in which the blocks of *pair* differ: all of a block that moved."""
    old = None if pair.old is None else before[pair.old]
    new = None if pair.new is None else after[pair.new]
    blocks = (old and old.block, new and new.block)
    if (old is None or new is None) and isinstance(blocks[0] or blocks[1], Table):
        yield _compare_units(old and old.whole, new and new.whole, blocks, moved=moved)
        return
    units = [one.units if one else [] for one in (old, new)]
    for i, j in pair_items(*([unit.item for unit in some] for some in units)):
        one, other = None if i is None else units[0][i], None if j is None else units[1][j]
        if moved or one is None or other is None or one.words != other.words:
            yield _compare_units(one, other, blocks, moved=moved)


def _compare_units(
    old: Unit | None,
    new: Unit | None,
    blocks: tuple[Block | None, Block | None],
    *,
    moved: bool,
) -> Passage:
    before, after = (unit.tokens if unit else () for unit in (old, new))
    words = [unit.words if unit else () for unit in (old, new)]
    runs = compare_tokens(*words)
    marked = [list(mark_run(run, before, after)) for run in runs]
    every = list(chain.from_iterable(marked))
    whole = new or old
    assert whole is not None
    return Passage(
        whole.kind,
        tuple(Marked("".join([t.text for t in tokens]), mark) for mark, tokens in every),
        moved,
        blocks,
        tuple(
            (_list_spans(some, Mark.GONE), _list_spans(some, Mark.COME))
            for run, some in zip(runs, marked, strict=True)
            if not run.equal
        ),
        (_list_spans(every, Mark.GONE, Mark.SAME), _list_spans(every, Mark.COME, Mark.SAME)),
    )


def _list_spans(marked: Iterable[tuple[Mark, Sequence[Token]]], *wanted: Mark) -> tuple[Span, ...]:
    """Return the spans of the tokens with a mark that is *wanted*, each once."""
    spans = (token.span for mark, tokens in marked if mark in wanted for token in tokens)
    return tuple(dict.fromkeys(span for span in spans if span))

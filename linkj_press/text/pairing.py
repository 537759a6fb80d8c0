"""Finds which old text became which new one: sentences, paragraphs, rows of a table.

Any two rows of things are matched in their order; how much two are alike is for others to say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import zip_longest
from typing import NamedTuple, TypeVar

_T = TypeVar("_T")


class IndexPair(NamedTuple):
    """Where two that match stand among the old and the new; one of the two may be None."""

    old: int | None
    new: int | None


def match_in_order(
    one: Sequence[_T], other: Sequence[_T], likeness: Callable[[_T, _T], float]
) -> Iterator[IndexPair]:
    """Yield each thing of *one* and *other* once, in both orders, as matches or alone.

    Of all ways to match them this is one whose likenesses sum up to the most. Two things match
    only if their *likeness* is more than 0.
    """
    alike = [[likeness(a, b) for b in other] for a in one]
    best = _score(alike, len(other))
    i = j = 0
    while i < len(one) and j < len(other):
        if alike[i][j] and best[i][j] == alike[i][j] + best[i + 1][j + 1]:
            yield IndexPair(i, j)
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            yield IndexPair(i, None)
            i += 1
        else:
            yield IndexPair(None, j)
            j += 1
    yield from (IndexPair(index, None) for index in range(i, len(one)))
    yield from (IndexPair(None, index) for index in range(j, len(other)))


def _score(alike: Sequence[Sequence[float]], width: int) -> list[list[float]]:
    """Return, for each end of both rows, what the best matches of these two ends sum up to."""
    best = [[0.0] * (width + 1) for _ in range(len(alike) + 1)]
    for i in reversed(range(len(alike))):
        for j in reversed(range(width)):
            matched = alike[i][j] + best[i + 1][j + 1] if alike[i][j] else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], matched)
    return best


_ALIKE = 0.4
"""From this likeness on, two texts of one kind are taken for one that was reworded."""

_MOVED = 0.8
"""From this likeness on, a text that is gone here and new there is taken for one that moved."""

_MOST_PAIRS = 250_000
"""Of more pairs than this only texts that are the same, or alike in order, are looked for."""

_MOST_SAME, _MOST_SAME_OF_USUAL = 10_000_000, 10_000
"""Of more pairs of the same than the first, those of which there are more than the second count
only beside others: each is looked at many times."""


@dataclass(frozen=True)
class Candidate:
    """A text that may have become another."""

    kind: str
    """Only items of one kind become each other: ``headline``."""

    tokens: tuple[str, ...]

    @cached_property
    def _bag(self) -> Counter[str]:
        return Counter({token: len(token) * n for token, n in Counter(self.tokens).items()})

    @cached_property
    def _size(self) -> int:
        return sum(self._bag.values())

    def likeness(self, other: Candidate) -> float:
        """Return from 0, nothing in common, to 1, the same tokens in whatever order."""
        if self.kind != other.kind:
            return 0.0
        whole = self._size + other._size
        few, many = sorted((self._bag, other._bag), key=len)
        common = sum(min(size, many[token]) for token, size in few.items() if token in many)
        return 2 * common / whole if whole else 1.0


def pair_items(old: Sequence[Candidate], new: Sequence[Candidate]) -> list[IndexPair]:
    """Return each of *old* and *new* once, those that became each other as a pair.

    Pairs come in both orders at once. Items that are the same are paired first; between these,
    the pairing is the one whose likenesses sum up to the most.
    """
    pairs: list[IndexPair] = []
    usual = _find_usual(old, new)
    matcher = SequenceMatcher(usual.__contains__, old, new, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            pairs += map(IndexPair, range(a, b), range(c, d))
        else:
            for i, j in _pair_alike(old[a:b], new[c:d]):
                pairs.append(IndexPair(None if i is None else i + a, None if j is None else j + c))
    return pairs


def _find_usual(old: Sequence[Candidate], new: Sequence[Candidate]) -> set[Candidate]:
    """Return the items that stand in both so often that they tell nothing of a place."""
    before, after = Counter(old), Counter(new)
    same = {item: count * after[item] for item, count in before.items() if item in after}
    if sum(same.values()) <= _MOST_SAME:
        return set()
    return {item for item, pairs in same.items() if pairs > _MOST_SAME_OF_USUAL}


def find_moves(
    old: Sequence[Candidate], new: Sequence[Candidate], pairs: Sequence[IndexPair]
) -> list[IndexPair]:
    """Return the items that *pairs* leave alone on both sides and that only changed their place."""
    gone = [pair.old for pair in pairs if pair.old is not None and pair.new is None]
    come = [pair.new for pair in pairs if pair.new is not None and pair.old is None]
    moves: list[IndexPair] = []
    for i in gone:
        likenesses = [(old[i].likeness(new[j]), -j) for j in come]
        best, place = max(likenesses, default=(0.0, 0))
        if best >= _MOVED and old[i].tokens:
            moves.append(IndexPair(i, -place))
            come.remove(-place)
    return moves


def _pair_alike(old: Sequence[Candidate], new: Sequence[Candidate]) -> Iterator[IndexPair]:
    """Yield *old* and *new*, of which no two are the same at the same place."""

    def weigh(one: Candidate, other: Candidate) -> float:
        """Return the likeness, or 0 where it is too little for one to become the other."""
        likeness = one.likeness(other)
        return likeness if likeness >= _ALIKE else 0.0

    if len(old) * len(new) <= _MOST_PAIRS:
        yield from match_in_order(old, new, weigh)
        return
    for index, (one, other) in enumerate(zip_longest(old, new)):
        if one and other and weigh(one, other):
            yield IndexPair(index, index)
            continue
        if one:
            yield IndexPair(index, None)
        if other:
            yield IndexPair(None, index)

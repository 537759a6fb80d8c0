"""What became of a text: which of its tokens stand, and which others came in the place of some."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest
from typing import NamedTuple, TypeVar

_MOST_PAIRS = 4_000_000
"""Beyond so many pairs of tokens, the parts that differ are not compared more closely."""


_T = TypeVar("_T")


class Mark(StrEnum):
    """What became of words."""

    SAME = "equal"
    GONE = "delete"
    COME = "insert"


class Piece(NamedTuple):
    """Words that are the same, gone or come."""

    text: str
    mark: Mark


class Run(NamedTuple):
    """Tokens that stand, or tokens and what replaced them."""

    old: tuple[int, int]
    """From which token to before which, in the old text."""

    new: tuple[int, int]
    equal: bool = False


def compare_tokens(old: Sequence[str], new: Sequence[str]) -> list[Run]:
    """Return the runs of *old* and *new*, in order: equal and changed ones take turns.

    What stands between two changes and is short beside them counts as changed too: a reader takes
    in a phrase more easily than letters that happen to be the same.
    """
    head = count_alike(old, new)
    tail = count_alike(old[head:][::-1], new[head:][::-1])
    old_end, new_end = len(old) - tail, len(new) - tail
    runs = [Run((0, head), (0, head), equal=True)] if head else []
    for run in _compare(old[head:old_end], new[head:new_end]):
        (a, b), (c, d) = run.old, run.new
        runs.append(Run((a + head, b + head), (c + head, d + head), run.equal))
    if tail:
        runs.append(Run((old_end, len(old)), (new_end, len(new)), equal=True))
    return _merge_islands(runs, old, new)


def mark_run(run: Run, old: Sequence[_T], new: Sequence[_T]) -> Iterator[tuple[Mark, Sequence[_T]]]:
    """Yield what *run* holds of *old* and *new*: what is gone before what came in its place."""
    gone, come = old[slice(*run.old)], new[slice(*run.new)]
    for mark, some in [(Mark.SAME, come)] if run.equal else [(Mark.GONE, gone), (Mark.COME, come)]:
        if some:
            yield mark, some


def count_alike(old: Sequence[object], new: Sequence[object]) -> int:
    """Return how many of their first things the two have in common."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((n for n, (one, other) in pairs if one != other), min(len(old), len(new)))


def _compare(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    if not old and not new:
        return
    if not old or not new or len(old) * len(new) > _MOST_PAIRS:
        yield Run((0, len(old)), (0, len(new)))
        return
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield Run((a, b), (c, d), kind == "equal")


def _merge_islands(runs: list[Run], old: Sequence[str], new: Sequence[str]) -> list[Run]:
    """Return *runs* with each island, an equal run that is short beside its shores, merged."""

    def weigh(run: Run) -> int:
        sizes = (sum(map(len, text[slice(*at)])) for text, at in ((old, run.old), (new, run.new)))
        return max(sizes)

    merged: list[Run] = []
    for run, after in zip_longest(runs, runs[1:]):
        before = merged[-1] if merged else None
        if before is None or before.equal or (run.equal and after is None):
            merged.append(run)
        elif not run.equal or (after and _is_island(weigh(run), weigh(before), weigh(after))):
            merged[-1] = Run((before.old[0], run.old[1]), (before.new[0], run.new[1]))
        else:
            merged.append(run)
    return merged


def _is_island(size: int, before: int, after: int) -> bool:
    return size == 1 or 2 * size <= min(before, after)

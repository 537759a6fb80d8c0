"""Matches two rows of things in their order; how much two are alike is for others to say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Match = tuple[int | None, int | None]
"""Where two that match stand in their rows; None in place of what nothing matches."""

_T = TypeVar("_T")


def match_in_order(
    one: Sequence[_T], other: Sequence[_T], likeness: Callable[[_T, _T], float]
) -> Iterator[Match]:
    """Yield each thing of *one* and *other* once, in both orders, as matches or alone.

    Of all ways to match them this is one whose likenesses sum up to the most. Two things match
    only if their *likeness* is more than 0.
    """
    alike = [[likeness(a, b) for b in other] for a in one]
    best = _score(alike, len(other))
    i = j = 0
    while i < len(one) and j < len(other):
        if alike[i][j] and best[i][j] == alike[i][j] + best[i + 1][j + 1]:
            yield i, j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            yield i, None
            i += 1
        else:
            yield None, j
            j += 1
    yield from ((index, None) for index in range(i, len(one)))
    yield from ((None, index) for index in range(j, len(other)))


def _score(alike: Sequence[Sequence[float]], width: int) -> list[list[float]]:
    """Return, for each end of both rows, what the best matches of these two ends sum up to."""
    best = [[0.0] * (width + 1) for _ in range(len(alike) + 1)]
    for i in reversed(range(len(alike))):
        for j in reversed(range(width)):
            matched = alike[i][j] + best[i + 1][j + 1] if alike[i][j] else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], matched)
    return best

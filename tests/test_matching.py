"""Two rows, matched in their order."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from linkj_press.text.pairing import match_in_order

ROWS = st.lists(st.integers(0, 4), max_size=5)


def likeness(one: int, other: int) -> float:
    return {0: 3.0, 1: 2.0, 2: 0.5}.get(abs(one - other), 0.0)


def find_best(one: list[int], other: list[int]) -> float:
    """Return the highest sum of all ways to match *one* and *other*, by trying each."""
    ways = (
        zip(some, others, strict=True)
        for size in range(min(len(one), len(other)) + 1)
        for some in combinations(one, size)
        for others in combinations(other, size)
    )
    return max(sum(likeness(a, b) for a, b in way) for way in ways)


@given(ROWS, ROWS)
def test_no_other_way_to_match_is_better(one: list[int], other: list[int]) -> None:
    """Each thing comes once and in its order, only like ones match, and the sum is the highest."""
    matches = list(match_in_order(one, other, likeness))
    assert [i for i, _ in matches if i is not None] == list(range(len(one)))
    assert [j for _, j in matches if j is not None] == list(range(len(other)))
    scores = [likeness(one[i], other[j]) for i, j in matches if i is not None and j is not None]
    assert all(scores)
    assert sum(scores) == find_best(one, other)

"""Pairs the sentences of a part in its two languages: by field and line, else by length."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from linkj_press.check.printed import PrintedWords
from linkj_press.draft.document import HouseSource, PartnerSource, Table
from linkj_press.text.edits import cut_sentences

SentencePair = tuple[PrintedWords | None, PrintedWords | None]
"""What one sentence, or a few, say in either language; one of the two may be lacking."""


def pair_sentences(ja: PrintedWords, en: PrintedWords) -> Iterator[SentencePair]:
    """Yield the sentences of *ja* and *en* in pairs, in their order; a row of a table is one."""
    if isinstance(ja.block, Table):
        yield ja, en
        return
    one, other = _cut(ja), _cut(en)
    lines, in_other = ([key for key, _ in groupby(cut, key=_name_line)] for cut in (one, other))
    if lines != in_other:
        yield from _align(one, other)
        return
    for (_, a), (_, b) in zip(groupby(one, key=_name_line), groupby(other, key=_name_line), strict=True):
        yield from _align(list(a), list(b))


def _cut(words: PrintedWords) -> list[PrintedWords]:
    found, begin = [], words.begin
    for text in cut_sentences(words.text, words.language):
        end = begin + len(text)
        if text.strip():
            found.append(replace(words, begin=begin, end=end))
        begin = end
    return found


def _name_line(words: PrintedWords) -> str:
    """Return which line of which field *words* end in, in words for both languages."""
    for span, *_ in reversed(words.spans):
        source, value = span.source, span.value
        if isinstance(source, PartnerSource | HouseSource) and isinstance(value, type(source)):
            field, _, language = source.field.rpartition(".")
            if language == words.language and span.text.strip() and value.field == source.field:
                return f"{field} {source.place.line - value.place.line}"
    return ""


_ENGLISH_PER_JAPANESE = 2.54
"""How many English characters a Japanese one becomes, in the shipped files."""

_LONE = 0.6
"""What it costs to leave a sentence without another; a pair costs how far its lengths are off."""

_SHAPES = {(1, 1): 0.0, (1, 2): 0.3, (2, 1): 0.3, (1, 3): 0.6, (3, 1): 0.6}
"""What it costs more for so many sentences to pair with so many."""


def _align(one: Sequence[PrintedWords], other: Sequence[PrintedWords]) -> Iterator[SentencePair]:
    """Yield *one* and *other* in pairs of the likeliest lengths (Gale and Church, 1993)."""
    if len(one) == len(other):
        yield from zip(one, other, strict=True)
        return
    sizes = [[len(words.text.strip()) for words in row] for row in (one, other)]
    best: dict[tuple[int, int], tuple[float, int, int]] = {(0, 0): (0.0, 0, 0)}
    for i in range(len(one) + 1):
        for j in range(len(other) + 1):
            steps = [(best[i - a, j - b][0] + cost, a, b) for a, b, cost in _steps(sizes, i, j)]
            if steps:
                best[i, j] = min(steps)
    yield from reversed(list(_trace(best, one, other)))


def _steps(sizes: Sequence[Sequence[int]], i: int, j: int) -> Iterator[tuple[int, int, float]]:
    if i:
        yield 1, 0, _LONE
    if j:
        yield 0, 1, _LONE
    for (a, b), cost in _SHAPES.items():
        if a <= i and b <= j:
            ja, en = sum(sizes[0][i - a : i]), sum(sizes[1][j - b : j])
            yield a, b, cost + abs(math.log(en / (ja * _ENGLISH_PER_JAPANESE)))


def _trace(
    best: dict[tuple[int, int], tuple[float, int, int]],
    one: Sequence[PrintedWords],
    other: Sequence[PrintedWords],
) -> Iterator[SentencePair]:
    """Yield the pairs that *best* leads to, from the last to the first."""
    i, j = len(one), len(other)
    while i or j:
        _, a, b = best[i, j]
        yield _join(one[i - a : i]), _join(other[j - b : j])
        i, j = i - a, j - b


def _join(words: Sequence[PrintedWords]) -> PrintedWords | None:
    return replace(words[0], end=words[-1].end) if words else None

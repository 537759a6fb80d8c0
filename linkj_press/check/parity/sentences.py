"""Pairs the sentences of a part in its two languages: by field and line, else by length."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from linkj_press.check.parity.facts import FactKind
from linkj_press.check.parity.read import read_facts
from linkj_press.check.printed import PrintedWords, is_typed
from linkj_press.draft.alignment import list_names_in_both
from linkj_press.draft.document import HouseSource, PartnerSource, Table
from linkj_press.language import Language
from linkj_press.text.edits import cut_sentences
from linkj_press.text.patterns import compile_pattern

SentencePair = tuple[PrintedWords | None, PrintedWords | None]
"""What one sentence, or a few, say in either language; one of the two may be lacking."""


def pair_sentences(ja: PrintedWords, en: PrintedWords) -> Iterator[SentencePair]:
    """Yield the sentences of *ja* and *en* in pairs, in their order; a row of a table is one."""
    if isinstance(ja.block, Table):
        yield ja, en
        return
    one, other = _cut(ja), _cut(en)
    if len(one) == len(other) == 1:
        yield one[0], other[0]
        return
    groups, others = (
        [(key, list(group)) for key, group in groupby(cut, key=_name_line)] for cut in (one, other)
    )
    if [key for key, _ in groups] != [key for key, _ in others]:
        yield from _align(one, other)
        return
    for (_, a), (_, b) in zip(groups, others, strict=True):
        yield from _align(a, b)


def _cut(words: PrintedWords) -> list[PrintedWords]:
    found: list[PrintedWords] = []
    begin = words.begin
    for text in cut_sentences(words.text, words.language):
        end = begin + len(text)
        if found and _OF_DAY.search(found[-1].text) and not _OPENS.match(text):
            found[-1] = replace(found[-1], end=end)
        elif text.strip():
            is_whole = begin == words.begin and len(text) == len(words.text)
            found.append(words if is_whole else replace(words, begin=begin, end=end))
        begin = end
    return found


def _name_line(words: PrintedWords) -> str:
    """Return which line of which field *words* end in, in words for both languages."""
    for span, *_ in reversed(words.spans):
        source, value = span.source, span.value
        if (
            isinstance(source, PartnerSource | HouseSource)
            and isinstance(value, type(source))
            and source.field.startswith(_OF_LINES)
        ):
            field, _, language = source.field.rpartition(".")
            if language == words.language and span.text.strip() and value.field == source.field:
                return f"{field} {source.place.line - value.place.line}"
    return ""


_OF_LINES = (
    *("release.background", "release.purpose", "release.closing", "release.quotes"),
    *("release.about", "about"),
)
"""The fields that hold a sentence a line; others are words within a sentence."""

_OF_DAY = compile_pattern(r"\b[ap]\.m\.\s+$")
"""Matches what seems to end a sentence in: 5 p.m. JST."""

_OPENS = compile_pattern(r"(?:The|This|These|It|In|They|LINK-J|An?|He|She|At|On|For|To|With|As)\b")
"""Matches what begins another sentence after such a time."""

_ENGLISH_PER_JAPANESE = 2.54
"""How many English characters a Japanese one becomes, in the shipped files."""

_LONE = 0.6
"""What it costs to leave a sentence without another; a pair costs how far its lengths are off."""

_LONE_IN_TEMPLATE = 0.72
"""The same in a template, whose words go each language’s own way more than a field’s lines do."""

_SHAPES = {(1, 1): 0.0, (1, 2): 0.4, (2, 1): 0.4, (1, 3): 1.2, (3, 1): 1.2}
"""What it costs more for so many sentences to pair with so many."""

_OF_TWO_LINES = 0.5
"""What it costs more for sentences of several lines of a field to pair with one."""


_SPLIT = 0.1
"""What it costs more where one sentence of two clauses becomes two."""

_JOINS = {
    Language.JA: compile_pattern(
        "[ぁ-ん一-龥][しいきぎちびみりえけげせてでべめれ]、|とともに、|ますが、"
    ),
    Language.EN: compile_pattern(
        r"\b(?:and|while|which|where|who|after|before|but|so)\b"
        r"|;|, \w+ing\b|\bto [a-z]+ [a-z ]+ to\b"
    ),
}

_NO_VALUES = 0.8
"""What it costs more where the filled-in values of one are not those of the other."""


class _Measured(NamedTuple):
    """What tells that a sentence is the counterpart of another."""

    size: int
    line: str
    values: frozenset[str]

    joins: bool
    """Whether it has two clauses that the other language may make a sentence each."""


def _measure(words: PrintedWords) -> _Measured:
    # Of which field the words are, their line says.
    values = list_names_in_both(s for s, *_ in words.spans if s.value and not is_typed(s.value))
    facts = read_facts(words.text, words.language)
    told = {str(fact.value) for fact in facts if fact.weight and fact.kind is not FactKind.WORDING}
    # Filled-in values are names and figures, of other lengths than words are.
    typed = sum(end - start for span, start, end in words.spans if is_typed(span.source))
    joins = bool(_JOINS[words.language].search(words.text))
    return _Measured(typed or len(words.text.strip()), _name_line(words), values | told, joins)


def _align(one: Sequence[PrintedWords], other: Sequence[PrintedWords]) -> Iterator[SentencePair]:
    """Yield *one* and *other* in pairs of the likeliest lengths (Gale and Church, 1993)."""
    if len(one) == len(other):
        yield from zip(one, other, strict=True)
        return
    sizes = [[_measure(words) for words in row] for row in (one, other)]
    best: dict[tuple[int, int], tuple[float, int, int]] = {(0, 0): (0.0, 0, 0)}
    for i in range(len(one) + 1):
        for j in range(len(other) + 1):
            steps = [(best[i - a, j - b][0] + cost, a, b) for a, b, cost in _steps(sizes, i, j)]
            if steps:
                best[i, j] = min(steps)
    yield from reversed(list(_trace(best, one, other)))


def _steps(
    sizes: Sequence[Sequence[_Measured]], i: int, j: int
) -> Iterator[tuple[int, int, float]]:
    for at, row, a, b in ((i, sizes[0], 1, 0), (j, sizes[1], 0, 1)):
        if at:
            yield a, b, _LONE if row[at - 1].line else _LONE_IN_TEMPLATE
    for (a, b), cost in _SHAPES.items():
        if a <= i and b <= j:
            one, other = sizes[0][i - a : i], sizes[1][j - b : j]
            if _is_split(one, other):
                yield a, b, _SPLIT + _weigh_sizes(one, other)
            yield a, b, cost + _tell_lines(one, other) + _weigh(one, other)


def _is_split(ja: Sequence[_Measured], en: Sequence[_Measured]) -> bool:
    """Return whether English says in two sentences what Japanese joins in one."""
    if (len(ja), len(en)) != (1, 2) or en[1].values - ja[0].values:
        return False
    is_second = bool(ja[0].values) and ja[0].values <= en[1].values  # it says all alone
    return ja[0].joins and not en[0].joins and not is_second


def _tell_lines(ja: Sequence[_Measured], en: Sequence[_Measured]) -> float:
    several = any(len({each.line for each in row if each.line}) > 1 for row in (ja, en))
    return _OF_TWO_LINES if several else 0.0


def _weigh_sizes(ja: Sequence[_Measured], en: Sequence[_Measured]) -> float:
    sizes = [sum(each.size for each in row) for row in (ja, en)]
    return abs(math.log(sizes[1] / (sizes[0] * _ENGLISH_PER_JAPANESE)))


def _weigh(ja: Sequence[_Measured], en: Sequence[_Measured]) -> float:
    """Return how unlikely it is that *ja* and *en* say the same."""
    cost = _weigh_sizes(ja, en)
    one, other = (frozenset().union(*(each.values for each in row)) for row in (ja, en))
    if one or other:
        cost += _NO_VALUES * (1 - len(one & other) / max(min(len(one), len(other)), 1))
    return cost


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
    if len(words) == 1:
        return words[0]
    return replace(words[0], end=words[-1].end) if words else None

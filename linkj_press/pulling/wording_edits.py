"""Finds what changed in a draft outside of the filled-in values: words of templates, paragraphs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from linkj_press.comparing.edits import Piece, compare_tokens, mark_run
from linkj_press.comparing.pairing import Item, pair_items
from linkj_press.comparing.tokens import cut_tokens
from linkj_press.manifest import Value
from linkj_press.pulling.returned import Returned, write_lines
from linkj_press.word import Paragraph


@dataclass(frozen=True, slots=True)
class WordingEdit:
    """A paragraph whose own words are others now, that is new, or that is gone."""

    pieces: tuple[Piece, ...]
    """Its words, filled-in values and all."""

    old: int | None
    """The index of the paragraph when it was written; None for a new one."""

    new: int | None
    """The index of the paragraph now; None for one that is gone."""

    values: tuple[Value, ...]
    """The filled-in values whose words are among those that changed, or beside what came."""


_FRAMED = "\0"
"""Begins the key of a whole value."""


class _Token(NamedTuple):
    """A token of a paragraph, or a whole filled-in value."""

    key: str
    """What makes it the same as another: the number of its value, or its text."""

    text: str
    value: int | None = None


def find_wording_edits(returned: Returned) -> list[WordingEdit]:
    """Return what changed in the body of *returned* but for the text of its values.

    Where the controls are gone, words of values count like any others.
    """
    manifest, text = returned.manifest, returned.text
    values = {value.id: value for value in manifest.values}
    old = [list(_cut_line(line, values, returned)) for line in manifest.skeleton]
    new = [list(_cut_paragraph(paragraph, returned)) for paragraph in text.body]
    before, after = write_lines(manifest.skeleton, manifest), [p.text for p in text.body]
    edits: list[WordingEdit] = []
    for pair in pair_items(*(list(map(_make_item, some)) for some in (old, new))):
        i, j = pair
        one, other = [] if i is None else old[i], [] if j is None else new[j]
        same = i is not None and j is not None and before[i] == after[j]
        if same or [token.key for token in one] == [token.key for token in other]:
            continue
        edits.append(_describe(one, other, (i, j), values))
    return edits


def _make_item(tokens: Sequence[_Token]) -> Item:
    return Item("", tuple(token.key for token in tokens))


def _cut_line(
    line: tuple[str | int, ...], values: dict[int, Value], returned: Returned
) -> Iterator[_Token]:
    for piece in line:
        if isinstance(piece, int) and piece in returned.found:
            yield _Token(f"{_FRAMED}{piece}", values[piece].text, piece)
        elif isinstance(piece, int):
            yield from (_Token(word, word, piece) for word in cut_tokens(values[piece].text))
        else:
            yield from (_Token(word, word) for word in cut_tokens(piece))


def _cut_paragraph(paragraph: Paragraph, returned: Returned) -> Iterator[_Token]:
    for piece in paragraph.pieces:
        number = returned.number_of.get(id(piece))
        if number is None:
            yield from (_Token(word, word) for word in cut_tokens(piece.text))
        else:
            yield _Token(f"{_FRAMED}{number}", piece.text, number)


def _describe(
    old: Sequence[_Token],
    new: Sequence[_Token],
    place: tuple[int | None, int | None],
    values: dict[int, Value],
) -> WordingEdit:
    pieces: list[Piece] = []
    touched: dict[int, Value] = {}
    for run in compare_tokens([token.key for token in old], [token.key for token in new]):
        marked = mark_run(run, old, new)
        pieces += (Piece("".join([token.text for token in some]), mark) for mark, some in marked)
        if not run.equal:
            near = old[slice(*run.old)] or _find_beside(old, run.old[0])
            touched |= {t.value: values[t.value] for t in near if t.value is not None}
    return WordingEdit(tuple(pieces), *place, tuple(touched.values()))


def _find_beside(old: Sequence[_Token], at: int) -> Sequence[_Token]:
    """Return the tokens beside the place *at*, but for values that are still in their controls."""
    return [token for token in old[max(at - 1, 0) : at + 1] if not token.key.startswith(_FRAMED)]

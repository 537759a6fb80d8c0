"""Finds what changed in a draft outside of the filled-in values: words of templates, paragraphs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from linkj_press.comparing.edits import Mark, Piece, compare_tokens, mark_run
from linkj_press.comparing.pairing import Item, pair_items
from linkj_press.comparing.tokens import cut_tokens
from linkj_press.manifest import Skeleton, Value
from linkj_press.message import NOTHING, Message, say
from linkj_press.pulling.returned import Returned, write_lines
from linkj_press.word import Paragraph, Shown


class Story(NamedTuple):
    """A body, or what headers or footers say: as it was written, and as it is now."""

    skeleton: Skeleton
    now: Sequence[Paragraph]
    name: Message = NOTHING
    """What people call it, where it is not the body."""


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

    struck: bool = False
    """Whether somebody drew a line through some of its own words."""


_FRAMED = "\0"
"""Begins the key of a whole value."""


class _Token(NamedTuple):
    """A token of a paragraph, or a whole filled-in value."""

    key: str
    """What makes it the same as another: the number of its value, or its text."""

    text: str
    value: int | None = None
    struck: bool = False


def list_stories(returned: Returned) -> Iterator[Story]:
    """Yield what of *returned* has words of its own."""
    manifest, text = returned.manifest, returned.text
    yield Story(manifest.skeleton, text.body)
    # An older draft does not say what the letterhead was.
    if manifest.foot is not None:
        yield Story(manifest.head, text.head, say("in a header"))
        yield Story(manifest.foot, text.foot, say("in a footer"))


def find_wording_edits(returned: Returned, story: Story) -> list[WordingEdit]:
    """Return what changed in a *story* of *returned* but for the text of its values.

    Where the controls are gone, words of values count like any others.
    """
    values = {value.id: value for value in returned.manifest.values}
    old = [list(_cut_line(line, values, returned)) for line in story.skeleton]
    new = [list(_cut_paragraph(paragraph, returned)) for paragraph in story.now]
    before = write_lines(story.skeleton, returned.manifest)
    after = [paragraph.text for paragraph in story.now]
    edits: list[WordingEdit] = []
    for pair in pair_items(*(list(map(_make_item, some)) for some in (old, new))):
        i, j = pair
        one, other = [] if i is None else old[i], [] if j is None else new[j]
        struck = any(token.struck for token in other)
        same = i is not None and j is not None and before[i] == after[j]
        if struck or not (same or [token.key for token in one] == [token.key for token in other]):
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
    numbered = groupby(paragraph.pieces, key=lambda piece: returned.number_of.get(id(piece)))
    for number, pieces in numbered:
        if number is not None:
            text = "".join([piece.standing for piece in pieces])
            yield _Token(f"{_FRAMED}{number}", text, number)
            continue
        for piece in pieces:
            struck = piece.shown is Shown.STRUCK
            yield from (_Token(word, word, struck=struck) for word in cut_tokens(piece.text))


def _describe(
    old: Sequence[_Token],
    new: Sequence[_Token],
    place: tuple[int | None, int | None],
    values: dict[int, Value],
) -> WordingEdit:
    pieces: list[Piece] = []
    touched: dict[int, Value] = {}
    standing = [token for token in new if not token.struck]
    keys = [token.key for token in old], [token.key for token in standing]
    for run in compare_tokens(*keys):
        marked = mark_run(run, old, standing)
        pieces += (Piece("".join([token.text for token in some]), mark) for mark, some in marked)
        if not run.equal:
            near = old[slice(*run.old)] or _find_beside(old, run.old[0])
            touched |= {t.value: values[t.value] for t in near if t.value is not None}
    struck = len(standing) < len(new)
    if struck and keys[0] == keys[1]:
        # What is struck was not in the draft at all.
        groups = groupby(new, key=lambda token: Mark.GONE if token.struck else Mark.SAME)
        pieces = [Piece("".join([token.text for token in some]), mark) for mark, some in groups]
    return WordingEdit(tuple(pieces), *place, tuple(touched.values()), struck)


def _find_beside(old: Sequence[_Token], at: int) -> Sequence[_Token]:
    """Return the tokens beside the place *at*, but for values that are still in their controls."""
    return [token for token in old[max(at - 1, 0) : at + 1] if not token.key.startswith(_FRAMED)]

"""Shortens a passage to what changed in it and the words around."""

from __future__ import annotations

import re
from collections.abc import Sequence

from linkj_press.comparing.edits import Mark, Piece
from linkj_press.comparing.tokens import cut_characters
from linkj_press.language import Language

_AROUND = {Language.JA: 20, Language.EN: 40}
"""How many characters are shown before and after a change."""

ELLIPSIS = "…"


def excerpt(pieces: Sequence[Piece], language: Language) -> tuple[Piece, ...]:
    """Return *pieces*, those that stay cut down to what is near a change.

    Of many lines, which are the rows of a table that came or went, the first is shown; of words of
    which none changed, which only moved, the beginning.
    """
    last = len(pieces) - 1
    changed = any(piece.mark is not Mark.SAME for piece in pieces)
    return tuple(
        Piece(_shorten(piece.text, language, first=changed and n == 0, last=n == last), piece.mark)
        if piece.mark is Mark.SAME
        else Piece(_take_line(piece.text.rstrip() if n == last else piece.text), piece.mark)
        for n, piece in enumerate(pieces)
    )


def _take_line(text: str) -> str:
    first, *more = text.split("\n")
    return f"{first} {ELLIPSIS}" if more else first


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

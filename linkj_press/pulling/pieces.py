"""Cuts the raw text of a field into pieces, and finds in a draft what each of them showed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from linkj_press.comparing.tokens import cut_tokens
from linkj_press.document import Line
from linkj_press.language import INDENT, Language
from linkj_press.source import HouseSource, PartnerSource


class Piece(NamedTuple):
    """A piece of a raw text."""

    raw: str
    shown: str
    is_expression: bool = False
    is_known: bool = True
    """Whether the raw text alone tells what is shown, and not just the draft."""


def find_pieces(
    core: str,
    shown: Line,
    field: PartnerSource | HouseSource,
    language: Language,
    *,
    prose: bool,
) -> list[Piece] | None:
    """Return the pieces of *core*, which the draft showed as *shown*; joined, they are *core*.

    Expressions whose words cannot be told apart are one. None when *core* shows something else.
    """
    placing = _Placing(shown, field)
    return placing.place(list(_cut(core, language, prose=prose)))


_SIGN = re.compile(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[(\[{}\])]""", re.DOTALL)
"""Matches what tells where an expression ends: its strings and brackets."""

_STRING = re.compile(r"""\{\{[-+]?\s*(?:'([^'\\\n]*)'|"([^"\\\n]*)")\s*-?\}\}""")
"""Matches an expression that is one text and nothing else."""


def _cut(core: str, language: Language, *, prose: bool) -> Iterator[Piece]:
    """Yield the pieces of *core*: expressions, line breaks, and the tokens of the words."""
    begin = 0
    while prose and (start := core.find("{{", begin)) >= 0:
        end = _find_end(core, start)
        # What {{- and -}} take away is theirs.
        if core.startswith("-", start + 2):
            start = begin + len(core[begin:start].rstrip())
        if core.endswith("-}}", begin, end):
            end = len(core) - len(core[end:].lstrip())
        before = "" if begin == 0 else None
        yield from _cut_words(core[begin:start], language, before, None)
        text = _STRING.fullmatch(core[start:end].strip())
        known = (text[1] or text[2] or "") if text else ""
        yield Piece(core[start:end], known, is_expression=True, is_known=bool(text))
        begin = end
    yield from _cut_words(core[begin:], language, None if begin else "", "")


def _find_end(core: str, start: int) -> int:
    """Return where the expression ends that begins at *start*: with its last bracket."""
    depth = 0
    for sign in _SIGN.finditer(core, start):
        depth += (sign[0] in "([{") - (sign[0] in ")]}")
        if not depth:
            return sign.end()
    return len(core)


def _cut_words(
    words: str, language: Language, before: str | None, after: str | None
) -> Iterator[Piece]:
    """Yield the pieces of *words*; *before* and *after* them is nothing, or an expression: None."""
    parts = re.split(rf"( *\n[{INDENT}\n]*)", words)
    for index, part in enumerate(parts):
        if index % 2:
            left = parts[index - 1][-1:] or (before if index == 1 else "")
            right = parts[index + 1][:1] or (after if index + 2 == len(parts) else "")
            joint = language.joint(*("a" if edge is None else edge for edge in (left, right)))
            # Beside a Latin word, what an expression shows decides.
            known = not joint or language is Language.EN or None not in (left, right)
            yield Piece(part, joint if known else "", is_known=known)
        else:
            yield from (Piece(token, token) for token in cut_tokens(part))


_PLAIN_CALL = r"(?:\([^()]*\))?"
_NEVER_EMPTY = re.compile(
    rf"\{{\{{[-+]?\s*\w+(?:\.\w+|\[\d+\])*{_PLAIN_CALL}"
    rf"(?:\s*\|\s*(?!default\b)\w+{_PLAIN_CALL})*\s*-?\}}\}}"
)
"""Matches an expression that names a value, which shows something even where it is missing."""

_FOREIGN = "\0"
"""Stands, in the text of the draft, for each character that is not the field's own."""


class _Placing:
    """Finds what each expression of a field showed in a draft."""

    def __init__(self, shown: Line, field: PartnerSource | HouseSource) -> None:
        self._text = "".join(span.text for span in shown)
        self._edges = list(accumulate(len(span.text) for span in shown))
        self._own = ""
        for span in shown:
            source = span.source
            is_own = isinstance(source, type(field)) and source._replace(place=field.place) == field
            self._own += span.text if is_own else _FOREIGN * len(span.text)

    def place(self, pieces: Sequence[Piece]) -> list[Piece] | None:
        """Return *pieces*, all known now, or None when the draft showed something else."""
        groups: list[list[Piece]] = [[]]
        asked = [piece for piece in pieces if not piece.is_known]
        for piece in pieces:
            groups[-1:] = [[*groups[-1], piece]] if piece.is_known else [groups[-1], []]
        texts = ["".join(piece.shown for piece in group) for group in groups]
        places = self._find_places(texts, asked)
        if places is None:
            return None
        placed, raw, end = groups[0], "", len(texts[0])
        for index, at in enumerate(places[1:], start=1):
            raw += asked[index - 1].raw
            if at is None:
                raw += "".join(piece.raw for piece in groups[index])
            else:
                placed += [Piece(raw, self._text[end:at], is_expression=True), *groups[index]]
                raw, end = "", at + len(texts[index])
        return placed

    def _find_places(self, texts: Sequence[str], asked: Sequence[Piece]) -> list[int | None] | None:
        """Return where each of *texts* stands, None for what may stand in several places.

        None for all when they do not stand there.
        """
        first = _find_first(self._own, texts)
        mirrored = _find_first(self._own[::-1], [text[::-1] for text in reversed(texts)])
        if first is None or mirrored is None:
            return None
        sizes = map(len, texts)
        last = [len(self._own) - at - n for at, n in zip(reversed(mirrored), sizes, strict=True)]
        places = [a if a == b else None for a, b in zip(first, last, strict=True)]
        for index, (before, at, after) in enumerate(
            zip(places[:-2], places[1:-1], places[2:], strict=True), start=1
        ):
            # Of more than two expressions in a row, two may have made one span.
            alone = before is not None and at is None and after is not None
            if alone and not texts[index]:
                pair = asked[index - 1 : index + 1]
                places[index] = self._part(first[index], last[index], pair)
        return places

    def _part(self, start: int, end: int, pair: Sequence[Piece]) -> int | None:
        """Return where the words of a *pair* of expressions meet, or None if that is not sure."""
        inner = [edge for edge in self._edges if start < edge < end]
        named = all(_NEVER_EMPTY.fullmatch(piece.raw.strip()) for piece in pair)
        return inner[0] if named and len(inner) == 1 else None


def _find_first(own: str, texts: Sequence[str]) -> list[int] | None:
    """Return the first place at which each of *texts* may stand, one after the other."""
    places: list[int] = []
    end = 0
    for index, text in enumerate(texts):
        at = own.find(text, end)
        if index == len(texts) - 1:
            at = len(own) - len(text) if own.endswith(text) else -1
        if at < end or (at and not index):
            return None
        places.append(at)
        end = at + len(text)
    return places

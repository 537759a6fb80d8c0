"""Rewords the text of a field so that it shows what people typed in the draft.

Its expressions and line breaks stay. Writing the text into the file is left to `reading`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice

from linkj_press.comparing.sentences import cut_sentences
from linkj_press.document import Line
from linkj_press.language import INDENT, Language, strip_but_indent
from linkj_press.pulling.pieces import Piece, find_pieces
from linkj_press.source import HouseSource, PartnerSource


class Touched(Exception):  # noqa: N818  (a person's edit, not a fault of the program)
    """An edit touches words that an expression worked out."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words
        """As they stood in the draft; those of the whole field, where no part can be told."""


def reword(  # noqa: PLR0913
    raw: str,
    shown: Line,
    field_source: PartnerSource | HouseSource,
    new: str,
    language: Language,
    *,
    prose: bool,
) -> str:
    """Return the text *raw* of a field, changed as little as possible so that it shows *new*.

    *shown* is what *raw* showed in the draft. Only ``{{ … }}`` in prose is worked out: ``{% … %}``
    and ``{# … #}`` are words there like any other. A line break or a tab in *new* counts as a
    space in English and as nothing in Japanese. Space at the two ends of a field is never shown,
    and none is written, but for the indent of prose. What no file may hold, control characters,
    is for the writer to refuse.

    Raises Touched when words change that an expression worked out, or when that cannot be told:
    the words of two expressions can be parted in two ways. It raises it too when a space comes
    beside ``{{-`` or ``-}}``, which would take it away, when *shown* is not what *raw* shows, and
    when no words are left: a field without words cannot be shown.
    """
    text = "".join(span.text for span in shown)
    wanted = join_typed(new, language)
    if wanted == text:
        return raw
    core = strip_but_indent(raw) if prose else raw.strip()
    pieces = find_pieces(core, shown, field_source, language, prose=prose)
    if pieces is None or not wanted.strip():
        raise Touched(text)
    places = _align(pieces, wanted)
    ends = _find_new_ends(pieces, places, wanted, language) if "\n" in core else set()
    result = _Writer(wanted, language, ends, prose=prose).write(pieces, places)
    result = strip_but_indent(result) if prose else result.strip()
    start = raw.index(core)
    return raw[:start] + result + raw[start + len(core) :]


def join_typed(new: str, language: Language) -> str:
    """Return *new* with what its line breaks and tabs count as: a space in English."""

    def join(found: re.Match[str]) -> str:
        start, end = found.span()
        return language.joint(new[max(start - 1, 0) : start], new[end : end + 1])

    return re.sub(r"[\n\t]", join, new)


def _align(pieces: Sequence[Piece], wanted: str) -> list[int | None]:
    """Return where each of *pieces* stands in *wanted*, or None; together as much as can be.

    Of two that may stay, an expression does before words, and what comes earlier before the rest.
    """
    scores = [[0] * (len(wanted) + 1)]
    weights = [len(piece.shown) * (len(pieces) + 1) + piece.is_expression for piece in pieces]
    for piece, weight in zip(reversed(pieces), reversed(weights), strict=True):
        below, row = scores[-1], scores[-1].copy()
        for at in range(len(wanted), -1, -1):
            if at < len(wanted) and row[at + 1] > row[at]:
                row[at] = row[at + 1]
            if wanted.startswith(piece.shown, at):
                row[at] = max(row[at], weight + below[at + len(piece.shown)])
        scores.append(row)
    return list(_follow(pieces, weights, wanted, scores[::-1]))


def _follow(
    pieces: Sequence[Piece], weights: Sequence[int], wanted: str, scores: Sequence[Sequence[int]]
) -> Iterator[int | None]:
    at = 0
    for piece, weight, row, below in zip(pieces, weights, scores[:-1], scores[1:], strict=True):
        while True:
            end = at + len(piece.shown)
            if wanted.startswith(piece.shown, at) and row[at] == weight + below[end]:
                yield at
                at = end
                break
            if at == len(wanted) or row[at + 1] < row[at]:
                yield None
                break
            at += 1


def _find_new_ends(
    pieces: Sequence[Piece], places: Sequence[int | None], wanted: str, language: Language
) -> set[int]:
    """Return where in *wanted* sentences end that are not the old ones."""
    ends = _find_ends(wanted, language)
    offsets = list(accumulate((len(piece.shown) for piece in pieces), initial=0))
    kept = [
        (old, place, len(piece.shown))
        for old, piece, place in zip(offsets, pieces, places, strict=False)
        if place is not None
    ]
    for old_end in _find_ends("".join(piece.shown for piece in pieces), language):
        low = max((at + size for old, at, size in kept if old + size <= old_end), default=0)
        high = min((at for old, at, _ in kept if old >= old_end), default=len(wanted))
        same = next((end for end in ends if low <= end <= high), None)
        if same is not None:
            ends.remove(same)
    return set(ends)


def _find_ends(text: str, language: Language) -> list[int]:
    """Return where the sentences of *text* end, but for the last."""
    return list(accumulate(map(len, cut_sentences(text, language))))[:-1]


_BRACES = re.compile(r"\{{2,}|(?<=｛)｛")
"""Matches what prose does not show as it is."""


class _Writer:
    """Puts a raw text together."""

    def __init__(self, wanted: str, language: Language, ends: set[int], *, prose: bool) -> None:
        self._wanted = wanted
        self._language = language
        self._ends = ends
        self._prose = prose
        self._raw = ""
        """Up to the last expression."""

        self._last: Piece | None = None
        """That expression."""

        self._words = ""
        """After it, with a line feed for each of the line breaks."""

        self._breaks: list[Piece] = []

    def write(self, pieces: Sequence[Piece], places: Sequence[int | None]) -> str:
        """Return the raw text of *pieces* at *places*, and of what is new between them.

        Raises Touched when an expression has no place.
        """
        end = 0
        for piece, place in zip(pieces, places, strict=True):
            if place is None:
                if piece.is_expression:
                    raise Touched(piece.shown)
                continue
            self._add_words(end, place)
            end = place + len(piece.shown)
            if piece.is_expression:
                self._add_expression(piece)
            elif "\n" in piece.raw:
                self._add_break(piece)
            else:
                self._add_words(place, end)
        self._add_words(end, len(self._wanted))
        return self._raw + self._close("", "")

    def _add_words(self, start: int, end: int) -> None:
        for at in range(start, end):
            char = self._wanted[at]
            joint = self._language.joint(self._wanted[at : at + 1], self._wanted[at + 1 : at + 2])
            is_end = at + 1 in self._ends and char.endswith(joint)
            self._words += char.removesuffix(joint) if is_end else char
            if is_end:
                self._add_break(Piece("\n", joint))

    def _add_break(self, piece: Piece) -> None:
        self._words += "\n"
        self._breaks.append(piece)

    def _add_expression(self, piece: Piece) -> None:
        words = self._close(piece.raw, piece.shown)
        if piece.raw.lstrip().startswith("{{-") and words[-1:].isspace():
            raise Touched(piece.shown)
        self._raw += words + piece.raw
        self._last = piece

    def _close(self, following: str, shown_after: str) -> str:
        """Return the raw text of the words, before *following*, which shows *shown_after*."""
        words, shown_before = self._words, self._last.shown if self._last else ""
        breaks = iter(self._breaks)

        def settle(run: re.Match[str]) -> str:
            # Space beside a line break is not shown, nor is a second line break.
            pieces = list(islice(breaks, run[0].count("\n")))
            joints = iter(pieces)
            shown = "".join(next(joints).shown if sign == "\n" else sign for sign in run[0])
            before = words[: run.start()][-1:] or shown_before[-1:]
            after = words[run.end() :][:1] or shown_after[:1]
            return pieces[0].raw if shown == self._language.joint(before, after) else shown

        words = re.sub(rf" *\n[{INDENT}\n]*", settle, words)
        self._words, self._breaks = "", []
        if self._last and self._last.raw.rstrip().endswith("-}}") and words[:1].isspace():
            raise Touched(self._last.shown)
        return self._escape(words, following) if self._prose else words

    def _escape(self, words: str, following: str) -> str:
        """Return *words* so that they show their braces, with *following* after them."""
        braces = len(words) - len(words.rstrip("{")) if following.startswith("{") else 0
        head, tail = words[: len(words) - braces], words[len(words) - braces :]
        head = _BRACES.sub(lambda match: f"{{{{ '{match[0]}' }}}}", head)
        return head + (f"{{{{ '{tail}' }}}}" if tail else "")

"""Turns words that were typed over a sentence back into values and the words between them."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, islice
from typing import NamedTuple

from linkj_press.draft.document import Line, PartnerSource, plain
from linkj_press.draft.markdown.dialect import LINE_BREAK
from linkj_press.language import INDENT, Language, join_break, strip_but_indent
from linkj_press.text.edits import cut_sentences, cut_tokens
from linkj_press.text.patterns import compile_pattern


class Touched(Exception):  # noqa: N818  (a person's edit, not a fault of the program)
    """An edit touches words that an expression worked out."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words
        """As they stood in the draft; those of the whole field, where no part can be told."""


def reword(  # noqa: PLR0913
    raw: str, shown: Line, own: PartnerSource, new: str, language: Language, *, prose: bool
) -> str:
    """Return the text *raw* of a field, changed as little as possible so that it shows *new*.

    *shown* is what *raw* showed in the draft. Only ``{{ … }}`` in prose is worked out: ``{% … %}``
    and ``{# … #}`` are words there like any other. A line break or a tab in *new* counts as a
    space in English and as nothing in Japanese. Space at the two ends of a field is never shown,
    and none is written, but for the indent of prose. What no file may hold, control characters,
    is for the writer to refuse.

    Raises Touched when words change that an expression worked out, or may have: the words of two
    expressions can be parted in two ways. Also when a space comes beside ``{{-`` or ``-}}``, which
    would take it away, when *shown* is not what *raw* shows, and when no words are left.
    """
    text = plain(shown)
    wanted = join_typed(new, language)
    if wanted == text:
        return raw
    core = strip_but_indent(raw) if prose else raw.strip()
    pieces = _place_pieces(list(_cut_raw(core, language, prose=prose)), shown, own)
    if pieces is None or not wanted.strip():
        raise Touched(text)
    places = _align(pieces, wanted)
    ends = _find_new_ends(pieces, places, wanted, language) if "\n" in core else set()
    result = _RawWriter(wanted, language, ends, prose).write(pieces, places)
    result = strip_but_indent(result) if prose else result.strip()
    start = raw.index(core)
    return raw[:start] + result + raw[start + len(core) :]


def join_typed(new: str, language: Language) -> str:
    """Return *new* with what its line breaks and tabs count as: a space in English."""

    def join(found: re.Match[str]) -> str:
        start, end = found.span()
        before, after = new[max(start - 1, 0) : start], new[end : end + 1]
        return "" if " " in (before, after) else language.joint(before, after)

    return re.sub(r"[\n\t]", join, new)


class RawPiece(NamedTuple):
    """A piece of a raw text."""

    raw: str
    shown: str
    is_expression: bool = False
    is_break: bool = False
    is_known: bool = True
    """Whether the raw text alone tells what is shown, and not just the draft."""


_SIGN = compile_pattern(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[(\[{}\])]""", re.DOTALL)
"""Matches what tells where an expression ends: its strings and brackets."""

_STRING = compile_pattern(r"""\{\{[-+]?\s*(?:'([^'\\\n]*)'|"([^"\\\n]*)")\s*-?\}\}""")
"""Matches an expression that is one text and nothing else."""


def _cut_raw(core: str, language: Language, *, prose: bool) -> Iterator[RawPiece]:
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
        yield RawPiece(core[start:end], known, is_expression=True, is_known=bool(text))
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


_BREAKS = compile_pattern(rf"( *(?:\n|{LINE_BREAK})(?:[{INDENT}\n]|{LINE_BREAK})*)")
"""Matches where a line ends: that of the file, or in a headline and the like that of the draft."""


def _choose_joint(raw: str, language: Language) -> Callable[[str, str], str]:
    return join_break if LINE_BREAK in raw else language.joint


def _cut_words(
    words: str, language: Language, before: str | None, after: str | None
) -> Iterator[RawPiece]:
    """Yield the pieces of *words*; *before* and *after* them is nothing, or an expression: None."""
    parts = _BREAKS.split(words)
    for index, part in enumerate(parts):
        if index % 2:
            left = parts[index - 1][-1:] or (before if index == 1 else "")
            right = parts[index + 1][:1] or (after if index + 2 == len(parts) else "")
            find_joint = _choose_joint(part, language)
            joint = find_joint(*("a" if edge is None else edge for edge in (left, right)))
            # Beside a Latin word, what an expression shows decides.
            known = not joint or language is Language.EN or None not in (left, right)
            yield RawPiece(part, joint if known else "", is_break=True, is_known=known)
        else:
            yield from (RawPiece(token, token) for token in cut_tokens(part))


_PLAIN_CALL = r"(?:\([^()]*\))?"
_NEVER_EMPTY = compile_pattern(
    rf"\{{\{{[-+]?\s*\w+(?:\.\w+|\[\d+\])*{_PLAIN_CALL}"
    rf"(?:\s*\|\s*(?!default\b)\w+{_PLAIN_CALL})*\s*-?\}}\}}"
)
"""Matches an expression that names a value, which shows something even where it is missing."""

_FOREIGN = "\0"
"""Stands, in the text of the draft, for each character that is not the field's own."""


def _place_pieces(
    pieces: Sequence[RawPiece], shown: Line, own: PartnerSource
) -> list[RawPiece] | None:
    """Return *pieces* with what each expression showed in the draft; None if others showed.

    Those whose words cannot be told apart are one.
    """
    asked = [piece for piece in pieces if not piece.is_known]
    groups: list[list[RawPiece]] = [[]]
    for piece in pieces:
        if piece.is_known:
            groups[-1].append(piece)
        else:
            groups.append([])
    texts = ["".join(piece.shown for piece in group) for group in groups]
    places = _find_places(texts, asked, shown, own)
    if places is None:
        return None
    placed, raw, end = groups[0], "", len(texts[0])
    for piece, group, text, at in zip(asked, groups[1:], texts[1:], places[1:], strict=True):
        raw += piece.raw
        if at is None:
            raw += "".join(piece.raw for piece in group)
        else:
            placed += [RawPiece(raw, plain(shown)[end:at], is_expression=True), *group]
            raw, end = "", at + len(text)
    return placed


def _find_places(
    texts: Sequence[str], asked: Sequence[RawPiece], shown: Line, own: PartnerSource
) -> list[int | None] | None:
    """Return where each of *texts* stands, or None; None for all when one stands nowhere."""
    standing = ""
    for span in shown:
        is_own = isinstance(span.source, PartnerSource) and span.source[:2] == own[:2]
        standing += span.text if is_own else _FOREIGN * len(span.text)
    first = _find_first(standing, texts)
    mirrored = _find_first(standing[::-1], [text[::-1] for text in reversed(texts)])
    if first is None or mirrored is None:
        return None
    sizes = map(len, texts)
    last = [len(standing) - at - n for at, n in zip(reversed(mirrored), sizes, strict=True)]
    places = [a if a == b else None for a, b in zip(first, last, strict=True)]
    edges = list(accumulate(len(span.text) for span in shown))
    for index in range(1, len(places) - 1):
        # Of more than two expressions in a row, two may have made one span.
        known = [at is not None for at in places[index - 1 : index + 2]]
        named = [_NEVER_EMPTY.fullmatch(p.raw.strip()) for p in asked[index - 1 : index + 1]]
        if known == [True, False, True] and not texts[index] and all(named):
            inner = [edge for edge in edges if first[index] < edge < last[index]]
            places[index] = inner[0] if len(inner) == 1 else None
    return places


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


def _align(pieces: Sequence[RawPiece], wanted: str) -> list[int | None]:
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
    places: list[int | None] = []
    at = 0
    for index, (piece, weight) in enumerate(zip(pieces, weights, strict=True), start=1):
        row, below = scores[-index], scores[-index - 1]
        while not (
            wanted.startswith(piece.shown, at) and row[at] == weight + below[at + len(piece.shown)]
        ):
            if at == len(wanted) or row[at + 1] < row[at]:
                places.append(None)
                break
            at += 1
        else:
            places.append(at)
            at += len(piece.shown)
    return places


def _find_new_ends(
    pieces: Sequence[RawPiece], places: Sequence[int | None], wanted: str, language: Language
) -> set[int]:
    """Return where in *wanted* sentences end that are not the old ones."""

    def find_ends(text: str) -> list[int]:
        return list(accumulate(map(len, cut_sentences(text, language))))[:-1]

    ends = find_ends(wanted)
    offsets = list(accumulate((len(piece.shown) for piece in pieces), initial=0))
    kept = [
        (old, place, len(piece.shown))
        for old, piece, place in zip(offsets, pieces, places, strict=False)
        if place is not None
    ]
    for old_end in find_ends("".join(piece.shown for piece in pieces)):
        low = max((at + size for old, at, size in kept if old + size <= old_end), default=0)
        high = min((at for old, at, _ in kept if old >= old_end), default=len(wanted))
        same = next((end for end in ends if low <= end <= high), None)
        if same is not None:
            ends.remove(same)
    return set(ends)


_BRACES = compile_pattern(r"\{{2,}|(?<=｛)｛")
"""Matches what prose does not show as it is."""


@dataclass
class _RawWriter:
    wanted: str
    language: Language
    ends: set[int]
    """Where in *wanted* a sentence ends that gets a line break."""

    prose: bool
    raw: str = ""
    """Up to the last expression, and with it."""

    last: RawPiece | None = None
    words: str = ""
    """After it, with a line feed for each of the line breaks."""

    breaks: list[RawPiece] = field(default_factory=list)

    def write(self, pieces: Sequence[RawPiece], places: Sequence[int | None]) -> str:
        """Return the raw text of *pieces* at *places*; raises Touched for expressions without."""
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
            elif piece.is_break:
                self.words += "\n"
                self.breaks.append(piece)
            else:
                self._add_words(place, end)
        self._add_words(end, len(self.wanted))
        return self.raw + self._close("", "")

    def _add_words(self, start: int, end: int) -> None:
        for at, char in enumerate(self.wanted[start:end], start):
            joint = self.language.joint(char, self.wanted[at + 1 : at + 2])
            if at + 1 in self.ends and char.endswith(joint):
                self.words += char.removesuffix(joint) + "\n"
                self.breaks.append(RawPiece("\n", joint))
            else:
                self.words += char

    def _add_expression(self, piece: RawPiece) -> None:
        words = self._close(piece.raw, piece.shown)
        if piece.raw.lstrip().startswith("{{-") and words[-1:].isspace():
            raise Touched(piece.shown)
        self.raw += words + piece.raw
        self.last = piece

    def _close(self, following: str, shown_after: str) -> str:
        """Return the raw text of the words, before *following*, which shows *shown_after*."""
        words, shown_before = self.words, self.last.shown if self.last else ""
        breaks = iter(self.breaks)

        def settle(run: re.Match[str]) -> str:
            # Space beside a line break is not shown, nor is a second line break.
            pieces = list(islice(breaks, run[0].count("\n")))
            joints = iter(pieces)
            shown = "".join(next(joints).shown if sign == "\n" else sign for sign in run[0])
            before = words[: run.start()][-1:] or shown_before[-1:]
            after = words[run.end() :][:1] or shown_after[:1]
            joint = _choose_joint(pieces[0].raw, self.language)(before, after)
            return pieces[0].raw if shown == joint else shown

        words = re.sub(rf" *\n[{INDENT}\n]*", settle, words)
        self.words, self.breaks = "", []
        if self.last and self.last.raw.rstrip().endswith("-}}") and words[:1].isspace():
            raise Touched(self.last.shown)
        return self._escape(words, following) if self.prose else words

    def _escape(self, words: str, following: str) -> str:
        """Return *words* so that they show their braces, with *following* after them."""
        braces = len(words) - len(words.rstrip("{")) if following.startswith("{") else 0
        head, tail = words[: len(words) - braces], words[len(words) - braces :]
        head = _BRACES.sub(lambda match: f"{{{{ '{match[0]}' }}}}", head)
        return head + (f"{{{{ '{tail}' }}}}" if tail else "")

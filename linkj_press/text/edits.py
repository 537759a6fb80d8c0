"""Cuts text into sentences and tokens, and says which of them were edited.

A token is marked as changed only as a whole. Numbers, Latin words and runs of katakana are atoms,
since half of one is none; of other Japanese each character is a token, with whatever combines with
it, or with SudachiPy, where it is installed, each word.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest
from typing import NamedTuple, TypeVar

from linkj_press.language import Language
from linkj_press.text.patterns import compile_pattern

_ENDS = {
    # Within brackets and quotes too, but never between the last 。 and the bracket after it.
    Language.JA: compile_pattern(r"[。！？]+(?![」』）。！？])"),
    Language.EN: compile_pattern(r"[.!?]+[”’\")\]]*\s+(?=[“‘\"(\[]*[A-Z0-9])"),
}
_SHORT = compile_pattern(
    r"(?<![\w-])(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|No|Nos|St|Inc|Co|Ltd|Corp|vs|cf|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.\s+$"
)
"""Matches what ends in a full stop and is not the end of an English sentence."""


def cut_sentences(text: str, language: Language) -> Iterator[str]:
    """Yield the sentences of *text*, which joined are the text."""
    start = 0
    for end in _ENDS[language].finditer(text):
        sentence = text[start : end.end()]
        if language is Language.JA or not _SHORT.search(sentence):
            yield sentence
            start = end.end()
    if start < len(text):
        yield text[start:]


Cutter = Callable[[str], list[str]]
"""Cuts a text into tokens; joined, they are the text."""

_COMBINING = (
    "\u0300-\u036f\u20d0-\u20ff\u3099\u309a\ufe00-\ufe0f\U0001f3fb-\U0001f3ff"
    "\U000e0020-\U000e007f\U000e0100-\U000e01ef"
)
"""What belongs to the character before it: accents, voiced marks, variants of a kanji or emoji."""

_CHARACTER = f"(?:[\U0001f1e6-\U0001f1ff]{{2}}|.)[{_COMBINING}]*(?:\u200d.?[{_COMBINING}]*)*"
"""Matches what a reader takes for one: flags are two letters, and families are joined people."""

_LATIN = f"A-Za-zＡ-Ｚａ-ｚ\u00c0-\u024f\u1e00-\u1eff{_COMBINING}"

_TOKEN = compile_pattern(
    "|".join(
        (
            rf"[0-9]+(?:[.,][0-9]+)*[{_COMBINING}]*",
            r"[０-９]+(?:[．，][０-９]+)*",
            f"[A-Za-zＡ-Ｚａ-ｚ\u00c0-\u024f\u1e00-\u1eff][{_LATIN}]*(?:[’'][{_LATIN}]+)*",
            f"[ァ-ヺー-ヿㇰ-ㇿｦ-ﾟ][ァ-ヺー-ヿㇰ-ㇿｦ-ﾟ{_COMBINING}]*",
            r"[ \u3000]+",
            _CHARACTER,
        )
    ),
    re.DOTALL,
)


def cut_tokens(text: str) -> list[str]:
    """Return the tokens of *text*: ``["大", "阪", "府", "と", "13", "例", "目"]``."""
    return _TOKEN.findall(text)


def cut_characters(text: str) -> list[str]:
    """Return the characters of *text* as readers count them: ``["葛󠄀", "城", "👨‍👩‍👧"]``."""
    return re.findall(_CHARACTER, text, re.DOTALL)


_MOST_BYTES = 40_000
"""Sudachi takes no longer text."""

# Kanji and hiragana, each a token of its own: what words may be put together from.
_LETTER = compile_pattern(r"[ぁ-ゖ々〆〇\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def open_word_cutter() -> Cutter:
    """Return what cuts Japanese into words (SudachiPy's mode A), and all else into tokens.

    Raises ImportError where SudachiPy or its dictionary is not installed.
    """
    from sudachipy import Dictionary, SplitMode  # noqa: PLC0415  (an extra: 100 MB)

    tokenizer = Dictionary().tokenizer(SplitMode.A)

    def cut(text: str) -> list[str]:
        if len(text.encode()) > _MOST_BYTES:
            return cut_tokens(text)
        return _join(cut_tokens(text), {morpheme.end() for morpheme in tokenizer.tokenize(text)})

    return cut


def _join(tokens: list[str], ends: set[int]) -> list[str]:
    """Return *tokens*, those letters joined between which no word ends."""
    words: list[str] = []
    at = 0
    for token in tokens:
        after_letter = bool(words) and _LETTER.match(words[-1])
        if after_letter and _LETTER.match(token) and at not in ends:
            words[-1] += token
        else:
            words.append(token)
        at += len(token)
    return words


_MOST_PAIRS = 4_000_000
"""Beyond so many pairs of tokens, the parts that differ are not compared more closely."""

_T = TypeVar("_T")


class Mark(StrEnum):
    """What became of words."""

    SAME = "equal"
    GONE = "delete"
    COME = "insert"


class Marked(NamedTuple):
    """Words that are the same, gone or come."""

    text: str
    mark: Mark


class Run(NamedTuple):
    """Tokens that stand, or tokens and what replaced them."""

    old: tuple[int, int]
    """From which token to before which, in the old text."""

    new: tuple[int, int]
    equal: bool = False


def compare_tokens(old: Sequence[str], new: Sequence[str]) -> list[Run]:
    """Return the runs of *old* and *new*, in order: equal and changed ones take turns.

    What stands between two changes and is short beside them counts as changed too: a reader takes
    in a phrase more easily than letters that happen to be the same.
    """
    head = count_alike(old, new)
    tail = count_alike(old[head:][::-1], new[head:][::-1])
    old_end, new_end = len(old) - tail, len(new) - tail
    runs = [Run((0, head), (0, head), equal=True)] if head else []
    for run in _compare_rest(old[head:old_end], new[head:new_end]):
        (a, b), (c, d) = run.old, run.new
        runs.append(Run((a + head, b + head), (c + head, d + head), run.equal))
    if tail:
        runs.append(Run((old_end, len(old)), (new_end, len(new)), equal=True))
    return _merge_islands(runs, old, new)


def mark_run(run: Run, old: Sequence[_T], new: Sequence[_T]) -> Iterator[tuple[Mark, Sequence[_T]]]:
    """Yield what *run* holds of *old* and *new*: what is gone before what came in its place."""
    gone, come = old[slice(*run.old)], new[slice(*run.new)]
    for mark, some in [(Mark.SAME, come)] if run.equal else [(Mark.GONE, gone), (Mark.COME, come)]:
        if some:
            yield mark, some


def count_alike(old: Sequence[object], new: Sequence[object]) -> int:
    """Return how many of their first things the two have in common."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((n for n, (one, other) in pairs if one != other), min(len(old), len(new)))


def _compare_rest(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    if not old and not new:
        return
    if not old or not new or len(old) * len(new) > _MOST_PAIRS:
        yield Run((0, len(old)), (0, len(new)))
        return
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield Run((a, b), (c, d), kind == "equal")


def _merge_islands(runs: list[Run], old: Sequence[str], new: Sequence[str]) -> list[Run]:
    """Return *runs* with each island, an equal run that is short beside its shores, merged."""

    def weigh(run: Run) -> int:
        sizes = (sum(map(len, text[slice(*at)])) for text, at in ((old, run.old), (new, run.new)))
        return max(sizes)

    def is_island(run: Run, before: Run, after: Run) -> bool:
        size = weigh(run)
        return size == 1 or 2 * size <= min(weigh(before), weigh(after))

    merged: list[Run] = []
    for run, after in zip_longest(runs, runs[1:]):
        before = merged[-1] if merged else None
        if before is None or before.equal or (run.equal and after is None):
            merged.append(run)
        elif not run.equal or (after and is_island(run, before, after)):
            merged[-1] = Run((before.old[0], run.old[1]), (before.new[0], run.new[1]))
        else:
            merged.append(run)
    return merged


_AROUND = 12
"""How many characters are shown on either side of what changed."""

_MOST = 80
"""How many characters are shown of what changed at one place."""

_SIGNS = {Mark.SAME: ("", ""), Mark.GONE: ("[-", "-]"), Mark.COME: ("{+", "+}")}


def mark_words(before: str, after: str) -> tuple[Marked, ...]:
    """Return the words of both texts, in order: what stands, what is gone and what came."""
    old, new = cut_tokens(before), cut_tokens(after)
    return tuple(
        Marked("".join(tokens), mark)
        for run in compare_tokens(old, new)
        for mark, tokens in mark_run(run, old, new)
    )


def show_both(before: str, after: str) -> tuple[str, str]:
    """Return what is around the changed words in either text, these in ``[-…-]`` and ``{+…+}``."""
    marked = mark_words(*(" ".join(text.split()) for text in (before, after)))
    sides = (Mark.GONE, Mark.COME)
    old, new = ("".join(_show(marked, side)).strip() for side in sides)
    return old, new


def _show(marked: Sequence[Marked], side: Mark) -> Iterator[str]:
    for number, (text, mark) in enumerate(marked):
        if mark is Mark.SAME:
            yield _cut(text, is_first=number == 0, is_last=number == len(marked) - 1)
        elif mark is side:
            shown = text if len(text) <= _MOST else f"{text[: _MOST // 2]}…{text[-_MOST // 2 :]}"
            yield shown.join(_SIGNS[mark])


def _cut(text: str, *, is_first: bool, is_last: bool) -> str:
    """Return the ends of *text* that are next to changed words."""
    if is_first:
        return text if len(text) <= _AROUND else f"…{text[-_AROUND:]}"
    if is_last:
        return text if len(text) <= _AROUND else f"{text[:_AROUND]}…"
    return text if len(text) <= 2 * _AROUND else f"{text[:_AROUND]}…{text[-_AROUND:]}"

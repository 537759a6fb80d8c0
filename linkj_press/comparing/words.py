"""Cuts Japanese into words with SudachiPy, where it is installed. The only door to it."""

from __future__ import annotations

import re

from linkj_press.comparing.tokens import Cutter, cut_tokens

_MOST_BYTES = 40_000
"""Sudachi takes no longer text."""

# Kanji and hiragana, each a token of its own: what words may be put together from.
_LETTER = re.compile(r"[ぁ-ゖ々〆〇\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


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
    open_word = False
    for token in tokens:
        is_letter = _LETTER.match(token) is not None
        if open_word and is_letter and at not in ends:
            words[-1] += token
        else:
            words.append(token)
        at += len(token)
        open_word = is_letter
    return words

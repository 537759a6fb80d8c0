"""Cuts text into sentences, so that a review reads one at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linkj_press.language import Language

_ENDS = {
    # Within brackets and quotes too, but never between the last 。 and the bracket after it.
    Language.JA: re.compile(r"[。！？]+(?![」』）。！？])"),
    Language.EN: re.compile(r"[.!?]+[”’\")\]]*\s+(?=[“‘\"(\[]*[A-Z0-9])"),
}
_SHORT = re.compile(r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|No|Nos|St|Inc|Co|Ltd|Corp|vs|cf)\.\s+$")
"""Matches what ends in a full stop and is not the end of an English sentence."""


def cut_sentences(text: str, language: Language) -> list[str]:
    """Return the sentences of *text*, which joined are the text."""
    return list(_cut(text, language))


def _cut(text: str, language: Language) -> Iterator[str]:
    start = 0
    for end in _ENDS[language].finditer(text):
        sentence = text[start : end.end()]
        if language is Language.EN and _SHORT.search(sentence):
            continue
        yield sentence
        start = end.end()
    if start < len(text):
        yield text[start:]

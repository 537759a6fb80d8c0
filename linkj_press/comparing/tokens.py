"""Cuts text into tokens: what is marked as changed only as a whole.

Numbers, Latin words and runs of katakana are atoms, since half of one is none; of other Japanese
each character is a token, with whatever combines with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Cutter = Callable[[str], list[str]]
"""Cuts a text into tokens; joined, they are the text."""

_COMBINING = "\u0300-\u036f\u3099\u309a\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef"
"""What belongs to the character before it: accents, voiced marks, variants of a kanji."""

_LATIN = f"A-Za-zＡ-Ｚａ-ｚ\u00c0-\u024f\u1e00-\u1eff{_COMBINING}"

_TOKEN = re.compile(
    "|".join(
        (
            r"[0-9]+(?:[.,][0-9]+)*",
            r"[０-９]+(?:[．，][０-９]+)*",
            f"[A-Za-zＡ-Ｚａ-ｚ\u00c0-\u024f\u1e00-\u1eff][{_LATIN}]*(?:[’'][{_LATIN}]+)*",
            f"[ァ-ヺー-ヿㇰ-ㇿｦ-ﾟ][ァ-ヺー-ヿㇰ-ㇿｦ-ﾟ{_COMBINING}]*",
            r"[ \u3000]+",
            f".[{_COMBINING}]*",
        )
    ),
    re.DOTALL,
)


def cut_tokens(text: str) -> list[str]:
    """Return the tokens of *text*: ``["大", "阪", "府", "と", "13", "例", "目"]``."""
    return _TOKEN.findall(text)

"""Cuts text into tokens: what is marked as changed only as a whole.

Numbers, Latin words and runs of katakana are atoms, since half of one is none; of other Japanese
each character is a token, with whatever combines with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

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

_TOKEN = re.compile(
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

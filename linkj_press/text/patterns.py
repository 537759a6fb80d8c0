"""Regular expressions that cost next to nothing at the next start.

Checking a release takes hundreds of them, and nearly all that `re.compile` does with one is done
in Python: it works out the code that the engine runs. That code is kept.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from linkj_press.cache import Cache

_KEPT = Cache("patterns", most_bytes=3_000_000)

# Where `re` makes the code and hands it to the engine. It is no promise of Python's: where it is
# not as it is known to be, patterns are compiled as ever.
_COMPILER: Any = getattr(re, "_compiler", None)


@lru_cache(maxsize=4_000)
def compile_pattern(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return *pattern* compiled, as `re.compile` does. Raises re.error."""
    key = (pattern, int(flags))
    try:
        kept = _KEPT.get(key)
        if kept is None:
            kept = _work_out(*key)
            _KEPT.put(key, kept)
        all_flags, code, groups, names = kept
        numbers = [None] * (groups + 1)
        for name, number in names.items():
            numbers[number] = name
        made: re.Pattern[str] = _COMPILER._sre.compile(
            pattern, all_flags, array("I", code).tolist(), groups, names, tuple(numbers)
        )
    except (AttributeError, TypeError, RuntimeError, ValueError):
        return re.compile(pattern, flags)
    return made


def list_longest_first(words: Iterable[str]) -> list[str]:
    """Return *words* so that none is found in the place of a longer one that begins with it.

    Their order is the same at every start, and with it the pattern: a set has another each time.
    """
    return sorted(words, key=lambda word: (-len(word), word))


def _work_out(pattern: str, flags: int) -> tuple[int, bytes, int, dict[str, int]]:
    """Return what the engine runs for *pattern*: its flags, code, number and names of groups."""
    parsed = _COMPILER._parser.parse(pattern, flags)
    code = array("I", _COMPILER._code(parsed, flags)).tobytes()
    state = parsed.state
    return flags | state.flags, code, state.groups - 1, dict(state.groupdict)

"""Signs of Markdown that were meant, and are none as they were typed."""

import re

_SLIPS = re.compile(r"(?P<fence>：[：:]+|:+：[：:]*)|(?P<heading>＃+|##?(?=[^#\s]))")
"""Matches a fence or the sign of a heading that is full-width or lacks its space."""


def find_slip(text: str) -> tuple[str, str] | None:
    """Return what *text*, a paragraph, wrongly begins with, and the sign that was meant."""
    match = _SLIPS.match(text)
    if match is None:
        return None
    return match[0], ":::" if match["fence"] else "#" * len(match[0])

"""Tells of two versions of a text what became of its words: before → after, with marks."""

from collections.abc import Iterator, Sequence

from linkj_press.text.edits import Mark, Marked, compare_tokens, cut_tokens, mark_run

_AROUND = 12
"""How many characters are shown on either side of what changed."""

_MOST = 80
"""How many characters are shown of what changed at one place."""

_SIGNS = {Mark.SAME: ("", ""), Mark.GONE: ("[-", "-]"), Mark.COME: ("{+", "+}")}


def mark_words(before: str, after: str) -> list[Marked]:
    """Return the words of both texts, in order: what stands, what is gone and what came."""
    old, new = (cut_tokens(" ".join(text.split())) for text in (before, after))
    return [
        Marked("".join(tokens), mark)
        for run in compare_tokens(old, new)
        for mark, tokens in mark_run(run, old, new)
    ]


def show_both(before: str, after: str) -> tuple[str, str]:
    """Return what is around the changed words in either text, these in ``[-…-]`` and ``{+…+}``."""
    marked = mark_words(before, after)
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

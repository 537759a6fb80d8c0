"""Opens a Word file that came back, as the draft that it was."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from linkj_press.comparing.tokens import cut_tokens
from linkj_press.folder import DRAFT, read_record
from linkj_press.manifest import Manifest
from linkj_press.message import say
from linkj_press.pulling.returned import Returned, write_lines
from linkj_press.word import NotWord, Pending, WordText, read_manifest, read_saved, read_word

_PHRASE = 5
"""Words, in Japanese characters."""

_LEAST_KEPT = 0.05
"""Of less than this share of its phrases a draft is another text."""

_MOST_LINES, _MOST_PIECES, _MOST_LETTERS = 25_000, 10_000, 200_000


def open_returned(content: bytes, name: str, records: Iterable[Path], pending: Pending) -> Returned:
    """Return the draft in *content*, a file called *name*, with *pending* changes settled.

    What it was is in the file; where a program dropped that, the first of the folders *records*
    that knows the name has it. Raises NotWord when it is no Word file, or none of ours.
    """
    text = read_word(content, pending)
    noted = read_manifest(content)
    manifest = noted or _read_record(records, name)
    if manifest is None:
        raise _disown(read_saved(content).program)
    _refuse_endless(manifest, text)
    returned = Returned(manifest, text, pending)
    if not (noted or returned.found):
        _refuse_foreign(returned)
    return returned


def _refuse_foreign(returned: Returned) -> None:
    """Raise NotWord for a file that has the name of a draft, and next to none of its words."""
    drafted = _list_phrases(write_lines(returned.manifest.skeleton, returned.manifest))
    standing = _list_phrases(paragraph.text for paragraph in returned.text.paragraphs)
    if len(drafted & standing) < _LEAST_KEPT * len(drafted):
        raise NotWord(
            say("this is not the draft that it is named after"),
            say("give it the name of the draft that it is, or take over its changes by hand"),
        )


def _list_phrases(lines: Iterable[str]) -> set[tuple[str, ...]]:
    """Return all that stands together in *lines*, in runs too long to be in other texts too."""
    tokens = [token for line in lines for token in cut_tokens(line) if token.strip()]
    return set(zip(*(tokens[start:] for start in range(_PHRASE)), strict=False))


def _refuse_endless(manifest: Manifest, text: WordText) -> None:
    """Raise NotWord for more than any draft says, which it would take hours to compare."""
    lines = (*manifest.head, *manifest.skeleton, *(manifest.foot or ()), *manifest.asides)
    pieces = max(map(len, lines), default=0)
    letters = max((len(value.text) for value in manifest.values), default=0)
    most = max(len(lines), sum(1 for _ in text.paragraphs))
    if most > _MOST_LINES or pieces > _MOST_PIECES or letters > _MOST_LETTERS:
        raise NotWord(
            say("it has more text than any release"), say("take over its changes by hand")
        )


def _disown(program: str) -> NotWord:
    reason = say("this is no draft of ours, or has lost all that told which one it is")
    if program:
        reason = say("{reason} (saved by {program})", reason=reason, program=program)
    return NotWord(reason, say("give it the name that the build gave it, and try again"))


def _read_record(records: Iterable[Path], name: str) -> Manifest | None:
    """Return what a build noted of the draft that *name* begins with, or None."""
    match = DRAFT.match(name)
    if match is None:
        return None
    for folder in records:
        with suppress(OSError, ValueError):
            return Manifest.from_json(read_record(folder / f"{match[0]}.docx.json").decode())
    return None

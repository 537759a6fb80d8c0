"""What changed in the files of a desk: the lines that others came in the place of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True, order=True)
class Hunk:
    """Lines of one file, one after the other, that differ between two revisions of it.

    A file that is no text differs as a whole and has no lines.
    """

    path: str
    """Relative to the workspace: ``templates/house/ja.md``."""

    new_start: int
    """The first line in the newer revision, or where lines were taken away, from 1."""

    old_start: int
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()

    @property
    def line(self) -> int:
        """The line at which to look: in the newer revision, where it has any of it."""
        return self.new_start if self.new or not self.old else self.old_start

    def holds_old(self, line: int) -> bool:
        """Return whether *line* of the older revision is one of its."""
        return self.old_start <= line < self.old_start + len(self.old)

    def holds_new(self, line: int) -> bool:
        """Return whether *line* of the newer revision is one of its."""
        return self.new_start <= line < self.new_start + len(self.new)


def find_hunks(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[Hunk]:
    """Return what differs between the files *old* and *new*, each by its path, in order."""
    hunks: list[Hunk] = []
    for path in sorted(old.keys() | new.keys()):
        before, after = old.get(path, b""), new.get(path, b"")
        if path not in old or path not in new or before != after:
            hunks += _compare(path, before, after)
    return hunks


def _compare(path: str, before: bytes, after: bytes) -> Iterator[Hunk]:
    try:
        old, new = _split(before), _split(after)
    except UnicodeDecodeError:
        yield Hunk(path, 1, 1)
        return
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield Hunk(path, c + 1, a + 1, tuple(old[a:b]), tuple(new[c:d]))


def apply_hunks(content: bytes, hunks: Iterable[Hunk]) -> str:
    """Return the text of a file that was *content* with *hunks* of its changes."""
    lines = _split(content)
    for hunk in sorted(hunks, key=lambda hunk: hunk.old_start, reverse=True):
        start = hunk.old_start - 1
        lines[start : start + len(hunk.old)] = hunk.new
    return "".join(f"{line}\n" for line in lines)


def _split(content: bytes) -> list[str]:
    """Return the lines of *content*, whatever ends them. Raises UnicodeDecodeError."""
    return content.decode("utf-8-sig").splitlines()

"""Finds where deleted words belong among new controls and links."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from linkj_press.word.elements import Element, name
from linkj_press.word.leaves import CONTROL
from linkj_press.word.redline.atoms import Path
from linkj_press.word.redline.side import REFERENCES, Side

Labels = tuple[str, ...]
"""Controls and links by what they are in whichever file."""

LINK = name("w:hyperlink")


class Places:
    """The places for deleted words within new ones, in their order.

    No control may be left and entered again, so that between two new words there is a place in
    each of the controls that end and begin there, and in what is around both.
    """

    def __init__(self, paths: Sequence[Path], side: Side) -> None:
        """Take the *paths* of the new words, and of those before and after."""
        self._slots: list[tuple[int, Path]] = []
        self._outer: list[int] = []
        self._labelled: dict[Labels, list[int]] = defaultdict(list)
        self._at = 0
        for gap, (before, after) in enumerate(pairwise(paths)):
            common = count_common(before, after)
            ending = [before[:n] for n in range(len(before), common - 1, -1)]
            beginning = [after[:n] for n in range(common + 1, len(after) + 1)]
            self._outer.append(len(self._slots) + len(ending) - 1)
            for path in ending + beginning:
                self._labelled[label(path, side)].append(len(self._slots))
                self._slots.append((gap, path))

    def find(self, labels: Labels) -> tuple[int, Path]:
        """Return the gap and the path for the next deleted word, which stood in *labels*."""
        for slots in (self._labelled.get(labels, []), self._outer):
            index = bisect_left(slots, self._at)
            if index < len(slots):
                self._at = slots[index]
                break
        return self._slots[self._at]


def count_common(one: Path, other: Path) -> int:
    """Return how many of the outermost controls *one* and *other* share."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a is not b), min(len(one), len(other)))


def label(path: Path, side: Side) -> Labels:
    """Return what *path* is called in both files."""
    return tuple(_label(wrapper, side) for wrapper in path)


def _label(wrapper: Element, side: Side) -> str:
    if wrapper.tag == CONTROL:
        tag = wrapper.find(f"{name('w:sdtPr')}/{name('w:tag')}")
        return f"control {'' if tag is None else tag.get(name('w:val'))}"
    if wrapper.tag == LINK:
        target = side.name_target(wrapper.get(f"{REFERENCES}id", ""))
        return f"link {target}#{wrapper.get(name('w:anchor'), '')}"
    return str(wrapper.tag)

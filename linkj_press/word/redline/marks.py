"""Marks what is new and what is old, and finds where deleted words belong."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import count, pairwise

from lxml import etree

from linkj_press.word.elements import Element, add, name
from linkj_press.word.leaves import CONTROL, RUN, SIMPLE_FIELD
from linkj_press.word.redline.atoms import LOOK, Path, make_run
from linkj_press.word.redline.carrier import REFERENCES, RedlineSide

Labels = tuple[str, ...]
"""Controls and links by what they are in whichever file."""

LINK = name("w:hyperlink")


class Places:
    """The places for deleted words within new ones, in their order.

    No control may be left and entered again, so that between two new words there is a place in
    each of the controls that end and begin there, and in what is around both.
    """

    def __init__(self, paths: Sequence[Path], side: RedlineSide) -> None:
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


def label(path: Path, side: RedlineSide) -> Labels:
    """Return what *path* is called in both files."""
    return tuple(_label(wrapper, side) for wrapper in path)


def _label(wrapper: Element, side: RedlineSide) -> str:
    if wrapper.tag == CONTROL:
        tag = wrapper.find(f"{name('w:sdtPr')}/{name('w:tag')}")
        return f"control {'' if tag is None else tag.get(name('w:val'))}"
    if wrapper.tag == LINK:
        target = side.name_target(wrapper.get(f"{REFERENCES}id", ""))
        return f"link {target}#{wrapper.get(name('w:anchor'), '')}"
    return str(wrapper.tag)


INSERTED, DELETED = "w:ins", "w:del"
PROPERTIES, ROW_PROPERTIES = name("w:pPr"), name("w:trPr")
_DEAD = {name("w:t"): name("w:delText"), name("w:instrText"): name("w:delInstrText")}
_AFTER_LOOK = (name("w:sectPr"), name("w:pPrChange"))
_BEFORE_ROW = frozenset(map(name, ("w:tblPrEx", "w:trPr")))
_ID = name("w:id")
_NUMBER = re.compile("[0-9]{1,10}")
_MOST = 1 << 30
"""Word takes no id beyond 2,147,483,647."""


@dataclass(frozen=True)
class Marker:
    """Makes the marks of one author at one time."""

    author: str
    on: str | None
    numbers: Iterator[int]
    """Ids that nothing else has."""

    def make(self, tag: str) -> Element:
        """Return a new mark."""
        mark = etree.Element(name(tag))
        mark.set(_ID, str(next(self.numbers)))
        mark.set(name("w:author"), self.author)
        if self.on is not None:
            mark.set(name("w:date"), self.on)
        return mark

    def mark_end(self, paragraph: Element, tag: str) -> None:
        """Mark the end of *paragraph* as inserted or deleted."""
        open_look(open_properties(paragraph)).insert(0, self.make(tag))

    def mark_row(self, row: Element, tag: str) -> None:
        """Mark *row* as inserted or deleted."""
        properties = row.find(ROW_PROPERTIES)
        if properties is None:
            properties = etree.Element(ROW_PROPERTIES)
            row.insert(sum(child.tag in _BEFORE_ROW for child in row), properties)
        if not len(properties):
            # The schema has a mark only after some other property; this one says nothing.
            add(properties, "w:cantSplit", val="off")
        properties.append(self.make(tag))

    def keep_former(self, properties: Element, former: Element) -> None:
        """Note in *properties* what they were before: *former*, which is taken."""
        change = self.make(f"w:{etree.QName(properties).localname}Change")
        change.append(former)
        properties.append(change)


def open_properties(paragraph: Element) -> Element:
    """Return the properties of *paragraph*, new ones if it has none."""
    properties = paragraph.find(PROPERTIES)
    if properties is None:
        properties = etree.Element(PROPERTIES)
        paragraph.insert(0, properties)
    return properties


def open_look(properties: Element) -> Element:
    """Return how the end of a paragraph looks, which its *properties* say."""
    look = properties.find(LOOK)
    if look is None:
        look = etree.Element(LOOK)
        properties.insert(sum(child.tag not in _AFTER_LOOK for child in properties), look)
    return look


def bury(nodes: Iterable[Element]) -> list[Element]:
    """Return *nodes* as they stand in a deletion."""
    buried = list(nodes)
    for node in buried:
        for element in list(node.iter(*_DEAD)):
            element.tag = _DEAD[str(element.tag)]
    return buried


def to_runs(nodes: Iterable[Element]) -> list[Element]:
    """Return *nodes* as mere runs, which is all that can be inserted or deleted."""
    return [run for node in nodes for run in (_spell_field(node) if _is_simple(node) else [node])]


def _is_simple(node: Element) -> bool:
    return node.tag == SIMPLE_FIELD


def _spell_field(field: Element) -> Iterator[Element]:
    """Yield the runs that say what a simple *field* says."""
    instruction = etree.Element(name("w:instrText"))
    instruction.text = field.get(name("w:instr"), "")
    instruction.set(name("xml:space"), "preserve")
    yield make_run(None, _make_mark("begin"))
    yield make_run(None, instruction)
    runs = list(map(deepcopy, field.iter(RUN)))
    if runs:
        yield make_run(None, _make_mark("separate"))
    yield from runs
    yield make_run(None, _make_mark("end"))


def _make_mark(kind: str) -> Element:
    mark = etree.Element(name("w:fldChar"))
    mark.set(name("w:fldCharType"), kind)
    return mark


def number_above(written: Iterable[str]) -> Iterator[int]:
    """Return numbers above all that are *written*, or free ones where these leave no room."""
    taken = {int(number) for number in written if _NUMBER.fullmatch(number)}
    highest = max(taken, default=0)
    return count(highest + 1) if highest < _MOST else (n for n in count(1) if n not in taken)

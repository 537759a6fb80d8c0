"""Marks whole paragraphs and rows as new or old, and carries over what was deleted.

What was deleted comes from the old file into the new one with what it refers to.
"""

import posixpath
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import chain, count, pairwise, takewhile

from lxml import etree

from linkj_press.text.patterns import compile_pattern
from linkj_press.word.elements import (
    Element,
    Relation,
    Relations,
    add,
    name_relations,
    read_value,
    remove,
    set_attributes,
)
from linkj_press.word.leaves import CONTROL, RUN, SIMPLE_FIELD, TAG
from linkj_press.word.names import RelationKind, name, names
from linkj_press.word.opening import Opened, OpenedPart
from linkj_press.word.redline.atoms import EXTENSIONS, LOOK, REFERENCES, Path, make_run

Labels = tuple[str, ...]
LINK = name("w:hyperlink")


class Places:
    """The places for deleted words within new ones, in their order.

    No control may be left and entered again, so that between two new words there is a place in
    each of the controls that end and begin there, and in what is around both.
    """

    def __init__(self, paths: Sequence[Path], side: OpenedPart) -> None:
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
    shared = takewhile(lambda pair: pair[0] is pair[1], zip(one, other, strict=False))
    return sum(1 for _ in shared)


def label(path: Path, side: OpenedPart) -> Labels:
    """Return what *path* is called in both files."""
    return tuple(_label_wrapper(wrapper, side) for wrapper in path)


def _label_wrapper(wrapper: Element, side: OpenedPart) -> str:
    if wrapper.tag == CONTROL:
        return f"control {read_value(wrapper, TAG)}"
    if wrapper.tag == LINK:
        target = side.name_target(wrapper.get(f"{REFERENCES}id", ""))
        return f"link {target}#{wrapper.get(name('w:anchor'), '')}"
    return str(wrapper.tag)


INSERTED, DELETED = "w:ins", "w:del"
PROPERTIES, ROW_PROPERTIES = name("w:pPr"), name("w:trPr")
_DEAD = {name("w:t"): name("w:delText"), name("w:instrText"): name("w:delInstrText")}
_AFTER_LOOK = names("w:sectPr w:pPrChange")
_BEFORE_ROW = names("w:tblPrEx w:trPr")
_NUMBER = compile_pattern("[0-9]{1,10}")
_MOST = 1 << 30
"""Word takes no id beyond 2,147,483,647."""


@dataclass(frozen=True)
class Marker:
    """Makes the marks of one author at one time."""

    author: str
    on: str | None
    numbers: Iterator[int]

    def make(self, tag: str) -> Element:
        """Return a new mark."""
        mark = etree.Element(name(tag))
        set_attributes(mark, id=next(self.numbers), author=self.author)
        if self.on is not None:
            set_attributes(mark, date=self.on)
        return mark

    def mark_end(self, paragraph: Element, tag: str) -> None:
        """Mark the end of *paragraph* as inserted or deleted."""
        properties = open_properties(paragraph)
        look = properties.find(LOOK)
        if look is None:
            look = etree.Element(LOOK)
            properties.insert(sum(child.tag not in _AFTER_LOOK for child in properties), look)
        look.insert(0, self.make(tag))

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


def bury(nodes: Iterable[Element]) -> list[Element]:
    """Return *nodes* as they stand in a deletion."""
    buried = list(nodes)
    for node in buried:
        for element in list(node.iter(*_DEAD)):
            element.tag = _DEAD[str(element.tag)]
    return buried


def to_runs(nodes: Iterable[Element]) -> list[Element]:
    """Return *nodes* as mere runs, which is all that can be inserted or deleted."""
    runs = (_spell_field(node) if node.tag == SIMPLE_FIELD else [node] for node in nodes)
    return list(chain.from_iterable(runs))


def _spell_field(field: Element) -> list[Element]:
    """Return the runs that say what a simple *field* says."""
    instruction = etree.Element(name("w:instrText"), {name("xml:space"): "preserve"})
    instruction.text = field.get(name("w:instr"), "")
    begin, separate, end = (
        make_run(None, etree.Element(name("w:fldChar"), {name("w:fldCharType"): kind}))
        for kind in ("begin", "separate", "end")
    )
    runs = list(map(deepcopy, field.iter(RUN)))
    return [begin, make_run(None, instruction), *([separate] if runs else []), *runs, end]


def number_above(written: Iterable[str]) -> Iterator[int]:
    """Return numbers above all that are *written*, or free ones where these leave no room."""
    taken = {int(number) for number in written if _NUMBER.fullmatch(number)}
    highest = max(taken, default=0)
    return count(highest + 1) if highest < _MOST else (n for n in count(1) if n not in taken)


_STYLES = names("w:pStyle w:rStyle w:tblStyle")
_HOLDERS = names("w:pPr w:rPr w:tblPr w:trPr w:tcPr")
_TIED = names("w:footnoteReference w:endnoteReference mc:AlternateContent")
"""What leads to a part that is not compared, or stands for whatever a program knows."""

_PICTURES = ("png", "jpeg", "jpg", "gif", "bmp", "tif", "tiff", "emf", "wmf", "svg")


@dataclass(frozen=True)
class Luggage:
    """What the new file gets from the old one."""

    opened: Opened
    styles: frozenset[str]
    """The ids of the new file's styles."""

    lists: frozenset[str]
    drawings: Iterator[int]
    media: dict[str, bytes] = field(default_factory=dict)
    """The pictures, by the names of their new parts."""

    def take_picture(self, data: bytes, ending: str) -> str:
        """Return the part that holds the picture *data* from now on."""
        known = next((part for part, other in self.media.items() if other == data), None)
        if known is None:
            names = (f"word/media/former{n}.{ending}" for n in count(1))
            taken = self.opened.archive.names | self.media.keys()
            known = next(part for part in names if part not in taken)
            self.media[known] = data
        return known


class Carrier:
    """Carries from a part of the old file into one of the new."""

    def __init__(self, old: OpenedPart, new: OpenedPart, luggage: Luggage) -> None:
        self._old, self._new, self._luggage = old, new, luggage
        listing = name_relations(new.part)
        archive = new.opened.archive
        base = archive.read(listing) if listing in archive.names else None
        self.relations = Relations(base, "")
        self._known: dict[str, str | None] = {}
        self.grown = False
        """Whether the new part refers to more than it did."""

    def carry(self, nodes: Sequence[Element]) -> list[Element] | None:
        """Return copies of *nodes* for the new part; None where it cannot have what they show."""
        if any(next(node.iter(*_TIED), None) is not None for node in nodes):
            return None
        copies = [deepcopy(node) for node in nodes]
        for copy in copies:
            for element in list(copy.iter()):
                if not self._carry_references(element):
                    return None
                if element.tag == name("wp:docPr"):
                    element.set("id", str(next(self._luggage.drawings)))
            self.clean(copy)
        return copies

    def clean(self, copy: Element) -> Element:
        """Return *copy* without the styles and lists that the new file lacks."""
        for element in list(copy.iter()):
            parent = element.getparent()
            extends = parent is not None and parent.tag in _HOLDERS
            if self._lacks(element) or (extends and str(element.tag).startswith(EXTENSIONS)):
                remove(element)
            for key in list(element.attrib):
                if str(key).startswith(EXTENSIONS):
                    del element.attrib[key]
        return copy

    def _lacks(self, element: Element) -> bool:
        if element.tag == name("w:numPr"):
            return read_value(element, name("w:numId")) not in self._luggage.lists
        return element.tag in _STYLES and element.get(name("w:val")) not in self._luggage.styles

    def _carry_references(self, element: Element) -> bool:
        for key, value in element.items():
            if str(key).startswith(REFERENCES):
                relation = self._carry_relation(str(value))
                if relation is None:
                    return False
                element.set(key, relation)
        return True

    def _carry_relation(self, key: str) -> str | None:
        """Return the id in the new part for *key* in the old; None for what cannot come along."""
        if key not in self._known:
            self._known[key] = self._relate(self._old.relations.get(key))
            self.grown = self.grown or self._known[key] is not None
        return self._known[key]

    def _relate(self, relation: Relation | None) -> str | None:
        if relation is None:
            return None
        if relation.external:
            is_link = relation.kind == RelationKind.HYPERLINK
            return self.relations.link(relation.target) if is_link else None
        archive, ending = self._old.opened.archive, relation.target.rpartition(".")[2].lower()
        is_picture = relation.kind == RelationKind.IMAGE and ending in _PICTURES
        if not is_picture or relation.target not in archive.names:
            return None
        part = self._luggage.take_picture(archive.read(relation.target), ending)
        target = posixpath.relpath(part, posixpath.dirname(self._new.part))
        return self.relations.relate(RelationKind.IMAGE, target)

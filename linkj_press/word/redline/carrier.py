"""Carries what was deleted from the old file into the new one, with what it refers to."""

import posixpath
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count

from docx.opc.constants import RELATIONSHIP_TYPE
from lxml import etree

from linkj_press.word.elements import Element, Relations, name, name_relations
from linkj_press.word.opening import Opened, OpenedPart

REFERENCES = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
"""The namespace of attributes that name what a part refers to."""

_OWN_NUMBERS = frozenset(map(name, ("wp:docPr", "pic:cNvPr")))
_EXTENSIONS = "{http://schemas.microsoft.com/"
_SAVES = name("w:rsid")
"""How attributes begin that say when something was saved."""


class RedlineSide(OpenedPart):
    """A part of one of the two files."""

    def write_known(self, node: Element, without: str) -> str:
        """Return *node* as text that does not depend on its file, and lacks elements *without*."""
        copy = deepcopy(node)
        for element in list(copy.iter(etree.Element)):
            if element.tag == without:
                element.clear()
            for key, value in element.items():
                if str(key).startswith(REFERENCES):
                    element.set(key, self.name_target(str(value)))
                elif str(key).startswith((_EXTENSIONS, _SAVES)):
                    del element.attrib[key]
            if element.tag in _OWN_NUMBERS:
                element.set("id", "")
                element.set("name", "")
        return write_canonical(copy)


def write_canonical(element: Element) -> str:
    """Return *element* as text that is the same wherever and however it is written."""
    written: bytes = etree.tostring(element, method="c14n", exclusive=True, with_tail=False)
    return written.decode()


_STYLES = tuple(map(name, ("w:pStyle", "w:rStyle", "w:tblStyle")))
_LIST = name("w:numPr")
_VALUE = name("w:val")
_DRAWING = name("wp:docPr")
_PROPERTIES = frozenset(map(name, ("w:pPr", "w:rPr", "w:tblPr", "w:trPr", "w:tcPr")))
_TIED = tuple(map(name, ("w:footnoteReference", "w:endnoteReference", "mc:AlternateContent")))
"""What leads to a part that is not compared, or stands for whatever a program knows."""

_PICTURES = ("png", "jpeg", "jpg", "gif", "bmp", "tif", "tiff", "emf", "wmf", "svg")


@dataclass(frozen=True)
class Luggage:
    """What the new file gets from the old one."""

    opened: Opened
    styles: frozenset[str]
    """The ids of the new file's styles."""

    lists: frozenset[str]
    """The ids of its lists."""

    drawings: Iterator[int]
    """Numbers for drawings."""

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

    def __init__(self, old: RedlineSide, new: RedlineSide, luggage: Luggage) -> None:
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
                if element.tag == _DRAWING:
                    element.set("id", str(next(self._luggage.drawings)))
            self.clean(copy)
        return copies

    def clean(self, copy: Element) -> Element:
        """Return *copy* without the styles and lists that the new file lacks."""
        for element in list(copy.iter()):
            parent = element.getparent()
            tag = str(element.tag)
            extends = parent is not None and parent.tag in _PROPERTIES
            if parent is not None and (
                (extends and tag.startswith(_EXTENSIONS)) or self._lacks(element)
            ):
                parent.remove(element)
            for key in list(element.attrib):
                if str(key).startswith(_EXTENSIONS):
                    del element.attrib[key]
        return copy

    def _lacks(self, element: Element) -> bool:
        if element.tag == _LIST:
            number = element.find(name("w:numId"))
            return number is None or number.get(_VALUE) not in self._luggage.lists
        return element.tag in _STYLES and element.get(_VALUE) not in self._luggage.styles

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
            self._known[key] = self._relate(key)
            self.grown = self.grown or self._known[key] is not None
        return self._known[key]

    def _relate(self, key: str) -> str | None:
        relation = self._old.relations.get(key)
        if relation is None:
            return None
        if relation.external:
            is_link = relation.kind == RELATIONSHIP_TYPE.HYPERLINK
            return self.relations.link(relation.target) if is_link else None
        archive, ending = self._old.opened.archive, relation.target.rpartition(".")[2].lower()
        is_picture = relation.kind == RELATIONSHIP_TYPE.IMAGE and ending in _PICTURES
        if not is_picture or relation.target not in archive.names:
            return None
        part = self._luggage.take_picture(archive.read(relation.target), ending)
        target = posixpath.relpath(part, posixpath.dirname(self._new.part))
        return self.relations.relate(RELATIONSHIP_TYPE.IMAGE, target)

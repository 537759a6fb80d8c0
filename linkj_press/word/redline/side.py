"""One of the two files of a redline: a part of it, and what this refers to."""

from copy import deepcopy

from lxml import etree

from linkj_press.word.elements import Element, name
from linkj_press.word.opening import OpenedPart

REFERENCES = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
"""The namespace of attributes that name what a part refers to."""

_OWN_NUMBERS = frozenset(map(name, ("wp:docPr", "pic:cNvPr")))
_EXTENSIONS = "{http://schemas.microsoft.com/"
_SAVES = name("w:rsid")
"""How attributes begin that say when something was saved."""


class Side(OpenedPart):
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

"""Makes the XML elements of a Word file; which elements, and in what order, is left to others."""

from copy import copy
from functools import cache

from docx.oxml.ns import nsmap
from lxml.etree import Element as Root
from lxml.etree import SubElement, _Element, fromstring, tostring

Element = _Element

_NAMESPACES = {
    **nsmap,
    "dcterms": "http://purl.org/dc/terms/",
    "ds": "http://schemas.openxmlformats.org/officeDocument/2006/customXml",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
}


# Names are asked for thousands of times a draft, and there are some sixty.
@cache
def name(tag: str) -> str:
    """Return ``{namespace}tag`` for ``prefix:tag``."""
    prefix, local = tag.split(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}"


def declare(*prefixes: str) -> dict[str, str]:
    """Return the namespaces of *prefixes*, for a new root."""
    return {prefix: _NAMESPACES[prefix] for prefix in prefixes}


def to_part(root: Element) -> bytes:
    """Return *root* as the bytes of a part."""
    return tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def admit_controls(part: bytes) -> bytes:
    """Return *part* with what its root must declare for content controls of Word 2013."""
    old = fromstring(part)
    known = {prefix: uri for prefix, uri in old.nsmap.items() if prefix is not None}
    root = Root(old.tag, nsmap=known | declare("mc", "w15"))
    for key, value in old.items():
        root.set(key, value)
    root.extend(list(old))
    ignored = root.get(name("mc:Ignorable"), "").split()
    root.set(name("mc:Ignorable"), " ".join(dict.fromkeys([*ignored, "w15"])))
    return to_part(root)


def add(parent: Element, tag: str, **attributes: str | int) -> Element:
    """Return a new last child of *parent*; its attributes are in the namespace ``w``."""
    child = SubElement(parent, name(tag))
    set_attributes(child, **attributes)
    return child


def set_attributes(element: Element, **attributes: str | int) -> None:
    """Set *attributes*, in the namespace ``w``."""
    for key, value in attributes.items():
        element.set(name(f"w:{key}"), str(value))


def add_copy(parent: Element, model: Element) -> Element:
    """Return a copy of *model*, a new last child of *parent*: six times faster than making it."""
    child = copy(model)
    parent.append(child)
    return child


def make(tag: str) -> Element:
    """Return a new element with no parent, to be a model for others."""
    return Root(name(tag), nsmap=declare(tag.partition(":")[0]))


def add_text(run: Element, text: str) -> None:
    """Add *text* to *run*, with any space at its edges."""
    set_text(add(run, "w:t"), text)


def set_text(child: Element, text: str) -> None:
    """Set the text of *child*, with any space at its edges."""
    child.text = text
    if text[:1] == " " or text[-1:] == " ":
        child.set(name("xml:space"), "preserve")


def add_edges(parent: Element, tag: str, sides: str, **line: str | int) -> None:
    """Add the borders *tag* to *parent*: one line for each of *sides*, in the schema's order."""
    borders = add(parent, tag)
    for side in sides.split():
        add(borders, f"w:{side}", val="single", **line)

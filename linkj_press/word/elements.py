"""Makes the XML elements of a base; which elements, and in what order, is left to others."""

from functools import cache

from docx.oxml.ns import nsmap
from lxml.etree import SubElement, _Element, tostring

Element = _Element

_NAMESPACES = {
    **nsmap,
    "dcterms": "http://purl.org/dc/terms/",
    "ds": "http://schemas.openxmlformats.org/officeDocument/2006/customXml",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "o": "urn:schemas-microsoft-com:office:office",
    "v": "urn:schemas-microsoft-com:vml",
    "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
}


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


def add(parent: Element, tag: str, **attributes: str | int) -> Element:
    """Return a new last child of *parent*; its attributes are in the namespace ``w``."""
    child = SubElement(parent, name(tag))
    set_attributes(child, **attributes)
    return child


def set_attributes(element: Element, **attributes: str | int) -> None:
    """Set *attributes*, in the namespace ``w``."""
    for key, value in attributes.items():
        element.set(name(f"w:{key}"), str(value))


def add_text(run: Element, text: str) -> None:
    """Add *text* to *run*, with any space at its edges."""
    child = add(run, "w:t")
    child.text = text
    if text[:1] == " " or text[-1:] == " ":
        child.set(name("xml:space"), "preserve")


def add_edges(parent: Element, tag: str, sides: str, **line: str | int) -> None:
    """Add the borders *tag* to *parent*: one line for each of *sides*, in the schema's order."""
    borders = add(parent, tag)
    for side in sides.split():
        add(borders, f"w:{side}", val="single", **line)

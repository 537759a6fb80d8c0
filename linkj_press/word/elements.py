"""Makes the XML elements of a Word file; which elements, and in what order, is left to others."""

from functools import cache

from docx.oxml.ns import nsmap
from lxml.etree import SubElement, _Element

Element = _Element

_NAMESPACES = {**nsmap, "dcterms": "http://purl.org/dc/terms/"}


# Names are asked for thousands of times a draft, and there are some sixty.
@cache
def name(tag: str) -> str:
    """Return ``{namespace}tag`` for ``prefix:tag``."""
    prefix, local = tag.split(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}"


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

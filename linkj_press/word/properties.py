"""Writes what a Word file says of itself, as far as it follows from the release."""

from lxml import etree

from linkj_press.document import Document
from linkj_press.language import Language
from linkj_press.word.elements import Element, name

_LANGUAGE = {Language.JA: "ja-JP", Language.EN: "en-US"}


def write_properties(document: Document) -> bytes:
    """Return the core properties: title, language, and the release's day as the day of the file."""
    root = etree.Element(name("cp:coreProperties"))
    _add(root, "dc:title", document.headline)
    _add(root, "dc:language", _LANGUAGE[document.language])
    for tag in ("dcterms:created", "dcterms:modified"):
        moment = _add(root, tag, f"{document.release_on.isoformat()}T00:00:00Z")
        moment.set(name("xsi:type"), "dcterms:W3CDTF")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _add(root: Element, tag: str, text: str) -> Element:
    child = etree.SubElement(root, name(tag))
    child.text = text
    return child

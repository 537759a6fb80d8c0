"""Parses the XML of parts that come from outside; nothing in them can grow, or reach out."""

from lxml import etree

from linkj_press.message import say
from linkj_press.word.archive import NotWord, too_large
from linkj_press.word.elements import Element

MOST_OF_PART = 64 << 20
MOST_NODES = 3_000_000
"""Elements and attributes; each takes a hundred bytes once it is parsed.

A history of ten thousand rows has 2.4 million.
"""

_DECLARATIONS = ("<!DOCTYPE", "<!ENTITY")
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_STRICT, _TRANSITIONAL = "http://purl.oclc.org/ooxml/", "http://schemas.openxmlformats.org/"


def parse_part(data: bytes, part: str) -> Element:
    """Return the root of *data*, which is the part called *part*; raises NotWord.

    Names of strict Open XML become those of the usual, transitional one.
    """
    if len(data) > MOST_OF_PART:
        raise too_large()
    try:
        text = data.decode("utf-16" if data.startswith(_WIDE) else "utf-8-sig")
        if any(declaration in text for declaration in _DECLARATIONS):
            raise broken(part)
        if text.count("<") + text.count("=") > MOST_NODES:
            raise too_large()
        # Libxml2 itself refuses what is nested more than 256 deep.
        parser = etree.XMLParser(
            encoding="utf-8",
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            remove_comments=True,
            remove_pis=True,
        )
        return _to_transitional(etree.fromstring(text.encode(), parser))
    except (etree.XMLSyntaxError, UnicodeError):
        raise broken(part) from None


def name_transitional(name: str) -> str:
    """Return the usual name for one of strict Open XML; others are returned as they are.

    ``http://purl.oclc.org/ooxml/wordprocessingml/main`` and ``…/wordprocessingml/2006/main``
    """
    before, strict, rest = name.partition(_STRICT)
    if not strict:
        return name
    kind, _, local = rest.partition("/")
    return f"{before}{_TRANSITIONAL}{kind}/2006/{local}"


def _to_transitional(root: Element) -> Element:
    if _STRICT not in str(root.nsmap.values()):
        return root
    for element in root.iter(etree.Element):
        element.tag = name_transitional(str(element.tag))
        attributes = element.items()
        element.attrib.clear()
        for key, value in attributes:
            element.set(name_transitional(str(key)), value)
    return root


def broken(part: str) -> NotWord:
    """Return what is said of a *part* that is not what it should be."""
    return NotWord(
        say("the file is damaged: its part {part} cannot be read", part=repr(part)),
        say("open it in Word and save it anew as .docx"),
    )

"""What WordprocessingML calls things, and how it measures them.

python-docx has most of it too: but whoever only fills what was made before need not load it.
"""

from enum import StrEnum
from functools import cache

_NAMESPACES = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    "ds": "http://schemas.openxmlformats.org/officeDocument/2006/customXml",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "o": "urn:schemas-microsoft-com:office:office",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "v": "urn:schemas-microsoft-com:vml",
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "xml": "http://www.w3.org/XML/1998/namespace",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}


@cache
def name(tag: str) -> str:
    """Return ``{namespace}tag`` for ``prefix:tag``."""
    prefix, local = tag.split(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}"


@cache
def names(tags: str) -> frozenset[str]:
    """Return the `name` of each of *tags*, which blanks are between."""
    return frozenset(map(name, tags.split()))


def declare(*prefixes: str) -> dict[str, str]:
    """Return the namespaces of *prefixes*, for a new root."""
    return {prefix: _NAMESPACES[prefix] for prefix in prefixes}


_OFFICE = _NAMESPACES["r"]
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


class RelationKind(StrEnum):
    """What a part is to the one that refers to it."""

    COMMENTS = f"{_OFFICE}/comments"
    CORE_PROPERTIES = f"{_PACKAGE}/metadata/core-properties"
    CUSTOM_XML = f"{_OFFICE}/customXml"
    CUSTOM_XML_PROPS = f"{_OFFICE}/customXmlProps"
    ENDNOTES = f"{_OFFICE}/endnotes"
    EXTENDED_PROPERTIES = f"{_OFFICE}/extended-properties"
    FONT_TABLE = f"{_OFFICE}/fontTable"
    FOOTER = f"{_OFFICE}/footer"
    FOOTNOTES = f"{_OFFICE}/footnotes"
    HEADER = f"{_OFFICE}/header"
    HYPERLINK = f"{_OFFICE}/hyperlink"
    IMAGE = f"{_OFFICE}/image"
    NUMBERING = f"{_OFFICE}/numbering"
    OFFICE_DOCUMENT = f"{_OFFICE}/officeDocument"
    SETTINGS = f"{_OFFICE}/settings"
    STYLES = f"{_OFFICE}/styles"
    THEME = f"{_OFFICE}/theme"


POINT, TWIP = 12_700, 635
"""In EMU, of which 914,400 are an inch: so are all lengths of pictures."""


def measure_mm(length: float) -> int:
    """Return *length*, in millimetres, in EMU."""
    return int(length * 36_000)


def measure_twips(length: int) -> int:
    """Return *length*, in EMU, in twips."""
    return round(length / TWIP)

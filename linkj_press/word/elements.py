"""The names of WordprocessingML, and small pieces of it."""

from functools import cache, lru_cache

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


DECLARATION = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"

_CONTROL_CHARACTERS = bytes(set(range(0x20)) - set(b"\t\n\r"))
_NO_CHARACTERS = "\ufffe\uffff"


def escape(text: str) -> str:
    """Return *text* as XML, to stand between tags."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "&#13;")


# A control names its field twice, and drafts name the same fields.
@lru_cache(maxsize=2_000)
def quote(text: str) -> str:
    """Return *text* as XML, in quotes, to be the value of an attribute."""
    text = escape(text).replace('"', "&quot;").replace("\t", "&#9;").replace("\n", "&#10;")
    return f'"{text}"'


def encode(part: str) -> bytes:
    """Return the XML *part* as bytes; raises ValueError when it holds what XML has no place for."""
    data = part.encode()
    without = data.translate(None, _CONTROL_CHARACTERS)
    if len(without) < len(data) or any(code in part for code in _NO_CHARACTERS):
        raise ValueError("a character that XML does not have")
    return data


def write_paragraph(style: str, content: str, *, keep_with_next: bool = False) -> str:
    """Return a paragraph of *style* with the XML *content*."""
    return f"{_open_paragraph(style, keep_with_next)}{content}</w:p>"


def write_run(properties: str, text: str) -> str:
    """Return a run of *text*, with any space at its edges; see `write_run_properties`."""
    space = ' xml:space="preserve"' if text[:1] == " " or text[-1:] == " " else ""
    return f"<w:r>{properties}<w:t{space}>{escape(text)}</w:t></w:r>"


# The same few are asked for again and again.
_remember = lru_cache(maxsize=256)


@_remember
def write_run_properties(
    style: str,
    hint: bool = False,  # noqa: FBT001, FBT002
    bold: bool = False,  # noqa: FBT001, FBT002
    italic: bool = False,  # noqa: FBT001, FBT002
) -> str:
    """Return what a run says of its looks; *hint* is for characters that Word takes for Latin."""
    marks = [f"<w:rStyle w:val={quote(style)}/>"] if style else []
    if hint:
        marks.append('<w:rFonts w:hint="eastAsia"/>')
    if bold:
        marks.append("<w:b/>")
    if italic:
        marks.append("<w:i/>")
    return f"<w:rPr>{''.join(marks)}</w:rPr>" if marks else ""


@_remember
def _open_paragraph(style: str, keep_with_next: bool) -> str:  # noqa: FBT001
    keep = "<w:keepNext/>" if keep_with_next else ""
    return f"<w:p><w:pPr><w:pStyle w:val={quote(style)}/>{keep}</w:pPr>"

"""Settles the one section that a letterhead gives to drafts: its page, and what it inherits."""

from collections.abc import Iterator, Mapping

from docx.opc.constants import RELATIONSHIP_TYPE
from lxml import etree

from linkj_press.message import say
from linkj_press.word.archive import NotWord
from linkj_press.word.elements import Element, name, set_attributes
from linkj_press.word.story import PAGES

_REFERENCES = {
    name("w:headerReference"): RELATIONSHIP_TYPE.HEADER,
    name("w:footerReference"): RELATIONSHIP_TYPE.FOOTER,
}
_LEFT_OUT = {
    # A page with a grid would give every line of Yu Mincho two of its lines.
    name("w:docGrid"),
    # How the section was before somebody changed it, and a printer of theirs.
    name("w:sectPrChange"),
    name("w:printerSettings"),
}
_MARGINS = "top bottom left right header footer gutter"
_SIZES = {"w": 12_240, "h": 15_840, **dict.fromkeys(_MARGINS.split(), 0)}
"""What the measures of a page are where it does not say, in twips."""

_TWIPS = {"mm": 1440 / 25.4, "cm": 1440 / 2.54, "in": 1440, "pt": 20, "pc": 240, "pi": 240}
_LARGEST = 31_680
"""22 inches: no page of Word's is larger."""

_LEAST = 1_440
"""What must remain for text, either way."""

_OFF = {"0", "false", "off"}


def settle_section(document: Element, edges: Mapping[str, str]) -> set[str]:
    """Leave of *document* its last section, which is given what it inherits.

    *edges* are the kinds of the headers and footers that are there, by the ids of their relations.
    Returns the ids of those that remain; raises NotWord for a page that has no room for text.
    """
    body = document.find(name("w:body"))
    assert body is not None
    sections = list(_find_sections(document))
    section = sections[-1] if sections else etree.SubElement(body, name("w:sectPr"))
    found = {
        (reference.tag, reference.get(name("w:type"), "default")): reference
        for some in sections
        for reference in some.iterchildren(*_REFERENCES)
        if edges.get(reference.get(name("r:id"), "")) == _REFERENCES[str(reference.tag)]
    }
    kept = [reference for (_, page), reference in found.items() if page in PAGES]
    rest = {child.tag: child for child in reversed(section) if child.tag not in _REFERENCES}
    section[:] = [*kept, *(rest[tag] for tag in reversed(rest) if tag not in _LEFT_OUT)]
    # Nothing of a page holds text, but in a file that means no good.
    etree.strip_elements(section, name("w:p"), name("w:sdt"), name("wp:docPr"))
    settle_switch(section, "w:titlePg")
    _settle_page(section)
    body[:] = [section]
    document[:] = [body]
    return {reference.get(name("r:id"), "") for reference in kept}


def settle_switch(holder: Element, tag: str) -> None:
    """Let the switch *tag* be there where it is on, and only there."""
    for switch in holder.findall(name(tag)):
        if switch.attrib.pop(name("w:val"), "1") in _OFF:
            holder.remove(switch)


def _find_sections(document: Element) -> Iterator[Element]:
    """Yield the sections in their order, but for those that a tracked change keeps."""
    for section in document.iter(name("w:sectPr")):
        parent = section.getparent()
        if parent is not None and parent.tag in (name("w:pPr"), name("w:body")):
            yield section


def _settle_page(section: Element) -> None:
    """Write the measures of the page as whole twips; raises NotWord."""
    sizes = dict(_SIZES)
    for element in section.iterchildren(name("w:pgSz"), name("w:pgMar")):
        said = {key: v for key in _SIZES if (v := element.get(name(f"w:{key}"))) is not None}
        measured = {key: _measure(value) for key, value in said.items()}
        set_attributes(element, **measured)
        sizes |= measured
    width, height, top, bottom, left, right, header, footer, gutter = map(abs, sizes.values())
    across = width - left - right - gutter
    if min(across, height - max(top, header) - max(bottom, footer)) < _LEAST:
        raise NotWord(say("its page has no room for text within its margins"), _SET_PAGE)


def _measure(value: str) -> int:
    """Return *value* in twips: ``11906``, ``595.3pt``, ``210mm``; raises NotWord."""
    unit = _TWIPS.get(value[-2:])
    try:
        twips = round(float(value[:-2]) * unit if unit else float(value))
    except (ValueError, OverflowError):
        twips = _LARGEST + 1
    if abs(twips) > _LARGEST:
        reason = say("a measure of its page, {value}, is none that Word knows", value=repr(value))
        raise NotWord(reason, _SET_PAGE)
    return twips


_SET_PAGE = say("set the size of its page and its margins in Word, and save it")

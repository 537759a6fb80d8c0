"""Takes the house's own Word file in as a letterhead: its headers, footers and sections."""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import count

from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.part import PartFactory
from lxml import etree

from linkj_press.message import say, say_quoted
from linkj_press.text.patterns import compile_pattern
from linkj_press.word.elements import (
    NO_TYPES,
    TYPES,
    Element,
    Relation,
    admit_types,
    name_relations,
    pack,
    remove,
    set_attributes,
    to_part,
    write_relations,
)
from linkj_press.word.names import RelationKind, declare, name, names
from linkj_press.word.opening import NotWord, Opened, broken, open_word, parse_part, too_large
from linkj_press.word.pictures import DECORATIVE, PictureFault, measure_picture
from linkj_press.word.settle import PAGES, settle
from linkj_press.word.word_text import Pending

_REFERENCES = {
    name("w:headerReference"): RelationKind.HEADER,
    name("w:footerReference"): RelationKind.FOOTER,
}
# A page with a grid would give every line of Yu Mincho two of its lines. The others are how the
# section was before somebody changed it, and a printer of theirs.
_LEFT_OUT = names("w:docGrid w:sectPrChange w:printerSettings")
_MARGINS = "top bottom left right header footer gutter"
_SIZES = {"w": 12_240, "h": 15_840, **dict.fromkeys(_MARGINS.split(), 0)}
"""What the measures of a page are where it does not say, in twips."""

_TWIPS = {"mm": 1440 / 25.4, "cm": 1440 / 2.54, "in": 1440, "pt": 20, "pc": 240, "pi": 240}
_LARGEST = 31_680
"""22 inches: no page of Word's is larger."""

_LEAST = 1_440
"""What must remain for text, either way."""

_OFF = {"0", "false", "off"}


def _settle_section(document: Element, edges: Mapping[str, str]) -> set[str]:
    """Leave of *document* its last section, which is given what it inherits.

    *edges* are the kinds of the headers and footers that are there, by the ids of their relations.
    Returns the ids of those that remain; raises NotWord for a page that has no room for text.
    """
    body = document.find(name("w:body"))
    assert body is not None
    # Not those that a tracked change keeps.
    homes = names("w:pPr w:body")
    marked = ((s, s.getparent()) for s in document.iter(name("w:sectPr")))
    sections = [s for s, home in marked if home is not None and home.tag in homes]
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
    _settle_switch(section, "w:titlePg")
    _settle_page(section)
    body[:] = [section]
    document[:] = [body]
    return {reference.get(name("r:id"), "") for reference in kept}


def _settle_switch(holder: Element, tag: str) -> None:
    """Let the switch *tag* be there where it is on, and only there."""
    for switch in holder.findall(name(tag)):
        if switch.attrib.pop(name("w:val"), "1") in _OFF:
            holder.remove(switch)


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
        reason = say(
            "a measure of its page, {value}, is none that Word knows", value=say_quoted(value)
        )
        raise NotWord(reason, _SET_PAGE)
    return twips


_INSERT_PICTURE = say("insert the picture itself in Word, not a link to it, and save it")
_SET_PAGE = say("set the size of its page and its margins in Word, and save it")


MOST_OF_LETTERHEAD = 64 << 20
"""In bytes, of the parts that are kept: each draft holds them."""

COST_OF_XML = 8
"""How many times its size a part takes while it is read."""

_NO_PROPERTIES = (
    b"<cp:coreProperties xmlns:cp="
    b'"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
)
_REFERRING = "//*[@r:* or @o:relid]"
_PREFIXES = {**declare("r"), "o": "urn:schemas-microsoft-com:office:office"}
_RELATED = (f"{{{_PREFIXES['r']}}}", f"{{{_PREFIXES['o']}}}relid")
_STRAY = names(
    "w:commentRangeStart w:commentRangeEnd w:commentReference"
    " w:footnoteReference w:endnoteReference"
)
"""What stands in no header that Word writes, and would point at comments of a draft."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What a part is in the clean file."""

    name: str
    type: str
    root: str = ""
    """The element that it must be, if it must be one."""


_SINGLE: dict[str, _Kept] = {
    RelationKind.STYLES: _Kept("word/styles.xml", CT.WML_STYLES, "w:styles"),
    RelationKind.SETTINGS: _Kept("word/settings.xml", CT.WML_SETTINGS, "w:settings"),
    RelationKind.NUMBERING: _Kept("word/numbering.xml", CT.WML_NUMBERING, "w:numbering"),
    RelationKind.THEME: _Kept("word/theme/theme1.xml", CT.OFC_THEME, "a:theme"),
    RelationKind.FONT_TABLE: _Kept("word/fontTable.xml", CT.WML_FONT_TABLE, "w:fonts"),
}
_EDGES: dict[str, _Kept] = {
    RelationKind.HEADER: _Kept("word/header{}.xml", CT.WML_HEADER, "w:hdr"),
    RelationKind.FOOTER: _Kept("word/footer{}.xml", CT.WML_FOOTER, "w:ftr"),
}
_MAIN = _Kept("word/document.xml", CT.WML_DOCUMENT_MAIN, "w:document")
_CORE = _Kept("docProps/core.xml", CT.OPC_CORE_PROPERTIES)


# Each draft asks for it, and a diff has two.
@lru_cache(maxsize=2)
def take_letterhead(content: bytes) -> bytes:
    """Return the Word file *content* with no more than drafts take over; raises NotWord."""
    return _Intake(open_word(content)).take()


class _Intake:
    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._room = MOST_OF_LETTERHEAD
        self._types = {
            (e.get("PartName") or e.get("Extension") or "").lower(): e.get("ContentType", "")
            for e in self._parse(TYPES)
        }
        """By the name of a part with a slash before it, or the extension of many."""

        self._relations = self._relate(opened.main)
        self._kept: dict[str, _Kept] = {opened.main: _MAIN}
        self._waiting: list[str] = []
        self._parts = {_CORE.name: _NO_PROPERTIES}
        # A draft counts its own controls from 1.
        self._drawings, self._controls = count(1), count(1 << 30)

    def take(self) -> bytes:
        root, there = self._opened.document, self._opened.archive.names
        found = {key: r for key, r in self._relations.items() if r.target in there}
        edges = {key: r.kind for key, r in found.items() if r.kind in _EDGES}
        relations = self._choose(_settle_section(root, edges))
        self._write(_MAIN, root, relations)
        for part in self._waiting:
            self._keep(part)
        ends = {
            "rId1": Relation(RelationKind.OFFICE_DOCUMENT, _MAIN.name, external=False),
            "rId2": Relation(RelationKind.CORE_PROPERTIES, _CORE.name, external=False),
        }
        types = {kept.name: kept.type for kept in (*self._kept.values(), _CORE)}
        self._parts[name_relations("")] = write_relations(ends)
        return pack({**self._parts, TYPES: admit_types(NO_TYPES, {}, types)}).archive

    def _choose(self, edges: set[str]) -> dict[str, Relation]:
        """Return what the body goes on referring to: one of each kind, and its *edges*."""
        single = dict(_SINGLE)
        chosen = {}
        for key, relation in self._relations.items():
            pattern = _EDGES.get(relation.kind) if key in edges else single.get(relation.kind)
            if pattern and not relation.external and (kept := self._admit(relation, pattern)):
                chosen[key] = replace(relation, target=kept.name)
                single.pop(relation.kind, None)
        return chosen

    def _admit(self, relation: Relation, pattern: _Kept | None = None) -> _Kept | None:
        """Return what the part that *relation* leads to is from now on; None to leave it out."""
        part = relation.target
        if part not in self._opened.archive.names:
            return None
        if part in self._kept:
            kept = self._kept[part]
            return kept if kept.root == (pattern.root if pattern else "") else None
        if pattern is None:
            extension = posixpath.splitext(part)[1].lower()
            kind = self._types.get(f"/{part}".lower()) or self._types.get(extension[1:])
            if not kind:
                raise broken(part)
            # Comments, say: they are of no header.
            if kind in PartFactory.part_type_for:
                return None
            is_plain = extension[1:].isascii() and extension[1:].isalnum()
            pattern = _Kept("word/letterhead/{}" + (extension if is_plain else ""), kind)
        self._waiting.append(part)
        self._kept[part] = replace(pattern, name=pattern.name.format(len(self._kept)))
        return self._kept[part]

    def _keep(self, part: str) -> None:
        """Take over *part*, and whatever it refers to."""
        kept = self._kept[part]
        is_xml = kept.type.endswith("xml") and not kept.type.startswith("image/")
        content = self._parse(part) if is_xml else self._read(part)
        if kept.root and getattr(content, "tag", None) != name(kept.root):
            raise broken(part)
        # Settings refer to the template that the letterhead was made from.
        relations = {} if kept.root == "w:settings" else self._follow(part)
        self._write(kept, content, relations)

    def _read(self, part: str, cost: int = 1) -> bytes:
        """Return the content of *part*, which takes *cost* times its size; raises NotWord."""
        self._room -= self._opened.archive.measure(part) * cost
        if self._room < 0:
            raise too_large()
        return self._opened.archive.read(part)

    def _parse(self, part: str) -> Element:
        return parse_part(self._read(part, COST_OF_XML), part)

    def _relate(self, part: str) -> dict[str, Relation]:
        listing = name_relations(part)
        if listing in self._opened.archive.names:
            self._read(listing, COST_OF_XML)
        return self._opened.relate(part)

    def _follow(self, part: str) -> dict[str, Relation]:
        followed = {}
        for key, relation in self._relate(part).items():
            if not relation.external:
                kept = self._admit(relation)
                if kept:
                    followed[key] = replace(relation, target=kept.name)
            elif relation.kind == RelationKind.HYPERLINK:
                # One to a file of somebody's machine leads readers nowhere.
                if not relation.target.lower().startswith(("file:", "\\\\")):
                    followed[key] = relation
            # Word writes so in the place of a picture that it lost.
            elif relation.target != "NULL":
                reason = say(
                    "its part {part} shows what is outside the file: {address}",
                    part=say_quoted(part),
                    address=say_quoted(relation.target),
                )
                raise NotWord(reason, _INSERT_PICTURE)
        return followed

    def _write(
        self, kept: _Kept, content: Element | bytes, relations: Mapping[str, Relation]
    ) -> None:
        if not isinstance(content, bytes):
            _drop_dead(content, relations)
            if kept.root in ("w:hdr", "w:ftr"):
                _forget_makers(content)
                self._number(content)
            _settle_switch(content, "w:evenAndOddHeaders")
            content = to_part(content)
        elif kept.type in _PICTURES:
            content = _drop_notes(content)
        self._parts[kept.name] = content
        if relations:
            self._parts[name_relations(kept.name)] = write_relations(relations)

    def _number(self, edge: Element) -> None:
        """Give drawings and content controls numbers that a draft does not, and no field's tag."""
        for drawing in edge.iter(name("wp:docPr")):
            drawing.set("id", str(next(self._drawings)))
            if not (drawing.get("descr") or drawing.get("title") or len(drawing)):
                listed = etree.SubElement(drawing, name("a:extLst"))
                listed.append(etree.fromstring(DECORATIVE))
        for properties in edge.iter(name("w:sdtPr")):
            for tag in list(properties.iterchildren(name("w:tag"), name("w:alias"))):
                properties.remove(tag)
            for number in properties.findall(name("w:id")):
                number.set(name("w:val"), str(next(self._controls)))


_PICTURES = ("image/png", "image/jpeg")
_PATH = compile_pattern(r"[\\/]")
_FETCHES = compile_pattern(r"\s*(?:INCLUDEPICTURE|INCLUDETEXT|LINK|IMPORT)\b", re.IGNORECASE)


def _drop_notes(picture: bytes) -> bytes:
    """Return *picture* without who took it, and where; one that lies on its side as it is."""
    try:
        measured = measure_picture(picture)
    except PictureFault:
        return picture
    return measured.data if measured.orientation == 1 else picture


def _forget_makers(edge: Element) -> None:
    """Take out of *edge* what tells of those who made it and nobody sees.

    Tracked changes are accepted; hidden text, bookmarks, and paths of pictures go.
    """
    settle(edge, Pending.ACCEPT)
    hidden = [e for e in edge.iter(name("w:vanish")) if e.get(name("w:val"), "1") not in _OFF]
    for run in [run for mark in hidden for run in mark.iterancestors(name("w:r"))]:
        remove(run)
    for mark in list(edge.iter(name("w:bookmarkStart"), name("w:bookmarkEnd"))):
        remove(mark)
    for drawing in edge.iter(name("wp:docPr"), name("pic:cNvPr")):
        told = [key for key in ("descr", "title", "name") if _PATH.search(drawing.get(key, ""))]
        for key in told:
            drawing.set(key, "")
    for field in edge.iter(name("w:instrText")):
        if _FETCHES.match(field.text or ""):
            field.text = " QUOTE "


def _drop_dead(root: Element, relations: Mapping[str, Relation]) -> None:
    """Take out of *root* what refers to nothing; an element that does no more goes itself."""
    found: list[Element] = root.xpath(_REFERRING, namespaces=_PREFIXES)  # type: ignore[assignment]
    for element in found:
        keys = {str(key) for key in element.attrib if str(key).startswith(_RELATED)}
        dead = {key for key in keys if element.get(key) not in relations}
        for key in dead:
            del element.attrib[key]
        if dead == keys and not len(element):
            remove(element)
    for element in list(root.iter(*_STRAY)):
        remove(element)

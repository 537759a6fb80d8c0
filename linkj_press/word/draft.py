"""Writes one draft on top of its base, a Word file with everything of the look and no text yet.

A base is made once; of each draft only the parts are written that differ from draft to draft.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from pathlib import PurePosixPath
from types import MappingProxyType

import docx
from docx.document import Document as WordFile
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.shared import Mm
from lxml import etree

from linkj_press.draft.document import Block, Document
from linkj_press.language import Language
from linkj_press.record import Look
from linkj_press.record.look import Styles
from linkj_press.word.body import BodyWriter, Comments, Controls, TextWriter
from linkj_press.word.elements import (
    NO_TYPES,
    TYPES,
    Element,
    Packed,
    Relations,
    add,
    admit_types,
    complete,
    declare,
    digest,
    encode,
    name,
    name_relations,
    pack,
    to_part,
    write_paragraph,
)
from linkj_press.word.letterhead import measure_logo, write_edges, write_labels
from linkj_press.word.manifest import (
    ITEM,
    ITEM_PROPERTIES,
    ITEM_PROPERTIES_TYPE,
    DraftOrigin,
    Manifest,
    Skeleton,
    describe_item,
    write_manifest,
)
from linkj_press.word.pictures import Extent, Picture, draw
from linkj_press.word.reader import Edges, read_edges
from linkj_press.word.styles import StyleIds, add_styles, define_styles
from linkj_press.word.word_text import Aside, AsideKind

_PREFIXES = ("w", "r", "wp", "a", "pic", "mc", "w15")
"""Those of all that drafts write."""


@dataclass(frozen=True, slots=True)
class Shell:
    """A part of a Word file without the text of a draft."""

    before: bytes
    after: bytes
    otherwise: str
    """What stands in the place of the text where there is none."""

    def fill(self, text: str) -> bytes:
        """Return the part with the XML *text*, which may use the prefixes that drafts write."""
        return b"".join((self.before, encode(text or self.otherwise), self.after))


def open_part(part: bytes, empty: str) -> Shell:
    """Return *part* as a shell: its text goes before what describes its pages, or to its end.

    Where both text and part would be empty, it holds the XML *empty*.
    """
    root = _declare_prefixes(etree.fromstring(part))
    otherwise = "" if len(root) else empty
    body = root.find(name("w:body"))
    place = etree.ProcessingInstruction("linkj-press", "text")
    if body is None:
        root.append(place)
    else:
        body.insert(0, place)
    before, _, after = to_part(root).rpartition(etree.tostring(place))
    return Shell(before, after, otherwise)


def _declare_prefixes(old: Element) -> Element:
    """Return *old* as a root that drafts can write into, content controls of Word 2013 too."""
    known = {prefix: uri for prefix, uri in old.nsmap.items() if prefix is not None}
    root = etree.Element(old.tag, nsmap=known | declare(*_PREFIXES))
    for key, value in old.items():
        root.set(key, value)
    root.extend(list(old))
    ignored = root.get(name("mc:Ignorable"), "").split()
    root.set(name("mc:Ignorable"), " ".join(dict.fromkeys([*ignored, "w15"])))
    return root


BODY = "word/document.xml"
COMMENTS = "word/comments.xml"
PROPERTIES = "docProps/core.xml"

_EXTENSIONS = {"jpeg": "image/jpeg", "png": "image/png"}
_TYPES = {ITEM_PROPERTIES: ITEM_PROPERTIES_TYPE}

# What the base keeps of python-docx's template. Away goes what no draft uses: 200 more styles and
# their copy for Word 2010, lists, a picture of the template, counts of its words.
_KEPT = {
    RELATIONSHIP_TYPE.OFFICE_DOCUMENT,
    RELATIONSHIP_TYPE.CORE_PROPERTIES,
    RELATIONSHIP_TYPE.STYLES,
    RELATIONSHIP_TYPE.SETTINGS,
    RELATIONSHIP_TYPE.THEME,
    RELATIONSHIP_TYPE.FONT_TABLE,
}
_COMPATIBILITY = {
    # Or else Word opens the draft in the mode of an older Word, and says so in its title.
    "compatibilityMode": 15,
    "overrideTableStyleFontSizeAndJustification": 1,
    "enableOpenTypeFeatures": 1,
    "doNotFlipMirrorIndents": 1,
    "differentiateMultirowTableHeaders": 1,
}

_SHIFT_JIS, _ANSI = "80", "00"


@dataclass(frozen=True, slots=True)
class Base:
    """A Word file with no text yet."""

    shells: Mapping[str, Shell]
    """Body and head by the names of their parts, to be filled with the text of each draft."""

    relations: Mapping[str, bytes]
    """Their relationships, as parts by name: each draft adds its own."""

    plain: Packed
    """The others, for a draft without comments."""

    commented: Packed
    """The others, for a draft with comments."""

    styles: StyleIds
    head: str
    """The part that is the header of the first page; ``""`` where it has none of its own."""

    drawings: int
    """The highest number of a drawing in it."""

    edges: Edges


# The template takes longer to read than a draft to write, and a look serves many drafts.
@lru_cache(maxsize=16)
def build_base(
    look: Look,
    language: Language,
    final: bool,  # noqa: FBT001
    letterhead: bytes | None = None,
) -> Base:
    """Return the base, made from *letterhead* if there is one; a *final* one has no draft mark."""
    file = docx.Document() if letterhead is None else docx.Document(io.BytesIO(letterhead))
    if letterhead is None:
        _drop_parts(file)
        _clear_body(file)
    if file.sections[-1].page_width is None or letterhead is None:
        _set_page(file, look)
    if letterhead is None:
        styles = define_styles(file.styles.element, look, language)
    else:
        styles = add_styles(file.styles.element, look, language)
    head = write_edges(file, "" if final else look.draft_mark.get(language), styles)
    _write_settings(file.settings.element)
    return _finish(_list_parts(file), look, styles, head, letterhead is None)


def _list_parts(file: WordFile) -> dict[str, bytes]:
    """Return the parts of *file* by name: saved, they would bear the time of day."""
    package = file.part.package
    parts = {part.partname.membername: part for part in package.parts}
    relations = {name_relations(name): part.rels.xml for name, part in parts.items() if part.rels}
    types = admit_types(NO_TYPES, {}, {name: part.content_type for name, part in parts.items()})
    ends = {TYPES: types, name_relations(""): package.rels.xml}
    return ends | relations | {name: part.blob for name, part in parts.items()}


def _finish(
    parts: dict[str, bytes],
    look: Look,
    styles: StyleIds,
    head: str,
    list_fonts: bool,  # noqa: FBT001
) -> Base:
    edges = read_edges(complete(pack(parts), {}), head)
    if list_fonts:
        parts["word/fontTable.xml"] = _list_fonts(look)
    drawings = _count_drawings(parts)
    own = [BODY, head] if head else [BODY]
    # Word takes an empty header for damaged.
    empty = write_paragraph(styles["header"], "")
    shells = {part: open_part(parts.pop(part), empty) for part in own}
    relations = {part: parts.pop(part) for part in map(name_relations, own) if part in parts}
    parts.pop(PROPERTIES, None)
    common = parts | describe_item()
    plain, commented = (
        pack({**common, TYPES: admit_types(common[TYPES], _EXTENSIONS, types)})
        for types in (_TYPES, _TYPES | {COMMENTS: CONTENT_TYPE.WML_COMMENTS})
    )
    frozen = MappingProxyType(shells), MappingProxyType(relations)
    return Base(*frozen, plain, commented, styles, head, drawings, edges)


def _count_drawings(parts: Mapping[str, bytes]) -> int:
    """Return how many drawings are in the headers and footers; they are numbered from 1."""
    edges = (
        data for part, data in parts.items() if part.startswith(("word/header", "word/footer"))
    )
    return sum(1 for edge in edges for _ in etree.fromstring(edge).iter(name("wp:docPr")))


def _clear_body(file: WordFile) -> None:
    """Leave of the body what describes its pages."""
    body = file.element.body
    section = body.get_or_add_sectPr()
    for child in list(body):
        if child is not section:
            body.remove(child)
    # A page with a grid would give every line of Yu Mincho two of its lines.
    for grid in section.findall(name("w:docGrid")):
        section.remove(grid)


def _drop_parts(file: WordFile) -> None:
    for relations in (file.part.rels, file.part.package.rels):
        for key in [key for key, rel in relations.items() if rel.reltype not in _KEPT]:
            del relations[key]


def _set_page(file: WordFile, look: Look) -> None:
    section, page = file.sections[0], look.page
    section.page_width, section.page_height = Mm(page.width), Mm(page.height)
    section.top_margin, section.bottom_margin = Mm(page.top), Mm(page.bottom)
    section.left_margin, section.right_margin = Mm(page.left), Mm(page.right)
    # Header and footer stand in the middle of their margins.
    section.header_distance, section.footer_distance = Mm(page.top / 2), Mm(page.bottom / 2)


def _write_settings(settings: Element) -> None:
    """Set what Japanese text needs, in the order of the schema."""
    sides = settings.find(name("w:evenAndOddHeaders"))
    for child in list(settings):
        settings.remove(child)
    add(settings, "w:zoom", percent=100)
    add(settings, "w:defaultTabStop", val=840)
    if sides is not None:
        settings.append(sides)
    add(settings, "w:characterSpacingControl", val="compressPunctuation")
    # No line begins with ー or a small kana.
    add(settings, "w:strictFirstAndLastChars")
    compatibility = add(settings, "w:compat")
    add(compatibility, "w:useFELayout")
    uri = "http://schemas.microsoft.com/office/word"
    for setting, value in _COMPATIBILITY.items():
        add(compatibility, "w:compatSetting", name=setting, uri=uri, val=value)
    add(settings, "w:themeFontLang", val="en-US", eastAsia="ja-JP")
    add(settings, "w:decimalSymbol", val=".")
    add(settings, "w:listSeparator", val=",")


def _list_fonts(look: Look) -> bytes:
    """Return the table of the look's fonts: which of them are Japanese helps Word replace them."""
    styles = (
        getattr(some, key) for some in (look.styles, look.english) for key in Styles.model_fields
    )
    fonts = {look.fonts, *(style.fonts for style in styles if style.fonts)}
    charsets = {font.japanese: _SHIFT_JIS for font in fonts} | {font.latin: _ANSI for font in fonts}
    root = etree.Element(name("w:fonts"), nsmap=declare("w"))
    for font, charset in sorted(charsets.items()):
        add(add(root, "w:font", name=font), "w:charset", val=charset)
    return to_part(root)


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


class DraftWriter:
    """Writes one draft, once."""

    def __init__(self, document: Document, look: Look, base: Base, *, final: bool) -> None:
        self._document = document
        self._look = look
        self._base = base
        self._final = final
        self._comments = Comments(document.release_on, base.styles)
        self._controls = Controls(document.partner)
        self._numbers = count(base.drawings + 1)
        self._pictures: list[str] = []
        """What tells each from others."""

        self._parts: dict[str, bytes] = {}
        """What the base leaves to each draft."""

    def write(
        self, pictures: Mapping[PurePosixPath, Picture], logo: Picture | None, origin: DraftOrigin
    ) -> bytes:
        """Return the file."""
        head, blocks = self._write_head(logo)
        skeleton = self._write_body(blocks, pictures)
        self._parts[PROPERTIES] = write_properties(self._document)
        common = self._base.commented if self._comments else self._base.plain
        manifest = self._describe(origin, head, skeleton)
        self._parts[ITEM] = write_manifest(manifest, {**common.digests, **digest(self._parts)})
        return complete(common, self._parts)

    def _write_head(self, logo: Picture | None) -> tuple[Skeleton, tuple[Block, ...]]:
        """Return what was written into the first page's header, and the blocks that are left."""
        part = self._base.head
        if not part:
            return (), self._document.blocks
        relations = self._open_relations(part, "logo")
        text = self._make_writer(relations, None)
        picture = self._write_logo(logo, relations, text)
        labels, blocks = write_labels(self._document.blocks, text)
        self._parts[part] = self._base.shells[part].fill(picture + labels)
        self._keep_relations(part, relations)
        return text.skeleton, blocks

    def _write_logo(self, logo: Picture | None, relations: Relations, text: TextWriter) -> str:
        if logo is None or self._look.letterhead is None:
            return ""
        extent = Extent(*measure_logo(logo, self._look.letterhead), logo.orientation)
        drawing = draw(relations.show(logo.data, logo.extension), extent, next(self._numbers), "")
        return text.write_drawing("logo", drawing)

    def _write_body(
        self, blocks: tuple[Block, ...], pictures: Mapping[PurePosixPath, Picture]
    ) -> Skeleton:
        relations = self._open_relations(BODY, "photo")
        text = self._make_writer(relations, None if self._final else self._comments)
        body = BodyWriter(self._look, pictures, relations, text, self._numbers).write(blocks)
        self._parts[BODY] = self._base.shells[BODY].fill(body)
        relations.relate(RELATIONSHIP_TYPE.CUSTOM_XML, f"../{ITEM}")
        if self._comments:
            relations.relate(RELATIONSHIP_TYPE.COMMENTS, "comments.xml")
            self._parts[COMMENTS] = self._comments.to_bytes()
        self._keep_relations(BODY, relations)
        return text.skeleton

    def _make_writer(self, relations: Relations, comments: Comments | None) -> TextWriter:
        styles = self._base.styles
        return TextWriter(self._document, styles, relations, self._controls, comments)

    def _open_relations(self, part: str, prefix: str) -> Relations:
        return Relations(self._base.relations.get(name_relations(part)), prefix)

    def _keep_relations(self, part: str, relations: Relations) -> None:
        self._pictures += relations.shown
        if relations:
            self._parts[name_relations(part)] = relations.to_bytes()
        self._parts |= relations.media

    def _describe(self, origin: DraftOrigin, head: Skeleton, skeleton: Skeleton) -> Manifest:
        document, edges = self._document, self._base.edges
        pictures = [Aside(AsideKind.PICTURE, digest=each).known_by for each in self._pictures]
        return Manifest(
            partner=document.partner,
            language=document.language,
            release_on=document.release_on,
            final=self._final,
            origin=origin,
            values=tuple(self._controls.values),
            head=(*edges.first, *head, *edges.others),
            skeleton=skeleton,
            foot=edges.foot,
            asides=(*edges.asides, *pictures),
        )

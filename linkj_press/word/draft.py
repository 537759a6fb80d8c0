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
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.section import _Footer, _Header
from docx.shared import Mm
from lxml import etree

from linkj_press.draft.document import Block, Document, Role, Text
from linkj_press.language import Language
from linkj_press.record import Look
from linkj_press.word.body import BodyWriter, Comments, Controls, TextWriter
from linkj_press.word.elements import (
    NO_TYPES,
    TYPES,
    Element,
    Packed,
    Relations,
    Shell,
    add,
    add_text,
    admit_types,
    complete,
    digest,
    name,
    name_relations,
    open_part,
    pack,
    to_part,
    write_paragraph,
)
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
from linkj_press.word.pictures import Enclosures, Extent, Picture, draw
from linkj_press.word.reader import Edges, read_edges
from linkj_press.word.styles import StyleIds, add_styles, define_styles, list_fonts, write_settings
from linkj_press.word.word_text import Aside, AsideKind

BODY = "word/document.xml"
COMMENTS = "word/comments.xml"
PROPERTIES = "docProps/core.xml"

_EXTENSIONS = {"jpeg": "image/jpeg", "png": "image/png"}
_TYPES = {ITEM_PROPERTIES: ITEM_PROPERTIES_TYPE}

# What the base keeps of python-docx's template. Away goes what no draft uses: 200 more styles and
# their copy for Word 2010, lists, a picture of the template, counts of its words.
_KEPT = {RT.OFFICE_DOCUMENT, RT.CORE_PROPERTIES, RT.STYLES, RT.SETTINGS, RT.THEME, RT.FONT_TABLE}


@dataclass(frozen=True, slots=True)
class Base:
    """A Word file with no text yet."""

    shells: Mapping[str, Shell]
    """Body and head by the names of their parts, to be filled with the text of each draft."""

    relations: Mapping[str, bytes]
    """Their relationships, as parts by name: each draft adds its own."""

    plain: Packed
    """The others, for a draft without comments; in `commented` for one that has some."""

    commented: Packed
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
    file = docx.Document(None if letterhead is None else io.BytesIO(letterhead))
    if letterhead is None:
        _clear_template(file)
        styles = define_styles(file.styles.element, look, language)
    else:
        styles = add_styles(file.styles.element, look, language)
    if letterhead is None or file.sections[-1].page_width is None:
        _set_page(file, look)
    head = _write_edges(file, "" if final else look.draft_mark.get(language), styles)
    write_settings(file.settings.element)
    parts = _list_parts(file)
    if letterhead is None:
        parts["word/fontTable.xml"] = list_fonts(look)
    return _finish(parts, styles, head)


def _list_parts(file: WordFile) -> dict[str, bytes]:
    """Return the parts of *file* by name: saved, they would bear the time of day."""
    package = file.part.package
    parts = {part.partname.membername: part for part in package.parts}
    relations = {name_relations(name): part.rels.xml for name, part in parts.items() if part.rels}
    types = admit_types(NO_TYPES, {}, {name: part.content_type for name, part in parts.items()})
    ends = {TYPES: types, name_relations(""): package.rels.xml}
    return ends | relations | {name: part.blob for name, part in parts.items()}


def _finish(parts: dict[str, bytes], styles: StyleIds, head: str) -> Base:
    edges = read_edges(pack(parts).archive, head)
    # Those in headers and footers are numbered from 1.
    drawn = [part for part in parts if part.startswith(("word/header", "word/footer"))]
    marks = [etree.fromstring(parts[part]).findall(f".//{name('wp:docPr')}") for part in drawn]
    own = [BODY, head] if head else [BODY]
    # Word takes an empty header for damaged.
    empty = write_paragraph(styles["header"], "")
    shells = {part: open_part(parts.pop(part), empty) for part in own}
    relations = {part: parts.pop(part) for part in map(name_relations, own) if part in parts}
    parts.pop(PROPERTIES, None)
    common = parts | describe_item()
    plain, commented = (
        pack({**common, TYPES: admit_types(common[TYPES], _EXTENSIONS, types)})
        for types in (_TYPES, _TYPES | {COMMENTS: CT.WML_COMMENTS})
    )
    frozen = MappingProxyType(shells), MappingProxyType(relations)
    return Base(*frozen, plain, commented, styles, head, sum(map(len, marks)), edges)


def _write_edges(file: WordFile, mark: str, styles: StyleIds) -> str:
    """Return the part that is the header of the first page, or ``""`` where it has none of its own.

    What *file* has of headers and footers stays. Each header gets the draft mark *mark*; without
    one, nothing says that it is a draft.
    """
    section = file.sections[-1]
    edges = _list_edges(file, "header") + _list_edges(file, "footer")
    if all(edge.is_linked_to_previous for edge in edges):
        section.different_first_page_header_footer = True
    footers = _list_edges(file, "footer")
    if all(footer.is_linked_to_previous for footer in footers):
        for footer in footers:
            _number_pages(_add_paragraph(_open_edge(footer), styles["footer"]))
    for header in _list_edges(file, "header") if mark else ():
        # A page with no header of its own is given one for the mark alone.
        paragraph = _add_paragraph(_open_edge(header), styles["header"])
        add_text(add(paragraph, "w:r"), mark)
    if not section.different_first_page_header_footer:
        return ""
    first = section.first_page_header
    _open_edge(first)
    return str(first.part.partname).lstrip("/")


def _list_edges(file: WordFile, edge: str) -> list[_Header | _Footer]:
    """Return an *edge*, header or footer, for each kind of page, whether or not it is there yet."""
    section, pages = file.sections[-1], [""]
    if section.different_first_page_header_footer:
        pages.append("first_page_")
    if file.settings.odd_and_even_pages_header_footer:
        pages.append("even_page_")
    return [getattr(section, page + edge) for page in pages]


def _open_edge(edge: _Header | _Footer) -> Element:
    """Return the root of *edge*, empty if it is new."""
    is_new = edge.is_linked_to_previous
    edge.is_linked_to_previous = False
    root: Element = edge.part.element
    if is_new:
        root[:] = []
    return root


def _add_paragraph(parent: Element, style: str) -> Element:
    paragraph = add(parent, "w:p")
    add(add(paragraph, "w:pPr"), "w:pStyle", val=style)
    return paragraph


def _number_pages(paragraph: Element) -> None:
    """Give every page its number and theirs: ``1 / 2``."""
    for before, instruction in (("", "PAGE"), (" / ", "NUMPAGES")):
        if before:
            add_text(add(paragraph, "w:r"), before)
        # Word works the number out anew on every page; what stands here shows where nothing does.
        run = add(add(paragraph, "w:fldSimple", instr=instruction), "w:r")
        add(run, "w:t").text = "1"


def _clear_template(file: WordFile) -> None:
    """Leave of python-docx's template what drafts use, and of its body what describes pages."""
    section = file.element.body.get_or_add_sectPr()
    file.element.body[:] = [section]
    # A page with a grid would give every line of Yu Mincho two of its lines.
    for grid in section.findall(name("w:docGrid")):
        section.remove(grid)
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


_LANGUAGE = {Language.JA: "ja-JP", Language.EN: "en-US"}


def _write_properties(document: Document) -> bytes:
    """Return the core properties: title, language, and the release's day as the day of the file."""
    root = etree.Element(name("cp:coreProperties"))
    etree.SubElement(root, name("dc:title")).text = document.headline
    etree.SubElement(root, name("dc:language")).text = _LANGUAGE[document.language]
    for tag in ("dcterms:created", "dcterms:modified"):
        moment = etree.SubElement(root, name(tag), {name("xsi:type"): "dcterms:W3CDTF"})
        moment.text = f"{document.release_on.isoformat()}T00:00:00Z"
    return to_part(root)


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
        self._parts: dict[str, bytes] = {}

    def write(self, enclosures: Enclosures, origin: DraftOrigin) -> bytes:
        """Return the file."""
        head, blocks = self._write_head(enclosures.logo)
        skeleton = self._write_body(blocks, enclosures.pictures)
        self._parts[PROPERTIES] = _write_properties(self._document)
        common = self._base.commented if self._comments else self._base.plain
        manifest = self._describe(origin, head, skeleton)
        self._parts[ITEM] = write_manifest(manifest, {**common.digests, **digest(self._parts)})
        return complete(common, self._parts)

    def _write_head(self, logo: Picture | None) -> tuple[Skeleton, tuple[Block, ...]]:
        """Return what was written into the first page's header, and the blocks that are left."""
        part = self._base.head
        if not part:
            return (), self._document.blocks
        relations, text = self._open_part(part, "logo", None)
        content, blocks = [], []
        if logo is not None and self._look.letterhead is not None:
            height = Mm(self._look.letterhead.height)
            width = max(1, round(height * logo.width / logo.height))
            relation = relations.show(logo.data, logo.extension)
            extent = Extent(width, height, logo.orientation)
            drawing = draw(relation, extent, next(self._numbers), "")
            content.append(text.write_drawing("logo", drawing))
        for block in self._document.blocks:
            if isinstance(block, Text) and block.role is Role.LABEL:
                content.append(text.write_paragraph("label", block.spans))
            else:
                blocks.append(block)
        self._close_part(part, relations, "".join(content))
        return text.skeleton, tuple(blocks)

    def _write_body(
        self, blocks: tuple[Block, ...], pictures: Mapping[PurePosixPath, Picture]
    ) -> Skeleton:
        comments = None if self._final else self._comments
        relations, text = self._open_part(BODY, "photo", comments)
        body = BodyWriter(self._look, pictures, relations, text, self._numbers).write(blocks)
        relations.relate(RT.CUSTOM_XML, f"../{ITEM}")
        if self._comments:
            relations.relate(RT.COMMENTS, "comments.xml")
            self._parts[COMMENTS] = self._comments.to_bytes()
        self._close_part(BODY, relations, body)
        return text.skeleton

    def _open_part(
        self, part: str, prefix: str, comments: Comments | None
    ) -> tuple[Relations, TextWriter]:
        relations = Relations(self._base.relations.get(name_relations(part)), prefix)
        styles = self._base.styles
        return relations, TextWriter(self._document, styles, relations, self._controls, comments)

    def _close_part(self, part: str, relations: Relations, content: str) -> None:
        self._parts[part] = self._base.shells[part].fill(content)
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

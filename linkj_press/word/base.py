"""Makes the base of drafts: a Word file with everything of the look and no text yet.

A base is made once, and serves many drafts.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from lxml import etree

from linkj_press.cache import Cache, hash_program, sign_library
from linkj_press.folder import Finish
from linkj_press.language import Language
from linkj_press.record import Look
from linkj_press.record.look import Styles
from linkj_press.word.breaking import Sheet
from linkj_press.word.elements import (
    NO_TYPES,
    TYPES,
    Element,
    Packed,
    Shell,
    add,
    add_text,
    admit_types,
    name_relations,
    open_part,
    pack,
    to_part,
    write_paragraph,
)
from linkj_press.word.items import ITEM_PROPERTIES, ITEM_PROPERTIES_TYPE, describe_item
from linkj_press.word.names import POINT, RelationKind, declare, measure_twips, name
from linkj_press.word.old_styles import read_style_name
from linkj_press.word.reader import Edges, read_edges
from linkj_press.word.styles import (
    PARAGRAPH_STYLES,
    StyleIds,
    add_styles,
    define_styles,
)

if TYPE_CHECKING:
    from docx.document import Document as WordFile
    from docx.section import _Footer, _Header

BODY = "word/document.xml"
COMMENTS = "word/comments.xml"
PROPERTIES = "docProps/core.xml"

_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_EXTENSIONS = {"jpeg": "image/jpeg", "png": "image/png"}
_TYPES = {ITEM_PROPERTIES: ITEM_PROPERTIES_TYPE}

# What the base keeps of python-docx's template. Away goes what no draft uses: 200 more styles and
# their copy for Word 2010, lists, a picture of the template, counts of its words.
_KEPT = {
    RelationKind.OFFICE_DOCUMENT,
    RelationKind.CORE_PROPERTIES,
    RelationKind.STYLES,
    RelationKind.SETTINGS,
    RelationKind.THEME,
    RelationKind.FONT_TABLE,
}


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

    width: int
    """That of the text between the margins, in twips."""

    edges: Edges


_BASES = Cache("bases")


# The template takes longer to read than a draft to write, and a look serves many drafts.
@lru_cache(maxsize=16)
def build_base(
    look: Look,
    language: Language,
    finish: Finish,
    letterhead: bytes | None = None,
) -> Base:
    """Return the base, made from *letterhead* if there is one; that of finals has no draft mark."""
    key = (
        hash_program(), sign_library("docx"), look.model_dump_json(), str(language), str(finish),
        letterhead,
    )  # fmt: skip
    kept = _BASES.get(key)
    if kept is None:
        base = _build_base(look, language, finish, letterhead)
        _BASES.put(key, _flatten(base))
        return base
    shells, relations, plain, commented, styles, head, drawings, width, edges = kept
    return Base(
        {part: Shell(*shell) for part, shell in shells.items()},
        relations,
        Packed(*plain),
        Packed(*commented),
        styles,
        head,
        drawings,
        width,
        Edges(*edges),
    )


def _flatten(base: Base) -> tuple[Any, ...]:
    """Return *base* in what `Cache` takes, in the order of its fields."""
    plain, commented = (
        (packed.archive, dict(packed.digests)) for packed in (base.plain, base.commented)
    )
    shells = {
        part: (shell.before, shell.after, shell.otherwise) for part, shell in base.shells.items()
    }
    edges = base.edges
    return (
        shells, dict(base.relations), plain, commented, dict(base.styles), base.head,
        base.drawings, base.width, (edges.first, edges.others, edges.foot, edges.asides),
    )  # fmt: skip


def _build_base(look: Look, language: Language, finish: Finish, letterhead: bytes | None) -> Base:
    from docx import Document  # noqa: PLC0415  (late, for a quick start)

    file = Document(None if letterhead is None else io.BytesIO(letterhead))
    if letterhead is None:
        _clear_template(file)
        styles = define_styles(file.styles.element, look, language)
    else:
        styles = add_styles(file.styles.element, look, language)
    if letterhead is None or file.sections[-1].page_width is None:
        _set_page(file, look)
    if finish is not Finish.DRAFT:
        _drop_style(file.styles.element, styles["comment_place"])
    mark = "" if finish is Finish.FINAL else look.draft_mark.get(language)
    head = _write_edges(file, mark, styles)
    _write_settings(file.settings.element)
    parts = _list_parts(file)
    if letterhead is None:
        parts["word/fontTable.xml"] = _list_fonts(look)
    return _finish(parts | describe_item(finish), styles, head, _measure_width(file))


def _measure_width(file: WordFile) -> int:
    section = file.sections[-1]
    margins = (section.left_margin, section.right_margin, section.gutter)
    width: int = measure_twips((section.page_width or 0) - sum(filter(None, margins)))
    return width


@lru_cache(maxsize=16)
def describe_sheet(look: Look, letterhead: bytes | None) -> Sheet:
    """Return what text is set on: the paper of *letterhead*, if there is one, or else of *look*."""
    if letterhead is None:
        return Sheet.of(look)
    from docx import Document  # noqa: PLC0415  (late, for a quick start)

    file = Document(io.BytesIO(letterhead))
    called = set(map(read_style_name, file.styles.element.iter(name("w:style"))))
    brought = frozenset(key for key, word in PARAGRAPH_STYLES.items() if word.key in called)
    section = file.sections[-1]
    if section.page_width is None:
        return Sheet(Sheet.of(look).width, brought)
    edges = (section.left_margin, section.right_margin, section.gutter)
    return Sheet((section.page_width - sum(edge or 0 for edge in edges)) / POINT, brought)


def _drop_style(styles: Element, key: str) -> None:
    for style in styles.findall(name("w:style")):
        if style.get(name("w:styleId")) == key:
            styles.remove(style)


def _list_parts(file: WordFile) -> dict[str, bytes]:
    """Return the parts of *file* by name: saved, they would bear the time of day."""
    package = file.part.package
    parts = {part.partname.membername: part for part in package.parts}
    relations = {name_relations(name): part.rels.xml for name, part in parts.items() if part.rels}
    types = admit_types(NO_TYPES, {}, {name: part.content_type for name, part in parts.items()})
    ends = {TYPES: types, name_relations(""): package.rels.xml}
    return ends | relations | {name: part.blob for name, part in parts.items()}


def _finish(parts: dict[str, bytes], styles: StyleIds, head: str, width: int) -> Base:
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
    types = _TYPES if ITEM_PROPERTIES in parts else {}
    plain, commented = (
        pack({**parts, TYPES: admit_types(parts[TYPES], _EXTENSIONS, listed)})
        for listed in (types, types | {COMMENTS: _COMMENTS_TYPE})
    )
    frozen = MappingProxyType(shells), MappingProxyType(relations)
    return Base(*frozen, plain, commented, styles, head, sum(map(len, marks)), width, edges)


_COMPATIBILITY = {
    # Or else Word opens the draft in the mode of an older Word, and says so in its title.
    "compatibilityMode": 15,
    "overrideTableStyleFontSizeAndJustification": 1,
    "enableOpenTypeFeatures": 1,
    "doNotFlipMirrorIndents": 1,
    "differentiateMultirowTableHeaders": 1,
}


def _write_settings(settings: Element) -> None:
    """Set what Japanese text needs, in the order of the schema."""
    sides = settings.find(name("w:evenAndOddHeaders"))
    settings[:] = []
    add(settings, "w:zoom", percent=100)
    add(settings, "w:defaultTabStop", val=840)
    if sides is not None:
        settings.append(sides)
    add(settings, "w:characterSpacingControl", val="compressPunctuation")
    # No line begins with ー or a small kana.
    add(settings, "w:strictFirstAndLastChars")
    compatibility = add(settings, "w:compat")
    # A line of a justified caption that a break ends is not stretched.
    add(compatibility, "w:doNotExpandShiftReturn")
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
    # Shift JIS, and ANSI.
    charsets = {font.japanese: "80" for font in fonts} | {font.latin: "00" for font in fonts}
    root = etree.Element(name("w:fonts"), nsmap=declare("w"))
    for font, charset in sorted(charsets.items()):
        add(add(root, "w:font", name=font), "w:charset", val=charset)
    return to_part(root)


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
    from docx.shared import Mm  # noqa: PLC0415  (late, for a quick start)

    section, page = file.sections[0], look.page
    section.page_width, section.page_height = Mm(page.width), Mm(page.height)
    section.top_margin, section.bottom_margin = Mm(page.top), Mm(page.bottom)
    section.left_margin, section.right_margin = Mm(page.left), Mm(page.right)
    # Header and footer stand in the middle of their margins.
    section.header_distance, section.footer_distance = (
        Mm(page.top / 2),
        Mm(page.bottom / 2),
    )

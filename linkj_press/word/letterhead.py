"""The house's own files beside the look, a letterhead and a logo: read, and written into a base.

Also what of a document goes into the first header.
"""

from docx.document import Document as WordFile
from docx.section import Section, _Footer, _Header
from docx.shared import Mm

from linkj_press.draft.document import Block, Role, Text
from linkj_press.record.look import LetterheadLook
from linkj_press.word.body import TextWriter
from linkj_press.word.elements import Element, add, add_text
from linkj_press.word.pictures import Picture
from linkj_press.word.styles import StyleIds

_Edge = _Header | _Footer


def write_edges(file: WordFile, mark: str, styles: StyleIds) -> str:
    """Return the part that is the header of the first page, or ``""`` where it has none of its own.

    What *file* has of headers and footers stays. Each header gets the draft mark *mark*; without
    one, nothing says that it is a draft.
    """
    section = file.sections[-1]
    if not any(map(_is_there, _headers(file, section) + _footers(file, section))):
        section.different_first_page_header_footer = True
    footers = _footers(file, section)
    if not any(map(_is_there, footers)):
        for footer in footers:
            _number_pages(_open(footer), styles)
    for header in _headers(file, section):
        # A page with no header of its own is given one for the mark alone.
        if mark:
            _add_mark(_open(header), mark, styles)
    if not section.different_first_page_header_footer:
        return ""
    first = section.first_page_header
    _open(first)
    return str(first.part.partname).lstrip("/")


def write_labels(blocks: tuple[Block, ...], text: TextWriter) -> tuple[str, tuple[Block, ...]]:
    """Return the labels among *blocks*, for a header, and the blocks that are left."""
    labels, rest = [], []
    for block in blocks:
        if isinstance(block, Text) and block.role is Role.LABEL:
            labels.append(text.write_paragraph("label", block.spans))
        else:
            rest.append(block)
    return "".join(labels), tuple(rest)


def measure_logo(logo: Picture, look: LetterheadLook) -> tuple[int, int]:
    """Return width and height of *logo*, in EMU."""
    height = Mm(look.height)
    return max(1, round(height * logo.width / logo.height)), height


def _headers(file: WordFile, section: Section) -> list[_Edge]:
    """Return a header for each kind of page, whether or not it is there yet."""
    edges: list[_Edge] = [section.header]
    if section.different_first_page_header_footer:
        edges.append(section.first_page_header)
    if file.settings.odd_and_even_pages_header_footer:
        edges.append(section.even_page_header)
    return edges


def _footers(file: WordFile, section: Section) -> list[_Edge]:
    edges: list[_Edge] = [section.footer]
    if section.different_first_page_header_footer:
        edges.append(section.first_page_footer)
    if file.settings.odd_and_even_pages_header_footer:
        edges.append(section.even_page_footer)
    return edges


def _is_there(edge: _Edge) -> bool:
    return not edge.is_linked_to_previous


def _open(edge: _Edge) -> Element:
    """Return the root of *edge*, empty if it is new."""
    root: Element
    if _is_there(edge):
        root = edge.part.element
        return root
    edge.is_linked_to_previous = False
    root = edge.part.element
    for child in list(root):
        root.remove(child)
    return root


def _add_mark(header: Element, mark: str, styles: StyleIds) -> None:
    add_text(add(_add_paragraph(header, styles["header"]), "w:r"), mark)


def _number_pages(footer: Element, styles: StyleIds) -> None:
    """Give every page its number and theirs: ``1 / 2``."""
    paragraph = _add_paragraph(footer, styles["footer"])
    _add_field(paragraph, "PAGE")
    add_text(add(paragraph, "w:r"), " / ")
    _add_field(paragraph, "NUMPAGES")


def _add_field(paragraph: Element, instruction: str) -> None:
    # Word works the number out anew on every page; what stands here shows where nothing does.
    run = add(add(paragraph, "w:fldSimple", instr=instruction), "w:r")
    add(run, "w:t").text = "1"


def _add_paragraph(parent: Element, style: str) -> Element:
    paragraph = add(parent, "w:p")
    add(add(paragraph, "w:pPr"), "w:pStyle", val=style)
    return paragraph

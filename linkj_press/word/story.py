"""Goes through the blocks of a body, a header or a footer: paragraphs, and those in tables."""

from collections.abc import Iterable, Iterator
from itertools import count
from typing import NamedTuple

from docx.opc.constants import RELATIONSHIP_TYPE

from linkj_press.word.elements import Element, name
from linkj_press.word.opening import Opened
from linkj_press.word.word_text import Place

PARAGRAPH, TABLE, ROW, CELL = map(name, ("w:p", "w:tbl", "w:tr", "w:tc"))
PAGES = ("first", "default", "even")
"""Which pages have headers of their own, in the order in which these are read."""

_EDGES = {"header": RELATIONSHIP_TYPE.HEADER, "footer": RELATIONSHIP_TYPE.FOOTER}
_TRANSPARENT = frozenset(
    map(name, ("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:del", "w:moveTo", "w:moveFrom"))
)


class Item(NamedTuple):
    """A paragraph, or a mark between two of them."""

    element: Element
    cell: Place | None


def walk_story(root: Element) -> Iterator[Item]:
    """Yield each paragraph below *root*, and what stands between paragraphs, in order."""
    yield from _walk(root, None, count())


def members(holder: Element, tag: str) -> Iterator[Element]:
    """Yield the rows of a table, or the cells of a row, in whatever they are wrapped."""
    for child in holder:
        if child.tag == tag:
            yield child
        elif child.tag in _TRANSPARENT:
            yield from members(child, tag)


def find_edges(opened: Opened, edge: str) -> dict[str, str]:
    """Return the parts that are an *edge*, ``header`` or ``footer``, of some page, each once.

    They are named by page for the first section, and more.
    """
    relations = opened.relate(opened.main)
    found: dict[str, str] = {}
    references = list(opened.document.iter(name(f"w:{edge}Reference")))
    for page in PAGES:
        for number, reference in enumerate(r for r in references if _page(r) == page):
            relation = relations.get(reference.get(name("r:id"), ""))
            if relation is None or relation.kind != _EDGES[edge]:
                continue
            known = {opened.main, *found.values()}
            if relation.target in opened.archive.names - known:
                found[f"{page}{number or ''}"] = relation.target
    return found


def _page(reference: Element) -> str:
    return reference.get(name("w:type"), "default")


def _walk(holder: Iterable[Element], cell: Place | None, tables: Iterator[int]) -> Iterator[Item]:
    for child in holder:
        if child.tag == TABLE:
            number = next(tables) if cell is None else 0
            for row, column, part in _cells(child):
                yield from _walk(part, cell or Place(number, row, column), tables)
        elif child.tag in _TRANSPARENT:
            yield from _walk(child, cell, tables)
        else:
            yield Item(child, cell)


def _cells(table: Element) -> Iterator[tuple[int, int, Element]]:
    for y, row in enumerate(members(table, ROW)):
        for x, cell in enumerate(members(row, CELL)):
            yield y, x, cell

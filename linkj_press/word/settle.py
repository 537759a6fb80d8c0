"""Settles what is pending in a part: every tracked change is accepted, or every one rejected.

Blocks are gone through wherever they stand: in a body, a header, a footer, a table.
"""

from collections.abc import Iterable, Iterator
from itertools import count
from typing import NamedTuple

from docx.opc.constants import RELATIONSHIP_TYPE

from linkj_press.word.elements import Element, name
from linkj_press.word.opening import Opened
from linkj_press.word.word_text import CellPlace, Pending

PARAGRAPH, TABLE, ROW, CELL = map(name, ("w:p", "w:tbl", "w:tr", "w:tc"))
PAGES = ("first", "default", "even")
"""Which pages have headers of their own, in the order in which these are read."""

_EDGES = {"header": RELATIONSHIP_TYPE.HEADER, "footer": RELATIONSHIP_TYPE.FOOTER}
_TRANSPARENT = frozenset(
    map(name, ("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:del", "w:moveTo", "w:moveFrom"))
)


class StoryItem(NamedTuple):
    """A paragraph, or a mark between two of them."""

    element: Element
    cell: CellPlace | None


def walk_story(root: Element) -> Iterator[StoryItem]:
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


def _walk(
    holder: Iterable[Element], cell: CellPlace | None, tables: Iterator[int]
) -> Iterator[StoryItem]:
    for child in holder:
        if child.tag == TABLE:
            number = next(tables) if cell is None else 0
            for row, column, part in _cells(child):
                yield from _walk(part, cell or CellPlace(number, row, column), tables)
        elif child.tag in _TRANSPARENT:
            yield from _walk(child, cell, tables)
        else:
            yield StoryItem(child, cell)


def _cells(table: Element) -> Iterator[tuple[int, int, Element]]:
    for y, row in enumerate(members(table, ROW)):
        for x, cell in enumerate(members(row, CELL)):
            yield y, x, cell


NEW = frozenset(map(name, ("w:ins", "w:moveTo")))
OLD = frozenset(map(name, ("w:del", "w:moveFrom")))
MARK_HOLDER = name("w:rPr")
"""Within the properties of a paragraph it holds whether its end is new or old."""
ROW_HOLDER = name("w:trPr")

_PARAGRAPH, _PROPERTIES = name("w:p"), name("w:pPr")
_SECTION = name("w:sectPr")
_FORMER = {
    name(f"w:{tag}Change"): name(f"w:{tag}")
    for tag in ("pPr", "rPr", "tblPr", "tblPrEx", "trPr", "tcPr", "sectPr", "tblGrid")
}
_RANGE_ENDS = frozenset(
    name(f"w:{kind}Range{end}")
    for kind in (
        *("moveFrom", "moveTo"),
        *("customXmlIns", "customXmlDel", "customXmlMoveFrom", "customXmlMoveTo"),
    )
    for end in ("Start", "End")
)
_NOTES = frozenset(map(name, ("w:numberingChange", "w:cellMerge")))
_NEW_CELL, _OLD_CELL = name("w:cellIns"), name("w:cellDel")
_HOLDERS = frozenset((MARK_HOLDER, ROW_HOLDER, name("w:tcPr"), name("w:numPr")))
_LIVING = {name("w:delText"): name("w:t"), name("w:delInstrText"): name("w:instrText")}
_BLOCKS = frozenset(map(name, ("w:p", "w:tbl")))
_WRAPPERS = frozenset(map(name, ("w:sdt", "w:sdtContent", "w:customXml")))


def settle(root: Element, pending: Pending) -> None:
    """Accept or reject, in place, every tracked change below *root*."""
    accept = pending is Pending.ACCEPT
    gone, kept = (OLD, NEW) if accept else (NEW, OLD)
    _settle_looks(root, accept=accept)
    for note in list(root.iter(*_RANGE_ENDS, *_NOTES)):
        remove(note)
    joined = _settle_marks(root, gone | {_OLD_CELL if accept else _NEW_CELL})
    for element in list(root.iter(*gone)):
        remove(element)
    for element in list(root.iter(*kept)):
        unwrap(element)
    for element in root.iter(*_LIVING):
        element.tag = _LIVING[str(element.tag)]
    # From the last on, so that the words of many that become one are moved once.
    for paragraph in reversed(joined):
        _join_to_next(paragraph)


def is_pending(root: Element) -> bool:
    """Return whether anything below *root* waits to be settled."""
    return (
        next(root.iter(*NEW, *OLD, *_FORMER, *_RANGE_ENDS, _NEW_CELL, _OLD_CELL), None) is not None
    )


def remove(element: Element) -> None:
    """Take *element* out of its parent."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def unwrap(element: Element) -> None:
    """Put the content of *element* in its place."""
    for child in list(element):
        element.addprevious(child)
    remove(element)


def _settle_looks(root: Element, *, accept: bool) -> None:
    """Settle changes of looks: properties hold within themselves what they were before."""
    for change in list(root.iter(*_FORMER)):
        properties = change.getparent()
        former = change.find(_FORMER[str(change.tag)])
        remove(change)
        if not accept and properties is not None and former is not None:
            _restore(properties, former)


def _restore(properties: Element, former: Element) -> None:
    """Give *properties* what *former* holds; what no such change covers stays."""
    edges = {name("w:headerReference"), name("w:footerReference")}
    stays = edges if properties.tag == _SECTION else {MARK_HOLDER, _SECTION} | NEW | OLD
    for child in list(properties):
        if child.tag not in stays:
            properties.remove(child)
    # The schema has a section's headers before its properties, and the mark of a paragraph after.
    at = len(properties) if properties.tag == _SECTION else 0
    properties[at:at] = list(former)


def _settle_marks(root: Element, gone: frozenset[str]) -> list[Element]:
    """Drop the rows and cells that are *gone*; return the paragraphs whose ends are."""
    joined = []
    for mark in list(root.iter(*NEW, *OLD, _NEW_CELL, _OLD_CELL)):
        holder = mark.getparent()
        if holder is None or holder.tag not in _HOLDERS:
            continue
        holder.remove(mark)
        owner = holder.getparent()
        if mark.tag not in gone or owner is None or holder.tag == name("w:numPr"):
            continue
        if holder.tag != MARK_HOLDER:
            _drop(owner)
        elif owner.tag == _PROPERTIES:
            joined += [paragraph for paragraph in (owner.getparent(),) if paragraph is not None]
    return joined


def _drop(part: Element) -> None:
    """Drop the row or cell *part*, and what holds nothing without it."""
    whole = part.getparent()
    remove(part)
    if whole is None or whole.tag not in (name("w:tr"), name("w:tbl")):
        return
    rest = {name("w:tc"), name("w:tr"), name("w:sdt"), name("w:customXml")}
    if not any(child.tag in rest for child in whole):
        _drop(whole)


def _join_to_next(paragraph: Element) -> None:
    """Put the content of *paragraph* before that of the next; without either, drop it."""
    content = [child for child in paragraph if child.tag != _PROPERTIES]
    empty = next(paragraph.iter(name("w:r"), name("w:fldSimple")), None) is None
    after = _find_next(paragraph)
    if after is not None and after.tag == _PARAGRAPH:
        at = 1 if len(after) and after[0].tag == _PROPERTIES else 0
        after[at:at] = content
    elif not empty or after is None:
        # Nothing joins to a table, and what holds paragraphs ends in one.
        return
    remove(paragraph)


def _find_next(element: Element) -> Element | None:
    """Return the paragraph or table that comes next, in or out of whatever wraps some of them."""
    after = _find_first(element.itersiblings())
    parent = element.getparent()
    if after is not None or parent is None or parent.tag not in _WRAPPERS:
        return after
    return _find_next(parent)


def _find_first(elements: Iterable[Element]) -> Element | None:
    for element in elements:
        if element.tag in _BLOCKS:
            return element
        inner = _find_first(element) if element.tag in _WRAPPERS else None
        if inner is not None:
            return inner
    return None

"""Settles what is pending in a part: every tracked change is accepted, or every one rejected.

Blocks are gone through wherever they stand: in a body, a header, a footer, a table.
"""

from collections.abc import Iterable, Iterator
from itertools import count

from linkj_press.word.elements import (
    Element,
    remove,
)
from linkj_press.word.names import RelationKind, name, names
from linkj_press.word.opening import Opened
from linkj_press.word.word_text import CellPlace, Pending

PARAGRAPH, TABLE, ROW, CELL = map(name, ("w:p", "w:tbl", "w:tr", "w:tc"))
PAGES = ("first", "default", "even")
"""Which pages have headers of their own, in the order in which these are read."""

_EDGES = {"header": RelationKind.HEADER, "footer": RelationKind.FOOTER}
_TRANSPARENT = names("w:sdt w:sdtContent w:customXml w:ins w:del w:moveTo w:moveFrom")


def walk_story(
    holder: Iterable[Element], cell: CellPlace | None = None, tables: Iterator[int] | None = None
) -> Iterator[tuple[Element, CellPlace | None]]:
    """Yield each paragraph in *holder*, and what stands between some, in order; and its cell.

    What is in *cell* already belongs to that; *tables* numbers those that are in none.
    """
    tables = tables or count()
    for child in holder:
        if child.tag == TABLE:
            number = next(tables) if cell is None else 0
            for y, row in enumerate(members(child, ROW)):
                for x, part in enumerate(members(row, CELL)):
                    yield from walk_story(part, cell or CellPlace(number, y, x), tables)
        elif child.tag in _TRANSPARENT:
            yield from walk_story(child, cell, tables)
        else:
            yield child, cell


def members(holder: Iterable[Element], *tags: str) -> Iterator[Element]:
    """Yield the blocks of a body, rows of a table or cells of a row, in whatever is around some."""
    for child in holder:
        if child.tag in tags:
            yield child
        elif child.tag in _TRANSPARENT:
            yield from members(child, *tags)


def find_edges(opened: Opened, edge: str) -> dict[str, str]:
    """Return the parts that are an *edge*, ``header`` or ``footer``, of some page, each once.

    They are named by page for the first section, and more.
    """
    relations = opened.relate(opened.main)
    found: dict[str, str] = {}
    references = list(opened.document.iter(name(f"w:{edge}Reference")))
    for page in PAGES:
        own = [r for r in references if r.get(name("w:type"), "default") == page]
        for number, reference in enumerate(own):
            relation = relations.get(reference.get(name("r:id"), ""))
            if relation is None or relation.kind != _EDGES[edge]:
                continue
            known = {opened.main, *found.values()}
            if relation.target in opened.archive.names - known:
                found[f"{page}{number or ''}"] = relation.target
    return found


NEW, OLD = names("w:ins w:moveTo"), names("w:del w:moveFrom")
MARK_HOLDER = name("w:rPr")
"""Within the properties of a paragraph it holds whether its end is new or old."""
ROW_HOLDER = name("w:trPr")

_PROPERTIES, _SECTION = name("w:pPr"), name("w:sectPr")
_FORMER = {
    f"{tag}Change": tag
    for tag in names("w:pPr w:rPr w:tblPr w:tblPrEx w:trPr w:tcPr w:sectPr w:tblGrid")
}
_RANGES = ("moveFrom", "moveTo", *(f"customXml{x}" for x in ("Ins", "Del", "MoveFrom", "MoveTo")))
_RANGE_ENDS = {name(f"w:{kind}Range{end}") for kind in _RANGES for end in ("Start", "End")}
_NOTES = names("w:numberingChange w:cellMerge")
_NEW_CELL, _OLD_CELL = name("w:cellIns"), name("w:cellDel")
_HOLDERS = names("w:rPr w:trPr w:tcPr w:numPr")
_LIVING = {name("w:delText"): name("w:t"), name("w:delInstrText"): name("w:instrText")}


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
        unwrap(element, element)
    for element in root.iter(*_LIVING):
        element.tag = _LIVING[str(element.tag)]
    # From the last on, so that the words of many that become one are moved once.
    for paragraph in reversed(joined):
        _join_to_next(paragraph)


def is_pending(root: Element) -> bool:
    """Return whether anything below *root* waits to be settled."""
    marks = root.iter(*NEW, *OLD, *_FORMER, *_RANGE_ENDS, _NEW_CELL, _OLD_CELL)
    return next(marks, None) is not None


def unwrap(element: Element, content: Iterable[Element]) -> None:
    """Put *content*, which is within *element*, in its place."""
    for child in list(content):
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
            joined.append(owner.getparent())
    return [paragraph for paragraph in joined if paragraph is not None]


def _drop(part: Element) -> None:
    """Drop the row or cell *part*, and what holds nothing without it."""
    whole = part.getparent()
    remove(part)
    if whole is None or whole.tag not in (ROW, TABLE):
        return
    if not any(child.tag in names("w:tc w:tr w:sdt w:customXml") for child in whole):
        _drop(whole)


def _join_to_next(paragraph: Element) -> None:
    """Put the content of *paragraph* before that of the next; without either, drop it."""
    content = [child for child in paragraph if child.tag != _PROPERTIES]
    empty = next(paragraph.iter(name("w:r"), name("w:fldSimple")), None) is None
    after = _find_next(paragraph)
    if after is not None and after.tag == PARAGRAPH:
        at = 1 if len(after) and after[0].tag == _PROPERTIES else 0
        after[at:at] = content
    elif not empty or after is None:
        # Nothing joins to a table, and what holds paragraphs ends in one.
        return
    remove(paragraph)


def _find_next(element: Element) -> Element | None:
    """Return the paragraph or table that comes next, in or out of whatever wraps some of them."""
    after = next(members(element.itersiblings(), PARAGRAPH, TABLE), None)
    parent = element.getparent()
    if after is not None or parent is None or parent.tag not in _TRANSPARENT:
        return after
    return _find_next(parent)

"""Finds which old paragraphs and tables became which new ones, and marks the others."""

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy

from lxml import etree

from linkj_press.comparing.pairing import Item, Pair, pair_items
from linkj_press.word.elements import Element, name
from linkj_press.word.leaves import read_text
from linkj_press.word.redline.marks import DELETED, INSERTED
from linkj_press.word.redline.paragraphs import ParagraphMerger
from linkj_press.word.settle import remove
from linkj_press.word.story import CELL, PARAGRAPH, ROW, TABLE, members

_WRAPPERS = frozenset(map(name, ("w:sdt", "w:sdtContent", "w:customXml")))
_ASIDE = tuple(map(name, ("w:sdt", "w:customXml")))
_MARKS = tuple(
    map(
        name,
        (
            *("w:bookmarkStart", "w:bookmarkEnd", "w:commentRangeStart", "w:commentRangeEnd"),
            *("w:permStart", "w:permEnd", "w:proofErr", "w:tblPrChange"),
        ),
    )
)


class BlockMerger:
    """Merges the blocks of an old part into those of a new one."""

    def __init__(self, paragraphs: ParagraphMerger) -> None:
        self._paragraphs = paragraphs
        self._mark = paragraphs.marker

    def merge(self, old: Element, new: Element) -> None:
        """Mark in *new*, a body, a cell or a header, what differs from *old*."""
        for holder in (old, new):
            _end_in_paragraph(holder)
        before, after = list(_find_blocks(old)), list(_find_blocks(new))
        # The end of what holds them is the end of its last paragraph, and cannot be deleted.
        pairs = pair_items(*([self._describe(b) for b in bs[:-1]] for bs in (before, after)))
        pairs.append(Pair(len(before) - 1, len(after) - 1))
        self._follow(pairs, before, after, self._merge_block)

    def _follow(
        self,
        pairs: Sequence[Pair],
        before: Sequence[Element],
        after: Sequence[Element],
        merge: Callable[[Element, Element], None],
    ) -> None:
        """Merge *pairs*; put the other old ones before the new one that comes next."""
        waiting: list[Element] = []
        last: Element | None = None
        for i, j in pairs:
            if j is None:
                assert i is not None
                waiting.append(self._delete(before[i]))
                continue
            for element in waiting:
                after[j].addprevious(element)
            waiting, last = [], after[j]
            if i is None:
                self._insert(after[j])
            else:
                merge(before[i], after[j])
        for element in reversed(waiting):
            assert last is not None
            last.addnext(element)

    def _describe(self, block: Element) -> Item:
        kind = "paragraph"
        if block.tag == TABLE:
            rows = any(True for _ in members(block, ROW))
            kind = f"table of {_count_columns(block) if rows else 'nothing'}"
        return Item(kind, tuple(self._cut(block)))

    def _cut(self, block: Element) -> list[str]:
        texts = [read_text(paragraph) for paragraph in block.iter(PARAGRAPH)]
        return [token for text in texts for token in self._paragraphs.cut(text)]

    def _merge_block(self, old: Element, new: Element) -> None:
        if new.tag != TABLE:
            self._paragraphs.merge(old, new)
            return
        before, after = list(members(old, ROW)), list(members(new, ROW))
        items = ([self._describe_row(row) for row in rows] for rows in (before, after))
        pairs = pair_items(*items)
        self._follow(pairs, before, after, self._merge_row)

    def _describe_row(self, row: Element) -> Item:
        spans = [cell.find(f"{name('w:tcPr')}/{name('w:gridSpan')}") for cell in members(row, CELL)]
        widths = ["1" if s is None else s.get(name("w:val"), "1") for s in spans]
        return Item(" ".join(widths), tuple(self._cut(row)))

    def _merge_row(self, old: Element, new: Element) -> None:
        for one, other in zip(members(old, CELL), members(new, CELL), strict=True):
            self.merge(one, other)

    def _insert(self, block: Element) -> None:
        """Mark *block* of the new part as inserted."""
        if block.tag == PARAGRAPH:
            self._paragraphs.insert(block)
            self._mark.mark_end(block, INSERTED)
            return
        for row in [block] if block.tag == ROW else list(members(block, ROW)):
            self._mark.mark_row(row, INSERTED)
            for paragraph in list(row.iter(PARAGRAPH)):
                self._paragraphs.insert(paragraph)

    def _delete(self, block: Element) -> Element:
        """Return *block* of the old part as deleted, for the new one."""
        if block.tag == PARAGRAPH:
            paragraph = self._paragraphs.delete(block)
            self._mark.mark_end(paragraph, DELETED)
            return paragraph
        copy = _strip(block)
        for paragraph in list(copy.iter(PARAGRAPH)):
            _replace(paragraph, self._paragraphs.delete(paragraph))
        self._paragraphs.carrier.clean(copy)
        for row in [copy] if copy.tag == ROW else list(members(copy, ROW)):
            self._mark.mark_row(row, DELETED)
        return copy


def _find_blocks(holder: Element) -> Iterator[Element]:
    for child in holder:
        if child.tag in (PARAGRAPH, TABLE):
            yield child
        elif child.tag in _WRAPPERS:
            yield from _find_blocks(child)


def _end_in_paragraph(holder: Element) -> None:
    """Give *holder* a last paragraph, as Word does, where it has none."""
    blocks = list(_find_blocks(holder))
    if blocks and blocks[-1].tag == PARAGRAPH:
        return
    paragraph = etree.Element(PARAGRAPH)
    section = holder.find(name("w:sectPr"))
    if section is None:
        holder.append(paragraph)
    else:
        section.addprevious(paragraph)


def _count_columns(table: Element) -> int:
    return len(table.findall(f"{name('w:tblGrid')}/{name('w:gridCol')}"))


def _strip(block: Element) -> Element:
    """Return a copy of the table or row *block* without controls around its parts."""
    copy = deepcopy(block)
    for control in list(copy.iter(*_ASIDE)):
        if next(control.iterancestors(PARAGRAPH), None) is None:
            content = control.find(name("w:sdtContent"))
            for child in list(control if content is None else content):
                control.addprevious(child)
            remove(control)
    for mark in list(copy.iter(*_MARKS)):
        remove(mark)
    return copy


def _replace(element: Element, other: Element) -> None:
    element.addprevious(other)
    remove(element)

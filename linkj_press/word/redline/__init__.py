"""Writes what differs between two Word files into the new one, as tracked changes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import datetime

from lxml import etree

from linkj_press.text.edits import Cutter, cut_tokens
from linkj_press.text.pairing import Candidate, IndexPair, pair_items
from linkj_press.word.elements import (
    TYPES,
    Element,
    admit_types,
    name_relations,
    pack,
    read_value,
    remove,
    to_part,
)
from linkj_press.word.items import seal_redline
from linkj_press.word.leaves import join_leaves
from linkj_press.word.names import RelationKind, name, names
from linkj_press.word.opening import Opened, OpenedPart, open_word, parse_part, too_large
from linkj_press.word.redline.blocks import (
    DELETED,
    INSERTED,
    Carrier,
    Luggage,
    Marker,
    number_above,
)
from linkj_press.word.redline.runs import ParagraphMerger
from linkj_press.word.settle import (
    CELL,
    PARAGRAPH,
    ROW,
    TABLE,
    find_edges,
    is_pending,
    members,
    settle,
    unwrap,
)
from linkj_press.word.word_text import FileStyles, Pending

_MARKS = names(
    "w:bookmarkStart w:bookmarkEnd w:commentRangeStart w:commentRangeEnd"
    " w:permStart w:permEnd w:proofErr w:tblPrChange"
)

_PICTURES = names("w:drawing w:pict w:object")


class BlockMerger:
    """Merges the blocks of an old part into those of a new one."""

    def __init__(self, paragraphs: ParagraphMerger) -> None:
        self._paragraphs = paragraphs
        self._mark = paragraphs.marker

    def merge(self, old: Element, new: Element) -> None:
        """Mark in *new*, a body, a cell or a header, what differs from *old*."""
        for holder in (old, new):
            _end_in_paragraph(holder)
        before, after = (list(members(holder, PARAGRAPH, TABLE)) for holder in (old, new))
        # The end of what holds them is the end of its last paragraph, and cannot be deleted.
        sides = zip((before, after), self._paragraphs.styles, strict=True)
        described = ([self._describe_block(b, look) for b in bs[:-1]] for bs, look in sides)
        pairs = pair_items(*described)
        pairs.append(IndexPair(len(before) - 1, len(after) - 1))
        self._follow(pairs, before, after, self._merge_block)

    def _follow(
        self,
        pairs: Sequence[IndexPair],
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

    def _describe_block(self, block: Element, styles: FileStyles) -> Candidate:
        kind = "paragraph"
        if block.tag == TABLE:
            has_rows = next(members(block, ROW), None) is not None
            columns = len(block.findall(f"{name('w:tblGrid')}/{name('w:gridCol')}"))
            kind = f"table of {columns if has_rows else 'nothing'}"
        words = self._cut(block)
        has_picture = next(block.iter(*_PICTURES), None) is not None
        if block.tag == PARAGRAPH and (styles.stands_for_picture(block) if words else has_picture):
            # A picture is one, whatever it shows; an empty paragraph may be too low to show it.
            return Candidate("picture", ())
        return Candidate(kind, words)

    def _cut(self, block: Element) -> tuple[str, ...]:
        texts = [join_leaves(paragraph) for paragraph in block.iter(PARAGRAPH)]
        return tuple(token for text in texts for token in self._paragraphs.cut(text))

    def _merge_block(self, old: Element, new: Element) -> None:
        if new.tag != TABLE:
            self._paragraphs.merge(old, new)
            return
        before, after = list(members(old, ROW)), list(members(new, ROW))
        pairs = pair_items(*([self._describe_row(r) for r in rows] for rows in (before, after)))
        self._follow(pairs, before, after, self._merge_row)

    def _describe_row(self, row: Element) -> Candidate:
        widths = [read_value(cell, _SPAN, "1") for cell in members(row, CELL)]
        return Candidate(" ".join(widths), self._cut(row))

    def _merge_row(self, old: Element, new: Element) -> None:
        for one, other in zip(members(old, CELL), members(new, CELL), strict=True):
            self.merge(one, other)

    def _insert(self, block: Element) -> None:
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
            unwrap(paragraph, [self._paragraphs.delete(paragraph)])
        self._paragraphs.carrier.clean(copy)
        for row in [copy] if copy.tag == ROW else list(members(copy, ROW)):
            self._mark.mark_row(row, DELETED)
        return copy


def _end_in_paragraph(holder: Element) -> None:
    """Give *holder* a last paragraph, as Word does, where it has none."""
    blocks = list(members(holder, PARAGRAPH, TABLE))
    if blocks and blocks[-1].tag == PARAGRAPH:
        return
    paragraph = etree.Element(PARAGRAPH)
    section = holder.find(name("w:sectPr"))
    if section is None:
        holder.append(paragraph)
    else:
        section.addprevious(paragraph)


def _strip(block: Element) -> Element:
    """Return a copy of the table or row *block* without controls around its parts."""
    copy = deepcopy(block)
    for control in list(copy.iter(name("w:sdt"), name("w:customXml"))):
        if next(control.iterancestors(PARAGRAPH), None) is None:
            content = control.find(name("w:sdtContent"))
            unwrap(control, control if content is None else content)
    for mark in list(copy.iter(*_MARKS)):
        remove(mark)
    return copy


_SPAN = f"{name('w:tcPr')}/{name('w:gridSpan')}"
_MOST_COMPARED = 25_000
"""Paragraphs."""

_STORIES = (
    RelationKind.HEADER,
    RelationKind.FOOTER,
    RelationKind.COMMENTS,
    RelationKind.FOOTNOTES,
    RelationKind.ENDNOTES,
)


def redline(
    old: bytes, new: bytes, *, author: str, on: str | None, cut: Cutter = cut_tokens
) -> bytes:
    """Return the Word file *new* with what differs from *old* as changes of *author*.

    Rejecting all of them gives the text of *old*, accepting all that of *new*. *on* is their date
    and time, as `stamp` writes it. What is pending in either file is accepted first.
    Body, headers and footers are compared; what the notes say, and what pictures are described as,
    is as in *new*: Word tracks no change of it.

    Raises NotWord when one of the two is none.
    """
    return _Redline(open_word(old), open_word(new), author, on, cut).write()


def stamp(moment: datetime) -> str:
    """Return *moment* as Word writes when a change was made: ``2020-09-07T09:30:00Z``.

    It has the time by the clock where that was, and ``Z`` all the same.
    """
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def check_parts(file: bytes) -> None:
    """Read every part of *file* that a redline needs.

    Raises NotWord for one that is damaged, and for more than can be compared in seconds.
    """
    opened = open_word(file)
    if sum(1 for _ in opened.body.iter(PARAGRAPH)) > _MOST_COMPARED:
        raise too_large()
    parts = sorted(opened.find_all(*_STORIES, RelationKind.STYLES, RelationKind.NUMBERING))
    for part in (*parts, TYPES):
        opened.parse(part)
    for part in parts:
        opened.relate(part)
    for part in opened.archive.names:
        opened.archive.read(part)


class _Redline:
    def __init__(self, old: Opened, new: Opened, author: str, on: str | None, cut: Cutter) -> None:
        self._old, self._new = old, new
        self._cut = cut
        stories = sorted(new.find_all(*_STORIES))
        self._roots = {new.main: new.document, **{part: new.parse(part) for part in stories}}
        self._changed = {part for part, root in self._roots.items() if is_pending(root)}
        for root in self._roots.values():
            settle(root, Pending.ACCEPT)
        settle(old.document, Pending.ACCEPT)
        self._marker = Marker(author, on, number_above(_list_values(self._roots, "w:id")))
        self._luggage = Luggage(
            new,
            _list_ids(new, RelationKind.STYLES, "w:style", "w:styleId"),
            _list_ids(new, RelationKind.NUMBERING, "w:num", "w:numId"),
            number_above(_list_values(self._roots, "id")),
        )
        self._relations: dict[str, bytes] = {}

    def write(self) -> bytes:
        self._merge(self._old.main, self._old.body, self._new.main, self._new.body)
        for edge in ("header", "footer"):
            former = find_edges(self._old, edge)
            for page, part in find_edges(self._new, edge).items():
                if page in former:
                    root = self._old.parse(former[page])
                    settle(root, Pending.ACCEPT)
                    self._merge(former[page], root, part, self._roots[part])
        archive = self._new.archive
        parts = {part: archive.read(part) for part in archive.names if part[-1:] != "/"}
        parts |= {part: to_part(self._roots[part]) for part in self._changed}
        parts |= self._relations | self._luggage.media
        parts[TYPES] = self._admit_pictures(parts[TYPES])
        return pack(seal_redline(parts)).archive

    def _merge(self, old_part: str, old: Element, new_part: str, new: Element) -> None:
        sides = OpenedPart(self._old, old_part), OpenedPart(self._new, new_part)
        carrier = Carrier(*sides, self._luggage)
        paragraphs = ParagraphMerger(*sides, carrier, self._marker, self._cut)
        BlockMerger(paragraphs).merge(old, new)
        self._changed.add(new_part)
        if carrier.grown:
            self._relations[name_relations(new_part).lstrip("/")] = carrier.relations.to_bytes()

    def _admit_pictures(self, types: bytes) -> bytes:
        """Return the content types *types* with those of the pictures that came along."""
        endings = {part.rpartition(".")[2] for part in self._luggage.media}
        if not endings:
            return types
        listed = parse_part(self._old.archive.read(TYPES), TYPES)
        known = {e.get("Extension", "").lower(): e.get("ContentType", "") for e in listed}
        return admit_types(types, {end: known.get(end, f"image/{end}") for end in endings}, {})


def _list_ids(opened: Opened, kind: str, tag: str, key: str) -> frozenset[str]:
    part = opened.find(kind)
    listed = () if part is None else opened.parse(part).iter(name(tag))
    return frozenset(element.get(name(key), "") for element in listed)


def _list_values(roots: Mapping[str, Element], attribute: str) -> Iterator[str]:
    key = name(attribute) if ":" in attribute else attribute
    yield from (e.get(key, "") for root in roots.values() for e in root.iter(etree.Element))

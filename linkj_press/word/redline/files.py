"""Makes a redline out of two Word files, part by part."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from docx.opc.constants import RELATIONSHIP_TYPE
from lxml import etree

from linkj_press.comparing.tokens import Cutter, cut_tokens
from linkj_press.word.archive import too_large
from linkj_press.word.elements import Element, name, to_part
from linkj_press.word.manifest_part import seal_redline
from linkj_press.word.opening import Opened, open_word
from linkj_press.word.package import TYPES, admit_types, name_relations, pack
from linkj_press.word.parsing import parse_part
from linkj_press.word.redline.blocks import BlockMerger
from linkj_press.word.redline.carrier import Carrier, Luggage
from linkj_press.word.redline.marks import Marker, number_above
from linkj_press.word.redline.paragraphs import ParagraphMerger
from linkj_press.word.redline.side import Side
from linkj_press.word.settle import is_pending, settle
from linkj_press.word.story import PARAGRAPH, find_edges
from linkj_press.word.word_text import Pending

_MOST_COMPARED = 25_000
"""Paragraphs."""

_STORIES = (
    *(RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER, RELATIONSHIP_TYPE.COMMENTS),
    *(RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES),
)


def redline(
    old: bytes, new: bytes, *, author: str, on: str | None, cut: Cutter = cut_tokens
) -> bytes:
    """Return the Word file *new* with what differs from *old* as changes of *author*.

    Rejecting all of them gives the text of *old*, accepting all that of *new*. *on* is their date
    and time, such as ``2020-09-07T09:30:00Z``. What is pending in either file is accepted first.
    Body, headers and footers are compared; what the notes say is as in *new*.

    Raises NotWord when one of the two is none.
    """
    return _Redline(open_word(old), open_word(new), author, on, cut).write()


def check_parts(file: bytes) -> None:
    """Read every part of *file* that a redline needs.

    Raises NotWord for one that is damaged, and for more than can be compared in seconds.
    """
    opened = open_word(file)
    if sum(1 for _ in opened.body.iter(PARAGRAPH)) > _MOST_COMPARED:
        raise too_large()
    kinds = (*_STORIES, RELATIONSHIP_TYPE.STYLES, RELATIONSHIP_TYPE.NUMBERING)
    parts = _find_parts(opened, kinds)
    for part in (*parts, TYPES):
        opened.parse(part)
    for part in parts:
        opened.relate(part)
    for part in opened.archive.names:
        opened.archive.read(part)


class _Redline:
    """Makes one redline."""

    def __init__(self, old: Opened, new: Opened, author: str, on: str | None, cut: Cutter) -> None:
        self._old, self._new = old, new
        self._cut = cut
        self._roots = {new.main: new.document, **_parse_stories(new)}
        self._changed = {part for part, root in self._roots.items() if is_pending(root)}
        for root in self._roots.values():
            settle(root, Pending.ACCEPT)
        settle(old.document, Pending.ACCEPT)
        self._marker = Marker(author, on, number_above(_list_values(self._roots, "w:id")))
        self._luggage = Luggage(
            new,
            frozenset(_list_ids(new, RELATIONSHIP_TYPE.STYLES, "w:style", "w:styleId")),
            frozenset(_list_ids(new, RELATIONSHIP_TYPE.NUMBERING, "w:num", "w:numId")),
            number_above(_list_values(self._roots, "id")),
        )
        self._relations: dict[str, bytes] = {}

    def write(self) -> bytes:
        """Return the file."""
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
        sides = Side(self._old, old_part), Side(self._new, new_part)
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


def _parse_stories(opened: Opened) -> Mapping[str, Element]:
    """Return the roots of the parts beside the body that hold text, by name."""
    return {part: opened.parse(part) for part in _find_parts(opened, _STORIES)}


def _find_parts(opened: Opened, kinds: Collection[str]) -> list[str]:
    """Return the parts that the main part refers to as one of *kinds*, and that are there."""
    relations = opened.relate(opened.main).values()
    parts = {r.target for r in relations if r.kind in kinds and not r.external}
    return sorted(parts & opened.archive.names)


def _list_ids(opened: Opened, kind: str, tag: str, key: str) -> Iterator[str]:
    part = opened.find(kind)
    for element in () if part is None else opened.parse(part).iter(name(tag)):
        yield element.get(name(key), "")


def _list_values(roots: Mapping[str, Element], attribute: str) -> Iterator[str]:
    """Yield the values of *attribute* in *roots*."""
    key = name(attribute) if ":" in attribute else attribute
    yield from (e.get(key, "") for root in roots.values() for e in root.iter(etree.Element))

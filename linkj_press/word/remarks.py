"""Reads what stands beside the text of a Word file: pending changes, comments, boxes, notes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from linkj_press.word.elements import (
    Element,
    read_value,
)
from linkj_press.word.leaves import FALLBACK, clean, join_leaves, open_wrapper, read_leaves
from linkj_press.word.names import RelationKind, name, names
from linkj_press.word.opening import NotWord, Opened, OpenedPart
from linkj_press.word.settle import MARK_HOLDER, PARAGRAPH, ROW_HOLDER, settle
from linkj_press.word.word_text import (
    Aside,
    AsideKind,
    ChangeKind,
    Comment,
    Paragraph,
    Pending,
    TrackedChange,
)

_CHANGES = {
    name("w:ins"): ChangeKind.INSERTED,
    name("w:del"): ChangeKind.DELETED,
    name("w:moveTo"): ChangeKind.MOVED_HERE,
    name("w:moveFrom"): ChangeKind.MOVED_AWAY,
}
_START, _END = name("w:commentRangeStart"), name("w:commentRangeEnd")
_REFERENCE = name("w:commentReference")
_ID, _AUTHOR, _DATE = name("w:id"), name("w:author"), name("w:date")
_THREADS = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
_MOST_WORDS = 2_000
"""In characters, of the words that a comment stands at."""


def read_revisions(root: Element) -> Iterator[TrackedChange]:
    """Yield every pending change of text, or of what stands beside it, below *root*."""
    for element in root.iter(*_CHANGES):
        text = _read_changed(element)
        is_seen = text or any(leaf.is_beside for leaf in read_leaves(element))
        if is_seen and next(element.iterancestors(FALLBACK), None) is None:
            yield TrackedChange(*_read_signature(element), _CHANGES[str(element.tag)], text)


def _read_signature(element: Element) -> tuple[str, str]:
    """Return who left *element*, and when."""
    return clean(element.get(_AUTHOR, "")), clean(element.get(_DATE, ""))


def _read_changed(element: Element) -> str:
    holder = element.getparent()
    if holder is not None and holder.tag == MARK_HOLDER:
        return "\n"
    if holder is not None and holder.tag == ROW_HOLDER:
        row = holder.getparent()
        return "" if row is None else _read_paragraphs(row)
    return join_leaves(element)


def _read_paragraphs(element: Element) -> str:
    return "\n".join([join_leaves(paragraph) for paragraph in element.iter(PARAGRAPH)])


class Ranges:
    """Notes, while a body is read, where comments stand."""

    def __init__(self) -> None:
        self._starts: dict[str, tuple[int, int]] = {}
        """By the comment's id the number of the paragraph, and that of the character."""

        self._ends: dict[str, int] = {}
        self._text: list[str] = []
        self._paragraph = self._at = 0

    def read(self, element: Element, text: str) -> None:
        """Go on past *element*, whose words are *text*."""
        if element.tag in (_START, _REFERENCE):
            self._starts.setdefault(element.get(_ID, ""), (self._paragraph, self._at))
        elif element.tag == _END:
            self._ends.setdefault(element.get(_ID, ""), self._at)
        self._add(text)

    def end_paragraph(self) -> None:
        """Go on to the next paragraph."""
        self._add("\n")
        self._paragraph += 1

    def _add(self, text: str) -> None:
        self._text.append(text)
        self._at += len(text)

    def locate(self) -> dict[str, tuple[str, int]]:
        """Return of each comment that was met the words that it stands at, and the paragraph."""
        whole = "".join(self._text)
        found = {}
        for key, (paragraph, start) in self._starts.items():
            end = min(self._ends.get(key, start), start + _MOST_WORDS)
            found[key] = (whole[start:end].strip("\n"), paragraph)
        return found


def read_comments(opened: Opened, ranges: Ranges) -> Iterator[Comment]:
    """Yield the comments of *opened*, which stand where *ranges* has noted, with their answers."""
    part = opened.find(RelationKind.COMMENTS)
    if part is None:
        return
    root = opened.parse(part)
    settle(root, Pending.ACCEPT)
    places = ranges.locate()
    threads = _read_threads(opened)
    answers: dict[str, list[Comment]] = {}
    begun: list[tuple[Comment, str]] = []
    for comment in root.iter(name("w:comment")):
        key = _name_paragraph(comment)
        first = _find_first(key, threads)
        place = places.get(comment.get(_ID, ""), ("", None))
        read = Comment(*_read_signature(comment), _read_paragraphs(comment), *place)
        if first != key:
            answers.setdefault(first, []).append(read)
        else:
            begun.append((replace(read, done=threads.get(key, _ALONE).done), key))
    for read, key in begun:
        yield replace(read, answers=tuple(answers.pop(key, ())))
    # What they answered to is gone.
    for some in answers.values():
        yield from some


class _Thread(NamedTuple):
    parent: str = ""
    """The comment that it answers, by its last paragraph."""

    done: bool = False


_ALONE = _Thread()


def _read_threads(opened: Opened) -> dict[str, _Thread]:
    """Return what *opened* says of its comments, by the last paragraph of each."""
    part = opened.find(_THREADS)
    listed = () if part is None else opened.parse(part).iter(name("w15:commentEx"))
    own, parent, done = map(name, ("w15:paraId", "w15:paraIdParent", "w15:done"))
    return {
        e.get(own, ""): _Thread(e.get(parent, ""), e.get(done) in ("1", "true")) for e in listed
    }


def _name_paragraph(comment: Element) -> str:
    """Return the id of the last paragraph of *comment*, or one of its own where it has none."""
    names = [paragraph.get(name("w14:paraId"), "") for paragraph in comment.iter(PARAGRAPH)]
    return (names[-1] if names else "") or f"comment {comment.get(_ID, '')}"


def _find_first(key: str, threads: Mapping[str, _Thread]) -> str:
    """Return the comment that began what *key* belongs to; no circle of answers leads anywhere."""
    seen = {key}
    while (parent := threads.get(key, _ALONE).parent) and parent not in seen:
        seen.add(parent)
        key = parent
    return key


_NOTES = {
    name("w:footnoteReference"): (AsideKind.FOOTNOTE, RelationKind.FOOTNOTES, "w:footnote"),
    name("w:endnoteReference"): (AsideKind.ENDNOTE, RelationKind.ENDNOTES, "w:endnote"),
}
_BOX, _ALTERNATIVES = name("w:txbxContent"), name("mc:AlternateContent")
_DRAWN = names("w:drawing w:pict w:object w:contentPart w:control w14:contentPart")
"""What is seen even where there is not a word in it."""

_SHOWS_PART = {
    name("a:blip"): (AsideKind.PICTURE, "r:embed r:link"),
    name("v:imagedata"): (AsideKind.PICTURE, "r:id r:pict r:href"),
    name("c:chart"): (AsideKind.CHART, "r:id"),
    "{http://schemas.microsoft.com/office/drawing/2014/chartex}chart": (AsideKind.CHART, "r:id"),
    name("dgm:relIds"): (AsideKind.DIAGRAM, "r:dm"),
    name("w:altChunk"): (AsideKind.EMBEDDED, "r:id"),
    name("w:subDoc"): (AsideKind.EMBEDDED, "r:id"),
}
"""What shows another part, and the attributes that may name this."""

_OBJECT, _ART, _TEMPLATE = map(name, ("o:OLEObject", "v:textpath", "v:shapetype"))
_NUMBER = f"{name('w:pPr')}/{name('w:numPr')}/{name('w:numId')}"
_WORDS = names("w:t a:t m:t c:v")


def read_list_number(paragraph: Element) -> list[Aside]:
    """Return the number that a list, not a person, has written before *paragraph*, if any."""
    return [Aside(AsideKind.NUMBER)] if read_value(paragraph, _NUMBER, "0") != "0" else []


class Besides:
    """What stands beside the words of one file."""

    def __init__(
        self, opened: Opened, read_story: Callable[[Element, OpenedPart], Iterable[Paragraph]]
    ) -> None:
        """Find the notes of *opened*, which *read_story* reads; raises NotWord."""
        self._read_story = read_story
        self.roots: dict[str, Element] = {}
        """Those of the parts with notes, by name."""

        self._notes: dict[tuple[str, str], tuple[Element, OpenedPart]] = {}
        for reference, (_, relation, tag) in _NOTES.items():
            part = opened.find(relation)
            if part is None:
                continue
            if part not in self.roots:
                self.roots[part] = opened.parse(part)
            for note in self.roots[part].iter(name(tag)):
                self._notes[reference, note.get(_ID, "")] = (note, OpenedPart(opened, part))

    def read(self, element: Element, part: OpenedPart) -> Iterator[Aside]:
        """Yield what a person sees of *element*, of *part*, which holds no words of a paragraph."""
        tag = str(element.tag)
        if tag not in _NOTES:
            found = list(self._scan([element], part))
            yield from found or ([Aside(AsideKind.SHAPE)] if tag in _DRAWN else [])
        elif part.part not in self.roots:
            # No program shows a note of a note.
            note = self._notes.pop((tag, element.get(_ID, "")), None)
            yield from () if note is None else self._read_box(_NOTES[tag][0], *note)

    def _scan(self, elements: Iterable[Element], part: OpenedPart) -> Iterator[Aside]:
        for element in elements:
            tag = str(element.tag)
            if tag == _BOX:
                yield from self._read_box(AsideKind.TEXT_BOX, element, part)
            elif tag in _SHOWS_PART:
                yield _follow(element, part)
            elif tag == _ART:
                yield Aside(AsideKind.TEXT_BOX, clean(element.get("string", "")))
            elif tag == _OBJECT:
                yield Aside(AsideKind.EMBEDDED, clean(element.get("ProgID", "")))
            elif tag in _WORDS:
                yield Aside(AsideKind.OTHER, clean(element.text or ""))
            elif tag != _TEMPLATE:
                inner = open_wrapper(element) if tag == _ALTERNATIVES else element
                yield from self._scan(inner, part)

    def _read_box(self, kind: AsideKind, box: Element, part: OpenedPart) -> Iterator[Aside]:
        """Yield the words of *box* as one, and then what stands beside these."""
        paragraphs = list(self._read_story(box, part))
        texts = [paragraph.marked.strip() for paragraph in paragraphs]
        yield Aside(kind, "\n".join(filter(None, texts)))
        for paragraph in paragraphs:
            yield from paragraph.asides


def _follow(element: Element, part: OpenedPart) -> Aside:
    """Return the other part that *element* of *part* shows."""
    kind, attributes = _SHOWS_PART[str(element.tag)]
    keys = (element.get(name(attribute), "") for attribute in attributes.split())
    key = next(filter(None, keys), "")
    if kind is AsideKind.PICTURE:
        return Aside(kind, digest=part.name_target(key))
    relation = part.relations.get(key)
    if relation is None or kind is AsideKind.EMBEDDED:
        return Aside(kind)
    try:
        root = part.opened.parse(relation.target)
    except NotWord:
        return Aside(kind)
    words = (clean(word.text or "") for word in root.iter(*_WORDS))
    return Aside(kind, "\n".join([word for word in words if word.strip()]))

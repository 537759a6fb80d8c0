"""Reads what stands beside the text of a Word file: pending changes, comments, boxes, notes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from docx.opc.constants import RELATIONSHIP_TYPE

from linkj_press.word.elements import Element, name
from linkj_press.word.leaves import FALLBACK, clean, open_wrapper, read_leaves, read_text
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
        if (text or _holds_aside(element)) and next(element.iterancestors(FALLBACK), None) is None:
            yield TrackedChange(*_read_signature(element), _CHANGES[str(element.tag)], text)


def _holds_aside(change: Element) -> bool:
    return any(leaf.is_beside for leaf in read_leaves(change))


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
    return read_text(element)


def _read_paragraphs(element: Element) -> str:
    return "\n".join([read_text(paragraph) for paragraph in element.iter(PARAGRAPH)])


class _CommentSpot(NamedTuple):
    """A place in the body."""

    paragraph: int
    at: int


class Ranges:
    """Notes, while a body is read, where comments stand."""

    def __init__(self) -> None:
        self._starts: dict[str, _CommentSpot] = {}
        self._ends: dict[str, _CommentSpot] = {}
        self._text: list[str] = []
        self._spot = _CommentSpot(0, 0)

    def read(self, element: Element, text: str) -> None:
        """Go on past *element*, whose words are *text*."""
        if element.tag in (_START, _REFERENCE):
            self._starts.setdefault(element.get(_ID, ""), self._spot)
        elif element.tag == _END:
            self._ends.setdefault(element.get(_ID, ""), self._spot)
        self._add(text)

    def end_paragraph(self) -> None:
        """Go on to the next paragraph."""
        self._add("\n")
        self._spot = self._spot._replace(paragraph=self._spot.paragraph + 1)

    def _add(self, text: str) -> None:
        self._text.append(text)
        self._spot = self._spot._replace(at=self._spot.at + len(text))

    def find(self, ids: list[str]) -> dict[str, tuple[int, str]]:
        """Return of each comment in *ids* that was met the paragraph, and the words there."""
        whole = "".join(self._text)
        found = {}
        for key in ids:
            if key in self._starts:
                start = self._starts[key]
                end = self._ends.get(key, start).at
                words = whole[start.at : min(end, start.at + _MOST_WORDS)]
                found[key] = (start.paragraph, words.strip("\n"))
        return found


def read_comments(opened: Opened, ranges: Ranges) -> Iterator[Comment]:
    """Yield the comments of *opened*, which stand where *ranges* has noted, with their answers."""
    part = opened.find(RELATIONSHIP_TYPE.COMMENTS)
    if part is None:
        return
    root = opened.parse(part)
    settle(root, Pending.ACCEPT)
    comments = list(root.iter(name("w:comment")))
    places = ranges.find([comment.get(_ID, "") for comment in comments])
    threads = _read_threads(opened)
    answers: dict[str, list[Comment]] = {}
    begun: list[tuple[Comment, str]] = []
    for comment in comments:
        key = _name_paragraph(comment)
        first = _find_first(key, threads)
        words = places.get(comment.get(_ID, ""), (None, ""))
        read = Comment(*_read_signature(comment), _read_paragraphs(comment), *words[::-1])
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
    """What a file says of a comment beside its words."""

    parent: str = ""
    """The comment that it answers, by its last paragraph."""

    done: bool = False


_ALONE = _Thread()


def _read_threads(opened: Opened) -> dict[str, _Thread]:
    """Return what *opened* says of its comments, by the last paragraph of each."""
    part = opened.find(_THREADS)
    listed = () if part is None else opened.parse(part).iter(name("w15:commentEx"))
    return {
        e.get(name("w15:paraId"), ""): _Thread(
            e.get(name("w15:paraIdParent"), ""), e.get(name("w15:done")) in ("1", "true")
        )
        for e in listed
    }


def _name_paragraph(comment: Element) -> str:
    """Return the id of the last paragraph of *comment*, or one of its own where it has none."""
    names = [paragraph.get(name("w14:paraId"), "") for paragraph in comment.iter(PARAGRAPH)]
    return (names[-1] if names else "") or f"comment {comment.get(_ID, '')}"


def _find_first(key: str, threads: Mapping[str, _Thread]) -> str:
    """Return the comment that began what *key* belongs to; no circle of answers leads anywhere."""
    seen = {key}
    while parent := threads.get(key, _ALONE).parent:
        if parent in seen:
            break
        seen.add(parent)
        key = parent
    return key


ReadStory = Callable[[Element, OpenedPart], Iterable[Paragraph]]

_NOTES = {
    name("w:footnoteReference"): AsideKind.FOOTNOTE,
    name("w:endnoteReference"): AsideKind.ENDNOTE,
}
_NOTE_PARTS = {
    AsideKind.FOOTNOTE: (RELATIONSHIP_TYPE.FOOTNOTES, name("w:footnote")),
    AsideKind.ENDNOTE: (RELATIONSHIP_TYPE.ENDNOTES, name("w:endnote")),
}
_BOX = name("w:txbxContent")
_ALTERNATIVES = name("mc:AlternateContent")
_DRAWN = frozenset(
    map(name, ("w:drawing", "w:pict", "w:object", "w:contentPart", "w:control", "w14:contentPart"))
)
"""What is seen even where there is not a word in it."""

_REFERENCE_beside = {
    name("a:blip"): (AsideKind.PICTURE, ("r:embed", "r:link")),
    name("v:imagedata"): (AsideKind.PICTURE, ("r:id", "r:pict", "r:href")),
    name("c:chart"): (AsideKind.CHART, ("r:id",)),
    "{http://schemas.microsoft.com/office/drawing/2014/chartex}chart": (AsideKind.CHART, ("r:id",)),
    name("dgm:relIds"): (AsideKind.DIAGRAM, ("r:dm",)),
    name("w:altChunk"): (AsideKind.EMBEDDED, ("r:id",)),
    name("w:subDoc"): (AsideKind.EMBEDDED, ("r:id",)),
}
"""What shows another part, and the attributes that may name this."""

_OBJECT, _PROGRAM = name("o:OLEObject"), "ProgID"
_ART, _ART_WORDS = name("v:textpath"), "string"
_TEMPLATE = name("v:shapetype")
_NUMBER = f"{name('w:pPr')}/{name('w:numPr')}/{name('w:numId')}"
_WORDS = frozenset(map(name, ("w:t", "a:t", "m:t", "c:v")))


class Besides:
    """What stands beside the words of one file."""

    def __init__(self, opened: Opened) -> None:
        """Find the notes of *opened*; raises NotWord."""
        self.roots: list[Element] = []
        """Of the parts with notes."""

        self._opened = opened
        self._notes: dict[tuple[AsideKind, str], tuple[Element, OpenedPart]] = {}
        self._note_parts: set[str] = set()
        for kind, (relation, tag) in _NOTE_PARTS.items():
            part = opened.find(relation)
            if part is not None:
                self._note_parts.add(part)
                self.roots.append(opened.parse(part))
                for note in self.roots[-1].iter(tag):
                    key = (kind, note.get(name("w:id"), ""))
                    self._notes[key] = (note, OpenedPart(opened, part))

    def read_number(self, paragraph: Element) -> Iterator[Aside]:
        """Yield the number that a list, not a person, has written before *paragraph*."""
        number = paragraph.find(_NUMBER)
        if number is not None and number.get(name("w:val"), "0") != "0":
            yield Aside(AsideKind.NUMBER)

    def read(self, element: Element, part: OpenedPart, read_story: ReadStory) -> Iterator[Aside]:
        """Yield what a person sees of *element*, of *part*, which holds no words of a paragraph."""
        kind = _NOTES.get(str(element.tag))
        if kind is not None and part.part in self._note_parts:
            return  # no program shows a note of a note
        if kind is not None:
            note = self._notes.pop((kind, element.get(name("w:id"), "")), None)
            yield from () if note is None else _read_box(kind, *note, read_story)
            return
        found = list(self._scan([element], part, read_story))
        yield from found or ([Aside(AsideKind.SHAPE)] if element.tag in _DRAWN else [])

    def _scan(
        self, elements: Iterable[Element], part: OpenedPart, read_story: ReadStory
    ) -> Iterator[Aside]:
        for element in elements:
            tag = str(element.tag)
            if tag == _BOX:
                yield from _read_box(AsideKind.TEXT_BOX, element, part, read_story)
            elif tag in _REFERENCE_beside:
                yield from self._follow(element, part)
            elif tag == _ART:
                yield Aside(AsideKind.TEXT_BOX, clean(element.get(_ART_WORDS, "")))
            elif tag == _OBJECT:
                yield Aside(AsideKind.EMBEDDED, clean(element.get(_PROGRAM, "")))
            elif tag in _WORDS:
                yield Aside(AsideKind.OTHER, clean(element.text or ""))
            elif tag != _TEMPLATE:
                inner = open_wrapper(element) if tag == _ALTERNATIVES else element
                yield from self._scan(inner, part, read_story)

    def _follow(self, element: Element, part: OpenedPart) -> Iterator[Aside]:
        kind, attributes = _REFERENCE_beside[str(element.tag)]
        keys = [element.get(name(attribute), "") for attribute in attributes]
        key = next(filter(None, keys), "")
        if kind is AsideKind.PICTURE:
            yield Aside(kind, digest=part.name_target(key))
            return
        relation = part.relations.get(key)
        if relation is None or kind is AsideKind.EMBEDDED:
            yield Aside(kind)
        else:
            yield Aside(kind, self._read_words(relation.target))

    def _read_words(self, part: str) -> str:
        """Return the words in *part*, a chart or a diagram; none where it cannot be read."""
        try:
            root = self._opened.parse(part)
        except NotWord:
            return ""
        words = (clean(element.text or "") for element in root.iter(*_WORDS))
        return "\n".join([word for word in words if word.strip()])


def _read_box(
    kind: AsideKind, box: Element, part: OpenedPart, read_story: ReadStory
) -> Iterator[Aside]:
    """Yield the words of *box* as one, and then what stands beside these."""
    paragraphs = list(read_story(box, part))
    texts = [paragraph.marked.strip() for paragraph in paragraphs]
    yield Aside(kind, "\n".join(filter(None, texts)))
    for paragraph in paragraphs:
        yield from paragraph.asides

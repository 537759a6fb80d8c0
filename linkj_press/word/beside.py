"""Reads what stands beside the words of a paragraph: text boxes, notes, pictures, charts."""

from collections.abc import Callable, Iterable, Iterator

from docx.opc.constants import RELATIONSHIP_TYPE

from linkj_press.word.archive import NotWord
from linkj_press.word.elements import Element, name
from linkj_press.word.leaves import clean, open_wrapper
from linkj_press.word.opening import Opened, OpenedPart
from linkj_press.word.word_text import Aside, AsideKind, Paragraph

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

_REFERENCE = {
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
            elif tag in _REFERENCE:
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
        kind, attributes = _REFERENCE[str(element.tag)]
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

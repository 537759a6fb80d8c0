"""Reads a Word file that went out, whoever made it, as the document that it says.

A file that was made by hand, or edited last elsewhere, does not tell its roles as a draft does. A
paragraph is what its style is called, where that is one of ours or Word's, and body otherwise.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from itertools import groupby
from pathlib import PurePosixPath

from linkj_press.draft.document import (
    Block,
    Cell,
    Document,
    Figure,
    Line,
    PublishedSource,
    Role,
    Row,
    Span,
    Table,
    Text,
    plain,
)
from linkj_press.message import say
from linkj_press.problem import Place
from linkj_press.record.copies import CopyRecord
from linkj_press.word.elements import (
    Element,
    read_value,
)
from linkj_press.word.leaves import FALLBACK, RUN
from linkj_press.word.names import RelationKind, name
from linkj_press.word.opening import Archive, NotWord, Opened, OpenedPart, open_word
from linkj_press.word.reader import read_words
from linkj_press.word.settle import PARAGRAPH, find_edges, settle, walk_story
from linkj_press.word.styles import PARAGRAPH_STYLES
from linkj_press.word.word_text import (
    STYLE_OF_PARAGRAPH,
    CellPlace,
    FileStyles,
    Pending,
    Shown,
)

_BY_NAME = {
    **{word.key: key.replace("_", "-") for key, word in PARAGRAPH_STYLES.items()},
    **{f"heading {level}": "section" for level in range(2, 10)},
    "title": "headline",
    "subtitle": "subhead",
    "date": "date",
    "intense quote": "quote",
}
"""What our look calls a style, by the name that Word compares it by."""

_BOLD, _ITALIC, _OWN_STYLE = (f"{name('w:rPr')}/{name(tag)}" for tag in ("w:b", "w:i", "w:rStyle"))
_VALUE, _KEY = name("w:val"), name("r:id")
_LINK, _BLIP, _EMBED = name("w:hyperlink"), name("a:blip"), name("r:embed")
_DRAWING, _ABOUT = name("w:drawing"), name("wp:docPr")


def read_word_document(
    file: bytes | Archive,
    record: CopyRecord,
    path: PurePosixPath,
    pictures: Mapping[str, PurePosixPath],
) -> Document:
    """Return the release that the Word file *file* says, of which *record* is the note.

    Each paragraph's source is its number in *path*. *pictures* are files of the workspace by their
    SHA-256; one that is not among them is named by its place in the file. Changes that nobody has
    decided on are accepted. Raises NotWord, also when the file says nothing.
    """
    reader = _SentReader(open_word(file), path, pictures)
    blocks = tuple(_choose_headline(_join_captions(reader.read())))
    if not any(isinstance(block, Text) for block in blocks):
        raise NotWord(say("this Word file says nothing"), say("is it the right file?"))
    return Document(record.partner, record.language, record.release_on, blocks)


class _SentReader:
    """Reads one file."""

    def __init__(
        self, opened: Opened, path: PurePosixPath, pictures: Mapping[str, PurePosixPath]
    ) -> None:
        self._opened, self._path, self._pictures = opened, path, pictures
        self._number = 0
        part = opened.find(RelationKind.STYLES)
        self._sheet = None if part is None else opened.parse(part)
        self._looks = FileStyles(self._sheet)

    @cached_property
    def _names(self) -> dict[str, str]:
        """The names of the styles of the file, by id, as Word compares them."""
        listed = () if self._sheet is None else self._sheet.findall(name("w:style"))
        return {s.get(name("w:styleId"), ""): read_value(s, name("w:name")).lower() for s in listed}

    def read(self) -> Iterator[Block]:
        """Yield the blocks as they stand; of headers, only the label of a letterhead."""
        for part in find_edges(self._opened, "header").values():
            for block in self._read_story(self._opened.parse(part), part):
                if isinstance(block, Text) and block.role is Role.LABEL:
                    yield block
        yield from self._read_story(self._opened.body, self._opened.main)

    def _read_story(self, root: Element, part: str) -> Iterator[Block]:
        settle(root, Pending.ACCEPT)
        opened = OpenedPart(self._opened, part)
        paragraphs = ((e, cell) for e, cell in walk_story(root) if e.tag == PARAGRAPH)
        for table, group in groupby(paragraphs, key=lambda found: found[1] and found[1].table):
            if table is None:
                for element, _ in group:
                    yield from self._read_paragraph(element, opened)
            else:
                yield from self._read_table([(e, c) for e, c in group if c is not None], opened)

    def _begin(self) -> PublishedSource:
        self._number += 1
        return PublishedSource(Place(self._path, self._number))

    def _read_paragraph(self, element: Element, part: OpenedPart) -> Iterator[Block]:
        source = self._begin()
        figures = list(self._read_figures(element, part, source))
        yield from figures
        style = self._names.get(read_value(element, STYLE_OF_PARAGRAPH), "")
        key = _BY_NAME.get(style, "body")
        role = Role(key) if key in list(Role) else Role.BODY
        for line in self._read_lines(element, part, source):
            if key == "figure" and not figures:
                yield Figure(None, line, (), source)
            else:
                yield Text(role, line, source)

    def _read_table(
        self, found: Sequence[tuple[Element, CellPlace]], part: OpenedPart
    ) -> Iterator[Block]:
        rows: dict[int, dict[int, list[Line]]] = {}
        beside: list[Figure] = []
        first = PublishedSource(Place(self._path, self._number + 1))
        for element, place in found:
            source = self._begin()
            cell = rows.setdefault(place.row, {}).setdefault(place.column, [])
            cell += self._read_lines(element, part, source)
            beside += self._read_figures(element, part, source)
        columns = max(column for row in rows.values() for column in row) + 1
        header, *others = (_make_row(row, columns) for row in rows.values())
        words = [line for cell in header for line in cell.lines]
        style = self._names.get(read_value(found[0][0], STYLE_OF_PARAGRAPH), "")
        if _BY_NAME.get(style) == "figure" and not others and words and not beside:
            yield Figure(None, words[0], (), first)
        elif words or any(cell.lines for row in others for cell in row):
            yield Table(header, tuple(others), first)
        yield from beside

    def _read_figures(
        self, element: Element, part: OpenedPart, source: PublishedSource
    ) -> Iterator[Figure]:
        for blip in element.iter(_BLIP):
            relation = part.relations.get(blip.get(_EMBED, ""))
            if relation is None or relation.external or _is_fallback(blip):
                continue
            archive = self._opened.archive
            data = archive.read(relation.target) if relation.target in archive.names else b""
            inside = self._path / relation.target
            image = self._pictures.get(sha256(data).hexdigest(), inside)
            drawing = next(blip.iterancestors(_DRAWING), None)
            about = None if drawing is None else next(drawing.iter(_ABOUT), None)
            words = "" if about is None else " ".join(about.get("descr", "").split())
            yield Figure(image, (Span(words, source),) if words else (), (), source, source)

    def _read_lines(
        self, element: Element, part: OpenedPart, source: PublishedSource
    ) -> Iterator[Line]:
        """Yield the lines of a paragraph that say something: a break in it ends one."""
        lines: list[list[Span]] = [[]]
        for leaf in read_words(element, self._looks):
            if not leaf.text or leaf.shown is Shown.STRUCK:
                continue
            look = self._read_look(leaf.element, part)
            first, *others = leaf.text.replace("\ufeff", "").split("\n")
            lines[-1].append(Span(first, source, *look))
            lines += [[Span(text, source, *look)] for text in others]
        for line in lines:
            spans = tuple(span for span in line if span.text)
            if plain(spans).strip():
                yield spans

    def _read_look(self, leaf: Element, part: OpenedPart) -> tuple[bool, bool, str]:
        """Return whether *leaf* is strong, whether emphasised, and to what it links."""
        run = next(leaf.iterancestors(RUN), leaf)
        link = next(leaf.iterancestors(_LINK), None)
        relation = None if link is None else part.relations.get(link.get(_KEY, ""))
        style = self._names.get(read_value(run, _OWN_STYLE), "")
        strong = _is_on(run, _BOLD) or style == "strong"
        emphasis = _is_on(run, _ITALIC) or style == "emphasis"
        return strong, emphasis, relation.target if relation and relation.external else ""


def _is_fallback(element: Element) -> bool:
    return next(element.iterancestors(FALLBACK), None) is not None


def _is_on(run: Element, path: str) -> bool:
    found = run.find(path)
    return found is not None and found.get(_VALUE, "") not in ("0", "false", "off", "none")


def _make_row(cells: Mapping[int, Sequence[Line]], columns: int) -> Row:
    return tuple(Cell(tuple(cells.get(column, ()))) for column in range(columns))


def _join_captions(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield *blocks*, captions that follow a picture as part of it."""
    figure: Figure | None = None
    for block in blocks:
        if figure and isinstance(block, Text) and block.role is Role.CAPTION:
            figure = replace(figure, captions=(*figure.captions, block))
            continue
        if figure:
            yield _describe(figure)
        figure = block if isinstance(block, Figure) else None
        if figure is None:
            yield block
    if figure:
        yield _describe(figure)


def _describe(figure: Figure) -> Figure:
    """Return *figure*, what it shows told by its caption where nothing else does."""
    if figure.description:
        return figure
    usual = (Span(str(figure.image), figure.source),)
    return replace(figure, description=figure.captions[0].spans if figure.captions else usual)


def _choose_headline(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield *blocks* with one headline: the first that is one, or else the first paragraph."""
    listed = list(blocks)
    texts = [block for block in listed if isinstance(block, Text)]
    headline = next((text for text in texts if text.role is Role.HEADLINE), None)
    headline = headline or next(iter(texts), None)
    for block in listed:
        if block is headline:
            yield replace(headline, role=Role.HEADLINE)
        elif isinstance(block, Text) and block.role is Role.HEADLINE:
            yield replace(block, role=Role.SECTION)
        else:
            yield block

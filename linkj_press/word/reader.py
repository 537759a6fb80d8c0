"""Reads what a Word file says, whichever program saved it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from linkj_press.word.elements import (
    Element,
    read_value,
)
from linkj_press.word.leaves import Leaf, read_leaves
from linkj_press.word.manifest import Skeleton
from linkj_press.word.names import RelationKind, name
from linkj_press.word.opening import Archive, Opened, OpenedPart, open_word
from linkj_press.word.remarks import (
    Besides,
    Ranges,
    read_comments,
    read_list_number,
    read_revisions,
)
from linkj_press.word.settle import PARAGRAPH, find_edges, settle, walk_story
from linkj_press.word.word_text import (
    STYLE_OF_PARAGRAPH,
    Aside,
    AsideKind,
    FileStyles,
    Paragraph,
    Pending,
    Shown,
    WordPiece,
    WordText,
    join_breaks,
)


def read_word(file: bytes | Archive, pending: Pending = Pending.ACCEPT) -> WordText:
    """Return what the Word file *file* says to whoever looks at it; raises NotWord.

    *pending* says what becomes of changes that nobody has decided on. Hidden words are not read.
    """
    return _WordReader(open_word(file)).read(pending)


def read_words(paragraph: Element, looks: FileStyles) -> list[Leaf]:
    """Return what `read_leaves` yields, without the line breaks of a headline and the like."""
    leaves = list(read_leaves(paragraph, looks))
    if not looks.is_laid_out(paragraph):
        return leaves
    texts = join_breaks([leaf.text for leaf in leaves])
    return [leaf._replace(text=text) for leaf, text in zip(leaves, texts, strict=True)]


@dataclass(frozen=True, slots=True)
class Edges:
    """What the headers and footers of a base say, before a draft adds its own."""

    first: Skeleton
    """The header that a draft adds to, which is read first."""

    others: Skeleton
    foot: Skeleton
    asides: tuple[tuple[str, str], ...]


def read_edges(content: bytes, head: str) -> Edges:
    """Return what the headers and footers of the base *content* say; raises NotWord.

    *head* is the part that drafts add to, or ``""``.
    """
    text = read_word(content)
    headers, foot = (
        tuple((p.text,) if p.text else () for p in story) for story in (text.head, text.foot)
    )
    story = walk_story(open_word(content).parse(head)) if head else ()
    count = sum(element.tag == PARAGRAPH for element, _ in story)
    asides = tuple(aside.known_by for p in text.paragraphs for aside in p.asides)
    return Edges(headers[:count], headers[count:], foot, asides)


class _WordReader:
    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._besides = Besides(opened, self._read_blocks)
        styles = opened.find(RelationKind.STYLES)
        self._styles = FileStyles(None if styles is None else opened.parse(styles))

    def read(self, pending: Pending) -> WordText:
        head, foot = (
            {part: self._opened.parse(part) for part in find_edges(self._opened, edge).values()}
            for edge in ("header", "footer")
        )
        body = {self._opened.main: self._opened.body}
        roots = [*head.values(), *body.values(), *foot.values(), *self._besides.roots.values()]
        revisions = tuple(revision for root in roots for revision in read_revisions(root))
        for root in roots:
            settle(root, pending)
        ranges = Ranges()
        heads, bodies, feet = (
            tuple(
                paragraph
                for part, root in story.items()
                for paragraph in self._read_blocks(root, OpenedPart(self._opened, part), noted)
            )
            for story, noted in ((head, None), (body, ranges), (foot, None))
        )
        comments = tuple(read_comments(self._opened, ranges))
        links = tuple(_read_links(self._opened.body, OpenedPart(self._opened, self._opened.main)))
        return WordText(heads, bodies, revisions, comments, feet, links)

    def _read_blocks(
        self, root: Element, part: OpenedPart, ranges: Ranges | None = None
    ) -> Iterator[Paragraph]:
        """Yield the paragraphs in *root*; without *ranges*, no comment is looked for there."""
        ranges = ranges or Ranges()
        for element, cell in walk_story(root):
            if element.tag == PARAGRAPH:
                leaves = read_words(element, self._styles)
                for leaf in leaves:
                    ranges.read(leaf.element, leaf.text)
                style = read_value(element, STYLE_OF_PARAGRAPH)
                asides = (*read_list_number(element), *self._read_asides(leaves, part))
                yield Paragraph(tuple(_cut(leaves)), style, cell, asides)
                ranges.end_paragraph()
                continue
            ranges.read(element, "")
            asides = tuple(self._besides.read(element, part))
            if asides:
                yield Paragraph((), "", cell, asides)
                ranges.end_paragraph()

    def _read_asides(self, leaves: Iterable[Leaf], part: OpenedPart) -> Iterator[Aside]:
        for leaf in leaves:
            if leaf.over:
                yield Aside(AsideKind.OVER, leaf.over)
            if not leaf.text and leaf.is_beside and leaf.shown is not Shown.UNSEEN:
                yield from self._besides.read(leaf.element, part)


def _read_links(root: Element, part: OpenedPart) -> Iterator[tuple[str, str]]:
    for link in root.iter(_LINK):
        relation = part.relations.get(link.get(_KEY, ""))
        if relation and relation.external:
            yield "".join([text.text or "" for text in link.iter(_TEXT)]), relation.target


_LINK, _KEY, _TEXT = name("w:hyperlink"), name("r:id"), name("w:t")


def _cut(leaves: Iterable[Leaf]) -> Iterator[WordPiece]:
    for owner, group in groupby(leaves, key=attrgetter("owner")):
        worded = [leaf for leaf in group if leaf.text]
        for shown, some in groupby(worded, key=attrgetter("shown")):
            yield WordPiece("".join([leaf.text for leaf in some]), owner.tag, owner.number, shown)
        # A control that somebody emptied is a piece too.
        if owner.tag and not worded:
            yield WordPiece("", *owner)

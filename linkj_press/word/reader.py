"""Reads what a Word file says, whichever program saved it."""

from collections.abc import Iterator
from itertools import groupby

from linkj_press.word.elements import Element, name
from linkj_press.word.leaves import read_leaves
from linkj_press.word.opening import open_word
from linkj_press.word.remarks import Ranges, read_comments, read_revisions
from linkj_press.word.settle import settle
from linkj_press.word.story import PARAGRAPH, find_headers, walk_story
from linkj_press.word.word_text import Paragraph, Pending, Piece, WordText

_STYLE = f"{name('w:pPr')}/{name('w:pStyle')}"


def read_word(content: bytes, pending: Pending = Pending.ACCEPT) -> WordText:
    """Return what the Word file *content* says; raises NotWord.

    *pending* says what becomes of changes that nobody has decided on. Footnotes and text boxes
    are not read.
    """
    opened = open_word(content)
    heads = [opened.parse(part) for part in find_headers(opened).values()]
    roots = [*heads, opened.body]
    revisions = tuple(revision for root in roots for revision in read_revisions(root))
    for root in roots:
        settle(root, pending)
    head = tuple(paragraph for root in heads for paragraph in _read_story(root, Ranges()))
    ranges = Ranges()
    body = tuple(_read_story(opened.body, ranges))
    return WordText(head, body, revisions, tuple(read_comments(opened, ranges)))


def _read_story(root: Element, ranges: Ranges) -> Iterator[Paragraph]:
    for element, cell in walk_story(root):
        if element.tag == PARAGRAPH:
            pieces = tuple(_read_pieces(element, ranges))
            style = element.find(_STYLE)
            yield Paragraph(pieces, "" if style is None else style.get(name("w:val"), ""), cell)
            ranges.end_paragraph()
        else:
            ranges.read(element, "")


def _read_pieces(paragraph: Element, ranges: Ranges) -> Iterator[Piece]:
    for owner, group in groupby(read_leaves(paragraph), key=lambda leaf: leaf.owner):
        leaves = list(group)
        for leaf in leaves:
            ranges.read(leaf.element, leaf.text)
        text = "".join([leaf.text for leaf in leaves])
        # A control that somebody emptied is a piece too.
        if text or owner.tag:
            yield Piece(text, *owner)

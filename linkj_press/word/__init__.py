"""Writes documents as Word files and reads what comes back: the door to python-docx and lxml."""

from linkj_press.draft.document import Document
from linkj_press.record import Look
from linkj_press.word.body import AUTHOR as COMMENT_AUTHOR
from linkj_press.word.draft import DraftWriter, build_base
from linkj_press.word.manifest import DraftOrigin, is_untouched, is_untouched_redline, read_manifest
from linkj_press.word.opening import Archive, NotWord, Saved, read_saved
from linkj_press.word.pictures import Enclosures
from linkj_press.word.reader import read_word
from linkj_press.word.word_text import (
    Aside,
    AsideKind,
    Comment,
    Paragraph,
    Pending,
    Shown,
    WordPiece,
    WordText,
)

__all__ = [
    "COMMENT_AUTHOR",
    "Archive",
    "Aside",
    "AsideKind",
    "Comment",
    "DraftOrigin",
    "Enclosures",
    "NotWord",
    "Paragraph",
    "Pending",
    "Saved",
    "Shown",
    "WordPiece",
    "WordText",
    "is_untouched",
    "is_untouched_redline",
    "read_manifest",
    "read_saved",
    "read_word",
    "write_word",
]


def write_word(
    document: Document, look: Look, enclosures: Enclosures, *, final: bool, origin: DraftOrigin
) -> bytes:
    """Return *document* as a .docx file, which says in its manifest that it is of *origin*.

    A *final* one has neither draft mark nor comments. The same document gives the same bytes.
    """
    base = build_base(look, document.language, final, enclosures.letterhead)
    return DraftWriter(document, look, base, final=final).write(enclosures, origin)

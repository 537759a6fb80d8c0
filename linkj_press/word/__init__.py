"""Writes documents as Word files and reads what comes back: the door to python-docx and lxml."""

from linkj_press.word.body import AUTHOR as COMMENT_AUTHOR
from linkj_press.word.items import (
    is_untouched,
    is_untouched_redline,
    parse_manifest,
    read_manifest,
    read_mark,
)
from linkj_press.word.opening import Archive, NotWord, read_saved
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
    "NotWord",
    "Paragraph",
    "Pending",
    "Shown",
    "WordPiece",
    "WordText",
    "is_untouched",
    "is_untouched_redline",
    "parse_manifest",
    "read_manifest",
    "read_mark",
    "read_saved",
    "read_word",
]

"""Finds words that announce a list or a table where none follows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from linkj_press.document import Block, Document, Role, Table, Text, block_spans
from linkj_press.language import Language

_ANNOUNCED = {
    Language.JA: re.compile(
        r"(?<![^、。\sはがをにでともや「（(])(?:以下|下記|次)の(?:とおり|通り|よう[なに]"
        r"|[0-9０-９一二三四五六七八九十]+つ?の?|各)?(?:提携|連携)?"
        r"(?:団体|分野|項目|事項|内容|機関|企業|組織|活動|取り組み|取組|点|方々|表|URL|とおり|通り)"
        r"|(?<![^、。\sはがをにでともや「（(])(?:以下|下記|次)の(?:とおり|通り)"
    ),
    Language.EN: re.compile(
        r"\bthe following\b(?!\s(?:day|week|month|year|spring|summer|autumn|fall|winter|morning"
        r"|decade|century|season|fiscal|business day|session|January|February|March|April|May"
        r"|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday"
        r"|Thursday|Friday|Saturday|Sunday)\b)|\bas follows\b",
        re.IGNORECASE,
    ),
}
_FOLLOWS = {
    Language.JA: re.compile(r"[:：①（(「・•]|第?[1１一]に|[1１][.．)）]|https?:"),
    Language.EN: re.compile(
        r"[:;,(•“]|\s[–—-]\s|\b(?:is|are|was|were|include)\b|\. (?:First|One|1|The first)\b|https?:"
    ),
}
_LISTED = re.compile(r"\s*(?:[・•■◆●○①‐–—-]|[(（]?[0-9０-９]{1,2}[.．)）、]|https?:)")
_SENTENCE_END = ("。", ".", "!", "?", "”", "」")


def find_unfollowed(document: Document) -> Iterator[tuple[Block, int, int]]:
    """Yield each block that announces what does not follow, and where its words stand in it."""
    for index, block in enumerate(document.blocks):
        if not isinstance(block, Text) or _is_followed(document.blocks[index + 1 :]):
            continue
        text = "".join(span.text for span in block.spans if not span.gap)
        for match in _ANNOUNCED[document.language].finditer(text):
            if not _FOLLOWS[document.language].search(text, match.end()):
                yield block, *match.span()


def _is_followed(rest: Sequence[Block]) -> bool:
    """Return whether a list or a table stands next, be it below a heading."""
    for block in rest:
        if not isinstance(block, Text):
            return isinstance(block, Table)
        if block.role in (Role.SECTION, Role.REFERENCE):
            continue
        if block.role is not Role.BODY:
            return False
        text = block.text.strip()
        is_gap = any(span.gap for span in block_spans(block))
        return is_gap or bool(_LISTED.match(text)) or not text.endswith(_SENTENCE_END)
    return False

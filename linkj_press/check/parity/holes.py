"""Finds what stands in one language only: parts, quotes and links, and rows of tables.

And words that announce a list or a table where none follows, or that are said otherwise; and words
of one language that stand in the other.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby, zip_longest

from linkj_press.check.parity.facts import FactKind
from linkj_press.check.parity.lists import find_lists
from linkj_press.check.parity.read import read_facts
from linkj_press.check.printed import PrintedWords, is_of_correction, is_typed
from linkj_press.draft.alignment import BlockPair, list_names_in_both
from linkj_press.draft.document import (
    Block,
    Document,
    PartnerSource,
    Role,
    Source,
    Table,
    Text,
    plain,
    spans_of,
)
from linkj_press.language import Language
from linkj_press.text.edits import cut_sentences
from linkj_press.text.patterns import compile_pattern

_ANNOUNCED = {
    Language.JA: compile_pattern(
        r"(?<![^、。\sはがをにでともや「（(])(?:以下|下記|次)の(?:とおり|通り|よう[なに]"
        r"|[0-9０-９一二三四五六七八九十]+つ?の?|各)?(?:提携|連携)?"
        r"(?:団体|分野|項目|事項|内容|機関|企業|組織|活動|取り組み|取組|点|方々|表|URL|とおり|通り)"
        r"|(?<![^、。\sはがをにでともや「（(])(?:以下|下記|次)の(?:とおり|通り)"
    ),
    Language.EN: compile_pattern(
        r"\bthe following\b(?!\s(?:days?|weeks?|months?|years?|spring|summer|autumn|fall|winter"
        r"|morning|decade"
        r"|century|season|fiscal|business day|session|January|February|March|April|May"
        r"|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday"
        r"|Thursday|Friday|Saturday|Sunday)\b)|\bas follows\b"
        r"|\b(?:listed|shown|given|described|set out|outlined|presented) below\b",
        re.IGNORECASE,
    ),
}
_FOLLOWS = {
    Language.JA: compile_pattern(r"[^。]*[:：①（(「・•]"),
    Language.EN: compile_pattern(
        r"(?:[^.;:(•“]|\.(?=\w))*(?:[:;(•“]|\s[–—-]\s)"
        r"|(?:\s[\w’'-]+){0,4}\s(?:is|are|was|were|include|includes)\b"
    ),
}
"""What goes on with the announced in the same sentence."""

_GOES_ON = compile_pattern(
    r"[^。.]*(?:[。.]|$)\s*(?:[・•■◆●○①‐–—-]|[(（]?[0-9０-９]{1,2}[.．)）、]|https?:|第?[1１一]に|まず|1つ目"
    r"|それは|それらは|これらは|すなわち|つまり|具体的には|一つは|ひとつは|第一は|一点目|順に"
    r"|(?:First|One|The first|They (?:are|include)|These (?:are|include)|Namely|Specifically)\b)"
)
"""What goes on with the announced in the next."""

_LISTED = compile_pattern(r"\s*(?:[・•■◆●○①‐–—-]|[(（]?[0-9０-９]{1,2}[.．)）、]|https?:)")
_SENTENCE_END = ("。", ".", "!", "?", "”", "」")


def find_unfollowed(document: Document) -> Iterator[tuple[Block, int, int]]:
    """Yield each block that announces what does not follow, and where its words stand in it."""
    for index, block in enumerate(document.blocks):
        if not isinstance(block, Text) or _is_followed(document.blocks[index + 1 :]):
            continue
        text = plain(span for span in block.spans if not span.gap)
        for match in _ANNOUNCED[document.language].finditer(text):
            follows = _FOLLOWS[document.language].match(text, match.end())
            if not (follows or _GOES_ON.match(text, match.end()) or _is_listed(match, document)):
                yield block, *match.span()


def _is_listed(announced: re.Match[str], document: Document) -> bool:
    """Return whether the rest of the sentence, or the next one, has a list."""
    rest = announced.string[announced.end() :]
    sentences = list(cut_sentences(rest, document.language))
    lists = [find_lists(sentence, document.language) for sentence in sentences[:2]]
    fewest = _PAIR if rest.startswith("で、") else _PAIR + 1
    return any(
        found.most >= (_PAIR + 1 if number else fewest)
        for number, row in enumerate(lists)
        for found in row
    )


_PAIR = 2


def _is_followed(rest: Sequence[Block]) -> bool:
    """Return whether a list or a table stands next, be it below a heading."""
    for block in rest:
        if not isinstance(block, Text):
            return isinstance(block, Table)
        is_note = bool(block.spans) and all(span.gap for span in block.spans)
        if block.role in (Role.SECTION, Role.REFERENCE) or is_note:
            continue
        if block.role is not Role.BODY:
            return False
        text = block.text.strip()
        is_listed = _LISTED.match(text) or _GOES_ON.match("。" + text)
        return bool(is_listed) or not text.endswith(_SENTENCE_END)
    return False


def part_pairs(pairs: Iterable[BlockPair]) -> Iterator[BlockPair]:
    """Yield *pairs*, but blocks that show different fields of the release each on their own."""
    for pair in pairs:
        fields = [_list_prose(block) for block in (pair.ja, pair.en)]
        if all(fields) and not fields[0] & fields[1]:
            yield BlockPair(pair.ja, None)
            yield BlockPair(None, pair.en)
        else:
            yield pair


def find_holes(pairs: Iterable[BlockPair]) -> Iterator[tuple[Block, Language]]:
    """Yield the blocks that one language alone has, and it; of a section only its heading."""
    section: Language | None = None
    for pair in pairs:
        lacks, block = pair.lacks, pair.ja or pair.en
        assert block
        is_heading = isinstance(block, Text) and block.role is Role.SECTION
        if lacks is None or (is_heading and lacks is not section):
            section = None
        is_gap = all(span.gap or not span.text.strip() for span in spans_of(block))
        if lacks and (is_heading or lacks is not section) and not is_gap:
            yield block, lacks.other
        if lacks and is_heading:
            section = lacks


def name_hole(words: PrintedWords) -> str:
    """Return the code of the rule for a block of which *words* are all, alone in its language."""
    if words.role is Role.QUOTE:
        return "quote-missing"
    facts = read_facts(words.text, words.language)
    whole = [f for f in facts if f.end - f.start == len(words.text.strip())]
    return "link-missing" if any(f.kind is FactKind.URL for f in whole) else "part-missing"


_JA = "\u3041-\u3096\u30a1-\u30fa\u30fc\u3005\u3400-\u9fff"
_JAPANESE = compile_pattern(rf"[{_JA}](?:[{_JA}\s・、]*[{_JA}])?")
_GLOSSED = compile_pattern(
    r"「[^」]*」|『[^』]*』|“[^”]*”|‘[^’]*’|\"[^\"]*\"|\[[^\]]*\]|https?://\S+"
    rf"|\((?![{_JA}\s・]+[:：])[^()]*\)|[{_JA}]+ ?(?=\([A-Za-z])"
)
"""Matches Japanese that an English text tells its readers of: 「未病」, ME-BYO (未病).

Not a title before a name, as the lede has it: (理事長: Taro Sato).
"""

_ENGLISH = compile_pattern(r"[a-z]{2,},? (?:[A-Za-z]+,? )*[A-Za-z]*[a-z]{2,}")


def find_untranslated(line: PrintedWords) -> Iterator[tuple[int, int]]:
    """Yield from where to where *line* is in the other language, and no name or gloss is."""
    if line.language is Language.EN:
        glossed = [match.span() for match in _GLOSSED.finditer(line.text)]
        for match in _JAPANESE.finditer(line.text):
            is_glossed = any(start <= match.start() < end for start, end in glossed)
            is_gap = any(span.gap for span, *_ in line.cut(*match.span()))
            if not (is_glossed or is_gap):
                yield match.span()
        return
    for source, spans in groupby(line.spans, key=lambda part: part[0].source):
        parts = list(spans)
        start, end = parts[0][1], parts[-1][2]
        words = line.text[start:end]
        if _is_prose(source) and _ENGLISH.search(words) and not _JAPANESE.search(words):
            yield start, end


def _is_prose(source: Source) -> bool:
    """Return whether *source* is what somebody wrote in Japanese, and no organisation's name."""
    if not isinstance(source, PartnerSource) or not is_typed(source):
        return False
    names = (".affiliation.ja", ".about.title.ja")
    return source.field.endswith(".ja") and not source.field.endswith(names)


def pair_parts(
    ja: Sequence[PrintedWords], en: Sequence[PrintedWords]
) -> Iterator[tuple[PrintedWords | None, PrintedWords | None]]:
    """Yield the parts of two blocks in pairs; one of a pair may be lacking.

    Rows of tables of unlike length pair by what they show, their headings first.
    """
    if len(ja) == len(en) or not isinstance((ja or en)[0].block, Table):
        yield from zip_longest(ja, en)
        return
    yield ja[0], en[0]
    one, other = ([_describe_row(row) for row in rows[1:]] for rows in (ja, en))
    for _, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        yield from zip_longest(ja[1:][a:b], en[1:][c:d])


def _describe_row(row: PrintedWords) -> frozenset[object]:
    """Return what a row has in both languages: its values, or else the facts in it."""
    # Of a correction, one language may have had more to correct: the numbers tell nothing.
    values = list_names_in_both(span for span, _ in row.placed if not is_of_correction(span.value))
    facts = read_facts(row.text, row.language)
    return values or frozenset((fact.kind, fact.value) for fact in facts)


def _list_prose(block: Block | None) -> set[str]:
    """Return the fields of prose that make up most of *block*."""
    if not isinstance(block, Text) or block.role is not Role.BODY:
        return set()
    return {name for name in list_names_in_both(block.spans) if ":release." in name}

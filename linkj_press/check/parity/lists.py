"""Counts the items of lists in a sentence: A、B、C; A, B, and C; ①②; (1) (2)."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from linkj_press.language import Language


class Enumeration(NamedTuple):
    """A list in a sentence."""

    counts: frozenset[int]
    """How many items it may have: the first or the last comma may not be the list's."""

    start: int
    end: int

    @property
    def most(self) -> int:
        """The most items that it may have."""
        return max(self.counts)

    def move(self, by: int) -> "Enumeration":
        """Return this as it stands *by* characters further on."""
        return self._replace(start=self.start + by, end=self.end + by)

    def may_be(self, other: "Enumeration") -> bool:
        """Return whether both may have equally many items; pairs are in every sentence."""
        common = self.counts & other.counts
        return bool(common) and (max(common) >= _SHORTEST or self.most < _SHORTEST)


_SIGNS = {
    Language.JA: re.compile(r"[①-⑳]|[（(]\d{1,2}[）)]"),
    Language.EN: re.compile(r"[①-⑳]|\(\d{1,2}\)|\((?:i{1,3}|iv|v|[a-e])\)"),
}
_CHUNK = re.compile("[^、。：:；;「」『』（）()！？]+")
_NOT_AN_ITEM = re.compile(
    r"(?:今後|現在|近年|今回|今年度?|来年度?|昨年度?|初年度|従来|一方|結果|場合|際|上|中|後|前|時|以来|以降|当時|年度?|月|日|同時|方針|予定)$"
)
_ITEM_END = re.compile(r"[一-龥々ァ-ヺーA-Za-z0-9]$")
_JOINT = re.compile(
    r"(?<=[一-龥々ァ-ヺーA-Za-z])(?:・|や|と|および|及び|ならびに|または|、)(?=[一-龥々ァ-ヺーA-Za-z])"
)
_GOVERNED = re.compile("(?<=[一-龥々ァ-ヺーA-Za-z])[はがをにでへも](?=.*[一-龥々ァ-ヺーA-Za-z])")
"""Matches where one list ends and another begins between two commas: A、B等におけるC、D."""

_LONGEST_ITEM = 24
_TAIL = re.compile(r"[一-龥々ァ-ヺー・A-Za-z0-9や]+(?:の[一-龥々ァ-ヺー・A-Za-z0-9や]+)*$")
_HEAD = re.compile(
    r"(?:[一-龥々ァ-ヺー・A-Za-z0-9や]|の(?=[一-龥々ァ-ヺーA-Za-z0-9])|と(?=[一-龥々ァ-ヺーA-Za-z0-9])|および|及び)+"
)


def find_lists(text: str, language: Language) -> list[Enumeration]:
    """Return the lists in *text*; signs before items make all of them one."""
    signs = list(_SIGNS[language].finditer(text))
    if len(signs) > 1:
        return [Enumeration(frozenset({len(signs)}), signs[0].start(), signs[-1].end())]
    return list(_find_ja(text) if language is Language.JA else _find_en(text))


def _find_ja(text: str) -> Iterator[Enumeration]:
    chunks = list(_CHUNK.finditer(text))
    run: list[re.Match[str]] = []
    for at, chunk in enumerate(chunks):
        follows = run and text[chunk.start() - 1] == "、" and run[-1].end() == chunk.start() - 1
        if run and not follows:
            run = []
        if len(run) > 1 and _GOVERNED.search(chunk[0]) and text[chunk.end() :][:1] == "、":
            yield _make_ja(text, [*run, chunk])
            run = []
        run = [*run, chunk]
        is_last = at + 1 == len(chunks)
        ends = text[chunk.end() : chunk.end() + 1] == "、"
        item = _ITEM_END.search(chunk[0]) and not _NOT_AN_ITEM.search(chunk[0])
        if ends and item and not is_last and (len(run) == 1 or len(chunk[0]) <= _LONGEST_ITEM):
            continue
        if len(run) > 1:
            yield _make_ja(text, run)
        else:
            yield from _find_joined(chunk)
        run = []


def _make_ja(text: str, run: list[re.Match[str]]) -> Enumeration:
    tail, head = _TAIL.search(run[0][0]), _HEAD.match(run[-1][0])
    start = run[0].start() + (tail.start() if tail else 0)
    end = run[-1].start() + (head.end() if head else 1)
    joints = len(re.findall("や|と(?!し)|および|及び|・", text[start:end]))
    return Enumeration(frozenset(range(len(run), len(run) + joints + 1)), start, end)


def _find_joined(chunk: re.Match[str]) -> Iterator[Enumeration]:
    """Yield the pairs in *chunk*, of which no comma is part: 大阪と京都, 人的交流・事業交流."""
    joints = list(_JOINT.finditer(chunk[0]))
    if joints:
        first, last = joints[0], joints[-1]
        tail, head = _TAIL.search(chunk[0][: first.start()]), _HEAD.match(chunk[0][last.end() :])
        start = chunk.start() + (tail.start() if tail else first.start())
        end = chunk.start() + last.end() + (head.end() if head else 0)
        yield Enumeration(frozenset(range(2, len(joints) + 2)), start, end)


_AND = r"(?:and|or|as well as)"
_PIECE = r"[^,.;:()“”—]{1,70}?"
_OXFORD = re.compile(
    rf"(?P<first>{_PIECE})(?P<rest>(?:,\s{_PIECE})+),\s{_AND}\s(?P<last>[\w’'-]+(?:\s[\w’'-]+)?)"
)
_LAST_COMMA = re.compile(rf",\s{_AND}\s")
"""Without it no list is searched for: most sentences have none."""

_PAIR = re.compile(rf"(?P<one>[\w’'-]+)\s{_AND}\s(?P<other>[\w’'-]+(?:\s[\w’'-]+)?)")
_MORE = re.compile(r"(?:more|others?|so on|the like|elsewhere)\b|etc\.?")
_OPENS = re.compile(
    r"(?:including|such as|by|which|where|who|with|for|from|to|and|but|as|while|home|is|are|has|in"
    r"|on|at|together|combining|covering|namely|through|via|both)\b"
)
_MOST_WORDS = 6
_TOLD_WORDS = 3


def _find_en(text: str) -> Iterator[Enumeration]:
    rest = text
    for match in _OXFORD.finditer(text) if _LAST_COMMA.search(text) else ():
        pieces = [*_cut_pieces(match)]
        items = 0
        for items, piece in enumerate(reversed(pieces), 1):  # noqa: B007
            if _OPENS.match(piece[0].strip()) or len(piece[0].split()) > _MOST_WORDS:
                break
        else:  # a clause may stand before the first comma
            items = -items
        count = abs(items) + (not _MORE.match(match["last"]))
        fewest = max(count - 1, 2) if items < 0 and _begins_clause(pieces[0][0]) else count
        first = pieces[-abs(items)]
        inner = len(re.findall(rf"\s{_AND}\s", text[first.start() : match.start("last") - 4]))
        start = first.end() - len(" ".join(first[0].split()[-_TOLD_WORDS:]))
        yield Enumeration(frozenset(range(fewest, count + inner + 1)), start, match.end())
        rest = rest[:start] + "," * (match.end() - start) + rest[match.end() :]
    for match in _PAIR.finditer(rest):
        chained = len(re.findall(rf"\s{_AND}\s", text[match.end() - 1 : match.end() + 40]))
        yield Enumeration(frozenset(range(2, 3 + chained)), *match.span())


def _cut_pieces(match: re.Match[str]) -> Iterator[re.Match[str]]:
    """Yield what stands between the commas of a list, but for its last item."""
    yield from re.compile("[^,]+").finditer(match.string, match.start(), match.end("rest"))


def _begins_clause(piece: str) -> bool:
    return bool(
        re.match(r"\s*(?:In|On|At|For|To|From|With|By|Under|As|After|Since|This|Of)\b", piece)
    )


@lru_cache(maxsize=1000)  # releases share the wording of templates and boilerplate
def find_shorter(ja: str, en: str) -> tuple[tuple[Enumeration, Enumeration], ...]:
    """Return the lists of two sentences, or rows, that say the same of which one is shorter."""
    lines = [list(_cut_lines(text)) for text in (ja, en)]
    if len(lines[0]) != len(lines[1]):
        return ()
    return tuple(
        (a.move(at), b.move(begin))
        for (at, one), (begin, other) in zip(*lines, strict=True)
        for a, b in _find_shorter(one, other)
    )


def _cut_lines(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in text.splitlines(keepends=True):
        yield at, line
        at += len(line)


def _find_shorter(ja: str, en: str) -> Iterator[tuple[Enumeration, Enumeration]]:
    items = _cut_items(ja, Language.JA), _cut_items(en, Language.EN)
    if len(items[0]) != len(items[1]) or len(items[0]) == 1:
        yield from _compare(find_lists(ja, Language.JA), find_lists(en, Language.EN))
        return
    for (at, one), (begin, other) in zip(*items, strict=True):
        for a, b in _compare(list(_find_ja(one)), list(_find_en(other))):
            yield a.move(at), b.move(begin)


def _cut_items(text: str, language: Language) -> list[tuple[int, str]]:
    """Return the items that signs number, each with where it begins; one, where there are none."""
    signs = [sign.span() for sign in _SIGNS[language].finditer(text)]
    cuts = pairwise([(0, 0), *signs, (len(text), len(text))])
    return [(end, text[end:start].rstrip("、,; ")) for (_, end), (start, _) in cuts]


def _compare(
    ja: Sequence[Enumeration], en: Sequence[Enumeration]
) -> Iterator[tuple[Enumeration, Enumeration]]:
    rest_ja = [e for e in ja if not any(map(e.may_be, en))]
    rest_en = [e for e in en if not any(map(e.may_be, ja))]
    for one in rest_ja:
        for other in rest_en:
            apart = {abs(a - b) for a in one.counts for b in other.counts}
            if min(apart) == 1 and max(one.most, other.most) >= _SHORTEST:
                rest_en.remove(other)
                yield one, other
                break


_SHORTEST = 3
"""Two items may be said as one, and one as two."""

"""Counts the items of lists in a sentence: A、B、C; A, B, and C; ①②; (1) (2)."""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from linkj_press.check.words import load_words
from linkj_press.language import Language
from linkj_press.text.patterns import compile_pattern, list_longest_first


class Enumeration(NamedTuple):
    """A list in a sentence."""

    counts: frozenset[int]
    """How many items it may have: the first or the last comma may not be the list's."""

    start: int
    end: int

    is_sure: bool = False
    """Whether nothing but a list can be meant: 大阪・京都, and no 大阪、京都."""

    may_be_name: bool = False
    """Whether a foreign name may be all that it is: マリア・シュタイナー."""

    @property
    def most(self) -> int:
        """The most items that it may have."""
        return max(self.counts)

    def move(self, by: int) -> "Enumeration":
        """Return this as it stands *by* characters further on."""
        return self._replace(start=self.start + by, end=self.end + by)

    def differs_by_one(self, other: "Enumeration") -> bool:
        """Return whether one of both has an item more, and is no mere pair; *other* is English."""
        apart = min(abs(a - b) for a in self.counts for b in other.counts)
        is_list = self.most >= _SHORTEST and not self.may_be_name
        is_list = is_list or (max(self.most, other.most) >= _SHORTEST and other.is_sure)
        return apart == 1 and is_list

    def may_be(self, other: "Enumeration") -> bool:
        """Return whether both may have equally many items; pairs are in every sentence."""
        common = self.counts & other.counts
        return bool(common) and (max(common) >= _SHORTEST or self.most < _SHORTEST)


_SIGNS = {
    Language.JA: compile_pattern(r"[①-⑳]|[（(]\d{1,2}[）)]|(?<![\d（(])\d{1,2}[）)]"),
    Language.EN: compile_pattern(
        r"[①-⑳]|\(\d{1,2}\)|\((?:i{1,3}|iv|v|[a-e])\)|(?<![\w(])\d{1,2}\)(?=\s)"
    ),
}
_CHUNK = compile_pattern("[^、。：:；;「」『』（）()！？]+")
_ITEM_END = compile_pattern(r"[一-龥々ァ-ヺーA-Za-z0-9]$")
_CLAUSE = compile_pattern("を[一-龥ァ-ヺー]{2,}$")
"""Matches a clause of a headline, which is no item: MOCを締結."""

_KANA_NOUN = compile_pattern(
    "(?:[ぁ-ん]{1,8}|[^はがをにでともへ]{1,9})[^はがをにでともへやのかねよてずくつば]"
)
"""Matches an item that ends in hiragana: みなとみらい, ものづくり, がん."""

_JOINT = compile_pattern(
    r"(?<=[一-龥々ァ-ヺーA-Za-z])(?:・|や|と|および|及び|ならびに|または|、)(?=[一-龥々ァ-ヺーA-Za-z])"
)
_DOT_IN_NAME = compile_pattern("(?<=[ァ-ヺー])・(?=[ァ-ヺ])")
_SURE_JOINT = compile_pattern("(?<=[一-龥々ァ-ヺーA-Za-z])や[一-龥々ァ-ヺー・A-Za-z0-9]+、")
"""Matches や where nothing but an item follows: 講演や展示、交流会 are three."""

_GOVERNED = compile_pattern(
    "(?<=[一-龥々ァ-ヺーA-Za-z])[はがをにでへも](?=.*[一-龥々ァ-ヺーA-Za-z])"
)
"""Matches where one list ends and another begins between two commas: A、B等におけるC、D."""

_FIGURE = compile_pattern(r"[0-9０-９]")
_LONGEST_ITEM = 24
_TAIL = compile_pattern(r"[一-龥々ァ-ヺー・A-Za-z0-9や]+(?:の[一-龥々ァ-ヺー・A-Za-z0-9や]+)*$")
_HEAD = compile_pattern(
    r"[ぁ-ん]{2,8}?(?=[をがはにで])|(?:[一-龥々ァ-ヺー・A-Za-z0-9や]|の(?=[一-龥々ァ-ヺーA-Za-z0-9])|と(?=[一-龥々ァ-ヺーA-Za-z0-9])|および|及び)+"
)


def find_lists(text: str, language: Language) -> list[Enumeration]:
    """Return the lists in *text*; signs before items make all of them one."""
    signs = list(_SIGNS[language].finditer(text))
    if len(signs) > 1:
        return [
            Enumeration(frozenset({len(signs)}), signs[0].start(), signs[-1].end(), is_sure=True)
        ]
    return list(_find_ja(text) if language is Language.JA else _find_en(text))


_ASIDE = {
    Language.JA: compile_pattern("[（(][^（()）、]{1,20}[)）](?=[、と・])"),
    Language.EN: compile_pattern(r"\([^(),]{1,40}\)(?=,|\s(?:and|or)\b)"),
}
"""Matches what is added to an item in brackets, and is part of it."""


_NAMELY = compile_pattern("すなわち|つまり|具体的には|たとえば|例えば|主に|特に")
"""Matches what stands between what is announced and its list: 次の地区、すなわちA、B、C."""


def _find_ja(text: str) -> Iterator[Enumeration]:
    text = _ASIDE[Language.JA].sub(lambda match: "ー" * len(match[0]), text)
    chunks = list(_CHUNK.finditer(text))
    run: list[re.Match[str]] = []
    for at, chunk in enumerate(chunks):
        follows = run and text[chunk.start() - 1] == "、" and run[-1].end() == chunk.start() - 1
        if run and (not follows or _NAMELY.match(chunk[0])):
            run = []
        if len(run) > 1 and _GOVERNED.search(chunk[0]) and text[chunk.end() :][:1] == "、":
            yield _make_ja(text, [*run, chunk])
            run = []
        run = [*run, chunk]
        is_last = at + 1 == len(chunks)
        ends = text[chunk.end() : chunk.end() + 1] == "、"
        if (
            ends
            and _is_item(chunk[0])
            and not is_last
            and (len(run) == 1 or len(chunk[0]) <= _LONGEST_ITEM)
        ):
            continue
        if len(run) >= _SHORTEST or (len(run) > 1 and not _FIGURE.search(run[0][0])):
            yield _make_ja(text, run)
        elif text[max(chunk.start() - 1, 0)] not in "「『":  # a name: 「ヘルスケア・タウン」
            yield from _find_joined(chunk)
        run = []


@cache
def _words(key: str) -> str:
    """Return the words of `words/lists.yaml` under *key* as a pattern, the longest first."""
    listed = list_longest_first(load_words("lists")[key])
    return f"(?:{'|'.join(map(re.escape, listed))})"


def _is_item(chunk: str) -> bool:
    if _ITEM_END.search(chunk):
        return not _CLAUSE.search(chunk) and not compile_pattern(f"{_words('not_items')}$").search(
            chunk
        )
    return bool(_KANA_NOUN.fullmatch(chunk)) and not compile_pattern(
        f"{_words('not_nouns')}$"
    ).search(chunk)


def _make_ja(text: str, run: list[re.Match[str]]) -> Enumeration:
    tail, head = _TAIL.search(run[0][0]), _HEAD.match(run[-1][0])
    start = run[0].start() + (tail.start() if tail else 0)
    end = run[-1].start() + (head.end() if head else 1)
    joints = len(re.findall("や|と(?!し)|および|及び|・", text[start:end]))
    fewest = len(run) + len(_SURE_JOINT.findall(text[start:end]))
    return Enumeration(frozenset(range(fewest, len(run) + joints + 1)), start, end)


def _find_joined(chunk: re.Match[str]) -> Iterator[Enumeration]:
    """Yield the pairs in *chunk*, of which no comma is part: 大阪と京都, 人的交流・事業交流."""
    joints = list(_JOINT.finditer(chunk[0]))
    if joints:
        first, last = joints[0], joints[-1]
        tail, head = _TAIL.search(chunk[0][: first.start()]), _HEAD.match(chunk[0][last.end() :])
        start = chunk.start() + (tail.start() if tail else first.start())
        end = chunk.start() + last.end() + (head.end() if head else 0)
        dots = _DOT_IN_NAME.findall(chunk[0][: last.end() + 1])
        counts = frozenset(range(2, len(joints) + 2))
        yield Enumeration(counts, start, end, is_sure=True, may_be_name=len(dots) == len(joints))


_AND = r"(?:and|or|as well as)"
_LONGEST_PIECE = 70
_IN_PIECE = r"(?:[^,.;:()“”—]|(?<=\d)[,.](?=\d))"
_PIECE = rf"{_IN_PIECE}{{1,{_LONGEST_PIECE}}}?"
_REST = rf"(?P<first>{_PIECE})(?P<rest>(?:,\s(?!{_AND}\s){_PIECE})+)"
_LAST = rf"\s{_AND}\s(?P<last>[\w’'-]+(?:\s[\w’'-]+)?)"
_LISTS = (
    compile_pattern(rf"{_REST}(?P<oxford>,){_LAST}"),
    compile_pattern(rf"{_REST}(?P<oxford>){_LAST}"),
)
"""Match A, B, and C; then A, B and C, of which a clause may end at the last comma."""

_COMMA = compile_pattern(r",\s")
_FIRST_PIECE = compile_pattern(rf"{_IN_PIECE}+\Z")

_COMMA_AND = compile_pattern(rf",.*\s{_AND}\s")
"""Without it no list is searched for: most sentences have none."""

_PAIR = compile_pattern(
    rf"(?<![\w’'-])(?P<one>[\w’'-]+)\s{_AND}\s(?P<other>[\w’'-]+(?:\s[\w’'-]+)?)"
)
_CHAINED = compile_pattern(rf"(?:\s(?!(?:of|in|for|to|with|on|at|from|by)\b)[\w’'-]+)?\s{_AND}\s")
_OF = compile_pattern(r"\s(?:of|in|for|to|with|on|at|from|by)$")
_TIED = compile_pattern(r"\b(?:link|connect|join|tie|combin|bridg|unit)\w*\s[^,;]*\b(?:with|to)\s$")
"""Matches what ties one more to a pair: links Tokyo with Osaka and Kyoto."""

_MOST_WORDS = 6
_TOLD_WORDS = 3


def _find_en(text: str) -> Iterator[Enumeration]:
    rest = _ASIDE[Language.EN].sub(lambda match: "-" * len(match[0]), text)
    for pattern in _LISTS if _COMMA_AND.search(text) else ():
        for match in _match_from_commas(pattern, rest):
            found = _make_en(match)
            yield found
            rest = rest[: found.start] + ";" * (match.end() - found.start) + rest[match.end() :]
    for match in _PAIR.finditer(rest):
        is_chained = not _OF.search(match[0]) and _CHAINED.match(rest, match.end())
        is_chained = is_chained or _TIED.search(rest[: match.start()])
        yield Enumeration(frozenset({2, 3} if is_chained else {2}), *match.span())


def _match_from_commas(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield what *pattern*, of a list, finds in *text*.

    It is tried for each comma alone: tried at each letter, it would take as long for all of them.
    """
    end = 0
    for comma in _COMMA.finditer(text):
        last = comma.start()
        first = _FIRST_PIECE.search(text, max(end, last - _LONGEST_PIECE), last)
        match = first and pattern.match(text, first.start())
        if match:
            end = match.end()
            yield match


def _make_en(match: re.Match[str]) -> Enumeration:
    pieces = [*_cut_pieces(match)]
    items = 0
    for items, piece in enumerate(reversed(pieces), 1):  # noqa: B007
        words = piece[0].strip()
        if (
            compile_pattern(rf"{_words('openers')}\b").match(words)
            or len(words.split()) > _MOST_WORDS
        ):
            break
    else:  # a clause may stand before the first comma
        items = -items
    count = abs(items) + (not compile_pattern(rf"{_words('more')}\b").match(match["last"]))
    fewest = max(count - 1, 2) if items < 0 and _begins_clause(pieces[0][0]) else count
    if not match["oxford"]:  # a clause may end at the last comma
        fewest = min(count, 2)
    first = pieces[-abs(items)]
    inner = len(
        compile_pattern(rf"\s{_AND}\s").findall(
            match.string[first.start() : match.start("last") - 4]
        )
    )
    start = first.end() - len(" ".join(first[0].split()[-_TOLD_WORDS:]))
    # With capitals a title may stand after a name: A, Director of B, and C.
    is_sure = not any(piece[0].strip()[:1].isupper() for piece in pieces[1:])
    return Enumeration(frozenset(range(fewest, count + inner + 1)), start, match.end(), is_sure)


def _cut_pieces(match: re.Match[str]) -> Iterator[re.Match[str]]:
    """Yield what stands between the commas of a list, but for its last item."""
    pieces = compile_pattern(r"(?:[^,]|,(?!\s))+")
    yield from pieces.finditer(match.string, match.start(), match.end("rest"))


def _begins_clause(piece: str) -> bool:
    return bool(
        compile_pattern(
            r"\s*(?:In|On|At|For|To|From|With|By|Under|As|After|Since|This|Of)\b"
        ).match(piece)
    )


@lru_cache(maxsize=1000)  # releases share the wording of templates and boilerplate
def find_shorter(ja: str, en: str) -> tuple[tuple[Enumeration, Enumeration], ...]:
    """Return the lists of two sentences, or rows, that say the same of which one is shorter."""
    lines = [list(_cut_lines(text)) for text in (ja, _join_compounds(ja, en))]
    if len(lines[0]) != len(lines[1]):
        return ()
    return tuple(
        (a.move(at), b.move(begin))
        for (at, one), (begin, other) in zip(*lines, strict=True)
        for a, b in _find_shorter(one, other)
    )


def _join_compounds(ja: str, en: str) -> str:
    """Return *en* with one word for what *ja* says in one: science-and-technology."""
    for word, phrases in load_words("lists")["compounds"].items() if " and " in en else ():
        if word in ja:
            pattern = "|".join(map(re.escape, phrases))
            en = compile_pattern(pattern, re.IGNORECASE).sub(
                lambda match: re.sub("[ ,]", "-", match[0]), en
            )
    return en


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
    if not rest_ja and not rest_en:
        yield from _compare_in_order(ja, en)
    if not rest_en:
        yield from _compare_one_by_one(ja, en)
    if len(ja) == 1 and len(ja[0].counts) > 1 and all(e.most < _SHORTEST for e in en):
        rest_en = list(en)
    for one in rest_ja:
        for other in reversed(rest_en):  # of A、B、CのD・E English says D and E first
            if one.differs_by_one(other):
                rest_en.remove(other)
                yield one, other
                break
    if len(ja) == len(en) == 1 and ja[0].is_sure and not rest_ja:
        yield from [(ja[0], en[0])] if rest_en and ja[0].differs_by_one(en[0]) else []


def _compare_one_by_one(
    ja: Sequence[Enumeration], en: Sequence[Enumeration]
) -> Iterator[tuple[Enumeration, Enumeration]]:
    """Yield two items with a comma where each other list has its own, and three are left."""
    rest = list(en)
    for one in ja:
        if same := next((other for other in rest if one.may_be(other)), None):
            rest.remove(same)
        elif len(ja) == len(en) and one.counts == {2} and not one.is_sure:
            yield from [(one, e) for e in rest if e.is_sure and min(e.counts) == _SHORTEST][:1]


def _compare_in_order(
    ja: Sequence[Enumeration], en: Sequence[Enumeration]
) -> Iterator[tuple[Enumeration, Enumeration]]:
    """Yield the one list that is shorter where all others are as long, one by one."""
    one, other = ([e for e in row if e.most >= _SHORTEST] for row in (ja, en))
    if len(one) != len(other):
        return
    apart = [(a, b) for a, b in zip(one, other, strict=True) if not a.may_be(b)]
    turned = all(min(a.counts) == min(b.counts) for a, b in zip(one, reversed(other), strict=True))
    if len(apart) == 1 and apart[0][0].differs_by_one(apart[0][1]) and not turned:
        yield apart[0]


_SHORTEST = 3
"""Two items may be said as one, and one as two."""

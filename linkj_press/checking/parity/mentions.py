"""Finds who and what is named in text: organisations and people of the record, instruments."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from linkj_press.checking.parity.quantity import Fact, Kind, Weight
from linkj_press.checking.registry import Registered
from linkj_press.language import Language

_INSTRUMENT = re.compile(
    r"(?<![A-Za-z])(?:MO(?P<short>[UC])s?(?![A-Za-z])"
    r"|[Mm]emorand(?:um|a) of (?P<long>[Uu]nderstanding|[Cc]ooperation))|(?P<kanji>了解|協力)覚書"
)
_INSTRUMENTS = {"U": "MOU", "C": "MOC", "了解": "MOU", "協力": "MOC"}

_PART_OF_ANOTHER = re.compile(r"[県府市](?:立|[一-龥ァ-ヶ々]{1,5}[市区町村])")
"""Matches, from its last character on, the name of a place inside another name: 神奈川県立大学."""

_LEGAL = re.compile("^(?:一般|公益)?(?:社団|財団)法人|株式会社|[市府県]$")
_BUCKET = 2


@dataclass(frozen=True)
class Names:
    """The registered names in one language, to be found in text in one pass."""

    forms: Mapping[str, Sequence[tuple[str, str]]]
    """By its first characters: the forms, the longest first, with the key of the record."""

    registered: Sequence[Registered]
    language: Language

    @classmethod
    def of(cls, registered: Sequence[Registered], language: Language) -> Names:
        """Return the names of *registered*."""
        forms: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for one in registered:
            written = one.forms[language]
            for form in {*written, *(form.replace(" ", "") for form in written)}:
                forms[form[:_BUCKET]].append((form, one.key))
        for bucket in forms.values():
            bucket.sort(key=lambda pair: (-len(pair[0]), pair))
        return cls(forms, registered, language)

    @cached_property
    def _tokens(self) -> dict[str, list[str]]:
        """By key: words by which a reader knows the name even when it is not complete."""
        words = {
            one.key: {part for form in one.forms[self.language] for part in _split(form)}
            for one in self.registered
        }
        counts = Counter(word for found in words.values() for word in found)
        return {key: [w for w in found if counts[w] == 1] for key, found in words.items()}

    def find(self, text: str, kind: Kind) -> Iterator[Fact]:
        """Yield the names in *text*; of names that begin at one place the longest."""
        start, end = 0, len(text)
        while start < end:
            for form, key in self.forms.get(text[start : start + _BUCKET], ()):
                stop = start + len(form)
                if text.startswith(form, start) and _stands_alone(text, start, stop):
                    yield Fact(kind, key, start, stop)
                    start = stop - 1
                    break
            start += 1

    def hint_at(self, key: str, text: str) -> bool:
        """Return whether *text* holds a word by which a reader knows the name *key*."""
        return any(word in text for word in self._tokens.get(key, ()))


def find_instruments(text: str) -> Iterator[Fact]:
    """Yield the kinds of agreement in *text*; 覚書 and memorandum may be any and are not told."""
    if "MO" in text or "emorand" in text or "覚書" in text:
        for match in _INSTRUMENT.finditer(text):
            which = match["short"] or match["kanji"] or match["long"][0].upper()
            yield Fact(Kind.INSTRUMENT, _INSTRUMENTS[which], *match.span(), Weight.WORD)


def _split(form: str) -> Iterator[str]:
    """Yield the words of a name that may stand for it: Yokohama, 横浜, 山口."""
    if form.isascii() or " " in form:
        yield from (word for word in re.split(r"[\s,]+", form) if len(word) > 1)
        return
    core = _LEGAL.sub("", _LEGAL.sub("", form))
    if len(core) > 1:
        yield core


def _stands_alone(text: str, start: int, stop: int) -> bool:
    if _PART_OF_ANOTHER.match(text, stop - 1):
        return False
    before, after = text[max(start - 1, 0) : start], text[stop : stop + 1]
    return not (_is_letter(before) and _is_letter(text[start])) and not (
        _is_letter(after) and _is_letter(text[stop - 1])
    )


def _is_letter(char: str) -> bool:
    return char.isalnum() and char < "\u0250"

"""One language of a block, with its names: what the other language is compared with."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from linkj_press.check.parity.figures import Fact, Kind, Weight
from linkj_press.check.rules import Registered
from linkj_press.check.typography.passages import read_file, split_lines
from linkj_press.draft.document import (
    Block,
    Figure,
    HouseSource,
    LedgerSource,
    PartnerSource,
    Row,
    Source,
    Span,
    TemplateSource,
    Text,
    plain,
    spans_of,
)
from linkj_press.language import Language
from linkj_press.problem import Place

_LINES = 20
"""How far below its first line a value that goes over many lines is searched."""


@dataclass(frozen=True)
class Side:
    """Words in one language that have a counterpart in the other."""

    root: Path
    language: Language
    spans: tuple[Span, ...]
    source: TemplateSource
    """Where the template begins the block."""

    @cached_property
    def text(self) -> str:
        """The words, without those that stand for something missing."""
        return plain(self.spans)

    @property
    def anchor(self) -> Place:
        """Where a reader finds the words."""
        source = self._foremost[0].source if self._foremost else self.source
        return self.source.place if isinstance(source, LedgerSource) else source.place

    @property
    def head(self) -> tuple[int, int]:
        """Where those of its words begin and end that say best what it is about."""
        if self._foremost is None:
            return 0, len(self.text)
        span, begin = self._foremost
        return begin, begin + len(span.text)

    @cached_property
    def _foremost(self) -> tuple[Span, int] | None:
        """The longest words of a partner's file, or else of a template; and where they begin."""
        found = [part for part in self._cut(0, len(self.text)) if part[0].text.strip()]
        return max(found, key=lambda part: _weigh(part[0]), default=None)

    def is_shared(self, start: int, end: int, other: Side) -> bool:
        """Return whether *other* has, from one and the same value, the words there."""
        sources = {span.source for span in other.spans}
        return all(span.source in sources for span, _ in self._cut(start, end))

    def locate(self, start: int, end: int) -> Spot:
        """Return where the words from *start* to *end* begin in a file."""
        found = list(self._cut(start, end))
        for span, begin in found:
            if not isinstance(span.source, LedgerSource):
                inner = max(start - begin, 0)
                words = span.text[inner : end - begin]
                place = self._find(span.source.place, span.text, inner, words)
                return Spot(place, words, span.source)
        return Spot(self._near(*found[0]), "", found[0][0].source)

    def _near(self, span: Span, begin: int) -> Place:
        """Return the line that asks for *span*, which the ledger has worked out."""
        places = [
            (abs(start - begin), other.source.place)
            for other, start in self._cut(0, len(self.text))
            if not isinstance(other.source, LedgerSource) and _asks(other, span)
        ]
        return min(places, default=(0, self.source.place))[1]

    def _cut(self, start: int, end: int) -> Iterator[tuple[Span, int]]:
        begin = 0
        for span in self.spans:
            if begin < end and begin + len(span.text) > start:
                yield span, begin
            begin += len(span.text)

    def _find(self, place: Place, text: str, inner: int, words: str) -> Place:
        """Return where *words*, at *inner* in the *text* of a source at *place*, begin there."""
        lines = split_lines(read_file(self.root, place.path))
        # The file may have been saved anew in between, with fewer lines.
        (line,) = lines[place.line - 1 : place.line] or ("",)
        for first in (place.column - 1, 0):
            if (found := line.find(text.strip(), first)) >= 0:
                lead = len(text) - len(text.lstrip())
                return replace(place, column=found + 1 + max(inner - lead, 0))
        near = lines[place.line - 1 : place.line - 1 + _LINES]
        for number, line in enumerate(near, place.line):
            if (found := line.find(words, 0 if number > place.line else place.column - 1)) >= 0:
                return replace(place, line=number, column=found + 1)
        return place


@dataclass(frozen=True, slots=True)
class Spot:
    """Words where they stand in a file."""

    place: Place
    words: str
    """As much of them as is from that place; ``""`` for what the ledger has worked out."""

    source: Source

    @property
    def rank(self) -> int:
        """How likely a slip is there: least in a fact of the record, most in a partner's prose."""
        match self.source:
            case LedgerSource():
                return 0
            case PartnerSource(field=field) | HouseSource(field=field) if not _is_prose(field):
                return 1
            case PartnerSource():
                return 3
        return 2


def sides_of(block: Block, root: Path, language: Language) -> list[Side]:
    """Return the parts of *block* that are compared with those of its counterpart."""
    if isinstance(block, Figure):
        return [Side(root, language, _shown(c.spans), c.source) for c in block.captions]
    if isinstance(block, Text):
        return [Side(root, language, _shown(block.spans), block.source)]
    return []


def side_of_row(row: Row, root: Path, language: Language, at: TemplateSource) -> Side:
    """Return the words of *row* of a table that the template begins at *at*."""
    spans = [span for cell in row for line in cell.lines for span in (*line, Span("\n", at))]
    return Side(root, language, _shown(spans), at)


def side_of_block(block: Block, root: Path, language: Language) -> Side:
    """Return all words of *block*."""
    return Side(root, language, _shown(spans_of(block)), block.source)


def _is_prose(field: str) -> bool:
    """Return whether *field* has words of its own in each language."""
    return field.endswith(tuple(f".{language}" for language in Language))


def _asks(span: Span, worked_out: Span) -> bool:
    """Return whether the words of *span* may hold the expression that made *worked_out*."""
    if isinstance(worked_out.value, LedgerSource):
        return isinstance(span.source, TemplateSource)
    return span.value == worked_out.value


def _weigh(span: Span) -> tuple[bool, bool, int]:
    source = span.source
    return isinstance(source, PartnerSource), isinstance(source, TemplateSource), len(span.text)


def _shown(spans: Iterable[Span]) -> tuple[Span, ...]:
    return tuple(span for span in spans if not span.gap)


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

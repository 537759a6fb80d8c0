"""A value at one place of a draft that came back, and what a field may hold so that it says that.

What stands in a draft is turned back into what a field may hold: these are guesses, the likeliest
first.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from linkj_press.draft.document import Line, PartnerSource, Span, plain
from linkj_press.language import Language, strip_but_indent
from linkj_press.pull.files import Files, Sort
from linkj_press.pull.rewording import reword
from linkj_press.reading import read_path
from linkj_press.text.edits import Mark, Marked, mark_words
from linkj_press.text.merging import Clash, merge_sentences, settle_sentences
from linkj_press.text.patterns import compile_pattern
from linkj_press.text.wording import call_at_home, word_count, word_number
from linkj_press.word import Shown, WordPiece
from linkj_press.word.manifest import Filled, Value, ValueKind


class BothSides(NamedTuple):
    """What a value that was edited says."""

    ours: str
    """In the release today."""

    theirs: str
    both: str
    """With the changes of both; of sentences that both changed, with ours."""


@dataclass(frozen=True)
class ValueSpot:
    """A value at one place: as it was written, as it stands now, and as the sources have it."""

    value: Value
    pieces: Sequence[WordPiece] | None
    """As it stands now, with what is struck; None when its control is gone."""

    source: Filled | None
    """None where it is not shown any more."""

    shown: Line

    @cached_property
    def standing(self) -> str | None:
        """What stands here now; None when its control is gone. No field holds space at its ends."""
        if self.pieces is None:
            return None
        return strip_but_indent("".join([p.standing for p in self.pieces]))

    @cached_property
    def _looks(self) -> set[Shown]:
        return {piece.shown for piece in self.pieces or ()}

    @property
    def edited(self) -> bool:
        """Whether somebody changed it, or struck of it."""
        return self.standing not in (None, self.value.text) or Shown.STRUCK in self._looks

    @property
    def words(self) -> tuple[Marked, ...]:
        """What of it stands, is gone, and came."""
        if self.standing == self.value.text:
            struck = {Shown.STRUCK: Mark.GONE}
            return tuple(Marked(p.text, struck.get(p.shown, Mark.SAME)) for p in self.pieces or ())
        return mark_words(self.value.text, self.standing or "")

    @property
    def doubt(self) -> Sort | None:
        """Why what stands here is not to be written as it is, or None."""
        if Shown.STRUCK in self._looks:
            return Sort.STRUCK
        return Sort.BESIDE if Shown.UNSURE in self._looks else None

    @property
    def current(self) -> str:
        """What the sources make of it today."""
        return plain(self.shown)

    def merge(self, language: Language) -> str | list[Clash]:
        """Return the sources of today with what was edited here, or the sentences of both."""
        return merge_sentences(self.value.text, self.current, self.standing or "", language)

    def settle(self, language: Language, *, is_theirs: bool) -> str:
        """Return both changes; of sentences that both changed, theirs or those of today."""
        before, ours, theirs = self.value.text, self.current, self.standing or ""
        if before == ours:
            return theirs
        two = (ours, theirs) if is_theirs else (theirs, ours)
        return settle_sentences(before, *two, language)

    def rebase(self, standing: str) -> "ValueSpot":
        """Return the spot as if *standing* stood here, edited from what the sources have today."""
        value = self.value._replace(text=self.current)
        return replace(self, value=value, pieces=(WordPiece(standing),))


def show_hidden(files: Files, partner: str, value: Value) -> list[tuple[Filled, Line]]:
    """Return the words of *value* as the file of *partner* has them, where they await approval.

    Until then no draft shows a quote's words. None of other values, nor where an expression stands
    in them.
    """
    path = read_path(value.field)
    raw = files.read_raw(partner, path)
    is_own = value.kind is ValueKind.PARTNER and value.partner == partner
    match path:
        case ("release", "quotes", int(), "words", "ja" | "en" as language) if is_own and raw:
            if "{{" in raw:
                return []
            text = Language(language).join_lines(strip_but_indent(raw))
            place = files.workspace.partners[partner].place(*path)
            source = PartnerSource(partner, value.field, place)
            return [(source, (Span(text, source, value=source),))]
    return []


_DATE = compile_pattern(r"(\d{4})-\d\d(?:-\d\d(?: \d\d:\d\d)?)?")
"""Matches a date, or a time, as a file holds it."""

_DATES = (
    *(("%Y年%m月%d日", "%Y-%m-%d"), ("%Y年%m月", "%Y-%m")),
    *(("%Y年%m月%d日%H時", "%Y-%m-%d %H:%M"), ("%Y年%m月%d日%H時%M分", "%Y-%m-%d %H:%M")),
    *(("%B %d, %Y", "%Y-%m-%d"), ("%B %Y", "%Y-%m")),
    ("%I:%M %p JST, %A, %B %d, %Y", "%Y-%m-%d %H:%M"),
)
"""How a date is written in a draft, and how in a file."""


def list_candidates(
    raw: str | None, spot: ValueSpot, language: Language, *, prose: bool
) -> Iterator[str]:
    """Yield texts for the field of *spot*, which holds *raw*, so that it shows what stands there.

    Raises Touched when that changes what an expression of the field worked out.
    """
    assert isinstance(spot.source, PartnerSource)
    assert spot.standing is not None
    if raw is None:
        yield spot.standing
        return
    narrow = unicodedata.normalize("NFKC", spot.standing).strip()
    date = _DATE.fullmatch(raw)
    is_number = raw.isdecimal()
    if date:
        yield from _list_dates(narrow, date[1])
    elif is_number:
        for number in range(1_000):  # larger ones are not looked for by their words
            if narrow in (word_number(number, language), word_count(number, language)):
                yield str(number)
    if language is Language.EN and raw != spot.current and raw == call_at_home(spot.current):
        yield call_at_home(narrow)
    # Of what the draft words in its own way, no words are the field's.
    if not (date or is_number) or raw == spot.current:
        yield reword(raw, spot.shown, spot.source, spot.standing, language, prose=prose)


def _list_dates(written: str, year: str) -> Iterator[str]:
    """Yield the dates that *written* may mean, which may leave out the *year*."""
    written = re.sub(r"\(\w\)", "", written)  # the day of the week
    for whole in (written, f"{year}年{written}", f"{written}, {year}"):
        for form, filed in _DATES:
            with suppress(ValueError):
                yield datetime.strptime(whole, form).strftime(filed)

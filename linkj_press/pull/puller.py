"""Sorts what changed in a draft that came back, and writes what belongs into the partner file.

What stands in a draft is turned back into what a field may hold: these are guesses, the likeliest
first. Whatever is written was tried before: the file is read and the release drafted again, and it
must say then what the draft says.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath

from linkj_press.draft.document import LedgerSource, Line, PartnerSource, plain
from linkj_press.draft.provenance import explain_source
from linkj_press.language import Language
from linkj_press.message import Message, say
from linkj_press.problem import Place, ProblemsFound
from linkj_press.pull.fields import Files, Finding, Sort, Today
from linkj_press.pull.returned import Returned
from linkj_press.pull.rewording import Touched, reword
from linkj_press.reading import MOST_LETTERS, CannotWrite, KeyPath, read_path
from linkj_press.text.edits import Mark, Piece, compare_tokens, cut_tokens, mark_run
from linkj_press.text.wording import word_count, word_number
from linkj_press.word import Shown, WordPiece
from linkj_press.word.manifest import Filled, Value, ValueKind

_DATE = re.compile(r"(\d{4})-\d\d(?:-\d\d(?: \d\d:\d\d)?)?")
"""Matches a date, or a time, as a file holds it."""

_DATES = (
    *(("%Y年%m月%d日", "%Y-%m-%d"), ("%Y年%m月", "%Y-%m")),
    *(("%Y年%m月%d日%H時", "%Y-%m-%d %H:%M"), ("%Y年%m月%d日%H時%M分", "%Y-%m-%d %H:%M")),
    *(("%B %d, %Y", "%Y-%m-%d"), ("%B %Y", "%Y-%m")),
    ("%I:%M %p JST, %A, %B %d, %Y", "%Y-%m-%d %H:%M"),
)
"""How a date is written in a draft, and how in a file."""

_WEEKDAY = re.compile(r"\(\w\)")

_MOST = 1_000
"""Numbers up to this one are looked for by how they are worded."""


def list_candidates(  # noqa: PLR0913
    raw: str | None, shown: Line, value: PartnerSource, new: str, language: Language, *, prose: bool
) -> Iterator[str]:
    """Yield texts for a field that holds *raw* and is *shown*, so that *new* is shown.

    Raises Touched when *new* changes what an expression of the field worked out.
    """
    if raw is None:
        yield new
        return
    narrow = unicodedata.normalize("NFKC", new).strip()
    date = _DATE.fullmatch(raw)
    is_number = raw.isdecimal()
    if date:
        yield from _list_dates(_WEEKDAY.sub("", narrow), date[1])
    elif is_number:
        yield from (str(n) for n in range(_MOST) if narrow in _word(n, language))
    # Of what the draft words in its own way, no words are the field's.
    if not (date or is_number) or raw == plain(shown):
        yield reword(raw, shown, value, new, language, prose=prose)


def _list_dates(written: str, year: str) -> Iterator[str]:
    """Yield the dates that *written* may mean, which may leave out the *year*."""
    for whole in (written, f"{year}年{written}", f"{written}, {year}"):
        for form, filed in _DATES:
            with suppress(ValueError):
                yield datetime.strptime(whole, form).strftime(filed)


def _word(number: int, language: Language) -> tuple[str, str]:
    return word_number(number, language), word_count(number, language)


Ask = Callable[[Finding, int, int], bool]
"""Says whether an edit made in some of the places where a value stands holds for all of them."""


@dataclass(frozen=True, slots=True)
class _Spot:
    """A value at one place: as it was written, as it stands now, and as the sources have it."""

    value: Value
    now: str | None
    source: Filled | None
    """None where it is not shown any more."""

    shown: Line
    pieces: Sequence[WordPiece]
    """As it stands now, with what is struck."""

    @property
    def edited(self) -> bool:
        changed = self.now is not None and self.now != self.value.text
        return changed or any(map(_is_struck, self.pieces))

    @property
    def words(self) -> tuple[Piece, ...]:
        if self.now != self.value.text:
            return _mark_words(self.value.text, self.now or "")
        marked = ((p.text, Mark.GONE if _is_struck(p) else Mark.SAME) for p in self.pieces)
        return tuple(Piece(*pair) for pair in marked)

    @property
    def doubt(self) -> Sort | None:
        """Why what stands here is not to be written as it is, or None."""
        if any(map(_is_struck, self.pieces)):
            return Sort.STRUCK
        unsure = any(piece.shown is Shown.UNSURE for piece in self.pieces)
        return Sort.BESIDE if unsure else None

    @property
    def current(self) -> str:
        return plain(self.shown)


class ValuePuller:
    """Brings the edited values of one draft back."""

    def __init__(self, returned: Returned, files: Files, ask: Ask) -> None:
        self.files = files
        """The partner files, with what was written."""

        self._ask = ask
        self._returned = returned
        self._partner = returned.manifest.partner
        self._language = returned.manifest.language

    def pull(self) -> Iterable[Finding]:
        """Return what became of each value that was edited. Raises ProblemsFound."""
        findings: dict[str, Finding] = {}
        groups = self._find_spots()
        names = [name for name, spots in groups.items() if _list_edited(spots)]
        while names:
            before = self.files
            findings |= {name: self._sort(name, groups[name]) for name in names}
            # Two dates may be right together and each wrong alone, and a name stands within prose.
            names = [name for name in names if findings[name].sort is Sort.REFUSED]
            if self.files is before:
                break
            groups = self._find_spots()
        return findings.values()

    def _find_spots(self) -> Mapping[str, Sequence[_Spot]]:
        """Return the places of every value, by its full name."""
        groups: dict[str, list[_Spot]] = {}
        shown = self._draft(self.files).shown
        for occurrence in self._returned.occurrences:
            name = name_filled(occurrence.value, self._partner)
            spots = groups.setdefault(name, [])
            here = shown.get(name, [])[len(spots) :][:1]
            source, line = here[0] if here else (None, ())
            spots.append(_Spot(occurrence.value, occurrence.now, source, line, occurrence.pieces))
        return groups

    def _draft(self, files: Files) -> Today:
        return Today(files.drafter.draft(self._partner, self._language))

    def _sort(self, name: str, spots: Sequence[_Spot]) -> Finding:
        """Return what becomes of the value *name*, which was edited in some of its *spots*."""
        edited = _list_edited(spots)
        first = edited[0]
        finding = Finding(Sort.WRITTEN, first.words, _place(first), name)
        if all(spot.current == spot.now != spot.value.text for spot in edited):
            return replace(finding, sort=Sort.DONE)
        doubts = [spot.doubt for spot in edited if spot.doubt]
        if doubts:
            return replace(finding, sort=doubts[0])
        return self._sort_clear(finding, spots, edited)

    def _sort_clear(
        self, finding: Finding, spots: Sequence[_Spot], edited: Sequence[_Spot]
    ) -> Finding:
        """Return what becomes of a value whose words are clear to read where they were *edited*."""
        first = edited[0]
        if first.value.kind is not ValueKind.PARTNER or first.value.partner != self._partner:
            return self._refuse_other(finding, first)
        if any(spot.current != spot.value.text for spot in edited):
            return replace(finding, sort=Sort.CONFLICT, reason=_tell_today(first))
        wanted = {spot.value.text: spot.now for spot in edited}
        alike = [spot for spot in spots if spot.value.text in wanted]
        if any(wanted[spot.value.text] != spot.now for spot in edited):
            reason = say("it was edited in {count} places, each time otherwise", count=len(edited))
            return replace(finding, sort=Sort.UNDECIDED, reason=reason)
        if len(alike) > len(edited) and not self._ask(finding, len(edited), len(alike)):
            places = {"all": len(alike), "count": len(edited)}
            reason = say(
                "it stands in {all} places, and was edited in {count}: edit it in all of them, or"
                " in the file",
                **places,
            )
            return replace(finding, sort=Sort.UNDECIDED, reason=reason)
        return self._write(finding, edited, Counter(wanted[spot.value.text] for spot in alike))

    def _refuse_other(self, finding: Finding, spot: _Spot) -> Finding:
        """Return *finding* as what is not the partner's own, which is never written."""
        if isinstance(spot.source, LedgerSource):
            reason = explain_source(spot.source, self.files.workspace.ledger)
            return replace(finding, sort=Sort.REFUSED, where=None, reason=reason)
        match spot.value.kind:
            case ValueKind.LEDGER:
                reason = say("it is worked out from the ledger")
                return replace(finding, sort=Sort.REFUSED, where=None, reason=reason)
            case ValueKind.HOUSE:
                return replace(finding, sort=Sort.TEMPLATE)
            case _:
                reason = say(
                    "it is of another partner, and every release that names it would change"
                )
                return replace(finding, sort=Sort.UNDECIDED, reason=reason)

    def _write(
        self, finding: Finding, edited: Sequence[_Spot], wanted: Counter[str | None]
    ) -> Finding:
        """Return *finding*, once the field shows what is *wanted*, and how often, if it can."""
        path = read_path(edited[0].value.field)
        if self._is_approved(path):
            reason = say("these words are approved: take `approval` away before you change them")
            return replace(finding, sort=Sort.UNDECIDED, reason=reason)
        reason = say("it is still missing: fill in the field, and the mark of the gap goes")
        for spot in edited:
            if spot.value.gap and not spot.now:
                continue
            result = self._attempt(spot, path, wanted)
            if isinstance(result, Files):
                self.files = result
                return finding
            reason = result
        return replace(finding, sort=Sort.REFUSED, reason=reason)

    def _attempt(self, spot: _Spot, path: KeyPath, wanted: Counter[str | None]) -> Files | Message:
        """Return the files in which the field shows what is *wanted*, or why it cannot."""
        if len(spot.now or "") > MOST_LETTERS:
            return say("no field has more than {limit:,} characters", limit=MOST_LETTERS)
        try:
            files = next(self._try(spot, path, wanted), None)
        except Touched as touched:
            return self._explain_touched(spot, touched)
        except (CannotWrite, ProblemsFound) as error:
            if spot.value.gap:
                return say("it fills a gap that takes more than words: fill in the field there")
            return error.message if isinstance(error, CannotWrite) else error.problems[0].message
        return files or say("the field holds it in another form: change it there")

    def _try(self, spot: _Spot, path: KeyPath, wanted: Counter[str | None]) -> Iterator[Files]:
        """Yield the files with each candidate for the field with which the release says it."""
        assert isinstance(spot.source, PartnerSource)
        assert spot.now is not None
        raw = None if spot.value.gap else self.files.read_raw(self._partner, path)
        prose = self.files.is_prose(self._partner, path)
        name = name_filled(spot.value, self._partner)
        for text in list_candidates(
            raw, spot.shown, spot.source, spot.now, self._language, prose=prose
        ):
            files = self.files.put(self._partner, path, text)
            shown = self._draft(files).shown.get(name, [])
            if Counter(plain(line) for _, line in shown) >= wanted:
                yield files

    def _is_approved(self, path: KeyPath) -> bool:
        release = self.files.workspace.partners[self._partner].record.release
        match path:
            case ("release", "quotes", int() as index, "words" | "gist", *_) if release:
                return release.quotes[index].approval is not None
            case _:
                return False

    def _explain_touched(self, spot: _Spot, touched: Touched) -> Message:
        ledger = self.files.workspace.ledger
        source = next((s.source for s in spot.shown if touched.words in s.text), None)
        if source is None or source == spot.source:
            return say("{words} is what an expression made", words=f"“{touched.words}”")
        return say(
            "{words} is worked out: {source}",
            words=f"“{touched.words}”",
            source=explain_source(source, ledger),
        )


def _mark_words(old: str, new: str) -> tuple[Piece, ...]:
    """Return what of *old* stands in *new*, is gone, and came."""
    before, after = cut_tokens(old), cut_tokens(new)
    runs = compare_tokens(before, after)
    marked = (pair for run in runs for pair in mark_run(run, before, after))
    return tuple(Piece("".join(tokens), mark) for mark, tokens in marked)


def _is_struck(piece: WordPiece) -> bool:
    return piece.shown is Shown.STRUCK


def _list_edited(spots: Sequence[_Spot]) -> list[_Spot]:
    return [spot for spot in spots if spot.edited]


def _tell_today(spot: _Spot) -> Message:
    if spot.source is None:
        return say("the release does not show it any more")
    return say("the sources say now: {today}", today=f"“{spot.current}”")


def name_filled(value: Value, partner: str) -> str:
    """Return the full name of *value* in the draft of *partner*, as `name_value` has it."""
    match value.kind:
        case ValueKind.PARTNER:
            return value.field if value.partner == partner else f"{value.partner}:{value.field}"
        case kind:
            return f"{kind}:{value.field}"


def _place(spot: _Spot) -> Place | None:
    """Return where the field stands today, or where it stood."""
    if spot.source is not None and not isinstance(spot.source, LedgerSource):
        return spot.source.place
    return Place(PurePosixPath(spot.value.path), spot.value.line) if spot.value.path else None

"""Sorts the values that changed in a draft that came back, and writes what belongs into the file.

What stands in a draft is turned back into what a field may hold: these are guesses, the likeliest
first. Whatever is written was tried before: the file is read and the release drafted again, and it
must say then what the draft says.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from linkj_press.check.approvals import write_said
from linkj_press.check.rules import KEPT
from linkj_press.draft.document import LedgerSource, Line, PartnerSource, Span, plain
from linkj_press.draft.provenance import explain_source
from linkj_press.language import Language, strip_but_indent
from linkj_press.message import NOTHING, Message, join, say, say_day
from linkj_press.problem import ProblemsFound
from linkj_press.pull.earlier import PutBack, find_put_back
from linkj_press.pull.files import (
    Files,
    PullNote,
    Sort,
    Today,
    name_filled,
    place_value,
    tell_clashes,
    tell_put_back,
    tell_refusal,
)
from linkj_press.pull.returned import Returned
from linkj_press.pull.rewording import Touched, reword
from linkj_press.reading import MOST_LETTERS, CannotWrite, KeyPath, read_path
from linkj_press.text.edits import Mark, Marked, compare_tokens, cut_tokens, mark_run
from linkj_press.text.merging import Clash, merge_sentences
from linkj_press.text.wording import call_at_home, word_count, word_number
from linkj_press.word import Shown, WordPiece
from linkj_press.word.manifest import Filled, Value, ValueKind

Ask = Callable[[PullNote, int, int], bool]
"""Says whether an edit made in some of the places where a value stands holds for all of them."""


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
        """What stands here now; None when its control is gone."""
        return None if self.pieces is None else "".join([p.standing for p in self.pieces])

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
        before, after = cut_tokens(self.value.text), cut_tokens(self.standing or "")
        runs = compare_tokens(before, after)
        marked = (pair for run in runs for pair in mark_run(run, before, after))
        return tuple(Marked("".join(tokens), mark) for mark, tokens in marked)

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


class ValuePuller:
    """Brings the edited values of one draft back."""

    def __init__(self, returned: Returned, files: Files, ask: Ask) -> None:
        self.files = files
        """The partner files, with what was written."""

        self._returned, self._ask = returned, ask
        self._partner, self._language = returned.manifest.partner, returned.manifest.language

    def pull(self) -> Iterable[PullNote]:
        """Return what became of each value that was edited. Raises ProblemsFound."""
        notes: dict[str, PullNote] = {}
        groups = self._find_spots()
        names = [name for name, spots in groups.items() if any(spot.edited for spot in spots)]
        while names:
            before = self.files
            notes |= {name: self._sort_value(name, groups[name]) for name in names}
            # Two dates may be right together and each wrong alone, and a name stands within prose.
            names = [name for name in names if notes[name].sort is Sort.REFUSED]
            if self.files is before:
                break
            groups = self._find_spots()
        return notes.values()

    def _find_spots(self) -> Mapping[str, Sequence[ValueSpot]]:
        groups: dict[str, list[ValueSpot]] = {}
        today = self._today
        for value in self._returned.manifest.values:
            name = name_filled(value, self._partner)
            spots, shown = groups.setdefault(name, []), today.shown.get(name, ())
            hidden = () if shown else show_hidden(self.files, self._partner, value)
            source, line = next(iter([*shown[len(spots) :], *hidden]), (None, ()))
            spots.append(ValueSpot(value, self._returned.pieces.get(value.id), source, line))
        return groups

    @property
    def _today(self) -> Today:
        return self.files.draft(self._partner, self._language)

    def _sort_value(self, name: str, spots: Sequence[ValueSpot]) -> PullNote:
        """Return what becomes of the value *name*, which was edited in some of its *spots*."""
        edited = [spot for spot in spots if spot.edited]
        first, doubts = edited[0], [spot.doubt for spot in edited if spot.doubt]
        where = place_value(first.value, [first.source])
        note = PullNote(Sort.WRITTEN, first.words, where, name)
        if all(spot.current == spot.standing != spot.value.text for spot in edited):
            return replace(note, sort=Sort.DONE)
        if doubts:
            return replace(note, sort=doubts[0])
        if found := self._find_put_back(edited):
            merged = first.merge(self._language) if first.source else ""
            reason = tell_put_back(found, merged, first.value.text)
            return replace(note, sort=Sort.REVERTED, reason=reason)
        if first.value.kind is not ValueKind.PARTNER or first.value.partner != self._partner:
            sort, reason = self._refuse_other(first)
        else:
            sort, reason = self._settle_clear(note, spots, edited)
        return replace(note, sort=sort, reason=reason)

    def _find_put_back(self, edited: Sequence[ValueSpot]) -> PutBack | None:
        """Return the words that were put back where one of the spots was *edited*."""
        copies = self._returned.earlier
        found = (find_put_back(spot.value, spot.standing or "", copies) for spot in edited)
        return next(filter(None, found), None)

    def _refuse_other(self, spot: ValueSpot) -> tuple[Sort, Message]:
        """Return what becomes of what is not the partner's own, which is never written."""
        if isinstance(spot.source, LedgerSource):
            return Sort.REFUSED, explain_source(spot.source, self.files.workspace.ledger)
        match spot.value.kind:
            case ValueKind.LEDGER:
                return Sort.REFUSED, say("it is worked out from the ledger")
            case ValueKind.HOUSE:
                return Sort.TEMPLATE, NOTHING
            case _:
                return Sort.UNDECIDED, say(
                    "it is of another partner, and every release that names it would change"
                )

    def _settle_clear(
        self, note: PullNote, spots: Sequence[ValueSpot], edited: Sequence[ValueSpot]
    ) -> tuple[Sort, Message]:
        """Return what becomes of a value whose words are clear to read where they were *edited*."""
        if any(spot.current != spot.value.text for spot in edited):
            return self._settle_moved(note, spots, edited)
        wanted = {spot.value.text: spot.standing for spot in edited}
        alike = [spot for spot in spots if spot.value.text in wanted]
        if any(wanted[spot.value.text] != spot.standing for spot in edited):
            return Sort.UNDECIDED, say(
                "it was edited in {count} places, each time otherwise", count=len(edited)
            )
        if len(alike) > len(edited) and not self._ask(note, len(edited), len(alike)):
            return Sort.UNDECIDED, say(
                "it stands in {all} places, and was edited in {count}: edit it in all of them, or"
                " in the file",
                all=len(alike),
                count=len(edited),
            )
        return self._write_field(edited, Counter(wanted[spot.value.text] for spot in alike))

    def _settle_moved(
        self, note: PullNote, spots: Sequence[ValueSpot], edited: Sequence[ValueSpot]
    ) -> tuple[Sort, Message]:
        """Return what becomes of a value that the files have changed, too."""
        if not edited[0].source:
            return Sort.CONFLICT, say("the release does not show it any more")
        merged = {id(spot): spot.merge(self._language) for spot in edited}
        if clashes := [made for made in merged.values() if not isinstance(made, str)]:
            return Sort.CONFLICT, tell_clashes(clashes[0], edited[0].value.text)
        rebased = {id(spot): spot.rebase(str(merged.get(id(spot), spot.current))) for spot in spots}
        both = [rebased[id(spot)] for spot in edited]
        sort, reason = self._settle_clear(note, list(rebased.values()), both)
        if sort is not Sort.WRITTEN:
            return sort, reason
        told = say("the files had changed in other sentences: both changes stand")
        return sort, join(list(filter(None, (told, reason))), "\n")

    def _write_field(
        self, edited: Sequence[ValueSpot], wanted: Counter[str | None]
    ) -> tuple[Sort, Message]:
        """Write the field so that it shows what is *wanted*, and how often, if it can."""
        path = read_path(edited[0].value.field)
        if not KEPT.isdisjoint(path):
            return Sort.REFUSED, say("it is kept as it was approved or accepted, and not edited")
        reason = say("it is still missing: fill in the field, and the mark of the gap goes")
        for spot in edited:
            if spot.value.gap and not spot.standing:
                continue
            result = self._attempt_field(spot, path, wanted)
            if isinstance(result, Files):
                told = self._take(result, path)
                unseen = name_filled(spot.value, self._partner) not in self._today.shown
                return Sort.WRITTEN, say("the release does not show it today") if unseen else told
            reason = result
        return Sort.REFUSED, reason

    def _attempt_field(
        self, spot: ValueSpot, path: KeyPath, wanted: Counter[str | None]
    ) -> Files | Message:
        """Return the files in which the field shows what is *wanted*, or why it cannot."""
        if len(spot.standing or "") > MOST_LETTERS:
            return say("no field has more than {limit:,} characters", limit=MOST_LETTERS)
        raw = None if spot.value.gap else self.files.read_raw(self._partner, path)
        prose = self.files.is_prose(self._partner, path)
        name = name_filled(spot.value, self._partner)
        try:
            for text in _list_candidates(raw, spot, self._language, prose=prose):
                files = self.files.put(self._partner, path, text)
                shown = files.draft(self._partner, self._language).shown.get(name, [])
                shown = shown or show_hidden(files, self._partner, spot.value) * wanted.total()
                if Counter(plain(line) for _, line in shown) >= wanted:
                    return files
        except Touched as touched:
            return self._explain_touched(spot, touched)
        except (CannotWrite, ProblemsFound) as error:
            if spot.value.gap:
                return say("it fills a gap that takes more than words: fill in the field there")
            return tell_refusal(error)
        return say("the field holds it in another form: change it there")

    def _take(self, files: Files, path: KeyPath) -> Message:
        """Let *files*, with other words at *path*, be those from now on; return what follows."""
        release = self.files.workspace.partners[self._partner].record.release
        approval = None
        match path:
            case ("release", "quotes", int() as index, "words" | "gist", *_) if release:
                approval = release.quotes[index].approval
                if approval and approval.of is None:
                    # Or else nobody would know that these words were not the ones approved.
                    words = write_said(release.quotes[index])
                    files = files.put_blocks(self._partner, (*path[:3], "approval", "of"), words)
        self.files = files
        if approval is None:
            return NOTHING
        told = {"by": approval.by, "on": say_day(approval.on)}
        return say("{by} approved other words on {on}: have these approved (--approve)", **told)

    def _explain_touched(self, spot: ValueSpot, touched: Touched) -> Message:
        words = touched.words
        source = next((s.source for s in spot.shown if touched.words in s.text), None)
        if source is None or source == spot.source:
            return say("“{words}” is what an expression made", words=words)
        told = explain_source(source, self.files.workspace.ledger)
        return say("“{words}” is worked out: {source}", words=words, source=told)


_DATE = re.compile(r"(\d{4})-\d\d(?:-\d\d(?: \d\d:\d\d)?)?")
"""Matches a date, or a time, as a file holds it."""

_DATES = (
    *(("%Y年%m月%d日", "%Y-%m-%d"), ("%Y年%m月", "%Y-%m")),
    *(("%Y年%m月%d日%H時", "%Y-%m-%d %H:%M"), ("%Y年%m月%d日%H時%M分", "%Y-%m-%d %H:%M")),
    *(("%B %d, %Y", "%Y-%m-%d"), ("%B %Y", "%Y-%m")),
    ("%I:%M %p JST, %A, %B %d, %Y", "%Y-%m-%d %H:%M"),
)
"""How a date is written in a draft, and how in a file."""


def _list_candidates(
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

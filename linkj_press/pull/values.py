"""Sorts the values that changed in a draft that came back, and writes what belongs into the file.

Whatever is written was tried before: the file is read and the release drafted again, and it must
say then what the draft says.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from linkj_press.check.approvals import write_said
from linkj_press.check.rules import KEPT
from linkj_press.draft.document import LedgerSource, PartnerSource, plain
from linkj_press.draft.provenance import PlainWords
from linkj_press.message import NOTHING, Message, join, say
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
from linkj_press.pull.returned import Returned, tell_disagreement
from linkj_press.pull.rewording import Touched
from linkj_press.pull.spots import BothSides, ValueSpot, list_candidates, show_hidden
from linkj_press.reading import (
    MOST_LETTERS,
    CannotWrite,
    KeyPath,
    cut_language,
    read_path,
    show_path,
)
from linkj_press.record import list_fields
from linkj_press.text.edits import Marked, mark_words
from linkj_press.text.merging import Clash
from linkj_press.word.manifest import ValueKind

Ask = Callable[[PullNote, int, int], bool]
"""Says whether an edit made in some of the places where a value stands holds for all of them."""


@dataclass(frozen=True)
class Decision:
    """That words of a value are to be taken over: over other words, in all of its places."""

    words: str | None = None
    """What a person would have it say; None for what came back."""


Decisions = Mapping[str, Decision]
"""What is taken over, by the keys of the differences; all else is left aside."""


class ValuePuller:
    """Brings the edited values of one draft back."""

    def __init__(
        self, returned: Returned, files: Files, ask: Ask, decisions: Decisions | None = None
    ) -> None:
        """Bring back what can be, or by *decisions* of a person these alone."""
        self._decisions = decisions
        self.files = files
        """The partner files, with what was written."""

        self._returned, self._ask = returned, ask
        self._partner, self._language = returned.manifest.partner, returned.manifest.language

    def pull(self) -> Iterable[PullNote]:
        """Return what became of each value that was edited. Raises ProblemsFound."""
        notes: dict[str, PullNote] = {}
        groups = self._find_spots()
        names = [
            name
            for name, spots in groups.items()
            if any(spot.edited for spot in spots) and self._is_wanted(name)
        ]
        while names:
            before = self.files
            notes |= {name: self._sort_value(name, groups[name]) for name in names}
            # Two dates may be right together and each wrong alone, and a name stands within prose.
            names = [name for name in names if notes[name].sort is Sort.REFUSED]
            if self.files is before:
                break
            groups = self._find_spots()
        return notes.values()

    def list_sides(self) -> Mapping[str, BothSides]:
        """Return what both sides say of each value that was edited, by its name."""
        edited = {
            name: spot
            for name, spots in self._find_spots().items()
            for spot in reversed(spots)
            if spot.edited
        }
        return {
            name: BothSides(
                *(spot.current, spot.standing or ""), spot.settle(self._language, is_theirs=False)
            )
            for name, spot in edited.items()
        }

    def _is_wanted(self, name: str) -> bool:
        return self._decisions is None or name in self._decisions

    def _find_decision(self, name: str) -> Decision | None:
        return self._decisions.get(name) if self._decisions else None

    def _find_spots(self) -> Mapping[str, Sequence[ValueSpot]]:
        groups: dict[str, list[ValueSpot]] = {}
        today = self._today
        for value in self._returned.manifest.values:
            name = name_filled(value, self._partner)
            spots, shown = groups.setdefault(name, []), today.shown.get(name, ())
            hidden = () if shown else show_hidden(self.files, self._partner, value)
            source, line = next(iter([*shown[len(spots) :], *hidden]), (None, ()))
            spot = ValueSpot(value, self._returned.pieces.get(value.id), source, line)
            is_filled = value.gap and spot.edited
            spots.append(self._look_again(spot, len(spots)) if is_filled else spot)
        return groups

    def _look_again(self, spot: ValueSpot, at: int) -> ValueSpot:
        """Return *spot*, the place *at* which a gap was filled, as it is today.

        A gap of both languages is one of the draft's alone once the other is filled in, and a mark
        may name others since: it is a gap all the same.
        """
        value, found = spot.value, (spot.source, spot.shown)
        if not spot.source:
            value = value._replace(field=f"{value.field}.{self._language}")
            shown = self._today.shown.get(name_filled(value, self._partner), ())
            if at >= len(shown):
                return spot
            found = shown[at]
        if any(span.gap for span in found[1]):
            value = value._replace(text=plain(found[1]))
        elif not spot.source:
            value = value._replace(gap=False)
        return ValueSpot(value, spot.pieces, *found)

    @property
    def _today(self) -> Today:
        return self.files.draft(self._partner, self._language)

    @property
    def _words(self) -> PlainWords:
        day = self._today.document.release_on
        return PlainWords(self.files.workspace, self.files.reader, day, self._partner)

    def _sort_value(self, name: str, spots: Sequence[ValueSpot]) -> PullNote:
        """Return what becomes of the value *name*, which was edited in some of its *spots*."""
        decision = self._find_decision(name)
        if decision and decision.words is not None:
            spots = _retype(spots, self._language.join_lines(decision.words.strip()))
        edited = [spot for spot in spots if spot.edited]
        if not edited:
            return PullNote(Sort.DONE, field=name)
        first, doubts = edited[0], [spot.doubt for spot in edited if spot.doubt]
        where = place_value(first.value, [first.source])
        key = name if self._takes_words(first, name) else ""
        note = PullNote(Sort.WRITTEN, self._show_words(first), where, name, key=key)
        if all(spot.current == spot.standing != spot.value.text for spot in edited):
            return replace(note, sort=Sort.DONE)
        if doubts:
            return replace(note, sort=doubts[0])
        if not decision and (found := self._find_put_back(edited)):
            merged = first.merge(self._language) if first.source else ""
            reason = tell_put_back(found, merged, first.value.text)
            return replace(note, sort=Sort.REVERTED, reason=reason)
        sort, reason = self._settle(note, spots, edited)
        return replace(note, sort=sort, reason=reason)

    def _takes_words(self, spot: ValueSpot, name: str) -> bool:
        """Return whether words of a person can stand at the value *name* of *spot*.

        In the place of some gaps they cannot: an approval, a photo, a list with nothing in it.
        """
        path = read_path(name) if self._is_own(spot) else ()
        if not path or not KEPT.isdisjoint(path):
            return False
        fields = list_fields(self.files.workspace.partners[self._partner]) if spot.value.gap else ()
        return not spot.value.gap or cut_language(path) in fields

    def _show_words(self, spot: ValueSpot) -> tuple[Marked, ...]:
        """Return what was edited; of a gap, the mark as they had it: by now it may be another."""
        if not (spot.value.gap and spot.standing) or self._decisions is not None:
            return spot.words
        return mark_words(self._returned.values[spot.value.id].text, spot.standing)

    def _settle(
        self, note: PullNote, spots: Sequence[ValueSpot], edited: Sequence[ValueSpot]
    ) -> tuple[Sort, Message]:
        """Return what becomes of a value that was *edited*, and nothing else done to it."""
        if not self._is_own(edited[0]):
            return self._refuse_other(edited[0])
        is_gap = edited[0].value.gap
        if not is_gap and (told := tell_disagreement(self._returned, self.files, note.field)):
            return Sort.UNDECIDED, told
        return self._settle_clear(note, spots, edited)

    def _is_own(self, spot: ValueSpot) -> bool:
        return spot.value.kind is ValueKind.PARTNER and spot.value.partner == self._partner

    def _find_put_back(self, edited: Sequence[ValueSpot]) -> PutBack | None:
        """Return the words that were put back where one of the spots was *edited*."""
        copies = self._returned.earlier
        found = (find_put_back(spot.value, spot.standing or "", copies) for spot in edited)
        return next(filter(None, found), None)

    def _refuse_other(self, spot: ValueSpot) -> tuple[Sort, Message]:
        """Return what becomes of what is not the partner's own, which is never written."""
        if isinstance(spot.source, LedgerSource):
            return Sort.REFUSED, self._words.explain(spot.source)
        match spot.value.kind:
            case ValueKind.LEDGER:
                return Sort.REFUSED, say("it is worked out from the ledger")
            case ValueKind.HOUSE:
                is_called = fnmatchcase(spot.value.field, "instruments.*.wording.*")
                return Sort.TEMPLATE, _OWN_INSTRUMENT if is_called else NOTHING
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
        # Where a gap is filled once, its other marks say nothing else.
        is_gap = edited[0].value.gap
        is_name = edited[0].value.field.startswith(("name.full", "name.short"))
        is_everywhere = is_gap or len(alike) == len(edited) or self._find_decision(note.field)
        if not (is_everywhere or self._ask(note, len(edited), len(alike))):
            told = say(
                "it stands in {all} places, and was edited in {count}: edit it in all of them, or"
                " in the partner file",
                all=len(alike),
                count=len(edited),
            )
            return Sort.UNDECIDED, join([told, _IN_SENTENCE], "\n") if is_name else told
        return self._write_field(edited, Counter(wanted[spot.value.text] for spot in alike))

    def _settle_moved(
        self, note: PullNote, spots: Sequence[ValueSpot], edited: Sequence[ValueSpot]
    ) -> tuple[Sort, Message]:
        """Return what becomes of a value that the files have changed, too."""
        if not edited[0].source:
            return Sort.CONFLICT, say("the release no longer shows it")
        merged = {id(spot): self._merge(note, spot) for spot in edited}
        if clashes := [made for made in merged.values() if not isinstance(made, str)]:
            return Sort.CONFLICT, tell_clashes(clashes[0], edited[0].value.text)
        rebased = {id(spot): spot.rebase(str(merged.get(id(spot), spot.current))) for spot in spots}
        both = [rebased[id(spot)] for spot in edited]
        sort, reason = self._settle_clear(note, list(rebased.values()), both)
        if sort is not Sort.WRITTEN:
            return sort, reason
        if self._find_decision(note.field):
            return sort, reason
        told = say("the files had changed in other sentences: both changes stand")
        return sort, join(list(filter(None, (told, reason))), "\n")

    def _merge(self, note: PullNote, spot: ValueSpot) -> str | list[Clash]:
        """Return both changes of *spot*; where they clash, theirs once a person decided so."""
        merged = spot.merge(self._language)
        is_theirs = self._find_decision(note.field) and not isinstance(merged, str)
        return spot.settle(self._language, is_theirs=True) if is_theirs else merged

    def _write_field(
        self, edited: Sequence[ValueSpot], wanted: Counter[str | None]
    ) -> tuple[Sort, Message]:
        """Write the field so that it shows what is *wanted*, and how often, if it can."""
        path = read_path(edited[0].value.field)
        if not KEPT.isdisjoint(path):
            return Sort.REFUSED, say("it is kept as it was approved or accepted, and not edited")
        reason = say("it is still missing: fill in the field, and the mark of the gap goes")
        if path[-1] in ("approval", "confirmed"):
            reason = _tell_gap(path)
        for spot in edited:
            if spot.value.gap and not spot.standing:
                continue
            result = self._attempt_field(spot, path, wanted)
            if isinstance(result, Files):
                self._take(result, path)
                name = name_filled(spot.value, self._partner)
                if spot.value.gap or name in self._today.shown:
                    return Sort.WRITTEN, NOTHING
                return Sort.WRITTEN, say("the release does not show it today")
            reason = result
        return Sort.REFUSED, reason

    def _attempt_field(
        self, spot: ValueSpot, path: KeyPath, wanted: Counter[str | None]
    ) -> Files | Message:
        """Return the files in which the field shows what is *wanted*, or why it cannot."""
        if len(spot.standing or "") > MOST_LETTERS:
            return say("no field has more than {limit:,} characters", limit=MOST_LETTERS)
        if spot.value.gap:
            return self._fill_gap(spot, path, wanted)
        raw = self.files.read_raw(self._partner, path)
        prose = self.files.is_prose(self._partner, path)
        name = name_filled(spot.value, self._partner)
        try:
            for text in list_candidates(raw, spot, self._language, prose=prose):
                files = self.files.put(self._partner, path, text)
                shown = files.draft(self._partner, self._language).shown.get(name, [])
                shown = shown or show_hidden(files, self._partner, spot.value) * wanted.total()
                if Counter(plain(line) for _, line in shown) >= wanted:
                    return files
        except Touched as touched:
            return self._explain_touched(spot, touched)
        except (CannotWrite, ProblemsFound) as error:
            return tell_refusal(error)
        return say("the field holds it in another form: change it there")

    def _fill_gap(
        self, spot: ValueSpot, path: KeyPath, wanted: Counter[str | None]
    ) -> Files | Message:
        """Return the files in which the empty field shows what is *wanted*, or why it cannot.

        What neither language had is a gap of both: the words are of the draft's.
        """
        held = self.files.workspace.partners[self._partner].tree
        own = (*path, str(self._language))
        for each in (own,) if isinstance(held.find(path), dict) else (path, own):
            with suppress(CannotWrite, ProblemsFound):
                files = self.files.put(self._partner, each, spot.standing or "")
                shown = files.draft(self._partner, self._language).shown.get(show_path(each), [])
                if Counter(plain(line) for _, line in shown) >= wanted:
                    return files
        return _tell_gap(path)

    def _take(self, files: Files, path: KeyPath) -> None:
        """Let *files*, with other words at *path*, be those from now on."""
        release = self.files.workspace.partners[self._partner].record.release
        match path:
            case ("release", "quotes", int() as index, "words" | "gist", *_) if release:
                approval = release.quotes[index].approval
                if approval and approval.of is None:
                    # Or else nobody would know that these words were not the ones approved.
                    words = write_said(release.quotes[index])
                    files = files.put_blocks(self._partner, (*path[:3], "approval", "of"), words)
        self.files = files

    def _explain_touched(self, spot: ValueSpot, touched: Touched) -> Message:
        words = touched.words
        if not spot.standing:
            return say("its words were deleted: take them out of the field, or write others there")
        source = next((s.source for s in spot.shown if touched.words in s.text), None)
        if source is None or source == spot.source:
            return say("“{words}” is what an expression made", words=words)
        if isinstance(source, PartnerSource) and source.partner == self._partner:
            return say(
                "“{words}” stands in {field} ({place}): change it there",
                words=words,
                field=source.field,
                place=source.place.to_line,
            )
        told = self._words.explain(source)
        return say("“{words}” is worked out: {source}", words=words, source=told)


_IN_SENTENCE = say("a form of the name for sentences alone goes into `name.in_sentence`")

_OWN_INSTRUMENT = say(
    "for this partner alone, what was signed is called in words of its own in `agreement.wording`"
)


def _tell_gap(path: KeyPath) -> Message:
    """Return what fills the gap of the field at *path*, which takes more than words."""
    match path:
        case (*_, "approval"):
            return say(
                "an approval is more than words: record it with `--approve NAME`, or write `by`"
                " and `on` under `approval` in the partner file"
            )
        case (*_, "confirmed"):
            return say(
                "a confirmation is more than words: write `by` and `on` under `confirmed` in the"
                " partner file"
            )
    return say("this gap takes more than words: fill in the field in the partner file")


def _retype(spots: Sequence[ValueSpot], words: str) -> list[ValueSpot]:
    """Return *spots*, where the release shows them today, as if a person had typed *words* there.

    That is in each of those that were edited; where none is shown any more, they are as they were.
    """
    shown = [spot for spot in spots if spot.source]
    if not any(spot.edited for spot in shown):
        return list(spots)
    return [spot.rebase(words if spot.edited else spot.current) for spot in shown]

"""Says which change of a file is the cause of a change in a release.

Some alter a release and none of its words: those of the look, and of pictures.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import PurePosixPath

from linkj_press.diff.passages import Passage, Sides
from linkj_press.diff.revisions import FACT_PATHS, Event, Hunk, RecordChange
from linkj_press.diff.trials import CauseSearch, Trials, Versions, Why
from linkj_press.draft.document import Document, LedgerSource, Source, Span
from linkj_press.folder import PARTNERS, TEMPLATES
from linkj_press.language import Language
from linkj_press.reading import KeyPath
from linkj_press.record import Loaded, Partner
from linkj_press.workspace.loading import Workspace

_HOUSE = f"{TEMPLATES}/house"
_LOOK = f"{_HOUSE}/look.yaml"


class Looks:
    """The changes of the look and of pictures, to be asked which releases have them."""

    def __init__(self, hunks: Sequence[Hunk], old: Workspace, new: Workspace) -> None:
        looks = [desk.house.look.record for desk in (old, new)]
        logos = {f"{_HOUSE}/{look.letterhead.logo}" for look in looks if look.letterhead}
        # A comment in the file of the look alters nothing.
        paths = {_LOOK, *logos} if looks[0] != looks[1] else logos
        self._hunks = hunks
        self._of_all = {hunk for hunk in hunks if hunk.path in map(_compose, paths)}

    def explain(self, old: Document, new: Document) -> tuple[Hunk, ...]:
        """Return the changes that alter how *new* looks beside *old*."""
        before, after = (dict(_list_pictures(document)) for document in (old, new))
        files = {*before, *after}
        named = {file: lines for file, lines in after.items() if file not in before}
        found = {
            hunk
            for hunk in self._hunks
            if hunk.path in files
            or any(hunk.path == path and hunk.holds_new(line) for path, line in named.values())
        }
        return tuple(sorted(found | self._of_all))


def _list_pictures(document: Document) -> Iterator[tuple[str, tuple[str, int]]]:
    """Yield the pictures of *document*, each with file and line that name it."""
    for figure, image in document.pictures:
        source = figure.image_source or figure.source
        place = figure.source.place if isinstance(source, LedgerSource) else source.place
        yield _compose(str(image)), (str(place.path), place.line)


def _compose(path: str) -> str:
    return unicodedata.normalize("NFC", path)


_LOOKS = (f"{_HOUSE}/look.yaml", f"{_HOUSE}/style.yaml")
"""What no word of a release rests on."""

_ORDER_PATHS: tuple[KeyPath, ...] = (("agreement", "signed"), ("agreement", "signed_after"))
_MONTHS = ("months", "in_region")
_RESTS_ON: Mapping[str, tuple[KeyPath, ...]] = {
    "kind_ordinal": (("kind",),),
    "overseas": (("country",),),
    "domestic": (("country",),),
    "in_region": (("region",),),
}
"""What a fact of the ledger rests on in partner files, beside the order of signing."""


class Causes:
    """The changes of the files, to be asked which of them changed a passage.

    Where all words that changed stand in lines of one change, that is the cause; so is the one
    change of the fact that a figure rests on. Elsewhere (other words were chosen, left out or put
    in another place) it is found by trial.
    """

    def __init__(self, changes: Iterable[RecordChange], trials: Trials, looks: Looks) -> None:
        self._trials = trials
        self._hunks = sorted(trials.hunks)
        self._by_path: dict[str, list[Hunk]] = {}
        for hunk in self._hunks:
            self._by_path.setdefault(hunk.path, []).append(hunk)
        self._moved = [change.partner for change in changes if change.event is not Event.SHIFTED]
        self.looks = looks
        """The changes that alter no word."""

        self._found: dict[tuple[object, ...], Why] = {}
        self._proven: set[Hunk] = set()

    def explain(self, text: Versions, passages: Sequence[Passage]) -> list[Why]:
        """Return of each of *passages* of *text* why it is not as it was."""
        candidates = tuple(hunk for hunk in self._hunks if self._may_reach(hunk, text))
        return [self._explain(text, passage, candidates) for passage in passages]

    def _explain(self, text: Versions, passage: Passage, candidates: tuple[Hunk, ...]) -> Why:
        if len(candidates) <= 1:
            return Why(candidates)
        settled = [self._settle(run, candidates) for run in passage.runs]
        if settled and all(settled) and all(passage.texts):
            return Why(tuple(sorted({hunk for hunk in settled if hunk})))
        # What changed alike in some releases did so for one reason.
        key = (text.language, passage.kind, passage.pieces, passage.moved, candidates)
        if key not in self._found:
            self._found[key] = self._search(text, passage, candidates)
            self._proven.update(self._found[key].causes)
        return self._found[key]

    @property
    def of_record(self) -> Mapping[str, tuple[Hunk, ...]]:
        """What changed the facts of each partner."""
        return {partner: tuple(self._find_facts(partner, FACT_PATHS)) for partner in self._moved}

    # What may be a cause

    def _may_reach(self, hunk: Hunk, text: Versions) -> bool:
        """Return whether *hunk* may change a word of *text*."""
        path = PurePosixPath(hunk.path)
        old, new = (records.get(hunk.path) for records in self._trials.records)
        if old or new:
            # A comment alters nothing.
            same = old is not None and new is not None and old.record == new.record
            is_partner = path.parts[0] == PARTNERS
            return not same and (
                self._precedes(path.stem, text.partner) if is_partner else hunk.path not in _LOOKS
            )
        is_text = bool(hunk.old or hunk.new)
        return path.parts[0] == TEMPLATES and is_text and self._may_read(path, text.language)

    def _precedes(self, partner: str, other: str) -> bool:
        """Return whether *partner* is *other*, or signed before it in one of the revisions."""
        ledgers = (workspace.ledger.by_id for workspace in self._trials.workspaces)
        return any(
            partner in ledger and ledger[partner].ordinal <= ledger[other].ordinal
            for ledger in ledgers
        )

    def _may_read(self, path: PurePosixPath, language: Language) -> bool:
        """Return whether templates of *language* may take the template *path* in."""
        if path.name != f"{language.other}.md":
            return True
        files = {**self._trials.files[0], **self._trials.files[1]}
        return any(
            path.name.encode() in content
            for name, content in files.items()
            if name.startswith(f"{TEMPLATES}/") and name.endswith(f"/{language}.md")
        )

    # What is known without a trial

    def _settle(self, run: Sides, candidates: Sequence[Hunk]) -> Hunk | None:
        """Return the one change that *run* is surely due to, or None."""
        facts = {s.source for side in run for s in side if isinstance(s.source, LedgerSource)}
        found = set(self._find_moved(facts, candidates))
        if facts and not found:
            return None
        for span, is_new in _list_sides(run):
            if not isinstance(span.source, LedgerSource):
                # Which of two branches of a template is taken is another question.
                hunk = self._find_line(span.source, new=is_new)
                if hunk is None or _branches(hunk):
                    return None
                found.add(hunk)
        return found.pop() if len(found) == 1 else None

    def _find_line(self, source: Source, *, new: bool) -> Hunk | None:
        """Return the change that holds the line of *source*."""
        if isinstance(source, LedgerSource):
            return None
        for hunk in self._by_path.get(str(source.place.path), ()):
            if hunk.holds_new(source.place.line) if new else hunk.holds_old(source.place.line):
                return hunk
        return None

    def _find_moved(
        self, facts: Iterable[LedgerSource], candidates: Sequence[Hunk]
    ) -> Iterator[Hunk]:
        """Yield the changes of what *facts* rest on, if they alone can have changed them."""
        names = {fact.fact for fact in facts}
        # A template may show another figure, and what it is of cannot be told from the figure.
        shown = any(hunk.path.endswith(".md") for hunk in candidates)
        if len(names) != 1 or (shown and names.isdisjoint(_MONTHS)):
            return
        paths = (*_ORDER_PATHS, *_RESTS_ON.get(names.pop(), ()))
        partners = {partner for fact in facts for partner in fact.partners}
        for partner in partners.intersection(self._moved):
            yield from self._find_facts(partner, paths)

    def _find_facts(self, partner: str, paths: Sequence[KeyPath]) -> Iterator[Hunk]:
        """Yield what changed *partner* at *paths*: of a file that came or went, all of it."""
        path = f"{PARTNERS}/{partner}.yaml"
        old, new = (_list_lines(records.get(path), paths) for records in self._trials.records)
        for hunk in self._by_path.get(path, ()):
            if any(map(hunk.holds_old, old)) or any(map(hunk.holds_new, new)):
                yield hunk

    # What is tried

    def _search(self, text: Versions, passage: Passage, candidates: Sequence[Hunk]) -> Why:
        changed = list(chain.from_iterable(map(_list_sides, passage.runs)))
        words = frozenset(self._find_words(changed))
        starts = {
            self._find_line(block.source, new=bool(side))
            for side, block in enumerate(passage.blocks)
            if block
        }
        near = starts.union(self._find_lines(_list_sides(passage.around)))
        own = self._by_path.get(f"{PARTNERS}/{text.partner}.yaml", ())
        moved = chain.from_iterable(self.of_record.values())
        ranks = (self._proven, words, {*self._find_lines(changed)}, near, {*own}, {*moved})
        suspects = sorted(candidates, key=lambda hunk: [hunk not in rank for rank in ranks])
        return CauseSearch(self._trials, text, passage, words).run(suspects)

    def _find_words(self, spans: Iterable[tuple[Span, bool]]) -> Iterator[Hunk]:
        """Yield the changes that brought or took the words of *spans*, and not just hold them."""
        for span, is_new in spans:
            hunk = self._find_line(span.source, new=is_new)
            if hunk and not any(span.text in line for line in (hunk.old if is_new else hunk.new)):
                yield hunk

    def _find_lines(self, spans: Iterable[tuple[Span, bool]]) -> Iterator[Hunk]:
        """Yield the changes that hold the lines of *spans*, each with whether it is new."""
        found = (self._find_line(span.source, new=is_new) for span, is_new in spans)
        yield from filter(None, found)


def _branches(hunk: Hunk) -> bool:
    """Return whether *hunk* has a tag of a template in it: ``{% if … %}``."""
    return hunk.path.endswith(".md") and any("{%" in line for line in (*hunk.old, *hunk.new))


def _list_sides(sides: Sides) -> Iterator[tuple[Span, bool]]:
    """Yield the spans of *sides*, each with whether it is new."""
    for is_new, spans in enumerate(sides):
        yield from ((span, bool(is_new)) for span in spans)


def _list_lines(loaded: Loaded[Partner] | None, paths: Sequence[KeyPath]) -> list[int]:
    """Return the lines on which *loaded* has what is at *paths*."""
    if loaded is None:
        return []
    places = {**loaded.tree.keys, **loaded.tree.values}
    return [
        place.line
        for path, place in places.items()
        if any(path[: len(wanted)] == wanted for wanted in paths)
    ]

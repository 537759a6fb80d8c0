"""Says which change of a file is the cause of a change in a release.

Some alter a release and none of its words: those of the look, and of pictures.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from pathlib import PurePosixPath

from linkj_press.diff.differences import FACT_PATHS, Hunk, RecordChange, RecordEvent, Why
from linkj_press.diff.passages import PassageChange, Sides
from linkj_press.diff.trials import CauseSearch, Trials, Versions
from linkj_press.draft.document import Document, LedgerSource, Source, Span
from linkj_press.folder import PARTNERS, TEMPLATES
from linkj_press.language import Language
from linkj_press.reading import KeyPath
from linkj_press.record import Loaded, Partner
from linkj_press.record.ledger import gather_facts
from linkj_press.workspace.loading import Workspace

_compose_path = partial(unicodedata.normalize, "NFC")
_HOUSE = f"{TEMPLATES}/house"
_LOOK = f"{_HOUSE}/look.yaml"


def find_look_changes(hunks: Iterable[Hunk], old: Workspace, new: Workspace) -> set[Hunk]:
    """Return those of *hunks* that alter how every release looks."""
    looks = [workspace.house.look.record for workspace in (old, new)]
    logos = {f"{_HOUSE}/{look.letterhead.logo}" for look in looks if look.letterhead}
    # A comment in the file of the look alters nothing.
    paths = {_LOOK, *logos} if looks[0] != looks[1] else logos
    return {hunk for hunk in hunks if hunk.path in map(_compose_path, paths)}


def find_picture_changes(hunks: Iterable[Hunk], old: Document, new: Document) -> set[Hunk]:
    """Return those of *hunks* that alter the pictures of *new* beside *old*."""
    before, after = (dict(_list_pictures(document)) for document in (old, new))
    named = [place for file, place in after.items() if file not in before]
    return {
        hunk
        for hunk in hunks
        if hunk.path in {*before, *after}
        or any(hunk.path == path and hunk.holds(line, new=True) for path, line in named)
    }


def _list_pictures(document: Document) -> Iterator[tuple[str, tuple[str, int]]]:
    for figure, image in document.pictures:
        source = figure.image_source or figure.source
        place = figure.source.place if isinstance(source, LedgerSource) else source.place
        yield _compose_path(str(image)), (str(place.path), place.line)


_WORDLESS = (_LOOK, f"{_HOUSE}/style.yaml")
"""What no word of a release rests on."""

_ORDER_PATHS: tuple[KeyPath, ...] = (
    ("agreement", "signed"),
    ("agreement", "signed_after"),
    ("agreement", "signed_with"),
)
_LIFE_PATHS: tuple[KeyPath, ...] = (("ended",), ("merged",))
_RESTS_ON: Mapping[str, tuple[KeyPath, ...]] = {
    "kind_ordinal": (("kind",),),
    "overseas": (("country",),),
    "domestic": (("country",),),
    "in_force": _LIFE_PATHS,
    "in_force_overseas": (("country",), *_LIFE_PATHS),
    "in_force_domestic": (("country",), *_LIFE_PATHS),
    "in_region": (("region",),),
}
"""What a fact of the ledger rests on in partner files, beside the order of signing."""


class Causes:
    """The changes of the files, to be asked which of them changed a passage.

    Where all words that changed stand in lines of one change, that is the cause; so is the one
    change of the fact that a figure rests on. Elsewhere (other words were chosen, left out or put
    in another place) it is found by trial.
    """

    def __init__(self, changes: Iterable[RecordChange], trials: Trials) -> None:
        self._trials = trials
        self._by_path = trials.by_path
        self._moved = [c.partner for c in changes if c.event is not RecordEvent.SHIFTED]
        self._found: dict[tuple[PassageChange, tuple[Hunk, ...]], Why] = {}
        self._proven: set[Hunk] = set()
        self._told: dict[tuple[int, str], frozenset[str]] = {}

    def explain(self, text: Versions, passages: Sequence[PassageChange]) -> list[Why]:
        """Return of each of *passages* of *text* why it is not as it was."""
        candidates = tuple(
            hunk for hunk in sorted(self._trials.hunks) if self._may_reach(hunk, text.new)
        )
        return [self._explain_passage(text, passage, candidates) for passage in passages]

    def _explain_passage(
        self, text: Versions, passage: PassageChange, candidates: tuple[Hunk, ...]
    ) -> Why:
        if len(candidates) <= 1:
            return Why(candidates)
        settled = [self._settle_run(run, candidates) for run in passage.runs]
        if settled and all(settled) and all(passage.texts):
            return Why(tuple(sorted({hunk for hunk in settled if hunk})))
        # What changed alike in some releases did so for one reason.
        if (passage, candidates) not in self._found:
            why = self._found[passage, candidates] = self._search_causes(text, passage, candidates)
            self._proven.update(why.causes)
        return self._found[passage, candidates]

    @property
    def of_record(self) -> Mapping[str, tuple[Hunk, ...]]:
        """What changed the facts of each partner."""
        return {partner: tuple(self._find_facts(partner, FACT_PATHS)) for partner in self._moved}

    # What may be a cause

    def _may_reach(self, hunk: Hunk, text: Document) -> bool:
        path = PurePosixPath(hunk.path)
        old, new = (records.get(hunk.path) for records in self._trials.records)
        if not (old or new):
            is_text = path.parts[0] == TEMPLATES and bool(hunk.old or hunk.new)
            return is_text and self._may_read(path, text.language)
        if old and new and old.record == new.record:
            return False  # A comment alters nothing.
        if path.parts[0] == PARTNERS:
            return self._precedes(path.stem, text.partner)
        return hunk.path not in _WORDLESS

    def _precedes(self, partner: str, other: str) -> bool:
        """Return whether the release of *other* may tell of what is in the file of *partner*."""
        return any(
            other in workspace.released and partner in self._list_told(workspace, other)
            for workspace in self._trials.workspaces
        )

    def _list_told(self, workspace: Workspace, other: str) -> frozenset[str]:
        """Return the ids of the files that the release of *other* may tell of."""
        key = id(workspace), other
        if key not in self._told:
            facts = gather_facts(other, workspace.ledger, workspace.house)
            known, further = facts.ledger.by_id, workspace.ledger.further
            about = {id_ for id_, one in further.items() if one.record.about[0] in known}
            now = {facts.known.find_successor(entry).id for entry in known.values()}
            self._told[key] = frozenset({other, *known, *about, *now})
        return self._told[key]

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

    def _settle_run(self, run: Sides, candidates: Sequence[Hunk]) -> Hunk | None:
        """Return the one change that *run* is surely due to, or None."""
        facts = {span.source for span, _ in run if isinstance(span.source, LedgerSource)}
        found = set(self._find_moved(facts, candidates))
        if facts and not found:
            return None
        for span, is_new in run:
            if not isinstance(span.source, LedgerSource):
                # Which of two branches of a template is taken is another question.
                hunk = self._find_line(span.source, new=is_new)
                if hunk is None or _branches(hunk):
                    return None
                found.add(hunk)
        return found.pop() if len(found) == 1 else None

    def _find_line(self, source: Source, *, new: bool) -> Hunk | None:
        if isinstance(source, LedgerSource):
            return None
        hunks = self._by_path.get(str(source.place.path), ())
        return next((hunk for hunk in hunks if hunk.holds(source.place.line, new=new)), None)

    def _find_moved(
        self, facts: Iterable[LedgerSource], candidates: Sequence[Hunk]
    ) -> Iterator[Hunk]:
        """Yield the changes of what *facts* rest on, if they alone can have changed them."""
        names = {fact.fact for fact in facts}
        # A template may show another figure, and what it is of cannot be told from the figure.
        shown = any(hunk.path.endswith(".md") for hunk in candidates)
        if len(names) != 1 or (shown and names.isdisjoint(("months", "in_region"))):
            return
        paths = (*_ORDER_PATHS, *_RESTS_ON.get(names.pop(), ()))
        partners = {partner for fact in facts for partner in fact.partners}
        for partner in partners.intersection(self._moved):
            yield from self._find_facts(partner, paths)

    def _find_facts(self, partner: str, paths: Sequence[KeyPath]) -> Iterator[Hunk]:
        """Yield what changed *partner* at *paths*: of a file that came or went, all of it."""
        path = f"{PARTNERS}/{partner}.yaml"
        lines = [_list_lines(records.get(path), paths) for records in self._trials.records]
        for hunk in self._by_path.get(path, ()):
            if any(hunk.holds(line, new=bool(n)) for n, some in enumerate(lines) for line in some):
                yield hunk

    # What is tried

    def _search_causes(
        self, text: Versions, passage: PassageChange, candidates: Sequence[Hunk]
    ) -> Why:
        changed = list(chain.from_iterable(passage.runs))
        words = frozenset(self._find_words(changed))
        starts = {
            self._find_line(block.source, new=bool(side))
            for side, block in enumerate(passage.blocks)
            if block
        }
        lines, near = (
            {self._find_line(span.source, new=is_new) for span, is_new in spans}
            for spans in (changed, passage.around)
        )
        own = self._by_path.get(f"{PARTNERS}/{text.new.partner}.yaml", ())
        moved = chain.from_iterable(self.of_record.values())
        ranks = (self._proven, words, lines, near | starts, {*own}, {*moved})
        suspects = sorted(candidates, key=lambda hunk: [hunk not in rank for rank in ranks])
        return CauseSearch(self._trials, text, passage, words).run(suspects)

    def _find_words(self, spans: Iterable[tuple[Span, bool]]) -> Iterator[Hunk]:
        """Yield the changes that brought or took the words of *spans*, and not just hold them."""
        for span, is_new in spans:
            hunk = self._find_line(span.source, new=is_new)
            if hunk and not any(span.text in line for line in (hunk.old if is_new else hunk.new)):
                yield hunk


def _branches(hunk: Hunk) -> bool:
    """Return whether *hunk* has a tag of a template in it: ``{% if … %}``."""
    return hunk.path.endswith(".md") and any("{%" in line for line in (*hunk.old, *hunk.new))


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

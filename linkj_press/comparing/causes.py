"""Says which change of a file is the cause of a change in a release."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from linkj_press.comparing.hunks import Hunk
from linkj_press.comparing.looks import Looks
from linkj_press.comparing.passages import Passage
from linkj_press.comparing.record import FACT_PATHS, Event, RecordChange
from linkj_press.document import Span
from linkj_press.folder import PARTNERS, TEMPLATES
from linkj_press.language import Language
from linkj_press.records import Loaded, Partner
from linkj_press.source import LedgerSource, PartnerSource, Source
from linkj_press.workspace import Workspace

_HOUSE = f"{TEMPLATES}/house"


class Causes:
    """The changes of the files, to be asked which of them changed a passage.

    Words of a file are changed by the lines they stand in. What was worked out from the record is
    changed by the facts that moved. What neither explains (other words were chosen, or left out)
    is put down to the changes nearest to it: of the lines around, of the template and the partner's
    own file, of the house, of the record.
    """

    def __init__(
        self, hunks: Sequence[Hunk], changes: Iterable[RecordChange], old: Workspace, new: Workspace
    ) -> None:
        self._by_path: dict[str, list[Hunk]] = {}
        for hunk in hunks:
            self._by_path.setdefault(hunk.path, []).append(hunk)
        self._desks = old, new
        self.looks = Looks(hunks, old, new)
        """The changes that alter no word."""

        self._moved = {
            change.partner: tuple(self._find_facts(change.partner, old, new))
            for change in changes
            if change.event is not Event.SHIFTED
        }

    def explain(self, passage: Passage, partner: str, language: Language) -> tuple[Hunk, ...]:
        """Return the changes that made *passage*, of the release of *partner*, what it is."""
        old, new = passage.changed
        found = {*self._find_lines(old, new=False), *self._find_lines(new, new=True)}
        found |= set(self._find_moved((*old, *new), partner))
        return tuple(sorted(found)) or self._guess(passage, partner, language)

    @property
    def of_record(self) -> Mapping[str, tuple[Hunk, ...]]:
        """What changed the facts of each partner."""
        return self._moved

    def _find_lines(self, spans: Iterable[Span], *, new: bool) -> Iterator[Hunk]:
        """Yield the hunks that hold the lines of *spans*."""
        for span in spans:
            yield from self._find_line(span.source, new=new)

    def _find_line(self, source: Source, *, new: bool) -> Iterator[Hunk]:
        if isinstance(source, LedgerSource):
            return
        for hunk in self._by_path.get(str(source.place.path), ()):
            if hunk.holds_new(source.place.line) if new else hunk.holds_old(source.place.line):
                yield hunk

    def _find_moved(self, spans: Iterable[Span], partner: str) -> Iterator[Hunk]:
        """Yield the changes of facts that *spans* rest on."""
        for span in spans:
            match span.source:
                case LedgerSource(partners=partners):
                    named = [hunks for key, hunks in self._moved.items() if key in partners]
                    for hunks in named or self._moved.values():
                        yield from hunks
                case PartnerSource(partner=other) if other != partner and other not in self._moved:
                    # Another partner is named than was: their order is another.
                    for hunks in self._moved.values():
                        yield from hunks

    def _guess(self, passage: Passage, partner: str, language: Language) -> tuple[Hunk, ...]:
        old, new = passage.around
        near = {*self._find_lines(old, new=False), *self._find_lines(new, new=True)}
        for side, block in enumerate(passage.blocks):
            near |= set(self._find_line(block.source, new=bool(side))) if block else set()
        own = (*self._list_templates(partner, language), f"{PARTNERS}/{partner}.yaml")
        house = (f"{_HOUSE}/{name}" for name in (f"{language}.md", "issuer.yaml", "terms.yaml"))
        guesses: tuple[Iterable[Hunk], ...] = (
            near,
            (hunk for path in own for hunk in self._by_path.get(path, ())),
            (hunk for path in house for hunk in self._by_path.get(path, ())),
            (hunk for hunks in self._moved.values() for hunk in hunks),
        )
        return next((tuple(sorted(set(some))) for some in map(list, guesses) if some), ())

    def _list_templates(self, partner: str, language: Language) -> Iterator[str]:
        """Yield the templates that make the release of *partner*."""
        for desk in self._desks:
            loaded = desk.partners.get(partner)
            if loaded and loaded.record.release:
                yield f"{TEMPLATES}/{loaded.record.release.template}/{language}.md"

    def _find_facts(self, partner: str, old: Workspace, new: Workspace) -> Iterator[Hunk]:
        """Yield what changed in the facts of *partner*: of a file that came or went, all of it."""
        hunks = self._by_path.get(f"{PARTNERS}/{partner}.yaml", [])
        before, after = old.partners.get(partner), new.partners.get(partner)
        old_lines, new_lines = _list_fact_lines(before), _list_fact_lines(after)
        for hunk in hunks:
            if any(map(hunk.holds_old, old_lines)) or any(map(hunk.holds_new, new_lines)):
                yield hunk


def _list_fact_lines(loaded: Loaded[Partner] | None) -> list[int]:
    if loaded is None:
        return []
    places = {**loaded.tree.keys, **loaded.tree.values}
    return [
        place.line
        for path, place in places.items()
        if any(path[: len(fact)] == fact for fact in FACT_PATHS)
    ]

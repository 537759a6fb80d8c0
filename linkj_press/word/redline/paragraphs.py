"""Writes into a new paragraph what became of the words of an old one."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from linkj_press.comparing.edits import Run, compare_tokens
from linkj_press.comparing.tokens import Cutter
from linkj_press.word.elements import Element, name
from linkj_press.word.redline.atoms import LOOK, Atom, Path, Point, take_apart
from linkj_press.word.redline.carrier import Carrier
from linkj_press.word.redline.events import Event, State, write_events
from linkj_press.word.redline.marks import PROPERTIES, Marker, open_properties
from linkj_press.word.redline.places import LINK, Places, label
from linkj_press.word.redline.side import Side, write_canonical

_BESIDE = frozenset((LOOK, name("w:sectPr"), name("w:pPrChange")))
"""What properties of a paragraph hold that is not compared with the old one's."""


@dataclass(frozen=True)
class ParagraphMerger:
    """Merges paragraphs of an old part into those of a new one."""

    old: Side
    new: Side
    carrier: Carrier
    marker: Marker
    cut: Cutter

    def merge(self, old: Element, new: Element) -> None:
        """Mark in *new* what differs from *old*."""
        self._merge_properties(old, new)
        before = _keep_atoms(take_apart(old, self.old, self.cut))
        items = take_apart(new, self.new, self.cut)
        after = _keep_atoms(items)
        if [(a.key, a.looks) for a in before] != [(a.key, a.looks) for a in after]:
            keys = ([atom.key for atom in before], [atom.key for atom in after])
            weave = _Weave(self, before, items, new=False)
            write_events(new, weave.follow(compare_tokens(*keys)), self.carrier, self.marker)

    def insert(self, new: Element) -> None:
        """Mark all of *new* as inserted, but for its end."""
        items = take_apart(new, self.new, self.cut)
        atoms = _keep_atoms(items)
        run = Run((0, 0), (0, len(atoms)))
        events = _Weave(self, [], items, new=True).follow([run] if items else [])
        write_events(new, events, self.carrier, self.marker)

    def delete(self, old: Element) -> Element:
        """Return *old* as a paragraph all of whose words are deleted, but not its end."""
        paragraph = etree.Element(name("w:p"))
        properties = self._copy_properties(old, _BESIDE - {LOOK})
        if len(properties):
            paragraph.append(properties)
        atoms = _keep_atoms(take_apart(old, self.old, self.cut))
        run = Run((0, len(atoms)), (0, 0))
        events = _Weave(self, atoms, [], new=False).follow([run] if atoms else [])
        write_events(paragraph, events, self.carrier, self.marker)
        return paragraph

    def _merge_properties(self, old: Element, new: Element) -> None:
        before, after = self._copy_properties(old, _BESIDE), new.find(PROPERTIES)
        known = [write_canonical(e) for e in before]
        now = [write_canonical(e) for e in _list_compared(after)]
        if known != now and len(before) == len(_list_compared(old.find(PROPERTIES))):
            self.marker.keep_former(open_properties(new), before)

    def _copy_properties(self, paragraph: Element, without: frozenset[str]) -> Element:
        properties = paragraph.find(PROPERTIES)
        copy = etree.Element(PROPERTIES) if properties is None else deepcopy(properties)
        for child in list(copy):
            if child.tag in without:
                copy.remove(child)
        return self.carrier.clean(copy)


def _list_compared(properties: Element | None) -> list[Element]:
    return [] if properties is None else [e for e in properties if e.tag not in _BESIDE]


def _keep_atoms(items: Sequence[Atom | Point]) -> list[Atom]:
    return [item for item in items if isinstance(item, Atom)]


class _Weave:
    """Puts old words between new ones."""

    def __init__(
        self, merger: ParagraphMerger, old: list[Atom], items: Sequence[Atom | Point], *, new: bool
    ) -> None:
        self._merger = merger
        self._old = old
        self._items = items
        self._spots = [at for at, item in enumerate(items) if isinstance(item, Atom)]
        self._all_new = new
        self._at = 0

    def follow(self, runs: Sequence[Run]) -> Iterator[Event]:
        """Yield old and new words, as *runs* say which is which."""
        for run in runs:
            if run.equal:
                yield from self._keep(run)
            else:
                yield from self._change(run)
        yield from self._pass(len(self._items))

    def _pass(self, end: int) -> Iterator[Event]:
        """Yield what stands before the item *end* and is not yet told."""
        yield from (self._tell_new(item) for item in self._items[self._at : end])
        self._at = end

    def _tell_new(self, item: Atom | Point, *, inserted: bool = False) -> Event:
        nodes = (item.node,) if isinstance(item, Point) else item.nodes
        fragments = () if isinstance(item, Point) else item.fragments
        told = inserted and isinstance(item, Atom)
        is_run = isinstance(item, Point) and item.node is not None and item.node.tag == name("w:r")
        state = State.NEW if told or (is_run and self._all_new) else State.KEPT
        return Event(item.path, state, tuple(n for n in nodes if n is not None), fragments)

    def _keep(self, run: Run) -> Iterator[Event]:
        for i, j in zip(range(*run.old), range(*run.new), strict=True):
            spot = self._spots[j]
            yield from self._pass(spot)
            before, atom = self._old[i], self._items[spot]
            event = self._tell_new(atom)
            yield event._replace(former=before.fragments) if event.fragments else event
            self._at = spot + 1

    def _change(self, run: Run) -> Iterator[Event]:
        start, last = self._at, run.new[1]
        end = self._spots[last] if last < len(self._spots) else len(self._items)
        deleted = self._place(self._old[slice(*run.old)], start, end)
        for gap, item in enumerate(self._items[start:end]):
            yield from deleted.get(gap, ())
            yield self._tell_new(item, inserted=True)
        yield from deleted.get(end - start, ())
        self._at = end

    def _place(self, atoms: Sequence[Atom], start: int, end: int) -> dict[int, list[Event]]:
        """Return the deletion of *atoms* by the number of the new item that comes after."""
        around = [self._find_path(at) for at in range(start - 1, end + 1)]
        places = Places(around, self._merger.new)
        found: dict[int, list[Event]] = {}
        for atom in atoms:
            gap, path = places.find(label(atom.path, self._merger.old))
            found.setdefault(gap, []).append(self._tell_old(atom, path))
        return found

    def _find_path(self, at: int) -> Path:
        return self._items[at].path if 0 <= at < len(self._items) else ()

    def _tell_old(self, atom: Atom, path: Path) -> Event:
        link = next((wrapper for wrapper in atom.path if wrapper.tag == LINK), None)
        if link is not None and not any(wrapper.tag == LINK for wrapper in path):
            return Event(path, State.OLD, atom.nodes, atom.fragments, link=link)
        return Event(path, State.OLD, atom.nodes, atom.fragments)

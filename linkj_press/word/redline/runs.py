"""Writes the deleted and inserted runs of a paragraph, in the controls and links of their own."""

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, partial
from itertools import groupby
from typing import NamedTuple

from lxml import etree

from linkj_press.text.edits import Cutter, Run, compare_tokens
from linkj_press.word.elements import (
    Element,
)
from linkj_press.word.leaves import CONTENT, CONTROL, RUN, join_leaves
from linkj_press.word.names import RelationKind, name, names
from linkj_press.word.opening import OpenedPart
from linkj_press.word.redline.atoms import (
    LOOK,
    PLAIN,
    TEXT,
    Atom,
    Path,
    RunLook,
    make_run,
    match_sizes,
    take_apart,
    tell_letters,
    write_canonical,
)
from linkj_press.word.redline.blocks import (
    DELETED,
    INSERTED,
    LINK,
    PROPERTIES,
    Carrier,
    Marker,
    Places,
    bury,
    count_common,
    label,
    open_properties,
    to_runs,
)
from linkj_press.word.word_text import FileStyles

Fragments = tuple[tuple[str, RunLook], ...]


class MergeState(Enum):
    """What became of words."""

    KEPT = None
    NEW = INSERTED
    OLD = DELETED


class Merged(NamedTuple):
    """The next words of a paragraph, or what stands there without any."""

    path: Path
    state: MergeState
    nodes: tuple[Element, ...] = ()
    fragments: Fragments = ()
    former: Fragments = ()
    """As words that are kept looked before."""

    link: Element | None = None
    """The old link that old words stood in."""


class _Letter(NamedTuple):
    text: str
    look: RunLook
    former: RunLook


class _ParagraphWriter:
    """Writes into one paragraph; each control is entered once."""

    def __init__(self, paragraph: Element, carrier: Carrier, marker: Marker) -> None:
        self._carrier, self._marker = carrier, marker
        self._path: Path = ()
        self._holders = [paragraph]
        self._links: dict[Element, list[Element] | None] = {}

    def write(self, group: Sequence[Merged]) -> None:
        """Write *group*, whose words are of one kind and stand at one place."""
        first = group[0]
        holder = self._enter((*first.path, *self._carry_link(first.link)))
        content = list(self._make_content(group))
        if content and (mark := first.state.value):
            if not len(holder) or holder[-1].tag != name(mark):
                holder.append(self._marker.make(mark))
            holder = holder[-1]
        holder.extend(content)

    def _enter(self, path: Path) -> Element:
        """Return what the content of *path* goes into."""
        common = count_common(self._path, path)
        del self._holders[common + 1 :]
        for wrapper in path[common:]:
            shell = _empty(wrapper)
            self._holders[-1].append(shell)
            holder = etree.SubElement(shell, CONTENT) if shell.tag == CONTROL else shell
            self._holders.append(holder)
        self._path = path
        return self._holders[-1]

    def _carry_link(self, link: Element | None) -> Path:
        """Return *link* of the old part as one of the new, if there is one to carry."""
        if link is None:
            return ()
        if link not in self._links:
            self._links[link] = self._carrier.carry([_empty(link)])
        return tuple(self._links[link] or ())

    def _make_content(self, group: Sequence[Merged]) -> Iterator[Element]:
        state = group[0].state
        runs = list(self._write_words(group))
        nodes = [node for event in group for node in event.nodes]
        if state is MergeState.KEPT:
            yield from (*runs, *nodes)
        elif state is MergeState.NEW:
            yield from (*runs, *to_runs(nodes))
        else:
            yield from bury([*runs, *(run for node in nodes for run in self._carry(node))])

    def _carry(self, node: Element) -> list[Element]:
        """Return *node* as runs of the new part, or else its words."""
        runs = to_runs([node])
        carried = self._carrier.carry(runs)
        if carried is not None:
            return carried
        paragraph = etree.Element(name("w:p"))
        paragraph.extend(runs)
        text = join_leaves(paragraph)
        return [_write_run(PLAIN, text)] if text else []

    def _write_words(self, group: Sequence[Merged]) -> Iterator[Element]:
        letters = (letter for event in group for letter in _spell(event))
        for _, some in groupby(letters, key=lambda letter: (letter.look.key, letter.former.seen)):
            same = list(some)
            look, former = same[0].look, same[0].former
            run = _write_run(look, "".join([letter.text for letter in same]))
            if group[0].state is MergeState.OLD:
                self._carrier.clean(run)
            elif look.seen != former.seen:
                self._keep_look(run, former)
            yield run

    def _keep_look(self, run: Element, former: RunLook) -> None:
        look = run.find(LOOK)
        if look is None:
            look = etree.Element(LOOK)
            run.insert(0, look)
        before = etree.Element(LOOK) if former.element is None else deepcopy(former.element)
        self._marker.keep_former(look, self._carrier.clean(before))


def _empty(wrapper: Element) -> Element:
    """Return a copy of *wrapper* without its content."""
    shell = deepcopy(wrapper)
    for child in list(shell):
        if not str(child.tag).endswith("Pr"):
            shell.remove(child)
    return shell


def _spell(event: Merged) -> Iterator[_Letter]:
    """Yield the letters of *event*, each with its look now and before."""
    now = [(letter, look) for text, look in event.fragments for letter in text]
    before = [look for text, look in event.former for _ in text] or [look for _, look in now]
    yield from (_Letter(*one, former) for one, former in zip(now, before, strict=True))


def _write_run(look: RunLook, text: str) -> Element:
    words = etree.Element(TEXT)
    words.text = text
    if text != text.strip():
        words.set(name("xml:space"), "preserve")
    return make_run(look.element, words)


_KINDS = names(
    "w:text w:date w:comboBox w:dropDownList w:picture w:equation w:citation w:dataBinding"
)
"""What a control says of itself that Word allows no revisions within."""


def _allow_revisions(control: Element) -> None:
    properties = control.find(name("w:sdtPr"))
    if properties is None or next(control.iter(name(INSERTED), name(DELETED)), None) is None:
        return
    for child in list(properties):
        if child.tag in _KINDS:
            properties.remove(child)


_BESIDE = names("w:rPr w:sectPr w:pPrChange")
"""What properties of a paragraph hold that its former ones do not."""

_SEEN = names("w:pStyle w:numPr w:pageBreakBefore w:ind w:jc")
"""What a person may have chosen of them; the rest goes by what is beside, or is a program's."""


@dataclass(frozen=True)
class ParagraphMerger:
    """Merges paragraphs of an old part into those of a new one."""

    old: OpenedPart
    new: OpenedPart
    carrier: Carrier
    marker: Marker
    cut: Cutter

    def merge(self, old: Element, new: Element) -> None:
        """Mark in *new* what differs from *old*."""
        self._merge_properties(old, new)
        before = _keep_wide(take_apart(old, self.old, self.cut))
        items = match_sizes(take_apart(new, self.new, self.cut), before)
        after = _keep_wide(items)
        # That lines of a headline break otherwise is no change.
        tell = partial(tell_letters, with_breaks=not self.styles[1].is_laid_out(new))
        if tell(before) != tell(after):
            before, items = _cut_alike(before, items)
            runs = _compare(before, _keep_wide(items))
            self._write(new, _Weave(self, before, items, new=False).follow(runs))

    @cached_property
    def styles(self) -> tuple[FileStyles, FileStyles]:
        """The styles of the old and of the new file."""
        return _read_styles(self.old), _read_styles(self.new)

    def insert(self, new: Element) -> None:
        """Mark all of *new* as inserted, but for its end."""
        items = take_apart(new, self.new, self.cut)
        runs = [Run((0, 0), (0, len(_keep_wide(items))))] if items else []
        self._write(new, _Weave(self, [], items, new=True).follow(runs))

    def delete(self, old: Element) -> Element:
        """Return *old* as a paragraph all of whose words are deleted, but not its end."""
        paragraph = etree.Element(name("w:p"))
        properties = self._copy_properties(old, _BESIDE - {LOOK})
        if len(properties):
            paragraph.append(properties)
        atoms = _keep_wide(take_apart(old, self.old, self.cut))
        run = Run((0, len(atoms)), (0, 0))
        weave = _Weave(self, atoms, [], new=False)
        self._write(paragraph, weave.follow([run] if atoms else []))
        return paragraph

    def _write(self, paragraph: Element, events: Iterable[Merged]) -> None:
        """Replace the content of *paragraph* with *events*."""
        told = list(events)
        for child in list(paragraph):
            if child.tag != PROPERTIES:
                paragraph.remove(child)
        writer = _ParagraphWriter(paragraph, self.carrier, self.marker)
        for _, group in groupby(told, key=lambda e: (e.path, e.state, e.link, bool(e.fragments))):
            writer.write(list(group))
        for control in paragraph.iter(CONTROL):
            _allow_revisions(control)

    def _merge_properties(self, old: Element, new: Element) -> None:
        before, after = self._copy_properties(old, _BESIDE), new.find(PROPERTIES)
        known, now = _list_seen(before), _list_seen(after)
        if known != now and len(known) == len(_list_seen(old.find(PROPERTIES))):
            self.marker.keep_former(open_properties(new), before)

    def _copy_properties(self, paragraph: Element, without: frozenset[str]) -> Element:
        properties = paragraph.find(PROPERTIES)
        copy = etree.Element(PROPERTIES) if properties is None else deepcopy(properties)
        for child in list(copy):
            if child.tag in without:
                copy.remove(child)
        return self.carrier.clean(copy)


def _read_styles(side: OpenedPart) -> FileStyles:
    part = side.opened.find(RelationKind.STYLES)
    return FileStyles(None if part is None else side.opened.parse(part))


def _list_seen(properties: Element | None) -> list[str]:
    seen = () if properties is None else (e for e in properties if e.tag in _SEEN)
    return [write_canonical(e) for e in seen]


def _compare(before: Sequence[Atom], after: Sequence[Atom]) -> list[Run]:
    return compare_tokens([atom.key for atom in before], [atom.key for atom in after])


def _cut_alike(before: list[Atom], items: list[Atom]) -> tuple[list[Atom], list[Atom]]:
    """Return both, in letters where they say the same and a control alone cuts it otherwise."""
    after, cut = _keep_wide(items), set[Atom]()
    for run in _compare(before, after):
        old, new = before[slice(*run.old)], after[slice(*run.new)]
        if not run.equal and "".join([a.key for a in old]) == "".join([a.key for a in new]):
            cut |= {*old, *new}
    spelt = (
        [p for a in each for p in (a.spell() if a in cut else [a])] for each in (before, items)
    )
    old, new = spelt
    return old, new


def _keep_wide(items: Sequence[Atom]) -> list[Atom]:
    return [item for item in items if item.key]


class _Weave:
    """Puts old words between new ones."""

    def __init__(
        self, merger: ParagraphMerger, old: list[Atom], items: Sequence[Atom], *, new: bool
    ) -> None:
        self._merger = merger
        self._old = old
        self._items = items
        self._spots = [at for at, item in enumerate(items) if item.key]
        self._all_new = new
        self._at = 0

    def follow(self, runs: Sequence[Run]) -> Iterator[Merged]:
        """Yield old and new words, as *runs* say which is which."""
        for run in runs:
            if run.equal:
                yield from self._keep(run)
            else:
                yield from self._change(run)
        yield from self._pass(len(self._items))

    def _pass(self, end: int) -> Iterator[Merged]:
        """Yield what stands before the item *end* and is not yet told."""
        yield from (self._tell_new(item) for item in self._items[self._at : end])
        self._at = end

    def _tell_new(self, item: Atom, *, inserted: bool = False) -> Merged:
        is_new = inserted
        if not item.key:
            is_new = self._all_new and any(node.tag == RUN for node in item.nodes)
        state = MergeState.NEW if is_new else MergeState.KEPT
        return Merged(item.path, state, item.nodes, item.fragments)

    def _keep(self, run: Run) -> Iterator[Merged]:
        for i, j in zip(range(*run.old), range(*run.new), strict=True):
            spot = self._spots[j]
            yield from self._pass(spot)
            before, atom = self._old[i], self._items[spot]
            event = self._tell_new(atom)
            yield event._replace(former=before.fragments) if event.fragments else event
            self._at = spot + 1

    def _change(self, run: Run) -> Iterator[Merged]:
        start, last = self._at, run.new[1]
        end = self._spots[last] if last < len(self._spots) else len(self._items)
        deleted = self._place(self._old[slice(*run.old)], start, end)
        for gap, item in enumerate(self._items[start:end]):
            yield from deleted.get(gap, ())
            yield self._tell_new(item, inserted=True)
        yield from deleted.get(end - start, ())
        self._at = end

    def _place(self, atoms: Sequence[Atom], start: int, end: int) -> dict[int, list[Merged]]:
        """Return the deletion of *atoms* by the number of the new item that comes after."""
        spots = range(start - 1, end + 1)
        paths = [self._items[at].path if 0 <= at < len(self._items) else () for at in spots]
        places = Places(paths, self._merger.new)
        found: dict[int, list[Merged]] = {}
        for atom in atoms:
            gap, path = places.find(label(atom.path, self._merger.old))
            found.setdefault(gap, []).append(self._tell_old(atom, path))
        return found

    def _tell_old(self, atom: Atom, path: Path) -> Merged:
        is_linked = any(wrapper.tag == LINK for wrapper in path)
        links = (wrapper for wrapper in atom.path if wrapper.tag == LINK and not is_linked)
        link = next(links, None)
        return Merged(path, MergeState.OLD, atom.nodes, atom.fragments, link=link)

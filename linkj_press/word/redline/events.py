"""Writes old and new words into a paragraph, in the controls and links that they belong in."""

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from enum import Enum
from itertools import groupby
from typing import NamedTuple

from lxml import etree

from linkj_press.word.elements import Element, name
from linkj_press.word.leaves import CONTENT, CONTROL, read_text
from linkj_press.word.redline.atoms import LOOK, PLAIN, TEXT, Look, Path, make_run
from linkj_press.word.redline.carrier import Carrier
from linkj_press.word.redline.marks import (
    DELETED,
    INSERTED,
    PROPERTIES,
    Marker,
    bury,
    to_runs,
)
from linkj_press.word.redline.places import count_common

Fragments = tuple[tuple[str, Look], ...]


class State(Enum):
    """What became of words."""

    KEPT = None
    NEW = INSERTED
    OLD = DELETED


class Event(NamedTuple):
    """The next words of a paragraph, or what stands there without any."""

    path: Path
    state: State
    nodes: tuple[Element, ...] = ()
    fragments: Fragments = ()
    former: Fragments = ()
    """As words that are kept looked before."""

    link: Element | None = None
    """The old link that old words stood in."""


class _Letter(NamedTuple):
    text: str
    look: Look
    former: Look


def write_events(
    paragraph: Element, events: Iterable[Event], carrier: Carrier, marker: Marker
) -> None:
    """Replace the content of *paragraph* with *events*."""
    told = list(events)
    for child in list(paragraph):
        if child.tag != PROPERTIES:
            paragraph.remove(child)
    writer = _Writer(paragraph, carrier, marker)
    for _, group in groupby(told, key=lambda e: (e.path, e.state, e.link, bool(e.fragments))):
        writer.write(list(group))
    for control in paragraph.iter(CONTROL):
        _allow_revisions(control)


class _Writer:
    """Writes into one paragraph; each control is entered once."""

    def __init__(self, paragraph: Element, carrier: Carrier, marker: Marker) -> None:
        self._carrier, self._marker = carrier, marker
        self._path: Path = ()
        self._holders = [paragraph]
        self._links: dict[Element, list[Element] | None] = {}

    def write(self, group: Sequence[Event]) -> None:
        """Write *group*, whose words are of one kind and stand at one place."""
        first = group[0]
        holder = self._enter((*first.path, *self._carry_link(first.link)))
        content = list(self._make_content(group))
        if content and first.state is not State.KEPT:
            holder = self._open_mark(holder, first.state.value or "")
        holder.extend(content)

    def _enter(self, path: Path) -> Element:
        """Return what the content of *path* goes into."""
        common = count_common(self._path, path)
        del self._holders[common + 1 :]
        for wrapper in path[common:]:
            shell, holder = self._copy_shell(wrapper)
            self._holders[-1].append(shell)
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

    def _copy_shell(self, wrapper: Element) -> tuple[Element, Element]:
        """Return an empty copy of *wrapper*, and what its content goes into."""
        shell = _empty(wrapper)
        return shell, etree.SubElement(shell, CONTENT) if shell.tag == CONTROL else shell

    def _open_mark(self, holder: Element, tag: str) -> Element:
        if not len(holder) or holder[-1].tag != name(tag):
            holder.append(self._marker.make(tag))
        return holder[-1]

    def _make_content(self, group: Sequence[Event]) -> Iterator[Element]:
        state = group[0].state
        runs = list(self._write_words(group))
        nodes = [node for event in group for node in event.nodes]
        if state is State.KEPT:
            yield from (*runs, *nodes)
        elif state is State.NEW:
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
        text = read_text(paragraph)
        return [_write_run(PLAIN, text)] if text else []

    def _write_words(self, group: Sequence[Event]) -> Iterator[Element]:
        letters = (letter for event in group for letter in _spell(event))
        for _, some in groupby(letters, key=lambda letter: (letter.look.key, letter.former.key)):
            same = list(some)
            look, former = same[0].look, same[0].former
            run = _write_run(look, "".join([letter.text for letter in same]))
            if group[0].state is State.OLD:
                self._carrier.clean(run)
            elif look.key != former.key:
                self._keep_look(run, former)
            yield run

    def _keep_look(self, run: Element, former: Look) -> None:
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


def _spell(event: Event) -> Iterator[_Letter]:
    """Yield the letters of *event*, each with its look now and before."""
    now = [(letter, look) for text, look in event.fragments for letter in text]
    before = [look for text, look in event.former for _ in text] or [look for _, look in now]
    yield from (_Letter(*one, former) for one, former in zip(now, before, strict=True))


def _write_run(look: Look, text: str) -> Element:
    words = etree.Element(TEXT)
    words.text = text
    if text != text.strip():
        words.set(name("xml:space"), "preserve")
    return make_run(look.element, words)


_KINDS = frozenset(
    map(
        name,
        (
            *("w:text", "w:date", "w:comboBox", "w:dropDownList", "w:picture", "w:equation"),
            *("w:citation", "w:dataBinding"),
        ),
    )
)
"""What a control says of itself that Word allows no revisions within."""


def _allow_revisions(control: Element) -> None:
    properties = control.find(name("w:sdtPr"))
    if properties is None or next(control.iter(name(INSERTED), name(DELETED)), None) is None:
        return
    for child in list(properties):
        if child.tag in _KINDS:
            properties.remove(child)

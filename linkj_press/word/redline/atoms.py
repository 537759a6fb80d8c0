"""Takes paragraphs apart into atoms: what is kept, deleted or inserted only as a whole."""

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from itertools import accumulate, groupby
from typing import NamedTuple

from lxml import etree

from linkj_press.text.edits import Cutter
from linkj_press.text.patterns import compile_pattern
from linkj_press.word.elements import Element, remove
from linkj_press.word.leaves import (
    CONTROL,
    FIELD,
    RUN,
    SIMPLE_FIELD,
    WRAPPERS,
    join_leaves,
    open_wrapper,
    read_leaf,
)
from linkj_press.word.names import declare, measure_mm, name, names
from linkj_press.word.opening import OpenedPart
from linkj_press.word.word_text import join_breaks

REFERENCES = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
"""The namespace of attributes that name what a part refers to."""

_ABOUT_DRAWINGS = names("wp:docPr pic:cNvPr")
_UNPRINTED = ("id", "name", "descr", "title")
"""What these say of a drawing to programs, and to those who cannot see it."""

_OF_EDITING = names("wp:effectExtent wp:cNvGraphicFramePr pic:cNvPicPr")
"""What is for those who edit a drawing, or follows from it."""

_SIZES = ("cx", "cy")
_LENGTH = compile_pattern("[0-9]{1,14}")
EXTENSIONS = "{http://schemas.microsoft.com/"
_SAVES = name("w:rsid")


class _Known(NamedTuple):
    text: str
    sizes: tuple[int, ...]
    """How large pictures in it are, in EMU."""


def _write_known(node: Element, side: OpenedPart) -> _Known:
    """Return *node* as text that does not depend on its file, nor tells how runs look.

    Of a picture it tells what is printed, and apart from that how large. What describes it is not
    told: no change of that can be tracked.
    """
    copy, sizes = deepcopy(node), list[int]()
    for element in list(copy.iter(etree.Element)):
        if element.tag == LOOK or element.tag in _OF_EDITING or _extends_nothing(element):
            remove(element)
        if element.tag in _ABOUT_DRAWINGS:
            etree.strip_attributes(element, *_UNPRINTED)
        for key, value in element.items():
            if str(key).startswith(REFERENCES):
                element.set(key, side.name_target(str(value)))
            elif str(key).startswith((EXTENSIONS, _SAVES)) or key == "bwMode":
                del element.attrib[key]
        for key in _SIZES:
            if _LENGTH.fullmatch(length := element.get(key, "")):
                sizes.append(int(length))
                element.set(key, "")
    return _Known(write_canonical(copy), tuple(sizes))


def _extends_nothing(element: Element) -> bool:
    """Return whether *element* lists extensions none of which leads to another picture."""
    if element.tag != name("a:extLst"):
        return False
    return not any(str(key).startswith(REFERENCES) for e in element.iter() for key in e.attrib)


def write_canonical(element: Element) -> str:
    """Return *element* as text that is the same wherever and however it is written."""
    written: bytes = etree.tostring(element, method="c14n", exclusive=True, with_tail=False)
    return written.decode()


Path = tuple[Element, ...]
"""The controls, links, … that something stands in, from the outermost on."""

LOOK, TEXT = name("w:rPr"), name("w:t")
_KEYS = {
    name("w:tab"): "\t",
    name("w:ptab"): "\t",
    name("w:cr"): "\n",
    name("w:noBreakHyphen"): "\u2011",
    name("w:softHyphen"): "\u00ad",
    name("w:footnoteReference"): "\ufffcfootnote",
    name("w:endnoteReference"): "\ufffcendnote",
}
_BREAK = name("w:br")
_WIDTHLESS = names("w:commentReference w:annotationRef w:lastRenderedPageBreak")
_NOISE = names(
    "w:lang w:noProof w:rPrChange w:rFonts w:kern w:bCs w:iCs w:szCs w:webHidden w:snapToGrid"
)
"""What programs write of the looks of words as they like: at each saving, or by what is beside."""

_STYLE = name("w:rStyle")
_OF_CONTENT = {"Gap", "Hyperlink", "InternetLink"}
"""The styles that words have for what they are: a gap, a link (as LibreOffice calls it, too)."""


class RunLook(NamedTuple):
    """How a run looks."""

    element: Element | None
    key: str
    """The same for runs of the same properties."""

    seen: str
    """The same for runs that look the same to a reader."""


PLAIN = RunLook(None, "", "")


@dataclass(frozen=True, slots=True, eq=False)
class Atom:
    """A token, or what is as indivisible: a tab, a picture, a field."""

    key: str
    """``""`` of what has no width: where a control begins, a comment, a bookmark."""

    path: Path
    fragments: tuple[tuple[str, RunLook], ...] = ()
    """The words of a token as they look."""

    nodes: tuple[Element, ...] = ()
    """Runs, a field or a mark, where it is no token."""

    shape: str = ""
    """What its key would be if no picture in it had a size."""

    sizes: tuple[int, ...] = ()
    """How large the pictures in it are, in EMU."""

    @property
    def looks(self) -> list[tuple[str, str]]:
        """What tells it from another of the same key."""
        groups = groupby(self.fragments, key=lambda fragment: fragment[1].seen)
        return [("".join(text for text, _ in group), seen) for seen, group in groups]

    def spell(self) -> "list[Atom]":
        """Return its letters, each an atom; itself where it is no token."""
        letters = [(letter, look) for text, look in self.fragments for letter in text]
        return [Atom(letter, self.path, ((letter, look),)) for letter, look in letters] or [self]


class _RunWords(NamedTuple):
    path: Path
    text: str
    look: RunLook


_Part = Atom | _RunWords


def take_apart(paragraph: Element, side: OpenedPart, cut: Cutter) -> list[Atom]:
    """Return what *paragraph*, in which nothing is pending, consists of."""
    found: list[Atom] = []
    content = [child for child in paragraph if child.tag != name("w:pPr")]
    parts = _collect(content, (), side)
    for _, group in groupby(parts, key=lambda part: isinstance(part, _RunWords) and part.path):
        same = list(group)
        words = [part for part in same if isinstance(part, _RunWords)]
        found += _cut_words(words, cut) if words else [p for p in same if isinstance(p, Atom)]
    return found


ToldAtoms = list[tuple[str, list[tuple[str, str]]]]


def tell_letters(atoms: Sequence[Atom], *, with_breaks: bool) -> ToldAtoms:
    """Return what *atoms* say, and look like, letter by letter.

    Where a control or a link begins within a word, it has more of them than where none does.
    """
    told: ToldAtoms = []
    keys = [atom.key for atom in atoms]
    for key, atom in zip(keys if with_breaks else join_breaks(keys), atoms, strict=True):
        letters = [(letter, look) for text, look in atom.looks for letter in text]
        told += [(letter, [("", look)] if letter.strip() else []) for letter, look in letters]
        told += [(key, [])] if key and not letters else []
    return told


def _cut_words(words: Sequence[_RunWords], cut: Cutter) -> Iterator[Atom]:
    """Yield the tokens of *words*, which are all in the same controls."""
    whole = "".join([part.text for part in words])
    looks = [part.look for part in words for _ in part.text]
    tokens = cut(whole)
    for token, end in zip(tokens, accumulate(map(len, tokens)), strict=True):
        letters = zip(token, looks[end - len(token) : end], strict=True)
        groups = [list(group) for _, group in groupby(letters, key=lambda pair: pair[1].key)]
        fragments = tuple(("".join(c for c, _ in group), group[0][1]) for group in groups)
        yield Atom(token, words[0].path, fragments)


def _collect(children: Iterable[Element], path: Path, side: OpenedPart) -> Iterator[_Part]:
    units = list(_split_runs(children))
    ends = _find_field_ends(units)
    at = 0
    while at < len(units):
        end = ends.get(at)
        if end is None:
            yield from _read_unit(units[at], path, side)
        else:
            yield _make_field(tuple(units[at:end]), path, side)
        at = end or at + 1


def _split_runs(children: Iterable[Element]) -> Iterator[Element]:
    """Yield *children*, in the place of a run one for each thing in it."""
    for child in children:
        leaves = [leaf for leaf in child if leaf.tag != LOOK] if child.tag == RUN else []
        if child.tag != RUN or len(leaves) == 1:
            yield child
        else:
            yield from map(partial(make_run, child.find(LOOK)), map(deepcopy, leaves))


def make_run(look: Element | None, *content: Element) -> Element:
    """Return a new run of *content*, which looks as *look*."""
    # What is told of looks names the namespace as files do.
    run = etree.Element(RUN, nsmap=declare("w"))
    if look is not None:
        run.append(deepcopy(look))
    run.extend(content)
    return run


def _find_field_ends(units: Sequence[Element]) -> dict[int, int]:
    """Return where each field of mere runs ends, by where it begins."""
    ends: dict[int, int] = {}
    begun: list[int] = []
    for at, unit in enumerate(units):
        mark = unit.find(FIELD)
        kind = "" if mark is None else mark.get(name("w:fldCharType"), "")
        if unit.tag != RUN:
            begun.clear()
        elif kind == "begin":
            begun.append(at)
        elif kind == "end" and begun:
            ends[begun.pop()] = at + 1
    return ends


def _read_unit(unit: Element, path: Path, side: OpenedPart) -> Iterator[_Part]:
    if unit.tag == RUN:
        yield from _read_run(unit, path, side)
    elif unit.tag == SIMPLE_FIELD:
        yield _make_field((unit,), path, side)
    elif unit.tag in WRAPPERS or unit.tag == CONTROL:
        inner = (*path, unit)
        yield Atom("", inner)
        yield from _collect(_open_content(unit), inner, side)
    else:
        yield Atom("", path, nodes=(unit,))


def _open_content(wrapper: Element) -> Iterator[Element]:
    """Yield the content of *wrapper*, without what it says of itself."""
    for child in open_wrapper(wrapper):
        if child.tag == name("w:sdtContent"):
            yield from child
        elif not str(child.tag).endswith("Pr"):
            yield child


def _read_run(run: Element, path: Path, side: OpenedPart) -> Iterator[_Part]:
    leaf = next((child for child in run if child.tag != LOOK), None)
    if leaf is None:
        return
    if leaf.tag == TEXT:
        text = read_leaf(leaf)
        if text:
            yield _RunWords(path, text, _read_look(run))
    elif leaf.tag in _WIDTHLESS:
        yield Atom("", path, nodes=(run,))
    else:
        known = read_leaf(leaf) or "\f" if leaf.tag == _BREAK else _KEYS.get(str(leaf.tag))
        yield Atom(known, path, nodes=(run,)) if known else _make_known((run,), path, (run,), side)


def _read_look(run: Element) -> RunLook:
    look = run.find(LOOK)
    if look is None:
        return PLAIN
    written = [(e, write_canonical(e)) for e in look]
    seen = "".join(text for e, text in written if _is_seen(e))
    return RunLook(look, "".join(text for _, text in written), seen)


def _is_seen(trait: Element) -> bool:
    """Return whether a person may have chosen *trait* of a look, and a reader sees it."""
    if trait.tag == _STYLE:
        return trait.get(name("w:val")) not in _OF_CONTENT
    return trait.tag not in _NOISE


def _make_field(nodes: tuple[Element, ...], path: Path, side: OpenedPart) -> Atom:
    """Return the field of *nodes*, whose key is the same in either way of writing fields."""
    told = [node.get(name("w:instr"), "") for node in nodes]
    told += [part.text or "" for node in nodes for part in node.iter(name("w:instrText"))]
    result = etree.Element(name("w:p"))
    result.extend(map(deepcopy, nodes))
    pictures = [part for node in nodes for part in node.iter(name("w:drawing"))]
    words = " ".join("".join(told).split()), join_leaves(result)
    return _make_known(nodes, path, pictures, side, *words)


def _hash(*texts: str) -> str:
    return f"\ufffc{sha256(repr(texts).encode()).hexdigest()[:12]}"


def _make_known(
    nodes: tuple[Element, ...],
    path: Path,
    shown: Sequence[Element],
    side: OpenedPart,
    *words: str,
) -> Atom:
    """Return the atom of *nodes*, whose key tells *words* and what is *shown*, not how it looks."""
    known = [_write_known(node, side) for node in shown]
    shape = _hash(*words, *(each.text for each in known))
    sizes = tuple(size for each in known for size in each.sizes)
    return Atom(_hash(shape, str(sizes)), path, nodes=nodes, shape=shape, sizes=sizes)


_ROUNDED = measure_mm(0.5)
"""By how much a picture may be larger than it was and be seen as the same: programs round sizes."""


def match_sizes(atoms: Iterable[Atom], before: Iterable[Atom]) -> list[Atom]:
    """Return *atoms*, with the keys of those *before* that differ from them by rounding alone."""
    known: dict[str, list[Atom]] = {}
    for old in before:
        if old.sizes:
            known.setdefault(old.shape, []).append(old)

    def match(atom: Atom) -> Atom:
        near = partial(_measure_difference, atom)
        old = min(known.get(atom.shape, ()), key=near, default=None)
        return replace(atom, key=old.key) if old and near(old) <= _ROUNDED else atom

    return [match(atom) if atom.sizes else atom for atom in atoms]


def _measure_difference(one: Atom, other: Atom) -> int:
    return max(abs(a - b) for a, b in zip(one.sizes, other.sizes, strict=True))

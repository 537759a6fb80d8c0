"""Checks of a Word file for what the validator does not see, and Word does not forgive."""

import io
import posixpath
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from xml.etree import ElementTree as ET

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"

Parts = Mapping[str, ET.Element]
"""The parts that are XML, by name."""


def check_package(file: bytes) -> list[str]:
    """Return what is wrong with *file*, each fault with its part."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        names = archive.namelist()
        parts = {n: ET.fromstring(archive.read(n)) for n in names if n.endswith((".xml", ".rels"))}
    faults = [f"{name}: twice in the file" for name in _repeated(names)]
    faults += _check_types(parts, names)
    faults += _check_relations(parts, names)
    for check in _CHECKS:
        faults += check(parts)
    return faults


def _repeated(values: Iterable[str | None]) -> list[str | None]:
    return [value for value, times in Counter(values).items() if times > 1]


def _check_types(parts: Parts, names: list[str]) -> Iterator[str]:
    types = parts["[Content_Types].xml"]
    endings = {e.get("Extension") for e in types.iter(f"{TYPES}Default")}
    single = [e.get("PartName", "")[1:] for e in types.iter(f"{TYPES}Override")]
    for name in names:
        if name not in {"[Content_Types].xml", *single} and name.rpartition(".")[2] not in endings:
            yield f"{name}: no content type"
    for name in single:
        if name not in names:
            yield f"{name}: has a content type, but is not there"


def _check_relations(parts: Parts, names: list[str]) -> Iterator[str]:
    for listing in (name for name in parts if name.endswith(".rels")):
        folder, _, file = listing.partition("_rels/")
        owner = folder + file.removesuffix(".rels")
        if owner and owner not in names:
            yield f"{listing}: of no part"
        for relation in parts[listing]:
            target = posixpath.normpath(posixpath.join(folder, relation.get("Target", "")))
            if relation.get("TargetMode") != "External" and target not in names:
                yield f"{listing}: {relation.get('Id')} leads nowhere: {target}"
        yield from (f"{listing}: {i} twice" for i in _repeated(r.get("Id") for r in parts[listing]))
    for name, root in parts.items():
        folder, _, file = name.rpartition("/")
        listing = f"{folder}/_rels/{file}.rels"
        known = {r.get("Id") for r in parts[listing]} if listing in parts else set()
        for element in root.iter():
            used = {v for k, v in element.attrib.items() if k.startswith(R)}
            yield from (f"{name}: no relationship {i}" for i in used - known)


def _stories(parts: Parts) -> dict[str, ET.Element]:
    """Return the parts that hold text."""
    kinds = ("word/document", "word/header", "word/footer", "word/comments")
    return {name: root for name, root in parts.items() if name.startswith(kinds)}


def _check_control_ids(parts: Parts) -> Iterator[str]:
    controls = [p for root in _stories(parts).values() for p in root.iter(f"{W}sdtPr")]
    ids = [p.find(f"{W}id") for p in controls]
    yield from ("a control without an id" for i in ids if i is None)
    values = [i.get(f"{W}val") for i in ids if i is not None]
    yield from (f"two controls with the id {value}" for value in _repeated(values))


def _check_drawing_ids(parts: Parts) -> Iterator[str]:
    ids = [d.get("id") for root in _stories(parts).values() for d in root.iter(f"{WP}docPr")]
    yield from (f"two drawings with the id {value}" for value in _repeated(ids))


def _check_comments(parts: Parts) -> Iterator[str]:
    body = parts["word/document.xml"]
    listed = parts.get("word/comments.xml", ET.Element("none"))
    found = {
        "comment": [c.get(f"{W}id") for c in listed.iter(f"{W}comment")],
        **{
            tag: [e.get(f"{W}id") for e in body.iter(f"{W}{tag}")]
            for tag in ("commentRangeStart", "commentRangeEnd", "commentReference")
        },
    }
    for tag, ids in found.items():
        yield from (f"two {tag} with the id {value}" for value in _repeated(ids))
        for other in set().union(*found.values()) - set(ids):
            yield f"comment {other} has no {tag}"
    for name, root in _stories(parts).items():
        if name.startswith(("word/header", "word/footer")):
            yield from (f"{name}: a comment" for _ in root.iter(f"{W}commentReference"))


def _check_revision_ids(parts: Parts) -> Iterator[str]:
    """Comments, bookmarks and revisions have their ids in one space."""
    tags = ("commentReference", "bookmarkStart", "ins", "del", "moveFrom", "moveTo", "rPrChange")
    body = parts["word/document.xml"]
    ids = [e.get(f"{W}id") for tag in tags for e in body.iter(f"{W}{tag}") if e.get(f"{W}id")]
    yield from (f"two annotations with the id {value}" for value in _repeated(ids))


def _check_labels(parts: Parts) -> Iterator[str]:
    for root in _stories(parts).values():
        for tag in ("tag", "alias"):
            for element in root.iter(f"{W}{tag}"):
                value = element.get(f"{W}val", "")
                # As Word counts: an emoji is two.
                if not 0 < len(value.encode("utf-16-le")) <= 128:
                    yield f"{tag} of {len(value)} characters: {value!r}"


def _check_texts(parts: Parts) -> Iterator[str]:
    for name, root in _stories(parts).items():
        for element in root.iter(f"{W}t"):
            text = element.text or ""
            if set(text) & set("\n\r\t"):
                yield f"{name}: a newline or tab in a text: {text!r}"
            if text != text.strip(" ") and element.get(SPACE) != "preserve":
                yield f"{name}: a space that Word drops: {text!r}"


def _check_cells(parts: Parts) -> Iterator[str]:
    for name, root in _stories(parts).items():
        for cell in root.iter(f"{W}tc"):
            if not len(cell) or cell[-1].tag != f"{W}p":
                yield f"{name}: a cell that does not end in a paragraph"


def _check_styles(parts: Parts) -> Iterator[str]:
    defined = {s.get(f"{W}styleId") for s in parts["word/styles.xml"].iter(f"{W}style")}
    tags = ("pStyle", "rStyle", "tblStyle", "basedOn", "next", "link")
    for name, root in {**_stories(parts), "styles": parts["word/styles.xml"]}.items():
        for element in (e for tag in tags for e in root.iter(f"{W}{tag}")):
            if element.get(f"{W}val") not in defined:
                yield f"{name}: no style {element.get(f'{W}val')}"
    ids = [s.get(f"{W}styleId") for s in parts["word/styles.xml"].iter(f"{W}style")]
    yield from (f"two styles with the id {value}" for value in _repeated(ids))


_CHECKS: tuple[Callable[[Parts], Iterator[str]], ...] = (
    _check_control_ids,
    _check_drawing_ids,
    _check_comments,
    _check_revision_ids,
    _check_labels,
    _check_texts,
    _check_cells,
    _check_styles,
)

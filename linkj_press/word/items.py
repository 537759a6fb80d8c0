"""Whose a Word file is: the item of ours in it, and whether it is still as it was written.

A draft carries its manifest. A copy for people outside carries a mark that tells nothing, and a
final nothing at all: their manifests lie beside them.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256

from lxml import etree

from linkj_press.folder import Finish
from linkj_press.text.patterns import compile_pattern
from linkj_press.word.elements import (
    Element,
    Relations,
    digest,
    to_part,
)
from linkj_press.word.leaves import clean
from linkj_press.word.manifest import Manifest, digest_parts
from linkj_press.word.names import RelationKind, declare, name
from linkj_press.word.opening import Archive, NotWord, open_archive, parse_part

ITEM = "customXml/item1.xml"
ITEM_PROPERTIES = "customXml/itemProps1.xml"
ITEM_PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"

_NAMESPACES = {
    Finish.DRAFT: "urn:linkj-press:manifest",
    # Tells nobody outside what the item is for, or of which program it is.
    Finish.PARTNER: "urn:uuid:5b0a5c7e-93d4-5f1e-8a67-c2f0d41be9a3",
}
_ITEM_IDS = {
    Finish.DRAFT: "{6E1C7A52-3B0D-5C44-9C1B-0D1E8C5A7F21}",
    Finish.PARTNER: "{5B0A5C7E-93D4-5F1E-8A67-C2F0D41BE9A4}",
}
_MANIFEST, _PIECE = (f"{{{_NAMESPACES[Finish.DRAFT]}}}{tag}" for tag in ("manifest", "json"))
_MARK = f"{{{_NAMESPACES[Finish.PARTNER]}}}id"
_PIECE_LENGTH = 1_000_000
"""In characters; readers of XML refuse a text of ten million bytes."""

# Word numbers the items of a file as it likes when it saves.
_ITEMS = compile_pattern(r"customXml/item\d{1,4}\.xml")
_MOST_ITEMS = 32

_MOST_OF_NAME = 1_000
_PARTNER = compile_pattern(r"[\w.-]{1,200}")
_MARK_LENGTH = 32
_MARK_FORM = compile_pattern(rf"[0-9a-f]{{{_MARK_LENGTH}}}")

_SEAL = "redline "
"""Stands before the digest of a redline: nobody is to take it for a draft."""


def describe_item(finish: Finish) -> dict[str, bytes]:
    """Return the parts that say what our item is: the same in every file of that *finish*."""
    if finish is Finish.FINAL:
        return {}
    root = etree.Element(name("ds:datastoreItem"), nsmap=declare("ds"))
    root.set(name("ds:itemID"), _ITEM_IDS[finish])
    schemas = etree.SubElement(root, name("ds:schemaRefs"))
    etree.SubElement(schemas, name("ds:schemaRef"), {name("ds:uri"): _NAMESPACES[finish]})
    relations = Relations(None, "")
    relations.relate(RelationKind.CUSTOM_XML_PROPS, "itemProps1.xml")
    return {ITEM_PROPERTIES: to_part(root), "customXml/_rels/item1.xml.rels": relations.to_bytes()}


def write_manifest(manifest: Manifest, digests: Mapping[str, bytes], seal: str = "") -> bytes:
    """Return the item with *manifest*, given the SHA-256 of every other part of the file."""
    text = replace(manifest, digest=seal + digest_parts(digests)).to_json()
    root = etree.Element(_MANIFEST, nsmap={"m": _NAMESPACES[Finish.DRAFT]})
    for at in range(0, len(text), _PIECE_LENGTH):
        etree.SubElement(root, _PIECE).text = text[at : at + _PIECE_LENGTH]
    return to_part(root)


def write_mark(release: str, digests: Mapping[str, bytes]) -> bytes:
    """Return the item with the mark of a copy, given the SHA-256 of every other part of it.

    The mark is worked out from what the copy shows and what the *release* is called: whoever has
    the file learns nothing from it, and the same copy has the same.
    """
    root = etree.Element(_MARK, nsmap={"m": _NAMESPACES[Finish.PARTNER]})
    seed = f"{release}\n{digest_parts(digests)}"
    root.text = sha256(seed.encode()).hexdigest()[:_MARK_LENGTH]
    return to_part(root)


def seal_redline(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return *parts* of a redline, whose manifest, if there is one, tells it from a draft."""
    manifest = _parse_item(parts.get(ITEM, b""))
    if manifest is None:
        return dict(parts)
    rest = {part: data for part, data in parts.items() if part != ITEM}
    return {**rest, ITEM: write_manifest(manifest, digest(rest), _SEAL)}


def read_manifest(file: bytes | Archive) -> Manifest | None:
    """Return the manifest in the Word file *file*, or None if it has none that can be read."""
    return next(filter(None, map(_parse_item, _read_items(file))), None)


def read_mark(file: bytes | Archive) -> str:
    """Return the mark that the Word file *file* has as a copy for people outside, or ``""``."""
    for item in _read_items(file):
        with suppress(NotWord):
            root = parse_part(item, ITEM)
            if root.tag == _MARK and _MARK_FORM.fullmatch(root.text or ""):
                return str(root.text)
    return ""


def _read_items(file: bytes | Archive) -> Iterator[bytes]:
    """Yield the items of *file*, whosever they are, that can be read."""
    with suppress(NotWord):
        archive = open_archive(file)
        parts = sorted(part for part in archive.names if _ITEMS.fullmatch(part))
        for part in parts[:_MOST_ITEMS]:
            with suppress(NotWord):
                yield archive.read(part)


def is_untouched(file: bytes | Archive, beside: Manifest | None = None) -> bool:
    """Return whether *file* is just as it was written: nobody edited it or saved it.

    *beside* is the manifest that lies beside it, where the file itself need not have one.
    """
    return _is_as_written(file, beside, "")


def is_untouched_redline(file: bytes) -> bool:
    """Return whether *file* is a redline of drafts just as it was written."""
    return _is_as_written(file, None, _SEAL)


def _is_as_written(file: bytes | Archive, beside: Manifest | None, seal: str) -> bool:
    try:
        archive = open_archive(file)
        inside = _parse_item(archive.read(ITEM)) if ITEM in archive.names else None
        manifest = inside or beside
        rest = archive.names - {ITEM} if inside else archive.names
        digests = {part: sha256(archive.read(part)).digest() for part in rest if manifest}
    except NotWord:
        return False
    return manifest is not None and manifest.digest == seal + digest_parts(digests)


def parse_manifest(text: str) -> Manifest | None:
    """Return the manifest in *text*, or None if something else is, or what no draft can say."""
    try:
        manifest = Manifest.from_json(text)
    except ValueError:
        return None
    return manifest if _is_sound(manifest) else None


def _parse_item(item: bytes) -> Manifest | None:
    """Return the manifest in *item*, or None if there is none."""
    try:
        root = parse_part(item, ITEM)
    except NotWord:
        return None
    pieces: list[Element] = list(root.iterchildren(_PIECE)) if root.tag == _MANIFEST else []
    return parse_manifest("".join([piece.text or "" for piece in pieces])) if pieces else None


def _is_sound(manifest: Manifest) -> bool:
    """Return whether *manifest* can be believed to be of a draft: its parts fit each other."""
    lines, values = (*manifest.head, *manifest.skeleton, *(manifest.foot or ())), manifest.values
    ids = {value.id for value in values}
    names = (text for v in values for text in (v.tag, v.partner, v.field, v.path))
    return (
        len(ids) == len(values)
        and all(value.text for value in values)
        and all(type(piece) is str or piece in ids for line in lines for piece in line)
        and _PARTNER.fullmatch(manifest.partner) is not None
        and all(len(text) <= _MOST_OF_NAME and clean(text) == text for text in names)
    )

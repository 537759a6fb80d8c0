"""Keeps the manifest of a draft in its Word file, and reads it back from one that was edited."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256

from docx.opc.constants import RELATIONSHIP_TYPE
from lxml import etree

from linkj_press.manifest import Manifest, digest_parts
from linkj_press.word.archive import Archive, NotWord
from linkj_press.word.elements import declare, name, to_part
from linkj_press.word.leaves import clean
from linkj_press.word.parsing import parse_part
from linkj_press.word.relations import Relations

ITEM = "customXml/item1.xml"
ITEM_PROPERTIES = "customXml/itemProps1.xml"
ITEM_PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"

_NAMESPACE = "urn:linkj-press:manifest"
_MANIFEST, _PIECE = f"{{{_NAMESPACE}}}manifest", f"{{{_NAMESPACE}}}json"
_ITEM_ID = "{6E1C7A52-3B0D-5C44-9C1B-0D1E8C5A7F21}"
_PIECE_LENGTH = 1_000_000
"""In characters; readers of XML refuse a text of ten million bytes."""

# Word numbers the items of a file as it likes when it saves.
_ITEMS = re.compile(r"customXml/item\d{1,4}\.xml")
_MOST_ITEMS = 32

_MOST_OF_NAME = 1_000
_PARTNER = re.compile(r"[\w.-]{1,200}")

_SEAL = "redline "
"""Stands before the digest of a redline: nobody is to take it for a draft."""


def describe_item() -> dict[str, bytes]:
    """Return the parts that say what the item of the manifest is: the same in every draft."""
    root = etree.Element(name("ds:datastoreItem"), nsmap=declare("ds"))
    root.set(name("ds:itemID"), _ITEM_ID)
    schemas = etree.SubElement(root, name("ds:schemaRefs"))
    etree.SubElement(schemas, name("ds:schemaRef"), {name("ds:uri"): _NAMESPACE})
    relations = Relations(None, "")
    relations.relate(RELATIONSHIP_TYPE.CUSTOM_XML_PROPS, "itemProps1.xml")
    return {
        ITEM_PROPERTIES: to_part(root),
        "customXml/_rels/item1.xml.rels": relations.to_bytes(),
    }


def write_manifest(manifest: Manifest, digests: Mapping[str, bytes]) -> bytes:
    """Return the item with *manifest*, given the SHA-256 of every other part of the file."""
    return _write(replace(manifest, digest=digest_parts(digests)))


def seal_redline(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return *parts* of a redline, whose manifest, if there is one, tells it from a draft."""
    manifest = _parse(parts.get(ITEM, b""), ITEM)
    if manifest is None:
        return dict(parts)
    rest = {part: sha256(data).digest() for part, data in parts.items() if part != ITEM}
    return {**parts, ITEM: _write(replace(manifest, digest=_SEAL + digest_parts(rest)))}


def _write(manifest: Manifest) -> bytes:
    text = manifest.to_json()
    root = etree.Element(_MANIFEST, nsmap={"m": _NAMESPACE})
    for at in range(0, len(text), _PIECE_LENGTH):
        etree.SubElement(root, _PIECE).text = text[at : at + _PIECE_LENGTH]
    return to_part(root)


def read_manifest(file: bytes) -> Manifest | None:
    """Return the manifest in the Word file *file*, or None if it has none that can be read."""
    try:
        return next(_find_manifests(Archive(file)), None)
    except NotWord:
        return None


def is_untouched(file: bytes) -> bool:
    """Return whether *file* is a draft just as it was written: nobody edited it or saved it."""
    return _is_sealed(file, "")


def is_untouched_redline(file: bytes) -> bool:
    """Return whether *file* is a redline of drafts just as it was written."""
    return _is_sealed(file, _SEAL)


def _is_sealed(file: bytes, seal: str) -> bool:
    try:
        archive = Archive(file)
        manifest = _read_item(archive, ITEM)
        return manifest is not None and manifest.digest == seal + _digest(archive)
    except NotWord:
        return False


def _find_manifests(archive: Archive) -> Iterator[Manifest]:
    parts = [part for part in archive.names if _ITEMS.fullmatch(part)]
    for part in sorted(parts)[:_MOST_ITEMS]:
        manifest = _read_item(archive, part)
        if manifest is not None:
            yield manifest


def _read_item(archive: Archive, part: str) -> Manifest | None:
    """Return the manifest in *part*, or None if something else is in it."""
    if part not in archive.names:
        return None
    try:
        return _parse(archive.read(part), part)
    except NotWord:
        return None


def _parse(item: bytes, part: str) -> Manifest | None:
    """Return the manifest in *item*, or None if something else is, or what no draft can say."""
    try:
        root = parse_part(item, part)
        pieces = [piece.text or "" for piece in root.iterchildren(_PIECE)]
        manifest = Manifest.from_json("".join(pieces)) if root.tag == _MANIFEST else None
    except (NotWord, ValueError):
        return None
    return manifest if manifest and _is_sound(manifest) else None


def _is_sound(manifest: Manifest) -> bool:
    """Return whether *manifest* can be believed to be of a draft: its parts fit each other."""
    lines = (*manifest.head, *manifest.skeleton, *(manifest.foot or ()))
    values = manifest.values
    ids = {value.id for value in values}
    named = all(type(piece) is str or piece in ids for line in lines for piece in line)
    names = (text for v in values for text in (v.tag, v.partner, v.field, v.path))
    return (
        len(ids) == len(values)
        and named
        and _PARTNER.fullmatch(manifest.partner) is not None
        and all(len(text) <= _MOST_OF_NAME and clean(text) == text for text in names)
    )


def _digest(archive: Archive) -> str:
    """Return the digest of the parts in *archive*, but for the manifest; raises NotWord."""
    return digest_parts({p: sha256(archive.read(p)).digest() for p in archive.names - {ITEM}})

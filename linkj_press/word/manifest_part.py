"""Keeps the manifest of a draft in its Word file, and reads it back from one that was edited."""

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from docx.opc.constants import RELATIONSHIP_TYPE
from lxml import etree

from linkj_press.manifest import Manifest, digest_parts
from linkj_press.word.elements import Element, declare, name, to_part
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
_MOST_PARTS = 5_000
_MOST_ITEMS = 32
_MOST_OF_ITEM = 64 << 20
_MOST_OF_FILE = 512 << 20
_CHUNK = 1 << 16
# What a file may answer that is no zip, is damaged, is locked with a password, or is no XML.
_UNREADABLE = (
    *(BadZipFile, zlib.error, etree.XMLSyntaxError, OSError, EOFError),
    *(ValueError, RuntimeError, NotImplementedError),
)


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
    text = replace(manifest, digest=digest_parts(digests)).to_json()
    root = etree.Element(_MANIFEST, nsmap={"m": _NAMESPACE})
    for at in range(0, len(text), _PIECE_LENGTH):
        etree.SubElement(root, _PIECE).text = text[at : at + _PIECE_LENGTH]
    return to_part(root)


def read_manifest(file: bytes) -> Manifest | None:
    """Return the manifest in the Word file *file*, or None if it has none that can be read."""
    try:
        with ZipFile(BytesIO(file)) as archive:
            return next(_find_manifests(archive), None)
    except _UNREADABLE:
        return None


def is_untouched(file: bytes) -> bool:
    """Return whether every part of *file* is as it was written: nobody edited it or saved it."""
    try:
        with ZipFile(BytesIO(file)) as archive:
            manifest = _read_item(archive, ITEM)
            return manifest is not None and manifest.digest == _digest(archive)
    except _UNREADABLE:
        return False


def _find_manifests(archive: ZipFile) -> Iterator[Manifest]:
    parts = [part for part in archive.namelist() if _ITEMS.fullmatch(part)]
    for part in sorted(parts)[:_MOST_ITEMS]:
        manifest = _read_item(archive, part)
        if manifest is not None:
            yield manifest


def _read_item(archive: ZipFile, part: str) -> Manifest | None:
    """Return the manifest in *part*, or None if something else is in it."""
    if part not in archive.namelist():
        return None
    with archive.open(part) as stream:
        data = stream.read(_MOST_OF_ITEM + 1)
    # No declarations: nothing outside is read, and nothing inside grows.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser) if len(data) <= _MOST_OF_ITEM else None
        return None if root is None else _parse(root)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _parse(root: Element) -> Manifest | None:
    if root.tag != _MANIFEST:
        return None
    return Manifest.from_json("".join(piece.text or "" for piece in root.iterchildren(_PIECE)))


def _digest(archive: ZipFile) -> str:
    """Return the digest of the parts in *archive*, but for the manifest; raises ValueError."""
    entries = archive.infolist()
    parts = {entry.filename for entry in entries}
    size = sum(entry.file_size for entry in entries)
    if len(parts) < len(entries) or len(entries) > _MOST_PARTS or size > _MOST_OF_FILE:
        raise ValueError("no file of ours")
    return digest_parts({part: _digest_part(archive, part) for part in parts - {ITEM}})


def _digest_part(archive: ZipFile, part: str) -> bytes:
    """Return the SHA-256 of *part*, however large; zipfile stops at the size it declares."""
    digest = sha256()
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.digest()

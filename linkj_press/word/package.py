"""Packs the parts of a Word file, so that the same parts give the same bytes."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

from linkj_press.word.elements import to_part

TYPES = "[Content_Types].xml"
_NO_TYPES = (
    b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="rels" ContentType='
    b'"application/vnd.openxmlformats-package.relationships+xml"/>'
    b'<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_FIRST = (TYPES, "_rels/.rels")
_UNIX = 3
_QUICKLY = 3
"""How hard a draft's own parts are packed: the usual 6 takes four times as long to save a tenth."""

_READABLE_FILE = 0o100644 << 16


@dataclass(frozen=True, slots=True)
class Packed:
    """Parts of a Word file, packed; more may follow."""

    archive: bytes
    digests: Mapping[str, bytes]
    """The SHA-256 of each part, by name."""


def pack(parts: Mapping[str, bytes]) -> Packed:
    """Return *parts*, each by its name in the package: what tells the kind of file comes first."""
    buffer = io.BytesIO()
    rest = sorted(part for part in parts if part not in _FIRST)
    with ZipFile(buffer, "w") as archive:
        for part in (*_FIRST, *rest):
            archive.writestr(_describe(part), parts[part])
    return Packed(buffer.getvalue(), digest(parts))


def complete(packed: Packed, parts: Mapping[str, bytes]) -> bytes:
    """Return the file that holds *packed* and, after it, *parts*.

    What drafts have in common is so packed once: that takes as long as packing their own.
    """
    buffer = io.BytesIO(packed.archive)
    with ZipFile(buffer, "a") as archive:
        for part in sorted(parts):
            archive.writestr(_describe(part), parts[part], compresslevel=_QUICKLY)
    return buffer.getvalue()


def digest(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the SHA-256 of each of *parts*."""
    return {part: sha256(data).digest() for part, data in parts.items()}


def name_relations(part: str) -> str:
    """Return the part that holds the relationships of *part*; of the file where it is ``""``."""
    folder, _, file = part.rpartition("/")
    return f"{folder}/_rels/{file}.rels".lstrip("/")


def write_types(parts: Mapping[str, str]) -> bytes:
    """Return the content types of *parts*, by name."""
    return admit_types(_NO_TYPES, {}, parts)


def admit_types(types: bytes, extensions: Mapping[str, str], parts: Mapping[str, str]) -> bytes:
    """Return the content types *types* with those of *extensions* and of single *parts*."""
    root = etree.fromstring(types)
    namespace = root.nsmap[None]
    known = {element.get("Extension") for element in root}
    for extension, kind in extensions.items():
        if extension not in known:
            attributes = {"Extension": extension, "ContentType": kind}
            root.insert(0, etree.Element(f"{{{namespace}}}Default", attributes))
    for part, kind in parts.items():
        attributes = {"PartName": f"/{part}", "ContentType": kind}
        etree.SubElement(root, f"{{{namespace}}}Override", attributes)
    return to_part(root)


def _describe(part: str) -> ZipInfo:
    # ZipInfo otherwise takes the day and the kind of computer into the file.
    info = ZipInfo(part, (1980, 1, 1, 0, 0, 0))
    info.compress_type = ZIP_DEFLATED
    info.create_system = _UNIX
    info.external_attr = _READABLE_FILE
    return info

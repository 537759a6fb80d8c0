"""Packs the parts of a Word file, so that the same parts give the same bytes."""

import io
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_FIRST = ("[Content_Types].xml", "_rels/.rels")
_UNIX = 3
_READABLE_FILE = 0o100644 << 16


def pack(parts: Mapping[str, bytes]) -> bytes:
    """Return the file that holds *parts*, each by its name in the package."""
    buffer = io.BytesIO()
    rest = sorted(part for part in parts if part not in _FIRST)
    with ZipFile(buffer, "w") as archive:
        for part in (*_FIRST, *rest):
            archive.writestr(_describe(part), parts[part])
    return buffer.getvalue()


def unpack(file: bytes) -> dict[str, bytes]:
    """Return the parts of *file*, each by its name in the package."""
    with ZipFile(io.BytesIO(file)) as archive:
        return {part: archive.read(part) for part in archive.namelist()}


def _describe(part: str) -> ZipInfo:
    # ZipInfo otherwise takes the day and the kind of computer into the file.
    info = ZipInfo(part, (1980, 1, 1, 0, 0, 0))
    info.compress_type = ZIP_DEFLATED
    info.create_system = _UNIX
    info.external_attr = _READABLE_FILE
    return info

"""The manifest: what a draft was made from, and what stood in it when it was written.

The Word file carries it, so that a draft that comes back edited can be told from what was
written. What a value is called in a draft is decided here too.
"""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from hashlib import sha256
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from docx.opc.constants import RELATIONSHIP_TYPE as RT
from lxml import etree

from linkj_press.draft.document import (
    HouseSource,
    LedgerSource,
    Line,
    LineSource,
    PartnerSource,
    Span,
    plain,
)
from linkj_press.language import Language
from linkj_press.word.elements import Relations, declare, digest, name, to_part
from linkj_press.word.leaves import clean
from linkj_press.word.opening import Archive, NotWord, open_archive, parse_part

VERSION = 2
_TAG_LENGTH = 64
"""Word opens no file with a longer tag."""

Filled = PartnerSource | HouseSource | LedgerSource
"""Where a filled-in value comes from. What an expression of a template makes is none."""

T = TypeVar("T")


class ValueKind(StrEnum):
    """Whose a filled-in value is."""

    PARTNER = "partner"
    HOUSE = "house"
    LEDGER = "ledger"


# A long history has thousands, and a named tuple is made five times faster than a dataclass.
class Value(NamedTuple):
    """A filled-in value at one place of a draft."""

    id: int
    tag: str
    """What the control is called: the field, and before it whose it is, cut to what Word takes.

    ``release.subhead.ja``, ``ucsd:name.full.ja``, ``house:seat[1].ja``, ``ledger:kind_ordinal``
    """

    kind: ValueKind
    partner: str
    """The partner's id, or ``""`` for a value that is not a partner's."""

    field: str
    """The whole path of the field, or the name of the fact."""

    path: str
    """The file, relative to the workspace, or ``""`` for what was worked out from many."""

    line: int
    """Counted from 1; 0 where there is no file."""

    text: str
    gap: bool
    """Whether the text only stands for a value that is missing."""

    worked_out: bool
    """Whether some of its words come from elsewhere than the value itself."""


Skeleton = tuple[tuple[str | int, ...], ...]
"""Paragraphs in order, each as the words between its values, and the ids of these."""


@dataclass(frozen=True, slots=True)
class DraftOrigin:
    """What a draft was made from, as whoever builds it knows it."""

    inputs: str = ""
    """The fingerprint of everything that the draft was made from."""

    sources: Mapping[str, str] = field(default_factory=dict)
    """The SHA-256 of each file by its path in the workspace."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a draft says of itself."""

    partner: str
    language: Language
    release_on: date
    final: bool
    origin: DraftOrigin
    values: tuple[Value, ...]
    head: Skeleton
    """The paragraphs of the headers, page by page: those of the letterhead, and the document's."""

    skeleton: Skeleton
    """The paragraphs of the body, empty ones too."""

    foot: Skeleton | None = None
    """The paragraphs of the footers. None in older drafts: their head is the document's alone."""

    asides: tuple[tuple[str, str], ...] = ()
    """What stands beside the words: what it is, and what tells it from others."""

    digest: str = ""
    """The SHA-256 over all other parts of the file: see `digest_parts`."""

    version: int = VERSION

    def to_json(self) -> str:
        """Return the manifest as JSON, its keys sorted."""
        data = {
            **{f.name: getattr(self, f.name) for f in fields(self) if f.name != "origin"},
            "release_on": self.release_on.isoformat(),
            "inputs": self.origin.inputs,
            "sources": dict(self.origin.sources),
            # By field, not by value: a long history would repeat each name thousands of times.
            "values": {key: list(map(attrgetter(key), self.values)) for key in Value._fields},
        }
        return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "Manifest":
        """Return the manifest in *text*; raises ValueError when there is none of this version."""
        if _HALF.search(text):
            raise ValueError("half of a character")
        try:
            return _read_manifest(json.loads(text))
        except (KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ValueError("not a manifest") from error


_HALF = re.compile(r"\\u[dD][89a-fA-F]")
"""Matches half of a character, as JSON may spell it and no file can hold it; we spell none."""


def find_value(span: Span) -> Filled | None:
    """Return the filled-in value that *span* is part of, or None."""
    return None if isinstance(span.value, LineSource) else span.value


def name_value(value: Filled, partner: str) -> str:
    """Return the full name of *value* in the draft of *partner*."""
    match value:
        case PartnerSource(partner=other, field=path):
            return path if other == partner else f"{other}:{path}"
        case HouseSource(field=path):
            return f"house:{path}"
        case LedgerSource(fact=fact):
            return f"ledger:{fact}"


def shorten_tag(full: str) -> str:
    """Return *full* as a tag: what is too long for Word ends in a hash of the whole."""
    if len(full) <= _TAG_LENGTH:
        return full
    end = f"~{sha256(full.encode()).hexdigest()[:8]}"
    return full[: _TAG_LENGTH - len(end)] + end


def shorten_label(full: str) -> str:
    """Return *full* as what a person sees of it; what is too long loses its beginning."""
    return full if len(full) <= _TAG_LENGTH else f"…{full[1 - _TAG_LENGTH :]}"


def describe_value(number: int, value: Filled, name: str, spans: Line) -> Value:
    """Return the entry of *value*, the control *number*, which shows *spans*."""
    text = plain(spans)
    gap = None not in [span.gap for span in spans]
    worked_out = [span.source for span in spans].count(value) < len(spans)
    return Value(number, shorten_tag(name), *_locate(value), text, gap, worked_out)


def digest_parts(digests: Mapping[str, bytes]) -> str:
    """Return one SHA-256 for a file, given the SHA-256 of each of its parts by name."""
    whole = sha256()
    for part in sorted(digests):
        whole.update(part.encode() + b"\0" + digests[part])
    return whole.hexdigest()


def _locate(value: Filled) -> tuple[ValueKind, str, str, str, int]:
    match value:
        case PartnerSource(partner=partner, field=path, place=place):
            return ValueKind.PARTNER, partner, path, str(place.path), place.line
        case HouseSource(field=path, place=place):
            return ValueKind.HOUSE, "", path, str(place.path), place.line
        case LedgerSource(fact=fact):
            return ValueKind.LEDGER, "", fact, "", 0


def _read_manifest(data: Any) -> Manifest:
    if data["version"] != VERSION:
        raise ValueError("a manifest of another version")
    sources = {_expect(str, k): _expect(str, v) for k, v in data["sources"].items()}
    kinds = Value.__annotations__.items()
    columns = [_read_column(kind, data["values"][key]) for key, kind in kinds]
    return Manifest(
        partner=_expect(str, data["partner"]),
        language=Language(data["language"]),
        release_on=date.fromisoformat(data["release_on"]),
        final=_expect(bool, data["final"]),
        origin=DraftOrigin(_expect(str, data["inputs"]), sources),
        values=tuple(map(Value._make, zip(*columns, strict=True))),
        head=_read_skeleton(data["head"]),
        skeleton=_read_skeleton(data["skeleton"]),
        foot=None if data.get("foot") is None else _read_skeleton(data["foot"]),
        asides=tuple(
            (_expect(str, kind), _expect(str, told)) for kind, told in data.get("asides", ())
        ),
        digest=_expect(str, data["digest"]),
    )


def _read_column(kind: type, data: Any) -> list[Any]:
    cells = _expect(list, data)
    return list(map(ValueKind, cells)) if kind is ValueKind else [_expect(kind, x) for x in cells]


def _read_skeleton(data: Any) -> Skeleton:
    return tuple(
        tuple(piece if isinstance(piece, int) else _expect(str, piece) for piece in paragraph)
        for paragraph in data
    )


def _expect(kind: type[T], data: object) -> T:
    if not isinstance(data, kind):
        raise TypeError(f"{data!r} is no {kind.__name__}")
    return data


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
    relations.relate(RT.CUSTOM_XML_PROPS, "itemProps1.xml")
    return {ITEM_PROPERTIES: to_part(root), "customXml/_rels/item1.xml.rels": relations.to_bytes()}


def write_manifest(manifest: Manifest, digests: Mapping[str, bytes], seal: str = "") -> bytes:
    """Return the item with *manifest*, given the SHA-256 of every other part of the file."""
    text = replace(manifest, digest=seal + digest_parts(digests)).to_json()
    root = etree.Element(_MANIFEST, nsmap={"m": _NAMESPACE})
    for at in range(0, len(text), _PIECE_LENGTH):
        etree.SubElement(root, _PIECE).text = text[at : at + _PIECE_LENGTH]
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
    with suppress(NotWord):
        archive = open_archive(file)
        parts = sorted(part for part in archive.names if _ITEMS.fullmatch(part))
        for part in parts[:_MOST_ITEMS]:
            with suppress(NotWord):
                if manifest := _parse_item(archive.read(part)):
                    return manifest
    return None


def is_untouched(file: bytes | Archive, seal: str = "") -> bool:
    """Return whether *file* is a draft just as it was written: nobody edited it or saved it."""
    try:
        archive = open_archive(file)
        manifest = _parse_item(archive.read(ITEM)) if ITEM in archive.names else None
        rest = archive.names - {ITEM} if manifest else ()
        digests = {part: sha256(archive.read(part)).digest() for part in rest}
    except NotWord:
        return False
    return manifest is not None and manifest.digest == seal + digest_parts(digests)


def is_untouched_redline(file: bytes) -> bool:
    """Return whether *file* is a redline of drafts just as it was written."""
    return is_untouched(file, _SEAL)


def _parse_item(item: bytes) -> Manifest | None:
    """Return the manifest in *item*, or None if something else is, or what no draft can say."""
    try:
        root = parse_part(item, ITEM)
        pieces = [piece.text or "" for piece in root.iterchildren(_PIECE)]
        manifest = Manifest.from_json("".join(pieces)) if root.tag == _MANIFEST else None
    except (NotWord, ValueError):
        return None
    return manifest if manifest and _is_sound(manifest) else None


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

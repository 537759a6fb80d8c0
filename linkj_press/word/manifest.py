"""The manifest: what a draft was made from, and what stood in it when it was written.

So a draft that comes back edited can be told from what was written. Where it is kept is left to
others: in the file or beside it. What a value is called in a draft is decided here too.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from hashlib import sha256
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from linkj_press.draft.document import (
    HouseSource,
    LedgerSource,
    Line,
    LineSource,
    PartnerSource,
    Span,
    plain,
)
from linkj_press.folder import Finish
from linkj_press.language import Language
from linkj_press.text.patterns import compile_pattern

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
    """A hash of its words from each file, by the file's path in the workspace."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a draft says of itself."""

    partner: str
    language: Language
    release_on: date
    finish: Finish
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
    """The SHA-256 over all parts of the file but this: see `digest_parts`."""

    version: int = VERSION

    def write_lines(self, skeleton: Skeleton) -> list[str]:
        """Return the text of each paragraph of *skeleton*, one of its own, as it was written."""
        texts = {value.id: value.text for value in self.values}
        return [
            "".join(piece if isinstance(piece, str) else texts[piece] for piece in line)
            for line in skeleton
        ]

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


_HALF = compile_pattern(r"\\u[dD][89a-fA-F]")
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
        finish=_read_finish(data),
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


def _read_finish(data: Any) -> Finish:
    if "finish" in data:
        return Finish(data["finish"])
    # Before there were copies for partners, a file was a final or was not.
    return Finish.FINAL if _expect(bool, data["final"]) else Finish.DRAFT


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

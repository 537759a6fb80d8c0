"""What builds left in a folder: the last one, so that one with nothing to do ends at once.

And what stands there of releases that are no more, or have another date.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Container, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from linkj_press.fingerprint import hash_bytes, hash_program, hash_texts
from linkj_press.folder import DRAFT, list_files, read_record
from linkj_press.language import Language
from linkj_press.output import Change, explain_refusal, write_files
from linkj_press.spares import read_standing

RECORDS = ".linkj-press"
"""The folder beside the drafts that holds their manifests and the last build."""

_FILE = f"{RECORDS}/build.json"


class Lack(NamedTuple):
    """What a draft still lacks."""

    label: str
    """What stands in its place: ``[photo awaited]``."""

    where: str
    """Where it belongs: ``partners/osaka.yaml:74 release.photo.file``."""


@dataclass(frozen=True)
class LastBuild:
    """What was made, and from what."""

    inputs: str = ""
    """One hash for the workspace, the program and the options."""

    drafts: Mapping[str, str] = field(default_factory=dict)
    """A hash of each draft and its record by the draft's file name."""

    gaps: Mapping[str, Sequence[Lack]] = field(default_factory=dict)
    """What each draft still lacks, by its file name."""

    errors: Mapping[str, int] = field(default_factory=dict)
    """How many errors the release of each partner has."""

    @property
    def releases(self) -> set[str]:
        """What the drafts of each release begin with: ``2020-09-07_osaka``."""
        return {name.rpartition("_")[0] for name in self.drafts}

    def stands_in(self, folder: Path) -> bool:
        """Return whether every draft, with its record, is in *folder* just as it was written."""
        return bool(self.drafts) and all(
            _hash_standing(folder, name) == digest for name, digest in self.drafts.items()
        )


def find_record(folder: Path, name: str) -> Path:
    """Return the path of the record of the draft *name* in *folder*."""
    return folder / RECORDS / f"{name}.json"


def hash_draft(draft: bytes, record: bytes) -> str:
    """Return a hash of a draft and its record."""
    return hash_bytes(hash_bytes(draft).encode() + record)


def _hash_standing(folder: Path, name: str) -> str:
    """Return the hash of the draft *name* that stands in *folder*, or nothing."""
    with suppress(OSError):
        return hash_draft((folder / name).read_bytes(), read_record(find_record(folder, name)))
    return ""


def hash_build(sources: Mapping[str, str], languages: Iterable[Language], *, final: bool) -> str:
    """Return one hash for all that the drafts of a workspace with these *sources* are made from."""
    return hash_texts([hash_program(), str(final), *languages, *map(" ".join, sources.items())])


def read_last_build(folder: Path) -> LastBuild:
    """Return what the last build into *folder* left; an empty record when there is none."""
    try:
        return _parse(json.loads(read_record(folder / _FILE)))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return LastBuild()


def _parse(record: dict[str, Any]) -> LastBuild:
    """Return what *record* holds. Raises KeyError, TypeError or ValueError for any other shape."""
    drafts, errors = dict(record["drafts"]), dict(record["errors"])
    gaps = {name: [Lack(*lack) for lack in lacks] for name, lacks in record["gaps"].items()}
    lacks = itertools.chain.from_iterable(gaps.values())
    partners = {match and match["partner"] for match in map(DRAFT.match, gaps)}
    if not (gaps.keys() == drafts.keys() and partners == errors.keys()):
        raise ValueError
    texts = [record["inputs"], *drafts.values(), *itertools.chain.from_iterable(lacks)]
    names = {*drafts, *gaps}
    if not all(DRAFT.fullmatch(name.removesuffix(".docx")) for name in names):
        raise ValueError
    if {*map(type, texts)} != {str} or {*map(type, errors.values())} - {int}:
        raise TypeError
    return LastBuild(record["inputs"], drafts, gaps, errors)


@explain_refusal()
def write_last_build(folder: Path, record: LastBuild) -> None:
    """Keep *record* beside the drafts in *folder*. Raises NotWritten."""
    text = json.dumps(asdict(record), ensure_ascii=False, indent=1)
    write_files({folder / _FILE: Change(read_standing(folder / _FILE), text.encode())})


def find_strays(folder: Path, releases: Container[str]) -> list[str]:
    """Return the names of our drafts and PDFs in *folder* that are of none of *releases*.

    These are called what their drafts begin with: ``2020-09-07_osaka``.
    """
    strays = []
    for file in list_files(folder, ".docx", ".pdf"):
        match = DRAFT.fullmatch(file.stem)
        is_ours = find_record(folder, f"{file.stem}.docx").exists()
        if match and is_ours and match["release"] not in releases:
            strays.append(file.name)
    return strays

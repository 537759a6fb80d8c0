"""What the last build of a whole workspace left, so that one with nothing to do ends at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from linkj_press.fingerprint import hash_bytes, hash_program, hash_texts
from linkj_press.language import Language
from linkj_press.output import explain_refusal, write_files

RECORDS = ".linkj-press"
"""The folder beside the drafts that holds their manifests and the last build."""

_FILE = f"{RECORDS}/build.json"


@dataclass(frozen=True)
class LastBuild:
    """What was made, and from what."""

    inputs: str = ""
    """One hash for the workspace, the program and the options."""

    drafts: Mapping[str, str] = field(default_factory=dict)
    """The SHA-256 of each draft by its file name."""

    gaps: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """What each draft still lacks, by its file name."""

    def stands_in(self, folder: Path) -> bool:
        """Return whether every draft is in *folder* just as it was written."""
        return bool(self.drafts) and all(
            (folder / name).is_file() and hash_bytes((folder / name).read_bytes()) == digest
            for name, digest in self.drafts.items()
        )


def hash_build(sources: Mapping[str, str], languages: Iterable[Language], *, final: bool) -> str:
    """Return one hash for all that the drafts of a workspace with these *sources* are made from."""
    return hash_texts([hash_program(), str(final), *languages, *map(" ".join, sources.items())])


def read_last_build(folder: Path) -> LastBuild:
    """Return what the last build into *folder* left; an empty record when there is none."""
    try:
        return LastBuild(**json.loads((folder / _FILE).read_bytes()))
    except (OSError, ValueError, TypeError):
        return LastBuild()


@explain_refusal()
def write_last_build(folder: Path, inputs: str, gaps: Mapping[str, Sequence[str]]) -> None:
    """Record that the drafts in *folder* named in *gaps* were all made from *inputs*."""
    drafts = {name: hash_bytes((folder / name).read_bytes()) for name in gaps}
    text = json.dumps(asdict(LastBuild(inputs, drafts, gaps)), ensure_ascii=False, indent=1)
    write_files({folder / _FILE: text.encode()})

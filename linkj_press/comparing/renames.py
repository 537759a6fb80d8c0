"""Finds partner files that have another name now, so that they are compared with what they were."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher
from pathlib import PurePosixPath

from linkj_press.folder import PARTNERS
from linkj_press.problem import ProblemsFound
from linkj_press.reading import CannotWrite, Path, parse_yaml, replace_scalar

_ALIKE = 0.6
"""From this share of equal lines on, a file that is gone and one that came are the same."""

_PREDECESSOR: Path = ("agreement", "signed_after")
"""Where one partner file names another."""


def find_renames(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> dict[str, str]:
    """Return by the old id the new one of each partner that has another in *new* than in *old*."""
    gone, come = (
        _list_partners(some.keys() - other.keys()) for some, other in ((old, new), (new, old))
    )
    renames: dict[str, str] = {}
    for path in gone:
        alike = [(_compare(old[path], new[other]), other) for other in come]
        likeness, best = max(alike, default=(0.0, ""))
        if likeness >= _ALIKE:
            renames[PurePosixPath(path).stem] = PurePosixPath(best).stem
            come.remove(best)
    return renames


def rename_partners(files: Mapping[str, bytes], renames: Mapping[str, str]) -> dict[str, bytes]:
    """Return *files* with *renames* of partners, in their names and wherever one is named."""
    renamed: dict[str, bytes] = {}
    for path, content in files.items():
        pure = PurePosixPath(path)
        if _is_partner(path):
            stem = renames.get(pure.stem, pure.stem)
            renamed[str(pure.with_stem(stem))] = _rename(pure, content, renames)
        else:
            renamed[path] = content
    return renamed


def _rename(path: PurePosixPath, content: bytes, renames: Mapping[str, str]) -> bytes:
    """Return the partner file *content*, which may name a partner that has another id now."""
    try:
        text = content.decode()
        data = parse_yaml(text.removeprefix("\ufeff"), path).data
        agreement = data.get("agreement") if isinstance(data, dict) else None
        named = agreement.get("signed_after") if isinstance(agreement, dict) else None
        if isinstance(named, str) and named in renames:
            return replace_scalar(text, _PREDECESSOR, renames[named]).encode()
    except (UnicodeDecodeError, ProblemsFound, CannotWrite):
        pass  # whoever loads the file tells
    return content


def _list_partners(paths: set[str]) -> list[str]:
    return sorted(filter(_is_partner, paths))


def _is_partner(path: str) -> bool:
    return str(PurePosixPath(path).parent) == PARTNERS and path.endswith(".yaml")


def _compare(old: bytes, new: bytes) -> float:
    """Return the share of lines that both have."""
    return SequenceMatcher(None, old.splitlines(), new.splitlines(), autojunk=False).ratio()

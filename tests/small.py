"""Small workspaces in a temporary folder, and texts that mark where a problem is expected."""

import functools
import shutil
from collections.abc import Mapping
from pathlib import Path

from linkj_press.record.partner import Agreement

WORKSPACE = Path(__file__).parent.parent
"""The real one, whose partners/ and templates/ are data of the project."""

MARK = "▸"
"""Stands, in a text of a test, right before the character where a problem is expected."""

_HEAD = {"name": "{full: {ja: 横浜市, en: City of Yokohama}}"}


def write_workspace(
    root: Path, partners: Mapping[str, str], *, files: Mapping[str, str | None] | None = None
) -> Path:
    """Return *root*, now a workspace with *partners* (YAML by id) and the real templates.

    *files* are written after that, by their path in the workspace; None takes a file away.
    """
    (root / "partners").mkdir(parents=True)
    shutil.copytree(WORKSPACE / "templates", root / "templates")
    texts = {f"partners/{partner}.yaml": text for partner, text in partners.items()}
    for path, text in {**texts, **(files or {})}.items():
        file = root / path
        if text is None:
            file.unlink()
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())
    return root


def partner_text(
    kind: str = "university", country: str = "JP", signed: str = "2018-01", **more: str
) -> str:
    """Return the YAML of a partner with no more than it needs.

    *more* are further fields, each written in YAML; those of an agreement go to `agreement`:
    ``partner_text(signed="2018-01", signed_after="ucsd", renamed="[{since: …}]")``.
    """
    own = {key: value for key, value in more.items() if key not in Agreement.model_fields}
    agreement = {key: value for key, value in more.items() if key in Agreement.model_fields}
    lines = [f"{key}: {value}" for key, value in {**_HEAD, **own}.items()]
    lines += [f"kind: {kind}", f"country: {country}", "agreement:", f"  signed: {signed}"]
    lines += [f"  {key}: {value}" for key, value in agreement.items()]
    return "\n".join(lines) + "\n"


def cut_marks(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return *text* without its marks, and the line and column of each, in order."""
    first, *parts = text.split(MARK)
    places = []
    for part in parts:
        places.append((first.count("\n") + 1, len(first) - first.rfind("\n")))
        first += part
    return first, places


@functools.cache
def read_real_partners() -> dict[str, str]:
    """Return the texts of the real partner files by id."""
    texts = {
        file.stem: file.read_text(encoding="utf-8")
        for file in sorted((WORKSPACE / "partners").glob("*.yaml"))
    }
    assert texts, "there are no partner files"
    return texts

"""Random files of the house: a release is built with each, or it is refused, in seconds."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from random import Random

import pytest

from tests.conftest import REPOSITORY
from tests.fuzz.test_partner_files import mutate

_DATA = ("issuer", "terms", "style", "look")
_FILES = (*(f"house/{name}.yaml" for name in _DATA), "house/ja.md", "mou/en.md")
_STATES = ("gone", "folder", "empty", "itself", "nowhere", "device", "moved")
_NAMES = (
    *("mou/JA.md", "mou/fr.md", "Ünï/ja.md", "mou/ja.md.bak", "house/letterhead.docx"),
    "x" * 200,
)


def make(random: Random) -> str:
    """Return a file: its path, and what it holds with bytes as letters, or what stands there."""
    name = random.choice(_FILES[:4] if random.random() < 0.9 else _FILES)
    if random.random() < 0.06:
        return json.dumps([random.choice([*_FILES, "house", "mou"]), random.choice(_STATES), ""])
    content = mutate(
        random, (REPOSITORY / "templates" / name).read_text("utf-8"), is_yaml=name.endswith("yaml")
    )
    name = random.choice(_NAMES) if random.random() < 0.02 else name
    return json.dumps([name, "file", content.decode("latin-1")])


def prepare() -> None:
    """Make the desk, and what a first command reads."""
    from tests.fuzz.runner import call, open_desk  # noqa: PLC0415

    open_desk()
    call("build")


def _put(path: Path, state: str, content: str) -> None:
    """Let *path* be what *state* says."""
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.parent.mkdir(exist_ok=True)
    match state:
        case "file" | "empty":
            path.write_bytes(content.encode("latin-1"))
        case "folder":
            path.mkdir()
        case "moved":
            path.with_name("moved.yaml").write_bytes(b"a: 1")
        case "itself" | "nowhere" | "device":
            ends: dict[str, Path | str] = {
                "itself": path,
                "device": "/dev/zero",
                "nowhere": "/nowhere",
            }
            path.symlink_to(ends[state])


def check(case: str) -> None:
    """Check, and build a release, with a file; a file of the house is never written."""
    from tests.fuzz.runner import call, open_desk, read_tree  # noqa: PLC0415

    path, state, content = json.loads(case)
    templates = open_desk() / "templates"
    try:
        _put(templates / path, state, content)
        before = read_tree(templates)
        call("check", "--open")
        call("build", "osaka")
        call()
        assert read_tree(templates) == before
    finally:
        shutil.rmtree(open_desk() / "output", ignore_errors=True)
        shutil.rmtree(templates)
        shutil.copytree(REPOSITORY / "templates", templates)


def test_random_house_files_are_used_or_refused() -> None:
    """No file of the house gives a traceback, a step outside the workspace, or a long wait."""
    pytest.importorskip("resource")
    from tests.fuzz.runner import fuzz  # noqa: PLC0415

    assert list(map(str, fuzz(__name__))) == []

"""Random records beside drafts: what stands there of a person outlives every build."""

from __future__ import annotations

import functools
import json
import shutil
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import pytest

_RECORDS = (
    *("build.json", "pdf.json", "2020-09-07_osaka_ja.docx.json", "2020-09-07_osaka_en.docx.json"),
    *("2020-01-01_kobe_ja.docx.json", "2020-11-24_denmark_ja.docx.json", "x.json", ""),
)
_STATES = ("file",) * 12 + ("gone", "folder", "itself", "outside", "nowhere", "device", "read-only")
_SCALARS: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, "", "x", [], {}, [[]], {"a": 1}, "\ud800", "\0", 10**4_299, 10**30),
    *(
        "../outside/secret.json",
        "/etc/passwd",
        "../../outside/secret.docx",
        "ja",
        "2020-09-07",
        ".",
    ),
    *(
        "2020-09-07_osaka_ja.docx",
        "x" * 100_000,
        [1] * 50_000,
        "\x1b[2J",
        {"": ""},
        float("nan"),
        "_",
    ),
    *(
        "0001-01-01",
        "9999-12-31",
        "/dev/zero",
        "partner",
        "a_b_c.docx",
        ".hidden",
        "\udc80",
        "a\nb",
    ),
)
_JUNK = (
    *(
        b"",
        b"{",
        b"[]",
        b"null",
        b"1",
        b'""',
        b"\xff\xfe",
        b"[" * 100_000,
        b"9" * 5_000,
        b"\0" * 999,
    ),
    *(b'{"a":' * 50_000, b"\xef\xbb\xbf{}", b"[" + b"1," * 900_000 + b"1]", b'"\\ud800"', b"NaN"),
)
_COMMANDS: tuple[list[str], ...] = (
    *(["build"], ["build", "osaka", "--force"], ["build", "--final"], ["build", "--dry-run"], []),
    *(["pull", "--dry-run", "{returned}"], ["pull", "{returned}"], ["build", "--lang", "ja"]),
)
EDITED = "2020-11-24_denmark_en.docx"
"""Somebody has changed this one."""


@functools.cache
def prepare() -> Path:
    """Return a folder of drafts: one is edited, one comes back without what it says of itself."""
    from tests.fuzz.runner import call, open_desk  # noqa: PLC0415

    output = open_desk() / "output"
    call("build")
    (output / ".linkj-press/pdf.json").write_bytes(b'{"2020-09-07_osaka_ja.pdf": ["", ""]}')
    (output / EDITED).write_bytes(b"what a person has written")
    (output / "notes.pdf").write_bytes(b"of a person")
    pristine = open_desk().parent / "output"
    shutil.copytree(output, pristine)
    return pristine


def change_json(random: Random, data: Any) -> Any:
    """Return *data* with a value of it spoilt."""
    if not isinstance(data, dict | list) or not data or random.random() < 0.15:
        return deepcopy(random.choice(_SCALARS))
    keys: list[Any] = list(data) if isinstance(data, dict) else list(range(len(data)))
    key = random.choice(keys)
    match random.randrange(8):
        case 0:
            del data[key]
        case 1 if isinstance(data, dict):
            data[str(random.choice(_SCALARS))[:5_000]] = data.pop(key)
        case 2 if isinstance(data, list):
            data *= random.choice([0, 2, 9])
        case _:
            data[key] = change_json(random, data[key])
    return data


def make(random: Random) -> str:
    """Return a record: its name, what stands there, its content, and a command."""
    name, state = random.choice(_RECORDS), random.choice(_STATES)
    content = prepare() / ".linkj-press" / name
    data = content.read_bytes() if content.is_file() else b"{}"
    if random.random() < 0.7:
        changed = json.loads(data)
        for _ in range(random.choice([1, 1, 3])):
            changed = change_json(random, changed)
        data = json.dumps(changed).encode()
    elif random.random() < 0.4:
        data = data[: random.randrange(len(data))]
    else:
        data = random.choice(_JUNK)
    commands = [random.choice(_COMMANDS), random.choice(_COMMANDS)]
    return json.dumps([name, state, data.decode("latin-1"), commands])


def _put(path: Path, state: str, content: str) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    match state:
        case "file" | "read-only":
            path.write_bytes(content.encode("latin-1"))
            path.chmod(0o644 if state == "file" else 0)
        case "folder":
            (path / "x").mkdir(parents=True)
        case "itself" | "outside" | "nowhere" | "device":
            ends: dict[str, Path | str] = {
                "itself": path,
                "device": "/dev/zero",
                "nowhere": "/nowhere",
            }
            path.symlink_to(ends.get(state, "../../../outside/secret.json"))


def check(case: str) -> None:
    """Run commands beside a record; what a person wrote is still there, whatever it is called."""
    from tests.fuzz.runner import call, open_desk, read_tree  # noqa: PLC0415

    name, state, content, commands = json.loads(case)
    desk = open_desk()
    shutil.rmtree(desk / "output")
    shutil.copytree(prepare(), desk / "output")
    returned = desk.parent / "2020-09-07_osaka_ja.docx"
    returned.write_bytes(_strip((desk / "output" / returned.name).read_bytes()))
    record = desk / "output/.linkj-press" / name
    _put(record, state if name else "file", content) if name else record.rename(desk / "output/x")
    partners = read_tree(desk / "partners")
    for command in commands:
        call(*(word.format(returned=returned) for word in command))
    left = read_tree(desk / "output").values()
    assert b"what a person has written" in left
    assert b"of a person" in left
    assert read_tree(desk / "partners") == partners


def _strip(content: bytes) -> bytes:
    """Return the draft *content* without what it says of itself, as some programs leave it."""
    import io  # noqa: PLC0415
    import zipfile  # noqa: PLC0415

    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            if not name.startswith("customXml"):
                new.writestr(name, old.read(name))
    return buffer.getvalue()


def test_random_records_lose_nothing() -> None:
    """No record gives a traceback, a step outside the workspace, a long wait, or a lost draft."""
    pytest.importorskip("resource")
    from tests.fuzz.runner import fuzz  # noqa: PLC0415

    assert list(map(str, fuzz(__name__))) == []

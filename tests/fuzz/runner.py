"""Runs the cases of a fuzzer in a process of their own, which they may ruin.

A fuzzer is a module with `make(random)`, which returns a case (a text), and `check(case)`, which
raises for a case that goes wrong. The case of a number is always the same. A case may take ten
seconds of processor time and about a gigabyte of memory; one that ends the process is told too.

The environment may ask for more than a few seconds in CI: LINKJ_PRESS_FUZZ_SECONDS for each fuzzer,
and LINKJ_PRESS_FUZZ_FIRST for the number to begin with. By hand, a number of cases or one of them:

    python -m tests.fuzz.runner tests.fuzz.test_templates --count 2000
    python -m tests.fuzz.runner tests.fuzz.test_templates --first 17 --count 1
"""

from __future__ import annotations

import argparse
import atexit
import functools
import importlib
import io
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from linkj_press.cli.main import main
from tests.conftest import REPOSITORY

_SECONDS_OF_CASE = 10
_BYTES = 1_000_000_000
_RUNNER = "tests.fuzz.runner"
_STARTED = "case "
_FAILED = "failed "
_DONE = "done"


@dataclass(frozen=True)
class Failure:
    """A case that went wrong."""

    number: int
    case: str
    what: str

    def __str__(self) -> str:
        return f"case {self.number}: {self.what}\n{self.case}"


def fuzz(module: str, count: int = sys.maxsize, first: int | None = None) -> list[Failure]:
    """Return the cases of *module* that went wrong, of *count* or of those that time allows."""
    seconds = float(os.environ.get("LINKJ_PRESS_FUZZ_SECONDS", "3"))
    number = int(os.environ.get("LINKJ_PRESS_FUZZ_FIRST", "0")) if first is None else first
    end = number + count
    make = importlib.import_module(module).make
    failures: list[Failure] = []
    while number < end:
        command = [sys.executable, "-m", _RUNNER, module, "--work", "--first", str(number)]
        timed = count == sys.maxsize
        command += ["--seconds", str(seconds)] if timed else ["--count", str(end - number)]
        # Whatever is written beside the workspace is told, what is kept between runs too.
        env = {**os.environ, "LINKJ_PRESS_CACHE": "off"}
        done = subprocess.run(
            command, cwd=REPOSITORY, env=env, capture_output=True, text=True, check=False
        )
        for line in done.stdout.splitlines():
            if line.startswith(_STARTED):
                number = int(line.removeprefix(_STARTED))
            elif line.startswith(_FAILED):
                what = json.loads(line.removeprefix(_FAILED))
                failures.append(Failure(number, make(Random(number)), what))
        if done.stdout.endswith(f"{_DONE}\n"):
            break
        what = f"the process ended with {done.returncode}: {done.stderr[-2_000:]}"
        failures.append(Failure(number, make(Random(number)), what))
        if timed:
            break
        number += 1
    return failures


def work(module: str, first: int, count: int, seconds: float) -> None:
    """Check cases of *module* and print which begins, and what went wrong."""
    fuzzer = importlib.import_module(module)
    # What the cases share is read before the first of them.
    getattr(fuzzer, "prepare", lambda: None)()
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_measure() + _BYTES, most))
    end = time.process_time() + seconds
    for number in range(first, first + count):
        if time.process_time() > end:
            break
        print(f"{_STARTED}{number}", flush=True)  # noqa: T201
        case = fuzzer.make(Random(number))
        limit = int(time.process_time()) + 1 + _SECONDS_OF_CASE
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
        try:
            fuzzer.check(case)
        except Exception:
            what = traceback.format_exc(limit=-8)
            print(f"{_FAILED}{json.dumps(what)}", flush=True)  # noqa: T201
    print(_DONE)  # noqa: T201


@functools.cache
def open_desk() -> Path:
    """Return a small desk for all cases of a process; `../outside` of it is nobody's business."""
    folder = Path(os.path.realpath(tempfile.mkdtemp(prefix="linkj-press-fuzz-")))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    shutil.copytree(REPOSITORY / "templates", folder / "desk/templates")
    (folder / "desk/partners").mkdir()
    for partner in PARTNERS:
        shutil.copy(REPOSITORY / f"partners/{partner}.yaml", folder / "desk/partners")
    (folder / "outside").mkdir()
    for path in OUTSIDE:
        (folder / "desk" / path).write_bytes(b"{}")
    sys.addaudithook(_note_access)
    return folder / "desk"


PARTNERS = ("kawasaki", "kobe", "osaka", "denmark")
OUTSIDE = ("../outside/secret.yaml", "../outside/secret.json", "../outside/secret.docx")
"""Files that no input may lead the program to."""

_SYSTEM = ("/etc/passwd", "/dev/zero", "/proc/self/environ")
_CHANGES = ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.chmod")
_strayed: list[str] | None = None
"""What the program did outside of the desk; None while it does not run."""


def _note_access(event: str, arguments: tuple[Any, ...]) -> None:
    if _strayed is None or event not in ("open", *_CHANGES):
        return
    desk = str(open_desk())
    for given in arguments[: 2 if event in ("os.rename", "os.link") else 1]:
        if not isinstance(given, str | bytes | os.PathLike):
            continue
        path = os.path.realpath(os.fsdecode(given))
        is_change = event != "open" or bool(arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
        is_hidden = path.startswith(os.path.dirname(desk) + "/outside") or path in _SYSTEM  # noqa: PTH120
        is_ours = path.startswith(desk) or path == os.devnull or "__pycache__" in path
        if is_hidden or (is_change and not is_ours):
            _strayed.append(f"{event} {path}")


def call(*arguments: str) -> str:
    """Return what the program tells on the desk; fails for a traceback or a step outside."""
    global _strayed  # noqa: PLW0603
    code: object = None
    stream = io.TextIOWrapper(io.BytesIO())
    strayed: list[str] = []
    _strayed = strayed
    try:
        with redirect_stdout(stream), redirect_stderr(stream):
            main(["-C", str(open_desk()), *arguments])
    except SystemExit as end:
        code = end.code
    finally:
        _strayed = None
    assert code in (0, 1, 2), code
    assert not strayed, strayed
    stream.seek(0)
    return stream.read()


def read_tree(folder: Path) -> dict[str, bytes]:
    """Return what every file in *folder* and below holds, by its path."""
    files = (file for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def _measure() -> int:
    """Return how many bytes of addresses this process has taken."""
    with open("/proc/self/statm", encoding="ascii") as told:  # noqa: PTH123
        return int(told.read().split()[0]) * resource.getpagesize()


def _main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("module")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=sys.maxsize)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("--work", action="store_true")
    options = parser.parse_args()
    if options.work:
        work(options.module, options.first, options.count, options.seconds)
    else:
        failures = fuzz(options.module, options.count, options.first)
        print("\n\n".join(map(str, failures)) or "nothing went wrong")  # noqa: T201


if __name__ == "__main__":
    _main()

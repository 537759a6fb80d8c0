"""A fresh machine gets the versions that the tests passed with, on any day and any system."""

import os
import re
import subprocess
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import REPOSITORY, require

LINES = [
    line
    for line in (REPOSITORY / "constraints.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
PYTHONS = ("3.11", "3.12", "3.13", "3.14", "3.15")
SYSTEMS = {"Linux": ("linux", "posix"), "Darwin": ("darwin", "posix"), "Windows": ("win32", "nt")}


def applies(requirement: Requirement, machine: dict[str, str], extras: set[str]) -> bool:
    """Return whether *machine* has need of *requirement*, wanted for *extras* or for all."""
    marker = requirement.marker
    return not marker or any(marker.evaluate({**machine, "extra": e}) for e in extras | {""})


def list_inner(outer: Requirement, held: dict[str, str]) -> list[Requirement]:
    """Return what *outer* itself requires, where its held version is installed to tell."""
    try:
        installed = distribution(outer.name)
    except PackageNotFoundError:
        return []
    known = installed.version == held.get(canonicalize_name(outer.name))
    return [Requirement(line) for line in installed.requires or []] if known else []


def list_needed(machine: dict[str, str], held: dict[str, str]) -> list[Requirement]:
    """Return what the project with all its extras needs on *machine*, directly or not."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    direct = chain(project["dependencies"], *project["optional-dependencies"].values())
    needed = dict.fromkeys(direct)
    for outer in (todo := list(map(Requirement, needed))):
        for inner in list_inner(outer, held):
            if applies(inner, machine, outer.extras) and str(inner) not in needed:
                needed[str(inner)] = None
                todo.append(inner)
    return todo


def test_each_version_is_exact_and_says_nothing_of_where_it_is_from() -> None:
    """A line is a name, a version, and perhaps where it applies: no address, hash or option."""
    assert len(LINES) > 50
    mark = r"[a-z_]+ (<|!=|==|>=) '[\w.]+'"
    exact = re.compile(rf"[a-z0-9-]+==[0-9][0-9a-z.]*( ; {mark}( or {mark})*)?")
    assert [line for line in LINES if not exact.fullmatch(line)] == []


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("system", SYSTEMS)
def test_every_dependency_is_held_within_the_bounds(system: str, python: str) -> None:
    """On each system and Python all that is needed has one version, and each bound allows it."""
    platform, name = SYSTEMS[system]
    machine = {"platform_system": system, "sys_platform": platform, "os_name": name}
    machine |= {"python_version": python, "python_full_version": f"{python}.0"}
    lines = [line for line in map(Requirement, LINES) if applies(line, machine, set())]
    held = {line.name: str(line.specifier).removeprefix("==") for line in lines}
    assert len(held) == len(lines)
    needed = list_needed(machine, held)
    assert len(needed) > 25
    assert [
        str(requirement)
        for requirement in needed
        if not requirement.specifier.contains(held.get(canonicalize_name(requirement.name), "0"))
    ] == []


def plan(folder: Path, *arguments: str) -> list[str]:
    """Return the lines by which `make` would install into the environment *folder*."""
    command = [require("make"), "--dry-run", "--no-print-directory", f"VENV={folder}", *arguments]
    env = {**os.environ, "MAKEFLAGS": ""}  # those of a `make` that runs the tests
    done = subprocess.run(
        [*command, "test"], cwd=REPOSITORY, env=env, capture_output=True, check=True
    )
    return [line for line in done.stdout.decode().splitlines() if "pip install" in line]


def test_make_installs_again_when_a_version_changes(tmp_path: Path) -> None:
    """What is installed stays until constraints.txt changes, and is then what that says."""
    for stamp in ("installed", "installed-dev"):
        (tmp_path / stamp).touch()
    assert plan(tmp_path) == []
    again = plan(tmp_path, "--what-if=constraints.txt")
    assert len(again) == 2
    assert all("--constraint constraints.txt" in line for line in again)


def test_nobody_installs_other_versions() -> None:
    """Each line of the texts and of CI that installs from this folder is held too."""
    texts = [
        (REPOSITORY / name).read_text("utf-8")
        for name in ("CONTRIBUTING.md", ".github/MANUAL.md", ".ci/run")
    ]
    commands = re.findall(r"pip install .*", "\n".join(texts).replace("\\\n", ""))
    own = [command for command in commands if "'linkj-press[" not in command]
    assert len(own) == 3
    assert [command for command in own if " constraints.txt " not in command] == []

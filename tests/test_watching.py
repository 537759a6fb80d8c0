"""Folders are followed: whatever changes in them is told, also when they are replaced."""

import asyncio
import shutil
from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path

from linkj_press.workspace.watching import watch_folders

PATIENCE = 30
"""Seconds; a busy machine is no fault."""


def follow(desk: Path, *steps: Callable[[], object]) -> list[frozenset[Path]]:
    """Return what is told at the beginning, and after each of *steps*."""

    async def run() -> list[frozenset[Path]]:
        told: list[frozenset[Path]] = []
        async with aclosing(watch_folders([desk / "partners", desk / "templates"])) as changes:
            told.append(await asyncio.wait_for(anext(changes), PATIENCE))
            for step in steps:
                step()
                told.append(await asyncio.wait_for(anext(changes), PATIENCE))
        return told

    return asyncio.run(run())


def test_each_change_is_told_with_its_files(desk_copy: Path) -> None:
    """Nothing is named at the beginning; then what was saved, whatever folder it is in."""
    partner, wording = desk_copy / "partners/osaka.yaml", desk_copy / "templates/house/ja.md"
    told = follow(
        desk_copy,
        lambda: partner.write_bytes(partner.read_bytes() + b"\n"),
        lambda: wording.write_bytes(wording.read_bytes() + b"\n"),
    )
    assert told == [frozenset(), {partner}, {wording}]


def test_a_folder_that_was_replaced_is_followed(desk_copy: Path) -> None:
    """As by a checkout: nothing is named when it went and when it came, and it is watched again."""
    partners, kept = desk_copy / "partners", desk_copy / "kept"
    files = [partners / "osaka.yaml", partners / "denmark.yaml"]

    async def run() -> frozenset[Path]:
        async with aclosing(watch_folders([partners])) as changes:
            assert await asyncio.wait_for(anext(changes), PATIENCE) == frozenset()
            shutil.move(partners, kept)
            while await asyncio.wait_for(anext(changes), PATIENCE):
                pass
            shutil.copytree(kept, partners)
            while await asyncio.wait_for(anext(changes), PATIENCE):
                pass
            files[0].write_bytes(b"# changed\n")
            return await asyncio.wait_for(anext(changes), PATIENCE)

    assert asyncio.run(run()) == {files[0]}


def test_a_folder_that_comes_later_is_followed(tmp_path: Path) -> None:
    """Nothing need be there yet."""
    file = tmp_path / "partners" / "osaka.yaml"

    def make() -> None:
        file.parent.mkdir()
        file.write_bytes(b"")

    assert follow(tmp_path, make) == [frozenset(), frozenset()]

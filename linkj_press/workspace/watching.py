"""Follows folders: tells of every change in them, as soon as whoever made it is done."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing, suppress
from pathlib import Path

from watchfiles import awatch

_TICK = 200
"""After so many milliseconds it is looked whether the folders are still the same."""

_QUIET = 50
"""After so many milliseconds without a change a save counts as done."""


async def watch_folders(folders: Sequence[Path]) -> AsyncGenerator[frozenset[Path], None]:
    """Yield the files that changed in *folders*, once at the beginning and after each change.

    Nothing is named where anything may have changed: at the beginning, and when a folder came,
    went or was replaced by another of its name.
    """
    while True:
        with suppress(FileNotFoundError):  # a folder that was taken away this very moment
            async with aclosing(_watch(_find_folders(folders), folders)) as changes:
                async for changed in changes:
                    yield changed
        await asyncio.sleep(_TICK / 1_000)


async def _watch(
    watched: Mapping[Path, int], folders: Sequence[Path]
) -> AsyncGenerator[frozenset[Path], None]:
    """Yield what changes in *watched*, as long as these are what there is of *folders*."""
    ticks = awatch(*watched, debounce=1_000, step=_QUIET, rust_timeout=_TICK, yield_on_timeout=True)
    has_begun = False
    async with aclosing(ticks):
        # Watching has begun before the first look at the files, so that no save is missed.
        async for changes in ticks:
            if changes or not has_begun:
                named = (Path(name) for _, name in changes)
                yield frozenset(named if has_begun else ())
                has_begun = True
            if _find_folders(folders) != watched:
                return


def _find_folders(folders: Sequence[Path]) -> dict[Path, int]:
    """Return those of *folders* that are there, and what tells each from one of its name."""
    return {folder: folder.stat().st_ino for folder in folders if folder.is_dir()}

"""Watches folders: says when what is in them has changed, and has settled."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path


async def watch_folders(folders: Sequence[Path]) -> AsyncIterator[bool]:
    """Placeholder"""
    import watchfiles

    folders = [f for f in folders if f.is_dir()]
    yield False
    async for _ in watchfiles.awatch(*folders, debounce=1000, step=50):
        yield True

"""What goes on beside requests: files are followed, releases looked through, and pages told so."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from linkj_press.desk.state import Desk, News
from linkj_press.folder import OUTPUT, PARTNERS, TEMPLATES
from linkj_press.workspace.watching import watch_folders

_QUIET = 1.0
"""Seconds between looks at what there is to be counted."""

_STILL = 15
"""Seconds after which a page that hears nothing is told that the desk is still there."""


@dataclass(frozen=True)
class Following:
    """Follows the files of a desk as long as it is served."""

    desk: Desk

    @asynccontextmanager
    async def live(self, _app: Starlette) -> AsyncIterator[None]:
        """Follow them until the program is left."""
        tasks = [asyncio.create_task(each()) for each in (self.follow_files, self.count_open)]
        yield
        for task in tasks:
            task.cancel()

    async def tell_news(self, request: Request) -> Response:
        """Return a stream of news, each with the number of the state that there is then."""
        queue: asyncio.Queue[News] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def hear(news: News) -> None:
            with suppress(RuntimeError):  # the desk is being left
                loop.call_soon_threadsafe(queue.put_nowait, news)

        async def stream() -> AsyncIterator[str]:
            leave = self.desk.listen(hear)
            try:
                news = News.STATE
                while True:
                    yield f"event: {news}\ndata: {self.desk.current.number}\n\n"
                    try:
                        news = await asyncio.wait_for(queue.get(), _STILL)
                        if news is News.END:
                            return
                    except TimeoutError:
                        news = News.STATE
            finally:
                leave()

        return StreamingResponse(stream(), media_type="text/event-stream")

    async def count_open(self) -> None:
        """Look how much is to be done about each release, whenever nothing has changed a while."""
        while True:
            await asyncio.sleep(_QUIET)
            now = self.desk.current
            for partner in now.uncounted:
                await _go_on(self.desk.count, now, partner)
                if self.desk.current is not now:
                    break

    async def follow_files(self) -> None:
        """Read the files again after every change on disk."""
        root = self.desk.root
        folders = [root / PARTNERS, root / TEMPLATES, root / OUTPUT]
        async for changed in watch_folders(folders):
            await _go_on(self.desk.follow, changed)


async def _go_on(act: Callable[..., object], *given: object) -> None:
    """Do *act*; a fault of it, told in the terminal, ends nothing that is to go on."""
    try:
        await run_in_threadpool(act, *given)
    except Exception:
        traceback.print_exc()

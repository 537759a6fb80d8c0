"""A page that is shown again whenever one of its files is saved."""

import asyncio
import contextlib
import signal
from collections.abc import Callable, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import ClassVar

from rich.console import Console, RenderableType
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widgets import Static

from linkj_press.problem import ProblemsFound
from linkj_press.workspace.watching import watch_folders

_CONTEXT = 4
"""Lines shown above the first that changed."""


class Watch(App[None]):
    """Shows what *make* returns, and again after every change in *folders*.

    When *make* raises ProblemsFound, what *report* makes of them stands above the last good page.
    """

    CSS = """
    * { background: ansi_default; color: ansi_default; }
    #leave { dock: bottom; text-style: reverse; }
    #problems { height: auto; max-height: 50%; display: none; padding: 0 0 1 0; }
    """
    BINDINGS: ClassVar = [Binding("ctrl+c,q", "quit", priority=True)]
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self,
        folders: Sequence[Path],
        make: Callable[[], RenderableType],
        report: Callable[[ProblemsFound], RenderableType],
        told: tuple[str, str],
    ) -> None:
        """Make the view; *told* are what says that a page is still to come, and how to leave."""
        super().__init__(ansi_color=True)
        self._wait, self._leave = told
        self._folders = folders
        self._make = make
        self._report = report
        self._page: RenderableType = ""

    def compose(self) -> ComposeResult:
        """Yield the report, the page and the keys."""
        with VerticalScroll(id="problems"):
            yield Static(id="report")
        with VerticalScroll(id="release"):
            yield Static(self._wait, id="page")
        yield Static(self._leave, id="leave")

    async def on_mount(self) -> None:
        """Begin to watch."""
        with contextlib.suppress(NotImplementedError):  # Windows has no such handlers
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, self.exit)
        self.run_worker(self._follow())

    async def _follow(self) -> None:
        """Show the page, and again after each change."""
        async for _ in watch_folders(self._folders):
            await self._show_again()

    async def _show_again(self) -> None:
        problems = self.query_one("#problems")
        try:
            page = await asyncio.to_thread(self._make)
        except ProblemsFound as found:
            self.query_one("#report", Static).update(self._report(found))
            self.query_one("#page", Static).update(self._page)
            problems.display = True
            return
        problems.display = False
        console = Console(width=self.query_one("#page").size.width)
        lines = zip_longest(*(console.render_lines(made) for made in (self._page, page)))
        changed = next((number for number, (old, new) in enumerate(lines) if old != new), None)
        self._page = page
        self.query_one("#page", Static).update(page)
        if changed is not None:
            self.query_one("#release", VerticalScroll).scroll_to(
                y=changed - _CONTEXT, animate=False
            )

"""A terminal for tests: a program runs in it, and its screen can be read."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

_PATIENCE = 60.0
"""Seconds after which what does not show is not coming."""


class Screen:
    """A program in a pseudo-terminal, and what its screen shows."""

    def __init__(
        self, command: Sequence[str | Path], environment: Mapping[str, str], size: tuple[int, int]
    ) -> None:
        """Start *command*; *size* is columns and lines."""
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self._lock = threading.Lock()
        self.written = b""
        """All that the program has written."""

        self._end, inner = pty.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self.process = subprocess.Popen(
            command,
            stdin=inner,
            stdout=inner,
            stderr=inner,
            env=environment,
            start_new_session=True,
        )
        os.close(inner)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join(timeout=_PATIENCE)
        os.close(self._end)

    @property
    def text(self) -> str:
        """What the screen shows."""
        with self._lock:
            # A wide character is followed by an empty cell.
            rows = [self._screen.buffer[number] for number in range(self._screen.lines)]
            cells = [[row[column].data for column in range(self._screen.columns)] for row in rows]
        return "\n".join("".join(row).rstrip() for row in cells)

    def type(self, keys: str) -> None:
        """Send *keys* to the program."""
        os.write(self._end, keys.encode())

    def wait_for(self, words: str) -> float:
        """Return how many seconds it took until the screen shows *words*."""
        return self._wait(lambda: words in self.text, words)

    def wait_until_gone(self, words: str) -> float:
        """Return how many seconds it took until the screen no longer shows *words*."""
        return self._wait(lambda: words not in self.text, f"no {words}")

    def wait_for_end(self) -> int:
        """Return the exit status of the program, once it has ended."""
        return self.process.wait(_PATIENCE)

    def _wait(self, seen: Callable[[], bool], what: str) -> float:
        started = time.monotonic()
        while not seen():
            waited = time.monotonic() - started
            assert waited < _PATIENCE, f"{what} did not come; the screen shows:\n{self.text}"
            time.sleep(0.01)
        return time.monotonic() - started

    def _read(self) -> None:
        while True:
            try:
                content = os.read(self._end, 65_536)
            except OSError:  # the program has ended
                return
            if not content:
                return
            with self._lock:
                self.written += content
                self._stream.feed(content)

"""The command line: reads arguments, calls the stages, prints. One file a command."""

import os
from contextlib import suppress
from typing import NoReturn


def abort(*_signal: object) -> NoReturn:
    """End at once as a command does that is interrupted: for where none runs that would say so."""
    with suppress(OSError):
        os.write(2, b"\nAborted!\n")
    os._exit(1)

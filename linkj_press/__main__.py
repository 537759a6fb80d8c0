"""Where the program starts: ``linkj-press``, and ``python -m linkj_press``."""

import signal
from typing import NoReturn

from linkj_press.cli import abort


def start() -> NoReturn:
    """Run the program as a process of its own, which Ctrl-C ends while it is still loaded too."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, abort)
    from linkj_press.cli import main  # noqa: PLC0415  (loading it takes longest)

    main.start()


if __name__ == "__main__":
    start()

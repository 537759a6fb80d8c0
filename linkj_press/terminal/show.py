"""Views as text, with the colours of a terminal or without."""

import io
import os

from rich.console import Console, RenderableType

_HEIGHT = 100
"""Lines of a screen that nothing asks for; without it a dumb terminal's width is not believed."""

View = RenderableType
"""What a terminal can show."""


def render_view(view: View, width: int, *, styled: bool) -> str:
    """Return *view* as text of *width* columns, with escape sequences for colours when *styled*.

    ``NO_COLOR`` in the environment takes the colours, and keeps bold and underlined.
    """
    text = io.StringIO()
    console = Console(
        file=text,
        width=width,
        height=_HEIGHT,
        force_terminal=styled,
        no_color="NO_COLOR" in os.environ,
        color_system="standard" if styled else None,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
    )
    console.print(view)
    return "\n".join(line.rstrip() for line in text.getvalue().split("\n"))

"""Renders templates with docxtpl: the peer, in a process of its own or called in a warm one."""

import io
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from docxtpl import DocxTemplate  # type: ignore[import-untyped, import-not-found, unused-ignore]


def render(template: Path, values: Mapping[str, object]) -> bytes:
    """Return *template* as a .docx file with *values* filled in."""
    file = DocxTemplate(template)
    file.render(values)
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def main() -> None:
    """Render each ``NAME.docx`` named on the command line with ``NAME.json`` beside it."""
    output, *templates = map(Path, sys.argv[1:])
    output.mkdir()
    for template in templates:
        values = json.loads(template.with_suffix(".json").read_bytes())
        (output / template.name).write_bytes(render(template, values))


if __name__ == "__main__":
    main()

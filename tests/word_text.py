"""Reads the text of a Word file from its XML, so that tests need not trust the writer's library."""

import io
import zipfile
from xml.etree import ElementTree as ET

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read_word_text(file: bytes) -> list[str]:
    """Return the text of each paragraph of the body, in order; a line break is a newline."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        body = ET.fromstring(archive.read("word/document.xml"))
    return [_paragraph_text(paragraph) for paragraph in body.iter(f"{W}p")]


def read_header_text(file: bytes) -> list[str]:
    """Return the text of each paragraph of all headers."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        names = [name for name in archive.namelist() if name.startswith("word/header")]
        parts = [ET.fromstring(archive.read(name)) for name in names]
    return [_paragraph_text(paragraph) for part in parts for paragraph in part.iter(f"{W}p")]


def _paragraph_text(paragraph: ET.Element) -> str:
    pieces = (
        "\n" if element.tag == f"{W}br" else element.text or ""
        for element in paragraph.iter()
        if element.tag in (f"{W}t", f"{W}br")
    )
    return "".join(pieces)

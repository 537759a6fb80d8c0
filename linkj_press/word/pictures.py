"""Reads the photos of a release and draws them; where they stand on the page is left to others."""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from docx.oxml.ns import nsdecls
from docx.shared import Mm
from lxml import etree

from linkj_press.document import Document, Figure
from linkj_press.problem import Problem, ProblemsFound
from linkj_press.records.look import FigureLook
from linkj_press.word.elements import Element, name


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is in its file."""

    data: bytes
    extension: str
    """``png`` or ``jpeg``."""

    width: int
    """In pixels."""

    height: int
    """In pixels."""


def read_pictures(document: Document, folder: Path) -> Mapping[PurePosixPath, Picture]:
    """Return the pictures of *document*, found in *folder*.

    Raises ProblemsFound with every picture that is not there, or is neither PNG nor JPEG.
    """
    pictures: dict[PurePosixPath, Picture] = {}
    problems = []
    for figure, image in _find_images(document):
        try:
            pictures[image] = read_picture((folder / image).read_bytes())
        except (OSError, ValueError, struct.error):
            problems.append(_describe_problem(document, figure, image))
    if problems:
        raise ProblemsFound(problems)
    return pictures


def _find_images(document: Document) -> Iterator[tuple[Figure, PurePosixPath]]:
    for block in document.blocks:
        if isinstance(block, Figure) and block.image is not None:
            yield block, block.image


def _describe_problem(document: Document, figure: Figure, image: PurePosixPath) -> Problem:
    return Problem(
        "picture",
        figure.source.place,
        f"the picture {str(image)!r} cannot be read as PNG or JPEG",
        "open it in an image program, save it as JPEG or PNG, and name that file",
        document.partner,
    )


# python-docx measures pictures too, but refuses any JPEG that does not begin as JFIF or Exif,
# as Photoshop's need not, and answers damage with a bare Exception.


def read_picture(data: bytes) -> Picture:
    """Return the picture; raises ValueError or struct.error for anything but PNG and JPEG."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        extension, (width, height) = "png", _measure_png(data)
    elif data.startswith(b"\xff\xd8\xff"):
        extension, (width, height) = "jpeg", _measure_jpeg(data)
    else:
        raise ValueError("neither PNG nor JPEG")
    if not width or not height:
        raise ValueError("no pixels")
    return Picture(data, extension, width, height)


def _measure_png(data: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from(">II", data, 16)
    if data[12:16] != b"IHDR" or b"IEND" not in data[-64:]:
        raise ValueError("a damaged PNG")
    return width, height


_START_OF_FRAME = {0xFFC0 + n for n in range(16)} - {0xFFC4, 0xFFC8, 0xFFCC}
_MARKERS = 0xFF00
_START_OF_SCAN = 0xFFDA
_FILL = 0xFFFF


def _measure_jpeg(data: bytes) -> tuple[int, int]:
    """Return width and height from the frame header, which follows other segments."""
    at = 2
    while True:
        marker, length = struct.unpack_from(">HH", data, at)
        if marker in _START_OF_FRAME:
            break
        if marker < _MARKERS or marker == _START_OF_SCAN:
            raise ValueError("a damaged JPEG")
        at += 1 if marker == _FILL else 2 + length
    if data.rfind(b"\xff\xd9") < at:
        raise ValueError("a JPEG that breaks off")
    height, width = struct.unpack_from(">HH", data, at + 5)
    return width, height


_DRAWING = f"""
<w:drawing {nsdecls("w", "wp", "a", "pic", "r")}>
  <wp:inline distT="0" distB="0" distL="0" distR="0">
    <wp:extent/>
    <wp:docPr/>
    <wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>
    <a:graphic>
      <a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">
        <pic:pic>
          <pic:nvPicPr><pic:cNvPr/><pic:cNvPicPr/></pic:nvPicPr>
          <pic:blipFill><a:blip/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>
          <pic:spPr>
            <a:xfrm><a:off x="0" y="0"/><a:ext/></a:xfrm>
            <a:prstGeom prst="rect"><a:avLst/></a:prstGeom>
          </pic:spPr>
        </pic:pic>
      </a:graphicData>
    </a:graphic>
  </wp:inline>
</w:drawing>
"""


def draw(relation: str, size: tuple[int, int]) -> Element:
    """Return the picture at *relation*, of *size*, its width and height in EMU.

    It has no number and no description yet: see `label_drawing`.
    """
    drawing = etree.fromstring(_DRAWING, etree.XMLParser(remove_blank_text=True))
    width, height = size
    for tag in ("wp:extent", "a:ext"):
        extent = next(drawing.iter(name(tag)))
        extent.set("cx", str(width))
        extent.set("cy", str(height))
    next(drawing.iter(name("a:blip"))).set(name("r:embed"), relation)
    return drawing


def label_drawing(drawing: Element, number: int, description: str) -> None:
    """Give *drawing* its number in the document, and *description* for those who cannot see it."""
    for tag in ("wp:docPr", "pic:cNvPr"):
        properties = next(drawing.iter(name(tag)))
        properties.set("id", str(number))
        properties.set("name", f"Picture {number}")
        properties.set("descr", description)


def fit(picture: Picture, look: FigureLook) -> tuple[int, int]:
    """Return width and height of *picture*, in EMU: the most that the look allows."""
    scale = min(Mm(look.width) / picture.width, Mm(look.height) / picture.height)
    return max(1, round(picture.width * scale)), max(1, round(picture.height * scale))

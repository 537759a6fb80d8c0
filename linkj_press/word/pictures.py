"""Reads the photos of a release and draws them; where they stand on the page is left to others."""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from docx.shared import Mm

from linkj_press.document import Document, Figure
from linkj_press.folder import MOST_BYTES_OF_PICTURE, find_file
from linkj_press.message import Message, say
from linkj_press.problem import Problem, ProblemsFound
from linkj_press.records.look import FigureLook
from linkj_press.word.markup import quote


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


class PictureFault(Exception):  # noqa: N818  (of the file, not of the program)
    """What is wrong with the file of a picture, and what to do about it."""

    def __init__(self, reason: Message, hint: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.hint = hint


def read_pictures(document: Document, folder: Path) -> Mapping[PurePosixPath, Picture]:
    """Return the pictures of *document*, found in *folder*.

    Raises ProblemsFound with every picture that cannot be read or shown, where it is named.
    """
    pictures: dict[PurePosixPath, Picture] = {}
    problems = []
    for figure, image in _find_images(document):
        try:
            pictures[image] = read_picture(find_file(folder, image))
        except PictureFault as fault:
            place = getattr(figure.image_source, "place", figure.source.place)
            message = say("the picture {path!r} {fault}", path=str(image), fault=fault.reason)
            problems.append(Problem("picture", place, message, fault.hint, document.partner))
    if problems:
        raise ProblemsFound(problems)
    return pictures


def _find_images(document: Document) -> Iterator[tuple[Figure, PurePosixPath]]:
    for block in document.blocks:
        if isinstance(block, Figure) and block.image is not None:
            yield block, block.image


_MISSING = (say("is not there"), say("put the file there, or correct its name here"))
_TOO_LARGE = (
    say("has more than {limit} MB", limit=MOST_BYTES_OF_PICTURE // 1_000_000),
    say("make it smaller in an image program, and save it as JPEG"),
)
_NO_PICTURE = (
    say("cannot be read as PNG or JPEG"),
    say("save it as JPEG or PNG in an image program, and name that file"),
)
_TURNED = (
    say("was taken with the camera turned, and Word would show it on its side"),
    say("turn it upright in an image program, save it as PNG, and name that file"),
)


def read_picture(file: Path) -> Picture:
    """Return the picture in *file*; raises PictureFault for anything but PNG and JPEG."""
    try:
        if file.stat().st_size > MOST_BYTES_OF_PICTURE:
            raise PictureFault(*_TOO_LARGE)
        return _measure(file.read_bytes())
    except FileNotFoundError:
        raise PictureFault(*_MISSING) from None
    except OSError as error:
        reason = say("cannot be read: {reason}", reason=error.strerror)
        hint = say("check who may read it, and that it is a file")
        raise PictureFault(reason, hint) from None
    except (ValueError, struct.error):
        raise PictureFault(*_NO_PICTURE) from None


# python-docx measures pictures too, but refuses any JPEG that does not begin as JFIF or Exif,
# as Photoshop's need not, and answers damage with a bare Exception.


def _measure(data: bytes) -> Picture:
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
_EXIF = 0xFFE1


def _measure_jpeg(data: bytes) -> tuple[int, int]:
    """Return width and height from the frame header, which follows other segments."""
    at = 2
    while True:
        marker, length = struct.unpack_from(">HH", data, at)
        if marker in _START_OF_FRAME:
            break
        if marker < _MARKERS or marker == _START_OF_SCAN:
            raise ValueError("a damaged JPEG")
        if marker == _EXIF and _is_turned(data[at + 4 : at + 2 + length]):
            raise PictureFault(*_TURNED)
        at += 1 if marker == _FILL else 2 + length
    if data.rfind(b"\xff\xd9") < at:
        raise ValueError("a JPEG that breaks off")
    height, width = struct.unpack_from(">HH", data, at + 5)
    return width, height


_ORIENTATION = 0x0112
_TURNED_ORIENTATIONS = range(2, 9)


def _is_turned(segment: bytes) -> bool:
    """Return whether an Exif segment says that the pixels are to be turned or mirrored."""
    if not segment.startswith(b"Exif\0\0"):
        return False
    tiff = segment[6:]
    order = "<" if tiff.startswith(b"II") else ">"
    try:
        (at,) = struct.unpack_from(f"{order}I", tiff, 4)
        (entries,) = struct.unpack_from(f"{order}H", tiff, at)
        for entry in range(at + 2, at + 2 + 12 * entries, 12):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, entry)
            if tag == _ORIENTATION:
                return value in _TURNED_ORIENTATIONS
    except struct.error:
        pass  # Damaged notes do no harm to the picture.
    return False


_DRAWING = """
<w:drawing>
  <wp:inline distT="0" distB="0" distL="0" distR="0">
    <wp:extent {size}/>
    <wp:docPr {label}/>
    <wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>
    <a:graphic>
      <a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">
        <pic:pic>
          <pic:nvPicPr><pic:cNvPr {label}/><pic:cNvPicPr/></pic:nvPicPr>
          <pic:blipFill>
            <a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch>
          </pic:blipFill>
          <pic:spPr>
            <a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>
            <a:prstGeom prst="rect"><a:avLst/></a:prstGeom>
          </pic:spPr>
        </pic:pic>
      </a:graphicData>
    </a:graphic>
  </wp:inline>
</w:drawing>
"""
_DRAWING = "".join(line.strip() for line in _DRAWING.splitlines())


def draw(relation: str, size: tuple[int, int], number: int, description: str) -> str:
    """Return the picture at *relation*, of *size*, its width and height in EMU.

    It is the draft's picture *number*; *description* is for those who cannot see it.
    """
    return _DRAWING.format(
        relation=relation,
        size=f'cx="{size[0]}" cy="{size[1]}"',
        label=f'id="{number}" name="Picture {number}" descr={quote(description)}',
    )


def fit(picture: Picture, look: FigureLook) -> tuple[int, int]:
    """Return width and height of *picture*, in EMU: the most that the look allows."""
    scale = min(Mm(look.width) / picture.width, Mm(look.height) / picture.height)
    return max(1, round(picture.width * scale)), max(1, round(picture.height * scale))

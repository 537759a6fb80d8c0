"""Measures and sizes pictures, draws them upright, and keeps what a draft refers to."""

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import NamedTuple

from linkj_press.message import Message, say
from linkj_press.record.look import FigureLook
from linkj_press.word.elements import quote
from linkj_press.word.names import measure_mm


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is in its file."""

    data: bytes
    extension: str
    """``png`` or ``jpeg``."""

    width: int
    """In pixels, as it is to be seen."""

    height: int

    orientation: int = 1
    """How its pixels are to be turned and mirrored, after Exif."""


class PictureFault(Exception):  # noqa: N818  (of the file, not of the program)
    """What is wrong with the file of a picture, and what to do about it."""

    def __init__(self, reason: Message, hint: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Enclosures:
    """What a draft takes over beside what its document and look say."""

    letterhead: bytes | None = None
    """A Word file with no more in it than drafts take over."""

    logo: Picture | None = None
    pictures: Mapping[PurePosixPath, Picture] = field(default_factory=dict)
    """By what the document's figures call them."""


_NO_PICTURE = (
    say("cannot be read as PNG or JPEG"),
    say("save it as JPEG or PNG in an image program, and name that file"),
)
_AS_JPEG = say("open it in an image program, save it as JPEG, and name that file")
_PRINT_COLOURS = (
    say("is in the colours of print (CMYK), which Word does not show everywhere"),
    say("save it in an image program as a JPEG with the colours of screens (RGB)"),
)
_OTHERS = {
    "GIF": re.compile(rb"GIF8"),
    "TIFF": re.compile(rb"II\*\0|MM\0\*"),
    "WebP": re.compile(rb"RIFF....WEBP", re.DOTALL),
    "HEIC": re.compile(rb"....ftyp(?:hei|hev|mif1|msf1)", re.DOTALL),
    "AVIF": re.compile(rb"....ftypavi", re.DOTALL),
    "BMP": re.compile(rb"BM"),
    "PDF": re.compile(rb"%PDF"),
    "SVG": re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?<svg"),
}
"""How files of other formats begin."""


# python-docx measures pictures too, but refuses any JPEG that does not begin as JFIF or Exif,
# as Photoshop's need not, and answers damage with a bare Exception.


def measure_picture(data: bytes) -> Picture:
    """Return the picture in *data*; raises PictureFault for anything but PNG and JPEG."""
    is_png = data.startswith(b"\x89PNG\r\n\x1a\n")
    if not is_png and not data.startswith(b"\xff\xd8\xff"):
        other = next((name for name, begins in _OTHERS.items() if begins.match(data)), "")
        if not other:
            raise PictureFault(*_NO_PICTURE)
        reason = say("is in truth a {format} file, which drafts do not take", format=other)
        raise PictureFault(reason, _AS_JPEG)
    try:
        picture = _measure_png(data) if is_png else _measure_jpeg(data)
    except (ValueError, struct.error):
        raise PictureFault(*_NO_PICTURE) from None
    if not picture.width or not picture.height:
        raise PictureFault(*_NO_PICTURE)
    if picture.orientation in ON_ITS_SIDE:
        return replace(picture, width=picture.height, height=picture.width)
    return picture


def _measure_png(data: bytes) -> Picture:
    """Return the picture without notes, nor what follows its end: a cut screenshot may go on."""
    width, height = struct.unpack_from(">II", data, 16)
    orientation, at, kind = 1, 8, b""
    shown = [data[:at]]
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", data, at)
        if at == 8 and kind != b"IHDR":  # noqa: PLR2004
            raise ValueError("a damaged PNG")
        if kind == b"eXIf":
            orientation = _read_orientation(data[at + 8 : at + 8 + length])
        if kind not in _NOTES_OF_PNG:
            shown.append(data[at : at + 12 + length])
        at += 12 + length
    if at > len(data):
        raise ValueError("a PNG that breaks off")
    return Picture(b"".join(shown), "png", width, height, orientation)


_NOTES_OF_PNG = (b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME")
"""Who took it, where, when and with what: nothing that a release is to carry to others."""


_START_OF_FRAME = {0xFFC0 + n for n in range(16)} - {0xFFC4, 0xFFC8, 0xFFCC}
_SHOWN_FRAMES = (0xFFC0, 0xFFC1, 0xFFC2)
"""Those of a baseline, an extended and a progressive JPEG."""

_BITS = 8
_CMYK = 4
_MARKERS = 0xFF00
_START_OF_SCAN = 0xFFDA
_FILL = 0xFFFF
_APP1 = 0xFFE1
_NOTES_OF_JPEG = (_APP1, 0xFFED, 0xFFFE)
"""Exif and XMP, IPTC, and comments."""

_EXIF = b"Exif\0\0"


def _measure_jpeg(data: bytes) -> Picture:
    """Return the picture without notes, measured by the frame header behind other segments."""
    at, orientation = 2, 1
    shown = [data[:at]]
    while True:
        marker, length = struct.unpack_from(">HH", data, at)
        if marker in _START_OF_FRAME:
            break
        if marker < _MARKERS or marker == _START_OF_SCAN:
            raise ValueError("a damaged JPEG")
        if marker == _APP1 and data.startswith(_EXIF, at + 4):
            orientation = _read_orientation(data[at + 4 + len(_EXIF) : at + 2 + length])
        end = at + (1 if marker == _FILL else 2 + length)
        if marker not in _NOTES_OF_JPEG:
            shown.append(data[at:end])
        at = end
    if data.rfind(b"\xff\xd9") < at:
        raise ValueError("a JPEG that breaks off")
    bits, height, width, components = struct.unpack_from(">BHHB", data, at + 4)
    if components == _CMYK:
        raise PictureFault(*_PRINT_COLOURS)
    if marker not in _SHOWN_FRAMES or bits != _BITS:
        raise PictureFault(say("is a JPEG of a kind that Word does not show"), _AS_JPEG)
    return Picture(b"".join([*shown, data[at:]]), "jpeg", width, height, orientation)


_ORIENTATION = 0x0112
ON_ITS_SIDE = range(5, 9)
"""Those of pixels whose rows are the columns of the picture."""


def _read_orientation(tiff: bytes) -> int:
    """Return how the notes *tiff* say that the pixels are to be turned and mirrored."""
    order = "<" if tiff.startswith(b"II") else ">"
    try:
        (at,) = struct.unpack_from(f"{order}I", tiff, 4)
        (entries,) = struct.unpack_from(f"{order}H", tiff, at)
        for entry in range(at + 2, at + 2 + 12 * entries, 12):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, entry)
            if tag == _ORIENTATION:
                return value if value in _TURNS else 1
    except struct.error:
        pass  # Damaged notes do no harm to the picture.
    return 1


_DRAWING = "".join(
    line.strip()
    for line in """
<w:drawing>
  <wp:inline distT="0" distB="0" distL="0" distR="0">
    <wp:extent {size}/>{room}
    <wp:docPr {label}>{decoration}</wp:docPr>
    <wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>
    <a:graphic>
      <a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">
        <pic:pic>
          <pic:nvPicPr><pic:cNvPr {label}/><pic:cNvPicPr/></pic:nvPicPr>
          <pic:blipFill>
            <a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch>
          </pic:blipFill>
          <pic:spPr>
            <a:xfrm{turn}><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>
            <a:prstGeom prst="rect"><a:avLst/></a:prstGeom>
          </pic:spPr>
        </pic:pic>
      </a:graphicData>
    </a:graphic>
  </wp:inline>
</w:drawing>
""".splitlines()
)

DECORATIVE = (
    '<a:ext xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative'
    ' xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext>'
)
"""What tells those who cannot see a picture that they miss nothing."""

_TURNS = {
    1: "",
    2: ' flipH="1"',
    3: ' rot="10800000"',
    4: ' flipV="1"',
    5: ' rot="16200000" flipH="1"',
    6: ' rot="5400000"',
    7: ' rot="5400000" flipH="1"',
    8: ' rot="16200000"',
}
"""By orientation, how a drawing mirrors its pixels first, and then turns them clockwise."""


class Extent(NamedTuple):
    """How much of a page a picture takes, and how it is turned to do so."""

    width: int
    """In EMU, as it is seen."""

    height: int
    orientation: int = 1


def draw(relation: str, extent: Extent, number: int, description: str) -> str:
    """Return the picture at *relation*, as large as *extent* and turned upright.

    It is the draft's picture *number*; *description* is for those who cannot see it, who are told
    of mere decoration where there is none.
    """
    width, height, orientation = extent
    room = ""
    if orientation in ON_ITS_SIDE:
        # Word keeps the size before the turn, and has what the turn needs beyond it as an effect.
        sides, ends = max(0, width - height) // 2, max(0, height - width) // 2
        room = f'<wp:effectExtent l="{sides}" t="{ends}" r="{sides}" b="{ends}"/>'
        width, height = height, width
    return _DRAWING.format(
        relation=relation,
        size=f'cx="{width}" cy="{height}"',
        room=room,
        turn=_TURNS[orientation],
        decoration="" if description else f"<a:extLst>{DECORATIVE}</a:extLst>",
        label=f'id="{number}" name="Picture {number}" descr={quote(description)}',
    )


def fit(picture: Picture, look: FigureLook, room: int) -> Extent:
    """Return how large *picture* is: the most that the look, and *room* in EMU, allow."""
    scale = min(
        min(measure_mm(look.width), room) / picture.width, measure_mm(look.height) / picture.height
    )
    width, height = (max(1, round(side * scale)) for side in (picture.width, picture.height))
    return Extent(width, height, picture.orientation)


def share_side(extent: Extent) -> int:
    """Return how wide a photo as large as *extent* and its captions stand at a side, in EMU."""
    return max(extent.width, measure_mm(_NARROW))


_NARROW = 45
"""How narrow captions are at least, in millimetres."""


_GAP, _RISE = 240, 80
"""Between a picture and the text beside it, and beneath it; above, how much lower it begins."""


def stand_beside(align: str, width: int) -> str:
    """Return what has a paragraph of *width* stand at the side *align*, text beside it.

    Paragraphs with the same place stand beneath one another, and are read in their order. Lengths
    are in twips.
    """
    return (
        f'<w:framePr w:w="{width}" w:hSpace="{_GAP}" w:vSpace="{_RISE}" w:wrap="around"'
        f' w:vAnchor="text" w:hAnchor="margin" w:xAlign="{align}" w:y="{_RISE}"/>'
    )


def stand_alone(align: str, width: int, room: int) -> str:
    """Return what has a paragraph of *width* stand there in a *room* where nothing is beside it."""
    rest = max(0, room - width)
    left = {"left": 0, "center": rest // 2, "right": rest}[align]
    return f'<w:ind w:left="{left}" w:right="{rest - left}"/>'


def fill_ground(colour: str) -> str:
    """Return what has a paragraph stand on a ground of *colour*."""
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{colour}"/>'


def lead(height: int, rule: str) -> str:
    """Return what gives each line of a paragraph *height* in twips, and it no space around."""
    return f'<w:spacing w:before="0" w:after="0" w:line="{height}" w:lineRule="{rule}"/>'

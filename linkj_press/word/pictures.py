"""Reads the photos of a release and the house's logo; drawing them is left to others."""

import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from linkj_press.document import Document, Figure
from linkj_press.folder import MOST_BYTES_OF_PICTURE, find_file, read_whole
from linkj_press.message import Message, say
from linkj_press.problem import Problem, ProblemsFound, name_refusal


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is in its file."""

    data: bytes
    extension: str
    """``png`` or ``jpeg``."""

    width: int
    """In pixels, as it is to be seen."""

    height: int
    """In pixels, as it is to be seen."""

    orientation: int = 1
    """How its pixels are to be turned and mirrored, after Exif."""


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
            pictures[image] = read_picture(folder, image)
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
_AS_JPEG = say("open it in an image program, save it as JPEG, and name that file")
_PRINT_COLOURS = (
    say("is in the colours of print (CMYK), which Word does not show everywhere"),
    say("save it in an image program as a JPEG with the colours of screens (RGB)"),
)
_RARE = (say("is a JPEG of a kind that Word does not show"), _AS_JPEG)
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


def read_picture(root: Path, path: PurePosixPath) -> Picture:
    """Return the picture at *path* in the workspace *root*.

    Raises PictureFault for anything but PNG and JPEG.
    """
    try:
        file = find_file(root, path)
        if file.stat().st_size > MOST_BYTES_OF_PICTURE:
            raise PictureFault(*_TOO_LARGE)
        return _measure(read_whole(file, MOST_BYTES_OF_PICTURE))
    except FileNotFoundError:
        raise PictureFault(*_MISSING) from None
    except OSError as error:
        reason = say("cannot be read: {reason}", reason=name_refusal(error))
        hint = say("put the picture itself there, and check who may read it")
        raise PictureFault(reason, hint) from None
    except (ValueError, struct.error):
        raise PictureFault(*_NO_PICTURE) from None


# python-docx measures pictures too, but refuses any JPEG that does not begin as JFIF or Exif,
# as Photoshop's need not, and answers damage with a bare Exception.


def _measure(data: bytes) -> Picture:
    """Return the picture; raises ValueError or struct.error for anything but PNG and JPEG."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        picture = _measure_png(data)
    elif data.startswith(b"\xff\xd8\xff"):
        picture = _measure_jpeg(data)
    else:
        other = next((name for name, begins in _OTHERS.items() if begins.match(data)), "")
        if other:
            reason = say("is in truth a {format} file, which drafts do not take", format=other)
            raise PictureFault(reason, _AS_JPEG)
        raise ValueError("neither PNG nor JPEG")
    if not picture.width or not picture.height:
        raise ValueError("no pixels")
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
        raise PictureFault(*_RARE)
    return Picture(b"".join([*shown, data[at:]]), "jpeg", width, height, orientation)


_ORIENTATION = 0x0112
ORIENTATIONS = range(1, 9)
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
                return value if value in ORIENTATIONS else 1
    except struct.error:
        pass  # Damaged notes do no harm to the picture.
    return 1

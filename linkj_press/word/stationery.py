"""Reads what the house's own files add to the look: a letterhead made in Word, and a logo."""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from linkj_press.message import say
from linkj_press.problem import Place, Problem, ProblemsFound
from linkj_press.records import Look
from linkj_press.word.pictures import Picture, PictureFault, read_picture

HOUSE = PurePosixPath("templates/house")
LETTERHEAD = HOUSE / "letterhead.docx"


@dataclass(frozen=True, slots=True)
class Stationery:
    """The files of the house, as they are."""

    letterhead: bytes | None = None
    logo: Picture | None = None


def read_stationery(look: Look, root: Path) -> Stationery:
    """Return the stationery in the workspace *root*: there need not be any.

    Raises ProblemsFound when the logo that the look names cannot be read.
    """
    try:
        letterhead = (root / LETTERHEAD).read_bytes()
    except FileNotFoundError:
        letterhead = None
    return Stationery(letterhead, _read_logo(look, root))


def _read_logo(look: Look, root: Path) -> Picture | None:
    if look.letterhead is None:
        return None
    path = HOUSE / look.letterhead.logo
    try:
        return read_picture(root / path)
    except PictureFault as fault:
        where = Place(HOUSE / "look.yaml")
        message = say("the logo {path!r} {fault}", path=str(path), fault=fault.reason)
        problem = Problem("picture", where, message, fault.hint)
        raise ProblemsFound([problem]) from None

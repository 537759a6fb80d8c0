"""Reads what the house's own files add to the look: a letterhead made in Word, and a logo."""

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from linkj_press.folder import MOST_BYTES_OF_PICTURE, check_inside
from linkj_press.message import say
from linkj_press.problem import Place, Problem, ProblemsFound, name_refusal
from linkj_press.records import Look
from linkj_press.word.archive import NotWord, too_large
from linkj_press.word.intake import take_letterhead
from linkj_press.word.pictures import Picture, PictureFault, read_picture

HOUSE = PurePosixPath("templates/house")
LETTERHEAD = HOUSE / "letterhead.docx"

_PUT_FILE = say("put the Word file itself there, and check who may read it")


@dataclass(frozen=True, slots=True)
class Stationery:
    """The files of the house."""

    letterhead: bytes | None = None
    """A Word file with no more in it than drafts take over."""

    logo: Picture | None = None


def read_stationery(look: Look, root: Path) -> Stationery:
    """Return the stationery in the workspace *root*: there need not be any.

    Raises ProblemsFound when the letterhead, or the logo that the look names, cannot be read.
    """
    return Stationery(_read_letterhead(root), _read_logo(look, root))


def _read_letterhead(root: Path) -> bytes | None:
    try:
        return take_letterhead(_read(root)) if os.path.lexists(root / LETTERHEAD) else None
    except NotWord as fault:
        hint = say("{hint}; or take the letterhead away, to have the look alone", hint=fault.hint)
        problem = Problem("letterhead", Place(LETTERHEAD), fault.reason, hint)
        raise ProblemsFound([problem]) from None


def _read(root: Path) -> bytes:
    """Return the content of the letterhead; raises NotWord."""
    file = root / LETTERHEAD
    try:
        check_inside(root, file)
        if not file.is_file():
            raise NotWord(say("this is no file"), _PUT_FILE)
        if file.stat().st_size > MOST_BYTES_OF_PICTURE:
            raise too_large()
        return file.read_bytes()
    except OSError as error:
        raise NotWord(
            say("the file cannot be read: {reason}", reason=name_refusal(error)), _PUT_FILE
        ) from None


def _read_logo(look: Look, root: Path) -> Picture | None:
    if look.letterhead is None:
        return None
    path = HOUSE / look.letterhead.logo
    try:
        return read_picture(root, path)
    except PictureFault as fault:
        where = Place(HOUSE / "look.yaml")
        message = say("the logo {path!r} {fault}", path=str(path), fault=fault.reason)
        problem = Problem("picture", where, message, fault.hint)
        raise ProblemsFound([problem]) from None

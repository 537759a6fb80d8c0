"""Reads what a release takes from files beside its words, pictures and a letterhead, for its draft.

Whoever writes Word files is handed bytes, and knows of no folder.
"""

import os
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath

from linkj_press.draft.document import Document, render_plain
from linkj_press.folder import (
    HTML,
    MOST_BYTES_OF_PICTURE,
    TEMPLATES,
    TEXT,
    Finish,
    FontFolders,
    check_inside,
    find_file,
    list_font_folders,
    read_whole,
)
from linkj_press.message import say
from linkj_press.problem import Place, Problem, ProblemsFound, name_refusal
from linkj_press.record import Look
from linkj_press.word import NotWord
from linkj_press.word.base import build_base, describe_sheet
from linkj_press.word.breaking import Typeset, set_lines
from linkj_press.word.draft import DraftWriter, WrittenFile
from linkj_press.word.manifest import DraftOrigin
from linkj_press.word.opening import too_large
from linkj_press.word.pictures import Enclosures, Picture, PictureFault, measure_picture

HOUSE = PurePosixPath(TEMPLATES, "house")
LETTERHEAD = HOUSE / "letterhead.docx"

_NOWHERE = DraftOrigin()
_PUT_FILE = say("put the Word file itself there, and check who may read it")
_MISSING = (say("is not there"), say("put the file there, or correct its name here"))
_TOO_LARGE = (
    say("has more than {limit} MB", limit=MOST_BYTES_OF_PICTURE // 1_000_000),
    say("make it smaller in an image program, and save it as JPEG"),
)


def write_release(
    document: Document,
    look: Look,
    root: Path,
    *,
    finish: Finish = Finish.DRAFT,
    origin: DraftOrigin = _NOWHERE,
) -> bytes:
    """Return the Word file of *document*, in lines: see `write_with_manifest`."""
    document = typeset(document, look, root, list_font_folders()).document
    return write_with_manifest(document, look, root, finish=finish, origin=origin).content


def typeset(document: Document, look: Look, root: Path, fonts: FontFolders) -> Typeset:
    """Return *document* in lines, as they break with the letterhead of *root* and these *fonts*.

    Raises ProblemsFound when the letterhead cannot be read.
    """
    pictures = {}
    for _, image in document.pictures:
        # What is wrong with one is told when it is written.
        with suppress(PictureFault):
            pictures[image] = read_picture(root, image)
    sheet = describe_sheet(look, _take_letterhead(root))
    return set_lines(document, look, fonts, sheet, pictures)


def write_with_manifest(
    document: Document,
    look: Look,
    root: Path,
    *,
    finish: Finish = Finish.DRAFT,
    origin: DraftOrigin = _NOWHERE,
) -> WrittenFile:
    """Return the Word file of *document* with what it takes from the workspace *root*.

    Its manifest says that it is of *origin*; whether that is in the file too is a matter of its
    *finish*. The same document gives the same bytes.

    Raises ProblemsFound when the letterhead, or with every picture that cannot be read.
    """
    enclosures = replace(read_stationery(look, root), pictures=read_pictures(document, root))
    base = build_base(look, document.language, finish, enclosures.letterhead)
    return DraftWriter(document, look, base, finish).write(enclosures, origin)


def write_beside(
    document: Document, look: Look, root: Path, finish: Finish, endings: Collection[str]
) -> dict[str, bytes]:
    """Return *document* in the forms that *endings* name, by these: a page, plain text.

    Raises ProblemsFound with every picture that cannot be read.
    """
    made = {TEXT: render_plain(document).encode()} if TEXT in endings else {}
    if HTML in endings:
        from linkj_press.show.release import HtmlRelease  # noqa: PLC0415  (few builds need it)

        mark = "" if finish is Finish.FINAL else look.draft_mark.get(document.language)
        page = HtmlRelease(document, look, read_pictures(document, root), mark).render()
        made[HTML] = page.encode()
    return made


def read_stationery(look: Look, root: Path) -> Enclosures:
    """Return letterhead and logo of the workspace *root*: there need not be any.

    Raises ProblemsFound when the letterhead, or the logo that the look names, cannot be read.
    """
    return Enclosures(_take_letterhead(root), _read_logo(look, root))


def _take_letterhead(root: Path) -> bytes | None:
    if not os.path.lexists(root / LETTERHEAD):
        return None
    # Late, for a quick start: few houses have one.
    from linkj_press.word.letterhead import take_letterhead  # noqa: PLC0415

    try:
        return take_letterhead(_read_letterhead(root, root / LETTERHEAD))
    except NotWord as fault:
        hint = say("{hint}; or take the letterhead away, to have the look alone", hint=fault.hint)
        problem = Problem("letterhead", Place(LETTERHEAD), fault.reason, hint)
        raise ProblemsFound([problem]) from None


def _read_letterhead(root: Path, file: Path) -> bytes:
    """Return the content of *file*; raises NotWord."""
    try:
        check_inside(root, file)
        if not file.is_file():
            raise NotWord(say("this is no file"), _PUT_FILE)
        if file.stat().st_size > MOST_BYTES_OF_PICTURE:
            raise too_large()
        return file.read_bytes()
    except OSError as error:
        reason = say("the file cannot be read: {reason}", reason=name_refusal(error))
        raise NotWord(reason, _PUT_FILE) from None


def _read_logo(look: Look, root: Path) -> Picture | None:
    if look.letterhead is None:
        return None
    path = HOUSE / look.letterhead.logo
    try:
        return read_picture(root, path)
    except PictureFault as fault:
        message = say("the logo {path} {fault}", path=str(path), fault=fault.reason)
        problem = Problem("picture", Place(HOUSE / "look.yaml"), message, fault.hint)
        raise ProblemsFound([problem]) from None


def read_pictures(document: Document, root: Path) -> dict[PurePosixPath, Picture]:
    """Return the pictures of *document*; raises ProblemsFound with all faults, where named."""
    pictures: dict[PurePosixPath, Picture] = {}
    problems = []
    for figure, image in document.pictures:
        try:
            pictures[image] = read_picture(root, image)
        except PictureFault as fault:
            place = getattr(figure.image_source, "place", figure.source.place)
            message = say("the picture {path} {fault}", path=str(image), fault=fault.reason)
            problems.append(Problem("picture", place, message, fault.hint, document.partner))
    if problems:
        raise ProblemsFound(problems)
    return pictures


def read_picture(root: Path, path: PurePosixPath) -> Picture:
    """Return the picture at *path* in *root*; raises PictureFault for all but PNG and JPEG."""
    try:
        file = find_file(root, path)
        if file.stat().st_size > MOST_BYTES_OF_PICTURE:
            raise PictureFault(*_TOO_LARGE)
        return measure_picture(read_whole(file, MOST_BYTES_OF_PICTURE))
    except FileNotFoundError:
        raise PictureFault(*_MISSING) from None
    except OSError as error:
        reason = say("cannot be read: {reason}", reason=name_refusal(error))
        hint = say("put the picture itself there, and check who may read it")
        raise PictureFault(reason, hint) from None

"""Pages in HTML: what they are made with, and lines cut into what HTML tells apart.

With templating, the only door to Jinja2; the desk's pages are opened here too.
"""

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import chain, groupby, pairwise
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote as quote_address

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined

from linkj_press.draft.document import Line, Span, plain
from linkj_press.language import Language
from linkj_press.record import Look
from linkj_press.text.dates import read_dates
from linkj_press.text.numbers import narrow
from linkj_press.text.patterns import compile_pattern
from linkj_press.word.pictures import Picture

PAGES = Path(__file__).parent / "pages"
"""The pages of this room, and what the pages of others share with them."""


def open_pages(*folders: Path) -> Environment:
    """Return what makes the pages in *folders*, and those that all share.

    Whatever is filled in is text.
    """
    return Environment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in (*folders, PAGES)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def open_own_pages() -> Environment:
    """Return what makes the pages of this room."""
    return open_pages()


class Piece(NamedTuple):
    """Part of a span of which the same is to be said."""

    text: str
    span: Span
    language: str
    """The other language, where the words are in its script; or ``""``."""

    when: str
    """The day or month that it tells, as machines write it, or ``""``."""

    is_whole: bool
    """Whether no line may break in it: LINK-J."""

    begins_line: bool
    """Whether the text itself breaks before it."""


class Linked(NamedTuple):
    """Pieces in a row that lead to one address, or to none."""

    href: str
    dated: list[tuple[str, list[Piece]]]
    """Pieces in a row that tell one date, with it, or with ``""``."""


_WRITTEN_IN: Mapping[Language, tuple[Language, re.Pattern[str]]] = {
    # A name or a term of several words; what LINK-J or MOU is read as no script tells.
    Language.JA: (
        Language.EN,
        compile_pattern(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’.,-]*(?: (?:&|[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’.,-]*))+"),
    ),
    Language.EN: (
        Language.JA,
        compile_pattern(
            r"[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
            r"[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]*"
        ),
    ),
}
"""For each language of a page the other one, and what matches words in its script."""


def cut_line(line: Line, language: Language) -> list[Linked]:
    """Return *line*, of a page in *language*, cut where a link, a date or a script begins."""
    pieces = _cut(line, language)
    return [
        Linked(href, [(when, list(same)) for when, same in groupby(linked, attrgetter("when"))])
        for href, linked in groupby(pieces, lambda piece: _find_address(piece.span.href))
    ]


class _Stretch(NamedTuple):
    """Where in a line something is to be said."""

    start: int
    end: int
    language: str = ""
    when: str = ""
    is_whole: bool = False


def _cut(line: Line, language: Language) -> Iterator[Piece]:
    text = plain(line)
    other, foreign = _WRITTEN_IN[language]
    marks = [_Stretch(*match.span(), language=other) for match in foreign.finditer(text)]
    marks += [_Stretch(start, end, when=when) for start, end, when in find_days(text, language)]
    marks += [_Stretch(*match.span(), is_whole=True) for match in _TORN.finditer(text)]
    edges = set(chain.from_iterable((mark.start, mark.end) for mark in marks))
    start = 0
    for span in line:
        end = start + len(span.text)
        inner = sorted(edge for edge in edges if start < edge < end)
        for begin, stop in pairwise([start, *inner, end]):
            over = [mark for mark in marks if mark.start <= begin and stop <= mark.end]
            said = max((mark.language for mark in over), default="")
            when = max((mark.when for mark in over), default="")
            is_whole = any(mark.is_whole for mark in over)
            begins = span.begins_line and begin == start
            yield Piece(text[begin:stop], span, said, when, is_whole, begins)
        start = end


_TORN = compile_pattern(r"(?<![A-Za-z0-9./@-])[A-Za-z0-9]+-[A-Za-z](?![A-Za-z0-9./@-])")
"""Matches a name that ends in a hyphen and a letter, of which one alone would begin a line."""


def find_days(text: str, language: Language) -> Iterator[tuple[int, int, str]]:
    """Yield where *text* tells a day or a month with its year, and which: ``2018-01``."""
    for date, start, end, _ in read_dates(narrow(text), language):
        if date.year and date.month and not date.sort:
            day = f"-{date.day:02}" if date.day else ""
            yield start, end, f"{date.year:04}-{date.month:02}{day}"


_SCHEMES = ("http:", "https:", "mailto:", "tel:")
_AS_IT_IS = "%/:?#[]@!$&'()*+,;=~-._"
"""What an address may hold as it is."""


def _find_address(href: str) -> str:
    """Return the address *href* as a page has it, or ``""`` for what is no address of a page."""
    return quote_address(href, safe=_AS_IT_IS) if href.startswith(_SCHEMES) else ""


@dataclass(frozen=True)
class Embedded:
    """A picture that stands in the page itself."""

    address: str
    width: int
    height: int


_QUALITY = 85
_FILES = {"png": "PNG", "jpeg": "JPEG"}


def embed(picture: Picture, most: int) -> Embedded:
    """Return *picture* for a page, upright and at most *most* pixels wide and high."""
    if picture.orientation == 1 and max(picture.width, picture.height) <= most:
        return _embed(picture.data, picture.extension, (picture.width, picture.height))
    # Late: most pictures are taken as they are.
    from PIL import Image  # noqa: PLC0415

    file = BytesIO()
    try:
        with Image.open(BytesIO(picture.data)) as image:
            turn = _TURNS.get(picture.orientation)
            upright = image if turn is None else image.transpose(Image.Transpose[turn])
            # Of few colours one cannot be made smaller without steps in it.
            upright = upright.convert("RGBA") if upright.mode == "P" else upright
            upright.thumbnail((most, most))
            upright.save(file, _FILES[picture.extension], quality=_QUALITY)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        # Damaged within, or far too many pixels: who shows the page may know better.
        return _embed(picture.data, picture.extension, (picture.width, picture.height))
    return _embed(file.getvalue(), picture.extension, upright.size)


_TURNS = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}
"""What Pillow calls that by which pixels of an orientation come upright, after Exif."""


def _embed(data: bytes, extension: str, size: tuple[int, int]) -> Embedded:
    return Embedded(f"data:image/{extension};base64,{base64.b64encode(data).decode()}", *size)


_USUAL_SIZE = 10.5


def find_size(look: Look) -> float:
    """Return the size of the Japanese text, in points: other lengths are told in it."""
    return look.styles.body.size or _USUAL_SIZE

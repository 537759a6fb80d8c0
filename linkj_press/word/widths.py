"""How wide words come out: by the fonts of the look where this machine has them, else estimated."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from functools import lru_cache
from itertools import accumulate, pairwise, product
from pathlib import Path
from typing import Any, NamedTuple

from linkj_press.cache import Cache, hash_program
from linkj_press.folder import FontFolders, list_files
from linkj_press.language import is_wide
from linkj_press.record.look import Fonts

_ENDINGS = (".otc", ".otf", ".ttc", ".ttf")
_SIGNS_OF_NAME = (4, 2)
"""By so many of its first letters and digits a font's file is known: ``times.ttf``, ``msgothic``.

All files of a machine would take a second to ask.
"""

_SPELT = {"游": "yu", "メ": "meir"}
"""How the files of fonts begin whose names begin in Japanese."""

_TWINS = {
    "arial": "Liberation Sans",
    "times new roman": "Liberation Serif",
    "courier new": "Liberation Mono",
    "calibri": "Carlito",
    "cambria": "Caladea",
}
"""Fonts that are just as wide."""

_SANS = {
    0.222: "ijl",
    0.278: " !,./:;I[\\]ft",
    0.333: "'()-`r{|}’‘·",
    0.389: '"*“”',
    0.5: "Jckstvxyz",
    0.556: "#$0123456789?L_abdeghnopqu–",
    0.611: "FTZ",
    0.667: "&ABEKPSVXY",
    0.722: "CDHNRUw",
    0.778: "GOQ",
    0.833: "Mm",
    0.944: "W%",
    1.0: "@—…",
}
_ESTIMATE = {letter: width for width, letters in _SANS.items() for letter in letters}
"""The widths of Latin letters in a usual font, in parts of the size of the type."""

_USUAL, _BOLD = 0.584, 1.06
_APART = 0.25
"""What Word, and others, leave between a Japanese character and a Latin letter."""


class Lettering(NamedTuple):
    """How words are set."""

    fonts: Fonts
    size: float
    """In points."""

    bold: bool
    is_japanese: bool
    """Whether what both scripts have, such as … and “, is set in the Japanese font."""


def estimate(text: str, size: float) -> float:
    """Return about how wide *text* is, in points, as quickly as can be told."""
    return size * (len(text) + sum(map(is_wide, text))) / 2


class Ruler:
    """Measures words that are set alike."""

    def __init__(self, lettering: Lettering, folders: FontFolders) -> None:
        self._lettering = lettering
        names = lettering.fonts.latin, lettering.fonts.japanese
        self._widths = [_find_widths(name, lettering.bold, folders) for name in names]
        self.estimated = "" if self._widths[0] else lettering.fonts.latin
        """The font of which nothing is known but what is usual. Japanese ones are alike."""

    def measure(self, text: str) -> list[float]:
        """Return how far from its beginning each character of *text* begins, and its end."""
        widths = [self._measure_character(char) for char in text]
        for at, (before, after) in enumerate(pairwise(text)):
            if _is_set_apart(before, after) or _is_set_apart(after, before):
                widths[at] += _APART
        return [width * self._lettering.size for width in accumulate(widths, initial=0.0)]

    def _measure_character(self, char: str) -> float:
        if unicodedata.combining(char):
            return 0.0
        wide = is_wide(char)
        is_japanese = wide or (self._lettering.is_japanese and not char.isascii())
        known = self._widths[is_japanese].get(ord(char))
        if known is not None:
            return known
        if wide:
            return 1.0
        letter = unicodedata.normalize("NFD", char)[0]
        return _ESTIMATE.get(letter, _USUAL) * (_BOLD if self._lettering.bold else 1)


def _is_set_apart(japanese: str, latin: str) -> bool:
    return is_wide(japanese) and japanese.isalpha() and latin.isascii() and latin.isalnum()


_KEPT = Cache("widths")


# Of a font with all Japanese characters it takes a quarter of a second.
@lru_cache(maxsize=32)
def _find_widths(family: str, bold: bool, folders: FontFolders) -> Mapping[int, float]:  # noqa: FBT001
    """Return the widths of the characters of the font *family*; none where it is not there."""
    key = (hash_program(), family, bold, folders)
    kept: Mapping[int, float] | None = _KEPT.get(key)
    if kept is None:
        kept = _look_for_widths(family, bold, folders)
        _KEPT.put(key, kept)
    return kept


def _look_for_widths(family: str, bold: bool, folders: FontFolders) -> Mapping[int, float]:  # noqa: FBT001
    names = filter(None, (family, _TWINS.get(_squeeze(family), "")))
    for name, signs in product(names, _SIGNS_OF_NAME):
        with ExitStack() as files:
            faces = _open_faces(name, signs, folders, files)
            own = [face for face in faces if _squeeze(name) in _read_names(face)]
            if own:
                return _read_widths(min(own, key=lambda face: _is_bold(face) is not bold))
    return {}


def _squeeze(family: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", family).casefold().split())


def _open_faces(family: str, signs: int, folders: FontFolders, files: ExitStack) -> Iterator[Any]:
    """Yield the faces in *files* whose names begin with the first *signs* of that of *family*."""
    # Late: few words are longer than a line.
    from fontTools.ttLib import TTCollection, TTFont  # noqa: PLC0415

    begins = re.sub(r"[^a-z0-9]", "", _squeeze(family))[:signs]
    begins = begins or _SPELT.get(family[0], family)
    for folder, _ in folders:
        for file in list_files(Path(folder), *_ENDINGS, *map(str.upper, _ENDINGS)):
            if not re.sub(r"[\s_-]", "", _squeeze(file.stem)).startswith(begins):
                continue
            # Whatever is wrong with a font, it is not there then.
            with suppress(Exception):
                opened = files.enter_context(file.open("rb"))
                several = file.suffix.lower() in (".otc", ".ttc")
                yield from (
                    TTCollection(opened, lazy=True) if several else [TTFont(opened, lazy=True)]
                )


def _read_names(face: Any) -> set[str]:
    """Return what the family of *face* is called, in all languages."""
    with suppress(Exception):
        return {_squeeze(str(name)) for name in face["name"].names if name.nameID in (1, 16)}
    return set()


def _is_bold(face: Any) -> bool:
    with suppress(Exception):
        return bool(face["head"].macStyle & 1)
    return False


def _read_widths(face: Any) -> Mapping[int, float]:
    with suppress(Exception):
        whole, advances = face["head"].unitsPerEm, face["hmtx"].metrics
        return {code: advances[glyph][0] / whole for code, glyph in face.getBestCmap().items()}
    return {}

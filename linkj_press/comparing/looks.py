"""Says which changes of files alter a release and none of its words: of the look, of pictures."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from linkj_press.comparing.hunks import Hunk
from linkj_press.document import Document, Figure
from linkj_press.folder import TEMPLATES
from linkj_press.source import LedgerSource
from linkj_press.workspace import Workspace

_HOUSE = f"{TEMPLATES}/house"
_LOOK = f"{_HOUSE}/look.yaml"


class Looks:
    """The changes of the look and of pictures, to be asked which releases have them."""

    def __init__(self, hunks: Sequence[Hunk], old: Workspace, new: Workspace) -> None:
        looks = [desk.house.look.record for desk in (old, new)]
        logos = {f"{_HOUSE}/{look.letterhead.logo}" for look in looks if look.letterhead}
        # A comment in the file of the look alters nothing.
        paths = {_LOOK, *logos} if looks[0] != looks[1] else logos
        self._hunks = hunks
        self._of_all = {hunk for hunk in hunks if hunk.path in map(_compose, paths)}

    def explain(self, old: Document, new: Document) -> tuple[Hunk, ...]:
        """Return the changes that alter how *new* looks beside *old*."""
        before, after = (dict(_list_pictures(document)) for document in (old, new))
        files = {*before, *after}
        named = {file: lines for file, lines in after.items() if file not in before}
        found = {
            hunk
            for hunk in self._hunks
            if hunk.path in files
            or any(hunk.path == path and hunk.holds_new(line) for path, line in named.values())
        }
        return tuple(sorted(found | self._of_all))


def _list_pictures(document: Document) -> Iterator[tuple[str, tuple[str, int]]]:
    """Yield the pictures of *document*, each with file and line that name it."""
    for block in document.blocks:
        if isinstance(block, Figure) and block.image:
            source = block.image_source or block.source
            place = block.source.place if isinstance(source, LedgerSource) else source.place
            yield _compose(str(block.image)), (str(place.path), place.line)


def _compose(path: str) -> str:
    return unicodedata.normalize("NFC", path)

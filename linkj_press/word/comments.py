"""Writes the comments: where what is missing belongs, and what a check says of words."""

from collections.abc import Sequence
from datetime import date

from linkj_press.document import Line
from linkj_press.source import HouseSource, PartnerSource
from linkj_press.word.elements import declare
from linkj_press.word.markup import (
    DECLARATION,
    encode,
    write_paragraph,
    write_run,
    write_run_properties,
)
from linkj_press.word.styles import StyleIds

AUTHOR, _INITIALS = "linkj-press", "LP"
_NAMESPACE = declare("w")["w"]


class Comments:
    """The comments of one draft, all of the day of the release."""

    def __init__(self, day: date, styles: StyleIds) -> None:
        self._style = styles["comment"]
        # The mark of a comment is not seen in print.
        self._mark = write_run_properties(styles["comment_mark"])
        self._signature = (
            f'w:author="{AUTHOR}" w:date="{day.isoformat()}T00:00:00Z" w:initials="{_INITIALS}"'
        )
        self._written: list[str] = []

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._written)

    def write_gap(self, gap: Line, runs: str) -> str:
        """Return the XML *runs*, which are those of *gap*, with a new comment on them."""
        return self.write(["".join(span.text for span in gap), _locate(gap)], runs)

    def write(self, lines: Sequence[str], runs: str) -> str:
        """Return the XML *runs* with a new comment of *lines* on them."""
        number = len(self._written)
        self._written.append(self._write_comment(number, lines))
        return (
            f'<w:commentRangeStart w:id="{number}"/>{runs}<w:commentRangeEnd w:id="{number}"/>'
            f'<w:r>{self._mark}<w:commentReference w:id="{number}"/></w:r>'
        )

    def to_bytes(self) -> bytes:
        """Return the part that lists them."""
        root = f'<w:comments xmlns:w="{_NAMESPACE}">{"".join(self._written)}</w:comments>'
        return encode(DECLARATION + root)

    def _write_comment(self, number: int, lines: Sequence[str]) -> str:
        runs = [write_run("", line) for line in lines]
        runs[0] = f"<w:r>{self._mark}<w:annotationRef/></w:r>{runs[0]}"
        paragraphs = "".join([write_paragraph(self._style, run) for run in runs])
        return f'<w:comment w:id="{number}" {self._signature}>{paragraphs}</w:comment>'


def _locate(gap: Line) -> str:
    """Return where the missing words belong: ``partners/osaka.yaml:75  release.photo.file``."""
    source = gap[0].source
    field = f"  {source.field}" if isinstance(source, PartnerSource | HouseSource) else ""
    return f"{source}{field}"

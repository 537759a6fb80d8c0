"""Writes the comments that say where what is missing belongs."""

from datetime import date

from lxml import etree

from linkj_press.document import Line
from linkj_press.source import HouseSource, PartnerSource
from linkj_press.word.elements import Element, add, add_text, declare, name, to_part
from linkj_press.word.styles import StyleIds

_AUTHOR, _INITIALS = "linkj-press", "LP"


class Comments:
    """The comments of one draft, all of the day of the release."""

    def __init__(self, day: date, styles: StyleIds) -> None:
        self._styles = styles
        self._date = f"{day.isoformat()}T00:00:00Z"
        self._root = etree.Element(name("w:comments"), nsmap=declare("w"))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._root)

    def begin(self, parent: Element, gap: Line) -> int:
        """Return the number of a new comment on the runs of *gap*, which follow in *parent*."""
        number = len(self._root)
        add(parent, "w:commentRangeStart", id=number)
        comment = add(self._root, "w:comment", id=number, author=_AUTHOR, date=self._date)
        comment.set(name("w:initials"), _INITIALS)
        add(self._add_mark(self._add_paragraph(comment)), "w:annotationRef")
        label = "".join(span.text for span in gap)
        add_text(add(comment[0], "w:r"), label)
        add_text(add(self._add_paragraph(comment), "w:r"), _locate(gap))
        return number

    def end(self, parent: Element, number: int) -> None:
        """End the comment *number* in *parent*."""
        add(parent, "w:commentRangeEnd", id=number)
        add(self._add_mark(parent), "w:commentReference", id=number)

    def to_bytes(self) -> bytes:
        """Return the part that lists them."""
        return to_part(self._root)

    def _add_paragraph(self, comment: Element) -> Element:
        paragraph = add(comment, "w:p")
        add(add(paragraph, "w:pPr"), "w:pStyle", val=self._styles["comment"])
        return paragraph

    def _add_mark(self, parent: Element) -> Element:
        """Return a new run for the mark of a comment, which is not seen in print."""
        run = add(parent, "w:r")
        add(add(run, "w:rPr"), "w:rStyle", val=self._styles["comment_mark"])
        return run


def _locate(gap: Line) -> str:
    """Return where the missing words belong: ``partners/osaka.yaml:75  release.photo.file``."""
    source = gap[0].source
    field = f"  {source.field}" if isinstance(source, PartnerSource | HouseSource) else ""
    return f"{source}{field}"

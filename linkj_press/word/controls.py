"""Writes filled-in values as content controls, and keeps the list of them.

A reader sees no difference; a draft that comes back tells by them whose words were edited.
"""

from linkj_press.document import Line
from linkj_press.manifest import Filled, Value, describe_value, name_value, shorten_label
from linkj_press.word.markup import quote

# Its words may be edited, but not itself, and no frame is seen.
_MANNERS = '<w:lock w:val="sdtLocked"/><w15:appearance w15:val="hidden"/>'


class Controls:
    """The content controls of one draft."""

    def __init__(self, partner: str) -> None:
        self._partner = partner
        self.values: list[Value] = []
        """What they hold, in the order in which they were written."""

    def write(self, value: Filled, spans: Line, content: str) -> tuple[int, str]:
        """Return the number of a new control, and its XML; *content* is that of *spans*."""
        full = name_value(value, self._partner)
        entry = describe_value(len(self.values) + 1, value, full, spans)
        self.values.append(entry)
        return entry.id, (
            f"<w:sdt><w:sdtPr><w:alias w:val={quote(shorten_label(full))}/>"
            f'<w:tag w:val={quote(entry.tag)}/><w:id w:val="{entry.id}"/>{_MANNERS}</w:sdtPr>'
            f"<w:sdtContent>{content}</w:sdtContent></w:sdt>"
        )

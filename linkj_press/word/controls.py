"""Writes filled-in values as content controls, and keeps the list of them.

A reader sees no difference; a draft that comes back tells by them whose words were edited.
"""

from lxml import etree

from linkj_press.document import Line
from linkj_press.manifest import Filled, Value, describe_value, name_value, shorten_label
from linkj_press.word.elements import Element, add, add_copy, declare, name

_VAL = name("w:val")


def _make_control() -> Element:
    """Return an empty control: its words may be edited, but not itself, and no frame is seen."""
    control = etree.Element(name("w:sdt"), nsmap=declare("w", "w15"))
    properties = add(control, "w:sdtPr")
    for tag in ("w:alias", "w:tag", "w:id"):
        add(properties, tag)
    add(properties, "w:lock", val="sdtLocked")
    etree.SubElement(properties, name("w15:appearance"), {name("w15:val"): "hidden"})
    add(control, "w:sdtContent")
    return control


_CONTROL = _make_control()


class Controls:
    """The content controls of one draft."""

    def __init__(self, partner: str) -> None:
        self._partner = partner
        self.values: list[Value] = []
        """What they hold, in the order in which they were added."""

    def add(self, paragraph: Element, value: Filled, spans: Line) -> tuple[int, Element]:
        """Return the number of a new control in *paragraph*, and where in it *spans* go."""
        full = name_value(value, self._partner)
        entry = describe_value(len(self.values) + 1, value, full, spans)
        self.values.append(entry)
        control = add_copy(paragraph, _CONTROL)
        properties = control[0]
        properties[0].set(_VAL, shorten_label(full))
        properties[1].set(_VAL, entry.tag)
        properties[2].set(_VAL, str(entry.id))
        return entry.id, control[1]

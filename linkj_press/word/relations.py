"""Keeps what one draft refers to: the addresses it links to and the pictures it shows."""

from docx.opc.constants import RELATIONSHIP_TYPE
from lxml import etree

from linkj_press.word.pictures import Picture

_TARGETS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Relations:
    """The relationships of a draft: those of its base, and one for each address and picture."""

    def __init__(self, base: bytes) -> None:
        self._root = etree.fromstring(base)
        self._ids: dict[str | Picture, str] = {}
        self._last = max(int(str(rel.get("Id")).removeprefix("rId")) for rel in self._root)
        self.media: dict[str, bytes] = {}
        """The parts that hold the pictures, by name."""

    def link(self, address: str) -> str:
        """Return the id of the link to *address*."""
        if address not in self._ids:
            self._ids[address] = self._relate(
                RELATIONSHIP_TYPE.HYPERLINK, address, TargetMode="External"
            )
        return self._ids[address]

    def show(self, picture: Picture) -> str:
        """Return the id of *picture*."""
        if picture not in self._ids:
            target = f"media/image{len(self.media) + 1}.{picture.extension}"
            self.media[f"word/{target}"] = picture.data
            self._ids[picture] = self._relate(RELATIONSHIP_TYPE.IMAGE, target)
        return self._ids[picture]

    def to_bytes(self) -> bytes:
        """Return the part that lists them."""
        return etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", standalone=True)

    def _relate(self, kind: str, target: str, **mode: str) -> str:
        self._last += 1
        relation = f"rId{self._last}"
        attributes = {"Id": relation, "Type": kind, "Target": target, **mode}
        etree.SubElement(self._root, _TARGETS, attributes)
        return relation

"""Keeps what one draft refers to: the addresses it links to and the pictures it shows."""

from collections.abc import Mapping
from hashlib import sha256
from itertools import count

from docx.opc.constants import RELATIONSHIP_TYPE
from lxml import etree

from linkj_press.word.elements import to_part
from linkj_press.word.opening import Relation
from linkj_press.word.pictures import Picture

_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
_NONE = f'<Relationships xmlns="{_NAMESPACE}"/>'.encode()
_TARGETS = f"{{{_NAMESPACE}}}Relationship"


def write_relations(relations: Mapping[str, Relation]) -> bytes:
    """Return the part that lists *relations*, by id; what they lead to is named from the top."""
    root = etree.fromstring(_NONE)
    for key, relation in relations.items():
        target = {"Target": relation.target if relation.external else f"/{relation.target}"}
        mode = {"TargetMode": "External"} if relation.external else {}
        etree.SubElement(root, _TARGETS, {"Id": key, "Type": relation.kind, **target, **mode})
    return to_part(root)


class Relations:
    """The relationships of a draft: those of its base, and one for each address and picture."""

    def __init__(self, base: bytes | None, prefix: str) -> None:
        """Begin with those of *base*; the files of pictures are called *prefix* and a number."""
        self._root = etree.fromstring(base or _NONE)
        self._prefix = prefix
        self._ids: dict[str | Picture, str] = {}
        self._taken = {rel.get("Id") for rel in self._root}
        self.media: dict[str, bytes] = {}
        """The parts that hold the pictures, by name."""

        self.shown: list[str] = []
        """The SHA-256 of each picture, as often as it is shown."""

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._taken)

    def link(self, address: str) -> str:
        """Return the id of the link to *address*."""
        if address not in self._ids:
            self._ids[address] = self.relate(
                RELATIONSHIP_TYPE.HYPERLINK, address, TargetMode="External"
            )
        return self._ids[address]

    def show(self, picture: Picture) -> str:
        """Return the id of *picture*."""
        self.shown.append(sha256(picture.data).hexdigest())
        if picture not in self._ids:
            target = f"media/{self._prefix}{len(self.media) + 1}.{picture.extension}"
            self.media[f"word/{target}"] = picture.data
            self._ids[picture] = self.relate(RELATIONSHIP_TYPE.IMAGE, target)
        return self._ids[picture]

    def to_bytes(self) -> bytes:
        """Return the part that lists them."""
        return to_part(self._root)

    def relate(self, kind: str, target: str, **mode: str) -> str:
        """Return the id of a new relationship to *target*."""
        relation = next(
            r for n in count(len(self._taken) + 1) if (r := f"rId{n}") not in self._taken
        )
        self._taken.add(relation)
        attributes = {"Id": relation, "Type": kind, "Target": target, **mode}
        etree.SubElement(self._root, _TARGETS, attributes)
        return relation

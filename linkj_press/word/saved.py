"""Reads who saved a Word file last, when, and with which program."""

from dataclasses import dataclass

from docx.opc.constants import RELATIONSHIP_TYPE

from linkj_press.word.elements import name
from linkj_press.word.leaves import clean
from linkj_press.word.opening import Opened, open_word, read_relations

_PROGRAM = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"


@dataclass(frozen=True, slots=True)
class Saved:
    """What a Word file says of itself; ``""`` where it says nothing."""

    by: str
    on: str
    """As the file has it: ``2020-09-07T09:30:00Z``."""

    program: str
    """``LibreOffice/7.4.7.2$Linux_X86_64 …``, ``Microsoft Office Word``."""


def read_saved(content: bytes) -> Saved:
    """Return who saved the Word file *content*, when and with what; raises NotWord."""
    opened = open_word(content)
    return Saved(
        _read(opened, RELATIONSHIP_TYPE.CORE_PROPERTIES, name("cp:lastModifiedBy")),
        _read(opened, RELATIONSHIP_TYPE.CORE_PROPERTIES, name("dcterms:modified")),
        _read(opened, RELATIONSHIP_TYPE.EXTENDED_PROPERTIES, f"{{{_PROGRAM}}}Application"),
    )


def _read(opened: Opened, kind: str, tag: str) -> str:
    """Return the text of *tag* in the part that the file refers to as *kind*."""
    relations = read_relations(opened.archive, "").values()
    parts = [r.target for r in relations if r.kind == kind and r.target in opened.archive.names]
    found = opened.parse(parts[0]).find(tag) if parts else None
    return clean(found.text or "").strip() if found is not None else ""

"""Writes a document as a Word file. The only door to python-docx and lxml."""

from pathlib import Path

from lxml import etree

from linkj_press.document import Document
from linkj_press.records import Look
from linkj_press.word.base import build_base
from linkj_press.word.body import BodyWriter
from linkj_press.word.elements import name
from linkj_press.word.package import pack
from linkj_press.word.pictures import read_pictures
from linkj_press.word.properties import write_properties
from linkj_press.word.relations import Relations
from linkj_press.word.text import TextWriter

__all__ = ["write_word"]

_BODY = "word/document.xml"
_RELATIONS = "word/_rels/document.xml.rels"


def write_word(document: Document, look: Look, pictures: Path, *, final: bool = False) -> bytes:
    """Return *document* as a .docx file; its pictures are found in the folder *pictures*.

    A *final* one has no draft mark. The same document gives the same bytes.
    Raises ProblemsFound with every picture that cannot be read.
    """
    base = build_base(look, document.language, final)
    relations = Relations(base[_RELATIONS])
    text = TextWriter(document.language, relations)
    writer = BodyWriter(look, read_pictures(document, pictures), relations, text)
    root = etree.fromstring(base[_BODY])
    body = root.find(name("w:body"))
    assert body is not None
    (section,) = body
    writer.write(body, document.blocks)
    # What follows the last block is the page that all blocks stand on.
    body.append(section)
    parts = {
        _BODY: etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True),
        _RELATIONS: relations.to_bytes(),
        "docProps/core.xml": write_properties(document),
    }
    return pack({**base, **parts, **relations.media})

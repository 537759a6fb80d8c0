"""Opens a Word file that somebody sends, and says in a sentence why another is none."""

import posixpath
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from urllib.parse import unquote

from docx.opc.constants import RELATIONSHIP_TYPE

from linkj_press.message import say
from linkj_press.word.archive import Archive, NotWord, too_large
from linkj_press.word.elements import Element, name
from linkj_press.word.package import TYPES, name_relations
from linkj_press.word.parsing import name_transitional, parse_part

_OTHERS = {
    "workbook": say("this is an Excel file, not a Word file"),
    "presentation": say("this is a PowerPoint file, not a Word file"),
}
MOST_PARAGRAPHS = 100_000
MOST_IN_PARAGRAPH = 20_000
"""Elements."""
MOST_LETTERS = 100_000
"""In one paragraph."""

_SEND_WORD = say("give the Word file (.docx) itself")


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to."""

    kind: str
    """``http://schemas.openxmlformats.org/officeDocument/2006/relationships/header``"""

    target: str
    """The part, or the address where it is *external*."""

    external: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A Word file that was opened; its parts are parsed when they are asked for."""

    archive: Archive
    main: str
    """The part that holds the body."""

    document: Element
    """Its root, ``w:document``."""

    @property
    def body(self) -> Element:
        """The body: its paragraphs and tables."""
        body = self.document.find(name("w:body"))
        assert body is not None
        return body

    def parse(self, part: str) -> Element:
        """Return the root of *part*; raises NotWord."""
        if part not in self.archive.names:
            raise _lack(part)
        root = parse_part(self.archive.read(part), part)
        _check_size(root)
        return root

    def relate(self, part: str) -> dict[str, Relation]:
        """Return what *part* refers to, by id; raises NotWord."""
        return read_relations(self.archive, part)

    def find(self, kind: str) -> str | None:
        """Return the first part that the main part refers to as *kind* and that is there."""
        targets = (r.target for r in self.relate(self.main).values() if r.kind == kind)
        return next((target for target in targets if target in self.archive.names), None)


@dataclass(frozen=True)
class OpenedPart:
    """A part of a Word file, and what it refers to."""

    opened: Opened
    part: str

    @cached_property
    def relations(self) -> dict[str, Relation]:
        """What the part refers to, by id."""
        return self.opened.relate(self.part)

    @cached_property
    def _targets(self) -> dict[str, str]:
        return {}

    def name_target(self, key: str) -> str:
        """Return what the relation *key* leads to, as it is also called in another file."""
        if key not in self._targets:
            self._targets[key] = self._name_target(self.relations.get(key))
        return self._targets[key]

    def _name_target(self, relation: Relation | None) -> str:
        if relation is None:
            return ""
        if relation.external or relation.target not in self.opened.archive.names:
            return relation.target
        return sha256(self.opened.archive.read(relation.target)).hexdigest()


def open_word(content: bytes) -> Opened:
    """Return the Word file in *content*; raises NotWord."""
    archive = Archive(content)
    if TYPES not in archive.names:
        raise _name_other(archive)
    relations = read_relations(archive, "").values()
    kind = RELATIONSHIP_TYPE.OFFICE_DOCUMENT
    main = next((r.target for r in relations if r.kind == kind and not r.external), None)
    if main is None or main not in archive.names:
        raise _lack(main or "word/document.xml")
    root = parse_part(archive.read(main), main)
    if root.tag != name("w:document"):
        local = str(root.tag).rpartition("}")[2]
        raise NotWord(_OTHERS.get(local, say("this is no Word file")), _SEND_WORD)
    if root.find(name("w:body")) is None:
        raise _lack(main)
    _check_size(root)
    return Opened(archive, main, root)


def _check_size(root: Element) -> None:
    """Raise NotWord for more text than people write, which it would take minutes to compare."""
    for number, paragraph in enumerate(root.iter(name("w:p")), start=1):
        elements = letters = 0
        for element in paragraph.iter():
            elements += 1
            letters += len(element.text or "")
        large = elements > MOST_IN_PARAGRAPH or letters > MOST_LETTERS
        if large or number > MOST_PARAGRAPHS:
            raise too_large()


def read_relations(archive: Archive, part: str) -> dict[str, Relation]:
    """Return what *part*, or the file where it is ``""``, refers to by id; raises NotWord."""
    listing = name_relations(part)
    if listing not in archive.names:
        return {}
    found = {}
    for element in parse_part(archive.read(listing), listing):
        external = element.get("TargetMode") == "External"
        target = element.get("Target", "")
        kind = name_transitional(element.get("Type", ""))
        resolved = target if external else _resolve(posixpath.dirname(part), target)
        found[element.get("Id", "")] = Relation(kind, resolved, external)
    return found


def _resolve(folder: str, target: str) -> str:
    """Return the part that *target* names as seen from *folder*."""
    return posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/")


def _name_other(archive: Archive) -> NotWord:
    if "mimetype" in archive.names and "content.xml" in archive.names:
        hint = say("open it in Word or LibreOffice and save it as .docx")
        return NotWord(say("this is an OpenDocument file, not a Word file"), hint)
    return NotWord(say("this is a zip of other files, not a Word file"), _SEND_WORD)


def _lack(part: str) -> NotWord:
    return NotWord(
        say("the file is damaged: it lacks its part {part}", part=repr(part)),
        say("open it in Word and save it anew as .docx"),
    )

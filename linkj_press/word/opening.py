"""Opens a Word file that somebody sends, and says in a sentence why another is none.

Whoever packed it: nothing in it can grow, or reach out. Also who saved it last, when, with what.
"""

import posixpath
import zlib
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from io import BytesIO
from urllib.parse import unquote
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from lxml import etree

from linkj_press.message import Message, say, say_quoted
from linkj_press.word.elements import (
    TYPES,
    Element,
    Relation,
    name_relations,
)
from linkj_press.word.leaves import clean
from linkj_press.word.names import RelationKind, name

MOST_PARTS = 5_000
MOST_OF_FILE = 256 << 20
"""In bytes, of all parts together as they declare it; zipfile unpacks no more than declared."""

_ENTRY = b"PK\x01\x02"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED_PACKAGE, _OLD_WORD = (name.encode("utf-16-le") for name in ("EncryptedPackage", "WordD"))
_LOCKED = 1
_UNREADABLE = (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)

_SEND_AGAIN = say("have it sent again, or open it in Word and save it anew as .docx")
_SAVE_ANEW = say("open it in Word and save it anew as .docx")
_SAVE_AS_DOCX = say("open it in Word and save it as .docx")
_UNLOCK = say("open it in Word, remove the password and save it")


class NotWord(Exception):  # noqa: N818  (what a file is, is data, not a fault of the program)
    """Says why bytes cannot be read as a Word file, and what to do about it."""

    def __init__(self, reason: Message, hint: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.hint = hint


class Archive:
    """The parts of a zip, each read when it is asked for."""

    def __init__(self, content: bytes) -> None:
        """Open the zip *content*. Raises NotWord."""
        _recognise(content)
        try:
            self._zip = ZipFile(BytesIO(content))
        except _UNREADABLE:
            raise _damaged() from None
        entries = self._zip.infolist()
        _check_entries(entries)
        self.names = frozenset(entry.filename for entry in entries)

    def measure(self, part: str) -> int:
        """Return the size of *part* in bytes, which is the most that `read` returns."""
        return self._zip.getinfo(part).file_size

    def read(self, part: str) -> bytes:
        """Return the bytes of *part*; raises NotWord, and KeyError where there is no such part."""
        try:
            return self._zip.read(part)
        except _UNREADABLE:
            raise _damaged(part) from None


def open_archive(file: bytes | Archive) -> Archive:
    """Return *file* opened, if it is not yet. Raises NotWord."""
    return file if isinstance(file, Archive) else Archive(file)


def _recognise(content: bytes) -> None:
    """Raise NotWord for what is no zip at all, or lists more parts than any Word file."""
    if not content:
        raise NotWord(say("the file is empty"), _SEND_AGAIN)
    if content.startswith(_OLE):
        if _LOCKED_PACKAGE in content:
            raise NotWord(say("the file is locked with a password"), _UNLOCK)
        if _OLD_WORD in content:
            raise NotWord(say("this is a Word file of the old kind, .doc"), _SAVE_AS_DOCX)
    if content.startswith(b"%PDF"):
        raise NotWord(say("this is a PDF, not a Word file"), say("ask for the Word file (.docx)"))
    if not content.startswith(b"PK"):
        raise NotWord(say("this is no Word file"), _SAVE_AS_DOCX)
    # zipfile would make an object of each before it can be asked how many there are.
    if content.count(_ENTRY) > MOST_PARTS:
        raise too_large()


def _check_entries(entries: list[ZipInfo]) -> None:
    """Raise NotWord for entries that no program writes, or that would unpack to too much."""
    if any(entry.flag_bits & _LOCKED for entry in entries):
        raise NotWord(say("the file is locked with a password"), _UNLOCK)
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise NotWord(
            say("the file holds its part {part} twice", part=say_quoted(twice)), _SEND_AGAIN
        )
    if sum(entry.file_size for entry in entries) > MOST_OF_FILE:
        raise too_large()
    # Others are no part of the format, and zipfile unpacks them without any limit.
    if any(entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for entry in entries):
        raise _damaged()


def _damaged(part: str = "") -> NotWord:
    if part:
        return NotWord(
            say("the file is damaged in its part {part}", part=say_quoted(part)), _SEND_AGAIN
        )
    return NotWord(say("the file is damaged, or only half of it was sent"), _SEND_AGAIN)


def too_large() -> NotWord:
    """Return what is said of a file that would fill the memory."""
    return NotWord(
        say("the file unpacks to more than any release"),
        say("copy what it says into a new Word file, and use that"),
    )


MOST_OF_PART = 64 << 20
MOST_NODES = 3_000_000
"""Elements and attributes; each takes a hundred bytes once it is parsed.

A history of ten thousand rows has 2.4 million.
"""

_DECLARATIONS = ("<!DOCTYPE", "<!ENTITY")
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_STRICT, _TRANSITIONAL = "http://purl.oclc.org/ooxml/", "http://schemas.openxmlformats.org/"


def parse_part(data: bytes, part: str) -> Element:
    """Return the root of *data*, *part*, strict names made transitional ones; raises NotWord."""
    if len(data) > MOST_OF_PART:
        raise too_large()
    try:
        text = data.decode("utf-16" if data.startswith(_WIDE) else "utf-8-sig")
        if any(declaration in text for declaration in _DECLARATIONS):
            raise broken(part)
        if text.count("<") + text.count("=") > MOST_NODES:
            raise too_large()
        # Libxml2 itself refuses what is nested more than 256 deep.
        parser = etree.XMLParser(
            encoding="utf-8",
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            remove_comments=True,
            remove_pis=True,
        )
        return _to_transitional(etree.fromstring(text.encode(), parser))
    except (etree.XMLSyntaxError, UnicodeError):
        raise broken(part) from None


def _name_transitional(name: str) -> str:
    # http://purl.oclc.org/ooxml/wordprocessingml/main and …/wordprocessingml/2006/main
    before, strict, rest = name.partition(_STRICT)
    if not strict:
        return name
    kind, _, local = rest.partition("/")
    return f"{before}{_TRANSITIONAL}{kind}/2006/{local}"


def _to_transitional(root: Element) -> Element:
    if _STRICT not in str(root.nsmap.values()):
        return root
    for element in root.iter(etree.Element):
        element.tag = _name_transitional(str(element.tag))
        attributes = element.items()
        element.attrib.clear()
        for key, value in attributes:
            element.set(_name_transitional(str(key)), value)
    return root


def broken(part: str) -> NotWord:
    """Return what is said of a *part* that is not what it should be."""
    reason = say("the file is damaged: its part {part} cannot be read", part=say_quoted(part))
    return NotWord(reason, _SAVE_ANEW)


_OTHERS = {
    "workbook": say("this is an Excel file, not a Word file"),
    "presentation": say("this is a PowerPoint file, not a Word file"),
}
MOST_PARAGRAPHS = 100_000
MOST_IN_PARAGRAPH, MOST_LETTERS = 20_000, 100_000
"""Elements and letters of one."""

_SAVE_IN_WORD = say("open it in Word or LibreOffice and save it as .docx")
_SEND_WORD = say("give the Word file (.docx) itself")


@dataclass(frozen=True, slots=True)
class Opened:
    """A Word file that was opened; its parts are parsed when they are asked for."""

    archive: Archive
    main: str
    document: Element

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
        return _read_relations(self.archive, part)

    def find(self, kind: str) -> str | None:
        """Return the first part that the main part refers to as *kind* and that is there."""
        return next(iter(self.find_all(kind)), None)

    def find_all(self, *kinds: str) -> list[str]:
        """Return the parts that the main part refers to as one of *kinds*, and that are there."""
        relations = self.relate(self.main).values()
        targets = dict.fromkeys(r.target for r in relations if r.kind in kinds and not r.external)
        return [target for target in targets if target in self.archive.names]


@dataclass(frozen=True)
class OpenedPart:
    """A part of a Word file, and what it refers to."""

    opened: Opened
    part: str
    _targets: dict[str, str] = field(default_factory=dict)

    @cached_property
    def relations(self) -> dict[str, Relation]:
        """What the part refers to, by id."""
        return self.opened.relate(self.part)

    def name_target(self, key: str) -> str:
        """Return what the relation *key* leads to, as it is also called in another file."""
        relation, archive = self.relations.get(key), self.opened.archive
        if relation is None:
            return ""
        if relation.external or relation.target not in archive.names:
            return relation.target
        if key not in self._targets:
            self._targets[key] = sha256(archive.read(relation.target)).hexdigest()
        return self._targets[key]


def open_word(file: bytes | Archive) -> Opened:
    """Return the Word file in *file*; raises NotWord."""
    archive = open_archive(file)
    if TYPES not in archive.names:
        if {"mimetype", "content.xml"} <= archive.names:
            raise NotWord(say("this is an OpenDocument file, not a Word file"), _SAVE_IN_WORD)
        raise NotWord(say("this is a zip of other files, not a Word file"), _SEND_WORD)
    relations = _read_relations(archive, "").values()
    kind = RelationKind.OFFICE_DOCUMENT
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


def _read_relations(archive: Archive, part: str) -> dict[str, Relation]:
    """Return what *part*, or the file where it is ``""``, refers to by id; raises NotWord."""
    listing = name_relations(part)
    if listing not in archive.names:
        return {}
    found = {}
    for element in parse_part(archive.read(listing), listing):
        external = element.get("TargetMode") == "External"
        target = element.get("Target", "")
        kind = _name_transitional(element.get("Type", ""))
        if not external:
            path = posixpath.join("/", posixpath.dirname(part), unquote(target))
            target = posixpath.normpath(path).lstrip("/")
        found[element.get("Id", "")] = Relation(kind, target, external)
    return found


def _lack(part: str) -> NotWord:
    reason = say("the file is damaged: it lacks its part {part}", part=say_quoted(part))
    return NotWord(reason, _SAVE_ANEW)


_PROGRAM = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
_SAID = (
    (RelationKind.CORE_PROPERTIES, name("cp:lastModifiedBy")),
    (RelationKind.CORE_PROPERTIES, name("dcterms:modified")),
    (RelationKind.EXTENDED_PROPERTIES, f"{{{_PROGRAM}}}Application"),
)


@dataclass(frozen=True, slots=True)
class Saved:
    """What a Word file says of itself; ``""`` where it says nothing."""

    by: str
    on: str
    """As the file has it: ``2020-09-07T09:30:00Z``."""

    program: str
    """``LibreOffice/7.4.7.2$Linux_X86_64 …``, ``Microsoft Office Word``."""


def read_saved(file: bytes | Archive) -> Saved:
    """Return who saved the Word file *file*, when and with what; raises NotWord."""
    opened = open_word(file)
    relations = opened.relate("").values()
    said = []
    for kind, tag in _SAID:
        parts = [r.target for r in relations if r.kind == kind and r.target in opened.archive.names]
        found = opened.parse(parts[0]).find(tag) if parts else None
        said.append("" if found is None else clean(found.text or "").strip())
    return Saved(*said)

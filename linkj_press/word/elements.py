"""Small pieces of WordprocessingML, and the package that its parts are packed in.

The same parts give the same bytes.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import compress, count
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree
from lxml.etree import SubElement, _Element, tostring

from linkj_press.word.names import RelationKind, declare, name

Element = _Element


def to_part(root: Element) -> bytes:
    """Return *root* as the bytes of a part."""
    return tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def add(parent: Element, tag: str, **attributes: str | int) -> Element:
    """Return a new last child of *parent*; its attributes are in the namespace ``w``."""
    child = SubElement(parent, name(tag))
    set_attributes(child, **attributes)
    return child


def set_attributes(element: Element, **attributes: str | int) -> None:
    """Set *attributes*, in the namespace ``w``."""
    for key, value in attributes.items():
        element.set(name(f"w:{key}"), str(value))


def read_value(element: Element, path: str, default: str = "") -> str:
    """Return the ``w:val`` of what is at *path* in *element*; *default* where there is none."""
    found = element.find(path)
    return default if found is None else found.get(name("w:val"), default)


def remove(element: Element) -> None:
    """Take *element* out of its parent."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def add_text(run: Element, text: str) -> None:
    """Add *text* to *run*, with any space at its edges."""
    child = add(run, "w:t")
    child.text = text
    if text[:1] == " " or text[-1:] == " ":
        child.set(name("xml:space"), "preserve")


def add_edges(parent: Element, tag: str, sides: str, **line: str | int) -> None:
    """Add the borders *tag* to *parent*: one line for each of *sides*, in the schema's order."""
    borders = add(parent, tag)
    for side in sides.split():
        add(borders, f"w:{side}", val="single", **line)


DECLARATION = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"

_CONTROL_CHARACTERS = bytes(set(range(0x20)) - set(b"\t\n\r"))
_NO_CHARACTERS = "\ufffe\uffff"


def escape(text: str) -> str:
    """Return *text* as XML, to stand between tags."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "&#13;")


# A control names its field twice, and drafts name the same fields.
@lru_cache(maxsize=2_000)
def quote(text: str) -> str:
    """Return *text* as XML, in quotes, to be the value of an attribute."""
    text = escape(text).replace('"', "&quot;").replace("\t", "&#9;").replace("\n", "&#10;")
    return f'"{text}"'


def encode(part: str) -> bytes:
    """Return the XML *part* as bytes; raises ValueError when it holds what XML has no place for."""
    data = part.encode()
    without = data.translate(None, _CONTROL_CHARACTERS)
    if len(without) < len(data) or any(code in part for code in _NO_CHARACTERS):
        raise ValueError("a character that XML does not have")
    return data


def write_paragraph(
    style: str, content: str, *, keep_with_next: bool = False, place: str = ""
) -> str:
    """Return a paragraph of *style* with the XML *content*; *place* is what else it says."""
    keep = "<w:keepNext/>" if keep_with_next else ""
    return f"<w:p><w:pPr><w:pStyle w:val={quote(style)}/>{keep}{place}</w:pPr>{content}</w:p>"


def write_run(properties: str, text: str) -> str:
    """Return a run of *text*, with any space at its edges; see `write_run_properties`."""
    space = ' xml:space="preserve"' if text[:1] == " " or text[-1:] == " " else ""
    return f"<w:r>{properties}<w:t{space}>{escape(text)}</w:t></w:r>"


# The same few are asked for again and again.
@lru_cache(maxsize=256)
def write_run_properties(
    style: str,
    hint: bool = False,  # noqa: FBT001, FBT002
    bold: bool = False,  # noqa: FBT001, FBT002
    italic: bool = False,  # noqa: FBT001, FBT002
) -> str:
    """Return what a run says of its looks; *hint* is for characters that Word takes for Latin."""
    marks = (
        f"<w:rStyle w:val={quote(style)}/>",
        '<w:rFonts w:hint="eastAsia"/>',
        "<w:b/>",
        "<w:i/>",
    )
    said = "".join(compress(marks, (style, hint, bold, italic)))
    return f"<w:rPr>{said}</w:rPr>" if said else ""


_PREFIXES = ("w", "r", "wp", "a", "pic", "mc", "w15")


@dataclass(frozen=True, slots=True)
class Shell:
    """A part of a Word file without the text of a draft."""

    before: bytes
    after: bytes
    otherwise: str
    """What stands in the place of the text where there is none."""

    def fill(self, text: str) -> bytes:
        """Return the part with the XML *text*, which may use the prefixes that drafts write."""
        return b"".join((self.before, encode(text or self.otherwise), self.after))


def open_part(part: bytes, empty: str) -> Shell:
    """Return *part* as a shell: its text goes before what describes its pages, or to its end.

    Where both text and part would be empty, it holds the XML *empty*.
    """
    old = etree.fromstring(part)
    known = {prefix: uri for prefix, uri in old.nsmap.items() if prefix is not None}
    root = etree.Element(old.tag, nsmap=known | declare(*_PREFIXES))
    for key, value in old.items():
        root.set(key, value)
    root.extend(list(old))
    # Content controls of Word 2013.
    ignored = root.get(name("mc:Ignorable"), "").split()
    root.set(name("mc:Ignorable"), " ".join(dict.fromkeys([*ignored, "w15"])))
    otherwise = "" if len(root) else empty
    body = root.find(name("w:body"))
    place = etree.ProcessingInstruction("linkj-press", "text")
    if body is None:
        root.append(place)
    else:
        body.insert(0, place)
    before, _, after = to_part(root).rpartition(etree.tostring(place))
    return Shell(before, after, otherwise)


TYPES = "[Content_Types].xml"
NO_TYPES = (
    b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="rels" ContentType='
    b'"application/vnd.openxmlformats-package.relationships+xml"/>'
    b'<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_FIRST = (TYPES, "_rels/.rels")
_UNIX, _READABLE_FILE = 3, 0o100644 << 16
_QUICKLY = 3
"""How hard a draft's own parts are packed: the usual 6 takes four times as long to save a tenth."""


@dataclass(frozen=True, slots=True)
class Packed:
    """Parts of a Word file, packed; more may follow."""

    archive: bytes
    digests: Mapping[str, bytes]
    """The SHA-256 of each part, by name."""


def pack(parts: Mapping[str, bytes]) -> Packed:
    """Return *parts*, each by its name in the package: what tells the kind of file comes first."""
    buffer = io.BytesIO()
    rest = sorted(part for part in parts if part not in _FIRST)
    with ZipFile(buffer, "w") as archive:
        for part in (*_FIRST, *rest):
            archive.writestr(_list_part(part), parts[part])
    return Packed(buffer.getvalue(), digest(parts))


def complete(packed: Packed, parts: Mapping[str, bytes]) -> bytes:
    """Return the file that holds *packed* and, after it, *parts*.

    What drafts have in common is so packed once: that takes as long as packing their own.
    """
    buffer = io.BytesIO(packed.archive)
    with ZipFile(buffer, "a") as archive:
        for part in sorted(parts):
            archive.writestr(_list_part(part), parts[part], compresslevel=_QUICKLY)
    return buffer.getvalue()


def digest(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the SHA-256 of each of *parts*."""
    return {part: sha256(data).digest() for part, data in parts.items()}


def name_relations(part: str) -> str:
    """Return the part that holds the relationships of *part*; of the file where it is ``""``."""
    folder, _, file = part.rpartition("/")
    return f"{folder}/_rels/{file}.rels".lstrip("/")


def admit_types(types: bytes, extensions: Mapping[str, str], parts: Mapping[str, str]) -> bytes:
    """Return the content types *types* with those of *extensions* and of single *parts*."""
    root = etree.fromstring(types)
    namespace = root.nsmap[None]
    known = {element.get("Extension") for element in root}
    for extension, kind in extensions.items():
        if extension not in known:
            attributes = {"Extension": extension, "ContentType": kind}
            root.insert(0, etree.Element(f"{{{namespace}}}Default", attributes))
    for part, kind in parts.items():
        attributes = {"PartName": f"/{part}", "ContentType": kind}
        etree.SubElement(root, f"{{{namespace}}}Override", attributes)
    return to_part(root)


def _list_part(part: str) -> ZipInfo:
    # ZipInfo otherwise takes the day and the kind of computer into the file.
    info = ZipInfo(part, (1980, 1, 1, 0, 0, 0))
    info.compress_type = ZIP_DEFLATED
    info.create_system = _UNIX
    info.external_attr = _READABLE_FILE
    return info


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to."""

    kind: str
    """``http://schemas.openxmlformats.org/officeDocument/2006/relationships/header``"""

    target: str
    """The part, or the address where it is *external*."""

    external: bool


_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
_NONE = f'<Relationships xmlns="{_NAMESPACE}"/>'.encode()
_LINE = f"{{{_NAMESPACE}}}Relationship"


def write_relations(relations: Mapping[str, Relation]) -> bytes:
    """Return the part that lists *relations*, by id; what they lead to is named from the top."""
    root = etree.fromstring(_NONE)
    for key, relation in relations.items():
        target, mode = f"/{relation.target}", {}
        if relation.external:
            target, mode = relation.target, {"TargetMode": "External"}
        etree.SubElement(root, _LINE, {"Id": key, "Type": relation.kind, "Target": target} | mode)
    return to_part(root)


class Relations:
    """The relationships of a draft: those of its base, and one for each address and picture."""

    def __init__(self, base: bytes | None, prefix: str) -> None:
        """Begin with those of *base*; the files of pictures are called *prefix* and a number."""
        self._root = etree.fromstring(base or _NONE)
        self._prefix = prefix
        self._ids: dict[str, str] = {}
        self._taken = {rel.get("Id") for rel in self._root}
        self.media: dict[str, bytes] = {}
        self.shown: list[str] = []
        """The SHA-256 of each picture, as often as it is shown."""

    def __len__(self) -> int:
        return len(self._taken)

    def link(self, address: str) -> str:
        """Return the id of the link to *address*."""
        if address not in self._ids:
            self._ids[address] = self.relate(RelationKind.HYPERLINK, address, TargetMode="External")
        return self._ids[address]

    def show(self, picture: bytes, extension: str) -> str:
        """Return the id of *picture*, a file that ends in *extension*."""
        key = sha256(picture).hexdigest()
        self.shown.append(key)
        if key not in self._ids:
            target = f"media/{self._prefix}{len(self.media) + 1}.{extension}"
            self.media[f"word/{target}"] = picture
            self._ids[key] = self.relate(RelationKind.IMAGE, target)
        return self._ids[key]

    def to_bytes(self) -> bytes:
        """Return the part that lists them."""
        return to_part(self._root)

    def relate(self, kind: str, target: str, **mode: str) -> str:
        """Return the id of a new relationship to *target*."""
        free = (f"rId{n}" for n in count(len(self._taken) + 1))
        relation = next(key for key in free if key not in self._taken)
        self._taken.add(relation)
        attributes = {"Id": relation, "Type": kind, "Target": target, **mode}
        etree.SubElement(self._root, _LINE, attributes)
        return relation

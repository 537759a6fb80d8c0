"""Random letterheads: each gives a draft that holds together, or one problem, in seconds."""

from __future__ import annotations

import atexit
import functools
import io
import json
import shutil
import tempfile
import warnings
import zipfile
from contextlib import suppress
from copy import deepcopy
from pathlib import Path, PurePosixPath
from random import Random

import pytest
from lxml import etree

from linkj_press.build.enclosures import LETTERHEAD, write_release
from linkj_press.draft.document import Document
from linkj_press.language import Language
from linkj_press.problem import ProblemsFound
from linkj_press.record import Look, load_record
from linkj_press.word import read_word
from linkj_press.word.base import build_base
from tests.conftest import REPOSITORY
from tests.letterheads import NAMESPACES, PARTS, root
from tests.package_check import check_package
from tests.test_word import write_sample

_TAGS = (
    *("w:hdr", "w:ftr", "w:p", "w:r", "w:t", "w:sectPr", "w:headerReference", "w:pPr", "w:body"),
    *("w:footerReference", "w:pgSz", "w:pgMar", "w:titlePg", "w:style", "w:styles", "w:name"),
    *("w:document", "w:settings", "w:evenAndOddHeaders", "w:docDefaults", "w:rPrDefault", "w:rPr"),
    *("w:sdt", "w:tbl", "w:hyperlink", "wp:docPr", "a:blip", "Relationship", "Override", "Default"),
)
_VALUES = (
    *(
        "",
        "0",
        "-1",
        "1",
        "7",
        "a",
        "rId1",
        "rId3",
        "rId99",
        "1e999",
        "nan",
        "99999999999",
        "210mm",
    ),
    *("first", "default", "even", "odd", "paragraph", "character", "table", "heading 1", "Normal"),
    *("Normal Table", "Lede", "header", "ja-JP", "NULL", "../NULL", "media/logo1.png", "#x", "/"),
    *("header1.xml", "header2.xml", "document.xml", "styles.xml", "/word/styles.xml", "../../x"),
    *("file:///C:/x.png", "https://www.example.org/", "External", "Internal", "xml", "png", "rels"),
    *("/word/header1.xml", "image/png", "application/xml", "on", "off", "true", "%E3%81", "\u3000"),
    *(
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/" + kind
        for kind in (
            *("header", "footer", "styles", "settings", "theme", "numbering", "image", "hyperlink"),
            *("fontTable", "comments", "officeDocument", "oleObject", "attachedTemplate"),
        )
    ),
    *(
        "application/vnd.openxmlformats-officedocument.wordprocessingml." + kind
        for kind in (
            *("document.main+xml", "styles+xml", "header+xml", "comments+xml", "template.main+xml"),
        )
    ),
)
_ATTRIBUTES = ("w:val", "w:type", "w:styleId", "r:id", "r:embed", "r:link", "id", "Id", "Target")
_PIECES = root(
    "x",
    "<w:p/><w:sectPr/><w:titlePg/><w:style/><w:hdr/><w:evenAndOddHeaders/><w:docGrid/>"
    '<w:headerReference w:type="even" r:id="rId4"/><w:commentReference w:id="0"/>'
    '<w:sdt><w:sdtPr><w:tag w:val="release.date"/><w:id w:val="1"/></w:sdtPr></w:sdt>'
    '<a:blip r:embed="rId1" r:link="rId2"/><wp:docPr id="x"/><w:pgSz w:w="1"/>'
    '<w:p><w:pPr><w:sectPr><w:footerReference r:id="rId5"/></w:sectPr></w:pPr></w:p>',
)
_DEBRIS = ("&e;", "&#0;", "<!-- -->", "<!DOCTYPE x>", "<?x y?>", "<", ">", '"', "\0", "\ud800")
_OURS = (
    *("leads nowhere", "twice", "no relationship", "no content type", "is not there"),
    *("two controls", "two drawings", "two styles", "of no part"),
)
"""The faults that no letterhead may bring into a draft; words of its own it may."""


def _mutate(random: Random, xml: bytes) -> bytes:
    """Return *xml* with an element or a value changed; now and then it is XML no more."""
    if random.random() < 0.04:
        at = random.randrange(len(xml))
        return xml[:at] + random.choice(_DEBRIS).encode("utf-8", "surrogatepass") + xml[at:]
    root = etree.fromstring(xml)
    element, other = random.choice(list(root.iter())), random.choice(list(root.iter()))
    keys = [str(key) for key in element.attrib] or [_expand(random.choice(_ATTRIBUTES))]
    match random.randrange(9):
        case 0 | 1 | 2:
            element.set(random.choice(keys), random.choice(_VALUES))
        case 3:
            element.attrib.pop(random.choice(keys), "")
        case 4:
            element.tag = _expand(random.choice(_TAGS))
        case 5 | 6:
            pieces = etree.fromstring(_PIECES)
            other.extend(random.choice([list(pieces), [random.choice(list(pieces))]]))
        case 7:
            other.extend([deepcopy(element) for _ in range(random.choice([1, 1, 1, 300]))])
        case _ if element is not root:
            etree.strip_elements(root, element.tag)
    return etree.tostring(root)


def _expand(tag: str) -> str:
    prefix, _, local = tag.rpartition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if prefix else local


def make(random: Random) -> str:
    """Return a letterhead as text: its parts with their bytes as letters, and damage to the zip."""
    parts = [(name, data) for name, data in PARTS.items()]
    for _ in range(random.randrange(1, 5)):
        at = random.randrange(len(parts))
        name, data = parts[at]
        match random.randrange(24):
            case 0:
                del parts[at]
            case 1:
                parts.append((name if random.random() < 0.2 else "word/document2.xml", data))
            case 2:
                parts[at] = random.choice([name.upper(), "word/x.xml"]), data
            case 3:
                parts[at] = name, random.choice(parts)[1]
            case _ if data.startswith(b"<"):
                with suppress(etree.XMLSyntaxError):
                    parts[at] = name, _mutate(random, data)
    damage = [
        (random.random(), random.randrange(256)) for _ in range(random.choice([0] * 19 + [3]))
    ]
    described = [(name, data.decode("latin-1")) for name, data in parts]
    return json.dumps({"parts": described, "damage": damage})


def _pack(case: str) -> bytes:
    described = json.loads(case)
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w") as archive:
        warnings.simplefilter("ignore")  # a name that is there twice
        for name, text in described["parts"]:
            archive.writestr(name, text.encode("latin-1"), zipfile.ZIP_DEFLATED)
    content = bytearray(buffer.getvalue())
    for place, value in described["damage"]:
        content[int(place * len(content))] = value
    return bytes(content)


@functools.cache
def prepare() -> tuple[Path, Look, Document]:
    """Return a folder for all cases of a process, a look and a document."""
    folder = Path(tempfile.mkdtemp(prefix="linkj-press-fuzz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for path in (LETTERHEAD, PurePosixPath("photos/signing.png")):
        (folder / path).parent.mkdir(parents=True)
    (folder / "photos/signing.png").write_bytes(PARTS["word/media/logo1.png"])
    path = PurePosixPath("templates/house/look.yaml")
    return folder, load_record(REPOSITORY / path, path, Look).record, write_sample(Language.JA)


def check(case: str) -> None:
    """Write a draft with the letterhead *case*: one problem may be found, but nothing else."""
    folder, look, document = prepare()
    (folder / LETTERHEAD).write_bytes(_pack(case))
    build_base.cache_clear()
    try:
        draft = write_release(document, look, folder)
    except ProblemsFound as found:
        (problem,) = found.problems
        assert str(problem)
        return
    assert read_word(draft).body
    assert [fault for fault in check_package(draft) if any(ours in fault for ours in _OURS)] == []


def test_random_letterheads_are_taken_or_refused() -> None:
    """No letterhead gives a traceback, runs for ten seconds or takes a gigabyte."""
    pytest.importorskip("resource")
    from tests.fuzz.runner import fuzz  # noqa: PLC0415

    assert list(map(str, fuzz(__name__))) == []

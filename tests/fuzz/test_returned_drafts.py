"""Random drafts that come back: each is pulled, read and compared, or refused, in seconds."""

from __future__ import annotations

import functools
import io
import json
import shutil
import warnings
import zipfile
from contextlib import suppress
from copy import deepcopy
from random import Random

import pytest
from lxml import etree

from tests.fuzz.test_records import change_json
from tests.letterheads import root
from tests.returned_draft import w

JA, EN = "2020-09-07_osaka_ja.docx", "2020-09-07_osaka_en.docx"
_DIGITS = "9" * 4_301
_PIECES = root(
    "x",
    '<w:ins w:id="1" w:author="a" w:date="2020-09-07T00:00:00Z"><w:r><w:t>新</w:t></w:r></w:ins>'
    '<w:del w:id="1" w:author="" w:date="x"><w:r><w:delText>旧</w:delText></w:r></w:del>'
    '<w:moveFrom w:id="2"><w:r><w:t>a</w:t></w:r></w:moveFrom><w:moveFromRangeStart w:id="2"/>'
    '<w:p><w:pPr><w:rPr><w:del w:id="3"/></w:rPr></w:pPr><w:r><w:t>段落</w:t></w:r></w:p>'
    '<w:sdt><w:sdtPr><w:tag w:val="release.subhead.ja"/><w:id w:val="1"/></w:sdtPr><w:sdtContent>'
    "<w:r><w:t>x</w:t></w:r></w:sdtContent></w:sdt><w:sdt/><w:sdtContent/>"
    '<w:sdt><w:sdtPr><w:tag w:val="ledger:total"/></w:sdtPr></w:sdt>'
    '<w:commentRangeStart w:id="0"/><w:commentReference w:id="0"/><w:footnoteReference w:id="9"/>'
    '<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr><w:tr/></w:tbl><w:tc/><w:fldSimple w:instr="PAGE"/>'
    '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:sym w:char="D800"/><w:br/><w:tab/></w:r>'
    '<w:hyperlink r:id="rId99"><w:r><w:t>l</w:t></w:r></w:hyperlink><w:rPrChange/><w:strike/>'
    "<w:r><w:rPr><w:strike/><w:vanish/></w:rPr><w:t>消</w:t></w:r><w:sectPr/><w:numPr/><w:ruby/>"
    '<w:customXmlDelRangeStart w:id="1"/><w:cellIns w:id="1"/><w:pPrChange w:id="1"/><w:altChunk/>',
)
_VALUES = (
    *("", "0", "-1", "1", "x", _DIGITS, "2020-09-07T00:00:00Z", "0000-00-00T99:99:99Z", "FFFFFFFF"),
    *("release.subhead.ja", f"release.quotes[{_DIGITS}].gist.ja", "kobe:name.full.ja", "ledger:x"),
    *("house:seat[0].ja", "agreement.signed", "release.date", "x" * 9_999, "begin", "end", "rId1"),
    *("../outside/secret.yaml", "file:///etc/passwd", "osaka", "\u202e", "True", "preserve", "２"),
)
_TEXTS = (
    *("", "大", "{{ ledger.total }}", "{{", "x: y", "- a", "#", "\n", "\t", " ", "\u3000", _DIGITS),
    *(
        "あ" * 99_000,
        "x" * 120_000,
        "a " * 40_000,
        "2020-09-08",
        "9月8日",
        f"{_DIGITS}年",
        "[-x-]{+y+}",
    ),
    *(
        "\ufffe",
        "\u2028",
        "\x85",
        "\u202e",
        "か\u3099",
        "\U0001f600",
        "| a |",
        "**b**",
        "<br>",
        "&amp;",
    ),
    *("'", '"', "|", ">", "null", "~", "no", "1.5", "2020-13-45", "第十四回", "～", "\\", "%", "@"),
)
_DEBRIS = (b"&e;", b"&#0;", b"<!DOCTYPE x>", b"<", b"\0", b"\xed\xa0\x80", b"]]>", b'"')


def _mutate(random: Random, xml: bytes) -> bytes:
    """Return *xml* with an element, a value or a text changed; now and then it is XML no more."""
    if random.random() < 0.03:
        at = random.randrange(len(xml))
        return xml[:at] + random.choice(_DEBRIS) + xml[at:]
    tree = etree.fromstring(xml)
    element, other = random.choice(list(tree.iter())), random.choice(list(tree.iter()))
    with suppress(ValueError):  # lxml refuses what XML cannot hold
        match random.randrange(12):
            case 0 | 1 if element.attrib:
                element.set(random.choice(list(element.attrib)), random.choice(_VALUES))
            case 2 | 3 | 4:
                _graft(random, other)
            case 5:
                other.extend([deepcopy(element) for _ in range(random.choice([1, 1, 1, 100]))])
            case 6 if element is not tree:
                random.choice([etree.strip_tags, etree.strip_elements])(tree, element.tag)
            case 7:
                element.tag = other.tag
            case _:
                _reword(random, list(tree.iter(w("t"))))
    return etree.tostring(tree)


def _graft(random: Random, holder: etree._Element) -> None:
    """Put something into *holder*; now and then in what is nested deeply."""
    for _ in range(random.choice([0, 0, 0, 5, 60])):
        holder = etree.SubElement(holder, random.choice(list(etree.fromstring(_PIECES))).tag)
    piece = random.choice(list(etree.fromstring(_PIECES)))
    holder.insert(random.choice([0, len(holder)]), piece)


def _reword(random: Random, texts: list[etree._Element]) -> None:
    for text in random.sample(texts, min(2, len(texts))):
        text.text = random.choice(["", text.text or ""]) + random.choice(_TEXTS)


def make(random: Random) -> str:
    """Return a draft as text: its parts with their bytes as letters, damage, and a command."""
    parts = [(name, data) for name, data in _read_parts(_written()[JA]).items()]
    names = [name for name, _ in parts]
    for _ in range(random.randrange(1, 5)):
        at = random.choice([names.index("word/document.xml"), random.randrange(len(parts))])
        at = min(at, len(parts) - 1)
        name, data = parts[at]
        match random.randrange(24):
            case 0:
                del parts[at]
            case 1:
                parts.append((name, random.choice(parts)[1]))
            case 2:
                parts[at] = random.choice([name.upper(), "word/x.xml", "../x", "/x"]), data
            case 3:
                parts[at] = name, random.choice(parts)[1]
            case 4 | 5 | 6 | 7:
                parts = [
                    (n, _spoil_manifest(random, d) if b'"skeleton"' in d else d) for n, d in parts
                ]
            case _:
                with suppress(etree.XMLSyntaxError):
                    parts[at] = name, _mutate(random, data)
    damage = [
        (random.random(), random.randrange(256)) for _ in range(random.choice([0] * 19 + [3]))
    ]
    pending = random.choice(["accept", "reject"])
    return json.dumps([[(n, d.decode("latin-1")) for n, d in parts], damage, pending])


def _spoil_manifest(random: Random, part: bytes) -> bytes:
    """Return *part* with a value changed in the JSON that it holds."""
    with suppress(etree.XMLSyntaxError, StopIteration, ValueError):
        return _spoil(random, etree.fromstring(part))
    return part


def _spoil(random: Random, tree: etree._Element) -> bytes:
    holder = next(e for e in tree.iter() if (e.text or "").startswith("{"))
    data = json.loads(holder.text or "")
    with suppress(ValueError):
        holder.text = json.dumps(change_json(random, data))
    return etree.tostring(tree)


def _read_parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@functools.cache
def _written() -> dict[str, bytes]:
    """Return the drafts of the desk by name."""
    from tests.fuzz.runner import call, open_desk  # noqa: PLC0415

    call("build", "osaka")
    return {name: (open_desk() / "output" / name).read_bytes() for name in (JA, EN)}


prepare = _written


def check(case: str) -> None:
    """Pull, read and compare a draft: a dry run writes nothing, and a true one sound files."""
    from linkj_press.workspace.loading import load_workspace  # noqa: PLC0415
    from tests.fuzz.runner import call, open_desk, read_tree  # noqa: PLC0415

    parts, damage, pending = json.loads(case)
    desk = open_desk()
    returned, redlines = desk / "returned" / JA, desk / "redlines"
    returned.parent.mkdir(exist_ok=True)
    returned.write_bytes(_pack(parts, damage))
    partners = read_tree(desk / "partners")
    try:
        before = read_tree(desk)
        call("text", str(returned))
        call("pull", "--dry-run", "--pending", pending, str(returned))
        assert read_tree(desk) == before
        call("pull", "--pending", pending, "--approve", "osaka", str(returned))
        load_workspace(desk)
        call("diff", "--docx", str(redlines), str(desk / "output" / JA), str(returned))
        for redline in redlines.glob("*.docx"):
            assert call("text", str(redline))
    finally:
        shutil.rmtree(redlines, ignore_errors=True)
        for name, content in partners.items():
            (desk / "partners" / name).write_bytes(content)


def _pack(parts: list[tuple[str, str]], damage: list[tuple[float, int]]) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w") as archive:
        warnings.simplefilter("ignore")  # a name that is there twice
        for name, text in parts:
            archive.writestr(name, text.encode("latin-1"), zipfile.ZIP_DEFLATED)
    content = bytearray(buffer.getvalue())
    for place, value in damage:
        content[int(place * len(content))] = value
    return bytes(content)


def test_random_returned_drafts_are_pulled_or_refused() -> None:
    """No draft gives a traceback, a step outside the workspace, a long wait, or a broken file."""
    pytest.importorskip("resource")
    from tests.fuzz.runner import fuzz  # noqa: PLC0415

    assert list(map(str, fuzz(__name__))) == []

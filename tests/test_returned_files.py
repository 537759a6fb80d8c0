"""Hostile and foreign files, through every command that reads Word files."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import docx
import pytest
from click.testing import CliRunner, Result
from lxml import etree

from linkj_press.cli.main import cli
from tests.conftest import copy_desk, require

Make = Callable[[bytes], bytes]

BODY, ITEM, TYPES = "word/document.xml", "customXml/item1.xml", "[Content_Types].xml"
RELATIONS, COMMENTS = "word/_rels/document.xml.rels", "word/comments.xml"
HEADER, STYLES, CORE = "word/header1.xml", "word/styles.xml", "docProps/core.xml"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
DRAFT = "2020-09-07_osaka_ja.docx"
CHARACTERS = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"
"""What a terminal would obey."""

NO_WORD = "this is no Word file"
DAMAGED = "the file is damaged, or only half of it was sent"
DAMAGED_PART = f"the file is damaged in its part “{BODY}”"
BROKEN = f"the file is damaged: its part “{BODY}” cannot be read"
LACKS = f"the file is damaged: it lacks its part “{BODY}”"
LARGE = "the file unpacks to more than any release"
LOCKED = "the file is locked with a password"
A_ZIP = "this is a zip of other files, not a Word file"
ENDLESS = "it has more text than any release"
DISOWNED = "this is no draft of ours, or has lost all that told which one it is"
NO_FRAMES = (
    "it was saved by a program that drops the marks of fields (Google Docs, older LibreOffice):"
    " texts are compared, nothing is written"
)
SAME = "0 differences"


def unpack(file: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def put(parts: Mapping[str, bytes | None]) -> Make:
    """Make a file with *parts* in the place of its own; None takes one away."""

    def make(draft: bytes) -> bytes:
        whole = {**unpack(draft), **parts}
        return pack({name: data for name, data in whole.items() if data is not None})

    return make


def change(part: str, rewrite: Callable[[str], str]) -> Make:
    return lambda draft: put({part: rewrite(unpack(draft)[part].decode()).encode()})(draft)


def swap(part: str, old: str, new: str) -> Make:
    def rewrite(words: str) -> str:
        assert old in words
        return words.replace(old, new)

    return change(part, rewrite)


def body(content: str, before: str = "") -> Make:
    """Make a file of which the body is the XML *content*."""
    words = f'{before}<w:document xmlns:w="{W}"><w:body>{content}</w:body></w:document>'
    return put({BODY: words.encode("utf-8", "surrogateescape")})


def append(content: str) -> Make:
    return change(BODY, lambda words: words.replace("</w:body>", f"{content}</w:body>"))


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def manifest(rewrite: Callable[[Any], Any]) -> Make:
    """Make a draft whose manifest is what *rewrite* makes of it: data, or the text itself."""

    def make(draft: bytes) -> bytes:
        root = etree.fromstring(unpack(draft)[ITEM])
        told = rewrite(json.loads("".join(piece.text or "" for piece in root)))
        root[0].text = told if isinstance(told, str) else json.dumps(told)
        return put({ITEM: etree.tostring(root)})(draft)

    return make


def claim(**claims: object) -> Make:
    """Make a draft whose manifest claims otherwise."""
    return manifest(lambda data: {**data, **claims})


def value(**claims: object) -> Make:
    """Make a draft whose manifest claims something else of its first own value."""

    def rewrite(data: Any) -> Any:
        at = data["values"]["kind"].index("partner")
        for key, what in claims.items():
            data["values"][key][at] = what
        return data

    return manifest(rewrite)


def number(name: Callable[[str], str]) -> Make:
    """Make a draft whose controls have other ids."""
    ids = re.compile(r'(<w:sdtPr>(?:(?!</w:sdtPr>).)*?<w:id w:val=")([^"]*)')
    return change(BODY, lambda words: ids.sub(lambda m: m[1] + name(m[2]), words))


def lock_entry(draft: bytes) -> bytes:
    file = bytearray(draft)
    file[file.index(b"PK\x01\x02") + 8] |= 1
    return bytes(file)


def flip_byte(draft: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(draft)) as archive:
        entry = archive.getinfo(BODY)
    file = bytearray(draft)
    file[entry.header_offset + 30 + len(BODY) + entry.compress_size // 2] ^= 0x10
    return bytes(file)


def declare_size(size: int) -> Make:
    def make(draft: bytes) -> bytes:
        file = bytearray(body("<w:p/>" * 50_000)(draft))
        at = file.rindex(BODY.encode()) - 22
        file[at : at + 4] = size.to_bytes(4, "little")
        return bytes(file)

    return make


def repeat(name: str) -> Make:
    def make(draft: bytes) -> bytes:
        buffer = io.BytesIO(draft)
        with zipfile.ZipFile(buffer, "a") as archive:
            archive.writestr(name, b"<other/>")
        return buffer.getvalue()

    return make


def fill_body(draft: bytes) -> bytes:
    return body(" " * (70 << 20))(draft)


def add_zeros(draft: bytes) -> bytes:
    return put({"word/media/a.bin": bytes(200 << 20)})(draft)


def make_strict(draft: bytes) -> bytes:
    parts = unpack(draft)
    for name in ("_rels/.rels", BODY, RELATIONS, HEADER, "word/header2.xml", COMMENTS):
        usual = r"http://schemas.openxmlformats.org/(\w+)/2006/(main|relationships)"
        strict = r"http://purl.oclc.org/ooxml/\1/\2"
        parts[name] = re.sub(usual, strict, parts[name].decode()).encode()
    for name in ("_rels/.rels", RELATIONS):
        package = "http://purl.oclc.org/ooxml/package/relationships"
        usual = "http://schemas.openxmlformats.org/package/2006/relationships"
        parts[name] = parts[name].decode().replace(package, usual).encode()
    return pack(parts)


def widen(encoding: str, length: int | None = None) -> Make:
    """Make a draft whose body is in *encoding*, and only *length* long."""

    def make(draft: bytes) -> bytes:
        words = unpack(draft)[BODY].decode().replace("UTF-8", "UTF-16")
        return put({BODY: words.encode(encoding)[:length]})(draft)

    return make


def free(words: str) -> str:
    """Return *words* without controls."""
    return re.sub(r"</?w:sdt>|</?w:sdtContent>|<w:sdtPr>.*?</w:sdtPr>", "", words, flags=re.S)


def nest(words: str) -> str:
    outer = '<w:sdt><w:sdtPr><w:tag w:val="x"/><w:id w:val="7"/></w:sdtPr><w:sdtContent>'
    whole = re.compile(r"<w:sdt>(?:(?!<w:sdt>).)*?</w:sdt>", re.S)
    return whole.sub(lambda m: f"{outer}{m[0]}</w:sdtContent></w:sdt>", words)


def copy_control(words: str) -> str:
    return re.sub(r"<w:sdt>(?:(?!<w:sdt>).)*?</w:sdt>", lambda m: m[0] * 2, words, count=1)


def name_as_google(words: str) -> str:
    return re.sub(r'<w:tag w:val="[^"]*"/>', '<w:tag w:val="goog_rdk_1"/>', words)


def forget_w15(words: str) -> str:
    return re.sub(r"<w15:[^>]*/>", "", re.sub(r' xmlns:w15="[^"]*"', "", words))


def retype(words: str) -> str:
    return free(re.sub(r"(<w:t[^>]*>)[^<]*(</w:t>)", r"\1全部\2", words))


def save_with_python_docx(draft: bytes) -> bytes:
    buffer = io.BytesIO()
    docx.Document(io.BytesIO(draft)).save(buffer)
    return buffer.getvalue()


def declare_entities(*entities: str) -> Make:
    return body(paragraph("&e;"), f"<!DOCTYPE d [{''.join(entities)}]>")


def track(changes: int) -> str:
    new = '<w:ins w:id="{0}" w:author="A"><w:r><w:t>new{0} </w:t></w:r></w:ins>'
    old = '<w:del w:id="{0}" w:author="A"><w:r><w:delText>old{0} </w:delText></w:r></w:del>'
    pairs = ((new + old).format(10_000 + n) for n in range(changes // 2))
    return f"<w:p>{''.join(pairs)}</w:p>"


def tell(content: str) -> bytes:
    """Return the part with the comments *content*."""
    return f'<w:comments xmlns:w="{W}">{content}</w:comments>'.encode()


MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
USUAL = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MANY = " ".join(f"a{n}=''" for n in range(1_000_000))
LAUGHS = [f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghe", strict=True)]

REFUSED: dict[str, tuple[Make, str]] = {
    "empty": (lambda _: b"", "the file is empty"),
    "doc": (
        lambda _: OLE + "WordDocument".encode("utf-16-le"),
        "this is a Word file of the old kind, .doc",
    ),
    "locked": (lambda _: OLE + "EncryptedPackage".encode("utf-16-le"), LOCKED),
    "locked entry": (lock_entry, LOCKED),
    "a tenth": (lambda draft: draft[: len(draft) // 10], DAMAGED),
    "half": (lambda draft: draft[: len(draft) // 2], DAMAGED),
    "nine tenths": (lambda draft: draft[: len(draft) * 9 // 10], DAMAGED),
    "flipped byte": (flip_byte, DAMAGED_PART),
    "declared small": (declare_size(100), DAMAGED_PART),
    "declared huge": (declare_size(0xFFFFFFF0), LARGE),
    "5,001 parts": (put({f"x{n}": b"" for n in range(5_001)}), LARGE),
    "a zip of a draft": (lambda draft: pack({"draft.docx": draft}), A_ZIP),
    "70 MB of spaces": (fill_body, LARGE),
    "laughs": (declare_entities('<!ENTITY a "ha">', *LAUGHS), BROKEN),
    "external": (declare_entities('<!ENTITY e SYSTEM "file:///etc/passwd">'), BROKEN),
    "dtd": (body("<w:p/>", '<!DOCTYPE d SYSTEM "http://127.0.0.1/d">'), BROKEN),
    "deep": (body("<w:p>" * 10_000 + "</w:p>" * 10_000), BROKEN),
    "attributes": (body(f"<w:p {MANY}/>"), BROKEN),
    "no utf-8": (body(paragraph("\udcff\udcfe")), BROKEN),
    "half a utf-16": (widen("utf-16", 1001), BROKEN),
    "nul": (body(paragraph("a\0b")), BROKEN),
    "nul by number": (body(paragraph("a&#0;b")), BROKEN),
    "no body": (put({BODY: None}), LACKS),
    "no types": (put({TYPES: None}), A_ZIP),
    "no relations": (put({"_rels/.rels": None}), LACKS),
    "broken relations": (
        put({RELATIONS: b"<x"}),
        f"the file is damaged: its part “{RELATIONS}” cannot be read",
    ),
    "broken header": (
        put({HEADER: b"<x"}),
        f"the file is damaged: its part “{HEADER}” cannot be read",
    ),
    "out of the file": (
        swap("_rels/.rels", BODY, "../../../etc/passwd"),
        "the file is damaged: it lacks its part “etc/passwd”",
    ),
    "newline in a name": (
        swap("_rels/.rels", BODY, "word/%0a%1b[31m.xml"),
        "the file is damaged: it lacks its part “word/ �[31m.xml”",
    ),
    "relations as body": (swap("_rels/.rels", BODY, "_rels/.rels"), NO_WORD),
    "xlsx": (put({BODY: b"<workbook/>"}), "this is an Excel file, not a Word file"),
    "pptx": (put({BODY: b"<presentation/>"}), "this is a PowerPoint file, not a Word file"),
    "odt": (
        lambda _: pack({"mimetype": b"x", "content.xml": b"<x/>"}),
        "this is an OpenDocument file, not a Word file",
    ),
    "epub": (lambda _: pack({"mimetype": b"application/epub+zip"}), A_ZIP),
    "jar": (lambda _: pack({"META-INF/MANIFEST.MF": b""}), A_ZIP),
    "pdf": (lambda _: b"%PDF-1.7\n", "this is a PDF, not a Word file"),
    "rtf": (lambda _: b"{\\rtf1 }", NO_WORD),
    "html": (lambda _: b"<html></html>", NO_WORD),
    "text": (lambda _: "こんにちは".encode(), NO_WORD),
    "twice": (repeat(BODY), f"the file holds its part “{BODY}” twice"),
    "bzip2": (lambda draft: pack(unpack(draft), zipfile.ZIP_BZIP2), DAMAGED),
    "a million letters": (append(paragraph("a" * 1_000_000)), LARGE),
    "a million elements": (body("<w:p/>" * 1_000_000), LARGE),
    "open fields": (append(f"<w:p>{'<w:r><w:t/></w:r>' * 20_000}</w:p>"), LARGE),
}
"""What no command reads, and why."""

PULLED: dict[str, tuple[Make, int, str]] = {
    "200 MB of zeros": (add_zeros, 0, SAME),
    "nested zip": (lambda d: put({"word/embeddings/a.docx": d})(d), 0, SAME),
    "include": (body('<w:p><i:include xmlns:i="http://www.w3.org/2001/XInclude"/></w:p>'), 1, "*"),
    "utf-16": (widen("utf-16"), 0, SAME),
    "strict": (make_strict, 0, SAME),
    "macros": (swap(TYPES, USUAL, MACROS), 0, SAME),
    "template": (swap(TYPES, USUAL, USUAL.replace("document.main", "template.main")), 0, SAME),
    "loop": (swap(RELATIONS, 'Target="header1.xml"', 'Target="document.xml"'), 1, "1 difference"),
    "up": (
        swap(RELATIONS, 'Target="header1.xml"', 'Target="../../../etc/passwd"'),
        1,
        "1 difference",
    ),
    "absolute": (swap(RELATIONS, 'Target="header1.xml"', 'Target="/word/header1.xml"'), 0, SAME),
    "backslash": (
        swap(RELATIONS, 'Target="header1.xml"', 'Target="..\\word\\x.xml"'),
        1,
        "1 difference",
    ),
    "twice but for case": (repeat("WORD/Document.xml"), 0, SAME),
    "no json": (manifest(lambda _: "{no"), 1, DISOWNED),
    "deep json": (manifest(lambda _: "[" * 100_000), 1, DISOWNED),
    "version": (claim(version=99), 1, DISOWNED),
    "number as partner": (claim(partner=5), 1, DISOWNED),
    "partner elsewhere": (claim(partner="../../etc/passwd"), 1, DISOWNED),
    "partner with newline": (claim(partner="osaka\n\x1b[31m"), 1, DISOWNED),
    "language": (claim(language="xx"), 1, DISOWNED),
    "31 February": (claim(release_on="2020-02-31"), 1, DISOWNED),
    "skeleton of others": (claim(skeleton=[[999_999]]), 1, DISOWNED),
    "a book": (append(paragraph("a") * 26_000), 1, ENDLESS),
    "long skeleton": (claim(skeleton=[["x"]] * 300_000), 1, ENDLESS),
    "id twice": (value(id=1_000_000_000), 1, DISOWNED),
    "values without end": (value(text="a" * 2_000_000), 1, ENDLESS),
    "field without end": (value(field="a." * 100_000), 1, DISOWNED),
    "field with escape": (value(field="a\x1b[31m"), 1, DISOWNED),
    "kind": (value(kind="evil"), 1, DISOWNED),
    "other field": (value(text="x", field="agreement.signed"), 1, "1 difference"),
    "other partner": (claim(partner="atlantis"), 1, "it is a draft of atlantis, which has no "),
    "no release": (claim(partner="ucsd"), 1, "it is a draft of ucsd, which has no release here"),
    "asides of nobody": (claim(asides=[["a\x1b[31m", "b\x1b[31m"]]), 1, "1 difference"),
    "asides as a number": (claim(asides=5), 1, DISOWNED),
    "from before footers": (claim(foot=None, head=[], asides=[]), 0, SAME),
    "ids below zero": (number(lambda n: f"-{n}"), 0, "*"),
    "huge ids": (number(lambda n: "9" * 5_000), 1, "*"),
    "words as ids": (number(lambda n: "abc"), 1, "*"),
    "one id": (number(lambda n: "1"), 1, "*"),
    "nested": (change(BODY, nest), 0, NO_FRAMES),
    "copied": (change(BODY, copy_control), 1, "*"),
    "google": (change(BODY, name_as_google), 0, NO_FRAMES),
    "no w15": (change(BODY, forget_w15), 0, SAME),
    "no controls": (change(BODY, free), 0, NO_FRAMES),
    "retyped": (change(BODY, retype), 1, NO_FRAMES),
    "python-docx": (save_with_python_docx, 0, SAME),
    "nobody's comment": (put({COMMENTS: tell('<w:comment w:id="0"/>')}), 1, "1 comment"),
    "no comments": (put({COMMENTS: None}), 0, SAME),
    "tracked": (append(track(3_000)), 1, "1 difference"),
    "escapes": (append(paragraph("a\u202eb\u2066c\x9b31m\x7f\u2028d")), 1, "1 difference"),
    "symbols": (
        append('<w:p><w:r><w:sym w:char="001B"/><w:sym w:char="009B"/><w:t>x</w:t></w:r></w:p>'),
        1,
        "1 difference",
    ),
}
"""What is a Word file, with how `pull` ends and what it says first; ``*`` is anything."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with the drafts of one release."""
    root = copy_desk(tmp_path_factory.mktemp("desk"))
    assert run(root, "build", "osaka").exit_code == 0
    return root


@pytest.fixture(scope="module")
def draft(desk: Path) -> bytes:
    return (desk / "output" / DRAFT).read_bytes()


def run(desk: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(desk), *arguments], catch_exceptions=False)


def list_files(desk: Path) -> dict[str, bytes]:
    files = (file for file in desk.rglob("*") if file.is_file())
    return {str(file): file.read_bytes() for file in files}


def check(desk: Path, code: int, first: str, *arguments: str) -> None:
    """Run the program; it ends with *code*, says *first* first, and leaves the desk as it was."""
    before = list_files(desk)
    result = run(desk, *arguments)
    told = result.stdout or result.stderr
    assert result.exit_code == code, told[:500]
    assert told.startswith(first), told[:500]
    assert not re.search(CHARACTERS, result.output)
    assert list_files(desk) == before


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_is_told_in_a_sentence(
    case: str, desk: Path, draft: bytes, tmp_path: Path
) -> None:
    """Every command says the same of a file, what to do on the next line, and writes nothing."""
    make, reason = REFUSED[case]
    file, whole, folder = tmp_path / "came.docx", tmp_path / "sent.docx", tmp_path / "redlines"
    file.write_bytes(make(draft))
    whole.write_bytes(draft)
    told = f"{file}: {reason}\n    "
    check(desk, 1, told, "text", str(file))
    check(desk, 1, told, "pull", str(file))
    for pair in ((file, whole), (whole, file)):
        check(desk, 1, f"Error: {told}", "diff", "--docx", str(folder), *map(str, pair))
    assert not folder.exists()


@pytest.mark.parametrize("case", PULLED)
def test_what_can_be_read_is_pulled_or_disowned(
    case: str, desk: Path, draft: bytes, tmp_path: Path
) -> None:
    """No file, whatever it claims, ends in a traceback or is written to a partner file."""
    make, code, answer = PULLED[case]
    file = tmp_path / "came.docx"
    file.write_bytes(make(draft))
    check(desk, 0, "", "text", str(file))
    check(desk, code, f"{file}: {answer.rstrip('*')}", "pull", str(file))


@pytest.mark.parametrize("case", ["nested", "google", "tracked", "escapes", "strict", "one id"])
def test_foreign_files_are_redlined(case: str, desk: Path, draft: bytes, tmp_path: Path) -> None:
    """A redline is made with whatever a program left, on either side."""
    file, whole = tmp_path / "came.docx", tmp_path / "sent.docx"
    file.write_bytes(PULLED[case][0](draft))
    whole.write_bytes(draft)
    for pair in ((file, whole), (whole, file)):
        check(desk, 0, "", "diff", "--docx", str(tmp_path / "redlines"), *map(str, pair))


def test_a_redline_tells_which_file_is_damaged(desk: Path, draft: bytes, tmp_path: Path) -> None:
    """Parts that only a redline needs are read before it is begun."""
    file, whole = tmp_path / "came.docx", tmp_path / "sent.docx"
    whole.write_bytes(draft)
    for part in (COMMENTS, STYLES, "word/footer1.xml", TYPES):
        file.write_bytes(put({part: b"<x"})(draft))
        told = f"Error: {file}: the file is damaged: its part “{part}” cannot be read\n"
        for pair in ((file, whole), (whole, file)):
            check(desk, 1, told, "diff", "--docx", str(tmp_path / "x"), *map(str, pair))


def test_unclosed_fields_take_no_time(desk: Path, draft: bytes, tmp_path: Path) -> None:
    """Each was once looked for to the end of the paragraph."""
    file, whole = tmp_path / "came.docx", tmp_path / "sent.docx"
    file.write_bytes(
        append("<w:p>" + '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 5_000 + "</w:p>")(draft)
    )
    whole.write_bytes(draft)
    check(desk, 0, "", "diff", "--docx", str(tmp_path / "x"), str(whole), str(file))


@pytest.mark.parametrize("case", ["empty", "flipped byte", "laughs", "no json"])
def test_a_build_keeps_what_stands_under_the_name_of_a_draft(
    case: str, draft: bytes, tmp_path: Path
) -> None:
    """Whatever it is, it is no untouched draft, and so somebody's."""
    desk = copy_desk(tmp_path)
    (desk / "output").mkdir()
    make = REFUSED[case][0] if case in REFUSED else PULLED[case][0]
    (desk / "output" / DRAFT).write_bytes(make(draft))
    check(desk, 1, f"not written: {DRAFT}: edited since it was written", "build", "osaka")


PLACE = "より一層の"
"""Words of the subhead, in its field."""

VML = "urn:schemas-microsoft-com:vml"
BOX = (
    f'<w:r><w:pict><v:shape xmlns:v="{VML}"><v:textbox><w:txbxContent>{{}}</w:txbxContent>'
    "</v:textbox></v:shape></w:pict></w:r>"
)
NOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"


def beside(content: str, words: str = PLACE, part: str = BODY) -> Make:
    """Make a draft with the run *content* after the run that says *words*."""

    def rewrite(text: str) -> str:
        end = text.index("</w:r>", text.index(words)) + len("</w:r>")
        return text[:end] + content + text[end:]

    return change(part, rewrite)


def balloon(draft: bytes) -> bytes:
    return beside(BOX.format(paragraph("この一文は削除してください")))(draft)


def footnote(draft: bytes) -> bytes:
    note = f'<w:footnote w:id="2">{paragraph("日付が誤っています")}</w:footnote>'
    notes = f'<w:footnotes xmlns:w="{W}">{note}</w:footnotes>'
    relation = f'<Relationship Id="rIdF" Type="{NOTES}" Target="footnotes.xml"/></Relationships>'
    noted = beside('<w:r><w:footnoteReference w:id="2"/></w:r>')(draft)
    related = swap(RELATIONS, "</Relationships>", relation)(noted)
    return put({"word/footnotes.xml": notes.encode()})(related)


def strike(old: str, new: str = "") -> Make:
    """Make a draft in which a line goes through *old*, with *new* in red beside."""

    def rewrite(text: str) -> str:
        at = text.index(old)
        start, end = text.rindex("<w:r>", 0, at), text.index("</w:r>", at) + len("</w:r>")
        words = re.sub(r"<[^>]*>", "", text[start:end])
        before, _, after = words.partition(old)
        looks = {before: "", old: "<w:strike/>", new: '<w:color w:val="FF0000"/>', after: ""}
        run = '<w:r><w:rPr>{}</w:rPr><w:t xml:space="preserve">{}</w:t></w:r>'
        return text[:start] + "".join(run.format(*p[::-1]) for p in looks.items()) + text[end:]

    return change(BODY, rewrite)


SEEN: dict[str, tuple[Make, str, str]] = {
    "balloon": (
        balloon,
        "{+この一文は削除してください+}\n      text box, at “～国内外13団体目の連携、",
        "～\n[text box: この一文は削除してください]\n",
    ),
    "a balloon in a paragraph of its own": (
        change(
            BODY,
            lambda text: text.replace(
                "<w:sectPr", f"<w:p>{BOX.format(paragraph('写真を足す'))}</w:p><w:sectPr"
            ),
        ),
        "{+写真を足す+}\n      text box, at “以上”\n",
        "[text box: 写真を足す]\n",
    ),
    "footnote": (
        footnote,
        "{+日付が誤っています+}\n      footnote, at “～国内外13団体目の連携、",
        "～\n[footnote: 日付が誤っています]\n",
    ),
    "struck by hand": (
        strike(PLACE, "さらなる"),
        "struck by hand: not written; change the file as it should read\n"
        "    partners/osaka.yaml:23  release.subhead.ja\n"
        "      国内外13団体目の連携、[-より一層の-]{+さらなる+}イノベーション創出へ\n",
        "、[-より一層の-]さらなるイ",
    ),
    "the beginning of a field": (
        strike("国内外"),
        "      [-国内外-]13団体目の連携、より一層のイノベーション…\n",
        "[-国内外-]13団体目",
    ),
    "struck words of the house": (
        strike("報道関係各位", "記者の皆様"),
        "      [-報道関係各位-]{+記者の皆様+}\n",
        "[-報道関係各位-]記者の皆様\n",
    ),
    "struck words that were not there": (
        beside("<w:r><w:rPr><w:strike/></w:rPr><w:t>未定</w:t></w:r>", "報道関係各位"),
        "      報道関係各位[-未定-]\n",
        "報道関係各位[-未定-]\n",
    ),
    "struck beside a field": (
        beside("<w:r><w:rPr><w:strike/></w:rPr><w:t>未定</w:t></w:r>"),
        "創出へ[-未定-]\n",
        "創出へ[-未定-]～\n",
    ),
    "a sign of a font": (
        beside('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'),
        "創出へ{+\ufffd+}\n",
        "創出へ\ufffd～\n",
    ),
    "a header": (
        beside(f"<w:r><w:t>至急</w:t></w:r>{BOX.format(paragraph('印'))}", "案", HEADER),
        "案{+至急+}\n      in a header\n",
        "案至急\n[text box: 印]\n",
    ),
    "a footer": (
        swap("word/footer1.xml", "</w:ftr>", f"{paragraph('社外秘')}</w:ftr>"),
        "{+社外秘+}\n      in a footer; new, between",
        "\n\n社外秘\n",
    ),
    "beside tracked changes": (
        beside(f'<w:ins w:id="900" w:author="A">{BOX.format(paragraph("挿入"))}</w:ins>'),
        "{+挿入+}\n      text box, at",
        "[text box: 挿入]\n",
    ),
}
"""What people leave in a draft, with what `pull` and `text` say of it."""


@pytest.mark.parametrize("case", SEEN)
def test_whatever_is_seen_in_word_is_told(
    case: str, desk: Path, draft: bytes, tmp_path: Path
) -> None:
    """And nothing of it is written: it is for a person. A redline is made of it too."""
    make, told, read = SEEN[case]
    file, whole = tmp_path / "came.docx", tmp_path / "sent.docx"
    file.write_bytes(make(draft))
    whole.write_bytes(draft)
    before = list_files(desk)
    pulled = run(desk, "pull", str(file))
    assert pulled.exit_code == 1
    assert told in pulled.stdout
    assert read in run(desk, "text", str(file)).stdout
    assert run(desk, "diff", "--docx", str(tmp_path / "x"), str(whole), str(file)).exit_code == 0
    assert (tmp_path / "x" / "came.redline.docx").exists()
    assert list_files(desk) == before


def test_a_redline_tells_what_it_cannot_mark(desk: Path, draft: bytes, tmp_path: Path) -> None:
    """Other words in a note that both files have."""
    file, whole = tmp_path / "came.docx", tmp_path / "sent.docx"
    whole.write_bytes(footnote(draft))
    file.write_bytes(swap("word/footnotes.xml", "日付", "曜日")(footnote(draft)))
    told = run(desk, "diff", "--docx", str(tmp_path / "x"), str(whole), str(file))
    assert told.exit_code == 1
    assert told.stderr.endswith(
        "These differences are not marked in it:\n"
        "  [-footnote: 日付が誤っています-]\n  {+footnote: 曜日が誤っています+}\n"
    )


def test_what_a_letterhead_holds_is_no_difference(tmp_path: Path) -> None:
    """Text boxes and footers stand in the draft as it was written; a page counts otherwise."""
    desk = copy_desk(tmp_path)
    letterhead = docx.Document()
    section = letterhead.sections[0]
    section.footer.paragraphs[0].text = "東京都中央区"
    section.header.paragraphs[0].text = "LINK-J"
    buffer = io.BytesIO()
    letterhead.save(buffer)
    boxed = beside(BOX.format(paragraph("ともに、未来へ")), "LINK-J", HEADER)(buffer.getvalue())
    (desk / "templates/house/letterhead.docx").write_bytes(boxed)
    assert run(desk, "build", "osaka", "--lang", "ja").exit_code == 0
    file = desk / "output" / DRAFT
    check(desk, 0, f"{file}: 0 differences", "pull", str(file))
    written = file.read_bytes()
    parts = unpack(written)
    (header,) = (p for p in parts if p.startswith("word/header") and "ともに".encode() in parts[p])
    file.write_bytes(swap(header, "ともに", "共に")(written))
    told = run(desk, "pull", str(file)).stdout
    assert "{+共に、未来へ+}" in told
    assert "[-ともに、未来へ-]" in told


def run_limited(desk: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program with 600 MB of memory and 20 seconds."""
    limit = "import resource as r; r.setrlimit(r.RLIMIT_DATA, (600 << 20,) * 2); "
    start = "import sys; from linkj_press.cli.main import main; main(sys.argv[1:])"
    command = [sys.executable, "-c", limit + start, "-C", str(desk), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are the system's")
@pytest.mark.parametrize("case", ["70 MB of spaces", "200 MB of zeros"])
def test_bombs_fill_no_memory(case: str, desk: Path, draft: bytes, tmp_path: Path) -> None:
    """A file that is small on the disk cannot take the machine with it."""
    file = tmp_path / "came.docx"
    make = REFUSED[case][0] if case in REFUSED else PULLED[case][0]
    file.write_bytes(make(draft))
    assert file.stat().st_size < 3 << 20
    for command in ("text", "pull"):
        done = run_limited(desk, command, str(file))
        assert "Traceback" not in done.stderr
        assert LARGE in done.stderr or done.returncode == 0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_what_is_no_file_is_not_waited_for(desk: Path, tmp_path: Path) -> None:
    """A pipe may never end, and a device never does."""
    pipe = tmp_path / "came.docx"
    os.mkfifo(pipe)
    for path in (pipe, Path(os.devnull), Path("/dev/zero")):
        for command in ("text", "pull"):
            told = f"{path}: this is a device or a pipe, not a file\n    "
            check(desk, 1, told, command, str(path))


def test_folders_and_circles_are_wrong_usage(desk: Path, tmp_path: Path) -> None:
    """Click says so before anything is read."""
    circle = tmp_path / "circle.docx"
    circle.symlink_to(circle)
    for path in (tmp_path, circle):
        for command in ("text", "pull"):
            assert run(desk, command, str(path)).exit_code == 2


def test_names_of_files_are_not_obeyed(desk: Path, tmp_path: Path) -> None:
    """Whoever names a file cannot move the cursor of whoever reads it."""
    file = tmp_path / "a\x1b[31m\n大阪\u3000b.docx"
    file.write_bytes(b"")
    told = f"{tmp_path}/a\\x1b[31m\\n大阪\u3000b.docx: the file is empty\n    "
    check(desk, 1, told, "text", str(file))
    check(desk, 1, told, "pull", str(file))


@pytest.mark.parametrize("author", ["a\x01b", "a\x1b[31m", "a\nb", "\ud800"])
def test_an_author_is_a_name(author: str, desk: Path, draft: bytes, tmp_path: Path) -> None:
    """What XML cannot hold is wrong usage."""
    file = tmp_path / "sent.docx"
    file.write_bytes(draft)
    pair = (str(file), str(file))
    result = run(desk, "diff", "--author", author, "--docx", str(tmp_path / "x"), *pair)
    assert result.exit_code == 2
    assert "'--author'" in result.stderr


@pytest.mark.parametrize("program", ["soffice", "pandoc"])
def test_what_other_programs_save_is_read(
    program: str, desk: Path, draft: bytes, tmp_path: Path
) -> None:
    """LibreOffice drops the frames of values, pandoc all that tells a draft."""
    sent, folder = tmp_path / "sent.docx", tmp_path / "saved"
    sent.write_bytes(draft)
    folder.mkdir()
    saved = folder / "sent.docx"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    calls = {
        "soffice": [profile, "--headless", "--convert-to", "docx", "--outdir", str(folder)],
        "pandoc": ["-o", str(saved)],
    }
    subprocess.run([require(program), *calls[program], str(sent)], check=True, capture_output=True)
    check(desk, 0, "", "text", str(saved))
    answers = {"soffice": (0, NO_FRAMES), "pandoc": (1, DISOWNED)}
    code, answer = answers[program]
    check(desk, code, f"{saved}: {answer}", "pull", str(saved))
    shutil.rmtree(folder)

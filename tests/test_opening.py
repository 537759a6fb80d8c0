"""Opening a Word file that somebody sends, whatever it turns out to be."""

import io
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping

import docx
import pytest

from linkj_press.word import NotWord, is_untouched, read_manifest, read_word
from linkj_press.word.opening import MOST_NODES, MOST_PARTS, open_word

BODY = "word/document.xml"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DAMAGED = "the file is damaged, or only half of it was sent"
TOO_LARGE = "the file unpacks to more than any release"


def make_word(*texts: str) -> bytes:
    file, buffer = docx.Document(), io.BytesIO()
    for text in texts:
        file.add_paragraph(text)
    file.save(buffer)
    return buffer.getvalue()


WORD = make_word("大阪府", "Osaka")


def rewrite(parts: Mapping[str, bytes | None], file: bytes = WORD) -> bytes:
    """Return *file* with *parts* in the place of its own; None takes one away."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        whole = {**{name: archive.read(name) for name in archive.namelist()}, **parts}
    return pack({name: data for name, data in whole.items() if data is not None})


def pack(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def write_body(content: str, before: str = "") -> bytes:
    """Return a Word file whose body has the XML *content*."""
    body = f'{before}<w:document xmlns:w="{W}"><w:body>{content}</w:body></w:document>'
    return rewrite({BODY: body.encode()})


def main_of(root: str) -> bytes:
    """Return an Office file whose main part has the element *root*."""
    return rewrite({BODY: f'<{root} xmlns="urn:x"/>'.encode()})


def read(file: bytes) -> list[str]:
    return [paragraph.text for paragraph in read_word(file).body]


def refuse(file: bytes) -> str:
    """Return why *file* is no Word file, which each reader must say in its own way."""
    with pytest.raises(NotWord) as caught:
        read_word(file)
    assert str(caught.value.hint)
    assert "\n" not in str(caught.value.reason)
    return str(caught.value)


def repeat_part() -> bytes:
    with zipfile.ZipFile(buffer := io.BytesIO(WORD), "a") as archive:
        archive.writestr(BODY, b"<other/>")
    return buffer.getvalue()


def understate_size() -> bytes:
    """Return a file whose body says that it is smaller than it is."""
    file = bytearray(write_body("<w:p/>" * 10_000))
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        size = archive.getinfo(BODY).file_size
    # The last place is that of the list of parts, which is what readers go by.
    at = file.rindex(size.to_bytes(4, "little"))
    file[at : at + 4] = (100).to_bytes(4, "little")
    return bytes(file)


def lock() -> bytes:
    """Return a file whose parts are marked as encrypted."""
    file = bytearray(WORD)
    at = file.index(b"PK\x01\x02")
    file[at + 8] |= 1
    return bytes(file)


CASES: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "the file is empty"),
    "old": (lambda: OLE + "WordDocument".encode("utf-16-le"), "this is a Word file of the old"),
    "locked": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
    "locked zip": (lock, "locked with a password"),
    "other old office": (lambda: OLE + "Workbook".encode("utf-16-le"), "this is no Word file"),
    "text": ("こんにちは".encode, "this is no Word file"),
    "cut": (lambda: WORD[: len(WORD) // 2], DAMAGED),
    "spoilt": (lambda: WORD[:60] + bytes(2_000) + WORD[2_060:], "the file is damaged in its part"),
    "excel": (lambda: main_of("workbook"), "this is an Excel file, not a Word file"),
    "powerpoint": (lambda: main_of("presentation"), "this is a PowerPoint file, not a Word file"),
    "unknown office": (lambda: main_of("other"), "this is no Word file"),
    "odt": (lambda: pack({"mimetype": b"x", "content.xml": b"<x/>"}), "an OpenDocument file"),
    "zip": (lambda: pack({"photo.png": b"x"}), "this is a zip of other files"),
    "no main": (lambda: rewrite({BODY: None}), f"it lacks its part “{BODY}”"),
    "no relation": (lambda: rewrite({"_rels/.rels": None}), f"it lacks its part “{BODY}”"),
    "no body": (lambda: rewrite({BODY: f'<w:document xmlns:w="{W}"/>'.encode()}), "lacks its part"),
    "broken": (lambda: rewrite({BODY: b"<w:document>"}), f"its part “{BODY}” cannot be read"),
    "not utf-8": (lambda: rewrite({BODY: b"<a>\xff\xff</a>"}), "cannot be read"),
    "utf-7": (
        lambda: rewrite({BODY: b'<?xml version="1.0" encoding="UTF-7"?>+ADw-a/+AD4-'}),
        "cann",
    ),
    "dtd": (lambda: write_body("<w:p/>", '<!DOCTYPE w:document SYSTEM "file:///x">'), "cannot be"),
    "deep": (lambda: write_body("<w:p>" * 300 + "</w:p>" * 300), "cannot be read"),
    "many nodes": (lambda: write_body("<a/>" * (MOST_NODES + 1)), TOO_LARGE),
    "many attributes": (lambda: write_body('<a b=""/>' * (MOST_NODES // 2 + 1)), TOO_LARGE),
    "large part": (lambda: write_body(" " * (65 << 20)), TOO_LARGE),
    "many parts": (lambda: rewrite({f"x{n}": b"" for n in range(MOST_PARTS)}), TOO_LARGE),
    "bomb": (lambda: rewrite({f"{n}.bin": bytes(130 << 20) for n in range(4)}), TOO_LARGE),
    "other packing": (lambda: pack({BODY: bytes(1_000)}, zipfile.ZIP_BZIP2), DAMAGED),
    "understated": (understate_size, "the file is damaged in its part"),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_no_word_file_is_told_in_a_sentence(case: str) -> None:
    """Whatever is sent, the person learns what it is and what to do; nobody sees a traceback."""
    make, reason = CASES[case]
    file = make()
    assert reason in refuse(file)
    assert not is_untouched(file)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_is_there_twice_is_refused() -> None:
    """Programs differ in which of the two they read."""
    assert refuse(repeat_part()) == f"the file holds its part “{BODY}” twice"


def test_a_bomb_takes_no_memory() -> None:
    """What would fill the memory is refused before it is unpacked."""
    file = CASES["bomb"][0]()
    tracemalloc.start()
    refuse(file)
    assert read_manifest(file) is None
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10 << 20


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE d [<!ENTITY e "words">]>',
        '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY e "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(declaration: str, encoding: str) -> None:
    """A file from outside cannot make us read another, nor grow without end."""
    words = f'{declaration}<w:document xmlns:w="{W}"><w:body>&e;</w:body></w:document>'
    assert "cannot be read" in refuse(rewrite({BODY: words.encode(encoding)}))


def test_strict_files_are_read_like_others() -> None:
    """Word can save with other names for all elements."""
    strict = {}
    with zipfile.ZipFile(io.BytesIO(WORD)) as archive:
        for part in ("_rels/.rels", BODY, "word/_rels/document.xml.rels"):
            words = archive.read(part).decode()
            for kind in ("wordprocessingml", "officeDocument", "drawingml"):
                usual = f"http://schemas.openxmlformats.org/{kind}/2006/"
                words = words.replace(usual, f"http://purl.oclc.org/ooxml/{kind}/")
            strict[part] = words.encode()
    assert read(rewrite(strict)) == ["大阪府", "Osaka"]


def test_xml_in_utf_16_is_read() -> None:
    """The format allows it, and some programs write it."""
    with zipfile.ZipFile(io.BytesIO(WORD)) as archive:
        words = archive.read(BODY).decode().replace("UTF-8", "UTF-16")
    assert read(rewrite({BODY: words.encode("utf-16")})) == ["大阪府", "Osaka"]


def test_the_main_part_is_found_by_its_relation() -> None:
    """Not every program calls it word/document.xml."""
    with zipfile.ZipFile(io.BytesIO(WORD)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["other/text.xml"] = parts.pop(BODY)
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"word/document.xml", b"/other/text.xml")
    assert open_word(pack(parts)).main == "other/text.xml"
    assert read(pack(parts)) == ["大阪府", "Osaka"]

"""What the Word files say to those who do not see them, read back from real drafts."""

import io
import re
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import mammoth
import pytest
from openxml_audit import OpenXmlValidator

from linkj_press.build.enclosures import write_release
from linkj_press.draft.document import Document, Role, Table, Text
from linkj_press.draft.drafting import Drafter
from linkj_press.language import Language
from linkj_press.workspace.loading import load_workspace
from tests.conftest import copy_desk, require
from tests.letterheads import W as MAIN
from tests.letterheads import make_letterhead
from tests.letterheads import replace as change
from tests.package_check import check_package
from tests.test_word import make_png

W = f"{{{MAIN}}}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
CORE = {"dc": "http://purl.org/dc/elements/1.1/"}
LEVELS = {Role.HEADLINE: 0, Role.SECTION: 1, Role.REFERENCE: 1}
NAMES = {Language.JA: "ja-JP", Language.EN: "en-US"}

Parts = Mapping[str, ET.Element]
Draft = tuple[Document, bytes]

_HEADINGS = (
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/>'
    '<w:rPr><w:sz w:val="60"/><w:lang w:val="de-DE" w:eastAsia="zh-CN"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="a"/>'
    '<w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr><w:outlineLvl w:val="3"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="q"><w:name w:val="Quote"/><w:basedOn w:val="b"/>'
    '<w:pPr><w:jc w:val="left"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="b"><w:name w:val="Block"/>'
    '<w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:lang w:val="fr-FR"/></w:rPr></w:style>'
)
"""Styles of a letterhead: of other depths than our roles, a quote that is a heading, languages."""


def make_stationery() -> bytes:
    old = re.search(r'<w:style w:type="paragraph" w:styleId="1">.*?</w:style>', _read_styles())
    assert old is not None
    return make_letterhead(change("word/styles.xml", (old[0], _HEADINGS)))


def _read_styles() -> str:
    with zipfile.ZipFile(io.BytesIO(make_letterhead())) as archive:
        return archive.read("word/styles.xml").decode()


@pytest.fixture(scope="module", params=["plain", "logo", "letterhead"])
def drafts(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Draft]:
    """All real drafts with their photos: as they are, with a logo, on a letterhead."""
    root = copy_desk(tmp_path_factory.mktemp("desk"))
    (root / "partners" / "photo.png").write_bytes(make_png(80, 60))
    for partner in ("yokohama", "osaka", "denmark", "kanagawa"):
        file = root / "partners" / f"{partner}.yaml"
        words = file.read_text("utf-8")
        file.write_text(words.replace("\n  photo:\n", "\n  photo:\n    file: photo.png\n"), "utf-8")
    house = root / "templates" / "house"
    if request.param == "letterhead":
        (house / "letterhead.docx").write_bytes(make_stationery())
    elif request.param == "logo":
        (house / "logo.png").write_bytes(make_png(40, 20))
        with (house / "look.yaml").open("a", encoding="utf-8") as file_of_look:
            file_of_look.write("letterhead: {logo: logo.png, height: 12}\n")
    workspace = load_workspace(root)
    documents = Drafter(workspace).draft_all(workspace.released, Language)
    assert len(documents) == 8
    look = workspace.house.look.record
    return [(document, write_release(document, look, root)) for document in documents]


def read_parts(file: bytes) -> dict[str, ET.Element]:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        names = [name for name in archive.namelist() if name.endswith(".xml")]
        return {name: ET.fromstring(archive.read(name)) for name in names}


def get(element: ET.Element | None, path: str, attribute: str = "val") -> str:
    steps = "/".join(f"{W}{step}" for step in path.split("/"))
    found = None if element is None else element.find(steps)
    return "" if found is None else found.get(f"{W}{attribute}", "")


def chain_styles(parts: Parts, key: str) -> Iterator[ET.Element]:
    """Yield the style *key*, and those that it is based on."""
    styles = {s.get(f"{W}styleId"): s for s in parts["word/styles.xml"].iter(f"{W}style")}
    while key in styles:
        yield styles[key]
        key = get(styles.pop(key), "basedOn")


def find_level(parts: Parts, paragraph: ET.Element) -> int | None:
    """Return how deep *paragraph* is in the outline; None where it is no heading."""
    styles = chain_styles(parts, get(paragraph, "pPr/pStyle"))
    said = (get(style, "pPr/outlineLvl") for style in styles)
    level = next(filter(None, said), "9")
    return None if level == "9" else int(level)


def say(element: ET.Element) -> str:
    return "".join(word.text or "" for word in element.iter(f"{W}t"))


def list_headings(document: Document) -> list[tuple[int, str]]:
    texts = [block for block in document.blocks if isinstance(block, Text)]
    return [(LEVELS[text.role], text.text) for text in texts if text.role in LEVELS]


def test_a_file_tells_its_title_and_language(drafts: list[Draft]) -> None:
    """The title of the window is the headline, and the language is that of the release."""
    for document, file in drafts:
        core = read_parts(file)["docProps/core.xml"]
        assert core.findtext("dc:title", None, CORE) == document.headline
        assert core.findtext("dc:language", None, CORE) == NAMES[document.language]


def test_each_script_is_read_in_its_language(drafts: list[Draft]) -> None:
    """A Latin name in Japanese is English to Word, a Japanese one in English Japanese.

    No style that a text wears, and no run, says otherwise.
    """
    both = ("en-US", "ja-JP")
    for _, file in drafts:
        parts = read_parts(file)
        usual = "docDefaults/rPrDefault/rPr/lang"
        styles, body = parts["word/styles.xml"], parts["word/document.xml"]
        assert (get(styles, usual), get(styles, usual, "eastAsia")) == both
        settings = parts["word/settings.xml"]
        assert (get(settings, "themeFontLang"), get(settings, "themeFontLang", "eastAsia")) == both
        assert list(body.iter(f"{W}lang")) == []
        worn = {get(paragraph, "pPr/pStyle") for paragraph in body.iter(f"{W}p")}
        assert len(worn) > 10
        for key in worn:
            assert [
                s for s in chain_styles(parts, key) if s.find(f"{W}rPr/{W}lang") is not None
            ] == []


def test_headings_have_no_gaps(drafts: list[Draft]) -> None:
    """The headline is of level 1, sections and the reference of level 2, and nothing else is."""
    for document, file in drafts:
        parts = read_parts(file)
        paragraphs = [
            (find_level(parts, p), say(p)) for p in parts["word/document.xml"].iter(f"{W}p")
        ]
        found = [(level, words) for level, words in paragraphs if level is not None]
        assert found == list_headings(document)
        assert found[0] == (0, document.headline)
        assert {level for level, _ in found[1:]} == {1}


def test_every_picture_is_told_or_passed_over(drafts: list[Draft]) -> None:
    """The photo is described; the logo, whose name the text has, is mere decoration."""
    for _, file in drafts:
        parts = read_parts(file)
        photos = list(parts["word/document.xml"].iter(f"{WP}docPr"))
        assert len(photos) == 1
        assert all(len(photo.get("descr", "")) > 10 for photo in photos)
        heads = [root for name, root in parts.items() if name.startswith("word/header")]
        for logo in (logo for head in heads for logo in head.iter(f"{WP}docPr")):
            assert logo.get("descr") or [mark.get("val") for mark in logo.iter(DECORATIVE)] == ["1"]


def test_a_table_tells_its_headings(drafts: list[Draft]) -> None:
    """The first row of each table, and no other, is one of headings."""
    tables = 0
    for document, file in drafts:
        for table in read_parts(file)["word/document.xml"].iter(f"{W}tbl"):
            marks = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in table.iter(f"{W}tr")]
            assert marks == [True] + [False] * (len(marks) - 1)
            assert get(table, "tblPr/tblLook", "firstRow") == "1"
            tables += 1
        assert tables or not any(isinstance(block, Table) for block in document.blocks)
    assert tables == 2


class _Outline(HTMLParser):
    """Collects headings, heads of tables and words for pictures."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {"h1": [], "h2": [], "th": [], "img": []}
        self._open = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("h3", "h4", "h5", "h6")
        if tag == "img":
            self.found[tag].append(dict(attrs).get("alt") or "")
        elif tag in self.found:
            self._open = tag
            self.found[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        self._open = "" if tag == self._open else self._open

    def handle_data(self, data: str) -> None:
        if self._open:
            self.found[self._open][-1] += "".join(data.split())


def test_other_programs_find_the_same(drafts: list[Draft], tmp_path: Path) -> None:
    """pandoc and mammoth make of a draft a page with its headings, heads of tables and words."""
    program = require("pandoc")
    for document, file in drafts:
        (tmp_path / "draft.docx").write_bytes(file)
        command = [program, "--from", "docx", "--to", "html", str(tmp_path / "draft.docx")]
        done = subprocess.run(command, check=True, capture_output=True)
        headings = [(level, "".join(words.split())) for level, words in list_headings(document)]
        tables = [block for block in document.blocks if isinstance(block, Table)]
        heads = ["".join(cell.text.split()) for table in tables for cell in table.header]
        # mammoth knows a heading by the name of its style alone.
        known = {"style_map": "p[style-name='Reference'] => h2:fresh"}
        mammoths = mammoth.convert_to_html(io.BytesIO(file), **known).value
        for page in (done.stdout.decode(), mammoths):
            found = _Outline(page).found
            assert found["h1"] == [words for level, words in headings if level == 0]
            assert found["h2"] == [words for level, words in headings if level == 1]
            assert found["th"] == heads
            assert [bool(words) for words in found["img"]] == [True]


def test_drafts_on_any_stationery_are_valid(drafts: list[Draft], tmp_path: Path) -> None:
    """Word's rules hold for drafts with a photo beside the text, a logo or a letterhead."""
    for _, file in drafts:
        (tmp_path / "draft.docx").write_bytes(file)
        errors = [str(e) for e in OpenXmlValidator().validate(tmp_path / "draft.docx").errors]
        # This letterhead has no list of fonts, which Word does without.
        assert [e for e in errors if "A required relationship type" not in e] == []
        assert check_package(file) == []

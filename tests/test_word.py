"""The Word file: read back with a reader of its own, and given to a validator."""

import concurrent.futures
import io
import json
import os
import shutil
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import groupby, pairwise
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree as ET

import docx
import mammoth
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openxml_audit import OpenXmlValidator

from linkj_press.build.enclosures import read_picture, write_release, write_with_manifest
from linkj_press.catalogue import open_catalogue
from linkj_press.draft.document import (
    Block,
    Cell,
    Document,
    Figure,
    Gap,
    HouseSource,
    LedgerSource,
    PartnerSource,
    Role,
    Source,
    Span,
    Table,
    TemplateSource,
    Text,
    spans_of,
)
from linkj_press.draft.drafting import Drafter
from linkj_press.folder import Finish
from linkj_press.language import Language
from linkj_press.problem import Place, Problem, ProblemsFound
from linkj_press.record import Look, load_record
from linkj_press.word import is_untouched, read_manifest
from linkj_press.word.base import build_base
from linkj_press.workspace.loading import Workspace, load_workspace
from tests.conftest import count_examples, require
from tests.package_check import check_package

LOOK = PurePosixPath("templates/house/look.yaml")
WORKSPACE = Path(__file__).parent.parent
PREFIXES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
    "rel": "http://schemas.openxmlformats.org/package/2006/relationships",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
W = f"{{{PREFIXES['w']}}}"
ODD = " <b>&amp; “LINK-J’s” 𠮷野家 ⻑ ① 👩‍🔬 \ue000 \u3000ﾊﾟ～ "
SIGNING = PurePosixPath("photos/signing.png")


@pytest.fixture(scope="module")
def look() -> Look:
    return load_record(WORKSPACE / LOOK, LOOK, Look).record


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with a photo in it."""
    (tmp_path / SIGNING.parent).mkdir()
    (tmp_path / SIGNING).write_bytes(make_png(30, 20))
    return tmp_path


# Documents by hand


def source(line: int) -> TemplateSource:
    return TemplateSource(Place(PurePosixPath("templates/mou/ja.md"), line))


def span(text: str, *, href: str = "", gap: Gap | None = None, strong: bool = False) -> Span:
    return Span(text, source(1), strong=strong, href=href, gap=gap)


OWN = PartnerSource("yokohama", "release.subhead.ja", Place(PurePosixPath("partners/y.yaml"), 23))
OTHER = PartnerSource("ucsd", "agreement.signed", Place(PurePosixPath("partners/ucsd.yaml"), 5))
HOUSE = HouseSource("website", Place(PurePosixPath("templates/house/issuer.yaml"), 7))
LEDGER = LedgerSource("kind_ordinal", ("ucsd", "osaka"))


def value(source: Source, *words: str) -> Span:
    """Return the filled-in value of *source*."""
    return Span("".join(words), source, value=source)


def text(role: Role, *spans: str | Span) -> Text:
    return Text(role, tuple(s if isinstance(s, Span) else span(s) for s in spans), source(1))


def cell(*lines: str) -> Cell:
    return Cell(tuple((span(line),) for line in lines))


def figure(image: PurePosixPath | None, *captions: str, line: int = 1) -> Figure:
    description = span("the signing", gap=None if image else Gap.VALUE)
    return Figure(
        image, (description,), tuple(text(Role.CAPTION, c) for c in captions), source(line)
    )


def history(rows: int = 15) -> Table:
    return Table(
        (cell("年月"), cell("団体・組織名"), cell("提携内容")),
        tuple(
            (
                Cell(((value(OTHER, f"2016年{n}月"),),)),
                cell(f"Partner {n}"),
                cell(f"・会合 {n}", ODD, "相互訪問"),
            )
            for n in range(rows)
        ),
        source(9),
    )


def write_sample(language: Language) -> Document:
    """Return a document with every role, both kinds of figure, a table, links, gaps, odd text."""
    site = "https://www.link-j.org/"
    blocks: tuple[Block, ...] = (
        *(text(role, f"{role} の文", ODD) for role in Role),
        text(Role.BODY, value(OWN, "国内外", ODD), " と ", value(LEDGER, "13例目"), ODD),
        text(Role.BODY, value(OWN, "前"), value(OTHER, ODD), value(HOUSE, "後"), " "),
        text(Role.QUOTE, Span("文", OWN, value=OWN), Span("13", LEDGER, strong=True, value=OWN)),
        text(Role.BODY, Span("リンク", HOUSE, href=site, value=HOUSE), span("先", href=site)),
        text(Role.BODY, Span("【写真未着】", OWN, gap=Gap.VALUE, value=OWN), " gap"),
        figure(SIGNING, "岡野栄之", "（写真提供：横浜市）"),
        text(Role.BODY, "from ", span("the site", href=site), " and ", span("again", href=site)),
        text(Role.BODY, span("mail", href="mailto:a@example.org"), span("電話", gap=Gap.VALUE)),
        figure(None, "写真説明"),
        figure(None),
        history(),
        text(Role.BODY, span("第15例目", strong=True), "", " after the table"),
        figure(SIGNING),
        history(1),
        history(2),
    )
    return Document("yokohama", language, date(2019, 8, 30), blocks)


def with_blocks(*blocks: Block, language: Language = Language.JA) -> Document:
    headline = text(Role.HEADLINE, "見出し")
    return Document("osaka", language, date(2020, 9, 7), (headline, *blocks))


def make_png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\x80" * width) * height)
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, data) for kind, data in chunks)


def make_jpeg(width: int, height: int) -> bytes:
    """Return the frame of a JPEG that begins with Adobe's segment, as Photoshop writes it."""
    adobe = b"\xff\xee" + struct.pack(">H", 14) + b"Adobe\0d\0\0\0\0\0"
    frame = struct.pack(">BBHBHHB", 0xFF, 0xC0, 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8" + adobe + frame + b"\xff\xda\x00\x08\x01\x01\0\0\x3f\0\0\xff\xd9"


# A reader of Word files that shares nothing with the writer


def read_part(file: bytes, part: str) -> ET.Element:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return ET.fromstring(archive.read(part))


def read_body(file: bytes) -> ET.Element:
    body = read_part(file, "word/document.xml").find("w:body", PREFIXES)
    assert body is not None
    return body


def read_label(file: bytes) -> list[str]:
    """Return the lines at the head of the first page."""
    (part,) = read_edges(file, "header")["first"]
    return [read_paragraph(p) for p in part.iter(f"{W}p")]


def read_edges(file: bytes, kind: str) -> dict[str, list[ET.Element]]:
    """Return the headers or footers by the pages that they are for."""
    relations = read_relations(file)
    found: dict[str, list[ET.Element]] = {}
    for reference in read_body(file).iter(f"{W}{kind}Reference"):
        target = relations[reference.get(f"{{{PREFIXES['r']}}}id", "")].get("Target", "")
        found.setdefault(reference.get(f"{W}type", ""), []).append(
            read_part(file, f"word/{target}")
        )
    return found


def read_paragraph(paragraph: ET.Element) -> str:
    return "".join(read_text(t) for t in paragraph.iter(f"{W}t"))


def read_text(element: ET.Element) -> str:
    """Return the text as Word does, which drops the spaces at its edges unless told otherwise."""
    if element.get(f"{{{PREFIXES['xml']}}}space") == "preserve":
        return element.text or ""
    return (element.text or "").strip(" \t\r\n")


def read_lines(file: bytes) -> list[str]:
    lines = [read_paragraph(p) for p in read_body(file).iter(f"{W}p")]
    return [line for line in lines if line]


def read_styles(file: bytes) -> dict[str, ET.Element]:
    styles = read_part(file, "word/styles.xml").findall("w:style", PREFIXES)
    return {style.get(f"{W}styleId", ""): style for style in styles}


def read_relations(file: bytes) -> dict[str, ET.Element]:
    root = read_part(file, "word/_rels/document.xml.rels")
    return {relation.get("Id", ""): relation for relation in root}


def get(element: ET.Element, path: str, attribute: str = "val") -> str | None:
    found = element.find(path, PREFIXES)
    return None if found is None else found.get(f"{W}{attribute}")


def style_of(paragraph: ET.Element) -> str:
    return get(paragraph, "w:pPr/w:pStyle") or ""


def expected_lines(document: Document) -> Iterator[str]:
    for block in document.blocks:
        match block:
            case Text(role=Role.LABEL):
                pass
            case Text():
                yield block.text
            case Figure():
                if block.image is None:
                    yield "".join(s.text for s in block.description)
                yield from (caption.text for caption in block.captions)
            case Table():
                for row in (block.header, *block.rows):
                    for one in row:
                        yield from ("".join(s.text for s in line) for line in one.lines)


# The package


@pytest.mark.parametrize("finish", Finish)
@pytest.mark.parametrize("language", list(Language))
def test_a_validator_finds_nothing_wrong(
    look: Look, folder: Path, language: Language, finish: Finish
) -> None:
    """Word's own rules hold for every kind of block."""
    file = folder / "release.docx"
    file.write_bytes(write_release(write_sample(language), look, folder, finish=finish))
    assert [str(error) for error in OpenXmlValidator().validate(file).errors] == []
    assert check_package(file.read_bytes()) == []


def test_the_same_document_gives_the_same_bytes(look: Look, folder: Path) -> None:
    """A release that is built again is the same file, also by a program that starts anew."""
    document = write_sample(Language.JA)
    first = write_release(document, look, folder)
    second = write_release(document, look, folder)
    build_base.cache_clear()
    assert first == second == write_release(document, look, folder)


def test_the_package_holds_each_part_once_and_no_clock(look: Look, folder: Path) -> None:
    """Parts stand in one order, under one date, whatever the day and the computer."""
    file = write_release(write_sample(Language.EN), look, folder)
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        entries = archive.infolist()
    names = [entry.filename for entry in entries]
    assert names[:2] == ["[Content_Types].xml", "_rels/.rels"]
    assert len(names) == len(set(names))
    # Those that all drafts share stand before the draft's own.
    assert len([None for one, next_one in pairwise(names[2:]) if one > next_one]) == 1
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.create_system for entry in entries} == {3}


def test_drafts_do_not_leave_traces_in_one_another(look: Look, folder: Path) -> None:
    """The base that drafts share is not written to."""
    plain = with_blocks(text(Role.BODY, "本文"))
    before = write_release(plain, look, folder)
    write_release(write_sample(Language.JA), look, folder)
    assert write_release(plain, look, folder) == before


def test_properties_follow_from_the_release(look: Look, folder: Path) -> None:
    """Title and language are the release's; its day stands for the day of the file."""
    core = read_part(write_release(with_blocks(), look, folder), "docProps/core.xml")
    assert core.findtext("dc:title", None, PREFIXES) == "見出し"
    assert core.findtext("dc:language", None, PREFIXES) == "ja-JP"
    for moment in ("created", "modified"):
        assert core.findtext(f"dcterms:{moment}", None, PREFIXES) == "2020-09-07T00:00:00Z"


# The text


@pytest.mark.parametrize("language", list(Language))
def test_every_text_is_there_in_order(look: Look, folder: Path, language: Language) -> None:
    """What the document says, the file says, character by character."""
    document = write_sample(language)
    lines = list(expected_lines(document))
    assert len(lines) > 100
    file = write_release(document, look, folder)
    assert read_lines(file) == lines
    assert read_label(file) == [look.draft_mark.get(language), f"label の文{ODD}"]


printable = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=40)


@settings(max_examples=count_examples(40))
@given(body=printable, parts=st.lists(printable, min_size=1, max_size=3))
def test_any_text_comes_back_unchanged(
    look: Look, tmp_path: Path, body: str, parts: list[str]
) -> None:
    """No character of a text is lost or changed, in a paragraph or in a cell."""
    table = Table((cell("h"),), ((cell(*parts),),), source(1))
    filled = text(Role.BODY, body, value(OWN, *parts), value(LEDGER, body), *parts)
    file = write_release(with_blocks(text(Role.BODY, *parts, body), filled, table), look, tmp_path)
    paragraphs = [read_paragraph(p) for p in read_body(file).iter(f"{W}p")]
    joint = "".join(parts)
    assert paragraphs == ["見出し", joint + body, body + joint + body + joint, "h", *parts, ""]
    assert rebuild(file) == paragraphs
    assert check_package(file) == []


def rebuild(file: bytes) -> list[str]:
    """Return the paragraphs as the manifest has them."""
    manifest = read_manifest(file)
    assert manifest is not None
    words = {v.id: v.text for v in manifest.values}
    pieces = [[words[p] if isinstance(p, int) else p for p in line] for line in manifest.skeleton]
    return ["".join(line) for line in pieces]


@pytest.mark.parametrize("character", ["\0", "\x0b", "\x1f", "\ufffe", "\uffff", "\ud800"])
def test_what_xml_cannot_hold_is_never_written(look: Look, folder: Path, character: str) -> None:
    """Readers refuse such characters; should one come through, no damaged file is made of it."""
    with pytest.raises(ValueError, match=r"."):
        write_release(with_blocks(text(Role.BODY, f"a{character}b")), look, folder)


@pytest.mark.parametrize("mark", ["&amp;", "<w:p>", '"', "'", "]]>", "{size}", "%s"])
def test_markup_in_a_text_is_text(look: Look, folder: Path, mark: str) -> None:
    """Whatever XML means by them, characters come back, in a paragraph, a link and a caption."""
    missing = Span(mark, OWN, gap=Gap.VALUE, value=OWN)
    link = span(mark, href=f"https://example.org/?a=1&b={mark}")
    blocks = (text(Role.BODY, mark, link, missing), figure(SIGNING, mark))
    file = write_release(with_blocks(*blocks), look, folder)
    assert read_lines(file)[1:] == [mark * 3, mark]
    assert check_package(file) == []


def test_each_block_wears_the_style_of_its_role(look: Look, folder: Path) -> None:
    """Staff restyle a draft by its styles: each role has one, and the file defines it."""
    file = write_release(with_blocks(*(text(role, role) for role in Role)), look, folder)
    (head,) = read_edges(file, "header")["first"]
    paragraphs = [*list(read_body(file).iter(f"{W}p"))[1:], *head.findall("w:p", PREFIXES)[1:]]
    worn = {read_paragraph(p): style_of(p) for p in paragraphs}
    assert len(set(worn.values())) == len(Role)
    names = {key: get(style, "w:name") for key, style in read_styles(file).items()}
    assert {role: names[worn[role]] for role in Role} == {
        "label": "Label",
        "date": "Release Date",
        "embargo": "Embargo",
        "addressee": "Addressee",
        "issuer": "Issuer",
        "headline": "heading 1",
        "subhead": "Subhead",
        "lede": "Lede",
        "body": "Body Text",
        "quote": "Quote",
        "section": "heading 2",
        "caption": "caption",
        "reference": "Reference",
        "contact": "Contact",
        "end-mark": "End Mark",
    }


def test_every_style_that_is_worn_is_defined(look: Look, folder: Path) -> None:
    """No paragraph, run or table refers to a style that is not there."""
    file = write_release(write_sample(Language.JA), look, folder)
    tags = [f"{W}{tag}" for tag in ("pStyle", "rStyle", "tblStyle", "basedOn", "next")]
    edges = ("header1", "header2", "footer1", "footer2", "comments")
    roots = [read_part(file, f"word/{p}.xml") for p in ("document", "styles", *edges)]
    worn = {e.get(f"{W}val") for root in roots for tag in tags for e in root.iter(tag)}
    assert len(worn) > 20
    assert worn <= set(read_styles(file))


def test_links_lead_where_the_document_says(look: Look, folder: Path) -> None:
    """A link is a real one; an address that is linked to twice is kept once."""
    file = write_release(write_sample(Language.JA), look, folder)
    relations = read_relations(file)
    found = {}
    for link in read_body(file).iter(f"{W}hyperlink"):
        relation = relations[link.get(f"{{{PREFIXES['r']}}}id", "")]
        assert relation.get("TargetMode") == "External"
        assert get(link, "w:r/w:rPr/w:rStyle") == "Hyperlink"
        found[read_paragraph(link)] = relation.get("Target")
    assert found == {
        "the site": "https://www.link-j.org/",
        "again": "https://www.link-j.org/",
        "mail": "mailto:a@example.org",
        "リンク": "https://www.link-j.org/",
        "先": "https://www.link-j.org/",
    }
    targets = [r.get("Target") for r in relations.values() if r.get("TargetMode")]
    assert len(targets) == len(set(targets)) == 2


def test_an_address_is_written_so_that_word_opens_the_file(look: Look, folder: Path) -> None:
    """Characters that an address may not hold are escaped, and escapes are left alone."""
    link = span("x", href="https://example.org/大阪 府?a=1&b=%20#c")
    file = write_release(with_blocks(text(Role.BODY, link)), look, folder)
    (target,) = (r.get("Target") for r in read_relations(file).values() if r.get("TargetMode"))
    assert target == "https://example.org/%E5%A4%A7%E9%98%AA%20%E5%BA%9C?a=1&b=%20#c"


def test_a_gap_is_seen(look: Look, folder: Path) -> None:
    """What is missing stands on the ground that the look gives gaps, and nothing else does."""
    file = write_release(write_sample(Language.JA), look, folder)
    runs = [r for r in read_body(file).iter(f"{W}r") if get(r, "w:rPr/w:rStyle") == "Gap"]
    gaps = ["【写真未着】", "電話", "the signing", "the signing"]
    assert [read_paragraph(run) for run in runs] == gaps
    assert get(read_styles(file)["Gap"], "w:rPr/w:shd", "fill") == look.gap


@pytest.mark.parametrize(("language", "mark"), [(Language.JA, "w:b"), (Language.EN, "w:i")])
def test_emphasis_is_bold_in_japanese_and_italic_in_english(
    look: Look, folder: Path, language: Language, mark: str
) -> None:
    """Japanese type has no italic, and a slanted Japanese font must not stand in for it."""
    words = Span("覚書 MOU", source(1), emphasis=True)
    file = write_release(with_blocks(text(Role.BODY, words), language=language), look, folder)
    (run,) = (r for r in read_body(file).iter(f"{W}r") if read_paragraph(r) == "覚書 MOU")
    assert [m for m in ("w:b", "w:i") if run.find(f"w:rPr/{m}", PREFIXES) is not None] == [mark]


# The page


def test_the_page_is_as_the_look_says(look: Look, folder: Path) -> None:
    """A4, with the look's margins, and no grid that would double the lines of Yu Mincho."""
    file = write_release(with_blocks(), look, folder)
    body = read_body(file)
    assert body[-1].tag == f"{W}sectPr"
    assert get(body, "w:sectPr/w:pgSz", "w") == "11906"
    assert get(body, "w:sectPr/w:pgSz", "h") == "16838"
    assert get(body, "w:sectPr/w:pgMar", "left") == str(round(look.page.left * 1440 / 25.4))
    assert body.find("w:sectPr/w:docGrid", PREFIXES) is None
    assert get(read_styles(file)["Normal"], "w:pPr/w:snapToGrid") == "0"


def test_each_script_has_its_font(look: Look, folder: Path) -> None:
    """Japanese text never falls back to Word's own choice, and breaks by Japanese rules."""
    file = write_release(with_blocks(), look, folder)
    properties = "w:docDefaults/w:rPrDefault/w:rPr"
    styles = read_part(file, "word/styles.xml")
    assert get(styles, f"{properties}/w:rFonts", "eastAsia") == look.fonts.japanese
    for script in ("ascii", "hAnsi", "cs"):
        assert get(styles, f"{properties}/w:rFonts", script) == look.fonts.latin
    assert get(styles, f"{properties}/w:lang", "eastAsia") == "ja-JP"
    fonts = look.styles.headline.fonts
    assert fonts is not None
    headline = read_styles(file)["Heading1"]
    assert get(headline, "w:rPr/w:rFonts", "eastAsia") == fonts.japanese
    assert get(headline, "w:rPr/w:rFonts", "ascii") == fonts.latin


def test_word_keeps_to_japanese_rules(look: Look, folder: Path) -> None:
    """Word opens the file as one of its own time, and no line begins with ー or a small kana."""
    file = write_release(with_blocks(), look, folder)
    options = read_part(file, "word/settings.xml")
    modes = options.findall("w:compat/w:compatSetting", PREFIXES)
    named = {mode.get(f"{W}name"): mode.get(f"{W}val") for mode in modes}
    assert named["compatibilityMode"] == "15"
    assert options.find("w:strictFirstAndLastChars", PREFIXES) is not None
    assert get(options, "w:zoom", "percent") == "100"
    assert read_styles(file)["Normal"].find("w:pPr/w:kinsoku", PREFIXES) is not None


def test_only_japanese_releases_read_doubtful_characters_as_japanese(
    look: Look, folder: Path
) -> None:
    """Word is told that ① and “ are Japanese in a Japanese release, and not in an English one."""
    hints = {}
    for language in Language:
        blocks = (text(Role.BODY, "①“x”"), text(Role.BODY, "plain"))
        file = write_release(with_blocks(*blocks, language=language), look, folder)
        runs = list(read_body(file).iter(f"{W}r"))[1:]
        hints[language] = [get(run, "w:rPr/w:rFonts", "hint") for run in runs]
    assert hints == {Language.JA: ["eastAsia", None], Language.EN: [None, None]}


def test_english_releases_keep_what_they_do_not_say_otherwise(look: Look, folder: Path) -> None:
    """The end mark is centred in English only; its spaces are those of the Japanese one."""
    marks = {}
    for language in Language:
        file = write_release(with_blocks(language=language), look, folder)
        style = read_styles(file)["EndMark"]
        marks[language] = (get(style, "w:pPr/w:jc"), get(style, "w:pPr/w:spacing", "before"))
    before = str(round(look.styles.end_mark.before * 20))
    assert before != "0"
    assert marks == {Language.JA: ("right", before), Language.EN: ("center", before)}


@pytest.mark.parametrize("language", list(Language))
def test_a_draft_says_that_it_is_one(look: Look, folder: Path, language: Language) -> None:
    """The mark is at the top of a draft; nothing is at the top of a final one."""
    draft = write_release(with_blocks(language=language), look, folder)
    final = write_release(with_blocks(language=language), look, folder, finish=Finish.FINAL)
    marks = {
        k: [read_paragraph(p) for p in parts] for k, parts in read_edges(draft, "header").items()
    }
    mark = look.draft_mark.get(language)
    assert marks == {"default": [mark], "first": [mark]}
    marks = {
        k: [read_paragraph(p) for p in parts] for k, parts in read_edges(final, "header").items()
    }
    assert marks == {"first": [""]}


def test_pages_are_numbered(look: Look, folder: Path) -> None:
    """The number of the page and of all pages is worked out by Word."""
    footers = read_edges(write_release(with_blocks(), look, folder, finish=Finish.FINAL), "footer")
    assert set(footers) == {"default", "first"}
    for (footer,) in footers.values():
        fields = [field.get(f"{W}instr") for field in footer.iter(f"{W}fldSimple")]
        assert fields == ["PAGE", "NUMPAGES"]
        assert read_paragraph(footer) == "1 / 1"


# Tables and figures


def test_a_table_survives_a_page_break(look: Look, folder: Path) -> None:
    """The heading row is repeated on every page, and no row is cut in two."""
    table = read_body(write_release(with_blocks(history()), look, folder)).find("w:tbl", PREFIXES)
    assert table is not None
    rows = table.findall("w:tr", PREFIXES)
    assert len(rows) == 16
    assert [r.find("w:trPr/w:tblHeader", PREFIXES) is not None for r in rows] == [True] + [
        False
    ] * 15
    assert all(r.find("w:trPr/w:cantSplit", PREFIXES) is not None for r in rows)


_ACROSS = (("pgSz", "w"), ("pgMar", "left"), ("pgMar", "right"))


@pytest.mark.parametrize("columns", [1, 2, 3, 5])
def test_columns_fill_the_width_of_the_text(look: Look, folder: Path, columns: int) -> None:
    """Columns are as the look shares them; in a table of another shape they are alike."""
    row = tuple(cell("x") for _ in range(columns))
    file = write_release(with_blocks(Table(row, (row,), source(1))), look, folder)
    grid = [int(c.get(f"{W}w", "")) for c in read_body(file).iter(f"{W}gridCol")]
    cells = [int(c.get(f"{W}w", "")) for c in read_body(file).iter(f"{W}tcW")]
    section = read_body(file)
    size = {key: int(get(section, f"w:sectPr/w:{tag}", key) or 0) for tag, key in _ACROSS}
    whole = size["w"] - size["left"] - size["right"]
    assert sum(grid) == whole
    assert cells == grid * 2
    shares = look.table.widths if columns == len(look.table.widths) else (1,) * columns
    assert grid == pytest.approx([whole * s / sum(shares) for s in shares], abs=2)


def test_a_cell_holds_a_paragraph_for_each_line(look: Look, folder: Path) -> None:
    """A cell of three lines has three paragraphs, and a cell of none has one, as Word wants."""
    table = Table((cell("a"), cell("b")), ((cell("1", "2", "3"), Cell(())),), source(1))
    cells = read_body(write_release(with_blocks(table), look, folder)).iter(f"{W}tc")
    paragraphs = [one.findall("w:p", PREFIXES) for one in cells]
    assert [[read_paragraph(p) for p in one] for one in paragraphs] == [
        ["a"],
        ["b"],
        ["1", "2", "3"],
        [""],
    ]
    assert [style_of(p) for one in paragraphs for p in one] == ["TableHeading"] * 2 + [
        "TableText"
    ] * 4


def test_tables_are_set_apart(look: Look, folder: Path) -> None:
    """A paragraph follows every table, or else Word joins two that stand together."""
    body = read_body(write_release(write_sample(Language.JA), look, folder))
    tags = [child.tag.removeprefix(W) for child in body]
    followers = [after for tag, after in pairwise(tags) if tag == "tbl"]
    assert followers == ["p"] * 3


def test_a_picture_keeps_its_proportions(look: Look, folder: Path) -> None:
    """A photo fills the look's width, or its height where it would be higher."""
    for width, height in ((300, 100), (100, 300), (1, 5000)):
        (folder / SIGNING).write_bytes(make_png(width, height))
        file = write_release(with_blocks(figure(SIGNING)), look, folder)
        (extent,) = read_body(file).iter(f"{{{PREFIXES['wp']}}}extent")
        cx, cy = (int(extent.get(side, "")) / 36000 for side in ("cx", "cy"))
        limits = (look.figure.width, look.figure.height)
        assert cx <= limits[0] + 0.01
        assert cy <= limits[1] + 0.01
        assert cx == pytest.approx(limits[0]) or cy == pytest.approx(limits[1])
        assert cx / cy == pytest.approx(width / height, rel=0.01)


def test_pictures_are_described_and_numbered(look: Look, folder: Path) -> None:
    """Each photo has a number of its own and words for those who cannot see it; its file is kept
    once.
    """
    file = write_release(write_sample(Language.JA), look, folder)
    properties = list(read_body(file).iter(f"{{{PREFIXES['wp']}}}docPr"))
    assert [p.get("id") for p in properties] == ["1", "2"]
    assert [p.get("descr") for p in properties] == ["the signing"] * 2
    embeds = {
        blip.get(f"{{{PREFIXES['r']}}}embed", "")
        for blip in read_body(file).iter(f"{{{PREFIXES['a']}}}blip")
    }
    assert [read_relations(file)[e].get("Target") for e in embeds] == ["media/photo1.png"]
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        media = [name for name in archive.namelist() if "media" in name]
        assert [archive.read(name) for name in media] == [make_png(30, 20)]


def test_captions_stay_with_their_picture(look: Look, folder: Path) -> None:
    """Picture, or frame, and captions stand on one page; what follows may stand on the next."""
    for image in (SIGNING, None):
        file = write_release(with_blocks(figure(image, "1", "2")), look, folder)
        paragraphs = list(read_body(file).iter(f"{W}p"))[1:]
        styles = [style_of(p) for p in paragraphs]
        assert [style for style, _ in groupby(styles)] == ["Figure", "Caption"]
        assert styles.count("Caption") == 2
        kept = [p.find("w:pPr/w:keepNext", PREFIXES) is not None for p in paragraphs[-2:]]
        assert kept == [True, False]
        assert read_styles(file)["Figure"].find("w:pPr/w:keepNext", PREFIXES) is not None
        assert read_styles(file)["Caption"].find("w:pPr/w:keepNext", PREFIXES) is None


def read_place(paragraph: ET.Element) -> dict[str, str]:
    """Return where *paragraph* is set beside the others, or nothing."""
    frame = paragraph.find("w:pPr/w:framePr", PREFIXES)
    return {} if frame is None else {k.removeprefix(W): v for k, v in frame.attrib.items()}


def test_a_frame_waits_for_a_photo(look: Look, folder: Path) -> None:
    """It is as large as the photo will be, stands where that will, and says what is missing."""
    after = text(Role.BODY, "続く段落")
    waiting, there = (
        list(read_body(write_release(with_blocks(f, after), look, folder)).iter(f"{W}p"))[1:]
        for f in (figure(None, "写真説明"), figure(SIGNING, "写真説明"))
    )
    assert [read_paragraph(p) for p in waiting] == ["the signing", "", "写真説明", "続く段落"]
    places = [*map(read_place, waiting[:3]), *map(read_place, there[:2])]
    assert {tuple(place.items()) for place in places} == {tuple(places[0].items())}
    assert (places[0]["w"], places[0]["xAlign"]) == (str(twips(look.figure.width)), "right")
    assert read_place(waiting[3]) == read_place(there[2]) == {}
    heights = [int(get(p, "w:pPr/w:spacing", "line") or 0) for p in waiting[:2]]
    assert sum(heights) == pytest.approx(twips(look.figure.height), abs=1)
    assert [get(p, "w:pPr/w:shd", "fill") for p in waiting] == [look.figure.fill] * 2 + [None] * 2


def twips(millimetres: float) -> int:
    return round(millimetres * 1440 / 25.4)


def change_look(look: Look, **changes: Mapping[str, object]) -> Look:
    """Return *look* with *changes* of the fields of its parts."""
    whole = look.model_dump(exclude_unset=True)
    return Look.model_validate(
        {**whole, **{key: {**whole[key], **changes[key]} for key in changes}}
    )


@pytest.mark.parametrize(
    ("side", "place"),
    [("left", "left"), ("right", "right"), ("right", None)],
)
@pytest.mark.parametrize("image", [SIGNING, None])
def test_text_runs_beside_a_photo_where_the_look_says_so(
    look: Look, folder: Path, side: str, place: str | None, image: PurePosixPath | None
) -> None:
    """Photo and captions are one frame at a side, or stand there alone; they are read in order."""
    other = change_look(look, figure={"align": side, "wrap": place is not None})
    blocks = (figure(image, "1", "2"), text(Role.BODY, "続く段落"))
    file = write_release(with_blocks(*blocks), other, folder)
    *paragraphs, after = list(read_body(file).iter(f"{W}p"))[1:]
    assert {read_place(p).get("xAlign") for p in paragraphs} == {place}
    assert len({tuple(read_place(p).items()) for p in paragraphs}) == 1
    assert [read_paragraph(p) for p in (*paragraphs[-2:], after)] == ["1", "2", "続く段落"]
    assert get(read_styles(file)["Figure"], "w:pPr/w:jc") == side
    room = twips(210 - look.page.left - look.page.right) - twips(look.figure.width)
    indents = [int(get(p, "w:pPr/w:ind", "left") or 0) for p in paragraphs[-2:]]
    assert indents == ([0, 0] if place else pytest.approx([room, room], abs=3))
    (folder / "draft.docx").write_bytes(file)
    assert [str(e) for e in OpenXmlValidator().validate(folder / "draft.docx").errors] == []
    assert check_package(file) == []


def test_a_photo_has_no_text_beside_it_where_none_follows(look: Look, folder: Path) -> None:
    """At the end, and before a heading, a table or another photo, a photo stands alone."""
    followers: tuple[tuple[Block, ...], ...] = (
        (),
        (text(Role.SECTION, "■見出し"),),
        (history(2),),
        (figure(None),),
    )
    for after in followers:
        file = write_release(with_blocks(figure(SIGNING, "1"), *after), look, folder)
        assert not list(read_body(file).iter(f"{W}framePr"))


def test_a_wide_photo_has_no_text_beside_it(look: Look, folder: Path) -> None:
    """Text needs room; and no photo is wider than the text, whatever the letterhead leaves it."""
    wide = change_look(look, figure={"width": 400.0, "height": 290.0})
    blocks = (figure(SIGNING, "1"), text(Role.BODY, "続く段落"))
    file = write_release(with_blocks(*blocks), wide, folder)
    assert not list(read_body(file).iter(f"{W}framePr"))
    (extent,) = read_body(file).iter(f"{{{PREFIXES['wp']}}}extent")
    room = (look.page.width - look.page.left - look.page.right) * 36_000
    assert int(extent.get("cx", "")) == pytest.approx(room, rel=0.001)


def test_text_beside_a_photo_in_the_middle_is_a_problem(tmp_path: Path) -> None:
    """The fault is told, with what to write."""
    words = (WORKSPACE / LOOK).read_text(encoding="utf-8")
    file = tmp_path / "look.yaml"
    file.write_text(words.replace("align: right, wrap: true", "wrap: true"), encoding="utf-8")
    with pytest.raises(ProblemsFound, match="at the left or the right") as found:
        load_record(file, LOOK, Look)
    assert [problem.code for problem in found.value.problems] == ["wrong-value"]


def test_a_role_keeps_together_begins_a_page_and_is_indented(look: Look, folder: Path) -> None:
    """What the look says of pages and first lines, the style of the role says to Word."""
    roles = {
        "lede": {"first_line": 1, "keep_together": True},
        "quote": {"first_line": 2, "size": 10.0, "page_break_before": True},
    }
    file = write_release(with_blocks(), change_look(look, styles=roles), folder)
    lede, quote = (read_styles(file)[key] for key in ("Lede", "Quote"))
    size = look.styles.body.size or 0
    assert get(lede, "w:pPr/w:ind", "firstLine") == str(round(size * 20))
    assert get(quote, "w:pPr/w:ind", "firstLine") == "400"
    switches = ("keepLines", "pageBreakBefore")
    assert [lede.find(f"w:pPr/w:{s}", PREFIXES) is not None for s in switches] == [True, False]
    assert [quote.find(f"w:pPr/w:{s}", PREFIXES) is not None for s in switches] == [False, True]
    (folder / "draft.docx").write_bytes(file)
    assert [str(e) for e in OpenXmlValidator().validate(folder / "draft.docx").errors] == []


def test_the_contact_is_not_left_alone(look: Look, folder: Path) -> None:
    """It stays with the paragraph before it, or the last rows of a table; short lines go along."""
    end = (
        text(Role.SECTION, "■問い合わせ先"),
        text(Role.CONTACT, "電話"),
        text(Role.END_MARK, "以上"),
    )
    about = text(Role.BODY, "会社について。" * 20)
    blocks = (text(Role.BODY, "前"), about, text(Role.BODY, "https://www.link-j.org/"), *end)
    body = read_body(write_release(with_blocks(*blocks), look, folder))
    kept = [p.find("w:pPr/w:keepNext", PREFIXES) is not None for p in body.iter(f"{W}p")]
    # The styles of headline and contact keep on their own.
    assert kept == [False, False, True, True, True, False, False]
    body = read_body(write_release(with_blocks(history(4), *end), look, folder))
    rows = [
        {p.find("w:pPr/w:keepNext", PREFIXES) is not None for p in row.iter(f"{W}p")}
        for row in body.iter(f"{W}tr")
    ]
    assert rows == [{True}, {False}, {False}, {True}, {True}]
    (after,) = (p for p in body.findall("w:p", PREFIXES) if style_of(p) == "AfterTable")
    assert after.find("w:pPr/w:keepNext", PREFIXES) is not None


@pytest.mark.parametrize(
    ("kind", "data"),
    [("png", make_png(40, 30)), ("jpeg", make_jpeg(40, 30))],
    ids=["png", "jpeg"],
)
def test_a_picture_is_known_by_its_content(
    look: Look, folder: Path, kind: str, data: bytes
) -> None:
    """A JPEG named .png is a JPEG, and one that Photoshop wrote is one too."""
    (folder / SIGNING).write_bytes(data)
    file = folder / "release.docx"
    file.write_bytes(write_release(with_blocks(figure(SIGNING)), look, folder))
    with zipfile.ZipFile(file) as archive:
        assert archive.read(f"word/media/photo1.{kind}") == data
    assert [str(error) for error in OpenXmlValidator().validate(file).errors] == []


def test_all_pictures_that_cannot_be_read_are_told_at_once(look: Look, folder: Path) -> None:
    """Each bad picture is a problem at the place that asks for it; a good one is none."""
    png, jpeg = make_png(9, 9), make_jpeg(9, 9)
    bad = {
        "text.png": b"not a picture",
        "empty.png": b"",
        "torn.png": png[: len(png) // 2],
        "head.png": png[:10],
        "flat.png": png[:16] + bytes(4) + png[20:],
        "torn.jpeg": jpeg[:40],
        "head.jpeg": jpeg[:3],
        "noise.jpeg": b"\xff\xd8\xff" + bytes(50),
        "other.gif": b"GIF89a" + bytes(30),
    }
    for name, data in bad.items():
        (folder / name).write_bytes(data)
    names = [*bad, "missing.png"]
    blocks = [figure(PurePosixPath(name), line=n) for n, name in enumerate(names, start=10)]
    with pytest.raises(ProblemsFound) as found:
        write_release(with_blocks(figure(SIGNING), *blocks), look, folder)
    problems = found.value.problems
    assert [(p.code, p.where.line) for p in problems] == [
        ("picture", n) for n in range(10, 10 + len(names))
    ]
    assert all(name in str(p.message) for name, p in zip(names, problems, strict=True))
    assert {p.where.path for p in problems} == {PurePosixPath("templates/mou/ja.md")}


def refuse_picture(look: Look, folder: Path) -> Problem:
    """Return the problem of the photo, which a partner file names."""
    with pytest.raises(ProblemsFound) as found:
        write_release(with_blocks(replace(figure(SIGNING), image_source=OWN)), look, folder)
    (problem,) = found.value.problems
    assert problem.where == OWN.place
    assert str(SIGNING) in str(problem.message)
    assert str(problem.hint)
    return problem


def test_a_picture_that_cannot_be_used_is_told_where_it_is_named(look: Look, folder: Path) -> None:
    """Missing, a folder, no picture, too large: each has a message of its own, at the name."""
    file = folder / SIGNING
    file.write_bytes(b"not a picture")
    assert "as PNG or JPEG" in str(refuse_picture(look, folder).message)
    with file.open("wb") as huge:
        huge.truncate(50_000_001)
    assert "more than 50 MB" in str(refuse_picture(look, folder).message)
    file.unlink()
    assert "is not there" in str(refuse_picture(look, folder).message)
    file.mkdir()
    assert "directory" in str(refuse_picture(look, folder).message)


def tag_jpeg(orientation: int, order: str) -> bytes:
    """Return a JPEG whose Exif segment, in that byte *order*, gives its orientation."""
    mark = {"<": b"II*\0", ">": b"MM\0*"}[order]
    entry = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    tiff = mark + struct.pack(f"{order}IH", 8, 1) + entry + bytes(4)
    exif = b"Exif\0\0" + tiff
    jpeg = make_jpeg(40, 30)
    return jpeg[:2] + struct.pack(">HH", 0xFFE1, len(exif) + 2) + exif + jpeg[2:]


Grid = list[str]
UPRIGHT: Grid = ["ab", "cd", "ef"]


def mirror(grid: Grid) -> Grid:
    return [row[::-1] for row in grid]


def turn(grid: Grid) -> Grid:
    """Return *grid* turned clockwise by a quarter."""
    return ["".join(column)[::-1] for column in zip(*grid, strict=True)]


STORED: dict[int, Grid] = {
    1: ["ab", "cd", "ef"],
    2: ["ba", "dc", "fe"],
    3: ["fe", "dc", "ba"],
    4: ["ef", "cd", "ab"],
    5: ["ace", "bdf"],
    6: ["bdf", "ace"],
    7: ["fdb", "eca"],
    8: ["eca", "fdb"],
}
"""By orientation, how a camera stores what is seen as `UPRIGHT`: Exif 2.3, 4.6.4."""


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("orientation", STORED)
def test_a_photo_stands_upright(look: Look, folder: Path, orientation: int, order: str) -> None:
    """A photo is mirrored and turned as its camera says, and has the room that it then needs."""
    (folder / SIGNING).write_bytes(tag_jpeg(orientation, order))
    file = folder / "release.docx"
    file.write_bytes(write_release(with_blocks(figure(SIGNING)), look, folder))
    body = read_body(file.read_bytes())
    (transform,) = body.iter(f"{{{PREFIXES['a']}}}xfrm")
    grid = STORED[orientation]
    grid = mirror(grid) if transform.get("flipH") else grid
    grid = grid[::-1] if transform.get("flipV") else grid
    for _ in range(int(transform.get("rot", 0)) // 5_400_000):
        grid = turn(grid)
    assert grid == UPRIGHT
    (inline,) = body.iter(f"{{{PREFIXES['wp']}}}inline")
    extent, effect = (inline.find(f"wp:{name}", PREFIXES) for name in ("extent", "effectExtent"))
    assert extent is not None
    width, height = int(extent.get("cx", 0)), int(extent.get("cy", 0))
    assert abs(width * 30 - height * 40) < 100
    if orientation > 4:
        assert effect is not None
        assert int(effect.get("t", 0)) == (width - height) // 2
        assert width <= look.figure.height * 36_000
    assert [str(error) for error in OpenXmlValidator().validate(file).errors] == []


def test_a_photo_goes_out_without_its_notes(look: Look, folder: Path) -> None:
    """Where and with what a photo was taken, and other notes in it, are in no Word file."""
    notes = b"".join(
        struct.pack(">HH", marker, len(text) + 2) + text
        for marker, text in ((0xFFE1, b"http://ns.adobe.com/xap"), (0xFFFE, b"kept where?"))
    )
    jpeg = tag_jpeg(6, ">")
    (folder / SIGNING).write_bytes(jpeg[:2] + notes + jpeg[2:])
    assert read_picture(folder, SIGNING).data == make_jpeg(40, 30)
    assert read_picture(folder, SIGNING).orientation == 6
    png = make_png(9, 9)
    text = struct.pack(">I4s", 9, b"tEXt") + b"Author\0me" + bytes(4)
    (folder / SIGNING).write_bytes(png[:33] + text + png[33:])
    assert read_picture(folder, SIGNING).data == png


@pytest.mark.parametrize("name", ["exif3.jpg", "exif6.jpg"])
def test_a_photo_of_a_phone_is_used(look: Look, folder: Path, name: str) -> None:
    """A photo taken with the phone upside down or upright is drawn, and not refused."""
    photo = (Path(__file__).parent / "cases/19-phone-photo" / name).read_bytes()
    (folder / SIGNING).write_bytes(photo)
    (transform,) = read_body(write_release(with_blocks(figure(SIGNING)), look, folder)).iter(
        f"{{{PREFIXES['a']}}}xfrm"
    )
    assert transform.get("rot") == {"exif3.jpg": "10800000", "exif6.jpg": "5400000"}[name]


@pytest.mark.parametrize("order", ["<", ">"])
def test_damaged_notes_of_a_camera_do_no_harm(look: Look, folder: Path, order: str) -> None:
    """A photo whose notes are damaged, or give no orientation that there is, is drawn as it is."""
    upright = tag_jpeg(1, order)
    odd = (
        upright.replace(b"\x08", b"\xff", 1),
        upright.replace(b"\x12", b"\0"),
        tag_jpeg(9, order),
    )
    for data in (upright, *odd):
        (folder / SIGNING).write_bytes(data)
        body = read_body(write_release(with_blocks(figure(SIGNING)), look, folder))
        (transform,) = body.iter(f"{{{PREFIXES['a']}}}xfrm")
        assert not transform.keys()


def test_what_follows_the_end_of_a_png_is_left_out(look: Look, folder: Path) -> None:
    """Some phones leave the part of a screenshot that was cut off there: nobody is to see it."""
    png = make_png(40, 30)
    (folder / SIGNING).write_bytes(png + b"what was cut off" * 40)
    with zipfile.ZipFile(
        io.BytesIO(write_release(with_blocks(figure(SIGNING)), look, folder))
    ) as file:
        assert file.read("word/media/photo1.png") == png


def test_a_progressive_jpeg_is_used(look: Look, folder: Path) -> None:
    """A JPEG that comes into sight by and by is a JPEG."""
    (folder / SIGNING).write_bytes(make_jpeg(40, 30).replace(b"\xff\xc0", b"\xff\xc2"))
    assert write_release(with_blocks(figure(SIGNING)), look, folder)


@pytest.mark.parametrize(
    ("begins", "words"),
    [
        (b"GIF89a", "GIF"),
        (b"II*\0", "TIFF"),
        (b"MM\0*", "TIFF"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "WebP"),
        (b"\0\0\0\x18ftypheic", "HEIC"),
        (b"\0\0\0\x18ftypmif1", "HEIC"),
        (b"\0\0\0\x18ftypavif", "AVIF"),
        (b"%PDF-1.7", "PDF"),
        (b"<svg xmlns=", "SVG"),
        (make_jpeg(40, 30).replace(b"\x01\x01\x11", b"\x04\x01\x11"), "CMYK"),
        (make_jpeg(40, 30).replace(b"\xff\xc0", b"\xff\xc3"), "of a kind"),
    ],
)
def test_a_picture_of_another_format_is_called_by_its_name(
    look: Look, folder: Path, begins: bytes, words: str
) -> None:
    """The name of a file may say .jpg; the message says what is in it, and the hint what to do."""
    (folder / SIGNING).write_bytes(begins + bytes(40))
    problem = refuse_picture(look, folder)
    assert words in str(problem.message)
    assert "JPEG" in str(problem.hint)


@settings(max_examples=count_examples(100))
@given(start=st.sampled_from([make_png(9, 9), make_jpeg(9, 9)]), data=st.data())
def test_a_damaged_picture_is_a_problem_or_a_picture(
    look: Look, folder: Path, start: bytes, data: st.DataObject
) -> None:
    """Whatever happened to a picture file, nobody sees a traceback."""
    at = data.draw(st.integers(0, len(start) - 1))
    damaged = start[:at] + data.draw(st.binary(max_size=4)) + start[at + 1 :]
    (folder / SIGNING).write_bytes(damaged)
    codes, drawings = [], []
    try:
        file = write_release(with_blocks(figure(SIGNING)), look, folder)
        drawings = list(read_body(file).iter(f"{{{PREFIXES['wp']}}}docPr"))
    except ProblemsFound as found:
        codes = [p.code for p in found.problems]
    assert (codes, len(drawings)) in ((["picture"], 0), ([], 1))


# The look


def test_the_sample_has_everything() -> None:
    """The document that these tests write holds every role and every kind of span."""
    document = write_sample(Language.JA)
    spans = [s for block in document.blocks for s in spans_of(block)]
    assert {b.role for b in document.blocks if isinstance(b, Text)} == set(Role)
    assert any(s.href for s in spans)
    assert any(s.gap for s in spans)
    assert any(s.text == ODD for s in spans)


def test_a_style_that_nothing_wears_is_a_problem(tmp_path: Path) -> None:
    """A mistyped style is told with its line and with the name that was meant."""
    words = (WORKSPACE / LOOK).read_text(encoding="utf-8")
    assert "  end_mark:" in words
    file = tmp_path / "look.yaml"
    file.write_text(words.replace("  end_mark:", "  endmark:", 1), encoding="utf-8")
    with pytest.raises(ProblemsFound) as found:
        load_record(file, LOOK, Look)
    (problem,) = found.value.problems
    assert problem.code == "unknown-key"
    assert "end_mark" in str(problem.hint)


@pytest.mark.parametrize(
    ("written", "wrong", "message"),
    [
        ("left: 20, right: 20", "left: 105, right: 100", "the margins leave no room"),
        ("top: 20, bottom: 20", "top: 400, bottom: 20", "the margins leave no room"),
        ("latin: Times New Roman}", f"latin: {'F' * 32}}}", "31 characters"),
        ("widths: [17,", "widths: [0,", "1"),
        ("widths: [17,", "widths: [-17,", "1"),
        ("widths: [17,", "widths: [.nan,", "number"),
        ("{width: 72,", "{width: .inf,", "number"),
    ],
)
def test_a_look_that_word_cannot_hold_is_a_problem(
    tmp_path: Path, written: str, wrong: str, message: str
) -> None:
    """Margins that leave no room, endless names of fonts, columns without width: told in place."""
    words = (WORKSPACE / LOOK).read_text(encoding="utf-8")
    line = words[: words.index(written)].count("\n") + 1
    file = tmp_path / "look.yaml"
    file.write_text(words.replace(written, wrong, 1), encoding="utf-8")
    with pytest.raises(ProblemsFound, match=message) as found:
        load_record(file, LOOK, Look)
    assert [problem.where.line for problem in found.value.problems] == [line]


# Filled-in values


def read_controls(file: bytes) -> list[ET.Element]:
    return list(read_body(file).iter(f"{W}sdt"))


def test_each_value_is_one_control(look: Look, folder: Path) -> None:
    """A value is one control in a paragraph, however many runs it has; all else is in none."""
    document = write_sample(Language.JA)
    file = write_release(document, look, folder)
    shown = [read_paragraph(control) for control in read_controls(file)]
    lines = (line for block in document.blocks for line in lines_of(block))
    groups = (
        (k, list(spans)) for line in lines for k, spans in groupby(line, key=lambda s: s.value)
    )
    assert shown == ["".join(s.text for s in spans) for k, spans in groups if k is not None]
    assert len(shown) > 20


def lines_of(block: Block) -> Iterator[tuple[Span, ...]]:
    match block:
        case Text(spans=spans):
            yield spans
        case Figure():
            yield from (caption.spans for caption in block.captions)
        case Table():
            for row in (block.header, *block.rows):
                for one in row:
                    yield from one.lines


def test_a_control_says_whose_value_it_is_and_stays(look: Look, folder: Path) -> None:
    """The tag is the field, the control cannot be deleted, and no frame is seen."""
    file = write_release(write_sample(Language.JA), look, folder)
    tags = [get(control, "w:sdtPr/w:tag") for control in read_controls(file)]
    expected = ["release.subhead.ja", "ledger:kind_ordinal", "release.subhead.ja"]
    expected += ["ucsd:agreement.signed", "house:website", "release.subhead.ja", "house:website"]
    assert tags[:8] == [*expected, "release.subhead.ja"]
    for control in read_controls(file):
        children = [child.tag.partition("}")[2] for child in control[0]]
        assert children == ["alias", "tag", "id", "lock", "appearance"]
        assert get(control, "w:sdtPr/w:lock") == "sdtLocked"
        appearance = control.find("w:sdtPr/w15:appearance", PREFIXES)
        assert appearance is not None
        assert appearance.get(f"{{{PREFIXES['w15']}}}val") == "hidden"


def test_the_manifest_numbers_the_controls(look: Look, folder: Path) -> None:
    """What the manifest says of a value is found in the body by its number."""
    file = write_release(write_sample(Language.JA), look, folder)
    manifest = read_manifest(file)
    assert manifest is not None
    shown = {int(get(c, "w:sdtPr/w:id") or 0): read_paragraph(c) for c in read_controls(file)}
    assert shown == {v.id: v.text for v in manifest.values}
    assert rebuild(file) == [read_paragraph(p) for p in read_body(file).iter(f"{W}p")]
    assert is_untouched(file)


def test_a_label_with_a_value_is_in_the_manifest(look: Look, folder: Path) -> None:
    """What an editor changes at the head of the page is known as well."""
    label = text(Role.LABEL, "報道資料 ", value(HOUSE, "LINK-J"), span("電話", gap=Gap.VALUE))
    file = write_release(with_blocks(label), look, folder)
    manifest = read_manifest(file)
    assert manifest is not None
    assert manifest.head == (("案",), ("報道資料 ", 1, "電話"), ("案",))
    assert check_package(file) == []


def test_drafts_written_at_once_are_the_same(look: Look, folder: Path) -> None:
    """Threads share what is made once."""
    documents = [write_sample(language) for language in Language] * 8
    alone = [write_release(document, look, folder) for document in documents]
    build_base.cache_clear()
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda d: write_release(d, look, folder), documents))
    assert together == alone


# Gaps


def test_a_gap_says_where_it_is_filled(look: Look, folder: Path) -> None:
    """A comment at each gap holds its label, and the place and field to write."""
    gap = Span("【写真未着】", OWN, gap=Gap.VALUE, value=OWN)
    file = write_release(with_blocks(text(Role.BODY, gap, "、", gap)), look, folder)
    comments = read_part(file, "word/comments.xml").findall("w:comment", PREFIXES)
    told = [[read_paragraph(p) for p in comment] for comment in comments]
    assert told == [["【写真未着】", "partners/y.yaml:23  release.subhead.ja"]] * 2
    for comment in comments:
        assert comment.get(f"{W}author") == "linkj-press"
        assert comment.get(f"{W}initials") == "LP"
        assert comment.get(f"{W}date") == "2020-09-07T00:00:00Z"
    (control, _) = read_controls(file)
    order = [child.tag.removeprefix(W) for child in control[1]]
    assert order == ["commentRangeStart", "r", "commentRangeEnd", "r"]
    assert read_lines(file)[-1] == "【写真未着】、【写真未着】"


@pytest.mark.parametrize("finish", Finish)
def test_without_gaps_or_in_the_end_there_are_no_comments(
    look: Look, folder: Path, finish: Finish
) -> None:
    """A file with nothing to say has no list of comments, nor a word of it."""
    document = (
        write_sample(Language.JA)
        if finish is not Finish.DRAFT
        else with_blocks(text(Role.BODY, "本文"))
    )
    file = write_release(document, look, folder, finish=finish)
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        assert "word/comments.xml" not in archive.namelist()
        assert b"comments" not in archive.read("[Content_Types].xml")
    assert not list(read_body(file).iter(f"{W}commentReference"))
    assert check_package(file) == []


# The letterhead


def make_letterhead(folder: Path, *, first: bool, japanese: bool = False) -> None:
    """Put a letterhead into the workspace *folder* as a designer might have made it in Word."""
    file = docx.Document()
    section = file.sections[0]
    section.different_first_page_header_footer = first
    head = section.first_page_header if first else section.header
    head.paragraphs[0].text = "LINK-J 広報"
    (folder / "mark.png").write_bytes(make_png(8, 8))
    head.paragraphs[0].add_run().add_picture(str(folder / "mark.png"))
    file.add_paragraph("to be thrown away").add_run().add_picture(str(folder / "mark.png"))
    file.styles["Heading 1"].font.size = docx.shared.Pt(30)
    if japanese:
        # Japanese Word calls its styles so.
        ids = {"Normal": "a", "Heading1": "1", "Header": "a3", "DefaultParagraphFont": "a0"}
        for element in file.styles.element.iter():
            for key in (f"{W}styleId", f"{W}val"):
                if element.tag != f"{W}name" and element.get(key) in ids:
                    element.set(key, ids[str(element.get(key))])
        head.paragraphs[0].style = file.styles["header"]
    house = folder / "templates" / "house"
    house.mkdir(parents=True)
    file.save(str(house / "letterhead.docx"))


@pytest.mark.parametrize("finish", Finish)
@pytest.mark.parametrize("japanese", [False, True])
@pytest.mark.parametrize("first", [False, True])
def test_a_letterhead_is_the_base(
    look: Look, folder: Path, *, first: bool, japanese: bool, finish: Finish
) -> None:
    """Its page, its header and the styles that it has of ours stay; the rest is the look's."""
    make_letterhead(folder, first=first, japanese=japanese)
    document = write_sample(Language.JA)
    file = write_release(document, look, folder, finish=finish)
    assert check_package(file) == []
    (folder / "draft.docx").write_bytes(file)
    errors = [str(error) for error in OpenXmlValidator().validate(folder / "draft.docx").errors]
    assert errors == []
    assert get(read_body(file), "w:sectPr/w:pgSz", "w") == "12240"
    styles = {get(style, "w:name"): style for style in read_styles(file).values()}
    headline = styles["heading 1"] if "heading 1" in styles else styles["Heading 1"]
    assert get(headline, "w:rPr/w:sz") == "60"
    assert get(styles["Lede"], "w:rPr/w:sz") == str(round((look.styles.body.size or 0) * 2))
    mark = [] if finish is Finish.FINAL else [look.draft_mark.ja]
    label = f"label の文{ODD}"
    heads = read_edges(file, "header")
    if first:
        assert read_label(file) == ["LINK-J 広報", *mark, label]
        assert read_lines(file) == list(expected_lines(document))
    else:
        (head,) = heads["default"]
        assert [read_paragraph(p) for p in head.iter(f"{W}p")] == ["LINK-J 広報", *mark]
        assert read_lines(file) == [label, *expected_lines(document)]


def test_a_letterhead_that_is_no_word_file_is_a_problem(look: Look, folder: Path) -> None:
    """The message names the file."""
    house = folder / "templates" / "house"
    house.mkdir(parents=True)
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    for data in (b"", b"no zip", empty.getvalue()):
        (house / "letterhead.docx").write_bytes(data)
        with pytest.raises(ProblemsFound) as found:
            write_release(with_blocks(), look, folder)
        (problem,) = found.value.problems
        assert str(problem.where.path) == "templates/house/letterhead.docx"


@pytest.mark.parametrize("finish", Finish)
def test_a_logo_stands_at_the_head_of_the_first_page(
    look: Look, folder: Path, finish: Finish
) -> None:
    """It is as high as the look says, and has a number of its own."""
    said = {"ja": "LINK-Jのロゴ", "en": "LINK-J logo"}
    letterhead = {"letterhead": {"logo": "logo.png", "height": 12, "description": said}}
    with_logo = Look.model_validate(look.model_dump(exclude={"letterhead"}) | letterhead)
    house = folder / "templates" / "house"
    house.mkdir(parents=True)
    with pytest.raises(ProblemsFound):
        write_release(with_blocks(), with_logo, folder)
    (house / "logo.png").write_bytes(make_png(40, 20))
    file = write_release(write_sample(Language.JA), with_logo, folder, finish=finish)
    assert check_package(file) == []
    (head,) = read_edges(file, "header")["first"]
    (extent,) = head.iter(f"{{{PREFIXES['wp']}}}extent")
    assert (extent.get("cx"), extent.get("cy")) == (str(24 * 36000), str(12 * 36000))
    (about,) = head.iter(f"{{{PREFIXES['wp']}}}docPr")
    assert about.get("descr") == "LINK-Jのロゴ"
    (folder / "draft.docx").write_bytes(file)
    assert [str(e) for e in OpenXmlValidator().validate(folder / "draft.docx").errors] == []


def test_a_logo_outside_the_house_is_refused(look: Look) -> None:
    for path in ("../logo.png", "/etc/logo.png"):
        with pytest.raises(ValueError, match=r"templates/house"):
            Look.model_validate(
                look.model_dump(exclude={"letterhead"})
                | {"letterhead": {"logo": path, "height": 12}}
            )


def test_every_draft_of_the_repository_is_valid(
    workspace: Workspace, drafter: Drafter, tmp_path: Path
) -> None:
    """Word's rules hold for the real releases, and nobody has touched what was written."""
    documents = drafter.draft_all(workspace.released, Language)
    assert len(documents) == 8
    for document in documents:
        for finish in Finish:
            look = workspace.house.look.record
            file, manifest = write_with_manifest(document, look, workspace.root, finish=finish)
            (tmp_path / "draft.docx").write_bytes(file)
            assert list(OpenXmlValidator().validate(tmp_path / "draft.docx").errors) == []
            assert check_package(file) == []
            assert is_untouched(file, manifest)


# Everywhere and every day the same

_WRITE = """
import sys, hashlib
from pathlib import Path
from linkj_press.language import Language
from linkj_press.record import load_record, Look
from linkj_press.build.enclosures import write_release
from tests.test_word import LOOK, WORKSPACE, write_sample
look = load_record(WORKSPACE / LOOK, LOOK, Look).record
for language in Language:
    file = write_release(write_sample(language), look, Path(sys.argv[1]))
    print(hashlib.sha256(file).hexdigest())
"""


def test_the_bytes_are_the_same_everywhere(look: Look, folder: Path) -> None:
    """Neither hash seed nor time zone nor locale leaves a trace."""
    answers = set()
    for seed, zone, locale in (("0", "UTC", "C"), ("1", "Asia/Tokyo", "ja_JP.UTF-8")):
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}
        command = [sys.executable, "-c", _WRITE, str(folder)]
        done = subprocess.run(command, env=env, cwd=WORKSPACE, check=True, capture_output=True)
        answers.add(done.stdout)
    assert len(answers) == 1


# Other readers


def plain_lines(document: Document) -> list[str]:
    return ["".join(line.split()) for line in expected_lines(document) if line.strip()]


def test_mammoth_reads_every_paragraph_once(look: Look, folder: Path) -> None:
    """Paragraphs and cells, in order, nothing doubled."""
    document = write_sample(Language.JA)
    file = io.BytesIO(write_release(document, look, folder))
    read = mammoth.extract_raw_text(file).value
    found = ["".join(line.split()) for line in read.split("\n") if line.strip()]
    assert found == plain_lines(document)


def test_pandoc_reads_every_paragraph_once(look: Look, folder: Path) -> None:
    """Paragraphs and cells, in order, nothing doubled."""
    program = require("pandoc")
    document = write_sample(Language.JA)
    (folder / "draft.docx").write_bytes(write_release(document, look, folder))
    command = [program, "--from", "docx", "--to", "json", str(folder / "draft.docx")]
    done = subprocess.run(command, check=True, capture_output=True)
    read = "".join(read_strings(json.loads(done.stdout)["blocks"]))
    assert "".join(read.split()) == "".join(plain_lines(document))


def read_strings(node: object) -> Iterator[str]:
    if isinstance(node, list):
        for child in node:
            yield from read_strings(child)
    elif isinstance(node, dict):
        if node.get("t") == "Str":
            yield str(node["c"])
        elif node.get("t") == "Image":
            return
        else:
            yield from read_strings(node.get("c"))


def test_libreoffice_prints_every_paragraph_once(look: Look, folder: Path) -> None:
    """Content controls have their words on paper once, and in their place."""
    office, reader = require("soffice"), require("pdftotext")
    blocks = [
        text(Role.BODY, "始め", value(OWN, f"第{n}の値"), "中程", value(LEDGER, f"{n}例目"), "終り")
        for n in range(10)
    ]
    document = with_blocks(text(Role.LABEL, value(HOUSE, "報道資料")), *blocks)
    (folder / "draft.docx").write_bytes(write_release(document, look, folder))
    command = [office, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    env = {**os.environ, "HOME": str(folder)}
    subprocess.run(
        [*command, str(folder / "draft.docx")],
        check=True,
        capture_output=True,
        env=env,
        timeout=300,
    )
    done = subprocess.run(
        [reader, "-raw", str(folder / "draft.pdf"), "-"], capture_output=True, check=True
    )
    read = "".join(done.stdout.decode().split())
    body = "".join(expected_lines(document))
    assert read.count(body) == 1
    assert read.count("報道資料") == 1
    assert len(read) == len(body) + len("報道資料案1/1")


# The check of the package is itself checked


def spoil(file: bytes, part: str, old: str, new: str) -> bytes:
    """Return *file* with the first *old* in *part* replaced."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    words = parts[part].decode()
    assert old in words
    parts[part] = words.replace(old, new, 1).encode()
    return pack(parts.items())


def pack(parts: Iterable[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in parts:
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.fixture
def sample(look: Look, folder: Path) -> bytes:
    """A file with everything in it, and nothing wrong."""
    file = write_release(write_sample(Language.JA), look, folder)
    assert check_package(file) == []
    return file


BODY = "word/document.xml"


@pytest.mark.parametrize(
    ("part", "old", "new", "fault"),
    [
        (BODY, '<w:id w:val="2"/>', '<w:id w:val="1"/>', "two controls with the id 1"),
        (BODY, '<w:id w:val="2"/>', "", "a control without an id"),
        (BODY, '<wp:docPr id="2"', '<wp:docPr id="1"', "two drawings with the id 1"),
        (BODY, '<w:commentRangeEnd w:id="1"/>', "", "comment 1 has no commentRangeEnd"),
        (BODY, '<w:commentRangeStart w:id="1"/>', '<w:commentRangeStart w:id="0"/>', "two comm"),
        ("word/comments.xml", 'w:id="1"', 'w:id="7"', "comment 7 has no commentReference"),
        (BODY, '<w:tag w:val="', f'<w:tag w:val="{"x" * 64}', "tag of "),
        (BODY, '<w:alias w:val="', f'<w:alias w:val="{"𠮷" * 30}', "alias of "),
        (BODY, "リンク</w:t>", "リン\nク</w:t>", "a newline or tab"),
        (BODY, "リンク</w:t>", "リン\tク</w:t>", "a newline or tab"),
        (BODY, "リンク</w:t>", "リンク </w:t>", "a space that Word drops"),
        (BODY, "</w:p></w:tc>", "</w:p><w:tbl/></w:tc>", "a cell that does not end"),
        (BODY, '<w:pStyle w:val="Lede"/>', '<w:pStyle w:val="Lead"/>', "no style Lead"),
        ("word/styles.xml", 'w:styleId="Lede"', 'w:styleId="Quote"', "two styles with the id"),
        (
            "[Content_Types].xml",
            'Extension="png"',
            'Extension="gif"',
            "photo1.png: no content type",
        ),
        ("[Content_Types].xml", "/word/comments.xml", "/word/notes.xml", "but is not there"),
        ("word/_rels/document.xml.rels", "comments.xml", "notes.xml", "leads nowhere"),
        (BODY, 'r:id="rId', 'r:id="rIdx', "no relationship rIdx"),
        (BODY, "<w:sectPr", '<w:p><w:ins w:id="0"/></w:p><w:sectPr', "two annotations with"),
    ],
)
def test_the_check_finds(sample: bytes, part: str, old: str, new: str, fault: str) -> None:
    """Each fault that the validator passes over is found by our own check."""
    assert [f for f in check_package(spoil(sample, part, old, new)) if fault in f]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_check_finds_a_part_that_is_there_twice(look: Look, folder: Path) -> None:
    file = write_release(with_blocks(), look, folder)
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    twice = pack([*parts, parts[-1]])
    assert check_package(twice) == [f"{parts[-1][0]}: twice in the file"]
    assert not is_untouched(twice)


@pytest.mark.parametrize("name", ["letterhead.docx", "logo.png"])
def test_stationery_is_no_link_that_leads_out(desk_copy: Path, name: str) -> None:
    """Neither the letterhead nor the logo is read from elsewhere on the machine."""
    elsewhere = desk_copy.parent / f"{desk_copy.name}-{name}"
    shutil.copy(Path(__file__).parent / "photo.png", elsewhere)
    (desk_copy / "templates" / "house" / name).symlink_to(elsewhere)
    look = desk_copy / "templates" / "house" / "look.yaml"
    if name.endswith(".png"):
        look.write_text(
            look.read_text("utf-8") + "letterhead: {logo: logo.png, height: 12}\n", "utf-8"
        )
    workspace = load_workspace(desk_copy)
    document = Drafter(workspace).draft("osaka", Language.JA)
    with pytest.raises(ProblemsFound, match="leads out of the workspace") as refused:
        write_release(document, workspace.house.look.record, desk_copy)
    (problem,) = refused.value.problems
    assert "itself there" in str(problem.hint)
    assert "ワークスペースの外" in problem.tell(open_catalogue(Language.JA).tell)

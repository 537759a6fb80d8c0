"""The letterhead of the house, whichever program made it, and whatever it turns out to be."""

from __future__ import annotations

import base64
import io
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import docx
import pytest
from click.testing import CliRunner
from docx.document import Document as WordFile
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import _Footer, _Header

from linkj_press.build.enclosures import LETTERHEAD, write_release
from linkj_press.cli.main import cli
from linkj_press.language import Language
from linkj_press.problem import ProblemsFound
from linkj_press.record import Look, load_record
from linkj_press.word.base import build_base
from linkj_press.word.letterhead import COST_OF_XML, MOST_OF_LETTERHEAD, take_letterhead
from tests.conftest import REPOSITORY, copy_desk
from tests.letterheads import (
    MARGINS,
    PARTS,
    PICTURE,
    SIZE,
    make_letterhead,
    paragraph,
    relate,
    replace,
    root,
)
from tests.package_check import check_package
from tests.test_word import write_sample

BODY = "word/document.xml"
HEADER = "word/header1.xml"
STYLES = "word/styles.xml"
STRICT = ("wordprocessingml", "officeDocument", "drawingml")


@pytest.fixture(scope="module")
def look() -> Look:
    path = PurePosixPath("templates/house/look.yaml")
    return load_record(REPOSITORY / path, path, Look).record


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace to put a letterhead into."""
    (tmp_path / LETTERHEAD).parent.mkdir(parents=True)
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "signing.png").write_bytes(PARTS["word/media/logo1.png"])
    return tmp_path


def write(letterhead: bytes, look: Look, folder: Path) -> bytes:
    (folder / LETTERHEAD).write_bytes(letterhead)
    return write_release(write_sample(Language.JA), look, folder)


def draft(changes: Mapping[str, bytes | None], look: Look, folder: Path) -> WordFile:
    """Return a draft with the letterhead that has *changes*, as python-docx reads it."""
    file = write(make_letterhead(changes), look, folder)
    assert check_package(file) == []
    return docx.Document(io.BytesIO(file))


def refuse(letterhead: bytes, look: Look, folder: Path) -> str:
    """Return why *letterhead* is refused, and what to do, in a line each."""
    with pytest.raises(ProblemsFound) as found:
        write(letterhead, look, folder)
    (problem,) = found.value.problems
    assert problem.where.path == LETTERHEAD
    assert "take the letterhead away" in str(problem.hint)
    return f"{problem.message}\n{problem.hint}"


def say(edge: _Header | _Footer) -> list[str]:
    return [paragraph.text for paragraph in edge.paragraphs]


def check_edges(file: WordFile) -> None:
    """See to it that headers, footer and page are those of the letterhead."""
    (section,) = file.sections
    assert section.page_width is not None
    assert round(section.page_width.mm) == 210
    assert say(section.first_page_header)[0] == "広報"
    assert len(section.first_page_header.part.related_parts) == 1
    assert say(section.header)[0] == "続き"
    assert say(section.footer) == ["東京都中央区"]
    assert file.styles["heading 1"].font.size.pt == 30


def test_what_the_last_section_inherits_is_kept(look: Look, folder: Path) -> None:
    """Word links a new section to the one before, and writes none of its headers there."""
    check_edges(draft({}, look, folder))


def test_a_file_of_word_on_the_web(look: Look, folder: Path) -> None:
    """It calls its main part as it likes."""
    renamed = {
        BODY: None,
        "word/_rels/document.xml.rels": None,
        "word/document2.xml": PARTS[BODY],
        "word/_rels/document2.xml.rels": PARTS["word/_rels/document.xml.rels"],
        "_rels/.rels": relate("officeDocument /word/document2.xml"),
    }
    check_edges(draft(renamed, look, folder))


def test_a_template_of_word(look: Look, folder: Path) -> None:
    """A .dotx or .docm that was given the name is as good as any."""
    for kind in ("template", "document.macroEnabled"):
        types = replace("[Content_Types].xml", ("document.main", f"{kind}.main"))
        check_edges(draft(types, look, folder))


def test_a_strict_file(look: Look, folder: Path) -> None:
    """Its names are others, and its measures have units."""
    strict = {}
    for part, data in {
        **PARTS,
        **replace(BODY, (SIZE, '<w:pgSz w:w="210mm" w:h="842pt"/>')),
    }.items():
        strict[part] = data
        for kind in STRICT:
            usual = f"http://schemas.openxmlformats.org/{kind}/2006/".encode()
            other = f"http://purl.oclc.org/ooxml/{kind}/".encode()
            strict[part] = strict[part].replace(usual, other)
    check_edges(draft(strict, look, folder))


def test_a_relation_that_leads_nowhere(look: Look, folder: Path) -> None:
    """Word writes NULL for a picture that it lost, and shows the letterhead without."""
    lost = relate("image NULL", "hyperlink https://www.example.org/", "image header2.xml")
    link = f'<w:hyperlink w:anchor="x" r:id="rId2">{paragraph("サイト")[5:-6]}</w:hyperlink>'
    header = root("hdr", f"{paragraph('広報', PICTURE)}<w:p>{link}</w:p>")
    names = relate(
        *("styles styles.xml", "settings settings.xml", "header header1.xml"),
        *("header header2.xml", "footer footer1.xml", "image NULL", "image ../NULL"),
        *("image header1.xml", "header header9.xml", "styles styles.xml", "theme theme/theme1.xml"),
    )
    changes = {"word/_rels/header1.xml.rels": lost, HEADER: header}
    file = draft({**changes, "word/_rels/document.xml.rels": names}, look, folder)
    first = file.sections[0].first_page_header
    assert say(first)[0] == "広報"
    (target,) = first.part.rels.values()
    assert target.target_ref == "https://www.example.org/"


def test_parts_that_are_missing(look: Look, folder: Path) -> None:
    """What the letterhead has not got is that of the look, or of Word."""
    file = draft({STYLES: None, "word/settings.xml": None, HEADER: None}, look, folder)
    assert say(file.sections[0].header)[0] == "続き"
    assert "広報" not in say(file.sections[0].first_page_header)
    bare = {BODY: root("document", f"<w:body>{paragraph('見本')}</w:body>")}
    (section,) = draft(bare, look, folder).sections
    assert section.page_width is not None
    assert round(section.page_width.mm) == look.page.width


def test_styles_that_cannot_be_told_apart(look: Look, folder: Path) -> None:
    """One without a name is passed over; one of ours that is of another kind gives way."""
    more = (
        '<w:style w:type="paragraph" w:styleId="x"><w:style w:styleId="1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Lede"><w:basedOn w:val="a"/></w:style>'
        '<w:style w:type="paragraph"><w:name w:val="Subhead"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:type="character" w:styleId="b"><w:name w:val="label"/></w:style>'
    )
    changes = replace(STYLES, ("</w:styles>", f"{more}</w:styles>"))
    file = draft(changes, look, folder)
    check_edges(file)
    styles = {style.name: style for style in file.styles}
    assert styles["Lede"].style_id == "Lede1"
    assert styles["Label"].type == WD_STYLE_TYPE.PARAGRAPH


def test_a_letterhead_whose_text_is_indented(look: Look, folder: Path) -> None:
    """What the look says of its paragraphs holds, whatever Normal is."""
    normal = '<w:name w:val="Normal"/>'
    changes = replace(STYLES, (normal, f'{normal}<w:pPr><w:bidi/><w:ind w:left="900"/></w:pPr>'))
    file = draft(changes, look, folder)
    based = {s.name: s.base_style.name for s in file.styles if s.base_style}
    assert based == {"Heading 1": "Normal", "Reference": "Heading 2"}


def test_a_draft_as_a_letterhead(look: Look, folder: Path) -> None:
    """Its fields become words, and its logo is not mistaken for that of the look."""
    (folder / "templates/house/logo.png").write_bytes(PARTS["word/media/logo1.png"])
    with_logo = Look.model_validate(
        look.model_dump() | {"letterhead": {"logo": "logo.png", "height": 12}}
    )
    file = write_release(write_sample(Language.JA), with_logo, folder)
    for _ in range(2):
        file = write(file, with_logo, folder)
        assert check_package(file) == []
    first = docx.Document(io.BytesIO(file)).sections[0].first_page_header
    assert len(first.part.related_parts) == 3


def test_a_switch_that_is_off(look: Look, folder: Path) -> None:
    """It may be there and say no, in any word for it, or in none that there is."""
    off = replace(BODY, ("<w:titlePg/>", '<w:titlePg w:val="off"/>'))
    settings = root("settings", '<w:evenAndOddHeaders w:val="0"/>')
    file = draft({**off, "word/settings.xml": settings}, look, folder)
    assert not file.sections[0].different_first_page_header_footer
    assert not file.settings.odd_and_even_pages_header_footer
    odd = replace(BODY, ("<w:titlePg/>", '<w:titlePg w:val="maybe"/>'))
    assert draft(odd, look, folder).sections[0].different_first_page_header_footer


def page(size: str, margins: str = MARGINS) -> dict[str, bytes]:
    return replace(BODY, (SIZE, size), (MARGINS, margins))


LARGE = root("styles", "<w:style/>" * (MOST_OF_LETTERHEAD // COST_OF_XML // 10))
OUTSIDE = {"word/_rels/header1.xml.rels": relate("image file:///C:/logo.png")}
REFUSED: Mapping[str, tuple[dict[str, bytes | None], str]] = {
    "no page": ({**page('<w:pgSz w:w="0" w:h="16838"/>')}, "its page has no room for text"),
    "margins": (
        {**page(SIZE, MARGINS.replace('"1701"', '"6000"'))},
        "its page has no room for text within its margins",
    ),
    "vast page": (
        {**page('<w:pgSz w:w="11906" w:h="1000000000"/>')},
        "a measure of its page, “1000000000”, is none that Word knows",
    ),
    "word": ({**page('<w:pgSz w:w="a" w:h="1"/>')}, "a measure of its page, “a”, is none"),
    "infinite": ({**page('<w:pgSz w:w="1e999" w:h="1"/>')}, "a measure of its page, “1e999”"),
    "other root": ({STYLES: root("hdr", "")}, f"its part “{STYLES}” cannot be read"),
    "broken": ({HEADER: b"<w:hdr"}, f"its part “{HEADER}” cannot be read"),
    "entity": (
        {HEADER: b'<!DOCTYPE x [<!ENTITY e "x">]>' + root("hdr", paragraph("&e;"))},
        f"its part “{HEADER}” cannot be read",
    ),
    "no types": ({"[Content_Types].xml": b"<Types/>"}, "its part “word/media/logo1.png”"),
    "outside": ({**OUTSIDE}, "shows what is outside the file: “file:///C:/logo.png”"),
    "large": ({STYLES: LARGE}, "the file unpacks to more than any release"),
    "many relations": (
        {"word/_rels/header1.xml.rels": relate(*["image x.png"] * 70_000)},
        "the file unpacks to more than any release",
    ),
    "large picture": ({"word/media/logo1.png": bytes(65 << 20)}, "unpacks to more"),
    "no main": ({BODY: None}, f"it lacks its part “{BODY}”"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_a_letterhead_is_told_in_a_sentence(
    case: str, look: Look, folder: Path
) -> None:
    """Whoever put it there learns what is wrong and what to do."""
    changes, reason = REFUSED[case]
    assert reason in refuse(make_letterhead(changes), look, folder)


def test_what_is_no_word_file_is_told_in_a_sentence(look: Look, folder: Path) -> None:
    """A letterhead is opened as a draft that is sent in, with the same limits and words."""
    locked = bytearray(make_letterhead())
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert "remove the password" in refuse(bytes(locked), look, folder)
    assert "the file is empty" in refuse(b"", look, folder)
    assert "no Word file" in refuse(b"no zip", look, folder)
    with zipfile.ZipFile(empty := io.BytesIO(), "w"):
        pass
    assert "zip of other files" in refuse(empty.getvalue(), look, folder)
    (folder / LETTERHEAD).unlink()
    (folder / LETTERHEAD).mkdir()
    with pytest.raises(ProblemsFound, match="this is no file"):
        write_release(write_sample(Language.JA), look, folder)


def test_a_letterhead_is_refused_once(tmp_path: Path) -> None:
    """However many releases are built with it."""
    desk = copy_desk(tmp_path)
    (desk / LETTERHEAD).write_bytes(b"PK")
    result = CliRunner().invoke(cli, ["-C", str(desk), "build"], catch_exceptions=False)
    assert result.exit_code == 1
    assert result.output.count("letterhead.docx") == 1
    assert not (desk / "output").exists()


@pytest.mark.parametrize("year", [1970, 2200])
def test_a_clock_that_no_zip_can_tell(
    year: int, look: Look, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A zip knows the years from 1980 to 2107; a computer's clock may say another."""
    build_base.cache_clear()
    day = time.struct_time((year, 1, 1, 0, 0, 0, 3, 1, 0))
    usual = write_release(write_sample(Language.JA), look, folder)
    build_base.cache_clear()
    monkeypatch.setattr(time, "localtime", lambda *_: day)
    assert write_release(write_sample(Language.JA), look, folder) == usual
    monkeypatch.undo()
    letterhead = make_letterhead()
    monkeypatch.setattr(time, "localtime", lambda *_: day)
    assert check_package(write(letterhead, look, folder)) == []


def test_what_tells_of_its_makers_stays_behind(tmp_path: Path) -> None:
    """Tracked changes, hidden text, labels, paths and a picture's notes are not for outsiders."""
    word = docx.Document()
    header = word.sections[0].header.paragraphs[0]
    header.text = "LINK-J"
    for xml in (
        '<w:ins {W} w:id="91" w:author="SECRET"><w:r><w:t>new</w:t></w:r></w:ins>',
        '<w:del {W} w:id="92" w:author="SECRET"><w:r><w:delText>SECRET</w:delText></w:r></w:del>',
        "<w:r {W}><w:rPr><w:vanish/></w:rPr><w:t>SECRET</w:t></w:r>",
        '<w:r {W}><w:instrText> INCLUDEPICTURE "C:\\SECRET\\logo.png" </w:instrText></w:r>',
        '<w:sdt {W}><w:sdtPr><w:alias w:val="SECRET"/><w:tag w:val="SECRET"/></w:sdtPr>'
        "<w:sdtContent><w:r><w:t>label</w:t></w:r></w:sdtContent></w:sdt>",
        '<w:bookmarkStart {W} w:id="7" w:name="SECRET"/>',
        '<w:bookmarkEnd {W} w:id="7"/>',
    ):
        header._p.append(parse_xml(xml.replace("{W}", nsdecls("w"))))
    header.add_run().add_picture(io.BytesIO(base64.b64decode(NOTED_PNG)))
    (drawing,) = header._p.iter(qn("wp:docPr"))
    drawing.set("descr", "C:\\SECRET\\logo.png")
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    word.sections[0].header.part.relate_to("file:///C:/SECRET/x.docx", kind, is_external=True)
    word.core_properties.author = "SECRET"
    word.save(str(tmp_path / "letterhead.docx"))
    taken = take_letterhead((tmp_path / "letterhead.docx").read_bytes())
    with zipfile.ZipFile(io.BytesIO(taken)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert [name for name, content in parts.items() if b"SECRET" in content] == []
    (edge,) = (content for name, content in parts.items() if name.startswith("word/header"))
    assert all(word.encode() in edge for word in ("LINK-J", "new", "label"))


NOTED_PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAADXRFWHRBdXRob3"
    "IAU0VDUkVUGKmqYQAAAApJREFUeJxjaAAAAIIAgXfNcrYAAAAASUVORK5CYII="
)
"""A grey dot, with its author."""

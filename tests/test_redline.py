"""Redlines: the laws that hold for any two Word files, and what a reader sees of a change."""

import io
import json
import os
import re
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from lxml import etree
from openxml_audit import OpenXmlValidator

from linkj_press.build.enclosures import write_release
from linkj_press.cli.main import cli
from linkj_press.draft.drafting import Drafter
from linkj_press.language import Language
from linkj_press.word import NotWord, is_untouched, is_untouched_redline, read_manifest, read_word
from linkj_press.word.names import name
from linkj_press.word.opening import OpenedPart, open_word
from linkj_press.word.redline import redline
from linkj_press.word.redline.atoms import REFERENCES
from linkj_press.word.settle import settle
from linkj_press.word.word_text import ChangeKind, Pending
from linkj_press.workspace.loading import load_workspace
from tests.conftest import count_examples, require
from tests.package_check import check_package
from tests.returned_draft import edit_part, w
from tests.test_opening import BODY, W, rewrite
from tests.test_word import make_png, read_strings

BLIP = name("a:blip")
AUTHOR, ON = "linkj-press", "2020-09-07T09:30:00Z"
BY = 'w:id="{}" w:author="Sato"'


# Files by hand


def make_base() -> bytes:
    """Return a Word file that has a picture, a header, two links and two comments to refer to."""
    file = docx.Document()
    paragraph = file.add_paragraph("x")
    paragraph.add_run().add_picture(io.BytesIO(make_png(8, 8)))
    for number in range(2):
        file.add_comment(paragraph.runs[0], text=f"remark {number}", author="Sato")
        file.part.relate_to(f"https://example.org/{number}", LINK_KIND, is_external=True)
    file.sections[0].header.paragraphs[0].text = "報道資料"
    file.settings.element.find(f"{{{W}}}zoom").set(f"{{{W}}}percent", "100")
    copies = [k for k, v in file.part.rels.items() if v.reltype.endswith("stylesWithEffects")]
    for copy in copies:
        del file.part.rels[copy]
    # python-docx gives comments styles that its template does not have.
    for style in list(file.part._comments_part.element.iter(f"{{{W}}}pStyle", f"{{{W}}}rStyle")):
        style.getparent().remove(style)
    file.save(buffer := io.BytesIO())
    return buffer.getvalue()


LINK_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
BASE = make_base()
BASE_RELATIONS = list(docx.Document(io.BytesIO(BASE)).part.rels.items())


def find_ids(kind: str) -> list[str]:
    return [key for key, relation in BASE_RELATIONS if relation.reltype.endswith(f"/{kind}")]


LINKS = find_ids("hyperlink")
with zipfile.ZipFile(io.BytesIO(BASE)) as archive:
    WHOLE = archive.read(BODY).decode()
    HEADER = archive.read("word/header1.xml").decode()
DRAWING = WHOLE[WHOLE.index("<w:drawing") : WHOLE.index("</w:drawing>") + len("</w:drawing>")]
DRAWING = DRAWING.replace('docPr id="1"', 'docPr id="#"')
DESCRIBED = re.sub('( id="[0-9#]+" name="[^"]*")', r'\1 descr="Two people" title="Photo"', DRAWING)
START, END = WHOLE[: WHOLE.index("<w:body>") + 8], WHOLE[WHOLE.rindex("<w:sectPr") :]


def number(xml: str) -> str:
    """Return *xml* with a number of its own in the place of each #, and the same for each ^."""
    first, *parts = xml.split("#")
    return first + "".join(
        f"{n}{part}".replace("^", str(n)) for n, part in enumerate(parts, start=10)
    )


def make(body: str, header: str = "報道資料") -> bytes:
    """Return a Word file whose body has the XML *body*, and its header the words *header*."""
    head = HEADER.replace("報道資料", header)
    whole = f"{START}{number(body)}{END}"
    parts = {BODY: whole, "word/header1.xml": head}
    if "<w:commentReference " not in body:
        parts["word/comments.xml"] = f'<w:comments xmlns:w="{W}"/>'
    return rewrite({part: text.encode() for part, text in parts.items()}, BASE)


def p(content: str, style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{content}</w:p>"


def r(text: str, look: str = "") -> str:
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def control(tag: str, content: str, kind: str = "") -> str:
    properties = f'<w:tag w:val="{tag}"/><w:id w:val="#"/>{kind}'
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def link(content: str, relation: str = LINKS[0]) -> str:
    return f'<w:hyperlink r:id="{relation}">{content}</w:hyperlink>'


def field(content: str) -> str:
    marks = {
        kind: f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'
        for kind in ("begin", "separate", "end")
    }
    instruction = '<w:r><w:instrText xml:space="preserve"> DATE </w:instrText></w:r>'
    return f"{marks['begin']}{instruction}{marks['separate']}{content}{marks['end']}"


def table(*rows: list[str]) -> str:
    """Return a table; the last cell of a row that is short is as wide as those that it lacks."""
    columns = max(map(len, rows))
    written = []
    for row in rows:
        spans = [*[1] * (len(row) - 1), columns - len(row) + 1]
        cells = [
            f'<w:tc><w:tcPr><w:tcW w:w="900" w:type="dxa"/><w:gridSpan w:val="{span}"/></w:tcPr>'
            f"{cell}</w:tc>"
            for cell, span in zip(row, spans, strict=True)
        ]
        written.append(f"<w:tr>{''.join(cells)}</w:tr>")
    grid = '<w:gridCol w:w="900"/>' * columns
    width = '<w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr>'
    return f"<w:tbl>{width}<w:tblGrid>{grid}</w:tblGrid>{''.join(written)}</w:tbl>"


def mark(old: bytes, new: bytes) -> bytes:
    return redline(old, new, author=AUTHOR, on=ON)


def read(file: bytes, pending: Pending = Pending.ACCEPT) -> tuple[list[str], list[object]]:
    """Return the text of headers and body, and where each paragraph stands in tables."""
    word = read_word(file, pending)
    texts = [paragraph.text for paragraph in (*word.head, *word.body)]
    return texts, [paragraph.cell for paragraph in word.body]


def check(old: bytes, new: bytes, folder: Path) -> bytes:
    """Return the redline of *old* and *new*, which obeys every law that needs no other program."""
    file = mark(old, new)
    assert read(file, Pending.REJECT) == read(old)
    assert read(file, Pending.ACCEPT) == read(new)
    assert list_pictures(file, Pending.REJECT) == list_pictures(old)
    assert list_pictures(file, Pending.ACCEPT) == list_pictures(new)
    assert check_package(file) == []
    path = folder / "redline.docx"
    path.write_bytes(file)
    assert [str(error) for error in OpenXmlValidator().validate(path).errors] == []
    assert {revision.author for revision in read_word(file).revisions} <= {AUTHOR}
    return file


def list_pictures(file: bytes, pending: Pending = Pending.ACCEPT) -> list[str]:
    """Return what tells the pictures in the body from others, in their order."""
    opened = open_word(file)
    settle(opened.body, pending)
    part, key = OpenedPart(opened, opened.main), f"{REFERENCES}embed"
    return [part.name_target(blip.get(key, "")) for blip in opened.body.iter(BLIP)]


def show(file: bytes) -> list[str]:
    """Return what is deleted and inserted: ``-13``, ``+14``."""
    signs = {ChangeKind.DELETED: "-", ChangeKind.INSERTED: "+"}
    return [f"{signs[revision.change]}{revision.text}" for revision in read_word(file).revisions]


# Any two files


WORDS = [
    "大阪府と",
    "LINK-J",
    "13例目",
    "14例目",
    " signed ",
    "MOU, ",
    "です。",
    "パートナー",
    "か\u3099",
    "𠮷",
]
LOOKS = st.sampled_from(["", "", "<w:b/>", "<w:i/>", '<w:rStyle w:val="Strong"/>'])
TEXT = st.builds(r, st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map("".join), LOOKS)
SIMPLE = f'<w:fldSimple w:instr="PAGE">{r("1")}</w:fldSimple>'
BESIDE = st.sampled_from(
    [
        *("<w:r><w:tab/></w:r>", "<w:r><w:br/></w:r>", '<w:r><w:br w:type="page"/></w:r>'),
        *("<w:r><w:noBreakHyphen/><w:t>a</w:t><w:tab/></w:r>", f"<w:r>{DRAWING}</w:r>"),
        *(f"<w:r>{DESCRIBED}</w:r>",),
        *(field(r("7日")), SIMPLE, "<w:r/>"),
        *('<w:proofErr w:type="spellStart"/>', '<w:r><w:sym w:font="Arial" w:char="2713"/></w:r>'),
        '<w:bookmarkStart w:id="#" w:name="m^"/><w:bookmarkEnd w:id="^"/>',
    ]
)
INNER = st.lists(st.one_of(TEXT, TEXT, BESIDE), max_size=3).map("".join)
TAGS = st.sampled_from(["seat", "release.subhead.ja", "ledger:total", "goog_rdk_0"])
CONTROL = st.builds(control, TAGS, INNER, st.sampled_from(["", "", "<w:text/>"]))
LINK = st.builds(link, INNER, st.sampled_from(LINKS))
LINKED_CONTROL = st.builds(control, TAGS, st.one_of(LINK, CONTROL))
INLINE = st.one_of(TEXT, TEXT, CONTROL, CONTROL, LINK, BESIDE, LINKED_CONTROL)
PARAGRAPH = st.builds(
    lambda content, style: p("".join(content), style),
    st.lists(INLINE, max_size=5),
    st.sampled_from(["", "", "Heading1", "Quote"]),
)
CELL = st.lists(PARAGRAPH, min_size=1, max_size=2).map("".join)
ROW = st.lists(CELL, min_size=1, max_size=3)
TABLE = st.lists(ROW, min_size=1, max_size=4)
BLOCK = st.one_of(PARAGRAPH, PARAGRAPH, PARAGRAPH, TABLE)

Blocks = list[str | list[list[str]]]
"""Paragraphs, and the rows of tables."""


@st.composite
def edited(draw: st.DrawFn, blocks: Blocks) -> Blocks:
    """Return *blocks* as somebody left them who changed, added, took away and moved some."""
    new = [list(block) if isinstance(block, list) else block for block in blocks]
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(new)))
        if at == len(new) or draw(st.booleans()):
            new.insert(at, draw(BLOCK))
        elif draw(st.booleans()):
            gone = new.pop(at)
            if draw(st.booleans()):
                new.insert(draw(st.integers(0, len(new))), gone)
        else:
            new[at] = draw(edited_block(new[at]))
    return new


@st.composite
def edited_block(draw: st.DrawFn, block: str | list[list[str]]) -> str | list[list[str]]:
    if isinstance(block, str):
        known = [word for word in WORDS if word in block]
        old = draw(st.sampled_from(known or WORDS))
        return block.replace(old, draw(st.sampled_from([*WORDS, ""])), draw(st.integers(1, 2)))
    at = draw(st.integers(0, len(block) - 1))
    if draw(st.booleans()):
        rest = block[:at] + block[at + 1 :]
        return rest or [draw(ROW)]
    if draw(st.booleans()):
        return [*block[:at], draw(ROW), *block[at:]]
    row = [draw(edited_block(cell)) for cell in block[at]]
    return [*block[:at], [str(cell) for cell in row], *block[at + 1 :]]


def render(blocks: Blocks, ends: tuple[str, str]) -> str:
    """Return a body of *blocks* between two paragraphs, which have comments at them."""
    first, last = (
        p(
            f'<w:commentRangeStart w:id="{n}"/>{inline}<w:commentRangeEnd w:id="{n}"/>'
            f'<w:r><w:commentReference w:id="{n}"/></w:r>'
        )
        for n, inline in enumerate(ends)
    )
    middle = "".join(block if isinstance(block, str) else table(*block) for block in blocks)
    return first + middle + last


@st.composite
def versions(draw: st.DrawFn) -> tuple[str, str, str]:
    """Bodies of two versions of a file, or of two files, and the header of the second."""
    old = draw(st.lists(BLOCK, max_size=6))
    new = draw(st.one_of(edited(old), edited(old), st.lists(BLOCK, max_size=6)))
    ends = st.tuples(INLINE, INLINE)
    first, second = draw(ends), draw(ends)
    if draw(st.booleans()):
        second = first
    return render(old, first), render(new, second), draw(st.sampled_from(HEADERS))


HEADERS = ["報道資料", "報道発表"]


LAW = settings(max_examples=count_examples(10))


@LAW
@given(versions())
def test_rejecting_gives_the_old_text_and_accepting_the_new(
    tmp_path: Path, pair: tuple[str, str, str]
) -> None:
    """Whatever changed: words, values, paragraphs, rows, links, pictures; and Word can open it."""
    old, new, header = pair
    check(make(old), make(new, header), tmp_path)


@LAW
@given(versions())
def test_nothing_changed_is_nothing_marked(pair: tuple[str, str, str]) -> None:
    """A file and itself have no differences; once all is accepted, nor have new and redline."""
    old, new = make(pair[0]), make(*pair[1:])
    assert read_word(mark(new, new)).revisions == ()
    assert read_word(mark(mark(old, new), new)).revisions == ()


def run_pandoc(file: bytes, how: str) -> str:
    """Return the words that pandoc finds, without spaces: it lays tables out with them."""
    command = [require("pandoc"), "-f", "docx", "-t", "json", f"--track-changes={how}"]
    done = subprocess.run(command, input=file, check=True, capture_output=True)
    return "".join("".join(read_strings(json.loads(done.stdout)["blocks"])).split())


@settings(LAW, max_examples=count_examples(4), phases=[Phase.generate])
@given(versions())
def test_pandoc_agrees(pair: tuple[str, str, str]) -> None:
    """A reader that shares nothing with ours finds the same words, accepted or rejected."""
    # It reads a field only in the one way of writing it, in which changes can be tracked.
    old, new = (make(body.replace(SIMPLE, "")) for body in pair[:2])
    file = mark(old, new)
    assert run_pandoc(file, "reject") == run_pandoc(old, "accept")
    assert run_pandoc(file, "accept") == run_pandoc(new, "accept")


def print_words(file: bytes, folder: Path) -> str:
    """Return the words of the PDF that LibreOffice makes of *file*."""
    office, reader = require("soffice"), require("pdftotext")
    (folder / "redline.docx").write_bytes(file)
    pdf = folder / "redline.pdf"
    pdf.unlink(missing_ok=True)
    command = [office, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    env = {**os.environ, "HOME": str(folder)}
    redlined = str(folder / "redline.docx")
    subprocess.run([*command, redlined], check=True, capture_output=True, timeout=300, env=env)
    read = [reader, "-raw", str(pdf), "-"]
    return subprocess.run(read, check=True, capture_output=True).stdout.decode()


def test_libreoffice_opens_a_redline(tmp_path: Path) -> None:
    """LibreOffice makes a PDF of a redline with every kind of change, the old words in it too."""
    rows = [[p(r("a")), p(r("b"))], [p(r("c")), p(r("d"))]]
    old = p(r("元の段落")) + table(*rows) + p(control("seat", r("十三例目")) + link(r("先")))
    new = table(rows[0], [p(r("e")), p(r("f"))], rows[1]) + p(control("seat", r("十四例目")))
    words = "".join(print_words(mark(make(old), make(new + p(r("終り")))), tmp_path).split())
    assert all(word in words for word in ("元の段落", "十三", "十四", "終り"))


# The releases


@pytest.mark.parametrize("language", list(Language))
def test_the_real_releases_obey_the_laws(
    desk_copy: Path, drafter: Drafter, language: Language, tmp_path: Path
) -> None:
    """After a change of a template and of a partner, each draft's redline tells just that."""
    for template in (desk_copy / "templates" / kind / f"{language}.md" for kind in ("mou", "moc")):
        text = template.read_text("utf-8").replace("::: lede\n", "::: lede\nNews: ", 1)
        template.write_text(text, "utf-8")
    ucsd = desk_copy / "partners" / "ucsd.yaml"
    ucsd.write_text(ucsd.read_text("utf-8").replace("2016-05", "2016-04"), "utf-8")
    changed = load_workspace(desk_copy)
    drafts = drafter.draft_all(changed.released, [language])
    assert len(drafts) == 4
    for before in drafts:
        after = Drafter(changed).draft(before.partner, language)
        look = changed.house.look.record
        old, new = (write_release(document, look, changed.root) for document in (before, after))
        file = check(old, new, tmp_path)
        assert "+News: " in show(file)
        assert len(show(file)) < 20
        # Nobody takes it for a clean draft, but it still says what it was made from.
        assert is_untouched(new)
        assert not is_untouched(file)
        assert is_untouched_redline(file)
        one, other = read_manifest(file), read_manifest(new)
        assert one
        assert other
        assert one.values == other.values
        assert one.skeleton == other.skeleton


# What a reader sees


@pytest.mark.parametrize(
    ("old", "new", "seen"),
    [
        (p(r("国内外13団体目")), p(r("国内外14団体目")), ["-13", "+14"]),
        (p(r("a")) + p(r("end")), p(r("a")) + p(r("new")) + p(r("end")), ["+\n", "+new"]),
        (p(r("a")) + p(r("b c d")) + p(r("end")), p(r("a")) + p(r("end")), ["-\n", "-b c d"]),
        (p(r("ab")), p(r("ab", "<w:b/>")), []),
        (table([p(r("a"))], [p(r("b"))]) + p(""), table([p(r("a"))]) + p(""), ["-b", "-b"]),
        (table([p(r("a"))]) + p(""), table([p(r("a"))], [p(r("b"))]) + p(""), ["+b", "+b"]),
        (p(control("seat", r("東京"))), p(control("seat", r("大阪"))), ["-東京", "+大阪"]),
        (p(r("see ") + link(r("here"))), p(r("see")), ["- ", "-here"]),
        (p(r("LINK-J’s part")), p(control("short", r("LINK-J")) + r("’s part")), []),
        (
            p(r("LINK-J’s part in a thing that was begun in 2018")),
            p(control("short", r("LINK-J")) + r("’s part in a thing that was begun in 2019")),
            ["-2018", "+2019"],
        ),
    ],
)
def test_only_what_changed_is_marked(tmp_path: Path, old: str, new: str, seen: list[str]) -> None:
    """Numbers and words whole, paragraphs and rows with their ends, old words before new ones."""
    assert show(check(make(old), make(new), tmp_path)) == seen


def body_of(file: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return archive.read(BODY).decode()


def test_a_value_that_changed_holds_both_words(tmp_path: Path) -> None:
    """Both stand in the control, which then may hold more than mere text."""
    old, new = (
        make(p(r("本社：") + control("seat", r(city), "<w:text/>") + r("です")))
        for city in ("東京", "大阪")
    )
    body = body_of(check(old, new, tmp_path))
    inside = body[body.index("<w:sdtContent>") : body.index("</w:sdtContent>")]
    assert inside.index("東京") < inside.index("大阪")
    assert inside.count("<w:del ") == inside.count("<w:ins ") == 1
    assert "<w:text/>" in body_of(new)
    assert "<w:text/>" not in body


def test_a_row_whose_cells_were_joined_is_replaced(tmp_path: Path) -> None:
    """No cell of it has one that it became, however alike the words are."""
    head = [p(r("a")), p(r("b"))]
    old = make(table(head, [p(r("the left cell")), p(r("the right cell"))]) + p(""))
    new = make(table(head, [p(r("the left cell the right cell"))]) + p(""))
    body = body_of(check(old, new, tmp_path))
    assert re.findall("<w:(ins|del) [^>]*/></w:trPr>", body) == ["del", "ins"]


def test_looks_are_tracked(tmp_path: Path) -> None:
    """A word that became bold, a paragraph of another style: the former look is kept."""
    file = check(make(p(r("ab c"), "Quote")), make(p(r("ab ") + r("c", "<w:b/>"))), tmp_path)
    body = body_of(file)
    assert body.count("<w:rPrChange ") == body.count("<w:pPrChange ") == 1
    assert [read_word(file, how).body[0].style for how in Pending] == ["", "Quote"]


HINT = '<w:rFonts w:hint="eastAsia"/>'
MINCHO = '<w:rFonts w:ascii="Century" w:eastAsia="游明朝"/><w:kern w:val="0"/>'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r("は"), r("は", HINT)),
        (r("LINK-Jは", HINT), r("LINK-J") + r("は", HINT)),
        (r("a b"), r("a ", MINCHO) + r("b", "<w:lang w:val='ja-JP'/>")),
        (link(r("here", '<w:rStyle w:val="Hyperlink"/>')), link(r("here"))),
        (r("a", "<w:b/><w:bCs/>"), r("a", "<w:b/>")),
        (r("a"), "<w:pPr><w:keepNext/><w:widowControl/></w:pPr>" + r("a")),
    ],
)
def test_what_no_reader_sees_is_no_change(tmp_path: Path, old: str, new: str) -> None:
    """Unchanged words beside a change are unmarked: what programs write of looks is no edit."""
    file = check(make(f"<w:p>{old}{r(' x')}</w:p>"), make(f"<w:p>{new}{r(' y')}</w:p>"), tmp_path)
    assert "PrChange" not in body_of(file)
    assert show(file) == ["-x", "+y"]


def test_a_redline_keeps_how_the_new_file_writes_looks(tmp_path: Path) -> None:
    """Whatever is not compared stays with its own letters: a quotation mark has its font."""
    new = make(p(r("LINK-J ") + r("“は”", HINT) + r(" y")))
    body = body_of(check(make(p(r("LINK-J “は” x"))), new, tmp_path))
    assert f"<w:r><w:rPr>{HINT}</w:rPr><w:t>“は”</w:t></w:r>" in body
    assert body.count(HINT) == 1


def test_deleted_pictures_and_links_come_along(tmp_path: Path) -> None:
    """What the new file no longer refers to is there as long as the change is pending."""
    old = make(p(f"<w:r>{DRAWING}</w:r>" + link(r("here"))) + p(r("end")))
    file = check(old, drop_pictures(make(p(r("end")))), tmp_path)
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        assert "word/media/former1.png" in archive.namelist()
    assert "w:delText>here" in body_of(file)
    assert "<w:hyperlink " in body_of(file)


SIZE = re.search(r'cx="(\d+)" cy="(\d+)"', DRAWING)
assert SIZE
EXTENDED = '<a:extLst><a:ext uri="{28A0092B-C50C-407E-A947-70E740481C1C}"/></a:extLst>'
EFFECT = '<wp:effectExtent l="0" t="0" r="0" b="0"/>'


@pytest.mark.parametrize(
    "drawing",
    [
        DESCRIBED,
        DRAWING.replace("<wp:docPr", f"{EFFECT}<wp:docPr"),
        DRAWING.replace(SIZE[0], f'cx="{int(SIZE[1]) + 70}" cy="{int(SIZE[2]) - 165}"'),
        re.sub("(<a:blip [^>]*)/>", rf"\1>{EXTENDED}</a:blip>", DRAWING),
        f"<w:rPr/>{DRAWING}",
    ],
)
def test_the_same_picture_is_unmarked(tmp_path: Path, drawing: str) -> None:
    """What describes it may be new, or another program saved it: a reader sees the same once."""
    assert drawing != DRAWING
    for old, new in ((DRAWING, drawing), (drawing, DRAWING)):
        before, after = (make(p(f"<w:r>{each}</w:r>") + p(r("a"))) for each in (old, new))
        body = body_of(check(before, after, tmp_path))
        assert not re.search("<w:(ins|del) ", body)
        # What it is described as is the new words, whatever is done with the changes beside it.
        assert ("Two people" in body) == ("Two people" in new)


@pytest.mark.parametrize(("apart", "is_same"), [(10, True), (17_900, True), (34_000, False)])
@pytest.mark.parametrize("size", [5_363_995, 5_364_000, 5_381_995, 5_382_000])
def test_a_picture_may_be_rounded_wherever_its_size_lies(
    tmp_path: Path, size: int, *, apart: int, is_same: bool
) -> None:
    """Half a millimetre is a program's, whatever the sizes; nearly a whole one is a person's."""
    assert SIZE
    sized = (DRAWING.replace(SIZE[0], f'cx="{n}" cy="{n}"') for n in (size, size + apart))
    old, new = (make(p(f"<w:r>{drawing}</w:r>") + p(r("a"))) for drawing in sized)
    for before, after in ((old, new), (new, old)):
        marks = re.findall("<w:(?:ins|del) ", body_of(check(before, after, tmp_path)))
        assert bool(marks) != is_same


def test_another_picture_is_marked(tmp_path: Path) -> None:
    """Other bytes, a size that is seen to be another, another part of it: the old one is shown."""
    assert SIZE
    larger = DRAWING.replace(SIZE[0], 'cx="720000" cy="720000"')
    cut = DRAWING.replace("<a:stretch>", '<a:srcRect l="9000"/><a:stretch>')
    old, *others = (make(p(f"<w:r>{each}</w:r>") + p(r("a"))) for each in (DRAWING, larger, cut))
    with zipfile.ZipFile(io.BytesIO(old)) as archive:
        media = next(part for part in archive.namelist() if "/media/" in part)
    for new in (*others, rewrite({media: make_png(9, 9)}, old)):
        body = body_of(check(old, new, tmp_path))
        assert re.findall("<w:(ins|del) [^>]*><w:r><w:drawing", body) == ["del", "ins"]


def test_a_picture_goes_with_its_paragraph(tmp_path: Path) -> None:
    """An empty one may be as low as the foot of a frame, and would cut off most of it."""
    low = p('<w:pPr><w:spacing w:line="300" w:lineRule="exact"/></w:pPr>')
    old, new = (make(p(r("a")) + each + p(r("b"))) for each in (p(f"<w:r>{DRAWING}</w:r>"), low))
    for file, seen in ((check(old, new, tmp_path), "del"), (check(new, old, tmp_path), "ins")):
        (shown,) = (each for each in body_of(file).split("<w:p>") if "<w:drawing" in each)
        assert re.findall("<w:(ins|del) ", shown) == [seen, seen]
        assert "exact" not in shown


def test_a_photo_takes_the_place_of_the_words_that_await_it(
    desk_copy: Path, drafter: Drafter, tmp_path: Path
) -> None:
    """It is shown whole, come or gone, and LibreOffice opens that beside the comment there."""
    photo = Path(__file__).parent / "photo.png"
    (desk_copy / "partners" / "photo.png").write_bytes(photo.read_bytes())
    osaka = desk_copy / "partners" / "osaka.yaml"
    told = osaka.read_text("utf-8").replace("  photo:\n", "  photo:\n    file: photo.png\n")
    osaka.write_text(told, "utf-8")
    changed = load_workspace(desk_copy)
    frame, shown = (d.draft("osaka", Language.EN) for d in (drafter, Drafter(changed)))
    look = changed.house.look.record
    old, new = (write_release(document, look, changed.root) for document in (frame, shown))
    for file, sign in ((check(old, new, tmp_path), "-"), (check(new, old, tmp_path), "+")):
        (place,) = (each for each in re.split("<w:p[ >]", body_of(file)) if "<w:drawing" in each)
        assert "photo awaited" in place
        assert "exact" not in place
        assert [each for each in show(file) if "photo" in each] == [
            f"{sign}[photo awaited from LINK-J]"
        ]
        assert "photo awaited" in print_words(file, tmp_path)


def test_a_deleted_picture_has_a_number_of_its_own(tmp_path: Path) -> None:
    """Word takes a file in which two drawings have one number for damaged."""
    picture = f"<w:r>{DRAWING}</w:r>"
    new = make(p(r("one")) + p(r("other") + picture))
    file = check(make(p(r("one") + picture) + p(r("other") + picture)), new, tmp_path)
    numbers = re.findall(r'docPr id="(\d+)"', body_of(file))
    assert len(numbers) == len(set(numbers)) == 2


def drop_pictures(file: bytes) -> bytes:
    """Return *file* without the picture and the links that its body no longer refers to."""
    opened = docx.Document(io.BytesIO(file))
    for key, relation in list(opened.part.rels.items()):
        if relation.reltype.endswith(("/image", "/hyperlink")):
            del opened.part.rels[key]
    opened.save(buffer := io.BytesIO())
    return buffer.getvalue()


def test_what_is_pending_is_accepted_first(tmp_path: Path) -> None:
    """A file that comes back with changes is compared as its author would have it."""
    inserted = f'<w:ins w:id="#" w:author="Sato">{r("b")}</w:ins>'
    lost = f'<w:del w:id="#" w:author="Sato">{r("c").replace("w:t", "w:delText")}</w:del>'
    pending = make(p(r("a") + inserted + lost))
    assert show(check(pending, make(p(r("ab"))), tmp_path)) == []
    assert show(check(make(p(r("abc"))), pending, tmp_path)) == ["-abc", "+ab"]


def test_headers_are_compared(tmp_path: Path) -> None:
    """The label of a release is in its header."""
    body = p(r("a"))
    assert show(check(make(body), make(body, "報道発表"), tmp_path)) == ["-資料", "+発表"]


def test_the_same_files_give_the_same_bytes() -> None:
    """Neither the clock nor chance has a part in it; a date is there only if it is given."""
    old, new = make(p(r("a b"))), make(p(r("a c")))
    assert mark(old, new) == mark(old, new)
    undated = redline(old, new, author=AUTHOR, on=None)
    assert {revision.on for revision in read_word(mark(old, new)).revisions} == {ON}
    assert {revision.on for revision in read_word(undated).revisions} == {""}


def test_hostile_numbers_are_passed_over(tmp_path: Path) -> None:
    """Whatever ids a file has, those of the changes differ from them, and Word takes them."""
    for number in ("9" * 5_000, "²", "-1", str(2**31 - 1)):
        odd = f'<w:bookmarkStart w:id="{number}" w:name="m"/><w:bookmarkEnd w:id="{number}"/>'
        body = body_of(mark(make(p(r("a") + odd)), make(p(r("b") + odd))))
        ids = re.findall('<w:(?:ins|del) w:id="([0-9]+)"', body)
        assert len(set(ids)) == 2
        assert all(0 < int(i) < 2**31 - 1 for i in ids)


def test_a_header_that_is_something_else_is_none() -> None:
    """A reference that leads to a picture, or to the body itself, leads to no header."""
    relation = find_ids("image")[0]
    section = f'<w:sectPr><w:headerReference w:type="first" r:id="{relation}"/></w:sectPr>'
    file = make(p(r("a")).replace("<w:p>", f"<w:p><w:pPr>{section}</w:pPr>"))
    assert [paragraph.text for paragraph in read_word(file).head] == ["報道資料"]
    assert read_word(mark(file, file)).revisions == ()


def test_an_author_may_be_called_anything(tmp_path: Path) -> None:
    file = redline(make(p(r("a"))), make(p(r("b"))), author='佐藤 & "Co" <x>', on=None)
    assert {revision.author for revision in read_word(file).revisions} == {'佐藤 & "Co" <x>'}


def test_a_book_is_not_compared(tmp_path: Path) -> None:
    """What would take minutes is refused at once, and named."""

    def fill(root: etree._Element) -> None:
        for _ in range(26_000):
            etree.SubElement(root[0], w("p"))

    (tmp_path / "old.docx").write_bytes(BASE)
    (tmp_path / "new.docx").write_bytes(edit_part(BASE, fill))
    files = [str(tmp_path / name) for name in ("old.docx", "new.docx")]
    done = CliRunner().invoke(cli, ["diff", "--docx", str(tmp_path), *files])
    assert done.exit_code == 1
    assert "new.docx: the file unpacks to more than any release" in done.stderr


def test_what_is_no_word_file_is_refused() -> None:
    for pair in ((b"", BASE), (BASE, b"")):
        with pytest.raises(NotWord):
            mark(*pair)

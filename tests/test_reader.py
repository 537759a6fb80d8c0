"""Reading what a Word file says: text, controls, pending changes, comments."""

import io
import zipfile

import pytest
from docx.opc.constants import RELATIONSHIP_TYPE

from linkj_press.drafting import Drafter
from linkj_press.language import Language
from linkj_press.word import read_manifest, read_word, write_word
from linkj_press.word.word_text import Change, Comment, Pending, Piece, Place, Revision, WordText
from linkj_press.workspace import Workspace
from tests.test_opening import BODY, W, rewrite, write_body

PREFIXES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
BY = 'w:id="1" w:author="Sato" w:date="2020-09-07T09:30:00Z"'


def read(content: str, pending: Pending = Pending.ACCEPT) -> WordText:
    words = f"<w:document {PREFIXES}><w:body>{content}</w:body></w:document>"
    return read_word(rewrite({BODY: words.encode()}), pending)


def lines(content: str, pending: Pending = Pending.ACCEPT) -> list[str]:
    return [paragraph.text for paragraph in read(content, pending).body]


def p(content: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def r(text: str, tag: str = "t") -> str:
    return f'<w:r><w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'


def control(tag: str, content: str, number: int = 1, more: str = "") -> str:
    properties = f'<w:tag w:val="{tag}"/><w:id w:val="{number}"/>{more}'
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


# Drafts of ours


def test_an_untouched_draft_gives_back_its_skeleton(drafter: Drafter, workspace: Workspace) -> None:
    """The pieces that are read are those that the manifest says were written, in every draft."""
    documents = drafter.draft_all(workspace.released, Language)
    assert len(documents) == 8
    for document in documents:
        file = write_word(document, workspace.house.look.record, workspace.root)
        manifest = read_manifest(file)
        assert manifest is not None
        values = {v.id: Piece(v.text, v.tag, v.id) for v in manifest.values}
        head, body = (
            [tuple(Piece(i) if isinstance(i, str) else values[i] for i in p) for p in skeleton]
            for skeleton in (manifest.head, manifest.skeleton)
        )
        word = read_word(file)
        assert [paragraph.pieces for paragraph in word.body] == body
        assert [paragraph.pieces for paragraph in word.head] == head
        assert manifest.foot == (("# / #",),) * 2 == tuple((p.text,) for p in word.foot)
        assert len(word.comments) >= len(document.gaps) > 0
        assert word.revisions == ()


# Text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (f"{r('a')}<w:r><w:tab/><w:br/><w:cr/></w:r>{r('b')}", "a\t\n\nb"),
        ('<w:r><w:t>a</w:t><w:br w:type="page"/><w:t>b</w:t></w:r>', "ab"),
        ("<w:r><w:t>a</w:t><w:noBreakHyphen/><w:softHyphen/><w:t>b</w:t></w:r>", "a\u2011b"),
        ('<w:r><w:sym w:char="2713"/><w:sym w:char="F0B7"/></w:r>', "✓"),
        ('<w:r><w:sym w:char="zz"/><w:sym w:char="D800"/><w:sym/></w:r>', ""),
        ("<w:r><w:t> a </w:t></w:r><w:r><w:t>\nb\nc</w:t></w:r>", "ab c"),
        ("<w:r><w:t>a\x9b31m\x7fb</w:t></w:r>", "a31mb"),
        (f"<w:hyperlink>{r('a')}</w:hyperlink><w:smartTag>{r('b')}</w:smartTag>", "ab"),
        (f'<w:fldSimple w:instr="PAGE">{r("1")}</w:fldSimple>', "1"),
        (field("begin") + r("PAGE", "instrText") + field("separate") + r("2") + field("end"), "2"),
        (field("begin") + r("x") + field("begin") + r("y") + field("end") + field("end"), ""),
        (f"{field('end')}{field('separate')}{r('a')}", "a"),
        (f"<w:r><mc:AlternateContent><mc:Choice>{'<w:t>a</w:t>'}</mc:Choice><mc:Fallback>"
         "<w:t>b</w:t></mc:Fallback></mc:AlternateContent></w:r>", "b"),
        (f"<w:r><w:ruby><w:rt>{r('よみ')}</w:rt><w:rubyBase>{r('字')}</w:rubyBase></w:ruby></w:r>",
         "字"),
        (f"<w:r><w:drawing>{p(r('box'))}</w:drawing><w:pict>{p(r('box'))}</w:pict></w:r>", ""),
        (control("x", r("Click here"), more="<w:showingPlcHdr/>"), ""),
    ],
)  # fmt: skip
def test_words_are_read_as_a_person_sees_them(content: str, text: str) -> None:
    """Tabs and line breaks, the results of fields, one of two versions; no drawings."""
    assert lines(p(content)) == [text]


def test_a_field_that_does_not_end_hides_no_other_paragraph() -> None:
    """A damaged field costs the words after it in its paragraph, not the rest of the release."""
    assert lines(p(field("begin") + r("x")) + p(r("after"))) == ["", "after"]


def test_controls_are_told_apart() -> None:
    """Words in a control carry its tag and id; those of other programs are mere words."""
    inner = control("inner", r("c"), 2)
    content = (
        r("a") + control("release.date", r("b") + inner, -7) + control("goog_rdk_0", r("d"))
        + r("e") + control("goog_rdk_1", control("seat", r("f"), 3)) + control("gone", "", 4)
    )  # fmt: skip
    (paragraph,) = read(p(content)).body
    assert paragraph.pieces == (
        Piece("a"),
        Piece("bc", "release.date", -7),
        Piece("de"),
        Piece("f", "seat", 3),
        Piece("", "gone", 4),
    )


def test_a_paragraph_knows_its_style_and_its_cell() -> None:
    """Rows and cells are counted in whatever they are wrapped; a table in a cell is part of it."""
    inner = f"<w:tbl><w:tr><w:tc>{p(r('in'))}</w:tc></w:tr></w:tbl>"
    first = f"<w:tr><w:tc>{p(r('a'))}</w:tc><w:tc>{inner}{p('')}</w:tc></w:tr>"
    second = control("row", f"<w:tr><w:tc>{p(r('b'))}</w:tc></w:tr>")
    table = f"<w:tbl>{first}{second}</w:tbl>"
    body = read(p(r("x"), '<w:pStyle w:val="Lede"/>') + table + control("b", p("") + table)).body
    assert body[0].style == "Lede"
    cells = [Place(0, 0, 0), Place(0, 0, 1), Place(0, 0, 1), Place(0, 1, 0)]
    again = [cell._replace(table=1) for cell in cells]
    assert [paragraph.cell for paragraph in body] == [None, *cells, None, *again]
    assert [paragraph.text for paragraph in body[1:5]] == ["a", "in", "", "b"]


def test_text_as_deep_as_xml_may_be_is_read() -> None:
    """Nesting costs no traceback."""
    deep = 80
    table = "<w:tbl><w:tr><w:tc>" * deep + p(r("x")) + "</w:tc></w:tr></w:tbl>" * deep
    assert lines(table) == ["x"]
    assert lines(p("<w:smartTag>" * 245 + r("x") + "</w:smartTag>" * 245)) == ["x"]


def test_headers_are_read_each_once() -> None:
    """First the page that differs, then the others; a header that two sections share once."""
    kind = RELATIONSHIP_TYPE.HEADER
    names = {"rId90": "one", "rId91": "two"}
    with zipfile.ZipFile(io.BytesIO(write_body(""))) as archive:
        listing = archive.read("word/_rels/document.xml.rels").decode()
    for key, file in names.items():
        relation = f'<Relationship Id="{key}" Type="{kind}" Target="{file}.xml"/></Relationships>'
        listing = listing.replace("</Relationships>", relation)
    refer = '<w:headerReference w:type="{}" r:id="{}"/>'
    section = "".join(refer.format(*pair) for pair in [("default", "rId90"), ("first", "rId91")])
    body = f"{p('', f'<w:sectPr>{section}</w:sectPr>')}<w:sectPr>{section}</w:sectPr>"
    parts = {
        f"word/{file}.xml": f"<w:hdr {PREFIXES}>{p(r(file))}</w:hdr>" for file in names.values()
    }
    parts[BODY] = f"<w:document {PREFIXES}><w:body>{body}</w:body></w:document>"
    parts["word/_rels/document.xml.rels"] = listing
    word = read_word(rewrite({part: text.encode() for part, text in parts.items()}))
    assert [paragraph.text for paragraph in word.head] == ["two", "one"]


# What is pending


INS, DEL = f"<w:ins {BY}/>", f"<w:del {BY}/>"


def ins(content: str) -> str:
    return f"<w:ins {BY}>{content}</w:ins>"


def deleted(text: str) -> str:
    return f"<w:del {BY}>{r(text, 'delText')}</w:del>"


@pytest.mark.parametrize(
    ("content", "accepted", "rejected"),
    [
        (p(r("a") + deleted("b") + ins(r("c"))), ["ac"], ["ab"]),
        (p(ins(deleted("b")) + r("a")), ["a"], ["a"]),
        (p(r("a"), f"<w:rPr>{INS}</w:rPr>") + p(r("b")), ["a", "b"], ["ab"]),
        (p(r("a"), f"<w:rPr>{DEL}</w:rPr>") + p(r("b")), ["ab"], ["a", "b"]),
        (p(deleted("a"), f"<w:rPr>{DEL}</w:rPr>") * 3 + p(r("b")), ["b"], ["a", "a", "a", "b"]),
        (p(f"<w:moveFrom {BY}>{r('a')}</w:moveFrom>") + p(f"<w:moveTo {BY}>{r('a')}</w:moveTo>"),
         ["", "a"], ["a", ""]),
        (f"<w:tbl><w:tr><w:trPr>{INS}</w:trPr><w:tc>{p(r('a'))}</w:tc></w:tr>"
         f"<w:tr><w:trPr>{DEL}</w:trPr><w:tc>{p(r('b'))}</w:tc></w:tr></w:tbl>", ["a"], ["b"]),
        (f"<w:tbl><w:tr><w:tc>{p(r('a'))}</w:tc><w:tc><w:tcPr><w:cellDel {BY}/></w:tcPr>"
         f"{p(r('b'))}</w:tc></w:tr></w:tbl>", ["a"], ["a", "b"]),
        (p(deleted("x"), f"<w:rPr>{DEL}</w:rPr>") + "<w:tbl/>" + p(""), [""], ["x", ""]),
    ],
)  # fmt: skip
def test_pending_changes_are_settled(
    content: str, accepted: list[str], rejected: list[str]
) -> None:
    """Accepted or rejected, as Word does it: words, ends of paragraphs, moves, rows and cells."""
    assert lines(content) == accepted
    assert lines(content, Pending.REJECT) == rejected


def test_changes_of_looks_are_rejected_too() -> None:
    """A paragraph goes back to the style that it had; its section and its mark stay."""
    change = f'<w:pPrChange {BY}><w:pPr><w:pStyle w:val="Old"/></w:pPr></w:pPrChange>'
    content = p(r("a"), f'<w:pStyle w:val="New"/><w:rPr><w:b/></w:rPr>{change}')
    assert [read(content, pending).body[0].style for pending in Pending] == ["New", "Old"]


def test_each_change_is_told_with_its_author() -> None:
    """Whoever takes edits back must see what nobody has decided on."""
    row = f"<w:tbl><w:tr><w:trPr>{DEL}</w:trPr><w:tc>{p(r('row'))}</w:tc></w:tr></w:tbl>"
    content = p(r("a") + deleted("b") + ins(r("c")), f"<w:rPr>{INS}</w:rPr>") + row + p("")
    who = ("Sato", "2020-09-07T09:30:00Z")
    assert read(content).revisions == (
        Revision(*who, Change.INSERTED, "\n"),
        Revision(*who, Change.DELETED, "b"),
        Revision(*who, Change.INSERTED, "c"),
        Revision(*who, Change.DELETED, "row"),
    )


def test_comments_are_told_with_their_words(drafter: Drafter, workspace: Workspace) -> None:
    """Of each comment: who, when, what, and the words and the paragraph that it is about."""
    document = drafter.draft("denmark", Language.EN)
    word = read_word(write_word(document, workspace.house.look.record, workspace.root))
    gap = document.gaps[0]
    (first,) = [comment for comment in word.comments if comment.words == gap.text][:1]
    assert first.paragraph is not None
    assert first == Comment(
        "linkj-press", "2020-11-24T00:00:00Z", first.text, gap.text, first.paragraph
    )
    assert first.text.startswith(f"{gap.text}\npartners/denmark.yaml:")
    assert gap.text in word.body[first.paragraph].text

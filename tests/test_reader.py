"""Reading what a Word file says: text, controls, pending changes, comments."""

import io
import zipfile

import pytest
from docx.opc.constants import RELATIONSHIP_TYPE

from linkj_press.build.enclosures import write_release
from linkj_press.draft.drafting import Drafter
from linkj_press.language import Language
from linkj_press.word import read_manifest, read_word
from linkj_press.word.word_text import (
    Aside,
    AsideKind,
    CellPlace,
    ChangeKind,
    Comment,
    Pending,
    TrackedChange,
    WordPiece,
    WordText,
)
from linkj_press.workspace.loading import Workspace
from tests.test_opening import BODY, W, rewrite, write_body

PREFIXES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
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


def ins(content: str) -> str:
    return f"<w:ins {BY}>{content}</w:ins>"


def deleted(text: str) -> str:
    return f"<w:del {BY}>{r(text, 'delText')}</w:del>"


def styled(style: str, text: str) -> str:
    return f'<w:r><w:rPr><w:rStyle w:val="{style}"/></w:rPr><w:t>{text}</w:t></w:r>'


INVITING = "<w:showingPlcHdr/>"


def code(instruction: str) -> str:
    """Return a field without a result."""
    return field("begin") + r(instruction, "instrText") + field("end")


def field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


# Drafts of ours


def test_an_untouched_draft_gives_back_its_skeleton(drafter: Drafter, workspace: Workspace) -> None:
    """The pieces that are read are those that the manifest says were written, in every draft."""
    documents = drafter.draft_all(workspace.released, Language)
    assert len(documents) == 8
    for document in documents:
        file = write_release(document, workspace.house.look.record, workspace.root)
        manifest = read_manifest(file)
        assert manifest is not None
        values = {v.id: WordPiece(v.text, v.tag, v.id) for v in manifest.values}
        head, body = (
            [tuple(WordPiece(i) if isinstance(i, str) else values[i] for i in p) for p in skeleton]
            for skeleton in (manifest.head, manifest.skeleton)
        )
        word = read_word(file)
        assert [paragraph.pieces for paragraph in word.body] == body
        assert [paragraph.pieces for paragraph in word.head] == head
        assert manifest.foot == (("# / #",),) * 2 == tuple((p.text,) for p in word.foot)
        assert len(word.comments) >= len(document.gaps) > 0
        assert word.revisions == ()


# Text


SYMBOL = (
    '<w16se:symEx xmlns:w16se="http://schemas.microsoft.com/office/word/2015/wordml/symex"'
    ' w16se:font="Segoe UI Emoji" w16se:char="260E"/>'
)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (f"{r('a')}<w:r><w:tab/><w:br/><w:cr/></w:r>{r('b')}", "a\t\n\nb"),
        ('<w:r><w:t>a</w:t><w:br w:type="page"/><w:t>b</w:t></w:r>', "ab"),
        ("<w:r><w:t>a</w:t><w:noBreakHyphen/><w:softHyphen/><w:t>b</w:t></w:r>", "a\u2011b"),
        ('<w:r><w:sym w:char="2713"/><w:sym w:char="F0B7"/></w:r>', "✓\ufffd"),
        ('<w:r><w:sym w:char="zz"/><w:sym w:char="D800"/><w:sym/></w:r>', ""),
        ("<w:r><w:t> a </w:t></w:r><w:r><w:t>\nb\nc</w:t></w:r>", "ab c"),
        ("<w:r><w:t>a\x9b31m\x7fb</w:t></w:r>", "a31mb"),
        (f"<w:hyperlink>{r('a')}</w:hyperlink><w:smartTag>{r('b')}</w:smartTag>", "ab"),
        (f'<w:fldSimple w:instr="REF a">{r("1")}</w:fldSimple>', "1"),
        (field("begin") + r("REF a", "instrText") + field("separate") + r("2") + field("end"), "2"),
        (f'<w:fldSimple w:instr=" PAGE ">{r("1")}</w:fldSimple>', "#"),
        (field("begin") + r("PAGE", "instrText") + field("separate") + r("2") + field("end"), "#"),
        (code(r"eq \o\ac(○,印)"), "印"),
        (r'<w:fldSimple w:instr="EQ \o\ac(○,印)"/>', "印"),
        (code(r'EQ \* jc2 \* "Font:ＭＳ 明朝" \* hps10 \o\ad(\s\up 9(よみ),字)'), "字"),
        (code(r"EQ \f(1,2)"), "\ufffdEQ \\f(1,2)\ufffd"),
        (code("XE 索引"), ""),
        (code("SYMBOL 252"), "\ufffdSYMBOL 252\ufffd"),
        (r("a") + "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>", "a\ufffdx\ufffd"),
        (f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>a</w:t></w:r>{r('b')}", "b"),
        (field("begin") + r("x") + field("begin") + r("y") + field("end") + field("end"), ""),
        (f"{field('end')}{field('separate')}{r('a')}", "a"),
        (f"<w:r><mc:AlternateContent><mc:Choice>{'<w:t>a</w:t>'}</mc:Choice><mc:Fallback>"
         "<w:t>b</w:t></mc:Fallback></mc:AlternateContent></w:r>", "a"),
        ("<w:r><mc:AlternateContent><mc:Choice/><mc:Fallback><w:t>b</w:t></mc:Fallback>"
         "</mc:AlternateContent></w:r>", "b"),
        (f"<w:r><w:ruby><w:rt>{r('よみ')}</w:rt><w:rubyBase>{r('字')}</w:rubyBase></w:ruby></w:r>",
         "字"),
        (f"<w:r><mc:AlternateContent><mc:Choice Requires='w16se'>{SYMBOL}</mc:Choice><mc:Fallback>"
         "<w:t>☎</w:t></mc:Fallback></mc:AlternateContent></w:r>", "☎"),
        (f"<w:r><w:drawing>{p(r('box'))}</w:drawing><w:pict>{p(r('box'))}</w:pict></w:r>", ""),
        (control("x", styled("PlaceholderText", "Click here"), more=INVITING), ""),
        (control("x", r("typed"), more=INVITING), "typed"),
        (styled("PlaceholderText", "typed"), "typed"),
    ],
)  # fmt: skip
def test_words_are_read_as_a_person_sees_them(content: str, text: str) -> None:
    """Tabs and line breaks, what fields show, one of two versions; no drawings, no invitations."""
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
        WordPiece("a"),
        WordPiece("bc", "release.date", -7),
        WordPiece("de"),
        WordPiece("f", "seat", 3),
        WordPiece("", "gone", 4),
    )


def test_a_paragraph_knows_its_style_and_its_cell() -> None:
    """Rows and cells are counted in whatever they are wrapped; a table in a cell is part of it."""
    inner = f"<w:tbl><w:tr><w:tc>{p(r('in'))}</w:tc></w:tr></w:tbl>"
    first = f"<w:tr><w:tc>{p(r('a'))}</w:tc><w:tc>{inner}{p('')}</w:tc></w:tr>"
    second = control("row", f"<w:tr><w:tc>{p(r('b'))}</w:tc></w:tr>")
    table = f"<w:tbl>{first}{second}</w:tbl>"
    body = read(p(r("x"), '<w:pStyle w:val="Lede"/>') + table + control("b", p("") + table)).body
    assert body[0].style == "Lede"
    cells = [CellPlace(0, 0, 0), CellPlace(0, 0, 1), CellPlace(0, 0, 1), CellPlace(0, 1, 0)]
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


# What is struck, and what stands beside the words


STYLES = """
<w:style w:type="character" w:styleId="Gone"><w:rPr><w:strike/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Child"><w:basedOn w:val="Gone"/></w:style>
<w:style w:type="character" w:styleId="Stays"><w:basedOn w:val="Gone"/>
 <w:rPr><w:strike w:val="0"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Round"><w:basedOn w:val="Round"/></w:style>
<w:style w:type="character" w:styleId="a3"><w:name w:val="Placeholder Text"/></w:style>
<w:style w:type="paragraph" w:styleId="Old"><w:rPr><w:dstrike/></w:rPr></w:style>
"""


def read_styled(content: str, more: str = "") -> WordText:
    words = f"<w:document {PREFIXES}><w:body>{content}</w:body></w:document>"
    styles = f"<w:styles {PREFIXES}>{STYLES}{more}</w:styles>"
    return read_word(rewrite({BODY: words.encode(), "word/styles.xml": styles.encode()}))


@pytest.mark.parametrize(
    ("content", "marked"),
    [
        (p("<w:r><w:rPr><w:strike/></w:rPr><w:t>a</w:t></w:r>" + r("b")), "[-a-]b"),
        (p('<w:r><w:rPr><w:dstrike w:val="1"/></w:rPr><w:t>a</w:t></w:r>'), "[-a-]"),
        (p('<w:r><w:rPr><w:strike w:val="0"/></w:rPr><w:t>a</w:t></w:r>'), "a"),
        (p(styled("Gone", "a") + styled("Child", "b") + styled("Stays", "c")), "[-ab-]c"),
        (p(styled("Round", "a") + styled("nowhere", "b")), "ab"),
        (p(r("a"), '<w:pStyle w:val="Old"/>'), "[-a-]"),
        (p(r("a"), "<w:rPr><w:strike/></w:rPr>"), "a"),
        (p(control("x", styled("a3", "Click"), more=INVITING) + r("b")), "b"),
    ],
)
def test_struck_words_are_told_from_those_that_stand(content: str, marked: str) -> None:
    """By a line of their own, or that of their style; a mark that nobody sees strikes nothing."""
    (paragraph,) = read_styled(content).body
    assert paragraph.marked == marked
    assert "[-" not in paragraph.text


def test_styles_may_be_based_on_thousands() -> None:
    """However long the chain is, what its last style strikes is struck."""
    style = '<w:style w:type="character" w:styleId="S{}"><w:basedOn w:val="{}"/></w:style>'
    bases = ["Gone", *(f"S{number}" for number in range(2_000))]
    chain = "".join(style.format(number, base) for number, base in enumerate(bases))
    (paragraph,) = read_styled(p(styled("S2000", "a")), chain).body
    assert paragraph.marked == "[-a-]"


def box(content: str) -> str:
    shape = f"<v:textbox><w:txbxContent>{content}</w:txbxContent></v:textbox>"
    return f"<w:pict><v:shape>{shape}</v:shape></w:pict>"


SHAPE = "<w:drawing><a:graphic><wps:wsp><wps:spPr/></wps:wsp></a:graphic></w:drawing>"
NEW_BOX = f"<w:drawing><wps:txbx><w:txbxContent>{p(r('a'))}</w:txbxContent></wps:txbx></w:drawing>"
TABLE = f"<w:tbl><w:tr><w:tc>{p(r('a'))}</w:tc><w:tc>{p(r('b'))}</w:tc></w:tr></w:tbl>"
OLE = '<o:OLEObject ProgID="Excel.Sheet.12"/>'


@pytest.mark.parametrize(
    ("content", "asides"),
    [
        (f"<w:r>{box(p(r('a')) + p(r('b')))}</w:r>", [(AsideKind.TEXT_BOX, "a\nb")]),
        (f"<w:r>{box(TABLE)}</w:r>", [(AsideKind.TEXT_BOX, "a\nb")]),
        (f"<w:r>{box(p(ins(r('a')) + deleted('b')))}</w:r>", [(AsideKind.TEXT_BOX, "a")]),
        (f"<w:r>{box(p(r('a') + f'<w:r>{box(p(r(chr(98))))}</w:r>'))}</w:r>",
         [(AsideKind.TEXT_BOX, "a"), (AsideKind.TEXT_BOX, "b")]),
        (f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'>{NEW_BOX}</mc:Choice><mc:Fallback>"
         f"{box(p(r('a')))}</mc:Fallback></mc:AlternateContent></w:r>",
         [(AsideKind.TEXT_BOX, "a")]),
        ("<w:r><w:pict><v:shape><v:textpath string='x'/></v:shape></w:pict></w:r>",
         [(AsideKind.TEXT_BOX, "x")]),
        ("<w:r><w:pict><v:line/></w:pict></w:r>", [(AsideKind.SHAPE, "")]),
        (f"<w:r>{SHAPE}</w:r>", [(AsideKind.SHAPE, "")]),
        ("<w:r><w:contentPart/></w:r>", [(AsideKind.SHAPE, "")]),
        ("<w:r><w:drawing><a:blip/></w:drawing></w:r>", [(AsideKind.PICTURE, "")]),
        ("<w:r><w:drawing><c:chart/></w:drawing></w:r>", [(AsideKind.CHART, "")]),
        (f"<w:r><w:object>{OLE}</w:object></w:r>", [(AsideKind.EMBEDDED, "Excel.Sheet.12")]),
        ("<w:subDoc/>", [(AsideKind.EMBEDDED, "")]),
        (f"<w:novel>{r('a')}</w:novel>", [(AsideKind.OTHER, "a")]),
        (f"<w:r><w:ruby><w:rt>{r('よみ')}</w:rt><w:rubyBase>{r('字')}</w:rubyBase></w:ruby></w:r>",
         [(AsideKind.OVER, "字 (よみ)")]),
        (code(r"eq \o\ac(○,印)"), [(AsideKind.OVER, "印 (○)")]),
        (f"<w:r><w:rPr><w:vanish/></w:rPr>{box(p(r('a')))}</w:r>", []),
        ('<w:r><w:footnoteReference w:id="9"/></w:r>', []),
        (field("begin") + r("REF a", "instrText") + field("separate") + r("a") + field("end"), []),
    ],
)  # fmt: skip
def test_what_stands_beside_words_is_read(
    content: str, asides: list[tuple[AsideKind, str]]
) -> None:
    """Boxes, notes, pictures and whatever else is seen, each once; nothing that is hidden."""
    (paragraph,) = read(p(content)).body
    assert [(aside.kind, aside.text) for aside in paragraph.asides] == asides


def test_what_stands_between_paragraphs_is_read_too() -> None:
    """Another file within the file, a formula, a number that a list has written."""
    numbered = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    formula = "<m:oMathPara><m:oMath><m:r><m:t>x</m:t></m:r></m:oMath></m:oMathPara>"
    body = read(p(r("a"), numbered) + "<w:altChunk/>" + formula + p(r("b"))).body
    assert [(p.text, [aside.kind for aside in p.asides]) for p in body] == [
        ("a", [AsideKind.NUMBER]),
        ("", [AsideKind.EMBEDDED]),
        ("", [AsideKind.OTHER]),
        ("b", []),
    ]


def write_part(kind: str, name: str, content: str) -> dict[str, bytes]:
    """Return the parts with a new one that the body refers to as *kind*."""
    with zipfile.ZipFile(io.BytesIO(write_body(""))) as archive:
        listing = archive.read("word/_rels/document.xml.rels").decode()
    relation = f'<Relationship Id="rId90" Type="{kind}" Target="{name}"/></Relationships>'
    listing = listing.replace("</Relationships>", relation)
    return {"word/_rels/document.xml.rels": listing.encode(), f"word/{name}": content.encode()}


def test_notes_are_read_where_they_belong() -> None:
    """With what is struck in them; what refers to a note from within one shows nothing."""
    refer = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    struck = "<w:r><w:rPr><w:strike/></w:rPr><w:t>b</w:t></w:r>"
    note = f'<w:footnote w:id="2">{p(r("a") + struck + refer.format(2) + refer.format(3))}'
    more = (f'<w:footnote w:id="{i}">{p(refer.format(i + 1))}</w:footnote>' for i in range(3, 999))
    notes = f"<w:footnotes {PREFIXES}>{note}</w:footnote>{''.join(more)}</w:footnotes>"
    parts = write_part(RELATIONSHIP_TYPE.FOOTNOTES, "footnotes.xml", notes)
    body = f"<w:document {PREFIXES}><w:body>{p(r('x') + refer.format(2))}</w:body></w:document>"
    word = read_word(rewrite({**parts, BODY: body.encode()}))
    assert [p.asides for p in word.body] == [(Aside(AsideKind.FOOTNOTE, "a[-b-]"),)]


# What is pending


INS, DEL = f"<w:ins {BY}/>", f"<w:del {BY}/>"


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
        TrackedChange(*who, ChangeKind.INSERTED, "\n"),
        TrackedChange(*who, ChangeKind.DELETED, "b"),
        TrackedChange(*who, ChangeKind.INSERTED, "c"),
        TrackedChange(*who, ChangeKind.DELETED, "row"),
    )


def test_comments_are_told_with_their_words(drafter: Drafter, workspace: Workspace) -> None:
    """Of each comment: who, when, what, and the words and the paragraph that it is about."""
    document = drafter.draft("denmark", Language.EN)
    word = read_word(write_release(document, workspace.house.look.record, workspace.root))
    gap = document.gaps[0]
    (first,) = [comment for comment in word.comments if comment.words == gap.text][:1]
    assert first.paragraph is not None
    assert first == Comment(
        "linkj-press", "2020-11-24T00:00:00Z", first.text, gap.text, first.paragraph
    )
    assert first.text.startswith(f"{gap.text}\npartners/denmark.yaml:")
    assert gap.text in word.body[first.paragraph].text


THREADS = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"


def test_answers_stand_under_their_comment() -> None:
    """And a comment says whether it is done with; answers to each other lead nowhere."""
    names = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    comment = '<w:comment w:id="{0}" w:author="{1}"><w:p w14:paraId="{0}">{2}</w:p></w:comment>'
    told = [("1", "Sato", "asks"), ("2", "Kato", "answers"), ("3", "Ito", "x"), ("4", "Ito", "y")]
    comments = "".join(comment.format(key, who, r(text)) for key, who, text in told)
    link = '<w15:commentEx w15:paraId="{}" w15:paraIdParent="{}" w15:done="{}"/>'
    links = "".join(
        link.format(*each)
        for each in [("2", "1", "0"), ("1", "", "1"), ("3", "4", "0"), ("4", "3", "0")]
    )
    word15 = "http://schemas.microsoft.com/office/word/2012/wordml"
    with zipfile.ZipFile(io.BytesIO(write_body(""))) as archive:
        listing = archive.read("word/_rels/document.xml.rels").decode()
    for kind, name in ((RELATIONSHIP_TYPE.COMMENTS, "comments"), (THREADS, "threads")):
        relation = f'<Relationship Id="{name}" Type="{kind}" Target="{name}.xml"/></Relationships>'
        listing = listing.replace("</Relationships>", relation)
    parts = {
        "word/_rels/document.xml.rels": listing,
        "word/comments.xml": f"<w:comments {PREFIXES} {names}>{comments}</w:comments>",
        "word/threads.xml": f'<w15:commentsEx xmlns:w15="{word15}">{links}</w15:commentsEx>',
    }
    word = read_word(rewrite({part: text.encode() for part, text in parts.items()}))
    (first, *others) = word.comments
    assert (first.text, first.done) == ("asks", True)
    assert [answer.text for answer in first.answers] == ["answers"]
    assert [other.text for other in others] == ["x", "y"]

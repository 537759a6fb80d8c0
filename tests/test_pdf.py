"""PDFs: made by LibreOffice of a copy of each Word file, read back, and judged by that file."""

import io
import random
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from lxml import etree

from linkj_press.build import pdf as making
from linkj_press.build.enclosures import write_release
from linkj_press.build.orders import name_draft
from linkj_press.build.pdf import tell_substitutes
from linkj_press.build.read_back import PageEdges, squeeze
from linkj_press.build.verdict import Verdict, judge_pdf
from linkj_press.draft.drafting import Drafter
from linkj_press.language import Language
from linkj_press.word import Paragraph, WordPiece, WordText, read_word
from linkj_press.word.printing import Printable, make_printable, name_font, show_font
from linkj_press.workspace.loading import Workspace, load_workspace
from tests.conftest import copy_desk, require
from tests.letterheads import make_letterhead
from tests.returned_draft import W, edit_part, find_paragraph, w, write
from tests.small import read_real_partners, write_workspace
from tests.test_building import build
from tests.test_event_texts import _EARLIER, EVENTS
from tests.test_opening import rewrite
from tests.test_redline import make, p, r, table

OSAKA, OSAKA_EN = "2020-09-07_osaka_ja", "2020-09-07_osaka_en"

HOSTILE = (
    "The official affiliation offers efficient flow, difficult ﬁles and ﬂags; fjord, stuff.",
    "ﾊﾝｶｸｶﾅ ﾃﾞｽ と ﾊﾟﾋﾟﾌﾟ。",
    "か\u3099き\u3099く\u3099 は\u309aひ\u309a ハ\u3099ス（合成の濁点）。",
    "Cafe\u0301 résumé naïve A\u030a Ångström Ł ø Taksøe.",
    "﨑さん、髙さん、𠮷野家、塚、德、羽、⻑、⽇本、日本。",
    "葛\U000e0100飾区と葛飾区。",
    "①②③㈱№℡Ⅳ㎡㌔。",
    '～と〜、－と−と‐と–と—と―、…、“引用”と‘引用’と"q"。',
    "https://www.example.org/a/very/long/path/that-goes-on-and-on/until-the-line-is-full/with-"
    "hyphens-in-it?query=one&amp;other=two#fragment",
    "A well-known state-of-the-art government-to-government public-private cross-border long-term"
    " partnership-based co-creation-driven open-innovation-oriented programme.",
    "L\u2011INK LINK\u2011J non\u00a0breaking\u00a0space, soft\u00adhyphen; zero\u200bwidth.",
    "10月3日（土）～ 11月3日（火・祝）　全角スペース　と、",
    "AVATAR To Ty WAVE Te 11 1/2 ½ ² ³ µ × ÷ ± € £ ™ ® ©",
    "a" * 300,
)


def hang(content: bytes) -> bytes:
    """Return the draft *content* with paragraphs of which many lines end in 。 or 、."""
    chance = random.Random(20)
    signs = "関西圏では産学官が一丸となって両者は連携を強めるため覚書の締結に至りました"

    def edit(root: etree._Element) -> None:
        usual = find_paragraph(root, "LINK-Jはこれからも")
        body = usual.getparent()
        assert body is not None
        body[:-1] = []
        for _ in range(60):
            lengths = [chance.randint(3, 60) for _ in range(chance.randint(2, 10))]
            words = ("".join(chance.choices(signs, k=length)) for length in lengths)
            paragraph = etree.fromstring(etree.tostring(usual))
            write(paragraph, "".join(word + chance.choice("。。、") for word in words))
            body.insert(len(body) - 1, paragraph)

    return edit_part(content, edit)


ROW = '<w:trPr><w:cantSplit/><w:trHeight w:val="5600" w:hRule="exact"/></w:trPr>'
PAGES = table(*([p(r(f"{n}行目")), p(r("同じ"))] for n in range(7))).replace(
    "<w:tr>", f"<w:tr>{ROW}"
)
"""Two rows a page, with the heading: so one stands alone with it, and one on the last."""


BOX = (
    '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" type="_x0000_t202"'
    ' style="position:absolute;width:200pt;height:40pt"><v:textbox><w:txbxContent>'
    f"{p(r('枠の中の言葉'))}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
)


def write_edited() -> bytes:
    """Return what a person made: changes, comments, a text box, a footnote, a number, a ruby."""
    by = 'w:id="#" w:author="Sato"'
    changed = (
        f"<w:ins {by}>{r('新しい')}</w:ins><w:del {by}><w:r><w:delText>旧</w:delText></w:r></w:del>"
    )
    invited = r("ここをクリックして入力", '<w:rStyle w:val="PlaceholderText"/>')
    invitation = f'<w:sdtPr><w:id w:val="#"/><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{invited}'
    invitation = f"<w:sdt>{invitation}</w:sdtContent></w:sdt>"
    kept = '<w:sdt><w:sdtPr><w:id w:val="#"/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>'
    comment = '<w:commentRangeStart w:id="0"/>{}<w:commentRangeEnd w:id="0"/>'
    comment += '<w:r><w:commentReference w:id="0"/></w:r>'
    listed = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    body = (
        p(f"{r('前')}{changed}{r('後')}"),
        kept.format(p(r("段落全体の欄"))),
        p(f"{r('欄の前')}{kept.format(r('欄の中'))}{r('欄の後')}{invitation}"),
        p(comment.format(r("気になる言葉"))),
        p(r("線で消した言葉", "<w:strike/>")),
        p(r("隠した言葉", "<w:vanish/>") + r("見える言葉")),
        table([kept.format(p(r("セルの欄"))), p(r("右"))]),
        f"<w:p>{listed}{r('番号の付いた段落')}</w:p>",
        p(r("注の付いた") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + r("言葉です。")),
        p(r("枠の外") + BOX),
        p(r("次") + '<w:r><w:br w:type="page"/></w:r>' + r("の頁")),
    )
    return add_notes(make("".join(body)), f'<w:footnote w:id="2">{p(r("脚注の言葉"))}</w:footnote>')


def add_notes(content: bytes, notes: str) -> bytes:
    """Return the Word file *content* with *notes* to refer to."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    listing, types = "word/_rels/document.xml.rels", "[Content_Types].xml"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        relations, known = archive.read(listing).decode(), archive.read(types).decode()
    relation = f'<Relationship Id="rId90" Type="{kind}" Target="footnotes.xml"/></Relationships>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    override = f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'
    parts = {
        listing: relations.replace("</Relationships>", relation),
        types: known.replace("</Types>", override),
        "word/footnotes.xml": f'<w:footnotes xmlns:w="{W}">{notes}</w:footnotes>',
    }
    return rewrite({part: text.encode() for part, text in parts.items()}, content)


def let_float(content: bytes, side: str) -> bytes:
    """Return the draft *content* with a caption of two paragraphs at a *side* of the lede."""

    def edit(root: etree._Element) -> None:
        caption = find_paragraph(root, "（左から）")
        second = etree.fromstring(etree.tostring(caption))
        write(second, "写真提供：以上の各団体")
        lede = find_paragraph(
            root, "一般社団法人ライフサイエンス・イノベーション・ネットワーク・ジャパン（本社"
        )
        for paragraph in (caption, second):
            said = {"w": "4000", "hSpace": "180", "wrap": "around", "vAnchor": "text", "y": "1"}
            frame = etree.Element(w("framePr"))
            for key, value in {**said, "hAnchor": "margin", "xAlign": side}.items():
                frame.set(w(key), value)
            properties = paragraph.find(w("pPr"))
            assert properties is not None
            properties.insert(1, frame)
            lede.addprevious(paragraph)

    return edit_part(content, edit)


def lengthen_lede(content: bytes) -> bytes:
    """Return the draft *content* with a lede after which little of the page is left."""
    words = (
        "製薬企業と大学と病院と行政が力を合わせ、新しい治療法を人々に届けることを目指します。" * 22
    )
    return edit_part(
        content, lambda root: write(find_paragraph(root, "ネットワーク・ジャパン（本社"), words)
    )


@dataclass
class Made:
    """A Word file, what its PDF is made of, and the PDF."""

    word: bytes
    pdf: bytes

    @cached_property
    def printable(self) -> Printable:
        return make_printable(self.word)

    @cached_property
    def verdict(self) -> Verdict:
        return judge_pdf(self.pdf, self.printable, "x.pdf")

    @property
    def wrong(self) -> list[str]:
        return list(map(str, self.verdict.wrong))

    @property
    def notes(self) -> list[str]:
        return list(map(str, self.verdict.notes))


def list_events(folder: Path) -> Iterator[tuple[str, bytes]]:
    earlier = {partner: read_real_partners()[partner] for partner in _EARLIER}
    for event, (about, files) in EVENTS.items():
        workspace = load_workspace(write_workspace(folder / event, {**earlier, **files}))
        yield from draft(workspace, about, event)


def draft(workspace: Workspace, about: str, called: str) -> Iterator[tuple[str, bytes]]:
    for language in Language:
        document = Drafter(workspace).draft(about, language)
        look = workspace.house.look.record
        yield f"{called}_{language}", write_release(document, look, workspace.root)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, workspace: Workspace) -> Mapping[str, Made]:
    """All that is looked at here, made in one run of LibreOffice."""
    require("soffice")
    folder = tmp_path_factory.mktemp("pdf")
    words: dict[str, bytes] = {}
    for document in Drafter(workspace).draft_all(workspace.released, Language):
        look = workspace.house.look.record
        words[Path(name_draft(document)).stem] = write_release(document, look, workspace.root)
    words.update(list_events(folder))
    headed = copy_desk(folder / "headed")
    (headed / "templates/house/letterhead.docx").write_bytes(make_letterhead())
    words.update(draft(load_workspace(headed), "osaka", "letterhead"))
    words.update((f"floating_{side}", let_float(words[OSAKA], side)) for side in ("left", "right"))
    words["hostile"] = make("".join(p(r(text)) for text in HOSTILE))
    words["hanging"] = hang(words[OSAKA])
    words["edited"] = write_edited()
    words["pages"] = make(p(r("前")) + PAGES)
    copies = {Path(f"{name}.docx"): make_printable(word).content for name, word in words.items()}
    pdfs = making._convert({**copies, Path("as-it-is.docx"): words["hanging"]})
    words["as-it-is"] = words["hanging"]
    return {name: Made(word, pdfs[Path(f"{name}.pdf")]) for name, word in words.items()}


def test_every_pdf_says_what_its_draft_says(made: Mapping[str, Made]) -> None:
    """Of the drafts of the repository, of every event, on a letterhead: each word, once."""
    others = {"hostile", "hanging", "edited", "pages", "as-it-is"}
    drafts = {name: each for name, each in made.items() if name not in others}
    assert len(drafts) > 40
    assert {name: each.wrong for name, each in drafts.items() if each.wrong} == {}


def test_hostile_text_comes_back(made: Mapping[str, Made]) -> None:
    """Ligatures, half-width kana, rare characters, dashes, long addresses: all as in the file.

    But for what `squeeze` leaves out of the comparison on both sides.
    """
    assert made["hostile"].wrong == []


def test_no_full_stop_is_lost(made: Mapping[str, Made]) -> None:
    """LibreOffice loses what hangs over a justified line: in our copy nothing does.

    When the first of these fails, it was mended there, and the copy need not see to it any more.
    """
    lost = made["as-it-is"].wrong
    assert [each for each in lost if "“。” of" in each]
    assert [each for each in lost if "is lost, on page" not in each] == []
    assert made["hanging"].wrong == []


def test_an_edited_draft_comes_out_as_it_reads(made: Mapping[str, Made]) -> None:
    """Changes accepted; no comments or invitations; notes, boxes and numbers are no faults."""
    edited = made["edited"]
    assert edited.wrong == []
    assert edited.printable.was_pending
    assert not made["pages"].printable.was_pending


def test_pages_that_hold_too_little_are_told(made: Mapping[str, Made]) -> None:
    """A last page of under three lines, and a row alone on its page."""
    assert made["edited"].notes == ["x.pdf: the last page holds only one line"]
    assert made["pages"].notes == [
        "x.pdf: the last page holds only one line",
        "x.pdf: “1行目” stands alone on page 1, a single row of its table",
        "x.pdf: “6行目” stands alone on page 4, a single row of its table",
    ]


def test_the_copy_says_the_same_without_controls(made: Mapping[str, Made]) -> None:
    """Nothing is lost with a control or a comment, and none is left."""
    for name in (OSAKA, OSAKA_EN, "letterhead_ja", "edited"):
        copy, word = made[name].printable.content, read_word(made[name].word)
        again = read_word(copy)
        for old, new in ((word.head, again.head), (word.body, again.body), (word.foot, again.foot)):
            assert [x.text for x in new if x.text] == [x.text for x in old if x.text]
            assert [x.asides for x in new if x.asides] == [x.asides for x in old if x.asides]
        assert (again.comments, again.revisions) == ((), ())
        assert not any(piece.tag for paragraph in again.paragraphs for piece in paragraph.pieces)


def change(content: bytes, old: str, new: str) -> bytes:
    """Return *content* with the first *old* in one run of its body in the form *new*."""

    def edit(root: etree._Element) -> None:
        found = next(t for t in root.iter(w("t")) if old in (t.text or ""))
        found.text = (found.text or "").replace(old, new, 1)

    return edit_part(content, edit)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "関連産業を位置",
            "関連産業を、位置",
            "“、” of “健康・医療関連産業を、位置づけ、重点的に” is lost, on page 1",
        ),
        (
            "関連産業を位置",
            "関連を位置",
            "“産業” stands in “分野に健康・医療関連を位置づけ、重点的” too, on page 1",
        ),
        ("関連産業を位置", "関連産業に位置", "is “を” there, on page 1"),
        ("以上", "以 上", ""),
        ("以上", "", "“以上” is there and not in the Word file"),
        ("以上", "以上、終わり", "“、終わり” of “以上、終わり” is lost"),
    ],
)
def test_one_word_of_difference_is_told(
    made: Mapping[str, Made], old: str, new: str, told: str
) -> None:
    """A PDF of another text is known by a single sign, and said to be wrong in its place."""
    word = change(made[OSAKA].word, old, new)
    wrong = [str(each) for each in judge_pdf(made[OSAKA].pdf, make_printable(word), "x").wrong]
    assert len(wrong) == (1 if told else 0), wrong
    assert told in "".join(wrong)


def test_a_paragraph_that_is_gone_is_told(made: Mapping[str, Made]) -> None:
    """Also one that the PDF shows once, and its Word file twice, or the other way round."""

    def double(root: etree._Element) -> None:
        paragraph = find_paragraph(root, "LINK-Jはこれからも")
        paragraph.addnext(etree.fromstring(etree.tostring(paragraph)))

    word = edit_part(made[OSAKA].word, double)
    (told,) = judge_pdf(made[OSAKA].pdf, make_printable(word), "x").wrong
    assert str(told).startswith("“LINK-Jはこれからもライフサイエンス")
    assert str(told).endswith("is missing")
    (told,) = judge_pdf(
        made[OSAKA].pdf, make_printable(change(made[OSAKA].word, "以上", "")), "x"
    ).wrong
    assert "以上" in str(told)


def test_a_pdf_that_cannot_be_read_is_wrong(made: Mapping[str, Made]) -> None:
    """Half a PDF is none."""
    for content in (b"", b"%PDF", made[OSAKA].pdf[:2_000]):
        assert [*map(str, judge_pdf(content, made[OSAKA].printable, "x").wrong)] == [
            "it cannot be read"
        ]


def test_a_wrong_pdf_is_not_written(
    made: Mapping[str, Made], desk_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other of the same run is; what is wrong is told by its place, and the build fails."""
    mixed = {OSAKA: "2020-09-18_kanagawa_ja", OSAKA_EN: OSAKA_EN}

    def convert(files: Mapping[Path, bytes]) -> dict[Path, bytes]:
        return {file.with_suffix(".pdf"): made[mixed[file.stem]].pdf for file in files}

    monkeypatch.setattr(making, "_convert", convert)
    result = build(desk_copy, "osaka", "--pdf")
    assert result.exit_code == 1
    assert (
        f"{OSAKA}.pdf: not written, since it would not say what {OSAKA}.docx says: "
        in result.stderr
    )
    assert f"Open {OSAKA}.docx in Word and save it as a PDF under this name" in result.stderr
    assert [file.name for file in (desk_copy / "output").glob("*.pdf")] == [f"{OSAKA_EN}.pdf"]


def test_a_photo_over_the_foot_of_a_page_goes_to_the_next(
    made: Mapping[str, Made], tmp_path: Path
) -> None:
    """LibreOffice sets its caption over the page's number otherwise, or off the page."""
    word = tmp_path / "x.docx"
    word.write_bytes(content := lengthen_lede(made[OSAKA].word))
    as_it_is = making._convert({word: make_printable(content).content})
    judged = judge_pdf(as_it_is[tmp_path / "x.pdf"], make_printable(content), "x.pdf")
    assert judged.runs_over
    assert not made[OSAKA].verdict.runs_over
    pdfs, notes, wrong = making._make_judged({word: content})
    assert wrong == []
    assert [str(note) for note in notes if "begin a page" in str(note)] == [
        "x.pdf: the photo and the text beside it begin a page, since LibreOffice would set it over"
        " the foot of the one before"
    ]
    assert not judge_pdf(pdfs[tmp_path / "x.pdf"], make_printable(content), "x.pdf").runs_over


def test_what_is_no_word_file_keeps_no_other(made: Mapping[str, Made], tmp_path: Path) -> None:
    """A draft in whose place something else was saved is told; the others get their PDFs."""
    (tmp_path / f"{OSAKA}.docx").write_bytes(b"no Word file")
    found = making.Pdfs(tmp_path).make([f"{OSAKA}.docx"])
    assert found.paths == []
    (told,) = map(str, found.wrong)
    assert told.startswith(f"{OSAKA}.docx: no PDF of it: this is no Word file; ")


def test_substitute_fonts_are_told_by_name(made: Mapping[str, Made]) -> None:
    """Each font of the look that the PDF lacks, once, with what it shows; none that is there."""
    told = [str(each) for each in made[OSAKA].verdict.substitutes]
    assert told == sorted(set(told))
    shown = {name_font(font) for line in _read_fonts(made[OSAKA].pdf) for font in line}
    for font in ("游明朝", "游ゴシック", "Times New Roman", "Arial"):
        is_there = any(name.startswith(name_font(font)) for name in shown)
        assert any(each.startswith(f"{font} was not at hand: the PDF shows") for each in told) is (
            not is_there
        )
    assert tell_substitutes(made[OSAKA].word, made[OSAKA].pdf) == made[OSAKA].verdict.substitutes
    assert tell_substitutes(b"", made[OSAKA].pdf) == []


def _read_fonts(pdf: bytes) -> Iterator[tuple[str, ...]]:
    from linkj_press.build.read_back import read_pdf  # noqa: PLC0415

    yield from (line.fonts for page in read_pdf(pdf) or () for line in page)


@pytest.mark.parametrize(
    ("wanted", "shown", "people"),
    [
        ("游明朝", "BAAAAA+YuMincho-Regular", "Yu Mincho"),
        ("Yu Mincho", "YuMin-Medium", "Yu Min"),
        ("游ゴシック", "YuGothic-Bold", "Yu Gothic"),
        ("ＭＳ 明朝", "MS-Mincho", "MS-Mincho"),
        ("Times New Roman", "TimesNewRomanPSMT", "Times New Roman"),
        ("Arial", "/CAAAAA+Arial-BoldMT", "Arial"),
        ("Noto Serif CJK JP", "NotoSerifCJKjp-Regular", "Noto Serif CJK JP"),
        ("IPA明朝", "IPAMincho", "IPAMincho"),
        ("Liberation Serif", "LiberationSerif-BoldItalic", "Liberation Serif"),
    ],
)
def test_a_font_is_known_however_it_is_called(wanted: str, shown: str, people: str) -> None:
    """Word names it in Japanese or for people, a PDF for machines."""
    assert name_font(shown).startswith(name_font(wanted))
    assert show_font(shown) == people


def test_what_is_compared_is_narrow() -> None:
    """Characters that look alike stay apart; only what has no form of its own is left out."""
    kept = "①1（(～〜﨑崎髙高神\ufa19－-―—ｶカ⻑長。、"
    assert squeeze(kept) == kept
    assert squeeze("a b\u3000c\u00add\u200b\u2011\ufb01") == "abcd-fi"
    assert squeeze("が") == squeeze("か\u3099")


def test_headers_of_many_pages_are_told_at_once() -> None:
    """Words that stand among a header on each of many pages: all ways to sort them were tried."""
    header = Paragraph((WordPiece("LINK-J"),), "Header")
    edges = PageEdges.read(WordText((header,), (), (), ()))
    assert edges.cover("LINK-J" * 30, 40)
    assert not edges.cover("LINK-J" * 30 + "more", 40)

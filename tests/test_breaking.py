"""Headlines, subheads and captions in lines: where these break, and that no word knows of it."""

import io
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePosixPath

import docx
import mammoth
import pytest
from click.testing import CliRunner
from docx.oxml import OxmlElement
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib.tables._g_l_y_f import Glyph
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from linkj_press.build.current import hash_sources
from linkj_press.build.enclosures import write_release
from linkj_press.build.orders import Order, build_order
from linkj_press.check import Checker
from linkj_press.check.rules import CheckedRelease
from linkj_press.cli.main import cli
from linkj_press.draft.document import (
    LAID_OUT,
    Document,
    Figure,
    Line,
    PartnerSource,
    Role,
    Span,
    TemplateSource,
    Text,
    render_plain,
    spans_of,
)
from linkj_press.draft.drafting import Drafter
from linkj_press.draft.markdown import parse_written
from linkj_press.draft.written import write_document
from linkj_press.folder import FontFolders, list_font_folders
from linkj_press.language import Language
from linkj_press.problem import Place
from linkj_press.record.look import Fonts, Look
from linkj_press.word import read_word
from linkj_press.word.breaking import Sheet, set_lines
from linkj_press.word.pictures import Picture
from linkj_press.word.redline import redline
from linkj_press.word.styles import PARAGRAPH_STYLES
from linkj_press.word.widths import Lettering, Ruler
from linkj_press.word.word_text import _LAID_OUT
from linkj_press.workspace.loading import Workspace, load_workspace
from tests.conftest import require
from tests.small import partner_text, read_real_partners, write_workspace

JA, EN = Language.JA, Language.EN
TEMPLATE = TemplateSource(Place(PurePosixPath("templates/mou/ja.md"), 1))
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STYLES = ("Heading1", "Subhead", "Caption")


@pytest.fixture(scope="module")
def look(workspace: Workspace) -> Look:
    return workspace.house.look.record


def value(text: str, field: str = "name.full.ja") -> Span:
    source = PartnerSource("osaka", field, Place(PurePosixPath("partners/osaka.yaml"), 1))
    return Span(text, source, value=source)


def words(text: str) -> Span:
    return Span(text, TEMPLATE)


def document(language: Language, role: Role, *spans: Span) -> Document:
    text = Text(role, spans, TEMPLATE)
    headline = Text(Role.HEADLINE, (words("LINK-J"),), TEMPLATE)
    if role is Role.HEADLINE:
        blocks: tuple[Text | Figure, ...] = (text,)
    else:
        blocks = (headline, Figure(None, (words("写真"),), (text,), TEMPLATE))
    return Document("osaka", language, date(2020, 9, 7), blocks)


def show(line: Line) -> str:
    """Return *line* with a bar where a line begins."""
    return "".join([f"|{span.text}" if span.begins_line else span.text for span in line])


def break_text(
    look: Look, language: Language, role: Role, *spans: Span, fonts: FontFolders = ()
) -> str:
    # Captions as wide as the text.
    figure = look.figure.model_copy(update={"align": "center", "wrap": False})
    look = look.model_copy(update={"figure": figure})
    made = set_lines(document(language, role, *spans), look, fonts, Sheet.of(look)).document
    lines = [
        text.spans
        for block in made.blocks
        for text in (block.captions if isinstance(block, Figure) else [block])
        if isinstance(text, Text) and text.role is role
    ]
    return show(lines[0])


# Where lines break


LONG = "ウェールズ・ライフサイエンス・ハブ・アンド・イノベーション・ネットワーク"


@pytest.mark.parametrize(
    ("language", "role", "spans", "expected"),
    [
        (JA, Role.HEADLINE, [words("LINK-J、大阪府と覚書を締結")], "LINK-J、大阪府と覚書を締結"),
        (
            JA,
            Role.HEADLINE,
            [words("LINK-J、"), value("神奈川県"), words("とライフサイエンス領域で"),
             value("MOU（提携に関する覚書）", "w"), words("を締結")],
            "LINK-J、神奈川県とライフサイエンス領域で|MOU（提携に関する覚書）を締結",
        ),
        (
            JA,
            Role.HEADLINE,
            [words("LINK-J、"), value(LONG), words("とライフサイエンス領域でMOUを締結")],
            "LINK-J、ウェールズ・ライフサイエンス・ハブ・アンド・|"
            "イノベーション・ネットワークとライフサイエンス領域でMOUを締結",
        ),
        (
            EN,
            Role.HEADLINE,
            [words("LINK-J Concludes MOU in the Life Sciences with the "),
             value("Royal Danish Embassy", "name.full.en")],
            "LINK-J Concludes MOU in the Life Sciences |with the Royal Danish Embassy",
        ),
        (
            EN,
            Role.CAPTION,
            [words("From left: "), value("Takashi Ueda", "n"), words(", "),
             value("Director of the Board and Executive Managing Officer", "t"), words("; "),
             value("Kenji Shuto", "m"), words(", "), value("Deputy Governor of Kanagawa", "u")],
            "From left: Takashi Ueda, Director of the Board and Executive Managing Officer; |"
            "Kenji Shuto, Deputy Governor of Kanagawa",
        ),
        (
            JA,
            Role.CAPTION,
            [value("左から山口副知事（健康、医療、文化の各分野を担当）、植田理事（三井不動産株式会社"
                   "取締役常務執行役員）、澤副理事長", "release.photo.caption.ja")],
            "左から山口副知事（健康、医療、文化の各分野を担当）、|"
            "植田理事（三井不動産株式会社取締役常務執行役員）、|澤副理事長",
        ),
    ],
)  # fmt: skip
def test_lines_break_where_a_person_would(
    look: Look, language: Language, role: Role, spans: list[Span], expected: str
) -> None:
    """Between phrases and people, not within a name, nor after an article; else not at all."""
    assert break_text(look, language, role, *spans) == expected


LINES_OF_SUBHEAD = [
    *("～国内外", "15", "団体目の連携、再生医療・ゲノム医療・デジタルヘルスの各分野で研究開発から"),
    *(
        "社会実装までを",
        "一貫して支える体制づくりへ",
        "（仮称）",
        "ヒト・モノ・カネ",
        "LINK-J ",
        "～",
    ),
]


@given(
    texts=st.lists(st.sampled_from(LINES_OF_SUBHEAD), min_size=1, max_size=14),
    role=st.sampled_from(sorted(LAID_OUT)),
    language=st.sampled_from(Language),
)
def test_no_line_begins_or_ends_wrongly(
    look: Look, texts: list[str], role: Role, language: Language
) -> None:
    """No line begins with 、 or ）, or ends with （; ～ is never alone; all words stay."""
    spans = [value(t, "f") if n % 2 else words(t) for n, t in enumerate(texts)]
    broken = break_text(look, language, role, *spans)
    lines = broken.split("|")
    assert broken.replace("|", "") == "".join(texts)
    if len(lines) > 1:
        assert not [line for line in lines if line[0] in "、）～ー" or line[-1] in "（～"][1:-1]
        assert all(any(map(str.isalnum, line)) for line in lines)
        assert lines[-1][0] not in "、）～ー"
        assert lines[0][-1] not in "（～"


def test_a_break_set_by_hand_is_the_only_one(look: Look) -> None:
    """Whoever sets one has seen the lines, and wants no others."""
    spans = [words("LINK-J、"), value(LONG)._replace(begins_line=True), words("とMOUを締結")]
    assert break_text(look, JA, Role.HEADLINE, *spans) == f"LINK-J、|{LONG}とMOUを締結"


def test_the_look_leaves_lines_to_word(look: Look) -> None:
    """A house that wants it otherwise says so for each role, and for English alone."""
    spans = [words("LINK-J Concludes MOU in the Life Sciences with the Royal Danish Embassy")]
    off = look.styles.headline.model_copy(update={"breaks": None})
    styles = look.styles.model_copy(update={"headline": off})
    english = look.english.headline.model_validate({"size": 14, "breaks": "none"})
    for changed in (
        look.model_copy(update={"styles": styles}),
        look.model_copy(update={"english": look.english.model_copy(update={"headline": english})}),
    ):
        assert "|" not in break_text(changed, EN, Role.HEADLINE, *spans)
    assert "|" in break_text(look, EN, Role.HEADLINE, *spans)


def test_a_note_on_some_of_the_words_adds_no_line() -> None:
    """A line begins once, into however many parts a check's notes cut its words."""
    begun = value("大阪府と覚書")._replace(begins_line=True)
    parts = begun.cut(0, 3), begun.cut(3, 6)
    assert show(parts) == "|大阪府と覚書"


# Widths


def write_font(folder: Path, family: str, width: int) -> FontFolders:
    """Return *folder* with a font *family* in it, all of whose letters are of *width*."""
    builder = FontBuilder(1000, isTTF=True)
    names = [".notdef", *(f"g{code}" for code in range(0x20, 0x7F))]
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({code: f"g{code}" for code in range(0x20, 0x7F)})
    builder.setupGlyf({name: Glyph() for name in names})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (width, 0)))
    builder.setupHorizontalHeader()
    builder.setupNameTable({"familyName": family, "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    folder.mkdir(exist_ok=True)
    builder.save(folder / f"{family.split(maxsplit=1)[0].lower()}.ttf")
    return ((str(folder), folder.stat().st_mtime_ns),)


def test_widths_are_those_of_the_font_where_it_is(tmp_path: Path) -> None:
    """A font that is here is measured; of one that is not, the estimate is told by its name."""
    fonts = Fonts(japanese="游ゴシック", latin="Wide Sans")
    lettering = Lettering(fonts, 10, bold=False, is_japanese=True)
    here = Ruler(lettering, write_font(tmp_path / "here", "Wide Sans", 900))
    gone = Ruler(lettering, write_font(tmp_path / "other", "Narrow Sans", 300))
    assert here.measure("ab") == [0, 9, 18]
    assert here.estimated == ""
    assert gone.estimated == "Wide Sans"
    assert gone.measure("ab")[-1] == pytest.approx(11.1, abs=0.2)
    # A quarter of the size stands between the two scripts, and a Japanese character is as wide.
    assert here.measure("大a") == [0, 12.5, 21.5]


def test_a_damaged_font_is_none(tmp_path: Path) -> None:
    """What a machine has under the name of a font may be anything."""
    (tmp_path / "wide.ttf").write_bytes(b"no font")
    (tmp_path / "wide.ttc").write_bytes(b"ttcf\0\1\0\0\0\0\0\1\0\0\0\1")
    folders = ((str(tmp_path), 0),)
    lettering = Lettering(Fonts(japanese="a", latin="Wide"), 10, bold=True, is_japanese=False)
    assert Ruler(lettering, folders).estimated == "Wide"


# Whole releases


def person(ja: str, en: str, title: tuple[str, str], body: tuple[str, str]) -> str:
    return (
        f"{{name: {{ja: {ja}, en: {en}}}, title: {{ja: {title[0]}, en: '{title[1]}'}},"
        f" affiliation: {{ja: {body[0]}, en: '{body[1]}'}}}}"
    )


TOKAI = (
    "国立研究開発法人東海再生医療・先端バイオテクノロジー研究推進機構",
    "Tokai National Institute for Regenerative Medicine and Advanced Biotechnology",
)
KANTO = (
    "北関東広域ライフサイエンス産業振興コンソーシアム",
    "North Kanto Regional Consortium for the Promotion of Life Science Industries",
)
WALES = (LONG, "Wales Life Sciences Hub and Innovation Network for Health and Medical Technology")
SUBHEAD = (
    "国内外{{ ledger.total }}団体目の連携、再生医療・ゲノム医療・デジタルヘルスの各分野で研究開発"
    "から社会実装までを一貫して支える体制づくりへ",
    "LINK-J’s {{ ledger.ordinal | ordinal }} partnership in Japan and overseas aims to build a"
    " framework that supports regenerative medicine, genomic medicine, and digital health",
)


def long_partner(names: tuple[str, str], day: str) -> str:
    ja, en = names
    people = ", ".join(
        f"{key}: {person(*who, title, names)}"
        for key, who, title in (
            (
                "sato",
                ("佐藤 美智子", "Michiko Sato"),
                ("理事長補佐兼研究統括本部長", "Head of Research"),
            ),
            (
                "ito",
                ("伊藤 健一郎", "Kenichiro Ito"),
                ("国際連携部長", "Director for Collaboration"),
            ),
        )
    )
    release = (
        f"{{date: {day}, template: mou, subhead: {{ja: '{SUBHEAD[0]}', en: '{SUBHEAD[1]}'}},"
        f" people: {{{people}}}, photo: {{people: [sato, ito]}}}}"
    )
    name = f"{{full: {{ja: {ja}, en: '{en}'}}, in_sentence: {{en: 'the {en}'}}}}"
    return partner_text(kind="foundation", signed=day, instrument="MOU", name=name, release=release)


@pytest.fixture(scope="module")
def long_desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with three new partners whose names are as long as some are."""
    partners = {
        **read_real_partners(),
        "tokai": long_partner(TOKAI, "2021-02-10"),
        "kanto": long_partner(KANTO, "2021-03-10"),
        "wales": long_partner(WALES, "2021-04-09"),
    }
    return write_workspace(tmp_path_factory.mktemp("long") / "desk", partners)


Written = dict[tuple[str, Language], tuple[Document, bytes]]


@pytest.fixture(scope="module")
def written(long_desk: Path) -> Written:
    workspace = load_workspace(long_desk)
    drafter = Drafter(workspace)
    documents = drafter.draft_all(("tokai", "kanto", "wales", "yokohama", "denmark"), Language)
    look = workspace.house.look.record
    return {(d.partner, d.language): (d, write_release(d, look, long_desk)) for d in documents}


def read_lines(file: bytes) -> list[list[str]]:
    """Return the lines of each headline, subhead and caption of *file*."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    texts = []
    for paragraph in root.iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        if style is not None and style.get(f"{W}val") in STYLES:
            leaves = (e for e in paragraph.iter(f"{W}t", f"{W}br"))
            texts.append("".join("\n" if e.tag == f"{W}br" else e.text or "" for e in leaves))
    assert texts
    return [text.split("\n") for text in texts]


def read_words(file: bytes) -> list[str]:
    """Return the paragraphs of *file* that say something."""
    return [p.text for p in read_word(file).body if p.text]


def test_long_names_are_set_in_lines_and_read_back_as_they_were(written: Written) -> None:
    """Lines of a draft are many, and its words are those of the document, in every language."""
    broken = 0
    for made, file in written.values():
        shown = [
            text for p in render_plain(made).strip().split("\n\n") for text in [p] if " | " not in p
        ]
        read = read_words(file)
        label = {b.text for b in made.blocks if isinstance(b, Text) and b.role is Role.LABEL}
        assert [text for text in shown if text not in read and text not in label] == []
        for lines in read_lines(file):
            broken += len(lines) - 1
            assert all(re.search(r"\w{2}", line) for line in lines)
            assert not [line for line in lines[:-1] if re.search(r"\b(a|the|of|with|in) $", line)]
    assert broken > len(written)


def test_other_programs_read_all_words_once(written: Written, tmp_path: Path) -> None:
    """pandoc and mammoth give the same words, a break for a break."""
    pandoc = require("pandoc")
    for made, file in written.values():
        (tmp_path / "draft.docx").write_bytes(file)
        command = [pandoc, "--to", "plain", "--wrap", "none", str(tmp_path / "draft.docx")]
        done = subprocess.run(command, check=True, capture_output=True)
        others = done.stdout.decode(), mammoth.extract_raw_text(io.BytesIO(file)).value
        texts = [b.text for b in made.blocks if isinstance(b, Text) and b.role in LAID_OUT]
        texts += [c.text for b in made.blocks if isinstance(b, Figure) for c in b.captions]
        assert len(texts) > 2
        for other in others:
            squeezed = "".join(other.split())
            assert [squeezed.count("".join(text.split())) for text in texts] == [1] * len(texts)


def test_a_caption_is_as_narrow_as_an_upright_photo(look: Look) -> None:
    """One as wide as the look allows has longer lines below it than one that is high."""
    spans = [words("（左から）")]
    for title, name in (("瀬戸内県知事", "森 健一"), ("瀬戸内大学附属病院長", "藤田 由紀")):
        spans += [value(title, title), words(" "), value(name, name), words(" 氏、")]
    spans.append(value("岡野 栄之"))
    made = document(JA, Role.CAPTION, *spans)
    image = PurePosixPath("photos/x.png")
    blocks = tuple(
        replace(block, image=image) if isinstance(block, Figure) else block for block in made.blocks
    )
    made = replace(made, blocks=blocks)
    shown = []
    for width, height in ((3, 2), (2, 3)):
        pictures = {image: Picture(b"", "png", width, height)}
        lines = set_lines(made, look, (), Sheet.of(look), pictures).document.blocks[1]
        assert isinstance(lines, Figure)
        shown.append(show(lines.captions[0].spans))
    assert shown == [
        "（左から）瀬戸内県知事 森 健一 氏、|瀬戸内大学附属病院長 藤田 由紀 氏、|岡野 栄之",
        "（左から）|瀬戸内県知事 森 健一 氏、|瀬戸内大学附属病院長 |藤田 由紀 氏、|岡野 栄之",
    ]


def move_breaks(file: bytes, move: Callable[[str], int | None], *, replaced: bool = False) -> bytes:
    """Return *file* with the breaks elsewhere: in each run of words where *move* says.

    *replaced* is whether the break was typed in the place of the space that is there.
    """
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    root = etree.fromstring(parts["word/document.xml"])
    for paragraph in root.iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        if style is None or style.get(f"{W}val") not in STYLES:
            continue
        for each in list(paragraph.iter(f"{W}br")):
            run = each.getparent()
            assert run is not None
            run.remove(each)
        for element in list(paragraph.iter(f"{W}t")):
            text = element.text or ""
            at = move(text)
            if at is not None:
                element.text = text[:at]
                rest = etree.Element(f"{W}t")
                rest.text = text[at + replaced :]
                element.addnext(rest)
                element.addnext(etree.Element(f"{W}br"))
                for part in (element, rest):
                    part.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return pack({**parts, "word/document.xml": etree.tostring(root)})


def pack(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def after_space(text: str) -> int | None:
    found = re.search(r"[A-Za-z] [A-Za-z]", text)
    return found.start() + 2 if found else None


def on_space(text: str) -> int | None:
    found = re.search(r"[A-Za-z] [A-Za-z]", text)
    return found.start() + 1 if found else None


def within_japanese(text: str) -> int | None:
    found = re.search(r"[ぁ-んァ-ヶ一-龠]{4}", text)
    return found.start() + 2 if found else None


@pytest.mark.parametrize(
    ("move", "replaced"),
    [(lambda text: None, False), (after_space, False), (on_space, True), (within_japanese, False)],
)
def test_breaks_that_a_person_moved_are_no_change(
    written: Written,
    move: Callable[[str], int | None],
    replaced: bool,  # noqa: FBT001
) -> None:
    """A break taken away, moved, or typed with Shift and Enter says nothing to any reader."""
    for _, file in written.values():
        edited = move_breaks(file, move, replaced=replaced)
        assert read_words(edited) == read_words(file)
        marked = redline(file, edited, author="a", on=None)
        assert read_word(marked).revisions == ()


def test_pull_says_nothing_of_moved_breaks(
    written: Written, long_desk: Path, tmp_path: Path
) -> None:
    """Whoever sends a draft back with its lines broken otherwise changed nothing."""
    moves = (None, lambda text: None, after_space, within_japanese)
    for (partner, language), (made, file) in written.items():
        files = [move_breaks(file, move) if move else file for move in moves]
        for number, content in enumerate([*files, drop_styles(file)]):
            draft = tmp_path / f"{made.release_on}_{partner}_{language}_{number}.docx"
            draft.write_bytes(content)
            done = CliRunner().invoke(cli, ["-C", str(long_desk), "pull", str(draft)])
            assert "0 differences" in done.stdout, done.output


def drop_styles(file: bytes) -> bytes:
    """Return *file* as a program saves it that knows no styles of ours."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    xml = parts["word/document.xml"]
    for style in STYLES:
        xml = xml.replace(f'<w:pStyle w:val="{style}"/>'.encode(), b"")
    assert len(xml) < len(parts["word/document.xml"])
    return pack({**parts, "word/document.xml": xml})


def test_the_readers_know_the_styles_that_drafts_have() -> None:
    """What is set in lines is called in a file as its readers look for it."""
    assert {PARAGRAPH_STYLES[role.value].key for role in LAID_OUT} == set(_LAID_OUT)


PIECES = [
    "大阪",
    "府と、",
    "LINK-J",
    " ",
    "the ",
    "of",
    "（案）",
    "“a”",
    "～",
    "13",
    "例目",
    "・",
    "é",
]


@given(
    texts=st.lists(st.sampled_from(PIECES), min_size=1, max_size=60),
    language=st.sampled_from(Language),
)
def test_any_headline_is_read_back_as_it_was(
    workspace: Workspace, texts: list[str], language: Language
) -> None:
    """Whatever a headline says, its lines are no part of it."""
    spans = [value(t, f"f{n}") if n % 3 else words(t) for n, t in enumerate(["LINK-J", *texts])]
    made = document(language, Role.HEADLINE, *spans)
    file = write_release(made, workspace.house.look.record, workspace.root)
    assert read_words(file)[0] == made.headline


# By hand


def with_breaks(root: Path) -> Path:
    """Return a copy of the real workspace whose subheads break where their files say."""
    partners = read_real_partners()
    own = partners["yokohama"]
    broken = own.replace("団体目の連携、", "団体目の連携、<br>").replace(
        "partnership in Japan", "partnership<br>in Japan"
    )
    assert broken.count("<br>") == 2
    return write_workspace(root / "desk", {**partners, "yokohama": broken})


def test_a_file_may_say_where_a_line_begins(tmp_path: Path, drafter: Drafter) -> None:
    """A <br> in a subhead is a line in Word, and nothing to preview, check and the kept text."""
    desk = load_workspace(with_breaks(tmp_path))
    made = Drafter(desk)
    documents = {language: made.draft("yokohama", language) for language in Language}
    plainly = {language: drafter.draft("yokohama", language) for language in Language}
    for language, each in documents.items():
        assert render_plain(each) == render_plain(plainly[language])
        file = write_release(each, desk.house.look.record, desk.root)
        lines = next(lines for lines in read_lines(file) if lines[0][0] in "～–")
        assert len(lines) == 2
        assert lines[0].endswith(("連携、", "partnership "))
    found, usual = (
        [
            (f.problem.code, str(f.problem.message))
            for f in Checker(w).check_drafts(CheckedRelease(w, "yokohama", d))
        ]
        for w, d in ((desk, documents), (drafter.workspace, plainly))
    )
    assert found == usual


def test_pull_keeps_a_break_that_a_file_has(tmp_path: Path) -> None:
    """Words edited around a <br> come back around it."""
    root = with_breaks(tmp_path)
    desk = load_workspace(root)
    for language, old, new in ((JA, "継続的な", "絶え間ない"), (EN, "continuous", "steady")):
        made = Drafter(desk).draft("yokohama", language)
        file = write_release(made, desk.house.look.record, root)
        with zipfile.ZipFile(io.BytesIO(file)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        xml = parts["word/document.xml"].decode()
        at = xml.index(old)
        parts["word/document.xml"] = (xml[:at] + new + xml[at + len(old) :]).encode()
        draft = tmp_path / f"2019-08-30_yokohama_{language}.docx"
        draft.write_bytes(pack(parts))
        CliRunner().invoke(cli, ["-C", str(root), "pull", str(draft)], catch_exceptions=False)
        text = (root / "partners/yokohama.yaml").read_text("utf-8")
        assert new in text
        assert text.count("<br>") == 2


def test_a_kept_text_keeps_the_breaks_set_by_hand(tmp_path: Path) -> None:
    """What went out is written with its <br>, and read as the same words in the same lines."""
    desk = load_workspace(with_breaks(tmp_path))
    for language in Language:
        made = Drafter(desk).draft("yokohama", language)
        texts = replace(made, blocks=tuple(b for b in made.blocks if isinstance(b, Text)))
        kept = write_document(texts)
        assert kept.count("<br>") == 1
        again = parse_written(kept, Place(PurePosixPath("kept.md")), language)
        assert render_plain(replace(made, blocks=again)) == render_plain(texts)
        assert [s.text for b in again for s in spans_of(b) if s.begins_line] == [
            s.text + "～" if language is JA else s.text + " –"
            for b in texts.blocks
            for s in spans_of(b)
            if s.begins_line
        ]


# What is made from what


def test_a_draft_is_made_anew_where_other_fonts_break_it_otherwise(
    long_desk: Path, tmp_path: Path
) -> None:
    """The record of a draft knows its lines: another machine's fonts may break them elsewhere."""
    wide = tmp_path / "fonts"
    fonts = write_font(wide, "Arial", 2000)
    order = Order(long_desk, hash_sources(long_desk), "denmark", (EN,), fonts=())
    (first,) = build_order(order).drafts
    assert first.estimated == {"Arial", "Times New Roman"}
    record = re.search('"inputs":"([^"]*)"', first.record.decode())
    assert record
    standing = replace(order, standing={first.name: record[1]})
    assert build_order(standing).drafts[0].content is None
    (second,) = build_order(replace(standing, fonts=fonts)).drafts
    assert second.content
    assert read_words(second.content) == read_words(first.content or b"")
    # Where it is only asked whether words and look are still right, any fonts will do.
    assert build_order(replace(standing, fonts=None)).drafts[0].content is None


def test_words_no_break_hyphen_is_another_character_to_all(tmp_path: Path) -> None:
    """LINK-J keeps its plain hyphen: Word's own no-break hyphen reads as U+2011 everywhere."""
    made = docx.Document()
    run = made.add_paragraph().add_run("LINK")
    run._r.append(OxmlElement("w:noBreakHyphen"))
    run.add_text("J")
    made.save(str(tmp_path / "hyphen.docx"))
    file = (tmp_path / "hyphen.docx").read_bytes()
    command = [require("pandoc"), "--to", "plain", str(tmp_path / "hyphen.docx")]
    pandoc = subprocess.run(command, check=True, capture_output=True).stdout.decode().strip()
    others = (read_words(file)[0], pandoc, mammoth.extract_raw_text(io.BytesIO(file)).value.strip())
    assert others == ("LINK\u2011J",) * 3


def test_font_that_is_written_over_is_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A font that takes the place of one is seen, though its folder has the same names in it."""
    monkeypatch.setattr("linkj_press.folder._FONTS", (str(tmp_path),))
    write_font(tmp_path / "deep", "Arial", 500)
    before = list_font_folders()
    assert list_font_folders() == before
    write_font(tmp_path / "wide", "Arial", 900)
    (font,) = (tmp_path / "deep").iterdir()
    content = next((tmp_path / "wide").iterdir()).read_bytes()
    shutil.rmtree(tmp_path / "wide")
    os.utime(tmp_path / "deep", ns=(0, 0))
    before = list_font_folders()
    with font.open("r+b") as opened:
        opened.write(content)
    os.utime(font, ns=(1, 1))
    os.utime(tmp_path / "deep", ns=(0, 0))
    after = list_font_folders()
    assert [place for place, _ in after] == [place for place, _ in before]
    assert after != before

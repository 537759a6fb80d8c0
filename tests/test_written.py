"""The written form of a release: what it says is what is read back."""

from datetime import date
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkj_press.draft.document import (
    Block,
    Cell,
    Document,
    Figure,
    Gap,
    Line,
    PublishedSource,
    Role,
    Row,
    Span,
    Table,
    TemplateSource,
    Text,
    plain,
    spans_of,
)
from linkj_press.draft.drafting import Drafter
from linkj_press.draft.written import read_document, write_document
from linkj_press.language import Language
from linkj_press.problem import Place, ProblemsFound
from linkj_press.reading import holds_what_nobody_writes
from linkj_press.record.copies import CopyRecord
from linkj_press.workspace.copies import Copy

JA, EN = Language
DAY = date(2020, 9, 7)
PATH = PurePosixPath("partners/published/2020-09-07_osaka_ja.md")
TEMPLATE = TemplateSource(Place(PurePosixPath("templates/mou/ja.md")))
HEADLINE = Text(Role.HEADLINE, (Span("見出し", TEMPLATE),), TEMPLATE)


def copy_of(text: str, language: Language = JA, first_line: int = 1) -> Copy:
    note = {"partner": "osaka", "language": language, "release_on": str(DAY)}
    record = CopyRecord.model_validate(note)
    return Copy(PATH, record, text, first_line)


def document_of(*blocks: Block, language: Language = JA) -> Document:
    return Document("osaka", language, DAY, (HEADLINE, *blocks))


def body(*spans: Span, role: Role = Role.BODY) -> Text:
    return Text(role, spans, TEMPLATE)


def text(words: str, role: Role = Role.BODY) -> Text:
    return body(Span(words, TEMPLATE), role=role)


def write_blocks(*blocks: Block, language: Language = JA) -> str:
    """Return the written form of *blocks*, without that of the headline before them."""
    return write_document(document_of(*blocks, language=language)).removeprefix("# 見出し\n\n")


def read_blocks(written: str, language: Language = JA) -> tuple[Block, ...]:
    return read_document(copy_of(f"# 見出し\n\n{written}", language)).blocks[1:]


# What a release says, whatever its words are from.

Looks = list[tuple[str, bool, bool, str]]


def show_line(line: Line) -> Looks:
    """Return the words of *line* with what they look like, alike ones in one piece."""
    shown: Looks = []
    for span in line:
        look = (span.strong, span.emphasis, span.href)
        if shown and shown[-1][1:] == look:
            shown[-1] = (shown[-1][0] + span.text, *look)
        elif span.text:
            shown.append((span.text, *look))
    return shown


def show_row(row: Row) -> list[list[Looks]]:
    return [[looks for looks in map(show_line, cell.lines) if looks] for cell in row]


def show_block(block: Block) -> object:
    match block:
        case Text():
            return block.role, show_line(block.spans)
        case Figure():
            words = plain(block.description)
            return block.image, words, [show_block(caption) for caption in block.captions]
        case Table():
            return show_row(block.header), [show_row(row) for row in block.rows]


def show(document: Document) -> list[object]:
    head = (document.partner, document.language, document.release_on)
    return [head, *map(show_block, document.blocks)]


# Documents drawn at random.

SIGNS = (
    *("# ", "#", "## x", "###", "> ", "- ", "+ ", "* ", "1. ", "12) ", "1.", "0.", "---", "***"),
    *("|", "\\|", "| a |", "|--|", "--|--", "\\", "\\\\", "/", "*", "**", "_", "__", "***", "*1"),
    *(":::", "::: lede", "::::", "：：：", ":：", "＃", "##見出し", "```", "~~~", "`", "~~", "==="),
    *("<br>", "<b>", "</strong>", "<strong>", "<em>", "<", ">", "<https://e.org/>", "<!--", "&"),
    *("&amp;", "&#32;", "&#", ";", "&", "#38;", "{{", "}}", "{%", "{#", "{{ x }}", "![", "!", "]"),
    *("[", "](", ")", "(", "[x](y)", "![x](y)", "[x]: y", '"', "'", " ", "  ", "\u3000", "\u00a0"),
    *(
        "\t",
        "\n",
        "\n\n",
        "。",
        "、",
        "！",
        "？」",
        "「",
        "」",
        "（",
        "）",
        "です",
        "大阪府",
        "Osaka",
    ),
    *(". A", ". ", "! B", '." C', ".  D", "e.g.", "No. 1", "www.e.org", "https://e.org/?a=1&b=2"),
    *(
        "\u200b",
        "\u200d",
        "\u00ad",
        "\ufe0f",
        "葛\U000e0100",
        "👨\u200d👩",
        "é",
        "e\u0301",
        "א",
        "ｶﾞ",
    ),
    *("\ue000", "\x85", "\u2003", "・", "■", "～", "–", "…", "a", "A", "1", "：", "：："),
)


def may_stand(words: str) -> bool:
    return not holds_what_nobody_writes(words)


LETTERS = st.characters(exclude_categories=["Cs"]).filter(may_stand)
SIGN = st.sampled_from([sign for sign in SIGNS if may_stand(sign)])
WORDS = st.lists(SIGN | SIGN | st.text(LETTERS, max_size=4), min_size=1, max_size=7).map("".join)
SEEN = WORDS.filter(str.strip)
ADDRESSES = st.just("") | st.sampled_from(
    [
        *("https://www.link-j.org/", "mailto:a@b.jp", "https://e.org/（日本）?q=大阪&r=1#x"),
        *("https://e.org/a_(b)", "https://e.org/a_(b", "https://e.org/)", "https://e.org/<x>"),
        *("https://e.org/a b", "https://e.org/\\", "https://e.org/&amp;", "https://e.org/%0F|x"),
        *("javascript:x", "file:///C:\\x", "#x", "//e.org", "HTTP://E.ORG", "https://日本.jp/*a*"),
    ]
)
ADDRESS = ADDRESSES | WORDS


@st.composite
def draw_span(draw: st.DrawFn) -> Span:
    words = draw(WORDS)
    look = (draw(st.booleans()), draw(st.booleans())) if draw(st.booleans()) else (False, False)
    href = draw(ADDRESS) if draw(st.integers(0, 3)) == 0 else ""
    names_itself = href and draw(st.booleans())
    words = href.removeprefix("mailto:") or words if names_itself else words
    return Span(words, TEMPLATE, *look, href=href)


LINE = st.lists(draw_span(), min_size=1, max_size=5).map(tuple)
SEEN_LINE = LINE.filter(lambda line: bool(plain(line).strip()))
CELL = st.lists(LINE, max_size=3).map(lambda lines: Cell(tuple(lines)))
ROLES = [role for role in Role if role is not Role.HEADLINE]


def draw_text(*roles: Role) -> st.SearchStrategy[Text]:
    return st.builds(Text, st.sampled_from(roles), SEEN_LINE, st.just(TEMPLATE))


@st.composite
def draw_figure(draw: st.DrawFn) -> Figure:
    image = draw(st.none() | WORDS.map(PurePosixPath) | st.just(PurePosixPath("a/大阪 (1).jpg")))
    captions = tuple(draw(st.lists(draw_text(Role.CAPTION), max_size=2)))
    words = draw(st.none() | SEEN)
    usual = captions[0].spans if captions else (Span(str(image), TEMPLATE),)
    own = (Span(words or "【写真】", TEMPLATE),)
    return Figure(image, usual if image and words is None else own, captions, TEMPLATE)


@st.composite
def draw_table(draw: st.DrawFn) -> Table:
    columns = draw(st.integers(1, 3))
    row = st.lists(CELL, min_size=columns, max_size=columns).map(tuple)
    return Table(draw(row), tuple(draw(st.lists(row, max_size=3))), TEMPLATE)


@st.composite
def draw_document(draw: st.DrawFn) -> Document:
    block = draw_text(Role.BODY) | draw_text(*ROLES) | draw_figure() | draw_table()
    before, after = (draw(st.lists(block, max_size=3)) for _ in range(2))
    headline = draw(draw_text(Role.HEADLINE))
    language = draw(st.sampled_from(Language))
    return Document("osaka", language, DAY, (*before, headline, *after))


def check_law(document: Document) -> None:
    written = write_document(document)
    read = read_document(copy_of(written, document.language))
    assert show(read) == show(document)
    assert write_document(read) == written


@given(draw_document())
def test_what_is_written_is_read_back(document: Document) -> None:
    """Words, roles, links, emphasis, tables and pictures come back, and again the same."""
    check_law(document)


@given(st.lists(draw_span(), min_size=1, max_size=6).map(tuple).filter(lambda x: plain(x).strip()))
def test_any_line_is_read_back(line: Line) -> None:
    """A paragraph, a heading and a cell of the same words say these."""
    for block in (body(*line), body(*line, role=Role.SECTION), body(*line, role=Role.QUOTE)):
        check_law(document_of(block))
        check_law(document_of(block, language=EN))
    cell = Cell((line, line))
    check_law(document_of(Table((cell, Cell(())), ((Cell(()), cell),), TEMPLATE)))


SIGN_FREE = (
    "大阪府と覚書を締結しました",
    "C# and C++ (2 * 3 = 6)",
    "3.5% / 100",
    "snake_case",
    "a & b",
)


@pytest.mark.parametrize("words", SIGN_FREE)
def test_nothing_is_escaped_without_need(words: str) -> None:
    """What is no sign as it stands is left as somebody reads it."""
    assert write_blocks(text(words)) == f"{words}\n"


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("1.", "1\\."),
        ("12) x", "12\\) x"),
        ("- x", "\\- x"),
        ("# x", "\\# x"),
        ("＃見出し", "&#65283;見出し"),
        ("：：：lede", "&#65306;：：lede"),
        ("::: lede", "\\::: lede"),
        ("a<br>b", "a\\<br>b"),
        ("**x**", "\\*\\*x\\*\\*"),
        ("[x](y)", "\\[x\\](y)"),
        ("{{ x }} {% y %}", "{{ x }} {% y %}"),
        ("C:\\new\\*", "C:\\new\\\\*"),
        ("　字下げ", "　字下げ"),
        (" a ", "&#32;a&#32;"),
        ("10\u00a0km", "10&#160;km"),
        ("&amp;", "\\&amp;"),
    ],
)
def test_signs_are_escaped_and_read_as_text(words: str, written: str) -> None:
    """What would be a sign of Markdown is text, with as little around it as that takes."""
    assert write_blocks(text(words)) == f"{written}\n"
    assert [show_block(block) for block in read_blocks(written)] == [show_block(text(words))]


@pytest.mark.parametrize(
    ("language", "words", "written"),
    [
        (JA, "一文目です。二文目は「はい。」です。", "一文目です。\n二文目は「はい。」です。"),
        (EN, "One. Two by Dr. X.  Three.", "One.\nTwo by Dr. X.  Three."),
    ],
)
def test_a_sentence_stands_on_a_line(language: Language, words: str, written: str) -> None:
    """A review reads the diff of a sentence; where lines would join otherwise, none ends."""
    assert write_blocks(text(words), language=language) == f"{written}\n"


def test_paragraphs_of_a_role_share_a_block() -> None:
    """A reviewer sees what belongs together, each paragraph by itself."""
    contact = [text(words, Role.CONTACT) for words in ("広報課", "電話：06-0000-0000")]
    assert write_blocks(*contact, text("以上", Role.END_MARK)) == (
        "::: contact\n広報課\n\n電話：06-0000-0000\n:::\n\n::: end-mark\n以上\n:::\n"
    )


def test_links_and_emphasis_are_written_as_people_write_them() -> None:
    """An address that names itself stands alone; emphasis has asterisks, or tags beside spaces."""
    site = "https://www.link-j.org/"
    spans = [
        Span(site, TEMPLATE, href=site),
        Span("、", TEMPLATE),
        Span("「覚書」", TEMPLATE, strong=True),
        Span("は", TEMPLATE),
        Span("こちら", TEMPLATE, href="https://e.org/a (b)"),
        Span("a@b.jp", TEMPLATE, emphasis=True, href="mailto:a@b.jp"),
    ]
    written = "<https://www.link-j.org/>、**「覚書」**は[こちら](<https://e.org/a (b)>)*<a@b.jp>*\n"
    assert write_blocks(body(*spans)) == written
    spaced = body(Span("a ", TEMPLATE, strong=True), Span("b", TEMPLATE))
    assert write_blocks(spaced) == "<strong>a </strong>b\n"


def test_a_figure_says_its_picture_and_what_it_shows() -> None:
    """A picture is told by its file, in words only where the caption does not say what it shows."""
    image, caption = PurePosixPath("partners/photos/大阪 1.jpg"), text("締結式", Role.CAPTION)
    usual = Figure(image, caption.spans, (caption,), TEMPLATE)
    assert write_blocks(usual) == ("::: figure\n![](<partners/photos/大阪 1.jpg>)\n\n締結式\n:::\n")
    own = Figure(PurePosixPath("a.jpg"), (Span("握手", TEMPLATE),), (caption,), TEMPLATE)
    assert write_blocks(own) == "::: figure\n![握手](a.jpg)\n\n締結式\n:::\n"
    frame = Figure(None, (Span("【写真未着】", TEMPLATE, gap=Gap.VALUE),), (), TEMPLATE)
    assert write_blocks(frame) == "::: figure\n![【写真未着】]()\n:::\n"
    (read,) = read_blocks(write_blocks(frame))
    assert isinstance(read, Figure)
    assert [span.gap for span in read.description] == [Gap.VALUE]


def test_a_table_has_a_line_a_row() -> None:
    """Lines of a cell, bars, backslashes and empty cells are read back."""
    lines = tuple((Span(words, TEMPLATE),) for words in ("・一", "・二|三\\", "<br>"))
    row = (Cell(lines), Cell(()), Cell(((Span("1. 字", TEMPLATE),),)))
    written = write_blocks(Table(row, (row,), TEMPLATE))
    assert written == (
        "| ・一<br>・二\\|三\\\\<br>\\<br> |  | 1. 字 |\n| --- | --- | --- |\n"
        "| ・一<br>・二\\|三\\\\<br>\\<br> |  | 1. 字 |\n"
    )


def test_each_line_is_its_own_source() -> None:
    """A finding in a text that is kept names the line of its file where the words stand."""
    written = "# 見出し\n\n一文目。\n二文目。\n\n::: figure\n![](a.jpg)\n\n写真\n:::\n"
    document = read_document(copy_of(written, first_line=9))
    sources = [(span.text, span.source) for span in spans_of(document)]
    assert sources == [
        (words, PublishedSource(Place(PATH, line)))
        for words, line in [
            ("見出し", 9), ("一文目。", 11), ("二文目。", 12), ("写真", 17), ("写真", 17),
        ]
    ]  # fmt: skip
    figure = document.blocks[2]
    assert isinstance(figure, Figure)
    assert figure.image_source == PublishedSource(Place(PATH, 15))


@pytest.mark.parametrize(
    ("written", "code", "line"),
    [
        ("本文\n", "headline", 1),
        ("# 一\n\n# 二\n", "headline", 7),
        ("# 一\n\n::: led\nx\n:::\n", "unknown-block", 7),
        ("# 一\n\n::: lede\nx\n", "open-block", 7),
        ("# 一\n\n- x\n", "not-for-releases", 7),
        ("# 一\n\n：：：lede\n", "not-a-sign", 7),
        ("# 一\n\n##二\n", "not-a-sign", 7),
        ("# 一\n\nx ![y](a.jpg)\n", "picture-in-text", 7),
        ("# 一\n\n::: figure\nx ![y](a.jpg)\n:::\n", "picture-in-text", 8),
        ("# 一\n\n::: figure\n**![y](a.jpg)**\n:::\n", "picture-in-text", 8),
        ("# 一\n\n::: figure\n写真\n:::\n", "no-picture", 8),
        ('# 一\n\n::: figure\n![y](a.jpg "t")\n:::\n', "link-title", 8),
        ("# 一\n\n| a |\n| --- |\n| b | c |\n", "surplus-cell", 9),
        ("# 一\n\nx\x0e1\x0f\n", "control-character", 7),
    ],
)
def test_a_slip_of_whoever_edits_is_told(written: str, code: str, line: int) -> None:
    """What has no place in a release is a problem at its line of the file."""
    with pytest.raises(ProblemsFound) as found:
        read_document(copy_of(written, first_line=5))
    told = [(p.code, p.where.path, p.where.line) for p in found.value.problems]
    assert (code, PATH, line) in told


@given(st.lists(SIGN | st.just("\n\n") | st.just(":::\n"), max_size=12).map("".join))
def test_whatever_is_typed_is_read_or_told(typed: str) -> None:
    """No text of a person ends in a crash, and what is read is written the same ever after."""
    try:
        document = read_document(copy_of(f"# 見出し\n\n{typed}\n"))
    except ProblemsFound:
        return
    written = write_document(document)
    assert write_document(read_document(copy_of(written))) == written


@pytest.mark.parametrize("language", Language)
def test_every_release_is_read_back(drafter: Drafter, language: Language) -> None:
    """All shipped releases say in their written form what they say."""
    releases = [p.id for p in drafter.workspace.ledger.entries if p.partner.release]
    assert len(releases) >= 4
    for partner in releases:
        document = drafter.draft(partner, language)
        written = write_document(document)
        copy = copy_of(written, language)
        read = read_document(copy)
        assert show(read)[1:] == show(document)[1:]
        assert write_document(read) == written

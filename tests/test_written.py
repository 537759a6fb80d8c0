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
    Line,
    Role,
    Row,
    Span,
    Table,
    TemplateSource,
    Text,
    plain,
)
from linkj_press.draft.drafting import Drafter
from linkj_press.draft.written import read_document, write_document
from linkj_press.language import Language
from linkj_press.problem import Place
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
    """Words, roles, links, emphasis, tables and pictures come back; writing again gives the same."""
    check_law(document)


@given(st.lists(draw_span(), min_size=1, max_size=6).map(tuple).filter(lambda x: plain(x).strip()))
def test_any_line_is_read_back(line: Line) -> None:
    """A paragraph, a heading and a cell of the same words say these."""
    for block in (body(*line), body(*line, role=Role.SECTION), body(*line, role=Role.QUOTE)):
        check_law(document_of(block))
        check_law(document_of(block, language=EN))
    cell = Cell((line, line))
    check_law(document_of(Table((cell, Cell(())), ((Cell(()), cell),), TEMPLATE)))


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

"""Marked Markdown to blocks."""

from pathlib import PurePosixPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from linkj_press.draft.document import LedgerSource, Role, Table, TemplateSource, Text, spans_of
from linkj_press.draft.markdown import parse_blocks
from linkj_press.draft.markdown.dialect import make_parser, read_inline
from linkj_press.draft.marks import (
    Fill,
    MarkedText,
    escape_markdown,
    mark_literal,
    mark_value,
    read_plain,
)
from linkj_press.language import Language
from linkj_press.problem import Place, ProblemsFound

JA, EN = Language
LITERALS = [TemplateSource(Place(PurePosixPath("templates/x.md"), line)) for line in (1, 2, 3)]
FILLS = [Fill(LedgerSource("total", ())), Fill(LedgerSource("ordinal", ()), href="https://e.org/")]


def parse(text: str, language: Language = JA) -> list[Text]:
    blocks = parse_blocks(MarkedText(text, LITERALS, FILLS), language)
    return [block for block in blocks if isinstance(block, Text)]


def shape(text: str) -> list[tuple[str, bool, bool]]:
    """Return the text of the first block with what is strong and what is emphasised."""
    return [(span.text, span.strong, span.emphasis) for span in parse(text)[0].spans]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**「強調」**は", [("「強調」", True, False), ("は", False, False)]),
        ("これは**「強調」**です", [("これは", False, False), ("「強調」", True, False),
                          ("です", False, False)]),
        ("**強調**です", [("強調", True, False), ("です", False, False)]),
        ("a **b** c", [("a ", False, False), ("b", True, False), (" c", False, False)]),
        ("*「斜体」*と", [("「斜体」", False, True), ("と", False, False)]),
        ("2 * 3 * 4", [("2 * 3 * 4", False, False)]),
        ("snake_case_name", [("snake_case_name", False, False)]),
    ],
)  # fmt: skip
def test_emphasis_closes_beside_japanese(text: str, expected: list[tuple[str, bool, bool]]) -> None:
    """Emphasis closes after Japanese punctuation, where CommonMark would leave the asterisks."""
    assert shape(text) == expected


def test_lines_join_as_the_language_has_it() -> None:
    """The lines of a paragraph join without a space in Japanese, with one in English."""
    assert [block.text for block in parse("一行目。\n二行目。")] == ["一行目。二行目。"]
    assert [block.text for block in parse("One.\nTwo.", EN)] == ["One. Two."]


def test_span_begins_at_each_mark() -> None:
    """Literals and values alternate; what follows a value is the template's again."""
    text = f"{mark_literal(0)}計{mark_value(0, '15')}団体\n{mark_literal(1)}以上"
    spans = parse(text)[0].spans
    assert [(span.text, span.source) for span in spans] == [
        ("計", LITERALS[0]),
        ("15", FILLS[0].source),
        ("団体", LITERALS[0]),
        ("以上", LITERALS[1]),
    ]


def test_value_inside_a_value_returns_to_the_outer_one() -> None:
    """Prose goes on after an expression inside it."""
    text = mark_value(0, f"前{mark_value(1, '中')}後")
    assert [(s.text, s.source, s.href) for s in parse(text)[0].spans] == [
        ("前", FILLS[0].source, ""),
        ("中", FILLS[1].source, "https://e.org/"),
        ("後", FILLS[0].source, ""),
    ]


def test_mark_before_a_line_does_not_hide_its_markdown() -> None:
    """A marked line still begins a headline, a section or a block."""
    text = "\n".join(
        mark_literal(0) + line for line in ("# 見出し", "", "::: lede", "リード", ":::", "## 節")
    )
    assert [(block.role, block.text) for block in parse(text)] == [
        (Role.HEADLINE, "見出し"),
        (Role.LEDE, "リード"),
        (Role.SECTION, "節"),
    ]


@pytest.mark.parametrize("value", ["# x", "1. x", "- x", "> x", "::: lede", "| a |", "***", "`"])
def test_escaped_value_begins_no_block(value: str) -> None:
    """A value at the head of a line is text, whatever it looks like."""
    (block,) = parse(mark_value(0, escape_markdown(value)))
    assert (block.role, block.text) == (Role.BODY, value)


def test_plain_text_of_a_marked_value_is_what_was_marked() -> None:
    """Marks and escapes come off again."""
    inner = mark_value(1, escape_markdown("*1*\\"))
    assert read_plain(mark_literal(12) + mark_value(0, f"a{inner}b")) == "a*1*\\b"


def test_table_cell_keeps_its_lines() -> None:
    """<br> parts the lines of a cell; an escaped bar parts nothing."""
    text = "::: history-table\n| a | b |\n|--|--|\n| x<br>y | p\\|q |\n:::"
    (table,) = parse_blocks(MarkedText(text, LITERALS, FILLS), JA)
    assert isinstance(table, Table)
    lines = ["".join(span.text for span in line) for line in table.rows[0][0].lines]
    assert (lines, table.rows[0][1].text) == (["x", "y"], "p|q")


@pytest.mark.parametrize(
    "rows",
    [
        "| x | y |",
        "| x |\n| x | y |\n|  | y |\nx | y",
        "| a\\|b | `c` |\n  | d | e |  \n||",
        "| x | y |\n# h",
        "| x | y |\n\n| z | z |",
        "| x | y |\n- z",
        "| x | y |\n    | z | z |",
    ],
)
def test_table_has_the_rows_that_markdown_it_finds(rows: str) -> None:
    """Our own rule ends a table, and cuts its rows, where markdown-it's does."""
    text = f"| a | b |\n|--|--|\n{rows}\n"
    stock = MarkdownIt("zero").enable(["heading", "table", "list"])
    cells = [[token.content, token.map] for token in stock.parse(text) if token.type == "inline"]
    ours = [[token.content, token.map] for token in make_parser().parse(text)
            if token.type == "inline"]  # fmt: skip
    assert ours == cells


def refuse(text: str) -> list[tuple[str, int]]:
    """Return the code and the line of the template of each problem in *text*, three lines long."""
    marked = "\n".join(mark_literal(n) + line for n, line in enumerate(text.split("\n")))
    with pytest.raises(ProblemsFound) as found:
        parse(marked)
    return [(problem.code, problem.where.line) for problem in found.value.problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n\n## one<br>two", ("break-in-paragraph", 3)),
        ("| a |\n|---|\n| x | lost |", ("surplus-cell", 3)),
        ('a\n\n[b](https://e.org/ "lost")', ("link-title", 3)),
        ("a\n\nb [](https://lost.org/)", ("empty-link", 3)),
        ("a\n\n[b](<https://{value}>)", ("link-around-value", 3)),
    ],
)
def test_words_that_have_no_place_are_told(text: str, expected: tuple[str, int]) -> None:
    """What would be left out of the draft is a problem at its line."""
    assert refuse(text.replace("{value}", mark_value(0, "lost"))) == [expected]


PICTURE = Fill(LedgerSource("total", ()), picture=True)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("::: figure\n{}\n\n{}\n:::", "second-picture"),
        ("::: figure\n{}{}\n:::", "picture-in-text"),
        ("::: figure\n{}\n{}\n:::", "picture-in-text"),
        ("::: figure\n{}\ncaption\n:::", "picture-in-text"),
        ("::: figure\n## {}\n:::", "picture-in-text"),
        ("::: figure\n| {} |\n|--|\n:::", "picture-in-text"),
    ],
)
def test_a_figure_has_one_picture_that_stands_alone(text: str, code: str) -> None:
    """Another picture, or words beside one, are told and not left out."""
    picture = mark_value(0, escape_markdown("partners/a.png"))
    with pytest.raises(ProblemsFound) as found:
        parse_blocks(MarkedText(text.replace("{}", picture), LITERALS, [PICTURE]), JA)
    assert [problem.code for problem in found.value.problems] == [code]


SIGNS = (
    *("# ", "## ", "### ", "::: ", "::: lede", "::: figure", "::: history-table", ":::", "> "),
    *("- ", "1. ", "|", "|--|--|", "| --- |", "---", "***", "**", "*", "_", "\\", "<br>", "<b>"),
    *("[", "](", ")", '"', "<", ">", "https://", "`", "```", "~~~", "    ", "&amp;", "![", "「"),
    *("」", " ", "\n", "\n\n", "\t", "==="),
)


@given(st.lists(st.sampled_from([*SIGNS, "{word}", "{word}", "{value}"]), max_size=25))
@example(["\\", "{value}"])
def test_no_word_is_left_out(parts: list[str]) -> None:
    """Every word of a template stands in its document, or there is a problem."""
    words = [f"w{number}x" for number in range(len(parts))]
    filled = [
        part.replace("{word}", word).replace("{value}", mark_value(0, word) + mark_literal(1))
        for part, word in zip(parts, words, strict=True)
    ]
    try:
        blocks = parse_blocks(MarkedText("".join(filled), LITERALS, FILLS), EN)
    except ProblemsFound:
        return
    spans = [span for block in blocks for span in spans_of(block)]
    shown = " ".join(span.text + " " + span.href for span in spans)
    written = [word for word, part in zip(words, parts, strict=True) if part.startswith("{")]
    assert [word for word in written if word not in shown] == []


@given(
    st.lists(st.sampled_from(["a", "、", " ", "\\", "*", "[", "<br>", "<", "\x11"])).map("".join)
)
@example("<br>\\<br>b<br><br>")
@example("\\<br>a")
def test_plain_lines_are_what_the_rules_make_of_them(text: str) -> None:
    """Text that is taken at once is the text that markdown-it's inline rules give."""
    parser, by_rules = make_parser(), list[Token]()
    parser.inline.parse(text, parser, {}, by_rules)
    shapes = [
        [(token.type, token.content, token.markup) for token in tokens]
        for tokens in (read_inline(parser, text), by_rules)
    ]
    assert shapes[0] == shapes[1]


def test_a_long_text_with_one_sign_is_read_at_once() -> None:
    """Whether a text is plain is found in time that grows with its length."""
    (block,) = parse("a" * 10_000 + "\\、<")
    assert len(block.text) == 10_003

"""What people see in a terminal: pages, their sources, the ledger, and problems."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text as Styled

from linkj_press.catalogue import open_catalogue
from linkj_press.draft.document import Figure
from linkj_press.draft.drafting import Drafter
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Place, Problem, Severity
from linkj_press.show import View, break_lines, render_view
from linkj_press.show.changes import indent, mark_pieces
from linkj_press.show.ledger_table import LedgerTable
from linkj_press.show.page import ReleasePage
from linkj_press.show.problems import ProblemList
from linkj_press.text.edits import Mark, Marked
from linkj_press.workspace.loading import Workspace

JA, EN = Language
WIDTHS = (80, 120, 200)
RELEASED = ("yokohama", "osaka", "kanagawa", "denmark")
NEVER_FIRST = "、。，．・：；？！」』）】〉》ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々"
NEVER_LAST = "「『（【〈《"

Golden = Callable[[str, str], None]


def plain(view: View, width: int) -> str:
    """Return *view* without colours; no line of it may be wider than *width*."""
    text = render_view(view, width, styled=False)
    assert all(cell_len(line) <= width for line in text.splitlines())
    return text


@pytest.fixture(scope="module")
def make_page(drafter: Drafter, workspace: Workspace) -> Callable[..., ReleasePage]:
    def make(partner: str, ui: Language = JA, *, sources: bool = False) -> ReleasePage:
        documents = [drafter.draft(partner, language) for language in Language]
        return ReleasePage(documents, open_catalogue(ui), workspace if sources else None)

    return make


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("partner", RELEASED)
def test_release_as_a_page(
    make_page: Callable[..., ReleasePage], golden: Golden, partner: str, width: int
) -> None:
    """Both languages of a release, side by side from 120 columns on."""
    golden(f"pages/{partner}.{width}.txt", plain(make_page(partner), width))


@pytest.mark.parametrize("ui", Language)
@pytest.mark.parametrize("width", [80, 120])
def test_page_with_sources(
    make_page: Callable[..., ReleasePage], golden: Golden, ui: Language, width: int
) -> None:
    """Beneath each block, in the language of the person: where its words come from."""
    page = make_page("osaka", ui, sources=True)
    golden(f"pages/osaka.sources.{ui}.{width}.txt", plain(page, width))


def test_colour_says_where_words_come_from(make_page: Callable[..., ReleasePage]) -> None:
    """Template, partner file, ledger, house and gaps each have a style of their own."""
    text = render_view(make_page("osaka"), 80, styled=True)
    assert "\x1b[36m大阪府\x1b[0m" in text
    assert "\x1b[1;35m3例目\x1b[0m" in text
    assert "\x1b[32m理事長\x1b[0m" in text
    assert "\x1b[1;30;43m【写真未着：LINK-J】\x1b[0m" in text


def test_no_color_takes_the_colours(
    make_page: Callable[..., ReleasePage], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With NO_COLOR set, nothing on a terminal is coloured."""
    monkeypatch.setenv("NO_COLOR", "1")
    text = render_view(make_page("osaka"), 80, styled=True)
    assert "\x1b[36m" not in text
    assert "\x1b[35m" not in text


def test_a_caption_is_told_once(drafter: Drafter) -> None:
    """A photo stands for itself by its file; a description of its own is shown beside it."""
    document = drafter.draft("osaka", JA)
    figure = next(block for block in document.blocks if isinstance(block, Figure))
    photo, caption = PurePosixPath("photos/osaka.jpg"), figure.captions[0].spans
    other = (caption[0]._replace(text="握手する三人"),)
    for description, told in ((caption, 0), (other, 1)):
        shown = replace(figure, image=photo, description=description)
        page = ReleasePage([replace(document, blocks=(shown,))], open_catalogue(JA))
        text = plain(page, 80)
        counts = [text.count(each) for each in (str(photo), "大阪府副知事", "握手する三人")]
        assert counts == [1, 1, told]


def test_japanese_names_are_not_cut() -> None:
    """Where sources are told, a line breaks after a comma or a space, and in no word."""
    told = Styled("台帳：海外8団体（UCSD、BIOCOM、先端医療振興財団）  partners/kobe.yaml:19")
    lines = [line.plain for line in break_lines(told, 30, phrased=True)]
    assert lines == [
        "台帳：海外8団体（UCSD、",
        "BIOCOM、先端医療振興財団）",
        "partners/kobe.yaml:19",
    ]


def test_counterpart_that_is_missing_is_a_hole(drafter: Drafter, workspace: Workspace) -> None:
    """A block in one language only leaves a visible hole in the other."""
    ja, en = (drafter.draft("osaka", language) for language in Language)
    cut = type(en)(en.partner, EN, en.release_on, en.blocks[:-1])
    page = ReleasePage([ja, cut], open_catalogue(EN))
    for width in WIDTHS:
        assert plain(page, width).count("nothing stands here in this language") == 1


@pytest.mark.parametrize("ui", Language)
@pytest.mark.parametrize("width", WIDTHS)
def test_ledger(workspace: Workspace, golden: Golden, ui: Language, width: int) -> None:
    """The partnerships in order, their totals and the years they came in."""
    ledger, terms = workspace.ledger, workspace.house.terms.record
    table = LedgerTable(ledger, ledger.entries, terms, open_catalogue(ui))
    golden(f"ledger/{ui}.{width}.txt", plain(table, width))


@pytest.mark.parametrize("ui", Language)
def test_problems(tmp_path: Path, golden: Golden, ui: Language) -> None:
    """Each with its line and a caret, right under full-width text and after a tab too."""
    (tmp_path / "partners").mkdir()
    (tmp_path / "partners/kobe.yaml").write_text("name：神戸\nkind: 　大学\n", "utf-8")
    (tmp_path / "partners/long.yaml").write_text("a" * 90 + "神戸" + "b" * 90, "utf-8")
    (tmp_path / "partners/oui.yaml").write_bytes("大学\n".encode("cp932"))
    places = [("kobe", 1, 5), ("kobe", 2, 7), ("long", 1, 92), ("oui", 1, 1), ("gone", 3, 1)]
    problems = [
        Problem("wrong", Place(PurePosixPath(f"partners/{name}.yaml"), line, column), say("error"))
        for name, line, column in places
    ]
    warning = Place(PurePosixPath("partners/oui.yaml"), 9, 9)
    problems.append(Problem("odd", warning, say("warning"), say("error"), "oui", Severity.WARNING))
    golden(f"problems/{ui}.txt", plain(ProblemList(problems, tmp_path, open_catalogue(ui)), 80))


def quote(tmp_path: Path, content: str, line: int, column: int, width: int = 60) -> list[str]:
    """Return what is shown of a problem at a place of a file with *content*."""
    (tmp_path / "a.yaml").write_text(content, "utf-8", newline="")
    problem = Problem("wrong", Place(PurePosixPath("a.yaml"), line, column), say("error"))
    text = render_view(ProblemList([problem], tmp_path, open_catalogue(EN)), width, styled=False)
    return text.splitlines()[1:-1]


def test_quoted_line_cannot_rule_the_terminal(tmp_path: Path) -> None:
    """Escape sequences and marks of direction show as a sign, and the caret keeps its place."""
    shown, caret = quote(tmp_path, "a: \x1b[31m\x07\u202e\x9bX", 1, 12)
    assert shown == "   1 │ a: \ufffd[31m\ufffd\ufffd\ufffdX"
    assert caret.index("^") == shown.index("X")


def test_name_of_a_file_cannot_rule_the_terminal(tmp_path: Path) -> None:
    """Nor can a file's name, in any way of showing it."""
    problem = Problem("wrong", Place(PurePosixPath("\x1b[31m\n.yaml")), say("error"))
    text = render_view(ProblemList([problem], tmp_path, open_catalogue(EN)), 60, styled=True)
    assert "\x1b[31m\n" not in text
    assert "\ufffd[31m\ufffd.yaml:1:1" in text


def test_words_of_a_change_cannot_rule_the_terminal() -> None:
    """An older revision may hold what no file may today."""
    words = mark_pieces([Marked("a\x1b[31m\u202eb", Mark.COME)], bracketed=True)
    assert render_view(indent(words, 1), 60, styled=False).strip() == "{+a\ufffd[31m\ufffdb+}"


@pytest.mark.parametrize("width", [1, 2, 5, 6, 7, 20])
def test_problems_fit_the_narrowest_window(tmp_path: Path, width: int) -> None:
    """However narrow the window, a problem is shown and nothing hangs."""
    assert quote(tmp_path, "kind: 大学\n" * 20, 15, 7, width)


def test_very_long_line_is_shown_around_the_place(tmp_path: Path) -> None:
    """Of a line of a hundred thousand characters, what stands before the caret is short."""
    shown, caret = quote(tmp_path, "x" * 50_000 + "HERE" + "大" * 50_000, 1, 50_001)
    assert shown[caret.index("^") :].startswith("HERE")


def test_caret_after_a_byte_order_mark_and_ten_thousand_lines(tmp_path: Path) -> None:
    """The mark is no character, and a long number moves the caret along."""
    shown, caret = quote(tmp_path, "\ufeffab\n" * 1 + "cd\n" * 10_000, 1, 2)
    assert shown[caret.index("^")] == "b"
    shown, caret = quote(tmp_path, "cd\n" * 10_001, 10_001, 2)
    assert shown[caret.index("^")] == "d"


def test_long_paragraphs_are_broken_in_time_that_grows_with_them() -> None:
    """A paragraph of a megabyte, or one endless word, is shown and not pondered."""
    for text in ("word " * 60_000, "x" * 200_000, "漢" * 200_000):
        lines = break_lines(Styled(text), 80)
        assert len(lines) > 1_000
        assert all(cell_len(line.plain) <= 80 for line in lines)


JAPANESE = st.text("アー、。（）「」々漢字のLINK-J 12例目aé", max_size=60)


@given(JAPANESE, st.integers(4, 40))
def test_lines_break_where_japanese_may(text: str, width: int) -> None:
    """No line is too wide, none begins or ends where it must not, and no word is lost."""
    lines = [line.plain for line in break_lines(Styled(text), width)]
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(cell_len(line) <= width for line in lines)


def test_lines_keep_japanese_rules() -> None:
    """Nothing that closes begins a line, nothing that opens ends one, and a name stays whole."""
    text = (
        "一般社団法人ライフサイエンス・イノベーション・ネットワーク・ジャパン（以下「LINK-J」）は、"
        * 3
    )
    for width in range(16, 60):
        lines = [line.plain for line in break_lines(Styled(text), width)]
        assert len(lines) > 2
        assert all(line[0] not in NEVER_FIRST for line in lines)
        assert all(line[-1] not in NEVER_LAST for line in lines)
        assert "".join(lines).count("LINK-J") == sum(line.count("LINK-J") for line in lines)

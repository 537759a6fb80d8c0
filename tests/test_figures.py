"""Figures that prose can have worked out: the list of them, and prose cut at its expressions."""

from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import TemplateSyntaxError, nodes

from linkj_press.draft.document import LedgerSource, Role, Text, render_plain
from linkj_press.draft.drafting import Drafter
from linkj_press.draft.figures import list_insertables, show_prose
from linkj_press.draft.templating import cut_prose
from linkj_press.draft.templating.environment import PressEnvironment, ProseEnvironment
from linkj_press.language import Language
from linkj_press.reading import read_yaml
from linkj_press.workspace.loading import Workspace, load_workspace
from tests.conftest import REPOSITORY


def find_shown(drafter: Drafter, partner: str, language: Language) -> dict[str, str]:
    return {each.key: each.worth.text for each in list_insertables(drafter, partner, language)}


def test_figures_are_those_of_the_release(drafter: Drafter) -> None:
    """Each release has its own, as of its day, in the grammar of each language."""
    ja = find_shown(drafter, "denmark", Language.JA)
    assert (ja["ordinal"], ja["total"], ja["overseas"], ja["domestic"]) == (
        "15例目",
        "15",
        "8",
        "7",
    )
    assert (ja["signed"], ja["years"], ja["members"]) == ("2020年11月20日", "3", "440")
    members = list_insertables(drafter, "denmark", Language.JA)[-1].label
    assert members[Language.JA] == "LINK-Jの会員数（2020年11月24日時点、下限）"
    assert members[Language.EN].endswith("at the least (as of November 24, 2020)")
    en = find_shown(drafter, "denmark", Language.EN)
    assert (en["ordinal"], en["signed"], en["years"]) == ("15th", "November 20, 2020", "three")
    assert en["name-sentence"] == "the Royal Danish Embassy"
    osaka = find_shown(drafter, "osaka", Language.EN)
    assert (osaka["kind-ordinal"], osaka["follows"]) == ("third", "the City of Yokohama")
    assert (osaka["total"], osaka["members"]) == ("13", "360")


def test_what_cannot_be_worked_out_is_left_out(drafter: Drafter) -> None:
    """The first of its kind follows nobody, and no gap is inserted as if it were a value."""
    ja = find_shown(drafter, "denmark", Language.JA)
    assert "ordinal" in ja
    assert not {"follows", "region", "embargo", "items"} & set(ja)


@pytest.mark.parametrize("language", Language)
def test_figures_say_what_drafts_say(
    language: Language, drafter: Drafter, workspace: Workspace
) -> None:
    """What is offered for insertion stands in the same form in the draft of its release."""
    assert len(workspace.released) > 3
    for partner in workspace.released:
        text = render_plain(drafter.draft(partner, language))
        shown = find_shown(drafter, partner, language)
        for key in ("ordinal", "name-sentence", "signed-month-day", "release-date", "house-seat"):
            assert shown[key] in text, (partner, key)


@pytest.mark.parametrize(
    ("language", "term", "other"),
    [(Language.JA, "years: 5", "until"), (Language.EN, "until: 2025-09-06", "years")],
)
def test_every_figure_can_be_inserted(
    language: Language, term: str, other: str, desk_copy: Path
) -> None:
    """Written into a field, each expression shows there what was offered; none is dead.

    A term is told in years or by its last day, and never in both.
    """
    file = desk_copy / "partners" / "osaka.yaml"
    written = file.read_text("utf-8")
    more = "  embargo: 2020-09-07 14:00\n  head: yamaguchi\n  subhead:"
    written = written.replace("  subhead:", more).replace("\nregion:", f"\n{SEAT}region:")
    written = written.replace("  items:", f"  {term}\n  items:")
    written = written.replace("full: {ja", "abbreviation: OP\n  full: {ja")
    file.write_text(written, "utf-8")
    offered = list_insertables(Drafter(load_workspace(desk_copy)), "osaka", language)
    known = read_yaml(
        REPOSITORY / "linkj_press/draft/figures.yaml", PurePosixPath("figures.yaml")
    ).data
    assert isinstance(known, dict)
    assert [each.key for each in offered] == [key for key in known if key != other]
    prose = " / ".join(each.expression for each in offered)
    start = written.index("    ja: |\n      国内外")
    end = written.index("  profile:")
    subhead = "".join(f"    {each}: |\n      {prose}\n" for each in Language)
    file.write_text(written[:start] + subhead + written[end:], "utf-8")
    document = Drafter(load_workspace(desk_copy)).draft("osaka", language)
    (shown,) = (b for b in document.blocks if isinstance(b, Text) and b.role is Role.SUBHEAD)
    assert " / ".join(each.worth.text for each in offered) in shown.text


SEAT = 'seat: {ja: 大阪府大阪市, en: "Osaka, Osaka Prefecture"}\n'

_FRAGMENTS = (
    *("{{", "}}", "{{-", "-}}", "{", "}", "{%", "%}", "{#", "#}", "'", '"', "\\", "(", ")"),
    *(
        "ledger.total",
        "名",
        " ",
        "\n",
        "\r\n",
        "\r",
        "{{ a }}",
        "{{ {'k': 1}['k'] }}",
        "{{ '}}' }}",
    ),
)


@given(st.lists(st.sampled_from(_FRAGMENTS), max_size=12).map("".join))
def test_prose_is_cut_where_it_is_compiled(raw: str) -> None:
    """The pieces joined are the prose, and its expressions are those that Jinja2 finds."""
    pieces = cut_prose(raw)
    assert "".join(piece.raw for piece in pieces) == raw
    assert all(piece.raw.startswith("{{") for piece in pieces if piece.is_expression)
    try:
        tree = ProseEnvironment(PressEnvironment(Language.JA)).parse(raw)
    except TemplateSyntaxError:
        return
    found = [child for output in tree.find_all(nodes.Output) for child in output.nodes]
    expressions = [child for child in found if not isinstance(child, nodes.TemplateData)]
    assert len(expressions) == sum(piece.is_expression for piece in pieces)
    if "-" not in raw and "\r" not in raw:
        text = "".join(child.data for child in found if isinstance(child, nodes.TemplateData))
        cut = "".join(piece.raw for piece in pieces if not piece.is_expression)
        # Jinja2 leaves out a last line end.
        assert (cut.removesuffix("\n") if raw.endswith("\n") else cut) == text


def test_braces_within_an_expression_do_not_end_it() -> None:
    """Brackets, quotes and line ends within an expression belong to it."""
    raw = "全{{ {'k': {'k': 1}}['k'] }}団体\r\nと{{ '}}' }}"
    assert [piece.raw for piece in cut_prose(raw)] == [
        *("全", "{{ {'k': {'k': 1}}['k'] }}", "団体\r\nと", "{{ '}}' }}")
    ]


def test_prose_is_shown_with_what_its_expressions_come_to(drafter: Drafter) -> None:
    """An editor sees the value of each, its source, and why one cannot be worked out."""
    raw = "海外{{ ledger.overseas }}団体、{{ release.embargo | time }}、{{ ledger.totl }}、{{ 1 +"
    pieces = show_prose(drafter, "denmark", Language.JA, raw)
    assert "".join(piece.raw for piece in pieces) == raw
    assert [piece.worth.text for piece in pieces if piece.worth] == ["8", "【未記入】"]
    overseas, gap = (piece.worth for piece in pieces if piece.worth)
    assert isinstance(overseas.source, LedgerSource)
    assert overseas.gap is None
    assert gap.gap
    wrong = [str(piece.problem) for piece in pieces if piece.problem]
    assert len(wrong) == 2
    assert wrong[0] == "there is no field “totl” here"


def test_real_prose_is_shown_as_it_is_drafted(drafter: Drafter, workspace: Workspace) -> None:
    """With each expression in the place of its value, a field reads as in the draft."""
    release = workspace.partners["denmark"].record.release
    assert release is not None
    assert release.subhead is not None
    assert release.subhead.ja is not None
    pieces = show_prose(drafter, "denmark", Language.JA, release.subhead.ja)
    shown = "".join(piece.worth.text if piece.worth else piece.raw for piece in pieces)
    assert shown in render_plain(drafter.draft("denmark", Language.JA))
    assert sum(piece.worth is not None for piece in pieces) == 2

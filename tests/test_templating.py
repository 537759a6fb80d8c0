"""What templates and prose may do, and what they can never do."""

from collections.abc import Callable
from pathlib import Path

import pytest

from linkj_press.document import Document, Gap, Text
from linkj_press.drafting import Drafter
from linkj_press.facts import gather_facts
from linkj_press.language import Language
from linkj_press.problem import Problem, ProblemsFound
from linkj_press.source import LedgerSource, PartnerSource, TemplateSource
from linkj_press.templating import Templates
from linkj_press.workspace import load_workspace

JA, EN = Language
Render = Callable[[str], Document]


@pytest.fixture
def render(desk_copy: Path) -> Render:
    """Drafts Osaka with a paragraph of a test's own at the end of its template."""

    def render(source: str) -> Document:
        file = desk_copy / "templates" / "mou" / "ja.md"
        kept = file.read_text("utf-8").split("<!-- test -->")[0].replace("{# test #}", "")
        file.write_text(f"{kept}\n\n{source}\n", "utf-8")
        document = Drafter(load_workspace(desk_copy)).draft("osaka", JA)
        file.write_text(kept, "utf-8")
        return document

    return render


def last(document: Document) -> Text:
    block = document.blocks[-1]
    assert isinstance(block, Text)
    return block


def refuse(render: Render, source: str) -> Problem:
    with pytest.raises(ProblemsFound) as found:
        render(source)
    (problem,) = found.value.problems
    assert str(problem.where.path) == "templates/mou/ja.md"
    return problem


@pytest.mark.parametrize(
    "source",
    [
        '{{ "\\x0e0\\x0f" }}99',
        '{{ "\\x11" }}a',
        '{{ "x" | fill(0) }}',
        '{{ "x" | joined }}',
        "{{ __rendering__ }}",
        "{{ rendering }}",
        '{{ "x"["ljust"](300000000) }}',
        '{{ "x".format }}',
        "{{ partner.name.full[1:] }}",
        "{{ partner.name.full | first }}",
        "{{ partner.name.full | length }}",
        "{{ partner.name.full + partner.name.full }}",
        "{{ partner.name.full * 1000000000 }}",
        "{{ ledger.total | list }}",
        "{{ release.date | list }}",
        '{{ ledger.total | count("x") }}',
        '{{ ledger.total | ordinal("例目", 1) }}',
        '{{ partner.name.full | link("javascript:alert(1)") }}',
        "{% autoescape false %}{{ partner.name.full }}{% endautoescape %}",
        '{% include "/etc/hostname" %}',
        '{% include "../partners/osaka.yaml" %}',
        '{% include "C:/secret.md" %}',
        "{{ partner.overseas }}",
        "{{ release.quotes._make_unset }}",
        "{{ partner._scope.fills }}",
        '{{ partner["_scope"].fills }}',
        "{{ house.website | image }}",
        "[サイト]({{ house.website }})",
        "<{{ house.website }}>",
        "{% for a in ledger.all %}{% for b in ledger.all %}{{ lipsum(9) }}{% endfor %}{% endfor %}",
    ],
)
def test_what_no_template_may_do_is_a_problem(render: Render, source: str) -> None:
    """Forged sources, the machinery, other files, endless text: each is refused at its line."""
    refuse(render, source)


def test_sources_of_templates_do_not_grow_with_the_drafts(desk_copy: Path) -> None:
    """Prose of records has its own numbers: after one release, others add none."""
    workspace = load_workspace(desk_copy)
    templates = Templates(desk_copy, JA)
    numbered = []
    for partner in ("osaka", "kanagawa", "yokohama"):
        facts = gather_facts(partner, workspace.ledger, workspace.house)
        numbered.append(len(templates.render(facts).literals))
    assert len(set(numbered)) == 1


def test_joined_values_keep_their_sources(render: Render) -> None:
    """a ~ b, kept in a variable or not, is both values, each from where it came."""
    block = last(render("{% set both = partner.name.full ~ ledger.total ~ '団体' %}{{ both }}"))
    kinds = [(span.text, type(span.source)) for span in block.spans]
    assert kinds == [("大阪府", PartnerSource), ("13", LedgerSource), ("団体", TemplateSource)]


def test_gap_survives_what_is_done_to_it(render: Render) -> None:
    """What is missing stays a visible gap through a filter and a joint."""
    block = last(render("{% set x = partner.seat ~ '。' %}{{ x }}{{ partner.seat | upper }}"))
    assert [span.gap for span in block.spans] == [Gap.VALUE, None, Gap.VALUE]


def test_field_of_an_empty_field_is_the_same_gap(render: Render) -> None:
    """release.head.title, when there is no head, is the head that is missing."""
    (span,) = last(render("{{ release.head.title }}")).spans
    assert (span.text, span.gap) == ("【代表者 未記入】", Gap.VALUE)


def test_dates_compare(render: Render) -> None:
    """Dates are equal when they are the same day, whichever field they come from."""
    source = "{% if release.date == agreement.signed %}同日{% else %}別の日{% endif %}"
    assert last(render(source)).text == "同日"
    later = "{% if ledger.all[0].signed < agreement.signed %}先{% endif %}"
    assert last(render(later)).text == "先"


def test_list_can_be_cut(render: Render) -> None:
    """The last few of the history are a slice."""
    source = "{% for p in ledger.all[-2:] %}{{ p.name.full }}{% endfor %}"
    assert last(render(source)).text == "Oxford University Innovation大阪府"


@pytest.mark.parametrize(
    ("fact", "partners"),
    [
        ("ordinal", 13),
        ("total", 13),
        ("overseas", 7),
        ("domestic", 6),
        ("kind_ordinal", 3),
    ],
)
def test_derived_number_names_the_partners_it_rests_on(
    render: Render, fact: str, partners: int
) -> None:
    """Every figure of the ledger says which fact it is, and from whom it follows."""
    (span,) = last(render(f"{{{{ ledger.{fact} }}}}")).spans
    assert isinstance(span.source, LedgerSource)
    assert (span.source.fact, len(span.source.partners)) == (fact, partners)
    assert span.source.partners[-1] == ("oui" if fact == "overseas" else "osaka")


def test_link_leads_to_its_address(render: Render) -> None:
    """A link is the value's text, and leads where it says."""
    (span,) = last(render("{{ house.short | link(house.website) }}")).spans
    assert (span.text, span.href) == ("LINK-J", "https://www.link-j.org/")


def test_footnote_marks_are_no_emphasis(render: Render) -> None:
    """（*1）と（*2） stands as it is written."""
    assert last(render("（*1）と（*2）")).text == "（*1）と（*2）"


def test_space_at_the_end_of_a_line_means_nothing(render: Render) -> None:
    """Two spaces, which nobody sees, do not break a paragraph."""
    assert last(render("一行目。  \n二行目。")).text == "一行目。二行目。"


def test_picture_stands_alone_in_a_figure(desk_copy: Path) -> None:
    """A caption that is written into the picture's line is told, not lost."""
    (desk_copy / "partners" / "osaka.png").write_bytes(b"")
    osaka = desk_copy / "partners" / "osaka.yaml"
    text = osaka.read_text("utf-8").replace("  photo:\n", "  photo:\n    file: osaka.png\n")
    osaka.write_text(text, "utf-8")
    house = desk_copy / "templates" / "house" / "ja.md"
    text = house.read_text("utf-8").replace(
        "{{ release.photo.file | image }}\n\n", "{{ release.photo.file | image }}\n"
    )
    house.write_text(text, "utf-8")
    with pytest.raises(ProblemsFound, match="stands alone in a figure"):
        Drafter(load_workspace(desk_copy)).draft("osaka", JA)


def test_embargo_is_told_in_japans_time(desk_copy: Path) -> None:
    """The embargo stands in the masthead of both languages."""
    osaka = desk_copy / "partners" / "osaka.yaml"
    text = osaka.read_text("utf-8")
    osaka.write_text(
        text.replace("  template: mou", "  embargo: 2020-09-07 14:00\n  template: mou"), "utf-8"
    )
    drafter = Drafter(load_workspace(desk_copy))
    texts = {
        lang: [b.text for b in drafter.draft("osaka", lang).blocks if isinstance(b, Text)]
        for lang in Language
    }
    assert "報道解禁：9月7日（月）14時" in texts[JA]
    assert "Embargoed until 2:00 PM JST, Monday, September 7, 2020" in texts[EN]


def test_text_of_several_lines_joins_as_the_language_has_it(desk_copy: Path) -> None:
    """A plain text that goes on below joins without a space in Japanese, with one in English."""
    osaka = desk_copy / "partners" / "osaka.yaml"
    text = osaka.read_text("utf-8")
    start, end = text.index("  subhead:"), text.index("  profile:")
    new = "  subhead:\n    ja: 一行目、\n      二行目\n    en: One,\n      two\n"
    osaka.write_text(text[:start] + new + text[end:], "utf-8")
    drafter = Drafter(load_workspace(desk_copy))
    texts = {
        lang: [b.text for b in drafter.draft("osaka", lang).blocks if isinstance(b, Text)]
        for lang in Language
    }
    assert "～一行目、二行目～" in texts[JA]
    assert "– One, two –" in texts[EN]


@pytest.mark.parametrize(
    "source",
    [
        r'{{ "\x01" }}',
        r'{{ "\ud800" }}',
        r'a{{ "\r" }}b',
        '{% if release.date > "2020-01-01" %}{% endif %}',
        "{% if release.embargo < release.date %}{% endif %}",
        "{{ release.date.date.first_day.today() }}",
    ],
)
def test_what_word_cannot_hold_or_the_clock_says_is_refused(render: Render, source: str) -> None:
    """Control characters, half characters, dates beside text, today: a problem at its line."""
    refuse(render, source)

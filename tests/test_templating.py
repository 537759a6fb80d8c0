"""What templates and prose may do, and what they can never do."""

import contextlib
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment, TemplateSyntaxError

from linkj_press.catalogue import open_catalogue
from linkj_press.draft.document import (
    Document,
    Gap,
    LedgerSource,
    PartnerSource,
    TemplateSource,
    Text,
)
from linkj_press.draft.drafting import Drafter
from linkj_press.draft.templating import Templates
from linkj_press.draft.templating.context import _ReleaseView
from linkj_press.draft.templating.mistakes import explain_failure, explain_syntax
from linkj_press.language import Language
from linkj_press.message import Message
from linkj_press.problem import Problem, ProblemsFound
from linkj_press.record.ledger import gather_facts
from linkj_press.workspace.loading import Workspace, load_workspace
from tests.conftest import copy_desk, count_examples

JA, EN = Language
Render = Callable[[str], Document]


@pytest.fixture
def render(desk_copy: Path) -> Render:
    """Drafts Osaka with a paragraph of a test's own at the end of its template."""
    return partial(_render, desk_copy, lambda: load_workspace(desk_copy))


@pytest.fixture
def render_known(desk_copy: Path, workspace: Workspace) -> Render:
    """The same for a test that changes no partner file: those are read once."""
    return partial(_render, desk_copy, lambda: replace(workspace, root=desk_copy))


def _render(root: Path, load: Callable[[], Workspace], source: str) -> Document:
    file = root / "templates" / "mou" / "ja.md"
    kept = file.read_text("utf-8")
    file.write_text(f"{kept}\n\n{source}\n", "utf-8")
    try:
        return Drafter(load()).draft("osaka", JA)
    finally:
        file.write_text(kept, "utf-8")


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


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ('"x"', "upper()"),
        ('"x"', "linked"),
        ("partner.name.full", "upper()"),
        ("partner.name.full", "linked(house.website)"),
        ("partner.name.full", "fill.source.partner"),
        ("ledger.total", "bit_length()"),
        ("ledger.total", "real"),
        ("1.5", "is_integer()"),
        ("release.date.date", "year"),
        ("release.date.fill", "href"),
        ("release.embargo.minute", "year"),
        ("release.embargo.minute", "isoformat()"),
    ],
)
def test_what_python_can_do_with_a_value_is_not_for_templates(
    render: Render, desk_copy: Path, value: str, name: str
) -> None:
    """Text, numbers and dates have no methods and no parts, with a point or in brackets."""
    osaka = desk_copy / "partners" / "osaka.yaml"
    text = osaka.read_text("utf-8")
    assert "  template: mou" in text
    text = text.replace("  template: mou", "  embargo: 2020-09-07 14:00\n  template: mou")
    osaka.write_text(text, "utf-8")
    asked = name.replace(".", "(").split("(")[0]
    rest = name.removeprefix(asked)
    for source in (f"({value}).{name}", f'({value})["{asked}"]{rest}'):
        problem = refuse(render, f"{{% if {source} %}}{{% endif %}}")
        assert problem.code == "undefined"
        assert f"“{asked}”" in str(problem.message)


def test_sources_of_templates_do_not_grow_with_the_drafts(desk_copy: Path) -> None:
    """Prose of records has its own numbers: after one release, others add none."""
    workspace = load_workspace(desk_copy)
    templates = Templates(desk_copy, JA)
    numbered = []
    for partner in ("osaka", "kanagawa", "yokohama"):
        facts = gather_facts(partner, workspace.ledger, workspace.house)
        numbered.append(len(templates.render(facts).literals))
    assert len(set(numbered)) == 1


def test_desks_share_what_templates_compile_to_and_not_their_places(tmp_path: Path) -> None:
    """After a desk whose own template has more lines, the words of the house stand where they do
    in another desk, and those of the template where they do in this one."""

    def read_sources(root: Path, added: str) -> dict[str, str]:
        root.mkdir()
        file = copy_desk(root) / "templates" / "mou" / "ja.md"
        file.write_text(added + file.read_text("utf-8"), "utf-8")
        document = Drafter(load_workspace(root)).draft("osaka", JA)
        blocks = [block for block in document.blocks if isinstance(block, Text)]
        return {block.text: str(block.spans[0].source) for block in blocks}

    first = read_sources(tmp_path / "first", "")
    second = read_sources(tmp_path / "second", "{% if 0 %}x{% endif %}\n" * 90)
    moved = {text for text, source in first.items() if source.startswith("templates/mou/")}
    assert 0 < len(moved) < len(first) == len(second)
    for text, source in first.items():
        file, line = source.rsplit(":", 1)
        assert second[text] == (f"{file}:{int(line) + 90}" if text in moved else source)


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


@pytest.mark.parametrize(
    "source",
    [
        "{{ ledger.all[:unset] }}",
        "{{ [1][::0] }}",
        "{{ ledger.all['a':] }}",
        "{{ [].pop() }}",
        "{{ {}.pop }}",
        "{{ {}.popitem() }}",
        "{{ [1].index(2) }}",
        "{{ {[]: 1} }}",
        "{{ 1 // 0 }}",
        "{{ 1e999 }}",
        "{{ release.background[release] }}",
        "{{ release.background[9] }}",
        "{{ release.quotes.speaker }}",
        '{{ partner.name.full | link("http://[") }}',
        "{{ 99999999999999999999999999999 | ordinal }}",
        "{{ 99999999999999999999999999999 | ordinal_range(1) }}",
        "{% for a in ledger %}{% endfor %}",
        "{% for a, b in ledger.all %}{% endfor %}",
        "{% for a in release.backgruond %}{% endfor %}",
        "{{ " + "9" * 5_000 + " }}",
        "{{ " + "(" * 3_000 + "1" + ")" * 3_000 + " }}",
        "{{ " + "[" * 40 + "]" * 40 + " }}",
        "{{ 1" + " + 1" * 300 + " }}",
        "{% if 1 %}" * 100 + "{% endif %}" * 100,
        "{% if 1 %}" * 3_000 + "{% endif %}" * 3_000,
        "{% for a in [1] %}" * 25 + "{% endfor %}" * 25,
    ],
)
def test_a_mistake_is_told_at_its_line(desk_copy: Path, source: str) -> None:
    """Whatever an expression can raise, or Python cannot compile, is a problem at its line."""
    file = desk_copy / "templates" / "mou" / "ja.md"
    kept = file.read_text("utf-8")
    file.write_text(f"{kept}\n\n{source}\n\n", "utf-8")
    with pytest.raises(ProblemsFound) as found:
        Drafter(load_workspace(desk_copy)).draft("osaka", JA)
    (problem,) = found.value.problems
    assert str(problem.where) == f"templates/mou/ja.md:{kept.count(chr(10)) + 3}:1"


VALUES = (
    *("release", "release.date", "release.background", "release.quotes[0]", "partner.name.full"),
    *("partner.seat", "ledger.all", "ledger.total", "ledger.follows", "link", "5", "-1.5", "none"),
    *("true", '"x"', "[]", "[1, release]", "{}", "(1, 2)", "nobody", "namespace(a=1)"),
)
FORMS = (
    *("{{ A | day }}", "{{ A | month_day }}", "{{ A | time }}", "{{ A | number }}", "{{ A[B:] }}"),
    *("{{ A | count }}", "{{ A | ordinal(B) }}", "{{ A | ordinal_range(B) }}", "{{ A | list }}"),
    *("{{ A | enumeration }}", "{{ A | first }}", "{{ A | length }}", "{{ A | upper }}"),
    *("{{ A | link(B) }}", "{{ A | map(B) | first }}", "{{ A | map(attribute=B) | first }}"),
    *("{{ A | select(B) | first }}", "{{ A | default(B) }}", "{{ A ~ B }}", "{{ A < B }}"),
    *("{{ A + B }}", "{{ A - B }}", "{{ A * B }}", "{{ A // B }}", "{{ A % B }}", "{{ A in B }}"),
    *("{{ A[B] }}", "{{ A(B) }}", "{{ A.date }}", "{{ -A }}", "{{ {A: B} }}", "{{ A and B }}"),
    *("{% for a in A %}{{ a }}{% endfor %}", "{% for a, b in A %}{% endfor %}", "{{ A is in B }}"),
    *(
        "{% if A == B %}{% endif %}",
        "{% set x = A[:B:A] %}",
        "{% include A %}",
        "{% import A as x %}",
    ),
)


@settings(max_examples=count_examples(300))
@given(st.sampled_from(FORMS), st.sampled_from(VALUES), st.sampled_from(VALUES))
def test_no_expression_gives_a_traceback(
    workspace: Workspace, tmp_path: Path, form: str, first: str, second: str
) -> None:
    """Every filter and operator takes every kind of value, or says that it does not."""
    file = tmp_path / "templates" / "mou" / "ja.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(form.replace("A", first).replace("B", second), "utf-8")
    facts = gather_facts("osaka", workspace.ledger, workspace.house)
    with contextlib.suppress(ProblemsFound):
        Templates(tmp_path, JA).render(facts)


def test_a_fault_of_our_own_keeps_its_traceback(
    render: Render, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An AttributeError inside a view is a bug, and no author's mistake."""
    monkeypatch.setattr(_ReleaseView, "head", property(lambda view: view._record.nobody))
    convert = "linkj_press.draft.templating.record_view.convert"
    monkeypatch.setattr(convert, lambda scope, *_: scope.nobody)
    for source in ("{{ release.head }}", '{{ release["head"] }}', "{{ release.agreed }}"):
        with pytest.raises(AttributeError, match="nobody"):
            render(source)


DOUBLED = "{% set ns = namespace(x='長い', n=9) %}" + "{% for a in ledger.all %}" * 2
ENDS = "{% endfor %}" * 2


@pytest.mark.parametrize(
    "source",
    [
        DOUBLED + "{% set ns.x = ns.x ~ ns.x %}" + ENDS,
        DOUBLED + "{% set ns.x %}{{ ns.x }}{{ ns.x }}{% endset %}" + ENDS,
        DOUBLED + "{% set ns.x = [ns.x, ns.x] | list %}" + ENDS + "{{ ns.x }}",
        DOUBLED + "{% set ns.n = ns.n * ns.n %}" + ENDS,
        "{% for a in ledger.all %}" * 15 + "x" + "{% endfor %}" * 15,
        "{% set xs = [1] %}{% for x in xs %}{% set _ = xs.append(1) %}{% endfor %}",
        "{% macro f(n) %}{% if n %}{% set x = f(n - 1) ~ f(n - 1) %}{% endif %}{% endmacro %}"
        "{{ f(60) }}",
        "{% for x in [1, 2] recursive %}{% if loop.depth < 50 %}{{ loop([1, 2]) }}{% endif %}"
        "{% endfor %}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    ],
)
def test_what_does_not_end_is_a_problem(
    render: Render, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    """Loops that grow their own list, text that doubles, and calls without end are stopped."""
    monkeypatch.setattr("linkj_press.draft.templating.rendering._MOST_SECONDS", 1)
    refuse(render, source)


def write_background(root: Path, first: str, second: str) -> Path:
    """Write the two entries of Osaka's background, in Japanese."""
    osaka = root / "partners" / "osaka.yaml"
    text = osaka.read_text("utf-8")
    start = text.index("  background:\n")
    end = re.compile(r"^  \w", re.MULTILINE).search(text, start + 5)
    assert end
    new = f'  background:\n    - {{ja: "{first}", en: x}}\n    - {{ja: "{second}", en: x}}\n'
    osaka.write_text(text[:start] + new + text[end.start() :], "utf-8")
    return osaka


def test_an_entry_may_name_another_of_its_list(desk_copy: Path) -> None:
    """The second entry of a list quotes the first: that is no circle."""
    write_background(desk_copy, "最初の文。", "再び、{{ release.background[0] }}")
    document = Drafter(load_workspace(desk_copy)).draft("osaka", JA)
    texts = [block.text for block in document.blocks if isinstance(block, Text)]
    assert "再び、最初の文。" in texts


def test_words_with_an_expression_may_stand_twice(desk_copy: Path) -> None:
    """What was worked out once is no circle when it is asked for again."""
    issuer = desk_copy / "templates" / "house" / "issuer.yaml"
    text = issuer.read_text("utf-8")
    assert text.count("ja: 理事兼事務局長") == 1
    title = 'ja: "{{ house.short }}事務局長"'
    issuer.write_text(text.replace("ja: 理事兼事務局長", title), "utf-8")
    write_background(desk_copy, *["{{ house.people.soyama.title }}"] * 2)
    document = Drafter(load_workspace(desk_copy)).draft("osaka", JA)
    texts = [block.text for block in document.blocks if isinstance(block, Text)]
    assert texts.count("LINK-J事務局長") == 2


@pytest.mark.parametrize("first", ["{{ release.background[1] }}", "{{ release.background[0] }}"])
def test_texts_that_name_each_other_are_one_problem(desk_copy: Path, first: str) -> None:
    """A circle of texts is told once, at an expression that closes it."""
    osaka = write_background(desk_copy, first, "{{ release.background[0] }}")
    with pytest.raises(ProblemsFound, match="refers to itself") as found:
        Drafter(load_workspace(desk_copy)).draft("osaka", JA)
    (problem,) = found.value.problems
    lines = osaka.read_text("utf-8").split("\n")
    assert str(problem.where.path) == "partners/osaka.yaml"
    assert "{{ release.background" in lines[problem.where.line - 1]


LISTS = "{% set a = [1] %}{% set b = [1] %}" + "{% set a = [a, a] %}{% set b = [b, b] %}" * 40
MANY = "{% set many = [" + "1, " * 400 + "] %}{% for a in many %}{% for b in many %}"


@pytest.mark.parametrize(
    "source",
    [
        "{% for x in [[1]] | map('rounds=', 'a') %}{% endfor %}",
        "{{ [3] | map('join=', 0) | list }}",
        "{{ [3] | map('fill') | list }}",
        "{{ release.subhead | link('https://a\\ud800b') }}",
        "{{ release.subhead | link(0 - 1) }}",
        "{{ 1 | ordinal(0 - 999) }}",
        "{{ release['\\ud800'] }}",
        LISTS + "{% if a == b %}{% endif %}",
        LISTS + "{% if a in [b] %}{% endif %}",
        LISTS + "{{ 1 | ordinal(a) }}",
        LISTS + "{{ [1] | map(a) | list }}",
        "{% filter default('\\x0e99\\x0f', true) %}{% endfilter %}",
        "{% set x | default('\\x0e99\\x0f', true) %}{% endset %}{{ x }}",
        "{% call namespace() %}x{% endcall %}",
        "{% macro f() %}{{ f(varargs, varargs) }}{% endmacro %}{{ f() }}",
        "{% set n = 999999999999999 %}{{ n - (0 - n) }}",
        "{{ 1 }}" * 20_000,
        "| a " * 3_000 + "|\n" + "|--" * 3_000 + "|\n| x |",
        "| a |\n|--|\n" + MANY + "| x |\n{% endfor %}{% endfor %}",
        MANY + "{{ release.date }}{% endfor %}{% endfor %}",
        "{% macro f() %}" + "x" * 50_000 + "{% endmacro %}" + MANY
        + "{% set _ = f() %}{% endfor %}{% endfor %}",
        "{% set l = [" + "1, " * 20_000 + "] %}{% for x in l if x + 1 in l %}{% endfor %}",
    ],
)  # fmt: skip
def test_what_attacks_the_machinery_is_a_problem(
    render: Render, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    """Inner names, endless comparisons, forged marks and sizes that nobody prints: each is told."""
    monkeypatch.setattr("linkj_press.draft.templating.rendering._MOST_SECONDS", 1)
    refuse(render, source)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ agreement.signed.year }}年", "2020年"),
        ("{{ agreement.signed.year + 3 }}年{{ release.date.month }}月", "2023年9月"),
        ("{{ release.date.day }}日（{{ release.date | weekday }}）", "7日（月）"),
        ("{% if agreement.signed.year == 2020 %}同年{% endif %}", "同年"),
        ('{{ ledger.all | selectattr("overseas") | list | length }}', "7"),
        ('{{ (ledger.all | selectattr("overseas") | first).name.abbreviation }}', "UCSD"),
        ('{{ (ledger.all | rejectattr("overseas") | last).name.full }}', "大阪府"),
        ('{{ ledger.earlier[-2:] | map(attribute="name.full") | join("と") }}',
         "横浜市とOxford University Innovation"),
        ('{{ ledger.earlier[-2:] | map(attribute="name.full") | list }}',
         "横浜市、Oxford University Innovation"),
        ('{% for p in ledger.all | sort(attribute="signed", reverse=true) %}'
         "{% if loop.first %}{{ p.name.full }}{% endif %}{% endfor %}", "大阪府"),
        ('{% for kind, same in ledger.all | groupby("kind") %}'
         "{{ kind }}{{ same | length }}{% if not loop.last %}、{% endif %}{% endfor %}", None),
        ("{{ release.people.yamaguchi.title }}", None),
        ("{{ house.people.soyama.title }}", "理事兼事務局長"),
        ('{{ ledger.partner("kawasaki").name.sentence }}は'
         '{{ ledger.partner("kawasaki").ordinal | ordinal("例目") }}', "川崎市は9例目"),
        ('{{ ledger.partner("krp").name.sentence }}', "京都リサーチパーク"),
    ],
)  # fmt: skip
def test_templates_as_people_write_them(render: Render, source: str, text: str | None) -> None:
    """Years are no quantities, lists of the ledger are lists, people and partners can be named."""
    block = last(render(source))
    assert text is None or block.text == text
    assert block.spans[0].gap is None


def test_values_of_a_list_keep_their_sources(render: Render) -> None:
    """Names that a list joins are each from their own partner."""
    source = '{{ ledger.earlier[-2:] | map(attribute="name.full") | join("と") }}'
    spans = last(render(source)).spans
    named = [s.source.partner for s in spans if isinstance(s.source, PartnerSource)]
    assert named == ["yokohama", "oui"]


@pytest.mark.parametrize(
    ("source", "message", "hint"),
    [
        ('{{ ledger.partner("kawasakki").id }}', "no partner “kawasakki”", "“kawasaki”?"),
        ('{{ ledger.partner("denmark").id }}', "denmark (signed November 20, 2020)", "correct"),
        ("{{ ledger.partner(ledger.all).id }}", "no partner “Listing”", ""),
        ('{{ ledger.partner("kobe").signed.day }}', "only the month is known", "has_day"),
        ("{{ ledger.earlier[:0] | list }}", "the list is empty", "{% if"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_told(render: Render, source: str, message: str, hint: str) -> None:
    """Partners that nobody knows, or knows only later, and days that nobody knows."""
    problem = refuse(render, source)
    assert message in str(problem.message)
    assert hint in str(problem.hint)


def test_first_of_a_kind_follows_nobody(desk_copy: Path) -> None:
    """That nobody comes before is said as such, with how to ask."""
    file = desk_copy / "templates" / "moc" / "ja.md"
    kept = file.read_text("utf-8")
    file.write_text(kept + "\n{% if ledger.follows is none %}無{% endif %}\n", "utf-8")
    workspace = load_workspace(desk_copy)
    assert last(Drafter(workspace).draft("denmark", JA)).text == "無"
    for source in ("{{ ledger.follows.name.sentence }}", "{{ ledger.follows }}"):
        file.write_text(f"{kept}\n{source}\n", "utf-8")
        with pytest.raises(ProblemsFound, match="no partner of this kind comes before") as found:
            Drafter(workspace).draft("denmark", JA)
        assert "{% if ledger.follows %}" in str(found.value)


CANNOT_BE_READ = [
    ("{{ ledger.total", "“}}” goes here, not the end of the file"),
    ("{{ partner release }}", "“}}” goes here, not “release”"),
    ("{% if ledger.total = 3 %}x{% endif %}", "“%}” goes here, not “=”"),
    ("{{ partner | }}", "a name goes here, not “}}”"),
    ("{{ }}", "a value goes here, not “}}”"),
    ("{{ not }}", "a value goes here, not “}}”"),
    ("{% foo %}", "there is no tag {% foo %}"),
    ("{% if ledger %}{% foo %}{% endif %}", "there is no tag {% foo %}"),
    ("{% endif %}", "{% endif %} belongs to nothing that stands before it"),
    ("{% if ledger %}{% endfor %}", "{% if … %} is not closed"),
    ("{% set x %}", "{% set … %} is not closed"),
    ("{% raw %} x", "{% raw … %} is not closed"),
    ("{% %}", "the name of a tag goes after {%"),
    ("{# x", "a comment is not closed"),
    ("{{ 'x }}", "a text in quotes is not closed"),
    ('{{ "\\xZ" }}', "after a \\ in quotes stands what it cannot be read with"),
    ("{{ ledger ＋ 1 }}", "the sign “＋” has no place in an expression"),
    ("{{ ledger\\ }}", "the sign “\\” has no place in an expression"),
    ("{{ (ledger }}", "“)” goes here, not “}”"),
    ("{{ ledger) }}", "“)” stands alone"),
    ("{{ ledger. }}", "the name of a field goes after the dot"),
    ("{{ link(a=1, 2) }}", "what is given by name comes last"),
    ("{{ 1 is odd is even }}", "one test goes after is"),
    ("{{ ledger | nope }}", "there is no filter “nope”"),
    ("{{ ledger is nope }}", "there is no test “nope”"),
    ("{% set 3 = 4 %}", "this cannot be given a value"),
    ("{% for loop in ledger.all %}{% endfor %}", "this cannot be given a value"),
    ("{% block a-b %}{% endblock %}", "this cannot be the name of a block"),
    ("{% block a %}{% endblock %}" * 2, "there are two blocks “a”"),
    ("{% block a required %}x{% endblock %}", "a block that is required has no words of its own"),
    ("{% macro f(a=1, b) %}{% endmacro %}", "a macro takes first what has no value of its own"),
    ("{% macro f(caller) %}{{ caller }}{% endmacro %}", "the name caller is taken"),
    ("{% call 3 %}{% endcall %}", "{% call %} goes with the call of a macro"),
    ('{% from "a" import _x %}', "a name that begins with _ stays in its file"),
    ("{% for a in ledger.all %}{% extends 'x' %}{% endfor %}", "{% extends %} stands in no other"),
    ("{% filter upper %}x{% endfilter %}", "{% filter %} is not for templates"),
    ("{% macro f() %}{{ varargs }}{% endmacro %}", "a macro names each thing that it takes"),
]

CANNOT_BE_WORKED_OUT = [
    ("{{ 1 / 0 }}", "a number is divided by zero"),
    ('{{ 1 if 1 < "a" }}', "this operator is not for these values"),
    ("{{ 1 if 1 in 2 }}", "this operator is not for these values"),
    ("{{ 3() }}", "this is no action to call"),
    ("{{ partner.name.full | upper(1) }}", "it is given more, less or other things"),
    ("{{ ledger.all | map }}", "it is given more, less or other things"),
    ("{% macro f(a) %}{% endmacro %}{{ f(1, 2) }}", "it is given more, less or other things"),
    ("{% macro f(a) %}{% endmacro %}{{ f(b=2) }}", "the macro “f” takes no “b”"),
    ("{% for a, b, c in [[1, 2]] %}{% endfor %}", "this has not as many parts as there are names"),
    ("{% for a in ledger.all %}{{ loop([]) }}{% endfor %}", "this loop cannot call itself"),
    ("{% set partner.x = 1 %}", "only a namespace can be given fields"),
    ("{% block a required %}{% endblock %}", "the block “a” is required"),
    ("{{ 1 if false }}", "there is no value here"),
    ("{% for a in [1] %}{{ loop.previtem }}{% endfor %}", "there is no value here"),
    ('{{ ledger.all | select("nope") | length }}', "there is no test “nope”"),
    ("{{ partner.__init__() }}", "there is no field “__init__” here"),
]

CODE = re.compile(r"'[^']*'|`[^`]*`|\{.*?\}+")
WORDS_OF_ENGLISH = re.compile(r"\w*[a-z]{2,} [a-z]{2,}", re.ASCII)


@pytest.mark.parametrize(("source", "told"), CANNOT_BE_READ + CANNOT_BE_WORKED_OUT)
def test_what_is_wrong_with_a_template_is_told_in_words_of_ours(
    render_known: Render, source: str, told: str
) -> None:
    """Jinja2 and Python have English alone; none of it is in what Japanese people read."""
    problem = refuse(render_known, source)
    assert told in str(problem.message)
    assert problem.code != "template-syntax" or (source, told) in CANNOT_BE_READ
    in_japanese = problem.tell(open_catalogue(JA).tell)
    assert not WORDS_OF_ENGLISH.search(CODE.sub("", in_japanese)), in_japanese


@pytest.mark.parametrize("explain", [explain_syntax, explain_failure])
def test_what_nobody_has_a_word_for_is_one_sentence_of_ours(
    explain: Callable[..., tuple[Message, Message]],
) -> None:
    """Another version of Jinja2 says other things: they are not passed on."""
    error = TemplateSyntaxError("quite unheard of", 1)
    message, hint = explain(error, Environment())
    assert str(message).startswith("this cannot be")
    assert "unheard" not in f"{message}{hint}"

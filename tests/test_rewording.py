"""Pulling: a field's text is reworded so that the draft shows again what people typed."""

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st

from linkj_press.draft.document import Line, PartnerSource, Span
from linkj_press.draft.drafting import Drafter
from linkj_press.language import Language
from linkj_press.pull.rewording import Touched, join_typed, reword
from linkj_press.reading import Data, parse_yaml, replace_scalar
from linkj_press.workspace.loading import load_workspace
from tests.conftest import count_examples
from tests.small import read_real_partners, write_workspace

PROSE = re.compile(
    r"release\.(?:(?:headline|subhead|profile|photo\.caption)"
    r"|(?:background|purpose|closing|about\.paragraphs)\[\d\]|quotes\[\d\]\.(?:gist|words))"
    r"\.(?:ja|en)"
)
"""Matches the fields of a partner file that are prose."""

JA, EN = Language.JA, Language.EN


class Desk:
    """A workspace with the release of one partner, in which one field can be changed."""

    def __init__(
        self, root: Path, partner: str, partners: dict[str, str], files: dict[str, str | None]
    ) -> None:
        self.root = write_workspace(root, partners, files=files)
        self.partner = partner
        self.yaml = partners[partner]
        self.file = self.root / "partners" / f"{partner}.yaml"

    def list_fields(self) -> dict[str, str]:
        """Return the raw texts of the partner file by their paths in words."""
        return dict(_walk(parse_yaml(self.yaml, PurePosixPath("x.yaml")).data, ""))

    def draft(self, language: Language) -> dict[str, tuple[PartnerSource, list[Line]]]:
        """Return what each field of the partner shows, each time that it stands in the draft."""
        shown: dict[str, tuple[PartnerSource, list[Line]]] = {}
        last = None
        document = Drafter(load_workspace(self.root)).draft(self.partner, language)
        for block in document.blocks:
            last = None
            for span in getattr(block, "spans", ()):
                value = span.value
                if isinstance(value, PartnerSource) and value.partner == self.partner:
                    lines = shown.setdefault(value.field, (value, []))[1]
                    lines[-1:] = [(*lines[-1], span)] if last == value else [*lines[-1:], (span,)]
                last = value
        return shown

    def write(self, field: str, raw: str) -> None:
        """Write *raw* as the text of *field*, and nothing else."""
        path = tuple(
            int(step) if step.isdigit() else step for step in re.findall(r"[^.\[\]]+", field)
        )
        text = replace_scalar(self.yaml, path, raw)
        self.file.write_bytes(text.encode())


def _walk(data: Data, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _walk(value, f"{path}.{key}".removeprefix("."))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from _walk(value, f"{path}[{number}]")
    elif data is not None:
        yield path, data


def say(line: Line) -> str:
    return "".join(span.text for span in line)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The desk of Denmark, the second of two partners; its templates are soon compiled."""
    partners = {partner: read_real_partners()[partner] for partner in ("ucsd", "denmark")}
    template = "# {{ partner.name.full }}\n\n{{ release.purpose[0] }}\n"
    files = {f"templates/moc/{language}.md": template for language in Language}
    return Desk(tmp_path_factory.mktemp("small") / "desk", "denmark", partners, {**files})


def show(desk: Desk, raw: str, language: Language) -> tuple[PartnerSource, Line]:
    """Return the source and the spans of *raw*, as a real draft has it."""
    field = f"release.purpose[0].{language}"
    desk.write(field, raw)
    source, lines = desk.draft(language)[field]
    assert len(lines) == 1
    return source, lines[0]


CASES = {
    "a word inside a line": (
        JA,
        "大阪の企業です。\n次の文です。\n",
        "大阪の大企業です。次の文です。",
        "大阪の大企業です。\n次の文です。\n",
    ),
    "a word beside an expression": (
        JA,
        "国内外{{ ledger.total }}団体目の連携\n",
        "国内外で2団体目となる連携",
        "国内外で{{ ledger.total }}団体目となる連携\n",
    ),
    "right after an expression": (
        EN,
        "With {{ ledger.total }} partners\n",
        "With 2 new partners",
        "With {{ ledger.total }} new partners\n",
    ),
    "between two expressions": (
        JA,
        "{{ partner.name.full }}{{ ledger.total }}団体目",
        "デンマーク王国大使館、2団体目",
        "{{ partner.name.full }}、{{ ledger.total }}団体目",
    ),
    "both ends of an expression's words typed again beside it": (
        JA,
        "{{ ledger.total }}団体と2者",
        "2団体と、2者",
        "{{ ledger.total }}団体と、2者",
    ),
    "of two that are the same, the expression stays": (
        JA,
        "2と2と{{ ledger.total }}",
        "2と2",
        "2と{{ ledger.total }}",
    ),
    "a sentence added between two": (
        JA,
        "一つ目です。\n二つ目です。\n",
        "一つ目です。間です。二つ目です。",
        "一つ目です。\n間です。\n二つ目です。\n",
    ),
    "a sentence added that begins like the next": (
        JA,
        "はじめです。\n大阪は広い。\n",
        "はじめです。大阪は寒い。大阪は広い。",
        "はじめです。\n大阪は寒い。\n大阪は広い。\n",
    ),
    "two sentences added at the end": (
        EN,
        "One is here.\nTwo is here.\n",
        "One is here. Two is here. Three is new. Four is new.",
        "One is here.\nTwo is here.\nThree is new.\nFour is new.\n",
    ),
    "a sentence added to a text of one line": (
        EN,
        "One is here.",
        "One is here. Two is here.",
        "One is here. Two is here.",
    ),
    "a sentence added after an expression": (
        EN,
        "It is the {{ ledger.ordinal | ordinal }}.\nMore follows.\n",
        "It is the second. Really. More follows.",
        "It is the {{ ledger.ordinal | ordinal }}.\nReally.\nMore follows.\n",
    ),
    "a word changed where two sentences share a line": (
        EN,
        "One. Two is here.\nThree.\n",
        "One. Both are here. Three.",
        "One. Both are here.\nThree.\n",
    ),
    "a line taken out of the middle": (
        JA,
        "一つ目です。\n二つ目です。\n三つ目です。\n",
        "一つ目です。三つ目です。",
        "一つ目です。\n三つ目です。\n",
    ),
    "a line taken out, in English": (
        EN,
        "One is here.\nTwo is there.\nThree is new.\n",
        "One is here. Three is new.",
        "One is here.\nThree is new.\n",
    ),
    "the first line taken out": (JA, "一つ目です。\n次です。\n", "次です。", "次です。\n"),
    "the last line taken out": (EN, "One is.\nTwo is.\n", "One is.", "One is.\n"),
    "the end of a line changed": (
        JA,
        "これは本\nそれは机\n",
        "これは紙それは机",
        "これは紙\nそれは机\n",
    ),
    "a space where a line break would swallow it": (JA, "前\n後\n", "前 後", "前 後\n"),
    "two spaces where lines joined": (EN, "One.\nTwo.\n", "One.  Two.", "One.  Two.\n"),
    "odd line breaks stay": (
        EN,
        "One  \n\n  two\nthree\n",
        "One two four",
        "One  \n\n  two\nfour\n",
    ),
    "braces typed": (JA, "記号です\n", "記号{{ x }}です\n", "記号{{ '{{' }} x }}です\n"),
    "a brace typed before an expression": (
        EN,
        "x{{ ledger.total }}",
        "x{2",
        "x{{ '{' }}{{ ledger.total }}",
    ),
    "full-width braces typed": (JA, "記号", "記号｛｛x｝｝", "記号｛{{ '｛' }}x｝｝"),
    "what looks like a tag is words": (
        JA,
        "前{% if x %}後{# y #}",
        "前{% if z %}後{# y #}{# w #}",
        "前{% if z %}後{# y #}{# w #}",
    ),
    "Word's line break, in Japanese": (JA, "前後\n", "前\n\t中後", "前中後\n"),
    "Word's line break, in English": (EN, "One two", "One\nand\ttwo", "One and two"),
    "space at the ends": (
        EN,
        "One {{ ledger.total }}\n",
        "  One or 2 ",
        "One or {{ ledger.total }}\n",
    ),
    "an expression with brackets and strings": (
        JA,
        "前{{ {'}}': ledger.total}['}}'] }}後",
        "前の2後",
        "前の{{ {'}}': ledger.total}['}}'] }}後",
    ),
    "an expression that takes space away": (
        EN,
        "One of\n  {{- ledger.total -}}\n more",
        "One of2more or less",
        "One of\n  {{- ledger.total -}}\n more or less",
    ),
    "an expression over two lines": (
        JA,
        "前{{ ledger.total\n  | ordinal('例目') }}。\n後\n",
        "前は2例目。後",
        "前は{{ ledger.total\n  | ordinal('例目') }}。\n後\n",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_reword_writes_no_more_than_the_edit(desk: Desk, case: str) -> None:
    """The raw text is what a careful person would write, and shows what was typed."""
    language, raw, new, expected = CASES[case]
    source, shown = show(desk, raw, language)
    assert reword(raw, shown, source, new, language, prose=True) == expected
    wanted = join_typed(new, language).strip()
    assert say(show(desk, expected, language)[1]) == wanted
    assert reword(raw, shown, source, say(shown), language, prose=True) == raw


@pytest.mark.parametrize(
    ("raw", "new", "words"),
    [
        ("国内外{{ ledger.total }}団体", "国内外3団体", "2"),
        ("国内外{{ ledger.total }}団体", "国内外団体", "2"),
        ("前{{ partner.name.full }}後", "前デンマーク大使館後", "デンマーク王国大使館"),
        ("{{ ledger.total }}と二つ", "二つ", "2"),
        # The expression went; what is left was typed.
        ("A{{ ledger.total }}BCD2E", "ABCD2E", "2"),
        ("前{{ '{{' }}後", "前{後", "{{"),
        ("前{{ ledger.total - 1 }}後", "前後", "1"),
        ("前の文\n{{- ledger.total }}", "前の文 2", "2"),
        ("{{ ledger.total -}} 後", "2 後", "2"),
        # Where the first ends and the second begins is nowhere written.
        ("前{{ ledger.total }}{{ ledger.total }}後", "前2、2後", "22"),
        ("{{ ledger.total }}{{ ledger.total }}{{ house.short }}", "22とLINK-J", "22LINK-J"),
        ("前後\n", "", "前後"),
        ("前後\n", " \n", "前後"),
    ],
)
def test_touched_words_of_an_expression(desk: Desk, raw: str, new: str, words: str) -> None:
    """What an expression worked out, and a whole field, is never given up silently."""
    source, shown = show(desk, raw, JA)
    with pytest.raises(Touched) as touched:
        reword(raw, shown, source, new, JA, prose=True)
    assert touched.value.words == words


def test_a_draft_of_another_text_is_touched(desk: Desk) -> None:
    """Nothing is guessed where the draft does not show what the file has now."""
    source, shown = show(desk, "前{{ ledger.total }}後", JA)
    with pytest.raises(Touched):
        reword("別{{ ledger.total }}後", shown, source, "前の2後", JA, prose=True)


def test_braces_of_plain_text_are_characters(desk: Desk) -> None:
    """In a field that is no prose nothing is worked out, so nothing is escaped."""
    source, _ = show(desk, "前", JA)
    shown = (Span("a {{ x }} b", source),)
    result = reword("a {{ x }}\nb\n", shown, source, "a {{ y }}｛｛ b", EN, prose=False)
    assert result == "a {{ y }}｛｛\nb\n"


EXPRESSIONS = [
    "{{ ledger.ordinal }}",
    '{{ ledger.ordinal | ordinal("例目") }}',
    "{{ agreement.years }}",
    "{{ partner.name.full }}",
    "{{ ledger.total - 1 }}",
    "{{ '' }}",
    "{{ '{{' }}",
    "{{- agreement.years -}}",
    "{{ house.short ~ ledger.total }}",
]
WORDS = {
    JA: [
        "大阪",
        "府は",
        "団体。",
        "2例目",
        "3",
        "ネットワーク",
        "です。",
        "（注*）",
        "{",
        "}}",
        "｛",
        " ",
    ],
    EN: ["The ", "city ", "of 3 ", "here. ", "A", " ", "b*_c_", "[x](y)", "{", "}}", "{% x", "2nd"],
}


@st.composite
def raws(draw: st.DrawFn, language: Language) -> str:
    """Return prose of lines, with expressions in it."""
    word = st.sampled_from([*WORDS[language], "\n", "\n"])
    parts = draw(st.lists(word | st.sampled_from(EXPRESSIONS), min_size=1, max_size=12))
    words = "".join("x" if part in EXPRESSIONS else part for part in parts)
    shut = "".join("{{x" if part in EXPRESSIONS else part for part in parts)
    # Else no draft would come of it.
    assume(words.strip() and "{{{" not in shut and "{{" not in words and "｛｛" not in words)
    return "".join(parts)


def count_expressions(raw: str) -> list[int]:
    return [raw.count(expression) for expression in EXPRESSIONS if "'{{'" not in expression]


def edit(data: st.DataObject, shown: Line, source: PartnerSource, language: Language) -> str:
    """Return the text of *shown* with some of the field's own words changed."""
    new = ""
    for span in shown:
        text = span.text
        if isinstance(span.source, PartnerSource) and span.source.field == source.field:
            start = data.draw(st.integers(0, len(text)))
            end = data.draw(st.integers(start, len(text)))
            words = st.lists(st.sampled_from([*WORDS[language], "\n", "\t", "｛｛", "{{", "{#"]))
            text = text[:start] + "".join(data.draw(words)) + text[end:]
        new += text
    return new


@settings(
    max_examples=count_examples(40),
    suppress_health_check=[HealthCheck.filter_too_much],
)
@given(st.data(), st.sampled_from(Language))
def test_a_reworded_field_shows_what_was_typed(
    desk: Desk, data: st.DataObject, language: Language
) -> None:
    """Whatever is typed comes to stand in the next draft, and every expression stays."""
    raw = data.draw(raws(language))
    assume(raw.replace("{{ '' }}", "").strip())
    source, shown = show(desk, raw, language)
    assert reword(raw, shown, source, say(shown), language, prose=True) == raw
    new = edit(data, shown, source, language)
    try:
        result = reword(raw, shown, source, new, language, prose=True)
    except Touched:
        reject()
    wanted = join_typed(new, language).strip()
    assert say(show(desk, result, language)[1]).strip() == wanted
    assert count_expressions(result) == count_expressions(raw)
    assert result[len(result.rstrip()) :] == raw[len(raw.rstrip()) :]


@settings(max_examples=count_examples(30))
@given(st.data(), st.sampled_from(Language))
def test_words_beside_expressions_can_always_be_changed(
    desk: Desk, data: st.DataObject, language: Language
) -> None:
    """No edit of a field's own words is refused where words stand between its expressions."""
    raw = "始め" + "、".join(data.draw(st.lists(st.sampled_from(EXPRESSIONS), max_size=5))) + "終\n"
    raw = raw.replace("{{- agreement.years -}}", "{{ agreement.years }}")
    source, shown = show(desk, raw, language)
    text = say(shown)
    commas = [match.end() for match in re.finditer("、|始め", text)]
    at = data.draw(st.sampled_from(commas))
    new = text[:at] + "新" + text[at:]
    result = reword(raw, shown, source, new, language, prose=True)
    assert result.replace("新", "", 1) == raw
    assert say(show(desk, result, language)[1]) == new


REAL = ("denmark", "kanagawa", "osaka", "yokohama")


def change_word(shown: Line, field: str, kind: str) -> str:
    """Return the text of *shown* with a word of the field itself appended, replaced or deleted."""
    if kind == "append":
        return say(shown) + "追記"
    own = [span.text if getattr(span.source, "field", "") == field else "" for span in shown]
    at = max(range(len(shown)), key=lambda index: len(own[index]))
    words = re.findall(r"[ぁ-ん]+|[A-Za-z]+", own[at])
    changed = own[at].replace(words[len(words) // 2], "置換" if kind == "replace" else "", 1)
    return say(shown[:at]) + changed + say(shown[at + 1 :])


@pytest.mark.parametrize("kind", ["append", "replace", "delete"])
@pytest.mark.parametrize("partner", REAL)
def test_every_prose_of_a_real_release_can_be_reworded(
    tmp_path: Path, partner: str, kind: str
) -> None:
    """A word changed in each field of a draft shows in the next, and no expression is lost."""
    desk = Desk(tmp_path / "desk", partner, read_real_partners(), {})
    fields, first = desk.list_fields(), desk.yaml
    for language in Language:
        wanted = {}
        for field, (source, lines) in desk.draft(language).items():
            if not PROSE.fullmatch(field):
                continue
            raw = fields[field]
            wanted[field] = change_word(lines[0], field, kind).strip()
            result = reword(raw, lines[0], source, wanted[field], language, prose=True)
            assert re.findall("{{.*?}}", result) == re.findall("{{.*?}}", raw)
            desk.write(field, result)
            desk.yaml = desk.file.read_text("utf-8")
        assert len(wanted) > 3
        shown = desk.draft(language)
        assert {field: say(shown[field][1][0]) for field in wanted} == wanted
    assert first != desk.yaml
